/* SPDX-License-Identifier: Apache-2.0 */
/* The world that messages_support.h describes. */
#include "messages_support.h"

#define LAG (5 * MS) /* of each message */

const char TWO_NEW[] = "Messages-Waiting: yes\r\nMessage-Account: sip:vm@example.com\r\n"
                       "Voice-Message: 2/8 (0/2)\r\n\r\n";
const char NONE_NEW[] = "Messages-Waiting: no\r\nVoice-Message: 0/10 (0/2)\r\n\r\n";

static char last_contact[256];

static void take_out(struct world *w, const struct hf_agent_out *out);

struct hf_messages_at world_at(struct world *w)
{
    struct hf_messages_at at = {w->agent, &w->next_id, w->now_us};
    return at;
}

struct hf_messages_status status_of(const struct world *w)
{
    struct hf_messages_status status;
    hf_messages_status(w->messages, &status);
    return status;
}

const char *contact_of(struct world *w)
{
    (void)w;
    return last_contact;
}

/* ---- the net ---- */

static void post(struct world *w, const struct letter *letter)
{
    cr_assert_lt(w->n_net, NET_MAX, "a storm");
    struct letter *place = &w->net[(w->first + w->n_net++) % NET_MAX];
    *place = *letter;
    place->due_us = w->now_us + LAG;
}

static void post_text(struct world *w, const struct hf_target *from, const char *text)
{
    static struct letter letter;
    letter.from = *from;
    letter.to = w->here;
    letter.n_bytes = strlen(text);
    cr_assert_lt(letter.n_bytes, sizeof letter.bytes);
    memcpy(letter.bytes, text, letter.n_bytes);
    post(w, &letter);
}

/* ---- the phone ---- */

static void note_news(struct world *w)
{
    if (w->messages != NULL) {
        w->news |= hf_messages_news(w->messages);
    }
}

static void carry_out(struct world *w, const struct hf_action *action)
{
    static struct hf_agent_out out[8]; /* what is carried out may lead to more */
    static unsigned depth;
    struct hf_messages_at at = world_at(w);
    struct hf_agent_order order = {.now_us = w->now_us, .action = action};
    order.way.local = w->here;
    cr_assert_lt(depth, 8);
    struct hf_agent_out *mine = &out[depth++];
    bool taken = w->messages != NULL && hf_messages_act(w->messages, &at, &order, mine);
    if (w->messages != NULL) {
        take_out(w, mine);
    }
    if (!taken) {
        w->n_others_reports += action->kind == HF_ACTION_REPORT_REQUEST;
        hf_agent_act(w->agent, &order, mine);
        take_out(w, mine);
    }
    depth--;
    note_news(w);
}

static void step(struct world *w, struct hf_event *event)
{
    struct hf_actions *actions = malloc(sizeof *actions);
    event->at_us = w->now_us;
    int result = hf_line_step(w->line, event, actions);
    if (result < 0) {
        static struct hf_agent_out out;
        struct hf_messages_at at = world_at(w);
        w->n_refused++;
        hf_messages_refused(w->messages, &at, event, &out);
        take_out(w, &out);
    }
    for (uint32_t i = 0; result >= 0 && i < actions->n; i++) {
        carry_out(w, &actions->items[i]);
    }
    cr_assert_eq(hf_line_check(w->line), 0);
    free(actions);
}

static void take_out(struct world *w, const struct hf_agent_out *out)
{
    struct hf_event events[HF_AGENT_OUT_EVENTS];
    uint32_t n_events = out->n_events;
    static struct letter letter;
    memcpy(events, out->events, n_events * sizeof events[0]);
    for (uint32_t i = 0; i < out->n_datagrams; i++) {
        const struct hf_agent_datagram *d = &out->datagrams[i];
        letter.from = w->here;
        letter.to = d->target;
        letter.n_bytes = d->length;
        cr_assert_lt(d->length, sizeof letter.bytes);
        memcpy(letter.bytes, out->bytes + d->at, d->length);
        post(w, &letter);
    }
    for (uint32_t i = 0; i < n_events; i++) {
        step(w, &events[i]);
    }
    note_news(w);
}

static void hear(struct world *w, const struct letter *letter)
{
    static struct hf_agent_out out;
    struct hf_messages_at at = world_at(w);
    struct hf_agent_received received = {.now_us = w->now_us,
                                         .bytes = (const uint8_t *)letter->bytes,
                                         .n_bytes = letter->n_bytes,
                                         .from = letter->from,
                                         .local = w->here};
    if (!hf_messages_receive(w->messages, &at, &received, &out)) {
        cr_assert_eq(out.n_events + out.n_datagrams + out.n_notes, 0);
        hf_agent_receive(w->agent, &received, &out);
    }
    take_out(w, &out);
}

