/* SPDX-License-Identifier: Apache-2.0 */
/* A subscription to messages, from its begin to its end (RFC 3842, RFC 6665 4.1). */
#include "messages_support.h"

#include "messages_state.h"

static const struct hf_messages_settings subscribes = {.uri = "", .subscribe = 1};

static struct hf_slice header(const char *text, unsigned id)
{
    static struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    return hf_sip_value(&m, id);
}

static void assert_counts(const struct world *w, bool waiting, uint32_t fresh, uint32_t old)
{
    struct hf_messages_status status = status_of(w);
    cr_assert_eq(status.waiting, waiting);
    cr_assert_eq(status.voice.fresh, fresh);
    cr_assert_eq(status.voice.old, old);
}

Test(messages, a_line_with_them_is_small)
{
    printf("messages of a line: %zu bytes\n", hf_messages_size());
    cr_assert_leq(hf_messages_size(), 2560);
    char room[16];
    cr_assert_eq(hf_messages_init(room, sizeof room), HF_E_SPACE);
}

Test(messages, it_subscribes_once_the_line_is_registered)
{
    struct world w;
    world_open(&w, &subscribes);
    cr_assert_eq(w.a.n_subscribes, 0);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_OFF);
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_registers, 1);
    cr_assert_eq(w.a.n_subscribes, 1);
    cr_assert_eq(w.b.n_subscribes, 0);
    cr_assert_str_eq(w.a.uri, "sip:alice@192.0.2.1");
    assert_slice(header(w.a.asked, HF_HEADER_TO), "<sip:alice@192.0.2.1>");
    assert_slice(header(w.a.asked, HF_HEADER_EVENT), "message-summary");
    assert_slice(header(w.a.asked, HF_HEADER_ACCEPT), "application/simple-message-summary");
    assert_slice(header(w.a.asked, HF_HEADER_EXPIRES), "3600");
    cr_assert_eq(w.a.answered, 200);
    struct hf_messages_status status = status_of(&w);
    cr_assert_eq(status.state, HF_MESSAGES_SUBSCRIBED);
    cr_assert_eq(status.server, 1);
    cr_assert_eq(status.pending, 0);
    cr_assert_str_eq(status.account, "sip:vm@example.com");
    cr_assert_eq(status.voice.urgent_old, 2);
    assert_counts(&w, true, 2, 8);
    cr_assert_eq(w.news, HF_MESSAGES_COUNTED | HF_MESSAGES_SUBSCRIPTION);
    cr_assert_eq(w.n_others_reports, 0);
    world_close(&w);
}

Test(messages, a_mailbox_may_be_elsewhere)
{
    struct hf_messages_settings settings = subscribes;
    struct world w;
    settings.uri = "sip:*97@192.0.2.1;user=phone";
    settings.expires_s = 120;
    world_open(&w, &settings);
    run(&w, 1 * S);
    cr_assert_str_eq(w.a.uri, "sip:*97@192.0.2.1;user=phone");
    assert_slice(header(w.a.asked, HF_HEADER_EXPIRES), "120");
    world_close(&w);
}

Test(messages, what_cannot_be_asked_for_is_refused_by_name)
{
    static const struct {
        struct hf_messages_settings settings;
        int error;
        const char *what;
    } cases[] = {
        {{.uri = "vm"}, HF_E_VALUE, "uri"},
        {{.uri = "sips:vm@h"}, HF_E_VALUE, "uri"},
        {{.uri = "", .expires_s = 9}, HF_E_VALUE, "expires_s"},
        {{.uri = "", .expires_s = 86401}, HF_E_VALUE, "expires_s"},
        {{.uri = "", .jitter_percent = 51}, HF_E_VALUE, "jitter_percent"},
    };
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct hf_agent_out out;
        struct hf_messages_settings settings = cases[i].settings;
        struct hf_messages_at at = world_at(&w);
        static struct hf_messages before;
        before = *w.messages;
        cr_assert_eq(hf_messages_configure(w.messages, &at, &settings, &out), cases[i].error);
        cr_assert(strncmp(settings.refusal.what, cases[i].what, strlen(cases[i].what)) == 0, "%s",
                  settings.refusal.what);
        cr_assert_eq(out.n_events, 0);
        cr_assert_eq(memcmp(&before, w.messages, sizeof before), 0);
    }
    world_close(&w);
}

