/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives a terminal back its modes on every way out: a small process waits for the phone to end. It
 * is told when the phone has done so itself; where the phone died (even by SIGKILL, a crash or
 * _exit), it does it. So no signal handler is needed, and none of the phone's is touched.
 */
#ifndef HOLDFAST_HAL_TERMINAL_GUARD_H
#define HOLDFAST_HAL_TERMINAL_GUARD_H

#include <sys/types.h>
#include <termios.h>

struct hf_terminal_guard {
    int fd;               /* the terminal */
    struct termios modes; /* as they were */
    int word;             /* a byte here: nothing is left to do */
    pid_t process;
};

/* 0, or -1 with errno. The modes are those of the terminal at this moment. */
int hf_terminal_guard_start(struct hf_terminal_guard *guard, int fd);

/* Gives the modes back, and ends the process. */
void hf_terminal_guard_end(struct hf_terminal_guard *guard);

#endif
