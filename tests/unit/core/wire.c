/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core/wire.c: the bounds of limits.h hold, too little room is refused at each size, and a step
 * in bytes is a step in structs.
 */
#include "holdfast/line.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_samples.h"

/* The widest answer that is legal: as many records as may be, as long as the bytes allow. */
static size_t widest_answer(struct hf_event *event)
{
    static struct hf_dns_record wide[HF_EVENT_RECORDS];
    static char name[HF_NAME_MAX];
    uint32_t length = HF_NAME_MAX;
    int n = HF_E_LIMIT;

    memset(name, 'w', sizeof name);
    while (n == HF_E_LIMIT) {
        length--;
        for (unsigned i = 0; i < HF_EVENT_RECORDS; i++)
            wide[i] = (struct hf_dns_record){.type = i % 2 == 0 ? HF_DNS_AAAA : HF_DNS_SRV,
                                             .name = {name, length, 0},
                                             .priority = UINT16_MAX,
                                             .weight = UINT16_MAX,
                                             .port = UINT16_MAX,
                                             .flag = 's',
                                             .has_regexp = 1,
                                             .service = 4};
        *event = (struct hf_event){.at_us = UINT64_MAX,
                                   .kind = HF_EVENT_DNS_ANSWERED,
                                   .u.dns = {wide, ID, UINT32_MAX, HF_EVENT_RECORDS, 0, 1}};
        n = hf_event_encode(event, wire_bytes, sizeof wire_bytes);
    }
    cr_assert_gt(length, 60, "an ordinary host name fits in each of the records");
    return (size_t)n;
}

Test(wire, has_room_for_the_widest_answer)
{
    struct hf_event event, decoded;
    struct hf_wire wire = wire_of(wire_bytes, widest_answer(&event));

    cr_assert_gt(wire.n_bytes, HF_EVENT_BYTES_MAX - 100);
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    wire_assert_same(&decoded, &event, "the widest answer");
}

Test(wire, refuses_a_buffer_that_is_too_small_at_each_size)
{
    static uint8_t out[HF_EVENT_BYTES_MAX];

    wire_fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = wire_encode(&wire_events[i].event);

        for (size_t size = 0; size < n; size++) {
            memset(out, 0x5A, sizeof out);
            cr_assert_eq(hf_event_encode(&wire_events[i].event, out, size), HF_E_SPACE);
            cr_assert_eq(out[size], 0x5A, "nothing is written behind its end");
        }
        cr_assert_eq(hf_event_encode(&wire_events[i].event, out, n), (int)n);
        cr_assert_arr_eq(out, wire_bytes, n);
    }
}

Test(wire, refuses_a_scratch_that_is_too_small_at_each_size)
{
    wire_fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = wire_encode(&wire_events[i].event);
        bool fits = false;

        for (size_t size = 0; size < 8192; size += size < 512 ? 1 : 61) {
            uint8_t *exact = wire_scratch + sizeof wire_scratch - size;
            struct hf_wire wire = {
                .bytes = wire_bytes, .n_bytes = n, .scratch = exact, .scratch_size = size};
            struct hf_event event;
            int result = hf_event_decode(&event, &wire);

            cr_assert(result == HF_OK || (!fits && result == HF_E_SPACE), "%s in %zu: %d",
                      wire_events[i].name, size, result);
            fits = result == HF_OK;
        }
        cr_assert(fits, "%s", wire_events[i].name);
    }
}

Test(wire, calls_bytes_that_no_legal_event_needs_a_limit)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX + 1];
    struct hf_wire wire = wire_of(bytes, sizeof bytes);
    struct hf_event event;

    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_LIMIT);
    /* Located with four thousand empty targets: more than wire_scratch holds */
    memcpy(bytes, "\x7a\xfc\x3f", 3);
    for (size_t i = 3; i < 3 + 0x1ffc; i += 2)
        memcpy(bytes + i, "\x1a\x00", 2);
    wire = wire_of(bytes, 3 + 0x1ffc);
    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_LIMIT, "%d", wire.refusal.error);
}

static _Alignas(16) uint8_t lines[2][HF_LINE_BYTES_MAX];
static uint8_t out_bytes[HF_ACTIONS_BYTES_MAX];

static struct hf_bytes_step step_of(const void *event, size_t n)
{
    return (struct hf_bytes_step){.event = event,
                                  .n_event = n,
                                  .actions = out_bytes,
                                  .actions_size = sizeof out_bytes,
                                  .scratch = wire_scratch,
                                  .scratch_size = sizeof wire_scratch};
}

Test(wire, steps_in_bytes_as_in_structs)
{
    static struct hf_config native;
    static struct hf_actions batch;
    static uint8_t expected[HF_ACTIONS_BYTES_MAX];
    struct hf_event story[] = {
        {.at_us = 1, .kind = HF_EVENT_CONFIGURED, .u.configured = {&native, 42}},
        {.at_us = 2, .kind = HF_EVENT_STARTED},
        {.at_us = 501000, .kind = HF_EVENT_TIME_PASSED},
        {.at_us = 9000000, .kind = HF_EVENT_TIME_PASSED},
        {.at_us = 9000001, .kind = HF_EVENT_WANTED, .u.wanted = {.request = 5}},
        {.at_us = 9000002, .kind = HF_EVENT_STOPPED},
    };

    wire_configure(&native);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(hf_line_init(lines[i], sizeof lines[i], HF_ABI), HF_OK);
    for (size_t i = 0; i < sizeof story / sizeof *story; i++) {
        struct hf_bytes_step step = step_of(wire_bytes, wire_encode(&story[i]));
        int n;

        cr_assert_eq(hf_line_step((struct hf_line *)lines[0], &story[i], &batch), HF_OK);
        n = hf_actions_encode(&batch, expected, sizeof expected);
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[1], &step), HF_OK, "%s",
                     step.refusal.what);
        cr_assert_eq(step.n_actions, (size_t)n);
        cr_assert_arr_eq(out_bytes, expected, step.n_actions);
        cr_assert_arr_eq(lines[0], lines[1], hf_line_size(), "the images are equal");
    }
}

Test(wire, steps_on_the_widest_answer_inside_of_scratch)
{
    struct hf_event event;
    size_t n = widest_answer(&event);
    struct hf_bytes_step step = step_of(wire_bytes, n);

    hf_line_init(lines[0], sizeof lines[0], HF_ABI);
    cr_assert_lt(hf_line_step_bytes((struct hf_line *)lines[0], &step), 0, "never asked for");
    cr_assert_neq(step.refusal.error, HF_E_SPACE);
    cr_assert_neq(step.refusal.error, HF_E_LIMIT);
}

Test(wire, minds_no_alignment_of_scratch)
{
    static uint8_t odd[HF_WIRE_SCRATCH + 16];
    struct hf_event event = {.at_us = 2, .kind = HF_EVENT_STARTED};
    static struct hf_config native;

    wire_configure(&native);
    for (size_t shift = 0; shift < 16; shift++) {
        struct hf_event configured = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&native, 1}};
        struct hf_bytes_step step = step_of(wire_bytes, wire_encode(&configured));

        hf_line_init(lines[0], sizeof lines[0], HF_ABI);
        step.scratch = odd + shift;
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_OK);
        step = step_of(wire_bytes, wire_encode(&event));
        step.scratch = odd + shift;
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_OK);
        cr_assert_gt(step.n_actions, 0);
    }
}
