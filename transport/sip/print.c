/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends SIP to a caller's buffer. The first thing that does not fit sets overflow, and nothing
 * is written from there on: the caller looks once, at the end.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

void hf_sip_out_start(struct hf_sip_out *out, void *buffer, size_t size)
{
    out->at = buffer;
    out->size = size;
    out->length = 0;
    out->overflow = false;
}

void hf_sip_put(struct hf_sip_out *out, struct hf_slice bytes)
{
    if (out->overflow || bytes.length > out->size - out->length) {
        out->overflow = true;
        return;
    }
    if (bytes.length != 0) {
        memcpy(out->at + out->length, bytes.at, bytes.length);
        out->length += bytes.length;
    }
}

void hf_sip_put_text(struct hf_sip_out *out, const char *text)
{
    hf_sip_put(out, hf_slice_text(text));
}

void hf_sip_put_number(struct hf_sip_out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    hf_sip_put(out, hf_lex_slice(digits + at, digits + sizeof digits));
}

void hf_sip_put_hex(struct hf_sip_out *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    if (out->overflow || n > (out->size - out->length) / 2) {
        out->overflow = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        out->at[out->length++] = digits[bytes[i] >> 4];
        out->at[out->length++] = digits[bytes[i] & 15];
    }
}

void hf_sip_put_quoted(struct hf_sip_out *out, struct hf_slice text)
{
    hf_sip_put_text(out, "\"");
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\') {
            hf_sip_put_text(out, "\\");
        }
        hf_sip_put(out, hf_lex_slice(text.at + i, text.at + i + 1));
    }
    hf_sip_put_text(out, "\"");
}

void hf_sip_put_request_line(struct hf_sip_out *out, struct hf_slice method, struct hf_slice uri)
{
    hf_sip_put(out, method);
    hf_sip_put_text(out, " ");
    hf_sip_put(out, uri);
    hf_sip_put_text(out, " SIP/2.0\r\n");
}

void hf_sip_put_status_line(struct hf_sip_out *out, unsigned status, struct hf_slice reason)
{
    hf_sip_put_text(out, "SIP/2.0 ");
    hf_sip_put_number(out, status);
    hf_sip_put_text(out, " ");
    hf_sip_put(out, reason);
    hf_sip_put_text(out, "\r\n");
}

void hf_sip_put_header(struct hf_sip_out *out, const char *name, struct hf_slice value)
{
    hf_sip_put_text(out, name);
    hf_sip_put_text(out, ": ");
    hf_sip_put(out, value);
    hf_sip_put_text(out, "\r\n");
}

void hf_sip_put_header_text(struct hf_sip_out *out, const char *name, const char *value)
{
    hf_sip_put_header(out, name, hf_slice_text(value));
}

void hf_sip_put_header_number(struct hf_sip_out *out, const char *name, uint64_t value)
{
    hf_sip_put_text(out, name);
    hf_sip_put_text(out, ": ");
    hf_sip_put_number(out, value);
    hf_sip_put_text(out, "\r\n");
}

void hf_sip_put_end(struct hf_sip_out *out, struct hf_slice body)
{
    hf_sip_put_header_number(out, "Content-Length", body.length);
    hf_sip_put_text(out, "\r\n");
    hf_sip_put(out, body);
}

void hf_sip_put_unfolded(struct hf_sip_out *out, struct hf_slice value)
{
    const char *p = value.at;
    const char *end = value.at + value.length;
    while (p < end) {
        const char *fold = hf_lex_control(p, end);
        while (fold < end && *fold != '\r' && *fold != '\n') {
            fold = hf_lex_control(fold + 1, end); /* a TAB */
        }
        const char *to = fold;
        while (fold < end && to > p && hf_lex_is(to[-1], HF_LEX_SPACE)) {
            to--;
        }
        hf_sip_put(out, hf_lex_slice(p, to));
        if (fold < end) {
            hf_sip_put_text(out, " ");
        }
        p = hf_lex_skip(fold, end, HF_LEX_SPACE);
    }
}

