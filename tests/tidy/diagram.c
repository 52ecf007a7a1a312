/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints each machine's state diagram from its table of legal moves, for the READMEs:
 *     hf_diagram core             the machines of a line
 *     hf_diagram transport/sip    those of SIP
 */
#include <stdio.h>
#include <string.h>

#include "agent_state.h"
#include "calls_state.h"
#include "holdfast/sip/dialog.h"
#include "holdfast/status.h"
#include "invite_client.h"
#include "invite_server.h"
#include "layer_state.h"
#include "messages_state.h"
#include "moves.h"
#include "reliable.h"
#include "server_transaction.h"
#include "transaction.h"

/* ---- core: names are the machines' own ---- */

static void begin(const char *machine, const char *first)
{
    printf("\n**%s**\n\n```mermaid\nstateDiagram-v2\n    [*] --> %s\n", machine, first);
}

static void print_core_machine(unsigned machine, const struct hf_moves *moves)
{
    begin(hf_machine_name(machine), hf_state_name(machine, 0));
    for (unsigned from = 0; from < moves->n_states; from++) {
        for (unsigned to = 0; to < moves->n_states; to++) {
            if (moves->next[from] & HF_MOVE(to))
                printf("    %s --> %s\n", hf_state_name(machine, from), hf_state_name(machine, to));
        }
    }
    printf("```\n");
}

static int print_core(void)
{
    for (unsigned machine = 0; machine < HF_MACHINE_COUNT; machine++) {
        struct hf_moves moves = hf_moves_of(machine);
        if (moves.n_states > 0)
            print_core_machine(machine, &moves);
    }
    return 0;
}

/* ---- transport/sip: names are those of the enumerations ---- */

static const char *const transaction_states[HF_TRANSACTION_COUNT] = {
    [HF_TRANSACTION_IDLE] = "IDLE",     [HF_TRANSACTION_TRYING] = "TRYING",
    [HF_TRANSACTION_SILENT] = "SILENT", [HF_TRANSACTION_PROCEEDING] = "PROCEEDING",
    [HF_TRANSACTION_OVER] = "OVER",
};

static const char *const invite_client_states[HF_INVITE_CLIENT_COUNT] = {
    [HF_INVITE_CLIENT_IDLE] = "IDLE",
    [HF_INVITE_CLIENT_CALLING] = "CALLING",
    [HF_INVITE_CLIENT_SILENT] = "SILENT",
    [HF_INVITE_CLIENT_WATCHED] = "WATCHED",
    [HF_INVITE_CLIENT_PROCEEDING] = "PROCEEDING",
    [HF_INVITE_CLIENT_CANCELLING] = "CANCELLING",
    [HF_INVITE_CLIENT_COMPLETED] = "COMPLETED",
    [HF_INVITE_CLIENT_ACCEPTED] = "ACCEPTED",
    [HF_INVITE_CLIENT_OVER] = "OVER",
};

static const char *const server_transaction_states[HF_SERVER_TRANSACTION_COUNT] = {
    [HF_SERVER_TRANSACTION_IDLE] = "IDLE",
    [HF_SERVER_TRANSACTION_TRYING] = "TRYING",
    [HF_SERVER_TRANSACTION_PROCEEDING] = "PROCEEDING",
    [HF_SERVER_TRANSACTION_COMPLETED] = "COMPLETED",
    [HF_SERVER_TRANSACTION_OVER] = "OVER",
};

static const char *const invite_server_states[HF_INVITE_SERVER_COUNT] = {
    [HF_INVITE_SERVER_IDLE] = "IDLE",
    [HF_INVITE_SERVER_STARTED] = "STARTED",
    [HF_INVITE_SERVER_PROCEEDING] = "PROCEEDING",
    [HF_INVITE_SERVER_ACCEPTED] = "ACCEPTED",
    [HF_INVITE_SERVER_ANSWERED] = "ANSWERED",
    [HF_INVITE_SERVER_COMPLETED] = "COMPLETED",
    [HF_INVITE_SERVER_CONFIRMED] = "CONFIRMED",
    [HF_INVITE_SERVER_OVER] = "OVER",
};

static const char *const reliable_states[HF_RELIABLE_COUNT] = {
    [HF_RELIABLE_IDLE] = "IDLE",
    [HF_RELIABLE_WAITING] = "WAITING",
    [HF_RELIABLE_OVER] = "OVER",
};

static const char *const layer_client_states[HF_LAYER_CLIENT_COUNT] = {
    [HF_LAYER_CLIENT_FREE] = "FREE",
    [HF_LAYER_CLIENT_RUNNING] = "RUNNING",
    [HF_LAYER_CLIENT_WATCHED] = "WATCHED",
    [HF_LAYER_CLIENT_FAILED] = "FAILED",
};

