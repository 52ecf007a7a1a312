/* SPDX-License-Identifier: Apache-2.0 */
/* What the core hears of a final response. */
#include "agent_support.h"

static const struct hf_response *response_to(struct stage *s, const char *status,
                                             const char *fields)
{
    static uint64_t id = 100;
    struct hf_action send = register_to(s, ++id);
    act(s, &send);
    answer(s, status, fields);
    return &only_event(s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
}

/* A phone that slept hears its answer late: what is left counts (C4), of what was asked at most. */
Test(agent_response, the_time_that_an_answer_took_is_gone)
{
    static const struct {
        uint64_t after_us;
        const char *fields;
        uint32_t expires_s;
    } cases[] = {
        {999 * MS, "Expires: 300\r\n", 300},    {71999 * MS, "Expires: 300\r\n", 229},
        {71000 * MS, "Expires: 7200\r\n", 529}, {71000 * MS, "", 529},
        {300000 * MS, "Expires: 300\r\n", 1},   {71000 * MS, "Expires: 0\r\n", 0},
    };
    struct stage s;
    stage_open(&s, "secret");
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_action send = register_to(&s, 1000 + i);
        act(&s, &send);
        s.now_us += cases[i].after_us;
        answer(&s, "200 OK", cases[i].fields);
        cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.expires_s,
                     cases[i].expires_s, "%u", i);
    }
    stage_close(&s);
}

Test(agent_response, the_granted_expiry)
{
    struct stage s;
    char uri[128], fields[512];
    static const struct {
        const char *format; /* %s: our Contact's URI */
        uint32_t expires_s;
        int missing;
    } cases[] = {
        {"Contact: <%s>;expires=120\r\nExpires: 60\r\n", 120, 0},
        {"Expires: 60\r\nm: <%s>\r\n", 60, 0},
        {"Contact: <%s>\r\n", HF_EXPIRES_NONE, 0},
        {"Contact: <%s>;expires=0\r\n", 0, 0},
        {"Contact: \"x, <y\" <%s>;q=0.3;expires=\"9\"\r\n", 9, 0},
        {"Contact: <%s>;expires=77;\r\n", 77, 0},
        {"Contact: ,<%s>;;expires=77;x=,\r\n", 77, 0},
        {"Contact: <%s;;x=>;expires=77\r\n", 77, 0},
        {"Contact: <%s>;expires=77;=?\r\n", 77, 0}, /* the rest of it is odd */
        {"Contact: Bob \"B\" <%s>;expires=77\r\n", 77, 0},
        {"Contact: B\xF6"
         "b; <%s>;expires=77\r\n",
         77, 0},
        {"Contact: sip:other@h, a: <%s>\r\nExpires: 60\r\n", 60, 0},
        {"Contact: <%s>;=?;expires=77\r\nExpires: 60\r\n", 60, 0},
        {"no field\r\nContact: <%s>;expires=77\r\n: x\r\n", 77, 0},
        {"X: %s\r\nExpires: 60\r\n", 60, 1},
        {"X: %s\r\nContact: <sip:alice@192.0.2.100:5066>;expires=5\r\nExpires: 60\r\n", 60, 1},
        {"X: %s\r\nContact: <sip:broken\r\nExpires: 60\r\n", 60, 1},
        {"X: %s\r\nExpires: soon\r\n", HF_EXPIRES_NONE, 1},
    };
    stage_open(&s, "secret");
    response_to(&s, "200 OK", "");
    contact_uri(&s, uri, sizeof uri);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(fields, sizeof fields, cases[i].format, uri);
        const struct hf_response *response = response_to(&s, "200 OK", fields);
        cr_assert_eq(response->expires_s, cases[i].expires_s, "%zu: %u", i, response->expires_s);
        cr_assert_eq(response->contact_missing, cases[i].missing, "%zu", i);
    }
    stage_close(&s);
}

/* The Contact of another local address is an old one; ours wins, and without ours it counts. */
Test(agent_response, our_contact_is_told_from_our_older_ones)
{
    struct stage s;
    char uri[128], fields[512];
    stage_open(&s, "secret");
    response_to(&s, "200 OK", "");
    contact_uri(&s, uri, sizeof uri);
    char *at = strchr(uri, '@');
    *at = '\0';
    snprintf(fields, sizeof fields,
             "Contact: <%s@198.51.100.1:9>;expires=5, <%s@192.0.2.100:5066>;expires=300\r\n", uri,
             uri);
    cr_assert_eq(response_to(&s, "200 OK", fields)->expires_s, 300);
    snprintf(fields, sizeof fields, "Contact: <%s@198.51.100.1:9>;expires=5\r\n", uri);
    cr_assert_eq(response_to(&s, "200 OK", fields)->expires_s, 5);
    stage_close(&s);
}

