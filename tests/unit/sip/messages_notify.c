/* SPDX-License-Identifier: Apache-2.0 */
/* NOTIFY: whose it is, what it is answered, and that nobody else's changes anything. */
#include "messages_support.h"

#include "messages_state.h"

#define RANDOM_NOTIFIES 20000

static const struct hf_messages_settings subscribes = {.uri = "", .subscribe = 1};
static const struct hf_messages_settings hears = {.uri = "", .subscribe = 0};

/* A NOTIFY of which parts are others than usual; NULL: as usual, "": without. */
struct odd {
    const char *uri, *to, *from, *call_id, *cseq, *event, *state, *type, *more, *body;
};

static const char * or (const char *text, const char *usual)
{
    return text != NULL ? text : usual;
}

static const char *odd_text(struct world *w, const struct notifier *server, const struct odd *odd)
{
    static char text[TEXT_MAX];
    char to[128], from[128], cseq[32];
    const char *body = or (odd->body, NONE_NEW);
    snprintf(to, sizeof to, "<sip:alice@example.com>;tag=%s", server->tag);
    snprintf(from, sizeof from, "<sip:alice@example.com>;tag=%s", server->our_tag);
    snprintf(cseq, sizeof cseq, "%u NOTIFY", server->notify_cseq);
    snprintf(text, sizeof text,
             "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKodd\r\n"
             "Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n"
             "%s%s%s%sContent-Length: %zu\r\n\r\n%s",
             or (odd->uri, contact_of(w)), or (odd->from, from), or (odd->to, to),
             or (odd->call_id, server->call_id), or (odd->cseq, cseq),
             or (odd->event, "Event: message-summary\r\n"),
             or (odd->state, "Subscription-State: active\r\n"),
             or (odd->type, "Content-Type: application/simple-message-summary\r\n"),
             or (odd->more, ""), strlen(body), body);
    return text;
}

static bool same_messages(const struct world *w, const struct hf_messages *before)
{
    struct hf_messages now = *w->messages;
    now.heard_us = before->heard_us;
    return memcmp(&now, before, sizeof now) == 0;
}

Test(messages_notify, what_is_wrong_is_answered_and_changes_nothing)
{
    static char too_long[3000];
    memset(too_long, 'x', sizeof too_long - 1);
    memcpy(too_long, "Messages-Waiting: yes\r\nX: ", 26);
    const struct {
        struct odd odd;
        unsigned status;
        const char *says;
    } cases[] = {
        {{.uri = "sip:alice@192.0.2.100"}, 404, ""},
        {{.uri = "tel:+1"}, 404, ""},
        {{.event = ""}, 400, "Event"},
        {{.event = "Event: ;id=1\r\n"}, 400, "Event"},
        {{.event = "Event: presence\r\n"}, 489, "Allow-Events: message-summary\r\n"},
        {{.event = "Event: message-summary.winfo\r\n"}, 489, "Allow-Events"},
        {{.state = "Subscription-State: ;x\r\n"}, 400, "Subscription-State"},
        {{.type = "Content-Type: text/plain\r\n"}, 415, "Accept: application/simple-message-s"},
        {{.type = ""}, 415, "Accept"},
        {{.body = "Messages-Waiting: perhaps\r\n"}, 400, "neither yes nor no"},
        {{.body = "x"}, 400, "without Messages-Waiting"},
        {{.body = too_long}, 400, "too many lines or bytes"},
        {{.more = "Contact: <tel:+1>\r\n"}, 400, "Contact"},
        {{.more = "Require: 100rel\r\n"}, 420, "Unsupported: 100rel"},
        {{.cseq = "7 SUBSCRIBE"}, 400, ""},
        {{.cseq = "99 NOTIFY"}, 500, ""},
        {{.to = "<sip:alice@example.com>;tag=other"}, 481, ""},
        {{.from = "<sip:alice@example.com>;tag=other"}, 481, ""},
        {{.call_id = "other"}, 481, ""},
    };
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct hf_messages before;
        before = *w.messages;
        unsigned status = say(&w, &w.a, odd_text(&w, &w.a, &cases[i].odd));
        cr_assert_eq(status, cases[i].status, "%zu: %u", i, status);
        cr_assert_not_null(strstr(w.a.answer, cases[i].says), "%zu: %s", i, w.a.answer);
        cr_assert(same_messages(&w, &before), "%zu", i);
    }
    struct odd usual = {0};
    cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &usual)), 200);
    cr_assert_eq(status_of(&w).voice.old, 10);
    world_close(&w);
}

/* As servers of the wild say it. */
Test(messages_notify, what_is_merely_odd_is_taken)
{
    static const struct odd cases[] = {
        {.state = ""},
        {.event = "o: Message-Summary;id=7\r\n"},
        {.state = "Subscription-State: ACTIVE ; expires = 100\r\n"},
        {.state = "Subscription-State: waiting\r\n"},
        {.type = "c: Application / Simple-Message-Summary;charset=utf-8\r\n"},
        {.type = "", .body = ""},
        {.more = "Contact: <sip:elsewhere@192.0.2.1:5080>\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        world_open(&w, &subscribes);
        run(&w, 1 * S);
        cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &cases[i])), 200, "%zu", i);
        cr_assert_eq(status_of(&w).voice.old, cases[i].body != NULL ? 8 : 10, "%zu", i);
        cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
        world_close(&w);
    }
}

