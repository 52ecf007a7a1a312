/* SPDX-License-Identifier: Apache-2.0 */
/* The words that command the registrar. */
#include "holdfast/sim/registrar.h"

#include <criterion/criterion.h>

Test(registrar_command, reads_every_command)
{
    static const struct {
        const char *text;
        uint8_t order;
    } cases[] = {
        {"answer", HF_REGISTRAR_ANSWER},     {" drop \r", HF_REGISTRAR_DROP},
        {"wipe", HF_REGISTRAR_WIPE},         {"stop", HF_REGISTRAR_STOP},
        {"start", HF_REGISTRAR_START},       {"bindings", HF_REGISTRAR_SHOW},
        {"quit", HF_REGISTRAR_QUIT},         {"", HF_REGISTRAR_NOTHING},
        {"# a word", HF_REGISTRAR_NOTHING},  {"delay 60000", HF_REGISTRAR_DELAY},
        {"reject 300", HF_REGISTRAR_REJECT}, {"reject\t699  retry-after=1", HF_REGISTRAR_REJECT},
    };
    struct hf_registrar_command parsed;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(hf_registrar_command_read(&parsed, cases[i].text), 0, "%s", cases[i].text);
        cr_expect_eq(parsed.order, cases[i].order, "%s", cases[i].text);
    }
}

Test(registrar_command, refuses_what_it_does_not_know_and_says_why)
{
    static const char *const cases[] = {
        "dropp",
        "drop 5",
        "reject",
        "reject 299",
        "reject 700",
        "reject 401",
        "reject 407",
        "reject 503 30",
        "reject 5o3",
        "reject 503 retry-after=",
        "reject 503 retry-after=0",
        "delay",
        "delay -1",
        "delay 60001",
        "delay 1 2",
        "reject 503 retry-after=1 more",
        "wipe all",
        "a-word-that-is-longer-than-any-command-could-be",
    };
    struct hf_registrar_command parsed;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(hf_registrar_command_read(&parsed, cases[i]), -1, "%s", cases[i]);
        cr_expect_neq(parsed.error[0], '\0', "%s", cases[i]);
        cr_expect_eq(parsed.order, HF_REGISTRAR_NOTHING, "%s", cases[i]);
    }
}
