/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields that every message has, and those that an answer to REGISTER carries: Via, From,
 * To, CSeq, Contact, numbers; and the check that a message is sound enough to be acted upon.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

/* An error inside a value counts from the datagram's begin. */
static int within(const struct hf_sip_message *m, struct hf_slice value, struct hf_sip_error *error)
{
    if (error != NULL) {
        error->at += (size_t)(value.at - m->bytes);
    }
    return HF_E_MALFORMED;
}

static int fail(const struct hf_sip_message *m, struct hf_slice value, const char *what,
                struct hf_sip_error *error)
{
    hf_lex_fail(error, what, 0);
    return within(m, value, error);
}

/* "SIP / 2.0 / UDP" (RFC 3261 20.42): white space may stand around the slashes. */
static const char *via_protocol(const char *p, const char *end, struct hf_sip_via *via)
{
    struct hf_slice parts[3];
    for (int i = 0; i < 3; i++) {
        const char *from = hf_lex_skip(p, end, HF_LEX_SPACE);
        const char *to = hf_lex_skip(from, end, HF_LEX_TOKEN);
        parts[i] = hf_lex_slice(from, to);
        p = hf_lex_skip(to, end, HF_LEX_SPACE);
        if (parts[i].length == 0 || (i < 2 && (p == end || *p++ != '/'))) {
            return NULL;
        }
    }
    via->transport = parts[2];
    return hf_slice_is(parts[0], "SIP") && hf_slice_is(parts[1], "2.0") ? p : NULL;
}

/* host [ ":" port ] at p; behind it, or NULL. */
static const char *sent_by(const char *p, const char *end, struct hf_sip_via *via)
{
    const char *to;
    if (p < end && *p == '[') {
        to = hf_lex_skip(p + 1, end, HF_LEX_IPV6);
        if (to == end || *to != ']' || to == p + 1) {
            return NULL;
        }
        via->host = hf_lex_slice(p + 1, to);
        via->ipv6 = true;
        to++;
    } else {
        to = hf_lex_skip(p, end, HF_LEX_HOST);
        via->host = hf_lex_slice(p, to);
    }
    p = hf_lex_skip(to, end, HF_LEX_SPACE);
    if (via->host.length == 0 || p == end || *p != ':') {
        return via->host.length == 0 ? NULL : p;
    }
    uint64_t port;
    const char *digits = hf_lex_skip(p + 1, end, HF_LEX_SPACE);
    to = hf_lex_skip(digits, end, HF_LEX_DIGIT);
    if (!hf_slice_number(hf_lex_slice(digits, to), 65535, &port) || port == 0) {
        return NULL;
    }
    via->port = (uint16_t)port;
    return hf_lex_skip(to, end, HF_LEX_SPACE);
}

static void via_param(struct hf_sip_via *via, const struct hf_sip_param *param)
{
    uint64_t port;
    if (hf_slice_is(param->name, "branch")) {
        via->branch = param->value;
    } else if (hf_slice_is(param->name, "received")) {
        via->received = param->value;
    } else if (hf_slice_is(param->name, "rport")) {
        via->has_rport = true;
        if (hf_slice_number(param->value, 65535, &port)) {
            via->rport = (uint16_t)port;
        }
    }
}

int hf_sip_via_parse(struct hf_slice text, struct hf_sip_via *via, struct hf_sip_error *error)
{
    const char *end = text.at + text.length;
    struct hf_sip_param param;
    memset(via, 0, sizeof *via);
    via->transport = via->host = via->params = hf_lex_slice(text.at, text.at);
    via->branch = via->received = via->params;
    const char *p = via_protocol(text.at, end, via);
    if (p == NULL) {
        return hf_lex_fail(error, "a Via that does not begin with SIP/2.0/ and a transport", 0);
    }
    const char *behind = sent_by(p, end, via);
    if (behind == NULL) {
        return hf_lex_fail(error, "a Via without a sound host and port", (size_t)(p - text.at));
    }
    via->params = hf_lex_slice(behind, end);
    struct hf_slice params = via->params;
    while (hf_sip_param_next(&params, &param)) {
        via_param(via, &param);
    }
    if (params.length != 0) {
        return hf_lex_fail(error, "a Via with something that is no parameter",
                           (size_t)(params.at - text.at));
    }
    return 0;
}

int hf_sip_via(const struct hf_sip_message *m, struct hf_sip_via *via, struct hf_sip_error *error)
{
    struct hf_sip_each each;
    struct hf_slice first;
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    if (!hf_sip_each_next(&each, &first)) {
        return 0;
    }
    return hf_sip_via_parse(first, via, error) < 0 ? within(m, first, error) : 1;
}

