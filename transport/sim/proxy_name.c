/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own addresses, and others' as targets. Names are never looked up: this server reaches who is
 * written as an address, or registered.
 */
#include "proxy.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/config.h"

#define SIP_PORT  5060u
#define SIPS_PORT 5061u

/* ---- others ---- */

static uint8_t transport_of(const struct hf_sip_uri *uri)
{
    struct hf_sip_param param;
    if (uri->kind == HF_SCHEME_SIPS)
        return HF_TRANSPORT_TLS;
    if (!hf_sip_uri_param(uri, "transport", &param))
        return HF_TRANSPORT_UDP; /* RFC 3263 4.1 */
    if (hf_slice_is(param.value, "tls"))
        return HF_TRANSPORT_TLS;
    return hf_slice_is(param.value, "udp") ? HF_TRANSPORT_UDP : HF_TRANSPORT_TCP;
}

bool hf_proxy_place(const struct hf_sip_uri *uri, struct hf_target *place)
{
    memset(place, 0, sizeof *place);
    if ((uri->kind != HF_SCHEME_SIP && uri->kind != HF_SCHEME_SIPS) ||
        !hf_target_parse(place, uri->host.at, uri->host.length))
        return false;
    place->transport = transport_of(uri);
    place->port = uri->port != 0                         ? uri->port
                  : place->transport == HF_TRANSPORT_TLS ? SIPS_PORT
                                                         : SIP_PORT;
    return true;
}

static bool same_address(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && a->port == b->port &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

bool hf_proxy_same_place(const struct hf_target *a, const struct hf_target *b)
{
    return a->transport == b->transport && same_address(a, b);
}

static bool is_private_4(const uint8_t *at)
{
    return at[0] == 127 || at[0] == 10 || (at[0] == 172 && at[1] >= 16 && at[1] < 32) ||
           (at[0] == 192 && at[1] == 168) || (at[0] == 169 && at[1] == 254);
}

bool hf_proxy_is_private(const struct hf_target *place)
{
    static const uint8_t loopback[16] = {[15] = 1};
    const uint8_t *at = place->address;
    if (place->family == HF_FAMILY_IPV4)
        return is_private_4(at);
    return place->family == HF_FAMILY_IPV6 &&
           (memcmp(at, loopback, sizeof loopback) == 0 || (at[0] & 0xfe) == 0xfc ||
            (at[0] == 0xfe && (at[1] & 0xc0) == 0x80));
}

/* ---- ourselves ---- */

bool hf_proxy_has_name(const struct hf_registrar *registrar, unsigned door)
{
    static const uint8_t unspecified[16];
    const struct hf_target *where;
    if (door >= HF_REGISTRAR_DOORS)
        return false;
    where = &registrar->doors[door];
    return where->family != HF_FAMILY_NONE &&
           memcmp(where->address, unspecified, sizeof unspecified) != 0;
}

bool hf_proxy_is_door(const struct hf_registrar *registrar, const struct hf_target *place)
{
    for (unsigned i = 0; i < HF_REGISTRAR_DOORS; i++) {
        if (registrar->doors[i].family != HF_FAMILY_NONE &&
            same_address(place, &registrar->doors[i]))
            return true;
    }
    return false;
}

bool hf_proxy_is_us(const struct hf_registrar *registrar, const struct hf_sip_uri *uri)
{
    struct hf_target place;
    if (hf_proxy_place(uri, &place))
        return hf_proxy_is_door(registrar, &place);
    return registrar->domain[0] != '\0' && hf_slice_is(uri->host, registrar->domain);
}

bool hf_proxy_is_for_server(const struct hf_registrar *registrar,
                            const struct hf_sip_message *message)
{
    struct hf_sip_uri uri;
    struct hf_target place;
    if (message->method_id == HF_METHOD_REGISTER || hf_sip_uri_parse(message->uri, &uri, NULL) != 0)
        return true; /* an error says so */
    if (uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_SIPS)
        return true;
    if (uri.has_user)
        return false; /* a Contact may have none, then it is an address or at the end of a Route */
    return hf_proxy_is_us(registrar, &uri) ||
           (!hf_proxy_place(&uri, &place) && hf_sip_find(message, HF_HEADER_ROUTE) == NULL);
}

static bool is_udp(const struct hf_registrar *registrar, unsigned door, unsigned family)
{
    return door < HF_REGISTRAR_DOORS && registrar->doors[door].family == family &&
           registrar->doors[door].transport == HF_TRANSPORT_UDP;
}

unsigned hf_proxy_udp_door(const struct hf_registrar *registrar, unsigned family, unsigned best)
{
    unsigned door = 0;
    if (is_udp(registrar, best, family))
        return best;
    while (door < HF_REGISTRAR_DOORS && !is_udp(registrar, door, family))
        door++;
    return door;
}

/* ---- as text ---- */

void hf_proxy_address_text(const struct hf_target *target, char *text, size_t size)
{
    const uint8_t *at = target->address;
    size_t n = 0;
    if (target->family == HF_FAMILY_IPV4) {
        snprintf(text, size, "%u.%u.%u.%u", at[0], at[1], at[2], at[3]);
        return;
    }
    for (unsigned i = 0; i < 16 && n < size; i += 2)
        n += (size_t)snprintf(text + n, size - n, "%s%x", i == 0 ? "" : ":",
                              (unsigned)at[i] << 8 | at[i + 1]);
}

void hf_proxy_put_host(struct hf_sip_out *out, const struct hf_target *target)
{
    char text[48];
    bool is_v6 = target->family == HF_FAMILY_IPV6;
    hf_proxy_address_text(target, text, sizeof text);
    hf_sip_put_text(out, is_v6 ? "[" : "");
    hf_sip_put_text(out, text);
    hf_sip_put_text(out, is_v6 ? "]" : "");
}
