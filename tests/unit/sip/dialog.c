/* SPDX-License-Identifier: Apache-2.0 */
/* How dialogs come to be, change and end, at both ends (RFC 3261 12). */
#include "dialog_support.h"

#include <sys/wait.h>
#include <unistd.h>

Test(dialog, of_the_caller_keeps_what_12_1_2_says)
{
    struct told invite, answer;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 180, "bt",
                "Record-Route: <sip:p2.example.net;lr>, <sip:p1.example.com;lr>\n" CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    assert_sound(&d);
    assert_text(&d, &d.call_id, "c1@alice");
    assert_text(&d, &d.local, "Alice <sip:alice@example.com>");
    assert_text(&d, &d.remote, "Bob <sip:bob@example.net>");
    assert_text(&d, &d.local_tag, "at");
    assert_text(&d, &d.remote_tag, "bt");
    assert_text(&d, &d.target, "sip:bob@192.0.2.2:5070;transport=udp");
    assert_text(&d, &d.route, "<sip:p1.example.com;lr>,<sip:p2.example.net;lr>");
    cr_assert_eq(d.n_routes, 2);
    cr_assert_eq(d.local_cseq, 7);
    cr_assert_eq(d.invite_cseq, 7);
    cr_assert(!d.has_remote_cseq);
    cr_assert(d.is_caller && !d.is_secure);
    cr_assert_eq(d.state, HF_DIALOG_EARLY);
    tell_answer(&answer, 200, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
}

Test(dialog, of_the_callee_keeps_what_12_1_1_says)
{
    struct told invite;
    struct hf_dialog d;
    tell_invite(&invite, "Record-Route: <sip:p2.example.net;lr>\n"
                         "Record-Route: <sip:p1.example.com;lr>\n" CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    assert_sound(&d);
    assert_text(&d, &d.call_id, "c1@alice");
    assert_text(&d, &d.local, "Bob <sip:bob@example.net>");
    assert_text(&d, &d.remote, "Alice <sip:alice@example.com>");
    assert_text(&d, &d.local_tag, "bt");
    assert_text(&d, &d.remote_tag, "at");
    assert_text(&d, &d.target, "sip:alice@192.0.2.1");
    assert_text(&d, &d.route, "<sip:p2.example.net;lr>,<sip:p1.example.com;lr>");
    cr_assert_eq(d.local_cseq, 0);
    cr_assert_eq(d.invite_cseq, 0);
    cr_assert(d.has_remote_cseq && !d.is_caller);
    cr_assert_eq(d.remote_cseq, 7);
    cr_assert_eq(d.state, HF_DIALOG_EARLY);
}

Test(dialog, is_secure_by_the_request_uri_alone)
{
    struct told subscribe, answer;
    struct hf_dialog d;
    static const char rest[] = VIA FROM_ALICE "To: Bob <sip:bob@example.net>%s\n" CALL_ID
                                              "CSeq: 3 SUBSCRIBE\nContact: <sip:x@192.0.2.3>\n";
    for (int secure = 0; secure <= 1; secure++) {
        char line[512];
        snprintf(line, sizeof line, "SUBSCRIBE %s:bob@example.net SIP/2.0\n%s",
                 secure ? "SIPS" : "sip", rest);
        tell(&subscribe, line, "");
        snprintf(line, sizeof line, "SIP/2.0 202 X\n%s", rest);
        tell(&answer, line, ";tag=bt");
        cr_assert_eq(hf_dialog_make_caller(&d, &subscribe.m, &answer.m), 0);
        cr_assert_eq(d.is_secure, secure);
        cr_assert_eq(d.invite_cseq, 0, "the ACK of an INVITE that was none");
        cr_assert_eq(d.local_cseq, 3);
        cr_assert_eq(hf_dialog_make_callee(&d, &subscribe.m, hf_slice_text("bt")), 0);
        cr_assert_eq(d.is_secure, secure);
    }
}

Test(dialog, takes_peers_of_rfc_2543_without_tags)
{
    struct told invite, answer, bye;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 200, "", CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    cr_assert_eq(d.remote_tag.length, 0);
    cr_assert(hf_dialog_has(&d, &answer.m));
    tell_answer(&answer, 200, "bt", CONTACT_B);
    cr_assert(!hf_dialog_has(&d, &answer.m), "a tag is not none");
    tell(&bye, "BYE sip:alice@192.0.2.1 SIP/2.0\n" VIA "From: sip:bob@example.net\n"
               "To: sip:alice@example.com;tag=at\n" CALL_ID "CSeq: 1 BYE\n");
    cr_assert(hf_dialog_has(&d, &bye.m));

    tell(&invite, "INVITE sip:bob@example.net SIP/2.0\n" VIA
                  "From: sip:alice@example.com\n" TO_BOB CALL_ID "CSeq: 7 INVITE\n" CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    cr_assert_eq(d.remote_tag.length, 0);
    assert_text(&d, &d.remote, "sip:alice@example.com");
}

/* Parts of an exchange; NULL: the sound one. */
struct exchange {
    const char *what;
    const char *request, *response; /* start lines */
    const char *from, *to, *answer_from, *answer_to, *call_id, *answer_call_id;
    const char *cseq, *answer_cseq, *contact, *routes;
    int result;
};

#define PART(part, sound) (x->part != NULL ? x->part : (sound))

static int made_caller(const struct exchange *x, struct hf_dialog *d)
{
    static struct told request, response;
    const char *from = PART(from, "<sip:a@example.com>;tag=at");
    const char *call_id = PART(call_id, "c1");
    const char *cseq = PART(cseq, "7 INVITE");
    tell(&request, "%s\n" VIA "From: %s\nTo: %s\nCall-ID: %s\nCSeq: %s\n" CONTACT_A,
         PART(request, "INVITE sip:b@example.net SIP/2.0"), from, PART(to, "<sip:b@example.net>"),
         call_id, cseq);
    tell(&response, "%s\n" VIA "From: %s\nTo: %s\nCall-ID: %s\nCSeq: %s\n%s%s",
         PART(response, "SIP/2.0 180 X"), PART(answer_from, from),
         PART(answer_to, "<sip:b@example.net>;tag=bt"), PART(answer_call_id, call_id),
         PART(answer_cseq, cseq), PART(contact, CONTACT_B), PART(routes, ""));
    memset(d, 0xa5, sizeof *d);
    return hf_dialog_make_caller(d, &request.m, &response.m);
}

static void assert_none(const struct hf_dialog *d, const char *what)
{
    static const struct hf_dialog none;
    cr_assert_eq(memcmp(d, &none, sizeof none), 0, "%s", what);
}

Test(dialog, of_the_caller_is_refused_where_a_part_lacks_or_is_wrong)
{
    static const struct exchange cases[] = {
        {.what = "sound", .result = 0},
        {.what = "100", .response = "SIP/2.0 100 X", .result = HF_E_MALFORMED},
        {.what = "300", .response = "SIP/2.0 300 X", .result = HF_E_MALFORMED},
        {.what = "two requests", .response = "INVITE sip:b SIP/2.0", .result = HF_E_MALFORMED},
        {.what = "two responses", .request = "SIP/2.0 200 X", .result = HF_E_MALFORMED},
        {.what = "180 without tag", .answer_to = "<sip:b@example.net>", .result = HF_E_MALFORMED},
        {.what = "180 to another method",
         .request = "SUBSCRIBE sip:b SIP/2.0",
         .cseq = "7 SUBSCRIBE",
         .result = HF_E_MALFORMED},
        {.what = "no tag of ours", .from = "<sip:a@example.com>", .result = HF_E_MALFORMED},
        {.what = "a From that is none", .from = "<sip:a@example.com", .result = HF_E_MALFORMED},
        {.what = "a To that is none", .to = "sip:b@example.net, x", .result = HF_E_MALFORMED},
        {.what = "tag of another", .answer_from = "<sip:a>;tag=x", .result = HF_E_MALFORMED},
        {.what = "Call-ID of another", .answer_call_id = "C1", .result = HF_E_MALFORMED},
        {.what = "CSeq of another", .answer_cseq = "8 INVITE", .result = HF_E_MALFORMED},
        {.what = "method of another", .answer_cseq = "7 INFO", .result = HF_E_MALFORMED},
        {.what = "no CSeq number", .answer_cseq = "INVITE", .result = HF_E_MALFORMED},
        {.what = "the last CSeq", .cseq = "2147483647 INVITE", .result = 0},
        {.what = "no CSeq of ours", .cseq = "2147483648 INVITE", .result = HF_E_MALFORMED},
        {.what = "no Call-ID", .call_id = "", .result = HF_E_MALFORMED},
        {.what = "a Call-ID with space", .call_id = "a b", .result = HF_E_MALFORMED},
        {.what = "no Contact", .contact = "", .result = 0},
        {.what = "no Contact, nor a URI for it",
         .request = "INVITE tel:1 SIP/2.0",
         .contact = "",
         .result = HF_E_MALFORMED},
        {.what = "Contact: *", .contact = "Contact: *\n", .result = HF_E_MALFORMED},
        {.what = "Contact of tel", .contact = "m: <tel:+4912>\n", .result = HF_E_MALFORMED},
        {.what = "Contact of http", .contact = "m: <http://b>\n", .result = HF_E_MALFORMED},
        {.what = "Contact without host", .contact = "m: <sip:b@>\n", .result = HF_E_MALFORMED},
        {.what = "Contact of sips", .contact = "m: <sips:b@[::1]:9>;q=1\n", .result = 0},
        {.what = "a bare Contact", .contact = "m: sip:b@192.0.2.2;x=y\n", .result = 0},
        {.what = "a quoted tag", .answer_to = "<sip:b>;tag=\"b.t\"", .result = HF_E_MALFORMED},
        {.what = "two tags", .answer_to = "<sip:b>;tag=1;tag=2", .result = HF_E_MALFORMED},
        {.what = "an odd tag", .answer_to = "<sip:b>;tag=[b:t]", .result = 0},
        {.what = "bare route", .routes = "Record-Route: sip:p;lr\n", .result = HF_E_MALFORMED},
        {.what = "route of tel", .routes = "Record-Route: <tel:1>\n", .result = HF_E_MALFORMED},
        {.what = "no route", .routes = "Record-Route:\n", .result = 0},
        {.what = "no second", .routes = "Record-Route: <sip:p>,\n", .result = 0},
        {.what = "open route", .routes = "Record-Route: <sip:p\n", .result = HF_E_MALFORMED},
        {.what = "odd route", .routes = "Record-Route: <sip:p>;=\n", .result = HF_E_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d;
        int result = made_caller(&cases[i], &d);
        cr_assert_eq(result, cases[i].result, "%s: %d", cases[i].what, result);
        if (result < 0) {
            assert_none(&d, cases[i].what);
        } else {
            assert_sound(&d);
        }
    }
}

Test(dialog, of_the_callee_is_refused_where_a_part_lacks_or_is_wrong)
{
    static const struct {
        const char *what, *fields;
        int result;
    } cases[] = {
        {"sound",
         "From: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: c\nCSeq: 4294967295 INVITE\n" CONTACT_A, 0},
        {"a To tag",
         "From: <sip:a>;tag=1\nTo: <sip:b>;tag=2\nCall-ID: c\nCSeq: 1 INVITE\n" CONTACT_A,
         HF_E_MALFORMED},
        {"no From", "To: <sip:b>\nCall-ID: c\nCSeq: 1 INVITE\n" CONTACT_A, HF_E_MALFORMED},
        {"no To", "From: <sip:a>;tag=1\nCall-ID: c\nCSeq: 1 INVITE\n" CONTACT_A, HF_E_MALFORMED},
        {"no Call-ID", "From: <sip:a>;tag=1\nTo: <sip:b>\nCSeq: 1 INVITE\n" CONTACT_A,
         HF_E_MALFORMED},
        {"no CSeq", "From: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: c\n" CONTACT_A, HF_E_MALFORMED},
        {"no Contact", "From: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: c\nCSeq: 1 INVITE\n",
         HF_E_MALFORMED},
        {"wrong route",
         "From: <sip:a>;tag=1\nTo: <sip:b>\nCall-ID: c\nCSeq: 1 INVITE\n" CONTACT_A
         "Record-Route: <sip:@p>\n",
         HF_E_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct told invite;
        struct hf_dialog d;
        memset(&d, 0xa5, sizeof d);
        tell(&invite, "INVITE sip:b SIP/2.0\n" VIA "%s", cases[i].fields);
        cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), cases[i].result,
                     "%s", cases[i].what);
        if (cases[i].result < 0) {
            assert_none(&d, cases[i].what);
        }
    }
    struct told response;
    struct hf_dialog d;
    tell_answer(&response, 180, "", CONTACT_B);
    cr_assert_eq(hf_dialog_make_callee(&d, &response.m, hf_slice_text("bt")), HF_E_MALFORMED);
}

Test(dialog, of_the_caller_takes_the_request_uri_where_no_contact_is)
{
    for (unsigned status = 180; status <= 200; status += 20) {
        struct told invite, answer;
        struct hf_dialog d;
        tell_invite(&invite, CONTACT_A);
        tell_answer(&answer, status, "bt", "Record-Route: <sip:p;lr>\n");
        cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
        assert_sound(&d);
        assert_text(&d, &d.target, "sip:bob@example.net");
        assert_slice(hf_dialog_next_hop(&d), "sip:p;lr");
    }
}

#define GOOD "Contact: <sip:b@192.0.2.2>\n"

/* 13.2.2.4: every 2xx must be ACKed. */
Test(dialog, of_the_caller_comes_of_a_2xx_to_an_invite_whatever_its_contact_and_routes)
{
    static const struct {
        const char *fields, *target, *route; /* NULL: the Request-URI */
    } cases[] = {
        {"Contact: <tel:123>\n", NULL, ""},
        {"Contact: <urn:x>\n", NULL, ""},
        {"Contact: <sip:b@192.0.2.2:0>\n", NULL, ""},
        {"Contact: <sip:b@>\n", NULL, ""},
        {"Contact: sip:b@a b\n", NULL, ""},
        {"Contact: *\n", NULL, ""},
        {"Contact:\n", NULL, ""},
        {"Contact: \"x <sip:b@192.0.2.2>\n", NULL, ""},
        {"Contact: <tel:123>\nRecord-Route: <sip:p1;lr>,<sip:p2;lr>\n", NULL,
         "<sip:p2;lr>,<sip:p1;lr>"},
        {GOOD "Record-Route: <sip:p;lr>,\n", "sip:b@192.0.2.2", "<sip:p;lr>"},
        {GOOD "Record-Route: ,<sip:p1;lr>, ,<sip:p2;lr>\n", "sip:b@192.0.2.2",
         "<sip:p2;lr>,<sip:p1;lr>"},
        {GOOD "Record-Route:\n", "sip:b@192.0.2.2", ""},
        {GOOD "Record-Route: sip:p;lr, <sip:p2;lr>\n", "sip:b@192.0.2.2", "<sip:p2;lr>"},
        {GOOD "Record-Route: <tel:1>\n", "sip:b@192.0.2.2", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned early = 0; early < 2; early++) {
            struct told invite, answer;
            struct hf_dialog d = alices(180);
            tell_invite(&invite, CONTACT_A);
            tell_answer(&answer, 200, "bt", cases[i].fields);
            int result = early ? hf_dialog_hear_response(&d, &answer.m)
                               : hf_dialog_make_caller(&d, &invite.m, &answer.m);
            cr_assert_eq(result, 0, "%s", cases[i].fields);
            assert_sound(&d);
            cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
            assert_text(&d, &d.route, cases[i].route);
            assert_text(&d, &d.target,
                        cases[i].target != NULL ? cases[i].target
                        : early                 ? "sip:bob@192.0.2.2:5070;transport=udp"
                                                : "sip:bob@example.net");
        }
    }
}

/* A routes field of n bytes in one element. */
static const char *long_route(size_t n)
{
    static char text[4096];
    snprintf(text, sizeof text, "Record-Route: <sip:p%0*d;lr>\n", (int)n - 10, 1);
    return text;
}

/* What is more than is kept is left out, but no more than that. */
Test(dialog, of_the_caller_keeps_of_a_2xx_to_an_invite_what_it_can)
{
    static char fields[8192];
    for (unsigned i = 0; i < 4; i++) {
        struct told invite, answer;
        struct hf_dialog d;
        bool contact = i & 1, routes = i & 2;
        snprintf(fields, sizeof fields, "%s%s", contact ? contact_of(HF_DIALOG_TEXTS) : CONTACT_B,
                 routes ? long_route(HF_DIALOG_TEXTS) : "Record-Route: <sip:p;lr>\n");
        tell_invite(&invite, CONTACT_A);
        tell_answer(&answer, 200, "bt", fields);
        cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0, "%u", i);
        assert_sound(&d);
        assert_text(&d, &d.target,
                    contact ? "sip:bob@example.net" : "sip:bob@192.0.2.2:5070;transport=udp");
        assert_text(&d, &d.route, routes ? "" : "<sip:p;lr>");
        tell_answer(&answer, 180, "bt", fields);
        cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), i == 0 ? 0 : HF_E_LIMIT);
    }
    struct told invite, answer;
    struct hf_dialog d;
    snprintf(fields, sizeof fields, "%s" CONTACT_B, routes_of(HF_DIALOG_ROUTES + 1, true));
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 200, "bt", fields);
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    cr_assert_eq(d.n_routes, 0);
    tell(&invite, "INVITE tel:1 SIP/2.0\n" VIA FROM_ALICE TO_BOB CALL_ID "CSeq: 7 INVITE\n");
    tell_answer(&answer, 200, "bt", contact_of(HF_DIALOG_TEXTS));
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), HF_E_LIMIT);
    assert_none(&d, "no target that could be kept");
    tell_answer(&answer, 200, "bt", "Contact: <tel:2>\n");
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), HF_E_MALFORMED);
    assert_none(&d, "no target");
}

