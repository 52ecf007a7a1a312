/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registration, successive mode: one binding at a time, kept by passes over the line's
 * candidates, again and again for as long as the line is wanted.
 *
 * OFF          the line is disabled
 * REGISTERING  a pass runs: the first one, a refresh, or the user's
 * REGISTERED   a candidate accepted; the refresh is due at the deadline
 * WAITING      no candidate accepted, or one said no: again after a wait
 * REFUSED      the credentials are wrong: again after half an hour, or with new ones
 * STOPPING     the bindings are being removed, two seconds at most
 *
 * There is no state without a deadline but OFF and REGISTERING, and REGISTERING ends because its
 * pass does (C13). The working candidate changes only in hold(), when a candidate has accepted
 * (A13), and is forgotten when none serves the line.
 *
 * Rules: A11 (late 2xx), A12, A13, C1, C1b, C3 to C8, C13.
 */
#include "registration.h"

#include "backoff.h"
#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/budget.h"
#include "moves.h"
#include "pass.h"
#include "removal.h"
#include "wishes.h"

#define REMOVAL_LONGEST_US 2000000u            /* C8 */
#define REFUSED_WAIT_US    (1800ull * 1000000) /* C13 */

static const uint16_t moves[HF_REGISTRATION_COUNT] = {
    [HF_REGISTRATION_OFF] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                            HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REGISTERING] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                    HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                    HF_MOVE(HF_REGISTRATION_WAITING) |
                                    HF_MOVE(HF_REGISTRATION_REFUSED) |
                                    HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REGISTERED] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                   HF_MOVE(HF_REGISTRATION_REGISTERED) |
                                   HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_WAITING] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_REFUSED] = HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                HF_MOVE(HF_REGISTRATION_STOPPING),
    [HF_REGISTRATION_STOPPING] = HF_MOVE(HF_REGISTRATION_OFF) |
                                 HF_MOVE(HF_REGISTRATION_REGISTERING) |
                                 HF_MOVE(HF_REGISTRATION_STOPPING),
};

struct hf_moves hf_registration_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_REGISTRATION_COUNT};
}

static struct hf_registration *registration_of(struct hf_context *x)
{
    return &x->line->registration;
}

static const struct hf_failure no_failure;

struct step { /* a move: where to, until when, and why */
    uint64_t deadline_us;
    uint64_t setting_value;
    uint16_t setting;          /* enum hf_setting that gave the deadline */
    uint16_t why;              /* enum hf_why */
    struct hf_failure failure; /* that brought it; zero where none did */
    uint8_t to;                /* enum hf_registration_state */
    uint8_t from_candidate;
    uint8_t reserved[6];
};

static void move(struct hf_context *x, const struct step *step)
{
    struct hf_registration *r = registration_of(x);
    uint8_t from = r->state;
    uint8_t from_server = hf_candidate_server(x->line, step->from_candidate);
    uint8_t to_server = hf_candidate_server(x->line, r->working);

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    r->state = step->to;
    r->deadline_us = step->deadline_us;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = step->setting_value,
                      .why = step->why,
                      .setting = step->setting,
                      .status = step->failure.status,
                      .machine = HF_MACHINE_REGISTRATION,
                      .subject = to_server != 0 ? to_server : from_server,
                      .from_state = from,
                      .to_state = step->to,
                      .from_server = from_server,
                      .to_server = to_server,
                      .from_candidate = (uint8_t)(step->from_candidate + 1),
                      .to_candidate = (uint8_t)(r->working + 1),
                      .cause = step->failure.cause,
                  });
}

/* ---- entering the states ---- */

struct begin {       /* a registration pass: where it starts and why */
    uint8_t start;   /* candidate */
    uint8_t server;  /* 0: all servers, else this one alone */
    uint16_t why;    /* enum hf_why: of the move */
    uint16_t chosen; /* enum hf_why: of the starting candidate */
};

