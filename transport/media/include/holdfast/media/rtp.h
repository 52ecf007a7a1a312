/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTP packets (RFC 3550 5): read as a header and a slice of the datagram, printed into the caller's
 * buffer. Nothing is allocated and nothing is copied: a packet is valid as long as its bytes.
 *
 * A datagram that is no sound packet is refused with what is wrong and at which byte. CSRCs and a
 * header extension are skipped: a phone has no use for either. Whether a sound packet is wanted,
 * by its payload type, size and source, is for the stream to say (stream.h).
 */
#ifndef HOLDFAST_MEDIA_RTP_H
#define HOLDFAST_MEDIA_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HF_RTP_HEADER_BYTES     12
#define HF_RTP_VERSION          2
#define HF_RTP_PAYLOAD_TYPE_MAX 127

struct hf_media_error {
    const char *what; /* NULL: nothing is wrong */
    size_t at;        /* byte of the datagram */
};

struct hf_rtp {
    uint8_t payload_type;
    bool marker;
    uint8_t n_csrc; /* read only; none are printed */
    uint16_t sequence;
    uint32_t timestamp;
    uint32_t ssrc;
    const uint8_t *payload; /* without padding */
    size_t n_payload;
};

/* True for a datagram that is RTCP by its second byte, where both come to one port (RFC 5761 4). */
bool hf_rtp_is_rtcp(const uint8_t *bytes, size_t n_bytes);

/* 0, or HF_E_MALFORMED with *error, which may be NULL. */
int hf_rtp_parse(struct hf_rtp *packet, const uint8_t *bytes, size_t n_bytes,
                 struct hf_media_error *error);

/* The length, or HF_E_SPACE when it does not fit into size bytes. */
int hf_rtp_print(const struct hf_rtp *packet, uint8_t *out, size_t size);

#endif
