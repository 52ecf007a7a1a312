/* SPDX-License-Identifier: Apache-2.0 */
/* --verbose: every event with what was decided, and what was sent and came in. */
#include <inttypes.h>
#include <string.h>

#include "explain.h"
#include "holdfast/line.h"
#include "replay_fields.h"
#include "words_story.h"

#define INDENT "                              "

static void begin(struct hf_explain *explain, const struct hf_explain_line *line)
{
    const struct hf_moment moment = {
        .wall_us = explain->wall_us, .near_us = explain->wall_us, .exact = 1};
    char text[HF_WORDS_MOMENT];

    hf_tell_day(explain, explain->wall_us);
    printf("%-14s", hf_words_moment(&moment, text));
    if (explain->n_lines > 1 && explain->options.line == 0)
        printf("line %" PRIu32 "  ", line->number);
}

static void say_passed_over(const struct hf_explain_line *line, uint32_t bits)
{
    const char *lead = "; passed over: ";

    for (unsigned i = 0; i < 32; i++) {
        if ((bits & (1u << i)) == 0)
            continue;
        printf("%scandidate %u", lead, i + 1);
        if (line->candidates[i] != 0)
            printf(" (server %u)", line->candidates[i]);
        lead = ", ";
    }
}

static void say_setting(const struct hf_explain_line *line, const struct hf_decision *d)
{
    const struct hf_setting_said said = hf_explain_said(line, d);

    printf("; setting: %s %" PRIu64, hf_setting_token(said.setting), said.value);
    if (said.file != NULL) {
        fputs(", ", stdout);
        hf_tell_put(said.file, strlen(said.file));
        printf(":%" PRIu32, said.line);
    }
}

static void say_decision(const struct hf_explain_line *line, const struct hf_decision *d)
{
    const struct hf_moment until = {
        .wall_us = hf_explain_wall(line, d->until_us), .near_us = line->wall_us, .exact = 1};
    char text[HF_WORDS_MOMENT];

    printf("  decided     %s", hf_machine_name(d->machine));
    if (d->from_state != d->to_state)
        printf(" %s to %s", hf_state_name(d->machine, d->from_state),
               hf_state_name(d->machine, d->to_state));
    if (d->to_server != 0)
        printf(", server %u", d->to_server);
    if (d->status != 0)
        printf(", %u %s", d->status, hf_words_status(d->status));
    if (d->cause != HF_CAUSE_NONE)
        printf(", %s", hf_cause_name(d->cause));
    printf(": %s (%s, %s)", hf_words_why(d->why), hf_why_token(d->why), hf_why_rule(d->why));
    if (d->setting != HF_SETTING_NONE)
        say_setting(line, d);
    if (d->until_us != HF_NEVER)
        printf("; until %s", hf_words_moment(&until, text));
    say_passed_over(line, d->passed_over);
    puts("");
}

static void say_field(const char *lead, const char *name, const char *value)
{
    printf("%s%s=", lead, name);
    hf_tell_put(value, strlen(value));
}

static void say_action(const struct hf_explain_line *line, const struct hf_action *action)
{
    struct hf_fields fields = {.n = 0};

    if (action->kind == HF_ACTION_EXPLAIN) {
        printf("%.14s", INDENT);
        say_decision(line, &action->u.decision);
        return;
    }
    hf_fields_of_action(action, &fields);
    printf("%.14s  ordered     %s", INDENT, hf_action_name(action->kind));
    for (unsigned i = 0; i < fields.n; i++)
        if (fields.items[i].value[0] != '\0' && strcmp(fields.items[i].value, "0") != 0)
            say_field("  ", fields.items[i].name, fields.items[i].value);
    puts("");
}

void hf_explain_verbose_step(const struct hf_explain_step *step, int result)
{
    struct hf_fields fields = {.n = 0};

    if (step->explain->options.json || !step->line->in_range)
        return;
    begin(step->explain, step->line);
    printf("* %-11s", hf_event_name(step->event->kind));
    hf_fields_of_event(step->event, &fields);
    for (unsigned i = 0; i < fields.n; i++)
        if (fields.items[i].value[0] != '\0')
            say_field(" ", fields.items[i].name, fields.items[i].value);
    if (result < 0)
        printf("  refused: %s", hf_error_text(result));
    puts("");
    for (uint32_t i = 0; result >= 0 && i < step->actions->n; i++)
        say_action(step->line, &step->actions->items[i]);
}

static void say_text(const char *text)
{
    fputs(" ", stdout);
    hf_tell_put(text, strlen(text));
}

void hf_explain_verbose_note(struct hf_explain *explain, const struct hf_explain_line *line,
                             const struct hf_log_note *note)
{
    static const char *const kinds[] = {"noted",    "sent",    "sent again", "answer",
                                        "no way",   "connect", "challenge",  "dropped",
                                        "given up", "noted",   "request",    "lost"};
    const size_t n = sizeof kinds / sizeof kinds[0];
    char target[HF_WORDS_TARGET], span[HF_WORDS_SPAN];

    if (explain->options.json || !line->in_range || line->over)
        return;
    begin(explain, line);
    printf("- %-11s", kinds[note->kind < n ? note->kind : 0]);
    if (note->status != 0)
        printf(" %u %s", note->status, hf_words_status(note->status));
    if (note->text != NULL && note->text[0] != '\0' && note->status == 0)
        say_text(note->text);
    if (note->peer.family != HF_FAMILY_NONE)
        printf(" %s", hf_words_target(&note->peer, target));
    if (note->round_trip_us > 0)
        printf(", after %s", hf_words_duration(note->round_trip_us, 1, span));
    puts("");
}
