/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a line from outside, and remarks: told when it happens. And a line's time. */
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define CLOCK_STEP_US INT64_C(2000000)   /* a larger difference: the clock was set */
#define LATE_US       UINT64_C(60000000) /* so late no phone is that runs */
#define DARK_TOLD_US  UINT64_C(1000000)  /* a restart that takes no longer is told alone */

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

    hf_story_restarted(&prose, step->event->u.restored.elapsed_us == HF_ELAPSED_UNKNOWN);
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
    const unsigned word = d->why / 64 % 4;
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

void hf_explain_name_found(struct hf_explain_step *step, unsigned server)
{
    struct hf_explain_line *line = step->line;
    const struct hf_explain_found *found = &line->servers[server - 1].found;
    struct hf_telling *telling = telling_now(line, "found");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    telling->server = server;
    hf_telling_number(telling, "services", found->services);
    hf_telling_number(telling, "addresses", found->addresses);
    hf_story_found(&prose, line, server);
    tell_moment(step, telling);
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
                             const struct hf_explain_request *request)
{
    struct hf_telling *telling = telling_now(step->line, "request_lost");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    telling->status = report->status;
    hf_story_request_lost(&prose, step->line, report, request);
    tell_moment(step, telling);
}

/* ---- time ---- */

static void say_clock_set(struct hf_explain *explain, const struct hf_explain_line *line,
                          uint64_t before_us)
{
    struct hf_telling *telling;
    struct hf_prose prose;

    hf_crowd_pass(explain, UINT64_MAX);
    telling = hf_telling_of(NULL, "clock_set", explain->wall_us);
    prose = hf_explain_prose(explain, telling);
    hf_telling_number(telling, "before_us", before_us);
    hf_story_clock_set(&prose, before_us, explain->wall_us);
    if (line->in_range)
        hf_tell(explain, telling);
}

static uint64_t shifted(uint64_t wall_us, int64_t step_us)
{
    if (wall_us == 0 || wall_us == HF_NEVER)
        return wall_us;
    return wall_us + (uint64_t)step_us;
}

/* The clock was set: what is not told yet, and what is to come, is by the new one. */
static void set_clock(struct hf_explain_line *line, int64_t step_us)
{
    struct hf_explain_trouble *trouble = &line->trouble;

    line->clock_step_us += step_us;
    line->wall_us = shifted(line->wall_us, step_us);
    line->stay.since_wall_us = shifted(line->stay.since_wall_us, step_us);
    line->stay.part_wall_us = shifted(line->stay.part_wall_us, step_us);
    line->probe_wall_us = shifted(line->probe_wall_us, step_us);
    trouble->from_wall_us = shifted(trouble->from_wall_us, step_us);
    trouble->last_wall_us = shifted(trouble->last_wall_us, step_us);
    trouble->next_wall_us = shifted(trouble->next_wall_us, step_us);
    line->flaps.from_wall_us = shifted(line->flaps.from_wall_us, step_us);
    line->flaps.last_wall_us = shifted(line->flaps.last_wall_us, step_us);
    for (unsigned k = 0; k < HF_LINE_SERVERS; k++) {
        struct hf_explain_server *server = &line->servers[k];

        server->answered_wall_us = shifted(server->answered_wall_us, step_us);
        server->rest_until_wall_us = shifted(server->rest_until_wall_us, step_us);
    }
}

/* By which the clock is ahead of the line's time, beyond what is known of it. */
static int64_t step_of(const struct hf_explain *explain, const struct hf_explain_line *line,
                       uint64_t us)
{
    const int64_t off_us = (int64_t)(explain->wall_us - (line->wall_us + us));

    return off_us > CLOCK_STEP_US || off_us < -CLOCK_STEP_US ? off_us : 0;
}

/* Every line of the phone sees it, the first one says it. */
static void see_clock(struct hf_explain *explain, struct hf_explain_line *line, int64_t step_us)
{
    const uint64_t before_us = explain->wall_us - (uint64_t)step_us;
    const int64_t unsaid_us = line->clock_step_us + step_us - explain->clock_step_us;

    hf_explain_catch_up(explain, line);
    if (unsaid_us > CLOCK_STEP_US || unsaid_us < -CLOCK_STEP_US) {
        say_clock_set(explain, line, before_us);
        explain->clock_step_us = line->clock_step_us + step_us;
    }
    set_clock(line, step_us);
}

