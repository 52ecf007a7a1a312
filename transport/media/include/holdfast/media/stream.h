/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The media of one call: frames from the microphone become packets, packets become frames to play,
 * keys go both ways, and RTCP tells both sides how well it works. Datagrams, frames and times come
 * in; datagrams and frames go out. There is no socket here, no clock and no chance, and nothing is
 * allocated behind hf_stream_init.
 *
 *     every 20 ms:   hf_stream_capture(stream, microphone, now, &datagram)  true: send datagram
 *                    hf_stream_play(stream, now, loudspeaker)
 *     a datagram:    hf_stream_receive(stream, &received, &heard)
 *     the deadline:  hf_stream_wake(stream, now, &datagram)                 true: send datagram
 *
 * The stream knows nothing of signalling: while a proxy is lost and a call's requests move to
 * another one, frames and packets go on (E9). An answer, a re-INVITE, a hold are a new
 * hf_stream_agree.
 *
 * Whose packets are taken, and where ours go (RFC 4961, and RFC 7362 5 with less trust):
 * - We send to the address that SDP agreed, and take what comes from it, until a peer behind a NAT
 *   shows that he sends from elsewhere.
 * - A packet from elsewhere counts only if its IP address is known: SDP's, at another port, or the
 *   one that the call's signalling comes from. Those of all others are strangers', whatever is in
 *   them: counted and dropped.
 * - HF_STREAM_LATCH packets in a row from one such source, of one SSRC, of agreed payload type and
 *   size, and none from the present source meanwhile: then he is the present source, packets go
 *   there, and his are played. Until then they are not.
 * - Once somebody was heard, another source takes over only if it goes on with his SSRC, which
 *   nobody knows who has not seen his packets: so whoever merely knows the port gets nothing, not
 *   even from a known address, and not even in a pause. SDP's own address always gets the call
 *   back, by as many packets in a row.
 * A source may change its SSRC (a transfer behind a gateway): two packets in a row of the new one.
 *
 * RTCP (RFC 3550 6.2, simplified): with two members the interval is the minimum of 5 s, half of it
 * before the first report, times 0.5 to 1.5 by chance; there is no reconsideration and no timing
 * out of members. It goes on in hold and in silence.
 */
#ifndef HOLDFAST_MEDIA_STREAM_H
#define HOLDFAST_MEDIA_STREAM_H

#include "holdfast/media/codec.h"
#include "holdfast/media/rtp.h"
#include "holdfast/target.h"

#define HF_STREAM_LATCH        5   /* packets in a row: 100 ms */
#define HF_STREAM_FORMATS      4   /* that one answer may leave to choose from */
#define HF_STREAM_NO_EVENTS    255 /* events_type: keys cannot be sent */
#define HF_STREAM_DATAGRAM_MAX (HF_RTP_HEADER_BYTES + HF_MEDIA_PAYLOAD_MAX)
#define HF_STREAM_CNAME_SIZE   64
#define HF_STREAM_RTCP_MS      5000

struct hf_stream;

struct hf_stream_setup {
    uint64_t now_us;
    uint64_t wall_us; /* now since 1900, for the NTP times of reports; 0: not known */
    uint64_t random;  /* these four from the operating system's generator */
    uint32_t ssrc;
    uint32_t timestamp;
    uint16_t sequence;
    uint16_t min_ms, max_ms; /* of the jitter buffer; 0, 0: 10 and 200 */
    uint16_t reserved;
    uint32_t codecs; /* set of 1 << enum hf_codec_id: those that the call may ever use */
    char cname[HF_STREAM_CNAME_SIZE]; /* says nothing of the user (RFC 7022); terminated */
};

struct hf_stream_format {
    uint8_t codec; /* enum hf_codec_id */
    uint8_t payload_type;
};

struct hf_stream_agreed { /* what an offer and its answer came to */
    struct hf_stream_format formats[HF_STREAM_FORMATS];
    uint32_t n_formats;      /* the first is sent; others are taken if they share its clock */
    uint8_t events_type;     /* payload type of telephone-event, or HF_STREAM_NO_EVENTS */
    bool sends, receives;    /* a=sendrecv and so on, from our side */
    bool is_muxed;           /* a=rtcp-mux: RTCP comes and goes by the port of RTP */
    struct hf_target remote; /* of RTP; family NONE or port 0: nowhere (0.0.0.0, hold) */
    struct hf_target remote_control; /* of RTCP; family NONE: the port above remote's */
    struct hf_target signalling; /* where the call's requests come from; family NONE: not known */
};

struct hf_stream_datagram {
    struct hf_target to;
    bool is_control; /* RTCP: from the other socket, unless muxed */
    size_t n_bytes;
    uint8_t bytes[HF_STREAM_DATAGRAM_MAX];
};

struct hf_stream_received {
    struct hf_target from;
    uint64_t now_us;
    bool is_control; /* it came to the socket of RTCP */
    const uint8_t *bytes;
    size_t n_bytes;
};

/* What became of a datagram. Each has its count in the status. */
enum hf_stream_taken {
    HF_TAKEN_SOUND = 0,
    HF_TAKEN_EVENT,   /* a key */
    HF_TAKEN_COMFORT, /* noise (RFC 3389): not played, but not missing either */
    HF_TAKEN_CONTROL, /* RTCP; those below are dropped */

