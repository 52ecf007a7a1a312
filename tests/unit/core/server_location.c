/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server location cases of tests/data/server-location on the line itself: each is a
 * configuration and a zone, its queries are answered from the zone, and the line's candidates are
 * the targets. All of strength rfc and vendor have to come out; of policy, those that behaviour.md
 * does not decide otherwise: the others are named here with the rule, and have to come out
 * otherwise. A URI that no configuration says, sips with transport=udp, has no target: as a host it
 * is refused here, and from a peer it leads nowhere (tests/unit/sip/uri_target.c).
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "rig.h"

#define RECORDS   32 /* of a zone */
#define EXPECTED  16
#define QUESTIONS 64 /* of one resolution */
#define NAME      256
#define CASES     118

struct record {
    char owner[NAME], type[8], value[NAME], flag[4], service[8];
    unsigned priority, weight, port, has_regexp;
};

struct expected {
    struct hf_target target;
    unsigned group;
    double share;
};

struct location {
    char id[32], strength[16], match[16], refused[NAME], dns[16];
    char host[NAME], proxy[NAME], transport[8], build[8], order[16], family[8];
    unsigned port, samples;
    double tolerance;
    struct record records[RECORDS];
    struct expected expected[EXPECTED];
    struct hf_target down[EXPECTED];
    unsigned n_records, n_expected, n_down;
};

/* ---- policy that behaviour.md decides otherwise ---- */

static const struct {
    const char *id, *rule;
} otherwise[] = {
    {"sprout-13", "B6: without NAPTR TLS is asked for first, then TCP, then UDP"},
    {"sprout-27", "B9: addresses of one name stay in the order of the answer (B7)"},
    {"sprout-28", "B9: addresses of one name stay in the order of the answer (B7)"},
    {"asterisk-08", "B4: NAPTR is not asked where the transport is given"},
};

static const char *decided_otherwise(const char *id)
{
    for (size_t i = 0; i < sizeof otherwise / sizeof *otherwise; i++) {
        if (strcmp(otherwise[i].id, id) == 0)
            return otherwise[i].rule;
    }
    return NULL;
}

/* ---- reading what cases.py prints ---- */

static uint8_t transport_of(const char *text)
{
    static const char *const names[] = {"udp", "tcp", "tls", "naptr"};
    uint8_t transport = 0;

    while (transport < HF_TRANSPORT_COUNT && strcasecmp(names[transport], text) != 0)
        transport++;
    return transport;
}

static struct hf_target target_of(const char *transport, const char *address, unsigned port)
{
    struct hf_target target = {.port = (uint16_t)port, .transport = transport_of(transport)};

    cr_assert(hf_target_parse(&target, address, strlen(address)), "%s", address);
    return target;
}

static void read_record(struct location *c, const char *line)
{
    struct record *r = &c->records[c->n_records++];

    cr_assert(c->n_records <= RECORDS);
    cr_assert_eq(sscanf(line, "record %255s %7s %u %u %u %3s %7s %u %255s", r->owner, r->type,
                        &r->priority, &r->weight, &r->port, r->flag, r->service, &r->has_regexp,
                        r->value),
                 9, "%s", line);
}

static void read_expected(struct location *c, const char *line)
{
    struct expected *e = &c->expected[c->n_expected++];
    char transport[8], address[64];
    unsigned port;

    cr_assert(c->n_expected <= EXPECTED);
    cr_assert_eq(
        sscanf(line, "expect %u %7s %63s %u %lf", &e->group, transport, address, &port, &e->share),
        5, "%s", line);
    e->target = target_of(transport, address, port);
}

static void read_line(struct location *c, const char *line)
{
    char transport[8], address[64];
    unsigned port;

    if (strncmp(line, "record ", 7) == 0)
        read_record(c, line);
    else if (strncmp(line, "expect ", 7) == 0)
        read_expected(c, line);
    else if (sscanf(line, "down %7s %63s %u", transport, address, &port) == 3)
        c->down[c->n_down++] = target_of(transport, address, port);
    else
        cr_assert(sscanf(line, "refused %255[^\n]", c->refused) == 1 ||
                      sscanf(line, "line %255s %255s %u %7s %7s %15s %7s", c->host, c->proxy,
                             &c->port, c->transport, c->build, c->order, c->family) == 7 ||
                      sscanf(line, "dns %15s %u %lf", c->dns, &c->samples, &c->tolerance) == 3,
                  "%s", line);
}

