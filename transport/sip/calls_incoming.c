/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of others: which call they are of, what cannot be done for anybody (RFC 3261 8.2), and
 * the INVITE that begins a call. Whether we answer its sender at all the agent knows (E8), and the
 * door has asked; that a request which came over two ways rings once (8.2.2.2) the layer does, by
 * its CSeq; here by its From tag too, since a caller that is challenged on one way comes with
 * another CSeq.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

#define RETRY_AFTER_S 5
#define PORT_DISCARD  9u /* stands in for ours until there is one */

/* ---- responses ---- */

void hf_calls_fields_start(struct hf_calls_fields *fields)
{
    hf_sip_out_start(&fields->out, fields->text, sizeof fields->text - 1);
}

const char *hf_calls_fields_end(struct hf_calls_fields *fields)
{
    fields->text[fields->out.overflow ? 0 : fields->out.length] = '\0';
    return fields->text;
}

int hf_calls_respond(struct hf_calls_x *x, const struct hf_calls_reply *reply)
{
    struct hf_layer_response response = {.now_us = x->now_us,
                                         .id = reply->id,
                                         .status = reply->status,
                                         .rseq = reply->rseq,
                                         .fields = reply->fields,
                                         .body = reply->body};
    int result = hf_layer_respond(hf_calls_layer(x->calls), &response, x->layer_out);
    if (result == HF_OK) {
        hf_calls_flush(x, 0, NULL);
    }
    return result;
}

static bool is_ours(struct hf_slice option)
{
    return hf_slice_is(option, "100rel") || hf_slice_is(option, "timer");
}

static bool is_token(struct hf_slice text)
{
    const char *end = text.at + text.length;
    return hf_lex_skip(text.at, end, HF_LEX_TOKEN) == end;
}

/* The first of them is enough to know why (RFC 3261 8.2.2.3). */
static bool find_unsupported(const struct hf_sip_message *m, struct hf_slice *option)
{
    struct hf_sip_each each;
    hf_sip_each_start(&each, m, HF_HEADER_REQUIRE);
    while (hf_sip_each_next(&each, option)) {
        if (!is_ours(*option)) {
            return true;
        }
    }
    return false;
}

static void put_why(const struct hf_calls_x *x, const struct hf_calls_refusal *how,
                    struct hf_sip_out *out)
{
    struct hf_slice option;
    switch (how->status) {
    case 415:
        hf_sip_put_header_text(out, "Accept", "application/sdp");
        hf_sip_put_header_text(out, "Accept-Encoding", "identity");
        break;
    case 420:
        if (find_unsupported(x->message, &option) && option.length < 64) {
            hf_sip_put_header(out, "Unsupported", option);
        }
        break;
    case 422: hf_sip_put_header_number(out, "Min-SE", HF_CALLS_SESSION_MIN_S); break;
    case 469: hf_sip_put_header_text(out, "Recv-Info", ""); break; /* RFC 6086 4.2.2: none */
    case 500:
    case 503: hf_sip_put_header_number(out, "Retry-After", RETRY_AFTER_S); break;
    default: break;
    }
    if (how->text != NULL) {
        hf_sip_put_text(out, "Warning: ");
        hf_sip_put_number(out, how->warning);
        hf_sip_put_text(out, " holdfast ");
        hf_sip_put_quoted(out, hf_slice_text(how->text));
        hf_sip_put_text(out, "\r\n");
    }
    hf_sip_put_header_text(out, "User-Agent", HF_AGENT_USER_AGENT);
}

void hf_calls_refuse_as(struct hf_calls_x *x, uint64_t layer, const struct hf_calls_refusal *how)
{
    struct hf_calls_fields fields;
    hf_calls_fields_start(&fields);
    put_why(x, how, &fields.out);
    struct hf_calls_reply reply = {.id = layer,
                                   .fields = hf_calls_fields_end(&fields),
                                   .body = {"", 0},
                                   .status = how->status};
    if (hf_calls_respond(x, &reply) == HF_E_LIMIT) { /* without fields there is always room */
        reply.fields = "";
        (void)hf_calls_respond(x, &reply);
    }
    hf_calls_note(x, NULL, HF_NOTE_OTHER,
                  how->text != NULL ? how->text : hf_sip_reason(how->status));
}

