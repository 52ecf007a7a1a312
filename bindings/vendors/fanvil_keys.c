/* SPDX-License-Identifier: Apache-2.0 */
/* The table of Fanvil's keys (G, the Fanvil column), by the text's names. The guide states ranges
 * only for choices; the others are what the core can keep. */
#include "fanvil.h"

static const int8_t transports[] = {HF_TRANSPORT_UDP, HF_TRANSPORT_TCP, -1, HF_TRANSPORT_TLS};
static const int8_t switches[] = {0, 1};
static const int8_t lookups[] = {0, 1, 2};
static const int8_t keepalives[] = {HF_KEEPALIVE_OFF, HF_KEEPALIVE_OTHER, HF_KEEPALIVE_CRLF};
static const int8_t failbacks[] = {HF_FAILBACK_NEVER, HF_FAILBACK_PROBE}; /* D11 */

#define TRANSPORT_TEXT "0 UDP, 1 TCP, 3 TLS (2 is TLS only in the old XML format)"

#define TEXT_KEY(text, of_kind)                                                                    \
    {                                                                                              \
        .name = text, .kind = of_kind                                                              \
    }
#define SWITCH_KEY(text, by_default)                                                               \
    {                                                                                              \
        .name = text, .allowed = "0 off, 1 on", .kind = HF_KEY_CHOICE, .choices = switches,        \
        .greatest = 1, .preset = by_default                                                        \
    }
#define TIMER_KEY(text, of_setting, by_default, to)                                                \
    .name = text, .kind = HF_KEY_NUMBER, .setting = of_setting, .least = 10, .greatest = 60000,    \
    .preset = by_default, HF_LINE_FIELD(to)
#define ADDR_KEY(text, n)                                                                          \
    {                                                                                              \
        .name = text, .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST, .server = n                 \
    }
#define PORT_KEY(text, n)                                                                          \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = HF_SETTING_PORT, .server = n,              \
        .greatest = 65535, .preset = 5060, HF_SERVER_FIELD(port)                                   \
    }
#define TTL_KEY(text, n)                                                                           \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = HF_SETTING_EXPIRES, .server = n,           \
        .least = 10, .greatest = INT32_MAX, .preset = 3600, HF_SERVER_FIELD(expires_s)             \
    }
#define TRANSPORT_KEY(text, n)                                                                     \
    {                                                                                              \
        .name = text, .allowed = TRANSPORT_TEXT, .kind = HF_KEY_CHOICE, .choices = transports,     \
        .setting = HF_SETTING_TRANSPORT, .server = n, .greatest = 3, HF_SERVER_FIELD(transport)    \
    }
#define PROXY_ADDR_KEY(text, n)                                                                    \
    {                                                                                              \
        .name = text, .kind = HF_KEY_HOST, .setting = HF_SETTING_HOST, .proxy = n                  \
    }
#define PROXY_PORT_KEY(text, n)                                                                    \
    {                                                                                              \
        .name = text, .kind = HF_KEY_NUMBER, .setting = HF_SETTING_PORT, .proxy = n,               \
        .greatest = 65535, .preset = 5060, HF_PROXY_FIELD(port)                                    \
    }
/* Of no field here: a value other than the factory's says what this phone does instead. */
#define NOTED_KEY(text, by_default, of_rule, instead)                                              \
    .name = text, .kind = HF_KEY_NUMBER, .preset = by_default, .rule = of_rule,                    \
    .noted = "does nothing here: " instead

#define REGISTERS_FIRST                                                                            \
    "before a request goes to another server or proxy than the one with the registration, the "    \
    "line always registers there first"

