/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting datagrams: start line, fields, body, and each error with its place. */
#include "support.h"

static int parse(struct hf_sip_message *m, const char *text)
{
    return hf_sip_parse(m, text, strlen(text));
}

Test(message, splits_a_request)
{
    static const char text[] = "REGISTER sip:example.com SIP/2.0\r\n"
                               "Via: SIP/2.0/UDP 192.0.2.1\r\n"
                               "X-Odd : a\r\n"
                               "v: SIP/2.0/UDP 192.0.2.2\r\n"
                               "Subject:\r\n  folded\r\n\tvalue  \r\n"
                               "Content-Length: 4\r\n"
                               "\r\nbodyand more";
    struct hf_sip_message m;
    cr_assert_eq(parse(&m, text), 0);
    cr_assert(m.is_request);
    cr_assert_eq(m.method_id, HF_METHOD_REGISTER);
    assert_slice(m.uri, "sip:example.com");
    cr_assert_eq(m.n_headers, 5);
    assert_slice(m.headers[1].name, "X-Odd");
    assert_slice(m.headers[1].value, "a");
    assert_slice(hf_sip_value(&m, HF_HEADER_SUBJECT), "folded\r\n\tvalue");
    assert_slice(m.body, "body");
    const struct hf_sip_header *via = hf_sip_find(&m, HF_HEADER_VIA);
    cr_assert_eq(via->next, 3);
    assert_slice(m.headers[via->next - 1].value, "SIP/2.0/UDP 192.0.2.2");
}

Test(message, splits_a_response)
{
    struct hf_sip_message m;
    cr_assert_eq(parse(&m, "\r\n\r\nSIP/2.0 200 All right\r\n\r\nrest"), 0);
    cr_assert(!m.is_request);
    cr_assert_eq(m.status, 200);
    assert_slice(m.reason, "All right");
    assert_slice(m.body, "rest");
    cr_assert_eq(parse(&m, "sip/2.0 404 \r\n\r\n"), 0);
    cr_assert_eq(m.status, 404);
    cr_assert_eq(m.reason.length, 0);
    cr_assert_eq(parse(&m, "SIP/2.0 200\r\n\r\n"), 0); /* as some servers send it */
    cr_assert_eq(m.status, 200);
    cr_assert_eq(m.reason.length, 0);
    cr_assert_eq(parse(&m, "SIP/2.0 200 Sch\xC3\xB6n, \t ja\r\n\r\n"), 0);
    assert_slice(m.reason, "Sch\xC3\xB6n, \t ja");
}

