/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of calls as texts, and how they leave. A request is drafted without Via and credentials,
 * which are the transaction's: the draft of the next transaction of the same attempt (401, 407,
 * 422, 3xx) is the text of the one before, so that From tag, Call-ID and description stay as they
 * were.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

/* ---- whose ---- */

static unsigned place_of(const struct hf_agent_profile *profile, uint32_t key)
{
    for (unsigned i = 0; i < profile->n_servers; i++) {
        if (profile->keys[i] == key) {
            return i + 1;
        }
    }
    return 0;
}

bool hf_calls_as(const struct hf_agent *agent, uint32_t key, struct hf_agent_attempt *as)
{
    memset(as, 0, sizeof *as);
    as->kind = HF_REQUEST_INVITE;
    as->request = HF_AGENT_NONE;
    as->credential[0] = as->credential[1] = HF_AGENT_NONE;
    for (uint8_t age = HF_AGENT_NOW; age < HF_AGENT_GONE && key != 0; age++) {
        unsigned server = place_of(&agent->profiles[age], key);
        if (server != 0) {
            as->age = age;
            as->server = (uint8_t)server;
            return true;
        }
    }
    as->age = HF_AGENT_NOW;
    as->server = 1;
    return false;
}

uint32_t hf_calls_key(const struct hf_agent *agent, const struct hf_send *send)
{
    const struct hf_agent_profile *profile =
        &agent->profiles[send->former != 0 ? HF_AGENT_FORMER : HF_AGENT_NOW];
    return send->server >= 1 && send->server <= profile->n_servers ? profile->keys[send->server - 1]
                                                                   : 0;
}

/* ---- drafts ---- */

void hf_calls_draft_start(struct hf_calls_draft *draft)
{
    hf_sip_out_start(&draft->out, draft->text, sizeof draft->text);
}

void hf_calls_put_allow(struct hf_sip_out *out)
{
    hf_sip_put_header_text(out, "Allow", "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS");
    hf_sip_put_header_text(out, "Supported", "100rel, timer");
}

void hf_calls_draft_end(struct hf_calls_draft *draft, struct hf_slice sdp)
{
    hf_sip_put_header_text(&draft->out, "User-Agent", HF_AGENT_USER_AGENT);
    if (sdp.length != 0) {
        hf_sip_put_header_text(&draft->out, "Content-Type", "application/sdp");
    }
    hf_sip_put_end(&draft->out, sdp);
}

void hf_calls_put_contact(struct hf_calls_x *x, const struct hf_calls_call *call,
                          const struct hf_target *local, struct hf_sip_out *out)
{
    struct hf_agent_attempt as;
    struct hf_target at = hf_agent_listens_at(x->agent, local);
    (void)hf_calls_as(x->agent, call->key, &as);
    struct hf_agent_contact contact = hf_agent_contact(hf_agent_profile_of(x->agent, &as),
                                                       as.server, &at);
    hf_sip_put_text(out, "Contact: <");
    hf_agent_put_contact_uri(x->agent, &contact, out);
    hf_sip_put_text(out, ">\r\n");
}

/* ---- credentials ---- */

/* A credential whose place is another's since is left out; the server asks again. */
static void put_credentials(struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                            const struct hf_sip_message *m, struct hf_sip_out *out)
{
    struct hf_agent_attempt as;
    if (!hf_calls_as(x->agent, attempt->key, &as)) {
        return;
    }
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        unsigned index = attempt->credential[slot];
        if (index == HF_AGENT_NONE ||
            x->agent->credentials[index].serial != attempt->serial[slot] ||
            attempt->serial[slot] == 0) {
            continue;
        }
        struct hf_agent_said said = {m->method, m->uri, m->body, slot};
        as.credential[slot] = (uint8_t)index;
        as.nc[slot] = ++x->agent->credentials[index].nc;
        hf_agent_put_credentials(x->agent, &as, &said, out);
    }
}

/* ---- leaving ---- */

static bool is_transactions_own(unsigned id)
{
    return id == HF_HEADER_VIA || id == HF_HEADER_AUTHORIZATION ||
           id == HF_HEADER_PROXY_AUTHORIZATION || id == HF_HEADER_CONTENT_LENGTH;
}

