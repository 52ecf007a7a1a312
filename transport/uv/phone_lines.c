/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines come and go. Each is the next number's for ever: what still arrives for a line that is
 * gone must not reach another.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define LEAVE_US 2500000u /* C8's 2 s, and a little for the log */

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

void hf_phone_free_member(struct hf_phone_member *member)
{
    if (member->tls != NULL)
        hf_tls_profile_give_back(member->tls);
    if (member->former_tls != NULL)
        hf_tls_profile_give_back(member->former_tls);
    hf_phone_messages_forget(member);
    free(member->stands);
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
    hf_phone_free_member(member);
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

/* What tells one identity from another without keeping its password (C14). */
static struct hf_digest_hex identity_of(const struct hf_phone *phone,
                                        const struct hf_agent_identity *identity)
{
    const char *texts[] = {identity->user, identity->auth_name, identity->display_name};
    struct hf_digest digest = {.algorithm = HF_DIGEST_SHA_256,
                               .realm = {(const char *)phone->salt, sizeof phone->salt},
                               .password = hf_slice_text(identity->password)};
    struct hf_digest_hex hex = {.text = ""};
    char names[3 * (HF_AGENT_TEXT_MAX + 2)];
    size_t n = 0;

    for (unsigned i = 0; i < 3; i++) /* each with its end: "ab", "" is not "a", "b" */
        n += (size_t)snprintf(names + n, HF_AGENT_TEXT_MAX + 2, "%s\n", texts[i]);
    digest.username = (struct hf_slice){names, n};
    (void)hf_digest_ha1(&digest, &hex);
    return hex;
}

static int make_agent(struct hf_phone *phone, struct hf_phone_member *member,
                      const struct hf_phone_line *line, uint64_t seed)
{
    struct hf_agent_setup setup = {.identity = line->identity,
                                   .config = line->config,
                                   .seed = seed,
                                   .line = member->wake.owner,
                                   .calls = 1,
                                   .messages = 1};
    int result;

    if (fill_random(setup.random, sizeof setup.random) < 0)
        return HF_E_STATE;
    member->agent_size = hf_agent_size_for(&setup);
    member->agent = hf_secret_alloc(&phone->secret, member->agent_size);
    result = member->agent == NULL ? HF_E_SPACE
                                   : hf_agent_init(member->agent, member->agent_size, &setup);
    explicit_bzero(&setup, sizeof setup);
    member->identity = identity_of(phone, &line->identity);
    return result;
}

/* Configured, or Restored where the line goes on. The member is the phone's from here on. */
static int first_step(struct hf_phone *phone, struct hf_phone_member *member,
                      const struct hf_phone_line *line, const struct hf_event *event)
{
    struct hf_event copy = *event;
    uint32_t number = ++phone->n_members;

    phone->members[number - 1] = member;
    phone->routes.stale = 1;
    (void)hf_phone_origins_take(phone, number, &line->origins);
    hf_phone_log_added(phone, number);
    int result = hf_phone_step(phone, number, &copy);

    if (result >= 0)
        return (int)number;
    hf_phone_origins_forget(phone, number);
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
    return first_step(phone, member, line, &event);
}

static const char *refusal_text(const struct hf_phone *phone, int result)
{
    return phone->actions.refusal.what != NULL ? phone->actions.refusal.what
                                               : hf_error_text(result);
}

void hf_phone_tell_families(struct hf_phone *phone, uint32_t line)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_NETWORK_CHANGED};
    int all = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;

    /* A new line takes both for usable; one that goes on from a log, what was true then. */
    if (phone->families == all && hf_phone_status(phone, line).state == HF_LINE_DISABLED)
        return;
    event.u.network.families_usable = phone->families;
    (void)hf_phone_step(phone, line, &event);
}

static void begin(struct hf_phone *phone, uint32_t line)
{
    hf_phone_tell_families(phone, line);
    (void)hf_phone_wish(phone, line, HF_PHONE_START);
}

static void set_messages(struct hf_phone *phone, uint32_t line, const struct hf_phone_line *wanted)
{
    if (hf_phone_messages_set(phone, line, &wanted->messages) < 0 && phone->options.remark != NULL)
        phone->options.remark(phone->options.context, line, "no memory for message waiting");
}

int hf_phone_add(struct hf_phone *phone, const struct hf_phone_line *line,
                 const struct hf_phone_problem *problem)
{
    struct hf_phone_member *member = new_member(phone, line->name);
    int result;

    if (member == NULL)
        return refuse(problem, HF_E_SPACE, "no memory for the line");
    if (hf_phone_messages_check(&line->messages, problem) < 0 ||
        hf_phone_take_tls(phone, line, &member->tls, problem) < 0) {
        hf_phone_free_member(member);
        return HF_E_VALUE;
    }
    result = add_member(phone, member, line);
    if (result < 0) {
        if (member->agent != NULL)
            hf_secret_give_back(&phone->secret, member->agent, member->agent_size);
        hf_phone_free_member(member);
        return refuse(problem, result, refusal_text(phone, result));
    }
    set_messages(phone, (uint32_t)result, line);
    if (!phone->starting)
        begin(phone, (uint32_t)result);
    return result;
}

