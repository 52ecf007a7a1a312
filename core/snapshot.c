/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's state as bytes (proto/snapshot.proto), back, and its digest. The tables of what is said
 * stand in wire_state.c; wire_state_read.c reads by them. Idle entries of an array are not on the
 * wire: an entry is idle when its message is empty, which a zero, a "never" and a "none" all are.
 * Nor is what belongs inside a step alone (struct hf_service's marks).
 */
#include "snapshot.h"

#include <string.h>

#include "redirects.h"
#include "wire.h"
#include "wire_state.h"

/* Raised when a reader of the former schema could misread a snapshot. */
#define HF_SNAPSHOT_SCHEMA 2

/* A slot or HF_NONE as the member that says it, where 0 says none. */
static uint32_t place_plus_1_of(uint8_t slot)
{
    return slot == HF_NONE ? 0 : hf_state_place(slot) + 1;
}

/* ---- encoding: an entry at a time; the order is fixed, so equal lines give equal bytes ---- */

static void append_head(ProtobufCBuffer *sink, const struct hf_line *line, uint32_t semantics)
{
    Holdfast__SnapshotLimits ours;
    Holdfast__Snapshot head;
    struct hf_encoding encoding = {&head, NULL};

    hf_wire_begin(&ours, sizeof ours, &holdfast__snapshot_limits__descriptor);
    for (size_t i = 0; i < HF_STATE_LIMITS; i++) {
        memcpy((uint8_t *)&ours + hf_state_limits[i].at, &hf_state_limits[i].ours,
               sizeof hf_state_limits[i].ours);
    }
    hf_wire_begin(&head, sizeof head, hf_head_fields.message);
    hf_wire_fill(&hf_head_fields, line, &encoding);
    head.schema = HF_SNAPSHOT_SCHEMA;
    head.semantics = semantics;
    head.limits = &ours;
    head.n_draws = HF_DRAW_COUNT;
    head.draws = (uint32_t *)(uintptr_t)line->draws; /* protobuf-c only reads them */
    head.n_wishes = line->wishes.n;
    head.wishes = (uint64_t *)(uintptr_t)line->wishes.requests;
    hf_sink_part(sink, &head);
}

static void append_candidate(ProtobufCBuffer *sink, const struct hf_candidate *candidate)
{
    Holdfast__CandidateState message;
    Holdfast__Target target;
    struct hf_encoding encoding = {&message, &target};

    hf_wire_begin(&message, sizeof message, hf_candidate_fields.message);
    hf_wire_fill(&hf_candidate_fields, candidate, &encoding);
    hf_sink_message(sink, 12, &message);
}

static void append_pass(ProtobufCBuffer *sink, const struct hf_line *line, uint8_t slot)
{
    const struct hf_pass *pass = &line->passes[slot];
    const struct hf_target went = hf_attempt_target(line, &pass->attempt);
    Holdfast__PassState message;
    Holdfast__AttemptState attempt;
    Holdfast__Target target;
    struct hf_encoding encoding = {&message, NULL};
    struct hf_encoding inner = {&attempt, NULL};

    hf_wire_begin(&message, sizeof message, hf_pass_fields.message);
    hf_wire_fill(&hf_pass_fields, pass, &encoding);
    message.other_plus_1 = place_plus_1_of(pass->other);
    hf_wire_begin(&attempt, sizeof attempt, hf_attempt_fields.message);
    hf_wire_fill(&hf_attempt_fields, &pass->attempt, &inner);
    if (pass->attempt.state != HF_ATTEMPT_IDLE && went.family != HF_FAMILY_NONE) {
        hf_wire_fill_target(&went, &target);
        attempt.target = &target;
    }
    attempt.n_realms = pass->attempt.n_realms;
    attempt.realms = (uint32_t *)(uintptr_t)pass->attempt.realms;
    if (protobuf_c_message_get_packed_size(&attempt.base) > 0) {
        message.attempt = &attempt;
    }
    if (protobuf_c_message_get_packed_size(&message.base) > 0) {
        message.place = hf_state_place(slot);
        hf_sink_message(sink, 13, &message);
    }
}

static void append_entry(ProtobufCBuffer *sink, const struct hf_line *line,
                         const struct hf_state_array *array, uint32_t i)
{
    const uint8_t *entry = (const uint8_t *)line + hf_state_entry_at(array, i);
    const uint32_t place = array->first + i;
    struct hf_field columns[HF_STATE_COLUMNS];
    struct hf_fields fields = hf_state_entry_fields(array, i, columns);
    union hf_state_entry message;
    struct hf_encoding encoding = {&message, NULL};

    if (array->id != NULL && !hf_state_has_id(array, entry)) {
        return;
    }
    hf_wire_begin(&message, sizeof message, fields.message);
    hf_wire_fill(&fields, entry, &encoding);
    if (array->id_at != 0) {
        hf_state_id_to_message(array, line, entry, &message);
    }
    if (protobuf_c_message_get_packed_size((const ProtobufCMessage *)&message) > 0) {
        memcpy((uint8_t *)&message + array->place_at, &place, sizeof place);
        hf_sink_message(sink, array->number, &message);
    }
}

static void append_machines(ProtobufCBuffer *sink, const struct hf_line *line)
{
    Holdfast__ServiceState service;
    Holdfast__FailbackState failback;
    Holdfast__OptionsState options;
    struct hf_encoding encoding = {&service, NULL};

    hf_wire_begin(&service, sizeof service, hf_service_fields.message);
    hf_wire_fill(&hf_service_fields, &line->service, &encoding);
    hf_sink_message(sink, 25, &service);

    encoding.message = &failback;
    hf_wire_begin(&failback, sizeof failback, hf_failback_fields.message);
    hf_wire_fill(&hf_failback_fields, &line->failback, &encoding);
    hf_sink_message(sink, 17, &failback);

    encoding.message = &options;
    hf_wire_begin(&options, sizeof options, hf_options_fields.message);
    hf_wire_fill(&hf_options_fields, &line->options, &encoding);
    options.place_plus_1 = place_plus_1_of(line->options.slot);
    hf_sink_message(sink, 27, &options);
}

static void append_reported(ProtobufCBuffer *sink, const struct hf_line *line)
{
    Holdfast__LineStatus reported;
    Holdfast__Target target;
    struct hf_encoding encoding = {&reported, &target};

    hf_wire_begin(&reported, sizeof reported, hf_line_status_fields.message);
    hf_wire_fill(&hf_line_status_fields, &line->reported, &encoding);
    hf_sink_message(sink, 18, &reported);
}

static void append_line(ProtobufCBuffer *sink, const struct hf_line *line, uint32_t semantics)
{
    append_head(sink, line, semantics);
    if (line->config.n_servers > 0) {
        hf_sink_nested(sink, 11, hf_config_append, &line->config);
    }
    for (uint32_t i = 0; i < line->n_candidates; i++) {
        append_candidate(sink, &line->candidates[i]);
    }
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        append_pass(sink, line, i);
    }
    for (size_t k = 0; k < HF_STATE_ARRAYS; k++) {
        for (uint32_t i = 0; i < hf_state_arrays[k].room; i++) {
            append_entry(sink, line, &hf_state_arrays[k], i);
        }
    }
    append_machines(sink, line);
    append_reported(sink, line);
}