void fact(struct world *w, uint32_t kind)
{
    static struct hf_agent_out out;
    struct hf_event event;
    struct hf_messages_at at = world_at(w);
    memset(&event, 0, sizeof event);
    event.kind = kind;
    if (kind == HF_EVENT_CONFIGURED) {
        event.u.configured.config = &w->config;
        event.u.configured.seed = 42;
    }
    if (kind == HF_EVENT_STOPPED && w->messages != NULL) {
        hf_messages_stop(w->messages, &at, &out);
        take_out(w, &out);
    }
    step(w, &event);
}

void configure(struct world *w, struct hf_messages_settings settings)
{
    static struct hf_agent_out out;
    struct hf_messages_at at = world_at(w);
    cr_assert_eq(hf_messages_configure(w->messages, &at, &settings, &out), HF_OK, "%s",
                 settings.refusal.what);
    take_out(w, &out);
}

/* ---- a server ---- */

static void text_of(struct hf_slice slice, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)slice.length, slice.at);
}

static void reply(struct world *w, struct notifier *server, const struct hf_sip_message *m,
                  const char *line)
{
    char text[TEXT_MAX];
    struct hf_sip_out out;
    struct hf_sip_reply fields = {m, hf_slice_text("192.0.2.100"), 5066,
                                  hf_slice_text(server->our_tag)};
    hf_sip_out_start(&out, text, sizeof text - 1);
    hf_sip_put_text(&out, "SIP/2.0 ");
    hf_sip_put_text(&out, line);
    hf_sip_put_reply_fields(&out, &fields);
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    text[out.length] = '\0';
    post_text(w, &server->at, text);
}

static void post_notify(struct world *w, struct notifier *server, const char *state,
                        const char *body)
{
    char text[TEXT_MAX];
    snprintf(text, sizeof text,
             "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKs%u\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=%s\r\n"
             "To: <sip:alice@example.com>;tag=%s\r\nCall-ID: %s\r\nCSeq: %u NOTIFY\r\n"
             "Contact: <sip:notifier@%s>\r\nEvent: message-summary\r\n%s%s%s%s"
             "Content-Length: %zu\r\n\r\n%s",
             server->contact, server->notify_cseq, server->our_tag, server->tag, server->call_id,
             server->notify_cseq, server->at.address[3] == 1 ? "192.0.2.1" : "192.0.2.2",
             state[0] != '\0' ? "Subscription-State: " : "", state, state[0] != '\0' ? "\r\n" : "",
             body != NULL ? "Content-Type: application/simple-message-summary\r\n" : "",
             body != NULL ? strlen(body) : 0, body != NULL ? body : "");
    server->notify_cseq++;
    server->answered = 0;
    post_text(w, &server->at, text);
}

static void tell(struct world *w, struct notifier *server)
{
    char state[64];
    snprintf(state, sizeof state, "active;expires=%u", server->asked_s);
    post_notify(w, server, server->state != NULL ? server->state : state, server->body);
}

static bool is_of_dialog(const struct notifier *server, const struct hf_sip_message *m)
{
    struct hf_sip_party from, to;
    return hf_sip_from(m, &from, NULL) == 1 && hf_sip_to(m, &to, NULL) == 1 &&
           hf_slice_equal(from.tag, hf_slice_text(server->tag)) &&
           hf_slice_equal(to.tag, hf_slice_text(server->our_tag)) &&
           hf_slice_equal(hf_sip_value(m, HF_HEADER_CALL_ID), hf_slice_text(server->call_id));
}

static void learn(struct notifier *server, const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    struct hf_sip_party from;
    cr_assert_eq(hf_sip_from(m, &from, NULL), 1);
    text_of(from.tag, server->tag, sizeof server->tag);
    text_of(hf_sip_value(m, HF_HEADER_CALL_ID), server->call_id, sizeof server->call_id);
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
    text_of(contact.address.uri, server->contact, sizeof server->contact);
}

static void accept(struct world *w, struct notifier *server, const struct hf_sip_message *m,
                   const char *more)
{
    char line[512];
    snprintf(line, sizeof line, "200 OK\r\nExpires: %u\r\nContact: <sip:%s@%s>\r\n%s",
             server->asked_s, server->user != NULL ? server->user : "notifier",
             server->at.address[3] == 1 ? "192.0.2.1" : "192.0.2.2", more);
    if (server->when == BEFORE) {
        tell(w, server);
    }
    reply(w, server, m, line);
    if (server->when == AFTER) {
        tell(w, server);
    }
}

