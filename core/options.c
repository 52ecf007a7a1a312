/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keep-alive by OPTIONS: the working candidate is asked now and then whether it still lives, so
 * that a dead server is found before the next refresh or call.
 *
 * OFF      not wanted, the line is off, or no candidate works
 * WAITING  the next OPTIONS to `candidate` leaves at the deadline
 * ASKING   its pass runs in `slot`: that candidate alone, with A1's budget, never A4's
 * DOUBTED  it failed; the registration pass that it asked for will say what that means
 * MUTE     that registration was accepted by the same candidate: it lives, but answers no OPTIONS,
 *          and is asked no more until the line works elsewhere
 *
 * Any answer is a sign of life, also a challenge or a refusal; silence, a broken transport and a
 * failover status are not. A failure on this side (link down) says nothing about the server, and
 * one that rests is not asked: the next OPTIONS follows after the interval. Behind a doubt the
 * registration goes on until a candidate accepts (C3a): another one, and the doubt was right.
 *
 * Rules: C10, A9 (the line's own requests do not wake a resting target), A13, C14.
 */
#include "options.h"

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"
#include "pass.h"
#include "registration.h"
#include "service.h"

static const uint16_t moves[HF_OPTIONS_STATE_COUNT] = {
    [HF_OPTIONS_OFF] = HF_MOVE(HF_OPTIONS_WAITING),
    [HF_OPTIONS_WAITING] = HF_MOVE(HF_OPTIONS_OFF) | HF_MOVE(HF_OPTIONS_WAITING) |
                           HF_MOVE(HF_OPTIONS_ASKING),
    [HF_OPTIONS_ASKING] = HF_MOVE(HF_OPTIONS_OFF) | HF_MOVE(HF_OPTIONS_WAITING) |
                          HF_MOVE(HF_OPTIONS_DOUBTED),
    [HF_OPTIONS_DOUBTED] = HF_MOVE(HF_OPTIONS_OFF) | HF_MOVE(HF_OPTIONS_WAITING) |
                           HF_MOVE(HF_OPTIONS_MUTE),
    [HF_OPTIONS_MUTE] = HF_MOVE(HF_OPTIONS_OFF) | HF_MOVE(HF_OPTIONS_WAITING),
};

struct hf_moves hf_options_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_OPTIONS_STATE_COUNT};
}

struct step { /* a move: where to, about whom, and why */
    uint64_t deadline_us;
    uint16_t why;      /* enum hf_why */
    uint16_t status;   /* of the answer behind it, or 0 */
    uint8_t to;        /* enum hf_options_state */
    uint8_t slot;      /* ASKING; else HF_NONE */
    uint8_t candidate; /* that is asked from now on, or HF_NONE */
    uint8_t cause;     /* enum hf_cause */
};

/* 1.. in the line's order, 0 for HF_NONE. */
static uint8_t number_of(uint8_t candidate)
{
    return candidate == HF_NONE ? 0 : (uint8_t)(candidate + 1);
}

static void move(struct hf_context *x, const struct step *step)
{
    struct hf_options_machine *o = &x->line->options;
    struct hf_options_machine from = *o;
    uint8_t server = hf_candidate_server(x->line, step->candidate);

    HF_ASSERT((moves[from.state] & HF_MOVE(step->to)) != 0);
    o->state = step->to;
    o->deadline_us = step->deadline_us;
    o->slot = step->slot;
    o->candidate = step->candidate;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = x->line->config.options_interval_s,
                      .why = step->why,
                      .setting = HF_SETTING_OPTIONS_INTERVAL,
                      .status = step->status,
                      .machine = HF_MACHINE_OPTIONS,
                      .subject = server,
                      .from_state = from.state,
                      .to_state = step->to,
                      .from_server = hf_candidate_server(x->line, from.candidate),
                      .to_server = server,
                      .from_candidate = number_of(from.candidate),
                      .to_candidate = number_of(step->candidate),
                      .cause = step->cause,
                  });
}

