/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can happen to a line now. The line itself says which of its orders are open: checks.c holds
 * it to what it ordered. After healing the world does one thing after another: servers that live
 * answer at once, calls end, and time passes where nothing is left to answer.
 */
#include <string.h>

#include "model.h"

#define WATCHED_MOST 2u
#define STARTS_MOST  2u

struct list {
    const struct model_world *world;
    const struct hf_line *line;
    struct move *moves;
    unsigned n;
};

static void add(struct list *list, struct move move)
{
    if (list->n < MOVES_MOST)
        list->moves[list->n] = move;
    list->n++;
}

static bool may(const struct list *list, uint32_t what)
{
    return (list->world->may & what) != 0;
}

/* An attempt that owes an answer: one that is cancelled is among the abandoned. */
static bool is_open(const struct hf_attempt *a)
{
    return a->state == HF_ATTEMPT_SENT || a->state == HF_ATTEMPT_LAST ||
           a->state == HF_ATTEMPT_ALIVE || a->state == HF_ATTEMPT_RINGING;
}

static uint8_t server_of(const struct hf_line *line, uint8_t pass)
{
    uint8_t candidate = line->passes[pass].attempt.candidate;

    return candidate < line->n_live ? line->candidates[candidate].server : 0;
}

static uint8_t n_wishes(const struct hf_line *line)
{
    uint8_t n = line->wishes.n;

    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        n = (uint8_t)(n + (line->calls[i].id != 0));
    return n;
}

/* ---- before healing ---- */

static void add_invite(struct list *list, uint8_t pass)
{
    const struct hf_attempt *a = &list->line->passes[pass].attempt;

    if (a->state == HF_ATTEMPT_SENT || a->state == HF_ATTEMPT_LAST) {
        if (may(list, MAY_LIVE))
            add(list, (struct move){MOVE_PROGRESS, pass, 0, 100});
        add(list, (struct move){MOVE_PROGRESS, pass, 0, 180});
        add(list, (struct move){MOVE_ANSWER, pass, 0, 503});
        add(list, (struct move){MOVE_FAIL, pass, HF_CAUSE_ICMP, 0});
    }
    add(list, (struct move){MOVE_ANSWER, pass, 0, 200});
    add(list, (struct move){MOVE_ANSWER, pass, 0, 486});
}

static void add_answers(struct list *list, uint8_t pass)
{
    const struct hf_attempt *a = &list->line->passes[pass].attempt;

    if (a->kind == HF_REQUEST_INVITE) {
        add_invite(list, pass);
        return;
    }
    add(list, (struct move){MOVE_ANSWER, pass, 0, 200});
    if (may(list, MAY_BUSY))
        add(list, (struct move){MOVE_ANSWER, pass, 0, 503});
    if (may(list, MAY_REFUSE))
        add(list, (struct move){MOVE_ANSWER, pass, 0, 403});
    if (may(list, MAY_ICMP))
        add(list, (struct move){MOVE_FAIL, pass, HF_CAUSE_ICMP, 0});
    if (may(list, MAY_LIVE) && a->state != HF_ATTEMPT_ALIVE)
        add(list, (struct move){MOVE_PROGRESS, pass, 0, 100});
}

static void add_abandoned(struct list *list, uint8_t place)
{
    bool is_invite = list->line->watched[place].kind == HF_REQUEST_INVITE;

    add(list, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_NOTHING, 0});
    if (is_invite)
        add(list, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_CANCELLED, 0});
    if (!may(list, MAY_BE_LATE))
        return;
    if (is_invite)
        add(list, (struct move){MOVE_LATE, place, 0, 200});
    else
        add(list, (struct move){MOVE_ABANDONED, place, HF_ABANDONED_ANSWERED, 200});
}

/* how: 0 all targets, 1 without the first, 2 no such name */
static void add_names(struct list *list, uint8_t branch)
{
    add(list, (struct move){MOVE_NAMED, branch, 0, 0});
    if (may(list, MAY_CHANGE_DNS))
        add(list, (struct move){MOVE_NAMED, branch, 1, 0});
    if (may(list, MAY_LACK_DNS))
        add(list, (struct move){MOVE_NAMED, branch, 2, 0});
}

static void add_call(struct list *list, uint8_t entry)
{
    const struct hf_call_entry *c = &list->line->calls[entry];

    if (c->id == 0)
        return;
    if ((c->state == HF_CALL_CALLING || c->state == HF_CALL_RINGING) &&
        (c->flags & HF_CALL_INCOMING) == 0)
        add(list, (struct move){MOVE_CALL, entry, HF_EVENT_WITHDRAWN, 0});
    if (c->state == HF_CALL_RINGING && (c->flags & HF_CALL_INCOMING) != 0)
        add(list, (struct move){MOVE_CALL, entry, HF_EVENT_CALL_ANSWERED, 0});
    if (c->state == HF_CALL_TALKING)
        add(list, (struct move){MOVE_CALL, entry, HF_EVENT_WANTED, 0}); /* BYE */
    if (c->state == HF_CALL_TALKING || (c->flags & HF_CALL_INCOMING) != 0)
        add(list, (struct move){MOVE_CALL, entry, HF_EVENT_CALL_ENDED, 0});
}

static unsigned n_watched(const struct hf_line *line)
{
    unsigned n = 0;

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++)
        n += line->watched[i].number != 0;
    return n;
}