Test(message, says_what_is_wrong_and_where)
{
    static const struct {
        const char *text, *what;
        size_t at;
    } cases[] = {
        {"", "nothing but empty lines", 0},
        {"\r\n\r\n", "nothing but empty lines", 4},
        {"hello\r\n\r\n", "neither a request line nor a status line", 0},
        {"\x80\x01junk", "control character", 1},
        {"OPTIONS sip:a SIP/2.0\r\n", "ends before the empty line", 23},
        {"OPTIONS sip:a SIP/2.0", "ends before the empty line", 21},
        {"OPTIONS sip:a SIP/2.0\n\n", "LF alone", 21},
        {"OPTIONS sip:a SIP/3.0\r\n\r\n", "SIP/2.0", 13},
        {"OPTIONS  sip:a SIP/2.0\r\n\r\n", "SIP/2.0", 8},
        {"OPTIONS sip:a  SIP/2.0\r\n\r\n", "SIP/2.0", 13},
        {"OPTIONS <sip:a> SIP/2.0\r\n\r\n", "Request-URI", 8},
        {"OPTIONS sip:a\r\n\r\n", "without SIP/2.0", 8},
        {"SIP/2.0 99 X\r\n\r\n", "status code", 8},
        {"SIP/2.0 700 X\r\n\r\n", "status code", 8},
        {"SIP/2.0 2000 X\r\n\r\n", "status code", 8},
        {"SIP/2.1 200 X\r\n\r\n", "SIP/2.0 and one space", 0},
        {"OPTIONS a SIP/2.0\r\nnocolon\r\n\r\n", "name and a colon", 19},
        {"OPTIONS a SIP/2.0\r\n: a\r\n\r\n", "name and a colon", 19},
        {"OPTIONS a SIP/2.0\r\n folded\r\n\r\n", "name and a colon", 19},
        {"OPTIONS a SIP/2.0\r\nTo\r\n : a\r\n\r\n", "name and a colon", 19},
        {"OPTIONS a SIP/2.0\r\nT o: a\r\n\r\n", "name and a colon", 19},
        {"OPTIONS a SIP/2.0\r\n\xC3\xA4: a\r\n\r\n", "name and a colon", 19},
        {"SIP/2.0 200 X\r\nContent-Length\r\n\r\n", "name and a colon", 15},
        {"SIP/2.0 200 X\r\nl 5\r\n\r\n", "name and a colon", 15},
        {"SIP/2.0 200 X\r\nl:\r\n\r\n", "not a number", 17},
        {"SIP/2.0 200 X\r\nTo: a\x01z\r\n\r\n", "control character", 20},
        {"SIP/2.0 200 X\r\nTo: a\rb\r\n\r\n", "control character", 20},
        {"SIP/2.0 200 X\r\nl: 5\r\n\r\nabc", "larger than what came", 18},
        {"SIP/2.0 200 X\r\nl: x\r\n\r\nabc", "not a number", 18},
        {"SIP/2.0 200 X\r\nl: 1\r\nl: 2\r\n\r\nabc", "that differ", 24},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        cr_assert_eq(parse(&m, cases[i].text), HF_E_MALFORMED, "%s", cases[i].text);
        cr_assert_not_null(strstr(m.error.what, cases[i].what), "%s: %s", cases[i].text,
                           m.error.what);
        cr_assert_eq(m.error.at, cases[i].at, "%s: %s at %zu", cases[i].text, m.error.what,
                     m.error.at);
    }
}

/* A client goes by such a response; what is counted is not kept, and nothing else is lost. */
Test(message, passes_over_what_is_no_field_of_a_response)
{
    static const char *const lines[] = {
        "nocolon",       ": a",         " folded",   "\tfolded", "To\r\n : a", "T o: a",
        "X(a): b\r\n c", "\xC3\xA4: a", "To <a>; b", "X",        "Content",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[256];
        struct hf_sip_message m;
        snprintf(text, sizeof text, "SIP/2.0 200 X\r\n%s\r\nCall-ID: 1\r\n%s\r\nl: 2\r\n\r\nabc",
                 lines[i], lines[i][0] == ' ' || lines[i][0] == '\t' ? "=" : lines[i]);
        cr_assert_eq(parse(&m, text), 0, "%s: %s", lines[i], m.error.what);
        cr_assert_null(m.error.what);
        cr_assert_eq(m.n_unreadable, 2, "%s: %u", lines[i], m.n_unreadable);
        cr_assert_eq(m.n_headers, 2);
        assert_slice(hf_sip_value(&m, HF_HEADER_CALL_ID), "1");
        assert_slice(m.body, "ab");
    }
}

Test(message, keeps_the_fields_behind_a_wrong_start_line)
{
    struct hf_sip_message m;
    cr_assert_lt(parse(&m, "INVITE <sip:a@b> SIP/2.0\r\nCall-ID: 1\r\n\r\n"), 0);
    cr_assert(m.is_request);
    assert_slice(hf_sip_value(&m, HF_HEADER_CALL_ID), "1");
}

/* n fields and then `more`, parsed. */
static int parse_many(struct hf_sip_message *m, int n, const char *more)
{
    static char text[4096];
    size_t at = (size_t)sprintf(text, "SIP/2.0 200 OK\r\n");
    for (int i = 0; i < n; i++) {
        at += (size_t)sprintf(text + at, "X: %d\r\n", i);
    }
    sprintf(text + at, "%s", more);
    return parse(m, text);
}

