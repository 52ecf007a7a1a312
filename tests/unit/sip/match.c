/* SPDX-License-Identifier: Apache-2.0 */
/* Which requests fall together, and which do not (RFC 3261 17.2.3, 9.2, 8.2.2.2). */
#include "match.h"

#include "support.h"

static const struct hf_match_secret secret = {{0x0706050403020100u, 0x0f0e0d0c0b0a0908u}};

/* What a request is made of; NULL: as usual. */
struct parts {
    const char *method, *uri, *via, *from, *to, *call_id, *cseq;
};

#define VIA     "SIP/2.0/UDP pc.example.com;branch=z9hG4bK74b43"
#define OLD_VIA "SIP/2.0/UDP pc.example.com;branch=1"

static const char *or_usual(const char *text, const char *usual)
{
    return text != NULL ? text : usual;
}

/* Parsed; the bytes stay until the next but one. */
static const struct hf_sip_message *request(const struct parts *parts)
{
    static char text[2][1024];
    static struct hf_sip_message m[2];
    static unsigned turn;
    const char *method = or_usual(parts->method, "INVITE");
    turn = !turn;
    int n = snprintf(text[turn], sizeof text[turn],
                     "%s %s SIP/2.0\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\n"
                     "CSeq: %s %s\r\nContent-Length: 0\r\n\r\n",
                     method, or_usual(parts->uri, "sip:bob@example.com"), or_usual(parts->via, VIA),
                     or_usual(parts->from, "<sip:alice@example.com>;tag=9fxced"),
                     or_usual(parts->to, "<sip:bob@example.com>"),
                     or_usual(parts->call_id, "3848276298220188511"), or_usual(parts->cseq, "17"),
                     method);
    cr_assert(hf_sip_parse(&m[turn], text[turn], (size_t)n) == 0, "%s", text[turn]);
    return &m[turn];
}

static uint64_t key(const struct parts *parts)
{
    return hf_match_transaction(&secret, request(parts));
}

enum { SAME, OTHER, NONE };

struct case_ {
    struct parts parts;
    int expected;
    const char *what;
};

/* Each case against the usual request with this Via. */
static void check(const char *via, const struct case_ *cases, size_t n)
{
    struct parts usual = {.via = via};
    uint64_t expected = key(&usual);
    cr_assert_neq(expected, 0);
    for (size_t i = 0; i < n; i++) {
        struct parts parts = cases[i].parts;
        parts.via = or_usual(parts.via, via);
        uint64_t found = key(&parts);
        int result = found == 0 ? NONE : found == expected ? SAME : OTHER;
        cr_assert_eq(result, cases[i].expected, "%s: %d", cases[i].what, result);
    }
}