static void refuse(struct world *w, struct notifier *server, const struct hf_sip_message *m,
                   unsigned status)
{
    char line[512];
    bool inside = server->inside_status == status;
    const char *fields = inside ? server->inside_fields : server->fields;
    snprintf(line, sizeof line, "%u No\r\n%s", status, fields != NULL ? fields : "");
    reply(w, server, m, line);
}

static void hear_inside(struct world *w, struct notifier *server, const struct hf_sip_message *m)
{
    struct hf_sip_cseq cseq;
    server->n_inside++;
    if (server->inside_status != 0 || !is_of_dialog(server, m)) {
        refuse(w, server, m, server->inside_status != 0 ? server->inside_status : 481);
        return;
    }
    cr_assert_eq(hf_sip_cseq(m, &cseq, NULL), 1);
    cr_assert_gt(cseq.number, server->cseq);
    server->cseq = cseq.number;
    learn(server, m);
    if (server->asked_s == 0) {
        server->n_ends++;
        reply(w, server, m, "200 OK\r\nExpires: 0\r\n");
        post_notify(w, server, "terminated;reason=timeout", NULL);
        return;
    }
    accept(w, server, m, "");
}

static void hear_subscribe(struct world *w, struct notifier *server, const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    struct hf_sip_cseq cseq;
    text_of(m->uri, server->uri, sizeof server->uri);
    text_of(bytes_of(m->bytes, m->n_bytes), server->asked, sizeof server->asked);
    cr_assert_eq(hf_sip_number(m, HF_HEADER_EXPIRES, &server->asked_s), 1);
    cr_assert_eq(hf_sip_to(m, &to, NULL), 1);
    if (server->challenges > 0) {
        server->challenges--;
        reply(w, server, m,
              "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", "
              "qop=\"auth\"\r\n");
        return;
    }
    if (server->more_s != 0) {
        char line[128];
        server->n_subscribes++;
        snprintf(line, sizeof line, "423 Interval Too Brief\r\nMin-Expires: %u\r\n",
                 server->asked_s + server->more_s);
        reply(w, server, m, line);
        return;
    }
    if (server->grants_s != 0 && server->asked_s > server->grants_s) {
        server->asked_s = server->grants_s;
    }
    if (to.tag.length != 0) {
        hear_inside(w, server, m);
        return;
    }
    server->n_subscribes++;
    snprintf(server->our_tag, sizeof server->our_tag, "%c%u", server == &w->a ? 'a' : 'b',
             server->n_subscribes);
    if (server->status != 0) {
        refuse(w, server, m, server->status);
        return;
    }
    learn(server, m);
    cr_assert_eq(hf_sip_cseq(m, &cseq, NULL), 1);
    server->cseq = cseq.number;
    server->notify_cseq = 100;
    accept(w, server, m, server->fields != NULL ? server->fields : "");
}

static void hear_register(struct world *w, struct notifier *server, const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    char line[512];
    server->n_registers++;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
    text_of(contact.address.uri, last_contact, sizeof last_contact);
    snprintf(line, sizeof line, "200 OK\r\nContact: <%s>;expires=600\r\n", last_contact);
    reply(w, server, m, line);
}

static void server_hears(struct world *w, struct notifier *server, const struct letter *letter)
{
    struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, letter->bytes, letter->n_bytes), 0);
    if (server->dead) {
        return;
    }
    if (!m.is_request) {
        server->answered = m.status;
        text_of(bytes_of(letter->bytes, letter->n_bytes), server->answer, sizeof server->answer);
        return;
    }
    cr_assert_eq(hf_sip_check(&m, NULL), 0);
    if (m.method_id == HF_METHOD_REGISTER) {
        hear_register(w, server, &m);
    } else if (m.method_id == HF_METHOD_SUBSCRIBE) {
        hear_subscribe(w, server, &m);
    }
}

/* ---- time ---- */

static uint64_t next_us(const struct world *w)
{
    uint64_t us = hf_line_deadline(w->line).at_us;
    uint64_t agent_us = hf_agent_deadline(w->agent);
    us = agent_us < us ? agent_us : us;
    if (w->messages != NULL && hf_messages_deadline(w->messages) < us) {
        us = hf_messages_deadline(w->messages);
    }
    if (w->n_net > 0 && w->net[w->first].due_us < us) {
        us = w->net[w->first].due_us;
    }
    return us;
}

static void deliver(struct world *w)
{
    static struct letter letter;
    letter = w->net[w->first];
    w->first = (w->first + 1) % NET_MAX;
    w->n_net--;
    if (memcmp(&letter.to, &w->here, sizeof letter.to) == 0) {
        hear(w, &letter);
    } else {
        server_hears(w, letter.to.address[3] == 1 ? &w->a : &w->b, &letter);
    }
}

