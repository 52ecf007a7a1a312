/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core/wire*.c: events and actions keep every field on their way through bytes; what cannot be
 * meant is refused by its name; the bounds of limits.h hold.
 */
#include "holdfast/line.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- samples: every member of every kind, each byte of it different from zero ---- */

#define ID     UINT64_C(0x8142434445464748)
#define MOMENT UINT64_C(0x0102030405060708)

static const struct hf_target target_a = {
    .address = {0x20, 1, 0xd, 0xb8, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
    .port = 0x1234,
    .transport = HF_TRANSPORT_TLS,
    .family = HF_FAMILY_IPV6};
static const struct hf_target target_b = {
    .address = {192, 0, 2, 33}, .port = 5061, .transport = HF_TRANSPORT_TCP, .family = 4};

static const struct hf_dns_record records[] = {
    {.type = HF_DNS_A, .address = {192, 0, 2, 7}, .name = {"a.example", 9, 0}},
    {.type = HF_DNS_AAAA, .address = {0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}},
    {.type = HF_DNS_SRV,
     .name = {"s1.example", 10, 0},
     .priority = 0x102,
     .weight = 0x304,
     .port = 0x506,
     .service = HF_TRANSPORT_TCP},
    {.type = HF_DNS_NAPTR,
     .name = {"_sip._udp.example", 17, 0},
     .priority = 7,
     .weight = 8,
     .flag = 's',
     .has_regexp = 1,
     .service = HF_TRANSPORT_COUNT},
};

static struct hf_config config; /* filled by fill_config */

struct gap { /* bytes of a member that mean nothing */
    size_t at, size;
};
#define RESERVED(type)                                                                             \
    {                                                                                              \
        offsetof(struct type, reserved), sizeof(((struct type *)0)->reserved)                      \
    }
#define WHOLE(type) sizeof(struct type)

struct sample {
    const char *name;
    struct hf_event event;
    size_t size;    /* of the event's member */
    struct gap gap; /* reserved */
};

static const struct sample events[] = {
    {"Configured",
     {.at_us = 1, .kind = HF_EVENT_CONFIGURED, .u.configured = {&config, ID}},
     0,
     {0}},
    {"Started", {.at_us = MOMENT, .kind = HF_EVENT_STARTED}, 0, {0}},
    {"Stopped", {.at_us = MOMENT, .kind = HF_EVENT_STOPPED}, 0, {0}},
    {"Wanted",
     {.kind = HF_EVENT_WANTED, .u.wanted = {MOMENT, HF_REQUEST_OTHER, 3, 1, {0}}},
     WHOLE(hf_wanted),
     RESERVED(hf_wanted)},
    {"Withdrawn", {.kind = HF_EVENT_WITHDRAWN, .u.withdrawn = {MOMENT}}, WHOLE(hf_withdrawn), {0}},
    {"ResponseReceived",
     {.kind = HF_EVENT_RESPONSE_RECEIVED,
      .u.response = {ID,
                     0x11223344,
                     0x55667788,
                     0x12131415,
                     0x0203,
                     1,
                     4,
                     {target_a, target_b, target_a, target_a}}},
     WHOLE(hf_response),
     /* the second redirect is IPv4: twelve bytes of its address mean nothing */
     {offsetof(struct hf_response, redirects[1].address[4]), 12}},
    {"AttemptFailed",
     {.kind = HF_EVENT_ATTEMPT_FAILED, .u.failed = {ID, HF_CAUSE_CREDENTIALS, {0}}},
     WHOLE(hf_attempt_failed),
     RESERVED(hf_attempt_failed)},
    {"ProvisionalReceived",
     {.kind = HF_EVENT_PROVISIONAL, .u.provisional = {ID, 0x1b6, {0}}},
     WHOLE(hf_provisional),
     RESERVED(hf_provisional)},
    {"Challenged",
     {.kind = HF_EVENT_CHALLENGED, .u.challenged = {ID, {"a\0realm", 7, 0}, 1, 1, {0}}},
     0,
     {0}},
    {"Connected", {.kind = HF_EVENT_CONNECTED, .u.connected = {ID}}, WHOLE(hf_connected), {0}},
    {"Abandoned",
     {.kind = HF_EVENT_ABANDONED,
      .u.abandoned = {ID, 0x11223344, 0x1f4, HF_ABANDONED_LATE_CALL_ENDED, 0}},
     WHOLE(hf_abandoned),
     RESERVED(hf_abandoned)},
    {"Late",
     {.kind = HF_EVENT_LATE, .u.late = {ID, 0x1b7, {0}}},
     WHOLE(hf_late),
     RESERVED(hf_late)},
    {"DnsAnswered",
     {.kind = HF_EVENT_DNS_ANSWERED,
      .u.dns = {records, ID, 0x01020304, sizeof records / sizeof *records, HF_DNS_MALFORMED, 1}},
     0,
     {0}},
    {"Located",
     {.kind = HF_EVENT_LOCATED, .u.located = {0x01020304, 4, 2, 2, 0, {target_a, target_a}}},
     offsetof(struct hf_located, targets[2]),
     RESERVED(hf_located)},
    {"NetworkChanged",
     {.kind = HF_EVENT_NETWORK_CHANGED, .u.network = {3, 1, {0}}},
     WHOLE(hf_network_changed),
     RESERVED(hf_network_changed)},
    {"FlowLost",
     {.kind = HF_EVENT_FLOW_LOST, .u.flow_lost = {target_a, HF_CAUSE_CLOSED, {0}}},
     WHOLE(hf_flow_lost),
     RESERVED(hf_flow_lost)},
    {"TargetRested",
     {.kind = HF_EVENT_TARGET_RESTED, .u.rested = {MOMENT, target_a, HF_CAUSE_ICMP, {0}}},
     WHOLE(hf_target_rested),
     RESERVED(hf_target_rested)},
    {"CredentialsChanged", {.at_us = MOMENT, .kind = HF_EVENT_CREDENTIALS_CHANGED}, 0, {0}},
    {"CallArrived",
     {.kind = HF_EVENT_CALL_ARRIVED, .u.call = {MOMENT, 2, {0}}},
     WHOLE(hf_call),
     RESERVED(hf_call)},
    {"CallEnded",
     {.kind = HF_EVENT_CALL_ENDED, .u.call = {ID, 3, {0}}},
     WHOLE(hf_call),
     RESERVED(hf_call)},
    {"TimePassed", {.at_us = UINT64_MAX, .kind = HF_EVENT_TIME_PASSED}, 0, {0}},
    {"Restored", {.kind = HF_EVENT_RESTORED, .u.restored = {MOMENT}}, WHOLE(hf_restored), {0}},
};
#define N_EVENTS (sizeof events / sizeof *events)

struct action_sample {
    struct hf_action action;
    size_t size;
    struct gap gap;
};

static const struct action_sample actions[] = {
    {{.kind = HF_ACTION_SEND,
      .u.send = {ID,
                 MOMENT,
                 target_a,
                 0x01020304,
                 0x05060708,
                 0x090A0B0C,
                 0x0D0E0F10,
                 0x11121314,
                 HF_REQUEST_BYE,
                 HF_PURPOSE_KEEPALIVE,
                 4,
                 2,
                 2,
                 {0}}},
     WHOLE(hf_send),
     RESERVED(hf_send)},
    {{.kind = HF_ACTION_EXTEND, .u.attempt = {ID, HF_WHY_STARTED, {0}}},
     WHOLE(hf_attempt_ref),
     RESERVED(hf_attempt_ref)},
    {{.kind = HF_ACTION_AUTHENTICATE, .u.attempt = {ID + 1, HF_WHY_STOPPED, {0}}},
     WHOLE(hf_attempt_ref),
     RESERVED(hf_attempt_ref)},
    {{.kind = HF_ACTION_ABANDON, .u.attempt = {ID + 2, HF_WHY_CONFIGURED, {0}}},
     WHOLE(hf_attempt_ref),
     RESERVED(hf_attempt_ref)},
    {{.kind = HF_ACTION_KEEP, .u.attempt = {ID + 3, HF_WHY_USER_WISH, {0}}},
     WHOLE(hf_attempt_ref),
     RESERVED(hf_attempt_ref)},
    {{.kind = HF_ACTION_END, .u.attempt = {ID + 4, HF_WHY_COUNT - 1, {0}}},
     WHOLE(hf_attempt_ref),
     RESERVED(hf_attempt_ref)},
    {{.kind = HF_ACTION_RESOLVE, .u.resolve = {ID, HF_DNS_NAPTR, 9, "a.example", {0}}},
     offsetof(struct hf_resolve, name) + 9,
     {0}},
    {{.kind = HF_ACTION_REPORT_LINE,
      .u.line = {MOMENT,
                 MOMENT + 1,
                 target_a,
                 HF_WHY_REFRESH_DUE,
                 0x1f7,
                 HF_LINE_ON_BACKUP,
                 4,
                 2,
                 HF_CAUSE_TLS,
                 {0}}},
     WHOLE(hf_line_status),
     RESERVED(hf_line_status)},
    {{.kind = HF_ACTION_REPORT_REQUEST,
      .u.request = {MOMENT, 0x194, HF_DONE_FAILED, HF_CAUSE_RESET, 3, {0}}},
     WHOLE(hf_request_report),
     RESERVED(hf_request_report)},
    {{.kind = HF_ACTION_REPORT_CALL,
      .u.call = {MOMENT, HF_WHY_WAIT_OVER, 0x1e6, HF_CALL_OVER, 2, {0}}},
     WHOLE(hf_call_report),
     RESERVED(hf_call_report)},
    {{.kind = HF_ACTION_EXPLAIN,
      .u.decision = {ID,
                     MOMENT,
                     MOMENT + 2,
                     0x01020304,
                     HF_WHY_NEXT_CANDIDATE,
                     HF_SETTING_PORT,
                     0x1f7,
                     HF_EVENT_RESTORED,
                     HF_MACHINE_CALL,
                     7,
                     6,
                     5,
                     4,
                     3,
                     2,
                     1,
                     HF_CAUSE_LOCAL,
                     {0}}},
     WHOLE(hf_decision),
     RESERVED(hf_decision)},
    {{.kind = HF_ACTION_SHARE_REST, .u.rest = {MOMENT, target_a, HF_CAUSE_SILENCE, {0}}},
     WHOLE(hf_share_rest),
     RESERVED(hf_share_rest)},
    {{.kind = HF_ACTION_KEEP_ALIVE, .u.keep_alive = {target_a, 0x01020304}},
     WHOLE(hf_keep_alive),
     {0}},
};
#define N_ACTIONS (sizeof actions / sizeof *actions)

static void name_host(struct hf_name *name, char first, size_t length)
{
    char text[HF_NAME_MAX];

    memset(text, 'x', sizeof text);
    text[0] = first;
    cr_assert_eq(hf_config_name(&config, name, text, length), HF_OK);
}

static void fill_statuses(struct hf_statuses *statuses, unsigned first)
{
    statuses->n_codes = HF_STATUSES_MAX;
    statuses->classes = 0x70;
    for (unsigned i = 0; i < HF_STATUSES_MAX; i++)
        statuses->codes[i] = (uint16_t)(first + i);
}

static void fill_proxy(struct hf_proxy_config *proxy, unsigned n)
{
    proxy->port = (uint16_t)(6000 + n);
    proxy->transport = HF_TRANSPORT_TLS;
    proxy->retry_counts = HF_AS_SERVER;
    proxy->failback_timeout_s = n % 2 == 0 ? INT32_MIN : INT32_MAX;
    proxy->invite_retry_counts = INT8_MIN;
    proxy->failback_mode = INT8_MAX;
    proxy->register_on_enable = (int8_t)n;
    proxy->only_signal_with_registered = -2;
    name_host(&proxy->host, (char)('a' + n), 64);
}

static void fill_server(struct hf_server_config *server, unsigned n)
{
    server->port = (uint16_t)(5060 + n);
    server->transport = HF_TRANSPORT_NAPTR;
    server->retry_counts = (uint8_t)(1 + n);
    server->expires_s = UINT32_MAX - n;
    server->retry_period_ms = 0x01020304 + n;
    server->failback_timeout_s = 0x05060708 + n;
    server->failback_mode = HF_FAILBACK_DURATION;
    server->invite_retry_counts = HF_AS_RETRY_COUNTS;
    server->register_on_enable = 1;
    server->only_signal_with_registered = 1;
    server->n_proxies = HF_SERVER_PROXIES;
    name_host(&server->host, (char)('A' + n), 64);
    for (unsigned i = 0; i < HF_SERVER_PROXIES; i++)
        fill_proxy(&server->proxies[i], 2 * n + i);
}

static void fill_config(void)
{
    uint32_t *numbers = &config.t1_ms;
    uint8_t *choices = &config.mode;

    memset(&config, 0, sizeof config);
    for (unsigned i = 0; &numbers[i] <= &config.ring_timeout_s; i++)
        numbers[i] = 0x01020304u * (i + 1);
    for (unsigned i = 0; &choices[i] <= &config.trust; i++)
        choices[i] = 1;
    config.jitter_percent = 50;
    config.failback_servers = HF_FAILBACK_PROBE;
    fill_statuses(&config.register_failover_statuses, 500);
    fill_statuses(&config.invite_failover_statuses, 600);
    config.n_servers = HF_LINE_SERVERS;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
        fill_server(&config.servers[i], i);
}

/* ---- helpers ---- */

static uint8_t scratch[HF_WIRE_SCRATCH];
static uint8_t encoded[HF_ACTIONS_BYTES_MAX];

static struct hf_wire wire_of(const void *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = scratch, .scratch_size = sizeof scratch};
}

