/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate of a phone, as transport/uv/gate.h tells of it: so many REGISTERs are under way to one
 * target at once, the others wait until one of them is answered, given up, or without an answer for
 * a second; and each leaves before half of its budget is over. The real one lets 64 of them pass;
 * here a plan says how many, so that three lines can stand in each other's way.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

#define TICKETS    48
#define HOLD_US    DEEP_SECOND_US
#define CONNECT_MS 4000 /* A3 */

struct deep_ticket {
    struct deep_line *line;
    struct hf_action send;
    uint64_t at_us; /* world: when it left, or leaves at the latest */
    bool is_waiting;
};

static uint32_t width_of(const struct deep_phone *phone)
{
    return phone->world->plan->phones[phone->number - 1].gate;
}

static bool same_target(const struct deep_ticket *ticket, const struct hf_target *target)
{
    return memcmp(&ticket->send.u.send.target, target, sizeof(*target)) == 0;
}

/* How many of a target wait, or have left and count. */
static uint32_t count(const struct deep_phone *phone, const struct hf_target *target,
                      bool is_waiting)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < phone->n_tickets; i++)
        n += phone->tickets[i].is_waiting == is_waiting && same_target(&phone->tickets[i], target);
    return n;
}

static struct deep_ticket *find(const struct deep_line *line, uint64_t attempt)
{
    struct deep_phone *phone = line->phone;

    for (uint32_t i = 0; i < phone->n_tickets; i++)
        if (phone->tickets[i].line == line && phone->tickets[i].send.u.send.attempt == attempt)
            return &phone->tickets[i];
    return NULL;
}

static void take_out(struct deep_phone *phone, struct deep_ticket *ticket)
{
    const uint32_t at = (uint32_t)(ticket - phone->tickets);

    memmove(ticket, ticket + 1, (--phone->n_tickets - at) * sizeof(*ticket));
}

/* ---- time ---- */

/* Half of its budget, as far as a Send tells that (A1, A3). */
static uint64_t patience_us(const struct hf_send *send)
{
    const uint64_t most_ms = (uint64_t)send->t1_ms * 64;
    const uint32_t n = send->retransmissions == HF_RETRANSMIT_FREELY ? 0 : send->retransmissions;
    uint64_t interval_ms = send->t1_ms, sum_ms = 0;

    for (uint32_t i = 0; i <= n && sum_ms < most_ms; i++) {
        sum_ms += interval_ms;
        interval_ms = interval_ms * 2 < send->t2_ms ? interval_ms * 2 : send->t2_ms;
    }
    if (sum_ms > most_ms)
        sum_ms = most_ms;
    if (send->target.transport != HF_TRANSPORT_UDP && sum_ms < CONNECT_MS)
        sum_ms = CONNECT_MS;
    return sum_ms * DEEP_MS / 2;
}

/* A place is had for so long where more wait than would leave in time otherwise. */
static uint64_t free_us(const struct deep_phone *phone, const struct deep_ticket *ticket)
{
    const struct hf_target *target = &ticket->send.u.send.target;
    const uint32_t n_waiting = count(phone, target, true);
    uint64_t last_us = ticket->at_us, hold_us;

    for (uint32_t i = 0; i < phone->n_tickets; i++)
        if (phone->tickets[i].is_waiting && same_target(&phone->tickets[i], target) &&
            phone->tickets[i].at_us > last_us)
            last_us = phone->tickets[i].at_us;
    if (n_waiting == 0)
        return HF_NEVER; /* it stands in nobody's way */
    hold_us = (last_us - ticket->at_us) * width_of(phone) / n_waiting;
    return ticket->at_us + (hold_us < HOLD_US ? hold_us : HOLD_US);
}

uint64_t deep_gate_due(const struct deep_phone *phone)
{
    uint64_t due_us = HF_NEVER;

    for (uint32_t i = 0; i < phone->n_tickets; i++) {
        const struct deep_ticket *ticket = &phone->tickets[i];
        const uint64_t us = ticket->is_waiting ? ticket->at_us : free_us(phone, ticket);

        due_us = us < due_us ? us : due_us;
    }
    return due_us;
}

void deep_gate_wake(struct deep_phone *phone)
{
    for (uint32_t i = phone->n_tickets; i > 0; i--) {
        struct deep_ticket *ticket = &phone->tickets[i - 1];

        if (!ticket->is_waiting && free_us(phone, ticket) <= phone->world->now_us)
            take_out(phone, ticket);
    }
}

/* ---- in ---- */

