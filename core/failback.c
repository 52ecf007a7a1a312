/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failback between servers, successive mode: while the line works on a later server, the better
 * ones are probed, best first, each by a REGISTER of its own with a Call-ID of its own.
 *
 * HOME     the line works on server 1, or nowhere, or failback is off: nothing to go back to
 * AWAY     the line works on a later server; the next round of probes comes at the deadline
 * DUE      the round's moment came during a call: it waits for the last call's end, or for the
 *          idle limit; or while another probe ran (proxy_failback.c): it waits for that one's end
 * PROBING  the probe pass runs at `server`
 *
 * The interval runs from the end of a round; jitter makes it only longer (C11), and it doubles
 * while the line flaps (D9). A probe that is accepted moves the line; that is registration's news
 * (A13), which tells this machine through hf_failback_on_moved.
 *
 * Rules: D1, D8, D9, C11, C1b (a probe gives way to the user's REGISTER).
 */
#include "failback.h"

#include "binding.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"
#include "pass.h"
#include "random.h"
#include "service.h"

#define FLAP_WINDOW_US (600ull * 1000000)  /* D9 */
#define DAMPED_MOST_US (1800ull * 1000000) /* D9 */
#define DOUBLINGS_MOST 16
#define JITTER_UNIT    1000000u

static const uint16_t moves[HF_FAILBACK_STATE_COUNT] = {
    [HF_FAILBACK_HOME] = HF_MOVE(HF_FAILBACK_AWAY),
    [HF_FAILBACK_AWAY] = HF_MOVE(HF_FAILBACK_HOME) | HF_MOVE(HF_FAILBACK_AWAY) |
                         HF_MOVE(HF_FAILBACK_DUE) | HF_MOVE(HF_FAILBACK_PROBING),
    [HF_FAILBACK_DUE] = HF_MOVE(HF_FAILBACK_HOME) | HF_MOVE(HF_FAILBACK_AWAY) |
                        HF_MOVE(HF_FAILBACK_PROBING),
    [HF_FAILBACK_PROBING] = HF_MOVE(HF_FAILBACK_HOME) | HF_MOVE(HF_FAILBACK_AWAY) |
                            HF_MOVE(HF_FAILBACK_PROBING),
};

struct hf_moves hf_failback_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_FAILBACK_STATE_COUNT};
}

bool hf_failback_must_wait(const struct hf_line *line)
{
    return line->config.failback_when == HF_WHEN_IDLE && hf_call_any(line);
}

enum hf_why hf_failback_why_due(const struct hf_context *x)
{
    bool calls_are_over = x->cause_event == HF_EVENT_RESTORED ||
                          x->cause_event == HF_EVENT_CONFIGURED;

    for (uint32_t i = 0; i < x->actions->n && !calls_are_over; i++)
        calls_are_over = x->actions->items[i].kind == HF_ACTION_REPORT_CALL &&
                         x->actions->items[i].u.call.state == HF_CALL_OVER;
    return calls_are_over ? HF_WHY_LINE_IDLE : HF_WHY_TURN_CAME;
}

static bool may_begin(const struct hf_line *line)
{
    return line->passes[HF_SLOT_PROBE].state == HF_PASS_IDLE;
}

static uint8_t working_server(const struct hf_line *line)
{
    return hf_candidate_server(line, hf_service_working(line));
}

struct step { /* a move: where to, until when, and why */
    uint64_t deadline_us;
    uint16_t why;    /* enum hf_why */
    uint8_t to;      /* enum hf_failback_state */
    uint8_t server;  /* PROBING: the server under probe */
    uint8_t hurried; /* AWAY, PROBING: a sign of life has been followed in this interval */
    uint8_t reserved[3];
};

static void move(struct hf_context *x, const struct step *step)
{
    struct hf_failback_machine *f = &x->line->failback;
    uint8_t from = f->state;
    bool by_interval = step->to == HF_FAILBACK_AWAY && step->why != HF_WHY_ALL_REST;
    bool by_limit = step->to == HF_FAILBACK_DUE && step->deadline_us != HF_NEVER;

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    f->state = step->to;
    f->deadline_us = step->deadline_us;
    f->server = step->server;
    f->hurried = step->hurried;
    f->pressed = 0;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = by_interval ? x->line->config.failback_interval_s
                                       : by_limit  ? x->line->config.idle_limit_s
                                                   : 0,
                      .why = step->why,
                      .setting = by_interval ? HF_SETTING_FAILBACK_INTERVAL
                                 : by_limit  ? HF_SETTING_IDLE_LIMIT
                                             : HF_SETTING_NONE,
                      .machine = HF_MACHINE_FAILBACK,
                      .subject = working_server(x->line),
                      .from_state = from,
                      .to_state = step->to,
                      .from_server = working_server(x->line),
                      .to_server = step->server,
                  });
}

