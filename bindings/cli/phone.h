/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast phone` from inside.
 *   phone.c           runs the loop, ends
 *   phone_lines.c     the configuration: read, and read again; the lines it wants
 *   phone_records.c   its DNS records
 *   phone_match.c     which line an account was before
 *   phone_options.c   the arguments
 *   phone_say.c       what happens, in words
 *   phone_json.c      the same as objects
 *   phone_output.c    where both go, without waiting for a reader
 *   phone_commands.c  what the user types
 */
#ifndef HOLDFAST_CLI_PHONE_H
#define HOLDFAST_CLI_PHONE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <uv.h>

#include "holdfast/uv/phone.h"
#include "holdfast/vendors/vendors.h"
#include "input.h"
#include "phone_output.h"
#include "words.h"

#define HF_CLI_FILES_MAX 64

struct hf_cli_phone_options {
    const char *files[HF_CLI_FILES_MAX];
    size_t n_files;
    struct hf_target bind;
    struct hf_target dns[HF_PHONE_DNS_SERVERS];
    unsigned n_dns;            /* 0: the system's */
    const char *log_directory; /* NULL: no log */
    enum hf_log_sync log_sync;
    int fresh, json, no_stdin, help;
};

/* 0, or HF_EXIT_USAGE with the reason on stderr. */
int hf_cli_phone_options(struct hf_cli_phone_options *options, int argc, char **argv);

struct hf_cli_line { /* what the command line remembers of a line, to tell its story */
    char *name;      /* "SIP1" */
    char *user;      /* "1001" */
    uint64_t asked_us[HF_PURPOSE_COUNT]; /* when the running attempt was sent */
    struct hf_words_failure failure;     /* the latest one of the line's registration */
    struct hf_line_status told;          /* the status last said */
    int verify_off;                      /* by tls_verify: off; every status says so */
    int wanted;                          /* by the configuration last read */
    int gone;                            /* from the phone; or it never came */
};

struct hf_cli_phone {
    struct hf_cli_phone_options options;
    uv_loop_t loop;
    struct hf_cli_output *output, *errors; /* standard output and standard error */
    struct hf_phone *phone;
    struct hf_cli_line *lines; /* [line - 1] */
    uint32_t n_lines, n_room;
    int exit_code;
    int stopping;
    uv_signal_t signals[3];
    unsigned n_signals;
    struct hf_input input; /* commands */
};

/* ---- phone.c ---- */

/* Takes the lines out of service and ends; the second time at once. */
void hf_cli_phone_end(struct hf_cli_phone *cli);

/* ---- phone_lines.c ---- */

/* For whoever finds that no account is. */
#define HF_CLI_HOW_TO_ENABLE                                                                       \
    "set SIPn Enable Reg :1 (Fanvil), account.X.enable = 1 (Yealink) or enabled: true of a line "  \
    "(native)"

/* 0; or -1, with what is wrong and where on `to`, a line each. Forget it in both cases. */
int hf_cli_read_config(struct hf_phone_config *config, const struct hf_cli_phone_options *options,
                       FILE *to);

/* The agents have the passwords; nothing else is to keep them. */
void hf_cli_forget_config(struct hf_phone_config *config);

/* A line for each enabled account. 0, or -1 after saying which cannot be added. */
int hf_cli_add_lines(struct hf_cli_phone *cli, const struct hf_phone_config *config);

/* C14: reads the configuration again and makes the phone what it says. With anything wrong in it
 * nothing changes. */
void hf_cli_reload(struct hf_cli_phone *cli);

void hf_cli_line_gone(void *context, uint32_t line);

/* A line that the phone has, and that was not taken out of the configuration. */
int hf_cli_has_line(const struct hf_cli_phone *cli, uint32_t line);
uint32_t hf_cli_count_lines(const struct hf_cli_phone *cli);

/* ---- phone_records.c ---- */

/* Gives the phone the configuration's records, in place of those before. 1: they are others; 0:
 * they are the same; or -1 with the reason on `to`. */
int hf_cli_set_records(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to);

/* ---- phone_match.c ---- */

/* lines[i]: which line account i was before; 0: it is new, or not enabled. 0, or -1: no memory. */
int hf_cli_match_lines(const struct hf_cli_phone *cli, const struct hf_phone_config *config,
                       uint32_t *lines);

/* ---- phone_say.c: in words, or as objects where --json is given ---- */

void hf_cli_say_news(void *context, const struct hf_phone_news *news);
void hf_cli_say_remark(void *context, uint32_t line, const char *text);
void hf_cli_say_status(struct hf_cli_phone *cli, uint32_t line);
/* "listening", "stopping", "stopped" */
void hf_cli_say_phone(struct hf_cli_phone *cli, const char *state);
/* An answer to a command. */
void hf_cli_say_answer(struct hf_cli_phone *cli, const char *text);

/* What a status means, in one sentence about the line. */
void hf_cli_status_text(const struct hf_cli_line *line, const struct hf_line_status *status,
                        char *text, size_t size);

/* ---- phone_json.c ---- */

struct hf_cli_moment {
    uint64_t at_us, wall_us;
    uint32_t line;
    uint32_t reserved;
};

void hf_cli_json_line(struct hf_cli_phone *cli, const char *kind,
                      const struct hf_cli_moment *moment, const struct hf_line_status *status);
void hf_cli_json_request(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                         const struct hf_request_report *report);
void hf_cli_json_call(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                      const struct hf_call_report *report);
void hf_cli_json_decision(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                          const struct hf_decision *decision);
void hf_cli_json_remark(struct hf_cli_phone *cli, const char *kind, uint32_t line,
                        const char *text);
void hf_cli_json_phone(struct hf_cli_phone *cli, const char *state);

/* ---- phone_commands.c ---- */

/* Reads stdin, if there is something to read. */
void hf_cli_commands_open(struct hf_cli_phone *cli);
void hf_cli_commands_close(struct hf_cli_phone *cli);

#endif
