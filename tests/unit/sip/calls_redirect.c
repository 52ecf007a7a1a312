/* SPDX-License-Identifier: Apache-2.0 */
/* A 3xx by which the server asked wants another one asked for, and what is the core's (A8). */
#include "calls_support.h"

#define CONTACT "Contact: <sip:q@192.0.2.9>\r\n"

static uint64_t dial(struct calls_world *w)
{
    calls_open_alone(w);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    return call;
}

static void answer(struct calls_world *w, const char *status, const char *fields, const char *body)
{
    struct calls_answer text = {.request = w->phones[ALICE].request,
                                .status = status,
                                .tag = "x",
                                .fields = fields,
                                .body = body};
    calls_answer(w, ALICE, &text);
    calls_run(w, 2 * HOP_US);
}

static void asks_for(const struct calls_world *w, const char *uri)
{
    char line[128];
    snprintf(line, sizeof line, "INVITE %s SIP/2.0\r\n", uri);
    cr_assert_eq(strncmp(w->phones[ALICE].request, line, strlen(line)), 0, "%s",
                 w->phones[ALICE].request);
}

static void is_over(struct calls_world *w)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = 100;
    action.u.call.state = HF_CALL_OVER;
    calls_act(w, ALICE, &action);
    calls_close(w);
}

Test(calls_redirect, another_user_of_the_same_server_is_asked_for)
{
    struct calls_world w;
    char before[512], value[512];
    uint64_t call = dial(&w);
    calls_field(w.phones[ALICE].request, HF_HEADER_TO, before);
    answer(&w, "302 Moved", "Contact: \"Q\" <sip:q@192.0.2.9>;expires=60\r\n", "");
    asks_for(&w, "sip:q@192.0.2.9");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_TO, value), before);
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_CSEQ, value), "2 INVITE");
    calls_expect_sent(&w, ALICE, "INVITE, ACK, INVITE");
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 100");
    answer(&w, "200 OK", CONTACT TYPE, SDP);
    calls_expect(&w, ALICE, "Response 200, MEDIA, UP");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 2 * HOP_US);
    answer(&w, "200 OK", "", "");
    calls_close(&w);
}

Test(calls_redirect, the_most_wanted_contact_counts)
{
    struct calls_world w;
    (void)dial(&w);
    answer(&w, "300 Choices",
           "Contact: <sip:q@192.0.2.9>;q=0.4, <sip:r@192.0.2.9>;q=0.9, <tel:1>\r\n", "");
    asks_for(&w, "sip:r@192.0.2.9");
    w.phones[ALICE].silent = true;
    answer(&w, "302 Moved", "Contact: <sip:s@192.0.2.9>;q=0.4, <sip:q@192.0.2.77>;q=0.5\r\n", "");
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 100, Response 302");
    cr_assert_eq(w.phones[ALICE].event.u.response.n_redirects, 2);
    is_over(&w);
}

/* Each is no hop of ours: the core is told. */
static const char *const elsewhere[] = {
    "Contact: <sip:q@192.0.2.77>\r\n",
    "Contact: <sip:q@192.0.2.9:5070>\r\n",
    "Contact: <sip:q@192.0.2.9;transport=tcp>\r\n",
    "Contact: <sips:q@192.0.2.9>\r\n",
    "Contact: <sip:q@192.0.2.9;maddr=192.0.2.77>\r\n",
    "Contact: <sip:q@192.0.2.9?Subject=x>\r\n",
    "Contact: <sip:p@192.0.2.9>\r\n", /* who was asked for already */
    "Contact: <tel:112>\r\n",
    "Contact: *\r\n",
    "",
};

Test(calls_redirect, what_points_elsewhere_is_told)
{
    for (unsigned i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        struct calls_world w;
        (void)dial(&w);
        w.phones[ALICE].silent = true;
        answer(&w, "302 Moved", elsewhere[i], "");
        calls_expect_sent(&w, ALICE, "INVITE, ACK");
        calls_expect(&w, ALICE, "Wanted INVITE, Response 302");
        is_over(&w);
    }
}

Test(calls_redirect, five_hops_at_most)
{
    struct calls_world w;
    (void)dial(&w);
    w.phones[ALICE].silent = true;
    for (unsigned i = 0; i < 6; i++) {
        char uri[32], contact[64];
        snprintf(uri, sizeof uri, "sip:q%u@192.0.2.9", i);
        snprintf(contact, sizeof contact, "Contact: <%s>\r\n", uri);
        answer(&w, "302 Moved", contact, "");
        if (i < 5) {
            asks_for(&w, uri);
        }
    }
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 100, Response 302");
    is_over(&w);
}
