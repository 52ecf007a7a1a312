/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes on beside registration: calls, requests of the user, connections that break.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- ids ---- */

/* Calls and requests of a line are one count. */
static uint64_t next_id(struct scenario_line *line)
{
    return ++line->requests;
}

/* `call=2`, or nothing: the oldest that fits when it comes to that. */
static int read_call(struct parser *p, const struct words *words, unsigned at,
                     struct command *command)
{
    const struct scenario_line *line = &p->scenario->lines[command->line - 1];
    const char *number = at < words->n ? value_of(words->at[at], "call") : NULL;
    char right[64];

    snprintf(right, sizeof(right), "%s line 1` or `%s line 1 call=2", words->at[0], words->at[0]);
    if (words->n > at + 1 || (words->n == at + 1 && number == NULL))
        return complain_right(p, right);
    if (line->n_calls == 0)
        return complain(p, "there is no such call; `call line 1` makes one");
    if (number == NULL)
        return 0;
    if (read_number(p, number, &command->call) < 0)
        return -1;
    if (command->call == 0 || command->call > line->requests)
        return complain(p,
                        "there is no such call; `event line 1 call-ended call=9` says so anyway");
    return 0;
}

/* ---- call line 1 emergency=1, call arrives line 1 via b, call ends line 1 call=1 ---- */

static int read_emergency(struct parser *p, const char *value, uint8_t *emergency)
{
    uint64_t number = 0;

    if (read_number(p, value, &number) < 0)
        return -1;
    if (number > 1)
        return complain(p, "emergency=%" PRIu64 ": 0 or 1", number);
    *emergency = (uint8_t)number;
    return 0;
}

static int dial(struct parser *p, const struct words *words, struct command *command)
{
    const char *emergency = words->n == 4 ? value_of(words->at[3], "emergency") : NULL;
    struct hf_wanted *wanted = &command->event.u.wanted;

    if (words->n > 4 || (words->n == 4 && emergency == NULL))
        return complain_right(p, "call line 1` or `call line 1 emergency=1");
    wanted->kind = HF_REQUEST_INVITE;
    return emergency == NULL ? 0 : read_emergency(p, emergency, &wanted->emergency);
}

static int arrive(struct parser *p, const struct words *words, const struct scenario_line *line,
                  struct command *command)
{
    uint64_t call = command->number;
    unsigned at = 4;

    if (at + 1 < words->n && strcmp(words->at[at], "via") == 0) {
        command->server = server_labelled(line, words->at[at + 1], strlen(words->at[at + 1]));
        if (command->server == 0)
            return complain(p, "`%s` is no server of the line", words->at[at + 1]);
        at += 2;
    }
    if (words->n > at + 1 || (words->n == at + 1 && value_of(words->at[at], "call") == NULL))
        return complain_right(p, "call arrives line 1 via b");
    if (words->n == at + 1 && read_number(p, value_of(words->at[at], "call"), &call) < 0)
        return -1;
    if (call != command->number)
        return complain(p, "it is call=%" PRIu64 ": calls and requests are one count",
                        command->number);
    return 0;
}

int parse_call(struct parser *p, struct words *words)
{
    const int is_dialled = words->n > 1 && strcmp(words->at[1], "line") == 0;
    const int arrives = words->n > 1 && strcmp(words->at[1], "arrives") == 0;
    unsigned number = 0;

    if (!is_dialled && !arrives && (words->n < 2 || strcmp(words->at[1], "ends") != 0))
        return complain_right(p, "call line 1`, `call arrives line 1 via b` or `call ends line 1");
    struct scenario_line *line = find_line(p, words, is_dialled ? 1 : 2, &number);
    if (line == NULL)
        return -1;
    struct command *command = add_command(p, is_dialled ? VERB_DIAL
                                             : arrives  ? VERB_CALL
                                                        : VERB_CALL_OVER);
    if (command == NULL)
        return -1;
    command->line = number;
    if (!is_dialled && !arrives)
        return read_call(p, words, 4, command);
    command->number = next_id(line);
    line->n_calls++;
    return is_dialled ? dial(p, words, command) : arrive(p, words, line, command);
}

/* ---- answer line 1, hang up line 1, hold line 1, re-invite line 1 ---- */

int parse_in_call(struct parser *p, struct words *words)
{
    const int hangs_up = strcmp(words->at[0], "hang") == 0;
    const int answers = strcmp(words->at[0], "answer") == 0;
    unsigned number = 0;

    if (hangs_up && (words->n < 2 || strcmp(words->at[1], "up") != 0))
        return complain_right(p, "hang up line 1");
    struct scenario_line *line = find_line(p, words, hangs_up ? 2 : 1, &number);
    if (line == NULL)
        return -1;
    struct command *command = add_command(p, hangs_up  ? VERB_HANG_UP
                                             : answers ? VERB_ANSWER
                                                       : VERB_SAY);
    if (command == NULL)
        return -1;
    command->line = number;
    if (read_call(p, words, hangs_up ? 4 : 3, command) < 0)
        return -1;
    command->number = answers ? 0 : next_id(line);
    return 0;
}

/* ---- request line 1 OPTIONS emergency=1, request line 1 dialog=b ---- */

static int read_dialog(struct parser *p, const struct scenario_line *line, const char *label,
                       struct hf_wanted *wanted)
{
    wanted->dialog_server = (uint8_t)server_labelled(line, label, strlen(label));
    if (wanted->dialog_server == 0)
        return complain(p, "`%s` is no server of the line", label);
    return 0;
}

int parse_request(struct parser *p, struct words *words)
{
    unsigned number = 0;
    struct scenario_line *line = find_line(p, words, 1, &number);

    if (line == NULL)
        return -1;
    struct command *command = add_command(p, VERB_REQUEST);
    if (command == NULL)
        return -1;
    command->line = number;
    command->number = next_id(line);
    command->event.u.wanted.kind = HF_REQUEST_OTHER;
    for (unsigned i = 3; i < words->n; i++) {
        const char *emergency = value_of(words->at[i], "emergency");
        const char *dialog = value_of(words->at[i], "dialog");

        if (strcmp(words->at[i], "OPTIONS") == 0)
            command->event.u.wanted.kind = HF_REQUEST_OPTIONS;
        else if (emergency == NULL && dialog == NULL)
            return complain_right(p, "request line 1`, `request line 1 OPTIONS`, `request line 1 "
                                     "dialog=b` or `request line 1 emergency=1");
        else if ((emergency != NULL
                      ? read_emergency(p, emergency, &command->event.u.wanted.emergency)
                      : read_dialog(p, line, dialog, &command->event.u.wanted)) < 0)
            return -1;
    }
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
