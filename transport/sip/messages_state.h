/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of message waiting share:
 *
 *   messages.c            the door: settings, the line's status, actions, time, status for people
 *   messages_machine.c    the subscription's states, and what each entry does
 *   messages_request.c    SUBSCRIBE: how it is asked for, what its answers say
 *   messages_notify.c     NOTIFY: whose it is, what it changes, what it is answered
 *   messages_body.c       the summary inside (RFC 3842 5)
 */
#ifndef HF_SIP_MESSAGES_STATE_H
#define HF_SIP_MESSAGES_STATE_H

#include "agent_state.h"
#include "holdfast/sip/dialog.h"
#include "holdfast/sip/messages.h"

#define HF_MESSAGES_FIELDS_MAX 96

enum hf_messages_bits {
    HF_MESSAGES_WANTED = 1,   /* a subscription is configured */
    HF_MESSAGES_PENDING = 2,  /* Subscription-State says so */
    HF_MESSAGES_NOTIFIED = 4, /* a NOTIFY came in the dialog */
    HF_MESSAGES_NUDGED = 8,   /* it was refreshed since none came */
    HF_MESSAGES_ENDED = 16,   /* ASKING: the server ended it before its answer was heard */
    HF_MESSAGES_PLACED = 32   /* `place` is valid: the line is in service there */
};

/* 2.4 KiB, most of it the dialog. */
struct hf_messages {
    struct hf_agent_inside text; /* of the SUBSCRIBE under way; the agent borrows it */
    struct hf_dialog dialog;
    uint64_t request;         /* Wanted id of the SUBSCRIBE under way; 0: none */
    uint64_t withdrawn;       /* of the last one that was given up: its report is nobody else's */
    uint64_t deadline_us;     /* SUBSCRIBED: to refresh; WAITING: to try again; else HF_NEVER */
    uint64_t stands_since_us; /* SUBSCRIBED, REFRESHING: since its first 2xx */
    uint64_t again_us;        /* ENDED: when to try again, or HF_NEVER */
    uint64_t flow;            /* the connection that the last SUBSCRIBE was answered on; 0: UDP */
    uint64_t since_us, heard_us;
    struct hf_target place; /* where the line is in service */
    struct hf_messages_count voice, other;
    uint32_t expires_s;                    /* configured */
    uint32_t ask_s;                        /* what is asked for: more where a 423 wanted more */
    uint32_t granted_s;                    /* of the running subscription */
    uint32_t min_expires_s, retry_after_s; /* of the last answer; 0: not said */
    uint32_t draws;                        /* C11: counter */
    uint16_t status;                       /* of the last refusal */
    uint16_t notified_status;              /* what the last NOTIFY in the dialog was answered */
    uint8_t state;                         /* enum hf_messages_state */
    uint8_t bits;                          /* enum hf_messages_bits */
    uint8_t place_server;                  /* 1.. */
    uint8_t server;                        /* 1.. that has the subscription, or 0 */
    uint8_t news;                          /* enum hf_messages_news */
    uint8_t failures;                      /* in a row, for the wait */
    uint8_t waiting;                       /* 1: the lamp is on */
    uint8_t jitter_percent;
    const char *why; /* WAITING; lives for ever */
    char uri[HF_AGENT_URI_MAX + 1];
    char fields[HF_MESSAGES_FIELDS_MAX];
    char account[HF_MESSAGES_ACCOUNT_MAX + 1];
};

struct hf_messages_x { /* one call of the door */
    struct hf_messages *messages;
    struct hf_agent *agent;
    uint64_t *next_id;
    uint64_t now_us;
    struct hf_agent_out *out;
};

/* ---- messages.c ---- */

/* A look at the first bytes: most of what a line hears is neither a NOTIFY nor an answer to us. */
bool hf_messages_may_be_for(const struct hf_messages *messages,
                            const struct hf_agent_received *received);

/* ---- messages_machine.c ---- */

/* How a subscription is not there, and when it is tried again. */
struct hf_messages_wait {
    const char *why;   /* lives for ever, at most 39 bytes */
    uint64_t until_us; /* HF_NEVER: where the line moves, or anew at its configuration */
    uint16_t status;   /* or 0 */
};

void hf_messages_enter_off(struct hf_messages_x *x);
/* Outside of a dialog, where the line is: what was there before is forgotten. */
void hf_messages_enter_asking(struct hf_messages_x *x);
/* Accepted by this server for granted_s. */
void hf_messages_enter_subscribed(struct hf_messages_x *x);
void hf_messages_enter_refreshing(struct hf_messages_x *x);
void hf_messages_enter_leaving(struct hf_messages_x *x);
void hf_messages_enter_waiting(struct hf_messages_x *x, const struct hf_messages_wait *wait);
/* RFC 6665 4.1.3: what a server says of it now counts. SUBSCRIBED, REFRESHING. */
void hf_messages_renew(struct hf_messages_x *x, uint32_t granted_s);
/* Is not there: tried again at once where it has stood for a while, else a little later. */
void hf_messages_again(struct hf_messages_x *x, struct hf_messages_wait wait);
uint64_t hf_messages_backoff_us(const struct hf_messages_x *x);

/* ---- messages_request.c ---- */

/* Gives up the SUBSCRIBE under way, where there is one. */
void hf_messages_withdraw(struct hf_messages_x *x);
/* Asks the core for a SUBSCRIBE, in the dialog or not. False: there is no room for its text. */
bool hf_messages_ask(struct hf_messages_x *x, uint32_t expires_s, bool in_dialog);
void hf_messages_on_report(struct hf_messages_x *x, const struct hf_request_report *report);
/* True: it was an answer to the SUBSCRIBE under way, and the agent has heard it. */
bool hf_messages_on_response(struct hf_messages_x *x, const struct hf_agent_received *received,
                             const struct hf_sip_message *m);
/* The dialog's URIs are no longer than a request of ours can say. */
bool hf_messages_fits(const struct hf_dialog *dialog);
/* The SUBSCRIBE under way, as it was sent, parsed; its bytes stand in x->out, which says nothing.
 * False: none is. */
bool hf_messages_sent(struct hf_messages_x *x, struct hf_sip_message *m);

/* ---- messages_notify.c ---- */

/* m: parsed, a NOTIFY. False: it is the agent's. x->messages may be NULL. */
bool hf_messages_on_notify(struct hf_messages_x *x, const struct hf_agent_received *received,
                           const struct hf_sip_message *m);

/* ---- messages_body.c ---- */

struct hf_messages_summary {
    struct hf_messages_count voice, other;
    struct hf_slice account; /* of the body; empty: none */
    bool waiting;
};
/* The body of a NOTIFY. 0, or a negative hf_error, and error says what and at which byte of the
 * body. */
int hf_messages_read(struct hf_slice body, struct hf_messages_summary *summary,
                     struct hf_sip_error *error);

#endif
