/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a phone's connections are made of; for connections*.c alone.
 *
 *   connections.c           finding, opening and using them
 *   connections_bytes.c     bytes and TLS in and out, messages and keep-alives out of them
 *   connections_unsent.c    messages of which no byte has left yet
 *   connections_end.c       how one ends, and what is too slow or unused
 *   connections_listener.c  those that peers open
 *   connections_socket.c    file descriptors
 *
 * A connection: CONNECTING -> HANDSHAKE (TLS) -> OPEN -> LOST -> SHUT, or from any of them to LOST
 * or SHUT. LOST: waits to be told, is found by nobody any more; what had come before may still be
 * handed up. SHUT: its handle is being closed, memory goes in on_closed.
 *
 * Everything that may be found out within a function of connections.h is told by `news`, an idle
 * handle: it lets the loop not wait, so it comes in the same turn of the loop or the next.
 */
#ifndef HF_UV_CONNECTIONS_STATE_H
#define HF_UV_CONNECTIONS_STATE_H

#include "connections.h"
#include "holdfast/sip/stream.h"

#define HF_CONNECTION_BUCKETS   1024
#define HF_CONNECTION_LISTENERS 2 /* a family each */

enum hf_connection_state {
    HF_CONNECTION_CONNECTING = 0,
    HF_CONNECTION_HANDSHAKE = 1,
    HF_CONNECTION_OPEN = 2,
    HF_CONNECTION_LOST = 3,
    HF_CONNECTION_SHUT = 4
};

struct hf_unfinished { /* a message of which some bytes are missing */
    struct hf_sip_stream stream;
    uint64_t since_ms; /* its first byte */
    char bytes[HF_SIP_MESSAGE_MAX];
};

struct hf_unsent { /* a message of which no byte has left */
    struct hf_unsent *next;
    uint64_t attempt; /* see hf_connection_sending */
    size_t n;
    uint32_t line;
    uint32_t reserved;
    uint8_t bytes[];
};

struct hf_connection {
    uv_tcp_t handle;
    uv_connect_t connect;
    struct hf_connections *all;
    struct hf_connection *next_by_flow, *next_by_target; /* in their buckets */
    struct hf_connection *before, *behind;               /* of all that are not SHUT */
    struct hf_connection *next_lost;
    struct hf_tls_profile *profile; /* alive as long as tls is */
    struct hf_tls *tls;
    struct hf_unfinished *unfinished; /* NULL: between messages */
    struct hf_unsent *first_unsent, *last_unsent;
    size_t n_unsent;  /* bytes in them */
    const char *text; /* LOST: why, in words; static, or of tls */
    uint64_t flow;
    uint64_t begun_ms;  /* when it was opened or accepted */
    uint64_t last_ms;   /* the last byte or use */
    uint64_t pinged_ms; /* the ping that has no pong yet; 0: none */
    struct hf_target peer, local;
    unsigned n_uses;
    uint8_t state;     /* enum hf_connection_state */
    uint8_t cause;     /* LOST: enum hf_cause */
    uint8_t ours;      /* we connected */
    uint8_t keyed;     /* hf_connections_take finds it */
    uint8_t was_open;  /* it has been OPEN */
    uint8_t brought;   /* messages that have come; 2: or more */
    uint8_t sent;      /* a message was sent, or waits to be */
    uint8_t ponged;    /* a ping has been answered */
    uint8_t half_ping; /* a CRLF that is no pong has come, and nothing behind it */
    uint8_t flooded;   /* it was said that there are too many pings */
    uint8_t drains;    /* LOST: what the socket still holds is handed up first */
    uint8_t n_busy;    /* callbacks under way: tls stays */
    uint8_t wrong;     /* its bytes made no sense, or some are lost: no more of them are taken */
    uint8_t replaced;  /* somebody asked for a fresh one: closed when nobody uses it */
    uint8_t closing;   /* its handle is being closed */
    uint8_t n_holds;   /* who still knows it: its handle, the queue of what is to be told */
    char name[];       /* TLS: the name to verify */
};

