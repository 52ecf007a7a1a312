/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which setting a decision has to name, and with which value: the one that gave the length of a
 * wait, where a setting did and not a server, a rest or a constant of the rules. The table says
 * which settings may stand with a state that waits; `needs` says where none will not do.
 */
#include "holdfast/sim/audit.h"

#include <stddef.h>
#include <string.h>

#define SETTINGS 4 /* that may stand in one place */

struct rule {
    unsigned machine;
    const char *state; /* that is come to, or stayed in; NULL: any */
    unsigned why;      /* HF_WHY_NONE: any */
    int or_none;       /* a server, a rest or a constant may have decided instead */
    unsigned settings[SETTINGS];
};

#define ANY        HF_WHY_NONE
#define NONE       HF_SETTING_NONE
#define BY_BUDGET  HF_SETTING_RETRY_COUNTS, HF_SETTING_RETRY_PERIOD, HF_SETTING_INVITE_RETRY_COUNTS
#define BY_BACKOFF HF_SETTING_RETRY_BASE, HF_SETTING_RETRY_MAX
#define BY_WAIT    BY_BACKOFF, HF_SETTING_FAILBACK_INTERVAL

/* The first that fits counts. What waits and is not here names none. */
static const struct rule rules[] = {
    {HF_MACHINE_ATTEMPT, NULL, HF_WHY_RETRY_AFTER, 1, {HF_SETTING_RETRY_AFTER_MAX}},
    {HF_MACHINE_ATTEMPT, NULL, HF_WHY_QUARANTINED, 0, {HF_SETTING_QUARANTINE}},
    {HF_MACHINE_ATTEMPT, NULL, HF_WHY_REST_SHARED, 0, {HF_SETTING_SHARE_RESTS}},
    {HF_MACHINE_ATTEMPT, NULL, HF_WHY_STORM_SPREAD, 0, {HF_SETTING_STORM_SPREAD}},
    {HF_MACHINE_ATTEMPT, "LAST", ANY, 0, {HF_SETTING_T1}},
    {HF_MACHINE_ATTEMPT, "ALIVE", ANY, 0, {HF_SETTING_T1}},
    {HF_MACHINE_ATTEMPT, "SENT", HF_WHY_SERVER_REMOVED, 1, {NONE}},   /* C14: C8's time */
    {HF_MACHINE_ATTEMPT, "SENT", ANY, 0, {BY_BUDGET, HF_SETTING_T1}}, /* T1: E2's shared end */
    {HF_MACHINE_ATTEMPT, "RINGING", ANY, 0, {HF_SETTING_RING_TIMEOUT}},
    {HF_MACHINE_ATTEMPT, "CANCELLING", ANY, 0, {BY_BUDGET}},
    {HF_MACHINE_BINDING, NULL, ANY, 1, {HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, NULL, HF_WHY_START_SPREAD, 0, {HF_SETTING_START_SPREAD}},
    {HF_MACHINE_REGISTRATION, NULL, HF_WHY_FLOW_WAITS, 0, {BY_BACKOFF}},
    {HF_MACHINE_REGISTRATION, NULL, HF_WHY_STAYS_IN_SERVICE, 1, {BY_BACKOFF, HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, "REGISTERED", HF_WHY_ACCEPTED, 1, {HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, "REGISTERED", HF_WHY_REGISTERED_FIRST, 1, {HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, "REGISTERED", HF_WHY_PROBE_ACCEPTED, 1, {HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, "REGISTERED", HF_WHY_PROXY_PROBE_ACCEPTED, 1, {HF_SETTING_EXPIRES}},
    {HF_MACHINE_REGISTRATION, "WAITING", HF_WHY_NO_CANDIDATE_LEFT, 1, {BY_WAIT}},
    {HF_MACHINE_REGISTRATION, "WAITING", HF_WHY_REGISTRATION_REJECTED, 1, {BY_WAIT}},
    {HF_MACHINE_FAILBACK, "AWAY", HF_WHY_ALL_REST, 1, {NONE}},
    {HF_MACHINE_FAILBACK, "AWAY", ANY, 0, {HF_SETTING_FAILBACK_INTERVAL}},
    {HF_MACHINE_FAILBACK, "DUE", ANY, 0, {HF_SETTING_IDLE_LIMIT}},
    {HF_MACHINE_PROXY_FAILBACK, "AWAY", HF_WHY_ALL_REST, 1, {NONE}},
    {HF_MACHINE_PROXY_FAILBACK, "AWAY", ANY, 0, {HF_SETTING_PROXY_FAILBACK_INTERVAL}},
    {HF_MACHINE_PROXY_FAILBACK, "DUE", ANY, 0, {HF_SETTING_IDLE_LIMIT}},
    {HF_MACHINE_TARGET_FAILBACK, "AWAY", HF_WHY_TTL_RUNS, 0, {HF_SETTING_FAILBACK_MODE}},
    {HF_MACHINE_TARGET_FAILBACK, "AWAY", HF_WHY_DURATION_RUNS, 0, {HF_SETTING_FAILBACK_TIMEOUT}},
    {HF_MACHINE_TARGET_FAILBACK, "DUE", ANY, 0, {HF_SETTING_IDLE_LIMIT}},
    {HF_MACHINE_OPTIONS, NULL, ANY, 0, {HF_SETTING_OPTIONS_INTERVAL}},
};

static int fits(const struct rule *rule, const struct hf_decision *decision)
{
    const char *state = hf_state_name(decision->machine, decision->to_state);

    return rule->machine == decision->machine &&
           (rule->why == HF_WHY_NONE || rule->why == decision->why) &&
           (rule->state == NULL || strcmp(rule->state, state) == 0);
}

static const struct rule *rule_of(const struct hf_decision *decision)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (fits(&rules[i], decision))
            return &rules[i];
    }
    return NULL;
}

static int allows(const struct rule *rule, unsigned setting)
{
    if (setting == NONE)
        return rule == NULL || rule->or_none;
    for (unsigned i = 0; rule != NULL && i < SETTINGS; i++) {
        if (rule->settings[i] == setting)
            return 1;
    }
    return 0;
}

/* ---- where none will not do ---- */

/* A9: retry_after_max_s decided where it cut. */
static int was_cut(const struct hf_sim_batch *batch)
{
    return batch->event->kind == HF_EVENT_RESPONSE_RECEIVED &&
           batch->event->u.response.retry_after_s > hf_line_config(batch->line)->retry_after_max_s;
}

/* C4: the server granted what the setting asks for. */
static int was_granted(const struct hf_sim_batch *batch, unsigned server)
{
    const struct hf_config *config = hf_line_config(batch->line);

    return batch->event->kind == HF_EVENT_RESPONSE_RECEIVED && server >= 1 &&
           batch->event->u.response.expires_s == config->servers[server - 1].expires_s;
}

static int needs_setting(const struct hf_sim_audit *audit, const struct hf_sim_batch *batch,
                         const struct hf_decision *decision)
{
    switch (decision->why) {
    case HF_WHY_RETRY_AFTER: return was_cut(batch);
    case HF_WHY_ACCEPTED:
    case HF_WHY_REGISTERED_FIRST:
    case HF_WHY_PROXY_PROBE_ACCEPTED:
    case HF_WHY_PROBE_ACCEPTED: return was_granted(batch, decision->to_server);
    case HF_WHY_NO_CANDIDATE_LEFT: /* A9: until the first of all that rest wakes */
    case HF_WHY_REGISTRATION_REJECTED:
        return !hf_sim_audit_knows(audit, HF_MACHINE_ATTEMPT, decision->until_us);
    default: return 0;
    }
}

/* A decision that names no setting, and should: no wait is behind it. */
static const char *check_nameless(const struct hf_sim_batch *batch,
                                  const struct hf_decision *decision)
{
    int is_attempts = decision->machine == HF_MACHINE_ATTEMPT && decision->to_server != 0;

    if (hf_sim_audit_is_by_setting(decision->why))
        return "decides by a setting and does not name it";
    switch (decision->why) {
    case HF_WHY_SILENCE: /* else a foreign stack's own timer */
        return is_attempts && batch->event->kind == HF_EVENT_TIME_PASSED
                   ? "gives up a silent server and does not name the budget's setting"
                   : NULL;
    case HF_WHY_FAILOVER_STATUS:
        return is_attempts ? "moves on for a status and does not name the list" : NULL;
    case HF_WHY_PROXY_PROBE_DUE:
    case HF_WHY_PROBE_DUE: return is_attempts ? NULL : "probes and does not name the interval";
    case HF_WHY_WAITS_FOR_IDLE:
    case HF_WHY_LINE_IDLE:
    case HF_WHY_IDLE_LIMIT_OVER:
    case HF_WHY_SUSPECT:
    case HF_WHY_WORKING_CHANGED:
    case HF_WHY_FLAPS:
    case HF_WHY_SERVED_LONG:
    case HF_WHY_REGISTERS_FIRST:
    case HF_WHY_SIGNALS_REGISTERED:
    case HF_WHY_FLOW_KEPT: return "decides by a setting and does not name it";
    default: return NULL;
    }
}

/* ---- the value ---- */

struct value {
    unsigned setting;
    uint64_t value;
};

static int is_of_line(const struct hf_config *config, const struct hf_decision *decision)
{
    const struct value values[] = {
        {HF_SETTING_RETRY_BASE, config->retry_base_s},
        {HF_SETTING_RETRY_MAX, config->retry_max_s},
        {HF_SETTING_RETRY_AFTER_MAX, config->retry_after_max_s},
        {HF_SETTING_QUARANTINE, config->quarantine_s},
        {HF_SETTING_FAILBACK_INTERVAL, config->failback_interval_s},
        {HF_SETTING_PROXY_FAILBACK_INTERVAL, config->proxy_failback_interval_s},
        {HF_SETTING_IDLE_LIMIT, config->idle_limit_s},
        {HF_SETTING_OPTIONS_INTERVAL, config->options_interval_s},
        {HF_SETTING_STORM_SPREAD, config->storm_spread_ms},
        {HF_SETTING_START_SPREAD, config->start_spread_s},
        {HF_SETTING_KEEPALIVE, config->keepalive_s},
        {HF_SETTING_T1, config->t1_ms},
        {HF_SETTING_MODE, config->mode},
        {HF_SETTING_FAILBACK_SERVERS, config->failback_servers},
        {HF_SETTING_FAILBACK_WHEN, config->failback_when},
        {HF_SETTING_FLAP_DAMPING, config->flap_damping},
        {HF_SETTING_FAILOVER_OTHER, config->failover_other},
        {HF_SETTING_SHARE_RESTS, config->share_rests},
        {HF_SETTING_UNREGISTER_OLD, config->unregister_old},
        {HF_SETTING_ALLOW_DOWNGRADE, config->allow_downgrade},
        {HF_SETTING_STATIC_FIRST, config->static_first},
        {HF_SETTING_NAPTR_BUILD, config->naptr_build},
        {HF_SETTING_SRV_ORDER, config->srv_order},
        {HF_SETTING_RING_TIMEOUT, config->ring_timeout_s},
        {HF_SETTING_REGISTER_FIRST, config->register_first},
    };

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (values[i].setting == decision->setting)
            return values[i].value == decision->setting_value;
    }
    return 1;
}

/* D5: 1 to 59 act as 60. */
static uint64_t acts_as(int64_t timeout_s)
{
    return timeout_s > 0 && timeout_s < 60 ? 60 : (uint64_t)timeout_s;
}

/* A setting of a server: it names the server that has it so, itself or by a proxy. */
static int is_of_server(const struct hf_config *config, const struct hf_decision *decision)
{
    unsigned server = decision->to_server != 0 ? decision->to_server : decision->from_server;
    uint64_t value = decision->setting_value;
    const struct hf_server_config *s;

    if (server == 0 || server > config->n_servers)
        return 0;
    s = &config->servers[server - 1];
    switch (decision->setting) {
    case HF_SETTING_EXPIRES: return value == s->expires_s;
    case HF_SETTING_RETRY_PERIOD: return value == s->retry_period_ms;
    case HF_SETTING_RETRY_COUNTS:
        return value == s->retry_counts || value == (uint64_t)s->proxies[0].retry_counts ||
               value == (uint64_t)s->proxies[1].retry_counts;
    case HF_SETTING_FAILBACK_MODE:
        return value == s->failback_mode || value == (uint64_t)s->proxies[0].failback_mode ||
               value == (uint64_t)s->proxies[1].failback_mode;
    case HF_SETTING_FAILBACK_TIMEOUT:
        return value == acts_as(s->failback_timeout_s) ||
               value == acts_as(s->proxies[0].failback_timeout_s) ||
               value == acts_as(s->proxies[1].failback_timeout_s);
    case HF_SETTING_INVITE_RETRY_COUNTS:
        return value == s->invite_retry_counts || value == s->retry_counts;
    case HF_SETTING_REGISTER_ON_ENABLE:
        return value == s->register_on_enable ||
               value == (uint64_t)s->proxies[0].register_on_enable ||
               value == (uint64_t)s->proxies[1].register_on_enable;
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED:
        return value == s->only_signal_with_registered ||
               value == (uint64_t)s->proxies[0].only_signal_with_registered ||
               value == (uint64_t)s->proxies[1].only_signal_with_registered;
    case HF_SETTING_TRANSPORT:
        return value == s->transport || value == s->proxies[0].transport ||
               value == s->proxies[1].transport;
    default: return 1;
    }
}

static int is_servers(unsigned setting)
{
    return setting == HF_SETTING_EXPIRES || setting == HF_SETTING_RETRY_PERIOD ||
           setting == HF_SETTING_RETRY_COUNTS || setting == HF_SETTING_FAILBACK_MODE ||
           setting == HF_SETTING_FAILBACK_TIMEOUT || setting == HF_SETTING_INVITE_RETRY_COUNTS ||
           setting == HF_SETTING_REGISTER_ON_ENABLE ||
           setting == HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED || setting == HF_SETTING_TRANSPORT;
}

static int has_value(const struct hf_config *config, const struct hf_decision *decision)
{
    return is_servers(decision->setting) ? is_of_server(config, decision)
                                         : is_of_line(config, decision);
}

const char *hf_sim_audit_setting(const struct hf_sim_audit *audit, const struct hf_sim_batch *batch,
                                 const struct hf_decision *decision)
{
    const struct hf_config *config = hf_line_config(batch->line);
    int is_removal = decision->machine == HF_MACHINE_ATTEMPT && decision->to_server == 0; /* C14 */

    if (decision->until_us != HF_NEVER && !is_removal) {
        if (!allows(rule_of(decision), decision->setting))
            return decision->setting == NONE ? "waits and does not name the setting that decided"
                                             : "waits and names a setting that does not decide";
        if (decision->setting == NONE && needs_setting(audit, batch, decision))
            return "waits and does not name the setting that decided this time";
    }
    if (decision->setting == NONE)
        return check_nameless(batch, decision);
    if (has_value(config, decision))
        return NULL;
    if (batch->event->kind == HF_EVENT_CONFIGURED && has_value(&audit->before, decision))
        return NULL; /* C14: what was under way ends under the old configuration */
    return "names a setting with another value than it has";
}
