/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields that calls and subscriptions need beside those of every message: values with
 * parameters, lists of options, RAck, Timestamp, Warning, and routes.
 */
#include "lex.h"

#include "holdfast/line.h"

/* White space inside a value stands around the '/' of a media type, and nowhere else (RFC 3261
 * 25.1, SLASH). Otherwise any character but what ends a value: a Call-ID (Replaces, Join) has
 * nearly all of them. */
static bool is_value(struct hf_slice value)
{
    const char *end = value.at + value.length;
    const char *p = value.at;
    while (p < end) {
        const char *space = p;
        while (space < end && !hf_lex_is(*space, HF_LEX_SPACE) && *space != ',') {
            space++;
        }
        p = hf_lex_skip(space, end, HF_LEX_SPACE);
        if (p < end && (p == space || (*p != '/' && (space == value.at || space[-1] != '/')))) {
            return false;
        }
    }
    return value.length != 0;
}

int hf_sip_item_parse(struct hf_slice text, struct hf_sip_item *item, struct hf_sip_error *error)
{
    const char *end = text.at + text.length;
    const char *p = text.at;
    struct hf_sip_param param;
    while (p < end && *p != ';') {
        p++;
    }
    item->value = hf_slice_trim(hf_lex_slice(text.at, p));
    item->params = hf_lex_slice(p, end);
    if (!is_value(item->value)) {
        return hf_lex_fail(error, "no value, or more than one", 0);
    }
    struct hf_slice params = item->params;
    while (hf_sip_param_next(&params, &param)) {
    }
    if (params.length != 0) {
        return hf_lex_fail(error, "something that is no parameter", (size_t)(params.at - text.at));
    }
    return 0;
}

int hf_sip_item(const struct hf_sip_message *m, unsigned id, struct hf_sip_item *item,
                struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    if (header == NULL) {
        return 0;
    }
    return hf_sip_item_parse(header->value, item, error) < 0
               ? hf_lex_within(m, header->value, error)
               : 1;
}

int hf_sip_item_next(struct hf_sip_each *each, struct hf_sip_item *item, struct hf_sip_error *error)
{
    struct hf_slice element;
    if (!hf_sip_each_next(each, &element)) {
        return 0;
    }
    return hf_sip_item_parse(element, item, error) < 0
               ? hf_lex_within(each->message, element, error)
               : 1;
}

bool hf_sip_item_is(const struct hf_sip_item *item, const char *text)
{
    const char *end = item->value.at + item->value.length;
    const char *p = item->value.at;
    while (p < end) {
        if (hf_lex_is(*p, HF_LEX_SPACE)) {
            p++;
        } else if (hf_lex_lower(*p++) != hf_lex_lower(*text++)) {
            return false; /* at the end of the text at the latest: no value has a NUL */
        }
    }
    return *text == '\0';
}

bool hf_sip_has_option(const struct hf_sip_message *m, unsigned id, const char *option)
{
    struct hf_sip_each each;
    struct hf_sip_item item;
    int found;
    hf_sip_each_start(&each, m, id);
    while ((found = hf_sip_item_next(&each, &item, NULL)) != 0) {
        if (found == 1 && (id == HF_HEADER_ALLOW ? hf_slice_equal(item.value, hf_slice_text(option))
                                                 : hf_slice_is(item.value, option))) {
            return true;
        }
    }
    return false;
}

int hf_sip_rack(const struct hf_sip_message *m, struct hf_sip_rack *rack,
                struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, HF_HEADER_RACK);
    uint64_t rseq;
    if (header == NULL) {
        return 0;
    }
    const char *end = header->value.at + header->value.length;
    const char *digits_end = hf_lex_skip(header->value.at, end, HF_LEX_DIGIT);
    const char *cseq = hf_lex_skip(digits_end, end, HF_LEX_SPACE);
    if (cseq == digits_end ||
        !hf_slice_number(hf_lex_slice(header->value.at, digits_end), HF_SIP_NUMBER_MAX, &rseq) ||
        !hf_lex_cseq(hf_lex_slice(cseq, end), &rack->cseq)) {
        return hf_lex_fail_at(m, header->value,
                              "a RAck that is not two numbers below 2^32 and a method", error);
    }
    rack->rseq = (uint32_t)rseq;
    return 1;
}

