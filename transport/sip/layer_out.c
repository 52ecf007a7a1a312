/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the layer hands back and prints: news, datagrams, branches, tags, the ACK and the CANCEL of
 * an INVITE, responses that keep nothing, and what all responses copy from their request.
 *
 *     branch "z9hG4bK" id, 16 hexadecimal digits; 16 digits that nobody can guess
 *
 * A response that keeps nothing is not much larger than its request: a sender's address is easily
 * forged, and a phone that answers at length helps to flood those whose address it was.
 */
#include "layer_state.h"

#include <string.h>

#include <openssl/siphash.h>

#include "address.h"
#include "lex.h"

#define BRANCH_PREFIX "z9hG4bK" /* RFC 3261 8.1.1.7 */
#define ID_DIGITS     16
#define ADDRESS_MAX   48
#define ANSWER_EXTRA  512 /* that our own fields may add to what is copied */

void hf_layer_out_clear(struct hf_layer_out *out)
{
    out->n_news = 0;
    out->n_datagrams = 0;
    out->n_bytes = 0;
    out->reserved = 0;
}

bool hf_layer_out_has_room(const struct hf_layer_out *out, uint32_t n_bytes)
{
    return out->n_news + HF_LAYER_NEWS_OF_ONE <= HF_LAYER_OUT_NEWS &&
           out->n_datagrams < HF_LAYER_OUT_DATAGRAMS &&
           n_bytes <= HF_LAYER_OUT_BYTES - out->n_bytes;
}

struct hf_layer_news *hf_layer_say(struct hf_layer_out *out, unsigned kind, uint64_t id)
{
    HF_ASSERT(out->n_news < HF_LAYER_OUT_NEWS);
    struct hf_layer_news *news = &out->news[out->n_news++];
    memset(news, 0, sizeof *news);
    news->kind = kind;
    news->id = id;
    return news;
}

void hf_layer_say_dropped(struct hf_layer_out *out, const char *why, unsigned status)
{
    struct hf_layer_news *news = hf_layer_say(out, HF_LAYER_DROPPED, 0);
    news->why = why;
    news->status = (uint16_t)status;
}

struct hf_sip_out hf_layer_print(struct hf_layer_out *out)
{
    struct hf_sip_out printer;
    hf_sip_out_start(&printer, out->bytes + out->n_bytes, sizeof out->bytes - out->n_bytes);
    return printer;
}

void hf_layer_emit(struct hf_layer_out *out, const struct hf_sip_out *printed,
                   const struct hf_layer_route *route)
{
    HF_ASSERT(!printed->overflow && out->n_datagrams < HF_LAYER_OUT_DATAGRAMS);
    struct hf_layer_datagram *datagram = &out->datagrams[out->n_datagrams++];
    memset(datagram, 0, sizeof *datagram);
    datagram->target = route->target;
    datagram->local = route->local;
    datagram->flow = route->flow;
    datagram->sent_by = route->sent_by;
    datagram->reply = route->reply;
    datagram->at = out->n_bytes;
    datagram->length = (uint32_t)printed->length;
    out->n_bytes += datagram->length;
}

void hf_layer_send(struct hf_layer_out *out, struct hf_slice text,
                   const struct hf_layer_route *route)
{
    struct hf_sip_out printer = hf_layer_print(out);
    hf_sip_put(&printer, text);
    hf_layer_emit(out, &printer, route);
}

static void put_field(const struct hf_sip_header *header, struct hf_sip_out *out)
{
    hf_sip_put(out, header->name);
    hf_sip_put_text(out, ": ");
    hf_sip_put(out, header->value);
    hf_sip_put_text(out, "\r\n");
}

/* ---- names ---- */

static void put_word(struct hf_sip_out *out, uint64_t word)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(word >> (56 - 8 * i));
    }
    hf_sip_put_hex(out, bytes, sizeof bytes);
}

