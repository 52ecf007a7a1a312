/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariants of behaviour.md H that one line's state can show, in one function that tests,
 * fuzz targets and restoring from a snapshot all use. It returns the number of the first one
 * that does not hold. It trusts nothing: a state from a file may hold any bytes.
 */
#include <stdbool.h>
#include <string.h>

#include "attempt.h"
#include "candidates.h"
#include "hf_time.h"
#include "holdfast/line.h"
#include "registration.h"
#include "state.h"

enum { H3 = 3, H4 = 4, H5 = 5, H6 = 6, H7 = 7, H8 = 8, H9 = 9 };

static bool is_candidate(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates;
}

static bool was_issued(const struct hf_line *line, uint64_t id)
{
    return id - line->first_id < line->next_id - line->first_id;
}

/* H9: every count and every enum is inside its bounds, so that the other checks may index. */
static bool enums_are_bounded(const struct hf_line *line)
{
    bool sound = line->registration.state < HF_REGISTRATION_COUNT &&
                 line->failback.state < HF_FAILBACK_STATE_COUNT &&
                 line->reported.state < HF_LINE_STATE_COUNT &&
                 line->registration.n_requests <= HF_LINE_REQUESTS;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        sound = sound && line->passes[i].state < HF_PASS_STATE_COUNT &&
                line->passes[i].attempt.state < HF_ATTEMPT_COUNT &&
                line->passes[i].purpose < HF_PURPOSE_COUNT && line->passes[i].attempt.n_realms <= 2;
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        sound = sound && line->bindings[i].state < HF_BINDING_STATE_COUNT;
    return sound;
}

static bool references_are_bounded(const struct hf_line *line)
{
    uint8_t working = line->registration.working;
    uint32_t all = (1u << line->n_candidates) - 1;
    bool sound = working == HF_NONE || is_candidate(line, working);

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        if (p->state == HF_PASS_IDLE)
            continue;
        sound = sound && is_candidate(line, p->candidate) && (p->tried & ~all) == 0 &&
                (p->failed & ~p->tried) == 0 && p->hops <= HF_REDIRECT_HOPS_MAX;
        if (p->state == HF_PASS_TURN || p->state == HF_PASS_JOINED)
            sound = sound && p->other < HF_LINE_PASSES && p->other != i;
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++)
        sound = sound && (line->watched[i].id == 0 || line->watched[i].candidate == HF_NONE ||
                          is_candidate(line, line->watched[i].candidate));
    return sound;
}

/* The candidates are those of the configuration, in its order. */
static bool candidates_match(const struct hf_line *line)
{
    struct hf_candidate expected[HF_LINE_TARGETS];

    return line->n_candidates == hf_candidates_list(&line->config, expected) &&
           memcmp(line->candidates, expected, sizeof expected) == 0;
}

static bool config_is_sound(const struct hf_line *line)
{
    struct hf_refusal refusal;

    if (line->config.n_servers == 0)
        return line->registration.state == HF_REGISTRATION_OFF && line->n_candidates == 0 &&
               line->next_id == 0;
    return hf_config_check(&line->config, &refusal) == HF_OK && line->first_id != 0 &&
           line->next_id >= line->first_id && line->next_id <= HF_IDS_MOST &&
           line->next_series > 0 && line->now_us <= HF_EVENT_TIME_MAX_US && candidates_match(line);
}

/* A pass that runs does what its place is for, at the servers it may go to. */
static bool passes_keep_their_place(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        uint8_t server = i == HF_SLOT_REGISTER ? 0
                         : i == HF_SLOT_PROBE  ? line->failback.server
                                               : (uint8_t)(i - HF_SLOT_REMOVE + 1);
        uint8_t purpose = i == HF_SLOT_REGISTER ? HF_PURPOSE_REGISTER
                          : i == HF_SLOT_PROBE  ? HF_PURPOSE_PROBE
                                                : HF_PURPOSE_REMOVE;
        if (p->state == HF_PASS_IDLE)
            continue;
        if (i == HF_SLOT_REGISTER) /* all servers, or the one that answered late (A11) */
            server = p->server;
        if (p->server != server || p->purpose != purpose ||
            (server != 0 && hf_candidate_server(line, p->candidate) != server) ||
            (p->state == HF_PASS_TRYING && p->attempt.purpose != purpose))
            return false;
    }
    return true;
}

/* What one machine's state says of another's. */
static bool machines_agree(const struct hf_line *line)
{
    const struct hf_registration *r = &line->registration;
    bool works = r->working != HF_NONE;
    uint8_t server = hf_candidate_server(line, r->working);
    bool away = line->failback.state != HF_FAILBACK_HOME;
    bool probing = line->failback.state == HF_FAILBACK_PROBING;
    bool removing = false;

    for (uint8_t i = HF_SLOT_REMOVE; i < HF_LINE_PASSES; i++)
        removing = removing || line->passes[i].state != HF_PASS_IDLE;
    if (removing != (r->state == HF_REGISTRATION_STOPPING) || (away && server < 2))
        return false;
    if (probing != (line->failback.server != 0) || (probing && line->failback.server >= server))
        return false;
    if (r->state == HF_REGISTRATION_REGISTERED)
        return works && line->bindings[server - 1].state == HF_BINDING_HELD;
    return r->state == HF_REGISTRATION_REGISTERING || !works;
}

