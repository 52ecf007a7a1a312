/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads of the event log over the generated code of proto/log.proto. Writing packs into the
 * caller's buffer; reading unpacks into a bump arena: neither touches the heap. Events and
 * actions are carried as the bytes that they are, never re-encoded.
 */
#include "holdfast/uv/log_record.h"

#include <stdalign.h>
#include <string.h>

#include "log.pb-c.h"

#define TAG_FIELDS_MAX 32 /* top-level fields looked at to tell a header from a record */
#define WIRE_VARINT    0
#define WIRE_FIXED64   1
#define WIRE_BYTES     2
#define WIRE_FIXED32   5

struct hf_log_limits hf_log_limits_here(void)
{
    return (struct hf_log_limits){
        .servers = HF_LINE_SERVERS,
        .proxies = HF_SERVER_PROXIES,
        .targets = HF_LINE_TARGETS,
        .calls = HF_LINE_CALLS,
        .names = HF_LINE_NAMES,
        .abandoned = HF_LINE_ABANDONED,
    };
}

static void limits_out(Holdfast__Limits *out, const struct hf_log_limits *limits)
{
    holdfast__limits__init(out);
    out->servers = limits->servers;
    out->proxies = limits->proxies;
    out->targets = limits->targets;
    out->calls = limits->calls;
    out->names = limits->names;
    out->abandoned = limits->abandoned;
}

static struct hf_log_limits limits_in(const Holdfast__Limits *in)
{
    if (!in)
        return (struct hf_log_limits){0};
    return (struct hf_log_limits){
        .servers = in->servers,
        .proxies = in->proxies,
        .targets = in->targets,
        .calls = in->calls,
        .names = in->names,
        .abandoned = in->abandoned,
    };
}

/* Copies at most size - 1 bytes, and never ends inside a UTF-8 character. */
static void copy_text(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0u) == 0x80u)
            n--;
    }
    memcpy(to, from, n);
    to[n] = '\0';
}

static ProtobufCBinaryData borrow(const uint8_t *bytes, size_t n)
{
    /* The generated struct has no const; packing only reads. */
    union {
        const uint8_t *in;
        uint8_t *out;
    } cast = {.in = bytes};
    return (ProtobufCBinaryData){.len = n, .data = cast.out};
}

static size_t pack(const ProtobufCMessage *message, uint8_t *out, size_t size)
{
    if (protobuf_c_message_get_packed_size(message) > size)
        return 0;
    return protobuf_c_message_pack(message, out);
}

/* Parts of a Record that must live until it is packed. */
struct parts {
    Holdfast__Record record;
    Holdfast__Step step;
    Holdfast__LineAdded added;
    Holdfast__LineSnapshot snapshot;
    Holdfast__Note note;
    Holdfast__CleanEnd end;
    Holdfast__Limits limits;
    char text[HF_LOG_TEXT_MAX + 1];
};

static void put_step(struct parts *parts, const struct hf_log_step *step)
{
    holdfast__step__init(&parts->step);
    parts->step.event = borrow(step->event, step->n_event);
    parts->step.actions = borrow(step->actions, step->n_actions);
    parts->step.result = step->result;
    parts->record.kind_case = HOLDFAST__RECORD__KIND_STEP;
    parts->record.step = &parts->step;
}

static void put_added(struct parts *parts, const struct hf_log_line_added *added)
{
    holdfast__line_added__init(&parts->added);
    copy_text(parts->text, HF_LOG_NAME_MAX + 1, added->name ? added->name : "");
    parts->added.name = parts->text;
    parts->added.line_size = added->line_size;
    limits_out(&parts->limits, &added->limits);
    parts->added.limits = &parts->limits;
    parts->record.kind_case = HOLDFAST__RECORD__KIND_LINE_ADDED;
    parts->record.line_added = &parts->added;
}

static void put_snapshot(struct parts *parts, const struct hf_log_snapshot *snapshot)
{
    holdfast__line_snapshot__init(&parts->snapshot);
    parts->snapshot.snapshot = borrow(snapshot->bytes, snapshot->n_bytes);
    parts->snapshot.digest = snapshot->digest;
    parts->record.kind_case = HOLDFAST__RECORD__KIND_SNAPSHOT;
    parts->record.snapshot = &parts->snapshot;
}

