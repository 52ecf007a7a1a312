/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a line from outside, and remarks: told when it happens. And a line's time. */
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define CLOCK_STEP_US UINT64_C(2000000) /* a larger difference: the clock was set */

static struct hf_telling *telling_now(const struct hf_explain_line *line, const char *what)
{
    return hf_telling_of(line, what, line->wall_us);
}

/* A moment of the line, behind what went on until then. */
static void tell_moment(struct hf_explain_step *step, struct hf_telling *telling)
{
    const struct hf_telling kept = *telling;

    hf_explain_catch_up(step->explain, step->line);
    *telling = kept;
    hf_tell(step->explain, telling);
}

static void tell_plain(struct hf_explain_step *step, const char *what, const char *text)
{
    struct hf_telling *telling = telling_now(step->line, what);
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    hf_prose_add(&prose, "%s", text);
    tell_moment(step, telling);
}

/* ---- switched on and off ---- */

static void switch_on(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    struct hf_telling *telling = telling_now(line, "switched_on");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    if (line->phase != HF_PHASE_OFF && line->phase != HF_PHASE_UNKNOWN)
        return;
    hf_story_switched_on(&prose, line);
    tell_moment(step, telling);
    hf_explain_begin_stay(line, HF_PHASE_OUT);
    line->starting = 1;
    memset(&line->left, 0, sizeof line->left);
    memset(&line->status, 0, sizeof line->status);
    memset(&line->flaps, 0, sizeof line->flaps);
    line->flapping = 0;
    line->trouble = (struct hf_explain_trouble){.next_wall_us = HF_NEVER};
    hf_explain_forget_failures(line);
}

static void switch_off(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;

    if (line->phase == HF_PHASE_OFF)
        return;
    hf_explain_flaps_end(step->explain, line);
    tell_plain(step, "switched_off", "Switched off.");
    hf_explain_begin_stay(line, HF_PHASE_OFF);
}

/* ---- other events ---- */

static void configure(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    const int first = !line->configured;

    hf_explain_configure(line, step->event->u.configured.config);
    if (first && line->phase == HF_PHASE_UNKNOWN)
        line->phase = HF_PHASE_OFF;
    if (!first)
        tell_plain(step, "settings_changed", "The settings of the line were changed.");
}

static void restart(struct hf_explain_step *step)
{
    struct hf_telling *telling = telling_now(step->line, "restarted");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    hf_story_restarted(&prose, step->event->u.restored.elapsed_us);
    memset(step->line->attempts, 0, sizeof step->line->attempts);
    tell_moment(step, telling);
}

/* A network that comes and goes is counted after a while. */
static void change_network(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    struct hf_telling *telling = telling_now(line, "network");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    line->no_network = step->event->u.network.families_usable == 0;
    if (line->now_us - line->network_us > HF_EXPLAIN_FLAP_STAY_US)
        line->n_networks = 0;
    line->network_us = line->now_us;
    if (line->n_networks++ >= HF_EXPLAIN_NETWORKS) {
        line->stay.networks++;
        return;
    }
    hf_story_network(&prose, &step->event->u.network);
    tell_moment(step, telling);
}

void hf_explain_events(struct hf_explain_step *step)
{
    switch ((enum hf_event_kind)step->event->kind) {
    case HF_EVENT_CONFIGURED: configure(step); break;
    case HF_EVENT_STARTED: switch_on(step); break;
    case HF_EVENT_STOPPED: switch_off(step); break;
    case HF_EVENT_NETWORK_CHANGED: change_network(step); break;
    case HF_EVENT_CREDENTIALS_CHANGED:
        tell_plain(step, "credentials", "A new user name or password was entered.");
        break;
    case HF_EVENT_RESTORED: restart(step); break;
    default: break;
    }
}

/* ---- remarks ---- */

static void remark(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;
    struct hf_telling *telling = telling_now(line, "remark");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);
    const unsigned word = d->why / 64 % 2;
    const uint64_t bit = UINT64_C(1) << d->why % 64;

    if ((line->remarked[word] & bit) != 0 || line->flapping)
        return; /* once for each stay */
    line->remarked[word] |= bit;
    telling->why = hf_why_token(d->why);
    telling->rule = hf_why_rule(d->why);
    telling->server = d->to_server;
    telling->by = hf_explain_said(line, d);
    hf_story_remark(&prose, line, d);
    tell_moment(step, telling);
}

void hf_explain_remarks(struct hf_explain_step *step)
{
    for (unsigned i = 0; i < step->n_remarks; i++)
        remark(step, step->remarks[i]);
}

void hf_explain_name_changed(struct hf_explain_step *step, unsigned server)
{
    struct hf_telling *telling = telling_now(step->line, "name");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    telling->server = server;
    telling->why = hf_why_token(hf_explain_server(step->line, server)->name_why);
    hf_story_name(&prose, step->line, server);
    tell_moment(step, telling);
}

void hf_explain_request_lost(struct hf_explain_step *step, const struct hf_request_report *report,
                             unsigned kind)
{
    struct hf_telling *telling = telling_now(step->line, "request_lost");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    telling->status = report->status;
    hf_story_request_lost(&prose, report, kind);
    tell_moment(step, telling);
}

/* ---- time ---- */

static void say_clock_set(struct hf_explain *explain, const struct hf_explain_line *line,
                          uint64_t before_us)
{
    struct hf_telling *telling = hf_telling_of(NULL, "clock_set", line->wall_us);
    struct hf_prose prose = hf_explain_prose(explain, telling);

    if (explain->clock_said_us + 60 * UINT64_C(1000000) > line->wall_us &&
        explain->clock_said_us <= line->wall_us)
        return; /* every line of the phone sees it */
    explain->clock_said_us = line->wall_us;
    hf_telling_number(telling, "before_us", before_us);
    hf_story_clock_set(&prose, before_us, line->wall_us);
    hf_tell(explain, telling);
}

/* How far the story goes on from one record to the next. */
static uint64_t passed_us(const struct hf_explain_line *line, const struct hf_event *event,
                          uint64_t wall_us)
{
    const uint64_t by_wall_us = wall_us > line->wall_us ? wall_us - line->wall_us : 0;

    if (event->kind == HF_EVENT_RESTORED)
        return event->u.restored.elapsed_us != HF_ELAPSED_UNKNOWN ? event->u.restored.elapsed_us
                                                                  : by_wall_us;
    return event->at_us >= line->at_us ? event->at_us - line->at_us : by_wall_us;
}

static int was_set(const struct hf_explain_line *line, const struct hf_event *event,
                   uint64_t wall_us, uint64_t us)
{
    const uint64_t expected_us = line->wall_us + us;
    const uint64_t off_us = wall_us > expected_us ? wall_us - expected_us : expected_us - wall_us;

    return event->kind != HF_EVENT_RESTORED && event->at_us >= line->at_us &&
           off_us > CLOCK_STEP_US;
}

void hf_explain_advance(struct hf_explain *explain, struct hf_explain_line *line,
                        const struct hf_event *event)
{
    const uint64_t wall_us = explain->wall_us, before_us = line->wall_us;
    uint64_t us = 0;
    int set = 0;

    if (line->began) {
        us = passed_us(line, event, wall_us);
        set = was_set(line, event, wall_us, us);
    } else {
        line->now_us = wall_us;
        line->began = 1;
    }
    line->wall_us = wall_us;
    line->now_us += us;
    line->at_us = event->at_us;
    hf_explain_account(explain, line, us);
    if (set && line->in_range)
        say_clock_set(explain, line, before_us + us);
    if (line->flapping)
        hf_explain_flaps_time(explain, line);
}
