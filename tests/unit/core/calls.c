/* SPDX-License-Identifier: Apache-2.0 */
/* Calls in progress, as far as D8 and C9 care. */
#include <criterion/criterion.h>
#include <string.h>

#include "calls.h"

static struct hf_line line;
static struct hf_context x = {.line = &line};

static void arrives(uint64_t id, uint8_t server)
{
    hf_calls_on_arrived(&x, &(struct hf_call){.call = id, .server = server});
}

Test(calls, a_call_is_known_from_its_arrival_to_its_end)
{
    cr_assert_not(hf_calls_is_known(&line, 7));
    arrives(7, 1);
    cr_assert(hf_calls_is_known(&line, 7));
    cr_assert_not(hf_calls_is_known(&line, 8));
    hf_calls_on_ended(&x, 7);
    cr_assert_not(hf_calls_is_known(&line, 7));
}

Test(calls, no_call_has_the_id_0_of_free_entries)
{
    cr_assert_not(hf_calls_is_known(&line, 0));
    arrives(7, 1);
    cr_assert_not(hf_calls_is_known(&line, 0));
}

Test(calls, D8_the_line_is_idle_when_the_last_one_has_ended)
{
    cr_assert_not(hf_calls_any(&line));
    arrives(7, 1);
    arrives(8, 2);
    hf_calls_on_ended(&x, 7);
    cr_assert(hf_calls_any(&line));
    hf_calls_on_ended(&x, 8);
    cr_assert_not(hf_calls_any(&line));
}

Test(calls, C9_a_call_is_carried_by_its_own_server_alone)
{
    arrives(7, 2);
    cr_assert(hf_calls_any_at(&line, 2));
    cr_assert_not(hf_calls_any_at(&line, 1));
    arrives(8, 2);
    hf_calls_on_ended(&x, 7);
    cr_assert(hf_calls_any_at(&line, 2), "the other one still is");
    hf_calls_on_ended(&x, 8);
    cr_assert_not(hf_calls_any_at(&line, 2));
}

Test(calls, the_line_is_full_with_all_its_entries_and_takes_one_more_after_an_end)
{
    for (uint64_t id = 1; id <= HF_LINE_CALLS; id++) {
        cr_assert_not(hf_calls_is_full(&line));
        arrives(id, 1);
    }
    cr_assert(hf_calls_is_full(&line));
    hf_calls_on_ended(&x, 1);
    cr_assert_not(hf_calls_is_full(&line));
    arrives(99, 1);
    cr_assert(hf_calls_is_known(&line, 99));
    cr_assert(hf_calls_is_known(&line, HF_LINE_CALLS));
}

Test(calls, an_ended_call_leaves_no_byte_behind)
{
    static const struct hf_line empty;

    arrives(7, 2);
    hf_calls_on_ended(&x, 7);
    cr_assert_eq(memcmp(line.calls, empty.calls, sizeof line.calls), 0);
}

Test(calls, C14_calls_move_with_their_servers_and_outlive_one_that_is_gone)
{
    uint8_t server_map[HF_LINE_SERVERS + 1] = {0};

    server_map[2] = 1; /* server 1 was taken out */
    arrives(7, 1);
    arrives(8, 2);
    hf_calls_reconfigure(&line, server_map);
    cr_assert(hf_calls_is_known(&line, 7), "it ends when it ends");
    cr_assert_eq(line.calls[0].server, 0);
    cr_assert_eq(line.calls[1].server, 1);
    hf_calls_reconfigure(&line, server_map);
    cr_assert_eq(line.calls[0].server, 0, "and once more");
}