Test(dialog, keeps_parties_without_their_tags)
{
    static const struct {
        const char *value, *kept, *tag;
    } cases[] = {
        {"<sip:a@b>;tag=1", "<sip:a@b>", "1"},
        {"\"A; <x>, \\\" tag=9\" <sip:a@b;tag=7?x=y> ;tag=1;x=\"y;tag=3\"",
         "\"A; <x>, \\\" tag=9\" <sip:a@b;tag=7?x=y>;x=\"y;tag=3\"", "1"},
        {"A B<sip:a@b>;x;Tag = 1 ;y=z", "A B<sip:a@b>;x;y=z", "1"},
        {"sip:a@b;tag=1", "sip:a@b", "1"},
        {"sip:a@b ;x=y; tag=1", "sip:a@b;x=y", "1"},
        {"<tel:+49-12;phone-context=x>;tag=1", "<tel:+49-12;phone-context=x>", "1"},
        {"A\n \n\t B\n <sip:a@b>\n ;x=\n y;tag=1", "A B <sip:a@b>;x= y", "1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_dialog d;
        struct exchange x = {.from = cases[i].value};
        cr_assert_eq(made_caller(&x, &d), 0, "%s", cases[i].value);
        assert_text(&d, &d.local, cases[i].kept);
        assert_text(&d, &d.local_tag, cases[i].tag);
    }
}

Test(dialog, keeps_routes_with_all_that_they_say)
{
    struct exchange x = {
        .routes = "Record-Route: <sip:p1;lr;x=a,b>;y=\"q,<\" ,\n"
                  "  \"N, \\\"\"\n <sips:p2>\n"
                  "Record-Route: P <sip:[2001:db8::1]:5061;transport=tcp;lr=on>\n"};
    struct told invite;
    struct hf_dialog d;
    cr_assert_eq(made_caller(&x, &d), HF_E_MALFORMED, "a comma is no part of a parameter's value");
    x.routes = "Record-Route: <sip:p1;lr;x=a>;y=\"q,<\" ,\n  \"N, \\\"\"\n <sips:p2>\n"
               "Record-Route: P <sip:[2001:db8::1]:5061;transport=tcp;lr=on>\n";
    cr_assert_eq(made_caller(&x, &d), 0);
    cr_assert_eq(d.n_routes, 3);
    assert_text(&d, &d.route,
                "P <sip:[2001:db8::1]:5061;transport=tcp;lr=on>,"
                "\"N, \\\"\" <sips:p2>,<sip:p1;lr;x=a>;y=\"q,<\"");
    assert_slice(hf_dialog_next_hop(&d), "sip:[2001:db8::1]:5061;transport=tcp;lr=on");
    tell_invite(&invite,
                "Record-Route: <sip:p1;lr>;y=\"q,<\" ,\n  \"N, \\\"\"\n <sips:p2>\n" CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    assert_text(&d, &d.route, "<sip:p1;lr>;y=\"q,<\",\"N, \\\"\" <sips:p2>");
    assert_slice(hf_dialog_next_hop(&d), "sip:p1;lr");
}

Test(dialog, refuses_more_routes_than_its_limit)
{
    for (int in_one = 0; in_one <= 1; in_one++) {
        struct hf_dialog d;
        struct exchange x = {.routes = routes_of(HF_DIALOG_ROUTES, in_one)};
        cr_assert_eq(made_caller(&x, &d), 0);
        cr_assert_eq(d.n_routes, HF_DIALOG_ROUTES);
        assert_slice(hf_dialog_next_hop(&d), "sip:p15;lr");
        x.routes = routes_of(HF_DIALOG_ROUTES + 1, in_one);
        cr_assert_eq(made_caller(&x, &d), HF_E_LIMIT);
        assert_none(&d, "17 routes");
    }
}

Test(dialog, refuses_longer_texts_than_its_limit)
{
    struct hf_dialog d = alices(180);
    size_t others = (size_t)d.n_texts - d.target.length;
    struct told invite, answer;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 180, "bt", contact_of(HF_DIALOG_TEXTS - others));
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    cr_assert_eq(d.n_texts, HF_DIALOG_TEXTS);
    assert_sound(&d);
    tell_answer(&answer, 180, "bt", contact_of(HF_DIALOG_TEXTS - others + 1));
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), HF_E_LIMIT);
    assert_none(&d, "a byte too many");

    tell_invite(&invite, contact_of(HF_DIALOG_TEXTS - others));
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    cr_assert_eq(d.n_texts, HF_DIALOG_TEXTS);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("btx")), HF_E_LIMIT);
    assert_none(&d, "a byte too many");
}

