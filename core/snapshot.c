/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's state as bytes (proto/snapshot.proto), back, and its digest. The tables follow
 * state.h struct by struct; a member that is added there gets a line in its table here and one
 * in the schema. Idle entries of an array are not on the wire: an entry is idle when its message
 * is empty, which a zero, a "never" and a "none" all are.
 */
#include "wire.h"

#include <string.h>

#include "snapshot.pb-c.h"
#include "state.h"

/* Raised when a reader of the former schema could misread a snapshot. */
#define HF_SNAPSHOT_SCHEMA 1

static const struct hf_field line_rows[] = {
    HF_NUMBER(hf_line, Snapshot, now_us),      HF_NUMBER(hf_line, Snapshot, seed),
    HF_NUMBER(hf_line, Snapshot, first_id),    HF_NUMBER(hf_line, Snapshot, next_id),
    HF_NUMBER(hf_line, Snapshot, late_events), HF_NUMBER(hf_line, Snapshot, next_series),
};
static const struct hf_fields line_fields = HF_FIELDS(line_rows, snapshot);

static const struct hf_field candidate_rows[] = {
    HF_TARGET(hf_candidate, CandidateState, target),
    HF_BELOW(hf_candidate, CandidateState, server, HF_LINE_SERVERS + 1),
    HF_BELOW(hf_candidate, CandidateState, proxy, HF_SERVER_PROXIES + 1),
};
static const struct hf_fields candidate_fields = HF_FIELDS(candidate_rows, candidate_state);

static const struct hf_field attempt_rows[] = {
    HF_NUMBER(hf_attempt, AttemptState, id),
    HF_NUMBER(hf_attempt, AttemptState, first_us),
    HF_NUMBER(hf_attempt, AttemptState, sent_us),
    HF_PLUS_1(hf_attempt, AttemptState, deadline_us),
    HF_TARGET(hf_attempt, AttemptState, target),
    HF_NUMBER(hf_attempt, AttemptState, series),
    HF_NUMBER(hf_attempt, AttemptState, expires_s),
    HF_NUMBER(hf_attempt, AttemptState, status),
    HF_ENUM(hf_attempt, AttemptState, state, HF_ATTEMPT_COUNT),
    HF_ENUM(hf_attempt, AttemptState, outcome, HF_OUTCOME_COUNT),
    HF_ENUM(hf_attempt, AttemptState, cause, HF_CAUSE_COUNT),
    HF_FLAG(hf_attempt, AttemptState, stale_used),
    HF_FLAG(hf_attempt, AttemptState, brief_used),
    HF_FLAG(hf_attempt, AttemptState, contact_missing),
    HF_BELOW(hf_attempt, AttemptState, candidate, HF_LINE_TARGETS),
    HF_ENUM(hf_attempt, AttemptState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_attempt, AttemptState, why, HF_WHY_COUNT),
};
static const struct hf_fields attempt_fields = HF_FIELDS(attempt_rows, attempt_state);

static const struct hf_field watched_rows[] = {
    HF_NUMBER(hf_watched, WatchedState, id),
    HF_NUMBER(hf_watched, WatchedState, given_up_us),
    HF_NUMBER(hf_watched, WatchedState, series),
    HF_NUMBER(hf_watched, WatchedState, expires_s),
    HF_INDEX(hf_watched, WatchedState, candidate, HF_LINE_TARGETS),
    HF_ENUM(hf_watched, WatchedState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_watched, WatchedState, kind, HF_REQUEST_COUNT),
};
static const struct hf_fields watched_fields = HF_FIELDS(watched_rows, watched_state);

static const struct hf_field pass_rows[] = {
    HF_NUMBER(hf_pass, PassState, request),
    HF_TARGET(hf_pass, PassState, redirect),
    HF_NUMBER(hf_pass, PassState, tried),
    HF_NUMBER(hf_pass, PassState, failed),
    HF_NUMBER(hf_pass, PassState, series),
    HF_NUMBER(hf_pass, PassState, expires_s),
    HF_NUMBER(hf_pass, PassState, status),
    HF_ENUM(hf_pass, PassState, state, HF_PASS_STATE_COUNT),
    HF_ENUM(hf_pass, PassState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_pass, PassState, result, HF_RESULT_COUNT),
    HF_ENUM(hf_pass, PassState, cause, HF_CAUSE_COUNT),
    HF_INDEX(hf_pass, PassState, candidate, HF_LINE_TARGETS),
    HF_BELOW(hf_pass, PassState, server, HF_LINE_SERVERS + 1),
    HF_INDEX(hf_pass, PassState, other, HF_LINE_PASSES),
    HF_NUMBER(hf_pass, PassState, hops),
    HF_ENUM(hf_pass, PassState, why, HF_WHY_COUNT),
    HF_FLAG(hf_pass, PassState, contact_missing),
};
static const struct hf_fields pass_fields = HF_FIELDS(pass_rows, pass_state);

