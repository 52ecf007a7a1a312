/* SPDX-License-Identifier: Apache-2.0 */
/* What `holdfast what-if` prints for people. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <string.h>

#include "what_if.h"
#include "words.h"
#include "words_story.h"

#define ROWS_MAX      80 /* of the timeline; --from and --to show others */
#define INTERVALS_MAX 24 /* of one server */
#define ONE_MOMENT_US 100000
#define MOMENT        10
#define WIDTH         30 /* of a column */

const char *const hf_again_columns[HF_AGAIN_COLUMNS] = {"log", "best", "worst"};
static const char *const headings[HF_AGAIN_COLUMNS] = {"as it was", "at best", "at worst"};

const char *hf_again_state(unsigned state)
{
    static const char *const names[] = {"unknown", "answered", "silent", "refusing", "rejecting"};

    return state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}

const char *hf_again_status(const struct hf_what_if_span *span, char text[HF_AGAIN_WORDS])
{
    if (span->server != 0)
        snprintf(text, HF_AGAIN_WORDS, "registered at server %u", span->server);
    else
        snprintf(
            text, HF_AGAIN_WORDS, "%s",
            hf_words_line_state(span->state == HF_LINE_REGISTERING ? HF_LINE_FAILED : span->state));
    return text;
}

const struct hf_again_line *hf_again_shown(const struct hf_again *again)
{
    const struct hf_again_line *shown = &again->lines[0];

    for (size_t i = 0; i < again->n_lines; i++) {
        const struct hf_again_line *line = &again->lines[i];

        if (again->line == line->line.number)
            return line;
        if (line->courses[HF_AGAIN_LOG].course.out_us > shown->courses[HF_AGAIN_LOG].course.out_us)
            shown = line;
    }
    return shown;
}

static const char *moment(uint64_t wall_us, char text[HF_WORDS_MOMENT],
                          const struct hf_again *again)
{
    const struct hf_moment at = {.wall_us = wall_us,
                                 .near_us = hf_what_if_first_us(again->what_if),
                                 .exact = again->options.verbose};

    return hf_words_moment(&at, text);
}

static int is_wanted(const struct hf_again *again, uint64_t from_us, uint64_t to_us)
{
    return to_us >= again->options.from_us && from_us <= again->options.to_us;
}

/* ---- servers ---- */

static void print_interval(const struct hf_again *again, const struct hf_what_if_interval *interval)
{
    char from[HF_WORDS_MOMENT], to[HF_WORDS_MOMENT], span[HF_WORDS_SPAN];

    printf("    %s to %s  %s", moment(interval->from_us, from, again),
           moment(interval->to_us, to, again), hf_again_state(interval->state));
    if (interval->state == HF_WHAT_IF_REFUSING)
        printf(" (%s)", hf_cause_name(interval->cause));
    if (interval->state == HF_WHAT_IF_REJECTING)
        printf(" (%u %s)", interval->status, hf_words_status(interval->status));
    if (interval->state == HF_WHAT_IF_REJECTING && interval->retry_after_s != HF_RETRY_AFTER_NONE)
        printf(", Retry-After %" PRIu32 " s", interval->retry_after_s);
    if (interval->n_witnesses > 0)
        printf(", seen %" PRIu32 "x", interval->n_witnesses);
    if (interval->n_witnesses > 0 && interval->to_us > interval->known_to_us)
        printf(", the last %s assumed",
               hf_words_duration(interval->to_us - interval->known_to_us, 0, span));
    putchar('\n');
}

static void print_servers(const struct hf_again *again)
{
    struct hf_what_if_place place;
    char text[HF_WORDS_TARGET], span[HF_WORDS_SPAN];

    printf("What servers did; what was seen holds until something else was, %s at most\n",
           again->assume_us == 0 ? "0 s" : hf_words_duration(again->assume_us, 0, span));
    for (size_t i = 0; hf_what_if_place(again->what_if, i, &place); i++) {
        size_t n = 0;

        printf("  %s", hf_words_target(&place.target, text));
        if (place.round_trip_us != 0)
            printf(", answers in %s", hf_words_duration(place.round_trip_us, 0, span));
        putchar('\n');
        for (size_t k = 0; k < place.n_intervals; k++) {
            const struct hf_what_if_interval *interval = &place.intervals[k];

            if (!is_wanted(again, interval->from_us, interval->to_us))
                continue;
            if (n++ < INTERVALS_MAX)
                print_interval(again, interval);
        }
        if (n > INTERVALS_MAX)
            printf("    ... and %zu more; --from and --to show them\n", n - INTERVALS_MAX);
    }
}

/* ---- names ---- */

static const char *type_name(unsigned type)
{
    switch (type) {
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    case HF_DNS_NAPTR: return "NAPTR";
    default: return "address";
    }
}

