/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dialogs (RFC 3261 12): what both sides keep of one another, from the message that made it to the
 * requests that go inside. A dialog is one flat block that may be copied; its texts stand in it,
 * always in the same order, so that equal dialogs are equal bytes.
 *
 * NONE       no dialog
 * EARLY      made by a 101..199 with a To tag
 * CONFIRMED  made or confirmed by a 2xx
 * OVER       ended; it still recognizes its messages, and still prints requests (a BYE that is
 *            tried elsewhere, E5)
 *
 * What a peer says is looked at whole before anything changes: on an error the dialog is byte for
 * byte what it was. Call-IDs are compared with case, tags without (7.3.1).
 */
#ifndef HOLDFAST_SIP_DIALOG_H
#define HOLDFAST_SIP_DIALOG_H

#include "holdfast/sip/message.h"

#define HF_DIALOG_TEXTS  1536 /* bytes of all that is kept: more is refused, never cut */
#define HF_DIALOG_ROUTES 16   /* elements of a route set */
#define HF_FORK_DIALOGS  4    /* early dialogs of one INVITE */

enum hf_dialog_state {
    HF_DIALOG_NONE = 0,
    HF_DIALOG_EARLY = 1,
    HF_DIALOG_CONFIRMED = 2,
    HF_DIALOG_OVER = 3,
    HF_DIALOG_COUNT
};
extern const uint8_t hf_dialog_moves[HF_DIALOG_COUNT]; /* bit per state */

struct hf_dialog_text { /* in texts */
    uint16_t at, length;
};

struct hf_dialog {
    uint32_t local_cseq;  /* of our last request, below 2^31; 0: none yet */
    uint32_t remote_cseq; /* of theirs; valid with has_remote_cseq */
    uint32_t invite_cseq; /* of our INVITE that made it or was last answered by a 2xx: the ACK's;
                             0: no INVITE of ours */
    uint32_t remote_rseq; /* of the last reliable response taken (RFC 3262 4); 0: none since the
                             last final response to an INVITE of ours */
    struct hf_dialog_text call_id;
    struct hf_dialog_text local, remote;         /* From and To values without their tags */
    struct hf_dialog_text local_tag, remote_tag; /* empty remote: RFC 2543 */
    struct hf_dialog_text target;                /* remote target: a URI without <> */
    struct hf_dialog_text route; /* route set, elements in the order they are used, comma between;
                                    each with all its parameters, folds undone */
    uint8_t state;               /* enum hf_dialog_state */
    uint8_t is_caller;           /* 1: made by our request */
    uint8_t is_secure;           /* 1: its request went to a sips URI (12.1.1, 12.1.2): half of
                                    what makes a dialog secure, for what the request went over is
                                    not known here */
    uint8_t has_remote_cseq;
    uint16_t n_texts; /* bytes used */
    uint16_t n_routes;
    uint8_t has_contact; /* 1: the peer named the target; 0: the Request-URI stands in for it */
    uint8_t reserved[3];
    char texts[HF_DIALOG_TEXTS];
};

/* Makes a dialog from our request and a response to it (12.1.2): a 2xx, or one of 101..199 to an
 * INVITE. HF_E_MALFORMED where they do not belong together or a part lacks or is wrong (the To tag
 * of a 1xx; a Contact that is none of sip or sips), HF_E_LIMIT for more than is kept; then it is
 * NONE. Without a Contact the target is the Request-URI. From and To are those of our request
 * (12.2.1.1): a response does not choose what stands in them, its tag apart. A 2xx without a tag is
 * of an RFC 2543 peer.
 * A 2xx to an INVITE must be ACKed (13.2.2.4), so that it fails for neither Contact nor
 * Record-Route as long as any target is known: a Contact that cannot be used, or is more than is
 * kept, counts as absent; so does a route that is none, and a whole route set that is too large. */
int hf_dialog_make_caller(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          const struct hf_sip_message *response);
/* From their request with a Contact and without a To tag, answered with local_tag, a token, in To
 * (12.1.1). EARLY until hf_dialog_confirm. Errors as above. */
int hf_dialog_make_callee(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          struct hf_slice local_tag);

/* From our SUBSCRIBE and a NOTIFY that came before its 2xx (RFC 6665 4.4.1): CONFIRMED. Errors as
 * above, also for a NOTIFY to another SUBSCRIBE. */
int hf_dialog_make_notified(struct hf_dialog *dialog, const struct hf_sip_message *request,
                            const struct hf_sip_message *notify);

/* Is this message, request or response, one of the dialog (12.2.2)? */
bool hf_dialog_has(const struct hf_dialog *dialog, const struct hf_sip_message *m);

