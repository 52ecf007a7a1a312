/* SPDX-License-Identifier: Apache-2.0 */
/* core/wire_action.c: an action keeps every field; what cannot be meant is refused by its name. */
#include "holdfast/action.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_samples.h"

Test(wire_action, keeps_every_field_of_every_action)
{
    static struct hf_actions batch, decoded;
    struct hf_wire wire;
    int n;

    batch.late_events = 1;
    for (size_t i = 0; i < N_ACTIONS; i++)
        batch.items[batch.n++] = wire_actions[i].action;
    n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
    cr_assert_gt(n, 0);
    wire = wire_of(wire_bytes, (size_t)n);
    memset(&decoded, 0x5A, sizeof decoded);
    cr_assert_eq(hf_actions_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(decoded.n, batch.n);
    cr_assert_eq(decoded.late_events, 1);
    for (size_t i = 0; i < N_ACTIONS; i++)
        cr_assert_eq(memcmp(&decoded.items[i], &batch.items[i], sizeof batch.items[i]), 0, "%s",
                     hf_action_name(batch.items[i].kind));
}

/* Where room is short, protobuf-c packs; where it is not, wire_pack.c does. */
Test(wire_action, packs_what_protobuf_c_packs)
{
    static struct hf_actions batch;
    static uint8_t exact[HF_ACTIONS_BYTES_MAX];

    batch.n = 1;
    for (size_t i = 0; i < N_ACTIONS; i++) {
        int n;

        batch.items[0] = wire_actions[i].action;
        n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
        cr_assert_gt(n, 0);
        cr_assert_eq(hf_actions_encode(&batch, exact, (size_t)n), n);
        cr_assert_eq(memcmp(exact, wire_bytes, (size_t)n), 0, "%s",
                     hf_action_name(batch.items[0].kind));
    }
}

Test(wire_action, says_each_byte_of_an_action)
{
    static struct hf_actions batch;
    static uint8_t changed[HF_ACTIONS_BYTES_MAX];

    batch.n = 1;
    for (size_t i = 0; i < N_ACTIONS; i++) {
        int n;

        batch.items[0] = wire_actions[i].action;
        n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
        for (size_t at = 0; at < wire_actions[i].size; at++) {
            int m;

            if (at - wire_actions[i].gap.at < wire_actions[i].gap.size)
                continue;
            ((uint8_t *)&batch.items[0].u)[at] ^= 1;
            m = hf_actions_encode(&batch, changed, sizeof changed);
            cr_assert(m != n || memcmp(changed, wire_bytes, (size_t)n) != 0, "byte %zu of %s", at,
                      hf_action_name(batch.items[0].kind));
            ((uint8_t *)&batch.items[0].u)[at] ^= 1;
        }
    }
}

Test(wire_action, refuses_actions_by_the_name_of_what_is_wrong)
{
    static const struct refusal_case cases[] = {
        {BYTES("\x0a\x00"), HF_E_MALFORMED, "Actions.actions.order", 0, 1},
        {BYTES("\x0a\x02\x12\x00\x0a\x04\x12\x00\x1a\x00"), HF_E_MALFORMED, "Actions.actions.order",
         2, 2},
        {BYTES("\x0a\x03\x72\x00"), HF_E_MALFORMED, "Actions", 4, 0},
        {BYTES("\x0a\x02\x72\x00"), HF_E_MALFORMED, "Actions.actions.order", 0, 1},
        {BYTES("\x08\x01"), HF_E_MALFORMED, "Actions", 0, 0},
        {BYTES("\x0a\x05\x12\x03\x10\xff\x7f"), HF_E_MALFORMED, "AttemptRef.why", 16383, 1},
        {BYTES("\x0a\x04\x3a\x02\x10\x02"), HF_E_MALFORMED, "Resolve.type", 2, 1},
        {BYTES("\x0a\x07\x3a\x05\x10\x01\x1a\x01"
               "\0"),
         HF_E_VALUE, "Resolve.name", 0, 1},
        {BYTES("\x0a\x04\x0a\x02\x1a\x00"), HF_E_VALUE, "Send.target.address", 0, 1},
        {BYTES("\x0a\x04\x0a\x02\x68\x03"), HF_E_VALUE, "Send.in_dialog", 3, 1},
        {BYTES("\x0a\x04\x0a\x02\x78\x02"), HF_E_VALUE, "Send.fresh", 2, 1},
        {BYTES("\x0a\x05\x0a\x03\x80\x01\x02"), HF_E_VALUE, "Send.former", 2, 1},
        {BYTES("\x0a\x05\x3a\x03\x20\x80\x02"), HF_E_VALUE, "Resolve.server", 256, 1},
        {BYTES("\x0a\x05\x3a\x03\x28\x80\x02"), HF_E_VALUE, "Resolve.proxy", 256, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct hf_actions batch;
        struct hf_wire wire = wire_of(cases[i].bytes, cases[i].n);

        batch.n = 7;
        cr_assert_eq(hf_actions_decode(&batch, &wire), cases[i].error, "%zu: %s", i,
                     wire.refusal.what);
        cr_assert_str_eq(wire.refusal.what, cases[i].what);
        cr_assert_eq(wire.refusal.value, cases[i].value, "%zu", i);
        cr_assert_eq(wire.refusal.index, cases[i].index, "%zu", i);
        cr_assert_eq(batch.n, 0);
    }
}

Test(wire_action, keeps_every_type_that_can_be_asked_for)
{
    static const uint16_t types[] = {HF_DNS_LOCATE, HF_DNS_A, HF_DNS_AAAA, HF_DNS_SRV,
                                     HF_DNS_NAPTR};
    static struct hf_actions batch, decoded;

    batch.n = sizeof types / sizeof *types;
    for (uint32_t i = 0; i < batch.n; i++) {
        batch.items[i].kind = HF_ACTION_RESOLVE;
        batch.items[i].u.resolve = (struct hf_resolve){.query = ID + i, .type = types[i]};
    }
    int n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
    struct hf_wire wire = wire_of(wire_bytes, (size_t)n);

    cr_assert_eq(hf_actions_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(memcmp(&decoded, &batch, sizeof batch), 0);
}

Test(wire_action, refuses_more_actions_than_a_step_gives)
{
    static struct hf_actions batch;
    static uint8_t bytes[4 * (HF_ACTIONS_MAX + 1)];
    struct hf_wire wire = wire_of(bytes, sizeof bytes);

    for (size_t i = 0; i < sizeof bytes; i += 4)
        memcpy(bytes + i, "\x0a\x02\x12\x00", 4);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_E_LIMIT);
    cr_assert_str_eq(wire.refusal.what, "Actions.actions");
    wire = wire_of(bytes, sizeof bytes - 4);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_OK);
    cr_assert_eq(batch.n, HF_ACTIONS_MAX);
}

/* With every byte set every number is as long as it gets, sound or not. */
Test(wire_action, has_room_for_the_widest_actions)
{
    static struct hf_actions batch;
    int widest = 0;

    for (uint32_t kind = 1; kind < HF_ACTION_COUNT; kind++) {
        int n;

        batch.n = HF_ACTIONS_MAX;
        batch.late_events = UINT32_MAX;
        for (uint32_t i = 0; i < HF_ACTIONS_MAX; i++) {
            memset(&batch.items[i], 0xFF, sizeof batch.items[i]);
            batch.items[i].kind = kind;
            if (kind == HF_ACTION_RESOLVE)
                batch.items[i].u.resolve.name_length = HF_NAME_MAX;
            if (kind == HF_ACTION_SEND) /* 0 + 1 is the short one of value + 1 */
                batch.items[i].u.send.retransmissions = UINT32_MAX - 1;
            if (kind == HF_ACTION_REPORT_LINE)
                batch.items[i].u.line.next_us = UINT64_MAX - 1;
            if (kind == HF_ACTION_EXPLAIN)
                batch.items[i].u.decision.until_us = UINT64_MAX - 1;
        }
        n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
        cr_assert_gt(n, 0, "%s", hf_action_name(kind));
        cr_assert_leq(n / HF_ACTIONS_MAX, HF_NAME_MAX + 128, "HF_ORDER_BYTES_MAX of wire.h: %s",
                      hf_action_name(kind));
        widest = n > widest ? n : widest;
    }
    cr_assert_leq(widest, HF_ACTIONS_BYTES_MAX);
    cr_assert_gt(widest, HF_ACTIONS_BYTES_MAX - 2048, "the bound is %d too wide",
                 HF_ACTIONS_BYTES_MAX - widest);
}

Test(wire_action, decodes_the_widest_actions_inside_of_scratch)
{
    static struct hf_actions batch, decoded;
    struct hf_wire wire;
    int n;

    batch.n = HF_ACTIONS_MAX;
    for (uint32_t i = 0; i < HF_ACTIONS_MAX; i++) {
        batch.items[i].kind = HF_ACTION_RESOLVE;
        batch.items[i].u.resolve.query = ID + i;
        batch.items[i].u.resolve.type = HF_DNS_NAPTR;
        batch.items[i].u.resolve.name_length = HF_NAME_MAX;
        memset(batch.items[i].u.resolve.name, 'r', HF_NAME_MAX);
    }
    n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
    wire = wire_of(wire_bytes, (size_t)n);
    cr_assert_eq(hf_actions_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(memcmp(&decoded, &batch, sizeof batch), 0);
}