static void enter_registering(struct hf_context *x, const struct begin *begin)
{
    struct hf_registration *r = registration_of(x);

    move(x, &(struct step){.to = HF_REGISTRATION_REGISTERING,
                           .deadline_us = HF_NEVER,
                           .why = begin->why,
                           .from_candidate = r->working});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = r->n_requests > 0 ? r->requests[0] : 0,
                      .slot = HF_SLOT_REGISTER,
                      .purpose = HF_PURPOSE_REGISTER,
                      .start = begin->start,
                      .server = begin->server,
                  },
                  (enum hf_why)begin->chosen);
}

/* C5: start, the user, an OPTIONS or CANCEL timeout. */
static void register_from_first(struct hf_context *x, enum hf_why why)
{
    enter_registering(x, &(struct begin){.start = hf_candidates_first(x->line, 0),
                                         .why = (uint16_t)why,
                                         .chosen = HF_WHY_FIRST_CANDIDATE});
}

/* C5: all others; where no candidate works there is only the first. */
static void register_from_working(struct hf_context *x, enum hf_why why)
{
    uint8_t working = registration_of(x)->working;

    if (working == HF_NONE)
        register_from_first(x, why);
    else
        enter_registering(x, &(struct begin){.start = working,
                                             .why = (uint16_t)why,
                                             .chosen = HF_WHY_WORKING_CANDIDATE});
}

/* What is under way counts no more: a new address, new credentials, a network that is back. */
static void register_anew(struct hf_context *x, enum hf_why why)
{
    hf_failback_give_way(x);
    hf_pass_stop(x, HF_SLOT_REGISTER, why);
    register_from_working(x, why);
}

/* C4: when the working server's binding is to be refreshed. */
static uint64_t refresh_at_us(struct hf_context *x, const struct hf_binding *binding)
{
    return hf_time_add(hf_binding_made_us(binding),
                       hf_budget_refresh_us(&x->line->config, binding->granted_s));
}

static void enter_registered(struct hf_context *x, uint8_t from_candidate, enum hf_why why,
                             struct hf_failure failure)
{
    uint8_t server = hf_candidate_server(x->line, registration_of(x)->working);

    move(x, &(struct step){.to = HF_REGISTRATION_REGISTERED,
                           .deadline_us = refresh_at_us(x, &x->line->bindings[server - 1]),
                           .why = (uint16_t)why,
                           .setting = HF_SETTING_EXPIRES,
                           .setting_value = x->line->config.servers[server - 1].expires_s,
                           .from_candidate = from_candidate,
                           .failure = failure});
}

/* No candidate serves the line now: bindings that still stand somewhere are only left there. */
static uint8_t forget_working(struct hf_context *x)
{
    struct hf_registration *r = registration_of(x);
    uint8_t was = r->working;

    hf_binding_leave_others(x, 0);
    r->working = HF_NONE;
    return was;
}

static void enter_waiting(struct hf_context *x, enum hf_why why, struct hf_failure failure)
{
    const struct hf_config *config = &x->line->config;
    uint8_t was = forget_working(x);
    bool capped;

    hf_backoff_count(registration_of(x));
    capped = hf_backoff_is_capped(x->line);
    move(x, &(struct step){.to = HF_REGISTRATION_WAITING,
                           .deadline_us = hf_time_add(x->now_us, hf_backoff_draw_us(x->line)),
                           .why = (uint16_t)why,
                           .setting = capped ? HF_SETTING_RETRY_MAX : HF_SETTING_RETRY_BASE,
                           .setting_value = capped ? config->retry_max_s : config->retry_base_s,
                           .from_candidate = was,
                           .failure = failure});
    hf_failback_on_moved(x, HF_WHY_PROBE_NOT_NEEDED);
}

static void enter_refused(struct hf_context *x, struct hf_failure failure)
{
    uint8_t was = forget_working(x);

    hf_backoff_count(registration_of(x));
    move(x, &(struct step){.to = HF_REGISTRATION_REFUSED,
                           .deadline_us = hf_time_add(x->now_us, REFUSED_WAIT_US), /* C13 */
                           .why = HF_WHY_CREDENTIALS_REFUSED,
                           .from_candidate = was,
                           .failure = failure});
    hf_failback_on_moved(x, HF_WHY_PROBE_NOT_NEEDED);
}

