/* SPDX-License-Identifier: Apache-2.0 */
/* Each limit on what peers make the agent read, keep or say: the most that is taken, and one more.
 * Those of messages are in limits.c, those of the shell's own requests in agent_other.c. */
#include "agent_support.h"

#include "agent_state.h"

/* Room for the largest datagram, and what answer() adds to fields. */
static char large[2 * HF_SIP_MESSAGE_MAX];

/* n times the text, appended; where it ends. */
static char *repeat(char *at, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        at = stpcpy(at, text);
    }
    return at;
}

/* A final answer to the last request, larger than answer() makes them. */
static void answer_large(struct stage *s, const char *status, const char *fields)
{
    static char text[3 * HF_SIP_MESSAGE_MAX];
    struct hf_sip_out out;
    struct hf_sip_reply reply = {&s->request, hf_slice_text("192.0.2.100"), 5066,
                                 hf_slice_text("srv")};
    hf_sip_out_start(&out, text, sizeof text - 1);
    hf_sip_put_text(&out, "SIP/2.0 ");
    hf_sip_put_text(&out, status);
    hf_sip_put_text(&out, "\r\n");
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, fields);
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    text[out.length] = '\0';
    receive(s, text);
}

static void send(struct stage *s, uint64_t id, uint8_t server)
{
    struct hf_action action = register_to(s, id);
    action.u.send.server = server;
    action.u.send.series = server;
    act(s, &action);
}

/* ---- challenges ---- */

/* HF_AGENT_CREDENTIAL_TEXT: realm, nonce and opaque of one challenge. */
Test(agent_limits, the_texts_of_one_challenge)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        char fields[512];
        stage_open(&s, "secret");
        send(&s, 1, 1);
        snprintf(fields, sizeof fields,
                 "WWW-Authenticate: Digest realm=%020d, nonce=%0*d, opaque=%0100d\r\n", 1,
                 HF_AGENT_CREDENTIAL_TEXT - 120 + (int)over, 2, 3);
        answer(&s, "401 Unauthorized", fields);
        only_event(&s, over ? HF_EVENT_RESPONSE_RECEIVED : HF_EVENT_CHALLENGED);
        stage_close(&s);
    }
}

/* HF_AGENT_CREDENTIALS_MAX: those of all challenges that requests under way hold. */
Test(agent_limits, the_texts_of_all_challenges)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        char fields[512];
        stage_open(&s, "secret");
        send(&s, 1, 1);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=r, nonce=%0249d\r\n", 1);
        answer(&s, "401 Unauthorized", fields);
        only_event(&s, HF_EVENT_CHALLENGED);
        send(&s, 2, 2);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=r, nonce=%0*d\r\n",
                 HF_AGENT_CREDENTIALS_MAX - 251 + (int)over, 1);
        answer(&s, "401 Unauthorized", fields);
        only_event(&s, over ? HF_EVENT_PROVISIONAL : HF_EVENT_CHALLENGED);
        cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                         over ? "a challenge too many at once" : "");
        stage_close(&s);
    }
}

/* HF_AGENT_CREDENTIALS are kept, HF_AGENT_ANSWERS go with a request: the newest of its server. */
Test(agent_limits, credentials_that_are_kept)
{
    static const struct {
        uint8_t server;
        const char *realm;
    } learnt[HF_AGENT_CREDENTIALS + 1] = {{1, "a"}, {1, "b"}, {2, "c"}, {2, "d"}, {1, "e"}};
    struct stage s;
    char fields[128];
    stage_open(&s, "secret");
    for (unsigned i = 0; i <= HF_AGENT_CREDENTIALS; i++) {
        if (i == HF_AGENT_CREDENTIALS) { /* one more: all four are still there */
            send(&s, 50, 1);
            cr_assert(strstr(s.sent, "realm=\"a\"") && strstr(s.sent, "realm=\"b\""));
            answer(&s, "200 OK", "");
            send(&s, 51, 2);
            cr_assert(strstr(s.sent, "realm=\"c\"") && strstr(s.sent, "realm=\"d\""));
            answer(&s, "200 OK", "");
        }
        send(&s, 1 + i, learnt[i].server);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=%s, nonce=n\r\n",
                 learnt[i].realm);
        answer(&s, "401 Unauthorized", fields);
        only_event(&s, HF_EVENT_CHALLENGED);
        act_on(&s, HF_ACTION_AUTHENTICATE, 1 + i);
        answer(&s, "200 OK", "");
    }
    send(&s, 60, 1); /* the oldest gave way */
    cr_assert(strstr(s.sent, "realm=\"e\"") && strstr(s.sent, "realm=\"b\""));
    cr_assert_eq(strstr(s.sent, "realm=\"a\""), NULL);
    stage_close(&s);
}

