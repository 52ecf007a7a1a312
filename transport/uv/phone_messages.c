/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages that wait, in the circle of a line's events and actions. A line has memory for them
 * where its configuration wants to know, or from the first NOTIFY that nobody asked for. What
 * belongs to them they have before the line's calls and its agent; their events are stepped and
 * logged as the agent's are.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};
static const struct hf_phone_messages none = {.mailbox = ""};

static struct hf_messages_at at(struct hf_phone *phone, uint32_t line)
{
    return (struct hf_messages_at){.agent = hf_phone_member(phone, line)->agent,
                                   .next_id = &phone->next_request,
                                   .now_us = hf_clock_now_us()};
}

/* ---- out ---- */

/* What the line has not taken is tried later; that is asked for outside of dialogs at most. */
static void settle_refused(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_event event = {.kind = HF_EVENT_WANTED};
    struct hf_messages_at when = at(phone, line);

    while (member->messages_refused != 0) {
        event.u.wanted.request = member->messages_refused;
        member->messages_refused = 0;
        hf_messages_refused(member->messages, &when, &event, &phone->out);
        hf_phone_take_out(phone, line, &nowhere);
    }
}

static void tell(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_messages_news news = {
        .at_us = hf_clock_now_us(),
        .wall_us = hf_clock_wall_us(),
        .line = line,
        .what = hf_messages_news(hf_phone_member(phone, line)->messages)};

    if (news.what != 0 && phone->options.messages != NULL)
        phone->options.messages(phone->options.context, &news);
}

static void take_out(struct hf_phone *phone, uint32_t line, const struct hf_target *reply_on)
{
    hf_phone_take_out(phone, line, reply_on);
    if (hf_phone_member(phone, line)->messages == NULL)
        return;
    settle_refused(phone, line);
    tell(phone, line);
    hf_phone_reschedule(phone, line);
}

void hf_phone_messages_note_refused(struct hf_phone *phone, uint32_t line,
                                    const struct hf_event *event)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    if (event->kind == HF_EVENT_WANTED && member->messages != NULL &&
        event->u.wanted.kind == HF_REQUEST_OTHER && event->u.wanted.call == 0)
        member->messages_refused = event->u.wanted.request;
}

/* ---- memory and settings ---- */

static struct hf_messages *make_block(void)
{
    struct hf_messages *messages = malloc(hf_messages_size());

    if (messages != NULL)
        (void)hf_messages_init(messages, hf_messages_size());
    return messages;
}

static struct hf_messages_settings settings_of(const struct hf_phone *phone, uint32_t line,
                                               const struct hf_phone_messages *wanted)
{
    const struct hf_config *config = hf_phone_line_config(phone, line);

    return (struct hf_messages_settings){.uri = wanted->mailbox != NULL ? wanted->mailbox : "",
                                         .expires_s = wanted->expires_s,
                                         .subscribe = wanted->subscribe != 0,
                                         .jitter_percent = config->jitter_percent};
}

static int configure(struct hf_phone *phone, uint32_t line, const struct hf_phone_messages *wanted)
{
    struct hf_messages_settings settings = settings_of(phone, line, wanted);
    struct hf_messages *messages = hf_phone_member(phone, line)->messages;
    struct hf_messages_at when = at(phone, line);
    int result = hf_messages_configure(messages, &when, &settings, &phone->out);

    if (result == 0)
        take_out(phone, line, &nowhere);
    return result;
}

/* A line that goes on from a log is somewhere already. */
static void tell_place(struct hf_phone *phone, uint32_t line)
{
    struct hf_line_status status = hf_phone_status(phone, line);
    struct hf_messages_at when = at(phone, line);

    hf_messages_line(hf_phone_member(phone, line)->messages, &when, &status, &phone->out);
    take_out(phone, line, &nowhere);
}

int hf_phone_messages_check(const struct hf_phone_messages *wanted,
                            const struct hf_phone_problem *problem)
{
    struct hf_messages_settings settings = {.uri = wanted->mailbox != NULL ? wanted->mailbox : "",
                                            .expires_s = wanted->expires_s};

    if (hf_messages_check(&settings) == 0)
        return 0;
    snprintf(problem->error, problem->size, "messages: %s", settings.refusal.what);
    return settings.refusal.error;
}

