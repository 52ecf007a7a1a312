/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration as bytes: holdfast.Config and struct hf_config, for Configured and for the
 * snapshot. Only types are checked here; whether settings are in range and fit together is
 * hf_config_check's, which the line asks before it takes them.
 */
#include "wire.h"

#include <string.h>

#define CONFIG  "Configured.config."
#define SERVERS CONFIG "servers."
#define PROXIES SERVERS "proxies."

#define PROXY_NUMBER(n)  HF_FIELD_AT(PROXIES #n, hf_proxy_config, ProxyConfig, n, n, NUMBER, 0)
#define PROXY_SIGNED(n)  HF_FIELD_AT(PROXIES #n, hf_proxy_config, ProxyConfig, n, n, SIGNED, 0)
#define SERVER_NUMBER(n) HF_FIELD_AT(SERVERS #n, hf_server_config, ServerConfig, n, n, NUMBER, 0)
#define SERVER_ENUM(n, count)                                                                      \
    HF_FIELD_AT(SERVERS #n, hf_server_config, ServerConfig, n, n, ENUM, count)

#define SERVER_FLAG(n) HF_FIELD_AT(SERVERS #n, hf_server_config, ServerConfig, n, n, BELOW, 2)

#define CONFIG_NUMBER(n)      HF_FIELD_AT(CONFIG #n, hf_config, Config, n, n, NUMBER, 0)
#define CONFIG_ENUM(n, count) HF_FIELD_AT(CONFIG #n, hf_config, Config, n, n, ENUM, count)
#define CONFIG_FLAG(n)        HF_FIELD_AT(CONFIG #n, hf_config, Config, n, n, BELOW, 2)

static const struct hf_field proxy_rows[] = {
    PROXY_NUMBER(port),
    HF_FIELD_AT(PROXIES "transport", hf_proxy_config, ProxyConfig, transport, transport, ENUM,
                HF_TRANSPORT_COUNT),
    PROXY_SIGNED(retry_counts),
    PROXY_SIGNED(failback_timeout_s),
    PROXY_SIGNED(invite_retry_counts),
    PROXY_SIGNED(failback_mode),
    PROXY_SIGNED(register_on_enable),
    PROXY_SIGNED(only_signal_with_registered),
};
static const struct hf_fields proxy_fields = HF_FIELDS(proxy_rows, proxy_config);

static const struct hf_field server_rows[] = {
    SERVER_NUMBER(port),
    SERVER_ENUM(transport, HF_TRANSPORT_COUNT),
    SERVER_NUMBER(retry_counts),
    SERVER_NUMBER(expires_s),
    SERVER_NUMBER(retry_period_ms),
    SERVER_NUMBER(failback_timeout_s),
    SERVER_ENUM(failback_mode, HF_FAILBACK_COUNT),
    SERVER_NUMBER(invite_retry_counts),
    SERVER_FLAG(register_on_enable),
    SERVER_FLAG(only_signal_with_registered),
};
static const struct hf_fields server_fields = HF_FIELDS(server_rows, server_config);

static const struct hf_field config_rows[] = {
    CONFIG_NUMBER(t1_ms),
    CONFIG_NUMBER(t2_ms),
    CONFIG_NUMBER(t4_ms),
    CONFIG_NUMBER(failback_interval_s),
    CONFIG_NUMBER(proxy_failback_interval_s),
    CONFIG_NUMBER(idle_limit_s),
    CONFIG_NUMBER(retry_base_s),
    CONFIG_NUMBER(retry_max_s),
    CONFIG_NUMBER(retry_after_max_s),
    CONFIG_NUMBER(quarantine_s),
    CONFIG_NUMBER(options_interval_s),
    CONFIG_NUMBER(keepalive_s),
    CONFIG_NUMBER(storm_spread_ms),
    CONFIG_NUMBER(start_spread_s),
    CONFIG_NUMBER(ring_timeout_s),
    CONFIG_ENUM(mode, HF_MODE_COUNT),
    CONFIG_ENUM(failback_servers, HF_FAILBACK_COUNT),
    CONFIG_ENUM(failback_when, HF_WHEN_COUNT),
    CONFIG_FLAG(flap_damping),
    CONFIG_FLAG(register_first),
    CONFIG_FLAG(failover_other),
    CONFIG_FLAG(share_rests),
    CONFIG_FLAG(unregister_old),
    CONFIG_FLAG(contact_per_server),
    CONFIG_FLAG(allow_downgrade),
    CONFIG_FLAG(static_first),
    CONFIG_NUMBER(jitter_percent),
    CONFIG_ENUM(naptr_build, HF_BUILD_COUNT),
    CONFIG_ENUM(srv_order, HF_SRV_COUNT),
    CONFIG_ENUM(address_family, HF_ADDRESS_COUNT),
    CONFIG_ENUM(locate_by, HF_LOCATE_COUNT),
    CONFIG_ENUM(trust, HF_TRUST_COUNT),
};
static const struct hf_fields config_fields = HF_FIELDS(config_rows, config);

/* ---- encoding: in parts, so that no struct holds a whole configuration ---- */

struct part { /* a server or a proxy, and the configuration whose arena holds its host */
    const struct hf_config *config;
    const void *entry;
};

static void append_host(ProtobufCBuffer *sink, const struct hf_config *config,
                        const struct hf_name *host)
{
    struct hf_text text = {config->names + host->at, host->length, 0};

    hf_sink_bytes(sink, 1, &text);
}

static void append_proxy(ProtobufCBuffer *sink, const void *from)
{
    const struct part *part = from;
    const struct hf_proxy_config *proxy = part->entry;
    Holdfast__ProxyConfig message;
    struct hf_encoding encoding = {&message, NULL};

    append_host(sink, part->config, &proxy->host);
    hf_wire_begin(&message, sizeof message, proxy_fields.message);
    hf_wire_fill(&proxy_fields, proxy, &encoding);
    hf_sink_part(sink, &message);
}

static void append_server(ProtobufCBuffer *sink, const void *from)
{
    const struct part *part = from;
    const struct hf_server_config *server = part->entry;
    Holdfast__ServerConfig message;
    struct hf_encoding encoding = {&message, NULL};

    append_host(sink, part->config, &server->host);
    hf_wire_begin(&message, sizeof message, server_fields.message);
    hf_wire_fill(&server_fields, server, &encoding);
    hf_sink_part(sink, &message);
    for (unsigned i = 0; i < server->n_proxies; i++) {
        struct part proxy = {part->config, &server->proxies[i]};

        hf_sink_nested(sink, 12, append_proxy, &proxy);
    }
}

struct statuses { /* a list of failover statuses while it is appended */
    Holdfast__Statuses message;
    uint32_t codes[HF_STATUSES_MAX];
};

/* NULL, which is not on the wire, for an empty list. */
static Holdfast__Statuses *fill_statuses(const struct hf_statuses *from, struct statuses *to)
{
    hf_wire_begin(&to->message, sizeof to->message, &holdfast__statuses__descriptor);
    to->message.n_codes = from->n_codes;
    to->message.codes = to->codes;
    to->message.classes = from->classes;
    for (unsigned i = 0; i < from->n_codes; i++) {
        to->codes[i] = from->codes[i];
    }
    return from->n_codes == 0 && from->classes == 0 ? NULL : &to->message;
}

void hf_config_append(ProtobufCBuffer *sink, const void *from)
{
    const struct hf_config *config = from;
    struct statuses statuses[2];
    Holdfast__Config message;
    struct hf_encoding encoding = {&message, NULL};

    for (unsigned i = 0; i < config->n_servers; i++) {
        struct part server = {config, &config->servers[i]};

        hf_sink_nested(sink, 1, append_server, &server);
    }
    hf_wire_begin(&message, sizeof message, config_fields.message);
    hf_wire_fill(&config_fields, config, &encoding);
    message.register_failover_statuses = fill_statuses(&config->register_failover_statuses,
                                                       &statuses[0]);
    message.invite_failover_statuses = fill_statuses(&config->invite_failover_statuses,
                                                     &statuses[1]);
    hf_sink_part(sink, &message);
}

static int check_host(const struct hf_config *config, const struct hf_name *host)
{
    if (host->length > HF_NAME_MAX) {
        return HF_E_LIMIT;
    }
    if (host->at > HF_LINE_NAMES || host->length > HF_LINE_NAMES - host->at ||
        memchr(config->names + host->at, 0, host->length) != NULL) {
        return HF_E_VALUE;
    }
    return HF_OK;
}

static int check_server(const struct hf_config *config, const struct hf_server_config *server)
{
    int error = check_host(config, &server->host);

    if (error == HF_OK && server->n_proxies > HF_SERVER_PROXIES) {
        return HF_E_LIMIT;
    }
    for (unsigned i = 0; error == HF_OK && i < server->n_proxies; i++) {
        error = check_host(config, &server->proxies[i].host);
    }
    return error;
}

int hf_config_encodable(const struct hf_config *config)
{
    int error = HF_OK;

    if (config->n_servers > HF_LINE_SERVERS ||
        config->register_failover_statuses.n_codes > HF_STATUSES_MAX ||
        config->invite_failover_statuses.n_codes > HF_STATUSES_MAX) {
        return HF_E_LIMIT;
    }
    for (unsigned i = 0; error == HF_OK && i < config->n_servers; i++) {
        error = check_server(config, &config->servers[i]);
    }
    return error;
}

/* ---- decoding ---- */

struct host { /* a name on its way into the arena */
    const char *text;
    struct hf_name *name;
    const char *what;
};

static int read_host(const struct host *host, struct hf_config *config, struct hf_decoder *decoder)
{
    size_t length = hf_decoder_string_length(host->text);

    if (length > HF_NAME_MAX || length > (size_t)(HF_LINE_NAMES - config->names_used)) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, host->what, length);
    }
    if (length == 0) {
        return HF_OK;
    }
    if (memchr(host->text, 0, length) != NULL) {
        return hf_wire_refuse(decoder, HF_E_VALUE, host->what, 0);
    }
    memcpy(config->names + config->names_used, host->text, length);
    host->name->at = config->names_used;
    host->name->length = (uint16_t)length;
    config->names_used = (uint16_t)(config->names_used + length);
    return HF_OK;
}

