/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent's block and what its files say to one another:
 *
 *   agent.c            the door: actions, datagrams, failures and time go to the right file
 *   agent_profile.c    identity and servers, those of now and those of the configuration before
 *   agent_attempt.c    attempts: a request to one target, from its Send to its one answer
 *   agent_credential.c challenges, and the credentials kept from them
 *   agent_response.c   which attempt a response is for, and what it says to the core
 *   agent_contact.c    our Contacts: which one a server was given, which of an answer is ours
 *   agent_request.c    prints requests; the same bytes each time
 *   agent_other.c      texts of the shell's own requests (E12)
 *   agent_incoming.c   requests from outside: answered without keeping anything
 *   agent_name.c       tokens, branches, Call-IDs, tags: what is drawn, and routing by it
 *   agent_out.c        events, datagrams and notes of one call
 */
#ifndef HF_SIP_AGENT_STATE_H
#define HF_SIP_AGENT_STATE_H

#include "address.h"
#include "holdfast/config.h"
#include "holdfast/sip/agent.h"
#include "holdfast/sip/digest.h"
#include "holdfast/sip/message.h"
#include "holdfast/status.h"
#include "sip_assert.h"
#include "transaction.h"

#define HF_AGENT_ATTEMPTS (1 + HF_LINE_SERVERS + HF_LINE_CALLS) /* one a pass of the core */
#define HF_AGENT_SERIES   (HF_LINE_SERVERS + 4) /* the servers', a probe's, spare ones */
#define HF_AGENT_CONTACTS (2 * HF_LINE_SERVERS) /* of the servers of now and before */
#define HF_AGENT_STRAYS   2 /* one more is forgotten, and stays at its server until it expires */
/* Limits on what peers send. Each has its test in tests/unit/sip/agent_limits.c.
 * CREDENTIALS: a server and its proxy, of two servers in use; what a fifth needs it asks for again.
 * CREDENTIAL_TEXT: the longest nonces and opaques seen have about 100 bytes; a challenge with more
 * is not answerable. CREDENTIALS_MAX: two of the longest, or four usual ones, at once.
 * ANSWERS: credentials in one request; the core ends a third realm as a loop (A8).
 * CONTACTS_READ: of an answer; a registrar lists the bindings of one user, and ours among them. */
#define HF_AGENT_CREDENTIALS      4
#define HF_AGENT_CREDENTIAL_TEXT  256 /* bytes: realm, nonce and opaque of one challenge together */
#define HF_AGENT_CREDENTIALS_MAX  448 /* bytes: the same of all that are kept */
#define HF_AGENT_ANSWERS          2
#define HF_AGENT_CONTACTS_READ    256
#define HF_AGENT_TOKEN_LENGTH     34
#define HF_AGENT_BRANCH_LENGTH    39
#define HF_AGENT_PARAMETER_LENGTH 24
#define HF_AGENT_CNONCE_LENGTH    32
/* Request-URI of the longest texts: escaped users, or a URI of the shell's with another domain */
#define HF_AGENT_DIGEST_URI_MAX (HF_AGENT_URI_MAX + HF_NAME_MAX + 3 * HF_AGENT_TEXT_MAX + 8)
#define HF_AGENT_NONE           0xFF
#define HF_AGENT_USER_AGENT     "Holdfast/0.1"

/* WAITING: its transaction runs. CHALLENGED: the core decides whether to authenticate. Each way
 * back to FREE is one answer to the core, or a place among the watched. */
enum hf_agent_attempt_state {
    HF_AGENT_FREE = 0,
    HF_AGENT_WAITING = 1,
    HF_AGENT_CHALLENGED = 2,
    HF_AGENT_ATTEMPT_COUNT
};
extern const uint8_t hf_agent_moves[HF_AGENT_ATTEMPT_COUNT]; /* bit per state */

/* Identity and servers. C14: those of the configuration before are kept for requests that count
 * servers as it did; what is older than that is gone. */
enum hf_agent_age { HF_AGENT_NOW = 0, HF_AGENT_FORMER = 1, HF_AGENT_GONE = 2 };

