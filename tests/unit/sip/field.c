/* SPDX-License-Identifier: Apache-2.0 */
/* Via, From, To, CSeq, Contact and numbers, as tables of cases. */
#include "support.h"

static struct hf_sip_message with(const char *fields)
{
    static char text[2048];
    struct hf_sip_message m;
    snprintf(text, sizeof text, "SIP/2.0 200 OK\r\n%s\r\n", fields);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0, "%s", m.error.what);
    return m;
}

Test(field, via)
{
    struct hf_sip_via via;
    struct hf_sip_message m = with("Via: SIP  / 2.0\r\n / TCP  host.example : 5070 ;\r\n branch ="
                                   " z9hG4bKa;rport ; received=192.0.2.9, SIP/2.0/UDP x\r\n");
    cr_assert_eq(hf_sip_via(&m, &via, NULL), 1);
    assert_slice(via.transport, "TCP");
    assert_slice(via.host, "host.example");
    cr_assert_eq(via.port, 5070);
    assert_slice(via.branch, "z9hG4bKa");
    assert_slice(via.received, "192.0.2.9");
    cr_assert(via.has_rport);
    cr_assert_eq(via.rport, 0);
    m = with("v: SIP/2.0/UDP [2001:db8::9:1]:5061;rport=1234;branch=b\r\n");
    cr_assert_eq(hf_sip_via(&m, &via, NULL), 1);
    cr_assert(via.ipv6);
    assert_slice(via.host, "2001:db8::9:1");
    cr_assert_eq(via.port, 5061);
    cr_assert_eq(via.rport, 1234);
    m = with("Via:\r\nVia: , SIP/2.0/UDP h;;rport=;branch=b;received=;,\r\nVia: ;\r\n");
    cr_assert_eq(hf_sip_via(&m, &via, NULL), 1); /* empty ones and odd ones below it */
    assert_slice(via.branch, "b");
    assert_slice(via.received, "");
    cr_assert(via.has_rport);
    cr_assert_eq(via.rport, 0);
    m = with("");
    cr_assert_eq(hf_sip_via(&m, &via, NULL), 0);
}

Test(field, bad_vias_are_refused)
{
    static const char *const cases[] = {
        "SIP/2.0 UDP h",
        "SIP/3.0/UDP h",
        "HTTP/2.0/UDP h",
        "SIP/2.0/UDP",
        "SIP/2.0/UDP h:0",
        "SIP/2.0/UDP h:65536",
        "SIP/2.0/UDP [::1",
        "SIP/2.0/UDP h;=",
        "SIP/2.0/UDP h;a b",
        "",
        "SIP/2.0/UDP h i",
        "SIP/2.0/UDP[::1]",
        "SIP/2.0/UDP [h]",
        "SIP/2.0/UDP h;branch",
        "SIP/2.0/UDP h;branch=a;x;Branch=b",
        "SIP/2.0/UDP h;branch=\"a\"",
        "SIP/2.0/UDP h:5060x",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_via via;
        cr_assert_eq(hf_sip_via_parse(hf_slice_text(cases[i]), &via, NULL), HF_E_MALFORMED, "%s",
                     cases[i]);
    }
}

Test(field, parties_and_their_tags)
{
    struct hf_sip_party party;
    struct hf_sip_message m = with("From: \"A\" <sip:a@h>;x=y;tag=123\r\nTo: sip:b@h\r\n");
    cr_assert_eq(hf_sip_from(&m, &party, NULL), 1);
    assert_slice(party.tag, "123");
    assert_slice(party.address.uri, "sip:a@h");
    cr_assert_eq(hf_sip_to(&m, &party, NULL), 1);
    assert_slice(party.tag, "");
    struct hf_sip_error error;
    m = with("To: <sip:b@h\r\n");
    cr_assert_eq(hf_sip_to(&m, &party, &error), HF_E_MALFORMED);
    cr_assert_eq(error.at, 20, "at %zu", error.at); /* the '<' in the datagram */
}

