/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls, as the command line has them: what is remembered of each, whom the user dials, and whose
 * sound is heard. Where there is a panel, that decides whom the user listens to; without one it is
 * the call that was answered, placed or resumed last.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#define URI_SIZE   (HF_CALLS_URI_MAX + 64)
#define RATE_USUAL 8000

struct hf_cli_call *hf_cli_call(const struct hf_cli_phone *cli, uint64_t id)
{
    struct hf_cli_call *call = cli->calls;

    while (call != NULL && call->id != id)
        call = call->next;
    return call;
}

/* NULL: no memory. */
static struct hf_cli_call *new_call(struct hf_cli_phone *cli, uint64_t id, uint32_t line)
{
    struct hf_cli_call *call = calloc(1, sizeof *call), **place = &cli->calls;

    if (call == NULL)
        return NULL;
    call->id = id;
    call->line = line;
    call->wish = cli->dialling;
    while (*place != NULL)
        place = &(*place)->next;
    *place = call;
    return call;
}

static void forget_call(struct hf_cli_phone *cli, struct hf_cli_call *call)
{
    struct hf_cli_call **place = &cli->calls;

    while (*place != call)
        place = &(*place)->next;
    *place = call->next;
    free(call);
}

void hf_cli_calls_close(struct hf_cli_phone *cli)
{
    while (cli->calls != NULL)
        forget_call(cli, cli->calls);
}

/* ---- dialling ---- */

/* User part of a URI, or all of a number. */
static int is_emergency(const struct hf_cli_phone *cli, const char *to)
{
    const char *colon = strchr(to, ':'), *user = colon != NULL ? colon + 1 : to;
    size_t length = strcspn(user, "@;");

    for (unsigned i = 0; i < cli->options.n_emergency; i++)
        if (strlen(cli->options.emergency[i]) == length &&
            memcmp(cli->options.emergency[i], user, length) == 0)
            return 1;
    return 0;
}

/* '#' ends a URI where it is not escaped (RFC 3261 25.1). */
static void put_user(char *uri, const char *user)
{
    char *at = uri + strlen(uri);

    for (; *user != '\0' && at < uri + URI_SIZE - 8; user++) {
        if (*user == '#')
            at = stpcpy(at, "%23");
        else
            *at++ = *user;
    }
    *at = '\0';
}

/* A number or a user at the first server of the line; the agent gives each server that is asked
 * its own domain (E4). */
static void put_at_server(struct hf_cli_phone *cli, uint32_t line, const char *user, char *uri)
{
    const struct hf_config *config = hf_phone_line_config(cli->phone, line);
    const struct hf_name *name = &config->servers[0].host;
    const char *host = config->names + name->at;
    int bare_v6 = host[0] != '[' && memchr(host, ':', name->length) != NULL;
    size_t n;

    strcpy(uri, "sip:");
    put_user(uri, user);
    n = strlen(uri);
    snprintf(uri + n, URI_SIZE - n, bare_v6 ? "@[%.*s]" : "@%.*s", (int)name->length, host);
}

static int has_scheme(const char *to)
{
    return strncasecmp(to, "sip:", 4) == 0 || strncasecmp(to, "sips:", 5) == 0 ||
           strncasecmp(to, "tel:", 4) == 0;
}

static int make_uri(struct hf_cli_phone *cli, const struct hf_cli_dial *dial, char *uri)
{
    if (strlen(dial->to) > HF_CALLS_URI_MAX)
        return -1;
    if (has_scheme(dial->to))
        snprintf(uri, URI_SIZE, "%s", dial->to);
    else if (strchr(dial->to, '@') != NULL)
        snprintf(uri, URI_SIZE, "sip:%s", dial->to);
    else
        put_at_server(cli, dial->line, dial->to, uri);
    return 0;
}

uint64_t hf_cli_dial(struct hf_cli_phone *cli, const struct hf_cli_dial *dial,
                     const struct hf_phone_problem *problem)
{
    char uri[URI_SIZE];
    struct hf_phone_dial wanted = {.uri = uri, .emergency = (uint8_t)is_emergency(cli, dial->to)};
    struct hf_phone_call_status status;
    uint32_t before = cli->dialling;
    uint64_t id;

    if (make_uri(cli, dial, uri) < 0) {
        snprintf(problem->error, problem->size, "that is too long for an address to dial");
        return 0;
    }
    cli->dialling = dial->wish;
    id = hf_phone_dial(cli->phone, dial->line, &wanted, problem);
    if (id != 0 && hf_cli_call(cli, id) == NULL && hf_phone_call_status(cli->phone, id, &status))
        (void)new_call(cli, id, dial->line); /* the log has not released its first report */
    cli->dialling = before;
    return id;
}

/* ---- who is heard ---- */

void hf_cli_listen_to(struct hf_cli_phone *cli, uint64_t call)
{
    cli->audio = call;
    hf_cli_calls_settle(cli);
}

/* A call that is up and not on hold, the newest; 0: none. */
static uint64_t another(struct hf_cli_phone *cli)
{
    struct hf_phone_call_status status;
    uint64_t found = 0;

    for (const struct hf_cli_call *call = cli->calls; call != NULL; call = call->next)
        if (hf_phone_call_status(cli->phone, call->id, &status) && status.sip.up_us != 0 &&
            !status.sip.held_by_us && status.sip.state == HF_CALL_TALKING)
            found = call->id;
    return found;
}

