/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request on its way through, in the order of RFC 3261 16.3 to 16.6. The proxy is stateless
 * (16.11): it sends no 100, repeats nothing, and forgets a request once it has left, but for the
 * binding that it went to: so a repeat, a CANCEL and the ACK to a refusal go to the same place
 * though another Contact has been registered since. The credentials are asked for before anything
 * leaves; not of an ACK or a CANCEL, which cannot be sent again with them (22.1), and not inside a
 * dialog that went through here.
 */
#include "proxy.h"

#include <stdio.h>

/* ---- naming ---- */

/* Everything that decides the way of a request, but for what ACK and CANCEL do not share with
 * their INVITE (16.6 step 8). */
static uint64_t loop_of(const struct hf_proxy_pass *pass)
{
    const struct hf_sip_message *message = pass->request->message;
    uint64_t hash = hf_registrar_hash(hf_registrar_hash_begin(pass->registrar), message->uri);
    struct hf_sip_party from;
    struct hf_sip_each each;
    struct hf_slice route;
    char number[16];
    if (hf_sip_from(message, &from, NULL) == 1)
        hash = hf_registrar_hash(hash, from.tag);
    hash = hf_registrar_hash(hash, hf_sip_value(message, HF_HEADER_CALL_ID));
    snprintf(number, sizeof number, " %u ", (unsigned)pass->request->cseq.number);
    hash = hf_registrar_hash(hash, hf_slice_text(number));
    hf_sip_each_start(&each, message, HF_HEADER_ROUTE);
    while (hf_sip_each_next(&each, &route))
        hash = hf_registrar_hash(hash, route);
    return hash;
}

static void begin(struct hf_proxy_pass *pass, struct hf_registrar *registrar,
                  struct hf_registrar_request *request)
{
    pass->registrar = registrar;
    pass->request = request;
    pass->uri_text = request->message->uri;
    hf_sip_uri_parse(pass->uri_text, &pass->uri, NULL); /* read before */
    pass->key = hf_registrar_transaction_key(registrar, request, hf_slice_text(""));
    pass->loop = loop_of(pass);
}

/* ---- may it? ---- */

static int refuse(struct hf_proxy_pass *pass, uint16_t status, const char *why)
{
    hf_registrar_decide(pass->request, status, why);
    return -1;
}

/* 16.3 steps 3 to 5. 0, or decided. */
static int check(struct hf_proxy_pass *pass)
{
    const struct hf_sip_message *message = pass->request->message;
    uint32_t hops = 1;
    hf_sip_number(message, HF_HEADER_MAX_FORWARDS, &hops);
    if (hops == 0)
        return refuse(pass, 483, "Max-Forwards has come to 0");
    if (hf_proxy_is_looped(pass))
        return refuse(pass, 482, "it was here before");
    pass->request->unsupported = hf_sip_value(message, HF_HEADER_PROXY_REQUIRE);
    if (pass->request->unsupported.length > 0)
        return refuse(pass, 420, "an extension is required of proxies that this one lacks");
    return 0;
}

/* 16.3 step 6. 0, or decided. */
static int authenticate(struct hf_proxy_pass *pass)
{
    unsigned method = pass->request->message->method_id;
    if (pass->is_inside || pass->is_known || method == HF_METHOD_ACK || method == HF_METHOD_CANCEL)
        return 0;
    return hf_registrar_authenticate(pass->registrar, pass->request);
}

/* Its own names are in every message that leaves. 0, or decided. */
static int check_names(struct hf_proxy_pass *pass)
{
    if (hf_proxy_has_name(pass->registrar, pass->door) &&
        hf_proxy_has_name(pass->registrar, pass->request->received->door))
        return 0;
    return refuse(pass, 500, "this server does not know the address that others reach it by");
}

/* ---- away ---- */

/* Not what is never challenged: who sends a CANCEL first must not save himself the password. */
static void remember(const struct hf_proxy_pass *pass)
{
    struct hf_registrar *registrar = pass->registrar;
    struct hf_registrar_passed *passed = &registrar->passed[registrar->next_passed];
    unsigned method = pass->request->message->method_id;
    if (pass->is_known || method == HF_METHOD_ACK || method == HF_METHOD_CANCEL)
        return;
    registrar->next_passed = (registrar->next_passed + 1) % HF_REGISTRAR_PASSED;
    *passed = (struct hf_registrar_passed){.key = pass->key, .is_for_user = pass->is_for_user};
    if (pass->slot != HF_PROXY_NO_SLOT) {
        passed->slot = (uint32_t)pass->slot;
        passed->serial = registrar->bindings[pass->slot].serial;
    }
}

static void leave(const struct hf_proxy_pass *pass)
{
    struct hf_registrar_answer *answer = pass->request->answer;
    unsigned method = pass->request->message->method_id;
    answer->outcome = HF_REGISTRAR_FORWARDED;
    answer->to = pass->to;
    answer->connection = pass->connection;
    answer->door = pass->door;
    answer->repeated = pass->is_known && method != HF_METHOD_CANCEL && method != HF_METHOD_ACK;
    answer->send_us = pass->request->now_us + pass->registrar->faults[method].delay_ms * 1000ull;
    remember(pass);
}

void hf_proxy_request(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_proxy_pass pass = {.slot = HF_PROXY_NO_SLOT};
    begin(&pass, registrar, request);
    if (hf_proxy_read_routes(&pass) == 0 && check(&pass) == 0 && hf_proxy_find_target(&pass) == 0 &&
        authenticate(&pass) == 0 && check_names(&pass) == 0 && hf_proxy_print(&pass) == 0)
        leave(&pass);
}
