/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages out of a stream (RFC 3261 18.3, RFC 5626 3.5.1): bytes go in as they come, cut
 * anywhere; whole messages and keep-alives come out, the same for every cut.
 *
 *     void *at;
 *     size_t room = hf_sip_stream_room(&stream, &at);
 *     ssize_t n = read(fd, at, room);
 *     hf_sip_stream_filled(&stream, n);
 *     while ((result = hf_sip_stream_next(&stream, &frame)) == 1)
 *         ... frame.kind: a message for hf_sip_parse, or a lone CRLF
 *     if (result < 0)
 *         ... say stream.error.what, answer frame's request where there is one, close
 *
 * Nothing is allocated. A stream that went wrong stays wrong: where the next message begins is not
 * known any more. How long a peer may take over a message is for who holds the socket to say: there
 * is no clock here.
 */
#ifndef HOLDFAST_SIP_STREAM_H
#define HOLDFAST_SIP_STREAM_H

#include "holdfast/sip/message.h"

#define HF_SIP_STREAM_SIZE_MIN 512
#define HF_SIP_STREAM_HEAD_MAX                                                                     \
    16384 /* bytes of a start line and header fields: a phone's are 2 kB */

enum hf_sip_frame_kind {
    HF_FRAME_MESSAGE = 1, /* head and Content-Length bytes behind it */
    HF_FRAME_CRLF = 2     /* between messages: a pong, or half of a ping (RFC 5626 4.4.1) */
};

struct hf_sip_frame {
    uint32_t kind;        /* enum hf_sip_frame_kind; 0: there is no frame */
    struct hf_slice text; /* of a message, else empty; valid until the stream is touched again */
};

struct hf_sip_stream {
    char *bytes;
    size_t size;
    size_t from, to;           /* of what has not come out yet */
    size_t scanned;            /* behind from, free of the empty line that ends a head */
    size_t whole;              /* bytes of the message at from, 0: not known yet; of a wrong
                                  stream those of its head that came */
    int32_t result;            /* what hf_sip_stream_next said last, 0 at first */
    struct hf_sip_error error; /* what: NULL while the stream is sound; at counts from the begin of
                                  the message */
};

/* size: the largest message that is taken, HF_SIP_STREAM_SIZE_MIN to HF_SIP_MESSAGE_MAX. memory is
 * the caller's. */
void hf_sip_stream_init(struct hf_sip_stream *stream, void *memory, size_t size);

/* Where the next bytes go; what stood there may move. 0 only when hf_sip_stream_next still has
 * something to say, or the stream is wrong. */
size_t hf_sip_stream_room(struct hf_sip_stream *stream, void **at);
void hf_sip_stream_filled(struct hf_sip_stream *stream, size_t n); /* n of the room */

/* 1 with a frame, 0 when more bytes are needed, HF_E_MALFORMED (no Content-Length, two that differ,
 * one that is no number, a head that cannot be trusted) or HF_E_LIMIT (head or message too large)
 * with stream->error; then frame->text is what there is of the head, for a 400. The head is then as
 * long as the fault, however many bytes have come behind it. */
int hf_sip_stream_next(struct hf_sip_stream *stream, struct hf_sip_frame *frame);

#endif
