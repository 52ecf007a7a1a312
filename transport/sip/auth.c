/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Challenges and credentials (RFC 3261 20.7, 20.44; RFC 7616 3.3, 3.4): a scheme and parameters
 * in any order, quoted or not. Strict about what decides (a parameter twice, a missing comma, a
 * backslash without quotes around it), since a header that two sides read differently is an attack
 * or a defect. Empty elements of the list are passed over (RFC 7235 7).
 */
#include "holdfast/sip/digest.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

struct known { /* a parameter that is looked for */
    const char *name;
    struct hf_slice *value;
};

struct table {
    const struct known *known;
    size_t n;
};

static struct hf_slice *find(const struct table *table, struct hf_slice name)
{
    for (size_t i = 0; i < table->n; i++) {
        if (hf_slice_is(name, table->known[i].name)) {
            return table->known[i].value;
        }
    }
    return NULL;
}

/* A value at p, quoted or not, which may be empty; behind it, or NULL. Without quotes it has no
 * escapes: printed between quotes again, a backslash in it would be one. */
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
    while (to < end && *to != ',' && *to != '"' && *to != '\\' && !hf_lex_is(*to, HF_LEX_SPACE)) {
        to++;
    }
    *value = hf_lex_slice(p, to);
    return to < end && *to == '\\' ? NULL : to;
}

/* "opaque=," says nothing and is taken so. What a response is computed from has to be said. */
static bool may_be_nothing(struct hf_slice name)
{
    return !hf_slice_is(name, "realm") && !hf_slice_is(name, "nonce");
}

static const char *past_commas(const char *p, const char *end)
{
    while (p < end && (*p == ',' || hf_lex_is(*p, HF_LEX_SPACE))) {
        p++;
    }
    return p;
}

/* qop=auth,auth-int: a list that should have had quotes. The words behind it that have no '=' are
 * of the list, since nothing else may stand there. Behind the last of them. */
static const char *unquoted_list(const char *p, const char *end)
{
    for (;;) {
        const char *comma = hf_lex_skip(p, end, HF_LEX_SPACE);
        if (comma == end || *comma != ',') {
            return p;
        }
        const char *word = hf_lex_skip(comma + 1, end, HF_LEX_SPACE);
        const char *word_end = hf_lex_skip(word, end, HF_LEX_TOKEN);
        const char *next = hf_lex_skip(word_end, end, HF_LEX_SPACE);
        if (word == word_end || (next < end && *next != ',')) {
            return p;
        }
        p = word_end;
    }
}

/* name = value at p; behind it, or NULL with *what. */
static const char *one_param(const char *p, const char *end, const struct table *table,
                             const char **what)
{
    struct hf_slice value;
    const char *name_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *equals = hf_lex_skip(name_end, end, HF_LEX_SPACE);
    struct hf_slice name = hf_lex_slice(p, name_end);
    *what = "a parameter without a name and '='";
    if (name_end == p || equals == end || *equals != '=') {
        return NULL;
    }
    *what = "a parameter without a value, or a quote that is not closed";
    const char *behind = value_at(hf_lex_skip(equals + 1, end, HF_LEX_SPACE), end, &value);
    if (behind == NULL || (behind == value.at && !may_be_nothing(name))) {
        return NULL;
    }
    if (behind[-1] != '"' && hf_slice_is(name, "qop")) {
        behind = unquoted_list(behind, end);
        value = hf_lex_slice(value.at, behind);
    }
    struct hf_slice *field = find(table, name);
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
static void settle(const struct table *table, const char *at)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->known[i].value->at == NULL) {
            *table->known[i].value = hf_lex_slice(at, at);
        }
    }
}

/* All parameters from p on; errors count from the value's begin. */
static int params(struct hf_slice value, const char *p, const struct table *table,
                  struct hf_sip_error *error)
{
    const char *end = value.at + value.length;
    const char *what = NULL;
    p = past_commas(p, end);
    while (p < end) {
        const char *behind = one_param(p, end, table, &what);
        if (behind == NULL) {
            return hf_lex_fail(error, what, (size_t)(p - value.at));
        }
        p = hf_lex_skip(behind, end, HF_LEX_SPACE);
        if (p < end && *p != ',') {
            return hf_lex_fail(error, "two parameters without a comma between them",
                               (size_t)(p - value.at));
        }
        p = past_commas(p, end);
    }
    return 0;
}

