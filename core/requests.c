/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's requests outside of calls (SUBSCRIBE, MESSAGE, PUBLISH, OPTIONS and the like). Each
 * takes a free pass, goes through the line's candidates as a REGISTER does, and is reported
 * exactly once: when its pass has ended, when the user gives it up, when the line is disabled, and
 * after a restart. The room has no state of its own: a request is a pass with the purpose REQUEST.
 * One inside a dialog that is no call's, such as a subscription's, goes to that dialog's server
 * alone.
 *
 * A request moves nothing: what it is answered by serves that request alone (A13), unless a
 * REGISTER went in front of it and was accepted (E2).
 *
 * Rules: E2, E5, E12, E11, A9, A12, C1b.
 */
#include "requests.h"

#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "hf_assert.h"
#include "pass.h"
#include "proxy_failback.h"
#include "registration.h"
#include "room.h"
#include "service.h"
#include "starts.h"

/* ---- reporting ---- */

void hf_request_report(struct hf_context *x, uint64_t request, const struct hf_done *done)
{
    struct hf_request_report *report = &hf_emit(x, HF_ACTION_REPORT_REQUEST)->u.request;

    report->request = request;
    report->status = done->status;
    report->why = done->why;
    report->outcome = done->outcome;
    report->cause = done->cause;
    report->server = done->server;
}

struct hf_done hf_request_done(const struct hf_line *line, const struct hf_pass *pass)
{
    bool said_no = pass->result == HF_RESULT_REJECTED || pass->result == HF_RESULT_CREDENTIALS;

    if (pass->result == HF_RESULT_ACCEPTED)
        return (struct hf_done){.outcome = HF_DONE_ACCEPTED,
                                .why = HF_WHY_ACCEPTED,
                                .server = hf_candidate_server(line, pass->candidate)};
    return (struct hf_done){
        .status = pass->status, /* A12: the last one's */
        .why = said_no || pass->result == HF_RESULT_LOST ? pass->why : HF_WHY_NO_CANDIDATE_LEFT,
        .outcome = said_no ? HF_DONE_REJECTED : HF_DONE_FAILED,
        .cause = pass->cause,
    };
}

void hf_request_fail(struct hf_context *x, uint8_t slot, enum hf_why why)
{
    uint64_t request = x->line->passes[slot].request;

    hf_pass_stop(x, slot, why);
    hf_request_report(x, request,
                      &(struct hf_done){.outcome = HF_DONE_FAILED, .why = (uint16_t)why});
}

/* ---- the passes ---- */

static bool is_request(const struct hf_pass *pass)
{
    return pass->state != HF_PASS_IDLE && pass->purpose == HF_PURPOSE_REQUEST;
}

bool hf_request_is_owed(const struct hf_line *line, const struct hf_pass *pass)
{
    return is_request(pass) && !hf_call_is_own_bye(line, pass);
}

uint8_t hf_requests_find(const struct hf_line *line, uint64_t request)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *pass = &line->passes[slot];
        if (hf_request_is_owed(line, pass) && pass->request == request)
            return slot;
    }
    return HF_NONE;
}

/* C1b: E2's REGISTER abandons a probe, D1's or B13's. */
static void take_the_probes_place(struct hf_context *x)
{
    uint8_t k = hf_proxy_failback_prober(x->line);

    if (k == HF_NONE)
        hf_failback_give_way(x);
    else
        hf_proxy_failback_give_way(x, k, true);
}

bool hf_request_settle_register(struct hf_context *x, uint8_t slot)
{
    const struct hf_pass *p = &x->line->passes[slot];
    bool waits = p->state == HF_PASS_TURN || p->state == HF_PASS_JOINED;

    if (waits && p->other == HF_SLOT_PROBE) {
        take_the_probes_place(x);
        return true;
    }
    if (p->state != HF_PASS_READY)
        return false;
    hf_registration_on_registered_first(x, slot);
    hf_pass_go(x, slot);
    return true;
}

