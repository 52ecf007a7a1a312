/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small registrar (RFC 3261 10.3) and stateless proxy (16.11) for demos, labs and simulated
 * worlds: digest, a real table of bindings, calls to who is registered, and faults on command.
 * Pure: bytes and times in, bytes and times out; no socket, no clock, and no allocation after
 * hf_registrar_new.
 *
 * The shell's loop, for each message: hf_registrar_receive fills a struct hf_registrar_answer of
 * the caller; where its outcome is ANSWERED or FORWARDED, send its bytes by its way at its send_us.
 * Every table is bounded; what does not fit is refused with a status, never lost in silence.
 *
 * The proxy forwards requests for a user's address to the user's newest Contact, and what belongs
 * to a dialog along its Route. It is no open relay. A request leaves to a Contact that is
 * registered here (or to the place of one), by its registration's connection where it came over
 * one; or along a dialog whose first request went through here, which a sealed token in our
 * Record-Route proves; or, where the options say so, to any address that is loopback or private.
 */
#ifndef HOLDFAST_SIM_REGISTRAR_H
#define HOLDFAST_SIM_REGISTRAR_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/target.h"

#define HF_REGISTRAR_BINDINGS     4096 /* of all addresses-of-record together */
#define HF_REGISTRAR_USERS        1024
#define HF_REGISTRAR_CONTACTS     10   /* of one address-of-record, and in one REGISTER */
#define HF_REGISTRAR_TRANSACTIONS 4096 /* remembered answers; the oldest gives way */
#define HF_REGISTRAR_NONCES       4096 /* live nonces; an older one counts as stale */
#define HF_REGISTRAR_PASSED       4096 /* remembered ways of requests; the oldest gives way */
#define HF_REGISTRAR_DOORS        8
#define HF_REGISTRAR_ANSWER_MAX   4096  /* bytes of an answer of our own */
#define HF_REGISTRAR_BYTES_MAX    65535 /* bytes of what is forwarded */
#define HF_REGISTRAR_TEXT_MAX     127   /* user, password, domain, realm, address-of-record */
#define HF_REGISTRAR_CONTACT_MAX  255   /* bytes of one Contact's URI */
#define HF_REGISTRAR_PATH_MAX     255   /* bytes of a Path */
#define HF_REGISTRAR_DELAY_MAX_MS 60000

struct hf_registrar;

enum hf_registrar_relay {
    HF_REGISTRAR_RELAY_REGISTERED = 0, /* outside of its dialogs to registered places only */
    HF_REGISTRAR_RELAY_ANY = 1         /* to every loopback and private address, too */
};

struct hf_registrar_options {
    const char *domain;     /* the one domain that is served; NULL or "": any */
    const char *realm;      /* of challenges; NULL or "": "holdfast" */
    uint32_t expires_min_s; /* shorter wishes get 423 (below one hour only, RFC 3261 10.3) */
    uint32_t expires_max_s; /* longer wishes are granted this; 0: 3600 */
    uint32_t nonce_life_s;  /* 0: 300 */
    uint8_t relay;          /* enum hf_registrar_relay */
    uint8_t random[32];     /* from the OS: nonces, tags and tokens cannot be guessed */
};

/* NULL: a text is too long, or there is no memory. */
struct hf_registrar *hf_registrar_new(const struct hf_registrar_options *options);
void hf_registrar_free(struct hf_registrar *registrar);

/* Once one user is known, every REGISTER needs credentials, and so does what is forwarded and is
 * no ACK, no CANCEL and of no dialog that went through here. 0; -1: the table is full, the name is
 * empty, known already, or a text is too long. */
int hf_registrar_add_user(struct hf_registrar *registrar, const char *name, const char *password);

/* Where messages come in and go out: door numbers are the shell's, below HF_REGISTRAR_DOORS. where
 * is the address by which others reach it, and is named in Via and Record-Route; without one, or
 * with the unspecified address, nothing can leave by that door but answers. */
void hf_registrar_set_door(struct hf_registrar *registrar, unsigned door,
                           const struct hf_target *where);

enum hf_registrar_outcome {
    HF_REGISTRAR_ANSWERED = 1,
    HF_REGISTRAR_SILENT = 2,    /* a request that `drop` leaves unanswered */
    HF_REGISTRAR_ABSORBED = 3,  /* an ACK or a response that goes nowhere, or a repeat of what is
                                   still delayed */
    HF_REGISTRAR_MALFORMED = 4, /* not a SIP request that could be answered: why says more */
    HF_REGISTRAR_KEEPALIVE = 5, /* CRLF or an empty datagram (RFC 5626 3.5) */
    HF_REGISTRAR_FORWARDED = 6  /* a request, or with status a response */
};

