/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static char error[512];
static const struct hf_hal_problem problem = {error, sizeof error};

static const char *run(const char *text, unsigned ms)
{
    char spec[256];

    snprintf(spec, sizeof spec, "wav:keys=%s", world_text("keys", text));
    struct world *world = world_open(spec);
    cr_assert_not_null(world, "%s", world_get()->error);
    world_run(world, ms);
    return world_told(world);
}

Test(script, times_are_absolute_or_count_from_the_line_before, .fini = world_close)
{
    cr_assert_str_eq(run("# a remark\n\n0.5s off-hook\n1s 1\n+200ms 0\n+1s hold\n", 3000),
                     "off-hook 0.500|1 dn 1.000|1 up 1.100|0 dn 1.200|0 up 1.300|"
                     "hold dn 2.200|hold up 2.300");
}

Test(script, digits_come_one_after_the_other, .fini = world_close)
{
    cr_assert_str_eq(run("0s 5#*\n+500ms line12", 3000),
                     "5 dn 0.000|5 up 0.100|# dn 0.200|# up 0.300|* dn 0.400|* up 0.500|"
                     "line12 dn 0.900|line12 up 1.000");
}

Test(script, keys_may_be_held_down_and_overlap, .fini = world_close)
{
    cr_assert_str_eq(run("0s press 5\n50ms 6\n1s release 5\n", 3000),
                     "5 dn 0.000|6 dn 0.050|6 up 0.150|5 up 1.000");
}

Test(script, devices_are_lost_and_come_back, .fini = world_close)
{
    cr_assert_str_eq(run("1s audio-lost\n2s audio-back\n2s keys-lost\n2.5s keys-back\n", 3000),
                     "audio-lost 1.000|audio-back 2.000|keys-lost 2.000|keys-back 2.500");
}

Test(script, the_same_events_come_to_a_caller_who_is_late, .fini = world_close)
{
    run("0.5s off-hook\n1s 1\n", 100);
    struct world *world = world_get();
    hf_hal_turn(world->hal, 9000000); /* eight seconds later */
    cr_assert_str_eq(world_told(world), "off-hook 0.500|1 dn 1.000|1 up 1.100");
}

Test(script, a_mistake_is_named_with_its_file_and_line, .fini = world_close)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"1s 1\nsoon 2\n", ":2: \"soon\" is no time; 0.5s, 200ms or +1s would be right"},
        {"1 1\n", ":1: \"1\" is no time"},
        {"1.2.3s 1\n", ":1: \"1.2.3s\" is no time"},
        {"-1s 1\n", ":1: \"-1s\" is no time"},
        {"1234567890123s 1\n", ":1: \"1234567890123s\" is no time"},
        {"90000s 1\n", ":1: 90000s is later than a day"},
        {"2s 1\n1s 2\n", ":2: 1s lies before the line above it"},
        {"0s 555\n0.1s 2\n", ":2: 0.1s lies before the line above it"},
        {"1s\n", ":1: 1s: a key is missing behind the time"},
        {"1s 55x\n", ":1: \"55x\" is no key; 0..9, *, #, A..D, off-hook"},
        {"1s line17\n", ":1: \"line17\" is no key"},
        {"1s hold line3\n", ":1: \"hold line3\": one key a line, or press KEY, or release KEY"},
        {"1s press off-hook\n", ":1: \"off-hook\" is no key that can be held down"},
        {"1s press 1 2\n", ":1: \"2\": something stands behind the key"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hf_script script;
        const char *path = world_text("keys", cases[i].text);
        cr_expect_eq(hf_script_read(&script, path, &problem), -1, "%s", cases[i].text);
        cr_expect_eq(strncmp(error, path, strlen(path)), 0, "%s", error);
        cr_expect_eq(strncmp(error + strlen(path), cases[i].says, strlen(cases[i].says)), 0, "%s",
                     error);
    }
}

Test(script, limits_are_refused, .fini = world_close)
{
    static char text[400000];
    struct hf_script script;

    memset(text, ' ', 300);
    cr_assert_eq(hf_script_read(&script, world_text("keys", text), &problem), -1);
    cr_assert_not_null(strstr(error, ":1: the line has more than 254 bytes"), "%s", error);
    cr_assert_eq(hf_script_read(&script, world_file("keys", "1s \0 1\n", 7), &problem), -1);
    cr_assert_not_null(strstr(error, "one of them is zero"), "%s", error);
    text[0] = '\0';
    for (unsigned i = 0, used = 0; i < 4096; i++) {
        used += (unsigned)snprintf(text + used, sizeof text - used, "1s 1\n");
    }
    cr_assert_eq(hf_script_read(&script, world_text("keys", text), &problem), -1);
    cr_assert_not_null(strstr(error, ":2049: more than 4096 events"), "%s", error);
    cr_assert_eq(hf_script_read(&script, world_path("missing"), &problem), -1);
    cr_assert_not_null(strstr(error, "missing: No such file"), "%s", error);
    cr_assert_eq(hf_script_read(&script, "/tmp", &problem), -1);
    cr_assert_not_null(strstr(error, "directory"), "%s", error);
}
