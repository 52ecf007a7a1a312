/* SPDX-License-Identifier: Apache-2.0 */
/* A line on a bench: configured, stepped by hand, checked after each step. */
#ifndef TESTS_CORE_RIG_H
#define TESTS_CORE_RIG_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#include "holdfast/line.h"
#include "state.h"

struct rig {
    struct hf_line line;
    struct hf_config config;
    struct hf_actions actions;
    struct hf_event event;
    uint64_t now_us;
    uint64_t last_attempt; /* of the latest Send */
    struct hf_send last_send;
    unsigned n_sends;
    uint32_t most_actions;
};

static inline void rig_server(struct rig *rig, const char *host)
{
    struct hf_server_config *server = &rig->config.servers[rig->config.n_servers++];

    cr_assert_eq(hf_config_name(&rig->config, &server->host, host, strlen(host)), HF_OK);
}

static inline void rig_init(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    hf_config_init(&rig->config);
    rig->config.jitter_percent = 0; /* exact times; tests of C11 and A10 set them */
    rig->config.quarantine_s = 0;
    cr_assert_eq(hf_line_init(&rig->line, sizeof rig->line, HF_ABI), HF_OK);
}

static inline void rig_note_sends(struct rig *rig)
{
    for (uint32_t i = 0; i < rig->actions.n; i++) {
        if (rig->actions.items[i].kind != HF_ACTION_SEND)
            continue;
        rig->last_send = rig->actions.items[i].u.send;
        rig->last_attempt = rig->last_send.attempt;
        rig->n_sends++;
    }
    if (rig->actions.n > rig->most_actions)
        rig->most_actions = rig->actions.n;
}

/* Steps rig->event (its kind and member are set) at rig->now_us. */
static inline int rig_step(struct rig *rig)
{
    int result;

    rig->event.at_us = rig->now_us;
    result = hf_line_step(&rig->line, &rig->event, &rig->actions);
    cr_assert_eq(hf_line_check(&rig->line), 0, "invariant H%d after %s", hf_line_check(&rig->line),
                 hf_event_name(rig->event.kind));
    if (result == HF_OK)
        rig_note_sends(rig);
    return result;
}

static inline struct hf_event *rig_event(struct rig *rig, enum hf_event_kind kind)
{
    memset(&rig->event, 0, sizeof rig->event);
    rig->event.kind = (uint32_t)kind;
    return &rig->event;
}

static inline int rig_fact(struct rig *rig, enum hf_event_kind kind)
{
    rig_event(rig, kind);
    return rig_step(rig);
}

static inline int rig_configure(struct rig *rig)
{
    struct hf_event *event = rig_event(rig, HF_EVENT_CONFIGURED);

    event->u.configured.config = &rig->config;
    event->u.configured.seed = 1;
    return rig_step(rig);
}

/* Two servers, configured and started: the first REGISTER is under way. */
static inline void rig_start(struct rig *rig)
{
    rig_init(rig);
    rig_server(rig, "192.0.2.1");
    rig_server(rig, "192.0.2.2");
    cr_assert_eq(rig_configure(rig), HF_OK);
    cr_assert_eq(rig_fact(rig, HF_EVENT_STARTED), HF_OK);
}

