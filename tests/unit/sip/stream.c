/* SPDX-License-Identifier: Apache-2.0 */
/* Messages out of a stream: the same for every cut, and an end with a reason for all that leaves
 * a doubt where a message ends. */
#include "stream_support.h"

#include <sys/wait.h>
#include <unistd.h>

#define SIZE 4096

static struct transcript whole;

static void run(const char *text)
{
    run_all_cuts(hf_slice_text(text), SIZE, &whole);
}

static const char three[] = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n"
                            "\r\n\r\n"
                            "SIP/2.0 200 OK\r\nl: 6\r\nTo: <sip:a>\r\n\r\n\r\n\r\nab"
                            "\r\n"
                            "INFO sip:b SIP/2.0\r\nl: 1\r\n\r\nx";

Test(stream, gives_the_same_frames_for_every_cut)
{
    static const char expected[] = "message 44\n"
                                   "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n"
                                   "crlf 0\ncrlf 0\n"
                                   "message 43\n"
                                   "SIP/2.0 200 OK\r\nl: 6\r\nTo: <sip:a>\r\n\r\n\r\n\r\nab"
                                   "crlf 0\n"
                                   "message 29\n"
                                   "INFO sip:b SIP/2.0\r\nl: 1\r\n\r\nx";
    run(three);
    assert_slice(bytes_of(whole.text, whole.length), expected);
    cr_assert_eq(whole.n_messages, 3);
    cr_assert_eq(whole.n_crlf, 3);
    cr_assert_eq(whole.result, 0);
}

Test(stream, gives_a_frame_as_soon_as_its_last_byte_came)
{
    static struct transcript t;
    for (size_t i = 1; i <= strlen(three); i++) {
        struct feed feed = {{three, i}, SIZE, SIZE, 1};
        run_stream(&feed, &t);
        cr_assert_eq(t.n_messages, (i >= 44) + (i >= 48 + 43) + (i >= 48 + 43 + 2 + 29),
                     "after %zu bytes", i);
        cr_assert_eq(t.n_crlf, (i >= 46) + (i >= 48) + (i >= 48 + 43 + 2), "after %zu bytes", i);
        cr_assert_eq(t.result, 0);
    }
}

Test(stream, reads_content_length_in_every_form)
{
    static const char *const heads[] = {
        "Content-Length: 5\r\n",
        "CONTENT-LENGTH:5\r\n",
        "content-length \t: \t5 \t\r\n",
        "l:5\r\n",
        "L : 5\r\n",
        "Content-Length:\r\n 5\r\n",
        "Content-Length: 5\r\n \r\n",
        "Content-Length\r\n : 5\r\n",
        "Content-Length: 00005\r\n",
        "Via: a\r\nContent-Length: 5\r\nTo: b\r\n",
        "Content-Length: 5\r\nl: 05\r\n",               /* two that agree */
        "Subject: x\r\n Content-Length: 9\r\nl: 5\r\n", /* the first is a fold */
        "X-Content-Length: 9\r\nContent-Lengths: 8\r\nl: 5\r\n",
        "Call-ID: l: 9\r\nLanguage: 7\r\nContent-Type: 6\r\nl: 5\r\n",
        ": 9\r\nno colon here\r\n\x80 l: 7\r\nl: 5\r\n", /* hf_sip_parse refuses it */
        " l: 9\r\nl: 5\r\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, "INFO sip:b SIP/2.0\r\n%s\r\nabcdeSIP/", heads[i]);
        run(text);
        cr_assert_eq(whole.result, 0, "%s", text);
        cr_assert_eq(whole.n_messages, 1, "%s", text);
        cr_assert(memcmp(whole.text + whole.length - 5, "abcde", 5) == 0, "%s", text);
    }
}

#define START "SIP/2.0 200 OK\r\n" /* 16 bytes */