/* HF_DIGEST_CHALLENGES_MAX: looked at in one response. */
Test(agent_limits, challenges_in_one_response)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        stage_open(&s, "secret");
        send(&s, 1, 1);
        char *at = stpcpy(large, "WWW-Authenticate: Basic realm=x");
        at = repeat(at, ", Basic realm=x", 6);
        at = repeat(at, "\r\nWWW-Authenticate: Basic realm=x", HF_DIGEST_CHALLENGES_MAX - 8 + over);
        stpcpy(at, ", Digest realm=r, nonce=n\r\n");
        answer_large(&s, "401 Unauthorized", large);
        only_event(&s, over ? HF_EVENT_RESPONSE_RECEIVED : HF_EVENT_CHALLENGED);
        stage_close(&s);
    }
}

Test(agent_limits, the_text_of_a_next_nonce)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        char fields[512];
        stage_open(&s, "secret");
        challenge_and_accept(&s, 1); /* realm "r" */
        send(&s, 2, 1);
        snprintf(fields, sizeof fields, "Authentication-Info: nextnonce=%0*d\r\n",
                 HF_AGENT_CREDENTIAL_TEXT - 1 + (int)over, 2);
        answer(&s, "200 OK", fields);
        cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), over ? "a nextnonce that is too long" : "");
        send(&s, 3, 1);
        cr_assert_eq(strstr(s.sent, "nonce=\"n1\"") != NULL, over == 1);
        stage_close(&s);
    }
}

/* ---- Contacts ---- */

/* HF_AGENT_CONTACTS_READ: of a 2xx. What is not read may be ours, and is not called missing. */
Test(agent_limits, contacts_of_an_answer)
{
    static const struct {
        size_t n_others;
        bool has_ours; /* behind them */
        uint32_t expires_s;
        int missing;
    } cases[] = {
        {HF_AGENT_CONTACTS_READ - 1, true, 77, 0},
        {HF_AGENT_CONTACTS_READ, true, 900, 0},
        {HF_AGENT_CONTACTS_READ, false, 900, 1},
        {HF_AGENT_CONTACTS_READ + 1, false, 900, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage s;
        char uri[160], ours[200];
        stage_open(&s, "secret");
        send(&s, 1, 1);
        snprintf(ours, sizeof ours, ",<%s>;expires=77", contact_uri(&s, uri, sizeof uri));
        char *at = stpcpy(large, "Expires: 900\r\nContact: <sip:a>");
        at = repeat(at, ",<sip:a>", cases[i].n_others - 1);
        stpcpy(stpcpy(at, cases[i].has_ours ? ours : ""), "\r\n");
        answer_large(&s, "200 OK", large);
        const struct hf_response *r = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
        cr_assert_eq(r->expires_s, cases[i].expires_s, "%zu: %u", i, r->expires_s);
        cr_assert_eq(r->contact_missing, cases[i].missing, "%zu", i);
        stage_close(&s);
    }
}

/* The same of a 3xx; HF_EVENT_REDIRECTS of them are told, the best ones. */
Test(agent_limits, redirects_of_an_answer)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        stage_open(&s, "secret");
        send(&s, 1, 1);
        char *at = stpcpy(large, "Contact: <sip:192.0.2.1>;q=0.1");
        at = repeat(at, ",<sip:192.0.2.1>;q=0.1", HF_AGENT_CONTACTS_READ - 2 + over);
        stpcpy(at, ",<sip:192.0.2.9>;q=0.2\r\n");
        answer_large(&s, "302 Moved", large);
        const struct hf_response *r = &only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
        cr_assert_eq(r->n_redirects, HF_EVENT_REDIRECTS);
        cr_assert_eq(r->redirects[0].address[3], over ? 1 : 9);
        stage_close(&s);
    }
}

/* ---- header fields ---- */

static const struct hf_response *answer_with(struct stage *s, unsigned n_fields)
{
    unsigned n_own = 6; /* Via, From, To, Call-ID, CSeq, Content-Length */
    send(s, 1, 1);
    *repeat(large, "X: y\r\n", n_fields - n_own) = '\0';
    answer_large(s, "200 OK", large);
    return &only_event(s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
}

/* A server that says too much is no silent one: what was read counts, and it is noted. Our Contact
 * may be in what was not. */
Test(agent_limits, header_fields_of_a_response)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        stage_open(&s, "secret");
        const struct hf_response *r = answer_with(&s, HF_SIP_HEADERS_MAX + over);
        cr_assert_eq(r->status, 200);
        cr_assert_eq(r->contact_missing, over ? 0 : 1);
        cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), over ? "more than 128 header fields" : "");
        stage_close(&s);
    }
}

