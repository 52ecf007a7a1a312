/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of bindings, and what a REGISTER may do to it (RFC 3261 10.3, steps 5 to 8).
 * Everything that can be wrong with a REGISTER is found before the first binding changes.
 */
#include "proxy.h"

#include <stdio.h>
#include <string.h>

#define EXPIRES_DEFAULT_S 3600u
#define ONE_HOUR_S        3600u
#define NO_SLOT           SIZE_MAX

struct wish { /* what one Contact of a REGISTER asks for */
    struct hf_slice uri;
    uint32_t expires_s; /* granted; 0: remove */
    uint16_t q;
};

struct wishes {
    char path[HF_REGISTRAR_PATH_MAX + 1];
    size_t n;
    bool star; /* remove all */
    struct wish wish[HF_REGISTRAR_CONTACTS];
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *hf_registrar_canonical(struct hf_sip_uri uri, char address[HF_REGISTRAR_TEXT_MAX + 1])
{
    size_t n = 0;
    int c;
    if ((uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_SIPS) || uri.user.length == 0)
        return "no user of this server is named";
    if (uri.user.length + uri.host.length + 1 > HF_REGISTRAR_TEXT_MAX)
        return "the address is too long";
    while ((c = hf_registrar_next_unescaped(&uri.user)) > 0)
        address[n++] = (char)c;
    if (c == 0) /* an escaped NUL would make one address look like another */
        return "no user of this server is named";
    address[n++] = '@';
    for (size_t i = 0; i < uri.host.length; i++)
        address[n++] = lower(uri.host.at[i]);
    address[n] = '\0';
    return NULL;
}

/* 0, or decided. */
static int read_address(struct hf_registrar_request *request)
{
    struct hf_sip_uri uri;
    const char *wrong = "To cannot be read";
    if (hf_sip_uri_parse(request->to.address.uri, &uri, NULL) == 0)
        wrong = hf_registrar_canonical(uri, request->address);
    if (wrong == NULL)
        return 0;
    hf_registrar_decide(request, 404, wrong);
    return -1;
}

/* ---- the table ---- */

bool hf_registrar_is_alive(const struct hf_registrar_binding *binding, uint64_t now_us)
{
    return binding->expires_us > now_us;
}

static uint32_t seconds_left(const struct hf_registrar_binding *binding, uint64_t now_us)
{
    return (uint32_t)((binding->expires_us - now_us + HF_REGISTRAR_SECOND_US - 1) /
                      HF_REGISTRAR_SECOND_US);
}

/* The next live binding of the request's address-of-record from `slot` on, or NO_SLOT. */
static size_t next_of_address(const struct hf_registrar *registrar,
                              const struct hf_registrar_request *request, size_t slot)
{
    struct hf_slice address = hf_slice_text(request->address);
    uint64_t hash = hf_registrar_hash(hf_registrar_hash_begin(registrar), address);
    for (; slot < registrar->n_slots; slot++) {
        const struct hf_registrar_binding *binding = &registrar->bindings[slot];
        if (binding->address_hash == hash && hf_registrar_is_alive(binding, request->now_us) &&
            strcmp(binding->address, request->address) == 0)
            return slot;
    }
    return NO_SLOT;
}

static size_t find_binding(const struct hf_registrar *registrar,
                           const struct hf_registrar_request *request, struct hf_slice uri)
{
    size_t slot = next_of_address(registrar, request, 0);
    while (slot != NO_SLOT &&
           !hf_registrar_same_uri(hf_slice_text(registrar->bindings[slot].contact), uri))
        slot = next_of_address(registrar, request, slot + 1);
    return slot;
}

static size_t count_of_address(const struct hf_registrar *registrar,
                               const struct hf_registrar_request *request)
{
    size_t n = 0;
    for (size_t slot = next_of_address(registrar, request, 0); slot != NO_SLOT;
         slot = next_of_address(registrar, request, slot + 1))
        n++;
    return n;
}

/* A free slot, or NO_SLOT when the table is full. */
static size_t free_slot(struct hf_registrar *registrar, uint64_t now_us)
{
    for (size_t slot = 0; slot < registrar->n_slots; slot++) {
        if (!hf_registrar_is_alive(&registrar->bindings[slot], now_us))
            return slot;
    }
    return registrar->n_slots < HF_REGISTRAR_BINDINGS ? registrar->n_slots++ : NO_SLOT;
}

static size_t count_free(const struct hf_registrar *registrar, uint64_t now_us)
{
    size_t n = HF_REGISTRAR_BINDINGS - registrar->n_slots;
    for (size_t slot = 0; slot < registrar->n_slots; slot++)
        n += !hf_registrar_is_alive(&registrar->bindings[slot], now_us);
    return n;
}

/* ---- a REGISTER, read ---- */

/* The expiry asked for: the Contact's own, else the Expires field, else ours (step 6). */
static uint32_t asked_expiry(const struct hf_registrar_request *request, uint32_t own_s)
{
    uint32_t field_s;
    if (own_s != HF_SIP_EXPIRES_NONE)
        return own_s;
    if (hf_sip_number(request->message, HF_HEADER_EXPIRES, &field_s) == 1)
        return field_s;
    return EXPIRES_DEFAULT_S;
}

/* 0, or decided. */
static int grant(const struct hf_registrar *registrar, struct hf_registrar_request *request,
                 struct wish *wish)
{
    uint32_t asked_s = wish->expires_s;
    if (asked_s > 0 && asked_s < ONE_HOUR_S && asked_s < registrar->expires_min_s) {
        hf_registrar_decide(request, 423, "the expiry is shorter than this server allows");
        return -1;
    }
    if (asked_s > registrar->expires_max_s)
        wish->expires_s = registrar->expires_max_s;
    return 0;
}

static int refuse(struct hf_registrar_request *request, uint16_t status, const char *why)
{
    hf_registrar_decide(request, status, why);
    return -1;
}

static int add_wish(const struct hf_registrar *registrar, struct hf_registrar_request *request,
                    struct wishes *wishes, const struct hf_sip_contact *contact)
{
    struct wish *wish;
    if (wishes->n == HF_REGISTRAR_CONTACTS)
        return refuse(request, 403, "more Contacts than this server keeps for one address");
    if (contact->address.uri.length > HF_REGISTRAR_CONTACT_MAX)
        return refuse(request, 400, "a Contact is longer than 255 bytes");
    wish = &wishes->wish[wishes->n++];
    wish->uri = contact->address.uri;
    wish->expires_s = asked_expiry(request, contact->expires_s);
    wish->q = contact->q;
    return grant(registrar, request, wish);
}

/* RFC 3327 5.3. 0, or decided. */
static int read_path(struct hf_registrar_request *request, struct wishes *wishes)
{
    struct hf_sip_each each;
    struct hf_sip_route route;
    struct hf_sip_out out;
    int found;
    hf_sip_out_start(&out, wishes->path, sizeof wishes->path - 1);
    hf_sip_each_start(&each, request->message, HF_HEADER_PATH);
    while ((found = hf_sip_route_next(&each, &route, NULL)) == 1) {
        hf_sip_put_text(&out, out.length == 0 ? "<" : ", <");
        hf_sip_put(&out, route.address.uri);
        hf_sip_put_text(&out, ">");
    }
    if (found < 0)
        return refuse(request, 400, "a Path cannot be read");
    if (out.overflow)
        return refuse(request, 403, "the Path is longer than 255 bytes");
    wishes->path[out.length] = '\0';
    return 0;
}

/* 0, or decided. */
static int read_wishes(const struct hf_registrar *registrar, struct hf_registrar_request *request,
                       struct wishes *wishes)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    uint32_t expires_s;
    int found;
    memset(wishes, 0, sizeof *wishes);
    if (read_path(request, wishes) != 0)
        return -1;
    hf_sip_each_start(&each, request->message, HF_HEADER_CONTACT);
    while ((found = hf_sip_contact_next(&each, &contact, NULL)) == 1) {
        if (contact.address.star)
            wishes->star = true;
        else if (add_wish(registrar, request, wishes, &contact) != 0)
            return -1;
    }
    if (found < 0)
        return refuse(request, 400, "a Contact cannot be read");
    if (!wishes->star)
        return 0;
    if (wishes->n > 0)
        return refuse(request, 400, "Contact * stands beside another Contact");
    if (hf_sip_number(request->message, HF_HEADER_EXPIRES, &expires_s) != 1 || expires_s != 0)
        return refuse(request, 400, "Contact * needs Expires: 0");
    return 0;
}