/* What stands behind the bytes of a case, and what `head` says of it, is the same for each cut. */
Test(stream, ends_with_a_reason_where_a_message_has_no_sure_end)
{
    static const struct {
        const char *text, *what;
        size_t at, head;
        int result;
    } cases[] = {
        {START "\r\n", "without Content-Length", 16, 18, HF_E_MALFORMED},
        {START "To: a\r\nX-l: 3\r\n\r\nabc", "without Content-Length", 31, 33, HF_E_MALFORMED},
        {START "l: x\r\n\r\n", "not a number", 19, 24, HF_E_MALFORMED},
        {START "l:\r\n\r\n", "not a number", 20, 22, HF_E_MALFORMED},
        {START "l: -1\r\n\r\n", "not a number", 19, 25, HF_E_MALFORMED},
        {START "l: +1\r\n\r\n", "not a number", 19, 25, HF_E_MALFORMED},
        {START "l: 0x1\r\n\r\n", "not a number", 19, 26, HF_E_MALFORMED},
        {START "l: 1 2\r\n\r\n", "not a number", 19, 26, HF_E_MALFORMED},
        {START "l: 1\r\n 2\r\n\r\n", "not a number", 19, 28, HF_E_MALFORMED},
        {START "l: 1\r\n\t2\r\n\r\n", "not a number", 19, 28, HF_E_MALFORMED},
        {START "l: x\r\nl: 1\r\nl: 2\r\n\r\n", "not a number", 19, 36, HF_E_MALFORMED},
        {START "l: 1, 1\r\n\r\n", "not a number", 19, 27, HF_E_MALFORMED},
        {START "l: 1;a\r\n\r\n", "not a number", 19, 26, HF_E_MALFORMED},
        {START "l: 1\r\nContent-Length: 2\r\n\r\nab", "differ", 38, 43, HF_E_MALFORMED},
        {START "l: 2\r\nTo: a\r\nl: 1\r\n\r\nab", "differ", 32, 37, HF_E_MALFORMED},
        {START "l\r\n: 1\r\nl: 1\r\n\r\na", "without a colon", 16, 32, HF_E_MALFORMED},
        {START "l 1\r\nl: 1\r\n\r\na", "without a colon", 16, 29, HF_E_MALFORMED},
        {START "Content-Length\x80: 2\r\nl: 1\r\n\r\na", "without a colon", 16, 44, HF_E_MALFORMED},
        {START "l: 4294967295\r\n\r\n", "larger than can be taken", 19, 33, HF_E_LIMIT},
        {START "l: 4294967296\r\n\r\n", "larger than any message", 19, 33, HF_E_LIMIT},
        {START "l: 18446744073709551617\r\n\r\n", "larger than any message", 19, 43, HF_E_LIMIT},
        {START "l: 1\nl: 2\r\n\r\n", "LF alone", 20, 21, HF_E_MALFORMED},
        {START "l: 0\r\n\n", "LF alone", 22, 23, HF_E_MALFORMED},
        {START "l: 0\r\r\n", "control character", 20, 21, HF_E_MALFORMED},
        {START "l: 0\r\n\rl: 1\r\n\r\n", "control character", 22, 23, HF_E_MALFORMED},
        {START "To: \x01\r\nl: 1\r\n\r\n", "control character", 20, 21, HF_E_MALFORMED},
        {START "To:\va\r\nl: 1\r\n\r\n", "control character", 19, 20, HF_E_MALFORMED},
        {"SIP/2.0 200 OK\n", "LF alone", 14, 15, HF_E_MALFORMED},
        {"\n", "LF alone", 0, 1, HF_E_MALFORMED},
        {"\rSIP/2.0 200 OK\r\n", "control character", 0, 1, HF_E_MALFORMED},
        {"\x16\x03\x01\x02", "control character", 0, 1, HF_E_MALFORMED}, /* TLS on a TCP port */
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "without Content-Length", 25, 27, HF_E_MALFORMED},
    };
    static const char *const before[] = {"", "\r\n", START "l: 3\r\n\r\nabc"};
    static const char *const behind[] = {"", START "l: 0\r\n\r\n", "\n\n"};
    for (size_t i = 0; i < 9 * sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        size_t k = i / 9;
        struct hf_slice head;
        snprintf(text, sizeof text, "%s%s%s", before[i % 3], cases[k].text, behind[i / 3 % 3]);
        run(text);
        cr_assert_eq(whole.result, cases[k].result, "%s", text);
        cr_assert_not_null(strstr(whole.error.what, cases[k].what), "%s: %s", text,
                           whole.error.what);
        cr_assert_eq(whole.error.at, cases[k].at, "%s: at %zu", text, whole.error.at);
        cr_assert_eq(whole.n_messages, i % 3 == 2);
        head = bytes_of(whole.text + whole.length - cases[k].head, cases[k].head);
        cr_assert(hf_slice_equal(head, bytes_of(cases[k].text, cases[k].head)), "%s", text);
        cr_assert_eq(whole.text[whole.length - cases[k].head - 1], '\n');
    }
}

