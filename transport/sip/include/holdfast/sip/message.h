/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIP messages as slices of the bytes they came in, and a printer that appends to a caller's
 * buffer. Nothing is allocated and nothing is copied: a message is valid as long as its bytes.
 *
 *     struct hf_sip_message m;
 *     struct hf_sip_error error;
 *     if (hf_sip_parse(&m, bytes, n) < 0)
 *         ... m.error.what, m.error.at
 *     if (hf_sip_check(&m, &error) < 0) ...      Via, From, To, Call-ID, CSeq are there and sound
 *     struct hf_sip_via via;
 *     hf_sip_via(&m, &via, NULL);                1 found, 0 absent, negative malformed
 *
 * The parser splits a message into its start line, header fields and body; what stands inside a
 * header field is read by the accessors, when somebody asks. Folded lines stay folded inside a
 * value: every accessor takes CR and LF in a value for white space.
 *
 * Each error says what is wrong and at which byte of the datagram. `error` may be NULL.
 */
#ifndef HOLDFAST_SIP_MESSAGE_H
#define HOLDFAST_SIP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HF_SIP_HEADERS_MAX 128   /* header fields; a phone's largest have about 40 */
#define HF_SIP_MESSAGE_MAX 65535 /* bytes: what a UDP datagram can carry */

/* ---- slices ---- */

struct hf_slice { /* borrowed, not terminated */
    const char *at;
    size_t length;
};

struct hf_slice hf_slice_text(const char *text);           /* of a terminated text */
bool hf_slice_is(struct hf_slice slice, const char *text); /* equal, case does not count */
bool hf_slice_equal(struct hf_slice a, struct hf_slice b); /* equal, case counts */
bool hf_slice_same(struct hf_slice a, struct hf_slice b);  /* equal, case does not count */
struct hf_slice hf_slice_trim(struct hf_slice slice);      /* without white space around it */
/* Decimal digits alone, at most `max`; false when it is anything else. */
bool hf_slice_number(struct hf_slice slice, uint64_t max, uint64_t *number);

/* ---- a message ---- */

enum hf_sip_header_id {
    HF_HEADER_OTHER = 0,
    HF_HEADER_ACCEPT,
    HF_HEADER_ALLOW,
    HF_HEADER_AUTHENTICATION_INFO,
    HF_HEADER_AUTHORIZATION,
    HF_HEADER_CALL_ID,
    HF_HEADER_CONTACT,
    HF_HEADER_CONTENT_ENCODING,
    HF_HEADER_CONTENT_LENGTH,
    HF_HEADER_CONTENT_TYPE,
    HF_HEADER_CSEQ,
    HF_HEADER_DATE,
    HF_HEADER_EVENT,
    HF_HEADER_EXPIRES,
    HF_HEADER_FROM,
    HF_HEADER_MAX_FORWARDS,
    HF_HEADER_MIN_EXPIRES,
    HF_HEADER_MIN_SE,
    HF_HEADER_PATH,
    HF_HEADER_PROXY_AUTHENTICATE,
    HF_HEADER_PROXY_AUTHORIZATION,
    HF_HEADER_PROXY_REQUIRE,
    HF_HEADER_RECORD_ROUTE,
    HF_HEADER_REFER_TO,
    HF_HEADER_REFERRED_BY,
    HF_HEADER_REQUIRE,
    HF_HEADER_RETRY_AFTER,
    HF_HEADER_ROUTE,
    HF_HEADER_SERVER,
    HF_HEADER_SERVICE_ROUTE,
    HF_HEADER_SESSION_EXPIRES,
    HF_HEADER_SUBJECT,
    HF_HEADER_SUPPORTED,
    HF_HEADER_TO,
    HF_HEADER_UNSUPPORTED,
    HF_HEADER_USER_AGENT,
    HF_HEADER_VIA,
    HF_HEADER_WARNING,
    HF_HEADER_WWW_AUTHENTICATE,
    HF_HEADER_COUNT
};

enum hf_sip_method {
    HF_METHOD_OTHER = 0, /* an extension: see the slice */
    HF_METHOD_ACK,
    HF_METHOD_BYE,
    HF_METHOD_CANCEL,
    HF_METHOD_INFO,
    HF_METHOD_INVITE,
    HF_METHOD_MESSAGE,
    HF_METHOD_NOTIFY,
    HF_METHOD_OPTIONS,
    HF_METHOD_PRACK,
    HF_METHOD_PUBLISH,
    HF_METHOD_REFER,
    HF_METHOD_REGISTER,
    HF_METHOD_SUBSCRIBE,
    HF_METHOD_UPDATE,
    HF_METHOD_COUNT
};

struct hf_sip_header {
    struct hf_slice name;  /* as written, compact forms too */
    struct hf_slice value; /* without white space around it; may hold folds */
    uint32_t id;           /* enum hf_sip_header_id */
    uint32_t next;         /* index + 1 of the next field with this id; 0: the last (known ids) */
};

struct hf_sip_error {
    const char *what; /* lives for ever */
    size_t at;        /* byte of the datagram */
};

