/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's story: where it is, since when, and what is told when that changes.
 *
 *     OFF --switched on--> OUT (starting) --accepted--> IN --lost--> OUT --accepted--> IN
 *
 * A quiet time IN is told when it ends; an outage when the first attempt to end it has failed, and
 * once more when it is over. Moves that follow one another for hours are counted (explain_flaps.c).
 */
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define US_IN_S  1000000u
#define QUIET_US (60 * (uint64_t)US_IN_S) /* a shorter stay without news is not told */

uint64_t hf_explain_wall(const struct hf_explain_line *line, uint64_t at_us)
{
    if (at_us == HF_NEVER)
        return HF_NEVER;
    return at_us >= line->at_us ? line->wall_us + (at_us - line->at_us)
                                : line->wall_us - (line->at_us - at_us);
}

int hf_explain_serves(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
}

static struct hf_telling *telling_now(const struct hf_explain_line *line, const char *what)
{
    return hf_telling_of(line, what, line->wall_us);
}

static void add_status(struct hf_telling *telling, const struct hf_line_status *status)
{
    telling->server = status->server;
    telling->target = status->target;
    telling->status = status->status;
    telling->why = hf_why_token(status->why);
    telling->why_number = status->why;
    telling->rule = hf_why_rule(status->why);
}

static void tell_tried(struct hf_explain *explain, struct hf_explain_line *line);

/* ---- stays ---- */

void hf_explain_begin_stay(struct hf_explain_line *line, enum hf_explain_phase phase)
{
    line->phase = (uint8_t)phase;
    line->stay = (struct hf_explain_stay){.since_us = line->now_us,
                                          .since_wall_us = line->wall_us,
                                          .part_us = line->now_us,
                                          .part_wall_us = line->wall_us};
    const uint64_t flaps = line->remarked[HF_WHY_FLAPS / 64] & UINT64_C(1) << HF_WHY_FLAPS % 64;

    memset(line->remarked, 0, sizeof line->remarked);
    line->remarked[HF_WHY_FLAPS / 64] = flaps;
}

static int is_worth_telling(const struct hf_explain_line *line)
{
    const struct hf_explain_stay *stay = &line->stay;

    const uint64_t lasted_us = line->now_us - stay->part_us;

    return lasted_us >= QUIET_US ||
           (lasted_us >= US_IN_S &&
            stay->renewals + stay->probes + stay->proxy.n + stay->calls + stay->dialled > 0);
}

void hf_explain_tell_stay(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_telling *telling = hf_telling_of(line, "in_service", line->stay.part_wall_us);
    struct hf_prose prose;

    if (line->phase != HF_PHASE_IN || line->flapping || !is_worth_telling(line))
        return;
    telling->to_us = line->wall_us;
    add_status(telling, &line->status);
    hf_telling_number(telling, "duration_us", line->now_us - line->stay.part_us);
    hf_telling_number(telling, "renewals", line->stay.renewals);
    hf_telling_number(telling, "probes", line->stay.probes);
    hf_telling_number(telling, "probes_failed", line->stay.probes_failed);
    hf_telling_number(telling, "proxy_probes", line->stay.proxy.n);
    hf_telling_number(telling, "proxy_probes_failed", line->stay.proxy.n_failed);
    hf_telling_number(telling, "calls", line->stay.calls);
    hf_telling_number(telling, "calls_out", line->stay.dialled);
    prose = hf_explain_prose(explain, telling);
    hf_story_stay(&prose, line);
    hf_tell(explain, telling);
}

void hf_explain_catch_up(struct hf_explain *explain, struct hf_explain_line *line)
{
    const struct hf_explain_stay before = line->stay;

    if (!hf_explain_each_line(explain) || line->flapping)
        return;
    if (line->phase == HF_PHASE_IN && is_worth_telling(line)) {
        hf_explain_tell_stay(explain, line);
        line->stay = (struct hf_explain_stay){.since_us = before.since_us,
                                              .since_wall_us = before.since_wall_us,
                                              .part_us = line->now_us,
                                              .part_wall_us = line->wall_us};
    } else if (line->phase == HF_PHASE_OUT && line->stay.told && line->trouble.passes > 1) {
        tell_tried(explain, line);
        line->trouble.passes = 0;
        hf_explain_forget_failures(line);
    }
}

