/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our Contacts: how one is printed, which one each server was given last, and which of an answer's
 * Contacts is ours (C4). When the local address has changed since, the next REGISTER to that server
 * takes the old Contact back beside the new one (C3a); and so it does with a stray, that of a
 * REGISTER which was given up: the server may have taken it, and have said so in vain (A11).
 *
 * A server is known by its key, so that what it was given stays known under another number (C14).
 */
#include "agent_state.h"

#include <string.h>

#include "lex.h"

#define CONTACT_MAX 192 /* "sip:", token, "@", an IPv6 address, port, transport and parameter */

struct hf_agent_contact hf_agent_contact(const struct hf_agent_profile *profile, unsigned server,
                                         const struct hf_target *local)
{
    struct hf_agent_contact contact;
    HF_ASSERT(server >= 1 && server <= profile->n_servers);
    memset(&contact, 0, sizeof contact);
    contact.key = profile->keys[server - 1];
    contact.local = *local;
    contact.per_server = profile->contact_per_server;
    return contact;
}

/* RFC 3261 8.1.1.8, 12.2.1.1: behind a proxy that does not record its route the next request of a
 * dialog comes from whoever the peer is, on a connection of his own. A registrar has our
 * connection, and the Contact that it is given names that. */
struct hf_target hf_agent_listens_at(const struct hf_agent *agent, const struct hf_target *local)
{
    struct hf_target at = *local;
    if (at.transport == HF_TRANSPORT_TCP && agent->sent_by != 0) {
        at.port = agent->sent_by;
    }
    return at;
}

void hf_agent_put_contact_uri(const struct hf_agent *agent, const struct hf_agent_contact *contact,
                              struct hf_sip_out *out)
{
    static const char *const transports[] = {"", ";transport=tcp", ";transport=tls"};
    struct hf_agent_token token = hf_agent_token(agent);
    hf_sip_put_text(out, "sip:");
    hf_sip_put(out, hf_lex_slice(token.text, token.text + sizeof token.text));
    hf_sip_put_text(out, "@");
    hf_sip_put_host_port(out, &contact->local);
    hf_sip_put_text(out, transports[contact->local.transport]);
    if (contact->per_server) { /* C1a */
        struct hf_agent_parameter own = hf_agent_parameter(agent, contact->key);
        hf_sip_put_text(out, ";server=");
        hf_sip_put(out, hf_lex_slice(own.text, own.text + sizeof own.text));
    }
}

/* ---- which one a server has ---- */

static const struct hf_agent_contact *find(const struct hf_agent_contact *contacts, unsigned n,
                                           uint32_t key)
{
    for (unsigned i = 0; i < n; i++) {
        if (key != 0 && contacts[i].key == key) {
            return &contacts[i];
        }
    }
    return NULL;
}

const struct hf_agent_contact *hf_agent_contact_known(const struct hf_agent *agent, uint32_t key)
{
    return find(agent->contacts, HF_AGENT_CONTACTS, key);
}

const struct hf_agent_contact *hf_agent_contact_stray(const struct hf_agent *agent, uint32_t key)
{
    return find(agent->strays, HF_AGENT_STRAYS, key);
}

unsigned hf_agent_server_of_key(const struct hf_agent *agent, uint32_t key)
{
    const struct hf_agent_profile *now = &agent->profiles[HF_AGENT_NOW];
    for (unsigned i = 0; i < now->n_servers; i++) {
        if (now->keys[i] == key) {
            return i + 1;
        }
    }
    return 0;
}

static bool is_of_now(const struct hf_agent *agent, uint32_t key)
{
    return hf_agent_server_of_key(agent, key) != 0;
}

/* The server's own place, else a free one, else that of a server that is gone, or NULL. */
static struct hf_agent_contact *
place_for(const struct hf_agent *agent, struct hf_agent_contact *contacts, unsigned n, uint32_t key)
{
    struct hf_agent_contact *place = NULL;
    for (unsigned i = 0; i < n; i++) {
        struct hf_agent_contact *entry = &contacts[i];
        if (entry->key == key) {
            return entry;
        }
        if (place == NULL || (place->key != 0 && entry->key == 0)) {
            place = entry->key == 0 || !is_of_now(agent, entry->key) ? entry : place;
        }
    }
    return place;
}

static void drop(struct hf_agent_contact *contacts, unsigned n, uint32_t key)
{
    for (unsigned i = 0; i < n; i++) {
        if (contacts[i].key == key) {
            memset(&contacts[i], 0, sizeof contacts[i]);
        }
    }
}

