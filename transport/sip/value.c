/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What values of header fields are made of (RFC 3261 25.1): elements between commas, parameters
 * behind semicolons, quoted strings, and addresses ("name" <uri>;params).
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

void hf_sip_each_start(struct hf_sip_each *each, const struct hf_sip_message *m, unsigned id)
{
    each->message = m;
    each->rest.at = NULL;
    each->rest.length = 0;
    each->next = id < HF_HEADER_COUNT ? m->first[id] : 0;
    each->id = id;
}

/* The comma that ends an element, or end. What a quote or '<' opens and nothing closes belongs
 * to the element whole, whose own parser then refuses it. */
static const char *element_end(const char *p, const char *end)
{
    bool in_brackets = false;
    if (memchr(p, ',', (size_t)(end - p)) == NULL) {
        return end; /* the usual case */
    }
    for (; p < end; p++) {
        if (*p == ',' && !in_brackets) {
            return p;
        }
        if (*p == '<') {
            in_brackets = true;
        } else if (*p == '>') {
            in_brackets = false;
        } else if (*p == '"' && !in_brackets) {
            p = hf_lex_quoted(p, end);
            if (p == NULL) {
                return end;
            }
            p--;
        }
    }
    return end;
}

/* RFC 3261 25.1 has no empty elements. Proxies that put fields together leave them behind, and
 * nothing can be misread: RFC 7230 7 has a recipient pass over them, and so does this one. */
bool hf_sip_each_next(struct hf_sip_each *each, struct hf_slice *element)
{
    do {
        if (each->rest.at == NULL) {
            if (each->next == 0) {
                return false;
            }
            const struct hf_sip_header *header = &each->message->headers[each->next - 1];
            each->rest = header->value;
            each->next = header->next;
        }
        const char *end = each->rest.at + each->rest.length;
        const char *comma = element_end(each->rest.at, end);
        *element = hf_lex_trim(each->rest.at, comma);
        if (comma == end) {
            each->rest.at = NULL;
        } else {
            each->rest = hf_lex_slice(comma + 1, end);
        }
    } while (element->length == 0);
    return true;
}

/* Reads the value behind '=' at p into param; behind it, or NULL when it is none. Nothing at all
 * (";rport=") is what some mean by a parameter without a value. */
static const char *param_value(const char *p, const char *end, struct hf_sip_param *param)
{
    p = hf_lex_skip(p, end, HF_LEX_SPACE);
    if (p < end && *p == '"') {
        const char *behind = hf_lex_quoted(p, end);
        if (behind == NULL) {
            return NULL;
        }
        param->value = hf_lex_slice(p + 1, behind - 1);
        param->quoted = true;
        return behind;
    }
    const char *behind = hf_lex_run(p, end, HF_LEX_VALUE);
    param->value = hf_lex_slice(p, behind);
    if (behind == p) {
        param->has_value = false;
        return p == end || *p == ';' ? p : NULL;
    }
    return behind;
}

/* The name of the next parameter, empty ones passed over as empty elements are. False at the end,
 * where params is empty then, or at what is no parameter. */
static bool param_name(struct hf_slice *params, struct hf_slice *found)
{
    const char *end = params->at + params->length;
    const char *p = hf_lex_skip(params->at, end, HF_LEX_SPACE);
    while (p < end && *p == ';') {
        const char *name = hf_lex_skip(p + 1, end, HF_LEX_SPACE);
        const char *name_end = hf_lex_run(name, end, HF_LEX_TOKEN); /* nearly always all of it */
        while (name_end < end && *name_end != '=' && hf_lex_is(*name_end, HF_LEX_VALUE)) {
            name_end++;
        }
        if (name != name_end) {
            *found = hf_lex_slice(name, name_end);
            return true;
        }
        p = name;
        if (p < end && *p != ';') {
            return false;
        }
    }
    if (p == end) {
        params->length = 0;
    }
    return false;
}

bool hf_sip_param_next(struct hf_slice *params, struct hf_sip_param *param)
{
    const char *end = params->at + params->length;
    if (!param_name(params, &param->name)) {
        return false;
    }
    const char *p = param->name.at + param->name.length;
    param->value = hf_lex_slice(p, p);
    param->quoted = false;
    p = hf_lex_skip(p, end, HF_LEX_SPACE);
    param->has_value = p < end && *p == '=';
    if (param->has_value) {
        p = param_value(p + 1, end, param);
        if (p == NULL) {
            return false;
        }
    }
    *params = hf_lex_slice(p, end);
    return true;
}

bool hf_sip_param_find(struct hf_slice params, const char *name, struct hf_sip_param *param)
{
    while (hf_sip_param_next(&params, param)) {
        if (hf_slice_is(param->name, name)) {
            return true;
        }
    }
    return false;
}

