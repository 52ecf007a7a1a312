/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast server` from inside: a registrar and proxy of transport/sim on real sockets.
 *   server.c          the loop: messages, commands, the end
 *   server_send.c     what leaves, and when
 *   server_door.h     its sockets, in files of their own
 *   server_options.c  the arguments
 *   server_print.c    what it says: short lines, or JSON
 */
#ifndef HOLDFAST_CLI_SERVER_H
#define HOLDFAST_CLI_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "holdfast/sim/registrar.h"
#include "server_tls.h"

#define HF_SERVER_DOORS_MAX 8
#define HF_SERVER_DOS_MAX   16
#define HF_SERVER_USERS_MAX 64 /* on a command line */

struct hf_server_options {
    const char *name; /* label of each line printed */
    size_t n_listens;
    struct hf_target listens[HF_SERVER_DOORS_MAX];
    struct hf_server_tls_files tls;
    struct hf_target reached; /* by which address others reach it; family NONE: as it listens */
    struct hf_registrar_options registrar; /* its random bytes are the loop's to fill */
    bool json;
    bool help;
    size_t n_users;
    char *users[HF_SERVER_USERS_MAX]; /* NAME:PASSWORD, cut at the colon when used */
    size_t n_dos;
    struct hf_registrar_command dos[HF_SERVER_DOS_MAX]; /* obeyed before the first datagram */
    const char *do_texts[HF_SERVER_DOS_MAX];
};

/* 0, or HF_EXIT_USAGE with the reason on stderr. */
int hf_server_options_read(struct hf_server_options *options, int argc, char **argv);

struct hf_server_voice { /* whose lines, and in which form */
    FILE *to;
    const char *name;
    bool json;
};

struct hf_server_heard { /* a message, and what became of it */
    uint64_t at_us;      /* since the start, as are all times here */
    const struct hf_target *from;
    const struct hf_registrar_answer *answer;
};

enum hf_server_moment { HF_SERVER_OPENED, HF_SERVER_CLOSED, HF_SERVER_FAILED };

struct hf_server_news {             /* of a connection */
    const struct hf_target *target; /* of its door */
    const struct hf_target *from;
    enum hf_server_moment moment;
    const char *why;
};

/* "127.0.0.1:5060", "[::1]:5060" */
void hf_server_target_text(const struct hf_target *target, char *text, size_t size);

void hf_server_say_state(const struct hf_server_voice *voice, uint64_t at_us, const char *state,
                         const struct hf_target *where);
void hf_server_say_connection(const struct hf_server_voice *voice, uint64_t at_us,
                              const struct hf_server_news *news);
void hf_server_say_command(const struct hf_server_voice *voice, uint64_t at_us, const char *text);
void hf_server_say_heard(const struct hf_server_voice *voice, const struct hf_server_heard *heard);
void hf_server_say_malformed(const struct hf_server_voice *voice, uint64_t count,
                             const struct hf_server_heard *last);
void hf_server_say_bindings(const struct hf_server_voice *voice, uint64_t at_us,
                            const struct hf_registrar *registrar);
/* What was decided to be sent, and did not leave. */
void hf_server_say_lost(const struct hf_server_voice *voice, uint64_t at_us, const char *why);

#endif
