/* SPDX-License-Identifier: Apache-2.0 */
#include "call_flow_support.h"

#include <stdlib.h>

#include "holdfast/action.h"

#define LIMIT_US 200000000u /* no story takes longer */

static const char *const names[CALL_UAS] = {"alice", "bob", "carol"};

/* ---- the network ---- */

static struct hf_target target_of(unsigned last, uint16_t port)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    memcpy(target.address, "\xc0\x00\x02", 3);
    target.address[3] = (uint8_t)last;
    target.port = port;
    target.transport = HF_TRANSPORT_UDP;
    target.family = HF_FAMILY_IPV4;
    return target;
}

static unsigned last_of(struct hf_slice host)
{
    unsigned last = 0;
    char text[32];
    snprintf(text, sizeof text, "%.*s", (int)host.length, host.at);
    cr_assert_eq(sscanf(text, "192.0.2.%u", &last), 1, "no address: %s", text);
    return last;
}

static struct hf_target target_of_uri(struct hf_slice text)
{
    struct hf_sip_uri uri;
    cr_assert_eq(hf_sip_uri_parse(text, &uri, NULL), 0);
    return target_of(last_of(uri.host), uri.port == 0 ? 5060 : uri.port);
}

static void post(struct call_world *w, const struct hf_target *from, const struct hf_target *to,
                 struct hf_slice text)
{
    if (w->to_drop != NULL && begins_with(text, w->to_drop)) {
        w->to_drop = NULL;
        return;
    }
    cr_assert_lt(w->n_packets, CALL_PACKETS);
    cr_assert_lt(text.length, CALL_TEXT);
    struct call_packet *packet = &w->packets[w->n_packets++];
    packet->at_us = w->now_us + CALL_HOP_US;
    packet->from = *from;
    packet->to = *to;
    packet->n = text.length;
    memcpy(packet->text, text.at, text.length);
}

/* ---- proxies: 192.0.2.50 and 192.0.2.51, stateless (RFC 3261 16.11) ---- */

#define PROXY(i) (50u + (i))

/* The sender's Via with where it came from (18.2.1, RFC 3581 4). */
static void put_received(struct hf_sip_out *out, const struct hf_sip_via *via,
                         const struct hf_target *from)
{
    char text[256];
    snprintf(text, sizeof text,
             "Via: SIP/2.0/UDP %.*s:%u;branch=%.*s;received=192.0.2.%u;rport=%u\r\n",
             (int)via->host.length, via->host.at, via->port, (int)via->branch.length,
             via->branch.at, from->address[3], from->port);
    hf_sip_put_text(out, text);
}

static void put_fields(struct hf_sip_out *out, const struct hf_sip_message *m, bool keep_routes)
{
    for (uint32_t i = 0; i < m->n_headers; i++) {
        const struct hf_sip_header *h = &m->headers[i];
        bool is_top_via = m->first[HF_HEADER_VIA] == i + 1;
        if (is_top_via || (h->id == HF_HEADER_ROUTE && !keep_routes) ||
            h->id == HF_HEADER_CONTENT_LENGTH) {
            continue;
        }
        hf_sip_put(out, h->name);
        hf_sip_put_text(out, ": ");
        hf_sip_put(out, h->value);
        hf_sip_put_text(out, "\r\n");
    }
    hf_sip_put_end(out, m->body);
}

/* Where it goes on: behind the own Route. */
static struct hf_slice behind_route(const struct hf_sip_message *m, unsigned proxy)
{
    struct hf_sip_each each;
    struct hf_slice element, next = {"", 0};
    struct hf_sip_address address;
    hf_sip_each_start(&each, m, HF_HEADER_ROUTE);
    if (hf_sip_each_next(&each, &element)) {
        cr_assert_eq(hf_sip_address_parse(element, &address, NULL), 0);
        cr_assert_eq(target_of_uri(address.uri).address[3], PROXY(proxy), "another one's");
    }
    if (hf_sip_each_next(&each, &element)) {
        cr_assert_eq(hf_sip_address_parse(element, &address, NULL), 0);
        next = address.uri;
    }
    cr_assert(next.length == 0 || !hf_sip_each_next(&each, &element), "two proxies at most");
    return next;
}

