/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of header fields and methods. A field's name is found by a hash without collisions over
 * its length, first and last character; tests/unit/sip/header.c walks every name.
 */
#include "lex.h"

#include <string.h>

static const char *const header_names[HF_HEADER_COUNT] = {
    [HF_HEADER_OTHER] = "",
    [HF_HEADER_ACCEPT] = "Accept",
    [HF_HEADER_ALLOW] = "Allow",
    [HF_HEADER_AUTHENTICATION_INFO] = "Authentication-Info",
    [HF_HEADER_AUTHORIZATION] = "Authorization",
    [HF_HEADER_CALL_ID] = "Call-ID",
    [HF_HEADER_CONTACT] = "Contact",
    [HF_HEADER_CONTENT_ENCODING] = "Content-Encoding",
    [HF_HEADER_CONTENT_LENGTH] = "Content-Length",
    [HF_HEADER_CONTENT_TYPE] = "Content-Type",
    [HF_HEADER_CSEQ] = "CSeq",
    [HF_HEADER_DATE] = "Date",
    [HF_HEADER_EVENT] = "Event",
    [HF_HEADER_EXPIRES] = "Expires",
    [HF_HEADER_FROM] = "From",
    [HF_HEADER_MAX_FORWARDS] = "Max-Forwards",
    [HF_HEADER_MIN_EXPIRES] = "Min-Expires",
    [HF_HEADER_MIN_SE] = "Min-SE",
    [HF_HEADER_PATH] = "Path",
    [HF_HEADER_PROXY_AUTHENTICATE] = "Proxy-Authenticate",
    [HF_HEADER_PROXY_AUTHORIZATION] = "Proxy-Authorization",
    [HF_HEADER_PROXY_REQUIRE] = "Proxy-Require",
    [HF_HEADER_RECORD_ROUTE] = "Record-Route",
    [HF_HEADER_REFER_TO] = "Refer-To",
    [HF_HEADER_REFERRED_BY] = "Referred-By",
    [HF_HEADER_REQUIRE] = "Require",
    [HF_HEADER_RETRY_AFTER] = "Retry-After",
    [HF_HEADER_ROUTE] = "Route",
    [HF_HEADER_SERVER] = "Server",
    [HF_HEADER_SERVICE_ROUTE] = "Service-Route",
    [HF_HEADER_SESSION_EXPIRES] = "Session-Expires",
    [HF_HEADER_SUBJECT] = "Subject",
    [HF_HEADER_SUPPORTED] = "Supported",
    [HF_HEADER_TO] = "To",
    [HF_HEADER_UNSUPPORTED] = "Unsupported",
    [HF_HEADER_USER_AGENT] = "User-Agent",
    [HF_HEADER_VIA] = "Via",
    [HF_HEADER_WARNING] = "Warning",
    [HF_HEADER_WWW_AUTHENTICATE] = "WWW-Authenticate",
};

static const char *const method_names[HF_METHOD_COUNT] = {
    [HF_METHOD_OTHER] = "",
    [HF_METHOD_ACK] = "ACK",
    [HF_METHOD_BYE] = "BYE",
    [HF_METHOD_CANCEL] = "CANCEL",
    [HF_METHOD_INFO] = "INFO",
    [HF_METHOD_INVITE] = "INVITE",
    [HF_METHOD_MESSAGE] = "MESSAGE",
    [HF_METHOD_NOTIFY] = "NOTIFY",
    [HF_METHOD_OPTIONS] = "OPTIONS",
    [HF_METHOD_PRACK] = "PRACK",
    [HF_METHOD_PUBLISH] = "PUBLISH",
    [HF_METHOD_REFER] = "REFER",
    [HF_METHOD_REGISTER] = "REGISTER",
    [HF_METHOD_SUBSCRIBE] = "SUBSCRIBE",
    [HF_METHOD_UPDATE] = "UPDATE",
};

