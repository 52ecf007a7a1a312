/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scenario becomes the plan of a fleet: how each server is at each moment, what lines begin with
 * and what they are told, and the phases. What a fleet has not is refused with the line it stands
 * in, and so is what nobody could notice: a server that no line has.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_bound.h"

struct reader {
    struct parser p;
    struct hf_fleet_plan *plan;
    struct fleet_bound_verbs verbs;
};

/* ---- what a fleet has not ---- */

static const char *refused_verb(enum verb verb)
{
    switch (verb) {
    case VERB_SERVER:
    case VERB_CONFIGURE:
    case VERB_START:
    case VERB_STOP:
    case VERB_REGISTER:
    case VERB_NAME: return NULL;
    case VERB_NETWORK:
    case VERB_CREDENTIALS:
    case VERB_SNAPSHOT:
    case VERB_RESTART:
    case VERB_EVENT: return "happens to one phone";
    case VERB_REQUEST:
    case VERB_CALL:
    case VERB_CALL_OVER:
    case VERB_DIAL:
    case VERB_HANG_UP:
    case VERB_ANSWER:
    case VERB_SAY: return "is about calls and requests";
    case VERB_BREAK:
    case VERB_CLOSE_IDLE:
    case VERB_RESTART_SERVER: return "is about connections";
    case VERB_STATIC: return "is about one phone's own records";
    }
    return NULL;
}

static int check_server(struct parser *p, const struct hf_sim_server *server)
{
    if (server->target.transport != HF_TRANSPORT_UDP)
        return complain(p, "server %s: in a fleet all servers are reached over udp", server->name);
    if (server->status / 100 == 3)
        return complain(p, "server %s: in a fleet no server points to others (3xx)", server->name);
    if (server->n_realms > 1)
        return complain(p, "server %s: in a fleet a server has one realm", server->name);
    return 0;
}

static int check_command(struct parser *p, const struct command *command)
{
    const char *what = refused_verb(command->verb);

    p->source_line = command->source_line;
    if (what != NULL)
        return complain(p,
                        "`%s` %s, which a fleet has not; server, name, line, start, stop, "
                        "register, configure, until are for fleets",
                        command->text, what);
    return command->verb == VERB_SERVER ? check_server(p, &command->changed) : 0;
}

/* ---- which servers lines have ---- */

static int has_address(const struct hf_sim_records *records, const struct hf_target *target)
{
    for (unsigned i = 0; records->outcome == HF_DNS_ANSWER && i < records->n; i++) {
        if (memcmp(records->addresses[i], target->address, sizeof(target->address)) == 0)
            return 1;
    }
    return 0;
}

/* Some name leads to its address, at some time. */
static int is_named(const struct hf_fleet_plan *plan, const struct hf_target *target)
{
    const unsigned of = target->family == HF_FAMILY_IPV6 ? HF_SIM_AAAA : HF_SIM_A;

    for (size_t i = 0; i < plan->n_names; i++) {
        if (has_address(&plan->names[i]->host.records[of], target))
            return 1;
    }
    return 0;
}

/* The target that a configured host is, or none. */
static struct hf_target target_of(const struct hf_config *config, const struct hf_name *host,
                                  uint16_t port)
{
    struct hf_target target = {.port = port != 0 ? port : 5060, .transport = HF_TRANSPORT_UDP};

    if (!hf_target_parse(&target, config->names + host->at, host->length))
        target.family = HF_FAMILY_NONE;
    return target;
}

static void mark(const struct hf_fleet_plan *plan, const struct hf_target *target, uint8_t *used)
{
    const unsigned at = fleet_server_at(plan, target);

    if (at < plan->n_servers)
        used[at] = 1;
}

static void mark_config(const struct hf_fleet_plan *plan, const struct hf_config *config,
                        uint8_t *used)
{
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];
        const struct hf_target target = target_of(config, &server->host, server->port);

        mark(plan, &target, used);
        for (unsigned k = 0; k < server->n_proxies; k++) {
            const struct hf_proxy_config *proxy = &server->proxies[k];
            const struct hf_target at = target_of(config, &proxy->host, proxy->port);

            mark(plan, &at, used);
        }
    }
}

