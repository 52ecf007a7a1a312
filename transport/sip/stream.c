/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds where the messages of a stream end (RFC 3261 18.3): a head up to its empty line, then as
 * many bytes as Content-Length says. Each byte of a head is looked at twice at most, when it comes
 * and when its head is whole; a byte of a body never; and a message moves in memory once at most.
 *
 * A peer behind a proxy smuggles a message past it when the two disagree on where another one ends.
 * So all that a reader could take for the end of a line or of a message, and another not, ends the
 * stream here, before a frame comes out: a bare LF or CR and every other control character but TAB
 * in a head, a Content-Length that is missing, that has no colon, that is anything but digits, or
 * that stands twice and differs. Two equal ones are taken: they leave no doubt. Folds are undone
 * before a field is read, so that a Content-Length in a fold is no field, and one with a fold is
 * (7.3.1). All of this is read by the same rules and functions as hf_sip_parse has, which finds
 * the end of each frame's body where the frame ends. Other faults, those of the start line and
 * of fields that say nothing about the length, are left to it: the next message is found in spite
 * of them, and a phone should not lose its connection over them.
 */
#include "holdfast/sip/stream.h"

#include <string.h>

#include "lex.h"
#include "sip_assert.h"
#include "holdfast/line.h"

#define EMPTY_LINE_BYTES 4 /* CRLF of the line before it, and its own */

struct length { /* what the Content-Length fields of a head say */
    uint64_t bytes;
    const char *at; /* the last one's value; NULL: there is none */
};

void hf_sip_stream_init(struct hf_sip_stream *stream, void *memory, size_t size)
{
    HF_ASSERT(memory != NULL && size >= HF_SIP_STREAM_SIZE_MIN && size <= HF_SIP_MESSAGE_MAX);
    memset(stream, 0, sizeof *stream);
    stream->bytes = memory;
    stream->size = size;
}

/* A message moves only when the bytes behind it are awaited, and stands in front from then on:
 * moving costs no more than receiving, whatever the peer sends. */
size_t hf_sip_stream_room(struct hf_sip_stream *stream, void **at)
{
    bool is_awaited = stream->result == 0 || stream->from == stream->to;
    if (is_awaited && stream->from != 0) {
        memmove(stream->bytes, stream->bytes + stream->from, stream->to - stream->from);
        stream->to -= stream->from;
        stream->from = 0;
    }
    *at = stream->bytes + stream->to;
    return stream->result < 0 ? 0 : stream->size - stream->to;
}

void hf_sip_stream_filled(struct hf_sip_stream *stream, size_t n)
{
    HF_ASSERT(n <= stream->size - stream->to && (n == 0 || stream->result >= 0));
    stream->to += n;
}

/* at: where the fault is. */
static void fail(struct hf_sip_stream *stream, int result, const char *what, const char *at)
{
    stream->result = result;
    stream->error.what = what;
    stream->error.at = (size_t)(at - (stream->bytes + stream->from));
}

/* The empty line that ends the head begins at p, or may when more has come. */
static bool may_be_empty_line(const char *p, const char *end)
{
    size_t n = (size_t)(end - p);
    return memcmp(p, "\r\n\r\n", n < EMPTY_LINE_BYTES ? n : EMPTY_LINE_BYTES) == 0;
}

/* From where all was sound to the empty line, what may become one, a fault, or end. */
static const char *scan(const char *p, const char *end)
{
    for (;;) {
        p = hf_lex_control(p, end);
        if (p == end || may_be_empty_line(p, end)) {
            return p;
        }
        if (*p == '\t') {
            p++;
        } else if (*p == '\r' && p[1] == '\n') { /* p[1] is there, or it could be an empty line */
            p += 2;
        } else {
            return p;
        }
    }
}

/* The length of the head at `from`, with its empty line, or of what there is of it when it is
 * wrong; 0: more has to come. */
static size_t find_head(struct hf_sip_stream *stream)
{
    const char *begin = stream->bytes + stream->from;
    size_t came = stream->to - stream->from;
    size_t limit = stream->size < HF_SIP_STREAM_HEAD_MAX ? stream->size : HF_SIP_STREAM_HEAD_MAX;
    const char *end = begin + (came < limit ? came : limit);
    const char *p = scan(begin + stream->scanned, end);
    stream->scanned = (size_t)(p - begin);
    if (p != end && !may_be_empty_line(p, end)) {
        fail(stream, HF_E_MALFORMED,
             *p == '\n' ? "a line ends with LF alone" : "a control character in a line", p);
        return stream->scanned + 1;
    }
    if (end - p >= EMPTY_LINE_BYTES) {
        return stream->scanned + EMPTY_LINE_BYTES;
    }
    if (came < limit) {
        return 0;
    }
    fail(stream, HF_E_LIMIT, "a start line and header fields larger than can be taken", end);
    return limit;
}