static int party(const struct hf_sip_message *m, unsigned id, struct hf_sip_party *party,
                 struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    struct hf_sip_param tag;
    if (header == NULL) {
        return 0;
    }
    if (hf_sip_address_parse(header->value, &party->address, error) < 0) {
        return within(m, header->value, error);
    }
    if (party->address.star) {
        return fail(m, header->value, "a '*' that stands for no party", error);
    }
    party->tag = hf_lex_slice(header->value.at, header->value.at);
    if (hf_sip_param_find(party->address.params, "tag", &tag)) {
        party->tag = tag.value;
    }
    return 1;
}

int hf_sip_from(const struct hf_sip_message *m, struct hf_sip_party *from,
                struct hf_sip_error *error)
{
    return party(m, HF_HEADER_FROM, from, error);
}

int hf_sip_to(const struct hf_sip_message *m, struct hf_sip_party *to, struct hf_sip_error *error)
{
    return party(m, HF_HEADER_TO, to, error);
}

int hf_sip_cseq(const struct hf_sip_message *m, struct hf_sip_cseq *cseq,
                struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, HF_HEADER_CSEQ);
    uint64_t number;
    if (header == NULL) {
        return 0;
    }
    const char *end = header->value.at + header->value.length;
    const char *digits_end = hf_lex_skip(header->value.at, end, HF_LEX_DIGIT);
    const char *method = hf_lex_skip(digits_end, end, HF_LEX_SPACE);
    if (!hf_slice_number(hf_lex_slice(header->value.at, digits_end), UINT32_MAX, &number)) {
        return fail(m, header->value, "a CSeq without a number below 2^32", error);
    }
    if (method == digits_end || method == end || hf_lex_skip(method, end, HF_LEX_TOKEN) != end) {
        return fail(m, header->value, "a CSeq without a method", error);
    }
    cseq->number = (uint32_t)number;
    cseq->method = hf_lex_slice(method, end);
    return 1;
}

int hf_sip_number(const struct hf_sip_message *m, unsigned id, uint32_t *number)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    uint64_t value;
    if (header == NULL) {
        return 0;
    }
    const char *end = header->value.at + header->value.length;
    const char *digits_end = hf_lex_skip(header->value.at, end, HF_LEX_DIGIT);
    const char *behind = hf_lex_skip(digits_end, end, HF_LEX_SPACE);
    bool waits = id == HF_HEADER_RETRY_AFTER;
    bool more = waits && behind < end && (*behind == ';' || *behind == '(');
    if (digits_end == header->value.at || (behind != end && !more)) {
        return HF_E_MALFORMED;
    }
    if (!hf_slice_number(hf_lex_slice(header->value.at, digits_end), UINT32_MAX - waits, &value)) {
        if (!waits) {
            return HF_E_MALFORMED;
        }
        value = UINT32_MAX - 1; /* too long to be counted, but still a wait */
    }
    *number = (uint32_t)value;
    return 1;
}

/* qvalue (RFC 3261 25.1): 0, 1, or 0.ddd, in thousandths; 1000 for what is none. */
static uint16_t q_value(struct hf_slice text)
{
    unsigned value = 0, scale = 100;
    if (text.length == 0 || text.at[0] != '0') {
        return 1000;
    }
    for (size_t i = 2; i < text.length && i < 5; i++) {
        if (!hf_lex_is(text.at[i], HF_LEX_DIGIT)) {
            return 1000;
        }
        value += (unsigned)(text.at[i] - '0') * scale;
        scale /= 10;
    }
    return (uint16_t)value;
}

int hf_sip_contact_next(struct hf_sip_each *each, struct hf_sip_contact *contact,
                        struct hf_sip_error *error)
{
    struct hf_slice element;
    struct hf_sip_param param;
    if (!hf_sip_each_next(each, &element)) {
        return 0;
    }
    if (hf_lex_address(element, &contact->address, error) < 0) {
        return within(each->message, element, error);
    }
    contact->expires_s = HF_SIP_EXPIRES_NONE;
    contact->q = 1000;
    struct hf_slice params = contact->address.params;
    while (hf_sip_param_next(&params, &param)) {
        uint64_t seconds;
        if (hf_slice_is(param.name, "q")) {
            contact->q = q_value(param.value);
        } else if (hf_slice_is(param.name, "expires") &&
                   hf_slice_number(param.value, UINT32_MAX - 1, &seconds)) {
            contact->expires_s = (uint32_t)seconds;
        }
    }
    if (params.length != 0) {
        return fail(each->message, params, "a Contact with something that is no parameter", error);
    }
    return 1;
}
