/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine behind the bytes (wire.h): tables both ways, the sink, the decoder's memory, the
 * scanner. What the messages are stands in wire_event.c, wire_action.c, wire_config.c and
 * snapshot.c.
 */
#include "wire.h"

#include <stdbool.h>
#include <string.h>

#include "hf_assert.h"

#define FIELD_NUMBER_MAX 0x1FFFFFFFu /* of protobuf */

/* ---- numbers of any width ---- */

static uint64_t all_bits(size_t size)
{
    return UINT64_MAX >> (64 - 8 * size);
}

/* The sizes are tried in the order of how many members have them. */
static inline void put_number(void *at, size_t size, uint64_t value)
{
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;

    if (size == 4) {
        memcpy(at, &u32, 4);
    } else if (size == 1) {
        *(uint8_t *)at = (uint8_t)value;
    } else if (size == 8) {
        memcpy(at, &value, 8);
    } else {
        HF_ASSERT(size == 2);
        memcpy(at, &u16, 2);
    }
}

/* Signed members are one or four bytes wide; on the wire all are sint32. */
static int32_t get_signed(const void *at, size_t size)
{
    int8_t s8;
    int32_t s32;

    if (size == sizeof s8) {
        memcpy(&s8, at, sizeof s8);
        return s8;
    }
    memcpy(&s32, at, sizeof s32);
    return s32;
}

static void put_signed(void *at, size_t size, int32_t value)
{
    int8_t s8 = (int8_t)value;

    memcpy(at, size == sizeof s8 ? (const void *)&s8 : (const void *)&value, size);
}

/* ---- native to generated ---- */

void hf_wire_begin(void *message, size_t size, const ProtobufCMessageDescriptor *descriptor)
{
    memset(message, 0, size);
    ((ProtobufCMessage *)message)->descriptor = descriptor;
}

void hf_wire_fill_target(const struct hf_target *target, Holdfast__Target *out)
{
    hf_wire_begin(out, sizeof *out, &holdfast__target__descriptor);
    out->address.len = target->family == HF_FAMILY_IPV4   ? 4
                       : target->family == HF_FAMILY_IPV6 ? 16
                                                          : 0;
    out->address.data = (uint8_t *)(uintptr_t)target->address; /* protobuf-c only reads it */
    out->port = target->port;
    out->transport = target->transport;
}

static void fill_text(const struct hf_text *text, ProtobufCBinaryData *out)
{
    out->len = text->length;
    out->data = (uint8_t *)(uintptr_t)text->at;
}

static void fill_target(const struct hf_target *target, Holdfast__Target **out,
                        Holdfast__Target *room)
{
    if (target->family != HF_FAMILY_NONE) {
        hf_wire_fill_target(target, room);
        *out = room;
    }
}

void hf_wire_fill(const struct hf_fields *fields, const void *native, struct hf_encoding *encoding)
{
    for (uint32_t i = 0; i < fields->n_rows; i++) {
        const struct hf_field *row = &fields->rows[i];
        const uint8_t *from = (const uint8_t *)native + row->native_at;
        void *to = (uint8_t *)encoding->message + row->proto_at;

        switch ((enum hf_field_kind)row->kind) {
        case HF_FIELD_NUMBER:
        case HF_FIELD_ENUM:
        case HF_FIELD_BELOW:
            put_number(to, row->proto_size, hf_wire_get_number(from, row->native_size));
            break;
        case HF_FIELD_PLUS_1:
            put_number(to, row->proto_size,
                       (hf_wire_get_number(from, row->native_size) + 1) &
                           all_bits(row->native_size));
            break;
        case HF_FIELD_SIGNED:
            put_signed(to, row->proto_size, get_signed(from, row->native_size));
            break;
        case HF_FIELD_TEXT: fill_text((const void *)from, to); break;
        case HF_FIELD_TARGET: fill_target((const void *)from, to, encoding->target); break;
        }
    }
}

/* ---- the sink ---- */

static void sink_append(ProtobufCBuffer *buffer, size_t length, const uint8_t *data)
{
    struct hf_sink *sink = (struct hf_sink *)buffer;

    if (sink->n + length <= sink->size && length > 0) {
        memcpy(sink->out + sink->n, data, length);
    }
    sink->n += length;
}

void hf_sink_init(struct hf_sink *sink, uint8_t *out, size_t size)
{
    sink->base.append = sink_append;
    sink->out = out;
    sink->size = out == NULL ? 0 : size;
    sink->n = 0;
}