const struct hf_key hf_fanvil_keys[F_COUNT] = {
    [F_REG_FAIL_INTERVAL] = {.name = "Reg Fail Interval",
                             .kind = HF_KEY_NUMBER,
                             .phone_wide = 1,
                             .setting = HF_SETTING_RETRY_BASE,
                             .least = 1,
                             .greatest = 86400,
                             .preset = 32,
                             HF_LINE_FIELD(retry_base_s)},
    [F_ENABLE_GROUP_BACKUP] = {NOTED_KEY("Enable Group Backup", 0, "A10",
                                         "each line finds out by itself which server answers"),
                               .phone_wide = 1},
    [F_T1_WIDE] = {TIMER_KEY("Transaction TimerT1", HF_SETTING_T1, 500, t1_ms), .phone_wide = 1},
    [F_T2_WIDE] = {TIMER_KEY("Transaction TimerT2", HF_SETTING_T2, 4000, t2_ms), .phone_wide = 1},
    [F_T4_WIDE] = {TIMER_KEY("Transaction TimerT4", HF_SETTING_T4, 5000, t4_ms), .phone_wide = 1},
    [F_ENABLE_REG] = SWITCH_KEY("Enable Reg", 0),
    [F_PHONE_NUMBER] = TEXT_KEY("Phone Number", HF_KEY_TEXT),
    [F_DISPLAY_NAME] = TEXT_KEY("Display Name", HF_KEY_TEXT),
    [F_REGISTER_USER] = TEXT_KEY("Register User", HF_KEY_TEXT),
    [F_REGISTER_PSWD] = TEXT_KEY("Register Pswd", HF_KEY_SECRET),
    [F_SUBSCRIBE] = SWITCH_KEY("Subscribe", 0),
    [F_SUB_EXPIRE] = {.name = "Sub Expire",
                      .kind = HF_KEY_NUMBER,
                      .greatest = INT32_MAX,
                      .preset = HF_MESSAGES_USUAL_S},
    [F_MWI_NUM] = TEXT_KEY("MWI Num", HF_KEY_TEXT),
    [F_ADDR_1] = ADDR_KEY("Register Addr", 1),
    [F_PORT_1] = PORT_KEY("Register Port", 1),
    [F_TTL_1] = TTL_KEY("Register TTL", 1),
    [F_TRANSPORT_1] = TRANSPORT_KEY("Transport", 1),
    [F_ADDR_2] = ADDR_KEY("Backup Addr", 2),
    [F_PORT_2] = PORT_KEY("Backup Port", 2),
    [F_TTL_2] = TTL_KEY("Backup TTL", 2),
    [F_TRANSPORT_2] = TRANSPORT_KEY("Backup Transport", 2),
    [F_PROXY_ADDR] = PROXY_ADDR_KEY("Proxy Addr", 1),
    [F_PROXY_PORT] = PROXY_PORT_KEY("Proxy Port", 1),
    [F_BAKPROXY_ADDR] = PROXY_ADDR_KEY("BakProxy Addr", 2),
    [F_BAKPROXY_PORT] = PROXY_PORT_KEY("BakProxy Port", 2),
    [F_PROXY_USER] = {.name = "Proxy User", .kind = HF_KEY_TEXT, .rule = "A8"},
    [F_PROXY_PSWD] = {.name = "Proxy Pswd", .kind = HF_KEY_SECRET, .rule = "A8"},
    [F_ENABLE_FAILBACK] = {.name = "Enable Failback",
                           .allowed = "0 off, 1 on",
                           .kind = HF_KEY_CHOICE,
                           .choices = failbacks,
                           .greatest = 1,
                           .preset = 1,
                           .setting = HF_SETTING_FAILBACK_SERVERS,
                           HF_LINE_FIELD(failback_servers)},
    [F_FAILBACK_INTERVAL] = {.name = "Failback Interval",
                             .kind = HF_KEY_NUMBER,
                             .setting = HF_SETTING_FAILBACK_INTERVAL,
                             .least = 1,
                             .greatest = INT32_MAX,
                             .preset = 1800,
                             HF_LINE_FIELD(failback_interval_s)},
    [F_SIGNAL_RETRY_COUNTS] = {.name = "Signal Retry Counts",
                               .kind = HF_KEY_NUMBER,
                               .setting = HF_SETTING_RETRY_COUNTS,
                               .greatest = HF_RETRY_COUNTS_MAX,
                               .preset = 3,
                               HF_SERVER_FIELD(retry_counts)},
    [F_DNS_SRV] = {.name = "DNS SRV",
                   .allowed = "0 off, 1 on",
                   .kind = HF_KEY_CHOICE,
                   .choices = switches,
                   .greatest = 1,
                   .setting = HF_SETTING_PORT},
    [F_DNS_MODE] = {.name = "DNS Mode",
                    .allowed = "0 addresses, 1 SRV, 2 NAPTR",
                    .kind = HF_KEY_CHOICE,
                    .choices = lookups,
                    .greatest = 2,
                    .setting = HF_SETTING_PORT},
    [F_KEEPALIVE] = {.name = "NAT UDPUpdate",
                     .allowed = "0 off, 1 or 2 on",
                     .kind = HF_KEY_CHOICE,
                     .choices = keepalives,
                     .setting = HF_SETTING_KEEPALIVE,
                     .greatest = 2,
                     .preset = 2},
    [F_KEEPALIVE_TTL] = {.name = "UDPUpdate TTL",
                         .kind = HF_KEY_NUMBER,
                         .setting = HF_SETTING_KEEPALIVE,
                         .least = 1,
                         .greatest = INT32_MAX,
                         .preset = 30},
    [F_T1] = {TIMER_KEY("Session Timer T1", HF_SETTING_T1, 500, t1_ms)},
    [F_T2] = {TIMER_KEY("Session Timer T2", HF_SETTING_T2, 4000, t2_ms)},
    [F_T4] = {TIMER_KEY("Session Timer T4", HF_SETTING_T4, 5000, t4_ms)},
    [F_KEEPALIVE_TRIES] = {NOTED_KEY("UDPUpdate Try Times", 3, "C3a",
                                     "over UDP a keep-alive has no answer, so none is repeated")},
    [F_NEED_REG_ON] = {NOTED_KEY("Need Reg On", 0, "E2", REGISTERS_FIRST)},
    [F_BACKUP_NEED_REG_ON] = {NOTED_KEY("Backup Need Reg On", 0, "E2", REGISTERS_FIRST)},
    [F_PROXY_NEED_REG_ON] = {NOTED_KEY("Proxy Need Reg On", 0, "E2", REGISTERS_FIRST)},
    [F_BAKPROXY_NEED_REG_ON] = {NOTED_KEY("BakProxy Need Reg On", 0, "E2", REGISTERS_FIRST)},
    [F_BACKUP_MODE] = {NOTED_KEY("Backup Mode", 0, "C1",
                                 "the backup is registered at when the primary fails, and not "
                                 "together with it")},
    [F_SIGNAL_FAILBACK] = {NOTED_KEY("Signal Failback", 0, "D1",
                                     "the primary is probed by REGISTER alone, and other requests "
                                     "go where the line is registered")},
    [F_FAILBACK_HOLD] = {NOTED_KEY("Failback Hold", 1, "D1",
                                   "the line goes back as soon as the primary accepts a probe; "
                                   "calls stay where they are")},
    [F_TCP_USE_RETRY_TIMER] = {NOTED_KEY("TCP Use Retry Timer", 0, "A3",
                                         "over TCP and TLS an attempt always has the period that "
                                         "Signal Retry Counts gives over UDP")},
    [F_UNAVAILABLE_MODE] = {NOTED_KEY("Unavailable Mode", 0, "A6",
                                      "a server is unavailable when it is silent, cannot be "
                                      "reached, or answers REGISTER with 500 or 503")},
    [F_AUTO_TCP] = {NOTED_KEY("Auto TCP", 0, "B2",
                              "requests go over the configured transport, whatever their size")},
    [F_TLS_VERSION] = {NOTED_KEY("TLS Version", 2, "B14",
                                 "TLS 1.2 and 1.3 are spoken, and nothing older")},
    [F_UPDATE_REG_EXPIRE] = {NOTED_KEY("Update Reg Expire", 1, "C4",
                                       "the expiry that the server grants counts")},
};
