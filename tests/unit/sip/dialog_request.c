/* SPDX-License-Identifier: Apache-2.0 */
/* Requests inside a dialog, byte for byte: loose and strict routers, and E5's other next hop. */
#include "dialog_support.h"

/* Bob's dialog with these Record-Routes in the INVITE and this Contact. */
static struct hf_dialog dialog_of(const char *routes, const char *contact)
{
    struct hf_dialog d;
    struct told invite;
    tell(&invite,
         "INVITE sip:bob@example.net SIP/2.0\n" VIA FROM_ALICE TO_BOB CALL_ID
         "CSeq: 7 INVITE\nContact: <%s>\n%s%s%s",
         contact, *routes == '\0' ? "" : "Record-Route: ", routes, *routes == '\0' ? "" : "\n");
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    return d;
}

static struct hf_slice printed(const struct hf_dialog *d, const struct hf_dialog_request *request)
{
    static char text[4096];
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_dialog_put_request(d, request, &out);
    cr_assert(!out.overflow);
    return bytes_of(text, out.length);
}

Test(dialog_request, is_whole_but_for_via_and_end)
{
    struct hf_dialog alice = alices(200), bob = bobs();
    struct hf_dialog_request ack = {hf_slice_text("ACK"), alice.invite_cseq, {"", 0}};
    assert_slice(printed(&alice, &ack), "ACK sip:bob@192.0.2.2:5070;transport=udp SIP/2.0\r\n"
                                        "Max-Forwards: 70\r\n"
                                        "From: Alice <sip:alice@example.com>;tag=at\r\n"
                                        "To: Bob <sip:bob@example.net>;tag=bt\r\n"
                                        "Call-ID: c1@alice\r\n"
                                        "CSeq: 7 ACK\r\n");
    struct hf_dialog_request bye = {hf_slice_text("BYE"), hf_dialog_next_cseq(&bob), {"", 0}};
    hf_dialog_end(&bob); /* E5: one that is over goes on being ended */
    assert_slice(printed(&bob, &bye), "BYE sip:alice@192.0.2.1 SIP/2.0\r\n"
                                      "Max-Forwards: 70\r\n"
                                      "From: Bob <sip:bob@example.net>;tag=bt\r\n"
                                      "To: Alice <sip:alice@example.com>;tag=at\r\n"
                                      "Call-ID: c1@alice\r\n"
                                      "CSeq: 1 BYE\r\n");
}

