/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTP packets, read and printed. Each length that a packet claims is compared with what there is of
 * it before it is used; what is left behind all of them is the payload.
 */
#include "holdfast/media/rtp.h"

#include <string.h>

#include "bytes.h"
#include "media_assert.h"
#include "holdfast/line.h"

#define BIT_PADDING   0x20
#define BIT_EXTENSION 0x10
#define BIT_MARKER    0x80
#define WORD_BYTES    4 /* CSRCs and extensions count in words */

/* RFC 5761 4: the types of RTCP, which as RTP would be payload types 64 to 95 with a marker. */
#define RTCP_TYPE_MIN 192
#define RTCP_TYPE_MAX 223

bool hf_rtp_is_rtcp(const uint8_t *bytes, size_t n_bytes)
{
    return n_bytes >= 2 && bytes[1] >= RTCP_TYPE_MIN && bytes[1] <= RTCP_TYPE_MAX;
}

static int refuse(struct hf_media_error *error, const char *what, size_t at)
{
    if (error != NULL) {
        error->what = what;
        error->at = at;
    }
    return HF_E_MALFORMED;
}

/* Where the payload begins, 0 with *error when the header ends behind the datagram. */
static size_t find_payload(const uint8_t *bytes, size_t n_bytes, struct hf_media_error *error)
{
    size_t at = HF_RTP_HEADER_BYTES + (size_t)(bytes[0] & 0x0f) * WORD_BYTES;
    if (at > n_bytes) {
        (void)refuse(error, "more CSRCs than there are bytes", 0);
        return 0;
    }
    if ((bytes[0] & BIT_EXTENSION) == 0) {
        return at;
    }
    if (n_bytes - at < WORD_BYTES) {
        (void)refuse(error, "a header extension that is cut off", at);
        return 0;
    }
    size_t length = ((size_t)hf_get16(bytes + at + 2) + 1) * WORD_BYTES;
    if (length > n_bytes - at) {
        (void)refuse(error, "a header extension longer than the packet", at + 2);
        return 0;
    }
    return at + length;
}

/* How many bytes of padding end the packet; more than there are when its count is wrong. */
static size_t padding_of(const uint8_t *bytes, size_t n_bytes)
{
    if ((bytes[0] & BIT_PADDING) == 0) {
        return 0;
    }
    return bytes[n_bytes - 1] == 0 ? n_bytes : bytes[n_bytes - 1];
}

int hf_rtp_parse(struct hf_rtp *packet, const uint8_t *bytes, size_t n_bytes,
                 struct hf_media_error *error)
{
    if (n_bytes < HF_RTP_HEADER_BYTES) {
        return refuse(error, "shorter than an RTP header", n_bytes);
    }
    if (bytes[0] >> 6 != HF_RTP_VERSION) {
        return refuse(error, "not version 2 of RTP", 0);
    }
    size_t at = find_payload(bytes, n_bytes, error);
    if (at == 0) {
        return HF_E_MALFORMED;
    }
    size_t padding = padding_of(bytes, n_bytes);
    if (padding > n_bytes - at) {
        return refuse(error, "padding of no byte, or of more than the payload", n_bytes - 1);
    }
    packet->payload_type = bytes[1] & HF_RTP_PAYLOAD_TYPE_MAX;
    packet->marker = (bytes[1] & BIT_MARKER) != 0;
    packet->n_csrc = bytes[0] & 0x0f;
    packet->sequence = hf_get16(bytes + 2);
    packet->timestamp = hf_get32(bytes + 4);
    packet->ssrc = hf_get32(bytes + 8);
    packet->payload = bytes + at;
    packet->n_payload = n_bytes - at - padding;
    return HF_OK;
}

int hf_rtp_print(const struct hf_rtp *packet, uint8_t *out, size_t size)
{
    HF_ASSERT(packet->payload_type <= HF_RTP_PAYLOAD_TYPE_MAX);
    if (size < HF_RTP_HEADER_BYTES || packet->n_payload > size - HF_RTP_HEADER_BYTES) {
        return HF_E_SPACE;
    }
    out[0] = HF_RTP_VERSION << 6;
    out[1] = (uint8_t)(packet->payload_type | (packet->marker ? BIT_MARKER : 0));
    hf_put16(out + 2, packet->sequence);
    hf_put32(out + 4, packet->timestamp);
    hf_put32(out + 8, packet->ssrc);
    if (packet->n_payload != 0) {
        memcpy(out + HF_RTP_HEADER_BYTES, packet->payload, packet->n_payload);
    }
    return (int)(HF_RTP_HEADER_BYTES + packet->n_payload);
}
