/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet: style, headings, columns, the band of states, deadlines, the legend. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <string.h>

#include "ladder_ink.h"
#include "words.h"
#include "words_story.h"

/* Colours that colour-blind readers can tell apart; in grey, dashes, hatching and words do. */
static const char style[] =
    "text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;font-size:11px;fill:#111}\n"
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\n"
    ".time{text-anchor:end;font-size:10px;fill:#444}\n"
    ".title{font-size:15px;font-weight:bold}.sub{fill:#444}\n"
    ".head{font-size:13px;font-weight:bold;text-anchor:middle}\n"
    ".addr{text-anchor:middle;font-size:10px;fill:#333}\n"
    ".day{font-size:13px;font-weight:bold}\n"
    ".small{font-size:10px}.quiet{fill:#555;font-style:italic}\n"
    ".life{stroke:#aaa;stroke-width:1}.phone{stroke:#555;stroke-width:2}\n"
    ".lane{stroke:#555;stroke-width:1;stroke-dasharray:1 3;fill:none}\n"
    ".band{stroke:#333;stroke-width:.5}\n"
    ".side{font-size:10px;text-anchor:middle}\n"
    ".a{fill:none;stroke-width:1.6}\n"
    ".request .a{stroke:#1b4f8a}.again .a{stroke:#1b4f8a;stroke-width:.7}\n"
    ".ok .a{stroke:#00704a}.trying .a{stroke:#666;stroke-dasharray:1 2}\n"
    ".challenge .a{stroke:#7a5c00;stroke-dasharray:8 3 2 3}\n"
    ".redirect .a{stroke:#7a3b8f;stroke-dasharray:8 3}\n"
    ".refusal .a{stroke:#b35900;stroke-dasharray:5 3}\n"
    ".broken .a{stroke:#c1272d;stroke-dasharray:2 2}\n"
    ".failure .a,.dropped .a{stroke:#c1272d;stroke-dasharray:2 4}\n"
    ".lookup .a{stroke:#555;stroke-dasharray:6 2}.move .a{stroke:#000;stroke-width:4}\n"
    ".request text,.again text{fill:#1b4f8a}.ok text{fill:#005a3b}\n"
    ".challenge text{fill:#5e4700}.refusal text{fill:#8a4500}\n"
    ".broken text,.failure text,.dropped text{fill:#a01c22}.redirect text{fill:#65307a}\n"
    ".row .time{fill:#444}.state text.what,.move text.what{font-weight:bold;fill:#000}\n"
    ".group .pill,.gap .pill{fill:#efefef;stroke:#999;stroke-width:.5}\n"
    ".gap .pill{fill:#fff;stroke:#c1272d;stroke-dasharray:4 2}\n"
    ".mark{fill:#fff;stroke:#333;stroke-width:1.4}.decision .mark{fill:#f0c808}\n"
    ".hit{fill:#000;fill-opacity:0;stroke:none}\n"
    ".row:hover .hit,.row:focus .hit{fill-opacity:.06}\n";

static const struct {
    const char *class_, *fill, *hatch;
} states[HF_LINE_STATE_COUNT + 1] = {
    [HF_LINE_DISABLED] = {"disabled", "#ffffff", ""},
    [HF_LINE_REGISTERING] = {"registering", "#a6d5f2", "M0 8L8 0"},
    [HF_LINE_REGISTERED] = {"registered", "#2f9e78", ""},
    [HF_LINE_ON_BACKUP] = {"backup", "#f2b23e", "M0 2H8M0 6H8"},
    [HF_LINE_FAILED] = {"failed", "#cf5a3c", "M0 0L8 8M0 8L8 0"},
    [HF_LINE_STATE_COUNT] = {"unknown", "#dddddd", "M4 0V8"},
};

const char *hf_ink_state(unsigned state)
{
    return states[state <= HF_LINE_STATE_COUNT ? state : HF_LINE_STATE_COUNT].class_;
}

static const char *state_words(unsigned state)
{
    return state < HF_LINE_STATE_COUNT ? hf_words_line_state(state) : "not known";
}

static void put_defs(struct hf_ink *ink)
{
    fputs("<defs>\n", ink->to);
    for (unsigned i = 0; i <= HF_LINE_STATE_COUNT; i++)
        fprintf(ink->to,
                "<pattern id=\"p-%s\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                "<rect width=\"8\" height=\"8\" fill=\"%s\"/>"
                "<path d=\"M0 0%s\" stroke=\"#222\" stroke-width=\".8\" fill=\"none\"/>"
                "</pattern>\n",
                states[i].class_, states[i].fill, states[i].hatch);
    fputs("</defs>\n", ink->to);
}

/* ---- title and headings ---- */

