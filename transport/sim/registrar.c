/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrar's way from a message to an answer: what is no request is told apart, a fault on
 * command is obeyed, a retransmission gets the answer that it had (RFC 3261 17.2.2), and a new
 * request is inspected in the order of RFC 3261 8.2 and 10.3 until one step decides its status.
 * What a REGISTER does to the table stands in registrar_bindings.c; what is not for this server
 * itself is the proxy's (proxy.h).
 */
#include "proxy.h"

#include <stdio.h>
#include <string.h>

/* ---- small things shared with the other files ---- */

uint64_t hf_registrar_hash(uint64_t hash, struct hf_slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 0x100000001b3u;
    return hash;
}

uint64_t hf_registrar_hash_begin(const struct hf_registrar *registrar)
{
    struct hf_slice random = {(const char *)registrar->random, sizeof registrar->random};
    return hf_registrar_hash(0xcbf29ce484222325u, random);
}

void hf_registrar_decide(struct hf_registrar_request *request, uint16_t status, const char *why)
{
    request->status = status;
    snprintf(request->answer->why, sizeof request->answer->why, "%s", why);
}

/* ---- deciding ---- */

/* RFC 3261 8.2.2.1. 0, or decided. */
static int check_uri(const struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(request->message->uri, &uri, NULL) != 0) {
        hf_registrar_decide(request, 400, "the Request-URI cannot be read");
        return -1;
    }
    if (uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_SIPS) {
        hf_registrar_decide(request, 416, "the Request-URI is not a SIP URI");
        return -1;
    }
    if (registrar->domain[0] != '\0' && !hf_slice_is(uri.host, registrar->domain)) {
        hf_registrar_decide(request, 404, "the Request-URI is of another domain");
        return -1;
    }
    return 0;
}

/* RFC 3261 8.2.2.3: this server knows no extension but Path (RFC 3327). 0, or decided. */
static int check_require(struct hf_registrar_request *request)
{
    struct hf_sip_each each;
    struct hf_slice option;
    hf_sip_each_start(&each, request->message, HF_HEADER_REQUIRE);
    while (hf_sip_each_next(&each, &option)) {
        if (hf_slice_is(option, "path") && request->message->method_id == HF_METHOD_REGISTER)
            continue;
        request->unsupported = option;
        hf_registrar_decide(request, 420, "an extension is required that this server lacks");
        return -1;
    }
    return 0;
}

/* An INVITE that was answered here has its final answer, so its CANCEL changes nothing (9.2), and
 * its ACK ends here (17.2.1). */
static bool was_invited_here(struct hf_registrar *registrar,
                             const struct hf_registrar_request *request)
{
    uint64_t key = hf_registrar_transaction_key(registrar, request, hf_slice_text("INVITE"));
    return hf_registrar_find_transaction(registrar, key, request->now_us) !=
           HF_REGISTRAR_TRANSACTIONS;
}

static void decide_register(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    if (check_uri(registrar, request) != 0 || check_require(request) != 0 ||
        hf_registrar_authenticate(registrar, request) != 0)
        return;
    hf_registrar_register(registrar, request);
}

static void decide_options(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    if (check_uri(registrar, request) != 0 || check_require(request) != 0)
        return;
    hf_registrar_decide(request, 200, "");
}

static void decide_for_server(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    unsigned method = request->message->method_id;
    if (method == HF_METHOD_REGISTER)
        decide_register(registrar, request);
    else if (method == HF_METHOD_OTHER)
        hf_registrar_decide(request, 501, "this server does not know the method");
    else if (request->to.tag.length > 0 || method == HF_METHOD_BYE || method == HF_METHOD_CANCEL)
        hf_registrar_decide(request, 481, "there is no such call"); /* RFC 3261 12.2.2, 15.1.2 */
    else if (method == HF_METHOD_OPTIONS)
        decide_options(registrar, request);
    else if (check_uri(registrar, request) == 0)
        hf_registrar_decide(request, 405, "this server itself takes no calls");
}

static void decide(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    unsigned method = request->message->method_id;
    const struct hf_registrar_fault *fault = &registrar->faults[method];
    if (fault->reject_status != 0)
        hf_registrar_decide(request, fault->reject_status, "on command");
    else if (method == HF_METHOD_CANCEL && was_invited_here(registrar, request))
        hf_registrar_decide(request, 200, "");
    else if (hf_proxy_is_for_server(registrar, request->message))
        decide_for_server(registrar, request);
    else
        hf_proxy_request(registrar, request);
}

/* ---- hearing ---- */

static bool is_keepalive(const struct hf_registrar_received *received)
{
    for (size_t i = 0; i < received->n_bytes; i++) {
        if (received->bytes[i] != '\r' && received->bytes[i] != '\n')
            return false;
    }
    return true;
}