Test(message, counts_the_fields_behind_its_limit)
{
    struct hf_sip_message m;
    for (unsigned n = HF_SIP_HEADERS_MAX; n <= HF_SIP_HEADERS_MAX + 2; n++) {
        int result = parse_many(&m, (int)n, "\r\n12345");
        cr_assert_eq(result, n > HF_SIP_HEADERS_MAX ? HF_E_LIMIT : 0);
        cr_assert_eq(m.n_headers, HF_SIP_HEADERS_MAX);
        cr_assert_eq(m.n_left_out, n - HF_SIP_HEADERS_MAX);
        cr_assert_eq(m.status, 200);
        assert_slice(m.body, "12345");
        if (result < 0) {
            cr_assert_eq(memcmp(m.bytes + m.error.at, "X: 128", 6), 0, "at the first one");
        }
    }
}

Test(message, a_content_length_counts_behind_the_last_field_that_is_kept)
{
    static const struct {
        const char *more;
        int result;
        const char *what, *body;
    } cases[] = {
        {"l: 2\r\n\r\n12345", HF_E_LIMIT, "more than 128", "12"},
        {"l: 2\r\nl: 2\r\n\r\n12345", HF_E_LIMIT, "more than 128", "12"},
        {"X: y\r\nl: 2\r\nContent-Length: 3\r\n\r\n12345", HF_E_MALFORMED, "differ", NULL},
        {"l: 6\r\n\r\n12345", HF_E_MALFORMED, "larger", NULL},
        {"l: x\r\n\r\n12345", HF_E_MALFORMED, "not a number", NULL},
        {"l 2\r\n\r\n12345", HF_E_MALFORMED, "name and a colon", NULL},
        {"X: y\r\nX y\r\n\r\n12345", HF_E_LIMIT, "more than 128", "12345"},
        {"X: y\r\n", HF_E_MALFORMED, "ends before", NULL},
        {"\r\n12345", 0, NULL, "12345"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        cr_assert_eq(parse_many(&m, HF_SIP_HEADERS_MAX, cases[i].more), cases[i].result, "%s",
                     cases[i].more);
        cr_assert_eq(m.error.what == NULL, cases[i].what == NULL);
        cr_assert(cases[i].what == NULL || strstr(m.error.what, cases[i].what) != NULL, "%s: %s",
                  cases[i].more, m.error.what);
        if (cases[i].body != NULL) {
            assert_slice(m.body, cases[i].body);
        }
    }
    struct hf_sip_message m; /* one that is kept, one that is not */
    cr_assert_eq(parse_many(&m, HF_SIP_HEADERS_MAX - 1, "l: 1\r\nl: 2\r\n\r\n12"), HF_E_MALFORMED);
}

Test(message, refuses_more_bytes_than_its_limit)
{
    static char text[HF_SIP_MESSAGE_MAX + 2];
    struct hf_sip_message m;
    memset(text, 'x', sizeof text);
    memcpy(text, "SIP/2.0 200 OK\r\n\r\n", 18);
    cr_assert_eq(hf_sip_parse(&m, text, HF_SIP_MESSAGE_MAX), 0);
    cr_assert_eq(hf_sip_parse(&m, text, HF_SIP_MESSAGE_MAX + 1), HF_E_LIMIT);
}

Test(message, the_benchmark_messages_are_read_right)
{
    static char text[DATA_MAX];
    struct hf_sip_message m;
    size_t n = read_data("bench-messages/register_200.sip", text);
    cr_assert_eq(hf_sip_parse(&m, text, n), 0);
    cr_assert_eq(m.n_headers, 15);
    cr_assert_eq(m.body.length, 0);
    cr_assert_eq(hf_sip_check(&m, NULL), 0);
    n = read_data("bench-messages/invite.sip", text);
    cr_assert_eq(hf_sip_parse(&m, text, n), 0);
    cr_assert_eq(m.body.length, 267);
    cr_assert_eq(hf_sip_check(&m, NULL), 0);
}

Test(message, what_has_no_number_is_not_found)
{
    struct hf_sip_message m;
    cr_assert_eq(parse(&m, "SIP/2.0 200 OK\r\nX: y\r\n\r\n"), 0);
    cr_assert(hf_sip_find(&m, HF_HEADER_OTHER) == NULL);
    cr_assert(hf_sip_find(&m, HF_HEADER_COUNT) == NULL);
    cr_assert(hf_sip_find(&m, UINT32_MAX) == NULL);
    assert_slice(hf_sip_value(&m, HF_HEADER_COUNT), "");
}