static int check_used(struct reader *reader)
{
    const struct hf_fleet_plan *plan = reader->plan;
    const struct hf_sim_scenario *scenario = plan->scenario;
    uint8_t used[HF_SIM_SERVERS] = {0};

    for (unsigned i = 0; i < plan->n_kinds; i++)
        mark_config(plan, &plan->first[i], used);
    for (size_t i = 0; i < plan->n_acts; i++) {
        if (plan->acts[i]->verb == VERB_CONFIGURE)
            mark_config(plan, &plan->acts[i]->configuration.config, used);
    }
    for (unsigned i = 0; i < plan->n_servers; i++)
        used[i] |= (uint8_t)is_named(plan, &plan->servers[i].target);
    for (size_t i = 0; i < scenario->n_commands; i++) {
        const struct command *command = &scenario->commands[i];

        reader->p.source_line = command->source_line;
        if (command->verb == VERB_SERVER && !used[command->server])
            return complain(&reader->p,
                            "no line has the server %s, and no name leads to it; it is unknown",
                            command->changed.name);
    }
    return 0;
}

/* ---- lines ---- */

static int check_host(struct parser *p, const struct hf_fleet_plan *plan,
                      const struct hf_target *target, unsigned transport)
{
    if (transport != HF_TRANSPORT_UDP && transport != HF_TRANSPORT_NAPTR)
        return complain(p, "in a fleet all servers are reached over udp; right would be "
                           "`transport=udp`");
    if (target->family != HF_FAMILY_NONE && fleet_server_at(plan, target) == plan->n_servers)
        return complain(p, "a line has a server at an address and port where none is; right would "
                           "be `server x at udp:192.0.2.9:5070` above the line");
    return 0;
}

static int check_config(struct reader *reader, const struct hf_config *config, unsigned line)
{
    struct parser *p = &reader->p;

    struct hf_refusal refusal = {0};

    p->source_line = line;
    const int error = hf_config_check(config, &refusal);
    if (error < 0)
        return complain(p, "%s: %s %" PRIu64, hf_error_text(error),
                        refusal.what == NULL ? "?" : refusal.what, refusal.value);
    if (config->locate_by == HF_LOCATE_BY_STACK)
        return complain(p, "a fleet has no locate_by=stack; right would be `locate_by=dns`");
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];
        const struct hf_target target = target_of(config, &server->host, server->port);

        for (unsigned k = 0; k < server->n_proxies; k++) {
            const struct hf_proxy_config *proxy = &server->proxies[k];
            const struct hf_target at = target_of(config, &proxy->host, proxy->port);

            if (check_host(p, reader->plan, &at, proxy->transport) < 0)
                return -1;
        }
        if (server->n_proxies == 0 && check_host(p, reader->plan, &target, server->transport) < 0)
            return -1;
    }
    return 0;
}

/* A line begins with what it had before the first that it is configured with later. */
static int add_lines(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;
    const struct hf_sim_scenario *scenario = plan->scenario;

    for (unsigned i = 0; i < HF_SIM_LINES && scenario->lines[i].exists; i++) {
        const struct scenario_line *line = &scenario->lines[i];

        plan->first[i] = line->configuration.config;
        for (size_t k = scenario->n_commands; k > 0; k--) {
            const struct command *command = &scenario->commands[k - 1];
            if (command->verb == VERB_CONFIGURE && command->line == i + 1)
                plan->first[i] = command->before.config;
        }
        if (check_config(reader, &plan->first[i], line->source_line) < 0)
            return -1;
        if (plan->first[i].jitter_percent > plan->jitter_percent)
            plan->jitter_percent = plan->first[i].jitter_percent;
        plan->n_kinds = i + 1;
    }
    for (size_t i = 0; i < plan->n_acts; i++) {
        const struct command *act = plan->acts[i];
        if (act->verb == VERB_CONFIGURE &&
            check_config(reader, &act->configuration.config, act->source_line) < 0)
            return -1;
    }
    if (plan->jitter_percent == 0) {
        struct hf_config native;

        hf_config_init(&native);
        plan->jitter_percent = native.jitter_percent;
    }
    return 0;
}

/* ---- servers ---- */

static struct fleet_spell *spell_from(struct parser *p, struct fleet_server *server, uint64_t at_us)
{
    struct fleet_spell *last = &server->spells[server->n_spells - 1];