static const char *outcome_words(const struct hf_what_if_said *said)
{
    static const char *const words[HF_DNS_COUNT] = {
        "answered",    "there is no such name", "there are no such records",
        "no answer",   "the DNS server failed", "the DNS server refused",
        "a bad answer"};

    if (said->after_us == HF_NEVER)
        return "never answered";
    return said->outcome < HF_DNS_COUNT ? words[said->outcome] : "?";
}

static int is_same_name(const struct hf_what_if_said *a, const struct hf_what_if_said *b)
{
    return a->type == b->type && strcmp(a->name, b->name) == 0;
}

static int is_first(const struct hf_again *again, size_t at, const struct hf_what_if_said *said)
{
    struct hf_what_if_said other;

    for (size_t i = 0; i < at && hf_what_if_said(again->what_if, i, &other); i++)
        if (is_same_name(&other, said))
            return 0;
    return 1;
}

/* A row for each time that the outcome changes. */
static void print_name(const struct hf_again *again, size_t at, const struct hf_what_if_said *first)
{
    struct hf_what_if_said said, last = *first;
    char text[HF_WORDS_MOMENT];
    size_t n = 0;

    printf("  %s, %s\n", first->name, type_name(first->type));
    for (size_t i = at; hf_what_if_said(again->what_if, i, &said); i++) {
        const int differs = said.outcome != last.outcome ||
                            (said.after_us == HF_NEVER) != (last.after_us == HF_NEVER);

        if (!is_same_name(&said, first))
            continue;
        if ((n == 0 || differs) && n++ < INTERVALS_MAX) {
            printf("    from %s  %s", moment(said.asked_us, text, again), outcome_words(&said));
            if (said.outcome == HF_DNS_ANSWER && said.after_us != HF_NEVER)
                printf(", for %" PRIu32 " s", said.ttl_s);
            putchar('\n');
        }
        last = said;
    }
}

#define NAMES_MAX 64 /* looked at; more are only counted */

static void print_names(const struct hf_again *again)
{
    struct hf_what_if_said said;
    size_t n = 0;

    for (size_t i = 0; hf_what_if_said(again->what_if, i, &said) && n < NAMES_MAX; i++) {
        if (!is_first(again, i, &said))
            continue;
        if (n++ == 0)
            puts("What DNS said");
        print_name(again, i, &said);
    }
}

/* ---- sums ---- */

enum { AS_TIME, AS_NUMBER };

struct row {
    const char *what;
    size_t offset;
    int is_number;
};

#define ROW(words, member, how)                                                                    \
    {                                                                                              \
        words, offsetof(struct hf_what_if_course, member), how                                     \
    }
static const struct row rows[] = {
    ROW("not in service", out_us, AS_TIME),
    ROW("  of it at once, at most", longest_us, AS_TIME),
    ROW("at a server that was dead", unheard_us, AS_TIME),
    ROW("on a backup server", backup_us, AS_TIME),
    ROW("outages", outages, AS_NUMBER),
    ROW("moves", moves, AS_NUMBER),
    ROW("  of them away", failovers, AS_NUMBER),
    ROW("calls dialled", calls, AS_NUMBER),
    ROW("  of them lost", calls_lost, AS_NUMBER),
    ROW("calls that came", incoming, AS_NUMBER),
    ROW("  of them lost", incoming_lost, AS_NUMBER),
    ROW("requests sent", requests, AS_NUMBER),
    ROW("  of them REGISTER", registers, AS_NUMBER),
};

static uint64_t value_of(const struct hf_what_if_course *course, const struct row *row)
{
    uint64_t value;

    memcpy(&value, (const char *)course + row->offset, sizeof value);
    return value;
}

static void print_value(uint64_t value, int is_number, int exact)
{
    char text[HF_WORDS_SPAN];

    if (is_number)
        snprintf(text, sizeof text, "%" PRIu64, value);
    else if (value == 0)
        snprintf(text, sizeof text, "-");
    else
        hf_words_duration(value, exact, text);
    printf("%-18s", text);
}

static void print_sums(const struct hf_again *again,
                       const struct hf_what_if_course courses[HF_AGAIN_COLUMNS])
{
    printf("  %-28s", "");
    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
        printf("%-18s", headings[column]);
    putchar('\n');
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t values[HF_AGAIN_COLUMNS], any = 0;

        for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
            any |= values[column] = value_of(&courses[column], &rows[i]);
        if (any == 0 && i > 0)
            continue;
        printf("  %-28s", rows[i].what);
        for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
            print_value(values[column], rows[i].is_number, again->options.verbose);
        putchar('\n');
    }
}

static void add(struct hf_what_if_course *sum, const struct hf_what_if_course *course)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = value_of(sum, &rows[i]) + value_of(course, &rows[i]);

        if (rows[i].offset == offsetof(struct hf_what_if_course, longest_us))
            value = course->longest_us > sum->longest_us ? course->longest_us : sum->longest_us;
        memcpy((char *)sum + rows[i].offset, &value, sizeof value);
    }
}

