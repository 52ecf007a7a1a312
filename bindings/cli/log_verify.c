/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast log verify`: is the log whole, does it say what this build's core would decide, and,
 * with --contract, did whoever ran the line keep its promises.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "holdfast/line.h"
#include "json.h"
#include "log.h"
#include "log_contract.h"
#include "log_replay.h"
#include "log_walk.h"
#include "words.h"

#define MOST_SAID  20
#define LATE_MS    1000
#define MOST_LIMIT 1000000000u

static const char usage[] =
    "usage: holdfast log verify LOG... [options]\n"
    "Checks that every byte is a sound record, that no record and no segment is missing, that "
    "each\n"
    "line's state is known, and that every event gives the logged actions with this build's core.\n"
    "LOG is a directory, a segment (.log, .log.zst) or segments joined in one file.\n"
    "  --contract    also what the program that ran the line has promised: ids answered exactly\n"
    "                once, time forward, woken in time, orders carried out as given, as far as\n"
    "                the notes of what was sent show it (they tell nothing of keep-alives)\n"
    "  --late MS     how late a wake-up may come (1000)\n"
    "  --most N      how many breaches are said (20); all are counted\n"
    "  --line N      only this line\n"
    "  --from T      only from then on; --to T: only up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --json        one JSON object a line\n"
    "With --json each object has \"kind\":\n"
    "  breach        promise (its name), text, id (of the attempt or query, or null), by_us (how\n"
    "                late, or null), file, offset, sequence, line, wall_us\n"
    "  gap           a segment is missing: file, offset, expected, number\n"
    "  divergence    as by holdfast replay\n"
    "  summary       records, segments, lines, events, identical, skipped, diverged, gaps,\n"
    "                clock_back (times that the wall clock went back), damaged, clean_end, and\n"
    "                with --contract breaches, latest_wake_us, sends_unjudged (orders to send,\n"
    "                in logs that do not note what is sent), and a count for each promise broken\n"
    "An object with another kind says what cannot be read. Exit codes: 0 all is well (a torn tail\n"
    "alone is said); 1 damage, a gap or a broken promise; 2 wrong usage or input; 3 diverged.\n";

struct verify {
    struct hf_log_options options;
    struct hf_log_walk walk;
    struct hf_log_replay replay;
    struct hf_log_contract *contract;
    const char *most_text, *late_text;
    int wants_contract;
    uint64_t most, late_ms;
    uint64_t breaches, by_promise[HF_PROMISE_COUNT];
    uint64_t log_id, number; /* of the last segment */
    uint64_t gaps, clock_back, wall_us;
};

/* ---- the contract ---- */

static void say_breach(const struct hf_log_breach *breach)
{
    char span[HF_WORDS_SPAN], id[32] = "", by[HF_WORDS_SPAN + 8] = "";

    if (breach->id != 0)
        snprintf(id, sizeof(id), " (%" PRIu64 ")", breach->id);
    if (breach->by_us > 0)
        snprintf(by, sizeof(by), " by %s", hf_words_span(breach->by_us, span));
    printf("%s: at byte %" PRIu64 ": record %" PRIu64 ", line %u: %s%s%s%s%s; promised: %s\n",
           breach->file, breach->offset, breach->sequence, breach->line,
           hf_log_promise_what(breach->promise), id, by, breach->detail[0] != '\0' ? ": " : "",
           breach->detail, hf_log_promise_text(breach->promise));
}

static void say_breach_json(const struct hf_log_breach *breach)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "breach");
    hf_json_string(&json, "promise", hf_log_promise_token(breach->promise));
    hf_json_string(&json, "text", hf_log_promise_what(breach->promise));
    if (breach->id != 0)
        hf_json_unsigned(&json, "id", breach->id);
    else
        hf_json_null(&json, "id");
    if (breach->by_us > 0)
        hf_json_unsigned(&json, "by_us", breach->by_us);
    else
        hf_json_null(&json, "by_us");
    hf_json_string(&json, "detail", breach->detail[0] != '\0' ? breach->detail : NULL);
    hf_json_string(&json, "file", breach->file);
    hf_json_unsigned(&json, "offset", breach->offset);
    hf_json_unsigned(&json, "sequence", breach->sequence);
    hf_json_unsigned(&json, "line", breach->line);
    hf_json_unsigned(&json, "wall_us", breach->wall_us);
    (void)hf_json_end(&json);
}

static void on_breach(void *context, const struct hf_log_breach *breach)
{
    struct verify *verify = context;

    if (breach->wall_us < verify->options.from_us || breach->wall_us > verify->options.to_us)
        return;
    verify->by_promise[breach->promise]++;
    if (verify->breaches++ >= verify->most)
        return;
    if (verify->options.json)
        say_breach_json(breach);
    else
        say_breach(breach);
}

static void check_contract(struct verify *verify, const struct hf_log_item *item,
                           const struct hf_log_entry *entry)
{
    const struct hf_line *line = hf_log_fold_line(verify->replay.fold, entry->line);
    struct hf_log_before before = {.item = item, .entry = entry, .deadline_us = HF_NEVER};

    if (line != NULL) {
        before.deadline_us = hf_line_deadline(line).at_us;
        before.unconfigured = hf_line_config(line)->n_servers == 0;
    }
    hf_log_contract_take(verify->contract, &before);
}

/* A line that was switched off may have been taken out of the phone. */
static uint64_t deadline_of(void *context, uint32_t number)
{
    const struct verify *verify = context;
    const struct hf_line *line = verify->replay.fold != NULL
                                     ? hf_log_fold_line(verify->replay.fold, number)
                                     : NULL;

    if (line == NULL || hf_line_status(line).state == HF_LINE_DISABLED)
        return HF_NEVER;
    return hf_line_deadline(line).at_us;
}

/* ---- the walk ---- */

static void say_gap(const struct verify *verify, const struct hf_log_item *item)
{
    struct hf_json json;

    if (!verify->options.json) {
        printf("%s: at byte %" PRIu64 ": segment %" PRIu64 " follows segment %" PRIu64
               "; what is between them is missing\n",
               item->file, item->offset, item->segment.number, verify->number);
        return;
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "gap");
    hf_json_string(&json, "file", item->file);
    hf_json_unsigned(&json, "offset", item->offset);
    hf_json_unsigned(&json, "expected", verify->number + 1);
    hf_json_unsigned(&json, "number", item->segment.number);
    (void)hf_json_end(&json);
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct verify *verify = context;
    const struct hf_log_segment *segment = &item->segment;

    if (verify->log_id != segment->log_id && verify->contract != NULL)
        hf_log_contract_end(verify->contract); /* its line 1 is no line of the log before */
    if (verify->log_id == segment->log_id && segment->number != verify->number + 1) {
        verify->gaps++;
        say_gap(verify, item);
    }
    verify->log_id = segment->log_id;
    verify->number = segment->number;
    return hf_log_replay_segment(&verify->replay, item);
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct verify *verify = context;

    if (entry->wall_us > 0) {
        verify->clock_back += entry->wall_us < verify->wall_us;
        verify->wall_us = entry->wall_us;
    }
    if (verify->contract != NULL && entry->wall_us <= verify->options.to_us)
        check_contract(verify, item, entry);
    (void)hf_log_replay_entry(&verify->replay, item, entry);
    return 0;
}

static void take_trouble(void *context, const struct hf_log_item *item)
{
    struct verify *verify = context;

    hf_log_replay_trouble(&verify->replay, item);
    if (verify->contract != NULL &&
        (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_SCHEMA ||
         item->kind == HF_LOG_ITEM_UNDECODABLE))
        hf_log_contract_gap(verify->contract);
}

/* ---- the end ---- */

static int exit_code(const struct verify *verify)
{
    int result = hf_log_replay_result(&verify->replay);

    if (verify->walk.unusable)
        return HF_EXIT_USAGE;
    if (result != HF_EXIT_DONE)
        return result;
    return verify->walk.damaged || verify->gaps > 0 || verify->breaches > 0 ? HF_EXIT_FAILED
                                                                            : HF_EXIT_DONE;
}

static void sum_up_json(const struct verify *verify)
{
    const struct hf_log_replay *replay = &verify->replay;
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "summary");
    hf_json_unsigned(&json, "records", verify->walk.records);
    hf_json_unsigned(&json, "segments", verify->walk.segments);
    hf_json_unsigned(&json, "lines", verify->walk.lines);
    hf_json_unsigned(&json, "events", replay->events);
    hf_json_unsigned(&json, "identical", replay->identical);
    hf_json_unsigned(&json, "skipped", replay->skipped);
    hf_json_unsigned(&json, "diverged", replay->diverged);
    hf_json_unsigned(&json, "gaps", verify->gaps);
    hf_json_unsigned(&json, "clock_back", verify->clock_back);
    hf_json_bool(&json, "damaged", verify->walk.damaged);
    hf_json_bool(&json, "clean_end", verify->walk.clean);
    if (verify->contract != NULL) {
        hf_json_unsigned(&json, "breaches", verify->breaches);
        hf_json_unsigned(&json, "sends_unjudged", hf_log_contract_unjudged(verify->contract));
        hf_json_unsigned(&json, "latest_wake_us", hf_log_contract_latest_us(verify->contract));
    }
    for (unsigned i = 0; i < HF_PROMISE_COUNT; i++)
        if (verify->by_promise[i] > 0)
            hf_json_unsigned(&json, hf_log_promise_token((enum hf_log_promise)i),
                             verify->by_promise[i]);
    hf_json_integer(&json, "exit", exit_code(verify));
    (void)hf_json_end(&json);
}

static void sum_up_contract(const struct verify *verify)
{
    uint64_t latest_us = hf_log_contract_latest_us(verify->contract);
    uint64_t unjudged = hf_log_contract_unjudged(verify->contract);
    char span[HF_WORDS_SPAN] = "";

    if (latest_us >= 1000000u)
        hf_words_span(latest_us, span);
    else
        snprintf(span, sizeof(span), "%" PRIu64 ".%03" PRIu64 " ms", latest_us / 1000u,
                 latest_us % 1000u);
    if (verify->breaches == 0)
        printf("every promise %swas kept", unjudged > 0 ? "that can be checked " : "");
    else
        printf("promises broken: %" PRIu64, verify->breaches);
    if (latest_us == 0)
        printf("; no wake-up came late\n");
    else
        printf("; the latest wake-up came %s behind its time\n", span);
    if (unjudged > 0)
        printf("no note tells what was sent: whether %" PRIu64 " order%s to send %s carried out "
               "cannot be told\n",
               unjudged, unjudged == 1 ? "" : "s", unjudged == 1 ? "was" : "were");
    for (unsigned i = 0; i < HF_PROMISE_COUNT; i++)
        if (verify->by_promise[i] > 0)
            printf("%8" PRIu64 "  %s\n", verify->by_promise[i],
                   hf_log_promise_what((enum hf_log_promise)i));
}

static void sum_up(const struct verify *verify)
{
    const struct hf_log_walk *walk = &verify->walk;
    const struct hf_log_replay *replay = &verify->replay;

    printf("%" PRIu64 " record%s in %" PRIu64 " segment%s, %u line%s, %s\n", walk->records,
           walk->records == 1 ? "" : "s", walk->segments, walk->segments == 1 ? "" : "s",
           walk->lines, walk->lines == 1 ? "" : "s",
           walk->damaged || verify->gaps > 0 ? "damaged: see above" : "whole");
    printf("%" PRIu64 " of %" PRIu64 " event%s replay identical\n", replay->identical,
           replay->events, replay->events == 1 ? "" : "s");
    hf_log_replay_say(replay);
    if (verify->clock_back > 0)
        printf("the wall clock went back %" PRIu64 " time%s\n", verify->clock_back,
               verify->clock_back == 1 ? "" : "s");
    if (!walk->clean)
        printf("the log does not end with a clean end: the phone was killed, its disk was full, or "
               "it still runs\n");
    if (verify->contract != NULL)
        sum_up_contract(verify);
}

static int read_number(const char *option, const char *text, uint64_t *number)
{
    char *end;

    if (text == NULL)
        return 0;
    *number = strtoull(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && *number <= MOST_LIMIT)
        return 0;
    fprintf(stderr, "holdfast: log verify: --%s wants a number, not \"%s\"; right is --%s 100\n",
            option, text, option);
    return -1;
}

static int run(struct verify *verify)
{
    int result;
    const struct hf_log_contract_to to = {
        .breach = on_breach, .deadline = deadline_of, .context = verify};

    if (verify->wants_contract)
        verify->contract = hf_log_contract_new(&to, verify->late_ms * 1000u);
    if (verify->wants_contract && verify->contract == NULL) {
        fputs("holdfast: log verify: no memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    if (hf_log_replay_begin(&verify->replay, &verify->options) < 0)
        return HF_EXIT_FAILED;
    result = hf_log_walk(&verify->walk);
    if (result >= 0)
        return result;
    if (verify->contract != NULL)
        hf_log_contract_end(verify->contract);
    if (verify->options.json)
        sum_up_json(verify);
    else
        sum_up(verify);
    return exit_code(verify);
}

int hf_cli_log_verify(int argc, char **argv)
{
    struct verify verify = {.options = {.command = "log verify", .usage = usage},
                            .most = MOST_SAID,
                            .late_ms = LATE_MS};
    const struct hf_log_option more[] = {
        {.name = "contract", .given = &verify.wants_contract},
        {.name = "late", .value = &verify.late_text, .wants = "milliseconds"},
        {.name = "most", .value = &verify.most_text, .wants = "a number"},
        {.name = NULL}};
    int result;

    verify.options.more = more;
    result = hf_log_options_read(&verify.options, argc, argv);
    if (result != 0 || verify.options.help)
        return result;
    if (read_number("most", verify.most_text, &verify.most) < 0 ||
        read_number("late", verify.late_text, &verify.late_ms) < 0)
        return HF_EXIT_USAGE;
    verify.walk = (struct hf_log_walk){.options = &verify.options,
                                       .context = &verify,
                                       .entry = take_entry,
                                       .segment = take_segment,
                                       .trouble = take_trouble};
    result = run(&verify);
    hf_log_replay_end(&verify.replay);
    hf_log_contract_free(verify.contract);
    return result;
}
