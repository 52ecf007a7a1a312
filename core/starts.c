/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a request starts. Outside of dialogs at the working candidate, unless the failback settings
 * say its first target, or the first server; inside of one where the call is carried.
 *
 * Rules: A9, C14, D2, D6, D8, D11, E1, E5, E12.
 */
#include "starts.h"

#include <stdbool.h>

#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "host_targets.h"
#include "pass.h"
#include "service.h"
#include "target_failback.h"

/* D6: the moment of the way back has come, and the next request does not wait for the REGISTER,
 * but for the end of the calls where D8 says so. */
static bool is_way_back_open(const struct hf_line *line)
{
    if (line->config.failback_when == HF_WHEN_IDLE && hf_call_any(line))
        return false;
    return hf_target_failback_is_due(line, hf_service_working_registration(line));
}

/* What a pass with that scope would take now if it were to start there; rests win over D2 (A9). */
static uint8_t taken(const struct hf_line *line, const struct hf_pass_order *order)
{
    const struct hf_pass pass = {
        .purpose = HF_PURPOSE_REQUEST,
        .kind = HF_REQUEST_OTHER,
        .flags = order->flags,
        .candidate = order->start,
        .server = order->server,
        .proxy = order->proxy,
        .other = HF_NONE,
    };

    return hf_candidates_start(line, &pass).candidate;
}

/* The first of a host (server 0: of the line) that can be tried, or HF_NONE. */
static uint8_t first_awake(const struct hf_line *line, struct hf_place place, uint8_t flags)
{
    bool any = place.server == 0;

    return taken(line, &(struct hf_pass_order){
                           .flags = flags & HF_PASS_EMERGENCY,
                           .start = any ? hf_candidates_first(line, 0) : hf_host_first(line, place),
                           .server = place.server,
                           .proxy = place.proxy,
                       });
}

static bool is_at(const struct hf_line *line, uint8_t candidate, struct hf_place place)
{
    struct hf_place other = hf_candidate_place(line, candidate);

    return other.server == place.server && other.proxy == place.proxy;
}

/* The candidate that the failback settings choose, or HF_NONE: the working one. */
static uint8_t better_start(const struct hf_line *line, uint8_t working, uint8_t flags)
{
    struct hf_place place = hf_candidate_place(line, working);

    if (line->config.failback_servers == HF_FAILBACK_NEW_REQUESTS && /* D2, D11 */
        !hf_service_is_concurrent(line)) {
        uint8_t first = first_awake(line, (struct hf_place){0, 0}, flags);
        if (!is_at(line, first, place))
            return first;
    }
    if (place.server == 0) /* C14: its server is gone */
        return HF_NONE;
    if (hf_target_failback_mode(line, working) == HF_FAILBACK_NEW_REQUESTS || /* D2 */
        is_way_back_open(line))
        return first_awake(line, place, flags);
    return HF_NONE;
}

struct hf_start hf_start_of(const struct hf_line *line, uint8_t flags)
{
    struct hf_start start = {.why = HF_WHY_REQUEST_WANTED, .candidate = hf_service_working(line)};
    uint8_t better;

    if (start.candidate == HF_NONE)
        return start;
    better = better_start(line, start.candidate, flags);
    if (better != HF_NONE && better != start.candidate)
        start = (struct hf_start){.why = HF_WHY_NEW_REQUEST_FIRST, .candidate = better};
    /* A pass of one candidate goes where it is sent; where that rests, A9 chooses. */
    if ((flags & HF_PASS_SINGLE) != 0 &&
        taken(line, &(struct hf_pass_order){.flags = flags, .start = start.candidate}) !=
            start.candidate)
        start.candidate = HF_NONE;
    return start;
}

/* D2, D6, D11: it starts elsewhere than where the line works. */
static void explain_better(struct hf_context *x, uint8_t better)
{
    uint8_t working = hf_service_working(x->line);
    uint8_t from = hf_candidate_server(x->line, working);
    uint8_t to = hf_candidate_server(x->line, better);
    bool stays = is_at(x->line, better, hf_candidate_place(x->line, working));

    hf_explain(x, &(struct hf_decision){
                      .until_us = HF_NEVER,
                      .setting_value = stays ? hf_target_failback_mode(x->line, working)
                                             : x->line->config.failback_servers,
                      .why = HF_WHY_NEW_REQUEST_FIRST,
                      .setting = stays ? HF_SETTING_FAILBACK_MODE : HF_SETTING_FAILBACK_SERVERS,
                      .machine = HF_MACHINE_PASS,
                      .subject = HF_PURPOSE_REQUEST,
                      .from_state = HF_PASS_IDLE,
                      .to_state = HF_PASS_IDLE,
                      .from_server = from,
                      .to_server = to,
                      .from_candidate = (uint8_t)(working + 1),
                      .to_candidate = (uint8_t)(better + 1),
                  });
}

void hf_start_explain(struct hf_context *x, const struct hf_start *start)
{
    if (start->why == HF_WHY_NEW_REQUEST_FIRST && start->candidate != HF_NONE)
        explain_better(x, start->candidate);
}

/* ---- inside dialogs (E5) ---- */

/* Where the line stands at that server: in concurrent mode it may work at another one. */
static uint8_t standing_at(const struct hf_line *line, uint8_t server)
{
    uint8_t at = line->registrations[hf_service_registration_of(line, server)].working;

    if (hf_candidate_server(line, at) == server)
        return at;
    return hf_candidates_first(line, server);
}

uint8_t hf_start_at_server(const struct hf_line *line, uint8_t server)
{
    uint8_t at = server == 0 ? HF_NONE : standing_at(line, server);

    return at != HF_NONE ? at : hf_service_working(line);
}

uint8_t hf_start_of_call(const struct hf_line *line, const struct hf_call_entry *call)
{
    if (hf_candidate_server(line, call->candidate) != 0)
        return call->candidate;
    return hf_start_at_server(line, call->server);
}
