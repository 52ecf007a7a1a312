/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's door: opening, lines, wishes, stopping. */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define STOP_US 2500000u /* C8's 2 s, and a little for the log */

uint64_t hf_phone_now_us(void)
{
    return hf_clock_now_us();
}

uint64_t hf_phone_wall_us(void)
{
    return hf_clock_wall_us();
}

/* ---- opening ---- */

static struct hf_phone *give_up(struct hf_phone *phone)
{
    hf_phone_close(phone);
    return NULL;
}

struct hf_phone *hf_phone_open(uv_loop_t *loop, const struct hf_phone_options *options, char *error,
                               size_t size)
{
    struct hf_phone *phone = calloc(1, sizeof *phone);
    struct hf_udp_options udp = {.bind = options->bind,
                                 .context = phone,
                                 .received = hf_phone_on_datagram,
                                 .unreachable = hf_phone_on_unreachable};

    snprintf(error, size, "no memory for the phone");
    if (phone == NULL)
        return NULL;
    phone->loop = loop;
    phone->options = *options;
    phone->starting = 1;
    phone->next_request = 1;
    phone->wake = hf_wake_open(loop, hf_phone_on_due, phone);
    if (phone->wake == NULL)
        return give_up(phone);
    phone->udp = hf_udp_open(loop, &udp, error, size);
    if (phone->udp == NULL || hf_phone_log_open(phone, error, size) < 0)
        return give_up(phone);
    return phone;
}

/* ---- lines ---- */

static int refuse(const struct hf_phone_problem *problem, int error, const char *text)
{
    snprintf(problem->error, problem->size, "%s", text);
    return error;
}

static int fill_random(void *bytes, size_t n)
{
    return getrandom(bytes, n, 0) == (ssize_t)n ? 0 : -1;
}

static int make_room(struct hf_phone *phone)
{
    uint32_t size = phone->members_size > 0 ? phone->members_size * 2 : 4;
    struct hf_phone_member **grown;

    if (phone->n_members < phone->members_size)
        return 0;
    grown = realloc(phone->members, size * sizeof(struct hf_phone_member *));
    if (grown == NULL)
        return -1;
    phone->members = grown;
    phone->members_size = size;
    return 0;
}

static void free_member(struct hf_phone_member *member)
{
    while (member->flows != NULL) {
        struct hf_phone_flow *flow = member->flows;

        member->flows = flow->next;
        free(flow);
    }
    free(member->core);
    free(member->name);
    free(member);
}

/* Not yet one of the phone's. */
static struct hf_phone_member *new_member(struct hf_phone *phone, const char *name)
{
    struct hf_phone_member *member = calloc(1, sizeof *member);
    size_t align = hf_line_align() > sizeof(void *) ? hf_line_align() : sizeof(void *);

    if (member == NULL)
        return NULL;
    member->core = aligned_alloc(align, (hf_line_size() + align - 1) / align * align);
    member->name = strdup(name);
    member->wake.owner = phone->n_members + 1;
    if (member->core != NULL && member->name != NULL && make_room(phone) == 0)
        return member;
    free_member(member);
    return NULL;
}

static void configured_event(struct hf_event *event, const struct hf_config *config, uint64_t seed)
{
    *event = (struct hf_event){.at_us = hf_clock_now_us(), .kind = HF_EVENT_CONFIGURED};
    event->u.configured.config = config;
    event->u.configured.seed = seed;
}

/* Equal when they are the same on the wire: where a name lies in its arena does not count. */
static int same_config(const struct hf_config *a, const struct hf_config *b)
{
    uint8_t bytes[2][HF_EVENT_BYTES_MAX];
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED};
    int n[2];

    event.u.configured.config = a;
    n[0] = hf_event_encode(&event, bytes[0], sizeof bytes[0]);
    event.u.configured.config = b;
    n[1] = hf_event_encode(&event, bytes[1], sizeof bytes[1]);
    return n[0] > 0 && n[0] == n[1] && memcmp(bytes[0], bytes[1], (size_t)n[0]) == 0;
}

/* Since the line's last event; the clock may have been set back meanwhile. */
static uint64_t elapsed_us(const struct hf_phone_past *past)
{
    uint64_t wall_us = hf_clock_wall_us();

    return past->stale || wall_us < past->wall_us ? HF_ELAPSED_UNKNOWN : wall_us - past->wall_us;
}

static void say(struct hf_phone *phone, const char *text)
{
    if (phone->options.remark != NULL)
        phone->options.remark(phone->options.context, phone->n_members + 1, text);
}

/* 1: the line is what the log says, and goes on. 0: there is nothing to go on from. */
static int take_up(struct hf_phone *phone, struct hf_phone_member *member,
                   const struct hf_config *config)
{
    const struct hf_phone_past *past = hf_phone_past(phone, member->name);
    uint8_t scratch[HF_WIRE_SCRATCH] __attribute__((aligned(16)));
    struct hf_wire wire = {.scratch = scratch, .scratch_size = sizeof scratch};

    if (past == NULL)
        return 0;
    wire.bytes = past->snapshot;
    wire.n_bytes = past->n_snapshot;
    if (hf_line_restore(member->core, hf_line_size(), &wire) < 0) {
        say(phone, "starts anew: this build cannot take up what the log says of it");
        return 0;
    }
    if (hf_line_status(member->core).state == HF_LINE_DISABLED)
        return 0;
    if (!same_config(hf_line_config(member->core), config)) {
        say(phone, "starts anew: its configuration is not the one of its log");
        return 0;
    }
    say(phone, "goes on from its log");
    return 1;
}