static void enter_off(struct hf_context *x, enum hf_why why)
{
    struct hf_registration *r = registration_of(x);

    hf_binding_drop_all(x, why);
    move(x, &(struct step){.to = HF_REGISTRATION_OFF,
                           .deadline_us = HF_NEVER,
                           .why = (uint16_t)why,
                           .from_candidate = HF_NONE});
    r->failed_passes = 0;
}

/* ---- stopping (C8) ---- */

static void enter_stopping(struct hf_context *x, enum hf_why why)
{
    move(x, &(struct step){.to = HF_REGISTRATION_STOPPING,
                           .deadline_us = hf_time_add(x->now_us, REMOVAL_LONGEST_US),
                           .why = (uint16_t)why,
                           .from_candidate = HF_NONE});
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++)
        hf_removal_begin(x, server);
    if (!hf_removal_is_running(x->line))
        enter_off(x, why);
}

/* ---- hearing the passes ---- */

static struct hf_failure failure_of(const struct hf_pass *p)
{
    return (struct hf_failure){.status = p->status, .cause = p->cause};
}

static void note_failure(struct hf_registration *r, const struct hf_pass *p)
{
    r->why = p->why;
    r->cause = p->cause;
    r->status = p->status;
}

static void explain_grant(struct hf_context *x, uint8_t server, enum hf_why why)
{
    const struct hf_binding *b = &x->line->bindings[server - 1];

    hf_explain(x, &(struct hf_decision){
                      .until_us = b->expires_us,
                      .setting_value = b->granted_s,
                      .why = (uint16_t)why,
                      .setting = HF_SETTING_EXPIRES,
                      .machine = HF_MACHINE_BINDING,
                      .subject = server,
                      .from_state = b->state,
                      .to_state = b->state,
                      .to_server = server,
                  });
}

/* A13: the one place where the working candidate becomes another. */
static void set_working(struct hf_context *x, const struct hf_pass *p)
{
    struct hf_registration *r = registration_of(x);

    if (p->candidate != r->working) {
        note_failure(r, p);
        if (p->purpose == HF_PURPOSE_PROBE)
            r->why = HF_WHY_CAME_BACK;
        else if (p->why == HF_WHY_NONE)
            r->why = HF_WHY_ACCEPTED;
    }
    r->working = p->candidate;
    r->failed_passes = 0; /* C6 */
}

/* A candidate accepted a REGISTER, by the registration's own pass or by the probe. */
static void hold(struct hf_context *x, uint8_t slot)
{
    struct hf_pass accepted = x->line->passes[slot];
    uint8_t server = hf_candidate_server(x->line, accepted.candidate);
    uint8_t was = registration_of(x)->working;
    bool came_back = slot == HF_SLOT_PROBE;

    hf_pass_stop(x, HF_SLOT_REGISTER, HF_WHY_MOVED);
    hf_binding_confirm(x, &(struct hf_grant){.expires_s = accepted.expires_s,
                                             .series = accepted.series,
                                             .candidate = accepted.candidate});
    if (accepted.contact_missing)
        explain_grant(x, server, HF_WHY_CONTACT_MISSING); /* C4 */
    if (accepted.expires_s < HF_SHORT_GRANT_S)
        explain_grant(x, server, HF_WHY_GRANT_SHORT); /* C4 */
    hf_binding_leave_others(x, server);               /* C1, H7 */
    set_working(x, &accepted);
    enter_registered(x, was, came_back ? HF_WHY_PROBE_ACCEPTED : HF_WHY_ACCEPTED,
                     accepted.candidate != was ? failure_of(&accepted) : no_failure);
    if (accepted.candidate != was)
        hf_failback_on_moved(x, came_back ? HF_WHY_CAME_BACK : HF_WHY_PROBE_NOT_NEEDED);
    hf_wishes_report_all(x, HF_DONE_ACCEPTED, no_failure);
}

/* A13: a pass that failed elsewhere, before it came to the working candidate, leaves the line in
 * service there; C7's and C6's retry is the refresh. */
static bool stays_in_service(const struct hf_line *line, const struct hf_pass *failed)
{
    uint8_t working = line->registration.working;

    return working != HF_NONE && (failed->tried & (1u << working)) == 0 &&
           hf_binding_is_held(line, hf_candidate_server(line, working));
}

