/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Playing a scenario: its verbs against a world, each at its moment, with a story being told.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct player {
    const struct hf_sim_scenario *scenario;
    struct hf_sim_world *world;
    struct hf_sim_story *story;
    struct hf_sim_complaint *complaint;
    const struct command *resumes[HF_SIM_LINES]; /* restarts under way */
};

static int object(struct player *player, unsigned source_line, const char *text)
{
    snprintf(player->complaint->text, sizeof(player->complaint->text), "%s:%u: %s",
             player->scenario->name, source_line, text);
    return -1;
}

/* ---- making the world ---- */

static int make_world(struct player *player)
{
    const struct hf_sim_scenario *scenario = player->scenario;

    for (unsigned i = 0; i < scenario->n_servers; i++) {
        const struct hf_sim_server *as_read = &scenario->servers[i];
        struct hf_sim_server *server = hf_sim_server_add(player->world, as_read->name);

        if (server == NULL)
            return object(player, 0, "out of memory");
        server->target = as_read->target; /* what else it does, its verbs say */
    }
    for (unsigned i = 0; i < HF_SIM_LINES && scenario->lines[i].exists; i++) {
        const struct scenario_line *line = &scenario->lines[i];
        const unsigned number = hf_sim_line_add(player->world, line->clock_us);

        if (number == 0)
            return object(player, line->source_line, "out of memory");
        hf_sim_password(player->world, number, !line->wrong_password);
    }
    return 0;
}

/* The line may refuse what hf_config_check let pass: a setting of a later core. */
static int configure_lines(struct player *player)
{
    const struct hf_sim_scenario *scenario = player->scenario;

    for (unsigned i = 0; i < HF_SIM_LINES && scenario->lines[i].exists; i++) {
        const struct scenario_line *line = &scenario->lines[i];
        struct hf_sim_configuration first = line->configuration;

        for (size_t k = scenario->n_commands; k > 0; k--) {
            const struct command *command = &scenario->commands[k - 1];
            if (command->verb == VERB_CONFIGURE && command->line == i + 1)
                first = command->before;
        }
        if (hf_sim_configure(player->world, i + 1, &first) < 0)
            return object(player, line->source_line, "the line refuses this configuration");
    }
    return 0;
}

/* ---- verbs ---- */

static void play_server(struct player *player, const struct command *command)
{
    const char *name = command->changed.name;

    *hf_sim_server_named(player->world, name) = command->changed;
}

static void play_event(struct player *player, const struct command *command)
{
    struct hf_event event = command->event;

    if (command->attempt_at != 0) {
        const uint64_t own = command->is_query
                                 ? hf_sim_story_query(player->story, command->line, command->number)
                                 : hf_sim_story_attempt(player->story, command->line,
                                                        command->number);
        const uint64_t id = own != 0 ? own : command->number;

        memcpy((char *)&event + command->attempt_at, &id, sizeof(id));
    }
    if (event.kind == HF_EVENT_DNS_ANSWERED && event.u.dns.n_records != 0)
        event.u.dns.records = command->records;
    if (event.kind == HF_EVENT_CHALLENGED)
        event.u.challenged.realm = (struct hf_text){.at = command->realm,
                                                    .length = (uint32_t)strlen(command->realm)};
    if (event.kind == HF_EVENT_TARGET_RESTED)
        event.u.rested.until_us = command->until_us +
                                  hf_sim_line_clock(player->world, command->line);
    hf_sim_line_step(player->world, command->line, &event);
}

/* "register now", or a request of another kind: as the command says. */
static void play_wanted(struct player *player, const struct command *command)
{
    struct hf_event event = {.kind = HF_EVENT_WANTED, .u.wanted = command->event.u.wanted};

    event.u.wanted.request = command->number;
    hf_sim_line_step(player->world, command->line, &event);
}

static void play_call(struct player *player, const struct command *command)
{
    const struct hf_call call = {.call = command->number, .server = (uint8_t)command->server};

    hf_sim_call(player->world, command->line, &call);
}