static void put_title(struct hf_ink *ink)
{
    const struct hf_ladder *ladder = ink->ladder;
    const struct hf_moment first = {.wall_us = ladder->first_us};
    const struct hf_moment last = {.wall_us = ladder->last_us, .near_us = ladder->first_us};
    char from[HF_WORDS_MOMENT], to[HF_WORDS_MOMENT], text[400];
    const int room = ink->width - 2 * HF_INK_MARGIN;

    snprintf(text, sizeof text, "Line %" PRIu32 "%s%s%s", ladder->line,
             ladder->name[0] != '\0' ? " (" : "", ladder->name, ladder->name[0] != '\0' ? ")" : "");
    hf_ink_label(ink, &(struct hf_ink_label){HF_INK_MARGIN, 26, room, 15, "title"}, text);
    snprintf(text, sizeof text,
             "%" PRIu64 " request%s sent, %" PRIu64 " sent again; %" PRIu32
             " move%s to another server or address; out of service %" PRIu32 " time%s",
             ladder->totals.requests, ladder->totals.requests == 1 ? "" : "s", ladder->totals.again,
             ladder->totals.moves, ladder->totals.moves == 1 ? "" : "s", ladder->totals.outages,
             ladder->totals.outages == 1 ? "" : "s");
    hf_ink_label(ink, &(struct hf_ink_label){HF_INK_MARGIN, 44, room, HF_INK_TYPE, "sub"}, text);
    snprintf(text, sizeof text, "%s to %s%s", hf_words_moment(&first, from),
             hf_words_moment(&last, to),
             ladder->level > 0 ? "; so much happened that a part of it is only counted: --from and "
                                 "--to show less time in full"
                               : "");
    hf_ink_label(ink, &(struct hf_ink_label){HF_INK_MARGIN, 60, room, HF_INK_TYPE, "sub"}, text);
}

static void put_servers(const struct hf_ladder_column *column, char *text, size_t size)
{
    int n = snprintf(text, size, "server");

    for (unsigned k = 0; k < 8; k++)
        if ((column->servers & 1u << k) != 0)
            n += snprintf(text + n, size - (size_t)n, "%s %u", n > 6 ? "," : "", k);
    if (column->proxy != 0)
        (void)snprintf(text + n, size - (size_t)n, ", proxy %u", column->proxy);
}

static void head_of(const struct hf_ink *ink, unsigned i, char *text, size_t size)
{
    if (i == HF_LADDER_PHONE)
        snprintf(text, size, "phone");
    else if (i == HF_LADDER_DNS)
        snprintf(text, size, "DNS");
    else if (i == HF_LADDER_OTHERS)
        snprintf(text, size, "others");
    else
        put_servers(&ink->ladder->columns[i], text, size);
}

const char *hf_ink_address(const struct hf_ladder_column *column, char text[HF_INK_ADDRESS])
{
    static const char *const transports[] = {"UDP", "TCP", "TLS", ""};
    char address[HF_WORDS_TARGET];

    snprintf(text, HF_INK_ADDRESS, "%s %s", hf_words_address(&column->target, address),
             transports[column->target.transport & 3]);
    return text;
}

/* The host is that very address, with or without the brackets of IPv6. */
static int is_address(const char *host, const char *address)
{
    address += address[0] == '[' && host[0] != '[';
    return strncmp(host, address, strlen(host)) == 0;
}

static void put_head(struct hf_ink *ink, unsigned i, int y, int is_first)
{
    const struct hf_ladder_column *column = &ink->ladder->columns[i];
    const int x = ink->x[i], room = i < HF_LADDER_TARGETS ? 110 : ink->pitch - 10;
    char text[HF_INK_ADDRESS];

    head_of(ink, i, text, sizeof text);
    hf_ink_label(ink, &(struct hf_ink_label){x, y, room, HF_INK_HEADING, "head"}, text);
    if (i < HF_LADDER_TARGETS)
        return;
    hf_ink_label(ink, &(struct hf_ink_label){x, y + 14, room, HF_INK_SMALL, "addr"},
                 hf_ink_address(column, text));
    if (is_first && column->server <= HF_LINE_SERVERS &&
        !is_address(ink->ladder->hosts[column->server], text))
        hf_ink_label(ink, &(struct hf_ink_label){x, y + 27, room, HF_INK_SMALL, "addr"},
                     ink->ladder->hosts[column->server]);
}

static void put_heads(struct hf_ink *ink, int y, int is_first)
{
    fprintf(ink->to, "<g class=\"%s\">\n", is_first ? "columns" : "columns-again");
    put_head(ink, HF_LADDER_PHONE, y, is_first);
    for (unsigned i = 0; i < ink->n_order; i++)
        put_head(ink, ink->order[i], y, is_first);
    fputs("</g>\n", ink->to);
}

/* ---- what runs from top to bottom ---- */

static void put_lifelines(struct hf_ink *ink)
{
    const int top = ink->top - 14;

    for (unsigned i = 0; i < ink->n_order; i++)
        fprintf(ink->to, "<line class=\"life\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n",
                ink->x[ink->order[i]], ink->x[ink->order[i]], top, ink->bottom);
    fprintf(ink->to, "<line class=\"life phone\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n",
            HF_INK_PHONE_X, HF_INK_PHONE_X, top, ink->bottom);
}