Test(agent_response, a_removal_is_not_missed)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    send.u.send.expires_s = 0;
    act(&s, &send);
    assert_slice(field(&s, HF_HEADER_EXPIRES), "0");
    cr_assert_not_null(strstr(s.sent, ">;expires=0\r\n"));
    answer(&s, "200 OK", "");
    cr_assert_eq(only_event(&s, HF_EVENT_RESPONSE_RECEIVED)->u.response.contact_missing, 0);
    stage_close(&s);
}

Test(agent_response, numbers_that_decide)
{
    struct stage s;
    stage_open(&s, "secret");
    cr_assert_eq(response_to(&s, "423 Interval Too Brief", "Min-Expires: 900\r\n")->min_expires_s,
                 900);
    cr_assert_eq(
        response_to(&s, "503 Busy", "Retry-After: 30 (later);duration=5\r\n")->retry_after_s, 30);
    cr_assert_eq(response_to(&s, "503 Busy", "Retry-After: soon\r\n")->retry_after_s,
                 HF_RETRY_AFTER_NONE);
    const struct hf_response *response = response_to(&s, "403 Forbidden", "");
    cr_assert_eq(response->retry_after_s, HF_RETRY_AFTER_NONE);
    cr_assert_eq(response->min_expires_s, 0);
    cr_assert_eq(response->expires_s, HF_EXPIRES_NONE);
    cr_assert_eq(response->n_redirects, 0);
    stage_close(&s);
}

/* RFC 3261 20.33: seconds, and a comment and parameters that say nothing to the core (A9). */
Test(agent_response, a_wait_is_read_from_every_final_status)
{
    static const struct {
        const char *value;
        uint32_t retry_after_s;
    } values[] = {
        {"0", 0},
        {"30", 30},
        {"0030", 30},
        {"18000;duration=3600", 18000},
        {"120 (I'm in a \"meeting\")", 120},
        {"5(x);duration=1", 5},
        {"5 ; duration = 1", 5},
        {"2147483647", 2147483647},
        {"2147483648", 2147483648},
        {"4294967294", 4294967294},
        {"4294967295", 4294967294}, /* HF_RETRY_AFTER_NONE is no wait */
        {"4294967296 (long)", 4294967294},
        {"99999999999999999999999999", 4294967294},
        {"", HF_RETRY_AFTER_NONE},
        {"-1", HF_RETRY_AFTER_NONE},
        {"1.5", HF_RETRY_AFTER_NONE},
        {"5 x", HF_RETRY_AFTER_NONE},
        {"(5)", HF_RETRY_AFTER_NONE},
        {"Fri, 25 Jul 2003 12:00:00 GMT", HF_RETRY_AFTER_NONE},
    };
    static const char *const statuses[] = {"404 Not Found",   "413 Too Large", "439 First Hop",
                                           "480 Unavailable", "486 Busy",      "500 Error",
                                           "503 Unavailable", "600 Busy",      "603 Decline"};
    struct stage s;
    char fields[128];
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const char *status = statuses[i % (sizeof statuses / sizeof statuses[0])];
        snprintf(fields, sizeof fields, "Retry-After: %s\r\n", values[i].value);
        const struct hf_response *response = response_to(&s, status, fields);
        cr_assert_eq(response->retry_after_s, values[i].retry_after_s, "%s", values[i].value);
        cr_assert_eq(response->status, strtoul(status, NULL, 10));
    }
    cr_assert_eq(response_to(&s, "420 Bad Extension", "Unsupported: path\r\n")->status, 420);
    stage_close(&s);
}

