/* SPDX-License-Identifier: Apache-2.0 */
/* One row after the other: an arrow or a mark, its text, and the box that opens over it. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <string.h>

#include "ladder_ink.h"
#include "words.h"
#include "words_story.h"

#define US_IN_S 1000000u
#define UNSENT  24 /* how far from the phone what never left it gets */

void hf_ink_label(struct hf_ink *ink, const struct hf_ink_label *at, const char *text)
{
    fprintf(ink->to, "<text class=\"%s\" x=\"%d\" y=\"%d\">", at->class_, at->x, at->y);
    hf_ink_put(ink->to, &(struct hf_ink_text){text, at->room, at->size});
    fputs("</text>\n", ink->to);
}

const char *hf_ink_tone(unsigned status)
{
    if (status == 401 || status == 407)
        return "challenge";
    switch (status / 100) {
    case 1: return "trying";
    case 2: return "ok";
    case 3: return "redirect";
    case 4: return "refusal";
    default: return "broken";
    }
}

static const char *class_of(const struct hf_ladder_row *row)
{
    switch ((enum hf_mark_kind)row->kind) {
    case HF_MARK_REQUEST: return "request";
    case HF_MARK_AGAIN: return "again";
    case HF_MARK_ANSWER: return hf_ink_tone(row->status);
    case HF_MARK_FAILURE: return "failure";
    case HF_MARK_CONNECT: return "connect ok";
    case HF_MARK_INCOMING: return "incoming request";
    case HF_MARK_DROPPED: return "dropped";
    case HF_MARK_REMARK: return "remark";
    case HF_MARK_QUERY: return "lookup query";
    case HF_MARK_FOUND: return row->status > HF_DNS_NO_DATA ? "found broken" : "lookup found";
    case HF_MARK_DECISION: return "decision";
    case HF_MARK_EVENT: return "event";
    case HF_MARK_REPORT: return "report";
    case HF_MARK_STATE: return row->moved ? "move" : "state";
    case HF_MARK_GAP: return "gap";
    case HF_MARK_GROUP: return "group";
    case HF_MARK_COUNT: break;
    }
    return "row";
}

/* ---- times ---- */

static void put_time(struct hf_ink *ink, uint64_t wall_us, int y)
{
    char clock[HF_WORDS_CLOCK], text[40];
    const unsigned ms = (unsigned)(wall_us % US_IN_S / 1000);

    hf_words_clock(wall_us, clock);
    if (ms != 0)
        snprintf(text, sizeof text, "%s.%03u", clock, ms);
    else
        snprintf(text, sizeof text, "%s", clock);
    hf_ink_label(ink, &(struct hf_ink_label){HF_INK_TIME_X, y, 0, HF_INK_SMALL, "time"}, text);
}

/* Quiet time: the columns are cut, and how long it took stands there. */
static void put_cut(struct hf_ink *ink, const struct hf_ink_row *at)
{
    char span[HF_WORDS_SPAN], text[64];
    const int y = at->cut + 4;

    fprintf(ink->to, "<g class=\"cut\">\n");
    fprintf(ink->to, "<path d=\"M%d %dh%dv14h%dz\" fill=\"#fff\"/>\n", HF_INK_PHONE_X - 6, y,
            ink->width - HF_INK_PHONE_X - HF_INK_MARGIN + 6,
            -(ink->width - HF_INK_PHONE_X - HF_INK_MARGIN + 6));
    for (unsigned i = 0; i <= ink->n_order; i++) {
        const int x = i == 0 ? HF_INK_PHONE_X : ink->x[ink->order[i - 1]];

        fprintf(ink->to, "<path class=\"life\" fill=\"none\" d=\"M%d %dl5 3l-10 4l10 4l-5 3\"/>\n",
                x, y);
    }
    snprintf(text, sizeof text, "\xE2\x80\xA6 %s", hf_words_duration(at->cut_us, 0, span));
    hf_ink_label(ink, &(struct hf_ink_label){HF_INK_LABEL_X, y + 11, 0, HF_INK_TYPE, "quiet halo"},
                 text);
    fputs("</g>\n", ink->to);
}