static inline int rig_response(struct rig *rig, uint64_t attempt, uint16_t status,
                               uint32_t expires_s)
{
    struct hf_response *response = &rig_event(rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    response->attempt = attempt;
    response->status = status;
    response->expires_s = expires_s;
    response->retry_after_s = HF_RETRY_AFTER_NONE;
    return rig_step(rig);
}

static inline int rig_failed(struct rig *rig, uint64_t attempt, enum hf_cause cause)
{
    struct hf_attempt_failed *failed = &rig_event(rig, HF_EVENT_ATTEMPT_FAILED)->u.failed;

    failed->attempt = attempt;
    failed->cause = (uint8_t)cause;
    return rig_step(rig);
}

static inline int rig_provisional(struct rig *rig, uint64_t attempt)
{
    struct hf_provisional *provisional = &rig_event(rig, HF_EVENT_PROVISIONAL)->u.provisional;

    provisional->attempt = attempt;
    provisional->status = 100;
    return rig_step(rig);
}

static inline int rig_rings(struct rig *rig, uint64_t attempt)
{
    struct hf_provisional *provisional = &rig_event(rig, HF_EVENT_PROVISIONAL)->u.provisional;

    provisional->attempt = attempt;
    provisional->status = 180;
    return rig_step(rig);
}

static inline int rig_late(struct rig *rig, uint64_t attempt, uint16_t status)
{
    rig_event(rig, HF_EVENT_LATE)->u.late = (struct hf_late){.attempt = attempt, .status = status};
    return rig_step(rig);
}

static inline int rig_challenged(struct rig *rig, uint64_t attempt, int stale, int after)
{
    struct hf_challenged *challenged = &rig_event(rig, HF_EVENT_CHALLENGED)->u.challenged;

    challenged->attempt = attempt;
    challenged->realm = (struct hf_text){"holdfast.test", 13, 0};
    challenged->stale = (uint8_t)stale;
    challenged->after_credentials = (uint8_t)after;
    return rig_step(rig);
}

static inline int rig_request(struct rig *rig, uint64_t request)
{
    struct hf_wanted *wanted = &rig_event(rig, HF_EVENT_WANTED)->u.wanted;

    wanted->request = request;
    wanted->kind = HF_REQUEST_OTHER;
    return rig_step(rig);
}

/* The user dials; hangs up; says something inside the call. */
static inline int rig_dial(struct rig *rig, uint64_t call, uint8_t emergency)
{
    rig_event(rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = call, .kind = HF_REQUEST_INVITE, .emergency = emergency};
    return rig_step(rig);
}

static inline int rig_hang_up(struct rig *rig, uint64_t request, uint64_t call)
{
    rig_event(rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = request, .kind = HF_REQUEST_BYE, .call = call};
    return rig_step(rig);
}

static inline int rig_in_call(struct rig *rig, uint64_t request, uint64_t call)
{
    rig_event(rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = request, .kind = HF_REQUEST_OTHER, .call = call};
    return rig_step(rig);
}

static inline int rig_withdraw(struct rig *rig, uint64_t request)
{
    rig_event(rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = request;
    return rig_step(rig);
}

/* Of the question that the first branch asks first. */
static inline uint64_t rig_query(const struct rig *rig)
{
    return rig->line.first_id + rig->line.branches[0].query;
}

/* One address for one family; address 0: no data. */
static inline int rig_answered(struct rig *rig, uint64_t query, uint16_t type, uint8_t last)
{
    struct hf_dns_record record = {.type = type, .address = {192, 0, 2, last}};
    struct hf_dns_answered *dns = &rig_event(rig, HF_EVENT_DNS_ANSWERED)->u.dns;

    dns->query = query;
    dns->ttl_s = 60;
    dns->outcome = last == 0 ? HF_DNS_NO_DATA : HF_DNS_ANSWER;
    dns->n_records = last == 0 ? 0 : 1;
    dns->records = &record;
    return rig_step(rig);
}

static inline int rig_call(struct rig *rig, enum hf_event_kind kind, uint64_t call)
{
    struct hf_call *c = &rig_event(rig, kind)->u.call;

    c->call = call;
    c->server = kind == HF_EVENT_CALL_ARRIVED ? 1 : 0;
    return rig_step(rig);
}

static inline int rig_abandoned(struct rig *rig, uint64_t attempt, uint16_t status)
{
    struct hf_abandoned *abandoned = &rig_event(rig, HF_EVENT_ABANDONED)->u.abandoned;

    abandoned->attempt = attempt;
    abandoned->status = status;
    abandoned->how = status == 0 ? HF_ABANDONED_NOTHING : HF_ABANDONED_ANSWERED;
    abandoned->expires_s = 600;
    return rig_step(rig);
}

static inline int rig_wanted(struct rig *rig, uint64_t request)
{
    rig_event(rig, HF_EVENT_WANTED)->u.wanted.request = request;
    return rig_step(rig);
}

/* To the line's next deadline. */
static inline void rig_wake(struct rig *rig)
{
    struct hf_deadline deadline = hf_line_deadline(&rig->line);

    cr_assert_neq(deadline.at_us, HF_NEVER, "nothing is pending");
    rig->now_us = deadline.at_us;
    cr_assert_eq(rig_fact(rig, HF_EVENT_TIME_PASSED), HF_OK);
}

static inline unsigned rig_count(const struct rig *rig, enum hf_action_kind kind)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < rig->actions.n; i++)
        n += rig->actions.items[i].kind == (uint32_t)kind;
    return n;
}

