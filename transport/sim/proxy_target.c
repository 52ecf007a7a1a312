/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a request goes (RFC 3261 16.5, 16.6 steps 2 and 6), and where it may not: this is no open
 * relay. In this order: where its first try went; along the Routes that are left, if its dialog
 * proved itself; to the place of a registered Contact; to the newest Contact of a user; to the
 * other side of its dialog; to any private address, where the options allow it.
 */
#include "proxy.h"

#include <string.h>

static int refuse(struct hf_proxy_pass *pass, uint16_t status, const char *why)
{
    hf_registrar_decide(pass->request, status, why);
    return -1;
}

/* ---- ways ---- */

static int leave_by_connection(struct hf_proxy_pass *pass, uint64_t connection, unsigned door)
{
    pass->connection = connection;
    pass->door = (uint8_t)door;
    memset(&pass->to, 0, sizeof pass->to);
    return 0;
}

static int leave_by_udp(struct hf_proxy_pass *pass, const struct hf_target *to, unsigned best)
{
    unsigned door;
    if (to->transport != HF_TRANSPORT_UDP)
        return refuse(pass, 480, "no connection to its Contact is open");
    door = hf_proxy_udp_door(pass->registrar, to->family, best);
    if (door == HF_REGISTRAR_DOORS)
        return refuse(pass, 480, "this server has no UDP door of that family");
    pass->connection = 0;
    pass->door = (uint8_t)door;
    pass->to = *to;
    return 0;
}

/* The first of a binding's Path (RFC 3327), where it is an address. */
static bool place_of_path(const struct hf_registrar_binding *binding, struct hf_target *place)
{
    struct hf_sip_address address;
    struct hf_sip_uri uri;
    size_t length = strcspn(binding->path, ">");
    struct hf_slice first = {binding->path, length + 1};
    return binding->path[0] != '\0' && hf_sip_address_parse(first, &address, NULL) == 0 &&
           hf_sip_uri_parse(address.uri, &uri, NULL) == 0 && hf_proxy_place(&uri, place);
}

static int leave_to_binding(struct hf_proxy_pass *pass, size_t slot)
{
    const struct hf_registrar_binding *binding = &pass->registrar->bindings[slot];
    struct hf_target place;
    pass->slot = slot;
    if (binding->connection != 0)
        return leave_by_connection(pass, binding->connection, binding->door);
    if (pass->path[0] != '\0' && place_of_path(binding, &place))
        return leave_by_udp(pass, &place, binding->door);
    if (pass->path[0] != '\0' || binding->at.family == HF_FAMILY_NONE)
        return leave_by_udp(pass, &binding->from, binding->door);
    return leave_by_udp(pass, &binding->at, binding->door);
}

/* A user's Contact takes the Request-URI's place, and its Path goes before it. */
static int leave_to_user(struct hf_proxy_pass *pass, size_t slot)
{
    const struct hf_registrar_binding *binding = &pass->registrar->bindings[slot];
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(hf_slice_text(binding->contact), &uri, NULL) != 0 ||
        (uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_SIPS))
        return refuse(pass, 480, "the user's Contact is not a SIP URI");
    pass->is_for_user = true;
    pass->out_text = hf_slice_text(binding->contact);
    pass->path = binding->path;
    return leave_to_binding(pass, slot);
}

/* To who is not the sender; false where the token says nothing of connections. */
static bool leave_by_token(struct hf_proxy_pass *pass)
{
    const struct hf_proxy_token *token = &pass->token;
    uint64_t from = pass->request->received->connection;
    unsigned side = from == token->connections[0] ? 1 : 0;
    bool is_known = from == token->connections[1 - side];
    if (!is_known || token->connections[side] == 0)
        return false;
    leave_by_connection(pass, token->connections[side], token->doors[side]);
    return true;
}

/* ---- bindings ---- */

static bool is_newer(const struct hf_registrar_binding *a, const struct hf_registrar_binding *b)
{
    return a->q != b->q ? a->q > b->q : a->touched > b->touched;
}

enum match { MATCH_ADDRESS, MATCH_USER };