Test(field, of_received_and_rport_the_last_counts)
{
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via_parse(hf_slice_text("SIP/2.0/UDP h;rport;received=a;branch=b;rport=7;"
                                                "received=[2001:db8::9]"),
                                  &via, NULL),
                 0);
    cr_assert_eq(via.rport, 7);
    assert_slice(via.received, "[2001:db8::9]");
    assert_slice(via.branch, "b");
}

Test(field, parties_that_two_could_read_differently_are_refused)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"<sip:a@h>;tag", 10},
        {"<sip:a@h>;tag=\"1\"", 10},
        {"<sip:a@h>;tag=1;Tag=2", 16},
        {"<sip:a@h>;tag=1;tag=1", 16},
        {"<sip:a@h>;tag=1;;=", 15},
        {"<sip:a@h>;tag=", 10},
        {"<sip:a@h>;tag=1 2", 15},
        {"*", 0},
        {"sip:a@h?x=y", 7},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[64];
        struct hf_sip_party party;
        struct hf_sip_error error = {NULL, 0};
        snprintf(field, sizeof field, "f: %s\r\n", cases[i].text);
        struct hf_sip_message m = with(field);
        cr_assert_eq(hf_sip_from(&m, &party, &error), HF_E_MALFORMED, "%s", cases[i].text);
        cr_assert_eq(error.at, strlen("SIP/2.0 200 OK\r\nf: ") + cases[i].at, "%s: %s at %zu",
                     cases[i].text, error.what, error.at);
    }
}

Test(field, cseq)
{
    static const struct {
        const char *text;
        int result;
        uint32_t number;
        const char *method;
    } cases[] = {
        {"CSeq: 0009\r\n  INVITE\r\n", 1, 9, "INVITE"},
        {"CSeq: 4294967295 X\r\n", 1, UINT32_MAX, "X"},
        {"CSeq: 4294967296 X\r\n", HF_E_MALFORMED, 0, ""},
        {"CSeq: 1\r\n", HF_E_MALFORMED, 0, ""},
        {"CSeq: 1X\r\n", HF_E_MALFORMED, 0, ""},
        {"CSeq: 1 X Y\r\n", HF_E_MALFORMED, 0, ""},
        {"CSeq: X 1\r\n", HF_E_MALFORMED, 0, ""},
        {"", 0, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m = with(cases[i].text);
        struct hf_sip_cseq cseq;
        cr_assert_eq(hf_sip_cseq(&m, &cseq, NULL), cases[i].result, "%s", cases[i].text);
        if (cases[i].result == 1) {
            cr_assert_eq(cseq.number, cases[i].number);
            assert_slice(cseq.method, cases[i].method);
        }
    }
}

Test(field, numbers)
{
    struct hf_sip_message m = with("Expires: 3600\r\nMin-Expires: 60 x\r\n"
                                   "Retry-After: 18000 (back soon);duration=3600\r\n"
                                   "Max-Forwards: -1\r\n");
    uint32_t number = 0;
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_EXPIRES, &number), 1);
    cr_assert_eq(number, 3600);
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_RETRY_AFTER, &number), 1);
    cr_assert_eq(number, 18000);
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_MIN_EXPIRES, &number), HF_E_MALFORMED);
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_MAX_FORWARDS, &number), HF_E_MALFORMED);
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_CONTENT_LENGTH, &number), 0);
    cr_assert_eq(number, 18000);
    m = with("Expires: 4294967296\r\nRetry-After: 4294967296\r\n");
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_EXPIRES, &number), HF_E_MALFORMED);
    cr_assert_eq(number, 18000);
    cr_assert_eq(hf_sip_number(&m, HF_HEADER_RETRY_AFTER, &number), 1);
    cr_assert_eq(number, UINT32_MAX - 1); /* long, but a wait */
}

