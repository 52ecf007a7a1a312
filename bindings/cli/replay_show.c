/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A divergence beside what the log says: which event, which class, and every field of the
 * actions that differ, with a star where they do.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "holdfast/line.h"
#include "json.h"
#include "replay_fields.h"

#define US_IN_S   1000000u
#define TIME_TEXT 40

/* Both sides, decoded; on the heap, since a batch is large. */
struct sides {
    struct hf_actions logged, here;
    struct hf_event event;
    int event_error, logged_error, here_error; /* of decoding */
    alignas(max_align_t) uint8_t scratch[3][HF_WIRE_SCRATCH];
};

static int decode_actions(struct hf_actions *actions, const uint8_t *bytes, size_t n,
                          uint8_t *scratch)
{
    struct hf_wire wire = {
        .bytes = bytes, .n_bytes = n, .scratch = scratch, .scratch_size = HF_WIRE_SCRATCH};
    memset(actions, 0, sizeof(*actions));
    return n == 0 ? HF_OK : hf_actions_decode(actions, &wire);
}

static void decode(struct sides *sides, const struct hf_divergence *divergence)
{
    const struct hf_log_step *step = &divergence->entry->u.step;
    struct hf_wire wire = {.bytes = step->event,
                           .n_bytes = step->n_event,
                           .scratch = sides->scratch[0],
                           .scratch_size = HF_WIRE_SCRATCH};
    memset(&sides->event, 0, sizeof(sides->event));
    sides->event_error = hf_event_decode(&sides->event, &wire);
    sides->logged_error = decode_actions(&sides->logged, step->actions, step->n_actions,
                                         sides->scratch[1]);
    sides->here_error = decode_actions(&sides->here, divergence->outcome->actions,
                                       divergence->outcome->n_actions, sides->scratch[2]);
}

