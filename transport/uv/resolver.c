/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lookups by name and type. One is ASKING (on the wire), REPLIED (its reply waits until c-ares
 * has returned, since c-ares must not be closed from within itself), or KEPT (an answer, until
 * its time is over).
 */
#define _GNU_SOURCE 1
#include "resolver.h"

#include <stdlib.h>
#include <string.h>

#include "resolver_state.h"
#include "wake.h"

#define ASKINGS   3         /* B8a: one, and two retries */
#define UNKNOWN_S 1         /* "not known" is kept (RFC 9520 3.2) */
#define DEAF_US   30000000u /* for which the records need not wait for DNS (B11a) */
#define US_IN_S   1000000u

/* ---- telling ---- */

static int is_known(uint8_t outcome)
{
    return outcome == HF_DNS_ANSWER || outcome == HF_DNS_NO_NAME || outcome == HF_DNS_NO_DATA;
}

static struct hf_dns_answered static_answer(const struct hf_dns_answer *found)
{
    return (struct hf_dns_answered){.records = found->records,
                                    .ttl_s = found->ttl_s,
                                    .n_records = found->n_records,
                                    .outcome = found->outcome,
                                    .from_static = 1};
}

/* What the records have of it, or that they know the name and have none. 0: nothing at all. */
static int find_static(const struct hf_resolver *resolver, const char *name, uint16_t type,
                       struct hf_dns_answer *found)
{
    if (hf_dns_records_find(resolver->records, name, type, found))
        return 1;
    found->ttl_s = HF_DNS_NONE_S;
    return hf_dns_records_know(resolver->records, name);
}

/* found: room for what the records have, where it is not known what DNS says (B8a, B11a). */
static struct hf_dns_answered answer_of(const struct hf_resolver *resolver,
                                        const struct hf_asked_name *lookup, uint32_t ttl_s,
                                        struct hf_dns_answer *found)
{
    struct hf_dns_answered answer = {.ttl_s = ttl_s, .outcome = lookup->outcome};

    if (!is_known(lookup->outcome)) {
        if (find_static(resolver, lookup->name, lookup->type, found))
            return static_answer(found);
        answer.ttl_s = 0;
    }
    if (lookup->answer != NULL) {
        answer.records = lookup->answer->records;
        answer.n_records = lookup->answer->n_records;
    }
    return answer;
}

static void tell(struct hf_resolver *resolver, uint32_t line, uint64_t query,
                 struct hf_dns_answered *answer)
{
    answer->query = query;
    resolver->options.answered(resolver->options.context, line, answer);
}

/* Each answer may bring new questions, and lines may go. */
static void tell_waiters(struct hf_resolver *resolver, struct hf_dns_answered *answer)
{
    while (resolver->telling != NULL) {
        struct hf_name_waiter *waiter = resolver->telling;

        resolver->telling = waiter->next;
        tell(resolver, waiter->line, waiter->query, answer);
        free(waiter);
    }
}

/* What is left of the time to live; a second that has begun counts. */
static uint32_t remaining_s(const struct hf_asked_name *lookup, uint64_t now_us)
{
    if (lookup->expires_us <= now_us)
        return 0;
    return (uint32_t)((lookup->expires_us - now_us + US_IN_S - 1) / US_IN_S);
}

/* ---- asking ---- */

static void take_answer(struct hf_resolver *resolver, struct hf_asked_name *lookup,
                        enum hf_dns_verdict verdict, const struct hf_dns_answer *answer)
{
    lookup->verdict = (uint8_t)verdict;
    lookup->outcome = answer->outcome;
    lookup->ttl_s = is_known(answer->outcome) ? answer->ttl_s : UNKNOWN_S;
    if (hf_lookups_take(lookup, answer) < 0)
        lookup->outcome = HF_DNS_SERVFAIL; /* not known */
    lookup->state = HF_NAME_REPLIED;
    lookup->next_replied = NULL;
    if (resolver->last_replied != NULL)
        resolver->last_replied->next_replied = lookup;
    else
        resolver->first_replied = lookup;
    resolver->last_replied = lookup;
}