/* One that repeats itself, or that is for nobody, is not noted as often as it comes. */
Test(agent_limits, header_fields_of_a_response_that_says_nothing_new)
{
    struct stage s;
    stage_open(&s, "secret");
    send(&s, 1, 1);
    *repeat(large, "X: y\r\n", 130) = '\0';
    answer_large(&s, "100 Trying", large);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "more than 128 header fields");
    answer_large(&s, "100 Trying", large);
    cr_assert_eq(s.out.n_notes, 0);
    answer_large(&s, "503 Busy", large);
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    answer_large(&s, "503 Busy", large);
    no_event(&s);
    cr_assert_eq(s.out.n_notes, 1);
    cr_assert_eq(s.out.notes[0].kind, HF_NOTE_DROPPED);
    stage_close(&s);
}

/* What is broken besides is broken: the part that was read may not be what was meant. */
Test(agent_limits, header_fields_of_a_response_that_is_broken)
{
    static const char *const tails[] = {"l 7\r\n", "Content-Length: 7\r\n"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        struct stage s;
        stage_open(&s, "secret");
        send(&s, 1, 1);
        stpcpy(repeat(large, "X: y\r\n", 130), tails[i]);
        answer_large(&s, "200 OK", large);
        no_event(&s);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "more than 128 header fields", "%zu", i);
        stage_close(&s);
    }
}

/* The request's reply, or 0. */
static unsigned reply_to(struct stage *s, const char *text, struct hf_sip_message *reply)
{
    receive(s, text);
    no_event(s);
    if (s->out.n_datagrams == 0) {
        return 0;
    }
    cr_assert_eq(
        hf_sip_parse(reply, s->out.bytes + s->out.datagrams[0].at, s->out.datagrams[0].length), 0);
    return reply->status;
}

#define REST "f:<sip:a>;tag=1\r\nt:<sip:a>\r\nCSeq: 1 OPTIONS\r\n"

/* An OPTIONS for our Contact, up to fields and the empty line; where they go. */
static char *begin_options(struct stage *s)
{
    char uri[160];
    if (s->n_sent == 0) {
        send(s, 1, 1);
    }
    return large + sprintf(large, "OPTIONS %s SIP/2.0\r\nv:SIP/2.0/UDP a\r\n" REST,
                           contact_uri(s, uri, sizeof uri));
}

/* RFC 3261 21.5.7, with the reason. */
Test(agent_limits, header_fields_of_a_request)
{
    for (unsigned over = 0; over < 2; over++) {
        struct stage s;
        struct hf_sip_message reply;
        stage_open(&s, "secret");
        char *at = repeat(stpcpy(begin_options(&s), "i:1\r\n"), "X: y\r\n",
                          HF_SIP_HEADERS_MAX - 5 + over);
        stpcpy(at, "\r\n");
        cr_assert_eq(reply_to(&s, large, &reply), over ? 513 : 200);
        if (over) {
            struct hf_sip_header *warning = NULL;
            for (uint32_t i = 0; i < reply.n_headers; i++) {
                warning = hf_slice_is(reply.headers[i].name, "Warning") ? &reply.headers[i]
                                                                        : warning;
            }
            cr_assert_not_null(warning);
            assert_slice(warning->value, "399 holdfast \"more than 128 header fields\"");
            cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), "more than 128 header fields");
        }
        stage_close(&s);
    }
}

/* ---- replies ---- */

/* HF_AGENT_OUT_BYTES: a reply is whole or it is none. What is copied sets its size. */
Test(agent_limits, the_size_of_a_reply)
{
    struct stage s;
    struct hf_sip_message reply;
    size_t length = 0;
    stage_open(&s, "secret");
    for (unsigned step = 0; step < 3; step++) { /* of one byte; just what fits; one more */
        size_t n = step == 0 ? 1 : HF_AGENT_OUT_BYTES - length + step;
        char *at = repeat(stpcpy(begin_options(&s), "i:"), "i", n);
        stpcpy(at, "\r\n\r\n");
        cr_assert_eq(reply_to(&s, large, &reply), step == 2 ? 0 : 200, "%u", step);
        length = step == 0 ? s.out.n_bytes : length;
        cr_assert(step != 1 || s.out.n_bytes == HF_AGENT_OUT_BYTES);
    }
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), "a request too large to be answered");
    stage_close(&s);
}

