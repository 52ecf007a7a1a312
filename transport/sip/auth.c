/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Challenges and credentials (RFC 3261 20.7, 20.44; RFC 7616 3.3, 3.4): a scheme and parameters
 * in any order, quoted or not. Strict about what decides (a parameter twice, a missing comma),
 * since a header that two sides read differently is an attack or a defect.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

static struct hf_slice *known(struct hf_sip_auth *auth, struct hf_slice name)
{
    const struct {
        const char *name;
        struct hf_slice *value;
    } fields[] = {
        {"realm", &auth->realm},         {"nonce", &auth->nonce},       {"opaque", &auth->opaque},
        {"algorithm", &auth->algorithm}, {"qop", &auth->qop},           {"stale", &auth->stale},
        {"domain", &auth->domain},       {"username", &auth->username}, {"uri", &auth->uri},
        {"response", &auth->response},   {"cnonce", &auth->cnonce},     {"nc", &auth->nc},
        {"userhash", &auth->userhash},   {"charset", &auth->charset},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (hf_slice_is(name, fields[i].name)) {
            return fields[i].value;
        }
    }
    return NULL;
}

/* A value at p, quoted or not; behind it, or NULL. */
static const char *value_at(const char *p, const char *end, struct hf_slice *value)
{
    if (p < end && *p == '"') {
        const char *behind = hf_lex_quoted(p, end);
        if (behind != NULL) {
            *value = hf_lex_slice(p + 1, behind - 1);
        }
        return behind;
    }
    const char *to = p;
    while (to < end && *to != ',' && *to != '"' && !hf_lex_is(*to, HF_LEX_SPACE)) {
        to++;
    }
    *value = hf_lex_slice(p, to);
    return to == p ? NULL : to;
}

/* name = value at p; behind it, or NULL with *what. */
static const char *one_param(const char *p, const char *end, struct hf_sip_auth *auth,
                             const char **what)
{
    struct hf_slice value;
    const char *name_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *equals = hf_lex_skip(name_end, end, HF_LEX_SPACE);
    *what = "a parameter without a name and '='";
    if (name_end == p || equals == end || *equals != '=') {
        return NULL;
    }
    *what = "a parameter without a value, or a quote that is not closed";
    const char *behind = value_at(hf_lex_skip(equals + 1, end, HF_LEX_SPACE), end, &value);
    if (behind == NULL) {
        return NULL;
    }
    struct hf_slice *field = known(auth, hf_lex_slice(p, name_end));
    if (field == NULL) {
        return behind;
    }
    *what = "a parameter twice";
    if (field->at != NULL) {
        return NULL;
    }
    *field = value;
    return behind;
}

/* Absent values were NULL so that a parameter twice is seen; now they are empty texts. */
static void settle(struct hf_sip_auth *auth, struct hf_slice value)
{
    struct hf_slice *const fields[] = {
        &auth->realm,  &auth->nonce,  &auth->opaque,   &auth->algorithm, &auth->qop,
        &auth->stale,  &auth->domain, &auth->username, &auth->uri,       &auth->response,
        &auth->cnonce, &auth->nc,     &auth->userhash, &auth->charset,
    };
    auth->has_opaque = auth->opaque.at != NULL;
    auth->has_qop = auth->qop.at != NULL;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fields[i]->at == NULL) {
            *fields[i] = hf_lex_slice(value.at, value.at);
        }
    }
}

static int params(struct hf_slice value, const char *p, struct hf_sip_auth *auth,
                  struct hf_sip_error *error)
{
    const char *end = value.at + value.length;
    const char *what = NULL;
    while (p < end) {
        const char *behind = one_param(p, end, auth, &what);
        if (behind == NULL) {
            return hf_lex_fail(error, what, (size_t)(p - value.at));
        }
        p = hf_lex_skip(behind, end, HF_LEX_SPACE);
        if (p < end && *p != ',') {
            return hf_lex_fail(error, "two parameters without a comma between them",
                               (size_t)(p - value.at));
        }
        p = hf_lex_skip(p < end ? p + 1 : p, end, HF_LEX_SPACE);
    }
    return 0;
}

int hf_sip_auth_parse(struct hf_slice value, struct hf_sip_auth *auth, struct hf_sip_error *error)
{
    const char *end = value.at + value.length;
    const char *scheme_end = hf_lex_skip(value.at, end, HF_LEX_TOKEN);
    const char *p = hf_lex_skip(scheme_end, end, HF_LEX_SPACE);
    int result = 0;
    memset(auth, 0, sizeof *auth);
    auth->scheme = hf_lex_slice(value.at, scheme_end);
    if (scheme_end == value.at || (p == scheme_end && p != end)) {
        result = hf_lex_fail(error, "no authentication scheme", 0);
    } else if (hf_slice_is(auth->scheme, "Digest")) {
        result = params(value, p, auth, error); /* of other schemes the name is all we read */
    }
    settle(auth, value);
    return result;
}
