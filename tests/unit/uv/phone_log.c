/* SPDX-License-Identifier: Apache-2.0 */
/* How much of what strangers do the phone writes down. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "phone_state.h"

#define SECOND_US 1100000 /* a little more than one */

static void note(struct hf_phone *phone, unsigned n)
{
    struct hf_agent_note drop = {.kind = HF_NOTE_DROPPED, .text = "a drop of the flood"};

    for (unsigned i = 0; i < n; i++)
        hf_phone_log_note(phone, 0, &drop);
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