static void enter_off(struct hf_context *x)
{
    move(x, &(struct step){.to = HF_OPTIONS_OFF,
                           .deadline_us = HF_NEVER,
                           .why = HF_WHY_OPTIONS_NOT_NEEDED,
                           .slot = HF_NONE,
                           .candidate = HF_NONE});
}

static uint64_t interval_over_us(const struct hf_context *x)
{
    return hf_time_add(x->now_us, (uint64_t)x->line->config.options_interval_s * HF_US_PER_S);
}

static void enter_waiting(struct hf_context *x, uint8_t candidate, enum hf_why why)
{
    move(x, &(struct step){.to = HF_OPTIONS_WAITING,
                           .deadline_us = interval_over_us(x),
                           .why = (uint16_t)why,
                           .slot = HF_NONE,
                           .candidate = candidate});
}

/* The next one later, after a pass that gave no doubt. */
static void enter_waiting_after(struct hf_context *x, const struct hf_pass *pass, enum hf_why why)
{
    move(x, &(struct step){.to = HF_OPTIONS_WAITING,
                           .deadline_us = interval_over_us(x),
                           .why = (uint16_t)why,
                           .status = pass->status,
                           .slot = HF_NONE,
                           .candidate = x->line->options.candidate,
                           .cause = pass->cause});
}

static void enter_asking(struct hf_context *x, uint8_t slot)
{
    uint8_t candidate = x->line->options.candidate;

    move(x, &(struct step){.to = HF_OPTIONS_ASKING,
                           .deadline_us = HF_NEVER,
                           .why = HF_WHY_OPTIONS_DUE,
                           .slot = slot,
                           .candidate = candidate});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .slot = slot,
                      .purpose = HF_PURPOSE_KEEPALIVE,
                      .kind = HF_REQUEST_OPTIONS,
                      .flags = HF_PASS_SINGLE | HF_PASS_BRIEF, /* C10: A1's budget, never A4's */
                      .start = candidate,
                  },
                  HF_WHY_OPTIONS_DUE);
}

static void enter_doubted(struct hf_context *x, const struct hf_pass *pass)
{
    uint8_t candidate = x->line->options.candidate;

    move(x, &(struct step){.to = HF_OPTIONS_DOUBTED,
                           .deadline_us = HF_NEVER,
                           .why = HF_WHY_OPTIONS_FAILED,
                           .status = pass->status,
                           .slot = HF_NONE,
                           .candidate = candidate,
                           .cause = pass->cause});
    hf_registration_on_options_failed(x, candidate); /* C3 */
}

static void enter_mute(struct hf_context *x)
{
    move(x, &(struct step){.to = HF_OPTIONS_MUTE,
                           .deadline_us = HF_NEVER,
                           .why = HF_WHY_OPTIONS_IGNORED,
                           .slot = HF_NONE,
                           .candidate = x->line->options.candidate});
}

/* ---- hearing the pass ---- */

static bool is_alive(const struct hf_pass *pass)
{
    return pass->result == HF_RESULT_ACCEPTED || pass->result == HF_RESULT_REJECTED ||
           pass->result == HF_RESULT_CREDENTIALS;
}

static void hear(struct hf_context *x)
{
    struct hf_options_machine *o = &x->line->options;
    struct hf_pass ended = x->line->passes[o->slot];

    hf_pass_clear(x, o->slot);
    if (is_alive(&ended))
        enter_waiting_after(x, &ended, HF_WHY_OPTIONS_ANSWERED);
    else if (ended.cause == HF_CAUSE_LOCAL) /* it says nothing of the candidate */
        enter_waiting_after(x, &ended, HF_WHY_OPTIONS_WAITS);
    else
        enter_doubted(x, &ended);
}

/* ---- settling ---- */

static uint8_t wanted_candidate(const struct hf_line *line)
{
    if (line->config.options_interval_s == 0 || hf_service_is_off(line))
        return HF_NONE;
    return hf_service_working(line);
}

/* Another candidate works now (A13), or none, or OPTIONS is not wanted any more. */
static void follow(struct hf_context *x, uint8_t wanted)
{
    if (x->line->options.state == HF_OPTIONS_ASKING)
        hf_pass_stop(x, x->line->options.slot, HF_WHY_OPTIONS_NOT_NEEDED);
    if (wanted == HF_NONE)
        enter_off(x);
    else
        enter_waiting(x, wanted, HF_WHY_OPTIONS_WAITS);
}

