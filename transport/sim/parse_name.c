/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `name pbx.example ...`: what DNS says of a name from now on.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define RIGHT "name pbx.example A 192.0.2.1,b ttl=60"

/* ---- values ---- */

int read_address(struct parser *p, const char *text, struct hf_target *address)
{
    unsigned index = 0;

    *address = (struct hf_target){.family = HF_FAMILY_NONE};
    if (strpbrk(text, ".:") == NULL) {
        const struct hf_sim_server *server = find_server(p, text, &index);

        if (server == NULL)
            return -1;
        *address = server->target;
        return 0;
    }
    if (!hf_target_parse(address, text, strlen(text)))
        return complain(p, "`%s` is no address", text);
    return 0;
}

static const struct {
    const char *name;
    unsigned outcome;
} outcomes[] = {
    {"answer", HF_DNS_ANSWER},       {"no_name", HF_DNS_NO_NAME},   {"no_data", HF_DNS_NO_DATA},
    {"timeout", HF_DNS_TIMEOUT},     {"servfail", HF_DNS_SERVFAIL}, {"refused", HF_DNS_REFUSED},
    {"malformed", HF_DNS_MALFORMED},
};

int read_outcome(struct parser *p, const char *text, uint64_t *outcome)
{
    if (text[0] >= '0' && text[0] <= '9')
        return read_number(p, text, outcome);
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        if (strcmp(outcomes[i].name, text) == 0) {
            *outcome = outcomes[i].outcome;
            return 0;
        }
    }
    return complain(p,
                    "`%s` is no outcome; servfail, timeout, refused, malformed, no_name, no_data "
                    "are",
                    text);
}

/* ---- what is said ---- */

struct said { /* of which families: records[from] .. records[to - 1] */
    struct hf_sim_host *host;
    const struct words *words;
    unsigned at; /* of the word behind the family */
    unsigned from, to;
};

static int set_outcome(const struct said *said, unsigned outcome)
{
    for (unsigned i = said->from; i < said->to; i++) {
        said->host->records[i].n = 0;
        said->host->records[i].is_silent = 0;
        said->host->records[i].outcome = (uint8_t)outcome;
    }
    return 0;
}

static int set_silent(const struct said *said)
{
    for (unsigned i = said->from; i < said->to; i++)
        said->host->records[i].is_silent = 1;
    return 0;
}

static int set_fails(struct parser *p, const struct said *said)
{
    uint64_t outcome = 0;

    if (said->words->n != said->at + 3 || strcmp(said->words->at[said->at + 1], "with") != 0)
        return complain_right(p, "name pbx.example fails with servfail");
    if (read_outcome(p, said->words->at[said->at + 2], &outcome) < 0)
        return -1;
    if (outcome < HF_DNS_TIMEOUT || outcome >= HF_DNS_COUNT)
        return complain(p, "`%s` is no failure; servfail, timeout, refused, malformed are",
                        said->words->at[said->at + 2]);
    return set_outcome(said, (unsigned)outcome);
}

static int set_delay(struct parser *p, const struct said *said)
{
    const char *after = said->words->n == said->at + 2
                            ? value_of(said->words->at[said->at + 1], "after")
                            : NULL;

    if (after == NULL)
        return complain_right(p, "name pbx.example answers after=200ms");
    return read_duration(p, after, &said->host->answers_after_us);
}

static int set_ttl(struct parser *p, const char *value, struct hf_sim_records *records)
{
    uint64_t ttl = 0;

    if (strcmp(value, "unknown") == 0) {
        records->ttl_s = HF_TTL_UNKNOWN;
        return 0;
    }
    if (read_number(p, value, &ttl) < 0)
        return -1;
    if (ttl >= HF_TTL_UNKNOWN)
        return complain(p, "ttl=%s is too large: 32 bits", value);
    records->ttl_s = (uint32_t)ttl;
    return 0;
}

