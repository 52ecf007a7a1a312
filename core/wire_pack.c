/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short way from a native struct to bytes, for the orders that nearly every step gives. The
 * field numbers and types come from the generated descriptors, in whose order the tables stand;
 * tests/unit/core/wire_action.c compares the bytes with protobuf-c's.
 */
#include <string.h>

#include "wire.h"

static uint8_t *put_varint(uint8_t *at, uint64_t value)
{
    while (value >= 0x80) {
        *at++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    return at;
}

static uint8_t *put_tag(uint8_t *at, const ProtobufCFieldDescriptor *field, unsigned wire_type)
{
    return put_varint(at, (uint64_t)field->id << 3 | wire_type);
}

static uint8_t *put_fixed64(uint8_t *at, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

/* proto3: a number that is zero is not on the wire. */
static uint8_t *put_number(uint8_t *at, const ProtobufCFieldDescriptor *field, uint64_t value)
{
    if (value == 0)
        return at;
    if (field->type == PROTOBUF_C_TYPE_FIXED64)
        return put_fixed64(put_tag(at, field, PROTOBUF_C_WIRE_TYPE_64BIT), value);
    return put_varint(put_tag(at, field, PROTOBUF_C_WIRE_TYPE_VARINT), value);
}

/* A Target is shorter than 128 bytes, so its length takes one. */
static uint8_t *put_target(uint8_t *at, const ProtobufCFieldDescriptor *field,
                           const struct hf_target *target)
{
    const ProtobufCFieldDescriptor *members = holdfast__target__descriptor.fields;
    uint8_t n = target->family == HF_FAMILY_IPV4 ? 4 : target->family == HF_FAMILY_IPV6 ? 16 : 0;
    uint8_t *length;

    if (target->family == HF_FAMILY_NONE)
        return at;
    length = put_tag(at, field, PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
    at = length + 1;
    at = put_tag(at, &members[0], PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
    *at++ = n;
    memcpy(at, target->address, n);
    at = put_number(at + n, &members[1], target->port);
    at = put_number(at, &members[2], target->transport);
    *length = (uint8_t)(at - length - 1);
    return at;
}

static uint64_t number_of(const struct hf_field *row, const uint8_t *from)
{
    uint64_t value = hf_wire_get_number(from, row->native_size);
    unsigned bits = row->native_size * 8u;

    if (row->kind != HF_FIELD_PLUS_1)
        return value;
    return bits == 64 ? value + 1 : (value + 1) & (((uint64_t)1 << bits) - 1);
}

uint8_t *hf_wire_pack(const struct hf_fields *fields, const void *native, uint8_t *out)
{
    for (uint32_t i = 0; i < fields->n_rows; i++) {
        const struct hf_field *row = &fields->rows[i];
        const ProtobufCFieldDescriptor *field = &fields->message->fields[i];
        const uint8_t *from = (const uint8_t *)native + row->native_at;
        uint64_t value = 0;

        if (row->kind == HF_FIELD_TEXT || row->kind == HF_FIELD_SIGNED)
            return NULL;
        if (row->kind != HF_FIELD_TARGET && (value = number_of(row, from)) == 0)
            continue; /* proto3: it is not on the wire; most are not */
        if (field->offset != row->proto_at)
            return NULL;
        if (row->kind == HF_FIELD_TARGET)
            out = put_target(out, field, (const void *)from);
        else
            out = put_number(out, field, value);
    }
    return out;
}