    if (last->from_us == at_us)
        return last;
    struct fleet_spell *grown = realloc(server->spells,
                                        (server->n_spells + 1) * sizeof(*server->spells));
    if (grown == NULL) {
        complain(p, "out of memory");
        return NULL;
    }
    server->spells = grown;
    grown[server->n_spells] = grown[server->n_spells - 1];
    grown[server->n_spells].from_us = at_us;
    return &grown[server->n_spells++];
}

static int is_serving(const struct hf_sim_server *server)
{
    return server->presence == HF_SIM_ANSWERS && !server->methods[HF_REQUEST_REGISTER].is_silent &&
           server->final_after_us != HF_NEVER && server->status < 500;
}

static int add_change(struct reader *reader, const struct command *command)
{
    struct fleet_server *server = &reader->plan->servers[command->server];
    struct fleet_spell *spell = spell_from(&reader->p, server, command->at_us);

    if (spell == NULL)
        return -1;
    spell->server = command->changed;
    spell->serves = (uint8_t)is_serving(&command->changed);
    return 0;
}

static int add_bound(struct reader *reader, const struct fleet_bound_verb *verb)
{
    struct hf_fleet_plan *plan = reader->plan;
    unsigned at = 0;

    reader->p.source_line = verb->source_line;
    while (at < plan->n_servers && strcmp(plan->servers[at].name, verb->server) != 0)
        at++;
    if (at == plan->n_servers)
        return complain(&reader->p,
                        "no line has the server %s, and no name leads to it; it is "
                        "unknown",
                        verb->server);
    struct fleet_spell *spell = spell_from(&reader->p, &plan->servers[at], verb->at_us);
    if (spell == NULL)
        return -1;
    spell->bound = verb->bound;
    plan->servers[at].has_bound |= verb->bound.takes != 0;
    return 0;
}

/* Both are in the order of time. */
static int add_changes(struct reader *reader)
{
    const struct hf_sim_scenario *scenario = reader->plan->scenario;
    unsigned next = 0;

    for (size_t i = 0; i <= scenario->n_commands; i++) {
        const struct command *command = &scenario->commands[i];
        const uint64_t at_us = i < scenario->n_commands ? command->at_us : HF_NEVER;

        for (; next < reader->verbs.n && reader->verbs.items[next].at_us <= at_us; next++) {
            if (add_bound(reader, &reader->verbs.items[next]) < 0)
                return -1;
        }
        if (i < scenario->n_commands && command->verb == VERB_SERVER &&
            add_change(reader, command) < 0)
            return -1;
    }
    return 0;
}

static int add_servers(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;
    const struct hf_sim_scenario *scenario = plan->scenario;

    for (unsigned i = 0; i < scenario->n_servers; i++) {
        struct fleet_server *server = &plan->servers[plan->n_servers];

        server->spells = calloc(1, sizeof(*server->spells));
        if (server->spells == NULL)
            return complain(&reader->p, "out of memory");
        server->target = scenario->servers[i].target;
        snprintf(server->name, sizeof(server->name), "%s", scenario->servers[i].name);
        hf_sim_server_init(&server->spells[0].server, server->name);
        server->spells[0].server.target = server->target;
        server->spells[0].bound.retry_after_s = HF_RETRY_AFTER_NONE;
        server->spells[0].serves = 1;
        server->n_spells = 1;
        plan->n_servers++;
    }
    return 0;
}

/* The way to a server with a bound and back takes no less than an epoch. */
static int measure_epoch(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;

    plan->epoch_us = HF_NEVER;
    for (unsigned i = 0; i < plan->n_servers; i++) {
        const struct fleet_server *server = &plan->servers[i];

        for (size_t k = 0; k < server->n_spells && server->has_bound; k++) {
            const uint64_t round_trip_us = server->spells[k].server.round_trip_us;

            if (round_trip_us < 1000)
                return complain(&reader->p,
                                "server %s takes so many a second and is nearer than "
                                "1ms; right would be `server %s delays 20ms`",
                                server->name, server->name);
            if (round_trip_us < plan->epoch_us)
                plan->epoch_us = round_trip_us;
        }
    }
    return 0;
}

/* ---- phases ---- */

