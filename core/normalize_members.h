/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each member of a line's state, struct by struct as in state.h, and what becomes of it in the
 * line's projection: X(type, member, what), where what is a function of normalize.c. A new member
 * there needs a row here. It is `same`, unless two lines that differ in it alone do the same.
 */
#ifndef HF_NORMALIZE_MEMBERS_H
#define HF_NORMALIZE_MEMBERS_H

#define CANDIDATE_MEMBERS(X, t)                                                                    \
    X(t, target, same)                                                                             \
    X(t, server, same)                                                                             \
    X(t, proxy, same)                                                                              \
    X(t, rest_flags, same) /* with the rest: end_rest */                                           \
    X(t, branch, same)                                                                             \
    X(t, rest_until_us, until)

#define LOOKUP_MEMBERS(X, t)                                                                       \
    X(t, expires_us, past)                                                                         \
    X(t, deadline_us, deadline)                                                                    \
    X(t, records, same)                                                                            \
    X(t, heard, same)                                                                              \
    X(t, chain_ms, same)                                                                           \
    X(t, state, same)                                                                              \
    X(t, stage, same)                                                                              \
    X(t, flags, same)

#define BRANCH_MEMBERS(X, t)                                                                       \
    X(t, query, query)                                                                             \
    X(t, rank, same)                                                                               \
    X(t, port, same)                                                                               \
    X(t, host, same)                                                                               \
    X(t, asks, same)                                                                               \
    X(t, open, same)                                                                               \
    X(t, ended, same)

#define ATTEMPT_MEMBERS(X, t)                                                                      \
    X(t, id, attempt_id)                                                                           \
    X(t, first_us, begun)                                                                          \
    X(t, sent_us, begun)                                                                           \
    X(t, deadline_us, deadline)                                                                    \
    X(t, realms, same)                                                                             \
    X(t, series, series)                                                                           \
    X(t, expires_s, same)                                                                          \
    X(t, status, same)                                                                             \
    X(t, why, same)                                                                                \
    X(t, state, same)                                                                              \
    X(t, outcome, same)                                                                            \
    X(t, cause, same)                                                                              \
    X(t, n_realms, same)                                                                           \
    X(t, stale_used, same)                                                                         \
    X(t, brief_used, same)                                                                         \
    X(t, second_used, same)                                                                        \
    X(t, flags, same)                                                                              \
    X(t, candidate, same)                                                                          \
    X(t, purpose, same)                                                                            \
    X(t, kind, same)                                                                               \
    X(t, former, same)

#define WATCHED_MEMBERS(X, t)                                                                      \
    X(t, number, number)                                                                           \
    X(t, series, series)                                                                           \
    X(t, expires_s, same)                                                                          \
    X(t, candidate, same)                                                                          \
    X(t, purpose, same)                                                                            \
    X(t, kind, same)                                                                               \
    X(t, call, same)

#define PASS_MEMBERS(X, t)                                                                         \
    X(t, attempt, attempt)                                                                         \
    X(t, request, request)                                                                         \
    X(t, series, series)                                                                           \
    X(t, expires_s, same)                                                                          \
    X(t, tried, same)                                                                              \
    X(t, failed, same)                                                                             \
    X(t, status, same)                                                                             \
    X(t, why, same)                                                                                \
    X(t, state, same)                                                                              \
    X(t, purpose, same)                                                                            \
    X(t, kind, same)                                                                               \
    X(t, flags, same)                                                                              \
    X(t, result, same)                                                                             \
    X(t, cause, same)                                                                              \
    X(t, candidate, same)                                                                          \
    X(t, server, same)                                                                             \
    X(t, proxy, same)                                                                              \
    X(t, other, same)                                                                              \
    X(t, hops, same)                                                                               \
    X(t, redirected, same)                                                                         \
    X(t, unresolved, same)                                                                         \
    X(t, former, same)                                                                             \
    X(t, contact_missing, same)                                                                    \
    X(t, call, same)

#define BINDING_MEMBERS(X, t)                                                                      \
    X(t, expires_us, deadline)                                                                     \
    X(t, granted_s, same)                                                                          \
    X(t, series, series)                                                                           \
    X(t, state, same)                                                                              \
    X(t, candidate, same)                                                                          \
    X(t, kept, same)                                                                               \
    X(t, dead, same)                                                                               \
    X(t, reserved, same)

