/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yealink's keys by number, for the files of this room that read and write them. One setting can
 * have a key in each of three generations: of the account (before V71, and transport in V71), of
 * its servers and proxies (newer).
 */
#ifndef HOLDFAST_VENDORS_YEALINK_H
#define HOLDFAST_VENDORS_YEALINK_H

#include "import.h"

#define HF_YEALINK_PROXIES    2 /* outbound proxies of an account */
#define HF_YEALINK_VOICE_MAIL "voice_mail.number"

enum yealink_server_key { /* from Y_SERVER_1 on, for each server */
                          YS_ADDRESS,
                          YS_PORT,
                          YS_EXPIRES,
                          YS_TRANSPORT,
                          YS_RETRY_COUNTS,
                          YS_INVITE_RETRY_COUNTS,
                          YS_FAILBACK_MODE,
                          YS_FAILBACK_TIMEOUT,
                          YS_REGISTER_ON_ENABLE,
                          YS_ONLY_REGISTERED,
                          YS_SUBSCRIBE,
                          YS_PROXY_ENABLE,
                          YS_COUNT
};

enum yealink_proxy_key { /* from Y_PROXY_1 on, for each outbound proxy (B13) */
                         YP_ADDRESS,
                         YP_PORT,
                         YP_RETRY_COUNTS,
                         YP_INVITE_RETRY_COUNTS,
                         YP_FAILBACK_MODE,
                         YP_FAILBACK_TIMEOUT,
                         YP_REGISTER_ON_ENABLE,
                         YP_ONLY_REGISTERED,
                         YP_SUBSCRIBE,
                         YP_COUNT
};

enum yealink_key {
    Y_TIMER_T1,
    Y_TIMER_T2,
    Y_TIMER_T4,
    Y_SURGE,
    Y_ENABLE,
    Y_LABEL,
    Y_DISPLAY_NAME,
    Y_AUTH_NAME,
    Y_USER_NAME,
    Y_PASSWORD,
    Y_MWI,
    Y_MWI_EXPIRES,
    Y_VOICE_MAIL, /* voice_mail.number.X: the one key of an account that ends with its number */
    Y_HOST,       /* before V71, like the next five; of server 1 */
    Y_PORT,       /* of server 1 */
    Y_EXPIRES,
    Y_FAILBACK_MODE,
    Y_RETRY_COUNTS,
    Y_TRANSPORT, /* V71; now of each server */
    Y_NAPTR_BUILD,
    Y_REDUNDANCY_TYPE,
    Y_FALLBACK_TIMEOUT,
    Y_RETRY_INTERVAL,
    Y_RETRY_MIN,
    Y_RETRY_MAX,
    Y_KEEPALIVE,
    Y_KEEPALIVE_TIME,
    Y_STATIC_FIRST,
    Y_PROXY_ENABLE,
    Y_PROXY_INTERVAL,
    Y_OUTBOUND_HOST, /* before V71, like the next three */
    Y_OUTBOUND_PORT,
    Y_BACKUP_HOST,
    Y_BACKUP_PORT,
    Y_SERVER_1,
    Y_PROXY_1 = Y_SERVER_1 + HF_VENDOR_SERVERS * YS_COUNT,
    Y_NOTED = Y_PROXY_1 + HF_YEALINK_PROXIES * YP_COUNT, /* what follows has no field here */
    Y_COUNT = Y_NOTED + 20
};

extern const struct hf_key hf_yealink_keys[Y_COUNT];

static inline size_t hf_yealink_server_key(unsigned server, unsigned key)
{
    return Y_SERVER_1 + (size_t)(server - 1) * YS_COUNT + key;
}

static inline size_t hf_yealink_proxy_key(unsigned proxy, unsigned key)
{
    return Y_PROXY_1 + (size_t)(proxy - 1) * YP_COUNT + key;
}

/* A host and its port in two generations of keys. */
struct hf_yealink_place {
    size_t newer_host, newer_port, older_host, older_port;
};

/* Two keys that mean the same: the newer one, which is of a server or the account, and the older
 * one of the account. */
struct hf_yealink_pair {
    size_t newer, older;
    unsigned server; /* which the account's key is looked at for; 0: for the account */
};

/* The one of them that counts: the later one. Warns about the other. */
size_t hf_yealink_either(struct hf_import *import, struct hf_yealink_pair pair);

/* The port's key that belongs to the host that counts. */
size_t hf_yealink_port(struct hf_import *import, const struct hf_yealink_place *place, size_t host);

/* D5: 1 to 59 act as 60. */
int64_t hf_yealink_failback_timeout(struct hf_import *import, size_t key, int64_t timeout_s);

/* The account's outbound proxies (B13), after its servers. */
void hf_yealink_proxies(struct hf_import *import);

#endif
