/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events that registrations hear of: what the user wants, what the network and flows do, deadlines
 * and expiries. Each says for every state of a registration what it means there.
 *
 * Rules: A11 (late 2xx), A13, C1b, C3, C3a, C5, C8, C10, C11 (start), C13, C14, D6.
 */
#include "backoff.h"
#include "binding.h"
#include "call.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "locate.h"
#include "pass.h"
#include "proxy_failback.h"
#include "registration.h"
#include "registration_states.h"
#include "removal.h"
#include "requests.h"
#include "service.h"

static uint8_t slot_of(uint8_t k)
{
    return (uint8_t)(HF_SLOT_REGISTER + k);
}

/* What is under way counts no more: a new address, new credentials, a network that is back. */
static void register_anew(struct hf_context *x, uint8_t k, enum hf_why why)
{
    hf_failback_give_way(x);
    hf_registration_stop_pass(x, k, why);
    hf_registration_begin(x, k, why);
}

/* C3a, C10: what stands there may bring nothing in, until a 2xx says otherwise. */
static void doubt(struct hf_context *x, uint8_t k)
{
    struct hf_registration *r = hf_registration_at(x, k);

    r->doubted = r->working != HF_NONE;
}

/* ---- the user ---- */

/* C11: phones that have got their power back together do not come together. */
static void begin_or_spread(struct hf_context *x, enum hf_why why)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        if (x->line->config.start_spread_s == 0)
            hf_registration_begin(x, k, why);
        else
            hf_registration_enter_spread(x, k, why);
    }
}

static void start(struct hf_context *x)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        hf_registration_at(x, k)->why = HF_WHY_STARTED;
    begin_or_spread(x, HF_WHY_STARTED);
}

void hf_registration_on_started(struct hf_context *x)
{
    switch ((enum hf_registration_state)hf_registration_at(x, 0)->state) {
    case HF_REGISTRATION_OFF: start(x); break;
    case HF_REGISTRATION_STOPPING:
        hf_removal_stop(x, HF_WHY_STARTED);
        for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
            (void)hf_registration_forget_working(x, k); /* what stands is left, and removed later */
        start(x);
        break;
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_stopped(struct hf_context *x)
{
    if (hf_service_is_off(x->line))
        return;
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        struct hf_registration *r = hf_registration_at(x, k);
        hf_registration_stop_pass(x, k, HF_WHY_STOPPED);
        hf_proxy_failback_on_lost(x, k, HF_WHY_STOPPED);
        r->working = HF_NONE;
        r->doubted = 0;
        r->why = HF_WHY_STOPPED;
        r->cause = HF_CAUSE_NONE;
        r->status = 0;
    }
    hf_failback_on_moved(x, HF_WHY_STOPPED);
    hf_requests_stop(x);
    hf_call_stop_all(x);
    if (!hf_call_any(x->line)) /* E5, E11: what still goes out may need a name */
        hf_locate_stop(x);
    hf_wishes_report_all(x,
                         &(struct hf_wish_end){.outcome = HF_DONE_DISABLED, .why = HF_WHY_STOPPED});
    hf_registration_enter_stopping(x, HF_WHY_STOPPED);
}

static void wish(struct hf_context *x, uint8_t k)
{
    const struct hf_registration *r = hf_registration_at(x, k);

    hf_failback_give_way(x); /* C1b: also where the pass that runs waits for the probe */
    if (r->state != HF_REGISTRATION_REGISTERING) {
        hf_registration_begin(x, k, HF_WHY_USER_WISH); /* C3, C5 */
        return;
    }
    hf_pass_hurry(x, slot_of(k)); /* A9: the user waits for it now */
    hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                        .why = HF_WHY_USER_WISH_JOINS, /* C1b */
                                        .machine = HF_MACHINE_REGISTRATION,
                                        .subject = hf_service_scope(x->line, k),
                                        .from_state = r->state,
                                        .to_state = r->state});
}

void hf_registration_on_wanted(struct hf_context *x, uint64_t request)
{
    if (hf_service_is_off(x->line)) {
        hf_wishes_report(x, request,
                         &(struct hf_wish_end){.outcome = HF_DONE_DISABLED,
                                               .why = HF_WHY_LINE_DISABLED}); /* C13 */
        return;
    }
    hf_wishes_add(x->line, request);
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        wish(x, k);
}

void hf_registration_on_withdrawn(struct hf_context *x, uint64_t request)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        hf_pass_forget_request(x, slot_of(k));
    hf_wishes_withdraw(x, request);
}