static bool matches(const struct hf_registrar_binding *binding, const char *address,
                    enum match match)
{
    size_t user = (size_t)(strrchr(address, '@') - address) + 1;
    return match == MATCH_ADDRESS ? strcmp(binding->address, address) == 0
                                  : strncmp(binding->address, address, user) == 0;
}

/* The newest binding of an address-of-record; or of its user, whatever the host. */
static size_t find_user(const struct hf_proxy_pass *pass, const char *address, enum match match)
{
    const struct hf_registrar *registrar = pass->registrar;
    size_t best = HF_PROXY_NO_SLOT;
    for (size_t slot = 0; slot < registrar->n_slots; slot++) {
        const struct hf_registrar_binding *binding = &registrar->bindings[slot];
        if (hf_registrar_is_alive(binding, pass->request->now_us) &&
            matches(binding, address, match) &&
            (best == HF_PROXY_NO_SLOT || is_newer(binding, &registrar->bindings[best])))
            best = slot;
    }
    return best;
}

enum nearness { NEAR_NOT, NEAR_RECONNECTED, NEAR_PLACE, NEAR_CONTACT };

/* A phone has one socket, and another Contact on it for each of its servers: the place is enough.
 * Over connections its port is another one whenever it has connected again; then its user part
 * and address tell that it is the same. */
static enum nearness nearness(const struct hf_proxy_pass *pass, const struct hf_target *place,
                              const struct hf_registrar_binding *binding)
{
    struct hf_target there = binding->at;
    struct hf_sip_uri uri;
    if (place->family == HF_FAMILY_NONE || hf_proxy_same_place(place, &binding->at)) {
        if (hf_registrar_same_uri(hf_slice_text(binding->contact), pass->uri_text))
            return NEAR_CONTACT;
        return place->family == HF_FAMILY_NONE ? NEAR_NOT : NEAR_PLACE;
    }
    there.port = place->port;
    if (binding->connection == 0 || !hf_proxy_same_place(place, &there) ||
        hf_sip_uri_parse(hf_slice_text(binding->contact), &uri, NULL) != 0)
        return NEAR_NOT;
    return uri.has_user && hf_slice_equal(uri.user, pass->uri.user) ? NEAR_RECONNECTED : NEAR_NOT;
}

/* The newest of the nearest bindings. */
static size_t find_place(const struct hf_proxy_pass *pass)
{
    const struct hf_registrar *registrar = pass->registrar;
    enum nearness best_near = NEAR_NOT;
    size_t best = HF_PROXY_NO_SLOT;
    struct hf_target place;
    hf_proxy_place(&pass->uri, &place);
    for (size_t slot = 0; slot < registrar->n_slots; slot++) {
        const struct hf_registrar_binding *binding = &registrar->bindings[slot];
        enum nearness near = NEAR_NOT;
        if (hf_registrar_is_alive(binding, pass->request->now_us))
            near = nearness(pass, &place, binding);
        if (near > best_near || (near == best_near && near != NEAR_NOT &&
                                 binding->touched > registrar->bindings[best].touched)) {
            best = slot;
            best_near = near;
        }
    }
    return best;
}

/* ---- the Request-URI ---- */

static bool is_user(const struct hf_registrar *registrar, const char *address)
{
    size_t length = (size_t)(strrchr(address, '@') - address);
    for (size_t i = 0; i < registrar->n_users; i++) {
        if (strlen(registrar->users[i].name) == length &&
            memcmp(registrar->users[i].name, address, length) == 0)
            return true;
    }
    return registrar->n_users == 0;
}

static int find_by_user(struct hf_proxy_pass *pass)
{
    char address[HF_REGISTRAR_TEXT_MAX + 1];
    const char *wrong = hf_registrar_canonical(pass->uri, address);
    size_t slot;
    if (wrong != NULL)
        return refuse(pass, 404, wrong);
    slot = find_user(pass, address, MATCH_ADDRESS);
    if (slot == HF_PROXY_NO_SLOT && hf_proxy_is_us(pass->registrar, &pass->uri))
        slot = find_user(pass, address, MATCH_USER);
    if (slot != HF_PROXY_NO_SLOT)
        return leave_to_user(pass, slot);
    if (!is_user(pass->registrar, address))
        return refuse(pass, 404, "there is no such user");
    return refuse(pass, 480, "nobody is registered there");
}

