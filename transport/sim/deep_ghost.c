/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of calls at both of their ends (E4, E8, A11): a call rings once at a phone; and
 * when faults have stopped for long enough, whoever believes that he talks has somebody who talks
 * with him. Both ends are known by the Call-ID, which no phone may use for two calls.
 */
#include "deep.h"

#define FORGOTTEN_US (32 * DEEP_SECOND_US) /* 64*T1, of the usual T1 */

static const struct deep_line *caller_of(const struct deep_world *world, uint64_t mark,
                                         const struct deep_call **dialled)
{
    for (unsigned i = 0; i < world->n_lines; i++)
        for (unsigned k = 0; k < DEEP_CALLS; k++) {
            *dialled = &world->lines[i].users[k];
            if ((*dialled)->id != 0 && !(*dialled)->incoming && (*dialled)->mark == mark)
                return &world->lines[i];
        }
    return NULL;
}

/* A caller whose configuration has changed since may have had to give up where it rang (C14); an
 * emergency goes on to the next server when nobody answers (E11); and a caller with a longer T1, or
 * one who slept meanwhile, asks again when the callee's transaction is over and forgotten. So does
 * an INVITE that a server's dead connection holds up for longer than that. */
static bool may_ring_again(const struct deep_line *line, const struct deep_call *rang)
{
    const struct deep_call *dialled;
    const struct deep_line *caller = caller_of(line->world, rang->mark, &dialled);

    if (caller == NULL)
        return false;
    return dialled->emergency || dialled->n_configured != caller->n_configured ||
           (rang->over_us != HF_NEVER &&
            (caller->config.t1_ms > line->config.t1_ms ||
             caller->phone->asleep_us > dialled->since_us || line->world->held_us > FORGOTTEN_US));
}

/* At none of the phone's lines. */
void deep_ghost_rings(struct deep_line *line, struct deep_call *call)
{
    const struct deep_phone *phone = line->phone;

    for (unsigned i = 0; i < phone->n_lines * DEEP_CALLS; i++) {
        const struct deep_call *other = &phone->lines[i / DEEP_CALLS].users[i % DEEP_CALLS];

        if (other != call && other->id != 0 && other->life == phone->lives && other->incoming &&
            other->mark == call->mark && !may_ring_again(line, other))
            deep_object(line->world, line->who,
                        "a call rings a second time (A11, E4, E8): "
                        "calls %u and %u",
                        (unsigned)other->id, (unsigned)call->id);
    }
}

static const struct deep_call *other_end(const struct deep_world *world,
                                         const struct deep_call *call)
{
    for (unsigned i = 0; i < world->n_lines; i++)
        for (unsigned k = 0; k < DEEP_CALLS; k++) {
            const struct deep_call *other = &world->lines[i].users[k];

            if (other != call && other->id != 0 && other->mark == call->mark &&
                other->over_us == HF_NEVER)
                return other;
        }
    return NULL;
}

static void check_call(struct deep_world *world, const struct deep_line *line,
                       const struct deep_call *call)
{
    const struct deep_call *other = other_end(world, call);

    if (!call->up)
        deep_object(world, line->who, "a call neither talks nor ends: call %u of %u s ago",
                    (unsigned)call->id,
                    (unsigned)((world->now_us - call->since_us) / DEEP_SECOND_US));
    else if (other == NULL || !other->up)
        deep_object(world, line->who,
                    "a ghost: "
                    "a call talks with nobody (A11, E5): call %u, %s",
                    (unsigned)call->id, call->incoming ? "incoming" : "dialled");
    else if (call->incoming)
        world->result->calls_up++;
}

void deep_ghost_check(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++)
        for (unsigned k = 0; k < DEEP_CALLS; k++)
            if (world->lines[i].users[k].id != 0 && world->lines[i].users[k].over_us == HF_NEVER)
                check_call(world, &world->lines[i], &world->lines[i].users[k]);
}