static void take_silence(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_answer nothing;

    hf_dns_answer_init(&nothing);
    nothing.outcome = HF_DNS_TIMEOUT;
    take_answer(resolver, lookup, HF_DNS_SETTLED, &nothing);
}

static void ask_server(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_question question = {.name = lookup->name,
                                       .question = lookup,
                                       .server = lookup->server,
                                       .type = lookup->type,
                                       .no_edns = lookup->n_silent == ASKINGS - 1};

    lookup->state = HF_NAME_ASKING;
    if (resolver->wire == NULL || hf_dns_wire_ask(resolver->wire, &question) < 0)
        take_silence(resolver, lookup);
}

void hf_resolver_ask_first(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    lookup->server = (uint8_t)resolver->preferred;
    lookup->n_silent = lookup->failed = 0;
    ask_server(resolver, lookup);
}

/* The next server in turn that may still answer; 0: there is none. */
static int choose_next(const struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    for (unsigned i = 1; i <= resolver->n_servers; i++) {
        unsigned server = (lookup->server + i) % resolver->n_servers;

        if ((lookup->failed & (1u << server)) != 0)
            continue;
        lookup->server = (uint8_t)server;
        return 1;
    }
    return 0;
}

/* Whether another asking follows. One failing DNS server means asking the next one (B8a). */
static int ask_again(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    switch ((enum hf_dns_verdict)lookup->verdict) {
    case HF_DNS_SETTLED: return 0;
    case HF_DNS_SILENT: lookup->n_silent++; break;
    case HF_DNS_FAILED: lookup->failed |= (uint8_t)(1u << lookup->server); break;
    }
    if (lookup->n_silent >= ASKINGS || !choose_next(resolver, lookup))
        return 0;
    ask_server(resolver, lookup);
    return 1;
}

/* ---- replies ---- */

void hf_resolver_on_replied(void *context, void *question, const struct hf_dns_reply *reply)
{
    struct hf_resolver *resolver = context;
    struct hf_asked_name *lookup = question;

    if (reply->verdict == HF_DNS_SETTLED) {
        resolver->preferred = lookup->server;
        resolver->deaf_until_us = 0;
    }
    hf_resolver_remark(resolver, lookup, &reply->answer);
    take_answer(resolver, lookup, reply->verdict, &reply->answer);
}

static void settle_lookup(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_kept_answer *held; /* the lookup may go while its waiters hear */
    struct hf_dns_answered answer;
    struct hf_dns_answer found;

    if (ask_again(resolver, lookup))
        return;
    if (lookup->n_silent > 0 && !is_known(lookup->outcome))
        resolver->deaf_until_us = hf_clock_now_us() + DEAF_US;
    answer = answer_of(resolver, lookup, lookup->ttl_s, &found);
    held = hf_kept_answer_hold(lookup);
    resolver->telling = lookup->waiters;
    lookup->waiters = lookup->last_waiter = NULL;
    if (lookup->ttl_s > 0) {
        hf_lookups_keep(&resolver->lookups, lookup);
    } else {
        hf_lookups_take_out(&resolver->lookups, lookup);
        hf_lookups_free(lookup);
    }
    tell_waiters(resolver, &answer);
    hf_kept_answer_release(held);
}

static void pump(struct hf_resolver *resolver)
{
    if (resolver->pumping)
        return;
    resolver->pumping = 1;
    while (resolver->first_replied != NULL && !resolver->closing) {
        struct hf_asked_name *lookup = resolver->first_replied;

        resolver->first_replied = lookup->next_replied;
        if (resolver->first_replied == NULL)
            resolver->last_replied = NULL;
        settle_lookup(resolver, lookup);
    }
    resolver->pumping = 0;
}

void hf_resolver_on_settled(void *context)
{
    pump(context);
}

/* ---- the door ---- */

static int wait_for(struct hf_asked_name *lookup, const struct hf_resolver_question *question)
{
    struct hf_name_waiter *waiter = malloc(sizeof *waiter);

    if (waiter == NULL)
        return -1;
    *waiter = (struct hf_name_waiter){.query = question->query, .line = question->line};
    if (lookup->last_waiter != NULL)
        lookup->last_waiter->next = waiter;
    else
        lookup->waiters = waiter;
    lookup->last_waiter = waiter;
    return 0;
}

