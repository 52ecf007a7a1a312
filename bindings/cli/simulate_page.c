/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page of a fleet: it stands alone, fetches nothing and runs nothing. Answers in words first,
 * then each server's requests a second over the whole time and phase by phase, then for how long
 * phones were out of service; with jitter and without beside one another; and all figures.
 */
#include <inttypes.h>

#include "simulate_chart.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
    "<style>\n"
    "body{margin:1.5em auto;max-width:72em;padding:0 1em;background:#fff;color:#111;"
    "font:15px/1.45 'DejaVu Sans',Verdana,Arial,sans-serif}\n"
    "h1{font-size:1.4em}h2{font-size:1.15em;margin:1.6em 0 .4em}\n"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:.6em}\n"
    "@media(max-width:50em){.two{grid-template-columns:1fr}}\n"
    "svg{width:100%;background:#fafafa;border:1px solid #ddd;font-size:11px}\n"
    ".g{stroke:#ddd;fill:none}.p{stroke:#555;stroke-dasharray:3 3;fill:none}.d{fill:#f6dcdc}\n"
    ".v{fill:#2a5db0}.m{fill:#b9cdee}.o{fill:#7a9c59}\n"
    ".l{text-anchor:start}.c{text-anchor:middle}.r{text-anchor:end}\n"
    "table{border-collapse:collapse;font-size:13px}td,th{border:1px solid #ccc;padding:.15em .5em;"
    "text-align:right}td.t,th{text-align:left}\n"
    "code{background:#f2f2f2}\n"
    "</style>\n";

/* The storm is what comes in the first of these seconds; the whole time stands above. */
#define ZOOM_LEAST_S 60

static void paragraph(const char *tag, const char *text, FILE *to)
{
    fprintf(to, "<%s>", tag);
    hf_chart_text(text, to);
    fprintf(to, "</%s>\n", tag);
}

/* ---- words ---- */

static void put_words(const struct hf_storm *storm, FILE *to)
{
    char text[HF_STORM_TEXT];

    fputs("<h2>What each server has to bear</h2>\n", to);
    for (unsigned phase = 0; phase < storm->n_phases; phase++) {
        hf_storm_say_phase(storm, phase, text);
        paragraph("h3", text, to);
        fputs("<ul>\n", to);
        for (unsigned server = 0; server < storm->n_servers; server++) {
            if (!hf_storm_is_told(storm, phase, server))
                continue;
            hf_storm_say_load(storm, phase, server, text);
            paragraph("li", text, to);
        }
        hf_storm_say_outage(storm, phase, text);
        paragraph("li", text, to);
        fputs("</ul>\n", to);
    }
}

/* ---- pictures ---- */

static void put_pair(const struct hf_storm *storm, struct hf_chart_rate chart, FILE *to)
{
    chart.top = hf_chart_top(storm, &chart);
    fputs("<div class=\"two\">\n", to);
    for (chart.variant = 0; chart.variant < HF_STORM_VARIANTS; chart.variant++)
        hf_chart_rate(storm, &chart, to);
    fputs("</div>\n", to);
}

/* Where 95 % of what comes in the phase has come, with jitter or without: the later. */
static size_t zoom_end(const struct hf_storm *storm, unsigned phase,
                       const struct hf_chart_rate *chart)
{
    size_t end = chart->from + ZOOM_LEAST_S;

    for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++) {
        const uint64_t *sum = hf_storm_sum(storm, variant, chart->server, HF_FLEET_REQUESTS);
        const uint64_t all =
            hf_storm_load(storm, variant, phase, chart->server)->counts[HF_FLEET_REQUESTS];
        uint64_t seen = 0;
        size_t second = chart->from;

        while (second < chart->to && (seen += sum[second]) * 20 < all * 19)
            second++;
        end = second + 1 > end ? second + 1 : end;
    }
    return end < chart->to ? end : chart->to;
}

static void put_phase_rates(const struct hf_storm *storm, unsigned phase, FILE *to)
{
    const struct hf_fleet_phase *at = hf_fleet_phase(storm->plan, phase);
    const size_t from = (size_t)(at->from_us / 1000000);
    size_t end = (size_t)((at->until_us + 999999) / 1000000);
    char text[HF_STORM_TEXT];

    end = end > from ? end : from + 1;
    hf_storm_say_phase(storm, phase, text);
    paragraph("h3", text, to);
    for (unsigned server = 0; server < storm->n_servers; server++) {
        struct hf_chart_rate chart = {.server = server, .from = from, .to = end};

        if (!hf_storm_is_told(storm, phase, server))
            continue;
        chart.to = zoom_end(storm, phase, &chart);
        put_pair(storm, chart, to);
    }
}

static void put_rates(const struct hf_storm *storm, FILE *to)
{
    fputs("<h2>Requests a second</h2>\n<p>Blue is the mean of the seeds, light blue the most of "
          "any; each column is as high as the highest of its seconds. Red ground: the server does "
          "not serve. Retransmissions are counted.</p>\n",
          to);
    for (unsigned server = 0; server < storm->n_servers; server++)
        put_pair(storm, (struct hf_chart_rate){.server = server, .from = 0, .to = storm->n_seconds},
                 to);
    for (unsigned phase = 0; phase < storm->n_phases; phase++)
        put_phase_rates(storm, phase, to);
}