/* ---- a REGISTER, carried out ---- */

static uint64_t call_id_hash(const struct hf_registrar *registrar,
                             const struct hf_registrar_request *request)
{
    return hf_registrar_hash(hf_registrar_hash_begin(registrar),
                             hf_sip_value(request->message, HF_HEADER_CALL_ID));
}

/* An older request, or the same one again, must not undo a newer one (steps 6 and 7). */
static bool is_out_of_order(const struct hf_registrar *registrar,
                            const struct hf_registrar_request *request, size_t slot)
{
    const struct hf_registrar_binding *binding = &registrar->bindings[slot];
    return binding->call_id_hash == call_id_hash(registrar, request) &&
           request->cseq.number <= binding->cseq;
}

/* 0 when all wishes can be carried out, or decided. */
static int check_wishes(const struct hf_registrar *registrar, struct hf_registrar_request *request,
                        const struct wishes *wishes)
{
    size_t n_new = 0;
    for (size_t i = 0; i < wishes->n; i++) {
        size_t slot = find_binding(registrar, request, wishes->wish[i].uri);
        if (slot != NO_SLOT && is_out_of_order(registrar, request, slot))
            return refuse(request, 500, "CSeq is not higher than before");
        n_new += slot == NO_SLOT && wishes->wish[i].expires_s > 0;
    }
    if (n_new > 0 && count_of_address(registrar, request) + n_new > HF_REGISTRAR_CONTACTS)
        return refuse(request, 403, "more Contacts than this server keeps for one address");
    if (n_new > count_free(registrar, request->now_us))
        return refuse(request, 500, "the table of bindings is full");
    return 0;
}

