/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariants of behaviour.md H that one line's state can show, in one function that tests,
 * fuzz targets and restoring from a snapshot all use. It returns the number of the first one
 * that does not hold. It trusts nothing: a state from a file may hold any bytes. What passes must
 * look like is in check_passes.c.
 */
#include <stdbool.h>
#include <string.h>

#include "calls.h"
#include "candidates.h"
#include "check_passes.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/line.h"
#include "host_targets.h"
#include "locate.h"
#include "proxy_failback.h"
#include "service.h"
#include "state.h"

enum { H3 = 3, H7 = 7, H8 = 8, H9 = 9 };

static bool is_in_table(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates;
}

static bool is_in_table_or_none(const struct hf_line *line, uint8_t candidate)
{
    return candidate == HF_NONE || is_in_table(line, candidate);
}

/* H9: every count and every enum is inside its bounds, so that the other checks may index. */
static bool machines_are_bounded(const struct hf_line *line)
{
    bool sound = line->failback.state < HF_FAILBACK_STATE_COUNT &&
                 line->options.state < HF_OPTIONS_STATE_COUNT &&
                 line->reported.state < HF_LINE_STATE_COUNT && line->wishes.n <= HF_LINE_REQUESTS &&
                 line->config.n_servers <= HF_LINE_SERVERS &&
                 line->n_candidates <= HF_LINE_TARGETS && line->n_live <= line->n_candidates;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        sound = sound && line->bindings[i].state < HF_BINDING_STATE_COUNT &&
                line->registrations[i].state < HF_REGISTRATION_COUNT &&
                line->target_failback.state[i] < HF_TARGETS_STATE_COUNT &&
                line->proxy_failback.state[i] < HF_PROXIES_STATE_COUNT;
    for (uint8_t i = 0; i < HF_LINE_HOSTS; i++)
        sound = sound && line->lookups[i].state < HF_LOOKUP_STATE_COUNT;
    return sound;
}

static bool references_are_bounded(const struct hf_line *line)
{
    bool sound = is_in_table_or_none(line, line->service.working) &&
                 is_in_table_or_none(line, line->options.candidate) &&
                 line->service.accused == HF_NONE && line->service.silent == 0 &&
                 line->service.answered == HF_NONE;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        sound = sound && is_in_table_or_none(line, line->registrations[i].working) &&
                is_in_table_or_none(line, line->bindings[i].candidate) &&
                is_in_table_or_none(line, line->bindings[i].kept);
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++)
        sound = sound && (line->watched[i].number == 0 ||
                          is_in_table_or_none(line, line->watched[i].candidate));
    return sound && hf_call_are_bounded(line);
}

static bool is_unconfigured(const struct hf_line *line)
{
    return line->registrations[0].state == HF_REGISTRATION_OFF && line->n_candidates == 0 &&
           line->next_id == 0 && line->wishes.n == 0;
}

static bool config_is_sound(const struct hf_line *line)
{
    struct hf_refusal refusal;

    if (line->config.n_servers == 0)
        return is_unconfigured(line);
    return hf_config_check(&line->config, &refusal) == HF_OK && line->first_id != 0 &&
           line->next_id >= line->first_id && line->next_id <= HF_IDS_MOST &&
           line->next_series > 0 && line->next_query > 0 && line->next_query <= HF_QUERIES_MOST &&
           line->now_us <= HF_EVENT_TIME_MAX_US && hf_candidates_are_sound(line);
}