int hf_line_snapshot(const struct hf_line *line, uint8_t *out, size_t size)
{
    struct hf_sink sink;

    if (size < HF_SNAPSHOT_BYTES_MAX) {
        return HF_E_SPACE;
    }
    hf_sink_init(&sink, out, size);
    append_line(&sink.base, line, HF_SEMANTICS);
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

uint64_t hf_line_digest_under(const struct hf_line *line, uint32_t semantics)
{
    struct hash_sink sink = {{hash_append}, FNV_OFFSET};

    append_line(&sink.base, line, semantics);
    return sink.hash;
}

uint64_t hf_line_digest(const struct hf_line *line)
{
    return hf_line_digest_under(line, HF_SEMANTICS);
}

/* ---- decoding ---- */

static int read_limits(const Holdfast__SnapshotLimits *message, struct hf_decoder *decoder)
{
    if (message == NULL) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.limits", 0);
    }
    for (size_t i = 0; i < HF_STATE_LIMITS; i++) {
        uint32_t theirs;

        memcpy(&theirs, (const uint8_t *)message + hf_state_limits[i].at, sizeof theirs);
        if (theirs > hf_state_limits[i].ours) {
            return hf_wire_refuse(decoder, HF_E_LIMIT, hf_state_limits[i].what, theirs);
        }
    }
    return HF_OK;
}

/* Other schemas, and later semantics, may mean something else by the same numbers. */
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

/* A line that comes back keeps its distance from the last id that there is. */
static int check_ids(const struct hf_line *line, struct hf_decoder *decoder)
{
    if (line->next_id > HF_IDS_MOST / 2) {
        return hf_wire_refuse(decoder, HF_E_SNAPSHOT, "Snapshot.next_id", line->next_id);
    }
    return HF_OK;
}

static int read_message(struct hf_line *line, const struct hf_wire *wire,
                        struct hf_decoder *decoder)
{
    const struct hf_slice bytes = {wire->bytes, wire->n_bytes};
    const Holdfast__Snapshot *message;
    int error;

    if (wire->n_bytes > HF_SNAPSHOT_BYTES_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Snapshot", wire->n_bytes);
    }
    message = hf_wire_unpack(decoder, &holdfast__snapshot__descriptor, &bytes, "Snapshot");
    if (message == NULL) {
        return decoder->refusal->error;
    }
    error = read_versions(message, decoder);
    if (error == HF_OK) {
        error = hf_state_read(message, line, decoder);
    }
    return error < 0 ? error : check_ids(line, decoder);
}

/* A restore is refused for what does not fit here, for want of room, or as no sound snapshot. */
static int refused(struct hf_refusal *refusal)
{
    if (refusal->error != HF_E_LIMIT && refusal->error != HF_E_SPACE) {
        refusal->error = HF_E_SNAPSHOT;
    }
    return refusal->error;
}

int hf_snapshot_read(struct hf_line *line, struct hf_wire *wire)
{
    struct hf_decoder decoder;

    hf_decoder_init(&decoder, wire);
    return read_message(line, wire, &decoder) < 0 ? refused(&wire->refusal) : HF_OK;
}

int hf_line_restore(void *memory, size_t size, struct hf_wire *wire)
{
    int error = hf_line_init(memory, size, HF_ABI);
    int broken;

    if (error < 0) {
        wire->refusal = (struct hf_refusal){.what = "size", .value = size, .error = error};
        return error;
    }
    error = hf_snapshot_read(memory, wire);
    broken = error < 0 ? 0 : hf_line_check(memory);
    if (broken != 0) {
        wire->refusal = (struct hf_refusal){.what = "Snapshot: an invariant does not hold",
                                            .value = (uint64_t)broken,
                                            .error = HF_E_SNAPSHOT};
        error = HF_E_SNAPSHOT;
    }
    if (error < 0) {
        memset(memory, 0, hf_line_size());
    }
    return error;
}
