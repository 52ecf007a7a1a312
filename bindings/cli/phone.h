/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast phone` from inside.
 *   phone.c           runs the loop, ends
 *   phone_lines.c     the configuration: read, and read again; the lines it wants
 *   phone_records.c   its DNS records
 *   phone_match.c     which line an account was before
 *   phone_options.c   the arguments; phone_call_options.c those about calls
 *   phone_settings.c  what files say of the phone itself, where no argument does
 *   phone_say.c       what happens, in words
 *   phone_json.c      the same as objects
 *   phone_output.c    where both go, without waiting for a reader
 *   phone_commands.c  what the user types
 *   phone_calls.c     calls: what is remembered of them, who is heard
 *   phone_call_commands.c  what the user types about calls
 *   phone_call_say.c  what calls do, in words
 *   phone_call_json.c the same as objects
 *   phone_messages.c  messages that wait
 *   phone_hal.c       audio, keys, lamps and display, in the loop
 *   phone_panel.c     the phone's front between them and the calls
 */
#ifndef HOLDFAST_CLI_PHONE_H
#define HOLDFAST_CLI_PHONE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <uv.h>

#include "holdfast/hal.h"
#include "holdfast/uv/phone.h"
#include "holdfast/vendors/vendors.h"
#include "input.h"
#include "phone_output.h"
#include "words.h"

#define HF_CLI_FILES_MAX     64
#define HF_CLI_EMERGENCY_MAX HF_OWN_NUMBERS
#define HF_CLI_NUMBER_MAX    HF_OWN_DIGITS

struct hf_cli_phone_options {
    const char *files[HF_CLI_FILES_MAX];
    size_t n_files;
    struct hf_target bind;
    struct hf_target dns[HF_PHONE_DNS_SERVERS];
    unsigned n_dns;            /* 0: the system's */
    const char *log_directory; /* NULL: no log */
    enum hf_log_sync log_sync;
    const char *hal;       /* as hf_hal_open takes it */
    const char *dial_plan; /* NULL: the panel's own */
    const char *voicemail; /* number of the messages key; NULL: none */
    char emergency[HF_CLI_EMERGENCY_MAX][HF_CLI_NUMBER_MAX + 1];
    unsigned n_emergency;
    enum hf_hal_country country; /* of tones */
    uint16_t rtp_first, rtp_last;
    uint8_t codecs[HF_CODEC_COUNT];
    unsigned n_codecs;             /* 0: all */
    uint8_t said[HF_OWN_SETTINGS]; /* by an option: it counts over a file */
    int fresh, json, no_stdin, help;
};

/* 0, or HF_EXIT_USAGE with the reason on stderr. */
int hf_cli_phone_options(struct hf_cli_phone_options *options, int argc, char **argv);

/* ---- phone_call_options.c ---- */

int hf_cli_is_call_option(const char *name);
int hf_cli_call_option(struct hf_cli_phone_options *options, const char *name, const char *value);
/* One of the phone's own settings, as a file has it; the text is kept by address. 0; or -1 and what
 * is wrong. */
int hf_cli_own_option(struct hf_cli_phone_options *options, unsigned setting, const char *text,
                      const struct hf_phone_problem *problem);

/* ---- phone_settings.c ---- */

struct hf_cli_phone;

/* What the files say of the phone itself and no option does. 0; or -1 after saying on `to` what
 * this build cannot do. Free with hf_cli_own_free. */
int hf_cli_own_take(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to);
/* The same of a running phone: what cannot change while it runs is said. 1: something is another
 * one; 0: nothing is; -1: it was refused, and nothing was changed. */
int hf_cli_own_take_again(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to);
void hf_cli_own_free(struct hf_cli_phone *cli);
/* What this build cannot do of one setting; 0: there is nothing. */
int hf_cli_own_fault(const struct hf_phone_config *config, unsigned setting,
                     const struct hf_phone_problem *problem);

struct hf_cli_line { /* what the command line remembers of a line, to tell its story */
    char *name;      /* "SIP1" */
    char *user;      /* "1001" */
    char *voicemail; /* number of its messages; "": none */
    uint64_t asked_us[HF_PURPOSE_COUNT]; /* when the running attempt was sent */
    struct hf_words_failure failure;     /* the latest one of the line's registration */
    struct hf_line_status told;          /* the status last said */
    int verify_off;                      /* by tls_verify: off; every status says so */
    int wanted;                          /* by the configuration last read */
    int gone;                            /* from the phone; or it never came */
};

struct hf_cli_call { /* what the command line remembers of a call */
    struct hf_cli_call *next;
    uint64_t id;
    uint32_t line;
    uint32_t wish; /* of the panel's DIAL; 0: it did not ask for it */
    uint16_t why;  /* of the core's last report */
    uint16_t status;
    struct hf_target sound_to; /* as last said */
    uint8_t muted;
    uint8_t rings; /* incoming, or ours at the far end: nobody has answered */
    uint8_t reserved[2];
};

struct hf_cli_hal;
struct hf_cli_panel;

struct hf_cli_phone {
    struct hf_cli_phone_options options; /* with what the files say */
    struct hf_cli_phone_options given;   /* without */
    char *own[HF_OWN_SETTINGS];          /* what the files say; options points into them */
    uv_loop_t loop;
    struct hf_cli_output *output, *errors; /* standard output and standard error */
    struct hf_phone *phone;
    struct hf_cli_line *lines; /* [line - 1] */
    uint32_t n_lines, n_room;
    int exit_code;
    int stopping;
    uv_signal_t signals[3];
    unsigned n_signals;
    struct hf_input input;     /* commands */
    struct hf_cli_call *calls; /* oldest first */
    uint64_t audio;            /* the call that is heard; 0: none */
    uint32_t dialling;         /* the panel's wish for the call that is begun now, or 0 */
    struct hf_cli_hal *hal;
    struct hf_cli_panel *panel; /* NULL: the HAL has no keys, and commands do it all */
    int quiet;                  /* the terminal is the phone's front: no words beside it */
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

struct hf_cli_moment {
    uint64_t at_us, wall_us;
    uint32_t line;
    uint32_t reserved;
};

/* ---- phone_say.c: in words, or as objects where --json is given ---- */

void hf_cli_say_news(void *context, const struct hf_phone_news *news);
void hf_cli_say_remark(void *context, uint32_t line, const char *text);
void hf_cli_say_status(struct hf_cli_phone *cli, uint32_t line);
/* "listening", "stopping", "stopped" */
void hf_cli_say_phone(struct hf_cli_phone *cli, const char *state);
/* An answer to a command. */
void hf_cli_say_answer(struct hf_cli_phone *cli, const char *text);

/* A line of text about a moment. */
void hf_cli_print(struct hf_cli_phone *cli, const struct hf_cli_moment *moment, const char *text);

/* What a status means, in one sentence about the line. */
void hf_cli_status_text(const struct hf_cli_line *line, const struct hf_line_status *status,
                        char *text, size_t size);

/* ---- phone_json.c ---- */

void hf_cli_json_line(struct hf_cli_phone *cli, const char *kind,
                      const struct hf_cli_moment *moment, const struct hf_line_status *status);
void hf_cli_json_request(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                         const struct hf_request_report *report);
void hf_cli_json_decision(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                          const struct hf_decision *decision);
void hf_cli_json_remark(struct hf_cli_phone *cli, const char *kind, uint32_t line,
                        const char *text);
void hf_cli_json_phone(struct hf_cli_phone *cli, const char *state);

struct hf_json;
/* An object of a kind, about a line (0: about none); and its end. */
void hf_cli_json_begin(struct hf_cli_phone *cli, struct hf_json *json, const char *kind,
                       uint32_t line);
void hf_cli_json_end(struct hf_cli_phone *cli, struct hf_json *json,
                     const struct hf_cli_moment *moment);

/* ---- phone_calls.c ---- */

struct hf_cli_call *hf_cli_call(const struct hf_cli_phone *cli, uint64_t id); /* or NULL */

/* Of the phone, and of the core. */
void hf_cli_hear_call(void *context, const struct hf_phone_call_news *news);
void hf_cli_hear_call_report(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                             const struct hf_call_report *report);

/* Dials what the user or the panel wants. The call's id, or 0 and why. */
struct hf_cli_dial {
    const char *to; /* a URI, user@host, or a number or user at the line's own server */
    uint32_t line;
    uint32_t wish;
};
uint64_t hf_cli_dial(struct hf_cli_phone *cli, const struct hf_cli_dial *dial,
                     const struct hf_phone_problem *problem);

/* Whose sound is heard from now on; 0: nobody's. */
void hf_cli_listen_to(struct hf_cli_phone *cli, uint64_t call);
/* What audio, tones and ringer shall be by the calls; the panel's picture says it where there is
 * one. */
void hf_cli_calls_settle(struct hf_cli_phone *cli);
void hf_cli_calls_close(struct hf_cli_phone *cli);

/* ---- phone_call_commands.c ---- */

/* 1: the verb is one of calls, and was obeyed. rest: all that follows it, or NULL. */
int hf_cli_call_command(struct hf_cli_phone *cli, const char *verb, char *rest);

/* A line by its number or its name; 0: there is none. */
uint32_t hf_cli_find_line(const struct hf_cli_phone *cli, const char *text);

/* ---- phone_call_say.c, phone_call_json.c ---- */

struct hf_cli_call_said {
    struct hf_cli_moment moment;
    const char *event; /* "ringing" */
    const struct hf_cli_call *call;
    const struct hf_calls_news *news;   /* or NULL */
    struct hf_phone_call_status status; /* now, or as it was at its end */
    uint32_t key_ms;
    char key;
    char reserved[3];
};
void hf_cli_say_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said);
void hf_cli_json_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said,
                      const char *text);

/* ---- phone_messages.c ---- */

void hf_cli_hear_messages(void *context, const struct hf_phone_messages_news *news);
/* What is known of a line's messages; nothing where nobody asks and nothing was told. */
void hf_cli_say_messages(struct hf_cli_phone *cli, uint32_t line);
/* How many new ones the message lamp shows: at least 1 while they wait. */
uint16_t hf_cli_messages_lamp(const struct hf_cli_phone *cli, uint32_t line);
/* The number of a line's messages; NULL: none is set. */
const char *hf_cli_voicemail(const struct hf_cli_phone *cli, uint32_t line);

/* ---- phone_hal.c ---- */

/* 0; or -1 after saying why. */
int hf_cli_hal_open(struct hf_cli_phone *cli);
struct hf_hal *hf_cli_hal(const struct hf_cli_phone *cli);
/* Something was asked of the HAL: what it waits for may be another. */
void hf_cli_hal_settle(struct hf_cli_phone *cli);
/* Audio on at a rate, or off with 0; the same again does nothing. */
void hf_cli_hal_audio(struct hf_cli_phone *cli, unsigned rate);
/* Frames of silence for all calls every 20 ms while audio is off. */
void hf_cli_hal_pace(struct hf_cli_phone *cli, int on);
void hf_cli_hal_close(struct hf_cli_phone *cli);

/* ---- phone_panel.c: does nothing where there is no panel ---- */

/* 0; or -1 after saying why. */
int hf_cli_panel_open(struct hf_cli_phone *cli);
void hf_cli_panel_key(struct hf_cli_phone *cli, const struct hf_hal_event *event);
void hf_cli_panel_line(struct hf_cli_phone *cli, uint32_t line);
/* There are more lines than before, or fewer. */
void hf_cli_panel_lines(struct hf_cli_phone *cli);
/* The dial plan or the emergency numbers are others. */
void hf_cli_panel_settings(struct hf_cli_phone *cli);
void hf_cli_panel_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said);
void hf_cli_panel_close(struct hf_cli_phone *cli);

/* ---- phone_commands.c ---- */

/* Reads stdin, if there is something to read. */
void hf_cli_commands_open(struct hf_cli_phone *cli);
void hf_cli_commands_close(struct hf_cli_phone *cli);

#endif
