/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sip_lab: a SIP endpoint over UDP made of the transaction layer and dialogs alone, for tests
 * against other implementations. It calls once, or answers, and prints a line for each thing that
 * happens:  <ms since its start> <what> <details>.
 *
 * sip_lab.c         the loop: socket, timers, what is lost on purpose
 * sip_lab_options.c the command line
 * sip_lab_text.c    the messages
 * sip_lab_call.c    the caller: INVITE, its responses, CANCEL, ACK, PRACK
 * sip_lab_answer.c  requests that come: INVITE, and what is inside a dialog of either side
 */
#ifndef SIP_LAB_H
#define SIP_LAB_H

#include "holdfast/sip/dialog.h"
#include "holdfast/sip/digest.h"
#include "holdfast/sip/layer.h"
#include "holdfast/sip/message.h"
#include "holdfast/status.h"
#include "holdfast/target.h"

#define LAB_DROPS_MAX  8
#define LAB_TEXT_MAX   8192 /* bytes of a message of ours */
#define LAB_NEWS_MAX   64   /* told by the layer and not yet heard */
#define LAB_AT_ONCE    0u
#define LAB_NOT_AT_ALL UINT32_MAX

struct lab_drop {  /* "out:ACK:2": the first two ACKs that would leave are lost */
    char what[16]; /* a method or a status; "*": any */
    uint32_t left;
    bool out;
};

struct lab_options {
    const char *to;                          /* call: the Request-URI; NULL: answer */
    const char *user;                        /* in From and Contact, and of the digest */
    const char *password;                    /* NULL: no challenge is answered */
    struct hf_target at, local;              /* call: where the INVITE goes */
    uint32_t think_ms;                       /* answer: before the 180 */
    uint32_t ring_ms, cancel_ms, hang_up_ms; /* LAB_NOT_AT_ALL */
    uint32_t status;                         /* answer: the final one */
    uint32_t t1_ms, t2_ms, timeout_s;
    uint32_t n_drops;
    bool reliable; /* answer: 180 goes out reliably where that is supported */
    struct lab_drop drops[LAB_DROPS_MAX];
};

struct lab_caller {
    uint64_t invite; /* id; 0: none */
    uint32_t cseq, tries;
    bool cancelled;
    char call_id[33], tag[17];
    char credentials[1024]; /* header fields */
    struct hf_fork fork;
    struct hf_sip_message request; /* the INVITE as the layer keeps it, while a response is heard */
};

struct lab_callee {
    uint64_t invite; /* id; 0: none yet */
    uint32_t rseq;
    bool answered;  /* a final response was given */
    bool may_prack; /* the caller supports it */
    struct hf_dialog dialog;
    struct hf_target from; /* of the INVITE */
};

struct lab {
    struct lab_options options;
    struct lab_caller caller;
    struct lab_callee callee;
    struct hf_layer *layer;
    uint64_t start_us, now_us;
    uint64_t ring_us, final_us, cancel_us, hang_up_us; /* timers; HF_NEVER */
    uint64_t bye;                                      /* id of ours; 0: none */
    uint32_t n_active;                                 /* transactions that are not over */
    bool has_begun;
    int socket;
    uint32_t n_news, heard;
    struct hf_layer_news news[LAB_NEWS_MAX];
    struct hf_target from; /* of the message */
    struct hf_sip_message message;
    char datagram[HF_SIP_MESSAGE_MAX];
    char text[LAB_TEXT_MAX];
    struct hf_layer_out out;
};

/* ---- sip_lab_options.c ---- */
int lab_options_read(struct lab_options *options, int argc, char **argv); /* negative: usage said */

/* ---- sip_lab.c ---- */
void lab_say(const struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sends what the layer wants sent and keeps its news. */
void lab_flush(struct lab *lab);
/* What a call of the layer returned; false, and said, when it was refused. */
bool lab_is_fine(struct lab *lab, const char *what, int result);
uint64_t lab_after(const struct lab *lab, uint32_t ms); /* HF_NEVER for LAB_NOT_AT_ALL */

/* ---- sip_lab_text.c ---- */
uint64_t lab_send_invite(struct lab *lab); /* its id; 0: the layer refused it */
struct lab_request {
    const char *method;
    uint32_t cseq;
    const char *fields; /* more header fields, CRLF behind each */
    const struct hf_dialog *dialog;
};
/* Sends a request inside a dialog; its id, 0 for an ACK or a refused one. */
uint64_t lab_send(struct lab *lab, const struct lab_request *request);
/* A response with Contact and, for a 2xx to an INVITE, SDP; rseq as in layer.h. */
void lab_respond(struct lab *lab, uint64_t id, unsigned status, uint32_t rseq);
/* Credentials for the 401 or 407 in lab->message into lab->caller.credentials; false: none can
 * be given. */
bool lab_answer_challenge(struct lab *lab);

/* ---- sip_lab_call.c ---- */
void lab_call(struct lab *lab);
void lab_hear_response(struct lab *lab, const struct hf_layer_news *news);
void lab_on_cancel_timer(struct lab *lab);
void lab_on_hang_up_timer(struct lab *lab);
void lab_bye(struct lab *lab, struct hf_dialog *dialog);
struct hf_dialog *lab_winner(struct lab *lab); /* NULL: none confirmed */

/* ---- sip_lab_answer.c ---- */
void lab_hear_request(struct lab *lab, const struct hf_layer_news *news);
void lab_hear_ack(struct lab *lab);
void lab_hear_cancel(struct lab *lab, uint64_t id);
void lab_on_ring_timer(struct lab *lab);
void lab_on_final_timer(struct lab *lab);
void lab_refuse_unpracked(struct lab *lab, uint64_t id);

#endif