struct hf_sip_message {
    const char *bytes; /* the datagram */
    size_t n_bytes;
    bool is_request;   /* false: a response */
    uint8_t method_id; /* request: enum hf_sip_method */
    uint16_t status;   /* response: 100..699 */
    uint32_t n_headers;
    struct hf_slice method;         /* request: case counts (RFC 3261 7.1) */
    struct hf_slice uri;            /* request: Request-URI, unsplit */
    struct hf_slice reason;         /* response: may be empty */
    struct hf_slice body;           /* Content-Length bytes; without that field all that is left */
    struct hf_sip_error error;      /* what hf_sip_parse found wrong first */
    uint8_t first[HF_HEADER_COUNT]; /* index + 1 of the first field with this id; 0: none */
    uint8_t last[HF_HEADER_COUNT];  /* index + 1 of the last one */
    struct hf_sip_header headers[HF_SIP_HEADERS_MAX];
};

/* Parses a datagram. 0, or HF_E_MALFORMED / HF_E_LIMIT with m->error. After an error the message
 * holds what could be read before and behind it, as far as a 400 needs it. Leading empty lines
 * are skipped (RFC 3261 7.5); bytes behind the body are ignored (18.3). */
int hf_sip_parse(struct hf_sip_message *m, const void *bytes, size_t n_bytes);

/* 0 when Via, From, To, Call-ID, CSeq, Max-Forwards, Expires and Contact are sound, the first five
 * are there once (Via: at least once), and CSeq says the request's method; else HF_E_MALFORMED. */
int hf_sip_check(const struct hf_sip_message *m, struct hf_sip_error *error);

const char *hf_sip_header_name(unsigned id);         /* "Call-ID"; "" for OTHER */
const char *hf_sip_method_name(unsigned id);         /* "REGISTER"; "" for OTHER */
unsigned hf_sip_header_lookup(struct hf_slice name); /* compact forms too */
unsigned hf_sip_method_lookup(struct hf_slice name);

/* The first field of a known id, or NULL. */
const struct hf_sip_header *hf_sip_find(const struct hf_sip_message *m, unsigned id);

/* ---- values ---- */

/* The elements of all fields of one id, comma lists split (never inside quotes or <>). */
struct hf_sip_each {
    const struct hf_sip_message *message;
    struct hf_slice rest;
    uint32_t next; /* index + 1 of the field that follows, 0: none */
    uint32_t id;
};
void hf_sip_each_start(struct hf_sip_each *each, const struct hf_sip_message *m, unsigned id);
bool hf_sip_each_next(struct hf_sip_each *each, struct hf_slice *element);

struct hf_sip_param {
    struct hf_slice name;
    struct hf_slice value; /* without quotes; escapes stay (hf_sip_unquote) */
    bool has_value;
    bool quoted;
};

/* Takes the next ";name=value" from params. False at the end or at what is no parameter. */
bool hf_sip_param_next(struct hf_slice *params, struct hf_sip_param *param);
/* Finds a parameter by name. */
bool hf_sip_param_find(struct hf_slice params, const char *name, struct hf_sip_param *param);

/* Text of a quoted string, its escapes undone, into out. The length, or HF_E_SPACE. */
int hf_sip_unquote(struct hf_slice quoted, char *out, size_t size);

enum hf_sip_scheme {
    HF_SCHEME_OTHER = 0, /* only scheme and rest are valid */
    HF_SCHEME_SIP,
    HF_SCHEME_SIPS,
    HF_SCHEME_TEL /* user is the number, params its parameters */
};

struct hf_sip_uri {
    struct hf_slice scheme;
    struct hf_slice rest; /* all behind the scheme's colon */
    struct hf_slice user; /* escapes stay; parameters in it too; may be empty */
    struct hf_slice password;
    struct hf_slice host;    /* an IPv6 reference without its brackets */
    struct hf_slice params;  /* from the first ';' on */
    struct hf_slice headers; /* behind '?' */
    uint16_t port;           /* 0: not said */
    uint8_t kind;            /* enum hf_sip_scheme */
    bool has_user;           /* there is an '@' */
    bool ipv6;               /* host stood in brackets */
};
/* 0 or HF_E_MALFORMED; error->at counts from the slice's begin. */
int hf_sip_uri_parse(struct hf_slice text, struct hf_sip_uri *uri, struct hf_sip_error *error);

struct hf_sip_address {      /* From, To, Contact, Route, ... */
    struct hf_slice display; /* without quotes; may be empty */
    struct hf_slice uri;     /* without <> */
    struct hf_slice params;  /* header parameters, from the first ';' on */
    bool star;               /* Contact: "*" */
};
/* 0 or HF_E_MALFORMED; error->at counts from the slice's begin. */
int hf_sip_address_parse(struct hf_slice text, struct hf_sip_address *address,
                         struct hf_sip_error *error);

/* ---- accessors: 1 found, 0 absent, HF_E_MALFORMED with error ---- */

