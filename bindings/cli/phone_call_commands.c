/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user types about calls. Where a command wants a call and none is named, it is the only
 * one that fits, or the one that is heard.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MS     120
#define WHY_SIZE   (HF_INPUT_LINE_MAX + 64)
#define ERROR_SIZE 256

static void answer(struct hf_cli_phone *cli, const char *format, const char *text)
{
    char said[HF_INPUT_LINE_MAX + 256];

    snprintf(said, sizeof said, format, text);
    hf_cli_say_answer(cli, said);
}

/* ---- which call ---- */

static int fits(struct hf_cli_phone *cli, const struct hf_cli_call *call, const char *verb)
{
    struct hf_phone_call_status status;

    if (!hf_phone_call_status(cli->phone, call->id, &status))
        return 0;
    if (strcmp(verb, "answer") == 0 || strcmp(verb, "reject") == 0)
        return status.sip.incoming && call->rings;
    if (strcmp(verb, "resume") == 0)
        return status.sip.held_by_us;
    if (strcmp(verb, "hangup") == 0)
        return 1;
    return status.sip.up_us != 0 && !status.sip.held_by_us; /* hold, key */
}

/* 0 after it was said. */
static uint64_t only_call(struct hf_cli_phone *cli, const char *verb)
{
    uint64_t found = 0;
    unsigned n = 0;

    for (const struct hf_cli_call *call = cli->calls; call != NULL; call = call->next) {
        if (!fits(cli, call, verb))
            continue;
        if (call->id == cli->audio)
            return call->id;
        found = call->id;
        n++;
    }
    if (n == 1)
        return found;
    answer(cli,
           n == 0 ? "%s: there is no such call; calls says what calls there are"
                  : "%s: which call? calls names them",
           verb);
    return 0;
}

/* A call by its number. 0 after it was said. */
static uint64_t named_call(struct hf_cli_phone *cli, const char *text)
{
    char *end;
    unsigned long long id = strtoull(text, &end, 10);

    if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && hf_cli_call(cli, id) != NULL)
        return id;
    answer(cli, "there is no call \"%s\"; calls names them all", text);
    return 0;
}

static uint64_t call_of(struct hf_cli_phone *cli, const char *verb, const char *word)
{
    return word != NULL ? named_call(cli, word) : only_call(cli, verb);
}

/* ---- commands ---- */

static void place(struct hf_cli_phone *cli, const struct hf_cli_dial *wanted)
{
    char error[ERROR_SIZE] = "", said[64];
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    uint64_t id = hf_cli_dial(cli, wanted, &problem);

    if (id == 0) {
        answer(cli, "cannot dial: %s", error);
        return;
    }
    snprintf(said, sizeof said, "call %llu", (unsigned long long)id);
    hf_cli_say_answer(cli, said);
}

/* LINE URI; a line's name may hold a blank, an address does not. */
static void dial(struct hf_cli_phone *cli, char *rest)
{
    struct hf_cli_dial wanted = {.wish = 0};
    char *blank = rest != NULL ? strrchr(rest, ' ') : NULL;

    if (blank == NULL) {
        answer(cli, "%s wants a line and whom to call: dial 1 sip:1002@192.0.2.1, or dial 1 1002",
               "dial");
        return;
    }
    *blank = '\0';
    for (char *end = blank; end > rest && end[-1] == ' ';)
        *--end = '\0';
    wanted.to = blank + 1;
    wanted.line = hf_cli_find_line(cli, rest);
    if (wanted.line == 0) {
        answer(cli, "there is no line \"%s\"; status names them all", rest);
        return;
    }
    place(cli, &wanted);
}

/* The line that is named; else the first one with messages, or the first. 0 after it was said. */
static uint32_t box_line(struct hf_cli_phone *cli, const char *word)
{
    uint32_t found = 0;

    if (word != NULL) {
        found = hf_cli_find_line(cli, word);
        if (found == 0)
            answer(cli, "there is no line \"%s\"; status names them all", word);
        return found;
    }
    for (uint32_t line = cli->n_lines; line > 0; line--)
        if (hf_cli_has_line(cli, line) && (found == 0 || hf_cli_messages_lamp(cli, line) > 0 ||
                                           !hf_cli_messages_lamp(cli, found)))
            found = line;
    if (found == 0)
        answer(cli, "%s: there is no line", "voicemail");
    return found;
}

static void call_box(struct hf_cli_phone *cli, const char *word)
{
    struct hf_cli_dial wanted = {.line = box_line(cli, word)};

    if (wanted.line == 0)
        return;
    wanted.to = hf_cli_voicemail(cli, wanted.line);
    if (wanted.to == NULL)
        answer(cli, "%s has no number for its messages; set voicemail of the line, or --voicemail",
               cli->lines[wanted.line - 1].name);
    else
        place(cli, &wanted);
}

