/* SPDX-License-Identifier: Apache-2.0 */
/* See verdict.h. Rules: A6, A7, A8, E11. */
#include "verdict.h"

#include "candidates.h"

static bool is_on_list(const struct hf_statuses *list, uint16_t status)
{
    for (uint8_t i = 0; i < list->n_codes; i++) {
        if (list->codes[i] == status)
            return true;
    }
    if (status == 401 || status == 407 || status == 423) /* A6: classes never match these */
        return false;
    return (list->classes & (1u << (status / 100))) != 0;
}

bool hf_verdict_is_by_invites_list(const struct hf_attempt *a)
{
    return a->kind != HF_REQUEST_REGISTER && a->kind != HF_REQUEST_OPTIONS;
}

/* A6: inside a dialog none moves a request, BYE apart. A7: nor one that has rung. */
static bool is_moved_by_none(const struct hf_attempt *a)
{
    return a->state == HF_ATTEMPT_RINGING ||
           ((a->flags & HF_ATTEMPT_IN_DIALOG) != 0 && a->kind != HF_REQUEST_BYE);
}

bool hf_verdict_is_failover(const struct hf_line *line, const struct hf_attempt *a, uint16_t status)
{
    const struct hf_config *config = &line->config;

    return !is_moved_by_none(a) &&
           is_on_list(hf_verdict_is_by_invites_list(a) ? &config->invite_failover_statuses
                                                       : &config->register_failover_statuses,
                      status);
}

bool hf_verdict_is_the_callees(uint16_t status)
{
    return status / 100 == 3 || status == 486 || status == 600 || status == 603;
}

/* A8: never to a less secure transport, and not where the request has just been. */
bool hf_verdict_may_follow(const struct hf_target *from, const struct hf_target *to)
{
    if (to->family == HF_FAMILY_NONE || to->port == 0 || hf_target_equal(to, from))
        return false;
    return from->transport != HF_TRANSPORT_TLS || to->transport == HF_TRANSPORT_TLS;
}

bool hf_verdict_knows_realm(const struct hf_attempt *a, uint32_t realm)
{
    for (uint8_t i = 0; i < a->n_realms; i++) {
        if (a->realms[i] == realm)
            return true;
    }
    return false;
}

/* What a challenge means for the attempt (A8): NONE when it is to be answered. */
enum hf_why hf_verdict_of_challenge(const struct hf_attempt *a, const struct hf_challenged *c,
                                    bool realm_answered)
{
    if (!realm_answered && a->n_realms < sizeof a->realms / sizeof a->realms[0])
        return HF_WHY_NONE; /* also when credentials from earlier are called stale */
    if (realm_answered && c->stale && !a->stale_used)
        return HF_WHY_NONE;
    if (realm_answered && !c->stale && c->after_credentials)
        return HF_WHY_WRONG_CREDENTIALS;
    return HF_WHY_CHALLENGE_LOOP;
}