int hf_sip_unquote(struct hf_slice quoted, char *out, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < quoted.length; i++) {
        if (quoted.at[i] == '\\' && i + 1 < quoted.length) {
            i++;
        }
        if (length == size) {
            return HF_E_SPACE;
        }
        out[length++] = quoted.at[i];
    }
    return (int)length;
}

/* A display name without quotes is made of tokens (RFC 3261 25.1). What is taken beyond that, UTF-8
 * for one, is what phones and gateways send and nobody can read as something else: not what ends a
 * name, an element or a scheme. */
static bool is_display(struct hf_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '"' || c == ',' || c == ';' || c == ':' || c == '>' || c == '\\') {
            return false;
        }
    }
    return true;
}

/* Display name and <uri>; open is the '<'. Behind the '>', or NULL with error; where only the name
 * is odd, with URI and params all the same. */
static const char *name_addr(struct hf_slice text, const char *open, struct hf_sip_address *address,
                             struct hf_sip_error *error)
{
    const char *end = text.at + text.length;
    struct hf_slice display = hf_slice_trim(hf_lex_slice(text.at, open));
    const char *close = memchr(open, '>', (size_t)(end - open));
    if (close == NULL) {
        hf_lex_fail(error, "a '<' that is not closed", (size_t)(open - text.at));
        return NULL;
    }
    address->uri = hf_slice_trim(hf_lex_slice(open + 1, close));
    address->params = hf_lex_slice(close + 1, end);
    if (display.length >= 2 && display.at[0] == '"') {
        display = hf_lex_slice(display.at + 1, display.at + display.length - 1);
    } else if (!is_display(display)) {
        hf_lex_fail(error, "a display name that needs quotes", 0);
        return NULL;
    }
    address->display = display;
    return close + 1;
}

/* A URI without <>: what stands behind the first ';' belongs to the field, and a '?' or ',' must
 * not be there at all (RFC 3261 20). */
static const char *addr_spec(struct hf_slice text, struct hf_sip_address *address,
                             struct hf_sip_error *error)
{
    const char *end = text.at + text.length;
    const char *p = text.at;
    while (p < end && *p != ';' && !hf_lex_is(*p, HF_LEX_SPACE)) {
        if (*p == '?' || *p == ',' || *p == '"' || *p == '>') {
            hf_lex_fail(error, "a URI that needs <> around it", (size_t)(p - text.at));
            return NULL;
        }
        p++;
    }
    address->uri = hf_lex_slice(text.at, p);
    return p;
}

static int check_params(struct hf_slice text, struct hf_slice params, struct hf_sip_error *error)
{
    struct hf_sip_param param;
    while (hf_sip_param_next(&params, &param)) {
    }
    if (params.length != 0) {
        return hf_lex_fail(error, "something that is no parameter", (size_t)(params.at - text.at));
    }
    return 0;
}

int hf_lex_address(struct hf_slice text, struct hf_sip_address *address, struct hf_sip_error *error)
{
    const char *end = text.at + text.length;
    const char *p = hf_lex_skip(text.at, end, HF_LEX_SPACE);
    const char *open;
    memset(address, 0, sizeof *address);
    address->display = address->uri = address->params = hf_lex_slice(text.at, text.at);
    if (p < end && *p == '"') {
        const char *behind = hf_lex_quoted(p, end);
        if (behind == NULL) {
            return hf_lex_fail(error, "a quote that is not closed", (size_t)(p - text.at));
        }
        open = hf_lex_skip(behind, end, HF_LEX_SPACE);
        if (open == end || *open != '<') {
            return hf_lex_fail(error, "no <URI> behind the name", (size_t)(open - text.at));
        }
    } else {
        open = memchr(p, '<', (size_t)(end - p));
    }
    if (open == NULL && p < end && *p == '*') {
        address->star = true;
        address->uri = hf_lex_slice(p, p + 1);
        p++;
    } else {
        p = open != NULL ? name_addr(text, open, address, error)
                         : addr_spec(hf_lex_slice(p, end), address, error);
    }
    if (p == NULL) {
        return HF_E_MALFORMED;
    }
    if (address->uri.length == 0) {
        return hf_lex_fail(error, "no URI", (size_t)(p - text.at));
    }
    address->params = hf_lex_slice(hf_lex_skip(p, end, HF_LEX_SPACE), end);
    return 0;
}

int hf_sip_address_parse(struct hf_slice text, struct hf_sip_address *address,
                         struct hf_sip_error *error)
{
    if (hf_lex_address(text, address, error) < 0) {
        return HF_E_MALFORMED;
    }
    return check_params(text, address->params, error);
}
