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
        {"Via", "Via: SIP/2.0/UDP h, SIP/2.0/UDP a:0"},     /* whose hop is not ours */
        {"Via", "Via:\r\nVia: ,SIP/2.0/UDP h;;rport=;, ,"}, /* RFC 7230 7 */
        {"-", "Expires: 0"},
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
        {{"Via", "Via: SIP/2.0/UDP h:0, SIP/2.0/UDP h"}, "a Via", "h:0"},
        {{"Via", "Via: SIP/2.0/UDP h, x"}, "no Via", "x\r\n"},
        {{"Via", "Via: SIP/2.0/UDP h\r\nVia: ;"}, "no Via", ";\r\n"},
        {{"Via", "Via: ,\r\nVia:"}, "no Via", "OPTIONS"},
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

/* A request of the method with these fields, behind a Via that is sound. error->at counts from the
 * end. */
static int check_of(const char *method, const char *fields, struct hf_sip_error *error)
{
    static char text[512];
    static struct hf_sip_message m;
    snprintf(text, sizeof text,
             "%s sip:h SIP/2.0\r\nCSeq: 1 %s\r\nv: SIP/2.0/UDP h\r\nf: <sip:a@h>\r\n"
             "t: <sip:a@h>\r\ni: 1\r\n%s\r\n\r\n",
             method, method, fields);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    int result = hf_sip_check(&m, error);
    error->at = strlen(m.bytes + error->at);
    return result;
}

Test(check, a_contact_that_is_needed)
{
    static const struct {
        const char *contact, *what, *at; /* what NULL: sound */
    } cases[] = {
        {"Contact: <sip:a@h>, <sip:b", "not closed", "<sip:b"},
        {"Contact: <sip:c>, <sip:@h>", "without a user", "@h>"},
        {"Contact: <sip:a@h>;=", "no parameter", ";="},
        {"Contact: ;", "no URI", ";"},
        {"Contact: <sip:a@h>, sip:b@h;q=0.5", NULL, ""},
        {"Contact: <mailto:a@h>", NULL, ""},
        {"Contact: ,<sip:a@h>;;x;,,", NULL, ""},
        {"Contact:", NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_error error = {NULL, 0};
        int result = check_of("INVITE", cases[i].contact, &error);
        cr_assert_eq(result, cases[i].what == NULL ? 0 : HF_E_MALFORMED, "%s", cases[i].contact);
        cr_assert(result == 0 || strstr(error.what, cases[i].what) != NULL, "%s: %s",
                  cases[i].contact, error.what);
        size_t at = strlen(strstr(cases[i].contact, cases[i].at)) + strlen("\r\n\r\n");
        cr_assert(result == 0 || error.at == at, "%s: %s", cases[i].contact, error.what);
    }
}

/* RFC 3261 8.2.2: a field that the request does not need is no reason to refuse it. */
Test(check, each_method_is_asked_for_what_it_needs)
{
    static const struct {
        const char *method;
        int contact, expires, max_forwards, via; /* refused when it is wrong */
    } cases[] = {
        {"INVITE", 1, 1, 1, 1},  {"REGISTER", 1, 1, 1, 1}, {"SUBSCRIBE", 1, 1, 1, 1},
        {"NOTIFY", 1, 0, 1, 1},  {"REFER", 1, 0, 1, 1},    {"UPDATE", 1, 0, 1, 1},
        {"PUBLISH", 0, 1, 1, 1}, {"OPTIONS", 0, 0, 1, 1},  {"CANCEL", 0, 0, 1, 1},
        {"INFO", 0, 0, 1, 1},    {"PRACK", 0, 0, 1, 1},    {"MESSAGE", 0, 0, 1, 1},
        {"FETCH", 0, 0, 1, 1},   {"ACK", 0, 0, 0, 0},      {"BYE", 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_error error = {NULL, 0};
        const char *method = cases[i].method;
        cr_assert_eq(check_of(method, "Contact: <sip:>", &error) < 0, cases[i].contact, "%s",
                     method);
        cr_assert_eq(check_of(method, "Expires: never", &error) < 0, cases[i].expires, "%s",
                     method);
        cr_assert_eq(check_of(method, "Max-Forwards: 256", &error) < 0, cases[i].max_forwards, "%s",
                     method);
        cr_assert_eq(check_of(method, "Max-Forwards: 1\r\nMax-Forwards: 1", &error) < 0,
                     cases[i].max_forwards, "%s", method);
        cr_assert_eq(check_of(method, "Via: x", &error) < 0, cases[i].via, "%s", method);
        cr_assert_eq(check_of(method, "To: <sip:b@h>", &error), HF_E_MALFORMED, "%s", method);
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
    build(&m, "", "SIP/2.0 200 OK\r\nno field");
    cr_assert_eq(hf_sip_check(&m, NULL), HF_E_MALFORMED);
}