Test(agent_response, redirects_are_numeric_targets_best_first)
{
    static const struct {
        uint8_t last; /* byte of the address */
        uint16_t port;
        uint8_t transport, family;
    } expected[HF_EVENT_REDIRECTS] = {
        {3, 5061, HF_TRANSPORT_TLS, HF_FAMILY_IPV4},
        {2, 5060, HF_TRANSPORT_UDP, HF_FAMILY_IPV4},
        {6, 5090, HF_TRANSPORT_TCP, HF_FAMILY_IPV6},
        {1, 5070, HF_TRANSPORT_UDP, HF_FAMILY_IPV4},
    };
    struct stage s;
    stage_open(&s, "secret");
    const struct hf_response *response = response_to(
        &s, "302 Moved",
        "Contact: <sip:a@192.0.2.1:5070>;q=0.5, <sip:192.0.2.2>\r\n"
        "Contact: <sip:host.example>, <sip:192.0.2.9;transport=sctp>, <mailto:x@y>, *\r\n"
        "Contact: <sips:192.0.2.9;transport=udp>, <sip:192.0.2.9;maddr=host.example>\r\n"
        "Contact: <sip:192.0.2.8>;q=0.1, <sips:192.0.2.3>;q=1\r\n"
        "m: <sip:[::6]:5090;transport=TCP>;q=0.7, <sip:192.0.2.7>;q=0.2\r\n");
    cr_assert_eq(response->n_redirects, HF_EVENT_REDIRECTS);
    /* equal q: in the order of the message, so 192.0.2.2 (q 1) comes before sips:192.0.2.3 */
    for (size_t i = 0; i < HF_EVENT_REDIRECTS; i++) {
        const struct hf_target *target = &response->redirects[i];
        size_t k = i == 0 ? 1 : i == 1 ? 0 : i;
        size_t last = expected[k].family == HF_FAMILY_IPV6 ? 15 : 3;
        cr_assert_eq(target->address[last], expected[k].last, "%zu: %u", i, target->address[last]);
        cr_assert_eq(target->port, expected[k].port);
        cr_assert_eq(target->transport, expected[k].transport);
        cr_assert_eq(target->family, expected[k].family);
    }
    stage_close(&s);
}

/* ---- what is none of ours (RFC 3261 17.1.3, 8.1.3.3, 18.1.2) ---- */

struct wrong {
    const char *via; /* %s: the branch */
    const char *cseq, *note;
};

static const struct wrong wrongs[] = {
    {"SIP/2.0/UDP h;branch=%s", "9 REGISTER", "a response with another CSeq than its request"},
    {"SIP/2.0/UDP h;branch=%s", "1 OPTIONS", "a response with another CSeq than its request"},
    {"SIP/2.0/UDP h;branch=%s", "1 register", "a response with another CSeq than its request"},
    {"SIP/2.0/UDP h;branch=%s", "x", "a response with another CSeq than its request"},
    {"SIP/2.0/UDP h;branch=%sx", "1 REGISTER", "a response that matches no request under way"},
    {"SIP/2.0/UDP h;branch=z9hG4bK", "1 REGISTER", "a response that matches no request under way"},
    {"SIP/2.0/UDP h", "1 REGISTER", "a response that matches no request under way"},
    {"SIP/2.0/UDP h;branch=%s, SIP/2.0/UDP i", "1 REGISTER", "a response with more than one Via"},
    {"SIP/2.0/UDP i, SIP/2.0/UDP h;branch=%s", "1 REGISTER", "a response with more than one Via"},
    {"SIP/2.0/UDP", "1 REGISTER", "a response without a sound Via"},
    {"h;branch=%s", "1 REGISTER", "a response without a sound Via"},
    {"", "1 REGISTER", "a response without a sound Via"},
};

static void receive_wrong(struct stage *s, const struct wrong *wrong, const char *branch)
{
    char text[1024], via[256];
    snprintf(via, sizeof via, wrong->via, branch);
    snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nVia: %s\r\nCSeq: %s\r\n\r\n", via, wrong->cseq);
    receive(s, text);
}