static int add_to_phase(struct reader *reader, uint64_t at_us, const char *text)
{
    struct hf_fleet_plan *plan = reader->plan;
    struct hf_fleet_phase *last = &plan->phases[plan->n_phases - 1];

    if (at_us == 0)
        return 0;
    if (last->from_us == at_us) {
        const size_t used = strlen(last->text);

        snprintf(last->text + used, sizeof(last->text) - used, "; %s", text);
        return 0;
    }
    if (plan->n_phases == HF_FLEET_PHASES)
        return complain(&reader->p, "things happen at more than %d moments", HF_FLEET_PHASES - 1);
    last->until_us = at_us;
    plan->phases[plan->n_phases].from_us = at_us;
    snprintf(plan->phases[plan->n_phases].text, HF_FLEET_TEXT, "%s", text);
    plan->n_phases++;
    return 0;
}

static int add_phases(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;
    const struct hf_sim_scenario *scenario = plan->scenario;
    unsigned next = 0;

    plan->n_phases = 1;
    snprintf(plan->phases[0].text, HF_FLEET_TEXT, "the beginning");
    for (size_t i = 0; i <= scenario->n_commands; i++) {
        const struct command *command = &scenario->commands[i];
        const uint64_t at_us = i < scenario->n_commands ? command->at_us : HF_NEVER;

        for (; next < reader->verbs.n && reader->verbs.items[next].at_us <= at_us; next++) {
            const struct fleet_bound_verb *verb = &reader->verbs.items[next];

            reader->p.source_line = verb->source_line;
            if (add_to_phase(reader, verb->at_us, verb->text) < 0)
                return -1;
        }
        if (i == scenario->n_commands)
            break;
        reader->p.source_line = command->source_line;
        if (add_to_phase(reader, at_us, command->text) < 0)
            return -1;
    }
    plan->phases[plan->n_phases - 1].until_us = plan->until_us;
    return 0;
}

/* ---- the whole ---- */

static int sort_commands(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;
    const struct hf_sim_scenario *scenario = plan->scenario;

    plan->acts = calloc(scenario->n_commands + 1, sizeof(*plan->acts));
    plan->names = calloc(scenario->n_commands + 1, sizeof(*plan->names));
    if (plan->acts == NULL || plan->names == NULL)
        return complain(&reader->p, "out of memory");
    for (size_t i = 0; i < scenario->n_commands; i++) {
        const struct command *command = &scenario->commands[i];

        if (check_command(&reader->p, command) < 0)
            return -1;
        if (command->verb == VERB_NAME)
            plan->names[plan->n_names++] = command;
        else if (command->verb != VERB_SERVER)
            plan->acts[plan->n_acts++] = command;
    }
    return 0;
}

static int make_plan(struct reader *reader)
{
    struct hf_fleet_plan *plan = reader->plan;

    plan->until_us = plan->scenario->until_us;
    if (plan->until_us == 0 || plan->until_us > HF_FLEET_UNTIL_MAX)
        return complain(&reader->p, "a fleet runs for more than nothing and for 7d at most; right "
                                    "would be `until 3h`");
    if (sort_commands(reader) < 0 || add_servers(reader) < 0 || add_lines(reader) < 0 ||
        check_used(reader) < 0 || add_changes(reader) < 0 || add_phases(reader) < 0)
        return -1;
    return measure_epoch(reader);
}

struct hf_fleet_plan *hf_fleet_read(const struct hf_sim_source *source,
                                    struct hf_sim_complaint *complaint)
{
    struct reader *reader = calloc(1, sizeof(*reader));
    struct hf_fleet_plan *plan = calloc(1, sizeof(*plan));
    struct parser p = {.complaint = complaint, .name = source->name};

    complaint->text[0] = 0;
    if (reader == NULL || plan == NULL) {
        complain(&p, "out of memory");
    } else {
        reader->p = p;
        reader->plan = plan;
        plan->scenario = fleet_read_scenario(&reader->p, source, &reader->verbs);
        if (plan->scenario != NULL)
            make_plan(reader);
    }
    free(reader);
    if (complaint->text[0] == 0)
        return plan;
    hf_fleet_plan_free(plan);
    return NULL;
}

void hf_fleet_plan_free(struct hf_fleet_plan *plan)
{
    if (plan == NULL)
        return;
    for (unsigned i = 0; i < plan->n_servers; i++)
        free(plan->servers[i].spells);
    free(plan->acts);
    free(plan->names);
    hf_sim_scenario_free(plan->scenario);
    free(plan);
}
