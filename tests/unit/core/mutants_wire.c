/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the core's bytes are that no test had asked for: each test here notices a mutant of the
 * core (./run mutate) that all others had let pass.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "holdfast/record.h"
#include "state.h"
#include "wire_samples.h"

static uint8_t small_room[2 * HF_SNAPSHOT_BYTES_MAX];

/* ---- each byte ---- */

static void assert_bytes(const void *expected, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(wire_bytes[i], ((const uint8_t *)expected)[i], "byte %zu is %02x", i,
                     wire_bytes[i]);
}

/* A field is written once, the lower number first, and none that is zero. */
Test(mutants_wire, an_answer_is_written_in_the_order_of_its_fields)
{
    static const char expected[] = "\x08\x07\x72\x23"                     /* at_us 7, DnsAnswered */
                                   "\x09\x48\x47\x46\x45\x44\x43\x42\x81" /* query */
                                   "\x10\x01"                             /* outcome */
                                   "\x1a\x08\x12\x04\xc0\x00\x02\x01\x18\x01" /* a record */
                                   "\x1a\x08\x12\x04\xc0\x00\x02\x02\x18\x01" /* and another */
                                   "\x20\x3c\x28\x01"; /* ttl_s, from_static */
    static const struct hf_dns_record records[] = {
        {.type = HF_DNS_A, .address = {192, 0, 2, 1}},
        {.type = HF_DNS_A, .address = {192, 0, 2, 2}},
    };
    struct hf_event event = {.at_us = 7, .kind = HF_EVENT_DNS_ANSWERED};

    event.u.dns = (struct hf_dns_answered){.records = records,
                                           .query = ID,
                                           .ttl_s = 60,
                                           .outcome = 1,
                                           .n_records = 2,
                                           .from_static = 1};
    cr_assert_eq(wire_encode(&event), sizeof expected - 1);
    assert_bytes(expected, sizeof expected - 1);
}

Test(mutants_wire, a_target_leaves_out_what_is_zero)
{
    static struct hf_actions batch;
    static const char expected[] = "\x0a\x0c\x6a\x0a"
                                   "\x0a\x06\x0a\x04\xc0\x00\x02\x09" /* an address alone */
                                   "\x10\x1e";

    memset(&batch, 0, sizeof batch);
    batch.n = 1;
    batch.items[0].kind = HF_ACTION_KEEP_ALIVE;
    batch.items[0].u.keep_alive = (struct hf_keep_alive){
        .target = {.address = {192, 0, 2, 9}, .family = HF_FAMILY_IPV4}, .interval_s = 30};
    cr_assert_eq(hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes),
                 (int)sizeof expected - 1);
    assert_bytes(expected, sizeof expected - 1);
}

/* A request that is repeated freely says nothing of how often. */
Test(mutants_wire, what_is_free_is_not_written)
{
    static struct hf_actions batch;
    int counted, freely;

    memset(&batch, 0, sizeof batch);
    batch.n = 1;
    batch.items[0].kind = HF_ACTION_SEND;
    batch.items[0].u.send.attempt = ID;
    counted = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
    batch.items[0].u.send.retransmissions = HF_RETRANSMIT_FREELY;
    freely = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
    cr_assert_eq(freely, 13, "the attempt alone");
    cr_assert_gt(counted, freely);
}

/* Of each order the widest: nine bytes and more for each number, and an IPv6 address. */
Test(mutants_wire, the_widest_orders_can_be_written)
{
    static struct hf_actions batch;

    for (uint32_t kind = HF_ACTION_NONE + 1; kind < HF_ACTION_COUNT; kind++) {
        struct hf_action *action = &batch.items[0];
        int n;

        if (kind == HF_ACTION_RESOLVE)
            continue;
        memset(&batch, 0, sizeof batch);
        batch.n = 1;
        memset(&action->u, 0xFE, sizeof action->u);
        action->kind = kind;
        if (kind == HF_ACTION_SEND)
            action->u.send.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_REPORT_LINE)
            action->u.line.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_SHARE_REST)
            action->u.rest.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_KEEP_ALIVE)
            action->u.keep_alive.target.family = HF_FAMILY_IPV6;
        n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
        cr_assert_gt(n, 0, "%u", kind);
        cr_assert_eq(hf_actions_encode(&batch, small_room, (size_t)n), n, "%u: in no more room",
                     kind);
        cr_assert_eq(memcmp(small_room, wire_bytes, (size_t)n), 0, "%u", kind);
    }
}