/* *DIGIT [ "." *DIGIT ] at p; behind it. */
static const char *decimal(const char *p, const char *end)
{
    p = hf_lex_skip(p, end, HF_LEX_DIGIT);
    return p < end && *p == '.' ? hf_lex_skip(p + 1, end, HF_LEX_DIGIT) : p;
}

int hf_sip_timestamp(const struct hf_sip_message *m, struct hf_sip_timestamp *timestamp,
                     struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, HF_HEADER_TIMESTAMP);
    if (header == NULL) {
        return 0;
    }
    const char *p = header->value.at;
    const char *end = p + header->value.length;
    const char *at_end = decimal(p, end);
    const char *delay = hf_lex_skip(at_end, end, HF_LEX_SPACE);
    bool has_delay = delay != end;
    if (p == end || !hf_lex_is(*p, HF_LEX_DIGIT) || decimal(delay, end) != end ||
        (has_delay && delay == at_end)) {
        return hf_lex_fail_at(m, header->value, "a Timestamp that is not one or two numbers",
                              error);
    }
    timestamp->at = hf_lex_slice(p, at_end);
    timestamp->delay = hf_lex_slice(delay, end);
    return 1;
}

/* warn-code SP warn-agent SP warn-text (RFC 3261 25.1), all of text. */
static bool warning_of(struct hf_slice text, struct hf_sip_warning *warning)
{
    const char *end = text.at + text.length;
    const char *code_end = hf_lex_skip(text.at, end, HF_LEX_DIGIT);
    const char *agent = hf_lex_skip(code_end, end, HF_LEX_SPACE);
    const char *agent_end = hf_lex_skip(agent, end, HF_LEX_VALUE);
    const char *quote = hf_lex_skip(agent_end, end, HF_LEX_SPACE);
    uint64_t code;
    if (code_end - text.at != 3 || agent == code_end || agent_end == agent || quote == agent_end ||
        quote == end || *quote != '"' || hf_lex_quoted(quote, end) != end ||
        !hf_slice_number(hf_lex_slice(text.at, code_end), 999, &code) || code < 100) {
        return false;
    }
    warning->code = (uint16_t)code;
    warning->agent = hf_lex_slice(agent, agent_end);
    warning->text = hf_lex_slice(quote + 1, end - 1);
    return true;
}

int hf_sip_warning_next(struct hf_sip_each *each, struct hf_sip_warning *warning,
                        struct hf_sip_error *error)
{
    struct hf_slice element;
    if (!hf_sip_each_next(each, &element)) {
        return 0;
    }
    if (!warning_of(element, warning)) {
        return hf_lex_fail_at(each->message, element,
                              "a Warning that is not a code, an agent and a quoted text", error);
    }
    return 1;
}

int hf_sip_route_next(struct hf_sip_each *each, struct hf_sip_route *route,
                      struct hf_sip_error *error)
{
    const struct hf_sip_message *m = each->message;
    struct hf_slice element;
    if (!hf_sip_each_next(each, &element)) {
        return 0;
    }
    if (hf_sip_address_parse(element, &route->address, error) < 0) {
        return hf_lex_within(m, element, error);
    }
    struct hf_slice uri = route->address.uri;
    if (uri.at == element.at) {
        return hf_lex_fail_at(m, element, "a route without <>", error);
    }
    if (hf_sip_uri_parse(uri, &route->uri, error) < 0) {
        return hf_lex_within(m, uri, error);
    }
    route->loose = hf_sip_uri_is_loose(&route->uri);
    return 1;
}