static void forward(struct call_world *w, unsigned proxy, const struct call_packet *packet,
                    struct hf_slice uri)
{
    static struct hf_sip_message m;
    char text[CALL_TEXT], line[256];
    struct hf_sip_via via;
    struct hf_sip_out out;
    struct hf_target self = target_of(PROXY(proxy), 5060);
    cr_assert_eq(hf_sip_parse(&m, packet->text, packet->n), 0);
    cr_assert_eq(hf_sip_via(&m, &via, NULL), 1);
    struct hf_slice next = behind_route(&m, proxy);
    struct hf_target to = target_of_uri(next.length != 0 ? next : uri);
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_request_line(&out, m.method, uri);
    /* The same for an INVITE, its CANCEL and its ACK, and another one for each target. */
    snprintf(line, sizeof line, "Via: SIP/2.0/UDP 192.0.2.%u:5060;branch=%.*s.%u\r\n", PROXY(proxy),
             (int)via.branch.length, via.branch.at, to.address[3]);
    hf_sip_put_text(&out, line);
    put_received(&out, &via, &packet->from);
    if (m.method_id == HF_METHOD_INVITE) {
        snprintf(line, sizeof line, "Record-Route: <sip:192.0.2.%u;lr>\r\n", PROXY(proxy));
        hf_sip_put_text(&out, line);
    }
    if (next.length != 0) {
        hf_sip_put_text(&out, "Route: <");
        hf_sip_put(&out, next);
        hf_sip_put_text(&out, ">\r\n");
    }
    put_fields(&out, &m, false);
    cr_assert(!out.overflow);
    post(w, &self, &to, bytes_of(text, out.length));
}

static void forward_request(struct call_world *w, unsigned proxy, const struct call_packet *packet,
                            const struct hf_sip_message *m)
{
    char contact[64];
    if (!hf_slice_is(m->uri, "sip:bob@example.net")) {
        char uri[256]; /* the packet's memory may move */
        snprintf(uri, sizeof uri, "%.*s", (int)m->uri.length, m->uri.at);
        forward(w, proxy, packet, hf_slice_text(uri));
        return;
    }
    for (unsigned i = 0; i < w->n_forks; i++) {
        unsigned who = w->forks[i];
        snprintf(contact, sizeof contact, "sip:%s@192.0.2.%u:5060", names[who], who + 1);
        forward(w, proxy, packet, hf_slice_text(contact));
    }
}

static void forward_response(struct call_world *w, unsigned proxy, const struct hf_sip_message *m)
{
    char text[CALL_TEXT];
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    struct hf_sip_out out;
    struct hf_target self = target_of(PROXY(proxy), 5060);
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    cr_assert(hf_sip_each_next(&each, &element) && hf_sip_each_next(&each, &element));
    cr_assert_eq(hf_sip_via_parse(element, &via, NULL), 0);
    bool asked = via.received.length != 0;
    struct hf_target to = target_of(last_of(asked ? via.received : via.host),
                                    asked ? via.rport : via.port);
    if (m->status == 100) {
        return; /* 16.7: hop by hop */
    }
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_status_line(&out, m->status, m->reason);
    put_fields(&out, m, true);
    cr_assert(!out.overflow);
    post(w, &self, &to, bytes_of(text, out.length));
}

static void pass(struct call_world *w, unsigned proxy, const struct call_packet *packet)
{
    static struct hf_sip_message m;
    if (w->dead[proxy]) {
        return;
    }
    cr_assert_eq(hf_sip_parse(&m, packet->text, packet->n), 0);
    if (m.is_request) {
        forward_request(w, proxy, packet, &m);
    } else {
        forward_response(w, proxy, &m);
    }
}

/* ---- phones ---- */

/* What a layer said and sent; text: the message that it heard before, if any. */
static void take_out(struct call_world *w, unsigned who, struct hf_slice text)
{
    struct call_ua *ua = &w->uas[who];
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        const struct hf_layer_news *said = &w->out.news[i];
        if (said->kind == HF_LAYER_OVER) {
            continue;
        }
        cr_assert_lt(ua->n_news - ua->n_taken, CALL_NEWS);
        struct call_news *news = &ua->news[ua->n_news++ % CALL_NEWS];
        memset(&news->m, 0, sizeof news->m);
        news->id = said->id;
        news->kind = said->kind;
        news->status = said->status;
        news->at_us = w->now_us;
        memcpy(news->text, text.at, text.length);
        if (text.length != 0) {
            cr_assert_eq(hf_sip_parse(&news->m, news->text, text.length), 0);
        }
    }
    for (uint32_t i = 0; i < w->out.n_datagrams; i++) {
        const struct hf_layer_datagram *d = &w->out.datagrams[i];
        w->n_sent++;
        post(w, &d->local, &d->target, bytes_of((const char *)w->out.bytes + d->at, d->length));
    }
}

