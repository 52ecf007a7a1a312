/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's policy, as flat data: servers in order of priority and every setting of
 * behaviour.md. The core knows no vendor: importing a vendor's file sets each field (G).
 * No identity and no secret is here (G3).
 *
 *     struct hf_config config;
 *     hf_config_init(&config);                          native defaults, no server
 *     config.servers[0].port = 5060;
 *     hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9);
 *     config.n_servers = 1;
 *     if (hf_config_check(&config, &refusal) < 0) ...   the same check the line makes
 */
#ifndef HOLDFAST_CONFIG_H
#define HOLDFAST_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/limits.h"
#include "holdfast/target.h"

struct hf_refusal;

enum hf_mode { HF_MODE_SUCCESSIVE = 0, HF_MODE_CONCURRENT = 1, HF_MODE_COUNT }; /* C1, C2 */

/* Failback, one vocabulary for both levels (D11). Between targets of a server: NEW_REQUESTS,
 * DNS_TTL, REGISTRATION, DURATION, NEVER. Between servers: NEW_REQUESTS, PROBE, NEVER. */
enum hf_failback {
    HF_FAILBACK_NEVER = 0,
    HF_FAILBACK_NEW_REQUESTS = 1, /* D2 */
    HF_FAILBACK_DNS_TTL = 2,      /* D3 */
    HF_FAILBACK_REGISTRATION = 3, /* D4 */
    HF_FAILBACK_DURATION = 4,     /* D5 */
    HF_FAILBACK_PROBE = 5,        /* D1 */
    HF_FAILBACK_COUNT
};

enum hf_failback_when { HF_WHEN_ANY = 0, HF_WHEN_IDLE = 1, HF_WHEN_COUNT }; /* D8 */
enum hf_naptr_build { HF_BUILD_UDP = 0, HF_BUILD_TLS_TCP = 1, HF_BUILD_ALL = 2, HF_BUILD_COUNT };
enum hf_srv_order { HF_SRV_WEIGHTED = 0, HF_SRV_HEAVIEST_FIRST = 1, HF_SRV_COUNT }; /* B7 */
enum hf_address_family {
    HF_ADDRESS_ANY = 0,
    HF_ADDRESS_IPV4 = 1,
    HF_ADDRESS_IPV6 = 2,
    HF_ADDRESS_COUNT
}; /* B9 */
enum hf_locate_by { HF_LOCATE_BY_DNS = 0, HF_LOCATE_BY_STACK = 1, HF_LOCATE_COUNT };
enum hf_trust { HF_TRUST_CONTACT = 0, HF_TRUST_ANY = 1, HF_TRUST_COUNT }; /* E8 */

#define HF_AS_SERVER       (-1) /* a proxy's setting: the server's value counts (B13) */
#define HF_AS_RETRY_COUNTS 0xFF /* invite_retry_counts: as retry_counts (A5) */

/* Text in hf_config.names; length 0 is no name. */
struct hf_name {
    uint16_t at;
    uint16_t length;
};

/* A list of failover statuses (A6). Classes never match 3xx, 401, 407, 423. */
struct hf_statuses {
    uint16_t codes[HF_STATUSES_MAX]; /* 400..699 */
    uint8_t n_codes;
    uint8_t classes; /* bit 4: 4xx, bit 5: 5xx, bit 6: 6xx; no other bit */
};

struct hf_proxy_config {
    struct hf_name host;        /* address or name (RFC 1123) */
    uint16_t port;              /* 0: B1, B3, B4 */
    uint8_t transport;          /* enum hf_transport */
    int8_t retry_counts;        /* 0..20 or HF_AS_SERVER, like the five below */
    int32_t failback_timeout_s; /* 0..65535 */
    int8_t invite_retry_counts; /* 1..20 */
    int8_t failback_mode;       /* enum hf_failback */
    int8_t register_on_enable;
    int8_t only_signal_with_registered;
};

struct hf_server_config {
    struct hf_name host;                 /* address or name; the domain of its requests */
    uint16_t port;                       /* 0: B1, B3, B4 */
    uint8_t transport;                   /* enum hf_transport */
    uint8_t retry_counts;                /* A1: 0..20 */
    uint32_t expires_s;                  /* asked for: 10..2147483647 */
    uint32_t retry_period_ms;            /* A2: 0 = by count, else 1..32000 */
    uint32_t failback_timeout_s;         /* D5: 0 = stay, else 1..65535 */
    uint8_t failback_mode;               /* between its targets: enum hf_failback, not PROBE */
    uint8_t invite_retry_counts;         /* A5: 1..20 or HF_AS_RETRY_COUNTS */
    uint8_t register_on_enable;          /* E2: 0 or 1 */
    uint8_t only_signal_with_registered; /* E3: 0 or 1 */
    uint8_t n_proxies;                   /* B13 */
    uint8_t reserved[3];                 /* zero */
    struct hf_proxy_config proxies[HF_SERVER_PROXIES];
};