static void enter_failed(struct hf_context *x, enum hf_result result, struct hf_failure failure)
{
    switch (result) {
    case HF_RESULT_EXHAUSTED: enter_waiting(x, HF_WHY_NO_CANDIDATE_LEFT, failure); break;
    case HF_RESULT_REJECTED: enter_waiting(x, HF_WHY_REGISTRATION_REJECTED, failure); break;
    case HF_RESULT_CREDENTIALS: enter_refused(x, failure); break;
    case HF_RESULT_NONE:
    case HF_RESULT_ACCEPTED:
    case HF_RESULT_COUNT: HF_UNREACHABLE();
    }
}

static void hear_register(struct hf_context *x)
{
    struct hf_pass p = x->line->passes[HF_SLOT_REGISTER];
    struct hf_failure failure = failure_of(&p);

    if (p.result == HF_RESULT_ACCEPTED) {
        hold(x, HF_SLOT_REGISTER);
        return;
    }
    hf_pass_clear(x, HF_SLOT_REGISTER);
    if (stays_in_service(x->line, &p)) {
        enter_registered(x, registration_of(x)->working, HF_WHY_STAYS_IN_SERVICE, failure);
    } else {
        note_failure(registration_of(x), &p);
        enter_failed(x, (enum hf_result)p.result, failure);
    }
    hf_wishes_report_all(x, p.result == HF_RESULT_EXHAUSTED ? HF_DONE_FAILED : HF_DONE_REJECTED,
                         failure);
}

static bool hear_removals(struct hf_context *x)
{
    bool heard = hf_removal_settle(x);

    if (heard && registration_of(x)->state == HF_REGISTRATION_STOPPING &&
        !hf_removal_is_running(x->line))
        enter_off(x, HF_WHY_BINDING_REMOVED);
    return heard;
}

bool hf_registration_settle(struct hf_context *x)
{
    const struct hf_pass *probe = &x->line->passes[HF_SLOT_PROBE];

    if (probe->state == HF_PASS_ENDED && probe->result == HF_RESULT_ACCEPTED) {
        hold(x, HF_SLOT_PROBE); /* D1: the first 2xx moves the line */
        return true;
    }
    if (x->line->passes[HF_SLOT_REGISTER].state == HF_PASS_ENDED) {
        hear_register(x);
        return true;
    }
    return hear_removals(x);
}

/* ---- facts ---- */

static void start(struct hf_context *x)
{
    registration_of(x)->why = HF_WHY_STARTED;
    register_from_first(x, HF_WHY_STARTED);
}

void hf_registration_on_started(struct hf_context *x)
{
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_OFF: start(x); break;
    case HF_REGISTRATION_STOPPING:
        hf_removal_stop(x, HF_WHY_STARTED);
        (void)forget_working(x); /* what still stands anywhere is left there, and removed later */
        start(x);
        break;
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

static void stop(struct hf_context *x)
{
    struct hf_registration *r = registration_of(x);

    hf_pass_stop(x, HF_SLOT_REGISTER, HF_WHY_STOPPED);
    r->working = HF_NONE;
    r->why = HF_WHY_STOPPED;
    r->cause = HF_CAUSE_NONE;
    r->status = 0;
    hf_failback_on_moved(x, HF_WHY_STOPPED);
    hf_wishes_report_all(x, HF_DONE_DISABLED, no_failure);
    enter_stopping(x, HF_WHY_STOPPED);
}

void hf_registration_on_stopped(struct hf_context *x)
{
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: stop(x); break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

static void wish(struct hf_context *x, uint64_t request)
{
    struct hf_registration *r = registration_of(x);

    hf_wishes_add(x->line, request);
    if (r->state != HF_REGISTRATION_REGISTERING) {
        hf_failback_give_way(x);
        register_from_first(x, HF_WHY_USER_WISH); /* C3, C5 */
        return;
    }
    hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                        .why = HF_WHY_USER_WISH_JOINS, /* C1b */
                                        .machine = HF_MACHINE_REGISTRATION,
                                        .from_state = r->state,
                                        .to_state = r->state});
}