/* Compact forms (RFC 3261 7.3.3 and the extensions that define one), by letter. */
static const uint8_t compact_forms[26] = {
    ['a' - 'a'] = HF_HEADER_OTHER, /* Accept-Contact: not one of ours */
    ['b' - 'a'] = HF_HEADER_REFERRED_BY,
    ['c' - 'a'] = HF_HEADER_CONTENT_TYPE,
    ['e' - 'a'] = HF_HEADER_CONTENT_ENCODING,
    ['f' - 'a'] = HF_HEADER_FROM,
    ['i' - 'a'] = HF_HEADER_CALL_ID,
    ['k' - 'a'] = HF_HEADER_SUPPORTED,
    ['l' - 'a'] = HF_HEADER_CONTENT_LENGTH,
    ['m' - 'a'] = HF_HEADER_CONTACT,
    ['o' - 'a'] = HF_HEADER_EVENT,
    ['r' - 'a'] = HF_HEADER_REFER_TO,
    ['s' - 'a'] = HF_HEADER_SUBJECT,
    ['t' - 'a'] = HF_HEADER_TO,
    ['v' - 'a'] = HF_HEADER_VIA,
    ['x' - 'a'] = HF_HEADER_SESSION_EXPIRES,
};

static const uint8_t header_slots[128] = {
    /* clang-format off */
    18, 0, 25, 0, 19, 0, 23, 0, 0, 0, 0, 30, 0, 0, 0, 32, 0, 12, 0, 28, 0, 0, 0, 0, 0, 1, 0, 0,
    0, 13, 0, 37, 0, 0, 24, 0, 0, 4, 36, 6, 0, 34, 0, 0, 0, 0, 0, 9, 0, 2, 14, 0, 0, 0, 0, 31, 0,
    0, 0, 0, 0, 0, 22, 0, 33, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 29, 0, 0, 26, 0, 11, 0, 0, 0, 0, 16,
    0, 0, 0, 0, 0, 0, 0, 35, 0, 10, 0, 15, 0, 0, 0, 0, 0, 5, 0, 0, 27, 8, 0, 0, 0, 0, 0, 17, 0,
    38, 0, 0, 0, 7, 0, 3, 0, 0, 20, 0, 0, 0,
    /* clang-format on */
};

const char *hf_sip_header_name(unsigned id)
{
    return id < HF_HEADER_COUNT ? header_names[id] : "";
}

const char *hf_sip_method_name(unsigned id)
{
    return id < HF_METHOD_COUNT ? method_names[id] : "";
}

/* Token characters differ in case by the bit 0x20 alone only where they are letters; the others
 * of a known name ('-') have no partner that a token may hold. */
static bool same_name(const char *a, const char *b, size_t length)
{
    size_t i = 0;
    for (; length - i >= 8; i += 8) {
        uint64_t x = hf_lex_load(a + i) | 0x2020202020202020u;
        uint64_t y = hf_lex_load(b + i) | 0x2020202020202020u;
        if (x != y) {
            return false;
        }
    }
    for (; i < length; i++) {
        if ((a[i] | 0x20) != (b[i] | 0x20)) {
            return false;
        }
    }
    return true;
}

unsigned hf_sip_header_lookup(struct hf_slice name)
{
    if (name.length < 2) {
        char letter = name.length == 1 ? hf_lex_lower(name.at[0]) : ' ';
        return letter >= 'a' && letter <= 'z' ? compact_forms[letter - 'a'] : HF_HEADER_OTHER;
    }
    unsigned first = (unsigned)(uint8_t)name.at[0] | 0x20u;
    unsigned last = (unsigned)(uint8_t)name.at[name.length - 1] | 0x20u;
    unsigned id = header_slots[((unsigned)name.length * 12u + first + last * 12u) & 127u];
    const char *known = header_names[id];
    if (strlen(known) != name.length || !same_name(name.at, known, name.length)) {
        return HF_HEADER_OTHER;
    }
    return id;
}

/* Case counts (RFC 3261 7.1). */
unsigned hf_sip_method_lookup(struct hf_slice name)
{
    for (unsigned id = 1; id < HF_METHOD_COUNT; id++) {
        if (hf_slice_equal(name, hf_slice_text(method_names[id]))) {
            return id;
        }
    }
    return HF_METHOD_OTHER;
}
