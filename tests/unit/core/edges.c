/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of what is refused, found by measuring (./run coverage): a table a room, each refusal by
 * its name, its value and its place, and the line as it was. What lies beside the edge is taken.
 */
#include <string.h>

#include "decision.h"
#include "rig.h"
#include "wire_samples.h"

static struct rig rig;

/* ---- records of DNS answers (validate.c) ---- */

struct record_case {
    struct hf_dns_record record;
    const char *what; /* NULL: it is taken as a record, and only its type is not what was asked */
    uint64_t value;
};

#define NAPTR .type = HF_DNS_NAPTR
#define OTHER "DnsAnswered.records.type: not what the query asks for"
#define FLAG  "DnsAnswered.records.flag: 's', 'a', 0, or another small letter"

static const struct record_case record_cases[] = {
    {{.type = HF_DNS_SRV, .name = {"x", HF_NAME_MAX + 1, 0}},
     "DnsAnswered.records.name",
     HF_NAME_MAX + 1},
    {{.type = HF_DNS_SRV, .name = {NULL, 1, 0}}, "DnsAnswered.records.name", 1},
    {{.type = HF_DNS_SRV, .name = {NULL, 0, 0}}, OTHER, HF_DNS_SRV},
    {{.type = HF_DNS_SRV, .name = {"x", 1, 0}}, OTHER, HF_DNS_SRV},
    {{NAPTR, .flag = 'a' - 1}, FLAG, 'a' - 1},
    {{NAPTR, .flag = 'z' + 1}, FLAG, 'z' + 1},
    {{NAPTR, .flag = '0' - 1}, FLAG, '0' - 1},
    {{NAPTR, .flag = '9' + 1}, FLAG, '9' + 1},
    {{NAPTR, .flag = 'a'}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .flag = 'z'}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .flag = '0'}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .flag = '9'}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .service = HF_TRANSPORT_COUNT}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .service = HF_TRANSPORT_COUNT + 1},
     "DnsAnswered.records.service",
     HF_TRANSPORT_COUNT + 1},
    {{NAPTR, .has_regexp = 1}, OTHER, HF_DNS_NAPTR},
    {{NAPTR, .has_regexp = 2}, "DnsAnswered.records.has_regexp", 2},
};

Test(edges, H2_a_record_at_the_edge_of_what_it_may_be)
{
    rig_init(&rig);
    rig_server(&rig, "one.example");
    rig.config.address_family = HF_ADDRESS_IPV4;
    rig_begin(&rig);
    for (size_t i = 0; i < sizeof record_cases / sizeof *record_cases; i++) {
        const struct record_case *c = &record_cases[i];
        struct hf_line before = rig.line;
        struct hf_event *e = rig_event(&rig, HF_EVENT_DNS_ANSWERED);

        e->at_us = before.now_us;
        e->u.dns = (struct hf_dns_answered){
            .records = &c->record, .query = rig_query(&rig), .ttl_s = 60, .n_records = 1};
        cr_assert_eq(hf_line_step(&rig.line, e, &rig.actions), HF_E_VALUE, "%zu", i);
        cr_assert_str_eq(rig.actions.refusal.what, c->what, "%zu: %s", i, rig.actions.refusal.what);
        cr_assert_eq(rig.actions.refusal.value, c->value, "%zu", i);
        cr_assert_eq(rig.actions.refusal.index, 1);
        cr_assert_eq(memcmp(&before, &rig.line, sizeof before), 0);
    }
}

/* ---- the block of a line (line.c) ---- */

Test(edges, a_line_wants_its_alignment_and_its_size)
{
    static _Alignas(struct hf_line) uint8_t room[sizeof(struct hf_line) + 64];

    cr_assert_eq(hf_line_init(room, sizeof(struct hf_line), HF_ABI), HF_OK);
    cr_assert_eq(hf_line_init(room, sizeof(struct hf_line) - 1, HF_ABI), HF_E_SPACE);
    cr_assert_eq(hf_line_init(room + 1, sizeof room - 1, HF_ABI), HF_E_SPACE);
    cr_assert_eq(hf_line_init(room, sizeof(struct hf_line), HF_ABI + 1), HF_E_ABI);
}

/* ---- actions as bytes (wire_action.c) ---- */

struct action_case {
    const char *bytes;
    size_t n;
    int error;
    const char *what;
    uint64_t value;
};

#define BYTES_OF(text) text, sizeof(text) - 1