/* The stay that a new status has ended. */
static void tell_stay_at(struct hf_explain *explain, struct hf_explain_line *line,
                         const struct hf_line_status *at)
{
    const struct hf_line_status now = line->status;

    line->status = *at;
    hf_explain_tell_stay(explain, line);
    line->status = now;
}

/* The line is well: what failed before is history. */
static void be_well(struct hf_explain_line *line)
{
    hf_explain_forget_failures(line);
    line->gone = 0;
    line->trouble = (struct hf_explain_trouble){.next_wall_us = HF_NEVER};
}

/* ---- passes that no server accepted ---- */

/* The wait before this pass lies between two of them. */
static void add_wait(struct hf_explain_trouble *trouble)
{
    const uint64_t wait_us = trouble->wait_us;

    trouble->shortest_us = wait_us < trouble->shortest_us ? wait_us : trouble->shortest_us;
    trouble->longest_us = wait_us > trouble->longest_us ? wait_us : trouble->longest_us;
}

void hf_explain_pass_failed(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;
    struct hf_explain_trouble *trouble = &line->trouble;
    const uint64_t wait_us = d->until_us != HF_NEVER && d->until_us > line->at_us
                                 ? d->until_us - line->at_us
                                 : 0;

    if (trouble->passes++ == 0)
        *trouble = (struct hf_explain_trouble){
            .passes = 1, .from_wall_us = line->wall_us, .shortest_us = HF_NEVER};
    else
        add_wait(trouble);
    trouble->wait_us = wait_us;
    trouble->last_wall_us = line->wall_us;
    trouble->next_wall_us = hf_explain_wall(line, d->until_us);
    trouble->by = hf_explain_said(line, d);
    trouble->why = d->why;
    if (d->subject < 32)
        trouble->subjects |= 1u << d->subject;
    line->totals.failed_passes += line->in_range;
    step->pass_failed = 1;
}

static void tell_tried(struct hf_explain *explain, struct hf_explain_line *line)
{
    const struct hf_explain_trouble *trouble = &line->trouble;
    struct hf_telling *telling = hf_telling_of(line, "tried", trouble->from_wall_us);
    struct hf_prose prose;

    if (trouble->passes < 2 || line->flapping)
        return;
    telling->to_us = trouble->last_wall_us;
    telling->by = trouble->by;
    hf_telling_number(telling, "passes", trouble->passes);
    hf_telling_number(telling, "shortest_wait_us", trouble->shortest_us);
    hf_telling_number(telling, "longest_wait_us", trouble->longest_us);
    prose = hf_explain_prose(explain, telling);
    hf_story_tried(&prose, line);
    hf_tell(explain, telling);
}

/* The first time in a row; how it ended is told when it has. */
static void tell_not_renewed(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_telling *telling;
    struct hf_prose prose;

    if (line->flapping)
        return;
    hf_explain_catch_up(explain, line);
    telling = telling_now(line, "not_renewed");
    add_status(telling, &line->status);
    telling->by = line->trouble.by;
    hf_telling_number(telling, "next_us", line->trouble.next_wall_us);
    prose = hf_explain_prose(explain, telling);
    hf_story_not_renewed(&prose, line);
    hf_tell(explain, telling);
}

static void tell_renewed_at_last(struct hf_explain *explain, struct hf_explain_line *line)
{
    struct hf_telling *telling;
    struct hf_prose prose;

    if (line->flapping)
        return;
    hf_explain_catch_up(explain, line);
    telling = telling_now(line, "renewed_at_last");
    telling->by = line->trouble.by;
    add_status(telling, &line->status);
    hf_telling_number(telling, "passes", line->trouble.passes);
    prose = hf_explain_prose(explain, telling);
    hf_story_renewed_at_last(&prose, line);
    hf_tell(explain, telling);
}

/* ---- out of service ---- */

