/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads of the event log: what is written is read back, and nothing else is. */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/uv/log_record.h"

static alignas(max_align_t) uint8_t memory[65536];

static int read_back(const uint8_t *payload, size_t n, struct hf_log_entry *entry)
{
    struct hf_log_scratch scratch = {memory, sizeof(memory), 0};
    return hf_log_entry_read(payload, n, &scratch, entry);
}

static size_t write_entry(const struct hf_log_entry *entry, uint8_t payload[1024])
{
    size_t n = hf_log_entry_write(entry, payload, 1024);
    cr_assert_gt(n, 0);
    cr_assert_not(hf_log_is_segment(payload, n), "a record is taken for a segment's header");
    cr_assert_eq(hf_log_entry_write(entry, payload, n - 1), 0, "too small a buffer is refused");
    return hf_log_entry_write(entry, payload, n);
}

Test(log_record, a_step_comes_back_with_its_bytes_and_result)
{
    static const uint8_t event[] = {0, 1, 0xFF, 2}, actions[] = {9, 0, 9};
    uint8_t payload[1024];
    struct hf_log_entry back, entry = {.kind = HF_LOG_STEP, .line = 7, .wall_us = 1234567890123};
    entry.u.step = (struct hf_log_step){event, actions, sizeof(event), sizeof(actions), -5};
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_expect_eq(back.kind, HF_LOG_STEP);
    cr_expect_eq(back.line, 7);
    cr_expect_eq(back.wall_us, 1234567890123);
    cr_expect_eq(back.u.step.result, -5);
    cr_assert_eq(back.u.step.n_event, sizeof(event));
    cr_expect_arr_eq(back.u.step.event, event, sizeof(event));
    cr_assert_eq(back.u.step.n_actions, sizeof(actions));
    cr_expect_arr_eq(back.u.step.actions, actions, sizeof(actions));
}

Test(log_record, a_line_added_comes_back_with_name_and_limits)
{
    uint8_t payload[1024];
    struct hf_log_entry back, entry = {.kind = HF_LOG_LINE_ADDED, .line = 2, .wall_us = 1};
    entry.u.added.name = "desk \xC3\xBC";
    entry.u.added.limits = hf_log_limits_here();
    entry.u.added.line_size = 4000;
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_expect_eq(back.kind, HF_LOG_LINE_ADDED);
    cr_expect_str_eq(back.u.added.name, "desk \xC3\xBC");
    cr_expect_eq(back.u.added.line_size, 4000);
    cr_expect_eq(memcmp(&back.u.added.limits, &entry.u.added.limits, sizeof(back.u.added.limits)),
                 0);
}

Test(log_record, a_name_that_is_too_long_is_cut_between_characters)
{
    uint8_t payload[1024];
    char name[200] = "";
    struct hf_log_entry back, entry = {.kind = HF_LOG_LINE_ADDED, .line = 2, .wall_us = 1};
    for (int i = 0; i < 90; i++)
        strcat(name, "\xC3\xBC");
    entry.u.added.name = name;
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_expect_eq(strlen(back.u.added.name), HF_LOG_NAME_MAX - 1);
    cr_expect_eq(strncmp(back.u.added.name, name, HF_LOG_NAME_MAX - 1), 0);
}

Test(log_record, a_note_comes_back_with_every_field)
{
    uint8_t payload[1024];
    struct hf_log_entry back, entry = {.kind = HF_LOG_NOTE, .line = 3, .wall_us = 5};
    entry.u.note = (struct hf_log_note){
        .attempt = 0xFFFFFFFFFFFFFFFF,
        .at_us = 77,
        .round_trip_us = 1500,
        .peer = {{192, 0, 2, 1}, 5060, HF_TRANSPORT_TCP, HF_FAMILY_IPV4},
        .text = "why",
        .status = 503,
        .kind = 3,
    };
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_expect_eq(back.u.note.attempt, entry.u.note.attempt);
    cr_expect_eq(back.u.note.at_us, 77);
    cr_expect_eq(back.u.note.round_trip_us, 1500);
    cr_expect_eq(memcmp(&back.u.note.peer, &entry.u.note.peer, sizeof(struct hf_target)), 0);
    cr_expect_str_eq(back.u.note.text, "why");
    cr_expect_eq(back.u.note.status, 503);
    cr_expect_eq(back.u.note.kind, 3);
    entry.u.note.peer.family = HF_FAMILY_IPV6;
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_expect_eq(back.u.note.peer.family, HF_FAMILY_IPV6);
}

Test(log_record, a_segments_header_comes_back_and_is_known_as_such)
{
    uint8_t payload[256];
    struct hf_log_entry entry;
    struct hf_log_segment back, segment = {.log_id = 1,
                                           .number = 3,
                                           .wall_us = 99,
                                           .limits = hf_log_limits_here(),
                                           .schema = HF_LOG_SCHEMA,
                                           .semantics = 12,
                                           .abi = 4,
                                           .writer = "holdfast 0.1.0"};
    size_t n = hf_log_segment_write(&segment, payload, sizeof(payload));
    cr_assert_gt(n, 0);
    cr_expect(hf_log_is_segment(payload, n));
    cr_assert_eq(hf_log_segment_read(payload, n, &back), 0);
    cr_expect_eq(memcmp(&back.limits, &segment.limits, sizeof(back.limits)), 0);
    cr_expect_eq(back.log_id, 1);
    cr_expect_eq(back.number, 3);
    cr_expect_eq(back.wall_us, 99);
    cr_expect_eq(back.semantics, 12);
    cr_expect_eq(back.abi, 4);
    cr_expect_str_eq(back.writer, "holdfast 0.1.0");
    (void)read_back(payload, n, &entry); /* must only not crash */
}