/* Whole structs: decoded actions are zeroed first, and a field that is not shown counts too. */
static int same_action(const struct hf_action *a, const struct hf_action *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static int same_actions(const struct hf_actions *a, const struct hf_actions *b)
{
    if (a->n != b->n || a->late_events != b->late_events)
        return 0;
    for (uint32_t i = 0; i < a->n; i++) {
        if (!same_action(&a->items[i], &b->items[i]))
            return 0;
    }
    return 1;
}

static enum hf_divergence_class class_of(const struct hf_divergence *divergence,
                                         const struct sides *sides)
{
    int logged = divergence->entry->u.step.result, here = divergence->outcome->result;
    if (logged == HF_OK && here < 0)
        return HF_DIVERGENCE_REFUSED;
    if (logged == here && sides->logged_error == HF_OK && sides->here_error == HF_OK &&
        same_actions(&sides->logged, &sides->here))
        return HF_DIVERGENCE_NEW_FIELD;
    return HF_DIVERGENCE_DECISION;
}

enum hf_divergence_class hf_divergence_class(const struct hf_divergence *divergence)
{
    if (divergence->outcome->kind == HF_FOLD_OTHER_STATE)
        return HF_DIVERGENCE_STATE;
    if (divergence->outcome->kind == HF_FOLD_REFUSED)
        return HF_DIVERGENCE_REFUSED;
    struct sides *sides = aligned_alloc(alignof(struct sides), sizeof(*sides));
    if (!sides)
        return HF_DIVERGENCE_DECISION;
    decode(sides, divergence);
    enum hf_divergence_class found = class_of(divergence, sides);
    free(sides);
    return found;
}

const char *hf_divergence_class_name(enum hf_divergence_class class_)
{
    switch (class_) {
    case HF_DIVERGENCE_NEW_FIELD: return "new field only";
    case HF_DIVERGENCE_DECISION: return "decision differs";
    case HF_DIVERGENCE_REFUSED: return "refused";
    case HF_DIVERGENCE_STATE: return "state differs";
    }
    return "unknown";
}

static const char *wall_text(uint64_t wall_us, char text[TIME_TEXT])
{
    time_t seconds = (time_t)(wall_us / US_IN_S);
    struct tm utc;
    size_t n = gmtime_r(&seconds, &utc) ? strftime(text, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &utc) : 0;
    (void)snprintf(text + n, TIME_TEXT - n, ".%06uZ", (unsigned)(wall_us % US_IN_S));
    return text;
}

static void show_row(FILE *to, const char *name, const char *logged, const char *here)
{
    int differs = strcmp(logged, here) != 0;
    fprintf(to, "%c %-16s  %-34s  %s\n", differs ? '*' : ' ', name, logged, here);
}

/* One action of each side; NULL where a side has none. */
static void show_action(FILE *to, unsigned number, const struct hf_action *logged,
                        const struct hf_action *here)
{
    struct hf_fields x = {0}, y = {0};
    char title[24];
    (void)snprintf(title, sizeof(title), "action %u", number);
    show_row(to, title, logged ? hf_action_name(logged->kind) : "-",
             here ? hf_action_name(here->kind) : "-");
    if (logged && here && same_action(logged, here))
        return;
    if (logged)
        hf_fields_of_action(logged, &x);
    if (here)
        hf_fields_of_action(here, &y);
    int same_kind = logged && here && logged->kind == here->kind;
    for (unsigned i = 0; i < x.n; i++)
        show_row(to, x.items[i].name, x.items[i].value, same_kind ? y.items[i].value : "-");
    for (unsigned i = 0; i < y.n && !same_kind; i++)
        show_row(to, y.items[i].name, "-", y.items[i].value);
    int shown = !same_kind;
    for (unsigned i = 0; i < x.n && !shown; i++)
        shown = strcmp(x.items[i].value, y.items[i].value) != 0;
    if (!shown)
        fprintf(to, "* a field that this program does not show differs\n");
}

static void show_error(char *text, size_t size, int result, const struct hf_refusal *refusal)
{
    if (result == HF_OK)
        (void)snprintf(text, size, "ok");
    else if (refusal && refusal->what)
        (void)snprintf(text, size, "%s: %s", hf_error_text(result), refusal->what);
    else
        (void)snprintf(text, size, "%s", hf_error_text(result));
}

static void show_step(const struct hf_divergence *divergence, const struct sides *sides, FILE *to)
{
    char logged[160], here[160];
    fprintf(to, "  event: %s",
            sides->event_error ? "(cannot be decoded)" : hf_event_name(sides->event.kind));
    struct hf_fields fields = {0};
    if (!sides->event_error)
        hf_fields_of_event(&sides->event, &fields);
    for (unsigned i = 0; i < fields.n; i++)
        fprintf(to, ", %s %s", fields.items[i].name, fields.items[i].value);
    fprintf(to, "\n  %-16s  %-34s  %s\n", "", "logged", "this build");
    show_error(logged, sizeof(logged), divergence->entry->u.step.result, NULL);
    show_error(here, sizeof(here), divergence->outcome->result, &divergence->outcome->refusal);
    show_row(to, "result", logged, here);
    if (sides->logged_error)
        fprintf(to, "  the logged actions cannot be decoded: %s\n",
                hf_error_text(sides->logged_error));
    uint32_t n = sides->logged.n > sides->here.n ? sides->logged.n : sides->here.n;
    for (uint32_t i = 0; i < n; i++)
        show_action(to, i + 1, i < sides->logged.n ? &sides->logged.items[i] : NULL,
                    i < sides->here.n ? &sides->here.items[i] : NULL);
    if (hf_divergence_class(divergence) == HF_DIVERGENCE_NEW_FIELD)
        fprintf(to, "  %zu bytes of actions were logged, this build gives %zu\n",
                divergence->entry->u.step.n_actions, divergence->outcome->n_actions);
}

static void show_state(const struct hf_divergence *divergence, FILE *to)
{
    const struct hf_fold_outcome *outcome = divergence->outcome;
    char text[160];
    if (outcome->kind == HF_FOLD_REFUSED) {
        show_error(text, sizeof(text), outcome->result, &outcome->refusal);
        fprintf(to, "  this build cannot take the record: %s\n", text);
        return;
    }
    fprintf(to, "  snapshot's digest %016" PRIx64 ", this build's line has %016" PRIx64 "\n",
            divergence->entry->u.snapshot.digest, outcome->digest);
}

void hf_replay_show(const struct hf_divergence *divergence, FILE *to)
{
    char when[TIME_TEXT];
    const struct hf_log_item *item = divergence->item;
    fprintf(to, "%s: at byte %" PRIu64 ": record %" PRIu64 ", line %u%s%s, %s: %s\n", item->file,
            item->offset, item->sequence, (unsigned)divergence->entry->line,
            divergence->line_name[0] ? " " : "", divergence->line_name,
            wall_text(divergence->entry->wall_us, when),
            hf_divergence_class_name(hf_divergence_class(divergence)));
    if (divergence->entry->kind != HF_LOG_STEP) {
        show_state(divergence, to);
        return;
    }
    struct sides *sides = aligned_alloc(alignof(struct sides), sizeof(*sides));
    if (!sides)
        return;
    decode(sides, divergence);
    show_step(divergence, sides, to);
    free(sides);
}

/* ---- JSON ---- */

/* The first field that differs: "action", "field", "logged", "here". */
static void first_field(struct hf_json *json, const struct sides *sides)
{
    uint32_t i = 0;
    while (i < sides->logged.n && i < sides->here.n &&
           same_action(&sides->logged.items[i], &sides->here.items[i]))
        i++;
    const struct hf_action *logged = i < sides->logged.n ? &sides->logged.items[i] : NULL;
    const struct hf_action *here = i < sides->here.n ? &sides->here.items[i] : NULL;
    if (!logged && !here)
        return;
    hf_json_unsigned(json, "action", i + 1);
    if (!logged || !here || logged->kind != here->kind) {
        hf_json_string(json, "field", "kind");
        hf_json_string(json, "logged", logged ? hf_action_name(logged->kind) : NULL);
        hf_json_string(json, "here", here ? hf_action_name(here->kind) : NULL);
        return;
    }
    struct hf_fields x, y;
    hf_fields_of_action(logged, &x);
    hf_fields_of_action(here, &y);
    for (unsigned k = 0; k < x.n; k++) {
        if (strcmp(x.items[k].value, y.items[k].value) == 0)
            continue;
        hf_json_string(json, "field", x.items[k].name);
        hf_json_string(json, "logged", x.items[k].value);
        hf_json_string(json, "here", y.items[k].value);
        return;
    }
}

void hf_replay_show_json(const struct hf_divergence *divergence, FILE *to)
{
    struct hf_json json;
    const struct hf_log_item *item = divergence->item;
    struct sides *sides = aligned_alloc(alignof(struct sides), sizeof(*sides));
    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "divergence");
    hf_json_string(&json, "class", hf_divergence_class_name(hf_divergence_class(divergence)));
    hf_json_string(&json, "file", item->file);
    hf_json_unsigned(&json, "offset", item->offset);
    hf_json_unsigned(&json, "sequence", item->sequence);
    hf_json_unsigned(&json, "line", divergence->entry->line);
    hf_json_string(&json, "name", divergence->line_name);
    hf_json_unsigned(&json, "wall_us", divergence->entry->wall_us);
    hf_json_integer(&json, "result_here", divergence->outcome->result);
    if (divergence->entry->kind == HF_LOG_STEP && sides) {
        decode(sides, divergence);
        hf_json_integer(&json, "result_logged", divergence->entry->u.step.result);
        hf_json_string(&json, "event", hf_event_name(sides->event.kind));
        hf_json_unsigned(&json, "at_us", sides->event.at_us);
        first_field(&json, sides);
    }
    if (divergence->outcome->refusal.what)
        hf_json_string(&json, "refusal", divergence->outcome->refusal.what);
    (void)hf_json_end(&json);
    free(sides);
}
