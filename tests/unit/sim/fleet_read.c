/* SPDX-License-Identifier: Apache-2.0 */
/* What is no scenario of a fleet is refused, with file, line and what would be right. */
#include <criterion/criterion.h>
#include <string.h>

#include "fleet_help.h"

#define LINE "line 1 servers=a,b\nstart line 1\n"
#define END  "until 1h\n"

static void expect(const char *text, const char *place, const char *what)
{
    const char *complaint = fleet_complaint(text);

    cr_expect(strncmp(complaint, place, strlen(place)) == 0, "%s: not at %s", complaint, place);
    cr_expect(strstr(complaint, what) != NULL, "%s: does not say %s", complaint, what);
}

Test(fleet_read, servers_that_nobody_has)
{
    expect(LINE "at 1min server c is silent\n" END, "f:3: ", "server c");
    expect("server z takes 5/s\n" LINE END, "f:1: ", "server z");
    expect(LINE "at 5s server berlin takes 5/s\n" END, "f:3: ", "server berlin");
    expect("line 1 servers=192.0.2.77\nstart line 1\n" END, "f:1: ", "where none is");
}

Test(fleet_read, time_does_not_go_back)
{
    expect(LINE "at 10s server a is silent\nat 5s server a takes 5/s\n" END, "f:4: ", "time goes");
    expect(LINE "at 10s server a takes 5/s\nat 5s server a is silent\n" END, "f:4: ", "time goes");
    expect(LINE "at 10s server a takes 5/s\nserver a takes 6/s\n" END, "f:4: ", "time goes back");
    expect(LINE END "at 2h server a takes 5/s\n", "f:4: ", "has ended");
}

Test(fleet_read, rates)
{
    expect("server a takes\n" LINE END, "f:1: ", "right would be");
    expect("server a takes many\n" LINE END, "f:1: ", "no rate");
    expect("server a takes 5/min\n" LINE END, "f:1: ", "no rate");
    expect("server a takes 0/s\n" LINE END, "f:1: ", "1/s at least");
    expect("server a takes 99999999999/s\n" LINE END, "f:1: ", "1/s at least");
    expect("server a takes 5/s or 503\n" LINE END, "f:1: ", "right would be");
    expect("server a takes 5/s else\n" LINE END, "f:1: ", "right would be");
    expect("server a takes 5/s else 200\n" LINE END, "f:1: ", "no refusal");
    expect("server a takes 5/s else 503 after=3s\n" LINE END, "f:1: ", "right would be");
    expect("server a takes everything else 503\n" LINE END, "f:1: ", "right would be");
    expect("server a takes 5/s\nserver a delays 0s\n" LINE END, "f:", "nearer than 1ms");
}

Test(fleet_read, what_a_fleet_has_not)
{
    expect(LINE "at 1s call line 1\n" END, "f:3: ", "calls and requests");
    expect(LINE "at 1s restart line 1 after 3s\n" END, "f:3: ", "one phone");
    expect(LINE "at 1s network lost line 1\n" END, "f:3: ", "one phone");
    expect(LINE "at 1s server a answers REGISTER 302 contact=b\n" END, "f:3: ", "3xx");
    expect("server a at tcp:192.0.2.1\n" LINE END, "f:1: ", "udp");
    expect("line 1 servers=a transport=tcp\nstart line 1\n" END, "f:1: ", "udp");
    expect("server a challenges realm=x,y\n" LINE END, "f:1: ", "one realm");
    expect(LINE "until 8d\n", "f:", "7d at most");
    expect("line 1 servers=a\nfoo\n" END, "f:2: ", "is no verb");
    expect("line 1 servers=a retry_base_s=400\n" END, "f:1: ", "retry");
}

/* A comment, a story below dashes, and Windows' ends of lines are no trouble. */
Test(fleet_read, the_verb_stands_like_any_other)
{
    struct hf_fleet_plan *plan = fleet_plan_of("# what\r\n"
                                               "server a takes 5/s else silent  # the small one\r\n"
                                               "line 1 servers=a\r\n"
                                               "start line 1\r\n"
                                               "at 10s server a takes 7/s else 480\r\n"
                                               "at 10s server a delays 30ms\r\n"
                                               "until 1h\r\n"
                                               "----\n"
                                               "server a takes nonsense\n");

    cr_expect_eq(hf_fleet_takes(plan, 0, 0), 5);
    cr_expect_eq(hf_fleet_takes(plan, 0, 1), 7);
    cr_expect_eq(hf_fleet_phases(plan), 2);
    cr_expect_str_eq(hf_fleet_phase(plan, 1)->text,
                     "server a takes 7/s else 480; server a delays 30ms");
    hf_fleet_plan_free(plan);
}
