/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block of a line's calls, and what its files say to one another:
 *
 *   calls.c            the door: memory, datagrams, time; what people are told
 *   calls_wish.c       what the user wants
 *   calls_act.c        what the core orders
 *   calls_call.c       a call from its begin to its OVER
 *   calls_attempt.c    attempts: a request to one target, from its Send to its one answer
 *   calls_request.c    requests as texts, and how they leave
 *   calls_inside.c     what is sent inside a dialog, and where it goes
 *   calls_response.c   responses: whose they are
 *   calls_invited.c    responses to our INVITE: ringing, forks, the answer
 *   calls_late.c       responses to an INVITE that was given up (A11)
 *   calls_change.c     hold, resume, refresh, new address: one change at a time
 *   calls_incoming.c   an INVITE that begins a call
 *   calls_gone.c       one that comes again when its call is over
 *   calls_answer.c     our responses to it
 *   calls_dialog.c     requests of others inside a dialog
 *   calls_session.c    how long a session lasts (RFC 4028)
 *   calls_media.c      offers and answers
 *   calls_out.c        events, datagrams, news and notes of one call of the door
 *
 * Over the transaction layer, one of its own: each news of the layer is for an attempt (by the id
 * of its transaction), for a call (by that of the INVITE that made it), or for nobody: then a 2xx
 * to an INVITE is still acknowledged and ended, so that no call is left that nobody ends.
 */
#ifndef HF_SIP_CALLS_STATE_H
#define HF_SIP_CALLS_STATE_H

#include "agent_state.h"
#include "holdfast/sip/calls.h"
#include "holdfast/sip/dialog.h"
#include "holdfast/sip/layer.h"

#define HF_CALLS_CALL_ID_LENGTH 32
#define HF_CALLS_TAG_LENGTH     16
#define HF_CALLS_TEXT           72 /* of a reason, terminated: as in a note */
/* A caller's offer is kept until the user answers: the room of the dialogs that no fork needs. */
#define HF_CALLS_OFFER_MAX 4096
/* Our description in a response, beside all that is copied into it. */
#define HF_CALLS_ANSWER_MAX 1300
/* 491s to one change before it is refused (RFC 3261 14.1). */
#define HF_CALLS_GLARES 4
/* Late calls that were BYEd and may say their 2xx again. */
#define HF_CALLS_ENDED 8
/* Calls of others that are over, and may come again. */
#define HF_CALLS_GONE 8

/*
 * FREE     no call is here
 * CALLING  ours: no final answer yet
 * OFFERED  theirs: not answered yet
 * TALKING  answered
 * ENDING we hung up: the core moves our BYE on until somebody answers it (E5). One of theirs waits
 *          for the ACK of our answer first (RFC 3261 15): until then its bye is 0
 */
enum hf_calls_state {
    HF_CALLS_FREE = 0,
    HF_CALLS_CALLING = 1,
    HF_CALLS_OFFERED = 2,
    HF_CALLS_TALKING = 3,
    HF_CALLS_ENDING = 4,
    HF_CALLS_STATE_COUNT
};
extern const uint8_t hf_calls_moves[HF_CALLS_STATE_COUNT]; /* bit per state */

enum hf_calls_bits { /* of a call */
                     HF_CALLS_EMERGENCY = 1,
                     HF_CALLS_LATE_OFFER =
                         2, /* ours: INVITE without a description; theirs: it had none */
                     HF_CALLS_RINGS = 4,   /* ours: a 101..199 came; theirs: we sent one */
                     HF_CALLS_HUNG_UP = 8, /* ours: Withdrawn was told: a 2xx is late from now on */
                     HF_CALLS_ANSWERS =
                         16, /* theirs: the user answered, and our 2xx waits for a PRACK */
                     HF_CALLS_RELIABLE = 32, /* theirs: the caller requires 100rel */
                     HF_CALLS_SAID = 64, /* theirs: our description was sent in a reliable 1xx */
                     HF_CALLS_UNACKED =
                         128, /* a 2xx of ours with an offer waits for its answer in ACK */
                     HF_CALLS_AWAITS_ACK = 256 /* theirs: our answer waits for it */
};