void hf_agent_contact_keep(struct hf_agent *agent, const struct hf_agent_contact *contact)
{
    const struct hf_agent_contact *stray = hf_agent_contact_stray(agent, contact->key);
    struct hf_agent_contact *place = place_for(agent, agent->contacts, HF_AGENT_CONTACTS,
                                               contact->key);
    HF_ASSERT(place != NULL); /* half of the places are enough for the servers of now */
    *place = *contact;
    if (stray != NULL && hf_sip_same_target(&stray->local, &contact->local)) {
        hf_agent_contact_strays_no_more(agent, contact->key);
    }
}

void hf_agent_contact_drop(struct hf_agent *agent, uint32_t key)
{
    drop(agent->contacts, HF_AGENT_CONTACTS, key);
}

bool hf_agent_contact_is_taken_back(const struct hf_agent *agent, uint32_t key)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *a = &agent->attempts[i];
        if (a->state != HF_AGENT_FREE &&
            (a->bits & (HF_AGENT_TAKES_BACK | HF_AGENT_TAKES_STRAY)) != 0 &&
            a->age != HF_AGENT_GONE && hf_agent_profile_of(agent, a)->keys[a->server - 1] == key) {
            return true;
        }
    }
    return false;
}

void hf_agent_contact_strays(struct hf_agent *agent, const struct hf_agent_contact *contact)
{
    const struct hf_agent_contact *known = hf_agent_contact_known(agent, contact->key);
    struct hf_agent_contact *place = place_for(agent, agent->strays, HF_AGENT_STRAYS, contact->key);
    bool is_known = known != NULL && hf_sip_same_target(&known->local, &contact->local);
    if (place != NULL && !is_known && !hf_agent_contact_is_taken_back(agent, contact->key)) {
        *place = *contact;
    }
}

void hf_agent_contact_strays_no_more(struct hf_agent *agent, uint32_t key)
{
    drop(agent->strays, HF_AGENT_STRAYS, key);
}

struct hf_agent_taken_back hf_agent_contact_taken_back(const struct hf_agent *agent,
                                                       const struct hf_agent_attempt *attempt)
{
    struct hf_agent_taken_back back = {NULL, NULL};
    uint32_t key = attempt->age == HF_AGENT_GONE
                       ? 0
                       : hf_agent_profile_of(agent, attempt)->keys[attempt->server - 1];
    if ((attempt->bits & HF_AGENT_TAKES_BACK) != 0) {
        back.known = hf_agent_contact_known(agent, key);
    }
    if ((attempt->bits & HF_AGENT_TAKES_STRAY) != 0) {
        back.stray = hf_agent_contact_stray(agent, key);
    }
    return back;
}

static void put_mark(uint8_t out[3], uint32_t mark)
{
    out[0] = (uint8_t)mark;
    out[1] = (uint8_t)(mark >> 8);
    out[2] = (uint8_t)(mark >> 16);
}

void hf_agent_contact_accepted(const struct hf_agent *agent, struct hf_agent_contact *contact,
                               const struct hf_target *by)
{
    put_mark(contact->accepted_by, hf_agent_address_mark(agent, by));
}

/* A connection of ours has an address and port that no other one to the same peer has. */
bool hf_agent_contact_is_on(const struct hf_agent *agent, const struct hf_agent_received *received)
{
    struct hf_target here = received->local;
    uint8_t mark[3];
    here.transport = received->from.transport;
    put_mark(mark, hf_agent_address_mark(agent, &received->from));
    for (unsigned i = 0; received->flow != 0 && i < HF_AGENT_CONTACTS; i++) {
        const struct hf_agent_contact *entry = &agent->contacts[i];
        if (entry->key != 0 && memcmp(entry->accepted_by, mark, sizeof mark) == 0 &&
            hf_sip_same_target(&entry->local, &here)) {
            return true;
        }
    }
    return false;
}

unsigned hf_agent_contact_server(const struct hf_agent *agent, const struct hf_target *address)
{
    uint8_t mark[3];
    put_mark(mark, hf_agent_address_mark(agent, address));
    for (unsigned i = 0; i < HF_AGENT_CONTACTS; i++) {
        const struct hf_agent_contact *entry = &agent->contacts[i];
        unsigned server = entry->key == 0 ? 0 : hf_agent_server_of_key(agent, entry->key);
        if (server != 0 && memcmp(entry->accepted_by, mark, sizeof mark) == 0) {
            return server;
        }
    }
    return 0;
}