Test(match, a_request_with_the_cookie_is_named_by_branch_sent_by_method_and_call)
{
    static const char v6[] = "SIP/2.0/UDP [2001:db8::1];branch=z9hG4bK74b43";
    static const struct case_ cases[] = {
        {{.method = NULL}, SAME, "a retransmission"},
        {{.method = "ACK"}, SAME, "the ACK to a final response but 2xx"},
        {{.method = "CANCEL"}, OTHER, "a CANCEL has its own transaction"},
        {{.method = "BYE"}, OTHER, "another method"},
        {{.method = "invite"}, OTHER, "methods are case-sensitive"},
        {{.method = "INVITES"}, OTHER, "a method nobody knows"},
        {{.via = "SIP/2.0/UDP pc.example.com;branch=z9hG4bK74b44"}, OTHER, "another branch"},
        {{.via = "SIP/2.0/UDP pc.example.com;branch=z9hG4bK74b4"}, OTHER, "a shorter branch"},
        {{.via = "SIP/2.0/UDP pc.example.co;branch=z9hG4bK74b43"}, OTHER, "another host"},
        {{.via = v6}, OTHER, "an address"},
        {{.via = "SIP/2.0/UDP pc.example.com:5061;branch=z9hG4bK74b43"}, OTHER, "another port"},
        {{.via = "SIP/2.0/TLS pc.example.com;branch=z9hG4bK74b43"}, OTHER, "the port of TLS"},
        {{.via = "SIP/2.0/UDP other.example.com;branch=z9hG4bK99, " VIA}, OTHER, "through a proxy"},
        /* what must not matter */
        {{.via = "SIP/2.0/UDP pc.example.com:5060;branch=z9hG4bK74b43"}, SAME, "the default port"},
        {{.via = "SIP/2.0/TCP pc.example.com;branch=z9hG4bK74b43"}, SAME, "the transport"},
        {{.via = "SIP/2.0/TLS pc.example.com:5060;branch=z9hG4bK74b43"}, SAME, "said for TLS"},
        {{.via = "SIP/2.0/UDP PC.Example.COM;branch=z9hG4bK74b43"}, SAME, "the host's case"},
        {{.via = "SIP/2.0/UDP pc.example.com;branch=Z9HG4BK74B43"}, SAME, "the branch's case"},
        {{.via = "SIP / 2.0 / UDP pc.example.com : 5060 ;rport; branch = z9hG4bK74b43"},
         SAME,
         "white space and parameters"},
        {{.via = VIA ", SIP/2.0/UDP next.example.com;branch=z9hG4bK1"}, SAME, "Vias below"},
        {{.uri = "sip:carol@example.com"}, SAME, "the Request-URI"},
        {{.from = "<sip:x@example.com>;tag=1"}, SAME, "From"},
        {{.to = "<sip:bob@example.com>;tag=2"}, SAME, "To"},
        /* a branch used again */
        {{.call_id = "x"}, OTHER, "another Call-ID"},
        {{.cseq = "18"}, OTHER, "another CSeq"},
        {{.method = "ACK", .cseq = "18"}, OTHER, "the ACK of another INVITE"},
        {{.cseq = "0017"}, SAME, "the number's spelling"},
    };
    check(VIA, cases, sizeof cases / sizeof cases[0]);
}

Test(match, a_request_without_the_cookie_is_named_as_rfc_2543_has_it)
{
    static const struct case_ cases[] = {
        {{.method = NULL}, SAME, "a retransmission"},
        {{.method = "ACK"}, SAME, "the ACK"},
        {{.method = "ACK", .to = "<sip:bob@example.com>;tag=2"}, SAME, "our tag in the ACK"},
        {{.method = "CANCEL"}, OTHER, "a CANCEL has its own transaction"},
        {{.method = "BYE"}, OTHER, "another method"},
        {{.uri = "sip:carol@example.com"}, OTHER, "another Request-URI"},
        {{.from = "<sip:alice@example.com>;tag=1"}, OTHER, "another From tag"},
        {{.from = "<sip:alice@example.com>"}, OTHER, "no From tag"},
        {{.call_id = "x"}, OTHER, "another Call-ID"},
        {{.cseq = "18"}, OTHER, "another CSeq"},
        {{.via = "SIP/2.0/UDP pc.example.com;branch=2"}, OTHER, "another branch"},
        {{.via = "SIP/2.0/UDP pc.example.com"}, OTHER, "no branch"},
        {{.via = "SIP/2.0/UDP pc.example.com;branch=1;ttl=1"}, OTHER, "another parameter"},
        {{.via = "SIP/2.0/UDP pc.example.org;branch=1"}, OTHER, "another host"},
        {{.via = "SIP/2.0/UDP pc.example.com:5062;branch=1"}, OTHER, "another port"},
        {{.via = "SIP/2.0/TCP pc.example.com;branch=1"}, OTHER, "another transport"},
        {{.via = VIA}, OTHER, "a request with the cookie"},
        {{.call_id = "3848276298220188511 "}, SAME, "white space around"},
        {{.from = "\"Alice\" <sip:a@example.com>;tag=9FXCED"}, SAME, "From without its tag"},
        {{.via = "SIP/2.0/udp PC.example.com:5060 ; branch = 1"}, SAME, "the Via's spelling"},
        {{.cseq = "0017"}, SAME, "the number's spelling"},
    };
    check(OLD_VIA, cases, sizeof cases / sizeof cases[0]);
}

