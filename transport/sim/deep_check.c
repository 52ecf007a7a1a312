/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of phones in a deep world: every step as in all worlds (H1 to H9, and that it is
 * explained, F3); each wish has one report, in time (H3, A12); and once faults stop, every line
 * comes to where its policy wants it, within the bound, and stays (H10).
 */
#include <inttypes.h>
#include <string.h>

#include "deep.h"
#include "holdfast/budget.h"

#define TARGETS        2 /* of a name */
#define SNAPSHOT_EVERY 5

/* ---- steps ---- */

/* What a phone tells a line is legal; refused may be what its user wants, and a call (E10). */
static bool may_be_refused(const struct hf_event *event)
{
    return event->kind == HF_EVENT_WANTED || event->kind == HF_EVENT_CALL_ARRIVED;
}

/* H1 to H11 after every step. That its snapshot restores to the same image (H12) costs ten times as
 * much and is looked at after every fifth one; the replay, which is cut by snapshots, looks too. */
static int check_line(struct deep_world *world, const struct deep_line *line,
                      const struct hf_sim_verdict *verdict)
{
    const int invariant = hf_line_check(line->core);

    if (world->result->steps % SNAPSHOT_EVERY == 0)
        return hf_sim_check(world->checker, line->core, &world->actions, verdict);
    if (invariant != 0)
        snprintf(verdict->text, verdict->size, "invariant H%d does not hold", invariant);
    return invariant != 0 ? -1 : 0;
}

void deep_check_step(struct deep_line *line, const struct hf_event *event, int result)
{
    struct deep_world *world = line->world;
    const struct hf_sim_batch batch = {
        .line = line->core, .event = event, .actions = &world->actions};
    char text[192];
    const char *lacks;

    if (check_line(world, line, &(struct hf_sim_verdict){text, sizeof(text)}) < 0) {
        deep_object(world, line->who, "a step breaks an invariant: %s: %s",
                    hf_event_name(event->kind), text);
        return;
    }
    if (result < 0) {
        if (!may_be_refused(event))
            deep_object(world, line->who, "what a phone does is refused (H2): %s: %s %s",
                        hf_event_name(event->kind), hf_error_text(result),
                        world->actions.refusal.what != NULL ? world->actions.refusal.what : "");
        return;
    }
    lacks = hf_sim_audit_hear(line->audit, &batch);
    if (lacks != NULL)
        deep_object(world, line->who, "something is done without a reason (F3): %s: %s",
                    hf_event_name(event->kind), lacks);
}

/* ---- wishes ---- */

void deep_check_wanted(struct deep_line *line, const struct hf_event *event)
{
    if (event->kind != HF_EVENT_WANTED)
        return;
    for (unsigned i = 0; i < DEEP_WANTED; i++) {
        struct deep_wanted *wanted = &line->wanted[i];

        if (wanted->id != 0)
            continue;
        *wanted = (struct deep_wanted){.id = event->u.wanted.request,
                                       .since_us = line->world->now_us,
                                       .kind = event->u.wanted.kind};
        return;
    }
    deep_object(line->world, line->who, "wishes pile up unreported (H3): %u", DEEP_WANTED);
}

static void report(struct deep_line *line, uint64_t id)
{
    for (unsigned i = 0; i < DEEP_WANTED; i++)
        if (line->wanted[i].id == id) {
            line->wanted[i].id = 0;
            return;
        }
    if (!line->was_restored) /* wishes of the life before are reported, too */
        deep_object(line->world, line->who,
                    "a wish is reported twice, or was never made (H3): "
                    "request %" PRIu64,
                    id);
}

void deep_check_reports(struct deep_line *line)
{
    const struct hf_actions *actions = &line->world->actions;

    for (uint32_t i = 0; i < actions->n; i++)
        if (actions->items[i].kind == HF_ACTION_REPORT_REQUEST)
            report(line, actions->items[i].u.request.request);
}

/* ---- bounds ---- */

static uint64_t place_us(const struct hf_config *config, unsigned server, unsigned proxy)
{
    const struct hf_place place = {.server = (uint8_t)server, .proxy = (uint8_t)proxy};

    return hf_budget_longest_us(config, place) + hf_budget_invite_longest_us(config, place);
}

/* The longest that one request can take: a REGISTER before it (E2) at each place that each name may
 * lead to, every name asked for in vain, the last one's 64*T1 (A4), its ringing and its CANCEL. */