void hf_sip_put_message(struct hf_sip_out *out, const struct hf_sip_message *m)
{
    bool length_put = false;
    if (m->is_request) {
        hf_sip_put_request_line(out, m->method, m->uri);
    } else {
        hf_sip_put_status_line(out, m->status, m->reason);
    }
    for (uint32_t i = 0; i < m->n_headers; i++) {
        const struct hf_sip_header *header = &m->headers[i];
        bool is_length = header->id == HF_HEADER_CONTENT_LENGTH;
        if (is_length && length_put) {
            continue; /* the same length again */
        }
        if (header->id == HF_HEADER_OTHER) {
            hf_sip_put(out, header->name);
        } else {
            hf_sip_put_text(out, hf_sip_header_name(header->id));
        }
        hf_sip_put_text(out, ": ");
        if (is_length) {
            hf_sip_put_number(out, m->body.length);
            length_put = true;
        } else {
            hf_sip_put_unfolded(out, header->value);
        }
        hf_sip_put_text(out, "\r\n");
    }
    if (!length_put) {
        hf_sip_put_header_number(out, "Content-Length", m->body.length);
    }
    hf_sip_put_text(out, "\r\n");
    hf_sip_put(out, m->body);
}

/* The topmost Via as it came, then received and rport in place of what it said about them
 * (RFC 3261 18.2.1; RFC 3581 4: received is added whenever rport is asked for). */
static void put_top_via(struct hf_sip_out *out, const struct hf_sip_reply *reply,
                        const struct hf_sip_via *via)
{
    struct hf_slice params = via->params;
    struct hf_sip_param param;
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put(out, via->transport);
    hf_sip_put_text(out, via->ipv6 ? " [" : " ");
    hf_sip_put(out, via->host);
    hf_sip_put_text(out, via->ipv6 ? "]" : "");
    if (via->port != 0) {
        hf_sip_put_text(out, ":");
        hf_sip_put_number(out, via->port);
    }
    while (hf_sip_param_next(&params, &param)) {
        if (hf_slice_is(param.name, "received") || hf_slice_is(param.name, "rport")) {
            continue;
        }
        hf_sip_put_text(out, ";");
        hf_sip_put(out, param.name);
        if (param.has_value) {
            hf_sip_put_text(out, param.quoted ? "=\"" : "=");
            hf_sip_put_unfolded(out, param.value);
            hf_sip_put_text(out, param.quoted ? "\"" : "");
        }
    }
    if (via->has_rport || !hf_slice_same(via->host, reply->source_address)) {
        hf_sip_put_text(out, ";received=");
        hf_sip_put(out, reply->source_address);
    }
    if (via->has_rport) {
        hf_sip_put_text(out, ";rport=");
        hf_sip_put_number(out, reply->source_port);
    }
    hf_sip_put_text(out, "\r\n");
}

static void put_vias(struct hf_sip_out *out, const struct hf_sip_reply *reply)
{
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    bool top = true;
    hf_sip_each_start(&each, reply->request, HF_HEADER_VIA);
    while (hf_sip_each_next(&each, &element)) {
        if (top && hf_sip_via_parse(element, &via, NULL) == 0) {
            put_top_via(out, reply, &via);
        } else {
            hf_sip_put_text(out, "Via: ");
            hf_sip_put_unfolded(out, element);
            hf_sip_put_text(out, "\r\n");
        }
        top = false;
    }
}

/* Name and value of a field, where there is one; the caller ends the line. */
static bool put_copy(struct hf_sip_out *out, const struct hf_sip_message *m, unsigned id)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    if (header == NULL) {
        return false;
    }
    hf_sip_put_text(out, hf_sip_header_name(id));
    hf_sip_put_text(out, ": ");
    hf_sip_put_unfolded(out, header->value);
    return true;
}

void hf_sip_put_reply_fields(struct hf_sip_out *out, const struct hf_sip_reply *reply)
{
    static const uint8_t copied[] = {HF_HEADER_FROM, HF_HEADER_TO, HF_HEADER_CALL_ID,
                                     HF_HEADER_CSEQ};
    struct hf_sip_party to;
    bool needs_tag = reply->to_tag.length != 0 && hf_sip_to(reply->request, &to, NULL) == 1 &&
                     to.tag.length == 0;
    put_vias(out, reply);
    for (size_t i = 0; i < sizeof copied; i++) {
        if (!put_copy(out, reply->request, copied[i])) {
            continue; /* a 400 for the lack of it */
        }
        if (copied[i] == HF_HEADER_TO && needs_tag) {
            hf_sip_put_text(out, ";tag=");
            hf_sip_put(out, reply->to_tag);
        }
        hf_sip_put_text(out, "\r\n");
    }
}
