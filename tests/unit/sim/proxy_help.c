/* SPDX-License-Identifier: Apache-2.0 */
/* See proxy_help.h. */
#include "proxy_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define UDP_TARGET(host, at_port)                                                                  \
    {                                                                                              \
        .address = {192, 0, 2, host}, .port = at_port, .family = HF_FAMILY_IPV4                    \
    }

struct px_state px;

const struct px_way px_alice = {.from = UDP_TARGET(10, 5070)};
const struct px_way px_bob = {.from = UDP_TARGET(20, 5080)};

struct px_way px_over(uint8_t door, uint64_t connection, uint8_t host)
{
    struct px_way way = {.from = UDP_TARGET(host, 40000), .connection = connection, .door = door};
    way.from.transport = door == 2 ? HF_TRANSPORT_TLS : HF_TRANSPORT_TCP;
    return way;
}

void px_make(const struct hf_registrar_options *wanted)
{
    struct hf_registrar_options options = *wanted;
    struct hf_target door = UDP_TARGET(1, 5060);
    memset(options.random, 7, sizeof options.random);
    px.registrar = hf_registrar_new(&options);
    cr_assert_not_null(px.registrar);
    px.now_us = 0;
    hf_registrar_set_door(px.registrar, 0, &door);
    door.transport = HF_TRANSPORT_TCP;
    hf_registrar_set_door(px.registrar, 1, &door);
    door.transport = HF_TRANSPORT_TLS;
    door.port = 5061;
    hf_registrar_set_door(px.registrar, 2, &door);
}

void px_plain(void)
{
    px_make(&(struct hf_registrar_options){.expires_min_s = 1});
}

void px_clean(void)
{
    hf_registrar_free(px.registrar);
    px.registrar = NULL;
}

void px_command(const char *text)
{
    struct hf_registrar_command parsed;
    cr_assert_eq(hf_registrar_command_read(&parsed, text), 0, "%s", parsed.error);
    hf_registrar_obey(px.registrar, &parsed);
}

void px_feed(const struct px_way *way, const char *bytes, size_t n_bytes)
{
    struct hf_registrar_received received = {.now_us = px.now_us,
                                             .bytes = (const uint8_t *)bytes,
                                             .n_bytes = n_bytes,
                                             .from = way->from,
                                             .connection = way->connection,
                                             .door = way->door};
    struct hf_sip_error error = {NULL, 0};
    hf_registrar_receive(px.registrar, &received, &px.answer);
    memset(&px.out, 0, sizeof px.out);
    if (px.answer.outcome != HF_REGISTRAR_ANSWERED && px.answer.outcome != HF_REGISTRAR_FORWARDED)
        return;
    cr_assert_eq(hf_sip_parse(&px.out, px.answer.bytes, px.answer.n_bytes), 0, "%s",
                 px.out.error.what);
    /* A 400 has the fields that it is about, and a response is its sender's. */
    if (px.out.is_request ||
        (px.answer.outcome == HF_REGISTRAR_ANSWERED && px.answer.status != 400))
        cr_assert_eq(hf_sip_check(&px.out, &error), 0, "%s", error.what);
}

static const char *or_usual(const char *text, const char *usual)
{
    return text != NULL ? text : usual;
}

static const char *via_name(const struct px_way *way)
{
    return way->door == 0 ? "UDP" : way->door == 1 ? "TCP" : "TLS";
}

unsigned px_send(const struct px_request *request)
{
    static char bytes[HF_REGISTRAR_BYTES_MAX + 1];
    char branch[32], hops[32] = "";
    const struct px_way *way = request->way != NULL ? request->way : &px_alice;
    const char *method = or_usual(request->method, "INVITE");
    const char *body = or_usual(request->body, "");
    int n;
    snprintf(branch, sizeof branch, "z9hG4bK%u", ++px.n_sent);
    if (or_usual(request->hops, "70")[0] != '\0')
        snprintf(hops, sizeof hops, "Max-Forwards: %s\r\n", or_usual(request->hops, "70"));
    n = snprintf(bytes, sizeof bytes,
                 "%s %s SIP/2.0\r\nVia: SIP/2.0/%s 192.0.2.%u%s;rport;branch=%s\r\n"
                 "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n%s%sContent-Length: %zu\r\n"
                 "\r\n%s",
                 method, or_usual(request->uri, "sip:bob@192.0.2.1"), via_name(way),
                 (unsigned)way->from.address[3], or_usual(request->via_port, ""),
                 or_usual(request->branch, branch),
                 or_usual(request->from, "<sip:alice@192.0.2.1>;tag=f"),
                 or_usual(request->to, "<sip:bob@192.0.2.1>"), or_usual(request->call_id, "call"),
                 request->cseq == 0 ? 1 : request->cseq, method, hops,
                 or_usual(request->fields, ""), strlen(body), body);
    cr_assert_lt(n, (int)sizeof bytes);
    px_feed(way, bytes, (size_t)n);
    return px.answer.outcome;
}