void hf_explain_tell_out(struct hf_explain *explain, struct hf_explain_line *line)
{
    const int later = explain->told_us > line->stay.since_wall_us && hf_explain_each_line(explain);
    struct hf_telling *telling;
    struct hf_prose prose;

    if (line->flapping || line->stay.told)
        return;
    line->stay.told = 1;
    telling = hf_telling_of(line, "out_of_service",
                            later ? line->wall_us : line->stay.since_wall_us);
    add_status(telling, &line->status);
    telling->from_server = line->left.server;
    telling->by = line->trouble.by;
    if (line->trouble.next_wall_us != HF_NEVER)
        hf_telling_number(telling, "next_us", line->trouble.next_wall_us);
    prose = hf_explain_prose(explain, telling);
    hf_story_out(&prose, line);
    hf_tell(explain, telling);
}

/* The first failure of a line that was being switched on: from here it counts as an outage. */
static void fail_to_start(struct hf_explain_line *line)
{
    struct hf_explain_totals *totals = &line->totals;

    line->starting = 0;
    totals->outages += line->in_range;
    totals->out_us += totals->starting_us;
    totals->starting_us = 0;
}

/* A change that may be one of many; returns 1 when it is told for itself. */
static int count_change(struct hf_explain *explain, struct hf_explain_line *line,
                        const struct hf_line_status *from)
{
    const int grouped = line->flapping;
    int told;

    tell_stay_at(explain, line, from);
    told = hf_explain_flaps_count(explain, line);
    if (grouped && !line->flapping)
        tell_stay_at(explain, line, from);
    return told;
}

static void leave(struct hf_explain_step *step, const struct hf_line_status *from)
{
    struct hf_explain_line *line = step->line;

    line->totals.outages += line->in_range;
    (void)count_change(step->explain, line, from);
    if (line->flapping)
        line->flaps.outages++;
    hf_explain_begin_stay(line, HF_PHASE_OUT);
    line->trouble.passes = step->pass_failed; /* those before were told: it was in service */
    line->trouble.from_wall_us = line->wall_us;
    line->left = *from;
    line->starting = 0;
    if (line->status.state == HF_LINE_FAILED)
        hf_explain_tell_out(step->explain, line);
}

static void stay_out(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;

    if (line->status.state != HF_LINE_FAILED || !step->pass_failed)
        return;
    if (line->starting)
        fail_to_start(line);
    hf_explain_tell_out(step->explain, line);
}

static int same_place(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->server == b->server && a->proxy == b->proxy &&
           memcmp(&a->target, &b->target, sizeof a->target) == 0;
}

static void come_in(struct hf_explain_step *step)
{
    struct hf_explain *explain = step->explain;
    struct hf_explain_line *line = step->line;
    const uint64_t out_us = line->now_us - line->stay.since_us;
    const int told = hf_explain_flaps_count(explain, line);
    struct hf_telling *telling;
    struct hf_prose prose;

    tell_tried(explain, line);
    telling = telling_now(line, line->starting ? "registered" : "in_service_again");
    add_status(telling, &line->status);
    hf_telling_number(telling, "out_us", out_us);
    prose = hf_explain_prose(explain, telling);
    if (line->starting) {
        telling->why_number = hf_explain_n_failed(line) > 0 ? line->failed_why : HF_WHY_NONE;
        telling->from_server = hf_explain_n_failed(line) > 0 ? line->failed_server : 0;
        hf_story_registered(&prose, line, out_us);
    } else
        hf_story_in_again(&prose, line);
    if (!line->starting && line->left.server != 0 && !same_place(&line->left, &line->status))
        line->totals.moves += line->in_range;
    if (line->flapping)
        line->flaps.out_us += out_us;
    if (!line->starting && out_us > line->totals.longest_out_us && line->in_range)
        line->totals.longest_out_us = out_us;
    if (told || line->starting)
        hf_tell(explain, telling);
    if (line->starting)
        line->flaps.n = 0;
    line->starting = 0;
    be_well(line);
    hf_explain_begin_stay(line, HF_PHASE_IN);
}

/* ---- in service ---- */

static int failed_at(const struct hf_explain_line *line, const struct hf_line_status *at)
{
    return at->server >= 1 && at->server <= HF_LINE_SERVERS &&
           line->servers[at->server - 1].n_failed > 0 &&
           memcmp(&line->servers[at->server - 1].failed_at, &at->target, sizeof at->target) == 0;
}

