/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes fed to a stream in pieces, and what came of them as a transcript: two ways of cutting are
 * the same when their transcripts are. */
#ifndef TESTS_SIP_STREAM_SUPPORT_H
#define TESTS_SIP_STREAM_SUPPORT_H

#include <stdlib.h>

#include "support.h"

#include "holdfast/sip/stream.h"

#define TRANSCRIPT_MAX (1u << 18)

struct feed {
    struct hf_slice bytes;
    size_t size;     /* of the stream */
    size_t piece;    /* bytes at once; 0: random cuts of at most 100 */
    uint32_t random; /* not 0 */
};

struct transcript {
    char text[TRANSCRIPT_MAX];
    size_t length;
    bool counts_only;
    int n_messages, n_crlf;
    int result; /* the last one: 0, or what is wrong */
    struct hf_sip_error error;
    size_t moved; /* bytes that were moved in memory */
};

static inline size_t cut(struct feed *feed)
{
    if (feed->piece != 0) {
        return feed->piece;
    }
    feed->random ^= feed->random << 13;
    feed->random ^= feed->random >> 17;
    feed->random ^= feed->random << 5;
    return feed->random % 100 + 1;
}

static inline void note(struct transcript *t, const char *what, struct hf_slice text)
{
    int n = snprintf(t->text + t->length, sizeof t->text - t->length, "%s %zu\n", what,
                     text.length);
    if (t->counts_only) {
        return;
    }
    cr_assert(n > 0 && t->length + (size_t)n + text.length < sizeof t->text);
    t->length += (size_t)n;
    memcpy(t->text + t->length, text.at, text.length);
    t->length += text.length;
}

/* All that the stream has to say now. */
static inline void drain(struct hf_sip_stream *stream, struct transcript *t)
{
    struct hf_sip_frame frame;
    while ((t->result = hf_sip_stream_next(stream, &frame)) == 1) {
        t->n_messages += frame.kind == HF_FRAME_MESSAGE;
        t->n_crlf += frame.kind == HF_FRAME_CRLF;
        note(t, frame.kind == HF_FRAME_MESSAGE ? "message" : "crlf", frame.text);
    }
    if (t->result < 0) {
        char what[160];
        t->error = stream->error;
        snprintf(what, sizeof what, "%d %s at %zu", t->result, t->error.what, t->error.at);
        note(t, what, frame.text);
    }
}

/* One piece from *at on; 0 when all went in or the stream is wrong. */
static inline int feed_piece(struct feed *feed, size_t *at, struct hf_sip_stream *stream,
                             struct transcript *t)
{
    void *to;
    size_t from = stream->from;
    size_t room = hf_sip_stream_room(stream, &to);
    size_t n = cut(feed);
    t->moved += stream->from != from ? stream->to : 0;
    cr_assert_neq(room, 0, "no room, and nothing came out");
    n = n < room ? n : room;
    n = n < feed->bytes.length - *at ? n : feed->bytes.length - *at;
    memcpy(to, feed->bytes.at + *at, n);
    *at += n;
    hf_sip_stream_filled(stream, n);
    drain(stream, t);
    return t->result == 0 && *at < feed->bytes.length;
}

static inline void run_stream(struct feed *feed, struct transcript *t)
{
    struct hf_sip_stream stream;
    size_t at = 0;
    char *memory = malloc(feed->size); /* its own block, so that a sanitizer sees its end */
    t->length = t->moved = 0;
    t->n_messages = t->n_crlf = t->result = 0;
    t->error.what = NULL;
    hf_sip_stream_init(&stream, memory, feed->size);
    while (at < feed->bytes.length && feed_piece(feed, &at, &stream, t)) {
    }
    free(memory);
}

/* The transcript of the bytes as they come whole; each way of cutting must give the same. */
static inline void run_all_cuts(struct hf_slice bytes, size_t size, struct transcript *whole)
{
    static const size_t pieces[] = {1, 2, 3, 7, 64, 0, 0, 0, 0, 0, 0, 0, 0};
    static struct transcript t;
    struct feed feed = {bytes, size, size, 1};
    run_stream(&feed, whole);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        feed.piece = pieces[i];
        feed.random = (uint32_t)(i + 1) * 2654435761u;
        run_stream(&feed, &t);
        cr_assert(t.length == whole->length && memcmp(t.text, whole->text, t.length) == 0,
                  "pieces of %zu: \"%.*s\" instead of \"%.*s\"", pieces[i], (int)t.length, t.text,
                  (int)whole->length, whole->text);
    }
}

#endif
