/* SPDX-License-Identifier: Apache-2.0 */
/* Session descriptions split into lines and printed again, as tables of cases. */
#include "sdp_support.h"

#define V "v=0\r\n"
#define O "o=- 1 1 IN IP4 192.0.2.9\r\n"

static struct hf_sdp sdp;

/* RFC 8866 5, the example. */
static const char example[] = "v=0\r\n"
                              "o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\r\n"
                              "s=Call to John Smith\r\n"
                              "i=SDP Offer #1\r\n"
                              "u=http://www.jdoe.example.com/home.html\r\n"
                              "e=Jane Doe <jane@jdoe.example.com>\r\n"
                              "p=+1 617 555-6011\r\n"
                              "c=IN IP4 198.51.100.1\r\n"
                              "t=0 0\r\n"
                              "m=audio 49170 RTP/AVP 0\r\n"
                              "m=audio 49180 RTP/AVP 0\r\n"
                              "m=video 51372/2 RTP/AVP 99\r\n"
                              "c=IN IP6 2001:db8::2\r\n"
                              "a=rtpmap:99 h263-1998/90000\r\n";

static const char *printed(const struct hf_sdp *description)
{
    static struct sdp_said said;
    sdp_listen(&said);
    hf_sdp_put(&said.out, description);
    cr_assert_not(said.out.overflow);
    return said.text;
}

Test(sdp, a_description_is_its_session_and_its_media)
{
    cr_assert_eq(hf_sdp_parse(&sdp, example, strlen(example)), 0);
    cr_assert_null(sdp.error.what);
    assert_slice(sdp.origin.user, "jdoe");
    assert_slice(sdp.origin.session, "3724394400");
    assert_slice(sdp.origin.version, "3724394405");
    assert_slice(sdp.origin.network, "IN");
    assert_slice(sdp.origin.type, "IP4");
    assert_slice(sdp.origin.address, "198.51.100.1");
    assert_slice(sdp.connection, "IN IP4 198.51.100.1");
    cr_assert_eq(sdp.n_media, 3);
    assert_slice(sdp.media[0].medium, "audio");
    assert_slice(sdp.media[0].transport, "RTP/AVP");
    assert_slice(sdp.media[0].formats, "0");
    assert_slice(sdp.media[0].lines, "");
    assert_slice(sdp.media[0].connection, "");
    cr_assert_eq(sdp.media[0].port, 49170);
    cr_assert_eq(sdp.media[0].n_ports, 1);
    cr_assert_eq(sdp.media[1].port, 49180);
    assert_slice(sdp.media[2].medium, "video");
    cr_assert_eq(sdp.media[2].port, 51372);
    cr_assert_eq(sdp.media[2].n_ports, 2);
    assert_slice(sdp.media[2].connection, "IN IP6 2001:db8::2");
    assert_slice(sdp.media[2].lines, "c=IN IP6 2001:db8::2\r\na=rtpmap:99 h263-1998/90000\r\n");
}

Test(sdp, a_sound_one_is_printed_as_it_came)
{
    cr_assert_eq(hf_sdp_parse(&sdp, example, strlen(example)), 0);
    cr_assert_str_eq(printed(&sdp), example);
}