static void enter_home(struct hf_context *x, enum hf_why why)
{
    move(x, &(struct step){.to = HF_FAILBACK_HOME, .deadline_us = HF_NEVER, .why = (uint16_t)why});
}

uint64_t hf_failback_wait_us(struct hf_context *x, uint64_t base_us)
{
    uint64_t most_us = hf_time_max(base_us, DAMPED_MOST_US);
    uint64_t wait_us = base_us;
    uint64_t percent = x->line->config.jitter_percent;

    for (uint8_t i = 0; i < x->line->failback.doublings && wait_us < most_us; i++)
        wait_us = hf_time_min(hf_time_add(wait_us, wait_us), most_us); /* D9 */
    if (percent > 0)                                                   /* C11: only later */
        wait_us = hf_time_add(wait_us, wait_us / JITTER_UNIT *
                                           hf_random_between(x->line, HF_DRAW_JITTER, 0,
                                                             percent * (JITTER_UNIT / 100)));
    return wait_us;
}

static void enter_away(struct hf_context *x, enum hf_why why)
{
    uint64_t interval_us = (uint64_t)x->line->config.failback_interval_s * HF_US_PER_S;

    move(x,
         &(struct step){.to = HF_FAILBACK_AWAY, /* D1 */
                        .deadline_us = hf_time_add(x->now_us, hf_failback_wait_us(x, interval_us)),
                        .why = (uint16_t)why,
                        .hurried = x->line->failback.hurried});
}

/* D8: remembered, and done when the last call ends, or the other probe. */
static void enter_due(struct hf_context *x)
{
    uint64_t limit_us = (uint64_t)x->line->config.idle_limit_s * HF_US_PER_S;
    bool in_call = hf_failback_must_wait(x->line);

    move(x,
         &(struct step){.to = HF_FAILBACK_DUE,
                        .deadline_us = in_call && limit_us != 0 ? hf_time_add(x->now_us, limit_us)
                                                                : HF_NEVER,
                        .why = in_call ? HF_WHY_WAITS_FOR_IDLE : HF_WHY_WAITS_TURN,
                        .hurried = x->line->failback.hurried});
}

static void enter_probing(struct hf_context *x, uint8_t server, enum hf_why why)
{
    bool hurried = why == HF_WHY_LATE_BINDING ||
                   (why == HF_WHY_PROBE_NEXT_SERVER && x->line->failback.hurried != 0);

    move(x, &(struct step){.to = HF_FAILBACK_PROBING,
                           .deadline_us = HF_NEVER,
                           .why = (uint16_t)why,
                           .server = server,
                           .hurried = hurried});
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .series = hf_binding_new_series(x->line), /* D1, C1a */
                      .slot = HF_SLOT_PROBE,
                      .purpose = HF_PURPOSE_PROBE,
                      .kind = HF_REQUEST_REGISTER,
                      .start = HF_NONE,
                      .server = server,
                  },
                  why);
}

/* The first better server from that one on which may be probed, or 0. */
static uint8_t next_awake(const struct hf_line *line, uint8_t server)
{
    for (; server < working_server(line); server++) {
        if (!hf_rest_is_on_all(line, server)) /* A9, D1: it is not probed */
            return server;
    }
    return 0;
}

/* A9: all better servers rest; the round waits until the first of them wakes. */
static void wait_for_rests(struct hf_context *x)
{
    uint64_t wakes_us = HF_NEVER;

    for (uint8_t server = 1; server < working_server(x->line); server++)
        wakes_us = hf_time_min(wakes_us, hf_rest_next_us(x->line, server));
    move(x, &(struct step){.to = HF_FAILBACK_AWAY,
                           .deadline_us = wakes_us,
                           .why = HF_WHY_ALL_REST,
                           .hurried = x->line->failback.hurried});
}

/* D1: a round, best server first. */
static void begin_round(struct hf_context *x, enum hf_why why)
{
    uint8_t server = next_awake(x->line, 1);

    if (server == 0)
        wait_for_rests(x);
    else
        enter_probing(x, server, why);
}

static void stop_probe(struct hf_context *x, enum hf_why why)
{
    if (x->line->failback.state == HF_FAILBACK_PROBING)
        hf_pass_stop(x, HF_SLOT_PROBE, why);
}

/* ---- D9 ---- */

static void explain_damping(struct hf_context *x, enum hf_why why)
{
    const struct hf_failback_machine *f = &x->line->failback;

    hf_explain(x, &(struct hf_decision){.until_us = HF_NEVER,
                                        .why = (uint16_t)why,
                                        .machine = HF_MACHINE_FAILBACK,
                                        .subject = working_server(x->line),
                                        .from_state = f->state,
                                        .to_state = f->state,
                                        .setting = HF_SETTING_FLAP_DAMPING,
                                        .setting_value = x->line->config.flap_damping});
}

