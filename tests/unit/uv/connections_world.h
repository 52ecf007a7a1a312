/* SPDX-License-Identifier: Apache-2.0 */
/* Connections, what they have told, and peers of plain sockets on loopback. */
#ifndef HF_TESTS_CONNECTIONS_WORLD_H
#define HF_TESTS_CONNECTIONS_WORLD_H

#include <uv.h>

#include "connections.h"

#define PATIENCE_MS 3000
#define KEPT        128 /* of each kind of callback; the rest is counted */

struct kept_message {
    char *text; /* terminated copy */
    uint64_t flow;
    struct hf_target from, local;
    int ours;
    unsigned order; /* among all callbacks */
};

struct kept_lost {
    uint64_t flow, at_ns;
    struct hf_target target;
    enum hf_cause cause;
    int was_open, ours;
    unsigned order;
    char text[160];
};

struct world {
    uv_loop_t loop;
    uv_timer_t patience;
    struct hf_connections *all;
    char error[256];
    unsigned n_callbacks, n_received, n_opened, n_lost, n_dropped;
    struct kept_message received[KEPT];
    struct kept_lost lost[KEPT];
    struct hf_connection_way opened;
    char opened_text[128], dropped[KEPT][128];
    int inside; /* a function of connections.h is under way: no callback may come */
    void (*on_received)(struct world *world, const struct hf_connection_message *message);
    void (*on_lost)(struct world *world, const struct hf_connection_lost *lost);
};

/* options may be NULL; its callbacks are set here. */
void world_begin(struct world *world, const struct hf_connections_options *options);
/* The same with a listener, on a free port that is put into options->bind. */
void world_begin_listening(struct world *world, struct hf_connections_options *options);
void world_end(struct world *world); /* asserts that nothing is left */

/* Turns the loop until *count has reached n; asserts that it does within PATIENCE_MS. */
void world_wait(struct world *world, const unsigned *count, unsigned n);
void world_wait_for_count(struct world *world, unsigned n); /* of connections */
void world_run_ms(struct world *world, unsigned ms);

struct hf_connection_way world_take(struct world *world, const struct hf_target *target);
struct hf_connection_way world_fresh(struct world *world, const struct hf_target *target);
enum hf_cause world_send(struct world *world, uint64_t flow, const char *text);
enum hf_cause world_send_this(struct world *world, const struct hf_connection_sending *sending);

/* Takes a connection to a listening peer, waits until it is open; the peer's end of it. */
int world_join(struct world *world, int listener, struct hf_connection_way *way);

/* A SIP message with a body of n bytes; the text is static. */
const char *sip_text(const char *what, unsigned n_body);

struct hf_target loopback_at(uint16_t port);
int peer_listen(struct hf_target *at, int backlog); /* on a free port */
int peer_listen_everywhere(struct hf_target *at, int backlog);
/* A listener that takes no more: what connects to it gets no answer. */
int peer_listen_full(struct hf_target *at, int fill[4]);
int peer_accept_from(int listener, uint16_t port); /* takes all again, and waits for that one */
void peer_close_full(int listener, int fill[4]);
int peer_accept(int listener);   /* waits PATIENCE_MS at most */
int peer_connect(uint16_t port); /* to a listener of ours */
void peer_write(int fd, const char *text);
size_t peer_read(int fd, char *text, size_t size); /* waits for some bytes; 0: closed */
void peer_reset(int fd);                           /* closes with RST */
int peer_port(int fd);                             /* of the other end */

#endif