/* ---- changing (C14) ---- */

/* The agent as it will be, in memory of its own: until it is taken, nothing has changed. */
struct changed_agent {
    struct hf_agent *agent;
    size_t size;
};

/* config: NULL when it stays. 0 or a negative hf_error. */
static int prepare_agent(struct hf_phone *phone, const struct hf_phone_member *member,
                         const struct hf_agent_setup *setup, struct changed_agent *changed)
{
    int result;

    changed->size = hf_agent_size_after(member->agent, setup);
    changed->agent = hf_secret_alloc(&phone->secret, changed->size);
    if (changed->agent == NULL)
        return HF_E_SPACE;
    result = hf_agent_reconfigure(member->agent, changed->agent, changed->size, setup);
    if (result < 0)
        hf_secret_give_back(&phone->secret, changed->agent, changed->size);
    return result;
}

static void take_agent(struct hf_phone *phone, struct hf_phone_member *member,
                       const struct changed_agent *changed)
{
    hf_secret_give_back(&phone->secret, member->agent, member->agent_size);
    member->agent = changed->agent;
    member->agent_size = changed->size;
}

/* C14: the same configuration once more says that what it is read with, the records, is another. */
void hf_phone_ask_again(struct hf_phone *phone)
{
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        const struct hf_line *core;
        struct hf_event event;

        if (!hf_phone_has(phone, line))
            continue;
        core = hf_phone_member(phone, line)->core;
        configured_event(&event, hf_line_config(core), hf_line_seed(core));
        (void)hf_phone_step(phone, line, &event);
    }
    hf_phone_settle(phone);
}

static int step_change(struct hf_phone *phone, uint32_t line, const struct hf_config *config)
{
    struct hf_event event;

    configured_event(&event, config, hf_line_seed(hf_phone_member(phone, line)->core));
    return hf_phone_step(phone, line, &event);
}

/* Password or certificate is another: what was refused is tried again at once (C13). */
static void step_identity(struct hf_phone *phone, uint32_t line)
{
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_CREDENTIALS_CHANGED};

    (void)hf_phone_step(phone, line, &event);
}

/* G2b: a file's lines may move though no setting changes. */
static void log_origins(struct hf_phone *phone, uint32_t line,
                        const struct hf_phone_origins *origins)
{
    if (hf_phone_origins_take(phone, line, origins))
        hf_phone_log_added(phone, line);
}

struct change { /* what is another than it was */
    struct hf_digest_hex identity;
    struct hf_tls_profile *tls; /* NULL: it stays */
    const struct hf_phone_problem *problem;
    int new_config, new_identity, new_messages;
};

/* Everything of it that can be refused before the line hears of it; tls is the caller's then. */
static int find_change(struct hf_phone *phone, uint32_t line, const struct hf_phone_line *wanted,
                       struct change *change)
{
    const struct hf_phone_member *member = hf_phone_member(phone, line);

    change->identity = identity_of(phone, &wanted->identity);
    change->new_config = !same_config(hf_line_config(member->core), wanted->config);
    change->new_identity = memcmp(&change->identity, &member->identity, sizeof change->identity) !=
                           0;
    change->new_messages = hf_phone_messages_differ(phone, line, &wanted->messages);
    change->tls = member->tls;
    if (hf_phone_messages_check(&wanted->messages, change->problem) < 0)
        return HF_E_VALUE;
    if (hf_phone_take_tls(phone, wanted, &change->tls, change->problem) < 0)
        return HF_E_VALUE;
    if (change->tls != NULL && change->tls == member->tls) {
        hf_tls_profile_give_back(change->tls);
        change->tls = NULL;
    }
    return 0;
}

static int is_none(const struct change *change)
{
    return !change->new_config && !change->new_identity && !change->new_messages &&
           change->tls == NULL;
}

static void take_tls(struct hf_phone_member *member, const struct change *change)
{
    if (change->new_config && member->former_tls != NULL) {
        hf_tls_profile_give_back(member->former_tls);
        member->former_tls = NULL;
    }
    if (change->tls == NULL)
        return;
    if (change->new_config)
        member->former_tls = member->tls;
    else if (member->tls != NULL)
        hf_tls_profile_give_back(member->tls);
    member->tls = change->tls;
}

