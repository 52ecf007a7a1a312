/* SPDX-License-Identifier: Apache-2.0 */
/* The words of `holdfast top`. */
#define _GNU_SOURCE
#include "top_words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_IN_S UINT64_C(1000000)
#define DAY_US  (86400 * US_IN_S)

/* Behind "it", at a deadline of that machine in that state. */
static const struct wait {
    uint8_t machine;
    const char *state, *words;
} waits[] = {
    {HF_MACHINE_ATTEMPT, "SENT", "gives up waiting for an answer"},
    {HF_MACHINE_ATTEMPT, "LAST", "gives up waiting for the last server"},
    {HF_MACHINE_ATTEMPT, "ALIVE", "gives up waiting for the final answer"},
    {HF_MACHINE_ATTEMPT, "SPREAD", "sends its request"},
    {HF_MACHINE_BINDING, "HELD", "loses its registration, which expires"},
    {HF_MACHINE_BINDING, "LEFT", "is no longer registered at its former server"},
    {HF_MACHINE_REGISTRATION, "REGISTERED", "renews its registration"},
    {HF_MACHINE_REGISTRATION, "WAITING", "tries to register again"},
    {HF_MACHINE_REGISTRATION, "REFUSED", "tries its password again"},
    {HF_MACHINE_REGISTRATION, "STOPPING", "waits no longer for its removal to be confirmed"},
    {HF_MACHINE_FAILBACK, "AWAY", "asks whether a better server is back"},
    {HF_MACHINE_FAILBACK, "DUE", "asks whether a better server is back, call or not"},
    {HF_MACHINE_LOCATE, "ASKING", "gives up looking up a server's name"},
    {HF_MACHINE_LOCATE, "STALE", "looks up a server's name again"},
    {HF_MACHINE_OPTIONS, "WAITING", "asks the server whether it lives"},
    {HF_MACHINE_TARGET_FAILBACK, "AWAY", "tries the server's first address again"},
    {HF_MACHINE_TARGET_FAILBACK, "DUE", "tries the server's first address, call or not"},
    {HF_MACHINE_PROXY_FAILBACK, "AWAY", "asks whether the first outbound proxy is back"},
    {HF_MACHINE_PROXY_FAILBACK, "DUE",
     "asks whether the first outbound proxy is back, call or not"},
};

__attribute__((format(printf, 2, 3))) static void add(char text[HF_TOP_WORDS], const char *format,
                                                      ...)
{
    size_t n = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text + n, HF_TOP_WORDS - n, format, arguments);
    va_end(arguments);
}

const char *hf_top_words_state(const struct hf_top_line *line)
{
    return line->known ? hf_words_line_state(line->status.state) : "not known";
}

const char *hf_top_words_next(const struct hf_top_line *line)
{
    const char *state = hf_state_name(line->deadline.machine, line->deadline.state);

    if (!line->deadline_known || line->deadline.at_us == HF_NEVER)
        return "";
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        if (waits[i].machine == line->deadline.machine && strcmp(waits[i].state, state) == 0)
            return waits[i].words;
    return "has something else to do";
}

/* ---- why ---- */

static int is_failure(const struct hf_line_status *status)
{
    return status->cause != HF_CAUSE_NONE || status->status >= 300;
}

const char *hf_top_words_reason(const struct hf_top_line *line, char text[HF_TOP_WORDS])
{
    const struct hf_line_status *status = &line->status;
    struct hf_words_failure failure = {.why = status->why, .status = status->status};
    char words[HF_WORDS_MAX];

    text[0] = '\0';
    if (!line->known)
        return text;
    if (line->failure.why == status->why && is_failure(status))
        failure = line->failure;
    if (status->why == HF_WHY_CAME_BACK && status->server != 0)
        snprintf(text, HF_TOP_WORDS, "server %u answers again", status->server);
    else if (failure.server == 0 && failure.status >= 300 &&
             hf_words_failed(&failure, words) != NULL)
        snprintf(text, HF_TOP_WORDS, "the server %s", words);
    else
        snprintf(text, HF_TOP_WORDS, "%s", hf_words_failure(&failure, words));
    return text;
}

/* ---- times ---- */

const char *hf_top_words_since(uint64_t wall_us, uint64_t now_wall_us, char text[HF_WORDS_SPAN])
{
    time_t at = (time_t)(wall_us / US_IN_S), now = (time_t)(now_wall_us / US_IN_S);
    struct tm then, today;

    if (wall_us == HF_NEVER || localtime_r(&at, &then) == NULL ||
        localtime_r(&now, &today) == NULL) {
        strcpy(text, "-");
        return text;
    }
    if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday)
        strftime(text, HF_WORDS_SPAN, "%H:%M:%S", &then);
    else if (now_wall_us - wall_us < 300 * DAY_US)
        strftime(text, HF_WORDS_SPAN, "%m-%d %H:%M", &then);
    else
        strftime(text, HF_WORDS_SPAN, "%Y-%m-%d", &then);
    return text;
}

