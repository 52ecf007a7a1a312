/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of bytes, found by measuring (./run coverage): fields that are empty, too long, of another
 * form, or below what their struct can hold; logs and snapshots that were cut or damaged just
 * there. Rules H2, H12.
 */
#include <string.h>

#include "holdfast/record.h"
#include "rig.h"
#include "wire_samples.h"

static struct rig rig;
static uint8_t scratch[HF_WIRE_SCRATCH];

/* ---- what is appended and what is read (wire.c) ---- */

Test(edges_wire, H2_the_moment_of_an_event_is_a_number)
{
    static const char bytes[] = "\x0a\x00\x1a\x00";
    struct hf_wire wire = wire_of(bytes, sizeof bytes - 1);
    struct hf_event event;

    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_MALFORMED);
    cr_assert_str_eq(wire.refusal.what, "Event");
}

/* Configured.config.servers.proxies.failback_mode: 128 and -129, one beyond a byte each way. */
Test(edges_wire, H2_a_signed_setting_fits_its_byte)
{
    static const char *const bytes[] = {"\x12\x09\x0a\x07\x0a\x05\x62\x03\x38\x80\x02",
                                        "\x12\x09\x0a\x07\x0a\x05\x62\x03\x38\x81\x02"};
    struct hf_event event;

    for (size_t i = 0; i < 2; i++) {
        struct hf_wire wire = wire_of(bytes[i], 11);

        cr_assert_eq(hf_event_decode(&event, &wire), HF_E_VALUE, "%s", wire.refusal.what);
        cr_assert_not_null(strstr(wire.refusal.what, "failback_mode"), "%s", wire.refusal.what);
        cr_assert_eq((int64_t)wire.refusal.value, i == 0 ? 128 : -129);
    }
}

/* ---- actions (wire_action.c) ---- */

/* Numbers as long as they can be: an order stays shorter than a length that takes two bytes, so
 * that its place in front may be written last. */
Test(edges_wire, no_order_but_a_question_is_longer_than_its_length_says)
{
    static struct hf_actions batch;
    static uint8_t out[HF_ACTIONS_BYTES_MAX];

    for (uint32_t kind = HF_ACTION_NONE + 1; kind < HF_ACTION_COUNT; kind++) {
        struct hf_action *a = &batch.items[0];
        int n;

        if (kind == HF_ACTION_RESOLVE)
            continue;
        batch.n = 1;
        memset(a, 0xFE, sizeof *a);
        a->kind = kind;
        if (kind == HF_ACTION_SEND)
            a->u.send.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_REPORT_LINE)
            a->u.line.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_SHARE_REST)
            a->u.rest.target.family = HF_FAMILY_IPV6;
        if (kind == HF_ACTION_KEEP_ALIVE)
            a->u.keep_alive.target.family = HF_FAMILY_IPV6;
        n = hf_actions_encode(&batch, out, sizeof out);
        cr_assert_gt(n, 4, "%s", hf_action_name(kind));
        cr_assert_leq(n - 4, 0x7F - 2, "%s: %d", hf_action_name(kind), n);
    }
}

/* ---- configurations (wire_config.c) ---- */

Test(edges_wire, a_list_of_classes_alone_is_a_list)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX];
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&wire_config, 1}};
    struct hf_event decoded;
    struct hf_wire wire;
    int n;

    wire_configure(&wire_config);
    wire_config.invite_failover_statuses.n_codes = 0;
    wire_config.invite_failover_statuses.classes = 1;
    n = hf_event_encode(&event, bytes, sizeof bytes);
    cr_assert_gt(n, 0);
    wire = wire_of(bytes, (size_t)n);
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(decoded.u.configured.config->invite_failover_statuses.classes, 1);
}

/* A name that is not there yet takes no byte. */
Test(edges_wire, a_server_without_a_name_is_encoded_as_such)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX];
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&wire_config, 1}};
    struct hf_event decoded;
    struct hf_wire wire;
    int with, without;

    wire_configure(&wire_config);
    with = hf_event_encode(&event, bytes, sizeof bytes);
    wire_config.servers[1].host.length = 0;
    without = hf_event_encode(&event, bytes, sizeof bytes);
    cr_assert_gt(without, 0);
    cr_assert_lt(without, with);
    wire = wire_of(bytes, (size_t)without);
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(decoded.u.configured.config->servers[1].host.length, 0);
}

/* ---- snapshots (wire_state_read.c) ---- */

static uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];
static struct hf_line again;