/* One registration: its state, its binding and its pass say the same. */
static bool registration_is_sound(const struct hf_line *line, uint8_t k)
{
    const struct hf_registration *r = &line->registrations[k];
    uint8_t server = hf_candidate_server(line, r->working);
    uint8_t scope = hf_service_scope(line, k);
    bool holds = server != 0 && line->bindings[server - 1].state == HF_BINDING_HELD;

    if (r->working != HF_NONE && (server == 0 || (scope != 0 && server != scope)))
        return false;
    switch ((enum hf_registration_state)r->state) {
    case HF_REGISTRATION_REGISTERED: return holds;
    case HF_REGISTRATION_REGISTERING: return true;
    case HF_REGISTRATION_WAITING: /* one that begins in a moment knows where it was (C11, C14) */
        return r->working == HF_NONE || r->next_why == HF_WHY_CONFIG_CHANGED ||
               r->next_why == HF_WHY_RESTORED;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REFUSED:
    case HF_REGISTRATION_STOPPING: return r->working == HF_NONE;
    case HF_REGISTRATION_COUNT: break;
    }
    HF_UNREACHABLE(); /* the states are bounded */
}

static bool is_off(enum hf_registration_state state)
{
    return state == HF_REGISTRATION_OFF;
}

/* A line is off, stopping, or in service, as a whole; what is no registration is at rest. */
static bool registrations_are_sound(const struct hf_line *line)
{
    uint8_t n = hf_service_registrations(line);
    uint8_t first = line->registrations[0].state;

    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        uint8_t state = line->registrations[k].state;
        if (k >= n && !is_off((enum hf_registration_state)state))
            return false;
        if (k < n && ((state == HF_REGISTRATION_OFF) != (first == HF_REGISTRATION_OFF) ||
                      (state == HF_REGISTRATION_STOPPING) != (first == HF_REGISTRATION_STOPPING) ||
                      !registration_is_sound(line, k)))
            return false;
    }
    return true;
}

static bool failback_is_sound(const struct hf_line *line)
{
    const struct hf_failback_machine *f = &line->failback;
    uint8_t server = hf_candidate_server(line, hf_service_working(line));
    bool away = f->state != HF_FAILBACK_HOME;
    bool probing = f->state == HF_FAILBACK_PROBING;

    if (away && (server < 2 || hf_service_is_concurrent(line)))
        return false;
    return probing == (f->server != 0) && (!probing || f->server < server);
}

/* B13: what waits for proxy 1 works through proxy 2; one probe at a time, and none beside a pass
 * of its registration (C1b). */
static bool proxy_failback_is_sound(const struct hf_line *line)
{
    uint8_t n_probing = line->failback.state == HF_FAILBACK_PROBING;

    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        uint8_t state = line->proxy_failback.state[k];
        bool probing = state == HF_PROXIES_PROBING;
        if (state == HF_PROXIES_HOME
                ? line->proxy_failback.flags[k] != 0
                : hf_candidate_place(line, line->registrations[k].working).proxy < 2)
            return false;
        if (probing && line->registrations[k].state != HF_REGISTRATION_REGISTERED)
            return false;
        n_probing += probing;
    }
    return n_probing <= 1;
}

static bool options_are_sound(const struct hf_line *line)
{
    const struct hf_options_machine *o = &line->options;
    bool asking = o->state == HF_OPTIONS_ASKING;

    if ((o->state == HF_OPTIONS_OFF) != (o->candidate == HF_NONE) || asking != (o->slot != HF_NONE))
        return false;
    return !asking || (o->slot >= HF_SLOT_REQUEST && o->slot < HF_LINE_PASSES &&
                       line->passes[o->slot].purpose == HF_PURPOSE_KEEPALIVE);
}

/* H3: a request of the user waits only while a registration runs, or is about to, that will
 * answer it. */
static bool requests_are_owed(const struct hf_line *line)
{
    if (line->wishes.n == 0)
        return true;
    for (uint8_t k = 0; k < hf_service_registrations(line); k++) {
        const struct hf_registration *r = &line->registrations[k];
        if (r->state == HF_REGISTRATION_REGISTERING || r->next_why != HF_WHY_NONE)
            return true;
    }
    return false;
}

/* H7: successive mode believes in one binding, at the server that it works on; each mode's
 * bindings are where they say. */
