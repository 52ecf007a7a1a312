/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An adaptive jitter buffer. Packets go in when they come; whoever plays asks for the next piece of
 * sound when it is needed, and is told what to do: play a payload, conceal a loss, be silent.
 *
 * Position. Everything is reckoned in units of the timestamp. A packet's transit is when it came
 * minus its timestamp; the smallest of the last 256 packets is what the network takes at its best,
 * the base. The delay is how much later than that the next packet is played: now, minus its
 * timestamp, minus the base. It is what waiting in this buffer costs.
 *
 * Target. Of the last 256 transits (5 s at 20 ms) all but the four largest, 1.6 %, should be in
 * time: the target is the fifth largest minus the smallest, within min_ms and max_ms; of fewer
 * packets one in 64 may be late, and below 16 packets it is initial_ms at least. So it rises with
 * the first packets that come late, and falls 5 s behind the last of them.
 *
 * Way. The first packet is played when the delay reaches the target. From then on the delay follows
 * the target by `wish`: LENGTHEN when the next piece is needed sooner than the target allows,
 * SHORTEN when the delay is a frame and a half above it; the player stretches by a few milliseconds
 * (stretch.h). A sender's clock that runs faster or slower shows as a delay that grows or shrinks,
 * and is followed the same way. In pauses of the sender the delay goes to the target at once.
 *
 * Gaps. With a later packet at hand, a gap is lost where sequence numbers are missing that could
 * fill at least half of it, else a pause (a sender that suppresses silence). With none at hand
 * nobody knows: the player conceals, and the position stands still. The next packet tells: if it is
 * as much later as was concealed, that was a loss or a pause; if it is the very next one, it was
 * late, nothing of it is thrown away, and the delay has grown.
 *
 * Overlaps. What begins within what was played is thrown away: no moment is played twice.
 *
 * Jumps. A packet whose sequence number or transit is far from the others' (1000 packets, 1 s) is
 * dropped, unless the next one follows it: then the sender has begun anew, and so does the buffer.
 * A new SSRC is for the owner to see: hf_jitter_reset.
 */
#ifndef HOLDFAST_MEDIA_JITTER_H
#define HOLDFAST_MEDIA_JITTER_H

#include "holdfast/media/codec.h"

#define HF_JITTER_PACKETS 32  /* at most at hand: 640 ms at 20 ms, of 656 bytes each */
#define HF_JITTER_WINDOW  256 /* transits that are remembered */
#define HF_JITTER_LATE    64  /* one of as many may be late */
#define HF_JITTER_SEEN    128 /* sequence numbers whose arrival is remembered */

struct hf_jitter_setup {
    uint32_t clock_rate;                 /* of the timestamps, Hz */
    uint16_t min_ms, max_ms, initial_ms; /* of the delay */
    uint16_t reserved;
};

enum hf_jitter_put { /* what became of a packet */
                     HF_PUT_TAKEN = 0,
                     HF_PUT_RESTARTED, /* taken, and the buffer has begun anew with it */
                     HF_PUT_DUPLICATE, /* the others: dropped */
                     HF_PUT_LATE,      /* its place has been played */
                     HF_PUT_STRAY,     /* far from the others */
                     HF_PUT_COUNT
};

struct hf_jitter_packet {
    uint16_t sequence;
    uint32_t timestamp;
    uint32_t ticks; /* that it plays, in units of the timestamp; 0: nothing to play, but its
                       sequence number is not missing (an event, comfort noise) */
    struct hf_payload payload; /* copied; HF_MEDIA_PAYLOAD_MAX bytes at most */
    uint32_t tag;              /* the owner's; given back with the piece */
};

enum hf_jitter_kind {
    HF_JITTER_IDLE = 0, /* nothing has begun: silence */
    HF_JITTER_PACKET,   /* play it */
    HF_JITTER_LOST,     /* conceal `ticks` */
    HF_JITTER_EMPTY,    /* conceal `ticks`: nothing has come */
    HF_JITTER_PAUSE     /* `ticks` in which the sender was silent */
};

enum hf_jitter_wish { HF_WISH_NONE = 0, HF_WISH_SHORTEN, HF_WISH_LENGTHEN };

struct hf_jitter_piece {
    uint32_t kind; /* enum hf_jitter_kind */
    uint32_t ticks;
    uint32_t wish;             /* enum hf_jitter_wish */
    bool is_urgent;            /* the wish, even where it will be heard */
    uint32_t tag;              /* of the payload */
    struct hf_payload payload; /* PACKET: it; LOST: the one behind it, where that is at hand. Valid
                                  until the buffer is touched again */
};

struct hf_jitter_asked {
    uint64_t now_us;
    uint32_t ticks; /* a frame: how long a LOST, EMPTY or PAUSE piece is at most */
    uint32_t ahead; /* already at hand of the player, in units of the timestamp */
};

struct hf_jitter_counts { /* since the beginning, over resets */
    uint32_t taken, played;
    uint32_t duplicates, late, strays, reordered, restarts;
    uint32_t discarded; /* taken, and thrown away: too many, or too far behind */
    uint64_t lost_us;   /* concealed, since packets were missing */
    uint64_t waited_us; /* concealed, since packets were late; the delay has grown by it */
    uint64_t paused_us; /* silent, since the sender was */
};

struct hf_jitter_slot {
    int64_t sequence, timestamp; /* extended */
    uint32_t ticks;              /* 0: the slot is free */
    uint32_t n_bytes;
    uint32_t tag;
    uint8_t bytes[HF_MEDIA_PAYLOAD_MAX];
};

struct hf_jitter {
    struct hf_jitter_setup setup;
    struct hf_jitter_counts counts;
    uint64_t epoch_us; /* of the first packet; times below count from it */
    bool has_begun;    /* a packet has come */
    bool is_playing;   /* next is valid */
    bool is_pausing;   /* between the pieces of a sender's pause */
    bool has_stray;
    uint16_t stray_next;      /* what would follow the stray, */
    uint32_t stray_timestamp; /* whose timestamp this is */
    int64_t highest, newest;  /* sequence number, and timestamp, of the newest packet; extended */
    int64_t next;             /* timestamp of what is played next */
    int64_t played;           /* sequence number of what was played last */
    uint32_t starved;         /* units concealed with nothing at hand, not yet accounted for */
    uint64_t seen[HF_JITTER_SEEN / 64]; /* bit of a sequence number modulo HF_JITTER_SEEN */
    uint32_t n_transits, at_transit;
    int64_t transits[HF_JITTER_WINDOW];
    struct hf_jitter_slot slots[HF_JITTER_PACKETS]; /* in no order */
};

void hf_jitter_init(struct hf_jitter *jitter, const struct hf_jitter_setup *setup);

/* Forgets everything but the counts: a new source. */
void hf_jitter_reset(struct hf_jitter *jitter);

enum hf_jitter_put hf_jitter_put(struct hf_jitter *jitter, const struct hf_jitter_packet *packet,
                                 uint64_t now_us);

void hf_jitter_get(struct hf_jitter *jitter, const struct hf_jitter_asked *asked,
                   struct hf_jitter_piece *piece);

/* Milliseconds: what is aimed at; what waiting in the buffer costs now (0 while nothing plays). */
uint32_t hf_jitter_target_ms(const struct hf_jitter *jitter);
uint32_t hf_jitter_delay_ms(const struct hf_jitter *jitter, uint64_t now_us);

#endif
