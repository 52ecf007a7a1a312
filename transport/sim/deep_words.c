/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of plans as text: verbs and their keys, and the settings of a policy by the names that
 * struct hf_config has for them.
 */
#include <string.h>

#include "deep.h"

/* ---- verbs ---- */

static const struct {
    const char *word, *keys;
} verbs[] = {
#define DEEP_VERB(name, word, keys) {word, keys},
#include "deep_verb.def"
#undef DEEP_VERB
};

const char *deep_verb_word(unsigned verb)
{
    return verbs[verb].word;
}

const char *deep_verb_keys(unsigned verb)
{
    return verbs[verb].keys;
}

bool deep_verb_has(unsigned verb, const char *key)
{
    const size_t length = strlen(key);
    const char *at = verbs[verb].keys;

    while ((at = strstr(at, key)) != NULL) {
        if (at[-1] == ' ' && at[length] == ' ')
            return true;
        at += length;
    }
    return false;
}

#define KEY(field)                                                                                 \
    {                                                                                              \
#field, offsetof(struct deep_op, field), sizeof(((struct deep_op *)0)->field) == 8         \
    }
static const struct deep_key keys[] = {
    KEY(phone), KEY(line),   KEY(server),      KEY(to),     KEY(to_line), KEY(ms),
    KEY(how),   KEY(status), KEY(retry_after), KEY(method), KEY(loss),    KEY(twice),
    KEY(delay), KEY(jitter), KEY(type),        KEY(ttl),    KEY(policy),  KEY(clock)};

const struct deep_key *deep_op_key(unsigned n)
{
    return n < sizeof(keys) / sizeof(keys[0]) ? &keys[n] : NULL;
}

/* ---- settings ---- */

#define FIELD(whole, name, field, of, is_signed)                                                   \
    {                                                                                              \
        name, offsetof(whole, field), sizeof(((whole *)0)->field), of, is_signed                   \
    }
#define LINE(field)   FIELD(struct hf_config, #field, field, 0, 0)
#define SERVER(field) FIELD(struct hf_server_config, #field, field, 1, 0)
#define PROXY(field)  FIELD(struct hf_proxy_config, #field, field, 2, 1)

static const struct deep_setting settings[] = {
    LINE(t1_ms),
    LINE(t2_ms),
    LINE(t4_ms),
    LINE(failback_interval_s),
    LINE(proxy_failback_interval_s),
    LINE(idle_limit_s),
    LINE(retry_base_s),
    LINE(retry_max_s),
    LINE(retry_after_max_s),
    LINE(quarantine_s),
    LINE(options_interval_s),
    LINE(keepalive_s),
    LINE(storm_spread_ms),
    LINE(start_spread_s),
    LINE(ring_timeout_s),
    LINE(mode),
    LINE(failback_servers),
    LINE(failback_when),
    LINE(flap_damping),
    LINE(register_first),
    LINE(failover_other),
    LINE(share_rests),
    LINE(unregister_old),
    LINE(contact_per_server),
    LINE(allow_downgrade),
    LINE(static_first),
    LINE(jitter_percent),
    LINE(naptr_build),
    LINE(srv_order),
    LINE(address_family),
    LINE(locate_by),
    LINE(trust),
    FIELD(struct hf_config, "register_failover", register_failover_statuses.codes[0], 0, 0),
    FIELD(struct hf_config, "register_failover_2", register_failover_statuses.codes[1], 0, 0),
    FIELD(struct hf_config, "register_failover_3", register_failover_statuses.codes[2], 0, 0),
    FIELD(struct hf_config, "register_failover_4", register_failover_statuses.codes[3], 0, 0),
    FIELD(struct hf_config, "register_failover_n", register_failover_statuses.n_codes, 0, 0),
    FIELD(struct hf_config, "invite_failover", invite_failover_statuses.codes[0], 0, 0),
    FIELD(struct hf_config, "invite_failover_n", invite_failover_statuses.n_codes, 0, 0),
    SERVER(port),
    SERVER(transport),
    SERVER(retry_counts),
    SERVER(expires_s),
    SERVER(retry_period_ms),
    SERVER(failback_timeout_s),
    SERVER(failback_mode),
    SERVER(invite_retry_counts),
    SERVER(register_on_enable),
    SERVER(only_signal_with_registered),
    PROXY(port),
    PROXY(transport),
    PROXY(retry_counts),
    PROXY(failback_timeout_s),
    PROXY(invite_retry_counts),
    PROXY(failback_mode),
    PROXY(register_on_enable),
    PROXY(only_signal_with_registered),
};

const struct deep_setting *deep_setting(unsigned n)
{
    return n < sizeof(settings) / sizeof(settings[0]) ? &settings[n] : NULL;
}

/* Through a variable of the field's own size: little and big machines alike. */
uint64_t deep_setting_get(const struct deep_setting *setting, const void *base)
{
    const char *at = (const char *)base + setting->offset;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;

    if (setting->size == sizeof(u8)) {
        memcpy(&u8, at, sizeof(u8));
        return u8;
    }
    if (setting->size == sizeof(u16)) {
        memcpy(&u16, at, sizeof(u16));
        return u16;
    }
    memcpy(&u32, at, sizeof(u32));
    return u32;
}

void deep_setting_put(const struct deep_setting *setting, void *base, uint64_t value)
{
    char *at = (char *)base + setting->offset;
    const uint8_t u8 = (uint8_t)value;
    const uint16_t u16 = (uint16_t)value;
    const uint32_t u32 = (uint32_t)value;

    if (setting->size == sizeof(u8))
        memcpy(at, &u8, sizeof(u8));
    else if (setting->size == sizeof(u16))
        memcpy(at, &u16, sizeof(u16));
    else
        memcpy(at, &u32, sizeof(u32));
}
