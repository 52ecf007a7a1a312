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

#include <stddef.h>
#include <string.h>

#include "attempt.h"
#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/budget.h"
#include "moves.h"
#include "pass.h"
#include "random.h"
#include "removal.h"

#define REMOVAL_LONGEST_US 2000000u            /* C8 */
#define REFUSED_WAIT_US    (1800ull * 1000000) /* C13 */
#define SHORT_GRANT_S      10u                 /* C4 */

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
                                 HF_MOVE(HF_REGISTRATION_REGISTERING),
};

struct hf_moves hf_registration_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_REGISTRATION_COUNT};
}

static struct hf_registration *registration_of(struct hf_context *x)
{
    return &x->line->registration;
}

struct step { /* a move: where to, until when, and why */
    uint64_t deadline_us;
    uint64_t setting_value;
    uint16_t setting; /* enum hf_setting that gave the deadline */
    uint16_t why;     /* enum hf_why */
    uint8_t to;       /* enum hf_registration_state */
    uint8_t from_candidate;
    uint8_t failed; /* a failure brought it: the registration's status and cause say which */
    uint8_t reserved;
};

static void move(struct hf_context *x, const struct step *step)
{
    struct hf_registration *r = registration_of(x);
    uint8_t from = r->state;

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    r->state = step->to;
    r->deadline_us = step->deadline_us;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = step->setting_value,
                      .why = step->why,
                      .setting = step->setting,
                      .status = step->failed ? r->status : 0,
                      .machine = HF_MACHINE_REGISTRATION,
                      .from_state = from,
                      .to_state = step->to,
                      .from_server = hf_candidate_server(x->line, step->from_candidate),
                      .to_server = hf_candidate_server(x->line, r->working),
                      .from_candidate = (uint8_t)(step->from_candidate + 1),
                      .to_candidate = (uint8_t)(r->working + 1),
                      .cause = step->failed ? r->cause : (uint8_t)HF_CAUSE_NONE,
                  });
}

/* ---- the user's requests ---- */

static void report_request(struct hf_context *x, uint64_t request, enum hf_request_outcome outcome)
{
    struct hf_registration *r = registration_of(x);
    struct hf_request_report *report = &hf_emit(x, HF_ACTION_REPORT_REQUEST)->u.request;

    report->request = request;
    report->outcome = (uint8_t)outcome;
    report->status = outcome == HF_DONE_ACCEPTED ? 0 : r->status;
    report->cause = outcome == HF_DONE_ACCEPTED ? (uint8_t)HF_CAUSE_NONE : r->cause;
    if (outcome == HF_DONE_ACCEPTED)
        report->server = hf_candidate_server(x->line, r->working);
}

static void report_requests(struct hf_context *x, enum hf_request_outcome outcome)
{
    struct hf_registration *r = registration_of(x);

    for (uint8_t i = 0; i < r->n_requests; i++)
        report_request(x, r->requests[i], outcome); /* A12, H3 */
    memset(r->requests, 0, sizeof r->requests);
    r->n_requests = 0;
}

/* ---- entering the states ---- */

static void enter_registering(struct hf_context *x, uint8_t start, enum hf_why why)
{
    struct hf_registration *r = registration_of(x);
    bool at_working = start == r->working;

    move(x, &(struct step){.to = HF_REGISTRATION_REGISTERING,
                           .deadline_us = HF_NEVER,
                           .why = (uint16_t)why,
                           .from_candidate = r->working});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = r->n_requests > 0 ? r->requests[0] : 0,
                      .slot = HF_SLOT_REGISTER,
                      .purpose = HF_PURPOSE_REGISTER,
                      .start = start,
                  },
                  at_working ? HF_WHY_WORKING_CANDIDATE : HF_WHY_FIRST_CANDIDATE);
}

/* C5: start, the user, an OPTIONS or CANCEL timeout. */
static void register_from_first(struct hf_context *x, enum hf_why why)
{
    enter_registering(x, hf_candidates_first(x->line, 0), why);
}

