/* SPDX-License-Identifier: Apache-2.0 */
/* See check_passes.h. Invariants H4, H5, H6, H8, H9 of passes, and C1b. */
#include "check_passes.h"

#include <string.h>

#include "attempt.h"
#include "candidates.h"
#include "hf_time.h"
#include "locate.h"
#include "pass.h"
#include "proxy_failback.h"
#include "redirects.h"
#include "service.h"
#include "watched.h"

enum { H4 = 4, H5 = 5, H6 = 6, H8 = 8, H9 = 9 };

static bool was_issued(const struct hf_line *line, uint64_t id)
{
    return id - line->first_id < line->next_id - line->first_id;
}

static bool waits_for_another(const struct hf_pass *p)
{
    return p->state == HF_PASS_TURN || p->state == HF_PASS_JOINED;
}

/* As it was made: a pass begins with what stands there. */
static bool is_at_rest(const struct hf_pass *p)
{
    static const struct hf_pass none = {
        .attempt = {.deadline_us = HF_NEVER}, .candidate = HF_NONE, .other = HF_NONE};

    return memcmp(p, &none, sizeof none) == 0;
}

static bool pass_is_bounded(const struct hf_line *line, uint8_t slot)
{
    const struct hf_pass *p = &line->passes[slot];
    uint32_t all = (1u << line->n_candidates) - 1;
    bool at_none = p->candidate == HF_NONE && p->state == HF_PASS_LOCATING;

    if (p->state >= HF_PASS_STATE_COUNT || p->attempt.state >= HF_ATTEMPT_COUNT ||
        p->purpose >= HF_PURPOSE_COUNT || p->kind >= HF_REQUEST_COUNT || p->attempt.n_realms > 2 ||
        p->server > line->config.n_servers || p->former > HF_LINE_SERVERS ||
        p->proxy > HF_SERVER_PROXIES)
        return false;
    if (p->state == HF_PASS_IDLE)
        return is_at_rest(p);
    if ((p->candidate >= line->n_candidates && !at_none) || (p->tried & ~all) != 0 ||
        (p->failed & ~p->tried) != 0 || p->hops > HF_REDIRECT_HOPS_MAX)
        return false;
    if (hf_attempt_is_under_way(&p->attempt) && p->attempt.candidate >= line->n_candidates)
        return false;
    return !waits_for_another(p) || (p->other < HF_LINE_PASSES && p->other != slot);
}

bool hf_passes_are_bounded(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (!pass_is_bounded(line, i))
            return false;
    }
    return hf_redirects_are_sound(line);
}

static bool is_registers_place(const struct hf_line *line, uint8_t slot, const struct hf_pass *p)
{
    uint8_t k = (uint8_t)(slot - HF_SLOT_REGISTER);
    uint8_t scope = hf_service_scope(line, k);

    if (p->purpose == HF_PURPOSE_REMOVE)
        return (p->server != 0) != (p->former != 0);
    return p->purpose == HF_PURPOSE_REGISTER && k < hf_service_registrations(line) &&
           (scope == 0 || p->server == scope);
}

/* D1's probe, or B13's of the registration that probes. */
static bool is_probe(const struct hf_line *line, const struct hf_pass *p)
{
    uint8_t k = hf_proxy_failback_prober(line);
    uint8_t server = k == HF_NONE ? line->failback.server
                                  : hf_candidate_server(line, line->registrations[k].working);

    return p->kind == HF_REQUEST_REGISTER && p->purpose == HF_PURPOSE_PROBE &&
           p->server == server && p->proxy == (k == HF_NONE ? 0 : 1);
}