struct hf_config {
    struct hf_server_config servers[HF_LINE_SERVERS];
    struct hf_statuses register_failover_statuses; /* A6: REGISTER, OPTIONS, probes */
    struct hf_statuses invite_failover_statuses;   /* A6: INVITE and others outside dialogs */
    uint32_t t1_ms, t2_ms, t4_ms;                  /* RFC 3261 17.1.1.1: 1..60000 */
    uint32_t failback_interval_s;                  /* D1: 1..2147483647 */
    uint32_t proxy_failback_interval_s;            /* B13: 1..2147483647 */
    uint32_t idle_limit_s;                         /* D8: 0 = no limit */
    uint32_t retry_base_s, retry_max_s;            /* C6: 1..86400, base <= max */
    uint32_t retry_after_max_s;                    /* A9: 0..86400 */
    uint32_t quarantine_s;                         /* A10: 0 = off */
    uint32_t options_interval_s;                   /* C10: 0 = off */
    uint32_t keepalive_s;                          /* C3a: 0 = off */
    uint32_t storm_spread_ms, start_spread_s;      /* C11 */
    uint32_t ring_timeout_s;                       /* A7: 0 = no limit */
    uint8_t n_servers;                             /* 1..HF_LINE_SERVERS */
    uint8_t mode;                                  /* enum hf_mode */
    uint8_t failback_servers;                      /* NEW_REQUESTS, PROBE or NEVER */
    uint8_t failback_when;                         /* enum hf_failback_when */
    uint8_t flap_damping;                          /* D9: 0 or 1, like all below up to jitter */
    uint8_t register_first;                        /* E2 */
    uint8_t failover_other;                        /* E12 */
    uint8_t share_rests;                           /* A10 */
    uint8_t unregister_old;                        /* C9 */
    uint8_t contact_per_server;                    /* C1a */
    uint8_t allow_downgrade;                       /* B14 */
    uint8_t static_first;                          /* B11a */
    uint8_t jitter_percent;                        /* C11: 0..50 */
    uint8_t naptr_build;                           /* enum hf_naptr_build */
    uint8_t srv_order;                             /* enum hf_srv_order */
    uint8_t address_family;                        /* enum hf_address_family */
    uint8_t locate_by;                             /* enum hf_locate_by */
    uint8_t trust;                                 /* enum hf_trust */
    uint16_t names_used;                           /* bytes of names in use */
    char names[HF_LINE_NAMES];                     /* not terminated; unused bytes are zero */
};

/* Fills a configuration with the native defaults of behaviour.md; it has no server yet. */
void hf_config_init(struct hf_config *config);

/* The native defaults of one server entry: port 5060, UDP, expires 3600, retry_counts 3. */
void hf_config_init_server(struct hf_server_config *server);
void hf_config_init_proxy(struct hf_proxy_config *proxy);

/* Stores a name. 0, or HF_E_LIMIT when it is longer than HF_NAME_MAX or does not fit. */
int hf_config_name(struct hf_config *config, struct hf_name *name, const char *text, size_t length);

/* A sound configuration in its canonical form: what is not used is zero, names stand in the order
 * of servers and proxies. Equal policies become equal bytes. */
void hf_config_copy(struct hf_config *to, const struct hf_config *from);

/* 0, or the first thing that is wrong: HF_E_VALUE, HF_E_LIMIT, HF_E_CONFLICT, with refusal->what
 * naming the field and refusal->index the server (1..), 0 for the line. A host is an address or a
 * name: labels of letters, digits, hyphens inside and underscores, 253 bytes, a dot at its end or
 * not. What merely does nothing is sound. */
int hf_config_check(const struct hf_config *config, struct hf_refusal *refusal);

/* Reads "192.0.2.1", "2001:db8::1" or "[2001:db8::1]" into address and family.
 * False, and nothing changed, when the text is not a numeric address. */
int hf_target_parse(struct hf_target *target, const char *text, size_t length);

#endif