/* REPLY_OVERHEAD: not more than one and a half requests and 512 bytes. Each "a," of two bytes is
 * eight in the reply. */
Test(agent_limits, how_much_larger_a_reply_is)
{
    struct stage s;
    struct hf_sip_message reply;
    size_t first = 0, n = 1, n_request;
    stage_open(&s, "secret");
    for (;; n++) {
        char *at = repeat(stpcpy(begin_options(&s), "i:1\r\nv:a"), ",a", n);
        n_request = (size_t)(stpcpy(at, "\r\n\r\n") - large);
        if (reply_to(&s, large, &reply) == 0) {
            break;
        }
        first = n == 1 ? s.out.n_bytes : first;
        cr_assert_eq(s.out.n_bytes, first + 8 * (n - 1));
        cr_assert_leq(s.out.n_bytes, n_request + n_request / 2 + 512);
        cr_assert_lt(n, 1000);
    }
    cr_assert_gt(n, 10);
    cr_assert_gt(first + 8 * (n - 1), n_request + n_request / 2 + 512);
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                     "a request whose answer would be much larger than itself");
    stage_close(&s);
}

/* TO_STRANGERS: 128 bytes beyond one and a half requests where it comes from no server, and nothing
 * that need not be said. */
Test(agent_limits, how_much_a_stranger_gets)
{
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    for (size_t n = 1; n < 110; n++) {
        char *at = repeat(stpcpy(begin_options(&s), "i:1\r\nv:SIP/"), ",SIP/", n);
        size_t n_request = (size_t)(stpcpy(at, "\r\n\r\n") - large);
        unsigned by_server = reply_to(&s, large, &reply);
        size_t length = s.out.n_bytes;
        receive_from(&s, &s.stranger, large);
        cr_assert(s.out.n_datagrams == 0 || s.out.n_bytes < length);
        cr_assert(s.out.n_datagrams == 0 || s.out.n_bytes <= n_request + n_request / 2 + 128);
        cr_assert(s.out.n_datagrams == 0 || by_server == 200);
    }
    cr_assert_eq(s.out.n_datagrams, 0);
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                     "a request whose answer would be much larger than itself");
    stage_close(&s);
}

/* OPTIONS_SAID_MAX: 256 bytes of option tags that we do not have. */
Test(agent_limits, options_of_a_420)
{
    struct stage s;
    struct hf_sip_message reply;
    stage_open(&s, "secret");
    for (size_t over = 0; over < 2; over++) {
        char *at = repeat(stpcpy(begin_options(&s), "i:1\r\nRequire: "), "o", 256 + over);
        stpcpy(at, "\r\n\r\n");
        cr_assert_eq(reply_to(&s, large, &reply), over ? 400 : 420); /* no option is so long */
        cr_assert_eq(hf_sip_value(&reply, HF_HEADER_UNSUPPORTED).length, over ? 0 : 256);
    }
    stage_close(&s);
}

/* ---- notes ---- */

Test(agent_limits, the_text_of_a_note)
{
    const int most = (int)sizeof((struct hf_agent_note *)0)->text - 1;
    struct stage s;
    struct hf_sip_message reply;
    char fields[256], uri[160];
    for (int over = 0; over < 2; over++) {
        stage_open(&s, "secret");
        send(&s, 1, 1);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=%0*d, nonce=n\r\n",
                 most + over, 1);
        answer(&s, "401 Unauthorized", fields);
        const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        cr_assert_eq(told->realm.length, (uint32_t)(most + over)); /* the core hears all of it */
        cr_assert_eq(strlen(note_text(&s, HF_NOTE_CHALLENGE)), (size_t)most);
        contact_uri(&s, uri, sizeof uri);
        char *at = repeat(large, "M", (size_t)(most + over));
        at += sprintf(at, " %s SIP/2.0\r\nv:SIP/2.0/UDP a\r\ni:1\r\nf:<sip:a>\r\nt:<sip:a>\r\n",
                      uri);
        at = repeat(stpcpy(at, "CSeq: 1 "), "M", (size_t)(most + over));
        stpcpy(at, "\r\n\r\n");
        cr_assert_eq(reply_to(&s, large, &reply), 501);
        cr_assert_eq(strlen(note_text(&s, HF_NOTE_INCOMING_REQUEST)), (size_t)most);
        stage_close(&s);
    }
}

