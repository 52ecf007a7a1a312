/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast` with settings that no vendor's file can say, for the tests alone: what the
 * environment's HOLDFAST_LAB lists ("unregister_old=1 options_interval_s=2") is set in every line
 * that is read, for all its servers. The linker puts __wrap_hf_vendors_read before the reader.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/vendors/vendors.h"

#define TEXT_MAX 512

int __real_hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths);
int __wrap_hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths);

struct setting {
    const char *name;
    size_t offset;
    size_t size;
    int of_server;
};

#define LINE(field)                                                                                \
    {                                                                                              \
#field, offsetof(struct hf_config, field), sizeof(((struct hf_config *)0)->field), 0       \
    }
#define SERVER(field)                                                                              \
    {                                                                                              \
#field, offsetof(struct hf_server_config, field),                                          \
            sizeof(((struct hf_server_config *)0)->field), 1                                       \
    }

static const struct setting settings[] = {
    LINE(unregister_old),      LINE(contact_per_server),   LINE(quarantine_s),
    LINE(share_rests),         LINE(jitter_percent),       LINE(flap_damping),
    LINE(keepalive_s),         LINE(options_interval_s),   LINE(storm_spread_ms),
    LINE(failback_interval_s), LINE(retry_base_s),         LINE(retry_max_s),
    SERVER(failback_mode),     SERVER(failback_timeout_s), SERVER(retry_period_ms),
    SERVER(expires_s),         LINE(address_family)};

/* Little and big machines alike: through a variable of the field's own size. */
static void store(void *at, size_t size, unsigned long value)
{
    const uint8_t u8 = (uint8_t)value;
    const uint16_t u16 = (uint16_t)value;
    const uint32_t u32 = (uint32_t)value;

    if (size == sizeof u8)
        memcpy(at, &u8, size);
    else if (size == sizeof u16)
        memcpy(at, &u16, size);
    else
        memcpy(at, &u32, size);
}

static void set(struct hf_config *config, const struct setting *setting, unsigned long value)
{
    if (!setting->of_server)
        store((char *)config + setting->offset, setting->size, value);
    for (unsigned i = 0; setting->of_server && i < config->n_servers; i++)
        store((char *)&config->servers[i] + setting->offset, setting->size, value);
}

static int set_word(struct hf_config *config, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : 0;

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (length > 0 && strlen(settings[i].name) == length &&
            strncmp(settings[i].name, word, length) == 0) {
            set(config, &settings[i], strtoul(equals + 1, NULL, 10));
            return 0;
        }
    }
    fprintf(stderr, "HOLDFAST_LAB: no setting in \"%s\"; tests/interop/lab.c lists them\n", word);
    return -1;
}

static int set_all(struct hf_config *config, const char *list)
{
    char text[TEXT_MAX], *rest;

    if (strlen(list) >= sizeof text) {
        fprintf(stderr, "HOLDFAST_LAB: too long; %d bytes at most\n", TEXT_MAX - 1);
        return -1;
    }
    strcpy(text, list);
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        if (set_word(config, word) < 0)
            return -1;
    return 0;
}

int __wrap_hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths)
{
    const char *list = getenv("HOLDFAST_LAB");
    int result = __real_hf_vendors_read(phone, paths, n_paths);

    for (size_t i = 0; result == 0 && list != NULL && i < phone->n_accounts; i++)
        result = set_all(&phone->accounts[i].config, list);
    return result;
}
