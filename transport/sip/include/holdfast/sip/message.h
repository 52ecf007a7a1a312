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

#include "holdfast/sip/names.h"

/* ---- limits on what a peer sends; tests/unit/sip/limits.c goes to each and beyond ----
 *
 * What is over one is HF_E_LIMIT or HF_E_MALFORMED, where nothing else is said. The length of a
 * name, a value, a URI or a quoted string has none of its own, nor has the number of elements and
 * parameters: they are slices of a message of limited size, and are gone through once. */

/* Bytes: what is larger does not come as a UDP datagram, and a stream refuses it (stream.h). */
#define HF_SIP_MESSAGE_MAX 65535
/* Header fields that are kept, in a table of fixed size; a phone's largest messages have 40. */
#define HF_SIP_HEADERS_MAX 128
/* RFC 3261 7.2, 21: three digits, and of a class that is known. */
#define HF_SIP_STATUS_MIN 100
#define HF_SIP_STATUS_MAX 699
/* CSeq (RFC 3261 8.1.1.5 says 2^31 of it, 20 and RFC 4475 3.1.2.4 2^32 of all), RSeq, Expires,
 * Content-Length and the other numbers. */
#define HF_SIP_NUMBER_MAX UINT32_MAX
/* Seconds of Retry-After; a longer wait means this one. */
#define HF_SIP_WAIT_MAX (UINT32_MAX - 1)
/* Seconds that a Contact expires in; a larger one counts as not said (RFC 3261 10.3). */
#define HF_SIP_EXPIRES_MAX  (UINT32_MAX - 1)
#define HF_SIP_EXPIRES_NONE UINT32_MAX
/* RFC 3261 20.22. */
#define HF_SIP_MAX_FORWARDS_MAX 255
/* And not 0, where nothing listens. */
#define HF_SIP_PORT_MAX 65535
/* Parameters, and headers, of a URI that is compared: each is looked for among the other's, so the
 * work grows as their product; phones send 3. A URI with more is the same as no other. */
#define HF_SIP_URI_PARAMS_MAX 32

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
    uint32_t n_left_out;            /* fields behind the HF_SIP_HEADERS_MAXth: not kept */
    uint32_t n_unreadable;          /* response: lines that are no field, and passed over */
    struct hf_slice method;         /* request: case counts (RFC 3261 7.1) */
    struct hf_slice uri;            /* request: Request-URI, unsplit */
    struct hf_slice reason;         /* response: may be empty */
    struct hf_slice body;           /* Content-Length bytes; without that field all that is left */
    struct hf_sip_error error;      /* what hf_sip_parse found wrong first */
    uint8_t first[HF_HEADER_COUNT]; /* index + 1 of the first field with this id; 0: none */
    uint8_t last[HF_HEADER_COUNT];  /* index + 1 of the last one */
    struct hf_sip_header headers[HF_SIP_HEADERS_MAX];
};

/* Parses a datagram. 0, also for a response with n_unreadable: a line that is no field (no colon,
 * an odd name) and has nothing to do with Content-Length is as good as absent there, since a client
 * loses more by dropping its server's answer. In a request it is malformed. Else a negative status
 * with m->error:
 * HF_E_MALFORMED  something is wrong; m holds what could be read before and behind it, as far as a
 *                 400 needs it
 * HF_E_LIMIT      with n_left_out: more fields than are kept, and nothing else is wrong. The
 *                 message is whole but for them: a client may go by such a response, a server
 *                 refuses such a request. Without: too many bytes, and nothing was read
 * Leading empty lines are skipped (RFC 3261 7.5); bytes behind the body are ignored (18.3). */
int hf_sip_parse(struct hf_sip_message *m, const void *bytes, size_t n_bytes);

/* What a 400 is sent for. 0 when Request-URI, topmost Via, From, To, Call-ID, CSeq and Max-Forwards
 * are sound, From, To, Call-ID and CSeq are there once and Via at least once, CSeq says the
 * request's method, other Vias look like one, and no line is unreadable; else HF_E_MALFORMED.
 * Contact and Expires are looked at in responses and where the method needs them; in an ACK and
 * a BYE neither Max-Forwards nor other Vias are (RFC 3261 8.2.2: what a request does not need does
 * not count). */
int hf_sip_check(const struct hf_sip_message *m, struct hf_sip_error *error);

const char *hf_sip_header_name(unsigned id);         /* "Call-ID"; "" for OTHER */
const char *hf_sip_method_name(unsigned id);         /* "REGISTER"; "" for OTHER */
unsigned hf_sip_header_lookup(struct hf_slice name); /* compact forms too */
unsigned hf_sip_method_lookup(struct hf_slice name);

/* The first field of a known id, or NULL. */
const struct hf_sip_header *hf_sip_find(const struct hf_sip_message *m, unsigned id);

/* ---- values ---- */

/* The elements of all fields of one id, comma lists split (never inside quotes or <>). Empty ones
 * are passed over: "Accept:" has none. */
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

/* Takes the next ";name=value" from params. False at the end, where params is empty then, or at
 * what is no parameter. Empty parameters (";;") are passed over; ";name=" has no value. */
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
    bool has_password;       /* a ':' stands before it */
    bool ipv6;               /* host stood in brackets */
};
/* 0 or HF_E_MALFORMED; error->at counts from the slice's begin. An IPv6 reference is an address
 * (RFC 4291 2.2), where three colons may stand for two (RFC 5118 4.10). */
int hf_sip_uri_parse(struct hf_slice text, struct hf_sip_uri *uri, struct hf_sip_error *error);

/* Do they mean the same (sip, sips: RFC 3261 19.1.4; tel: RFC 3966 4; others: byte for byte behind
 * the scheme)? As the RFC has it a parameter that one of them lacks may not count, so of three that
 * are pairwise compared two can differ. */
