/* SPDX-License-Identifier: Apache-2.0 */
/* Requests from outside: who is answered, and how. */
#include "agent_support.h"

/* Feeds a request; the reply's status, or 0. %s in the first line is our Contact's URI. */
static unsigned reply_to(struct stage *s, const char *start, const char *fields,
                         struct hf_sip_message *reply)
{
    static char text[4096], uri[128], line[256];
    struct hf_action send = register_to(s, 1);
    act(s, &send);
    answer(s, "200 OK", "");
    snprintf(line, sizeof line, start, contact_uri(s, uri, sizeof uri));
    snprintf(text, sizeof text,
             "%s SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5080;rport;branch=z9hG4bKq\r\n"
             "From: <sip:b@h>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: c1\r\n%s\r\n",
             line, fields);
    receive(s, text);
    no_event(s);
    if (s->out.n_datagrams == 0) {
        return 0;
    }
    cr_assert_eq(s->out.n_datagrams, 1);
    cr_assert_eq(s->out.datagrams[0].reply, 1);
    cr_assert_eq(memcmp(&s->out.datagrams[0].target, &s->server, sizeof s->server), 0);
    cr_assert_eq(
        hf_sip_parse(reply, s->out.bytes + s->out.datagrams[0].at, s->out.datagrams[0].length), 0);
    return reply->status;
}

Test(agent_incoming, each_request_gets_its_answer)
{
    static const struct {
        const char *start, *fields;
        unsigned status;
    } cases[] = {
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\n", 200},
        {"OPTIONS sip:alice@192.0.2.100", "CSeq: 1 OPTIONS\r\n", 404},
        {"OPTIONS sip:hf00000007000000000000000000000000@h", "CSeq: 1 OPTIONS\r\n", 404},
        {"INVITE %s", "CSeq: 1 INVITE\r\n", 405},
        {"MESSAGE %s", "CSeq: 1 MESSAGE\r\n", 405},
        {"FROBNICATE %s", "CSeq: 1 FROBNICATE\r\n", 501},
        {"CANCEL %s", "CSeq: 1 CANCEL\r\n", 481},
        {"ACK %s", "CSeq: 1 ACK\r\n", 0},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nRequire: x\r\n", 420},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nRequire: @\r\nRequire: @, x\r\n", 420},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nRequire:\r\nRequire: ,\r\n", 200},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nRequire: @\r\n", 400},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nContact:\r\nExpires: x\r\nm: <sip:>\r\n", 200},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nVia: SIP/2.0/UDP a:b\r\n", 200},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nno field\r\n", 400},
        {"OPTIONS urn:service:sos", "CSeq: 1 OPTIONS\r\n", 416},
        {"OPTIONS %s", "CSeq: 1 INVITE\r\n", 400},
        {"OPTIONS %s", "CSeq: x\r\n", 400},
        {"OPTIONS %s", "", 400},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nContent-Length: 9\r\n", 400},
        {"OPTIONS <%s>", "CSeq: 1 OPTIONS\r\n", 400},
        {"OPTIONS %s", "CSeq: 1 OPTIONS\r\nMax-Forwards: 0\r\n", 200},
    };
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned status = reply_to(&s, cases[i].start, cases[i].fields, &reply);
        cr_assert_eq(status, cases[i].status, "%s %s: %u", cases[i].start, cases[i].fields, status);
        cr_assert(status != 420 || hf_sip_value(&reply, HF_HEADER_UNSUPPORTED).length == 1);
    }
    stage_close(&s);
}

