/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a line's requests reach targets over TCP and TLS: by the connection that is shared by all
 * lines for which target, TLS settings and name are equal.
 *
 * A connection on which a request was met by silence is in doubt until something comes on it: what
 * is sent to its target from then on opens a new one, since what the system still repeats on the
 * old one may take minutes. A fresh one (A6a) is any that is newer than the one that the line has
 * lost, and has a greater number: a thousand lines that lose a connection share the next one. But
 * where the server closed after one answer it may do so each time: who then waited has one of its
 * own (the gate lets no more than its width do so at once).
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct hf_agent_way no_way;

struct goal {
    struct hf_target target;
    struct hf_slice host; /* to verify (B14) */
    int fresh, own, former;
};

/* ---- TLS settings ---- */

static int is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static int may_be_tls(uint8_t transport)
{
    return transport == HF_TRANSPORT_TLS || transport == HF_TRANSPORT_NAPTR;
}

/* Whether its settings are looked at now: a phone without TLS does not read the system's CAs. */
static int speaks_tls(const struct hf_phone_line *line)
{
    const struct hf_config *config = line->config;
    const struct hf_phone_tls *tls = &line->tls;

    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];

        if (may_be_tls(server->transport))
            return 1;
        for (unsigned p = 0; p < server->n_proxies; p++)
            if (may_be_tls(server->proxies[p].transport))
                return 1;
    }
    return is_set(tls->ca_file) || is_set(tls->certificate_file) || is_set(tls->key_file) ||
           tls->verify_off;
}

static struct hf_tls_profile *take_profile(struct hf_phone *phone, const struct hf_phone_tls *tls,
                                           const struct hf_tls_problem *problem)
{
    struct hf_tls_settings settings = {.ca_file = tls->ca_file,
                                       .certificate_file = tls->certificate_file,
                                       .key_file = tls->key_file,
                                       .verify_off = tls->verify_off};

    snprintf(problem->error, problem->size, "no memory for TLS");
    if (phone->tls == NULL)
        phone->tls = hf_tls_store_open();
    return phone->tls != NULL ? hf_tls_profile_take(phone->tls, &settings, problem) : NULL;
}

int hf_phone_take_tls(struct hf_phone *phone, const struct hf_phone_line *line,
                      struct hf_tls_profile **profile, const struct hf_phone_problem *problem)
{
    struct hf_tls_problem said = {.error = problem->error, .size = problem->size};

    if (*profile == NULL && !speaks_tls(line))
        return 0; /* else what it has was made of other settings, perhaps of no verification */
    *profile = take_profile(phone, &line->tls, &said);
    return *profile != NULL ? 0 : -1;
}

/* A redirection may ask for TLS where no setting does (A8). */
static struct hf_tls_profile *profile_of(struct hf_phone *phone, struct hf_phone_member *member,
                                         int former)
{
    static const struct hf_phone_tls usual;
    char text[256];
    struct hf_tls_problem unsaid = {.error = text, .size = sizeof text};

    if (former && member->former_tls != NULL)
        return member->former_tls;
    if (member->tls == NULL)
        member->tls = take_profile(phone, &usual, &unsaid);
    return member->tls;
}

/* ---- doubts ---- */

void hf_phone_doubt(struct hf_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < HF_PHONE_DOUBTS; i++)
        if (flow == 0 || phone->doubts[i] == flow)
            return;
    phone->doubts[phone->next_doubt++ % HF_PHONE_DOUBTS] = flow;
}

void hf_phone_trust(struct hf_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < HF_PHONE_DOUBTS; i++)
        if (phone->doubts[i] == flow)
            phone->doubts[i] = 0;
}

int hf_phone_is_doubted(const struct hf_phone *phone, uint64_t flow)
{
    for (unsigned i = 0; i < HF_PHONE_DOUBTS; i++)
        if (phone->doubts[i] == flow)
            return 1;
    return 0;
}

/* ---- ways ---- */

/* As connections are told apart by it, and as SNI wants it. */
static const char *name_of(struct hf_slice host, char room[HF_NAME_MAX + 1])
{
    size_t n = host.length < HF_NAME_MAX ? host.length : HF_NAME_MAX;

    for (size_t i = 0; i < n; i++)
        room[i] = (char)tolower((unsigned char)host.at[i]);
    if (n > 0 && room[n - 1] == '.')
        n--;
    room[n] = '\0';
    return room;
}

static struct hf_phone_stands *stands_of(struct hf_phone_member *member)
{
    if (member->stands == NULL)
        member->stands = calloc(1, sizeof *member->stands);
    return member->stands;
}

static int is_stale(const struct hf_phone *phone, const struct hf_phone_stands *stands,
                    const struct hf_connection_way *way, int fresh)
{
    return hf_phone_is_doubted(phone, way->flow) ||
           (fresh && way->open && way->flow <= stands->lost_flow);
}