static void choose_audio(struct hf_cli_phone *cli, const struct hf_calls_news *news, int incoming)
{
    int ours = news->by == HF_CALLS_US;

    switch ((enum hf_calls_news_kind)news->kind) {
    case HF_CALLS_UP: cli->audio = news->call; break;
    case HF_CALLS_MEDIA: /* of a call that rings here the microphone says nothing */
        if (cli->audio == 0 && !incoming)
            cli->audio = news->call;
        break;
    case HF_CALLS_HELD:
        if (ours && cli->audio == news->call)
            cli->audio = another(cli);
        break;
    case HF_CALLS_RESUMED:
        if (ours)
            cli->audio = news->call;
        break;
    case HF_CALLS_OVER:
        if (cli->audio == news->call)
            cli->audio = another(cli);
        break;
    case HF_CALLS_INCOMING:
    case HF_CALLS_RINGING:
    case HF_CALLS_REFUSED: break;
    }
}

/* What the calls are like, together. */
struct summary {
    int media;   /* sound was agreed for one */
    int rings;   /* one comes in and is not answered */
    int awaited; /* ours rings over there, and sends no sound of its own */
};

static struct summary sum_up(struct hf_cli_phone *cli)
{
    struct summary sum = {.media = 0};
    struct hf_phone_call_status status;

    for (const struct hf_cli_call *call = cli->calls; call != NULL; call = call->next) {
        if (!hf_phone_call_status(cli->phone, call->id, &status))
            continue;
        sum.media |= status.has_media;
        sum.rings |= call->rings && status.sip.incoming;
        sum.awaited |= call->rings && !status.sip.incoming && !status.has_media;
    }
    return sum;
}

static void set_tones(struct hf_cli_phone *cli, const struct summary *sum)
{
    enum hf_hal_tone tone = HF_TONE_NONE;

    if (sum->awaited && cli->audio == 0)
        tone = HF_TONE_RINGBACK;
    else if (sum->rings && cli->audio != 0)
        tone = HF_TONE_CALL_WAITING;
    hf_hal_tone(hf_cli_hal(cli), tone, cli->options.country);
    hf_hal_ring(hf_cli_hal(cli), sum->rings && cli->audio == 0);
}

/* The microphone is open while a call is listened to. Else the packets of those that have sound go
 * on without it. */
void hf_cli_calls_settle(struct hf_cli_phone *cli)
{
    struct summary sum = sum_up(cli);
    uint32_t rate = hf_phone_call_rate(cli->phone, cli->audio);

    if (cli->audio != 0 && rate == 0 && sum.media)
        rate = RATE_USUAL;
    hf_cli_hal_pace(cli, sum.media && rate == 0);
    hf_cli_hal_audio(cli, rate);
    if (cli->panel == NULL)
        set_tones(cli, &sum);
    hf_cli_hal_settle(cli);
}

/* ---- what is heard of them ---- */

static const char *event_of(const struct hf_calls_news *news)
{
    switch ((enum hf_calls_news_kind)news->kind) {
    case HF_CALLS_INCOMING: return "incoming";
    case HF_CALLS_RINGING: return "ringing";
    case HF_CALLS_MEDIA: return "media";
    case HF_CALLS_UP: return "up";
    case HF_CALLS_HELD: return "held";
    case HF_CALLS_RESUMED: return "resumed";
    case HF_CALLS_REFUSED: return "refused";
    case HF_CALLS_OVER: return "over";
    }
    return "unknown";
}

static void remember(struct hf_cli_call *call, const struct hf_calls_news *news)
{
    if (news->kind == HF_CALLS_INCOMING || news->kind == HF_CALLS_RINGING)
        call->rings = 1;
    else if (news->kind == HF_CALLS_UP || news->kind == HF_CALLS_OVER)
        call->rings = 0;
    if (news->status != 0)
        call->status = news->status;
    if (news->why != 0)
        call->why = news->why;
}

void hf_cli_hear_call(void *context, const struct hf_phone_call_news *heard)
{
    struct hf_cli_phone *cli = context;
    struct hf_cli_call *call = hf_cli_call(cli, heard->call);
    struct hf_cli_call_said said = {
        .moment = {.at_us = heard->at_us, .wall_us = heard->wall_us, .line = heard->line},
        .event = heard->news != NULL ? event_of(heard->news) : "key",
        .news = heard->news,
        .key = heard->key,
        .key_ms = heard->key_ms};

    if (call == NULL)
        call = new_call(cli, heard->call, heard->line);
    if (call == NULL || !hf_phone_call_status(cli->phone, heard->call, &said.status))
        return;
    said.call = call;
    if (heard->news == NULL) {
        hf_cli_say_call(cli, &said);
        return;
    }
    remember(call, heard->news);
    hf_cli_say_call(cli, &said);
    if (cli->panel != NULL)
        hf_cli_panel_call(cli, &said);
    else
        choose_audio(cli, heard->news, said.status.sip.incoming);
    call = hf_cli_call(cli, heard->call); /* the panel may have done anything */
    if (heard->news->kind == HF_CALLS_OVER && cli->audio == heard->call)
        cli->audio = 0;
    if (heard->news->kind == HF_CALLS_OVER && call != NULL)
        forget_call(cli, call);
    hf_cli_calls_settle(cli);
}

/* What the phone has no news of: that a call is begun, or goes on at another server, or is ending.
 */
void hf_cli_hear_call_report(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                             const struct hf_call_report *report)
{
    struct hf_cli_call *call = hf_cli_call(cli, report->call);
    struct hf_cli_call_said said = {.moment = *moment};

    if (!hf_phone_call_status(cli->phone, report->call, &said.status))
        return;
    if (call == NULL)
        call = new_call(cli, report->call, moment->line);
    if (call == NULL)
        return;
    call->why = report->why;
    call->status = report->status;
    if (report->state != HF_CALL_CALLING && report->state != HF_CALL_ENDING)
        return;
    said.call = call;
    said.event = report->state == HF_CALL_CALLING ? "calling" : "ending";
    hf_cli_say_call(cli, &said);
    hf_cli_panel_call(cli, &said);
}