/* The line's snapshot, with these bytes behind it; what comes of reading it. */
static struct hf_refusal restored_with(const char *behind, size_t n)
{
    struct hf_wire wire = {.bytes = snapshot, .scratch = scratch, .scratch_size = sizeof scratch};
    int length = hf_line_snapshot(&rig.line, snapshot, sizeof snapshot);

    cr_assert_gt(length, 0);
    memcpy(snapshot + length, behind, n);
    wire.n_bytes = (size_t)length + n;
    (void)hf_line_restore(&again, sizeof again, &wire);
    return wire.refusal;
}

Test(edges_wire, H12_a_configuration_that_no_line_takes_comes_back_to_none)
{
    struct hf_refusal refusal;

    rig_start(&rig);
    rig.line.config.t1_ms = 0;
    refusal = restored_with("", 0);
    cr_assert_lt(refusal.error, 0);
    cr_assert_str_eq(refusal.what, "t1_ms");
}

/* What a snapshot says of an attempt that does not run is not looked at; realms are two at most. */
Test(edges_wire, H12_attempts_that_are_none_and_realms_that_are_too_many)
{
    static const char went[] = "\x6a\x0f\x12\x0a\x2a\x08\x0a\x04\xc0\x00\x02\x63\x10\x09"
                               "\xa0\x01\x20";
    static const char realms[] = "\x6a\x13\x12\x0e\x32\x0c"
                                 "aaaabbbbcccc"
                                 "\xa0\x01\x20";
    struct hf_refusal refusal;

    rig_start(&rig);
    refusal = restored_with(went, sizeof went - 1);
    cr_assert_eq(refusal.error, HF_OK, "%s", refusal.what);
    cr_assert_eq(memcmp(&again, &rig.line, sizeof again), 0);
    refusal = restored_with(realms, sizeof realms - 1);
    cr_assert_eq(refusal.error, HF_E_LIMIT, "%s", refusal.what);
    cr_assert_str_eq(refusal.what, "AttemptState.realms");
    cr_assert_eq(refusal.value, 3);
}

/* ---- records (record.c) ---- */

static uint8_t log_bytes[512];

static size_t write_records(unsigned n, const char *payload)
{
    size_t at = 0;

    for (unsigned i = 0; i < n; i++) {
        struct hf_record_write record = {(const uint8_t *)payload, strlen(payload), 7 + i};
        at += hf_record_write(&record, log_bytes + at, sizeof log_bytes - at);
    }
    return at;
}

static struct hf_record next_of(struct hf_record_reader *reader, enum hf_record_kind kind)
{
    struct hf_record record = hf_record_next(reader);

    cr_assert_eq(record.kind, kind, "%d", record.kind);
    return record;
}

/* A damaged payload, and a header behind it that was cut: both are said, each by itself. */
Test(edges_wire, a_damaged_payload_in_front_of_a_header_that_was_cut)
{
    size_t n = write_records(2, "payload");
    size_t one = n / 2;
    struct hf_record_reader reader = {.bytes = log_bytes, .n_bytes = one + 6};

    log_bytes[HF_RECORD_HEADER] ^= 1;
    cr_assert_eq(next_of(&reader, HF_RECORD_DAMAGE).length, one);
    cr_assert_eq(next_of(&reader, HF_RECORD_TORN).length, 6);
    (void)next_of(&reader, HF_RECORD_END);
}

/* A damaged header that is too near to the end to have had a payload, and one whose payload is
 * damaged too: nothing confirms a length, so the rest is one stretch. */
Test(edges_wire, a_damaged_header_whose_length_nothing_confirms)
{
    size_t n = write_records(1, "");
    struct hf_record_reader reader = {.bytes = log_bytes, .n_bytes = HF_RECORD_OVERHEAD - 1};

    log_bytes[0] ^= 1;
    cr_assert_eq(next_of(&reader, HF_RECORD_DAMAGE).length, HF_RECORD_OVERHEAD - 1);
    n = write_records(1, "payload");
    log_bytes[8] ^= 1; /* the sequence, which the header's CRC is of */
    reader = (struct hf_record_reader){.bytes = log_bytes, .n_bytes = n};
    cr_assert_eq(next_of(&reader, HF_RECORD_DAMAGE).length, n);
    log_bytes[HF_RECORD_HEADER] ^= 1;
    reader = (struct hf_record_reader){.bytes = log_bytes, .n_bytes = n};
    cr_assert_eq(next_of(&reader, HF_RECORD_DAMAGE).length, n);
    (void)next_of(&reader, HF_RECORD_END);
}