struct hf_registrar_received {
    uint64_t now_us;
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target from;
    uint64_t connection; /* the shell's number of the one it came on, never used again; 0: UDP */
    uint8_t door;        /* by which it came in */
};

struct hf_registrar_answer { /* the caller's; filled by one call */
    uint64_t send_us;        /* ANSWERED, FORWARDED: not before this */
    uint64_t connection;     /* the same: the one to send on; 0: UDP */
    struct hf_target to;     /* the same: by RFC 3261 18.2.2 and RFC 3581; over a connection that is
                                not the one it came on without an address: the shell has it */
    uint32_t n_bytes;        /* the same */
    uint32_t expires_s;      /* a REGISTER's 200: the longest expiry granted by it */
    uint32_t n_bindings;     /* a REGISTER's 200: how many the address-of-record has now */
    uint16_t status;         /* ANSWERED; FORWARDED: of a response, 0: a request */
    uint8_t door;            /* ANSWERED, FORWARDED: to send by */
    uint8_t outcome;         /* enum hf_registrar_outcome */
    uint8_t repeated;        /* 1: a retransmission; the remembered answer is given again */
    char method[20];         /* terminated, cut to fit; "" where it is not known */
    char user[64];           /* user part of To, terminated, cut to fit */
    char why[96];            /* a few words: what the status means here; "" for a plain one */
    uint8_t bytes[HF_REGISTRAR_BYTES_MAX];
};

void hf_registrar_receive(struct hf_registrar *registrar,
                          const struct hf_registrar_received *received,
                          struct hf_registrar_answer *answer);

/* What was FORWARDED just now could not be sent, the bytes of received are still there: answer is
 * filled anew, for a request with a 480, or ABSORBED. why: a few words. */
void hf_registrar_unsent(struct hf_registrar *registrar,
                         const struct hf_registrar_received *received,
                         struct hf_registrar_answer *answer, const char *why);

enum hf_registrar_order {
    HF_REGISTRAR_NOTHING = 0, /* an empty line, or a comment that begins with # */
    HF_REGISTRAR_ANSWER = 1,  /* no fault any more */
    HF_REGISTRAR_DROP = 2,    /* hear, and say nothing; nor is a response forwarded */
    HF_REGISTRAR_REJECT = 3,  /* every request but ACK gets status */
    HF_REGISTRAR_DELAY = 4,   /* answers, and requests that are forwarded, leave delay_ms late; with
                                 the others, not instead */
    HF_REGISTRAR_WIPE = 5,    /* forget all bindings */
    HF_REGISTRAR_STOP = 6,    /* for the shell, as are the rest */
    HF_REGISTRAR_START = 7,
    HF_REGISTRAR_SHOW = 8, /* `bindings` */
    HF_REGISTRAR_QUIT = 9,
    HF_REGISTRAR_REFUSE = 10, /* no new connection is taken; those that are open stay */
    HF_REGISTRAR_RESET = 11   /* every open connection is reset, once */
};

struct hf_registrar_command {
    uint32_t delay_ms;      /* DELAY */
    uint32_t retry_after_s; /* REJECT; 0: no Retry-After */
    uint16_t status;        /* REJECT */
    uint8_t order;          /* enum hf_registrar_order */
    uint8_t method;         /* ANSWER to DELAY: enum hf_sip_method, 0: all */
    char error[160];        /* what is wrong with the text, and what would be right */
};

/* Reads one line: answer [METHOD] | drop [METHOD] | reject STATUS [retry-after=S] [METHOD] |
 * delay MS [METHOD] | wipe | stop | start | refuse | reset | bindings | quit. 0, or -1 with
 * command->error. */
int hf_registrar_command_read(struct hf_registrar_command *command, const char *text);

/* Carries out ANSWER to WIPE; the shell's own orders change nothing here. */
void hf_registrar_obey(struct hf_registrar *registrar, const struct hf_registrar_command *command);

struct hf_registrar_view { /* one binding, for people; valid until the next call that changes */
    const char *address;   /* user@host */
    const char *contact;   /* its URI */
    uint32_t expires_s;    /* left, rounded up */
    uint32_t cseq;
};

/* The first binding alive at now_us from slot *cursor on; 1, and *cursor is behind it, or 0. */
int hf_registrar_next_binding(const struct hf_registrar *registrar, uint64_t now_us, size_t *cursor,
                              struct hf_registrar_view *view);

#endif
