/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deep worlds whose phones have several lines: that the lines share what lines of a phone share,
 * and nothing else. What happened is read from the trace.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/sim/deep.h"

struct played {
    struct hf_deep_result result;
    char *trace;
};

static struct played play(const char *text)
{
    const struct hf_sim_source source = {.name = "plan", .bytes = text, .n_bytes = strlen(text)};
    struct hf_deep_staging staging = {.replay = 1};
    struct hf_sim_complaint complaint;
    struct hf_deep_plan *plan = hf_deep_plan_read(&source, &complaint);
    struct played played = {.trace = NULL};
    size_t n = 0;

    cr_assert(plan != NULL, "%s", complaint.text);
    staging.trace = open_memstream(&played.trace, &n);
    hf_deep_play(plan, &staging, &played.result);
    fclose(staging.trace);
    hf_deep_plan_free(plan);
    cr_expect_str_eq(played.result.kind, "", "%s: %s", played.result.kind, played.result.text);
    return played;
}

static unsigned count(const struct played *played, const char *what)
{
    const size_t length = strlen(what);
    unsigned n = 0;

    for (const char *at = strstr(played->trace, what); at != NULL; at = strstr(at + length, what))
        n++;
    return n;
}

#define SERVERS                                                                                    \
    "deep seed=5 heal=40000 stay=10000 phones=2\n"                                                 \
    "server 1 auth=1 expires_max=300 nonce_life=300\n"                                             \
    "server 2 auth=0 expires_max=300 nonce_life=300\n"
#define PHONES                                                                                     \
    "phone 1 policy=1 clock=7000000 names=1\n"                                                     \
    "line 2 policy=1\n"                                                                            \
    "line 3 policy=1\n"                                                                            \
    "phone 2 policy=1 clock=0\n"                                                                   \
    "at 0 start phone=1\n"                                                                         \
    "at 50 start phone=2\n"
#define BY_ADDRESS "policy 1 server1=192.0.2.1 server2=192.0.2.2 failback_interval_s=20\n"
#define BY_TCP                                                                                     \
    "policy 1 server1=192.0.2.1 server1.transport=1 server2=192.0.2.2 server2.transport=1\n"
#define BY_TLS  "policy 1 server1=192.0.2.1 server1.transport=2 server1.port=5061\n"
#define BY_NAME "policy 1 server1=pbx1.example\n"

Test(deep_lines, any_line_calls_any_line_of_another_phone_and_of_its_own)
{
    struct played played = play(SERVERS BY_ADDRESS PHONES "at 5000 dial phone=1 line=3 to=2\n"
                                                          "at 6000 dial phone=2 to=1 to_line=2\n"
                                                          "at 7000 dial phone=1 to=1 to_line=3\n");

    cr_expect_eq(played.result.calls_up, 4, "three, and the one at the end: %u",
                 played.result.calls_up);
    free(played.trace);
}

Test(deep_lines, a_rest_is_told_to_the_others_of_the_phone_alone)
{
    struct played played = play(SERVERS BY_ADDRESS PHONES "at 9000 halt server=1 how=1\n"
                                                          "at 10000 register phone=1 line=2\n");

    char *told = strstr(played.trace, "1.2   ShareRest"), *next;

    cr_assert(told != NULL, "%s", played.trace);
    next = strstr(told + 20, "ShareRest"); /* others find it out later, too */
    if (next != NULL)
        *next = 0;
    cr_expect(strstr(told, " 1 TargetRested") != NULL);
    cr_expect(strstr(told, " 1.3 TargetRested") != NULL);
    cr_expect(strstr(told, " 1.2 TargetRested") == NULL, "it found that out itself");
    cr_expect(strstr(told, " 2 TargetRested") == NULL, "another phone");
    free(played.trace);
}

