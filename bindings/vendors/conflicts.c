/* SPDX-License-Identifier: Apache-2.0 */
/* G2a: settings that cannot work together are warned about with the rule that says so. The policy
 * stays as the file says. */
#include "conflicts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare_values.h"
#include "holdfast/action.h"

int hf_conflicts_is_set(const struct hf_import *import, unsigned setting, unsigned place)
{
    return import->account->origins[setting][place].file > 0 &&
           import->account->keys[setting][place] > 0;
}

void hf_conflicts_warn(struct hf_import *import, struct hf_conflict conflict, const char *format,
                       ...)
{
    const struct hf_account *account = import->account;
    struct hf_spot spot = {account->origins[conflict.setting][conflict.place], conflict.rule};
    unsigned key = account->keys[conflict.setting][conflict.place];
    char text[512];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    if (key > 0)
        hf_import_warn(import, (struct hf_about){key - 1u, conflict.rule}, "%s", text);
    else
        hf_remark_warning(import->remarks, spot, "%s: %s: %s", account->name,
                          hf_setting_token(conflict.setting), text);
}

/* ---- how a place is found ---- */

struct where {
    unsigned port, transport;
};

static struct where where_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    if (proxy > 0)
        return (struct where){server->proxies[proxy - 1].port,
                              server->proxies[proxy - 1].transport};
    return (struct where){server->port, server->transport};
}

static unsigned usual_port(struct where where) /* B1 */
{
    if (where.port != 0)
        return where.port;
    return where.transport == HF_TRANSPORT_TLS ? 5061 : 5060;
}

static void check_location(struct hf_import *import, unsigned place)
{
    const struct hf_config *config = &import->account->config;
    struct where where = where_at(config, place);
    int naptr = where.transport == HF_TRANSPORT_NAPTR;
    struct hf_conflict transport = {HF_SETTING_TRANSPORT, place, "B2"};
    char host[HF_NAME_MAX + 1];

    hf_policy_host(config, place, host);
    if (hf_policy_host_is_numeric(config, place)) {
        transport.rule = "B1";
        if (naptr)
            hf_conflicts_warn(import, transport, "%.80s is an address, so UDP is used", host);
    } else if (naptr && where.port != 0) {
        hf_conflicts_warn(import, transport,
                          "with port %u neither NAPTR nor SRV is asked, only the addresses of "
                          "%.80s, and UDP is used; a port of 0 asks",
                          where.port, host);
    }
}

/* ---- places that are one ---- */

enum sameness { APART, ONE_MACHINE, ONE_PLACE };

static struct where plain_where(const struct hf_config *config, unsigned place) /* B1, B2 */
{
    struct where where = where_at(config, place);

    if (where.transport == HF_TRANSPORT_NAPTR &&
        (where.port != 0 || hf_policy_host_is_numeric(config, place)))
        where.transport = HF_TRANSPORT_UDP;
    where.port = usual_port(where);
    return where;
}

static enum sameness sameness_of(const struct hf_config *config, unsigned a, unsigned b)
{
    struct where of_a = plain_where(config, a), of_b = plain_where(config, b);
    char host_a[HF_NAME_MAX + 1], host_b[HF_NAME_MAX + 1];

    hf_policy_host(config, a, host_a);
    hf_policy_host(config, b, host_b);
    if (!hf_compare_hosts(host_a, host_b))
        return APART;
    if (of_a.port == of_b.port && of_a.transport == of_b.transport)
        return ONE_PLACE;
    return hf_policy_host_is_numeric(config, a) ? ONE_MACHINE : APART;
}

static const char *words_of(enum sameness sameness)
{
    return sameness == ONE_PLACE ? "the same address and port" : "one machine, at another port";
}

static int has_proxies(const struct hf_config *config, unsigned server)
{
    return config->servers[server - 1].n_proxies > 0;
}

static void check_twin_servers(struct hf_import *import, unsigned server)
{
    const struct hf_config *config = &import->account->config;

    for (unsigned other = 1; other < server; other++) {
        enum sameness sameness = sameness_of(config, other, server);

        if (has_proxies(config, server) || has_proxies(config, other) || sameness == APART)
            continue;
        hf_conflicts_warn(import, (struct hf_conflict){HF_SETTING_HOST, server, "A14"},
                          "servers %u and %u are %s: when one fails, so does the other", other,
                          server, words_of(sameness));
        return;
    }
}

