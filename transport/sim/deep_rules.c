/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an observer of one line can object to, from its events and actions alone: a probe while the
 * line is talking and should wait (D8), an INVITE to where nothing is registered that should be
 * (E2), a pass that leaves a better server out (A14), a BYE that is given up after one server (E5),
 * what another line of the phone has found out and this one does not heed, or heeds too well (A10).
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

static void fails(struct deep_line *line, uint64_t attempt)
{
    const struct deep_sent *sent = find_sent(&line->rules, attempt);

    if (sent != NULL && sent->server >= 1 && sent->server <= HF_LINE_SERVERS)
        line->rules.failed_us[sent->server - 1] = line->world->now_us;
}

static bool is_recent(const struct deep_line *line, uint64_t us)
{
    return us != 0 && line->world->now_us < us + EXCUSED_US;
}

static bool is_excused(const struct deep_line *line, unsigned server)
{
    return is_recent(line, line->rules.failed_us[server - 1]) ||
           is_recent(line, line->rules.told_us[server - 1]);
}

/* ---- rests of other lines (A10) ---- */

static bool rests_by_another(const struct deep_line *line, const struct hf_target *target)
{
    const struct deep_rules *rules = &line->rules;

    for (unsigned i = 0; i < DEEP_RESTED; i++)
        if (rules->rested[i].until_us > deep_now(line->phone) &&
            memcmp(&rules->rested[i].target, target, sizeof(*target)) == 0)
            return true;
    return false;
}

static void end_rests(struct deep_rules *rules, const struct hf_target *target)
{
    for (unsigned i = 0; i < DEEP_RESTED; i++)
        if (target == NULL || memcmp(&rules->rested[i].target, target, sizeof(*target)) == 0)
            rules->rested[i].until_us = 0;
}

/* No longer than the line would believe its own. */
static void take_rest(struct deep_line *line, const struct hf_target_rested *rested)
{
    const uint64_t most_s = line->config.quarantine_s > line->config.retry_after_max_s
                                ? line->config.quarantine_s
                                : line->config.retry_after_max_s;
    const uint64_t most_us = deep_now(line->phone) + most_s * DEEP_SECOND_US;
    struct deep_rules *rules = &line->rules;

    for (unsigned i = 0; i < line->config.n_servers && is_plain(&line->config); i++)
        if (deep_server_at(line->world, &rested->target) == i + 1)
            rules->told_us[i] = line->world->now_us;
    if (line->config.share_rests)
        rules->rested[rules->n_rested++ % DEEP_RESTED] = (struct deep_rested){
            .target = rested->target,
            .until_us = rested->until_us < most_us ? rested->until_us : most_us};
}

/* A pass that waited for a name was to start there, or looks anew at whom it passed over. */
static bool goes_past(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_decision *before = i == 0 ? NULL : &actions->items[i - 1].u.decision;

    if (before == NULL || actions->items[i].kind != HF_ACTION_SEND ||
        actions->items[i - 1].kind != HF_ACTION_EXPLAIN || before->why != HF_WHY_NEXT_CANDIDATE)
        return false;
    return before->from_candidate == 0 ||
           (before->passed_over >> (before->from_candidate - 1) & 1u) != 0;
}

/* It is told to nobody else, and nothing is done for it at once. */
static void check_rested(struct deep_line *line, const struct hf_actions *actions)
{
    for (uint32_t i = 0; i < actions->n; i++)
        if (actions->items[i].kind != HF_ACTION_EXPLAIN && !goes_past(actions, i))
            deep_object(line->world, line->who,
                        "another line's word makes this one act (A10): it does %s",
                        hf_action_name(actions->items[i].kind));
}

/* ---- events ---- */

