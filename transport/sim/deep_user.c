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

static void step_kind(struct deep_line *line, unsigned kind)
{
    struct hf_event event = {.at_us = deep_now(line->phone), .kind = kind};

    if (kind == HF_EVENT_WANTED) {
        event.u.wanted.request = line->phone->next_id++;
        event.u.wanted.kind = HF_REQUEST_REGISTER;
    }
    (void)deep_step(line, &event);
    deep_settle(line->phone);
}

struct found { /* a call and its line; call NULL: there is none */
    struct deep_line *line;
    struct deep_call *call;
};

static void look(struct deep_line *line, bool is_up, struct found *oldest)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        struct deep_call *call = &line->users[i];

        if (call->id != 0 && call->life == line->phone->lives && call->over_us == HF_NEVER &&
            (!is_up || call->up) && (oldest->call == NULL || call->id < oldest->call->id))
            *oldest = (struct found){.line = line, .call = call};
    }
}

/* A call of the phone: the oldest that is not over, and talks where that matters. */
static struct found oldest(struct deep_phone *phone, bool is_up)
{
    struct found found = {.call = NULL};

    for (unsigned i = 0; i < phone->n_lines; i++)
        look(&phone->lines[i], is_up, &found);
    return found;
}

static void hold(struct deep_phone *phone, bool on)
{
    const struct found found = oldest(phone, true);
    struct hf_calls_wish wish = {.on = on};

    if (found.call == NULL)
        return;
    wish.call = found.call->id;
    (void)deep_wish(found.line, hf_calls_hold, &wish);
}

static void hang_up(struct deep_phone *phone)
{
    const struct found found = oldest(phone, false);

    if (found.call != NULL)
        deep_hang_up(found.line, found.call->id);
}

static void set_habit(struct deep_phone *phone, const struct deep_op *op)
{
    phone->habit = (uint8_t)op->how;
    phone->habit_ms = op->ms;
}

/* The user's calls end first, as `holdfast phone` does it. */
static void stop(struct deep_line *line)
{
    line->wants_service = 0;
    if (line->phone->is_running)
        step_kind(line, HF_EVENT_STOPPED);
}

void deep_stop_all(struct deep_world *world)
{
    deep_trace(world, 0, "ALL STOP");
    for (unsigned i = 0; i < world->n_lines; i++) {
        world->lines[i].phone->is_stale = 1;
        stop(&world->lines[i]);
    }
}

static void start(struct deep_line *line)
{
    line->wants_service = 1;
    if (line->phone->is_running)
        step_kind(line, HF_EVENT_STARTED);
}

/* ---- lines ---- */

static void do_of_line(struct deep_line *line, const struct deep_op *op)
{
    switch ((enum deep_verb)op->verb) {
    case DEEP_START: start(line); break;
    case DEEP_STOP: stop(line); break;
    case DEEP_CONFIGURE: deep_line_configure(line, op->policy); break;
    case DEEP_PASSWORD: deep_line_password(line, op->how == 1); break;
    case DEEP_REGISTER:
        if (line->phone->is_running)
            step_kind(line, HF_EVENT_WANTED);
        break;
    default: break;
    }
}

/* The program begins with the first line that is started; the others are there from then on. */
static void do_of_lines(struct deep_phone *phone, const struct deep_op *op)
{
    const bool begins = op->verb == DEEP_START && !phone->is_running && phone->lives == 0;

    for (unsigned i = 0; i < phone->n_lines; i++)
        if (op->line == 0 || op->line == phone->lines[i].number)
            do_of_line(&phone->lines[i], op);
    if (begins)
        deep_phone_begin(phone);
}

static void dial(struct deep_phone *phone, const struct deep_op *op)
{
    struct deep_line *line = op->line == 0 ? &phone->lines[0] : deep_line(phone, op->line);

    if (line != NULL && phone->is_running)
        deep_dial(line, op);
}

/* ---- phones ---- */

static void restart(struct deep_phone *phone, const struct deep_op *op)
{
    if (phone->is_running)
        deep_phone_end(phone);
    phone->asleep_us = phone->world->now_us + op->ms * DEEP_MS;
}

/* Whoever sleeps, or does not run, hears nothing: what is done to it meanwhile has no effect, but
 * for what it is when it runs again. */
static bool is_awake(const struct deep_phone *phone)
{
    return phone->asleep_us <= phone->world->now_us;
}

static void do_of_phone(struct deep_phone *phone, const struct deep_op *op)
{
    phone->is_stale = 1;
    if (phone->is_running && !is_awake(phone))
        return;
    switch ((enum deep_verb)op->verb) {
    case DEEP_HABIT: set_habit(phone, op); break;
    case DEEP_SLEEP: phone->asleep_us = phone->world->now_us + op->ms * DEEP_MS; break;
    case DEEP_RESTART: restart(phone, op); break;
    case DEEP_NETWORK: deep_phone_network(phone, op->how != 0, op->how == 2); break;
    case DEEP_DIAL: dial(phone, op); break;
    case DEEP_HANG_UP: hang_up(phone); break;
    case DEEP_HOLD: hold(phone, op->how == 1); break;
    default: do_of_lines(phone, op); break;
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
    deep_trace(world, op->phone, "PLAN %s phone=%u line=%u server=%u how=%u to=%u ms=%u",
               deep_verb_word(op->verb), op->phone, op->line, op->server, op->how, op->to, op->ms);
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
static void end_unanswered(struct deep_line *line)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &line->users[i];

        if (call->id != 0 && call->life == line->phone->lives && call->over_us == HF_NEVER &&
            !call->up)
            deep_hang_up(line, call->id);
    }
}

static void heal_phone(struct deep_phone *phone)
{
    const struct deep_op answers = {.verb = DEEP_HABIT, .ms = 500};

    phone->is_stale = 1;
    set_habit(phone, &answers);
    for (unsigned i = 0; i < phone->n_lines; i++)
        phone->lines[i].wants_service = 1;
    if (phone->lives == 0)
        deep_phone_begin(phone);
    for (unsigned i = 0; i < phone->n_lines; i++)
        deep_line_password(&phone->lines[i], true);
    deep_phone_network(phone, true, false);
    for (unsigned i = 0; i < phone->n_lines; i++) {
        step_kind(&phone->lines[i], HF_EVENT_STARTED);
        end_unanswered(&phone->lines[i]);
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
