/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TCP and TLS connections of a phone: one for each target, and for TLS also for each profile
 * (CA, client certificate, verification) and name to verify; shared by all lines for which these
 * are equal. Messages are framed (holdfast/sip/stream.h) and handed up with the flow they came on;
 * whose they are is not decided here. A flow is one connection: its number is never used again.
 *
 * Also a listener for TCP, on the port of the UDP listeners: a server may answer, or call, on a
 * connection of its own (RFC 3261 18.2.2).
 *
 * Limits on what a peer can do: a message of HF_SIP_MESSAGE_MAX, HF_CONNECTION_SLOW_MS for one
 * message from its first byte to its last, HF_CONNECTION_PONG_MS without its system taking anything
 * that we write, HF_CONNECTIONS_ACCEPTED connections from outside, HF_CONNECTIONS_FROM_ONE from one
 * address. What breaks one is closed, and said. HF_CONNECTION_QUEUE_MAX bytes that it has not read
 * yet: no more is taken for it.
 *
 * SIGPIPE is ignored from hf_connections_open on, where the program has not decided otherwise.
 */
#ifndef HF_UV_CONNECTIONS_H
#define HF_UV_CONNECTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/event.h"
#include "holdfast/target.h"
#include "tls.h"

#define HF_CONNECTIONS_MAX      4096           /* of our own; beyond: LOCAL, after idle ones went */
#define HF_CONNECTIONS_ACCEPTED 64             /* from outside */
#define HF_CONNECTIONS_FROM_ONE 16             /* of these, from one address */
#define HF_CONNECTION_QUEUE_MAX (256u * 1024u) /* bytes that wait to be written */
#define HF_CONNECTION_SLOW_MS   10000
#define HF_CONNECTION_IDLE_MS   60000 /* without a byte, a use and a request: closed by us */
#define HF_CONNECTION_PONG_MS   10000 /* RFC 5626 4.4.1 */

struct hf_connections;

struct hf_connection_key {
    struct hf_target target;        /* transport TCP or TLS */
    struct hf_tls_profile *profile; /* TLS, else NULL */
    const char *name;               /* TLS: to verify and to send as SNI; copied */
};

struct hf_connection_way {
    uint64_t flow;          /* never 0 */
    struct hf_target local; /* address and port of this end */
    int reused;             /* 1: it was open before, or something else was sent on it (A6a) */
    int open;               /* 1: connected, and its handshake done */
};

struct hf_connection_message {
    const uint8_t *bytes;
    size_t n_bytes;
    uint64_t flow;
    struct hf_target from, local;
    int ours; /* 1: we connected; 0: the peer did */
};

struct hf_connection_lost {
    uint64_t flow;
    struct hf_target target;
    enum hf_cause cause; /* REFUSED, RESET, CLOSED, SILENCE (no pong, or nothing acknowledged), ICMP
                            (no route on the way), TLS, CERTIFICATE, LOCAL */
    const char *text;    /* in words */
    int was_open;        /* 1: it had been open */
    int one_answer;      /* 1: it has brought one message, and no more */
    int ours;
    int broke; /* 1: closed by us, since the peer broke one of the limits above, or spoke no SIP */
};

struct hf_connections_options {
    struct hf_target bind; /* as in hf_udp_options; port: that of the listener, 0: no listener */
    unsigned slow_ms, idle_ms, pong_ms; /* 0: the constants above */
    unsigned reserved;
    void *context;
    void (*received)(void *context, const struct hf_connection_message *message);
    /* Of ours alone. text, how: TLS version, ... */
    void (*opened)(void *context, const struct hf_connection_way *way,
                   const struct hf_target *target, const char *text);
    /* Once for each flow that was given or that brought a message, also when we close it ourselves:
     * CLOSED. From then on the flow is unknown. */
    void (*lost)(void *context, const struct hf_connection_lost *lost);
    /* Something of a peer was not taken: too long, too slow, not SIP, too many. */
    void (*dropped)(void *context, const struct hf_target *from, const char *why);
}; /* none is called from within a function below */

/* NULL without memory. A listener's port that is taken is not an error: error says so (else it is
 * ""), and there is none. */
struct hf_connections *hf_connections_open(uv_loop_t *loop,
                                           const struct hf_connections_options *options,
                                           char *error, size_t size);

enum hf_connection_wish {
    HF_TAKE_ANY = 0,
    HF_TAKE_FRESH = 1, /* not one that is open; one that is being opened will do, so that many lines
                          that lost theirs share the next */
    HF_TAKE_OWN = 2    /* a new one */
};

/* The connection for this key, opening one where there is none or the wish asks for a new one; then
 * the one before is for nobody any more, and is closed when nobody uses it: at once, but for OWN,
 * which says nothing against it, only when it is idle. One that has been being opened for 4 s is
 * never shared: the system's next SYN may be far away. HF_CAUSE_NONE, or LOCAL: no way from here;
 * then no flow was given and none is told. */
enum hf_cause hf_connections_take(struct hf_connections *connections,
                                  const struct hf_connection_key *key, enum hf_connection_wish wish,
                                  struct hf_connection_way *way);

/* The address from which the target would be reached now, port 0; family NONE: there is no way. */
struct hf_target hf_connections_source(struct hf_connections *connections,
                                       const struct hf_target *target);

struct hf_connection_sending { /* a whole message */
    uint64_t flow;
    const uint8_t *bytes;
    size_t n_bytes;
    /* Whose it is, for hf_connections_take_back; line 0: it leaves whatever becomes of its sender,
     * as a BYE should. */
    uint64_t attempt;
    uint32_t line;
    uint32_t reserved;
};

/* Queues it until the connection is open, and until the peer has taken what was sent before.
 * HF_CAUSE_NONE: written or queued, and what goes wrong with it is told by `lost`; CLOSED: that
 * flow is gone; LOCAL: too much waits, or there is no memory: nothing of it was taken. */
enum hf_cause hf_connections_send(struct hf_connections *connections,
                                  const struct hf_connection_sending *sending);

/* What was given up must not leave any more: a connection may open, and a peer may read on, long
 * after nobody hears its answer. Forgets what the attempt (0: any of the line's) has queued and of
 * which no byte has left; how many messages that was. */
unsigned hf_connections_take_back(struct hf_connections *connections, uint32_t line,
                                  uint64_t attempt);

/* Counted: what is in use is not closed for being idle. Nothing for a flow that is gone. */
void hf_connections_use(struct hf_connections *connections, uint64_t flow);
void hf_connections_leave(struct hf_connections *connections, uint64_t flow);

/* Double CRLF (RFC 5626 3.5.1). A flow that has ever answered one must do so within
 * HF_CONNECTION_PONG_MS, or is lost; one that never has is only lost when the peer's system does
 * not acknowledge it in that time. */
void hf_connections_ping(struct hf_connections *connections, uint64_t flow);

/* Addresses or routes are others now. Lost (LOCAL) is one of ours whose peer would be reached from
 * another address now, also where its own is still there: what leaves from that goes another way
 * than its answers come, if it leaves at all, and the Contact names it. One from outside is lost
 * when its local address is gone. */
void hf_connections_network_changed(struct hf_connections *connections);

uint16_t hf_connections_port(const struct hf_connections *connections); /* 0: no listener */
unsigned hf_connections_count(const struct hf_connections *connections);

/* Closes everything; memory goes when the loop has run. No callback comes any more. May be called
 * within a callback. */
void hf_connections_close(struct hf_connections *connections);

#endif
