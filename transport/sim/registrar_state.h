/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrar from inside: its tables, and what its files ask of each other.
 *   registrar.c               a datagram in, an answer out: methods, faults
 *   registrar_transactions.c  retransmissions
 *   registrar_bindings.c      the table of bindings and what a REGISTER may do to it
 *   registrar_uri.c           when two Contacts are the same
 *   registrar_digest.c        users, nonces, challenges
 *   registrar_command.c       faults as words
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
    uint32_t cseq;
    uint16_t q;                              /* thousandths */
    char address[HF_REGISTRAR_TEXT_MAX + 1]; /* user@host, RFC 3261 10.3 step 5 */
    char contact[HF_REGISTRAR_CONTACT_MAX + 1];
};

struct hf_registrar {
    uint8_t random[32];
    char domain[HF_REGISTRAR_TEXT_MAX + 1];
    char realm[HF_REGISTRAR_TEXT_MAX + 1];
    uint32_t expires_min_s, expires_max_s, nonce_life_s;

    uint32_t reject_retry_after_s, delay_ms; /* the faults */
    uint16_t reject_status;                  /* 0: none */
    uint8_t is_silent;

    size_t n_users;
    size_t n_slots; /* bindings[0..n_slots) have been used; the rest never */
    size_t next_transaction;
    uint32_t last_nonce;
    struct hf_registrar_user *users;
    struct hf_registrar_binding *bindings;
    struct hf_registrar_nonce *nonces;
    struct hf_registrar_transaction *transactions;
    uint8_t (*answers)[HF_REGISTRAR_ANSWER_MAX]; /* one a transaction */
    struct hf_sip_message message;               /* the datagram in work */
};

struct hf_registrar_request { /* a sound request in work, and the answer it is given */
    uint64_t now_us;
    const struct hf_sip_message *message;
    const struct hf_target *from;
    struct hf_sip_party to;
    struct hf_sip_cseq cseq;
    uint64_t key;                            /* of its transaction */
    char address[HF_REGISTRAR_TEXT_MAX + 1]; /* REGISTER: its address-of-record */
    uint16_t status;                         /* decided */
    bool challenge;                          /* a 401 carries one */
    bool stale;
    struct hf_slice unsupported; /* 420: the option tags */
    struct hf_registrar_answer *answer;
};

/* FNV-1a, from `hash` on; begins with a value made of the registrar's random bytes. */
uint64_t hf_registrar_hash(uint64_t hash, struct hf_slice bytes);
uint64_t hf_registrar_hash_begin(const struct hf_registrar *registrar);

/* Decides a status; why is a few words for the shell's line. */
void hf_registrar_decide(struct hf_registrar_request *request, uint16_t status, const char *why);

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

/* 0 when the request may go on, with credentials that are good or not needed; else decided. */
int hf_registrar_authenticate(struct hf_registrar *registrar, struct hf_registrar_request *request);
void hf_registrar_put_challenge(struct hf_registrar *registrar,
                                const struct hf_registrar_request *request, struct hf_sip_out *out);

/* RFC 3261 10.3 from step 5 on; always decides. */
void hf_registrar_register(struct hf_registrar *registrar, struct hf_registrar_request *request);
/* One Contact field for each binding of the request's address-of-record. */
void hf_registrar_put_contacts(const struct hf_registrar *registrar,
                               const struct hf_registrar_request *request, struct hf_sip_out *out);

#endif
