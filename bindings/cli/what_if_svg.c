/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture: time from left to right, a bar for each server and what it did, then one for the
 * line as it was, at best and at worst. It stands alone and fetches nothing.
 */
#define _GNU_SOURCE 1
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "what_if.h"
#include "words.h"
#include "words_story.h"

#define LEFT       190
#define RIGHT      1180
#define BAR        18
#define STEP       30
#define TOP        56
#define PLACES_MAX 16
#define TICKS      8

struct paper {
    FILE *to;
    const struct hf_again *again;
    uint64_t from_us, to_us;
    int y;
};

/* Names come from outside. */
static void put(FILE *to, const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '<' || c == '&' || c == '>' || c == '"')
            fprintf(to, "&#%u;", (unsigned)c);
        else
            fputc(c >= ' ' && c < 127 ? c : '?', to);
    }
}

static double x_of(const struct paper *paper, uint64_t at_us)
{
    const uint64_t from_us = at_us < paper->from_us ? paper->from_us : at_us;
    const uint64_t in_us = from_us > paper->to_us ? paper->to_us : from_us;
    const uint64_t all_us = paper->to_us - paper->from_us;

    return LEFT + (RIGHT - LEFT) * (double)(in_us - paper->from_us) / (double)(all_us + 1);
}

static void draw_bar(struct paper *paper, const char *class_, const uint64_t ends_us[2],
                     const char *words)
{
    char from[HF_WORDS_MOMENT], to[HF_WORDS_MOMENT];
    const double x = x_of(paper, ends_us[0]), until = x_of(paper, ends_us[1]);

    if (ends_us[1] < paper->from_us || ends_us[0] > paper->to_us)
        return;
    fprintf(paper->to,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>", class_,
            x, paper->y, until - x < 0.6 ? 0.6 : until - x, BAR);
    put(paper->to, words);
    fprintf(paper->to, ", %s to ",
            hf_words_moment(&(struct hf_moment){.wall_us = ends_us[0], .near_us = paper->from_us},
                            from));
    fprintf(
        paper->to, "%s</title></rect>\n",
        hf_words_moment(&(struct hf_moment){.wall_us = ends_us[1], .near_us = paper->from_us}, to));
}

static void draw_label(struct paper *paper, const char *text)
{
    fprintf(paper->to, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LEFT - 8, paper->y + 13);
    put(paper->to, text);
    fputs("</text>\n", paper->to);
}

static void draw_places(struct paper *paper)
{
    struct hf_what_if_place place;
    char text[HF_WORDS_TARGET];

    for (size_t i = 0; i < PLACES_MAX && hf_what_if_place(paper->again->what_if, i, &place); i++) {
        draw_label(paper, hf_words_target(&place.target, text));
        for (size_t k = 0; k < place.n_intervals; k++) {
            const struct hf_what_if_interval *interval = &place.intervals[k];
            const uint64_t known_us[2] = {interval->from_us, interval->known_to_us};
            const uint64_t assumed_us[2] = {interval->known_to_us, interval->to_us};
            char class_[32];

            snprintf(class_, sizeof class_, "%s", hf_again_state(interval->state));
            if (interval->n_witnesses > 0)
                draw_bar(paper, class_, known_us, hf_again_state(interval->state));
            snprintf(class_, sizeof class_, "%s assumed", hf_again_state(interval->state));
            if (assumed_us[1] > assumed_us[0])
                draw_bar(paper, class_, assumed_us,
                         interval->n_witnesses > 0 ? "assumed to go on" : "unknown");
        }
        paper->y += STEP;
    }
}

static const char *class_of(const struct hf_what_if_span *span)
{
    switch ((enum hf_line_state)span->state) {
    case HF_LINE_REGISTERED: return "home";
    case HF_LINE_ON_BACKUP: return "backup";
    case HF_LINE_REGISTERING:
    case HF_LINE_FAILED: return "out";
    case HF_LINE_DISABLED:
    case HF_LINE_STATE_COUNT: break;
    }
    return "off";
}

