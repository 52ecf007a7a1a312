/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of header fields and methods. A field's name is found by a hash without collisions;
 * tests/unit/sip/header.c walks every name.
 */
#include "lex.h"

#define NAME(text)                                                                                 \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const struct hf_slice header_names[HF_HEADER_COUNT] = {
    [HF_HEADER_OTHER] = NAME(""),
    [HF_HEADER_ACCEPT] = NAME("Accept"),
    [HF_HEADER_ACCEPT_CONTACT] = NAME("Accept-Contact"),
    [HF_HEADER_ACCEPT_ENCODING] = NAME("Accept-Encoding"),
    [HF_HEADER_ACCEPT_LANGUAGE] = NAME("Accept-Language"),
    [HF_HEADER_ALERT_INFO] = NAME("Alert-Info"),
    [HF_HEADER_ALLOW] = NAME("Allow"),
    [HF_HEADER_ALLOW_EVENTS] = NAME("Allow-Events"),
    [HF_HEADER_ANSWER_MODE] = NAME("Answer-Mode"),
    [HF_HEADER_AUTHENTICATION_INFO] = NAME("Authentication-Info"),
    [HF_HEADER_AUTHORIZATION] = NAME("Authorization"),
    [HF_HEADER_CALL_ID] = NAME("Call-ID"),
    [HF_HEADER_CALL_INFO] = NAME("Call-Info"),
    [HF_HEADER_CONTACT] = NAME("Contact"),
    [HF_HEADER_CONTENT_DISPOSITION] = NAME("Content-Disposition"),
    [HF_HEADER_CONTENT_ENCODING] = NAME("Content-Encoding"),
    [HF_HEADER_CONTENT_LANGUAGE] = NAME("Content-Language"),
    [HF_HEADER_CONTENT_LENGTH] = NAME("Content-Length"),
    [HF_HEADER_CONTENT_TYPE] = NAME("Content-Type"),
    [HF_HEADER_CSEQ] = NAME("CSeq"),
    [HF_HEADER_DATE] = NAME("Date"),
    [HF_HEADER_DIVERSION] = NAME("Diversion"),
    [HF_HEADER_ERROR_INFO] = NAME("Error-Info"),
    [HF_HEADER_EVENT] = NAME("Event"),
    [HF_HEADER_EXPIRES] = NAME("Expires"),
    [HF_HEADER_FEATURE_CAPS] = NAME("Feature-Caps"),
    [HF_HEADER_FLOW_TIMER] = NAME("Flow-Timer"),
    [HF_HEADER_FROM] = NAME("From"),
    [HF_HEADER_GEOLOCATION] = NAME("Geolocation"),
    [HF_HEADER_HISTORY_INFO] = NAME("History-Info"),
    [HF_HEADER_IDENTITY] = NAME("Identity"),
    [HF_HEADER_IDENTITY_INFO] = NAME("Identity-Info"),
    [HF_HEADER_IN_REPLY_TO] = NAME("In-Reply-To"),
    [HF_HEADER_INFO_PACKAGE] = NAME("Info-Package"),
    [HF_HEADER_JOIN] = NAME("Join"),
    [HF_HEADER_MAX_FORWARDS] = NAME("Max-Forwards"),
    [HF_HEADER_MIME_VERSION] = NAME("MIME-Version"),
    [HF_HEADER_MIN_EXPIRES] = NAME("Min-Expires"),
    [HF_HEADER_MIN_SE] = NAME("Min-SE"),
    [HF_HEADER_ORGANIZATION] = NAME("Organization"),
    [HF_HEADER_P_ACCESS_NETWORK_INFO] = NAME("P-Access-Network-Info"),
    [HF_HEADER_P_ASSERTED_IDENTITY] = NAME("P-Asserted-Identity"),
    [HF_HEADER_P_ASSOCIATED_URI] = NAME("P-Associated-URI"),
    [HF_HEADER_P_CALLED_PARTY_ID] = NAME("P-Called-Party-ID"),
    [HF_HEADER_P_EARLY_MEDIA] = NAME("P-Early-Media"),
    [HF_HEADER_P_PREFERRED_IDENTITY] = NAME("P-Preferred-Identity"),
    [HF_HEADER_PATH] = NAME("Path"),
    [HF_HEADER_PRIORITY] = NAME("Priority"),
    [HF_HEADER_PRIVACY] = NAME("Privacy"),
    [HF_HEADER_PROXY_AUTHENTICATE] = NAME("Proxy-Authenticate"),
    [HF_HEADER_PROXY_AUTHENTICATION_INFO] = NAME("Proxy-Authentication-Info"),
    [HF_HEADER_PROXY_AUTHORIZATION] = NAME("Proxy-Authorization"),
    [HF_HEADER_PROXY_REQUIRE] = NAME("Proxy-Require"),
    [HF_HEADER_RACK] = NAME("RAck"),
    [HF_HEADER_REASON] = NAME("Reason"),
    [HF_HEADER_RECORD_ROUTE] = NAME("Record-Route"),
    [HF_HEADER_RECV_INFO] = NAME("Recv-Info"),
    [HF_HEADER_REFER_SUB] = NAME("Refer-Sub"),
    [HF_HEADER_REFER_TO] = NAME("Refer-To"),
    [HF_HEADER_REFERRED_BY] = NAME("Referred-By"),
    [HF_HEADER_REJECT_CONTACT] = NAME("Reject-Contact"),
    [HF_HEADER_REMOTE_PARTY_ID] = NAME("Remote-Party-ID"),
    [HF_HEADER_REPLACES] = NAME("Replaces"),
    [HF_HEADER_REPLY_TO] = NAME("Reply-To"),
    [HF_HEADER_REQUEST_DISPOSITION] = NAME("Request-Disposition"),
    [HF_HEADER_REQUIRE] = NAME("Require"),
    [HF_HEADER_RETRY_AFTER] = NAME("Retry-After"),
    [HF_HEADER_ROUTE] = NAME("Route"),
    [HF_HEADER_RSEQ] = NAME("RSeq"),
    [HF_HEADER_SECURITY_CLIENT] = NAME("Security-Client"),
    [HF_HEADER_SECURITY_SERVER] = NAME("Security-Server"),
    [HF_HEADER_SECURITY_VERIFY] = NAME("Security-Verify"),
    [HF_HEADER_SERVER] = NAME("Server"),
    [HF_HEADER_SERVICE_ROUTE] = NAME("Service-Route"),
    [HF_HEADER_SESSION_EXPIRES] = NAME("Session-Expires"),
    [HF_HEADER_SESSION_ID] = NAME("Session-ID"),
    [HF_HEADER_SIP_ETAG] = NAME("SIP-ETag"),
    [HF_HEADER_SIP_IF_MATCH] = NAME("SIP-If-Match"),
    [HF_HEADER_SUBJECT] = NAME("Subject"),
    [HF_HEADER_SUBSCRIPTION_STATE] = NAME("Subscription-State"),
    [HF_HEADER_SUPPORTED] = NAME("Supported"),
    [HF_HEADER_SUPPRESS_IF_MATCH] = NAME("Suppress-If-Match"),
    [HF_HEADER_TARGET_DIALOG] = NAME("Target-Dialog"),
    [HF_HEADER_TIMESTAMP] = NAME("Timestamp"),
    [HF_HEADER_TO] = NAME("To"),
    [HF_HEADER_UNSUPPORTED] = NAME("Unsupported"),
    [HF_HEADER_USER_AGENT] = NAME("User-Agent"),
    [HF_HEADER_USER_TO_USER] = NAME("User-to-User"),
    [HF_HEADER_VIA] = NAME("Via"),
    [HF_HEADER_WARNING] = NAME("Warning"),
    [HF_HEADER_WWW_AUTHENTICATE] = NAME("WWW-Authenticate"),
};

