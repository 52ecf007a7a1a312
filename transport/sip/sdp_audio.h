/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one m=audio line of a peer's description says: where to send, which payload types mean what,
 * directions. What was not said, and what makes no sense, has its default here (RFC 8866 6).
 */
#ifndef HF_SDP_AUDIO_H
#define HF_SDP_AUDIO_H

#include "holdfast/sip/sdp.h"

#define HF_SDP_EVENT_NAME "telephone-event" /* RFC 4733 7.1.1 */

struct hf_sdp_audio {
    struct hf_slice formats;
    struct hf_slice names[HF_SDP_TYPE_MAX + 1]; /* "PCMU/8000" of each payload type; empty: none */
    struct hf_target rtp, rtcp;      /* family NONE: nothing is to be sent there (0.0.0.0) */
    uint16_t ptime_ms, ptime_max_ms; /* 0: not said */
    uint8_t family;                  /* enum hf_family of its c= line */
    uint8_t direction;               /* enum hf_sdp_direction, the peer's */
    bool rtcp_mux;
};

/* enum hf_sdp_why: why there is no audio to be had from media line `index`, or NONE. Of a line that
 * is off (port 0) or of another profile nothing is read. */
unsigned hf_sdp_audio_read(const struct hf_sdp *sdp, uint32_t index, struct hf_sdp_audio *audio);

/* Index of the codec that "opus/48000/2" means, or -1. */
int hf_sdp_codec_find(const struct hf_sdp_settings *settings, struct hf_slice name);

bool hf_sdp_is_event(const struct hf_sdp_codec *codec);

/* The codecs that both have, in the peer's order, with the peer's payload types; how many. */
size_t hf_sdp_common(const struct hf_sdp_settings *settings, const struct hf_sdp_audio *audio,
                     struct hf_sdp_payload found[HF_SDP_CODECS_MAX]);

/* The telephone-events 0..15 of "0-15,66" (RFC 4733 7.1.1), a bit each. */
uint16_t hf_sdp_events(struct hf_slice fmtp);

#endif