#define REGISTRATION_MEMBERS(X, t)                                                                 \
    X(t, deadline_us, deadline)                                                                    \
    X(t, failed_passes, passes_failed)                                                             \
    X(t, why, same)                                                                                \
    X(t, next_why, same)                                                                           \
    X(t, status, same)                                                                             \
    X(t, state, same)                                                                              \
    X(t, working, same)                                                                            \
    X(t, cause, same)                                                                              \
    X(t, suspect, same)                                                                            \
    X(t, flow_losses, flows_lost)                                                                  \
    X(t, again, same)                                                                              \
    X(t, doubted, same)                                                                            \
    X(t, reserved, same)

#define PACE_MEMBERS(X, t)                                                                         \
    X(t, until_us, until)                                                                          \
    X(t, starts, same) /* with the minute: end_minutes */                                          \
    X(t, reserved, same)

#define WISHES_MEMBERS(X, t)                                                                       \
    X(t, requests, request)                                                                        \
    X(t, n, same)                                                                                  \
    X(t, reserved, same)

#define FAILBACK_MEMBERS(X, t)                                                                     \
    X(t, deadline_us, deadline)                                                                    \
    X(t, moved_us, moved)                                                                          \
    X(t, state, same)                                                                              \
    X(t, server, same)                                                                             \
    X(t, hurried, same)                                                                            \
    X(t, doublings, same)                                                                          \
    X(t, pressed, same)                                                                            \
    X(t, reserved, same)

#define TARGET_FAILBACK_MEMBERS(X, t)                                                              \
    X(t, deadline_us, deadline)                                                                    \
    X(t, state, same)                                                                              \
    X(t, reserved, same)

#define PROXY_FAILBACK_MEMBERS(X, t)                                                               \
    X(t, deadline_us, deadline)                                                                    \
    X(t, state, same)                                                                              \
    X(t, flags, same)                                                                              \
    X(t, reserved, same)

#define OPTIONS_MEMBERS(X, t)                                                                      \
    X(t, deadline_us, deadline)                                                                    \
    X(t, state, same)                                                                              \
    X(t, slot, same)                                                                               \
    X(t, candidate, same)                                                                          \
    X(t, reserved, same)

#define CALL_MEMBERS(X, t)                                                                         \
    X(t, id, request)                                                                              \
    X(t, server, same)                                                                             \
    X(t, state, same)                                                                              \
    X(t, candidate, same)                                                                          \
    X(t, flags, same)                                                                              \
    X(t, reserved, same)

#define REPORTED_MEMBERS(X, t)                                                                     \
    X(t, since_us, clear)                                                                          \
    X(t, next_us, deadline)                                                                        \
    X(t, target, same)                                                                             \
    X(t, why, same)                                                                                \
    X(t, status, same)                                                                             \
    X(t, state, same)                                                                              \
    X(t, server, same)                                                                             \
    X(t, proxy, same)                                                                              \
    X(t, cause, same)                                                                              \
    X(t, reserved, same)

#define LINE_MEMBERS(X, t)                                                                         \
    X(t, abi, same)                                                                                \
    X(t, stepping, same)                                                                           \
    X(t, now_us, now)                                                                              \
    X(t, seed, clear)                                                                              \
    X(t, first_id, same) /* these two, and next_series and next_query: number_anew */              \
    X(t, next_id, same)                                                                            \
    X(t, late_events, clear)                                                                       \
    X(t, draws, clear)                                                                             \
    X(t, config, same)                                                                             \
    X(t, next_series, same)                                                                        \
    X(t, next_query, same)                                                                         \
    X(t, n_live, same)                                                                             \
    X(t, n_candidates, same)                                                                       \
    X(t, names, same)                                                                              \
    X(t, reserved, same)                                                                           \
    X(t, candidates, candidates)                                                                   \
    X(t, lookups, lookups)                                                                         \
    X(t, branches, branches)                                                                       \
    X(t, ttls, same)                                                                               \
    X(t, passes, passes)                                                                           \
    X(t, redirects, same)                                                                          \
    X(t, watched, watched)                                                                         \
    X(t, bindings, bindings)                                                                       \
    X(t, registrations, registrations)                                                             \
    X(t, pace, pace)                                                                               \
    X(t, wishes, wishes)                                                                           \
    X(t, service, same)                                                                            \
    X(t, failback, failback)                                                                       \
    X(t, target_failback, target_failback)                                                         \
    X(t, proxy_failback, proxy_failback)                                                           \
    X(t, options, options)                                                                         \
    X(t, calls, calls)                                                                             \
    X(t, reported, reported)

#endif
