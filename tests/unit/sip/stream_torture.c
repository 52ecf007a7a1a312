/* SPDX-License-Identifier: Apache-2.0 */
/* The torture messages of RFC 4475 and RFC 5118 over a stream: what comes out does not depend on
 * how they are cut, and is what their manifests say. */
#include "stream_support.h"

/* Comes behind each message, and out behind it: the message's end was found. */
#define BEHIND "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"

struct tally {
    int total, taken, refused, waits;
};

/* A frame: the same bytes are the same message as in a datagram. 1 when it is sound. */
static int judge(const char *name, struct hf_slice expectation, struct hf_slice frame)
{
    static struct hf_sip_message m;
    int parse = hf_sip_parse(&m, frame.at, frame.length);
    int check = parse < 0 ? parse : hf_sip_check(&m, NULL);
    cr_assert(m.body.at + m.body.length == frame.at + frame.length, "%s: another end", name);
    if (begins_with(expectation, "accept-syntax")) {
        cr_assert_eq(parse, 0, "%s", name);
    } else if (begins_with(expectation, "reject-start-line")) {
        cr_assert_lt(parse < 0 ? parse : check, 0, "%s", name);
    } else if (begins_with(expectation, "reject-header")) {
        cr_assert(parse == 0 && check < 0, "%s", name);
    } else if (!begins_with(expectation, "accept-or-reject") &&
               !begins_with(expectation, "reject-or-lenient")) {
        cr_assert(begins_with(expectation, "accept"), "%s: an unknown expectation", name);
        cr_assert_eq(check, 0, "%s", name);
    }
    return check == 0;
}

/* baddn has no empty line in the RFC's own archive. */
static bool is_unfinished(struct hf_slice file, struct hf_slice expectation)
{
    return hf_slice_is(file, "baddn") ||
           begins_with(expectation, "reject-framing (datagram); wait-for-more (stream)");
}

/* The message in all cuts; where it comes out, with another one behind it. */
static void run_message(const char *name, struct hf_slice line, int column, struct tally *tally)
{
    static char bytes[DATA_MAX + sizeof BEHIND];
    static struct transcript t;
    struct hf_slice expectation = tsv_field(line, column);
    size_t n = read_data(name, bytes);
    run_all_cuts(bytes_of(bytes, n), HF_SIP_MESSAGE_MAX, &t);
    tally->total++;
    if (is_unfinished(tsv_field(line, 0), expectation)) {
        cr_assert(t.result == 0 && t.length == 0, "%s does not wait", name);
        tally->waits++;
        return;
    }
    if (begins_with(expectation, "reject-framing")) {
        cr_assert(t.result == HF_E_MALFORMED && t.n_messages == 0, "%s", name);
        tally->refused++;
        return;
    }
    memcpy(bytes + n, BEHIND, strlen(BEHIND));
    run_all_cuts(bytes_of(bytes, n + strlen(BEHIND)), HF_SIP_MESSAGE_MAX, &t);
    cr_assert(t.result == 0 && t.n_messages == 2 && t.n_crlf == 0, "%s: %s", name,
              t.error.what == NULL ? "no two messages" : t.error.what);
    struct hf_slice frame = {strchr(t.text, '\n') + 1, n};
    cr_assert(memcmp(frame.at, bytes, n) == 0, "%s: other bytes came out", name);
    int taken = judge(name, expectation, frame);
    tally->taken += taken;
    tally->refused += !taken;
}

/* format: of a file's name, with the folder and the message's name. */
static struct tally run(const char *folder, const char *format, int column)
{
    static char manifest[DATA_MAX];
    struct tally tally = {0, 0, 0, 0};
    char name[256];
    struct hf_slice line;
    snprintf(name, sizeof name, "%s/manifest.tsv", folder);
    read_data(name, manifest);
    const char *p = manifest;
    next_line(&p, &line);
    while (next_line(&p, &line)) {
        struct hf_slice file = tsv_field(line, 0);
        snprintf(name, sizeof name, format, folder, (int)file.length, file.at);
        run_message(name, line, column, &tally);
    }
    printf("%s as streams: %d messages, %d taken, %d refused, %d wait\n", folder, tally.total,
           tally.taken, tally.refused, tally.waits);
    return tally;
}

Test(stream_torture, rfc4475)
{
    struct tally tally = run("sip-torture-rfc4475", "%s/messages/%.*s.dat", 6);
    cr_assert_geq(tally.total, 25);
    cr_assert_eq(tally.waits, 2, "clerr and baddn");
    cr_assert_eq(tally.taken + tally.refused + tally.waits, tally.total);
}

Test(stream_torture, rfc5118)
{
    struct tally tally = run("sip-torture-rfc5118", "%s/wire/%.*s.sip", 3);
    cr_assert_geq(tally.total, 6);
    cr_assert_eq(tally.waits, 0);
    cr_assert_eq(tally.taken + tally.refused, tally.total);
}

/* clerr waits for 9999 bytes, and is a message like any other when they come. */
Test(stream_torture, clerr_is_whole_when_the_rest_comes)
{
    static char bytes[DATA_MAX + 16384];
    static struct transcript t;
    size_t n = read_data("sip-torture-rfc4475/messages/clerr.dat", bytes);
    size_t head = (size_t)(strstr(bytes, "\r\n\r\n") + 4 - bytes);
    memset(bytes + n, 'x', 9999);
    run_all_cuts(bytes_of(bytes, head + 9999), HF_SIP_MESSAGE_MAX, &t);
    cr_assert_eq(t.n_messages, 1);
    run_all_cuts(bytes_of(bytes, n), 8192, &t); /* a small phone does not wait for so much */
    cr_assert_eq(t.result, HF_E_LIMIT);
}

/* A message without Content-Length can end a datagram, but not stand on a stream. */
Test(stream_torture, none_is_taken_without_its_content_length)
{
    static char bytes[DATA_MAX];
    static struct transcript t;
    size_t n = read_data("sip-torture-rfc5118/wire/ipv6-good.sip", bytes);
    char *field = strstr(bytes, "Content-Length");
    cr_assert_not_null(field);
    memcpy(field, "X-Other-Things", strlen("X-Other-Things"));
    run_all_cuts(bytes_of(bytes, n), HF_SIP_MESSAGE_MAX, &t);
    cr_assert_eq(t.result, HF_E_MALFORMED);
    assert_slice(hf_slice_text(t.error.what), "a message on a stream without Content-Length");
}
