/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What registrations hear: their own passes, the probe's success, the removals, and requests whose
 * failover status asks for a pass (A13). The working candidate changes only in hold(), when a
 * candidate has accepted.
 *
 * Rules: A9, A12, A13, C1, C4, C6, C7, C9, C13, D1.
 */
#include "backoff.h"
#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "options.h"
#include "pass.h"
#include "proxy_failback.h"
#include "registration.h"
#include "registration_states.h"
#include "removal.h"
#include "service.h"
#include "target_failback.h"

static struct hf_failure failure_of(const struct hf_pass *p)
{
    return (struct hf_failure){.status = p->status, .cause = p->cause};
}

static void explain_grant(struct hf_context *x, uint8_t server, enum hf_why why)
{
    const struct hf_binding *b = &x->line->bindings[server - 1];

    hf_explain(x, &(struct hf_decision){
                      .until_us = b->expires_us,
                      .setting_value = b->granted_s,
                      .why = (uint16_t)why,
                      .machine = HF_MACHINE_BINDING,
                      .subject = server,
                      .from_state = b->state,
                      .to_state = b->state,
                      .to_server = server,
                  });
}

/* F1 */
static void note_failure(struct hf_registration *r, const struct hf_pass *p)
{
    r->why = p->why == HF_WHY_NONE ? HF_WHY_NO_CANDIDATE_LEFT : p->why;
    r->cause = p->cause;
    r->status = p->status;
}

/* A13: the one place where the working candidate becomes another. */
static void set_working(struct hf_registration *r, const struct hf_pass *p)
{
    if (p->candidate != r->working) {
        note_failure(r, p);
        if (p->purpose == HF_PURPOSE_PROBE)
            r->why = p->proxy == 0 ? HF_WHY_CAME_BACK : HF_WHY_PROXY_PROBE_ACCEPTED;
        else if (p->why == HF_WHY_NONE)
            r->why = r->next_why == HF_WHY_STATUS_TO_REQUEST ? HF_WHY_STATUS_TO_REQUEST
                                                             : HF_WHY_ACCEPTED;
    }
    r->working = p->candidate;
    r->failed_passes = 0; /* C6 */
    r->suspect = 0;       /* C2 */
    r->doubted = 0;       /* C3a */
    if (r->next_why != HF_WHY_FLOW_LOST)
        r->flow_losses = 0; /* C3a */
}

/* C9: whom a pass has found dead. Our own troubles say nothing of them. */
static void note_dead_servers(struct hf_line *line, const struct hf_pass *pass)
{
    if (pass->cause == HF_CAUSE_LOCAL)
        return;
    for (uint8_t server = 1; server <= line->config.n_servers; server++) {
        uint8_t at = line->bindings[server - 1].candidate;
        if (at != HF_NONE && (pass->failed & (1u << at)) != 0)
            hf_binding_note_dead(line, server);
    }
}

static void confirm(struct hf_context *x, uint8_t k, const struct hf_pass *accepted)
{
    uint8_t server = hf_candidate_server(x->line, accepted->candidate);

    hf_removal_cancel(x, server); /* what it was to remove is renewed */
    hf_binding_confirm(x, &(struct hf_grant){.expires_s = accepted->expires_s,
                                             .series = accepted->series,
                                             .candidate = accepted->candidate});
    if (accepted->contact_missing)
        explain_grant(x, server, HF_WHY_CONTACT_MISSING); /* C4 */
    if (accepted->expires_s < HF_SHORT_GRANT_S)
        explain_grant(x, server, HF_WHY_GRANT_SHORT);                /* C4 */
    hf_binding_leave_scope(x, hf_service_scope(x->line, k), server); /* C1, H7 */
    note_dead_servers(x->line, accepted);
}