/* "192.0.2.1,b ttl=60" behind the family. */
static int set_addresses(struct parser *p, const struct said *said)
{
    struct hf_sim_records *records = &said->host->records[said->from];
    const unsigned family = said->from == HF_SIM_A ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
    struct words addresses;

    if (said->words->n == said->at || said->words->n > said->at + 2)
        return complain_right(p, RIGHT);
    set_outcome(said, HF_DNS_ANSWER);
    split(said->words->at[said->at], ',', &addresses);
    if (addresses.n > HF_SIM_ADDRESSES)
        return complain(p, "%u addresses: %d at most", addresses.n, HF_SIM_ADDRESSES);
    for (unsigned i = 0; i < addresses.n; i++) {
        struct hf_target address;

        if (read_address(p, addresses.at[i], &address) < 0)
            return -1;
        if (address.family != family)
            return complain(p, "`%s` is no address of that family: A has IPv4, AAAA has IPv6",
                            addresses.at[i]);
        memcpy(records->addresses[i], address.address, sizeof(records->addresses[i]));
    }
    records->n = (uint8_t)addresses.n;
    if (said->words->n == said->at + 1)
        return 0;
    const char *ttl = value_of(said->words->at[said->at + 1], "ttl");
    return ttl == NULL ? complain_right(p, RIGHT) : set_ttl(p, ttl, records);
}

static int is_phrase(const struct said *said, const char *first, const char *second)
{
    const unsigned length = second == NULL ? 1 : 2;

    return said->words->n >= said->at + length && strcmp(said->words->at[said->at], first) == 0 &&
           (second == NULL || strcmp(said->words->at[said->at + 1], second) == 0);
}

static int set_said(struct parser *p, const struct said *said)
{
    const int is_whole = said->words->n == said->at + 2;

    if (is_phrase(said, "fails", NULL))
        return set_fails(p, said);
    if (is_phrase(said, "has", "none") && is_whole)
        return set_outcome(said, HF_DNS_NO_DATA);
    if (is_phrase(said, "is", "silent") && is_whole)
        return set_silent(said);
    if (said->to - said->from == 1)
        return set_addresses(p, said);
    if (is_phrase(said, "does", "not") && said->words->n == said->at + 3 &&
        strcmp(said->words->at[said->at + 2], "exist") == 0)
        return set_outcome(said, HF_DNS_NO_NAME);
    if (is_phrase(said, "answers", NULL))
        return set_delay(p, said);
    return complain(p,
                    "`%s`: a name has A or AAAA addresses, `has none`, `does not exist`, `fails "
                    "with servfail`, `is silent`, `answers after=200ms`",
                    p->written);
}

/* ---- the verb ---- */

static struct hf_sim_host *find_host(struct parser *p, const char *name)
{
    struct hf_sim_scenario *scenario = p->scenario;
    struct hf_target target;

    if (strchr(name, '.') == NULL || strlen(name) >= HF_SIM_HOST ||
        hf_target_parse(&target, name, strlen(name))) {
        complain(p, "`%s` is no name for DNS; right would be `pbx.example`, %d bytes at most", name,
                 HF_SIM_HOST - 1);
        return NULL;
    }
    for (unsigned i = 0; i < scenario->n_hosts; i++) {
        if (strcmp(scenario->hosts[i].name, name) == 0)
            return &scenario->hosts[i];
    }
    if (scenario->n_hosts == HF_SIM_HOSTS) {
        complain(p, "more than %d names", HF_SIM_HOSTS);
        return NULL;
    }
    hf_sim_host_init(&scenario->hosts[scenario->n_hosts], name);
    return &scenario->hosts[scenario->n_hosts++];
}

int parse_name(struct parser *p, struct words *words)
{
    struct said said = {.words = words, .at = 2, .to = HF_SIM_FAMILIES};

    if (words->n < 3)
        return complain_right(p, RIGHT);
    said.host = find_host(p, words->at[1]);
    if (said.host == NULL)
        return -1;
    if (strcmp(words->at[2], "A") == 0 || strcmp(words->at[2], "AAAA") == 0) {
        said.from = strcmp(words->at[2], "A") == 0 ? HF_SIM_A : HF_SIM_AAAA;
        said.to = said.from + 1;
        said.at = 3;
    }
    if (set_said(p, &said) < 0)
        return -1;
    struct command *command = add_command(p, VERB_NAME);
    if (command == NULL)
        return -1;
    command->host = *said.host;
    return 0;
}
