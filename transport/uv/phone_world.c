/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone hears: datagrams, unreachable targets, names, networks, and that it is time. */
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
    hf_phone_log_note(phone, 0, &note, NULL);
}

static void hear(struct hf_phone *phone, const struct hf_agent_received *received)
{
    const char *why;
    uint32_t line = hf_phone_route(phone, received, &why);

    if (line == 0) {
        if (why != NULL)
            note_dropped(phone, &received->from, why);
        return;
    }
    if (!hf_phone_calls_receive(phone, line, received) &&
        !hf_phone_messages_receive(phone, line, received)) {
        hf_agent_receive(hf_phone_member(phone, line)->agent, received, &phone->out);
        hf_phone_take_out(phone, line, &received->local);
    }
    hf_phone_settle(phone);
}

void hf_phone_on_datagram(void *context, const struct hf_udp_datagram *datagram)
{
    struct hf_agent_received received = {.now_us = hf_clock_now_us(),
                                         .bytes = datagram->bytes,
                                         .n_bytes = datagram->n_bytes,
                                         .from = datagram->from,
                                         .local = datagram->local};

    hear(context, &received);
}

void hf_phone_on_message(void *context, const struct hf_connection_message *message)
{
    struct hf_agent_received received = {.now_us = hf_clock_now_us(),
                                         .bytes = message->bytes,
                                         .n_bytes = message->n_bytes,
                                         .from = message->from,
                                         .local = message->local,
                                         .flow = message->flow};

    hf_phone_stands_on_message(context, message);
    hear(context, &received);
}

void hf_phone_on_dropped(void *context, const struct hf_target *from, const char *why)
{
    note_dropped(context, from, why);
}

void hf_phone_on_unreachable(void *context, const struct hf_target *target, enum hf_cause cause)
{
    struct hf_phone *phone = context;
    struct hf_phone_failure failure = {.target = *target, .cause = cause};

    hf_phone_remember_failure(phone, &failure);
    hf_phone_settle(phone);
}

/* ---- names ---- */

void hf_phone_on_name(void *context, uint32_t line, const struct hf_dns_answered *answer)
{
    struct hf_phone *phone = context;
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_DNS_ANSWERED};

    if (!hf_phone_has(phone, line))
        return;
    event.u.dns = *answer;
    (void)hf_phone_step(phone, line, &event);
    hf_phone_settle(phone);
}

/* This phone asks DNS itself; a line that wants its stack to locate servers has none here. */
static void locate_nothing(struct hf_phone *phone, uint32_t line, const struct hf_resolve *resolve)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_LOCATED};

    event.u.located.query = resolve->query;
    event.u.located.server = resolve->server;
    event.u.located.proxy = resolve->proxy;
    event.u.located.ttl_s = HF_TTL_UNKNOWN;
    (void)hf_phone_step(phone, line, &event);
}

void hf_phone_resolve(struct hf_phone *phone, uint32_t line, const struct hf_resolve *resolve)
{
    struct hf_resolver_question question = {
        .name = resolve->name,
        .query = resolve->query,
        .line = line,
        .type = resolve->type,
        .static_first = hf_phone_line_config(phone, line)->static_first}; /* B11a */

    if (resolve->type == HF_DNS_LOCATE)
        locate_nothing(phone, line, resolve);
    else
        hf_resolver_ask(phone->resolver, &question);
}

/* ---- the network ---- */

uint8_t hf_phone_families(struct hf_phone *phone)
{
    const struct hf_target *bind = &phone->options.bind;
    uint8_t families = hf_network_families(bind);

    if (families != 0)
        phone->only_loopback = 0;
    if (!phone->only_loopback)
        return families;
    if (bind->family == HF_FAMILY_NONE)
        return HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    return bind->family == HF_FAMILY_IPV4 ? HF_FAMILIES_IPV4 : HF_FAMILIES_IPV6;
}

/* Whether the line's Contact names an address from which its server is not reached any more, while
 * it is from another. */
static int has_moved(struct hf_phone *phone, const struct hf_phone_member *member)
{
    const struct hf_target *to = &member->sent_to, *from = &member->sent_from;
    struct hf_target source;

    if (to->family == HF_FAMILY_NONE)
        return 0;
    source = to->transport == HF_TRANSPORT_UDP ? hf_udp_source(phone->udp, to)
                                               : hf_connections_source(phone->connections, to);
    return source.family != HF_FAMILY_NONE &&
           (source.family != from->family ||
            memcmp(source.address, from->address, sizeof source.address) != 0);
}

/* Whether it was told that its address has changed. */
static int tell_network(struct hf_phone *phone, uint32_t line, uint8_t before)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_NETWORK_CHANGED};
    int moved = has_moved(phone, hf_phone_member(phone, line));

    event.u.network.families_usable = phone->families;
    event.u.network.address_changed = (uint8_t)moved;
    if (phone->families != before || moved)
        (void)hf_phone_step(phone, line, &event);
    if (moved)
        hf_phone_calls_move(phone, line); /* E13 */
    if (moved)
        hf_phone_messages_lost(phone, line, 0);
    return moved;
}

void hf_phone_on_network(void *context)
{
    struct hf_phone *phone = context;
    uint64_t addresses = hf_network_addresses();
    uint8_t before = phone->families;
    int moved = addresses != phone->addresses;

    phone->addresses = addresses;
    phone->families = hf_phone_families(phone);
    hf_udp_network_changed(phone->udp);
    for (uint32_t line = 1; line <= phone->n_members; line++)
        if (hf_phone_has(phone, line))
            moved |= tell_network(phone, line, before);
    hf_connections_network_changed(phone->connections); /* its news come behind the lines' own */
    /* Names may mean something else here; what others do to their own links changes nothing. */
    if (moved || phone->families != before)
        hf_resolver_renew(phone->resolver);
    hf_phone_settle(phone);
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
    hf_phone_calls_wake(phone, line, now_us);
    hf_phone_messages_wake(phone, line, now_us);
    hf_phone_reschedule(phone, line);
}

static void wake_phone(struct hf_phone *phone, uint64_t now_us)
{
    hf_keepalive_wake(phone->keepalive, now_us);
    hf_phone_tell_failures(phone);
    hf_phone_let_go(phone);
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
            wake_phone(phone, now_us);
        entry = hf_wake_take(phone->wake, now_us);
    }
    if (entry != NULL)
        (void)hf_wake_set(phone->wake, entry, entry->due_us);
    hf_phone_settle(phone);
}
