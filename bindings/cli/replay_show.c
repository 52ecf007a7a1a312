/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A divergence beside what the log says: which event, which class, and every field of the
 * actions that differ, with a star where they do. An action that one side alone has does not
 * shift the others: replay_pair.c finds which belong together.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "json.h"
#include "ladder_ink.h"
#include "replay_fields.h"
#include "replay_pair.h"
#include "words_story.h"

#define NAME_TEXT (4 * HF_LOG_NAME_MAX + 1)
#define FILE_TEXT 4096

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

static int same_actions(const struct hf_actions *a, const struct hf_actions *b)
{
    if (a->n != b->n || a->late_events != b->late_events)
        return 0;
    for (uint32_t i = 0; i < a->n; i++) {
        if (!hf_same_action(&a->items[i], &b->items[i]))
            return 0;
    }
    return 1;
}

/* The next action that does something, from i on; NULL: none is left. */
static const struct hf_action *next_order(const struct hf_actions *actions, uint32_t *i)
{
    while (*i < actions->n && actions->items[*i].kind == HF_ACTION_EXPLAIN)
        ++*i;
    return *i < actions->n ? &actions->items[(*i)++] : NULL;
}

/* All but the explanations. */
static int same_orders(const struct hf_actions *a, const struct hf_actions *b)
{
    const struct hf_action *x, *y;
    uint32_t i = 0, k = 0;

    do {
        x = next_order(a, &i);
        y = next_order(b, &k);
        if ((x == NULL) != (y == NULL) || (x != NULL && !hf_same_action(x, y)))
            return 0;
    } while (x != NULL);
    return a->late_events == b->late_events;
}

static enum hf_divergence_class class_of(const struct hf_divergence *divergence,
                                         const struct sides *sides)
{
    int logged = divergence->entry->u.step.result, here = divergence->outcome->result;
    if (logged == HF_OK && here < 0)
        return HF_DIVERGENCE_REFUSED;
    if (logged != here || sides->logged_error != HF_OK || sides->here_error != HF_OK)
        return HF_DIVERGENCE_DECISION;
    if (same_actions(&sides->logged, &sides->here))
        return HF_DIVERGENCE_NEW_FIELD;
    return same_orders(&sides->logged, &sides->here) ? HF_DIVERGENCE_EXPLANATION
                                                     : HF_DIVERGENCE_DECISION;
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
    case HF_DIVERGENCE_EXPLANATION: return "explanation differs";
    case HF_DIVERGENCE_DECISION: return "decision differs";
    case HF_DIVERGENCE_REFUSED: return "refused";
    case HF_DIVERGENCE_STATE: return "state differs";
    }
    return "unknown";
}

static void show_row(FILE *to, const char *name, const char *logged, const char *here)
{
    char x[HF_FIELD_VALUE * 2], y[HF_FIELD_VALUE * 2];

    fprintf(to, "%c %-16s  %-34s  %s\n", strcmp(logged, here) != 0 ? '*' : ' ', name,
            hf_ink_plain(logged, x, sizeof(x)), hf_ink_plain(here, y, sizeof(y)));
}

static void title_of(char title[24], const struct hf_pair *pair)
{
    if (pair->logged == 0)
        (void)snprintf(title, 24, "extra, here %u", pair->here);
    else if (pair->here == 0)
        (void)snprintf(title, 24, "missing %u", pair->logged);
    else
        (void)snprintf(title, 24, "action %u", pair->logged);
}

struct compared {
    const struct sides *sides;
    struct hf_field_clock clock;
};

