/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See audit.h: orders, reports and wake-ups, each against the decisions of its batch. Which setting
 * a wait has to name stands in audit_wait.c, what a lookup has to say in audit_locate.c.
 */
#include "holdfast/sim/audit.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define US_IN_S       UINT64_C(1000000)
#define SHORT_GRANT_S 10 /* C4 */

/* ---- what was said before ---- */

int hf_sim_audit_knows(const struct hf_sim_audit *audit, unsigned machine, uint64_t until_us)
{
    for (uint32_t i = 0; i < HF_SIM_ANNOUNCED; i++) {
        if (audit->announced[machine][i] == until_us)
            return 1;
    }
    return 0;
}

static void announce(struct hf_sim_audit *audit, unsigned machine, uint64_t until_us)
{
    uint64_t *said = audit->announced[machine];
    uint32_t i = 0;

    if (until_us == HF_NEVER || hf_sim_audit_knows(audit, machine, until_us))
        return;
    while (i < HF_SIM_ANNOUNCED - 1 && said[i] != 0 && said[i] >= audit->now_us)
        i++; /* what is over makes room */
    said[i] = until_us;
}

/* After a restart the moments are those of the new clock, as restored.c has them. */
static void rebase(struct hf_sim_audit *audit, const struct hf_event *event)
{
    uint64_t elapsed_us = event->u.restored.elapsed_us;

    for (unsigned machine = 0; machine < HF_MACHINE_COUNT; machine++) {
        for (uint32_t i = 0; i < HF_SIM_ANNOUNCED; i++) {
            uint64_t *at_us = &audit->announced[machine][i];
            uint64_t left_us = *at_us > audit->now_us ? *at_us - audit->now_us : 0;

            if (*at_us == 0)
                continue;
            if (elapsed_us == HF_ELAPSED_UNKNOWN || left_us < elapsed_us)
                left_us = elapsed_us;
            *at_us = event->at_us + (left_us - elapsed_us);
        }
    }
    audit->now_us = event->at_us;
}

/* ---- decisions of the batch ---- */

static const struct hf_decision *decision_at(const struct hf_actions *actions, uint32_t i)
{
    return actions->items[i].kind == HF_ACTION_EXPLAIN ? &actions->items[i].u.decision : NULL;
}

/* The decision about an attempt, the last one before the order at `end`. */
static const struct hf_decision *about(const struct hf_actions *actions, uint32_t end,
                                       uint64_t attempt)
{
    for (uint32_t i = end; i > 0; i--) {
        const struct hf_decision *decision = decision_at(actions, i - 1);

        if (decision != NULL && decision->attempt == attempt)
            return decision;
    }
    return NULL;
}

static int has_rule(unsigned why)
{
    return why != HF_WHY_NONE && hf_why_rule(why)[0] != '\0';
}

/* ---- orders ---- */

/* These make the line's candidates anew: their numbers mean others then. */
static int may_renumber(unsigned event)
{
    return event == HF_EVENT_CONFIGURED || event == HF_EVENT_DNS_ANSWERED ||
           event == HF_EVENT_LOCATED || event == HF_EVENT_NETWORK_CHANGED ||
           event == HF_EVENT_RESTORED;
}

static int ends(const struct hf_decision *decision)
{
    return strcmp(hf_state_name(decision->machine, decision->to_state), "ENDED") == 0;
}

/* The pass has waited for a name since then, though no time went by: a phone that slept hears in
 * one step that its attempt is over and that the name was answered for good. */
static int has_waited(const struct hf_decision *d)
{
    return d->machine == HF_MACHINE_PASS && d->why == HF_WHY_WAITS_FOR_NAME;
}

/* An attempt of the same pass failed in this step: what is accepted ends a pass, and the rest that
 * another one of the same purpose may have waited for. A pass that waited since then (for a name,
 * for a storm to be over), or whose candidate is no more, has said before where it comes from. */
