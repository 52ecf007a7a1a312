/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a digit map into positions, and asking which of them digits have reached. A map is a
 * nondeterministic automaton whose states are its positions; they fit a bit set, so that matching
 * needs neither backtracking nor memory.
 */
#include "holdfast/digit_map.h"

#include <string.h>

#define MARK_REPEATED 1u /* '.' stood behind it */
#define MARK_TIMED    2u /* of an alternative's end: T stood before it */
#define ANY_DIGIT     0x03ffu

struct reader {
    const char *text;
    const char *at;
    struct hf_digit_map *map;
    struct hf_digit_map_error *error;
};

int hf_digit_index(char key)
{
    if (key >= '0' && key <= '9')
        return key - '0';
    if (key == '*' || key == '#')
        return key == '*' ? 10 : 11;
    if (key >= 'A' && key <= 'D')
        return 12 + key - 'A';
    return key >= 'a' && key <= 'd' ? 12 + key - 'a' : -1;
}

static int refuse(struct reader *r, const char *what, const char *right)
{
    r->error->column = (unsigned)(r->at - r->text) + 1;
    r->error->what = what;
    r->error->right = right;
    return -1;
}

static int add(struct reader *r, unsigned keys, unsigned marks)
{
    if (r->map->n == HF_DIGIT_MAP_MAX)
        return refuse(r, "the dial plan is too long",
                      "at most 256 positions, with one for each alternative's end");
    r->map->keys[r->map->n] = (uint16_t)keys;
    r->map->marks[r->map->n] = (uint8_t)marks;
    r->map->n++;
    return 0;
}

static void skip_spaces(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\t')
        r->at++;
}

/* One key of a range, or two with '-' between: their bits, or 0 where that is refused. */
static unsigned read_span(struct reader *r)
{
    const int first = hf_digit_index(*r->at);
    int last;

    if (first < 0) {
        refuse(r, *r->at == '\0' ? "a range is not closed" : "a range holds keys only",
               "keys 0-9, *, #, A-D and spans such as 2-7, then ]");
        return 0;
    }
    if (r->at[1] != '-') {
        r->at++;
        return 1u << first;
    }
    last = hf_digit_index(r->at[2]);
    if (last < first || last > 9) {
        refuse(r, "a span goes from a lower to a higher digit", "a span such as 2-7");
        return 0;
    }
    r->at += 3;
    return ((1u << (last + 1)) - 1) & ~((1u << first) - 1);
}

/* Behind '['. */
static unsigned read_range(struct reader *r)
{
    unsigned keys = 0;

    do {
        const unsigned more = read_span(r);

        if (more == 0)
            return 0;
        keys |= more;
    } while (*r->at != ']');
    r->at++;
    return keys;
}

/* The keys of the next position, or 0 where that is refused. */
static unsigned read_keys(struct reader *r)
{
    const int index = hf_digit_index(*r->at);

    if (index >= 0) {
        r->at++;
        return 1u << index;
    }
    if (*r->at == 'x' || *r->at == 'X') {
        r->at++;
        return ANY_DIGIT;
    }
    if (*r->at == '[') {
        r->at++;
        return read_range(r);
    }
    refuse(r, *r->at == '.' ? "there is nothing before this . to repeat" : "this is no position",
           "a key 0-9, *, #, A-D, or x, or a range such as [2-7]; T only at the end");
    return 0;
}

static int ends_alternative(char letter)
{
    return letter == '\0' || letter == '|' || letter == ')' || letter == ' ' || letter == '\t';
}

static int read_alternative(struct reader *r)
{
    skip_spaces(r);
    if (ends_alternative(*r->at))
        return refuse(r, "an alternative is empty", "at least one position");
    while (!ends_alternative(*r->at)) {
        unsigned keys;

        if ((*r->at == 'T' || *r->at == 't') && ends_alternative(r->at[1])) {
            r->at++;
            return add(r, 0, MARK_TIMED);
        }
        keys = read_keys(r);
        if (keys == 0 || add(r, keys, *r->at == '.' ? MARK_REPEATED : 0) < 0)
            return -1;
        r->at += *r->at == '.';
    }
    return add(r, 0, 0);
}

static int read_whole(struct reader *r)
{
    int in_parentheses;

    skip_spaces(r);
    in_parentheses = *r->at == '(';
    r->at += in_parentheses;
    for (;;) {
        if (read_alternative(r) < 0)
            return -1;
        skip_spaces(r);
        if (*r->at != '|')
            break;
        r->at++;
    }
    if (in_parentheses && *r->at != ')')
        return refuse(r, "the parenthesis is not closed", ") at the end");
    r->at += in_parentheses;
    skip_spaces(r);
    return *r->at == '\0' ? 0
                          : refuse(r, "the dial plan has ended before this",
                                   "| between "
                                   "alternatives");
}

int hf_digit_map_read(struct hf_digit_map *map, const char *text, struct hf_digit_map_error *error)
{
    struct hf_digit_map fresh;
    struct reader r = {.text = text, .at = text, .map = &fresh, .error = error};

    memset(&fresh, 0, sizeof fresh);
    if (read_whole(&r) < 0)
        return -1;
    *map = fresh;
    return 0;
}

/* ---- matching ---- */

struct reached {
    uint32_t bits[(HF_DIGIT_MAP_MAX + 31) / 32];
};

static void reach(struct reached *set, unsigned at)
{
    set->bits[at / 32] |= 1u << at % 32;
}

static int has(const struct reached *set, unsigned at)
{
    return (set->bits[at / 32] >> at % 32 & 1u) != 0;
}

/* What is repeated may be left out. Upward, so that one pass sees chains of them; an alternative's
 * end is never repeated, so that none runs into the next. */
static void leave_out(const struct hf_digit_map *map, struct reached *set)
{
    for (unsigned at = 0; at < map->n; at++)
        if (has(set, at) && (map->marks[at] & MARK_REPEATED) != 0)
            reach(set, at + 1);
}

static void begin(const struct hf_digit_map *map, struct reached *set)
{
    for (unsigned at = 0; at < map->n; at++)
        if (at == 0 || map->keys[at - 1] == 0)
            reach(set, at);
    leave_out(map, set);
}

static void take(const struct hf_digit_map *map, struct reached *set, unsigned key)
{
    const struct reached before = *set;

    memset(set, 0, sizeof *set);
    for (unsigned at = 0; at < map->n; at++)
        if (has(&before, at) && (map->keys[at] & key) != 0)
            reach(set, (map->marks[at] & MARK_REPEATED) != 0 ? at : at + 1);
    leave_out(map, set);
}

unsigned hf_digit_map_match(const struct hf_digit_map *map, const char *digits, unsigned n)
{
    struct reached set = {{0}};
    unsigned match = 0;

    begin(map, &set);
    for (unsigned i = 0; i < n; i++) {
        const int index = hf_digit_index(digits[i]);

        take(map, &set, index < 0 ? 0 : 1u << index);
    }
    for (unsigned at = 0; at < map->n; at++) {
        if (!has(&set, at))
            continue;
        if (map->keys[at] != 0)
            match |= HF_DIGITS_MORE;
        else
            match |= (map->marks[at] & MARK_TIMED) != 0 ? HF_DIGITS_TIMED : HF_DIGITS_COMPLETE;
    }
    return match;
}