/* RFC 3261 17.2.2: the same one again gets the same answer, and says nothing new. */
Test(messages_notify, a_repetition_is_answered_as_before)
{
    char text[TEXT_MAX];
    struct odd usual = {0};
    struct world w;
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    snprintf(text, sizeof text, "%s", odd_text(&w, &w.a, &usual));
    cr_assert_eq(say(&w, &w.a, text), 200);
    w.news = 0;
    cr_assert_eq(say(&w, &w.a, text), 200);
    cr_assert_eq(w.news, 0);
    usual.cseq = "1 NOTIFY";
    cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &usual)), 500);
    world_close(&w);
}

/* A SUBSCRIBE that is repeated is the same bytes, whatever the server says meanwhile. */
Test(messages_notify, a_target_does_not_change_under_a_request)
{
    char first[TEXT_MAX];
    struct odd elsewhere = {.more = "Contact: <sip:elsewhere@192.0.2.1>\r\n"};
    struct world w;
    world_open(&w, &subscribes);
    w.a.grants_s = 300;
    run(&w, 1 * S);
    w.a.inside_status = 100; /* it is on the way, and no more is said of it */
    run(&w, 210 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_REFRESHING);
    snprintf(first, sizeof first, "%s", w.a.asked);
    cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &elsewhere)), 200);
    unsigned n_before = w.a.n_inside;
    run(&w, 5 * S);
    cr_assert_gt(w.a.n_inside, n_before);
    cr_assert_str_eq(w.a.asked, first);
    w.a.notify_cseq++; /* the number of that one counts */
    w.a.inside_status = 0;
    cr_assert_eq(notify(&w, &w.a, "active", TWO_NEW), 200);
    world_close(&w);
}

Test(messages_notify, a_contact_that_no_request_could_say_is_refused)
{
    static char contact[1400];
    struct odd odd = {.more = contact};
    struct world w;
    int n = snprintf(contact, sizeof contact, "Contact: <sip:");
    memset(contact + n, 'x', 1200);
    snprintf(contact + n + 1200, sizeof contact - (size_t)n - 1200, "@192.0.2.1>\r\n");
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &odd)), 400);
    world_close(&w);
}

Test(messages_notify, the_server_may_not_have_decided_yet)
{
    struct world w;
    world_open(&w, &subscribes);
    w.a.state = "pending;expires=600";
    w.a.body = NULL;
    run(&w, 1 * S);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_SUBSCRIBED);
    cr_assert_eq(status_of(&w).pending, 1);
    cr_assert_eq(status_of(&w).since_us, 0);
    w.news = 0;
    notify(&w, &w.a, "active;expires=500", TWO_NEW);
    cr_assert_eq(status_of(&w).pending, 0);
    cr_assert_eq(w.news, HF_MESSAGES_COUNTED | HF_MESSAGES_SUBSCRIPTION);
    world_close(&w);
}

/* ---- not asked for (RFC 3842 2, E8) ---- */

Test(messages_notify, one_that_nobody_asked_for_is_taken)
{
    struct world w;
    world_open(&w, &hears);
    run(&w, 1 * S);
    cr_assert_eq(w.a.n_subscribes, 0);
    cr_assert_eq(unasked(&w, &w.a, TWO_NEW), 200);
    cr_assert_eq(status_of(&w).voice.fresh, 2);
    cr_assert_eq(status_of(&w).waiting, 1);
    cr_assert_eq(status_of(&w).state, HF_MESSAGES_OFF);
    cr_assert_eq(w.news, HF_MESSAGES_COUNTED);
    cr_assert_eq(unasked(&w, &w.b, NONE_NEW), 200);
    cr_assert_eq(status_of(&w).waiting, 0);
    cr_assert_eq(unasked(&w, &w.a, "Messages-Waiting: x\r\n"), 400);
    run(&w, 3 * HOUR);
    cr_assert_eq(w.a.n_subscribes, 0);
    world_close(&w);
}