static void copy_slice(char *to, struct hf_slice from)
{
    memcpy(to, from.at, from.length);
    to[from.length] = '\0';
}

/* The way to who registered. */
static void copy_way(struct hf_registrar *registrar, const struct hf_registrar_request *request,
                     struct hf_registrar_binding *binding)
{
    const struct hf_registrar_received *received = request->received;
    struct hf_sip_uri uri;
    binding->touched = ++registrar->last_touched;
    binding->connection = received->connection;
    binding->from = received->from;
    binding->door = received->door;
    memset(&binding->at, 0, sizeof binding->at);
    if (hf_sip_uri_parse(hf_slice_text(binding->contact), &uri, NULL) == 0)
        hf_proxy_place(&uri, &binding->at);
}

static void apply_wish(struct hf_registrar *registrar, struct hf_registrar_request *request,
                       const struct wishes *wishes, const struct wish *wish)
{
    struct hf_registrar_binding *binding;
    size_t slot = find_binding(registrar, request, wish->uri);
    if (wish->expires_s == 0) {
        if (slot != NO_SLOT)
            registrar->bindings[slot].expires_us = 0;
        return;
    }
    if (slot == NO_SLOT) {
        slot = free_slot(registrar, request->now_us);
        if (slot == NO_SLOT)
            return;
        registrar->bindings[slot].serial = ++registrar->last_serial;
    }
    binding = &registrar->bindings[slot];
    copy_slice(binding->address, hf_slice_text(request->address));
    copy_slice(binding->contact, wish->uri);
    copy_slice(binding->path, hf_slice_text(wishes->path));
    copy_way(registrar, request, binding);
    binding->address_hash = hf_registrar_hash(hf_registrar_hash_begin(registrar),
                                              hf_slice_text(request->address));
    binding->call_id_hash = call_id_hash(registrar, request);
    binding->cseq = request->cseq.number;
    binding->q = wish->q;
    binding->expires_us = request->now_us + (uint64_t)wish->expires_s * HF_REGISTRAR_SECOND_US;
    if (wish->expires_s > request->answer->expires_s)
        request->answer->expires_s = wish->expires_s;
}

