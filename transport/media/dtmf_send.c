/* SPDX-License-Identifier: Apache-2.0 */
/* Keys as events, sent: one packet an interval, in place of sound (RFC 4733 2.5.1). */
#include "holdfast/media/dtmf.h"

#include <string.h>

#include "bytes.h"
#include "media_assert.h"
#include "holdfast/line.h"

#define ENDS        3 /* packets that say the end (2.5.1.4) */
#define SEGMENT_MAX 0xffffu
#define BIT_END     0x80

void hf_dtmf_sender_init(struct hf_dtmf_sender *s, uint32_t rate)
{
    memset(s, 0, sizeof *s);
    s->rate = rate;
    s->code = HF_DTMF_NONE;
}

static uint32_t units(const struct hf_dtmf_sender *s, uint32_t ms)
{
    return (uint32_t)((uint64_t)ms * s->rate / 1000);
}

int hf_dtmf_press(struct hf_dtmf_sender *s, char key, uint32_t ms)
{
    uint8_t code = hf_dtmf_code(key);
    if (code == HF_DTMF_NONE || ms > HF_DTMF_MS_MAX) {
        return HF_E_VALUE;
    }
    if (s->n_queued == HF_DTMF_QUEUE) {
        return HF_E_LIMIT;
    }
    s->queue[s->n_queued] = code;
    s->queue_ms[s->n_queued] = ms != HF_DTMF_HELD && ms < HF_DTMF_MS_MIN ? HF_DTMF_MS_MIN : ms;
    s->n_queued++;
    return HF_OK;
}

void hf_dtmf_release(struct hf_dtmf_sender *s)
{
    uint32_t least = units(s, HF_DTMF_MS_MIN);
    if (s->code != HF_DTMF_NONE && s->is_held) {
        s->is_held = false;
        s->left = s->elapsed < least ? least - s->elapsed : 0;
        return;
    }
    if (s->n_queued != 0 && s->queue_ms[s->n_queued - 1] == HF_DTMF_HELD) {
        s->queue_ms[s->n_queued - 1] = HF_DTMF_MS_MIN;
    }
}

/* False when no key waits. */
static bool begin(struct hf_dtmf_sender *s, uint32_t timestamp)
{
    if (s->n_queued == 0) {
        return false;
    }
    uint32_t ms = s->queue_ms[0];
    s->code = s->queue[0];
    s->n_queued--;
    memmove(s->queue, s->queue + 1, s->n_queued * sizeof *s->queue);
    memmove(s->queue_ms, s->queue_ms + 1, s->n_queued * sizeof *s->queue_ms);
    s->is_held = ms == HF_DTMF_HELD;
    s->left = units(s, s->is_held ? HF_DTMF_MS_MAX : ms);
    s->has_begun = false;
    s->begin = timestamp;
    s->duration = s->elapsed = 0;
    s->ends = 0;
    return true;
}

static void print(const struct hf_dtmf_sender *s, uint32_t duration, struct hf_dtmf_packet *packet)
{
    packet->timestamp = s->begin;
    packet->marker = !s->has_begun;
    packet->payload[0] = s->code;
    packet->payload[1] = (uint8_t)(HF_DTMF_VOLUME | (s->ends != 0 ? BIT_END : 0));
    hf_put16(packet->payload + 2, (uint16_t)duration);
}

/* The key is down for another interval, or for what is left of it. */
static void go_on(struct hf_dtmf_sender *s, uint32_t ticks, struct hf_dtmf_packet *packet)
{
    uint32_t step = s->left < ticks ? s->left : ticks;
    s->left -= step;
    s->elapsed += step;
    s->duration += step;
    if (s->duration > SEGMENT_MAX) { /* 2.5.1.3: the end of it, if due, waits for the next packet */
        print(s, SEGMENT_MAX, packet);
        s->begin += SEGMENT_MAX;
        s->duration -= SEGMENT_MAX;
        return;
    }
    s->ends = s->left == 0 ? ENDS : 0;
    print(s, s->duration, packet);
}

bool hf_dtmf_next(struct hf_dtmf_sender *s, uint32_t timestamp, uint32_t ticks,
                  struct hf_dtmf_packet *packet)
{
    HF_ASSERT(ticks != 0 && ticks <= SEGMENT_MAX);
    if (s->code == HF_DTMF_NONE && s->gap != 0) {
        s->gap -= s->gap < ticks ? s->gap : ticks;
        return false;
    }
    if (s->code == HF_DTMF_NONE && !begin(s, timestamp)) {
        return false;
    }
    if (s->ends == 0) {
        go_on(s, ticks, packet);
    } else {
        print(s, s->duration, packet);
    }
    s->has_begun = true;
    if (s->ends != 0 && --s->ends == 0) {
        s->code = HF_DTMF_NONE;
        s->gap = units(s, HF_DTMF_GAP_MS);
    }
    return true;
}