struct hf_agent_profile {
    struct hf_name hosts[HF_LINE_SERVERS];                  /* in texts, like the next line */
    struct hf_name user, auth_name, password, display_name; /* behind the hosts */
    struct hf_name run;                                     /* all of them together */
    /* Tells a server from every other one of the profile, and stays with it under another number.
     * Never 0. */
    uint32_t keys[HF_LINE_SERVERS];
    /* Lengths; the texts stand behind the hosts, in order of servers and proxies. */
    uint8_t proxies[HF_LINE_SERVERS][HF_SERVER_PROXIES];
    uint8_t n_servers, trust, contact_per_server, reserved;
};

/* A Contact of ours, as it was given to a server. */
struct hf_agent_contact {
    uint32_t key; /* the server's; 0: free */
    struct hf_target local;
    uint8_t per_server;     /* C1a: it has the server's own parameter */
    uint8_t accepted_by[3]; /* hf_agent_address_mark of where the server said 2xx to it */
};

enum hf_agent_bits {
    HF_AGENT_TAKES_BACK = 1,  /* REGISTER: removes the Contact that the server had before (C3a) */
    HF_AGENT_REUSED = 2,      /* its connection was open before, and nothing was answered (A6a) */
    HF_AGENT_CONNECTING = 4,  /* its connection is not open yet (A3) */
    HF_AGENT_LOST = 8,        /* CHALLENGED: its connection is gone */
    HF_AGENT_TAKES_STRAY = 16 /* REGISTER: removes one that the server may have, too */
};

/* All that is needed to print its request again, byte for byte. */
struct hf_agent_attempt {
    struct hf_transaction transaction;
    uint64_t id;
    uint64_t flow; /* the connection that it is on; UDP, and LOST: 0 */
    struct hf_target target, local;
    uint32_t series;          /* REGISTER */
    uint32_t expires_s;       /* REGISTER: to ask for */
    uint32_t retransmissions; /* A1: the limit, anew after each challenge (A7) */
    uint32_t cseq;
    uint32_t branch; /* counter of this transaction's branch */
    uint32_t nc[HF_AGENT_ANSWERS];
    uint8_t credential[HF_AGENT_ANSWERS]; /* index of what the request carries, or NONE */
    uint8_t own[HF_AGENT_ANSWERS];        /* 1: answers a challenge of this same attempt (A8) */
    uint8_t kind;                         /* enum hf_request_kind */
    uint8_t server;                       /* 1.. in its profile */
    uint8_t age;                          /* enum hf_agent_age of its profile */
    uint8_t state;                        /* enum hf_agent_attempt_state */
    uint8_t provisional;                  /* greatest 1xx told of the running transaction, or 0 */
    uint8_t request;                      /* OTHER: index of its text; NONE: forgotten meanwhile */
    uint8_t bits;                         /* enum hf_agent_bits */
    uint8_t proxy;                        /* 1.. or 0: whose host is verified (B14) */
};

/* An abandoned attempt: a late answer is still told. */
struct hf_agent_watched {
    uint64_t id;            /* valid while deadline_us is not HF_NEVER */
    uint64_t deadline_us;   /* 64*T1 after the transaction's start; HF_NEVER: free */
    struct hf_target local; /* REGISTER: of its Contact; family NONE where it removes one */
    uint32_t target_mark;   /* where it went: hf_agent_target_mark */
    uint32_t branch;
    uint8_t kind, server, age; /* as in the attempt */
    uint8_t provisional;       /* greatest 1xx noted since it is watched, or 0 */
};

struct hf_agent_series {
    uint32_t series;
    uint32_t cseq; /* last used; 0: this place is free */
};

struct hf_agent_credential {
    uint32_t serial;               /* of the nonce, from 1: newer is greater; 0: free */
    uint32_t nc;                   /* last used with it */
    uint32_t key;                  /* the server's */
    uint16_t at;                   /* in credential_texts: realm, nonce, opaque */
    uint16_t realm, nonce, opaque; /* their lengths */
    uint8_t proxy;                 /* 1: of a 407 */
    uint8_t algorithm, qop, has_opaque;
};

struct hf_agent_other { /* a request of the shell's own (E12) */
    uint64_t id;        /* 0: free */
    const struct hf_agent_request *text;
    uint32_t cseq; /* last used outside of a dialog */
    uint8_t
        line_domain;   /* 1: its URI has the domain of the line, which is each server's own (E4) */
    uint8_t is_inside; /* 1: text is that of an hf_agent_inside */
    uint8_t reserved[2];
};

