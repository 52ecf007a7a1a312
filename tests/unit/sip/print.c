/* SPDX-License-Identifier: Apache-2.0 */
/* What the printer writes, and that it never writes too much. */
#include "support.h"

static const char request[] = "OPTIONS sip:a@h SIP/2.0\r\n"
                              "v: SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKx;rport;q=\"a;b\"\r\n"
                              "Via: SIP/2.0/UDP other;branch=y\r\n"
                              "From: <sip:b@h>;tag=1\r\nTo: \"A\"\r\n <sip:a@h>\r\n"
                              "i: 77\r\nCSeq: 4 OPTIONS\r\nX-y: \t1\r\n\r\nbody";

static struct hf_sip_message parsed(const char *text)
{
    struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0, "%s", m.error.what);
    return m;
}

Test(print, a_message_comes_out_unfolded_with_long_names_and_its_length)
{
    char text[512];
    struct hf_sip_out out;
    struct hf_sip_message m = parsed(request);
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_message(&out, &m);
    cr_assert(!out.overflow);
    assert_slice(bytes_of(text, out.length),
                 "OPTIONS sip:a@h SIP/2.0\r\n"
                 "Via: SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKx;rport;q=\"a;b\"\r\n"
                 "Via: SIP/2.0/UDP other;branch=y\r\n"
                 "From: <sip:b@h>;tag=1\r\nTo: \"A\" <sip:a@h>\r\n"
                 "Call-ID: 77\r\nCSeq: 4 OPTIONS\r\nX-y: 1\r\nContent-Length: 4\r\n\r\nbody");
}

Test(print, a_reply_says_where_its_request_came_from)
{
    char text[512];
    struct hf_sip_out out;
    struct hf_sip_message m = parsed(request);
    struct hf_sip_reply reply = {&m, hf_slice_text("192.0.2.7"), 40000, hf_slice_text("tt")};
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_reply_fields(&out, &reply);
    assert_slice(bytes_of(text, out.length),
                 "Via: SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKx;q=\"a;b\";"
                 "received=192.0.2.7;rport=40000\r\n"
                 "Via: SIP/2.0/UDP other;branch=y\r\n"
                 "From: <sip:b@h>;tag=1\r\nTo: \"A\" <sip:a@h>;tag=tt\r\n"
                 "Call-ID: 77\r\nCSeq: 4 OPTIONS\r\n");
}

Test(print, every_size_that_is_too_small_is_noticed_and_kept)
{
    char text[512];
    struct hf_sip_message m = parsed(request);
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_message(&out, &m);
    size_t whole = out.length;
    for (size_t size = 0; size < whole; size++) {
        memset(text, '#', sizeof text);
        hf_sip_out_start(&out, text, size);
        hf_sip_put_message(&out, &m);
        cr_assert(out.overflow);
        cr_assert_leq(out.length, size);
        cr_assert_eq(text[size], '#');
    }
}

Test(print, numbers_hexadecimals_and_quotes)
{
    char text[64];
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_number(&out, 0);
    hf_sip_put_number(&out, UINT64_MAX);
    hf_sip_put_hex(&out, (const uint8_t *)"\x0f\xa0", 2);
    hf_sip_put_quoted(&out, hf_slice_text("a\"\\"));
    assert_slice(bytes_of(text, out.length), "0184467440737095516150fa0\"a\\\"\\\\\"");
}

Test(print, hexadecimals_are_written_whole_or_not_at_all)
{
    char text[8] = "########";
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, 3);
    hf_sip_put_hex(&out, (const uint8_t *)"\x12\x34", 2);
    cr_assert(out.overflow);
    cr_assert_eq(out.length, 0);
    hf_sip_put_hex(&out, (const uint8_t *)"\x12", 1); /* nothing behind what did not fit */
    cr_assert_eq(out.length, 0);
    cr_assert_eq(memcmp(text, "########", sizeof text), 0);
    hf_sip_out_start(&out, text, 4);
    hf_sip_put_hex(&out, (const uint8_t *)"\x12\x34", 2);
    assert_slice(bytes_of(text, out.length), "1234");
}

