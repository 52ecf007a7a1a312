/* SPDX-License-Identifier: Apache-2.0 */
#include "layer_support.h"

#include <stdlib.h>

#include "address.h"

#define TEXT_MAX 4096

struct hf_target layer_target(const char *host, uint16_t port, unsigned transport)
{
    struct hf_target target;
    unsigned parts[4];
    memset(&target, 0, sizeof target);
    cr_assert_eq(sscanf(host, "%u.%u.%u.%u", &parts[0], &parts[1], &parts[2], &parts[3]), 4);
    for (size_t i = 0; i < 4; i++) {
        target.address[i] = (uint8_t)parts[i];
    }
    target.port = port;
    target.transport = (uint8_t)transport;
    target.family = HF_FAMILY_IPV4;
    return target;
}

struct hf_layer_setup layer_setup_usual(void)
{
    struct hf_layer_setup setup;
    memset(&setup, 0, sizeof setup);
    for (size_t i = 0; i < sizeof setup.random; i++) {
        setup.random[i] = (uint8_t)(i * 7 + 1);
    }
    setup.n_clients = 4;
    setup.n_servers = 4;
    setup.message_bytes = 2048;
    setup.t1_ms = 500;
    setup.t2_ms = 4000;
    setup.t4_ms = 5000;
    return setup;
}

void layer_open(struct layer_stage *s, const struct hf_layer_setup *setup)
{
    memset(s, 0, sizeof *s);
    s->setup = *setup;
    s->here = layer_target("192.0.2.9", 5062, HF_TRANSPORT_UDP);
    s->peer = layer_target("192.0.2.1", 5060, HF_TRANSPORT_UDP);
    s->layer = malloc(hf_layer_size(setup));
    cr_assert_not_null(s->layer);
    cr_assert_eq(hf_layer_init(s->layer, hf_layer_size(setup), setup), HF_OK);
}

void layer_open_usual(struct layer_stage *s)
{
    struct hf_layer_setup setup = layer_setup_usual();
    layer_open(s, &setup);
}

void layer_close(struct layer_stage *s)
{
    free(s->layer);
}

/* ---- what came of it ---- */

static const char *name_of(const struct hf_layer_news *news, char out[32])
{
    static const char *const names[] = {"",         "REQUEST",    "ACK",    "CANCEL",
                                        "RESPONSE", "TIMED_OUT",  "FAILED", "NO_ACK",
                                        "NO_PRACK", "UNANSWERED", "OVER",   "DROPPED"};
    cr_assert(news->kind >= 1 && news->kind <= HF_LAYER_DROPPED);
    cr_assert_eq(news->why != NULL, news->kind == HF_LAYER_DROPPED);
    cr_assert_eq(news->id == 0, news->kind == HF_LAYER_DROPPED);
    if (news->status != 0) {
        snprintf(out, 32, "%s %u", names[news->kind], news->status);
    } else {
        snprintf(out, 32, "%s", names[news->kind]);
    }
    return out;
}

/* Every datagram is a whole, sound message inside the out. */
static const char *begin_of(struct layer_stage *s, const struct hf_layer_datagram *datagram,
                            char out[32])
{
    cr_assert(datagram->at + datagram->length <= s->out.n_bytes);
    cr_assert(s->out.n_bytes <= HF_LAYER_OUT_BYTES);
    memcpy(s->sent, s->out.bytes + datagram->at, datagram->length);
    s->n_sent = datagram->length;
    s->sent[s->n_sent] = '\0';
    cr_assert_eq(hf_sip_parse(&s->message, s->sent, s->n_sent), 0, "%s", s->sent);
    if (s->message.is_request) {
        cr_assert_eq(hf_sip_check(&s->message, NULL), 0, "%s", s->sent);
        snprintf(out, 32, "%.*s", (int)s->message.method.length, s->message.method.at);
    } else {
        snprintf(out, 32, "%u", s->message.status);
    }
    return out;
}

static void append(char *text, const char *separator, const char *more)
{
    cr_assert(strlen(text) + strlen(separator) + strlen(more) < TEXT_MAX);
    strcat(text, *text == '\0' ? "" : separator);
    strcat(text, more);
}

void layer_expect(struct layer_stage *s, const char *news, const char *datagrams)
{
    char said[TEXT_MAX] = "", sent[TEXT_MAX] = "", one[32];
    for (uint32_t i = 0; i < s->out.n_news; i++) {
        append(said, ", ", name_of(&s->out.news[i], one));
    }
    for (uint32_t i = 0; i < s->out.n_datagrams; i++) {
        append(sent, ", ", begin_of(s, &s->out.datagrams[i], one));
    }
    cr_assert_str_eq(said, news, "said \"%s\" instead of \"%s\" (%s)", said, news, layer_why(s));
    cr_assert_str_eq(sent, datagrams, "sent \"%s\" instead of \"%s\"", sent, datagrams);
}

const char *layer_why(const struct layer_stage *s)
{
    for (uint32_t i = 0; i < s->out.n_news; i++) {
        if (s->out.news[i].kind == HF_LAYER_DROPPED) {
            return s->out.news[i].why;
        }
    }
    return "";
}

void layer_wake(struct layer_stage *s, uint64_t ms)
{
    s->now_us = ms * MS;
    hf_layer_wake(s->layer, s->now_us, &s->out);
}