/* C14: a shorter interval counts at once, a longer one from the next OPTIONS on. */
static bool settle_waiting(struct hf_context *x)
{
    if (x->line->options.deadline_us <= interval_over_us(x))
        return false;
    enter_waiting(x, x->line->options.candidate, HF_WHY_CONFIG_CHANGED);
    return true;
}

static bool settle_asking(struct hf_context *x)
{
    if (x->line->passes[x->line->options.slot].state != HF_PASS_ENDED)
        return false;
    hear(x);
    return true;
}

bool hf_options_settle(struct hf_context *x)
{
    struct hf_options_machine *o = &x->line->options;
    uint8_t wanted = wanted_candidate(x->line);

    if (o->state == HF_OPTIONS_OFF && wanted == HF_NONE)
        return false;
    if (o->state == HF_OPTIONS_OFF || wanted == HF_NONE || o->candidate != wanted) {
        follow(x, wanted);
        return true;
    }
    switch ((enum hf_options_state)o->state) {
    case HF_OPTIONS_WAITING: return settle_waiting(x);
    case HF_OPTIONS_ASKING: return settle_asking(x);
    case HF_OPTIONS_DOUBTED: /* C3a: the registration goes on until a candidate accepts */
    case HF_OPTIONS_OFF:
    case HF_OPTIONS_MUTE: return false;
    case HF_OPTIONS_STATE_COUNT: break;
    }
    HF_UNREACHABLE();
}

/* ---- facts ---- */

void hf_options_on_registered(struct hf_context *x, uint8_t candidate)
{
    const struct hf_options_machine *o = &x->line->options;

    if (o->state == HF_OPTIONS_DOUBTED && o->candidate == candidate)
        enter_mute(x); /* C10 */
}

/* Whether a pass would go to the candidate now: it may rest (A9), or have left the line (B12). */
static bool can_be_asked(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_pass pass = {
        .purpose = HF_PURPOSE_KEEPALIVE,
        .kind = HF_REQUEST_OPTIONS,
        .flags = HF_PASS_SINGLE | HF_PASS_BRIEF,
        .candidate = candidate,
        .other = HF_NONE,
    };

    return hf_candidates_start(line, &pass).candidate == candidate;
}

void hf_options_on_deadline(struct hf_context *x)
{
    uint8_t candidate = x->line->options.candidate;
    uint8_t slot = hf_pass_free_request_slot(x->line);

    HF_ASSERT(x->line->options.state == HF_OPTIONS_WAITING);
    if (slot == HF_NONE || !can_be_asked(x->line, candidate))
        enter_waiting(x, candidate, HF_WHY_OPTIONS_WAITS);
    else
        enter_asking(x, slot);
}

void hf_options_give_way(struct hf_context *x)
{
    HF_ASSERT(x->line->options.state == HF_OPTIONS_ASKING);
    hf_pass_stop(x, x->line->options.slot, HF_WHY_GAVE_WAY);
    enter_waiting(x, x->line->options.candidate, HF_WHY_GAVE_WAY);
}

void hf_options_on_restored(struct hf_context *x)
{
    const struct hf_options_machine *o = &x->line->options;

    if (o->state == HF_OPTIONS_ASKING || o->state == HF_OPTIONS_DOUBTED)
        enter_waiting(x, o->candidate, HF_WHY_RESTORED);
}

void hf_options_on_reconfigured(struct hf_context *x, const struct hf_config *to)
{
    const struct hf_options_machine *o = &x->line->options;

    x->line->config.options_interval_s = to->options_interval_s; /* what begins now is by it */
    if (o->state == HF_OPTIONS_ASKING)
        hf_pass_stop(x, o->slot, HF_WHY_CONFIG_CHANGED);
    if (o->state == HF_OPTIONS_ASKING || o->state == HF_OPTIONS_MUTE)
        enter_waiting(x, o->candidate, HF_WHY_CONFIG_CHANGED); /* C14 */
}
