/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone writes down: of strangers, how much; of its lines, where their settings stand. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "holdfast/uv/log_reader.h"
#include "phone_state.h"

#define SECOND_US 1100000 /* a little more than one */

static void note(struct hf_phone *phone, unsigned n)
{
    struct hf_agent_note drop = {.kind = HF_NOTE_DROPPED, .text = "a drop of the flood"};

    for (unsigned i = 0; i < n; i++)
        hf_phone_log_note(phone, 0, &drop, NULL);
}

/* How often the text stands in the files of a directory, which is removed. */
static unsigned count(const char *directory, const char *text)
{
    static char bytes[1 << 20];
    DIR *files = opendir(directory);
    unsigned n = 0;

    cr_assert_not_null(files);
    for (struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        FILE *file = entry->d_name[0] != '.' ? fopen(path, "rb") : NULL;
        size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;

        for (size_t at = 0; at + strlen(text) <= length; at++)
            n += memcmp(bytes + at, text, strlen(text)) == 0;
        if (file != NULL)
            fclose(file);
        unlink(path);
    }
    closedir(files);
    rmdir(directory);
    return n;
}

/* Twenty in its first second (NOTES_A_SECOND), then one a second (NOTES_OF_FLOOD), with how many
 * were not noted; and after a quiet second as before. */
Test(phone_log, a_flood_is_noted_once_a_second)
{
    char directory[] = "/tmp/holdfast-phone-log-XXXXXX", error[256] = "";
    uv_loop_t loop;

    cr_assert_not_null(mkdtemp(directory));
    uv_loop_init(&loop);
    struct hf_phone_options options = {
        .bind = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4}, .log_directory = directory};
    struct hf_phone *phone = hf_phone_open(&loop, &options, error, sizeof error);

    cr_assert_not_null(phone, "%s", error);
    note(phone, 100); /* 20 */
    usleep(SECOND_US);
    note(phone, 100); /* 1: "and 80 others" */
    usleep(SECOND_US);
    note(phone, 1); /* 1: "and 99 others" */
    usleep(SECOND_US);
    note(phone, 5); /* 5 */
    hf_phone_close(phone);
    while (uv_run(&loop, UV_RUN_DEFAULT) != 0)
        ;
    cr_assert_eq(uv_loop_close(&loop), 0);
    cr_assert_eq(count(directory, "a drop of the flood"), 27);
}

/* ---- where settings stand (G2b) ---- */

#define ADDED_MOST 8

struct added { /* of one line of the log, in order */
    struct {
        uint32_t line, n_files, n_origins, n_line; /* n_line: where the first setting stands */
        uint8_t setting, server, proxy;            /* of the last one */
        char file[64];                             /* that it stands in */
    } records[ADDED_MOST];
    unsigned n;
};

static void note_added(struct added *added, const struct hf_log_entry *entry)
{
    const struct hf_log_line_added *a = &entry->u.added;

    cr_assert_lt(added->n, ADDED_MOST);
    added->records[added->n].line = entry->line;
    added->records[added->n].n_files = a->n_files;
    added->records[added->n].n_origins = a->n_origins;
    if (a->n_origins > 0) {
        const struct hf_log_origin *last = &a->origins[a->n_origins - 1];

        added->records[added->n].n_line = a->origins[0].line;
        added->records[added->n].setting = last->setting;
        added->records[added->n].server = last->server;
        added->records[added->n].proxy = last->proxy;
        snprintf(added->records[added->n].file, 64, "%s", a->files[last->file - 1]);
    }
    added->n++;
}

static struct added read_added(const char *directory)
{
    static uint8_t bytes[1 << 16] __attribute__((aligned(16)));
    struct hf_log_scratch scratch = {.bytes = bytes, .size = sizeof bytes};
    struct added added = {.n = 0};
    struct hf_log_entry entry;
    struct hf_log_item item;
    char error[256];
    struct hf_log_reader *reader = hf_log_reader_open(&directory, 1, error, sizeof error);

    cr_assert_not_null(reader, "%s", error);
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END)
        if (item.kind == HF_LOG_ITEM_RECORD &&
            hf_log_entry_read(item.payload, item.n_payload, &scratch, &entry) == 0 &&
            entry.kind == HF_LOG_LINE_ADDED)
            note_added(&added, &entry);
    hf_log_reader_close(reader);
    return added;
}

static const char *const two_files[] = {"common.cfg", "desk.cfg"};
static struct hf_log_origin two_origins[] = {
    {.line = 7, .setting = HF_SETTING_PORT, .server = 1, .file = 2},
    {.line = 9, .setting = HF_SETTING_RETRY_COUNTS, .server = 2, .proxy = 1, .file = 1}};

static struct hf_phone_line line_of(const struct hf_config *config, unsigned n_origins)
{
    return (struct hf_phone_line){
        .name = "desk",
        .identity = {.user = "1001", .auth_name = "", .password = "x", .display_name = ""},
        .config = config,
        .origins = {
            .files = two_files, .origins = two_origins, .n_files = 2, .n_origins = n_origins}};
}

static struct hf_config config_of(void)
{
    struct hf_config config;

