/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line's state as messages: the tables, which follow state.h struct by struct. A member that is
 * added there gets a line in its table here and one in proto/snapshot.proto. What is done with
 * them is snapshot.c's.
 */
#include "wire_state.h"

#include <string.h>

#define PASS_FLAGS                                                                                 \
    (HF_PASS_URGENT | HF_PASS_EMERGENCY | HF_PASS_SINGLE | HF_PASS_BRIEF | HF_PASS_INSISTS |       \
     HF_PASS_REGISTERS | HF_PASS_IN_DIALOG | HF_PASS_HOP_TRIED)
#define ATTEMPT_FLAGS (HF_ATTEMPT_IN_DIALOG | HF_ATTEMPT_NEW_HOP | HF_ATTEMPT_FOR_ONE)
#define CALL_FLAGS    (HF_CALL_INCOMING | HF_CALL_EMERGENCY)
#define FAMILIES      (HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6)
#define PROXIES       (HF_PROXIES_HURRIED | HF_PROXIES_YIELDED | HF_PROXIES_PRESSED)

static const struct hf_field head_rows[] = {
    HF_NUMBER(hf_line, Snapshot, now_us),
    HF_NUMBER(hf_line, Snapshot, seed),
    HF_NUMBER(hf_line, Snapshot, first_id),
    HF_NUMBER(hf_line, Snapshot, next_id),
    HF_NUMBER(hf_line, Snapshot, late_events),
    HF_NUMBER(hf_line, Snapshot, next_series),
    HF_NUMBER(hf_line, Snapshot, next_query),
    HF_BELOW(hf_line, Snapshot, n_live, HF_LINE_TARGETS + 1),
};
const struct hf_fields hf_head_fields = HF_FIELDS(head_rows, snapshot);

static const struct hf_field candidate_rows[] = {
    HF_TARGET(hf_candidate, CandidateState, target),
    HF_BELOW(hf_candidate, CandidateState, server, HF_LINE_SERVERS + 1),
    HF_BELOW(hf_candidate, CandidateState, proxy, HF_SERVER_PROXIES + 1),
    HF_BELOW(hf_candidate, CandidateState, rest_flags, (HF_REST_NAMED | HF_REST_SHARED) + 1),
    HF_NUMBER(hf_candidate, CandidateState, rest_until_us),
    HF_NUMBER(hf_candidate, CandidateState, branch),
};
const struct hf_fields hf_candidate_fields = HF_FIELDS(candidate_rows, candidate_state);

static const struct hf_field attempt_rows[] = {
    HF_NUMBER(hf_attempt, AttemptState, id),
    HF_NUMBER(hf_attempt, AttemptState, first_us),
    HF_NUMBER(hf_attempt, AttemptState, sent_us),
    HF_PLUS_1(hf_attempt, AttemptState, deadline_us),
    HF_NUMBER(hf_attempt, AttemptState, series),
    HF_NUMBER(hf_attempt, AttemptState, expires_s),
    HF_NUMBER(hf_attempt, AttemptState, status),
    HF_ENUM(hf_attempt, AttemptState, state, HF_ATTEMPT_COUNT),
    HF_ENUM(hf_attempt, AttemptState, outcome, HF_OUTCOME_COUNT),
    HF_ENUM(hf_attempt, AttemptState, cause, HF_CAUSE_COUNT),
    HF_FLAG(hf_attempt, AttemptState, stale_used),
    HF_FLAG(hf_attempt, AttemptState, brief_used),
    HF_BELOW(hf_attempt, AttemptState, flags, ATTEMPT_FLAGS + 1),
    HF_BELOW(hf_attempt, AttemptState, candidate, HF_LINE_TARGETS),
    HF_ENUM(hf_attempt, AttemptState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_attempt, AttemptState, why, HF_WHY_COUNT),
    HF_FLAG(hf_attempt, AttemptState, second_used),
    HF_ENUM(hf_attempt, AttemptState, kind, HF_REQUEST_COUNT),
    HF_BELOW(hf_attempt, AttemptState, former, HF_LINE_SERVERS + 1),
};
const struct hf_fields hf_attempt_fields = HF_FIELDS(attempt_rows, attempt_state);