Test(stream, a_nul_in_a_head_is_a_control_character_and_in_a_body_is_a_byte)
{
    static const char head[] = START "To: \0\r\nl: 1\r\n\r\n";
    static const char body[] = START "l: 3\r\n\r\n\0\r\n";
    run_all_cuts(bytes_of(head, sizeof head - 1), SIZE, &whole);
    cr_assert_eq(whole.result, HF_E_MALFORMED);
    cr_assert_eq(whole.error.at, 20);
    run_all_cuts(bytes_of(body, sizeof body - 1), SIZE, &whole);
    cr_assert_eq(whole.n_messages, 1);
    cr_assert_eq(whole.n_crlf, 0);
    cr_assert_eq(whole.result, 0);
}

Test(stream, that_went_wrong_stays_wrong)
{
    static const char text[] = START "\r\n" START "l: 0\r\n\r\n";
    char memory[SIZE];
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    void *at;
    hf_sip_stream_init(&stream, memory, sizeof memory);
    cr_assert_eq(hf_sip_stream_room(&stream, &at), sizeof memory);
    memcpy(at, text, strlen(text));
    hf_sip_stream_filled(&stream, strlen(text));
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(hf_sip_stream_next(&stream, &frame), HF_E_MALFORMED);
        cr_assert_eq(frame.kind, 0);
        assert_slice(frame.text, START "\r\n");
        cr_assert_eq(hf_sip_stream_room(&stream, &at), 0);
        hf_sip_stream_filled(&stream, 0); /* a read into no room */
    }
}

/* A caller that reads on before it took all that came loses nothing. */
Test(stream, keeps_what_was_not_taken)
{
    char memory[HF_SIP_STREAM_SIZE_MIN];
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    void *at;
    hf_sip_stream_init(&stream, memory, sizeof memory);
    for (int i = 0; i < 1000; i++) {
        size_t room = hf_sip_stream_room(&stream, &at);
        size_t n = room < strlen(three) ? 0 : strlen(three);
        memcpy(at, three, n);
        hf_sip_stream_filled(&stream, n);
        int result = hf_sip_stream_next(&stream, &frame);
        if (frame.kind == HF_FRAME_MESSAGE) {
            cr_assert(begins_with(frame.text, "OPTIONS sip:a") ||
                      begins_with(frame.text, "SIP/2.0 200") ||
                      begins_with(frame.text, "INFO sip:b"));
        }
        cr_assert_geq(result, 0);
        cr_assert(room != 0 || result == 1, "neither room nor anything to take");
    }
}

/* So one who takes a frame between two reads does not pay for all that waits, each time. */
Test(stream, moves_nothing_while_frames_wait)
{
    char memory[HF_SIP_STREAM_SIZE_MIN];
    struct hf_sip_stream stream;
    struct hf_sip_frame frame;
    void *at;
    size_t room;
    hf_sip_stream_init(&stream, memory, sizeof memory);
    room = hf_sip_stream_room(&stream, &at);
    for (size_t i = 0; i < room; i++) {
        ((char *)at)[i] = "\r\n"[i % 2];
    }
    hf_sip_stream_filled(&stream, room);
    for (size_t i = 1; i < room / 2; i++) {
        cr_assert_eq(hf_sip_stream_next(&stream, &frame), 1);
        cr_assert_eq(hf_sip_stream_room(&stream, &at), 0);
        cr_assert_eq(stream.from, 2 * i);
    }
    cr_assert_eq(hf_sip_stream_next(&stream, &frame), 1);
    cr_assert_eq(hf_sip_stream_room(&stream, &at), room, "all was taken, nothing else came");
}

