/* SPDX-License-Identifier: Apache-2.0 */
/* The torture messages of RFC 4475 and RFC 5118: each is taken or refused as its manifest says,
 * where it is refused the error points into the part that is wrong, and where it is taken the parts
 * mean what the RFC says of them. */
#include "support.h"

#include "lex.h"

struct verdict {
    struct hf_sip_message m;
    int parse, check;
    struct hf_sip_error error;
};

static void judge(struct verdict *v, const char *bytes, size_t n)
{
    memset(v, 0, sizeof *v);
    v->parse = hf_sip_parse(&v->m, bytes, n);
    v->error = v->m.error;
    v->check = v->parse < 0 ? v->parse : hf_sip_check(&v->m, &v->error);
}

static int error_is_in_start_line(const struct verdict *v)
{
    const char *end = memchr(v->m.bytes, '\n', v->m.n_bytes);
    return v->error.at < (size_t)(end - v->m.bytes);
}

/* names: "Via,Contact" */
static int error_is_in_header(const struct verdict *v, struct hf_slice names)
{
    const char *at = v->m.bytes + v->error.at;
    for (uint32_t i = 0; i < v->m.n_headers; i++) {
        const struct hf_sip_header *h = &v->m.headers[i];
        if (at < h->name.at || at > h->value.at + h->value.length) {
            continue;
        }
        const char *name = hf_sip_header_name(h->id);
        for (size_t k = 0; k + strlen(name) <= names.length && *name != '\0'; k++) {
            if (memcmp(names.at + k, name, strlen(name)) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* 1 when the verdict is what the expectation column asks for. */
static int fits(const struct verdict *v, struct hf_slice expectation)
{
    static const char header[] = "reject-header:";
    if (begins_with(expectation, "accept-or-reject") ||
        begins_with(expectation, "reject-or-lenient")) {
        return 1;
    }
    if (begins_with(expectation, "accept-syntax")) {
        return v->parse == 0;
    }
    if (begins_with(expectation, "accept")) {
        return v->check == 0;
    }
    if (begins_with(expectation, "reject-start-line")) {
        return v->check < 0 && error_is_in_start_line(v);
    }
    if (begins_with(expectation, "reject-framing")) {
        return v->parse < 0 && error_is_in_header(v, hf_slice_text("Content-Length"));
    }
    size_t n = strlen(header);
    cr_assert(begins_with(expectation, header), "an expectation that this test does not know");
    return v->parse == 0 && v->check < 0 &&
           error_is_in_header(v, bytes_of(expectation.at + n, expectation.length - n));
}

static int prints_and_reads_the_same(const struct hf_sip_message *m)
{
    static char text[2][DATA_MAX];
    struct hf_sip_message again;
    struct hf_sip_out first, second;
    hf_sip_out_start(&first, text[0], sizeof text[0]);
    hf_sip_put_message(&first, m);
    if (first.overflow || hf_sip_parse(&again, text[0], first.length) < 0) {
        return 0;
    }
    hf_sip_out_start(&second, text[1], sizeof text[1]);
    hf_sip_put_message(&second, &again);
    return first.length == second.length && memcmp(text[0], text[1], first.length) == 0;
}

/* ---- what the RFCs say of the parts ---- */

static struct hf_sip_uri request_uri(const struct hf_sip_message *m)
{
    struct hf_sip_uri uri;
    cr_assert_eq(hf_sip_uri_parse(m->uri, &uri, NULL), 0);
    return uri;
}

static struct hf_sip_contact first_contact(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
    return contact;
}

static unsigned elements(const struct hf_sip_message *m, unsigned id)
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

static uint32_t number(const struct hf_sip_message *m, unsigned id)
{
    uint32_t value = 0;
    cr_assert_eq(hf_sip_number(m, id, &value), 1);
    return value;
}

static void wsinv(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    struct hf_sip_party party;
    struct hf_sip_cseq cseq;
    struct hf_sip_route route;
    char name[32];
    cr_assert_eq(hf_sip_cseq(m, &cseq, NULL), 1);
    cr_assert_eq(cseq.number, 9);
    cr_assert_eq(number(m, HF_HEADER_MAX_FORWARDS), 68);
    cr_assert(hf_sip_find(m, HF_HEADER_SUBJECT) != NULL);
    assert_slice(hf_sip_value(m, HF_HEADER_SUBJECT), "");
    cr_assert_eq(elements(m, HF_HEADER_VIA), 3);
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    hf_sip_each_next(&each, &element);
    hf_sip_each_next(&each, &element);
    cr_assert_eq(hf_sip_via_parse(element, &via, NULL), 0);
    assert_slice(via.transport, "TCP");
    assert_slice(via.host, "spindle.example.com");
    assert_slice(via.branch, "z9hG4bK9ikj8");
    cr_assert_eq(hf_sip_to(m, &party, NULL), 1);
    assert_slice(party.tag, "1918181833n");
    cr_assert_eq(hf_sip_from(m, &party, NULL), 1);
    assert_slice(party.tag, "98asjd8");
    int length = hf_sip_unquote(party.address.display, name, sizeof name);
    assert_slice(bytes_of(name, (size_t)length), "J Rosenberg \\\"");
    cr_assert_eq(first_contact(m).q, 330);
    assert_slice(first_contact(m).address.display, "Quoted string \\\"\\\"");
    hf_sip_each_start(&each, m, HF_HEADER_ROUTE);
    cr_assert_eq(hf_sip_route_next(&each, &route, NULL), 1);
    cr_assert(route.loose);
}

static void esc01(const struct hf_sip_message *m)
{
    struct hf_sip_uri uri = request_uri(m);
    struct hf_sip_uri plain;
    struct hf_sip_party to;
    cr_assert_eq(uri.kind, HF_SCHEME_SIP);
    assert_slice(uri.user, "sips%3Auser%40example.com");
    assert_slice(uri.host, "example.net");
    cr_assert_eq(hf_sip_to(m, &to, NULL), 1);
    cr_assert_eq(hf_sip_uri_parse(to.address.uri, &uri, NULL), 0);
    cr_assert_eq(hf_sip_uri_parse(hf_slice_text("sip:user@example.com"), &plain, NULL), 0);
    cr_assert(hf_sip_uri_same(&uri, &plain));
    cr_assert_eq(hf_sip_uri_parse(first_contact(m).address.uri, &uri, NULL), 0);
    cr_assert(hf_sip_uri_is_loose(&uri));
}

static void esc02(const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    cr_assert_eq(m->method_id, HF_METHOD_OTHER);
    assert_slice(m->method, "RE%47IST%45R");
    cr_assert_eq(elements(m, HF_HEADER_CONTACT), 2);
    cr_assert_eq(hf_sip_to(m, &to, NULL), 1);
    assert_slice(to.address.display, "%Z%45");
}

static void longreq(const struct hf_sip_message *m)
{
    cr_assert_eq(elements(m, HF_HEADER_VIA), 34);
    cr_assert_gt(hf_sip_value(m, HF_HEADER_TO).length, 200);
}

static void semiuri(const struct hf_sip_message *m)
{
    struct hf_sip_uri uri = request_uri(m);
    assert_slice(uri.user, "user;par=u%40example.net");
    assert_slice(uri.params, "");
    cr_assert_eq(elements(m, HF_HEADER_ACCEPT), 6);
}

static void mpart01(const struct hf_sip_message *m)
{
    struct hf_sip_item type;
    cr_assert_eq(m->body.length, 553);
    cr_assert_eq(hf_sip_item(m, HF_HEADER_CONTENT_TYPE, &type, NULL), 1);
    cr_assert(hf_sip_item_is(&type, "multipart/mixed"));
    cr_assert(hf_sip_find(m, HF_HEADER_IDENTITY) != NULL);
}

static void noreason(const struct hf_sip_message *m)
{
    cr_assert_eq(m->reason.length, 0);
}

static void badbranch(const struct hf_sip_message *m)
{
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via(m, &via, NULL), 1);
    assert_slice(via.branch, "z9hG4bK");
}

static void novelsc(const struct hf_sip_message *m)
{
    cr_assert_eq(request_uri(m).kind, HF_SCHEME_OTHER);
}

static void bext01(const struct hf_sip_message *m)
{
    cr_assert(hf_sip_has_option(m, HF_HEADER_REQUIRE, "nothingSupportsThisEither"));
    cr_assert(hf_sip_has_option(m, HF_HEADER_PROXY_REQUIRE, "noProxiesSupportThis"));
}

static void regaut01(const struct hf_sip_message *m)
{
    struct hf_sip_auth auth;
    cr_assert_eq(hf_sip_auth_parse(hf_sip_value(m, HF_HEADER_AUTHORIZATION), &auth, NULL), 0);
    assert_slice(auth.scheme, "NoOneKnowsThisScheme");
}

static void zeromf(const struct hf_sip_message *m)
{
    cr_assert_eq(number(m, HF_HEADER_MAX_FORWARDS), 0);
}

static void cparam01(const struct hf_sip_message *m)
{
    assert_slice(first_contact(m).address.uri, "sip:+19725552222@gw1.example.net");
    assert_slice(first_contact(m).address.params, ";unknownparam");
}

static void escruri(const struct hf_sip_message *m) /* never a field */
{
    assert_slice(request_uri(m).headers, "Route=%3Csip:example.com%3E");
    cr_assert(hf_sip_find(m, HF_HEADER_ROUTE) == NULL);
}

static void ipv6_good(const struct hf_sip_message *m)
{
    assert_slice(request_uri(m).host, "2001:db8::10");
    cr_assert_eq(request_uri(m).port, 0);
}

static void port_unambiguous(const struct hf_sip_message *m)
{
    assert_slice(request_uri(m).host, "2001:db8::10");
    cr_assert_eq(request_uri(m).port, 5070);
}

static void received_with_brackets(const struct hf_sip_message *m)
{
    struct hf_sip_via via;
    cr_assert_eq(hf_sip_via(m, &via, NULL), 1);
    assert_slice(via.received, "[2001:db8::9:255]");
    assert_slice(via.branch, "z9hG4bKas3-111");
}

static void ipv6_in_sdp(const struct hf_sip_message *m)
{
    cr_assert_eq(m->body.length, 251);
}

static void three_colons(const struct hf_sip_message *m)
{
    struct hf_sip_uri uri = request_uri(m);
    struct hf_sip_uri meant;
    cr_assert_eq(hf_sip_uri_parse(hf_slice_text("sip:user@[2001:db8::192.0.2.1]"), &meant, NULL),
                 0);
    cr_assert(hf_sip_uri_same(&uri, &meant));
}

static const struct {
    const char *name;
    void (*holds)(const struct hf_sip_message *m);
} facts[] = {
    {"wsinv", wsinv},
    {"esc01", esc01},
    {"esc02", esc02},
    {"longreq", longreq},
    {"semiuri", semiuri},
    {"mpart01", mpart01},
    {"noreason", noreason},
    {"badbranch", badbranch},
    {"novelsc", novelsc},
    {"bext01", bext01},
    {"regaut01", regaut01},
    {"zeromf", zeromf},
    {"cparam01", cparam01},
    {"escruri", escruri},
    {"ipv6-good", ipv6_good},
    {"port-unambiguous", port_unambiguous},
    {"via-received-param-with-delim", received_with_brackets},
    {"ipv6-in-sdp", ipv6_in_sdp},
    {"ipv6-bug-abnf-3-colons", three_colons},
};

/* 1 when the message is one of them, and all holds. */
static int holds(struct hf_slice name, const struct hf_sip_message *m)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (hf_slice_is(name, facts[i].name)) {
            facts[i].holds(m);
            return 1;
        }
    }
    return 0;
}

struct set {
    const char *folder, *format;
    int expectation; /* column */
    int element;     /* column of what an element does, 0: none */
    int least;       /* messages that must be there */
};

/* A request that is owed a 400 and nothing else is what hf_sip_check refuses. */
static int is_400_alone(const struct set *set, struct hf_slice line)
{
    struct hf_slice element = set->element == 0 ? bytes_of("", 0) : tsv_field(line, set->element);
    return begins_with(element, "400") && !begins_with(element, "400,") &&
           !begins_with(tsv_field(line, set->expectation), "reject-or-lenient");
}

/* How many messages facts were checked of. */
static int run(const struct set *set)
{
    static char manifest[DATA_MAX], bytes[DATA_MAX];
    static struct verdict v;
    char name[256];
    struct hf_slice line;
    int taken = 0, refused = 0, total = 0, answered = 0, read = 0;
    snprintf(name, sizeof name, "%s/manifest.tsv", set->folder);
    read_data(name, manifest);
    const char *p = manifest;
    next_line(&p, &line);
    while (next_line(&p, &line)) {
        struct hf_slice file = tsv_field(line, 0);
        snprintf(name, sizeof name, set->format, set->folder, (int)file.length, file.at);
        size_t n = read_data(name, bytes);
        judge(&v, bytes, n);
        cr_assert(fits(&v, tsv_field(line, set->expectation)), "%s: %s at %zu", name,
                  v.error.what == NULL ? "accepted" : v.error.what, v.error.at);
        cr_assert(v.parse < 0 || prints_and_reads_the_same(&v.m), "%s", name);
        cr_assert(!is_400_alone(set, line) || v.check < 0, "%s", name);
        answered += is_400_alone(set, line);
        read += v.parse == 0 && holds(file, &v.m);
        total++;
        taken += v.check == 0;
        refused += v.check < 0;
        for (size_t cut = 0; cut < n; cut++) { /* every shorter datagram is survived */
            judge(&v, bytes, cut);
            cr_assert(v.parse == 0 || v.error.at <= cut);
        }
    }
    cr_assert_geq(total, set->least);
    printf("%s: %d messages, %d taken, %d refused, as expected\n", set->folder, total, taken,
           refused);
    printf("%s: %d owed a 400, %d read as meant\n", set->folder, answered, read);
    return read;
}

Test(torture, rfc4475)
{
    struct set set = {"sip-torture-rfc4475", "%s/messages/%.*s.dat", 6, 7, 25};
    cr_assert_eq(run(&set), 14);
}

Test(torture, rfc5118)
{
    struct set set = {"sip-torture-rfc5118", "%s/wire/%.*s.sip", 3, 0, 6};
    cr_assert_eq(run(&set), 5);
}