/* What careless senders write, and how it is printed. */
Test(sdp, carelessness_is_taken)
{
    static const struct {
        const char *text, *printed;
    } cases[] = {
        {"v=0\no=- 1 1 IN IP4 h\ns=-\nm=audio 1 RTP/AVP 0\na=x\n",
         V "o=- 1 1 IN IP4 h\r\ns=-\r\nm=audio 1 RTP/AVP 0\r\na=x\r\n"},
        {V O "s=-\r\nm=audio 1 RTP/AVP 0", V O "s=-\r\nm=audio 1 RTP/AVP 0\r\n"},
        {"\r\n" V O "\r\n\r\ns=-\r\n\r\n", V O "s=-\r\n"},
        {V "s=-\r\n" O, V "s=-\r\n" O},
        {"v=0 \r\no=-  1\t1 IN  IP4 h \r\n", V "o=- 1 1 IN IP4 h\r\n"},
        {V O "m=audio  7/1 \tRTP/AVP   0 8  \r\n", V O "m=audio 7 RTP/AVP 0 8\r\n"},
        {V O "m=video 0 RTP/AVP\r\n", V O "m=video 0 RTP/AVP\r\n"},
        {V O "s=\r\n", V O "s=\r\n"},
        {V O "s=caf\xC3\xA9\tbar \r\n", V O "s=caf\xC3\xA9\tbar \r\n"},
        {V O "y=0100000002\r\nQ=1\r\n", V O "y=0100000002\r\nQ=1\r\n"},
        {V O "m=audio 7 RTP/AVP 0\r\nb=AS:64\r\nc=IN IP4 h\r\nc=IN IP4 i\r\n",
         V O "m=audio 7 RTP/AVP 0\r\nb=AS:64\r\nc=IN IP4 h\r\nc=IN IP4 i\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(printed(sdp_parsed(cases[i].text)), cases[i].printed);
        cr_assert_str_eq(printed(sdp_parsed(cases[i].printed)), cases[i].printed);
    }
}

Test(sdp, what_is_malformed_is_said_with_its_place)
{
    static const struct {
        const char *text, *what, *at; /* at: text that the place is before */
    } cases[] = {
        {"", "no session description: nothing but empty lines", ""},
        {"\r\n\r\n", "no session description: nothing but empty lines", ""},
        {"o=- 1 1 IN IP4 h\r\n" V, "a session description that does not begin with v=0", "o="},
        {"v=1\r\n" O, "a session description that does not begin with v=0", "v=1"},
        {"v=00\r\n" O, "a session description that does not begin with v=0", "v=0"},
        {"<html></html>", "a line that is not a letter, '=' and a value", "<html>"},
        {V, "a session description without an o= line", ""},
        {V "s=-\r\n", "a session description without an o= line", ""},
        {V O V, "two v= lines", V "\0"},
        {V O "o=a 1 1 IN IP4 h\r\n", "two o= lines", "a 1 1"},
        {V "o=- 1 1 IN IP4\r\n",
         "an o= line that is not user, session, version, network, type and address", "- 1 1"},
        {V "o=\r\n", "an o= line that is not user, session, version, network, type and address",
         "\r\n\0"},
        {V "o=- 1 1 IN IP4 h i\r\n", "an o= line with more than six fields", "i\r\n"},
        {V O "c=IN IP4\r\n", "a c= line that is not network, type and address", "IN IP4\r\n\0"},
        {V O "c=IN IP4 h i\r\n", "a c= line that is not network, type and address", "IN IP4 h i"},
        {V O "m=audio 1\r\n", "an m= line that is not medium, port, transport and formats",
         "audio 1"},
        {V O "m=\r\n", "an m= line that is not medium, port, transport and formats", NULL},
        {V O "m=audio x RTP/AVP 0\r\n", "a port that is not a number from 0 to 65535", "x RTP"},
        {V O "m=audio -1 RTP/AVP 0\r\n", "a port that is not a number from 0 to 65535", "-1 RTP"},
        {V O "m=audio 65536 RTP/AVP 0\r\n", "a port that is not a number from 0 to 65535", "65536"},
        {V O "m=audio 1/ RTP/AVP 0\r\n", "a port that is not a number from 0 to 65535", "1/"},
        {V O "m=audio 1/4294967296 RTP/AVP 0\r\n", "a port that is not a number from 0 to 65535",
         "1/4"},
        {V O "hello\r\n", "a line that is not a letter, '=' and a value", "hello"},
        {V O "a\r\n", "a line that is not a letter, '=' and a value", "a\r\n\0"},
        {V O " a=1\r\n", "a line that is not a letter, '=' and a value", " a=1"},
        {V O "1=1\r\n", "a line that is not a letter, '=' and a value", "1=1"},
        {V O "a=1\rs=-\r\n", "a line ends with CR alone", "\rs=-"},
        {V O "s=-\r", "a line ends with CR alone", "\r\0"},
        {V O "s=a\x01z\r\n", "a control character in a line", "\x01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = strlen(cases[i].text);
        cr_assert_eq(hf_sdp_parse(&sdp, cases[i].text, n), HF_E_MALFORMED, "%s", cases[i].text);
        cr_assert_str_eq(sdp.error.what, cases[i].what, "%s", cases[i].text);
        cr_assert_leq(sdp.error.at, n);
        if (cases[i].at != NULL) {
            const char *at = cases[i].text + sdp.error.at;
            cr_assert_eq(strncmp(at, cases[i].at, strlen(cases[i].at)), 0, "\"%s\" in\n%s", at,
                         cases[i].text);
            cr_assert(cases[i].at[0] != '\0' || at[0] == '\0', "%s", cases[i].text);
        }
    }
}

Test(sdp, a_nul_is_a_control_character)
{
    static const char text[] = V O "s=a\0b\r\n";
    cr_assert_eq(hf_sdp_parse(&sdp, text, sizeof text - 1), HF_E_MALFORMED);
    cr_assert_eq(text[sdp.error.at], '\0');
}

/* What stands behind the body is not looked at. */
Test(sdp, a_body_that_ends_inside_a_line_end)
{
    static const char text[] = V O "s=-\r\n";
    cr_assert_eq(hf_sdp_parse(&sdp, text, sizeof text - 2), HF_E_MALFORMED);
    cr_assert_str_eq(sdp.error.what, "a line ends with CR alone");
    cr_assert_eq(sdp.error.at, sizeof text - 3);
    cr_assert_eq(hf_sdp_parse(&sdp, text, sizeof text - 3), 0);
}

Test(sdp, no_bytes_may_have_no_address)
{
    cr_assert_eq(hf_sdp_parse(&sdp, NULL, 0), HF_E_MALFORMED);
    cr_assert_eq(sdp.error.at, 0);
}

Test(sdp, lines_of_a_part_come_one_by_one)
{
    struct hf_sdp_line line;
    struct hf_slice lines =
        sdp_parsed(V O "m=audio 7 RTP/AVP 0\r\n\r\na=x\nb=\r\nc=IN IP4 h")->media[0].lines;
    cr_assert(hf_sdp_line_next(&lines, &line));
    cr_assert_eq(line.type, 'a');
    assert_slice(line.value, "x");
    cr_assert(hf_sdp_line_next(&lines, &line));
    cr_assert_eq(line.type, 'b');
    assert_slice(line.value, "");
    cr_assert(hf_sdp_line_next(&lines, &line));
    assert_slice(line.value, "IN IP4 h");
    cr_assert_not(hf_sdp_line_next(&lines, &line));
    cr_assert_not(hf_sdp_line_next(&lines, &line));
}

Test(sdp, an_attribute_is_found_by_its_whole_name)
{
    static const struct {
        const char *name, *value; /* NULL: not there */
    } cases[] = {
        {"rtcp", "53020"}, {"rtcp-mux", ""}, {"RTCP-Mux", ""}, {"mid", "0"}, {"empty", ""},
        {"rtc", NULL},     {"rtcp-", NULL},  {"b", NULL},      {"", NULL},   {"url", "sip:a:b"},
    };
    struct hf_slice value;
    struct hf_slice lines = sdp_parsed(V O "m=audio 7 RTP/AVP 0\r\nb=b\r\na=rtcp-mux\r\n"
                                           "a=rtcp:53020\r\na=rtcp:2\r\na=mid: 0 \r\na=empty:\r\n"
                                           "a=url:sip:a:b\r\n")
                                ->media[0]
                                .lines;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool found = hf_sdp_attribute(lines, cases[i].name, &value);
        cr_assert_eq(found, cases[i].value != NULL, "%s", cases[i].name);
        if (found) {
            assert_slice(value, cases[i].value);
        }
    }
}

Test(sdp, fmtp_is_found_by_its_type)
{
    struct hf_slice value;
    const struct hf_sdp_media *media =
        &sdp_parsed(V O "m=audio 7 RTP/AVP 0\r\na=fmtp:x 1\r\na=fmtp:1 one\r\na=fmtp: 11  one two"
                        "\r\na=fmtp:11 three\r\na=fmtp:12\r\n")
             ->media[0];
    cr_assert(hf_sdp_fmtp(media, 1, &value));
    assert_slice(value, "one");
    cr_assert(hf_sdp_fmtp(media, 11, &value));
    assert_slice(value, "one two");
    cr_assert(hf_sdp_fmtp(media, 12, &value));
    assert_slice(value, "");
    cr_assert_not(hf_sdp_fmtp(media, 13, &value));
}

Test(sdp, printing_into_too_little_space_overflows)
{
    char text[64];
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    cr_assert_eq(hf_sdp_parse(&sdp, example, strlen(example)), 0);
    hf_sdp_put(&out, &sdp);
    cr_assert(out.overflow);
    cr_assert_leq(out.length, sizeof text);
}
