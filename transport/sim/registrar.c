/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrar's way from a datagram to an answer: what is no request is told apart, a fault on
 * command is obeyed, a retransmission gets the answer that it had (RFC 3261 17.2.2), and a new
 * request is inspected in the order of RFC 3261 8.2 and 10.3 until one step decides its status.
 * What a REGISTER does to the table stands in registrar_bindings.c.
 */
#include "registrar_state.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALLOWED  "REGISTER, OPTIONS"
#define SIP_PORT 5060

/* ---- life ---- */

static int copy_text(char *to, const char *from)
{
    size_t length = from == NULL ? 0 : strlen(from);
    if (length > HF_REGISTRAR_TEXT_MAX)
        return -1;
    if (length > 0)
        memcpy(to, from, length);
    to[length] = '\0';
    return 0;
}

static int has_tables(const struct hf_registrar *registrar)
{
    return registrar->users != NULL && registrar->bindings != NULL && registrar->nonces != NULL &&
           registrar->transactions != NULL && registrar->answers != NULL;
}

struct hf_registrar *hf_registrar_new(const struct hf_registrar_options *options)
{
    struct hf_registrar *registrar = calloc(1, sizeof *registrar);
    if (registrar == NULL)
        return NULL;
    registrar->users = calloc(HF_REGISTRAR_USERS, sizeof *registrar->users);
    registrar->bindings = calloc(HF_REGISTRAR_BINDINGS, sizeof *registrar->bindings);
    registrar->nonces = calloc(HF_REGISTRAR_NONCES, sizeof *registrar->nonces);
    registrar->transactions = calloc(HF_REGISTRAR_TRANSACTIONS, sizeof *registrar->transactions);
    registrar->answers = calloc(HF_REGISTRAR_TRANSACTIONS, sizeof *registrar->answers);
    if (!has_tables(registrar) || copy_text(registrar->domain, options->domain) != 0 ||
        copy_text(registrar->realm, options->realm) != 0) {
        hf_registrar_free(registrar);
        return NULL;
    }
    if (registrar->realm[0] == '\0')
        memcpy(registrar->realm, "holdfast", sizeof "holdfast");
    memcpy(registrar->random, options->random, sizeof registrar->random);
    registrar->expires_min_s = options->expires_min_s;
    registrar->expires_max_s = options->expires_max_s == 0 ? 3600 : options->expires_max_s;
    registrar->nonce_life_s = options->nonce_life_s == 0 ? 300 : options->nonce_life_s;
    return registrar;
}

void hf_registrar_free(struct hf_registrar *registrar)
{
    if (registrar == NULL)
        return;
    free(registrar->users);
    free(registrar->bindings);
    free(registrar->nonces);
    free(registrar->transactions);
    free(registrar->answers);
    free(registrar);
}

int hf_registrar_add_user(struct hf_registrar *registrar, const char *name, const char *password)
{
    struct hf_registrar_user *user = &registrar->users[registrar->n_users];
    if (registrar->n_users == HF_REGISTRAR_USERS || name[0] == '\0')
        return -1;
    for (size_t i = 0; i < registrar->n_users; i++) {
        if (strcmp(registrar->users[i].name, name) == 0)
            return -1;
    }
    if (copy_text(user->name, name) != 0 || copy_text(user->password, password) != 0)
        return -1;
    registrar->n_users++;
    return 0;
}

void hf_registrar_obey(struct hf_registrar *registrar, const struct hf_registrar_command *command)
{
    switch (command->order) {
    case HF_REGISTRAR_ANSWER:
        registrar->is_silent = 0;
        registrar->reject_status = 0;
        registrar->delay_ms = 0;
        break;
    case HF_REGISTRAR_DROP: registrar->is_silent = 1; break;
    case HF_REGISTRAR_REJECT:
        registrar->is_silent = 0;
        registrar->reject_status = command->status;
        registrar->reject_retry_after_s = command->retry_after_s;
        break;
    case HF_REGISTRAR_DELAY: registrar->delay_ms = command->delay_ms; break;
    case HF_REGISTRAR_WIPE:
        memset(registrar->bindings, 0, registrar->n_slots * sizeof *registrar->bindings);
        registrar->n_slots = 0;
        break;
    default: break; /* NOTHING, and the shell's own */
    }
}

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

/* RFC 3261 8.2.2.3: this server knows no extension. 0, or decided. */
static int check_require(struct hf_registrar_request *request)
{
    request->unsupported = hf_sip_value(request->message, HF_HEADER_REQUIRE);
    if (request->unsupported.length == 0)
        return 0;
    hf_registrar_decide(request, 420, "an extension is required that this server lacks");
    return -1;
}

