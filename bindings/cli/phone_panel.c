/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's front (holdfast/panel.h) between the HAL and the calls: keys, lines and calls go into
 * the panel, its wishes are carried out, and the HAL gets what differs in its picture. Nothing is
 * decided here.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#include "holdfast/media/dtmf.h"
#include "holdfast/panel.h"

#define US_IN_MS   1000u
#define ERROR_SIZE 256
#define REFUSED_ID 0x80000000u /* with a wish's number: the id of a call that never was */
#define NO_ANSWER  408

struct hf_cli_panel {
    struct hf_cli_phone *cli;
    struct hf_panel panel;
    struct hf_panel_picture shown; /* what the HAL was told */
    uv_timer_t timer;
    unsigned depth; /* inputs within an input */
    int has_shown;
};

/* ---- the picture ---- */

static void show(struct hf_cli_panel *front)
{
    struct hf_panel_picture now, *before = &front->shown;
    struct hf_hal *hal = hf_cli_hal(front->cli);
    int all = !front->has_shown;

    memset(&now, 0, sizeof now);
    hf_panel_picture(&front->panel, &now);
    if (!all && memcmp(&now, before, sizeof now) == 0)
        return;
    for (unsigned i = 0; i < HF_HAL_DISPLAY_ROWS; i++)
        if (all || strcmp(now.rows[i], before->rows[i]) != 0)
            hf_hal_display(hal, i, now.rows[i]);
    for (unsigned i = 0; i < HF_HAL_LINE_KEYS; i++)
        if (all || now.line_lamps[i] != before->line_lamps[i])
            hf_hal_line_lamp(hal, i + 1, now.line_lamps[i]);
    if (all || now.message_lamp != before->message_lamp)
        hf_hal_message_lamp(hal, now.message_lamp);
    if (all || now.tone != before->tone)
        hf_hal_tone(hal, now.tone, front->cli->options.country);
    if (all || now.ringer != before->ringer)
        hf_hal_ring(hal, now.ringer);
    *before = now;
    front->has_shown = 1;
}

/* ---- wishes ---- */

static void report_refused(struct hf_cli_panel *front, const struct hf_panel_action *action,
                           const char *why);

static void dial(struct hf_cli_panel *front, const struct hf_panel_action *action)
{
    char error[ERROR_SIZE] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_cli_dial wanted = {
        .to = action->digits, .line = action->line + 1u, .wish = action->wish};

    if (hf_cli_dial(front->cli, &wanted, &problem) == 0)
        report_refused(front, action, error);
}

static void press(struct hf_cli_panel *front, const struct hf_panel_action *action,
                  const struct hf_phone_problem *problem)
{
    struct hf_phone_key key = {.key = action->on ? (char)action->digit : '\0', .ms = HF_DTMF_HELD};

    (void)hf_phone_key(front->cli->phone, action->call, &key, problem);
}

static void mute(struct hf_cli_panel *front, const struct hf_panel_action *action)
{
    struct hf_cli_call *call = hf_cli_call(front->cli, action->call);

    if (call != NULL)
        call->muted = action->on;
}

static void carry_out(struct hf_cli_panel *front, const struct hf_panel_action *action)
{
    struct hf_phone *phone = front->cli->phone;
    char error[ERROR_SIZE] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    int result = 0;

    switch ((enum hf_panel_action_kind)action->kind) {
    case HF_PANEL_DIAL: dial(front, action); break;
    case HF_PANEL_ANSWER: result = hf_phone_answer(phone, action->call, &problem); break;
    case HF_PANEL_REJECT:
        result = hf_phone_reject(phone, action->call, action->status, &problem);
        break;
    case HF_PANEL_HANGUP: result = hf_phone_hang_up(phone, action->call, &problem); break;
    case HF_PANEL_HOLD: result = hf_phone_hold(phone, action->call, 1, &problem); break;
    case HF_PANEL_RESUME: result = hf_phone_hold(phone, action->call, 0, &problem); break;
    case HF_PANEL_DTMF: press(front, action, &problem); break;
    case HF_PANEL_AUDIO_TO: /* as it is by now: an action before this one may have been news */
        hf_cli_listen_to(front->cli, front->panel.audio);
        break;
    case HF_PANEL_MUTE: mute(front, action); break;
    case HF_PANEL_VOLUME:
    case HF_PANEL_ACTION_KINDS: break;
    }
    if (result < 0)
        hf_cli_say_remark(front->cli, 0, error);
}

static void on_timer(uv_timer_t *timer);

