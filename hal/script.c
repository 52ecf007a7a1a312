/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a whole script before the phone starts, so that a mistake in its last line is told first.
 */
#include "script.h"
#include "backend.h"
#include "keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOWN_US    100000u /* a key that is pressed and released */
#define DIGIT_US   200000u /* from digit to digit */
#define LATEST_US  86400000000u
#define WORD_BYTES 64

struct reading {
    struct hf_script *script;
    const char *path;
    unsigned line;
    uint64_t last_us; /* what "+" counts from */
    const struct hf_hal_problem *problem;
};

#define REFUSE(r, format, ...)                                                                     \
    hf_problem((r)->problem, "%s:%u: " format, (r)->path, (r)->line, __VA_ARGS__)

/* Sorted by time; those of equal time in the order they were written. */
static int put(struct reading *r, struct hf_hal_event event)
{
    struct hf_script *script = r->script;

    if (script->n == HF_SCRIPT_EVENTS) {
        return REFUSE(r, "more than %d events", HF_SCRIPT_EVENTS);
    }
    unsigned at = script->n++;
    while (at > 0 && script->events[at - 1].at_us > event.at_us) {
        script->events[at] = script->events[at - 1];
        at--;
    }
    script->events[at] = event;
    return 0;
}

static int put_key(struct reading *r, const struct hf_key *key, uint64_t at_us, uint8_t pressed)
{
    return put(r, (struct hf_hal_event){
                      .at_us = at_us, .kind = key->kind, .key = key->key, .pressed = pressed});
}

/* "0.5s", "200ms", "+1s"; digits behind the point are read to the microsecond. */
static int read_time(struct reading *r, const char *word, uint64_t *at_us)
{
    const char *text = word[0] == '+' ? word + 1 : word;
    uint64_t value = 0, scale = 1;
    unsigned digits = 0;

    for (int point = 0; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = 1;
            continue;
        }
        digits++;
        value = value * 10 + (uint64_t)(*text - '0');
        scale *= point ? 10 : 1;
        if (digits > 12) {
            break;
        }
    }
    uint64_t unit = strcmp(text, "s") == 0 ? 1000000 : strcmp(text, "ms") == 0 ? 1000 : 0;
    if (digits == 0 || digits > 12 || unit == 0) {
        return REFUSE(r, "\"%s\" is no time; 0.5s, 200ms or +1s would be right", word);
    }
    *at_us = value * unit / scale + (word[0] == '+' ? r->last_us : 0);
    if (*at_us > LATEST_US) {
        return REFUSE(r, "%s is later than a day", word);
    }
    if (*at_us < r->last_us) {
        return REFUSE(r, "%s lies before the line above it; times go forward", word);
    }
    return 0;
}

static uint8_t news_named(const char *word)
{
    return strcmp(word, "audio-lost") == 0   ? HF_HAL_AUDIO_LOST
           : strcmp(word, "audio-back") == 0 ? HF_HAL_AUDIO_BACK
           : strcmp(word, "keys-lost") == 0  ? HF_HAL_KEYS_LOST
           : strcmp(word, "keys-back") == 0  ? HF_HAL_KEYS_BACK
                                             : HF_HAL_NOTHING;
}

static int put_digits(struct reading *r, const char *word, uint64_t at_us)
{
    for (; *word != '\0'; word++, at_us += DIGIT_US) {
        const struct hf_key digit = {HF_HAL_DIGIT, (uint8_t)*word, 0};
        r->last_us = at_us;
        if (put_key(r, &digit, at_us, 1) != 0 || put_key(r, &digit, at_us + DOWN_US, 0) != 0) {
            return -1;
        }
    }
    return 0;
}

static int put_word(struct reading *r, const char *word, uint64_t at_us)
{
    struct hf_key key;
    const uint8_t news = news_named(word);

    if (news != HF_HAL_NOTHING) {
        return put(r, (struct hf_hal_event){.at_us = at_us, .kind = news});
    }
    size_t digits = 0;
    while (hf_key_is_digit(word[digits])) {
        digits++;
    }
    if (digits > 0 && word[digits] == '\0') {
        return put_digits(r, word, at_us);
    }
    if (hf_key_named(word, &key) != 0) {
        return REFUSE(r,
                      "\"%s\" is no key; %s, audio-lost, audio-back, keys-lost, keys-back would "
                      "be right",
                      word, HF_KEY_NAMES);
    }
    if (key.kind == HF_HAL_HOOK) {
        return put_key(r, &key, at_us, key.pressed);
    }
    return put_key(r, &key, at_us, 1) != 0 ? -1 : put_key(r, &key, at_us + DOWN_US, 0);
}

static int put_half(struct reading *r, const char *how, const char *word, uint64_t at_us)
{
    struct hf_key key;
    const int press = strcmp(how, "press") == 0;

    if (!press && strcmp(how, "release") != 0) {
        return REFUSE(r, "\"%s %s\": one key a line, or press KEY, or release KEY", how, word);
    }
    if (hf_key_named(word, &key) != 0 || key.kind == HF_HAL_HOOK) {
        return REFUSE(r, "\"%s\" is no key that can be held down", word);
    }
    return put_key(r, &key, at_us, (uint8_t)press);
}

static int read_line(struct reading *r, const char *line)
{
    char time[WORD_BYTES], first[WORD_BYTES], second[WORD_BYTES], rest[2];
    uint64_t at_us = 0;

    int words = sscanf(line, "%63s %63s %63s %1s", time, first, second, rest);
    if (words <= 0 || time[0] == '#') {
        return 0;
    }
    if (read_time(r, time, &at_us) != 0) {
        return -1;
    }
    if (words == 1) {
        return REFUSE(r, "%s: a key is missing behind the time", time);
    }
    if (words > 3) {
        return REFUSE(r, "\"%s\": something stands behind the key", rest);
    }
    r->last_us = at_us;
    return words == 2 ? put_word(r, first, at_us) : put_half(r, first, second, at_us);
}

static int read_lines(struct reading *r, FILE *file)
{
    char line[256];
    size_t bytes = 0;

    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(line);
        r->line++;
        bytes += length;
        if (length == 0 || (line[length - 1] != '\n' && !feof(file))) {
            return REFUSE(r, "the line has more than %zu bytes, or one of them is zero",
                          sizeof line - 2);
        }
        if (bytes > HF_SCRIPT_BYTES) {
            return REFUSE(r, "the script has more than %d bytes", HF_SCRIPT_BYTES);
        }
        if (read_line(r, line) != 0) {
            return -1;
        }
    }
    return ferror(file) ? hf_problem(r->problem, "%s: %s", r->path, strerror(errno)) : 0;
}

int hf_script_read(struct hf_script *script, const char *path, const struct hf_hal_problem *problem)
{
    struct reading r = {.script = script, .path = path, .problem = problem};

    *script = (struct hf_script){.events = calloc(HF_SCRIPT_EVENTS, sizeof *script->events)};
    if (script->events == NULL) {
        return hf_problem(problem, "%s: out of memory", path);
    }
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        hf_script_free(script);
        return hf_problem(problem, "%s: %s", path, strerror(errno));
    }
    int result = read_lines(&r, file);
    fclose(file);
    if (result != 0) {
        hf_script_free(script);
        return -1;
    }
    if (script->n > 0) { /* what was not needed goes back */
        struct hf_hal_event *kept = realloc(script->events, script->n * sizeof *kept);
        script->events = kept != NULL ? kept : script->events;
    }
    return 0;
}

void hf_script_free(struct hf_script *script)
{
    free(script->events);
    *script = (struct hf_script){0};
}
