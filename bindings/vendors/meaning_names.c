/* SPDX-License-Identifier: Apache-2.0 */
/* How servers are found, in sentences: what is asked of DNS (B2 to B10), and what the server has to
 * prove (B14); see meaning.h. */
#include "meaning.h"

#include <stdio.h>

#include "holdfast/limits.h"

static const char *const builds[] = {[HF_BUILD_UDP] = "UDP",
                                     [HF_BUILD_TLS_TCP] = "TLS and TCP",
                                     [HF_BUILD_ALL] = "TLS, TCP and UDP"};
static const char *const services[HF_TRANSPORT_COUNT] = {[HF_TRANSPORT_UDP] = "_sip._udp",
                                                         [HF_TRANSPORT_TCP] = "_sip._tcp",
                                                         [HF_TRANSPORT_TLS] = "_sips._tcp",
                                                         [HF_TRANSPORT_NAPTR] = "NAPTR"};

struct found { /* a place that is a name */
    char at[HF_LASTING], host[HF_NAME_MAX + 1];
    unsigned transport, port;
};

static struct found found_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);
    struct found found = {.transport = server->transport, .port = server->port};

    if (proxy > 0) {
        found.transport = server->proxies[proxy - 1].transport;
        found.port = server->proxies[proxy - 1].port;
    }
    hf_meaning_where(place, found.at);
    hf_policy_host(config, place, found.host);
    return found;
}

/* B3, B4: what a port of 0 asks for. */
static void say_asked(struct hf_meaning *meaning, const struct found *found)
{
    if (found->transport == HF_TRANSPORT_NAPTR)
        hf_meaning_say(meaning, "B3",
                       "%s: DNS is asked for NAPTR of %.60s, else for SRV over %s; where it has "
                       "neither, for its addresses, and UDP is used",
                       found->at, found->host, builds[meaning->config->naptr_build]);
    else
        hf_meaning_say(meaning, "B4",
                       "%s: DNS is asked for SRV of %s.%.60s; where it has none, for the addresses "
                       "of %.60s, at port %u",
                       found->at, services[found->transport], found->host, found->host,
                       found->transport == HF_TRANSPORT_TLS ? 5061 : 5060);
}

/* B10. The figures take each name for one target. */
static void say_limit(struct hf_meaning *meaning)
{
    hf_meaning_say(
        meaning, "B10",
        "all that DNS gives are targets, in its order, up to %d of the line, each server "
        "sure of two",
        HF_LINE_TARGETS);
}

/* B14. */
static void say_proof(struct hf_meaning *meaning, const struct found *found)
{
    if (found->transport != HF_TRANSPORT_NAPTR)
        hf_meaning_say(meaning, "B14",
                       "%s: over TLS its certificate has to be for %.60s, unless the line's "
                       "tls_verify is off",
                       found->at, found->host);
    else if (meaning->config->allow_downgrade)
        hf_meaning_say(meaning, "B14",
                       "%s: over TLS its certificate has to be for %.60s, unless the line's "
                       "tls_verify is off; targets without TLS are used as well",
                       found->at, found->host);
    else
        hf_meaning_say(meaning, "B14",
                       "%s: where DNS gives a target with TLS, those without are left out; its "
                       "certificate has to be for %.60s, unless the line's tls_verify is off",
                       found->at, found->host);
}

void hf_meaning_say_names(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    int asked = 0;

    for (unsigned place = 1; place < HF_PLACES; place++) {
        struct found found;

        if (!hf_meaning_is_used(config, place))
            continue;
        found = found_at(config, place);
        if (hf_meaning_is_name(config, place) && found.port == 0 &&
            config->locate_by == HF_LOCATE_BY_DNS) {
            say_asked(meaning, &found);
            asked = 1;
        }
        if (hf_policy_may_use_tls_at(config, place))
            say_proof(meaning, &found);
    }
    if (asked)
        say_limit(meaning);
}

void hf_meaning_say_addresses(struct hf_meaning *meaning)
{
    const struct hf_effect *effect = &meaning->effect;
    char leave[HF_LASTING], found[HF_LASTING], fit[HF_LASTING], early[HF_LASTING];

    if (effect->resolve_ms == 0)
        return;
    hf_meaning_say(meaning, "B8a",
                   "a name is looked up for %s at most, and its server passed over when it has no "
                   "address",
                   hf_meaning_lasting(effect->resolve_ms, leave));
    for (unsigned k = 0; k < meaning->config->n_servers; k++) {
        uint64_t found_ms = effect->address_found_ms[k];

        if (effect->address_fit_ms[k] == 0)
            continue;
        hf_meaning_say(meaning, "B10",
                       "each name is taken for one address; one more of server %u adds at most %s "
                       "to leaving it and to a failed registration, %s%s%s to the expiry that "
                       "fits, and makes a refresh up to %s earlier",
                       k + 1, hf_meaning_lasting(effect->address_leave_ms[k], leave),
                       found_ms > 0 ? hf_meaning_lasting(found_ms, found) : "",
                       found_ms > 0 ? " to finding a server again, " : "",
                       hf_meaning_lasting(effect->address_fit_ms[k], fit),
                       hf_meaning_lasting(effect->address_fit_ms[k] / 2, early));
    }
}
