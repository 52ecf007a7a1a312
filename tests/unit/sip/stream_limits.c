/* SPDX-License-Identifier: Apache-2.0 */
/* What a peer may do to a stream: much, little at a time, without an end. Work is counted, not
 * timed: bytes that were looked at are overwritten, so that a second look would see a fault, and
 * bytes that move in memory are added up. */
#include "stream_support.h"

#define LARGEST HF_SIP_MESSAGE_MAX
#define START   "SIP/2.0 200 OK\r\n"

/* A head of n bytes with this Content-Length. */
static void put_head(char *text, size_t n, size_t length)
{
    char end[64];
    int end_bytes = snprintf(end, sizeof end, "\r\nl: %zu\r\n\r\n", length);
    memset(text, 'a', n);
    memcpy(text, START "To: ", strlen(START "To: "));
    memcpy(text + n - end_bytes, end, (size_t)end_bytes);
}

static int run_head(size_t head, size_t length, size_t size)
{
    static char text[2 * LARGEST];
    static struct transcript t;
    struct feed feed = {{text, head}, size, 7, 1};
    put_head(text, head, length);
    run_stream(&feed, &t);
    return t.result;
}

Test(stream_limits, the_largest_head_is_taken_and_one_byte_more_is_not)
{
    static char text[LARGEST];
    static struct transcript t;
    put_head(text, HF_SIP_STREAM_HEAD_MAX, 0);
    run_all_cuts(bytes_of(text, HF_SIP_STREAM_HEAD_MAX), LARGEST, &t);
    cr_assert_eq(t.n_messages, 1);
    cr_assert_eq(t.result, 0);
    put_head(text, HF_SIP_STREAM_HEAD_MAX + 1, 0);
    run_all_cuts(bytes_of(text, HF_SIP_STREAM_HEAD_MAX + 1), LARGEST, &t);
    cr_assert_eq(t.n_messages, 0);
    cr_assert_eq(t.result, HF_E_LIMIT);
    cr_assert_eq(t.error.at, HF_SIP_STREAM_HEAD_MAX);
}

Test(stream_limits, the_largest_message_is_taken_and_one_byte_more_is_not_waited_for)
{
    static const size_t sizes[] = {HF_SIP_STREAM_SIZE_MIN, 1500, LARGEST};
    static char text[LARGEST];
    static struct transcript t;
    for (size_t i = 0; i < 3; i++) {
        put_head(text, 100, sizes[i] - 100);
        memset(text + 100, '\n', sizes[i] - 100);
        run_all_cuts(bytes_of(text, sizes[i]), sizes[i], &t);
        cr_assert_eq(t.n_messages, 1);
        cr_assert_eq(run_head(100, sizes[i] - 100, sizes[i]), 0);
        cr_assert_eq(run_head(100, sizes[i] - 99, sizes[i]), HF_E_LIMIT);
        cr_assert_eq(run_head(100, 2147483648u, sizes[i]), HF_E_LIMIT);
        cr_assert_eq(run_head(100, 4294967295u - 99, sizes[i]), HF_E_LIMIT);
        cr_assert_eq(run_head(100, (size_t)-1, sizes[i]), HF_E_LIMIT);
        cr_assert_eq(run_head(100, (size_t)-100, sizes[i]), HF_E_LIMIT);
    }
}

/* What is fed over and over behind a beginning; how many bytes are taken before it ends. */
static size_t taken_of(const char *begin, const char *again, size_t size)
{
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    char *memory = malloc(size);
    const char *next = begin;
    size_t taken = 0;
    int result = 0;
    hf_sip_stream_init(&stream, memory, size);
    while (result == 0 && taken < 10 * LARGEST) {
        void *at;
        cr_assert_geq(hf_sip_stream_room(&stream, &at), 1);
        next = *next == '\0' ? again : next;
        *(char *)at = *next++;
        hf_sip_stream_filled(&stream, 1);
        result = hf_sip_stream_next(&stream, &frame);
        taken++;
    }
    cr_assert_eq(result, HF_E_LIMIT);
    cr_assert_eq(frame.text.length, taken);
    free(memory);
    return taken;
}

Test(stream_limits, a_head_without_an_end_is_refused_at_the_limit)
{
    static const char *const endless[][2] = {
        {"", "a"},                                 /* a start line */
        {START "X: ", "a"},                        /* a field */
        {START, "X: a\r\n"},                       /* fields */
        {START, "l: 0\r\n"},                       /* the same field */
        {START "X: a", "\r\n "},                   /* folds */
        {START, "\t"},                             /* control characters that may stand there */
        {START "Content-Length: ", "0"},           /* a number */
        {START "l: 1000000000\r\nX: ", "\x80\xff"} /* what is wrong, but not known to be */
    };
    for (size_t i = 0; i < sizeof endless / sizeof endless[0]; i++) {
        cr_assert_eq(taken_of(endless[i][0], endless[i][1], LARGEST), HF_SIP_STREAM_HEAD_MAX);
        cr_assert_eq(taken_of(endless[i][0], endless[i][1], 777), 777);
    }
}

