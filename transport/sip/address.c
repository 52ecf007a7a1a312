/* SPDX-License-Identifier: Apache-2.0 */
/* Targets as texts, URIs as targets, and where a reply goes. */
#include "address.h"

#include <string.h>

#include "holdfast/config.h"
#include "lex.h"

#define PORT_SIP  5060u /* RFC 3261 18.2.2 */
#define PORT_SIPS 5061u

bool hf_sip_same_target(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && a->port == b->port && a->transport == b->transport &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

static void put_ipv4(struct hf_sip_out *out, const uint8_t *address)
{
    for (size_t i = 0; i < 4; i++) {
        hf_sip_put_text(out, i == 0 ? "" : ".");
        hf_sip_put_number(out, address[i]);
    }
}

static unsigned group(const uint8_t *address, size_t i)
{
    return (unsigned)address[2 * i] << 8 | address[2 * i + 1];
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952 4.2). */
static size_t longest_zeros(const uint8_t *address, size_t *length)
{
    size_t best = 8, run = 0;
    *length = 1;
    for (size_t i = 0; i < 8; i++) {
        run = group(address, i) == 0 ? run + 1 : 0;
        if (run > *length) {
            *length = run;
            best = i + 1 - run;
        }
    }
    return best;
}

static void put_group(struct hf_sip_out *out, unsigned value)
{
    static const char digits[] = "0123456789abcdef";
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned digit = (value >> shift) & 15;
        started = started || digit != 0 || shift == 0;
        if (started) {
            struct hf_slice one = {&digits[digit], 1};
            hf_sip_put(out, one);
        }
    }
}

static void put_ipv6(struct hf_sip_out *out, const uint8_t *address)
{
    size_t zeros;
    size_t from = longest_zeros(address, &zeros);
    size_t i = 0;
    while (i < 8) {
        if (i == from) {
            hf_sip_put_text(out, "::");
            i += zeros;
            continue;
        }
        hf_sip_put_text(out, i == 0 || (from < 8 && i == from + zeros) ? "" : ":");
        put_group(out, group(address, i));
        i++;
    }
}

void hf_sip_put_address(struct hf_sip_out *out, const struct hf_target *target)
{
    if (target->family == HF_FAMILY_IPV6) {
        put_ipv6(out, target->address);
    } else {
        put_ipv4(out, target->address);
    }
}

void hf_sip_put_host_port(struct hf_sip_out *out, const struct hf_target *target)
{
    hf_sip_put_text(out, target->family == HF_FAMILY_IPV6 ? "[" : "");
    hf_sip_put_address(out, target);
    hf_sip_put_text(out, target->family == HF_FAMILY_IPV6 ? "]:" : ":");
    hf_sip_put_number(out, target->port);
}

struct hf_target hf_sip_reply_target(const struct hf_sip_via *via, const struct hf_target *from)
{
    struct hf_target target = *from;
    if (from->transport != HF_TRANSPORT_UDP || via->has_rport) {
        return target; /* RFC 3261 18.2.2, RFC 3581 4 */
    }
    target.port = via->port != 0 ? via->port : PORT_SIP;
    return target;
}

/* sips is TLS whatever carries it, and over UDP there is no TLS (RFC 3263 4.1). */
static bool read_transport(const struct hf_sip_uri *uri, uint8_t *transport)
{
    struct hf_sip_param param;
    bool is_secure = uri->kind == HF_SCHEME_SIPS;
    *transport = is_secure ? HF_TRANSPORT_TLS : HF_TRANSPORT_UDP;
    if (!hf_sip_uri_param(uri, "transport", &param)) {
        return true;
    }
    if (hf_slice_is(param.value, "tls")) {
        *transport = HF_TRANSPORT_TLS;
        return true;
    }
    if (hf_slice_is(param.value, "tcp")) {
        *transport = is_secure ? HF_TRANSPORT_TLS : HF_TRANSPORT_TCP;
        return true;
    }
    return hf_slice_is(param.value, "udp") && !is_secure;
}

bool hf_sip_uri_target(const struct hf_sip_uri *uri, struct hf_target *target)
{
    struct hf_sip_param maddr;
    struct hf_slice host = uri->host;
    memset(target, 0, sizeof *target);
    if (hf_sip_uri_param(uri, "maddr", &maddr)) {
        host = maddr.value;
    }
    if ((uri->kind != HF_SCHEME_SIP && uri->kind != HF_SCHEME_SIPS) ||
        !hf_target_parse(target, host.at, host.length) ||
        !read_transport(uri, &target->transport)) {
        memset(target, 0, sizeof *target);
        return false;
    }
    target->port = uri->port != 0                          ? uri->port
                   : target->transport == HF_TRANSPORT_TLS ? PORT_SIPS
                                                           : PORT_SIP;
    return true;
}