Test(agent_incoming, a_reply_is_whole_and_always_the_same)
{
    static char first[4096];
    struct stage s;
    struct hf_sip_message reply;
    struct hf_sip_via via;
    struct hf_sip_party to;
    stage_open(&s, "secret");
    cr_assert_eq(reply_to(&s, "OPTIONS %s", "CSeq: 1 OPTIONS\r\n", &reply), 200);
    cr_assert_eq(hf_sip_check(&reply, NULL), 0);
    cr_assert_eq(hf_sip_via(&reply, &via, NULL), 1);
    assert_slice(via.received, "192.0.2.1");
    cr_assert_eq(via.rport, 5060);
    assert_slice(via.host, "10.0.0.9");
    cr_assert_eq(hf_sip_to(&reply, &to, NULL), 1);
    cr_assert_eq(to.tag.length, 16);
    assert_slice(hf_sip_value(&reply, HF_HEADER_ALLOW), "OPTIONS");
    assert_slice(hf_sip_value(&reply, HF_HEADER_ACCEPT), "application/sdp");
    size_t length = s.out.datagrams[0].length;
    memcpy(first, s.out.bytes, length);
    cr_assert_eq(reply_to(&s, "OPTIONS %s", "CSeq: 1 OPTIONS\r\n", &reply), 200);
    cr_assert_eq(s.out.datagrams[0].length, length);
    cr_assert_eq(memcmp(first, s.out.bytes, length), 0);
    cr_assert_str_eq(note_text(&s, HF_NOTE_INCOMING_REQUEST), "OPTIONS");
    stage_close(&s);
}

#define VIA   "Via: SIP/2.0/UDP a\r\n"
#define WRONG "sip:hf00000007000000000000000000000000@a"
#define REST  "f:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq: 1 OPTIONS\r\n\r\n"

Test(agent_incoming, a_stranger_who_does_not_know_the_contact_gets_no_answer)
{
    static const char *const cases[] = {
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA REST,
        "FOO " WRONG " SIP/2.0\r\n" VIA REST,
        "ACK " WRONG " SIP/2.0\r\n" VIA REST,
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA "\r\n",
        "OPTIONS " WRONG " SIP/2.0\r\n" VIA "@\r\n\r\n",
    };
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive_from(&s, &s.stranger, cases[i]);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
        cr_assert_str_eq(note_text(&s, HF_NOTE_INCOMING_REQUEST), "", "%zu", i);
    }
    receive(&s, cases[0]); /* a server that lost its way is told so */
    cr_assert_eq(s.out.n_datagrams, 1);
    stage_close(&s);
}

Test(agent_incoming, a_stranger_who_knows_the_contact_is_answered)
{
    static char text[1024], uri[128];
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n" VIA REST,
             contact_uri(&s, uri, sizeof uri));
    receive_from(&s, &s.stranger, text);
    cr_assert_eq(s.out.n_datagrams, 1);
    cr_assert_eq(s.out.notes[0].status, 200);
    stage_close(&s);
}

/* What comes from a forged address shall not buy more than it costs: an answer only to what is
 * sound, and with nothing in it that need not be. */
Test(agent_incoming, a_stranger_gets_only_what_an_answer_must_say)
{
    static const struct {
        const char *format; /* %s: a URI of ours */
        bool answered;
    } cases[] = {
        {"OPTIONS %s SIP/2.0\r\n" VIA REST, true},
        {"FETCH %s SIP/2.0\r\n" VIA "f:<sip:a>\r\nt:<sip:a>\r\ni:1\r\nCSeq: 1 FETCH\r\n\r\n", true},
        {"A %s SIP/2.0\r\nv:SIP/2.0/UDP h\r\n\r\n", false},
        {"A %s SIP/2.0\r\nv:SIP/2.0/UDP h\r\nl:9\r\n\r\n", false},
        {"OPTIONS %s SIP/2.0\r\n" VIA "no field\r\n" REST, false},
        {"OPTIONS %s SIP/2.0\r\n" VIA "t:<sip:b>\r\n" REST, false},
        {"INVITE %s SIP/2.0\r\n" VIA REST, false}, /* CSeq of another method */
    };
    for (int any = 0; any < 2; any++) {
        struct stage s;
        char text[1024], uri[128];
        struct hf_sip_message reply;
        stage_open(&s, "secret");
        s.config.trust = any ? HF_TRUST_ANY : HF_TRUST_CONTACT;
        change(&s, IN_PLACE);
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            snprintf(text, sizeof text, cases[i].format,
                     any ? "sip:alice@h" : contact_uri(&s, uri, sizeof uri));
            receive_from(&s, &s.server, text);
            cr_assert_eq(s.out.n_datagrams, 1, "%s", text);
            receive_from(&s, &s.stranger, text);
            cr_assert_eq(s.out.n_datagrams, cases[i].answered, "%s", text);
            cr_assert(cases[i].answered || note_text(&s, HF_NOTE_DROPPED)[0] != '\0', "%s", text);
            if (cases[i].answered) {
                cr_assert_eq(hf_sip_parse(&reply, s.out.bytes, s.out.datagrams[0].length), 0);
                cr_assert_eq(hf_sip_check(&reply, NULL), 0);
                cr_assert_null(hf_sip_find(&reply, HF_HEADER_USER_AGENT));
                cr_assert_null(hf_sip_find(&reply, HF_HEADER_WARNING));
            }
        }
        stage_close(&s);
    }
}