struct hf_agent {
    uint64_t seed;
    uint8_t random[32];
    uint32_t line;
    uint32_t branches; /* counter: drawn so far */
    uint32_t serials;  /* counter of nonces */
    uint32_t cseq_max; /* greatest CSeq of any series */
    uint16_t sent_by;  /* TCP: the port that the shell listens on, as last said, or 0 */
    uint8_t calls;     /* 1: an hf_calls stands beside it */
    uint8_t messages;  /* 1: an hf_messages does */
    uint8_t reserved[4];
    struct hf_agent_profile profiles[HF_AGENT_GONE];
    struct hf_agent_series series[HF_AGENT_SERIES];
    struct hf_agent_contact contacts[HF_AGENT_CONTACTS];
    struct hf_agent_contact strays[HF_AGENT_STRAYS]; /* of REGISTERs that were given up */
    struct hf_agent_other others[HF_AGENT_REQUESTS];
    struct hf_agent_attempt attempts[HF_AGENT_ATTEMPTS];
    struct hf_agent_watched watched[HF_LINE_ABANDONED];
    struct hf_agent_credential credentials[HF_AGENT_CREDENTIALS];
    char credential_texts[HF_AGENT_CREDENTIALS_MAX]; /* without gaps, in no order */
    char texts[];                                    /* the former profile's, then those of now */
};

/* ---- agent_profile.c ---- */

struct hf_slice hf_agent_text(const struct hf_agent *agent, struct hf_name name);
struct hf_slice hf_agent_host(const struct hf_agent *agent, const struct hf_agent_profile *profile,
                              unsigned server); /* 1.. */

/* The host to verify over TLS (B14): the proxy's, where there is one. */
struct hf_slice hf_agent_verified_host(const struct hf_agent *agent,
                                       const struct hf_agent_profile *profile, unsigned server,
                                       unsigned proxy);

/* Of an attempt that is not GONE. */
const struct hf_agent_profile *hf_agent_profile_of(const struct hf_agent *agent,
                                                   const struct hf_agent_attempt *attempt);

/* ---- agent_name.c ---- */

struct hf_agent_token {
    char text[HF_AGENT_TOKEN_LENGTH];
};
struct hf_agent_parameter {
    char text[HF_AGENT_PARAMETER_LENGTH];
};
struct hf_agent_branch {
    char text[HF_AGENT_BRANCH_LENGTH];
};
/* 32 bytes that only this agent can know, for a purpose and a number. */
void hf_agent_draw(const struct hf_agent *agent, char purpose, uint64_t number, uint8_t out[32]);
struct hf_agent_token hf_agent_token(const struct hf_agent *agent);
/* C1a: what the Contact of one server says beside the token; nobody can guess it. */
struct hf_agent_parameter hf_agent_parameter(const struct hf_agent *agent, uint32_t key);
/* Tells targets apart in less room; nobody can make two alike. The port of a connection's other end
 * does not count: an answer may come on another one. */
uint32_t hf_agent_target_mark(const struct hf_agent *agent, const struct hf_target *target);
/* The same of the address alone, in 24 bits. */
uint32_t hf_agent_address_mark(const struct hf_agent *agent, const struct hf_target *target);
struct hf_agent_branch hf_agent_branch(const struct hf_agent *agent, uint32_t number);
/* What a Request-URI asks for, besides a token of ours. */
struct hf_agent_asked hf_agent_asked_of(const struct hf_sip_uri *uri);
/* The number of a branch of this agent; false: it is none. */
bool hf_agent_branch_number(const struct hf_agent *agent, struct hf_slice text, uint32_t *number);

/* ---- agent_out.c ---- */

void hf_agent_out_clear(struct hf_agent_out *out);
/* The next event, zeroed but for kind and time; there is room, since the callers look. */
struct hf_event *hf_agent_event(struct hf_agent_out *out, uint32_t kind, uint64_t now_us);
bool hf_agent_out_has_room(const struct hf_agent_out *out); /* for an event and a datagram */
/* A note about an attempt (0: none) and a peer; dropped when there is no room. */
struct hf_agent_note *hf_agent_note(struct hf_agent_out *out, unsigned kind,
                                    const struct hf_target *peer, const char *text);