static void decide_cancel(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    uint64_t key = hf_registrar_transaction_key(registrar, request, hf_slice_text("INVITE"));
    /* Every INVITE here has its final answer at once, so a CANCEL changes nothing (9.2). */
    if (hf_registrar_find_transaction(registrar, key, request->now_us) != HF_REGISTRAR_TRANSACTIONS)
        hf_registrar_decide(request, 200, "");
    else
        hf_registrar_decide(request, 481, "there is no such call");
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

static void decide(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    unsigned method = request->message->method_id;
    if (registrar->reject_status != 0)
        hf_registrar_decide(request, registrar->reject_status, "on command");
    else if (method == HF_METHOD_REGISTER)
        decide_register(registrar, request);
    else if (method == HF_METHOD_CANCEL)
        decide_cancel(registrar, request);
    else if (method == HF_METHOD_OTHER)
        hf_registrar_decide(request, 501, "this server does not know the method");
    else if (request->to.tag.length > 0 || method == HF_METHOD_BYE)
        hf_registrar_decide(request, 481, "there is no such call"); /* RFC 3261 12.2.2, 15.1.2 */
    else if (method == HF_METHOD_OPTIONS)
        decide_options(registrar, request);
    else
        hf_registrar_decide(request, 405, "this server carries no calls");
}

/* ---- answering ---- */

/* RFC 3261 18.2.2 over UDP, RFC 3581 4. */
static struct hf_target answer_target(const struct hf_registrar_request *request)
{
    struct hf_target to = *request->from;
    struct hf_sip_via via;
    if (hf_sip_via(request->message, &via, NULL) != 1 || via.has_rport)
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
    bool is_rejected = request->status == registrar->reject_status;
    unsigned method = request->message->method_id;
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
    if (is_rejected && registrar->reject_retry_after_s > 0)
        hf_sip_put_header_number(out, "Retry-After", registrar->reject_retry_after_s);
    if (request->status >= 400 && !request->challenge && request->answer->why[0] != '\0')
        put_warning(out, request->answer->why);
    hf_sip_put_header_text(out, "Server", "Holdfast");
}

static void print_answer(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_registrar_answer *answer = request->answer;
    struct hf_sip_out out;
    struct hf_sip_reply reply = {.request = request->message, .source_port = request->from->port};
    const char *reason = hf_sip_reason(request->status);
    char source[INET6_ADDRSTRLEN] = "";
    char tag[17];
    int family = request->from->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    inet_ntop(family, request->from->address, source, sizeof source);
    /* Made from the transaction, so that every answer to it has the same tag (8.2.6.2). */
    snprintf(tag, sizeof tag, "%016llx",
             (unsigned long long)hf_registrar_hash(request->key, hf_slice_text("tag")));
    reply.source_address = hf_slice_text(source);
    reply.to_tag = hf_slice_text(tag);
    hf_sip_out_start(&out, answer->bytes, sizeof answer->bytes);
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
    answer->send_us = request->now_us + (uint64_t)registrar->delay_ms * 1000u;
    hf_registrar_remember(registrar, request);
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

static void leave(struct hf_registrar_answer *answer, uint8_t outcome, const char *why)
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

/* Parses the datagram. True when the request is to be answered; a status that is decided then is
 * a 400. */
static bool read_request(struct hf_registrar *registrar,
                         const struct hf_registrar_received *received,
                         struct hf_registrar_request *request)
{
    struct hf_sip_message *message = &registrar->message;
    struct hf_sip_error error;
    char why[96];
    int result = hf_sip_parse(message, received->bytes, received->n_bytes);
    error = message->error;
    if (result == 0 && !message->is_request) {
        leave(request->answer, HF_REGISTRAR_ABSORBED, "a response; this server asks nobody");
        return false;
    }
    if (result == 0)
        result = hf_sip_check(message, &error);
    if (result < 0) {
        snprintf(why, sizeof why, "byte %zu: %s", error.at, error.what);
        if (!message->is_request || !can_answer(message)) {
            leave(request->answer, HF_REGISTRAR_MALFORMED, why);
            return false;
        }
        hf_registrar_decide(request, 400, why);
    }
    hf_sip_to(message, &request->to, NULL);
    hf_sip_cseq(message, &request->cseq, NULL);
    describe(request);
    return true;
}

void hf_registrar_receive(struct hf_registrar *registrar,
                          const struct hf_registrar_received *received,
                          struct hf_registrar_answer *answer)
{
    struct hf_registrar_request request = {.now_us = received->now_us,
                                           .message = &registrar->message,
                                           .from = &received->from,
                                           .answer = answer};
    memset(answer, 0, offsetof(struct hf_registrar_answer, bytes));
    if (is_keepalive(received)) {
        leave(answer, HF_REGISTRAR_KEEPALIVE, "");
        return;
    }
    if (!read_request(registrar, received, &request))
        return;
    if (registrar->message.method_id == HF_METHOD_ACK) {
        leave(answer, HF_REGISTRAR_ABSORBED, "");
        return;
    }
    if (registrar->is_silent) {
        leave(answer, HF_REGISTRAR_SILENT, "silent on command");
        return;
    }
    request.key = hf_registrar_transaction_key(registrar, &request, registrar->message.method);
    if (hf_registrar_repeat(registrar, &request))
        return;
    if (request.status == 0)
        decide(registrar, &request);
    print_answer(registrar, &request);
}
