/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session descriptions (RFC 8866) as slices of the body they came in, and offer and answer
 * (RFC 3264) for one audio stream. Nothing is allocated; a description is valid as long as its
 * bytes.
 *
 *     struct hf_sdp_state state;                     of one dialog, 216 bytes, no pointers
 *     hf_sdp_start(&state, random);
 *
 *     hf_sdp_offer(&state, &settings, &out);         ours, in INVITE or in the 200 to a late one;
 *     hf_sdp_parse(&sdp, body.at, body.length);      the peer's answer
 *     hf_sdp_take_answer(&state, &settings, &sdp);   then state.agreed says where audio goes
 *
 *     hf_sdp_parse(&sdp, body.at, body.length);      or the peer offers
 *     hf_sdp_answer(&state, &settings, &sdp, &out);  then state.agreed says the same
 *
 * A re-offer is the same again: with settings.direction SEND alone it holds the peer, with another
 * settings.local it tells of a new address (E13). The version in o= grows by one when a description
 * differs from the one before, and stays when it does not (RFC 3264 8).
 *
 * Of several audio streams the first that can be had is taken; all other m= lines, and those of
 * other media, are refused with port 0, in their order. So are RTP/AVPF, SRTP and DTLS; BUNDLE, ICE
 * and grouping go without an answer, which refuses them (RFC 8843, RFC 8839, RFC 5888).
 *
 * With forking each early dialog gets a copy of the state that made the offer.
 */
#ifndef HOLDFAST_SIP_SDP_H
#define HOLDFAST_SIP_SDP_H

#include "holdfast/sip/message.h"
#include "holdfast/target.h"

/* ---- limits on what a peer sends; tests/unit/sip/sdp_limits.c goes to each and beyond ----
 *
 * The number of lines and of formats and the length of a value have none of their own: they are
 * gone through once, and the bytes are limited. */

/* Bytes: it came as the body of a message of that size. */
#define HF_SDP_BYTES_MAX HF_SIP_MESSAGE_MAX
/* m= lines, in a table of fixed size, and each must be answered. Browsers in large conferences
 * send some 50; phones 1 to 3. */
#define HF_SDP_MEDIA_MAX 100
/* Bytes of a medium or a transport: an answer repeats them. "TCP/TLS/RTP/SAVPF" has 17. */
#define HF_SDP_TOKEN_MAX 32
/* And not 0 where audio goes. */
#define HF_SDP_PORT_MAX 65535
/* RTP has seven bits for it (RFC 3550 5.1). A format that is no such number is passed over. */
#define HF_SDP_TYPE_MAX 127
/* Milliseconds of a=ptime and a=maxptime: packets of a second are longer than any phone sends. One
 * that is larger, 0, or no number counts as not said. */
#define HF_SDP_PTIME_MAX 1000

/* What hf_sdp_offer and hf_sdp_answer print at most, 100 refused m= lines with the longest tokens
 * among it. Without such it is 400 to 700 bytes. */
#define HF_SDP_PRINT_MAX 12288

/* ---- a description ---- */

struct hf_sdp_media {
    struct hf_slice medium;     /* "audio" */
    struct hf_slice transport;  /* "RTP/AVP" */
    struct hf_slice formats;    /* "0 8 101"; empty where a refusal has none */
    struct hf_slice connection; /* value of its own c=; empty: none, the session's counts */
    struct hf_slice lines;      /* behind the m= line, up to the next one */
    uint32_t n_ports;           /* behind the port's '/'; 1 when not said */
    uint16_t port;              /* 0: refused, or over (RFC 3264 6, 8.2) */
};

struct hf_sdp_origin {
    struct hf_slice user, session, version, network, type, address;
};

struct hf_sdp {
    const char *bytes;
    size_t n_bytes;
    struct hf_sip_error error; /* what: NULL when it is sound; at: byte of the body */
    struct hf_sdp_origin origin;
    struct hf_slice connection; /* value of the session's c=; empty: none */
    struct hf_slice lines;      /* behind v=0, up to the first m= */
    uint32_t n_media;
    struct hf_sdp_media media[HF_SDP_MEDIA_MAX]; /* n_media of them */
};

/* 0, HF_E_MALFORMED or HF_E_LIMIT, with the first thing that is wrong in sdp->error.
 *
 * Asked for are v=0 at the begin, one o=, and lines of a letter, '=' and a value. As senders are
 * careless and nothing can be misread, these are taken: lines that end with LF alone (RFC 8866 5),
 * a last line without an end, empty lines, several spaces between fields, other orders, s= and t=
 * that lack, lines with letters that nobody knows, m= lines without formats. */
