/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who the line is and which servers it has: made at the beginning, and changed while anything
 * runs (C14). A request that was begun under the configuration before is repeated as it was, and
 * what the core removes at servers that are gone speaks to them with the identity of then; what is
 * two configurations old cannot be said any more.
 *
 * The texts of the former profile stand before those of now, hosts before identity in each, so
 * that the agent's own block can take both changes in place.
 */
#include "agent_state.h"

#include <stdalign.h>
#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

struct texts { /* an identity's */
    struct hf_slice user, auth_name, password, display_name;
};

static struct texts texts_of(const struct hf_agent_identity *identity)
{
    struct texts texts = {
        hf_slice_text(identity->user),
        hf_slice_text(identity->auth_name),
        hf_slice_text(identity->password),
        hf_slice_text(identity->display_name),
    };
    return texts;
}

static size_t identity_size(const struct texts *texts)
{
    return texts->user.length + texts->auth_name.length + texts->password.length +
           texts->display_name.length;
}

/* Of servers and proxies. */
static size_t hosts_size(const struct hf_config *config)
{
    size_t size = 0;
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];
        size += server->host.length;
        for (unsigned p = 0; p < server->n_proxies; p++) {
            size += server->proxies[p].host.length;
        }
    }
    return size;
}

/* As far as the agent relies on it; the core checks the rest. */
static bool hosts_fit(const struct hf_config *config)
{
    if (config->n_servers > HF_LINE_SERVERS) {
        return false;
    }
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];
        if (server->n_proxies > HF_SERVER_PROXIES) {
            return false;
        }
        for (unsigned p = 0; p < server->n_proxies; p++) {
            if (server->proxies[p].host.length > HF_NAME_MAX) {
                return false;
            }
        }
    }
    return hosts_size(config) <= HF_LINE_NAMES;
}

static bool fits(const struct hf_agent_setup *setup)
{
    struct texts texts = texts_of(&setup->identity);
    return texts.user.length <= HF_AGENT_TEXT_MAX && texts.auth_name.length <= HF_AGENT_TEXT_MAX &&
           texts.password.length <= HF_AGENT_TEXT_MAX &&
           texts.display_name.length <= HF_AGENT_TEXT_MAX &&
           (setup->config == NULL || hosts_fit(setup->config));
}

/* ---- sizes ---- */

size_t hf_agent_size(void)
{
    return sizeof(struct hf_agent) + HF_AGENT_GONE * (4 * HF_AGENT_TEXT_MAX + HF_LINE_NAMES);
}

size_t hf_agent_size_for(const struct hf_agent_setup *setup)
{
    struct texts texts = texts_of(&setup->identity);
    return sizeof(struct hf_agent) + identity_size(&texts) + hosts_size(setup->config);
}

/* The hosts of a profile, behind one another. */
static struct hf_name hosts_of(const struct hf_agent_profile *profile)
{
    struct hf_name hosts = {profile->run.at, (uint16_t)(profile->user.at - profile->run.at)};
    return hosts;
}

static size_t used_by(const struct hf_agent *agent)
{
    const struct hf_name *run = &agent->profiles[HF_AGENT_NOW].run;
    return sizeof(struct hf_agent) + run->at + run->length;
}

/* What is there now is copied first, so that it needs room too. */
size_t hf_agent_size_after(const struct hf_agent *agent, const struct hf_agent_setup *setup)
{
    const struct hf_agent_profile *now = &agent->profiles[HF_AGENT_NOW];
    struct texts texts = texts_of(&setup->identity);
    size_t kept = setup->config == NULL ? (size_t)now->run.at + hosts_of(now).length
                                        : now->run.length + hosts_size(setup->config);
    size_t size = sizeof(struct hf_agent) + kept + identity_size(&texts);
    return size > used_by(agent) ? size : used_by(agent);
}

/* ---- a profile ---- */

static struct hf_name append(struct hf_agent *agent, struct hf_agent_profile *profile,
                             struct hf_slice text)
{
    struct hf_name name = {(uint16_t)(profile->run.at + profile->run.length),
                           (uint16_t)text.length};
    if (text.length != 0) {
        memcpy(agent->texts + name.at, text.at, text.length);
    }
    profile->run.length = (uint16_t)(profile->run.length + text.length);
    return name;
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ p[i]) * 0x100000001b3u; /* FNV-1a */
    }
    return hash;
}

