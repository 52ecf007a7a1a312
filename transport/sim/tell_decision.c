/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words for decisions: which part of a story each belongs to, and how its move reads.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int is_move(const struct hf_decision *decision)
{
    return decision->from_state != decision->to_state;
}

static const char *until_key(const struct hf_decision *decision)
{
    const char *state = hf_state_name(decision->machine, decision->to_state);

    switch ((enum hf_machine)decision->machine) {
    case HF_MACHINE_REGISTRATION:
        if (strcmp(state, "REGISTERED") == 0)
            return "refresh";
        return strcmp(state, "STOPPING") == 0 ? "until" : "next_try";
    case HF_MACHINE_FAILBACK:
    case HF_MACHINE_PROXY_FAILBACK: return strcmp(state, "DUE") == 0 ? "until" : "probe";
    case HF_MACHINE_TARGET_FAILBACK: return strcmp(state, "DUE") == 0 ? "until" : "back";
    case HF_MACHINE_OPTIONS: return "next";
    case HF_MACHINE_BINDING: return "expires";
    case HF_MACHINE_NONE:
    case HF_MACHINE_ATTEMPT:
    case HF_MACHINE_PASS:
    case HF_MACHINE_LOCATE:
    case HF_MACHINE_CALL:
    case HF_MACHINE_LINE:
    case HF_MACHINE_COUNT: break;
    }
    return "until";
}

static int is_end_of_attempt(const struct hf_decision *decision)
{
    return decision->machine == HF_MACHINE_ATTEMPT && is_move(decision) &&
           strcmp(hf_state_name(decision->machine, decision->to_state), "ENDED") == 0;
}

/* C2: the line works elsewhere, and no registration of its own moved for that. */
static int is_change_of_work(const struct hf_decision *decision)
{
    return (decision->why == HF_WHY_WORKING_CHANGED || decision->why == HF_WHY_SUSPECT) &&
           !is_move(decision);
}

/* A9, A10: its target is left alone from now on. */
static int is_rest(const struct hf_decision *decision)
{
    return decision->machine == HF_MACHINE_ATTEMPT && decision->attempt != 0 &&
           (decision->why == HF_WHY_RETRY_AFTER || decision->why == HF_WHY_QUARANTINED);
}

/* The line works at another server or target than before: a move, whatever the state (A13). */
static int changes_place(const struct hf_decision *decision)
{
    if (decision->machine != HF_MACHINE_REGISTRATION || decision->from_server == 0 ||
        decision->to_server == 0)
        return 0;
    return decision->from_server != decision->to_server ||
           decision->from_candidate != decision->to_candidate;
}

/* Decisions that move no machine, and still change what happens next. */
static unsigned show_of_standing(const struct hf_decision *decision)
{
    switch (decision->why) {
    case HF_WHY_FLOW_WAITS:
    case HF_WHY_PUT_OFF:
    case HF_WHY_FLAPS:
    case HF_WHY_SERVED_LONG: return HF_SIM_SHOW_MOVES;
    case HF_WHY_RETRY_AFTER:
    case HF_WHY_QUARANTINED:
    case HF_WHY_ALL_REST:
    case HF_WHY_FIRST_TO_WAKE:
    case HF_WHY_REST_OVER: return HF_SIM_SHOW_RESTS | HF_SIM_SHOW_DECISIONS;
    default: return HF_SIM_SHOW_DECISIONS;
    }
}

static unsigned show_of(const struct hf_decision *decision)
{
    if (is_end_of_attempt(decision))
        return decision->why == HF_WHY_ACCEPTED ? HF_SIM_SHOW_DECISIONS : HF_SIM_SHOW_ATTEMPTS;
    if (decision->machine == HF_MACHINE_LOCATE)
        return HF_SIM_SHOW_NAMES | HF_SIM_SHOW_DECISIONS;
    if (is_change_of_work(decision) || changes_place(decision))
        return HF_SIM_SHOW_MOVES;
    if (!is_move(decision))
        return show_of_standing(decision);
    switch ((enum hf_machine)decision->machine) {
    case HF_MACHINE_REGISTRATION:
    case HF_MACHINE_FAILBACK:
    case HF_MACHINE_TARGET_FAILBACK:
    case HF_MACHINE_PROXY_FAILBACK:
    case HF_MACHINE_OPTIONS: return HF_SIM_SHOW_MOVES;
    case HF_MACHINE_BINDING: return HF_SIM_SHOW_BINDINGS;
    case HF_MACHINE_ATTEMPT: /* SPREAD: it leaves later (C11) */
        return decision->attempt == 0 ? HF_SIM_SHOW_ATTEMPTS : HF_SIM_SHOW_DECISIONS;
    case HF_MACHINE_NONE:
    case HF_MACHINE_PASS:
    case HF_MACHINE_LOCATE:
    case HF_MACHINE_CALL: /* the report says it */
    case HF_MACHINE_LINE:
    case HF_MACHINE_COUNT: break;
    }
    return HF_SIM_SHOW_DECISIONS;
}

static const char *name_end(unsigned why)
{
    switch (why) {
    case HF_WHY_ACCEPTED: return "accepted";
    case HF_WHY_EXPIRY_TOO_BRIEF: return "too brief";
    case HF_WHY_REDIRECTED: return "redirected";
    default: return "failed";
    }
}