    HF_DROPPED_MALFORMED,    /* no sound packet: another version, cut off, ... */
    HF_DROPPED_SOURCE,       /* a stranger, or a source that has still to prove itself */
    HF_DROPPED_PAYLOAD_TYPE, /* not agreed */
    HF_DROPPED_SIZE,         /* not of 5 to 60 whole ms, or no payload of its codec */
    HF_DROPPED_SSRC,         /* ours (a loop), or a new one that has still to prove itself */
    HF_DROPPED_HELD,         /* we do not receive now */
    HF_DROPPED_DUPLICATE,
    HF_DROPPED_LATE,
    HF_DROPPED_STRAY, /* a sequence number or timestamp far from the others */
    HF_TAKEN_COUNT
};

struct hf_stream_heard {
    uint32_t taken;              /* enum hf_stream_taken */
    struct hf_media_error error; /* MALFORMED: what and where */
    char key_begun, key_ended;   /* '\0': none */
    uint32_t key_ms;             /* how long the ended key was down */
    bool is_latched;             /* from now on packets go to another address */
    bool is_bye;                 /* the peer's RTCP says that he leaves */
};

struct hf_stream_status {
    uint64_t sent, sent_bytes;      /* packets, and bytes of their payloads */
    uint64_t received;              /* packets taken */
    uint64_t taken[HF_TAKEN_COUNT]; /* by enum hf_stream_taken */
    int64_t lost;                   /* packets missing of the peer's; duplicates count against */
    uint64_t reordered;
    uint64_t restarts;     /* the peer began anew: SSRC, sequence numbers, timestamps */
    uint32_t jitter_us;    /* RFC 3550 6.4.1, of what we receive */
    int64_t round_trip_us; /* by the peer's last report; -1: not known */
    int64_t remote_lost;   /* packets of ours that the peer misses; -1: not known */
    uint32_t remote_jitter_us;
    uint64_t concealed_ms; /* made up in place of what was lost or late */
    uint64_t paused_ms;    /* in which the peer sent nothing, and nothing was missing */
    uint64_t shortened_ms, lengthened_ms; /* by which the delay was changed while it played */
    uint64_t silent_ms; /* since a packet of the peer was taken; 0 before the first one */
    uint32_t target_ms; /* that the jitter buffer aims at */
    uint32_t delay_ms;  /* of our side: a frame of the microphone, waiting packets, decoded sound */
    struct hf_target remote; /* where packets go now */
    bool is_latched;         /* that is not SDP's address */
    bool has_heard;          /* a packet of the present source was taken */
    bool is_held;            /* at least one direction is off */
    uint32_t sample_rate;    /* of frames, Hz */
};

/* Bytes of a stream that may use these codecs; aligned for any type (max_align_t). */
size_t hf_stream_size(uint32_t codecs);

/* HF_E_SPACE: memory is too small. HF_E_UNSUPPORTED: this build lacks one of the codecs. */
int hf_stream_init(void *memory, size_t size, const struct hf_stream_setup *setup);

/* Until the first one nothing is sent or played. HF_E_VALUE: no format, a codec that the setup did
 * not name, a payload type twice or above 127; nothing is changed then. Where sound comes from is
 * begun anew if the remote address changes, how it plays if the clock does. Keys that still wait
 * when sending ends are forgotten: who is there after a hold may be somebody else. */
int hf_stream_agree(struct hf_stream *stream, const struct hf_stream_agreed *agreed,
                    uint64_t now_us);

/* Samples in a frame, and of a second; 0 before anything was agreed. */
uint32_t hf_stream_frame(const struct hf_stream *stream);
uint32_t hf_stream_rate(const struct hf_stream *stream);

/* A frame of the microphone; NULL: there is none, send silence. */
bool hf_stream_capture(struct hf_stream *stream, const int16_t *samples, uint64_t now_us,
                       struct hf_stream_datagram *datagram);

/* The frame to play now, always a whole one. */
void hf_stream_play(struct hf_stream *stream, uint64_t now_us, int16_t *samples);

void hf_stream_receive(struct hf_stream *stream, const struct hf_stream_received *received,
                       struct hf_stream_heard *heard);

/* A key for ms, or until it is released (HF_DTMF_HELD of dtmf.h). As hf_dtmf_press; HF_E_STATE when
 * events were not agreed, or nothing is sent now. */
int hf_stream_press(struct hf_stream *stream, char key, uint32_t ms);
void hf_stream_release(struct hf_stream *stream);

/* When hf_stream_wake wants to be called. Earlier does no harm. */
uint64_t hf_stream_deadline(const struct hf_stream *stream);
bool hf_stream_wake(struct hf_stream *stream, uint64_t now_us, struct hf_stream_datagram *datagram);

/* The call is over: a last report with BYE. False: there is nobody to send it to. */
bool hf_stream_bye(struct hf_stream *stream, uint64_t now_us, struct hf_stream_datagram *datagram);

void hf_stream_status(const struct hf_stream *stream, uint64_t now_us,
                      struct hf_stream_status *status);

#endif
