/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields of struct hf_config by the token of setting.def: `retry_counts=1` for every server of
 * the line, `a.retry_counts=1` for server a alone. Ranges are hf_config_check's business; here a
 * value must only fit into its field.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

enum field_type { FIELD_NUMBER, FIELD_NAMED, FIELD_STATUSES };

struct field {
    const char *token;
    const char *names; /* NAMED: "name name ...", the first is 0; "-" takes no name */
    size_t offset;
    uint8_t size; /* bytes */
    uint8_t of_server;
    enum field_type type;
};

#define LINE_FIELD(token, field)                                                                   \
    {                                                                                              \
        token, NULL, offsetof(struct hf_config, field), sizeof(((struct hf_config *)0)->field), 0, \
            FIELD_NUMBER                                                                           \
    }
#define LINE_NAMED(field, names)                                                                   \
    {                                                                                              \
#field, names, offsetof(struct hf_config, field), sizeof(((struct hf_config *)0)->field),  \
            0, FIELD_NAMED                                                                         \
    }
#define LINE_STATUSES(field)                                                                       \
    {                                                                                              \
#field, NULL, offsetof(struct hf_config, field), sizeof(struct hf_statuses), 0,            \
            FIELD_STATUSES                                                                         \
    }
#define SERVER_FIELD(field)                                                                        \
    {                                                                                              \
#field, NULL, offsetof(struct hf_server_config, field),                                    \
            sizeof(((struct hf_server_config *)0)->field), 1, FIELD_NUMBER                         \
    }
#define SERVER_NAMED(field, names)                                                                 \
    {                                                                                              \
#field, names, offsetof(struct hf_server_config, field),                                   \
            sizeof(((struct hf_server_config *)0)->field), 1, FIELD_NAMED                          \
    }

#define FAILBACK_NAMES "never new_requests dns_ttl registration duration probe"
#define SWITCH_NAMES   "off on"

static const struct field fields[] = {
    SERVER_FIELD(port),
    SERVER_NAMED(transport, "udp tcp tls naptr"),
    SERVER_FIELD(expires_s),
    SERVER_FIELD(retry_counts),
    SERVER_FIELD(retry_period_ms),
    SERVER_FIELD(invite_retry_counts),
    SERVER_NAMED(failback_mode, FAILBACK_NAMES),
    SERVER_FIELD(failback_timeout_s),
    SERVER_NAMED(register_on_enable, SWITCH_NAMES),
    SERVER_NAMED(only_signal_with_registered, SWITCH_NAMES),
    LINE_NAMED(mode, "successive concurrent"),
    LINE_NAMED(failback_servers, FAILBACK_NAMES),
    LINE_FIELD("failback_interval_s", failback_interval_s),
    LINE_NAMED(failback_when, "any idle"),
    LINE_FIELD("idle_limit_s", idle_limit_s),
    LINE_NAMED(flap_damping, SWITCH_NAMES),
    LINE_NAMED(register_first, SWITCH_NAMES),
    LINE_NAMED(failover_other, SWITCH_NAMES),
    LINE_NAMED(share_rests, SWITCH_NAMES),
    LINE_NAMED(unregister_old, SWITCH_NAMES),
    LINE_NAMED(contact_per_server, SWITCH_NAMES),
    LINE_NAMED(allow_downgrade, SWITCH_NAMES),
    LINE_NAMED(static_first, SWITCH_NAMES),
    LINE_FIELD("jitter_percent", jitter_percent),
    LINE_NAMED(naptr_build, "udp tls_tcp all"),
    LINE_NAMED(srv_order, "weighted heaviest_first"),
    LINE_NAMED(address_family, "any ipv4 ipv6"),
    LINE_NAMED(locate_by, "dns stack"),
    LINE_NAMED(trust, "contact any"),
    LINE_STATUSES(register_failover_statuses),
    LINE_STATUSES(invite_failover_statuses),
    LINE_FIELD("t1_ms", t1_ms),
    LINE_FIELD("t2_ms", t2_ms),
    LINE_FIELD("t4_ms", t4_ms),
    LINE_FIELD("proxy_failback_interval_s", proxy_failback_interval_s),
    LINE_FIELD("retry_base_s", retry_base_s),
    LINE_FIELD("retry_max_s", retry_max_s),
    LINE_FIELD("retry_after_max_s", retry_after_max_s),
    LINE_FIELD("quarantine_s", quarantine_s),
    LINE_FIELD("options_interval_s", options_interval_s),
    LINE_FIELD("keepalive_s", keepalive_s),
    LINE_FIELD("storm_spread_ms", storm_spread_ms),
    LINE_FIELD("start_spread_s", start_spread_s),
    LINE_FIELD("ring_timeout_s", ring_timeout_s),
};

static const struct field *find_field(const char *token, size_t length)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strlen(fields[i].token) == length && strncmp(fields[i].token, token, length) == 0)
            return &fields[i];
    }
    return NULL;
}

/* ---- values ---- */

