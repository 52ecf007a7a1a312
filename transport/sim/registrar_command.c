/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrar's faults as words: one line of text becomes one command. What a command does
 * stands in registrar_tables.c.
 */
#include "holdfast/sim/registrar.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/sip/message.h"

#define WORDS_MAX 4
#define WORD_MAX  32

struct words {
    size_t n;
    char word[WORDS_MAX][WORD_MAX];
};

struct verb {
    const char *word;
    uint8_t order;
    uint8_t least, most; /* arguments */
};

static const struct verb verbs[] = {
    {"answer", HF_REGISTRAR_ANSWER, 0, 1}, {"drop", HF_REGISTRAR_DROP, 0, 1},
    {"reject", HF_REGISTRAR_REJECT, 1, 3}, {"delay", HF_REGISTRAR_DELAY, 1, 2},
    {"wipe", HF_REGISTRAR_WIPE, 0, 0},     {"stop", HF_REGISTRAR_STOP, 0, 0},
    {"start", HF_REGISTRAR_START, 0, 0},   {"bindings", HF_REGISTRAR_SHOW, 0, 0},
    {"quit", HF_REGISTRAR_QUIT, 0, 0},     {"refuse", HF_REGISTRAR_REFUSE, 0, 0},
    {"reset", HF_REGISTRAR_RESET, 0, 0},
};

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* 0, or -1 when there are more or longer words than any command has. */
static int split(struct words *words, const char *text)
{
    memset(words, 0, sizeof *words);
    for (;;) {
        size_t length = 0;
        while (is_space(*text))
            text++;
        while (text[length] != '\0' && !is_space(text[length]))
            length++;
        if (length == 0)
            return 0;
        if (words->n == WORDS_MAX || length >= WORD_MAX)
            return -1;
        memcpy(words->word[words->n], text, length);
        words->n++;
        text += length;
    }
}

/* A whole decimal number of at most nine digits; -1 where it is not one. */
static long number(const char *text)
{
    long value = 0;
    size_t length = strlen(text);
    if (length == 0 || length > 9)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int fail(struct hf_registrar_command *command, const char *text)
{
    command->order = HF_REGISTRAR_NOTHING;
    snprintf(command->error, sizeof command->error, "%s", text);
    return -1;
}

/* The word that is left, if any, is a method. */
static int read_method(struct hf_registrar_command *command, const char *word)
{
    if (word[0] == '\0')
        return 0;
    command->method = (uint8_t)hf_sip_method_lookup(hf_slice_text(word));
    if (command->method != HF_METHOD_OTHER)
        return 0;
    command->order = HF_REGISTRAR_NOTHING;
    snprintf(command->error, sizeof command->error,
             "'%s' is no method that is known; INVITE would be right", word);
    return -1;
}

static int read_reject(struct hf_registrar_command *command, const struct words *words)
{
    static const char key[] = "retry-after=";
    bool has_wait = strncmp(words->word[2], key, sizeof key - 1) == 0;
    long status = number(words->word[1]);
    long wait = has_wait ? number(words->word[2] + sizeof key - 1) : 0;
    if (status < 300 || status > 699)
        return fail(command, "reject needs a status from 300 to 699, such as: reject 503");
    if (status == 401 || status == 407)
        return fail(command, "reject 401 and 407 need a challenge: use --user NAME:PASSWORD");
    if (has_wait && wait < 1)
        return fail(command, "retry-after needs a number of seconds from 1 to 999999999");
    if (!has_wait && words->n > 3)
        return fail(command, "behind the status may follow retry-after=SECONDS, then a method");
    command->status = (uint16_t)status;
    command->retry_after_s = (uint32_t)wait;
    return read_method(command, words->word[has_wait ? 3 : 2]);
}

static int read_delay(struct hf_registrar_command *command, const struct words *words)
{
    long delay = number(words->word[1]);
    if (delay < 0 || delay > HF_REGISTRAR_DELAY_MAX_MS)
        return fail(command, "delay needs milliseconds from 0 to 60000, such as: delay 200");
    command->delay_ms = (uint32_t)delay;
    return read_method(command, words->word[2]);
}

static int read_verb(struct hf_registrar_command *command, const struct verb *verb,
                     const struct words *words)
{
    size_t arguments = words->n - 1;
    if (arguments < verb->least || arguments > verb->most) {
        snprintf(command->error, sizeof command->error, "%s takes %s", verb->word,
                 verb->most == 0   ? "no argument"
                 : verb->most == 1 ? "at most a method"
                 : verb->most == 2 ? "a number and, if wanted, a method"
                                   : "a status and, if wanted, retry-after=SECONDS and a method");
        return -1;
    }
    command->order = verb->order;
    switch (verb->order) {
    case HF_REGISTRAR_REJECT: return read_reject(command, words);
    case HF_REGISTRAR_DELAY: return read_delay(command, words);
    case HF_REGISTRAR_ANSWER:
    case HF_REGISTRAR_DROP: return read_method(command, words->word[1]);
    default: return 0;
    }
}

int hf_registrar_command_read(struct hf_registrar_command *command, const char *text)
{
    struct words words;
    memset(command, 0, sizeof *command);
    if (split(&words, text) != 0)
        return fail(command, "too many words, or one too long, for any command");
    if (words.n == 0 || words.word[0][0] == '#')
        return 0;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(words.word[0], verbs[i].word) == 0)
            return read_verb(command, &verbs[i], &words);
    }
    snprintf(command->error, sizeof command->error,
             "unknown command '%s'; known: answer drop reject delay wipe stop start refuse "
             "reset bindings quit",
             words.word[0]);
    return -1;
}