static const struct hf_slice method_names[HF_METHOD_COUNT] = {
    [HF_METHOD_OTHER] = NAME(""),
    [HF_METHOD_ACK] = NAME("ACK"),
    [HF_METHOD_BYE] = NAME("BYE"),
    [HF_METHOD_CANCEL] = NAME("CANCEL"),
    [HF_METHOD_INFO] = NAME("INFO"),
    [HF_METHOD_INVITE] = NAME("INVITE"),
    [HF_METHOD_MESSAGE] = NAME("MESSAGE"),
    [HF_METHOD_NOTIFY] = NAME("NOTIFY"),
    [HF_METHOD_OPTIONS] = NAME("OPTIONS"),
    [HF_METHOD_PRACK] = NAME("PRACK"),
    [HF_METHOD_PUBLISH] = NAME("PUBLISH"),
    [HF_METHOD_REFER] = NAME("REFER"),
    [HF_METHOD_REGISTER] = NAME("REGISTER"),
    [HF_METHOD_SUBSCRIBE] = NAME("SUBSCRIBE"),
    [HF_METHOD_UPDATE] = NAME("UPDATE"),
};

/* Compact forms, by letter: all that IANA's list of SIP header fields has. */
static const uint8_t compact_forms[26] = {
    ['a' - 'a'] = HF_HEADER_ACCEPT_CONTACT,
    ['b' - 'a'] = HF_HEADER_REFERRED_BY,
    ['c' - 'a'] = HF_HEADER_CONTENT_TYPE,
    ['d' - 'a'] = HF_HEADER_REQUEST_DISPOSITION,
    ['e' - 'a'] = HF_HEADER_CONTENT_ENCODING,
    ['f' - 'a'] = HF_HEADER_FROM,
    ['i' - 'a'] = HF_HEADER_CALL_ID,
    ['j' - 'a'] = HF_HEADER_REJECT_CONTACT,
    ['k' - 'a'] = HF_HEADER_SUPPORTED,
    ['l' - 'a'] = HF_HEADER_CONTENT_LENGTH,
    ['m' - 'a'] = HF_HEADER_CONTACT,
    ['n' - 'a'] = HF_HEADER_IDENTITY_INFO,
    ['o' - 'a'] = HF_HEADER_EVENT,
    ['r' - 'a'] = HF_HEADER_REFER_TO,
    ['s' - 'a'] = HF_HEADER_SUBJECT,
    ['t' - 'a'] = HF_HEADER_TO,
    ['u' - 'a'] = HF_HEADER_ALLOW_EVENTS,
    ['v' - 'a'] = HF_HEADER_VIA,
    ['x' - 'a'] = HF_HEADER_SESSION_EXPIRES,
    ['y' - 'a'] = HF_HEADER_IDENTITY,
};

