/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every interleaving of what can happen to a line in a small world. The line is the real one, in C:
 * model.c steps it, asserts behaviour.md H after each step, and gives each projection of a line
 * (hf_line_normalize) a number, which is the state here. Two lines that go on alike are one state.
 *
 * From any state on the world may heal (model.h): then what happens is determined, and the claims
 * below say where that must lead.
 */
c_decl {
\#include "model.h"
};

int at = 0;      /* the projection's number */
byte n = 0;      /* what can happen there */
byte healed = 0; /* enum healed */
byte home = 0;   /* enum home */
#ifdef TICKING
bool woke = 0;   /* time has passed, or the user did something */
#define TOOK_TIME now.woke = model_after.woke;
#else
#define TOOK_TIME
#endif

#define AFTER                                                                                      \
    now.at = (int)model_after.at;                                                                  \
    now.n = model_after.n;                                                                         \
    now.healed = model_after.healed;                                                               \
    now.home = model_after.home;                                                                   \
    TOOK_TIME

#define MOVE(k)                                                                                    \
    :: d_step {                                                                                    \
        k < n -> c_code { model_move((uint32_t)now.at, now.healed, k); AFTER }                     \
    }

active proctype world()
{
    c_code { model_begin(); AFTER };
end:
    do
    MOVE(0) MOVE(1) MOVE(2) MOVE(3) MOVE(4) MOVE(5) MOVE(6) MOVE(7)
    MOVE(8) MOVE(9) MOVE(10) MOVE(11) MOVE(12) MOVE(13) MOVE(14) MOVE(15)
    MOVE(16) MOVE(17) MOVE(18) MOVE(19) MOVE(20) MOVE(21) MOVE(22) MOVE(23)
    MOVE(24) MOVE(25) MOVE(26) MOVE(27) MOVE(28) MOVE(29) MOVE(30) MOVE(31)
    od
}

/* H10, H11: once servers answer, the line comes to where its policy wants it, owes the user nothing,
 * and is there for good. */
ltl comes_home { [] (healed != 0 -> <> [] (home != 0)) }

/* H10: nothing flaps: once it is there while all servers answer, it is there from then on. */
ltl stays_home { [] ((healed == 1 && home == 2) -> [] (home != 0)) }

#ifdef TICKING
/* C6, C12, A6a, A8: whatever servers do, the line does not ask without end before time passes or the
 * user does something. Where nothing is left to happen (it is off), it does not ask. */
ltl time_passes { [] <> (woke || n == 0) }
#endif
