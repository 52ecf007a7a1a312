/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's state from its messages. Each number is inside of its bounds then, each entry in its
 * place, and what is not on the wire is idle; whether the machines' states fit together is
 * hf_line_check's.
 */
#include <string.h>

#include "candidates.h"
#include "redirects.h"
#include "wire.h"
#include "wire_state.h"

/* How many messages an array of the snapshot has, and which. */
static size_t count_of(const Holdfast__Snapshot *message, const struct hf_state_array *array)
{
    size_t n;

    memcpy(&n, (const uint8_t *)message + array->count_at, sizeof n);
    return n;
}

static const uint8_t *const *messages_of(const Holdfast__Snapshot *message,
                                         const struct hf_state_array *array)
{
    const uint8_t *const *messages;

    memcpy(&messages, (const uint8_t *)message + array->messages_at, sizeof messages);
    return messages;
}

static int read_counts(const Holdfast__Snapshot *message, struct hf_decoder *decoder)
{
    const struct {
        const char *what;
        size_t n, room;
    } counts[] = {
        {"Snapshot.draws", message->n_draws, HF_DRAW_COUNT},
        {"Snapshot.wishes", message->n_wishes, HF_LINE_REQUESTS},
        {"Snapshot.candidates", message->n_candidates, HF_LINE_TARGETS},
        {"Snapshot.passes", message->n_passes, HF_LINE_PASSES},
    };

    for (size_t i = 0; i < HF_N(counts); i++) {
        if (counts[i].n > counts[i].room) {
            return hf_wire_refuse(decoder, HF_E_LIMIT, counts[i].what, counts[i].n);
        }
    }
    for (size_t k = 0; k < HF_STATE_ARRAYS; k++) {
        size_t n = count_of(message, &hf_state_arrays[k]);

        if (n > hf_state_arrays[k].room) {
            return hf_wire_refuse(decoder, HF_E_LIMIT, hf_state_arrays[k].what, n);
        }
    }
    return HF_OK;
}

static int read_config(const Holdfast__Config *message, struct hf_line *line,
                       struct hf_decoder *decoder)
{
    int error;

    if (message == NULL) {
        return HF_OK;
    }
    error = hf_config_read(message, &line->config, decoder);
    if (error < 0) {
        decoder->refusal->what += strlen("Configured.");
        return error;
    }
    error = hf_config_check(&line->config, decoder->refusal);
    if (error == HF_OK) {
        line->names = hf_host_names(&line->config);
    }
    return error;
}

static int read_candidates(const Holdfast__Snapshot *message, struct hf_line *line,
                           struct hf_decoder *decoder)
{
    int error = HF_OK;

    for (size_t i = 0; error == HF_OK && i < message->n_candidates; i++) {
        decoder->index = (uint32_t)i + 1;
        error = hf_wire_read(&hf_candidate_fields, message->candidates[i], &line->candidates[i],
                             decoder);
    }
    line->n_candidates = (uint8_t)message->n_candidates;
    return error;
}

/* A8: an attempt that went elsewhere than its candidate says. */
static int read_redirect(const Holdfast__PassState *message, struct hf_line *line, uint8_t slot,
                         struct hf_decoder *decoder)
{
    const struct hf_attempt *attempt = &line->passes[slot].attempt;
    const Holdfast__Target *went = message->attempt == NULL ? NULL : message->attempt->target;
    struct hf_target target;
    int error = HF_OK;

    if (went == NULL || attempt->state == HF_ATTEMPT_IDLE) {
        return HF_OK;
    }
    error = hf_wire_read_target(went, &target, HF_TARGET_PATHS("AttemptState.target"), decoder);
    if (error == HF_OK && !hf_target_equal(&target, &line->candidates[attempt->candidate].target) &&
        !hf_redirect_set(line, attempt, &target)) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "AttemptState.target: redirects", 0);
    }
    return error;
}