enum hf_calls_change { /* bits: what the change under way, or the next one, is for */
                       HF_CALLS_FOR_HOLD = 1,
                       HF_CALLS_FOR_ADDRESS = 2,
                       HF_CALLS_FOR_SESSION = 4
};

struct hf_calls_session { /* RFC 4028 */
    uint64_t refresh_us;  /* when we refresh; HF_NEVER: the peer does, or nobody */
    uint64_t expires_us;  /* when we give it up */
    uint32_t seconds;     /* 0: none */
    uint32_t least_s;     /* the greatest Min-SE that a 422 said, or 0 */
    uint8_t is_ours;      /* 1: we refresh */
    uint8_t peer_can;     /* 1: it supports timer */
    uint8_t n_more;       /* 422s that were followed */
    uint8_t reserved[5];
};

struct hf_calls_call {
    uint64_t id; /* 0: free */
    uint64_t since_us, up_us;
    uint64_t invited;  /* theirs: the layer's id of the INVITE that is answered last; 0: none */
    uint64_t request;  /* Wanted id of the change under way; 0: none */
    uint64_t bye;      /* of its BYE; 0: none */
    uint64_t retry_us; /* when the change is tried again behind a 491; HF_NEVER: it is not */
    uint64_t flow;     /* the connection that it is on; UDP: 0 */
    struct hf_target target, local; /* where its messages go, and from where */
    struct hf_target rtp;           /* as wished; family NONE: at local's address */
    struct hf_target said;          /* what our description says */
    struct hf_calls_session session;
    uint32_t key;  /* of the server that carries it; 0: none of the line's */
    uint32_t cseq; /* ours: of the last INVITE outside the dialog; theirs: of their INVITE */
    uint32_t rseq,
        pracked;        /* theirs: of our last reliable response, and of the last PRACK; 0: none */
    uint16_t status;    /* of what ended it, or refused the change */
    uint16_t bits;      /* enum hf_calls_bits */
    uint8_t state;      /* enum hf_calls_state */
    uint8_t incoming;   /* 1: theirs */
    uint8_t wants_hold; /* 1: the user holds */
    uint8_t holds;      /* 1: the peer agreed */
    uint8_t change;     /* enum hf_calls_change of the change under way */
    uint8_t wanted;     /* the same of the next one */
    uint8_t glares;     /* 491s to the change under way */
    uint8_t changed;    /* 1: the change under way succeeded; 2: a 491; 0: neither yet */
    uint8_t peer_updates; /* 1: it allows UPDATE */
    uint8_t uri_length, name_length;
    uint8_t early; /* ours: index + 1 of the early dialog whose audio is heard; 0: none */
    char call_id[HF_CALLS_CALL_ID_LENGTH], tag[HF_CALLS_TAG_LENGTH]; /* ours */
    char uri[HF_CALLS_URI_MAX];                                      /* dialled, or the caller's */
    char name[HF_CALLS_NAME_MAX];
    char reason[HF_CALLS_TEXT];
    struct hf_sdp_state sdp; /* of the call; ours until the answer: that made the offer */
    union {
        struct {
            struct hf_fork fork;
            struct hf_sdp_state early[HF_FORK_DIALOGS]; /* phase NEW: nothing said there */
        } ours;
        struct {
            struct hf_dialog dialog;
            char offer[HF_CALLS_OFFER_MAX];
            uint32_t n_offer;
        } theirs;
    } u;
};

/*
 * FREE        no attempt is here
 * WAITING     its request is under way
 * CHALLENGED  the core was told; it says Authenticate or Abandon
 * WATCHED     the core gave it up: nothing is sent, late answers count (A11)
 * ASKED       a late answer came: the core says Keep or End
 * ENDING      an INVITE that is cancelled, or a late call that is BYEd; then Abandoned
 * OWN         a request of which the core knows nothing: PRACK, BYE of what is no call of it
 */
