/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a world share: messages under way, transactions of the modelled shell, lines.
 *
 *     world.c   time: whose turn it is, stepping a line, carrying actions out
 *     shell.c   transactions: retransmission, challenges, abandonment
 *     server.c  what a registrar answers to a request
 *     queue.c   messages under way, by time, then by the order of their sending
 */
#ifndef HF_SIM_INSIDE_H
#define HF_SIM_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/sim/check.h"
#include "holdfast/sim/world.h"

/* How often one line may ask to be woken at one and the same moment. */
#define HF_SIM_WAKES 64

enum message_kind {
    MESSAGE_REQUEST = 0,
    MESSAGE_PROVISIONAL = 1,
    MESSAGE_FINAL = 2,
    MESSAGE_CHALLENGE = 3,
    MESSAGE_FAILURE = 4,   /* ICMP and its like: cause */
    MESSAGE_ABANDONED = 5, /* from the shell to its own line: nothing more can come */
    MESSAGE_CONNECT = 6,   /* TCP, TLS: opens a connection */
    MESSAGE_CONNECTED = 7
};

struct message {
    uint64_t at_us;
    uint64_t order;
    uint64_t attempt;
    struct hf_target target;                /* of the request */
    uint64_t credentials_us[HF_SIM_REALMS]; /* of the challenges answered; HF_NEVER: none */
    struct hf_response response;            /* FINAL, PROVISIONAL (status alone) */
    uint32_t expires_s;                     /* REQUEST: asked for */
    unsigned line;
    uint32_t branch; /* of the attempt: each transaction has its own */
    enum message_kind kind;
    uint8_t wrong_password; /* REQUEST: its credentials are good for nothing */
    uint8_t cause;
    uint8_t realm; /* CHALLENGE: index into the server's realms */
    uint8_t stale, after_credentials;
};

struct queue {
    struct message *items; /* a binary heap */
    size_t n, room;
    uint64_t next_order;
};

/* False: out of memory. */
int queue_push(struct queue *queue, const struct message *message);
struct message queue_pop(struct queue *queue);
uint64_t queue_next_us(const struct queue *queue); /* HF_NEVER: empty */
void queue_free(struct queue *queue);

enum transaction_state {
    TRANSACTION_FREE = 0,
    TRANSACTION_CALLING = 1,
    TRANSACTION_PROCEEDING = 2, /* a provisional answer came: retransmitted every T2 */
    TRANSACTION_CHALLENGED = 3, /* waits for the line's word: Authenticate, Abandon or nothing */
    TRANSACTION_WATCHED = 4     /* abandoned: 64*T1 for a late answer (A11) */
};

/* One attempt at the shell; a challenge answered begins another transaction of it. */
struct transaction {
    struct hf_send send;
    uint64_t credentials_us[HF_SIM_REALMS];
    uint64_t began_us;    /* first sending of the present transaction */
    uint64_t resend_us;   /* Timer E (RFC 3261 17.1.2.2); runs on while the limit holds it back */
    uint64_t interval_us; /* that led to resend_us */
    uint32_t limit;       /* retransmissions ordered, or HF_RETRANSMIT_FREELY */
    uint32_t resent;
    uint32_t branch;
    enum transaction_state state;
    uint8_t realm; /* CHALLENGED: index into the server's realms */
};

struct line {
    struct hf_line *line;                      /* hf_line_size() bytes */
    struct hf_sim_configuration configuration; /* the last one given */
    struct transaction transactions[HF_SIM_TRANSACTIONS];
    uint64_t credentials_us[HF_SIM_SERVERS][HF_SIM_REALMS]; /* HF_NEVER: none */
    uint8_t connected[HF_SIM_SERVERS];          /* TCP, TLS: the connection is open, and stays so */
    struct hf_target redirects[HF_SIM_SERVERS]; /* targets that 3xx answers have named */
    uint64_t last_attempt;                      /* ids only grow */
    uint64_t clock_us;                          /* its clock minus the world's, modulo 2^64 */
    uint64_t woken_us; /* when it was last woken, and how often at that moment */
    unsigned n_woken;
    unsigned n_redirects;
    uint8_t exists, halted, network_down, wrong_password;
};

struct hf_sim_world {
    uint64_t now_us;
    uint64_t n_steps;
    struct queue queue;
    struct hf_sim_server servers[HF_SIM_SERVERS];
    unsigned n_servers;
    struct line lines[HF_SIM_LINES]; /* [number - 1] */
    unsigned n_lines;
    struct hf_sim_checker *checker;
    hf_sim_observe *observe;
    void *context;
    struct hf_actions actions; /* of the step under way */
    char fault[HF_SIM_FAULT];
};

/* world.c */
void world_fault(struct hf_sim_world *world, unsigned line, const char *text);
void world_note(struct hf_sim_world *world, const struct hf_sim_note *note);
void world_post(struct hf_sim_world *world, const struct message *message);

/* Steps an event that the modelled shell made: it keeps the contract, so that a refusal or a
 * verdict of "late" is a fault of the line. */
void world_report(struct hf_sim_world *world, unsigned line, const struct hf_event *event);

/* shell.c */
void shell_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_action *action);
void shell_receive(struct hf_sim_world *world, const struct message *message);
uint64_t shell_next_us(const struct line *line);
void shell_wake(struct hf_sim_world *world, unsigned line);
void shell_forget(struct line *line); /* all transactions: the program ended */
/* The caller's event answered an attempt: the shell shall not answer it again. */
void shell_answered(struct line *line, const struct hf_event *event);
int shell_is_waiting(const struct line *line); /* for an answer to anything not abandoned */

/* server.c */
/* A request, or the wish to connect. */
void server_receive(struct hf_sim_world *world, const struct message *request);

#endif