/* ---- longer stories ---- */

static inline void rig_server_at(struct rig *rig, uint8_t last)
{
    char host[] = "192.0.2.0";

    host[8] = (char)('0' + last);
    rig_server(rig, host);
}

/* 192.0.2.1 and on, not configured yet. */
static inline void rig_init_servers(struct rig *rig, uint8_t n)
{
    rig_init(rig);
    for (uint8_t i = 1; i <= n; i++)
        rig_server_at(rig, i);
}

/* A server is reached through 192.0.2.11 and .12, server 2 through .21 and .22 (B13). */
static inline void rig_two_proxies(struct rig *rig, uint8_t server)
{
    struct hf_server_config *entry = &rig->config.servers[server - 1];
    char host[] = "192.0.2.00";

    entry->n_proxies = 2;
    host[8] = (char)('0' + server);
    for (uint8_t i = 0; i < 2; i++) {
        host[9] = (char)('1' + i);
        cr_assert_eq(hf_config_name(&rig->config, &entry->proxies[i].host, host, 10), HF_OK);
    }
}

/* A server has two targets: 192.0.2.11 and .12, server 2 has .21 and .22. It becomes a name, whose
 * query rig_begin answers at once, and for a day, as for each host that begins with "pair". */
static inline void rig_two_targets(struct rig *rig, uint8_t server)
{
    char name[] = "pair0.example";

    name[4] = (char)('0' + server);
    rig->config.address_family = HF_ADDRESS_IPV4;
    cr_assert_eq(
        hf_config_name(&rig->config, &rig->config.servers[server - 1].host, name, sizeof name - 1),
        HF_OK);
}

static inline bool rig_is_pair(const struct rig *rig, const struct hf_resolve *asked)
{
    const struct hf_server_config *server = &rig->config.servers[asked->server - 1];
    struct hf_name host = asked->proxy == 0 ? server->host : server->proxies[asked->proxy - 1].host;

    return memcmp(rig->config.names + host.at, "pair", 4) == 0;
}

static inline void rig_answer_pairs(struct rig *rig)
{
    struct hf_resolve asked[HF_LINE_SERVERS];
    uint8_t n = 0;

    for (uint32_t i = 0; i < rig->actions.n; i++) {
        if (rig->actions.items[i].kind == HF_ACTION_RESOLVE &&
            rig_is_pair(rig, &rig->actions.items[i].u.resolve))
            asked[n++] = rig->actions.items[i].u.resolve;
    }
    for (uint8_t i = 0; i < n; i++) {
        struct hf_dns_record records[2] = {
            {.type = HF_DNS_A, .address = {192, 0, 2, (uint8_t)(10 * asked[i].server + 1)}},
            {.type = HF_DNS_A, .address = {192, 0, 2, (uint8_t)(10 * asked[i].server + 2)}}};

        rig_event(rig, HF_EVENT_DNS_ANSWERED)->u.dns = (struct hf_dns_answered){
            .query = asked[i].query, .ttl_s = 86400, .records = records, .n_records = 2};
        cr_assert_eq(rig_step(rig), HF_OK, "%s", rig->actions.refusal.what);
    }
}

