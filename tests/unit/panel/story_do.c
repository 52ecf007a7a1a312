/* SPDX-License-Identifier: Apache-2.0 */
/* A story's verbs: settings, what the user does, and what lines and calls do. */
#include "story.h"

#include <string.h>

static const char *const functions[HF_KEY_FUNCTIONS] = {
    NULL,   "hold",   "mute",   "speaker", "redial", "messages",
    "send", "cancel", "delete", "louder",  "softer",
};
static const char *const line_states[HF_PANEL_LINE_STATES] = {"off", "failed", "moving", "backup",
                                                              "primary"};
static const char *const call_states[HF_PANEL_CALL_STATES] = {
    NULL, "trying", "ringing", "incoming", "up", "held", "held-by-peer", "ending", "gone",
};

/* ---- settings ---- */

static int set_emergency(struct story *story)
{
    while (story->next < story->n_words) {
        if (story->n_emergency == HF_PANEL_EMERGENCY)
            return story_wrong(story, "more than %u emergency numbers", HF_PANEL_EMERGENCY);
        strcpy(story->emergency[story->n_emergency++], story_word(story));
    }
    return 0;
}

int story_set(struct story *story, const char *verb)
{
    unsigned long number;

    if (strcmp(verb, "plan") == 0) {
        strcpy(story->plan, story_word(story));
        return 0;
    }
    if (strcmp(verb, "emergency") == 0)
        return set_emergency(story);
    if (strcmp(verb, "lines") == 0) {
        if (story_number(story, 0, HF_PANEL_LINES, &number) < 0)
            return -1;
        story->config.n_lines = (uint8_t)number;
        return 0;
    }
    if (strcmp(verb, "reject") == 0) {
        if (story_number(story, 486, 603, &number) < 0)
            return -1;
        story->config.reject_status = (uint16_t)number;
        return 0;
    }
    return 1;
}

/* ---- the user ---- */

static int press(struct story *story, unsigned kind, unsigned key, unsigned pressed)
{
    const struct hf_hal_event event = {.at_us = story->now_us,
                                       .kind = (uint8_t)kind,
                                       .key = (uint8_t)key,
                                       .pressed = (uint8_t)pressed};
    struct hf_panel_actions actions;

    if (hf_panel_key(&story->panel, &event, &actions) < 0)
        return story_wrong(story, "the panel has no such key");
    story_hear(story, &actions);
    return 0;
}

static int press_and_release(struct story *story, unsigned kind, unsigned key)
{
    return press(story, kind, key, 1) < 0 ? -1 : press(story, kind, key, 0);
}

static int do_hook(struct story *story)
{
    static const char *const ways[] = {"down", "up"};
    const int way = story_index(story_word(story), ways, 2);

    return way < 0 ? story_wrong(story, "hook up, or hook down")
                   : press(story, HF_HAL_HOOK, 0, (unsigned)way);
}

static int do_digit(struct story *story)
{
    const char *digit = story_word(story), *way = story_word(story);

    if (strlen(digit) != 1)
        return story_wrong(story, "\"%s\" is not one digit", digit);
    if (way[0] == '\0')
        return press_and_release(story, HF_HAL_DIGIT, (unsigned char)digit[0]);
    if (strcmp(way, "down") != 0 && strcmp(way, "up") != 0)
        return story_wrong(story, "digit %s down, or digit %s up", digit, digit);
    return press(story, HF_HAL_DIGIT, (unsigned char)digit[0], way[0] == 'd');
}

static int do_digits(struct story *story)
{
    for (const char *digit = story_word(story); *digit != '\0'; digit++)
        if (press_and_release(story, HF_HAL_DIGIT, (unsigned char)*digit) < 0)
            return -1;
    return 0;
}

static int do_key(struct story *story)
{
    const char *name = story_word(story);
    const int key = story_index(name, functions, HF_KEY_FUNCTIONS);

    return key < 0 ? story_wrong(story, "there is no key \"%s\"", name)
                   : press_and_release(story, HF_HAL_FUNCTION, (unsigned)key);
}

static int do_line_key(struct story *story)
{
    unsigned long key;

    return story_number(story, 1, HF_PANEL_LINES, &key) < 0
               ? -1
               : press_and_release(story, HF_HAL_LINE_KEY, (unsigned)key);
}

static int do_device(struct story *story, const char *device)
{
    const char *word = story_word(story);

    const int is_lost = strcmp(word, "lost") == 0;

    if (!is_lost && strcmp(word, "back") != 0)
        return story_wrong(story, "%s lost, or %s back", device, device);
    if (strcmp(device, "keypad") == 0)
        return press(story, is_lost ? HF_HAL_KEYS_LOST : HF_HAL_KEYS_BACK, 0, 0);
    return press(story, is_lost ? HF_HAL_AUDIO_LOST : HF_HAL_AUDIO_BACK, 0, 0);
}

/* ---- lines ---- */