/* H3: what has been reported is no pass's any more, also where one goes on (C2). */
static void answer_wishes(struct hf_context *x, const struct hf_wish_end *end)
{
    if (x->line->wishes.n == 0)
        return;
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++)
        hf_pass_forget_request(x, (uint8_t)(HF_SLOT_REGISTER + k));
    hf_wishes_report_all(x, end);
}

static enum hf_why why_held(const struct hf_pass *accepted)
{
    if (accepted->purpose == HF_PURPOSE_REQUEST)
        return HF_WHY_REGISTERED_FIRST; /* E2 */
    if (accepted->purpose != HF_PURPOSE_PROBE)
        return HF_WHY_ACCEPTED;
    return accepted->proxy == 0 ? HF_WHY_PROBE_ACCEPTED : HF_WHY_PROXY_PROBE_ACCEPTED;
}

/* A candidate accepted a REGISTER, by a registration's own pass or by the probe. */
static void hold(struct hf_context *x, uint8_t slot, uint8_t k)
{
    struct hf_pass accepted = x->line->passes[slot];
    struct hf_registration *r = hf_registration_at(x, k);
    uint8_t was = r->working;
    bool moved = accepted.candidate != was;
    bool again = r->again != 0;

    hf_registration_stop_pass(x, k, HF_WHY_MOVED);
    hf_pass_note_alive(x, accepted.candidate);
    confirm(x, k, &accepted);
    set_working(r, &accepted);
    hf_registration_enter_registered(
        x, k,
        &(struct hf_stay){.why = (uint16_t)why_held(&accepted),
                          .from_candidate = was,
                          .failure = moved ? failure_of(&accepted) : (struct hf_failure){0}});
    if (moved)
        hf_failback_count_move(x, was);
    hf_target_failback_on_registered(x, k, moved);
    hf_proxy_failback_on_registered(x, k, was);
    if (moved && !hf_service_is_concurrent(x->line))
        hf_failback_on_moved(x, slot == HF_SLOT_PROBE && accepted.proxy == 0
                                    ? HF_WHY_CAME_BACK
                                    : HF_WHY_PROBE_NOT_NEEDED);
    hf_options_on_registered(x, accepted.candidate);
    answer_wishes(
        x, &(struct hf_wish_end){.outcome = HF_DONE_ACCEPTED,
                                 .why = HF_WHY_ACCEPTED,
                                 .server = hf_candidate_server(x->line, accepted.candidate)});
    hf_removal_of_old(x); /* C9 */
    if (again)
        hf_registration_begin(x, k, HF_WHY_REMOVED_ELSEWHERE);
}

void hf_registration_on_registered_first(struct hf_context *x, uint8_t slot)
{
    uint8_t candidate = x->line->passes[slot].candidate;
    uint8_t k = hf_service_registration_of(x->line, hf_candidate_server(x->line, candidate));

    if (hf_registration_at(x, k)->state != HF_REGISTRATION_REGISTERED ||
        hf_registration_at(x, k)->working !=
            candidate) /* else the pass that it joined has said it */
        hold(x, slot, k);
}

/* A13: a pass that failed elsewhere, before it came to the working candidate, leaves the line in
 * service there; C7's and C6's retry is the refresh. */
static bool stays_in_service(const struct hf_line *line, uint8_t k, const struct hf_pass *failed)
{
    uint8_t working = line->registrations[k].working;

    return working != HF_NONE && (failed->tried & (1u << working)) == 0 &&
           hf_binding_is_held(line, hf_candidate_server(line, working));
}

static void enter_failed(struct hf_context *x, uint8_t k, const struct hf_pass *p)
{
    struct hf_stay stay = {.failure = failure_of(p), .from_candidate = HF_NONE};

    if (p->result == HF_RESULT_CREDENTIALS) {
        hf_registration_enter_refused(x, k, stay.failure); /* C13 */
        return;
    }
    stay.why = p->result == HF_RESULT_REJECTED ? HF_WHY_REGISTRATION_REJECTED /* C7 */
                                               : HF_WHY_NO_CANDIDATE_LEFT;    /* C6 */
    hf_registration_enter_waiting(x, k, &stay);
}

