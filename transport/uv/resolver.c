/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lookups by name and type. One is ASKING (on the wire), REPLIED (its reply waits until c-ares
 * has returned, since c-ares must not be closed from within itself), or KEPT (an answer, until
 * its time is over).
 */
#define _GNU_SOURCE 1
#include "resolver.h"

#include <ares.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "dns_system.h"
#include "dns_wire.h"
#include "lookups.h"
#include "wake.h"

#define TIMEOUT_MS 3000 /* B8a */
#define ASKINGS    3    /* B8a: one, and two retries */
#define US_IN_S    1000000u

struct hf_resolver {
    uv_loop_t *loop;
    struct hf_resolver_options options;
    struct hf_dns_wire *wire; /* NULL: could not be opened again */
    struct hf_dns_file file;  /* whose servers are asked */
    struct hf_lookups lookups;
    struct hf_asked_name *first_replied, *last_replied;
    struct hf_name_waiter *telling; /* waiters that are being answered */
    unsigned n_servers;
    unsigned preferred; /* that answered last */
    unsigned n_wires;   /* open, or closing */
    int pumping, closing;
};

/* ---- telling ---- */

static struct hf_dns_answered answer_of(const struct hf_asked_name *lookup, uint32_t ttl_s,
                                        struct hf_dns_record records[HF_EVENT_RECORDS])
{
    memset(records, 0, lookup->n_addresses * sizeof records[0]);
    for (unsigned i = 0; i < lookup->n_addresses; i++) {
        records[i].type = lookup->type;
        memcpy(records[i].address, lookup->addresses[i], sizeof records[i].address);
    }
    return (struct hf_dns_answered){.records = records,
                                    .ttl_s = ttl_s,
                                    .n_records = lookup->n_addresses,
                                    .outcome = lookup->outcome};
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

static void store(struct hf_asked_name *lookup, const struct hf_dns_reply *reply)
{
    size_t bytes = reply->n_addresses * sizeof reply->addresses[0];

    lookup->verdict = (uint8_t)reply->verdict;
    lookup->outcome = (uint8_t)reply->outcome;
    if (reply->outcome != HF_DNS_ANSWER)
        return;
    lookup->addresses = malloc(bytes);
    if (lookup->addresses == NULL) {
        lookup->outcome = HF_DNS_SERVFAIL; /* not known */
        return;
    }
    memcpy(lookup->addresses, reply->addresses, bytes);
    lookup->n_addresses = reply->n_addresses;
    lookup->ttl_s = reply->ttl_s < HF_RESOLVER_TTL_MAX_S ? reply->ttl_s : HF_RESOLVER_TTL_MAX_S;
}

static void take_reply(struct hf_resolver *resolver, struct hf_asked_name *lookup,
                       const struct hf_dns_reply *reply)
{
    store(lookup, reply);
    lookup->state = HF_NAME_REPLIED;
    lookup->next_replied = NULL;
    if (resolver->last_replied != NULL)
        resolver->last_replied->next_replied = lookup;
    else
        resolver->first_replied = lookup;
    resolver->last_replied = lookup;
}

static void ask_server(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_question question = {
        .name = lookup->name, .question = lookup, .server = lookup->server, .type = lookup->type};
    struct hf_dns_reply nothing = {.verdict = HF_DNS_SETTLED, .outcome = HF_DNS_TIMEOUT};

    lookup->state = HF_NAME_ASKING;
    if (resolver->wire == NULL || hf_dns_wire_ask(resolver->wire, &question) < 0)
        take_reply(resolver, lookup, &nothing);
}

static void ask_first(struct hf_resolver *resolver, struct hf_asked_name *lookup)
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

static void on_replied(void *context, void *question, const struct hf_dns_reply *reply)
{
    struct hf_resolver *resolver = context;
    struct hf_asked_name *lookup = question;

    if (reply->verdict == HF_DNS_SETTLED)
        resolver->preferred = lookup->server;
    take_reply(resolver, lookup, reply);
}

static void settle_lookup(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_record records[HF_EVENT_RECORDS];
    struct hf_dns_answered answer;

    if (ask_again(resolver, lookup))
        return;
    answer = answer_of(lookup, lookup->ttl_s, records);
    resolver->telling = lookup->waiters;
    lookup->waiters = lookup->last_waiter = NULL;
    if (lookup->ttl_s > 0) {
        hf_lookups_keep(&resolver->lookups, lookup);
    } else {
        hf_lookups_take_out(&resolver->lookups, lookup);
        hf_lookups_free(lookup);
    }
    tell_waiters(resolver, &answer); /* the lookup may go meanwhile */
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

static void on_settled(void *context)
{
    pump(context);
}

/* ---- the servers ---- */

static void give_back(struct hf_resolver *resolver)
{
    if (!resolver->closing || resolver->n_wires > 0)
        return;
    ares_library_cleanup();
    free(resolver);
}

static void on_wire_closed(void *context)
{
    struct hf_resolver *resolver = context;

    resolver->n_wires--;
    give_back(resolver);
}

static void open_wire(struct hf_resolver *resolver)
{
    const struct hf_resolver_options *options = &resolver->options;
    struct hf_dns_wire_options wire = {.n_servers = options->n_servers,
                                       .timeout_ms = options->timeout_ms,
                                       .context = resolver,
                                       .replied = on_replied,
                                       .settled = on_settled,
                                       .closed = on_wire_closed};

    memcpy(wire.servers, options->servers, sizeof wire.servers);
    if (options->n_servers == 0) {
        resolver->file = hf_dns_file_now(options->resolv_conf);
        wire.n_servers = hf_dns_servers(options->resolv_conf, wire.servers);
    }
    resolver->n_servers = wire.n_servers;
    resolver->preferred = 0;
    resolver->wire = hf_dns_wire_open(resolver->loop, &wire);
    resolver->n_wires += resolver->wire != NULL;
}

static void open_wire_again(struct hf_resolver *resolver)
{
    if (resolver->wire != NULL)
        hf_dns_wire_close(resolver->wire);
    open_wire(resolver);
    for (unsigned i = 0; i < HF_LOOKUPS_BUCKETS; i++)
        for (struct hf_asked_name *at = resolver->lookups.buckets[i]; at != NULL;
             at = at->next_in_bucket)
            if (at->state == HF_NAME_ASKING)
                ask_first(resolver, at);
}

/* Field 13: no restart when the system's DNS servers become others. */
static void look_at_system(struct hf_resolver *resolver)
{
    struct hf_dns_file now;

    if (resolver->options.n_servers > 0 && resolver->wire != NULL)
        return;
    now = hf_dns_file_now(resolver->options.resolv_conf);
    if (resolver->wire == NULL || !hf_dns_file_same(&now, &resolver->file))
        open_wire_again(resolver);
}

/* ---- the door ---- */

struct hf_resolver *hf_resolver_open(uv_loop_t *loop, const struct hf_resolver_options *options)
{
    struct hf_resolver *resolver = calloc(1, sizeof *resolver);

    if (resolver == NULL || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
        free(resolver);
        return NULL;
    }
    resolver->loop = loop;
    resolver->options = *options;
    if (options->timeout_ms == 0)
        resolver->options.timeout_ms = TIMEOUT_MS;
    if (options->resolv_conf == NULL)
        resolver->options.resolv_conf = "/etc/resolv.conf";
    if (options->hosts == NULL)
        resolver->options.hosts = "/etc/hosts";
    open_wire(resolver);
    if (resolver->wire != NULL)
        return resolver;
    hf_resolver_close(resolver);
    return NULL;
}

static void normalize(char name[HF_NAME_MAX + 1], const char *text)
{
    size_t n = 0;

    for (; text[n] != '\0' && n < HF_NAME_MAX; n++)
        name[n] = (char)tolower((unsigned char)text[n]);
    if (n > 1 && name[n - 1] == '.')
        n--;
    name[n] = '\0';
}

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

/* A new question: to the hosts file, else to DNS. */
static void begin(struct hf_resolver *resolver, struct hf_asked_name *lookup)
{
    struct hf_dns_reply reply;

    if (hf_dns_hosts(resolver->options.hosts, lookup->name, lookup->type, &reply)) {
        take_reply(resolver, lookup, &reply);
        return;
    }
    ask_first(resolver, lookup);
}

/* Not known: there is no memory to ask. */
static void answer_without_memory(struct hf_resolver *resolver,
                                  const struct hf_resolver_question *question)
{
    struct hf_dns_answered answer = {.query = question->query, .outcome = HF_DNS_SERVFAIL};

    resolver->options.answered(resolver->options.context, question->line, &answer);
}

static void answer_from_kept(struct hf_resolver *resolver, struct hf_asked_name *lookup,
                             const struct hf_resolver_question *question)
{
    struct hf_dns_record records[HF_EVENT_RECORDS];
    struct hf_dns_answered answer = answer_of(lookup, remaining_s(lookup, hf_clock_now_us()),
                                              records);

    hf_lookups_touch(&resolver->lookups, lookup);
    tell(resolver, question->line, question->query, &answer);
}

void hf_resolver_ask(struct hf_resolver *resolver, const struct hf_resolver_question *question)
{
    uint64_t now_us = hf_clock_now_us();
    char name[HF_NAME_MAX + 1];
    struct hf_asked_name *lookup;

    normalize(name, question->name);
    lookup = hf_lookups_find(&resolver->lookups, name, question->type);
    if (lookup != NULL && lookup->state == HF_NAME_KEPT && lookup->expires_us > now_us) {
        answer_from_kept(resolver, lookup, question);
        return;
    }
    if (lookup != NULL && lookup->state == HF_NAME_KEPT) {
        hf_lookups_drop(&resolver->lookups, lookup);
        lookup = NULL;
    }
    int is_new = lookup == NULL;

    if (is_new) {
        look_at_system(resolver); /* first: it asks again all that is being asked */
        lookup = hf_lookups_add(&resolver->lookups, name, question->type);
    }
    if (lookup == NULL || wait_for(lookup, question) < 0)
        answer_without_memory(resolver, question);
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

void hf_resolver_renew(struct hf_resolver *resolver)
{
    while (resolver->lookups.oldest != NULL)
        hf_lookups_drop(&resolver->lookups, resolver->lookups.oldest);
    open_wire_again(resolver);
    pump(resolver);
}

uint32_t hf_resolver_kept(const struct hf_resolver *resolver)
{
    return resolver->lookups.n_kept;
}

void hf_resolver_close(struct hf_resolver *resolver)
{
    if (resolver == NULL)
        return;
    resolver->closing = 1;
    for (unsigned i = 0; i < HF_LOOKUPS_BUCKETS; i++) {
        while (resolver->lookups.buckets[i] != NULL) {
            struct hf_asked_name *lookup = resolver->lookups.buckets[i];

            resolver->lookups.buckets[i] = lookup->next_in_bucket;
            hf_lookups_free(lookup);
        }
    }
    if (resolver->wire != NULL)
        hf_dns_wire_close(resolver->wire);
    give_back(resolver);
}
