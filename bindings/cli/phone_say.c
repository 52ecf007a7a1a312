/* SPDX-License-Identifier: Apache-2.0 */
/* What happens, in words that a phone's owner understands, with the time of day before them. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <string.h>

#include "holdfast/vendors/utf8.h"

static struct hf_cli_line *line_of(struct hf_cli_phone *cli, uint32_t line)
{
    return &cli->lines[line - 1];
}

/* What a terminal obeys, and what turns the letters around it: a peer's name is not to write over
 * what stands there. */
static int is_obeyed(const unsigned char *bytes, size_t n)
{
    if (n == 1)
        return bytes[0] < 0x20 || bytes[0] == 0x7F;
    if (n == 2)
        return bytes[0] == 0xC2 && bytes[1] < 0xA0; /* U+0080 to U+009F */
    return n == 3 && bytes[0] == 0xE2 &&            /* U+2028 to U+202E, */
           ((bytes[1] == 0x80 && bytes[2] >= 0xA8 && bytes[2] <= 0xAE) ||
            (bytes[1] == 0x81 && bytes[2] >= 0xA6 && bytes[2] <= 0xA9)); /* U+2066 to U+2069 */
}

/* Text that others have had a hand in. */
static void put_safe(FILE *to, const char *text, int has_lines)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t left = strlen(text), n;

    for (; left > 0; bytes += n, left -= n) {
        n = hf_utf8_length(bytes, left);
        if (n > 0 && (!is_obeyed(bytes, n) || (has_lines && bytes[0] == '\n')))
            fwrite(bytes, 1, n, to);
        else
            fputs("\xEF\xBF\xBD", to);
        n = n > 0 ? n : 1;
    }
}

void hf_cli_print(struct hf_cli_phone *cli, const struct hf_cli_moment *moment, const char *text)
{
    const struct hf_cli_line *line = moment->line > 0 ? line_of(cli, moment->line) : NULL;
    char clock[HF_WORDS_CLOCK];
    FILE *to;

    if (cli->quiet)
        return;
    to = hf_cli_output_begin(cli->output);
    fprintf(to, "%s ", hf_words_clock(moment->wall_us, clock));
    if (line != NULL)
        fprintf(to, "line %s (%s): ", line->name, line->user);
    put_safe(to, text, 0);
    fputc('\n', to);
    hf_cli_output_end(cli->output);
}

static void print_now(struct hf_cli_phone *cli, uint32_t line, const char *text)
{
    struct hf_cli_moment moment = {
        .at_us = hf_phone_now_us(), .wall_us = hf_phone_wall_us(), .line = line};

    hf_cli_print(cli, &moment, text);
}

static void remark(struct hf_cli_phone *cli, uint32_t line, const char *text)
{
    if (cli->options.json)
        hf_cli_json_remark(cli, "remark", line, text);
    else
        print_now(cli, line, text);
}

/* Where lines were dropped for want of a reader, the next one has a gap before it. */
static void tell_gap(struct hf_cli_phone *cli)
{
    uint64_t n = hf_cli_output_dropped(cli->output);
    char text[HF_WORDS_MAX];

    if (n == 0)
        return;
    snprintf(text, sizeof text, "%llu %s missing here, because nobody read what was written",
             (unsigned long long)n, n == 1 ? "line is" : "lines are");
    remark(cli, 0, text);
}

/* ---- a line's status ---- */

static int in_service(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
}

/* Whether a failure stands behind the status, rather than a wish or a success. */
static int is_failure(const struct hf_line_status *status)
{
    return status->cause != HF_CAUSE_NONE || status->status >= 300;
}

/* The failure behind a status: told in full where the command line saw it. */
static const char *behind(const struct hf_cli_line *line, const struct hf_line_status *status,
                          char text[HF_WORDS_MAX])
{
    struct hf_words_failure failure = {.why = status->why, .status = status->status};

    if (line->failure.why == status->why)
        failure = line->failure;
    return hf_words_failure(&failure, text);
}

