/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a dialog keeps: read from messages, or from the dialog as it was, as slices, and laid down
 * in a new block that takes the old one's place when it is whole (dialog_state.h). So nothing is
 * left behind by a text that grew, and a failure changes nothing.
 */
#include "dialog_state.h"

#include <string.h>

#include "lex.h"
#include "sip_assert.h"
#include "holdfast/line.h"

/* ---- what is kept ---- */

void hf_dialog_put_params_but(struct hf_sip_out *out, struct hf_slice params, const char *name)
{
    struct hf_slice rest = params;
    struct hf_sip_param param;
    while (hf_sip_param_next(&rest, &param)) {
        if (!hf_slice_is(param.name, name)) {
            hf_sip_put_text(out, ";");
            hf_sip_put_unfolded(out, hf_slice_trim(hf_lex_slice(param.name.at, rest.at)));
        }
    }
}

static struct hf_dialog_text keep(struct hf_sip_out *out, struct hf_slice value)
{
    struct hf_dialog_text text = {(uint16_t)out->length, 0};
    hf_sip_put_unfolded(out, value);
    text.length = (uint16_t)(out->length - text.at);
    return text;
}

/* A From or To value without its tag. */
static struct hf_dialog_text keep_party(struct hf_sip_out *out, struct hf_slice value)
{
    struct hf_sip_address address;
    int result = hf_sip_address_parse(value, &address, NULL);
    HF_ASSERT(result == 0); /* read before */
    struct hf_dialog_text text = keep(out,
                                      hf_slice_trim(hf_lex_slice(value.at, address.params.at)));
    hf_dialog_put_params_but(out, address.params, "tag");
    text.length = (uint16_t)(out->length - text.at);
    return text;
}

static struct hf_dialog_text keep_routes(struct hf_sip_out *out,
                                         const struct hf_dialog_parts *parts)
{
    struct hf_dialog_text text = {(uint16_t)out->length, 0};
    for (size_t i = 0; i < parts->n_routes; i++) {
        hf_sip_put_text(out, i == 0 ? "" : ",");
        hf_sip_put_unfolded(out, parts->routes[i]);
    }
    text.length = (uint16_t)(out->length - text.at);
    return text;
}

int hf_dialog_lay_down(struct hf_dialog *dialog, const struct hf_dialog_parts *parts)
{
    struct hf_dialog next = *dialog;
    struct hf_sip_out out;
    memset(next.texts, 0, sizeof next.texts);
    hf_sip_out_start(&out, next.texts, sizeof next.texts);
    next.call_id = keep(&out, parts->call_id);
    next.local = keep_party(&out, parts->local);
    next.remote = keep_party(&out, parts->remote);
    next.local_tag = keep(&out, parts->local_tag);
    next.remote_tag = keep(&out, parts->remote_tag);
    next.target = keep(&out, parts->target);
    next.route = keep_routes(&out, parts);
    next.n_routes = (uint16_t)parts->n_routes;
    next.n_texts = (uint16_t)out.length;
    if (out.overflow) {
        return HF_E_LIMIT;
    }
    *dialog = next;
    return 0;
}

/* ---- what is read ---- */

int hf_dialog_read_party(const struct hf_sip_message *m, unsigned id, struct hf_slice *value,
                         struct hf_slice *tag)
{
    struct hf_sip_party party;
    int found = id == HF_HEADER_FROM ? hf_sip_from(m, &party, NULL) : hf_sip_to(m, &party, NULL);
    if (found != 1) {
        return HF_E_MALFORMED;
    }
    *value = hf_sip_value(m, id);
    *tag = party.tag;
    return 0;
}

int hf_dialog_read_call_id(const struct hf_sip_message *m, struct hf_slice *call_id)
{
    *call_id = hf_sip_value(m, HF_HEADER_CALL_ID);
    for (size_t i = 0; i < call_id->length; i++) {
        if (hf_lex_is(call_id->at[i], HF_LEX_SPACE)) {
            return HF_E_MALFORMED;
        }
    }
    return call_id->length == 0 ? HF_E_MALFORMED : 0;
}

bool hf_dialog_is_target(struct hf_slice text)
{
    struct hf_sip_uri uri;
    return hf_sip_uri_parse(text, &uri, NULL) == 0 &&
           (uri.kind == HF_SCHEME_SIP || uri.kind == HF_SCHEME_SIPS);
}

int hf_dialog_read_target(const struct hf_sip_message *m, struct hf_slice *target)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    int found = hf_sip_contact_next(&each, &contact, NULL);
    if (found != 1) {
        return found;
    }
    if (!hf_dialog_is_target(contact.address.uri)) {
        return HF_E_MALFORMED;
    }
    *target = contact.address.uri;
    return 1;
}

/* <URI> with or without a name before it, and parameters behind it (20.30). Without <> nobody could
 * tell whose the parameters are. */
static bool is_route(struct hf_slice element)
{
    struct hf_sip_address address;
    return hf_sip_address_parse(element, &address, NULL) == 0 && hf_dialog_is_target(address.uri) &&
           memchr(element.at, '<', (size_t)(address.uri.at - element.at)) != NULL;
}

static void reverse(struct hf_slice *routes, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct hf_slice route = routes[i];
        routes[i] = routes[n - 1 - i];
        routes[n - 1 - i] = route;
    }
}

int hf_dialog_read_routes(const struct hf_sip_message *m, enum hf_dialog_care care,
                          struct hf_dialog_parts *parts)
{
    struct hf_sip_each each;
    struct hf_slice element;
    hf_sip_each_start(&each, m, HF_HEADER_RECORD_ROUTE);
    parts->n_routes = 0;
    while (hf_sip_each_next(&each, &element)) {
        if (element.length == 0 || (care == HF_DIALOG_LENIENT && !is_route(element))) {
            continue;
        }
        if (!is_route(element)) {
            return HF_E_MALFORMED;
        }
        if (parts->n_routes == HF_DIALOG_ROUTES) {
            parts->n_routes = 0;
            return care == HF_DIALOG_LENIENT ? 0 : HF_E_LIMIT;
        }
        parts->routes[parts->n_routes++] = element;
    }
    if (!m->is_request) {
        reverse(parts->routes, parts->n_routes);
    }
    return 0;
}

void hf_dialog_read(const struct hf_dialog *dialog, struct hf_dialog_parts *parts)
{
    struct hf_sip_each each = {NULL, hf_dialog_text(dialog, &dialog->route), 0, 0};
    parts->call_id = hf_dialog_text(dialog, &dialog->call_id);
    parts->local = hf_dialog_text(dialog, &dialog->local);
    parts->remote = hf_dialog_text(dialog, &dialog->remote);
    parts->local_tag = hf_dialog_text(dialog, &dialog->local_tag);
    parts->remote_tag = hf_dialog_text(dialog, &dialog->remote_tag);
    parts->target = hf_dialog_text(dialog, &dialog->target);
    for (parts->n_routes = 0; parts->n_routes < dialog->n_routes; parts->n_routes++) {
        hf_sip_each_next(&each, &parts->routes[parts->n_routes]);
    }
}
