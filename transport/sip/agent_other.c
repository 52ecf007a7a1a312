/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of the shell's own (E12): their texts, given by id before the core is asked, checked
 * then, so that printing cannot fail, and forgotten when they are reported. All attempts of one
 * have its Call-ID and From tag (E4).
 */
#include "agent_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

unsigned hf_agent_find_other(const struct hf_agent *agent, uint64_t request)
{
    for (unsigned i = 0; i < HF_AGENT_REQUESTS; i++) {
        if (request != 0 && agent->others[i].id == request) {
            return i;
        }
    }
    return HF_AGENT_NONE;
}

/* ---- what cannot be sent ---- */

static int refuse(struct hf_refusal *refusal, int error, const char *what)
{
    refusal->what = what;
    refusal->error = error;
    return error;
}

static bool is_one_of(struct hf_slice text, const char *const *names, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (hf_slice_equal(text, hf_slice_text(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Methods with transactions of another kind, and those that need a dialog or a series. */
static int check_method(struct hf_slice method, struct hf_refusal *refusal)
{
    static const char *const others[] = {"ACK",    "BYE",   "CANCEL",   "INFO",
                                         "INVITE", "PRACK", "REGISTER", "UPDATE"};
    const char *end = method.at + method.length;
    if (method.length > HF_AGENT_METHOD_MAX) {
        return refuse(refusal, HF_E_LIMIT, "method: too long");
    }
    if (method.length == 0 || hf_lex_skip(method.at, end, HF_LEX_TOKEN) != end) {
        return refuse(refusal, HF_E_VALUE, "method: not a token");
    }
    if (is_one_of(method, others, sizeof others / sizeof others[0])) {
        return refuse(refusal, HF_E_VALUE, "method: not one of a request outside dialogs");
    }
    return HF_OK;
}

int hf_agent_check_uri(struct hf_slice text, struct hf_refusal *refusal)
{
    struct hf_sip_uri uri;
    if (text.length > HF_AGENT_URI_MAX) {
        return refuse(refusal, HF_E_LIMIT, "uri: too long");
    }
    if (text.length == 0) {
        return HF_OK;
    }
    if (hf_sip_uri_parse(text, &uri, NULL) < 0) {
        return refuse(refusal, HF_E_VALUE, "uri: malformed");
    }
    if ((uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_TEL) ||
        memchr(text.at, '?', text.length) != NULL) {
        return refuse(refusal, HF_E_VALUE, "uri: neither sip nor tel, or with headers");
    }
    return HF_OK;
}

/* Text of a header field: no control characters but TAB. */
static bool is_text(const char *p, const char *end)
{
    while (p < end && ((uint8_t)*p >= 0x20 || *p == '\t') && *p != 0x7F) {
        p++;
    }
    return p == end;
}

static bool is_agents(unsigned id)
{
    static const uint8_t ids[] = {HF_HEADER_VIA,          HF_HEADER_FROM,
                                  HF_HEADER_TO,           HF_HEADER_CALL_ID,
                                  HF_HEADER_CSEQ,         HF_HEADER_CONTACT,
                                  HF_HEADER_MAX_FORWARDS, HF_HEADER_CONTENT_TYPE,
                                  HF_HEADER_ROUTE,        HF_HEADER_CONTENT_LENGTH,
                                  HF_HEADER_RECORD_ROUTE, HF_HEADER_AUTHORIZATION,
                                  HF_HEADER_USER_AGENT,   HF_HEADER_PROXY_AUTHORIZATION,
                                  HF_HEADER_ALLOW};
    return memchr(ids, (int)id, sizeof ids) != NULL;
}

/* One "Name: value" without its CRLF. */
static int check_field(const char *p, const char *end, struct hf_refusal *refusal)
{
    const char *name_end = hf_lex_skip(p, end, HF_LEX_TOKEN);
    const char *colon = name_end;
    while (colon < end && (*colon == ' ' || *colon == '\t')) {
        colon++;
    }
    if (name_end == p || colon == end || *colon != ':' || !is_text(colon, end)) {
        return refuse(refusal, HF_E_VALUE, "fields: not a name, a colon and a text");
    }
    if (is_agents(hf_sip_header_lookup(hf_lex_slice(p, name_end)))) {
        return refuse(refusal, HF_E_VALUE, "fields: one that the agent writes itself");
    }
    return HF_OK;
}

static int check_fields(struct hf_slice fields, struct hf_refusal *refusal)
{
    const char *end = fields.at + fields.length;
    const char *p = fields.at;
    if (fields.length > HF_AGENT_FIELDS_MAX) {
        return refuse(refusal, HF_E_LIMIT, "fields: too long");
    }
    while (p < end) {
        const char *cr = memchr(p, '\r', (size_t)(end - p));
        refusal->index++; /* which field, where one is refused */
        if (cr == NULL || cr + 1 == end || cr[1] != '\n') {
            return refuse(refusal, HF_E_VALUE, "fields: one without CRLF behind it");
        }
        if (check_field(p, cr, refusal) < 0) {
            return refusal->error;
        }
        p = cr + 2;
    }
    refusal->index = 0;
    return HF_OK;
}

static int check_body(const struct hf_agent_request *text, struct hf_refusal *refusal)
{
    struct hf_slice type = hf_slice_text(text->content_type);
    if (text->n_body > HF_AGENT_BODY_MAX || type.length > HF_AGENT_TYPE_MAX) {
        return refuse(refusal, HF_E_LIMIT,
                      text->n_body > HF_AGENT_BODY_MAX ? "body: too long"
                                                       : "content_type: too long");
    }
    if (type.length == 0) {
        return text->n_body == 0 ? HF_OK : refuse(refusal, HF_E_VALUE, "content_type: missing");
    }
    if (!is_text(type.at, type.at + type.length) ||
        memchr(type.at, '/', type.length) == NULL) { /* RFC 3261 25.1, media-type */
        return refuse(refusal, HF_E_VALUE, "content_type: not a type and a subtype");
    }
    return HF_OK;
}

static int check(const struct hf_agent_request *text, struct hf_refusal *refusal)
{
    int result = check_method(hf_slice_text(text->method), refusal);
    if (result == HF_OK) {
        result = hf_agent_check_uri(hf_slice_text(text->uri), refusal);
    }
    if (result == HF_OK) {
        result = check_fields(hf_slice_text(text->fields), refusal);
    }
    return result == HF_OK ? check_body(text, refusal) : result;
}

/* ---- the texts ---- */

static bool same_host(struct hf_slice a, struct hf_slice b)
{
    struct hf_target x, y;
    memset(&x, 0, sizeof x);
    memset(&y, 0, sizeof y);
    if (hf_target_parse(&x, a.at, a.length) && hf_target_parse(&y, b.at, b.length)) {
        return hf_sip_same_target(&x, &y);
    }
    return hf_slice_same(a, b);
}

/* The domain alone; with a port it names a place. */
bool hf_agent_has_line_domain(const struct hf_agent *agent, struct hf_slice text)
{
    const struct hf_agent_profile *now = &agent->profiles[HF_AGENT_NOW];
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(text, &uri, NULL) < 0 || uri.kind != HF_SCHEME_SIP || uri.port != 0) {
        return false;
    }
    for (unsigned server = 1; server <= now->n_servers; server++) {
        if (same_host(uri.host, hf_agent_host(agent, now, server))) {
            return true;
        }
    }
    return false;
}

static int give(struct hf_agent *agent, uint64_t request, const struct hf_agent_request *text,
                struct hf_refusal *refusal)
{
    struct hf_agent_other *place = NULL;
    for (unsigned i = 0; i < HF_AGENT_REQUESTS && place == NULL; i++) {
        place = agent->others[i].id == 0 ? &agent->others[i] : NULL;
    }
    if (place == NULL) {
        return refuse(refusal, HF_E_LIMIT, "request: more at once than HF_AGENT_REQUESTS");
    }
    memset(place, 0, sizeof *place);
    place->id = request;
    place->text = text;
    place->line_domain = hf_agent_has_line_domain(agent, hf_slice_text(text->uri));
    return HF_OK;
}

int hf_agent_request_set(struct hf_agent *agent, uint64_t request,
                         const struct hf_agent_request *text, struct hf_refusal *refusal)
{
    memset(refusal, 0, sizeof *refusal);
    refusal->value = request;
    if (request == 0) {
        return refuse(refusal, HF_E_VALUE, "request: 0 is no id");
    }
    if (hf_agent_find_other(agent, request) != HF_AGENT_NONE) {
        return refuse(refusal, HF_E_STATE, "request: has a text");
    }
    int result = check(text, refusal);
    return result < 0 ? result : give(agent, request, text, refusal);
}

/* The dialog's URIs stand in credentials once more, which have room for so much. */
static int check_dialog(const struct hf_agent_inside *inside, struct hf_refusal *refusal)
{
    if (inside->dialog->state != HF_DIALOG_CONFIRMED || inside->text.uri[0] != '\0') {
        return refuse(refusal, HF_E_VALUE, "dialog: not confirmed, or beside a uri");
    }
    if (inside->dialog->target.length > HF_AGENT_DIGEST_URI_MAX ||
        hf_dialog_next_hop(inside->dialog).length > HF_AGENT_DIGEST_URI_MAX) {
        return refuse(refusal, HF_E_LIMIT, "dialog: a URI that is too long");
    }
    return HF_OK;
}

int hf_agent_request_inside(struct hf_agent *agent, uint64_t request,
                            const struct hf_agent_inside *inside, struct hf_refusal *refusal)
{
    memset(refusal, 0, sizeof *refusal);
    refusal->value = request;
    int result = check_dialog(inside, refusal);
    if (result == HF_OK) {
        result = hf_agent_request_set(agent, request, &inside->text, refusal);
    }
    if (result == HF_OK) {
        agent->others[hf_agent_find_other(agent, request)].is_inside = 1;
    }
    return result;
}

void hf_agent_request_forget(struct hf_agent *agent, uint64_t request)
{
    unsigned index = hf_agent_find_other(agent, request);
    if (index == HF_AGENT_NONE) {
        return;
    }
    memset(&agent->others[index], 0, sizeof agent->others[index]);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->kind == HF_REQUEST_OTHER && attempt->request == index) {
            attempt->request = HF_AGENT_NONE;
        }
    }
}

const struct hf_agent_attempt *hf_agent_find_attempt_of(const struct hf_agent *agent,
                                                        uint64_t request)
{
    unsigned index = hf_agent_find_other(agent, request);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS && index != HF_AGENT_NONE; i++) {
        const struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->state == HF_AGENT_WAITING && attempt->kind == HF_REQUEST_OTHER &&
            attempt->request == index && hf_agent_can_print(attempt)) {
            return attempt;
        }
    }
    return NULL;
}

