/* SPDX-License-Identifier: Apache-2.0 */
/* See decision.h. Text for people is not made here. */
#include "decision.h"

#include <stddef.h>
#include <string.h>

#include "hf_assert.h"

static size_t member_size(enum hf_action_kind kind)
{
    switch (kind) {
    case HF_ACTION_SEND: return sizeof(struct hf_send);
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: return sizeof(struct hf_attempt_ref);
    case HF_ACTION_RESOLVE: return sizeof(struct hf_resolve);
    case HF_ACTION_REPORT_LINE: return sizeof(struct hf_line_status);
    case HF_ACTION_REPORT_REQUEST: return sizeof(struct hf_request_report);
    case HF_ACTION_REPORT_CALL: return sizeof(struct hf_call_report);
    case HF_ACTION_EXPLAIN: return sizeof(struct hf_decision);
    case HF_ACTION_SHARE_REST: return sizeof(struct hf_share_rest);
    case HF_ACTION_KEEP_ALIVE: return sizeof(struct hf_keep_alive);
    case HF_ACTION_NONE:
    case HF_ACTION_COUNT: break;
    }
    HF_UNREACHABLE();
}

/* The next place of the batch; its member is the caller's to fill, every byte of it. */
static struct hf_action *place(struct hf_context *x, enum hf_action_kind kind)
{
    struct hf_action *action = &x->actions->items[x->actions->n];

    HF_ASSERT(x->actions->n < HF_ACTIONS_MAX);
    x->actions->n++;
    action->kind = (uint32_t)kind;
    action->reserved = 0;
    return action;
}

struct hf_action *hf_emit(struct hf_context *x, enum hf_action_kind kind)
{
    struct hf_action *action = place(x, kind);

    memset(&action->u, 0, member_size(kind));
    return action;
}

void hf_emit_order(struct hf_context *x, enum hf_action_kind kind, uint64_t attempt,
                   enum hf_why why)
{
    struct hf_action *action = hf_emit(x, kind);

    action->u.attempt.attempt = attempt;
    action->u.attempt.why = (uint16_t)why;
}

/* Reasons that one setting of the line is always behind. */
static void name_setting(const struct hf_config *config, struct hf_decision *decision)
{
    switch (decision->why) {
    case HF_WHY_FAILOVER_STATUS: /* a list: it has no one value */
        decision->setting = HF_SETTING_REGISTER_FAILOVER_STATUSES;
        break;
    case HF_WHY_PROBE_DUE:
        decision->setting = HF_SETTING_FAILBACK_INTERVAL;
        decision->setting_value = config->failback_interval_s;
        break;
    case HF_WHY_PROXY_PROBE_DUE:
        decision->setting = HF_SETTING_PROXY_FAILBACK_INTERVAL;
        decision->setting_value = config->proxy_failback_interval_s;
        break;
    case HF_WHY_WAITS_FOR_IDLE:
    case HF_WHY_LINE_IDLE:
        decision->setting = HF_SETTING_FAILBACK_WHEN;
        decision->setting_value = config->failback_when;
        break;
    case HF_WHY_IDLE_LIMIT_OVER:
        decision->setting = HF_SETTING_IDLE_LIMIT;
        decision->setting_value = config->idle_limit_s;
        break;
    case HF_WHY_SUSPECT:
    case HF_WHY_WORKING_CHANGED:
        decision->setting = HF_SETTING_MODE;
        decision->setting_value = config->mode;
        break;
    default: break;
    }
}

void hf_explain(struct hf_context *x, const struct hf_decision *decision)
{
    struct hf_action *action = place(x, HF_ACTION_EXPLAIN);

    action->u.decision = *decision;
    action->u.decision.cause_event = x->cause_event;
    if (decision->setting == HF_SETTING_NONE)
        name_setting(&x->line->config, &action->u.decision);
}

enum hf_why hf_why_of_cause(uint8_t cause)
{
    switch ((enum hf_cause)cause) {
    case HF_CAUSE_SILENCE: return HF_WHY_SILENCE;
    case HF_CAUSE_ICMP: return HF_WHY_ICMP_UNREACHABLE;
    case HF_CAUSE_REFUSED: return HF_WHY_CONNECTION_REFUSED;
    case HF_CAUSE_RESET: return HF_WHY_CONNECTION_RESET;
    case HF_CAUSE_CLOSED: return HF_WHY_CONNECTION_CLOSED;
    case HF_CAUSE_TLS: return HF_WHY_TLS_FAILED;
    case HF_CAUSE_CERTIFICATE: return HF_WHY_CERTIFICATE_FAILED;
    case HF_CAUSE_LOCAL: return HF_WHY_LOCAL_ERROR;
    case HF_CAUSE_CREDENTIALS: return HF_WHY_WRONG_CREDENTIALS;
    case HF_CAUSE_UNRESOLVED: return HF_WHY_NAME_UNKNOWN;
    case HF_CAUSE_NONE:
    case HF_CAUSE_COUNT: break;
    }
    HF_UNREACHABLE();
}
