/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent of one line: turns the core's actions into SIP messages and SIP messages into the
 * core's events. Pure: bytes and times in, bytes and times out; no socket, clock or allocation.
 *
 * The shell's loop, for each datagram, ICMP error, wake-up or action:
 *   1. call the agent; it fills a struct hf_agent_out of the caller
 *   2. send out->datagrams; step each of out->events through the line, in order; log; then give
 *      each resulting action to hf_agent_act; write out->notes to the log
 *   3. wake the agent at hf_agent_deadline
 * Every Send is answered exactly once, as core/include/holdfast/line.h asks.
 */
#ifndef HOLDFAST_SIP_AGENT_H
#define HOLDFAST_SIP_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "holdfast/sip/dialog.h"
#include "holdfast/sip/message.h"
#include "holdfast/target.h"

#define HF_AGENT_TEXT_MAX      127 /* each of user, auth name, password, display name */
#define HF_AGENT_OUT_EVENTS    20  /* one call never makes more */
#define HF_AGENT_OUT_DATAGRAMS 20
#define HF_AGENT_OUT_NOTES     24
#define HF_AGENT_OUT_BYTES     16384
#define HF_AGENT_REQUESTS      HF_LINE_CALLS /* requests of the shell's own at a time */
#define HF_AGENT_URI_MAX       255           /* bytes of their parts */
#define HF_AGENT_METHOD_MAX    32
#define HF_AGENT_TYPE_MAX      127
#define HF_AGENT_FIELDS_MAX    1024
#define HF_AGENT_BODY_MAX      1300

struct hf_agent;

struct hf_agent_identity { /* terminated texts, copied; "" where there is none */
    const char *user;      /* user part of the address-of-record */
    const char *auth_name; /* digest user name; "": user */
    const char *password;  /* stays here: never in an event, note or log */
    const char *display_name;
};

struct hf_agent_setup {
    struct hf_agent_identity identity;
    const struct hf_config *config; /* domains of the servers; copied */
    uint64_t seed;      /* the line's: the Contact's unguessable user is derived from it */
    uint8_t random[32]; /* from the OS, fresh at each start: tags, branches, Call-IDs, cnonces */
    uint32_t line;      /* 1..: routes datagrams to this agent */
    uint8_t calls;      /* 1: an hf_calls takes the line's calls (calls.h): Allow and Supported say
                           so, and a request of a call that is not there is answered 481 */
    uint8_t
        messages; /* 1: an hf_messages hears NOTIFY (messages.h): Allow and Allow-Events say so */
    uint8_t reserved[2];
};

enum hf_note_kind { /* as Note.Kind of proto/log.proto */
                    HF_NOTE_FIRST_SEND = 1,
                    HF_NOTE_RETRANSMISSION = 2,
                    HF_NOTE_RESPONSE = 3,
                    HF_NOTE_ICMP = 4,
                    HF_NOTE_CONNECT = 5,
                    HF_NOTE_CHALLENGE = 6,
                    HF_NOTE_DROPPED = 7,
                    HF_NOTE_ABANDON = 8,
                    HF_NOTE_OTHER = 9,
                    HF_NOTE_INCOMING_REQUEST = 10,
                    HF_NOTE_CONNECTION_LOST = 11
};

struct hf_agent_note {
    uint64_t attempt;       /* or 0 */
    uint64_t round_trip_us; /* RESPONSE: since the first sending of that transaction */
    struct hf_target peer;
    uint16_t status;
    uint8_t kind; /* enum hf_note_kind */
    uint8_t reserved;
    char text[72]; /* terminated; why, in words; no secret */
};

struct hf_agent_datagram { /* to send: out->bytes[at .. at+length) from local to target */
    struct hf_target target;
    struct hf_target local; /* of a reply that is given later: the address that its request came to;
                               family NONE: that which the call is about */
    uint64_t flow; /* TCP, TLS: the connection that the order named; a reply: that the request came
                      on, and where it is gone, over TCP, a new one to target; 0: UDP */
    uint32_t at, length;
    uint8_t reply; /* 1: an answer: from the address that the request came to, by the listener,
                         since target may be another port than it came from (RFC 3261 18.2.2) */
    uint8_t reserved[3];
};

