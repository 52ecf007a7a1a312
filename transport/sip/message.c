/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits a datagram into start line, header fields and body (RFC 3261 7, 18.3). What stands
 * inside a field is not looked at, Content-Length apart: the accessors read it when asked.
 *
 * The first thing that is wrong is kept as the error; reading goes on behind it where that is
 * safe, since a 400 needs the fields behind a wrong start line too. In a response a line that is
 * no field is counted and passed over. A bare LF or CR, and every
 * other control character but TAB, is refused: no phone needs them, and two parsers that read
 * them differently are how fields are smuggled past a proxy.
 */
#include "lex.h"

#include <string.h>

#include "holdfast/line.h"

struct reader {
    struct hf_sip_message *m;
    const char *p, *end;
    const char *length_at; /* the first sound Content-Length; NULL: none yet */
    uint64_t length;
    const char *left_out; /* the first field that is not kept */
    int result;
};

static void fail(struct reader *r, const char *what, const char *at)
{
    if (r->result == 0) {
        r->result = HF_E_MALFORMED;
        r->m->error.what = what;
        r->m->error.at = (size_t)(at - r->m->bytes);
    }
}

static void clear(struct hf_sip_message *m, const void *bytes, size_t n_bytes)
{
    memset(m, 0, offsetof(struct hf_sip_message, headers)); /* the table counts by n_headers */
    m->bytes = n_bytes != 0 ? bytes : "";
    m->n_bytes = n_bytes;
    m->method = m->uri = m->reason = m->body = hf_lex_slice(m->bytes, m->bytes);
}

/* The CR that ends the line that goes on at p, or NULL: nothing behind can be trusted. */
static const char *line_end(struct reader *r, const char *p)
{
    for (;;) {
        p = hf_lex_control(p, r->end);
        if (p == r->end) {
            fail(r, "the message ends before the empty line behind its header fields", p);
            return NULL;
        }
        if (*p == '\r' && r->end - p >= 2 && p[1] == '\n') {
            return p;
        }
        if (*p != '\t') {
            fail(r, *p == '\n' ? "a line ends with LF alone" : "a control character in a line", p);
            return NULL;
        }
        p++;
    }
}

/* The same, with the lines that are folded into this one (RFC 3261 7.3.1). */
static const char *field_end(struct reader *r, const char *p)
{
    p = line_end(r, p);
    while (p != NULL && r->end - p > 2 && (p[2] == ' ' || p[2] == '\t')) {
        p = line_end(r, p + 2);
    }
    return p;
}

static bool is_version(struct hf_slice text)
{
    return HF_LEX_SAYS(text, "SIP/2.0");
}

/* Status-Line (RFC 3261 7.2): "SIP/2.0 200 OK". The space before an empty reason may be missing:
 * some servers leave it out, and nothing can be misread. */
static void status_line(struct reader *r, struct hf_slice line)
{
    const char *end = line.at + line.length;
    const char *code = line.at + 8;
    uint64_t status;
    if (line.length < 11 || !is_version(hf_lex_slice(line.at, line.at + 7)) || line.at[7] != ' ') {
        fail(r, "a status line that does not begin with SIP/2.0 and one space", line.at);
        return;
    }
    if (!hf_slice_number(hf_lex_slice(code, code + 3), HF_SIP_STATUS_MAX, &status) ||
        status < HF_SIP_STATUS_MIN || (code + 3 < end && code[3] != ' ')) {
        fail(r, "a status code that is not a number from 100 to 699", code);
        return;
    }
    r->m->status = (uint16_t)status;
    r->m->reason = hf_lex_slice(code + 3 < end ? code + 4 : end, end);
}

/* Request-Line (RFC 3261 7.1): single spaces, and no <> around the Request-URI. */
static void request_line(struct reader *r, struct hf_slice line)
{
    const char *end = line.at + line.length;
    const char *space = hf_lex_skip(line.at, end, HF_LEX_TOKEN);
    if (space == line.at || space == end || *space != ' ') {
        fail(r, "a start line that is neither a request line nor a status line", line.at);
        return;
    }
    r->m->is_request = true;
    r->m->method = hf_lex_slice(line.at, space);
    r->m->method_id = (uint8_t)hf_sip_method_lookup(r->m->method);

    const char *uri = space + 1;
    const char *uri_end = memchr(uri, ' ', (size_t)(end - uri));
    if (uri_end == NULL) {
        fail(r, "a request line without SIP/2.0", uri);
        return;
    }
    if (!is_version(hf_lex_slice(uri_end + 1, end))) {
        fail(r, "a request line that does not end with one space and SIP/2.0", uri_end);
        return;
    }
    if (uri == uri_end || *uri == '<' || memchr(uri, '\t', (size_t)(uri_end - uri)) != NULL) {
        fail(r, "a Request-URI that is empty, in <>, or has white space in it", uri);
        return;
    }
    r->m->uri = hf_lex_slice(uri, uri_end);
}

