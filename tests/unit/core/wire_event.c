/* SPDX-License-Identifier: Apache-2.0 */
/* core/wire_event.c: an event keeps every field; what cannot be meant is refused by its name. */
#include "holdfast/line.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_samples.h"

Test(wire_event, has_a_sample_of_every_kind_of_event_and_action)
{
    cr_assert_eq(N_EVENTS, HF_EVENT_COUNT - 1);
    for (uint32_t i = 0; i < N_EVENTS; i++) {
        cr_assert_eq(wire_events[i].event.kind, i + 1);
        cr_assert_str_eq(wire_events[i].name, hf_event_name(i + 1));
    }
    cr_assert_eq(N_ACTIONS, HF_ACTION_COUNT - 1);
    for (uint32_t i = 0; i < N_ACTIONS; i++)
        cr_assert_eq(wire_actions[i].action.kind, i + 1);
}

Test(wire_event, keeps_every_field_of_every_event)
{
    wire_fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        struct hf_event decoded;
        struct hf_wire wire = wire_of(wire_bytes, wire_encode(&wire_events[i].event));

        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s: %s", wire_events[i].name,
                     wire.refusal.what);
        wire_assert_same(&decoded, &wire_events[i].event, wire_events[i].name);
    }
}

/* Together with the round trip: nothing of an event stays behind. */
Test(wire_event, says_each_byte_of_an_event)
{
    static uint8_t changed[HF_EVENT_BYTES_MAX];

    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = wire_encode(&wire_events[i].event);

        for (size_t at = 0; at < wire_events[i].size; at++) {
            struct hf_event event = wire_events[i].event;
            int m;

            if (at - wire_events[i].gap.at < wire_events[i].gap.size)
                continue;
            ((uint8_t *)&event.u)[at] ^= 1;
            m = hf_event_encode(&event, changed, sizeof changed);
            cr_assert(m < 0 || (size_t)m != n || memcmp(changed, wire_bytes, n) != 0,
                      "byte %zu of %s", at, wire_events[i].name);
        }
    }
}

Test(wire_event, keeps_what_was_not_said)
{
    struct hf_event response = {.kind = HF_EVENT_RESPONSE_RECEIVED,
                                .u.response = {.attempt = 1,
                                               .status = 200,
                                               .expires_s = HF_EXPIRES_NONE,
                                               .retry_after_s = HF_RETRY_AFTER_NONE}};
    struct hf_event located = {.kind = HF_EVENT_LOCATED, .u.located = {.ttl_s = HF_TTL_UNKNOWN}};
    struct hf_event restored = {.kind = HF_EVENT_RESTORED, .u.restored = {HF_ELAPSED_UNKNOWN}};
    const struct hf_event *all[] = {&response, &located, &restored};

    for (size_t i = 0; i < 3; i++) {
        struct hf_event decoded;
        struct hf_wire wire = wire_of(wire_bytes, wire_encode(all[i]));

        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
        wire_assert_same(&decoded, all[i], "not said");
    }
    cr_assert_eq(wire_encode(&(struct hf_event){.kind = HF_EVENT_STARTED}), 2, "zero is not sent");
}

/* B8a: an answer of nothing, which is not an answer that is missing. */
Test(wire_event, keeps_an_answer_without_targets_or_records)
{
    struct hf_event located = {
        .kind = HF_EVENT_LOCATED,
        .u.located = {.ttl_s = 60, .server = HF_LINE_SERVERS, .proxy = HF_SERVER_PROXIES}};
    struct hf_event answered = {.kind = HF_EVENT_DNS_ANSWERED, .u.dns = {.query = ID}};

    for (uint8_t outcome = 0; outcome < HF_DNS_COUNT; outcome++) {
        struct hf_event decoded;
        struct hf_wire wire;

        answered.u.dns.outcome = outcome;
        wire = wire_of(wire_bytes, wire_encode(&answered));
        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
        wire_assert_same(&decoded, &answered, "no records");
        wire = wire_of(wire_bytes, wire_encode(&located));
        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
        wire_assert_same(&decoded, &located, "no targets");
    }
}