/* A response of the dialog to a request of ours: a 2xx to its INVITE confirms an early one and
 * takes its route set anew (13.2.2.4); a 2xx to INVITE, UPDATE, SUBSCRIBE, NOTIFY or REFER
 * refreshes the target (12.2.1.2, RFC 5057 5.4), each INVITE's only once; a final one to an INVITE
 * ends the count of RSeq. The first 1xx with a Contact brings target and routes to an early one
 * that had none. Behind the end a 2xx to a later INVITE sets invite_cseq, for its ACK. Others
 * change nothing; what a failure means is the caller's to say
 * (12.2.1.2, E5). Errors as above, also for a response that is not of the dialog or to a request
 * that never was. */
int hf_dialog_hear_response(struct hf_dialog *dialog, const struct hf_sip_message *response);

enum hf_dialog_verdict {
    HF_DIALOG_TAKEN = 0,
    HF_DIALOG_REPEATED = 1 /* its CSeq is not above the last one: answer 500 (12.2.2) */
};
/* A request of theirs, of the dialog: counts its CSeq, and the methods above refresh the target. An
 * ACK and a CANCEL count nothing. HF_E_MALFORMED, HF_E_LIMIT: answer 400 or 500; not counted. */
int hf_dialog_hear_request(struct hf_dialog *dialog, const struct hf_sip_message *request);

/* A reliable provisional response (RFC 3262 4): true when it is the next in order and so to be
 * acknowledged by PRACK. Another is absorbed: one seen before, or one that came too early. */
bool hf_dialog_hear_rseq(struct hf_dialog *dialog, uint32_t rseq);

void hf_dialog_confirm(struct hf_dialog *dialog); /* we gave a 2xx; again, or behind the end: no
                                                     effect */
void hf_dialog_end(struct hf_dialog *dialog);     /* again, or of none: no effect */

/* CSeq for the next request of ours, counted. ACK and CANCEL take invite_cseq instead. There are
 * 2^31 of them (8.1.1.5): to ask for one more asserts, so that a first CSeq should be small. */
uint32_t hf_dialog_next_cseq(struct hf_dialog *dialog);

/* The text of a part: empty when it has none. */
struct hf_slice hf_dialog_text(const struct hf_dialog *dialog, const struct hf_dialog_text *text);

/* Where a request goes: the first route, or the target (12.2.1.1). A URI without <>. */
struct hf_slice hf_dialog_next_hop(const struct hf_dialog *dialog);

/* The Request-URI of what hf_dialog_put_request prints without a next_hop. */
void hf_dialog_put_uri(const struct hf_dialog *dialog, struct hf_sip_out *out);

struct hf_dialog_request {
    struct hf_slice method;
    uint32_t cseq;
    struct hf_slice next_hop; /* E5: a sip or sips URI without <> that takes the place of the first
                                 route, where there is a route set; it is of a loose router, with
                                 or without ;lr. Empty: none */
};
/* Prints request line, Max-Forwards, Route, From, To, Call-ID, CSeq, loose and strict routers
 * included (12.2.1.1, 16.12.1.2). A Request-URI goes without method and headers (19.1.1). The Via
 * is the layer's; the rest the caller's, with hf_sip_put_end. Never of NONE. */
void hf_dialog_put_request(const struct hf_dialog *dialog, const struct hf_dialog_request *request,
                           struct hf_sip_out *out);

/* ---- the dialogs of one INVITE that a proxy forked (13.2.2, 12.1) ---- */

struct hf_fork {
    struct hf_dialog dialogs[HF_FORK_DIALOGS];
    uint8_t n;
    uint8_t winner;   /* index + 1 of the dialog that a 2xx confirmed first; 0: none yet */
    uint8_t answered; /* bit per dialog: a 2xx of it came */
    uint8_t reserved;
};

enum hf_fork_verdict {
    HF_FORK_NONE = 0,     /* it makes no dialog: 100, 1xx without To tag or behind the dialog's 2xx
                             or end, a final failure (which ends the early ones, 12.3) */
    HF_FORK_EARLY = 1,    /* a 1xx of dialogs[at] */
    HF_FORK_ANSWERED = 2, /* the first 2xx, of dialogs[at]: ACK */
    HF_FORK_AGAIN = 3,    /* a 2xx of dialogs[at] came again: ACK again */
    HF_FORK_ALSO = 4,     /* a 2xx of another one, dialogs[at]: ACK, then BYE (13.2.2.4) */
    HF_FORK_FULL = 5      /* no room for another early dialog: its 1xx tells nothing */
};
struct hf_fork_news {
    uint8_t verdict; /* enum hf_fork_verdict */
    uint8_t at;
    uint8_t reserved[2];
};
/* A 2xx always finds room: where all places are taken it gets that of an ended early dialog, else
 * of an early one, else of one that answered, but never the winner's. It also brings an early
 * dialog back that was ended before. HF_E_MALFORMED for what is no response to this INVITE, else
 * errors as hf_dialog_make_caller; nothing has changed then. */
int hf_fork_hear(struct hf_fork *fork, const struct hf_sip_message *request,
                 const struct hf_sip_message *response, struct hf_fork_news *news);

#endif
