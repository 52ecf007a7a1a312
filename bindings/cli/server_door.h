/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The doors of `holdfast server`: each --listen is one. What comes in by any of them is told to
 * one hearer, with the way back.
 *   server_door.c  opening, closing, opening again
 *   server_udp.c   a UDP socket
 *   server_tcp.c   a TCP listener and its connections, with TLS in them where that is asked for
 *   server_tls.c   TLS of one connection, without a socket
 */
#ifndef HOLDFAST_CLI_SERVER_DOOR_H
#define HOLDFAST_CLI_SERVER_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/target.h"
#include "server.h"

#define HF_SERVER_CONNECTIONS_MAX 1024 /* of all doors */
#define HF_SERVER_READ_BYTES      65536

struct hf_server_door;
struct hf_server_connection;

struct hf_server_way { /* back to who asked */
    struct hf_server_door *door;
    uint64_t connection; /* its number; 0: UDP */
    struct hf_target to;
};

struct hf_server_message {
    struct hf_server_way way;
    struct hf_target from;
    const uint8_t *bytes;
    size_t n_bytes;
    const char *wrong; /* not NULL: the stream cannot be read any further, and why */
};

struct hf_server_house { /* what the doors share */
    uv_loop_t *loop;
    struct hf_server_tls_context *tls;
    bool is_silent; /* `drop`: nothing leaves, no handshake is answered */
    uint64_t last_connection;
    unsigned n_connections;
    char bytes[HF_SERVER_READ_BYTES]; /* what is being read */

    void *context;
    void (*heard)(void *context, const struct hf_server_message *message);
    void (*told)(void *context, const struct hf_server_news *news);
    /* A door is open: result 0; else the error of libuv, and it is shut. */
    void (*opened)(void *context, struct hf_server_door *door, int result);
};

union hf_server_socket {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_udp_t udp;
    uv_tcp_t tcp;
};

struct hf_server_door {
    struct hf_server_house *house;
    struct hf_target where; /* transport, bound address; the port is kept over stop and start */
    bool is_open, is_closing, wants_open;
    bool is_ending; /* it is never opened again */
    union hf_server_socket socket;
    struct hf_server_connection *connections; /* TCP, TLS */
};

void hf_server_door_init(struct hf_server_door *door, struct hf_server_house *house,
                         const struct hf_target *where);
void hf_server_door_open(struct hf_server_door *door); /* house->opened says how, perhaps later */
/* Takes nothing new; connections stay. Whether it was open. */
bool hf_server_door_shut(struct hf_server_door *door);
void hf_server_door_end(struct hf_server_door *door);

/* 0, or an error of libuv. */
int hf_server_door_send(const struct hf_server_way *way, const uint8_t *bytes, size_t n);

void hf_server_target_of(const struct sockaddr *address, uint8_t transport,
                         struct hf_target *target);
void hf_server_address_of(const struct hf_target *target, struct sockaddr_storage *address);

/* Binds the door's socket and begins to hear; door->where is then what was bound. */
int hf_server_udp_start(struct hf_server_door *door);
int hf_server_tcp_start(struct hf_server_door *door);

int hf_server_udp_send(struct hf_server_door *door, const struct hf_target *to,
                       const uint8_t *bytes, size_t n);
int hf_server_tcp_send(struct hf_server_door *door, uint64_t connection, const uint8_t *bytes,
                       size_t n);
/* Who is at the other end; false when it is not open any more. */
bool hf_server_tcp_peer(const struct hf_server_door *door, uint64_t connection,
                        struct hf_target *peer);

/* Ends all connections of a door: with a RST, or as one does. How many there were. */
unsigned hf_server_tcp_reset(struct hf_server_door *door, const char *why);
unsigned hf_server_tcp_close(struct hf_server_door *door, const char *why);

#endif
