/* SPDX-License-Identifier: Apache-2.0 */
/* The words that command the registrar. */
#include "holdfast/sim/registrar.h"

#include <criterion/criterion.h>

#include "holdfast/sip/message.h"

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
        "drop invite",
        "answer everybody",
        "reject 503 FROBNICATE",
        "reject 503 INVITE retry-after=1",
        "reject 503 retry-after=1 INVITE BYE",
        "delay 5 BYES",
        "delay INVITE",
        "wipe INVITE",
    };
    struct hf_registrar_command parsed;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(hf_registrar_command_read(&parsed, cases[i]), -1, "%s", cases[i]);
        cr_expect_neq(parsed.error[0], '\0', "%s", cases[i]);
        cr_expect_eq(parsed.order, HF_REGISTRAR_NOTHING, "%s", cases[i]);
    }
}

Test(registrar_command, reads_the_method_that_a_fault_is_for)
{
    static const struct {
        const char *text;
        uint8_t order, method;
        uint32_t retry_after_s, delay_ms;
    } cases[] = {
        {"drop INVITE", HF_REGISTRAR_DROP, HF_METHOD_INVITE, 0, 0},
        {"answer BYE", HF_REGISTRAR_ANSWER, HF_METHOD_BYE, 0, 0},
        {"reject 503 INVITE", HF_REGISTRAR_REJECT, HF_METHOD_INVITE, 0, 0},
        {"reject 503 retry-after=9 BYE", HF_REGISTRAR_REJECT, HF_METHOD_BYE, 9, 0},
        {"delay 50 OPTIONS", HF_REGISTRAR_DELAY, HF_METHOD_OPTIONS, 0, 50},
        {"drop", HF_REGISTRAR_DROP, HF_METHOD_OTHER, 0, 0},
    };
    struct hf_registrar_command parsed;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_registrar_command_read(&parsed, cases[i].text), 0, "%s", parsed.error);
        cr_expect_eq(parsed.order, cases[i].order, "%s", cases[i].text);
        cr_expect_eq(parsed.method, cases[i].method, "%s", cases[i].text);
        cr_expect_eq(parsed.retry_after_s, cases[i].retry_after_s, "%s", cases[i].text);
        cr_expect_eq(parsed.delay_ms, cases[i].delay_ms, "%s", cases[i].text);
    }
}
