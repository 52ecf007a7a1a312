/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes on beside registration: calls, requests of the user, connections that break.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

/* ---- call arrives line 1 via b call=1, call ends line 1 call=1 ---- */

static int arrive(struct parser *p, const struct words *words, struct scenario_line *line,
                  struct command *command)
{
    command->number = ++line->calls;
    for (unsigned i = 4; i < words->n; i++) {
        const char *number = value_of(words->at[i], "call");
        unsigned server = 0;

        if (strcmp(words->at[i], "via") == 0 && i + 1 < words->n) {
            i++;
            server = server_labelled(line, words->at[i], strlen(words->at[i]));
            if (server == 0)
                return complain(p, "`%s` is no server of the line", words->at[i]);
            command->server = server;
        } else if (number == NULL) {
            return complain_right(p, "call arrives line 1 via b");
        } else if (read_number(p, number, &command->number) < 0) {
            return -1;
        }
    }
    if (line->n_running == CALLS_MAX)
        return complain(p, "more than %d calls", CALLS_MAX);
    line->running[line->n_running++] = command->number;
    return 0;
}

static int end(struct parser *p, const struct words *words, struct scenario_line *line,
               struct command *command)
{
    const char *number = words->n == 5 ? value_of(words->at[4], "call") : NULL;
    unsigned at = 0;

    if (words->n > 4 && number == NULL)
        return complain_right(p, "call ends line 1` or `call ends line 1 call=2");
    if (number != NULL && read_number(p, number, &command->number) < 0)
        return -1;
    while (number != NULL && at < line->n_running && line->running[at] != command->number)
        at++;
    if (at == line->n_running)
        return complain(p,
                        "there is no such call; `event line 1 call-ended call=9` says so anyway");
    command->number = line->running[at];
    line->n_running--;
    memmove(&line->running[at], &line->running[at + 1],
            (line->n_running - at) * sizeof(line->running[0]));
    return 0;
}

int parse_call(struct parser *p, struct words *words)
{
    const int arrives = words->n > 1 && strcmp(words->at[1], "arrives") == 0;
    unsigned number = 0;

    if (!arrives && (words->n < 2 || strcmp(words->at[1], "ends") != 0))
        return complain_right(p, "call arrives line 1 via b` or `call ends line 1");
    struct scenario_line *line = find_line(p, words, 2, &number);
    if (line == NULL)
        return -1;
    struct command *command = add_command(p, arrives ? VERB_CALL : VERB_CALL_OVER);
    if (command == NULL)
        return -1;
    command->line = number;
    return arrives ? arrive(p, words, line, command) : end(p, words, line, command);
}

/* ---- request line 1 emergency=1 ---- */

int parse_request(struct parser *p, struct words *words)
{
    unsigned number = 0;
    uint64_t emergency = 0;
    struct scenario_line *line = find_line(p, words, 1, &number);

    if (line == NULL)
        return -1;
    if (words->n > 4 || (words->n == 4 && value_of(words->at[3], "emergency") == NULL))
        return complain_right(p, "request line 1` or `request line 1 emergency=1");
    if (words->n == 4 && read_number(p, value_of(words->at[3], "emergency"), &emergency) < 0)
        return -1;
    if (emergency > 1)
        return complain(p, "emergency=%" PRIu64 ": 0 or 1", emergency);
    struct command *command = add_command(p, VERB_REQUEST);
    if (command == NULL)
        return -1;
    command->line = number;
    command->number = ++line->requests;
    command->event.u.wanted.kind = HF_REQUEST_OTHER;
    command->event.u.wanted.emergency = (uint8_t)emergency;
    return 0;
}

/* ---- connection to a breaks line 1 ---- */

int parse_connection(struct parser *p, struct words *words)
{
    unsigned index = 0, number = 0;

    if ((words->n != 4 && words->n != 6) || strcmp(words->at[1], "to") != 0 ||
        strcmp(words->at[3], "breaks") != 0)
        return complain_right(p, "connection to a breaks` or `connection to a breaks line 1");
    if (words->n == 6 && find_line(p, words, 4, &number) == NULL)
        return -1;
    const struct hf_sim_server *server = find_server(p, words->at[2], &index);
    if (server == NULL)
        return -1;
    if (server->target.transport == HF_TRANSPORT_UDP)
        return complain(p, "server %s has no connections; right would be `server %s at tcp:...`",
                        server->name, server->name);
    struct command *command = add_command(p, VERB_BREAK);
    if (command == NULL)
        return -1;
    command->line = number;
    command->server = index;
    command->changed = p->scenario->servers[index];
    return 0;
}

/* ---- flow lost line 1 to a cause=reset ---- */

int parse_flow(struct parser *p, struct words *words)
{
    const char *cause = words->n == 7 ? value_of(words->at[6], "cause") : "closed";
    struct hf_target target;
    unsigned number = 0;
    uint64_t read = 0;

    if (words->n < 6 || words->n > 7 || strcmp(words->at[1], "lost") != 0 ||
        strcmp(words->at[4], "to") != 0 || cause == NULL)
        return complain_right(p, "flow lost line 1 to a cause=reset");
    if (find_line(p, words, 2, &number) == NULL || read_target_of(p, words->at[5], &target) < 0 ||
        read_cause(p, cause, &read) < 0)
        return -1;
    struct command *command = add_command(p, VERB_EVENT);
    if (command == NULL)
        return -1;
    command->line = number;
    command->event.kind = HF_EVENT_FLOW_LOST;
    command->event.u.flow_lost.target = target;
    command->event.u.flow_lost.cause = (uint8_t)read;
    return 0;
}
