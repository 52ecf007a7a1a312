/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast what-if --json`: see what_if.c for its objects. */
#include <string.h>

#include "json.h"
#include "what_if.h"
#include "words.h"

static void put_target(struct hf_json *json, const struct hf_target *target)
{
    char text[HF_WORDS_TARGET];

    if (target->family == HF_FAMILY_NONE)
        hf_json_null(json, "target");
    else
        hf_json_string(json, "target", hf_words_target(target, text));
}

static void put_intervals(const struct hf_what_if_place *place)
{
    for (size_t i = 0; i < place->n_intervals; i++) {
        const struct hf_what_if_interval *interval = &place->intervals[i];
        struct hf_json json;

        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "interval");
        put_target(&json, &place->target);
        hf_json_string(&json, "state", hf_again_state(interval->state));
        hf_json_unsigned(&json, "from_us", interval->from_us);
        hf_json_unsigned(&json, "to_us", interval->to_us);
        hf_json_unsigned(&json, "known_to_us", interval->known_to_us);
        hf_json_unsigned(&json, "witnesses", interval->n_witnesses);
        if (interval->state == HF_WHAT_IF_REJECTING)
            hf_json_unsigned(&json, "status", interval->status);
        if (interval->state == HF_WHAT_IF_REJECTING &&
            interval->retry_after_s != HF_RETRY_AFTER_NONE)
            hf_json_unsigned(&json, "retry_after_s", interval->retry_after_s);
        if (interval->state == HF_WHAT_IF_REFUSING)
            hf_json_string(&json, "cause", hf_cause_name(interval->cause));
        if (place->round_trip_us != 0)
            hf_json_unsigned(&json, "round_trip_us", place->round_trip_us);
        (void)hf_json_end(&json);
    }
}

static const char *type_name(unsigned type)
{
    switch (type) {
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    case HF_DNS_NAPTR: return "NAPTR";
    default: return "locate";
    }
}

static void put_said(const struct hf_what_if_said *said)
{
    static const char *const outcomes[HF_DNS_COUNT] = {"answer",   "no_name", "no_data",  "timeout",
                                                       "servfail", "refused", "malformed"};
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "said");
    hf_json_string(&json, "name", said->name);
    hf_json_string(&json, "type", type_name(said->type));
    hf_json_unsigned(&json, "asked_us", said->asked_us);
    if (said->after_us == HF_NEVER) {
        hf_json_null(&json, "after_us");
        hf_json_null(&json, "outcome");
    } else {
        hf_json_unsigned(&json, "after_us", said->after_us);
        hf_json_string(&json, "outcome",
                       said->outcome < HF_DNS_COUNT ? outcomes[said->outcome] : "unknown");
        hf_json_unsigned(&json, "ttl_s", said->ttl_s);
    }
    (void)hf_json_end(&json);
}

static void put_course(const struct hf_again_line *line, unsigned column)
{
    const struct hf_what_if_course *course = &line->courses[column].course;
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "course");
    hf_json_unsigned(&json, "line", line->line.number);
    hf_json_string(&json, "name", line->line.name);
    hf_json_string(&json, "account", line->account != NULL ? line->account->name : NULL);
    hf_json_string(&json, "of", hf_again_columns[column]);
    hf_json_unsigned(&json, "out_of_service_us", course->out_us);
    hf_json_unsigned(&json, "longest_out_of_service_us", course->longest_us);
    hf_json_unsigned(&json, "unanswered_us", course->unheard_us);
    hf_json_unsigned(&json, "at_backup_us", course->backup_us);
    hf_json_unsigned(&json, "outages", course->outages);
    hf_json_unsigned(&json, "moves", course->moves);
    hf_json_unsigned(&json, "failovers", course->failovers);
    hf_json_unsigned(&json, "requests_sent", course->requests);
    hf_json_unsigned(&json, "registers_sent", course->registers);
    hf_json_unsigned(&json, "calls", course->calls);
    hf_json_unsigned(&json, "calls_lost", course->calls_lost);
    hf_json_unsigned(&json, "calls_in", course->incoming);
    hf_json_unsigned(&json, "calls_in_lost", course->incoming_lost);
    (void)hf_json_end(&json);
}

static void put_spans(const struct hf_again_line *line, unsigned column)
{
    const struct hf_what_if_course *course = &line->courses[column].course;

    for (size_t i = 0; i < course->n_spans; i++) {
        const struct hf_what_if_span *span = &course->spans[i];
        struct hf_json json;

        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "span");
        hf_json_unsigned(&json, "line", line->line.number);
        hf_json_string(&json, "of", hf_again_columns[column]);
        hf_json_unsigned(&json, "from_us", span->from_us);
        hf_json_unsigned(&json, "to_us", span->to_us);
        hf_json_string(&json, "state", hf_line_state_name(span->state));
        if (span->server != 0)
            hf_json_unsigned(&json, "server", span->server);
        else
            hf_json_null(&json, "server");
        put_target(&json, &span->target);
        hf_json_string(&json, "why", hf_why_token(span->why));
        hf_json_unsigned(&json, "status", span->status);
        (void)hf_json_end(&json);
    }
}

static void put_line(const struct hf_again_line *line)
{
    struct hf_json json;

    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++) {
        put_course(line, column);
        put_spans(line, column);
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "again");
    hf_json_unsigned(&json, "line", line->line.number);
    hf_json_unsigned(&json, "changes", line->changes);
    hf_json_unsigned(&json, "changes_same", line->changes_same);
    hf_json_unsigned(&json, "requests", line->courses[HF_AGAIN_LOG].course.requests);
    hf_json_unsigned(&json, "requests_again", line->requests_again);
    (void)hf_json_end(&json);
}

void hf_again_json(const struct hf_again *again)
{
    struct hf_what_if_place place;
    struct hf_what_if_said said;

    for (size_t i = 0; hf_what_if_place(again->what_if, i, &place); i++)
        put_intervals(&place);
    for (size_t i = 0; hf_what_if_said(again->what_if, i, &said); i++)
        put_said(&said);
    for (size_t i = 0; i < again->n_lines; i++)
        if (again->line == 0 || again->lines[i].line.number == again->line)
            put_line(&again->lines[i]);
    for (unsigned column = HF_AGAIN_BEST; column < HF_AGAIN_COLUMNS; column++) {
        struct hf_json json;

        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "summary");
        hf_json_string(&json, "of", hf_again_columns[column]);
        hf_json_unsigned(&json, "guessed", again->guessed[column - HF_AGAIN_BEST]);
        hf_json_unsigned(&json, "from_log", again->from_log[column - HF_AGAIN_BEST]);
        (void)hf_json_end(&json);
    }
}
