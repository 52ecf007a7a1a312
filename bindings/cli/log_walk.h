/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every command that reads event logs has in common: its options, going through the records,
 * saying what cannot be read, progress on a terminal. One record is in memory at a time.
 *
 *     struct hf_log_walk walk = {.options = &options, .context = &mine, .entry = take};
 *     result = hf_log_walk(&walk);           the exit code, or -1: go on to the sum
 */
#ifndef HOLDFAST_CLI_LOG_WALK_H
#define HOLDFAST_CLI_LOG_WALK_H

#include <stdint.h>
#include <stdio.h>

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "holdfast/uv/log_reader.h"
#include "holdfast/uv/log_record.h"

/* An option that a command has beside the common ones. */
struct hf_log_option {
    const char *name;   /* without the dashes; NULL ends a list */
    const char **value; /* where its value goes; NULL: it has none */
    int *given;         /* set to 1 where it has none */
    const char *wants;  /* what its value is, for the message when it is missing */
};

struct hf_log_options {
    /* the command's: */
    const char *command; /* "replay", "log stats": in front of every message */
    const char *usage;
    const struct hf_log_option *more; /* or NULL */
    /* read: */
    const char *const *paths;
    size_t n_paths;
    uint64_t from_us, to_us; /* wall clock, since 1970; 0 and UINT64_MAX: not given */
    uint32_t line;           /* 0: all */
    int json, verbose, help; /* help: the usage was printed, nothing else is to be done */
};

/* 0, or the exit code after the error was said. Options: --line, --from, --to, --json, --verbose,
 * --help, and the command's own. argv[0] is the command. */
int hf_log_options_read(struct hf_log_options *options, int argc, char **argv);

struct hf_log_walk {
    const struct hf_log_options *options;
    void *context;
    /* A record that decodes and is of the wanted line (records of the phone itself, line 0, come
     * too); `--from` and `--to` are the command's. Not 0 ends the walk with that exit code. NULL:
     * none are wanted. */
    int (*entry)(void *context, const struct hf_log_item *item, const struct hf_log_entry *entry);
    /* The header of a segment; as entry. NULL: nothing. */
    int (*segment)(void *context, const struct hf_log_item *item);
    /* Whatever cannot be read, after it was said; records may be missing here. NULL: nothing. */
    void (*trouble)(void *context, const struct hf_log_item *item);
    int prints; /* it prints while it goes: no progress where that goes to the same terminal */
    int quiet;  /* 1: trouble was said before, by an earlier walk over the same log */
    /* filled: */
    uint64_t records, segments, bytes; /* bytes: of payloads and framing, decompressed */
    uint64_t first_us, last_us;        /* of all records of the wanted line, by the wall clock */
    uint64_t in_range;                 /* of them, between --from and --to */
    uint32_t lines;                    /* different ones */
    int clean;                         /* the last record is a clean end */
    int damaged;                       /* something could not be read */
    int unusable;                      /* a named file is no log, or of an unknown schema */
};

/* Before anything is printed that is not the walk's own: takes the progress off the terminal. */
void hf_log_walk_wipe(void);

/* Goes through all records. -1, or the exit code: what was asked for is not there (said). */
int hf_log_walk(struct hf_log_walk *walk);

/* The exit code of a walk that went to the end, of a command that has nothing to add to it. */
int hf_log_walk_result(const struct hf_log_walk *walk);

/* Event and actions of a step, natively. 0, or -1 when they cannot be decoded (damage of the
 * writer's making: said by the walk's command). Both point into a buffer that the next call
 * overwrites. */
int hf_log_walk_step(const struct hf_log_step *step, struct hf_event *event,
                     struct hf_actions *actions);

#endif
