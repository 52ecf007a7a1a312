/* SPDX-License-Identifier: Apache-2.0 */
/* The names that stories, logs and JSON print: one word for a thing everywhere. */
#include <stddef.h>

#include "holdfast/line.h"
#include "moves.h"
#include "state.h"

#define NAME_OF(table, i) ((i) < sizeof(table) / sizeof(table)[0] ? (table)[i] : "unknown")

static const char *const why_tokens[] = {
#define HF_WHY(name, rule, token) token,
#include "holdfast/why.def"
#undef HF_WHY
};

static const char *const why_rules[] = {
#define HF_WHY(name, rule, token) rule,
#include "holdfast/why.def"
#undef HF_WHY
};

static const char *const setting_tokens[] = {
#define HF_SETTING(name, token) token,
#include "holdfast/setting.def"
#undef HF_SETTING
};

static const char *const machines[] = {
    "none",   "attempt", "pass",    "binding",         "registration", "failback",
    "locate", "call",    "options", "target_failback", "line",         "proxy_failback"};

static const char *const attempt_states[] = {"IDLE",  "SENT",   "LAST",    "ALIVE",     "OVERDUE",
                                             "ENDED", "SPREAD", "RINGING", "CANCELLING"};
static const char *const pass_states[] = {"IDLE",  "TRYING",   "TURN",  "JOINED",
                                          "ENDED", "LOCATING", "READY", "SIBLING"};
static const char *const binding_states[] = {"ABSENT", "HELD", "LEFT"};
static const char *const registration_states[] = {"OFF",     "REGISTERING", "REGISTERED",
                                                  "WAITING", "REFUSED",     "STOPPING"};
static const char *const failback_states[] = {"HOME", "AWAY", "PROBING", "DUE"};
static const char *const lookup_states[] = {"IDLE", "ASKING", "KNOWN", "STALE", "NONE"};
static const char *const call_states[] = {"CALLING", "RINGING", "TALKING", "ENDING", "OVER"};
static const char *const options_states[] = {"OFF", "WAITING", "ASKING", "DOUBTED", "MUTE"};
static const char *const targets_states[] = {"FIRST", "AWAY", "DUE", "TRYING"};
static const char *const proxies_states[] = {"HOME", "AWAY", "PROBING", "DUE"};
static const char *const line_states[] = {"DISABLED", "REGISTERING", "REGISTERED", "ON_BACKUP",
                                          "FAILED"};
static const char *const request_kinds[] = {"REGISTER", "OPTIONS", "INVITE", "BYE", "OTHER"};
static const char *const causes[] = {"none",  "silence",     "icmp",      "refused",
                                     "reset", "closed",      "tls",       "certificate",
                                     "local", "credentials", "unresolved"};
static const char *const transports[] = {"udp", "tcp", "tls", "naptr"};
static const char *const events[] = {"None",
                                     "Configured",
                                     "Started",
                                     "Stopped",
                                     "Wanted",
                                     "Withdrawn",
                                     "ResponseReceived",
                                     "AttemptFailed",
                                     "ProvisionalReceived",
                                     "Challenged",
                                     "Connected",
                                     "Abandoned",
                                     "Late",
                                     "DnsAnswered",
                                     "Located",
                                     "NetworkChanged",
                                     "FlowLost",
                                     "TargetRested",
                                     "CredentialsChanged",
                                     "CallArrived",
                                     "CallEnded",
                                     "TimePassed",
                                     "Restored",
                                     "CallAnswered"};
static const char *const actions[] = {
    "None",    "Send",       "Extend",        "Authenticate", "Abandon", "Keep",      "End",
    "Resolve", "ReportLine", "ReportRequest", "ReportCall",   "Explain", "ShareRest", "KeepAlive"};