Test(dialog, has_the_messages_of_its_call_id_and_tags)
{
    static const struct {
        const char *start, *call_id, *from, *to;
        bool alice, bob;
    } cases[] = {
        {"BYE sip:a SIP/2.0", "c1@alice", "bt", "at", true, false},
        {"BYE sip:a SIP/2.0", "c1@alice", "at", "bt", false, true},
        {"SIP/2.0 200 X", "c1@alice", "at", "bt", true, false},
        {"SIP/2.0 200 X", "c1@alice", "bt", "at", false, true},
        {"BYE sip:a SIP/2.0", "c1@alice", "BT", "AT", true, false},
        {"BYE sip:a SIP/2.0", "c1@Alice", "bt", "at", false, false},
        {"BYE sip:a SIP/2.0", "c1@alic", "bt", "at", false, false},
        {"BYE sip:a SIP/2.0", "c1@alice", "bt2", "at", false, false},
        {"BYE sip:a SIP/2.0", "c1@alice", "bt", "a", false, false},
        {"CANCEL sip:a SIP/2.0", "c1@alice", "bt", "", false, false},
    };
    struct hf_dialog alice = alices(180), bob = bobs(), none;
    memset(&none, 0, sizeof none);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct told t;
        tell(&t, "%s\nCall-ID: %s\nf: <sip:x>;tag=%s\nt: <sip:y>%s%s\n", cases[i].start,
             cases[i].call_id, cases[i].from, cases[i].to[0] != '\0' ? ";tag=" : "", cases[i].to);
        cr_assert_eq(hf_dialog_has(&alice, &t.m), cases[i].alice, "%zu", i);
        cr_assert_eq(hf_dialog_has(&bob, &t.m), cases[i].bob, "%zu", i);
        cr_assert(!hf_dialog_has(&none, &t.m));
    }
    struct told t;
    tell(&t, "BYE sip:a SIP/2.0\nCall-ID: c1@alice\nFrom: <sip:x>;tag=bt\n");
    cr_assert(!hf_dialog_has(&alice, &t.m), "no To");
    tell(&t, "BYE sip:a SIP/2.0\nFrom: <sip:x>\nTo: <sip:y>\n");
    cr_assert(!hf_dialog_has(&none, &t.m), "nothing has nothing");
    tell_request(&t, "BYE", 1, "");
    hf_dialog_end(&alice);
    cr_assert(hf_dialog_has(&alice, &t.m), "one that is over too");
}