/* The next case, false at the end. */
static bool read_case(FILE *from, struct location *c)
{
    char line[1024];

    memset(c, 0, sizeof *c);
    if (fgets(line, sizeof line, from) == NULL)
        return false;
    cr_assert_eq(sscanf(line, "case %31s %15s %15s", c->id, c->strength, c->match), 3, "%s", line);
    while (fgets(line, sizeof line, from) != NULL && strcmp(line, "end\n") != 0)
        read_line(c, line);
    return true;
}

/* ---- the zone as DNS ---- */

static const char *type_name(uint16_t type)
{
    return type == HF_DNS_A       ? "A"
           : type == HF_DNS_AAAA  ? "AAAA"
           : type == HF_DNS_SRV   ? "SRV"
           : type == HF_DNS_NAPTR ? "NAPTR"
                                  : "?";
}

/* RFC 1034 4.3.3: "*.x" stands for every name below x. */
static bool is_below(const char *owner, const char *name)
{
    const size_t tail = strlen(owner) - 1, length = strlen(name);

    return owner[0] == '*' && length > tail && strcasecmp(owner + 1, name + length - tail) == 0;
}

static bool is_owner(const struct location *c, const struct record *r, const char *name)
{
    if (strcasecmp(r->owner, name) == 0)
        return true;
    for (unsigned i = 0; i < c->n_records; i++) {
        if (strcasecmp(c->records[i].owner, name) == 0)
            return false; /* a name that is there is no wildcard's */
    }
    return is_below(r->owner, name);
}

/* CNAMEs are followed, as a resolver does. */
static const char *canonical(const struct location *c, const char *name)
{
    for (unsigned i = 0; i < c->n_records; i++) {
        if (strcmp(c->records[i].type, "CNAME") == 0 && strcasecmp(c->records[i].owner, name) == 0)
            return c->records[i].value;
    }
    return name;
}

static struct hf_dns_record record_of(const struct record *r, uint16_t type)
{
    struct hf_dns_record record = {.type = type,
                                   .priority = (uint16_t)r->priority,
                                   .weight = (uint16_t)r->weight,
                                   .port = (uint16_t)r->port};

    if (type == HF_DNS_A)
        cr_assert_eq(inet_pton(AF_INET, r->value, record.address), 1);
    else if (type == HF_DNS_AAAA)
        cr_assert_eq(inet_pton(AF_INET6, r->value, record.address), 1);
    else if (strcmp(r->value, ".") != 0)
        record.name = (struct hf_text){.at = r->value, .length = (uint32_t)strlen(r->value)};
    if (type != HF_DNS_NAPTR)
        return record;
    record.flag = r->flag[0] == '-' ? '\0' : r->flag[0];
    record.service = transport_of(r->service);
    record.has_regexp = (uint8_t)r->has_regexp;
    return record;
}

static void answer(struct rig *rig, const struct location *c, const struct hf_resolve *question)
{
    const char *name = canonical(c, question->name);
    struct hf_dns_record records[RECORDS];
    struct hf_dns_answered dns = {.query = question->query, .ttl_s = 60, .records = records};

    for (unsigned i = 0; i < c->n_records; i++) {
        const struct record *r = &c->records[i];

        if (is_owner(c, r, name) && strcmp(r->type, type_name(question->type)) == 0)
            records[dns.n_records++] = record_of(r, question->type);
    }
    if (dns.n_records == 0)
        dns.outcome = HF_DNS_NO_DATA;
    if (strcmp(c->dns, "timeout") == 0) {
        dns.outcome = HF_DNS_TIMEOUT;
        dns.n_records = 0;
    }
    rig_event(rig, HF_EVENT_DNS_ANSWERED)->u.dns = dns;
    cr_assert_eq(rig_step(rig), HF_OK, "%s: %s", c->id, rig->actions.refusal.what);
}

/* ---- a line that resolves ---- */

static struct rig rig;
static struct hf_resolve questions[QUESTIONS];
static unsigned n_questions;
static struct hf_target first_sent; /* family NONE: nothing was sent */
static unsigned last_why;           /* of the lookup */

static void hear(const struct location *c)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_action *a = &rig.actions.items[i];

        if (a->kind == HF_ACTION_RESOLVE) {
            cr_assert(n_questions < QUESTIONS, "%s: questions without end", c->id);
            questions[n_questions++] = a->u.resolve;
        }
        if (a->kind == HF_ACTION_SEND && first_sent.family == HF_FAMILY_NONE)
            first_sent = a->u.send.target;
        if (a->kind == HF_ACTION_EXPLAIN && a->u.decision.machine == HF_MACHINE_LOCATE)
            last_why = a->u.decision.why;
    }
}