static int comes_straight(const struct hf_actions *actions, uint32_t end,
                          const struct hf_decision *decision)
{
    for (uint32_t i = end; i > 0; i--) {
        const struct hf_decision *d = decision_at(actions, i - 1);

        if (d == NULL || d->subject != decision->subject)
            continue;
        if (has_waited(d))
            return 0;
        if (d->machine == HF_MACHINE_ATTEMPT && d->attempt != decision->attempt && ends(d) &&
            d->why != HF_WHY_ACCEPTED)
            return 1;
    }
    return 0;
}

/* A14: who goes on to the next candidate says from where. */
static const char *check_from(const struct hf_sim_audit *audit, const struct hf_actions *actions,
                              uint32_t end, const struct hf_decision *decision)
{
    unsigned from = decision->from_candidate;

    if (decision->why != HF_WHY_NEXT_CANDIDATE || may_renumber(decision->cause_event))
        return NULL;
    if (from == 0)
        return comes_straight(actions, end, decision)
                   ? "goes on, and the decision does not say from where"
                   : NULL;
    if (from > HF_LINE_TARGETS || from == decision->to_candidate)
        return "goes on from where no candidate is";
    if (audit->server_of[from - 1] != 0 && audit->server_of[from - 1] != decision->from_server)
        return "goes on from another server than the decision says";
    return NULL;
}

/* C5: who begins at the first candidate, and then takes a later one of that server, has passed over
 * the ones before it. */
static const char *check_first(const struct hf_sim_audit *audit, const struct hf_decision *decision)
{
    if (decision->why != HF_WHY_FIRST_CANDIDATE)
        return NULL;
    for (unsigned i = 0; i + 1 < decision->to_candidate && i < HF_LINE_TARGETS; i++) {
        if (audit->server_of[i] == decision->to_server && (decision->passed_over >> i & 1u) == 0)
            return "begins later than at the first, and does not say whom it passed over";
    }
    return NULL;
}

static const char *check_send(const struct hf_sim_audit *audit, const struct hf_actions *actions,
                              uint32_t i)
{
    const struct hf_send *send = &actions->items[i].u.send;
    const struct hf_decision *decision = about(actions, i, send->attempt);
    const char *lacks;

    if (decision == NULL)
        return "sends without a decision";
    if (decision->machine != HF_MACHINE_ATTEMPT || decision->to_candidate == 0)
        return "sends, and the decision names no candidate";
    if (!send->former && decision->to_server != send->server)
        return "sends elsewhere than the decision says";
    if ((decision->passed_over >> (decision->to_candidate - 1) & 1u) != 0)
        return "sends to what it says it passed over";
    if (decision->until_us == HF_NEVER)
        return "sends, and the decision does not say for how long";
    lacks = check_from(audit, actions, i, decision);
    return lacks != NULL ? lacks : check_first(audit, decision);
}

static const char *check_order(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_attempt_ref *order = &actions->items[i].u.attempt;

    if (!has_rule(order->why))
        return "gives an order about an attempt without a reason";
    if (actions->items[i].kind != HF_ACTION_ABANDON && about(actions, i, order->attempt) == NULL)
        return "extends or authenticates without a decision";
    return NULL;
}

static const char *check_keep_alive(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_keep_alive *keep = &actions->items[i].u.keep_alive;
    const struct hf_decision *before = i > 0 ? decision_at(actions, i - 1) : NULL;

    if (before == NULL || before->machine != HF_MACHINE_BINDING)
        return "keeps a flow alive, or ends that, without a decision";
    if (keep->interval_s != 0 &&
        (before->setting != HF_SETTING_KEEPALIVE || before->setting_value != keep->interval_s))
        return "keeps a flow alive and does not name keepalive_s";
    return NULL;
}

static const char *check_share(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_decision *before = i > 0 ? decision_at(actions, i - 1) : NULL;

    if (before == NULL || before->until_us != actions->items[i].u.rest.until_us)
        return "tells other lines of a rest without a decision";
    return NULL;
}

/* ---- reports ---- */

/* A12: what became of a request, and why. */
static const char *check_request(const struct hf_request_report *report)
{
    if (!has_rule(report->why))
        return "reports a request without a reason";
    if ((report->outcome == HF_DONE_ACCEPTED) != (report->why == HF_WHY_ACCEPTED))
        return "reports a request with another outcome's reason";
    return NULL;
}

