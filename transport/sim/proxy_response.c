/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A response on its way back (RFC 3261 16.11, 18.2.2): our Via says by which door and connection
 * its request came, the one below it where to. What does not carry a Via that we made is left: no
 * response is sent to anybody who has not asked through here. Where the two sides of a dialog
 * reach this server at different doors, each is told its own in Record-Route (16.7 step 8), so
 * that a route set has one hop here, whoever replaces it.
 */
#include "proxy.h"

#include <stdio.h>

#include "holdfast/config.h"

#define SIP_PORT 5060
#define UDP_MAX  65507

struct passing { /* a response on its way */
    const struct hf_registrar *registrar;
    const struct hf_sip_message *message;
    struct hf_proxy_return back;
};

/* Reads our Via, and the one below it. */
static bool read_vias(struct passing *passing)
{
    struct hf_sip_each each;
    struct hf_slice top, below;
    struct hf_sip_via via;
    struct hf_sip_param way;
    hf_sip_each_start(&each, passing->message, HF_HEADER_VIA);
    if (!hf_sip_each_next(&each, &top) || !hf_sip_each_next(&each, &below) ||
        hf_sip_via_parse(top, &via, NULL) != 0 ||
        hf_sip_via_parse(below, &passing->back.next, NULL) != 0 ||
        !hf_sip_param_find(via.params, "way", &way))
        return false;
    passing->back.branch = via.branch;
    return hf_proxy_read_way(passing->registrar, way.value, &passing->back);
}

static bool find_way(const struct passing *passing, struct hf_target *to)
{
    const struct hf_sip_via *via = &passing->back.next;
    *to = (struct hf_target){.transport = HF_TRANSPORT_UDP};
    if (passing->back.connection != 0)
        return true;
    to->port = via->rport != 0 ? via->rport : via->port != 0 ? via->port : SIP_PORT;
    return hf_target_parse(to, via->received.at, via->received.length);
}

/* ---- as it leaves ---- */

static void put_record_route(const struct passing *passing, struct hf_slice element,
                             struct hf_sip_out *out)
{
    struct hf_slice call_id = hf_sip_value(passing->message, HF_HEADER_CALL_ID);
    struct hf_proxy_token token;
    struct hf_sip_address address;
    struct hf_sip_uri uri;
    char text[HF_PROXY_TOKEN_MAX];
    hf_sip_put_text(out, "Record-Route: ");
    if (hf_sip_address_parse(element, &address, NULL) == 0 &&
        hf_sip_uri_parse(address.uri, &uri, NULL) == 0 &&
        hf_proxy_read_token(passing->registrar, call_id, uri.user, &token)) {
        hf_proxy_make_token(passing->registrar, call_id, &token, text);
        hf_proxy_put_route(out, &passing->registrar->doors[token.doors[0]], text);
    } else {
        hf_sip_put_unfolded(out, element);
    }
    hf_sip_put_text(out, "\r\n");
}

/* The elements of a field that is a list, from the nth on, a line each. */
static void put_list(const struct passing *passing, unsigned id, struct hf_sip_out *out)
{
    struct hf_sip_each each;
    struct hf_slice element;
    hf_sip_each_start(&each, passing->message, id);
    if (id == HF_HEADER_VIA)
        hf_sip_each_next(&each, &element); /* ours */
    while (hf_sip_each_next(&each, &element)) {
        if (id == HF_HEADER_RECORD_ROUTE) {
            put_record_route(passing, element, out);
            continue;
        }
        hf_sip_put_text(out, "Via: ");
        hf_sip_put_unfolded(out, element);
        hf_sip_put_text(out, "\r\n");
    }
}

static bool print(const struct passing *passing, struct hf_registrar_answer *answer)
{
    const struct hf_sip_message *message = passing->message;
    struct hf_sip_out out;
    hf_sip_out_start(&out, answer->bytes,
                     passing->back.connection == 0 ? UDP_MAX : sizeof answer->bytes);
    hf_sip_put_status_line(&out, message->status, message->reason);
    put_list(passing, HF_HEADER_VIA, &out);
    put_list(passing, HF_HEADER_RECORD_ROUTE, &out);
    for (uint32_t i = 0; i < message->n_headers; i++) {
        const struct hf_sip_header *header = &message->headers[i];
        if (header->id != HF_HEADER_VIA && header->id != HF_HEADER_RECORD_ROUTE &&
            header->id != HF_HEADER_CONTENT_LENGTH)
            hf_proxy_put_field(&out, header);
    }
    hf_sip_put_end(&out, message->body);
    answer->n_bytes = (uint32_t)out.length;
    return !out.overflow;
}

/* ---- deciding ---- */

static void describe(const struct hf_sip_message *message, struct hf_registrar_answer *answer)
{
    struct hf_sip_cseq cseq;
    struct hf_sip_party to;
    struct hf_sip_uri uri;
    if (hf_sip_cseq(message, &cseq, NULL) == 1)
        snprintf(answer->method, sizeof answer->method, "%.*s", (int)cseq.method.length,
                 cseq.method.at);
    if (hf_sip_to(message, &to, NULL) == 1 && hf_sip_uri_parse(to.address.uri, &uri, NULL) == 0)
        snprintf(answer->user, sizeof answer->user, "%.*s", (int)uri.user.length, uri.user.at);
}

static bool is_dropped(const struct hf_registrar *registrar, const struct hf_sip_message *message)
{
    struct hf_sip_cseq cseq;
    unsigned method = HF_METHOD_OTHER;
    if (hf_sip_cseq(message, &cseq, NULL) == 1)
        method = hf_sip_method_lookup(cseq.method);
    return registrar->faults[method].is_silent;
}

void hf_proxy_response(struct hf_registrar *registrar, const struct hf_registrar_received *received,
                       struct hf_registrar_answer *answer)
{
    struct passing passing = {.registrar = registrar, .message = &registrar->message};
    if (is_dropped(registrar, passing.message)) {
        hf_registrar_leave(answer, HF_REGISTRAR_ABSORBED, "silent on command");
        return;
    }
    if (!read_vias(&passing)) {
        hf_registrar_leave(answer, HF_REGISTRAR_ABSORBED, "a response to nothing sent by here");
        return;
    }
    if (!find_way(&passing, &answer->to) || !print(&passing, answer)) {
        hf_registrar_leave(answer, HF_REGISTRAR_ABSORBED, "a response that cannot be passed on");
        return;
    }
    describe(passing.message, answer);
    answer->outcome = HF_REGISTRAR_FORWARDED;
    answer->status = passing.message->status;
    answer->connection = passing.back.connection;
    answer->door = passing.back.door;
    answer->send_us = received->now_us;
}