/* RFC 4475 3.2.1: every request of such a client would have the same branch. */
Test(match, a_bare_cookie_is_no_branch)
{
    static const char bare[] = "SIP/2.0/UDP pc.example.com;branch=z9hG4bK";
    static const struct case_ cases[] = {
        {{.method = NULL}, SAME, "a retransmission"},
        {{.method = "ACK"}, SAME, "the ACK"},
        {{.cseq = "18"}, OTHER, "another CSeq"},
        {{.call_id = "x"}, OTHER, "another Call-ID"},
    };
    static const struct {
        const char *branch;
        bool is;
    } branches[] = {
        {"z9hG4bK1", true}, {"z9hG4bK-", true},   {"Z9HG4BKx", true},
        {"z9hG4bK", false}, {"z9hG4b", false},    {"", false},
        {"z9hG4bk", false}, {"1z9hG4bK1", false}, {"z8hG4bK1", false},
    };
    check(bare, cases, sizeof cases / sizeof cases[0]);
    for (size_t i = 0; i < sizeof branches / sizeof branches[0]; i++) {
        cr_assert_eq(hf_match_is_branch(hf_slice_text(branches[i].branch)), branches[i].is, "%s",
                     branches[i].branch);
    }
}

Test(match, a_cancel_finds_its_invite)
{
    static const char *const vias[] = {VIA, OLD_VIA, "SIP/2.0/TCP [::1]:5070"};
    for (size_t i = 0; i < sizeof vias / sizeof vias[0]; i++) {
        struct parts cancel = {.method = "CANCEL", .via = vias[i]};
        struct parts invite = {.via = vias[i]};
        struct parts later = {.method = "CANCEL", .via = vias[i], .cseq = "18"};
        uint64_t found = hf_match_cancelled(&secret, request(&cancel));
        cr_assert_eq(found, key(&invite));
        cr_assert_neq(found, key(&cancel));
        cr_assert_neq(hf_match_cancelled(&secret, request(&later)), found);
        cr_assert_eq(hf_match_cancelled(&secret, request(&invite)), 0);
    }
}

static uint64_t request_key(const struct parts *parts)
{
    return hf_match_request(&secret, request(parts));
}

Test(match, a_request_that_came_over_two_ways_is_one)
{
    static const struct case_ cases[] = {
        {{.via = "SIP/2.0/UDP p1.example.com;branch=z9hG4bK1, " VIA}, SAME, "another way"},
        {{.via = OLD_VIA}, SAME, "another branch"},
        {{.uri = "sip:bob@192.0.2.4"}, SAME, "another Request-URI"},
        {{.method = "ACK", .to = "<sip:bob@example.com>;tag=2"}, SAME, "the ACK to its 2xx"},
        {{.from = "<sip:other@example.com>;tag=9fxCED"}, SAME, "From without its tag"},
        {{.from = "<sip:alice@example.com>;tag=9fxcee"}, OTHER, "another From tag"},
        {{.from = "<sip:alice@example.com>"}, OTHER, "no From tag"},
        {{.call_id = "3848276298220188512"}, OTHER, "another Call-ID"},
        {{.cseq = "18"}, OTHER, "another CSeq"},
    };
    struct parts usual = {.method = NULL};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t expected = request_key(&usual);
        int result = request_key(&cases[i].parts) == expected ? SAME : OTHER;
        cr_assert_eq(result, cases[i].expected, "%s", cases[i].what);
    }
    struct parts upper = {.call_id = "A"}, lower = {.call_id = "a"};
    cr_assert_neq(request_key(&upper), request_key(&lower)); /* RFC 3261 8.1.1.4 */
    cr_assert_neq(request_key(&usual), key(&usual));
}

/* Where one part ends and the next begins counts. */
Test(match, parts_do_not_run_together)
{
    struct parts a = {.via = OLD_VIA, .call_id = "ab", .uri = "sip:c"};
    struct parts b = {.via = OLD_VIA, .call_id = "a", .uri = "sip:bc"};
    struct parts c = {.from = "<sip:a@b>;tag=12", .call_id = "3"};
    struct parts d = {.from = "<sip:a@b>;tag=1", .call_id = "23"};
    struct parts e = {.via = "SIP/2.0/UDP a;branch=z9hG4bKxa"};
    struct parts f = {.via = "SIP/2.0/UDP aa;branch=z9hG4bKx"};
    cr_assert_neq(key(&a), key(&b));
    cr_assert_neq(request_key(&c), request_key(&d));
    cr_assert_neq(key(&e), key(&f));
}

