/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a story's lines, and letting its time pass. */
#include "story.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int story_wrong(struct story *story, const char *format, ...)
{
    const int n = snprintf(story->error, sizeof story->error, "%s:%u: ", story->file, story->line);
    va_list list;

    va_start(list, format);
    vsnprintf(story->error + n, sizeof story->error - (size_t)n, format, list);
    va_end(list);
    return -1;
}

/* ---- words ---- */

static const char *copy_word(struct word *word, const char *at)
{
    size_t n = 0;

    memset(word, 0, sizeof *word);
    word->quoted = *at == '"';
    at += word->quoted;
    while (*at != '\0' && (word->quoted ? *at != '"' : !isspace((unsigned char)*at))) {
        if (n + 1 < sizeof word->text)
            word->text[n++] = *at;
        at++;
    }
    return *at == '"' ? at + 1 : at;
}

/* # begins a comment only where a line begins with it: it is also a key. */
static int split(struct story *story, const char *at)
{
    story->n_words = story->next = 0;
    while (isspace((unsigned char)*at))
        at++;
    if (*at == '#')
        return 0;
    while (*at != '\0') {
        if (story->n_words == STORY_WORDS)
            return story_wrong(story, "more than %u words", STORY_WORDS);
        at = copy_word(&story->words[story->n_words++], at);
        while (isspace((unsigned char)*at))
            at++;
    }
    return 0;
}

const char *story_word(struct story *story)
{
    return story->next < story->n_words ? story->words[story->next++].text : "";
}

int story_number(struct story *story, unsigned long least, unsigned long most,
                 unsigned long *number)
{
    const char *word = story_word(story);
    char *end;

    *number = strtoul(word, &end, 10);
    if (!isdigit((unsigned char)word[0]) || *end != '\0' || *number < least || *number > most)
        return story_wrong(story, "\"%s\" is no number from %lu to %lu", word, least, most);
    return 0;
}

int story_index(const char *word, const char *const *names, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (names[i] != NULL && strcmp(word, names[i]) == 0)
            return (int)i;
    return -1;
}

/* ---- what the panel does ---- */

static void tell_action(const struct hf_panel_action *a, char *text, size_t size)
{
    const unsigned line = a->line + 1u;

    switch (a->kind) {
    case HF_PANEL_DIAL:
        snprintf(text, size, "dial line %u \"%s\"%s", line, a->digits,
                 a->emergency ? " emergency" : "");
        break;
    case HF_PANEL_ANSWER: snprintf(text, size, "answer %u", a->call); break;
    case HF_PANEL_REJECT: snprintf(text, size, "reject %u %u", a->call, a->status); break;
    case HF_PANEL_HANGUP: snprintf(text, size, "hangup %u", a->call); break;
    case HF_PANEL_HOLD: snprintf(text, size, "hold %u", a->call); break;
    case HF_PANEL_RESUME: snprintf(text, size, "resume %u", a->call); break;
    case HF_PANEL_DTMF:
        snprintf(text, size, "dtmf %u %c %s", a->call, a->digit, a->on ? "down" : "up");
        break;
    case HF_PANEL_AUDIO_TO:
        if (a->call == 0)
            snprintf(text, size, "audio to nobody");
        else
            snprintf(text, size, "audio to %u", a->call);
        break;
    case HF_PANEL_MUTE: snprintf(text, size, "mute %u %s", a->call, a->on ? "on" : "off"); break;
    case HF_PANEL_VOLUME: snprintf(text, size, "volume %s", a->on ? "up" : "down"); break;
    default: snprintf(text, size, "an unknown action %u", a->kind); break;
    }
}

void story_hear(struct story *story, const struct hf_panel_actions *actions)
{
    for (unsigned i = 0; i < actions->n; i++) {
        const struct hf_panel_action *action = &actions->list[i];
        char text[STORY_TEXT];

        tell_action(action, text, sizeof text);
        if (story->tell != NULL)
            fprintf(story->tell, "                    -> %s\n", text);
        if (story->n_said < STORY_ACTIONS)
            memcpy(story->said[story->n_said++], text, sizeof text);
        if (action->kind == HF_PANEL_DIAL) {
            story->last_wish = action->wish;
            story->last_line = action->line;
        }
    }
}

/* ---- time ---- */