static uint64_t request_us(const struct hf_config *config)
{
    uint64_t us = 4 * hf_budget_timer_f_us(config) + config->ring_timeout_s * DEEP_SECOND_US;

    for (unsigned server = 1; server <= config->n_servers; server++) {
        const unsigned n = config->servers[server - 1].n_proxies;

        for (unsigned proxy = n > 0 ? 1 : 0; proxy <= n; proxy++)
            us += TARGETS * place_us(config, server, proxy) + 10 * DEEP_SECOND_US;
    }
    return us;
}

/* Of the way home (H10): a pass that is under way, its wait (C6) or a rest (A9, A10), the next
 * pass, the interval of failback (D1), which flapping may have doubled up to half an hour (D9)
 * and jitter makes a tenth longer, or the next refresh (D2..D4, B12), and the last pass. */
static uint64_t home_us(const struct hf_config *config)
{
    uint64_t interval_s = config->failback_interval_s > config->proxy_failback_interval_s
                              ? config->failback_interval_s
                              : config->proxy_failback_interval_s;

    if (config->flap_damping && interval_s < 1800)
        interval_s = 1800;
    return 4 * request_us(config) +
           (config->retry_max_s + 2 * interval_s + 120 + 2 * 900 + 200 + config->idle_limit_s) *
               DEEP_SECOND_US;
}

uint64_t deep_bound_us(const struct deep_world *world)
{
    uint64_t longest_us = 0;

    for (unsigned i = 0; i < world->n_lines; i++) {
        const uint64_t us = home_us(&world->lines[i].config);

        longest_us = us > longest_us ? us : longest_us;
    }
    return longest_us;
}

/* ---- at every turn ---- */

static void check_overdue(struct deep_line *line)
{
    const uint64_t now_us = line->world->now_us;
    const uint64_t bound_us = request_us(&line->config) + 200 * DEEP_SECOND_US;

    if (!line->phone->is_running || line->phone->asleep_us + bound_us > now_us)
        return;
    for (unsigned i = 0; i < DEEP_WANTED; i++) {
        const struct deep_wanted *wanted = &line->wanted[i];

        if (wanted->id != 0 && now_us > wanted->since_us + bound_us) {
            deep_object(line->world, line->who,
                        "a wish is not reported in time (A12): "
                        "%s %" PRIu64 " of %" PRIu64 " s ago",
                        hf_request_kind_name(wanted->kind), wanted->id,
                        (now_us - wanted->since_us) / DEEP_SECOND_US);
            return;
        }
    }
}

void deep_check_turn(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++)
        check_overdue(&world->lines[i]);
}

/* ---- being well ---- */

/* Whether an address that the host means answers: its own, and the next server's of a name. */
static bool lives(const struct deep_line *line, const struct hf_name *host)
{
    const struct hf_deep_plan *plan = line->world->plan;
    const bool is_name = line->config.names[host->at] == 'p';
    const char digit = line->config.names[host->at + (is_name ? 3u : host->length - 1u)];
    const unsigned server = (unsigned)(digit - '0');

    return (plan->dead & 1u << server) == 0 ||
           (is_name && (plan->dead & 1u << (server % plan->n_servers + 1)) == 0);
}

/* B14: beside one with TLS those without are not used. */
static bool is_dropped(const struct deep_line *line, const struct hf_server_config *server,
                       unsigned proxy)
{
    for (unsigned k = 0; k < server->n_proxies && !line->config.allow_downgrade; k++)
        if (server->proxies[k].transport == HF_TRANSPORT_TLS)
            return server->proxies[proxy].transport != HF_TRANSPORT_TLS;
    return false;
}

static bool can_be_served(const struct deep_line *line)
{
    for (unsigned i = 0; i < line->config.n_servers; i++) {
        const struct hf_server_config *server = &line->config.servers[i];

        if (server->n_proxies == 0 && lives(line, &server->host))
            return true;
        for (unsigned k = 0; k < server->n_proxies; k++)
            if (lives(line, &server->proxies[k].host) && !is_dropped(line, server, k))
                return true;
    }
    return false;
}