/* Runs in a process of its own, which an assertion must end: bytes into a new stream, all out, and
 * then so many more. */
static bool dies(size_t size, const char *bytes, size_t more)
{
    pid_t child = fork();
    int status = 0;
    if (child == 0) {
        static char memory[HF_SIP_MESSAGE_MAX + 1];
        static struct transcript t;
        struct hf_sip_stream stream;
        fclose(stderr);
        hf_sip_stream_init(&stream, memory, size);
        memcpy(memory, bytes, strlen(bytes));
        hf_sip_stream_filled(&stream, strlen(bytes));
        drain(&stream, &t);
        hf_sip_stream_filled(&stream, more);
        _exit(0);
    }
    cr_assert(child > 0 && waitpid(child, &status, 0) == child);
    return status != 0;
}

Test(stream, asserts_what_its_caller_must_keep)
{
    cr_assert(dies(HF_SIP_STREAM_SIZE_MIN - 1, "", 0));
    cr_assert(dies(HF_SIP_MESSAGE_MAX + 1, "", 0));
    cr_assert(dies(HF_SIP_STREAM_SIZE_MIN, "", HF_SIP_STREAM_SIZE_MIN + 1));
    cr_assert(dies(HF_SIP_STREAM_SIZE_MIN, "a", HF_SIP_STREAM_SIZE_MIN));
    cr_assert(dies(HF_SIP_STREAM_SIZE_MIN, "\n", 1)); /* it is wrong: there was no room */
    cr_assert(!dies(HF_SIP_STREAM_SIZE_MIN, "\n", 0));
    cr_assert(!dies(HF_SIP_STREAM_SIZE_MIN, "", HF_SIP_STREAM_SIZE_MIN));
    cr_assert(!dies(HF_SIP_MESSAGE_MAX, "a", HF_SIP_MESSAGE_MAX - 1));
}

Test(stream, leaves_other_faults_to_the_parser)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"hello\r\nl: 2\r\n\r\nab", "neither a request line"},
        {"OPTIONS sip:a SIP/3.0\r\nl: 2\r\n\r\nab", "SIP/2.0"},
        {"SIP/2.0 2000 X\r\nl: 2\r\n\r\nab", "status code"},
        {"OPTIONS sip:a SIP/2.0\r\nnocolon\r\nl: 2\r\n\r\nab", "name and a colon"},
        {"OPTIONS sip:a SIP/2.0\r\n fold\r\nl: 2\r\n\r\nab", "name and a colon"},
        {"OPTIONS sip:a SIP/2.0\r\n: a\r\nl: 2\r\n\r\nab", "name and a colon"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        run(cases[i].text);
        cr_assert_eq(whole.n_messages, 1, "%s", cases[i].text);
        const char *text = strchr(whole.text, '\n') + 1;
        cr_assert_eq(hf_sip_parse(&m, text, strlen(cases[i].text)), HF_E_MALFORMED);
        cr_assert_not_null(strstr(m.error.what, cases[i].what), "%s", m.error.what);
        assert_slice(m.body, "ab");
    }
}

Test(stream, and_parser_find_the_same_end_behind_more_fields_than_are_kept)
{
    static char text[SIZE];
    struct hf_sip_message m;
    int n = snprintf(text, sizeof text, START);
    for (int i = 0; i < HF_SIP_HEADERS_MAX + 9; i++) {
        n += snprintf(text + n, sizeof text - (size_t)n, "X: %d\r\n", i);
    }
    snprintf(text + n, sizeof text - (size_t)n, "l: 2\r\n\r\nabSIP/2.0");
    run(text);
    cr_assert_eq(whole.n_messages, 1);
    const char *frame = strchr(whole.text, '\n') + 1;
    cr_assert_eq(hf_sip_parse(&m, frame, (size_t)n + 10), HF_E_LIMIT);
    assert_slice(m.body, "ab");
}