static void put_field(const struct hf_sip_message *m, const struct hf_sip_header *header,
                      const struct hf_calls_again *again, struct hf_sip_out *out)
{
    if (header->id == HF_HEADER_CSEQ && again->cseq != 0) {
        hf_sip_put_text(out, "CSeq: ");
        hf_sip_put_number(out, again->cseq);
        hf_sip_put_text(out, " ");
        hf_sip_put(out, m->method);
        hf_sip_put_text(out, "\r\n");
        return;
    }
    if (again->session_s != 0 && header->id == HF_HEADER_MIN_SE) {
        return;
    }
    if (again->session_s != 0 && header->id == HF_HEADER_SESSION_EXPIRES) { /* RFC 4028 7.3 */
        hf_sip_put_header_number(out, "Session-Expires", again->session_s);
        hf_sip_put_header_number(out, "Min-SE", again->session_s);
        return;
    }
    hf_sip_put(out, header->name);
    hf_sip_put_text(out, ": ");
    hf_sip_put(out, header->value);
    hf_sip_put_text(out, "\r\n");
}

struct leaving { /* what is sent (again), and what of it is another than before */
    struct hf_sip_message m;
    struct hf_calls_again again;
};

static void put_message(struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                        const struct leaving *leaving, struct hf_sip_out *out)
{
    const struct hf_sip_message *m = &leaving->m;
    hf_sip_put_request_line(out, m->method, m->uri);
    for (uint32_t i = 0; i < m->n_headers; i++) {
        if (!is_transactions_own(m->headers[i].id)) {
            put_field(m, &m->headers[i], &leaving->again, out);
        }
    }
    put_credentials(x, attempt, m, out);
    hf_sip_put_end(out, m->body);
}

static int leave(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                 const struct leaving *leaving)
{
    char text[HF_CALLS_MESSAGE];
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    put_message(x, attempt, leaving, &out);
    if (out.overflow) {
        return HF_E_LIMIT;
    }
    struct hf_layer_request request = {
        .now_us = x->now_us,
        .text = hf_lex_slice(text, text + out.length),
        .target = attempt->target,
        .local = attempt->local,
        .flow = attempt->flow,
        .retransmissions = attempt->retransmissions,
        .sent_by = attempt->target.transport == HF_TRANSPORT_TCP ? x->agent->sent_by : 0,
        .t1_ms = attempt->t1_ms,
        .t2_ms = attempt->t2_ms,
    };
    request.local.transport = attempt->target.transport;
    int result = hf_layer_request(hf_calls_layer(x->calls), &request, &attempt->layer,
                                  x->layer_out);
    if (result == HF_OK) {
        attempt->started_us = x->now_us;
        attempt->proceeds = 0;
        hf_calls_flush(x, 0, NULL);
        hf_calls_note(x, attempt, HF_NOTE_FIRST_SEND, hf_sip_method_name(leaving->m.method_id));
    }
    return result;
}

int hf_calls_leave(struct hf_calls_x *x, struct hf_calls_attempt *attempt, struct hf_slice draft)
{
    struct leaving leaving = {.again = {.cseq = 0}};
    int result = hf_sip_parse(&leaving.m, draft.at, draft.length);
    return result < 0 ? result : leave(x, attempt, &leaving);
}

/* The text stands in the place that its transaction has, or had: it is copied, since the new one
 * may take that place. */
int hf_calls_leave_again(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         const struct hf_calls_again *again)
{
    char text[HF_CALLS_MESSAGE];
    struct leaving leaving = {.again = *again};
    struct hf_slice before = hf_layer_text(hf_calls_layer(x->calls), attempt->layer);
    struct hf_sip_cseq cseq;
    if (before.length == 0 || before.length > sizeof text) {
        return HF_E_STATE;
    }
    memcpy(text, before.at, before.length);
    int result = hf_sip_parse(&leaving.m, text, before.length);
    HF_ASSERT(result == 0 && hf_sip_cseq(&leaving.m, &cseq, NULL) == 1); /* our own */
    leaving.m.uri = again->uri.length != 0 ? again->uri : leaving.m.uri;
    leaving.again.cseq = again->cseq != 0 ? again->cseq : cseq.number + 1;
    return leave(x, attempt, &leaving);
}

/* A request says its own call's next number; that of a call which is over, or never was one, counts
 * for itself. */