static void put_outages(const struct hf_storm *storm, FILE *to)
{
    char text[HF_STORM_TEXT];

    fputs("<h2>Out of service</h2>\n<p>A phone is out of service while it is switched on and has "
          "no binding at a server that serves.</p>\n",
          to);
    for (unsigned phase = 0; phase <= storm->n_phases; phase++) {
        if (phase < storm->n_phases)
            hf_storm_say_phase(storm, phase, text);
        else
            snprintf(text, sizeof(text), "The whole time");
        paragraph("h3", text, to);
        fputs("<div class=\"two\">\n", to);
        for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++)
            hf_chart_outage(storm, variant, phase, to);
        fputs("</div>\n", to);
    }
}

/* ---- figures ---- */

struct cell { /* its id names it for whoever reads the page by machine */
    const char *key;
    uint64_t value;
};

static void put_cells(const char *row, const struct cell *cells, unsigned n, FILE *to)
{
    for (unsigned i = 0; i < n; i++) {
        char number[32];

        hf_storm_number(cells[i].value, number);
        fprintf(to, "<td id=\"%s-%s\">%s</td>", row, cells[i].key, number);
    }
    fputs("</tr>\n", to);
}

struct place { /* of a load */
    unsigned variant, phase, server;
};

static void put_load(const struct hf_storm *storm, const struct place *at, FILE *to)
{
    const struct hf_storm_load *load = hf_storm_load(storm, at->variant, at->phase, at->server);
    const struct cell cells[] = {{"requests", load->counts[HF_FLEET_REQUESTS]},
                                 {"again", load->counts[HF_FLEET_AGAIN]},
                                 {"unanswered", load->counts[HF_FLEET_UNANSWERED]},
                                 {"over", load->counts[HF_FLEET_OVER]},
                                 {"accepted", load->counts[HF_FLEET_ACCEPTED]},
                                 {"peak", load->peak},
                                 {"peak_at_s", load->peak_at_s},
                                 {"above_half_s", load->above_half_s},
                                 {"peak_least", load->least},
                                 {"peak_median", load->median}};
    char row[64];

    snprintf(row, sizeof(row), "load-%u-%u-%u", at->variant, at->phase, at->server);
    fprintf(to, "<tr><td class=\"t\">%u</td><td class=\"t\">%s</td><td>%u %%</td>", at->phase,
            hf_fleet_server(storm->plan, at->server), storm->variants[at->variant].jitter_percent);
    put_cells(row, cells, sizeof(cells) / sizeof(cells[0]), to);
}

static void put_outage(const struct hf_storm *storm, unsigned variant, unsigned phase, FILE *to)
{
    const struct hf_fleet_outage *outage = &storm->variants[variant].outages[phase];
    const struct cell cells[] = {{"lines", outage->n_lines},
                                 {"hit", outage->n_hit},
                                 {"sum_us", outage->sum_us},
                                 {"half_us", hf_fleet_outage_us(outage, 500)},
                                 {"ninety_us", hf_fleet_outage_us(outage, 900)},
                                 {"ninety_nine_us", hf_fleet_outage_us(outage, 990)},
                                 {"all_us", outage->max_us}};
    char row[64], name[16];

    snprintf(name, sizeof(name), phase < storm->n_phases ? "%u" : "all", phase);
    snprintf(row, sizeof(row), "outage-%u-%s", variant, name);
    fprintf(to, "<tr><td class=\"t\">%s</td><td>%u %%</td>", name,
            storm->variants[variant].jitter_percent);
    put_cells(row, cells, sizeof(cells) / sizeof(cells[0]), to);
}

static void put_figures(const struct hf_storm *storm, FILE *to)
{
    fputs("<h2>Figures</h2>\n<table><tr><th>phase</th><th>server</th><th>jitter</th>"
          "<th>requests</th><th>of them again</th><th>never answered</th><th>more than it takes"
          "</th><th>accepted</th><th>peak /s</th><th>at second</th><th>seconds above half</th>"
          "<th>least peak of a seed</th><th>median</th></tr>\n",
          to);
    for (unsigned phase = 0; phase < storm->n_phases; phase++) {
        for (unsigned server = 0; server < storm->n_servers; server++) {
            for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++)
                put_load(storm, &(struct place){variant, phase, server}, to);
        }
    }
    fputs("</table>\n<p></p>\n<table><tr><th>phase</th><th>jitter</th><th>phones</th><th>out of "
          "service</th><th>sum, \xC2\xB5s</th><th>50 % at most</th><th>90 %</th><th>99 %</th>"
          "<th>longest</th></tr>\n",
          to);
    for (unsigned phase = 0; phase <= storm->n_phases; phase++) {
        for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++)
            put_outage(storm, variant, phase, to);
    }
    fprintf(to,
            "</table>\n<p>Digest of everything: <code id=\"digest\">%016" PRIx64 "</code></p>\n",
            hf_storm_digest(storm));
}

int hf_storm_page(const struct hf_storm *storm, FILE *to)
{
    char lines[32];

    hf_storm_number(storm->order.lines, lines);
    fputs(head, to);
    fputs("<title>", to);
    hf_chart_text(storm->name, to);
    fputs("</title></head><body>\n<h1>", to);
    hf_chart_text(storm->name, to);
    fprintf(to,
            ": %s phones, with %u %% jitter and without</h1>\n"
            "<p>Seeds %" PRIu64 " to %" PRIu64 "; Holdfast " HF_VERSION ".</p>\n",
            lines, storm->variants[0].jitter_percent, storm->order.first_seed,
            storm->order.last_seed);
    put_words(storm, to);
    put_rates(storm, to);
    put_outages(storm, to);
    put_figures(storm, to);
    fputs("</body></html>\n", to);
    return ferror(to) ? -1 : 0;
}