/* One action of each side, or of the one that has it. */
static void show_action(FILE *to, const struct hf_pair *pair, const struct compared *compared)
{
    const struct hf_action *logged = hf_pair_action(&compared->sides->logged, pair->logged);
    const struct hf_action *here = hf_pair_action(&compared->sides->here, pair->here);
    struct hf_fields x = {.clock = compared->clock}, y = {.clock = compared->clock};
    const char *dash = "-";
    char title[24];
    int differs = 0;

    title_of(title, pair);
    show_row(to, title, logged ? hf_action_name(logged->kind) : dash,
             here ? hf_action_name(here->kind) : dash);
    if (logged && here && hf_same_action(logged, here))
        return;
    if (logged)
        hf_fields_of_action(logged, &x);
    if (here)
        hf_fields_of_action(here, &y);
    for (unsigned i = 0; i < x.n || i < y.n; i++) {
        const char *left = i < x.n ? x.items[i].value : dash;
        const char *right = i < y.n ? y.items[i].value : dash;

        show_row(to, i < x.n ? x.items[i].name : y.items[i].name, left, right);
        differs |= strcmp(left, right) != 0;
    }
    if (!differs)
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
    const struct compared compared = {
        sides, {divergence->entry->wall_us, sides->event_error ? 0 : sides->event.at_us}};
    struct hf_fields fields = {.clock = compared.clock};
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
    if (sides->here_error)
        fprintf(to, "  this build's actions cannot be decoded: %s\n",
                hf_error_text(sides->here_error));
    struct hf_pair pairs[HF_PAIRS_MAX];
    unsigned n = hf_pair_actions(&sides->logged, &sides->here, pairs);
    for (unsigned i = 0; i < n; i++)
        show_action(to, &pairs[i], &compared);
    if (sides->logged.late_events != sides->here.late_events)
        show_row(to, "late_events", sides->logged.late_events ? "1" : "0",
                 sides->here.late_events ? "1" : "0");
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
    const struct hf_log_item *item = divergence->item;
    const struct hf_moment at = {.wall_us = divergence->entry->wall_us, .exact = 1};
    char when[HF_WORDS_MOMENT], name[NAME_TEXT], file[FILE_TEXT];
    fprintf(to, "%s: at byte %" PRIu64 ": record %" PRIu64 ", line %u%s%s, %s: %s\n",
            hf_ink_plain(item->file, file, sizeof(file)), item->offset, item->sequence,
            (unsigned)divergence->entry->line, divergence->line_name[0] ? " " : "",
            hf_ink_plain(divergence->line_name, name, sizeof(name)), hf_words_moment(&at, when),
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

/* An action that differs, or one field of it: one object each, behind the divergence's. */
static void put_difference(FILE *to, const struct hf_pair *pair, const struct hf_field *logged,
                           const struct hf_field *here)
{
    struct hf_json json;

    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "difference");
    if (pair->logged != 0)
        hf_json_unsigned(&json, "action", pair->logged);
    else
        hf_json_null(&json, "action");
    if (pair->here != 0)
        hf_json_unsigned(&json, "action_here", pair->here);
    else
        hf_json_null(&json, "action_here");
    hf_json_string(&json, "field", logged != NULL ? logged->name : here->name);
    hf_json_string(&json, "logged", logged != NULL ? logged->value : NULL);
    hf_json_string(&json, "here", here != NULL ? here->value : NULL);
    (void)hf_json_end(&json);
}

static void put_kind(struct hf_field *field, const struct hf_action *action)
{
    field->name = "kind";
    (void)snprintf(field->value, sizeof field->value, "%s", hf_action_name(action->kind));
}

static void put_differences(FILE *to, const struct hf_pair *pair, const struct sides *sides)
{
    const struct hf_action *logged = hf_pair_action(&sides->logged, pair->logged);
    const struct hf_action *here = hf_pair_action(&sides->here, pair->here);
    struct hf_fields x = {0}, y = {0};
    struct hf_field kinds[2];

    if (logged != NULL && here != NULL && hf_same_action(logged, here))
        return;
    if (logged == NULL || here == NULL) {
        if (logged != NULL)
            put_kind(&kinds[0], logged);
        if (here != NULL)
            put_kind(&kinds[1], here);
        put_difference(to, pair, logged != NULL ? &kinds[0] : NULL,
                       here != NULL ? &kinds[1] : NULL);
        return;
    }
    hf_fields_of_action(logged, &x);
    hf_fields_of_action(here, &y);
    for (unsigned i = 0; i < x.n && i < y.n; i++)
        if (strcmp(x.items[i].value, y.items[i].value) != 0)
            put_difference(to, pair, &x.items[i], &y.items[i]);
}

/* The first field that differs: "action", "field", "logged", "here". */
static void first_field(struct hf_json *json, const struct sides *sides,
                        const struct hf_pair *pairs, unsigned n)
{
    const struct hf_action *logged = NULL, *here = NULL;
    struct hf_fields x = {0}, y = {0};
    unsigned i = 0;

    for (; i < n; i++) {
        logged = hf_pair_action(&sides->logged, pairs[i].logged);
        here = hf_pair_action(&sides->here, pairs[i].here);
        if (logged == NULL || here == NULL || !hf_same_action(logged, here))
            break;
    }
    if (i == n)
        return;
    hf_json_unsigned(json, "action", pairs[i].logged != 0 ? pairs[i].logged : pairs[i].here);
    if (logged == NULL || here == NULL) {
        hf_json_string(json, "field", "kind");
        hf_json_string(json, "logged", logged ? hf_action_name(logged->kind) : NULL);
        hf_json_string(json, "here", here ? hf_action_name(here->kind) : NULL);
        return;
    }
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
    struct hf_pair pairs[HF_PAIRS_MAX];
    unsigned n = 0;
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
        n = hf_pair_actions(&sides->logged, &sides->here, pairs);
        first_field(&json, sides, pairs, n);
    }
    if (divergence->outcome->refusal.what)
        hf_json_string(&json, "refusal", divergence->outcome->refusal.what);
    (void)hf_json_end(&json);
    for (unsigned i = 0; i < n; i++)
        put_differences(to, &pairs[i], sides);
    free(sides);
}