static bool is_of_other_domain(const struct hf_proxy_pass *pass)
{
    return pass->registrar->domain[0] != '\0' && !hf_proxy_is_us(pass->registrar, &pass->uri);
}

static int find_by_name(struct hf_proxy_pass *pass)
{
    if (is_of_other_domain(pass))
        return refuse(pass, 404, "the Request-URI is of another domain");
    return find_by_user(pass);
}

/* The address-of-record may be made of an address by which this server does not know itself. */
static bool find_foreign_user(struct hf_proxy_pass *pass, size_t *slot)
{
    char address[HF_REGISTRAR_TEXT_MAX + 1];
    if (pass->is_inside || hf_registrar_canonical(pass->uri, address) != NULL)
        return false;
    *slot = find_user(pass, address, MATCH_ADDRESS);
    return *slot != HF_PROXY_NO_SLOT;
}

/* No Contact that is registered is there. */
static int find_stranger(struct hf_proxy_pass *pass, const struct hf_target *place)
{
    size_t slot;
    if (pass->is_inside && leave_by_token(pass))
        return 0;
    if (find_foreign_user(pass, &slot))
        return leave_to_user(pass, slot);
    if (pass->is_inside ||
        (pass->registrar->relay == HF_REGISTRAR_RELAY_ANY && hf_proxy_is_private(place)))
        return leave_by_udp(pass, place, pass->request->received->door);
    return refuse(pass, 403, "the Request-URI is no place that is registered here");
}

static int find_by_uri(struct hf_proxy_pass *pass)
{
    struct hf_target place;
    size_t slot;
    if (hf_proxy_is_us(pass->registrar, &pass->uri))
        return find_by_user(pass);
    slot = find_place(pass);
    if (slot != HF_PROXY_NO_SLOT)
        return leave_to_binding(pass, slot);
    if (!hf_proxy_place(&pass->uri, &place))
        return pass->is_inside && leave_by_token(pass) ? 0 : find_by_name(pass);
    return find_stranger(pass, &place);
}

/* ---- the Routes ---- */

static int find_by_route(struct hf_proxy_pass *pass)
{
    struct hf_target place;
    bool has_place = hf_proxy_place(&pass->next.uri, &place);
    bool is_allowed = pass->registrar->relay == HF_REGISTRAR_RELAY_ANY && has_place &&
                      hf_proxy_is_private(&place);
    if (!pass->is_inside && !is_allowed)
        return refuse(pass, 403, "a Route goes on to a place that is not this server");
    if (pass->is_inside && leave_by_token(pass))
        return 0;
    if (!has_place)
        return refuse(pass, 502, "a Route names a host, and this server looks up no names");
    return leave_by_udp(pass, &place, pass->request->received->door);
}

/* ---- what was forwarded before ---- */

/* The binding that its first try went to, which may have expired since; HF_PROXY_NO_SLOT. */
static size_t find_before(struct hf_proxy_pass *pass, bool *is_for_user)
{
    const struct hf_registrar *registrar = pass->registrar;
    for (size_t i = 0; i < HF_REGISTRAR_PASSED; i++) {
        const struct hf_registrar_passed *passed = &registrar->passed[i];
        if (passed->key != pass->key)
            continue;
        pass->is_known = true;
        *is_for_user = passed->is_for_user;
        if (passed->serial != 0 && passed->slot < registrar->n_slots &&
            registrar->bindings[passed->slot].serial == passed->serial)
            return passed->slot;
    }
    return HF_PROXY_NO_SLOT;
}

int hf_proxy_find_target(struct hf_proxy_pass *pass)
{
    bool is_for_user = false;
    size_t before = find_before(pass, &is_for_user);
    pass->slot = HF_PROXY_NO_SLOT;
    pass->out_text = pass->uri_text;
    pass->path = "";
    if (before != HF_PROXY_NO_SLOT)
        return is_for_user ? leave_to_user(pass, before) : leave_to_binding(pass, before);
    return pass->n_routes > 0 ? find_by_route(pass) : find_by_uri(pass);
}
