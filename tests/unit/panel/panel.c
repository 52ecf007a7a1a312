/* SPDX-License-Identifier: Apache-2.0 */
/* The door: settings that are refused, and inputs that make no sense and change nothing. */
#include <criterion/criterion.h>
#include <string.h>

#include "holdfast/panel.h"

static struct hf_panel panel;
static struct hf_panel_problem problem;
static struct hf_panel_actions actions;

static void begin(void)
{
    const struct hf_panel_config config = {.n_lines = 2, .emergency = {"112"}};

    cr_assert(hf_panel_init(&panel, &config, &problem) == 0);
}

TestSuite(panel, .init = begin);

static const struct {
    struct hf_panel_config config;
    const char *setting, *what;
    unsigned column, number;
} refused[] = {
    {{.dial_plan = "1|[2"}, "dial plan", "a range is not closed", 5, 0},
    {{.emergency = {"112", "9x1"}}, "emergency number", "this is no digit", 2, 2},
    {{.emergency = {""}}, "emergency number", "the number is empty", 1, 1},
    {{.emergency = {"1234567890123456"}}, "emergency number", "the number is too long", 17, 1},
    {{.reject_status = 404}, "reject status", "this is no way to refuse a call", 0, 0},
    {{.n_lines = 17}, "lines", "there are too many", 0, 0},
};

Test(panel, refuses_settings_and_says_which)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const struct hf_panel before = panel;

        cr_expect(hf_panel_configure(&panel, &refused[i].config, &problem) == -1, "row %zu", i);
        cr_expect_str_eq(problem.setting, refused[i].setting);
        cr_expect_str_eq(problem.what, refused[i].what);
        cr_expect(problem.column == refused[i].column && problem.number == refused[i].number,
                  "row %zu: column %u, number %u", i, problem.column, problem.number);
        cr_expect(problem.right[0] != '\0');
        cr_expect(memcmp(&panel, &before, sizeof panel) == 0);
    }
}

Test(panel, takes_settings_that_are_at_their_limits)
{
    const struct hf_panel_config config = {
        .dial_plan = "",
        .emergency = {"123456789012345", "*#", "1", "2", "3", "4", "5", "6"},
        .reject_status = 603,
        .n_lines = 16};

    cr_expect(hf_panel_configure(&panel, &config, &problem) == 0);
}

static void report(uint32_t id, unsigned line, unsigned state)
{
    const struct hf_panel_call call = {
        .id = id, .line = (uint8_t)line, .direction = HF_PANEL_IN, .state = (uint8_t)state};

    cr_assert(hf_panel_call(&panel, &call, 0, &actions) == 0);
}

Test(panel, keeps_its_calls_through_new_settings)
{
    struct hf_panel_config config = {.n_lines = 1};
    struct hf_panel_picture picture;

    report(7, 1, HF_PANEL_CALL_INCOMING);
    cr_expect(hf_panel_configure(&panel, &config, &problem) == -1);
    cr_expect_str_eq(problem.what, "a line that is taken away has calls");
    config.n_lines = 3;
    cr_expect(hf_panel_configure(&panel, &config, &problem) == 0);
    hf_panel_picture(&panel, &picture);
    cr_expect(picture.ringer == 1);
    report(7, 1, HF_PANEL_CALL_GONE);
    config.n_lines = 1;
    cr_expect(hf_panel_configure(&panel, &config, &problem) == 0);
}

Test(panel, refuses_keys_that_no_phone_has)
{
    static const struct hf_hal_event events[] = {
        {.kind = HF_HAL_NOTHING},
        {.kind = HF_HAL_EVENT_KINDS},
        {.kind = HF_HAL_DIGIT, .key = 'x', .pressed = 1},
        {.kind = HF_HAL_DIGIT, .key = 0, .pressed = 1},
        {.kind = HF_HAL_FUNCTION, .key = 0, .pressed = 1},
        {.kind = HF_HAL_FUNCTION, .key = HF_KEY_FUNCTIONS, .pressed = 1},
        {.kind = HF_HAL_LINE_KEY, .key = 0, .pressed = 1},
        {.kind = HF_HAL_LINE_KEY, .key = 3, .pressed = 1},
    };

    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        const struct hf_panel before = panel;

        cr_expect(hf_panel_key(&panel, &events[i], &actions) == -1, "row %zu", i);
        cr_expect(actions.n == 0 && memcmp(&panel, &before, sizeof panel) == 0);
    }
}

Test(panel, refuses_lines_that_there_are_not)
{
    struct hf_panel_line line = {.index = 2, .state = HF_PANEL_LINE_PRIMARY};

    cr_expect(hf_panel_line(&panel, &line, 0, &actions) == -1);
    line.index = 1;
    line.state = HF_PANEL_LINE_STATES;
    cr_expect(hf_panel_line(&panel, &line, 0, &actions) == -1);
    line.state = HF_PANEL_LINE_PRIMARY;
    memset(line.label, 'x', sizeof line.label);
    cr_expect(hf_panel_line(&panel, &line, 0, &actions) == -1);
    line.label[HF_PANEL_TEXT] = '\0';
    cr_expect(hf_panel_line(&panel, &line, 0, &actions) == 0);
    memset(line.voicemail, '1', sizeof line.voicemail);
    cr_expect(hf_panel_line(&panel, &line, 0, &actions) == -1);
}