void hf_calls_refuse(struct hf_calls_x *x, uint64_t layer, unsigned status, const char *text)
{
    struct hf_calls_refusal how = {text, (uint16_t)status, 399};
    hf_calls_refuse_as(x, layer, &how);
}

/* What a gateway says beside its BYE (ISUP, a cause as text) keeps no call up. */
bool hf_calls_is_refused(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_slice option;
    if (find_unsupported(x->message, &option)) {
        hf_calls_refuse(x, layer, is_token(option) ? 420 : 400,
                        is_token(option) ? NULL : "a Require that names no extension");
        return true;
    }
    if (x->message->method_id != HF_METHOD_INFO && x->message->method_id != HF_METHOD_BYE &&
        hf_calls_body_of(x->message) == HF_CALLS_BODY_OTHER) {
        hf_calls_refuse(x, layer, 415, NULL);
        return true;
    }
    return false;
}

/* ---- an INVITE that begins a call ---- */

/* The name of a caller, with what a quoted-pair stands for (RFC 3261 25.1) and without what nobody
 * can see; UTF-8 stays, and is not cut within a character. */
static void take_name(struct hf_calls_call *call, struct hf_slice words)
{
    size_t n = 0, i = 0;
    for (; i < words.length && n < sizeof call->name; i++) {
        if (words.at[i] == '\\' && i + 1 < words.length) {
            i++;
        }
        unsigned char c = (unsigned char)words.at[i];
        call->name[n++] = c < 0x20 || c == 0x7F ? '?' : (char)c;
    }
    if (i < words.length && ((unsigned char)words.at[i] & 0xC0u) == 0x80) {
        while (n > 0 && ((unsigned char)call->name[n - 1] & 0xC0u) == 0x80) {
            n--;
        }
        n -= n > 0; /* where the character began */
    }
    call->name_length = (uint8_t)n;
}

/* Whoever it is that calls, as he says. */
static void take_caller(struct hf_calls_call *call, const struct hf_sip_message *m)
{
    struct hf_sip_party from;
    if (hf_sip_from(m, &from, NULL) != 1) {
        return;
    }
    size_t n = from.address.uri.length;
    n = n < sizeof call->uri ? n : 0; /* half of a URI would be another one */
    memcpy(call->uri, from.address.uri.at, n);
    call->uri_length = (uint8_t)n;
    take_name(call, from.address.display);
}

/* The same caller's same call, that came before with another CSeq. */
static bool rings_already(const struct hf_calls *calls, const struct hf_sip_message *m)
{
    struct hf_sip_party from;
    struct hf_slice call_id = hf_sip_value(m, HF_HEADER_CALL_ID);
    for (unsigned i = 0; i < HF_CALLS_MAX && hf_sip_from(m, &from, NULL) == 1; i++) {
        const struct hf_calls_call *call = &calls->calls[i];
        if (call->id == 0 || !call->incoming) {
            continue;
        }
        const struct hf_dialog *dialog = &call->u.theirs.dialog;
        if (hf_slice_equal(call_id, hf_dialog_text(dialog, &dialog->call_id)) &&
            hf_slice_same(from.tag, hf_dialog_text(dialog, &dialog->remote_tag))) {
            return true;
        }
    }
    return false;
}

/* Could we answer its offer? */
static bool is_acceptable(struct hf_calls_x *x, struct hf_calls_call *call,
                          struct hf_calls_offer *offer)
{
    struct hf_sdp_state trial = call->sdp;
    offer->text = x->message->body;
    if (offer->text.length > sizeof call->u.theirs.offer) {
        offer->status = 488;
        offer->warning = 399;
        offer->why = "a session description larger than is kept";
        return false;
    }
    call->rtp.port = PORT_DISCARD;
    int result = hf_calls_put_answer(x, call, &trial, offer);
    call->rtp.port = 0;
    return result == 0;
}

/* What is wrong with it, answered; false: nothing. The call is not told of yet. */
static bool is_bad(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_calls_offer offer;
    struct hf_slice tag = hf_layer_tag(hf_calls_layer(x->calls), layer);
    int result = hf_dialog_make_callee(&call->u.theirs.dialog, x->message, tag);
    if (result < 0) {
        hf_calls_refuse(x, layer, result == HF_E_LIMIT ? 513 : 400,
                        result == HF_E_LIMIT ? "more routes and names than are kept"
                                             : "an INVITE without a Contact that can be used");
        return true;
    }
    if (hf_calls_body_of(x->message) == HF_CALLS_BODY_SDP && !is_acceptable(x, call, &offer)) {
        struct hf_calls_refusal how = {offer.why, offer.status, offer.warning};
        hf_calls_refuse_as(x, layer, &how);
        return true;
    }
    return false;
}

