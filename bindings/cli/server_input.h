/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands from standard input, a line each, whatever standard input is: a terminal, a pipe, a
 * FIFO, a file, or nothing. The end of the input is not the end of the server, which may run in
 * the background.
 */
#ifndef HOLDFAST_CLI_SERVER_INPUT_H
#define HOLDFAST_CLI_SERVER_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#define HF_SERVER_LINE_MAX 255

struct hf_server_input { /* the caller's; zeroed but for context and on_line */
    void *context;
    /* A line without its end; number is 1 for the first. False: no more lines are wanted. */
    bool (*on_line)(void *context, const char *text, unsigned number);
    union {
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
    } handle;
    size_t n_line;
    unsigned n_lines;
    bool is_too_long;
    bool is_over;
    char line[HF_SERVER_LINE_MAX + 1];
    char chunk[4096];
};

void hf_server_input_start(struct hf_server_input *input, uv_loop_t *loop);

#endif
