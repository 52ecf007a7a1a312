/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits a session description into its session part and its m= lines (RFC 8866 5), and prints it
 * again. Of the lines only v=, o=, c= and m= are read here; what an attribute says is read when
 * somebody asks (sdp_audio.c). Control characters are refused as in message.c; a line may end with
 * LF alone.
 */
#include "holdfast/sip/sdp.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

struct reader {
    struct hf_sdp *sdp;
    const char *p, *end;
    bool has_version; /* v=0 is past */
    int result;
};

static void fail(struct reader *r, const char *what, const char *at)
{
    if (r->result == 0) {
        r->result = hf_lex_fail(&r->sdp->error, what, (size_t)(at - r->sdp->bytes));
    }
}

static void over_limit(struct reader *r, const char *what, const char *at)
{
    fail(r, what, at);
    r->result = HF_E_LIMIT;
}

/* The text of the line that begins at *p, which is put behind its end. False for a control
 * character, at *p then. */
static bool text_of_line(const char **p, const char *end, struct hf_slice *text)
{
    const char *from = *p;
    const char *to = hf_lex_control(from, end);
    while (to < end && *to == '\t') {
        to = hf_lex_control(to + 1, end);
    }
    *text = hf_lex_slice(from, to);
    *p = to;
    if (to == end) {
        return true; /* the last line, without its end */
    }
    to += *to == '\r' && end - to >= 2;
    if (*to != '\n') {
        return false;
    }
    *p = to + 1;
    return true;
}

bool hf_sdp_line_next(struct hf_slice *lines, struct hf_sdp_line *line)
{
    const char *p = lines->at;
    const char *end = lines->at + lines->length;
    struct hf_slice text = {p, 0};
    while (p < end && text.length == 0 && text_of_line(&p, end, &text)) {
    }
    *lines = hf_lex_slice(p, end);
    if (text.length < 2) {
        return false;
    }
    line->type = text.at[0];
    line->value = hf_lex_slice(text.at + 2, text.at + text.length);
    return true;
}

bool hf_sdp_word_next(struct hf_slice *value, struct hf_slice *word)
{
    const char *end = value->at + value->length;
    const char *from = hf_lex_skip(value->at, end, HF_LEX_SPACE);
    const char *to = from;
    while (to < end && !hf_lex_is(*to, HF_LEX_SPACE)) {
        to++;
    }
    *word = hf_lex_slice(from, to);
    *value = hf_lex_slice(to, end);
    return to != from;
}

bool hf_sdp_attribute(struct hf_slice lines, const char *name, struct hf_slice *value)
{
    struct hf_sdp_line line;
    while (hf_sdp_line_next(&lines, &line)) {
        const char *end = line.value.at + line.value.length;
        const char *colon = memchr(line.value.at, ':', line.value.length);
        const char *name_end = colon == NULL ? end : colon;
        struct hf_slice own = hf_slice_trim(hf_lex_slice(line.value.at, name_end));
        if (line.type == 'a' && hf_slice_is(own, name)) {
            *value = hf_slice_trim(hf_lex_slice(colon == NULL ? end : colon + 1, end));
            return true;
        }
    }
    return false;
}

/* o= user session version network type address (RFC 8866 5.2). */
static void origin(struct reader *r, struct hf_slice value)
{
    struct hf_sdp_origin *o = &r->sdp->origin;
    struct hf_slice *fields[] = {&o->user,    &o->session, &o->version,
                                 &o->network, &o->type,    &o->address};
    struct hf_slice rest = value, more;
    if (o->address.length != 0) {
        fail(r, "two o= lines", value.at);
        return;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!hf_sdp_word_next(&rest, fields[i])) {
            fail(r, "an o= line that is not user, session, version, network, type and address",
                 value.at);
            return;
        }
    }
    if (hf_sdp_word_next(&rest, &more)) {
        fail(r, "an o= line with more than six fields", more.at);
    }
}

/* c= network type address (RFC 8866 5.7). A medium may have several, for layers that go to several
 * groups; a phone takes the first. */
static void connection(struct reader *r, struct hf_slice value)
{
    struct hf_sdp *sdp = r->sdp;
    struct hf_slice *place = sdp->n_media == 0 ? &sdp->connection
                                               : &sdp->media[sdp->n_media - 1].connection;
    struct hf_slice rest = value, word;
    size_t n = 0;
    while (hf_sdp_word_next(&rest, &word)) {
        n++;
    }
    if (n != 3) {
        fail(r, "a c= line that is not network, type and address", value.at);
        return;
    }
    if (place->length == 0) {
        *place = hf_slice_trim(value);
    }
}

/* "port" or "port/count". */
static bool ports(struct hf_slice word, struct hf_sdp_media *media)
{
    const char *end = word.at + word.length;
    const char *slash = memchr(word.at, '/', word.length);
    struct hf_slice port = hf_lex_slice(word.at, slash == NULL ? end : slash);
    uint64_t number, count = 1;
    if (!hf_slice_number(port, HF_SDP_PORT_MAX, &number) ||
        (slash != NULL && !hf_slice_number(hf_lex_slice(slash + 1, end), UINT32_MAX, &count))) {
        return false;
    }
    media->port = (uint16_t)number;
    media->n_ports = (uint32_t)count;
    return true;
}

