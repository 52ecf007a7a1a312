/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone hears: datagrams, unreachable targets, and that it is time. */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define US_IN_S 1000000u

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

/* ---- sockets ---- */

static void note_dropped(struct hf_phone *phone, const struct hf_target *from, const char *why)
{
    struct hf_agent_note note = {.peer = *from, .kind = HF_NOTE_DROPPED};

    snprintf(note.text, sizeof note.text, "%s", why);
    hf_phone_log_note(phone, 0, &note);
}

void hf_phone_on_datagram(void *context, const struct hf_udp_datagram *datagram)
{
    struct hf_phone *phone = context;
    int line = hf_agent_route(datagram->bytes, datagram->n_bytes);

    if (line < 0)
        note_dropped(phone, &datagram->from, "not a SIP message");
    else if (line == 0)
        note_dropped(phone, &datagram->from, "for no line of this phone");
    else if ((uint32_t)line > phone->n_members)
        note_dropped(phone, &datagram->from, "for a line that this phone does not have");
    if (line <= 0 || (uint32_t)line > phone->n_members)
        return;
    struct hf_agent_received received = {.now_us = hf_clock_now_us(),
                                         .bytes = datagram->bytes,
                                         .n_bytes = datagram->n_bytes,
                                         .from = datagram->from,
                                         .local = datagram->local};

    hf_agent_receive(hf_phone_member(phone, (uint32_t)line)->agent, &received, &phone->out);
    hf_phone_take_out(phone, (uint32_t)line, &datagram->local);
    hf_phone_settle(phone);
}

void hf_phone_on_unreachable(void *context, const struct hf_target *target, enum hf_cause cause)
{
    struct hf_phone *phone = context;

    hf_phone_remember_failure(phone, target, cause);
    hf_phone_settle(phone);
}

/* ---- keep-alive (C3a) ---- */

static void end_flow(struct hf_phone_member *member, const struct hf_target *target)
{
    struct hf_phone_flow **place = &member->flows;

    while (*place != NULL && memcmp(&(*place)->order.target, target, sizeof *target) != 0)
        place = &(*place)->next;
    if (*place == NULL)
        return;
    struct hf_phone_flow *ended = *place;

    *place = ended->next;
    free(ended);
}

void hf_phone_keep_alive(struct hf_phone *phone, uint32_t line, const struct hf_keep_alive *order)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    end_flow(member, &order->target);
    if (order->interval_s > 0) {
        struct hf_phone_flow *flow = malloc(sizeof *flow);

        if (flow == NULL)
            return;
        flow->order = *order;
        flow->due_us = hf_clock_now_us() + (uint64_t)order->interval_s * US_IN_S;
        flow->next = member->flows;
        member->flows = flow;
    }
    hf_phone_reschedule(phone, line);
}

static void keep_flows_alive(struct hf_phone *phone, struct hf_phone_member *member,
                             uint64_t now_us)
{
    static const uint8_t crlf[2] = {'\r', '\n'};

    for (struct hf_phone_flow *flow = member->flows; flow != NULL; flow = flow->next) {
        struct hf_udp_message message = {
            .bytes = crlf, .n_bytes = sizeof crlf, .target = flow->order.target};

        if (flow->due_us > now_us)
            continue;
        flow->due_us = now_us + (uint64_t)flow->order.interval_s * US_IN_S;
        /* An ICMP error that it meets is heard by the socket; nobody waits for an answer. */
        (void)hf_udp_send(phone->udp, &message);
    }
}

/* ---- the clock ---- */

/* The line first: what it gives up, the agent need not send again. */
static void wake_line(struct hf_phone *phone, uint32_t line, uint64_t now_us)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    if (hf_line_deadline(member->core).at_us <= now_us) {
        struct hf_event event = {.at_us = now_us, .kind = HF_EVENT_TIME_PASSED};

        (void)hf_phone_step(phone, line, &event);
        hf_phone_settle(phone);
    }
    if (hf_agent_deadline(member->agent) <= now_us) {
        hf_agent_wake(member->agent, now_us, &phone->out);
        hf_phone_take_out(phone, line, &nowhere);
    }
    keep_flows_alive(phone, member, now_us);
    hf_phone_reschedule(phone, line);
}

void hf_phone_on_due(void *context)
{
    struct hf_phone *phone = context;
    uint64_t now_us = hf_clock_now_us();
    struct hf_wake_entry *entry = hf_wake_take(phone->wake, now_us);

    /* Each line once; one that is due again at once is woken by the next round. */
    for (uint32_t i = 0; entry != NULL && i <= phone->n_members; i++) {
        if (entry->owner > 0)
            wake_line(phone, entry->owner, now_us);
        else
            hf_phone_tell_failures(phone);
        entry = hf_wake_take(phone->wake, now_us);
    }
    if (entry != NULL)
        (void)hf_wake_set(phone->wake, entry, entry->due_us);
    hf_phone_settle(phone);
}
