/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTCP, read. The whole compound packet is walked: each packet's length has to end inside of it,
 * and whatever is inside a packet inside of that packet (RFC 3550 A.2).
 */
#include "holdfast/media/rtcp.h"

#include <string.h>

#include "bytes.h"
#include "rtcp_wire.h"
#include "holdfast/line.h"

struct part { /* one packet of a compound one */
    const uint8_t *bytes;
    size_t n_bytes; /* without padding */
    size_t at;      /* of the datagram */
    uint8_t count, type;
};

struct reading {
    struct hf_rtcp *out;
    struct hf_media_error *error;
};

static int refuse(const struct reading *reading, const char *what, size_t at)
{
    if (reading->error != NULL) {
        reading->error->what = what;
        reading->error->at = at;
    }
    return HF_E_MALFORMED;
}

/* Reports are of 24 bits where the count of what is lost is negative (6.4.1). */
static int32_t read_lost(const uint8_t *p)
{
    uint32_t lost = hf_get32(p) & 0x00ffffffu;
    return lost >= 0x800000u ? (int32_t)lost - 0x1000000 : (int32_t)lost;
}

static void read_report(struct hf_rtcp_report *report, const uint8_t *p)
{
    report->ssrc = hf_get32(p);
    report->fraction = p[4];
    report->lost = read_lost(p + 4);
    report->highest = hf_get32(p + 8);
    report->jitter = hf_get32(p + 12);
    report->last_sr = hf_get32(p + 16);
    report->delay = hf_get32(p + 20);
}

/* The first packet, whose sender is that of the compound. */
static int read_reports(const struct reading *reading, const struct part *part)
{
    struct hf_rtcp *out = reading->out;
    bool is_sender = part->type == HF_RTCP_SR;
    size_t head = HF_RTCP_HEAD_BYTES + 4u + (is_sender ? HF_RTCP_SENDER_BYTES : 0);
    if (part->n_bytes < head + (size_t)part->count * HF_RTCP_REPORT_BYTES) {
        return refuse(reading, "more reports than there are bytes", part->at);
    }
    out->ssrc = hf_get32(part->bytes + 4);
    out->is_sender = is_sender;
    if (is_sender) {
        out->ntp = (uint64_t)hf_get32(part->bytes + 8) << 32 | hf_get32(part->bytes + 12);
        out->timestamp = hf_get32(part->bytes + 16);
        out->packets = hf_get32(part->bytes + 20);
        out->bytes = hf_get32(part->bytes + 24);
    }
    out->n_reports = part->count;
    for (uint32_t i = 0; i < part->count; i++) {
        read_report(&out->reports[i], part->bytes + head + i * HF_RTCP_REPORT_BYTES);
    }
    return HF_OK;
}

/* One chunk of SDES from *at on, its SSRC first; *at moves behind it. */
static int read_chunk(const struct reading *reading, const struct part *part, size_t *at)
{
    if (part->n_bytes - *at < 4) {
        return refuse(reading, "an SDES chunk that is cut off", part->at + *at);
    }
    bool is_own = hf_get32(part->bytes + *at) == reading->out->ssrc;
    size_t p = *at + 4;
    while (p < part->n_bytes && part->bytes[p] != HF_RTCP_SDES_END) {
        if (part->n_bytes - p < 2 || part->bytes[p + 1] > part->n_bytes - p - 2) {
            return refuse(reading, "an SDES item longer than its packet", part->at + p);
        }
        if (is_own && part->bytes[p] == HF_RTCP_SDES_CNAME) {
            reading->out->cname = (const char *)part->bytes + p + 2;
            reading->out->n_cname = part->bytes[p + 1];
        }
        p += 2u + part->bytes[p + 1];
    }
    if (p == part->n_bytes) {
        return refuse(reading, "an SDES chunk without an end", part->at + *at);
    }
    *at = (p | 3u) + 1; /* the end, and zeros up to a whole word */
    return HF_OK;
}

