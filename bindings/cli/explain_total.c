/* SPDX-License-Identifier: Apache-2.0 */
/* Sums: of each line, and of the phone. Only what lies between --from and --to counts. */
#include <inttypes.h>
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define LINES_MOST 20 /* of many lines, as many are summed one by one */

/* ---- time ---- */

static void add_time(struct hf_explain_line *line, uint64_t us)
{
    struct hf_explain_totals *totals = &line->totals;

    if (line->dark) {
        totals->not_running_us += us;
        return;
    }
    if (line->no_network)
        totals->no_network_us += us;
    if (line->gap) {
        totals->unknown_us += us;
        return;
    }
    switch ((enum hf_explain_phase)line->phase) {
    case HF_PHASE_IN:
        totals->in_service_us += us;
        totals->backup_us += line->status.server > 1 ? us : 0;
        break;
    case HF_PHASE_OUT:
        if (line->starting)
            totals->starting_us += us;
        else
            totals->out_us += us;
        break;
    case HF_PHASE_OFF: totals->off_us += us; break;
    case HF_PHASE_UNKNOWN: totals->unknown_us += us; break;
    }
}

void hf_explain_account(struct hf_explain *explain, struct hf_explain_line *line, uint64_t us)
{
    const struct hf_log_options *options = &explain->options;

    if (line->wall_us < options->from_us || line->over)
        return;
    if (!line->in_range) {
        const uint64_t since_us = line->wall_us - options->from_us;

        hf_explain_enter_range(explain, line);
        us = us < since_us ? us : since_us;
    }
    if (line->wall_us > options->to_us) {
        const uint64_t beyond_us = line->wall_us - options->to_us;
        const uint64_t wall_us = line->wall_us, now_us = line->now_us;

        us = us > beyond_us ? us - beyond_us : 0;
        add_time(line, us);
        line->wall_us = options->to_us;
        line->now_us -= beyond_us < line->now_us && !line->dark ? beyond_us : 0;
        hf_explain_end_line(explain, line, 0);
        line->wall_us = wall_us;
        line->now_us = now_us;
        return;
    }
    add_time(line, us);
    line->gap = 0;
}

/* ---- sums ---- */

static void add(struct hf_explain_totals *sum, const struct hf_explain_totals *line)
{
    sum->in_service_us += line->in_service_us;
    sum->out_us += line->out_us;
    sum->backup_us += line->backup_us;
    sum->off_us += line->off_us;
    sum->unknown_us += line->unknown_us;
    sum->starting_us += line->starting_us;
    sum->unanswered_us += line->unanswered_us;
    sum->not_running_us += line->not_running_us;
    sum->no_network_us += line->no_network_us;
    sum->events += line->events;
    sum->sends += line->sends;
    sum->repeats += line->repeats;
    sum->outages += line->outages;
    sum->moves += line->moves;
    sum->renewals += line->renewals;
    sum->probes += line->probes;
    sum->failed_passes += line->failed_passes;
    sum->calls += line->calls;
    sum->dialled += line->dialled;
    sum->calls_lost += line->calls_lost;
    sum->requests_lost += line->requests_lost;
    if (line->longest_out_us > sum->longest_out_us)
        sum->longest_out_us = line->longest_out_us;
}

static void write_json(const struct hf_explain_line *line, const struct hf_explain_totals *totals,
                       uint32_t n_lines)
{
    const struct hf_number numbers[] = {
        {"in_service_us", totals->in_service_us},
        {"out_of_service_us", totals->out_us},
        {"longest_out_of_service_us", totals->longest_out_us},
        {"at_backup_us", totals->backup_us},
        {"no_network_us", totals->no_network_us},
        {"starting_us", totals->starting_us},
        {"switched_off_us", totals->off_us},
        {"unanswered_us", totals->unanswered_us},
        {"not_running_us", totals->not_running_us},
        {"unknown_us", totals->unknown_us},
        {"outages", totals->outages},
        {"moves", totals->moves},
        {"renewals", totals->renewals},
        {"failed_passes", totals->failed_passes},
        {"probes", totals->probes},
        {"requests_sent", totals->sends},
        {"requests_repeated", totals->repeats},
        {"calls_in", totals->calls},
        {"calls_out", totals->dialled},
        {"calls_lost", totals->calls_lost},
        {"requests_lost", totals->requests_lost},
        {"events", totals->events},
    };
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "total");
    if (line != NULL) {
        hf_json_unsigned(&json, "line", line->number);
        hf_json_string(&json, "name", line->name);
    } else {
        hf_json_unsigned(&json, "lines", n_lines);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        hf_json_unsigned(&json, numbers[i].key, numbers[i].value);
    (void)hf_json_end(&json);
}

static void write_text(const struct hf_explain *explain, const struct hf_explain_line *line,
                       const struct hf_explain_totals *totals)
{
    static char text[HF_EXPLAIN_PROSE];
    struct hf_prose prose = {.text = text, .size = sizeof text, .exact = explain->options.verbose};
    char lead[HF_EXPLAIN_NAME + 32] = "Total  ";

    text[0] = '\0';
    if (line != NULL && explain->n_lines > 1)
        snprintf(lead, sizeof lead, "Line %" PRIu32 "%s%s%s  ", line->number,
                 line->name[0] != '\0' ? " (" : "", line->name, line->name[0] != '\0' ? ")" : "");
    else if (line == NULL)
        snprintf(lead, sizeof lead,
                 explain->n_lines == 2 ? "Both lines  " : "All %" PRIu32 " lines  ",
                 explain->n_lines);
    hf_story_total(&prose, totals);
    hf_tell_wrapped(lead, text);
}

static int was_hit(const struct hf_explain_line *line)
{
    return line->totals.outages > 0 || line->totals.moves > 0 || line->totals.calls_lost > 0;
}

static void say_rest(uint32_t n_rest, uint32_t n_hit)
{
    if (n_rest == 0)
        return;
    printf("%" PRIu32 " more %s, %" PRIu32 " of them with an outage or a move.\n", n_rest,
           n_rest == 1 ? "line" : "lines", n_hit);
}

void hf_explain_sum(struct hf_explain *explain)
{
    struct hf_explain_totals sum = {0};
    const struct hf_explain_line *line = NULL;
    uint32_t told = 0, rest = 0, hit = 0;

    if (!explain->options.json)
        puts("");
    while ((line = hf_explain_next_line(explain, line)) != NULL) {
        add(&sum, &line->totals);
        if (explain->options.json) {
            write_json(line, &line->totals, 0);
        } else if (told < LINES_MOST && (was_hit(line) || explain->n_lines <= LINES_MOST)) {
            write_text(explain, line, &line->totals);
            told++;
        } else {
            rest++;
            hit += (uint32_t)was_hit(line);
        }
    }
    if (explain->options.json) {
        write_json(NULL, &sum, explain->n_lines);
        return;
    }
    say_rest(rest, hit);
    if (explain->n_lines > 1)
        write_text(explain, NULL, &sum);
    if (!hf_explain_each_line(explain))
        puts("Of several lines, what happens to them together is told; --line N tells all of one.");
}
