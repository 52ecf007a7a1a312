/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast log cat`: every record as it stands, for people or as JSON. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "holdfast/line.h"
#include "log.h"
#include "log_fields.h"
#include "log_out.h"
#include "log_walk.h"
#include "words.h"

#define US_IN_S 1000000u

static const char usage[] =
    "usage: holdfast log cat LOG... [options]\n"
    "Prints every record: the wall clock, the line, what happened, and indented below it what the\n"
    "line decided to do. LOG is a directory, a segment (.log, .log.zst) or segments joined in one\n"
    "file.\n"
    "  --line N      only this line, and what belongs to no line\n"
    "  --from T      only from then on; --to T: only up to then\n"
    "                T: 2026-11-21T09:30:00 (local time; Z behind it: UTC), or seconds since 1970\n"
    "  --json        one JSON object a record\n"
    "With --json each object has \"kind\": segment, line_added, snapshot, step, note, clean_end "
    "or\n"
    "unknown; file, offset (the record's first byte), sequence, line (0: the phone), wall_us.\n"
    "  segment       schema, semantics, abi, log_id, number, writer, limits\n"
    "  line_added    name, line_size, limits, files, origins: a list of setting, server, proxy "
    "(0:\n"
    "                the one above), file (1.. of files) and line\n"
    "  snapshot      digest, bytes (in hexadecimal)\n"
    "  step          result (0, or the error it was refused with), late_events,\n"
    "                event: event (its name), at_us and its fields; actions: a list, each with\n"
    "                action (its name) and its fields, named as in proto/holdfast.proto\n"
    "  note          note, at_us, status, peer, attempt, round_trip_us, text\n"
    "An object with another kind says what cannot be read. Exit codes: 0 done; 1 damage; 2 wrong\n"
    "usage or input.\n";

struct cat {
    struct hf_log_options options;
    struct hf_log_walk walk;
    uint64_t second; /* whose date stands in `date` */
    char date[32];
    struct hf_log_out out;
    struct hf_event event;
    struct hf_actions actions;
};

static const char *kind_name(enum hf_log_kind kind)
{
    switch (kind) {
    case HF_LOG_STEP: return "step";
    case HF_LOG_LINE_ADDED: return "line_added";
    case HF_LOG_SNAPSHOT: return "snapshot";
    case HF_LOG_NOTE: return "note";
    case HF_LOG_CLEAN_END: return "clean_end";
    case HF_LOG_NONE: break;
    }
    return "unknown";
}

/* ---- for people ---- */

/* "2026-11-21 10:00:00.123456  line 1  " */
static void begin_text(struct cat *cat, uint64_t wall_us, uint32_t line)
{
    uint64_t second = wall_us / US_IN_S;

    if (second != cat->second || cat->date[0] == '\0') {
        time_t seconds = (time_t)second;
        struct tm local;

        cat->second = second;
        if (localtime_r(&seconds, &local) == NULL ||
            strftime(cat->date, sizeof(cat->date), "%Y-%m-%d %H:%M:%S.", &local) == 0)
            strcpy(cat->date, "?.");
    }
    hf_log_out_text(&cat->out, cat->date);
    hf_log_out_digits(&cat->out, wall_us % US_IN_S, 6);
    if (line == 0) {
        hf_log_out_text(&cat->out, "  phone   ");
        return;
    }
    hf_log_out_text(&cat->out, "  line ");
    hf_log_out_number(&cat->out, line);
    hf_log_out_text(&cat->out, line < 10 ? "  " : " ");
}

static void text_action(struct hf_log_out *out, const struct hf_action *action)
{
    struct hf_log_rows rows = hf_log_rows_of_action(action->kind);

    hf_log_out_text(out, "        ");
    if (action->kind == HF_ACTION_EXPLAIN) {
        const struct hf_decision *decision = &action->u.decision;

        hf_log_out_text(out, "decided: ");
        hf_log_out_text(out, hf_machine_name(decision->machine));
        hf_log_out_text(out, " ");
        hf_log_out_number(out, decision->subject);
        hf_log_out_text(out, decision->from_state == decision->to_state ? " stays " : " ");
        hf_log_out_text(out, hf_state_name(decision->machine, decision->from_state));
        if (decision->from_state != decision->to_state) {
            hf_log_out_text(out, " -> ");
            hf_log_out_text(out, hf_state_name(decision->machine, decision->to_state));
        }
    } else {
        hf_log_out_words(out, hf_action_name(action->kind));
    }
    hf_log_fields_text(out, &rows, &action->u);
    hf_log_out_end(out);
}

static void text_step(struct cat *cat, const struct hf_log_step *step)
{
    struct hf_log_out *out = &cat->out;
    struct hf_log_rows rows;

    if (hf_log_walk_step(step, &cat->event, &cat->actions) < 0) {
        hf_log_out_text(out, "an event that cannot be decoded: ");
        hf_log_out_hex(out, step->event, step->n_event);
        hf_log_out_end(out);
        return;
    }
    rows = hf_log_rows_of_event(cat->event.kind);
    hf_log_out_words(out, hf_event_name(cat->event.kind));
    hf_log_fields_text(out, &rows, &cat->event.u);
    if (cat->event.kind == HF_EVENT_CONFIGURED)
        hf_log_config_text(out, cat->event.u.configured.config);
    if (cat->actions.late_events > 0)
        hf_log_out_text(out, ", too late: nothing changed");
    if (step->result != HF_OK) {
        hf_log_out_text(out, ", refused: ");
        hf_log_out_text(out, hf_error_text(step->result));
    }
    hf_log_out_end(out);
    for (uint32_t i = 0; i < cat->actions.n; i++)
        text_action(out, &cat->actions.items[i]);
}

static void text_note(struct hf_log_out *out, const struct hf_log_note *note)
{
    char name[32];

    snprintf(name, sizeof(name), "%s", hf_log_note_name(note->kind));
    for (char *at = name; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : *at;
    hf_log_out_text(out, "saw: ");
    hf_log_out_text(out, name);
    if (note->text != NULL && note->text[0] != '\0') {
        hf_log_out_text(out, " \"");
        hf_log_out_plain(out, note->text, strlen(note->text));
        hf_log_out_text(out, "\"");
    }
    hf_log_fields_text(out, &hf_log_rows_of_note, note);
    hf_log_out_end(out);
}

static void text_files(struct hf_log_out *out, const struct hf_log_line_added *added)
{
    for (uint32_t i = 0; i < added->n_files; i++) {
        hf_log_out_text(out, i == 0 ? ", configured by " : ", ");
        hf_log_out_plain(out, added->files[i], strlen(added->files[i]));
    }
}

static void text_entry(struct cat *cat, const struct hf_log_entry *entry)
{
    struct hf_log_out *out = &cat->out;

    begin_text(cat, entry->wall_us, entry->line);
    switch (entry->kind) {
    case HF_LOG_STEP: text_step(cat, &entry->u.step); return;
    case HF_LOG_NOTE: text_note(out, &entry->u.note); return;
    case HF_LOG_LINE_ADDED:
        hf_log_out_text(out, "line added, name \"");
        hf_log_out_plain(out, entry->u.added.name, strlen(entry->u.added.name));
        hf_log_out_text(out, "\"");
        text_files(out, &entry->u.added);
        break;
    case HF_LOG_SNAPSHOT:
        hf_log_out_text(out, "snapshot of ");
        hf_log_out_number(out, entry->u.snapshot.n_bytes);
        hf_log_out_text(out, " bytes");
        break;
    case HF_LOG_CLEAN_END: hf_log_out_text(out, "clean end"); break;
    case HF_LOG_NONE: hf_log_out_text(out, "a record of a kind that this build does not know");
    }
    hf_log_out_end(out);
}

static void text_segment(struct cat *cat, const struct hf_log_segment *segment)
{
    struct hf_log_out *out = &cat->out;

    begin_text(cat, segment->wall_us, 0);
    hf_log_out_text(out, "segment ");
    hf_log_out_number(out, segment->number);
    hf_log_out_text(out, " of log ");
    for (int shift = 56; shift >= 0; shift -= 8)
        hf_log_out_hex(out, &(const uint8_t){(uint8_t)(segment->log_id >> shift)}, 1);
    hf_log_out_text(out, ", written by ");
    hf_log_out_plain(out, segment->writer, strlen(segment->writer));
    hf_log_out_text(out, ", semantics ");
    hf_log_out_number(out, segment->semantics);
    hf_log_out_end(out);
}

/* ---- JSON ---- */

static void begin_json(struct hf_log_out *out, const char *kind, const struct hf_log_item *item)
{
    hf_log_out_open(out, NULL, '{');
    hf_log_out_key_text(out, "kind", kind);
    hf_log_out_key_text(out, "file", item->file);
    hf_log_out_key_number(out, "offset", item->offset);
    hf_log_out_key_number(out, "sequence", item->sequence);
}

static void json_bytes(struct hf_log_out *out, const char *key, const uint8_t *bytes, size_t n)
{
    hf_log_out_key(out, key);
    hf_log_out_bytes(out, "\"", 1);
    hf_log_out_hex(out, bytes, n);
    hf_log_out_bytes(out, "\"", 1);
}

static void json_limits(struct hf_log_out *out, const struct hf_log_limits *limits)
{
    hf_log_out_open(out, "limits", '{');
    hf_log_out_key_number(out, "servers", limits->servers);
    hf_log_out_key_number(out, "proxies", limits->proxies);
    hf_log_out_key_number(out, "targets", limits->targets);
    hf_log_out_key_number(out, "calls", limits->calls);
    hf_log_out_key_number(out, "names", limits->names);
    hf_log_out_key_number(out, "abandoned", limits->abandoned);
    hf_log_out_close(out, '}');
}

static void json_origins(struct hf_log_out *out, const struct hf_log_line_added *added)
{
    hf_log_out_open(out, "files", '[');
    for (uint32_t i = 0; i < added->n_files; i++)
        hf_log_out_key_text(out, NULL, added->files[i]);
    hf_log_out_close(out, ']');
    hf_log_out_open(out, "origins", '[');
    for (uint32_t i = 0; i < added->n_origins; i++) {
        const struct hf_log_origin *origin = &added->origins[i];

        hf_log_out_open(out, NULL, '{');
        hf_log_out_key_text(out, "setting", hf_setting_token(origin->setting));
        hf_log_out_key_number(out, "server", origin->server);
        hf_log_out_key_number(out, "proxy", origin->proxy);
        hf_log_out_key_number(out, "file", origin->file);
        hf_log_out_key_number(out, "line", origin->line);
        hf_log_out_close(out, '}');
    }
    hf_log_out_close(out, ']');
}

static void json_action(struct hf_log_out *out, const struct hf_action *action)
{
    struct hf_log_rows rows = hf_log_rows_of_action(action->kind);

    hf_log_out_open(out, NULL, '{');
    hf_log_out_key_text(out, "action", hf_action_name(action->kind));
    if (action->kind == HF_ACTION_EXPLAIN) {
        const struct hf_decision *decision = &action->u.decision;
        unsigned machine = decision->machine;

        hf_log_out_key_text(out, "machine", hf_machine_name(machine));
        hf_log_out_key_number(out, "subject", decision->subject);
        hf_log_out_key_text(out, "from_state", hf_state_name(machine, decision->from_state));
        hf_log_out_key_text(out, "to_state", hf_state_name(machine, decision->to_state));
        hf_log_out_key_text(out, "rule", hf_why_rule(decision->why));
    }
    hf_log_fields_json(out, &rows, &action->u);
    hf_log_out_close(out, '}');
}

static void json_step(struct cat *cat, const struct hf_log_step *step)
{
    struct hf_log_out *out = &cat->out;
    struct hf_log_rows rows;

    hf_log_out_key_signed(out, "result", step->result);
    if (hf_log_walk_step(step, &cat->event, &cat->actions) < 0) {
        json_bytes(out, "undecodable_event", step->event, step->n_event);
        json_bytes(out, "undecodable_actions", step->actions, step->n_actions);
        return;
    }
    rows = hf_log_rows_of_event(cat->event.kind);
    hf_log_out_key_number(out, "late_events", cat->actions.late_events);
    hf_log_out_open(out, "event", '{');
    hf_log_out_key_text(out, "event", hf_event_name(cat->event.kind));
    hf_log_out_key_number(out, "at_us", cat->event.at_us);
    hf_log_fields_json(out, &rows, &cat->event.u);
    if (cat->event.kind == HF_EVENT_CONFIGURED)
        hf_log_config_json(out, "config", cat->event.u.configured.config);
    hf_log_out_close(out, '}');
    hf_log_out_open(out, "actions", '[');
    for (uint32_t i = 0; i < cat->actions.n; i++)
        json_action(out, &cat->actions.items[i]);
    hf_log_out_close(out, ']');
}

static void json_note(struct hf_log_out *out, const struct hf_log_note *note)
{
    hf_log_out_key_text(out, "note", hf_log_note_name(note->kind));
    hf_log_out_key_number(out, "at_us", note->at_us);
    hf_log_fields_json(out, &hf_log_rows_of_note, note);
    hf_log_out_key_text(out, "text", note->text);
}

static void json_entry(struct cat *cat, const struct hf_log_item *item,
                       const struct hf_log_entry *entry)
{
    struct hf_log_out *out = &cat->out;

    begin_json(out, kind_name(entry->kind), item);
    hf_log_out_key_number(out, "line", entry->line);
    hf_log_out_key_number(out, "wall_us", entry->wall_us);
    switch (entry->kind) {
    case HF_LOG_STEP: json_step(cat, &entry->u.step); break;
    case HF_LOG_NOTE: json_note(out, &entry->u.note); break;
    case HF_LOG_LINE_ADDED:
        hf_log_out_key_text(out, "name", entry->u.added.name);
        hf_log_out_key_number(out, "line_size", entry->u.added.line_size);
        json_limits(out, &entry->u.added.limits);
        json_origins(out, &entry->u.added);
        break;
    case HF_LOG_SNAPSHOT:
        hf_log_out_key_number(out, "digest", entry->u.snapshot.digest);
        json_bytes(out, "bytes", entry->u.snapshot.bytes, entry->u.snapshot.n_bytes);
        break;
    case HF_LOG_CLEAN_END:
    case HF_LOG_NONE: break;
    }
    hf_log_out_close(out, '}');
    hf_log_out_end(out);
}

static void json_segment(struct hf_log_out *out, const struct hf_log_item *item)
{
    const struct hf_log_segment *segment = &item->segment;

    begin_json(out, "segment", item);
    hf_log_out_key_number(out, "line", 0);
    hf_log_out_key_number(out, "wall_us", segment->wall_us);
    hf_log_out_key_number(out, "schema", segment->schema);
    hf_log_out_key_number(out, "semantics", segment->semantics);
    hf_log_out_key_number(out, "abi", segment->abi);
    hf_log_out_key_number(out, "log_id", segment->log_id);
    hf_log_out_key_number(out, "number", segment->number);
    hf_log_out_key_text(out, "writer", segment->writer);
    json_limits(out, &segment->limits);
    hf_log_out_close(out, '}');
    hf_log_out_end(out);
}

/* ---- the walk ---- */

static int take_segment(void *context, const struct hf_log_item *item)
{
    struct cat *cat = context;

    if (cat->options.from_us > 0 || cat->options.to_us < UINT64_MAX)
        return 0;
    if (cat->options.json)
        json_segment(&cat->out, item);
    else
        text_segment(cat, &item->segment);
    return 0;
}

static int take_entry(void *context, const struct hf_log_item *item,
                      const struct hf_log_entry *entry)
{
    struct cat *cat = context;

    if (entry->wall_us < cat->options.from_us || entry->wall_us > cat->options.to_us)
        return 0;
    if (cat->options.json)
        json_entry(cat, item, entry);
    else
        text_entry(cat, entry);
    return 0;
}

int hf_cli_log_cat(int argc, char **argv)
{
    struct cat *cat = calloc(1, sizeof(*cat));
    int result;

    if (cat == NULL) {
        fputs("holdfast: log cat: no memory\n", stderr);
        return HF_EXIT_FAILED;
    }
    cat->options.command = "log cat";
    cat->options.usage = usage;
    cat->out.to = stdout;
    result = hf_log_options_read(&cat->options, argc, argv);
    if (result == 0 && !cat->options.help) {
        cat->walk = (struct hf_log_walk){.options = &cat->options,
                                         .context = cat,
                                         .prints = 1,
                                         .entry = take_entry,
                                         .segment = take_segment};
        result = hf_log_walk(&cat->walk);
        if (result < 0)
            result = hf_log_walk_result(&cat->walk);
    }
    free(cat);
    return result;
}