/* A new question: to the hosts file, else to DNS; where that is deaf, to the records. */
static void begin(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_answer found;

    lookup->n_silent = 0;
    if (hf_dns_hosts(resolver->options.hosts, lookup->name, lookup->type, &found))
        take_answer(resolver, lookup, HF_DNS_SETTLED, &found);
    else if (resolver->deaf_until_us > hf_clock_now_us() &&
             find_static(resolver, lookup->name, lookup->type, &found))
        take_silence(resolver, lookup);
    else
        hf_resolver_ask_first(resolver, lookup);
}

static void answer_at_once(struct hf_resolver *resolver,
                           const struct hf_resolver_question *question, enum hf_dns_outcome outcome)
{
    struct hf_dns_answered answer = {.outcome = (uint8_t)outcome};

    tell(resolver, question->line, question->query, &answer);
}

static void answer_from_kept(struct hf_resolver *resolver, struct hf_asked_name *lookup,
                             const struct hf_resolver_question *question)
{
    struct hf_kept_answer *held = hf_kept_answer_hold(lookup);
    struct hf_dns_answer found;
    struct hf_dns_answered answer = answer_of(resolver, lookup,
                                              remaining_s(lookup, hf_clock_now_us()), &found);

    hf_lookups_touch(&resolver->lookups, lookup);
    tell(resolver, question->line, question->query, &answer);
    hf_kept_answer_release(held);
}

/* Whether the line wants the records first, and they have some of it (B11a). */
static int answer_static_first(struct hf_resolver *resolver, const char *name,
                               const struct hf_resolver_question *question)
{
    struct hf_dns_answer found;
    struct hf_dns_answered answer;

    if (!question->static_first ||
        !hf_dns_records_find(resolver->records, name, question->type, &found))
        return 0;
    answer = static_answer(&found);
    tell(resolver, question->line, question->query, &answer);
    return 1;
}

void hf_resolver_ask(struct hf_resolver *resolver, const struct hf_resolver_question *question)
{
    struct hf_asked_name *lookup;
    struct hf_dns_name name;
    int is_new;

    if (!hf_dns_name_of(&name, question->name)) {
        answer_at_once(resolver, question, HF_DNS_NO_NAME); /* there can be none such */
        return;
    }
    if (answer_static_first(resolver, name.text, question))
        return;
    lookup = hf_lookups_find(&resolver->lookups, name.text, question->type);
    if (lookup != NULL && lookup->state == HF_NAME_KEPT) {
        if (lookup->expires_us > hf_clock_now_us()) {
            answer_from_kept(resolver, lookup, question);
            return;
        }
        hf_lookups_drop(&resolver->lookups, lookup);
        lookup = NULL;
    }
    is_new = lookup == NULL;
    if (is_new) {
        hf_resolver_look_at_system(resolver); /* first: it asks again all that is being asked */
        lookup = hf_lookups_add(&resolver->lookups, name.text, question->type);
    }
    if (lookup == NULL || wait_for(lookup, question) < 0)
        answer_at_once(resolver, question, HF_DNS_SERVFAIL); /* not known: there is no memory */
    if (lookup != NULL && is_new)
        begin(resolver, lookup);
    pump(resolver);
}

static void forget_in(struct hf_name_waiter **place, uint32_t line)
{
    while (*place != NULL) {
        struct hf_name_waiter *waiter = *place;

        if (waiter->line == line) {
            *place = waiter->next;
            free(waiter);
        } else {
            place = &waiter->next;
        }
    }
}

void hf_resolver_forget(struct hf_resolver *resolver, uint32_t line)
{
    forget_in(&resolver->telling, line);
    for (unsigned i = 0; i < HF_LOOKUPS_BUCKETS; i++) {
        for (struct hf_asked_name *at = resolver->lookups.buckets[i]; at != NULL;
             at = at->next_in_bucket) {
            forget_in(&at->waiters, line);
            at->last_waiter = at->waiters;
            while (at->last_waiter != NULL && at->last_waiter->next != NULL)
                at->last_waiter = at->last_waiter->next;
        }
    }
}

uint32_t hf_resolver_kept(const struct hf_resolver *resolver)
{
    return resolver->lookups.n_kept;
}
