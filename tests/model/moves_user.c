/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user can do now, and what surrounds the phone: the network, its other lines, the power.
 * A user who is quicker than the world fills every place of a line; one who is patient is enough.
 */
#include "moves.h"

#define WATCHED_MOST 2u
#define STARTS_MOST  2u

/* Of the user's: what waits for "register now", calls, and other requests. */
static unsigned n_wishes(const struct hf_line *line)
{
    unsigned n = line->wishes.n;

    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        n += line->calls[i].id != 0;
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        n += line->passes[i].request != 0 && line->passes[i].call == 0;
    return n;
}

static void add_call(struct moves *moves, uint8_t entry)
{
    const struct hf_call_entry *c = &moves->line->calls[entry];

    if (c->id == 0)
        return;
    if ((c->state == HF_CALL_CALLING || c->state == HF_CALL_RINGING) &&
        (c->flags & HF_CALL_INCOMING) == 0)
        moves_add(moves, (struct move){MOVE_CALL, entry, HF_EVENT_WITHDRAWN, 0});
    if (c->state == HF_CALL_RINGING && (c->flags & HF_CALL_INCOMING) != 0)
        moves_add(moves, (struct move){MOVE_CALL, entry, HF_EVENT_CALL_ANSWERED, 0});
    if (c->state == HF_CALL_TALKING)
        moves_add(moves, (struct move){MOVE_CALL, entry, HF_EVENT_WANTED, 0}); /* BYE */
    if (c->state == HF_CALL_TALKING || (c->flags & HF_CALL_INCOMING) != 0)
        moves_add(moves, (struct move){MOVE_CALL, entry, HF_EVENT_CALL_ENDED, 0});
}

/* A user who is quicker than the world fills the places of the abandoned, and a server's minute of
 * starts (C12): one who is patient is enough. */
static bool is_patient(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (line->pace.until_us[i] > line->now_us && line->pace.starts[i] > STARTS_MOST)
            return false;
    }
    return moves_n_watched(line) < WATCHED_MOST;
}

/* One thing at a time, where the world says so. */
static void add_wishes(struct moves *moves)
{
    const struct hf_line *line = moves->line;

    if (n_wishes(line) >= moves->world->n_wishes)
        return;
    if (moves_may(moves, MAY_WANT))
        moves_add(moves, (struct move){MOVE_WANT, HF_REQUEST_REGISTER, 0, 0});
    if (moves_may(moves, MAY_DIAL))
        moves_add(moves, (struct move){MOVE_WANT, HF_REQUEST_INVITE, 0, 0});
    if (moves_may(moves, MAY_CRY))
        moves_add(moves, (struct move){MOVE_WANT, HF_REQUEST_INVITE, 1, 0});
    if (moves_may(moves, MAY_ASK))
        moves_add(moves, (struct move){MOVE_WANT, HF_REQUEST_OTHER, 0, 0});
    if (moves_may(moves, MAY_RING_HERE) && line->service.working != HF_NONE)
        moves_add(moves, (struct move){MOVE_CALL, 0, HF_EVENT_CALL_ARRIVED, 0});
}

static void add_network(struct moves *moves)
{
    bool gone = moves->line->service.families == 0;

    if (!moves_may(moves, MAY_NETWORK))
        return;
    moves_add(moves, (struct move){MOVE_NETWORK, 0, gone ? NETWORK_BACK : NETWORK_GONE, 0});
    if (!gone)
        moves_add(moves, (struct move){MOVE_NETWORK, 0, NETWORK_MOVED, 0});
}

static void add_surroundings(struct moves *moves)
{
    const struct hf_line *line = moves->line;

    add_network(moves);
    if (moves_may(moves, MAY_LOSE_FLOW) && line->service.working != HF_NONE)
        moves_add(moves, (struct move){MOVE_FLOW, line->service.working, 0, 0});
    for (uint8_t i = 0; moves_may(moves, MAY_SHARE) && i < line->n_live; i++) {
        if (line->candidates[i].rest_until_us <= line->now_us)
            moves_add(moves, (struct move){MOVE_REST, i, 0, 0});
    }
}

void moves_add_user(struct moves *moves)
{
    const struct hf_line *line = moves->line;
    bool is_off = line->registrations[0].state == HF_REGISTRATION_OFF ||
                  line->registrations[0].state == HF_REGISTRATION_STOPPING;

    if (!is_patient(line))
        return;
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        add_call(moves, i);
    add_wishes(moves);
    if (moves_may(moves, MAY_STOP))
        moves_add(moves,
                  (struct move){MOVE_FACT, is_off ? HF_EVENT_STARTED : HF_EVENT_STOPPED, 0, 0});
    if (moves_may(moves, MAY_RESTART))
        moves_add(moves, (struct move){MOVE_FACT, HF_EVENT_RESTORED, 0, 0});
    if (moves_may(moves, MAY_RENEW))
        moves_add(moves, (struct move){MOVE_FACT, HF_EVENT_CREDENTIALS_CHANGED, 0, 0});
    for (uint8_t i = 0; moves_may(moves, MAY_CONFIGURE) && i < moves->world->n_configs; i++)
        moves_add(moves, (struct move){MOVE_CONFIGURE, i, 0, 0});
    add_surroundings(moves);
}
