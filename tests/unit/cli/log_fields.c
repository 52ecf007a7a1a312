/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of fields name every byte of every struct that they stand for, but what is reserved:
 * so that a new field cannot be forgotten in `holdfast log cat`. */
#include <criterion/criterion.h>
#include <string.h>

#include "log_fields.h"

#define BYTES_MAX 8192

static uint8_t named[BYTES_MAX];

static void mark(const struct hf_log_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        memset(named + rows->items[i].at, 1, rows->items[i].size);
}

static void mark_bytes(size_t at, size_t n)
{
    memset(named + at, 1, n);
}

#define MARK(type, member)                                                                         \
    mark_bytes(offsetof(struct type, member), sizeof(((struct type *)0)->member))

static void check_named(const char *what, size_t size)
{
    for (size_t i = 0; i < size; i++)
        cr_expect(named[i], "%s: byte %zu has no row", what, i);
    memset(named, 0, sizeof(named));
}

static void take_event(unsigned kind)
{
    struct hf_log_rows rows = hf_log_rows_of_event(kind);

    mark(&rows);
}

static void take_action(unsigned kind)
{
    struct hf_log_rows rows = hf_log_rows_of_action(kind);

    mark(&rows);
}

Test(log_fields, name_every_member_of_events)
{
    take_event(HF_EVENT_WANTED);
    MARK(hf_wanted, reserved);
    check_named("wanted", sizeof(struct hf_wanted));
    take_event(HF_EVENT_RESPONSE_RECEIVED);
    MARK(hf_response, redirects); /* the list of its row */
    mark_bytes(offsetof(struct hf_response, redirects) +
                   sizeof(((struct hf_response *)0)->redirects),
               sizeof(struct hf_response) - offsetof(struct hf_response, redirects) -
                   sizeof(((struct hf_response *)0)->redirects));
    check_named("response", sizeof(struct hf_response));
    take_event(HF_EVENT_ATTEMPT_FAILED);
    MARK(hf_attempt_failed, reserved);
    check_named("failed", sizeof(struct hf_attempt_failed));
    take_event(HF_EVENT_CHALLENGED);
    MARK(hf_challenged, reserved);
    check_named("challenged", sizeof(struct hf_challenged));
    take_event(HF_EVENT_ABANDONED);
    MARK(hf_abandoned, reserved);
    check_named("abandoned", sizeof(struct hf_abandoned));
    take_event(HF_EVENT_DNS_ANSWERED);
    MARK(hf_dns_answered, records);
    check_named("dns answered", sizeof(struct hf_dns_answered));
    take_event(HF_EVENT_LOCATED);
    MARK(hf_located, targets);
    MARK(hf_located, reserved);
    check_named("located", offsetof(struct hf_located, targets));
    take_event(HF_EVENT_RESTORED);
    check_named("restored", sizeof(struct hf_restored));
}

Test(log_fields, name_every_member_of_actions)
{
    take_action(HF_ACTION_SEND);
    MARK(hf_send, reserved);
    check_named("send", sizeof(struct hf_send));
    take_action(HF_ACTION_ABANDON);
    MARK(hf_attempt_ref, reserved);
    check_named("attempt", sizeof(struct hf_attempt_ref));
    take_action(HF_ACTION_RESOLVE);
    MARK(hf_resolve, name_length);
    MARK(hf_resolve, reserved);
    check_named("resolve", sizeof(struct hf_resolve));
    take_action(HF_ACTION_REPORT_LINE);
    MARK(hf_line_status, reserved);
    check_named("line", sizeof(struct hf_line_status));
    take_action(HF_ACTION_REPORT_REQUEST);
    MARK(hf_request_report, reserved);
    check_named("request", sizeof(struct hf_request_report));
    take_action(HF_ACTION_REPORT_CALL);
    MARK(hf_call_report, reserved);
    check_named("call", sizeof(struct hf_call_report));
    take_action(HF_ACTION_EXPLAIN);
    MARK(hf_decision, machine); /* these four stand in front of the others */
    MARK(hf_decision, subject);
    MARK(hf_decision, from_state);
    MARK(hf_decision, to_state);
    MARK(hf_decision, reserved);
    check_named("decision", sizeof(struct hf_decision));
}

Test(log_fields, name_every_setting)
{
    mark(&hf_log_rows_of_config);
    MARK(hf_config, servers); /* with their own rows below */
    MARK(hf_config, n_servers);
    MARK(hf_config, names_used);
    MARK(hf_config, names);
    check_named("config", offsetof(struct hf_config, names));
    mark(&hf_log_rows_of_server);
    MARK(hf_server_config, host);
    MARK(hf_server_config, n_proxies);
    MARK(hf_server_config, reserved);
    check_named("server", offsetof(struct hf_server_config, proxies));
    mark(&hf_log_rows_of_proxy);
    MARK(hf_proxy_config, host);
    check_named("proxy", sizeof(struct hf_proxy_config));
}
