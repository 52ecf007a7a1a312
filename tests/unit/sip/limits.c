/* SPDX-License-Identifier: Apache-2.0 */
/* Each limit of message.h on what a peer sends: the largest that is taken, and one beyond; and
 * what has no limit of its own, as large as a message can hold it. */
#include "support.h"

static char text[HF_SIP_MESSAGE_MAX + 16];
static struct hf_sip_message m;

/* Appends to text at *at, as often as said. */
static void add(size_t *at, const char *part, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        cr_assert_lt(*at + strlen(part), sizeof text);
        memcpy(text + *at, part, strlen(part) + 1);
        *at += strlen(part);
    }
}

/* A response with one field of `name` and this number. */
static int number_of(unsigned id, const char *digits, uint32_t *number)
{
    snprintf(text, sizeof text, "SIP/2.0 200 OK\r\n%s: %s\r\n\r\n", hf_sip_header_name(id), digits);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    return hf_sip_number(&m, id, number);
}

Test(limits, bytes_of_a_message)
{
    memset(text, 'x', sizeof text);
    memcpy(text, "SIP/2.0 200 OK\r\n\r\n", 18);
    cr_assert_eq(hf_sip_parse(&m, text, HF_SIP_MESSAGE_MAX), 0);
    cr_assert_eq(m.body.length, HF_SIP_MESSAGE_MAX - 18);
    cr_assert_eq(hf_sip_parse(&m, text, HF_SIP_MESSAGE_MAX + 1), HF_E_LIMIT);
    cr_assert_eq(m.n_left_out, 0);
    cr_assert_eq(m.error.at, HF_SIP_MESSAGE_MAX);
}

Test(limits, header_fields_that_are_kept)
{
    for (size_t n = HF_SIP_HEADERS_MAX; n <= HF_SIP_HEADERS_MAX + 1; n++) {
        size_t at = 0;
        add(&at, "SIP/2.0 200 OK\r\n", 1);
        add(&at, "v: SIP/2.0/UDP h\r\n", n);
        add(&at, "\r\n", 1);
        cr_assert_eq(hf_sip_parse(&m, text, at), n > HF_SIP_HEADERS_MAX ? HF_E_LIMIT : 0);
        cr_assert_eq(m.n_headers, HF_SIP_HEADERS_MAX);
        cr_assert_eq(m.n_left_out, n - HF_SIP_HEADERS_MAX);
    }
}

Test(limits, status_codes)
{
    static const struct {
        unsigned status;
        int result;
    } cases[] = {{HF_SIP_STATUS_MIN, 0},
                 {HF_SIP_STATUS_MAX, 0},
                 {HF_SIP_STATUS_MIN - 1, HF_E_MALFORMED},
                 {HF_SIP_STATUS_MAX + 1, HF_E_MALFORMED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "SIP/2.0 %03u x\r\n\r\n", cases[i].status);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), cases[i].result, "%s", text);
        cr_assert_eq(m.status, cases[i].result == 0 ? cases[i].status : 0);
    }
}

Test(limits, numbers)
{
    static const unsigned ids[] = {
        HF_HEADER_EXPIRES,    HF_HEADER_MIN_EXPIRES, HF_HEADER_MAX_FORWARDS,   HF_HEADER_RSEQ,
        HF_HEADER_FLOW_TIMER, HF_HEADER_MIN_SE,      HF_HEADER_SESSION_EXPIRES};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        uint32_t number = 7;
        cr_assert_eq(number_of(ids[i], "4294967295", &number), 1);
        cr_assert_eq(number, HF_SIP_NUMBER_MAX);
        cr_assert_eq(number_of(ids[i], "4294967296", &number), HF_E_MALFORMED);
        cr_assert_eq(number_of(ids[i], "36893488147419103232", &number), HF_E_MALFORMED);
        cr_assert_eq(number, HF_SIP_NUMBER_MAX, "left as it was");
    }
}

Test(limits, a_wait_that_is_too_long_is_the_longest)
{
    uint32_t number = 0;
    cr_assert_eq(number_of(HF_HEADER_RETRY_AFTER, "4294967294", &number), 1);
    cr_assert_eq(number, HF_SIP_WAIT_MAX);
    number = 0;
    cr_assert_eq(number_of(HF_HEADER_RETRY_AFTER, "4294967295", &number), 1);
    cr_assert_eq(number, HF_SIP_WAIT_MAX);
}

Test(limits, content_length)
{
    static const struct {
        const char *digits, *what;
    } cases[] = {{"4294967295", "larger than what came"}, {"4294967296", "below 2^32"}};
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nl: %s\r\n\r\n", cases[i].digits);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), HF_E_MALFORMED);
        cr_assert_not_null(strstr(m.error.what, cases[i].what), "%s", m.error.what);
    }
}