Test(log_record, any_cut_or_flipped_payload_is_refused_or_read_without_harm)
{
    static const uint8_t event[40] = {1}, actions[60] = {2};
    uint8_t payload[1024], changed[1024];
    struct hf_log_entry back, entry = {.kind = HF_LOG_STEP, .line = 7, .wall_us = 12345};
    entry.u.step = (struct hf_log_step){event, actions, sizeof(event), sizeof(actions), -5};
    size_t n = write_entry(&entry, payload);
    for (size_t cut = 0; cut < n; cut++) {
        uint8_t *exact = malloc(cut + 1);
        memcpy(exact, payload, cut);
        (void)read_back(exact, cut, &back);
        (void)hf_log_is_segment(exact, cut);
        free(exact);
    }
    for (size_t bit = 0; bit < n * 8; bit++) {
        memcpy(changed, payload, n);
        changed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (read_back(changed, n, &back) == 0 && back.kind == HF_LOG_STEP)
            cr_assert_leq(back.u.step.n_event, n);
    }
}

/* ---- origins ---- */

static const char *const files[] = {"phones/common.cfg", "phones/desk \xC3\xBC.cfg"};
static const struct hf_log_origin origins[] = {
    {.line = 12, .setting = 4, .server = 1, .file = 2},
    {.line = 70000, .setting = 6, .server = 2, .proxy = 1, .file = 1},
    {.line = 3, .setting = 38, .file = 1},
};

static struct hf_log_entry added_with_origins(void)
{
    struct hf_log_entry entry = {.kind = HF_LOG_LINE_ADDED, .line = 2, .wall_us = 1};
    entry.u.added = (struct hf_log_line_added){.name = "desk",
                                               .limits = hf_log_limits_here(),
                                               .line_size = 4000,
                                               .n_files = 2,
                                               .n_origins = 3,
                                               .files = files,
                                               .origins = origins};
    return entry;
}

Test(log_record, a_line_added_comes_back_with_files_and_origins)
{
    uint8_t payload[1024];
    struct hf_log_entry back, entry = added_with_origins();
    cr_assert_eq(read_back(payload, write_entry(&entry, payload), &back), 0);
    cr_assert_eq(back.u.added.n_files, 2);
    cr_expect_str_eq(back.u.added.files[0], files[0]);
    cr_expect_str_eq(back.u.added.files[1], files[1]);
    cr_assert_eq(back.u.added.n_origins, 3);
    cr_expect_arr_eq(back.u.added.origins, origins, sizeof(origins));
}

Test(log_record, origins_in_no_file_and_files_beyond_the_limits_are_left_out)
{
    static uint8_t payload[HF_LOG_RECORD_BYTES_MAX], room[65536 + HF_LOG_ADDED_SPARE];
    static char path[HF_LOG_PATH_MAX + 2];
    static struct hf_log_origin many[HF_LOG_ORIGINS_MAX + 9];
    const char *names[HF_LOG_FILES_MAX + 1];
    struct hf_log_scratch scratch = {room, sizeof(room), 0};
    struct hf_log_entry back, entry = added_with_origins();
    memset(path, 'a', HF_LOG_PATH_MAX);
    for (unsigned i = 0; i <= HF_LOG_FILES_MAX; i++)
        names[i] = path;
    for (unsigned i = 0; i < sizeof(many) / sizeof(many[0]); i++)
        many[i] = (struct hf_log_origin){.line = UINT32_MAX,
                                         .setting = UINT8_MAX,
                                         .server = UINT8_MAX,
                                         .proxy = UINT8_MAX,
                                         .file = (uint8_t)(i % (HF_LOG_FILES_MAX + 2))};
    entry.u.added.files = names;
    entry.u.added.n_files = HF_LOG_FILES_MAX + 1;
    entry.u.added.origins = many;
    entry.u.added.n_origins = sizeof(many) / sizeof(many[0]);
    size_t n = hf_log_entry_write(&entry, payload, sizeof(payload));
    cr_assert_gt(n, 0, "the widest record has room");
    scratch.size = n + 4096 + HF_LOG_ADDED_SPARE;
    cr_assert_eq(hf_log_entry_read(payload, n, &scratch, &back), 0);
    cr_expect_eq(back.u.added.n_files, HF_LOG_FILES_MAX);
    cr_assert_eq(back.u.added.n_origins, 236, "those of file 0 and of the file too many are not");
    for (uint32_t i = 0; i < back.u.added.n_origins; i++)
        cr_assert(back.u.added.origins[i].file >= 1 &&
                  back.u.added.origins[i].file <= HF_LOG_FILES_MAX);
    path[HF_LOG_PATH_MAX] = 'a'; /* too long to be written */
    n = hf_log_entry_write(&entry, payload, sizeof(payload));
    cr_assert_eq(read_back(payload, n, &back), 0);
    cr_expect_eq(back.u.added.n_files, 0);
    cr_expect_eq(back.u.added.n_origins, 0);
}

