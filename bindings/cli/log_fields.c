/* SPDX-License-Identifier: Apache-2.0 */
/* The tables: each field of each event, action and note, once. */
#include "log_fields.h"

#include <string.h>

#include "holdfast/sip/agent.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

#define ROW(s, m, k)                                                                               \
    {                                                                                              \
        .key = #m, .at = (uint16_t)offsetof(struct s, m),                                          \
        .size = (uint16_t)sizeof(((struct s *)0)->m), .kind = HF_LOG_VALUE_##k                     \
    }
#define WORD(s, m, function)                                                                       \
    {                                                                                              \
        .key = #m, .at = (uint16_t)offsetof(struct s, m),                                          \
        .size = (uint16_t)sizeof(((struct s *)0)->m), .kind = HF_LOG_VALUE_WORD, .word = function  \
    }
#define NAMED(s, m, function)                                                                      \
    {                                                                                              \
        .key = #m, .at = (uint16_t)offsetof(struct s, m),                                          \
        .size = (uint16_t)sizeof(((struct s *)0)->m), .kind = HF_LOG_VALUE_NAMED, .word = function \
    }
#define LIST(s, m, k, list)                                                                        \
    {                                                                                              \
        .key = #list, .at = (uint16_t)offsetof(struct s, m),                                       \
        .size = (uint16_t)sizeof(((struct s *)0)->m), .kind = HF_LOG_VALUE_##k,                    \
        .more = (uint16_t)offsetof(struct s, list)                                                 \
    }
#define ROWS(table)                                                                                \
    {                                                                                              \
        table, N_OF(table)                                                                         \
    }

static const char *word_of(const char *const *words, size_t n, unsigned number)
{
    return number < n ? words[number] : "unknown";
}

#define WORDS(function, ...)                                                                       \
    static const char *function(unsigned number)                                                   \
    {                                                                                              \
        static const char *const words[] = {__VA_ARGS__};                                          \
        return word_of(words, N_OF(words), number);                                                \
    }

WORDS(purpose_word, "register", "probe", "remove", "request", "keepalive")
WORDS(outcome_word, "accepted", "rejected", "failed", "disabled", "withdrawn")
WORDS(call_word, "CALLING", "RINGING", "TALKING", "ENDING", "OVER")
WORDS(how_word, "nothing", "answered", "cancelled", "cancel_timed_out", "late_call_ended")
WORDS(dns_word, "answer", "no_name", "no_data", "timeout", "servfail", "refused", "malformed")
WORDS(mode_word, "successive", "concurrent")
WORDS(failback_word, "never", "new_requests", "dns_ttl", "registration", "duration", "probe")
WORDS(when_word, "any", "idle")
WORDS(build_word, "udp", "tls_tcp", "all")
WORDS(srv_word, "weighted", "heaviest_first")
WORDS(family_word, "any", "ipv4", "ipv6")
WORDS(locate_word, "dns", "stack")
WORDS(trust_word, "contact", "any")
WORDS(families_word, "none", "ipv4", "ipv6", "both")
WORDS(note_word, "none", "first_send", "retransmission", "response", "icmp", "connect", "challenge",
      "dropped", "abandon", "other", "incoming_request", "connection_lost")

static const char *type_word(unsigned number)
{
    switch (number) {
    case HF_DNS_LOCATE: return "locate";
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    case HF_DNS_NAPTR: return "NAPTR";
    default: return "unknown";
    }
}

const char *hf_log_note_name(unsigned kind)
{
    return note_word(kind);
}

/* ---- events ---- */

static const struct hf_log_row configured[] = {ROW(hf_configured, seed, NUMBER)};
static const struct hf_log_row wanted[] = {
    ROW(hf_wanted, request, INDEX), WORD(hf_wanted, kind, hf_request_kind_name),
    ROW(hf_wanted, dialog_server, INDEX), ROW(hf_wanted, emergency, FLAG),
    ROW(hf_wanted, call, INDEX)};
static const struct hf_log_row withdrawn[] = {ROW(hf_withdrawn, request, INDEX)};
static const struct hf_log_row response[] = {ROW(hf_response, status, STATUS),
                                             ROW(hf_response, attempt, NUMBER),
                                             ROW(hf_response, expires_s, S),
                                             ROW(hf_response, min_expires_s, NUMBER),
                                             ROW(hf_response, retry_after_s, S),
                                             ROW(hf_response, contact_missing, FLAG),
                                             LIST(hf_response, n_redirects, TARGETS, redirects)};