/* What a peer said, as far as there is room: UTF-8, as the log has it, with '?' for each byte that
 * is not of a printable character. */
void hf_agent_note_text(struct hf_agent_note *note, struct hf_slice text);
void hf_agent_failed(struct hf_agent_out *out, uint64_t attempt, unsigned cause, uint64_t now_us);
void hf_agent_abandoned(struct hf_agent_out *out, uint64_t attempt, uint64_t now_us);
/* A printer over the bytes that are left, and the datagram made of what was printed; NULL: there
 * is no room. */
struct hf_sip_out hf_agent_print(struct hf_agent_out *out);
struct hf_agent_datagram *hf_agent_datagram(struct hf_agent_out *out,
                                            const struct hf_sip_out *printed,
                                            const struct hf_target *target);

/* ---- agent_contact.c ---- */

/* What a REGISTER to a server of the profile says from `local`. */
struct hf_agent_contact hf_agent_contact(const struct hf_agent_profile *profile, unsigned server,
                                         const struct hf_target *local);
/* What the Contact of a dialog says, of a message that leaves from `local`. */
struct hf_target hf_agent_listens_at(const struct hf_agent *agent, const struct hf_target *local);
void hf_agent_put_contact_uri(const struct hf_agent *agent, const struct hf_agent_contact *contact,
                              struct hf_sip_out *out);
/* The Contact that the server with this key has of us, or NULL. */
const struct hf_agent_contact *hf_agent_contact_known(const struct hf_agent *agent, uint32_t key);
void hf_agent_contact_keep(struct hf_agent *agent, const struct hf_agent_contact *contact);
void hf_agent_contact_drop(struct hf_agent *agent, uint32_t key);
/* One that the server may have besides, or NULL: that of a REGISTER which was given up; and that it
 * does not have it. */
const struct hf_agent_contact *hf_agent_contact_stray(const struct hf_agent *agent, uint32_t key);
void hf_agent_contact_strays(struct hf_agent *agent, const struct hf_agent_contact *contact);
void hf_agent_contact_strays_no_more(struct hf_agent *agent, uint32_t key);
/* A request under way removes Contacts of ours at the server with this key: nothing may be learned
 * of them meanwhile, since it has to be the same bytes when it is sent again. */
bool hf_agent_contact_is_taken_back(const struct hf_agent *agent, uint32_t key);

struct hf_agent_taken_back { /* by a REGISTER, beside what it says of its own; NULL: none */
    const struct hf_agent_contact *known, *stray;
};
struct hf_agent_taken_back hf_agent_contact_taken_back(const struct hf_agent *agent,
                                                       const struct hf_agent_attempt *attempt);
/* The number, 1.., that the server with this key has now; 0: it is none of the line's any more. */
unsigned hf_agent_server_of_key(const struct hf_agent *agent, uint32_t key);
/* Before it is kept: who took it. */
void hf_agent_contact_accepted(const struct hf_agent *agent, struct hf_agent_contact *contact,
                               const struct hf_target *by);
/* E8: does it come on a connection that a Contact of ours names, from the server that took it? */
bool hf_agent_contact_is_on(const struct hf_agent *agent, const struct hf_agent_received *received);
/* The server of the line, 1.., that has taken a Contact of ours at this address, whatever its port;
 * 0: none has. */
unsigned hf_agent_contact_server(const struct hf_agent *agent, const struct hf_target *address);

struct hf_agent_grant {
    uint32_t expires_s; /* HF_EXPIRES_NONE: not said */
    bool missing;       /* no Contact of the answer is ours, and all of them were read */
};
/* C4: what a 2xx to REGISTER grants to `ours`, and not to what it took back. */
struct hf_agent_grant hf_agent_grant(const struct hf_agent *agent, const struct hf_sip_message *m,
                                     const struct hf_agent_contact *ours,
                                     const struct hf_agent_taken_back *back);

/* ---- agent_other.c ---- */