Test(agent_incoming, a_header_that_never_ends_is_not_answered)
{
    static const char *const cases[] = {"A " WRONG " SIP/2.0\r\nv:SIP/2.0/UDP a\r\n",
                                        "A " WRONG " SIP/2.0\r\nv:SIP/2.0/UDP a\r\n@"};
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive(&s, cases[i]);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    stage_close(&s);
}

/* ---- trust any (E8) ---- */

static void open_any(struct stage *s)
{
    stage_open(s, "secret");
    s->config.trust = HF_TRUST_ANY;
    change(s, APART);
    struct hf_action send = register_to(s, 1);
    act(s, &send);
}

Test(agent_incoming, who_is_trusted_is_answered)
{
    static const struct {
        const char *uri; /* %s: our Contact */
        unsigned by_server, by_stranger;
        unsigned any_by_server, any_by_stranger;
    } cases[] = {
        {"%s", 200, 200, 200, 200},
        {"sip:alice@192.0.2.100:5066", 404, 0, 200, 200},
        {"sip:%%61lice@h", 404, 0, 200, 200},
        {"tel:+49-30-1", 404, 0, 200, 0},
        {"sip:Alice@h", 404, 0, 200, 0}, /* RFC 3261 19.1.4: case counts in a user */
        {"sip:bob@192.0.2.100", 404, 0, 200, 0},
        {"sip:192.0.2.100:5066", 404, 0, 200, 0},
        {WRONG, 404, 0, 404, 0}, /* a Contact of before: the call comes to that of now too */
        {"urn:service:sos", 416, 0, 416, 0},
        {"alice", 400, 0, 400, 0},
    };
    for (int any = 0; any < 2; any++) {
        struct stage s;
        char text[1024], uri[128], line[256];
        stage_open(&s, "secret");
        s.config.trust = any ? HF_TRUST_ANY : HF_TRUST_CONTACT;
        change(&s, APART);
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        contact_uri(&s, uri, sizeof uri);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            unsigned expected[] = {any ? cases[i].any_by_server : cases[i].by_server,
                                   any ? cases[i].any_by_stranger : cases[i].by_stranger};
            snprintf(line, sizeof line, cases[i].uri, uri);
            snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n" VIA REST, line);
            for (int stranger = 0; stranger < 2; stranger++) {
                receive_from(&s, stranger ? &s.stranger : &s.server, text);
                no_event(&s);
                cr_assert_eq(s.out.n_datagrams, expected[stranger] != 0, "%s any %d stranger %d",
                             line, any, stranger);
                cr_assert_eq(s.out.notes[0].status, expected[stranger], "%s any %d stranger %d: %u",
                             line, any, stranger, s.out.notes[0].status);
            }
        }
        stage_close(&s);
    }
}

Test(agent_incoming, a_line_without_a_user_is_not_everybodys)
{
    struct stage s;
    stage_open(&s, "secret");
    s.config.trust = HF_TRUST_ANY;
    s.setup.identity.user = "";
    change(&s, APART);
    receive_from(&s, &s.stranger, "OPTIONS sip:192.0.2.100 SIP/2.0\r\n" VIA REST);
    cr_assert_eq(s.out.n_datagrams, 0);
    stage_close(&s);
}