int hf_sink_result(const struct hf_sink *sink)
{
    return sink->n > sink->size ? HF_E_SPACE : (int)sink->n;
}

static void append_varint(ProtobufCBuffer *sink, uint64_t value)
{
    uint8_t bytes[10];
    size_t n = 0;

    while (value >= 0x80) {
        bytes[n++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    bytes[n++] = (uint8_t)value;
    sink->append(sink, n, bytes);
}

static size_t varint_size(uint64_t value)
{
    size_t n = 1;

    for (; value >= 0x80; value >>= 7) {
        n++;
    }
    return n;
}

static void append_prefix(ProtobufCBuffer *sink, uint32_t number, size_t length)
{
    append_varint(sink, (uint64_t)number << 3 | PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
    append_varint(sink, length);
}

/* Straight into the room of a plain sink, since appending value by value takes twice as long. */
static void append_sized(ProtobufCBuffer *buffer, const void *message, size_t length)
{
    struct hf_sink *sink = (struct hf_sink *)buffer;

    if (buffer->append != sink_append) {
        protobuf_c_message_pack_to_buffer(message, buffer);
        return;
    }
    if (length > 0 && sink->n + length <= sink->size) {
        protobuf_c_message_pack(message, sink->out + sink->n);
    }
    sink->n += length;
}

void hf_sink_part(ProtobufCBuffer *sink, const void *message)
{
    append_sized(sink, message, protobuf_c_message_get_packed_size(message));
}

void hf_sink_message(ProtobufCBuffer *sink, uint32_t number, const void *message)
{
    size_t length = protobuf_c_message_get_packed_size(message);

    append_prefix(sink, number, length);
    append_sized(sink, message, length);
}

void hf_sink_wrapped(ProtobufCBuffer *sink, const uint32_t numbers[2], const void *message)
{
    uint64_t tag = (uint64_t)numbers[1] << 3;
    size_t length = protobuf_c_message_get_packed_size(message);

    append_prefix(sink, numbers[0], varint_size(tag) + varint_size(length) + length);
    append_prefix(sink, numbers[1], length);
    append_sized(sink, message, length);
}

void hf_sink_number(ProtobufCBuffer *sink, uint32_t number, uint64_t value)
{
    if (value != 0) {
        append_varint(sink, (uint64_t)number << 3 | PROTOBUF_C_WIRE_TYPE_VARINT);
        append_varint(sink, value);
    }
}

void hf_sink_bytes(ProtobufCBuffer *sink, uint32_t number, const struct hf_text *text)
{
    if (text->length > 0) {
        append_prefix(sink, number, text->length);
        sink->append(sink, text->length, (const uint8_t *)text->at);
    }
}

void hf_sink_nested(ProtobufCBuffer *sink, uint32_t number, hf_sink_body *body, const void *from)
{
    struct hf_sink counter;

    hf_sink_init(&counter, NULL, 0);
    body(&counter.base, from);
    append_prefix(sink, number, counter.n);
    body(sink, from);
}

/* ---- the decoder's memory ---- */

#define BLOCK_HEAD sizeof(uint32_t) /* its size stands right before each block */

static void *block_alloc(void *data, size_t size)
{
    struct hf_decoder *decoder = data;
    size_t pad = (HF_BLOCK_ALIGN - (uintptr_t)(decoder->low + BLOCK_HEAD) % HF_BLOCK_ALIGN) %
                 HF_BLOCK_ALIGN;
    size_t room = (size_t)(decoder->high - decoder->low);
    uint32_t head = (uint32_t)size;
    uint8_t *block = decoder->low + pad + BLOCK_HEAD;

    if (room < pad + BLOCK_HEAD || room - pad - BLOCK_HEAD < size) {
        decoder->ran_out = decoder->too_small;
        return NULL;
    }
    memcpy(block - BLOCK_HEAD, &head, BLOCK_HEAD);
    decoder->low = block + size;
    return block;
}

/* Scratch is given back as a whole, by the caller. */
static void block_free(void *data, void *block)
{
    (void)data;
    (void)block;
}

void *hf_decoder_take(struct hf_decoder *decoder, size_t size)
{
    size_t pad = (uintptr_t)(decoder->high - size) % HF_BLOCK_ALIGN;

    if ((size_t)(decoder->high - decoder->low) < size + pad) {
        decoder->ran_out = decoder->too_small;
        return NULL;
    }
    decoder->high -= size + pad;
    memset(decoder->high, 0, size);
    return decoder->high;
}

size_t hf_decoder_string_length(const char *string)
{
    uint32_t size;

    if (string == NULL || string == protobuf_c_empty_string) {
        return 0;
    }
    memcpy(&size, string - BLOCK_HEAD, BLOCK_HEAD);
    return size - 1;
}

void hf_decoder_init(struct hf_decoder *decoder, struct hf_wire *wire)
{
    memset(decoder, 0, sizeof *decoder);
    memset(&wire->refusal, 0, sizeof wire->refusal);
    decoder->allocator.alloc = block_alloc;
    decoder->allocator.free = block_free;
    decoder->allocator.allocator_data = decoder;
    decoder->low = wire->scratch;
    decoder->high = decoder->low + wire->scratch_size;
    decoder->refusal = &wire->refusal;
    decoder->too_small = wire->scratch_size < HF_WIRE_SCRATCH ? HF_E_SPACE : HF_E_LIMIT;
}

int hf_wire_refuse(struct hf_decoder *decoder, int error, const char *what, uint64_t value)
{
    decoder->refusal->what = what;
    decoder->refusal->value = value;
    decoder->refusal->error = error;
    decoder->refusal->index = decoder->index;
    return error;
}

void *hf_wire_unpack(struct hf_decoder *decoder, const ProtobufCMessageDescriptor *message,
                     const struct hf_slice *bytes, const char *what)
{
    void *unpacked = protobuf_c_message_unpack(message, &decoder->allocator, bytes->n, bytes->at);

    if (unpacked == NULL) {
        hf_wire_refuse(decoder, decoder->ran_out != 0 ? decoder->ran_out : HF_E_MALFORMED, what,
                       bytes->n);
    }
    return unpacked;
}

/* ---- generated to native ---- */

static const char *nth_path(const char *paths, unsigned n)
{
    for (; n > 0; n--) {
        paths += strlen(paths) + 1;
    }
    return paths;
}

int hf_wire_read_target(const Holdfast__Target *message, struct hf_target *target,
                        const char *paths, struct hf_decoder *decoder)
{
    size_t length = message->address.len;

    if (length != 4 && length != 16) {
        return hf_wire_refuse(decoder, HF_E_VALUE, nth_path(paths, 0), length);
    }
    if (message->port > UINT16_MAX) {
        return hf_wire_refuse(decoder, HF_E_VALUE, nth_path(paths, 1), message->port);
    }
    if (message->transport >= HF_TRANSPORT_NAPTR) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, nth_path(paths, 2), message->transport);
    }
    memset(target, 0, sizeof *target);
    memcpy(target->address, message->address.data, length);
    target->port = (uint16_t)message->port;
    target->transport = (uint8_t)message->transport;
    target->family = length == 4 ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
    return HF_OK;
}

static int read_number(const struct hf_field *row, uint64_t value, void *to,
                       struct hf_decoder *decoder)
{
    uint64_t all = all_bits(row->native_size);

    if (row->kind == HF_FIELD_ENUM && value >= row->below) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, row->what, value);
    }
    if (row->kind == HF_FIELD_BELOW && value >= row->below) {
        return hf_wire_refuse(decoder, HF_E_VALUE, row->what, value);
    }
    if (row->kind == HF_FIELD_PLUS_1 && row->below != 0 && value > row->below) {
        return hf_wire_refuse(decoder, HF_E_VALUE, row->what, value - 1);
    }
    if (value > all) {
        return hf_wire_refuse(decoder, HF_E_VALUE, row->what, value);
    }
    put_number(to, row->native_size, row->kind == HF_FIELD_PLUS_1 ? value - 1 : value);
    return HF_OK;
}