/* Fields that nobody knows stand between those that we do, in every form that a field can have. */
static const struct action_case action_cases[] = {
    {BYTES_OF("\x10\xff\xff\xff\xff\x0f"), HF_OK, "", 0},
    {BYTES_OF("\x10\x80\x80\x80\x80\x10"), HF_E_VALUE, "Actions.late_events", 1ull << 32},
    {BYTES_OF("\x12\x00"), HF_E_MALFORMED, "Actions", 0},
    {BYTES_OF("\x18\x01"), HF_OK, "", 0},
    {BYTES_OF("\x19"
              "12345678"),
     HF_OK, "", 0},
    {BYTES_OF("\x1d"
              "1234"),
     HF_OK, "", 0},
    {BYTES_OF("\x1d"
              "123"),
     HF_E_MALFORMED, "Actions", 0},
    {BYTES_OF("\xf8\xff\xff\xff\x0f\x01"), HF_OK, "", 0}, /* 2^29 - 1, the last one */
    {BYTES_OF("\x80\x80\x80\x80\x10\x01"), HF_E_MALFORMED, "Actions", 0}, /* 2^29 */
    {BYTES_OF("\x0a\x02\x10\x01"), HF_E_MALFORMED, "Actions.actions.order", 0},
    {BYTES_OF("\x0a\x02\x12\x01"), HF_E_MALFORMED, "Actions.actions.order", 0},
    {BYTES_OF("\x0a\x03\x12\x01\x08"), HF_E_MALFORMED, "Actions.actions.order", 1},
};

Test(edges, H2_actions_at_the_edge_of_what_bytes_can_say)
{
    static struct hf_actions batch;

    for (size_t i = 0; i < sizeof action_cases / sizeof *action_cases; i++) {
        const struct action_case *c = &action_cases[i];
        struct hf_wire wire = wire_of((const uint8_t *)c->bytes, c->n);
        int error = hf_actions_decode(&batch, &wire);

        cr_assert_eq(error, c->error, "%zu: %d, %s", i, error, wire.refusal.what);
        if (error == HF_OK)
            continue;
        cr_assert_str_eq(wire.refusal.what, c->what, "%zu: %s", i, wire.refusal.what);
        cr_assert_eq(batch.n, 0);
    }
}

Test(edges, H2_what_follows_a_broken_action_is_not_read)
{
    static struct hf_actions batch;
    static const char bytes[] = "\x0a\x04\x3a\x02\x10\x02\x12\x00";
    struct hf_wire wire = wire_of((const uint8_t *)bytes, sizeof bytes - 1);

    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_E_MALFORMED);
    cr_assert_str_eq(wire.refusal.what, "Resolve.type");
}

Test(edges, H2_a_name_to_resolve_is_no_longer_than_a_name)
{
    static struct hf_actions batch;
    static uint8_t bytes[HF_NAME_MAX + 16];
    struct hf_wire wire;
    size_t n = 0;
    unsigned length = HF_NAME_MAX + 1;

    for (const char *head = "\x0a\x88\x02\x3a\x85\x02\x10\x01\x1a\x80\x02"; n < 11; n++)
        bytes[n] = (uint8_t)head[n];
    cr_assert_eq(length, 256, "the lengths above are of this one");
    memset(bytes + n, 'n', length);
    wire = wire_of(bytes, n + length);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_E_LIMIT, "%s", wire.refusal.what);
    cr_assert_str_eq(wire.refusal.what, "Resolve.name");
    cr_assert_eq(wire.refusal.value, length);
}

Test(edges, H2_more_bytes_than_a_step_gives_are_not_looked_at)
{
    static struct hf_actions batch;
    static uint8_t bytes[HF_ACTIONS_BYTES_MAX + 1];
    struct hf_wire wire = wire_of(bytes, sizeof bytes);

    for (size_t i = 0; i + 1 < sizeof bytes; i += 2)
        memcpy(bytes + i, "\x18\x01", 2);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_E_LIMIT);
    cr_assert_str_eq(wire.refusal.what, "Actions");
    cr_assert_eq(wire.refusal.value, sizeof bytes);
    wire = wire_of(bytes, HF_ACTIONS_BYTES_MAX / 2 * 2);
    cr_assert_eq(hf_actions_decode(&batch, &wire), HF_OK);
}

