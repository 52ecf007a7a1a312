/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits URIs: sip and sips (RFC 3261 19.1), tel (RFC 3966); of others the scheme alone.
 * Escapes are left as they are: comparing and printing need them so.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

struct cutter { /* what is left of the text, and where errors count from */
    const char *begin, *p, *end;
    struct hf_sip_error *error;
};

static int fail(const struct cutter *c, const char *what, const char *at)
{
    return hf_lex_fail(c->error, what, (size_t)(at - c->begin));
}

static int scheme(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *p = hf_lex_skip(c->p, c->end, HF_LEX_ALPHA | HF_LEX_DIGIT);
    while (p < c->end && (*p == '+' || *p == '-' || *p == '.')) {
        p = hf_lex_skip(p + 1, c->end, HF_LEX_ALPHA | HF_LEX_DIGIT);
    }
    if (p == c->p || p == c->end || *p != ':' || !hf_lex_is(*c->p, HF_LEX_ALPHA)) {
        return fail(c, "a URI without a scheme", c->p);
    }
    uri->scheme = hf_lex_slice(c->p, p);
    uri->rest = hf_lex_slice(p + 1, c->end);
    c->p = p + 1;
    if (HF_LEX_SAYS(uri->scheme, "sip")) {
        uri->kind = HF_SCHEME_SIP;
    } else if (HF_LEX_SAYS(uri->scheme, "sips")) {
        uri->kind = HF_SCHEME_SIPS;
    } else if (HF_LEX_SAYS(uri->scheme, "tel")) {
        uri->kind = HF_SCHEME_TEL;
    }
    return 0;
}

/* '#' should be escaped, but "sip:*21#@host" is what phones send for a feature code, and in a SIP
 * URI it ends nothing. */
static const char *user(const char *p, const char *end)
{
    p = hf_lex_run(p, end, HF_LEX_USER);
    while (p < end && *p == '#') {
        p = hf_lex_run(p + 1, end, HF_LEX_USER);
    }
    return p;
}

static int user_part(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *at = memchr(c->p, '@', (size_t)(c->end - c->p));
    if (at == NULL) {
        return 0;
    }
    const char *user_end = user(c->p, at);
    const char *behind = user_end;
    if (user_end == c->p) {
        return fail(c, "an '@' without a user before it", c->p);
    }
    uri->has_user = true;
    uri->user = hf_lex_slice(c->p, user_end);
    if (user_end < at && *user_end == ':') {
        behind = hf_lex_skip(user_end + 1, at, HF_LEX_USER);
        uri->has_password = true;
        uri->password = hf_lex_slice(user_end + 1, behind);
    }
    if (behind != at) {
        return fail(c, "a character that a user part must escape", behind);
    }
    c->p = at + 1;
    return 0;
}

static int host(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *behind = hf_lex_host(c->p, c->end, &uri->host, &uri->ipv6);
    if (behind == NULL) {
        return fail(c, uri->ipv6 ? "an IPv6 reference that is none" : "a URI without a host", c->p);
    }
    c->p = behind;
    return 0;
}

static int port(struct cutter *c, struct hf_sip_uri *uri)
{
    uint64_t number;
    if (c->p == c->end || *c->p != ':') {
        return 0;
    }
    const char *digits = c->p + 1;
    const char *behind = hf_lex_skip(digits, c->end, HF_LEX_DIGIT);
    if (!hf_slice_number(hf_lex_slice(digits, behind), HF_SIP_PORT_MAX, &number) || number == 0) {
        return fail(c, "a port that is not a number from 1 to 65535", digits);
    }
    uri->port = (uint16_t)number;
    c->p = behind;
    return 0;
}

/* What is behind a scheme that is not ours, and what reads white space and quotes elsewhere. */
static int check_characters(const struct cutter *c)
{
    const char *p = hf_lex_run(c->p, c->end, HF_LEX_VALUE | HF_LEX_USER); /* nearly always all */
    while (p < c->end && (uint8_t)*p > 0x20 && *p != '<' && *p != '>' && *p != '"') {
        p++;
    }
    return p < c->end ? fail(c, "a character that a URI must escape", p) : 0;
}

static int tail(struct cutter *c, struct hf_sip_uri *uri)
{
    uri->params = hf_lex_slice(c->p, c->p);
    if (c->p == c->end) {
        return 0; /* the usual case of an address-of-record */
    }
    const char *question = memchr(c->p, '?', (size_t)(c->end - c->p));
    const char *params_end = question == NULL ? c->end : question;
    struct hf_sip_param param;
    if (check_characters(c) < 0) {
        return HF_E_MALFORMED;
    }
    uri->params = hf_lex_slice(c->p, params_end);
    if (question != NULL) {
        uri->headers = hf_lex_slice(question + 1, c->end);
    }
    struct hf_slice params = uri->params;
    while (hf_sip_param_next(&params, &param)) {
    }
    return params.length != 0 ? fail(c, "something that is no URI parameter", params.at) : 0;
}

static bool is_one_of(char c, const char *set, size_t n)
{
    return memchr(set, c, n) != NULL;
}

/* RFC 3966 3: '+' and digits, or digits of a local number, '*', '#' and A to F among them. A local
 * number without its phone-context is taken: phones leave it out, and mean their own. */
static int tel(struct cutter *c, struct hf_sip_uri *uri)
{
    static const char separators[] = {'-', '.', '(', ')'};
    static const char others[] = {'*', '#', 'A', 'B', 'C', 'D', 'E',
                                  'F', 'a', 'b', 'c', 'd', 'e', 'f'};
    bool is_global = c->p < c->end && *c->p == '+';
    const char *digits = is_global ? c->p + 1 : c->p;
    const char *p = digits;
    bool has_digit = false;
    for (; p < c->end; p++) {
        bool separates = is_one_of(*p, separators, sizeof separators);
        if (!separates && !hf_lex_is(*p, HF_LEX_DIGIT) &&
            (is_global || !is_one_of(*p, others, sizeof others))) {
            break;
        }
        has_digit = has_digit || !separates;
    }
    if (!has_digit) {
        return fail(c, "a tel URI without a number", digits);
    }
    uri->user = hf_lex_slice(c->p, p);
    uri->has_user = true;
    c->p = p;
    return tail(c, uri);
}

int hf_sip_uri_parse(struct hf_slice text, struct hf_sip_uri *uri, struct hf_sip_error *error)
{
    struct cutter c = {text.at, text.at, text.at + text.length, error};
    memset(uri, 0, sizeof *uri);
    uri->scheme = uri->rest = uri->user = uri->password = hf_lex_slice(text.at, text.at);
    uri->host = uri->params = uri->headers = uri->scheme;
    if (scheme(&c, uri) < 0) {
        return HF_E_MALFORMED;
    }
    if (uri->kind == HF_SCHEME_TEL) {
        return tel(&c, uri);
    }
    if (uri->kind == HF_SCHEME_OTHER) {
        return check_characters(&c);
    }
    if (user_part(&c, uri) < 0 || host(&c, uri) < 0 || port(&c, uri) < 0) {
        return HF_E_MALFORMED;
    }
    return tail(&c, uri);
}
