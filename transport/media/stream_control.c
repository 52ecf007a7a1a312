/* SPDX-License-Identifier: Apache-2.0 */
/* RTCP of a call: when it is sent, what it says, what it tells (RFC 3550 6). */
#include <string.h>

#include "media_assert.h"
#include "stream_state.h"
#include "holdfast/line.h"

#define US_PER_MS 1000u

/* A draw of 32 bits: the seed and the number of the draw, mixed (the finalizer of splitmix64). */
static uint32_t draw(const struct hf_stream *s)
{
    uint64_t x = s->setup.random + (uint64_t)(s->n_reports + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)(x >> 32);
}

/* 0.5 to 1.5 of the interval, of which the first one is half as long (6.2, 6.3.1). */
static uint64_t interval_us(const struct hf_stream *s)
{
    uint64_t us = (uint64_t)HF_STREAM_RTCP_MS * US_PER_MS / (s->n_reports == 0 ? 2 : 1);
    return us / 2 + (us * draw(s) >> 32);
}

void hf_control_begin(struct hf_stream *s)
{
    s->round_trip_us = s->remote_lost = -1;
    s->report_us = s->setup.now_us + interval_us(s);
}

static uint64_t ntp_now(const struct hf_stream *s, uint64_t now_us)
{
    return hf_ntp_from_us(s->setup.wall_us + (now_us - s->setup.now_us));
}

/* 1/65536 s since the peer's SR came (6.4.1). */
static uint32_t since_sr(const struct hf_stream *s, uint64_t now_us)
{
    return s->last_sr == 0 ? 0 : hf_ntp_middle(hf_ntp_from_us(now_us - s->last_sr_us));
}

static bool print(struct hf_stream *s, uint64_t now_us, bool is_bye,
                  struct hf_stream_datagram *datagram)
{
    struct hf_rtcp rtcp = {.ssrc = s->setup.ssrc,
                           .is_sender = s->has_sent,
                           .ntp = ntp_now(s, now_us),
                           .timestamp = s->timestamp,
                           .packets = (uint32_t)s->counts.sent,
                           .bytes = (uint32_t)s->counts.sent_bytes,
                           .n_reports = s->has_heard ? 1 : 0,
                           .cname = s->setup.cname,
                           .n_cname = strlen(s->setup.cname),
                           .is_bye = is_bye};
    if (!hf_target_is_set(&s->current_control)) {
        return false;
    }
    if (s->has_heard) {
        hf_reception_report(&s->reception, &rtcp.reports[0]);
        rtcp.reports[0].ssrc = s->peer;
        rtcp.reports[0].last_sr = s->last_sr;
        rtcp.reports[0].delay = since_sr(s, now_us);
    }
    int n = hf_rtcp_print(&rtcp, datagram->bytes, sizeof datagram->bytes);
    HF_ASSERT(n > 0);
    datagram->to = s->current_control;
    datagram->is_control = true;
    datagram->n_bytes = (size_t)n;
    s->has_sent = false;
    return true;
}

uint64_t hf_stream_deadline(const struct hf_stream *s)
{
    return s->codec == NULL ? HF_STREAM_NEVER : s->report_us;
}

bool hf_stream_wake(struct hf_stream *s, uint64_t now_us, struct hf_stream_datagram *datagram)
{
    if (s->codec == NULL || now_us < s->report_us) {
        return false;
    }
    s->n_reports++;
    s->report_us = now_us + interval_us(s);
    return print(s, now_us, false, datagram);
}

bool hf_stream_bye(struct hf_stream *s, uint64_t now_us, struct hf_stream_datagram *datagram)
{
    return s->codec != NULL && print(s, now_us, true, datagram);
}

/* ---- received ---- */

static void hear_report(struct hf_stream *s, const struct hf_rtcp_report *report, uint64_t now_us)
{
    int64_t us = hf_rtcp_round_trip_us(report, hf_ntp_middle(ntp_now(s, now_us)));
    s->round_trip_us = us >= 0 ? us : s->round_trip_us;
    s->remote_lost = report->lost < 0 ? 0 : report->lost;
    s->remote_jitter = report->jitter;
}

/* From SDP's own address for it, or of a known host by whoever knows the peer's SSRC: there our
 * reports go from then on. */
static bool is_peer(struct hf_stream *s, const struct hf_target *from, uint32_t ssrc)
{
    if (s->has_heard && ssrc != s->peer) {
        return false;
    }
    if (hf_target_is(from, &s->current_control)) {
        return true;
    }
    if (!s->has_heard || !hf_source_is_known(s, from)) {
        return false;
    }
    s->current_control = *from;
    return true;
}

void hf_control_receive(struct hf_stream *s, const struct hf_stream_received *received,
                        struct hf_stream_heard *heard)
{
    struct hf_rtcp rtcp;
    if (hf_rtcp_parse(&rtcp, received->bytes, received->n_bytes, &heard->error) < 0) {
        heard->taken = HF_DROPPED_MALFORMED;
        return;
    }
    if (!is_peer(s, &received->from, rtcp.ssrc)) {
        heard->taken = HF_DROPPED_SOURCE;
        return;
    }
    heard->taken = HF_TAKEN_CONTROL;
    heard->is_bye = rtcp.is_bye;
    if (rtcp.is_sender && s->has_heard) {
        s->last_sr = hf_ntp_middle(rtcp.ntp);
        s->last_sr_us = received->now_us;
    }
    for (uint32_t i = 0; i < rtcp.n_reports; i++) {
        if (rtcp.reports[i].ssrc == s->setup.ssrc) {
            hear_report(s, &rtcp.reports[i], received->now_us);
        }
    }
}
