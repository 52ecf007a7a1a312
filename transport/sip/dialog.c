/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How dialogs come to be, change and end; the theory stands in dialog.h.
 *
 * What is to be kept is first gathered as slices of the messages, or of the dialog as it was
 * (struct parts), and then laid down in a new block that takes the old one's place when it is
 * whole. So nothing is left behind by a text that grew, and a failure changes nothing.
 */
#include "holdfast/sip/dialog.h"

#include <string.h>

#include "dialog_state.h"
#include "lex.h"
#include "sip_assert.h"
#include "holdfast/line.h"

#define BIT(state) (uint8_t)(1u << HF_DIALOG_##state)

const uint8_t hf_dialog_moves[HF_DIALOG_COUNT] = {
    [HF_DIALOG_NONE] = BIT(EARLY) | BIT(CONFIRMED),
    [HF_DIALOG_EARLY] = BIT(CONFIRMED) | BIT(OVER),
    [HF_DIALOG_CONFIRMED] = BIT(OVER),
    [HF_DIALOG_OVER] = 0,
};

static void move(struct hf_dialog *dialog, enum hf_dialog_state to)
{
    HF_ASSERT((hf_dialog_moves[dialog->state] & (1u << to)) != 0);
    dialog->state = (uint8_t)to;
}

/* ---- what is kept ---- */

struct parts { /* slices of messages, or of the dialog's texts */
    struct hf_slice call_id, local, remote, local_tag, remote_tag, target;
    struct hf_slice routes[HF_DIALOG_ROUTES];
    size_t n_routes;
};