static void print_all_lines(const struct hf_again *again)
{
    struct hf_what_if_course sums[HF_AGAIN_COLUMNS];

    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < again->n_lines; i++)
        for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
            add(&sums[column], &again->lines[i].courses[column].course);
    printf("\nAll %zu lines together\n", again->n_lines);
    print_sums(again, sums);
}

/* ---- the timeline ---- */

/* The last span that begins in the moment; NULL: none does. */
static const struct hf_what_if_span *begins(const struct hf_what_if_course *course, uint64_t at_us,
                                            size_t *from)
{
    const struct hf_what_if_span *found = NULL;

    while (*from < course->n_spans && course->spans[*from].from_us < at_us + ONE_MOMENT_US)
        found = &course->spans[(*from)++];
    return found;
}

static uint64_t next_us(const struct hf_again_line *line, const size_t from[HF_AGAIN_COLUMNS])
{
    uint64_t first_us = UINT64_MAX;

    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++) {
        const struct hf_what_if_course *course = &line->courses[column].course;

        if (from[column] < course->n_spans && course->spans[from[column]].from_us < first_us)
            first_us = course->spans[from[column]].from_us;
    }
    return first_us;
}

struct timeline {
    const struct hf_again *again;
    const struct hf_again_line *line;
    size_t from[HF_AGAIN_COLUMNS];
    char last[HF_AGAIN_COLUMNS][HF_AGAIN_WORDS];
};

/* 1: a row was printed; what says the same as the one above it is none. */
static int print_row(struct timeline *timeline, uint64_t at_us)
{
    char texts[HF_AGAIN_COLUMNS][HF_AGAIN_WORDS], when[HF_WORDS_MOMENT];
    int changes = 0;

    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++) {
        const struct hf_what_if_span *span = begins(&timeline->line->courses[column].course, at_us,
                                                    &timeline->from[column]);

        snprintf(texts[column], HF_AGAIN_WORDS, "|");
        if (span == NULL)
            continue;
        hf_again_status(span, texts[column]);
        if (strcmp(texts[column], timeline->last[column]) == 0) {
            snprintf(texts[column], HF_AGAIN_WORDS, "|");
            continue;
        }
        snprintf(timeline->last[column], HF_AGAIN_WORDS, "%s", texts[column]);
        changes = 1;
    }
    if (!changes || !is_wanted(timeline->again, at_us, at_us))
        return 0;
    printf("  %-*s  %-*s%-*s%s\n", MOMENT, moment(at_us, when, timeline->again), WIDTH, texts[0],
           WIDTH, texts[1], texts[2]);
    return 1;
}

static void print_timeline(const struct hf_again *again, const struct hf_again_line *line)
{
    struct timeline timeline = {.again = again, .line = line};
    uint64_t at_us = next_us(line, timeline.from);
    int n = 0;

    printf("\n  %-*s  %-*s%-*s%s\n", MOMENT, "", WIDTH, headings[0], WIDTH, headings[1],
           headings[2]);
    for (; at_us != UINT64_MAX && n < ROWS_MAX; at_us = next_us(line, timeline.from))
        n += print_row(&timeline, at_us);
    if (at_us != UINT64_MAX)
        puts("  ... and more; --from and --to show it, --json all of it");
}

/* ---- all ---- */

static void print_trust(const struct hf_again *again)
{
    uint64_t changes = 0, same = 0, requests = 0, again_sent = 0;

    for (size_t i = 0; i < again->n_lines; i++) {
        changes += again->lines[i].changes;
        same += again->lines[i].changes_same;
        requests += again->lines[i].courses[HF_AGAIN_LOG].course.requests;
        again_sent += again->lines[i].requests_again;
    }
    printf("Under its own configuration the log comes out %s: %" PRIu64 " of %" PRIu64
           " changes of status, %" PRIu64 " requests of %" PRIu64 "\n",
           same == changes && requests == again_sent ? "again" : "a little otherwise", same,
           changes, again_sent, requests);
}

void hf_again_print(const struct hf_again *again)
{
    const struct hf_again_line *line = hf_again_shown(again);
    struct hf_what_if_course courses[HF_AGAIN_COLUMNS];
    char from[HF_WORDS_MOMENT], to[HF_WORDS_MOMENT], day[HF_WORDS_DAY];

    printf("%s, %s to %s\n", hf_words_day(hf_what_if_first_us(again->what_if), day),
           moment(hf_what_if_first_us(again->what_if), from, again),
           moment(hf_what_if_last_us(again->what_if), to, again));
    print_servers(again);
    print_names(again);
    print_trust(again);
    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++)
        courses[column] = line->courses[column].course;
    printf("\nLine %" PRIu32 "%s%s%s%s\n", line->line.number, line->line.name[0] != 0 ? ", " : "",
           line->line.name, line->account != NULL ? ", as " : ", with its own configuration",
           line->account != NULL ? line->account->name : "");
    print_sums(again, courses);
    print_timeline(again, line);
    if (again->n_lines > 1)
        print_all_lines(again);
}