/* H3: a request of the user waits only while the pass that answers it runs. */
static bool requests_are_owed(const struct hf_line *line)
{
    const struct hf_registration *r = &line->registration;

    return r->n_requests == 0 || r->state == HF_REGISTRATION_REGISTERING;
}

/* H4: one live attempt a pass, ids issued and distinct; no state that belongs inside a step. */
static bool attempts_are_single(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        bool live = hf_attempt_is_live(&p->attempt);
        if (p->state == HF_PASS_ENDED || p->attempt.state == HF_ATTEMPT_ENDED ||
            p->attempt.state == HF_ATTEMPT_OVERDUE || live != (p->state == HF_PASS_TRYING) ||
            (live && !was_issued(line, p->attempt.id)))
            return false;
        for (uint8_t j = 0; j < i; j++) {
            if (live && line->passes[j].attempt.id == p->attempt.id)
                return false;
        }
    }
    return true;
}

/* C1b: one REGISTER at a time to a server. */
static bool registers_take_turns(const struct hf_line *line)
{
    uint32_t busy = 0;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        uint32_t bit;
        if (p->state != HF_PASS_TRYING)
            continue;
        bit = 1u << hf_candidate_server(line, p->candidate);
        if ((busy & bit) != 0)
            return false;
        busy |= bit;
    }
    return true;
}

/* H5: an attempt goes to its candidate, or where that server's 3xx sent it. */
static bool targets_are_candidates(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        const struct hf_target *expected;
        if (p->state != HF_PASS_TRYING)
            continue;
        if (p->attempt.candidate != p->candidate)
            return false;
        expected = p->redirect.family == HF_FAMILY_NONE ? &line->candidates[p->candidate].target
                                                        : &p->redirect;
        if (!hf_target_equal(&p->attempt.target, expected))
            return false;
    }
    return true;
}

/* H6: no attempt outlives its budget; a pass tries what it says it tried. */
static bool budgets_hold(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        uint64_t longest_us;
        if (p->state != HF_PASS_TRYING)
            continue;
        longest_us = hf_attempt_longest_us(line, p->candidate);
        if (p->attempt.deadline_us > hf_time_add(p->attempt.first_us, longest_us) ||
            p->attempt.first_us > line->now_us || (p->tried & (1u << p->candidate)) == 0)
            return false;
    }
    return true;
}

/* H7: successive mode believes in one binding, at the server that it works on. */
static bool bindings_are_single(const struct hf_line *line)
{
    uint8_t working = hf_candidate_server(line, line->registration.working);
    bool stopping = line->registration.state == HF_REGISTRATION_STOPPING;

    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++) {
        const struct hf_binding *b = &line->bindings[server - 1];
        if (b->state == HF_BINDING_HELD && server != working && !stopping)
            return false;
        if (b->state != HF_BINDING_ABSENT && !is_candidate(line, b->candidate))
            return false;
        if (b->state != HF_BINDING_ABSENT && hf_candidate_server(line, b->candidate) != server)
            return false;
    }
    return true;
}

/* H8: what waits has a wake-up, and nothing else has one. */
static bool deadlines_fit(const struct hf_line *line)
{
    const struct hf_registration *r = &line->registration;
    bool waits = r->state == HF_REGISTRATION_REGISTERED || r->state == HF_REGISTRATION_WAITING ||
                 r->state == HF_REGISTRATION_REFUSED || r->state == HF_REGISTRATION_STOPPING;
    bool fit = waits == (r->deadline_us != HF_NEVER) &&
               (line->failback.state == HF_FAILBACK_AWAY) ==
                   (line->failback.deadline_us != HF_NEVER);

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        fit = fit && (line->passes[i].attempt.deadline_us != HF_NEVER) ==
                         hf_attempt_is_live(&line->passes[i].attempt);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        fit = fit && (line->bindings[i].expires_us != HF_NEVER) ==
                         (line->bindings[i].state != HF_BINDING_ABSENT);
    return fit;
}

/* H8: a state without a deadline of its own has somebody who will end it. */
static bool somebody_goes_on(const struct hf_line *line)
{
    bool registering = line->registration.state == HF_REGISTRATION_REGISTERING;
    bool probing = line->failback.state == HF_FAILBACK_PROBING;
    const struct hf_pass *r = &line->passes[HF_SLOT_REGISTER];
    const struct hf_pass *p = &line->passes[HF_SLOT_PROBE];

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *pass = &line->passes[i];
        bool waits = pass->state == HF_PASS_TURN || pass->state == HF_PASS_JOINED;
        if (waits && (line->passes[pass->other].state != HF_PASS_TRYING ||
                      hf_candidate_server(line, line->passes[pass->other].candidate) !=
                          hf_candidate_server(line, pass->candidate)))
            return false;
    }
    return registering == (r->state != HF_PASS_IDLE) && probing == (p->state != HF_PASS_IDLE);
}

int hf_line_check(const struct hf_line *line)
{
    if (line->stepping != 0 || !enums_are_bounded(line) || !config_is_sound(line) ||
        !references_are_bounded(line))
        return H9;
    if (!requests_are_owed(line))
        return H3;
    if (!attempts_are_single(line) || !registers_take_turns(line))
        return H4;
    if (!targets_are_candidates(line))
        return H5;
    if (!budgets_hold(line))
        return H6;
    if (!bindings_are_single(line))
        return H7;
    if (!deadlines_fit(line) || !somebody_goes_on(line))
        return H8;
    return passes_keep_their_place(line) && machines_agree(line) ? 0 : H9;
}