static void say_place(const struct hf_cli_line *line, const struct hf_line_status *status,
                      char *text, size_t size)
{
    const struct hf_line_status *before = &line->told;
    char address[HF_WORDS_TARGET], reason[HF_WORDS_MAX];
    const char *backup = status->server > 1 ? "the backup, " : "";
    int moved = in_service(before) && before->server != status->server;

    if (status->target.transport == HF_TRANSPORT_UDP)
        hf_words_address(&status->target, address);
    else
        hf_words_target(&status->target, address);
    if (status->why == HF_WHY_CAME_BACK)
        snprintf(text, size, "back on server %u (%s): it answers again", status->server, address);
    else if (status->why == HF_WHY_PROXY_PROBE_ACCEPTED)
        snprintf(text, size, "back on the first outbound proxy of server %u (%s): it answers again",
                 status->server, address);
    else if (!is_failure(status))
        snprintf(text, size, "registered at %sserver %u (%s)", backup, status->server, address);
    else
        snprintf(text, size, "%s %sserver %u (%s), because %s",
                 moved ? "moved to" : "registered at", backup, status->server, address,
                 behind(line, status, reason));
}

static void say_failed(const struct hf_cli_line *line, const struct hf_line_status *status,
                       char *text, size_t size)
{
    uint64_t now_us = hf_phone_now_us(), wall_us = hf_phone_wall_us();
    uint64_t wait_us = status->next_us > now_us ? status->next_us - now_us : 0;
    char reason[HF_WORDS_MAX], span[HF_WORDS_SPAN], clock[HF_WORDS_CLOCK];
    const char *what = "registration failed, no server accepted";

    if (status->why == HF_WHY_WRONG_CREDENTIALS)
        what = "registration refused, check user name and password";
    else if (status->why == HF_WHY_REJECTED)
        what = "registration refused";
    snprintf(text, size, "%s (%s); next try in %s, at %s", what, behind(line, status, reason),
             hf_words_span(wait_us, span), hf_words_clock(wall_us + wait_us, clock));
}

static void say_state(const struct hf_cli_line *line, const struct hf_line_status *status,
                      char *text, size_t size)
{
    const struct hf_line_status *before = &line->told;

    switch ((enum hf_line_state)status->state) {
    case HF_LINE_DISABLED: snprintf(text, size, "switched off"); break;
    case HF_LINE_REGISTERING:
        snprintf(text, size, "%s",
                 before->state == HF_LINE_FAILED ? "registering again"
                 : in_service(before)            ? "no longer registered, looking for a server"
                                                 : "registering");
        break;
    case HF_LINE_REGISTERED:
    case HF_LINE_ON_BACKUP: say_place(line, status, text, size); break;
    case HF_LINE_FAILED: say_failed(line, status, text, size); break;
    case HF_LINE_STATE_COUNT: snprintf(text, size, "in an unknown state"); break;
    }
}

/* B14: verification is never off in silence. */
void hf_cli_status_text(const struct hf_cli_line *line, const struct hf_line_status *status,
                        char *text, size_t size)
{
    size_t length;

    say_state(line, status, text, size);
    length = strlen(text);
    if (line->verify_off)
        snprintf(text + length, size - length, "; certificate not verified");
}

/* ---- decisions ---- */

/* "server 2 (127.0.0.12:5060)", as the configuration has it. */
static const char *server_text(struct hf_cli_phone *cli, uint32_t line, unsigned server,
                               char text[HF_WORDS_MAX])
{
    const struct hf_config *config = hf_phone_line_config(cli->phone, line);

    if (server == 0 || server > config->n_servers) {
        snprintf(text, HF_WORDS_MAX, "the server");
        return text;
    }
    const struct hf_server_config *entry = &config->servers[server - 1];
    const char *host = config->names + entry->host.at;
    int length = entry->host.length < 128 ? (int)entry->host.length : 128;
    int bare_v6 = host[0] != '[' && memchr(host, ':', (size_t)length) != NULL;

    if (entry->port == 0) { /* as its DNS says (B1, B4) */
        snprintf(text, HF_WORDS_MAX, "server %u (%.*s)", server, length, host);
        return text;
    }
    snprintf(text, HF_WORDS_MAX, bare_v6 ? "server %u ([%.*s]:%u)" : "server %u (%.*s:%u)", server,
             length, host, (unsigned)entry->port);
    return text;
}