struct hf_sip_via {
    struct hf_slice transport; /* "UDP" */
    struct hf_slice host;      /* sent-by, an IPv6 reference without its brackets */
    struct hf_slice params;
    struct hf_slice branch; /* empty: none (RFC 2543) */
    struct hf_slice received;
    uint16_t port;  /* of sent-by; 0: not said */
    uint16_t rport; /* 0: not said */
    bool has_rport; /* asked for or filled in (RFC 3581) */
    bool ipv6;
};
int hf_sip_via(const struct hf_sip_message *m, struct hf_sip_via *via, struct hf_sip_error *error);
int hf_sip_via_parse(struct hf_slice text, struct hf_sip_via *via, struct hf_sip_error *error);

struct hf_sip_party { /* From, To */
    struct hf_sip_address address;
    struct hf_slice tag; /* empty: none */
};
int hf_sip_from(const struct hf_sip_message *m, struct hf_sip_party *from,
                struct hf_sip_error *error);
int hf_sip_to(const struct hf_sip_message *m, struct hf_sip_party *to, struct hf_sip_error *error);

struct hf_sip_cseq {
    uint32_t number;
    struct hf_slice method;
};
int hf_sip_cseq(const struct hf_sip_message *m, struct hf_sip_cseq *cseq,
                struct hf_sip_error *error);

/* Value of a field that stands once; empty when it is absent. */
struct hf_slice hf_sip_value(const struct hf_sip_message *m, unsigned id);

/* A number of seconds or hops: Expires, Min-Expires, Retry-After (its comment and parameters are
 * skipped), Max-Forwards, Content-Length. Over 2^32-1 is malformed, but for Retry-After, which is
 * 2^32-2 at most. */
int hf_sip_number(const struct hf_sip_message *m, unsigned id, uint32_t *number);

struct hf_sip_contact {
    struct hf_sip_address address;
    uint32_t expires_s; /* HF_SIP_EXPIRES_NONE: not said, or not a number */
    uint16_t q;         /* thousandths; 1000 when not said */
};
#define HF_SIP_EXPIRES_NONE UINT32_MAX
/* The next Contact of an hf_sip_each of HF_HEADER_CONTACT. */
int hf_sip_contact_next(struct hf_sip_each *each, struct hf_sip_contact *contact,
                        struct hf_sip_error *error);

/* ---- challenges and credentials (RFC 3261 20.7, 20.44; RFC 7616) ---- */

struct hf_sip_auth { /* WWW-/Proxy-Authenticate, (Proxy-)Authorization: values without quotes,
                        escapes stay; empty: absent */
    struct hf_slice scheme; /* "Digest" */
    struct hf_slice realm, nonce, opaque, algorithm, qop, stale, domain;
    struct hf_slice username, uri, response, cnonce, nc, userhash, charset;
    bool has_opaque, has_qop;
};
/* One field's value. 0, or HF_E_MALFORMED: no scheme, a parameter twice, a quote not closed. */
int hf_sip_auth_parse(struct hf_slice value, struct hf_sip_auth *auth, struct hf_sip_error *error);

/* ---- printer ---- */

struct hf_sip_out { /* zero it or use hf_sip_out_start */
    char *at;
    size_t size, length;
    bool overflow; /* something did not fit; nothing was written from there on */
};
void hf_sip_out_start(struct hf_sip_out *out, void *buffer, size_t size);

void hf_sip_put(struct hf_sip_out *out, struct hf_slice bytes);
void hf_sip_put_text(struct hf_sip_out *out, const char *text);
void hf_sip_put_number(struct hf_sip_out *out, uint64_t number);
void hf_sip_put_hex(struct hf_sip_out *out, const uint8_t *bytes, size_t n);
void hf_sip_put_quoted(struct hf_sip_out *out, struct hf_slice text); /* with quotes and escapes */

void hf_sip_put_request_line(struct hf_sip_out *out, struct hf_slice method, struct hf_slice uri);
void hf_sip_put_status_line(struct hf_sip_out *out, unsigned status, struct hf_slice reason);
void hf_sip_put_header(struct hf_sip_out *out, const char *name, struct hf_slice value);
void hf_sip_put_header_text(struct hf_sip_out *out, const char *name, const char *value);
void hf_sip_put_header_number(struct hf_sip_out *out, const char *name, uint64_t value);
void hf_sip_put_end(struct hf_sip_out *out, struct hf_slice body); /* Content-Length and body */

/* Prints a message as it was parsed: same fields in the same order, long names, folds undone,
 * one Content-Length that is the body's. */
void hf_sip_put_message(struct hf_sip_out *out, const struct hf_sip_message *m);

/* Appends Via (top one with received and rport of the source, RFC 3261 18.2.1, RFC 3581 4), From,
 * To (with `to_tag` when it has none; empty: never), Call-ID and CSeq of a request to a response
 * whose status line is printed. The caller adds its own fields and hf_sip_put_end. */
struct hf_sip_reply {
    const struct hf_sip_message *request;
    struct hf_slice source_address; /* text, without brackets */
    uint16_t source_port;
    struct hf_slice to_tag;
};
void hf_sip_put_reply_fields(struct hf_sip_out *out, const struct hf_sip_reply *reply);

const char *hf_sip_reason(unsigned status); /* "OK"; "" for one that RFC 3261 does not name */

#endif