static inline void rig_begin(struct rig *rig)
{
    cr_assert_eq(rig_configure(rig), HF_OK, "%s", rig->actions.refusal.what);
    cr_assert_eq(rig_fact(rig, HF_EVENT_STARTED), HF_OK);
    rig_answer_pairs(rig);
}

/* Where the latest Send went: the last octet. */
static inline unsigned rig_sent_to(const struct rig *rig)
{
    return rig->last_send.target.address[3];
}

/* The latest Send is answered by 2xx for so long. */
static inline void rig_accept(struct rig *rig, uint32_t expires_s)
{
    cr_assert_eq(rig_response(rig, rig->last_attempt, 200, expires_s), HF_OK);
    cr_assert_eq(rig->actions.late_events, 0);
}

/* The latest Send fails. */
static inline void rig_fail(struct rig *rig, enum hf_cause cause)
{
    cr_assert_eq(rig_failed(rig, rig->last_attempt, cause), HF_OK);
    cr_assert_eq(rig->actions.late_events, 0);
}

/* The latest Send is answered so. */
static inline void rig_answer(struct rig *rig, uint16_t status, uint32_t retry_after_s)
{
    struct hf_response *response = &rig_event(rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    response->attempt = rig->last_attempt;
    response->status = status;
    response->retry_after_s = retry_after_s;
    response->expires_s = HF_EXPIRES_NONE;
    cr_assert_eq(rig_step(rig), HF_OK);
    cr_assert_eq(rig->actions.late_events, 0);
}

static inline void rig_network(struct rig *rig, uint8_t families, uint8_t address_changed)
{
    struct hf_network_changed *network = &rig_event(rig, HF_EVENT_NETWORK_CHANGED)->u.network;

    network->families_usable = families;
    network->address_changed = address_changed;
    cr_assert_eq(rig_step(rig), HF_OK);
}

static inline void rig_flow_lost(struct rig *rig, struct hf_target target)
{
    struct hf_flow_lost *lost = &rig_event(rig, HF_EVENT_FLOW_LOST)->u.flow_lost;

    lost->target = target;
    lost->cause = HF_CAUSE_RESET;
    cr_assert_eq(rig_step(rig), HF_OK);
}

static inline void rig_rested(struct rig *rig, struct hf_target target, uint64_t until_us)
{
    struct hf_target_rested *rested = &rig_event(rig, HF_EVENT_TARGET_RESTED)->u.rested;

    rested->target = target;
    rested->until_us = until_us;
    rested->cause = HF_CAUSE_SILENCE;
    cr_assert_eq(rig_step(rig), HF_OK);
}

/* Lets the time come: every deadline before it fires by itself. */
static inline void rig_until(struct rig *rig, uint64_t at_us)
{
    for (int i = 0; i < 1000 && hf_line_deadline(&rig->line).at_us < at_us; i++)
        rig_wake(rig);
    rig->now_us = at_us;
    for (int i = 0; i < 1000 && (i == 0 || hf_line_deadline(&rig->line).at_us <= at_us); i++)
        cr_assert_eq(rig_fact(rig, HF_EVENT_TIME_PASSED), HF_OK); /* a batch at a time (H9) */
}

/* The first decision of the latest step with that reason, or NULL. */
static inline const struct hf_decision *rig_decision(const struct rig *rig, enum hf_why why)
{
    for (uint32_t i = 0; i < rig->actions.n; i++) {
        const struct hf_action *a = &rig->actions.items[i];
        if (a->kind == HF_ACTION_EXPLAIN && a->u.decision.why == (uint16_t)why)
            return &a->u.decision;
    }
    return NULL;
}

/* The n-th (0..) action of that kind in the latest step, or NULL. */
static inline const struct hf_action *rig_action(const struct rig *rig, enum hf_action_kind kind,
                                                 unsigned n)
{
    for (uint32_t i = 0; i < rig->actions.n; i++) {
        if (rig->actions.items[i].kind == (uint32_t)kind && n-- == 0)
            return &rig->actions.items[i];
    }
    return NULL;
}

#endif
