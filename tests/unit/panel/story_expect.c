/* SPDX-License-Identifier: Apache-2.0 */
/* A story's expectations: the next action, or a part of the picture. */
#include "story.h"

#include <string.h>

const char *const story_tones[HF_TONE_COUNT] = {"none",       "dial",         "ringback", "busy",
                                                "congestion", "call-waiting", "messages"};
const char *const story_lamps[4] = {"off", "on", "slow", "fast"};
static const char *const on_off[2] = {"off", "on"};

static int expect_value(struct story *story, const char *what, const char *is)
{
    const char *word = story_word(story);

    return strcmp(word, is) == 0
               ? 0
               : story_wrong(story, "expected %s %s, but it is %s", what, word, is);
}

static int expect_lamp(struct story *story, const struct hf_panel_picture *picture)
{
    unsigned long key;

    if (story_number(story, 1, HF_HAL_LINE_KEYS, &key) < 0)
        return -1;
    return expect_value(story, "lamp", story_lamps[picture->line_lamps[key - 1]]);
}

/* The whole row, with spaces in a sequence taken as one; or, with `has`, a part of it. */
static int expect_row(struct story *story, const struct hf_panel_picture *picture)
{
    char row[HF_HAL_ROW_BYTES];
    unsigned long number, n = 0;
    const char *word;
    int has;

    if (story_number(story, 0, HF_HAL_DISPLAY_ROWS - 1, &number) < 0)
        return -1;
    for (const char *at = picture->rows[number]; *at != '\0'; at++)
        if (*at != ' ' || n == 0 || row[n - 1] != ' ')
            row[n++] = *at;
    row[n] = '\0';
    word = story_word(story);
    has = strcmp(word, "has") == 0 && !story->words[story->next - 1].quoted;
    if (has)
        word = story_word(story);
    if (has ? strstr(row, word) != NULL : strcmp(row, word) == 0)
        return 0;
    return story_wrong(story, "expected row %lu %s\"%s\", but it is \"%s\"", number,
                       has ? "has " : "", word, row);
}

static void join(struct story *story, char *text, size_t size)
{
    size_t n = 0;

    text[0] = '\0';
    for (unsigned i = 1; i < story->n_words && n < size; i++) {
        const struct word *word = &story->words[i];

        n += (size_t)snprintf(text + n, size - n, "%s%s%.400s%s", i > 1 ? " " : "",
                              word->quoted ? "\"" : "", word->text, word->quoted ? "\"" : "");
    }
    story->next = story->n_words;
}

static int expect_action(struct story *story)
{
    char text[STORY_TEXT];
    const int is_there = story->n_heard < story->n_said;
    const char *said = is_there ? story->said[story->n_heard] : "nothing";

    join(story, text, sizeof text);
    if (strcmp(text, said) != 0)
        return story_wrong(story, "expected: %s, but what comes is: %s", text, said);
    story->n_heard += is_there != 0;
    if (story->n_heard == story->n_said)
        story->n_heard = story->n_said = 0;
    return 0;
}

int story_expect(struct story *story)
{
    struct hf_panel_picture picture;
    const char *what = story_word(story);

    hf_panel_picture(&story->panel, &picture);
    if (strcmp(what, "tone") == 0)
        return expect_value(story, what, story_tones[picture.tone]);
    if (strcmp(what, "bell") == 0)
        return expect_value(story, what, on_off[picture.ringer]);
    if (strcmp(what, "speaker") == 0)
        return expect_value(story, what, on_off[picture.speaker]);
    if (strcmp(what, "off-hook") == 0)
        return expect_value(story, what, picture.off_hook ? "yes" : "no");
    if (strcmp(what, "microphone") == 0)
        return expect_value(story, what, on_off[picture.audio]);
    if (strcmp(what, "message-lamp") == 0)
        return expect_value(story, what, story_lamps[picture.message_lamp]);
    if (strcmp(what, "lamp") == 0)
        return expect_lamp(story, &picture);
    if (strcmp(what, "row") == 0)
        return expect_row(story, &picture);
    return expect_action(story);
}