/* To a better place, which the line had left because it failed. */
static int is_back(const struct hf_explain_step *step, const struct hf_line_status *from)
{
    const struct hf_explain_line *line = step->line;

    if (line->status.why == HF_WHY_CAME_BACK)
        return 1;
    if (line->gone || line->trigger == HF_WHY_CONFIG_CHANGED || failed_at(line, from))
        return 0;
    if (line->status.server == from->server)
        return step->earlier && hf_explain_n_failed(line) == 0;
    return line->status.server < from->server;
}

/* How long the server that is left had not answered. */
static uint64_t unanswered_us(const struct hf_explain_line *line, const struct hf_line_status *from)
{
    const struct hf_explain_server *server;

    if (!failed_at(line, from))
        return 0;
    server = &line->servers[from->server - 1];
    return server->why == HF_WHY_SILENCE && server->answered_wall_us != 0 &&
                   server->answered_wall_us < line->wall_us
               ? line->wall_us - server->answered_wall_us
               : 0;
}

static void move(struct hf_explain_step *step, const struct hf_line_status *from)
{
    struct hf_explain *explain = step->explain;
    struct hf_explain_line *line = step->line;
    const int told = count_change(explain, line, from), back = is_back(step, from);
    struct hf_telling *telling;
    struct hf_prose prose;

    hf_explain_calls_moved(line, line->status.server);
    line->totals.moves += line->in_range;
    line->flaps.moves += (unsigned)!told;
    line->totals.unanswered_us += line->in_range ? unanswered_us(line, from) : 0;
    telling = telling_now(line, back ? "came_back" : "moved");
    add_status(telling, &line->status);
    telling->from_server = from->server;
    hf_telling_number(telling, "stayed_us", line->now_us - line->stay.since_us);
    prose = hf_explain_prose(explain, telling);
    if (back)
        hf_story_came_back(&prose, line, from);
    else
        hf_story_moved(&prose, line, from, step->passed_over);
    if (told)
        hf_tell(explain, telling);
    be_well(line);
    hf_explain_begin_stay(line, HF_PHASE_IN);
}

/* Other settings number the servers anew; the line stays where it is. */
static int is_renumbered(const struct hf_explain_step *step, const struct hf_line_status *was)
{
    return memcmp(&was->target, &step->line->status.target, sizeof was->target) == 0 &&
           was->server != step->line->status.server &&
           (step->event->kind == HF_EVENT_CONFIGURED ||
            step->line->trigger == HF_WHY_CONFIG_CHANGED);
}

static void renumber(struct hf_explain_step *step, const struct hf_line_status *was)
{
    struct hf_telling *telling = telling_now(step->line, "settings_changed");
    struct hf_prose prose = hf_explain_prose(step->explain, telling);

    add_status(telling, &step->line->status);
    hf_story_renumbered(&prose, step->line, was->server);
    hf_tell(step->explain, telling);
}

/* Somebody accepted; whoever's registration failed before is told of when it is its own. */
static void accept(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    const uint32_t bit = step->subject < 32 ? 1u << step->subject : 0;

    if (line->trouble.passes == 0) {
        if (!line->concurrent)
            be_well(line);
        return;
    }
    if (line->concurrent && (line->trouble.subjects & bit) == 0)
        return;
    tell_renewed_at_last(step->explain, line);
    be_well(line);
}

/* ---- the end of a step ---- */

void hf_explain_open_line(struct hf_explain *explain, struct hf_explain_line *line,
                          const struct hf_line_status *status)
{
    struct hf_telling *telling;
    struct hf_prose prose;

    line->status = *status;
    hf_explain_begin_stay(line, status->state == HF_LINE_DISABLED ? HF_PHASE_OFF
                                : hf_explain_serves(status)       ? HF_PHASE_IN
                                                                  : HF_PHASE_OUT);
    if (status->since_us < line->at_us && line->phase != HF_PHASE_OFF)
        line->stay.since_wall_us = hf_explain_wall(line, status->since_us);
    line->totals.outages += line->in_range && line->phase == HF_PHASE_OUT;
    line->stay.told = 1;
    telling = telling_now(line, "at_this_point");
    add_status(telling, status);
    prose = hf_explain_prose(explain, telling);
    hf_story_already(&prose, line);
    if (line->in_range)
        hf_tell(explain, telling);
}

