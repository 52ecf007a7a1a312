/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls of one line, in SIP: what the core decides about INVITE, BYE and the other requests of
 * calls becomes messages, and what peers say becomes the core's events and the phone's news. Pure,
 * as the agent: bytes and times in, bytes and times out; no allocation. It stands beside the
 * line's agent, which knows who the line is (identity, servers, credentials, Contact), and which
 * does all that belongs to no call.
 *
 * The shell's loop, beside the agent's (agent.h):
 *   1. a wish of the user, or an INVITE that came (hf_calls_begins): memory for an hf_calls where
 *      the line has none; hf_calls_is_idle says when it may go
 *   2. a datagram of the line: hf_calls_receive first; false: it is the agent's
 *   3. an action of the line: hf_calls_act first; false: it is the agent's. A SEND's way leads to
 *      where hf_calls_target says
 *   4. ICMP, connections lost and open, time: told to both
 *   5. out->sip as the agent's out; out->news to the phone
 *
 * Ids are the shell's: `next_id` points to its counter of Wanted ids, and what is taken from it is
 * counted. An outgoing call's id is that of its Wanted(INVITE). Each call ends in one OVER, and is
 * unknown from then on; what SIP still owes (an ACK, a late call's BYE) goes on behind it.
 *
 * A call of the user, as events and actions:
 *   hf_calls_dial    Wanted(INVITE)         SEND, REPORT_CALL(...)
 *   hf_calls_hangup  Withdrawn, Wanted(BYE) ABANDON; SEND(BYE), REPORT_CALL(OVER)
 *   hf_calls_hold    Wanted(OTHER)          SEND(in_dialog), REPORT_REQUEST
 * An incoming one: INVITE -> CallArrived and INCOMING; hf_calls_ring; hf_calls_answer ->
 * CallAnswered and UP, or hf_calls_reject -> CallEnded and OVER. Where the line refuses one of
 * these events, the shell says so by hf_calls_refused.
 */
#ifndef HOLDFAST_SIP_CALLS_H
#define HOLDFAST_SIP_CALLS_H

#include "holdfast/sip/agent.h"
#include "holdfast/sip/layer.h"
#include "holdfast/sip/sdp.h"

/* ---- limits, and what each costs; tests/unit/sip/calls_limits.c prints the sum ----
 *
 * While a function of these runs it needs some 80 KiB of stack: the layer's out, messages taken
 * apart, and a description of HF_SDP_MEDIA_MAX lines. */

/* One more than the core has, for an emergency (E11). 8 KiB each, most of it the four dialogs of
 * a forked INVITE (HF_FORK_DIALOGS). The next INVITE that comes is answered 486. */
#define HF_CALLS_MAX (HF_LINE_CALLS + 1)
/* Requests of ours at a time: each call's INVITE or BYE with its CANCEL or PRACK, and INVITEs that
 * were given up and are watched for 64*T1 (A11). 2.5 KiB each. Where all are taken the next attempt
 * fails as LOCAL. */
#define HF_CALLS_CLIENTS (2 * HF_CALLS_MAX + 2)
/* Requests of others at a time: INVITEs that ring or were refused, and whatever was answered and
 * may be repeated. 2.5 KiB each. Where all are taken the next INVITE gets 503 with Retry-After. */
#define HF_CALLS_SERVERS (HF_CALLS_MAX + 3)
/* Bytes of one message of ours; a request of others that needs more in an answer gets 513. */
#define HF_CALLS_MESSAGE 2432
/* Answers that the core is owed: one a request of ours. 100 bytes each. */
#define HF_CALLS_ATTEMPTS HF_CALLS_CLIENTS
/* Bytes of a dialled URI, and of a caller's; 1 byte each in each call. */
#define HF_CALLS_URI_MAX  HF_AGENT_URI_MAX
#define HF_CALLS_NAME_MAX 63
/* RFC 4028: a session that nobody refreshes for this long is over. */
#define HF_CALLS_SESSION_S     1800
#define HF_CALLS_SESSION_MIN_S 90 /* RFC 4028 5: no less */
#define HF_CALLS_OUT_NEWS      12

struct hf_calls;

struct hf_calls_setup {
    uint8_t random[32];           /* from the OS, fresh for each block: branches, tags, Call-IDs */
    uint32_t line;                /* the agent's: hf_agent_route finds the line by our branches */
    uint16_t t1_ms, t2_ms, t4_ms; /* of requests that come in; 0: 500, 4000, 5000 */
    uint16_t session_s;           /* RFC 4028: to ask for; 0: HF_CALLS_SESSION_S */
    /* What the phone can: codecs, which are borrowed as long as the block lives, ptime, rtcp_mux.
     * Addresses and direction do not count. */
    struct hf_sdp_settings sdp;
};

size_t hf_calls_size(void);
/* memory is aligned like a uint64_t, and the block stays where it is. HF_E_SPACE; HF_E_VALUE for a
 * setup out of range. */
int hf_calls_init(void *memory, size_t size, const struct hf_calls_setup *setup);

struct hf_calls_at { /* when and for whom */
    struct hf_agent *agent;
    uint64_t *next_id; /* the shell's counter of Wanted ids: the next one, never 0 */
    uint64_t now_us;
};

/* ---- what it says ---- */

enum hf_calls_news_kind {
    HF_CALLS_INCOMING = 1, /* a call came: ring, answer or reject it */
    HF_CALLS_RINGING = 2,  /* ours: a 101..199 came (status) */
    HF_CALLS_MEDIA = 3,    /* audio as `media` says from now on: begin, or change what runs */
    HF_CALLS_UP = 4,       /* answered, by us or by the peer */
    HF_CALLS_HELD = 5,     /* by: whoever holds the other */
    HF_CALLS_RESUMED = 6,  /* by: who held */
    HF_CALLS_REFUSED = 7, /* our hold, resume or new address failed (status, 0: no answer): the call
                              goes on as it was */
    HF_CALLS_OVER = 8     /* the last of this call */
};

enum hf_calls_party { HF_CALLS_US = 0, HF_CALLS_PEER = 1, HF_CALLS_NETWORK = 2 };

struct hf_calls_news {
    uint64_t call;
    struct hf_target local;     /* MEDIA: what our description says; where audio is awaited */
    struct hf_sdp_agreed media; /* MEDIA */
    uint16_t status;            /* RINGING, REFUSED, OVER: the response's, or 0 */
    uint16_t why;               /* OVER, REFUSED: enum hf_why of the core's report, or 0 */
    uint8_t kind;               /* enum hf_calls_news_kind */
    uint8_t by;                 /* enum hf_calls_party: HELD, RESUMED; OVER: who ended it */
    uint8_t early;              /* MEDIA: before the answer */
    uint8_t confirmed;          /* OVER: 0: our BYE was answered by nobody (E5) */
    char text[72]; /* REFUSED, OVER: why, in words of the peer or our own; terminated */
};

struct hf_calls_out {        /* the caller's; filled by one call, valid until the next */
    struct hf_agent_out sip; /* first, so that it may be handed on as the agent's */
    uint32_t n_news;
    const char *why; /* of a negative result: what is wrong, in words; lives for ever */
    struct hf_calls_news news[HF_CALLS_OUT_NEWS];
};

/* ---- what the user wants ---- */

struct hf_calls_wish { /* what a function does not name does not count */
    uint64_t call;
    const char *uri; /* dial: sip or tel, terminated; copied. Where it has the domain of one of the
                        line's servers, each that is asked gets its own (E4) */
    struct hf_target local; /* dial, ring, answer, readdress: where we take RTP. Family NONE with a
                               port: at the address that signalling leaves from. All zero in ring
                               and answer: as said before */
    uint16_t status;        /* reject: 400..699; 0: 486 */
    uint8_t emergency;      /* dial: E11 */
    uint8_t late_offer;     /* dial: INVITE without a description: theirs is answered in ACK */
    uint8_t on;             /* hold: 1; resume: 0 */
    uint8_t reserved[3];
};

/* 0, or HF_E_UNKNOWN_ID; HF_E_STATE where it does not fit the call now; HF_E_VALUE, HF_E_LIMIT for
 * what cannot be dialled; then nothing has changed, and out->why says what. */
int hf_calls_dial(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out);
/* 180; reliably where the caller requires it, with our offer where it made none (RFC 3262 5). */
int hf_calls_ring(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out);
int hf_calls_answer(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out);
int hf_calls_reject(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out);
/* Whatever its state: an unanswered one of ours is withdrawn, one of theirs gets 486. */
int hf_calls_hangup(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out);
/* While another change of the call is under way it waits for that one's end. */
int hf_calls_hold(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_calls_wish *wish, struct hf_calls_out *out);
/* E13: the local address is another one. */
int hf_calls_readdress(struct hf_calls *calls, const struct hf_calls_at *at,
                       const struct hf_calls_wish *wish, struct hf_calls_out *out);

/* ---- what the core orders ---- */

/* SENDs of kind INVITE and BYE and those inside dialogs; EXTEND, AUTHENTICATE, ABANDON, KEEP and
 * END of their attempts; REPORT_REQUEST and REPORT_CALL of their ids. False: it is not for calls.
 * */
bool hf_calls_act(struct hf_calls *calls, const struct hf_calls_at *at,
                  const struct hf_agent_order *order, struct hf_calls_out *out);
/* The line refused an event of out->sip: what hangs on it ends (CallArrived: 486; Wanted: OVER, or
 * REFUSED). Others do nothing. */
void hf_calls_refused(struct hf_calls *calls, const struct hf_calls_at *at,
                      const struct hf_event *event, struct hf_calls_out *out);
/* Where such a SEND really goes (E5: the dialog's next hop, where its host is numeric), for the way
 * of its order. */
struct hf_target hf_calls_target(const struct hf_calls *calls, const struct hf_send *send);
/* As hf_agent_place, for AUTHENTICATE on a connection that is gone. */
bool hf_calls_place(const struct hf_calls *calls, const struct hf_agent *agent, uint64_t attempt,
                    struct hf_agent_place *place);

/* ---- what happens ---- */

/* Is it an INVITE outside of a dialog, which a line without a block gets one for? */
bool hf_calls_begins(const uint8_t *bytes, size_t n_bytes);
/* False: it is the agent's; out says nothing then. */
bool hf_calls_receive(struct hf_calls *calls, const struct hf_calls_at *at,
                      const struct hf_agent_received *received, struct hf_calls_out *out);
void hf_calls_unreachable(struct hf_calls *calls, const struct hf_calls_at *at,
                          const struct hf_agent_unreachable *failure, struct hf_calls_out *out);
void hf_calls_connected(struct hf_calls *calls, const struct hf_calls_at *at,
                        const struct hf_agent_connected *connected, struct hf_calls_out *out);
/* What is due; when the out is full the deadline stays in the past, and another call goes on. */
void hf_calls_wake(struct hf_calls *calls, const struct hf_calls_at *at, struct hf_calls_out *out);
uint64_t hf_calls_deadline(const struct hf_calls *calls); /* HF_NEVER: nothing pending */
/* No call, and nothing that SIP still owes. */
bool hf_calls_is_idle(const struct hf_calls *calls);

/* ---- for people ---- */

struct hf_calls_status {
    uint64_t call;
    uint64_t since_us;          /* when it began */
    uint64_t up_us;             /* when it was answered; 0: not yet */
    struct hf_target peer;      /* where its messages go; family NONE: nowhere yet */
    struct hf_target local;     /* where audio is awaited */
    struct hf_sdp_agreed media; /* zero: nothing agreed yet */
    uint32_t session_s;         /* RFC 4028; 0: none */
    uint8_t state;              /* enum hf_call_state */
    uint8_t server;             /* 1.. that carries it, or 0 */
    uint8_t incoming, emergency;
    uint8_t held_by_us, held_by_peer;
    uint8_t early;                    /* media before the answer */
    uint8_t refreshes;                /* 1: the session's timer is ours to refresh */
    char uri[HF_CALLS_URI_MAX + 1];   /* dialled; or the caller's, as he says */
    char name[HF_CALLS_NAME_MAX + 1]; /* the caller's, UTF-8; "": none */
};
/* False: no such call. */
bool hf_calls_status(const struct hf_calls *calls, const struct hf_agent *agent, uint64_t call,
                     struct hf_calls_status *status);
/* Ids of the calls, oldest first; how many. */
unsigned hf_calls_list(const struct hf_calls *calls, uint64_t ids[HF_CALLS_MAX]);

#endif