static const char *const dialog_states[HF_DIALOG_COUNT] = {
    [HF_DIALOG_NONE] = "NONE",
    [HF_DIALOG_EARLY] = "EARLY",
    [HF_DIALOG_CONFIRMED] = "CONFIRMED",
    [HF_DIALOG_OVER] = "OVER",
};

static const char *const attempt_states[HF_AGENT_ATTEMPT_COUNT] = {
    [HF_AGENT_FREE] = "FREE",
    [HF_AGENT_WAITING] = "WAITING",
    [HF_AGENT_CHALLENGED] = "CHALLENGED",
};

static const char *const messages_states[HF_MESSAGES_STATE_COUNT] = {
    [HF_MESSAGES_OFF] = "OFF",
    [HF_MESSAGES_ASKING] = "ASKING",
    [HF_MESSAGES_SUBSCRIBED] = "SUBSCRIBED",
    [HF_MESSAGES_REFRESHING] = "REFRESHING",
    [HF_MESSAGES_WAITING] = "WAITING",
    [HF_MESSAGES_LEAVING] = "LEAVING",
};

static const char *const calls_states[HF_CALLS_STATE_COUNT] = {
    [HF_CALLS_FREE] = "FREE",       [HF_CALLS_CALLING] = "CALLING", [HF_CALLS_OFFERED] = "OFFERED",
    [HF_CALLS_TALKING] = "TALKING", [HF_CALLS_ENDING] = "ENDING",
};

static const char *const calls_attempt_states[HF_CALLS_ATTEMPT_COUNT] = {
    [HF_CALLS_ATTEMPT_FREE] = "FREE",
    [HF_CALLS_ATTEMPT_WAITING] = "WAITING",
    [HF_CALLS_ATTEMPT_CHALLENGED] = "CHALLENGED",
    [HF_CALLS_ATTEMPT_WATCHED] = "WATCHED",
    [HF_CALLS_ATTEMPT_ASKED] = "ASKED",
    [HF_CALLS_ATTEMPT_ENDING] = "ENDING",
    [HF_CALLS_ATTEMPT_OWN] = "OWN",
};

static const struct machine {
    const char *name;
    const char *const *states;
    unsigned n_states;
    const uint8_t *moves;       /* bit per state that may follow; or: */
    const uint16_t *wide_moves; /* of a machine with more than eight states */
} machines[] = {
    {"transaction", transaction_states, HF_TRANSACTION_COUNT, hf_transaction_moves, NULL},
    {"invite_client", invite_client_states, HF_INVITE_CLIENT_COUNT, NULL, hf_invite_client_moves},
    {"server_transaction", server_transaction_states, HF_SERVER_TRANSACTION_COUNT,
     hf_server_transaction_moves, NULL},
    {"invite_server", invite_server_states, HF_INVITE_SERVER_COUNT, hf_invite_server_moves, NULL},
    {"reliable", reliable_states, HF_RELIABLE_COUNT, hf_reliable_moves, NULL},
    {"layer_client", layer_client_states, HF_LAYER_CLIENT_COUNT, hf_layer_client_moves, NULL},
    {"dialog", dialog_states, HF_DIALOG_COUNT, hf_dialog_moves, NULL},
    {"agent_attempt", attempt_states, HF_AGENT_ATTEMPT_COUNT, hf_agent_moves, NULL},
    {"messages", messages_states, HF_MESSAGES_STATE_COUNT, hf_messages_moves, NULL},
    {"calls", calls_states, HF_CALLS_STATE_COUNT, hf_calls_moves, NULL},
    {"calls_attempt", calls_attempt_states, HF_CALLS_ATTEMPT_COUNT, hf_calls_attempt_moves, NULL},
};

/* False when a state has no name here. */
static int print_sip_machine(const struct machine *machine)
{
    for (unsigned state = 0; state < machine->n_states; state++) {
        if (machine->states[state] == NULL) {
            fprintf(stderr, "hf_diagram: %s: state %u has no name\n", machine->name, state);
            return 0;
        }
    }
    begin(machine->name, machine->states[0]);
    for (unsigned from = 0; from < machine->n_states; from++) {
        unsigned next = machine->moves != NULL ? machine->moves[from] : machine->wide_moves[from];
        for (unsigned to = 0; to < machine->n_states; to++) {
            if (next & (1u << to))
                printf("    %s --> %s\n", machine->states[from], machine->states[to]);
        }
    }
    printf("```\n");
    return 1;
}

static int print_sip(void)
{
    for (unsigned i = 0; i < sizeof machines / sizeof *machines; i++) {
        if (!print_sip_machine(&machines[i]))
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *room = argc == 2 ? argv[1] : "";
    if (strcmp(room, "core") == 0)
        return print_core();
    if (strcmp(room, "transport/sip") == 0)
        return print_sip();
    fprintf(stderr, "usage: hf_diagram core | transport/sip\n");
    return 2;
}