/* m= medium port transport formats (RFC 8866 5.14). */
static void medium(struct reader *r, struct hf_slice value)
{
    struct hf_sdp_media media = {.connection = {value.at, 0}};
    struct hf_slice rest = value, port;
    if (r->sdp->n_media == HF_SDP_MEDIA_MAX) {
        over_limit(r, "more than 100 m= lines", value.at);
        return;
    }
    if (!hf_sdp_word_next(&rest, &media.medium) || !hf_sdp_word_next(&rest, &port) ||
        !hf_sdp_word_next(&rest, &media.transport)) {
        fail(r, "an m= line that is not medium, port, transport and formats", value.at);
        return;
    }
    if (!ports(port, &media)) {
        fail(r, "a port that is not a number from 0 to 65535", port.at);
        return;
    }
    if (media.medium.length > HF_SDP_TOKEN_MAX || media.transport.length > HF_SDP_TOKEN_MAX) {
        over_limit(r, "a medium or a transport of more than 32 bytes", value.at);
        return;
    }
    media.formats = hf_slice_trim(rest);
    media.lines = hf_lex_slice(r->p, r->p);
    r->sdp->media[r->sdp->n_media++] = media;
}

/* Lets the part that we are in, the session or the last medium, go on to here. */
static void extend(struct reader *r)
{
    struct hf_sdp *sdp = r->sdp;
    struct hf_slice *part = sdp->n_media == 0 ? &sdp->lines : &sdp->media[sdp->n_media - 1].lines;
    *part = hf_lex_slice(part->at, r->p);
}

static void version(struct reader *r, struct hf_slice text)
{
    if (!HF_LEX_SAYS(hf_slice_trim(text), "v=0")) {
        fail(r, "a session description that does not begin with v=0", text.at);
        return;
    }
    r->has_version = true;
    r->sdp->lines = hf_lex_slice(r->p, r->p);
}

static void hear(struct reader *r, struct hf_slice text)
{
    struct hf_slice value = hf_lex_slice(text.at + 2, text.at + text.length);
    switch (text.at[0]) {
    case 'm': medium(r, value); return;
    case 'v': fail(r, "two v= lines", text.at); return;
    case 'o': origin(r, value); break;
    case 'c': connection(r, value); break;
    default: break;
    }
    extend(r);
}

static void line(struct reader *r)
{
    struct hf_slice text;
    if (!text_of_line(&r->p, r->end, &text)) {
        fail(r, *r->p == '\r' ? "a line ends with CR alone" : "a control character in a line",
             r->p);
        return;
    }
    if (text.length == 0) {
        return;
    }
    if (text.length < 2 || !hf_lex_is(text.at[0], HF_LEX_ALPHA) || text.at[1] != '=') {
        fail(r, "a line that is not a letter, '=' and a value", text.at);
        return;
    }
    if (r->has_version) {
        hear(r, text);
    } else {
        version(r, text);
    }
}

int hf_sdp_parse(struct hf_sdp *sdp, const void *bytes, size_t n_bytes)
{
    memset(sdp, 0, offsetof(struct hf_sdp, media)); /* the table counts by n_media */
    sdp->bytes = n_bytes != 0 ? bytes : "";
    sdp->n_bytes = n_bytes;
    sdp->connection = sdp->lines = hf_lex_slice(sdp->bytes, sdp->bytes);
    struct reader r = {.sdp = sdp, .p = sdp->bytes, .end = sdp->bytes + n_bytes};
    if (n_bytes > HF_SDP_BYTES_MAX) {
        over_limit(&r, "a session description of more than 65535 bytes",
                   sdp->bytes + HF_SDP_BYTES_MAX);
        return r.result;
    }
    while (r.result == 0 && r.p < r.end) {
        line(&r);
    }
    if (r.result == 0 && !r.has_version) {
        fail(&r, "no session description: nothing but empty lines", r.p);
    }
    if (r.result == 0 && sdp->origin.address.length == 0) {
        fail(&r, "a session description without an o= line", r.p);
    }
    return r.result;
}

/* ---- printing ---- */

static void put_word(struct hf_sip_out *out, const char *before, struct hf_slice word)
{
    hf_sip_put_text(out, before);
    hf_sip_put(out, word);
}

static void put_words(struct hf_sip_out *out, const char *before, struct hf_slice value)
{
    struct hf_slice word;
    while (hf_sdp_word_next(&value, &word)) {
        put_word(out, before, word);
        before = " ";
    }
    hf_sip_put_text(out, "\r\n");
}

static void put_lines(struct hf_sip_out *out, struct hf_slice lines)
{
    struct hf_sdp_line line;
    while (hf_sdp_line_next(&lines, &line)) {
        struct hf_slice type = {&line.type, 1};
        if (line.type == 'o') {
            put_words(out, "o=", line.value);
            continue;
        }
        hf_sip_put(out, type);
        put_word(out, "=", line.value);
        hf_sip_put_text(out, "\r\n");
    }
}

void hf_sdp_put(struct hf_sip_out *out, const struct hf_sdp *sdp)
{
    hf_sip_put_text(out, "v=0\r\n");
    put_lines(out, sdp->lines);
    for (uint32_t i = 0; i < sdp->n_media; i++) {
        const struct hf_sdp_media *media = &sdp->media[i];
        put_word(out, "m=", media->medium);
        hf_sip_put_text(out, " ");
        hf_sip_put_number(out, media->port);
        if (media->n_ports != 1) {
            hf_sip_put_text(out, "/");
            hf_sip_put_number(out, media->n_ports);
        }
        put_word(out, " ", media->transport);
        put_words(out, " ", media->formats);
        put_lines(out, media->lines);
    }
}