Test(edges, H2_actions_that_are_none_are_not_encoded)
{
    static struct hf_actions batch;
    static uint8_t out[HF_ACTIONS_BYTES_MAX];

    memset(&batch, 0, sizeof batch);
    batch.n = HF_ACTIONS_MAX + 1;
    cr_assert_eq(hf_actions_encode(&batch, out, sizeof out), HF_E_LIMIT);
    batch.n = 1;
    cr_assert_eq(hf_actions_encode(&batch, out, sizeof out), HF_E_MALFORMED);
    batch.items[0].kind = HF_ACTION_COUNT;
    cr_assert_eq(hf_actions_encode(&batch, out, sizeof out), HF_E_MALFORMED);
    batch.items[0].kind = HF_ACTION_RESOLVE;
    batch.items[0].u.resolve.name_length = HF_NAME_MAX + 1;
    cr_assert_eq(hf_actions_encode(&batch, out, sizeof out), HF_E_LIMIT);
    batch.items[0].u.resolve.name_length = HF_NAME_MAX;
    cr_assert_gt(hf_actions_encode(&batch, out, sizeof out), 0);
}

/* Two behind one another in a room that has ended with the first: the rest is only counted. */
Test(edges, actions_behind_the_end_of_the_room_are_counted)
{
    static struct hf_actions batch;
    static uint8_t out[HF_ACTIONS_BYTES_MAX];
    int n;

    memset(&batch, 0, sizeof batch);
    batch.n = 3;
    for (uint32_t i = 0; i < batch.n; i++) {
        batch.items[i].kind = HF_ACTION_RESOLVE;
        batch.items[i].u.resolve = (struct hf_resolve){.query = ID, .type = HF_DNS_A};
    }
    batch.items[1].kind = HF_ACTION_ABANDON;
    batch.items[2].kind = HF_ACTION_ABANDON;
    n = hf_actions_encode(&batch, out, sizeof out);
    cr_assert_gt(n, 0);
    for (size_t size = 0; size < (size_t)n; size++)
        cr_assert_eq(hf_actions_encode(&batch, out, size), HF_E_SPACE, "%zu", size);
    cr_assert_eq(hf_actions_encode(&batch, out, (size_t)n), n);
}

/* ---- snapshots (snapshot.c) ---- */

Test(edges, H12_more_bytes_than_a_snapshot_has_are_not_looked_at)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX + 1], scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {.bytes = bytes,
                           .n_bytes = sizeof bytes,
                           .scratch = scratch,
                           .scratch_size = sizeof scratch};

    cr_assert_eq(hf_line_restore(&rig.line, sizeof rig.line, &wire), HF_E_LIMIT);
    cr_assert_str_eq(wire.refusal.what, "Snapshot");
    cr_assert_eq(wire.refusal.value, sizeof bytes);
}

Test(edges, H12_a_line_comes_back_only_far_from_the_last_id)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    static struct hf_line again;
    static const uint64_t ids[] = {HF_IDS_MOST / 2, HF_IDS_MOST / 2 + 1};
    static const int errors[] = {HF_OK, HF_E_SNAPSHOT};

    for (size_t i = 0; i < 2; i++) {
        struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};

        rig_start(&rig);
        rig.line.next_id = ids[i];
        wire.n_bytes = (size_t)hf_line_snapshot(&rig.line, bytes, sizeof bytes);
        cr_assert_eq(hf_line_restore(&again, sizeof again, &wire), errors[i], "%s",
                     wire.refusal.what);
    }
    cr_assert_eq(sizeof ids / sizeof *ids, sizeof errors / sizeof *errors);
}

/* Entries behind those that there are, empty ones, until each table of a line has too many. */
Test(edges, H12_a_table_with_too_many_entries_is_refused_by_its_name)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    static struct hf_line again;
    static const unsigned tables[] = {12, 13, 14, 15, 22, 23, 26, 28, 29, 30, 31};

    rig_start(&rig);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};
        unsigned tag = tables[i] << 3 | 2;
        size_t n = (size_t)hf_line_snapshot(&rig.line, bytes, sizeof bytes);

        for (unsigned entry = 0; entry < 60; entry++) {
            if (tag > 0x7F)
                bytes[n++] = (uint8_t)(tag | 0x80);
            bytes[n++] = (uint8_t)(tag > 0x7F ? tag >> 7 : tag);
            bytes[n++] = 0;
        }
        wire.n_bytes = n;
        cr_expect_eq(hf_line_restore(&again, sizeof again, &wire), HF_E_LIMIT, "%u: %d %s",
                     tables[i], wire.refusal.error, wire.refusal.what);
        cr_expect(strncmp(wire.refusal.what, "Snapshot.", 9) == 0, "%s", wire.refusal.what);
    }
}

