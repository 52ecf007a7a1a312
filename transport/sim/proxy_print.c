/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request as it leaves (RFC 3261 16.6): another Request-URI, one hop less, our Via and our
 * Record-Route on top, the Routes that led here taken off. Whatever else it says stays, in its
 * order, but for credentials that were for us.
 */
#include "proxy.h"

#include <stdio.h>

#define HOPS_USUAL 70    /* RFC 3261 16.6 step 3 */
#define UDP_MAX    65507 /* bytes of a datagram over IPv4 */

void hf_proxy_put_field(struct hf_sip_out *out, const struct hf_sip_header *header)
{
    if (header->id == HF_HEADER_OTHER)
        hf_sip_put(out, header->name);
    else
        hf_sip_put_text(out, hf_sip_header_name(header->id));
    hf_sip_put_text(out, ": ");
    hf_sip_put_unfolded(out, header->value);
    hf_sip_put_text(out, "\r\n");
}

void hf_proxy_put_route(struct hf_sip_out *out, const struct hf_target *door, const char *token)
{
    static const char *const transports[] = {"", ";transport=tcp", ";transport=tls"};
    hf_sip_put_text(out, "<sip:");
    hf_sip_put_text(out, token);
    hf_sip_put_text(out, "@");
    hf_proxy_put_host(out, door);
    hf_sip_put_text(out, ":");
    hf_sip_put_number(out, door->port);
    hf_sip_put_text(out, transports[door->transport]);
    hf_sip_put_text(out, ";lr>");
}

/* ---- Via ---- */

/* What the Via below ours will say of where it came from (RFC 3261 18.2.1, RFC 3581 4); text has
 * room for an address. */
static struct hf_sip_via marked_via(const struct hf_proxy_pass *pass, char text[48])
{
    const struct hf_target *from = &pass->request->received->from;
    struct hf_sip_via via;
    hf_sip_via(pass->request->message, &via, NULL); /* read before */
    hf_proxy_address_text(from, text, 48);
    via.received = hf_slice_text(text);
    via.rport = via.has_rport ? from->port : 0;
    return via;
}

static void put_own_via(const struct hf_proxy_pass *pass, const struct hf_sip_via *next,
                        struct hf_sip_out *out)
{
    static const char *const transports[] = {"UDP", "TCP", "TLS"};
    const struct hf_target *door = &pass->registrar->doors[pass->door];
    struct hf_proxy_return back = {.connection = pass->request->received->connection,
                                   .next = *next,
                                   .door = pass->request->received->door};
    char branch[HF_PROXY_BRANCH_MAX], way[HF_PROXY_TOKEN_MAX];
    hf_proxy_branch(pass, branch);
    back.branch = hf_slice_text(branch);
    hf_proxy_make_way(pass->registrar, &back, way);
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put_text(out, transports[door->transport]);
    hf_sip_put_text(out, " ");
    hf_proxy_put_host(out, door);
    hf_sip_put_text(out, ":");
    hf_sip_put_number(out, door->port);
    hf_sip_put_text(out, ";branch=");
    hf_sip_put_text(out, branch);
    hf_sip_put_text(out, ";way=");
    hf_sip_put_text(out, way);
    hf_sip_put_text(out, "\r\n");
}

static void put_param(struct hf_sip_out *out, const struct hf_sip_param *param)
{
    hf_sip_put_text(out, ";");
    hf_sip_put(out, param->name);
    if (!param->has_value)
        return;
    hf_sip_put_text(out, param->quoted ? "=\"" : "=");
    hf_sip_put_unfolded(out, param->value);
    hf_sip_put_text(out, param->quoted ? "\"" : "");
}

static void put_marked_via(struct hf_sip_out *out, const struct hf_sip_via *via)
{
    struct hf_slice params = via->params;
    struct hf_sip_param param;
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put(out, via->transport);
    hf_sip_put_text(out, via->ipv6 ? " [" : " ");
    hf_sip_put(out, via->host);
    hf_sip_put_text(out, via->ipv6 ? "]" : "");
    if (via->port != 0) {
        hf_sip_put_text(out, ":");
        hf_sip_put_number(out, via->port);
    }
    while (hf_sip_param_next(&params, &param)) {
        if (!hf_slice_is(param.name, "received") && !hf_slice_is(param.name, "rport"))
            put_param(out, &param);
    }
    hf_sip_put_text(out, ";received=");
    hf_sip_put(out, via->received);
    if (via->has_rport) {
        hf_sip_put_text(out, ";rport=");
        hf_sip_put_number(out, via->rport);
    }
    hf_sip_put_text(out, "\r\n");
}