static uint64_t draw(const uint64_t secret[2], uint64_t number)
{
    uint8_t input[8];
    for (size_t i = 0; i < sizeof input; i++) {
        input[i] = (uint8_t)(number >> (8 * i));
    }
    return SIPHASH_24(secret, input, sizeof input);
}

struct hf_layer_branch hf_layer_branch(const struct hf_layer *layer, uint64_t id)
{
    struct hf_layer_branch branch;
    struct hf_sip_out out;
    hf_sip_out_start(&out, branch.text, sizeof branch.text);
    hf_sip_put_text(&out, BRANCH_PREFIX);
    put_word(&out, id);
    put_word(&out, draw(layer->branch_secret, id));
    HF_ASSERT(!out.overflow && out.length == sizeof branch.text);
    return branch;
}

struct hf_layer_branch hf_layer_ack_branch(const struct hf_layer *layer, struct hf_slice text)
{
    uint64_t drawn = SIPHASH_24(layer->branch_secret, (const uint8_t *)text.at, text.length);
    return hf_layer_branch(layer, hf_layer_of_line(layer, drawn | HF_LAYER_NO_PLACE));
}

static bool read_word(const char *digits, uint64_t *word)
{
    *word = 0;
    for (size_t i = 0; i < ID_DIGITS; i++) {
        char c = digits[i];
        uint64_t digit = c >= '0' && c <= '9'   ? (uint64_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint64_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint64_t)(c - 'A') + 10
                                                : 16;
        if (digit == 16) {
            return false;
        }
        *word = *word << 4 | digit;
    }
    return true;
}

/* Without regard to case (7.3.1): some peers write the Via anew. */
bool hf_layer_branch_id(const struct hf_layer *layer, struct hf_slice text, uint64_t *id)
{
    if (text.length != HF_LAYER_BRANCH_LENGTH || !read_word(text.at + strlen(BRANCH_PREFIX), id)) {
        return false;
    }
    struct hf_layer_branch own = hf_layer_branch(layer, *id);
    return hf_slice_same(hf_lex_slice(own.text, own.text + sizeof own.text), text);
}

void hf_layer_draw_tag(const struct hf_layer *layer, uint64_t key, char tag[HF_LAYER_TAG_LENGTH])
{
    struct hf_sip_out out;
    hf_sip_out_start(&out, tag, HF_LAYER_TAG_LENGTH);
    put_word(&out, draw(layer->tag_secret, key));
    HF_ASSERT(!out.overflow && out.length == HF_LAYER_TAG_LENGTH);
}

/* ---- ACK and CANCEL ---- */

/* Each field of the INVITE of this kind, as it stands. */
static void put_each(const struct hf_sip_message *invite, unsigned id, struct hf_sip_out *out)
{
    uint32_t at = invite->first[id];
    while (at != 0) {
        hf_sip_put_header(out, hf_sip_header_name(id), invite->headers[at - 1].value);
        at = invite->headers[at - 1].next;
    }
}

/* Without its Routes neither goes where the INVITE went. Require and Proxy-Require must not be
 * there (9.1). An ACK says the INVITE's credentials again, since nobody can challenge it; a CANCEL
 * is not challenged (22.1). */
void hf_layer_put_hop(const struct hf_layer_hop *hop, struct hf_sip_out *out)
{
    const struct hf_sip_message *invite = hop->invite;
    struct hf_sip_cseq cseq;
    int result = hf_sip_cseq(invite, &cseq, NULL);
    HF_ASSERT(result == 1); /* checked when it was given */
    hf_sip_put_request_line(out, hf_slice_text(hop->method), invite->uri);
    hf_sip_put_header(out, "Via", hf_sip_value(invite, HF_HEADER_VIA));
    hf_sip_put_header_text(out, "Max-Forwards", "70");
    put_each(invite, HF_HEADER_ROUTE, out);
    hf_sip_put_header(out, "From", hf_sip_value(invite, HF_HEADER_FROM));
    hf_sip_put_header(out, "To", hop->to);
    hf_sip_put_header(out, "Call-ID", hf_sip_value(invite, HF_HEADER_CALL_ID));
    hf_sip_put_text(out, "CSeq: ");
    hf_sip_put_number(out, cseq.number);
    hf_sip_put_text(out, " ");
    hf_sip_put_text(out, hop->method);
    hf_sip_put_text(out, "\r\n");
    if (hf_slice_is(hf_slice_text(hop->method), "ACK")) {
        put_each(invite, HF_HEADER_AUTHORIZATION, out);
        put_each(invite, HF_HEADER_PROXY_AUTHORIZATION, out);
    }
    hf_sip_put_end(out, hf_slice_text(""));
}