/* C6, C13; where the working candidate rests, it may be asked again when that is over. */
static void set_wait(struct hf_context *x, struct hf_registration *r, const struct hf_pass *failed,
                     struct hf_stay *stay)
{
    const struct hf_backoff_by constant = {.setting = HF_SETTING_NONE};
    uint64_t wakes_us = x->line->candidates[r->working].rest_until_us;

    if (r->next_why == HF_WHY_STAYS_IN_SERVICE || r->failed_passes == 0)
        hf_backoff_count(r, failed->cause);
    stay->exactly = true;
    stay->not_before_us = hf_time_add(x->now_us, hf_backoff_draw_us(x->line, r->failed_passes));
    stay->by = hf_backoff_setting(x->line, r->failed_passes);
    if (failed->result == HF_RESULT_CREDENTIALS) {
        stay->not_before_us = hf_time_add(x->now_us, HF_REFUSED_WAIT_US);
        stay->by = constant;
    }
    if (hf_rest_is_on(x->line, r->working) && wakes_us < stay->not_before_us) {
        stay->not_before_us = wakes_us;
        stay->by = constant;
    }
}

/* C7: with the refresh. C3a: a binding that is doubted, at once where it works; where that cannot
 * be asked, or has come to nothing, after the same waits as ever. */
static void stay_in_service(struct hf_context *x, uint8_t k, const struct hf_pass *failed)
{
    struct hf_registration *r = hf_registration_at(x, k);
    struct hf_stay stay = {.why = HF_WHY_STAYS_IN_SERVICE,
                           .next_why = HF_WHY_STAYS_IN_SERVICE,
                           .from_candidate = r->working,
                           .failure = failure_of(failed),
                           .exactly = r->doubted != 0,
                           .not_before_us = x->now_us};

    if (r->next_why == HF_WHY_STAYS_IN_SERVICE ||
        (r->doubted && !hf_candidate_is_open(x->line, r->working)))
        set_wait(x, r, failed, &stay);
    hf_registration_enter_registered(x, k, &stay);
    hf_target_failback_on_registered(x, k, false);
}

static void enter_by_failure(struct hf_context *x, uint8_t k, const struct hf_pass *p)
{
    struct hf_registration *r = hf_registration_at(x, k);

    if (p->result == HF_RESULT_RESTING) {
        hf_registration_enter_resting(
            x, k, &(struct hf_stay){.why = HF_WHY_ALL_REST, .from_candidate = r->working});
        return;
    }
    if (stays_in_service(x->line, k, p)) {
        stay_in_service(x, k, p);
        return;
    }
    note_failure(r, p);
    enter_failed(x, k, p);
}

static enum hf_why why_failed(const struct hf_pass *p)
{
    switch ((enum hf_result)p->result) {
    case HF_RESULT_REJECTED: return HF_WHY_REGISTRATION_REJECTED;
    case HF_RESULT_CREDENTIALS: return HF_WHY_CREDENTIALS_REFUSED;
    case HF_RESULT_RESTING: return HF_WHY_ALL_REST;
    case HF_RESULT_EXHAUSTED: return HF_WHY_NO_CANDIDATE_LEFT;
    case HF_RESULT_NONE:
    case HF_RESULT_ACCEPTED:
    case HF_RESULT_LOST: /* a call's alone */
    case HF_RESULT_COUNT: break;
    }
    HF_UNREACHABLE();
}

/* The user's wish has failed when no registration is left that might still answer it. */
static void report_failed_wishes(struct hf_context *x, const struct hf_pass *p)
{
    bool said_no = p->result == HF_RESULT_REJECTED || p->result == HF_RESULT_CREDENTIALS;

    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        if (x->line->registrations[k].state == HF_REGISTRATION_REGISTERING)
            return;
    }
    answer_wishes(x, &(struct hf_wish_end){.outcome = said_no ? HF_DONE_REJECTED : HF_DONE_FAILED,
                                           .why = (uint16_t)why_failed(p),
                                           .failure = failure_of(p)});
}

