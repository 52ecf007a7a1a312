/* SPDX-License-Identifier: Apache-2.0 */
/* What a 400 is sent for, and where the error points: each case changes one field of a message
 * that is sound. */
#include "support.h"

struct part { /* replaces, removes (""), or is added to the sound message */
    const char *field, *text;
};

static const char *const sound[][2] = {
    {"", "OPTIONS sip:a@h SIP/2.0"},   {"Via", "Via: SIP/2.0/UDP h;branch=z9hG4bK1"},
    {"From", "From: <sip:b@h>;tag=1"}, {"To", "To: <sip:a@h>"},
    {"Call-ID", "Call-ID: 1@h"},       {"CSeq", "CSeq: 1 OPTIONS"},
};

static void build(struct hf_sip_message *m, const char *field, const char *text)
{
    static char bytes[1024];
    size_t at = 0;
    bool put = false;
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
        bool other = strcmp(sound[i][0], field) == 0;
        const char *line = other ? text : sound[i][1];
        put = put || other;
        at += (size_t)sprintf(bytes + at, *line == '\0' ? "" : "%s\r\n", line);
    }
    sprintf(bytes + at, put ? "\r\n" : "%s\r\n\r\n", text);
    cr_assert_eq(hf_sip_parse(m, bytes, strlen(bytes)), 0, "%s: %s", text, m->error.what);
}

Test(check, what_a_request_may_have)
{
    static const struct part cases[] = {
        {"-", "X: y"},
        {"", "OPTIONS tel:+1-201 SIP/2.0"},
        {"", "OPTIONS http://h/x SIP/2.0"},
        {"", "OPTIONS unknown:any,thing SIP/2.0"},
        {"Via", "v: SIP / 2.0\r\n /UDP h:5060 ;x, SIP/2.0/TLS [::1]\r\nVia: SIP/2.0/X y"},
        {"From", "f: b <sip:b@h>"}, /* RFC 2543 had no tags */
        {"To", "To: sip:a@h;tag=2"},
        {"To", "To: \"\xC3\xA4\" <tel:+1>"},
        {"CSeq", "CSeq: 4294967295 OPTIONS"},
        {"-", "Max-Forwards: 255"},
        {"-", "Expires: 0"},
        {"-", "Contact: <sip:a@h>, sip:b@h;q=0.5"},
        {"-", "Contact: <mailto:a@h>"},
        {"-", "Route: nonsense"}, /* nobody reads it */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        struct hf_sip_error error = {NULL, 0};
        build(&m, cases[i].field, cases[i].text);
        cr_assert_eq(hf_sip_check(&m, &error), 0, "%s: %s", cases[i].text, error.what);
    }
}