Test(wire_event, keeps_every_cause)
{
    for (uint8_t cause = 0; cause < HF_CAUSE_COUNT; cause++) {
        const struct hf_event all[] = {
            {.kind = HF_EVENT_ATTEMPT_FAILED, .u.failed = {.attempt = ID, .cause = cause}},
            {.kind = HF_EVENT_FLOW_LOST, .u.flow_lost.cause = cause},
            {.kind = HF_EVENT_TARGET_RESTED, .u.rested = {.until_us = MOMENT, .cause = cause}}};

        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            struct hf_event decoded;
            struct hf_wire wire = wire_of(wire_bytes, wire_encode(&all[i]));

            cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
            wire_assert_same(&decoded, &all[i], hf_cause_name(cause));
        }
    }
}

#define T16                                                                                        \
    "\x0a\x10"                                                                                     \
    "0123456789abcdef"

/* clang-format off */
static const struct refusal_case refusals[] = {
    {BYTES(""), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x08\x05"), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x1a\x00\x22\x00"), HF_E_MALFORMED, "Event.fact", 2, 0},
    {BYTES("\x1a\x00\x1a\x00"), HF_E_MALFORMED, "Event.fact", 2, 0},
    {BYTES("\xca\x01\x00"), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x0b\x1a\x00"), HF_E_MALFORMED, "Event", 3, 0},
    {BYTES("\x00\x00\x1a\x00"), HF_E_MALFORMED, "Event", 4, 0},
    {BYTES("\x1a\x01"), HF_E_MALFORMED, "Event", 2, 0},
    {BYTES("\x18\x01"), HF_E_MALFORMED, "Event", 2, 0},
    {BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x1a\x00"),
     HF_E_MALFORMED, "Event", 14, 0},
    {BYTES("\x12\x00"), HF_E_MALFORMED, "Configured.config", 0, 0},
    {BYTES("\x2a\x02\x10\x05"), HF_E_MALFORMED, "Wanted.kind", 5, 0},
    {BYTES("\x2a\x03\x18\x80\x02"), HF_E_VALUE, "Wanted.dialog_server", 256, 0},
    {BYTES("\x2a\x02\x20\x02"), HF_E_VALUE, "Wanted.emergency", 2, 0},
    {BYTES("\x3a\x04\x10\x80\x80\x04"), HF_E_VALUE, "ResponseReceived.status", 65536, 0},
    {BYTES("\x3a\x06\x18\x80\x80\x80\x80\x10"),
     HF_E_VALUE, "ResponseReceived.expires_s", UINT64_C(1) << 32, 0},
    {BYTES("\x3a\x06\x28\x80\x80\x80\x80\x10"),
     HF_E_VALUE, "ResponseReceived.retry_after_s", UINT64_C(1) << 32, 0},
    {BYTES("\x3a\x02\x30\x02"), HF_E_VALUE, "ResponseReceived.contact_missing", 2, 0},
    {BYTES("\x3a\x0a\x3a\x00\x3a\x00\x3a\x00\x3a\x00\x3a\x00"),
     HF_E_LIMIT, "ResponseReceived.redirects", 5, 0},
    {BYTES("\x3a\x02\x3a\x00"), HF_E_VALUE, "ResponseReceived.redirects.address", 0, 1},
    {BYTES("\x3a\x1b\x3a\x12" T16 "\x3a\x05\x0a\x03" "123"),
     HF_E_VALUE, "ResponseReceived.redirects.address", 3, 2},
    {BYTES("\x3a\x18\x3a\x16" T16 "\x10\x80\x80\x04"),
     HF_E_VALUE, "ResponseReceived.redirects.port", 65536, 1},
    {BYTES("\x3a\x16\x3a\x14" T16 "\x18\x03"),
     HF_E_MALFORMED, "ResponseReceived.redirects.transport", 3, 1},
    {BYTES("\x42\x02\x10\x0b"), HF_E_MALFORMED, "AttemptFailed.cause", 11, 0},
    {BYTES("\x42\x02\x18\x02"), HF_E_VALUE, "AttemptFailed.reused", 2, 0},
    {BYTES("\x4a\x04\x10\x80\x80\x04"), HF_E_VALUE, "ProvisionalReceived.status", 65536, 0},
    {BYTES("\x52\x02\x18\x02"), HF_E_VALUE, "Challenged.stale", 2, 0},
    {BYTES("\x52\x02\x20\x02"), HF_E_VALUE, "Challenged.after_credentials", 2, 0},
    {BYTES("\x62\x02\x10\x05"), HF_E_MALFORMED, "Abandoned.how", 5, 0},
    {BYTES("\x6a\x04\x10\x80\x80\x04"), HF_E_VALUE, "Late.status", 65536, 0},
    {BYTES("\x72\x02\x10\x07"), HF_E_MALFORMED, "DnsAnswered.outcome", 7, 0},
    {BYTES("\x72\x02\x28\x02"), HF_E_VALUE, "DnsAnswered.from_static", 2, 0},
    {BYTES("\x72\x02\x1a\x00"), HF_E_MALFORMED, "DnsAnswered.records.type", 0, 1},
    {BYTES("\x72\x04\x1a\x02\x18\x01"), HF_E_VALUE, "DnsAnswered.records.address", 0, 1},
    {BYTES("\x72\x0a\x1a\x08\x18\x1c\x12\x04" "1234"),
     HF_E_VALUE, "DnsAnswered.records.address", 4, 1},
    {BYTES("\x72\x0a\x1a\x08\x18\x21\x12\x04" "1234"),
     HF_E_VALUE, "DnsAnswered.records.address", 4, 1},
    {BYTES("\x72\x0c\x1a\x02\x18\x21\x1a\x06\x18\x21\x20\x80\x80\x04"),
     HF_E_VALUE, "DnsAnswered.records.priority", 65536, 2},
    {BYTES("\x72\x07\x1a\x05\x18\x21\x38\x80\x01"),
     HF_E_VALUE, "DnsAnswered.records.flag", 128, 1},
    {BYTES("\x72\x06\x1a\x04\x18\x21\x40\x02"),
     HF_E_VALUE, "DnsAnswered.records.has_regexp", 2, 1},
    {BYTES("\x72\x06\x1a\x04\x18\x21\x48\x05"),
     HF_E_MALFORMED, "DnsAnswered.records.service", 5, 1},
    {BYTES("\x7a\x03\x08\x80\x02"), HF_E_VALUE, "Located.server", 256, 0},
    {BYTES("\x7a\x03\x10\x80\x02"), HF_E_VALUE, "Located.proxy", 256, 0},
    {BYTES("\x7a\x06\x20\x80\x80\x80\x80\x10"),
     HF_E_VALUE, "Located.ttl_s", UINT64_C(1) << 32, 0},
    {BYTES("\x7a\x02\x1a\x00"), HF_E_VALUE, "Located.targets.address", 0, 1},
    {BYTES("\x82\x01\x02\x08\x04"), HF_E_VALUE, "NetworkChanged.families_usable", 4, 0},
    {BYTES("\x82\x01\x02\x10\x02"), HF_E_VALUE, "NetworkChanged.address_changed", 2, 0},
    {BYTES("\x8a\x01\x02\x0a\x00"), HF_E_VALUE, "FlowLost.target.address", 0, 0},
    {BYTES("\x8a\x01\x02\x10\x0b"), HF_E_MALFORMED, "FlowLost.cause", 11, 0},
    {BYTES("\x92\x01\x16\x0a\x14" T16 "\x18\x03"),
     HF_E_MALFORMED, "TargetRested.target.transport", 3, 0},
    {BYTES("\x92\x01\x02\x18\x0b"), HF_E_MALFORMED, "TargetRested.cause", 11, 0},
    {BYTES("\xa2\x01\x03\x10\x80\x02"), HF_E_VALUE, "CallArrived.server", 256, 0},
    {BYTES("\xaa\x01\x03\x10\x80\x02"), HF_E_VALUE, "CallEnded.server", 256, 0},
    {BYTES("\xba\x01\x02\x10\x02"), HF_E_VALUE, "Restored.elapsed_unknown", 2, 0},
    {BYTES("\xba\x01\x04\x08\x01\x10\x01"), HF_E_VALUE, "Restored.elapsed_us", 1, 0},
    {BYTES("\xba\x01\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     HF_E_VALUE, "Restored.elapsed_us", UINT64_MAX, 0},
    /* Configured.config, then what is in it */
    {BYTES("\x12\x06\x0a\x04\x0a\x02\x18\x04"),
     HF_E_MALFORMED, "Configured.config.servers.transport", 4, 1},
    {BYTES("\x12\x0a\x0a\x08\x0a\x00\x0a\x04\x10\x80\x80\x04"),
     HF_E_VALUE, "Configured.config.servers.port", 65536, 2},
    {BYTES("\x12\x09\x0a\x07\x0a\x05\x0a\x03" "a\0b"),
     HF_E_VALUE, "Configured.config.servers.host", 0, 1},
    {BYTES("\x12\x07\x0a\x05\x0a\x03\x0a\x01" "\0"),
     HF_E_VALUE, "Configured.config.servers.host", 0, 1},
    {BYTES("\x12\x0a\x0a\x08\x0a\x06\x62\x00\x62\x00\x62\x00"),
     HF_E_LIMIT, "Configured.config.servers.proxies", 3, 1},
    {BYTES("\x12\x09\x0a\x07\x0a\x05\x62\x03\x20\x80\x02"),
     HF_E_VALUE, "Configured.config.servers.proxies.retry_counts", 128, 1},
    {BYTES("\x12\x0b\x0a\x09\x0a\x07\x62\x05\x0a\x03" "a\0b"),
     HF_E_VALUE, "Configured.config.servers.proxies.host", 0, 1},
    {BYTES("\x12\x0c\x0a\x0a\x0a\x00\x0a\x00\x0a\x00\x0a\x00\x0a\x00"),
     HF_E_LIMIT, "Configured.config.servers", 5, 0},
    {BYTES("\x12\x05\x0a\x03\x98\x01\x02"), HF_E_MALFORMED, "Configured.config.mode", 2, 0},
    {BYTES("\x12\x05\x0a\x03\xb8\x01\x02"), HF_E_VALUE, "Configured.config.register_first", 2, 0},
    {BYTES("\x12\x06\x0a\x04\xf0\x01\x80\x02"),
     HF_E_VALUE, "Configured.config.jitter_percent", 256, 0},
    {BYTES("\x12\x08\x0a\x06\x12\x04\x08\x80\x80\x04"),
     HF_E_VALUE, "Configured.config.register_failover_statuses.codes", 65536, 0},
    {BYTES("\x12\x07\x0a\x05\x1a\x03\x10\x80\x02"),
     HF_E_VALUE, "Configured.config.invite_failover_statuses.classes", 256, 0},
    {BYTES("\x12\x0f\x0a\x0d\x12\x0b\x0a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01"),
     HF_E_LIMIT, "Configured.config.register_failover_statuses.codes", 9, 0},
};
/* clang-format on */

Test(wire_event, refuses_events_by_the_name_of_what_is_wrong)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        wire_assert_refused(&refusals[i], refusals[i].what);
}

Test(wire_event, refuses_a_dns_name_that_is_too_long)
{
    static char name[HF_NAME_MAX + 1];
    struct hf_dns_record record = {.type = HF_DNS_SRV, .name = {name, HF_NAME_MAX, 0}};
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED,
                             .u.dns = {.records = &record, .n_records = 1}};
    struct hf_event decoded;
    struct hf_wire wire;

    memset(name, 'n', sizeof name);
    wire = wire_of(wire_bytes, wire_encode(&event));
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
    record.name.length++;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_LIMIT);
    record.name.length = 0;
    record.type = HF_DNS_LOCATE; /* a question, never a record */
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_MALFORMED);
    event.u.dns.n_records = HF_EVENT_RECORDS + 1;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_LIMIT);
}