static size_t encode(const struct hf_event *event)
{
    int n = hf_event_encode(event, encoded, sizeof encoded);

    cr_assert_geq(n, 0, "%d", n);
    return (size_t)n;
}

static bool is_in_scratch(const void *at, size_t size)
{
    const uint8_t *from = at;

    return from >= scratch && from + size <= scratch + sizeof scratch;
}

static bool same_text(struct hf_text a, struct hf_text b)
{
    return a.length == b.length && a.reserved == b.reserved &&
           (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static void assert_same_records(const struct hf_dns_answered *a, const struct hf_dns_answered *b)
{
    cr_assert_eq(a->n_records, b->n_records);
    for (unsigned i = 0; i < a->n_records; i++) {
        struct hf_dns_record x = a->records[i], y = b->records[i];
        cr_assert(same_text(x.name, y.name), "record %u", i);
        x.name = y.name;
        cr_assert_eq(memcmp(&x, &y, sizeof x), 0, "record %u", i);
    }
}

/* Equal, with what the events point to compared by content. */
static void assert_same_event(const struct hf_event *a, const struct hf_event *b, const char *name)
{
    struct hf_event x = *a, y = *b;

    if (a->kind == HF_EVENT_CONFIGURED) {
        cr_assert_eq(memcmp(x.u.configured.config, y.u.configured.config, sizeof config), 0);
        x.u.configured.config = y.u.configured.config = NULL;
    } else if (a->kind == HF_EVENT_CHALLENGED) {
        cr_assert(same_text(x.u.challenged.realm, y.u.challenged.realm));
        x.u.challenged.realm.at = y.u.challenged.realm.at = NULL;
    } else if (a->kind == HF_EVENT_DNS_ANSWERED) {
        assert_same_records(&x.u.dns, &y.u.dns);
        x.u.dns.records = y.u.dns.records = NULL;
    }
    cr_assert_eq(memcmp(&x, &y, sizeof x), 0, "%s", name);
}

/* ---- round trips ---- */

Test(wire, has_a_sample_of_every_kind_of_event_and_action)
{
    cr_assert_eq(N_EVENTS, HF_EVENT_COUNT - 1);
    for (uint32_t i = 0; i < N_EVENTS; i++) {
        cr_assert_eq(events[i].event.kind, i + 1);
        cr_assert_str_eq(events[i].name, hf_event_name(i + 1));
    }
    cr_assert_eq(N_ACTIONS, HF_ACTION_COUNT - 1);
    for (uint32_t i = 0; i < N_ACTIONS; i++)
        cr_assert_eq(actions[i].action.kind, i + 1);
}

Test(wire, keeps_every_field_of_every_event)
{
    fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        struct hf_event decoded;
        struct hf_wire wire = wire_of(encoded, encode(&events[i].event));

        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s: %s", events[i].name,
                     wire.refusal.what);
        assert_same_event(&decoded, &events[i].event, events[i].name);
    }
}