const char *hf_top_words_in(uint64_t wall_us, uint64_t now_wall_us, char text[HF_WORDS_SPAN])
{
    if (wall_us == HF_NEVER)
        strcpy(text, "-");
    else if (wall_us < now_wall_us + US_IN_S)
        strcpy(text, "now");
    else /* whole seconds, counted down */
        hf_words_span((wall_us - now_wall_us) / US_IN_S * US_IN_S, text);
    return text;
}

const char *hf_top_words_address(const struct hf_top_line *line, char text[HF_WORDS_TARGET])
{
    if (!line->known || line->status.target.family == HF_FAMILY_NONE)
        strcpy(text, "-");
    else
        hf_words_target(&line->status.target, text);
    return text;
}

/* ---- sentences ---- */

static int is_in_service(const struct hf_top_line *line)
{
    return line->known &&
           (line->status.state == HF_LINE_REGISTERED || line->status.state == HF_LINE_ON_BACKUP);
}

const char *hf_top_words_place(const struct hf_top_rows *rows, const struct hf_top_row *row,
                               char text[HF_TOP_WORDS])
{
    const struct hf_top_line *line = row->line;
    char since[HF_WORDS_SPAN], span[HF_WORDS_SPAN], address[HF_WORDS_TARGET];
    char reason[HF_TOP_WORDS];
    int out = row->out_wall_us != HF_NEVER;
    uint64_t since_us = out ? row->out_wall_us : row->since_wall_us;
    uint64_t for_us = rows->now_wall_us > since_us ? rows->now_wall_us - since_us : 0;

    snprintf(text, HF_TOP_WORDS, "%s", hf_top_words_state(line));
    if (!line->known)
        return text;
    if (is_in_service(line))
        add(text, ", server %u (%s)", line->status.server, hf_top_words_address(line, address));
    add(text, ", %ssince %s (%s)", out ? "out of service " : "",
        hf_top_words_since(since_us, rows->now_wall_us, since), hf_words_span(for_us, span));
    if (is_in_service(line) && line->from != 0)
        add(text, ", before that at server %u", line->from);
    else if (!is_in_service(line) && line->served != 0)
        add(text, ", last served by server %u", line->served);
    add(text, ", because %s", hf_top_words_reason(line, reason));
    return text;
}

const char *hf_top_words_requests(uint64_t sent, uint64_t failed, char text[HF_TOP_WORDS])
{
    snprintf(text, HF_TOP_WORDS, "%" PRIu64 " request%s in the last hour, %" PRIu64 " failed", sent,
             sent == 1 ? "" : "s", failed);
    return text;
}

const char *hf_top_words_plan(const struct hf_top_rows *rows, const struct hf_top_row *row,
                              char text[HF_TOP_WORDS])
{
    char in[HF_WORDS_SPAN], at[HF_WORDS_SPAN], requests[HF_TOP_WORDS];

    text[0] = '\0';
    if (row->next_wall_us == HF_NEVER)
        add(text, row->line->deadline_known ? "Nothing is to be done by the clock"
                                            : "What comes next is not known");
    else if (row->next_wall_us < rows->now_wall_us + US_IN_S)
        add(text, "Now it %s", hf_top_words_next(row->line));
    else
        add(text, "In %s, at %s, it %s", hf_top_words_in(row->next_wall_us, rows->now_wall_us, in),
            hf_top_words_since(row->next_wall_us, rows->now_wall_us, at),
            hf_top_words_next(row->line));
    add(text, "; %s", hf_top_words_requests(row->sent, row->failed, requests));
    return text;
}

/* ---- sums ---- */

const char *hf_top_words_sum(const struct hf_top_rows *rows, char text[HF_TOP_WORDS])
{
    static const uint8_t worst_first[] = {HF_LINE_FAILED, HF_LINE_REGISTERING, HF_LINE_ON_BACKUP,
                                          HF_LINE_REGISTERED, HF_LINE_DISABLED};
    const char *lead = ": ";

    snprintf(text, HF_TOP_WORDS, "%u line%s", rows->n_lines, rows->n_lines == 1 ? "" : "s");
    for (size_t i = 0; i < sizeof worst_first; i++) {
        uint32_t n = rows->n_state[worst_first[i]];

        if (n == 0)
            continue;
        add(text, "%s%u %s", lead, n, hf_words_line_state(worst_first[i]));
        lead = ", ";
    }
    if (rows->n_unknown > 0)
        add(text, "%s%u not known", lead, rows->n_unknown);
    return text;
}

const char *hf_top_words_running(const struct hf_top_rows *rows, const struct hf_top_lines *lines,
                                 char text[HF_TOP_WORDS])
{
    time_t seconds = (time_t)(hf_top_lines_wall_us(lines) / US_IN_S);
    char day[40];
    struct tm local;

    text[0] = '\0';
    if (rows->running != 0)
        return text;
    if (localtime_r(&seconds, &local) == NULL ||
        strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &local) == 0)
        strcpy(day, "?");
    snprintf(text, HF_TOP_WORDS, "%s, all this is as of %s",
             hf_top_lines_ended(lines) ? "The phone was switched off" : "No phone writes this log",
             day);
    return text;
}