static void put_day(struct hf_ink *ink, const struct hf_ladder_row *row, int top)
{
    char text[HF_WORDS_DAY];

    fprintf(ink->to, "<path class=\"life\" d=\"M%d %dH%d\"/>\n", HF_INK_PHONE_X - 14, top + 26,
            ink->width - HF_INK_MARGIN);
    hf_ink_label(ink,
                 &(struct hf_ink_label){HF_INK_LABEL_X, top + 20, 0, HF_INK_HEADING, "day halo"},
                 hf_words_day(row->wall_us, text));
}

/* ---- arrows and marks ---- */

/* An arrow whose head is at `to`; a cross there where nothing arrives. */
static void put_arrow(struct hf_ink *ink, int from, int to, int y)
{
    const int back = to > from ? -7 : 7;

    fprintf(ink->to, "<path class=\"a\" d=\"M%d %dH%d\"/>", from, y, to);
    fprintf(ink->to,
            "<path class=\"a\" style=\"stroke-dasharray:none\" d=\"M%d %dL%d %dL%d %d\"/>\n",
            to + back, y - 4, to, y, to + back, y + 4);
}

static void put_cross(struct hf_ink *ink, int x, int y)
{
    fprintf(ink->to,
            "<path class=\"a\" style=\"stroke-dasharray:none\" d=\"M%d %dl8 8m-8 0l8 -8\"/>\n",
            x - 4, y - 4);
}

static void put_mark(struct hf_ink *ink, const struct hf_ladder_row *row, int y)
{
    const int x = HF_INK_PHONE_X;

    if (row->kind == HF_MARK_STATE)
        fprintf(ink->to,
                "<rect class=\"mark\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" "
                "fill=\"url(#p-%s)\" style=\"fill:url(#p-%s)\"/>\n",
                x - 6, y - 8, hf_ink_state(row->state), hf_ink_state(row->state));
    else if (row->fired)
        fprintf(ink->to, "<circle class=\"mark\" cx=\"%d\" cy=\"%d\" r=\"5\"/>\n", x, y - 3);
    else if (row->kind == HF_MARK_DECISION)
        fprintf(ink->to, "<path class=\"mark\" d=\"M%d %dl5 5l-5 5l-5 -5z\"/>\n", x, y - 8);
    else
        fprintf(ink->to,
                "<circle class=\"mark\" cx=\"%d\" cy=\"%d\" r=\"3\" style=\"fill:#333\"/>\n", x,
                y - 3);
}

static int x_of(const struct hf_ink *ink, unsigned column)
{
    return ink->x[column] != 0 ? ink->x[column] : HF_INK_PHONE_X;
}

static void put_group(struct hf_ink *ink, const struct hf_ladder_row *row,
                      const struct hf_ink_row *at, const char *label)
{
    const int right = ink->width - HF_INK_MARGIN;
    char span[HF_WORDS_SPAN], text[HF_LADDER_LABEL + 64];

    fprintf(ink->to,
            "<rect class=\"pill\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"22\" rx=\"4\"/>\n",
            HF_INK_PHONE_X - 14, at->y - 11, right - HF_INK_PHONE_X + 14);
    if (row->kind == HF_MARK_GAP)
        snprintf(text, sizeof text, "%s", label);
    else
        snprintf(text, sizeof text, "\xE2\x80\xA6 %s: %s", hf_words_duration(at->quiet_us, 0, span),
                 label);
    hf_ink_label(ink,
                 &(struct hf_ink_label){HF_INK_LABEL_X, at->y + 4, right - HF_INK_LABEL_X - 8,
                                        HF_INK_TYPE, "what"},
                 text);
}

static void put_message(struct hf_ink *ink, const struct hf_ladder_row *row, int y)
{
    const int there = x_of(ink, row->column);

    if (row->unsent) { /* it went nowhere */
        fprintf(ink->to, "<path class=\"a\" d=\"M%d %dh%d\"/>\n", HF_INK_PHONE_X, y, UNSENT);
        put_cross(ink, HF_INK_PHONE_X + UNSENT, y);
        return;
    }

    switch ((enum hf_mark_kind)row->kind) {
    case HF_MARK_ANSWER:
    case HF_MARK_INCOMING:
    case HF_MARK_FOUND:
    case HF_MARK_DROPPED: put_arrow(ink, there, HF_INK_PHONE_X, y); break;
    case HF_MARK_FAILURE:
        put_arrow(ink, there, HF_INK_PHONE_X, y);
        put_cross(ink, there, y);
        break;
    case HF_MARK_CONNECT:
        put_arrow(ink, HF_INK_PHONE_X, there, y);
        put_arrow(ink, there, HF_INK_PHONE_X, y);
        break;
    default: put_arrow(ink, HF_INK_PHONE_X, there, y); break;
    }
}