/* ---- which of an answer's is ours ---- */

struct own { /* a Contact of ours, as text and split */
    char text[CONTACT_MAX];
    struct hf_sip_uri uri;
};

struct others { /* that were taken back */
    struct own own[2];
    unsigned n;
};

static void split(const struct hf_agent *agent, const struct hf_agent_contact *contact,
                  struct own *own)
{
    struct hf_sip_out out;
    hf_sip_out_start(&out, own->text, sizeof own->text);
    hf_agent_put_contact_uri(agent, contact, &out);
    int result = hf_sip_uri_parse(hf_lex_slice(own->text, own->text + out.length), &own->uri, NULL);
    HF_ASSERT(result == 0 && !out.overflow);
}

static struct hf_slice value_of(const struct hf_sip_uri *uri, const char *name)
{
    struct hf_sip_param param;
    struct hf_slice none = {"", 0};
    return hf_sip_param_find(uri->params, name, &param) ? param.value : none;
}

static bool same_param(const struct hf_sip_uri *a, const struct hf_sip_uri *b, const char *name)
{
    return hf_slice_same(value_of(a, name), value_of(b, name));
}

static bool same_place(const struct hf_sip_uri *a, const struct hf_sip_uri *b)
{
    return hf_slice_same(a->host, b->host) && a->port == b->port && same_param(a, b, "transport");
}

/* How well a Contact of the answer fits ours: 2 in all that we sent, 1 in what nobody can guess
 * alone (a registrar behind a NAT may show us at another address), 0 not. */
static unsigned likeness(const struct own *ours, const struct others *others,
                         const struct hf_sip_contact *contact)
{
    struct hf_sip_uri theirs;
    if (hf_sip_uri_parse(contact->address.uri, &theirs, NULL) < 0 ||
        !hf_slice_equal(theirs.user, ours->uri.user)) {
        return 0;
    }
    bool same_server = same_param(&theirs, &ours->uri, "server");
    if (!same_server && value_of(&ours->uri, "server").length != 0) {
        return 0; /* C1a: another server's */
    }
    if (same_place(&theirs, &ours->uri)) {
        return same_server ? 2 : 1;
    }
    for (unsigned i = 0; i < others->n; i++) {
        if (same_place(&theirs, &others->own[i].uri)) {
            return 0;
        }
    }
    return 1;
}

/* A registrar that tells bindings apart by Call-ID lists ours of before a restart too (RFC 3261
 * 10.3): of two alike the longer is the one that was just made. */
static bool lasts_longer(const struct hf_sip_contact *contact, const struct hf_agent_grant *grant)
{
    return contact->expires_s != HF_SIP_EXPIRES_NONE &&
           (grant->expires_s == HF_EXPIRES_NONE || contact->expires_s > grant->expires_s);
}

struct hf_agent_grant hf_agent_grant(const struct hf_agent *agent, const struct hf_sip_message *m,
                                     const struct hf_agent_contact *ours,
                                     const struct hf_agent_taken_back *back)
{
    struct hf_agent_grant grant = {HF_EXPIRES_NONE, true};
    struct others others = {.n = 0};
    struct own own;
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    unsigned best = 0, n_read = 0;
    int found;
    split(agent, ours, &own);
    if (back->known != NULL) {
        split(agent, back->known, &others.own[others.n++]);
    }
    if (back->stray != NULL) {
        split(agent, back->stray, &others.own[others.n++]);
    }
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while ((found = hf_sip_contact_next(&each, &contact, NULL)) != 0 &&
           n_read++ < HF_AGENT_CONTACTS_READ) {
        /* What is odd behind our own URI does not make it another's: what was read counts. */
        unsigned like = contact.address.uri.length == 0 ? 0 : likeness(&own, &others, &contact);
        if (like > best || (like != 0 && like == best && lasts_longer(&contact, &grant))) {
            best = like;
            grant.expires_s = contact.expires_s;
        }
    }
    bool all_read = found == 0 && m->n_left_out == 0;
    grant.missing = best == 0 && all_read; /* it may stand among those that were not read */
    if (grant.expires_s == HF_SIP_EXPIRES_NONE &&
        hf_sip_number(m, HF_HEADER_EXPIRES, &grant.expires_s) != 1) {
        grant.expires_s = HF_EXPIRES_NONE;
    }
    return grant;
}