/* Behind the line at p, which a sound head ends. */
static const char *next_line(const char *p, const char *end)
{
    return (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
}

/* Behind the field at p and the lines that are folded into it. */
static const char *next_field(const char *p, const char *end)
{
    do {
        p = next_line(p, end);
    } while (*p == ' ' || *p == '\t');
    return p;
}

static void read_length(struct hf_sip_stream *stream, struct hf_slice value, struct length *length)
{
    const char *end = value.at + value.length;
    uint64_t bytes;
    if (!hf_slice_number(value, UINT32_MAX, &bytes)) {
        if (value.length != 0 && hf_lex_skip(value.at, end, HF_LEX_DIGIT) == end) {
            fail(stream, HF_E_LIMIT, "a Content-Length larger than any message", value.at);
        } else {
            fail(stream, HF_E_MALFORMED, "a Content-Length that is not a number", value.at);
        }
        return;
    }
    if (length->at != NULL && bytes != length->bytes) {
        fail(stream, HF_E_MALFORMED, "two Content-Length fields that differ", value.at);
        return;
    }
    length->bytes = bytes;
    length->at = value.at;
}

/* Reads the field from p to end, where it is a Content-Length. */
static void read_field(struct hf_sip_stream *stream, const char *p, const char *end,
                       struct length *length)
{
    const char *name_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *colon = hf_lex_skip(name_end, end, HF_LEX_SPACE);
    if (hf_sip_header_lookup(hf_lex_slice(p, name_end)) != HF_HEADER_CONTENT_LENGTH) {
        return;
    }
    if (colon == end || *colon != ':') {
        fail(stream, HF_E_MALFORMED, "a Content-Length without a colon", p);
        return;
    }
    read_length(stream, hf_slice_trim(hf_lex_slice(colon + 1, end)), length);
}

/* The length of the message whose head has n bytes; of the head, when it is wrong. */
static size_t read_head(struct hf_sip_stream *stream, size_t n)
{
    const char *begin = stream->bytes + stream->from;
    const char *end = begin + n;
    struct length length = {0, NULL};
    const char *field = next_line(begin, end);
    while (*field != '\r' && stream->result == 0) {
        const char *behind = next_field(field, end);
        if ((*field | 0x20) == 'c' || (*field | 0x20) == 'l') { /* of either of its two names */
            read_field(stream, field, behind, &length);
        }
        field = behind;
    }
    if (stream->result < 0) {
        return n;
    }
    if (length.at == NULL) { /* without it nobody knows where a message on a stream ends (18.3) */
        fail(stream, HF_E_MALFORMED, "a message on a stream without Content-Length", field);
        return n;
    }
    if (length.bytes > stream->size - n) {
        fail(stream, HF_E_LIMIT, "a Content-Length larger than can be taken", length.at);
        return n;
    }
    return n + (size_t)length.bytes;
}

/* Takes n bytes out; the next message begins behind them. */
static struct hf_slice take(struct hf_sip_stream *stream, size_t n)
{
    struct hf_slice text = {stream->bytes + stream->from, n};
    stream->from += n;
    stream->scanned = stream->whole = 0;
    return text;
}

static bool begins_with_crlf(const struct hf_sip_stream *stream)
{
    return stream->to - stream->from >= 2 && memcmp(stream->bytes + stream->from, "\r\n", 2) == 0;
}

/* As much of the message at `from` as can be known now goes into `whole`, and what is wrong with
 * it into `result`. */
static void find_end(struct hf_sip_stream *stream)
{
    stream->whole = find_head(stream);
    if (stream->whole != 0 && stream->result == 0) {
        stream->whole = read_head(stream, stream->whole);
    }
}

/* Of a stream that is sound. */
static void next_frame(struct hf_sip_stream *stream, struct hf_sip_frame *frame)
{
    stream->result = 0;
    if (begins_with_crlf(stream)) {
        frame->kind = HF_FRAME_CRLF;
        take(stream, 2);
        stream->result = 1;
        return;
    }
    if (stream->whole == 0) {
        find_end(stream);
    }
    if (stream->result == 0 && stream->whole != 0 && stream->whole <= stream->to - stream->from) {
        frame->kind = HF_FRAME_MESSAGE;
        frame->text = take(stream, stream->whole);
        stream->result = 1;
    }
}

int hf_sip_stream_next(struct hf_sip_stream *stream, struct hf_sip_frame *frame)
{
    frame->kind = 0;
    frame->text = hf_lex_slice(stream->bytes, stream->bytes);
    if (stream->result >= 0) {
        next_frame(stream, frame);
    }
    if (stream->result < 0) {
        frame->text.at = stream->bytes + stream->from;
        frame->text.length = stream->whole;
    }
    return stream->result;
}