bool deep_gate_enter(struct deep_line *line, const struct hf_action *send)
{
    struct deep_phone *phone = line->phone;
    const struct hf_target *target = &send->u.send.target;
    struct deep_ticket *ticket;

    if (width_of(phone) == 0 || send->u.send.kind != HF_REQUEST_REGISTER ||
        phone->n_tickets == TICKETS)
        return true;
    if (phone->tickets == NULL)
        phone->tickets = calloc(TICKETS, sizeof(phone->tickets[0]));
    if (phone->tickets == NULL)
        abort();
    const bool waits = count(phone, target, false) >= width_of(phone) ||
                       count(phone, target, true) > 0;

    ticket = &phone->tickets[phone->n_tickets++];
    *ticket = (struct deep_ticket){
        .line = line, .send = *send, .at_us = phone->world->now_us, .is_waiting = waits};
    if (waits)
        ticket->at_us += patience_us(&send->u.send);
    if (waits)
        deep_trace(phone->world, line->who, "  waits at the gate");
    return !waits;
}

bool deep_gate_extend(struct deep_line *line, uint64_t attempt)
{
    struct deep_ticket *ticket = find(line, attempt);

    if (ticket == NULL || !ticket->is_waiting)
        return false;
    ticket->send.u.send.retransmissions = HF_RETRANSMIT_FREELY;
    return true;
}

/* C14: what waits names servers of the configuration before. */
void deep_gate_reconfigure(struct deep_line *line)
{
    struct deep_phone *phone = line->phone;

    for (uint32_t i = 0; i < phone->n_tickets; i++) {
        struct deep_ticket *ticket = &phone->tickets[i];

        if (ticket->line == line && ticket->is_waiting)
            ticket->send.u.send.former = ticket->send.u.send.former == 0 ? 1 : 2;
    }
}

/* ---- out ---- */

bool deep_gate_leave(struct deep_line *line, uint64_t attempt)
{
    struct deep_ticket *ticket = find(line, attempt);
    const bool had_waited = ticket != NULL && ticket->is_waiting;

    if (ticket != NULL)
        take_out(line->phone, ticket);
    return had_waited;
}

void deep_gate_hear(struct deep_line *line, const struct hf_event *event)
{
    if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
        (void)deep_gate_leave(line, event->u.response.attempt);
    else if (event->kind == HF_EVENT_ATTEMPT_FAILED)
        (void)deep_gate_leave(line, event->u.failed.attempt);
}

/* Who has the least time goes first, else by order. */
static bool goes_before(const struct deep_ticket *a, const struct deep_ticket *b)
{
    return b == NULL || a->at_us < b->at_us;
}

static void fail(const struct deep_ticket *ticket, unsigned cause)
{
    struct hf_event event = {.at_us = deep_now(ticket->line->phone),
                             .kind = HF_EVENT_ATTEMPT_FAILED};

    event.u.failed.attempt = ticket->send.u.send.attempt;
    event.u.failed.cause = (uint8_t)cause;
    (void)deep_step(ticket->line, &event);
}

bool deep_gate_next(struct deep_phone *phone)
{
    struct deep_ticket *first = NULL;

    for (uint32_t i = 0; i < phone->n_tickets; i++) {
        struct deep_ticket *ticket = &phone->tickets[i];

        if (ticket->is_waiting && goes_before(ticket, first) &&
            (ticket->at_us <= phone->world->now_us ||
             count(phone, &ticket->send.u.send.target, false) < width_of(phone)))
            first = ticket;
    }
    if (first == NULL)
        return false;
    const struct deep_ticket leaves = *first;

    if (leaves.send.u.send.former > 1) { /* its servers are not known any more */
        take_out(phone, first);
        fail(&leaves, HF_CAUSE_LOCAL);
        return true;
    }
    first->is_waiting = false;
    first->at_us = phone->world->now_us;
    deep_trace(phone->world, leaves.line->who, "  leaves the gate");
    deep_act(leaves.line, &leaves.send);
    return true;
}

/* What waits for a target that is dead would meet the same. */
void deep_gate_turn_away(struct deep_phone *phone, const struct hf_target *target, unsigned cause)
{
    for (uint32_t i = 0; i < phone->n_tickets;) {
        const struct deep_ticket ticket = phone->tickets[i];

        if (!ticket.is_waiting || !same_target(&ticket, target)) {
            i++;
            continue;
        }
        take_out(phone, &phone->tickets[i]);
        fail(&ticket, cause);
    }
}

void deep_gate_drop(struct deep_phone *phone)
{
    free(phone->tickets);
    phone->tickets = NULL;
    phone->n_tickets = 0;
}