static bool bindings_are_single(const struct hf_line *line)
{
    bool concurrent = hf_service_is_concurrent(line);
    uint8_t working = hf_candidate_server(line, hf_service_working(line));
    bool stopping = line->registrations[0].state == HF_REGISTRATION_STOPPING;

    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++) {
        const struct hf_binding *b = &line->bindings[server - 1];
        if (b->state == HF_BINDING_ABSENT)
            continue;
        if (b->state == HF_BINDING_HELD && server != working && !stopping && !concurrent)
            return false;
        if (hf_candidate_server(line, b->candidate) != server)
            return false;
    }
    return true;
}

static bool has_deadline_iff(bool wanted, uint64_t deadline_us)
{
    return wanted == (deadline_us != HF_NEVER);
}

static bool registrations_have_deadlines(const struct hf_line *line)
{
    bool fit = true;

    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        const struct hf_registration *r = &line->registrations[k];
        bool waits = r->state == HF_REGISTRATION_REGISTERED ||
                     r->state == HF_REGISTRATION_WAITING || r->state == HF_REGISTRATION_REFUSED ||
                     r->state == HF_REGISTRATION_STOPPING;
        fit = fit && has_deadline_iff(waits, r->deadline_us);
    }
    return fit;
}

/* H8: what waits has a wake-up, and nothing else has one. A DUE without an idle limit waits for an
 * event alone. */
static bool deadlines_fit(const struct hf_line *line)
{
    bool fit =
        registrations_have_deadlines(line) &&
        (line->failback.state == HF_FAILBACK_DUE ||
         has_deadline_iff(line->failback.state == HF_FAILBACK_AWAY, line->failback.deadline_us)) &&
        has_deadline_iff(line->options.state == HF_OPTIONS_WAITING, line->options.deadline_us);

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        uint8_t state = line->target_failback.state[i];
        fit = fit && has_deadline_iff(line->bindings[i].state != HF_BINDING_ABSENT,
                                      line->bindings[i].expires_us);
        fit = fit &&
              (state == HF_TARGETS_DUE ||
               has_deadline_iff(state == HF_TARGETS_AWAY, line->target_failback.deadline_us[i]));
        state = line->proxy_failback.state[i];
        fit = fit &&
              (state == HF_PROXIES_DUE ||
               has_deadline_iff(state == HF_PROXIES_AWAY, line->proxy_failback.deadline_us[i]));
    }
    return fit && hf_locate_is_sound(line);
}

/* H8: a state without a deadline of its own has somebody who will end it. */
static bool somebody_goes_on(const struct hf_line *line)
{
    bool probing = line->failback.state == HF_FAILBACK_PROBING ||
                   hf_proxy_failback_prober(line) != HF_NONE;

    for (uint8_t k = 0; k < hf_service_registrations(line); k++) {
        const struct hf_pass *p = &line->passes[HF_SLOT_REGISTER + k];
        bool runs = p->state != HF_PASS_IDLE && p->purpose == HF_PURPOSE_REGISTER;
        if ((line->registrations[k].state == HF_REGISTRATION_REGISTERING) != runs)
            return false;
    }
    return probing == (line->passes[HF_SLOT_PROBE].state != HF_PASS_IDLE) &&
           hf_call_are_sound(line);
}

int hf_line_check(const struct hf_line *line)
{
    int broken;

    if (line->stepping != 0 || !machines_are_bounded(line) || !hf_passes_are_bounded(line) ||
        !config_is_sound(line) || !references_are_bounded(line))
        return H9;
    if (!requests_are_owed(line))
        return H3;
    broken = hf_passes_check(line);
    if (broken != 0)
        return broken;
    if (!bindings_are_single(line))
        return H7;
    if (!deadlines_fit(line) || !somebody_goes_on(line))
        return H8;
    return registrations_are_sound(line) && failback_is_sound(line) &&
                   proxy_failback_is_sound(line) && options_are_sound(line)
               ? 0
               : H9;
}
