/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of calls at both of their ends (E4, E8, A11): a call rings once at a phone; and
 * when faults have stopped for long enough, whoever believes that he talks has somebody who talks
 * with him. Both ends are known by the Call-ID, which no phone may use for two calls.
 */
#include "deep.h"

static const struct deep_phone *caller_of(const struct deep_world *world, uint64_t mark,
                                          const struct deep_call **dialled)
{
    for (unsigned i = 0; i < world->plan->n_phones; i++) {
        const struct deep_phone *phone = &world->phones[i];

        for (unsigned k = 0; phone->line != NULL && k < DEEP_CALLS; k++) {
            *dialled = &phone->users[k];
            if ((*dialled)->id != 0 && !(*dialled)->incoming && (*dialled)->mark == mark)
                return phone;
        }
    }
    return NULL;
}

/* A caller whose configuration has changed since may have had to give up where it rang (C14); an
 * emergency goes on to the next server when nobody answers (E11); and a caller with a longer T1, or
 * one who slept meanwhile, asks again when the callee's transaction is over and forgotten. */
static bool may_ring_again(const struct deep_phone *phone, const struct deep_call *rang)
{
    const struct deep_call *dialled;
    const struct deep_phone *caller = caller_of(phone->world, rang->mark, &dialled);

    if (caller == NULL)
        return false;
    return dialled->emergency || dialled->n_configured != caller->n_configured ||
           (rang->over_us != HF_NEVER &&
            (caller->config.t1_ms > phone->config.t1_ms || caller->asleep_us > dialled->since_us));
}

void deep_ghost_rings(struct deep_phone *phone, struct deep_call *call)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *other = &phone->users[i];

        if (other != call && other->id != 0 && other->life == phone->lives && other->incoming &&
            other->mark == call->mark && !may_ring_again(phone, other))
            deep_object(phone->world, phone->number,
                        "a call rings a second time (A11, E4, E8): "
                        "calls %u and %u",
                        (unsigned)other->id, (unsigned)call->id);
    }
}

static const struct deep_call *other_end(const struct deep_world *world,
                                         const struct deep_call *call)
{
    for (unsigned i = 0; i < world->plan->n_phones; i++) {
        const struct deep_phone *phone = &world->phones[i];

        for (unsigned k = 0; phone->line != NULL && k < DEEP_CALLS; k++) {
            const struct deep_call *other = &phone->users[k];

            if (other != call && other->id != 0 && other->mark == call->mark &&
                other->over_us == HF_NEVER)
                return other;
        }
    }
    return NULL;
}

static void check_call(struct deep_world *world, const struct deep_phone *phone,
                       const struct deep_call *call)
{
    const struct deep_call *other = other_end(world, call);

    if (!call->up)
        deep_object(world, phone->number, "a call neither talks nor ends: call %u of %u s ago",
                    (unsigned)call->id,
                    (unsigned)((world->now_us - call->since_us) / DEEP_SECOND_US));
    else if (other == NULL || !other->up)
        deep_object(world, phone->number,
                    "a ghost: "
                    "a call talks with nobody (A11, E5): call %u, %s",
                    (unsigned)call->id, call->incoming ? "incoming" : "dialled");
    else if (call->incoming)
        world->result->calls_up++;
}

void deep_ghost_check(struct deep_world *world)
{
    for (unsigned i = 0; i < world->plan->n_phones; i++) {
        const struct deep_phone *phone = &world->phones[i];

        for (unsigned k = 0; phone->line != NULL && k < DEEP_CALLS; k++)
            if (phone->users[k].id != 0 && phone->users[k].over_us == HF_NEVER)
                check_call(world, phone, &phone->users[k]);
    }
}
