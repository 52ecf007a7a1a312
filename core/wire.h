/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between native structs and protobuf-c's generated ones: tables of fields, what decoding may
 * refuse, and the two kinds of memory that bytes need. A message's table names each field once,
 * for both directions; native and schema name are equal. Only wire*.c and snapshot.c include it.
 *
 * Decoding never allocates: the caller's scratch is filled from below with generated structs
 * (dead once the native one is filled) and from above with what a native event points to.
 * Encoding needs no memory: a sink counts, writes or hashes what is appended.
 */
#ifndef HF_WIRE_H
#define HF_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <protobuf-c/protobuf-c.h>

#include "hf_assert.h"
#include "holdfast.pb-c.h"
#include "holdfast/line.h"

/* ---- tables of fields ---- */

enum hf_field_kind {
    HF_FIELD_NUMBER, /* unsigned, as wide as the native member */
    HF_FIELD_SIGNED,
    HF_FIELD_ENUM,   /* below `below`; another number is malformed */
    HF_FIELD_BELOW,  /* a flag or count below `below`; another value is out of range */
    HF_FIELD_PLUS_1, /* all bits set ("never", "none") is 0 on the wire, else value + 1; the
                        native value is below `below` where that is not 0 */
    HF_FIELD_TEXT,   /* struct hf_text; what it is in says how long it may be at most */
    HF_FIELD_TARGET  /* struct hf_target; absent where its family is NONE */
};

struct hf_field {
    const char *what; /* path of the field, for a refusal; of a target: HF_TARGET_PATHS */
    uint16_t native_at, proto_at;
    uint8_t native_size, proto_size;
    uint8_t kind; /* enum hf_field_kind */
    uint32_t below;
};

/* The paths of a target's three members, one string behind the other. */
#define HF_TARGET_PATHS(path) path ".address\0" path ".port\0" path ".transport"

