/* SPDX-License-Identifier: Apache-2.0 */
/* Prints each machine's state diagram from its table of legal moves, for core/README.md. */
#include <stdio.h>

#include "holdfast/status.h"
#include "moves.h"

static void print_machine(unsigned machine, const struct hf_moves *moves)
{
    printf("\n**%s**\n\n```mermaid\nstateDiagram-v2\n", hf_machine_name(machine));
    printf("    [*] --> %s\n", hf_state_name(machine, 0));
    for (unsigned from = 0; from < moves->n_states; from++) {
        for (unsigned to = 0; to < moves->n_states; to++) {
            if (moves->next[from] & HF_MOVE(to))
                printf("    %s --> %s\n", hf_state_name(machine, from), hf_state_name(machine, to));
        }
    }
    printf("```\n");
}

int main(void)
{
    for (unsigned machine = 0; machine < HF_MACHINE_COUNT; machine++) {
        struct hf_moves moves = hf_moves_of(machine);
        if (moves.n_states > 0)
            print_machine(machine, &moves);
    }
    return 0;
}