/* `Contact: *`: all bindings of the address, or none (step 6). */
static int remove_all(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    size_t slot;
    for (slot = next_of_address(registrar, request, 0); slot != NO_SLOT;
         slot = next_of_address(registrar, request, slot + 1)) {
        if (is_out_of_order(registrar, request, slot))
            return refuse(request, 500, "CSeq is not higher than before");
    }
    for (slot = next_of_address(registrar, request, 0); slot != NO_SLOT;
         slot = next_of_address(registrar, request, slot + 1))
        registrar->bindings[slot].expires_us = 0;
    return 0;
}

static bool is_other_domain(const struct hf_registrar *registrar,
                            const struct hf_registrar_request *request)
{
    struct hf_sip_uri uri;
    return registrar->domain[0] != '\0' &&
           hf_sip_uri_parse(request->to.address.uri, &uri, NULL) == 0 &&
           !hf_slice_is(uri.host, registrar->domain);
}

void hf_registrar_register(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct wishes wishes;
    if (is_other_domain(registrar, request)) {
        hf_registrar_decide(request, 404, "To is of another domain");
        return;
    }
    if (read_address(request) != 0 || read_wishes(registrar, request, &wishes) != 0)
        return;
    if (wishes.star) {
        if (remove_all(registrar, request) != 0)
            return;
    } else if (check_wishes(registrar, request, &wishes) != 0) {
        return;
    }
    for (size_t i = 0; i < wishes.n; i++)
        apply_wish(registrar, request, &wishes, &wishes.wish[i]);
    request->answer->n_bindings = (uint32_t)count_of_address(registrar, request);
    hf_registrar_decide(request, 200, "");
}

/* ---- the table, shown ---- */

static void put_q(struct hf_sip_out *out, uint16_t q)
{
    char text[16];
    if (q >= 1000)
        return;
    snprintf(text, sizeof text, ";q=0.%03u", (unsigned)q);
    hf_sip_put_text(out, text);
}

void hf_registrar_put_contacts(const struct hf_registrar *registrar,
                               const struct hf_registrar_request *request, struct hf_sip_out *out)
{
    struct hf_sip_each each;
    struct hf_slice path;
    for (size_t slot = next_of_address(registrar, request, 0); slot != NO_SLOT;
         slot = next_of_address(registrar, request, slot + 1)) {
        const struct hf_registrar_binding *binding = &registrar->bindings[slot];
        hf_sip_put_text(out, "Contact: <");
        hf_sip_put_text(out, binding->contact);
        hf_sip_put_text(out, ">");
        put_q(out, binding->q);
        hf_sip_put_text(out, ";expires=");
        hf_sip_put_number(out, seconds_left(binding, request->now_us));
        hf_sip_put_text(out, "\r\n");
    }
    hf_sip_each_start(&each, request->message, HF_HEADER_PATH); /* RFC 3327 5.3 */
    while (hf_sip_each_next(&each, &path)) {
        hf_sip_put_text(out, "Path: ");
        hf_sip_put_unfolded(out, path);
        hf_sip_put_text(out, "\r\n");
    }
}

int hf_registrar_next_binding(const struct hf_registrar *registrar, uint64_t now_us, size_t *cursor,
                              struct hf_registrar_view *view)
{
    for (; *cursor < registrar->n_slots; (*cursor)++) {
        const struct hf_registrar_binding *binding = &registrar->bindings[*cursor];
        if (!hf_registrar_is_alive(binding, now_us))
            continue;
        view->address = binding->address;
        view->contact = binding->contact;
        view->expires_s = seconds_left(binding, now_us);
        view->cseq = binding->cseq;
        (*cursor)++;
        return 1;
    }
    return 0;
}