static void deliver(struct call_world *w, const struct call_packet *packet)
{
    static struct hf_sip_message m;
    unsigned last = packet->to.address[3];
    if (last >= PROXY(0)) {
        pass(w, last - PROXY(0), packet);
        return;
    }
    cr_assert(last >= 1 && last <= CALL_UAS);
    struct hf_layer_received received = {w->now_us, &m, packet->from, w->uas[last - 1].here, 0};
    cr_assert_eq(hf_sip_parse(&m, packet->text, packet->n), 0);
    hf_layer_receive(w->uas[last - 1].layer, &received, &w->out);
    take_out(w, last - 1, bytes_of(packet->text, packet->n));
}

static uint64_t earliest(const struct call_world *w)
{
    uint64_t at_us = HF_NEVER;
    for (unsigned i = 0; i < w->n_packets; i++) {
        at_us = w->packets[i].at_us < at_us ? w->packets[i].at_us : at_us;
    }
    for (unsigned i = 0; i < CALL_UAS; i++) {
        uint64_t deadline_us = hf_layer_deadline(w->uas[i].layer);
        at_us = deadline_us < at_us ? deadline_us : at_us;
    }
    return at_us;
}

/* One thing happens: a datagram first, in the order in which they were sent. */
static void step(struct call_world *w)
{
    w->now_us = earliest(w);
    for (unsigned i = 0; i < w->n_packets; i++) {
        if (w->packets[i].at_us == w->now_us) {
            struct call_packet packet = w->packets[i];
            w->n_packets--;
            memmove(&w->packets[i], &w->packets[i + 1], (w->n_packets - i) * sizeof w->packets[0]);
            deliver(w, &packet);
            return;
        }
    }
    for (unsigned i = 0; i < CALL_UAS; i++) {
        if (hf_layer_deadline(w->uas[i].layer) == w->now_us) {
            hf_layer_wake(w->uas[i].layer, w->now_us, &w->out);
            take_out(w, i, hf_slice_text(""));
            return;
        }
    }
}

void call_open(struct call_world *w)
{
    struct hf_layer_setup setup;
    memset(w, 0, sizeof *w);
    memset(&setup, 0, sizeof setup);
    setup.n_clients = setup.n_servers = 8;
    setup.message_bytes = 2048;
    setup.t1_ms = 500;
    setup.t2_ms = 4000;
    setup.t4_ms = 5000;
    w->forks[0] = BOB;
    w->n_forks = 1;
    w->now_us = 1000000;
    for (unsigned i = 0; i < CALL_UAS; i++) {
        size_t size = hf_layer_size(&setup);
        setup.random[0] = (uint8_t)i;
        w->uas[i].here = target_of(i + 1, 5060);
        w->uas[i].layer = malloc(size);
        cr_assert_eq(hf_layer_init(w->uas[i].layer, size, &setup), 0);
    }
}

void call_run(struct call_world *w, uint64_t until_us)
{
    while (earliest(w) <= until_us) {
        step(w);
    }
    w->now_us = until_us;
}

void call_close(struct call_world *w)
{
    uint64_t limit_us = w->now_us + LIMIT_US;
    while (earliest(w) != HF_NEVER) {
        step(w);
        cr_assert_lt(w->now_us, limit_us, "it does not come to rest");
    }
    for (unsigned i = 0; i < CALL_UAS; i++) {
        struct call_ua *ua = &w->uas[i];
        cr_assert_eq(ua->n_news, ua->n_taken, "%s heard more: kind %u status %u", names[i],
                     ua->news[ua->n_taken % CALL_NEWS].kind,
                     ua->news[ua->n_taken % CALL_NEWS].status);
        free(ua->layer);
    }
}

struct call_news *call_next(struct call_world *w, unsigned who, unsigned kind, unsigned status)
{
    struct call_ua *ua = &w->uas[who];
    uint64_t limit_us = w->now_us + LIMIT_US;
    while (ua->n_news == ua->n_taken) {
        cr_assert_lt(earliest(w), limit_us, "%s hears nothing", names[who]);
        step(w);
    }
    struct call_news *news = &ua->news[ua->n_taken++ % CALL_NEWS];
    cr_assert_eq(news->kind, kind, "%s heard kind %u, status %u", names[who], news->kind,
                 news->status);
    cr_assert(status == 0 || news->status == status, "%s heard status %u", names[who],
              news->status);
    return news;
}

/* ---- calls ---- */

static uint64_t send(struct call_world *w, unsigned who, const struct hf_target *target,
                     struct hf_slice text)
{
    struct hf_layer_request request = {.now_us = w->now_us,
                                       .text = text,
                                       .target = *target,
                                       .local = w->uas[who].here,
                                       .retransmissions = HF_RETRANSMIT_FREELY};
    uint64_t id;
    cr_assert_eq(hf_layer_request(w->uas[who].layer, &request, &id, &w->out), 0, "%.*s",
                 (int)text.length, text.at);
    take_out(w, who, hf_slice_text(""));
    return id;
}

