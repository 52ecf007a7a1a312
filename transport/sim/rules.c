/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only an observer over time can object to, from a line's events and actions alone: a request
 * of the user reported not exactly once (H3), a pass of the line's own that takes a resting target
 * (A9), more passes to one server than C12 allows. Where an observer cannot know better, the line
 * is right: rests by another line's word, and passes that a user may be waiting for, are let pass.
 */
#include "inside.h"

#include <stdio.h>

#define SECOND_US UINT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)

struct step { /* under examination */
    struct hf_sim_world *world;
    struct line *line;
    struct rules *rules;
    const struct hf_event *event;
    const struct hf_actions *actions;
    unsigned number;
};

/* ---- requests of the user (H3) ---- */

static uint64_t *find_wanted(struct rules *rules, uint64_t request)
{
    for (unsigned i = 0; i < RULES_REQUESTS; i++) {
        if (rules->wanted[i] == request)
            return &rules->wanted[i];
    }
    return NULL;
}

static int is_anything_wanted(const struct rules *rules)
{
    for (unsigned i = 0; i < RULES_REQUESTS; i++) {
        if (rules->wanted[i] != 0)
            return 1;
    }
    return 0;
}

static void hear_wanted(const struct step *step)
{
    uint64_t *free_one = find_wanted(step->rules, 0);

    if (free_one == NULL)
        world_fault(step->world, step->number, "takes more requests than it has room for (H9)");
    else
        *free_one = step->event->u.wanted.request;
}

static void hear_report(const struct step *step, const struct hf_request_report *report)
{
    uint64_t *wanted = find_wanted(step->rules, report->request);

    if (wanted == NULL || report->request == 0)
        world_fault(step->world, step->number,
                    "reports a request that is reported already, or that nobody wanted (H3)");
    else
        *wanted = 0;
}

/* ---- rests (A9, A10) ---- */

static const struct hf_send *find_send(const struct rules *rules, uint64_t attempt)
{
    for (unsigned i = 0; i < RULES_SENDS; i++) {
        if (rules->sends[i].attempt == attempt)
            return &rules->sends[i];
    }
    return NULL;
}

const struct hf_send *rules_send(const struct line *line, uint64_t attempt)
{
    return find_send(&line->rules, attempt);
}

int rules_is_wanted(const struct line *line, uint64_t request)
{
    for (unsigned i = 0; i < RULES_REQUESTS; i++) {
        if (line->rules.wanted[i] == request)
            return 1;
    }
    return 0;
}

static void rest(const struct step *step, const struct hf_target *target, uint64_t seconds)
{
    const uint64_t until_us = step->world->now_us + SECOND_US * seconds;
    struct rest *place = NULL;

    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        struct rest *other = &step->rules->rests[i];

        if (other->until_us != 0 && world_same_target(&other->target, target)) {
            other->until_us = until_us > other->until_us ? until_us : other->until_us;
            return;
        }
        if (other->until_us <= step->world->now_us)
            place = other;
    }
    if (place != NULL)
        *place = (struct rest){.target = *target, .until_us = until_us};
}

static void end_rest(const struct step *step, const struct hf_target *target)
{
    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        if (world_same_target(&step->rules->rests[i].target, target))
            step->rules->rests[i] = (struct rest){.until_us = 0};
    }
}

static int rests(const struct step *step, const struct hf_target *target)
{
    for (unsigned i = 0; i < HF_SIM_SERVERS; i++) {
        if (world_same_target(&step->rules->rests[i].target, target))
            return step->rules->rests[i].until_us > step->world->now_us;
    }
    return 0;
}

static int is_failover_status(const struct hf_statuses *statuses, unsigned status)
{
    if (statuses->classes & 1u << status / 100 && status != 401 && status != 407 && status != 423)
        return 1;
    for (unsigned i = 0; i < statuses->n_codes; i++) {
        if (statuses->codes[i] == status)
            return 1;
    }
    return 0;
}

int rules_was_registered(const struct line *line, const struct hf_target *target)
{
    for (unsigned i = 0; i < line->rules.n_registered && i < RULES_SENDS; i++) {
        if (world_same_target(&line->rules.registered[i], target))
            return 1;
    }
    return 0;
}

static void note_registered(const struct step *step, const struct hf_target *target)
{
    struct rules *rules = step->rules;

    if (!rules_was_registered(step->line, target))
        rules->registered[rules->n_registered++ % RULES_SENDS] = *target;
}

static void hear_accepted(const struct step *step, const struct hf_target *target)
{
    end_rest(step, target);
    note_registered(step, target);
}

/* A11: a REGISTER that was accepted too late ends a rest all the same. */
static void hear_abandoned(const struct step *step, const struct hf_abandoned *abandoned)
{
    const struct hf_send *send = find_send(step->rules, abandoned->attempt);

    if (send != NULL && send->kind == HF_REQUEST_REGISTER &&
        abandoned->how == HF_ABANDONED_ANSWERED && abandoned->status < 300)
        hear_accepted(step, &send->target);
}

static void hear_response(const struct step *step, const struct hf_response *response)
{
    const struct hf_config *config = &step->line->configuration.config;
    const struct hf_send *send = find_send(step->rules, response->attempt);
    uint32_t seconds = response->retry_after_s;

    if (send == NULL)
        return;
    if (response->status < 300 && send->kind == HF_REQUEST_REGISTER)
        hear_accepted(step, &send->target);
    if (response->status / 100 == 3 && send->kind == HF_REQUEST_REGISTER)
        note_registered(step, &send->target); /* A8: what is accepted there counts here */
    if (send->kind != HF_REQUEST_REGISTER || seconds == HF_RETRY_AFTER_NONE ||
        !is_failover_status(&config->register_failover_statuses, response->status))
        return;
    seconds = seconds > config->retry_after_max_s ? config->retry_after_max_s : seconds;
    rest(step, &send->target, seconds);
}

