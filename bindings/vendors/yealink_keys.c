/* SPDX-License-Identifier: Apache-2.0 */
/* Yealink's keys, their ranges and defaults. Those that have no field here say what this phone does
 * instead, where the file asks for something else than a phone does from the factory. */
#include "yealink.h"

static const int8_t transports[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, HF_TRANSPORT_TLS,
                                    HF_TRANSPORT_NAPTR};
static const int8_t switches[] = {0, 1};
static const int8_t modes[] = {HF_MODE_CONCURRENT, HF_MODE_SUCCESSIVE};
static const int8_t builds[] = {HF_BUILD_UDP, HF_BUILD_TLS_TCP};
static const int8_t keepalives[] = {HF_KEEPALIVE_OFF, HF_KEEPALIVE_CRLF, HF_KEEPALIVE_OTHER,
                                    HF_KEEPALIVE_OTHER};
static const int8_t failbacks[] = {HF_FAILBACK_NEW_REQUESTS, HF_FAILBACK_DNS_TTL,
                                   HF_FAILBACK_REGISTRATION, HF_FAILBACK_DURATION};

#define CHOICE(text, of_choices, last)                                                             \
    .allowed = text, .kind = HF_KEY_CHOICE, .choices = of_choices, .greatest = last
#define SWITCH CHOICE("0 off, 1 on", switches, 1)
#define RANGE(from, to, by_default)                                                                \
    .kind = HF_KEY_NUMBER, .least = from, .greatest = to, .preset = by_default
#define TIMER(most_ms, preset_ms, of_setting)                                                      \
    .kind = HF_KEY_SECONDS, .phone_wide = 1, .least = 10, .greatest = most_ms,                     \
    .preset = preset_ms, .setting = of_setting
#define MODES "0 newRequests, 1 DNSTTL, 2 registration, 3 duration"

#define PORTS RANGE(0, 65535, 5060), .setting = HF_SETTING_PORT
#define EXPIRES                                                                                    \
    RANGE(30, INT32_MAX, 3600), .setting = HF_SETTING_EXPIRES, HF_SERVER_FIELD(expires_s)
#define TRANSPORTS                                                                                 \
    CHOICE("0 UDP, 1 TCP, 2 TLS, 3 DNS-NAPTR", transports, 3), .setting = HF_SETTING_TRANSPORT,    \
                                                               HF_SERVER_FIELD(transport)
#define FAILBACKS                                                                                  \
    CHOICE(MODES, failbacks, 3), .setting = HF_SETTING_FAILBACK_MODE, HF_SERVER_FIELD(failback_mode)
#define RETRIES                                                                                    \
    RANGE(0, HF_RETRY_COUNTS_MAX, 3), .setting = HF_SETTING_RETRY_COUNTS,                          \
                                      HF_SERVER_FIELD(retry_counts)

