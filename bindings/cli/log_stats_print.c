/* SPDX-License-Identifier: Apache-2.0 */
/* The counts of `holdfast log stats`, printed: tables with bars for people, objects for
 * programs. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "log_fields.h"
#include "log_out.h"
#include "log_stats.h"
#include "words.h"

#define BAR       40
#define ROWS_MAX  HF_LOG_STATUSES
#define NAME_WIDE 28
#define US_IN_S   1000000u

/* One table of counts by number. */
struct table {
    const char *of; /* in JSON */
    const char *title;
    const uint64_t *counts;
    size_t n;
    const char *(*name)(unsigned number);
    const char *(*text)(unsigned number); /* what it means, or NULL */
};

static const char *number_name(unsigned number)
{
    static char text[12];

    snprintf(text, sizeof(text), "%u", number);
    return text;
}

#define TABLES 8
static void list_tables(const struct hf_log_stats *stats, struct table tables[TABLES])
{
    const struct table all[TABLES] = {
        {"event", "events", stats->events, HF_EVENT_COUNT, hf_event_name, NULL},
        {"action", "what the lines ordered", stats->actions, HF_ACTION_COUNT, hf_action_name, NULL},
        {"note", "what was seen on the network", stats->notes, HF_LOG_NOTES, hf_log_note_name,
         NULL},
        {"method", "requests by method", stats->methods, HF_REQUEST_COUNT, hf_request_kind_name,
         NULL},
        {"server", "requests by server", stats->servers, HF_LINE_SERVERS + 1, number_name, NULL},
        {"status", "answers by status", stats->statuses, HF_LOG_STATUSES, number_name,
         hf_words_status},
        {"cause", "failures by cause", stats->causes, HF_CAUSE_COUNT, hf_cause_name, NULL},
        {"why", "decisions by reason", stats->whys, HF_WHY_COUNT, hf_why_token, hf_words_why},
    };

    memcpy(tables, all, sizeof(all));
}

static const struct {
    const char *of, *title;
} spreads[HF_LOG_SPREAD_COUNT] = {
    [HF_LOG_SPREAD_ROUND_TRIP] = {"round_trip", "round trip"},
    [HF_LOG_SPREAD_ANSWER] = {"answer", "time to an answer, all tries counted"},
    [HF_LOG_SPREAD_OUT] = {"out_of_service", "out of service"},
    [HF_LOG_SPREAD_WAIT] = {"wait", "waits after a failure"},
    [HF_LOG_SPREAD_GAP] = {"gap", "between two events of a line"},
};

struct sums {
    uint64_t sends, moves, outs, out_us;
};

static struct sums sum_up(const struct hf_log_stats *stats)
{
    struct sums sums = {0};

    for (uint32_t i = 0; i < stats->n_lines; i++) {
        const struct hf_log_line_stats *line = stats->lines[i];

        if (line == NULL)
            continue;
        sums.sends += line->sends;
        sums.moves += line->moves;
        sums.outs += line->outs;
        sums.out_us += line->out_us;
    }
    return sums;
}

/* ---- for people ---- */

static void put_bar(uint64_t n, uint64_t most)
{
    uint64_t wide = most == 0 ? 0 : (n / (most / BAR + 1));
    char bar[BAR + 1];

    if (most <= UINT64_MAX / BAR && most > 0)
        wide = n * BAR / most;
    wide = wide == 0 && n > 0 ? 1 : wide;
    memset(bar, '#', sizeof(bar));
    printf("  %.*s\n", (int)(wide > BAR ? BAR : wide), bar);
}

struct row {
    uint64_t n;
    unsigned number;
};

static int most_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void print_table(const struct table *table)
{
    struct row rows[ROWS_MAX];
    size_t n = 0;

    for (unsigned i = 0; i < table->n; i++)
        if (table->counts[i] > 0)
            rows[n++] = (struct row){table->counts[i], i};
    if (n == 0)
        return;
    qsort(rows, n, sizeof(rows[0]), most_first);
    printf("\n%s\n", table->title);
    for (size_t i = 0; i < n; i++) {
        const char *text = table->text != NULL ? table->text(rows[i].number) : "";

        printf("  %-*s %12" PRIu64, NAME_WIDE, table->name(rows[i].number), rows[i].n);
        if (table->text != NULL)
            printf("  %s\n", text);
        else
            put_bar(rows[i].n, rows[0].n);
    }
}

