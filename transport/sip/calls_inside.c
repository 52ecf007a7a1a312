/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sent inside a dialog, and where it goes. The core names a candidate for BYE and for
 * changes; ACK, PRACK and the BYE of what is no call any more go the dialog's own way: to the next
 * hop, where its host is numeric and nothing but UDP is needed to get there, else where the
 * dialog's messages came from. Names are the core's to locate, connections the shell's to make.
 */
#include "calls_state.h"

#include <string.h>

#include "address.h"
#include "holdfast/line.h"
#include "lex.h"

/* ---- where ---- */

struct hf_target hf_calls_next_hop(const struct hf_dialog *dialog,
                                   const struct hf_target *else_there)
{
    struct hf_target target;
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(hf_dialog_next_hop(dialog), &uri, NULL) < 0 ||
        !hf_sip_uri_target(&uri, &target) || target.family != else_there->family) {
        return *else_there;
    }
    return target;
}

static void take_next_hop(struct hf_calls_attempt *way, const struct hf_dialog *dialog)
{
    way->retransmissions = HF_RETRANSMIT_FREELY;
    way->credential[0] = way->credential[1] = HF_AGENT_NONE;
    if (way->flow == 0 && way->target.transport == HF_TRANSPORT_UDP) {
        struct hf_target next = hf_calls_next_hop(dialog, &way->target);
        way->target = next.transport == HF_TRANSPORT_UDP ? next : way->target;
    }
}

struct hf_calls_attempt hf_calls_way(const struct hf_calls_call *call,
                                     const struct hf_dialog *dialog)
{
    struct hf_calls_attempt way;
    memset(&way, 0, sizeof way);
    way.target = call->target;
    way.local = call->local;
    way.flow = call->flow;
    way.key = call->key;
    take_next_hop(&way, dialog);
    return way;
}

struct hf_calls_attempt hf_calls_way_back(const struct hf_calls_x *x,
                                          const struct hf_dialog *dialog)
{
    struct hf_calls_attempt way;
    unsigned server = hf_agent_server_at(x->agent, &x->received->from);
    memset(&way, 0, sizeof way);
    way.target = x->received->from;
    way.local = x->received->local;
    way.flow = x->received->flow;
    way.key = server == 0 ? 0 : x->agent->profiles[HF_AGENT_NOW].keys[server - 1];
    take_next_hop(&way, dialog);
    return way;
}

/* ---- requests of the core ---- */

/* E5: what takes the place of the first route. */
static struct hf_slice put_hop(const struct hf_target *target, char *text, size_t size)
{
    static const char *const transports[] = {"", ";transport=tcp", ";transport=tls"};
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, size);
    hf_sip_put_text(&out, "sip:");
    hf_sip_put_host_port(&out, target);
    hf_sip_put_text(&out, transports[target->transport]);
    hf_sip_put_text(&out, ";lr");
    HF_ASSERT(!out.overflow);
    return hf_lex_slice(text, text + out.length);
}

static const char *method_of(unsigned kind)
{
    switch ((enum hf_calls_kind)kind) {
    case HF_CALLS_INVITE:
    case HF_CALLS_REINVITE: return "INVITE";
    case HF_CALLS_UPDATE: return "UPDATE";
    case HF_CALLS_BYE: return "BYE";
    case HF_CALLS_PRACK: break;
    }
    return "PRACK";
}

static void put_change(struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                       const struct hf_calls_call *call, struct hf_sip_out *out)
{
    if (attempt->kind == HF_CALLS_REINVITE || attempt->kind == HF_CALLS_UPDATE) {
        hf_calls_put_contact(x, call, &attempt->local, out);
        hf_calls_put_allow(out);
        hf_calls_session_put(x, call, out);
    }
}

int hf_calls_send_inside(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call, bool first_hop)
{
    struct hf_calls_draft draft;
    struct hf_sip_out sdp;
    char body[HF_CALLS_ANSWER_MAX], hop[96];
    struct hf_dialog *dialog = hf_calls_dialog(call);
    struct hf_dialog_request request = {.method = hf_slice_text(method_of(attempt->kind))};
    hf_sip_out_start(&sdp, body, sizeof body);
    if (attempt->kind != HF_CALLS_BYE) { /* E13: Contact and description say where it leaves from */
        call->local = attempt->local;
    }
    if (attempt->kind == HF_CALLS_REINVITE && hf_calls_put_offer(x, call, &sdp) < 0) {
        return HF_E_LIMIT;
    }
    if (!first_hop) {
        request.next_hop = put_hop(&attempt->target, hop, sizeof hop);
    }
    request.cseq = hf_dialog_next_cseq(dialog);
    hf_calls_draft_start(&draft);
    hf_dialog_put_request(dialog, &request, &draft.out);
    put_change(x, attempt, call, &draft.out);
    hf_calls_draft_end(&draft, hf_lex_slice(body, body + sdp.length));
    if (draft.out.overflow) {
        return HF_E_LIMIT;
    }
    return hf_calls_leave(x, attempt, hf_lex_slice(draft.text, draft.text + draft.out.length));
}

/* ---- requests of our own ---- */

