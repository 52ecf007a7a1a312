/* SPDX-License-Identifier: Apache-2.0 */
/* Registrars over TCP and TLS for tests of a phone, with the faults of connections; and the phone
 * before them, on a loop of its own. */
#ifndef HF_TEST_PHONE_PEER_H
#define HF_TEST_PHONE_PEER_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/uv/phone.h"
#include "tls_peer.h"

#define PEER_TEXT     8192
#define PEER_STREAM   200000
#define PEER_PATIENCE 8000 /* ms */
#define STAGE_PEERS   3
#define STAGE_TEXT    512

struct registrar;

struct registrar_connection {
    uv_tcp_t handle;
    struct sockaddr_storage from; /* UDP: of the last datagram; else family 0 */
    struct registrar *peer;
    struct registrar_connection *next;
    struct tls_peer *tls;   /* NULL: TCP */
    char text[PEER_STREAM]; /* of messages that are not whole yet */
    size_t n;
    unsigned n_requests; /* that came on it */
    int ended;           /* the phone has closed it, or we have */
};

struct registrar {
    uv_loop_t *loop;
    uv_tcp_t listener;
    uv_udp_t udp;           /* in place of it where the transport is UDP */
    struct tls_server *tls; /* NULL: TCP; the test's */
    struct hf_target at;
    struct registrar_connection *connections; /* of all times, the newest first */
    int is_open;                              /* it listens */
    /* What it does with a REGISTER: accepts it, or ... */
    int silent;     /* says nothing */
    int challenges; /* 401 to one without credentials */
    int hangs_up;   /* that many times: resets the connection before any byte of an answer */
    int closes_401; /* closes the connection behind a 401 */
    int elsewhere;  /* answers on a connection of its own, to the port of Via */
    int pongs;      /* 1: answers pings */
    unsigned n_accepted, n_registers, n_removed, n_pings, n_replies;
    char request[PEER_TEXT]; /* the last REGISTER, terminated */
    char reply[PEER_TEXT];   /* the last response of the phone */
};

void registrar_listen(struct registrar *peer, uv_loop_t *loop, const char *host,
                      struct tls_server *tls);
void registrar_listen_udp(struct registrar *peer, uv_loop_t *loop, const char *host);
void registrar_stop(struct registrar *peer); /* nobody listens there any more; connections stay */
void registrar_listen_again(struct registrar *peer);
void registrar_reset_all(struct registrar *peer);
void registrar_end(struct registrar *peer); /* everything */
unsigned registrar_n_open(const struct registrar *peer);
void registrar_say(struct registrar_connection *connection, const char *text);
/* OPTIONS on its newest connection. */
void registrar_ask(struct registrar *peer, const char *uri);

struct stage {
    uv_loop_t loop;
    uv_timer_t patience;
    struct registrar peers[STAGE_PEERS];
    unsigned n_peers;
    struct hf_phone *phone;
    struct hf_phone_options options;
    unsigned n_remarks, n_gone;
    char remark[STAGE_TEXT]; /* the last */
    int stopped;
};

/* n registrars over TCP at 127.0.0.1, or host; the phone is bound there. */
struct stage *stage_open(unsigned n, const char *host);
void stage_phone(struct stage *stage); /* opens it with options */
void stage_close(struct stage *stage);

/* A line with the first n peers as its servers, in that order. */
struct hf_config stage_config(const struct stage *stage, unsigned n);
struct hf_phone_line stage_line(const char *name, const struct hf_config *config);
uint32_t stage_add(struct stage *stage, const struct hf_phone_line *line);
void stage_add_many(struct stage *stage, unsigned n, const struct hf_config *config);
unsigned stage_n_in(const struct stage *stage, int state);
int stage_state(const struct stage *stage, uint32_t line);
void stage_run_ms(struct stage *stage, uint64_t ms);
void stage_tick(uv_timer_t *timer);

/* Runs until the condition holds, or patience ends. */
#define WAIT_FOR(stage, condition)                                                                 \
    do {                                                                                           \
        uint64_t until_us = hf_phone_now_us() + PEER_PATIENCE * 1000u;                             \
                                                                                                   \
        uv_timer_start(&(stage)->patience, stage_tick, 10, 10);                                    \
        while (!(condition) && hf_phone_now_us() < until_us)                                       \
            uv_run(&(stage)->loop, UV_RUN_ONCE);                                                   \
        uv_timer_stop(&(stage)->patience);                                                         \
        cr_assert(condition);                                                                      \
    } while (0)

#endif