static const struct hf_field pass_rows[] = {
    HF_NUMBER(hf_pass, PassState, request),
    HF_BELOW(hf_pass, PassState, tried, UINT32_C(1) << HF_LINE_TARGETS),
    HF_BELOW(hf_pass, PassState, failed, UINT32_C(1) << HF_LINE_TARGETS),
    HF_NUMBER(hf_pass, PassState, series),
    HF_NUMBER(hf_pass, PassState, expires_s),
    HF_NUMBER(hf_pass, PassState, status),
    HF_ENUM(hf_pass, PassState, state, HF_PASS_STATE_COUNT),
    HF_ENUM(hf_pass, PassState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_pass, PassState, result, HF_RESULT_COUNT),
    HF_ENUM(hf_pass, PassState, cause, HF_CAUSE_COUNT),
    HF_INDEX(hf_pass, PassState, candidate, HF_LINE_TARGETS),
    HF_BELOW(hf_pass, PassState, server, HF_LINE_SERVERS + 1),
    HF_NUMBER(hf_pass, PassState, hops),
    HF_ENUM(hf_pass, PassState, why, HF_WHY_COUNT),
    HF_FLAG(hf_pass, PassState, contact_missing),
    HF_ENUM(hf_pass, PassState, kind, HF_REQUEST_COUNT),
    HF_BELOW(hf_pass, PassState, flags, PASS_FLAGS + 1),
    HF_FLAG(hf_pass, PassState, redirected),
    HF_BELOW(hf_pass, PassState, unresolved, UINT32_C(1) << HF_LINE_HOSTS),
    HF_BELOW(hf_pass, PassState, former, HF_LINE_SERVERS + 1),
    HF_BELOW(hf_pass, PassState, proxy, HF_SERVER_PROXIES + 1),
    HF_BELOW(hf_pass, PassState, call, HF_CALL_ENTRIES + 1),
};
const struct hf_fields hf_pass_fields = HF_FIELDS(pass_rows, pass_state);

static const struct hf_field service_rows[] = {
    HF_INDEX(hf_service, ServiceState, working, HF_LINE_TARGETS),
    HF_BELOW(hf_service, ServiceState, families, FAMILIES + 1),
};
const struct hf_fields hf_service_fields = HF_FIELDS(service_rows, service_state);

static const struct hf_field failback_rows[] = {
    HF_PLUS_1(hf_failback_machine, FailbackState, deadline_us),
    HF_ENUM(hf_failback_machine, FailbackState, state, HF_FAILBACK_STATE_COUNT),
    HF_BELOW(hf_failback_machine, FailbackState, server, HF_LINE_SERVERS + 1),
    HF_FLAG(hf_failback_machine, FailbackState, hurried),
    HF_FIELD_AT("FailbackState.moved_us", hf_failback_machine, FailbackState, moved_us[0],
                moved_us_plus_1, PLUS_1, 0),
    HF_FIELD_AT("FailbackState.moved_before_us", hf_failback_machine, FailbackState, moved_us[1],
                moved_before_us_plus_1, PLUS_1, 0),
    HF_NUMBER(hf_failback_machine, FailbackState, doublings),
    HF_FLAG(hf_failback_machine, FailbackState, pressed),
};
const struct hf_fields hf_failback_fields = HF_FIELDS(failback_rows, failback_state);

static const struct hf_field options_rows[] = {
    HF_PLUS_1(hf_options_machine, OptionsState, deadline_us),
    HF_ENUM(hf_options_machine, OptionsState, state, HF_OPTIONS_STATE_COUNT),
    HF_INDEX(hf_options_machine, OptionsState, candidate, HF_LINE_TARGETS),
};
const struct hf_fields hf_options_fields = HF_FIELDS(options_rows, options_state);

/* ---- arrays ---- */