Test(print, folds_become_one_space)
{
    static const struct {
        const char *value, *printed;
    } cases[] = {
        {"a", "a"},
        {"", ""},
        {"a  b\tc", "a  b\tc"},
        {"a\r\n b", "a b"},
        {"a \t\r\n\t b\r\n c", "a b c"},
        {"\"a\r\n b\"", "\"a b\""},
        {"a\r\n \r\n b", "a b"},
        {" a \r\n ", " a "}, /* what stands at its ends is the caller's */
        {"\r\n a", " a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        struct hf_sip_out out;
        hf_sip_out_start(&out, text, sizeof text);
        hf_sip_put_unfolded(&out, hf_slice_text(cases[i].value));
        assert_slice(bytes_of(text, out.length), cases[i].printed);
    }
}

Test(print, a_message_with_fields_left_out_has_the_length_of_its_body)
{
    static char text[2][8192];
    struct hf_sip_message m, again;
    struct hf_sip_out out;
    size_t at = (size_t)sprintf(text[0], "SIP/2.0 200 OK\r\n");
    for (int i = 0; i < HF_SIP_HEADERS_MAX; i++) {
        at += (size_t)sprintf(text[0] + at, "X: y\r\n");
    }
    sprintf(text[0] + at, "l: 2\r\n\r\n12345");
    cr_assert_eq(hf_sip_parse(&m, text[0], strlen(text[0])), HF_E_LIMIT);
    m.n_headers = 3;
    hf_sip_out_start(&out, text[1], sizeof text[1]);
    hf_sip_put_message(&out, &m);
    cr_assert_eq(hf_sip_parse(&again, text[1], out.length), 0);
    assert_slice(again.body, "12");
    assert_slice(hf_sip_value(&again, HF_HEADER_CONTENT_LENGTH), "2");
}

/* The fields of a reply to a request with this Via and To, that came from 192.0.2.7:40000. */
static void assert_reply(const char *via, const char *to, const char *expected)
{
    char bytes[512], text[512];
    struct hf_sip_message m;
    struct hf_sip_reply reply = {&m, hf_slice_text("192.0.2.7"), 40000, hf_slice_text("tt")};
    struct hf_sip_out out;
    snprintf(bytes, sizeof bytes, "OPTIONS sip:a@h SIP/2.0\r\n%s%s\r\n", via, to);
    cr_assert_eq(hf_sip_parse(&m, bytes, strlen(bytes)), 0, "%s", m.error.what);
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_reply_fields(&out, &reply);
    assert_slice(bytes_of(text, out.length), expected);
}

Test(print, a_reply_of_each_kind)
{
    static const struct {
        const char *via, *to, *expected;
    } cases[] = {
        {"v: SIP/2.0/UDP 192.0.2.7;branch=a\r\n", "", "Via: SIP/2.0/UDP 192.0.2.7;branch=a\r\n"},
        {"v: SIP/2.0/UDP 192.0.2.7:1;rport\r\n", "",
         "Via: SIP/2.0/UDP 192.0.2.7:1;received=192.0.2.7;rport=40000\r\n"},
        {"v: SIP/2.0/UDP h;received=1.1.1.1;x\r\n", "",
         "Via: SIP/2.0/UDP h;x;received=192.0.2.7\r\n"},
        {"v: SIP/2.0/UDP [::1];rport=7;rport\r\n", "",
         "Via: SIP/2.0/UDP [::1];received=192.0.2.7;rport=40000\r\n"},
        {"v: SIP/2.0/UDP h;branch=a,\r\n SIP / 2.0/TCP i;rport\r\n", "",
         "Via: SIP/2.0/UDP h;branch=a;received=192.0.2.7\r\nVia: SIP / 2.0/TCP i;rport\r\n"},
        {"v: SIP/2.0/UDP h;q=\" a \r\n\tb\"\r\n", "",
         "Via: SIP/2.0/UDP h;q=\" a b\";received=192.0.2.7\r\n"},
        {"v: nonsense\r\n", "", "Via: nonsense\r\n"}, /* a 400: as it came */
        {"", "t: <sip:a@h>;tag=1\r\n", "To: <sip:a@h>;tag=1\r\n"},
        {"", "t: <sip:a@h\r\n", "To: <sip:a@h\r\n"},
        {"", "t: sip:a@h\r\n", "To: sip:a@h;tag=tt\r\n"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_reply(cases[i].via, cases[i].to, cases[i].expected);
    }
}
