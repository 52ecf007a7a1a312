/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls: what comes in, is answered and ends, and the ledger of what the line reports of them. Each
 * is reported from its beginning to its end, in the order of its states (F2, H3).
 */
#include "world.h"

struct call *call_of(struct world *world, uint64_t id)
{
    for (unsigned i = 0; i < HF_LINE_CALLS + 1; i++) {
        if (world->calls[i].id == id)
            return &world->calls[i];
    }
    return NULL;
}

/* ---- the observer: the ledger is that of before the step ---- */

void hear_call(struct world *world, const struct hf_event *event)
{
    const uint64_t id = event->u.call.call;
    const bool known = id != 0 && call_of(world, id) != NULL;

    if (event->kind != HF_EVENT_CALL_ARRIVED) {
        if (known != (world->actions.late_events == 0))
            objection(world, "the answer or end of a call is late just when it is unknown");
        return;
    }
    if (known || id == 0)
        objection(world, "a call is taken that is known, or has no id");
}

/* What may follow a state; OVER is a call's beginning too. */
static bool may_follow(unsigned from, unsigned to)
{
    switch (from) {
    case HF_CALL_OVER: return to == HF_CALL_CALLING || to == HF_CALL_RINGING;
    case HF_CALL_CALLING: return to != HF_CALL_CALLING && to != HF_CALL_ENDING;
    case HF_CALL_RINGING: return to == HF_CALL_TALKING || to == HF_CALL_OVER;
    case HF_CALL_TALKING: return to == HF_CALL_ENDING || to == HF_CALL_OVER;
    default: return to == HF_CALL_OVER;
    }
}

/* C13: what arrives at a line that is off. */
static bool is_turned_away(const struct call *call, const struct hf_call_report *report)
{
    return call->state == HF_CALL_OVER && report->state == HF_CALL_OVER &&
           report->why == HF_WHY_LINE_DISABLED;
}

void on_call(struct world *world, const struct hf_call_report *report)
{
    struct call *call = call_of(world, report->call);

    if (report->call == 0 || report->why == HF_WHY_NONE)
        objection(world, "a call is reported without an id or a reason (F2)");
    if (call == NULL) {
        call = call_of(world, 0);
        if (call == NULL)
            objection(world, "there are more calls than have room (E10, E11)");
        *call = (struct call){.id = report->call, .state = HF_CALL_OVER};
    }
    if (!may_follow(call->state, report->state) && !is_turned_away(call, report))
        objection(world, "a call is reported out of its order (F2)");
    call->state = report->state;
    if (report->state == HF_CALL_OVER)
        call->id = 0;
}

/* ---- what happens to them ---- */

void call(struct world *world, uint8_t what)
{
    static const uint32_t kinds[] = {HF_EVENT_CALL_ARRIVED, HF_EVENT_CALL_ENDED,
                                     HF_EVENT_CALL_ANSWERED, HF_EVENT_CALL_ENDED};
    struct hf_event event = {.at_us = world->now_us, .kind = kinds[what % 4]};
    const uint8_t which = take(&world->input);

    if (what % 8 >= 4) {
        use_phone(world, which);
        return;
    }
    event.u.call.call = which % 16;
    event.u.call.server = which / 16 % 6;
    if (event.kind != HF_EVENT_CALL_ARRIVED && which >= 128) /* mostly one that is there */
        event.u.call.call = world->calls[which % (HF_LINE_CALLS + 1)].id;
    const int result = step(world, &event);
    if (event.kind == HF_EVENT_CALL_ENDED && result != HF_OK)
        objection(world, "the end of a call was refused");
}