static int store_number(struct parser *p, const struct field *field, uint64_t number, void *at)
{
    const uint8_t u8 = (uint8_t)number;
    const uint16_t u16 = (uint16_t)number;
    const uint32_t u32 = (uint32_t)number;

    if (number >> (8 * field->size) != 0)
        return complain(p, "%s=%" PRIu64 " is too large: %" PRIu64 " at most", field->token, number,
                        (UINT64_C(1) << (8 * field->size)) - 1);
    if (field->size == sizeof(u8))
        memcpy(at, &u8, sizeof(u8));
    else if (field->size == sizeof(u16))
        memcpy(at, &u16, sizeof(u16));
    else
        memcpy(at, &u32, sizeof(u32));
    return 0;
}

static int store_named(struct parser *p, const struct field *field, const char *value, void *at)
{
    const size_t length = strlen(value);
    const char *name = field->names;

    for (uint64_t number = 0; name != NULL && length != 0; number++) {
        if (strncmp(name, value, length) == 0 && (name[length] == ' ' || name[length] == 0))
            return store_number(p, field, number, at);
        name = strchr(name, ' ');
        name = name == NULL ? NULL : name + 1;
    }
    return complain(p, "%s=%s: right would be one of: %s", field->token, value, field->names);
}

/* "500,503,5xx" or "none". */
static int store_statuses(struct parser *p, const char *value, struct hf_statuses *statuses)
{
    char text[96];
    struct words codes;

    *statuses = (struct hf_statuses){0};
    if (strcmp(value, "none") == 0)
        return 0;
    snprintf(text, sizeof(text), "%s", value);
    split(text, ',', &codes);
    for (unsigned i = 0; i < codes.n; i++) {
        const char *code = codes.at[i];
        uint64_t number = 0;

        if (code[0] >= '4' && code[0] <= '6' && strcmp(code + 1, "xx") == 0) {
            statuses->classes = (uint8_t)(statuses->classes | 1u << (code[0] - '0'));
            continue;
        }
        if (read_number(p, code, &number) < 0)
            return -1;
        if (statuses->n_codes == HF_STATUSES_MAX || number > 699)
            return complain(p, "`%s`: right would be `500,503,5xx`, %d codes at most", value,
                            HF_STATUSES_MAX);
        statuses->codes[statuses->n_codes++] = (uint16_t)number;
    }
    return 0;
}

static int store(struct parser *p, const struct field *field, const char *value, void *base)
{
    void *at = (char *)base + field->offset;
    uint64_t number = 0;

    if (field->type == FIELD_STATUSES)
        return store_statuses(p, value, at);
    if (field->type == FIELD_NAMED)
        return store_named(p, field, value, at);
    if (read_number(p, value, &number) < 0)
        return -1;
    return store_number(p, field, number, at);
}

/* ---- servers of a line ---- */

