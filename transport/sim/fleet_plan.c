/* SPDX-License-Identifier: Apache-2.0 */
/* What the plan of a fleet says of a server, a moment, a phase. Nothing of it changes any more. */
#include <string.h>

#include "fleet_inside.h"

#define SECOND_US UINT64_C(1000000)

/* The index of the last spell that begins at at_us or before. */
static size_t spell_at(const struct fleet_server *server, uint64_t at_us)
{
    size_t low = 0, high = server->n_spells;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (server->spells[middle].from_us <= at_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const struct fleet_spell *fleet_spell(const struct fleet_server *server, uint64_t at_us)
{
    return &server->spells[spell_at(server, at_us)];
}

uint64_t fleet_spell_end(const struct fleet_server *server, uint64_t at_us)
{
    const size_t next = spell_at(server, at_us) + 1;

    return next < server->n_spells ? server->spells[next].from_us : HF_NEVER;
}

int fleet_is_contended(const struct fleet_server *server, uint64_t at_us)
{
    const uint64_t from_us = at_us / SECOND_US * SECOND_US;
    size_t i = spell_at(server, at_us);

    if (!server->has_bound || server->spells[i].server.presence != HF_SIM_ANSWERS)
        return 0;
    for (i = spell_at(server, from_us);
         i < server->n_spells && server->spells[i].from_us < from_us + SECOND_US; i++) {
        if (server->spells[i].bound.takes != 0)
            return 1;
    }
    return 0;
}

unsigned fleet_server_at(const struct hf_fleet_plan *plan, const struct hf_target *target)
{
    unsigned i = 0;

    while (i < plan->n_servers && memcmp(&plan->servers[i].target, target, sizeof(*target)) != 0)
        i++;
    return i;
}

unsigned fleet_phase_at(const struct hf_fleet_plan *plan, uint64_t at_us)
{
    unsigned phase = plan->n_phases - 1;

    while (phase > 0 && plan->phases[phase].from_us > at_us)
        phase--;
    return phase;
}

unsigned hf_fleet_phases(const struct hf_fleet_plan *plan)
{
    return plan->n_phases;
}

const struct hf_fleet_phase *hf_fleet_phase(const struct hf_fleet_plan *plan, unsigned phase)
{
    return &plan->phases[phase];
}

unsigned hf_fleet_servers(const struct hf_fleet_plan *plan)
{
    return plan->n_servers;
}

const char *hf_fleet_server(const struct hf_fleet_plan *plan, unsigned server)
{
    return plan->servers[server].name;
}

/* Nothing changes within a phase. */
int hf_fleet_serves(const struct hf_fleet_plan *plan, unsigned server, unsigned phase)
{
    return fleet_spell(&plan->servers[server], plan->phases[phase].from_us)->serves;
}

uint32_t hf_fleet_takes(const struct hf_fleet_plan *plan, unsigned server, unsigned phase)
{
    return fleet_spell(&plan->servers[server], plan->phases[phase].from_us)->bound.takes;
}

unsigned hf_fleet_jitter(const struct hf_fleet_plan *plan)
{
    return plan->jitter_percent;
}

int hf_fleet_is_crowded(const struct hf_fleet_plan *plan)
{
    return plan->epoch_us != HF_NEVER;
}

size_t hf_fleet_seconds(const struct hf_fleet_plan *plan)
{
    return (size_t)((plan->until_us + SECOND_US - 1) / SECOND_US) + 1;
}

size_t hf_fleet_line_bytes(const struct hf_fleet_plan *plan)
{
    return hf_line_size() + sizeof(struct fleet_line) +
           plan->n_servers * sizeof(struct fleet_place);
}
