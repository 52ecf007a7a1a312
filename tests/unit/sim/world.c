/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The modelled shell: what it sends, when, what it says of names and flows, and that the checkers
 * see what is wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/sim/story.h"
#include "inside.h"

#define MAX 128

static struct hf_sim_configuration configuration(unsigned n_servers)
{
    struct hf_sim_configuration made = {.seed = 1};

    hf_config_init(&made.config);
    made.config.jitter_percent = 0;
    made.config.quarantine_s = 0;
    made.config.n_servers = (uint8_t)n_servers;
    for (unsigned i = 0; i < n_servers; i++) {
        char host[16];
        const int n = snprintf(host, sizeof(host), "192.0.2.%u", i + 1);

        hf_config_init_server(&made.config.servers[i]);
        hf_config_name(&made.config, &made.config.servers[i].host, host, (size_t)n);
    }
    return made;
}

static struct hf_sim_world *start(const struct hf_sim_configuration *made, unsigned n_servers)
{
    struct hf_sim_world *world = hf_sim_world_new();

    for (unsigned i = 0; i < n_servers; i++)
        hf_sim_server_add(world, (const char[]){(char)('a' + i), 0})->presence = HF_SIM_SILENT;
    cr_assert(hf_sim_line_add(world, 0) == 1);
    cr_assert(hf_sim_configure(world, 1, made) == HF_OK);
    return world;
}

struct sendings {
    uint64_t at_us[MAX];
    unsigned n;
};

static void note_sending(void *context, const struct hf_sim_note *note)
{
    struct sendings *sendings = context;
    int sends = note->kind == HF_SIM_NOTE_RESEND;

    for (uint32_t i = 0; note->kind == HF_SIM_NOTE_STEP && i < note->actions->n; i++)
        sends += note->actions->items[i].kind == HF_ACTION_SEND;
    for (int i = 0; i < sends && sendings->n < MAX; i++)
        sendings->at_us[sendings->n++] = note->at_us;
}

static void expect_sendings(const struct sendings *seen, const uint64_t *ms, unsigned n)
{
    cr_assert(seen->n == n, "%u sendings, not %u", seen->n, n);
    for (unsigned i = 0; i < n; i++)
        cr_expect(seen->at_us[i] == ms[i] * 1000, "sending %u at %lu us", i,
                  (unsigned long)seen->at_us[i]);
}

Test(world, one_silent_server_hears_timer_e_until_timer_f)
{
    static const uint64_t ms[] = {0,     500,   1500,  3500,  7500, 11500,
                                  15500, 19500, 23500, 27500, 31500};
    const struct hf_sim_configuration made = configuration(1);
    struct hf_sim_world *world = start(&made, 1);
    struct sendings seen = {.n = 0};

    hf_sim_observe_by(world, note_sending, &seen);
    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STARTED});
    hf_sim_run_until(world, 32000000);
    expect_sendings(&seen, ms, sizeof(ms) / sizeof(ms[0]));
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, the_limit_of_retransmissions_is_kept)
{
    static const uint64_t ms[] = {0, 500, 1500, 3500, 7500};
    const struct hf_sim_configuration made = configuration(2);
    struct hf_sim_world *world = start(&made, 2);
    struct sendings seen = {.n = 0};

    hf_sim_observe_by(world, note_sending, &seen);
    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STARTED});
    hf_sim_run_until(world, 7500000);
    expect_sendings(&seen, ms, sizeof(ms) / sizeof(ms[0]));
    hf_sim_world_free(world);
}

