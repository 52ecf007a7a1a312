/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys as events in RTP (RFC 4733): what to send in each packet interval while a key is down and
 * just behind it, and each key told once of what comes, whatever of its packets got lost.
 *
 * Sent: the first packet has the marker; every packet of an event has the timestamp of its begin
 * and how long it has lasted; the last one, with the end bit, is sent three times at the usual
 * interval (2.5.1.4). What lasts longer than 65535 units goes on as a new segment, without a
 * marker, at the timestamp where the last one ended (2.5.1.3); the end of a segment is sent once:
 * the next segment says by its own timestamp that it was reached.
 */
#ifndef HOLDFAST_MEDIA_DTMF_H
#define HOLDFAST_MEDIA_DTMF_H

#include "holdfast/media/rtp.h"

#define HF_DTMF_BYTES    4     /* of a payload */
#define HF_DTMF_MS_MIN   40    /* Q.24: shorter ones are not recognised everywhere */
#define HF_DTMF_MS_MAX   60000 /* one that is held longer counts as forgotten */
#define HF_DTMF_GAP_MS   60    /* of silence between two keys */
#define HF_DTMF_VOLUME   10    /* dBm0 below 0, of what we send */
#define HF_DTMF_QUEUE    32    /* keys that wait: a number that is dialled at once */
#define HF_DTMF_HELD     0     /* duration of a key that is held until hf_dtmf_release */
#define HF_DTMF_CODE_MAX 16    /* 0 to 15 are keys, 16 is a hook flash */
#define HF_DTMF_NONE     255

/* The event of '0' to '9', '*', '#', 'A' to 'D' (case does not count) and '!', a hook flash;
 * HF_DTMF_NONE for another one. And back, '\0' for none. */
uint8_t hf_dtmf_code(char key);
char hf_dtmf_key(uint8_t code);

/* ---- sent ---- */

struct hf_dtmf_sender {
    uint32_t rate;     /* of the timestamps, Hz */
    uint8_t code;      /* of the key that is sent; HF_DTMF_NONE: none, nothing below counts */
    uint8_t ends;      /* packets with the end bit still to send; 0: the key is down */
    bool is_held;      /* until hf_dtmf_release */
    bool has_begun;    /* a packet of it was sent */
    uint32_t begin;    /* timestamp of the segment */
    uint32_t duration; /* units of the segment */
    uint32_t elapsed;  /* units of all segments */
    uint32_t left;     /* units until the end */
    uint32_t gap;      /* units of silence still to keep behind the last key */
    uint32_t n_queued;
    uint8_t queue[HF_DTMF_QUEUE];     /* codes */
    uint32_t queue_ms[HF_DTMF_QUEUE]; /* their durations, HF_DTMF_HELD: held */
};

struct hf_dtmf_packet {
    uint8_t payload[HF_DTMF_BYTES];
    bool marker;
    uint32_t timestamp;
};

void hf_dtmf_sender_init(struct hf_dtmf_sender *sender, uint32_t rate);

/* 0; HF_E_VALUE for no key or a wrong length (rounded up to HF_DTMF_MS_MIN), HF_E_LIMIT when too
 * many wait. */
int hf_dtmf_press(struct hf_dtmf_sender *sender, char key, uint32_t ms);

/* The key that is held is up, also where it still waits. */
void hf_dtmf_release(struct hf_dtmf_sender *sender);

/* For one packet interval of `ticks` that begins at timestamp. True with a packet to send in place
 * of sound; false: sound. */
bool hf_dtmf_next(struct hf_dtmf_sender *sender, uint32_t timestamp, uint32_t ticks,
                  struct hf_dtmf_packet *packet);

/* ---- received ---- */

struct hf_dtmf_receiver {
    bool has_begun, is_over;
    uint8_t code;
    uint8_t reserved;
    uint32_t timestamp; /* of the segment */
    uint32_t before;    /* units in the event's earlier segments */
    uint32_t duration;  /* of the segment */
};

struct hf_dtmf_heard {
    char begun;     /* a key that was not told before; '\0': none */
    char ended;     /* the key that is up now; '\0': none */
    uint32_t units; /* how long it was down */
};

void hf_dtmf_receiver_init(struct hf_dtmf_receiver *receiver);

/* A packet of events; *heard is cleared first. 0, or HF_E_VALUE: a wrong size, or an event that is
 * no key; nothing is changed then. */
int hf_dtmf_receive(struct hf_dtmf_receiver *receiver, const struct hf_rtp *packet,
                    struct hf_dtmf_heard *heard);

/* A packet of sound: a key that was down when it was made is up, though all its ends were lost. */
void hf_dtmf_receive_sound(struct hf_dtmf_receiver *receiver, const struct hf_rtp *packet,
                           struct hf_dtmf_heard *heard);

#endif
