/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a phone knows of names, for all of its lines, as transport/uv/resolver.c has it: a question
 * that is being asked is not asked twice, an answer is kept for its time to live and given with
 * what is left of it, "not known" is kept for a second (RFC 9520 3.2), and a network that changed
 * means that all is asked anew. A phone without it (its plan says `names=0`) asks each time, and
 * hears of a lie at once.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

#define NAMES     32 /* of a phone: what does not fit is asked for without being kept */
#define WAITERS   12
#define UNKNOWN_S 1

enum { FREE, ASKING, KEPT };

struct waiter {
    uint64_t query;
    uint32_t line;
    uint32_t reserved;
};

struct deep_name {
    struct hf_resolve asked; /* by the first that waits; its query tells askings apart */
    uint32_t state, n_waiters;
    uint64_t expires_us; /* world */
    struct waiter waiters[WAITERS];
    struct deep_answer answer;
};

/* ---- finding ---- */

static bool is_known(uint32_t outcome)
{
    return outcome == HF_DNS_ANSWER || outcome == HF_DNS_NO_NAME || outcome == HF_DNS_NO_DATA;
}

static struct deep_name *find(struct deep_phone *phone, const struct hf_resolve *resolve)
{
    for (unsigned i = 0; i < NAMES; i++) {
        struct deep_name *name = &phone->names[i];

        if (name->state == KEPT && name->expires_us <= phone->world->now_us)
            name->state = FREE;
        if (name->state != FREE && name->asked.type == resolve->type &&
            strcmp(name->asked.name, resolve->name) == 0)
            return name;
    }
    return NULL;
}

static struct deep_name *find_free(struct deep_phone *phone)
{
    for (unsigned i = 0; i < NAMES; i++)
        if (phone->names[i].state == FREE)
            return &phone->names[i];
    return NULL;
}

static bool keeps_names(struct deep_phone *phone)
{
    if (!phone->world->plan->phones[phone->number - 1].names)
        return false;
    if (phone->names == NULL)
        phone->names = calloc(NAMES, sizeof(phone->names[0]));
    if (phone->names == NULL)
        abort();
    return true;
}

/* ---- telling ---- */

static void tell(struct deep_line *line, const struct deep_name *name, uint64_t query)
{
    struct hf_resolve resolve = name->asked;
    struct deep_answer answer = name->answer; /* the name may go while the line hears of it */
    const uint64_t now_us = line->world->now_us;

    resolve.query = query;
    answer.ttl_s = 0;
    if (is_known(answer.outcome) && name->expires_us > now_us)
        answer.ttl_s = (uint32_t)((name->expires_us - now_us + DEEP_SECOND_US - 1) /
                                  DEEP_SECOND_US);
    deep_dns_tell(line, &resolve, &answer);
}

static void wait(struct deep_name *name, const struct deep_line *line, uint64_t query)
{
    name->waiters[name->n_waiters++] = (struct waiter){.query = query, .line = line->number};
}

void deep_resolve(struct deep_line *line, const struct hf_resolve *resolve)
{
    struct deep_phone *phone = line->phone;
    struct deep_name *name;

    if (resolve->type == HF_DNS_LOCATE || !keeps_names(phone)) {
        deep_dns_ask(phone, line->number, resolve);
        return;
    }
    name = find(phone, resolve);
    if (name != NULL && name->state == KEPT) {
        tell(line, name, resolve->query);
        return;
    }
    if (name == NULL && (name = find_free(phone)) != NULL) {
        name->asked = *resolve;
        name->state = ASKING;
        name->n_waiters = 0;
        deep_dns_ask(phone, 0, resolve);
    }
    if (name != NULL && name->n_waiters < WAITERS)
        wait(name, line, resolve->query);
    else
        deep_dns_ask(phone, line->number, resolve);
}

static void answer_waiters(struct deep_phone *phone, struct deep_name *name)
{
    struct waiter waiters[WAITERS];
    const struct deep_name told = *name;

    memcpy(waiters, name->waiters, sizeof(waiters));
    name->n_waiters = 0;
    name->state = name->expires_us > phone->world->now_us ? KEPT : FREE;
    for (uint32_t i = 0; i < told.n_waiters; i++) {
        struct deep_line *line = deep_line(phone, waiters[i].line);

        if (line != NULL)
            tell(line, &told, waiters[i].query);
    }
}

static void take_answer(struct deep_phone *phone, const struct deep_packet *packet)
{
    struct deep_name *name = phone->names != NULL ? find(phone, &packet->resolve) : NULL;
    uint32_t kept_s;

    if (name == NULL || name->state != ASKING || name->asked.query != packet->resolve.query)
        return; /* it was asked again */
    deep_dns_read(phone->world, packet, &name->answer);
    kept_s = is_known(name->answer.outcome) ? name->answer.ttl_s : UNKNOWN_S;
    name->expires_us = phone->world->now_us + kept_s * DEEP_SECOND_US;
    answer_waiters(phone, name);
}

void deep_resolver_answer(struct deep_phone *phone, const struct deep_packet *packet)
{
    struct deep_line *line = deep_line(phone, packet->line);
    struct deep_answer answer;

    if (line != NULL) {
        deep_dns_read(phone->world, packet, &answer);
        deep_dns_tell(line, &packet->resolve, &answer);
    } else {
        take_answer(phone, packet);
    }
    deep_settle(phone);
}

/* ---- other networks, other lives ---- */

void deep_resolver_renew(struct deep_phone *phone)
{
    for (unsigned i = 0; phone->names != NULL && i < NAMES; i++) {
        struct deep_name *name = &phone->names[i];

        if (name->state == KEPT)
            name->state = FREE;
        if (name->state != ASKING)
            continue;
        name->asked.query += UINT64_C(1) << 48; /* what comes for the one before is not heard */
        deep_dns_ask(phone, 0, &name->asked);
    }
}

void deep_resolver_drop(struct deep_phone *phone)
{
    free(phone->names);
    phone->names = NULL;
}