Test(world, a_refused_event_is_no_fault)
{
    const struct hf_sim_configuration made = configuration(1);
    struct hf_sim_world *world = start(&made, 1);
    struct hf_event event = {.kind = HF_EVENT_RESPONSE_RECEIVED};

    event.u.response.attempt = 12345;
    event.u.response.status = 200;
    cr_expect(hf_sim_line_step(world, 1, &event) == HF_E_UNKNOWN_ID);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, a_halted_line_hears_nothing_until_it_resumes)
{
    const struct hf_sim_configuration made = configuration(1);
    struct hf_sim_world *world = start(&made, 1);

    hf_sim_server_named(world, "a")->presence = HF_SIM_ANSWERS;
    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STARTED});
    hf_sim_run_until(world, 5000);
    hf_sim_halt(world, 1);
    hf_sim_run_until(world, 1000000);
    cr_expect(hf_line_status(hf_sim_line(world, 1)).state == HF_LINE_REGISTERING);
    hf_sim_resume(world, 1, &(struct hf_sim_resume){.clock_us = 77, .elapsed_us = 1000000});
    hf_sim_run_until(world, 2000000);
    cr_expect(hf_line_status(hf_sim_line(world, 1)).state == HF_LINE_REGISTERED);
    cr_expect(hf_line_now(hf_sim_line(world, 1)) < 1000000, "the clock is the new one");
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, a_line_that_is_broken_is_caught)
{
    const struct hf_sim_configuration made = configuration(2);
    struct hf_sim_world *world = start(&made, 2);
    const struct hf_config *config = hf_line_config(hf_sim_line(world, 1));

    hf_sim_line_step(world, 1, &(struct hf_event){.kind = HF_EVENT_STARTED});
    /* A byte behind the names in use is zero in every sound line, and in no snapshot. */
    *(char *)(uintptr_t)&config->names[HF_LINE_NAMES - 1] = 1;
    hf_sim_run_until(world, 1000000000);
    cr_expect(strstr(hf_sim_fault(world), "line 1 at 7500000 us: after TimePassed") != NULL, "%s",
              hf_sim_fault(world));
    hf_sim_world_free(world);
}

/* ---- names ---- */

static struct hf_sim_configuration named(const char *name)
{
    struct hf_sim_configuration made = configuration(1);

    hf_config_name(&made.config, &made.config.servers[0].host, name, strlen(name));
    made.config.address_family = HF_ADDRESS_IPV4;
    return made;
}

static void say(struct hf_sim_world *world, const char *name, uint32_t ttl_s)
{
    struct hf_sim_host host;

    hf_sim_host_init(&host, name);
    host.records[HF_SIM_A].outcome = HF_DNS_ANSWER;
    host.records[HF_SIM_A].ttl_s = ttl_s;
    host.records[HF_SIM_A].n = 1;
    memcpy(host.records[HF_SIM_A].addresses[0], (const uint8_t[]){192, 0, 2, 1}, 4);
    cr_assert(hf_sim_host_set(world, &host));
}

struct heard { /* of one kind of event */
    uint32_t kind;
    unsigned n;
    uint64_t at_us[MAX];
    unsigned line[MAX];
    struct hf_event events[MAX];
};

static void note_heard(void *context, const struct hf_sim_note *note)
{
    struct heard *heard = context;

    if (note->kind != HF_SIM_NOTE_STEP || note->event->kind != heard->kind || heard->n == MAX)
        return;
    heard->at_us[heard->n] = note->at_us;
    heard->line[heard->n] = note->line;
    heard->events[heard->n++] = *note->event;
}

static void start_line(struct hf_sim_world *world, unsigned line)
{
    cr_assert(hf_sim_line_step(world, line, &(struct hf_event){.kind = HF_EVENT_STARTED}) == HF_OK);
}

Test(world, lines_share_one_answer_and_what_is_left_of_its_time)
{
    const struct hf_sim_configuration made = named("pbx.example");
    struct hf_sim_world *world = start(&made, 1);
    struct heard heard = {.kind = HF_EVENT_DNS_ANSWERED};

    for (unsigned line = 2; line <= 3; line++)
        cr_assert(hf_sim_line_add(world, 0) == line && hf_sim_configure(world, line, &made) == 0);
    hf_sim_server_named(world, "a")->presence = HF_SIM_ANSWERS;
    say(world, "pbx.example", 60);
    hf_sim_observe_by(world, note_heard, &heard);
    start_line(world, 1);
    hf_sim_run_before(world, 5000);
    start_line(world, 2); /* while it is being asked */
    hf_sim_run_before(world, 10520000);
    say(world, "pbx.example", 7); /* heard of by nobody before the answer is over */
    start_line(world, 3);
    hf_sim_run_until(world, 20000000);
    cr_assert(heard.n == 3, "%u answers", heard.n);
    cr_expect(heard.at_us[0] == 20000 && heard.at_us[1] == 20000 && heard.line[1] == 2);
    cr_expect(heard.events[1].u.dns.ttl_s == 60);
    cr_expect(heard.at_us[2] == 10520000 && heard.events[2].u.dns.ttl_s == 49, "%u s left",
              heard.events[2].u.dns.ttl_s);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, a_name_that_nothing_was_said_of_does_not_exist)
{
    const struct hf_sim_configuration made = named("nobody.example");
    struct hf_sim_world *world = start(&made, 1);
    struct heard heard = {.kind = HF_EVENT_DNS_ANSWERED};

    hf_sim_observe_by(world, note_heard, &heard);
    start_line(world, 1);
    hf_sim_run_until(world, 1000000);
    cr_assert(heard.n == 1);
    cr_expect(heard.events[0].u.dns.outcome == HF_DNS_NO_NAME);
    hf_sim_world_free(world);
}