#define SERVER_KEY(n, key, text, ...)                                                              \
    [Y_SERVER_1 + ((n)-1) * YS_COUNT +                                                             \
        (key)] = {.server = (n), .name = "sip_server." #n "." text, __VA_ARGS__}
#define SERVER_KEYS(n)                                                                             \
    SERVER_KEY(n, YS_ADDRESS, "address", .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST),         \
        SERVER_KEY(n, YS_PORT, "port", PORTS, HF_SERVER_FIELD(port)),                              \
        SERVER_KEY(n, YS_EXPIRES, "expires", EXPIRES),                                             \
        SERVER_KEY(n, YS_TRANSPORT, "transport_type", TRANSPORTS),                                 \
        SERVER_KEY(n, YS_RETRY_COUNTS, "retry_counts", RETRIES),                                   \
        SERVER_KEY(n, YS_INVITE_RETRY_COUNTS, "invite_retry_counts",                               \
                   RANGE(1, 10, HF_AS_RETRY_COUNTS), .setting = HF_SETTING_INVITE_RETRY_COUNTS,    \
                   HF_SERVER_FIELD(invite_retry_counts)),                                          \
        SERVER_KEY(n, YS_FAILBACK_MODE, "failback_mode", FAILBACKS),                               \
        SERVER_KEY(n, YS_FAILBACK_TIMEOUT, "failback_timeout", RANGE(0, 65535, 3600),              \
                   .allowed = "0, 60 to 65535 (1 to 59 act as 60)",                                \
                   .setting = HF_SETTING_FAILBACK_TIMEOUT, HF_SERVER_FIELD(failback_timeout_s)),   \
        SERVER_KEY(n, YS_REGISTER_ON_ENABLE, "register_on_enable", SWITCH,                         \
                   .setting = HF_SETTING_REGISTER_ON_ENABLE, HF_SERVER_FIELD(register_on_enable)), \
        SERVER_KEY(n, YS_ONLY_REGISTERED, "only_signal_with_registered", SWITCH,                   \
                   .setting = HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,                              \
                   HF_SERVER_FIELD(only_signal_with_registered)),                                  \
        SERVER_KEY(n, YS_SUBSCRIBE, "failback_subscribe.enable", SWITCH, .rule = "E12",            \
                   .noted = SUBSCRIBED),                                                           \
        SERVER_KEY(n, YS_PROXY_ENABLE, "outbound_proxy_enable", SWITCH, .preset = 1)

/* -1 is the server's value and the default (B13). */
#define AS_SERVER "-1 (as the server), "
#define PROXY_KEY(n, key, text, ...)                                                               \
    [Y_PROXY_1 + ((n)-1) * YP_COUNT +                                                              \
        (key)] = {.proxy = (n), .name = "outbound_proxy." #n "." text, __VA_ARGS__}
#define PROXY_KEYS(n)                                                                              \
    PROXY_KEY(n, YP_ADDRESS, "address", .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST),          \
        PROXY_KEY(n, YP_PORT, "port", PORTS, HF_PROXY_FIELD(port)),                                \
        PROXY_KEY(n, YP_RETRY_COUNTS, "retry_counts", RANGE(0, HF_RETRY_COUNTS_MAX, HF_AS_SERVER), \
                  .allowed = AS_SERVER "0 to 20", .setting = HF_SETTING_RETRY_COUNTS,              \
                  HF_PROXY_FIELD(retry_counts)),                                                   \
        PROXY_KEY(n, YP_INVITE_RETRY_COUNTS, "invite_retry_counts", RANGE(1, 10, HF_AS_SERVER),    \
                  .allowed = AS_SERVER "1 to 10", .setting = HF_SETTING_INVITE_RETRY_COUNTS,       \
                  HF_PROXY_FIELD(invite_retry_counts)),                                            \
        PROXY_KEY(n, YP_FAILBACK_MODE, "failback_mode", CHOICE(AS_SERVER MODES, failbacks, 3),     \
                  .preset = HF_AS_SERVER, .setting = HF_SETTING_FAILBACK_MODE,                     \
                  HF_PROXY_FIELD(failback_mode)),                                                  \
        PROXY_KEY(n, YP_FAILBACK_TIMEOUT, "failback_timeout", RANGE(0, 65535, HF_AS_SERVER),       \
                  .allowed = AS_SERVER "0, 60 to 65535 (1 to 59 act as 60)",                       \
                  .setting = HF_SETTING_FAILBACK_TIMEOUT, HF_PROXY_FIELD(failback_timeout_s)),     \
        PROXY_KEY(n, YP_REGISTER_ON_ENABLE, "register_on_enable",                                  \
                  CHOICE(AS_SERVER "0 off, 1 on", switches, 1), .preset = HF_AS_SERVER,            \
                  .setting = HF_SETTING_REGISTER_ON_ENABLE, HF_PROXY_FIELD(register_on_enable)),   \
        PROXY_KEY(n, YP_ONLY_REGISTERED, "only_signal_with_registered",                            \
                  CHOICE(AS_SERVER "0 off, 1 on", switches, 1), .preset = HF_AS_SERVER,            \
                  .setting = HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED,                               \
                  HF_PROXY_FIELD(only_signal_with_registered)),                                    \
        PROXY_KEY(n, YP_SUBSCRIBE, "failback_subscribe.enable", RANGE(-1, 1, -1),                  \
                  .allowed = AS_SERVER "0 off, 1 on", .rule = "E12", .noted = SUBSCRIBED)

#define SUBSCRIBED                                                                                 \
    "does nothing here: when the line moves it says so, and who subscribed renews then"
#define ASKED                                                                                      \
    "does nothing here: a query waits 3 s and is asked three times, a name is given up after 10 s"
#define VERIFIED                                                                                   \
    "acts as 1: over TLS the server has to prove its name; tls_verify: off of our own format "     \
    "turns that off"
#define OVERLAP                                                                                    \
    "does nothing here: a registration is refreshed at half its time, or later where a whole "     \
    "failed pass still fits before its end"
#define PHONE_WIDE(text) .name = text, .phone_wide = 1

const struct hf_key hf_yealink_keys[Y_COUNT] = {
    [Y_TIMER_T1] = {.name = "sip.timer_t1", TIMER(10000, 500, HF_SETTING_T1), HF_LINE_FIELD(t1_ms)},
    [Y_TIMER_T2] = {.name = "sip.timer_t2",
                    TIMER(40000, 4000, HF_SETTING_T2),
                    HF_LINE_FIELD(t2_ms)},
    [Y_TIMER_T4] = {.name = "sip.timer_t4",
                    TIMER(60000, 5000, HF_SETTING_T4),
                    HF_LINE_FIELD(t4_ms)},
    [Y_SURGE] = {PHONE_WIDE("sip.reg_surge_prevention"), RANGE(0, 60, 0),
                 .setting = HF_SETTING_START_SPREAD, HF_LINE_FIELD(start_spread_s)},
    [Y_ENABLE] = {.name = "enable", SWITCH},
    [Y_LABEL] = {.name = "label", .kind = HF_KEY_TEXT},
    [Y_DISPLAY_NAME] = {.name = "display_name", .kind = HF_KEY_TEXT},
    [Y_AUTH_NAME] = {.name = "auth_name", .kind = HF_KEY_TEXT},
    [Y_USER_NAME] = {.name = "user_name", .kind = HF_KEY_TEXT},
    [Y_PASSWORD] = {.name = "password", .kind = HF_KEY_SECRET},
    [Y_MWI] = {.name = "subscribe_mwi", SWITCH},
    [Y_MWI_EXPIRES] = {.name = "subscribe_mwi_expires", RANGE(0, 84600, HF_MESSAGES_USUAL_S)},
    [Y_VOICE_MAIL] = {.name = HF_YEALINK_VOICE_MAIL, .kind = HF_KEY_TEXT},
    [Y_HOST] = {.name = "sip_server_host", .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST},
    [Y_PORT] = {.name = "sip_server_port", PORTS, HF_SERVER_FIELD(port)},
    [Y_EXPIRES] = {.name = "expires", EXPIRES},
    [Y_TRANSPORT] = {.name = "transport", TRANSPORTS},
    [Y_FAILBACK_MODE] = {.name = "failback_mode", FAILBACKS},
    [Y_RETRY_COUNTS] = {.name = "retry_counts", RETRIES},
    [Y_NAPTR_BUILD] = {.name = "naptr_build",
                       CHOICE("0 UDP, 1 TCP or TLS", builds, 1),
                       .setting = HF_SETTING_NAPTR_BUILD,
                       HF_LINE_FIELD(naptr_build)},
    [Y_REDUNDANCY_TYPE] = {.name = "fallback.redundancy_type",
                           CHOICE("0 concurrent, 1 successive", modes, 1),
                           .setting = HF_SETTING_MODE,
                           HF_LINE_FIELD(mode)},
    [Y_FALLBACK_TIMEOUT] = {.name = "fallback.timeout",
                            RANGE(10, INT32_MAX, 120),
                            .setting = HF_SETTING_FAILBACK_INTERVAL,
                            HF_LINE_FIELD(failback_interval_s)},
    [Y_RETRY_INTERVAL] = {.name = "reg_fail_retry_interval",
                          RANGE(0, 1800, 30),
                          .setting = HF_SETTING_RETRY_BASE},
    [Y_RETRY_MIN] = {.name = "reg_failed_retry_min_time",
                     RANGE(0, 86400, 0),
                     .setting = HF_SETTING_RETRY_BASE},
    [Y_RETRY_MAX] = {.name = "reg_failed_retry_max_time",
                     RANGE(0, 86400, 60),
                     .setting = HF_SETTING_RETRY_MAX},
    [Y_KEEPALIVE] = {.name = "nat.udp_update_enable",
                     CHOICE("0 off, 1 to 3 on", keepalives, 3),
                     .setting = HF_SETTING_KEEPALIVE,
                     .preset = 1},
    [Y_KEEPALIVE_TIME] = {.name = "nat.udp_update_time",
                          RANGE(15, INT32_MAX, 30),
                          .setting = HF_SETTING_KEEPALIVE},
    [Y_STATIC_FIRST] = {.name = "static_cache_pri",
                        SWITCH,
                        .setting = HF_SETTING_STATIC_FIRST,
                        HF_LINE_FIELD(static_first)},
    [Y_PROXY_ENABLE] = {.name = "outbound_proxy_enable", SWITCH},
    [Y_PROXY_INTERVAL] = {.name = "outbound_proxy_fallback_interval",
                          RANGE(0, 65535, 3600),
                          .setting = HF_SETTING_PROXY_FAILBACK_INTERVAL,
                          HF_LINE_FIELD(proxy_failback_interval_s)},
    [Y_OUTBOUND_HOST] = {.name = "outbound_host", .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST},
    [Y_OUTBOUND_PORT] = {.name = "outbound_port", PORTS, HF_PROXY_FIELD(port)},
    [Y_BACKUP_HOST] = {.name = "backup_outbound_host",
                       .kind = HF_KEY_HOST,
                       .setting = HF_SETTING_HOST},
    [Y_BACKUP_PORT] = {.name = "backup_outbound_port", PORTS, HF_PROXY_FIELD(port)},
    SERVER_KEYS(1),
    SERVER_KEYS(2),
    PROXY_KEYS(1),
    PROXY_KEYS(2),
    [Y_NOTED] = {PHONE_WIDE("sip.skip_redundant_failover_addr"), SWITCH, .preset = 1, .rule = "A14",
                 .noted =
                     "acts as 1: a request never goes twice to an address that was silent for it"},
    {.name = "dns_cache_type",
     RANGE(0, 2, 1),
     .rule = "B11",
     .noted = "acts as 1: answers are kept as long as they say, and used on where DNS is silent"},
    {.name = "register_expires_overlap",
     RANGE(1, INT32_MAX, -1),
     .preset_word = "-1",
     .rule = "C4",
     .noted = OVERLAP},
    {.name = "subscribe_expires_overlap",
     RANGE(1, INT32_MAX, -1),
     .preset_word = "-1",
     .rule = "C4",
     .noted = OVERLAP},
    {PHONE_WIDE("sip.dns_transport_type"), CHOICE("0 UDP, 1 TCP", switches, 1), .rule = "B8a",
     .noted = "acts as 0: DNS is asked over UDP, and over TCP only where an answer was cut"},
    {PHONE_WIDE("static.network.dns.query_timeout"), RANGE(0, 65535, 3), .rule = "B8a",
     .noted = ASKED},
    {PHONE_WIDE("static.network.dns.retry_times"), RANGE(0, 65535, 2), .rule = "B8a",
     .noted = ASKED},
    {PHONE_WIDE("static.network.dns.ttl_enable"), SWITCH},                /* B11 is 1 */
    {PHONE_WIDE("static.network.dns.last_cache_expired.enable"), SWITCH}, /* B11 is 1 */
    {PHONE_WIDE("static.network.dns.last_cache_expired"), RANGE(0, INT32_MAX, 0)},
    {.name = "unregister_on_reboot",
     SWITCH,
     .rule = "C8",
     .noted = "acts as 0: a line removes its registration when it stops, not when it starts"},
    {.name = "subscribe_register",
     SWITCH,
     .rule = "C4",
     .noted = "acts as 0: the server is not asked to tell of lost registrations; the next refresh "
              "finds them"},
    {.name = "redundancy_with_reg_fail.enable",
     SWITCH,
     .rule = "A6",
     .noted = "does nothing here: only silence, a lost connection and the failover statuses lead "
              "to the other server"},
    {.name = "srv_ttl_timer_enable",
     SWITCH,
     .rule = "D10",
     .noted = "does nothing here: the time of failback_mode 1 is that of the address in use"},
    {PHONE_WIDE("sip.unreg_with_socket_close"), SWITCH, .rule = "C3a",
     .noted = "acts as 0: a line whose connection is lost registers again at once"},
    {PHONE_WIDE("static.security.trust_certificates"), SWITCH, .preset = 1, .rule = "B14",
     .noted = VERIFIED},
    {PHONE_WIDE("security.trust_certificates"), SWITCH, .preset = 1, .rule = "B14",
     .noted = VERIFIED},
    {PHONE_WIDE("static.security.cn_validation"), SWITCH}, /* B14 is 1 */
    {PHONE_WIDE("sip.use_out_bound_in_dialog"), SWITCH, .rule = "E5",
     .noted = "acts as 0: what belongs to a call goes the way that the call's own messages say"},
    {PHONE_WIDE("sip.send_keepalive_by_socket"), SWITCH}, /* C3a: always so */
};