static void put_note(struct parts *parts, const struct hf_log_note *note)
{
    holdfast__note__init(&parts->note);
    parts->note.kind = (Holdfast__Note__Kind)note->kind;
    parts->note.attempt = note->attempt;
    parts->note.at_us = note->at_us;
    parts->note.round_trip_us = note->round_trip_us;
    parts->note.status = note->status;
    if (note->peer.family != HF_FAMILY_NONE) {
        size_t n = note->peer.family == HF_FAMILY_IPV4 ? 4 : 16;
        parts->note.address = borrow(note->peer.address, n);
        parts->note.port = note->peer.port;
        parts->note.transport = note->peer.transport;
    }
    if (note->text) {
        copy_text(parts->text, sizeof(parts->text), note->text);
        parts->note.text = parts->text;
    }
    parts->record.kind_case = HOLDFAST__RECORD__KIND_NOTE;
    parts->record.note = &parts->note;
}

size_t hf_log_entry_write(const struct hf_log_entry *entry, uint8_t *out, size_t size)
{
    struct parts parts;
    holdfast__record__init(&parts.record);
    parts.record.line = entry->line;
    parts.record.wall_us = entry->wall_us;
    switch (entry->kind) {
    case HF_LOG_STEP: put_step(&parts, &entry->u.step); break;
    case HF_LOG_LINE_ADDED: put_added(&parts, &entry->u.added); break;
    case HF_LOG_SNAPSHOT: put_snapshot(&parts, &entry->u.snapshot); break;
    case HF_LOG_NOTE: put_note(&parts, &entry->u.note); break;
    case HF_LOG_CLEAN_END:
        holdfast__clean_end__init(&parts.end);
        parts.record.kind_case = HOLDFAST__RECORD__KIND_CLEAN_END;
        parts.record.clean_end = &parts.end;
        break;
    case HF_LOG_NONE: return 0;
    }
    return pack(&parts.record.base, out, size);
}

size_t hf_log_segment_write(const struct hf_log_segment *segment, uint8_t *out, size_t size)
{
    Holdfast__Segment message = HOLDFAST__SEGMENT__INIT;
    Holdfast__Limits limits;
    char writer[HF_LOG_WRITER_MAX + 1];
    limits_out(&limits, &segment->limits);
    copy_text(writer, sizeof(writer), segment->writer);
    message.schema = segment->schema;
    message.semantics = segment->semantics;
    message.abi = segment->abi;
    message.limits = &limits;
    message.log_id = segment->log_id;
    message.number = segment->number;
    message.wall_us = segment->wall_us;
    message.writer = writer;
    return pack(&message.base, out, size);
}

/* ---- reading ---- */

struct cursor {
    const uint8_t *at, *end;
};

static int take_varint(struct cursor *cursor, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && cursor->at < cursor->end; shift += 7) {
        uint8_t byte = *cursor->at++;
        *value |= (uint64_t)(byte & 0x7Fu) << shift;
        if (!(byte & 0x80u))
            return 0;
    }
    return -1;
}

static int skip_field(struct cursor *cursor, unsigned wire_type)
{
    uint64_t n = 0;
    switch (wire_type) {
    case WIRE_VARINT: return take_varint(cursor, &n);
    case WIRE_FIXED64: n = 8; break;
    case WIRE_FIXED32: n = 4; break;
    case WIRE_BYTES:
        if (take_varint(cursor, &n) < 0)
            return -1;
        break;
    default: return -1;
    }
    if (n > (size_t)(cursor->end - cursor->at))
        return -1;
    cursor->at += n;
    return 0;
}

int hf_log_is_segment(const uint8_t *payload, size_t length)
{
    /* log_id is field 5 and never 0: fixed64 in a Segment, a message in every Record. */
    struct cursor cursor = {payload, payload + length};
    for (int i = 0; i < TAG_FIELDS_MAX && cursor.at < cursor.end; i++) {
        uint64_t tag;
        if (take_varint(&cursor, &tag) < 0)
            return 0;
        if (tag >> 3 == 5)
            return (tag & 7u) == WIRE_FIXED64;
        if (skip_field(&cursor, (unsigned)(tag & 7u)) < 0)
            return 0;
    }
    return 0;
}