static void tell(struct layer_stage *s, char *story)
{
    char one[32], line[64];
    unsigned long ms = (unsigned long)(s->now_us / MS);
    for (uint32_t i = 0; i < s->out.n_datagrams; i++) {
        snprintf(line, sizeof line, "%lu %s", ms, begin_of(s, &s->out.datagrams[i], one));
        append(story, ", ", line);
    }
    for (uint32_t i = 0; i < s->out.n_news; i++) {
        snprintf(line, sizeof line, "%lu %s", ms, name_of(&s->out.news[i], one));
        append(story, ", ", line);
    }
}

const char *layer_story(struct layer_stage *s, uint64_t ms)
{
    static char story[TEXT_MAX];
    story[0] = '\0';
    while (hf_layer_deadline(s->layer) <= ms * MS) {
        uint64_t due_us = hf_layer_deadline(s->layer);
        s->now_us = due_us > s->now_us ? due_us : s->now_us;
        hf_layer_wake(s->layer, s->now_us, &s->out);
        tell(s, story);
    }
    s->now_us = ms * MS;
    return story;
}

/* ---- our requests ---- */

int layer_request(struct layer_stage *s, const char *text, uint64_t *id)
{
    struct hf_layer_request order = {.now_us = s->now_us,
                                     .text = hf_slice_text(text),
                                     .target = s->peer,
                                     .local = s->here,
                                     .retransmissions = HF_RETRANSMIT_FREELY};
    return hf_layer_request(s->layer, &order, id, &s->out);
}

uint64_t layer_ask(struct layer_stage *s, const char *text)
{
    uint64_t id;
    char one[32];
    cr_assert_eq(layer_request(s, text, &id), HF_OK);
    cr_assert_eq(s->out.n_news, 0);
    cr_assert_eq(s->out.n_datagrams, 1);
    begin_of(s, &s->out.datagrams[0], one);
    return id;
}

void layer_reply_to(struct layer_stage *s, const char *request_text, const char *status,
                    const char *fields)
{
    static char text[TEXT_MAX * 4];
    struct hf_sip_message m;
    struct hf_sip_out out;
    cr_assert_eq(hf_sip_parse(&m, request_text, strlen(request_text)), 0);
    struct hf_sip_reply reply = {&m, hf_slice_text("192.0.2.9"), 5062, hf_slice_text("peer")};
    hf_sip_out_start(&out, text, sizeof text - 1);
    hf_sip_put_status_line(&out, (unsigned)atoi(status), hf_slice_text(status + 4));
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, fields);
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    text[out.length] = '\0';
    layer_hear(s, text);
}

void layer_reply(struct layer_stage *s, const char *status, const char *fields)
{
    char request_text[TEXT_MAX];
    cr_assert(s->n_sent < sizeof request_text);
    strcpy(request_text, s->sent);
    layer_reply_to(s, request_text, status, fields);
}

/* ---- theirs ---- */

void layer_hear_from(struct layer_stage *s, const struct hf_target *from, const char *text)
{
    static struct hf_sip_message m;
    struct hf_layer_received received = {s->now_us, &m, *from, s->here, 0};
    hf_sip_parse(&m, text, strlen(text));
    hf_layer_receive(s->layer, &received, &s->out);
}

void layer_hear(struct layer_stage *s, const char *text)
{
    layer_hear_from(s, &s->peer, text);
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

void layer_incoming(struct layer_stage *s, const struct layer_incoming *i)
{
    char text[TEXT_MAX];
    snprintf(text, sizeof text,
             "%s sip:us@192.0.2.9:5062 SIP/2.0\r\nVia: %s\r\nMax-Forwards: 70\r\n"
             "From: <sip:peer@example.com>;tag=%s\r\nTo: <sip:us@example.com>%s\r\n"
             "Call-ID: %s\r\nCSeq: %s %s\r\n%sContent-Length: 0\r\n\r\n",
             i->method, or_else(i->via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa"),
             or_else(i->from_tag, "them"), or_else(i->to_tag, ""), or_else(i->call_id, "theirs"),
             or_else(i->cseq, "1"), i->method, or_else(i->fields, ""));
    layer_hear(s, text);
}

void layer_ack(struct layer_stage *s, const char *branch)
{
    char via[128], tag[64];
    struct hf_sip_party to;
    cr_assert_eq(hf_sip_to(&s->message, &to, NULL), 1);
    snprintf(tag, sizeof tag, ";tag=%.*s", (int)to.tag.length, to.tag.at);
    snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.1:5060;branch=%s", branch);
    layer_incoming(s, &(struct layer_incoming){.method = "ACK", .via = via, .to_tag = tag});
}

uint64_t layer_asked(struct layer_stage *s, const char *method)
{
    layer_incoming(s, &(struct layer_incoming){.method = method});
    layer_expect(s, "REQUEST", "");
    return s->out.news[0].id;
}

int layer_respond_with(struct layer_stage *s, const struct hf_layer_response *response)
{
    return hf_layer_respond(s->layer, response, &s->out);
}

void layer_hear_usual(struct layer_stage *s, const char *method)
{
    layer_incoming(s, &(struct layer_incoming){.method = method});
}

struct hf_layer_response layer_response_of(const struct layer_stage *s, uint64_t id,
                                           unsigned status)
{
    struct hf_layer_response response = {.now_us = s->now_us,
                                         .id = id,
                                         .status = (uint16_t)status,
                                         .fields = "",
                                         .body = hf_slice_text("")};
    return response;
}

int layer_respond(struct layer_stage *s, uint64_t id, unsigned status)
{
    struct hf_layer_response response = layer_response_of(s, id, status);
    return layer_respond_with(s, &response);
}

void layer_say(struct layer_stage *s, uint64_t id, unsigned status)
{
    cr_assert_eq(layer_respond(s, id, status), HF_OK);
}
