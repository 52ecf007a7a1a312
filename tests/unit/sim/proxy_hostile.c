/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages with bytes changed, cut and doubled: whatever comes, what leaves is a sound message of
 * bounded length, requests without proof leave to registered places alone, and responses to who
 * asked.
 */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(proxy_hostile, .fini = px_clean);

#define ROUNDS 20000

static uint32_t state = 12345;

static uint32_t draw(uint32_t below)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

/* One change of text, which has room for twice its length; the length then. */
static size_t change(char *text, size_t length)
{
    static const char marks[] = "<>;:,@=\"\\ \r\n\t%0\xff[]?&lr";
    size_t at = draw((uint32_t)length);
    size_t n = 1 + draw(8);
    n = n < length - at ? n : length - at;
    switch (draw(4)) {
    case 0: text[at] = marks[draw(sizeof marks - 1)]; return length;
    case 1: text[at] = (char)draw(256); return length;
    case 2: memmove(text + at, text + at + n, length - at - n); return length - n;
    default: memmove(text + at + n, text + at, length - at); return length + n;
    }
}

static bool is_at(const struct hf_target *to, const struct px_way *way)
{
    return memcmp(to->address, way->from.address, sizeof to->address) == 0 &&
           to->port == way->from.port;
}

static void number_branch(char *text, size_t length, unsigned round)
{
    char digits[8];
    char *at = memchr(text, '#', length);
    if (at == NULL)
        return; /* a response goes by its own */
    snprintf(digits, sizeof digits, "%05u", round);
    memcpy(at, digits, 5);
}

/* Each round sends text with one to four changes; who may get what leaves. */
static unsigned run(const char *text, size_t length, const struct px_way *from,
                    const struct px_way *may)
{
    static char bytes[4096];
    unsigned n_forwarded = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t n = length;
        memcpy(bytes, text, length);
        number_branch(bytes, n, round);
        for (unsigned i = draw(4) + 1; i > 0; i--)
            n = change(bytes, n);
        px_feed(from, bytes, n);
        cr_assert_leq(px.answer.n_bytes, HF_REGISTRAR_BYTES_MAX);
        if (px.answer.outcome != HF_REGISTRAR_FORWARDED)
            continue;
        n_forwarded++;
        cr_assert(is_at(&px.answer.to, may), "round %u: %s\n%.*s", round, px_where(), (int)n,
                  bytes);
    }
    return n_forwarded;
}

static const char request[] =
    "INVITE sip:bob@192.0.2.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5070;rport;branch=z9hG4bK#####, SIP/2.0/TCP "
    "a.b;branch=z9hG4bK2\r\n"
    "Max-Forwards: 70\r\nFrom: \"A\" <sip:alice@192.0.2.1>;tag=1\r\nTo: <sip:bob@192.0.2.1>\r\n"
    "Call-ID: call\r\nCSeq: 1 INVITE\r\nRoute: <sip:192.0.2.1;lr>\r\n"
    "Record-Route: <sip:edge.example;lr>\r\nContact: <sip:a@192.0.2.10:5070>\r\n"
    "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";

Test(proxy_hostile, requests_leave_to_registered_places_alone)
{
    px_plain();
    cr_assert_eq(px_register("bob", "sip:b@" PX_BOB, &px_bob), 200);
    cr_assert_gt(run(request, sizeof request - 1, &px_alice, &px_bob), ROUNDS / 10);
}

Test(proxy_hostile, responses_leave_to_who_asked)
{
    static char text[4096];
    struct hf_sip_out out;
    px_plain();
    px_register("bob", "sip:b@" PX_BOB, &px_bob);
    memcpy(text, request, sizeof request);
    number_branch(text, sizeof request, 0);
    px_feed(&px_alice, text, sizeof request - 1);
    cr_assert_eq(px.answer.outcome, HF_REGISTRAR_FORWARDED);
    hf_sip_out_start(&out, text, sizeof text / 2);
    px.out.is_request = false;
    px.out.status = 200;
    hf_sip_put_message(&out, &px.out);
    cr_assert_gt(run(text, out.length, &px_bob, &px_alice), ROUNDS / 10);
}

Test(proxy_hostile, registrations_leave_the_table_sound)
{
    static const char text[] =
        "REGISTER sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.20:5080;branch=z9hG4bK#####\r\n"
        "From: <sip:bob@192.0.2.1>;tag=1\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: 1\r\n"
        "CSeq: 1 REGISTER\r\nContact: <sip:b@192.0.2.20:5080>;q=0.5, <sip:c@h.example>\r\n"
        "Path: <sip:192.0.2.50;lr>, <sip:edge;lr>\r\nRequire: path\r\nContent-Length: 0\r\n\r\n";
    static char bytes[2048];
    unsigned n_registered = 0;
    px_plain();
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t n = sizeof text - 1;
        memcpy(bytes, text, n);
        number_branch(bytes, n, round);
        for (unsigned i = draw(4) + 1; i > 0; i--)
            n = change(bytes, n);
        px_feed(&px_bob, bytes, n);
        n_registered += px.answer.status == 200;
        px_send(&(struct px_request){0}); /* px_feed looks at what it is made of */
        if (round % 2 == 0)
            px_command("wipe");
    }
    cr_assert_gt(n_registered, ROUNDS / 10);
}