Test(limits, cseq_and_rack)
{
    static const struct {
        const char *fields;
        int cseq, rack;
    } cases[] = {
        {"CSeq: 4294967295 X\r\nRAck: 4294967295 4294967295 X", 1, 1},
        {"CSeq: 4294967296 X\r\nRAck: 4294967296 1 X", HF_E_MALFORMED, HF_E_MALFORMED},
        {"CSeq: 4294967295 X\r\nRAck: 1 4294967296 X", 1, HF_E_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_cseq cseq;
        struct hf_sip_rack rack;
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\n%s\r\n\r\n", cases[i].fields);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
        cr_assert_eq(hf_sip_cseq(&m, &cseq, NULL), cases[i].cseq);
        cr_assert_eq(hf_sip_rack(&m, &rack, NULL), cases[i].rack);
    }
}

Test(limits, a_contact_that_expires_too_late_does_not_say_when)
{
    static const struct {
        const char *digits;
        uint32_t expires_s;
    } cases[] = {{"4294967294", HF_SIP_EXPIRES_MAX}, {"4294967295", HF_SIP_EXPIRES_NONE}};
    for (size_t i = 0; i < 2; i++) {
        struct hf_sip_each each;
        struct hf_sip_contact contact;
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nm: <sip:h>;expires=%s\r\n\r\n",
                 cases[i].digits);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
        hf_sip_each_start(&each, &m, HF_HEADER_CONTACT);
        cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
        cr_assert_eq(contact.expires_s, cases[i].expires_s);
    }
}

Test(limits, max_forwards)
{
    for (unsigned hops = HF_SIP_MAX_FORWARDS_MAX; hops <= HF_SIP_MAX_FORWARDS_MAX + 1; hops++) {
        snprintf(text, sizeof text,
                 "INFO sip:h SIP/2.0\r\nv: SIP/2.0/UDP h\r\nf: sip:a@h\r\nt: sip:b@h\r\ni: 1\r\n"
                 "CSeq: 1 INFO\r\nMax-Forwards: %u\r\n\r\n",
                 hops);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
        cr_assert_eq(hf_sip_check(&m, NULL), hops > HF_SIP_MAX_FORWARDS_MAX ? HF_E_MALFORMED : 0);
    }
}

Test(limits, ports)
{
    static const struct {
        const char *port;
        int result;
    } cases[] = {{"1", 0}, {"65535", 0}, {"0", HF_E_MALFORMED}, {"65536", HF_E_MALFORMED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_uri uri;
        struct hf_sip_via via;
        snprintf(text, sizeof text, "sip:h:%s", cases[i].port);
        cr_assert_eq(hf_sip_uri_parse(hf_slice_text(text), &uri, NULL), cases[i].result);
        snprintf(text, sizeof text, "SIP/2.0/UDP h:%s", cases[i].port);
        cr_assert_eq(hf_sip_via_parse(hf_slice_text(text), &via, NULL), cases[i].result);
    }
}

Test(limits, parameters_and_headers_of_uris_that_are_compared)
{
    for (size_t n = HF_SIP_URI_PARAMS_MAX; n <= HF_SIP_URI_PARAMS_MAX + 1; n++) {
        struct hf_sip_uri uri;
        size_t at = 0;
        add(&at, "sip:h", 1);
        add(&at, ";a", n);
        cr_assert_eq(hf_sip_uri_parse(hf_slice_text(text), &uri, NULL), 0);
        cr_assert_eq(hf_sip_uri_same(&uri, &uri), n <= HF_SIP_URI_PARAMS_MAX);
        at = 0;
        add(&at, "sip:h?a=", 1);
        add(&at, "&a", n - 1);
        cr_assert_eq(hf_sip_uri_parse(hf_slice_text(text), &uri, NULL), 0);
        cr_assert_eq(hf_sip_uri_same(&uri, &uri), n <= HF_SIP_URI_PARAMS_MAX);
    }
}

/* A message full of `part`, between begin and end; parsed, and what a 400 would be sent for. */
static int full_of(const char *begin, const char *part, const char *end)
{
    size_t at = 0;
    add(&at, begin, 1);
    add(&at, part, (HF_SIP_MESSAGE_MAX - strlen(begin) - strlen(end)) / strlen(part));
    add(&at, end, 1);
    cr_assert_eq(hf_sip_parse(&m, text, at), 0, "%s: %s", part, m.error.what);
    return hf_sip_check(&m, NULL);
}

#define REST "v: SIP/2.0/UDP h\r\nf: <sip:a@h>\r\nt: <sip:b@h>\r\ni: 1\r\nCSeq: 1 BYE\r\n\r\n"

Test(limits, what_has_none_of_its_own_may_fill_the_message)
{
    static const struct {
        const char *begin, *part, *end;
    } cases[] = {
        {"BYE sip:", "a", "@h SIP/2.0\r\n" REST},
        {"BYE sip:h", ";a=b", " SIP/2.0\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nX", "x", ":\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nX: ", "x\r\n ", "\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nm: \"", "\\\"", "\" <sip:h>\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nm: <sip:h>", ",<sip:h>", "\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nm: <sip:h>", ";a=\"b\"", "\r\n" REST},
        {"BYE sip:h SIP/2.0\r\nv: SIP/2.0/UDP h", ", SIP/2.0/UDP h", "\r\n" REST},
        {"\r\n", "\r\n", "BYE sip:h SIP/2.0\r\n" REST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(full_of(cases[i].begin, cases[i].part, cases[i].end), 0, "%s%s",
                     cases[i].begin, cases[i].part);
    }
}
