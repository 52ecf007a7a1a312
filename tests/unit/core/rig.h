/* SPDX-License-Identifier: Apache-2.0 */
/* A line on a bench: configured, stepped by hand, checked after each step. */
#ifndef TESTS_CORE_RIG_H
#define TESTS_CORE_RIG_H

#include <criterion/criterion.h>
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

static inline int rig_challenged(struct rig *rig, uint64_t attempt, int stale, int after)
{
    struct hf_challenged *challenged = &rig_event(rig, HF_EVENT_CHALLENGED)->u.challenged;

    challenged->attempt = attempt;
    challenged->realm = (struct hf_text){"holdfast.test", 13, 0};
    challenged->stale = (uint8_t)stale;
    challenged->after_credentials = (uint8_t)after;
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

#endif