uint32_t hf_calls_next_cseq(struct hf_calls_x *x, const struct hf_calls_attempt *attempt)
{
    struct hf_slice text = hf_layer_text(hf_calls_layer(x->calls), attempt->layer);
    struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    struct hf_dialog *dialog = NULL;
    struct hf_sip_message m;
    if (attempt->kind == HF_CALLS_INVITE) {
        return call != NULL ? ++call->cseq : 0;
    }
    if (text.length == 0 || hf_sip_parse(&m, text.at, text.length) < 0) {
        return 0;
    }
    m.is_request = false; /* our tag is in From, as it is in the response */
    call = hf_calls_of_dialog(x->calls, &m, &dialog);
    return call != NULL ? hf_dialog_next_cseq(dialog) : 0;
}

void hf_calls_send_ack(struct hf_calls_x *x, const struct hf_calls_attempt *way,
                       struct hf_slice draft)
{
    uint64_t id;
    struct hf_layer_request request = {
        .now_us = x->now_us,
        .text = draft,
        .target = way->target,
        .local = way->local,
        .flow = way->flow,
        .sent_by = way->target.transport == HF_TRANSPORT_TCP ? x->agent->sent_by : 0,
    };
    request.local.transport = way->target.transport;
    if (hf_layer_request(hf_calls_layer(x->calls), &request, &id, x->layer_out) != HF_OK) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, "an ACK that cannot be sent");
        return;
    }
    hf_calls_flush(x, 0, NULL);
}

/* ---- the INVITE of a call ---- */

static void put_uri(struct hf_calls_x *x, const struct hf_calls_call *call,
                    const struct hf_agent_attempt *as, struct hf_sip_out *out)
{
    struct hf_slice uri = {call->uri, call->uri_length};
    if (hf_agent_has_line_domain(x->agent, uri)) { /* E4 */
        hf_agent_put_uri_there(x->agent, as, uri, out);
    } else {
        hf_sip_put(out, uri);
    }
}

static void put_parties(struct hf_calls_x *x, const struct hf_calls_call *call,
                        const struct hf_agent_attempt *as, struct hf_sip_out *out)
{
    struct hf_slice display = hf_agent_text(x->agent,
                                            hf_agent_profile_of(x->agent, as)->display_name);
    hf_sip_put_text(out, "From: ");
    if (display.length != 0) {
        hf_sip_put_quoted(out, display);
        hf_sip_put_text(out, " ");
    }
    hf_sip_put_text(out, "<");
    hf_agent_put_address_of_record(x->agent, as, out);
    hf_sip_put_text(out, ">;tag=");
    hf_sip_put(out, hf_lex_slice(call->tag, call->tag + sizeof call->tag));
    hf_sip_put_text(out, "\r\nTo: <");
    put_uri(x, call, as, out);
    hf_sip_put_text(out, ">\r\nCall-ID: ");
    hf_sip_put(out, hf_lex_slice(call->call_id, call->call_id + sizeof call->call_id));
    hf_sip_put_text(out, "\r\nCSeq: ");
    hf_sip_put_number(out, call->cseq);
    hf_sip_put_text(out, " INVITE\r\n");
}

int hf_calls_send_invite(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call)
{
    struct hf_calls_draft draft;
    struct hf_agent_attempt as;
    struct hf_sip_out sdp;
    char body[HF_CALLS_ANSWER_MAX];
    (void)hf_calls_as(x->agent, call->key, &as);
    hf_sip_out_start(&sdp, body, sizeof body);
    if ((call->bits & HF_CALLS_LATE_OFFER) == 0 && hf_calls_put_offer(x, call, &sdp) < 0) {
        return HF_E_LIMIT;
    }
    hf_calls_draft_start(&draft);
    hf_sip_put_text(&draft.out, "INVITE ");
    put_uri(x, call, &as, &draft.out);
    hf_sip_put_text(&draft.out, " SIP/2.0\r\nMax-Forwards: 70\r\n");
    put_parties(x, call, &as, &draft.out);
    hf_calls_put_contact(x, call, &call->local, &draft.out);
    hf_calls_put_allow(&draft.out);
    hf_calls_session_put(x, call, &draft.out);
    hf_calls_draft_end(&draft, hf_lex_slice(body, body + sdp.length));
    if (draft.out.overflow) {
        return HF_E_LIMIT;
    }
    return hf_calls_leave(x, attempt, hf_lex_slice(draft.text, draft.text + draft.out.length));
}