static int do_line(struct story *story)
{
    struct hf_panel_actions actions;
    struct hf_panel_line line;
    unsigned long number;
    const char *word;

    if (story_number(story, 1, story->config.n_lines, &number) < 0)
        return -1;
    line = story->panel.lines[number - 1];
    line.index = (uint8_t)(number - 1);
    while ((word = story_word(story))[0] != '\0') {
        const int state = story_index(word, line_states, HF_PANEL_LINE_STATES);

        if (story->words[story->next - 1].quoted) {
            snprintf(line.label, sizeof line.label, "%.*s", HF_PANEL_TEXT, word);
        } else if (state >= 0) {
            line.state = (uint8_t)state;
        } else if (strcmp(word, "messages") == 0) {
            if (story_number(story, 0, 65535, &number) < 0)
                return -1;
            line.messages = (uint16_t)number;
        } else if (strcmp(word, "voicemail") == 0) {
            snprintf(line.voicemail, sizeof line.voicemail, "%.*s", HF_PANEL_DIGITS,
                     story_word(story));
        } else {
            return story_wrong(story, "a line has no \"%s\"", word);
        }
    }
    hf_panel_line(&story->panel, &line, story->now_us, &actions);
    story_hear(story, &actions);
    return 0;
}

/* ---- calls ---- */

/* What a story said of a call stays true until it says otherwise. */
static struct hf_panel_call *call_of(struct story *story, uint32_t id)
{
    struct hf_panel_call *call;

    for (unsigned i = 0; i < story->n_calls; i++)
        if (story->calls[i].id == id)
            return &story->calls[i];
    if (story->n_calls == STORY_CALLS)
        return NULL;
    call = &story->calls[story->n_calls++];
    memset(call, 0, sizeof *call);
    call->id = id;
    call->direction = HF_PANEL_OUT;
    call->wish = story->last_wish;
    call->line = story->last_line;
    return call;
}

static int read_gone(struct story *story, struct hf_panel_call *call)
{
    unsigned long number;

    if (story->next < story->n_words && !story->words[story->next].quoted) {
        if (story_number(story, 200, 699, &number) < 0)
            return -1;
        call->code = (uint16_t)number;
    }
    snprintf(call->words, sizeof call->words, "%.*s", HF_PANEL_TEXT, story_word(story));
    return 0;
}

static int read_call_word(struct story *story, struct hf_panel_call *call, const char *word)
{
    unsigned long number;

    if (strcmp(word, "early") == 0)
        call->early_media = 1;
    else if (strcmp(word, "muted") == 0 || strcmp(word, "unmuted") == 0)
        call->muted = word[0] == 'm';
    else if (strcmp(word, "backup") == 0)
        call->on_backup = 1;
    else if (strcmp(word, "unasked") == 0)
        call->wish = 0;
    else if (strcmp(word, "in") == 0 || strcmp(word, "out") == 0)
        call->direction = word[0] == 'o' ? HF_PANEL_OUT : HF_PANEL_IN;
    else if (strcmp(word, "name") == 0)
        snprintf(call->name, sizeof call->name, "%.*s", HF_PANEL_TEXT, story_word(story));
    else if (strcmp(word, "number") == 0)
        snprintf(call->number, sizeof call->number, "%.*s", HF_PANEL_TEXT, story_word(story));
    else if (strcmp(word, "line") != 0)
        return story_wrong(story, "a call has no \"%s\"", word);
    else if (story_number(story, 1, HF_PANEL_LINES, &number) < 0)
        return -1;
    else
        call->line = (uint8_t)(number - 1);
    return 0;
}

static int do_call(struct story *story)
{
    struct hf_panel_actions actions;
    struct hf_panel_call *call;
    unsigned long id;
    const char *word;
    int state;

    if (story_number(story, 1, 999999, &id) < 0)
        return -1;
    call = call_of(story, (uint32_t)id);
    if (call == NULL)
        return story_wrong(story, "more than %u calls", STORY_CALLS);
    word = story_word(story);
    state = story_index(word, call_states, HF_PANEL_CALL_STATES);
    if (state < 0)
        return story_wrong(story, "\"%s\" is no state of a call", word);
    call->state = (uint8_t)state;
    call->early_media = 0;
    if (state == HF_PANEL_CALL_INCOMING)
        call->direction = HF_PANEL_IN;
    if (state == HF_PANEL_CALL_GONE && read_gone(story, call) < 0)
        return -1;
    while ((word = story_word(story))[0] != '\0')
        if (read_call_word(story, call, word) < 0)
            return -1;
    if (hf_panel_call(&story->panel, call, story->now_us, &actions) < 0)
        return story_wrong(story, "the panel refuses this report");
    story_hear(story, &actions);
    return 0;
}

static const struct {
    const char *verb;
    int (*run)(struct story *story);
} verbs[] = {
    {"hook", do_hook},         {"digit", do_digit}, {"digits", do_digits}, {"key", do_key},
    {"line-key", do_line_key}, {"line", do_line},   {"call", do_call},
};

int story_do(struct story *story, const char *verb)
{
    if (story->n_heard < story->n_said)
        return story_wrong(story, "before this, nobody expected: %s", story->said[story->n_heard]);
    for (unsigned i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i].verb) == 0)
            return verbs[i].run(story);
    if (strcmp(verb, "device") == 0 || strcmp(verb, "keypad") == 0)
        return do_device(story, verb);
    return story_wrong(story, "\"%s\" is nothing that a story can do", verb);
}