static uint64_t mix_place(uint64_t hash, struct hf_slice host, uint32_t port_and_transport)
{
    uint8_t numbers[4] = {(uint8_t)(port_and_transport >> 16), (uint8_t)(port_and_transport >> 8),
                          (uint8_t)port_and_transport, 0};
    return mix(mix(hash, host.at, host.length), numbers, sizeof numbers);
}

static struct hf_slice config_text(const struct hf_config *config, struct hf_name name)
{
    return hf_lex_slice(config->names + name.at, config->names + name.at + name.length);
}

/* The core takes two entries for the same server when these are equal (C14); the others of the
 * same profile have other keys, in the order of their entries. */
static uint32_t key_of(const struct hf_config *config, unsigned i,
                       const struct hf_agent_profile *profile)
{
    const struct hf_server_config *server = &config->servers[i];
    uint64_t hash = mix_place(0xcbf29ce484222325u, config_text(config, server->host),
                              (uint32_t)server->port << 8 | server->transport);
    for (unsigned p = 0; p < server->n_proxies; p++) {
        const struct hf_proxy_config *proxy = &server->proxies[p];
        hash = mix_place(hash, config_text(config, proxy->host),
                         (uint32_t)proxy->port << 8 | proxy->transport);
    }
    uint32_t key = (uint32_t)(hash ^ hash >> 32);
    for (unsigned tries = 0; tries <= i; tries++) {
        bool taken = key == 0;
        for (unsigned k = 0; k < i; k++) {
            taken = taken || profile->keys[k] == key;
        }
        key += taken;
    }
    return key;
}

static void put_servers(struct hf_agent *agent, struct hf_agent_profile *profile,
                        const struct hf_config *config)
{
    profile->n_servers = config->n_servers;
    profile->trust = config->trust;
    profile->contact_per_server = config->contact_per_server;
    for (unsigned i = 0; i < config->n_servers; i++) {
        profile->hosts[i] = append(agent, profile, config_text(config, config->servers[i].host));
        profile->keys[i] = key_of(config, i, profile);
    }
    for (unsigned i = 0; i < config->n_servers; i++) {
        for (unsigned p = 0; p < config->servers[i].n_proxies; p++) {
            struct hf_name host = config->servers[i].proxies[p].host;
            profile->proxies[i][p] =
                (uint8_t)append(agent, profile, config_text(config, host)).length;
        }
    }
}

static void put_identity(struct hf_agent *agent, struct hf_agent_profile *profile,
                         const struct hf_agent_identity *identity)
{
    struct texts texts = texts_of(identity);
    profile->user = append(agent, profile, texts.user);
    profile->auth_name = append(agent, profile, texts.auth_name);
    profile->password = append(agent, profile, texts.password);
    profile->display_name = append(agent, profile, texts.display_name);
}

int hf_agent_init(void *memory, size_t size, const struct hf_agent_setup *setup)
{
    struct hf_agent *agent = memory;
    struct hf_agent_profile *now;
    if (!fits(setup) || setup->line == 0 || setup->line > INT32_MAX) {
        return HF_E_LIMIT;
    }
    if (size < hf_agent_size_for(setup) || (uintptr_t)memory % alignof(struct hf_agent) != 0) {
        return HF_E_SPACE;
    }
    memset(memory, 0, size);
    agent->seed = setup->seed;
    agent->line = setup->line;
    agent->calls = setup->calls;
    agent->messages = setup->messages;
    memcpy(agent->random, setup->random, sizeof agent->random);
    now = &agent->profiles[HF_AGENT_NOW];
    put_servers(agent, now, setup->config);
    put_identity(agent, now, &setup->identity);
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        agent->watched[i].deadline_us = HF_NEVER;
    }
    return HF_OK;
}

/* ---- another one (C14) ---- */

static void shift(struct hf_agent_profile *profile, uint16_t by)
{
    struct hf_name *names[] = {&profile->user, &profile->auth_name, &profile->password,
                               &profile->display_name, &profile->run};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        names[i]->at = (uint16_t)(names[i]->at - by);
    }
    for (unsigned i = 0; i < profile->n_servers; i++) {
        profile->hosts[i].at = (uint16_t)(profile->hosts[i].at - by);
    }
}

