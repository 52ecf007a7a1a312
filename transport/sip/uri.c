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
    const char *p = c->p;
    while (p < c->end &&
           (hf_lex_is(*p, HF_LEX_ALPHA | HF_LEX_DIGIT) || *p == '+' || *p == '-' || *p == '.')) {
        p++;
    }
    if (p == c->p || p == c->end || *p != ':' || !hf_lex_is(*c->p, HF_LEX_ALPHA)) {
        return fail(c, "a URI without a scheme", c->p);
    }
    uri->scheme = hf_lex_slice(c->p, p);
    uri->rest = hf_lex_slice(p + 1, c->end);
    c->p = p + 1;
    if (hf_slice_is(uri->scheme, "sip")) {
        uri->kind = HF_SCHEME_SIP;
    } else if (hf_slice_is(uri->scheme, "sips")) {
        uri->kind = HF_SCHEME_SIPS;
    } else if (hf_slice_is(uri->scheme, "tel")) {
        uri->kind = HF_SCHEME_TEL;
    }
    return 0;
}

static int user_part(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *at = memchr(c->p, '@', (size_t)(c->end - c->p));
    if (at == NULL) {
        return 0;
    }
    const char *user_end = hf_lex_skip(c->p, at, HF_LEX_USER);
    const char *behind = user_end;
    if (user_end == c->p) {
        return fail(c, "an '@' without a user before it", c->p);
    }
    uri->has_user = true;
    uri->user = hf_lex_slice(c->p, user_end);
    if (user_end < at && *user_end == ':') {
        behind = hf_lex_skip(user_end + 1, at, HF_LEX_USER);
        uri->password = hf_lex_slice(user_end + 1, behind);
    }
    if (behind != at) {
        return fail(c, "a character that a user part must escape", behind);
    }
    c->p = at + 1;
    return 0;
}

/* An IPv6 reference is not checked beyond its characters: the three colons of RFC 5118 4.10 are
 * tolerated, and whoever needs the address parses it. */
static int host(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *from = c->p;
    if (from < c->end && *from == '[') {
        const char *close = hf_lex_skip(from + 1, c->end, HF_LEX_IPV6);
        if (close == c->end || *close != ']' || close == from + 1) {
            return fail(c, "an IPv6 reference that is not closed", from);
        }
        uri->host = hf_lex_slice(from + 1, close);
        uri->ipv6 = true;
        c->p = close + 1;
        return 0;
    }
    c->p = hf_lex_skip(from, c->end, HF_LEX_HOST);
    uri->host = hf_lex_slice(from, c->p);
    return c->p == from ? fail(c, "a URI without a host", from) : 0;
}

static int port(struct cutter *c, struct hf_sip_uri *uri)
{
    uint64_t number;
    if (c->p == c->end || *c->p != ':') {
        return 0;
    }
    const char *digits = c->p + 1;
    const char *behind = hf_lex_skip(digits, c->end, HF_LEX_DIGIT);
    if (!hf_slice_number(hf_lex_slice(digits, behind), 65535, &number) || number == 0) {
        return fail(c, "a port that is not a number from 1 to 65535", digits);
    }
    uri->port = (uint16_t)number;
    c->p = behind;
    return 0;
}

static int tail(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *question = memchr(c->p, '?', (size_t)(c->end - c->p));
    const char *params_end = question == NULL ? c->end : question;
    struct hf_sip_param param;
    uri->params = hf_lex_slice(c->p, params_end);
    if (question != NULL) {
        uri->headers = hf_lex_slice(question + 1, c->end);
    }
    struct hf_slice params = uri->params;
    while (hf_sip_param_next(&params, &param)) {
    }
    return params.length != 0 ? fail(c, "something that is no URI parameter", params.at) : 0;
}

static int tel(struct cutter *c, struct hf_sip_uri *uri)
{
    const char *p = c->p;
    while (p < c->end && *p != ';') {
        p++;
    }
    uri->user = hf_lex_slice(c->p, p);
    uri->has_user = true;
    c->p = p;
    return uri->user.length == 0 ? fail(c, "a tel URI without a number", p) : tail(c, uri);
}

int hf_sip_uri_parse(struct hf_slice text, struct hf_sip_uri *uri, struct hf_sip_error *error)
{
    struct cutter c = {text.at, text.at, text.at + text.length, error};
    const char *bad = text.at;
    memset(uri, 0, sizeof *uri);
    uri->scheme = uri->rest = uri->user = uri->password = hf_lex_slice(text.at, text.at);
    uri->host = uri->params = uri->headers = uri->scheme;
    while (bad < c.end && (uint8_t)*bad > 0x20 && *bad != '<' && *bad != '>' && *bad != '"') {
        bad++;
    }
    if (bad < c.end) {
        return fail(&c, "a character that a URI must escape", bad);
    }
    if (scheme(&c, uri) < 0) {
        return HF_E_MALFORMED;
    }
    if (uri->kind == HF_SCHEME_TEL) {
        return tel(&c, uri);
    }
    if (uri->kind == HF_SCHEME_OTHER) {
        return 0;
    }
    if (user_part(&c, uri) < 0 || host(&c, uri) < 0 || port(&c, uri) < 0) {
        return HF_E_MALFORMED;
    }
    return tail(&c, uri);
}
