/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which line a datagram is for: the one that stands in its branch or token, else, for a request,
 * the one of those with trust `any` that it fits best (E8).
 *
 * Anybody can send requests without a token, and each of them would cost a look at every line: so
 * the lines are sorted by hashes of their users, of their servers' addresses and of each user with
 * each address, and only those with the right hash are asked: a hundred tenants may all have a user
 * 100, each at a server of its own. The order is made when a request first needs it, and again when
 * something has changed, but not more than once a second.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdlib.h>
#include <string.h>

#define AGAIN_US      1000000u
#define LOOKED_AT     16 /* lines with one hash: more of them fit equally well */
#define KEEPALIVE_MAX 4  /* bytes */
/* Its user; where it registered and its servers, each alone and with the user. */
#define MARKS_A_LINE (1 + 2 * (1 + HF_LINE_SERVERS))

static uint32_t hash(uint32_t begin, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint32_t value = 2166136261u ^ begin;

    for (size_t i = 0; i < n; i++)
        value = (value ^ p[i]) * 16777619u;
    return value;
}

static uint32_t mark_of_user(const char *user, size_t n)
{
    return hash('u', user, n);
}

static uint32_t mark_of_address(const struct hf_target *target)
{
    return hash(target->family, target->address, sizeof target->address);
}

static uint32_t mark_of_both(uint32_t user, uint32_t address)
{
    uint32_t both[2] = {user, address};

    return hash('b', both, sizeof both);
}

/* ---- the order ---- */

static void mark(struct hf_phone_routes *routes, uint32_t line, uint32_t value)
{
    routes->sorted[routes->n++] = (struct hf_phone_route){.mark = value, .line = line};
}

/* An address that the line's requests come from, and who is asked for there. */
static void mark_server(struct hf_phone *phone, uint32_t line, const struct hf_target *server)
{
    struct hf_slice user = hf_agent_user(hf_phone_member(phone, line)->agent);
    uint32_t address = mark_of_address(server);

    mark(&phone->routes, line, address);
    if (user.length > 0)
        mark(&phone->routes, line, mark_of_both(mark_of_user(user.at, user.length), address));
}

static void mark_line(struct hf_phone *phone, uint32_t line)
{
    const struct hf_phone_member *member = hf_phone_member(phone, line);
    const struct hf_config *config = hf_line_config(member->core);
    struct hf_slice user = hf_agent_user(member->agent);

    if (user.length > 0)
        mark(&phone->routes, line, mark_of_user(user.at, user.length));
    if (member->sent_to.family != HF_FAMILY_NONE)
        mark_server(phone, line, &member->sent_to);
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_name *host = &config->servers[i].host;
        struct hf_target target = {.family = HF_FAMILY_NONE};

        if (hf_target_parse(&target, config->names + host->at, host->length))
            mark_server(phone, line, &target);
    }
}

static int compare(const void *a, const void *b)
{
    const struct hf_phone_route *left = a, *right = b;

    if (left->mark != right->mark)
        return left->mark < right->mark ? -1 : 1;
    return left->line < right->line ? -1 : left->line > right->line;
}

static int trusts_any(const struct hf_phone *phone, uint32_t line)
{
    return hf_phone_has(phone, line) &&
           hf_line_config(hf_phone_member(phone, line)->core)->trust == HF_TRUST_ANY;
}

static void sort_lines(struct hf_phone *phone)
{
    struct hf_phone_routes *routes = &phone->routes;
    uint32_t n_lines = 0;

    routes->n = 0;
    routes->stale = 0;
    for (uint32_t line = 1; line <= phone->n_members; line++)
        n_lines += trusts_any(phone, line) != 0;
    if (n_lines > routes->n_lines) {
        struct hf_phone_route *grown = realloc(routes->sorted,
                                               n_lines * MARKS_A_LINE * sizeof *routes->sorted);

        if (grown == NULL)
            return; /* nobody is found until there is memory again */
        routes->sorted = grown;
        routes->n_lines = n_lines;
    }
    for (uint32_t line = 1; line <= phone->n_members; line++)
        if (trusts_any(phone, line))
            mark_line(phone, line);
    if (routes->n > 1)
        qsort(routes->sorted, routes->n, sizeof *routes->sorted, compare);
}