/* The log is UTF-8; what is cut or controls something is not. */
Test(agent_limits, what_a_note_may_say)
{
    static const struct {
        const char *said, *noted;
    } cases[] = {
        {"r\xFF\xFE\xC3", "r???"},
        {"B\xC3\xBCro \xE2\x82\xAC \xF0\x9F\x93\x9E", "B\xC3\xBCro \xE2\x82\xAC \xF0\x9F\x93\x9E"},
        {"a\tb\x7F", "a?b?"},
        {"\xC2\x9B"
         "1m",
         "??1m"}, /* a control character of 8 bits */
        {"\xC0\x80 \xE0\x80\x80 \xF0\x80\x80\x80", "?? ??? ????"}, /* longer than need be */
        {"\xED\xA0\x80 \xF4\x90\x80\x80 \xF5", "??? ???? ?"},      /* no characters */
        {"\xE2\x82", "??"},
        {"\xE2\x82z", "??z"},
        {"\xF0\x9F\x93 x", "??? x"},
        {"0123456789012345678901234567890123456789012345678901234567890123456789\xC3\xBC",
         "0123456789012345678901234567890123456789012345678901234567890123456789"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_agent_note note;
        memset(&note, 'x', sizeof note);
        hf_agent_note_text(&note, hf_slice_text(cases[i].said));
        cr_assert_str_eq(note.text, cases[i].noted, "%zu", i);
    }
}

Test(agent_limits, the_realm_of_a_note)
{
    struct stage s;
    stage_open(&s, "secret");
    send(&s, 1, 1);
    answer(&s, "401 X", "WWW-Authenticate: Digest realm=\"r\xFF\xFE\xC3\", nonce=n\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_CHALLENGE), "r???");
    const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
    assert_slice(bytes_of(told->realm.at, told->realm.length), "r\xFF\xFE\xC3");
    stage_close(&s);
}

/* HF_AGENT_OUT_NOTES: what one call notes; one more is written over the last. */
Test(agent_limits, notes_of_one_call)
{
    static struct hf_agent_out out;
    hf_agent_out_clear(&out);
    for (unsigned i = 0; i < HF_AGENT_OUT_NOTES; i++) {
        hf_agent_note(&out, HF_NOTE_OTHER, NULL, "one of them");
        cr_assert_eq(out.n_notes, i + 1);
    }
    hf_agent_note(&out, HF_NOTE_OTHER, NULL, "one more");
    cr_assert_eq(out.n_notes, HF_AGENT_OUT_NOTES);
    cr_assert_str_eq(out.notes[HF_AGENT_OUT_NOTES - 1].text, "one more");
    cr_assert_str_eq(out.notes[HF_AGENT_OUT_NOTES - 2].text, "one of them");
}

/* HF_LINE_ABANDONED are watched; agent_attempt.c has what happens to the one before. Events and
 * datagrams of one call: all attempts and watches end at once, in as many calls as it takes. */
Test(agent_limits, events_of_one_call)
{
    struct stage s;
    unsigned n_events = 0;
    stage_open(&s, "secret");
    for (uint64_t id = 1; id <= HF_LINE_ABANDONED; id++) {
        send(&s, id, 1);
        act_on(&s, HF_ACTION_ABANDON, id);
    }
    for (uint64_t id = 100; id < 100 + HF_AGENT_ATTEMPTS; id++) {
        send(&s, id, 1);
    }
    wake(&s, s.now_us + 40 * S);
    for (unsigned i = 0; i < 4; i++) {
        cr_assert_leq(s.out.n_events, HF_AGENT_OUT_EVENTS);
        n_events += s.out.n_events;
        wake(&s, s.now_us);
    }
    cr_assert_eq(n_events, HF_LINE_ABANDONED + HF_AGENT_ATTEMPTS);
    cr_assert_eq(hf_agent_deadline(s.agent), HF_NEVER);
    stage_close(&s);
}

/* ---- what a datagram can carry ---- */

Test(agent_limits, the_size_of_a_datagram)
{
    for (size_t over = 0; over < 2; over++) {
        struct stage s;
        stage_open(&s, "secret");
        send(&s, 1, 1);
        struct hf_slice branch = branch_of(&s);
        int n = sprintf(large,
                        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\nCSeq: %u REGISTER\r\n"
                        "Content-Length: 0\r\n\r\n",
                        (int)branch.length, branch.at, cseq_of(&s));
        *repeat(large + n, "x", HF_SIP_MESSAGE_MAX - (size_t)n + over) = '\0';
        receive(&s, large);
        cr_assert_eq(s.out.n_events, over ? 0 : 1);
        cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                         over ? "a message of more than 65535 bytes" : "");
        stage_close(&s);
    }
}