/* Together with the round trip: nothing of an event stays behind. */
Test(wire, says_each_byte_of_an_event)
{
    static uint8_t changed[HF_EVENT_BYTES_MAX];

    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = encode(&events[i].event);

        for (size_t at = 0; at < events[i].size; at++) {
            struct hf_event event = events[i].event;
            int m;

            if (at - events[i].gap.at < events[i].gap.size)
                continue;
            ((uint8_t *)&event.u)[at] ^= 1;
            m = hf_event_encode(&event, changed, sizeof changed);
            cr_assert(m < 0 || (size_t)m != n || memcmp(changed, encoded, n) != 0, "byte %zu of %s",
                      at, events[i].name);
        }
    }
}

/* What is derived or means nothing in a configuration: reserved bytes, and the arena's length. */
static bool is_said_of_config(size_t at)
{
    for (size_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (at - offsetof(struct hf_config, servers[i].reserved) < 3)
            return false;
    }
    return at - offsetof(struct hf_config, names_used) >= 2 &&
           at < offsetof(struct hf_config, names) + config.names_used;
}

Test(wire, says_each_byte_of_a_configuration)
{
    static uint8_t changed[HF_EVENT_BYTES_MAX];
    const struct hf_event *event = &events[HF_EVENT_CONFIGURED - 1].event;
    size_t n;

    fill_config();
    n = encode(event);
    for (size_t at = 0; at < sizeof config; at++) {
        int m;

        if (!is_said_of_config(at))
            continue;
        ((uint8_t *)&config)[at] ^= 1;
        m = hf_event_encode(event, changed, sizeof changed);
        cr_assert(m < 0 || (size_t)m != n || memcmp(changed, encoded, n) != 0, "byte %zu", at);
        ((uint8_t *)&config)[at] ^= 1;
    }
}