Test(world, a_query_that_times_out_is_answered_before_the_line_gives_up)
{
    const struct hf_sim_configuration made = named("pbx.example");
    struct hf_sim_world *world = start(&made, 1);
    struct heard heard = {.kind = HF_EVENT_DNS_ANSWERED};
    struct hf_sim_host host;

    hf_sim_host_init(&host, "pbx.example");
    host.records[HF_SIM_A].outcome = HF_DNS_TIMEOUT;
    hf_sim_host_set(world, &host);
    hf_sim_observe_by(world, note_heard, &heard);
    start_line(world, 1);
    hf_sim_run_until(world, 9500000);
    cr_assert(heard.n == 1 && heard.at_us[0] == 9000000);
    cr_expect(heard.events[0].u.dns.outcome == HF_DNS_TIMEOUT);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

/* ---- flows ---- */

static struct hf_sim_world *start_over_tcp(uint32_t keepalive_s)
{
    struct hf_sim_configuration made = configuration(2);
    struct hf_sim_world *world;

    made.config.keepalive_s = keepalive_s;
    for (unsigned i = 0; i < 2; i++)
        made.config.servers[i].transport = HF_TRANSPORT_TCP;
    world = start(&made, 2);
    for (unsigned i = 0; i < 2; i++) {
        world->servers[i].presence = HF_SIM_ANSWERS;
        world->servers[i].target.transport = HF_TRANSPORT_TCP;
    }
    start_line(world, 1);
    hf_sim_run_until(world, 1000000);
    cr_assert(hf_line_status(hf_sim_line(world, 1)).state == HF_LINE_REGISTERED);
    return world;
}

static void want_register(struct hf_sim_world *world)
{
    hf_sim_line_step(world, 1,
                     &(struct hf_event){.kind = HF_EVENT_WANTED, .u.wanted = {.request = 1}});
}

Test(world, a_connection_closed_unnoticed_fails_the_next_request_as_reused_and_once)
{
    struct hf_sim_world *world = start_over_tcp(0);
    struct heard heard = {.kind = HF_EVENT_ATTEMPT_FAILED};

    hf_sim_observe_by(world, note_heard, &heard);
    hf_sim_close_idle(world, hf_sim_server_named(world, "a"));
    want_register(world);
    hf_sim_run_until(world, 2000000);
    cr_assert(heard.n == 1, "%u failures", heard.n);
    cr_expect(heard.events[0].u.failed.cause == HF_CAUSE_CLOSED);
    cr_expect(heard.events[0].u.failed.reused == 1 && heard.at_us[0] == 1020000);
    cr_expect(hf_line_status(hf_sim_line(world, 1)).state == HF_LINE_REGISTERED);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, a_connection_that_breaks_loses_its_flow_and_what_waits_on_it)
{
    struct hf_sim_world *world = start_over_tcp(0);
    struct heard heard = {.kind = HF_EVENT_FLOW_LOST};

    hf_sim_observe_by(world, note_heard, &heard);
    hf_sim_break(world, hf_sim_server_named(world, "b"), 0);
    cr_expect(heard.n == 0, "there is no connection to b");
    hf_sim_break(world, hf_sim_server_named(world, "a"), 0);
    cr_assert(heard.n == 1);
    hf_sim_run_until(world, 2000000);
    cr_expect(hf_line_status(hf_sim_line(world, 1)).state == HF_LINE_REGISTERED);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

Test(world, a_pong_that_does_not_come_in_ten_seconds_loses_the_flow)
{
    struct hf_sim_world *world = start_over_tcp(30);
    struct heard heard = {.kind = HF_EVENT_FLOW_LOST};

    hf_sim_observe_by(world, note_heard, &heard);
    hf_sim_run_until(world, 60000000);
    cr_expect(heard.n == 0, "pings are answered");
    hf_sim_server_named(world, "a")->presence = HF_SIM_SILENT;
    hf_sim_run_until(world, 90000000);
    cr_assert(heard.n == 1, "%u flows lost", heard.n);
    cr_expect(heard.at_us[0] == 70040000, "at %lu us", (unsigned long)heard.at_us[0]);
    cr_expect(heard.events[0].u.flow_lost.cause == HF_CAUSE_SILENCE);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hf_sim_world_free(world);
}

/* ---- rests ---- */

Test(world, a_rest_is_told_to_the_other_lines_by_their_own_clocks)
{
    struct hf_sim_configuration made = configuration(2);
    struct heard heard = {.kind = HF_EVENT_TARGET_RESTED};

    made.config.quarantine_s = 30;
    struct hf_sim_world *world = start(&made, 2);
    cr_assert(hf_sim_line_add(world, 5000000) == 2 && hf_sim_configure(world, 2, &made) == HF_OK);
    hf_sim_server_named(world, "b")->presence = HF_SIM_ANSWERS;
    hf_sim_observe_by(world, note_heard, &heard);
    start_line(world, 1);
    hf_sim_run_until(world, 10000000);
    cr_assert(heard.n == 1 && heard.line[0] == 2, "%u rests heard of", heard.n);
    cr_expect(heard.at_us[0] == 7500000);
    cr_expect(heard.events[0].u.rested.until_us == 7500000 + 30000000 + 5000000);
    hf_sim_world_free(world);
}

/* ---- objections: what a line could order, and must not ---- */

static struct hf_send send_to(struct hf_sim_world *world, const char *name, unsigned server)
{
    return (struct hf_send){.target = hf_sim_server_named(world, name)->target,
                            .attempt = world->lines[0].last_attempt + 1,
                            .server = (uint8_t)server,
                            .t1_ms = 500,
                            .t2_ms = 4000};
}

Test(world, objects_to_a_send_that_is_for_no_candidate)
{
    const struct hf_sim_configuration made = configuration(2);
    struct hf_sim_world *world = start(&made, 3);
    struct hf_send send = send_to(world, "a", 1);

    cr_expect(allowed_send(&world->lines[0], &send) == NULL);
    send.server = 2;
    cr_expect_not_null(allowed_send(&world->lines[0], &send), "a is no candidate of server 2");
    send.server = 3;
    cr_expect_not_null(allowed_send(&world->lines[0], &send), "there is no server 3");
    send = send_to(world, "c", 1);
    cr_expect_not_null(allowed_send(&world->lines[0], &send), "c is no server of the line");
    send = send_to(world, "a", 1);
    send.former = 1;
    cr_expect_not_null(allowed_send(&world->lines[0], &send), "no removal");
    hf_sim_world_free(world);
}

Test(world, a_removal_goes_by_the_configuration_before)
{
    const struct hf_sim_configuration before = configuration(2), after = configuration(1);
    struct hf_sim_world *world = start(&before, 2);
    struct hf_send send = send_to(world, "b", 2);

    send.former = 1;
    send.purpose = HF_PURPOSE_REMOVE;
    cr_assert(hf_sim_configure(world, 1, &after) == HF_OK);
    cr_expect(allowed_send(&world->lines[0], &send) == NULL);
    send.former = 0;
    cr_expect_not_null(allowed_send(&world->lines[0], &send));
    hf_sim_world_free(world);
}

Test(world, objects_to_keep_alives_that_do_not_balance)
{
    const struct hf_sim_configuration made = configuration(1);

    for (unsigned twice = 0; twice < 2; twice++) {
        struct hf_sim_world *world = start(&made, 1);
        struct hf_keep_alive order = {.target = world->servers[0].target};

        order.interval_s = twice ? 30 : 0;
        flow_carry_out(world, 1, &order);
        if (twice)
            flow_carry_out(world, 1, &order);
        cr_expect(strstr(hf_sim_fault(world), "C3a") != NULL, "%s", hf_sim_fault(world));
        hf_sim_world_free(world);
    }
}

static void hear(struct hf_sim_world *world, const struct hf_event *event,
                 const struct hf_actions *actions)
{
    rules_hear(world, 1, event, actions);
}

static struct hf_actions one_report(uint64_t request)
{
    struct hf_actions actions = {.n = 1};

    actions.items[0].kind = HF_ACTION_REPORT_REQUEST;
    actions.items[0].u.request.request = request;
    return actions;
}

Test(world, objects_to_a_request_reported_twice_or_never_wanted)
{
    const struct hf_sim_configuration made = configuration(1);
    const struct hf_event wanted = {.kind = HF_EVENT_WANTED, .u.wanted = {.request = 7}};
    const struct hf_event time = {.kind = HF_EVENT_TIME_PASSED};
    const struct hf_actions report = one_report(7);
    struct hf_sim_world *world = start(&made, 1);

    hear(world, &wanted, &report);
    cr_expect_str_eq(hf_sim_fault(world), "");
    hear(world, &time, &report);
    cr_expect(strstr(hf_sim_fault(world), "H3") != NULL, "%s", hf_sim_fault(world));
    hf_sim_world_free(world);
}

/* A REGISTER of the line's own, chosen for that reason. */
static struct hf_actions one_send(const struct hf_send *send, unsigned why)
{
    struct hf_actions actions = {.n = 2};

    actions.items[0].kind = HF_ACTION_EXPLAIN;
    actions.items[0].u.decision.attempt = send->attempt;
    actions.items[0].u.decision.why = (uint16_t)why;
    actions.items[1].kind = HF_ACTION_SEND;
    actions.items[1].u.send = *send;
    return actions;
}

Test(world, objects_to_a_pass_that_takes_a_resting_target)
{
    const struct hf_sim_configuration made = configuration(2);
    const struct hf_event time = {.kind = HF_EVENT_TIME_PASSED};
    struct hf_event answer = {.kind = HF_EVENT_RESPONSE_RECEIVED};
    struct hf_sim_world *world = start(&made, 2);
    const struct hf_send send = send_to(world, "a", 1);
    const struct hf_actions nothing = {0};
    const struct hf_actions first = one_send(&send, HF_WHY_FIRST_CANDIDATE);
    const struct hf_actions wakes = one_send(&send, HF_WHY_FIRST_TO_WAKE);

    answer.u.response = (struct hf_response){
        .attempt = send.attempt, .status = 503, .retry_after_s = 60};
    hear(world, &time, &first);
    hear(world, &answer, &nothing);
    hear(world, &time, &wakes);
    cr_expect_str_eq(hf_sim_fault(world), "");
    world->now_us = 59999999;
    hear(world, &time, &first);
    cr_expect(strstr(hf_sim_fault(world), "A9") != NULL, "%s", hf_sim_fault(world));
    hf_sim_world_free(world);
}

Test(world, objects_to_passes_without_end)
{
    const struct hf_sim_configuration made = configuration(1);
    const struct hf_event time = {.kind = HF_EVENT_TIME_PASSED};
    struct hf_sim_world *world = start(&made, 1);
    const struct hf_send send = send_to(world, "a", 1);
    const struct hf_actions first = one_send(&send, HF_WHY_FIRST_CANDIDATE);

    for (unsigned i = 0; i < 100; i++) {
        world->now_us += 3000000; /* twenty a minute */
        hear(world, &time, &first);
    }
    cr_expect_str_eq(hf_sim_fault(world), "");
    world->now_us += 2999999;
    hear(world, &time, &first);
    cr_expect(strstr(hf_sim_fault(world), "C12") != NULL, "%s", hf_sim_fault(world));
    hf_sim_world_free(world);
}