static const struct hf_field binding_rows[] = {
    HF_PLUS_1(hf_binding, BindingState, expires_us),
    HF_NUMBER(hf_binding, BindingState, granted_s),
    HF_NUMBER(hf_binding, BindingState, series),
    HF_ENUM(hf_binding, BindingState, state, HF_BINDING_STATE_COUNT),
    HF_INDEX(hf_binding, BindingState, candidate, HF_LINE_TARGETS),
};
static const struct hf_fields binding_fields = HF_FIELDS(binding_rows, binding_state);

static const struct hf_field registration_rows[] = {
    HF_PLUS_1(hf_registration, RegistrationState, deadline_us),
    HF_NUMBER(hf_registration, RegistrationState, failed_passes),
    HF_ENUM(hf_registration, RegistrationState, why, HF_WHY_COUNT),
    HF_NUMBER(hf_registration, RegistrationState, status),
    HF_ENUM(hf_registration, RegistrationState, state, HF_REGISTRATION_COUNT),
    HF_INDEX(hf_registration, RegistrationState, working, HF_LINE_TARGETS),
    HF_ENUM(hf_registration, RegistrationState, cause, HF_CAUSE_COUNT),
    HF_BELOW(hf_registration, RegistrationState, families,
             (HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6) + 1),
};
static const struct hf_fields registration_fields = HF_FIELDS(registration_rows,
                                                              registration_state);

static const struct hf_field failback_rows[] = {
    HF_PLUS_1(hf_failback_machine, FailbackState, deadline_us),
    HF_ENUM(hf_failback_machine, FailbackState, state, HF_FAILBACK_STATE_COUNT),
    HF_BELOW(hf_failback_machine, FailbackState, server, HF_LINE_SERVERS + 1),
    HF_FLAG(hf_failback_machine, FailbackState, hurried),
};
static const struct hf_fields failback_fields = HF_FIELDS(failback_rows, failback_state);

/* What the writer's build could hold, and ours. */
struct limit {
    const char *what;
    size_t at;
    uint32_t ours;
};
#define LIMIT(name, ours)                                                                          \
    {                                                                                              \
        "Snapshot.limits." #name, offsetof(Holdfast__SnapshotLimits, name), ours                   \
    }
static const struct limit limits[] = {
    LIMIT(servers, HF_LINE_SERVERS),   LIMIT(proxies, HF_SERVER_PROXIES),
    LIMIT(targets, HF_LINE_TARGETS),   LIMIT(calls, HF_LINE_CALLS),
    LIMIT(names, HF_LINE_NAMES),       LIMIT(abandoned, HF_LINE_ABANDONED),
    LIMIT(requests, HF_LINE_REQUESTS), LIMIT(statuses, HF_STATUSES_MAX),
};

/* ---- encoding: an entry at a time, in the order of field numbers ---- */

static void append_head(ProtobufCBuffer *sink, const struct hf_line *line)
{
    Holdfast__SnapshotLimits ours;
    Holdfast__Snapshot head;
    struct hf_encoding encoding = {&head, NULL};

    hf_wire_begin(&ours, sizeof ours, &holdfast__snapshot_limits__descriptor);
    for (size_t i = 0; i < HF_N(limits); i++) {
        memcpy((uint8_t *)&ours + limits[i].at, &limits[i].ours, sizeof limits[i].ours);
    }
    hf_wire_begin(&head, sizeof head, line_fields.message);
    hf_wire_fill(&line_fields, line, &encoding);
    head.schema = HF_SNAPSHOT_SCHEMA;
    head.semantics = HF_SEMANTICS;
    head.limits = &ours;
    head.n_draws = HF_DRAW_COUNT;
    head.draws = (uint32_t *)(uintptr_t)line->draws; /* protobuf-c only reads them */
    hf_sink_part(sink, &head);
}

static void append_candidate(ProtobufCBuffer *sink, const struct hf_candidate *candidate)
{
    Holdfast__CandidateState message;
    Holdfast__Target target;
    struct hf_encoding encoding = {&message, &target};

    hf_wire_begin(&message, sizeof message, candidate_fields.message);
    hf_wire_fill(&candidate_fields, candidate, &encoding);
    hf_sink_message(sink, 12, &message);
}