static void set_timer(struct hf_cli_panel *front)
{
    uint64_t due_us = hf_panel_deadline(&front->panel), now_us = hf_phone_now_us();

    if (due_us == HF_PANEL_NEVER) {
        uv_timer_stop(&front->timer);
        return;
    }
    uv_update_time(&front->cli->loop);
    (void)uv_timer_start(&front->timer, on_timer,
                         due_us > now_us ? (due_us - now_us + US_IN_MS - 1) / US_IN_MS : 0, 0);
}

/* What came of an input; carrying it out may be news to the panel at once. The picture is sent when
 * all of it is done. */
static void settle(struct hf_cli_panel *front, const struct hf_panel_actions *actions)
{
    front->depth++;
    for (uint32_t i = 0; i < actions->n; i++)
        carry_out(front, &actions->list[i]);
    front->depth--;
    if (front->depth > 0)
        return;
    show(front);
    set_timer(front);
    hf_cli_hal_settle(front->cli);
}

/* ---- in ---- */

static void on_timer(uv_timer_t *timer)
{
    struct hf_cli_panel *front = timer->data;
    struct hf_panel_actions actions = {.n = 0};

    hf_panel_time(&front->panel, hf_phone_now_us(), &actions);
    settle(front, &actions);
}

void hf_cli_panel_key(struct hf_cli_phone *cli, const struct hf_hal_event *event)
{
    struct hf_panel_actions actions = {.n = 0};

    if (cli->panel == NULL)
        return;
    (void)hf_panel_key(&cli->panel->panel, event, &actions);
    settle(cli->panel, &actions);
}

static uint8_t line_state(const struct hf_line_status *status)
{
    switch ((enum hf_line_state)status->state) {
    case HF_LINE_DISABLED: return HF_PANEL_LINE_OFF;
    case HF_LINE_REGISTERING: return HF_PANEL_LINE_MOVING;
    case HF_LINE_REGISTERED: return HF_PANEL_LINE_PRIMARY;
    case HF_LINE_ON_BACKUP: return HF_PANEL_LINE_BACKUP;
    case HF_LINE_FAILED: return HF_PANEL_LINE_FAILED;
    case HF_LINE_STATE_COUNT: break;
    }
    return HF_PANEL_LINE_OFF;
}

void hf_cli_panel_line(struct hf_cli_phone *cli, uint32_t line)
{
    struct hf_panel_actions actions = {.n = 0};
    struct hf_panel_line told = {.index = (uint8_t)(line - 1)};
    struct hf_line_status status;

    if (cli->panel == NULL || line > cli->panel->panel.n_lines)
        return;
    if (hf_phone_has(cli->phone, line)) {
        status = hf_phone_status(cli->phone, line);
        told.state = line_state(&status);
    }
    told.messages = hf_cli_messages_lamp(cli, line);
    snprintf(told.label, sizeof told.label, "%s", cli->lines[line - 1].user);
    if (hf_cli_voicemail(cli, line) != NULL)
        snprintf(told.voicemail, sizeof told.voicemail, "%s", hf_cli_voicemail(cli, line));
    (void)hf_panel_line(&cli->panel->panel, &told, hf_phone_now_us(), &actions);
    settle(cli->panel, &actions);
}

/* ---- calls ---- */

static void tell_call(struct hf_cli_panel *front, const struct hf_panel_call *told)
{
    struct hf_panel_actions actions = {.n = 0};

    (void)hf_panel_call(&front->panel, told, hf_phone_now_us(), &actions);
    settle(front, &actions);
}

static void report_refused(struct hf_cli_panel *front, const struct hf_panel_action *action,
                           const char *why)
{
    struct hf_panel_call told = {.id = REFUSED_ID | action->wish,
                                 .wish = action->wish,
                                 .code = 503,
                                 .line = action->line,
                                 .direction = HF_PANEL_OUT,
                                 .state = HF_PANEL_CALL_GONE};

    snprintf(told.words, sizeof told.words, "%s", why);
    tell_call(front, &told);
}

static uint8_t state_of(const struct hf_cli_call_said *said)
{
    const struct hf_calls_status *sip = &said->status.sip;

    if (said->news != NULL && said->news->kind == HF_CALLS_OVER)
        return HF_PANEL_CALL_GONE;
    if (sip->state == HF_CALL_ENDING)
        return HF_PANEL_CALL_ENDING;
    if (sip->up_us != 0)
        return sip->held_by_us     ? HF_PANEL_CALL_HELD
               : sip->held_by_peer ? HF_PANEL_CALL_HELD_BY_PEER
                                   : HF_PANEL_CALL_UP;
    if (sip->incoming)
        return HF_PANEL_CALL_INCOMING;
    return said->call->rings ? HF_PANEL_CALL_RINGING : HF_PANEL_CALL_TRYING;
}