Test(wire, keeps_every_field_of_every_action)
{
    static struct hf_actions batch, decoded;
    struct hf_wire wire;
    int n;

    batch.late_events = 1;
    for (size_t i = 0; i < N_ACTIONS; i++)
        batch.items[batch.n++] = actions[i].action;
    n = hf_actions_encode(&batch, encoded, sizeof encoded);
    cr_assert_gt(n, 0);
    wire = wire_of(encoded, (size_t)n);
    memset(&decoded, 0x5A, sizeof decoded);
    cr_assert_eq(hf_actions_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(decoded.n, batch.n);
    cr_assert_eq(decoded.late_events, 1);
    for (size_t i = 0; i < N_ACTIONS; i++)
        cr_assert_eq(memcmp(&decoded.items[i], &batch.items[i], sizeof batch.items[i]), 0, "%s",
                     hf_action_name(batch.items[i].kind));
}

Test(wire, says_each_byte_of_an_action)
{
    static struct hf_actions batch;
    static uint8_t changed[HF_ACTIONS_BYTES_MAX];

    batch.n = 1;
    for (size_t i = 0; i < N_ACTIONS; i++) {
        int n;

        batch.items[0] = actions[i].action;
        n = hf_actions_encode(&batch, encoded, sizeof encoded);
        for (size_t at = 0; at < actions[i].size; at++) {
            int m;

            if (at - actions[i].gap.at < actions[i].gap.size)
                continue;
            ((uint8_t *)&batch.items[0].u)[at] ^= 1;
            m = hf_actions_encode(&batch, changed, sizeof changed);
            cr_assert(m != n || memcmp(changed, encoded, (size_t)n) != 0, "byte %zu of %s", at,
                      hf_action_name(batch.items[0].kind));
            ((uint8_t *)&batch.items[0].u)[at] ^= 1;
        }
    }
}

Test(wire, keeps_what_was_not_said)
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
        struct hf_wire wire = wire_of(encoded, encode(all[i]));

        cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
        assert_same_event(&decoded, all[i], "not said");
    }
    cr_assert_eq(encode(&(struct hf_event){.kind = HF_EVENT_STARTED}), 2, "zero is not sent");
}

Test(wire, builds_the_arena_of_names_in_one_order)
{
    static const char proxy[] = "p.example", first[] = "one.example", second[] = "two.example";
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&config, 1}};
    struct hf_event decoded;
    struct hf_wire wire;
    const struct hf_config *read;

    memset(&config, 0, sizeof config);
    hf_config_name(&config, &config.servers[1].host, second, 11);
    hf_config_name(&config, &config.servers[0].proxies[0].host, proxy, 9);
    hf_config_name(&config, &config.servers[0].host, first, 11);
    config.servers[0].n_proxies = 1;
    config.n_servers = 2;
    wire = wire_of(encoded, encode(&event));
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
    read = decoded.u.configured.config;
    cr_assert(is_in_scratch(read, sizeof *read));
    cr_assert_eq(read->names_used, 31);
    cr_assert_arr_eq(read->names, "one.examplep.exampletwo.example", 31);
    for (size_t i = 31; i < HF_LINE_NAMES; i++)
        cr_assert_eq(read->names[i], 0);
}

/* ---- refusals ---- */

struct refusal_case {
    const char *bytes;
    size_t n;
    int error;
    const char *what;
    uint64_t value;
    uint32_t index;
};
#define BYTES(text) text, sizeof(text) - 1
#define T16                                                                                        \
    "\x0a\x10"                                                                                     \
    "0123456789abcdef"
#define RED(body, length) "\x3a" length body

