/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The teller: notes of a world become lines of a story. tell.c finds the words for events and
 * actions; here are the list of lines, the numbers of attempts and queries, and the columns.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hf_sim_story *hf_sim_story_new(struct hf_sim_world *world)
{
    struct hf_sim_story *story = calloc(1, sizeof(*story));

    if (story == NULL)
        return NULL;
    story->world = world;
    story->show = HF_SIM_SHOW_USUAL;
    story->width = 6;
    hf_sim_observe_by(world, tell_note, story);
    return story;
}

void hf_sim_story_free(struct hf_sim_story *story)
{
    if (story == NULL)
        return;
    hf_sim_observe_by(story->world, NULL, NULL);
    for (unsigned i = 0; i < HF_SIM_LINES; i++) {
        free(story->attempts[i].items);
        free(story->queries[i].items);
    }
    free(story->lines);
    free(story);
}

void hf_sim_story_show(struct hf_sim_story *story, unsigned bits)
{
    story->show = bits;
}

void hf_sim_story_until(struct hf_sim_story *story, uint64_t at_us)
{
    const int digits = snprintf(NULL, 0, "%" PRIu64, at_us / 1000);

    story->width = digits > 6 ? (unsigned)digits : 6;
}

/* ---- numbers of attempts and queries ---- */

/* The number of an id, or 0. */
static uint64_t find_number(const struct numbers *numbers, uint64_t id)
{
    for (size_t i = numbers->n; i > 0; i--) {
        if (numbers->items[i - 1].id == id)
            return i;
    }
    return 0;
}

static uint64_t number_of(struct numbers *numbers, uint64_t id)
{
    const uint64_t known = find_number(numbers, id);

    if (known != 0)
        return known;
    if (numbers->n == numbers->room) {
        const size_t room = numbers->room == 0 ? 64 : 2 * numbers->room;
        struct number *items = realloc(numbers->items, room * sizeof(*items));

        if (items == NULL)
            return 0;
        numbers->items = items;
        numbers->room = room;
    }
    numbers->items[numbers->n++] = (struct number){.id = id};
    return numbers->n;
}

static uint64_t id_of(const struct numbers *numbers, uint64_t number)
{
    return number == 0 || number > numbers->n ? 0 : numbers->items[number - 1].id;
}

uint64_t story_number(struct hf_sim_story *story, unsigned line, uint64_t attempt)
{
    return number_of(&story->attempts[line - 1], attempt);
}

uint64_t story_query_number(struct hf_sim_story *story, unsigned line, uint64_t query)
{
    return number_of(&story->queries[line - 1], query);
}

uint64_t hf_sim_story_attempt(const struct hf_sim_story *story, unsigned line, uint64_t number)
{
    return id_of(&story->attempts[line - 1], number);
}

uint64_t hf_sim_story_query(const struct hf_sim_story *story, unsigned line, uint64_t number)
{
    return id_of(&story->queries[line - 1], number);
}

void story_set_target(struct hf_sim_story *story, unsigned line, const struct hf_send *send)
{
    const uint64_t number = story_number(story, line, send->attempt);

    if (number != 0)
        story->attempts[line - 1].items[number - 1].target = send->target;
}

struct hf_target story_target(const struct hf_sim_story *story, unsigned line, uint64_t attempt)
{
    const uint64_t number = find_number(&story->attempts[line - 1], attempt);

    return number == 0 ? (struct hf_target){.family = HF_FAMILY_NONE}
                       : story->attempts[line - 1].items[number - 1].target;
}

/* ---- lines ---- */

struct hf_sim_story_line *story_add(struct hf_sim_story *story, unsigned show, unsigned line)
{
    const int is_full = story->n_lines == HF_SIM_STORY_LINES_MAX;

    if ((story->show & show) == 0 || is_full) {
        if ((story->show & show) != 0)
            hf_sim_object(story->world, line, "the story is too long; end it sooner or show less");
        story->unseen = (struct hf_sim_story_line){0};
        return &story->unseen;
    }
    if (story->n_lines == story->room) {
        const size_t room = story->room == 0 ? 64 : 2 * story->room;
        struct hf_sim_story_line *lines = realloc(story->lines, room * sizeof(*lines));

        if (lines == NULL)
            return &story->unseen;
        story->lines = lines;
        story->room = room;
    }
    struct hf_sim_story_line *added = &story->lines[story->n_lines++];
    *added = (struct hf_sim_story_line){
        .at_us = hf_sim_now(story->world), .line = line, .show = show};
    if (line > story->n_told)
        story->n_told = line;
    return added;
}

void story_attribute(struct hf_sim_story_line *line, const char *format, ...)
{
    const size_t used = strlen(line->attributes);
    va_list values;

    if (used != 0)
        snprintf(line->attributes + used, sizeof(line->attributes) - used, "  ");
    const size_t from = strlen(line->attributes);
    va_start(values, format);
    vsnprintf(line->attributes + from, sizeof(line->attributes) - from, format, values);
    va_end(values);
}

void hf_sim_story_remark(struct hf_sim_story *story, const char *text)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_WORLD, 0);

    snprintf(line->what, sizeof(line->what), "world");
    snprintf(line->text, sizeof(line->text), "%s", text);
}

size_t hf_sim_story_length(const struct hf_sim_story *story)
{
    return story->n_lines;
}

const struct hf_sim_story_line *hf_sim_story_line(const struct hf_sim_story *story, size_t i)
{
    return &story->lines[i];
}

void story_time(uint64_t at_us, char *text, size_t size)
{
    if (at_us % 1000 == 0)
        snprintf(text, size, "%" PRIu64, at_us / 1000);
    else
        snprintf(text, size, "%" PRIu64 ".%03" PRIu64, at_us / 1000, at_us % 1000);
}

void hf_sim_story_render(const struct hf_sim_story *story, size_t i, char *text, size_t size)
{
    const struct hf_sim_story_line *line = &story->lines[i];
    char who[24] = "";
    char fraction[8] = "";

    if (line->at_us % 1000 != 0)
        snprintf(fraction, sizeof(fraction), ".%03" PRIu64, line->at_us % 1000);
    if (story->n_told > 1 && line->line == 0)
        snprintf(who, sizeof(who), "        ");
    else if (story->n_told > 1)
        snprintf(who, sizeof(who), "line %u  ", line->line);
    snprintf(text, size, "%*" PRIu64 "%s  %s%-12s  %-26s  %s", (int)story->width,
             line->at_us / 1000, fraction, who, line->what, line->text, line->attributes);
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--)
        text[end - 1] = 0;
}