/* ---- the end of the room ---- */

/* Whatever the room's size is, nothing is written behind its end. */
static void assert_end_is_kept(int (*encode)(const void *from, uint8_t *out, size_t size),
                               const void *from, const char *name)
{
    int n = encode(from, small_room, sizeof small_room);

    cr_assert_gt(n, 0, "%s", name);
    for (size_t size = 0; size < (size_t)n; size++) {
        memset(small_room, 0xA5, (size_t)n + 512);
        cr_assert_eq(encode(from, small_room, size), HF_E_SPACE, "%s %zu", name, size);
        for (size_t i = size; i < (size_t)n + 512; i++)
            cr_assert_eq(small_room[i], 0xA5, "%s: byte %zu of %zu", name, i, size);
    }
    memset(small_room, 0xA5, (size_t)n + 512);
    cr_assert_eq(encode(from, small_room, (size_t)n), n, "%s", name);
    cr_assert_eq(small_room[n], 0xA5, "%s", name);
}

static int encode_event(const void *event, uint8_t *out, size_t size)
{
    return hf_event_encode(event, out, size);
}

static int encode_actions(const void *actions, uint8_t *out, size_t size)
{
    return hf_actions_encode(actions, out, size);
}

Test(mutants_wire, nothing_is_written_behind_the_end_of_the_room)
{
    static struct hf_actions batch;

    wire_fill_config();
    for (size_t i = 0; i < N_EVENTS; i++)
        assert_end_is_kept(encode_event, &wire_events[i].event, wire_events[i].name);
    memset(&batch, 0, sizeof batch);
    batch.n = N_ACTIONS;
    for (size_t i = 0; i < N_ACTIONS; i++)
        batch.items[i] = wire_actions[i].action;
    assert_end_is_kept(encode_actions, &batch, "Actions");
}

/* ---- names ---- */

Test(mutants_wire, a_name_of_any_length_comes_back)
{
    static struct hf_actions batch, again;

    for (uint16_t length = 0; length <= HF_NAME_MAX; length++) {
        struct hf_resolve *resolve = &batch.items[0].u.resolve;
        struct hf_wire wire;
        int n;

        memset(&batch, 0, sizeof batch);
        batch.n = 1;
        batch.items[0].kind = HF_ACTION_RESOLVE;
        resolve->type = HF_DNS_A;
        resolve->name_length = length;
        memset(resolve->name, 'n', length);
        n = hf_actions_encode(&batch, wire_bytes, sizeof wire_bytes);
        wire = wire_of(wire_bytes, (size_t)n);
        cr_assert_eq(hf_actions_decode(&again, &wire), HF_OK);
        cr_assert_eq(memcmp(&again.items[0], &batch.items[0], sizeof batch.items[0]), 0, "%d",
                     length);
    }
}

Test(mutants_wire, H2_one_action_too_many_is_said)
{
    static struct hf_actions batch;
    struct hf_wire wire;
    size_t n = 0;

    for (unsigned i = 0; i <= HF_ACTIONS_MAX; i++, n += 4)
        memcpy(wire_bytes + n, "\x0a\x02\x12\x00", 4); /* an EXTEND of nothing */
    wire = wire_of(wire_bytes, n - 4);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(batch.n, HF_ACTIONS_MAX);
    wire = wire_of(wire_bytes, n);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_E_LIMIT);
    cr_assert_str_eq(wire.refusal.what, "Actions.actions");
    cr_assert_eq(wire.refusal.value, HF_ACTIONS_MAX + 1);
    cr_assert_eq(wire.refusal.index, 0);
    cr_assert_eq(batch.n, 0);
}