/* ---- responses that keep nothing ---- */

/* What its user said in a response: neither what is copied from the request nor what tells of a
 * body, which is not said again. */
static bool is_own(unsigned id)
{
    static const uint8_t others[] = {HF_HEADER_VIA,
                                     HF_HEADER_FROM,
                                     HF_HEADER_TO,
                                     HF_HEADER_CALL_ID,
                                     HF_HEADER_CSEQ,
                                     HF_HEADER_TIMESTAMP,
                                     HF_HEADER_CONTENT_DISPOSITION,
                                     HF_HEADER_CONTENT_ENCODING,
                                     HF_HEADER_CONTENT_LANGUAGE,
                                     HF_HEADER_CONTENT_LENGTH,
                                     HF_HEADER_CONTENT_TYPE};
    return memchr(others, (int)id, sizeof others) == NULL;
}

static void put_own_fields(const struct hf_sip_message *response, struct hf_sip_out *out)
{
    for (uint32_t i = 0; i < response->n_headers; i++) {
        if (is_own(response->headers[i].id)) {
            put_field(&response->headers[i], out);
        }
    }
}

static void put_answer(const struct hf_layer_arrival *arrival, const struct hf_layer_answer *answer,
                       struct hf_sip_out *out)
{
    char address[ADDRESS_MAX];
    struct hf_sip_out address_out;
    hf_sip_out_start(&address_out, address, sizeof address);
    hf_sip_put_address(&address_out, &arrival->received->from);
    struct hf_sip_reply fields = {
        .request = arrival->message,
        .source_address = hf_lex_slice(address, address + address_out.length),
        .source_port = arrival->received->from.port,
        .to_tag = answer->to_tag,
    };
    hf_sip_put_status_line(out, answer->status, hf_slice_text(hf_sip_reason(answer->status)));
    hf_sip_put_reply_fields(out, &fields);
    if (answer->like != NULL) {
        put_own_fields(answer->like, out);
    } else if (answer->status == 503) {
        hf_sip_put_header_number(out, "Retry-After", HF_LAYER_RETRY_AFTER_S);
    }
    if (answer->detail != NULL) {
        hf_sip_put_text(out, "Warning: 399 holdfast ");
        hf_sip_put_quoted(out, hf_slice_text(answer->detail));
        hf_sip_put_text(out, "\r\n");
    }
    hf_sip_put_end(out, hf_slice_text(""));
}

void hf_layer_answer(const struct hf_layer *layer, const struct hf_layer_arrival *arrival,
                     const struct hf_layer_answer *answer, struct hf_layer_out *out)
{
    char tag[HF_LAYER_TAG_LENGTH];
    struct hf_layer_answer said = *answer;
    struct hf_layer_route route = hf_layer_way_back(arrival);
    size_t n_request = arrival->message->n_bytes;
    struct hf_sip_out printer = hf_layer_print(out);
    if (said.to_tag.length == 0) {
        hf_layer_draw_tag(layer, arrival->key, tag);
        said.to_tag = hf_lex_slice(tag, tag + sizeof tag);
    }
    put_answer(arrival, &said, &printer);
    if (printer.overflow || printer.length > n_request + n_request / 2 + ANSWER_EXTRA) {
        hf_layer_say_dropped(out, "a request whose answer would be much larger than itself", 0);
        return;
    }
    hf_layer_emit(out, &printer, &route);
    if (said.why != NULL) {
        hf_layer_say_dropped(out, said.why, said.status);
    }
}

