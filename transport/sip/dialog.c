/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How dialogs come to be, change and end; the theory stands in dialog.h. How what they keep is read
 * and laid down is dialog_parts.c's.
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

bool hf_dialog_is_secure(struct hf_slice request_uri)
{
    struct hf_sip_uri uri;
    return hf_sip_uri_parse(request_uri, &uri, NULL) == 0 && uri.kind == HF_SCHEME_SIPS;
}

/* A 2xx to an INVITE: it must be acknowledged whatever stands in it (13.2.2.4), or the peer repeats
 * it, gives up, and two ends of a call wait for each other. */
static bool must_be_acked(const struct hf_sip_message *response)
{
    struct hf_sip_cseq cseq;
    return response->status >= 200 && response->status < 300 &&
           hf_sip_cseq(response, &cseq, NULL) == 1 && hf_slice_is(cseq.method, "INVITE");
}

/* Target and routes of a response that makes the dialog; parts->target is what stands in for a
 * Contact, as gateways leave it out. In what must be ACKed a Contact that cannot be used counts as
 * left out, and so does a route. */
static int read_way(const struct hf_sip_message *response, struct hf_dialog_parts *parts)
{
    bool lenient = must_be_acked(response);
    int found = hf_dialog_read_target(response, &parts->target);
    if (found < 0 && !lenient) {
        return found;
    }
    if (!hf_dialog_is_target(parts->target)) {
        return HF_E_MALFORMED; /* the Request-URI of another scheme */
    }
    return hf_dialog_read_routes(response, lenient ? HF_DIALOG_LENIENT : HF_DIALOG_STRICT, parts);
}

/* Lays the dialog down with target and routes of this response. What must be ACKed and is more than
 * is kept goes without its Contact, its routes, or both. */
static int take_way(struct hf_dialog *dialog, const struct hf_sip_message *response,
                    struct hf_dialog_parts *parts)
{
    struct hf_slice stand_in = parts->target, contact;
    int result = read_way(response, parts);
    if (result < 0) {
        return result;
    }
    result = hf_dialog_lay_down(dialog, parts);
    for (unsigned without = 1; without < 4 && result < 0 && must_be_acked(response); without++) {
        struct hf_dialog_parts less = *parts;
        less.target = without & 1 ? stand_in : less.target;
        less.n_routes = without & 2 ? 0 : less.n_routes;
        result = hf_dialog_is_target(less.target) ? hf_dialog_lay_down(dialog, &less) : result;
    }
    if (result == 0 && hf_dialog_read_target(response, &contact) == 1) {
        dialog->has_contact = 1;
    }
    return result;
}

static int read_caller(const struct hf_sip_message *request, const struct hf_sip_message *response,
                       struct hf_dialog_parts *parts)
{
    struct hf_slice none;
    if (!hf_dialog_is_answer(request, response) || response->status <= 100 ||
        response->status >= 300 || hf_dialog_read_call_id(request, &parts->call_id) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_FROM, &parts->local, &parts->local_tag) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_TO, &parts->remote, &none) < 0 ||
        hf_dialog_read_party(response, HF_HEADER_TO, &none, &parts->remote_tag) < 0 ||
        parts->local_tag.length == 0) {
        return HF_E_MALFORMED;
    }
    if (response->status < 200 &&
        (parts->remote_tag.length == 0 || request->method_id != HF_METHOD_INVITE)) {
        return HF_E_MALFORMED; /* 12.1, RFC 4320 4.1 */
    }
    parts->target = request->uri;
    return 0;
}

int hf_dialog_make_caller(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          const struct hf_sip_message *response)
{
    struct hf_dialog_parts parts;
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
    result = take_way(dialog, response, &parts);
    if (result < 0) {
        return result;
    }
    dialog->is_caller = 1;
    dialog->is_secure = hf_dialog_is_secure(request->uri);
    dialog->local_cseq = cseq.number;
    dialog->invite_cseq = request->method_id == HF_METHOD_INVITE ? cseq.number : 0;
    move(dialog, response->status >= 200 ? HF_DIALOG_CONFIRMED : HF_DIALOG_EARLY);
    return 0;
}

