/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines a difference names, and by which numbers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "difference.h"

static void expect(const char *expected, const char *got, const char *printed)
{
    const struct difference difference = {.name = "f",
                                          .expected = expected,
                                          .got = got,
                                          .n_expected = strlen(expected),
                                          .n_got = strlen(got),
                                          .first_line = 5};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);

    difference_print(&difference, out);
    fclose(out);
    const char *body = strchr(text, '\n') + 1;
    cr_expect_str_eq(body, printed);
    free(text);
}

Test(difference, names_the_lines_that_differ_and_no_others)
{
    expect("a\nb\nc\n", "a\nx\nc\n", "f:6: -b\nf:7: +x\n");
    expect("a\nb\nc\n", "a\nc\n", "f:6: -b\n");
    expect("a\nc\n", "a\nb\nc\n", "f:6: +b\n");
    expect("", "a\n", "f:5: +a\n");
    expect("a\n", "", "f:5: -a\n");
    expect("a\nb\nc\nd\n", "b\nc\ne\nd\n", "f:5: -a\nf:8: +e\n");
}
