/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields of struct hf_config by the token of setting.def: `retry_counts=1` for every server of
 * the line, `a.retry_counts=1` for server a alone (hosts.c). Ranges are hf_config_check's business;
 * here a value must only fit into its field.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

enum field_type { FIELD_NUMBER, FIELD_NAMED, FIELD_STATUSES };

#define AS_SERVER "as_server" /* of a proxy: the server's value counts (B13) */

struct field {
    const char *token;
    const char *names; /* NAMED: "name name ...", the first is 0; "-" takes no name */
    size_t offset;
    uint8_t size; /* bytes */
    uint8_t of;   /* enum field_of */
    enum field_type type;
};

#define FIELD(of, type, token, names, whole, field)                                                \
    {                                                                                              \
        token, names, offsetof(whole, field), sizeof(((whole *)0)->field), of, type                \
    }
#define LINE_FIELD(field) FIELD(FIELD_OF_LINE, FIELD_NUMBER, #field, NULL, struct hf_config, field)
#define LINE_NAMED(field, names)                                                                   \
    FIELD(FIELD_OF_LINE, FIELD_NAMED, #field, names, struct hf_config, field)
#define LINE_STATUSES(field)                                                                       \
    FIELD(FIELD_OF_LINE, FIELD_STATUSES, #field, NULL, struct hf_config, field)
#define SERVER_FIELD(field)                                                                        \
    FIELD(FIELD_OF_SERVER, FIELD_NUMBER, #field, NULL, struct hf_server_config, field)
#define SERVER_NAMED(field, names)                                                                 \
    FIELD(FIELD_OF_SERVER, FIELD_NAMED, #field, names, struct hf_server_config, field)
#define PROXY_FIELD(field)                                                                         \
    FIELD(FIELD_OF_PROXY, FIELD_NUMBER, #field, NULL, struct hf_proxy_config, field)
#define PROXY_NAMED(field, names)                                                                  \
    FIELD(FIELD_OF_PROXY, FIELD_NAMED, #field, names, struct hf_proxy_config, field)

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
    PROXY_FIELD(port),
    PROXY_NAMED(transport, "udp tcp tls naptr"),
    PROXY_FIELD(retry_counts),
    PROXY_FIELD(invite_retry_counts),
    PROXY_NAMED(failback_mode, FAILBACK_NAMES),
    PROXY_FIELD(failback_timeout_s),
    PROXY_NAMED(register_on_enable, SWITCH_NAMES),
    PROXY_NAMED(only_signal_with_registered, SWITCH_NAMES),
    LINE_NAMED(mode, "successive concurrent"),
    LINE_NAMED(failback_servers, FAILBACK_NAMES),
    LINE_FIELD(failback_interval_s),
    LINE_NAMED(failback_when, "any idle"),
    LINE_FIELD(idle_limit_s),
    LINE_NAMED(flap_damping, SWITCH_NAMES),
    LINE_NAMED(register_first, SWITCH_NAMES),
    LINE_NAMED(failover_other, SWITCH_NAMES),
    LINE_NAMED(share_rests, SWITCH_NAMES),
    LINE_NAMED(unregister_old, SWITCH_NAMES),
    LINE_NAMED(contact_per_server, SWITCH_NAMES),
    LINE_NAMED(allow_downgrade, SWITCH_NAMES),
    LINE_NAMED(static_first, SWITCH_NAMES),
    LINE_FIELD(jitter_percent),
    LINE_NAMED(naptr_build, "udp tls_tcp all"),
    LINE_NAMED(srv_order, "weighted heaviest_first"),
    LINE_NAMED(address_family, "any ipv4 ipv6"),
    LINE_NAMED(locate_by, "dns stack"),
    LINE_NAMED(trust, "contact any"),
    LINE_STATUSES(register_failover_statuses),
    LINE_STATUSES(invite_failover_statuses),
    LINE_FIELD(t1_ms),
    LINE_FIELD(t2_ms),
    LINE_FIELD(t4_ms),
    LINE_FIELD(proxy_failback_interval_s),
    LINE_FIELD(retry_base_s),
    LINE_FIELD(retry_max_s),
    LINE_FIELD(retry_after_max_s),
    LINE_FIELD(quarantine_s),
    LINE_FIELD(options_interval_s),
    LINE_FIELD(keepalive_s),
    LINE_FIELD(storm_spread_ms),
    LINE_FIELD(start_spread_s),
    LINE_FIELD(ring_timeout_s),
};

static const struct field *find_field(enum field_of of, const char *token, size_t length)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (fields[i].of == of && strlen(fields[i].token) == length &&
            strncmp(fields[i].token, token, length) == 0)
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

    if (field->of == FIELD_OF_PROXY && strcmp(value, AS_SERVER) == 0) {
        memset(at, 0xFF, field->size); /* HF_AS_SERVER, whatever its size */
        return 0;
    }
    if (field->type == FIELD_STATUSES)
        return store_statuses(p, value, at);
    if (field->type == FIELD_NAMED)
        return store_named(p, field, value, at);
    if (read_number(p, value, &number) < 0)
        return -1;
    return store_number(p, field, number, at);
}

/* ---- settings ---- */

int set_field(struct parser *p, enum field_of of, const char *word, void *base)
{
    static const char *const owners[] = {"", " of a server", " of a proxy"};
    const char *equals = strchr(word, '=');
    const struct field *field = find_field(of, word, (size_t)(equals - word));

    if (field == NULL)
        return complain(p,
                        "`%.*s` is no setting%s; core/include/holdfast/setting.def lists them all",
                        (int)(equals - word), word, owners[of]);
    return store(p, field, equals + 1, base);
}

int set_setting(struct parser *p, struct scenario_line *line, char *word)
{
    struct hf_config *config = &line->configuration.config;
    char *equals = strchr(word, '=');
    char *dot = strchr(word, '.');

    if (equals == NULL)
        return complain(p, "`%s`: right would be `setting=value`", word);
    if (strncmp(word, "servers=", 8) == 0)
        return set_servers(p, line, equals + 1);
    if (dot != NULL && dot < equals)
        return set_of_server(p, line, word);
    if (find_field(FIELD_OF_SERVER, word, (size_t)(equals - word)) == NULL)
        return set_field(p, FIELD_OF_LINE, word, config);
    if (config->n_servers == 0)
        return complain(p, "`%s` stands before servers=; move it behind", word);
    for (unsigned i = 0; i < config->n_servers; i++) {
        if (set_field(p, FIELD_OF_SERVER, word, &config->servers[i]) < 0)
            return -1;
    }
    return 0;
}