/* C5: all others; where no candidate works there is only the first. */
static void register_from_working(struct hf_context *x, enum hf_why why)
{
    uint8_t working = registration_of(x)->working;

    enter_registering(x, working != HF_NONE ? working : hf_candidates_first(x->line, 0), why);
}

static void enter_registered(struct hf_context *x, uint8_t from_candidate, enum hf_why why)
{
    struct hf_registration *r = registration_of(x);
    uint8_t server = hf_candidate_server(x->line, r->working);
    uint32_t granted_s = x->line->bindings[server - 1].granted_s;

    move(x, &(struct step){.to = HF_REGISTRATION_REGISTERED,
                           .deadline_us = hf_time_add(
                               x->now_us, hf_budget_refresh_us(&x->line->config, granted_s)),
                           .why = (uint16_t)why,
                           .setting = HF_SETTING_EXPIRES,
                           .setting_value = granted_s,
                           .from_candidate = from_candidate,
                           .failed = from_candidate != r->working});
}

/* C6: the upper half of min(max, base * 2^failures); flat where base and maximum are equal. */
static uint64_t backoff_us(struct hf_line *line)
{
    uint64_t base_ms = (uint64_t)line->config.retry_base_s * 1000;
    uint64_t max_ms = (uint64_t)line->config.retry_max_s * 1000;
    uint64_t upper_ms = base_ms;

    if (base_ms == max_ms)
        return base_ms * HF_US_PER_MS;
    for (uint16_t i = 0; i < line->registration.failed_passes && upper_ms < max_ms; i++)
        upper_ms *= 2;
    upper_ms = hf_time_min(upper_ms, max_ms);
    return hf_random_between(line, HF_DRAW_BACKOFF, upper_ms / 2, upper_ms) * HF_US_PER_MS;
}

/* No candidate serves the line now: bindings that still stand somewhere are only left there. */
static uint8_t forget_working(struct hf_context *x)
{
    struct hf_registration *r = registration_of(x);
    uint8_t was = r->working;

    for (uint8_t server = 1; server <= x->line->config.n_servers; server++)
        hf_binding_leave(x, server);
    r->working = HF_NONE;
    return was;
}

static void enter_waiting(struct hf_context *x, enum hf_why why)
{
    struct hf_registration *r = registration_of(x);
    uint8_t was = forget_working(x);

    if (r->failed_passes < UINT16_MAX && (r->cause != HF_CAUSE_LOCAL || r->failed_passes == 0))
        r->failed_passes++; /* local errors double no wait (A6a) */
    move(x, &(struct step){.to = HF_REGISTRATION_WAITING,
                           .deadline_us = hf_time_add(x->now_us, backoff_us(x->line)),
                           .why = (uint16_t)why,
                           .setting = HF_SETTING_RETRY_BASE,
                           .setting_value = x->line->config.retry_base_s,
                           .from_candidate = was,
                           .failed = 1});
    hf_failback_on_moved(x, HF_WHY_PROBE_NOT_NEEDED);
    report_requests(x, why == HF_WHY_REGISTRATION_REJECTED ? HF_DONE_REJECTED : HF_DONE_FAILED);
}

static void enter_refused(struct hf_context *x)
{
    uint8_t was = forget_working(x);

    move(x, &(struct step){.to = HF_REGISTRATION_REFUSED,
                           .deadline_us = hf_time_add(x->now_us, REFUSED_WAIT_US), /* C13 */
                           .why = HF_WHY_CREDENTIALS_REFUSED,
                           .from_candidate = was,
                           .failed = 1});
    hf_failback_on_moved(x, HF_WHY_PROBE_NOT_NEEDED);
    report_requests(x, HF_DONE_REJECTED);
}

static void drop_all(struct hf_context *x, enum hf_why why)
{
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++)
        hf_binding_drop(x, server, why);
}