static uint8_t older(uint8_t age)
{
    return age == HF_AGENT_GONE ? age : (uint8_t)(age + 1);
}

/* The profile of now becomes the former one, and so for all that was begun under it. */
static void grow_older(struct hf_agent *agent)
{
    struct hf_agent_profile *now = &agent->profiles[HF_AGENT_NOW];
    memmove(agent->texts, agent->texts + now->run.at, now->run.length);
    shift(now, now->run.at);
    agent->profiles[HF_AGENT_FORMER] = *now;
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        agent->attempts[i].age = older(agent->attempts[i].age);
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        agent->watched[i].age = older(agent->watched[i].age);
    }
}

int hf_agent_reconfigure(const struct hf_agent *agent, void *memory, size_t size,
                         const struct hf_agent_setup *setup)
{
    struct hf_agent *to = memory;
    struct hf_agent_profile *now = &to->profiles[HF_AGENT_NOW];
    if (!fits(setup)) {
        return HF_E_LIMIT;
    }
    if (size < hf_agent_size_after(agent, setup) ||
        (uintptr_t)memory % alignof(struct hf_agent) != 0) {
        return HF_E_SPACE;
    }
    if (to != agent) {
        memcpy(to, agent, used_by(agent));
    }
    if (setup->config != NULL) {
        grow_older(to);
        memset(now, 0, sizeof *now);
        now->run.at = to->profiles[HF_AGENT_FORMER].run.length;
        put_servers(to, now, setup->config);
    } else {
        now->run = hosts_of(now);
    }
    put_identity(to, now, &setup->identity);
    memset((char *)memory + used_by(to), 0, size - used_by(to)); /* no old secret stays behind */
    return HF_OK;
}

struct hf_slice hf_agent_text(const struct hf_agent *agent, struct hf_name name)
{
    return hf_lex_slice(agent->texts + name.at, agent->texts + name.at + name.length);
}

struct hf_slice hf_agent_user(const struct hf_agent *agent)
{
    return hf_agent_text(agent, agent->profiles[HF_AGENT_NOW].user);
}

struct hf_slice hf_agent_host(const struct hf_agent *agent, const struct hf_agent_profile *profile,
                              unsigned server)
{
    HF_ASSERT(server >= 1 && server <= profile->n_servers);
    return hf_agent_text(agent, profile->hosts[server - 1]);
}

static struct hf_slice proxy_host(const struct hf_agent *agent,
                                  const struct hf_agent_profile *profile, unsigned server,
                                  unsigned proxy)
{
    const struct hf_name *last = &profile->hosts[profile->n_servers - 1];
    unsigned at = (unsigned)last->at + last->length;
    for (unsigned i = 0; i < (server - 1) * HF_SERVER_PROXIES + proxy - 1; i++) {
        at += profile->proxies[i / HF_SERVER_PROXIES][i % HF_SERVER_PROXIES];
    }
    struct hf_name name = {(uint16_t)at, profile->proxies[server - 1][proxy - 1]};
    return hf_agent_text(agent, name);
}

struct hf_slice hf_agent_verified_host(const struct hf_agent *agent,
                                       const struct hf_agent_profile *profile, unsigned server,
                                       unsigned proxy)
{
    struct hf_slice none = {"", 0};
    if (server == 0 || server > profile->n_servers || proxy > HF_SERVER_PROXIES) {
        return none;
    }
    return proxy == 0 ? hf_agent_host(agent, profile, server)
                      : proxy_host(agent, profile, server, proxy);
}

struct hf_slice hf_agent_host_of(const struct hf_agent *agent, const struct hf_send *send)
{
    const struct hf_agent_profile *profile =
        &agent->profiles[send->former != 0 ? HF_AGENT_FORMER : HF_AGENT_NOW];
    return hf_agent_verified_host(agent, profile, send->server, send->proxy);
}

const struct hf_agent_profile *hf_agent_profile_of(const struct hf_agent *agent,
                                                   const struct hf_agent_attempt *attempt)
{
    HF_ASSERT(attempt->age < HF_AGENT_GONE);
    return &agent->profiles[attempt->age];
}
