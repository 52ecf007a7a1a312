/* SPDX-License-Identifier: Apache-2.0 */
/* The users of a world's phones, and what must hold of all that the layers tell them. */
#include "layer_world.h"

#include <stdlib.h>

static void mix(uint64_t *hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *hash = (*hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
    }
}

static bool is_bad(const struct world *w)
{
    return w->plan.kind == NET_BAD;
}

/* ---- what leaves ---- */

/* Without loss a message leaves once: but for a 2xx to an INVITE, and 101..199, over a stream. */
static void expect_first(struct world *w, uint64_t hash, const struct hf_sip_message *m)
{
    struct hf_sip_cseq cseq;
    cr_assert_eq(hf_sip_cseq(m, &cseq, NULL), 1);
    bool end_to_end = m->status > 100 && m->status < 300 && hf_slice_is(cseq.method, "INVITE");
    for (unsigned i = 0; i < w->n_sent; i++) {
        if (w->sent[i] == hash) {
            w->totals.again++;
            check(w, is_bad(w) || (w->plan.kind == NET_STREAM && end_to_end));
            return;
        }
    }
    cr_assert_lt(w->n_sent, SENT_MAX);
    w->sent[w->n_sent++] = hash;
}

void world_send(struct world *w, struct phone *phone)
{
    static struct net_packet packet;
    static struct hf_sip_message m;
    for (uint32_t i = 0; i < w->out.n_datagrams; i++) {
        const struct hf_layer_datagram *datagram = &w->out.datagrams[i];
        const uint8_t *bytes = w->out.bytes + datagram->at;
        uint64_t hash = 0xcbf29ce484222325u;
        cr_assert_leq(datagram->length, sizeof packet.bytes);
        check(w, hf_sip_parse(&m, bytes, datagram->length) == 0 && hf_sip_check(&m, NULL) == 0);
        mix(&w->hash, bytes, datagram->length);
        mix(&hash, bytes, datagram->length);
        mix(&hash, &datagram->target, sizeof datagram->target);
        expect_first(w, hash, &m);
        memcpy(packet.bytes, bytes, datagram->length);
        packet.length = datagram->length;
        packet.due_us = w->now_us;
        packet.from = phone->here;
        packet.to = datagram->target;
        net_send(&w->net, &packet);
        w->totals.datagrams++;
    }
}

/* ---- users ---- */

static unsigned number_in(struct hf_slice text)
{
    return (unsigned)strtoul(text.at, NULL, 10);
}

static unsigned phone_named(const struct hf_sip_message *m) /* by its Contact */
{
    return number_in(bytes_of(hf_sip_value(m, HF_HEADER_CONTACT).at + strlen("<sip:"), 1));
}

uint64_t world_in(struct world *w, uint64_t ms)
{
    return w->now_us + 1 + net_below(&w->net, ms * MS);
}

/* When the user of a phone says what, once a request is told. */
static void plan_answer(struct world *w, struct told *told)
{
    bool settled = w->now_us >= SETTLE_US;
    unsigned t1_ms = w->plan.t1_ms;
    if (settled || !is_bad(w)) {
        told->next_us = world_in(w, t1_ms / 4); /* in time */
    } else if (told->is_invite) {
        told->next_us = world_in(w, 3000);
    } else {
        told->next_us = net_chance(&w->net, 24) ? HF_NEVER : world_in(w, net_below(&w->net, 10000));
    }
    told->rings = settled || !told->is_invite ? 0 : 1 + (unsigned)net_below(&w->net, 3);
}

static int respond(struct world *w, struct told *told, unsigned status, uint32_t rseq)
{
    char contact[64];
    struct phone *phone = &w->phones[told->phone];
    snprintf(contact, sizeof contact, "Contact: <sip:%u@world>\r\n", told->phone);
    struct hf_layer_response response = {.now_us = w->now_us,
                                         .id = told->id,
                                         .status = (uint16_t)status,
                                         .rseq = rseq,
                                         .fields = contact,
                                         .body = hf_slice_text("")};
    int result = hf_layer_respond(phone->layer, &response, &w->out);
    if (result == HF_OK) {
        told->status = status >= 200 ? status : told->status;
        told->rseq = rseq != 0 ? rseq : told->rseq;
        world_hear(w, phone);
    }
    return result;
}

