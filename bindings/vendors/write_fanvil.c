/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts as Fanvil's text, with every key that says a setting; see writing.h. */
#include "writing.h"

#include <inttypes.h>

#include "fanvil.h"
#include "holdfast/vendors/policy.h"

#define LINE_COLUMN  24 /* where newer phones put the colon */
#define WIDE_COLUMN  19
#define PORT_FACTORY 5060 /* what DNS SRV takes as "no port" */

enum lookup { ASK_ADDRESSES = 0, ASK_SRV = 1, ASK_NAPTR = 2 }; /* values of DNS Mode */

struct writer {
    struct hf_writing *writing;
    const struct hf_account *account;
    enum lookup lookup; /* of all its names */
};

static void put_text(const struct writer *to, enum hf_fanvil_key key, const char *value)
{
    const struct hf_key *spec = &hf_fanvil_keys[key];
    char text[HF_KEY_NAME];

    hf_fanvil_spell(HF_DIALECT_FANVIL_TEXT, to->account->number, spec, text);
    hf_write(to->writing, "%-*s:%s\n", spec->phone_wide ? WIDE_COLUMN : LINE_COLUMN, text, value);
}

/* The nearest number that the key can say. */
static void put_number(const struct writer *to, enum hf_fanvil_key key, int64_t value)
{
    const struct hf_key *spec = &hf_fanvil_keys[key];
    char text[24];

    if (value < spec->least)
        value = spec->least;
    if (value > spec->greatest)
        value = spec->greatest;
    snprintf(text, sizeof(text), "%" PRId64, value);
    put_text(to, key, text);
}

static unsigned port_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return proxy > 0 ? server->proxies[proxy - 1].port : server->port;
}

static unsigned transport_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return proxy > 0 ? server->proxies[proxy - 1].transport : server->transport;
}

/* B13: where there are proxies, they are looked up and the server is not. */
static int is_looked_up(const struct hf_config *config, unsigned place)
{
    return place > 0 && hf_place_server(place) <= HF_VENDOR_SERVERS &&
           hf_policy_has_place(config, place) && !hf_policy_host_is_numeric(config, place) &&
           (hf_place_proxy(place) > 0 ||
            config->servers[hf_place_server(place) - 1].n_proxies == 0);
}

/* DNS SRV and DNS Mode are said once for a line. They are for names with port 0 or the factory's;
 * a name with another port keeps it (B2), and one with TCP or TLS goes by SRV in either mode (B4).
 * Where they differ, the least that is asked for. */
static enum lookup lookup_of(const struct hf_config *config)
{
    unsigned n_asked = 0, n_udp = 0, n_naptr = 0;

    for (unsigned place = 1; place < HF_PLACES; place++) {
        if (!is_looked_up(config, place))
            continue;
        if (port_at(config, place) == PORT_FACTORY)
            return ASK_ADDRESSES;
        if (port_at(config, place) != 0)
            continue;
        n_asked++;
        n_udp += transport_at(config, place) == HF_TRANSPORT_UDP;
        n_naptr += transport_at(config, place) == HF_TRANSPORT_NAPTR;
    }
    if (n_asked == 0)
        return ASK_ADDRESSES;
    return n_naptr > 0 && n_udp == 0 ? ASK_NAPTR : ASK_SRV;
}

static void put_host(const struct writer *to, enum hf_fanvil_key key, unsigned place)
{
    char host[HF_NAME_MAX + 1] = "";

    if (hf_policy_has_place(&to->account->config, place))
        hf_policy_host(&to->account->config, place, host);
    put_text(to, key, host);
}

static void put_port(const struct writer *to, enum hf_fanvil_key key, unsigned place)
{
    const struct hf_config *config = &to->account->config;
    unsigned port = hf_policy_has_place(config, place) ? port_at(config, place) : PORT_FACTORY;

    if (port == 0 && to->lookup != ASK_ADDRESSES && is_looked_up(config, place))
        port = PORT_FACTORY; /* which the lookup makes 0, and every phone knows */
    put_number(to, key, port);
}