static int read_signed(const struct hf_field *row, const void *from, void *to,
                       struct hf_decoder *decoder)
{
    int32_t value = get_signed(from, row->proto_size);

    if (row->native_size == sizeof(int8_t) && (value < INT8_MIN || value > INT8_MAX)) {
        return hf_wire_refuse(decoder, HF_E_VALUE, row->what, (uint64_t)value);
    }
    put_signed(to, row->native_size, value);
    return HF_OK;
}

static int read_text(const struct hf_field *row, const ProtobufCBinaryData *from,
                     struct hf_text *to, struct hf_decoder *decoder)
{
    char *copy;

    if (from->len == 0) {
        return HF_OK;
    }
    copy = hf_decoder_take(decoder, from->len);
    if (copy == NULL) {
        return hf_wire_refuse(decoder, decoder->ran_out, row->what, from->len);
    }
    memcpy(copy, from->data, from->len);
    to->at = copy;
    to->length = (uint32_t)from->len;
    return HF_OK;
}

static int read_target(const struct hf_field *row, Holdfast__Target *const *from,
                       struct hf_target *to, struct hf_decoder *decoder)
{
    if (*from == NULL) {
        memset(to, 0, sizeof *to);
        return HF_OK;
    }
    return hf_wire_read_target(*from, to, row->what, decoder);
}

