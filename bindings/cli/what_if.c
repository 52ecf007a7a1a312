/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast what-if`: arguments, reading the log, playing it; see what_if.h. */
#define _GNU_SOURCE 1
#include "what_if.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "holdfast/line.h"
#include "holdfast/sip/agent.h"

#define US_IN_S      1000000u
#define ASSUME_MAX_S 31536000u
#define SAME_US      US_IN_S /* a change of status is the log's where it is no further from it */

static const char usage[] =
    "usage: holdfast what-if LOG... [--config FILE...] [options]\n"
    "The outage that a log holds, under another configuration: what each server did is inferred\n"
    "from all that the log's lines saw of it, what DNS said too; the users' wishes, their calls "
    "and\n"
    "the changes of the network come at their times. Shows what happened beside what would have,\n"
    "twice: where nobody knows what a server did, it answers at best and is silent at worst.\n"
    "LOG is a directory, a segment (.log, .log.zst) or segments joined in one file. A line of the\n"
    "log gets the enabled account with its name, else with its number; others stay as they were.\n"
    "Without --config all do: then the log comes out again.\n"
    "  --config FILE...   Fanvil's, Yealink's or our own format, as for `holdfast phone`\n"
    "  --assume SECONDS   what is seen of a server holds until something else is seen, for so "
    "long\n"
    "                     at most (2400); beyond, it is unknown\n"
    "  --line N           show this line (else the one that was out of service for longest)\n"
    "  --from T, --to T   show what lies between; the log is read to --to\n"
    "                     T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since\n"
    "                     1970\n"
    "  --svg FILE         draw it: servers and line over time; a name ending in .html gives a "
    "page\n"
    "  --json             one JSON object a line:\n"
    "      \"interval\"   target, state (unknown, answered, silent, refusing, rejecting), "
    "from_us,\n"
    "                   to_us, known_to_us (what is behind is assumed), witnesses, status,\n"
    "                   retry_after_s, cause, round_trip_us\n"
    "      \"said\"       what DNS said: name, type, asked_us, after_us, outcome, ttl_s\n"
    "      \"course\"     line, name, of (log, best, worst): in microseconds out_of_service_us,\n"
    "                   longest_out_of_service_us, unanswered_us (registered at a server that was\n"
    "                   silent or refused), at_backup_us; outages, moves, failovers, "
    "requests_sent,\n"
    "                   registers_sent, calls, calls_lost, calls_in, calls_in_lost\n"
    "      \"span\"       line, of, from_us, to_us, state, server, target, why, status\n"
    "      \"again\"      line: the log under its own configuration: changes, changes_same,\n"
    "                   requests, requests_again\n"
    "      \"summary\"    of: guessed (answers that nobody knows), from_log\n"
    "      times are microseconds since 1970\n"
    "Exit codes: 0 done; 1 the log is damaged, which is said, or it takes too long; 2 wrong usage "
    "or\ninput.\n";

/* ---- the log ---- */

static int hear(struct hf_again *again, const struct hf_what_if_record *record)
{
    const int result = hf_what_if_hear(again->what_if, record);

    if (result == -1) {
        fputs("holdfast: what-if: no memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    if (result == 0)
        return 0;
    fprintf(stderr, "holdfast: what-if: line %" PRIu32 " at %" PRIu64 " us is in no log\n",
            record->line, record->wall_us);
    return HF_EXIT_USAGE;
}

static int hear_step(struct hf_again *again, const struct hf_log_entry *entry)
{
    static struct hf_event event;
    static struct hf_actions actions;

    if (entry->u.step.result != HF_OK) /* refused: nothing came of it */
        return 0;
    if (hf_log_walk_step(&entry->u.step, &event, &actions) < 0) {
        again->walk.damaged = 1;
        fprintf(stderr, "holdfast: what-if: a step of line %" PRIu32 " cannot be decoded\n",
                entry->line);
        return hear(again, &(struct hf_what_if_record){.kind = HF_WHAT_IF_GAP});
    }
    return hear(again, &(struct hf_what_if_record){.wall_us = entry->wall_us,
                                                   .line = entry->line,
                                                   .kind = HF_WHAT_IF_STEP,
                                                   .event = &event,
                                                   .actions = &actions});
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct hf_again *again = context;
    struct hf_what_if_record record = {.wall_us = entry->wall_us, .line = entry->line};

    (void)item;
    if (entry->wall_us > again->options.to_us)
        return 0;
    switch (entry->kind) {
    case HF_LOG_STEP: return hear_step(again, entry);
    case HF_LOG_LINE_ADDED:
        record.kind = HF_WHAT_IF_ADDED;
        record.name = entry->u.added.name;
        return hear(again, &record);
    case HF_LOG_SNAPSHOT:
        record.kind = HF_WHAT_IF_SNAPSHOT;
        record.bytes = entry->u.snapshot.bytes;
        record.n_bytes = entry->u.snapshot.n_bytes;
        return hear(again, &record);
    case HF_LOG_NOTE:
        if (entry->line == 0 || entry->u.note.kind != HF_NOTE_RESPONSE ||
            entry->u.note.peer.family == HF_FAMILY_NONE)
            return 0;
        record.kind = HF_WHAT_IF_ANSWER;
        record.target = entry->u.note.peer;
        record.round_trip_us = entry->u.note.round_trip_us;
        return hear(again, &record);
    case HF_LOG_CLEAN_END: record.kind = HF_WHAT_IF_END; return hear(again, &record);
    case HF_LOG_NONE: break;
    }
    return 0;
}

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct hf_again *again = context;

    if (again->log_id != 0 && again->log_id != item->segment.log_id) {
        fprintf(stderr,
                "holdfast: what-if: %s: another phone's log; one at a time would be right\n",
                item->file);
        return HF_EXIT_USAGE;
    }
    if (again->log_id == 0 && item->segment.semantics != HF_SEMANTICS)
        fprintf(stderr,
                "holdfast: what-if: the log is of semantics %" PRIu32
                ", this build of %d: it may decide otherwise under the same configuration\n",
                item->segment.semantics, HF_SEMANTICS);
    again->log_id = item->segment.log_id;
    return 0;
}

static void take_trouble(void *context, const struct hf_log_item *item)
{
    struct hf_again *again = context;

    if (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_UNDECODABLE)
        (void)hf_what_if_hear(again->what_if, &(struct hf_what_if_record){.kind = HF_WHAT_IF_GAP});
}

/* -1, or the exit code. */
static int read_log(struct hf_again *again)
{
    const struct hf_what_if_options options = {.assume_us = again->assume_us};
    int result;

    again->what_if = hf_what_if_new(&options);
    if (again->what_if == NULL)
        return HF_EXIT_FAILED;
    again->walk = (struct hf_log_walk){.options = &again->options,
                                       .context = again,
                                       .entry = take_entry,
                                       .segment = take_segment,
                                       .trouble = take_trouble};
    result = hf_log_walk(&again->walk);
    if (result >= 0)
        return result;
    if (hf_what_if_infer(again->what_if) < 0) {
        fputs("holdfast: what-if: no memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    if (hf_what_if_gaps(again->what_if) > 0)
        fputs("holdfast: what-if: records are missing; what users did in them, and what servers "
              "did, is not known\n",
              stderr);
    return -1;
}

/* ---- playing ---- */

static int keep_course(struct hf_again *again, struct hf_again_line *line, unsigned column)
{
    struct hf_again_course *kept = &line->courses[column];

    if (!hf_what_if_course(again->what_if, line->line.number,
                           column == HF_AGAIN_LOG ? HF_WHAT_IF_LOG : HF_WHAT_IF_PLAYED,
                           &kept->course))
        return 0;
    kept->spans = calloc(kept->course.n_spans + 1, sizeof(*kept->spans));
    if (kept->spans == NULL)
        return -1;
    if (kept->course.n_spans > 0)
        memcpy(kept->spans, kept->course.spans, kept->course.n_spans * sizeof(*kept->spans));
    kept->course.spans = kept->spans;
    return 0;
}

static int is_same_change(const struct hf_what_if_span *a, const struct hf_what_if_span *b)
{
    const uint64_t off_us = a->from_us > b->from_us ? a->from_us - b->from_us
                                                    : b->from_us - a->from_us;

    return off_us <= SAME_US && a->state == b->state && a->server == b->server &&
           memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

/* How much of the log its own configuration gives. */
static void compare(struct hf_again *again, struct hf_again_line *line)
{
    const struct hf_what_if_course *log = &line->courses[HF_AGAIN_LOG].course;
    struct hf_what_if_course own;

    if (!hf_what_if_course(again->what_if, line->line.number, HF_WHAT_IF_PLAYED, &own))
        return;
    line->changes = log->n_spans;
    for (size_t i = 0; i < log->n_spans && i < own.n_spans; i++)
        line->changes_same += is_same_change(&log->spans[i], &own.spans[i]) != 0;
    line->requests_again = own.requests;
}

static int play(struct hf_again *again, unsigned column)
{
    struct hf_what_if_play play = {.unknown = column == HF_AGAIN_WORST ? HF_WHAT_IF_WORST
                                                                       : HF_WHAT_IF_BEST};

    if (column != HF_AGAIN_LOG || again->n_lines > 0) {
        if (hf_what_if_play(again->what_if, &play) < 0)
            return -1;
        again->is_cut |= play.is_cut;
    }
    if (column != HF_AGAIN_LOG) {
        again->guessed[column - HF_AGAIN_BEST] = play.guessed;
        again->from_log[column - HF_AGAIN_BEST] = play.from_log;
    }
    for (size_t i = 0; i < again->n_lines; i++) {
        if (keep_course(again, &again->lines[i], column) < 0)
            return -1;
        if (column == HF_AGAIN_LOG)
            compare(again, &again->lines[i]);
    }
    return 0;
}

static int configure(struct hf_again *again)
{
    for (size_t i = 0; i < again->n_lines; i++) {
        const struct hf_again_line *line = &again->lines[i];
        const int result = line->account == NULL
                               ? HF_OK
                               : hf_what_if_configure(again->what_if, line->line.number,
                                                      &line->account->config);

        if (result == HF_OK)
            continue;
        fprintf(stderr, "holdfast: what-if: %s cannot be line %" PRIu32 ": %s\n",
                line->account->name, line->line.number, hf_error_text(result));
        return HF_EXIT_USAGE;
    }
    return HF_EXIT_DONE;
}

static int list_lines(struct hf_again *again)
{
    struct hf_what_if_line line = {.number = 0};
    size_t n = 0;

    while (hf_what_if_next_line(again->what_if, line.number, &line))
        n++;
    again->lines = calloc(n + 1, sizeof(*again->lines));
    if (again->lines == NULL)
        return HF_EXIT_FAILED;
    for (line.number = 0; hf_what_if_next_line(again->what_if, line.number, &line);)
        again->lines[again->n_lines++].line = line;
    if (n > 0)
        return HF_EXIT_DONE;
    fputs("holdfast: what-if: no line begins in this log: it has no snapshot; the log's earlier "
          "segments would be right\n",
          stderr);
    return HF_EXIT_USAGE;
}

static int is_line(const struct hf_again *again, uint32_t number)
{
    for (size_t i = 0; i < again->n_lines; i++)
        if (again->lines[i].line.number == number)
            return 1;
    return 0;
}

static int play_all(struct hf_again *again)
{
    int result = list_lines(again);

    if (result == HF_EXIT_DONE && again->line != 0 && !is_line(again, again->line)) {
        fprintf(stderr, "holdfast: what-if: line %" PRIu32 " is not in the log\n", again->line);
        result = HF_EXIT_USAGE;
    }
    if (result == HF_EXIT_DONE)
        result = hf_again_match(again);
    if (result != HF_EXIT_DONE)
        return result;
    if (play(again, HF_AGAIN_LOG) < 0)
        return HF_EXIT_FAILED;
    result = configure(again);
    if (result != HF_EXIT_DONE)
        return result;
    if (play(again, HF_AGAIN_BEST) < 0 || play(again, HF_AGAIN_WORST) < 0)
        return HF_EXIT_FAILED;
    if (again->is_cut)
        fputs("holdfast: what-if: it takes more than ten million steps, and is cut; --to makes it "
              "shorter\n",
              stderr);
    return HF_EXIT_DONE;
}

/* ---- arguments ---- */

/* Takes --config and the files behind it out of argv; the new argc, or -1. */
static int take_files(struct hf_again *again, int argc, char **argv)
{
    int n = 1, inside = 0, only_names = 0;

    again->files = calloc((size_t)argc + 1, sizeof(*again->files));
    if (again->files == NULL)
        return -1;
    for (int i = 1; i < argc; i++) {
        if (!only_names && strcmp(argv[i], "--config") == 0) {
            inside = 1;
        } else if (!only_names && strncmp(argv[i], "--config=", 9) == 0) {
            again->files[again->n_files++] = argv[i] + 9;
        } else if (inside && argv[i][0] != '-') {
            again->files[again->n_files++] = argv[i];
            inside = 2;
        } else if (inside == 1) {
            break;
        } else {
            inside = 0;
            only_names |= strcmp(argv[i], "--") == 0;
            argv[n++] = argv[i];
        }
    }
    if (inside == 1) {
        fputs("holdfast: what-if: --config wants a file behind it\n", stderr);
        return -1;
    }
    argv[n] = NULL;
    return n;
}

static int read_assume(struct hf_again *again)
{
    const char *text = again->assume_text;
    char *end;
    unsigned long long seconds;

    again->assume_us = (uint64_t)HF_WHAT_IF_ASSUME_S * US_IN_S;
    if (text == NULL)
        return HF_EXIT_DONE;
    seconds = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || seconds > ASSUME_MAX_S) {
        fprintf(stderr, "holdfast: what-if: --assume \"%s\" is no number of seconds from 0 to %u\n",
                text, ASSUME_MAX_S);
        return HF_EXIT_USAGE;
    }
    again->assume_us = seconds * US_IN_S;
    return HF_EXIT_DONE;
}

static int run(struct hf_again *again)
{
    int result = read_assume(again);

    if (result != HF_EXIT_DONE)
        return result;
    if (again->n_files > 0 && hf_vendors_read(&again->config, again->files, again->n_files) < 0) {
        hf_phone_config_print_remarks(&again->config, stderr);
        return HF_EXIT_USAGE;
    }
    again->line = again->options.line;
    again->options.line = 0; /* the other lines are witnesses, too */
    result = read_log(again);
    if (result < 0)
        result = play_all(again);
    else
        return result;
    if (result != HF_EXIT_DONE)
        return result;
    if (again->options.json)
        hf_again_json(again);
    else
        hf_again_print(again);
    if (again->picture != NULL)
        result = hf_again_draw(again);
    if (result != HF_EXIT_DONE)
        return result;
    return again->is_cut ? HF_EXIT_FAILED : hf_log_walk_result(&again->walk);
}

static void free_all(struct hf_again *again)
{
    for (size_t i = 0; i < again->n_lines; i++)
        for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
            free(again->lines[i].courses[column].spans);
    free(again->lines);
    free(again->files);
    hf_phone_config_free(&again->config);
    hf_what_if_free(again->what_if);
}

int hf_cli_what_if(int argc, char **argv)
{
    static struct hf_again again;
    const struct hf_log_option more[] = {{"assume", &again.assume_text, NULL, "a time in seconds"},
                                         {"svg", &again.picture, NULL, "a file"},
                                         {"html", &again.picture, NULL, "a file"},
                                         {NULL, NULL, NULL, NULL}};
    int result;

    memset(&again, 0, sizeof again);
    again.options = (struct hf_log_options){.command = "what-if", .usage = usage, .more = more};
    argc = take_files(&again, argc, argv);
    result = argc < 0 ? HF_EXIT_USAGE : hf_log_options_read(&again.options, argc, argv);
    if (result == HF_EXIT_DONE && !again.options.help)
        result = run(&again);
    free_all(&again);
    return result;
}
