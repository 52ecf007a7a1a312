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

/* Tags of proto/log.proto: a field's number and wire type. */
#define RECORD_LINE    0x08
#define RECORD_WALL_US 0x10
#define RECORD_STEP    0x1A
#define STEP_EVENT     0x0A
#define STEP_ACTIONS   0x12
#define STEP_RESULT    0x18
#define RECORD_NOTE    0x32
#define NOTE_KIND      0x08
#define NOTE_ATTEMPT   0x11
#define NOTE_AT_US     0x18
#define NOTE_ADDRESS   0x22
#define NOTE_PORT      0x28
#define NOTE_TRANSPORT 0x30
#define NOTE_STATUS    0x38
#define NOTE_TRIP_US   0x40
#define NOTE_TEXT      0x4A

#define WIRE_VARINT  0
#define WIRE_FIXED64 1
#define WIRE_BYTES   2
#define WIRE_FIXED32 5

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
    Holdfast__Origin origins[HF_LOG_ORIGINS_MAX];
    Holdfast__Origin *origins_at[HF_LOG_ORIGINS_MAX];
    char *files_at[HF_LOG_FILES_MAX];
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

static size_t n_files_of(const struct hf_log_line_added *added)
{
    size_t n = 0;
    while (n < added->n_files && n < HF_LOG_FILES_MAX && strlen(added->files[n]) <= HF_LOG_PATH_MAX)
        n++;
    return n;
}

static void put_origins(struct parts *parts, const struct hf_log_line_added *added)
{
    size_t n = 0, n_files = n_files_of(added);
    for (size_t i = 0; i < n_files; i++) /* packing only reads */
        parts->files_at[i] = (char *)(uintptr_t)added->files[i];
    for (uint32_t i = 0; i < added->n_origins && n < HF_LOG_ORIGINS_MAX; i++) {
        const struct hf_log_origin *from = &added->origins[i];
        Holdfast__Origin *to = &parts->origins[n];
        if (from->file < 1 || from->file > n_files)
            continue;
        holdfast__origin__init(to);
        to->setting = from->setting;
        to->server = from->server;
        to->proxy = from->proxy;
        to->file = from->file;
        to->line = from->line;
        parts->origins_at[n++] = to;
    }
    parts->added.n_files = n_files;
    parts->added.files = parts->files_at;
    parts->added.n_origins = n;
    parts->added.origins = parts->origins_at;
}

