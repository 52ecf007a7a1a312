/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories of the panel: what a user does and what lines and calls do, with times, and what the
 * phone does then. tests/panel/README.md has the words. Every action of the panel must be expected
 * by the story, in its order, before anything else happens.
 */
#ifndef TESTS_PANEL_STORY_H
#define TESTS_PANEL_STORY_H

#include <stdio.h>

#include "holdfast/panel.h"

#define STORY_WORDS   24
#define STORY_CALLS   32
#define STORY_ACTIONS 64
#define STORY_TEXT    512

struct word {
    char text[STORY_TEXT];
    int quoted;
};

struct story {
    const char *file;
    unsigned line;
    unsigned settings_line; /* the last of the settings */
    FILE *tell;             /* what happens, for people; or NULL */
    char error[2 * STORY_TEXT + 256];

    struct word words[STORY_WORDS]; /* of the present line */
    unsigned n_words, next;

    char plan[STORY_TEXT];
    char emergency[HF_PANEL_EMERGENCY][STORY_TEXT];
    unsigned n_emergency;
    struct hf_panel_config config;
    int started;

    struct hf_panel panel;
    uint64_t now_us;
    struct hf_panel_call calls[STORY_CALLS];
    unsigned n_calls;
    uint32_t last_wish;
    uint8_t last_line;

    char said[STORY_ACTIONS][STORY_TEXT]; /* actions that nobody has expected yet */
    unsigned n_said, n_heard;
};

/* 0, or -1 with story->error: "file:line: what is wrong". moves, unless it is NULL, gets a bit for
 * each front that followed another. */
int story_run(struct story *story, const char *file, FILE *tell, unsigned moves[HF_FRONT_COUNT]);

/* ---- between the files of it ---- */

int story_wrong(struct story *story, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *story_word(struct story *story); /* the next one, or "" */
int story_number(struct story *story, unsigned long least, unsigned long most,
                 unsigned long *number);                                 /* the next word is one */
int story_index(const char *word, const char *const *names, unsigned n); /* or -1 */
void story_hear(struct story *story, const struct hf_panel_actions *actions);
int story_do(struct story *story, const char *verb);
int story_set(struct story *story, const char *verb); /* 1: it was no setting */
int story_expect(struct story *story);

extern const char *const story_tones[HF_TONE_COUNT];
extern const char *const story_lamps[4];

#endif
