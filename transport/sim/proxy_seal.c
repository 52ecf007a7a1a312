/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps a proxy without state honest: texts that only we can have made. Our Via says by which
 * connection its response goes back, under a seal that holds the Via below it too, so that no
 * response can be sent through here but to who asked. Our Record-Route says that its dialog went
 * through here, under a seal that holds the Call-ID. The branch is made from the request alone.
 */
#include "proxy.h"

#include <stdio.h>
#include <string.h>

#define COOKIE "z9hG4bK"

/* ---- the branch ---- */

void hf_proxy_branch(const struct hf_proxy_pass *pass, char text[HF_PROXY_BRANCH_MAX])
{
    snprintf(text, HF_PROXY_BRANCH_MAX, COOKIE "%016llx%016llx", (unsigned long long)pass->key,
             (unsigned long long)pass->loop);
}

static bool is_our_via(const struct hf_proxy_pass *pass, const struct hf_sip_via *via)
{
    struct hf_sip_uri sent_by = {.kind = HF_SCHEME_SIP, .host = via->host, .port = via->port};
    struct hf_target place;
    return hf_proxy_place(&sent_by, &place) && hf_proxy_is_door(pass->registrar, &place);
}

/* RFC 3261 16.3 step 4: it was here in the same shape. In another one it goes round in a spiral. */
bool hf_proxy_is_looped(const struct hf_proxy_pass *pass)
{
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    char loop[17];
    snprintf(loop, sizeof loop, "%016llx", (unsigned long long)pass->loop);
    hf_sip_each_start(&each, pass->request->message, HF_HEADER_VIA);
    while (hf_sip_each_next(&each, &element)) {
        struct hf_slice tail;
        if (hf_sip_via_parse(element, &via, NULL) != 0 || via.branch.length < 16)
            continue;
        tail = (struct hf_slice){via.branch.at + via.branch.length - 16, 16};
        if (hf_slice_is(tail, loop) && is_our_via(pass, &via))
            return true;
    }
    return false;
}

/* ---- texts of numbers and a seal ---- */

/* Hexadecimal digits up to a full stop, which is taken too; false for anything else. */
static bool take_number(struct hf_slice *text, uint64_t *number)
{
    size_t n = 0;
    *number = 0;
    for (; n < text->length && n <= 16 && text->at[n] != '.'; n++) {
        char c = text->at[n];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && (c < 'a' || c > 'f'))
            return false;
        *number = *number << 4 | (unsigned)(is_digit ? c - '0' : c - 'a' + 10);
    }
    if (n == 0 || n > 16 || n == text->length)
        return false;
    text->at += n + 1;
    text->length -= n + 1;
    return true;
}

static bool take_door(struct hf_slice *text, uint8_t *door)
{
    uint64_t number;
    if (!take_number(text, &number) || number >= HF_REGISTRAR_DOORS)
        return false;
    *door = (uint8_t)number;
    return true;
}

/* ---- tokens ---- */

void hf_proxy_make_token(const struct hf_registrar *registrar, struct hf_slice call_id,
                         const struct hf_proxy_token *token, char text[HF_PROXY_TOKEN_MAX])
{
    char call[HF_REGISTRAR_SEAL + 1], sealed[HF_PROXY_TOKEN_MAX + HF_REGISTRAR_SEAL];
    int n = snprintf(text, HF_PROXY_TOKEN_MAX, "%x.%llx.%x.%llx.", (unsigned)token->doors[0],
                     (unsigned long long)token->connections[0], (unsigned)token->doors[1],
                     (unsigned long long)token->connections[1]);
    hf_registrar_seal(registrar, "call", call_id, call);
    snprintf(sealed, sizeof sealed, "%s%s", text, call);
    hf_registrar_seal(registrar, "dialog", hf_slice_text(sealed), text + n);
}

bool hf_proxy_read_token(const struct hf_registrar *registrar, struct hf_slice call_id,
                         struct hf_slice text, struct hf_proxy_token *token)
{
    struct hf_slice rest = text;
    char expected[HF_PROXY_TOKEN_MAX];
    if (!take_door(&rest, &token->doors[0]) || !take_number(&rest, &token->connections[0]) ||
        !take_door(&rest, &token->doors[1]) || !take_number(&rest, &token->connections[1]))
        return false;
    hf_proxy_make_token(registrar, call_id, token, expected);
    return hf_slice_equal(text, hf_slice_text(expected));
}

/* ---- the way back ---- */

void hf_proxy_make_way(const struct hf_registrar *registrar, const struct hf_proxy_return *back,
                       char text[HF_PROXY_TOKEN_MAX])
{
    const struct hf_slice parts[] = {back->branch, back->next.branch, back->next.host,
                                     back->next.received};
    char sealed[8 * (HF_REGISTRAR_SEAL + 1)];
    int n = snprintf(text, HF_PROXY_TOKEN_MAX, "%x.%llx.", (unsigned)back->door,
                     (unsigned long long)back->connection);
    int used = snprintf(sealed, sizeof sealed, "%s%u.%u.", text, (unsigned)back->next.port,
                        (unsigned)back->next.rport);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        hf_registrar_seal(registrar, "part", parts[i], sealed + used);
        used += HF_REGISTRAR_SEAL;
    }
    hf_registrar_seal(registrar, "way", hf_slice_text(sealed), text + n);
}

bool hf_proxy_read_way(const struct hf_registrar *registrar, struct hf_slice text,
                       struct hf_proxy_return *back)
{
    struct hf_slice rest = text;
    char expected[HF_PROXY_TOKEN_MAX];
    if (!take_door(&rest, &back->door) || !take_number(&rest, &back->connection))
        return false;
    hf_proxy_make_way(registrar, back, expected);
    return hf_slice_equal(text, hf_slice_text(expected));
}