static void name_move(const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    const char *from = hf_state_name(decision->machine, decision->from_state);
    const char *to = hf_state_name(decision->machine, decision->to_state);

    if (is_end_of_attempt(decision))
        snprintf(line->text, sizeof(line->text), "%s", name_end(decision->why));
    else if (!is_move(decision) && !changes_place(decision))
        snprintf(line->text, sizeof(line->text), "(%s)", to);
    else
        snprintf(line->text, sizeof(line->text), "%s -> %s", from, to);
}

static void name_machine(struct hf_sim_story *story, const struct hf_sim_note *note,
                         const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    if (is_change_of_work(decision))
        snprintf(line->what, sizeof(line->what), "working");
    else if (is_rest(decision))
        snprintf(line->what, sizeof(line->what), "rest");
    else if (decision->machine == HF_MACHINE_ATTEMPT && decision->attempt != 0)
        snprintf(line->what, sizeof(line->what), "attempt %" PRIu64,
                 story_number(story, note->line, decision->attempt));
    else
        snprintf(line->what, sizeof(line->what), "%s", hf_machine_name(decision->machine));
}

/* In concurrent mode each server has a registration of its own (C2). */
static void add_owner(const struct hf_sim_story *story, const struct hf_sim_note *note,
                      const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    const struct hf_config *config = hf_line_config(note->line_state);
    const int has_owner = decision->machine == HF_MACHINE_REGISTRATION ||
                          decision->machine == HF_MACHINE_TARGET_FAILBACK ||
                          decision->machine == HF_MACHINE_PROXY_FAILBACK;

    if (config->mode == HF_MODE_CONCURRENT && config->n_servers > 1 && has_owner &&
        decision->subject != 0)
        story_attribute(line, "of=%s", name_server(story, note, decision->subject).text);
}

/* Where a server that is a name has accepted: the target of the request just answered. */
static void add_target(const struct hf_sim_story *story, const struct hf_sim_note *note,
                       const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};

    if (decision->machine != HF_MACHINE_REGISTRATION ||
        strcmp(hf_state_name(decision->machine, decision->to_state), "REGISTERED") != 0 ||
        !is_server_a_name(note, decision->to_server))
        return;
    if (note->event->kind == HF_EVENT_RESPONSE_RECEIVED && note->event->u.response.status < 300)
        target = story_target(story, note->line, note->event->u.response.attempt);
    if (target.family != HF_FAMILY_NONE)
        story_attribute(line, "at=%s", name_target(story, &target).text);
}

static void add_places(const struct hf_sim_story *story, const struct hf_sim_note *note,
                       const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    const int has_left = decision->machine == HF_MACHINE_REGISTRATION &&
                         decision->from_server != 0 && decision->to_server != decision->from_server;

    if (!is_change_of_work(decision)) {
        add_owner(story, note, decision, line);
        add_server(story, note, line, decision->to_server);
        add_target(story, note, decision, line);
    }
    if (has_left && (decision->to_server != 0 || is_change_of_work(decision)))
        story_attribute(line, "from=%s", name_server(story, note, decision->from_server).text);
}

/* What moved, and how; or what the decision is about. */
static void add_text(struct hf_sim_story *story, const struct hf_sim_note *note,
                     const struct hf_decision *decision, struct hf_sim_story_line *line)
{
    const struct hf_target target = story_target(story, note->line, decision->attempt);

    if (is_change_of_work(decision) && decision->to_server == 0)
        snprintf(line->text, sizeof(line->text), "nowhere");
    else if (is_change_of_work(decision))
        snprintf(line->text, sizeof(line->text), "on %s",
                 name_server(story, note, decision->to_server).text);
    else if (is_rest(decision))
        snprintf(line->text, sizeof(line->text), "of %s", name_target(story, &target).text);
    else
        name_move(decision, line);
}

void tell_decision(struct hf_sim_story *story, const struct hf_sim_note *note,
                   const struct hf_decision *decision)
{
    struct hf_sim_story_line *line = story_add(story, show_of(decision), note->line);

    name_machine(story, note, decision, line);
    add_text(story, note, decision, line);
    if (decision->machine != HF_MACHINE_ATTEMPT)
        add_places(story, note, decision, line);
    if (decision->machine == HF_MACHINE_PASS)
        story_attribute(line, "for=%s", name_purpose(decision->subject));
    add_time(note, line, until_key(decision), decision->until_us);
    add_why(line, decision->why);
    if (decision->status != 0)
        story_attribute(line, "status=%u", decision->status);
    if (decision->cause != 0 && decision->machine != HF_MACHINE_ATTEMPT)
        story_attribute(line, "cause=%s", hf_cause_name(decision->cause));
    if ((story->show & HF_SIM_SHOW_SETTINGS) == 0)
        return;
    story_attribute(line, "rule=%s", hf_why_rule(decision->why));
    story_attribute(line, "on=%s", hf_event_name(decision->cause_event));
    if (decision->setting != HF_SETTING_NONE)
        story_attribute(line, "by=%s:%" PRIu64, hf_setting_token(decision->setting),
                        decision->setting_value);
}