void hf_dialog_put_params_but(struct hf_sip_out *out, struct hf_slice params, const char *name)
{
    struct hf_slice rest = params;
    struct hf_sip_param param;
    const char *from = rest.at;
    while (hf_sip_param_next(&rest, &param)) {
        if (!hf_slice_is(param.name, name)) {
            hf_sip_put_unfolded(out, hf_lex_slice(from, rest.at));
        }
        from = rest.at;
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

static struct hf_dialog_text keep_routes(struct hf_sip_out *out, const struct parts *parts)
{
    struct hf_dialog_text text = {(uint16_t)out->length, 0};
    for (size_t i = 0; i < parts->n_routes; i++) {
        hf_sip_put_text(out, i == 0 ? "" : ",");
        hf_sip_put_unfolded(out, parts->routes[i]);
    }
    text.length = (uint16_t)(out->length - text.at);
    return text;
}

/* The parts may stand in the dialog itself. HF_E_LIMIT: they do not fit. */
static int lay_down(struct hf_dialog *dialog, const struct parts *parts)
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

/* From and To: their values, and the tags. */
static int read_party(const struct hf_sip_message *m, unsigned id, struct hf_slice *value,
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

/* White space in a Call-ID is no Call-ID (25.1), and would not survive a fold. */
static int read_call_id(const struct hf_sip_message *m, struct hf_slice *call_id)
{
    *call_id = hf_sip_value(m, HF_HEADER_CALL_ID);
    for (size_t i = 0; i < call_id->length; i++) {
        if (hf_lex_is(call_id->at[i], HF_LEX_SPACE)) {
            return HF_E_MALFORMED;
        }
    }
    return call_id->length == 0 ? HF_E_MALFORMED : 0;
}

static bool is_sip_uri(struct hf_slice text)
{
    struct hf_sip_uri uri;
    return hf_sip_uri_parse(text, &uri, NULL) == 0 &&
           (uri.kind == HF_SCHEME_SIP || uri.kind == HF_SCHEME_SIPS);
}

static bool is_secure(struct hf_slice request_uri)
{
    struct hf_sip_uri uri;
    return hf_sip_uri_parse(request_uri, &uri, NULL) == 0 && uri.kind == HF_SCHEME_SIPS;
}

/* The first Contact's URI (12.1: exactly one, of sip or sips). 1 found, 0 absent. */
static int read_target(const struct hf_sip_message *m, struct hf_slice *target)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    int found = hf_sip_contact_next(&each, &contact, NULL);
    if (found != 1) {
        return found;
    }
    *target = contact.address.uri;
    return is_sip_uri(*target) ? 1 : HF_E_MALFORMED;
}

/* <URI> with or without a name before it, and parameters behind it (20.30). Without <> nobody could
 * tell whose the parameters are. */
static bool is_route(struct hf_slice element)
{
    struct hf_sip_address address;
    return hf_sip_address_parse(element, &address, NULL) == 0 && is_sip_uri(address.uri) &&
           memchr(element.at, '<', (size_t)(address.uri.at - element.at)) != NULL;
}

/* The caller goes the way back, so that it takes them in reverse (12.1.2). */
static int read_routes(const struct hf_sip_message *m, bool reversed, struct parts *parts)
{
    struct hf_sip_each each;
    struct hf_slice element;
    size_t n = 0;
    hf_sip_each_start(&each, m, HF_HEADER_RECORD_ROUTE);
    while (hf_sip_each_next(&each, &element)) {
        if (!is_route(element)) {
            return HF_E_MALFORMED;
        }
        if (n == HF_DIALOG_ROUTES) {
            return HF_E_LIMIT;
        }
        parts->routes[n++] = element;
    }
    parts->n_routes = n;
    for (size_t i = 0; reversed && i < n / 2; i++) {
        element = parts->routes[i];
        parts->routes[i] = parts->routes[n - 1 - i];
        parts->routes[n - 1 - i] = element;
    }
    return 0;
}

/* What is kept already. */
static void read_dialog(const struct hf_dialog *dialog, struct parts *parts)
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

/* ---- how it comes to be ---- */

bool hf_dialog_is_answer(const struct hf_sip_message *request,
                         const struct hf_sip_message *response)
{
    struct hf_sip_cseq asked, answered;
    struct hf_sip_party ours, theirs;
    return request->is_request && !response->is_request &&
           hf_sip_cseq(request, &asked, NULL) == 1 && hf_sip_cseq(response, &answered, NULL) == 1 &&
           hf_sip_from(request, &ours, NULL) == 1 && hf_sip_from(response, &theirs, NULL) == 1 &&
           asked.number == answered.number && hf_slice_equal(asked.method, answered.method) &&
           hf_slice_same(ours.tag, theirs.tag) &&
           hf_slice_equal(hf_sip_value(request, HF_HEADER_CALL_ID),
                          hf_sip_value(response, HF_HEADER_CALL_ID));
}

static int read_caller(const struct hf_sip_message *request, const struct hf_sip_message *response,
                       struct parts *parts)
{
    struct hf_slice none;
    if (!hf_dialog_is_answer(request, response) || response->status <= 100 ||
        response->status >= 300 || read_call_id(request, &parts->call_id) < 0 ||
        read_party(request, HF_HEADER_FROM, &parts->local, &parts->local_tag) < 0 ||
        read_party(request, HF_HEADER_TO, &parts->remote, &none) < 0 ||
        read_party(response, HF_HEADER_TO, &none, &parts->remote_tag) < 0 ||
        parts->local_tag.length == 0) {
        return HF_E_MALFORMED;
    }
    if (response->status < 200 &&
        (parts->remote_tag.length == 0 || request->method_id != HF_METHOD_INVITE)) {
        return HF_E_MALFORMED; /* 12.1, RFC 4320 4.1 */
    }
    /* Gateways leave the Contact out, and a 2xx that cannot be ACKed is a lost call: what was asked
     * for is then the target. */
    int found = read_target(response, &parts->target);
    if (found == 0) {
        parts->target = request->uri;
        found = is_sip_uri(request->uri) ? 1 : HF_E_MALFORMED;
    }
    return found < 0 ? found : read_routes(response, true, parts);
}

int hf_dialog_make_caller(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          const struct hf_sip_message *response)
{
    struct parts parts;
    struct hf_sip_cseq cseq;
    memset(dialog, 0, sizeof *dialog);
    int result = read_caller(request, response, &parts);
    if (result < 0) {
        return result;
    }
    hf_sip_cseq(request, &cseq, NULL); /* it has one: the response has the same */
    if (cseq.number > HF_DIALOG_CSEQ_MAX) {
        return HF_E_MALFORMED;
    }
    result = lay_down(dialog, &parts);
    if (result < 0) {
        return result;
    }
    dialog->is_caller = 1;
    dialog->is_secure = is_secure(request->uri);
    dialog->local_cseq = cseq.number;
    dialog->invite_cseq = request->method_id == HF_METHOD_INVITE ? cseq.number : 0;
    move(dialog, response->status >= 200 ? HF_DIALOG_CONFIRMED : HF_DIALOG_EARLY);
    return 0;
}

int hf_dialog_make_callee(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          struct hf_slice local_tag)
{
    struct parts parts;
    struct hf_slice to_tag;
    struct hf_sip_cseq cseq;
    HF_ASSERT(local_tag.length != 0);
    memset(dialog, 0, sizeof *dialog);
    if (!request->is_request || read_call_id(request, &parts.call_id) < 0 ||
        read_party(request, HF_HEADER_FROM, &parts.remote, &parts.remote_tag) < 0 ||
        read_party(request, HF_HEADER_TO, &parts.local, &to_tag) < 0 || to_tag.length != 0 ||
        hf_sip_cseq(request, &cseq, NULL) != 1 || read_target(request, &parts.target) != 1) {
        return HF_E_MALFORMED;
    }
    parts.local_tag = local_tag;
    int result = read_routes(request, false, &parts);
    if (result < 0 || (result = lay_down(dialog, &parts)) < 0) {
        return result;
    }
    dialog->is_secure = is_secure(request->uri);
    dialog->remote_cseq = cseq.number;
    dialog->has_remote_cseq = 1;
    move(dialog, HF_DIALOG_EARLY);
    return 0;
}

/* ---- how it changes ---- */

/* RFC 3261 12.2, RFC 3311, RFC 6665, RFC 5057 5.4. */
static bool is_target_refresh(unsigned method)
{
    return method == HF_METHOD_INVITE || method == HF_METHOD_UPDATE ||
           method == HF_METHOD_SUBSCRIBE || method == HF_METHOD_NOTIFY || method == HF_METHOD_REFER;
}

/* The remote target, where the message names one. */
static int refresh(struct hf_dialog *dialog, const struct hf_sip_message *m)
{
    struct parts parts;
    struct hf_slice target;
    int found = read_target(m, &target);
    if (found != 1 || hf_slice_equal(target, hf_dialog_text(dialog, &dialog->target))) {
        return found < 0 ? found : 0;
    }
    read_dialog(dialog, &parts);
    parts.target = target;
    return lay_down(dialog, &parts);
}

/* 13.2.2.4: the route set of a 1xx does not count, an RFC 2543 peer has none in it. */
static int confirm_by(struct hf_dialog *dialog, const struct hf_sip_message *response)
{
    struct parts parts;
    read_dialog(dialog, &parts);
    if (read_target(response, &parts.target) < 0) {
        return HF_E_MALFORMED;
    }
    int result = read_routes(response, true, &parts);
    if (result < 0 || (result = lay_down(dialog, &parts)) < 0) {
        return result;
    }
    move(dialog, HF_DIALOG_CONFIRMED);
    return 0;
}

/* A final response to an INVITE of ours that is above those answered by a 2xx before. RSeqs count
 * up to here (RFC 3262 4). */
static int hear_reinvited(struct hf_dialog *dialog, const struct hf_sip_message *response,
                          uint32_t cseq)
{
    if (response->status < 300) {
        int result = refresh(dialog, response);
        if (result < 0) {
            return result;
        }
        dialog->invite_cseq = cseq;
    }
    dialog->remote_rseq = 0;
    return 0;
}

/* A final response to an INVITE of ours. One that came before is old news: it must not take back
 * what was refreshed since. */
static int hear_invited(struct hf_dialog *dialog, const struct hf_sip_message *response,
                        uint32_t cseq)
{
    switch ((enum hf_dialog_state)dialog->state) {
    case HF_DIALOG_EARLY: {
        if (!dialog->is_caller || cseq != dialog->invite_cseq) {
            return HF_E_MALFORMED; /* nobody may send another one yet (14.1) */
        }
        int result = response->status < 300 ? confirm_by(dialog, response) : 0;
        dialog->remote_rseq = result < 0 ? dialog->remote_rseq : 0;
        return result;
    }
    case HF_DIALOG_CONFIRMED:
        return cseq > dialog->invite_cseq ? hear_reinvited(dialog, response, cseq) : 0;
    case HF_DIALOG_OVER:
    case HF_DIALOG_NONE:
    case HF_DIALOG_COUNT: break;
    }
    return 0;
}

int hf_dialog_hear_response(struct hf_dialog *dialog, const struct hf_sip_message *response)
{
    struct hf_sip_cseq cseq;
    if (response->is_request || !hf_dialog_has(dialog, response) ||
        hf_sip_cseq(response, &cseq, NULL) != 1 || cseq.number > dialog->local_cseq) {
        return HF_E_MALFORMED;
    }
    unsigned method = hf_sip_method_lookup(cseq.method);
    if (response->status < 200) {
        return 0;
    }
    if (method == HF_METHOD_INVITE) {
        return hear_invited(dialog, response, cseq.number);
    }
    return response->status < 300 && is_target_refresh(method) ? refresh(dialog, response) : 0;
}

int hf_dialog_hear_request(struct hf_dialog *dialog, const struct hf_sip_message *request)
{
    struct hf_sip_cseq cseq;
    if (!request->is_request || !hf_dialog_has(dialog, request) ||
        hf_sip_cseq(request, &cseq, NULL) != 1) {
        return HF_E_MALFORMED;
    }
    if (request->method_id == HF_METHOD_ACK || request->method_id == HF_METHOD_CANCEL) {
        return HF_DIALOG_TAKEN; /* the INVITE's number (12.2.1.1) */
    }
    if (dialog->has_remote_cseq && cseq.number <= dialog->remote_cseq) {
        return HF_DIALOG_REPEATED;
    }
    int result = is_target_refresh(request->method_id) ? refresh(dialog, request) : 0;
    if (result < 0) {
        return result;
    }
    dialog->remote_cseq = cseq.number;
    dialog->has_remote_cseq = 1;
    return HF_DIALOG_TAKEN;
}

bool hf_dialog_hear_rseq(struct hf_dialog *dialog, uint32_t rseq)
{
    bool is_next = rseq != 0 && (dialog->remote_rseq == 0 || rseq - 1 == dialog->remote_rseq);
    dialog->remote_rseq = is_next ? rseq : dialog->remote_rseq;
    return is_next;
}

void hf_dialog_confirm(struct hf_dialog *dialog)
{
    HF_ASSERT(dialog->state != HF_DIALOG_NONE);
    switch ((enum hf_dialog_state)dialog->state) {
    case HF_DIALOG_EARLY: move(dialog, HF_DIALOG_CONFIRMED); break;
    case HF_DIALOG_CONFIRMED: /* a 2xx to another request */
    case HF_DIALOG_OVER:
    case HF_DIALOG_NONE:
    case HF_DIALOG_COUNT: break;
    }
}

void hf_dialog_end(struct hf_dialog *dialog)
{
    switch ((enum hf_dialog_state)dialog->state) {
    case HF_DIALOG_EARLY:
    case HF_DIALOG_CONFIRMED: move(dialog, HF_DIALOG_OVER); break;
    case HF_DIALOG_NONE:
    case HF_DIALOG_OVER:
    case HF_DIALOG_COUNT: break;
    }
}

/* ---- questions ---- */

struct hf_slice hf_dialog_text(const struct hf_dialog *dialog, const struct hf_dialog_text *text)
{
    return hf_lex_slice(dialog->texts + text->at, dialog->texts + text->at + text->length);
}

bool hf_dialog_has(const struct hf_dialog *dialog, const struct hf_sip_message *m)
{
    struct hf_sip_party from, to;
    if (dialog->state == HF_DIALOG_NONE || hf_sip_from(m, &from, NULL) != 1 ||
        hf_sip_to(m, &to, NULL) != 1) {
        return false;
    }
    struct hf_slice ours = m->is_request ? to.tag : from.tag;
    struct hf_slice theirs = m->is_request ? from.tag : to.tag;
    return hf_slice_equal(hf_sip_value(m, HF_HEADER_CALL_ID),
                          hf_dialog_text(dialog, &dialog->call_id)) &&
           hf_slice_same(ours, hf_dialog_text(dialog, &dialog->local_tag)) &&
           hf_slice_same(theirs, hf_dialog_text(dialog, &dialog->remote_tag));
}
