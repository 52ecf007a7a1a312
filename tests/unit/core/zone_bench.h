/* SPDX-License-Identifier: Apache-2.0 */
/* A line with a name on a bench, and a zone that its questions are answered from. */
#ifndef TESTS_CORE_ZONE_BENCH_H
#define TESTS_CORE_ZONE_BENCH_H

#include <stdio.h>

#include "names_bench.h"

#define ZONE_ANY    32
#define QUERIES_ANY 64

struct zone_record {
    const char *owner;
    uint16_t type;             /* enum hf_dns_type */
    uint16_t priority, weight; /* NAPTR: order, preference */
    uint16_t port;
    const char *is;  /* the address, target or replacement */
    char flag;       /* NAPTR */
    uint8_t service; /* NAPTR: enum hf_transport */
    uint8_t regexp;  /* NAPTR */
};

/* What the zone says of a name and type instead of its records. */
struct zone_fault {
    const char *owner;
    uint16_t type;
    enum hf_dns_outcome outcome;
};

static struct {
    struct zone_record records[ZONE_ANY];
    struct zone_fault faults[8];
    struct hf_resolve open[QUERIES_ANY]; /* not answered yet */
    struct hf_resolve asked[QUERIES_ANY];
    unsigned n, n_faults, n_open, n_asked;
    uint32_t ttl_s;
    bool from_static, backwards; /* answers give their records the other way round */
} zone;

static inline void zone_add(const struct zone_record *record)
{
    cr_assert_lt(zone.n, ZONE_ANY);
    zone.records[zone.n++] = *record;
}

#define A(owner, address)                                                                          \
    zone_add(&(struct zone_record){owner, HF_DNS_A, 0, 0, 0, address, 0, 0, 0})
#define AAAA(owner, address)                                                                       \
    zone_add(&(struct zone_record){owner, HF_DNS_AAAA, 0, 0, 0, address, 0, 0, 0})
#define SRV(owner, priority, weight, port, target)                                                 \
    zone_add(&(struct zone_record){owner, HF_DNS_SRV, priority, weight, port, target, 0, 0, 0})
#define NAPTR(owner, order, preference, flag, service, replacement)                                \
    zone_add(&(struct zone_record){owner, HF_DNS_NAPTR, order, preference, 0, replacement, flag,   \
                                   service, 0})

static inline void zone_fails(const char *owner, uint16_t type, enum hf_dns_outcome outcome)
{
    zone.faults[zone.n_faults++] = (struct zone_fault){owner, type, outcome};
}

/* One server, by name, port 0, DNS-NAPTR, IPv4 alone; and a numeric second one. */
static inline void zone_begin(uint8_t transport, uint16_t port)
{
    memset(&zone, 0, sizeof zone);
    zone.ttl_s = 60;
    bench_init(&b);
    bench_server(&b, "one.example");
    b.config.servers[0].transport = transport;
    b.config.servers[0].port = port;
    bench_server(&b, "192.0.2.99");
    b.config.address_family = HF_ADDRESS_IPV4;
    bench_configure(&b, NULL);
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    bench_at(&b, 100 * S);
}

/* What the line asks now is open. */
static inline void zone_hear(void)
{
    for (uint32_t i = 0; i < b.actions.n; i++) {
        if (b.actions.items[i].kind != HF_ACTION_RESOLVE)
            continue;
        cr_assert_lt(zone.n_open, QUERIES_ANY);
        zone.open[zone.n_open++] = b.actions.items[i].u.resolve;
        if (zone.n_asked < QUERIES_ANY)
            zone.asked[zone.n_asked++] = b.actions.items[i].u.resolve;
    }
}

static inline void zone_ask(void)
{
    ask();
    zone_hear();
}