static const struct refusal_case refusals[] = {
    {BYTES(""), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x08\x05"), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x1a\x00\x22\x00"), HF_E_MALFORMED, "Event.fact", 2, 0},
    {BYTES("\x1a\x00\x1a\x00"), HF_E_MALFORMED, "Event.fact", 2, 0},
    {BYTES("\xc2\x01\x00"), HF_E_MALFORMED, "Event.fact", 0, 0},
    {BYTES("\x0b\x1a\x00"), HF_E_MALFORMED, "Event", 3, 0},
    {BYTES("\x00\x00\x1a\x00"), HF_E_MALFORMED, "Event", 4, 0},
    {BYTES("\x1a\x01"), HF_E_MALFORMED, "Event", 2, 0},
    {BYTES("\x18\x01"), HF_E_MALFORMED, "Event", 2, 0},
    {BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x1a\x00"), HF_E_MALFORMED, "Event", 14,
     0},
    {BYTES("\x12\x00"), HF_E_MALFORMED, "Configured.config", 0, 0},
    {BYTES("\x2a\x02\x10\x05"), HF_E_MALFORMED, "Wanted.kind", 5, 0},
    {BYTES("\x2a\x03\x18\x80\x02"), HF_E_VALUE, "Wanted.dialog_server", 256, 0},
    {BYTES("\x2a\x02\x20\x02"), HF_E_VALUE, "Wanted.emergency", 2, 0},
    {BYTES("\x3a\x04\x10\x80\x80\x04"), HF_E_VALUE, "ResponseReceived.status", 65536, 0},
    {BYTES("\x3a\x06\x18\x80\x80\x80\x80\x10"), HF_E_VALUE, "ResponseReceived.expires_s",
     UINT64_C(1) << 32, 0},
    {BYTES("\x3a\x06\x28\x80\x80\x80\x80\x10"), HF_E_VALUE, "ResponseReceived.retry_after_s",
     UINT64_C(1) << 32, 0},
    {BYTES("\x3a\x02\x30\x02"), HF_E_VALUE, "ResponseReceived.contact_missing", 2, 0},
    {BYTES("\x3a\x0a\x3a\x00\x3a\x00\x3a\x00\x3a\x00\x3a\x00"), HF_E_LIMIT,
     "ResponseReceived.redirects", 5, 0},
    {BYTES("\x3a\x02\x3a\x00"), HF_E_VALUE, "ResponseReceived.redirects.address", 0, 1},
    {BYTES("\x3a\x1b\x3a\x12" T16 "\x3a\x05\x0a\x03"
           "123"),
     HF_E_VALUE, "ResponseReceived.redirects.address", 3, 2},
    {BYTES("\x3a\x18\x3a\x16" T16 "\x10\x80\x80\x04"), HF_E_VALUE,
     "ResponseReceived.redirects.port", 65536, 1},
    {BYTES("\x3a\x16\x3a\x14" T16 "\x18\x03"), HF_E_MALFORMED,
     "ResponseReceived.redirects.transport", 3, 1},
    {BYTES("\x42\x02\x10\x0a"), HF_E_MALFORMED, "AttemptFailed.cause", 10, 0},
    {BYTES("\x4a\x04\x10\x80\x80\x04"), HF_E_VALUE, "ProvisionalReceived.status", 65536, 0},
    {BYTES("\x52\x02\x18\x02"), HF_E_VALUE, "Challenged.stale", 2, 0},
    {BYTES("\x52\x02\x20\x02"), HF_E_VALUE, "Challenged.after_credentials", 2, 0},
    {BYTES("\x62\x02\x10\x05"), HF_E_MALFORMED, "Abandoned.how", 5, 0},
    {BYTES("\x6a\x04\x10\x80\x80\x04"), HF_E_VALUE, "Late.status", 65536, 0},
    {BYTES("\x72\x02\x10\x07"), HF_E_MALFORMED, "DnsAnswered.outcome", 7, 0},
    {BYTES("\x72\x02\x28\x02"), HF_E_VALUE, "DnsAnswered.from_static", 2, 0},
    {BYTES("\x72\x02\x1a\x00"), HF_E_MALFORMED, "DnsAnswered.records.type", 0, 1},
    {BYTES("\x72\x04\x1a\x02\x18\x01"), HF_E_VALUE, "DnsAnswered.records.address", 0, 1},
    {BYTES("\x72\x0a\x1a\x08\x18\x1c\x12\x04"
           "1234"),
     HF_E_VALUE, "DnsAnswered.records.address", 4, 1},
    {BYTES("\x72\x0a\x1a\x08\x18\x21\x12\x04"
           "1234"),
     HF_E_VALUE, "DnsAnswered.records.address", 4, 1},
    {BYTES("\x72\x0c\x1a\x02\x18\x21\x1a\x06\x18\x21\x20\x80\x80\x04"), HF_E_VALUE,
     "DnsAnswered.records.priority", 65536, 2},
    {BYTES("\x72\x07\x1a\x05\x18\x21\x38\x80\x01"), HF_E_VALUE, "DnsAnswered.records.flag", 128, 1},
    {BYTES("\x72\x06\x1a\x04\x18\x21\x40\x02"), HF_E_VALUE, "DnsAnswered.records.has_regexp", 2, 1},
    {BYTES("\x72\x06\x1a\x04\x18\x21\x48\x05"), HF_E_MALFORMED, "DnsAnswered.records.service", 5,
     1},
    {BYTES("\x7a\x03\x08\x80\x02"), HF_E_VALUE, "Located.server", 256, 0},
    {BYTES("\x7a\x06\x20\x80\x80\x80\x80\x10"), HF_E_VALUE, "Located.ttl_s", UINT64_C(1) << 32, 0},
    {BYTES("\x7a\x02\x1a\x00"), HF_E_VALUE, "Located.targets.address", 0, 1},
    {BYTES("\x82\x01\x02\x08\x04"), HF_E_VALUE, "NetworkChanged.families_usable", 4, 0},
    {BYTES("\x82\x01\x02\x10\x02"), HF_E_VALUE, "NetworkChanged.address_changed", 2, 0},
    {BYTES("\x8a\x01\x02\x0a\x00"), HF_E_VALUE, "FlowLost.target.address", 0, 0},
    {BYTES("\x8a\x01\x02\x10\x0a"), HF_E_MALFORMED, "FlowLost.cause", 10, 0},
    {BYTES("\x92\x01\x16\x0a\x14" T16 "\x18\x03"), HF_E_MALFORMED, "TargetRested.target.transport",
     3, 0},
    {BYTES("\xa2\x01\x03\x10\x80\x02"), HF_E_VALUE, "CallArrived.server", 256, 0},
    {BYTES("\xaa\x01\x03\x10\x80\x02"), HF_E_VALUE, "CallEnded.server", 256, 0},
    {BYTES("\xba\x01\x02\x10\x02"), HF_E_VALUE, "Restored.elapsed_unknown", 2, 0},
    {BYTES("\xba\x01\x04\x08\x01\x10\x01"), HF_E_VALUE, "Restored.elapsed_us", 1, 0},
    {BYTES("\xba\x01\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), HF_E_VALUE,
     "Restored.elapsed_us", UINT64_MAX, 0},
    /* Configured.config, then what is in it */
    {BYTES("\x12\x06\x0a\x04\x0a\x02\x18\x04"), HF_E_MALFORMED,
     "Configured.config.servers.transport", 4, 1},
    {BYTES("\x12\x0a\x0a\x08\x0a\x00\x0a\x04\x10\x80\x80\x04"), HF_E_VALUE,
     "Configured.config.servers.port", 65536, 2},
    {BYTES("\x12\x09\x0a\x07\x0a\x05\x0a\x03"
           "a\0b"),
     HF_E_VALUE, "Configured.config.servers.host", 0, 1},
    {BYTES("\x12\x07\x0a\x05\x0a\x03\x0a\x01"
           "\0"),
     HF_E_VALUE, "Configured.config.servers.host", 0, 1},
    {BYTES("\x12\x0a\x0a\x08\x0a\x06\x62\x00\x62\x00\x62\x00"), HF_E_LIMIT,
     "Configured.config.servers.proxies", 3, 1},
    {BYTES("\x12\x09\x0a\x07\x0a\x05\x62\x03\x20\x80\x02"), HF_E_VALUE,
     "Configured.config.servers.proxies.retry_counts", 128, 1},
    {BYTES("\x12\x0b\x0a\x09\x0a\x07\x62\x05\x0a\x03"
           "a\0b"),
     HF_E_VALUE, "Configured.config.servers.proxies.host", 0, 1},
    {BYTES("\x12\x0c\x0a\x0a\x0a\x00\x0a\x00\x0a\x00\x0a\x00\x0a\x00"), HF_E_LIMIT,
     "Configured.config.servers", 5, 0},
    {BYTES("\x12\x05\x0a\x03\x98\x01\x02"), HF_E_MALFORMED, "Configured.config.mode", 2, 0},
    {BYTES("\x12\x05\x0a\x03\xb8\x01\x02"), HF_E_VALUE, "Configured.config.register_first", 2, 0},
    {BYTES("\x12\x06\x0a\x04\xf0\x01\x80\x02"), HF_E_VALUE, "Configured.config.jitter_percent", 256,
     0},
    {BYTES("\x12\x08\x0a\x06\x12\x04\x08\x80\x80\x04"), HF_E_VALUE,
     "Configured.config.register_failover_statuses.codes", 65536, 0},
    {BYTES("\x12\x07\x0a\x05\x1a\x03\x10\x80\x02"), HF_E_VALUE,
     "Configured.config.invite_failover_statuses.classes", 256, 0},
    {BYTES("\x12\x0f\x0a\x0d\x12\x0b\x0a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01"), HF_E_LIMIT,
     "Configured.config.register_failover_statuses.codes", 9, 0},
};

