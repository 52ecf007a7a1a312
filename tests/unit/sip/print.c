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