static void refresh(struct hf_phone *phone)
{
    uint64_t now_us = hf_clock_now_us();

    if (!phone->routes.stale || now_us < phone->routes.again_us)
        return;
    phone->routes.again_us = now_us + AGAIN_US;
    sort_lines(phone);
}

/* ---- looking ---- */

struct stranger { /* a request without a token */
    struct hf_agent_asked asked;
    struct hf_target from;
};

struct best {
    uint32_t line; /* 0: none yet */
    unsigned fit;
};

/* Of equals the first line. */
static void look(struct hf_phone *phone, uint32_t value, const struct stranger *stranger,
                 struct best *best)
{
    const struct hf_phone_routes *routes = &phone->routes;
    uint32_t low = 0, high = routes->n;

    while (low < high) { /* the first entry that is not before value */
        uint32_t middle = low + (high - low) / 2;

        if (routes->sorted[middle].mark < value)
            low = middle + 1;
        else
            high = middle;
    }
    high = routes->n - low < LOOKED_AT ? routes->n : low + LOOKED_AT;
    for (; low < high && routes->sorted[low].mark == value; low++) {
        uint32_t line = routes->sorted[low].line;
        unsigned fit = hf_phone_has(phone, line) ? hf_agent_fit(hf_phone_member(phone, line)->agent,
                                                                &stranger->asked, &stranger->from)
                                                 : HF_FIT_NONE;

        if (fit > best->fit)
            *best = (struct best){.line = line, .fit = fit};
    }
}

/* Of the lines that trust any. */
static uint32_t line_that_fits(struct hf_phone *phone, const struct stranger *asks)
{
    struct stranger stranger = *asks;
    struct best best = {.line = 0, .fit = HF_FIT_NONE};
    uint32_t address = mark_of_address(&stranger.from);
    size_t n_user;

    refresh(phone);
    n_user = strlen(stranger.asked.user);
    if (n_user > 0) {
        uint32_t user = mark_of_user(stranger.asked.user, n_user);

        look(phone, mark_of_both(user, address), &stranger, &best);
        if (best.fit < HF_FIT_USER)
            look(phone, user, &stranger, &best);
    }
    if (best.fit == HF_FIT_NONE)
        look(phone, address, &stranger, &best);
    return best.line;
}

/* A connection that lines registered over is theirs (E8): the line that is named, where it is one
 * of them, else one that fits, else the first of them. */
static uint32_t line_that_is_asked(struct hf_phone *phone, const struct hf_agent_received *received)
{
    struct stranger stranger = {.from = received->from};
    struct hf_phone_on_flow on = {.first = 0};
    uint32_t line;

    if (!hf_agent_asks(received->bytes, received->n_bytes, &stranger.asked))
        return 0;
    if (!stranger.asked.is_token)
        on = hf_phone_lines_on(phone, received->flow, &stranger.asked);
    if (on.named != 0)
        return on.named;
    line = line_that_fits(phone, &stranger);
    return line != 0 ? line : on.first;
}

/* RFC 3261 7.5, RFC 5626 4.4.1: CRLF twice or once; and four NULs, which kamailio sends. */
static int keeps_alive(const struct hf_agent_received *datagram)
{
    for (size_t i = 0; i < datagram->n_bytes; i++)
        if (datagram->bytes[i] != '\r' && datagram->bytes[i] != '\n' && datagram->bytes[i] != '\0')
            return 0;
    return datagram->n_bytes <= KEEPALIVE_MAX;
}

uint32_t hf_phone_route(struct hf_phone *phone, const struct hf_agent_received *received,
                        const char **why)
{
    *why = NULL;
    if (keeps_alive(received))
        return 0;
    int named = hf_agent_route(received->bytes, received->n_bytes);
    uint32_t line = named > 0 ? (uint32_t)named : line_that_is_asked(phone, received);

    *why = "for a line that this phone does not have";
    if (line == 0)
        *why = named < 0 ? "not a SIP message" : "for no line of this phone";
    return line > 0 && hf_phone_has(phone, line) ? line : 0;
}

void hf_phone_routes_free(struct hf_phone *phone)
{
    free(phone->routes.sorted);
    phone->routes = (struct hf_phone_routes){.sorted = NULL};
}
