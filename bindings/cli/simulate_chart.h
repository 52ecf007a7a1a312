/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of a fleet's page: each an SVG of its own, without script. */
#ifndef HOLDFAST_CLI_SIMULATE_CHART_H
#define HOLDFAST_CLI_SIMULATE_CHART_H

#include "simulate_storm.h"

#define HF_CHART_WIDTH  560
#define HF_CHART_HEIGHT 210

/* Requests a second at a server, from one second up to another (not included). With several seeds
 * the mean of them, and behind it the most of any. */
struct hf_chart_rate {
    unsigned variant, server;
    size_t from, to;
    uint64_t top; /* of the scale: the same beside one another */
};
void hf_chart_rate(const struct hf_storm *storm, const struct hf_chart_rate *chart, FILE *to);
/* The highest second of both variants. */
uint64_t hf_chart_top(const struct hf_storm *storm, const struct hf_chart_rate *chart);

/* How many phones were out of service for how long in a phase. */
void hf_chart_outage(const struct hf_storm *storm, unsigned variant, unsigned phase, FILE *to);

/* Text, escaped for XML. */
void hf_chart_text(const char *text, FILE *to);

#endif