/* "2 ms", "1 s", "5 min": the ends of buckets are round. */
static const char *put_bound(uint64_t us, char text[HF_WORDS_SPAN])
{
    if (us < 1000u)
        snprintf(text, HF_WORDS_SPAN, "0.%" PRIu64 " ms", us / 100u);
    else if (us < US_IN_S)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " ms", us / 1000u);
    else if (us < 60u * US_IN_S)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " s", us / US_IN_S);
    else if (us < 3600u * (uint64_t)US_IN_S)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " min", us / (60u * US_IN_S));
    else
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " h", us / (3600u * (uint64_t)US_IN_S));
    return text;
}

static const char *exact(uint64_t us, char text[HF_WORDS_SPAN])
{
    if (us < US_IN_S)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 ".%03" PRIu64 " ms", us / 1000u, us % 1000u);
    else
        hf_words_span(us, text);
    return text;
}

static void print_spread(const char *title, const struct hf_log_spread *spread)
{
    char low[HF_WORDS_SPAN], high[HF_WORDS_SPAN], mean[HF_WORDS_SPAN];
    unsigned first = 0, last = HF_LOG_BUCKETS - 1;
    uint64_t most = 0;

    if (spread->n == 0)
        return;
    while (spread->buckets[first] == 0)
        first++;
    while (spread->buckets[last] == 0)
        last--;
    for (unsigned i = first; i <= last; i++)
        most = spread->buckets[i] > most ? spread->buckets[i] : most;
    printf("\n%s: %" PRIu64 ", from %s to %s, %s on average\n", title, spread->n,
           exact(spread->min_us, low), exact(spread->max_us, high),
           exact(spread->sum_us / spread->n, mean));
    for (unsigned i = first; i <= last; i++) {
        char bounds[NAME_WIDE * 2 + 16];

        if (i == HF_LOG_BUCKETS - 1)
            snprintf(bounds, sizeof(bounds), "%s and more",
                     put_bound(hf_log_bucket_us[i - 1], low));
        else
            snprintf(bounds, sizeof(bounds), "%s%s%s",
                     i > 0 ? put_bound(hf_log_bucket_us[i - 1], low) : "",
                     i > 0 ? " to " : "below ", put_bound(hf_log_bucket_us[i], high));
        printf("  %-*s %12" PRIu64, NAME_WIDE, bounds, spread->buckets[i]);
        put_bar(spread->buckets[i], most);
    }
}

static void print_targets(const struct hf_log_stats *stats)
{
    char text[HF_WORDS_TARGET];

    if (stats->n_targets == 0)
        return;
    printf("\n%-*s %12s %12s %12s %12s\n", NAME_WIDE + 2, "requests by address", "sent", "answered",
           "failed", "sent again");
    for (uint32_t i = 0; i <= HF_LOG_TARGETS_MAX; i++) {
        const struct hf_log_target_stats *target = &stats->targets[i];

        if (target->sends == 0)
            continue;
        printf("  %-*s %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 "\n", NAME_WIDE,
               i < HF_LOG_TARGETS_MAX ? hf_words_target(&target->target, text) : "all others",
               target->sends, target->answers, target->failures, target->retransmissions);
    }
}

static void print_lines(const struct hf_log_stats *stats)
{
    char span[HF_WORDS_SPAN];

    printf("\n%-10s %12s %12s %12s %12s %16s  %s\n", "lines", "events", "requests", "moves",
           "outages", "out of service", "at the end");
    for (uint32_t i = 0; i < stats->n_lines; i++) {
        const struct hf_log_line_stats *line = stats->lines[i];

        if (line == NULL || line->events == 0)
            continue;
        printf("  %-8u %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %16s  %s\n", i + 1,
               line->events, line->sends, line->moves, line->outs,
               hf_words_span(line->out_us, span), hf_words_line_state(line->state));
    }
}