/* How far the phone's clock went on since the line's latest record, not being set. */
static uint64_t by_clock_us(const struct hf_explain *explain, const struct hf_explain_line *line)
{
    const uint64_t before_us = line->wall_us +
                               (uint64_t)(explain->clock_step_us - line->clock_step_us);

    return explain->wall_us > before_us ? explain->wall_us - before_us : 0;
}

/* So much of the time, up to the phone's clock; what it was is told when it ends. */
static void pass(struct hf_explain *explain, struct hf_explain_line *line, uint64_t us)
{
    line->wall_us += us;
    line->now_us += line->dark ? 0 : us;
    hf_explain_account(explain, line, us);
}

/* How long a phone that runs can be silent: until the registration runs out, or the next try. */
static uint64_t silence_us(const struct hf_explain_line *line)
{
    if (line->phase == HF_PHASE_IN && line->expires_us > line->at_us)
        return line->expires_us != HF_NEVER ? line->expires_us - line->at_us : HF_NEVER;
    if (line->phase == HF_PHASE_OUT && line->trouble.next_wall_us != HF_NEVER &&
        line->trouble.next_wall_us > line->wall_us)
        return line->trouble.next_wall_us - line->wall_us;
    return HF_NEVER;
}

/* From there on it did not run, or did not log. Returns what is left of us. */
static uint64_t pass_to_silence(struct hf_explain *explain, struct hf_explain_line *line,
                                uint64_t us)
{
    const uint64_t left_us = silence_us(line);

    if (left_us == HF_NEVER || us < left_us || us - left_us <= LATE_US)
        return us;
    pass(explain, line, left_us);
    line->expires_us = HF_NEVER;
    line->trouble.next_wall_us = HF_NEVER;
    hf_explain_stop_running(explain, line);
    return us - left_us;
}

void hf_explain_stop_running(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->phase == HF_PHASE_OFF || line->phase == HF_PHASE_UNKNOWN)
        return;
    hf_explain_flaps_end(explain, line);
    hf_explain_catch_up(explain, line);
    line->dark = 1;
    line->dark_wall_us = line->wall_us;
}

/* The phone runs again, or the log ends. */
static void tell_dark(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_telling *telling = hf_telling_of(line, "not_running", line->dark_wall_us);
    struct hf_prose prose = hf_explain_prose(explain, telling);

    line->dark = 0;
    line->stay.part_us = line->now_us;
    line->stay.part_wall_us = line->wall_us;
    if (line->wall_us - line->dark_wall_us < DARK_TOLD_US)
        return;
    telling->to_us = line->wall_us;
    hf_telling_number(telling, "duration_us", line->wall_us - line->dark_wall_us);
    hf_story_not_running(&prose, line);
    hf_tell(explain, telling);
}

void hf_explain_advance_silent(struct hf_explain *explain, struct hf_explain_line *line)
{
    const int64_t step_us = explain->clock_step_us - line->clock_step_us;
    uint64_t us = by_clock_us(explain, line);

    if (step_us != 0)
        set_clock(line, step_us);
    us = pass_to_silence(explain, line, us);
    pass(explain, line, us);
    line->at_us += us;
    if (!line->dark)
        return;
    tell_dark(explain, line);
    line->phase = HF_PHASE_UNKNOWN;
}

static void begin(struct hf_explain *explain, struct hf_explain_line *line)
{
    line->began = 1;
    line->now_us = explain->wall_us;
    line->wall_us = explain->wall_us;
    line->clock_step_us = explain->clock_step_us;
    hf_explain_account(explain, line, 0);
}

void hf_explain_advance(struct hf_explain *explain, struct hf_explain_line *line,
                        const struct hf_event *event)
{
    const int restored = event->kind == HF_EVENT_RESTORED;
    const int later = event->at_us >= line->at_us && !restored;
    uint64_t us;

    if (!line->began) {
        begin(explain, line);
    } else {
        us = later ? event->at_us - line->at_us : by_clock_us(explain, line);
        if (restored)
            hf_explain_stop_running(explain, line);
        else if (later && step_of(explain, line, us) != 0)
            see_clock(explain, line, step_of(explain, line, us));
        else if (!later)
            line->expires_us = HF_NEVER;
        if (!restored)
            us = pass_to_silence(explain, line, us);
        pass(explain, line, us);
        if (line->dark)
            tell_dark(explain, line);
    }
    line->wall_us = explain->wall_us;
    line->at_us = event->at_us;
    if (restored)
        line->expires_us = HF_NEVER;
    if (line->flapping)
        hf_explain_flaps_time(explain, line);
}