struct hf_agent_out { /* the caller's; filled by one call, valid until the next */
    uint32_t n_events, n_datagrams, n_notes, n_bytes;
    struct hf_event events[HF_AGENT_OUT_EVENTS];
    struct hf_agent_datagram datagrams[HF_AGENT_OUT_DATAGRAMS];
    struct hf_agent_note notes[HF_AGENT_OUT_NOTES];
    uint8_t bytes[HF_AGENT_OUT_BYTES];
};

/* SEND, and AUTHENTICATE where the connection of its SEND is gone: how the target is reached. */
struct hf_agent_way {
    struct hf_target local; /* address and port of the target's socket or connection: what the
                               Contact of a REGISTER says; family NONE when there is none: answered
                               by AttemptFailed(local) */
    uint16_t sent_by;       /* TCP: the port that we listen on, for Via (RFC 3261 18.1.1) and the
                               Contacts of dialogs; 0: local's */
    uint8_t reused; /* A6a, 1: the connection was open before this request, or another was sent
                       on it */
    uint8_t open;   /* 1: it is open, and Connected is told at once; 0: by hf_agent_connected */
    uint8_t reserved[4];
    uint64_t flow; /* TCP, TLS: its number, never 0; UDP: 0 */
};

struct hf_agent_order { /* an action to carry out */
    uint64_t now_us;
    const struct hf_action *action;
    struct hf_agent_way way;
};

struct hf_agent_received { /* a datagram that came */
    uint64_t now_us;
    const uint8_t *bytes;
    size_t n_bytes;
    struct hf_target from, local;
    uint64_t flow; /* TCP, TLS: that it came on; UDP: 0 */
};

size_t hf_agent_size(void); /* enough for every setup, and every change of it */
size_t hf_agent_size_for(const struct hf_agent_setup *setup); /* what this one needs: half of it */

/* Makes an agent of size bytes at memory, aligned like a uint64_t. HF_E_SPACE, or HF_E_LIMIT for
 * a text too long. */
int hf_agent_init(void *memory, size_t size, const struct hf_agent_setup *setup);

/* Another identity and configuration while anything runs (C14): once for each Configured after the
 * first that changes the line, and for CredentialsChanged. What goes on is the agent at memory: its
 * own block, or one of size bytes apart from it; then the one before is left as it was, for the
 * caller to wipe. The configuration before is kept for what was begun under it and for Sends that
 * are `former`. setup->config NULL: it stays, and only the identity is another one.
 * Of the setup seed, random, line, calls and messages do not count: Contact and Call-IDs stay.
 * HF_E_SPACE below hf_agent_size_after, or HF_E_LIMIT; nothing has changed then. */
size_t hf_agent_size_after(const struct hf_agent *agent, const struct hf_agent_setup *setup);
int hf_agent_reconfigure(const struct hf_agent *agent, void *memory, size_t size,
                         const struct hf_agent_setup *setup);

/* What a request of the shell's own says (Wanted of kind OTHER, E12). Texts are terminated and
 * borrowed, with the struct, until hf_agent_request_forget. From, Via, Call-ID, CSeq and all that
 * belongs to one attempt is the agent's; SUBSCRIBE, REFER and NOTIFY get the line's Contact. */
struct hf_agent_request {
    const char *method; /* "MESSAGE"; not one that is the agent's or belongs to a dialog */
    const char *uri;    /* sip or tel, for Request-URI and To; "": the address-of-record. Where
                                 it has the domain of one of the line's servers and no port, each
                                 server that is asked gets its own domain (E4) */
    const char *fields; /* more header fields, CRLF behind each; "": none */
    const char *content_type; /* "" where there is no body */
    const char *body;         /* n_body bytes */
    size_t n_body;
};

/* Gives the text of the request with this id, before it is Wanted. HF_E_VALUE for what cannot be
 * sent, HF_E_LIMIT for too much of it, HF_E_STATE for an id that has a text; refusal says what. */
int hf_agent_request_set(struct hf_agent *agent, uint64_t request,
                         const struct hf_agent_request *text, struct hf_refusal *refusal);

/* The same of a request inside of a dialog, which is confirmed: Wanted with its dialog_server. The
 * dialog says Request-URI, From, To, Call-ID and Route, and counts the request's CSeqs; it is
 * borrowed too, and what it says of these may not change meanwhile. */
