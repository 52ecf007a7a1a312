/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a receiver counts of a sender's packets (RFC 3550 A.1, A.3, A.8), and the round trip that
 * reports tell. The probation of A.1, two packets in sequence before a source counts, is not here:
 * the stream believes a source by its address (stream.h).
 */
#include "holdfast/media/rtcp.h"

#include "media_assert.h"

#define US_PER_SECOND 1000000u
#define CYCLE         65536u
#define NO_STRAY      (CYCLE + 1u)

static void begin(struct hf_reception *r, uint16_t sequence)
{
    *r = (struct hf_reception){
        .has_begun = true, .highest = sequence, .base = sequence, .expected = NO_STRAY};
}

static enum hf_reception_result count_sequence(struct hf_reception *r, uint16_t sequence)
{
    uint16_t ahead = (uint16_t)(sequence - r->highest);
    if (ahead < HF_RECEPTION_DROPOUT_MAX) { /* in order, with a gap that may be */
        r->cycles += sequence < r->highest ? CYCLE : 0;
        r->highest = sequence;
        return HF_RECEPTION_COUNTED;
    }
    if (ahead > CYCLE - HF_RECEPTION_MISORDER_MAX) { /* late, or a duplicate */
        return HF_RECEPTION_COUNTED;
    }
    if (sequence == r->expected) { /* two in a row: the other side has begun anew */
        begin(r, sequence);
        return HF_RECEPTION_RESTARTED;
    }
    r->expected = (uint16_t)(sequence + 1u);
    return HF_RECEPTION_STRAY;
}

/* A time in units of a timestamp, modulo 2^32 as timestamps are. */
static uint32_t units(uint64_t us, uint32_t rate)
{
    return (uint32_t)(us / US_PER_SECOND * rate + us % US_PER_SECOND * rate / US_PER_SECOND);
}

/* A.8: a sixteenth of each change is taken over, in sixteenths, so that it is exact. A change of
 * more than a second is the sender's: its timestamps jumped (jitter.h), and nothing was late. */
static void count_jitter(struct hf_reception *r, uint32_t transit, uint32_t rate)
{
    uint32_t change = transit - r->transit;
    change = change > INT32_MAX ? 0u - change : change;
    if (r->has_transit && change <= rate) {
        r->jitter += change - ((r->jitter + 8) >> 4);
    }
    r->has_transit = true;
    r->transit = transit;
}

enum hf_reception_result hf_reception_heard(struct hf_reception *r, const struct hf_rtp *packet,
                                            uint64_t arrival_us, uint32_t rate)
{
    enum hf_reception_result result = HF_RECEPTION_COUNTED;
    if (!r->has_begun) {
        begin(r, packet->sequence);
    } else {
        result = count_sequence(r, packet->sequence);
    }
    if (result == HF_RECEPTION_STRAY) {
        return result;
    }
    r->received++;
    if (rate != 0) {
        count_jitter(r, units(arrival_us, rate) - packet->timestamp, rate);
    }
    return result;
}

uint32_t hf_reception_highest(const struct hf_reception *r)
{
    return r->cycles + r->highest;
}

static uint32_t expected(const struct hf_reception *r)
{
    return r->has_begun ? hf_reception_highest(r) - r->base + 1 : 0;
}

int32_t hf_reception_lost(const struct hf_reception *r)
{
    return (int32_t)(expected(r) - r->received);
}

uint32_t hf_reception_jitter(const struct hf_reception *r)
{
    return r->jitter >> 4;
}

void hf_reception_report(struct hf_reception *r, struct hf_rtcp_report *report)
{
    uint32_t due = expected(r) - r->expected_before;
    int32_t lost = (int32_t)(due - (r->received - r->received_before));
    uint64_t fraction = lost <= 0 || due == 0 ? 0 : ((uint64_t)lost << 8) / due;
    report->fraction = (uint8_t)(fraction > 255 ? 255 : fraction);
    report->lost = hf_reception_lost(r);
    report->highest = hf_reception_highest(r);
    report->jitter = hf_reception_jitter(r);
    r->expected_before = expected(r);
    r->received_before = r->received;
}

/* ---- times ---- */

uint64_t hf_ntp_from_us(uint64_t us)
{
    return us / US_PER_SECOND << 32 | (us % US_PER_SECOND << 32) / US_PER_SECOND;
}

uint32_t hf_ntp_middle(uint64_t ntp)
{
    return (uint32_t)(ntp >> 16);
}

int64_t hf_rtcp_round_trip_us(const struct hf_rtcp_report *report, uint32_t now)
{
    uint32_t since = now - report->last_sr;
    if (report->last_sr == 0 || report->delay > since || since > INT32_MAX) {
        return -1;
    }
    return (int64_t)(((uint64_t)(since - report->delay) * US_PER_SECOND) >> 16);
}