enum hf_calls_attempt_state {
    HF_CALLS_ATTEMPT_FREE = 0,
    HF_CALLS_ATTEMPT_WAITING = 1,
    HF_CALLS_ATTEMPT_CHALLENGED = 2,
    HF_CALLS_ATTEMPT_WATCHED = 3,
    HF_CALLS_ATTEMPT_ASKED = 4,
    HF_CALLS_ATTEMPT_ENDING = 5,
    HF_CALLS_ATTEMPT_OWN = 6,
    HF_CALLS_ATTEMPT_COUNT
};
extern const uint8_t hf_calls_attempt_moves[HF_CALLS_ATTEMPT_COUNT]; /* bit per state */

enum hf_calls_kind {
    HF_CALLS_INVITE = 0,
    HF_CALLS_REINVITE = 1, /* a change */
    HF_CALLS_UPDATE = 2,   /* a change that needs no description */
    HF_CALLS_BYE = 3,
    HF_CALLS_PRACK = 4
};

enum hf_calls_attempt_bits {
    HF_CALLS_CONNECTING = 1,
    HF_CALLS_REUSED = 2,    /* A6a: its connection was open before, and nothing was answered */
    HF_CALLS_LOST = 4,      /* CHALLENGED: its connection is gone */
    HF_CALLS_CANCELLED = 8, /* CANCEL was sent */
    HF_CALLS_ANSWERED = 16, /* and answered */
    HF_CALLS_END_TOLD = 32, /* the core said End: what comes later is not asked about */
    HF_CALLS_BYED = 64,     /* ENDING: its transaction is a late call's BYE */
    HF_CALLS_TRIED = 128    /* OWN: a challenge was answered */
};

struct hf_calls_attempt {
    uint64_t id;      /* the core's; OWN: 0 */
    uint64_t layer;   /* its transaction */
    uint64_t call;    /* that may be over */
    uint64_t request; /* Wanted id */
    uint64_t flow;
    uint64_t started_us;
    uint64_t deadline_us; /* WATCHED: a lone 100 is cancelled; ENDING: CANCEL's budget is over */
    struct hf_target target, local;
    uint32_t retransmissions, key;
    uint32_t serial[HF_AGENT_ANSWERS]; /* of the credentials: another one has their place since */
    uint16_t t1_ms, t2_ms;
    uint8_t credential[HF_AGENT_ANSWERS], own[HF_AGENT_ANSWERS]; /* as in hf_agent_attempt */
    uint8_t kind;                                                /* enum hf_calls_kind */
    uint8_t state;                                               /* enum hf_calls_attempt_state */
    uint8_t bits;                                                /* enum hf_calls_attempt_bits */
    uint8_t told;                                                /* greatest 1xx told, or 0 */
    uint8_t proxy;    /* 1.. or 0: whose host is verified (B14) */
    uint8_t cause;    /* enum hf_cause of what broke its way, or NONE */
    uint8_t proceeds; /* 1: a provisional response came to this transaction: CANCEL may go (9.1) */
    uint8_t hops;     /* 3xx that were followed at the same server (A8) */
    uint8_t reserved[4];
};

struct hf_calls_gone { /* a call of theirs that is over */
    uint64_t mark;     /* of its Call-ID and From tag */
    uint64_t until_us; /* 0: free */
    uint16_t status;   /* what its INVITE is answered with when it comes again */
    uint8_t reserved[6];
};

struct hf_calls {
    struct hf_calls_setup setup;
    uint64_t draws; /* of random waits and session numbers */
    struct hf_calls_call calls[HF_CALLS_MAX];
    struct hf_calls_attempt attempts[HF_CALLS_ATTEMPTS];
    uint64_t ended[HF_CALLS_ENDED]; /* marks of late calls that were BYEd */
    struct hf_calls_gone gone[HF_CALLS_GONE];
    uint64_t late; /* attempt whose late response is kept; 0: none */
    uint32_t n_ended, n_late;
    char late_text[HF_CALLS_MESSAGE];
    uint64_t layer[]; /* the transaction layer's block */
};

