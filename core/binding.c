/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binding: a registration that a server has confirmed, until it expires. One a server.
 *
 * ABSENT  none that we know of
 * HELD    confirmed; the line counts on it
 * LEFT    still known at that server, but the line works elsewhere: it is left to expire there,
 *         and removed when the line stops (C8)
 *
 * It outlives the pass that made it: a refresh may fail while the binding still stands. The
 * Call-ID of a server (`series`) stays through all states (C1a).
 *
 * Rules: C1, C1a, C4 (expiry), A11 (late 2xx), H7.
 */
#include "binding.h"

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "moves.h"

static const uint16_t moves[HF_BINDING_STATE_COUNT] = {
    [HF_BINDING_ABSENT] = HF_MOVE(HF_BINDING_HELD) | HF_MOVE(HF_BINDING_LEFT),
    [HF_BINDING_HELD] = HF_MOVE(HF_BINDING_HELD) | HF_MOVE(HF_BINDING_LEFT) |
                        HF_MOVE(HF_BINDING_ABSENT),
    [HF_BINDING_LEFT] = HF_MOVE(HF_BINDING_HELD) | HF_MOVE(HF_BINDING_LEFT) |
                        HF_MOVE(HF_BINDING_ABSENT),
};

struct hf_moves hf_binding_moves(void)
{
    return (struct hf_moves){.next = moves, .n_states = HF_BINDING_STATE_COUNT};
}

static void move(struct hf_context *x, uint8_t server, enum hf_binding_state to, enum hf_why why)
{
    struct hf_binding *b = &x->line->bindings[server - 1];

    /* C4: what was asked for was granted; else the server decided. */
    bool by_setting = to != HF_BINDING_ABSENT &&
                      b->granted_s == x->line->config.servers[server - 1].expires_s;

    HF_ASSERT((moves[b->state] & HF_MOVE(to)) != 0);
    if (b->state != to)
        hf_explain(x, &(struct hf_decision){
                          .until_us = to == HF_BINDING_ABSENT ? HF_NEVER : b->expires_us,
                          .setting_value = by_setting ? b->granted_s : 0,
                          .setting = by_setting ? HF_SETTING_EXPIRES : HF_SETTING_NONE,
                          .why = (uint16_t)why,
                          .machine = HF_MACHINE_BINDING,
                          .subject = server,
                          .from_state = b->state,
                          .to_state = (uint8_t)to,
                          .from_server = server,
                          .to_server = server,
                          .to_candidate = (uint8_t)(b->candidate + 1),
                      });
    b->state = (uint8_t)to;
}

/* C4: a grant under 10 s cannot be refreshed in time; the line goes on as if it were 10 s. */
static uint64_t believed_us(uint32_t granted_s)
{
    return (uint64_t)(granted_s < HF_SHORT_GRANT_S ? HF_SHORT_GRANT_S : granted_s) * HF_US_PER_S;
}

static uint8_t set(struct hf_context *x, const struct hf_grant *grant)
{
    uint8_t server = hf_candidate_server(x->line, grant->candidate);
    struct hf_binding *b = &x->line->bindings[server - 1];

    b->expires_us = hf_time_add(x->now_us, believed_us(grant->expires_s));
    b->granted_s = grant->expires_s;
    b->series = grant->series; /* D1: after the move the probe's Call-ID is the server's */
    b->candidate = grant->candidate;
    b->dead = 0;
    return server;
}

void hf_binding_confirm(struct hf_context *x, const struct hf_grant *grant)
{
    move(x, set(x, grant), HF_BINDING_HELD, HF_WHY_ACCEPTED);
}

void hf_binding_note_late(struct hf_context *x, const struct hf_grant *grant)
{
    if (hf_binding_is_held(x->line, hf_candidate_server(x->line, grant->candidate)))
        return;
    move(x, set(x, grant), HF_BINDING_LEFT, HF_WHY_LATE_BINDING);
}

void hf_binding_leave_scope(struct hf_context *x, uint8_t scope, uint8_t except)
{
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++) {
        if ((scope == 0 || server == scope) && server != except &&
            hf_binding_is_held(x->line, server))
            move(x, server, HF_BINDING_LEFT, HF_WHY_BINDING_LEFT);
    }
}

void hf_binding_note_dead(struct hf_line *line, uint8_t server)
{
    if (line->bindings[server - 1].state == HF_BINDING_LEFT)
        line->bindings[server - 1].dead = 1;
}

void hf_binding_drop(struct hf_context *x, uint8_t server, enum hf_why why)
{
    struct hf_binding *b = &x->line->bindings[server - 1];

    if (b->state == HF_BINDING_ABSENT)
        return;
    move(x, server, HF_BINDING_ABSENT, why);
    b->expires_us = HF_NEVER;
    b->granted_s = 0;
    b->candidate = HF_NONE;
    b->dead = 0;
}

void hf_binding_drop_all(struct hf_context *x, enum hf_why why)
{
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++)
        hf_binding_drop(x, server, why);
}

void hf_binding_on_deadline(struct hf_context *x, uint8_t server)
{
    hf_binding_drop(x, server, HF_WHY_BINDING_EXPIRED);
}

uint32_t hf_binding_new_series(struct hf_line *line)
{
    uint32_t series = line->next_series;

    line->next_series = series == UINT32_MAX ? 1 : series + 1; /* 0 is "none" */
    return series;
}

uint32_t hf_binding_series(struct hf_line *line, uint8_t server)
{
    struct hf_binding *b = &line->bindings[server - 1];

    if (b->series == 0)
        b->series = hf_binding_new_series(line);
    return b->series;
}

uint64_t hf_binding_moment_us(const struct hf_binding *binding, uint64_t after_us)
{
    uint64_t life_us = believed_us(binding->granted_s);

    return after_us > life_us ? hf_time_add(binding->expires_us, after_us - life_us)
                              : hf_time_less(binding->expires_us, life_us - after_us);
}

bool hf_binding_is_held(const struct hf_line *line, uint8_t server)
{
    return line->bindings[server - 1].state == HF_BINDING_HELD;
}