static void print_day(uint64_t wall_us)
{
    time_t seconds = (time_t)(wall_us / US_IN_S);
    struct tm local;
    char text[32];

    if (localtime_r(&seconds, &local) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &local) == 0)
        strcpy(text, "?");
    fputs(text, stdout);
}

static void print_total(const struct hf_log_stats *stats, const struct hf_log_walk *walk)
{
    struct sums sums = sum_up(stats);
    char span[HF_WORDS_SPAN], longest[HF_WORDS_SPAN];
    uint64_t long_us = stats->spreads[HF_LOG_SPREAD_OUT].max_us;

    print_day(walk->first_us);
    fputs(" to ", stdout);
    print_day(walk->last_us);
    printf(" (%s), %u line%s\n", hf_words_span(walk->last_us - walk->first_us, span), walk->lines,
           walk->lines == 1 ? "" : "s");
    printf("%" PRIu64 " records in %" PRIu64 " segment%s, %" PRIu64 " events, %" PRIu64
           " requests sent, %" PRIu64 " move%s to another server or address\n",
           walk->records, walk->segments, walk->segments == 1 ? "" : "s", stats->steps, sums.sends,
           sums.moves, sums.moves == 1 ? "" : "s");
    if (sums.outs == 0)
        printf("never out of service\n");
    else
        printf("out of service %" PRIu64 " time%s, %s in all, the longest %s\n", sums.outs,
               sums.outs == 1 ? "" : "s", hf_words_span(sums.out_us, span),
               hf_words_span(long_us, longest));
    if (stats->refused + stats->late + stats->undecodable > 0)
        printf("%" PRIu64 " events refused, %" PRIu64 " too late, %" PRIu64
               " that cannot be decoded\n",
               stats->refused, stats->late, stats->undecodable);
    if (!walk->clean)
        printf("the log does not end with a clean end\n");
}

void hf_log_stats_print(const struct hf_log_stats *stats, const struct hf_log_walk *walk,
                        int by_line)
{
    struct table tables[TABLES];

    print_total(stats, walk);
    if (by_line)
        print_lines(stats);
    print_targets(stats);
    list_tables(stats, tables);
    for (size_t i = 0; i < TABLES; i++)
        print_table(&tables[i]);
    for (size_t i = 0; i < HF_LOG_SPREAD_COUNT; i++)
        print_spread(spreads[i].title, &stats->spreads[i]);
}

/* ---- JSON ---- */

static void begin(struct hf_log_out *out, const char *kind)
{
    hf_log_out_open(out, NULL, '{');
    hf_log_out_key_text(out, "kind", kind);
}

static void end(struct hf_log_out *out)
{
    hf_log_out_close(out, '}');
    hf_log_out_end(out);
}

static void json_total(struct hf_log_out *out, const struct hf_log_stats *stats,
                       const struct hf_log_walk *walk)
{
    struct sums sums = sum_up(stats);

    begin(out, "total");
    hf_log_out_key_number(out, "records", walk->records);
    hf_log_out_key_number(out, "segments", walk->segments);
    hf_log_out_key_number(out, "lines", walk->lines);
    hf_log_out_key_number(out, "bytes", walk->bytes);
    hf_log_out_key_number(out, "first_us", walk->first_us);
    hf_log_out_key_number(out, "last_us", walk->last_us);
    hf_log_out_key_number(out, "events", stats->steps);
    hf_log_out_key_number(out, "refused", stats->refused);
    hf_log_out_key_number(out, "late", stats->late);
    hf_log_out_key_number(out, "undecodable", stats->undecodable);
    hf_log_out_key_number(out, "sends", sums.sends);
    hf_log_out_key_number(out, "moves", sums.moves);
    hf_log_out_key_number(out, "outages", sums.outs);
    hf_log_out_key_number(out, "out_us", sums.out_us);
    hf_log_out_key(out, "clean_end");
    hf_log_out_text(out, walk->clean ? "true" : "false");
    hf_log_out_key(out, "damaged");
    hf_log_out_text(out, walk->damaged ? "true" : "false");
    end(out);
}

