/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands from standard input, a line each, whatever standard input is: a terminal, a pipe, a
 * FIFO, a file, a device, or nothing. However much comes, and whether it ever ends, the loop
 * goes on beside it.
 */
#ifndef HOLDFAST_CLI_INPUT_H
#define HOLDFAST_CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#define HF_INPUT_LINE_MAX 255

struct hf_input { /* the caller's; zeroed but for context and the three functions */
    void *context;
    /* A line without its end; number is 1 for the first. False: no more lines are wanted. */
    bool (*on_line)(void *context, char *text, unsigned number);
    /* A line of more than HF_INPUT_LINE_MAX bytes, which is skipped. */
    void (*on_long_line)(void *context, unsigned number);
    /* The end, unless no more lines were wanted; the last line may lack its end. NULL: nothing. */
    void (*on_end)(void *context);
    union {
        uv_handle_t any;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_timer_t timer; /* reads what a loop cannot wait for */
    } handle;
    size_t n_line;
    unsigned n_lines;
    bool is_open, is_terminal;
    bool is_too_long;
    bool is_over;
    char line[HF_INPUT_LINE_MAX + 1];
    char chunk[4096];
};

/* 0, also when there is nothing to read; or libuv's error. */
int hf_input_start(struct hf_input *input, uv_loop_t *loop);

/* Closes it; the loop must go round once more. */
void hf_input_stop(struct hf_input *input);

#endif