static const struct hf_log_row failed[] = {NAMED(hf_attempt_failed, cause, hf_cause_name),
                                           ROW(hf_attempt_failed, attempt, NUMBER),
                                           ROW(hf_attempt_failed, reused, FLAG)};
static const struct hf_log_row provisional[] = {ROW(hf_provisional, status, STATUS),
                                                ROW(hf_provisional, attempt, NUMBER)};
static const struct hf_log_row challenged[] = {
    ROW(hf_challenged, attempt, NUMBER), ROW(hf_challenged, realm, TEXT),
    ROW(hf_challenged, stale, FLAG), ROW(hf_challenged, after_credentials, FLAG)};
static const struct hf_log_row connected[] = {ROW(hf_connected, attempt, NUMBER)};
static const struct hf_log_row abandoned[] = {
    WORD(hf_abandoned, how, how_word), ROW(hf_abandoned, attempt, NUMBER),
    ROW(hf_abandoned, status, STATUS), ROW(hf_abandoned, expires_s, S)};
static const struct hf_log_row late[] = {ROW(hf_late, status, STATUS),
                                         ROW(hf_late, attempt, NUMBER)};
static const struct hf_log_row dns[] = {
    WORD(hf_dns_answered, outcome, dns_word), ROW(hf_dns_answered, query, NUMBER),
    ROW(hf_dns_answered, ttl_s, S), ROW(hf_dns_answered, from_static, FLAG),
    LIST(hf_dns_answered, n_records, RECORDS, records)};
static const struct hf_log_row located[] = {
    ROW(hf_located, server, INDEX), ROW(hf_located, proxy, INDEX), ROW(hf_located, query, NUMBER),
    ROW(hf_located, ttl_s, S), LIST(hf_located, n_targets, TARGETS, targets)};
static const struct hf_log_row network[] = {
    WORD(hf_network_changed, families_usable, families_word),
    ROW(hf_network_changed, address_changed, FLAG)};
static const struct hf_log_row flow_lost[] = {ROW(hf_flow_lost, target, TARGET),
                                              NAMED(hf_flow_lost, cause, hf_cause_name)};
static const struct hf_log_row rested[] = {ROW(hf_target_rested, target, TARGET),
                                           ROW(hf_target_rested, until_us, US),
                                           NAMED(hf_target_rested, cause, hf_cause_name)};
static const struct hf_log_row call[] = {ROW(hf_call, call, NUMBER), ROW(hf_call, server, INDEX)};
static const struct hf_log_row restored[] = {ROW(hf_restored, elapsed_us, US)};

static const struct hf_log_rows events[HF_EVENT_COUNT] = {
    [HF_EVENT_CONFIGURED] = ROWS(configured),   [HF_EVENT_WANTED] = ROWS(wanted),
    [HF_EVENT_WITHDRAWN] = ROWS(withdrawn),     [HF_EVENT_RESPONSE_RECEIVED] = ROWS(response),
    [HF_EVENT_ATTEMPT_FAILED] = ROWS(failed),   [HF_EVENT_PROVISIONAL] = ROWS(provisional),
    [HF_EVENT_CHALLENGED] = ROWS(challenged),   [HF_EVENT_CONNECTED] = ROWS(connected),
    [HF_EVENT_ABANDONED] = ROWS(abandoned),     [HF_EVENT_LATE] = ROWS(late),
    [HF_EVENT_DNS_ANSWERED] = ROWS(dns),        [HF_EVENT_LOCATED] = ROWS(located),
    [HF_EVENT_NETWORK_CHANGED] = ROWS(network), [HF_EVENT_FLOW_LOST] = ROWS(flow_lost),
    [HF_EVENT_TARGET_RESTED] = ROWS(rested),    [HF_EVENT_CALL_ARRIVED] = ROWS(call),
    [HF_EVENT_CALL_ENDED] = ROWS(call),         [HF_EVENT_RESTORED] = ROWS(restored),
    [HF_EVENT_CALL_ANSWERED] = ROWS(call),
};

/* ---- actions ---- */

