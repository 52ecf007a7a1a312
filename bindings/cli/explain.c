/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast explain`: see explain.h. */
#define _GNU_SOURCE 1
#include "explain.h"

#include <string.h>

#include "cli.h"
#include "holdfast/line.h"
#include "words_story.h"

static const char usage[] =
    "usage: holdfast explain LOG... [options]\n"
    "Tells what happened to a phone's lines, and why, as a person would: when a line was out of\n"
    "service, which server failed and how, which setting decided, how the line came back. LOG is "
    "a\n"
    "directory, a segment (.log, .log.zst) or segments joined in one file.\n"
    "  --line N      only this line, in full; of several lines the rest is told together\n"
    "  --from T      tell from then on\n"
    "  --to T        up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --verbose     every event and decision too, times to the millisecond, every line in full\n"
    "  --json        one JSON object a line:\n"
    "      \"paragraph\"  what: switched_on, registered, in_service, moved, came_back,\n"
    "                   out_of_service, tried, in_service_again, not_renewed, renewed_at_last,\n"
    "                   flapping, name, found, not_running, remark, request_lost,\n"
    "                   settings_changed, credentials,\n"
    "                   network, restarted, switched_off, at_this_point, clock_set, missing, log,\n"
    "                   end; line, name (of one line); lines, times, last_us (of several); "
    "from_us,\n"
    "                   to_us (since 1970); server, from_server, target, status, why, rule,\n"
    "                   setting, setting_value, setting_file, setting_line; numbers of their kind\n"
    "                   (durations end in _us); text\n"
    "      \"total\"      of each line, and of the phone (lines): in_service_us,\n"
    "                   out_of_service_us, longest_out_of_service_us, at_backup_us,\n"
    "                   no_network_us, unanswered_us, starting_us, switched_off_us, "
    "not_running_us, unknown_us,\n"
    "                   outages, moves, renewals, failed_passes, probes, requests_sent, "
    "requests_repeated,\n"
    "                   calls_in, calls_out, calls_lost, requests_lost, events\n"
    "      what cannot be read: kind, file, offset, length, text\n"
    "Exit codes: 0 told; 1 damage, which is said; 2 wrong usage or input.\n";

/* ---- states by name ---- */

static uint8_t state_named(unsigned machine, const char *name)
{
    for (unsigned state = 0; state < 16; state++)
        if (strcmp(hf_state_name(machine, state), name) == 0)
            return (uint8_t)state;
    return UINT8_MAX;
}

static struct hf_explain_states find_states(void)
{
    return (struct hf_explain_states){
        .ended = state_named(HF_MACHINE_ATTEMPT, "ENDED"),
        .registering = state_named(HF_MACHINE_REGISTRATION, "REGISTERING"),
        .registered = state_named(HF_MACHINE_REGISTRATION, "REGISTERED"),
        .waiting = state_named(HF_MACHINE_REGISTRATION, "WAITING"),
        .refused = state_named(HF_MACHINE_REGISTRATION, "REFUSED"),
        .held = state_named(HF_MACHINE_BINDING, "HELD"),
        .known = state_named(HF_MACHINE_LOCATE, "KNOWN"),
        .stale = state_named(HF_MACHINE_LOCATE, "STALE"),
        .none = state_named(HF_MACHINE_LOCATE, "NONE"),
        .probing = state_named(HF_MACHINE_FAILBACK, "PROBING"),
        .proxy_probing = state_named(HF_MACHINE_PROXY_FAILBACK, "PROBING"),
    };
}

/* ---- segments and trouble ---- */

static void tell_of_phone(struct hf_explain *explain, struct hf_telling *telling)
{
    if (explain->wall_us < explain->options.from_us || explain->wall_us > explain->options.to_us)
        return;
    hf_crowd_pass(explain, UINT64_MAX);
    hf_tell(explain, telling);
}

static void end_log(struct hf_explain *explain)
{
    struct hf_explain_line *line = NULL;

    while ((line = hf_explain_next_line(explain, line)) != NULL) {
        if (line->began && !line->over)
            hf_explain_advance_silent(explain, line);
        hf_explain_end_line(explain, line, 1);
    }
    hf_crowd_pass(explain, UINT64_MAX);
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct hf_explain *explain = context;
    struct hf_telling *telling;
    struct hf_prose prose;

    if (item->segment.log_id == explain->log_id)
        return 0;
    if (explain->log_id != 0) { /* its line 1 is no line of the log before */
        end_log(explain);
        hf_explain_sum(explain);
        hf_explain_forget_lines(explain);
        explain->clock_step_us = 0;
        if (!explain->options.json)
            puts("");
    }
    explain->log_id = item->segment.log_id;
    explain->wall_us = item->segment.wall_us;
    telling = hf_telling_of(NULL, "log", item->segment.wall_us);
    hf_telling_number(telling, "semantics", item->segment.semantics);
    prose = hf_explain_prose(explain, telling);
    hf_story_begin(&prose, &item->segment);
    tell_of_phone(explain, telling);
    return 0;
}

/* From here on nobody knows where the line is. */
static void lose(struct hf_explain *explain, struct hf_explain_line *line)
{
    if (line->over || !line->began)
        return;
    hf_explain_flaps_end(explain, line);
    hf_explain_tell_stay(explain, line);
    line->phase = HF_PHASE_UNKNOWN;
    line->gap = 1;
    line->starting = 0;
    memset(line->attempts, 0, sizeof line->attempts);
    hf_explain_forget_failures(line);
    line->trouble = (struct hf_explain_trouble){.next_wall_us = HF_NEVER};
}

static void take_trouble(void *context, const struct hf_log_item *item)
{
    struct hf_explain *explain = context;
    struct hf_explain_line *line = NULL;
    struct hf_telling *telling;
    struct hf_prose prose;

    if (item->kind != HF_LOG_ITEM_MISSING && item->kind != HF_LOG_ITEM_SCHEMA &&
        item->kind != HF_LOG_ITEM_UNDECODABLE)
        return;
    while ((line = hf_explain_next_line(explain, line)) != NULL)
        lose(explain, line);
    telling = hf_telling_of(NULL, "missing", explain->wall_us);
    if (item->kind == HF_LOG_ITEM_MISSING) {
        hf_telling_number(telling, "first", item->first);
        hf_telling_number(telling, "last", item->last);
    }
    prose = hf_explain_prose(explain, telling);
    hf_story_missing(&prose, item);
    tell_of_phone(explain, telling);
}

/* ---- records ---- */

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct hf_explain *explain = context;
    struct hf_explain_line *line;

    (void)item;
    explain->wall_us = entry->wall_us;
    if (entry->line == 0)
        return 0;
    line = hf_explain_line_of(explain, entry->line);
    if (line == NULL) {
        fprintf(stderr, "holdfast: explain: no memory for line %u\n", entry->line);
        return HF_EXIT_FAILED;
    }
    switch (entry->kind) {
    case HF_LOG_STEP: hf_explain_take_step(explain, line, &entry->u.step); break;
    case HF_LOG_LINE_ADDED:
        snprintf(line->name, sizeof line->name, "%.*s", (int)sizeof line->name - 1,
                 entry->u.added.name);
        hf_explain_take_origins(explain, line, &entry->u.added);
        break;
    case HF_LOG_SNAPSHOT:
        line->wall_us = line->began ? line->wall_us : entry->wall_us;
        hf_explain_take_snapshot(explain, line, &entry->u.snapshot);
        break;
    case HF_LOG_NOTE:
        hf_explain_take_note(line, &entry->u.note);
        if (explain->options.verbose)
            hf_explain_verbose_note(explain, line, &entry->u.note);
        break;
    case HF_LOG_CLEAN_END:
    case HF_LOG_NONE: break;
    }
    return 0;
}

/* ---- the command ---- */

int hf_cli_explain(int argc, char **argv)
{
    static struct hf_explain explain;
    int result;

    memset(&explain, 0, sizeof explain);
    explain.options = (struct hf_log_options){.command = "explain", .usage = usage};
    result = hf_log_options_read(&explain.options, argc, argv);
    if (result != 0 || explain.options.help)
        return result;
    explain.states = find_states();
    explain.walk = (struct hf_log_walk){.options = &explain.options,
                                        .context = &explain,
                                        .prints = 1,
                                        .entry = take_entry,
                                        .segment = take_segment,
                                        .trouble = take_trouble};
    result = hf_log_walk(&explain.walk);
    if (result < 0) {
        end_log(&explain);
        hf_explain_sum(&explain);
        result = hf_log_walk_result(&explain.walk);
    }
    hf_explain_free(&explain);
    return result;
}
