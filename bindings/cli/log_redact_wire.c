/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of proto/holdfast.proto and proto/snapshot.proto rewritten as bytes, member by member.
 * Only what a table names is gone into or replaced; numbers stay; every other member that could
 * hold text is left out. So a member that comes later cannot carry a name out unseen.
 */
#include <string.h>

#include "log_redact.h"

#define DEPTH_MAX   8
#define VARINT_MAX  10
#define TEXT_MAX    1024
#define REALM_BYTES 4

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

enum message {
    M_NONE = 0,
    M_EVENT,
    M_CONFIGURED,
    M_CONFIG,
    M_SERVER,
    M_PROXY,
    M_STATUSES,
    M_TARGET,
    M_RESPONSE,
    M_CHALLENGED,
    M_DNS_ANSWERED,
    M_DNS_RECORD,
    M_LOCATED,
    M_TARGET_FIRST, /* any message whose member 1 is a target, and that has no other bytes */
    M_NUMBERS,      /* any message of numbers alone */
    M_ACTIONS,
    M_ACTION,
    M_SEND,
    M_RESOLVE,
    M_LINE_STATUS,
    M_SNAPSHOT,
    M_PASS,
    M_ATTEMPT,
    /* what is no message: */
    L_HOST,
    L_ADDRESS,
    L_TEXT,
    L_PACKED, /* numbers */
    L_REALMS  /* hashes of realms, fixed32 */
};

/* Members of a message that are bytes: numbers first..last, each is `what`. */
static const struct rule {
    uint8_t message, what;
    uint8_t first, last;
} rules[] = {
    {M_EVENT, M_CONFIGURED, 2, 2},      {M_EVENT, M_NUMBERS, 3, 6},
    {M_EVENT, M_RESPONSE, 7, 7},        {M_EVENT, M_NUMBERS, 8, 9},
    {M_EVENT, M_CHALLENGED, 10, 10},    {M_EVENT, M_NUMBERS, 11, 13},
    {M_EVENT, M_DNS_ANSWERED, 14, 14},  {M_EVENT, M_LOCATED, 15, 15},
    {M_EVENT, M_NUMBERS, 16, 16},       {M_EVENT, M_TARGET_FIRST, 17, 18},
    {M_EVENT, M_NUMBERS, 19, 24},       {M_CONFIGURED, M_CONFIG, 1, 1},
    {M_CONFIG, M_SERVER, 1, 1},         {M_CONFIG, M_STATUSES, 2, 3},
    {M_STATUSES, L_PACKED, 1, 1},       {M_SERVER, L_HOST, 1, 1},
    {M_SERVER, M_PROXY, 12, 12},        {M_PROXY, L_HOST, 1, 1},
    {M_TARGET, L_ADDRESS, 1, 1},        {M_RESPONSE, M_TARGET, 7, 7},
    {M_CHALLENGED, L_TEXT, 2, 2},       {M_DNS_ANSWERED, M_DNS_RECORD, 3, 3},
    {M_DNS_RECORD, L_HOST, 1, 1},       {M_DNS_RECORD, L_ADDRESS, 2, 2},
    {M_LOCATED, M_TARGET, 3, 3},        {M_TARGET_FIRST, M_TARGET, 1, 1},
    {M_ACTIONS, M_ACTION, 1, 1},        {M_ACTION, M_SEND, 1, 1},
    {M_ACTION, M_NUMBERS, 2, 6},        {M_ACTION, M_RESOLVE, 7, 7},
    {M_ACTION, M_LINE_STATUS, 8, 8},    {M_ACTION, M_NUMBERS, 9, 11},
    {M_ACTION, M_TARGET_FIRST, 12, 13}, {M_SEND, M_TARGET, 3, 3},
    {M_RESOLVE, L_HOST, 3, 3},          {M_LINE_STATUS, M_TARGET, 3, 3},
    {M_SNAPSHOT, M_NUMBERS, 3, 3},      {M_SNAPSHOT, L_PACKED, 9, 9},
    {M_SNAPSHOT, M_CONFIG, 11, 11},     {M_SNAPSHOT, M_TARGET_FIRST, 12, 12},
    {M_SNAPSHOT, M_PASS, 13, 13},       {M_SNAPSHOT, M_NUMBERS, 14, 15},
    {M_SNAPSHOT, M_NUMBERS, 17, 17},    {M_SNAPSHOT, M_LINE_STATUS, 18, 18},
    {M_SNAPSHOT, L_PACKED, 21, 21},     {M_SNAPSHOT, M_NUMBERS, 22, 31},
    {M_PASS, M_ATTEMPT, 2, 2},          {M_ATTEMPT, M_TARGET, 5, 5},
    {M_ATTEMPT, L_REALMS, 6, 6},
};