Test(dialog_request, to_a_peer_of_rfc_2543_has_no_empty_tag)
{
    struct told invite;
    struct hf_dialog d;
    tell(&invite, "INVITE sip:b SIP/2.0\n" VIA "From: sip:a;x=y\nTo: sip:b\n" CALL_ID
                  "CSeq: 7 INVITE\n" CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    struct hf_dialog_request bye = {hf_slice_text("BYE"), 1, {"", 0}};
    assert_slice(printed(&d, &bye), "BYE sip:alice@192.0.2.1 SIP/2.0\r\n"
                                    "Max-Forwards: 70\r\n"
                                    "From: sip:b;tag=bt\r\n"
                                    "To: sip:a;x=y\r\n"
                                    "Call-ID: c1@alice\r\n"
                                    "CSeq: 1 BYE\r\n");
}

/* The lines that say where it goes. */
static void assert_way(const struct hf_dialog *d, const char *next_hop, const char *expected)
{
    struct hf_dialog_request bye = {hf_slice_text("BYE"), 1, hf_slice_text(next_hop)};
    struct hf_slice text = printed(d, &bye);
    const char *from = strstr(text.at, "From: ");
    char lines[2048];
    size_t length = 0;
    cr_assert_not_null(from);
    for (const char *p = text.at; p < from; p++) {
        if (*p != '\r') {
            lines[length++] = *p;
        }
    }
    lines[length] = '\0';
    cr_assert_str_eq(lines, expected);
}

#define LOOSE_3 "<sip:p4.domain.com;lr>,<sip:p3.middle.com>,<sip:p1.example.com;lr>"

Test(dialog_request, goes_by_the_route_set)
{
    static const struct {
        const char *routes, *target, *next_hop, *lines;
    } cases[] = {
        {"", "sip:callee@u2.domain.com", "sip:callee@u2.domain.com",
         "BYE sip:callee@u2.domain.com SIP/2.0\nMax-Forwards: 70\n"},
        /* 16.12.1.1 */
        {"<sip:p2.domain.com;lr>,<sip:p1.example.com;lr>", "sip:caller@u1.example.com",
         "sip:p2.domain.com;lr",
         "BYE sip:caller@u1.example.com SIP/2.0\nMax-Forwards: 70\n"
         "Route: <sip:p2.domain.com;lr>,<sip:p1.example.com;lr>\n"},
        /* 16.12.1.2: its strict router stands behind a loose one, whose work it is to step in */
        {LOOSE_3, "sip:caller@u1.example.com", "sip:p4.domain.com;lr",
         "BYE sip:caller@u1.example.com SIP/2.0\nMax-Forwards: 70\nRoute: " LOOSE_3 "\n"},
        /* and what p4 makes of it is what a user agent right before the strict router sends */
        {"<sip:p3.middle.com>,<sip:p1.example.com;lr>", "sip:caller@u1.example.com",
         "sip:p3.middle.com",
         "BYE sip:p3.middle.com SIP/2.0\nMax-Forwards: 70\n"
         "Route: <sip:p1.example.com;lr>,<sip:caller@u1.example.com>\n"},
        /* 12.2.1.1 */
        {"<sip:proxy1>,<sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>", "sip:user@remoteua",
         "sip:proxy1",
         "BYE sip:proxy1 SIP/2.0\nMax-Forwards: 70\n"
         "Route: <sip:proxy2>,<sip:proxy3;lr>,<sip:proxy4>,<sip:user@remoteua>\n"},
        {"<sip:only>", "sip:u;transport=tcp", "sip:only",
         "BYE sip:only SIP/2.0\nMax-Forwards: 70\nRoute: <sip:u;transport=tcp>\n"},
        /* lr of the URI counts, with any value and case; of the field not, nor a longer name */
        {"<sips:p:5061;x;LR=on>", "sip:u", "sips:p:5061;x;LR=on",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\nRoute: <sips:p:5061;x;LR=on>\n"},
        {"<sip:p;lrx>;lr", "sip:u", "sip:p;lrx",
         "BYE sip:p;lrx SIP/2.0\nMax-Forwards: 70\nRoute: <sip:u>\n"},
        {"\"a, <b;lr>\" <sip:p;lr>;x=\",\",<sip:q;lr>", "sip:u", "sip:p;lr",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\n"
         "Route: \"a, <b;lr>\" <sip:p;lr>;x=\",\",<sip:q;lr>\n"},
        /* what a Request-URI may not have (19.1.1), but a Route may keep */
        {"", "sip:u;method=BYE;x=y?a=b", "sip:u;method=BYE;x=y?a=b",
         "BYE sip:u;x=y SIP/2.0\nMax-Forwards: 70\n"},
        {"<sip:p;Method=INVITE;y?a=b>", "sip:u?a=b", "sip:p;Method=INVITE;y?a=b",
         "BYE sip:p;y SIP/2.0\nMax-Forwards: 70\nRoute: <sip:u?a=b>\n"},
        {"", "sip:u:secret@[2001:db8::1]:5060;a;b=c", "sip:u:secret@[2001:db8::1]:5060;a;b=c",
         "BYE sip:u:secret@[2001:db8::1]:5060;a;b=c SIP/2.0\nMax-Forwards: 70\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d = dialog_of(cases[i].routes, cases[i].target);
        assert_slice(hf_dialog_next_hop(&d), cases[i].next_hop);
        assert_way(&d, "", cases[i].lines);
    }
}

Test(dialog_request, takes_another_next_hop_in_place_of_the_first_route)
{
    static const struct {
        const char *routes, *next_hop, *lines;
    } cases[] = {
        {"", "sip:192.0.2.9:5060;lr", "BYE sip:u SIP/2.0\nMax-Forwards: 70\n"},
        {"<sip:p;lr>", "sip:192.0.2.9:5060;transport=tcp;lr",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\nRoute: <sip:192.0.2.9:5060;transport=tcp;lr>\n"},
        {"<sip:p;lr>", "sips:[::1]",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\nRoute: <sips:[::1];lr>\n"},
        {"<sip:p;lr>,<sip:q;lr>,<sip:r>", "sip:192.0.2.9",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\n"
         "Route: <sip:192.0.2.9;lr>,<sip:q;lr>,<sip:r>\n"},
        {"<sip:p>,<sip:q>", "sip:192.0.2.9",
         "BYE sip:u SIP/2.0\nMax-Forwards: 70\nRoute: <sip:192.0.2.9;lr>,<sip:q>\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d = dialog_of(cases[i].routes, "sip:u"), before = d;
        assert_way(&d, cases[i].next_hop, cases[i].lines);
        cr_assert_eq(memcmp(&d, &before, sizeof d), 0);
    }
}

Test(dialog_request, says_when_it_does_not_fit)
{
    struct hf_dialog d = dialog_of("<sip:p;lr>", "sip:u");
    struct hf_dialog_request bye = {hf_slice_text("BYE"), 1, {"", 0}};
    size_t whole = printed(&d, &bye).length;
    for (size_t size = 0; size <= whole; size++) {
        char text[512];
        struct hf_sip_out out;
        hf_sip_out_start(&out, text, size);
        hf_dialog_put_request(&d, &bye, &out);
        cr_assert_eq(out.overflow, size < whole);
        cr_assert_leq(out.length, size);
    }
}

Test(dialog_request, counts_its_own_requests)
{
    struct hf_dialog alice = alices(200), bob = bobs();
    for (uint32_t i = 1; i < 100; i++) {
        cr_assert_eq(hf_dialog_next_cseq(&alice), 7 + i);
        cr_assert_eq(hf_dialog_next_cseq(&bob), i);
        cr_assert_eq(alice.local_cseq, 7 + i);
        cr_assert_eq(alice.invite_cseq, 7);
    }
}