static int read_attempt(const Holdfast__AttemptState *message, struct hf_attempt *attempt,
                        struct hf_decoder *decoder)
{
    if (message->n_realms > HF_N(attempt->realms)) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "AttemptState.realms", message->n_realms);
    }
    for (size_t i = 0; i < message->n_realms; i++) {
        attempt->realms[i] = message->realms[i];
    }
    attempt->n_realms = (uint8_t)message->n_realms;
    return hf_wire_read(&hf_attempt_fields, message, attempt, decoder);
}

static int read_slot(uint32_t place_plus_1, uint8_t *slot, const char *what,
                     struct hf_decoder *decoder)
{
    *slot = place_plus_1 == 0 ? HF_NONE : hf_state_slot(place_plus_1 - 1);
    if (place_plus_1 != 0 && *slot == HF_NONE) {
        return hf_wire_refuse(decoder, HF_E_VALUE, what, place_plus_1 - 1);
    }
    return HF_OK;
}

static int read_pass(const Holdfast__PassState *message, struct hf_pass *pass,
                     struct hf_decoder *decoder)
{
    Holdfast__AttemptState idle;
    int error = hf_wire_read(&hf_pass_fields, message, pass, decoder);

    if (error == HF_OK) {
        error = read_slot(message->other_plus_1, &pass->other, "PassState.other", decoder);
    }
    if (error < 0) {
        return error;
    }
    hf_wire_begin(&idle, sizeof idle, hf_attempt_fields.message);
    return read_attempt(message->attempt == NULL ? &idle : message->attempt, &pass->attempt,
                        decoder);
}

/* Entries that the snapshot leaves out are read from an empty message. Those that are there
 * come in order, each once. */
static int read_passes(const Holdfast__Snapshot *message, struct hf_line *line,
                       struct hf_decoder *decoder)
{
    Holdfast__PassState idle;
    int error = HF_OK;

    hf_wire_begin(&idle, sizeof idle, hf_pass_fields.message);
    for (uint32_t i = 0; error == HF_OK && i < HF_LINE_PASSES; i++) {
        error = read_pass(&idle, &line->passes[i], decoder);
    }
    for (size_t i = 0; error == HF_OK && i < message->n_passes; i++) {
        uint32_t place = message->passes[i]->place;
        uint8_t slot = hf_state_slot(place);

        if (slot == HF_NONE || (i > 0 && place <= message->passes[i - 1]->place)) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "PassState.place", place);
        }
        decoder->index = slot + 1u;
        error = read_pass(message->passes[i], &line->passes[slot], decoder);
        if (error == HF_OK) {
            error = read_redirect(message->passes[i], line, slot, decoder);
        }
    }
    return error;
}

static int read_entry(const struct hf_state_array *array, const void *message, struct hf_line *line,
                      struct hf_decoder *decoder)
{
    uint32_t i = decoder->index - 1;
    struct hf_field columns[HF_STATE_COLUMNS];
    struct hf_fields fields = hf_state_entry_fields(array, i, columns);
    uint8_t *entry = (uint8_t *)line + hf_state_entry_at(array, i);
    int error = hf_wire_read(&fields, message, entry, decoder);

    if (error < 0 || array->id == NULL) {
        return error;
    }
    if (!(array->id_at != 0 ? hf_state_id_from_message(array, line, message, entry)
                            : hf_state_has_id(array, entry))) {
        return hf_wire_refuse(decoder, HF_E_VALUE, array->id, 0);
    }
    return error;
}

static int read_idle_entries(const struct hf_state_array *array, struct hf_line *line,
                             struct hf_decoder *decoder)
{
    union hf_state_entry idle;
    int error = HF_OK;

    if (array->id != NULL) { /* free: zero, as the whole line is yet */
        return HF_OK;
    }
    hf_wire_begin(&idle, sizeof idle, array->fields->message);
    for (uint32_t i = 0; error == HF_OK && i < array->room; i++) {
        decoder->index = i + 1;
        error = read_entry(array, &idle, line, decoder);
    }
    return error;
}

static int read_array(const struct hf_state_array *array, const Holdfast__Snapshot *message,
                      struct hf_line *line, struct hf_decoder *decoder)
{
    const uint8_t *const *messages = messages_of(message, array);
    size_t n = count_of(message, array);
    uint32_t next = array->first; /* the least place that may follow */
    int error = read_idle_entries(array, line, decoder);