static void report(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    const struct hf_line_status was = line->status;
    const enum hf_explain_phase phase = line->phase;

    line->status = *step->report;
    if (line->status.state == HF_LINE_DISABLED) {
        if (phase != HF_PHASE_OFF)
            hf_explain_begin_stay(line, HF_PHASE_OFF);
    } else if (phase == HF_PHASE_UNKNOWN) {
        hf_explain_open_line(step->explain, line, step->report);
    } else if (hf_explain_serves(&line->status)) {
        if (phase != HF_PHASE_IN)
            come_in(step);
        else if (is_renumbered(step, &was))
            renumber(step, &was);
        else if (!same_place(&was, &line->status))
            move(step, &was);
        else if (step->accepted != 0)
            accept(step);
    } else if (phase == HF_PHASE_IN) {
        leave(step, &was);
    } else if (phase == HF_PHASE_OUT) {
        stay_out(step);
    }
}

/* After a gap nobody says where the line is, until a registration is accepted. */
static void infer(struct hf_explain_step *step)
{
    struct hf_explain_line *line = step->line;
    const struct hf_line_status status = {
        .state = step->accepted == 1 ? HF_LINE_REGISTERED : HF_LINE_ON_BACKUP,
        .server = step->accepted,
        .since_us = line->at_us,
        .next_us = HF_NEVER,
        .target = hf_explain_server(line, step->accepted)->target};

    hf_explain_open_line(step->explain, line, &status);
}

void hf_explain_settle(struct hf_explain_step *step)
{
    if (step->report != NULL)
        report(step);
    else if (step->accepted != 0 && step->line->phase == HF_PHASE_UNKNOWN)
        infer(step);
    else if (step->accepted != 0 && step->line->phase == HF_PHASE_IN)
        accept(step);
    if (step->pass_failed && step->line->phase == HF_PHASE_IN && step->line->trouble.passes == 1)
        tell_not_renewed(step->explain, step->line);
}

/* ---- the time that was asked for ---- */

void hf_explain_enter_range(struct hf_explain *explain, struct hf_explain_line *line)
{
    const struct hf_explain_stay before = line->stay;
    struct hf_telling *telling = telling_now(line, "at_this_point");
    struct hf_prose prose;

    line->in_range = 1;
    if (line->phase == HF_PHASE_UNKNOWN || explain->options.from_us == 0)
        return;
    telling->from_us = explain->options.from_us;
    add_status(telling, &line->status);
    prose = hf_explain_prose(explain, telling);
    hf_story_already(&prose, line);
    hf_tell(explain, telling);
    line->stay = (struct hf_explain_stay){.since_us = before.since_us,
                                          .since_wall_us = before.since_wall_us,
                                          .part_us = line->now_us,
                                          .part_wall_us = explain->options.from_us,
                                          .told = before.told};
    if (line->phase == HF_PHASE_OUT) {
        line->trouble.passes = 0;
        hf_explain_forget_failures(line);
    }
    line->flapping = 0;
    line->flaps.n = 0;
    line->totals.outages += line->phase == HF_PHASE_OUT && !line->starting;
}

void hf_explain_end_line(struct hf_explain *explain, struct hf_explain_line *line, int at_end)
{
    struct hf_telling *telling;
    struct hf_prose prose;

    if (line->over || !line->began || !line->in_range)
        return;
    hf_explain_flaps_end(explain, line);
    hf_explain_tell_stay(explain, line);
    if (line->phase == HF_PHASE_OUT) {
        const uint64_t out_us = line->now_us - line->stay.since_us;

        if (!line->stay.told && line->trouble.passes > 0)
            hf_explain_tell_out(explain, line);
        tell_tried(explain, line);
        if (!line->starting && out_us > line->totals.longest_out_us)
            line->totals.longest_out_us = out_us;
    }
    telling = telling_now(line, "end");
    add_status(telling, &line->status);
    telling->why_number = line->phase; /* several lines are told together by it */
    prose = hf_explain_prose(explain, telling);
    hf_story_end(&prose, line, at_end);
    hf_tell(explain, telling);
    line->over = 1;
}