static void on_credentials(struct hf_context *x, uint8_t k)
{
    switch ((enum hf_registration_state)hf_registration_at(x, k)->state) { /* C13: at once */
    case HF_REGISTRATION_REGISTERING: register_anew(x, k, HF_WHY_CREDENTIALS_CHANGED); break;
    case HF_REGISTRATION_WAITING: /* a registrar may say 403 to wrong credentials */
    case HF_REGISTRATION_REFUSED: hf_registration_begin(x, k, HF_WHY_CREDENTIALS_CHANGED); break;
    case HF_REGISTRATION_REGISTERED:
        if (hf_registration_at(x, k)->next_why == HF_WHY_STAYS_IN_SERVICE) /* it waits, too */
            hf_registration_begin(x, k, HF_WHY_CREDENTIALS_CHANGED);
        break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_credentials(struct hf_context *x)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        on_credentials(x, k);
}

/* ---- network and flows ---- */

static void on_network(struct hf_context *x, uint8_t k, bool came_back)
{
    enum hf_why why = came_back ? HF_WHY_NETWORK_BACK : HF_WHY_ADDRESS_CHANGED;

    switch ((enum hf_registration_state)hf_registration_at(x, k)->state) {
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_REGISTERING: register_anew(x, k, why); break; /* C3a */
    case HF_REGISTRATION_WAITING: /* C6: another address does not end the wait */
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REFUSED:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

/* C3a: the family that it works over has gone; its address has changed to none. */
static bool has_lost_its_family(const struct hf_line *line, uint8_t k)
{
    uint8_t working = line->registrations[k].working;
    uint8_t bit;

    if (working == HF_NONE || line->service.families == 0)
        return false;
    bit = line->candidates[working].target.family == HF_FAMILY_IPV6 ? HF_FAMILIES_IPV6
                                                                    : HF_FAMILIES_IPV4;
    return (line->service.families & bit) == 0;
}

void hf_registration_on_network(struct hf_context *x, const struct hf_network_changed *network)
{
    struct hf_service *service = &x->line->service;
    bool came_back = service->families == 0 && network->families_usable != 0;
    bool family_came = (network->families_usable & ~service->families) != 0;

    if (service->families != 0 && network->families_usable == 0)
        hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                            .why = HF_WHY_NETWORK_LOST,
                                            .machine = HF_MACHINE_REGISTRATION,
                                            .from_state = hf_registration_at(x, 0)->state,
                                            .to_state = hf_registration_at(x, 0)->state});
    if (service->families != network->families_usable) {
        service->families = network->families_usable;
        hf_locate_on_network(x);
    }
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        bool moved = network->address_changed != 0 || has_lost_its_family(x->line, k);
        if (moved)
            doubt(x, k);
        if (came_back || moved)
            on_network(x, k, came_back);
        if (family_came && hf_registration_at(x, k)->state == HF_REGISTRATION_WAITING)
            hf_registration_begin(x, k, HF_WHY_NETWORK_BACK); /* C6: a way that was not there */
    }
}

/* C3a: at once; when it is lost again and again, no sooner after the last REGISTER than C6's waits
 * say. */
static void on_flow_lost(struct hf_context *x, uint8_t k)
{
    struct hf_registration *r = hf_registration_at(x, k);
    uint8_t server = hf_candidate_server(x->line, r->working);
    uint16_t losses = r->flow_losses;
    uint64_t at_us = x->now_us;
    struct hf_backoff_by by;

    if (losses != 0)
        at_us = hf_binding_moment_us(&x->line->bindings[server - 1],
                                     hf_backoff_draw_us(x->line, losses));
    if (at_us <= x->now_us) {
        r->flow_losses = 1;
        hf_registration_begin(x, k, HF_WHY_FLOW_LOST);
        return;
    }
    if (r->flow_losses < UINT8_MAX)
        r->flow_losses++;
    if (at_us >= r->deadline_us)
        return; /* the refresh comes first */
    by = hf_backoff_setting(x->line, losses);
    r->deadline_us = at_us;
    r->next_why = HF_WHY_FLOW_LOST;
    hf_explain(x, &(struct hf_decision){.until_us = at_us,
                                        .setting = by.setting,
                                        .setting_value = by.value,
                                        .why = HF_WHY_FLOW_WAITS,
                                        .machine = HF_MACHINE_REGISTRATION,
                                        .subject = hf_candidate_server(x->line, r->working),
                                        .from_state = r->state,
                                        .to_state = r->state});
}