Test(wire_event, does_not_encode_what_it_would_not_decode)
{
    struct hf_event event = {.kind = HF_EVENT_NONE};

    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_MALFORMED);
    event.kind = HF_EVENT_COUNT;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_MALFORMED);
    event = (struct hf_event){.kind = HF_EVENT_RESPONSE_RECEIVED,
                              .u.response.n_redirects = HF_EVENT_REDIRECTS + 1};
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_LIMIT);
    event.u.response.n_redirects = 1;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_VALUE);
    event = (struct hf_event){.kind = HF_EVENT_CONFIGURED};
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_VALUE);
    memset(&wire_config, 0, sizeof wire_config);
    event.u.configured.config = &wire_config;
    wire_config.n_servers = 1;
    wire_config.servers[0].host = (struct hf_name){HF_LINE_NAMES, 1};
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_VALUE);
    wire_config.servers[0].host = (struct hf_name){0, 1}; /* a zero byte of the arena */
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_VALUE);
    wire_config.servers[0].host.length = 0;
    wire_config.servers[0].n_proxies = HF_SERVER_PROXIES + 1;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_LIMIT);
    wire_config.n_servers = HF_LINE_SERVERS + 1;
    cr_assert_eq(hf_event_encode(&event, wire_bytes, sizeof wire_bytes), HF_E_LIMIT);
}

