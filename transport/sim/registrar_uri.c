/* SPDX-License-Identifier: Apache-2.0 */
/* When two Contacts are the same binding: the comparison of URIs, RFC 3261 19.1.4. */
#include "registrar_state.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int hf_registrar_next_unescaped(struct hf_slice *text)
{
    size_t used = 1;
    int c;
    if (text->length == 0)
        return -1;
    c = (unsigned char)text->at[0];
    if (c == '%' && text->length >= 3 && hex_digit(text->at[1]) >= 0 &&
        hex_digit(text->at[2]) >= 0) {
        c = hex_digit(text->at[1]) * 16 + hex_digit(text->at[2]);
        used = 3;
    }
    text->at += used;
    text->length -= used;
    return c;
}

static bool same_unescaped(struct hf_slice a, struct hf_slice b)
{
    int left, right;
    do {
        left = hf_registrar_next_unescaped(&a);
        right = hf_registrar_next_unescaped(&b);
        if (left != right)
            return false;
    } while (left >= 0);
    return true;
}

/* A parameter that only one URI has makes a difference for these alone (RFC 3261 19.1.4). */
static bool must_be_in_both(struct hf_slice name)
{
    return hf_slice_is(name, "transport") || hf_slice_is(name, "user") ||
           hf_slice_is(name, "ttl") || hf_slice_is(name, "method") || hf_slice_is(name, "maddr");
}

static bool find_same_name(struct hf_slice params, struct hf_slice name, struct hf_sip_param *found)
{
    while (hf_sip_param_next(&params, found)) {
        if (hf_slice_same(found->name, name))
            return true;
    }
    return false;
}

/* Each parameter of a agrees with b. */
static bool params_agree(struct hf_slice a, struct hf_slice b)
{
    struct hf_sip_param mine, other;
    while (hf_sip_param_next(&a, &mine)) {
        if (!find_same_name(b, mine.name, &other)) {
            if (must_be_in_both(mine.name))
                return false;
        } else if (mine.has_value != other.has_value || !hf_slice_same(mine.value, other.value)) {
            return false;
        }
    }
    return true;
}

bool hf_registrar_same_uri(struct hf_slice left, struct hf_slice right)
{
    struct hf_sip_uri a, b;
    if (hf_sip_uri_parse(left, &a, NULL) != 0 || hf_sip_uri_parse(right, &b, NULL) != 0)
        return hf_slice_equal(left, right);
    if (a.kind != b.kind)
        return false;
    if (a.kind != HF_SCHEME_SIP && a.kind != HF_SCHEME_SIPS)
        return hf_slice_equal(left, right);
    return a.has_user == b.has_user && same_unescaped(a.user, b.user) &&
           same_unescaped(a.password, b.password) && hf_slice_same(a.host, b.host) &&
           a.port == b.port && hf_slice_equal(a.headers, b.headers) &&
           params_agree(a.params, b.params) && params_agree(b.params, a.params);
}