int hf_dialog_make_callee(struct hf_dialog *dialog, const struct hf_sip_message *request,
                          struct hf_slice local_tag)
{
    struct hf_dialog_parts parts;
    struct hf_slice to_tag;
    struct hf_sip_cseq cseq;
    HF_ASSERT(local_tag.length != 0);
    memset(dialog, 0, sizeof *dialog);
    if (!request->is_request || hf_dialog_read_call_id(request, &parts.call_id) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_FROM, &parts.remote, &parts.remote_tag) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_TO, &parts.local, &to_tag) < 0 ||
        to_tag.length != 0 || hf_sip_cseq(request, &cseq, NULL) != 1 ||
        hf_dialog_read_target(request, &parts.target) != 1) {
        return HF_E_MALFORMED;
    }
    parts.local_tag = local_tag;
    int result = hf_dialog_read_routes(request, HF_DIALOG_STRICT, &parts);
    if (result < 0 || (result = hf_dialog_lay_down(dialog, &parts)) < 0) {
        return result;
    }
    dialog->is_secure = hf_dialog_is_secure(request->uri);
    dialog->remote_cseq = cseq.number;
    dialog->has_remote_cseq = 1;
    dialog->has_contact = 1;
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
    struct hf_dialog_parts parts;
    hf_dialog_read(dialog, &parts);
    int found = hf_dialog_read_target(m, &parts.target);
    if (found != 1) {
        return found;
    }
    int result = hf_dialog_lay_down(dialog, &parts);
    dialog->has_contact = result == 0 ? 1 : dialog->has_contact;
    return result;
}

/* Target and routes anew, as this response says. */
static int renew_way(struct hf_dialog *dialog, const struct hf_sip_message *response)
{
    struct hf_dialog_parts parts;
    hf_dialog_read(dialog, &parts);
    return take_way(dialog, response, &parts);
}

/* The first 1xx may be without Contact and Record-Route, which a reliable one has (RFC 3262 3):
 * where its PRACK goes stands in that one. */
static void hear_provisional(struct hf_dialog *dialog, const struct hf_sip_message *response,
                             uint32_t cseq)
{
    struct hf_slice contact;
    if (dialog->state == HF_DIALOG_EARLY && dialog->is_caller && !dialog->has_contact &&
        cseq == dialog->invite_cseq && hf_dialog_read_target(response, &contact) == 1) {
        renew_way(dialog, response); /* or it stays as it was */
    }
}

/* 13.2.2.4: the route set of a 1xx does not count, an RFC 2543 peer has none in it. */
static int confirm_by(struct hf_dialog *dialog, const struct hf_sip_message *response)
{
    int result = renew_way(dialog, response);
    if (result == 0) {
        move(dialog, HF_DIALOG_CONFIRMED);
    }
    return result;
}

/* A final response to an INVITE of ours that is above those answered by a 2xx before. RSeqs count
 * up to here (RFC 3262 4). A Contact that cannot be used or kept leaves the target as it is: the
 * 2xx must be ACKed (13.2.2.4). */
static void hear_reinvited(struct hf_dialog *dialog, const struct hf_sip_message *response,
                           uint32_t cseq)
{
    if (response->status < 300) {
        refresh(dialog, response);
        dialog->invite_cseq = cseq;
    }
    dialog->remote_rseq = 0;
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
        if (cseq > dialog->invite_cseq) {
            hear_reinvited(dialog, response, cseq);
        }
        break;
    case HF_DIALOG_OVER: /* it crossed our BYE, and its ACK has its number */
        if (response->status < 300 && cseq > dialog->invite_cseq) {
            dialog->invite_cseq = cseq;
        }
        break;
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
    if (method == HF_METHOD_INVITE && response->status >= 200) {
        return hear_invited(dialog, response, cseq.number);
    }
    if (method == HF_METHOD_INVITE) {
        if (response->status > 100) {
            hear_provisional(dialog, response, cseq.number);
        }
        return 0;
    }
    return response->status >= 200 && response->status < 300 && is_target_refresh(method)
               ? refresh(dialog, response)
               : 0;
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
