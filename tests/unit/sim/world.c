/* SPDX-License-Identifier: Apache-2.0 */
/* The modelled shell: what it sends, when, and that the checkers see what is wrong. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/sim/story.h"

#define MAX 128

static struct hf_sim_configuration configuration(unsigned n_servers)
{
    struct hf_sim_configuration made = {.seed = 1};

    hf_config_init(&made.config);
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