/* ---- responses of a place ---- */

/* RFC 3261 8.2.6.1: with the time that we held it, whatever was said about that before. */
static void put_timestamp(const struct hf_sip_message *m, uint64_t held_us, struct hf_sip_out *out)
{
    struct hf_slice value = hf_sip_value(m, HF_HEADER_TIMESTAMP);
    const char *end = value.at;
    while (end < value.at + value.length && !hf_lex_is(*end, HF_LEX_SPACE)) {
        end++;
    }
    if (end == value.at) {
        return;
    }
    uint64_t ms = held_us / 1000u;
    hf_sip_put_text(out, "Timestamp: ");
    hf_sip_put(out, hf_lex_slice(value.at, end));
    hf_sip_put_text(out, " ");
    hf_sip_put_number(out, ms / 1000u);
    hf_sip_put_text(out, ms % 1000u < 10 ? ".00" : ms % 1000u < 100 ? ".0" : ".");
    hf_sip_put_number(out, ms % 1000u);
    hf_sip_put_text(out, "\r\n");
}

void hf_layer_put_head(const struct hf_layer_server *server, const struct hf_layer_head *head,
                       struct hf_sip_out *out)
{
    const struct hf_sip_message *m = head->m;
    char address[ADDRESS_MAX];
    struct hf_sip_out address_out;
    struct hf_sip_cseq cseq;
    hf_sip_out_start(&address_out, address, sizeof address);
    hf_sip_put_address(&address_out, &server->route.target);
    struct hf_sip_reply fields = {
        .request = m,
        .source_address = hf_lex_slice(address, address + address_out.length),
        .source_port = server->route.target.port,
        .to_tag = head->to_tag,
    };
    hf_sip_put_status_line(out, head->status, hf_slice_text(hf_sip_reason(head->status)));
    hf_sip_put_reply_fields(out, &fields);
    put_timestamp(m, head->held_us, out);
    bool is_register = hf_sip_cseq(m, &cseq, NULL) == 1 && hf_slice_is(cseq.method, "REGISTER");
    uint32_t at = head->status < 300 && !is_register ? m->first[HF_HEADER_RECORD_ROUTE] : 0;
    while (at != 0) { /* 12.1.1 */
        hf_sip_put_header(out, "Record-Route", m->headers[at - 1].value);
        at = m->headers[at - 1].next;
    }
}

/* The last response, which is our own. */
void hf_layer_read_last(const struct hf_layer *layer, const struct hf_layer_server *server,
                        struct hf_sip_message *m)
{
    struct hf_slice text = {hf_layer_server_text(layer, server), server->n_text};
    int result = hf_sip_parse(m, text.at, text.length);
    HF_ASSERT(result == 0);
}

/* Table 2 of RFC 3261: in a 100 there is no Record-Route; it stands there for the others. */
static void send_100(const struct hf_layer *layer, const struct hf_layer_server *server,
                     struct hf_layer_out *out)
{
    struct hf_sip_out printer = hf_layer_print(out);
    struct hf_sip_message m;
    hf_layer_read_last(layer, server, &m);
    hf_sip_put_status_line(&printer, m.status, m.reason);
    for (uint32_t i = 0; i < m.n_headers; i++) {
        const struct hf_sip_header *header = &m.headers[i];
        if (header->id == HF_HEADER_RECORD_ROUTE || header->id == HF_HEADER_CONTENT_LENGTH) {
            continue;
        }
        put_field(header, &printer);
    }
    hf_sip_put_end(&printer, m.body);
    hf_layer_emit(out, &printer, &server->route);
}

void hf_layer_send_last(const struct hf_layer *layer, const struct hf_layer_server *server,
                        struct hf_layer_out *out)
{
    struct hf_slice text = {hf_layer_server_text(layer, server), server->n_text};
    if (server->status == 100) {
        send_100(layer, server, out);
    } else {
        hf_layer_send(out, text, &server->route);
    }
}