static int make_agent(struct hf_phone *phone, struct hf_phone_member *member,
                      const struct hf_phone_line *line, uint64_t seed)
{
    struct hf_agent_setup setup = {.identity = line->identity,
                                   .config = line->config,
                                   .seed = seed,
                                   .line = member->wake.owner};
    size_t size = hf_agent_size_for(&setup);
    int result;

    if (fill_random(setup.random, sizeof setup.random) < 0)
        return HF_E_STATE;
    member->agent = hf_secret_alloc(&phone->secret, size);
    result = member->agent == NULL ? HF_E_SPACE : hf_agent_init(member->agent, size, &setup);
    explicit_bzero(&setup, sizeof setup);
    return result;
}

/* Configured, or Restored where the line goes on. The member is the phone's from here on. */
static int first_step(struct hf_phone *phone, struct hf_phone_member *member,
                      const struct hf_event *event)
{
    struct hf_event copy = *event;
    uint32_t number = ++phone->n_members;

    phone->members[number - 1] = member;
    hf_phone_log_added(phone, number);
    int result = hf_phone_step(phone, number, &copy);

    if (result >= 0)
        return (int)number;
    phone->n_members--;
    (void)hf_wake_set(phone->wake, &member->wake, HF_NEVER);
    if (member->busy)
        phone->n_busy--;
    return result;
}

static int add_member(struct hf_phone *phone, struct hf_phone_member *member,
                      const struct hf_phone_line *line)
{
    struct hf_event event = {.kind = HF_EVENT_RESTORED};
    uint64_t seed;
    int result;

    if (fill_random(&seed, sizeof seed) < 0)
        return HF_E_STATE;
    if (take_up(phone, member, line->config)) {
        seed = hf_line_seed(member->core); /* and so the Contact that servers know */
        event.at_us = hf_clock_now_us();
        event.u.restored.elapsed_us = elapsed_us(hf_phone_past(phone, member->name));
    } else {
        result = hf_line_init(member->core, hf_line_size(), HF_ABI);
        if (result < 0)
            return result;
        configured_event(&event, line->config, seed);
    }
    result = make_agent(phone, member, line, seed);
    if (result < 0)
        return result;
    return first_step(phone, member, &event);
}

int hf_phone_add(struct hf_phone *phone, const struct hf_phone_line *line,
                 const struct hf_phone_problem *problem)
{
    struct hf_phone_member *member = new_member(phone, line->name);
    int result;

    if (member == NULL)
        return refuse(problem, HF_E_SPACE, "no memory for the line");
    result = add_member(phone, member, line);
    if (result < 0) {
        free_member(member);
        if (phone->actions.refusal.what != NULL)
            return refuse(problem, result, phone->actions.refusal.what);
        return refuse(problem, result, hf_error_text(result));
    }
    return result;
}

void hf_phone_start(struct hf_phone *phone)
{
    hf_phone_past_free(phone);
    for (uint32_t line = 1; line <= phone->n_members; line++)
        if (hf_phone_status(phone, line).state == HF_LINE_DISABLED)
            (void)hf_phone_wish(phone, line, HF_PHONE_START);
    phone->starting = 0;
    hf_phone_settle(phone);
}

int hf_phone_wish(struct hf_phone *phone, uint32_t line, enum hf_phone_wish wish)
{
    struct hf_event event = {.at_us = hf_clock_now_us()};
    int result;

    switch (wish) {
    case HF_PHONE_REGISTER:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.request = phone->next_request++;
        event.u.wanted.kind = HF_REQUEST_REGISTER;
        break;
    case HF_PHONE_START: event.kind = HF_EVENT_STARTED; break;
    case HF_PHONE_STOP: event.kind = HF_EVENT_STOPPED; break;
    }
    result = hf_phone_step(phone, line, &event);
    hf_phone_settle(phone);
    return result;
}

uint64_t hf_phone_request(const struct hf_phone *phone)
{
    return phone->next_request - 1;
}

uint32_t hf_phone_lines(const struct hf_phone *phone)
{
    return phone->n_members;
}

struct hf_line_status hf_phone_status(const struct hf_phone *phone, uint32_t line)
{
    return hf_line_status(hf_phone_member(phone, line)->core);
}

const struct hf_config *hf_phone_line_config(const struct hf_phone *phone, uint32_t line)
{
    return hf_line_config(hf_phone_member(phone, line)->core);
}

uint16_t hf_phone_port(const struct hf_phone *phone)
{
    return hf_udp_port(phone->udp);
}

/* ---- ending ---- */

void hf_phone_stop(struct hf_phone *phone)
{
    if (phone->stopping)
        return;
    phone->stopping = 1;
    phone->stop_by_us = hf_clock_now_us() + STOP_US;
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_STOPPED};

        if (hf_phone_member(phone, line)->busy)
            (void)hf_phone_step(phone, line, &event);
    }
    hf_phone_settle(phone);
}

void hf_phone_close(struct hf_phone *phone)
{
    if (phone == NULL)
        return;
    phone->closing = 1;
    if (phone->log != NULL)
        hf_log_close(phone->log);
    hf_udp_close(phone->udp);
    hf_wake_close(phone->wake);
    for (uint32_t i = 0; i < phone->n_members; i++)
        free_member(phone->members[i]);
    while (phone->first != NULL) {
        struct hf_phone_work *work = phone->first;

        phone->first = work->next;
        free(work);
    }
    free(phone->members);
    hf_phone_past_free(phone);
    hf_secret_free(&phone->secret);
    free(phone);
}