static void draw_courses(struct paper *paper, const struct hf_again_line *line)
{
    static const char *const labels[HF_AGAIN_COLUMNS] = {"as it was", "at best", "at worst"};
    char text[HF_AGAIN_WORDS];

    for (unsigned column = 0; column < HF_AGAIN_COLUMNS; column++) {
        const struct hf_what_if_course *course = &line->courses[column].course;

        draw_label(paper, labels[column]);
        for (size_t i = 0; i < course->n_spans; i++) {
            const struct hf_what_if_span *span = &course->spans[i];
            const uint64_t ends_us[2] = {span->from_us, span->to_us};

            draw_bar(paper, class_of(span), ends_us, hf_again_status(span, text));
        }
        paper->y += STEP;
    }
}

static void draw_ticks(const struct paper *paper, int bottom)
{
    char text[HF_WORDS_CLOCK];

    for (unsigned i = 0; i <= TICKS; i++) {
        const uint64_t at_us = paper->from_us + (paper->to_us - paper->from_us) / TICKS * i;
        const double x = x_of(paper, at_us);

        fprintf(paper->to, "<path class=\"tick\" d=\"M%.1f %d V%d\"/>", x, TOP - 8, bottom);
        fprintf(paper->to, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x,
                TOP - 14, hf_words_clock(at_us, text));
    }
}

static size_t count_places(const struct hf_again *again)
{
    struct hf_what_if_place place;
    size_t n = 0;

    while (n < PLACES_MAX && hf_what_if_place(again->what_if, n, &place))
        n++;
    return n;
}

static void draw(struct paper *paper)
{
    const struct hf_again_line *line = hf_again_shown(paper->again);
    const int bottom = TOP + STEP * (int)(count_places(paper->again) + HF_AGAIN_COLUMNS) + 12;

    fprintf(paper->to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
            "height=\"%d\" role=\"img\">\n<style>text{font:12px 'DejaVu Sans',Verdana,Arial,"
            "sans-serif}.tick{stroke:#ccc}.answered,.home{fill:#3a9d5d}.silent,.out{fill:#c0392b}"
            ".refusing{fill:#8e3a2b}.rejecting{fill:#d98c21}.unknown,.off{fill:#d7d7d7}"
            ".backup{fill:#3a73b5}.assumed{opacity:.45}</style>\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            RIGHT + 40, bottom + 34, RIGHT + 40, bottom + 34);
    fprintf(paper->to, "<text x=\"%d\" y=\"20\" style=\"font-weight:bold\">Line %" PRIu32 " ", LEFT,
            line->line.number);
    put(paper->to, line->line.name);
    fputs("</text>\n", paper->to);
    draw_ticks(paper, bottom);
    draw_places(paper);
    paper->y += 12;
    draw_courses(paper, line);
    fprintf(paper->to,
            "<text x=\"%d\" y=\"%d\">green: answers, registered; blue: on a backup server; red: "
            "silent, refusing, not in service; orange: rejecting; grey: unknown, switched off; "
            "pale: assumed</text>\n</svg>\n",
            LEFT, bottom + 22);
}

static int is_page(const char *path)
{
    const size_t n = strlen(path);

    return n > 5 && strcmp(path + n - 5, ".html") == 0;
}

int hf_again_draw(const struct hf_again *again)
{
    struct paper paper = {.again = again, .y = TOP};
    int failed;

    paper.from_us = hf_what_if_first_us(again->what_if);
    paper.to_us = hf_what_if_last_us(again->what_if);
    if (again->options.from_us > paper.from_us && again->options.from_us < paper.to_us)
        paper.from_us = again->options.from_us;
    paper.to = fopen(again->picture, "w");
    if (paper.to == NULL) {
        fprintf(stderr, "holdfast: what-if: %s: %s\n", again->picture, strerror(errno));
        return HF_EXIT_FAILED;
    }
    if (is_page(again->picture))
        fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><title>What if"
              "</title></head><body>\n",
              paper.to);
    draw(&paper);
    if (is_page(again->picture))
        fputs("</body></html>\n", paper.to);
    failed = ferror(paper.to);
    if (fclose(paper.to) == 0 && !failed)
        return HF_EXIT_DONE;
    fprintf(stderr, "holdfast: what-if: %s: not all of it could be written; the disk may be full\n",
            again->picture);
    return HF_EXIT_FAILED;
}
