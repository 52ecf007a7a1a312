/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast simulate FILE --lines N ...`: what is known of a fleet when all its seeds have run, for
 * text, JSON and page alike: none of them computes a figure of its own.
 */
#ifndef HOLDFAST_CLI_SIMULATE_STORM_H
#define HOLDFAST_CLI_SIMULATE_STORM_H

#include <stdint.h>
#include <stdio.h>

#include "holdfast/sim/fleet.h"

#define HF_STORM_VARIANTS 2 /* with jitter, without */

struct hf_storm_order {
    const char *path, *report; /* report: or NULL */
    uint64_t lines, first_seed, last_seed;
    unsigned threads;
    int json;
};

/* What a server has to bear in a phase. */
struct hf_storm_load {
    uint64_t counts[HF_FLEET_COUNTS]; /* of all seeds */
    uint64_t peak_at_s, peak_seed;    /* of the seed with the highest peak: the first such second */
    uint64_t above_half_s;            /* there: seconds with more than half of the peak */
    uint32_t peak;                    /* requests in a second */
    uint32_t least, median;           /* of the seeds' peaks */
};

struct hf_storm_variant {
    unsigned jitter_percent;         /* 0: without */
    uint64_t *sums;                  /* [server][count][second], of all seeds */
    uint32_t *most;                  /* [server][second]: requests of the seed that had most */
    uint32_t *peaks;                 /* [phase][server][seed] */
    struct hf_storm_load *loads;     /* [phase][server] */
    struct hf_fleet_outage *outages; /* [phase], and [n_phases]: the whole time; of all seeds */
    uint64_t n_lines, n_steps, n_requests;
    uint64_t digest;
};

struct hf_storm {
    struct hf_storm_order order;
    const char *name; /* of the scenario: its path without folders */
    const struct hf_fleet_plan *plan;
    unsigned n_servers, n_phases;
    size_t n_seconds;
    struct hf_storm_variant variants[HF_STORM_VARIANTS];
    double seconds;   /* what it took */
    double processor; /* of its threads together */
    uint64_t bytes;   /* what the process had at most */
};

/* simulate_storm.c. 0, or -1: no memory. */
int hf_storm_init(struct hf_storm *storm);
void hf_storm_free(struct hf_storm *storm);
void hf_storm_add(struct hf_storm *storm, unsigned variant, uint64_t seed,
                  const struct hf_fleet_tally *tally);
void hf_storm_end(struct hf_storm *storm);

const struct hf_storm_load *hf_storm_load(const struct hf_storm *storm, unsigned variant,
                                          unsigned phase, unsigned server);
const uint64_t *hf_storm_sum(const struct hf_storm *storm, unsigned variant, unsigned server,
                             enum hf_fleet_count count);
const uint32_t *hf_storm_most(const struct hf_storm *storm, unsigned variant, unsigned server);
uint64_t hf_storm_seeds(const struct hf_storm *storm);
uint64_t hf_storm_digest(const struct hf_storm *storm);
/* The phase that a second belongs to: one that begins within it. */
unsigned hf_storm_phase_of(const struct hf_storm *storm, size_t second);

/* What a phase is, for the server's sake. */
enum hf_storm_turn {
    HF_STORM_AS_BEFORE = 0,
    HF_STORM_DIES = 1,   /* it served in the phase before, and does not any more */
    HF_STORM_RETURNS = 2 /* and the other way round */
};
enum hf_storm_turn hf_storm_turn(const struct hf_storm *storm, unsigned phase, unsigned server);

/* simulate_crew.c: one seed of one variant, in threads. 0, or -1 after the reason was said. */
int hf_crew_run(const struct hf_storm *storm, const struct hf_fleet_order *order,
                struct hf_fleet_tally *tally);

/* simulate_say.c */
#define HF_STORM_TEXT 1024
void hf_storm_clock(uint64_t s, char text[32]);       /* 1:00:32 */
void hf_storm_number(uint64_t number, char text[32]); /* 1,234,567 */
void hf_storm_duration(uint64_t us, char text[32]);   /* 7.5 s, 12 min 5 s */
/* "When a dies (1:00:00, `server a is silent`)" */
void hf_storm_say_phase(const struct hf_storm *storm, unsigned phase, char text[HF_STORM_TEXT]);
/* "b has to bear at most ..." */
void hf_storm_say_load(const struct hf_storm *storm, unsigned phase, unsigned server,
                       char text[HF_STORM_TEXT]);
/* "Of 100,000 phones ..." */
void hf_storm_say_outage(const struct hf_storm *storm, unsigned phase, char text[HF_STORM_TEXT]);
/* A server of which there is something to say in the phase. */
int hf_storm_is_told(const struct hf_storm *storm, unsigned phase, unsigned server);
void hf_storm_say(const struct hf_storm *storm, FILE *to);

/* simulate_json.c */
void hf_storm_json(const struct hf_storm *storm, FILE *to);

/* simulate_page.c. 0, or -1: not all of it could be written. */
int hf_storm_page(const struct hf_storm *storm, FILE *to);

/* simulate_fleet.c. Exit codes. */
int hf_simulate_is_fleet(int argc, char **argv);
int hf_simulate_fleet(int argc, char **argv);

#endif