/* 400..699; 0: none is named; -1: it is none, and that was said. */
static int status_of(struct hf_cli_phone *cli, const char *word)
{
    char *end;
    long status = word != NULL ? strtol(word, &end, 10) : 0;

    if (word == NULL)
        return 0;
    if (*end == '\0' && status >= 400 && status <= 699)
        return (int)status;
    answer(cli,
           "\"%s\" is no code to reject a call with; 486 is busy, 603 declines, 400 to 699 can "
           "be said",
           word);
    return -1;
}

static void reject(struct hf_cli_phone *cli, const char *word, const char *code,
                   const struct hf_phone_problem *problem)
{
    uint64_t call = call_of(cli, "reject", word);
    int status = call != 0 ? status_of(cli, code) : -1;

    if (status >= 0 && hf_phone_reject(cli->phone, call, (uint16_t)status, problem) < 0)
        answer(cli, "cannot reject it: %s", problem->error);
}

/* [CALL] DIGITS */
static void press(struct hf_cli_phone *cli, const char *word, const char *digits,
                  const struct hf_phone_problem *problem)
{
    uint64_t call = digits != NULL ? named_call(cli, word) : 0;

    if (word == NULL) {
        answer(cli, "%s wants the keys to press: key 123#, or key CALL 123#", "key");
        return;
    }
    if (digits == NULL) {
        digits = word;
        call = only_call(cli, "key");
    }
    for (; call != 0 && *digits != '\0'; digits++) {
        struct hf_phone_key key = {.key = *digits, .ms = KEY_MS};

        if (hf_phone_key(cli->phone, call, &key, problem) < 0) {
            answer(cli, "cannot press it: %s", problem->error);
            return;
        }
    }
}

static void say_calls(struct hf_cli_phone *cli)
{
    for (const struct hf_cli_call *call = cli->calls; call != NULL; call = call->next) {
        struct hf_cli_call_said said = {.moment = {.at_us = hf_phone_now_us(),
                                                   .wall_us = hf_phone_wall_us(),
                                                   .line = call->line},
                                        .event = "status",
                                        .call = call};

        if (hf_phone_call_status(cli->phone, call->id, &said.status))
            hf_cli_say_call(cli, &said);
    }
    if (cli->calls == NULL)
        hf_cli_say_answer(cli, "there are no calls");
}

/* Commands of one call and nothing else. */
static void change(struct hf_cli_phone *cli, const char *verb, const char *word,
                   const struct hf_phone_problem *problem)
{
    uint64_t call = call_of(cli, verb, word);
    int result;

    if (call == 0)
        return;
    if (strcmp(verb, "answer") == 0)
        result = hf_phone_answer(cli->phone, call, problem);
    else if (strcmp(verb, "hangup") == 0)
        result = hf_phone_hang_up(cli->phone, call, problem);
    else
        result = hf_phone_hold(cli->phone, call, strcmp(verb, "hold") == 0, problem);
    if (result < 0)
        answer(cli, "that cannot be done: %s", problem->error);
}

static int is_change(const char *verb)
{
    static const char *const verbs[] = {"answer", "hangup", "hold", "resume"};

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return 1;
    return 0;
}

int hf_cli_call_command(struct hf_cli_phone *cli, const char *verb, char *rest)
{
    char error[ERROR_SIZE] = "", *more;
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    const char *first, *second;

    if (strcmp(verb, "dial") == 0) {
        dial(cli, rest);
        return 1;
    }
    if (strcmp(verb, "voicemail") == 0) { /* a line's name may hold a blank */
        call_box(cli, rest);
        return 1;
    }
    if (!is_change(verb) && strcmp(verb, "calls") != 0 && strcmp(verb, "reject") != 0 &&
        strcmp(verb, "key") != 0)
        return 0;
    first = rest != NULL ? strtok_r(rest, " \t", &more) : NULL;
    second = first != NULL ? strtok_r(NULL, " \t", &more) : NULL;
    if (second != NULL && (is_change(verb) || strtok_r(NULL, " \t", &more) != NULL))
        answer(cli, "%s: there is more behind it than it wants", verb);
    else if (strcmp(verb, "calls") == 0)
        say_calls(cli);
    else if (strcmp(verb, "reject") == 0)
        reject(cli, first, second, &problem);
    else if (strcmp(verb, "key") == 0)
        press(cli, first, second, &problem);
    else
        change(cli, verb, first, &problem);
    return 1;
}
