/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an observer of one phone can object to, from its events and actions alone: a probe while the
 * line is talking and should wait (D8), an INVITE to where nothing is registered that should be
 * (E2), a pass that leaves a better server out (A14), a BYE that is given up after one server (E5).
 * Where an observer cannot know better (names, proxies, what may rest), the line is right.
 */
#include <string.h>

#include "deep.h"

#define EXCUSED_US (150 * DEEP_SECOND_US) /* longer than any rest that is drawn */

/* ---- what is known ---- */

static const struct deep_sent *find_sent(const struct deep_rules *rules, uint64_t attempt)
{
    for (unsigned i = 0; i < DEEP_SENT; i++)
        if (rules->sent[i].attempt == attempt)
            return &rules->sent[i];
    return NULL;
}

static bool was_registered(const struct deep_rules *rules, const struct hf_target *target)
{
    for (unsigned i = 0; i < rules->n_registered && i < DEEP_SENT; i++)
        if (memcmp(&rules->registered[i], target, sizeof(*target)) == 0)
            return true;
    return false;
}

/* Addresses alone: then server i is 192.0.2.i, and has one target. */
static bool is_plain(const struct hf_config *config)
{
    for (unsigned i = 0; i < config->n_servers; i++)
        if (config->servers[i].n_proxies != 0 || config->names[config->servers[i].host.at] == 'p')
            return false;
    return true;
}

static void fails(struct deep_phone *phone, uint64_t attempt)
{
    const struct deep_sent *sent = find_sent(&phone->rules, attempt);

    if (sent != NULL && sent->server >= 1 && sent->server <= HF_LINE_SERVERS)
        phone->rules.failed_us[sent->server - 1] = phone->world->now_us;
}

static bool is_excused(const struct deep_phone *phone, unsigned server)
{
    const uint64_t failed_us = phone->rules.failed_us[server - 1];

    return failed_us != 0 && phone->world->now_us < failed_us + EXCUSED_US;
}

/* ---- events ---- */

static void hear_event(struct deep_phone *phone, const struct hf_event *event)
{
    struct deep_rules *rules = &phone->rules;
    const struct deep_sent *sent;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
        sent = find_sent(rules, event->u.response.attempt);
        if (event->u.response.status >= 300)
            fails(phone, event->u.response.attempt);
        else if (sent != NULL && sent->kind == HF_REQUEST_REGISTER &&
                 !was_registered(rules, &sent->target))
            rules->registered[rules->n_registered++ % DEEP_SENT] = sent->target;
        break;
    case HF_EVENT_ABANDONED: /* A11: a late 2xx is a binding, too */
        sent = find_sent(rules, event->u.abandoned.attempt);
        if (sent != NULL && event->u.abandoned.status / 100 == 2 &&
            sent->kind == HF_REQUEST_REGISTER && !was_registered(rules, &sent->target))
            rules->registered[rules->n_registered++ % DEEP_SENT] = sent->target;
        break;
    case HF_EVENT_ATTEMPT_FAILED: fails(phone, event->u.failed.attempt); break;
    case HF_EVENT_CONFIGURED: /* servers have other numbers now */
        for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
            rules->failed_us[i] = phone->world->now_us;
        break;
    default: break;
    }
}

/* ---- requests ---- */

/* The decision right before a Send says how its target was chosen. */
static unsigned why_of(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_action *before = i == 0 ? NULL : &actions->items[i - 1];

    return before != NULL && before->kind == HF_ACTION_EXPLAIN &&
                   before->u.decision.attempt == actions->items[i].u.send.attempt
               ? before->u.decision.why
               : HF_WHY_NONE;
}

static bool says_of_calls(const struct hf_actions *actions)
{
    for (uint32_t i = 0; i < actions->n; i++)
        if (actions->items[i].kind == HF_ACTION_REPORT_CALL)
            return true;
    return false;
}

