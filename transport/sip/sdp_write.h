/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints our own descriptions: one audio stream, in its place among m= lines that are refused.
 * A line that was refused is kept for later offers as one byte, medium and transport by their
 * places in two tables; what they do not hold is kept as an audio line that is off, which it may
 * become (RFC 3264 8.3.3), and whose formats nobody reads (RFC 3264 6).
 */
#ifndef HF_SDP_WRITE_H
#define HF_SDP_WRITE_H

#include "holdfast/sip/sdp.h"

#define HF_SDP_SLOT_AUDIO 0 /* audio, RTP/AVP */

struct hf_sdp_own { /* what is to be said */
    const struct hf_sdp_settings *settings;
    const struct hf_sdp *remote; /* the offer that this answers; NULL: ours is the offer */
    const struct hf_target *local;
    struct hf_sdp_payload payloads[HF_SDP_CODECS_MAX];
    size_t n_payloads; /* 0: audio is off too */
    uint8_t direction; /* enum hf_sdp_direction */
    bool rtcp_mux;
};

uint8_t hf_sdp_slot(const struct hf_sdp_media *media);

/* Appends it with the version that is due, which is in `state` then, with the hash of what was
 * said. HF_E_SPACE, and nothing is appended or changed. */
int hf_sdp_write(struct hf_sdp_state *state, const struct hf_sdp_own *own, struct hf_sip_out *out);

#endif