static bool start_line(struct reader *r)
{
    while (r->end - r->p >= 2 && r->p[0] == '\r' && r->p[1] == '\n') {
        r->p += 2; /* RFC 3261 7.5 */
    }
    if (r->p == r->end) {
        fail(r, "no message: nothing but empty lines", r->p);
        return false;
    }
    const char *end = line_end(r, r->p);
    if (end == NULL) {
        return false;
    }
    struct hf_slice line = hf_lex_slice(r->p, end);
    if (line.length >= 4 && HF_LEX_SAYS(hf_lex_slice(line.at, line.at + 4), "SIP/")) {
        status_line(r, line);
    } else {
        request_line(r, line);
    }
    r->p = end + 2;
    return true;
}

/* What a Content-Length says. It frames the message, so it counts behind the last field that is
 * kept too: a body that begins or ends elsewhere would be another message. */
static void hear_length(struct reader *r, struct hf_slice value)
{
    uint64_t number;
    if (!hf_slice_number(value, HF_SIP_NUMBER_MAX, &number)) {
        fail(r, "a Content-Length that is not a number below 2^32", value.at);
    } else if (r->length_at != NULL && number != r->length) {
        fail(r, "two Content-Length fields that differ", value.at);
    } else if (r->length_at == NULL) {
        r->length_at = value.at;
        r->length = number;
    }
}

static void keep(struct hf_sip_message *m, struct hf_sip_header *header)
{
    unsigned id = header->id;
    header->next = 0;
    m->n_headers++;
    if (id == HF_HEADER_OTHER) {
        return;
    }
    if (m->first[id] == 0) {
        m->first[id] = (uint8_t)m->n_headers;
    } else {
        m->headers[m->last[id] - 1].next = m->n_headers;
    }
    m->last[id] = (uint8_t)m->n_headers;
}

/* What is no field from r->p to end; name: what it begins with. A client passes over it, unless
 * somebody else may have read a Content-Length there. */
static void unreadable(struct reader *r, struct hf_slice name)
{
    if (r->m->is_request || hf_sip_header_lookup(name) == HF_HEADER_CONTENT_LENGTH) {
        fail(r, "a header field without a name and a colon", r->p);
        return;
    }
    r->m->n_unreadable++;
}

/* One field, folds included, from r->p to end. */
static void header_field(struct reader *r, const char *end)
{
    struct hf_sip_message *m = r->m;
    struct hf_sip_header unkept;
    bool fits = m->n_headers < HF_SIP_HEADERS_MAX;
    struct hf_sip_header *header = fits ? &m->headers[m->n_headers] : &unkept;
    const char *name_end = hf_lex_run(r->p, end, HF_LEX_TOKEN);
    const char *colon = name_end;
    while (colon < end && (*colon == ' ' || *colon == '\t')) {
        colon++; /* no fold before the colon (RFC 3261 25.1, HCOLON) */
    }
    if (name_end == r->p || colon == end || *colon != ':') {
        unreadable(r, hf_lex_slice(r->p, name_end));
        return;
    }
    header->name = hf_lex_slice(r->p, name_end);
    header->value = hf_lex_trim(colon + 1, end);
    header->id = hf_sip_header_lookup(header->name);
    if (header->id == HF_HEADER_CONTENT_LENGTH) {
        hear_length(r, header->value);
    }
    if (fits) {
        keep(m, header);
        return;
    }
    r->left_out = m->n_left_out == 0 ? r->p : r->left_out;
    m->n_left_out++;
}

/* All fields, up to and with the empty line. False where the rest cannot be trusted. */
static bool header_fields(struct reader *r)
{
    while (r->end - r->p < 2 || r->p[0] != '\r' || r->p[1] != '\n') {
        const char *end = field_end(r, r->p);
        if (end == NULL) {
            return false;
        }
        header_field(r, end);
        r->p = end + 2;
    }
    r->p += 2;
    return true;
}

/* RFC 3261 18.3: over UDP the body ends with the datagram where Content-Length is absent; one
 * that says more than came is an error, and bytes behind the body are ignored. */
static void body(struct reader *r)
{
    struct hf_sip_message *m = r->m;
    m->body = hf_lex_slice(r->p, r->end);
    if (r->length_at == NULL) {
        return;
    }
    if (r->length > m->body.length) {
        fail(r, "a Content-Length larger than what came", r->length_at);
        return;
    }
    m->body.length = (size_t)r->length;
}

int hf_sip_parse(struct hf_sip_message *m, const void *bytes, size_t n_bytes)
{
    clear(m, bytes, n_bytes);
    struct reader r = {.m = m, .p = m->bytes, .end = m->bytes + n_bytes};
    if (n_bytes > HF_SIP_MESSAGE_MAX) {
        fail(&r, "a message of more than 65535 bytes", m->bytes + HF_SIP_MESSAGE_MAX);
        return r.result = HF_E_LIMIT;
    }
    if (start_line(&r) && header_fields(&r)) {
        body(&r);
    }
    if (r.result == 0 && m->n_left_out != 0) {
        fail(&r, "more than 128 header fields", r.left_out);
        r.result = HF_E_LIMIT;
    }
    return r.result;
}

const struct hf_sip_header *hf_sip_find(const struct hf_sip_message *m, unsigned id)
{
    if (id == HF_HEADER_OTHER || id >= HF_HEADER_COUNT || m->first[id] == 0) {
        return NULL;
    }
    return &m->headers[m->first[id] - 1];
}

struct hf_slice hf_sip_value(const struct hf_sip_message *m, unsigned id)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    struct hf_slice none = {"", 0};
    return header == NULL ? none : header->value;
}