void world_say_more(struct world *w, struct told *told)
{
    static const unsigned statuses[] = {200, 200, 486, 404, 603, 302, 500, 299};
    bool settled = w->now_us >= SETTLE_US;
    told->next_us = HF_NEVER;
    if (told->is_over || told->status != 0) {
        return;
    }
    if (told->rings != 0 && !settled && !told->is_cancelled) {
        bool reliably = net_chance(&w->net, 80);
        told->rings--;
        int result = respond(w, told, 180 + told->rings, reliably ? told->rseq + 1 : 0);
        check(w, result == HF_OK || (result == HF_E_STATE && told->rseq != 0));
        bool never = told->rings == 0 && is_bad(w) && net_chance(&w->net, 24);
        told->next_us = never ? HF_NEVER : world_in(w, 8000);
        return;
    }
    unsigned status = told->is_cancelled ? 487
                      : settled          ? 480
                                         : statuses[net_below(&w->net, told->is_invite ? 8 : 7)];
    int result = respond(w, told, status, 0);
    bool too_late = w->now_us >= told->came_us + 64 * w->plan.t1_ms * MS; /* RFC 4320 4.2 */
    check(w, result == HF_OK || (result == HF_E_STATE && !told->is_invite && too_late));
}

/* ---- requests ---- */

struct words { /* of a request's text */
    const char *method, *tag, *fields;
    size_t n_tag;
    unsigned number, cseq, from, to;
    uint32_t limit; /* of retransmissions */
};

static int ask(struct world *w, const struct words *words, uint64_t *id)
{
    char text[1024];
    struct phone *phone = &w->phones[words->from];
    bool by_proxy = w->plan.n_phones > 2 && words->n_tag == 0;
    snprintf(text, sizeof text,
             "%s sip:%u@world SIP/2.0\r\nMax-Forwards: 70\r\nFrom: <sip:%u@world>;tag=f\r\n"
             "To: <sip:%u@world>%s%.*s\r\nCall-ID: %u@%u\r\nCSeq: %u %s\r\n%s"
             "Contact: <sip:%u@world>\r\nContent-Length: 0\r\n\r\n",
             words->method, words->to, words->from, words->to,
             words->n_tag == 0 ? "" : ";tag=", (int)words->n_tag, words->tag, words->number,
             words->from, words->cseq, words->method, words->fields, words->from);
    struct hf_layer_request request = {
        .now_us = w->now_us,
        .text = hf_slice_text(text),
        .target = net_target(&w->net, by_proxy ? NET_PROXY : NET_PHONES + words->to),
        .local = phone->here,
        .retransmissions = words->limit};
    int result = hf_layer_request(phone->layer, &request, id, &w->out);
    check(w, result == HF_OK || result == HF_E_SPACE);
    return result;
}

uint64_t world_sometimes(struct world *w, unsigned of_256, uint64_t ms)
{
    return net_chance(&w->net, of_256) ? world_in(w, ms) : HF_NEVER;
}

static struct asked *asked_of(struct world *w, uint64_t id, const struct phone *phone)
{
    for (unsigned i = 0; i < w->n_asked; i++) {
        if (w->asked[i].id == id && &w->phones[w->asked[i].phone] == phone) {
            return &w->asked[i];
        }
    }
    return NULL;
}

/* An INVITE that was refused gives its place to the next request. */
static void hear_refused_give_way(struct world *w, const struct phone *phone)
{
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        const struct hf_layer_news *news = &w->out.news[i];
        struct asked *asked = asked_of(w, news->id, phone);
        check(w, news->kind == HF_LAYER_OVER && asked->is_invite && asked->finals != 0);
        asked->is_over = true;
    }
}

static void remember(struct world *w, uint64_t id, const struct words *words)
{
    cr_assert_lt(w->n_asked, ASKED_MAX);
    struct asked *asked = &w->asked[w->n_asked++];
    memset(asked, 0, sizeof *asked);
    asked->id = id;
    asked->number = words->number;
    asked->phone = words->from;
    asked->is_invite = strcmp(words->method, "INVITE") == 0;
    asked->off_schedule = words->limit != HF_RETRANSMIT_FREELY;
    asked->cancel_us = asked->is_invite ? world_sometimes(w, 64, 10000) : HF_NEVER;
    asked->abandon_us = is_bad(w) ? world_sometimes(w, 16, 10000) : HF_NEVER;
    asked->extend_us = is_bad(w) ? world_sometimes(w, 64, 10000) : HF_NEVER;
    w->totals.asked++;
    hear_refused_give_way(w, &w->phones[words->from]);
    world_send(w, &w->phones[words->from]);
}

void world_place_request(struct world *w)
{
    static const char *const methods[] = {"INVITE", "INVITE", "OPTIONS", "MESSAGE"};
    struct words words = {.method = methods[net_below(&w->net, 4)], .tag = "", .fields = ""};
    uint64_t id;
    words.from = w->plan.n_phones > 2 ? 0 : (unsigned)net_below(&w->net, 2);
    words.to = 1 - words.from;
    words.number = w->n_asked + 1;
    words.cseq = 1;
    words.limit = w->plan.kind == NET_BAD && net_chance(&w->net, 64)
                      ? (uint32_t)net_below(&w->net, 4)
                      : HF_RETRANSMIT_FREELY;
    if (ask(w, &words, &id) == HF_OK) {
        remember(w, id, &words);
    }
}

