/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hf_line_check trusts nothing. In each situation every place of the line's memory is damaged in
 * turn, in one, two, four and eight bytes, with values at the ends of their ranges and beside what
 * stood there: the check has an answer each time, changes nothing, and finds what it is for. What
 * each byte is worth stands in check.c (this test is the dumb half), so that a check that is taken
 * out of a chain of conditions shows here as damage that is found no more.
 */
#include <string.h>

#include "situations.h"

#define NUMBERS 16

static struct rig rig;
static struct hf_line damaged;
static unsigned found[NUMBERS]; /* how often each invariant was the one that broke */

static void check_once(void)
{
    static struct hf_line before;
    int number;

    before = damaged;
    number = hf_line_check(&damaged);
    cr_assert(number >= 0 && number < NUMBERS);
    cr_assert_eq(memcmp(&before, &damaged, sizeof damaged), 0);
    found[number]++;
}

static void damage(size_t at, size_t width, uint64_t value)
{
    memcpy((uint8_t *)&damaged + at, &value, width);
    check_once();
    memcpy((uint8_t *)&damaged + at, (const uint8_t *)&rig.line + at, width);
}

static void damage_place(size_t at, size_t width)
{
    uint64_t was = 0;

    memcpy(&was, (const uint8_t *)&rig.line + at, width);
    damage(at, width, 0);
    damage(at, width, UINT64_MAX);
    damage(at, width, was + 1);
    damage(at, width, was - 1);
    damage(at, width, UINT64_MAX >> 1);
    if (width != 1)
        return;
    for (unsigned bit = 3; bit < 8; bit += 2)
        damage(at, width, was ^ 1u << bit);
    for (uint64_t small = 1; small < 5; small++)
        damage(at, width, small);
}

static void damage_everywhere(const struct situation *s)
{
    s->come(&rig);
    damaged = rig.line;
    cr_assert_eq(hf_line_check(&damaged), 0, "%s", s->name);
    for (size_t width = 1; width <= 8; width *= 2) {
        for (size_t at = 0; at + width <= sizeof damaged; at += width)
            damage_place(at, width);
    }
    cr_assert_eq(memcmp(&damaged, &rig.line, sizeof damaged), 0);
}

static void take_situations(size_t first, size_t step)
{
    static const int numbers[] = {3, 4, 5, 7, 8, 9};

    memset(found, 0, sizeof found);
    for (size_t i = first; i < N_SITUATIONS; i += step)
        damage_everywhere(&situations[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cr_expect_gt(found[numbers[i]], 0, "H%d finds nothing", numbers[i]);
}

/* In three tests, so that they run side by side. */
Test(check_damage, every_place_of_a_line_a)
{
    take_situations(0, 3);
}

Test(check_damage, every_place_of_a_line_b)
{
    take_situations(1, 3);
}

Test(check_damage, every_place_of_a_line_c)
{
    take_situations(2, 3);
}

/* The states of all machines are bounded: nothing indexes with one before. */
Test(check_damage, no_state_is_out_of_its_bounds)
{
    for (size_t i = 1; i < N_SITUATIONS; i++) {
        uint8_t *states[] = {
            &damaged.failback.state,           &damaged.options.state,
            &damaged.reported.state,           &damaged.bindings[0].state,
            &damaged.registrations[0].state,   &damaged.registrations[HF_LINE_SERVERS - 1].state,
            &damaged.target_failback.state[0], &damaged.proxy_failback.state[0],
            &damaged.lookups[0].state,         &damaged.passes[0].state,
            &damaged.passes[0].attempt.state,  &damaged.calls[0].state};
        situations[i].come(&rig);
        damaged = rig.line;
        for (size_t k = 0; k < sizeof states / sizeof *states; k++) {
            uint8_t was = *states[k];
            for (unsigned value = 200; value < 256; value++) {
                *states[k] = (uint8_t)value;
                cr_assert_eq(hf_line_check(&damaged), 9, "%s, %zu", situations[i].name, k);
            }
            *states[k] = was;
        }
    }
}

/* Two places at once: what one condition of a chain hides from the next. */
Test(check_damage, two_places_at_once)
{
    uint64_t draw = 4711;

    memset(found, 0, sizeof found);
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        situations[i].come(&rig);
        for (unsigned round = 0; round < 20000; round++) {
            damaged = rig.line;
            for (unsigned k = 0; k < 2; k++) {
                draw = draw * 6364136223846793005u + 1442695040888963407u;
                size_t at = (size_t)(draw >> 33) % sizeof damaged;
                ((uint8_t *)&damaged)[at] = (uint8_t)(draw >> 24) & (draw & 1 ? 7 : 255);
            }
            check_once();
        }
    }
    cr_expect_gt(found[0], 0);
    cr_expect_gt(found[9], 0);
}