static void check_twin_proxies(struct hf_import *import, unsigned server)
{
    const struct hf_config *config = &import->account->config;
    unsigned first = hf_place_of(server, 1), second = hf_place_of(server, 2);
    enum sameness sameness = APART;

    if (config->servers[server - 1].n_proxies > 1)
        sameness = sameness_of(config, first, second);
    if (sameness != APART)
        hf_conflicts_warn(import, (struct hf_conflict){HF_SETTING_HOST, second, "B13"},
                          "both outbound proxies of server %u are %s: when one fails, so does the "
                          "other",
                          server, words_of(sameness));
}

/* B13: what is to be redundant goes through one place. Fanvil's has one key for all servers, and
 * says so itself (fanvil.c). */
static void check_shared_proxy(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    unsigned first = hf_place_of(1, 1);

    if (config->n_servers < 2 || import->vendor->maker == HF_MAKER_FANVIL)
        return;
    for (unsigned server = 1; server <= config->n_servers; server++)
        if (config->servers[server - 1].n_proxies != 1 ||
            sameness_of(config, first, hf_place_of(server, 1)) != ONE_PLACE)
            return;
    hf_conflicts_warn(import, (struct hf_conflict){HF_SETTING_HOST, first, "B13"},
                      "all servers are reached through this one proxy: when it fails, none of them "
                      "is");
}

/* ---- times ---- */

/* What was said of a server before holds for this one: one key stands for both. */
static int is_said_before(const struct hf_import *import, const struct hf_effect *effect,
                          unsigned server)
{
    const struct hf_account *account = import->account;
    const uint8_t *keys = account->keys[HF_SETTING_EXPIRES];

    for (unsigned k = 1; k < server; k++)
        if (keys[k] == keys[server] && effect->fit_ms[k - 1] >= effect->fit_ms[server - 1] &&
            account->config.servers[k - 1].expires_s <=
                account->config.servers[server - 1].expires_s)
            return 1;
    return 0;
}

/* C4. In concurrent mode each server's registration has passes of its own. */
static void check_expiry(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    int concurrent = config->mode == HF_MODE_CONCURRENT;
    struct hf_effect effect;

    hf_policy_effect(config, &effect);
    for (unsigned k = 1; k <= config->n_servers; k++) {
        unsigned expires_s = (unsigned)config->servers[k - 1].expires_s;
        uint64_t fit_ms = effect.fit_ms[k - 1];

        if (1000 * (uint64_t)expires_s >= fit_ms || is_said_before(import, &effect, k))
            continue;
        hf_conflicts_warn(
            import, (struct hf_conflict){HF_SETTING_EXPIRES, k, "C4"},
            "a pass over %s can last %.1f s, more than half of the %u s that a registration lasts: "
            "it can lapse while %s tried; ask for %u s or more",
            concurrent ? "this server" : "all servers",
            (double)(fit_ms / 2 - 4 * (uint64_t)config->t1_ms) / 1000, expires_s,
            concurrent ? "it is" : "servers are", (unsigned)((fit_ms + 999) / 1000));
    }
}

/* ---- all ---- */

void hf_conflicts_check(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;

    for (unsigned place = 1; place < HF_PLACES; place++) {
        if (!hf_policy_has_place(config, place) ||
            (hf_place_proxy(place) == 0 && config->servers[place - 1].n_proxies > 0))
            continue; /* B13: nobody looks for a server that has proxies */
        check_location(import, place);
    }
    hf_conflicts_check_idle(import);
    if (config->t1_ms > config->t2_ms)
        hf_conflicts_warn(import, (struct hf_conflict){HF_SETTING_T1, 0, "A1"},
                          "T1 is greater than T2 (%u ms), and no line can run so; T2 caps the "
                          "intervals that begin with T1",
                          (unsigned)config->t2_ms);
    if (config->allow_downgrade && hf_policy_counts(config, HF_SETTING_ALLOW_DOWNGRADE, 0))
        hf_conflicts_warn(import, (struct hf_conflict){HF_SETTING_ALLOW_DOWNGRADE, 0, "B14"},
                          "a server that offers TLS may be used without it: who can answer DNS, or "
                          "silence TLS, can listen");
    for (unsigned server = 1; server <= config->n_servers; server++) {
        check_twin_servers(import, server);
        check_twin_proxies(import, server);
    }
    hf_conflicts_check_tls(import);
    check_shared_proxy(import);
    check_expiry(import);
}
