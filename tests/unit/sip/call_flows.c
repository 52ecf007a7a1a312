/* SPDX-License-Identifier: Apache-2.0 */
/* The two example flows of RFC 3261 24: each message survives print and parse with its meaning,
 * and the messages of the call belong together as the RFC says. */
#include "support.h"

#define FOLDER     "call-flows-rfc3261"
#define N_MESSAGES 16
#define N_CALL     14

struct flow {
    char bytes[4096];
    struct hf_sip_message m;
};

/* A message of the flow; where the RFC left the body out, one of that length is appended. */
static void load(struct flow *flow, struct hf_slice name, bool body_omitted)
{
    static char bytes[DATA_MAX];
    char path[256];
    uint32_t length = 0;
    snprintf(path, sizeof path, FOLDER "/messages/%.*s.sip", (int)name.length, name.at);
    size_t n = read_data(path, bytes);
    cr_assert_lt(n, sizeof flow->bytes);
    memcpy(flow->bytes, bytes, n);
    int result = hf_sip_parse(&flow->m, flow->bytes, n);
    if (body_omitted) {
        cr_assert_eq(result, HF_E_MALFORMED, "%s: the body is not there", path);
        cr_assert_eq(hf_sip_number(&flow->m, HF_HEADER_CONTENT_LENGTH, &length), 1);
        cr_assert(length > 0 && n + length <= sizeof flow->bytes);
        memset(flow->bytes + n, 'b', length);
        result = hf_sip_parse(&flow->m, flow->bytes, n + length);
    }
    cr_assert_eq(result, 0, "%s: %s", path, flow->m.error.what);
    cr_assert_eq(flow->m.body.length, length, "%s", path);
}

static void assert_means_the_same(const struct hf_sip_message *a, const struct hf_sip_message *b)
{
    cr_assert_eq(a->is_request, b->is_request);
    cr_assert_eq(a->method_id, b->method_id);
    cr_assert_eq(a->status, b->status);
    cr_assert(hf_slice_equal(a->method, b->method));
    cr_assert(hf_slice_equal(a->uri, b->uri));
    cr_assert(hf_slice_equal(a->reason, b->reason));
    cr_assert(hf_slice_equal(a->body, b->body));
    cr_assert_eq(a->n_headers, b->n_headers);
    for (uint32_t i = 0; i < a->n_headers; i++) {
        cr_assert_neq(a->headers[i].id, HF_HEADER_OTHER, "section 20 has all of them");
        cr_assert_eq(a->headers[i].id, b->headers[i].id);
        cr_assert(hf_slice_equal(a->headers[i].value, b->headers[i].value), "\"%.*s\"",
                  (int)a->headers[i].value.length, a->headers[i].value.at);
    }
}

static void assert_survives_printing(const struct hf_sip_message *m)
{
    static char text[8192];
    struct hf_sip_message again;
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_message(&out, m);
    cr_assert(!out.overflow);
    cr_assert_eq(hf_sip_parse(&again, text, out.length), 0, "%s", again.error.what);
    assert_means_the_same(m, &again);
}

Test(call_flows, every_message_survives_print_and_parse)
{
    static char manifest[DATA_MAX];
    static struct flow flow;
    struct hf_slice line;
    int total = 0, bodies = 0;
    read_data(FOLDER "/manifest.tsv", manifest);
    const char *p = manifest;
    next_line(&p, &line);
    while (next_line(&p, &line)) {
        struct hf_sip_error error = {NULL, 0};
        struct hf_slice name = tsv_field(line, 0);
        struct hf_slice start = tsv_field(line, 3);
        bool omitted = hf_slice_is(tsv_field(line, 4), "yes");
        load(&flow, name, omitted);
        cr_assert_eq(memcmp(flow.bytes, start.at, start.length), 0);
        cr_assert_eq(hf_sip_check(&flow.m, &error), 0, "%.*s: %s", (int)name.length, name.at,
                     error.what);
        assert_survives_printing(&flow.m);
        total++;
        bodies += omitted;
    }
    cr_assert_eq(total, N_MESSAGES);
    printf(FOLDER ": %d messages, %d with a body added, parsed, printed and read the same\n", total,
           bodies);
}

/* What 24.2 says of its messages F1 to F14. */
struct expectation {
    int number; /* of the message */
    bool body_omitted;
    unsigned vias;
    unsigned status; /* 0: a request */
    const char *method, *branch, *to_tag;
};

#define ALICES  "z9hG4bKnashds8"
#define ATLANTA "z9hG4bK77ef4c2312983.1"
#define BILOXI  "z9hG4bK4b43c2ff8.1"
#define BOBS    "a6c85cf"

static const struct expectation expectations[N_CALL] = {
    {1, true, 1, 0, "INVITE", ALICES, ""},
    {2, false, 1, 100, "INVITE", ALICES, ""},
    {3, true, 2, 0, "INVITE", ATLANTA, ""},
    {4, false, 2, 100, "INVITE", ATLANTA, ""},
    {5, true, 3, 0, "INVITE", BILOXI, ""},
    {6, false, 3, 180, "INVITE", BILOXI, BOBS},
    {7, false, 2, 180, "INVITE", ATLANTA, BOBS},
    {8, false, 1, 180, "INVITE", ALICES, BOBS},
    {9, true, 3, 200, "INVITE", BILOXI, BOBS},
    {10, true, 2, 200, "INVITE", ATLANTA, BOBS},
    {11, true, 1, 200, "INVITE", ALICES, BOBS},
    {12, false, 1, 0, "ACK", "z9hG4bKnashds9", BOBS}, /* to a 2xx: a transaction of its own */
    {13, false, 1, 0, "BYE", "z9hG4bKnashds10", "1928301774"}, /* Bob's: From and To change */
    {14, false, 1, 200, "BYE", "z9hG4bKnashds10", "1928301774"},
};