/* What the phone asks each line before it gives it a request without a token. */
Test(agent_incoming, how_well_a_request_fits)
{
    struct stage s;
    struct hf_target other_port, configured;
    struct hf_agent_asked alice = {.user = "alice"}, nobody = {.user = "nobody"};
    struct hf_agent_asked token = {.user = "alice", .is_token = 1};
    open_any(&s);
    assert_slice(hf_agent_user(s.agent), "alice");
    other_port = s.server;
    other_port.port = 9;
    configured = s.server6; /* by its address; nothing was sent there */
    configured.port = 9;
    cr_assert_eq(hf_agent_fit(s.agent, &alice, &s.server), HF_FIT_BOTH);
    cr_assert_eq(hf_agent_fit(s.agent, &alice, &s.stranger), HF_FIT_USER);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &other_port), HF_FIT_SERVER);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &configured), HF_FIT_SERVER);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &s.stranger), HF_FIT_NONE);
    cr_assert_eq(hf_agent_fit(s.agent, &token, &s.server), HF_FIT_NONE);
    s.config.trust = HF_TRUST_CONTACT;
    change(&s, IN_PLACE);
    cr_assert_eq(hf_agent_fit(s.agent, &alice, &s.server), HF_FIT_NONE);
    stage_close(&s);
}

/* E8: the address of a server with a name is known as long as it has our Contact, whatever was
 * asked elsewhere since, and under whichever number it stands. */
Test(agent_incoming, a_server_that_took_our_contact_stays_known)
{
    struct stage s;
    struct hf_agent_asked nobody = {.user = "nobody"};
    struct hf_target one, two, other_port;
    open_any(&s);
    answer(&s, "200 OK", "");
    servers(&s, "one.example.com", "two.example.com");
    s.config.trust = HF_TRUST_ANY;
    change(&s, IN_PLACE);
    one = two = other_port = s.server;
    two.address[3] = 77;
    other_port.port = 9;
    struct hf_action send = register_to(&s, 10);
    act(&s, &send);
    answer(&s, "200 OK", "Expires: 600\r\n");
    for (uint64_t id = 20; id < 40; id++) { /* every place of an attempt was used since */
        struct hf_action probe = register_to(&s, id);
        probe.u.send.kind = HF_REQUEST_OPTIONS;
        probe.u.send.server = 2;
        probe.u.send.target = two;
        act(&s, &probe);
        answer_from(&s, &two, "200 OK", "");
    }
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &one), HF_FIT_SERVER);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &other_port), HF_FIT_SERVER);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &s.stranger), HF_FIT_NONE);
    servers(&s, "two.example.com", "one.example.com");
    s.config.trust = HF_TRUST_ANY;
    change(&s, APART);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &one), HF_FIT_SERVER);
    receive(&s, "OPTIONS sip:+4930123@h SIP/2.0\r\n" VIA REST);
    cr_assert_eq(s.out.n_datagrams, 1);
    servers(&s, "two.example.com", "three.example.com");
    s.config.trust = HF_TRUST_ANY;
    change(&s, APART);
    cr_assert_eq(hf_agent_fit(s.agent, &nobody, &one), HF_FIT_NONE, "it is gone");
    stage_close(&s);
}

/* Nor after a late answer, and no more once it removed the Contact. */
Test(agent_incoming, a_late_answer_makes_a_server_known_and_a_removal_unknown)
{
    struct stage s;
    struct hf_agent_asked nobody = {.user = "nobody"};
    struct hf_target one;
    open_any(&s);
    one = s.server;
    one.address[3] = 55;
    for (unsigned removes = 0; removes < 2; removes++) {
        struct hf_action send = register_to(&s, 10 + removes);
        send.u.send.target = one;
        send.u.send.expires_s = removes ? 0 : 600;
        act(&s, &send);
        if (!removes) {
            act_on(&s, HF_ACTION_ABANDON, 10);
        }
        answer_from(&s, &one, "200 OK", "");
        for (uint64_t id = 20; id < 40; id++) {
            struct hf_action other = register_to(&s, id + 20 * removes);
            other.u.send.server = 2;
            act(&s, &other);
            answer(&s, "503 Busy", "");
        }
        cr_assert_eq(hf_agent_fit(s.agent, &nobody, &one), removes ? HF_FIT_NONE : HF_FIT_SERVER);
    }
    stage_close(&s);
}