Test(stream_limits, empty_lines_without_an_end_need_no_memory)
{
    char memory[HF_SIP_STREAM_SIZE_MIN];
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    int frames = 0;
    hf_sip_stream_init(&stream, memory, sizeof memory);
    for (int i = 0; i < 1000; i++) {
        void *at;
        size_t room = hf_sip_stream_room(&stream, &at) | 1; /* an odd number: cuts within CRLF */
        room -= room > hf_sip_stream_room(&stream, &at) ? 2 : 0;
        for (size_t k = 0; k < room; k++) {
            ((char *)at)[k] = ((size_t)frames * 2 + stream.to - stream.from + k) % 2 ? '\n' : '\r';
        }
        hf_sip_stream_filled(&stream, room);
        while (hf_sip_stream_next(&stream, &frame) == 1) {
            cr_assert_eq(frame.kind, HF_FRAME_CRLF);
            frames++;
        }
        cr_assert_eq(stream.error.what, NULL);
        cr_assert_leq(stream.to - stream.from, 1);
    }
    cr_assert_geq(frames, 1000 * (HF_SIP_STREAM_SIZE_MIN / 2 - 1));
}

/* Feeds byte by byte, and overwrites all that was looked at with what would be a fault. */
static void feed_without_a_second_look(const char *text, size_t head, size_t n)
{
    char memory[HF_SIP_STREAM_SIZE_MIN];
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    hf_sip_stream_init(&stream, memory, sizeof memory);
    for (size_t i = 0; i < n; i++) {
        void *at;
        cr_assert_geq(hf_sip_stream_room(&stream, &at), 1);
        *(char *)at = text[i];
        if (i + 1 == head) { /* the head is whole: its fields are read now, once */
            memcpy(memory, text, head);
        }
        hf_sip_stream_filled(&stream, 1);
        int result = hf_sip_stream_next(&stream, &frame);
        cr_assert_eq(result, i + 1 == n, "byte %zu: %d", i, result);
        cr_assert_geq(stream.scanned + 3, i + 1 < head ? i + 1 : 0); /* 3: of an empty line */
        memset(memory, '\n', i + 1 < head ? stream.scanned : i + 1);
    }
    cr_assert_eq(frame.text.length, n);
}

Test(stream_limits, nothing_is_looked_at_twice_while_a_message_comes)
{
    static const char *const heads[] = {
        START "l: 9\r\n\r\n",
        START "l: 0\r\nSubject:\r\n a\r\n\tb\r\n\tc\t\r\n\r\n",
        START
        "X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nl: 200\r\n"
        "\r\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char text[HF_SIP_STREAM_SIZE_MIN];
        size_t head = strlen(heads[i]);
        memset(text, '\r', sizeof text);
        memcpy(text, heads[i], head);
        feed_without_a_second_look(text, head, head + (i == 0 ? 9 : i == 1 ? 0 : 200));
    }
}

/* The smallest messages that there are, many of them. */
static void run_tiny(size_t size, size_t piece)
{
    static const char tiny[] = "x\r\nl:1\r\n\r\ny";
    enum { TINY = sizeof tiny - 1, MESSAGES = 100000 };
    static char text[TINY * MESSAGES];
    static struct transcript t;
    struct feed feed = {{text, sizeof text}, size, piece, 1};
    for (size_t i = 0; i < MESSAGES; i++) {
        memcpy(text + i * TINY, tiny, TINY);
    }
    t.counts_only = true;
    run_stream(&feed, &t);
    cr_assert_eq(t.n_messages, MESSAGES);
    cr_assert_eq(t.result, 0);
    cr_assert_leq(t.moved, sizeof text);
    printf("%d tiny messages in pieces of %zu: %zu of %zu bytes were moved\n", MESSAGES, piece,
           t.moved, sizeof text);
}

Test(stream_limits, a_hundred_thousand_tiny_messages_are_linear_work)
{
    run_tiny(HF_SIP_STREAM_SIZE_MIN, 1);
    run_tiny(HF_SIP_STREAM_SIZE_MIN, 7);
    run_tiny(HF_SIP_STREAM_SIZE_MIN, HF_SIP_STREAM_SIZE_MIN);
    run_tiny(LARGEST, 0);
    run_tiny(LARGEST, LARGEST);
}