/* H10 where all servers answer, H11 where some do. */
static bool is_home(const struct deep_line *line)
{
    const struct hf_line_status status = hf_line_status(line->core);

    if (!line->wants_service)
        return status.state == HF_LINE_DISABLED;
    if (line->config.failback_servers == HF_FAILBACK_NEVER || line->world->plan->dead != 0)
        return status.state == HF_LINE_REGISTERED || status.state == HF_LINE_ON_BACKUP;
    return status.state == HF_LINE_REGISTERED && status.server == 1;
}

/* Bindings of its address of record, with the domain of the line's server, at a registrar. */
static unsigned count_bindings(struct deep_world *world, const struct deep_line *line,
                               unsigned server, unsigned registrar)
{
    const struct hf_name *host = &line->config.servers[server > 0 ? server - 1 : 0].host;
    struct hf_registrar_view view;
    size_t cursor = 0;
    unsigned n = 0;
    char address[HF_NAME_MAX + 16];

    snprintf(address, sizeof(address), "%u@%.*s", line->who, (int)host->length,
             line->config.names + host->at);
    while (registrar != 0 && hf_registrar_next_binding(world->servers[registrar - 1].registrar,
                                                       world->now_us, &cursor, &view))
        n += strcmp(view.address, address) == 0;
    return n;
}

/* What it believes in is there, at a server that answers: that which a dead one remembers brings
 * nothing in, and when the line finds out is up to its next refresh. */
static bool is_bound(struct deep_world *world, const struct deep_line *line)
{
    const struct hf_line_status status = hf_line_status(line->core);
    const unsigned at = deep_server_at(world, &status.target);

    return status.state == HF_LINE_DISABLED || ((world->plan->dead & 1u << at) == 0 &&
                                                count_bindings(world, line, status.server, at) > 0);
}

static bool has_wishes(const struct deep_line *line)
{
    for (unsigned i = 0; i < DEEP_WANTED; i++)
        if (line->wanted[i].id != 0)
            return true;
    return false;
}

/* NULL, or what is not well with it. */
static const char *ails(struct deep_world *world, struct deep_line *line)
{
    if (!line->phone->is_running)
        return "a phone does not run though nothing is wrong";
    if (can_be_served(line) && !is_home(line))
        return world->plan->dead == 0 ? "a line does not come home (H10)"
                                      : "a line is out of service though a server answers (H11)";
    if (can_be_served(line) && !is_bound(world, line))
        return "a line believes in a binding that is not there (H10)";
    if (has_wishes(line))
        return "a wish is not reported though nothing is wrong (H3)";
    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (line->users[i].id != 0 && line->users[i].over_us == HF_NEVER)
            return "a call that was hung up is not over (E5)";
    return line->calls != NULL && !hf_calls_is_idle(line->calls)
               ? "something of a call that is over is still under way"
               : NULL;
}

bool deep_all_well(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++)
        if (ails(world, &world->lines[i]) != NULL)
            return false;
    return true;
}

void deep_check_end(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++) {
        struct deep_line *line = &world->lines[i];
        const char *what = ails(world, line);

        if (what == NULL)
            continue;
        const struct hf_line_status status = hf_line_status(line->core);

        deep_object(world, line->who, "%s: it is %s on server %u, why %s", what,
                    hf_line_state_name(status.state), status.server, hf_why_token(status.why));
        return;
    }
}

/* ---- the end of service (C8) ---- */

void deep_check_stopping(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++) {
        struct deep_line *line = &world->lines[i];
        const struct hf_line_status status = hf_line_status(line->core);

        line->rules.tried = deep_server_at(world, &status.target);
        line->rules.server = status.server;
        line->rules.n_bindings = count_bindings(world, line, status.server, line->rules.tried);
    }
}

void deep_check_stopped(struct deep_world *world)
{
    for (unsigned i = 0; i < world->n_lines; i++) {
        struct deep_line *line = &world->lines[i];

        if (hf_line_status(line->core).state != HF_LINE_DISABLED)
            deep_object(world, line->who, "a line that was stopped is in service (C8): %s",
                        hf_line_state_name(hf_line_status(line->core).state));
        else if (line->rules.n_bindings > 0 && (world->plan->dead & 1u << line->rules.tried) == 0 &&
                 count_bindings(world, line, line->rules.server, line->rules.tried) >=
                     line->rules.n_bindings)
            deep_object(world, line->who, "a line that was stopped leaves its binding (C8): %u",
                        line->rules.n_bindings);
    }
}
