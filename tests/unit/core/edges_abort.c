/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a broken program ends by: each of these calls breaks a contract that only our own code or
 * an embedder can break, and the default of hf_assert_failed traps. They run in processes of their
 * own, which say by their exit how they ended.
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "branches.h"
#include "decision.h"
#include "locate.h"
#include "lookup.h"
#include "pass.h"
#include "redirects.h"
#include "rig.h"
#include "wishes.h"

static struct rig rig;
static struct hf_context x;

static void step_inside_of_a_step(void)
{
    rig.line.stepping = 1;
    (void)hf_line_step(&rig.line, rig_event(&rig, HF_EVENT_TIME_PASSED), &rig.actions);
}

static void clear_a_pass_that_runs(void)
{
    hf_pass_clear(&x, HF_SLOT_REGISTER);
}

static void begin_a_pass_where_one_runs(void)
{
    hf_pass_begin(&x, &(struct hf_pass_order){.slot = HF_SLOT_REGISTER, .start = HF_NONE},
                  HF_WHY_STARTED);
}

static void emit_one_action_too_many(void)
{
    rig.actions.n = HF_ACTIONS_MAX;
    (void)hf_emit(&x, HF_ACTION_SEND);
}

static void emit_an_action_of_no_kind(void)
{
    (void)hf_emit(&x, HF_ACTION_NONE);
}

static void give_a_cause_that_is_none(void)
{
    (void)hf_why_of_cause(HF_CAUSE_NONE);
}

static void withdraw_a_wish_that_nobody_made(void)
{
    hf_wishes_withdraw(&x, 4711);
}

static void redirect_an_attempt_of_nobody(void)
{
    static const struct hf_attempt alone;
    static const struct hf_target target = {.family = HF_FAMILY_IPV4, .port = 5060};

    (void)hf_redirect_set(&rig.line, &alone, &target);
}

static void note_a_setting_of_nothing(void)
{
    hf_lookup_note_by(&x, 0, HF_WHY_NAPTR_FOUND, HF_SETTING_T1);
}

static void go_on_with_what_is_well(void)
{
    (void)hf_line_step(&rig.line, rig_event(&rig, HF_EVENT_TIME_PASSED), &rig.actions);
}

static const struct {
    const char *name;
    void (*run)(void);
    bool traps;
} endings[] = {
    {"a step inside of a step", step_inside_of_a_step, true},
    {"a pass that runs is cleared", clear_a_pass_that_runs, true},
    {"a pass begins where one runs", begin_a_pass_where_one_runs, true},
    {"one action too many", emit_one_action_too_many, true},
    {"an action of no kind", emit_an_action_of_no_kind, true},
    {"a cause that is none", give_a_cause_that_is_none, true},
    {"a wish that nobody made", withdraw_a_wish_that_nobody_made, true},
    {"an attempt of nobody", redirect_an_attempt_of_nobody, true},
    {"a setting that says nothing of a name", note_a_setting_of_nothing, true},
    {"nothing is broken", go_on_with_what_is_well, false},
};

/* How a process ends that does so. */
static int status_of(void (*run)(void))
{
    int status = 0;
    pid_t child;

    rig_start(&rig);
    rig.actions.n = 0;
    x = (struct hf_context){.line = &rig.line, .actions = &rig.actions};
    child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        static const struct rlimit no_dump = {0, 0};

        (void)setrlimit(RLIMIT_CORE, &no_dump);
        (void)signal(SIGILL, SIG_DFL);
        (void)signal(SIGTRAP, SIG_DFL);
        (void)alarm(10);
        run();
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

Test(edges_abort, what_breaks_a_contract_ends_the_process)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        int status = status_of(endings[i].run);
        int by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

        cr_expect_eq(by == SIGILL || by == SIGTRAP, endings[i].traps, "%s: %#x", endings[i].name,
                     (unsigned)status);
    }
}