static int is_message(const struct hf_ladder_row *row)
{
    return row->column != HF_LADDER_PHONE &&
           (row->kind <= HF_MARK_DROPPED || row->kind == HF_MARK_QUERY ||
            row->kind == HF_MARK_FOUND);
}

static void put_body(struct hf_ink *ink, const struct hf_ladder_row *row,
                     const struct hf_ink_row *at, const char *label)
{
    const int message = is_message(row);
    struct hf_ink_label place = {HF_INK_LABEL_X, at->y, ink->width - HF_INK_LABEL_X - HF_INK_MARGIN,
                                 HF_INK_TYPE, "what halo"};

    if (row->kind == HF_MARK_GROUP || row->kind == HF_MARK_GAP) {
        put_group(ink, row, at, label);
        return;
    }
    if (message || row->moved)
        place.y = at->y - 5;
    if (row->kind == HF_MARK_STATE) /* bold */
        place.size = HF_INK_TYPE + 1;
    if (message)
        put_message(ink, row, at->y);
    else
        put_mark(ink, row, at->y);
    if (row->moved)
        put_arrow(ink, x_of(ink, row->other), x_of(ink, row->column), at->y + 2);
    hf_ink_label(ink, &place, label);
}

/* ---- rows ---- */

static void put_box(struct hf_ink *ink, const char *detail)
{
    const char *element = ink->is_html ? "desc" : "title";

    fprintf(ink->to, "<%s>", element);
    hf_ink_put(ink->to, &(struct hf_ink_text){.text = detail});
    fprintf(ink->to, "</%s>\n", element);
}

static void put_row(struct hf_ink *ink, uint32_t i, const struct hf_ladder_tally *group)
{
    static char label[HF_LADDER_LABEL], detail[HF_LADDER_DETAIL];
    const struct hf_ladder_row *row = &ink->ladder->rows[i];
    const struct hf_ink_row *at = &ink->rows[i];
    const int bottom = i + 1 < ink->ladder->n_rows ? ink->rows[i + 1].top : ink->bottom;
    char from[HF_WORDS_MOMENT], to[HF_WORDS_MOMENT];
    const struct hf_moment first = {.wall_us = row->wall_us};
    const struct hf_moment last = {.wall_us = row->until_us, .near_us = row->wall_us};

    fprintf(ink->to,
            "<g class=\"row %s\" data-us=\"%" PRIu64 "\" data-sends=\"%" PRIu64
            "\" data-notes=\"%" PRIu64 "\"%s>\n",
            class_of(row), row->wall_us, group != NULL ? group->sends : row->sends,
            group != NULL ? group->notes : row->notes, ink->is_html ? " tabindex=\"0\"" : "");
    if (group != NULL) {
        hf_ladder_group_label(group, (struct hf_ladder_out){label, sizeof label});
        snprintf(detail, sizeof detail, "%s to %s\n%s", hf_words_moment(&first, from),
                 hf_words_moment(&last, to), label);
        hf_ladder_group_detail(group, (struct hf_ladder_out){detail, sizeof detail});
    }
    put_box(ink, group != NULL ? detail : row->detail);
    fprintf(ink->to, "<rect class=\"hit\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", at->top,
            ink->width, (bottom - at->top > 34 ? 34 : bottom - at->top));
    if (at->shows_time)
        put_time(ink, row->wall_us, is_message(row) || row->moved ? at->y : at->y + 1);
    put_body(ink, row, at, group != NULL ? label : row->label);
    fputs("</g>\n", ink->to);
}

void hf_ink_rows(struct hf_ink *ink)
{
    const struct hf_ladder *ladder = ink->ladder;

    for (uint32_t k = 0; k < ladder->n_episodes; k++) {
        const struct hf_ladder_episode *episode = &ladder->episodes[k];

        for (uint32_t i = episode->first; i < episode->first + episode->n; i++) {
            if (ink->rows[i].day != 0)
                put_day(ink, &ladder->rows[i], ink->rows[i].day);
            if (ink->rows[i].cut != 0)
                put_cut(ink, &ink->rows[i]);
            put_row(ink, i, episode->group ? &episode->tally : NULL);
        }
    }
}