static void hear_event(struct deep_line *line, const struct hf_event *event)
{
    struct deep_rules *rules = &line->rules;
    const struct deep_sent *sent;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
        sent = find_sent(rules, event->u.response.attempt);
        if (sent != NULL) /* it answers, and may be awake for that */
            end_rests(rules, &sent->target);
        if (event->u.response.status >= 500 && event->u.response.status < 600)
            fails(line, event->u.response.attempt); /* others bring no rest, and no failover */
        else if (event->u.response.status < 300 && sent != NULL &&
                 sent->kind == HF_REQUEST_REGISTER && !was_registered(rules, &sent->target))
            rules->registered[rules->n_registered++ % DEEP_SENT] = sent->target;
        break;
    case HF_EVENT_ABANDONED: /* A11: a late 2xx is a binding, too */
        sent = find_sent(rules, event->u.abandoned.attempt);
        if (sent != NULL && event->u.abandoned.status / 100 == 2 &&
            sent->kind == HF_REQUEST_REGISTER && !was_registered(rules, &sent->target))
            rules->registered[rules->n_registered++ % DEEP_SENT] = sent->target;
        break;
    case HF_EVENT_ATTEMPT_FAILED: fails(line, event->u.failed.attempt); break;
    case HF_EVENT_TARGET_RESTED: take_rest(line, &event->u.rested); break;
    case HF_EVENT_RESTORED:
    case HF_EVENT_NETWORK_CHANGED: end_rests(rules, NULL); break;
    case HF_EVENT_CONFIGURED: /* servers have other numbers now */
        end_rests(rules, NULL);
        for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
            rules->failed_us[i] = line->world->now_us;
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
static void check_probe(struct deep_line *line)
{
    const uint64_t limit_us = line->config.idle_limit_s * DEEP_SECOND_US;

    if (line->config.failback_when != HF_WHEN_IDLE || says_of_calls(&line->world->actions))
        return;
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &line->users[i];

        if (call->id != 0 && call->life == line->phone->lives && call->over_us == HF_NEVER &&
            call->up && (limit_us == 0 || line->world->now_us < call->since_us + limit_us))
            deep_object(line->world, line->who,
                        "a better server is tried during a call (D8): call %u", (unsigned)call->id);
    }
}

/* E2 */
static void check_invite(struct deep_line *line, const struct hf_send *send)
{
    const struct deep_call *call = deep_call(line, send->request);

    if (line->config.register_first && call != NULL && !call->emergency &&
        deep_server_at(line->world, &send->target) != 0 &&
        !was_registered(&line->rules, &send->target))
        deep_object(line->world, line->who,
                    "an INVITE goes where nothing is registered (E2): call %u", (unsigned)call->id);
}

/* A14: a pass goes on with the first that is left. */
static void check_order(struct deep_line *line, const struct hf_send *send, unsigned why)
{
    struct deep_rules *rules = &line->rules;

    if (why != HF_WHY_NEXT_CANDIDATE)
        rules->tried = 0;
    for (unsigned server = 1; server < send->server && why == HF_WHY_NEXT_CANDIDATE; server++)
        if ((rules->tried & 1u << server) == 0 && !is_excused(line, server) &&
            is_plain(&line->config) && line->config.mode == HF_MODE_SUCCESSIVE)
            deep_object(line->world, line->who,
                        "a pass leaves a better server out (A14): server %u, it goes on to %u",
                        server, send->server);
    rules->tried |= 1u << send->server;
}

/* A10: the line's own requests wait for a target that rests, but one that works for it. Who waits
 * for the user takes the first to wake (A9); what goes on where it is, or was spread (C11), was
 * chosen before. */
static void check_waits(struct deep_line *line, const struct hf_send *send, unsigned why)
{
    const bool is_chosen = why == HF_WHY_FIRST_CANDIDATE || why == HF_WHY_NEXT_CANDIDATE;

    if (is_chosen && !send->former && !send->fresh && line->config.storm_spread_ms == 0 &&
        !was_registered(&line->rules, &send->target) && rests_by_another(line, &send->target))
        deep_object(line->world, line->who,
                    "a line goes where another one has found nobody (A10): server %u, why %s",
                    send->server, hf_why_token(why));
}

/* Nothing of its own speaks against where it is served, or where a pass of it would begin. */
static bool is_at_ease(const struct deep_line *line, unsigned server)
{
    bool has_failed = false;

    for (unsigned i = 0; i < line->config.n_servers; i++)
        has_failed |= is_recent(line, line->rules.failed_us[i]);
    return server == 1 ? !is_recent(line, line->rules.failed_us[0])
                       : !has_failed && !is_recent(line, line->rules.told_us[0]);
}