/* ---- events as bytes (wire_event.c) ---- */

static void assert_too_many(unsigned body, unsigned most, const char *what)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};
    struct hf_event event;
    unsigned length = 2 * (most + 1);
    size_t n = 0;

    bytes[n++] = (uint8_t)(body << 3 | 2);
    if (length > 0x7F)
        bytes[n++] = (uint8_t)(length | 0x80);
    bytes[n++] = (uint8_t)(length > 0x7F ? length >> 7 : length);
    for (unsigned i = 0; i <= most; i++) {
        bytes[n++] = 3 << 3 | 2;
        bytes[n++] = 0;
    }
    wire.n_bytes = n;
    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_LIMIT, "%s: %s", what, wire.refusal.what);
    cr_assert_str_eq(wire.refusal.what, what);
    cr_assert_eq(wire.refusal.value, most + 1);
}

Test(edges, H2_more_records_or_targets_than_an_answer_has)
{
    assert_too_many(14, HF_EVENT_RECORDS, "DnsAnswered.records");
    assert_too_many(15, HF_EVENT_TARGETS, "Located.targets");
}

/* ---- configurations (config.c, reconfigure.c) ---- */

/* Names are kept by themselves, also where several share their bytes. */
Test(edges, names_that_share_their_bytes_have_room_one_by_one)
{
    struct hf_refusal refusal;
    struct hf_config *c = &rig.config;
    char name[HF_NAME_MAX];

    rig_init(&rig);
    memset(name, 'a', sizeof name);
    for (size_t i = 60; i < sizeof name; i += 60)
        name[i] = '.';
    cr_assert_eq(hf_config_name(c, &c->servers[0].host, name, 200), HF_OK);
    c->servers[0].port = 5060;
    for (c->n_servers = 1; c->n_servers < HF_LINE_SERVERS; c->n_servers++) {
        c->servers[c->n_servers] = c->servers[0];
        c->servers[c->n_servers].port = (uint16_t)(5060 + c->n_servers);
        cr_assert_eq(hf_config_check(c, &refusal),
                     200 * c->n_servers <= HF_LINE_NAMES ? HF_OK : HF_E_LIMIT, "%u: %s",
                     c->n_servers, refusal.what);
    }
    cr_assert_eq(hf_config_check(c, &refusal), HF_E_LIMIT);
    cr_assert_str_eq(refusal.what, "host: all names together");
    cr_assert_eq(refusal.value, 200 * HF_LINE_SERVERS);
}

/* Any number that a field can hold is looked at: the greatest has no successor. */
Test(edges, H2_a_proxys_greatest_number_is_refused)
{
    static const int32_t numbers[] = {INT32_MAX, INT32_MIN};
    struct hf_refusal refusal;

    for (size_t i = 0; i < 2; i++) {
        rig_init_servers(&rig, 1);
        rig_two_proxies(&rig, 1);
        cr_assert_eq(hf_config_check(&rig.config, &refusal), HF_OK, "%s", refusal.what);
        rig.config.servers[0].proxies[0].failback_timeout_s = numbers[i];
        cr_assert_eq(hf_config_check(&rig.config, &refusal), HF_E_VALUE);
        cr_assert_str_eq(refusal.what, "proxy.failback_timeout_s");
        cr_assert_eq(refusal.index, 1);
    }
}

/* C14: T1, T2 and T4 were orders to the shell; with others what is under way begins anew. */
Test(edges, C14_each_timer_of_a_transaction_makes_a_registration_begin_anew)
{
    for (unsigned timer = 0; timer < 4; timer++) {
        rig_start(&rig);
        rig.config.t1_ms += timer == 1;
        rig.config.t2_ms += timer == 2;
        rig.config.t4_ms += timer == 3;
        cr_assert_eq(rig_configure(&rig), HF_OK);
        cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), timer != 0, "timer %u", timer);
    }
}

/* ---- reasons (decision.c) ---- */

Test(edges, every_cause_of_a_failure_has_a_reason_of_its_own)
{
    for (uint8_t cause = HF_CAUSE_NONE + 1; cause < HF_CAUSE_COUNT; cause++) {
        for (uint8_t other = HF_CAUSE_NONE + 1; other < cause; other++)
            cr_assert_neq(hf_why_of_cause(cause), hf_why_of_cause(other), "%u, %u", cause, other);
    }
}