static const struct hf_log_row send[] = {WORD(hf_send, kind, hf_request_kind_name),
                                         ROW(hf_send, target, TARGET),
                                         WORD(hf_send, purpose, purpose_word),
                                         ROW(hf_send, server, INDEX),
                                         ROW(hf_send, proxy, INDEX),
                                         ROW(hf_send, attempt, NUMBER),
                                         ROW(hf_send, request, INDEX),
                                         ROW(hf_send, series, NUMBER),
                                         ROW(hf_send, expires_s, S),
                                         ROW(hf_send, retransmissions, LIMIT),
                                         ROW(hf_send, t1_ms, MS),
                                         ROW(hf_send, t2_ms, MS),
                                         ROW(hf_send, t4_ms, MS),
                                         ROW(hf_send, in_dialog, INDEX),
                                         ROW(hf_send, fresh, FLAG),
                                         ROW(hf_send, former, FLAG)};
static const struct hf_log_row attempt[] = {ROW(hf_attempt_ref, attempt, NUMBER),
                                            ROW(hf_attempt_ref, why, WHY)};
static const struct hf_log_row resolve[] = {
    WORD(hf_resolve, type, type_word), ROW(hf_resolve, name, NAME), ROW(hf_resolve, server, INDEX),
    ROW(hf_resolve, proxy, INDEX), ROW(hf_resolve, query, NUMBER)};
static const struct hf_log_row line[] = {WORD(hf_line_status, state, hf_line_state_name),
                                         ROW(hf_line_status, server, INDEX),
                                         ROW(hf_line_status, proxy, INDEX),
                                         ROW(hf_line_status, target, TARGET),
                                         ROW(hf_line_status, why, WHY),
                                         ROW(hf_line_status, status, STATUS),
                                         NAMED(hf_line_status, cause, hf_cause_name),
                                         ROW(hf_line_status, since_us, US),
                                         ROW(hf_line_status, next_us, US)};
static const struct hf_log_row request[] = {WORD(hf_request_report, outcome, outcome_word),
                                            ROW(hf_request_report, request, INDEX),
                                            ROW(hf_request_report, why, WHY),
                                            ROW(hf_request_report, status, STATUS),
                                            NAMED(hf_request_report, cause, hf_cause_name),
                                            ROW(hf_request_report, server, INDEX)};
static const struct hf_log_row call_report[] = {
    WORD(hf_call_report, state, call_word), ROW(hf_call_report, call, NUMBER),
    ROW(hf_call_report, why, WHY), ROW(hf_call_report, status, STATUS),
    ROW(hf_call_report, server, INDEX)};
/* Its machine and states stand in front: their names need each other. */
static const struct hf_log_row decision[] = {ROW(hf_decision, why, WHY),
                                             ROW(hf_decision, status, STATUS),
                                             NAMED(hf_decision, cause, hf_cause_name),
                                             WORD(hf_decision, cause_event, hf_event_name),
                                             NAMED(hf_decision, setting, hf_setting_token),
                                             ROW(hf_decision, setting_value, NUMBER),
                                             ROW(hf_decision, until_us, US),
                                             ROW(hf_decision, attempt, NUMBER),
                                             ROW(hf_decision, from_server, INDEX),
                                             ROW(hf_decision, to_server, INDEX),
                                             ROW(hf_decision, from_candidate, INDEX),
                                             ROW(hf_decision, to_candidate, INDEX),
                                             ROW(hf_decision, passed_over, NUMBER)};
static const struct hf_log_row share_rest[] = {ROW(hf_share_rest, target, TARGET),
                                               ROW(hf_share_rest, until_us, US),
                                               NAMED(hf_share_rest, cause, hf_cause_name)};
static const struct hf_log_row keep_alive[] = {ROW(hf_keep_alive, target, TARGET),
                                               ROW(hf_keep_alive, interval_s, S)};

static const struct hf_log_rows actions[HF_ACTION_COUNT] = {
    [HF_ACTION_SEND] = ROWS(send),
    [HF_ACTION_EXTEND] = ROWS(attempt),
    [HF_ACTION_AUTHENTICATE] = ROWS(attempt),
    [HF_ACTION_ABANDON] = ROWS(attempt),
    [HF_ACTION_KEEP] = ROWS(attempt),
    [HF_ACTION_END] = ROWS(attempt),
    [HF_ACTION_RESOLVE] = ROWS(resolve),
    [HF_ACTION_REPORT_LINE] = ROWS(line),
    [HF_ACTION_REPORT_REQUEST] = ROWS(request),
    [HF_ACTION_REPORT_CALL] = ROWS(call_report),
    [HF_ACTION_EXPLAIN] = ROWS(decision),
    [HF_ACTION_SHARE_REST] = ROWS(share_rest),
    [HF_ACTION_KEEP_ALIVE] = ROWS(keep_alive),
};

