/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The media of one call on real sockets and clocks: a stream (holdfast/media/stream.h) between a
 * pair of ports and whoever gives it frames every 20 ms. Nothing here knows of signalling (E9):
 * what it came to is told by hf_rtp_session_agree.
 *
 * Datagrams from elsewhere than the peer are not all looked at: HF_RTP_STRANGERS_A_SECOND of them,
 * and HF_RTP_DATAGRAMS_A_SECOND of the peer's, so that a flood costs no more than receiving it. The
 * peer's are those from any address that he may show himself at (stream.h): strangers do not keep
 * one behind a NAT from being found.
 */
#ifndef HF_UV_RTP_SESSION_H
#define HF_UV_RTP_SESSION_H

#include <stdint.h>
#include <uv.h>

#include "holdfast/media/stream.h"

#define HF_RTP_FIRST_PORT         16384
#define HF_RTP_LAST_PORT          32767
#define HF_RTP_STRANGERS_A_SECOND 200  /* packets of 20 ms are 50; a source needs 5 to be taken */
#define HF_RTP_DATAGRAMS_A_SECOND 1000 /* packets of 5 ms are 200 */

struct hf_rtp_session;

struct hf_rtp_session_options {
    struct hf_target bind; /* as in hf_rtp_sockets_options */
    uint16_t first, last;  /* ports; 0, 0: the two above */
    uint32_t codecs;       /* as in hf_stream_setup */
    void *context;
    /* A datagram that says more than sound: a key, an end, another source. */
    void (*heard)(void *context, const struct hf_stream_heard *heard);
};

/* NULL: no memory, no randomness, or no two ports. */
struct hf_rtp_session *hf_rtp_session_open(uv_loop_t *loop,
                                           const struct hf_rtp_session_options *options);

/* Where it awaits sound; family NONE: at any address of this machine. */
struct hf_target hf_rtp_session_local(const struct hf_rtp_session *session);

/* 0, or as hf_stream_agree: then nothing is changed. */
int hf_rtp_session_agree(struct hf_rtp_session *session, const struct hf_stream_agreed *agreed);

/* As if both directions had been switched off; RTCP goes on. */
void hf_rtp_session_pause(struct hf_rtp_session *session);

/* Samples a second and in a frame of 20 ms; 0: nothing was agreed. */
uint32_t hf_rtp_session_rate(const struct hf_rtp_session *session);
uint32_t hf_rtp_session_frame(const struct hf_rtp_session *session);

/* 20 ms have passed. heard: a frame of the microphone, NULL: silence. played: room for a frame;
 * NULL: nobody listens. */
void hf_rtp_session_turn(struct hf_rtp_session *session, const int16_t *heard, int16_t *played);

/* As hf_stream_press. */
int hf_rtp_session_press(struct hf_rtp_session *session, char key, uint32_t ms);
void hf_rtp_session_release(struct hf_rtp_session *session);

struct hf_rtp_session_status {
    struct hf_stream_status stream;
    uint64_t n_unread; /* datagrams beyond the limits above */
    uint32_t gap_ms; /* the longest time between two packets of the peer's, while it was to send */
    uint8_t codec;   /* enum hf_codec_id that is sent */
    uint8_t is_agreed; /* 0: nothing yet; all above but n_unread is zero */
    uint8_t reserved[2];
};
void hf_rtp_session_status(const struct hf_rtp_session *session,
                           struct hf_rtp_session_status *status);

/* Says goodbye to the peer; memory goes when the loop has run. */
void hf_rtp_session_close(struct hf_rtp_session *session);

#endif