static inline uint16_t zone_find(const struct hf_resolve *query, struct hf_dns_record *records)
{
    uint16_t n = 0;

    for (unsigned i = 0; i < zone.n; i++) {
        const struct zone_record *r = &zone.records[zone.backwards ? zone.n - 1 - i : i];
        struct hf_target address;
        if (r->type != query->type || strcmp(r->owner, query->name) != 0)
            continue;
        memset(&address, 0, sizeof address);
        memset(&records[n], 0, sizeof records[n]);
        records[n].type = r->type;
        records[n].priority = r->priority;
        records[n].weight = r->weight;
        records[n].port = r->port;
        records[n].flag = r->flag;
        records[n].service = r->service;
        records[n].has_regexp = r->regexp;
        if (r->type == HF_DNS_A || r->type == HF_DNS_AAAA) {
            cr_assert(hf_target_parse(&address, r->is, strlen(r->is)));
            memcpy(records[n].address, address.address, sizeof records[n].address);
        } else {
            records[n].name = (struct hf_text){.at = r->is, .length = (uint32_t)strlen(r->is)};
        }
        n++;
    }
    return n;
}

/* Answers the open question of that number in the list. */
static inline void zone_answer(unsigned at)
{
    struct hf_resolve query = zone.open[at];
    struct hf_dns_record records[ZONE_ANY];
    struct hf_dns_answered answer = {.records = records,
                                     .query = query.query,
                                     .ttl_s = zone.ttl_s,
                                     .n_records = zone_find(&query, records),
                                     .from_static = zone.from_static};

    memmove(&zone.open[at], &zone.open[at + 1], (--zone.n_open - at) * sizeof zone.open[0]);
    if (answer.n_records == 0)
        answer.outcome = HF_DNS_NO_NAME;
    for (unsigned i = 0; i < zone.n_faults; i++) {
        if (zone.faults[i].type == query.type && strcmp(zone.faults[i].owner, query.name) == 0) {
            answer.outcome = (uint8_t)zone.faults[i].outcome;
            answer.n_records = 0;
        }
    }
    if (hf_locate_query(&b.line, query.query) != HF_QUERY_OPEN)
        return;
    b.actions.n = 0;
    hf_locate_on_answered(&b.x, &answer);
    bench_sound(&b);
    zone_hear();
}

/* The open question about that name and type is answered; false where there is none. */
static inline bool zone_answer_to(const char *name, uint16_t type)
{
    for (unsigned i = 0; i < zone.n_open; i++) {
        if (zone.open[i].type == type && strcmp(zone.open[i].name, name) == 0) {
            zone_answer(i);
            return true;
        }
    }
    return false;
}

static inline void zone_answer_all(void)
{
    while (zone.n_open > 0)
        zone_answer(0);
}

/* Asks for the names of its line, and answers all. */
static inline void zone_resolve(void)
{
    zone_ask();
    zone_answer_all();
}

/* The questions that were asked, "NAPTR one.example", in their order; ends with NULL. */
static inline void zone_expect_asked(const char *const *names)
{
    unsigned n = 0;

    for (; names[n] != NULL; n++) {
        cr_assert_lt(n, zone.n_asked, "%s is not asked for", names[n]);
        cr_assert_str_eq(zone.asked[n].name, names[n]);
    }
    cr_assert_eq(zone.n_asked, n, "%s is asked for too",
                 zone.n_asked > n ? zone.asked[n].name : "");
}

#define ZONE_ASKED(...) zone_expect_asked((const char *const[]){__VA_ARGS__, NULL})

/* The live targets of the first server are these: "udp 1:5060 tls 2:5061", by the last octet. */
static inline void zone_expect(const char *expected)
{
    char text[512];
    size_t n = 0;

    text[0] = '\0';
    for (uint8_t i = 0; i < b.line.n_live; i++) {
        const struct hf_candidate *c = &b.line.candidates[i];
        bool v6 = c->target.family == HF_FAMILY_IPV6;
        if (c->server != 1)
            continue;
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %s%d:%d", n > 0 ? " " : "",
                              hf_transport_name(c->target.transport), v6 ? ":" : "",
                              c->target.address[v6 ? 15 : 3], c->target.port);
    }
    cr_assert_str_eq(text, expected);
}

#endif