Test(match, long_names_count_to_their_last_byte)
{
    char branch[2][600];
    uint64_t seen[sizeof branch[0]];
    for (size_t n = 0; n < 500; n++) { /* across the ends of several blocks */
        snprintf(branch[0], sizeof branch[0], "SIP/2.0/UDP a;branch=z9hG4bK%0*d", (int)n + 1, 1);
        snprintf(branch[1], sizeof branch[1], "SIP/2.0/UDP a;branch=z9hG4bK%0*d", (int)n + 1, 2);
        struct parts one = {.via = branch[0]}, other = {.via = branch[1]};
        seen[n] = key(&one);
        cr_assert_eq(key(&one), seen[n]);
        cr_assert_neq(key(&other), seen[n], "%zu", n);
        for (size_t k = 0; k < n; k++) {
            cr_assert_neq(seen[k], seen[n], "%zu and %zu", k, n);
        }
    }
}

/* Nobody without the secret can make two requests fall together. */
Test(match, another_secret_gives_other_keys)
{
    static const struct hf_match_secret others[] = {{{0, 0}}, {{1, 0}}, {{0, 1}}};
    struct parts parts = {.method = NULL}, old = {.via = OLD_VIA}, cancel = {.method = "CANCEL"};
    for (size_t i = 0; i < 3; i++) {
        const struct hf_match_secret *a = &others[i], *b = &others[(i + 1) % 3];
        const struct hf_sip_message *m = request(&parts);
        cr_assert_neq(hf_match_transaction(a, m), hf_match_transaction(b, m));
        cr_assert_neq(hf_match_request(a, m), hf_match_request(b, m));
        m = request(&old);
        cr_assert_neq(hf_match_transaction(a, m), hf_match_transaction(b, m));
        m = request(&cancel);
        cr_assert_neq(hf_match_cancelled(a, m), hf_match_cancelled(b, m));
    }
}

/* What a key takes must be there and sound; what it does not take need not be. */
Test(match, there_is_no_key_without_what_it_takes)
{
#define START "INVITE sip:b SIP/2.0\r\n"
#define V     "Via: " VIA "\r\n"
#define OLD   "Via: " OLD_VIA "\r\n"
#define F     "From: <sip:a>;tag=1\r\n"
#define I     "Call-ID: 1\r\n"
#define C     "CSeq: 1 INVITE\r\n"
    static const struct {
        const char *text;
        bool transaction, request;
    } cases[] = {
        {START V F I C, true, true},
        {START V I C, true, false},
        {START V F C, false, false},
        {START V F I, false, false},
        {START V F I "CSeq: INVITE\r\n", false, false},
        {START F I C, false, true},
        {START "Via: SIP/2.0/UDP\r\n" F I C, false, true},
        {START "Via: " VIA ";=\r\n" F I C, false, true},
        {START OLD F I C, true, true},
        {START OLD I C, false, false},
        {START OLD F C, false, false},
        {START OLD F I, false, false},
        {START OLD F "Call-ID:\r\n" C, false, false},
        {START OLD F I "CSeq: INVITE\r\n", false, false},
        {START OLD "From: \"a <sip:a>;tag=1\r\n" I C, false, false},
        {"SIP/2.0 200 OK\r\n" V F I C, false, false},
        {"hello\r\n" V F I C, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct hf_sip_message m;
        int n = snprintf(text, sizeof text, "%s\r\n", cases[i].text);
        hf_sip_parse(&m, text, (size_t)n);
        cr_assert_eq(hf_match_transaction(&secret, &m) != 0, cases[i].transaction, "%s", text);
        cr_assert_eq(hf_match_request(&secret, &m) != 0, cases[i].request, "%s", text);
        cr_assert_eq(hf_match_cancelled(&secret, &m), 0, "%s", text);
    }
}