/* E1, E5, E12: a call's INVITE, which has the call's id, its BYE, or any other request. */
static bool is_the_users(const struct hf_line *line, const struct hf_pass *p)
{
    bool of_a_call = p->call != 0;
    bool opens_one = (p->flags & HF_PASS_IN_DIALOG) == 0 && of_a_call;

    if (p->purpose != HF_PURPOSE_REQUEST || p->request == 0 ||
        opens_one != (p->kind == HF_REQUEST_INVITE))
        return false;
    switch ((enum hf_request_kind)p->kind) {
    case HF_REQUEST_INVITE: return p->request == line->calls[p->call - 1].id;
    case HF_REQUEST_BYE: return of_a_call;
    case HF_REQUEST_OTHER: return true;
    case HF_REQUEST_OPTIONS: return !of_a_call;
    case HF_REQUEST_REGISTER:
    case HF_REQUEST_COUNT: break;
    }
    return false;
}

/* C10: it asks the candidate that is to show whether it lives, and no other. */
static bool is_keep_alive(const struct hf_line *line, const struct hf_pass *p)
{
    return p->purpose == HF_PURPOSE_KEEPALIVE && p->kind == HF_REQUEST_OPTIONS &&
           p->state == HF_PASS_TRYING && (p->flags & HF_PASS_SINGLE) != 0 &&
           p->candidate == line->options.candidate;
}

/* A pass that runs does what its place is for, at the servers it may go to. */
static bool keeps_its_place(const struct hf_line *line, uint8_t slot)
{
    const struct hf_pass *p = &line->passes[slot];
    bool is_register = p->kind == HF_REQUEST_REGISTER;
    bool in_front = (p->flags & HF_PASS_REGISTERS) != 0 && /* E2 */
                    p->attempt.kind == HF_REQUEST_REGISTER &&
                    p->attempt.purpose == HF_PURPOSE_REGISTER;

    if (p->server != 0 && p->candidate != HF_NONE &&
        (hf_candidate_server(line, p->candidate) != p->server ||
         (p->proxy != 0 && line->candidates[p->candidate].proxy != p->proxy)))
        return false;
    if (p->state == HF_PASS_TRYING && !in_front &&
        (p->attempt.purpose != p->purpose || p->attempt.kind != p->kind))
        return false;
    if (slot == HF_SLOT_PROBE)
        return is_probe(line, p);
    if (p->proxy != 0)
        return false;
    if (slot < HF_SLOT_REQUEST)
        return is_register && is_registers_place(line, slot, p);
    return is_the_users(line, p) || (line->options.slot == slot && is_keep_alive(line, p));
}

/* H4: one live attempt a pass, ids issued and distinct; no state that belongs inside a step. */
static bool attempt_is_single(const struct hf_line *line, uint8_t slot)
{
    const struct hf_pass *p = &line->passes[slot];
    bool live = hf_attempt_is_live(&p->attempt);

    if (p->state == HF_PASS_ENDED || p->state == HF_PASS_READY ||
        p->attempt.state == HF_ATTEMPT_ENDED || p->attempt.state == HF_ATTEMPT_OVERDUE ||
        hf_attempt_is_under_way(&p->attempt) != (p->state == HF_PASS_TRYING) ||
        (live && !was_issued(line, p->attempt.id)))
        return false;
    for (uint8_t j = 0; j < slot; j++) {
        if (live && line->passes[j].attempt.id == p->attempt.id)
            return false;
    }
    return true;
}

/* C1b: one REGISTER at a time to a server. */
static bool registers_take_turns(const struct hf_line *line)
{
    uint32_t busy = 0;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        uint8_t server = hf_candidate_server(line, p->candidate);
        if (p->state != HF_PASS_TRYING || p->attempt.kind != HF_REQUEST_REGISTER || server == 0)
            continue;
        if ((busy & (1u << server)) != 0)
            return false;
        busy |= 1u << server;
    }
    return true;
}

/* H5: an attempt goes to its candidate, or where that server's 3xx sent it. */
static bool goes_to_its_candidate(const struct hf_line *line, const struct hf_pass *p)
{
    struct hf_target target;

    if (p->state != HF_PASS_TRYING)
        return !hf_redirect_is_on(line, &p->attempt);
    target = hf_attempt_target(line, &p->attempt);
    return p->attempt.candidate == p->candidate &&
           (!hf_redirect_is_on(line, &p->attempt) ||
            (p->redirected && !hf_target_equal(&target, &line->candidates[p->candidate].target)));
}