void hf_registration_on_wanted(struct hf_context *x, uint64_t request)
{
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: wish(x, request); break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_STOPPING:
        hf_wishes_report(x, request, HF_DONE_DISABLED, no_failure);
        break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_withdrawn(struct hf_context *x, uint64_t request)
{
    hf_pass_forget_request(x, HF_SLOT_REGISTER);
    hf_wishes_withdraw(x, request);
}

void hf_registration_on_network(struct hf_context *x, const struct hf_network_changed *network)
{
    struct hf_registration *r = registration_of(x);
    bool came_back = r->families == 0 && network->families_usable != 0;
    enum hf_why why = came_back ? HF_WHY_NETWORK_BACK : HF_WHY_ADDRESS_CHANGED;

    r->families = network->families_usable;
    if (!came_back && !network->address_changed)
        return;
    switch ((enum hf_registration_state)r->state) {
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_REGISTERING: register_anew(x, why); break;
    case HF_REGISTRATION_WAITING: /* C6: the network ends the wait, another address does not */
        if (came_back)
            register_from_working(x, why);
        break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REFUSED:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_credentials(struct hf_context *x)
{
    switch ((enum hf_registration_state)registration_of(x)->state) { /* C13: at once */
    case HF_REGISTRATION_REGISTERING: register_anew(x, HF_WHY_CREDENTIALS_CHANGED); break;
    case HF_REGISTRATION_WAITING: /* a registrar may say 403 to wrong credentials */
    case HF_REGISTRATION_REFUSED: register_from_working(x, HF_WHY_CREDENTIALS_CHANGED); break;
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_deadline(struct hf_context *x)
{
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_REGISTERED: register_from_working(x, HF_WHY_REFRESH_DUE); break;
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: register_from_working(x, HF_WHY_WAIT_OVER); break;
    case HF_REGISTRATION_STOPPING:
        hf_removal_stop(x, HF_WHY_REMOVAL_TIMED_OUT);
        enter_off(x, HF_WHY_REMOVAL_TIMED_OUT);
        break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_expiry(struct hf_context *x, uint8_t server)
{
    struct hf_registration *r = registration_of(x);

    if (server != hf_candidate_server(x->line, r->working))
        return;
    r->why = HF_WHY_BINDING_EXPIRED;
    if (r->state == HF_REGISTRATION_REGISTERED)
        register_from_working(x, HF_WHY_BINDING_EXPIRED); /* C3 */
}

/* A late 2xx while no candidate serves the line: go there, with all the time that the last one
 * has (A4). Once a wait: a server that is always too late must not undo the back-off (C6). */
static void go_where_it_answers(struct hf_context *x, uint8_t candidate)
{
    if (registration_of(x)->failed_passes > 1)
        return;
    enter_registering(x, &(struct begin){.start = candidate,
                                         .server = hf_candidate_server(x->line, candidate),
                                         .why = HF_WHY_LATE_BINDING,
                                         .chosen = HF_WHY_LATE_BINDING});
}

void hf_registration_on_late(struct hf_context *x, const struct hf_watched *watched,
                             uint32_t expires_s)
{
    uint8_t server = hf_candidate_server(x->line, watched->candidate);

    hf_binding_note_late(x, &(struct hf_grant){.expires_s = expires_s,
                                               .series = watched->series,
                                               .candidate = watched->candidate});
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_OFF: enter_stopping(x, HF_WHY_LATE_BINDING); break; /* C8 */
    case HF_REGISTRATION_STOPPING: hf_removal_begin(x, server); break;
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: go_where_it_answers(x, watched->candidate); break;
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_REGISTERING: hf_failback_on_sign_of_life(x, server); break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_restored(struct hf_context *x)
{
    switch ((enum hf_registration_state)registration_of(x)->state) {
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: register_from_working(x, HF_WHY_RESTORED); break;
    case HF_REGISTRATION_STOPPING: enter_stopping(x, HF_WHY_RESTORED); break; /* C8 */
    case HF_REGISTRATION_OFF: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

bool hf_registration_is_off(const struct hf_line *line)
{
    return line->registration.state == HF_REGISTRATION_OFF;
}