int hf_phone_messages_set(struct hf_phone *phone, uint32_t line,
                          const struct hf_phone_messages *wanted)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    int is_new = member->messages == NULL;

    if (is_new && !wanted->subscribe)
        return 0;
    if (is_new)
        member->messages = make_block();
    if (member->messages == NULL)
        return HF_E_SPACE;
    int result = configure(phone, line, wanted);

    if (result == 0 && is_new)
        tell_place(phone, line);
    return result;
}

int hf_phone_messages_differ(const struct hf_phone *phone, uint32_t line,
                             const struct hf_phone_messages *wanted)
{
    const struct hf_messages *messages = hf_phone_member(phone, line)->messages;
    struct hf_messages_settings settings = settings_of(phone, line, wanted);

    return messages == NULL ? wanted->subscribe != 0 : !hf_messages_has(messages, &settings);
}

void hf_phone_messages_forget(struct hf_phone_member *member)
{
    free(member->messages);
    member->messages = NULL;
}

/* ---- in ---- */

int hf_phone_messages_receive(struct hf_phone *phone, uint32_t line,
                              const struct hf_agent_received *received)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_messages_at when = at(phone, line);

    if (member->messages == NULL && hf_messages_begins(member->agent, received)) {
        member->messages = make_block();
        if (member->messages != NULL)
            (void)configure(phone, line, &none);
    }
    if (!hf_messages_receive(member->messages, &when, received, &phone->out))
        return 0;
    take_out(phone, line, &received->local);
    return 1;
}

int hf_phone_messages_act(struct hf_phone *phone, uint32_t line, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = hf_clock_now_us(), .action = action};
    struct hf_messages *messages = hf_phone_member(phone, line)->messages;
    struct hf_messages_at when = at(phone, line);
    int taken;

    if (messages == NULL || (action->kind == HF_ACTION_SEND && !hf_messages_owns(messages, action)))
        return 0;
    if (action->kind == HF_ACTION_SEND) {
        struct hf_send goes = action->u.send;

        goes.target = hf_messages_target(messages, &goes);
        order.way = hf_phone_way(phone, line, &goes);
    }
    taken = hf_messages_act(messages, &when, &order, &phone->out);
    take_out(phone, line, &nowhere);
    return taken;
}

void hf_phone_messages_lost(struct hf_phone *phone, uint32_t line, uint64_t flow)
{
    struct hf_messages *messages = hf_phone_member(phone, line)->messages;
    struct hf_messages_at when = at(phone, line);

    if (messages == NULL)
        return;
    hf_messages_lost(messages, &when, flow);
    hf_phone_reschedule(phone, line);
}

uint64_t hf_phone_messages_deadline(const struct hf_phone_member *member)
{
    return member->messages != NULL ? hf_messages_deadline(member->messages) : HF_NEVER;
}

void hf_phone_messages_wake(struct hf_phone *phone, uint32_t line, uint64_t now_us)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_messages_at when = at(phone, line);

    if (hf_phone_messages_deadline(member) > now_us)
        return;
    when.now_us = now_us;
    hf_messages_wake(member->messages, &when, &phone->out);
    take_out(phone, line, &nowhere);
}

void hf_phone_messages_stop(struct hf_phone *phone, uint32_t line)
{
    struct hf_messages *messages = hf_phone_member(phone, line)->messages;
    struct hf_messages_at when = at(phone, line);

    if (messages == NULL)
        return;
    hf_messages_stop(messages, &when, &phone->out);
    take_out(phone, line, &nowhere);
}

/* ---- for the user ---- */

int hf_phone_messages(const struct hf_phone *phone, uint32_t line,
                      struct hf_messages_status *status)
{
    const struct hf_messages *messages = hf_phone_member(phone, line)->messages;

    memset(status, 0, sizeof *status);
    if (messages == NULL)
        return 0;
    hf_messages_status(messages, status);
    return 1;
}