/* Dropped with its reason: nothing is sent, told or changed, and what is right still counts. */
Test(agent_response, what_matches_nothing_changes_nothing)
{
    for (int abandoned = 0; abandoned < 2; abandoned++) {
        struct stage s;
        char branch[64];
        stage_open(&s, "secret");
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        snprintf(branch, sizeof branch, "%.*s", (int)branch_of(&s).length, branch_of(&s).at);
        if (abandoned) {
            act_on(&s, HF_ACTION_ABANDON, 1);
        }
        uint64_t deadline_us = hf_agent_deadline(s.agent);
        for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
            if (abandoned && strcmp(wrongs[i].cseq, "9 REGISTER") == 0) {
                continue; /* its number is not kept */
            }
            receive_wrong(&s, &wrongs[i], branch);
            no_event(&s);
            cr_assert_eq(s.out.n_datagrams, 0);
            cr_assert_eq(s.out.n_notes, 1);
            cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), wrongs[i].note, "%zu", i);
            cr_assert_eq(hf_agent_deadline(s.agent), deadline_us);
        }
        answer(&s, "200 OK", "");
        only_event(&s, abandoned ? HF_EVENT_ABANDONED : HF_EVENT_RESPONSE_RECEIVED);
        answer(&s, "200 OK", ""); /* again: it is over */
        no_event(&s);
        cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED),
                         "a response that matches no request under way");
        stage_close(&s);
    }
}

/* One that is broken counts for nothing, whoever sent it: no 200 is made of half a message. */
/* RFC 3261 10.3: told apart by Call-ID, our Contact stands there as it was before a restart too. */
Test(agent_response, of_two_that_are_ours_the_longer_counts)
{
    static const struct {
        const char *first, *second;
        uint32_t expires_s;
    } cases[] = {
        {";expires=3", ";expires=600", 600},
        {";expires=600", ";expires=3", 600},
        {"", ";expires=9", 9},
        {";expires=9", "", 9},
        {";expires=0", ";expires=7", 7},
    };
    struct stage s;
    char uri[128], fields[512];
    stage_open(&s, "secret");
    response_to(&s, "200 OK", "");
    contact_uri(&s, uri, sizeof uri);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(fields, sizeof fields, "Contact: <%s>%s, <%s>%s\r\n", uri, cases[i].first, uri,
                 cases[i].second);
        cr_assert_eq(response_to(&s, "200 OK", fields)->expires_s, cases[i].expires_s, "%zu", i);
    }
    stage_close(&s);
}

/* Our own Via comes back as the server likes to print it; whose it is the branch says. */
Test(agent_response, an_odd_via_of_ours_is_known_by_its_branch)
{
    static const struct {
        const char *format;
        unsigned n_events;
    } cases[] = {
        {"Via: SIP/2.0/UDP h;branch=%.*s;rport=5066;", 1},
        {"Via: SIP/2.0/UDP h;branch=%.*s;;received=;rport=", 1},
        {"Via: SIP/2.0/UDP h;branch=%.*s,", 1},
        {"Via:\r\nVia: ,SIP/2.0/UDP h;branch=%.*s\r\nv:", 1},
        {"Via: SIP/2.0/UDP h;branch=%.*s, x", 0}, /* it went astray (RFC 3261 8.1.3.3) */
        {"Via: SIP/2.0/UDP h;branch=%.*s;branch=x", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char via[256], text[512];
        struct stage s;
        stage_open(&s, "secret");
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        struct hf_slice branch = branch_of(&s);
        snprintf(via, sizeof via, cases[i].format, (int)branch.length, branch.at);
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\n%s\r\nCSeq: 1 REGISTER\r\n\r\n", via);
        receive(&s, text);
        cr_assert_eq(s.out.n_events, cases[i].n_events, "%s", cases[i].format);
        stage_close(&s);
    }
}

/* What was passed over is said once for each answer that counts. */
Test(agent_response, lines_that_are_no_fields_are_noted)
{
    struct stage s;
    stage_open(&s, "secret");
    response_to(&s, "200 OK", "no field\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "a line that is no header field, passed over");
    response_to(&s, "200 OK", "X: field\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    stage_close(&s);
}

Test(agent_response, what_is_broken_is_dropped_with_its_reason)
{
    static const char *const tails[] = {
        "Content-Length: 9\r\n\r\n",
        "Content-Length: x\r\n\r\n",
        "Content-Length\r\n\r\n",
        "X: a\nY: b\r\n\r\n",
        "X: a\r\n",
    };
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\nCSeq: 1 REGISTER\r\n%s",
                 (int)branch_of(&s).length, branch_of(&s).at, tails[i]);
        receive(&s, text);
        no_event(&s);
        cr_assert_eq(s.out.n_datagrams, 0);
        cr_assert_str_neq(note_text(&s, HF_NOTE_DROPPED), "", "%zu", i);
    }
    stage_close(&s);
}