struct hf_agent_inside {
    struct hf_agent_request text; /* first; its uri is "" */
    struct hf_dialog *dialog;
};
int hf_agent_request_inside(struct hf_agent *agent, uint64_t request,
                            const struct hf_agent_inside *inside, struct hf_refusal *refusal);

/* The request is reported. What is still under way for it is not sent again. */
void hf_agent_request_forget(struct hf_agent *agent, uint64_t request);

/* Carries out SEND, EXTEND, AUTHENTICATE, ABANDON; other kinds are not for the agent and do
 * nothing. A REGISTER whose Contact is not the one that its server has, since `local` is another
 * address now, takes that one back (C3a). */
void hf_agent_act(struct hf_agent *agent, const struct hf_agent_order *order,
                  struct hf_agent_out *out);

void hf_agent_receive(struct hf_agent *agent, const struct hf_agent_received *received,
                      struct hf_agent_out *out);

/* A socket connected to target heard an ICMP error or failed, or a connection is lost: every
 * request that waits on it fails with cause. */
struct hf_agent_unreachable {
    uint64_t now_us;
    uint64_t flow; /* the connection; 0: UDP */
    struct hf_target target;
    uint8_t cause; /* enum hf_cause */
    uint8_t reserved[3];
};
void hf_agent_unreachable(struct hf_agent *agent, const struct hf_agent_unreachable *failure,
                          struct hf_agent_out *out);

/* A connection is open, its handshake done: Connected, for every request that waited (A3). */
struct hf_agent_connected {
    uint64_t now_us;
    uint64_t flow;
};
void hf_agent_connected(struct hf_agent *agent, const struct hf_agent_connected *connected,
                        struct hf_agent_out *out);

/* The host by which the server or proxy of a Send is known, which is the name to verify over TLS
 * (B14), also of the configuration before (C14). Valid until the agent is changed. */
struct hf_slice hf_agent_host_of(const struct hf_agent *agent, const struct hf_send *send);

/* The connection that an attempt waits on; 0: none, or there is no such attempt. */
uint64_t hf_agent_flow(const struct hf_agent *agent, uint64_t attempt);

/* Where an attempt's request goes, for a way in place of one that is gone; false: there is no such
 * attempt. host: as hf_agent_host_of gives it. */
struct hf_agent_place {
    struct hf_target target;
    uint64_t flow; /* as hf_agent_flow */
    struct hf_slice host;
    uint8_t former; /* as in its Send, or older */
    uint8_t reserved[7];
};
bool hf_agent_place(const struct hf_agent *agent, uint64_t attempt, struct hf_agent_place *place);

/* Retransmissions that are due, and transactions whose 64*T1 is over. */
void hf_agent_wake(struct hf_agent *agent, uint64_t now_us, struct hf_agent_out *out);
uint64_t hf_agent_deadline(const struct hf_agent *agent); /* HF_NEVER: nothing pending */

/* Which line a datagram is for (1..): a response by its topmost branch, a request by the token
 * in its Request-URI. 0: neither says; HF_E_MALFORMED: not SIP, or broken and neither says. */
int hf_agent_route(const uint8_t *bytes, size_t n_bytes);

/* E8: a request without a token is for a line that registered over the connection that it comes
 * on; else for the line, of those with trust `any`, that it fits best: one whose user it names, and
 * of these one whose server sent it; else one whose server did. */
struct hf_agent_asked {
    char user[HF_AGENT_TEXT_MAX + 1]; /* user part of the Request-URI, escapes undone, terminated;
                                         "": none, or one that is no line's */
    uint8_t is_token;                 /* 1: it has the form of a token; then it fits nobody */
};
/* False: no request, or one whose Request-URI cannot be read. */
bool hf_agent_asks(const uint8_t *bytes, size_t n_bytes, struct hf_agent_asked *asked);

enum hf_agent_fit { /* greater is better */
                    HF_FIT_NONE = 0,
                    HF_FIT_SERVER = 1, /* it comes from the address of a server of the line */
                    HF_FIT_USER = 2,   /* it names the line's user */
                    HF_FIT_BOTH = 3
};
unsigned hf_agent_fit(const struct hf_agent *agent, const struct hf_agent_asked *asked,
                      const struct hf_target *from);

/* The user part of the line's address-of-record, to find the line by; valid until the agent is
 * changed. */
struct hf_slice hf_agent_user(const struct hf_agent *agent);

#endif