int hf_sip_auth_parse(struct hf_slice value, struct hf_sip_auth *auth, struct hf_sip_error *error)
{
    const struct known known[] = {
        {"realm", &auth->realm},         {"nonce", &auth->nonce},       {"opaque", &auth->opaque},
        {"algorithm", &auth->algorithm}, {"qop", &auth->qop},           {"stale", &auth->stale},
        {"domain", &auth->domain},       {"username", &auth->username}, {"uri", &auth->uri},
        {"response", &auth->response},   {"cnonce", &auth->cnonce},     {"nc", &auth->nc},
        {"userhash", &auth->userhash},   {"charset", &auth->charset},
    };
    const struct table table = {known, sizeof known / sizeof known[0]};
    const char *end = value.at + value.length;
    const char *scheme_end = hf_lex_skip(value.at, end, HF_LEX_TOKEN);
    const char *p = hf_lex_skip(scheme_end, end, HF_LEX_SPACE);
    int result = 0;
    memset(auth, 0, sizeof *auth);
    auth->scheme = hf_lex_slice(value.at, scheme_end);
    if (scheme_end == value.at || (p == scheme_end && p != end)) {
        result = hf_lex_fail(error, "no authentication scheme", 0);
    } else if (hf_slice_is(auth->scheme, "Digest")) {
        result = params(value, p, &table, error); /* of other schemes the name is all we read */
    }
    auth->has_realm = auth->realm.at != NULL;
    auth->has_opaque = auth->opaque.at != NULL;
    auth->has_qop = auth->qop.at != NULL;
    settle(&table, value.at);
    return result;
}

/* RFC 3261 20.6: the field is a list, so that several of them are one. */
int hf_digest_info(const struct hf_sip_message *m, unsigned id, struct hf_digest_info *info)
{
    const struct known known[] = {
        {"nextnonce", &info->nextnonce}, {"qop", &info->qop}, {"rspauth", &info->rspauth},
        {"cnonce", &info->cnonce},       {"nc", &info->nc},
    };
    const struct table table = {known, sizeof known / sizeof known[0]};
    const struct hf_sip_header *header = hf_sip_find(m, id);
    int result = header != NULL;
    memset(info, 0, sizeof *info);
    while (header != NULL && result == 1) {
        result = params(header->value, header->value.at, &table, NULL) < 0 ? HF_E_MALFORMED : 1;
        header = header->next == 0 ? NULL : &m->headers[header->next - 1];
    }
    settle(&table, m->bytes);
    return result;
}

/* ---- several challenges in one field ---- */

enum beginning { PARAM, CHALLENGE, LONE_WORD };

/* What a word at p begins. A scheme has a space and a parameter behind it (RFC 3261 25.1), where
 * a parameter has its '='; alone between commas (RFC 7235 4.1) stands no parameter. */
static enum beginning what_begins(const char *p, const char *end)
{
    const char *word_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *next = hf_lex_skip(word_end, end, HF_LEX_SPACE);
    if (word_end == p) {
        return PARAM;
    }
    if (next == end || *next == ',') {
        return LONE_WORD;
    }
    return next != word_end && *next != '=' && *next != '"' ? CHALLENGE : PARAM;
}

/* qop without quotes: the words behind it are of its list. */
static bool begins_list(const char *p, const char *end)
{
    const char *name_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *equals = hf_lex_skip(name_end, end, HF_LEX_SPACE);
    if (!hf_slice_is(hf_lex_slice(p, name_end), "qop") || equals == end || *equals != '=') {
        return false;
    }
    const char *value = hf_lex_skip(equals + 1, end, HF_LEX_SPACE);
    return value < end && *value != '"';
}

/* The comma that the parameter at p ends with, or end: an open quote takes all that is left. */
static const char *param_end(const char *p, const char *end)
{
    while (p != NULL && p < end && *p != ',') {
        p = *p == '"' ? hf_lex_quoted(p, end) : p + 1;
    }
    return p != NULL ? p : end;
}

bool hf_digest_challenge_next(struct hf_slice *rest, struct hf_slice *challenge)
{
    const char *end = rest->at + rest->length;
    const char *from = past_commas(rest->at, end);
    const char *scheme_end = hf_lex_skip(from, end, HF_LEX_TOKEN);
    const char *param = hf_lex_skip(scheme_end, end, HF_LEX_SPACE), *p = from, *next = from;
    bool in_list = false; /* the word at param is of one */
    while (next < end) {
        p = param_end(param, end);
        next = past_commas(p, end);
        enum beginning begins = what_begins(next, end);
        in_list = begins == LONE_WORD && (in_list || begins_list(param, end));
        if (begins == CHALLENGE || (begins == LONE_WORD && !in_list)) {
            break;
        }
        param = next;
    }
    *challenge = hf_slice_trim(hf_lex_slice(from, p));
    *rest = hf_lex_slice(next, end);
    return from < end;
}