static void wake(struct world *w)
{
    static struct hf_agent_out out;
    struct hf_messages_at at = world_at(w);
    struct hf_event event;
    if (w->n_net > 0 && w->net[w->first].due_us <= w->now_us) {
        deliver(w);
        return;
    }
    if (w->messages != NULL && hf_messages_deadline(w->messages) <= w->now_us) {
        hf_messages_wake(w->messages, &at, &out);
        take_out(w, &out);
        return;
    }
    if (hf_agent_deadline(w->agent) <= w->now_us) {
        hf_agent_wake(w->agent, w->now_us, &out);
        take_out(w, &out);
        return;
    }
    memset(&event, 0, sizeof event);
    event.kind = HF_EVENT_TIME_PASSED;
    step(w, &event);
}

void run(struct world *w, uint64_t us)
{
    uint64_t end_us = w->now_us + us;
    for (unsigned n = 0; next_us(w) <= end_us; n++) {
        cr_assert_lt(n, 100000, "it never rests");
        w->now_us = next_us(w) > w->now_us ? next_us(w) : w->now_us;
        wake(w);
    }
    w->now_us = end_us;
}

unsigned say(struct world *w, struct notifier *server, const char *text)
{
    server->answered = 0;
    server->answer[0] = '\0';
    post_text(w, &server->at, text);
    run(w, 2 * LAG);
    return server->answered;
}

unsigned notify(struct world *w, struct notifier *server, const char *state, const char *body)
{
    post_notify(w, server, state, body);
    run(w, 2 * LAG);
    return server->answered;
}

unsigned unasked(struct world *w, struct notifier *server, const char *body)
{
    char text[TEXT_MAX];
    static unsigned serial;
    snprintf(text, sizeof text,
             "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKu%u\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:vm@example.com>;tag=u\r\n"
             "To: <sip:alice@example.com>\r\nCall-ID: u%u\r\nCSeq: 1 NOTIFY\r\n"
             "Contact: <sip:vm@192.0.2.1>\r\nEvent: message-summary\r\n"
             "Content-Type: application/simple-message-summary\r\nContent-Length: %zu\r\n\r\n%s",
             contact_of(w), serial, serial, strlen(body), body);
    serial++;
    return say(w, server, text);
}

/* ---- the world ---- */

static struct hf_target target_of(const char *address, uint16_t port)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    cr_assert(hf_target_parse(&target, address, strlen(address)));
    target.port = port;
    return target;
}

static void put_servers(struct world *w)
{
    const char *hosts[] = {"192.0.2.1", "192.0.2.2"};
    hf_config_init(&w->config);
    w->config.jitter_percent = 0;
    w->config.failback_interval_s = 600;
    for (unsigned i = 0; i < 2; i++) {
        struct hf_server_config *server = &w->config.servers[w->config.n_servers++];
        hf_config_init_server(server);
        server->expires_s = 600;
        cr_assert_eq(hf_config_name(&w->config, &server->host, hosts[i], strlen(hosts[i])), 0);
    }
}

static void make_agent(struct world *w, uint32_t line)
{
    struct hf_agent_setup setup = {.identity = {.user = "alice",
                                                .auth_name = "",
                                                .password = "secret",
                                                .display_name = "Alice"},
                                   .config = &w->config,
                                   .seed = 42,
                                   .line = line,
                                   .messages = 1};
    memset(setup.random, 0x5A, sizeof setup.random);
    w->agent = malloc(hf_agent_size());
    cr_assert_eq(hf_agent_init(w->agent, hf_agent_size(), &setup), HF_OK);
}

void world_open(struct world *w, const struct hf_messages_settings *settings)
{
    world_open_line(w, settings, 7);
}

void world_open_line(struct world *w, const struct hf_messages_settings *settings, uint32_t line)
{
    memset(w, 0, sizeof *w);
    w->now_us = 1000ull * S;
    w->next_id = 1;
    w->here = target_of("192.0.2.100", 5066);
    w->a.at = target_of("192.0.2.1", 5060);
    w->b.at = target_of("192.0.2.2", 5060);
    w->a.body = w->b.body = TWO_NEW;
    put_servers(w);
    make_agent(w, line);
    w->line = aligned_alloc(hf_line_align(), (hf_line_size() + 63) / 64 * 64);
    cr_assert_eq(hf_line_init(w->line, hf_line_size(), HF_ABI), HF_OK);
    if (settings != NULL) {
        w->messages = malloc(hf_messages_size());
        cr_assert_eq(hf_messages_init(w->messages, hf_messages_size()), HF_OK);
        configure(w, *settings);
    }
    fact(w, HF_EVENT_CONFIGURED);
    fact(w, HF_EVENT_STARTED);
}

void world_close(struct world *w)
{
    free(w->messages);
    free(w->agent);
    free(w->line);
}
