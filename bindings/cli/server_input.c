/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input as lines, on the loop. */
#define _POSIX_C_SOURCE 200809L
#include "server_input.h"

#include <stdio.h>

static void end_line(struct hf_server_input *input)
{
    input->n_lines++;
    input->line[input->n_line] = '\0';
    input->n_line = 0;
    if (input->is_too_long) {
        input->is_too_long = false;
        fprintf(stderr, "holdfast: server: stdin:%u: longer than %d bytes\n", input->n_lines,
                HF_SERVER_LINE_MAX);
        return;
    }
    input->is_over = !input->on_line(input->context, input->line, input->n_lines);
}

static void take(struct hf_server_input *input, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !input->is_over; i++) {
        if (bytes[i] == '\n')
            end_line(input);
        else if (input->n_line < HF_SERVER_LINE_MAX)
            input->line[input->n_line++] = bytes[i];
        else
            input->is_too_long = true;
    }
}

static void finish(struct hf_server_input *input)
{
    if (input->n_line > 0)
        take(input, "\n", 1);
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct hf_server_input *input = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(input->chunk, sizeof input->chunk);
}

static void on_input(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct hf_server_input *input = stream->data;
    if (n >= 0) {
        take(input, buffer->base, (size_t)n);
        return;
    }
    finish(input);
    if (!uv_is_closing((uv_handle_t *)stream))
        uv_close((uv_handle_t *)stream, NULL);
}

/* A file, and /dev/null, cannot be waited for: they are read at once. */
static void read_file(struct hf_server_input *input, uv_loop_t *loop)
{
    uv_fs_t request;
    uv_buf_t buffer = uv_buf_init(input->chunk, sizeof input->chunk);
    ssize_t n = 1;
    while (n > 0 && !input->is_over) {
        n = uv_fs_read(loop, &request, 0, &buffer, 1, -1, NULL);
        uv_fs_req_cleanup(&request);
        if (n > 0)
            take(input, input->chunk, (size_t)n);
    }
    finish(input);
}

void hf_server_input_start(struct hf_server_input *input, uv_loop_t *loop)
{
    int result;
    switch (uv_guess_handle(0)) {
    case UV_TTY: result = uv_tty_init(loop, &input->handle.tty, 0, 0); break;
    case UV_NAMED_PIPE:
        uv_pipe_init(loop, &input->handle.pipe, 0);
        result = uv_pipe_open(&input->handle.pipe, 0);
        break;
    case UV_FILE: read_file(input, loop); return;
    default: return; /* closed: there are no commands */
    }
    input->handle.stream.data = input;
    if (result == 0)
        result = uv_read_start(&input->handle.stream, on_buffer, on_input);
    if (result != 0)
        fprintf(stderr, "holdfast: server: commands cannot be read: %s\n", uv_strerror(result));
}