/* "1.5s", "250ms": 1 and the microseconds, or 0. */
static int read_time(const char *word, uint64_t *us)
{
    char *end;
    const double number = strtod(word, &end);

    if (!isdigit((unsigned char)word[0]) || (strcmp(end, "s") != 0 && strcmp(end, "ms") != 0))
        return 0;
    *us = (uint64_t)(number * (end[0] == 'm' ? 1e3 : 1e6) + 0.5);
    return 1;
}

/* All that the panel waits for on the way happens at its own time. */
static void pass_until(struct story *story, uint64_t us)
{
    struct hf_panel_actions actions;

    while (hf_panel_deadline(&story->panel) <= us) {
        const uint64_t at = hf_panel_deadline(&story->panel);

        hf_panel_time(&story->panel, at, &actions);
        story_hear(story, &actions);
        if (hf_panel_deadline(&story->panel) <= at) {
            story_wrong(story, "the panel's deadline stands still");
            return;
        }
    }
    hf_panel_time(&story->panel, us, &actions);
    story_hear(story, &actions);
    story->now_us = us;
}

static int start(struct story *story)
{
    static const char *const labels[] = {"Reception", "Workshop"};
    struct hf_panel_problem problem;
    struct hf_panel_actions actions;

    story->started = 1;
    if (story->plan[0] != '\0')
        story->config.dial_plan = story->plan;
    for (unsigned i = 0; i < story->n_emergency; i++)
        story->config.emergency[i] = story->emergency[i];
    if (hf_panel_init(&story->panel, &story->config, &problem) < 0) {
        story->line = story->settings_line;
        return story_wrong(story, "%s, column %u: %s: expected %s", problem.setting, problem.column,
                           problem.what, problem.right);
    }
    for (unsigned i = 0; i < story->config.n_lines; i++) {
        struct hf_panel_line line = {.index = (uint8_t)i, .state = HF_PANEL_LINE_PRIMARY};

        strcpy(line.label, i < 2 ? labels[i] : "Line");
        hf_panel_line(&story->panel, &line, 0, &actions);
    }
    return 0;
}

/* ---- lines ---- */

static int nobody_expected(struct story *story)
{
    if (story->n_heard == story->n_said)
        return 0;
    return story_wrong(story, "before this, nobody expected: %s", story->said[story->n_heard]);
}

static int run_timed(struct story *story, const char *word)
{
    const int relative = word[0] == '+';
    uint64_t us;

    if (!read_time(word + relative, &us))
        return story_do(story, word);
    if (nobody_expected(story) < 0)
        return -1;
    us += relative ? story->now_us : 0;
    if (us < story->now_us)
        return story_wrong(story, "%s is before %.3fs, where the story is", word,
                           (double)story->now_us / 1e6);
    pass_until(story, us);
    if (story->error[0] != '\0')
        return -1;
    word = story_word(story);
    return word[0] == '\0' ? 0 : story_do(story, word);
}

static int run_words(struct story *story)
{
    const char *word = story_word(story);
    int set;

    if (!story->started) {
        set = story_set(story, word);
        story->settings_line = set == 0 ? story->line : story->settings_line;
        if (set <= 0)
            return set;
        if (start(story) < 0)
            return -1;
    }
    if (strcmp(word, "expect") == 0)
        return story_expect(story);
    return run_timed(story, word);
}

static int run_line(struct story *story, const char *text)
{
    if (split(story, text) < 0)
        return -1;
    if (story->n_words == 0)
        return 0;
    if (story->tell != NULL)
        fprintf(story->tell, "%9.3fs  %s", (double)story->now_us / 1e6, text);
    if (run_words(story) < 0)
        return -1;
    if (story->next < story->n_words)
        return story_wrong(story, "\"%s\" is too much here", story->words[story->next].text);
    return 0;
}

int story_run(struct story *story, const char *file, FILE *tell, unsigned moves[HF_FRONT_COUNT])
{
    char text[STORY_TEXT];
    FILE *from = fopen(file, "r");
    int result = 0;

    memset(story, 0, sizeof *story);
    story->file = file;
    story->tell = tell;
    story->config.n_lines = 2;
    if (from == NULL)
        return story_wrong(story, "the file cannot be opened");
    while (result == 0 && fgets(text, sizeof text, from) != NULL) {
        const unsigned before = story->panel.front;

        story->line++;
        result = run_line(story, text);
        if (moves != NULL && before != story->panel.front)
            moves[before] |= 1u << story->panel.front;
    }
    fclose(from);
    if (result == 0 && !story->started)
        return story_wrong(story, "the story has no line that does anything");
    return result < 0 ? -1 : nobody_expected(story);
}