static void say_in_call(struct player *player, const struct command *command, uint64_t call)
{
    struct hf_event event = {.kind = HF_EVENT_WANTED};

    event.u.wanted = (struct hf_wanted){
        .request = command->number, .call = call, .kind = HF_REQUEST_OTHER};
    hf_sim_line_step(player->world, command->line, &event);
}

/* The call that is named, or the oldest that it can be. */
static void play_in_call(struct player *player, const struct command *command)
{
    const enum hf_sim_calls which = command->verb == VERB_ANSWER ? HF_SIM_CALLS_ARRIVED
                                    : command->verb == VERB_SAY  ? HF_SIM_CALLS_UP
                                                                 : HF_SIM_CALLS_ANY;
    const uint64_t call = command->call != 0
                              ? command->call
                              : hf_sim_oldest_call(player->world, command->line, which);

    if (call == 0)
        hf_sim_object(player->world, command->line, "there is no such call");
    else if (command->verb == VERB_ANSWER)
        hf_sim_call_answer(player->world, command->line, call);
    else if (command->verb == VERB_SAY)
        say_in_call(player, command, call);
    else if (command->verb == VERB_CALL_OVER)
        hf_sim_call_over(player->world, command->line, call);
    else if (hf_sim_hang_up(player->world, command->line, call, command->number) == HF_E_UNKNOWN_ID)
        hf_sim_object(player->world, command->line, "the call is over already");
}

static void play_connection(struct player *player, const struct command *command)
{
    const struct hf_sim_server *server = hf_sim_server_named(player->world, command->changed.name);

    if (command->verb == VERB_BREAK)
        hf_sim_break(player->world, server, command->line);
    else if (command->verb == VERB_RESTART_SERVER)
        hf_sim_restart_server(player->world, server);
    else
        hf_sim_close_idle(player->world, server);
}

static void play_plain(struct player *player, const struct command *command, uint32_t kind)
{
    struct hf_event event = {.kind = kind};

    if (kind == HF_EVENT_CREDENTIALS_CHANGED)
        hf_sim_password(player->world, command->line, 1);
    hf_sim_line_step(player->world, command->line, &event);
}

static void play_command(struct player *player, const struct command *command)
{
    if (command->at_us != 0)
        hf_sim_story_remark(player->story, command->text);
    switch (command->verb) {
    case VERB_SERVER: play_server(player, command); break;
    case VERB_CONFIGURE:
        hf_sim_configure(player->world, command->line, &command->configuration);
        break;
    case VERB_START: play_plain(player, command, HF_EVENT_STARTED); break;
    case VERB_STOP: play_plain(player, command, HF_EVENT_STOPPED); break;
    case VERB_REGISTER:
    case VERB_DIAL:
    case VERB_REQUEST: play_wanted(player, command); break;
    case VERB_NAME: hf_sim_host_set(player->world, &command->host); break;
    case VERB_STATIC: hf_sim_static_set(player->world, &command->host); break;
    case VERB_CALL: play_call(player, command); break;
    case VERB_HANG_UP:
    case VERB_ANSWER:
    case VERB_SAY:
    case VERB_CALL_OVER: play_in_call(player, command); break;
    case VERB_BREAK:
    case VERB_RESTART_SERVER:
    case VERB_CLOSE_IDLE: play_connection(player, command); break;
    case VERB_CREDENTIALS: play_plain(player, command, HF_EVENT_CREDENTIALS_CHANGED); break;
    case VERB_NETWORK:
        hf_sim_network(player->world, command->line, &command->event.u.network);
        break;
    case VERB_SNAPSHOT: hf_sim_snapshot(player->world, command->line); break;
    case VERB_RESTART:
        hf_sim_halt(player->world, command->line);
        player->resumes[command->line - 1] = command;
        break;
    case VERB_EVENT: play_event(player, command); break;
    }
}