/* ---- notes, configuration ---- */

static const struct hf_log_row note[] = {
    ROW(hf_log_note, status, STATUS), ROW(hf_log_note, peer, TARGET),
    ROW(hf_log_note, attempt, NUMBER), ROW(hf_log_note, round_trip_us, US)};

static const struct hf_log_row config[] = {
    WORD(hf_config, mode, mode_word),
    WORD(hf_config, failback_servers, failback_word),
    ROW(hf_config, failback_interval_s, S),
    WORD(hf_config, failback_when, when_word),
    ROW(hf_config, idle_limit_s, S),
    ROW(hf_config, flap_damping, FLAG),
    ROW(hf_config, register_first, FLAG),
    ROW(hf_config, failover_other, FLAG),
    ROW(hf_config, share_rests, FLAG),
    ROW(hf_config, unregister_old, FLAG),
    ROW(hf_config, contact_per_server, FLAG),
    ROW(hf_config, allow_downgrade, FLAG),
    ROW(hf_config, static_first, FLAG),
    ROW(hf_config, jitter_percent, NUMBER),
    WORD(hf_config, naptr_build, build_word),
    WORD(hf_config, srv_order, srv_word),
    WORD(hf_config, address_family, family_word),
    WORD(hf_config, locate_by, locate_word),
    WORD(hf_config, trust, trust_word),
    ROW(hf_config, register_failover_statuses, CODES),
    ROW(hf_config, invite_failover_statuses, CODES),
    ROW(hf_config, t1_ms, MS),
    ROW(hf_config, t2_ms, MS),
    ROW(hf_config, t4_ms, MS),
    ROW(hf_config, proxy_failback_interval_s, S),
    ROW(hf_config, retry_base_s, S),
    ROW(hf_config, retry_max_s, S),
    ROW(hf_config, retry_after_max_s, S),
    ROW(hf_config, quarantine_s, S),
    ROW(hf_config, options_interval_s, S),
    ROW(hf_config, keepalive_s, S),
    ROW(hf_config, storm_spread_ms, MS),
    ROW(hf_config, start_spread_s, S),
    ROW(hf_config, ring_timeout_s, S),
};
static const struct hf_log_row server[] = {
    ROW(hf_server_config, port, NUMBER),
    WORD(hf_server_config, transport, hf_transport_name),
    ROW(hf_server_config, retry_counts, NUMBER),
    ROW(hf_server_config, invite_retry_counts, LIMIT),
    ROW(hf_server_config, expires_s, S),
    ROW(hf_server_config, retry_period_ms, MS),
    ROW(hf_server_config, failback_timeout_s, S),
    WORD(hf_server_config, failback_mode, failback_word),
    ROW(hf_server_config, register_on_enable, FLAG),
    ROW(hf_server_config, only_signal_with_registered, FLAG),
};
static const struct hf_log_row proxy[] = {
    ROW(hf_proxy_config, port, NUMBER),
    WORD(hf_proxy_config, transport, hf_transport_name),
    ROW(hf_proxy_config, retry_counts, SIGNED),
    ROW(hf_proxy_config, invite_retry_counts, SIGNED),
    ROW(hf_proxy_config, failback_timeout_s, SIGNED),
    ROW(hf_proxy_config, failback_mode, SIGNED),
    ROW(hf_proxy_config, register_on_enable, SIGNED),
    ROW(hf_proxy_config, only_signal_with_registered, SIGNED),
};

const struct hf_log_rows hf_log_rows_of_note = ROWS(note);
const struct hf_log_rows hf_log_rows_of_config = ROWS(config);
const struct hf_log_rows hf_log_rows_of_server = ROWS(server);
const struct hf_log_rows hf_log_rows_of_proxy = ROWS(proxy);

struct hf_log_rows hf_log_rows_of_event(unsigned kind)
{
    return kind < HF_EVENT_COUNT ? events[kind] : (struct hf_log_rows){0};
}

struct hf_log_rows hf_log_rows_of_action(unsigned kind)
{
    return kind < HF_ACTION_COUNT ? actions[kind] : (struct hf_log_rows){0};
}
