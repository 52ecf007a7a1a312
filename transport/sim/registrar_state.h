/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrar from inside: its tables, and what its files ask of each other.
 *   registrar.c               a message in, an answer out: methods, faults
 *   registrar_tables.c        made, filled, freed; what a command changes
 *   registrar_answer.c        answers of our own
 *   registrar_transactions.c  retransmissions
 *   registrar_bindings.c      the table of bindings and what a REGISTER may do to it
 *   registrar_uri.c           when two Contacts are the same
 *   registrar_digest.c        users, nonces, challenges
 *   registrar_command.c       faults as words
 *   proxy.h                   what is forwarded
 */
#ifndef HOLDFAST_SIM_REGISTRAR_STATE_H
#define HOLDFAST_SIM_REGISTRAR_STATE_H

#include "holdfast/sim/registrar.h"
#include "holdfast/sip/message.h"

#define HF_REGISTRAR_SECOND_US 1000000u
#define HF_REGISTRAR_MEMORY_US (32u * HF_REGISTRAR_SECOND_US) /* 64*T1, RFC 3261 17.2.2 */

struct hf_registrar_user {
    char name[HF_REGISTRAR_TEXT_MAX + 1];
    char password[HF_REGISTRAR_TEXT_MAX + 1];
};

struct hf_registrar_nonce {
    uint32_t number; /* of the nonce that lives in this slot; 0: none */
    uint32_t count;  /* highest nc seen with it */
};

struct hf_registrar_transaction {
    uint64_t key;     /* 0: free */
    uint64_t born_us; /* forgotten 64*T1 later */
    uint64_t send_us; /* when its answer leaves; a repeat before that is absorbed */
    struct hf_target to;
    uint32_t n_bytes;
    uint16_t status;
};

struct hf_registrar_binding {
    uint64_t expires_us; /* not alive from then on; 0: free */
    uint64_t address_hash;
    uint64_t call_id_hash;
    uint64_t touched;    /* counts the REGISTERs: the newest binding has the highest */
    uint64_t connection; /* that its REGISTER came on; 0: UDP */
    struct hf_target from;
    struct hf_target at; /* the Contact's place; family NONE: it names a host, or is no SIP URI */
    uint32_t serial;     /* of this binding among all that ever were; never 0 */
    uint32_t cseq;
    uint16_t q;                              /* thousandths */
    uint8_t door;                            /* that its REGISTER came in by */
    char address[HF_REGISTRAR_TEXT_MAX + 1]; /* user@host, RFC 3261 10.3 step 5 */
    char contact[HF_REGISTRAR_CONTACT_MAX + 1];
    char path[HF_REGISTRAR_PATH_MAX + 1]; /* RFC 3327, commas between; "": none */
};

struct hf_registrar_fault { /* of the requests of one method */
    uint32_t reject_retry_after_s;
    uint32_t delay_ms;
    uint16_t reject_status; /* 0: none */
    bool is_silent;
};

/* A request that was forwarded: its repeats, its CANCEL and the ACK to its refusal go the same way
 * (RFC 3261 16.11), and it is not challenged twice. */
struct hf_registrar_passed {
    uint64_t key;     /* of its transaction, whatever the method; 0: free */
    uint32_t slot;    /* of the binding that it went to */
    uint32_t serial;  /* of that binding; 0: it went elsewhere */
    bool is_for_user; /* its Contact took the Request-URI's place */
};

struct hf_registrar {
    uint8_t random[32];
    char domain[HF_REGISTRAR_TEXT_MAX + 1];
    char realm[HF_REGISTRAR_TEXT_MAX + 1];
    uint32_t expires_min_s, expires_max_s, nonce_life_s;
    uint8_t relay;
    struct hf_target doors[HF_REGISTRAR_DOORS]; /* family NONE: not known */
    struct hf_registrar_fault faults[HF_METHOD_COUNT];

    size_t n_users;
    size_t n_slots; /* bindings[0..n_slots) have been used; the rest never */
    size_t next_transaction;
    size_t next_passed;
    uint64_t last_touched;
    uint32_t last_serial;
    uint32_t last_nonce;
    struct hf_registrar_user *users;
    struct hf_registrar_binding *bindings;
    struct hf_registrar_nonce *nonces;
    struct hf_registrar_transaction *transactions;
    struct hf_registrar_passed *passed;
    uint8_t (*answers)[HF_REGISTRAR_ANSWER_MAX]; /* one a transaction */
    struct hf_sip_message message;               /* the datagram in work */
};