/* H6: no attempt outlives its budget; a pass tries what it says it tried. */
static bool keeps_its_budget(const struct hf_line *line, const struct hf_pass *p)
{
    uint64_t ring_us = (uint64_t)line->config.ring_timeout_s * HF_US_PER_S;

    if (!hf_attempt_is_live(&p->attempt))
        return true;
    if (hf_candidate_server(line, p->candidate) == 0 && p->attempt.former == 0)
        return false;
    if (p->attempt.state == HF_ATTEMPT_RINGING) /* A7 */
        return p->kind == HF_REQUEST_INVITE && (p->tried & (1u << p->candidate)) != 0 &&
               (ring_us == 0 ? p->attempt.deadline_us == HF_NEVER
                             : p->attempt.deadline_us <= hf_time_add(line->now_us, ring_us));
    if (p->attempt.state == HF_ATTEMPT_ALIVE && p->kind == HF_REQUEST_INVITE &&
        p->attempt.kind == p->kind)
        return p->attempt.deadline_us <=
               hf_time_add(line->now_us, hf_budget_timer_f_us(&line->config));
    return p->attempt.deadline_us <=
               hf_time_add(p->attempt.first_us, hf_attempt_longest_of(line, &p->attempt)) &&
           p->attempt.first_us <= line->now_us && (p->tried & (1u << p->candidate)) != 0;
}

static bool any_name_is_asked(const struct hf_line *line)
{
    for (uint8_t host = 0; host < hf_host_count(&line->config); host++) {
        if (hf_locate_is_asking(line, host))
            return true;
    }
    return false;
}

/* C1b */
static bool waits_for_a_register(const struct hf_line *line, const struct hf_pass *p)
{
    const struct hf_pass *other = &line->passes[p->other];

    return other->state == HF_PASS_TRYING && other->attempt.kind == HF_REQUEST_REGISTER &&
           hf_candidate_server(line, other->candidate) == hf_candidate_server(line, p->candidate);
}

/* H8: a pass without an attempt has somebody who will end its waiting. */
static bool will_go_on(const struct hf_line *line, const struct hf_pass *p)
{
    if (p->attempt.state != HF_ATTEMPT_RINGING &&
        (p->attempt.deadline_us != HF_NEVER) != hf_attempt_is_under_way(&p->attempt))
        return false;
    if (p->state == HF_PASS_LOCATING)
        return any_name_is_asked(line);
    if (p->state == HF_PASS_SIBLING)
        return hf_watched_any_of(line, p->call);
    return !waits_for_another(p) || waits_for_a_register(line, p);
}

static int check_pass(const struct hf_line *line, uint8_t slot)
{
    const struct hf_pass *p = &line->passes[slot];

    if (p->state == HF_PASS_IDLE) /* it is at rest: bounded */
        return hf_redirect_is_on(line, &p->attempt) ? H5 : 0;
    if (!attempt_is_single(line, slot))
        return H4;
    if (!goes_to_its_candidate(line, p))
        return H5;
    if (!keeps_its_budget(line, p))
        return H6;
    if (!will_go_on(line, p))
        return H8;
    return keeps_its_place(line, slot) ? 0 : H9;
}

/* C8, C9, C14: one at a server, present or former: there is a place for each, and no more. */
static bool removals_are_single(const struct hf_line *line)
{
    uint32_t present = 0, former = 0;

    for (uint8_t i = HF_SLOT_REGISTER; i < HF_SLOT_REQUEST; i++) {
        const struct hf_pass *p = &line->passes[i];
        if (p->purpose != HF_PURPOSE_REMOVE)
            continue;
        if ((present >> p->server & 1u) != 0 || (former >> p->former & 1u) != 0)
            return false;
        present |= 1u << p->server & ~1u;
        former |= 1u << p->former & ~1u;
    }
    return true;
}

int hf_passes_check(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        int broken = check_pass(line, i);
        if (broken != 0)
            return broken;
    }
    if (!removals_are_single(line))
        return H9;
    return registers_take_turns(line) ? 0 : H4;
}