/* By hash_of, which sends no two known names to one place. */
static const uint8_t header_slots[256] = {
    /* clang-format off */
    0, 0, 2, 0, 25, 40, 0, 0, 0, 0, 0, 0, 41, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 44, 0,
    0, 0, 35, 87, 71, 0, 48, 0, 0, 65, 90, 81, 0, 22, 0, 0, 0, 16, 0, 49, 0, 0, 0, 20, 0, 0, 0, 73,
    0, 0, 0, 77, 0, 0, 11, 0, 0, 0, 0, 0, 0, 60, 0, 0, 7, 0, 0, 89, 0, 0, 0, 0, 0, 59, 39, 14, 18,
    0, 61, 0, 19, 53, 0, 0, 0, 0, 0, 0, 0, 34, 79, 0, 0, 70, 0, 75, 0, 0, 0, 74, 9, 38, 0, 0, 0,
    36, 86, 1, 72, 0, 0, 28, 0, 47, 0, 0, 12, 0, 0, 0, 4, 64, 0, 0, 0, 54, 68, 32, 8, 0, 0, 13, 0,
    88, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 15, 57, 0, 0, 0, 29, 0, 45, 0, 0, 85, 0, 0, 76, 78, 55,
    0, 56, 0, 0, 17, 0, 82, 0, 0, 0, 0, 0, 84, 0, 83, 0, 0, 0, 10, 63, 0, 0, 69, 0, 0, 0, 0, 50,
    46, 0, 30, 0, 24, 0, 42, 0, 0, 58, 0, 43, 80, 0, 6, 0, 0, 0, 0, 0, 0, 51, 0, 66, 0, 0, 0, 52,
    0, 0, 0, 27, 0, 0, 37, 0, 0, 0, 0, 3, 0, 0, 0, 33, 31, 0, 0, 0, 0, 0, 62, 0, 0, 67, 5, 0, 0,
    /* clang-format on */
};

const char *hf_sip_header_name(unsigned id)
{
    return id < HF_HEADER_COUNT ? header_names[id].at : "";
}

const char *hf_sip_method_name(unsigned id)
{
    return id < HF_METHOD_COUNT ? method_names[id].at : "";
}

/* Token characters differ in case by the bit 0x20 alone only where they are letters; the others
 * of a known name ('-') have no partner that a token may hold. */
static bool same_eight(const char *a, const char *b)
{
    const uint64_t bits = 0x2020202020202020u;
    return (hf_lex_load(a) | bits) == (hf_lex_load(b) | bits);
}

static bool same_four(const char *a, const char *b)
{
    const uint32_t bits = 0x20202020u;
    return (hf_lex_load_four(a) | bits) == (hf_lex_load_four(b) | bits);
}

static bool same_name(const char *a, const char *b, size_t length)
{
    size_t i = 0;
    if (length >= 4 && length < 8) {
        return same_four(a, b) && same_four(a + length - 4, b + length - 4);
    }
    if (length < 4) {
        while (i < length && (a[i] | 0x20) == (b[i] | 0x20)) {
            i++;
        }
        return i == length;
    }
    for (; length - i > 8; i += 8) {
        if (!same_eight(a + i, b + i)) {
            return false;
        }
    }
    return same_eight(a + length - 8, b + length - 8);
}

/* Of length, first, middle and last character; the factor was found by trying. */
static unsigned hash_of(struct hf_slice name)
{
    uint32_t first = (uint8_t)name.at[0] | 0x20u;
    uint32_t middle = (uint8_t)name.at[name.length / 2] | 0x20u;
    uint32_t last = (uint8_t)name.at[name.length - 1] | 0x20u;
    uint32_t key = (uint32_t)name.length + (first << 8) + (middle << 16) + (last << 24);
    return (key * 0x958B8FADu) >> 24;
}

unsigned hf_sip_header_lookup(struct hf_slice name)
{
    if (name.length < 2) {
        char letter = name.length == 1 ? hf_lex_lower(name.at[0]) : ' ';
        return letter >= 'a' && letter <= 'z' ? compact_forms[letter - 'a'] : HF_HEADER_OTHER;
    }
    unsigned id = header_slots[hash_of(name)];
    const struct hf_slice *known = &header_names[id];
    bool found = known->length == name.length && same_name(name.at, known->at, name.length);
    return found ? id : HF_HEADER_OTHER;
}

/* Case counts (RFC 3261 7.1). */
unsigned hf_sip_method_lookup(struct hf_slice name)
{
    for (unsigned id = 1; id < HF_METHOD_COUNT; id++) {
        if (hf_slice_equal(name, method_names[id])) {
            return id;
        }
    }
    return HF_METHOD_OTHER;
}