/* A10: what works for a line is not left for another line's word. */
static void check_stays(struct deep_line *line, const struct hf_send *send, unsigned why)
{
    const struct hf_line_status status = hf_line_status(line->core);
    const bool is_served = status.state == HF_LINE_REGISTERED || status.state == HF_LINE_ON_BACKUP;

    if (why == HF_WHY_NEXT_CANDIDATE && is_served && send->server != status.server &&
        is_plain(&line->config) && line->config.mode == HF_MODE_SUCCESSIVE &&
        rests_by_another(line, &status.target) && is_at_ease(line, status.server))
        deep_object(line->world, line->who,
                    "another line's word moves one that is served (A10): to server %u, why %s",
                    send->server, hf_why_token(why));
}

static void hear_send(struct deep_line *line, const struct hf_actions *actions, uint32_t i)
{
    const struct hf_send *send = &actions->items[i].u.send;
    struct deep_rules *rules = &line->rules;

    rules->sent[rules->n_sent++ % DEEP_SENT] = (struct deep_sent){.attempt = send->attempt,
                                                                  .request = send->request,
                                                                  .target = send->target,
                                                                  .kind = send->kind,
                                                                  .server = send->server};
    if (send->purpose == HF_PURPOSE_PROBE && why_of(actions, i) == HF_WHY_PROBE_DUE)
        check_probe(line);
    if (send->kind == HF_REQUEST_INVITE && !send->former)
        check_invite(line, send);
    if (send->kind == HF_REQUEST_REGISTER && send->purpose == HF_PURPOSE_REGISTER &&
        send->request == 0 && !send->former)
        check_order(line, send, why_of(actions, i));
    if (send->kind != HF_REQUEST_REGISTER || send->request != 0 || send->expires_s == 0)
        return;
    check_waits(line, send, why_of(actions, i));
    if (send->purpose == HF_PURPOSE_REGISTER)
        check_stays(line, send, why_of(actions, i));
}

/* E5: of one that failed, not because somebody said no, or hung up, too, or the program ended. */
static void check_bye(struct deep_line *line, const struct hf_request_report *report)
{
    unsigned tried = 0, n = 0;
    bool is_bye = false;

    if (report->outcome != HF_DONE_FAILED || report->why == HF_WHY_RESTORED ||
        !line->wants_service || /* C8: two seconds */
        line->config.n_servers < 2 || !is_plain(&line->config))
        return;
    for (unsigned i = 0; i < DEEP_SENT; i++) {
        const struct deep_sent *sent = &line->rules.sent[i];

        if (sent->attempt == 0 || sent->request != report->request)
            continue;
        is_bye |= sent->kind == HF_REQUEST_BYE;
        n += (tried & 1u << sent->server) == 0;
        tried |= 1u << sent->server;
    }
    for (unsigned server = 1; server <= line->config.n_servers && is_bye && n == 1; server++)
        if ((tried & 1u << server) == 0 && !is_excused(line, server))
            deep_object(line->world, line->who,
                        "a BYE is given up though a server is left (E5): server %u", server);
}

void deep_rules_hear(struct deep_line *line, const struct hf_event *event)
{
    const struct hf_actions *actions = &line->world->actions;

    if (event->kind == HF_EVENT_TARGET_RESTED)
        check_rested(line, actions);
    if (actions->late_events == 0)
        hear_event(line, event);
    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_SEND)
            hear_send(line, actions, i);
        else if (action->kind == HF_ACTION_EXPLAIN &&
                 action->u.decision.why == HF_WHY_JOINS_REGISTER)
            line->rules.tried |= 1u << action->u.decision.to_server; /* C1b: by another pass */
        else if (action->kind == HF_ACTION_ABANDON && action->u.attempt.why == HF_WHY_SILENCE)
            fails(line, action->u.attempt.attempt);
        else if (action->kind == HF_ACTION_REPORT_REQUEST && event->kind != HF_EVENT_CALL_ENDED)
            check_bye(line, &action->u.request);
    }
}
