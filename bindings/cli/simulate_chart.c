/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of a fleet's page; see simulate_chart.h. All coordinates are whole numbers. */
#include "simulate_chart.h"

#include <inttypes.h>

#define LEFT   62
#define RIGHT  10
#define TOP    18
#define BOTTOM 30
#define ACROSS (HF_CHART_WIDTH - LEFT - RIGHT)
#define HIGH   (HF_CHART_HEIGHT - TOP - BOTTOM)
#define BARS   12

void hf_chart_text(const char *text, FILE *to)
{
    for (; *text != 0; text++) {
        switch (*text) {
        case '&': fputs("&amp;", to); break;
        case '<': fputs("&lt;", to); break;
        case '>': fputs("&gt;", to); break;
        case '"': fputs("&quot;", to); break;
        default: fputc((unsigned char)*text < 0x20 ? ' ' : *text, to);
        }
    }
}

static void begin(FILE *to, const char *title)
{
    fprintf(to,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"><title>",
            HF_CHART_WIDTH, HF_CHART_HEIGHT);
    hf_chart_text(title, to);
    fputs("</title>\n", to);
}

/* 1, 2, 5, 10, ...: the least that is not below a quarter of the top. */
static uint64_t step_of(uint64_t top)
{
    uint64_t ten = 1;

    while (ten < UINT64_MAX / 100 && 10 * ten * 4 <= top)
        ten *= 10;
    if (4 * ten >= top)
        return ten;
    if (8 * ten >= top)
        return 2 * ten;
    return 20 * ten >= top ? 5 * ten : 10 * ten;
}

static int y_of(uint64_t value, uint64_t top)
{
    return TOP + HIGH - (int)(value * HIGH / top);
}

static void draw_scale(FILE *to, uint64_t top)
{
    const uint64_t step = step_of(top);

    for (uint64_t at = 0; at <= top; at += step) {
        char number[32];

        hf_storm_number(at, number);
        fprintf(to,
                "<path class=\"g\" d=\"M%d %dh%d\"/><text class=\"r\" x=\"%d\" "
                "y=\"%d\">%s</text>\n",
                LEFT, y_of(at, top), ACROSS, LEFT - 5, y_of(at, top) + 4, number);
    }
}

/* ---- requests a second ---- */

static size_t second_at(const struct hf_chart_rate *chart, int x)
{
    return chart->from + (size_t)x * (chart->to - chart->from) / ACROSS;
}

static int x_of(const struct hf_chart_rate *chart, size_t second)
{
    return LEFT + (int)((second - chart->from) * ACROSS / (chart->to - chart->from));
}

uint64_t hf_chart_top(const struct hf_storm *storm, const struct hf_chart_rate *chart)
{
    uint64_t top = 1;

    for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++) {
        const uint32_t *most = hf_storm_most(storm, variant, chart->server);

        for (size_t second = chart->from; second < chart->to; second++)
            top = most[second] > top ? most[second] : top;
    }
    return top;
}

/* Each column is as high as the highest of its seconds. */
static void draw_columns(const struct hf_storm *storm, const struct hf_chart_rate *chart, FILE *to,
                         int is_most)
{
    const uint32_t *most = hf_storm_most(storm, chart->variant, chart->server);
    const uint64_t *sum = hf_storm_sum(storm, chart->variant, chart->server, HF_FLEET_REQUESTS);
    const uint64_t seeds = hf_storm_seeds(storm);
    int last = TOP + HIGH;

    fprintf(to, "<path class=\"%s\" d=\"M%d %d", is_most ? "m" : "v", LEFT, last);
    for (int x = 0; x < ACROSS; x++) {
        const size_t next = second_at(chart, x + 1);
        uint64_t value = 0;

        for (size_t second = second_at(chart, x); second < next || second == second_at(chart, x);
             second++) {
            const uint64_t own = is_most ? most[second] : (sum[second] + seeds - 1) / seeds;
            value = own > value ? own : value;
        }
        const int y = y_of(value, chart->top);
        if (y != last)
            fprintf(to, "H%dV%d", LEFT + x, y);
        last = y;
    }
    fprintf(to, "H%dV%dz\"/>\n", LEFT + ACROSS, TOP + HIGH);
}

/* Where the server does not serve, and where phases begin. */
static void draw_phases(const struct hf_storm *storm, const struct hf_chart_rate *chart, FILE *to)
{
    for (unsigned phase = 0; phase < storm->n_phases; phase++) {
        const struct hf_fleet_phase *at = hf_fleet_phase(storm->plan, phase);
        size_t from = (size_t)(at->from_us / 1000000), end = (size_t)(at->until_us / 1000000);

        from = from < chart->from ? chart->from : from;
        end = end > chart->to ? chart->to : end;
        if (from >= end)
            continue;
        if (!hf_fleet_serves(storm->plan, chart->server, phase))
            fprintf(to, "<path class=\"d\" d=\"M%d %dH%dv%dH%dz\"/>\n", x_of(chart, from), TOP,
                    x_of(chart, end), HIGH, x_of(chart, from));
        if (phase != 0 && from != chart->from)
            fprintf(to, "<path class=\"p\" d=\"M%d %dv%d\"/>\n", x_of(chart, from), TOP, HIGH);
    }
}