static int read_proxy(const Holdfast__ProxyConfig *message, struct hf_proxy_config *proxy,
                      struct hf_config *config, struct hf_decoder *decoder)
{
    struct host host = {message->host, &proxy->host, PROXIES "host"};
    int error = read_host(&host, config, decoder);

    return error < 0 ? error : hf_wire_read(&proxy_fields, message, proxy, decoder);
}

static int read_server(const Holdfast__ServerConfig *message, struct hf_server_config *server,
                       struct hf_config *config, struct hf_decoder *decoder)
{
    struct host host = {message->host, &server->host, SERVERS "host"};
    int error = read_host(&host, config, decoder);

    if (error == HF_OK) {
        error = hf_wire_read(&server_fields, message, server, decoder);
    }
    if (error == HF_OK && message->n_proxies > HF_SERVER_PROXIES) {
        error = hf_wire_refuse(decoder, HF_E_LIMIT, SERVERS "proxies", message->n_proxies);
    }
    for (size_t i = 0; error == HF_OK && i < message->n_proxies; i++) {
        error = read_proxy(message->proxies[i], &server->proxies[i], config, decoder);
        server->n_proxies++;
    }
    return error;
}

static int read_servers(const Holdfast__Config *message, struct hf_config *config,
                        struct hf_decoder *decoder)
{
    int error = HF_OK;