static void set_host(struct hf_name *name, const char *text)
{
    cr_assert_eq(hf_config_name(&rig.config, name, text, strlen(text)), HF_OK, "%s", text);
}

static void configure(const struct location *c)
{
    struct hf_server_config *server = &rig.config.servers[0];

    rig_server(&rig, c->host);
    server->port = (uint16_t)c->port;
    server->transport = transport_of(c->transport);
    if (strcmp(c->proxy, "-") != 0) {
        server->n_proxies = 1;
        hf_config_init_proxy(&server->proxies[0]);
        set_host(&server->proxies[0].host, c->proxy);
        server->proxies[0].port = server->port;
        server->proxies[0].transport = server->transport;
    }
    rig.config.naptr_build = strcmp(c->build, "udp") == 0 ? HF_BUILD_UDP : HF_BUILD_ALL;
    rig.config.srv_order = strcmp(c->order, "heaviest") == 0 ? HF_SRV_HEAVIEST_FIRST
                                                             : HF_SRV_WEIGHTED;
    rig.config.address_family = strcmp(c->family, "ipv4") == 0   ? HF_ADDRESS_IPV4
                                : strcmp(c->family, "ipv6") == 0 ? HF_ADDRESS_IPV6
                                                                 : HF_ADDRESS_ANY;
}

/* What is no name cannot be configured: an error, and nothing is known of the line (G1). */
static bool is_refused(const struct location *c)
{
    rig_init(&rig);
    rig_server(&rig, c->refused);
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig.config, .seed = 1};
    return rig_step(&rig) == HF_E_VALUE && rig.actions.n == 0 &&
           strncmp(rig.actions.refusal.what, "host", 4) == 0;
}

static void step(const struct location *c)
{
    cr_assert_eq(rig_step(&rig), HF_OK, "%s: %s", c->id, rig.actions.refusal.what);
    hear(c);
}

/* All that one need for the name brings about. */
static void resolve(const struct location *c, uint64_t seed)
{
    rig_init(&rig);
    n_questions = 0;
    last_why = HF_WHY_NONE;
    first_sent = (struct hf_target){.family = HF_FAMILY_NONE};
    configure(c);
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig.config, .seed = seed};
    step(c);
    for (unsigned i = 0; i < c->n_down; i++) {
        rig_event(&rig, HF_EVENT_TARGET_RESTED)->u.rested = (struct hf_target_rested){
            .until_us = UINT64_C(60000000), .target = c->down[i], .cause = HF_CAUSE_SILENCE};
        step(c);
    }
    rig_event(&rig, HF_EVENT_STARTED);
    step(c);
    for (unsigned i = 0; i < n_questions; i++) {
        rig.now_us += 1000;
        answer(&rig, c, &questions[i]);
        hear(c);
    }
}

/* ---- comparing ---- */

static bool is_among(const struct location *c, unsigned from, unsigned to,
                     const struct hf_target *target)
{
    for (unsigned i = from; i < to; i++) {
        if (memcmp(&c->expected[i].target, target, sizeof *target) == 0)
            return true;
    }
    return false;
}

static bool is_twice(const struct hf_line *line, unsigned i)
{
    for (unsigned k = 0; k < i; k++) {
        if (memcmp(&line->candidates[k].target, &line->candidates[i].target,
                   sizeof(struct hf_target)) == 0)
            return true;
    }
    return false;
}

/* Groups in order; inside a group every order is right, each target once. */
static bool are_in_order(const struct location *c)
{
    for (unsigned i = 0; i < c->n_expected; i++) {
        unsigned from = i, to = i;

        while (from > 0 && c->expected[from - 1].group == c->expected[i].group)
            from--;
        while (to < c->n_expected && c->expected[to].group == c->expected[i].group)
            to++;
        if (i >= rig.line.n_live || is_twice(&rig.line, i) ||
            !is_among(c, from, to, &rig.line.candidates[i].target))
            return false;
    }
    return true;
}

