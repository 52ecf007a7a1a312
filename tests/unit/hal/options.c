/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "world.h"

#include <criterion/criterion.h>
#include <string.h>

static char error[256];
static const struct hf_hal_problem problem = {error, sizeof error};

Test(options, a_text_is_cut_at_plus_unless_a_backslash_stands_before)
{
    char text[] = "null+wav:in=a\\+b.wav+terminal";
    char *rest = text;

    cr_assert_str_eq(hf_options_part(&rest), "null");
    cr_assert_str_eq(hf_options_part(&rest), "wav:in=a\\+b.wav");
    cr_assert_str_eq(hf_options_part(&rest), "terminal");
    cr_assert_null(hf_options_part(&rest));
}

Test(options, values_flags_and_a_bare_first_piece_are_read)
{
    char text[] = "hw\\,x,in=a\\\\b,loop";
    struct hf_option list[] = {
        {"", "DEVICE", NULL}, {"in=", "FILE", NULL}, {"loop", "", NULL}, {"out=", "FILE", NULL}};
    const struct hf_options options = {"test", list, 4, 0};

    cr_assert_eq(hf_options_read(text, &options, &problem), 0, "%s", error);
    cr_assert_str_eq(list[0].value, "hw,x");
    cr_assert_str_eq(list[1].value, "a\\b");
    cr_assert_not_null(list[2].value);
    cr_assert_null(list[3].value);
}

Test(options, names_of_alsa_keep_their_commas)
{
    char text[] = "capture=plughw:CARD=x,DEV=0,playback=hw:1,2";
    struct hf_option list[] = {{"capture=", "D", NULL}, {"playback=", "D", NULL}};
    const struct hf_options options = {"alsa", list, 2, 1};

    cr_assert_eq(hf_options_read(text, &options, &problem), 0, "%s", error);
    cr_assert_str_eq(list[0].value, "plughw:CARD=x,DEV=0");
    cr_assert_str_eq(list[1].value, "hw:1,2");
}

Test(options, what_is_wrong_is_named_and_what_would_be_right)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"in=a,out", "test: \"out\" is no option of it; in=FILE, loop would be right"},
        {"in=a,in=b", "test: in= is given twice"},
        {"in=", "test: in= lacks its value"},
        {"loop=1", "test: \"loop=1\" is no option of it; in=FILE, loop would be right"},
        {"in=a,", "test: \"\" is no option of it; in=FILE, loop would be right"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        struct hf_option list[] = {{"in=", "FILE", NULL}, {"loop", "", NULL}};
        const struct hf_options options = {"test", list, 2, 0};
        strcpy(text, cases[i].text);
        cr_expect_eq(hf_options_read(text, &options, &problem), -1);
        cr_expect_str_eq(error, cases[i].says, "%s", error);
    }
}
