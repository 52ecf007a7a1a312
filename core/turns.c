/* SPDX-License-Identifier: Apache-2.0 */
/* See turns.h. Rule C1b. */
#include "turns.h"

#include "attempt.h"
#include "candidates.h"

/* A 423 or a 3xx is followed at the same server: its REGISTER is not over. */
static bool is_busy(const struct hf_attempt *a)
{
    return hf_attempt_is_under_way(a) ||
           (a->state == HF_ATTEMPT_ENDED &&
            (a->outcome == HF_OUTCOME_TOO_BRIEF || a->outcome == HF_OUTCOME_REDIRECTED));
}

uint8_t hf_turns_busy(const struct hf_line *line, const struct hf_pass *p, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(line, candidate);

    if (server == 0)
        return HF_NONE;
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *other = &line->passes[i];
        if (other != p && other->state == HF_PASS_TRYING &&
            other->attempt.kind == HF_REQUEST_REGISTER && is_busy(&other->attempt) &&
            hf_candidate_server(line, other->candidate) == server)
            return i;
    }
    return HF_NONE;
}

bool hf_turns_may_join(const struct hf_pass *other, const struct hf_pass *p)
{
    return other->candidate == p->candidate && other->purpose != HF_PURPOSE_REMOVE &&
           p->purpose != HF_PURPOSE_REMOVE;
}

/* Accepted, whether its pass has heard it yet or not. */
static bool is_accepted(const struct hf_pass *p)
{
    return p->state == HF_PASS_READY ||
           (p->state == HF_PASS_TRYING && p->attempt.kind == HF_REQUEST_REGISTER &&
            p->attempt.state == HF_ATTEMPT_ENDED &&
            (p->attempt.outcome == HF_OUTCOME_ACCEPTED ||
             p->attempt.outcome == HF_OUTCOME_UNLISTED));
}

bool hf_turns_are_settled_next(const struct hf_line *line, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(line, candidate);

    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        if (is_accepted(&line->passes[i]) &&
            hf_candidate_server(line, line->passes[i].candidate) == server)
            return true;
    }
    return false;
}
