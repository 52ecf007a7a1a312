/* SPDX-License-Identifier: Apache-2.0 */
/* Steps read without the generated code: what is read is what the core's decoders read, for every
 * step of the committed logs and for what random changes make of them. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/uv/log_reader.h"
#include "log_fields.h"
#include "log_step.h"

#define ROUNDS 40 /* changed copies of each step */

static struct hf_event event, event_here;
static struct hf_actions actions, actions_here;
static alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
static unsigned n_steps, n_fast;

static struct hf_wire wire_of(const uint8_t *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = scratch, .scratch_size = sizeof(scratch)};
}

/* Every field as it would be printed: what is not the kind's own is not compared. */
static void as_text(const struct hf_log_rows *rows, const void *fields, struct hf_log_out *out)
{
    out->n = 0;
    hf_log_fields_json(out, rows, fields);
}

static void compare(const struct hf_log_rows *rows, const void *a, const void *b)
{
    static struct hf_log_out one, two;

    as_text(rows, a, &one);
    as_text(rows, b, &two);
    cr_assert_eq(one.n, two.n);
    cr_assert_arr_eq(one.bytes, two.bytes, one.n, "%.*s\n%.*s", (int)one.n, one.bytes, (int)two.n,
                     two.bytes);
}

/* An action's machine and states stand outside of the table. */
static void compare_action(const struct hf_action *a, const struct hf_action *b)
{
    struct hf_log_rows rows = hf_log_rows_of_action(a->kind);

    cr_assert_eq(a->kind, b->kind);
    compare(&rows, &a->u, &b->u);
    if (a->kind != HF_ACTION_EXPLAIN)
        return;
    cr_assert_eq(a->u.decision.machine, b->u.decision.machine);
    cr_assert_eq(a->u.decision.subject, b->u.decision.subject);
    cr_assert_eq(a->u.decision.from_state, b->u.decision.from_state);
    cr_assert_eq(a->u.decision.to_state, b->u.decision.to_state);
}

static void check_event(const uint8_t *bytes, size_t n)
{
    struct hf_wire wire = wire_of(bytes, n);
    struct hf_log_rows rows;

    if (!hf_log_step_event(bytes, n, &event_here))
        return;
    n_fast++;
    cr_assert_eq(hf_event_decode(&event, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(event.kind, event_here.kind);
    cr_assert_eq(event.at_us, event_here.at_us);
    rows = hf_log_rows_of_event(event.kind);
    compare(&rows, &event.u, &event_here.u);
}

static void check_actions(const uint8_t *bytes, size_t n)
{
    struct hf_wire wire = wire_of(bytes, n);

    if (!hf_log_step_actions(bytes, n, &actions_here))
        return;
    n_fast++;
    cr_assert_eq(hf_actions_decode(&actions, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(actions.n, actions_here.n);
    cr_assert_eq(actions.late_events, actions_here.late_events);
    for (uint32_t i = 0; i < actions.n; i++)
        compare_action(&actions.items[i], &actions_here.items[i]);
}

static void check_changed(const uint8_t *bytes, size_t n, void (*check)(const uint8_t *, size_t))
{
    static uint8_t changed[HF_ACTIONS_BYTES_MAX];

    check(bytes, n);
    for (int i = 0; i < ROUNDS && n > 0; i++) {
        memcpy(changed, bytes, n);
        for (int k = rand() % 3; k >= 0; k--)
            changed[(size_t)rand() % n] ^= (uint8_t)(1u << rand() % 8);
        check(changed, i % 4 == 0 ? (size_t)rand() % n : n);
    }
}

static void check_log(const char *path)
{
    static uint64_t memory[(1u << 20) / 8 + 1024];
    char error[200];
    struct hf_log_reader *reader = hf_log_reader_open(&path, 1, error, sizeof(error));
    struct hf_log_item item;

    cr_assert_not_null(reader, "%s", error);
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END) {
        struct hf_log_scratch place = {.bytes = (uint8_t *)memory, .size = sizeof(memory)};
        struct hf_log_entry entry;

        if (item.kind != HF_LOG_ITEM_RECORD ||
            hf_log_entry_read(item.payload, item.n_payload, &place, &entry) != 0 ||
            entry.kind != HF_LOG_STEP)
            continue;
        n_steps++;
        check_changed(entry.u.step.event, entry.u.step.n_event, check_event);
        check_changed(entry.u.step.actions, entry.u.step.n_actions, check_actions);
    }
    hf_log_reader_close(reader);
}

Test(log_step, reads_what_the_core_reads)
{
    char folder[512], path[1024];
    const struct dirent *file;
    DIR *listing;

    snprintf(folder, sizeof(folder), HF_TESTS_DATA "/../vectors/semantics-%d", HF_SEMANTICS);
    listing = opendir(folder);
    cr_assert_not_null(listing, "%s", folder);
    srand(1);
    while ((file = readdir(listing)) != NULL) {
        snprintf(path, sizeof(path), "%s/%s", folder, file->d_name);
        if (file->d_name[0] != '.')
            check_log(path);
    }
    closedir(listing);
    cr_assert_gt(n_steps, 50);
    cr_assert_gt(n_fast, 10 * n_steps, "hardly anything is read fast: %u of %u", n_fast, n_steps);
}

Test(log_step, leaves_to_the_core_what_it_does_not_know)
{
    static const uint8_t nothing[1] = {0};
    static const uint8_t no_fact[] = {0x08, 0x05};
    static const uint8_t two_facts[] = {0xB2, 0x01, 0x00, 0x1A, 0x00};
    static const uint8_t later_member[] = {0x0A, 0x05, 0x12, 0x03, 0xF8, 0x01, 0x01};

    cr_expect_not(hf_log_step_event(nothing, 0, &event));
    cr_expect_not(hf_log_step_event(no_fact, sizeof(no_fact), &event));
    cr_expect_not(hf_log_step_event(two_facts, sizeof(two_facts), &event));
    cr_expect_not(hf_log_step_actions(later_member, sizeof(later_member), &actions));
    cr_expect(hf_log_step_actions(nothing, 0, &actions));
    cr_expect_eq(actions.n, 0);
}