/* DNS-NAPTR is no transport here, but DNS Mode 2 with UDP. */
static void put_transport(const struct writer *to, enum hf_fanvil_key key, unsigned place)
{
    static const uint8_t numbers[HF_TRANSPORT_COUNT] = {[HF_TRANSPORT_UDP] = 0,
                                                        [HF_TRANSPORT_TCP] = 1,
                                                        [HF_TRANSPORT_TLS] = 3,
                                                        [HF_TRANSPORT_NAPTR] = 0};
    const struct hf_config *config = &to->account->config;

    put_number(to, key,
               hf_policy_has_place(config, place) ? numbers[transport_at(config, place)] : 0);
}

static void put_identity(const struct writer *to)
{
    const struct hf_account *account = to->account;

    put_text(to, F_PHONE_NUMBER, account->user);
    put_text(to, F_DISPLAY_NAME, account->display_name);
    put_text(to, F_REGISTER_USER, account->auth_name);
    put_text(to, F_REGISTER_PSWD, account->password);
    put_number(to, F_ENABLE_REG, account->enabled);
    put_number(to, F_SUBSCRIBE, account->messages.subscribe != 0);
    if (account->messages.expires_s != 0)
        put_number(to, F_SUB_EXPIRE, account->messages.expires_s);
    if (account->messages.voicemail != NULL)
        put_text(to, F_MWI_NUM, account->messages.voicemail);
}

static void put_servers(const struct writer *to)
{
    const struct hf_config *config = &to->account->config;

    for (unsigned k = 1; k <= HF_VENDOR_SERVERS; k++) {
        unsigned key = k == 1 ? F_ADDR_1 : F_ADDR_2;
        int is_there = hf_policy_has_place(config, k);

        put_host(to, key, k);
        put_port(to, key + (F_PORT_1 - F_ADDR_1), k);
        put_number(to, key + (F_TTL_1 - F_ADDR_1),
                   is_there ? config->servers[k - 1].expires_s : hf_fanvil_keys[F_TTL_1].preset);
        put_transport(to, key + (F_TRANSPORT_1 - F_ADDR_1), k);
    }
    put_host(to, F_PROXY_ADDR, hf_place_of(1, 1));
    put_port(to, F_PROXY_PORT, hf_place_of(1, 1));
    put_host(to, F_BAKPROXY_ADDR, hf_place_of(1, 2));
    put_port(to, F_BAKPROXY_PORT, hf_place_of(1, 2));
}

static void put_account(const struct writer *to)
{
    const struct hf_config *config = &to->account->config;

    put_identity(to);
    put_servers(to);
    put_number(to, F_ENABLE_FAILBACK, config->failback_servers != HF_FAILBACK_NEVER);
    put_number(to, F_FAILBACK_INTERVAL, config->failback_interval_s);
    put_number(to, F_SIGNAL_RETRY_COUNTS, config->servers[0].retry_counts);
    put_number(to, F_DNS_SRV, to->lookup != ASK_ADDRESSES);
    put_number(to, F_DNS_MODE, (int64_t)to->lookup);
    put_number(to, F_KEEPALIVE, config->keepalive_s > 0 ? 2 : 0);
    put_number(to, F_KEEPALIVE_TTL,
               config->keepalive_s > 0 ? config->keepalive_s
                                       : hf_fanvil_keys[F_KEEPALIVE_TTL].preset);
    put_number(to, F_T1, config->t1_ms);
    put_number(to, F_T2, config->t2_ms);
    put_number(to, F_T4, config->t4_ms);
}

void hf_write_fanvil(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    struct writer to = {.writing = writing};

    hf_write(writing, "<<VOIP CONFIG FILE>>Version:2.0000000000\n\n<SIP CONFIG MODULE>\n");
    if (phone->n_accounts > 0) {
        to.account = &phone->accounts[0];
        put_number(&to, F_REG_FAIL_INTERVAL, to.account->config.retry_base_s);
    }
    hf_write(writing, "%-*s:\n", WIDE_COLUMN, "--SIP Line List--");
    for (size_t i = 0; i < phone->n_accounts; i++) {
        to.account = &phone->accounts[i];
        to.lookup = lookup_of(&to.account->config);
        put_account(&to);
    }
    hf_write(writing, "\n<<END OF FILE>>\n");
}
