/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `name pbx.example ...`: what DNS says of a name from now on; `static pbx.example ...`: the
 * phone's own records of it.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define RIGHT        "name pbx.example A 192.0.2.1,b ttl=60"
#define RIGHT_STATIC "static pbx.example A 192.0.2.1 ttl=60"

/* ---- values ---- */

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

static enum hf_sim_records_of find_type(const char *text)
{
    static const char *const types[HF_SIM_TYPES] = {
        [HF_SIM_A] = "A", [HF_SIM_AAAA] = "AAAA", [HF_SIM_SRV] = "SRV", [HF_SIM_NAPTR] = "NAPTR"};
    unsigned of = 0;

    while (of < HF_SIM_TYPES && strcmp(types[of], text) != 0)
        of++;
    return (enum hf_sim_records_of)of;
}

/* ---- what is said ---- */

struct said { /* of which types: records[from] .. records[to - 1] */
    struct hf_sim_host *host;
    const struct words *words;
    unsigned at; /* of the word behind the type */
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
    uint64_t after_us = 0;

    if (after == NULL)
        return complain_right(p, "name pbx.example answers after=200ms");
    if (read_duration(p, after, &after_us) < 0)
        return -1;
    for (unsigned i = said->from; i < said->to; i++)
        said->host->records[i].answers_after_us = after_us;
    return 0;
}

static int set_records(struct parser *p, const struct said *said)
{
    set_outcome(said, HF_DNS_ANSWER);
    return read_records(p, said->words, said->at,
                        &(struct record_list){&said->host->records[said->from],
                                              (enum hf_sim_records_of)said->from});
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
    if (is_phrase(said, "answers", NULL))
        return set_delay(p, said);
    if (said->to - said->from == 1)
        return set_records(p, said);
    if (is_phrase(said, "does", "not") && said->words->n == said->at + 3 &&
        strcmp(said->words->at[said->at + 2], "exist") == 0)
        return set_outcome(said, HF_DNS_NO_NAME);
    return complain(p,
                    "`%s`: a name has A, AAAA, SRV or NAPTR records, `has none`, `does not exist`, "
                    "`fails with servfail`, `is silent`, `answers after=200ms`",
                    p->written);
}

/* ---- names ---- */

struct host_list {
    struct hf_sim_host *hosts;
    unsigned *n;
    unsigned room;
};

/* Whether two names are one, whatever their capitals. */
static int is_same_name(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

static struct hf_sim_host *find_host(struct parser *p, const struct host_list *list, char *name)
{
    const size_t length = strlen(name);
    struct hf_target target;

    if (length > 1 && name[length - 1] == '.')
        name[length - 1] = 0;
    if (strchr(name, '.') == NULL || strlen(name) >= HF_SIM_HOST ||
        hf_target_parse(&target, name, strlen(name))) {
        complain(p, "`%s` is no name for DNS; right would be `pbx.example`, %d bytes at most", name,
                 HF_SIM_HOST - 1);
        return NULL;
    }
    for (unsigned i = 0; i < *list->n; i++) {
        if (is_same_name(list->hosts[i].name, name))
            return &list->hosts[i];
    }
    if (*list->n == list->room) {
        complain(p, "more than %u names", list->room);
        return NULL;
    }
    hf_sim_host_init(&list->hosts[*list->n], name);
    return &list->hosts[(*list->n)++];
}

/* ---- the verbs ---- */

static int add_host(struct parser *p, const struct hf_sim_host *host, enum verb verb)
{
    struct command *command = add_command(p, verb);

    if (command == NULL)
        return -1;
    command->host = *host;
    return 0;
}

int parse_name(struct parser *p, struct words *words)
{
    const struct host_list names = {p->scenario->hosts, &p->scenario->n_hosts, HF_SIM_HOSTS};
    struct said said = {.words = words, .at = 2, .to = HF_SIM_TYPES};

    if (words->n < 3)
        return complain_right(p, RIGHT);
    said.host = find_host(p, &names, words->at[1]);
    if (said.host == NULL)
        return -1;
    const enum hf_sim_records_of type = find_type(words->at[2]);
    if (type != HF_SIM_TYPES) {
        said.from = type;
        said.to = said.from + 1;
        said.at = 3;
    }
    if (set_said(p, &said) < 0)
        return -1;
    return add_host(p, said.host, VERB_NAME);
}

/* `static pbx.example A 192.0.2.1 ttl=60`, `static pbx.example A has none` */
int parse_static(struct parser *p, struct words *words)
{
    const struct host_list names = {p->scenario->statics, &p->scenario->n_statics, HF_SIM_STATICS};
    const enum hf_sim_records_of type = words->n < 4 ? HF_SIM_TYPES : find_type(words->at[2]);
    struct said said = {.words = words, .at = 3, .from = type, .to = type + 1u};

    if (type == HF_SIM_TYPES)
        return complain_right(p, RIGHT_STATIC);
    said.host = find_host(p, &names, words->at[1]);
    if (said.host == NULL)
        return -1;
    if ((is_phrase(&said, "has", "none") ? set_outcome(&said, HF_DNS_NO_DATA)
                                         : set_records(p, &said)) < 0)
        return -1;
    return add_host(p, said.host, VERB_STATIC);
}