void hf_registration_on_flow_lost(struct hf_context *x, const struct hf_flow_lost *lost)
{
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        const struct hf_registration *r = hf_registration_at(x, k);
        if (r->working == HF_NONE ||
            !hf_target_equal(&x->line->candidates[r->working].target, &lost->target))
            continue;
        if (r->state == HF_REGISTRATION_REGISTERED && r->next_why != HF_WHY_FLOW_LOST &&
            !(r->doubted && r->next_why == HF_WHY_STAYS_IN_SERVICE))
            on_flow_lost(x, k);
        doubt(x, k);
    }
}

/* ---- what other machines find ---- */

void hf_registration_on_request_status(struct hf_context *x, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(x->line, candidate);
    uint8_t k;

    if (server == 0)
        return;
    k = hf_service_registration_of(x->line, server);
    if (hf_registration_at(x, k)->state == HF_REGISTRATION_REGISTERED)
        hf_registration_begin_at(x, k, candidate, HF_WHY_STATUS_TO_REQUEST);
}

/* The pass that runs asks the working candidate, which has not answered that either. */
static bool waits_for_working(const struct hf_line *line, uint8_t k)
{
    const struct hf_pass *p = &line->passes[slot_of(k)];
    const struct hf_attempt *a = &p->attempt;

    return p->candidate == line->registrations[k].working &&
           (a->state == HF_ATTEMPT_SENT || a->state == HF_ATTEMPT_LAST) && a->n_realms == 0;
}

void hf_registration_on_answered(struct hf_context *x, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(x->line, candidate);
    const struct hf_registration *r;
    uint8_t k;

    HF_ASSERT(server != 0); /* noted in this step (call.c) */
    k = hf_service_registration_of(x->line, server);
    r = hf_registration_at(x, k);
    if (r->state == HF_REGISTRATION_REGISTERING && waits_for_working(x->line, k))
        hf_registration_stop_pass(x, k, HF_WHY_ANSWERED_ELSEWHERE);
    else if (r->state != HF_REGISTRATION_REGISTERED)
        return;
    hf_registration_begin_at(x, k, candidate, HF_WHY_ANSWERED_ELSEWHERE);
}

void hf_registration_on_silence(struct hf_context *x, uint8_t server)
{
    uint8_t k = hf_service_registration_of(x->line, server);
    struct hf_registration *r = hf_registration_at(x, k);

    if (!hf_service_is_concurrent(x->line) || r->state != HF_REGISTRATION_REGISTERED)
        return;
    r->suspect = 1;
    hf_registration_begin(x, k, HF_WHY_SUSPECT); /* C2: at once */
}

void hf_registration_on_cancel_ignored(struct hf_context *x, uint8_t candidate)
{
    uint8_t server = hf_candidate_server(x->line, candidate);
    uint8_t k;

    if (server == 0)
        return;
    k = hf_service_registration_of(x->line, server);
    if (hf_registration_at(x, k)->state == HF_REGISTRATION_REGISTERED)
        hf_registration_begin(x, k, HF_WHY_CANCEL_IGNORED);
}

void hf_registration_on_options_failed(struct hf_context *x, uint8_t candidate)
{
    uint8_t k = hf_service_registration_of(x->line, hf_candidate_server(x->line, candidate));

    doubt(x, k);
    if (hf_registration_at(x, k)->state == HF_REGISTRATION_REGISTERED)
        hf_registration_begin(x, k, HF_WHY_OPTIONS_FAILED);
}

void hf_registration_from_first_target(struct hf_context *x, uint8_t k, enum hf_why why)
{
    HF_ASSERT(hf_registration_at(x, k)->state == HF_REGISTRATION_REGISTERED);
    hf_registration_begin(x, k, why); /* D6 */
}

void hf_registration_on_reconfigured(struct hf_context *x)
{
    bool stopping = hf_registration_at(x, 0)->state == HF_REGISTRATION_STOPPING;

    if (stopping && !hf_registration_must_stop_first(x->line))
        hf_registration_enter_off(x, HF_WHY_CONFIG_CHANGED);
    if (hf_service_is_off(x->line))
        return;
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        if (hf_registration_at(x, k)->state != HF_REGISTRATION_REGISTERING) /* it goes on */
            hf_registration_begin(x, k, HF_WHY_CONFIG_CHANGED);
    }
}