/* What the line has accepted. */
static void take_change(struct hf_phone *phone, uint32_t line, const struct change *change)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    take_tls(member, change);
    phone->routes.stale = 1;
    member->identity = change->identity;
    if (change->new_config)
        hf_gate_reconfigure(phone->gate, line);
    /* What is still being asked under the settings of before must not become a binding. */
    if (change->new_identity ||
        (change->tls != NULL && (!change->new_config || hf_phone_stands_try_tls(phone, line))))
        step_identity(phone, line);
    if (change->tls != NULL && !change->new_config) /* else it registers anew as it is */
        hf_phone_stands_refuse_tls(phone, line);
}

static int apply(struct hf_phone *phone, uint32_t line, const struct hf_phone_line *wanted,
                 const struct change *change)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_agent_setup setup = {.identity = wanted->identity,
                                   .config = change->new_config ? wanted->config : NULL};
    struct changed_agent changed;
    struct hf_refusal refusal;
    int result = prepare_agent(phone, member, &setup, &changed);

    if (result < 0)
        return result;
    if (hf_config_check(wanted->config, &refusal) == 0)
        log_origins(phone, line, &wanted->origins); /* before what is decided by them */
    result = change->new_config ? step_change(phone, line, wanted->config) : 0;
    if (result < 0) {
        hf_secret_give_back(&phone->secret, changed.agent, changed.size);
        return result;
    }
    take_agent(phone, member, &changed);
    take_change(phone, line, change);
    return 0;
}

int hf_phone_reconfigure(struct hf_phone *phone, uint32_t line, const struct hf_phone_line *wanted,
                         const struct hf_phone_problem *problem)
{
    struct change change = {.problem = problem};
    int result = find_change(phone, line, wanted, &change);

    if (result < 0)
        return result;
    if (is_none(&change)) {
        log_origins(phone, line, &wanted->origins);
        return 0;
    }
    memset(&phone->actions.refusal, 0, sizeof phone->actions.refusal);
    result = apply(phone, line, wanted, &change);
    if (result < 0) {
        if (change.tls != NULL)
            hf_tls_profile_give_back(change.tls);
        return refuse(problem, result, refusal_text(phone, result));
    }
    if (change.new_config || change.new_messages)
        set_messages(phone, line, wanted);
    hf_phone_settle(phone);
    return 1;
}

/* ---- leaving ---- */

void hf_phone_remove(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);
    struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_STOPPED};

    if (member->leaving)
        return;
    hf_phone_calls_end(phone, line);
    hf_phone_messages_stop(phone, line);
    member->leaving = 1;
    member->leave_by_us = event.at_us + LEAVE_US;
    phone->n_leaving++;
    (void)hf_phone_step(phone, line, &event);
    hf_phone_settle(phone);
}

/* Its news has been told, and nothing is under way, or for too long. */
static uint64_t leave_us(const struct hf_phone_member *member)
{
    int idle = !member->busy && hf_agent_deadline(member->agent) == HF_NEVER &&
               hf_phone_calls_deadline(member) == HF_NEVER;

    return idle && member->n_queued == 0 ? 0 : member->leave_by_us;
}

uint64_t hf_phone_leave_us(const struct hf_phone *phone)
{
    uint64_t earliest_us = HF_NEVER;

    for (uint32_t i = 0; phone->n_leaving > 0 && i < phone->n_members; i++)
        if (phone->members[i] != NULL && phone->members[i]->leaving &&
            leave_us(phone->members[i]) < earliest_us)
            earliest_us = leave_us(phone->members[i]);
    return earliest_us;
}

static void let_go(struct hf_phone *phone, uint32_t line)
{
    struct hf_phone_member *member = hf_phone_member(phone, line);

    hf_phone_calls_forget(phone, line);
    phone->members[line - 1] = NULL;
    hf_phone_origins_forget(phone, line);
    phone->routes.stale = 1;
    phone->n_leaving--;
    phone->n_busy -= member->busy != 0;
    (void)hf_wake_set(phone->wake, &member->wake, HF_NEVER);
    hf_resolver_forget(phone->resolver, line);
    hf_gate_forget(phone->gate, line);
    (void)hf_connections_take_back(phone->connections, line, 0);
    hf_keepalive_forget(phone->keepalive, &member->kept);
    hf_phone_stands_leave(phone, member);
    hf_secret_give_back(&phone->secret, member->agent, member->agent_size);
    hf_phone_free_member(member);
    if (phone->options.gone != NULL)
        phone->options.gone(phone->options.context, line);
}

void hf_phone_let_go(struct hf_phone *phone)
{
    uint64_t now_us = hf_clock_now_us();

    for (uint32_t line = 1; phone->n_leaving > 0 && line <= phone->n_members; line++)
        if (hf_phone_has(phone, line) && hf_phone_member(phone, line)->leaving &&
            leave_us(hf_phone_member(phone, line)) <= now_us)
            let_go(phone, line);
}