uint64_t call_invite(struct call_world *w, unsigned who)
{
    char text[1024];
    struct hf_target proxy = target_of(PROXY(0), 5060);
    memset(&w->uas[who].fork, 0, sizeof w->uas[who].fork);
    int n = snprintf(text, sizeof text,
                     "INVITE sip:bob@example.net SIP/2.0\r\nMax-Forwards: 70\r\n"
                     "From: <sip:%s@example.com>;tag=%c%u\r\nTo: <sip:bob@example.net>\r\n"
                     "Call-ID: call-%s\r\nCSeq: %u INVITE\r\nSupported: 100rel\r\n"
                     "Contact: <sip:%s@192.0.2.%u:5060>\r\nContent-Length: 0\r\n\r\n",
                     names[who], names[who][0], who, names[who], ++w->uas[who].n_cseq, names[who],
                     who + 1);
    return send(w, who, &proxy, bytes_of(text, (size_t)n));
}

struct hf_fork_news call_hear(struct call_world *w, unsigned who, const struct call_news *news)
{
    static struct hf_sip_message invite;
    struct hf_fork_news heard;
    struct hf_slice text = hf_layer_text(w->uas[who].layer, news->id);
    cr_assert_eq(hf_sip_parse(&invite, text.at, text.length), 0);
    cr_assert_eq(hf_fork_hear(&w->uas[who].fork, &invite, &news->m, &heard), 0);
    return heard;
}

void call_take(struct call_world *w, unsigned who, const struct call_news *invite)
{
    struct hf_slice tag = hf_layer_tag(w->uas[who].layer, invite->id);
    cr_assert_eq(hf_dialog_make_callee(&w->uas[who].dialog, &invite->m, tag), 0);
}

uint64_t call_ask(struct call_world *w, unsigned who, const struct call_inside *inside)
{
    char text[2048], contact[128];
    struct hf_sip_out out;
    struct hf_dialog_request request = {
        .method = hf_slice_text(inside->method),
        .cseq = inside->cseq != 0 ? inside->cseq : hf_dialog_next_cseq(inside->dialog),
        .next_hop = hf_slice_text(inside->next_hop != NULL ? inside->next_hop : ""),
    };
    struct hf_target target = target_of_uri(
        inside->next_hop != NULL ? request.next_hop : hf_dialog_next_hop(inside->dialog));
    hf_sip_out_start(&out, text, sizeof text);
    hf_dialog_put_request(inside->dialog, &request, &out);
    snprintf(contact, sizeof contact, "<sip:%s@192.0.2.%u:%u>", names[who], who + 1,
             w->uas[who].here.port);
    hf_sip_put_header_text(&out, "Contact", contact);
    hf_sip_put_text(&out, inside->fields != NULL ? inside->fields : "");
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    return send(w, who, &target, bytes_of(text, out.length));
}

void call_ack(struct call_world *w, unsigned who, struct hf_dialog *dialog)
{
    struct call_inside ack = {dialog, "ACK", NULL, NULL, dialog->invite_cseq};
    cr_assert_eq(call_ask(w, who, &ack), 0, "an ACK is no transaction");
}

void call_bye(struct call_world *w, unsigned who, struct hf_dialog *dialog)
{
    struct call_inside bye = {dialog, "BYE", NULL, NULL, 0};
    call_ask(w, who, &bye);
    hf_dialog_end(dialog);
}

static void respond(struct call_world *w, unsigned who, struct hf_layer_response *response)
{
    char contact[128];
    snprintf(contact, sizeof contact, "Contact: <sip:%s@192.0.2.%u:%u>\r\n", names[who], who + 1,
             w->uas[who].here.port);
    response->now_us = w->now_us;
    response->fields = response->status < 300 ? contact : "";
    response->body = hf_slice_text("");
    cr_assert_eq(hf_layer_respond(w->uas[who].layer, response, &w->out), 0);
    take_out(w, who, hf_slice_text(""));
}

void call_respond(struct call_world *w, unsigned who, const struct call_news *request,
                  unsigned status)
{
    struct hf_layer_response response = {.id = request->id, .status = (uint16_t)status};
    respond(w, who, &response);
}

void call_respond_reliably(struct call_world *w, unsigned who, const struct call_news *request,
                           uint32_t rseq)
{
    struct hf_layer_response response = {.id = request->id, .status = 183, .rseq = rseq};
    respond(w, who, &response);
}

void call_cancel(struct call_world *w, unsigned who, uint64_t id)
{
    cr_assert_eq(hf_layer_cancel(w->uas[who].layer, id, w->now_us, &w->out), 0);
    take_out(w, who, hf_slice_text(""));
}
