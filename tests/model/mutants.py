# SPDX-License-Identifier: Apache-2.0
"""Cores with a fault each, and the claim that must notice it (model.py --mutants). For every claim
of holdfast.pml and every assertion of checks.c, checks_rules.c and hf_line_check there is one."""
from typing import NamedTuple


class Mutant(NamedTuple):
    name: str
    about: str
    world: str
    claim: str  # "": the assertions
    said: str   # by which of them; "": the claim alone
    file: str   # in core; "": the patch of that name in tests/mutants
    old: str
    new: str

    @property
    def patch(self):
        return "" if self.file else self.name + ".patch"


def change(name, about, where, *what):
    return Mutant(name, about, *where, *what)


def patch(name, *where):
    return Mutant(name, "tests/mutants", *where, "", "", "")


def named(*mutants):
    return {mutant.name: mutant for mutant in mutants}


HOME, STAYS, TIME = ("comes_home", ""), ("stays_home", ""), ("time_passes", "")


def asserts(what):
    return "", what


MUTANTS = named(
    # ---- the claims of holdfast.pml ----
    change("probe_once", "D1: after a probe that failed there is no other",
           ("register", *HOME),
           "failback.c", "enter_away(x, HF_WHY_PROBE_FAILED)",
           "enter_home(x, HF_WHY_PROBE_FAILED)"),
    change("refresh_elsewhere", "C5: a refresh goes to the second candidate",
           ("register", *STAYS), "registration.c",
           "    begin.start = working;\n",
           "    begin.start = why == HF_WHY_REFRESH_DUE && line->n_live > 1 ? 1 : working;\n"),
    change("challenged_for_ever", "A8: each stale nonce is a new one",
           ("challenges", *TIME), "attempt.c", "        a->stale_used = 1;\n", "        ;\n"),
    change("reset_for_ever", "A6a: a request on an old connection is always sent again",
           ("connections", *TIME), "attempt.c", "    a->second_used = 1;\n", ""),
    change("redirected_for_ever", "A8: a 3xx is followed without end",
           ("redirects", *TIME), "pass_hear.c", "        p->hops++;\n", ""),
    # ---- H10, H11: when ----
    change("interval_doubled", "D1: the way back waits twice as long",
           ("register", "", "home is late"), "failback.c",
           "hf_time_add(x->now_us, hf_failback_wait_us(x, interval_us))",
           "hf_time_add(x->now_us, 2 * hf_failback_wait_us(x, interval_us))"),
    change("second_late", "C2, D7: the second server's binding waits longer and longer",
           ("concurrent", "", "home is late"), "registration.c",
           "        interval_us >= drawn_us)\n        return drawn_us;",
           "        interval_us >= drawn_us)\n        return drawn_us * (k * 4 + 1u);"),
    # ---- H by number ----
    change("ringing_refused", "H2: 101..199 alone is a provisional response",
           ("wishes", *asserts("H2: an honest event is refused")), "validate.c",
           "(const uint16_t[]){100, 199}", "(const uint16_t[]){101, 199}"),
    change("end_is_late", "H2: the end of what was abandoned counts as late",
           ("register", *asserts("H2: an answer that is owed counts as late")), "validate.c",
           "return is_answer && hf_watched_place(line, id) != HF_NONE ? HF_VERDICT_APPLY",
           "return is_answer && line->watched[1].number != 0 ? HF_VERDICT_APPLY"),
    patch("ghost_left", "ghosts", *asserts("H3: an attempt has no end, or two")),
    patch("report_lost", "registers-first", *asserts("H3: a request of the user is reported not")),
    change("no_turns", "C1b: REGISTERs to one server do not wait for one another",
           ("flapping", *asserts("H4")), "turns.c", "    if (server == 0)\n",
           "    if (server == 0 || p != NULL)\n"),
    change("redirect_stays", "H5: what a 3xx said outlives its attempt",
           ("redirects", *asserts("H5")), "attempt.c",
           "    hf_redirect_end(x->line, a);\n    memset", "    memset"),
    change("other_port", "H5: a request goes to a port that is nobody's",
           ("register", *asserts("H5: a request goes where nothing of the line stands")),
           "attempt.c", "    send->series = a->series;\n",
           "    send->series = a->series;\n    send->target.port++;\n"),
    change("too_long", "H6: the last attempt has twice its time",
           ("lasting", *asserts("H6")), "attempt_budget.c",
           "    a->deadline_us = hf_time_min(hf_time_add(a->sent_us, after_us),\n"
           "                                 hf_attempt_hard_end_us(x->line, a));\n",
           "    a->deadline_us = hf_time_add(a->sent_us, 4 * after_us);\n"),
    change("two_bindings", "H7: what the line has left it believes in",
           ("register", *asserts("H7")), "binding.c",
           "move(x, server, HF_BINDING_LEFT, HF_WHY_BINDING_LEFT);", "(void)x;"),
    patch("timer_not_cleared", "ghosts", *asserts("H6")),
    change("expired_for_ever", "H8: a binding that has expired stays: the core's loop ends first",
           ("register", *asserts("the core asserts: unreachable")), "binding.c",
           "    hf_binding_drop(x, server, HF_WHY_BINDING_EXPIRED);\n",
           "    (void)x;\n    (void)server;\n"),
    change("no_wake_up", "H8: what waits for its refresh has no wake-up",
           ("register", *asserts("H8")), "registration.c",
           "    r->deadline_us = step->deadline_us;\n",
           "    r->deadline_us = step->to == HF_REGISTRATION_REGISTERED ? HF_NEVER\n"
           "                                                            : step->deadline_us;\n"),
    change("home_at_one", "H9: a way back that is over keeps its server",
           ("register", *asserts("H9")), "failback.c",
           "(struct step){.to = HF_FAILBACK_HOME, .deadline",
           "(struct step){.to = HF_FAILBACK_HOME, .server = 9, .deadline"),
    change("flag_forgotten", "H12: a snapshot forgets that a sign of life was followed",
           ("restarts", *asserts("H12: what is restored is another line")), "wire_state.c",
           "    HF_NUMBER(hf_registration, RegistrationState, failed_passes),\n", ""),
    # ---- rules ----
    change("rest_passed_over", "A9: a pass takes what rests",
           ("register", *asserts("A9: the line's own REGISTER goes to a target")), "pick.c",
           "if (!is_left(line, pass, i) || hf_rest_counts(line, pass, i))",
           "if (!is_left(line, pass, i))"),
    patch("rest_forgotten", "register", *asserts("A9: ")),
    patch("retry_after_forgotten", "register", *asserts("A9: a 503 with Retry-After rests")),
    patch("failback_during_call", "incoming", *asserts("D8: a probe leaves during a call")),
    patch("order_reversed", "names", *asserts("A14: a pass leaves its order")),
    patch("register_not_first", "registers-first", *asserts("E2: a request leaves before")),
    patch("second_ring", "call", *asserts("A7: a call that rings is moved")),
    patch("bye_not_moved", "call", *asserts("E5: a BYE is given up at its next hop")),
    patch("binding_left", "stops", *asserts("C8: a line stops, and leaves a binding")),
    # ---- the core's own assertions, with their way ----
    change("move_unknown", "a machine moves where its table does not",
           ("register", *asserts("the core asserts: ")), "failback.c",
           "    [HF_FAILBACK_HOME] = HF_MOVE(HF_FAILBACK_AWAY),\n",
           "    [HF_FAILBACK_HOME] = 0,\n"),
)
