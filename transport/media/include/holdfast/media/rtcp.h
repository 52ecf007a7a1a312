/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTCP (RFC 3550 6): compound packets of SR or RR, SDES with a CNAME, and BYE, read and printed;
 * what a receiver counts of a sender's packets (A.1, A.3, A.8); the round trip (6.4.1).
 *
 * A compound packet is refused as a whole when anything in it is not sound (A.2), so that half a
 * report is never believed. Packets of other types (APP, feedback, XR) are skipped.
 */
#ifndef HOLDFAST_MEDIA_RTCP_H
#define HOLDFAST_MEDIA_RTCP_H

#include "holdfast/media/rtp.h"

#define HF_RTCP_REPORTS_MAX 31  /* as many as the count of one SR or RR can say */
#define HF_RTCP_CNAME_MAX   255 /* bytes of an SDES item */

struct hf_rtcp_report { /* what a receiver says of one sender */
    uint32_t ssrc;
    uint8_t fraction; /* lost since the last report, in 1/256 */
    int32_t lost; /* since the beginning; duplicates can make it negative; 24 bits on the wire */
    uint32_t highest; /* sequence number, the cycles in its upper half */
    uint32_t jitter;  /* in units of the timestamp */
    uint32_t last_sr; /* middle 32 bits of the NTP time of the sender's last SR; 0: none came */
    uint32_t delay;   /* between that SR and this report, in 1/65536 s */
};

struct hf_rtcp {
    uint32_t ssrc;  /* who sends the compound packet */
    bool is_sender; /* the next four come from an SR */
    uint64_t ntp;   /* 32.32 seconds */
    uint32_t timestamp;
    uint32_t packets, bytes;
    uint32_t n_reports; /* of the first SR or RR; those beyond the limit are skipped */
    struct hf_rtcp_report reports[HF_RTCP_REPORTS_MAX];
    const char *cname; /* of ssrc, not terminated; NULL: there is none */
    size_t n_cname;
    bool is_bye; /* ssrc says that it leaves */
};

/* 0, or HF_E_MALFORMED with *error, which may be NULL; *out is then of no use. */
int hf_rtcp_parse(struct hf_rtcp *out, const uint8_t *bytes, size_t n_bytes,
                  struct hf_media_error *error);

/* SR or RR, SDES where cname is not NULL, BYE where is_bye. The length, or HF_E_SPACE. */
int hf_rtcp_print(const struct hf_rtcp *rtcp, uint8_t *out, size_t size);

/* ---- times ---- */

/* Microseconds as NTP's 32.32 seconds; seconds beyond 32 bits are cut, as in the era that follows.
 */
uint64_t hf_ntp_from_us(uint64_t us);

/* The middle 32 bits: seconds and their fraction in 1/65536. */
uint32_t hf_ntp_middle(uint64_t ntp);

/* Microseconds to the peer and back, from a report about us that came at `now` (middle 32 bits of
 * our NTP time). -1: it answers no SR, or says nonsense. */
int64_t hf_rtcp_round_trip_us(const struct hf_rtcp_report *report, uint32_t now);

/* ---- reception ---- */

#define HF_RECEPTION_DROPOUT_MAX  3000 /* a larger gap is a jump (A.1) */
#define HF_RECEPTION_MISORDER_MAX 100  /* older than this is a jump as well */

enum hf_reception_result {
    HF_RECEPTION_COUNTED = 0,
    HF_RECEPTION_STRAY = 1, /* far from the others: not counted, unless the next one follows it */
    HF_RECEPTION_RESTARTED = 2 /* it does: the sender has begun a new sequence */
};

struct hf_reception {
    bool has_begun, has_transit;
    uint16_t highest; /* sequence number */
    uint16_t reserved;
    uint32_t cycles;   /* of the sequence number, in its upper half */
    uint32_t base;     /* extended sequence number of the first packet */
    uint32_t expected; /* what would follow a stray; above 65535: none */
    uint32_t received, received_before, expected_before;
    uint32_t transit; /* arrival minus timestamp of the last packet that had a time of its own */
    uint32_t jitter;  /* in 1/16 units of the timestamp */
};

/* Counts a packet that came at arrival_us. rate: of the timestamp's clock in Hz, 0 for a packet
 * whose timestamp is not the time that it was sent (RFC 4733 2.6): its jitter does not count. */
enum hf_reception_result hf_reception_heard(struct hf_reception *reception,
                                            const struct hf_rtp *packet, uint64_t arrival_us,
                                            uint32_t rate);

uint32_t hf_reception_highest(const struct hf_reception *reception); /* with its cycles */
int32_t hf_reception_lost(const struct hf_reception *reception);     /* negative: duplicates */
uint32_t hf_reception_jitter(const struct hf_reception *reception);  /* units of the timestamp */

/* Fills fraction, lost, highest and jitter; the fraction is that since the last call. */
void hf_reception_report(struct hf_reception *reception, struct hf_rtcp_report *report);

#endif