static void append_pass(ProtobufCBuffer *sink, const struct hf_pass *pass, uint32_t slot)
{
    Holdfast__PassState message;
    Holdfast__AttemptState attempt;
    Holdfast__Target targets[2];
    struct hf_encoding encoding = {&message, &targets[0]};
    struct hf_encoding inner = {&attempt, &targets[1]};

    hf_wire_begin(&message, sizeof message, pass_fields.message);
    hf_wire_fill(&pass_fields, pass, &encoding);
    hf_wire_begin(&attempt, sizeof attempt, attempt_fields.message);
    hf_wire_fill(&attempt_fields, &pass->attempt, &inner);
    attempt.n_realms = pass->attempt.n_realms;
    attempt.realms = (uint32_t *)(uintptr_t)pass->attempt.realms;
    if (protobuf_c_message_get_packed_size(&attempt.base) > 0) {
        message.attempt = &attempt;
    }
    if (protobuf_c_message_get_packed_size(&message.base) > 0) {
        message.slot = slot;
        hf_sink_message(sink, 13, &message);
    }
}

static void append_watched(ProtobufCBuffer *sink, const struct hf_watched *watched, uint32_t place)
{
    Holdfast__WatchedState message;
    struct hf_encoding encoding = {&message, NULL};

    if (watched->id == 0) {
        return;
    }
    hf_wire_begin(&message, sizeof message, watched_fields.message);
    hf_wire_fill(&watched_fields, watched, &encoding);
    message.place = place;
    hf_sink_message(sink, 14, &message);
}

static void append_binding(ProtobufCBuffer *sink, const struct hf_binding *binding, uint32_t server)
{
    Holdfast__BindingState message;
    struct hf_encoding encoding = {&message, NULL};

    hf_wire_begin(&message, sizeof message, binding_fields.message);
    hf_wire_fill(&binding_fields, binding, &encoding);
    if (protobuf_c_message_get_packed_size(&message.base) > 0) {
        message.server = server;
        hf_sink_message(sink, 15, &message);
    }
}

static void append_tail(ProtobufCBuffer *sink, const struct hf_line *line)
{
    Holdfast__RegistrationState registration;
    Holdfast__FailbackState failback;
    Holdfast__LineStatus reported;
    Holdfast__Target target;
    struct hf_encoding encoding = {&registration, NULL};

    hf_wire_begin(&registration, sizeof registration, registration_fields.message);
    hf_wire_fill(&registration_fields, &line->registration, &encoding);
    registration.n_requests = line->registration.n_requests;
    registration.requests = (uint64_t *)(uintptr_t)line->registration.requests;
    hf_sink_message(sink, 16, &registration);

    encoding.message = &failback;
    hf_wire_begin(&failback, sizeof failback, failback_fields.message);
    hf_wire_fill(&failback_fields, &line->failback, &encoding);
    hf_sink_message(sink, 17, &failback);

    encoding = (struct hf_encoding){&reported, &target};
    hf_wire_begin(&reported, sizeof reported, hf_line_status_fields.message);
    hf_wire_fill(&hf_line_status_fields, &line->reported, &encoding);
    hf_sink_message(sink, 18, &reported);
}

static void append_line(ProtobufCBuffer *sink, const struct hf_line *line)
{
    append_head(sink, line);
    if (line->config.n_servers > 0) {
        hf_sink_nested(sink, 11, hf_config_append, &line->config);
    }
    for (uint32_t i = 0; i < line->n_candidates; i++) {
        append_candidate(sink, &line->candidates[i]);
    }
    for (uint32_t i = 0; i < HF_LINE_PASSES; i++) {
        append_pass(sink, &line->passes[i], i);
    }
    for (uint32_t i = 0; i < HF_LINE_ABANDONED; i++) {
        append_watched(sink, &line->watched[i], i);
    }
    for (uint32_t i = 0; i < HF_LINE_SERVERS; i++) {
        append_binding(sink, &line->bindings[i], i + 1);
    }
    append_tail(sink, line);
}

int hf_line_snapshot(const struct hf_line *line, uint8_t *out, size_t size)
{
    struct hf_sink sink;

    if (size < HF_SNAPSHOT_BYTES_MAX) {
        return HF_E_SPACE;
    }
    hf_sink_init(&sink, out, size);
    append_line(&sink.base, line);
    return hf_sink_result(&sink);
}

/* ---- the digest: FNV-1a of 64 bits over the snapshot's bytes ---- */

#define FNV_OFFSET 0xCBF29CE484222325u
#define FNV_PRIME  0x00000100000001B3u

struct hash_sink {
    ProtobufCBuffer base;
    uint64_t hash;
};