/* One call of the door. */
struct hf_calls_x {
    struct hf_calls *calls;
    struct hf_agent *agent;
    const struct hf_calls_at *at;
    struct hf_calls_out *out;
    struct hf_layer_out *layer_out;           /* of the last call of the layer */
    const struct hf_agent_received *received; /* what is heard, or NULL */
    const struct hf_sip_message *message;     /* the same, parsed */
    uint64_t now_us;
};

static inline struct hf_layer *hf_calls_layer(const struct hf_calls *calls)
{
    return (struct hf_layer *)(uintptr_t)calls->layer;
}

/* ---- calls_out.c ---- */

/* Begins one call of the door; layer_out is the caller's. */
struct hf_calls_x hf_calls_enter(struct hf_calls *calls, const struct hf_calls_at *at,
                                 struct hf_calls_out *out, struct hf_layer_out *layer_out);
bool hf_calls_out_has_room(const struct hf_calls_out *out); /* for one step of one place */
struct hf_calls_news *hf_calls_say(struct hf_calls_x *x, unsigned kind, uint64_t call);
struct hf_event *hf_calls_event(struct hf_calls_x *x, unsigned kind);
void hf_calls_note(struct hf_calls_x *x, const struct hf_calls_attempt *attempt, unsigned kind,
                   const char *text);
/* A peer's words, made fit to be shown. */
void hf_calls_take_words(char out[HF_CALLS_TEXT], struct hf_slice words);
/* What the layer's last call sends; note: enum hf_note_kind of each, or 0. */
void hf_calls_flush(struct hf_calls_x *x, unsigned note, const struct hf_calls_attempt *attempt);
/* What the layer's last call said, to whom it is for. */
void hf_calls_hear_layer(struct hf_calls_x *x);

/* ---- calls_call.c ---- */

struct hf_calls_call *hf_calls_find(struct hf_calls *calls, uint64_t id);       /* or NULL */
struct hf_calls_call *hf_calls_of_request(struct hf_calls *calls, uint64_t id); /* change or BYE */
struct hf_calls_call *hf_calls_of_invite(struct hf_calls *calls, uint64_t layer);
/* That has a dialog which the message is of; at: which of a fork's. */
struct hf_calls_call *hf_calls_of_dialog(struct hf_calls *calls, const struct hf_sip_message *m,
                                         struct hf_dialog **dialog);
struct hf_calls_call *hf_calls_of_call_id(struct hf_calls *calls, const struct hf_sip_message *m);
struct hf_calls_call *hf_calls_new(struct hf_calls_x *x, uint64_t id, enum hf_calls_state state);
unsigned hf_calls_count(const struct hf_calls *calls); /* all of them */
void hf_calls_move(struct hf_calls_call *call, enum hf_calls_state to);
/* The dialog of an answered call, or of one of theirs; NULL: none yet. */
struct hf_dialog *hf_calls_dialog(struct hf_calls_call *call);

void hf_calls_want_bye(struct hf_calls_x *x, struct hf_calls_call *call); /* Wanted */

struct hf_calls_end {
    const char *text; /* why, in words; NULL: call->reason */
    uint16_t status, why;
    uint8_t by; /* enum hf_calls_party */
    uint8_t confirmed;
};
/* OVER, and its place is free. */
void hf_calls_over(struct hf_calls_x *x, struct hf_calls_call *call,
                   const struct hf_calls_end *end);
/* The same, and the core hears CallEnded. */
void hf_calls_ended(struct hf_calls_x *x, struct hf_calls_call *call,
                    const struct hf_calls_end *end);
/* The same, and the peer a BYE, of which the core knows nothing. */
void hf_calls_drop(struct hf_calls_x *x, struct hf_calls_call *call,
                   const struct hf_calls_end *end);

/* ---- calls_attempt.c ---- */

struct hf_calls_attempt *hf_calls_attempt_find(struct hf_calls *calls, uint64_t id);
struct hf_calls_attempt *hf_calls_attempt_of(struct hf_calls *calls, uint64_t layer);
struct hf_calls_attempt *hf_calls_attempt_new(struct hf_calls_x *x,
                                              enum hf_calls_attempt_state state);