/* A user who is quicker than the world fills the places of the abandoned, and a server's minute of
 * starts (C12): one who is patient is enough. */
static bool is_patient(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (line->pace.until_us[i] > line->now_us && line->pace.starts[i] > STARTS_MOST)
            return false;
    }
    return n_watched(line) < WATCHED_MOST;
}

static void add_wishes(struct list *list)
{
    const struct hf_line *line = list->line;
    bool is_off = line->registrations[0].state == HF_REGISTRATION_OFF ||
                  line->registrations[0].state == HF_REGISTRATION_STOPPING;

    if (!is_patient(line))
        return;
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        add_call(list, i);
    if (may(list, MAY_WANT) && n_wishes(line) < list->world->n_wishes)
        add(list, (struct move){MOVE_WANT, HF_REQUEST_REGISTER, 0, 0});
    if (may(list, MAY_DIAL) && n_wishes(line) < list->world->n_wishes)
        add(list, (struct move){MOVE_WANT, HF_REQUEST_INVITE, 0, 0});
    if (may(list, MAY_RING_HERE) && n_wishes(line) < list->world->n_wishes &&
        line->service.working != HF_NONE)
        add(list, (struct move){MOVE_CALL, 0, HF_EVENT_CALL_ARRIVED, 0});
    if (may(list, MAY_STOP))
        add(list, (struct move){MOVE_FACT, is_off ? HF_EVENT_STARTED : HF_EVENT_STOPPED, 0, 0});
    if (may(list, MAY_RESTART))
        add(list, (struct move){MOVE_FACT, HF_EVENT_RESTORED, 0, 0});
    if (may(list, MAY_LOSE_FLOW) && line->service.working != HF_NONE)
        add(list, (struct move){MOVE_FLOW, line->service.working, 0, 0});
    for (uint8_t i = 0; may(list, MAY_CONFIGURE) && i < list->world->n_configs; i++)
        add(list, (struct move){MOVE_CONFIGURE, i, 0, 0});
}

static void add_heals(struct list *list)
{
    for (uint8_t i = 1; i < HEALED_COUNT; i++) {
        if ((list->world->heals >> i & 1u) != 0)
            add(list, (struct move){MOVE_HEAL, 0, i, 0});
    }
}

static void add_all(struct list *list)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (is_open(&list->line->passes[i].attempt))
            add_answers(list, i);
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (list->line->watched[i].number != 0)
            add_abandoned(list, i);
    }
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (list->line->branches[i].host != 0 && list->line->branches[i].open != 0)
            add_names(list, i);
    }
    add_wishes(list);
    add_heals(list);
}

/* ---- after healing ---- */

static bool is_dead(const struct hf_line *line, uint8_t pass, uint8_t healed)
{
    uint8_t server = server_of(line, pass);

    return (healed == HEALED_FIRST && server == 2) || (healed == HEALED_SECOND && server == 1);
}

static void add_honest_answers(struct list *list, uint8_t healed)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_attempt *a = &list->line->passes[i].attempt;
        if (is_open(a) && !is_dead(list->line, i, healed))
            add(list, (struct move){MOVE_ANSWER, i, 0, a->kind == HF_REQUEST_INVITE ? 486 : 200});
    }
}

/* The first of these happens. */
static void add_one(struct list *list, uint8_t healed)
{
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (list->line->branches[i].host != 0 && list->line->branches[i].open != 0)
            add(list, (struct move){MOVE_NAMED, i, 0, 0});
    }
    add_honest_answers(list, healed);
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (list->line->watched[i].number != 0)
            add(list, (struct move){MOVE_ABANDONED, i, HF_ABANDONED_NOTHING, 0});
    }
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        const struct hf_call_entry *c = &list->line->calls[i];
        if (c->id != 0 && (c->state == HF_CALL_TALKING || (c->flags & HF_CALL_INCOMING) != 0))
            add(list, (struct move){MOVE_CALL, i, HF_EVENT_CALL_ENDED, 0});
    }
}

/* What was abandoned is watched for 64*T1 from its sending (A11): by then its end is told. DNS and
 * removals are answered before time passes: their ten and two seconds would make each phase
 * between clocks a state of its own. */
static bool may_wake(const struct hf_line *line)
{
    const uint64_t watch_us = 64000ull * line->config.t1_ms;
    const uint64_t due_us = hf_line_deadline(line).at_us;

    if (due_us == HF_NEVER || (due_us >= line->now_us + watch_us && n_watched(line) > 0))
        return false;
    for (uint8_t i = 0; i < HF_LINE_BRANCHES; i++) {
        if (line->branches[i].host != 0 && line->branches[i].open != 0)
            return false;
    }
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (is_open(&line->passes[i].attempt) && line->passes[i].purpose == HF_PURPOSE_REMOVE)
            return false;
    }
    return true;
}

unsigned moves_of(const struct model_world *world, const struct hf_line *line, uint8_t healed,
                  struct move *moves)
{
    struct list list = {.world = world, .line = line, .moves = moves};

    if (healed == HEALED_NOT)
        add_all(&list);
    else
        add_one(&list, healed);
    if (may_wake(line) && (healed == HEALED_NOT || list.n == 0))
        add(&list, (struct move){.kind = MOVE_WAKE});
    return healed != HEALED_NOT && list.n > 1 ? 1 : list.n;
}