/* Both directions: a record from before has no origins; and to a reader from before, the new fields
 * are what fields 14 and 15 are to this one. */
Test(log_record, a_line_added_of_another_time_is_read_as_far_as_it_is_known)
{
    static const uint8_t before[] = {8, 2, 16, 1, 34, 8, 10, 4, 'd', 'e', 's', 'k', 16, 32};
    uint8_t payload[1024];
    struct hf_log_entry back, entry = added_with_origins();
    unsigned n_renamed = 0;
    cr_assert_eq(read_back(before, sizeof(before), &back), 0);
    cr_expect_str_eq(back.u.added.name, "desk");
    cr_expect_eq(back.u.added.line_size, 32);
    cr_expect_eq(back.u.added.n_files, 0);
    cr_expect_eq(back.u.added.n_origins, 0);
    size_t n = write_entry(&entry, payload);
    for (size_t i = 0; i + 1 < n; i++) { /* tags 4 and 5 of lengths that stand here alone */
        int is_file = payload[i] == (4 << 3 | 2) && payload[i + 1] == strlen(files[0]);
        int is_other = payload[i] == (4 << 3 | 2) && payload[i + 1] == strlen(files[1]);
        int is_origin = payload[i] == (5 << 3 | 2) && payload[i + 1] >= 6 && payload[i + 1] <= 12;
        if (is_file || is_other || is_origin) {
            payload[i] = (uint8_t)((is_origin ? 15 : 14) << 3 | 2);
            n_renamed++;
        }
    }
    cr_assert_eq(n_renamed, 5);
    cr_assert_eq(read_back(payload, n, &back), 0);
    cr_expect_str_eq(back.u.added.name, "desk");
    cr_expect_eq(back.u.added.line_size, 4000);
    cr_expect_eq(back.u.added.n_files, 0);
    cr_expect_eq(back.u.added.n_origins, 0);
}

Test(log_record, origins_that_lie_or_do_not_fit_are_not_taken)
{
    uint8_t payload[1024];
    struct hf_log_entry back, entry = added_with_origins();
    size_t n = write_entry(&entry, payload);
    for (size_t bit = 0; bit < n * 8; bit++) {
        payload[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (read_back(payload, n, &back) == 0 && back.kind == HF_LOG_LINE_ADDED) {
            for (uint32_t i = 0; i < back.u.added.n_origins; i++)
                cr_assert(back.u.added.origins[i].file >= 1 &&
                          back.u.added.origins[i].file <= back.u.added.n_files);
        }
        payload[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

Test(log_record, a_record_that_needs_more_scratch_is_refused)
{
    static const uint8_t bytes[400] = {1};
    uint8_t payload[1024];
    struct hf_log_entry back, entry = {.kind = HF_LOG_SNAPSHOT, .line = 7, .wall_us = 12345};
    entry.u.snapshot = (struct hf_log_snapshot){.bytes = bytes, .n_bytes = sizeof(bytes)};
    size_t n = write_entry(&entry, payload);
    struct hf_log_scratch scratch = {memory, 256, 0};
    cr_expect_eq(hf_log_entry_read(payload, n, &scratch, &back), -1);
}

/* Steps are read without the generated code where they look as this build writes them. */
Test(log_record, a_step_with_members_that_came_later_is_read_all_the_same)
{
    static const uint8_t event[] = {8, 77}, actions[] = {16, 1};
    static const uint8_t later[] = {0x92, 0x03, 2, 1, 2}; /* member 50, bytes */
    uint8_t payload[1024];
    struct hf_log_entry plain, back, entry = {.kind = HF_LOG_STEP, .line = 300, .wall_us = 12345};
    entry.u.step = (struct hf_log_step){event, actions, sizeof(event), sizeof(actions), -7};
    size_t n = write_entry(&entry, payload);
    cr_assert_eq(read_back(payload, n, &plain), 0);
    memcpy(payload + n, later, sizeof(later));
    cr_assert_eq(read_back(payload, n + sizeof(later), &back), 0);
    cr_expect_eq(back.kind, HF_LOG_STEP);
    cr_expect_eq(back.line, plain.line);
    cr_expect_eq(back.wall_us, plain.wall_us);
    cr_expect_eq(back.u.step.result, -7);
    cr_expect_eq(plain.u.step.result, -7);
    cr_assert_eq(back.u.step.n_event, plain.u.step.n_event);
    cr_assert_eq(back.u.step.n_actions, plain.u.step.n_actions);
    cr_expect_arr_eq(back.u.step.event, plain.u.step.event, plain.u.step.n_event);
    cr_expect_arr_eq(back.u.step.actions, plain.u.step.actions, plain.u.step.n_actions);
}