/* Keeps what the next status is explained with. */
static void remember(struct hf_cli_line *line, uint64_t at_us, const struct hf_decision *d)
{
    if (d->machine != HF_MACHINE_ATTEMPT || d->subject >= HF_PURPOSE_COUNT)
        return;
    if (d->from_state == 0 || d->why == HF_WHY_CHALLENGED)
        line->asked_us[d->subject] = at_us;
    if (d->to_state == d->from_state || (d->cause == HF_CAUSE_NONE && d->status < 300))
        return;
    if (strcmp(hf_state_name(d->machine, d->to_state), "ENDED") != 0)
        return;
    line->failure = (struct hf_words_failure){.server = d->from_server,
                                              .why = d->why,
                                              .status = d->status,
                                              .after_us = at_us - line->asked_us[d->subject]};
}

/* What of a decision is news for a person; 0: nothing, its outcome will be. */
static int tell_decision(struct hf_cli_phone *cli, uint32_t number, const struct hf_decision *d,
                         char text[2 * HF_WORDS_MAX])
{
    const struct hf_cli_line *line = line_of(cli, number);
    char server[HF_WORDS_MAX], reason[HF_WORDS_MAX];

    switch (d->why) {
    case HF_WHY_NEXT_CANDIDATE:
        if (d->machine != HF_MACHINE_ATTEMPT || d->subject == HF_PURPOSE_REMOVE)
            return 0;
        snprintf(text, 2 * HF_WORDS_MAX, "%s; trying %s", hf_words_failure(&line->failure, reason),
                 server_text(cli, number, d->to_server, server));
        return 1;
    case HF_WHY_LAST_CANDIDATE:
        snprintf(text, 2 * HF_WORDS_MAX, "%s has not answered yet, and no other is left to ask",
                 server_text(cli, number, d->to_server, server));
        return d->subject == HF_PURPOSE_REGISTER;
    case HF_WHY_PROBE_DUE:
    case HF_WHY_PROBE_NEXT_SERVER:
        if (d->machine != HF_MACHINE_ATTEMPT)
            return 0;
        snprintf(text, 2 * HF_WORDS_MAX, "asking whether %s is back",
                 server_text(cli, number, d->to_server, server));
        return 1;
    case HF_WHY_PROXY_PROBE_DUE:
        snprintf(text, 2 * HF_WORDS_MAX, "asking whether the first outbound proxy of %s is back",
                 server_text(cli, number, d->to_server, server));
        return d->machine == HF_MACHINE_ATTEMPT;
    case HF_WHY_PROXY_PROBE_FAILED:
    case HF_WHY_PROBE_FAILED:
        snprintf(text, 2 * HF_WORDS_MAX, "not yet: %s", hf_words_failure(&line->failure, reason));
        return 1;
    case HF_WHY_CONTACT_MISSING:
    case HF_WHY_GRANT_SHORT:
    case HF_WHY_LATE_BINDING:
        snprintf(text, 2 * HF_WORDS_MAX, "%s: %s", server_text(cli, number, d->to_server, server),
                 hf_words_why(d->why));
        return d->machine == HF_MACHINE_BINDING;
    case HF_WHY_LINE_DISABLED: /* C13; of one that is dialled its own end says so */
        snprintf(text, 2 * HF_WORDS_MAX, "a call came in and was turned away (480): %s",
                 hf_words_why(d->why));
        return d->machine == HF_MACHINE_CALL && d->cause_event == HF_EVENT_CALL_ARRIVED;
    case HF_WHY_REMOVAL_TIMED_OUT:
        snprintf(text, 2 * HF_WORDS_MAX, "%s", hf_words_why(d->why));
        return d->machine == HF_MACHINE_REGISTRATION;
    default: return 0;
    }
}

static void hear_decision(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                          const struct hf_decision *decision)
{
    char text[2 * HF_WORDS_MAX];

    remember(line_of(cli, moment->line), moment->at_us, decision);
    if (cli->options.json)
        hf_cli_json_decision(cli, moment, decision);
    else if (tell_decision(cli, moment->line, decision, text))
        hf_cli_print(cli, moment, text);
}

/* ---- news ---- */

