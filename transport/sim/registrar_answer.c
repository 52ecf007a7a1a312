/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of our own: a decided status becomes bytes, a way back, and a transaction to remember. */
#include "registrar_state.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ALLOWED  "REGISTER, OPTIONS"
#define SIP_PORT 5060

/* RFC 3261 18.2.2: back on the connection; over UDP RFC 3581 4. */
static struct hf_target answer_target(const struct hf_registrar_request *request)
{
    struct hf_target to = request->received->from;
    struct hf_sip_via via;
    if (request->received->connection != 0 || hf_sip_via(request->message, &via, NULL) != 1 ||
        via.has_rport)
        return to;
    to.port = via.port == 0 ? SIP_PORT : via.port;
    return to;
}

static void put_warning(struct hf_sip_out *out, const char *why)
{
    hf_sip_put_text(out, "Warning: 399 holdfast ");
    hf_sip_put_quoted(out, hf_slice_text(why));
    hf_sip_put_text(out, "\r\n");
}

static void put_fields(struct hf_registrar *registrar, const struct hf_registrar_request *request,
                       struct hf_sip_out *out)
{
    unsigned method = request->message->method_id;
    const struct hf_registrar_fault *fault = &registrar->faults[method];
    bool is_rejected = request->status == fault->reject_status;
    if (request->challenge)
        hf_registrar_put_challenge(registrar, request, out);
    if (request->status == 200 && method == HF_METHOD_REGISTER)
        hf_registrar_put_contacts(registrar, request, out);
    if (request->status == 405 || request->status == 501 ||
        (request->status == 200 && method == HF_METHOD_OPTIONS))
        hf_sip_put_header_text(out, "Allow", ALLOWED);
    if (request->status == 423)
        hf_sip_put_header_number(out, "Min-Expires", registrar->expires_min_s);
    if (request->status == 420 && request->unsupported.length > 0)
        hf_sip_put_header(out, "Unsupported", request->unsupported);
    if (is_rejected && fault->reject_retry_after_s > 0)
        hf_sip_put_header_number(out, "Retry-After", fault->reject_retry_after_s);
    if (request->status >= 400 && !request->challenge && request->answer->why[0] != '\0')
        put_warning(out, request->answer->why);
    hf_sip_put_header_text(out, "Server", "Holdfast");
}

void hf_registrar_answer(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_registrar_answer *answer = request->answer;
    const struct hf_target *from = &request->received->from;
    struct hf_sip_out out;
    struct hf_sip_reply reply = {.request = request->message, .source_port = from->port};
    const char *reason = hf_sip_reason(request->status);
    char source[INET6_ADDRSTRLEN] = "";
    char tag[17];
    int family = from->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    inet_ntop(family, from->address, source, sizeof source);
    /* Made from the transaction, so that every answer to it has the same tag (8.2.6.2). */
    snprintf(tag, sizeof tag, "%016llx",
             (unsigned long long)hf_registrar_hash(request->key, hf_slice_text("tag")));
    reply.source_address = hf_slice_text(source);
    reply.to_tag = hf_slice_text(tag);
    hf_sip_out_start(&out, answer->bytes, HF_REGISTRAR_ANSWER_MAX);
    hf_sip_put_status_line(&out, request->status,
                           hf_slice_text(reason[0] != '\0' ? reason : "On Command"));
    hf_sip_put_reply_fields(&out, &reply);
    put_fields(registrar, request, &out);
    hf_sip_put_end(&out, hf_slice_text(""));
    if (out.overflow) {
        answer->outcome = HF_REGISTRAR_MALFORMED;
        snprintf(answer->why, sizeof answer->why, "the answer does not fit into %d bytes",
                 HF_REGISTRAR_ANSWER_MAX);
        return;
    }
    answer->outcome = HF_REGISTRAR_ANSWERED;
    answer->n_bytes = (uint32_t)out.length;
    answer->status = request->status;
    answer->to = answer_target(request);
    answer->connection = request->received->connection;
    answer->door = request->received->door;
    answer->send_us = request->now_us +
                      registrar->faults[request->message->method_id].delay_ms * 1000ull;
    hf_registrar_remember(registrar, request);
}