static const struct hf_field watched_rows[] = {
    HF_NUMBER(hf_watched, WatchedState, series),
    HF_NUMBER(hf_watched, WatchedState, expires_s),
    HF_INDEX(hf_watched, WatchedState, candidate, HF_LINE_TARGETS),
    HF_ENUM(hf_watched, WatchedState, purpose, HF_PURPOSE_COUNT),
    HF_ENUM(hf_watched, WatchedState, kind, HF_REQUEST_COUNT),
    HF_BELOW(hf_watched, WatchedState, call, HF_CALL_ENTRIES + 1),
};
static const struct hf_fields watched_fields = HF_FIELDS(watched_rows, watched_state);

static const struct hf_field binding_rows[] = {
    HF_PLUS_1(hf_binding, BindingState, expires_us),
    HF_NUMBER(hf_binding, BindingState, granted_s),
    HF_NUMBER(hf_binding, BindingState, series),
    HF_ENUM(hf_binding, BindingState, state, HF_BINDING_STATE_COUNT),
    HF_INDEX(hf_binding, BindingState, candidate, HF_LINE_TARGETS),
    HF_INDEX(hf_binding, BindingState, kept, HF_LINE_TARGETS),
    HF_FLAG(hf_binding, BindingState, dead),
};
static const struct hf_fields binding_fields = HF_FIELDS(binding_rows, binding_state);

static const struct hf_field lookup_rows[] = {
    HF_NUMBER(hf_lookup, LookupState, expires_us),
    HF_PLUS_1(hf_lookup, LookupState, deadline_us),
    HF_NUMBER(hf_lookup, LookupState, records),
    HF_NUMBER(hf_lookup, LookupState, heard),
    HF_NUMBER(hf_lookup, LookupState, chain_ms),
    HF_ENUM(hf_lookup, LookupState, state, HF_LOOKUP_STATE_COUNT),
    HF_ENUM(hf_lookup, LookupState, stage, HF_STAGE_COUNT),
    HF_BELOW(hf_lookup, LookupState, flags, HF_LOOKUP_FLAGS + 1),
};
static const struct hf_fields lookup_fields = HF_FIELDS(lookup_rows, lookup_state);

static const struct hf_field branch_rows[] = {
    HF_NUMBER(hf_branch, BranchState, query),
    HF_NUMBER(hf_branch, BranchState, rank),
    HF_NUMBER(hf_branch, BranchState, port),
    HF_BELOW(hf_branch, BranchState, host, HF_LINE_HOSTS + 1),
    HF_BELOW(hf_branch, BranchState, asks, 128),
    HF_BELOW(hf_branch, BranchState, open, 8),
    HF_NUMBER(hf_branch, BranchState, ended),
};
static const struct hf_fields branch_fields = HF_FIELDS(branch_rows, branch_state);

static const struct hf_field ttl_rows[] = {
    HF_FIELD_AT("AddressTtlState.ttl", hf_ttls, AddressTtlState, address[0], ttl, NUMBER, 0),
};
static const struct hf_fields ttl_fields = HF_FIELDS(ttl_rows, address_ttl_state);

static const struct hf_field registration_rows[] = {
    HF_PLUS_1(hf_registration, RegistrationState, deadline_us),
    HF_NUMBER(hf_registration, RegistrationState, failed_passes),
    HF_ENUM(hf_registration, RegistrationState, why, HF_WHY_COUNT),
    HF_NUMBER(hf_registration, RegistrationState, status),
    HF_ENUM(hf_registration, RegistrationState, state, HF_REGISTRATION_COUNT),
    HF_INDEX(hf_registration, RegistrationState, working, HF_LINE_TARGETS),
    HF_ENUM(hf_registration, RegistrationState, cause, HF_CAUSE_COUNT),
    HF_ENUM(hf_registration, RegistrationState, next_why, HF_WHY_COUNT),
    HF_FLAG(hf_registration, RegistrationState, suspect),
    HF_NUMBER(hf_registration, RegistrationState, flow_losses),
    HF_FLAG(hf_registration, RegistrationState, again),
    HF_FLAG(hf_registration, RegistrationState, doubted),
};
static const struct hf_fields registration_fields = HF_FIELDS(registration_rows,
                                                              registration_state);