static void hear_line(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                      const struct hf_line_status *status)
{
    struct hf_cli_line *line = line_of(cli, moment->line);
    char text[2 * HF_WORDS_MAX];

    if (cli->options.json) {
        hf_cli_json_line(cli, "line", moment, status);
    } else {
        hf_cli_status_text(line, status, text, sizeof text);
        hf_cli_print(cli, moment, text);
    }
    line->told = *status;
    hf_cli_panel_line(cli, moment->line);
}

static void hear_request(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                         const struct hf_request_report *report)
{
    char text[HF_WORDS_MAX];

    if (cli->options.json) {
        hf_cli_json_request(cli, moment, report);
        return;
    }
    switch ((enum hf_request_outcome)report->outcome) {
    case HF_DONE_ACCEPTED:
        snprintf(text, sizeof text, "registered as you asked, at server %u", report->server);
        break;
    case HF_DONE_REJECTED:
        snprintf(text, sizeof text, "your registration was refused: %u %s", report->status,
                 hf_words_status(report->status));
        break;
    case HF_DONE_FAILED:
        snprintf(text, sizeof text, "your registration failed: no server accepted it");
        break;
    case HF_DONE_DISABLED:
        snprintf(text, sizeof text, "cannot register: the line is switched off");
        break;
    case HF_DONE_WITHDRAWN: snprintf(text, sizeof text, "your request was withdrawn"); break;
    case HF_DONE_COUNT: return;
    }
    hf_cli_print(cli, moment, text);
}

void hf_cli_say_news(void *context, const struct hf_phone_news *news)
{
    struct hf_cli_phone *cli = context;
    struct hf_cli_moment moment = {
        .at_us = news->at_us, .wall_us = news->wall_us, .line = news->line};

    tell_gap(cli);
    switch (news->action->kind) {
    case HF_ACTION_REPORT_LINE: hear_line(cli, &moment, &news->action->u.line); break;
    case HF_ACTION_REPORT_REQUEST: hear_request(cli, &moment, &news->action->u.request); break;
    case HF_ACTION_REPORT_CALL: hf_cli_hear_call_report(cli, &moment, &news->action->u.call); break;
    case HF_ACTION_EXPLAIN: hear_decision(cli, &moment, &news->action->u.decision); break;
    default: break;
    }
}

void hf_cli_say_remark(void *context, uint32_t line, const char *text)
{
    struct hf_cli_phone *cli = context;

    tell_gap(cli);
    remark(cli, line, text);
}

void hf_cli_say_status(struct hf_cli_phone *cli, uint32_t line)
{
    struct hf_line_status status = hf_phone_status(cli->phone, line);
    struct hf_cli_moment moment = {
        .at_us = hf_phone_now_us(), .wall_us = hf_phone_wall_us(), .line = line};
    char state[2 * HF_WORDS_MAX], text[3 * HF_WORDS_MAX], span[HF_WORDS_SPAN];

    tell_gap(cli);
    if (cli->options.json) {
        hf_cli_json_line(cli, "status", &moment, &status);
        return;
    }
    hf_cli_status_text(line_of(cli, line), &status, state, sizeof state);
    snprintf(text, sizeof text, "%s (for %s)", state,
             hf_words_span(moment.at_us - status.since_us, span));
    hf_cli_print(cli, &moment, text);
}

void hf_cli_say_phone(struct hf_cli_phone *cli, const char *state)
{
    char text[HF_WORDS_MAX];

    tell_gap(cli);
    if (cli->options.json) {
        hf_cli_json_phone(cli, state);
        return;
    }
    if (strcmp(state, "listening") == 0)
        snprintf(text, sizeof text, "phone with %u %s, on UDP port %u", cli->n_lines,
                 cli->n_lines == 1 ? "line" : "lines", hf_phone_port(cli->phone));
    else
        snprintf(text, sizeof text, "phone %s", state);
    print_now(cli, 0, text);
}

void hf_cli_say_answer(struct hf_cli_phone *cli, const char *text)
{
    FILE *to;

    tell_gap(cli);
    if (cli->options.json) {
        hf_cli_json_remark(cli, "answer", 0, text);
        return;
    }
    if (cli->quiet)
        return;
    to = hf_cli_output_begin(cli->output);
    put_safe(to, text, 1);
    fputc('\n', to);
    hf_cli_output_end(cli->output);
}
