/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failback between servers: while the line works on a later server, the better ones are probed,
 * best first, each by a REGISTER of its own with a Call-ID of its own.
 *
 * HOME     the line works on server 1, or nowhere, or failback is off: nothing to go back to
 * AWAY     the line works on a later server; the next round of probes comes at the deadline
 * PROBING  the probe pass runs at `server`
 *
 * The interval runs from the end of a round. A probe that is accepted moves the line; that is
 * registration's news (A13), which tells this machine through hf_failback_on_moved.
 *
 * Rules: D1, C1b (a probe gives way to the user's REGISTER).
 */
#include "failback.h"

#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"
#include "pass.h"

static const uint16_t moves[HF_FAILBACK_STATE_COUNT] = {
    [HF_FAILBACK_HOME] = HF_MOVE(HF_FAILBACK_AWAY),
    [HF_FAILBACK_AWAY] = HF_MOVE(HF_FAILBACK_HOME) | HF_MOVE(HF_FAILBACK_AWAY) |
                         HF_MOVE(HF_FAILBACK_PROBING),
    [HF_FAILBACK_PROBING] = HF_MOVE(HF_FAILBACK_HOME) | HF_MOVE(HF_FAILBACK_AWAY) |
                            HF_MOVE(HF_FAILBACK_PROBING),
};

struct hf_moves hf_failback_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_FAILBACK_STATE_COUNT};
}

static uint8_t working_server(const struct hf_line *line)
{
    return hf_candidate_server(line, line->registration.working);
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
    bool away = step->to == HF_FAILBACK_AWAY;

    HF_ASSERT((moves[from] & HF_MOVE(step->to)) != 0);
    f->state = step->to;
    f->deadline_us = step->deadline_us;
    f->server = step->server;
    f->hurried = step->hurried;
    hf_explain(x, &(struct hf_decision){
                      .until_us = step->deadline_us,
                      .setting_value = away ? x->line->config.failback_interval_s : 0,
                      .why = step->why,
                      .setting = away ? HF_SETTING_FAILBACK_INTERVAL : HF_SETTING_NONE,
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

static void enter_away(struct hf_context *x, enum hf_why why)
{
    uint64_t interval_us = (uint64_t)x->line->config.failback_interval_s * HF_US_PER_S;

    move(x, &(struct step){.to = HF_FAILBACK_AWAY, /* D1 */
                           .deadline_us = hf_time_add(x->now_us, interval_us),
                           .why = (uint16_t)why,
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
                      .start = hf_candidates_first(x->line, server),
                      .server = server,
                  },
                  why);
}

static void stop_probe(struct hf_context *x, enum hf_why why)
{
    if (x->line->failback.state == HF_FAILBACK_PROBING)
        hf_pass_stop(x, HF_SLOT_PROBE, why);
}

void hf_failback_on_moved(struct hf_context *x, enum hf_why why)
{
    const struct hf_config *config = &x->line->config;
    bool wanted = config->failback_servers == HF_FAILBACK_PROBE && working_server(x->line) > 1;

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
    if (f->state == HF_FAILBACK_AWAY && !f->hurried && server < working_server(x->line))
        enter_probing(x, server, HF_WHY_LATE_BINDING);
}

void hf_failback_on_restored(struct hf_context *x)
{
    if (x->line->failback.state == HF_FAILBACK_PROBING)
        enter_away(x, HF_WHY_RESTORED);
}

void hf_failback_on_deadline(struct hf_context *x)
{
    switch ((enum hf_failback_state)x->line->failback.state) {
    case HF_FAILBACK_AWAY: enter_probing(x, 1, HF_WHY_PROBE_DUE); break;
    case HF_FAILBACK_HOME:
    case HF_FAILBACK_PROBING:
    case HF_FAILBACK_STATE_COUNT: HF_UNREACHABLE();
    }
}

bool hf_failback_settle(struct hf_context *x)
{
    const struct hf_pass *probe = &x->line->passes[HF_SLOT_PROBE];
    uint8_t next = (uint8_t)(x->line->failback.server + 1);

    if (probe->state != HF_PASS_ENDED)
        return false;
    HF_ASSERT(probe->result != HF_RESULT_ACCEPTED);
    hf_pass_clear(x, HF_SLOT_PROBE);
    if (next < working_server(x->line)) /* D1: the next better server, in order */
        enter_probing(x, next, HF_WHY_PROBE_NEXT_SERVER);
    else
        enter_away(x, HF_WHY_PROBE_FAILED);
    return true;
}
