/* SPDX-License-Identifier: Apache-2.0 */
/* See registrar_help.h. */
#include "registrar_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct rt_state rt;

const struct hf_target rt_phone = {
    .address = {192, 0, 2, 9}, .port = 40000, .family = HF_FAMILY_IPV4};

void rt_make(const struct hf_registrar_options *wanted)
{
    struct hf_registrar_options options = *wanted;
    memset(options.random, 7, sizeof options.random);
    rt.registrar = hf_registrar_new(&options);
    cr_assert_not_null(rt.registrar);
}

void rt_plain(void)
{
    rt_make(&(struct hf_registrar_options){.expires_min_s = 1});
}

void rt_with_user(void)
{
    rt_make(&(struct hf_registrar_options){.expires_min_s = 1, .nonce_life_s = 60});
    cr_assert_eq(hf_registrar_add_user(rt.registrar, "1001", "secret"), 0);
}

void rt_clean(void)
{
    hf_registrar_free(rt.registrar);
    rt.registrar = NULL;
}

static const char *or_usual(const char *text, const char *usual)
{
    return text != NULL ? text : usual;
}

void rt_feed(uint64_t now_us, const char *bytes, size_t n_bytes)
{
    struct hf_registrar_received received = {
        .now_us = now_us, .bytes = (const uint8_t *)bytes, .n_bytes = n_bytes, .from = rt_phone};
    hf_registrar_receive(rt.registrar, &received, &rt.answer);
    if (rt.answer.outcome == HF_REGISTRAR_ANSWERED)
        cr_assert_eq(hf_sip_parse(&rt.reply, rt.answer.bytes, rt.answer.n_bytes), 0);
}

/* Returns the status, or 0 for an answer that did not come. */
unsigned rt_ask(uint64_t now_us, const struct rt_request *request)
{
    char bytes[8192], branch[32];
    const char *method = or_usual(request->method, "REGISTER");
    const char *party = or_usual(request->from_to, "<sip:1001@example.com>");
    int n;
    snprintf(branch, sizeof branch, "z9hG4bK%u", ++rt.n_sent);
    n = snprintf(bytes, sizeof bytes,
                 "%s %s SIP/2.0\r\n"
                 "Via: SIP/2.0/UDP 192.0.2.9:5070;rport;branch=%s\r\n"
                 "From: <sip:1001@example.com>;tag=f\r\nTo: %s\r\n"
                 "Call-ID: %s\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\n%sContent-Length: 0\r\n\r\n",
                 method, or_usual(request->uri, "sip:example.com"),
                 or_usual(request->branch, branch), party, or_usual(request->call_id, "call"),
                 request->cseq, method, or_usual(request->fields, ""));
    cr_assert_lt(n, (int)sizeof bytes);
    rt_feed(now_us, bytes, (size_t)n);
    return rt.answer.outcome == HF_REGISTRAR_ANSWERED ? rt.answer.status : 0;
}

unsigned rt_register(uint64_t now_us, unsigned cseq, const char *fields)
{
    return rt_ask(now_us, &(struct rt_request){.cseq = cseq, .fields = fields});
}

unsigned rt_count_bindings(uint64_t now_us)
{
    struct hf_registrar_view view;
    size_t cursor = 0;
    unsigned n = 0;
    while (hf_registrar_next_binding(rt.registrar, now_us, &cursor, &view))
        n++;
    return n;
}

unsigned rt_left_s(uint64_t now_us)
{
    struct hf_registrar_view view;
    size_t cursor = 0;
    return hf_registrar_next_binding(rt.registrar, now_us, &cursor, &view) ? view.expires_s : 0;
}

void rt_command(const char *text)
{
    struct hf_registrar_command parsed;
    cr_assert_eq(hf_registrar_command_read(&parsed, text), 0, "%s", parsed.error);
    hf_registrar_obey(rt.registrar, &parsed);
}
