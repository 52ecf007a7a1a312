/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See removal.h. A removal is a pass of its own at its server, so it has no state here. It takes
 * a place among the registrations' passes that no registration uses.
 *
 * Rules: C8, C9, C14.
 */
#include "removal.h"

#include "binding.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"
#include "pass.h"
#include "service.h"

#define SLOTS_END (HF_SLOT_REGISTER + HF_LINE_SERVERS)

static bool is_removal(const struct hf_pass *p)
{
    return p->state != HF_PASS_IDLE && p->purpose == HF_PURPOSE_REMOVE;
}

/* From the end, since registrations count from the beginning; a stopping line needs none. */
static uint8_t free_slot(const struct hf_line *line)
{
    uint8_t taken = hf_service_is_off(line) ? 0 : hf_service_registrations(line);

    for (uint8_t i = SLOTS_END; i > HF_SLOT_REGISTER + taken; i--) {
        if (line->passes[i - 1].state == HF_PASS_IDLE)
            return (uint8_t)(i - 1);
    }
    return HF_NONE;
}

static bool is_under_way(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        if (is_removal(&line->passes[i]) && line->passes[i].server == server)
            return true;
    }
    return false;
}

static void explain_no_room(struct hf_context *x, uint8_t server)
{
    hf_explain(x, &(struct hf_decision){.until_us = x->line->bindings[server - 1].expires_us,
                                        .why = HF_WHY_REMOVAL_NO_ROOM,
                                        .machine = HF_MACHINE_BINDING,
                                        .subject = server,
                                        .from_state = x->line->bindings[server - 1].state,
                                        .to_state = x->line->bindings[server - 1].state,
                                        .from_server = server});
}

void hf_removal_begin(struct hf_context *x, uint8_t server, enum hf_why why)
{
    const struct hf_binding *binding = &x->line->bindings[server - 1];
    bool alone = why == HF_WHY_UNREGISTER_OLD || !hf_candidate_is_live(x->line, binding->candidate);
    uint8_t slot;

    if (binding->state == HF_BINDING_ABSENT || is_under_way(x->line, server))
        return;
    slot = free_slot(x->line);
    if (slot == HF_NONE) {
        explain_no_room(x, server);
        return;
    }
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .series = binding->series,
                      .slot = slot,
                      .purpose = HF_PURPOSE_REMOVE,
                      .kind = HF_REQUEST_REGISTER,
                      .flags = alone ? HF_PASS_SINGLE | HF_PASS_BRIEF : 0, /* C9: one attempt */
                      .start = binding->candidate,
                      .server = server,
                  },
                  why);
}

/* A11: the newest REGISTER to the server that was given up and may be accepted yet, or NULL. */
static const struct hf_watched *unsettled_at(const struct hf_line *line, uint8_t server)
{
    const struct hf_watched *newest = NULL;

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        const struct hf_watched *w = &line->watched[i];
        if (w->number == 0 || w->kind != HF_REQUEST_REGISTER || w->expires_s == 0 ||
            hf_candidate_server(line, w->candidate) != server ||
            hf_rest_is_on(line, w->candidate)) /* C9: thought dead */
            continue;
        if (newest == NULL || w->number > newest->number)
            newest = w;
    }
    return newest;
}

/* What the server has, or may have soon, as a removal's order; false: nothing. */
static bool order_former(const struct hf_line *line, uint8_t server, struct hf_pass_order *order)
{
    const struct hf_binding *binding = &line->bindings[server - 1];
    const struct hf_watched *unsettled = unsettled_at(line, server);

    if (binding->state != HF_BINDING_ABSENT) {
        order->series = binding->series;
        order->start = binding->candidate;
    } else if (unsettled != NULL) {
        order->series = unsettled->series;
        order->start = unsettled->candidate;
    }
    return binding->state != HF_BINDING_ABSENT || unsettled != NULL;
}

void hf_removal_begin_former(struct hf_context *x, uint8_t server)
{
    struct hf_pass_order order = {.purpose = HF_PURPOSE_REMOVE,
                                  .kind = HF_REQUEST_REGISTER,
                                  .flags = HF_PASS_SINGLE | HF_PASS_BRIEF,
                                  .former = server};
    uint8_t slot = SLOTS_END;

    if (!order_former(x->line, server, &order))
        return;
    while (slot > HF_SLOT_REGISTER && x->line->passes[slot - 1].state != HF_PASS_IDLE)
        slot--;
    HF_ASSERT(slot > HF_SLOT_REGISTER); /* one a server, and nothing else runs there */
    order.slot = (uint8_t)(slot - 1);
    hf_pass_begin(x, &order, HF_WHY_SERVER_REMOVED);
}

/* C9: never to a server thought dead. */
static bool is_thought_dead(const struct hf_line *line, const struct hf_binding *binding)
{
    return binding->dead != 0 || hf_rest_is_on(line, binding->candidate);
}

void hf_removal_of_old(struct hf_context *x)
{
    const struct hf_line *line = x->line;

    if (!line->config.unregister_old || hf_service_is_concurrent(line) ||
        line->registrations[0].working == HF_NONE)
        return;
    for (uint8_t server = 1; server <= line->config.n_servers; server++) {
        const struct hf_binding *binding = &line->bindings[server - 1];
        if (binding->state == HF_BINDING_LEFT && !is_thought_dead(line, binding) &&
            !hf_call_any_at(line, server))
            hf_removal_begin(x, server, HF_WHY_UNREGISTER_OLD);
    }
}

bool hf_removal_is_running(const struct hf_line *line)
{
    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        if (is_removal(&line->passes[i]) && line->passes[i].former == 0)
            return true;
    }
    return false;
}

void hf_removal_cancel(struct hf_context *x, uint8_t server)
{
    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        if (is_removal(&x->line->passes[i]) && x->line->passes[i].server == server)
            hf_pass_stop(x, i, HF_WHY_ACCEPTED);
    }
}

void hf_removal_stop(struct hf_context *x, enum hf_why why)
{
    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        if (is_removal(&x->line->passes[i]))
            hf_pass_stop(x, i, why);
    }
}

void hf_removal_reconfigure(struct hf_context *x, const uint8_t server_map[HF_LINE_SERVERS + 1])
{
    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        struct hf_pass *p = &x->line->passes[i];
        if (!is_removal(p))
            continue;
        if (server_map[p->server] == 0)
            hf_pass_stop(x, i, HF_WHY_SERVER_REMOVED);
        else
            p->server = server_map[p->server];
    }
}

enum hf_why hf_removal_settle(struct hf_context *x)
{
    enum hf_why heard = HF_WHY_NONE;

    for (uint8_t i = HF_SLOT_REGISTER; i < SLOTS_END; i++) {
        struct hf_pass *p = &x->line->passes[i];
        uint8_t server = p->server;
        bool removed = p->result == HF_RESULT_ACCEPTED;
        if (!is_removal(p) || p->state != HF_PASS_ENDED)
            continue;
        hf_pass_clear(x, i);
        heard = removed ? HF_WHY_BINDING_REMOVED : HF_WHY_REMOVAL_FAILED;
        if (server != 0)
            hf_binding_drop(x, server, heard);
    }
    return heard;
}