static void hash_append(ProtobufCBuffer *buffer, size_t length, const uint8_t *data)
{
    struct hash_sink *sink = (struct hash_sink *)buffer;
    uint64_t hash = sink->hash;

    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ data[i]) * FNV_PRIME;
    }
    sink->hash = hash;
}

uint64_t hf_line_digest(const struct hf_line *line)
{
    struct hash_sink sink = {{hash_append}, FNV_OFFSET};

    append_line(&sink.base, line);
    return sink.hash;
}

/* ---- decoding ---- */

static int read_limits(const Holdfast__SnapshotLimits *message, struct hf_decoder *decoder)
{
    if (message == NULL) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.limits", 0);
    }
    for (size_t i = 0; i < HF_N(limits); i++) {
        uint32_t theirs;

        memcpy(&theirs, (const uint8_t *)message + limits[i].at, sizeof theirs);
        if (theirs > limits[i].ours) {
            return hf_wire_refuse(decoder, HF_E_LIMIT, limits[i].what, theirs);
        }
    }
    return HF_OK;
}

/* Later schemas and semantics may mean something else by the same numbers. */
static int read_versions(const Holdfast__Snapshot *message, struct hf_decoder *decoder)
{
    if (message->schema != HF_SNAPSHOT_SCHEMA) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.schema", message->schema);
    }
    if (message->semantics > HF_SEMANTICS) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.semantics", message->semantics);
    }
    return read_limits(message->limits, decoder);
}

static int read_counts(const Holdfast__Snapshot *message, struct hf_decoder *decoder)
{
    const struct {
        const char *what;
        size_t n, room;
    } counts[] = {
        {"Snapshot.draws", message->n_draws, HF_DRAW_COUNT},
        {"Snapshot.candidates", message->n_candidates, HF_LINE_TARGETS},
        {"Snapshot.passes", message->n_passes, HF_LINE_PASSES},
        {"Snapshot.watched", message->n_watched, HF_LINE_ABANDONED},
        {"Snapshot.bindings", message->n_bindings, HF_LINE_SERVERS},
    };

    for (size_t i = 0; i < HF_N(counts); i++) {
        if (counts[i].n > counts[i].room) {
            return hf_wire_refuse(decoder, HF_E_LIMIT, counts[i].what, counts[i].n);
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
    return hf_config_check(&line->config, decoder->refusal);
}

static int read_candidates(const Holdfast__Snapshot *message, struct hf_line *line,
                           struct hf_decoder *decoder)
{
    int error = HF_OK;

    for (size_t i = 0; error == HF_OK && i < message->n_candidates; i++) {
        decoder->index = (uint32_t)i + 1;
        error = hf_wire_read(&candidate_fields, message->candidates[i], &line->candidates[i],
                             decoder);
    }
    line->n_candidates = (uint32_t)message->n_candidates;
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
    return hf_wire_read(&attempt_fields, message, attempt, decoder);
}

static int read_pass(const Holdfast__PassState *message, struct hf_pass *pass,
                     struct hf_decoder *decoder)
{
    Holdfast__AttemptState idle;
    int error = hf_wire_read(&pass_fields, message, pass, decoder);

    if (error < 0) {
        return error;
    }
    hf_wire_begin(&idle, sizeof idle, attempt_fields.message);
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

    hf_wire_begin(&idle, sizeof idle, pass_fields.message);
    for (uint32_t i = 0; error == HF_OK && i < HF_LINE_PASSES; i++) {
        error = read_pass(&idle, &line->passes[i], decoder);
    }
    for (size_t i = 0; error == HF_OK && i < message->n_passes; i++) {
        uint32_t slot = message->passes[i]->slot;

        if (slot >= HF_LINE_PASSES || (i > 0 && slot <= message->passes[i - 1]->slot)) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "PassState.slot", slot);
        }
        decoder->index = slot + 1;
        error = read_pass(message->passes[i], &line->passes[slot], decoder);
    }
    return error;
}

static int read_watched(const Holdfast__Snapshot *message, struct hf_line *line,
                        struct hf_decoder *decoder)
{
    int error = HF_OK;

    for (size_t i = 0; error == HF_OK && i < message->n_watched; i++) {
        uint32_t place = message->watched[i]->place;

        if (place >= HF_LINE_ABANDONED || (i > 0 && place <= message->watched[i - 1]->place)) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "WatchedState.place", place);
        }
        decoder->index = place + 1;
        if (message->watched[i]->id == 0) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "WatchedState.id", 0);
        }
        error = hf_wire_read(&watched_fields, message->watched[i], &line->watched[place], decoder);
    }
    return error;
}

static int read_bindings(const Holdfast__Snapshot *message, struct hf_line *line,
                         struct hf_decoder *decoder)
{
    Holdfast__BindingState idle;
    int error = HF_OK;

