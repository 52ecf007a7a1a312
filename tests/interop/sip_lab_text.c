/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of sip_lab. */
#include "sip_lab.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/config.h"

static const char sdp[] = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
                          "t=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

static void put_address(const struct hf_target *target, struct hf_sip_out *out)
{
    char text[32];
    snprintf(text, sizeof text, "%u.%u.%u.%u:%u", target->address[0], target->address[1],
             target->address[2], target->address[3], target->port);
    hf_sip_put_text(out, text);
}

static void put_contact(const struct lab *lab, struct hf_sip_out *out)
{
    hf_sip_put_text(out, "Contact: <sip:");
    hf_sip_put_text(out, lab->options.user);
    hf_sip_put_text(out, "@");
    put_address(&lab->options.local, out);
    hf_sip_put_text(out, ">\r\n");
}

static uint64_t send_text(struct lab *lab, const struct hf_sip_out *out,
                          const struct hf_target *target)
{
    struct hf_layer_request request = {.now_us = lab->now_us,
                                       .target = *target,
                                       .local = lab->options.local,
                                       .retransmissions = HF_RETRANSMIT_FREELY};
    uint64_t id = 0;
    request.text.at = lab->text;
    request.text.length = out->length;
    if (out->overflow) {
        lab_say(lab, "refused a message of ours: too long");
        return 0;
    }
    if (lab_is_fine(lab, "request", hf_layer_request(lab->layer, &request, &id, &lab->out))) {
        lab_flush(lab);
    }
    lab->n_active += id != 0;
    return id;
}

uint64_t lab_send_invite(struct lab *lab)
{
    const struct lab_caller *caller = &lab->caller;
    struct hf_sip_out out;
    hf_sip_out_start(&out, lab->text, sizeof lab->text);
    hf_sip_put_request_line(&out, hf_slice_text("INVITE"), hf_slice_text(lab->options.to));
    hf_sip_put_text(&out, "Max-Forwards: 70\r\nFrom: <sip:");
    hf_sip_put_text(&out, lab->options.user);
    hf_sip_put_text(&out, "@");
    put_address(&lab->options.local, &out);
    hf_sip_put_text(&out, ">;tag=");
    hf_sip_put_text(&out, caller->tag);
    hf_sip_put_text(&out, "\r\nTo: <");
    hf_sip_put_text(&out, lab->options.to);
    hf_sip_put_text(&out, ">\r\n");
    hf_sip_put_header_text(&out, "Call-ID", caller->call_id);
    hf_sip_put_text(&out, "CSeq: ");
    hf_sip_put_number(&out, caller->cseq);
    hf_sip_put_text(&out, " INVITE\r\n");
    put_contact(lab, &out);
    hf_sip_put_text(&out, caller->credentials);
    hf_sip_put_text(&out, "Supported: 100rel\r\nContent-Type: application/sdp\r\n");
    hf_sip_put_end(&out, hf_slice_text(sdp));
    return send_text(lab, &out, &lab->options.at);
}

/* The dialog's next hop where that is an address; else whoever spoke last. */
static struct hf_target next_hop(const struct lab *lab, const struct hf_dialog *dialog)
{
    struct hf_target target = lab->options.to != NULL ? lab->options.at : lab->callee.from;
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(hf_dialog_next_hop(dialog), &uri, NULL) == 0 &&
        hf_target_parse(&target, uri.host.at, uri.host.length)) {
        target.port = uri.port != 0 ? uri.port : 5060;
    }
    return target;
}

uint64_t lab_send(struct lab *lab, const struct lab_request *request)
{
    struct hf_dialog_request line = {.method = hf_slice_text(request->method),
                                     .cseq = request->cseq};
    struct hf_target target = next_hop(lab, request->dialog);
    struct hf_sip_out out;
    hf_sip_out_start(&out, lab->text, sizeof lab->text);
    hf_dialog_put_request(request->dialog, &line, &out);
    put_contact(lab, &out);
    hf_sip_put_text(&out, request->fields);
    hf_sip_put_end(&out, hf_slice_text(""));
    return send_text(lab, &out, &target);
}