/* It cannot be challenged, and says what its INVITE said (RFC 3261 22.1). */
static void put_invites_credentials(const struct hf_calls_x *x, uint64_t layer,
                                    struct hf_sip_out *out)
{
    static const uint8_t ids[] = {HF_HEADER_AUTHORIZATION, HF_HEADER_PROXY_AUTHORIZATION};
    struct hf_slice text = hf_layer_text(hf_calls_layer(x->calls), layer);
    struct hf_sip_message m;
    if (text.length == 0 || hf_sip_parse(&m, text.at, text.length) < 0) {
        return;
    }
    for (unsigned i = 0; i < sizeof ids; i++) {
        for (uint32_t at = m.first[ids[i]]; at != 0; at = m.headers[at - 1].next) {
            hf_sip_put_header(out, hf_sip_header_name(ids[i]), m.headers[at - 1].value);
        }
    }
}

void hf_calls_acknowledge(struct hf_calls_x *x, const struct hf_calls_attempt *way,
                          const struct hf_dialog *dialog, const struct hf_calls_ack *ack)
{
    struct hf_calls_draft draft;
    struct hf_sip_cseq cseq;
    if (hf_sip_cseq(x->message, &cseq, NULL) != 1) {
        return;
    }
    struct hf_dialog_request request = {.method = hf_slice_text("ACK"), .cseq = cseq.number};
    hf_calls_draft_start(&draft);
    hf_dialog_put_request(dialog, &request, &draft.out);
    put_invites_credentials(x, ack->layer, &draft.out);
    hf_calls_draft_end(&draft, ack->sdp);
    if (draft.out.overflow) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, "an ACK that is too large");
        return;
    }
    hf_calls_send_ack(x, way, hf_lex_slice(draft.text, draft.text + draft.out.length));
}

/* An attempt of its own, of which the core knows nothing, that goes this way. */
static struct hf_calls_attempt *own_attempt(struct hf_calls_x *x,
                                            const struct hf_calls_attempt *way, unsigned kind)
{
    struct hf_calls_attempt *own = hf_calls_attempt_new(x, HF_CALLS_ATTEMPT_OWN);
    if (own == NULL) {
        return NULL;
    }
    *own = *way;
    own->state = HF_CALLS_ATTEMPT_OWN;
    own->deadline_us = HF_NEVER;
    own->kind = (uint8_t)kind;
    hf_calls_take_credentials(x, own);
    return own;
}

void hf_calls_send_prack(struct hf_calls_x *x, struct hf_calls_call *call, struct hf_dialog *dialog,
                         struct hf_slice sdp)
{
    struct hf_calls_draft draft;
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    struct hf_sip_cseq cseq;
    uint32_t rseq;
    if (hf_sip_cseq(x->message, &cseq, NULL) != 1 ||
        hf_sip_number(x->message, HF_HEADER_RSEQ, &rseq) != 1) {
        return;
    }
    struct hf_calls_attempt *own = own_attempt(x, &way, HF_CALLS_PRACK);
    if (own == NULL) {
        return; /* the response comes again */
    }
    struct hf_dialog_request request = {.method = hf_slice_text("PRACK"),
                                        .cseq = hf_dialog_next_cseq(dialog)};
    hf_calls_draft_start(&draft);
    hf_dialog_put_request(dialog, &request, &draft.out);
    hf_sip_put_text(&draft.out, "RAck: ");
    hf_sip_put_number(&draft.out, rseq);
    hf_sip_put_text(&draft.out, " ");
    hf_sip_put_number(&draft.out, cseq.number);
    hf_sip_put_text(&draft.out, " INVITE\r\n");
    hf_calls_draft_end(&draft, sdp);
    if (draft.out.overflow ||
        hf_calls_leave(x, own, hf_lex_slice(draft.text, draft.text + draft.out.length)) < 0) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, "a PRACK that cannot be sent");
        hf_calls_attempt_move(own, HF_CALLS_ATTEMPT_FREE);
    }
}

/* The attempt of a late call goes on as its BYE. */
static void become_bye(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                       const struct hf_calls_attempt *way)
{
    if (attempt->state != HF_CALLS_ATTEMPT_ENDING) {
        hf_calls_attempt_move(attempt, HF_CALLS_ATTEMPT_ENDING);
    }
    attempt->deadline_us = HF_NEVER;
    attempt->target = way->target;
    attempt->local = way->local;
    attempt->flow = way->flow;
    attempt->retransmissions = HF_RETRANSMIT_FREELY;
    attempt->kind = HF_CALLS_BYE;
    attempt->bits |= HF_CALLS_BYED;
    hf_calls_take_credentials(x, attempt);
}

void hf_calls_send_bye(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                       struct hf_dialog *dialog, const struct hf_calls_attempt *way)
{
    struct hf_calls_draft draft;
    struct hf_dialog_request request = {.method = hf_slice_text("BYE"),
                                        .cseq = hf_dialog_next_cseq(dialog)};
    if (attempt != NULL) {
        become_bye(x, attempt, way);
    } else {
        attempt = own_attempt(x, way, HF_CALLS_BYE);
    }
    hf_calls_draft_start(&draft);
    hf_dialog_put_request(dialog, &request, &draft.out);
    hf_calls_draft_end(&draft, hf_slice_text(""));
    hf_dialog_end(dialog);
    if (attempt == NULL || draft.out.overflow ||
        hf_calls_leave(x, attempt, hf_lex_slice(draft.text, draft.text + draft.out.length)) < 0) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, "a BYE that cannot be sent");
        if (attempt != NULL) {
            hf_calls_attempt_ended(x, attempt, HF_CAUSE_LOCAL);
        }
    }
}