static bool is_zero(const void *at, size_t size)
{
    const uint8_t *bytes = at;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

static void assert_refused(const struct refusal_case *c, const char *name)
{
    struct hf_event event;
    struct hf_wire wire = wire_of(c->bytes, c->n);

    memset(&event, 0x5A, sizeof event);
    cr_assert_eq(hf_event_decode(&event, &wire), c->error, "%s: %d, %s", name, wire.refusal.error,
                 wire.refusal.what);
    cr_assert_eq(wire.refusal.error, c->error, "%s", name);
    cr_assert_str_eq(wire.refusal.what, c->what);
    cr_assert_eq(wire.refusal.value, c->value, "%s: %llu", name,
                 (unsigned long long)wire.refusal.value);
    cr_assert_eq(wire.refusal.index, c->index, "%s: %u", name, wire.refusal.index);
    cr_assert(is_zero(&event, sizeof event), "%s: nothing is half applied", name);
}

Test(wire, refuses_events_by_the_name_of_what_is_wrong)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_refused(&refusals[i], refusals[i].what);
}

/* A Configured event with one server (or its proxy) whose host has `length` letters. */
static size_t config_with_hosts(uint8_t *out, unsigned n_hosts, size_t length)
{
    static uint8_t servers[4096];
    size_t n = 0, total;

    for (unsigned i = 0; i < n_hosts; i++) {
        uint8_t head[] = {0x0a, (uint8_t)((length + 3) | 0x80), (uint8_t)((length + 3) >> 7),
                          0x0a, (uint8_t)(length | 0x80),       (uint8_t)(length >> 7)};
        memcpy(servers + n, head, sizeof head);
        memset(servers + n + sizeof head, 'h', length);
        n += sizeof head + length;
    }
    total = n + 3;
    memcpy(out,
           (uint8_t[]){0x12, (uint8_t)(total | 0x80), (uint8_t)(total >> 7), 0x0a,
                       (uint8_t)(n | 0x80), (uint8_t)(n >> 7)},
           6);
    memcpy(out + 6, servers, n);
    return n + 6;
}

Test(wire, refuses_names_that_are_too_long_or_too_many)
{
    static uint8_t bytes[4096];
    struct refusal_case c = {(const char *)bytes, 0, HF_E_LIMIT, "Configured.config.servers.host",
                             HF_NAME_MAX + 1,     1};
    struct hf_event event;
    struct hf_wire wire;

    c.n = config_with_hosts(bytes, 1, HF_NAME_MAX + 1);
    assert_refused(&c, "one letter too long");
    wire = wire_of(bytes, config_with_hosts(bytes, 1, HF_NAME_MAX));
    cr_assert_eq(hf_event_decode(&event, &wire), HF_OK);
    c.n = config_with_hosts(bytes, 4, HF_NAME_MAX);
    c.value = HF_NAME_MAX;
    c.index = HF_LINE_NAMES / HF_NAME_MAX + 1;
    assert_refused(&c, "the arena is full");
}

Test(wire, refuses_a_dns_name_that_is_too_long)
{
    static char name[HF_NAME_MAX + 1];
    struct hf_dns_record record = {.type = HF_DNS_SRV, .name = {name, HF_NAME_MAX, 0}};
    struct hf_event event = {.kind = HF_EVENT_DNS_ANSWERED,
                             .u.dns = {.records = &record, .n_records = 1}};
    struct hf_event decoded;
    struct hf_wire wire;

    memset(name, 'n', sizeof name);
    wire = wire_of(encoded, encode(&event));
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
    record.name.length++;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_LIMIT);
    record.name.length = 0;
    event.u.dns.n_records = HF_EVENT_RECORDS + 1;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_LIMIT);
}

