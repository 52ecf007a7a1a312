/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of legal moves, for the tests that walk them and the diagrams printed from them. */
#ifndef HF_MOVES_H
#define HF_MOVES_H

#include <stdint.h>

struct hf_moves {
    const uint16_t *next; /* [state]: bit per state that may follow */
    uint32_t n_states;
    uint32_t reserved;
};

/* The table of a machine (enum hf_machine); n_states is 0 when it has none. */
struct hf_moves hf_moves_of(unsigned machine);

/* Each machine's own table. */
struct hf_moves hf_attempt_moves(void);
struct hf_moves hf_pass_moves(void);
struct hf_moves hf_binding_moves(void);
struct hf_moves hf_registration_moves(void);
struct hf_moves hf_failback_moves(void);
struct hf_moves hf_locate_moves(void);
struct hf_moves hf_call_moves(void);
struct hf_moves hf_options_moves(void);
struct hf_moves hf_target_failback_moves(void);
struct hf_moves hf_proxy_failback_moves(void);

#define HF_MOVE(state) ((uint16_t)(1u << (state)))

#endif