static uint8_t what_is(uint8_t message, uint64_t number)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].message == message && number >= rules[i].first && number <= rules[i].last)
            return rules[i].what;
    return M_NONE;
}

struct level {        /* a message that is being rewritten */
    size_t end;       /* of it, in the input */
    size_t length_at; /* in the output, where its length will stand */
    uint8_t message;
};

struct rewriting {
    struct hf_redact_map *map;
    struct hf_redact_wire *wire;
    size_t at; /* in the input */
    struct level levels[DEPTH_MAX];
    unsigned depth;
};

/* ---- reading and writing ---- */

static int take_varint(struct rewriting *r, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && r->at < r->levels[r->depth].end; shift += 7) {
        uint8_t byte = r->wire->in[r->at++];

        *value |= (uint64_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0)
            return 0;
    }
    return -1;
}

static size_t varint(uint64_t value, uint8_t out[VARINT_MAX])
{
    size_t n = 0;

    for (; value >= 0x80; value >>= 7)
        out[n++] = (uint8_t)(value | 0x80);
    out[n++] = (uint8_t)value;
    return n;
}

static int put(struct rewriting *r, const void *bytes, size_t n)
{
    struct hf_redact_wire *wire = r->wire;

    if (n > wire->size - wire->n_out)
        return -1;
    if (n > 0)
        memcpy(wire->out + wire->n_out, bytes, n);
    wire->n_out += n;
    return 0;
}

static int put_varint(struct rewriting *r, uint64_t value)
{
    uint8_t bytes[VARINT_MAX];

    return put(r, bytes, varint(value, bytes));
}

/* ---- members ---- */

static int put_text(struct rewriting *r, uint8_t what, size_t n)
{
    uint8_t changed[TEXT_MAX];
    struct hf_redact_text text = {
        .in = r->wire->in + r->at, .n_in = n, .out = changed, .size = sizeof(changed)};

    if (hf_redact_text(r->map, what == L_HOST ? HF_REDACT_HOST : HF_REDACT_FREELY, &text) < 0 ||
        put_varint(r, text.n_out) < 0)
        return -1;
    return put(r, changed, text.n_out);
}

static int put_fixed(struct rewriting *r, uint8_t what, size_t n)
{
    size_t start = r->wire->n_out;
    uint8_t *out;

    if (put_varint(r, n) < 0)
        return -1;
    start = r->wire->n_out;
    if (put(r, r->wire->in + r->at, n) < 0)
        return -1;
    out = r->wire->out + start;
    if (what == L_ADDRESS && (n == 4 || n == 16))
        hf_redact_address(r->map, out, n);
    for (size_t i = 0; what == L_REALMS && i + REALM_BYTES <= n; i += REALM_BYTES) {
        uint64_t number = 0;

        memcpy(&number, out + i, REALM_BYTES);
        number = hf_redact_number(r->map, number);
        memcpy(out + i, &number, REALM_BYTES);
    }
    return 0;
}

static int open_message(struct rewriting *r, uint8_t message, size_t n)
{
    if (r->depth + 1 == DEPTH_MAX)
        return -1;
    r->levels[++r->depth] = (struct level){r->at + n, r->wire->n_out, message};
    return 0;
}

/* Its length goes in front, now that it is known. */
static int close_message(struct rewriting *r)
{
    const struct level *level = &r->levels[r->depth--];
    struct hf_redact_wire *wire = r->wire;
    size_t n = wire->n_out - level->length_at;
    uint8_t bytes[VARINT_MAX];
    size_t n_bytes = varint(n, bytes);

    if (n_bytes > wire->size - wire->n_out)
        return -1;
    memmove(wire->out + level->length_at + n_bytes, wire->out + level->length_at, n);
    memcpy(wire->out + level->length_at, bytes, n_bytes);
    wire->n_out += n_bytes;
    return 0;
}