static void put_tag(struct world *w, struct words *words)
{
    struct hf_sip_party to;
    check(w, hf_sip_to(&w->message, &to, NULL) == 1 && to.tag.length != 0);
    words->tag = to.tag.at;
    words->n_tag = to.tag.length;
}

/* 13.2.2.4: each 2xx gets an ACK, by its Contact; some users forget. */
static void acknowledge(struct world *w, const struct asked *asked)
{
    struct words words = {.method = "ACK",
                          .limit = HF_RETRANSMIT_FREELY,
                          .fields = "",
                          .number = asked->number,
                          .cseq = 1,
                          .from = asked->phone,
                          .to = phone_named(&w->message)};
    uint64_t id;
    put_tag(w, &words);
    if (w->plan.kind != NET_PERFECT && asked->number % 8 == 0) {
        return;
    }
    check(w, ask(w, &words, &id) == HF_OK && id == 0);
    w->totals.acks++;
    world_send(w, &w->phones[asked->phone]);
}

static void prack(struct world *w, struct asked *asked)
{
    char rack[64];
    uint32_t rseq = number_in(hf_sip_value(&w->message, HF_HEADER_RSEQ));
    unsigned from = phone_named(&w->message);
    struct words words = {.method = "PRACK",
                          .fields = rack,
                          .number = asked->number,
                          .cseq = 2 + asked->n_pracks,
                          .from = asked->phone,
                          .to = from,
                          .limit = HF_RETRANSMIT_FREELY};
    uint64_t id;
    bool is_next = asked->rseq[from] + 1 == rseq;
    if (!is_next || w->now_us >= SETTLE_US ||
        (w->plan.kind != NET_PERFECT && asked->number % 8 == 1)) {
        return; /* RFC 3262 4 */
    }
    put_tag(w, &words);
    snprintf(rack, sizeof rack, "RAck: %u 1 INVITE\r\n", rseq);
    if (ask(w, &words, &id) == HF_OK) {
        asked->rseq[from] = rseq;
        asked->n_pracks++;
        remember(w, id, &words);
    }
}

/* ---- news ---- */

static struct told *told_of(struct world *w, uint64_t id, const struct phone *phone)
{
    for (unsigned i = 0; i < w->n_told; i++) {
        if (w->told[i].id == id && &w->phones[w->told[i].phone] == phone) {
            return &w->told[i];
        }
    }
    return NULL;
}

static bool is_off_schedule(const struct world *w, unsigned number)
{
    for (unsigned i = 0; i < w->n_asked; i++) {
        if (w->asked[i].number == number && w->asked[i].off_schedule) {
            return true;
        }
    }
    return false;
}

/* PRACK: the reliable response of the same call is acknowledged. */
static void hear_prack(struct world *w, const struct told *prack_told)
{
    for (unsigned i = 0; i < w->n_told; i++) {
        struct told *told = &w->told[i];
        if (told->is_invite && told->number == prack_told->number &&
            told->phone == prack_told->phone) {
            hf_layer_pracked(w->phones[told->phone].layer, told->id,
                             number_in(hf_sip_value(&w->message, HF_HEADER_RACK)));
        }
    }
}

/* Once: again only when the first is over. A server's transaction outlives the last sending of its
 * client by the RFC's schedule, from which a limit (A1) or Extend (A4) may take it, and it ends
 * early where its place is needed. */
static void hear_request(struct world *w, uint64_t id, const struct phone *phone)
{
    struct hf_sip_cseq cseq;
    cr_assert_eq(hf_sip_cseq(&w->message, &cseq, NULL), 1);
    cr_assert_lt(w->n_told, TOLD_MAX);
    struct told *told = &w->told[w->n_told];
    memset(told, 0, sizeof *told);
    told->id = id;
    told->came_us = w->now_us;
    told->phone = (unsigned)(phone - w->phones);
    told->number = number_in(hf_sip_value(&w->message, HF_HEADER_CALL_ID));
    told->cseq = cseq.number;
    told->is_invite = w->message.method_id == HF_METHOD_INVITE;
    for (unsigned i = 0; i < w->n_told; i++) {
        const struct told *other = &w->told[i];
        bool same = other->phone == told->phone && other->number == told->number &&
                    other->cseq == told->cseq;
        check(w, !same || other->gave_way || (other->is_over && is_off_schedule(w, told->number)));
        check(w, other->id != id || other->phone != told->phone);
    }
    w->n_told++;
    w->totals.told++;
    plan_answer(w, told);
    if (w->message.method_id == HF_METHOD_PRACK) {
        hear_prack(w, told);
    }
}

