/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input as lines, on the loop. */
#define _POSIX_C_SOURCE 200809L
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define PIECE_MS 10 /* between two pieces of a file */

/* ---- bytes to lines ---- */

static void end_line(struct hf_input *input)
{
    input->line[input->n_line] = '\0';
    input->n_line = 0;
    if (!input->is_too_long)
        input->is_over = !input->on_line(input->context, input->line, ++input->n_lines);
    input->is_too_long = false;
}

/* What is too long is said when it is found, since its end may never come. */
static void add_byte(struct hf_input *input, char byte)
{
    if (input->is_too_long)
        return;
    if (input->n_line < HF_INPUT_LINE_MAX) {
        input->line[input->n_line++] = byte == '\0' ? ' ' : byte;
        return;
    }
    input->is_too_long = true;
    input->on_long_line(input->context, ++input->n_lines);
}

static void take(struct hf_input *input, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !input->is_over; i++) {
        if (bytes[i] == '\n')
            end_line(input);
        else
            add_byte(input, bytes[i]);
    }
    if (input->is_over)
        hf_input_stop(input);
}

static void end(struct hf_input *input)
{
    if (input->n_line > 0)
        take(input, "\n", 1); /* the last line counts without its end, too */
    hf_input_stop(input);
    if (!input->is_over && input->on_end != NULL)
        input->on_end(input->context);
    input->is_over = true;
}

/* ---- terminals and pipes ---- */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct hf_input *input = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(input->chunk, sizeof input->chunk);
}

static void on_input(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct hf_input *input = stream->data;

    if (n >= 0)
        take(input, buffer->base, (size_t)n);
    else
        end(input);
}

/* ---- files and devices ---- */

/* A loop cannot wait for a file, nor for most devices, and /dev/zero never ends: a piece is read
 * in each turn, where there is one at once. */
static void on_piece_due(uv_timer_t *timer)
{
    struct hf_input *input = timer->data;
    struct pollfd standard_input = {.fd = STDIN_FILENO, .events = POLLIN};
    ssize_t n;

    if (poll(&standard_input, 1, 0) <= 0)
        return;
    n = read(STDIN_FILENO, input->chunk, sizeof input->chunk);
    if (n > 0)
        take(input, input->chunk, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        end(input);
}

/* ---- the door ---- */

static int open_handle(struct hf_input *input, uv_loop_t *loop, uv_handle_type type)
{
    int result;

    if (type == UV_FILE)
        return uv_timer_init(loop, &input->handle.timer);
    if (type == UV_TTY)
        return uv_tty_init(loop, &input->handle.tty, STDIN_FILENO, 1);
    result = uv_pipe_init(loop, &input->handle.pipe, 0);
    input->handle.any.data = input;
    input->is_open = result == 0;
    return result == 0 ? uv_pipe_open(&input->handle.pipe, STDIN_FILENO) : result;
}

int hf_input_start(struct hf_input *input, uv_loop_t *loop)
{
    uv_handle_type type = uv_guess_handle(STDIN_FILENO);
    int result;

    if (type == UV_UNKNOWN_HANDLE)
        return 0; /* there are no commands */
    result = open_handle(input, loop, type);
    if (result == 0) {
        input->handle.any.data = input;
        input->is_open = true;
        input->is_terminal = type == UV_TTY;
        result = type == UV_FILE ? uv_timer_start(&input->handle.timer, on_piece_due, 0, PIECE_MS)
                                 : uv_read_start(&input->handle.stream, on_buffer, on_input);
    }
    if (result < 0)
        hf_input_stop(input);
    return result;
}

void hf_input_stop(struct hf_input *input)
{
    if (!input->is_open)
        return;
    input->is_open = false;
    if (!uv_is_closing(&input->handle.any))
        uv_close(&input->handle.any, NULL);
}