static void enter_off(struct hf_context *x, enum hf_why why)
{
    struct hf_registration *r = registration_of(x);

    drop_all(x, why);
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
    if (accepted.expires_s < SHORT_GRANT_S)
        explain_grant(x, server, HF_WHY_GRANT_SHORT); /* C4 */
    for (uint8_t other = 1; other <= x->line->config.n_servers; other++) {
        if (other != server)
            hf_binding_leave(x, other); /* C1, H7 */
    }
    set_working(x, &accepted);
    enter_registered(x, was, came_back ? HF_WHY_PROBE_ACCEPTED : HF_WHY_ACCEPTED);
    if (accepted.candidate != was)
        hf_failback_on_moved(x, came_back ? HF_WHY_CAME_BACK : HF_WHY_PROBE_NOT_NEEDED);
    report_requests(x, HF_DONE_ACCEPTED);
}

static void hear_register(struct hf_context *x)
{
    struct hf_pass *p = &x->line->passes[HF_SLOT_REGISTER];
    enum hf_result result = (enum hf_result)p->result;

    if (result == HF_RESULT_ACCEPTED) {
        hold(x, HF_SLOT_REGISTER);
        return;
    }
    note_failure(registration_of(x), p);
    hf_pass_clear(x, HF_SLOT_REGISTER);
    switch (result) {
    case HF_RESULT_EXHAUSTED: enter_waiting(x, HF_WHY_NO_CANDIDATE_LEFT); break;
    case HF_RESULT_REJECTED: enter_waiting(x, HF_WHY_REGISTRATION_REJECTED); break; /* C7 */
    case HF_RESULT_CREDENTIALS: enter_refused(x); break;
    case HF_RESULT_NONE:
    case HF_RESULT_ACCEPTED:
    case HF_RESULT_COUNT: HF_UNREACHABLE();
    }
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
        drop_all(x, HF_WHY_BINDING_REMOVED);
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
    report_requests(x, HF_DONE_DISABLED);
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

    r->requests[r->n_requests++] = request;
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
    case HF_REGISTRATION_STOPPING: report_request(x, request, HF_DONE_DISABLED); break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

bool hf_registration_withdraw(struct hf_context *x, uint64_t request)
{
    struct hf_registration *r = registration_of(x);

    for (uint8_t i = 0; i < r->n_requests; i++) {
        if (r->requests[i] != request)
            continue;
        r->requests[i] = r->requests[--r->n_requests];
        r->requests[r->n_requests] = 0;
        report_request(x, request, HF_DONE_WITHDRAWN);
        return true;
    }
    return false;
}

void hf_registration_on_network(struct hf_context *x, const struct hf_network_changed *network)
{
    struct hf_registration *r = registration_of(x);
    bool came_back = r->families == 0 && network->families_usable != 0;

    r->families = network->families_usable;
    if (!came_back && !network->address_changed)
        return;
    switch ((enum hf_registration_state)r->state) {
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_WAITING: /* C6: it ends the wait */
        register_from_working(x, HF_WHY_NETWORK_BACK);
        break;
    case HF_REGISTRATION_OFF:
    case HF_REGISTRATION_REGISTERING:
    case HF_REGISTRATION_REFUSED:
    case HF_REGISTRATION_STOPPING: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

void hf_registration_on_credentials(struct hf_context *x)
{
    if (registration_of(x)->state == HF_REGISTRATION_REFUSED) /* C13 */
        register_from_working(x, HF_WHY_CREDENTIALS_CHANGED);
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
    const struct hf_registration *r = registration_of(x);

    if (r->state == HF_REGISTRATION_REGISTERED &&
        server == hf_candidate_server(x->line, r->working))
        register_from_working(x, HF_WHY_BINDING_EXPIRED); /* C3 */
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
    case HF_REGISTRATION_WAITING: /* it answers after all: go there */
        enter_registering(x, watched->candidate, HF_WHY_LATE_BINDING);
        break;
    case HF_REGISTRATION_REGISTERED:
    case HF_REGISTRATION_REGISTERING: hf_failback_on_sign_of_life(x, server); break;
    case HF_REGISTRATION_REFUSED: break;
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
    case HF_REGISTRATION_STOPPING: enter_off(x, HF_WHY_RESTORED); break;
    case HF_REGISTRATION_OFF: break;
    case HF_REGISTRATION_COUNT: HF_UNREACHABLE();
    }
}

bool hf_registration_is_off(const struct hf_line *line)
{
    return line->registration.state == HF_REGISTRATION_OFF;
}