_Static_assert(sizeof events / sizeof events[0] == HF_EVENT_COUNT, "a name for each event");
_Static_assert(sizeof actions / sizeof actions[0] == HF_ACTION_COUNT, "a name for each action");
_Static_assert(sizeof machines / sizeof machines[0] == HF_MACHINE_COUNT, "each machine");
_Static_assert(sizeof causes / sizeof causes[0] == HF_CAUSE_COUNT, "each cause");
_Static_assert(sizeof registration_states / sizeof(char *) == HF_REGISTRATION_COUNT, "each state");
_Static_assert(sizeof attempt_states / sizeof(char *) == HF_ATTEMPT_COUNT, "each state");
_Static_assert(sizeof pass_states / sizeof(char *) == HF_PASS_STATE_COUNT, "each state");
_Static_assert(sizeof binding_states / sizeof(char *) == HF_BINDING_STATE_COUNT, "each state");
_Static_assert(sizeof failback_states / sizeof(char *) == HF_FAILBACK_STATE_COUNT, "each state");
_Static_assert(sizeof lookup_states / sizeof(char *) == HF_LOOKUP_STATE_COUNT, "each state");
_Static_assert(sizeof call_states / sizeof(char *) == HF_CALL_STATE_COUNT, "each state");
_Static_assert(sizeof options_states / sizeof(char *) == HF_OPTIONS_STATE_COUNT, "each state");
_Static_assert(sizeof targets_states / sizeof(char *) == HF_TARGETS_STATE_COUNT, "each state");
_Static_assert(sizeof proxies_states / sizeof(char *) == HF_PROXIES_STATE_COUNT, "each state");

const char *hf_why_token(unsigned why)
{
    return NAME_OF(why_tokens, why);
}

const char *hf_why_rule(unsigned why)
{
    return NAME_OF(why_rules, why);
}

const char *hf_setting_token(unsigned setting)
{
    return NAME_OF(setting_tokens, setting);
}

const char *hf_machine_name(unsigned machine)
{
    return NAME_OF(machines, machine);
}

const char *hf_state_name(unsigned machine, unsigned state)
{
    switch (machine) {
    case HF_MACHINE_ATTEMPT: return NAME_OF(attempt_states, state);
    case HF_MACHINE_PASS: return NAME_OF(pass_states, state);
    case HF_MACHINE_BINDING: return NAME_OF(binding_states, state);
    case HF_MACHINE_REGISTRATION: return NAME_OF(registration_states, state);
    case HF_MACHINE_FAILBACK: return NAME_OF(failback_states, state);
    case HF_MACHINE_LOCATE: return NAME_OF(lookup_states, state);
    case HF_MACHINE_CALL: return NAME_OF(call_states, state);
    case HF_MACHINE_OPTIONS: return NAME_OF(options_states, state);
    case HF_MACHINE_TARGET_FAILBACK: return NAME_OF(targets_states, state);
    case HF_MACHINE_PROXY_FAILBACK: return NAME_OF(proxies_states, state);
    case HF_MACHINE_LINE: return NAME_OF(line_states, state);
    }
    return "unknown";
}

const char *hf_line_state_name(unsigned state)
{
    return NAME_OF(line_states, state);
}

const char *hf_request_kind_name(unsigned kind)
{
    return NAME_OF(request_kinds, kind);
}

const char *hf_cause_name(unsigned cause)
{
    return NAME_OF(causes, cause);
}

const char *hf_event_name(unsigned kind)
{
    return NAME_OF(events, kind);
}

const char *hf_action_name(unsigned kind)
{
    return NAME_OF(actions, kind);
}

const char *hf_transport_name(unsigned transport)
{
    return NAME_OF(transports, transport);
}

const char *hf_error_text(int error)
{
    static const char *const texts[] = {
        "ok",
        "the header and the library have different ABI numbers",
        "malformed",
        "out of range",
        "an id that was never issued",
        "not legal in this state",
        "more than the limits of this build",
        "settings that cannot work together",
        "not supported by this build",
        "the buffer is too small",
        "not a snapshot of a sound line",
    };

    return error <= 0 ? NAME_OF(texts, (unsigned)-error) : "unknown";
}

struct hf_moves hf_moves_of(unsigned machine)
{
    switch (machine) {
    case HF_MACHINE_ATTEMPT: return hf_attempt_moves();
    case HF_MACHINE_PASS: return hf_pass_moves();
    case HF_MACHINE_BINDING: return hf_binding_moves();
    case HF_MACHINE_REGISTRATION: return hf_registration_moves();
    case HF_MACHINE_FAILBACK: return hf_failback_moves();
    case HF_MACHINE_LOCATE: return hf_locate_moves();
    case HF_MACHINE_CALL: return hf_call_moves();
    case HF_MACHINE_OPTIONS: return hf_options_moves();
    case HF_MACHINE_TARGET_FAILBACK: return hf_target_failback_moves();
    case HF_MACHINE_PROXY_FAILBACK: return hf_proxy_failback_moves();
    }
    return (struct hf_moves){.next = NULL, .n_states = 0};
}