static bool has_come_out_once(const struct location *c)
{
    resolve(c, 1);
    if (strcmp(c->match, "error") == 0 || c->n_expected == 0)
        return rig.line.n_live == 0 && first_sent.family == HF_FAMILY_NONE &&
               (strcmp(c->dns, "timeout") != 0 || last_why == HF_WHY_NAME_UNKNOWN);
    if (strcmp(c->match, "exact") == 0 && rig.line.n_live != c->n_expected)
        return false;
    return are_in_order(c);
}

/* Over that many seeds the first place is shared as it should be. */
static bool has_come_out_often(const struct location *c)
{
    unsigned first[EXPECTED] = {0};
    bool is_right = true;

    for (unsigned seed = 1; seed <= c->samples; seed++) {
        resolve(c, seed);
        for (unsigned i = 0; i < c->n_expected; i++)
            first[i] += memcmp(&c->expected[i].target, &first_sent, sizeof first_sent) == 0;
    }
    for (unsigned i = 0; i < c->n_expected; i++) {
        double off = (double)first[i] / c->samples - c->expected[i].share;

        if (off > c->tolerance || -off > c->tolerance)
            printf("%s: %.3f of %u begin with the %uth, not %.3f\n", c->id,
                   (double)first[i] / c->samples, c->samples, i + 1, c->expected[i].share);
        is_right = is_right && off <= c->tolerance && -off <= c->tolerance;
    }
    return is_right;
}

static bool has_come_out(const struct location *c)
{
    if (c->refused[0] != '\0')
        return strcmp(c->match, "error") == 0 && is_refused(c);
    return strcmp(c->match, "distribution") == 0 ? has_come_out_often(c) : has_come_out_once(c);
}

/* ---- all of them ---- */

struct tally {
    unsigned n, passed, refused, decided, failed;
};

static void print_target(const struct hf_target *target)
{
    char text[INET6_ADDRSTRLEN];

    inet_ntop(target->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET, target->address, text,
              sizeof text);
    printf(" %s:%s:%u", hf_transport_name(target->transport), text, target->port);
}

static void print_difference(const struct location *c)
{
    printf("FAILED %s (%s, %s):", c->id, c->strength, c->match);
    for (unsigned i = 0; i < rig.line.n_live; i++)
        print_target(&rig.line.candidates[i].target);
    printf("%s, expected", rig.line.n_live == 0 ? " nothing" : "");
    for (unsigned i = 0; i < c->n_expected; i++)
        print_target(&c->expected[i].target);
    printf("%s; asked", c->n_expected == 0 ? " nothing" : "");
    for (unsigned i = 0; i < n_questions; i++)
        printf(" %s %s,", type_name(questions[i].type), questions[i].name);
    printf(" %s\n", hf_why_token(last_why));
}

static void judge(const struct location *c, struct tally *tally)
{
    const char *rule = decided_otherwise(c->id);
    bool is_right;

    tally->n++;
    is_right = has_come_out(c);
    if (rule != NULL && !is_right) {
        tally->decided++;
        printf("%s: decided otherwise: %s\n", c->id, rule);
    } else if (rule == NULL && is_right) {
        tally->passed++;
        tally->refused += c->refused[0] != '\0';
    } else {
        tally->failed++;
        print_difference(c);
    }
}

static void print_tally(const char *strength, const struct tally *t)
{
    printf(
        "server location, %s: %u cases, %u as expected (%u of them refused as configuration), %u "
        "decided otherwise, %u failed\n",
        strength, t->n, t->passed, t->refused, t->decided, t->failed);
}

Test(server_location, cases_of_rfcs_vendors_and_other_projects_come_out)
{
    static const char *const strengths[] = {"rfc", "vendor", "policy"};
    FILE *from = popen("/usr/bin/python3 " HF_TESTS_DATA "/server-location/cases.py", "r");
    struct tally tallies[3] = {{0}};
    static struct location c;
    unsigned n = 0, failed = 0;

    cr_assert_not_null(from);
    while (read_case(from, &c)) {
        unsigned i = 0;

        while (i < 2 && strcmp(strengths[i], c.strength) != 0)
            i++;
        cr_assert_str_eq(strengths[i], c.strength);
        judge(&c, &tallies[i]);
        n++;
    }
    cr_assert_eq(pclose(from), 0);
    for (unsigned i = 0; i < 3; i++) {
        print_tally(strengths[i], &tallies[i]);
        failed += tallies[i].failed;
        cr_expect(i == 2 || tallies[i].decided == 0, "%s is not ours to decide", strengths[i]);
    }
    cr_expect_eq(n, CASES);
    cr_expect_eq(failed, 0);
}