/* Members that are arrays of their own: the rows are of their first entries. */
static const struct hf_field pace_rows[] = {
    HF_FIELD_AT("PaceState.until_us", hf_pace, PaceState, until_us[0], until_us, NUMBER, 0),
    HF_FIELD_AT("PaceState.starts", hf_pace, PaceState, starts[0], starts, NUMBER, 0),
};
static const struct hf_fields pace_fields = HF_FIELDS(pace_rows, pace_state);

static const struct hf_field target_failback_rows[] = {
    HF_FIELD_AT("TargetFailbackState.deadline_us", hf_target_failback, TargetFailbackState,
                deadline_us[0], deadline_us_plus_1, PLUS_1, 0),
    HF_FIELD_AT("TargetFailbackState.state", hf_target_failback, TargetFailbackState, state[0],
                state, ENUM, HF_TARGETS_STATE_COUNT),
};
static const struct hf_fields target_failback_fields = HF_FIELDS(target_failback_rows,
                                                                 target_failback_state);

static const struct hf_field proxy_failback_rows[] = {
    HF_FIELD_AT("ProxyFailbackState.deadline_us", hf_proxy_failback, ProxyFailbackState,
                deadline_us[0], deadline_us_plus_1, PLUS_1, 0),
    HF_FIELD_AT("ProxyFailbackState.state", hf_proxy_failback, ProxyFailbackState, state[0], state,
                ENUM, HF_PROXIES_STATE_COUNT),
    HF_FIELD_AT("ProxyFailbackState.flags", hf_proxy_failback, ProxyFailbackState, flags[0], flags,
                BELOW, PROXIES + 1),
};
static const struct hf_fields proxy_failback_fields = HF_FIELDS(proxy_failback_rows,
                                                                proxy_failback_state);

static const struct hf_field call_rows[] = {
    HF_NUMBER(hf_call_entry, CallState, id),
    HF_BELOW(hf_call_entry, CallState, server, HF_LINE_SERVERS + 1),
    HF_ENUM(hf_call_entry, CallState, state, HF_CALL_OVER),
    HF_INDEX(hf_call_entry, CallState, candidate, HF_LINE_TARGETS),
    HF_BELOW(hf_call_entry, CallState, flags, CALL_FLAGS + 1),
};
static const struct hf_fields call_fields = HF_FIELDS(call_rows, call_state);

_Static_assert(offsetof(struct hf_watched, number) == 0, "an array's id stands first");
_Static_assert(offsetof(struct hf_call_entry, id) == 0, "an array's id stands first");