Test(wire, does_not_encode_what_it_would_not_decode)
{
    struct hf_event event = {.kind = HF_EVENT_NONE};

    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_MALFORMED);
    event.kind = HF_EVENT_COUNT;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_MALFORMED);
    event = (struct hf_event){.kind = HF_EVENT_RESPONSE_RECEIVED,
                              .u.response.n_redirects = HF_EVENT_REDIRECTS + 1};
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_LIMIT);
    event.u.response.n_redirects = 1;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_VALUE);
    event = (struct hf_event){.kind = HF_EVENT_CONFIGURED};
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_VALUE);
    memset(&config, 0, sizeof config);
    event.u.configured.config = &config;
    config.n_servers = 1;
    config.servers[0].host = (struct hf_name){HF_LINE_NAMES, 1};
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_VALUE);
    config.servers[0].host = (struct hf_name){0, 1}; /* a zero byte of the arena */
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_VALUE);
    config.servers[0].host.length = 0;
    config.servers[0].n_proxies = HF_SERVER_PROXIES + 1;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_LIMIT);
    config.n_servers = HF_LINE_SERVERS + 1;
    cr_assert_eq(hf_event_encode(&event, encoded, sizeof encoded), HF_E_LIMIT);
}

Test(wire, refuses_actions_by_the_name_of_what_is_wrong)
{
    static const struct refusal_case cases[] = {
        {BYTES("\x0a\x00"), HF_E_MALFORMED, "Actions.actions.order", 0, 1},
        {BYTES("\x0a\x02\x12\x00\x0a\x04\x12\x00\x1a\x00"), HF_E_MALFORMED, "Actions.actions.order",
         2, 2},
        {BYTES("\x0a\x03\x72\x00"), HF_E_MALFORMED, "Actions", 4, 0},
        {BYTES("\x0a\x02\x72\x00"), HF_E_MALFORMED, "Actions.actions.order", 0, 1},
        {BYTES("\x08\x01"), HF_E_MALFORMED, "Actions", 2, 0},
        {BYTES("\x0a\x05\x12\x03\x10\xff\x7f"), HF_E_MALFORMED, "AttemptRef.why", 16383, 1},
        {BYTES("\x0a\x04\x3a\x02\x10\x02"), HF_E_MALFORMED, "Resolve.type", 2, 1},
        {BYTES("\x0a\x07\x3a\x05\x10\x01\x1a\x01"
               "\0"),
         HF_E_VALUE, "Resolve.name", 0, 1},
        {BYTES("\x0a\x04\x0a\x02\x1a\x00"), HF_E_VALUE, "Send.target.address", 0, 1},
        {BYTES("\x0a\x04\x0a\x02\x68\x03"), HF_E_VALUE, "Send.in_dialog", 3, 1},
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

Test(wire, refuses_more_actions_than_a_step_gives)
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

Test(wire, tolerates_fields_of_a_newer_schema)
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
Test(wire, takes_cut_bytes_as_a_whole_event_or_not_at_all)
{
    fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = encode(&events[i].event);

        for (size_t cut = 0; cut < n; cut++) {
            static uint8_t again[HF_EVENT_BYTES_MAX];
            uint8_t exact[4096]; /* so that a sanitizer sees reading behind its end */
            struct hf_event event;
            struct hf_wire wire = wire_of(exact + sizeof exact - cut, cut);

            memcpy(exact + sizeof exact - cut, encoded, cut);
            if (hf_event_decode(&event, &wire) == HF_OK)
                cr_assert_geq(hf_event_encode(&event, again, sizeof again), 0);
            else
                cr_assert(is_zero(&event, sizeof event) && wire.refusal.what != NULL);
        }
    }
}

/* ---- bounds ---- */

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
        n = hf_event_encode(event, encoded, sizeof encoded);
    }
    cr_assert_gt(length, 60, "an ordinary host name fits in each of the records");
    return (size_t)n;
}

Test(wire, has_room_for_the_widest_answer)
{
    struct hf_event event, decoded;
    struct hf_wire wire = wire_of(encoded, widest_answer(&event));

    cr_assert_gt(wire.n_bytes, HF_EVENT_BYTES_MAX - 100);
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    assert_same_event(&decoded, &event, "the widest answer");
}

Test(wire, has_room_for_the_widest_configuration)
{
    uint8_t *all = (uint8_t *)&config;
    struct hf_event event = {
        .at_us = UINT64_MAX, .kind = HF_EVENT_CONFIGURED, .u.configured = {&config, UINT64_MAX}};

    memset(all, 0xFF, sizeof config); /* names, too: 0xFF is no zero byte */
    config.n_servers = HF_LINE_SERVERS;
    config.register_failover_statuses.n_codes = HF_STATUSES_MAX;
    config.invite_failover_statuses.n_codes = HF_STATUSES_MAX;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        config.servers[i].n_proxies = HF_SERVER_PROXIES;
        config.servers[i].host = (struct hf_name){0, HF_NAME_MAX};
        for (unsigned k = 0; k < HF_SERVER_PROXIES; k++)
            config.servers[i].proxies[k].host = (struct hf_name){0, HF_NAME_MAX};
    }
    cr_assert_leq(encode(&event), HF_EVENT_BYTES_MAX);
}

/* With every byte set every number is as long as it gets, sound or not. */
Test(wire, has_room_for_the_widest_actions)
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
        n = hf_actions_encode(&batch, encoded, sizeof encoded);
        cr_assert_gt(n, 0, "%s", hf_action_name(kind));
        widest = n > widest ? n : widest;
    }
    cr_assert_leq(widest, HF_ACTIONS_BYTES_MAX);
    cr_assert_gt(widest, HF_ACTIONS_BYTES_MAX - 2048, "the bound is %d too wide",
                 HF_ACTIONS_BYTES_MAX - widest);
}

