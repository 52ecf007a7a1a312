/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long an attempt may last, and which setting says so. A removal at a server that the
 * configuration has no more keeps to C8's time (C14), and so does an INVITE that went on ringing
 * there.
 *
 * Rules: A1, A2, A3, A4, A5, A7, E2, H6.
 */
#include "attempt_states.h"
#include "candidates.h"
#include "hf_time.h"
#include "holdfast/budget.h"
#include "redirects.h"

static struct hf_place place_of(const struct hf_line *line, uint8_t candidate)
{
    return (struct hf_place){.server = line->candidates[candidate].server,
                             .proxy = line->candidates[candidate].proxy};
}

static bool is_invite(const struct hf_attempt *a)
{
    return a->kind == HF_REQUEST_INVITE; /* A5: with a count of its own */
}

uint64_t hf_attempt_longest_us(const struct hf_line *line, uint8_t candidate)
{
    return hf_budget_longest_us(&line->config, place_of(line, candidate));
}

uint64_t hf_attempt_longest_of(const struct hf_line *line, const struct hf_attempt *a)
{
    struct hf_place place = place_of(line, a->candidate);

    if (a->former != 0) /* C14: the configuration says nothing of it any more; C8's time */
        return HF_REMOVAL_LONGEST_US;
    if ((a->flags & HF_ATTEMPT_FOR_ONE) != 0)
        return hf_time_max(hf_budget_timer_f_us(&line->config), hf_attempt_connect_us(line, a));
    return is_invite(a) ? hf_budget_invite_longest_us(&line->config, place)
                        : hf_budget_longest_us(&line->config, place);
}

uint64_t hf_attempt_answer_us(const struct hf_line *line, const struct hf_attempt *a)
{
    struct hf_place place = place_of(line, a->candidate);

    if (a->former != 0)
        return HF_REMOVAL_LONGEST_US;
    return is_invite(a) ? hf_budget_invite_answer_us(&line->config, place)
                        : hf_budget_answer_us(&line->config, place);
}

/* A3, by the transport that the attempt takes: a 3xx may have changed it. */
uint64_t hf_attempt_connect_us(const struct hf_line *line, const struct hf_attempt *a)
{
    if (hf_attempt_target(line, a).transport == HF_TRANSPORT_UDP)
        return hf_attempt_answer_us(line, a);
    return hf_time_max(hf_attempt_answer_us(line, a), HF_CONNECT_LEAST_US);
}

uint32_t hf_attempt_retry_period_ms(const struct hf_line *line, const struct hf_attempt *a)
{
    if (a->former != 0)
        return HF_REMOVAL_LONGEST_US / HF_US_PER_MS;
    return line->config.servers[line->candidates[a->candidate].server - 1].retry_period_ms;
}

uint32_t hf_attempt_retry_counts(const struct hf_line *line, const struct hf_attempt *a)
{
    struct hf_place place = place_of(line, a->candidate);

    return is_invite(a) ? hf_budget_invite_retry_counts(&line->config, place)
                        : hf_budget_retry_counts(&line->config, place);
}

uint64_t hf_attempt_hard_end_us(const struct hf_line *line, const struct hf_attempt *a)
{
    return hf_time_add(a->first_us, hf_attempt_longest_of(line, a));
}

void hf_attempt_set_deadline(const struct hf_context *x, struct hf_attempt *a, uint64_t after_us)
{
    a->deadline_us = hf_time_min(hf_time_add(a->sent_us, after_us),
                                 hf_attempt_hard_end_us(x->line, a));
}

/* To 64*T1 (A4, A7), and never less than the attempt had (A3 gives a connection 4 s). */
void hf_attempt_set_to_timer_f(const struct hf_context *x, struct hf_attempt *a)
{
    uint64_t timer_f_us = hf_budget_timer_f_us(&x->line->config);

    hf_attempt_set_deadline(x, a, hf_time_max(timer_f_us, hf_attempt_connect_us(x->line, a)));
}

/* A5: by a count for INVITE alone. */
static bool has_own_count(const struct hf_line *line, const struct hf_attempt *a)
{
    struct hf_place place = place_of(line, a->candidate);

    return is_invite(a) && hf_budget_has_invite_retry_counts(&line->config, place);
}

/* A2 before A1; in the last attempt, for a server that lives, and where a REGISTER went before,
 * 64*T1 does (A4, A7, E2). */
void hf_attempt_name_budget(const struct hf_line *line, const struct hf_attempt *a, uint8_t state,
                            struct hf_decision *decision)
{
    uint32_t period_ms = hf_attempt_retry_period_ms(line, a);

    bool shared = (a->flags & HF_ATTEMPT_FOR_ONE) != 0 &&
                  a->deadline_us == hf_attempt_hard_end_us(line, a);

    if (state == HF_ATTEMPT_RINGING) {
        decision->setting = HF_SETTING_RING_TIMEOUT;
        decision->setting_value = line->config.ring_timeout_s;
    } else if (state == HF_ATTEMPT_LAST || state == HF_ATTEMPT_ALIVE || shared) {
        decision->setting = HF_SETTING_T1;
        decision->setting_value = line->config.t1_ms;
    } else if (a->former == 0 && period_ms != 0) { /* C14: else C8's time */
        decision->setting = HF_SETTING_RETRY_PERIOD;
        decision->setting_value = period_ms;
    } else if (a->former == 0) {
        decision->setting = has_own_count(line, a) ? HF_SETTING_INVITE_RETRY_COUNTS
                                                   : HF_SETTING_RETRY_COUNTS;
        decision->setting_value = hf_attempt_retry_counts(line, a);
    }
}