Test(check, what_a_400_is_sent_for)
{
    static const struct {
        struct part part;
        const char *what, *at; /* what stands there */
    } cases[] = {
        {{"", "OPTIONS sip:a@ SIP/2.0"}, "without a host", " SIP"},
        {{"", "OPTIONS sip:a@[::g] SIP/2.0"}, "IPv6", "[::g"},
        {{"", "OPTIONS a SIP/2.0"}, "scheme", "a SIP"},
        {{"Via", ""}, "no Via", "OPTIONS"},
        {{"Via", "Via: SIP/2.0/UDP h, x"}, "a Via", "x\r\n"},
        {{"Via", "Via: SIP/2.0/UDP h\r\nVia:"}, "a Via", "\r\n"},
        {{"From", ""}, "no From", "OPTIONS"},
        {{"From", "From: <sip:b@h>;tag"}, "tag", "tag\r\n"},
        {{"-", "f: <sip:c@h>"}, "two From", "<sip:b@h>"},
        {{"To", ""}, "no To", "OPTIONS"},
        {{"To", "To: a, b <sip:b@h>"}, "quotes", "a, b"},
        {{"-", "t: <sip:c@h>"}, "two To", "<sip:a@h>"},
        {{"Call-ID", ""}, "no Call-ID", "OPTIONS"},
        {{"Call-ID", "Call-ID:"}, "empty Call-ID", "\r\n"},
        {{"Call-ID", "Call-ID: a b"}, "white space", "a b"},
        {{"Call-ID", "Call-ID: a\r\n b"}, "white space", "a\r\n b"},
        {{"-", "i: 2"}, "two Call-ID", "1@h"},
        {{"CSeq", ""}, "no CSeq", "OPTIONS"},
        {{"CSeq", "CSeq: 1 options"}, "another method", "1 options"},
        {{"CSeq", "CSeq: 1 BYE"}, "another method", "1 BYE"},
        {{"CSeq", "CSeq: OPTIONS"}, "a CSeq that is not", "OPTIONS\r"},
        {{"-", "CSeq: 1 OPTIONS"}, "two CSeq", "1 OPTIONS"},
        {{"-", "Max-Forwards: 256"}, "Max-Forwards", "256"},
        {{"-", "Max-Forwards: a"}, "Max-Forwards", "a"},
        {{"-", "Max-Forwards: 1\r\nMax-Forwards: 1"}, "two Max-Forwards", "1\r\nMax"},
        {{"-", "Expires: soon"}, "Expires", "soon"},
        {{"-", "Contact: <sip:a@h>, <sip:"}, "not closed", "<sip:\r"},
        {{"-", "Contact: <sip:a@h>, <sip:@h>"}, "without a user", "@h>\r"},
        {{"-", "Contact: <sip:a@h>;;"}, "no parameter", ";;"},
        {{"-", "Contact:"}, "no URI", "\r\n"},
        {{"-", "Contact: *"}, "not of a REGISTER", "*"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        struct hf_sip_error error = {NULL, 0};
        build(&m, cases[i].part.field, cases[i].part.text);
        cr_assert_eq(hf_sip_check(&m, &error), HF_E_MALFORMED, "%s", cases[i].part.text);
        cr_assert_not_null(strstr(error.what, cases[i].what), "%s: %s", cases[i].part.text,
                           error.what);
        cr_assert_eq(memcmp(m.bytes + error.at, cases[i].at, strlen(cases[i].at)), 0,
                     "%s: %s at %zu", cases[i].part.text, error.what, error.at);
        cr_assert_eq(hf_sip_check(&m, NULL), HF_E_MALFORMED);
    }
}

Test(check, a_star_is_the_only_contact_of_a_register)
{
    static const struct {
        const char *start, *contact;
        int result;
    } cases[] = {
        {"REGISTER sip:h SIP/2.0\r\nCSeq: 1 REGISTER", "*", 0},
        {"REGISTER sip:h SIP/2.0\r\nCSeq: 1 REGISTER", "*, <sip:a@h>", HF_E_MALFORMED},
        {"REGISTER sip:h SIP/2.0\r\nCSeq: 1 REGISTER", "<sip:a@h>\r\nm: *", HF_E_MALFORMED},
        {"INVITE sip:h SIP/2.0\r\nCSeq: 1 INVITE", "*", HF_E_MALFORMED},
        {"SIP/2.0 200 OK\r\nCSeq: 1 REGISTER", "*", HF_E_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct hf_sip_message m;
        snprintf(text, sizeof text,
                 "%s\r\nv: SIP/2.0/UDP h\r\nf: <sip:a@h>\r\nt: <sip:a@h>\r\ni: 1\r\nm: %s\r\n\r\n",
                 cases[i].start, cases[i].contact);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
        cr_assert_eq(hf_sip_check(&m, NULL), cases[i].result, "%s", cases[i].contact);
    }
}

Test(check, a_response_needs_no_method_of_its_own)
{
    struct hf_sip_message m;
    build(&m, "", "SIP/2.0 200 OK");
    cr_assert_eq(hf_sip_check(&m, NULL), 0);
}