static void json_table(struct hf_log_out *out, const struct table *table)
{
    for (unsigned i = 0; i < table->n; i++) {
        if (table->counts[i] == 0)
            continue;
        begin(out, "count");
        hf_log_out_key_text(out, "of", table->of);
        hf_log_out_key_text(out, "name", table->name(i));
        hf_log_out_key_number(out, "n", table->counts[i]);
        if (strcmp(table->of, "why") == 0)
            hf_log_out_key_text(out, "rule", hf_why_rule(i));
        if (table->text != NULL)
            hf_log_out_key_text(out, "text", table->text(i));
        end(out);
    }
}

static void json_spread(struct hf_log_out *out, const char *of, const struct hf_log_spread *spread)
{
    begin(out, "spread");
    hf_log_out_key_text(out, "of", of);
    hf_log_out_key_number(out, "n", spread->n);
    hf_log_out_key_number(out, "min_us", spread->min_us);
    hf_log_out_key_number(out, "max_us", spread->max_us);
    hf_log_out_key_number(out, "mean_us", spread->n > 0 ? spread->sum_us / spread->n : 0);
    hf_log_out_open(out, "buckets", '[');
    for (unsigned i = 0; i < HF_LOG_BUCKETS; i++) {
        if (spread->buckets[i] == 0)
            continue;
        hf_log_out_open(out, NULL, '{');
        if (i < HF_LOG_BUCKETS - 1)
            hf_log_out_key_number(out, "below_us", hf_log_bucket_us[i]);
        else
            hf_log_out_key_null(out, "below_us");
        hf_log_out_key_number(out, "n", spread->buckets[i]);
        hf_log_out_close(out, '}');
    }
    hf_log_out_close(out, ']');
    end(out);
}

static void json_targets(struct hf_log_out *out, const struct hf_log_stats *stats)
{
    char text[HF_WORDS_TARGET];

    for (uint32_t i = 0; i <= HF_LOG_TARGETS_MAX; i++) {
        const struct hf_log_target_stats *target = &stats->targets[i];

        if (target->sends == 0)
            continue;
        begin(out, "target");
        hf_log_out_key_text(out, "target",
                            i < HF_LOG_TARGETS_MAX ? hf_words_target(&target->target, text) : NULL);
        hf_log_out_key_number(out, "sends", target->sends);
        hf_log_out_key_number(out, "answers", target->answers);
        hf_log_out_key_number(out, "failures", target->failures);
        hf_log_out_key_number(out, "retransmissions", target->retransmissions);
        end(out);
    }
}

static void json_lines(struct hf_log_out *out, const struct hf_log_stats *stats)
{
    for (uint32_t i = 0; i < stats->n_lines; i++) {
        const struct hf_log_line_stats *line = stats->lines[i];

        if (line == NULL || line->events == 0)
            continue;
        begin(out, "line");
        hf_log_out_key_number(out, "line", i + 1);
        hf_log_out_key_number(out, "events", line->events);
        hf_log_out_key_number(out, "sends", line->sends);
        hf_log_out_key_number(out, "moves", line->moves);
        hf_log_out_key_number(out, "outages", line->outs);
        hf_log_out_key_number(out, "out_us", line->out_us);
        hf_log_out_key_text(out, "state", hf_line_state_name(line->state));
        end(out);
    }
}

void hf_log_stats_json(const struct hf_log_stats *stats, const struct hf_log_walk *walk,
                       int by_line)
{
    struct hf_log_out *out = malloc(sizeof(*out));
    struct table tables[TABLES];

    if (out == NULL)
        return;
    out->n = 0;
    out->to = stdout;
    json_total(out, stats, walk);
    json_targets(out, stats);
    list_tables(stats, tables);
    for (size_t i = 0; i < TABLES; i++)
        json_table(out, &tables[i]);
    for (size_t i = 0; i < HF_LOG_SPREAD_COUNT; i++)
        json_spread(out, spreads[i].of, &stats->spreads[i]);
    if (by_line)
        json_lines(out, stats);
    free(out);
}