/* RFC 6665 4.4.1: the NOTIFY may come before the 2xx, and the dialog is the same. */
Test(messages, a_notify_before_the_2xx_makes_the_dialog)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.when = BEFORE;
    run(&w, 1 * S);
    cr_assert_eq(w.a.answered, 200);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    assert_counts(&w, true, 2, 8);
    w.a.body = NONE_NEW;
    run(&w, 1 * HOUR);
    cr_assert_eq(w.a.n_inside, 1);
    cr_assert_eq(w.a.n_subscribes, 1);
    assert_counts(&w, false, 0, 10);
    world_close(&w);
}

/* The route of the dialog is the way of a refresh, and its Contact the Request-URI. */
Test(messages, it_is_refreshed_inside_its_dialog_before_it_expires)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.fields = "Record-Route: <sip:192.0.2.1;lr;x=1>\r\n";
    w.a.grants_s = 1000;
    run(&w, 1 * S);
    run(&w, 900 * S);
    cr_assert_eq(w.a.n_inside, 0);
    run(&w, 20 * S); /* 90 s before the end */
    cr_assert_eq(w.a.n_inside, 1);
    cr_assert_str_eq(w.a.uri, "sip:notifier@192.0.2.1");
    assert_slice(header(w.a.asked, HF_HEADER_ROUTE), "<sip:192.0.2.1;lr;x=1>");
    assert_slice(header(w.a.asked, HF_HEADER_EXPIRES), "3600");
    assert_slice(header(w.a.asked, HF_HEADER_MAX_FORWARDS), "70");
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    run(&w, 910 * S);
    cr_assert_eq(w.a.n_inside, 2);
    cr_assert_eq(w.a.n_subscribes, 1);
    world_close(&w);
}

/* 12.2.1.2: what it asks next goes where the last 2xx says. */
Test(messages, a_2xx_refreshes_the_target)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.when = NEVER;
    w.a.grants_s = 300;
    run(&w, 1 * S);
    w.a.user = "moved";
    run(&w, 500 * S);
    cr_assert_eq(w.a.n_inside, 3); /* for want of a NOTIFY, and twice in time */
    cr_assert_str_eq(w.a.uri, "sip:moved@192.0.2.1");
    world_close(&w);
}

/* A strict router's URI is the Request-URI, and what credentials are made of. */
Test(messages, credentials_are_of_the_request_uri_of_the_dialog)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.fields = "Record-Route: <sip:192.0.2.1>\r\n";
    w.a.challenges = 1;
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_subscribes, 1);
    cr_assert_not_null(strstr(w.a.asked, "uri=\"sip:alice@192.0.2.1\""), "%s", w.a.asked);
    w.a.challenges = 1;
    run(&w, 1 * HOUR);
    cr_assert_eq(w.a.n_inside, 1);
    cr_assert_str_eq(w.a.uri, "sip:192.0.2.1");
    cr_assert_not_null(strstr(w.a.asked, "uri=\"sip:192.0.2.1\""), "%s", w.a.asked);
    assert_slice(header(w.a.asked, HF_HEADER_ROUTE), "<sip:notifier@192.0.2.1>");
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    world_close(&w);
}

/* 4.1.3: what a NOTIFY says of the expiry counts; a short one is not refreshed like a flood. */
Test(messages, the_servers_expiry_counts)
{
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    cr_assert_eq(notify(&w, &w.a, "active;expires=60", NULL), 200);
    run(&w, 29 * S);
    cr_assert_eq(w.a.n_inside, 0);
    run(&w, 2 * S);
    cr_assert_eq(w.a.n_inside, 1);
    w.a.grants_s = 1;
    w.a.state = "active;expires=1";
    notify(&w, &w.a, "active;expires=1", NULL);
    run(&w, 100 * S);
    cr_assert(w.a.n_inside > 10 && w.a.n_inside < 23, "%u", w.a.n_inside);
    world_close(&w);
}