static bool sends_ack(const struct world *w)
{
    for (uint32_t i = 0; i < w->out.n_datagrams; i++) {
        if (memcmp(w->out.bytes + w->out.datagrams[i].at, "ACK ", 4) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns true when the user has something to say at once. */
static bool hear_response(struct world *w, struct asked *asked, unsigned status)
{
    check(w, asked != NULL && !asked->is_over && w->message.status == status);
    if (status < 200) {
        return asked->is_invite && hf_sip_find(&w->message, HF_HEADER_RSEQ) != NULL;
    }
    check(w, asked->ends == 0);
    check(w, asked->finals == 0 || (asked->is_invite && status < 300));
    check(w, !asked->is_invite || status < 300 || sends_ack(w));
    w->totals.finals[status / 100] += asked->finals == 0;
    w->totals.merged += status == 482;
    w->totals.refused += status == 503;
    asked->finals++;
    return asked->is_invite && status < 300;
}

static void hear_end(struct world *w, struct asked *asked, unsigned *count)
{
    check(w, asked != NULL && !asked->is_over && asked->finals == 0 && asked->ends == 0);
    asked->ends++;
    (*count)++;
}

/* An answered request gives its place to the new one of the same call; an INVITE only one that was
 * refused. */
static void hear_gave_way(struct world *w, struct told *told)
{
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        if (w->out.news[i].kind == HF_LAYER_REQUEST) {
            check(w, told->status >= (told->is_invite ? 300 : 200));
            told->gave_way = true;
            w->totals.gave_way++;
        }
    }
}

static void hear_over(struct world *w, struct asked *asked, struct told *told)
{
    check(w, (asked != NULL) != (told != NULL));
    if (asked != NULL) {
        check(w, !asked->is_over && (asked->finals != 0) != (asked->ends != 0));
        asked->is_over = true;
    } else {
        check(w, !told->is_over);
        told->is_over = true;
        hear_gave_way(w, told);
    }
}

static void hear_told(struct world *w, struct told *told, uint32_t kind)
{
    check(w, told != NULL && !told->is_over);
    if (kind == HF_LAYER_ACK) {
        check(w, told->is_invite && told->status / 100 == 2 && !told->is_acked);
        told->is_acked = true;
    } else if (kind == HF_LAYER_CANCEL) {
        check(w, told->is_invite && told->status == 0 && !told->is_cancelled);
        told->is_cancelled = true;
        told->next_us = is_bad(w) && net_chance(&w->net, 32) ? HF_NEVER : w->now_us;
        w->totals.cancels++;
    } else if (kind == HF_LAYER_NO_ACK) {
        check(w, told->is_invite && told->status != 0 && !told->is_acked);
        w->totals.no_ack++;
    } else if (kind == HF_LAYER_NO_PRACK) {
        check(w, told->is_invite && told->rseq != 0 && told->status == 0);
        told->rings = 0;
        told->next_us = world_in(w, 1000);
        w->totals.no_prack++;
    } else {
        check(w, kind == HF_LAYER_UNANSWERED && !told->is_invite && told->status == 0);
        w->totals.unanswered++;
    }
}

static bool hear_one(struct world *w, const struct hf_layer_news *news, const struct phone *phone)
{
    struct asked *asked = asked_of(w, news->id, phone);
    struct told *told = told_of(w, news->id, phone);
    switch ((enum hf_layer_news_kind)news->kind) {
    case HF_LAYER_REQUEST: hear_request(w, news->id, phone); break;
    case HF_LAYER_RESPONSE: return hear_response(w, asked, news->status);
    case HF_LAYER_TIMED_OUT: hear_end(w, asked, &w->totals.timed_out); break;
    case HF_LAYER_FAILED: hear_end(w, asked, &w->totals.failed); break;
    case HF_LAYER_OVER: hear_over(w, asked, told); break;
    case HF_LAYER_ACK:
    case HF_LAYER_CANCEL:
    case HF_LAYER_NO_ACK:
    case HF_LAYER_NO_PRACK:
    case HF_LAYER_UNANSWERED: hear_told(w, told, news->kind); break;
    case HF_LAYER_DROPPED: check(w, news->id == 0 && news->why != NULL); break;
    }
    return false;
}

void world_hear(struct world *w, struct phone *phone)
{
    struct asked *speaks = NULL;
    world_send(w, phone);
    mix(&w->hash, &w->now_us, sizeof w->now_us);
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        const struct hf_layer_news *news = &w->out.news[i];
        mix(&w->hash, &news->id, sizeof news->id);
        mix(&w->hash, &news->kind, sizeof news->kind);
        if (hear_one(w, news, phone)) {
            speaks = asked_of(w, news->id, phone);
        }
    }
    if (speaks != NULL && w->message.status >= 200) {
        acknowledge(w, speaks);
    } else if (speaks != NULL) {
        prack(w, speaks);
    }
}