unsigned hf_agent_find_other(const struct hf_agent *agent, uint64_t request); /* or NONE */
/* E4: has it the domain of one of the line's servers, and no port? */
bool hf_agent_has_line_domain(const struct hf_agent *agent, struct hf_slice uri);
/* The same URI with the domain of the attempt's server in place of that one. */
void hf_agent_put_uri_there(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            struct hf_slice text, struct hf_sip_out *out);
/* What may be asked for: a Request-URI has no headers (RFC 3261 19.1.1), and sips would promise
 * what the core has not decided (26.2.2). Empty is right: it means the address-of-record. */
int hf_agent_check_uri(struct hf_slice uri, struct hf_refusal *refusal);
/* The attempt that waits for an answer to a request of the shell's, or NULL. */
const struct hf_agent_attempt *hf_agent_find_attempt_of(const struct hf_agent *agent,
                                                        uint64_t request);
/* Is a SEND's request inside of a dialog, as its text says? */
bool hf_agent_has_dialog(const struct hf_agent *agent, const struct hf_send *send);
/* The dialog that an attempt's request is inside of, or NULL. */
struct hf_dialog *hf_agent_dialog_of(const struct hf_agent *agent,
                                     const struct hf_agent_attempt *attempt);
/* Request-URI and To of the request (E4), from a server of the profile. */
void hf_agent_put_other_uri(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            struct hf_sip_out *out);

/* ---- agent_request.c ---- */

/* The domain of the attempt's server, and the address-of-record there. */
void hf_agent_put_domain(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         struct hf_sip_out *out);
void hf_agent_put_address_of_record(const struct hf_agent *agent,
                                    const struct hf_agent_attempt *attempt, struct hf_sip_out *out);
/* False when what it says is not known any more. */
bool hf_agent_can_print(const struct hf_agent_attempt *attempt);
/* Appends the attempt's request as it stands; false when there is no room for it. It can be
 * printed. */
bool hf_agent_put_request(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          struct hf_agent_out *out);
struct hf_agent_digest_texts { /* what a digest's slices stand in, beside the agent's memory */
    char user[2 * HF_AGENT_TEXT_MAX + 2], uri[HF_AGENT_DIGEST_URI_MAX];
    char cnonce[HF_AGENT_CNONCE_LENGTH], nc[8];
};
/* A request as its credentials are made of it, and in which slot of the attempt these are. */
struct hf_agent_said {
    struct hf_slice method, uri, body;
    unsigned slot;
};
/* One Authorization or Proxy-Authorization, of the credentials in that slot. */
void hf_agent_put_credentials(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                              const struct hf_agent_said *said, struct hf_sip_out *out);
/* What the credentials in this slot of the attempt are made of; it can be printed. */
struct hf_digest hf_agent_digest_of(const struct hf_agent *agent,
                                    const struct hf_agent_attempt *attempt, unsigned slot,
                                    struct hf_agent_digest_texts *buffers);
/* "REGISTER"; empty when it is not known any more. */
struct hf_slice hf_agent_method(const struct hf_agent *agent,
                                const struct hf_agent_attempt *attempt);

/* ---- agent_credential.c ---- */

struct hf_agent_arrival {
    const struct hf_agent_received *received;
    const struct hf_sip_message *message;
    struct hf_sip_via via; /* of a request that is answered: the topmost one */
    bool is_ours;          /* of a request: its Request-URI is, as far as the line trusts (E8) */
    bool is_from_server;   /* of a request: it comes from a server's address */
};

struct hf_agent_challenge {
    struct hf_digest_choice choice;
    struct hf_slice realm; /* in the agent's memory */
    const char *why;       /* UNANSWERABLE: what is in the way */
    uint8_t proxy;         /* 1: Proxy-Authenticate */
    uint8_t slot;          /* of the attempt, which holds its answer */
    bool after_credentials;
};
enum hf_agent_challenge_result {
    HF_CHALLENGE_TAKEN = 0,
    HF_CHALLENGE_UNANSWERABLE = 1, /* no password, or nothing that we can compute */
    HF_CHALLENGE_NO_ROOM = 2       /* all places are held by requests under way */
};
struct hf_agent_challenge_texts { /* escapes stay */
    struct hf_slice realm, nonce, opaque;
};
struct hf_agent_challenge_texts
hf_agent_challenge_texts(const struct hf_agent *agent,
                         const struct hf_agent_credential *credential);