/* Members `n` of struct `native` and `p` of message `m`, called `path`. */
#define HF_FIELD_AT(path, native, m, n, p, k, limit)                                               \
    {                                                                                              \
        .what = path, .native_at = offsetof(struct native, n),                                     \
        .proto_at = offsetof(Holdfast__##m, p), .native_size = sizeof(((struct native *)0)->n),    \
        .proto_size = sizeof(((Holdfast__##m *)0)->p), .kind = HF_FIELD_##k, .below = limit        \
    }
#define HF_NUMBER(s, m, n)       HF_FIELD_AT(#m "." #n, s, m, n, n, NUMBER, 0)
#define HF_ENUM(s, m, n, count)  HF_FIELD_AT(#m "." #n, s, m, n, n, ENUM, count)
#define HF_BELOW(s, m, n, limit) HF_FIELD_AT(#m "." #n, s, m, n, n, BELOW, limit)
#define HF_FLAG(s, m, n)         HF_FIELD_AT(#m "." #n, s, m, n, n, BELOW, 2)
#define HF_PLUS_1(s, m, n)       HF_FIELD_AT(#m "." #n, s, m, n, n##_plus_1, PLUS_1, 0)
#define HF_INDEX(s, m, n, limit) HF_FIELD_AT(#m "." #n, s, m, n, n##_plus_1, PLUS_1, limit)
#define HF_TEXT(s, m, n)         HF_FIELD_AT(#m "." #n, s, m, n, n, TEXT, 0)
#define HF_TARGET(s, m, n)       HF_FIELD_AT(HF_TARGET_PATHS(#m "." #n), s, m, n, n, TARGET, 0)

struct hf_fields {
    const struct hf_field *rows;
    const ProtobufCMessageDescriptor *message;
    uint32_t n_rows;
};

#define HF_FIELDS(table, descriptor)                                                               \
    {                                                                                              \
        table, &holdfast__##descriptor##__descriptor, HF_N(table)                                  \
    }
#define HF_N(array) (sizeof(array) / sizeof((array)[0]))

/* ---- encoding ---- */

/* What the tables fill: a generated struct, and room for the target that it may point to. */
struct hf_encoding {
    void *message;
    Holdfast__Target *target;
};

/* The unsigned native member of that size. */
static inline uint64_t hf_wire_get_number(const void *at, size_t size)
{
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    if (size == 1) {
        return *(const uint8_t *)at;
    }
    if (size == 4) {
        memcpy(&u32, at, 4);
        return u32;
    }
    if (size == 8) {
        memcpy(&u64, at, 8);
        return u64;
    }
    HF_ASSERT(size == 2);
    memcpy(&u16, at, 2);
    return u16;
}

/* Packs a message of numbers and targets straight from the native struct, by its table and the
 * generated descriptor: the bytes that protobuf-c would give, in half of the time. At most
 * HF_ORDER_BYTES_MAX bytes. NULL, where the table is not of that kind; else behind the last one. */
uint8_t *hf_wire_pack(const struct hf_fields *fields, const void *native, uint8_t *out);

/* Zeroes a generated struct and makes it a message of its kind. */
void hf_wire_begin(void *message, size_t size, const ProtobufCMessageDescriptor *descriptor);

/* Fills a begun message from native. */
void hf_wire_fill(const struct hf_fields *fields, const void *native, struct hf_encoding *encoding);
void hf_wire_fill_target(const struct hf_target *target, Holdfast__Target *out);

/* Appends to `out`; n goes on counting when there is no room. out NULL only counts. */
struct hf_sink {
    ProtobufCBuffer base;
    uint8_t *out;
    size_t size, n;
};
void hf_sink_init(struct hf_sink *sink, uint8_t *out, size_t size);

/* The length written, or HF_E_SPACE when the room did not suffice. */
int hf_sink_result(const struct hf_sink *sink);

/* Appends a message as field `number` of the message being written: tag, length, bytes. */
void hf_sink_message(ProtobufCBuffer *sink, uint32_t number, const void *message);

/* Appends the fields of a message as they are. */
void hf_sink_part(ProtobufCBuffer *sink, const void *message);

/* No order is longer, with its tags and lengths. */
#define HF_ORDER_BYTES_MAX (HF_NAME_MAX + 128)

/* A message as field numbers[1], alone in a message that is field numbers[0] (both below 16). */
void hf_sink_wrapped(ProtobufCBuffer *sink, const uint32_t numbers[2], const void *message);

/* Appends an unsigned field; none where it is zero. */
void hf_sink_number(ProtobufCBuffer *sink, uint32_t number, uint64_t value);

/* Appends a string or bytes field; none where it is empty. */
void hf_sink_bytes(ProtobufCBuffer *sink, uint32_t number, const struct hf_text *text);

/* As hf_sink_message, for a body that is appended in parts because its whole struct would be too
 * big for the stack. It is appended twice, to be counted first. */
typedef void hf_sink_body(ProtobufCBuffer *sink, const void *from);
void hf_sink_nested(ProtobufCBuffer *sink, uint32_t number, hf_sink_body *body, const void *from);

/* ---- decoding ---- */

struct hf_slice { /* of what is decoded */
    const uint8_t *at;
    size_t n;
};

struct hf_decoder {
    ProtobufCAllocator allocator; /* hands out from low upwards */
    uint8_t *low, *high;          /* the free part of scratch */
    struct hf_refusal *refusal;
    uint32_t index;    /* record, server, ... being read (1..), or 0 */
    int32_t ran_out;   /* 0, or the error: scratch did not suffice, or no legal message is so big */
    int32_t too_small; /* what ran_out becomes */
};

/* Of everything that is put into scratch. */
#define HF_BLOCK_ALIGN 8u

void hf_decoder_init(struct hf_decoder *decoder, struct hf_wire *wire);

/* Notes a refusal and returns its error. */
int hf_wire_refuse(struct hf_decoder *decoder, int error, const char *what, uint64_t value);

/* The generated struct of bytes, or NULL: refused, with `what` naming the message. */
void *hf_wire_unpack(struct hf_decoder *decoder, const ProtobufCMessageDescriptor *message,
                     const struct hf_slice *bytes, const char *what);

/* Zeroed memory that a native struct may point to, or NULL: ran_out. */
void *hf_decoder_take(struct hf_decoder *decoder, size_t size);

/* Fills native from a message. Members that no row names, and texts that are empty, are left
 * alone. */
int hf_wire_read(const struct hf_fields *fields, const void *message, void *native,
                 struct hf_decoder *decoder);

/* A target that is there; paths is HF_TARGET_PATHS. */
int hf_wire_read_target(const Holdfast__Target *message, struct hf_target *target,
                        const char *paths, struct hf_decoder *decoder);

/* Protobuf-c ends a string at its first zero byte; the block that holds it knows better. */
size_t hf_decoder_string_length(const char *string);

/* Walks over the fields of a message's bytes, one level deep. */
struct hf_scan {
    const uint8_t *at, *end;
    struct hf_slice body; /* out: of a length-delimited field */
    uint64_t value;       /* out: of a varint */
    uint32_t number, type;
};
struct hf_scan hf_scan_of(const struct hf_slice *message);

/* 1: a field; 0: the end; -1: no message. */
int hf_scan_next(struct hf_scan *scan);

/* What a message that is little more than a oneof says. Looked up in the bytes, since protobuf-c
 * would silently keep the last of several members, and is slow where members are many. */
struct hf_member {
    uint64_t first; /* of the varint numbered 1, where that is no member */
    struct hf_slice body;
    uint32_t number;
    uint32_t n_found; /* members; the last one is `number` */
};

/* Members are numbered range[0]..range[1]. 0, or -1: no message. */
int hf_scan_oneof(const struct hf_slice *message, const uint32_t range[2],
                  struct hf_member *member);

/* ---- the messages that several files share ---- */

/* Body of holdfast.Config. The configuration must be encodable (hf_config_encodable). */
void hf_config_append(ProtobufCBuffer *sink, const void *config);

/* 0, or HF_E_VALUE, HF_E_LIMIT: counts and names that point outside of their arrays. */
int hf_config_encodable(const struct hf_config *config);

/* Zeroes config and fills it. Names stand in the arena in the order of servers, each one's
 * before its proxies'. A refusal names "Configured.config..."; skip that much of it elsewhere. */
int hf_config_read(const Holdfast__Config *message, struct hf_config *config,
                   struct hf_decoder *decoder);

/* hf_event_decode, saying by decoder->high which part of scratch the event points to. */
int hf_event_read(struct hf_event *event, const struct hf_wire *wire, struct hf_decoder *decoder);

/* Whether a number is the type of a record: enum hf_dns_type has gaps, and LOCATE is none. */
int hf_wire_is_record_type(uint32_t type);

extern const struct hf_fields hf_line_status_fields;

#endif