/* D8 */
static void check_probe(struct deep_phone *phone)
{
    const uint64_t limit_us = phone->config.idle_limit_s * DEEP_SECOND_US;

    if (phone->config.failback_when != HF_WHEN_IDLE || says_of_calls(&phone->world->actions))
        return;
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &phone->users[i];

        if (call->id != 0 && call->life == phone->lives && call->over_us == HF_NEVER && call->up &&
            (limit_us == 0 || phone->world->now_us < call->since_us + limit_us))
            deep_object(phone->world, phone->number,
                        "a better server is tried during a call (D8): call %u", (unsigned)call->id);
    }
}

/* E2 */
static void check_invite(struct deep_phone *phone, const struct hf_send *send)
{
    const struct deep_call *call = deep_call(phone, send->request);

    if (phone->config.register_first && call != NULL && !call->emergency &&
        deep_server_at(phone->world, &send->target) != 0 &&
        !was_registered(&phone->rules, &send->target))
        deep_object(phone->world, phone->number,
                    "an INVITE goes where nothing is registered (E2): call %u", (unsigned)call->id);
}

/* A14: a pass goes on with the first that is left. */
static void check_order(struct deep_phone *phone, const struct hf_send *send, unsigned why)
{
    struct deep_rules *rules = &phone->rules;

    if (why != HF_WHY_NEXT_CANDIDATE)
        rules->tried = 0;
    for (unsigned server = 1; server < send->server && why == HF_WHY_NEXT_CANDIDATE; server++)
        if ((rules->tried & 1u << server) == 0 && !is_excused(phone, server) &&
            is_plain(&phone->config) && phone->config.mode == HF_MODE_SUCCESSIVE)
            deep_object(phone->world, phone->number,
                        "a pass leaves a better server out (A14): server %u, it goes on to %u",
                        server, send->server);
    rules->tried |= 1u << send->server;
}

static void hear_send(struct deep_phone *phone, const struct hf_actions *actions, uint32_t i)
{
    const struct hf_send *send = &actions->items[i].u.send;
    struct deep_rules *rules = &phone->rules;

    rules->sent[rules->n_sent++ % DEEP_SENT] = (struct deep_sent){.attempt = send->attempt,
                                                                  .request = send->request,
                                                                  .target = send->target,
                                                                  .kind = send->kind,
                                                                  .server = send->server};
    if (send->purpose == HF_PURPOSE_PROBE && why_of(actions, i) == HF_WHY_PROBE_DUE)
        check_probe(phone);
    if (send->kind == HF_REQUEST_INVITE && !send->former)
        check_invite(phone, send);
    if (send->kind == HF_REQUEST_REGISTER && send->purpose == HF_PURPOSE_REGISTER &&
        send->request == 0 && !send->former)
        check_order(phone, send, why_of(actions, i));
}

/* E5: of one that failed, and not because somebody said no, or hung up, too. */
static void check_bye(struct deep_phone *phone, const struct hf_request_report *report)
{
    unsigned tried = 0, n = 0;
    bool is_bye = false;

    if (report->outcome != HF_DONE_FAILED || phone->config.n_servers < 2 ||
        !is_plain(&phone->config))
        return;
    for (unsigned i = 0; i < DEEP_SENT; i++) {
        const struct deep_sent *sent = &phone->rules.sent[i];

        if (sent->attempt == 0 || sent->request != report->request)
            continue;
        is_bye |= sent->kind == HF_REQUEST_BYE;
        n += (tried & 1u << sent->server) == 0;
        tried |= 1u << sent->server;
    }
    for (unsigned server = 1; server <= phone->config.n_servers && is_bye && n == 1; server++)
        if ((tried & 1u << server) == 0 && !is_excused(phone, server))
            deep_object(phone->world, phone->number,
                        "a BYE is given up though a server is left (E5): server %u", server);
}

void deep_rules_hear(struct deep_phone *phone, const struct hf_event *event)
{
    const struct hf_actions *actions = &phone->world->actions;

    if (actions->late_events == 0)
        hear_event(phone, event);
    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_SEND)
            hear_send(phone, actions, i);
        else if (action->kind == HF_ACTION_ABANDON && action->u.attempt.why == HF_WHY_SILENCE)
            fails(phone, action->u.attempt.attempt);
        else if (action->kind == HF_ACTION_REPORT_REQUEST && event->kind != HF_EVENT_CALL_ENDED)
            check_bye(phone, &action->u.request);
    }
}