static void put_band_part(struct hf_ink *ink, unsigned state, int from, int to)
{
    const char *words = state_words(state);
    const int middle = (from + to) / 2, x = HF_INK_BAND_X + HF_INK_BAND / 2;

    if (to <= from)
        return;
    fprintf(ink->to,
            "<g class=\"part\"><rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
            "fill=\"url(#p-%s)\"/>\n",
            HF_INK_BAND_X, from, HF_INK_BAND, to - from, hf_ink_state(state));
    if (hf_ink_width(words, HF_INK_SMALL) + 12 < to - from)
        fprintf(ink->to,
                "<text class=\"side halo\" x=\"%d\" y=\"%d\" transform=\"rotate(-90 %d %d)\" "
                "dy=\"3.5\">%s</text>\n",
                x, middle, x, middle, words);
    fputs("</g>\n", ink->to);
}

static void put_band(struct hf_ink *ink)
{
    const struct hf_ladder *ladder = ink->ladder;
    unsigned state = ladder->opening_state;
    int from = ink->top - 8;

    for (uint32_t i = 0; i < ladder->n_rows; i++) {
        if (ladder->rows[i].state == HF_LINE_STATE_COUNT || ladder->rows[i].state == state)
            continue;
        put_band_part(ink, state, from, ink->rows[i].y);
        from = ink->rows[i].y;
        state = ladder->rows[i].state;
    }
    put_band_part(ink, state, from, ink->bottom);
}

static void put_lanes(struct hf_ink *ink)
{
    for (uint32_t i = 0; i < ink->n_lanes; i++) {
        const struct hf_ink_lane *lane = &ink->lanes[i];
        const int x = HF_INK_LANE_X + lane->lane * HF_INK_LANE;

        fprintf(ink->to, "<path class=\"lane\" d=\"M%d %dH%dV%dH%d\"/>\n", HF_INK_PHONE_X,
                lane->from, x, lane->to, HF_INK_PHONE_X);
    }
}

/* ---- legend ---- */

static int place_legend(struct hf_ink *ink, int *x, int *y, const char *text)
{
    const int width = 40 + hf_ink_width(text, HF_INK_SMALL) + 18, at = *x;

    if (at + width > ink->width - HF_INK_MARGIN && at > HF_INK_MARGIN) {
        *x = HF_INK_MARGIN + width;
        *y += 18;
        return HF_INK_MARGIN;
    }
    *x += width;
    return at;
}

static void put_legend(struct hf_ink *ink)
{
    static const char *const lines[][2] = {
        {"request", "request"},     {"again", "sent again"},      {"ok", "accepted"},
        {"challenge", "challenge"}, {"refusal", "refused (4xx)"}, {"broken", "cannot serve (5xx)"},
        {"failure", "unreachable"}, {"lookup", "name looked up"}, {"move", "moved"}};
    int x = HF_INK_MARGIN, y = ink->bottom + 26;

    fputs("<g class=\"legend\">\n", ink->to);
    for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const int at = place_legend(ink, &x, &y, lines[i][1]);

        fprintf(ink->to,
                "<g class=\"%s\"><path class=\"a\" d=\"M%d %dH%d\"/><text class=\"small\" "
                "x=\"%d\" y=\"%d\">%s</text></g>\n",
                lines[i][0], at, y - 3, at + 32, at + 38, y, lines[i][1]);
    }
    for (unsigned i = 0; i <= HF_LINE_STATE_COUNT; i++) {
        const int at = place_legend(ink, &x, &y, state_words(i));

        fprintf(ink->to,
                "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"32\" height=\"11\" "
                "fill=\"url(#p-%s)\"/><text class=\"small\" x=\"%d\" y=\"%d\">%s</text>\n",
                at, y - 9, hf_ink_state(i), at + 38, y, state_words(i));
    }
    y += 18;
    fprintf(ink->to,
            "<g class=\"decision\"><path class=\"mark\" d=\"M%d %dl5 5l-5 5l-5 -5z\"/>"
            "<text class=\"small\" x=\"%d\" y=\"%d\">a decision [rule]; a ring: because time was "
            "over; dotted at the left: from when the deadline was set to when it was over</text>"
            "</g>\n</g>\n",
            HF_INK_MARGIN + 16, y - 8, HF_INK_MARGIN + 38, y);
}

void hf_ink_svg(struct hf_ink *ink)
{
    fprintf(ink->to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" role=\"img\" class=\"ladder\">\n<style>\n%s</style>\n",
            ink->width, ink->height, ink->width, ink->height, style);
    put_defs(ink);
    fprintf(ink->to, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", ink->width, ink->height);
    put_title(ink);
    put_heads(ink, 86, 1);
    put_lifelines(ink);
    put_band(ink);
    put_lanes(ink);
    for (uint32_t i = 0; i < ink->ladder->n_rows; i++)
        if (ink->rows[i].head != 0)
            put_heads(ink, ink->rows[i].head + 18, 0);
    hf_ink_rows(ink);
    put_legend(ink);
    fputs("</svg>\n", ink->to);
}