void hf_calls_attempt_move(struct hf_calls_attempt *attempt, enum hf_calls_attempt_state to);
/* The core's id gets its answer, and the place is free. */
void hf_calls_attempt_failed(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                             unsigned cause);
void hf_calls_attempt_abandoned(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                                unsigned how);
/* By the final response that is heard. */
void hf_calls_attempt_answered(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* 401 and 407: the core is asked, or answered where we cannot answer (A8). */
void hf_calls_attempt_challenged(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* OWN: the challenge is answered at once; false: it cannot be. */
bool hf_calls_attempt_answers(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
void hf_calls_attempt_provisional(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* It goes on in another transaction (422, 3xx), of which the core is not told: the server lives. */
void hf_calls_attempt_lives(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* It has no end any more that anybody waits for: whatever its state. */
void hf_calls_attempt_ended(struct hf_calls_x *x, struct hf_calls_attempt *attempt, unsigned cause);
/* CANCEL leaves now; Abandoned is told once that is clear. */
void hf_calls_attempt_cancel(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
void hf_calls_attempt_wake(struct hf_calls_x *x, struct hf_calls_attempt *attempt);

/* ---- calls_redirect.c ---- */
/* Its INVITE was answered by a 3xx, and asks the same server for another one now; false: the core
 * is to be told. */
bool hf_calls_redirected(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call);

/* ---- calls_request.c ---- */

/* An attempt as the agent's functions know one: whose profile and server. False: its server is
 * known no more, and it stands for the first one. */
bool hf_calls_as(const struct hf_agent *agent, uint32_t key, struct hf_agent_attempt *as);
uint32_t hf_calls_key(const struct hf_agent *agent, const struct hf_send *send);

struct hf_calls_draft { /* a request without Via and credentials */
    struct hf_sip_out out;
    char text[HF_CALLS_MESSAGE];
};
void hf_calls_draft_start(struct hf_calls_draft *draft);
/* Adds what all our requests say, and the body. */
void hf_calls_draft_end(struct hf_calls_draft *draft, struct hf_slice sdp);
void hf_calls_put_contact(struct hf_calls_x *x, const struct hf_calls_call *call,
                          const struct hf_target *local, struct hf_sip_out *out);
void hf_calls_put_allow(struct hf_sip_out *out);
/* Sends it as the attempt says, with the credentials that it holds. 0 or HF_E_*. */
int hf_calls_leave(struct hf_calls_x *x, struct hf_calls_attempt *attempt, struct hf_slice draft);
/* The same request once more, with another CSeq; where the attempt's credentials are others, a
 * session lasts longer, or another one is asked for, it says so. */
struct hf_calls_again {
    uint32_t cseq;
    uint32_t session_s;  /* 0: as it was; else also Min-SE */
    struct hf_slice uri; /* empty: as it was */
};
int hf_calls_leave_again(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         const struct hf_calls_again *again);
/* Of the next request of ours in what the attempt is of; its dialog may be gone. 0: one more than
 * the last. */
uint32_t hf_calls_next_cseq(struct hf_calls_x *x, const struct hf_calls_attempt *attempt);
/* Credentials that the server's earlier challenges left. */
void hf_calls_take_credentials(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
int hf_calls_send_invite(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call);
/* An ACK goes once; it is said again where the 2xx is. */
void hf_calls_send_ack(struct hf_calls_x *x, const struct hf_calls_attempt *way,
                       struct hf_slice draft);

/* ---- calls_inside.c ---- */

/* The dialog's next hop, where its host is numeric and can be reached so; else `else_there`. */
struct hf_target hf_calls_next_hop(const struct hf_dialog *dialog,
                                   const struct hf_target *else_there);
int hf_calls_send_inside(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call, bool first_hop);
/* Where the call's own messages go; as an attempt that nobody has begun. */
struct hf_calls_attempt hf_calls_way(const struct hf_calls_call *call,
                                     const struct hf_dialog *dialog);
/* Where the response that is heard came from: of a dialog that is no call's. */
struct hf_calls_attempt hf_calls_way_back(const struct hf_calls_x *x,
                                          const struct hf_dialog *dialog);
struct hf_calls_ack {
    uint64_t layer;      /* of the INVITE, whose credentials it repeats */
    struct hf_slice sdp; /* an answer to what the 2xx offered, or empty */
};
/* ACK to the 2xx that is heard. */
void hf_calls_acknowledge(struct hf_calls_x *x, const struct hf_calls_attempt *way,
                          const struct hf_dialog *dialog, const struct hf_calls_ack *ack);
/* To the reliable response that is heard. */
void hf_calls_send_prack(struct hf_calls_x *x, struct hf_calls_call *call, struct hf_dialog *dialog,
                         struct hf_slice sdp);
/* BYE of what is, or never was, a call; attempt: of a late one, which waits for its end. */
void hf_calls_send_bye(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                       struct hf_dialog *dialog, const struct hf_calls_attempt *way);

/* ---- calls_response.c, calls_invited.c, calls_late.c ---- */

void hf_calls_hear_response(struct hf_calls_x *x, uint64_t layer);
/* CANCEL was answered. */
void hf_calls_hear_cancelled(struct hf_calls_x *x, uint64_t layer);
void hf_calls_hear_invited(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* A 2xx that nobody waits for. */
void hf_calls_hear_stray(struct hf_calls_x *x, uint64_t layer);
/* ACK, and BYE the first time; attempt: as for hf_calls_send_bye. False: it cannot be read. */
bool hf_calls_end_stray(struct hf_calls_x *x, struct hf_calls_attempt *attempt, uint64_t layer);
void hf_calls_hear_late(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
void hf_calls_late_keep(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
void hf_calls_late_end(struct hf_calls_x *x, struct hf_calls_attempt *attempt);

/* ---- calls_change.c ---- */

/* Says Wanted for what is wanted of the call, where nothing is under way. */
void hf_calls_change_begin(struct hf_calls_x *x, struct hf_calls_call *call);
void hf_calls_change_cancel(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
void hf_calls_change_said(struct hf_calls_x *x, struct hf_calls_call *call);
void hf_calls_change_hear(struct hf_calls_x *x, struct hf_calls_attempt *attempt);
/* The core's report of it, or the line's refusal. */
struct hf_calls_change_end {
    uint16_t status, why;
};
void hf_calls_change_over(struct hf_calls_x *x, struct hf_calls_call *call,
                          const struct hf_calls_change_end *end);
bool hf_calls_change_is_out(const struct hf_calls *calls, const struct hf_calls_call *call);

/* ---- calls_incoming.c, calls_answer.c, calls_dialog.c ---- */

void hf_calls_hear_request(struct hf_calls_x *x, uint64_t layer);
void hf_calls_hear_invite(struct hf_calls_x *x, uint64_t layer);
void hf_calls_hear_inside(struct hf_calls_x *x, uint64_t layer);
void hf_calls_hear_ack(struct hf_calls_x *x, uint64_t layer);
void hf_calls_hear_cancel(struct hf_calls_x *x, uint64_t layer);

struct hf_calls_reply { /* to a request of others */
    uint64_t id;        /* the layer's */
    const char *fields;
    struct hf_slice body;
    uint32_t rseq;
    uint16_t status;
};
int hf_calls_respond(struct hf_calls_x *x, const struct hf_calls_reply *reply);
struct hf_calls_refusal {
    const char *text;         /* of a Warning; NULL: none */
    uint16_t status, warning; /* 399: words of our own */
};
/* With the fields that this status needs. */
void hf_calls_refuse_as(struct hf_calls_x *x, uint64_t layer, const struct hf_calls_refusal *how);
void hf_calls_refuse(struct hf_calls_x *x, uint64_t layer, unsigned status, const char *text);
/* An extension or a body that we do not have (RFC 3261 8.2.2.3, 8.2.3): refused, then true. */
bool hf_calls_is_refused(struct hf_calls_x *x, uint64_t layer);
struct hf_calls_fields { /* of a response */
    struct hf_sip_out out;
    char text[768];
};
void hf_calls_fields_start(struct hf_calls_fields *fields);
const char *hf_calls_fields_end(struct hf_calls_fields *fields); /* terminated */
/* Contact, Allow, Supported. */
void hf_calls_put_dialog_fields(struct hf_calls_x *x, const struct hf_calls_call *call,
                                struct hf_sip_out *out);
/* 0 or HF_E_*. */
int hf_calls_send_ring(struct hf_calls_x *x, struct hf_calls_call *call);
int hf_calls_send_answer(struct hf_calls_x *x, struct hf_calls_call *call);

/* ---- calls_gone.c ---- */

uint64_t hf_calls_mark(struct hf_slice call_id, struct hf_slice tag);
/* A call of theirs is over, with what its INVITE was answered with, or 0. */
void hf_calls_gone_add(struct hf_calls_x *x, const struct hf_calls_call *call, unsigned status);
/* What the INVITE that is heard is answered with, if its call is over; 0: it is new. */
unsigned hf_calls_gone_status(const struct hf_calls_x *x);
void hf_calls_gone_forget(struct hf_calls *calls, uint64_t now_us);
uint64_t hf_calls_gone_deadline(const struct hf_calls *calls);

/* ---- calls_session.c ---- */

void hf_calls_session_put(const struct hf_calls_x *x, const struct hf_calls_call *call,
                          struct hf_sip_out *out); /* in a request */
/* Of the 2xx to our INVITE or UPDATE that is heard. */
void hf_calls_session_hear(struct hf_calls_x *x, struct hf_calls_call *call);
/* Of their INVITE or UPDATE that is heard, and what our 2xx says. */
bool hf_calls_session_is_short(const struct hf_sip_message *m); /* 422 */
void hf_calls_session_asked(struct hf_calls_x *x, struct hf_calls_call *call);
void hf_calls_session_put_answer(const struct hf_calls_call *call, struct hf_sip_out *out);
/* It begins, or begins again: the peer lives, whatever it said. */
void hf_calls_session_start(struct hf_calls_x *x, struct hf_calls_call *call);
/* A refresh that nobody answered: once more, halfway to the end. */
void hf_calls_session_retry(struct hf_calls_x *x, struct hf_calls_call *call);
void hf_calls_session_wake(struct hf_calls_x *x, struct hf_calls_call *call);
/* 422: what to ask for next; 0: nothing more. */
uint32_t hf_calls_session_more(struct hf_calls_x *x, struct hf_calls_call *call);

/* ---- calls_media.c ---- */

enum hf_calls_body { HF_CALLS_BODY_NONE = 0, HF_CALLS_BODY_SDP = 1, HF_CALLS_BODY_OTHER = 2 };
enum hf_calls_body hf_calls_body_of(const struct hf_sip_message *m);
/* Prints our offer, again where one is out. */
int hf_calls_put_offer(struct hf_calls_x *x, struct hf_calls_call *call, struct hf_sip_out *out);
struct hf_calls_offer { /* a peer's, our answer, and what was wrong with it */
    struct hf_slice text;
    const char *why;
    uint16_t status, warning;
    struct hf_sip_out out;
    char answer[HF_CALLS_ANSWER_MAX];
};
/* Our answer to it, in a state that may be another than the call's; negative: refused, with what to
 * say. */
int hf_calls_put_answer(struct hf_calls_x *x, struct hf_calls_call *call,
                        struct hf_sdp_state *state, struct hf_calls_offer *offer);
/* Takes the peer's answer that the message holds; false: there is none to take, with why. */
bool hf_calls_take_answer(struct hf_calls_x *x, struct hf_calls_call *call,
                          struct hf_sdp_state *state, const char **why);
void hf_calls_say_media(struct hf_calls_x *x, struct hf_calls_call *call,
                        const struct hf_sdp_state *state, bool early);
/* MEDIA where it changed, and HELD or RESUMED by the peer. */
void hf_calls_say_change(struct hf_calls_x *x, struct hf_calls_call *call,
                         const struct hf_sdp_agreed *before);
uint64_t hf_calls_draw(struct hf_calls_x *x);

#endif
