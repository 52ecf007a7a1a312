/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole calls in virtual time: three phones made of a transaction layer and dialogs, and between
 * them two stateless proxies that record their route, fork, and can be dead. Every hop takes 10 ms.
 */
#ifndef TESTS_SIP_CALL_FLOW_SUPPORT_H
#define TESTS_SIP_CALL_FLOW_SUPPORT_H

#include "holdfast/sip/dialog.h"
#include "holdfast/sip/layer.h"
#include "support.h"

#define CALL_UAS     3
#define CALL_PROXIES 2
#define CALL_NEWS    8
#define CALL_PACKETS 64
#define CALL_TEXT    4096
#define CALL_HOP_US  10000u

enum { ALICE, BOB, CAROL };

struct call_news { /* what a phone heard, OVER apart */
    uint64_t id;
    uint64_t at_us;
    uint32_t kind;
    uint16_t status;
    struct hf_sip_message m; /* the message that it was, if any */
    char text[CALL_TEXT];
};

struct call_ua {
    struct hf_layer *layer;
    struct hf_target here;
    struct call_news news[CALL_NEWS]; /* a ring */
    unsigned n_news, n_taken;
    struct hf_fork fork;     /* of an INVITE of its own */
    struct hf_dialog dialog; /* of the call that it took */
    unsigned n_cseq;
};

struct call_packet {
    uint64_t at_us; /* when it arrives */
    struct hf_target from, to;
    size_t n;
    char text[CALL_TEXT];
};

struct call_world {
    uint64_t now_us;
    struct call_ua uas[CALL_UAS];
    struct call_packet packets[CALL_PACKETS];
    unsigned n_packets;
    unsigned forks[CALL_UAS]; /* who is asked for by a name of the domain */
    unsigned n_forks;
    bool dead[CALL_PROXIES];
    unsigned n_sent;     /* datagrams of phones, so far */
    const char *to_drop; /* one whose text begins so is lost, once; NULL: none */
    struct hf_layer_out out;
};

void call_open(struct call_world *w);
/* Runs until nothing is pending anywhere; nothing may have been heard that no story took. */
void call_close(struct call_world *w);
void call_run(struct call_world *w, uint64_t until_us);

/* Runs until that phone hears something, which must be of this kind and status (0: any). Valid
 * until it is asked for CALL_NEWS more. */
struct call_news *call_next(struct call_world *w, unsigned who, unsigned kind, unsigned status);

/* Asks for bob@example.net through the first proxy; the id. */
uint64_t call_invite(struct call_world *w, unsigned who);
/* What the caller makes of a response to its INVITE. */
struct hf_fork_news call_hear(struct call_world *w, unsigned who, const struct call_news *news);
/* The callee's dialog of that INVITE. */
void call_take(struct call_world *w, unsigned who, const struct call_news *invite);

struct call_inside { /* a request inside a dialog, with the phone's Contact */
    struct hf_dialog *dialog;
    const char *method;
    const char *next_hop; /* E5; NULL: the dialog's */
    const char *fields;   /* more; NULL: none */
    uint32_t cseq;        /* 0: the next one */
};
uint64_t call_ask(struct call_world *w, unsigned who, const struct call_inside *inside);
void call_ack(struct call_world *w, unsigned who, struct hf_dialog *dialog);
void call_bye(struct call_world *w, unsigned who, struct hf_dialog *dialog);

void call_respond(struct call_world *w, unsigned who, const struct call_news *request,
                  unsigned status);
void call_respond_reliably(struct call_world *w, unsigned who, const struct call_news *request,
                           uint32_t rseq);
void call_cancel(struct call_world *w, unsigned who, uint64_t id);

#endif