static int set_host(struct parser *p, struct hf_config *config, struct hf_server_config *entry,
                    const struct hf_target *target)
{
    const uint8_t *a = target->address;
    char text[48];
    int length;

    if (target->family == HF_FAMILY_IPV4)
        length = snprintf(text, sizeof(text), "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
    else
        length = snprintf(text, sizeof(text), "%x:%x:%x:%x:%x:%x:%x:%x", a[0] << 8 | a[1],
                          a[2] << 8 | a[3], a[4] << 8 | a[5], a[6] << 8 | a[7], a[8] << 8 | a[9],
                          a[10] << 8 | a[11], a[12] << 8 | a[13], a[14] << 8 | a[15]);
    if (hf_config_name(config, &entry->host, text, (size_t)length) < 0)
        return complain(p, "the names of the line's servers do not fit");
    entry->port = target->port;
    entry->transport = target->transport;
    return 0;
}

static int set_servers(struct parser *p, struct scenario_line *line, char *value)
{
    struct hf_config *config = &line->configuration.config;
    struct words names;

    split(value, ',', &names);
    if (names.n > HF_LINE_SERVERS)
        return complain(p, "%u servers: a line has %d at most", names.n, HF_LINE_SERVERS);
    config->names_used = 0;
    memset(config->names, 0, sizeof(config->names));
    for (unsigned i = 0; i < names.n; i++) {
        const struct hf_sim_server *server = find_server(p, names.at[i], &line->servers[i]);
        struct hf_server_config *entry = &config->servers[i];

        if (server == NULL)
            return -1;
        if (i >= config->n_servers)
            hf_config_init_server(entry);
        if (set_host(p, config, entry, &server->target) < 0)
            return -1;
    }
    for (unsigned i = names.n; i < config->n_servers; i++)
        memset(&config->servers[i], 0, sizeof(config->servers[i]));
    config->n_servers = (uint8_t)names.n;
    return 0;
}

/* The entry of the line's server called name (length bytes of it), or NULL. */
static struct hf_server_config *entry_named(struct parser *p, struct scenario_line *line,
                                            const char *name, size_t length)
{
    for (unsigned i = 0; i < line->configuration.config.n_servers; i++) {
        const char *own = p->scenario->servers[line->servers[i]].name;

        if (strlen(own) == length && strncmp(own, name, length) == 0)
            return &line->configuration.config.servers[i];
    }
    return NULL;
}

/* `a.host=name`: a name to be looked up instead of the server's address. */
static int set_host_name(struct parser *p, struct scenario_line *line,
                         struct hf_server_config *entry, const char *value)
{
    if (hf_config_name(&line->configuration.config, &entry->host, value, strlen(value)) < 0)
        return complain(p, "`%s` is too long a name", value);
    return 0;
}

static int set_of_server(struct parser *p, struct scenario_line *line, char *word)
{
    char *dot = strchr(word, '.');
    char *equals = strchr(word, '=');
    struct hf_server_config *entry = entry_named(p, line, word, (size_t)(dot - word));
    const struct field *field = find_field(dot + 1, (size_t)(equals - dot - 1));

    if (entry == NULL)
        return complain(p, "`%s`: the line has no server `%.*s`", word, (int)(dot - word), word);
    if (strncmp(dot + 1, "host=", 5) == 0)
        return set_host_name(p, line, entry, equals + 1);
    if (field == NULL || !field->of_server)
        return complain(p, "`%.*s` is no setting of a server", (int)(equals - dot - 1), dot + 1);
    return store(p, field, equals + 1, entry);
}

int set_setting(struct parser *p, struct scenario_line *line, char *word)
{
    struct hf_config *config = &line->configuration.config;
    char *equals = strchr(word, '=');
    char *dot = strchr(word, '.');

    if (equals == NULL)
        return complain(p, "`%s`: right would be `setting=value`", word);
    if (dot != NULL && dot < equals)
        return set_of_server(p, line, word);
    if (strncmp(word, "servers=", 8) == 0)
        return set_servers(p, line, equals + 1);
    const struct field *field = find_field(word, (size_t)(equals - word));
    if (field == NULL)
        return complain(p, "`%.*s` is no setting; core/include/holdfast/setting.def lists them",
                        (int)(equals - word), word);
    if (!field->of_server)
        return store(p, field, equals + 1, config);
    if (config->n_servers == 0)
        return complain(p, "`%s` stands before servers=; move it behind", word);
    for (unsigned i = 0; i < config->n_servers; i++) {
        if (store(p, field, equals + 1, &config->servers[i]) < 0)
            return -1;
    }
    return 0;
}

/* ---- vendors' import defaults (G) ---- */

static void be_like_both(struct hf_config *config)
{
    config->address_family = HF_ADDRESS_IPV4;
    config->options_interval_s = 0;
    config->jitter_percent = 0;
    config->quarantine_s = 0;
    config->unregister_old = 0;
    config->contact_per_server = 0;
    config->flap_damping = 0;
    config->share_rests = 0;
    config->naptr_build = HF_BUILD_UDP;
    config->idle_limit_s = 0;
    config->keepalive_s = 0;
    config->trust = HF_TRUST_ANY;
    config->failback_servers = HF_FAILBACK_PROBE;
    config->t1_ms = 500;
    config->t2_ms = 4000;
    config->t4_ms = 5000;
}

static void be_like_fanvil(struct hf_config *config)
{
    be_like_both(config);
    config->mode = HF_MODE_SUCCESSIVE;
    config->failback_interval_s = 1800;
    config->register_first = 1;
    config->retry_base_s = 32;
    config->retry_max_s = 32;
    config->srv_order = HF_SRV_WEIGHTED;
    config->failback_when = HF_WHEN_ANY;
    config->failover_other = 0;
    config->register_failover_statuses = (struct hf_statuses){.codes = {500, 503}, .n_codes = 2};
    for (unsigned i = 0; i < config->n_servers; i++)
        config->servers[i].failback_mode = HF_FAILBACK_REGISTRATION;
}

static void be_like_yealink(struct hf_config *config)
{
    be_like_both(config);
    config->mode = HF_MODE_CONCURRENT;
    config->failback_interval_s = 120;
    config->register_first = 0;
    config->retry_base_s = 30;
    config->retry_max_s = 30;
    config->srv_order = HF_SRV_HEAVIEST_FIRST;
    config->failback_when = HF_WHEN_IDLE;
    config->failover_other = 1;
    config->register_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
    for (unsigned i = 0; i < config->n_servers; i++) {
        config->servers[i].failback_mode = HF_FAILBACK_NEW_REQUESTS;
        config->servers[i].failback_timeout_s = 3600;
    }
}

int like_vendor(struct parser *p, struct scenario_line *line, const char *vendor)
{
    if (strcmp(vendor, "fanvil") == 0)
        be_like_fanvil(&line->configuration.config);
    else if (strcmp(vendor, "yealink") == 0)
        be_like_yealink(&line->configuration.config);
    else
        return complain(p, "like %s: right would be `like fanvil` or `like yealink`", vendor);
    return 0;
}