/* Keeps the best challenge of a 401 or 407 for the attempt's next request, and beside it one for
 * another realm, where there is room. */
enum hf_agent_challenge_result hf_agent_challenge(struct hf_agent *agent,
                                                  struct hf_agent_attempt *attempt,
                                                  const struct hf_sip_message *m,
                                                  struct hf_agent_challenge *challenge);
/* What the server's earlier challenges left goes with a new attempt. */
void hf_agent_take_credentials(struct hf_agent *agent, struct hf_agent_attempt *attempt);
/* Authentication-Info and Proxy-Authentication-Info of a 2xx to the attempt, which is over. */
void hf_agent_hear_info(struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                        const struct hf_agent_arrival *arrival, struct hf_agent_out *out);
/* A new request uses each of its credentials once more. */
void hf_agent_count_credentials(struct hf_agent *agent, struct hf_agent_attempt *attempt);

/* ---- agent_attempt.c ---- */

struct hf_agent_attempt *hf_agent_find(struct hf_agent *agent, uint64_t id);
void hf_agent_send(struct hf_agent *agent, const struct hf_agent_order *order,
                   struct hf_agent_out *out);
void hf_agent_extend(struct hf_agent *agent, const struct hf_agent_order *order,
                     struct hf_agent_out *out);
void hf_agent_authenticate(struct hf_agent *agent, const struct hf_agent_order *order,
                           struct hf_agent_out *out);
void hf_agent_abandon(struct hf_agent *agent, const struct hf_agent_order *order,
                      struct hf_agent_out *out);
void hf_agent_attempt_challenged(struct hf_agent_attempt *attempt);
/* Its way failed, or is open. There is room for an event. */
void hf_agent_attempt_unreachable(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                                  const struct hf_agent_unreachable *failure,
                                  struct hf_agent_out *out);
void hf_agent_attempt_connected(struct hf_agent_attempt *attempt, uint64_t now_us,
                                struct hf_agent_out *out);
void hf_agent_attempt_answered(struct hf_agent_attempt *attempt);
/* False when out is full: again with an empty one. */
bool hf_agent_attempt_wake(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                           uint64_t now_us, struct hf_agent_out *out);

/* ---- agent_response.c, agent_incoming.c ---- */

/* The attempt that a response will be taken for, or NULL. */
const struct hf_agent_attempt *hf_agent_answered(struct hf_agent *agent,
                                                 const struct hf_agent_arrival *arrival);
/* The targets of a 3xx. */
void hf_agent_read_redirects(const struct hf_sip_message *m, struct hf_response *response);

/* Are we to answer it at all, and is it ours (E8)? Says so in the arrival. */
bool hf_agent_is_for_us(const struct hf_agent *agent, struct hf_agent_arrival *arrival);
/* Where its answer goes; false, and a note, without a topmost Via that can be read: nobody knows
 * (RFC 3261 18.2.2). */
bool hf_agent_find_way_back(struct hf_agent_arrival *arrival, struct hf_agent_out *out);
struct hf_agent_reply {
    unsigned status;
    const char *detail; /* Warning text (RFC 3261 20.43), or NULL */
    const char *fields; /* more header fields, CRLF behind each; "": none */
};
/* Notes the request, and answers it. */
void hf_agent_put_reply(const struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                        const struct hf_agent_reply *reply, struct hf_agent_out *out);
/* The line's server, 1.., that is known by this address, or 0. */
unsigned hf_agent_server_at(const struct hf_agent *agent, const struct hf_target *address);
/* Methods that are answered, as Allow has them. */
const char *hf_agent_allow(const struct hf_agent *agent);

void hf_agent_response(struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                       struct hf_agent_out *out);
void hf_agent_request(struct hf_agent *agent, struct hf_agent_arrival *arrival,
                      struct hf_agent_out *out);
/* A request that could not be read (error: of hf_sip_parse): an answer where that is possible and
 * sensible (RFC 3261 8.2). */
void hf_agent_bad_request(struct hf_agent *agent, struct hf_agent_arrival *arrival, int error,
                          struct hf_agent_out *out);

#endif
