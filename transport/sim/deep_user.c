/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plan says is done: wishes of users, what becomes of phones, links, servers and names. And
 * the end of all faults, from which on everything must come right by itself.
 */
#include <string.h>

#include "deep.h"

#define HEALED_DELAY_US 8000u
#define HOW_SPREAD      10u /* LINK: how / 10: 0 both directions, 1 up, 2 down; how % 10: cut */

/* ---- wishes ---- */

static void step_kind(struct deep_phone *phone, unsigned kind)
{
    struct hf_event event = {.at_us = deep_now(phone), .kind = kind};

    if (kind == HF_EVENT_WANTED) {
        event.u.wanted.request = phone->next_id++;
        event.u.wanted.kind = HF_REQUEST_REGISTER;
    }
    (void)deep_step(phone, &event);
    deep_settle(phone);
}

/* A call of the phone: the oldest that is not over, and talks where that matters. */
static struct deep_call *oldest(struct deep_phone *phone, bool is_up)
{
    struct deep_call *found = NULL;

    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        struct deep_call *call = &phone->users[i];

        if (call->id != 0 && call->life == phone->lives && call->over_us == HF_NEVER &&
            (!is_up || call->up) && (found == NULL || call->id < found->id))
            found = call;
    }
    return found;
}

static void hold(struct deep_phone *phone, bool on)
{
    const struct deep_call *call = oldest(phone, true);
    struct hf_calls_wish wish = {.on = on};

    if (call == NULL)
        return;
    wish.call = call->id;
    (void)deep_wish(phone, hf_calls_hold, &wish);
}

static void hang_up(struct deep_phone *phone)
{
    const struct deep_call *call = oldest(phone, false);

    if (call != NULL)
        deep_hang_up(phone, call->id);
}

static void set_habit(struct deep_phone *phone, const struct deep_op *op)
{
    phone->habit = (uint8_t)op->how;
    phone->habit_ms = op->ms;
}

/* The user's calls end first, as `holdfast phone` does it. */
static void stop(struct deep_phone *phone)
{
    phone->wants_service = 0;
    if (phone->is_running)
        step_kind(phone, HF_EVENT_STOPPED);
}

void deep_stop_all(struct deep_world *world)
{
    deep_trace(world, 0, "ALL STOP");
    for (unsigned i = 0; i < world->plan->n_phones; i++)
        if (world->phones[i].line != NULL)
            stop(&world->phones[i]);
}

static void start(struct deep_phone *phone)
{
    phone->wants_service = 1;
    if (!phone->is_running && phone->lives == 0)
        deep_phone_begin(phone);
    else if (phone->is_running)
        step_kind(phone, HF_EVENT_STARTED);
}

/* ---- phones ---- */

static void restart(struct deep_phone *phone, const struct deep_op *op)
{
    if (phone->is_running)
        deep_phone_end(phone);
    phone->asleep_us = phone->world->now_us + op->ms * DEEP_MS;
}

static void do_of_user(struct deep_phone *phone, const struct deep_op *op)
{
    switch ((enum deep_verb)op->verb) {
    case DEEP_REGISTER: step_kind(phone, HF_EVENT_WANTED); break;
    case DEEP_DIAL: deep_dial(phone, op); break;
    case DEEP_HANG_UP: hang_up(phone); break;
    case DEEP_HOLD: hold(phone, op->how == 1); break;
    default: break;
    }
}

/* Whoever sleeps, or does not run, hears nothing: what is done to it meanwhile has no effect, but
 * for what it is when it runs again. */
static bool is_awake(const struct deep_phone *phone)
{
    return phone->asleep_us <= phone->world->now_us;
}

static void do_of_phone(struct deep_phone *phone, const struct deep_op *op)
{
    if (phone->is_running && !is_awake(phone))
        return;
    switch ((enum deep_verb)op->verb) {
    case DEEP_START: start(phone); break;
    case DEEP_STOP: stop(phone); break;
    case DEEP_HABIT: set_habit(phone, op); break;
    case DEEP_CONFIGURE: (void)deep_phone_configure(phone, op->policy); break;
    case DEEP_PASSWORD: deep_phone_password(phone, op->how == 1); break;
    case DEEP_SLEEP: phone->asleep_us = phone->world->now_us + op->ms * DEEP_MS; break;
    case DEEP_RESTART: restart(phone, op); break;
    case DEEP_NETWORK: deep_phone_network(phone, op->how != 0, op->how == 2); break;
    default:
        if (phone->is_running)
            do_of_user(phone, op);
        break;
    }
}

/* ---- links ---- */

static void set_link(struct deep_link *link, const struct deep_op *op)
{
    link->loss = op->loss;
    link->twice = op->twice;
    link->delay_us = op->delay * 1000u;
    link->jitter_us = op->jitter * 1000u;
    link->cut = op->how % HOW_SPREAD;
}

static void set_links(struct deep_world *world, const struct deep_op *op)
{
    const unsigned direction = op->how / HOW_SPREAD;

    for (unsigned phone = 1; phone <= world->plan->n_phones; phone++)
        for (unsigned server = 1; server <= world->plan->n_servers; server++) {
            if ((op->phone != 0 && op->phone != phone) || (op->server != 0 && op->server != server))
                continue;
            if (direction != 2)
                set_link(deep_link(world, phone, server, 1), op);
            if (direction != 1)
                set_link(deep_link(world, phone, server, 0), op);
        }
}

void deep_do_op(struct deep_world *world, const struct deep_op *op)
{
    deep_trace(world, op->phone, "PLAN %s phone=%u server=%u how=%u to=%u ms=%u",
               deep_verb_word(op->verb), op->phone, op->server, op->how, op->to, op->ms);
    if (op->verb == DEEP_LINK)
        set_links(world, op);
    else if (op->verb == DEEP_NAME)
        deep_dns_do(world, op);
    else if (deep_verb_has(op->verb, "server"))
        deep_server_do(world, op);
    else if (world->plan->phones[op->phone - 1].there)
        do_of_phone(deep_phone(world, op->phone), op);
}

/* ---- the end of faults ---- */

/* What rings and is let ring would ring for ever: its user rejects it now. */
static void heal_phone(struct deep_phone *phone)
{
    const struct deep_op answers = {.verb = DEEP_HABIT, .ms = 500};

    set_habit(phone, &answers);
    phone->wants_service = 1;
    if (phone->lives == 0)
        deep_phone_begin(phone);
    deep_phone_password(phone, true);
    deep_phone_network(phone, true, false);
    step_kind(phone, HF_EVENT_STARTED);
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &phone->users[i];

        if (call->id != 0 && call->life == phone->lives && call->over_us == HF_NEVER && !call->up)
            deep_hang_up(phone, call->id);
    }
}

static void heal_server(struct deep_world *world, unsigned server)
{
    const struct deep_op silence = {.verb = DEEP_HALT, .server = server};

    deep_server_heal(world, server);
    if ((world->plan->dead & 1u << server) != 0)
        deep_server_do(world, &silence);
}

void deep_heal(struct deep_world *world)
{
    const struct deep_op link = {.delay = HEALED_DELAY_US / 1000u};

    deep_trace(world, 0, "FAULTS STOP");
    set_links(world, &link);
    deep_dns_heal(world);
    for (unsigned server = 1; server <= world->plan->n_servers; server++)
        heal_server(world, server);
    for (unsigned number = 1; number <= world->plan->n_phones; number++)
        if (world->plan->phones[number - 1].there)
            heal_phone(deep_phone(world, number));
    world->is_healed = 1;
}
