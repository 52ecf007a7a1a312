/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTCP, printed: one compound packet, in the order that RFC 3550 6.1 demands: the report, SDES with
 * our CNAME, BYE.
 */
#include "holdfast/media/rtcp.h"

#include <string.h>

#include "bytes.h"
#include "media_assert.h"
#include "rtcp_wire.h"
#include "holdfast/line.h"

#define LOST_MAX 0x7fffff /* what 24 bits can say (6.4.1) */
#define LOST_MIN (-0x800000)

struct writing {
    uint8_t *out;
    size_t at;
};

static void head(struct writing *w, uint32_t count, uint8_t type, size_t n_bytes)
{
    w->out[w->at] = (uint8_t)(HF_RTP_VERSION << 6 | count);
    w->out[w->at + 1] = type;
    hf_put16(w->out + w->at + 2, (uint16_t)(n_bytes / 4 - 1));
    w->at += HF_RTCP_HEAD_BYTES;
}

static void number(struct writing *w, uint32_t value)
{
    hf_put32(w->out + w->at, value);
    w->at += 4;
}

static void print_report(struct writing *w, const struct hf_rtcp_report *report)
{
    int32_t lost = report->lost > LOST_MAX ? LOST_MAX : report->lost;
    lost = lost < LOST_MIN ? LOST_MIN : lost;
    number(w, report->ssrc);
    number(w, (uint32_t)report->fraction << 24 | ((uint32_t)lost & 0xffffffu));
    number(w, report->highest);
    number(w, report->jitter);
    number(w, report->last_sr);
    number(w, report->delay);
}

static size_t reports_size(const struct hf_rtcp *rtcp)
{
    return HF_RTCP_HEAD_BYTES + 4u + (rtcp->is_sender ? HF_RTCP_SENDER_BYTES : 0u) +
           rtcp->n_reports * HF_RTCP_REPORT_BYTES;
}

/* SSRC, the item, and one to four zeros that end the chunk on a whole word (6.5). */
static size_t sdes_size(const struct hf_rtcp *rtcp)
{
    return HF_RTCP_HEAD_BYTES + 4u + ((2u + rtcp->n_cname) / 4 + 1) * 4;
}

static void print_sdes(struct writing *w, const struct hf_rtcp *rtcp)
{
    size_t end = w->at + sdes_size(rtcp);
    head(w, 1, HF_RTCP_SDES, sdes_size(rtcp));
    number(w, rtcp->ssrc);
    w->out[w->at++] = HF_RTCP_SDES_CNAME;
    w->out[w->at++] = (uint8_t)rtcp->n_cname;
    memcpy(w->out + w->at, rtcp->cname, rtcp->n_cname);
    w->at += rtcp->n_cname;
    memset(w->out + w->at, HF_RTCP_SDES_END, end - w->at);
    w->at = end;
}

int hf_rtcp_print(const struct hf_rtcp *rtcp, uint8_t *out, size_t size)
{
    HF_ASSERT(rtcp->n_reports <= HF_RTCP_REPORTS_MAX && rtcp->n_cname <= HF_RTCP_CNAME_MAX);
    struct writing w = {out, 0};
    size_t bye = rtcp->is_bye ? HF_RTCP_HEAD_BYTES + 4u : 0;
    if (reports_size(rtcp) + (rtcp->cname != NULL ? sdes_size(rtcp) : 0) + bye > size) {
        return HF_E_SPACE;
    }
    head(&w, rtcp->n_reports, rtcp->is_sender ? HF_RTCP_SR : HF_RTCP_RR, reports_size(rtcp));
    number(&w, rtcp->ssrc);
    if (rtcp->is_sender) {
        number(&w, (uint32_t)(rtcp->ntp >> 32));
        number(&w, (uint32_t)rtcp->ntp);
        number(&w, rtcp->timestamp);
        number(&w, rtcp->packets);
        number(&w, rtcp->bytes);
    }
    for (uint32_t i = 0; i < rtcp->n_reports; i++) {
        print_report(&w, &rtcp->reports[i]);
    }
    if (rtcp->cname != NULL) {
        print_sdes(&w, rtcp);
    }
    if (rtcp->is_bye) {
        head(&w, 1, HF_RTCP_BYE, bye);
        number(&w, rtcp->ssrc);
    }
    return (int)w.at;
}