static unsigned count(const struct hf_sip_message *m, unsigned id)
{
    struct hf_sip_each each;
    struct hf_slice element;
    unsigned n = 0;
    hf_sip_each_start(&each, m, id);
    while (hf_sip_each_next(&each, &element)) {
        n++;
    }
    return n;
}

static void assert_is_as_expected(const struct hf_sip_message *m, const struct expectation *e)
{
    bool is_bobs = e->number >= 13;
    struct hf_sip_party from, to;
    struct hf_sip_cseq cseq;
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via(m, &via, NULL), 1);
    assert_slice(via.branch, e->branch);
    cr_assert_eq(count(m, HF_HEADER_VIA), e->vias, "F%d", e->number);
    cr_assert_eq(hf_sip_from(m, &from, NULL), 1);
    cr_assert_eq(hf_sip_to(m, &to, NULL), 1);
    assert_slice(from.tag, is_bobs ? BOBS : "1928301774");
    assert_slice(to.tag, e->to_tag);
    assert_slice(from.address.uri, is_bobs ? "sip:bob@biloxi.com" : "sip:alice@atlanta.com");
    assert_slice(to.address.uri, is_bobs ? "sip:alice@atlanta.com" : "sip:bob@biloxi.com");
    assert_slice(from.address.display, is_bobs ? "Bob" : "Alice");
    assert_slice(hf_sip_value(m, HF_HEADER_CALL_ID), "a84b4c76e66710");
    cr_assert_eq(hf_sip_cseq(m, &cseq, NULL), 1);
    cr_assert_eq(cseq.number, is_bobs ? 231 : 314159);
    assert_slice(cseq.method, e->method);
    cr_assert_null(hf_sip_find(m, HF_HEADER_RECORD_ROUTE));
    cr_assert_eq(m->is_request, e->status == 0);
    cr_assert_eq(m->status, e->status);
}

Test(call_flows, the_messages_of_the_call_belong_together)
{
    static struct flow flow;
    for (size_t i = 0; i < N_CALL; i++) {
        char name[16];
        snprintf(name, sizeof name, "call-F%02d", expectations[i].number);
        load(&flow, hf_slice_text(name), expectations[i].body_omitted);
        assert_is_as_expected(&flow.m, &expectations[i]);
    }
    printf(FOLDER ": F1 to F14 are one dialog, CSeq 314159 and 231\n");
}

/* Each proxy adds its Via above the others, with where it got the request from, and takes it away
 * again from the response. */
Test(call_flows, vias_are_pushed_and_popped_along_the_path)
{
    static const char *const hosts[] = {"server10.biloxi.com", "bigbox3.site3.atlanta.com",
                                        "pc33.atlanta.com"};
    static const char *const received[] = {"", "192.0.2.2", "192.0.2.1"};
    static const int numbers[] = {5, 6, 9}; /* the ends at Bob's: no received for server10 yet */
    static struct flow flow;
    for (size_t i = 0; i < 3; i++) {
        char name[16];
        struct hf_sip_each each;
        struct hf_slice element;
        struct hf_sip_via via;
        snprintf(name, sizeof name, "call-F%02d", numbers[i]);
        load(&flow, hf_slice_text(name), numbers[i] != 6);
        hf_sip_each_start(&each, &flow.m, HF_HEADER_VIA);
        for (size_t k = 0; k < 3; k++) {
            cr_assert(hf_sip_each_next(&each, &element));
            cr_assert_eq(hf_sip_via_parse(element, &via, NULL), 0);
            assert_slice(via.host, hosts[k]);
            assert_slice(via.received, k == 0 && numbers[i] != 5 ? "192.0.2.3" : received[k]);
        }
        cr_assert(!hf_sip_each_next(&each, &element));
    }
}

Test(call_flows, a_registration_and_its_binding)
{
    static struct flow flow;
    uint32_t seconds = 0;
    for (unsigned i = 1; i <= 2; i++) {
        char name[16];
        struct hf_sip_each each;
        struct hf_sip_contact contact;
        struct hf_sip_cseq cseq;
        snprintf(name, sizeof name, "reg-F%02u", i);
        load(&flow, hf_slice_text(name), false);
        hf_sip_each_start(&each, &flow.m, HF_HEADER_CONTACT);
        cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
        assert_slice(contact.address.uri, "sip:bob@192.0.2.4");
        cr_assert_eq(hf_sip_number(&flow.m, HF_HEADER_EXPIRES, &seconds), 1);
        cr_assert_eq(seconds, 7200);
        cr_assert_eq(hf_sip_cseq(&flow.m, &cseq, NULL), 1);
        cr_assert_eq(cseq.number, 1826);
    }
}
