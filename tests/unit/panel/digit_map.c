/* SPDX-License-Identifier: Apache-2.0 */
/* Digit maps: what is read, what is refused and where, and what digits mean to them. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/digit_map.h"

#define COMPLETE HF_DIGITS_COMPLETE
#define TIMED    HF_DIGITS_TIMED
#define MORE     HF_DIGITS_MORE

static unsigned match(const char *text, const char *digits)
{
    struct hf_digit_map_error error = {0, "", ""};
    struct hf_digit_map map;

    cr_assert(hf_digit_map_read(&map, text, &error) == 0, "%s: column %u: %s", text, error.column,
              error.what);
    return hf_digit_map_match(&map, digits, (unsigned)strlen(digits));
}

/* RFC 3435's own example, section 2.1.5. */
#define RFC "(0T| 00T|[1-7]xxx|8xxxxxxx|#xxxxxxx|*xx|91xxxxxxxxxx|9011x.T)"

static const struct {
    const char *map, *digits;
    unsigned match;
} rows[] = {
    {RFC, "", MORE},
    {RFC, "0", TIMED | MORE},
    {RFC, "00", TIMED},
    {RFC, "000", 0},
    {RFC, "7", MORE},
    {RFC, "7123", COMPLETE},
    {RFC, "71234", 0},
    {RFC, "81234567", COMPLETE},
    {RFC, "#1234567", COMPLETE},
    {RFC, "*21", COMPLETE},
    {RFC, "9", MORE},
    {RFC, "90", MORE},
    {RFC, "9011", TIMED | MORE},
    {RFC, "901149301234567", TIMED | MORE},
    {RFC, "9011*", 0},
    {RFC, "92", 0},
    {"(xxxxxxx|x11)", "41", MORE},
    {"(xxxxxxx|x11)", "411", COMPLETE | MORE},
    {"x.", "", COMPLETE | MORE},
    {"x.", "123456789", COMPLETE | MORE},
    {"1x.2", "1", MORE},
    {"1x.2", "12", COMPLETE | MORE},
    {"1x.2", "1292", COMPLETE | MORE},
    {"1x.2.3.", "1", COMPLETE | MORE},
    {"1x.2.3.", "133", COMPLETE | MORE},
    {"1x.2.|*", "1*", 0},
    {"1.|2", "2", COMPLETE},
    {"1.|2", "12", 0},
    {"X|[0-9A*#]D", "A", MORE},
    {"[0-9A*#]D", "#D", COMPLETE},
    {"[24-6]", "3", 0},
    {"[24-6]", "5", COMPLETE},
    {"[24-6].9", "24659", COMPLETE},
    {"aBcD", "ABCD", COMPLETE},
    {"1t", "1", TIMED},
    {"1|1T", "1", COMPLETE | TIMED},
    {" ( 1 | 2 ) ", "2", COMPLETE},
    {"x", "A", 0},
    {"xx", "1a", 0},
    {"xx", "1?", 0},
};

Test(digit_map, says_what_digits_mean)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect(match(rows[i].map, rows[i].digits) == rows[i].match, "%s with \"%s\": %u, not %u",
                  rows[i].map, rows[i].digits, match(rows[i].map, rows[i].digits), rows[i].match);
    }
}

static const struct {
    const char *map;
    unsigned column;
    const char *what;
} refused[] = {
    {"", 1, "an alternative is empty"},
    {"1||2", 3, "an alternative is empty"},
    {"1|", 3, "an alternative is empty"},
    {"()", 2, "an alternative is empty"},
    {"12y", 3, "this is no position"},
    {"1T2", 2, "this is no position"},
    {"1|.2", 3, "there is nothing before this . to repeat"},
    {"1..", 3, "there is nothing before this . to repeat"},
    {"1T.", 2, "this is no position"},
    {"[12", 4, "a range is not closed"},
    {"[]", 2, "a range holds keys only"},
    {"[1x]", 3, "a range holds keys only"},
    {"[9-1]", 2, "a span goes from a lower to a higher digit"},
    {"[1-]", 2, "a span goes from a lower to a higher digit"},
    {"[*#A-]", 4, "a span goes from a lower to a higher digit"},
    {"[8-*]", 2, "a span goes from a lower to a higher digit"},
    {"(1|2", 5, "the parenthesis is not closed"},
    {"1|2)", 4, "the dial plan has ended before this"},
    {"(1) 2", 5, "the dial plan has ended before this"},
    {"1 2", 3, "the dial plan has ended before this"},
};

Test(digit_map, refuses_what_is_none_and_says_where)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct hf_digit_map_error error = {0, "", ""};
        struct hf_digit_map map = {.n = 77}, before = map;

        cr_expect(hf_digit_map_read(&map, refused[i].map, &error) == -1, "%s", refused[i].map);
        cr_expect(error.column == refused[i].column && strcmp(error.what, refused[i].what) == 0,
                  "%s: column %u: %s", refused[i].map, error.column, error.what);
        cr_expect(error.right != NULL && error.right[0] != '\0');
        cr_expect(memcmp(&map, &before, sizeof map) == 0);
    }
}

Test(digit_map, has_room_for_so_much_and_no_more)
{
    struct hf_digit_map_error error;
    struct hf_digit_map map;
    char text[HF_DIGIT_MAP_MAX + 1];

    memset(text, 'x', sizeof text);
    text[HF_DIGIT_MAP_MAX - 1] = '\0'; /* 255 positions and their end */
    cr_expect(hf_digit_map_read(&map, text, &error) == 0);
    cr_expect(hf_digit_map_match(&map, "12", 2) == MORE);
    text[HF_DIGIT_MAP_MAX - 1] = 'x';
    text[HF_DIGIT_MAP_MAX] = '\0';
    cr_expect(hf_digit_map_read(&map, text, &error) == -1);
    cr_expect(error.column == 257 && strcmp(error.what, "the dial plan is too long") == 0);
}

/* ---- against a matcher that does it the slow way ---- */

/* Whether one alternative, "x", "[..]" and "." alone, matches exactly: by trying every count. */
static int slow(const char *map, const char *digits)
{
    const char *end;
    int fits;

    if (*map == '\0')
        return *digits == '\0';
    end = *map == '[' ? strchr(map, ']') + 1 : map + 1;
    fits = *digits != '\0' && (*map == '['   ? memchr(map, *digits, (size_t)(end - map)) != NULL
                               : *map == 'x' ? *digits >= '0' && *digits <= '9'
                                             : *map == *digits);
    if (*end == '.')
        return slow(end + 1, digits) || (fits && slow(map, digits + 1));
    return fits && slow(end, digits + 1);
}

Test(digit_map, agrees_with_one_that_tries_everything)
{
    static const char *const pieces[] = {"x", "1", "2", "[12]", "*", "x.", "1.", "[23].", "#"};
    unsigned n_complete = 0;

    srand(8);
    for (int round = 0; round < 20000; round++) {
        char map[64] = "", digits[8] = "";
        const int n_pieces = 1 + rand() % 5, n_digits = rand() % 7;

        for (int i = 0; i < n_pieces; i++)
            strcat(map, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        for (int i = 0; i < n_digits; i++)
            digits[i] = "123*#"[rand() % 5];
        n_complete += (match(map, digits) & COMPLETE) != 0;
        cr_assert(((match(map, digits) & COMPLETE) != 0) == slow(map, digits), "%s with %s", map,
                  digits);
    }
    cr_expect(n_complete > 1000);
}