/* ---- where the answer goes ---- */

Test(agent_incoming, a_reply_goes_to_the_port_that_its_via_asks_for)
{
    static const struct {
        const char *via;
        uint16_t port; /* 0: no answer */
    } cases[] = {
        {"SIP/2.0/UDP 10.0.0.9:5080;rport;branch=z9hG4bKq", 40000},
        {"SIP/2.0/UDP 10.0.0.9:5080;branch=z9hG4bKq", 5080},
        {"SIP/2.0/UDP 10.0.0.9", 5060},
        {"SIP/2.0/UDP 10.0.0.9:5080, SIP/2.0/UDP h:9;rport", 5080},
        {"SIP/2.0/UDP", 0}, /* a wrong Via: nobody knows where to (RFC 3261 18.2.2) */
        {"SIP/2.0/UDP h:x", 0},
        {"HTTP/1.1 h", 0},
        {";;", 0},
        {"", 0},
        {"SIP/2.0/UDP h, SIP/2.0/UDP", 5060}, /* those below are others' */
    };
    struct stage s;
    struct hf_target from;
    char text[1024], uri[128];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    from = s.server;
    from.port = 40000;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target expected = from;
        expected.port = cases[i].port;
        snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\nVia: %s\r\n" REST,
                 contact_uri(&s, uri, sizeof uri), cases[i].via);
        receive_from(&s, &from, text);
        cr_assert_eq(s.out.n_datagrams, cases[i].port != 0, "%s", cases[i].via);
        if (cases[i].port != 0) {
            cr_assert_eq(memcmp(&s.out.datagrams[0].target, &expected, sizeof expected), 0, "%s",
                         cases[i].via);
            cr_assert_eq(s.out.datagrams[0].reply, 1);
        } else {
            cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%s", cases[i].via);
        }
    }
    stage_close(&s);
}

/* ---- what is too much ---- */

/* A field of n times the same text, and what begins and ends it. */
static void repeat(char *text, const char *begin, const char *again, size_t n)
{
    char *at = stpcpy(text, begin);
    for (size_t i = 0; i < n; i++) {
        at = stpcpy(at, again);
    }
    stpcpy(at, "a\r\n");
}

Test(agent_incoming, a_reply_is_never_much_larger_than_its_request)
{
    static const struct {
        const char *begin, *again;
        size_t n;
    } cases[] = {{"Require: ", "a,", 1500}, {"Require: ", "a,", 1},
                 {"v:", "a,", 1500},        {"v:SIP/2.0/UDP a,", "a,", 1500},
                 {"Require: ", "@,", 9},    {"Require: ", "a-", 900}};
    static char text[8192], field[4096], uri[128];
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        repeat(field, cases[i].begin, cases[i].again, cases[i].n);
        snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n%s%s" REST,
                 contact_uri(&s, uri, sizeof uri), field[0] == 'v' ? "" : VIA, field);
        receive(&s, text);
        for (uint32_t k = 0; k < s.out.n_datagrams; k++) {
            cr_assert_leq(s.out.datagrams[k].length, strlen(text) * 3 / 2 + 512, "%zu", i);
            cr_assert_eq(hf_sip_parse(&reply, s.out.bytes, s.out.datagrams[k].length), 0);
            cr_assert_leq(hf_sip_value(&reply, HF_HEADER_UNSUPPORTED).length, 256, "%zu", i);
        }
        cr_assert_eq(s.out.n_datagrams, i != 2 && i != 3, "%zu", i);
    }
    stage_close(&s);
}

Test(agent_incoming, what_is_no_sip_is_noted_with_its_reason)
{
    static const char *const cases[] = {"\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01",
                                        "SIP/2.0 200 OK\r\nVia", "OPTIONS sip:a SIP/2.0\r\n\r\n"};
    struct stage s;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive(&s, cases[i]);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams, 0, "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    stage_close(&s);
}