/* ---- a step in bytes ---- */

/* Scratch stands wherever a pointer may; where it ends is kept to. */
Test(mutants_wire, scratch_stands_wherever_a_pointer_may)
{
    static _Alignas(64) uint8_t room[HF_WIRE_SCRATCH + 64];
    static struct hf_line line;
    static uint8_t actions[HF_ACTIONS_BYTES_MAX];
    const struct hf_event passed = {.kind = HF_EVENT_TIME_PASSED};

    cr_assert_eq(hf_line_init(&line, sizeof line, HF_ABI), HF_OK);
    for (size_t at = 0; at < 64; at += sizeof(void *)) {
        struct hf_bytes_step step = {.event = wire_bytes,
                                     .n_event = wire_encode(&passed),
                                     .actions = actions,
                                     .actions_size = sizeof actions,
                                     .scratch = room + at,
                                     .scratch_size = HF_WIRE_SCRATCH};

        memset(room, 0xA5, sizeof room);
        cr_assert_eq(hf_line_step_bytes(&line, &step), HF_OK, "%s", step.refusal.what);
        for (size_t i = 0; i < sizeof room; i++) {
            if (i < at || i >= at + HF_WIRE_SCRATCH)
                cr_assert_eq(room[i], 0xA5, "%zu: byte %zu is not ours", at, i);
        }
    }
}

/* ---- the log ---- */

/* Its sum is right, but it does not begin as a record does. */
Test(mutants_wire, a_header_without_the_sync_word_is_none)
{
    uint8_t log[64];
    size_t n = hf_record_write(&(struct hf_record_write){(const uint8_t *)"ab", 2, 1}, log,
                               sizeof log);
    struct hf_record_reader reader = {.bytes = log, .n_bytes = n};
    uint32_t crc;

    log[3] = '2';
    crc = hf_crc32c(0, log, 16);
    for (int i = 0; i < 4; i++)
        log[16 + i] = (uint8_t)(crc >> (8 * i));
    cr_assert_eq(hf_record_next(&reader).kind, HF_RECORD_DAMAGE);
    cr_assert_eq(reader.next, n);
    cr_assert_eq(hf_record_next(&reader).kind, HF_RECORD_END);
}

Test(mutants_wire, a_record_of_nothing_needs_no_payload)
{
    uint8_t log[64];
    struct hf_record_reader reader = {.bytes = log};

    reader.n_bytes = hf_record_write(&(struct hf_record_write){.sequence = 5}, log, sizeof log);
    cr_assert_eq(reader.n_bytes, HF_RECORD_OVERHEAD);
    cr_assert_eq(hf_record_next(&reader).sequence, 5);
}

Test(mutants_wire, the_longest_record_is_found)
{
    static uint8_t payload[HF_RECORD_PAYLOAD_MAX], log[HF_RECORD_PAYLOAD_MAX + HF_RECORD_OVERHEAD];
    struct hf_record_reader reader = {.bytes = log, .n_bytes = sizeof log};
    struct hf_record record;

    cr_assert_eq(
        hf_record_write(&(struct hf_record_write){payload, sizeof payload, 1}, log, sizeof log),
        sizeof log);
    record = hf_record_next(&reader);
    cr_assert_eq(record.kind, HF_RECORD_FOUND);
    cr_assert_eq(record.length, sizeof payload);
}

struct told { /* of a whole reading */
    struct hf_record records[16];
    unsigned n;
};

static struct told read_log(const uint8_t *bytes, size_t n)
{
    struct hf_record_reader reader = {.bytes = bytes, .n_bytes = n};
    struct told told = {.n = 0};

    do {
        cr_assert_lt(told.n, 16);
        told.records[told.n] = hf_record_next(&reader);
        told.records[told.n].payload = NULL; /* of two readings they are two */
    } while (told.records[told.n++].kind != HF_RECORD_END);
    return told;
}

/* What stands behind the end of a log is nobody's: a log that is read as far as it is whole says
 * the same whatever follows. The first record's payload is damaged, and has a record in it that
 * might be its follower. */
