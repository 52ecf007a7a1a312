/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests inside a dialog (RFC 3261 12.2.1.1): which way they go, and their first lines.
 *
 * A loose router (its URI says ;lr) finds the target in the Request-URI and itself in the first
 * Route. A strict router, of RFC 2543, wants itself in the Request-URI; the target then waits at
 * the end of the Routes (16.12.1.2).
 */
#include "holdfast/sip/dialog.h"

#include "dialog_state.h"
#include "lex.h"
#include "sip_assert.h"

#define MAX_FORWARDS 70 /* RFC 3261 8.1.1.6 */

struct way {
    struct hf_slice request_uri;
    struct hf_slice next_hop; /* E5: in the first Route; empty: none */
    struct hf_slice routes;   /* between next_hop and last; may be empty */
    struct hf_slice last;     /* a target behind the routes; empty: none */
};

/* The URI of the first route; rest: what stands behind it. */
static struct hf_slice first_route(const struct hf_dialog *dialog, struct hf_slice *rest)
{
    struct hf_sip_each each = {NULL, hf_dialog_text(dialog, &dialog->route), 0, 0};
    struct hf_sip_address address;
    struct hf_slice element, none = {"", 0};
    hf_sip_each_next(&each, &element);
    int result = hf_sip_address_parse(element, &address, NULL);
    HF_ASSERT(result == 0); /* it was when the dialog was made */
    *rest = each.rest.at == NULL ? none : each.rest;
    return address.uri;
}

static bool is_loose(struct hf_slice text)
{
    struct hf_sip_uri uri;
    int result = hf_sip_uri_parse(text, &uri, NULL);
    HF_ASSERT(result == 0); /* a route of the dialog, or our own candidate */
    return hf_sip_uri_is_loose(&uri);
}

static struct way way_of(const struct hf_dialog *dialog, struct hf_slice next_hop)
{
    struct hf_slice none = {"", 0}, rest;
    struct hf_slice target = hf_dialog_text(dialog, &dialog->target);
    struct way way = {target, none, none, none};
    if (dialog->n_routes == 0) {
        return way;
    }
    struct hf_slice first = first_route(dialog, &rest);
    if (next_hop.length != 0) {
        way.next_hop = next_hop;
        way.routes = rest;
    } else if (is_loose(first)) {
        way.routes = hf_dialog_text(dialog, &dialog->route);
    } else {
        way.request_uri = first;
        way.routes = rest;
        way.last = target;
    }
    return way;
}

/* What may not stand in a Request-URI is left out: method and headers (19.1.1). */
static void put_request_uri(struct hf_sip_out *out, struct hf_slice text)
{
    struct hf_sip_uri uri;
    int result = hf_sip_uri_parse(text, &uri, NULL);
    HF_ASSERT(result == 0);
    hf_sip_put(out, hf_lex_slice(text.at, uri.params.at));
    hf_dialog_put_params_but(out, uri.params, "method");
}

static void put_routes(struct hf_sip_out *out, const struct way *way)
{
    const char *separator = "Route: ";
    if (way->next_hop.length != 0) {
        hf_sip_put_text(out, "Route: <");
        hf_sip_put(out, way->next_hop);
        hf_sip_put_text(out, is_loose(way->next_hop) ? ">" : ";lr>");
        separator = ",";
    }
    if (way->routes.length != 0) {
        hf_sip_put_text(out, separator);
        hf_sip_put(out, way->routes);
        separator = ",";
    }
    if (way->last.length != 0) {
        hf_sip_put_text(out, separator);
        hf_sip_put_text(out, "<");
        hf_sip_put(out, way->last);
        hf_sip_put_text(out, ">");
        separator = ",";
    }
    hf_sip_put_text(out, *separator == ',' ? "\r\n" : "");
}

static void put_party(struct hf_sip_out *out, const char *name, struct hf_slice value,
                      struct hf_slice tag)
{
    hf_sip_put_text(out, name);
    hf_sip_put(out, value);
    hf_sip_put_text(out, tag.length != 0 ? ";tag=" : ""); /* RFC 2543 peers have none */
    hf_sip_put(out, tag);
    hf_sip_put_text(out, "\r\n");
}

void hf_dialog_put_uri(const struct hf_dialog *dialog, struct hf_sip_out *out)
{
    const struct hf_slice none = {"", 0};
    put_request_uri(out, way_of(dialog, none).request_uri);
}

void hf_dialog_put_request(const struct hf_dialog *dialog, const struct hf_dialog_request *request,
                           struct hf_sip_out *out)
{
    HF_ASSERT(dialog->state != HF_DIALOG_NONE && request->method.length != 0);
    struct way way = way_of(dialog, request->next_hop);
    hf_sip_put(out, request->method);
    hf_sip_put_text(out, " ");
    put_request_uri(out, way.request_uri);
    hf_sip_put_text(out, " SIP/2.0\r\n");
    hf_sip_put_header_number(out, "Max-Forwards", MAX_FORWARDS);
    put_routes(out, &way);
    put_party(out, "From: ", hf_dialog_text(dialog, &dialog->local),
              hf_dialog_text(dialog, &dialog->local_tag));
    put_party(out, "To: ", hf_dialog_text(dialog, &dialog->remote),
              hf_dialog_text(dialog, &dialog->remote_tag));
    hf_sip_put_header(out, "Call-ID", hf_dialog_text(dialog, &dialog->call_id));
    hf_sip_put_text(out, "CSeq: ");
    hf_sip_put_number(out, request->cseq);
    hf_sip_put_text(out, " ");
    hf_sip_put(out, request->method);
    hf_sip_put_text(out, "\r\n");
}

struct hf_slice hf_dialog_next_hop(const struct hf_dialog *dialog)
{
    struct hf_slice rest;
    return dialog->n_routes != 0 ? first_route(dialog, &rest)
                                 : hf_dialog_text(dialog, &dialog->target);
}

uint32_t hf_dialog_next_cseq(struct hf_dialog *dialog)
{
    HF_ASSERT(dialog->local_cseq < HF_DIALOG_CSEQ_MAX);
    return ++dialog->local_cseq;
}