/* Array `a` of the line and of the snapshot; its messages M say their place in `p`. */
#define ARRAY(a, table, M, p)                                                                      \
    .fields = &table, .what = "Snapshot." #a, .place = #M "." #p,                                  \
    .native_at = offsetof(struct hf_line, a), .count_at = offsetof(Holdfast__Snapshot, n_##a),     \
    .messages_at = offsetof(Holdfast__Snapshot, a), .place_at = offsetof(Holdfast__##M, p)
#define STRIDE(type) .stride = sizeof(struct type)

const struct hf_state_array hf_state_arrays[HF_STATE_ARRAYS] = {
    {ARRAY(watched, watched_fields, WatchedState, place), STRIDE(hf_watched), .number = 14,
     .room = HF_LINE_ABANDONED, .id = "WatchedState.id", .id_size = sizeof(uint32_t),
     .id_at = offsetof(Holdfast__WatchedState, id)},
    {ARRAY(bindings, binding_fields, BindingState, server), STRIDE(hf_binding), .number = 15,
     .room = HF_LINE_SERVERS, .first = 1},
    {ARRAY(lookups, lookup_fields, LookupState, host), STRIDE(hf_lookup), .number = 22,
     .room = HF_LINE_HOSTS},
    {ARRAY(registrations, registration_fields, RegistrationState, place), STRIDE(hf_registration),
     .number = 23, .room = HF_LINE_SERVERS},
    {ARRAY(pace, pace_fields, PaceState, server), .number = 24, .room = HF_LINE_SERVERS,
     .first = 1},
    {ARRAY(target_failback, target_failback_fields, TargetFailbackState, place), .number = 26,
     .room = HF_LINE_SERVERS},
    {ARRAY(calls, call_fields, CallState, place), STRIDE(hf_call_entry), .number = 28,
     .room = HF_CALL_ENTRIES, .id = "CallState.id", .id_size = sizeof(uint64_t)},
    {ARRAY(branches, branch_fields, BranchState, place), STRIDE(hf_branch), .number = 29,
     .room = HF_LINE_BRANCHES},
    {ARRAY(ttls, ttl_fields, AddressTtlState, place), .number = 30, .room = HF_LINE_TARGETS},
    {ARRAY(proxy_failback, proxy_failback_fields, ProxyFailbackState, place), .number = 31,
     .room = HF_LINE_SERVERS},
};

void hf_state_id_to_message(const struct hf_state_array *array, const struct hf_line *line,
                            const void *entry, void *message)
{
    uint64_t id = line->first_id + hf_wire_get_number(entry, array->id_size) - 1;

    memcpy((uint8_t *)message + array->id_at, &id, sizeof id);
}

int hf_state_id_from_message(const struct hf_state_array *array, const struct hf_line *line,
                             const void *message, void *entry)
{
    uint32_t number;
    uint64_t id;

    memcpy(&id, (const uint8_t *)message + array->id_at, sizeof id);
    number = (uint32_t)(id - line->first_id + 1);
    if (id - line->first_id >= UINT32_MAX) {
        return 0;
    }
    memcpy(entry, &number, sizeof number);
    return 1;
}

#define LIMIT(name, ours)                                                                          \
    {                                                                                              \
        "Snapshot.limits." #name, offsetof(Holdfast__SnapshotLimits, name), ours                   \
    }
const struct hf_state_limit hf_state_limits[HF_STATE_LIMITS] = {
    LIMIT(servers, HF_LINE_SERVERS),   LIMIT(proxies, HF_SERVER_PROXIES),
    LIMIT(targets, HF_LINE_TARGETS),   LIMIT(calls, HF_LINE_CALLS),
    LIMIT(names, HF_LINE_NAMES),       LIMIT(abandoned, HF_LINE_ABANDONED),
    LIMIT(requests, HF_LINE_REQUESTS), LIMIT(statuses, HF_STATUSES_MAX),
};

/* ---- places ---- */

/* The probe's pass, the registrations', and from here on those of requests. */
#define REQUEST_PLACES 32u
_Static_assert(HF_SLOT_PROBE == 0 && HF_SLOT_REGISTER == 1, "their places are their slots");
_Static_assert(HF_SLOT_REQUEST <= REQUEST_PLACES, "places of requests are no others'");

uint32_t hf_state_place(uint8_t slot)
{
    return slot < HF_SLOT_REQUEST ? slot : slot - HF_SLOT_REQUEST + REQUEST_PLACES;
}

uint8_t hf_state_slot(uint32_t place)
{
    if (place < HF_SLOT_REQUEST) {
        return (uint8_t)place;
    }
    if (place - REQUEST_PLACES < HF_LINE_PASSES - HF_SLOT_REQUEST) {
        return (uint8_t)(place - REQUEST_PLACES + HF_SLOT_REQUEST);
    }
    return HF_NONE;
}

/* The rows of members that are arrays of their own move on by those members' size. */
struct hf_fields hf_state_entry_fields(const struct hf_state_array *array, uint32_t i,
                                       struct hf_field columns[HF_STATE_COLUMNS])
{
    struct hf_fields fields = *array->fields;

    if (array->stride > 0) {
        return fields;
    }
    HF_ASSERT(fields.n_rows <= HF_STATE_COLUMNS);
    for (uint32_t k = 0; k < fields.n_rows; k++) {
        columns[k] = fields.rows[k];
        columns[k].native_at = (uint16_t)(columns[k].native_at + i * columns[k].native_size);
    }
    fields.rows = columns;
    return fields;
}