/* Feeds (state, event); the states that came of it. */
static void note_moves(uint8_t *seen)
{
    struct told ok;
    struct hf_dialog d = alices(180);
    seen[HF_DIALOG_NONE] |= (uint8_t)(1u << d.state);
    tell_answer(&ok, 200, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), 0);
    seen[HF_DIALOG_EARLY] |= (uint8_t)(1u << d.state);
    hf_dialog_end(&d);
    seen[HF_DIALOG_CONFIRMED] |= (uint8_t)(1u << d.state);
    d = alices(200);
    seen[HF_DIALOG_NONE] |= (uint8_t)(1u << d.state);
    d = bobs();
    hf_dialog_end(&d);
    seen[HF_DIALOG_EARLY] |= (uint8_t)(1u << d.state);
    for (int i = 0; i < 4; i++) { /* nothing moves one that is over */
        uint8_t before = d.state;
        (i == 0 ? hf_dialog_confirm : hf_dialog_end)(&d);
        cr_assert_eq(d.state, before);
    }
    d = alices(180);
    hf_dialog_end(&d);
    cr_assert_eq(hf_dialog_hear_response(&d, &ok.m), 0);
    cr_assert_eq(d.state, HF_DIALOG_OVER);
}

Test(dialog, makes_each_move_of_its_table_and_no_other)
{
    uint8_t seen[HF_DIALOG_COUNT] = {0};
    note_moves(seen);
    cr_assert_eq(memcmp(seen, hf_dialog_moves, sizeof seen), 0);
    struct hf_dialog d = bobs();
    hf_dialog_confirm(&d);
    cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
    hf_dialog_confirm(&d);
    cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
    memset(&d, 0, sizeof d);
    hf_dialog_end(&d);
    cr_assert_eq(d.state, HF_DIALOG_NONE);
}

Test(dialog, asserts_where_there_is_no_further_cseq)
{
    struct hf_dialog d;
    struct exchange x = {.cseq = "2147483646 INVITE"};
    cr_assert_eq(made_caller(&x, &d), 0);
    cr_assert_eq(hf_dialog_next_cseq(&d), 2147483647u);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        hf_dialog_next_cseq(&d);
        _exit(0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_neq(status, 0);
}