void lab_respond(struct lab *lab, uint64_t id, unsigned status, uint32_t rseq)
{
    char fields[512];
    struct hf_sip_out out;
    bool offers = status >= 200 && status < 300 && id == lab->callee.invite;
    struct hf_layer_response response = {.now_us = lab->now_us,
                                         .id = id,
                                         .status = (uint16_t)status,
                                         .rseq = rseq,
                                         .fields = fields};
    hf_sip_out_start(&out, fields, sizeof fields - 1);
    put_contact(lab, &out);
    hf_sip_put_text(&out, offers ? "Content-Type: application/sdp\r\n" : "");
    fields[out.length] = '\0';
    response.body = hf_slice_text(offers ? sdp : "");
    if (lab_is_fine(lab, "response", hf_layer_respond(lab->layer, &response, &lab->out))) {
        lab_flush(lab);
    }
}

/* ---- digest ---- */

static void put_param(struct hf_sip_out *out, const char *name, struct hf_slice value)
{
    hf_sip_put_text(out, name);
    hf_sip_put(out, value);
    hf_sip_put_text(out, "\"");
}

static void put_credentials(const struct hf_digest *digest, const struct hf_digest_choice *choice,
                            struct hf_sip_out *out)
{
    struct hf_digest_hex response;
    hf_digest_response(digest, &response);
    put_param(out, "Digest username=\"", digest->username);
    put_param(out, ", realm=\"", digest->realm);
    put_param(out, ", nonce=\"", digest->nonce);
    put_param(out, ", uri=\"", digest->uri);
    put_param(out, ", response=\"", hf_slice_text(response.text));
    if (choice->auth.has_opaque) {
        put_param(out, ", opaque=\"", choice->auth.opaque);
    }
    hf_sip_put_text(out, ", algorithm=");
    hf_sip_put_text(out, hf_digest_algorithm_name(digest->algorithm));
    if (digest->qop != HF_QOP_NONE) {
        put_param(out, ", cnonce=\"", digest->cnonce);
        hf_sip_put_text(out, ", nc=00000001, qop=");
        hf_sip_put_text(out, digest->qop == HF_QOP_AUTH ? "auth" : "auth-int");
    }
    hf_sip_put_text(out, "\r\n");
}

bool lab_answer_challenge(struct lab *lab)
{
    bool proxy = lab->message.status == 407;
    struct hf_digest_choice choice;
    struct hf_digest digest;
    struct hf_sip_out out;
    if (lab->options.password == NULL || lab->caller.tries > 1 ||
        !hf_digest_choose(&lab->message,
                          proxy ? HF_HEADER_PROXY_AUTHENTICATE : HF_HEADER_WWW_AUTHENTICATE,
                          &choice)) {
        return false;
    }
    memset(&digest, 0, sizeof digest);
    digest.username = hf_slice_text(lab->options.user);
    digest.password = hf_slice_text(lab->options.password);
    digest.realm = choice.auth.realm;
    digest.nonce = choice.auth.nonce;
    digest.cnonce = hf_slice_text(lab->caller.tag);
    digest.nc = hf_slice_text("00000001");
    digest.method = hf_slice_text("INVITE");
    digest.uri = hf_slice_text(lab->options.to);
    digest.body = hf_slice_text(sdp);
    digest.algorithm = choice.algorithm;
    digest.qop = choice.qop;
    hf_sip_out_start(&out, lab->caller.credentials, sizeof lab->caller.credentials - 1);
    hf_sip_put_text(&out, proxy ? "Proxy-Authorization: " : "Authorization: ");
    put_credentials(&digest, &choice, &out);
    lab->caller.credentials[out.length] = '\0';
    return !out.overflow;
}
