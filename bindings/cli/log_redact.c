/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast log redact`: a log that can be sent to somebody. It is read twice: first replayed,
 * and everything that names somebody or something collected; then written anew with all of that
 * replaced, each event run through this build's core, which must decide what it decided before.
 * So the copy replays identical, and tells the same story.
 */
#define _GNU_SOURCE
#include "log_redact.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "holdfast/line.h"
#include "holdfast/record.h"
#include "json.h"
#include "log.h"
#include "log_replay.h"
#include "log_walk.h"

static const char usage[] =
    "usage: holdfast log redact LOG... -o OUT [options]\n"
    "Writes a copy of the log in which names, numbers, addresses and domains are replaced, to "
    "send\n"
    "to somebody. Equal ones become equal ones; what stays is the order, the times, the kind of\n"
    "address, ports, transports, settings and what was decided, and the copy replays as the log\n"
    "does. LOG is a directory, a segment (.log, .log.zst) or segments joined in one file; OUT is\n"
    "one file that does not exist yet.\n"
    "  -o OUT, --output OUT   where the copy goes\n"
    "  --line N      only this line\n"
    "  --seed TEXT   the same names for the same TEXT, in other logs too; whoever knows TEXT can\n"
    "                try names out. Without it they are drawn anew each time\n"
    "  --force       leave out what cannot be kept: what is damaged, what does not replay\n"
    "                identical, what is of a kind that this program does not know\n"
    "  --json        what was done as one JSON object: kind (redacted), records, left_out,\n"
    "                members_left_out, and of names, numbers and addresses how many different "
    "ones\n"
    "                (names) and how often (names_times)\n"
    "Exit codes: 0 done; 1 it cannot be written; 2 wrong usage or input; 3 the log does not "
    "replay\n"
    "identical, or its copy would not.\n";

#define SCRATCH (HF_SNAPSHOT_BYTES_MAX * 2 + HF_EVENT_BYTES_MAX * 2 + HF_ACTIONS_BYTES_MAX * 2)

struct redact {
    struct hf_log_options options;
    struct hf_log_walk walk;
    struct hf_log_replay replay; /* of the log, the first time */
    struct hf_redact_map *map;
    const char *output, *seed;
    int force;
    FILE *out;
    struct hf_log_fold *fold; /* of the copy */
    void *line;               /* room for one line */
    uint64_t log_id, sequence;
    uint64_t records, left_out, members;
    size_t n_texts;                      /* bytes of texts in `actions` */
    const char *files[HF_LOG_FILES_MAX]; /* of the line that is being changed */
    uint8_t event[SCRATCH], actions[SCRATCH];
    uint8_t payload[HF_LOG_RECORD_BYTES_MAX + SCRATCH];
    uint8_t framed[HF_LOG_RECORD_BYTES_MAX + SCRATCH + HF_RECORD_OVERHEAD];
    alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

static void say(const char *text)
{
    fprintf(stderr, "holdfast: log redact: %s\n", text);
}

/* ---- one record, with everything replaced ---- */

/* A changed copy of an entry; its bytes stand in the struct. 0, or -1: it cannot be kept. */
static int change_bytes(struct redact *redact, enum hf_redact_message message,
                        struct hf_redact_wire *wire)
{
    int result = hf_redact_wire(redact->map, message, wire);

    redact->members += wire->dropped;
    return result;
}

static int change_step(struct redact *redact, const struct hf_log_step *from,
                       struct hf_log_step *to)
{
    struct hf_redact_wire event = {.in = from->event,
                                   .n_in = from->n_event,
                                   .out = redact->event,
                                   .size = sizeof(redact->event)};
    struct hf_redact_wire actions = {.in = from->actions,
                                     .n_in = from->n_actions,
                                     .out = redact->actions,
                                     .size = sizeof(redact->actions)};

    if (change_bytes(redact, HF_REDACT_EVENT, &event) < 0 ||
        change_bytes(redact, HF_REDACT_ACTIONS, &actions) < 0)
        return -1;
    *to = (struct hf_log_step){.event = event.out,
                               .n_event = event.n_out,
                               .actions = actions.out,
                               .n_actions = actions.n_out,
                               .result = from->result};
    return 0;
}

/* The copy's line has heard of other names, and so has other hashes of them. */
static void take_hashes(const struct redact *redact, uint32_t number, struct hf_redact_wire *bytes)
{
    static uint8_t own[HF_SNAPSHOT_BYTES_MAX];
    const struct hf_line *line = redact->fold != NULL ? hf_log_fold_line(redact->fold, number)
                                                      : NULL;

    if (line != NULL && hf_line_snapshot(line, own, sizeof(own)) == (int)bytes->n_out)
        hf_redact_take_hashes(bytes->out, own, bytes->n_out);
}

static int change_snapshot(struct redact *redact, const struct hf_log_entry *entry,
                           struct hf_log_snapshot *to)
{
    const struct hf_log_snapshot *from = &entry->u.snapshot;
    struct hf_redact_wire bytes = {.in = from->bytes,
                                   .n_in = from->n_bytes,
                                   .out = redact->event,
                                   .size = sizeof(redact->event)};
    struct hf_wire wire = {.bytes = redact->event,
                           .scratch = redact->scratch,
                           .scratch_size = sizeof(redact->scratch)};

    if (change_bytes(redact, HF_REDACT_SNAPSHOT, &bytes) < 0)
        return -1;
    take_hashes(redact, entry->line, &bytes);
    wire.n_bytes = bytes.n_out;
    if (hf_line_restore(redact->line, hf_line_size(), &wire) < 0)
        return -1;
    *to = (struct hf_log_snapshot){
        .bytes = bytes.out, .n_bytes = bytes.n_out, .digest = hf_line_digest(redact->line)};
    return 0;
}

/* The text is put behind what stands in `actions` already; terminated. */
static int change_text(struct redact *redact, enum hf_redact_text_kind kind, const char **text)
{
    struct hf_redact_text change = {.in = (const uint8_t *)*text,
                                    .n_in = strlen(*text),
                                    .out = redact->actions + redact->n_texts,
                                    .size = sizeof(redact->actions) - redact->n_texts - 1};

    if (hf_redact_text(redact->map, kind, &change) < 0)
        return -1;
    change.out[change.n_out] = '\0';
    redact->n_texts += change.n_out + 1;
    *text = (const char *)change.out;
    return 0;
}

/* Where a setting stands is told by the numbers; the files' names go. */
static int change_added(struct redact *redact, const struct hf_log_line_added *from,
                        struct hf_log_line_added *to)
{
    *to = (struct hf_log_line_added){.name = from->name,
                                     .limits = from->limits,
                                     .line_size = from->line_size,
                                     .n_files = from->n_files < HF_LOG_FILES_MAX ? from->n_files
                                                                                 : HF_LOG_FILES_MAX,
                                     .files = redact->files,
                                     .n_origins = from->n_origins,
                                     .origins = from->origins};
    for (uint32_t i = 0; i < to->n_files; i++) {
        redact->files[i] = from->files[i];
        if (change_text(redact, HF_REDACT_FREELY, &redact->files[i]) < 0)
            return -1;
    }
    return change_text(redact, HF_REDACT_FREELY, &to->name);
}

#define VERSION_PARTS  3
#define VERSION_DIGITS 3
#define NOTE_CHALLENGE 6 /* its text is the realm */

static int change_note(struct redact *redact, const struct hf_log_note *from,
                       struct hf_log_note *to)
{
    *to = (struct hf_log_note){.attempt = from->attempt,
                               .at_us = from->at_us,
                               .round_trip_us = from->round_trip_us,
                               .peer = from->peer,
                               .text = from->text != NULL ? from->text : "",
                               .status = from->status,
                               .kind = from->kind};
    if (to->peer.family != HF_FAMILY_NONE)
        hf_redact_address(redact->map, to->peer.address,
                          to->peer.family == HF_FAMILY_IPV4 ? 4 : 16);
    return change_text(redact, from->kind == NOTE_CHALLENGE ? HF_REDACT_FREELY : HF_REDACT_NOTE,
                       &to->text);
}

static int change(struct redact *redact, const struct hf_log_entry *from, struct hf_log_entry *to)
{
    *to = (struct hf_log_entry){.wall_us = from->wall_us, .line = from->line, .kind = from->kind};
    redact->n_texts = 0;
    switch (from->kind) {
    case HF_LOG_STEP: return change_step(redact, &from->u.step, &to->u.step);
    case HF_LOG_SNAPSHOT: return change_snapshot(redact, from, &to->u.snapshot);
    case HF_LOG_NOTE: return change_note(redact, &from->u.note, &to->u.note);
    case HF_LOG_LINE_ADDED: return change_added(redact, &from->u.added, &to->u.added);
    case HF_LOG_CLEAN_END: return 0;
    case HF_LOG_NONE: break;
    }
    return -1;
}

/* "holdfast", or "holdfast 1.2.3", and nothing that a person could have put in. */
static int is_our_writer(const char *writer)
{
    static const char ours[] = "holdfast";
    const char *at = writer + sizeof(ours) - 1;

    if (strncmp(writer, ours, sizeof(ours) - 1) != 0)
        return 0;
    for (unsigned part = 0; part < VERSION_PARTS && *at == (part == 0 ? ' ' : '.'); part++) {
        size_t n = strspn(at + 1, "0123456789");

        if (n < 1 || n > VERSION_DIGITS)
            return 0;
        at += 1 + n;
    }
    return *at == '\0';
}

static int change_segment(struct redact *redact, const struct hf_log_segment *from,
                          struct hf_log_segment *to)
{
    const char *writer = from->writer;

    *to = *from;
    to->log_id = hf_redact_number(redact->map, from->log_id);
    redact->n_texts = 0;
    if (is_our_writer(writer))
        return 0;
    if (change_text(redact, HF_REDACT_FREELY, &writer) < 0)
        return -1;
    snprintf(to->writer, sizeof(to->writer), "%s", writer);
    return 0;
}

/* ---- the first time: does it replay, and what is to be replaced ---- */

static int collect_segment(void *context, const struct hf_log_item *item)
{
    struct redact *redact = context;
    struct hf_log_segment changed;

    (void)change_segment(redact, &item->segment, &changed);
    return hf_log_replay_segment(&redact->replay, item);
}

static int collect_entry(void *context, const struct hf_log_item *item,
                         const struct hf_log_entry *entry)
{
    struct redact *redact = context;
    struct hf_log_entry changed;

    (void)hf_log_replay_entry(&redact->replay, item, entry);
    if (redact->replay.diverged > 0 && !redact->force) {
        say("so it is not copied; --force leaves out what does not replay identical");
        return HF_EXIT_DIVERGED;
    }
    (void)change(redact, entry, &changed);
    if (!hf_redact_map_failed(redact->map))
        return 0;
    say("more different names and addresses than can be kept apart, or no memory");
    return HF_EXIT_FAILED;
}

static void collect_trouble(void *context, const struct hf_log_item *item)
{
    struct redact *redact = context;

    hf_log_replay_trouble(&redact->replay, item);
}

static int collect(struct redact *redact)
{
    int result;

    if (hf_log_replay_begin(&redact->replay, &redact->options) < 0)
        return HF_EXIT_FAILED;
    redact->walk = (struct hf_log_walk){.options = &redact->options,
                                        .context = redact,
                                        .entry = collect_entry,
                                        .segment = collect_segment,
                                        .trouble = collect_trouble};
    result = hf_log_walk(&redact->walk);
    if (result >= 0)
        return result;
    if (redact->force ||
        (!redact->walk.damaged && !redact->walk.unusable && redact->replay.skipped == 0))
        return -1;
    say("the log is damaged, or a line's state is not known; --force copies what can be kept");
    return redact->walk.unusable ? HF_EXIT_USAGE : HF_EXIT_DIVERGED;
}

/* ---- the second time: written ---- */

static int write_payload(struct redact *redact, size_t length)
{
    struct hf_record_write record = {
        .payload = redact->payload, .length = length, .sequence = ++redact->sequence};
    size_t n = length > 0 ? hf_record_write(&record, redact->framed, sizeof(redact->framed)) : 0;

    if (n > 0 && fwrite_unlocked(redact->framed, 1, n, redact->out) == n) {
        redact->records++;
        return 0;
    }
    fprintf(stderr, "holdfast: log redact: %s: %s\n", redact->output, strerror(errno));
    return HF_EXIT_FAILED;
}

static int write_segment(void *context, const struct hf_log_item *item)
{
    struct redact *redact = context;
    struct hf_log_segment segment;

    if (redact->log_id != item->segment.log_id) { /* its line 1 is no line of the log before */
        redact->log_id = item->segment.log_id;
        redact->sequence = 0;
        hf_log_fold_free(redact->fold);
        redact->fold = hf_log_fold_new();
        if (redact->fold == NULL)
            return HF_EXIT_FAILED;
    }
    if (change_segment(redact, &item->segment, &segment) < 0)
        return HF_EXIT_FAILED;
    return write_payload(redact,
                         hf_log_segment_write(&segment, redact->payload, sizeof(redact->payload)));
}

/* Whether the copy's line is where the log's was: its core decided the same. */
static int is_kept(const struct hf_fold_outcome *outcome)
{
    switch (outcome->kind) {
    case HF_FOLD_OTHER:
    case HF_FOLD_IDENTICAL:
    case HF_FOLD_RESTORED:
    case HF_FOLD_SAME_STATE: return 1;
    case HF_FOLD_DIFFERS:
    case HF_FOLD_SKIPPED:
    case HF_FOLD_OTHER_STATE:
    case HF_FOLD_REFUSED: break;
    }
    return 0;
}

static int leave_out(struct redact *redact, const struct hf_log_item *item,
                     const struct hf_log_entry *entry)
{
    redact->left_out++;
    if (entry->kind == HF_LOG_STEP || entry->kind == HF_LOG_SNAPSHOT)
        hf_log_fold_lose(redact->fold, entry->line);
    if (redact->force)
        return 0;
    fprintf(stderr,
            "holdfast: log redact: %s: at byte %" PRIu64 ": record %" PRIu64
            ", line %u cannot be kept as it is; --force leaves it out\n",
            item->file, item->offset, item->sequence, entry->line);
    return HF_EXIT_DIVERGED;
}

static int write_entry(void *context, const struct hf_log_item *item,
                       const struct hf_log_entry *entry)
{
    struct redact *redact = context;
    struct hf_fold_outcome outcome = {.kind = HF_FOLD_OTHER};
    struct hf_log_entry changed;

    if (redact->fold == NULL || change(redact, entry, &changed) < 0)
        return leave_out(redact, item, entry);
    if (entry->line != 0)
        outcome = hf_log_fold_take(redact->fold, &changed);
    if (!is_kept(&outcome) && outcome.kind != HF_FOLD_OTHER_STATE)
        return leave_out(redact, item, entry);
    if (outcome.kind == HF_FOLD_OTHER_STATE && !redact->force)
        return leave_out(redact, item, entry);
    return write_payload(redact,
                         hf_log_entry_write(&changed, redact->payload, sizeof(redact->payload)));
}

static void write_trouble(void *context, const struct hf_log_item *item)
{
    struct redact *redact = context;

    if (redact->fold != NULL &&
        (item->kind == HF_LOG_ITEM_MISSING || item->kind == HF_LOG_ITEM_SCHEMA ||
         item->kind == HF_LOG_ITEM_UNDECODABLE))
        hf_log_fold_gap(redact->fold);
}

static int write_all(struct redact *redact)
{
    int result, fd = open(redact->output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    redact->out = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (redact->out == NULL) {
        fprintf(stderr, "holdfast: log redact: %s: %s%s\n", redact->output, strerror(errno),
                errno == EEXIST ? "; right is a file that does not exist yet" : "");
        return HF_EXIT_USAGE;
    }
    hf_redact_map_close(redact->map);
    redact->members = 0;
    redact->walk = (struct hf_log_walk){.options = &redact->options,
                                        .context = redact,
                                        .entry = write_entry,
                                        .segment = write_segment,
                                        .trouble = write_trouble,
                                        .quiet = 1};
    result = hf_log_walk(&redact->walk);
    if (result < 0 && hf_redact_map_failed(redact->map))
        result = HF_EXIT_FAILED;
    if (fclose(redact->out) != 0 && result < 0) {
        fprintf(stderr, "holdfast: log redact: %s: %s\n", redact->output, strerror(errno));
        result = HF_EXIT_FAILED;
    }
    if (result >= 0)
        unlink(redact->output);
    return result;
}

/* ---- the command ---- */

static void sum_up_json(const struct redact *redact)
{
    struct hf_json json;
    const struct hf_redact_map *map = redact->map;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "redacted");
    hf_json_unsigned(&json, "records", redact->records);
    hf_json_unsigned(&json, "left_out", redact->left_out);
    hf_json_unsigned(&json, "members_left_out", redact->members);
    hf_json_unsigned(&json, "names", hf_redact_map_different(map, HF_REDACT_NAME));
    hf_json_unsigned(&json, "names_times", hf_redact_map_times(map, HF_REDACT_NAME));
    hf_json_unsigned(&json, "numbers", hf_redact_map_different(map, HF_REDACT_NUMBER));
    hf_json_unsigned(&json, "numbers_times", hf_redact_map_times(map, HF_REDACT_NUMBER));
    hf_json_unsigned(&json, "addresses", hf_redact_map_different(map, HF_REDACT_ADDRESS));
    hf_json_unsigned(&json, "addresses_times", hf_redact_map_times(map, HF_REDACT_ADDRESS));
    (void)hf_json_end(&json);
}

static void sum_up(const struct redact *redact)
{
    static const char *const names[HF_REDACT_COUNT] = {[HF_REDACT_NAME] = "names, or parts of them",
                                                       [HF_REDACT_NUMBER] = "numbers",
                                                       [HF_REDACT_ADDRESS] = "addresses"};

    printf("%s: %" PRIu64 " records\n", redact->output, redact->records);
    for (unsigned i = 0; i < HF_REDACT_COUNT; i++)
        printf("%8" PRIu64 " %s replaced, %" PRIu64 " times\n",
               hf_redact_map_different(redact->map, (enum hf_redact_what)i), names[i],
               hf_redact_map_times(redact->map, (enum hf_redact_what)i));
    if (redact->left_out > 0)
        printf("%8" PRIu64 " records left out\n", redact->left_out);
    if (redact->members > 0)
        printf("%8" PRIu64 " members of records left out, which this program does not know\n",
               redact->members);
}

static int run(struct redact *redact)
{
    uint8_t key[HF_REDACT_KEY] = {0};
    int result;

    if (redact->seed != NULL)
        hf_redact_key(redact->seed, key);
    else if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
        return HF_EXIT_FAILED;
    redact->map = hf_redact_map_new(key);
    redact->line = aligned_alloc(hf_line_align(), (hf_line_size() + hf_line_align() - 1) /
                                                      hf_line_align() * hf_line_align());
    if (redact->map == NULL || redact->line == NULL) {
        say("no memory");
        return HF_EXIT_FAILED;
    }
    result = collect(redact);
    if (result < 0)
        result = write_all(redact);
    if (result >= 0)
        return result;
    if (redact->options.json)
        sum_up_json(redact);
    else
        sum_up(redact);
    return HF_EXIT_DONE;
}

/* It is read twice, and all of it. */
static int check_usage(const struct redact *redact)
{
    struct stat status;

    if (redact->output == NULL) {
        say("where the copy goes is missing; right is -o FILE");
        return HF_EXIT_USAGE;
    }
    if (redact->options.from_us > 0 || redact->options.to_us < UINT64_MAX) {
        say("--from and --to cannot be had here: a copy has all of the log, or of a line");
        return HF_EXIT_USAGE;
    }
    for (size_t i = 0; i < redact->options.n_paths; i++) {
        if (stat(redact->options.paths[i], &status) == 0 && !S_ISREG(status.st_mode) &&
            !S_ISDIR(status.st_mode)) {
            fprintf(stderr,
                    "holdfast: log redact: %s: is read twice, so it must be a file or a "
                    "directory\n",
                    redact->options.paths[i]);
            return HF_EXIT_USAGE;
        }
    }
    return 0;
}

/* -o is --output; the other options have no short form. */
static void lengthen(int argc, char **argv)
{
    static char output[] = "--output";

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "-o") == 0)
            argv[i] = output;
}

int hf_cli_log_redact(int argc, char **argv)
{
    struct redact *redact = calloc(1, sizeof(*redact));
    struct hf_log_option more[] = {{.name = "output", .wants = "a file"},
                                   {.name = "seed", .wants = "a text"},
                                   {.name = "force"},
                                   {.name = NULL}};
    int result;

    if (redact == NULL) {
        say("no memory");
        return HF_EXIT_FAILED;
    }
    more[0].value = &redact->output;
    more[1].value = &redact->seed;
    more[2].given = &redact->force;
    redact->options.command = "log redact";
    redact->options.usage = usage;
    redact->options.more = more;
    lengthen(argc, argv);
    result = hf_log_options_read(&redact->options, argc, argv);
    if (result == 0 && !redact->options.help)
        result = check_usage(redact);
    if (result == 0 && !redact->options.help)
        result = run(redact);
    hf_log_replay_end(&redact->replay);
    hf_log_fold_free(redact->fold);
    hf_redact_map_free(redact->map);
    free(redact->line);
    free(redact);
    return result;
}
