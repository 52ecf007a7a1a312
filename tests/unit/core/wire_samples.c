/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of core/wire*.c share. */
#include "wire_samples.h"

#include <criterion/criterion.h>
#include <string.h>

/* ---- samples: every member of every kind, each byte of it different from zero ---- */

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

struct hf_config wire_config;

#define RESERVED(type)                                                                             \
    {                                                                                              \
        offsetof(struct type, reserved), sizeof(((struct type *)0)->reserved)                      \
    }
#define WHOLE(type) sizeof(struct type)

const struct sample wire_events[N_EVENTS] = {
    {"Configured",
     {.at_us = 1, .kind = HF_EVENT_CONFIGURED, .u.configured = {&wire_config, ID}},
     0,
     {0}},
    {"Started", {.at_us = MOMENT, .kind = HF_EVENT_STARTED}, 0, {0}},
    {"Stopped", {.at_us = MOMENT, .kind = HF_EVENT_STOPPED}, 0, {0}},
    {"Wanted",
     {.kind = HF_EVENT_WANTED, .u.wanted = {MOMENT, ID, HF_REQUEST_OTHER, 3, 1, {0}}},
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
     {.kind = HF_EVENT_ATTEMPT_FAILED, .u.failed = {ID, HF_CAUSE_CREDENTIALS, 1, {0}}},
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
     {.kind = HF_EVENT_LOCATED, .u.located = {ID, 0x01020304, 4, 2, 2, 0, {target_a, target_a}}},
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
    {"CallAnswered",
     {.kind = HF_EVENT_CALL_ANSWERED, .u.call = {MOMENT, 4, {0}}},
     WHOLE(hf_call),
     RESERVED(hf_call)},
};

const struct action_sample wire_actions[N_ACTIONS] = {
    {{.kind = HF_ACTION_SEND,
      .u.send = {ID,
                 MOMENT,
                 target_a,
                 0x01020304,
                 0x05060708,
                 0x090A0B0C,
                 0x0D0E0F10,
                 0x11121314,
                 0x15161718,
                 HF_REQUEST_BYE,
                 HF_PURPOSE_KEEPALIVE,
                 4,
                 2,
                 2,
                 1,
                 1,
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
    {{.kind = HF_ACTION_RESOLVE, .u.resolve = {ID, HF_DNS_NAPTR, 9, "a.example", 4, 2, {0}}},
     offsetof(struct hf_resolve, reserved),
     {offsetof(struct hf_resolve, name[9]), HF_NAME_MAX + 1 - 9}},
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
      .u.request = {MOMENT, 0x194, HF_WHY_NO_CANDIDATE_LEFT, HF_DONE_FAILED, HF_CAUSE_RESET, 3, 0}},
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
                     HF_MACHINE_TARGET_FAILBACK,
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
    {{.kind = HF_ACTION_SHARE_REST, .u.rest = {MOMENT, target_a, HF_CAUSE_UNRESOLVED, {0}}},
     WHOLE(hf_share_rest),
     RESERVED(hf_share_rest)},
    {{.kind = HF_ACTION_KEEP_ALIVE, .u.keep_alive = {target_a, 0x01020304}},
     WHOLE(hf_keep_alive),
     {0}},
};

static void name_host(struct hf_name *name, char first, size_t length)
{
    char text[HF_NAME_MAX];

    memset(text, 'x', sizeof text);
    text[0] = first;
    cr_assert_eq(hf_config_name(&wire_config, name, text, length), HF_OK);
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

void wire_fill_config(void)
{
    uint32_t *numbers = &wire_config.t1_ms;
    uint8_t *choices = &wire_config.mode;

    memset(&wire_config, 0, sizeof wire_config);
    for (unsigned i = 0; &numbers[i] <= &wire_config.ring_timeout_s; i++)
        numbers[i] = 0x01020304u * (i + 1);
    for (unsigned i = 0; &choices[i] <= &wire_config.trust; i++)
        choices[i] = 1;
    wire_config.jitter_percent = 50;
    wire_config.failback_servers = HF_FAILBACK_PROBE;
    fill_statuses(&wire_config.register_failover_statuses, 500);
    fill_statuses(&wire_config.invite_failover_statuses, 600);
    wire_config.n_servers = HF_LINE_SERVERS;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
        fill_server(&wire_config.servers[i], i);
}

/* ---- helpers ---- */

uint8_t wire_scratch[HF_WIRE_SCRATCH];
uint8_t wire_bytes[HF_ACTIONS_BYTES_MAX];

struct hf_wire wire_of(const void *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = wire_scratch, .scratch_size = sizeof wire_scratch};
}

size_t wire_encode(const struct hf_event *event)
{
    int n = hf_event_encode(event, wire_bytes, sizeof wire_bytes);

    cr_assert_geq(n, 0, "%d", n);
    return (size_t)n;
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

/* Equal, with what the wire_events point to compared by content. */
void wire_assert_same(const struct hf_event *a, const struct hf_event *b, const char *name)
{
    struct hf_event x = *a, y = *b;

    if (a->kind == HF_EVENT_CONFIGURED) {
        cr_assert_eq(memcmp(x.u.configured.config, y.u.configured.config, sizeof wire_config), 0);
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

bool wire_is_zero(const void *at, size_t size)
{
    const uint8_t *bytes = at;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

void wire_assert_refused(const struct refusal_case *c, const char *name)
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
    cr_assert(wire_is_zero(&event, sizeof event), "%s: nothing is half applied", name);
}

/* Entries out of use are zero, as bytes would make them. */
void wire_configure(struct hf_config *native)
{
    hf_config_init(native);
    for (uint8_t i = 0; i < 2; i++) {
        struct hf_server_config *server = &native->servers[i];

        hf_config_init_server(server);
        memset(server->proxies, 0, sizeof server->proxies);
        hf_config_name(native, &server->host, i == 0 ? "192.0.2.1" : "192.0.2.2", 9);
        native->n_servers++;
    }
    memset(&native->servers[2], 0, (HF_LINE_SERVERS - 2) * sizeof native->servers[0]);
}
