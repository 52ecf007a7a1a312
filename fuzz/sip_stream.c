/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes in any cuts give the frames that they give uncut, and the same end; all
 * frames stand inside the stream's memory, in the order of the bytes and without a gap; and
 * hf_sip_parse finds the end of each frame's body where the frame ends, and nothing wrong with its
 * length. A larger stream takes at least as much. One that went wrong stays wrong.
 *
 * Input: the stream's size in steps of 512 bytes, a number of cuts, their lengths, the bytes.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/message.h"
#include "holdfast/sip/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define FRAMES_MAX 4096

struct frames { /* what came out of a run; places count from the begin of all bytes */
    size_t n, consumed;
    int result;
    struct hf_sip_error error;
    size_t head; /* of a wrong message: what there is of it */
    struct frame {
        uint32_t at, length, kind;
    } list[FRAMES_MAX]; /* the first n; what comes behind them only counts */
};

struct run {
    const uint8_t *bytes, *cuts;
    size_t n_bytes, n_cuts, size;
    size_t fed;
    struct hf_sip_stream stream;
    char *memory;
    struct frames *frames;
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static void must_be_inside(const struct run *run, struct hf_slice text)
{
    must(text.at >= run->memory && text.length <= run->size &&
         (size_t)(text.at - run->memory) <= run->size - text.length);
}

/* The frame has the bytes that came next, and the parser sees the same end of it. */
static void check_message(const struct run *run, struct hf_slice text)
{
    static struct hf_sip_message m;
    const char *end = text.at + text.length;
    must_be_inside(run, text);
    must(text.length != 0 && text.length <= run->n_bytes - run->frames->consumed);
    must(memcmp(text.at, run->bytes + run->frames->consumed, text.length) == 0);
    int result = hf_sip_parse(&m, text.at, text.length);
    must(m.body.at + m.body.length == end);
    must(m.body.at - text.at <= HF_SIP_STREAM_HEAD_MAX);
    must(result != 0 || hf_sip_find(&m, HF_HEADER_CONTENT_LENGTH) != NULL);
    must(result == 0 || strstr(m.error.what, "Content-Length") == NULL);
    must(hf_sip_parse(&m, text.at, text.length - 1) < 0); /* one byte less is no message */
}

static void keep(struct run *run, const struct hf_sip_frame *frame)
{
    struct frames *frames = run->frames;
    size_t length = frame->text.length;
    if (frame->kind == HF_FRAME_MESSAGE) {
        check_message(run, frame->text);
    } else {
        must(frame->kind == HF_FRAME_CRLF && length == 0);
        length = 2;
        must(memcmp(run->bytes + frames->consumed, "\r\n", 2) == 0);
    }
    if (frames->n < FRAMES_MAX) {
        struct frame *kept = &frames->list[frames->n++];
        kept->at = (uint32_t)frames->consumed;
        kept->length = (uint32_t)length;
        kept->kind = frame->kind;
    }
    frames->consumed += length;
    must(frames->consumed <= run->fed);
}

static void keep_end(struct run *run, const struct hf_sip_frame *frame)
{
    struct hf_sip_frame again;
    void *at;
    run->frames->error = run->stream.error;
    run->frames->head = frame->text.length;
    must(frame->kind == 0 && run->stream.error.what != NULL);
    must(run->stream.error.at <= frame->text.length);
    must_be_inside(run, frame->text);
    must(memcmp(frame->text.at, run->bytes + run->frames->consumed, frame->text.length) == 0);
    must(hf_sip_stream_room(&run->stream, &at) == 0);
    must(hf_sip_stream_next(&run->stream, &again) == run->frames->result);
    must(again.text.at == frame->text.at && again.text.length == frame->text.length);
}

/* The piece of this number into the stream, and all out of it that can be had. */
static void feed(struct run *run, size_t number)
{
    struct hf_sip_frame frame;
    void *at;
    size_t room = hf_sip_stream_room(&run->stream, &at);
    size_t n = run->n_cuts == 0 ? room : (size_t)run->cuts[number % run->n_cuts] + 1;
    size_t left = run->n_bytes - run->fed;
    must(room != 0 && (char *)at >= run->memory);
    must(room == (size_t)(run->memory + run->size - (char *)at));
    n = n < room ? n : room;
    n = n < left ? n : left;
    memcpy(at, run->bytes + run->fed, n);
    run->fed += n;
    hf_sip_stream_filled(&run->stream, n);
    while ((run->frames->result = hf_sip_stream_next(&run->stream, &frame)) == 1) {
        keep(run, &frame);
    }
    if (run->frames->result < 0) {
        keep_end(run, &frame);
    }
}

static void run_stream(struct run *run)
{
    run->memory = malloc(run->size); /* its own block, so that a sanitizer sees its end */
    must(run->memory != NULL);
    memset(run->frames, 0, offsetof(struct frames, list));
    run->fed = 0;
    hf_sip_stream_init(&run->stream, run->memory, run->size);
    for (size_t number = 0; run->fed < run->n_bytes && run->frames->result == 0; number++) {
        feed(run, number);
    }
    free(run->memory);
}

static void must_be_same(const struct frames *a, const struct frames *b)
{
    must(a->result == b->result && a->n == b->n && a->consumed == b->consumed);
    must(a->error.what == b->error.what && a->error.at == b->error.at && a->head == b->head);
    must(memcmp(a->list, b->list, a->n * sizeof a->list[0]) == 0);
}

/* All that a small stream takes, a larger one takes too, the same. */
static void must_go_on(const struct frames *small, const struct frames *large)
{
    must(large->n >= small->n && large->consumed >= small->consumed);
    must(memcmp(small->list, large->list, small->n * sizeof small->list[0]) == 0);
    must(small->result == HF_E_LIMIT || small->result == large->result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct frames whole, cut, large;
    struct run run = {.frames = &whole};
    if (n_bytes < 2 || n_bytes - 2 < (size_t)(bytes[1] & 15)) {
        return 0;
    }
    size_t n_cuts = bytes[1] & 15;
    run.size = HF_SIP_STREAM_SIZE_MIN * (size_t)(bytes[0] % 127 + 1);
    run.cuts = bytes + 2;
    run.bytes = bytes + 2 + n_cuts;
    run.n_bytes = n_bytes - 2 - n_cuts;
    run_stream(&run);
    run.frames = &cut;
    run.n_cuts = n_cuts;
    run_stream(&run);
    must_be_same(&whole, &cut);
    run.frames = &large;
    run.size = HF_SIP_MESSAGE_MAX;
    run_stream(&run);
    must_go_on(&whole, &large);
    return 0;
}