    for (size_t k = 0; error == HF_OK && k < n; k++) {
        uint32_t place;

        memcpy(&place, messages[k] + array->place_at, sizeof place);
        if (place < next || place - array->first >= array->room) {
            decoder->index = 0;
            return hf_wire_refuse(decoder, HF_E_VALUE, array->place, place);
        }
        next = place + 1;
        decoder->index = place - array->first + 1;
        error = read_entry(array, messages[k], line, decoder);
    }
    return error;
}

static int read_arrays(const Holdfast__Snapshot *message, struct hf_line *line,
                       struct hf_decoder *decoder)
{
    int error = HF_OK;

    for (size_t k = 0; error == HF_OK && k < HF_STATE_ARRAYS; k++) {
        error = read_array(&hf_state_arrays[k], message, line, decoder);
    }
    return error;
}

/* Until calls were machines, a snapshot said their ids and servers alone: those count as
 * talking. */
static int read_old_calls(const Holdfast__Snapshot *message, struct hf_line *line,
                          struct hf_decoder *decoder)
{
    uint32_t with_pass = 0;

    (void)message;
    (void)decoder;
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        with_pass |= 1u << line->passes[i].call;
    }
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        struct hf_call_entry *c = &line->calls[i];

        if (c->id != 0 && c->state == HF_CALL_CALLING && (with_pass >> (i + 1) & 1u) == 0) {
            c->state = HF_CALL_TALKING;
            c->flags |= HF_CALL_INCOMING;
        }
    }
    return HF_OK;
}

static int read_machines(const Holdfast__Snapshot *message, struct hf_line *line,
                         struct hf_decoder *decoder)
{
    const struct {
        const struct hf_fields *fields;
        const void *message;
        void *native;
    } machines[] = {
        {&hf_service_fields, message->service, &line->service},
        {&hf_failback_fields, message->failback, &line->failback},
        {&hf_options_fields, message->options, &line->options},
        {&hf_line_status_fields, message->reported, &line->reported},
    };
    int error = HF_OK;

    for (size_t i = 0; i < HF_N(machines); i++) {
        if (machines[i].message == NULL) {
            return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot: a machine is missing", 0);
        }
    }
    for (size_t i = 0; error == HF_OK && i < HF_N(machines); i++) {
        error = hf_wire_read(machines[i].fields, machines[i].message, machines[i].native, decoder);
    }
    line->service.accused = HF_NONE;
    line->service.answered = HF_NONE;
    return error < 0 ? error
                     : read_slot(message->options->place_plus_1, &line->options.slot,
                                 "OptionsState.place", decoder);
}

static int read_head(const Holdfast__Snapshot *message, struct hf_line *line,
                     struct hf_decoder *decoder)
{
    for (size_t i = 0; i < message->n_draws; i++) {
        line->draws[i] = message->draws[i];
    }
    for (size_t i = 0; i < message->n_wishes; i++) {
        line->wishes.requests[i] = message->wishes[i];
    }
    line->wishes.n = (uint8_t)message->n_wishes;
    if (message->n_live > message->n_candidates) {
        return hf_wire_refuse(decoder, HF_E_VALUE, "Snapshot.n_live", message->n_live);
    }
    return hf_wire_read(&hf_head_fields, message, line, decoder);
}

int hf_state_read(const Holdfast__Snapshot *message, struct hf_line *line,
                  struct hf_decoder *decoder)
{
    int (*const parts[])(const Holdfast__Snapshot *, struct hf_line *, struct hf_decoder *) = {
        read_head, read_candidates, read_passes, read_arrays, read_old_calls, read_machines};
    int error = read_counts(message, decoder);

    if (error == HF_OK) {
        error = read_config(message->config, line, decoder);
    }
    for (size_t i = 0; error == HF_OK && i < HF_N(parts); i++) {
        decoder->index = 0;
        error = parts[i](message, line, decoder);
    }
    return error;
}