static int refuses(const struct hf_panel_call *call)
{
    const struct hf_panel before = panel;

    return hf_panel_call(&panel, call, 0, &actions) == -1 && actions.n == 0 &&
           memcmp(&panel, &before, sizeof panel) == 0;
}

Test(panel, refuses_reports_that_make_no_sense)
{
    struct hf_panel_call call = {.id = 1, .state = HF_PANEL_CALL_INCOMING};

    cr_expect(refuses(&(struct hf_panel_call){.id = 0, .state = HF_PANEL_CALL_INCOMING}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .state = 0}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .state = HF_PANEL_CALL_STATES}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .line = 2, .state = 3}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .direction = 2, .state = 3}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .direction = 1, .state = 3}));
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .direction = 0, .state = 1}));
    memset(call.name, 'x', sizeof call.name);
    cr_expect(refuses(&call));
    call.name[HF_PANEL_TEXT] = '\0';
    memset(call.number, 'x', sizeof call.number);
    cr_expect(refuses(&call));
    call.number[HF_PANEL_TEXT] = '\0';
    memset(call.words, 'x', sizeof call.words);
    cr_expect(refuses(&call));
    call.words[HF_PANEL_TEXT] = '\0';
    cr_expect(hf_panel_call(&panel, &call, 0, &actions) == 0);
}

Test(panel, refuses_a_call_that_goes_back_behind_its_answer)
{
    report(1, 0, HF_PANEL_CALL_INCOMING);
    report(1, 0, HF_PANEL_CALL_UP);
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .state = HF_PANEL_CALL_INCOMING}));
    report(1, 0, HF_PANEL_CALL_ENDING);
    cr_expect(refuses(&(struct hf_panel_call){.id = 1, .state = HF_PANEL_CALL_UP}));
}

Test(panel, takes_an_older_time_as_its_own)
{
    struct hf_hal_event lift = {.at_us = 5000000, .kind = HF_HAL_HOOK, .pressed = 1};
    struct hf_panel_picture picture;

    hf_panel_key(&panel, &lift, &actions);
    hf_panel_time(&panel, 1, &actions);
    cr_expect(panel.now_us == 5000000);
    hf_panel_picture(&panel, &picture);
    cr_expect(picture.off_hook == 1);
}

Test(panel, dials_no_number_that_is_longer_than_its_room)
{
    struct hf_hal_event key = {.kind = HF_HAL_DIGIT, .key = '5', .pressed = 1};

    for (int i = 0; i < 100; i++)
        cr_expect(hf_panel_key(&panel, &key, &actions) == 0);
    key.kind = HF_HAL_FUNCTION;
    key.key = HF_KEY_SEND;
    hf_panel_line(&panel, &(struct hf_panel_line){.index = 0, .state = HF_PANEL_LINE_PRIMARY}, 0,
                  &actions);
    hf_panel_key(&panel, &key, &actions);
    cr_assert(actions.n == 1 && actions.list[0].kind == HF_PANEL_DIAL);
    cr_expect(strlen(actions.list[0].digits) == HF_PANEL_DIGITS);
}

/* A phone that is left alone asks for nothing. */
Test(panel, sleeps_where_nothing_goes_on)
{
    hf_panel_line(&panel, &(struct hf_panel_line){.index = 0, .state = HF_PANEL_LINE_PRIMARY}, 0,
                  &actions);
    cr_expect(hf_panel_deadline(&panel) == HF_PANEL_NEVER);
}

Test(panel, remembers_calls_that_are_over_for_its_user)
{
    for (uint32_t id = 1; id <= HF_PANEL_OVER; id++) {
        report(id, 0, HF_PANEL_CALL_INCOMING);
        report(id, 0, HF_PANEL_CALL_GONE);
    }
    for (uint32_t id = 1; id <= HF_PANEL_OVER; id++) {
        report(id, 0, HF_PANEL_CALL_UP);
        cr_expect(actions.n == 0);
    }
}

/* Emergency calls come on top of four a line; beyond the last place a call is refused, not lost. */
Test(panel, refuses_calls_that_it_has_no_room_for)
{
    const struct hf_panel_config config = {.n_lines = HF_PANEL_LINES};
    struct hf_panel_call call = {.direction = HF_PANEL_OUT, .state = HF_PANEL_CALL_UP};

    cr_assert(hf_panel_configure(&panel, &config, &problem) == 0);
    for (call.id = 1; call.id <= HF_PANEL_CALLS; call.id++) {
        call.line = (uint8_t)(call.id % HF_PANEL_LINES);
        cr_assert(hf_panel_call(&panel, &call, 0, &actions) == 0);
        cr_expect(actions.list[actions.n - 1].kind == HF_PANEL_AUDIO_TO &&
                  actions.list[actions.n - 1].call == call.id);
    }
    cr_assert(hf_panel_call(&panel, &call, 0, &actions) == 0);
    cr_expect(actions.n == 1 && actions.list[0].kind == HF_PANEL_HANGUP &&
              actions.list[0].call == call.id);
}

Test(front, has_a_name_for_each_state)
{
    cr_expect_str_eq(hf_panel_front_name(HF_FRONT_REST), "REST");
    cr_expect_str_eq(hf_panel_front_name(HF_FRONT_QUIET), "QUIET");
    cr_expect_str_eq(hf_panel_front_name(HF_FRONT_COUNT), "unknown");
    cr_expect(hf_panel_front_moves(HF_FRONT_COUNT) == 0);
}