/* ---- time ---- */

static enum hf_why reason_of(const struct hf_registration *r, enum hf_why usual)
{
    return r->next_why == HF_WHY_NONE ? usual : (enum hf_why)r->next_why;
}

void hf_registration_on_deadline(struct hf_context *x, uint8_t k)
{
    const struct hf_registration *r = hf_registration_at(x, k);

    switch ((enum hf_registration_state)r->state) {
    case HF_REGISTRATION_REGISTERED:
        hf_registration_begin(x, k, reason_of(r, HF_WHY_REFRESH_DUE));
        break;
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED:
        hf_registration_begin(x, k, reason_of(r, HF_WHY_WAIT_OVER));
        break;
    case HF_REGISTRATION_STOPPING:
        hf_removal_stop(x, HF_WHY_REMOVAL_TIMED_OUT);
        hf_call_stop_waiting(x);
        hf_registration_enter_off(x, HF_WHY_REMOVAL_TIMED_OUT);
        break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_expiry(struct hf_context *x, uint8_t server)
{
    uint8_t k = hf_service_registration_of(x->line, server);
    struct hf_registration *r = hf_registration_at(x, k);

    if (server != hf_candidate_server(x->line, r->working))
        return;
    r->why = HF_WHY_BINDING_EXPIRED;
    if (r->state == HF_REGISTRATION_REGISTERED)
        hf_registration_begin(x, k, HF_WHY_BINDING_EXPIRED); /* C3 */
}

/* ---- late answers (A11) ---- */

/* A late 2xx while no candidate serves the registration: go there, with all the time that the last
 * one has (A4). Once a wait: a server that is always too late must not undo the back-off (C6). */
static void go_where_it_answers(struct hf_context *x, uint8_t k, uint8_t candidate)
{
    if (hf_registration_at(x, k)->failed_passes > 1 || !hf_candidate_is_live(x->line, candidate))
        return;
    hf_registration_begin_only(x, k, candidate, HF_WHY_LATE_BINDING);
}

/* From another target of the server where the line works: that may keep this Contact, or the way to
 * it, in place of the one the line lives by. The refresh comes earlier for it, once: NONE says that
 * nothing else is to come first, and that none has come earlier since the last 2xx. */
static bool wants_refresh(const struct hf_line *line, uint8_t k, uint8_t candidate)
{
    const struct hf_registration *r = &line->registrations[k];

    return r->next_why == HF_WHY_NONE && r->deadline_us > line->now_us && r->working != candidate &&
           hf_candidate_server(line, r->working) == hf_candidate_server(line, candidate) &&
           hf_candidate_is_live(line, r->working) && /* B12 */
           hf_proxy_failback_prober(line) == HF_NONE;
}

void hf_registration_on_late(struct hf_context *x, const struct hf_watched *watched,
                             uint32_t expires_s)
{
    uint8_t server = hf_candidate_server(x->line, watched->candidate);
    uint8_t k = hf_service_registration_of(x->line, server);

    hf_binding_note_late(x, &(struct hf_grant){.expires_s = expires_s,
                                               .series = watched->series,
                                               .candidate = watched->candidate});
    switch ((enum hf_registration_state)hf_registration_at(x, k)->state) {
    case HF_REGISTRATION_OFF:
        hf_registration_enter_stopping(x, HF_WHY_LATE_BINDING); /* C8 */
        break;
    case HF_REGISTRATION_STOPPING: hf_removal_begin(x, server, HF_WHY_STOPPED); break;
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: go_where_it_answers(x, k, watched->candidate); break;
    case HF_REGISTRATION_REGISTERED:
        hf_failback_on_sign_of_life(x, server);
        hf_proxy_failback_on_sign_of_life(x, k, watched->candidate);
        if (wants_refresh(x->line, k, watched->candidate))
            hf_registration_begin_awake(x, k, HF_WHY_LATE_BINDING);
        break;
    case HF_REGISTRATION_REGISTERING: hf_failback_on_sign_of_life(x, server); break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

/* ---- after a restart ---- */

void hf_registration_on_restored(struct hf_context *x)
{
    switch ((enum hf_registration_state)hf_registration_at(x, 0)->state) {
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: begin_or_spread(x, HF_WHY_RESTORED); break;
    case HF_REGISTRATION_STOPPING:
        hf_registration_enter_stopping(x, HF_WHY_RESTORED);
        break; /* C8 */
    case HF_REGISTRATION_OFF: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}
