/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `line ...`, `configure line ...` and what happens to a phone: start, stop, register, network,
 * new credentials, snapshot, restart.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

/* ---- settings ---- */

/* Words that are no field of the configuration: like, seed, clock, password. */
static int is_own_word(const char *word)
{
    return strcmp(word, "like") == 0 || value_of(word, "seed") != NULL ||
           value_of(word, "clock") != NULL || value_of(word, "password") != NULL ||
           value_of(word, "servers") != NULL;
}

static int set_own_word(struct parser *p, struct scenario_line *line, const char *word)
{
    const char *value;

    if ((value = value_of(word, "seed")) != NULL)
        return read_number(p, value, &line->configuration.seed);
    if (p->is_timed || p->at_us != 0)
        return complain(p, "`%s` belongs into `line ...`, at the beginning", word);
    if ((value = value_of(word, "clock")) != NULL)
        return read_duration(p, value, &line->clock_us);
    line->wrong_password = strcmp(word, "password=wrong") == 0;
    return line->wrong_password || strcmp(word, "password=right") == 0
               ? 0
               : complain(p, "`%s`: right would be `password=wrong`", word);
}

/* Servers first, then a vendor's defaults, then everything else, whatever their order. */
static int set_all(struct parser *p, struct scenario_line *line, struct words *words, unsigned from)
{
    for (unsigned i = from; i < words->n; i++) {
        if (value_of(words->at[i], "servers") != NULL && set_setting(p, line, words->at[i]) < 0)
            return -1;
    }
    for (unsigned i = from; i < words->n; i++) {
        if (strcmp(words->at[i], "like") == 0 &&
            like_vendor(p, line, i + 1 < words->n ? words->at[i + 1] : "nobody") < 0)
            return -1;
    }
    for (unsigned i = from; i < words->n; i++) {
        if (strcmp(words->at[i], "like") == 0) {
            i++;
            continue;
        }
        if (value_of(words->at[i], "servers") != NULL)
            continue;
        if ((is_own_word(words->at[i]) ? set_own_word(p, line, words->at[i])
                                       : set_setting(p, line, words->at[i])) < 0)
            return -1;
    }
    return 0;
}

int parse_line_verb(struct parser *p, struct words *words)
{
    unsigned number = 0;

    if (p->is_timed)
        return complain(p,
                        "a line is there from the beginning; later it is `configure line 1 ...`");
    if (read_line_number(p, words, 0, &number) < 0)
        return -1;
    struct scenario_line *line = &p->scenario->lines[number - 1];
    if (!line->exists) {
        hf_config_init(&line->configuration.config);
        line->configuration.seed = 1;
        line->exists = 1;
    }
    line->source_line = p->source_line;
    return set_all(p, line, words, 2);
}

/* ---- the phone's lines ---- */

struct scenario_line *find_line(struct parser *p, const struct words *words, unsigned i,
                                unsigned *number)
{
    if (read_line_number(p, words, i, number) < 0)
        return NULL;
    struct scenario_line *line = &p->scenario->lines[*number - 1];
    if (!line->exists) {
        complain(p, "there is no line %u; right would be `line %u servers=a,b` above", *number,
                 *number);
        return NULL;
    }
    if (p->at_us < line->gone_until_us) {
        complain(p, "line %u is restarting until %" PRIu64 " us", *number, line->gone_until_us);
        return NULL;
    }
    return line;
}

int parse_configure(struct parser *p, struct words *words)
{
    unsigned number = 0;
    struct scenario_line *line = find_line(p, words, 1, &number);

    if (line == NULL)
        return -1;
    const struct hf_sim_configuration before = line->configuration;
    if (set_all(p, line, words, 3) < 0)
        return -1;
    struct command *command = add_command(p, VERB_CONFIGURE);
    if (command == NULL)
        return -1;
    command->line = number;
    command->before = before;
    command->configuration = line->configuration;
    return 0;
}

/* ---- network lost line 1, network back line 1 address=changed families=ipv6 ---- */

static int parse_network_word(struct parser *p, const char *word,
                              struct hf_network_changed *network, int is_back)
{
    const uint8_t all = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    uint8_t named = 0;

