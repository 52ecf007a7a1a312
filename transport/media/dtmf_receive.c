/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys as events, received. An event is known by the timestamp of its begin, which all of its
 * packets have: whichever comes first tells the key, also when it is the end (RFC 4733 2.5.2).
 */
#include "holdfast/media/dtmf.h"

#include <string.h>

#include "bytes.h"
#include "holdfast/line.h"

#define SEGMENT_MAX 0xffffu
#define BIT_END     0x80

void hf_dtmf_receiver_init(struct hf_dtmf_receiver *r)
{
    memset(r, 0, sizeof *r);
    r->is_over = true;
}

static bool is_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* A new timestamp that is where the segment before it ended, or would have (2.5.1.3). */
static bool is_next_segment(const struct hf_dtmf_receiver *r, const struct hf_rtp *packet)
{
    uint32_t after = packet->timestamp - r->timestamp;
    return !r->is_over && !packet->marker && packet->payload[0] == r->code &&
           (after == SEGMENT_MAX || after == r->duration);
}

static void end(struct hf_dtmf_receiver *r, struct hf_dtmf_heard *heard)
{
    if (!r->is_over) {
        heard->ended = hf_dtmf_key(r->code);
        heard->units = r->before + r->duration;
    }
    r->is_over = true;
}

static void begin(struct hf_dtmf_receiver *r, const struct hf_rtp *packet,
                  struct hf_dtmf_heard *heard)
{
    end(r, heard); /* of which every end was lost */
    *r = (struct hf_dtmf_receiver){
        .has_begun = true, .code = packet->payload[0], .timestamp = packet->timestamp};
    heard->begun = hf_dtmf_key(r->code);
}

int hf_dtmf_receive(struct hf_dtmf_receiver *r, const struct hf_rtp *packet,
                    struct hf_dtmf_heard *heard)
{
    memset(heard, 0, sizeof *heard);
    if (packet->n_payload < HF_DTMF_BYTES || packet->n_payload % HF_DTMF_BYTES != 0 ||
        hf_dtmf_key(packet->payload[0]) == '\0') {
        return HF_E_VALUE;
    }
    uint32_t duration = hf_get16(packet->payload + 2);
    if (r->has_begun && is_before(packet->timestamp, r->timestamp)) {
        return HF_OK; /* of an event that a later one has followed */
    }
    if (r->has_begun && packet->timestamp != r->timestamp && is_next_segment(r, packet)) {
        r->before += packet->timestamp - r->timestamp;
        r->timestamp = packet->timestamp;
        r->duration = 0;
    } else if (!r->has_begun || packet->timestamp != r->timestamp) {
        begin(r, packet, heard);
    }
    if (r->is_over || packet->payload[0] != r->code) {
        return HF_OK; /* said again; or two keys at one time, of which the first counts */
    }
    r->duration = duration > r->duration ? duration : r->duration;
    if ((packet->payload[1] & BIT_END) != 0) {
        end(r, heard);
    }
    return HF_OK;
}

void hf_dtmf_receive_sound(struct hf_dtmf_receiver *r, const struct hf_rtp *packet,
                           struct hf_dtmf_heard *heard)
{
    memset(heard, 0, sizeof *heard);
    if (r->has_begun && is_before(r->timestamp + r->duration, packet->timestamp)) {
        end(r, heard);
    }
}