    hf_wire_begin(&idle, sizeof idle, binding_fields.message);
    for (uint32_t i = 0; error == HF_OK && i < HF_LINE_SERVERS; i++) {
        error = hf_wire_read(&binding_fields, &idle, &line->bindings[i], decoder);
    }
    for (size_t i = 0; error == HF_OK && i < message->n_bindings; i++) {
        uint32_t server = message->bindings[i]->server;

        if (server == 0 || server > HF_LINE_SERVERS ||
            (i > 0 && server <= message->bindings[i - 1]->server)) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "BindingState.server", server);
        }
        decoder->index = server;
        error = hf_wire_read(&binding_fields, message->bindings[i], &line->bindings[server - 1],
                             decoder);
    }
    return error;
}

static int read_registration(const Holdfast__RegistrationState *message,
                             struct hf_registration *registration, struct hf_decoder *decoder)
{
    if (message->n_requests > HF_LINE_REQUESTS) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "RegistrationState.requests",
                              message->n_requests);
    }
    for (size_t i = 0; i < message->n_requests; i++) {
        registration->requests[i] = message->requests[i];
    }
    registration->n_requests = (uint8_t)message->n_requests;
    return hf_wire_read(&registration_fields, message, registration, decoder);
}

static int read_tail(const Holdfast__Snapshot *message, struct hf_line *line,
                     struct hf_decoder *decoder)
{
    int error;

    decoder->index = 0;
    if (message->registration == NULL || message->failback == NULL || message->reported == NULL) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot: a machine is missing", 0);
    }
    for (size_t i = 0; i < message->n_draws; i++) {
        line->draws[i] = message->draws[i];
    }
    error = read_registration(message->registration, &line->registration, decoder);
    if (error == HF_OK) {
        error = hf_wire_read(&failback_fields, message->failback, &line->failback, decoder);
    }
    if (error == HF_OK) {
        error = hf_wire_read(&hf_line_status_fields, message->reported, &line->reported, decoder);
    }
    return error < 0 ? error : hf_wire_read(&line_fields, message, line, decoder);
}

static int read_line(const Holdfast__Snapshot *message, struct hf_line *line,
                     struct hf_decoder *decoder)
{
    int (*const parts[])(const Holdfast__Snapshot *, struct hf_line *, struct hf_decoder *) = {
        read_candidates, read_passes, read_watched, read_bindings, read_tail};
    int error = read_config(message->config, line, decoder);

    for (size_t i = 0; error == HF_OK && i < HF_N(parts); i++) {
        decoder->index = 0;
        error = parts[i](message, line, decoder);
    }
    if (error == HF_OK && line->next_id > HF_IDS_MOST / 2) {
        error = hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.next_id", line->next_id);
    }
    if (error == HF_OK && hf_line_check(line) != 0) {
        error = hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot: an invariant does not hold",
                               (uint64_t)hf_line_check(line));
    }
    return error;
}

static const Holdfast__Snapshot *unpack(const struct hf_wire *wire, struct hf_decoder *decoder)
{
    const struct hf_slice bytes = {wire->bytes, wire->n_bytes};
    const Holdfast__Snapshot *message;

    if (wire->n_bytes > HF_SNAPSHOT_BYTES_MAX) {
        hf_wire_refuse(decoder, HF_E_LIMIT, "Snapshot", wire->n_bytes);
        return NULL;
    }
    message = hf_wire_unpack(decoder, &holdfast__snapshot__descriptor, &bytes, "Snapshot");
    if (message == NULL || read_versions(message, decoder) < 0 ||
        read_counts(message, decoder) < 0) {
        return NULL;
    }
    return message;
}

/* A restore is refused for what does not fit here, for want of room, or as no sound snapshot. */
static int refused(struct hf_refusal *refusal)
{
    if (refusal->error != HF_E_LIMIT && refusal->error != HF_E_SPACE) {
        refusal->error = HF_E_SNAPSHOT;
    }
    return refusal->error;
}

int hf_line_restore(void *memory, size_t size, struct hf_wire *wire)
{
    const Holdfast__Snapshot *message;
    struct hf_decoder decoder;
    int error;

    hf_decoder_init(&decoder, wire);
    error = hf_line_init(memory, size, HF_ABI);
    if (error < 0) {
        return hf_wire_refuse(&decoder, error, "size", size);
    }
    message = unpack(wire, &decoder);
    if (message == NULL || read_line(message, memory, &decoder) < 0) {
        memset(memory, 0, hf_line_size());
        return refused(&wire->refusal);
    }
    return HF_OK;
}