static int read_row(const struct hf_field *row, const void *from, void *to,
                    struct hf_decoder *decoder)
{
    switch ((enum hf_field_kind)row->kind) {
    case HF_FIELD_NUMBER:
    case HF_FIELD_ENUM:
    case HF_FIELD_BELOW:
    case HF_FIELD_PLUS_1:
        return read_number(row, hf_wire_get_number(from, row->proto_size), to, decoder);
    case HF_FIELD_SIGNED: return read_signed(row, from, to, decoder);
    case HF_FIELD_TEXT: return read_text(row, from, to, decoder);
    case HF_FIELD_TARGET: return read_target(row, from, to, decoder);
    }
    HF_UNREACHABLE();
}

int hf_wire_read(const struct hf_fields *fields, const void *message, void *native,
                 struct hf_decoder *decoder)
{
    for (uint32_t i = 0; i < fields->n_rows; i++) {
        const struct hf_field *row = &fields->rows[i];
        int error = read_row(row, (const uint8_t *)message + row->proto_at,
                             (uint8_t *)native + row->native_at, decoder);

        if (error < 0) {
            return error;
        }
    }
    return HF_OK;
}

int hf_wire_is_record_type(uint32_t type)
{
    return type == HF_DNS_A || type == HF_DNS_AAAA || type == HF_DNS_SRV || type == HF_DNS_NAPTR;
}

/* ---- the scanner ---- */

static int scan_varint(struct hf_scan *scan, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && scan->at < scan->end; shift += 7) {
        uint8_t byte = *scan->at++;

        *value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return 0;
        }
    }
    return -1;
}

static int scan_skip(struct hf_scan *scan, uint64_t n)
{
    if (n > (uint64_t)(scan->end - scan->at)) {
        return -1;
    }
    scan->at += n;
    return 0;
}

struct hf_scan hf_scan_of(const struct hf_slice *message)
{
    return (struct hf_scan){.at = message->at,
                            .end = message->n == 0 ? message->at : message->at + message->n};
}

int hf_scan_next(struct hf_scan *scan)
{
    uint64_t tag;
    int error = -1; /* groups, and what protobuf has no meaning for */

    scan->body = (struct hf_slice){NULL, 0};
    scan->value = 0;
    if (scan->at == scan->end) {
        return 0;
    }
    if (scan_varint(scan, &tag) < 0 || tag >> 3 == 0 || tag >> 3 > FIELD_NUMBER_MAX) {
        return -1;
    }
    scan->number = (uint32_t)(tag >> 3);
    scan->type = (uint32_t)(tag & 7);
    switch (tag & 7) {
    case PROTOBUF_C_WIRE_TYPE_VARINT: error = scan_varint(scan, &scan->value); break;
    case PROTOBUF_C_WIRE_TYPE_64BIT: error = scan_skip(scan, 8); break;
    case PROTOBUF_C_WIRE_TYPE_32BIT: error = scan_skip(scan, 4); break;
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
        error = scan_varint(scan, &scan->value);
        scan->body = (struct hf_slice){scan->at, (size_t)scan->value};
        error = error < 0 ? error : scan_skip(scan, scan->value);
        break;
    }
    return error < 0 ? -1 : 1;
}

int hf_scan_oneof(const struct hf_slice *message, const uint32_t range[2], struct hf_member *member)
{
    struct hf_scan scan = hf_scan_of(message);
    int found = hf_scan_next(&scan);

    memset(member, 0, sizeof *member);
    while (found > 0) {
        if (scan.number >= range[0] && scan.number <= range[1]) {
            if (scan.type != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
                return -1;
            }
            member->n_found++;
            member->number = scan.number;
            member->body = scan.body;
        } else if (scan.number == 1) {
            if (scan.type != PROTOBUF_C_WIRE_TYPE_VARINT) {
                return -1;
            }
            member->first = scan.value;
        }
        found = hf_scan_next(&scan);
    }
    return found;
}
