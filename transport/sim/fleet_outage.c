/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For how long a line is out of service: it is switched on, and has no binding at a server that
 * serves. A binding counts from the moment at which the phone hears of it until it expires. What is
 * known of the bindings stays as it is between two settlements, and how the servers are stands in
 * the plan, so that nothing needs to be watched meanwhile.
 */
#include "fleet_inside.h"

/* Whether the line is in service at a moment, and until when that stays as it is. */
static int is_in_service(const struct fleet_worker *worker, uint64_t at_us, uint64_t *until_us)
{
    const struct hf_fleet_plan *plan = worker->plan;
    int in_service = 0;

    for (unsigned i = 0; i < plan->n_servers; i++) {
        const struct fleet_server *server = &plan->servers[i];
        const uint64_t binding_us = worker->line->places[i].until_us;
        const uint64_t end_us = fleet_spell_end(server, at_us);

        if (binding_us <= at_us)
            continue;
        in_service |= fleet_spell(server, at_us)->serves;
        if (binding_us < *until_us)
            *until_us = binding_us;
        if (end_us < *until_us)
            *until_us = end_us;
    }
    return in_service;
}

static void add(struct hf_fleet_outage *outage, uint64_t us)
{
    outage->n_lines++;
    if (us == 0)
        return;
    outage->n_hit++;
    outage->sum_us += us;
    if (us > outage->max_us)
        outage->max_us = us;
    outage->buckets[hf_fleet_bucket(us)]++;
}

/* The line's present phase is over. */
static void end_phase(struct fleet_worker *worker)
{
    struct fleet_line *line = worker->line;

    if (line->was_on)
        add(&worker->tally.outages[line->phase], line->out_us);
    line->all_out_us += line->out_us;
    line->out_us = 0;
    line->phase++;
    line->was_on = line->is_on;
}

static void settle_phase(struct fleet_worker *worker, uint64_t to_us)
{
    struct fleet_line *line = worker->line;

    while (line->settled_us < to_us) {
        uint64_t until_us = to_us;
        const int in_service = is_in_service(worker, line->settled_us, &until_us);

        if (!in_service && line->is_on)
            line->out_us += until_us - line->settled_us;
        line->settled_us = until_us;
    }
}

void fleet_settle(struct fleet_worker *worker, uint64_t to_us)
{
    const struct hf_fleet_plan *plan = worker->plan;
    struct fleet_line *line = worker->line;

    while (line->phase < plan->n_phases) {
        const uint64_t end_us = plan->phases[line->phase].until_us;

        settle_phase(worker, to_us < end_us ? to_us : end_us);
        if (to_us < end_us)
            break;
        end_phase(worker);
    }
    if (to_us == HF_NEVER && line->was_ever_on)
        add(&worker->tally.outages[plan->n_phases], line->all_out_us);
}