Test(field, numbers_with_something_behind_them)
{
    static const struct {
        const char *text;
        unsigned id;
        int result;
        uint32_t number;
    } cases[] = {
        {"Session-Expires: 1800;refresher=uac\r\n", HF_HEADER_SESSION_EXPIRES, 1, 1800},
        {"x: 90\r\n", HF_HEADER_SESSION_EXPIRES, 1, 90},
        {"Min-SE: 90 ;a=b\r\n", HF_HEADER_MIN_SE, 1, 90},
        {"Min-SE: 90 (a)\r\n", HF_HEADER_MIN_SE, HF_E_MALFORMED, 0},
        {"Retry-After: 5;duration=6\r\n", HF_HEADER_RETRY_AFTER, 1, 5},
        {"Retry-After: 5 x\r\n", HF_HEADER_RETRY_AFTER, HF_E_MALFORMED, 0},
        {"RSeq: 7\r\n", HF_HEADER_RSEQ, 1, 7},
        {"RSeq: 7;a\r\n", HF_HEADER_RSEQ, HF_E_MALFORMED, 0},
        {"RSeq: 4294967296\r\n", HF_HEADER_RSEQ, HF_E_MALFORMED, 0},
        {"Flow-Timer: 120\r\n", HF_HEADER_FLOW_TIMER, 1, 120},
        {"Expires: 60;a\r\n", HF_HEADER_EXPIRES, HF_E_MALFORMED, 0},
        {"Max-Forwards:\r\n 0068\r\n", HF_HEADER_MAX_FORWARDS, 1, 68},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m = with(cases[i].text);
        uint32_t number = 0;
        cr_assert_eq(hf_sip_number(&m, cases[i].id, &number), cases[i].result, "%s", cases[i].text);
        cr_assert_eq(number, cases[i].number, "%s", cases[i].text);
    }
}

Test(field, contacts)
{
    static const struct {
        uint32_t expires_s;
        uint16_t q;
    } expected[] = {{3599, 900},
                    {HF_SIP_EXPIRES_NONE, 1000},
                    {0, 5},
                    {HF_SIP_EXPIRES_NONE, 0},
                    {HF_SIP_EXPIRES_NONE, 1000}};
    struct hf_sip_message m = with("Contact: <sip:a@h>;expires=3599;q=0.9, <sip:b@h>;q=1.0\r\n"
                                   "m: <sip:c@h>;expires=0;q=0.005\r\n"
                                   "Contact: <sip:d@h>;expires=soon;q=0\r\n"
                                   "Contact: sip:e@h;q=0.x\r\n");
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    hf_sip_each_start(&each, &m, HF_HEADER_CONTACT);
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
        cr_assert_eq(contact.expires_s, expected[i].expires_s, "%zu", i);
        cr_assert_eq(contact.q, expected[i].q, "%zu: %u", i, contact.q);
    }
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 0);
}

/* Of a malformed one what could be read is there: whose it is may still be clear. */
Test(field, what_a_malformed_contact_says)
{
    static const struct {
        const char *text, *uri;
        uint32_t expires_s;
    } cases[] = {
        {"<sip:a@h>;expires=7;=", "sip:a@h", 7},
        {"<sip:a@h>;=;expires=7", "sip:a@h", HF_SIP_EXPIRES_NONE},
        {"a \"b\" <sip:a@h>;expires=7", "sip:a@h", 7},
        {"a;b <sip:a@h>;=", "sip:a@h", HF_SIP_EXPIRES_NONE},
        {"<", "", HF_SIP_EXPIRES_NONE},
        {"<sip:a@h", "", HF_SIP_EXPIRES_NONE},
        {"\"a <sip:a@h>", "", HF_SIP_EXPIRES_NONE},
        {"<>;expires=7", "", 7},
        {";expires=7", "", HF_SIP_EXPIRES_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[64];
        snprintf(field, sizeof field, "m: %s\r\n", cases[i].text);
        struct hf_sip_message m = with(field);
        struct hf_sip_each each;
        struct hf_sip_contact contact;
        struct hf_sip_error error = {NULL, 0};
        hf_sip_each_start(&each, &m, HF_HEADER_CONTACT);
        cr_assert_eq(hf_sip_contact_next(&each, &contact, &error), HF_E_MALFORMED, "%s",
                     cases[i].text);
        cr_assert_not_null(error.what);
        assert_slice(contact.address.uri, cases[i].uri);
        cr_assert_eq(contact.expires_s, cases[i].expires_s, "%s: %u", cases[i].text,
                     contact.expires_s);
    }
}