    if (strcmp(word, "address=changed") == 0 && is_back) {
        network->address_changed = 1;
        return 0;
    }
    if (strcmp(word, "families=ipv4") == 0)
        named = HF_FAMILIES_IPV4;
    else if (strcmp(word, "families=ipv6") == 0)
        named = HF_FAMILIES_IPV6;
    else
        return complain_right(p, is_back ? "network back line 1 address=changed families=ipv4"
                                         : "network lost line 1 families=ipv6");
    network->families_usable = is_back ? named : (uint8_t)(all & ~named);
    return 0;
}

static int parse_network(struct parser *p, const struct words *words)
{
    const int is_back = words->n > 1 && strcmp(words->at[1], "back") == 0;
    struct hf_network_changed network = {
        .families_usable = is_back ? HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6 : 0};
    unsigned number = 0;

    if (!is_back && (words->n < 4 || strcmp(words->at[1], "lost") != 0))
        return complain_right(p, "network lost line 1` or `network back line 1");
    if (find_line(p, words, 2, &number) == NULL)
        return -1;
    for (unsigned i = 4; i < words->n; i++) {
        if (parse_network_word(p, words->at[i], &network, is_back) < 0)
            return -1;
    }
    struct command *command = add_command(p, VERB_NETWORK);
    if (command == NULL)
        return -1;
    command->line = number;
    command->event.u.network = network;
    return 0;
}

/* ---- restart line 1 after 5s elapsed=unknown clock=0s ---- */

static int parse_restart_words(struct parser *p, const struct words *words, struct command *command)
{
    for (unsigned i = 5; i < words->n; i++) {
        const char *clock = value_of(words->at[i], "clock");

        if (strcmp(words->at[i], "elapsed=unknown") == 0)
            command->elapsed_us = HF_ELAPSED_UNKNOWN;
        else if (clock == NULL)
            return complain_right(p, "restart line 1 after 5s elapsed=unknown clock=0s");
        else if (read_duration(p, clock, &command->clock_us) < 0)
            return -1;
    }
    return 0;
}

static int parse_restart(struct parser *p, const struct words *words)
{
    unsigned number = 0;
    uint64_t after_us = 0;
    struct scenario_line *line = find_line(p, words, 1, &number);

    if (line == NULL)
        return -1;
    if (words->n < 5 || strcmp(words->at[3], "after") != 0)
        return complain_right(p, "restart line 1 after 5s");
    if (read_duration(p, words->at[4], &after_us) < 0)
        return -1;
    struct command *command = add_command(p, VERB_RESTART);
    if (command == NULL)
        return -1;
    command->line = number;
    command->after_us = after_us;
    command->clock_us = HF_NEVER;
    line->gone_until_us = p->at_us + after_us;
    return parse_restart_words(p, words, command);
}

/* ---- verbs that take a line alone ---- */

/* "start line 1", "new credentials line 1": the line's number stands last. */
static int parse_plain(struct parser *p, const struct words *words, enum verb verb)
{
    const unsigned at = verb == VERB_CREDENTIALS ? 2 : 1;
    unsigned number = 0;
    struct scenario_line *line = find_line(p, words, at, &number);

    if (line == NULL)
        return -1;
    if (words->n != at + 2)
        return complain(p, "`%s`: too many words", p->written);
    struct command *command = add_command(p, verb);
    if (command == NULL)
        return -1;
    command->line = number;
    if (verb == VERB_REGISTER)
        command->number = ++line->requests;
    return 0;
}

int parse_phone_verb(struct parser *p, struct words *words)
{
    const char *verb = words->at[0];

    if (strcmp(verb, "network") == 0)
        return parse_network(p, words);
    if (strcmp(verb, "restart") == 0)
        return parse_restart(p, words);
    if (strcmp(verb, "new") == 0 && (words->n < 2 || strcmp(words->at[1], "credentials") != 0))
        return complain_right(p, "new credentials line 1");
    return parse_plain(p, words,
                       strcmp(verb, "start") == 0      ? VERB_START
                       : strcmp(verb, "stop") == 0     ? VERB_STOP
                       : strcmp(verb, "register") == 0 ? VERB_REGISTER
                       : strcmp(verb, "new") == 0      ? VERB_CREDENTIALS
                                                       : VERB_SNAPSHOT);
}