/* ---- time ---- */

/* The line whose restart ends first and not later than before_us, or 0. */
static unsigned next_resume(const struct player *player, uint64_t before_us)
{
    unsigned line = 0;

    for (unsigned i = 0; i < HF_SIM_LINES; i++) {
        const struct command *restart = player->resumes[i];

        if (restart != NULL && restart->at_us + restart->after_us <= before_us) {
            before_us = restart->at_us + restart->after_us;
            line = i + 1;
        }
    }
    return line;
}

/* Everything before at_us, restarts that end by then included. */
static void run_to(struct player *player, uint64_t at_us)
{
    for (unsigned line = next_resume(player, at_us); line != 0; line = next_resume(player, at_us)) {
        const struct command *restart = player->resumes[line - 1];
        const uint64_t then_us = restart->at_us + restart->after_us;
        const struct hf_line *state = hf_sim_line(player->world, line);
        const uint64_t clock_us = hf_sim_line_clock(player->world, line);
        struct hf_sim_resume resume = {.elapsed_us = restart->elapsed_us};

        hf_sim_run_before(player->world, then_us);
        player->resumes[line - 1] = NULL;
        /* The snapshot's time is that of the line's latest event. */
        if (resume.elapsed_us != HF_ELAPSED_UNKNOWN)
            resume.elapsed_us = then_us + clock_us - hf_line_now(state);
        resume.clock_us = restart->clock_us != HF_NEVER ? restart->clock_us : then_us + clock_us;
        hf_sim_story_remark(player->story, "the line runs again");
        hf_sim_resume(player->world, line, &resume);
    }
    hf_sim_run_before(player->world, at_us);
}

static int play_all(struct player *player)
{
    const struct hf_sim_scenario *scenario = player->scenario;
    unsigned source_line = 0;

    for (size_t i = 0; i < scenario->n_commands && hf_sim_fault(player->world)[0] == 0; i++) {
        const struct command *command = &scenario->commands[i];

        run_to(player, command->at_us);
        if (hf_sim_fault(player->world)[0] != 0)
            break;
        source_line = command->source_line;
        play_command(player, command);
    }
    if (hf_sim_fault(player->world)[0] == 0) {
        run_to(player, scenario->until_us);
        hf_sim_run_until(player->world, scenario->until_us);
    }
    return hf_sim_fault(player->world)[0] == 0
               ? 0
               : object(player, source_line, hf_sim_fault(player->world));
}

int hf_sim_scenario_play_before(const struct hf_sim_scenario *scenario, struct hf_sim_play *play,
                                struct hf_sim_complaint *complaint,
                                const struct hf_sim_witness *witness)
{
    struct player player = {.scenario = scenario, .complaint = complaint};

    complaint->text[0] = 0;
    *play = (struct hf_sim_play){0};
    player.world = play->world = hf_sim_world_new();
    player.story = play->story = play->world == NULL ? NULL : hf_sim_story_new(play->world);
    if (player.story == NULL)
        return object(&player, 0, "out of memory");
    hf_sim_observe_also(player.world, witness->observe, witness->context);
    hf_sim_story_show(player.story, scenario->show);
    hf_sim_story_until(player.story, scenario->until_us);
    if (make_world(&player) < 0 || configure_lines(&player) < 0)
        return -1;
    const int result = play_all(&player);
    if (witness->until != NULL)
        witness->until(witness->context, hf_sim_now(player.world));
    return result;
}

int hf_sim_scenario_play(const struct hf_sim_scenario *scenario, struct hf_sim_play *play,
                         struct hf_sim_complaint *complaint)
{
    const struct hf_sim_witness nobody = {.observe = NULL};

    return hf_sim_scenario_play_before(scenario, play, complaint, &nobody);
}

void hf_sim_play_free(struct hf_sim_play *play)
{
    hf_sim_story_free(play->story);
    hf_sim_world_free(play->world);
    *play = (struct hf_sim_play){0};
}
