/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door of the panel: settings are checked, time passes before each input, and what the input
 * changed is settled behind it.
 */
#include "inside.h"

#include <string.h>

_Static_assert(sizeof(struct hf_panel) <= 16384, "a panel is at most 16 KiB");
_Static_assert(sizeof(struct hf_panel_picture) ==
                   HF_HAL_DISPLAY_ROWS * HF_HAL_ROW_BYTES + HF_HAL_LINE_KEYS + 6,
               "pictures are compared by memcmp: no padding");

#define DECLINE 603u

/* ---- settings ---- */

static int refuse(struct hf_panel_problem *problem, const char *setting, const char *what,
                  const char *right)
{
    problem->setting = setting;
    problem->what = what;
    problem->right = right;
    return -1;
}

static int read_plan(struct hf_digit_map *plan, const char *text, struct hf_panel_problem *problem)
{
    struct hf_digit_map_error error = {0, NULL, NULL};

    if (text == NULL || text[0] == '\0')
        text = HF_PANEL_PLAN;
    if (hf_digit_map_read(plan, text, &error) == 0)
        return 0;
    problem->column = error.column;
    return refuse(problem, "dial plan", error.what, error.right);
}

static int check_emergency(const char *number, struct hf_panel_problem *problem)
{
    size_t n = 0;

    while (number[n] != '\0' && n < HF_PANEL_EMERGENCY_SIZE && hf_digit_index(number[n]) >= 0)
        n++;
    problem->column = (unsigned)n + 1;
    if (n == HF_PANEL_EMERGENCY_SIZE)
        return refuse(problem, "emergency number", "the number is too long", "at most 15 digits");
    if (number[n] != '\0' || n == 0)
        return refuse(problem, "emergency number",
                      n == 0 && number[0] == '\0' ? "the number is empty" : "this is no digit",
                      "digits 0-9, * and #");
    return 0;
}

int hf_panel_configure(struct hf_panel *panel, const struct hf_panel_config *config,
                       struct hf_panel_problem *problem)
{
    struct hf_digit_map plan;
    unsigned n = 0;

    memset(problem, 0, sizeof *problem);
    if (read_plan(&plan, config->dial_plan, problem) < 0)
        return -1;
    for (; n < HF_PANEL_EMERGENCY && config->emergency[n] != NULL; n++) {
        problem->number = n + 1;
        if (check_emergency(config->emergency[n], problem) < 0)
            return -1;
    }
    memset(problem, 0, sizeof *problem);
    if (config->reject_status != 0 && config->reject_status != BUSY_HERE &&
        config->reject_status != DECLINE)
        return refuse(problem, "reject status", "this is no way to refuse a call", "486 or 603");
    if (config->n_lines > HF_PANEL_LINES)
        return refuse(problem, "lines", "there are too many", "at most 16");
    for (unsigned i = config->n_lines; i < HF_PANEL_LINES; i++)
        if (hf_panel_calls_on(panel, i) > 0)
            return refuse(problem, "lines", "a line that is taken away has calls", "its calls end");

    panel->plan = plan;
    memset(panel->emergency, 0, sizeof panel->emergency);
    for (unsigned i = 0; i < n; i++)
        memcpy(panel->emergency[i], config->emergency[i], strlen(config->emergency[i]));
    panel->reject_status = config->reject_status != 0 ? config->reject_status : BUSY_HERE;
    panel->n_lines = config->n_lines;
    for (unsigned i = config->n_lines; i < HF_PANEL_LINES; i++)
        memset(&panel->lines[i], 0, sizeof panel->lines[i]);
    if (panel->selected >= config->n_lines)
        panel->selected = 0;
    return 0;
}

int hf_panel_init(struct hf_panel *panel, const struct hf_panel_config *config,
                  struct hf_panel_problem *problem)
{
    memset(panel, 0, sizeof *panel);
    panel->front_us = HF_PANEL_NEVER;
    return hf_panel_configure(panel, config, problem);
}

/* ---- inputs ---- */

/* What was due on the way to now_us happens at its own time. */
static struct step begin(struct hf_panel *panel, uint64_t now_us, struct hf_panel_actions *actions)
{
    struct step x = {panel, actions};

    memset(actions, 0, sizeof *actions);
    for (int i = 0; i < HF_FRONT_COUNT && panel->front_us <= now_us; i++) {
        if (panel->front_us > panel->now_us)
            panel->now_us = panel->front_us;
        hf_panel_front_over(&x);
        hf_panel_settle(&x);
    }
    if (now_us > panel->now_us)
        panel->now_us = now_us;
    return x;
}

int hf_panel_key(struct hf_panel *panel, const struct hf_hal_event *event,
                 struct hf_panel_actions *actions)
{
    struct step x = begin(panel, event->at_us, actions);
    const int status = hf_panel_hear_key(&x, event);

    hf_panel_settle(&x);
    return status;
}

int hf_panel_call(struct hf_panel *panel, const struct hf_panel_call *call, uint64_t now_us,
                  struct hf_panel_actions *actions)
{
    struct step x = begin(panel, now_us, actions);
    const int status = hf_panel_hear_call(&x, call);

    hf_panel_settle(&x);
    return status;
}

int hf_panel_line(struct hf_panel *panel, const struct hf_panel_line *line, uint64_t now_us,
                  struct hf_panel_actions *actions)
{
    begin(panel, now_us, actions);
    if (line->index >= panel->n_lines || line->state >= HF_PANEL_LINE_STATES ||
        memchr(line->label, '\0', sizeof line->label) == NULL ||
        memchr(line->voicemail, '\0', sizeof line->voicemail) == NULL)
        return -1;
    panel->lines[line->index] = *line;
    return 0;
}

void hf_panel_time(struct hf_panel *panel, uint64_t now_us, struct hf_panel_actions *actions)
{
    begin(panel, now_us, actions);
}

/* ---- what the caller asks ---- */

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t hf_panel_deadline(const struct hf_panel *panel)
{
    return sooner(panel->front_us,
                  sooner(hf_panel_rows_deadline(panel), hf_panel_lamps_deadline(panel)));
}

void hf_panel_picture(const struct hf_panel *panel, struct hf_panel_picture *picture)
{
    memset(picture, 0, sizeof *picture);
    hf_panel_rows(panel, picture);
    for (unsigned line = 0; line < panel->n_lines; line++) {
        picture->line_lamps[line] = (uint8_t)hf_panel_line_lamp(panel, line);
        if (panel->lines[line].messages > 0)
            picture->message_lamp = HF_LAMP_ON;
    }
    picture->tone = (uint8_t)hf_panel_tone(panel);
    picture->ringer = hf_panel_rings(panel) != 0;
    picture->audio = panel->audio != 0;
    picture->off_hook = panel->front != HF_FRONT_REST;
    picture->speaker = panel->speaker;
}
