/* SPDX-License-Identifier: Apache-2.0 */
/* What-if: its memory, and what its callers ask for; see what_if.h. */
#include "what_if.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 65536
#define STEPS_MAX   10000000

struct hf_what_if *hf_what_if_new(const struct hf_what_if_options *options)
{
    struct hf_what_if *again = calloc(1, sizeof(*again));

    if (again == NULL)
        return NULL;
    again->options = *options;
    if (again->options.steps_max == 0)
        again->options.steps_max = STEPS_MAX;
    return again;
}

static void free_line(struct known_line *line)
{
    free(line->snapshot);
    free(line->rebases);
    free(line->wakings);
    free(line->exchanges.items);
    free(line->asked.items);
    free(line->own);
    free(line->other);
    what_if_tally_free(&line->log);
    what_if_tally_free(&line->played);
}

void hf_what_if_free(struct hf_what_if *again)
{
    if (again == NULL)
        return;
    for (size_t i = 0; i < again->n_lines; i++)
        free_line(&again->lines[i]);
    for (size_t i = 0; i < again->n_exchanges; i++)
        free(again->exchanges[i].said);
    for (size_t i = 0; i < again->n_places; i++) {
        free(again->places[i].exchanges.items);
        free(again->places[i].points);
        free(again->places[i].intervals);
    }
    for (size_t i = 0; i < again->n_names; i++)
        free(again->names[i].asked.items);
    while (again->blocks != NULL) {
        struct block *block = again->blocks;

        again->blocks = block->next;
        free(block);
    }
    free(again->lines);
    free(again->exchanges);
    free(again->asked);
    free(again->places);
    free(again->names);
    free(again->facts);
    free(again->calls);
    free(again);
}

/* ---- memory ---- */

int what_if_grow(void **items, size_t n, size_t *room, size_t size)
{
    const size_t wider = *room == 0 ? 8 : *room * 2;
    void *grown;

    if (n < *room)
        return 1;
    grown = realloc(*items, wider * size);
    if (grown == NULL)
        return 0;
    *items = grown;
    *room = wider;
    return 1;
}

int what_if_number(struct numbers *numbers, uint32_t number)
{
    void *items = numbers->items;

    if (!what_if_grow(&items, numbers->n, &numbers->room, sizeof(*numbers->items)))
        return 0;
    numbers->items = items;
    numbers->items[numbers->n++] = number;
    return 1;
}

const uint8_t *what_if_keep(struct hf_what_if *again, const uint8_t *bytes, size_t n)
{
    struct block *block = again->blocks;
    const size_t rounded = (n + 7) & ~(size_t)7;
    uint8_t *at;

    if (block == NULL || block->size - block->used < rounded) {
        const size_t size = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;

        block = malloc(sizeof(*block) + size);
        if (block == NULL)
            return NULL;
        *block = (struct block){.next = again->blocks, .size = size};
        again->blocks = block;
    }
    at = block->bytes + block->used;
    memcpy(at, bytes, n);
    block->used += rounded;
    return at;
}

/* ---- what callers ask for ---- */

int hf_what_if_place(const struct hf_what_if *again, size_t at, struct hf_what_if_place *place)
{
    const struct place *own;

    if (at >= again->n_places)
        return 0;
    own = &again->places[at];
    *place = (struct hf_what_if_place){.target = own->target,
                                       .points = own->points,
                                       .intervals = own->intervals,
                                       .n_points = own->n_points,
                                       .n_intervals = own->n_intervals,
                                       .round_trip_us = own->round_trip_us};
    return 1;
}

int hf_what_if_said(const struct hf_what_if *again, size_t at, struct hf_what_if_said *said)
{
    const struct asked *asked;

    if (at >= again->n_asked)
        return 0;
    asked = &again->asked[at];
    *said = (struct hf_what_if_said){.name = again->names[asked->name].text,
                                     .asked_us = asked->at_us,
                                     .after_us = asked->after_us,
                                     .ttl_s = asked->ttl_s,
                                     .type = again->names[asked->name].type,
                                     .outcome = asked->outcome};
    return 1;
}

int hf_what_if_next_line(const struct hf_what_if *again, uint32_t above,
                         struct hf_what_if_line *line)
{
    for (size_t i = above; i < again->n_lines; i++) {
        const struct known_line *known = &again->lines[i];

        if (!known->is_begun)
            continue;
        *line = (struct hf_what_if_line){
            .name = known->name, .config = known->own, .number = (uint32_t)i + 1};
        return 1;
    }
    return 0;
}

uint64_t hf_what_if_first_us(const struct hf_what_if *again)
{
    return again->first_us;
}

uint64_t hf_what_if_last_us(const struct hf_what_if *again)
{
    return again->last_us;
}

size_t hf_what_if_gaps(const struct hf_what_if *again)
{
    return again->n_gaps;
}

int hf_what_if_configure(struct hf_what_if *again, uint32_t line, const struct hf_config *config)
{
    struct hf_config *kept = NULL;
    struct known_line *known;
    int result;

    if (line < 1 || line > again->n_lines || !again->lines[line - 1].is_begun)
        return HF_E_UNKNOWN_ID;
    known = &again->lines[line - 1];
    if (config != NULL) {
        struct hf_refusal refusal;

        result = hf_config_check(config, &refusal);
        if (result != HF_OK)
            return result;
        kept = malloc(sizeof(*kept));
        if (kept == NULL)
            return HF_E_SPACE;
        hf_config_copy(kept, config);
    }
    free(known->other);
    known->other = kept;
    return HF_OK;
}

int hf_what_if_course(const struct hf_what_if *again, uint32_t line, enum hf_what_if_of of,
                      struct hf_what_if_course *course)
{
    const struct known_line *known;
    const struct tally *tally;

    if (line < 1 || line > again->n_lines || !again->lines[line - 1].is_begun)
        return 0;
    known = &again->lines[line - 1];
    tally = of == HF_WHAT_IF_LOG ? &known->log : &known->played;
    *course = tally->course;
    course->spans = tally->spans;
    course->n_spans = tally->n_spans;
    return 1;
}