int hf_sdp_parse(struct hf_sdp *sdp, const void *bytes, size_t n_bytes);

/* As it was parsed: the same lines in the same order, with CRLF; single spaces in o= and m=. */
void hf_sdp_put(struct hf_sip_out *out, const struct hf_sdp *sdp);

struct hf_sdp_line {
    char type; /* 'a' */
    struct hf_slice value;
};
/* Takes the next line from `lines` of a parsed description; false at their end. */
bool hf_sdp_line_next(struct hf_slice *lines, struct hf_sdp_line *line);
/* The first "a=name" or "a=name:value" of such lines. `value` is empty without a colon. */
bool hf_sdp_attribute(struct hf_slice lines, const char *name, struct hf_slice *value);
/* What a=fmtp says of a payload type; false where there is none. */
bool hf_sdp_fmtp(const struct hf_sdp_media *media, unsigned type, struct hf_slice *value);
/* Takes the next word, between spaces, from a value. */
bool hf_sdp_word_next(struct hf_slice *value, struct hf_slice *word);

/* ---- what we can do ---- */

/* Codecs and kinds of telephone-event of one phone: two bytes each in the state. */
#define HF_SDP_CODECS_MAX 8

/* Bits, so that what both want is an AND. */
enum hf_sdp_direction {
    HF_SDP_INACTIVE = 0,
    HF_SDP_SENDONLY = 1,
    HF_SDP_RECVONLY = 2,
    HF_SDP_SENDRECV = 3
};

struct hf_sdp_codec {
    const char *name;  /* "PCMU", "opus", "telephone-event" (RFC 4733: no codec, but named so) */
    const char *fmtp;  /* what we say of it; NULL: nothing */
    uint32_t clock_hz; /* RTP clock, which is 8000 for G722 (RFC 3551 4.5.2) */
    uint8_t channels;  /* 2 for opus (RFC 7587 7), 1 for most */
    uint8_t type;      /* in our offers, unless the peer has given it another number */
};

struct hf_sdp_settings {
    const struct hf_sdp_codec *codecs; /* in our order; the same for all of a session */
    size_t n_codecs;                   /* at most HF_SDP_CODECS_MAX, one that is audio among them */
    struct hf_target local;            /* where we receive audio; transport is not looked at */
    struct hf_target other; /* the same in the other family; family NONE: there is none */
    uint16_t rtcp_port;     /* 0: local.port + 1, as usual */
    uint16_t ptime_ms;      /* of our frames, and what we ask for */
    uint16_t ptime_max_ms;  /* of packets that we can send and take; 0: ptime_ms */
    uint8_t direction;      /* enum hf_sdp_direction, what we want; SENDONLY: hold */
    bool rtcp_mux;          /* RFC 5761: offered, and taken where it is offered */
};

/* ---- what both agreed on ---- */

#define HF_SDP_TYPE_NONE 255

struct hf_sdp_payload {
    uint8_t codec; /* index in settings.codecs */
    uint8_t type;  /* RTP payload type */
};

struct hf_sdp_agreed {            /* zeroed: nothing yet */
    struct hf_target remote;      /* audio goes here; family NONE: nothing is sent (0.0.0.0) */
    struct hf_target remote_rtcp; /* with rtcp_mux the same; family NONE: nothing is sent */
    uint32_t event_clock_hz;      /* of telephone-event; the codec's unless the peer has no such */
    uint16_t ptime_ms;            /* of the packets that we send: a multiple of settings.ptime_ms */
    uint16_t events;              /* telephone-events 0..15 that the peer takes, a bit each */
    uint8_t family;               /* of our address: local's or other's */
    uint8_t direction;            /* enum hf_sdp_direction, ours */
    uint8_t codec;                /* index in settings.codecs of what we send */
    uint8_t send_type, receive_type;             /* of that codec */
    uint8_t event_send_type, event_receive_type; /* HF_SDP_TYPE_NONE: no telephone-event */
    uint8_t n_receive;
    /* All that the peer may send us, telephone-event too: several when it answered with several. */
    struct hf_sdp_payload receive[HF_SDP_CODECS_MAX];
    bool active;   /* false: the stream is off (its port is 0), and only `family` counts */
    bool rtcp_mux; /* RTCP comes and goes on the RTP port */
    bool held;     /* the peer holds us: it does not want our audio */
    uint8_t spare;
};