bool hf_agent_has_dialog(const struct hf_agent *agent, const struct hf_send *send)
{
    unsigned index = hf_agent_find_other(agent, send->request);
    return send->kind == HF_REQUEST_OTHER && index != HF_AGENT_NONE &&
           agent->others[index].is_inside != 0;
}

/* Its text is the first member of what was given. */
static struct hf_dialog *dialog_of(const struct hf_agent_other *other)
{
    return other->is_inside ? ((const struct hf_agent_inside *)other->text)->dialog : NULL;
}

struct hf_dialog *hf_agent_dialog_of(const struct hf_agent *agent,
                                     const struct hf_agent_attempt *attempt)
{
    return attempt->kind == HF_REQUEST_OTHER && attempt->request != HF_AGENT_NONE
               ? dialog_of(&agent->others[attempt->request])
               : NULL;
}

void hf_agent_put_other_uri(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            struct hf_sip_out *out)
{
    const struct hf_agent_other *other = &agent->others[attempt->request];
    struct hf_slice text = hf_slice_text(other->text->uri);
    if (other->is_inside) {
        hf_dialog_put_uri(dialog_of(other), out);
    } else if (text.length == 0) {
        hf_agent_put_address_of_record(agent, attempt, out);
    } else if (other->line_domain) {
        hf_agent_put_uri_there(agent, attempt, text, out);
    } else {
        hf_sip_put(out, text);
    }
}

void hf_agent_put_uri_there(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            struct hf_slice text, struct hf_sip_out *out)
{
    struct hf_sip_uri uri;
    int result = hf_sip_uri_parse(text, &uri, NULL); /* checked when it was given */
    HF_ASSERT(result == 0);
    const char *host = uri.host.at - (uri.ipv6 ? 1 : 0);
    hf_sip_put(out, hf_lex_slice(text.at, host));
    hf_agent_put_domain(agent, attempt, out);
    hf_sip_put(out, uri.params);
}