struct hf_registrar_request { /* a sound request in work, and the answer it is given */
    uint64_t now_us;
    const struct hf_sip_message *message;
    const struct hf_registrar_received *received;
    struct hf_sip_party to;
    struct hf_sip_cseq cseq;
    uint64_t key;                            /* of its transaction */
    char address[HF_REGISTRAR_TEXT_MAX + 1]; /* REGISTER: its address-of-record */
    uint16_t status;                         /* decided */
    bool challenge;                          /* a 401 or 407 carries one */
    bool stale;
    struct hf_slice unsupported; /* 420: the option tags */
    struct hf_registrar_answer *answer;
};

/* FNV-1a, from `hash` on; begins with a value made of the registrar's random bytes. */
uint64_t hf_registrar_hash(uint64_t hash, struct hf_slice bytes);
uint64_t hf_registrar_hash_begin(const struct hf_registrar *registrar);

/* Decides a status; why is a few words for the shell's line. */
void hf_registrar_decide(struct hf_registrar_request *request, uint16_t status, const char *why);

/* Prints the answer of the decided status, and remembers it. */
void hf_registrar_answer(struct hf_registrar *registrar, struct hf_registrar_request *request);
/* Ends the work on a message without an answer. */
void hf_registrar_leave(struct hf_registrar_answer *answer, uint8_t outcome, const char *why);

/* Names the transaction of request, were it of `method`. Never 0. */
uint64_t hf_registrar_transaction_key(const struct hf_registrar *registrar,
                                      const struct hf_registrar_request *request,
                                      struct hf_slice method);
/* The remembered transaction, or HF_REGISTRAR_TRANSACTIONS. */
size_t hf_registrar_find_transaction(const struct hf_registrar *registrar, uint64_t key,
                                     uint64_t now_us);
void hf_registrar_remember(struct hf_registrar *registrar,
                           const struct hf_registrar_request *request);
/* True when the request is a retransmission; then its answer is filled in. */
bool hf_registrar_repeat(const struct hf_registrar *registrar,
                         const struct hf_registrar_request *request);

/* The next character of an escaped text, its %HH undone; -1 at the end. */
int hf_registrar_next_unescaped(struct hf_slice *text);
/* RFC 3261 19.1.4 for SIP and SIPS; other schemes are compared as text. */
bool hf_registrar_same_uri(struct hf_slice left, struct hf_slice right);

#define HF_REGISTRAR_SEAL 24 /* hexadecimal digits */
/* What only we can make of a text; purpose keeps seals of one kind from being taken for another's.
 * Terminated. */
void hf_registrar_seal(const struct hf_registrar *registrar, const char *purpose,
                       struct hf_slice text, char seal[HF_REGISTRAR_SEAL + 1]);

/* The credentials for our realm in fields of this id (AUTHORIZATION, PROXY_AUTHORIZATION)? */
bool hf_registrar_is_for_us(const struct hf_registrar *registrar, struct hf_slice credentials);
/* 0 when the request may go on, with credentials that are good or not needed; else decided: a
 * REGISTER by 401, any other request by 407. */
int hf_registrar_authenticate(struct hf_registrar *registrar, struct hf_registrar_request *request);
void hf_registrar_put_challenge(struct hf_registrar *registrar,
                                const struct hf_registrar_request *request, struct hf_sip_out *out);

/* user@host without parameters, escapes undone (RFC 3261 10.3 step 5). NULL, or why there is
 * none. */
const char *hf_registrar_canonical(struct hf_sip_uri uri, char address[HF_REGISTRAR_TEXT_MAX + 1]);
bool hf_registrar_is_alive(const struct hf_registrar_binding *binding, uint64_t now_us);
/* RFC 3261 10.3 from step 5 on; always decides. */
void hf_registrar_register(struct hf_registrar *registrar, struct hf_registrar_request *request);
/* One Contact field for each binding of the request's address-of-record, and its Path. */
void hf_registrar_put_contacts(const struct hf_registrar *registrar,
                               const struct hf_registrar_request *request, struct hf_sip_out *out);

#endif
