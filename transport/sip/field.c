/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields that every message has, and those that an answer to REGISTER carries: Via, From,
 * To, CSeq, Contact, numbers.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

/* "SIP / 2.0 / UDP" and white space (RFC 3261 20.42), which may stand around the slashes too. */
static const char *via_protocol(const char *p, const char *end, struct hf_sip_via *via)
{
    struct hf_slice parts[3];
    const char *to = p;
    for (int i = 0; i < 3; i++) {
        const char *from = hf_lex_skip(p, end, HF_LEX_SPACE);
        to = hf_lex_skip(from, end, HF_LEX_TOKEN);
        parts[i] = hf_lex_slice(from, to);
        p = hf_lex_skip(to, end, HF_LEX_SPACE);
        if (parts[i].length == 0 || (i < 2 && (p == end || *p++ != '/'))) {
            return NULL;
        }
    }
    via->transport = parts[2];
    return p != to && HF_LEX_SAYS(parts[0], "SIP") && HF_LEX_SAYS(parts[1], "2.0") ? p : NULL;
}

/* host [ ":" port ] at p; behind it, or NULL. */
static const char *sent_by(const char *p, const char *end, struct hf_sip_via *via)
{
    const char *to = hf_lex_host(p, end, &via->host, &via->ipv6);
    if (to == NULL) {
        return NULL;
    }
    p = hf_lex_skip(to, end, HF_LEX_SPACE);
    if (p == end || *p != ':') {
        return p;
    }
    uint64_t port;
    const char *digits = hf_lex_skip(p + 1, end, HF_LEX_SPACE);
    to = hf_lex_skip(digits, end, HF_LEX_DIGIT);
    if (!hf_slice_number(hf_lex_slice(digits, to), HF_SIP_PORT_MAX, &port) || port == 0) {
        return NULL;
    }
    via->port = (uint16_t)port;
    return hf_lex_skip(to, end, HF_LEX_SPACE);
}

/* The branch names the transaction, so all must read the same: a token, and once. Of received and
 * rport the last counts, which is that of whoever added it. */
static bool via_param(struct hf_sip_via *via, const struct hf_sip_param *param)
{
    uint64_t port;
    if (HF_LEX_SAYS(param->name, "branch")) {
        bool sound = via->branch.length == 0 && param->value.length != 0 && !param->quoted;
        via->branch = param->value;
        return sound;
    }
    if (HF_LEX_SAYS(param->name, "received")) {
        via->received = param->value;
    } else if (HF_LEX_SAYS(param->name, "rport")) {
        via->has_rport = true;
        if (hf_slice_number(param->value, HF_SIP_PORT_MAX, &port)) {
            via->rport = (uint16_t)port;
        }
    }
    return true;
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
        if (!via_param(via, &param)) {
            return hf_lex_fail(error, "a branch that is no token, or two of them",
                               (size_t)(param.name.at - text.at));
        }
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
    return hf_sip_via_parse(first, via, error) < 0 ? hf_lex_within(m, first, error) : 1;
}

/* The tag is half of a dialog's name: once, and a token (RFC 3261 25.1). */
static int party_params(const struct hf_sip_message *m, struct hf_sip_party *party,
                        struct hf_sip_error *error)
{
    struct hf_slice params = party->address.params;
    struct hf_sip_param param;
    party->tag = hf_lex_slice(params.at, params.at);
    while (hf_sip_param_next(&params, &param)) {
        if (!HF_LEX_SAYS(param.name, "tag")) {
            continue;
        }
        if (param.value.length == 0 || param.quoted || party->tag.length != 0) {
            return hf_lex_fail_at(m, param.name, "a tag that is no token, or two of them", error);
        }
        party->tag = param.value;
    }
    return params.length == 0 ? 1
                              : hf_lex_fail_at(m, params, "something that is no parameter", error);
}

static int party(const struct hf_sip_message *m, unsigned id, struct hf_sip_party *party,
                 struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    if (header == NULL) {
        return 0;
    }
    if (hf_lex_address(header->value, &party->address, error) < 0) {
        return hf_lex_within(m, header->value, error);
    }
    if (party->address.star) {
        return hf_lex_fail_at(m, header->value, "a '*' that stands for no party", error);
    }
    return party_params(m, party, error);
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
    if (header == NULL) {
        return 0;
    }
    if (!hf_lex_cseq(header->value, cseq)) {
        return hf_lex_fail_at(m, header->value,
                              "a CSeq that is not a number below 2^32 and a method", error);
    }
    return 1;
}

/* Retry-After: comment, parameters (RFC 3261 20.33); the timers of RFC 4028: parameters. */
static bool may_go_on(unsigned id, char next)
{
    return next == ';' ? id == HF_HEADER_RETRY_AFTER || id == HF_HEADER_MIN_SE ||
                             id == HF_HEADER_SESSION_EXPIRES
                       : next == '(' && id == HF_HEADER_RETRY_AFTER;
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
    uint64_t max = id == HF_HEADER_RETRY_AFTER ? HF_SIP_WAIT_MAX : HF_SIP_NUMBER_MAX;
    if (digits_end == header->value.at || (behind != end && !may_go_on(id, *behind))) {
        return HF_E_MALFORMED;
    }
    if (!hf_slice_number(hf_lex_slice(header->value.at, digits_end), max, &value)) {
        if (id != HF_HEADER_RETRY_AFTER) {
            return HF_E_MALFORMED;
        }
        value = HF_SIP_WAIT_MAX; /* too long to be counted, but still a wait */
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
    int result = hf_lex_address(element, &contact->address, error);
    contact->expires_s = HF_SIP_EXPIRES_NONE;
    contact->q = 1000;
    struct hf_slice params = contact->address.params;
    while (hf_sip_param_next(&params, &param)) {
        uint64_t seconds;
        if (HF_LEX_SAYS(param.name, "q")) {
            contact->q = q_value(param.value);
        } else if (HF_LEX_SAYS(param.name, "expires") &&
                   hf_slice_number(param.value, HF_SIP_EXPIRES_MAX, &seconds)) {
            contact->expires_s = (uint32_t)seconds;
        }
    }
    if (result < 0) {
        return hf_lex_within(each->message, element, error);
    }
    if (params.length != 0) {
        return hf_lex_fail_at(each->message, params,
                              "a Contact with something that is no parameter", error);
    }
    return 1;
}
