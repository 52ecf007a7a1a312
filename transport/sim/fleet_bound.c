/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `server a takes 500/s`: the verb that fleets have beside those of every scenario. It is taken out
 * of the text, whose lines keep their numbers and their times, before the scenario is read.
 */
#include "fleet_bound.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 2048

static const char right[] = "server a takes 500/s` or `takes 500/s else 503 retry-after=30` or "
                            "`takes everything";

static void split_words(char *text, struct words *words)
{
    char *rest = NULL;

    words->n = 0;
    for (char *word = strtok_r(text, " \t\r", &rest); word != NULL && words->n < WORDS_MAX;
         word = strtok_r(NULL, " \t\r", &rest))
        words->at[words->n++] = word;
}

static int read_rate(struct parser *p, const char *text, struct fleet_bound *bound)
{
    const char *slash = strchr(text, '/');
    char digits[24];
    uint64_t number = 0;

    if (strcmp(text, "everything") == 0)
        return 0;
    if (slash == NULL || strcmp(slash, "/s") != 0 || (size_t)(slash - text) >= sizeof(digits))
        return complain(p, "`%s` is no rate; right would be `500/s`, requests a second", text);
    snprintf(digits, sizeof(digits), "%.*s", (int)(slash - text), text);
    if (read_number(p, digits, &number) < 0)
        return -1;
    if (number == 0 || number > UINT32_MAX)
        return complain(p, "`%s`: 1/s at least; a server that takes nothing is `silent`", text);
    bound->takes = (uint32_t)number;
    return 0;
}

/* `server a takes 500/s else 503 retry-after=30`, from the rate on. */
static int read_bound(struct parser *p, const struct words *words, unsigned at,
                      struct fleet_bound *bound)
{
    *bound = (struct fleet_bound){.retry_after_s = HF_RETRY_AFTER_NONE};
    if (at >= words->n)
        return complain_right(p, right);
    if (read_rate(p, words->at[at], bound) < 0)
        return -1;
    if (at + 1 == words->n)
        return 0;
    if (bound->takes == 0 || strcmp(words->at[at + 1], "else") != 0 || at + 2 == words->n)
        return complain_right(p, right);
    if (strcmp(words->at[at + 2], "silent") == 0)
        return at + 3 == words->n ? 0 : complain_right(p, right);
    if (read_final(p, words->at[at + 2], &bound->status) < 0)
        return -1;
    if (bound->status < 400)
        return complain(p, "%u is no refusal: 400 to 699", bound->status);
    if (at + 3 == words->n)
        return 0;
    const char *value = value_of(words->at[at + 3], "retry-after");
    return at + 4 != words->n || value == NULL ? complain_right(p, right)
                                               : read_seconds(p, value, &bound->retry_after_s);
}

/* 1: the line was one of ours; 0: another one; -1: a complaint. */
static int take(struct parser *p, char *text, struct fleet_bound_verb *verb)
{
    char written[LINE_BYTES];
    struct words words;
    unsigned at = 0;

    for (char *hash = strchr(text, '#'); hash != NULL; hash = strchr(hash + 1, '#')) {
        if (hash == text || hash[-1] == ' ' || hash[-1] == '\t') {
            *hash = 0;
            break;
        }
    }
    snprintf(written, sizeof(written), "%s", text);
    split_words(text, &words);
    *verb = (struct fleet_bound_verb){.source_line = p->source_line};
    if (words.n > 2 && strcmp(words.at[0], "at") == 0)
        at = 2;
    if (words.n < at + 3 || strcmp(words.at[at], "server") != 0 ||
        strcmp(words.at[at + 2], "takes") != 0)
        return 0;
    p->written = written + (words.at[at] - text);
    if (at != 0 && read_duration(p, words.at[1], &verb->at_us) < 0)
        return -1;
    if (strlen(words.at[at + 1]) >= sizeof(verb->server))
        return complain(p, "`%s` is no server of this scenario", words.at[at + 1]);
    verb->is_timed = at != 0;
    snprintf(verb->server, sizeof(verb->server), "%s", words.at[at + 1]);
    snprintf(verb->text, sizeof(verb->text), "%.*s", (int)sizeof(verb->text) - 1, p->written);
    for (size_t end = strlen(verb->text); end > 0 && strchr(" \t\r", verb->text[end - 1]) != NULL;
         end--)
        verb->text[end - 1] = 0;
    return read_bound(p, &words, at + 3, &verb->bound) < 0 ? -1 : 1;
}

struct copy { /* what the scenario's reader gets */
    char *bytes;
    size_t n;
};

static void put(struct copy *copy, const char *bytes, size_t n)
{
    memcpy(copy->bytes + copy->n, bytes, n);
    copy->n += n;
}

/* A verb that does nothing, at the same time: that time goes back is the reader's to say. */
static void put_nothing(struct copy *copy, const struct fleet_bound_verb *verb)
{
    char text[64];
    const int n = verb->is_timed
                      ? snprintf(text, sizeof(text), "at %" PRIu64 "us show usual\n", verb->at_us)
                      : snprintf(text, sizeof(text), "at 0s show usual\n");

    put(copy, text, (size_t)n);
}

static int add(struct parser *p, struct fleet_bound_verbs *verbs,
               const struct fleet_bound_verb *verb)
{
    if (verbs->n == FLEET_BOUND_VERBS)
        return complain(p, "more than %d times `takes`", FLEET_BOUND_VERBS);
    verbs->items[verbs->n++] = *verb;
    return 0;
}

static int copy_lines(struct parser *p, const struct hf_sim_source *source, struct copy *copy,
                      struct fleet_bound_verbs *verbs)
{
    const size_t end = hf_sim_scenario_told_at(source);
    char text[LINE_BYTES];

    for (size_t at = 0; at < end;) {
        const char *from = source->bytes + at;
        const char *stop = memchr(from, '\n', end - at);
        const size_t length = stop == NULL ? end - at : (size_t)(stop - from);
        struct fleet_bound_verb verb;
        int taken = 0;

        p->source_line++;
        at += length + 1;
        if (length < sizeof(text) && memchr(from, 0, length) == NULL) { /* else: the reader's */
            memcpy(text, from, length);
            text[length] = 0;
            taken = take(p, text, &verb);
        }
        if (taken < 0 || (taken == 1 && add(p, verbs, &verb) < 0))
            return -1;
        if (taken == 1) {
            put_nothing(copy, &verb);
        } else {
            put(copy, from, length);
            put(copy, "\n", 1);
        }
    }
    return 0;
}

struct hf_sim_scenario *fleet_read_scenario(struct parser *p, const struct hf_sim_source *source,
                                            struct fleet_bound_verbs *verbs)
{
    /* What takes the place of a verb is longer by less than 32 bytes. */
    struct copy copy = {.bytes = malloc(source->n_bytes + 32 * FLEET_BOUND_VERBS + 64)};
    struct hf_sim_scenario *scenario = NULL;

    verbs->n = 0;
    if (copy.bytes == NULL)
        complain(p, "out of memory");
    else if (copy_lines(p, source, &copy, verbs) == 0)
        scenario = hf_sim_scenario_read(
            &(struct hf_sim_source){.name = source->name, .bytes = copy.bytes, .n_bytes = copy.n},
            p->complaint);
    free(copy.bytes);
    return scenario;
}
