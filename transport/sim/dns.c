/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names in a virtual world: what DNS says, and the phone's resolver with its static records and its
 * one cache for all lines. An answer is kept for its time to live and given on with what is left of
 * it, in whole seconds; queries for what is being asked wait for the same answer (B8a, B11; serving
 * what has expired is the line's own business). Where DNS does not know, static records answer, or
 * first where the line has static_first (B11a).
 */
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DELAY_US   20000
#define TIMEOUT_US UINT64_C(9000000) /* B8a: 3 s and two retries */
#define SECOND_US  UINT64_C(1000000)

/* ---- names ---- */

static size_t length_of(const char *name)
{
    const size_t length = strlen(name);

    return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

int dns_same_name(const char *a, const char *b)
{
    return length_of(a) == length_of(b) && strncasecmp(a, b, length_of(a)) == 0;
}

void hf_sim_host_init(struct hf_sim_host *host, const char *name)
{
    *host = (struct hf_sim_host){.name = ""};
    for (unsigned i = 0; i < HF_SIM_TYPES; i++)
        host->records[i] = (struct hf_sim_records){
            .outcome = HF_DNS_NO_DATA, .ttl_s = 60, .answers_after_us = DELAY_US};
    snprintf(host->name, sizeof(host->name), "%s", name);
}

/* The index of a name among n, or n. */
static unsigned find(const struct hf_sim_host *hosts, unsigned n, const char *name)
{
    unsigned i = 0;

    while (i < n && !dns_same_name(hosts[i].name, name))
        i++;
    return i;
}

static int set(struct hf_sim_host *hosts, unsigned *n, unsigned room,
               const struct hf_sim_host *host)
{
    const unsigned at = find(hosts, *n, host->name);

    if (at == room)
        return 0;
    hosts[at] = *host;
    if (at == *n)
        (*n)++;
    return 1;
}

int hf_sim_host_set(struct hf_sim_world *world, const struct hf_sim_host *host)
{
    return set(world->hosts, &world->n_hosts, HF_SIM_HOSTS, host);
}

int hf_sim_static_set(struct hf_sim_world *world, const struct hf_sim_host *host)
{
    return set(world->statics, &world->n_statics, HF_SIM_STATICS, host);
}

const struct hf_sim_host *dns_host(const struct hf_sim_world *world, const char *name)
{
    const unsigned at = find(world->hosts, world->n_hosts, name);

    return at == world->n_hosts ? NULL : &world->hosts[at];
}

/* ---- the resolver ---- */

uint64_t dns_delay_us(const struct hf_sim_records *records)
{
    return records->outcome == HF_DNS_TIMEOUT ? TIMEOUT_US : records->answers_after_us;
}

static enum hf_sim_records_of records_of(uint16_t type)
{
    switch (type) {
    case HF_DNS_A: return HF_SIM_A;
    case HF_DNS_AAAA: return HF_SIM_AAAA;
    case HF_DNS_SRV: return HF_SIM_SRV;
    case HF_DNS_NAPTR: return HF_SIM_NAPTR;
    default: return HF_SIM_TYPES;
    }
}

/* What the phone has of its own, or NULL. */
static const struct hf_sim_records *find_static(const struct hf_sim_world *world,
                                                const struct query *query)
{
    const unsigned at = find(world->statics, world->n_statics, query->name);
    const struct hf_sim_records *records =
        at == world->n_statics ? NULL : &world->statics[at].records[records_of(query->type)];

    return records == NULL || records->n == 0 ? NULL : records;
}

/* The name that labels of services stand before: of "_sip._udp.pbx.example" pbx.example. */
static const char *without_services(const char *name)
{
    while (name[0] == '_' && strchr(name, '.') != NULL)
        name = strchr(name, '.') + 1;
    return name;
}

/* Whether the phone has anything of the name: then what it has not of it is not there. */
static int knows(const struct hf_sim_world *world, const char *name)
{
    for (unsigned i = 0; i < world->n_statics; i++) {
        const struct hf_sim_host *own = &world->statics[i];

        for (unsigned of = 0; of < HF_SIM_TYPES; of++) {
            if (own->records[of].n != 0 &&
                dns_same_name(without_services(own->name), without_services(name)))
                return 1;
        }
    }
    return 0;
}

static void ask_cached(struct hf_sim_world *world, unsigned host, enum hf_sim_records_of of,
                       struct message *answer)
{
    const struct hf_sim_records *says = &world->hosts[host].records[of];
    struct lookup *lookup = &world->lookups[host][of];
    const uint64_t now_us = world->now_us;

    if (now_us >= lookup->due_us && now_us < lookup->kept_us) {
        *answer->answer = lookup->records;
        answer->answer->ttl_s = (uint32_t)((lookup->kept_us - now_us) / SECOND_US);
        answer->from_cache = 1;
        return;
    }
    if (now_us >= lookup->due_us) {
        const uint64_t due_us = now_us + dns_delay_us(says);

        *lookup = (struct lookup){.records = *says, .due_us = due_us, .kept_us = due_us};
        if (says->outcome == HF_DNS_ANSWER)
            lookup->kept_us = due_us + SECOND_US * says->ttl_s;
    }
    *answer->answer = lookup->records;
    answer->at_us = lookup->due_us;
    if (answer->answer->is_silent)
        *lookup = (struct lookup){0};
}

static int is_kept(const struct hf_sim_world *world, unsigned host, enum hf_sim_records_of of)
{
    const struct lookup *lookup = &world->lookups[host][of];

    return world->now_us >= lookup->due_us && world->now_us < lookup->kept_us;
}

/* What comes of a query that static records do not answer first. */
static void ask_dns(struct hf_sim_world *world, const struct query *query, struct message *answer)
{
    const unsigned host = find(world->hosts, world->n_hosts, query->name);
    const enum hf_sim_records_of of = records_of(query->type);

    if (world->lines[answer->line - 1].families == 0 &&
        (host == world->n_hosts || !is_kept(world, host, of))) {
        answer->answer->outcome = HF_DNS_TIMEOUT; /* no way to the DNS server: it fails at once */
    } else if (host == world->n_hosts) {
        answer->answer->outcome = HF_DNS_NO_NAME;
        answer->at_us += DELAY_US;
    } else {
        ask_cached(world, host, of, answer);
    }
}

int dns_ask(struct hf_sim_world *world, unsigned line, const struct query *query)
{
    static const struct hf_sim_records nothing = {.outcome = HF_DNS_NO_DATA};
    const struct hf_sim_records *own = find_static(world, query);
    struct message answer = {
        .kind = MESSAGE_DNS, .at_us = world->now_us, .line = line, .query = query->id};

    answer.answer = calloc(1, sizeof(*answer.answer));
    if (answer.answer == NULL) {
        world_fault(world, line, "out of memory");
        return 1;
    }
    if (own == NULL || !world->lines[line - 1].configuration.config.static_first) {
        ask_dns(world, query, &answer);
        if (answer.answer->is_silent) {
            free(answer.answer);
            return 0;
        }
        if (answer.answer->outcome < HF_DNS_TIMEOUT)
            own = NULL; /* DNS has answered, be it that there is none */
        else if (own == NULL && knows(world, query->name))
            own = &nothing;
    }
    if (own != NULL) {
        *answer.answer = *own;
        answer.from_static = 1;
    }
    world_post(world, &answer);
    return 1;
}