/* Why a description was refused. An offer is then answered by 488 with the Warning that
 * hf_sdp_why_warning names (RFC 3261 13.3.1.3), and a call whose answer was refused is ended. What
 * is later here was nearer to an agreement: of several audio streams the nearest is said. */
enum hf_sdp_why {
    HF_SDP_WHY_NONE,
    HF_SDP_WHY_NO_AUDIO, /* no m=audio line; an answer: not where we offered it */
    HF_SDP_WHY_OFF,      /* all of them have port 0 */
    HF_SDP_WHY_PROFILE,  /* not RTP/AVP */
    HF_SDP_WHY_ADDRESS,  /* no c= line, or one with a name, a group's address, another network */
    HF_SDP_WHY_FAMILY,   /* IPv4 or IPv6 where we have the other */
    HF_SDP_WHY_CODEC,    /* none that both have */
    HF_SDP_WHY_COUNT
};
const char *hf_sdp_why_text(unsigned why); /* "no codec that both have" */
unsigned hf_sdp_why_warning(unsigned why); /* warn-code of RFC 3261 20.43: 304, ... */

/* ---- offer and answer ---- */

enum hf_sdp_phase {
    HF_SDP_NEW,      /* nothing agreed, no offer out */
    HF_SDP_OFFERED,  /* our offer waits for its answer */
    HF_SDP_ANSWERED, /* agreed, by an answer to our offer */
    HF_SDP_AGREED,   /* agreed, by our answer; or an offer after that came to nothing */
    HF_SDP_PHASE_COUNT
};

struct hf_sdp_state {             /* no pointers, no padding: copied for forks, compared in tests */
    uint64_t session_id, version; /* of our o= line; version 0: nothing said yet */
    uint64_t said;                /* hash of our last description, without its o= line */
    struct hf_sdp_agreed agreed;
    uint8_t types[HF_SDP_CODECS_MAX]; /* payload type of each codec in what we say; or NONE */
    uint8_t slots[HF_SDP_MEDIA_MAX];  /* what each m= line of the session is (sdp_write.h) */
    uint8_t n_slots;                  /* m= lines: never fewer in a later offer (RFC 3264 8) */
    uint8_t audio_slot;               /* which of them is our audio */
    uint8_t phase;                    /* enum hf_sdp_phase */
    uint8_t offered;                  /* enum hf_sdp_direction of our last offer */
    uint8_t why;                      /* enum hf_sdp_why of the last refusal; NONE: went well */
    uint8_t spare[3];
};

/* A new session. The number is drawn by the caller; below 2^62 for peers that count with signs. */
void hf_sdp_start(struct hf_sdp_state *state, uint64_t session_id);

/* Appends an offer. Codecs keep the payload types that this session gave them, the agreed one
 * comes first. HF_E_STATE while an offer of ours is out; HF_E_VALUE for settings that cannot be;
 * HF_E_SPACE. On an error the state is what it was, and nothing was appended; out->overflow says
 * that it was for lack of space. */
int hf_sdp_offer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                 struct hf_sip_out *out);

/* Our offer was refused, or came to nothing: what was agreed before goes on (RFC 3264 8). For the
 * same INVITE to another candidate (E4) hf_sdp_offer then says the same again, as the same version,
 * unless the address is another one. */
void hf_sdp_offer_failed(struct hf_sdp_state *state);

/* Appends the answer to the peer's offer: its first codec that we have, and a telephone-event for
 * it, under its payload types. A re-offer that turns audio off (port 0) is answered so. Also
 * HF_E_STATE while an offer of ours is out (491, RFC 3261 14.2), and HF_E_UNSUPPORTED with
 * state->why when there is no audio to agree on; what was agreed before then goes on. */
int hf_sdp_answer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                  const struct hf_sdp *remote, struct hf_sip_out *out);

/* Takes the answer to our offer; `settings` are those that made it. HF_E_UNSUPPORTED with
 * state->why when nothing was agreed on: nothing else has changed, and the offer waits on, as the
 * 200 may say what the 183 did not; where no other answer can come, hf_sdp_offer_failed ends it. It
 * may be taken again while no other offer was made, as the 200 may also say something else. */
int hf_sdp_take_answer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                       const struct hf_sdp *remote);

#endif
