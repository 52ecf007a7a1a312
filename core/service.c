/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the line works. Successive mode: where its one registration has its binding (A13).
 * Concurrent mode: at the first server that holds a binding and is not suspect; where all are, at
 * the first that holds one, since a doubtful server is better than none (C2).
 *
 * It keeps no state but what it has said last, so that every change is a decision (F3).
 */
#include "service.h"

#include "binding.h"
#include "candidates.h"
#include "decision.h"

bool hf_service_is_concurrent(const struct hf_line *line)
{
    return line->config.mode == HF_MODE_CONCURRENT;
}

uint8_t hf_service_registrations(const struct hf_line *line)
{
    return hf_service_is_concurrent(line) ? line->config.n_servers : 1;
}

uint8_t hf_service_registration_of(const struct hf_line *line, uint8_t server)
{
    return hf_service_is_concurrent(line) ? (uint8_t)(server - 1) : 0;
}

uint8_t hf_service_scope(const struct hf_line *line, uint8_t registration)
{
    return hf_service_is_concurrent(line) ? (uint8_t)(registration + 1) : 0;
}

/* C2: from a failure by silence or transport until the next 2xx; our own troubles do not count. */
static bool is_suspect(const struct hf_line *line, uint8_t registration)
{
    const struct hf_pass *p = &line->passes[HF_SLOT_REGISTER + registration];
    bool failing = p->state != HF_PASS_IDLE && p->purpose == HF_PURPOSE_REGISTER &&
                   p->failed != 0 && p->cause != HF_CAUSE_LOCAL;

    return failing || line->registrations[registration].suspect != 0;
}

static bool holds(const struct hf_line *line, uint8_t registration)
{
    return line->registrations[registration].working != HF_NONE &&
           hf_binding_is_held(line, (uint8_t)(registration + 1));
}

static uint8_t first_that_holds(const struct hf_line *line, bool also_suspect)
{
    for (uint8_t k = 0; k < line->config.n_servers; k++) {
        if (holds(line, k) && (also_suspect || !is_suspect(line, k)))
            return k;
    }
    return HF_NONE;
}

uint8_t hf_service_working_registration(const struct hf_line *line)
{
    uint8_t k;

    if (!hf_service_is_concurrent(line))
        return line->registrations[0].working == HF_NONE ? HF_NONE : 0;
    k = first_that_holds(line, false);
    return k != HF_NONE ? k : first_that_holds(line, true);
}

uint8_t hf_service_working(const struct hf_line *line)
{
    uint8_t k = hf_service_working_registration(line);

    return k == HF_NONE ? HF_NONE : line->registrations[k].working;
}

bool hf_service_is_off(const struct hf_line *line)
{
    return line->registrations[0].state == HF_REGISTRATION_OFF ||
           line->registrations[0].state == HF_REGISTRATION_STOPPING;
}

/* C2: the line leaves a server that holds its binding because that has become doubtful. */
static enum hf_why why_changed(const struct hf_line *line, uint8_t was)
{
    uint8_t server = hf_candidate_server(line, was);
    uint8_t k = (uint8_t)(server - 1);

    return server != 0 && holds(line, k) && is_suspect(line, k) ? HF_WHY_SUSPECT
                                                                : HF_WHY_WORKING_CHANGED;
}

bool hf_service_settle(struct hf_context *x)
{
    uint8_t was = x->line->service.working;
    uint8_t is = hf_service_working(x->line);

    if (was == is)
        return false;
    x->line->service.working = is;
    if (hf_service_is_concurrent(x->line)) /* successive: the registration has said it */
        hf_explain(x, &(struct hf_decision){
                          .until_us = HF_NEVER,
                          .why = (uint16_t)why_changed(x->line, was),
                          .machine = HF_MACHINE_REGISTRATION,
                          .subject = hf_candidate_server(x->line, is),
                          .from_server = hf_candidate_server(x->line, was),
                          .to_server = hf_candidate_server(x->line, is),
                          .from_candidate = (uint8_t)(was + 1),
                          .to_candidate = (uint8_t)(is + 1),
                      });
    return true;
}
