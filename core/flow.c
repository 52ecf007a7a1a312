/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See flow.h. A flow is what carries a binding: a connection, or a hole in a NAT. The shell keeps
 * it alive and says when it is lost; this room says which flows are worth it. What it ordered
 * stands in each binding as `kept`; settling compares that with what is wanted now.
 *
 * Flows are told apart by their target alone: two servers behind one proxy share one, which is
 * ordered once, and ended when neither wants it.
 *
 * Rules: C3a (keepalive_s), C9 (a call's flow outlives the move of its line).
 */
#include "flow.h"

#include <string.h>

#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "service.h"

struct flows { /* [server - 1]: the candidate whose flow it is, or HF_NONE */
    uint8_t of[HF_LINE_SERVERS];
};

static bool is_wanted(const struct hf_line *line, uint8_t server)
{
    const struct hf_binding *b = &line->bindings[server - 1];

    if (line->config.keepalive_s == 0 || hf_service_is_off(line))
        return false;
    if (b->state == HF_BINDING_LEFT)
        return hf_call_any_at(line, server); /* C9 */
    return b->state == HF_BINDING_HELD;
}

static struct flows flows_wanted(const struct hf_line *line)
{
    struct flows wanted;

    for (uint8_t s = 1; s <= HF_LINE_SERVERS; s++)
        wanted.of[s - 1] = is_wanted(line, s) ? line->bindings[s - 1].candidate : HF_NONE;
    return wanted;
}

static struct flows flows_kept(const struct hf_line *line)
{
    struct flows kept;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        kept.of[i] = line->bindings[i].kept;
    return kept;
}

/* Whether one of the first n flows goes to the candidate's target. */
static bool are_to(const struct hf_line *line, const struct flows *flows, uint8_t n,
                   uint8_t candidate)
{
    const struct hf_target *target = &line->candidates[candidate].target;

    for (uint8_t i = 0; i < n; i++) {
        if (flows->of[i] != HF_NONE &&
            hf_target_equal(&line->candidates[flows->of[i]].target, target))
            return true;
    }
    return false;
}

static void explain(struct hf_context *x, uint8_t server, uint8_t candidate, uint32_t interval_s)
{
    const struct hf_binding *b = &x->line->bindings[server - 1];

    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .setting_value = interval_s,
                      .why = interval_s != 0 ? HF_WHY_FLOW_KEPT : HF_WHY_FLOW_LET_GO,
                      .setting = interval_s != 0 ? HF_SETTING_KEEPALIVE : HF_SETTING_NONE,
                      .machine = HF_MACHINE_BINDING,
                      .subject = server,
                      .from_state = b->state,
                      .to_state = b->state,
                      .from_server = server,
                      .to_server = server,
                      .to_candidate = (uint8_t)(candidate + 1),
                  });
}

/* Orders it for each target of `flows` that `others` do not have, once. */
static bool order(struct hf_context *x, const struct flows *flows, const struct flows *others,
                  uint32_t interval_s)
{
    bool ordered = false;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        uint8_t candidate = flows->of[i];
        struct hf_keep_alive *keep;

        if (candidate == HF_NONE || are_to(x->line, others, HF_LINE_SERVERS, candidate) ||
            are_to(x->line, flows, i, candidate))
            continue;
        explain(x, (uint8_t)(i + 1), candidate, interval_s);
        keep = &hf_emit(x, HF_ACTION_KEEP_ALIVE)->u.keep_alive;
        keep->target = x->line->candidates[candidate].target;
        keep->interval_s = interval_s;
        ordered = true;
    }
    return ordered;
}

static bool keep(struct hf_context *x, const struct flows *wanted)
{
    struct flows kept = flows_kept(x->line);
    bool ended = order(x, &kept, wanted, 0);
    bool begun = order(x, wanted, &kept, x->line->config.keepalive_s);

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        x->line->bindings[i].kept = wanted->of[i];
    return ended || begun;
}

bool hf_flow_settle(struct hf_context *x)
{
    struct flows wanted = flows_wanted(x->line);
    struct flows kept = flows_kept(x->line);

    return memcmp(&wanted, &kept, sizeof wanted) != 0 && keep(x, &wanted);
}

void hf_flow_on_restored(struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        line->bindings[i].kept = HF_NONE;
}

void hf_flow_stop_all(struct hf_context *x)
{
    struct flows none;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        none.of[i] = HF_NONE;
    (void)keep(x, &none);
}