static void take_invite(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    const struct hf_sip_message *m = x->message;
    struct hf_sip_cseq cseq;
    call->invited = layer;
    call->cseq = hf_sip_cseq(m, &cseq, NULL) == 1 ? cseq.number : 0;
    call->peer_updates = hf_sip_has_option(m, HF_HEADER_ALLOW, "UPDATE");
    if (hf_sip_has_option(m, HF_HEADER_REQUIRE, "100rel")) {
        call->bits |= HF_CALLS_RELIABLE;
    }
    if (m->body.length == 0) {
        call->bits |= HF_CALLS_LATE_OFFER;
    }
    memcpy(call->u.theirs.offer, m->body.at, m->body.length);
    call->u.theirs.n_offer = (uint32_t)m->body.length;
    take_caller(call, m);
    hf_calls_session_asked(x, call);
}

static void take_way(const struct hf_calls_x *x, struct hf_calls_call *call)
{
    call->target = x->received->from;
    call->local = x->received->local;
    call->local.transport = x->received->from.transport;
    call->flow = x->received->flow;
}

static void begin(struct hf_calls_x *x, uint64_t layer)
{
    unsigned server = hf_agent_server_at(x->agent, &x->received->from);
    struct hf_calls_call *call = hf_calls_new(x, *x->at->next_id, HF_CALLS_OFFERED);
    server = server == 0 ? 1 : server; /* of a stranger that the line trusts (E8) */
    if (call == NULL) {
        hf_calls_refuse(x, layer, 486, NULL);
        return;
    }
    take_way(x, call);
    if (is_bad(x, call, layer)) {
        memset(call, 0, sizeof *call);
        return;
    }
    (*x->at->next_id)++;
    call->key = x->agent->profiles[HF_AGENT_NOW].keys[server - 1];
    take_invite(x, call, layer);
    struct hf_call *arrived = &hf_calls_event(x, HF_EVENT_CALL_ARRIVED)->u.call;
    arrived->call = call->id;
    arrived->server = (uint8_t)server;
    hf_calls_say(x, HF_CALLS_INCOMING, call->id)->by = HF_CALLS_PEER;
}

void hf_calls_hear_invite(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_sip_uri uri;
    bool is_uri = hf_sip_uri_parse(x->message->uri, &uri, NULL) == 0;
    unsigned again = hf_calls_gone_status(x);
    if (!is_uri || uri.kind == HF_SCHEME_OTHER) {
        hf_calls_refuse(x, layer, is_uri ? 416 : 400, NULL);
    } else if (rings_already(x->calls, x->message)) {
        hf_calls_refuse(x, layer, 482, NULL); /* E8 */
    } else if (again != 0) {
        hf_calls_refuse(x, layer, again, NULL); /* E4, E8 */
    } else if (hf_calls_is_refused(x, layer)) {
        return;
    } else if (hf_calls_count(x->calls) >= HF_LINE_CALLS) {
        hf_calls_refuse(x, layer, 486, NULL); /* E10 */
    } else if (hf_calls_session_is_short(x->message)) {
        hf_calls_refuse(x, layer, 422, NULL);
    } else {
        begin(x, layer);
    }
}

void hf_calls_hear_request(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_sip_party to;
    struct hf_dialog *dialog;
    struct hf_agent_note *note = hf_agent_note(&x->out->sip, HF_NOTE_INCOMING_REQUEST,
                                               &x->received->from, "");
    hf_agent_note_text(note, x->message->method);
    bool is_inside = hf_sip_to(x->message, &to, NULL) == 1 && to.tag.length != 0;
    if (!is_inside && x->message->method_id == HF_METHOD_INVITE) {
        hf_calls_hear_invite(x, layer);
    } else if (hf_calls_of_dialog(x->calls, x->message, &dialog) != NULL) {
        hf_calls_hear_inside(x, layer);
    } else {
        hf_calls_refuse(x, layer, 481, NULL); /* 12.2.2 */
    }
}