static int is_same_place(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->state == b->state && a->server == b->server && a->proxy == b->proxy &&
           memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

/* The decision behind a report: a registration's, or one about the line itself. */
static const struct hf_decision *behind(const struct hf_actions *actions, uint32_t end,
                                        const struct hf_line_status *is)
{
    for (uint32_t i = end; i > 0; i--) {
        const struct hf_decision *d = decision_at(actions, i - 1);

        if (d != NULL && (d->machine == HF_MACHINE_REGISTRATION || d->machine == HF_MACHINE_LINE) &&
            d->why == is->why && d->to_server == is->server && d->status == is->status &&
            d->cause == is->cause)
            return d;
    }
    return NULL;
}

static const char *check_line(const struct hf_sim_audit *audit, const struct hf_actions *actions,
                              uint32_t i)
{
    const struct hf_line_status *was = &audit->reported;
    const struct hf_line_status *is = &actions->items[i].u.line;
    const struct hf_decision *decision = behind(actions, i, is);

    if (!has_rule(is->why))
        return "reports a status without a reason";
    if (is_same_place(was, is))
        return NULL;
    if (decision == NULL)
        return "moves without a decision that gives the reason reported";
    if (decision->machine != HF_MACHINE_LINE)
        return NULL;
    if (decision->from_state != was->state || decision->to_state != is->state ||
        decision->from_server != was->server || decision->to_server != is->server)
        return "moves otherwise than the decision says";
    return NULL;
}

/* F2: a call that moved says why, by a decision that says the same. */
static const char *check_call(const struct hf_actions *actions, uint32_t i)
{
    const struct hf_call_report *report = &actions->items[i].u.call;
    const struct hf_decision *before = i > 0 ? decision_at(actions, i - 1) : NULL;

    if (!has_rule(report->why))
        return "reports a call without a reason";
    if (before == NULL || before->machine != HF_MACHINE_CALL || before->why != report->why ||
        before->to_state != report->state || before->to_server != report->server ||
        before->status != report->status)
        return "reports a call without the decision that moved it";
    return NULL;
}

/* ---- the whole ---- */

static const char *check_decision(const struct hf_sim_audit *audit,
                                  const struct hf_sim_batch *batch,
                                  const struct hf_decision *decision)
{
    if (!has_rule(decision->why))
        return "decides without a reason or a rule";
    if (decision->machine == HF_MACHINE_NONE || decision->machine >= HF_MACHINE_COUNT)
        return "decides in no machine";
    if (decision->cause_event != batch->event->kind)
        return "decides by another event than came";
    return hf_sim_audit_setting(audit, batch, decision);
}

static const char *check_action(const struct hf_sim_audit *audit, const struct hf_sim_batch *batch,
                                uint32_t i)
{
    const struct hf_actions *actions = batch->actions;

    switch ((enum hf_action_kind)actions->items[i].kind) {
    case HF_ACTION_SEND: return check_send(audit, actions, i);
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: return check_order(actions, i);
    case HF_ACTION_RESOLVE: return hf_sim_audit_resolve(batch, i);
    case HF_ACTION_REPORT_LINE: return check_line(audit, actions, i);
    case HF_ACTION_REPORT_REQUEST: return check_request(&actions->items[i].u.request);
    case HF_ACTION_EXPLAIN: return check_decision(audit, batch, &actions->items[i].u.decision);
    case HF_ACTION_SHARE_REST: return check_share(actions, i);
    case HF_ACTION_KEEP_ALIVE: return check_keep_alive(actions, i);
    case HF_ACTION_REPORT_CALL: return check_call(actions, i);
    case HF_ACTION_NONE:
    case HF_ACTION_COUNT: break;
    }
    return NULL;
}

static void remember(struct hf_sim_audit *audit, const struct hf_action *action)
{
    const struct hf_decision *d = &action->u.decision;

    /* C14: a removal may go to a candidate of before, whose number is another's now */
    if (action->kind == HF_ACTION_EXPLAIN && d->machine == HF_MACHINE_ATTEMPT &&
        d->subject != HF_PURPOSE_REMOVE && d->to_candidate > 0 &&
        d->to_candidate <= HF_LINE_TARGETS)
        audit->server_of[d->to_candidate - 1] = d->to_server;
    if (action->kind == HF_ACTION_EXPLAIN && action->u.decision.machine < HF_MACHINE_COUNT)
        announce(audit, action->u.decision.machine, action->u.decision.until_us);
    if (action->kind == HF_ACTION_REPORT_LINE)
        audit->reported = action->u.line;
    if (action->kind == HF_ACTION_SEND && action->u.send.kind == HF_REQUEST_REGISTER)
        audit->asked_s[audit->n_asked++ % HF_SIM_ASKED] = action->u.send.expires_s;
}

/* A renewed binding moves no machine: the server's answer itself says until when it stands. */
static void hear_grant(struct hf_sim_audit *audit, const struct hf_sim_batch *batch)
{
    const struct hf_event *event = batch->event;
    uint64_t granted_s = HF_EXPIRES_NONE;

    if (event->kind == HF_EVENT_RESPONSE_RECEIVED && event->u.response.status < 300)
        granted_s = event->u.response.expires_s;
    else if (event->kind == HF_EVENT_ABANDONED && event->u.abandoned.how == HF_ABANDONED_ANSWERED)
        granted_s = event->u.abandoned.expires_s;
    else
        return;
    for (unsigned i = 0; i < HF_SIM_ASKED; i++) {
        uint64_t s = audit->asked_s[i] < granted_s ? audit->asked_s[i] : granted_s;

        announce(audit, HF_MACHINE_BINDING,
                 hf_line_now(batch->line) + (s < SHORT_GRANT_S ? SHORT_GRANT_S : s) * US_IN_S);
    }
}

static const char *say(struct hf_sim_audit *audit, const char *lacks, const struct hf_action *where)
{
    const struct hf_decision *d = where == NULL ? NULL : &where->u.decision;

    if (where == NULL)
        snprintf(audit->text, sizeof(audit->text), "%s", lacks);
    else if (where->kind == HF_ACTION_EXPLAIN)
        snprintf(audit->text, sizeof(audit->text), "%s: %s %s, why %s, setting %s:%" PRIu64, lacks,
                 hf_machine_name(d->machine), hf_state_name(d->machine, d->to_state),
                 hf_why_token(d->why), hf_setting_token(d->setting), d->setting_value);
    else
        snprintf(audit->text, sizeof(audit->text), "%s: %s", lacks, hf_action_name(where->kind));
    return audit->text;
}

static const char *check_wake_up(struct hf_sim_audit *audit, const struct hf_line *line)
{
    struct hf_deadline deadline = hf_line_deadline(line);

    if (deadline.at_us == HF_NEVER || deadline.at_us <= audit->now_us ||
        hf_sim_audit_knows(audit, deadline.machine, deadline.at_us))
        return NULL;
    snprintf(audit->text, sizeof(audit->text),
             "waits until %" PRIu64 ", which no decision has named: %s %s", deadline.at_us,
             hf_machine_name(deadline.machine), hf_state_name(deadline.machine, deadline.state));
    return audit->text;
}

const char *hf_sim_audit_hear(struct hf_sim_audit *audit, const struct hf_sim_batch *batch)
{
    const struct hf_action *where = NULL;
    const char *lacks = hf_sim_audit_records(batch);

    if (batch->event->kind == HF_EVENT_RESTORED)
        rebase(audit, batch->event);
    if (may_renumber(batch->event->kind))
        memset(audit->server_of, 0, sizeof(audit->server_of));
    for (uint32_t i = 0; i < batch->actions->n && i < HF_ACTIONS_MAX; i++) {
        const char *here = check_action(audit, batch, i);

        if (lacks == NULL && here != NULL) {
            lacks = here;
            where = &batch->actions->items[i];
        }
        remember(audit, &batch->actions->items[i]);
    }
    if (may_renumber(batch->event->kind))
        memset(audit->server_of, 0, sizeof(audit->server_of));
    hear_grant(audit, batch);
    audit->now_us = hf_line_now(batch->line);
    audit->before = *hf_line_config(batch->line);
    return lacks != NULL ? say(audit, lacks, where) : check_wake_up(audit, batch->line);
}