static void hear_failed(const struct step *step, uint64_t attempt)
{
    const struct hf_send *send = find_send(step->rules, attempt);
    const uint32_t seconds = step->line->configuration.config.quarantine_s;

    if (send != NULL && send->kind == HF_REQUEST_REGISTER && seconds != 0)
        rest(step, &send->target, seconds);
}

/* ---- sending ---- */

/* The decision that stands right before the Send at i says how its target was chosen. */
static unsigned why_of_send(const struct step *step, uint32_t i)
{
    const struct hf_action *before = i == 0 ? NULL : &step->actions->items[i - 1];

    if (before == NULL || before->kind != HF_ACTION_EXPLAIN ||
        before->u.decision.attempt != step->actions->items[i].u.send.attempt)
        return HF_WHY_NONE;
    return before->u.decision.why;
}

/* E2, C8, C9, emergencies and the user's own are free; an observer sees the step they begin in. */
static int may_be_free(const struct step *step)
{
    if (is_anything_wanted(step->rules) || step->event->kind == HF_EVENT_STARTED ||
        step->event->kind == HF_EVENT_WANTED || step->event->kind == HF_EVENT_CONFIGURED ||
        step->event->kind == HF_EVENT_CREDENTIALS_CHANGED)
        return 1;
    for (uint32_t i = 0; i < step->actions->n; i++) {
        const struct hf_action *action = &step->actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN &&
            (action->u.decision.why == HF_WHY_USER_WISH ||
             action->u.decision.why == HF_WHY_REMOVED_ELSEWHERE))
            return 1;
    }
    return 0;
}

static void count_start(const struct step *step, const struct hf_send *send)
{
    uint64_t *starts_us = step->rules->starts_us[send->server - 1];
    unsigned *n = &step->rules->n_starts[send->server - 1];

    if (*n >= RULES_STARTS && starts_us[*n % RULES_STARTS] + MINUTE_US > step->world->now_us)
        world_fault(step->world, step->number, "begins too many passes in a minute (C12)");
    starts_us[(*n)++ % RULES_STARTS] = step->world->now_us;
}

static void hear_send(const struct step *step, uint32_t i)
{
    const struct hf_send *send = &step->actions->items[i].u.send;
    const unsigned why = why_of_send(step, i);
    const int begins = why == HF_WHY_FIRST_CANDIDATE || why == HF_WHY_WORKING_CANDIDATE;
    const int is_chosen = begins || why == HF_WHY_NEXT_CANDIDATE || why == HF_WHY_PROBE_DUE ||
                          why == HF_WHY_PROBE_NEXT_SERVER || why == HF_WHY_PROXY_PROBE_DUE;

    step->rules->sends[step->rules->n_sends++ % RULES_SENDS] = *send;
    if (send->kind != HF_REQUEST_REGISTER || send->request != 0 || may_be_free(step))
        return;
    if (is_chosen && send->purpose <= HF_PURPOSE_PROBE && rests(step, &send->target))
        world_fault(step->world, step->number, "a pass of its own takes a resting target (A9)");
    if (begins && send->purpose == HF_PURPOSE_REGISTER && send->server >= 1 &&
        send->server <= HF_LINE_SERVERS)
        count_start(step, send);
}

/* ---- the step ---- */

/* Our own troubles prove nothing, nor does a connection that was idle (A6a); TLS and a certificate
 * fail for a name and a line's settings, and the target may do for another (A9). */
static int proves_target_dead(const struct hf_attempt_failed *failed)
{
    return failed->cause != HF_CAUSE_LOCAL && failed->cause != HF_CAUSE_CREDENTIALS &&
           failed->cause != HF_CAUSE_CERTIFICATE && failed->cause != HF_CAUSE_TLS &&
           !failed->reused;
}

static void hear_event(const struct step *step)
{
    const struct hf_event *event = step->event;

    if (step->actions->late_events != 0)
        return;
    switch (event->kind) {
    case HF_EVENT_WANTED: hear_wanted(step); break;
    case HF_EVENT_RESPONSE_RECEIVED: hear_response(step, &event->u.response); break;
    case HF_EVENT_ABANDONED: hear_abandoned(step, &event->u.abandoned); break;
    case HF_EVENT_ATTEMPT_FAILED:
        if (proves_target_dead(&event->u.failed))
            hear_failed(step, event->u.failed.attempt);
        break;
    case HF_EVENT_CONFIGURED: /* what rests and how many may start, another one says */
    case HF_EVENT_RESTORED:
        for (unsigned i = 0; i < HF_SIM_SERVERS; i++)
            step->rules->rests[i] = (struct rest){.until_us = 0};
        for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
            step->rules->n_starts[i] = 0;
        break;
    default: break;
    }
}

void rules_hear(struct hf_sim_world *world, unsigned line, const struct hf_event *event,
                const struct hf_actions *actions)
{
    const struct step step = {.world = world,
                              .line = &world->lines[line - 1],
                              .rules = &world->lines[line - 1].rules,
                              .event = event,
                              .actions = actions,
                              .number = line};

    hear_event(&step);
    for (uint32_t i = 0; i < actions->n && i < HF_ACTIONS_MAX; i++) {
        const struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_SEND)
            hear_send(&step, i);
        if (action->kind == HF_ACTION_REPORT_REQUEST)
            hear_report(&step, &action->u.request);
        if (action->kind == HF_ACTION_ABANDON && action->u.attempt.why == HF_WHY_SILENCE)
            hear_failed(&step, action->u.attempt.attempt);
    }
}