/* C11: earlier by a tenth at most, and not always by the same. */
Test(messages, jitter_makes_refreshes_earlier_alone)
{
    struct hf_messages_settings settings = subscribes;
    uint64_t least = HF_NEVER, most = 0;
    struct world w;
    settings.jitter_percent = 10;
    world_open(&w, &settings);
    run(&w, 1 * S);
    for (unsigned i = 0; i < 20; i++) {
        notify(&w, &w.a, "active;expires=3600", NULL);
        uint64_t after_us = hf_messages_deadline(w.messages) - w.now_us;
        least = after_us < least ? after_us : least;
        most = after_us > most ? after_us : most;
    }
    cr_assert_leq(most, 3510 * S);
    cr_assert_geq(least, 3159 * S - 1 * S);
    cr_assert_gt(most - least, 100 * S);
    world_close(&w);
}

/* C8: Expires 0 leaves before the line does, and nobody waits for the answer. */
Test(messages, it_is_ended_when_the_line_stops)
{
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    fact(&w, HF_EVENT_STOPPED);
    cr_assert_eq(
        status_of(&w).state == HF_MESSAGES_LEAVING || status_of(&w).state == HF_MESSAGES_OFF, true);
    run(&w, 2 * S);
    cr_assert_eq(w.a.n_ends, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_OFF);
    cr_assert_eq(hf_line_status(w.line).state, HF_LINE_DISABLED);
    run(&w, 2 * HOUR);
    cr_assert_eq(w.a.n_subscribes, 1);
    fact(&w, HF_EVENT_STARTED);
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_subscribes, 2);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    world_close(&w);
}

/* C14: another mailbox has other messages; none wanted ends it. */
Test(messages, another_configuration_is_taken_at_once)
{
    struct hf_messages_settings settings = subscribes;
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    w.a.body = NULL;
    settings.uri = "sip:sales@192.0.2.1";
    configure(&w, settings);
    cr_assert_eq(status_of(&w).since_us, 0);
    run(&w, 1 * S);
    cr_assert_str_eq(w.a.uri, "sip:sales@192.0.2.1");
    cr_assert_eq(w.a.n_subscribes, 2);
    settings.subscribe = 0;
    configure(&w, settings);
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_ends, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_OFF);
    run(&w, 2 * HOUR);
    cr_assert_eq(w.a.n_subscribes, 2);
    world_close(&w);
}

/* [H], where RFC 6665 4.1.2.4 gives up: it is asked again once, inside, and then left alone. */
Test(messages, a_server_that_notifies_nothing_is_asked_once_more)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.when = NEVER;
    run(&w, 31 * S);
    cr_assert_eq(w.a.n_inside, 0);
    run(&w, 3 * S);
    cr_assert_eq(w.a.n_inside, 1);
    run(&w, 3000 * S);
    cr_assert_eq(w.a.n_inside, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    run(&w, 600 * S);
    cr_assert_eq(w.a.n_inside, 2);
    cr_assert_eq(notify(&w, &w.a, "active", TWO_NEW), 200);
    assert_counts(&w, true, 2, 8);
    world_close(&w);
}

/* What the server says of us may be of an address or connection that is gone. */
Test(messages, what_is_lost_is_said_anew)
{
    struct world w;
    struct hf_messages_at at;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    at = world_at(&w);
    hf_messages_lost(w.messages, &at, 4); /* not the one that it stands on */
    run(&w, 5 * S);
    cr_assert_eq(w.a.n_inside, 0);
    at = world_at(&w);
    hf_messages_lost(w.messages, &at, 0);
    run(&w, 5 * S);
    cr_assert_eq(w.a.n_inside, 1);
    world_close(&w);
}