Test(wire_event, tolerates_fields_of_a_newer_schema)
{
    static const char bytes[] = "\xf8\x07\x05" /* field 127 of the event */
                                "\x2a\x0b\x08\x07\xfa\x07\x06newer!";
    struct hf_event event;
    struct hf_wire wire = wire_of(bytes, sizeof bytes - 1);

    cr_assert_eq(hf_event_decode(&event, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(event.kind, HF_EVENT_WANTED);
    cr_assert_eq(event.u.wanted.request, 7);
}

/* A cut message may still be one (its last field is gone); it is never half of one. */
Test(wire_event, takes_cut_bytes_as_a_whole_event_or_not_at_all)
{
    wire_fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = wire_encode(&wire_events[i].event);

        for (size_t cut = 0; cut < n; cut++) {
            static uint8_t again[HF_EVENT_BYTES_MAX];
            uint8_t exact[4096]; /* so that a sanitizer sees reading behind its end */
            struct hf_event event;
            struct hf_wire wire = wire_of(exact + sizeof exact - cut, cut);

            memcpy(exact + sizeof exact - cut, wire_bytes, cut);
            if (hf_event_decode(&event, &wire) == HF_OK)
                cr_assert_geq(hf_event_encode(&event, again, sizeof again), 0);
            else
                cr_assert(wire_is_zero(&event, sizeof event) && wire.refusal.what != NULL);
        }
    }
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

Test(wire_event, changes_nothing_when_a_step_in_bytes_is_refused)
{
    static struct hf_config native;
    struct hf_event event = {
        .at_us = 1, .kind = HF_EVENT_CONFIGURED, .u.configured = {&native, 42}};
    struct hf_bytes_step step;

    wire_configure(&native);
    hf_line_init(lines[0], sizeof lines[0], HF_ABI);
    step = step_of(wire_bytes, wire_encode(&event));
    step.actions_size--;
    memcpy(lines[1], lines[0], sizeof lines[0]);
    cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_E_SPACE);
    cr_assert_str_eq(step.refusal.what, "actions_size");
    step.actions_size++;
    step.scratch_size--;
    cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_E_SPACE);
    cr_assert_str_eq(step.refusal.what, "scratch_size");
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        step = step_of(refusals[i].bytes, refusals[i].n);
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), refusals[i].error);
        cr_assert_str_eq(step.refusal.what, refusals[i].what);
        cr_assert_eq(step.n_actions, 0);
    }
    native.retry_base_s = 0; /* decodes; the line refuses it */
    step = step_of(wire_bytes, wire_encode(&event));
    cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_E_VALUE);
    cr_assert_not_null(step.refusal.what);
    cr_assert_arr_eq(lines[0], lines[1], sizeof lines[0]);
}