static void put_vias(const struct hf_proxy_pass *pass, struct hf_sip_out *out)
{
    struct hf_sip_each each;
    struct hf_slice element;
    char text[48];
    struct hf_sip_via via = marked_via(pass, text);
    put_own_via(pass, &via, out);
    put_marked_via(out, &via);
    hf_sip_each_start(&each, pass->request->message, HF_HEADER_VIA);
    hf_sip_each_next(&each, &element);
    while (hf_sip_each_next(&each, &element)) {
        hf_sip_put_text(out, "Via: ");
        hf_sip_put_unfolded(out, element);
        hf_sip_put_text(out, "\r\n");
    }
}

/* ---- Routes ---- */

/* Whom the rest of a dialog has to come by, too: only what begins one (16.6 step 4). */
static void put_record_route(const struct hf_proxy_pass *pass, struct hf_sip_out *out)
{
    const struct hf_registrar_request *request = pass->request;
    unsigned method = request->message->method_id;
    struct hf_proxy_token token = {.connections = {request->received->connection, pass->connection},
                                   .doors = {request->received->door, pass->door}};
    char text[HF_PROXY_TOKEN_MAX];
    bool begins = method == HF_METHOD_INVITE || method == HF_METHOD_SUBSCRIBE ||
                  method == HF_METHOD_REFER || method == HF_METHOD_NOTIFY;
    if (!begins || request->to.tag.length > 0)
        return;
    hf_proxy_make_token(pass->registrar, hf_sip_value(request->message, HF_HEADER_CALL_ID), &token,
                        text);
    hf_sip_put_text(out, "Record-Route: ");
    hf_proxy_put_route(out, &pass->registrar->doors[pass->door], text);
    hf_sip_put_text(out, "\r\n");
}

/* A strict router finds itself in the Request-URI, which goes to the end (16.6 step 6). */
static bool is_strict(const struct hf_proxy_pass *pass)
{
    return pass->n_routes > 0 && !pass->next.loose;
}

static void put_routes(const struct hf_proxy_pass *pass, struct hf_sip_out *out)
{
    size_t first = pass->first_route + (is_strict(pass) ? 1 : 0);
    size_t end = pass->first_route + pass->n_routes;
    struct hf_sip_each each;
    struct hf_slice element;
    if (pass->path[0] != '\0')
        hf_sip_put_header_text(out, "Route", pass->path);
    hf_sip_each_start(&each, pass->request->message, HF_HEADER_ROUTE);
    for (size_t i = 0; i < end && hf_sip_each_next(&each, &element); i++) {
        if (i < first)
            continue;
        hf_sip_put_text(out, "Route: ");
        hf_sip_put_unfolded(out, element);
        hf_sip_put_text(out, "\r\n");
    }
    if (is_strict(pass)) {
        hf_sip_put_text(out, "Route: <");
        hf_sip_put(out, pass->out_text);
        hf_sip_put_text(out, ">\r\n");
    }
}

/* ---- all of it ---- */

static bool is_replaced(const struct hf_proxy_pass *pass, const struct hf_sip_header *header)
{
    switch (header->id) {
    case HF_HEADER_VIA:
    case HF_HEADER_ROUTE:
    case HF_HEADER_MAX_FORWARDS:
    case HF_HEADER_CONTENT_LENGTH: return true;
    case HF_HEADER_PROXY_AUTHORIZATION: /* RFC 3261 22.3 */
        return hf_registrar_is_for_us(pass->registrar, header->value);
    default: return false;
    }
}

static uint32_t hops_left(const struct hf_sip_message *message)
{
    uint32_t hops;
    if (hf_sip_number(message, HF_HEADER_MAX_FORWARDS, &hops) != 1 ||
        hops > HF_SIP_MAX_FORWARDS_MAX)
        return HOPS_USUAL;
    return hops - 1; /* 0 was refused */
}

int hf_proxy_print(const struct hf_proxy_pass *pass)
{
    struct hf_registrar_answer *answer = pass->request->answer;
    const struct hf_sip_message *message = pass->request->message;
    struct hf_sip_out out;
    hf_sip_out_start(&out, answer->bytes, pass->connection == 0 ? UDP_MAX : sizeof answer->bytes);
    hf_sip_put_request_line(&out, message->method,
                            is_strict(pass) ? pass->next.address.uri : pass->out_text);
    put_vias(pass, &out);
    put_record_route(pass, &out);
    put_routes(pass, &out);
    hf_sip_put_header_number(&out, "Max-Forwards", hops_left(message));
    for (uint32_t i = 0; i < message->n_headers; i++) {
        if (!is_replaced(pass, &message->headers[i]))
            hf_proxy_put_field(&out, &message->headers[i]);
    }
    hf_sip_put_end(&out, message->body);
    if (out.overflow) {
        hf_registrar_decide(pass->request, 513, "with what this server adds it is too long");
        return -1;
    }
    answer->n_bytes = (uint32_t)out.length;
    return 0;
}
