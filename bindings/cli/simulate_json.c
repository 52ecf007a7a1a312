/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of a fleet, one JSON object a line. What it cost comes last: it alone is not the same
 * every time. */
#include <inttypes.h>

#include "json.h"
#include "simulate_storm.h"

static void put_head(const struct hf_storm *storm, FILE *to)
{
    struct hf_json json;
    char digest[24];

    snprintf(digest, sizeof(digest), "%016" PRIx64, hf_storm_digest(storm));
    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "fleet");
    hf_json_string(&json, "scenario", storm->name);
    hf_json_unsigned(&json, "lines", storm->order.lines);
    hf_json_unsigned(&json, "first_seed", storm->order.first_seed);
    hf_json_unsigned(&json, "last_seed", storm->order.last_seed);
    hf_json_unsigned(&json, "jitter_percent", storm->variants[0].jitter_percent);
    hf_json_unsigned(&json, "phases", storm->n_phases);
    hf_json_unsigned(&json, "servers", storm->n_servers);
    hf_json_unsigned(&json, "steps", storm->variants[0].n_steps + storm->variants[1].n_steps);
    hf_json_string(&json, "digest", digest);
    hf_json_end(&json);
}

static void put_phase(struct hf_json *json, const struct hf_storm *storm, unsigned variant,
                      unsigned phase)
{
    hf_json_unsigned(json, "jitter_percent", storm->variants[variant].jitter_percent);
    if (phase == storm->n_phases) {
        hf_json_null(json, "phase");
        return;
    }
    hf_json_unsigned(json, "phase", phase);
    hf_json_unsigned(json, "from_us", hf_fleet_phase(storm->plan, phase)->from_us);
    hf_json_string(json, "text", hf_fleet_phase(storm->plan, phase)->text);
}

static const char *turn_name(enum hf_storm_turn turn)
{
    switch (turn) {
    case HF_STORM_AS_BEFORE: return "as_before";
    case HF_STORM_DIES: return "dies";
    case HF_STORM_RETURNS: return "returns";
    }
    return "";
}

struct place { /* of a load */
    unsigned variant, phase, server;
};

static void put_load(const struct hf_storm *storm, const struct place *at, FILE *to)
{
    const struct hf_storm_load *load = hf_storm_load(storm, at->variant, at->phase, at->server);
    const uint32_t takes = hf_fleet_takes(storm->plan, at->server, at->phase);
    struct hf_json json;

    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "fleet_load");
    put_phase(&json, storm, at->variant, at->phase);
    hf_json_string(&json, "server", hf_fleet_server(storm->plan, at->server));
    hf_json_bool(&json, "serves", hf_fleet_serves(storm->plan, at->server, at->phase));
    hf_json_string(&json, "turn", turn_name(hf_storm_turn(storm, at->phase, at->server)));
    if (takes != 0)
        hf_json_unsigned(&json, "takes", takes);
    else
        hf_json_null(&json, "takes");
    hf_json_unsigned(&json, "requests", load->counts[HF_FLEET_REQUESTS]);
    hf_json_unsigned(&json, "again", load->counts[HF_FLEET_AGAIN]);
    hf_json_unsigned(&json, "unanswered", load->counts[HF_FLEET_UNANSWERED]);
    hf_json_unsigned(&json, "over", load->counts[HF_FLEET_OVER]);
    hf_json_unsigned(&json, "accepted", load->counts[HF_FLEET_ACCEPTED]);
    hf_json_unsigned(&json, "peak", load->peak);
    hf_json_unsigned(&json, "peak_at_s", load->peak_at_s);
    hf_json_unsigned(&json, "peak_seed", load->peak_seed);
    hf_json_unsigned(&json, "above_half_s", load->above_half_s);
    hf_json_unsigned(&json, "peak_least", load->least);
    hf_json_unsigned(&json, "peak_median", load->median);
    hf_json_end(&json);
}

static void put_outage(const struct hf_storm *storm, unsigned variant, unsigned phase, FILE *to)
{
    const struct hf_fleet_outage *outage = &storm->variants[variant].outages[phase];
    struct hf_json json;

    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "fleet_outage");
    put_phase(&json, storm, variant, phase);
    hf_json_unsigned(&json, "lines", outage->n_lines);
    hf_json_unsigned(&json, "hit", outage->n_hit);
    hf_json_unsigned(&json, "sum_us", outage->sum_us);
    hf_json_unsigned(&json, "half_us", hf_fleet_outage_us(outage, 500));
    hf_json_unsigned(&json, "ninety_us", hf_fleet_outage_us(outage, 900));
    hf_json_unsigned(&json, "ninety_nine_us", hf_fleet_outage_us(outage, 990));
    hf_json_unsigned(&json, "all_us", outage->max_us);
    hf_json_end(&json);
}

/* An array a server: requests of all seeds, second by second. */
static void put_rate(const struct hf_storm *storm, unsigned variant, unsigned server, FILE *to)
{
    const uint64_t *sum = hf_storm_sum(storm, variant, server, HF_FLEET_REQUESTS);

    fprintf(to, "{\"kind\":\"fleet_rate\",\"jitter_percent\":%u,\"server\":\"%s\",\"requests\":[",
            storm->variants[variant].jitter_percent, hf_fleet_server(storm->plan, server));
    for (size_t second = 0; second < storm->n_seconds; second++)
        fprintf(to, "%s%" PRIu64, second == 0 ? "" : ",", sum[second]);
    fputs("]}\n", to);
}

void hf_storm_json(const struct hf_storm *storm, FILE *to)
{
    struct hf_json json;

    put_head(storm, to);
    for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++) {
        for (unsigned phase = 0; phase < storm->n_phases; phase++) {
            for (unsigned server = 0; server < storm->n_servers; server++)
                put_load(storm, &(struct place){variant, phase, server}, to);
        }
        for (unsigned phase = 0; phase <= storm->n_phases; phase++)
            put_outage(storm, variant, phase, to);
        for (unsigned server = 0; server < storm->n_servers; server++)
            put_rate(storm, variant, server, to);
    }
    hf_json_begin(&json, to);
    hf_json_string(&json, "kind", "fleet_cost");
    hf_json_unsigned(&json, "threads", storm->order.threads);
    hf_json_unsigned(&json, "milliseconds", (uint64_t)(storm->seconds * 1000));
    hf_json_unsigned(&json, "processor_milliseconds", (uint64_t)(storm->processor * 1000));
    hf_json_unsigned(&json, "bytes", storm->bytes);
    hf_json_end(&json);
}