static uint64_t since_us(const struct hf_context *x, uint64_t moment_us)
{
    return moment_us == HF_NEVER ? HF_NEVER : hf_time_less(x->now_us, moment_us);
}

/* Three moves within ten minutes double the interval; a better candidate that has served for ten
 * minutes ends that. */
static void count_move(struct hf_context *x, uint8_t from_candidate)
{
    struct hf_failback_machine *f = &x->line->failback;
    bool away = from_candidate < hf_service_working(x->line);
    bool served_long = since_us(x, f->moved_us[0]) >= FLAP_WINDOW_US;
    bool flaps = since_us(x, f->moved_us[1]) < FLAP_WINDOW_US;

    f->moved_us[1] = f->moved_us[0];
    f->moved_us[0] = x->now_us;
    if (!x->line->config.flap_damping)
        return;
    if (away && served_long && f->doublings > 0) {
        f->doublings = 0;
        explain_damping(x, HF_WHY_SERVED_LONG);
    } else if (flaps && f->doublings < DOUBLINGS_MOST) {
        f->doublings++;
        explain_damping(x, HF_WHY_FLAPS);
    }
}

void hf_failback_count_move(struct hf_context *x, uint8_t from_candidate)
{
    if (from_candidate != HF_NONE)
        count_move(x, from_candidate);
}

/* ---- facts ---- */

void hf_failback_on_moved(struct hf_context *x, enum hf_why why)
{
    const struct hf_config *config = &x->line->config;
    bool wanted = config->failback_servers == HF_FAILBACK_PROBE &&
                  !hf_service_is_concurrent(x->line) && working_server(x->line) > 1;

    stop_probe(x, why);
    x->line->failback.hurried = 0;
    if (wanted)
        enter_away(x, HF_WHY_PROBE_WAITS);
    else if (x->line->failback.state != HF_FAILBACK_HOME)
        enter_home(x, why);
}

void hf_failback_give_way(struct hf_context *x)
{
    if (x->line->failback.state != HF_FAILBACK_PROBING)
        return;
    stop_probe(x, HF_WHY_PROBE_GIVES_WAY);
    enter_away(x, HF_WHY_PROBE_GIVES_WAY);
}

void hf_failback_on_sign_of_life(struct hf_context *x, uint8_t server)
{
    const struct hf_failback_machine *f = &x->line->failback;

    /* Once an interval: a server that answers each probe too late must not be asked without end. */
    if (f->state == HF_FAILBACK_AWAY && !f->hurried && server < working_server(x->line) &&
        may_begin(x->line) && !hf_failback_must_wait(x->line))
        enter_probing(x, server, HF_WHY_LATE_BINDING);
}

void hf_failback_on_restored(struct hf_context *x)
{
    if (x->line->failback.state == HF_FAILBACK_PROBING)
        enter_away(x, HF_WHY_RESTORED);
}

/* D8: the call has lasted long enough. */
static void on_limit(struct hf_context *x)
{
    if (may_begin(x->line)) {
        begin_round(x, HF_WHY_IDLE_LIMIT_OVER);
        return;
    }
    x->line->failback.deadline_us = HF_NEVER;
    x->line->failback.pressed = 1;
}

void hf_failback_on_deadline(struct hf_context *x)
{
    switch ((enum hf_failback_state)x->line->failback.state) {
    case HF_FAILBACK_AWAY:
        if (hf_failback_must_wait(x->line) || !may_begin(x->line))
            enter_due(x);
        else
            begin_round(x, HF_WHY_PROBE_DUE);
        break;
    case HF_FAILBACK_DUE: on_limit(x); break;
    case HF_FAILBACK_HOME:
    case HF_FAILBACK_PROBING:
    case HF_FAILBACK_STATE_COUNT: HF_UNREACHABLE();
    }
}

static bool hear_probe(struct hf_context *x)
{
    uint8_t next = next_awake(x->line, (uint8_t)(x->line->failback.server + 1));

    HF_ASSERT(x->line->passes[HF_SLOT_PROBE].result != HF_RESULT_ACCEPTED);
    hf_pass_clear(x, HF_SLOT_PROBE);
    if (next != 0) /* D1: the next better server, in order */
        enter_probing(x, next, HF_WHY_PROBE_NEXT_SERVER);
    else
        enter_away(x, HF_WHY_PROBE_FAILED);
    return true;
}

bool hf_failback_settle(struct hf_context *x)
{
    const struct hf_failback_machine *f = &x->line->failback;

    if (f->state == HF_FAILBACK_PROBING && x->line->passes[HF_SLOT_PROBE].state == HF_PASS_ENDED)
        return hear_probe(x);
    if (f->state != HF_FAILBACK_DUE || !may_begin(x->line) ||
        (hf_failback_must_wait(x->line) && !f->pressed))
        return false;
    begin_round(x, f->pressed ? HF_WHY_IDLE_LIMIT_OVER : hf_failback_why_due(x));
    return true;
}