static void draw_times(const struct hf_chart_rate *chart, FILE *to)
{
    for (unsigned i = 0; i <= 4; i++) {
        const size_t second = chart->from + i * (chart->to - chart->from) / 4;
        char clock[32];

        hf_storm_clock(second, clock);
        fprintf(to, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
                i == 0   ? "l"
                : i == 4 ? "r"
                         : "c",
                LEFT + (int)i * ACROSS / 4, HF_CHART_HEIGHT - 12, clock);
    }
}

/* "server b, jitter 10 %: requests a second" */
static void name_chart(const struct hf_storm *storm, unsigned variant, const char *what,
                       char text[HF_STORM_TEXT])
{
    const unsigned jitter = storm->variants[variant].jitter_percent;

    if (jitter == 0)
        snprintf(text, HF_STORM_TEXT, "%s, without jitter", what);
    else
        snprintf(text, HF_STORM_TEXT, "%s, jitter %u %%", what, jitter);
}

static void draw_name(const char *name, FILE *to)
{
    fprintf(to, "<text class=\"l\" x=\"%d\" y=\"12\">", LEFT);
    hf_chart_text(name, to);
    fputs("</text>\n", to);
}

void hf_chart_rate(const struct hf_storm *storm, const struct hf_chart_rate *chart, FILE *to)
{
    char what[96], name[HF_STORM_TEXT];

    snprintf(what, sizeof(what), "requests a second at %s",
             hf_fleet_server(storm->plan, chart->server));
    name_chart(storm, chart->variant, what, name);
    begin(to, name);
    draw_phases(storm, chart, to);
    draw_scale(to, chart->top);
    if (hf_storm_seeds(storm) > 1)
        draw_columns(storm, chart, to, 1);
    draw_columns(storm, chart, to, 0);
    draw_times(chart, to);
    draw_name(name, to);
    fputs("</svg>\n", to);
}

/* ---- out of service ---- */

struct bar {
    uint64_t up_to_ms;
    const char *name;
};

static const struct bar bars[BARS] = {
    {0, "0"},          {100, "0.1 s"},      {1000, "1 s"},    {4000, "4 s"},
    {8000, "8 s"},     {16000, "16 s"},     {32000, "32 s"},  {60000, "1 min"},
    {300000, "5 min"}, {1200000, "20 min"}, {3600000, "1 h"}, {UINT64_MAX, "longer"},
};

static void fill_bars(const struct hf_fleet_outage *outage, uint64_t counts[BARS])
{
    unsigned bar = 1;

    counts[0] = outage->n_lines - outage->n_hit;
    for (unsigned i = 1; i < BARS; i++)
        counts[i] = 0;
    for (unsigned i = 0; i < HF_FLEET_BUCKETS; i++) {
        const uint64_t ms = hf_fleet_bucket_us(i) / 1000;

        while (ms > bars[bar].up_to_ms)
            bar++;
        counts[bar] += outage->buckets[i];
    }
}

void hf_chart_outage(const struct hf_storm *storm, unsigned variant, unsigned phase, FILE *to)
{
    const struct hf_fleet_outage *outage = &storm->variants[variant].outages[phase];
    const uint64_t top = outage->n_lines != 0 ? outage->n_lines : 1;
    uint64_t counts[BARS];
    char name[HF_STORM_TEXT];

    fill_bars(outage, counts);
    name_chart(storm, variant, "phones by their time out of service, up to", name);
    begin(to, name);
    draw_scale(to, top);
    for (int i = 0; i < BARS; i++) {
        const int x = LEFT + i * ACROSS / BARS, y = y_of(counts[i], top);
        char number[32];

        hf_storm_number(counts[i], number);
        if (counts[i] != 0)
            fprintf(to, "<path class=\"%s\" d=\"M%d %dV%dh%dV%dz\"><title>%s: %s</title></path>\n",
                    i == 0 ? "o" : "v", x + 4, TOP + HIGH, y < TOP + HIGH ? y : TOP + HIGH - 1,
                    ACROSS / BARS - 8, TOP + HIGH, bars[i].name, number);
        fprintf(to, "<text class=\"c\" x=\"%d\" y=\"%d\">%s</text>\n", x + ACROSS / BARS / 2,
                HF_CHART_HEIGHT - 12, bars[i].name);
    }
    draw_name(name, to);
    fputs("</svg>\n", to);
}
