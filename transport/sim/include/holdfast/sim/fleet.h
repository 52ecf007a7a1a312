/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fleet: as many phones as memory holds, each with the core's own line, through one outage.
 *
 *     struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);
 *     struct hf_fleet *fleet = hf_fleet_new(plan, &order);
 *     while (hf_fleet_advance(fleet))
 *         for (unsigned part = 0; part < order.parts; part++)
 *             hf_fleet_run(fleet, part);          each part may have a thread of its own
 *     hf_fleet_finish(fleet, &tally);
 *
 * Each phone stands alone: it has its own resolver, and phones meet only in servers. As long as no
 * server has a bound (`server a takes 500/s`), what happens to one phone is nothing to another:
 * each runs from the beginning to the end in the same memory. Where a server has one, all phones
 * go on together, an epoch at a time that is no longer than the way to that server and back, and
 * between two epochs its requests are answered in the order of their arrival. Either way a tally is
 * a sum over lines, so that neither the number of parts nor their order matters.
 *
 * The world is that of world.h as far as registration goes: the same answers at the same moments.
 */
#ifndef HOLDFAST_SIM_FLEET_H
#define HOLDFAST_SIM_FLEET_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/sim/scenario.h"

#define HF_FLEET_LINES_MAX 10000000
#define HF_FLEET_PARTS_MAX 64
#define HF_FLEET_PHASES    64
#define HF_FLEET_UNTIL_MAX (UINT64_C(7) * 86400 * 1000000)
#define HF_FLEET_TEXT      224

struct hf_fleet_plan;

/* NULL, and a complaint, for text that is no scenario of a fleet. */
struct hf_fleet_plan *hf_fleet_read(const struct hf_sim_source *source,
                                    struct hf_sim_complaint *complaint);
void hf_fleet_plan_free(struct hf_fleet_plan *plan);

/* A phase begins with a moment at which verbs stand: their text, and until when it lasts. */
struct hf_fleet_phase {
    uint64_t from_us, until_us;
    char text[HF_FLEET_TEXT];
};
unsigned hf_fleet_phases(const struct hf_fleet_plan *plan);
const struct hf_fleet_phase *hf_fleet_phase(const struct hf_fleet_plan *plan, unsigned phase);

/* Servers, in the order in which the scenario names them. */
unsigned hf_fleet_servers(const struct hf_fleet_plan *plan);
const char *hf_fleet_server(const struct hf_fleet_plan *plan, unsigned server);

/* How a server is in the middle of a phase: whether a phone that is registered there is in
 * service, and how many requests a second it takes (0: any number). */
int hf_fleet_serves(const struct hf_fleet_plan *plan, unsigned server, unsigned phase);
uint32_t hf_fleet_takes(const struct hf_fleet_plan *plan, unsigned server, unsigned phase);

/* The configuration's jitter_percent; where every line has 0, the native one that stands in for it
 * in the variant with jitter. */
unsigned hf_fleet_jitter(const struct hf_fleet_plan *plan);
int hf_fleet_is_crowded(const struct hf_fleet_plan *plan); /* some server has a bound */
size_t hf_fleet_seconds(const struct hf_fleet_plan *plan);

/* ---- what is counted ---- */

enum hf_fleet_count {
    HF_FLEET_REQUESTS = 0,   /* that have come to the server, whatever it did with them */
    HF_FLEET_AGAIN = 1,      /* of them, retransmissions */
    HF_FLEET_UNANSWERED = 2, /* of them, those that it never answered: it was silent or gone */
    HF_FLEET_OVER = 3,       /* of them, more than it takes in a second */
    HF_FLEET_ACCEPTED = 4,   /* of them, REGISTERs that it answered with 2xx */
    HF_FLEET_COUNTS
};

/* Times by their size, 64 steps to a power of two: whole milliseconds below 128, then to 1.6 %. */
#define HF_FLEET_BUCKETS 2048
unsigned hf_fleet_bucket(uint64_t us);
uint64_t hf_fleet_bucket_us(unsigned bucket); /* where it begins */

/* How long lines were out of service: switched on, with no binding at a server that serves. */
struct hf_fleet_outage {
    uint64_t n_lines; /* that were switched on for any time in it */
    uint64_t n_hit;   /* of them, those that were out of service for any time in it */
    uint64_t sum_us, max_us;
    uint64_t buckets[HF_FLEET_BUCKETS]; /* of n_hit */
};

/* The time that a share of the lines (in thousandths) were out of service at most: of all lines,
 * 0 for those that were not hit. Never below the true one, 1.6 % above it at most. */
uint64_t hf_fleet_outage_us(const struct hf_fleet_outage *outage, unsigned thousandths);

/* As if both were of one fleet. */
void hf_fleet_outage_add(struct hf_fleet_outage *to, const struct hf_fleet_outage *from);

struct hf_fleet_tally {
    unsigned n_servers, n_phases;
    size_t n_seconds;
    uint32_t *rates;                 /* [server][count][second]; hf_fleet_rate */
    struct hf_fleet_outage *outages; /* [phase], and [n_phases]: the whole time */
    uint64_t n_lines, n_steps, n_requests;
    uint64_t lines_digest; /* sum of the lines' digests at the end */
    char fault[256];       /* "", or what a line did that it must not */
};

/* 0, or -1: no memory. */
int hf_fleet_tally_init(struct hf_fleet_tally *tally, const struct hf_fleet_plan *plan);
void hf_fleet_tally_free(struct hf_fleet_tally *tally);
void hf_fleet_tally_add(struct hf_fleet_tally *to, const struct hf_fleet_tally *from);
const uint32_t *hf_fleet_rate(const struct hf_fleet_tally *tally, unsigned server,
                              enum hf_fleet_count count);
/* Of all that is counted: equal on every machine, for any number of parts. */
uint64_t hf_fleet_digest(const struct hf_fleet_tally *tally);

/* ---- running ---- */

struct hf_fleet_order {
    uint64_t lines; /* 1..HF_FLEET_LINES_MAX; line k is made like the scenario's k-th, and again
                       from its first */
    uint64_t seed;
    unsigned parts;
    int without_jitter; /* jitter_percent=0, storm_spread_ms=0 */
};

struct hf_fleet;

/* NULL: no memory. */
struct hf_fleet *hf_fleet_new(const struct hf_fleet_plan *plan, const struct hf_fleet_order *order);

/* Between two epochs: 1, and each part is to be run once; 0: it is over. */
int hf_fleet_advance(struct hf_fleet *fleet);
void hf_fleet_run(struct hf_fleet *fleet, unsigned part);

/* Adds what was counted, and frees the fleet. */
void hf_fleet_finish(struct hf_fleet *fleet, struct hf_fleet_tally *tally);

/* The seed that line number (1..) is configured with. */
uint64_t hf_fleet_line_seed(uint64_t seed, uint64_t number);

/* Bytes that a line takes while it lives, the room for its outstanding requests apart. */
size_t hf_fleet_line_bytes(const struct hf_fleet_plan *plan);

#endif