/* Without a block: whoever is heard gets one made; what is of a subscription is of none (481). */
Test(messages_notify, a_line_without_a_block_gets_one_for_it)
{
    static struct hf_agent_out out;
    char text[TEXT_MAX];
    struct odd odd = {
        .to = "<sip:alice@example.com>", .call_id = "u", .from = "<sip:vm@example.com>;tag=u"};
    struct world w;
    world_open(&w, NULL);
    run(&w, 1 * S);
    snprintf(text, sizeof text, "%s", odd_text(&w, &w.a, &odd));
    struct hf_agent_received received = {.now_us = w.now_us,
                                         .bytes = (const uint8_t *)text,
                                         .n_bytes = strlen(text),
                                         .from = w.a.at,
                                         .local = w.here};
    struct hf_messages_at at = world_at(&w);
    cr_assert(hf_messages_begins(w.agent, &received));
    cr_assert(hf_messages_receive(NULL, &at, &received, &out)); /* no memory: 500 */
    cr_assert_eq(memcmp(out.bytes, "SIP/2.0 500 ", 12), 0);

    odd.to = "<sip:alice@example.com>;tag=old";
    snprintf(text, sizeof text, "%s", odd_text(&w, &w.a, &odd));
    received.n_bytes = strlen(text);
    cr_assert_not(hf_messages_begins(w.agent, &received));
    cr_assert(hf_messages_receive(NULL, &at, &received, &out));
    cr_assert_eq(memcmp(out.bytes, "SIP/2.0 481 ", 12), 0);

    odd.to = "<sip:alice@example.com>";
    odd.uri = "sip:nobody@192.0.2.100";
    snprintf(text, sizeof text, "%s", odd_text(&w, &w.a, &odd));
    received.n_bytes = strlen(text);
    cr_assert_not(hf_messages_begins(w.agent, &received));
    cr_assert_not(hf_messages_receive(NULL, &at, &received, &out));
    cr_assert_eq(out.n_datagrams + out.n_notes, 0);
    world_close(&w);
}

/* E8: what names neither Contact nor anything of ours is the agent's to answer, or to pass over. */
Test(messages_notify, who_does_not_know_the_contact_is_not_heard)
{
    struct odd odd = {.uri = "sip:alice@192.0.2.100",
                      .to = "<sip:alice@example.com>",
                      .call_id = "u",
                      .from = "<sip:vm@example.com>;tag=u"};
    struct notifier stranger;
    struct world w;
    world_open(&w, &hears);
    run(&w, 1 * S);
    stranger = w.b;
    stranger.at.address[0] = 203;
    cr_assert_eq(say(&w, &w.a, odd_text(&w, &w.a, &odd)), 404);
    say(&w, &stranger, odd_text(&w, &stranger, &odd));
    cr_assert_eq(w.b.answered, 0);
    cr_assert_eq(status_of(&w).since_us, 0);
    world_close(&w);
}

/* ---- any bytes ---- */

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void spoil(char *text, uint64_t *seed)
{
    size_t n = strlen(text);
    for (unsigned i = 0; i < 1 + draw(seed) % 6; i++) {
        size_t at = draw(seed) % n;
        switch (draw(seed) % 4) {
        case 0: text[at] = (char)(1 + draw(seed) % 255); break;
        case 1:
            memmove(text + at, text + at + 1, n - at);
            n--;
            break;
        case 2: text[at] = text[draw(seed) % n]; break;
        default: text[at] = "0\r\n:;=<>"[draw(seed) % 8]; break;
        }
        if (n < 2) {
            return;
        }
    }
}

/* Whatever comes: nothing breaks, a line hears only what is said to its own Contact, and what was
 * not answered 200 has changed nothing that is shown. */
Test(messages_notify, random_ones_take_nobodys_state)
{
    static char text[TEXT_MAX];
    static struct hf_messages before;
    uint64_t seed = 88172645463325252u;
    struct odd usual = {0};
    unsigned n_taken = 0, n_refused = 0;
    struct world w, other;
    world_open_line(&other, &subscribes, 8);
    run(&other, 1 * S);
    world_open(&w, &subscribes);
    run(&w, 1 * S);
    for (unsigned i = 0; i < RANDOM_NOTIFIES; i++) {
        static struct hf_agent_out out;
        usual.body = i % 2 == 0 ? TWO_NEW : NONE_NEW;
        usual.to = i % 3 == 0 ? "<sip:alice@example.com>" : NULL;
        snprintf(text, sizeof text, "%s", odd_text(&w, &w.a, &usual));
        if (i % 5 != 0) {
            spoil(text, &seed);
        }
        before = *w.messages;
        unsigned status = say(&w, &w.a, text);
        n_taken += status == 200;
        n_refused += status != 200;
        cr_assert(status == 200 || (before.waiting == w.messages->waiting &&
                                    before.since_us == w.messages->since_us),
                  "%s", text);
        w.a.notify_cseq += status == 200;
        /* the same bytes at another line */
        struct hf_messages_at at = world_at(&other);
        struct hf_agent_received received = {.now_us = w.now_us,
                                             .bytes = (const uint8_t *)text,
                                             .n_bytes = strlen(text),
                                             .from = other.a.at,
                                             .local = other.here};
        before = *other.messages;
        cr_assert_not(hf_messages_receive(other.messages, &at, &received, &out));
        cr_assert_eq(memcmp(&before, other.messages, sizeof before), 0);
    }
    printf("random NOTIFYs: %u taken, %u refused or passed over\n", n_taken, n_refused);
    cr_assert(n_taken > RANDOM_NOTIFIES / 5 && n_refused > RANDOM_NOTIFIES / 5);
    world_close(&w);
    world_close(&other);
}