Test(wire, decodes_the_widest_actions_inside_of_scratch)
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
    n = hf_actions_encode(&batch, encoded, sizeof encoded);
    wire = wire_of(encoded, (size_t)n);
    cr_assert_eq(hf_actions_decode(&decoded, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(memcmp(&decoded, &batch, sizeof batch), 0);
}

Test(wire, refuses_a_buffer_that_is_too_small_at_each_size)
{
    static uint8_t out[HF_EVENT_BYTES_MAX];

    fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = encode(&events[i].event);

        for (size_t size = 0; size < n; size++) {
            memset(out, 0x5A, sizeof out);
            cr_assert_eq(hf_event_encode(&events[i].event, out, size), HF_E_SPACE);
            cr_assert_eq(out[size], 0x5A, "nothing is written behind its end");
        }
        cr_assert_eq(hf_event_encode(&events[i].event, out, n), (int)n);
        cr_assert_arr_eq(out, encoded, n);
    }
}

Test(wire, refuses_a_scratch_that_is_too_small_at_each_size)
{
    fill_config();
    for (size_t i = 0; i < N_EVENTS; i++) {
        size_t n = encode(&events[i].event);
        bool fits = false;

        for (size_t size = 0; size < 8192; size += size < 512 ? 1 : 61) {
            uint8_t *exact = scratch + sizeof scratch - size;
            struct hf_wire wire = {
                .bytes = encoded, .n_bytes = n, .scratch = exact, .scratch_size = size};
            struct hf_event event;
            int result = hf_event_decode(&event, &wire);

            cr_assert(result == HF_OK || (!fits && result == HF_E_SPACE), "%s in %zu: %d",
                      events[i].name, size, result);
            fits = result == HF_OK;
        }
        cr_assert(fits, "%s", events[i].name);
    }
}

Test(wire, calls_bytes_that_no_legal_event_needs_a_limit)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX + 1];
    struct hf_wire wire = wire_of(bytes, sizeof bytes);
    struct hf_event event;

    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_LIMIT);
    /* Located with four thousand empty targets: more than scratch holds */
    memcpy(bytes, "\x7a\xfc\x3f", 3);
    for (size_t i = 3; i < 3 + 0x1ffc; i += 2)
        memcpy(bytes + i, "\x1a\x00", 2);
    wire = wire_of(bytes, 3 + 0x1ffc);
    cr_assert_eq(hf_event_decode(&event, &wire), HF_E_LIMIT, "%d", wire.refusal.error);
}

/* ---- a step in bytes ---- */

static _Alignas(16) uint8_t lines[2][HF_LINE_BYTES_MAX];
static uint8_t out_bytes[HF_ACTIONS_BYTES_MAX];

static struct hf_bytes_step step_of(const void *event, size_t n)
{
    return (struct hf_bytes_step){.event = event,
                                  .n_event = n,
                                  .actions = out_bytes,
                                  .actions_size = sizeof out_bytes,
                                  .scratch = scratch,
                                  .scratch_size = sizeof scratch};
}

static void configure(struct hf_config *native)
{
    hf_config_init(native);
    for (uint8_t i = 0; i < 2; i++) {
        hf_config_init_server(&native->servers[i]);
        hf_config_name(native, &native->servers[i].host, i == 0 ? "192.0.2.1" : "192.0.2.2", 9);
        native->n_servers++;
    }
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

    configure(&native);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(hf_line_init(lines[i], sizeof lines[i], HF_ABI), HF_OK);
    for (size_t i = 0; i < sizeof story / sizeof *story; i++) {
        struct hf_bytes_step step = step_of(encoded, encode(&story[i]));
        int n;

        cr_assert_eq(hf_line_step((struct hf_line *)lines[0], &story[i], &batch), HF_OK);
        n = hf_actions_encode(&batch, expected, sizeof expected);
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[1], &step), HF_OK, "%s",
                     step.refusal.what);
        cr_assert_eq(step.n_actions, (size_t)n);
        cr_assert_arr_eq(out_bytes, expected, step.n_actions);
        for (size_t q=0;q<hf_line_size();q++) cr_assert_eq(lines[0][q], lines[1][q], "%zu step %zu %d %d",q,i,lines[0][q], lines[1][q]);
    }
}

Test(wire, changes_nothing_when_a_step_in_bytes_is_refused)
{
    static struct hf_config native;
    struct hf_event event = {
        .at_us = 1, .kind = HF_EVENT_CONFIGURED, .u.configured = {&native, 42}};
    struct hf_bytes_step step;

    configure(&native);
    hf_line_init(lines[0], sizeof lines[0], HF_ABI);
    step = step_of(encoded, encode(&event));
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
    step = step_of(encoded, encode(&event));
    cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_E_VALUE);
    cr_assert_not_null(step.refusal.what);
    cr_assert_arr_eq(lines[0], lines[1], sizeof lines[0]);
}

Test(wire, steps_on_the_widest_answer_inside_of_scratch)
{
    struct hf_event event;
    size_t n = widest_answer(&event);
    struct hf_bytes_step step = step_of(encoded, n);

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

    configure(&native);
    for (size_t shift = 0; shift < 16; shift++) {
        struct hf_event configured = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&native, 1}};
        struct hf_bytes_step step = step_of(encoded, encode(&configured));

        hf_line_init(lines[0], sizeof lines[0], HF_ABI);
        step.scratch = odd + shift;
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_OK);
        step = step_of(encoded, encode(&event));
        step.scratch = odd + shift;
        cr_assert_eq(hf_line_step_bytes((struct hf_line *)lines[0], &step), HF_OK);
        cr_assert_gt(step.n_actions, 0);
    }
}