static void hear_register(struct hf_context *x, uint8_t k)
{
    uint8_t slot = (uint8_t)(HF_SLOT_REGISTER + k);
    struct hf_pass p = x->line->passes[slot];

    if (p.result == HF_RESULT_ACCEPTED) {
        hold(x, slot, k);
        return;
    }
    hf_pass_clear(x, slot);
    enter_by_failure(x, k, &p);
    note_dead_servers(x->line, &p);
    report_failed_wishes(x, &p);
}

/* C9: some registrars remove every binding of the address-of-record. */
static void refresh_after_removal(struct hf_context *x)
{
    struct hf_registration *r = hf_registration_at(x, 0);

    if (hf_service_is_concurrent(x->line) || r->working == HF_NONE)
        return;
    if (r->state == HF_REGISTRATION_REGISTERED)
        hf_registration_begin(x, 0, HF_WHY_REMOVED_ELSEWHERE);
    else if (r->state == HF_REGISTRATION_REGISTERING)
        r->again = 1; /* its REGISTER may have been there before the removal was */
}

static bool hear_removals(struct hf_context *x)
{
    enum hf_why heard = hf_removal_settle(x);

    if (heard == HF_WHY_NONE)
        return false;
    if (hf_registration_at(x, 0)->state != HF_REGISTRATION_STOPPING)
        refresh_after_removal(x);
    else if (!hf_registration_must_stop_first(x->line))
        hf_registration_enter_off(x, heard);
    return true;
}

/* C8: the last BYE that the line's end waited for is over. */
static bool hear_last_bye(struct hf_context *x)
{
    if (hf_registration_at(x, 0)->state != HF_REGISTRATION_STOPPING ||
        hf_registration_must_stop_first(x->line))
        return false;
    hf_registration_enter_off(x, HF_WHY_CALL_ENDED);
    return true;
}

/* C2 */
static bool hear_silence(struct hf_context *x)
{
    unsigned silent = x->line->service.silent;

    x->line->service.silent = 0;
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++) {
        if ((silent >> (server - 1) & 1u) != 0)
            hf_registration_on_silence(x, server);
    }
    return silent != 0;
}

/* A13: a failover status moves that request only, and the line asks the candidate that gave it. */
static bool hear_accusation(struct hf_context *x)
{
    uint8_t accused = x->line->service.accused;

    if (accused == HF_NONE)
        return false;
    x->line->service.accused = HF_NONE;
    hf_registration_on_request_status(x, accused);
    return true;
}

/* A13: the line moves where the call's request was answered. */
static bool hear_answered(struct hf_context *x)
{
    uint8_t answered = x->line->service.answered;

    if (answered == HF_NONE)
        return false;
    x->line->service.answered = HF_NONE;
    hf_registration_on_answered(x, answered);
    return true;
}

bool hf_registration_settle(struct hf_context *x)
{
    const struct hf_pass *probe = &x->line->passes[HF_SLOT_PROBE];

    if (probe->state == HF_PASS_ENDED && probe->result == HF_RESULT_ACCEPTED) {
        /* D1, B13: the first 2xx moves the line, or the registration that probes its proxy */
        hold(x, HF_SLOT_PROBE, probe->proxy == 0 ? 0 : hf_proxy_failback_prober(x->line));
        return true;
    }
    for (uint8_t k = 0; k < hf_service_registrations(x->line); k++) {
        const struct hf_pass *p = &x->line->passes[HF_SLOT_REGISTER + k];
        if (p->state == HF_PASS_ENDED && p->purpose == HF_PURPOSE_REGISTER) {
            hear_register(x, k);
            return true;
        }
    }
    return hear_removals(x) || hear_last_bye(x) || hear_silence(x) || hear_accusation(x) ||
           hear_answered(x);
}
