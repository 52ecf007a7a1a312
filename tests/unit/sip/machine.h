/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of the machines share. A walk feeds each event once in each state and compares
 * what came of it with a table; the moves that were made on the way must be those of the machine's
 * own table, all of them and no others.
 *
 * A row of the table is a text with a cell for each event:
 *     .     nothing happens
 *     !     our own mistake: an assertion fails
 *     o     the machine goes to the state with this letter (or stays there), and says nothing
 *     ot    it goes there, and says what the letter means
 */
#ifndef TESTS_SIP_MACHINE_H
#define TESTS_SIP_MACHINE_H

#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "holdfast/status.h"

#define MS             1000u
#define ZERO_US        7000123u /* when everything begins: no round number */
#define AT_MS(ms)      (ZERO_US + (uint64_t)(ms)*MS)
#define LENGTH_OF(row) (sizeof(row) / sizeof((row)[0]))
#define WALK_BYTES     128 /* of the largest machine */
#define WALK_STATES    16

struct walk_event {
    const char *name;
    unsigned (*feed)(void *machine); /* what it says: news, bits, or 1 for true */
};

struct walk {
    const char *letters;      /* of the states in their order; the last is OVER */
    const char *says;         /* letter, digit, letter, digit, ... */
    const char *const *table; /* a row for each state */
    const struct walk_event *events;
    unsigned n_states, n_events;
    void (*reach)(void *machine, unsigned state); /* from zeros to that state */
    unsigned (*state_of)(const void *machine);
    unsigned (*moves_of)(unsigned state); /* bit per state that may follow */
    uint64_t (*deadline_of)(const void *machine);
};

union walk_machine {
    uint64_t aligned;
    uint8_t bytes[WALK_BYTES];
};

/* The event in a process of its own: does it trip an assertion? */
static inline int trips(unsigned (*feed)(void *machine), void *machine)
{
    const struct rlimit no_core = {0, 0};
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &no_core);
        feed(machine);
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) || WEXITSTATUS(status) != 0;
}

/* The length of the cell, which is taken from the row. */
static inline size_t next_cell(const char **row, const char **cell)
{
    *cell = *row + strspn(*row, " ");
    size_t length = strcspn(*cell, " ");
    *row = *cell + length;
    return length;
}

static inline unsigned meaning_of(const struct walk *walk, const char *cell)
{
    if (*cell == '.' || cell[1] == ' ' || cell[1] == '\0') {
        return 0;
    }
    const char *word = strchr(walk->says, cell[1]);
    cr_assert_not_null(word, "%c means nothing", cell[1]);
    return (unsigned)(word[1] - '0');
}

/* Feeds the event of the cell; the state behind it. */
static inline unsigned walk_pair(const struct walk *walk, unsigned state,
                                 const struct walk_event *event, const char *cell)
{
    char letter = walk->letters[state];
    union walk_machine machine;
    memset(&machine, 0, sizeof machine);
    walk->reach(&machine, state);
    cr_assert_eq(walk->state_of(&machine), state, "%c is not reached", letter);
    if (*cell == '!') {
        cr_assert(trips(event->feed, &machine), "%s in %c is let through", event->name, letter);
        return state;
    }
    char wanted = *cell == '.' ? letter : *cell;
    unsigned wanted_says = meaning_of(walk, cell);
    unsigned says = event->feed(&machine);
    unsigned now = walk->state_of(&machine);
    cr_assert_eq(walk->letters[now], wanted, "%s in %c: %c instead of %c", event->name, letter,
                 walk->letters[now], wanted);
    cr_assert_eq(says, wanted_says, "%s in %c: says %u instead of %u", event->name, letter, says,
                 wanted_says);
    cr_assert(now != walk->n_states - 1 || walk->deadline_of(&machine) == HF_NEVER,
              "%s in %c: a deadline outlives the end", event->name, letter);
    return now;
}

static inline void walk_all(const struct walk *walk)
{
    unsigned seen[WALK_STATES] = {0};
    for (unsigned state = 0; state < walk->n_states; state++) {
        const char *row = walk->table[state];
        const char *cell;
        for (unsigned event = 0; event < walk->n_events; event++) {
            cr_assert_neq(next_cell(&row, &cell), 0, "row %c is short", walk->letters[state]);
            unsigned to = walk_pair(walk, state, &walk->events[event], cell);
            seen[state] |= to == state ? 0 : 1u << to;
        }
        cr_assert_eq(next_cell(&row, &cell), 0, "row %c is long", walk->letters[state]);
    }
    for (unsigned from = 0; from < walk->n_states; from++) {
        cr_assert_eq(seen[from], walk->moves_of(from),
                     "from %c: %#x are made, and %#x are in the table", walk->letters[from],
                     seen[from], walk->moves_of(from));
    }
}

/* Each row of the picture has the letters of the states that may follow. */
static inline void expect_picture(const struct walk *walk, const char *const *picture)
{
    for (unsigned from = 0; from < walk->n_states; from++) {
        for (unsigned to = 0; to < walk->n_states; to++) {
            cr_assert_eq((walk->moves_of(from) >> to) & 1,
                         strchr(picture[from], walk->letters[to]) != NULL, "%c to %c",
                         walk->letters[from], walk->letters[to]);
        }
    }
}

#endif
