/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's keys, and how its four dialects spell them. */
#ifndef HOLDFAST_VENDORS_FANVIL_H
#define HOLDFAST_VENDORS_FANVIL_H

#include "import.h"

enum hf_fanvil_key {
    F_REG_FAIL_INTERVAL, /* phone-wide, like all up to ENABLE_REG */
    F_ENABLE_GROUP_BACKUP,
    F_T1_WIDE,
    F_T2_WIDE,
    F_T4_WIDE,
    F_ENABLE_REG,
    F_PHONE_NUMBER,
    F_DISPLAY_NAME,
    F_REGISTER_USER,
    F_REGISTER_PSWD,
    F_SUBSCRIBE,
    F_SUB_EXPIRE,
    F_MWI_NUM,
    F_ADDR_1, /* of each server: address, port, expiry, transport, in this order */
    F_PORT_1,
    F_TTL_1,
    F_TRANSPORT_1,
    F_ADDR_2,
    F_PORT_2,
    F_TTL_2,
    F_TRANSPORT_2,
    F_PROXY_ADDR, /* of each proxy: address, port, in this order */
    F_PROXY_PORT,
    F_BAKPROXY_ADDR,
    F_BAKPROXY_PORT,
    F_PROXY_USER,
    F_PROXY_PSWD,
    F_ENABLE_FAILBACK,
    F_FAILBACK_INTERVAL,
    F_SIGNAL_RETRY_COUNTS,
    F_DNS_SRV,
    F_DNS_MODE,
    F_KEEPALIVE,
    F_KEEPALIVE_TTL,
    F_T1,
    F_T2,
    F_T4,
    F_KEEPALIVE_TRIES, /* what is only noted, like all up to the end */
    F_NEED_REG_ON,
    F_BACKUP_NEED_REG_ON,
    F_PROXY_NEED_REG_ON,
    F_BAKPROXY_NEED_REG_ON,
    F_BACKUP_MODE,
    F_SIGNAL_FAILBACK,
    F_FAILBACK_HOLD,
    F_TCP_USE_RETRY_TIMER,
    F_UNAVAILABLE_MODE,
    F_AUTO_TCP,
    F_UPDATE_REG_EXPIRE,
    F_TLS_VERSION,
    F_COUNT
};

extern const struct hf_key hf_fanvil_keys[F_COUNT];

/* hf_vendor_fanvil's spell. */
void hf_fanvil_spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                     char text[HF_KEY_NAME]);

struct hf_fanvil_found {
    const char *name; /* in the table of keys; "" where no key, or more than one, is so spelled */
    int cut;          /* the name is one that a text dump has cut */
};

/* The key that is so spelled, without its line or section, in a file of the dialect. */
struct hf_fanvil_found hf_fanvil_find(enum hf_dialect dialect, const char *spelled, int phone_wide);

#endif