static unsigned register_by(const char *user, const char *fields, const struct px_way *way)
{
    char to[128], call_id[32];
    snprintf(to, sizeof to, "<sip:%s@192.0.2.1>", user);
    snprintf(call_id, sizeof call_id, "register-%u", px.n_sent);
    px_send(&(struct px_request){.method = "REGISTER",
                                 .uri = "sip:192.0.2.1",
                                 .to = to,
                                 .call_id = call_id,
                                 .fields = fields,
                                 .way = way});
    return px.answer.status;
}

unsigned px_register(const char *user, const char *contact, const struct px_way *way)
{
    char fields[600];
    snprintf(fields, sizeof fields, "Contact: <%s>\r\n", contact);
    return register_by(user, fields, way);
}

unsigned px_register_with(const char *user, const char *contact, const char *fields)
{
    char text[1200];
    snprintf(text, sizeof text, "Contact: <%s>\r\n%s", contact, fields);
    return register_by(user, text, &px_bob);
}

unsigned px_reply(const char *status_line, const struct px_way *way)
{
    static char bytes[HF_REGISTRAR_BYTES_MAX + 1];
    static const unsigned copied[] = {HF_HEADER_VIA, HF_HEADER_RECORD_ROUTE, HF_HEADER_FROM,
                                      HF_HEADER_CALL_ID, HF_HEADER_CSEQ};
    struct hf_sip_out out;
    hf_sip_out_start(&out, bytes, sizeof bytes);
    hf_sip_put_text(&out, status_line);
    hf_sip_put_text(&out, "\r\n");
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        for (uint32_t at = px.out.first[copied[i]]; at != 0; at = px.out.headers[at - 1].next)
            hf_sip_put_header(&out, hf_sip_header_name(copied[i]), px.out.headers[at - 1].value);
    }
    hf_sip_put_text(&out, "To: <sip:bob@192.0.2.1>;tag=t\r\nContact: <sip:b@" PX_BOB ">\r\n");
    hf_sip_put_end(&out, hf_slice_text(""));
    cr_assert(!out.overflow);
    px_feed(way, bytes, out.length);
    return px.answer.outcome;
}

const char *px_element(unsigned id, unsigned index)
{
    static char texts[4][512];
    static unsigned used;
    char *text = texts[used++ % 4];
    struct hf_sip_each each;
    struct hf_slice element = {"", 0};
    bool found = true;
    hf_sip_each_start(&each, &px.out, id);
    for (unsigned i = 0; i <= index && found; i++)
        found = hf_sip_each_next(&each, &element);
    snprintf(text, sizeof texts[0], "%.*s", found ? (int)element.length : 0, element.at);
    return text;
}

const char *px_uri(void)
{
    static char text[512];
    snprintf(text, sizeof text, "%.*s", (int)px.out.uri.length, px.out.uri.at);
    return text;
}

const char *px_where(void)
{
    static char text[64];
    static const char *const transports[] = {"udp", "tcp", "tls"};
    const struct hf_target *to = &px.answer.to;
    if (px.answer.outcome != HF_REGISTRAR_FORWARDED)
        snprintf(text, sizeof text, "%u",
                 px.answer.outcome == HF_REGISTRAR_ANSWERED ? (unsigned)px.answer.status : 0);
    else if (px.answer.connection != 0)
        snprintf(text, sizeof text, "%s#%u", transports[px.answer.door],
                 (unsigned)px.answer.connection);
    else
        snprintf(text, sizeof text, "%s:%u.%u.%u.%u:%u", transports[to->transport], to->address[0],
                 to->address[1], to->address[2], to->address[3], to->port);
    return text;
}