    hf_config_init(&config);
    hf_config_init_server(&config.servers[0]);
    hf_config_name(&config, &config.servers[0].host, "127.0.0.9", 9);
    config.n_servers = 1;
    return config;
}

static struct hf_phone *open_phone(uv_loop_t *loop, const char *directory)
{
    char error[256] = "";
    struct hf_phone_options options = {
        .bind = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4}, .log_directory = directory};
    struct hf_phone *phone;

    uv_loop_init(loop);
    phone = hf_phone_open(loop, &options, error, sizeof error);
    cr_assert_not_null(phone, "%s", error);
    return phone;
}

static void close_phone(struct hf_phone *phone, uv_loop_t *loop)
{
    hf_phone_close(phone);
    while (uv_run(loop, UV_RUN_DEFAULT) != 0)
        ;
    cr_assert_eq(uv_loop_close(loop), 0);
}

/* Said when the line is added, when a file's lines have moved, with a new configuration, and for
 * each segment; not when nothing is otherwise. */
Test(phone_log, says_where_settings_stand_and_again_when_that_changes)
{
    char directory[] = "/tmp/holdfast-phone-log-XXXXXX", error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_config config = config_of();
    struct hf_phone_line line = line_of(&config, 2), bare = line_of(&config, 0);
    struct added added;
    uv_loop_t loop;

    cr_assert_not_null(mkdtemp(directory));
    struct hf_phone *phone = open_phone(&loop, directory);

    cr_assert_eq(hf_phone_add(phone, &line, &problem), 1, "%s", error);
    cr_assert_eq(hf_phone_add(phone, &bare, &problem), 2, "%s", error);
    cr_assert_eq(hf_phone_reconfigure(phone, 1, &line, &problem), 0);
    two_origins[0].line++;
    cr_assert_eq(hf_phone_reconfigure(phone, 1, &line, &problem), 0, "no setting is another");
    config.servers[0].retry_counts = 1;
    two_origins[0].line++;
    cr_assert_eq(hf_phone_reconfigure(phone, 1, &line, &problem), 1, "%s", error);
    hf_phone_log_added(phone, 1); /* as a new segment asks */
    close_phone(phone, &loop);
    added = read_added(directory);
    (void)count(directory, "");
    cr_assert_eq(added.n, 5);
    for (unsigned i = 0; i < 5; i++) {
        cr_expect_eq(added.records[i].line, i == 1 ? 2 : 1);
        cr_expect_eq(added.records[i].n_origins, i == 1 ? 0 : 2);
        cr_expect_eq(added.records[i].n_files, i == 1 ? 0 : 2);
    }
    cr_expect_eq(added.records[0].n_line, 7);
    cr_expect_eq(added.records[2].n_line, 8);
    cr_expect_eq(added.records[3].n_line, 9);
    cr_expect_eq(added.records[4].n_line, 9);
    cr_expect_eq(added.records[4].setting, HF_SETTING_RETRY_COUNTS);
    cr_expect_eq(added.records[4].server, 2);
    cr_expect_eq(added.records[4].proxy, 1);
    cr_expect_str_eq(added.records[4].file, "common.cfg");
}

Test(phone_log, a_refused_configuration_leaves_what_is_known_of_the_old_one)
{
    char directory[] = "/tmp/holdfast-phone-log-XXXXXX", error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_config config = config_of();
    struct hf_phone_line line = line_of(&config, 2);
    uv_loop_t loop;

    cr_assert_not_null(mkdtemp(directory));
    struct hf_phone *phone = open_phone(&loop, directory);

    cr_assert_eq(hf_phone_add(phone, &line, &problem), 1, "%s", error);
    config.t1_ms = 0;
    line.origins.n_origins = 1;
    cr_assert_lt(hf_phone_reconfigure(phone, 1, &line, &problem), 0);
    close_phone(phone, &loop);
    cr_expect_eq(read_added(directory).n, 1);
    (void)count(directory, "");
}

Test(phone_log, without_a_log_nothing_is_kept_of_where_settings_stand)
{
    char error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_config config = config_of();
    struct hf_phone_line line = line_of(&config, 2);
    uv_loop_t loop;
    struct hf_phone *phone = open_phone(&loop, NULL);

    cr_assert_eq(hf_phone_add(phone, &line, &problem), 1, "%s", error);
    cr_expect_null(phone->origins.lines);
    cr_expect_null(phone->origins.files);
    close_phone(phone, &loop);
}

Test(phone_log, many_lines_share_the_names_of_their_files)
{
    char directory[] = "/tmp/holdfast-phone-log-XXXXXX", error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_config config = config_of();
    struct hf_phone_line line = line_of(&config, 2);
    uv_loop_t loop;

    cr_assert_not_null(mkdtemp(directory));
    struct hf_phone *phone = open_phone(&loop, directory);

    for (int i = 1; i <= 9; i++)
        cr_assert_eq(hf_phone_add(phone, &line, &problem), i, "%s", error);
    cr_expect_eq(phone->origins.n_files, 2);
    cr_expect_eq(phone->origins.lines[8]->n, 2);
    close_phone(phone, &loop);
    (void)count(directory, "");
}