Test(deep_lines, lines_share_a_connection)
{
    struct played played = play(SERVERS BY_TCP PHONES);

    cr_expect_eq(count(&played, " is open"), 2, "one for each phone");
    cr_expect(strstr(played.trace, " 1.2 Connected") != NULL, "each line hears of it");
    cr_expect(strstr(played.trace, " 1.3 Connected") != NULL);
    free(played.trace);
}

Test(deep_lines, lines_that_lose_their_connection_share_the_next_one)
{
    struct played played = play(SERVERS BY_TCP PHONES "at 9000 reset server=1\n");

    cr_expect_eq(count(&played, "FlowLost"), 4, "each line: %u", count(&played, "FlowLost"));
    cr_expect_eq(count(&played, " is open"), 4, "two for each phone: %u",
                 count(&played, " is open"));
    free(played.trace);
}

Test(deep_lines, lines_with_other_tls_settings_share_no_connection)
{
    struct played played = play(SERVERS BY_TLS "phone 1 policy=1 clock=0\n"
                                               "line 2 policy=1 tls=1\n"
                                               "line 3 policy=1 tls=1\n"
                                               "at 0 start phone=1\n");

    cr_expect_eq(count(&played, " is open"), 2, "%u", count(&played, " is open"));
    free(played.trace);
}

Test(deep_lines, a_name_is_asked_for_once_by_a_phone_that_keeps_names)
{
    struct played kept = play(SERVERS BY_NAME "phone 1 policy=1 clock=0 names=1\n"
                                              "line 2 policy=1\n"
                                              "line 3 policy=1\n"
                                              "at 0 start phone=1\n"
                                              "at 20000 restart phone=1 ms=100 how=1\n");
    struct played asked = play(SERVERS BY_NAME "phone 1 policy=1 clock=0\n"
                                               "line 2 policy=1\n"
                                               "line 3 policy=1\n"
                                               "at 0 start phone=1\n"
                                               "at 20000 restart phone=1 ms=100 how=1\n");
    const unsigned n_kept = count(&kept, "asks for"), n_asked = count(&asked, "asks for");

    cr_expect_gt(n_kept, 0);
    cr_expect_leq(3 * n_kept, n_asked, "%u, else %u", n_kept, n_asked);
    cr_expect_eq(count(&kept, "Restored"), 3);
    free(kept.trace);
    free(asked.trace);
}

Test(deep_lines, a_network_that_changes_reaches_all_lines)
{
    struct played played = play(SERVERS BY_ADDRESS PHONES "at 9000 dial phone=1 line=2 to=2\n"
                                                          "at 15000 network phone=1 how=2\n");

    cr_expect(strstr(played.trace, "   15000.000 1 NetworkChanged") == NULL);
    cr_expect_eq(count(&played, "NetworkChanged"), 4 + 3, "once at the start: %u",
                 count(&played, "NetworkChanged"));
    free(played.trace);
}

Test(deep_lines, what_waits_at_the_gate_leaves_it)
{
    struct played played = play(SERVERS BY_ADDRESS "phone 1 policy=1 clock=0 gate=1\n"
                                                   "line 2 policy=1\n"
                                                   "line 3 policy=1\n"
                                                   "at 0 start phone=1\n"
                                                   "at 9000 halt server=1\n"
                                                   "at 10000 register phone=1\n"
                                                   "at 10100 configure phone=1 line=2 policy=1\n");

    cr_expect_gt(count(&played, "waits at the gate"), 2);
    cr_expect_leq(count(&played, "leaves the gate"), count(&played, "waits at the gate"));
    cr_expect_gt(count(&played, "leaves the gate"), 2);
    free(played.trace);
}

Test(deep_lines, a_line_alone_is_stopped_and_started)
{
    struct played played = play(SERVERS BY_ADDRESS PHONES "at 9000 stop phone=1 line=2\n"
                                                          "at 20000 start phone=1 line=2\n");

    cr_expect(strstr(played.trace, " 1.2 Stopped") != NULL);
    cr_expect_eq(count(&played, "Stopped"), 1 + 4, "and all at the end");
    free(played.trace);
}