Test(mutants_wire, what_stands_behind_the_end_of_a_log_says_nothing)
{
    static uint8_t log[512], cut[512];
    uint8_t inner[64];
    size_t n = hf_record_write(&(struct hf_record_write){(const uint8_t *)"in", 2, 2}, inner,
                               sizeof inner);
    size_t whole;

    whole = hf_record_write(&(struct hf_record_write){inner, n, 1}, log, sizeof log);
    log[whole - 1] ^= 1;
    for (uint64_t sequence = 2; sequence < 5; sequence++)
        whole += hf_record_write(&(struct hf_record_write){(const uint8_t *)"abc", 3, sequence},
                                 log + whole, sizeof log - whole);
    for (size_t end = 0; end <= whole; end++) {
        struct told with = read_log(log, end), without;

        memset(cut, 0, sizeof cut);
        memcpy(cut, log, end);
        without = read_log(cut, end);
        cr_assert_eq(with.n, without.n, "%zu", end);
        cr_assert_eq(memcmp(with.records, without.records, with.n * sizeof *with.records), 0, "%zu",
                     end);
    }
}

/* ---- scratch, and what it is filled with ---- */

/* The least that a decoded event needs there. */
static size_t least_scratch(const struct hf_event *event, uint8_t *at, size_t most)
{
    size_t n = wire_encode(event);

    for (size_t size = 0; size <= most; size++) {
        struct hf_wire wire = {
            .bytes = wire_bytes, .n_bytes = n, .scratch = at, .scratch_size = size};
        struct hf_event decoded;

        if (hf_event_decode(&decoded, &wire) == HF_OK)
            return size;
    }
    cr_assert_fail("%zu bytes do not suffice", most);
    return 0;
}

/* Blocks stand at multiples of 8 behind 4 bytes with their sizes: where the first one does so by
 * itself, it takes no room besides. */
Test(mutants_wire, no_scratch_is_left_between_blocks_that_stand_well)
{
    static _Alignas(8) uint8_t room[4096];
    struct hf_event lost = {
        .kind = HF_EVENT_FLOW_LOST,
        .u.flow_lost.target = {.address = {192, 0, 2, 9}, .port = 5060, .family = HF_FAMILY_IPV4}};
    size_t least = least_scratch(&lost, room, sizeof room);

    cr_assert_eq(least_scratch(&lost, room + 4, sizeof room - 4), least - 4);
}

Test(mutants_wire, an_answer_without_records_points_to_none)
{
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED, .u.dns = {.query = ID}}, decoded;
    struct hf_wire wire = wire_of(wire_bytes, wire_encode(&event));

    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
    cr_assert_eq(decoded.u.dns.n_records, 0);
    cr_assert_null(decoded.u.dns.records);
}

/* H12: a snapshot begins with its form and with what its writer could hold. */
Test(mutants_wire, a_snapshot_says_each_limit_of_its_writer)
{
    static const uint32_t limits[] = {HF_LINE_SERVERS,  HF_SERVER_PROXIES, HF_LINE_TARGETS,
                                      HF_LINE_CALLS,    HF_LINE_NAMES,     HF_LINE_ABANDONED,
                                      HF_LINE_REQUESTS, HF_STATUSES_MAX};
    static struct hf_line line;
    const uint8_t *at = wire_bytes + 6; /* behind two numbers and the limits' own head */

    cr_assert_eq(hf_line_init(&line, sizeof line, HF_ABI), HF_OK);
    cr_assert_gt(hf_line_snapshot(&line, wire_bytes, sizeof wire_bytes), 0);
    cr_assert_eq(wire_bytes[4], 3 << 3 | 2);
    for (uint32_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        cr_assert_eq(*at++, (i + 1) << 3);
        if (limits[i] > 0x7F)
            cr_assert_eq(*at++, (limits[i] & 0x7F) | 0x80);
        cr_assert_eq(*at++, limits[i] > 0x7F ? limits[i] >> 7 : limits[i]);
    }
}