static int read_sdes(const struct reading *reading, const struct part *part)
{
    size_t at = HF_RTCP_HEAD_BYTES;
    for (uint32_t i = 0; i < part->count; i++) {
        int result = read_chunk(reading, part, &at);
        if (result < 0) {
            return result;
        }
    }
    return HF_OK;
}

static int read_bye(const struct reading *reading, const struct part *part)
{
    size_t end = HF_RTCP_HEAD_BYTES + (size_t)part->count * 4;
    if (part->n_bytes < end) {
        return refuse(reading, "a BYE of more sources than there are bytes", part->at);
    }
    if (part->n_bytes > end && part->bytes[end] > part->n_bytes - end - 1) {
        return refuse(reading, "a BYE with a reason longer than its packet", part->at + end);
    }
    for (size_t at = HF_RTCP_HEAD_BYTES; at < end; at += 4) {
        reading->out->is_bye |= hf_get32(part->bytes + at) == reading->out->ssrc;
    }
    return HF_OK;
}

static int read_part(const struct reading *reading, const struct part *part)
{
    switch (part->type) {
    case HF_RTCP_SR:
    case HF_RTCP_RR: return part->at == 0 ? read_reports(reading, part) : HF_OK;
    case HF_RTCP_SDES: return read_sdes(reading, part);
    case HF_RTCP_BYE: return read_bye(reading, part);
    default: return HF_OK;
    }
}

/* Cuts off the padding, which only the last packet may have (6.4.1). */
static int cut_padding(const struct reading *reading, struct part *part, bool is_last)
{
    uint8_t padding = part->bytes[part->n_bytes - 1];
    if ((part->bytes[0] & HF_RTCP_BIT_PADDING) == 0) {
        return HF_OK;
    }
    if (!is_last || padding == 0 || padding % 4 != 0 ||
        padding > part->n_bytes - HF_RTCP_HEAD_BYTES) {
        return refuse(reading, "padding where none may be, or of a wrong size", part->at);
    }
    part->n_bytes -= padding;
    return HF_OK;
}

/* The packet at `at` of the datagram. */
static int find_part(const struct reading *reading, struct part *part, size_t n_bytes)
{
    size_t left = n_bytes - part->at;
    if (left < HF_RTCP_HEAD_BYTES) {
        return refuse(reading, "bytes behind the last packet", part->at);
    }
    if (part->bytes[0] >> 6 != HF_RTP_VERSION) {
        return refuse(reading, "not version 2 of RTCP", part->at);
    }
    part->count = part->bytes[0] & 0x1f;
    part->type = part->bytes[1];
    part->n_bytes = ((size_t)hf_get16(part->bytes + 2) + 1) * 4;
    if (part->n_bytes > left) {
        return refuse(reading, "a packet longer than the datagram", part->at + 2);
    }
    if (part->at == 0 && part->type != HF_RTCP_SR && part->type != HF_RTCP_RR) {
        return refuse(reading, "does not begin with SR or RR", 1);
    }
    return HF_OK;
}

int hf_rtcp_parse(struct hf_rtcp *out, const uint8_t *bytes, size_t n_bytes,
                  struct hf_media_error *error)
{
    struct reading reading = {out, error};
    memset(out, 0, sizeof *out);
    if (n_bytes == 0) {
        return refuse(&reading, "empty", 0);
    }
    for (size_t at = 0, length; at < n_bytes; at += length) {
        struct part part = {.bytes = bytes + at, .at = at};
        int result = find_part(&reading, &part, n_bytes);
        length = part.n_bytes;
        if (result == HF_OK) {
            result = cut_padding(&reading, &part, at + length == n_bytes);
        }
        if (result == HF_OK) {
            result = read_part(&reading, &part);
        }
        if (result < 0) {
            return result;
        }
    }
    return HF_OK;
}
