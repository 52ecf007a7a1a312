/* SPDX-License-Identifier: Apache-2.0 */
/* The table of calls, as D8, C9 and E10 see it. */
#include <criterion/criterion.h>
#include <string.h>

#include "calls.h"

static struct hf_line line;

static void arrives(uint64_t id, uint8_t server)
{
    line.calls[hf_call_find(&line, 0)] = (struct hf_call_entry){.id = id,
                                                                .server = server,
                                                                .state = HF_CALL_TALKING,
                                                                .candidate = HF_NONE,
                                                                .flags = HF_CALL_INCOMING};
}

static void ends(uint64_t id)
{
    memset(&line.calls[hf_call_find(&line, id)], 0, sizeof *line.calls);
}

Test(calls, a_call_is_known_from_its_arrival_to_its_end)
{
    cr_assert_not(hf_call_is_known(&line, 7));
    arrives(7, 1);
    cr_assert(hf_call_is_known(&line, 7));
    cr_assert_not(hf_call_is_known(&line, 8));
    ends(7);
    cr_assert_not(hf_call_is_known(&line, 7));
}

Test(calls, no_call_has_the_id_0_of_free_entries)
{
    cr_assert_not(hf_call_is_known(&line, 0));
    arrives(7, 1);
    cr_assert_not(hf_call_is_known(&line, 0));
}

Test(calls, D8_the_line_is_idle_when_the_last_one_has_ended)
{
    cr_assert_not(hf_call_any(&line));
    arrives(7, 1);
    arrives(8, 2);
    ends(7);
    cr_assert(hf_call_any(&line));
    ends(8);
    cr_assert_not(hf_call_any(&line));
}

Test(calls, C9_a_call_is_carried_by_its_own_server_alone)
{
    arrives(7, 2);
    cr_assert(hf_call_any_at(&line, 2));
    cr_assert_not(hf_call_any_at(&line, 1));
    arrives(8, 2);
    ends(7);
    cr_assert(hf_call_any_at(&line, 2), "the other one still is");
    ends(8);
    cr_assert_not(hf_call_any_at(&line, 2));
}

Test(calls, E10_the_line_is_full_with_as_many_as_it_may_have_and_takes_one_more_after_an_end)
{
    for (uint64_t id = 1; id <= HF_LINE_CALLS; id++) {
        cr_assert_not(hf_call_is_full(&line));
        arrives(id, 1);
    }
    cr_assert(hf_call_is_full(&line));
    ends(1);
    cr_assert_not(hf_call_is_full(&line));
    arrives(99, 1);
    cr_assert(hf_call_is_known(&line, 99));
    cr_assert(hf_call_is_known(&line, HF_LINE_CALLS));
}

Test(calls, C14_calls_move_with_their_servers_and_outlive_one_that_is_gone)
{
    uint8_t server_map[HF_LINE_SERVERS + 1] = {0};

    server_map[2] = 1; /* server 1 was taken out */
    arrives(7, 1);
    arrives(8, 2);
    hf_call_reconfigure(&line, server_map);
    cr_assert(hf_call_is_known(&line, 7), "it ends when it ends");
    cr_assert_eq(line.calls[0].server, 0);
    cr_assert_eq(line.calls[1].server, 1);
    hf_call_reconfigure(&line, server_map);
    cr_assert_eq(line.calls[0].server, 0, "and once more");
}