    if (message->n_servers > HF_LINE_SERVERS) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, CONFIG "servers", message->n_servers);
    }
    for (size_t i = 0; error == HF_OK && i < message->n_servers; i++) {
        decoder->index = (uint32_t)i + 1;
        error = read_server(message->servers[i], &config->servers[i], config, decoder);
        config->n_servers++;
    }
    decoder->index = error < 0 ? decoder->index : 0;
    return error;
}

/* `paths` are those of the codes and of the classes, one behind the other. */
static int read_statuses(const Holdfast__Statuses *message, struct hf_statuses *statuses,
                         const char *paths, struct hf_decoder *decoder)
{
    if (message == NULL) {
        return HF_OK;
    }
    if (message->n_codes > HF_STATUSES_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, paths, message->n_codes);
    }
    for (size_t i = 0; i < message->n_codes; i++) {
        if (message->codes[i] > UINT16_MAX) {
            return hf_wire_refuse(decoder, HF_E_VALUE, paths, message->codes[i]);
        }
        statuses->codes[i] = (uint16_t)message->codes[i];
    }
    if (message->classes > UINT8_MAX) {
        return hf_wire_refuse(decoder, HF_E_VALUE, paths + strlen(paths) + 1, message->classes);
    }
    statuses->n_codes = (uint8_t)message->n_codes;
    statuses->classes = (uint8_t)message->classes;
    return HF_OK;
}

#define STATUSES_PATHS(name) CONFIG name ".codes\0" CONFIG name ".classes"

int hf_config_read(const Holdfast__Config *message, struct hf_config *config,
                   struct hf_decoder *decoder)
{
    int error;

    memset(config, 0, sizeof *config);
    error = read_servers(message, config, decoder);
    if (error == HF_OK) {
        error = read_statuses(message->register_failover_statuses,
                              &config->register_failover_statuses,
                              STATUSES_PATHS("register_failover_statuses"), decoder);
    }
    if (error == HF_OK) {
        error = read_statuses(message->invite_failover_statuses, &config->invite_failover_statuses,
                              STATUSES_PATHS("invite_failover_statuses"), decoder);
    }
    return error < 0 ? error : hf_wire_read(&config_fields, message, config, decoder);
}