/* Whoever is told apart by it: the user part, or all of a URI without one. */
static void put_number(const char *uri, char *number, size_t size)
{
    const char *colon = strchr(uri, ':'), *user = colon != NULL ? colon + 1 : uri;
    size_t length = strcspn(user, "@;?");

    snprintf(number, size, "%.*s", (int)length, user);
}

/* GONE: hung up by anybody is 0; before the answer, the response, or that there was none. */
static uint16_t code_of(const struct hf_cli_call_said *said)
{
    const struct hf_calls_news *news = said->news;

    if (news->status >= 300)
        return news->status;
    return news->by == HF_CALLS_NETWORK && said->status.sip.up_us == 0 ? NO_ANSWER : 0;
}

void hf_cli_panel_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said)
{
    const struct hf_calls_status *sip = &said->status.sip;
    struct hf_panel_call told = {.id = (uint32_t)said->call->id,
                                 .wish = said->call->wish,
                                 .line = (uint8_t)(said->call->line - 1),
                                 .direction = sip->incoming ? HF_PANEL_IN : HF_PANEL_OUT,
                                 .state = state_of(said),
                                 .early_media = sip->early,
                                 .muted = said->call->muted,
                                 .on_backup = sip->server > 1};

    if (cli->panel == NULL || said->call->line > cli->panel->panel.n_lines)
        return;
    snprintf(told.name, sizeof told.name, "%s", sip->name);
    put_number(sip->uri, told.number, sizeof told.number);
    if (told.state == HF_PANEL_CALL_GONE) {
        told.code = code_of(said);
        snprintf(told.words, sizeof told.words, "%s", said->news->text);
    }
    tell_call(cli->panel, &told);
}

/* ---- opening ---- */

static int has_keys(const struct hf_cli_phone *cli)
{
    unsigned keys = HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_FUNCTIONS;

    return (hf_hal_has(hf_cli_hal(cli)) & keys) != 0;
}

static void refuse(const struct hf_panel_problem *problem)
{
    const char *setting = problem->setting;

    fprintf(stderr, "holdfast: phone: %s", setting);
    if (problem->number > 0)
        fprintf(stderr, " %u", problem->number);
    if (problem->column > 0)
        fprintf(stderr, ", column %u", problem->column);
    fprintf(stderr, ": %s; %s\n", problem->what, problem->right);
}

static struct hf_panel_config config_of(const struct hf_cli_phone *cli)
{
    struct hf_panel_config config = {.dial_plan = cli->options.dial_plan};

    for (unsigned i = 0; i < cli->options.n_emergency; i++)
        config.emergency[i] = cli->options.emergency[i];
    config.n_lines = cli->n_lines < HF_PANEL_LINES ? (uint8_t)cli->n_lines : HF_PANEL_LINES;
    return config;
}

void hf_cli_panel_settings(struct hf_cli_phone *cli)
{
    struct hf_panel_config config = config_of(cli);
    struct hf_panel_problem unsaid;

    if (cli->panel == NULL)
        return;
    if (hf_panel_configure(&cli->panel->panel, &config, &unsaid) == 0)
        for (uint32_t line = 1; line <= config.n_lines; line++)
            hf_cli_panel_line(cli, line);
}

/* A line's number is its key for ever: there are never fewer. */
void hf_cli_panel_lines(struct hf_cli_phone *cli)
{
    if (cli->panel != NULL && config_of(cli).n_lines != cli->panel->panel.n_lines)
        hf_cli_panel_settings(cli);
}

int hf_cli_panel_open(struct hf_cli_phone *cli)
{
    struct hf_panel_config config = config_of(cli);
    struct hf_panel_problem problem;
    struct hf_cli_panel *front = calloc(1, sizeof *front);

    if (front == NULL || hf_panel_init(&front->panel, &config, &problem) < 0) {
        if (front != NULL)
            refuse(&problem);
        free(front);
        return -1;
    }
    if (!has_keys(cli)) { /* the settings were sound: commands go without */
        free(front);
        return 0;
    }
    front->cli = cli;
    uv_timer_init(&cli->loop, &front->timer);
    front->timer.data = front;
    cli->panel = front;
    for (uint32_t line = 1; line <= config.n_lines; line++)
        hf_cli_panel_line(cli, line);
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void hf_cli_panel_close(struct hf_cli_phone *cli)
{
    struct hf_cli_panel *front = cli->panel;

    cli->panel = NULL;
    if (front != NULL)
        uv_close((uv_handle_t *)&front->timer, on_closed);
}
