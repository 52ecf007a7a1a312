/* SPDX-License-Identifier: Apache-2.0 */
/* A target that failed is left alone for a while, by this line and by the phone's others. Rules:
 * A9 (Retry-After), A10 (quarantine, share_rests). */
#include "attempt.h"

#include "candidates.h"
#include "decision.h"
#include "hf_time.h"
#include "redirects.h"

struct rest {
    uint64_t seconds;
    uint64_t setting_value;
    uint16_t why;     /* enum hf_why */
    uint16_t setting; /* enum hf_setting that decided */
    uint8_t cause;    /* enum hf_cause, NONE for Retry-After */
    uint8_t reserved[3];
};

/* It came of the name and of the line's own TLS settings: the target may do for another. */
static bool is_of_name(const struct rest *rest)
{
    return rest->cause == HF_CAUSE_CERTIFICATE || rest->cause == HF_CAUSE_TLS;
}

static void rest_target(struct hf_context *x, const struct hf_attempt *a, const struct rest *rest)
{
    const struct hf_candidate *c = &x->line->candidates[a->candidate];
    const struct hf_target target = hf_attempt_target(x->line, a);
    uint64_t until_us = hf_time_add(x->now_us, rest->seconds * HF_US_PER_S);

    if (rest->seconds == 0)
        return;
    hf_rest_set(x->line, &(struct hf_rest){.target = target,
                                           .until_us = until_us,
                                           .place = {c->server, c->proxy},
                                           .named = is_of_name(rest)});
    hf_explain(x, &(struct hf_decision){
                      .attempt = a->id,
                      .until_us = until_us,
                      .setting_value = rest->setting_value,
                      .why = rest->why,
                      .setting = rest->setting,
                      .status = a->status,
                      .machine = HF_MACHINE_ATTEMPT,
                      .subject = a->purpose,
                      .from_state = a->state,
                      .to_state = a->state,
                      .from_server = c->server,
                      .to_server = c->server,
                      .from_candidate = (uint8_t)(a->candidate + 1),
                      .to_candidate = (uint8_t)(a->candidate + 1),
                      .cause = rest->cause,
                  });
    if (x->line->config.share_rests && !is_of_name(rest))
        hf_emit(x, HF_ACTION_SHARE_REST)->u.rest = (struct hf_share_rest){
            .until_us = until_us, .target = target, .cause = rest->cause};
}

/* A10: a target that does not answer. OPTIONS alone proves nothing: the REGISTER that follows
 * does (C10). Our own troubles say nothing about it (A6a). */
void hf_attempt_quarantine(struct hf_context *x, const struct hf_attempt *a)
{
    if (a->cause == HF_CAUSE_LOCAL || a->purpose == HF_PURPOSE_KEEPALIVE)
        return;
    rest_target(x, a,
                &(struct rest){.seconds = x->line->config.quarantine_s,
                               .setting_value = x->line->config.quarantine_s,
                               .why = HF_WHY_QUARANTINED,
                               .setting = HF_SETTING_QUARANTINE,
                               .cause = a->cause});
}

/* A9: a failover status with Retry-After. */
void hf_attempt_retry_after(struct hf_context *x, const struct hf_attempt *a, uint32_t seconds)
{
    uint32_t most_s = x->line->config.retry_after_max_s;
    struct rest rest = {.seconds = seconds, .why = HF_WHY_RETRY_AFTER};

    if (seconds == HF_RETRY_AFTER_NONE)
        return;
    if (seconds > most_s) { /* it decides where it cuts; else the server does */
        rest.seconds = most_s;
        rest.setting = HF_SETTING_RETRY_AFTER_MAX;
        rest.setting_value = most_s;
    }
    rest_target(x, a, &rest);
}