static void put_added(struct parts *parts, const struct hf_log_line_added *added)
{
    holdfast__line_added__init(&parts->added);
    copy_text(parts->text, HF_LOG_NAME_MAX + 1, added->name ? added->name : "");
    parts->added.name = parts->text;
    parts->added.line_size = added->line_size;
    limits_out(&parts->limits, &added->limits);
    parts->added.limits = &parts->limits;
    put_origins(parts, added);
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

/* Into the arena, behind what was unpacked; without room for them, none are known. */
static void get_origins(struct hf_log_line_added *added, const Holdfast__LineAdded *in,
                        struct hf_log_scratch *scratch)
{
    struct hf_log_origin *to = arena_take(scratch, in->n_origins * sizeof(*to));
    uint32_t n = 0;
    for (size_t i = 0; to && i < in->n_origins; i++) {
        const Holdfast__Origin *from = in->origins[i];
        if (from->file < 1 || from->file > in->n_files || from->file > UINT8_MAX ||
            from->setting > UINT8_MAX || from->server > UINT8_MAX || from->proxy > UINT8_MAX)
            continue;
        to[n++] = (struct hf_log_origin){
            .line = from->line,
            .setting = (uint8_t)from->setting,
            .server = (uint8_t)from->server,
            .proxy = (uint8_t)from->proxy,
            .file = (uint8_t)from->file,
        };
    }
    added->n_origins = n;
    added->origins = to;
    added->n_files = n == 0 ? 0 : (uint32_t)in->n_files;
    added->files = (const char *const *)in->files;
}

static void get_added(struct hf_log_entry *entry, const Holdfast__LineAdded *in,
                      struct hf_log_scratch *scratch)
{
    entry->kind = HF_LOG_LINE_ADDED;
    entry->u.added = (struct hf_log_line_added){
        .name = in->name,
        .limits = limits_in(in->limits),
        .line_size = in->line_size,
    };
    get_origins(&entry->u.added, in, scratch);
}

static void get_kind(struct hf_log_entry *entry, const Holdfast__Record *in,
                     struct hf_log_scratch *scratch)
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
    case HOLDFAST__RECORD__KIND_LINE_ADDED: get_added(entry, in->line_added, scratch); break;
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

/* ---- steps and notes, which are nearly all of a log, without the generated code ---- */

static int take_bytes(struct cursor *cursor, struct cursor *inside)
{
    uint64_t n;
    if (take_varint(cursor, &n) < 0 || n > (size_t)(cursor->end - cursor->at))
        return -1;
    inside->at = cursor->at;
    inside->end = cursor->at += n;
    return 0;
}

static int32_t zigzag(uint64_t value)
{
    uint32_t low = (uint32_t)value;
    return (int32_t)(low >> 1 ^ (uint32_t) - (low & 1u));
}

/* The fields that a step has, each once at most. -1: anything else, which is not for here. */
static int read_step(struct cursor *cursor, struct hf_log_step *step)
{
    while (cursor->at < cursor->end) {
        struct cursor inside = {NULL, NULL};
        uint64_t value;
        uint8_t tag = *cursor->at++;
        switch (tag) {
        case STEP_EVENT:
        case STEP_ACTIONS:
            if (take_bytes(cursor, &inside) < 0)
                return -1;
            break;
        case STEP_RESULT:
            if (take_varint(cursor, &value) < 0 || value > UINT32_MAX)
                return -1;
            step->result = zigzag(value);
            break;
        default: return -1;
        }
        if (tag == STEP_EVENT) {
            step->event = inside.at;
            step->n_event = (size_t)(inside.end - inside.at);
        } else if (tag == STEP_ACTIONS) {
            step->actions = inside.at;
            step->n_actions = (size_t)(inside.end - inside.at);
        }
    }
    return 0;
}

static int take_number(struct cursor *cursor, uint64_t most, uint64_t *value)
{
    return take_varint(cursor, value) < 0 || *value > most ? -1 : 0;
}

static int read_note_number(struct cursor *cursor, uint8_t tag, struct hf_log_note *note)
{
    uint64_t value = 0;
    switch (tag) {
    case NOTE_AT_US: return take_varint(cursor, &note->at_us);
    case NOTE_TRIP_US: return take_varint(cursor, &note->round_trip_us);
    case NOTE_ATTEMPT:
        if (cursor->end - cursor->at < 8)
            return -1;
        for (unsigned i = 0; i < 8; i++)
            value |= (uint64_t)*cursor->at++ << 8 * i;
        note->attempt = value;
        return 0;
    case NOTE_KIND:
    case NOTE_TRANSPORT:
        if (take_number(cursor, UINT8_MAX, &value) < 0)
            return -1;
        *(tag == NOTE_KIND ? &note->kind : &note->peer.transport) = (uint8_t)value;
        return 0;
    case NOTE_PORT:
    case NOTE_STATUS:
        if (take_number(cursor, UINT16_MAX, &value) < 0)
            return -1;
        *(tag == NOTE_PORT ? &note->peer.port : &note->status) = (uint16_t)value;
        return 0;
    default: return -1;
    }
}

static int read_note(struct cursor *cursor, struct hf_log_scratch *scratch,
                     struct hf_log_note *note)
{
    note->text = "";
    while (cursor->at < cursor->end) {
        struct cursor inside = {NULL, NULL};
        uint8_t tag = *cursor->at++;
        if (tag != NOTE_ADDRESS && tag != NOTE_TEXT) {
            if (read_note_number(cursor, tag, note) < 0)
                return -1;
            continue;
        }
        if (take_bytes(cursor, &inside) < 0)
            return -1;
        size_t n = (size_t)(inside.end - inside.at);
        if (tag == NOTE_TEXT) { /* terminated in the scratch */
            if (n >= scratch->size)
                return -1;
            memcpy(scratch->bytes, inside.at, n);
            scratch->bytes[n] = 0;
            note->text = (const char *)scratch->bytes;
        } else if (n == 4 || n == 16) {
            memcpy(note->peer.address, inside.at, n);
            note->peer.family = n == 4 ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        } else {
            return -1;
        }
    }
    return note->peer.family == HF_FAMILY_NONE && (note->peer.port | note->peer.transport) ? -1 : 0;
}

/* 0, or -1 when the payload is anything but the plain record of a step or a note. */
static int read_plain(const uint8_t *payload, size_t length, struct hf_log_scratch *scratch,
                      struct hf_log_entry *entry)
{
    struct cursor cursor = {payload, payload + length}, inside;
    uint64_t value;
    while (cursor.at < cursor.end) {
        switch (*cursor.at++) {
        case RECORD_LINE:
            if (take_varint(&cursor, &value) < 0 || value > UINT32_MAX)
                return -1;
            entry->line = (uint32_t)value;
            break;
        case RECORD_WALL_US:
            if (take_varint(&cursor, &entry->wall_us) < 0)
                return -1;
            break;
        case RECORD_STEP:
            if (entry->kind != HF_LOG_NONE || take_bytes(&cursor, &inside) < 0 ||
                read_step(&inside, &entry->u.step) < 0)
                return -1;
            entry->kind = HF_LOG_STEP;
            break;
        case RECORD_NOTE:
            if (entry->kind != HF_LOG_NONE || take_bytes(&cursor, &inside) < 0 ||
                read_note(&inside, scratch, &entry->u.note) < 0)
                return -1;
            entry->kind = HF_LOG_NOTE;
            break;
        default: return -1;
        }
    }
    return entry->kind == HF_LOG_NONE ? -1 : 0;
}

int hf_log_entry_read(const uint8_t *payload, size_t length, struct hf_log_scratch *scratch,
                      struct hf_log_entry *entry)
{
    memset(entry, 0, sizeof(*entry));
    if (read_plain(payload, length, scratch, entry) == 0)
        return 0;
    memset(entry, 0, sizeof(*entry));
    const Holdfast__Record *in = (const Holdfast__Record *)(const void *)unpack(
        &holdfast__record__descriptor, scratch, payload, length);
    if (!in)
        return -1;
    entry->line = in->line;
    entry->wall_us = in->wall_us;
    get_kind(entry, in, scratch);
    return 0;
}