void hf_registrar_leave(struct hf_registrar_answer *answer, uint8_t outcome, const char *why)
{
    answer->outcome = outcome;
    snprintf(answer->why, sizeof answer->why, "%s", why);
}

/* A 400 needs these to find its way back (RFC 3261 8.2.6). */
static bool can_answer(const struct hf_sip_message *message)
{
    static const unsigned needed[] = {HF_HEADER_FROM, HF_HEADER_TO, HF_HEADER_CALL_ID,
                                      HF_HEADER_CSEQ};
    struct hf_sip_via via;
    if (message->method.length == 0 || message->method_id == HF_METHOD_ACK ||
        hf_sip_via(message, &via, NULL) != 1)
        return false;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (hf_sip_value(message, needed[i]).length == 0)
            return false;
    }
    return true;
}

static void describe(struct hf_registrar_request *request)
{
    struct hf_registrar_answer *answer = request->answer;
    struct hf_slice method = request->message->method;
    struct hf_sip_uri uri;
    snprintf(answer->method, sizeof answer->method, "%.*s", (int)method.length, method.at);
    if (hf_sip_uri_parse(request->to.address.uri, &uri, NULL) == 0)
        snprintf(answer->user, sizeof answer->user, "%.*s", (int)uri.user.length, uri.user.at);
}

/* Parses the message. True when it is a request that is to be answered; a status that is decided
 * then is a 400. */
static bool read_request(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_sip_message *message = &registrar->message;
    struct hf_sip_error error;
    char why[96];
    int result = hf_sip_parse(message, request->received->bytes, request->received->n_bytes);
    error = message->error;
    if (result == 0 && !message->is_request) {
        hf_proxy_response(registrar, request->received, request->answer);
        return false;
    }
    if (result == 0)
        result = hf_sip_check(message, &error);
    if (result < 0) {
        snprintf(why, sizeof why, "byte %zu: %s", error.at, error.what);
        if (!message->is_request || !can_answer(message)) {
            hf_registrar_leave(request->answer, HF_REGISTRAR_MALFORMED, why);
            return false;
        }
        hf_registrar_decide(request, 400, why);
    }
    hf_sip_to(message, &request->to, NULL);
    hf_sip_cseq(message, &request->cseq, NULL);
    describe(request);
    return true;
}

/* No ACK is ever answered (RFC 3261 17): it is forwarded, or it is at its end. */
static void take_ack(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    if (!was_invited_here(registrar, request) &&
        !hf_proxy_is_for_server(registrar, request->message))
        hf_proxy_request(registrar, request);
    if (request->answer->outcome == 0)
        request->answer->outcome = HF_REGISTRAR_ABSORBED;
}

static void take_request(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    request->key = hf_registrar_transaction_key(registrar, request, registrar->message.method);
    if (hf_registrar_repeat(registrar, request))
        return;
    if (request->status == 0)
        decide(registrar, request);
    if (request->status != 0)
        hf_registrar_answer(registrar, request);
}

static void begin(struct hf_registrar *registrar, const struct hf_registrar_received *received,
                  struct hf_registrar_request *request)
{
    struct hf_registrar_answer *answer = request->answer;
    memset(answer, 0, offsetof(struct hf_registrar_answer, bytes));
    request->now_us = received->now_us;
    request->message = &registrar->message;
    request->received = received;
}

void hf_registrar_receive(struct hf_registrar *registrar,
                          const struct hf_registrar_received *received,
                          struct hf_registrar_answer *answer)
{
    struct hf_registrar_request request = {.answer = answer};
    begin(registrar, received, &request);
    if (is_keepalive(received)) {
        hf_registrar_leave(answer, HF_REGISTRAR_KEEPALIVE, "");
        return;
    }
    if (!read_request(registrar, &request))
        return;
    if (registrar->faults[registrar->message.method_id].is_silent)
        hf_registrar_leave(answer, HF_REGISTRAR_SILENT, "silent on command");
    else if (registrar->message.method_id == HF_METHOD_ACK)
        take_ack(registrar, &request);
    else
        take_request(registrar, &request);
}

void hf_registrar_unsent(struct hf_registrar *registrar,
                         const struct hf_registrar_received *received,
                         struct hf_registrar_answer *answer, const char *why)
{
    struct hf_registrar_request request = {.answer = answer};
    begin(registrar, received, &request);
    if (!registrar->message.is_request || registrar->message.method_id == HF_METHOD_ACK) {
        hf_registrar_leave(answer, HF_REGISTRAR_ABSORBED, why);
        return;
    }
    if (!read_request(registrar, &request))
        return;
    request.key = hf_registrar_transaction_key(registrar, &request, registrar->message.method);
    hf_registrar_decide(&request, 480, why);
    hf_registrar_answer(registrar, &request);
}