static void *arena_take(void *data, size_t size)
{
    struct hf_log_scratch *scratch = data;
    size_t step = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (step < size || step > scratch->size - scratch->used)
        return NULL;
    void *at = scratch->bytes + scratch->used;
    scratch->used += step;
    return at;
}

static void arena_give(void *data, void *at)
{
    (void)data; /* all of it is given back at once, by the next read */
    (void)at;
}

static ProtobufCMessage *unpack(const ProtobufCMessageDescriptor *type,
                                struct hf_log_scratch *scratch, const uint8_t *payload,
                                size_t length)
{
    ProtobufCAllocator arena = {arena_take, arena_give, scratch};
    scratch->used = 0;
    return protobuf_c_message_unpack(type, &arena, length, payload);
}

int hf_log_segment_read(const uint8_t *payload, size_t length, struct hf_log_segment *segment)
{
    alignas(max_align_t) uint8_t memory[4096];
    struct hf_log_scratch scratch = {memory, sizeof(memory), 0};
    memset(segment, 0, sizeof(*segment));
    if (!hf_log_is_segment(payload, length))
        return -1;
    const Holdfast__Segment *in = (const Holdfast__Segment *)(const void *)unpack(
        &holdfast__segment__descriptor, &scratch, payload, length);
    if (!in)
        return -1;
    segment->log_id = in->log_id;
    segment->number = in->number;
    segment->wall_us = in->wall_us;
    segment->schema = in->schema;
    segment->semantics = in->semantics;
    segment->abi = in->abi;
    segment->limits = limits_in(in->limits);
    copy_text(segment->writer, sizeof(segment->writer), in->writer);
    return 0;
}

static void get_note(struct hf_log_note *note, const Holdfast__Note *in)
{
    memset(note, 0, sizeof(*note));
    note->attempt = in->attempt;
    note->at_us = in->at_us;
    note->round_trip_us = in->round_trip_us;
    note->status = (uint16_t)in->status;
    note->kind = (uint8_t)in->kind;
    note->text = in->text;
    if (in->address.len == 4 || in->address.len == 16) {
        memcpy(note->peer.address, in->address.data, in->address.len);
        note->peer.family = in->address.len == 4 ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        note->peer.port = (uint16_t)in->port;
        note->peer.transport = (uint8_t)in->transport;
    }
}

static void get_kind(struct hf_log_entry *entry, const Holdfast__Record *in)
{
    switch (in->kind_case) {
    case HOLDFAST__RECORD__KIND_STEP:
        entry->kind = HF_LOG_STEP;
        entry->u.step = (struct hf_log_step){
            .event = in->step->event.data,
            .actions = in->step->actions.data,
            .n_event = in->step->event.len,
            .n_actions = in->step->actions.len,
            .result = in->step->result,
        };
        break;
    case HOLDFAST__RECORD__KIND_LINE_ADDED:
        entry->kind = HF_LOG_LINE_ADDED;
        entry->u.added = (struct hf_log_line_added){
            .name = in->line_added->name,
            .limits = limits_in(in->line_added->limits),
            .line_size = in->line_added->line_size,
        };
        break;
    case HOLDFAST__RECORD__KIND_SNAPSHOT:
        entry->kind = HF_LOG_SNAPSHOT;
        entry->u.snapshot = (struct hf_log_snapshot){
            .bytes = in->snapshot->snapshot.data,
            .n_bytes = in->snapshot->snapshot.len,
            .digest = in->snapshot->digest,
        };
        break;
    case HOLDFAST__RECORD__KIND_NOTE:
        entry->kind = HF_LOG_NOTE;
        get_note(&entry->u.note, in->note);
        break;
    case HOLDFAST__RECORD__KIND_CLEAN_END: entry->kind = HF_LOG_CLEAN_END; break;
    case HOLDFAST__RECORD__KIND__NOT_SET:
    default: entry->kind = HF_LOG_NONE; break;
    }
}

int hf_log_entry_read(const uint8_t *payload, size_t length, struct hf_log_scratch *scratch,
                      struct hf_log_entry *entry)
{
    memset(entry, 0, sizeof(*entry));
    const Holdfast__Record *in = (const Holdfast__Record *)(const void *)unpack(
        &holdfast__record__descriptor, scratch, payload, length);
    if (!in)
        return -1;
    entry->line = in->line;
    entry->wall_us = in->wall_us;
    get_kind(entry, in);
    return 0;
}