static int take_bytes(struct rewriting *r, uint64_t tag)
{
    uint8_t what = what_is(r->levels[r->depth].message, tag >> 3);
    uint64_t n;
    int result;

    if (take_varint(r, &n) < 0 || n > r->levels[r->depth].end - r->at)
        return -1;
    if (what == M_NONE) {
        r->wire->dropped++;
        r->at += n;
        return 0;
    }
    if (put_varint(r, tag) < 0)
        return -1;
    if (what < L_HOST)
        return open_message(r, what, (size_t)n);
    result = what == L_HOST || what == L_TEXT ? put_text(r, what, (size_t)n)
                                              : put_fixed(r, what, (size_t)n);
    r->at += n;
    return result;
}

static int take_number(struct rewriting *r, uint64_t tag)
{
    size_t n = (tag & 7u) == WIRE_FIXED64 ? 8 : (tag & 7u) == WIRE_FIXED32 ? 4 : 0;
    uint64_t value;

    if (put_varint(r, tag) < 0)
        return -1;
    if ((tag & 7u) == WIRE_VARINT)
        return take_varint(r, &value) < 0 ? -1 : put_varint(r, value);
    if (n == 0 || n > r->levels[r->depth].end - r->at)
        return -1;
    r->at += n;
    return put(r, r->wire->in + r->at - n, n);
}

int hf_redact_wire(struct hf_redact_map *map, enum hf_redact_message message,
                   struct hf_redact_wire *wire)
{
    static const uint8_t roots[] = {M_EVENT, M_ACTIONS, M_SNAPSHOT};
    struct rewriting r = {.map = map, .wire = wire};

    wire->n_out = 0;
    r.levels[0] = (struct level){wire->n_in, 0, roots[message]};
    for (;;) { /* each round takes a member, or ends a message */
        uint64_t tag;

        if (r.at == r.levels[r.depth].end) {
            if (r.depth == 0)
                return 0;
            if (close_message(&r) < 0)
                return -1;
            continue;
        }
        if (take_varint(&r, &tag) < 0)
            return -1;
        if (((tag & 7u) == WIRE_BYTES ? take_bytes(&r, tag) : take_number(&r, tag)) < 0)
            return -1;
    }
}

/* ---- hashes of what was replaced ---- */

#define SNAPSHOT_LOOKUPS 22 /* proto/snapshot.proto */
#define LOOKUP_RECORDS   10
#define LOOKUP_HEARD     11

struct span { /* of a message, which is well-formed: it was just written */
    size_t at, end;
};

static uint64_t read_varint(const uint8_t *bytes, struct span *span)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64 && span->at < span->end; shift += 7) {
        uint8_t byte = bytes[span->at++];

        value |= (uint64_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0)
            break;
    }
    return value;
}

/* The next member: its number, and where its bytes are; 0: there is none. */
static uint64_t next_member(const uint8_t *bytes, struct span *span, struct span *member)
{
    uint64_t tag, n;

    if (span->at >= span->end)
        return 0;
    tag = read_varint(bytes, span);
    *member = (struct span){span->at, span->at};
    switch (tag & 7) {
    case WIRE_VARINT: (void)read_varint(bytes, span); return tag >> 3;
    case WIRE_FIXED64: n = 8; break;
    case WIRE_FIXED32: n = 4; break;
    case WIRE_BYTES: n = read_varint(bytes, span); break;
    default: return 0;
    }
    if (n > span->end - span->at)
        return 0;
    *member = (struct span){span->at, span->at + n};
    span->at = member->end;
    return tag >> 3;
}

void hf_redact_take_hashes(uint8_t *snapshot, const uint8_t *from, size_t n)
{
    struct span all = {0, n}, lookup, member;

    for (uint64_t number; (number = next_member(snapshot, &all, &lookup)) != 0;) {
        while (number == SNAPSHOT_LOOKUPS) {
            const uint64_t of = next_member(snapshot, &lookup, &member);

            if (of == LOOKUP_RECORDS || of == LOOKUP_HEARD)
                memcpy(snapshot + member.at, from + member.at, member.end - member.at);
            if (of == 0)
                break;
        }
    }
}