static struct hf_agent_way take(struct hf_phone *phone, struct hf_phone_member *member,
                                const struct goal *goal)
{
    struct hf_phone_stands *stands = stands_of(member);
    struct hf_connection_key key = {.target = goal->target};
    struct hf_connection_way way;
    char name[HF_NAME_MAX + 1];
    enum hf_cause cause;

    if (stands == NULL)
        return no_way;
    if (goal->target.transport == HF_TRANSPORT_TLS) {
        key.profile = profile_of(phone, member, goal->former);
        key.name = name_of(goal->host, name);
        if (key.profile == NULL)
            return no_way;
    }
    cause = hf_connections_take(phone->connections, &key,
                                goal->own && stands->one_answer ? HF_TAKE_OWN : HF_TAKE_ANY, &way);
    if (cause == HF_CAUSE_NONE && is_stale(phone, stands, &way, goal->fresh))
        cause = hf_connections_take(phone->connections, &key, HF_TAKE_FRESH, &way);
    if (cause != HF_CAUSE_NONE)
        return no_way;
    return (struct hf_agent_way){.local = way.local,
                                 .sent_by = goal->target.transport == HF_TRANSPORT_TCP
                                                ? hf_connections_port(phone->connections)
                                                : 0,
                                 .reused = (uint8_t)way.reused,
                                 .open = (uint8_t)way.open,
                                 .flow = way.flow};
}

struct hf_agent_way hf_phone_way(struct hf_phone *phone, uint32_t line, const struct hf_send *send)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct goal goal = {.target = send->target,
                        .host = hf_agent_host_of(member->agent, send),
                        .fresh = send->fresh,
                        .own = send->fresh && send->kind == HF_REQUEST_REGISTER,
                        .former = send->former};
    struct hf_agent_way way = {.local = {.family = HF_FAMILY_NONE}};
    struct hf_phone_call *call = send->kind == HF_REQUEST_INVITE && !send->in_dialog
                                     ? hf_phone_call(phone, send->request)
                                     : NULL;

    if (send->target.transport == HF_TRANSPORT_UDP)
        way.local = hf_udp_local(phone->udp, &send->target);
    else
        way = take(phone, member, &goal);
    hf_phone_stand_tries(phone, line, send, way.flow);
    if (call != NULL)
        hf_phone_call_hold(call, way.flow);
    return way;
}

struct hf_agent_way hf_phone_way_anew(struct hf_phone *phone, uint32_t line, uint64_t attempt)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_agent_place place;

    if (!hf_agent_place(member->agent, attempt, &place) &&
        (member->calls == NULL || !hf_calls_place(member->calls, member->agent, attempt, &place)))
        return no_way;
    if (place.flow != 0 || place.target.transport == HF_TRANSPORT_UDP)
        return no_way;
    struct goal goal = {.target = place.target, .host = place.host, .former = place.former};
    struct hf_agent_way way = take(phone, member, &goal);

    hf_phone_stand_goes_on(phone, line, attempt, way.flow);
    return way;
}

/* ---- sending ---- */

static int ends_something(const struct hf_send *send)
{
    return send->kind == HF_REQUEST_BYE ||
           (send->kind == HF_REQUEST_REGISTER && send->expires_s == 0);
}

/* Known by its Send: a challenge is answered for an attempt of any kind. */
static int is_ender(const struct hf_phone_stands *stands, uint64_t attempt)
{
    for (unsigned i = 0; i < HF_PHONE_ENDERS; i++)
        if (stands->enders[i] == attempt)
            return 1;
    return 0;
}

uint64_t hf_phone_revocable(struct hf_phone_member *member, const struct hf_action *order)
{
    struct hf_phone_stands *stands = member->stands;

    if (order->kind == HF_ACTION_AUTHENTICATE)
        return stands == NULL || is_ender(stands, order->u.attempt.attempt)
                   ? 0
                   : order->u.attempt.attempt;
    if (order->kind != HF_ACTION_SEND)
        return 0;
    if (!ends_something(&order->u.send))
        return order->u.send.attempt;
    if (order->u.send.target.transport != HF_TRANSPORT_UDP && stands_of(member) != NULL)
        member->stands->enders[member->stands->next_ender++ % HF_PHONE_ENDERS] =
            order->u.send.attempt;
    return 0;
}

/* RFC 3261 18.2.2: an answer whose connection is gone, on a new one to where sent-by says. */
static void reply_anew(struct hf_phone *phone, const struct hf_agent_datagram *datagram)
{
    struct hf_connection_key key = {.target = datagram->target};
    struct hf_connection_way way;

    if (datagram->target.transport == HF_TRANSPORT_TCP &&
        hf_connections_take(phone->connections, &key, HF_TAKE_ANY, &way) == HF_CAUSE_NONE)
        (void)hf_connections_send(phone->connections, &(struct hf_connection_sending){
                                                          .flow = way.flow,
                                                          .bytes = phone->out.bytes + datagram->at,
                                                          .n_bytes = datagram->length});
}

void hf_phone_send_on(struct hf_phone *phone, const struct hf_agent_datagram *datagram,
                      const struct hf_phone_sender *sender)
{
    int is_request = sender->attempt != 0 && !datagram->reply;
    struct hf_connection_sending sending = {.flow = datagram->flow,
                                            .bytes = phone->out.bytes + datagram->at,
                                            .n_bytes = datagram->length,
                                            .attempt = sender->attempt,
                                            .line = is_request ? sender->line : 0};
    enum hf_cause cause = hf_connections_send(phone->connections, &sending);
    struct hf_phone_failure failure = {
        .target = datagram->target, .flow = datagram->flow, .cause = cause};

    if (cause == HF_CAUSE_NONE)
        return;
    if (!datagram->reply)
        hf_phone_remember_failure(phone, &failure);
    else if (cause == HF_CAUSE_CLOSED)
        reply_anew(phone, datagram);
}