struct hf_connections {
    uv_loop_t *loop;
    struct hf_connections_options options;
    uv_idle_t news;
    uv_timer_t watch;
    uint64_t watch_ms; /* when it fires; 0: it does not */
    uint64_t said_ms;  /* when the last refused peer was said */
    uint64_t last_flow;
    struct hf_connection *first; /* of all that are not SHUT */
    struct hf_connection *first_lost, *last_lost;
    struct hf_connection *by_flow[HF_CONNECTION_BUCKETS];
    struct hf_connection *by_target[HF_CONNECTION_BUCKETS];
    uv_tcp_t listeners[HF_CONNECTION_LISTENERS];
    unsigned n_listeners;
    unsigned n_ours, n_accepted; /* not SHUT */
    unsigned n_handles;          /* whose close callback has not run */
    unsigned n_unsent;           /* messages, of all */
    uint16_t port;               /* of the listeners */
    uint8_t closing;
    uint8_t reserved;
    uint8_t wire[HF_SIP_MESSAGE_MAX]; /* what comes from a socket */
    char plain[HF_SIP_MESSAGE_MAX];   /* messages that are whole in it */
};

/* ---- connections.c ---- */

uint64_t hf_connections_now_ms(void);

/* A new one with its handle, flow and place in the tables; NULL without memory. */
struct hf_connection *hf_connection_new(struct hf_connections *all,
                                        const struct hf_connection_key *key);

void hf_connection_forget_key(struct hf_connection *connection);
void hf_connection_forget_flow(struct hf_connection *connection);

/* ---- connections_bytes.c ---- */

/* Begins to read a connected socket. */
void hf_connection_begin(struct hf_connection *connection);

/* HF_CAUSE_NONE: written or queued; what is broken is told later. LOCAL: too much waits. */
enum hf_cause hf_connection_write(struct hf_connection *connection, const uint8_t *bytes, size_t n);

/* Bytes that the socket has not taken. */
size_t hf_connection_waiting(const struct hf_connection *connection);

/* Hands up what the socket still holds, and learns from it why it ended. */
void hf_connection_drain(struct hf_connection *connection);

/* Says the last word of TLS, where there is one to say. */
void hf_connection_end_tls(struct hf_connection *connection);

/* ---- connections_unsent.c ---- */

/* As hf_connections_send. */
enum hf_cause hf_connection_put(struct hf_connection *connection,
                                const struct hf_connection_sending *sending);

/* It is open, or the socket has taken something: sends what it can. */
void hf_connection_send_on(struct hf_connection *connection);

void hf_connection_free_unsent(struct hf_connection *connection);

/* ---- connections_end.c ---- */

/* It is over, and will be told; the first cause stays. text: static, or of its tls. */
void hf_connection_lose(struct hf_connection *connection, enum hf_cause cause, const char *text);

/* The same for an error of libuv's. */
void hf_connection_lose_by(struct hf_connection *connection, int error);

/* Closes the handle and tells nobody. */
void hf_connection_shut(struct hf_connection *connection);

/* Something about it has a new time to end. */
void hf_connection_watch(struct hf_connection *connection);

/* Closes the one of ours, or of those from outside (from that address, where it is not NULL) that
 * have brought nothing, that nobody uses and that was quiet longest. 0: there is none. */
int hf_connections_spare(struct hf_connections *all, int ours, const struct hf_target *from);

int hf_connection_is_from(const struct hf_connection *connection, const struct hf_target *address);

void hf_connections_on_news(uv_idle_t *news);
void hf_connections_handle_closed(struct hf_connections *all);

/* What calls the user runs between these two: a connection that is closed meanwhile keeps what it
 * has until then. */
void hf_connection_enter(struct hf_connection *connection);
void hf_connection_exit(struct hf_connection *connection);

/* ---- connections_listener.c ---- */

/* Listeners as options say; error: "" or why there is none. */
void hf_connections_listen(struct hf_connections *all, char *error, size_t size);
void hf_connections_stop_listening(struct hf_connections *all);

#endif