bool hf_requests_settle(struct hf_context *x)
{
    bool moved = false;

    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *pass = &x->line->passes[slot];
        struct hf_done done;

        if (!is_request(pass) || pass->call != 0)
            continue;
        moved = hf_request_settle_register(x, slot) || moved;
        if (pass->state != HF_PASS_ENDED)
            continue;
        done = hf_request_done(x->line, pass);
        hf_request_report(x, pass->request, &done);
        hf_pass_clear(x, slot);
        moved = true;
    }
    return moved;
}

/* ---- facts ---- */

static uint8_t flags_of(const struct hf_config *config, const struct hf_wanted *wanted)
{
    uint8_t flags = HF_PASS_URGENT;

    if (wanted->dialog_server != 0) /* E5 */
        return HF_PASS_URGENT | HF_PASS_SINGLE | HF_PASS_IN_DIALOG;
    if (wanted->emergency != 0) /* E11 */
        return HF_PASS_URGENT | HF_PASS_EMERGENCY | HF_PASS_INSISTS;
    if (wanted->kind == HF_REQUEST_OTHER)
        flags |= HF_PASS_REGISTERS;  /* E2 */
    if (config->failover_other == 0) /* E12 */
        flags |= HF_PASS_SINGLE;
    return flags;
}

static struct hf_start start_for(const struct hf_line *line, const struct hf_wanted *wanted,
                                 uint8_t flags)
{
    if (wanted->dialog_server == 0)
        return hf_start_of(line, flags);
    return (struct hf_start){.why = HF_WHY_IN_DIALOG,
                             .candidate = hf_start_at_server(line, wanted->dialog_server)};
}

void hf_requests_on_wanted(struct hf_context *x, const struct hf_wanted *wanted)
{
    uint8_t flags = flags_of(&x->line->config, wanted);
    struct hf_start start;

    if (hf_service_is_off(x->line)) {
        hf_request_report(
            x, wanted->request, /* C13 */
            &(struct hf_done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_LINE_DISABLED});
        return;
    }
    start = start_for(x->line, wanted, flags);
    hf_start_explain(x, &start);
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .request = wanted->request,
                      .slot = hf_room_take_slot(x, wanted),
                      .purpose = HF_PURPOSE_REQUEST,
                      .kind = wanted->kind,
                      .flags = flags,
                      .start = start.candidate,
                  },
                  (enum hf_why)start.why);
}

void hf_requests_on_withdrawn(struct hf_context *x, uint64_t request)
{
    uint8_t slot = hf_requests_find(x->line, request);

    HF_ASSERT(slot != HF_NONE); /* validation has called it late */
    hf_pass_stop(x, slot, HF_WHY_WITHDRAWN);
    hf_request_report(x, request,
                      &(struct hf_done){.outcome = HF_DONE_WITHDRAWN, .why = HF_WHY_WITHDRAWN});
}

void hf_requests_stop(struct hf_context *x)
{
    (void)hf_requests_settle(x);
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        uint64_t request = x->line->passes[slot].request;

        if (!is_request(&x->line->passes[slot]) || x->line->passes[slot].call != 0)
            continue;
        hf_pass_stop(x, slot, HF_WHY_STOPPED);
        hf_request_report(x, request,
                          &(struct hf_done){.outcome = HF_DONE_DISABLED, .why = HF_WHY_STOPPED});
    }
}

void hf_requests_on_restored(struct hf_context *x)
{
    for (uint8_t slot = HF_SLOT_REQUEST; slot < HF_LINE_PASSES; slot++) {
        const struct hf_pass *pass = &x->line->passes[slot];

        /* what was on the way is owed no answer, and its answer is lost */
        if (hf_request_is_owed(x->line, pass))
            hf_request_report(
                x, pass->request,
                &(struct hf_done){.outcome = HF_DONE_FAILED,
                                  .why = HF_WHY_RESTORED,
                                  .status = pass->status,
                                  .cause = pass->cause == HF_CAUSE_NONE && pass->status == 0
                                               ? HF_CAUSE_LOCAL
                                               : pass->cause});
    }
}