bool hf_sip_uri_same(const struct hf_sip_uri *a, const struct hf_sip_uri *b);

/* Finds a parameter by name, which may come with escapes (RFC 4475 3.1.1.3). */
bool hf_sip_uri_param(const struct hf_sip_uri *uri, const char *name, struct hf_sip_param *param);
/* Is it a loose router's (";lr", RFC 3261 19.1.1)? */
bool hf_sip_uri_is_loose(const struct hf_sip_uri *uri);

/* Text with each %HH undone (RFC 3261 25.1), into out. The length, HF_E_SPACE, or HF_E_MALFORMED
 * for a '%' without two hexadecimal digits. */
int hf_sip_unescape(struct hf_slice text, char *out, size_t size);

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

/* A field that is one number: Expires, Min-Expires, Max-Forwards, Content-Length, RSeq, Flow-Timer;
 * and the number that Retry-After, Min-SE and Session-Expires begin with (a comment and parameters
 * behind it are skipped). Over HF_SIP_NUMBER_MAX is malformed; a Retry-After is then
 * HF_SIP_WAIT_MAX. */
int hf_sip_number(const struct hf_sip_message *m, unsigned id, uint32_t *number);

struct hf_sip_contact {
    struct hf_sip_address address;
    uint32_t expires_s; /* HF_SIP_EXPIRES_NONE: not said, or not a number */
    uint16_t q;         /* thousandths; 1000 when not said */
};
/* The next Contact of an hf_sip_each of HF_HEADER_CONTACT. Of one that is malformed
 * behind its URI, or in the name before it, the rest is in contact; else its URI is empty. */
int hf_sip_contact_next(struct hf_sip_each *each, struct hf_sip_contact *contact,
                        struct hf_sip_error *error);

/* "value;params": Event, Content-Type, Content-Disposition, Subscription-State, Session-Expires,
 * Replaces, Join; and in lists Accept, Allow-Events, Reason, Privacy. */
struct hf_sip_item {
    struct hf_slice value;  /* up to the first ';', never empty */
    struct hf_slice params; /* from the first ';' on */
};
/* 0 or HF_E_MALFORMED; error->at counts from the slice's begin. */
int hf_sip_item_parse(struct hf_slice text, struct hf_sip_item *item, struct hf_sip_error *error);
/* Of a field that stands once. */
int hf_sip_item(const struct hf_sip_message *m, unsigned id, struct hf_sip_item *item,
                struct hf_sip_error *error);
/* The next one of a list. */
int hf_sip_item_next(struct hf_sip_each *each, struct hf_sip_item *item,
                     struct hf_sip_error *error);

/* Does a list of tokens hold this one: Supported, Require, Proxy-Require, Unsupported, Allow,
 * Allow-Events, Accept-Encoding? Case does not count but in Allow (RFC 3261 7.1). */
bool hf_sip_has_option(const struct hf_sip_message *m, unsigned id, const char *option);

struct hf_sip_rack { /* RFC 3262 7.2 */
    uint32_t rseq;
    struct hf_sip_cseq cseq; /* of the request that the response was for */
};
int hf_sip_rack(const struct hf_sip_message *m, struct hf_sip_rack *rack,
                struct hf_sip_error *error);

struct hf_sip_timestamp { /* RFC 3261 20.38: decimal numbers, kept as text */
    struct hf_slice at;
    struct hf_slice delay; /* empty: not said */
};
int hf_sip_timestamp(const struct hf_sip_message *m, struct hf_sip_timestamp *timestamp,
                     struct hf_sip_error *error);

struct hf_sip_warning { /* RFC 3261 20.43 */
    uint16_t code;      /* 100..999 */
    struct hf_slice agent;
    struct hf_slice text; /* without quotes; escapes stay (hf_sip_unquote) */
};
/* The next Warning of an hf_sip_each of HF_HEADER_WARNING. */
int hf_sip_warning_next(struct hf_sip_each *each, struct hf_sip_warning *warning,
                        struct hf_sip_error *error);

/* Is its value this one? Case does not count, nor white space around the '/' of a media type. */
bool hf_sip_item_is(const struct hf_sip_item *item, const char *text);

struct hf_sip_route { /* Route, Record-Route, Path, Service-Route */
    struct hf_sip_address address;
    struct hf_sip_uri uri;
    bool loose; /* ;lr in the URI */
};
/* The next one of an hf_sip_each of such a field. A URI without <> is malformed: to whom its
 * parameters belong, lr among them, would be a guess. */
int hf_sip_route_next(struct hf_sip_each *each, struct hf_sip_route *route,
                      struct hf_sip_error *error);

/* ---- challenges and credentials (RFC 3261 20.7, 20.44; RFC 7616) ---- */

struct hf_sip_auth { /* WWW-/Proxy-Authenticate, (Proxy-)Authorization: values without quotes,
                        escapes stay; empty: absent */
    struct hf_slice scheme; /* "Digest" */
    struct hf_slice realm, nonce, opaque, algorithm, qop, stale, domain;
    struct hf_slice username, uri, response, cnonce, nc, userhash, charset;
    bool has_realm, has_opaque, has_qop;
};
/* One field's value. 0, or HF_E_MALFORMED: no scheme, a parameter twice, a quote not closed, a
 * realm or nonce without a value, a backslash outside quotes. */
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
/* A value on one line: each fold, with the white space around it, becomes one space
 * (RFC 3261 7.3.1). */
void hf_sip_put_unfolded(struct hf_sip_out *out, struct hf_slice value);

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

const char *hf_sip_reason(unsigned status); /* "OK"; "" for one that has no name here */

#endif
