/* SPDX-License-Identifier: Apache-2.0 */
/* Where attempts go that a 3xx has sent elsewhere (A8): a small table of the line. */
#include "redirects.h"

#include "rig.h"

static struct rig rig;

static struct hf_target at(uint8_t last)
{
    return (struct hf_target){.address = {192, 0, 2, last}, .port = 5060, .family = HF_FAMILY_IPV4};
}

/* The latest Send is answered by a 302 to these. */
static void redirect(const uint8_t *lasts, uint8_t n)
{
    struct hf_response *r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    r->attempt = rig.last_attempt;
    r->status = 302;
    r->n_redirects = n;
    for (uint8_t i = 0; i < n; i++)
        r->redirects[i] = at(lasts[i]);
    cr_assert_eq(rig_step(&rig), HF_OK);
}

static void redirect_to(uint8_t last)
{
    redirect(&last, 1);
}

static uint8_t n_used(void)
{
    uint8_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_REDIRECTS; i++)
        n += rig.line.redirects[i].pass != 0;
    return n;
}

/* A line that is registered, and asks for nothing more by itself. */
static void registered(void)
{
    rig_start(&rig);
    rig_accept(&rig, 3600);
}

Test(redirects, keep_the_order_of_passes_whatever_the_order_of_the_redirects)
{
    static const uint8_t orders[][2] = {{1, 2}, {2, 1}};
    struct hf_line *line = &rig.line;

    for (size_t i = 0; i < 2; i++) {
        rig_init(&rig);
        for (size_t k = 0; k < 2; k++) {
            uint8_t slot = orders[i][k];
            struct hf_target target = at(slot);
            cr_assert(hf_redirect_set(line, &line->passes[slot].attempt, &target));
        }
        cr_assert_eq(line->redirects[0].pass, 2);
        cr_assert_eq(line->redirects[1].pass, 3);
        cr_assert_eq(hf_attempt_target(line, &line->passes[2].attempt).address[3], 2);
    }
}

Test(redirects, are_given_back_one_by_one_and_not_more_than_there_is_room_for)
{
    struct hf_line *line = &rig.line;
    struct hf_target target = at(9);
    static const struct hf_redirect none[HF_LINE_REDIRECTS];

    rig_init(&rig);
    for (uint8_t slot = 0; slot < HF_LINE_PASSES; slot++)
        cr_assert_eq(hf_redirect_set(line, &line->passes[slot].attempt, &target),
                     slot < HF_LINE_REDIRECTS);
    cr_assert(hf_redirect_set(line, &line->passes[0].attempt, &target), "it has room");
    hf_redirect_end(line, &line->passes[HF_LINE_PASSES - 1].attempt);
    cr_assert_eq(n_used(), HF_LINE_REDIRECTS, "it had none");
    for (uint8_t slot = 0; slot < HF_LINE_REDIRECTS; slot++) {
        cr_assert(hf_redirect_is_on(line, &line->passes[slot].attempt));
        hf_redirect_end(line, &line->passes[slot].attempt);
        cr_assert_not(hf_redirect_is_on(line, &line->passes[slot].attempt));
    }
    cr_assert_arr_eq(line->redirects, none, sizeof none);
}

Test(redirects, A8_end_with_their_attempt)
{
    rig_start(&rig);
    redirect_to(50);
    cr_assert_eq(rig.last_send.target.address[3], 50);
    cr_assert_eq(n_used(), 1);
    rig_accept(&rig, 3600);
    cr_assert_eq(n_used(), 0);
    cr_assert_eq(rig.line.registrations[0].working, 0);
}

Test(redirects, A8_end_when_the_pass_goes_on_and_when_the_line_stops)
{
    rig_start(&rig);
    redirect_to(50);
    rig_fail(&rig, HF_CAUSE_REFUSED);
    cr_assert_eq(n_used(), 0);
    cr_assert_eq(rig.last_send.target.address[3], 2);
    redirect_to(51);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STOPPED), HF_OK);
    cr_assert_eq(n_used(), 0);
}

Test(redirects, A8_a_423_is_followed_where_the_3xx_led)
{
    struct hf_response *r;

    rig_start(&rig);
    redirect_to(50);
    r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    r->attempt = rig.last_attempt;
    r->status = 423;
    r->min_expires_s = 7200;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.last_send.expires_s, 7200);
    cr_assert_eq(rig.last_send.target.address[3], 50);
}

Test(redirects, A8_back_to_the_candidates_own_target_needs_no_room)
{
    rig_start(&rig);
    redirect_to(50);
    redirect_to(1);
    cr_assert_eq(rig.last_send.target.address[3], 1);
    cr_assert_eq(n_used(), 0);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].redirected, 1);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].hops, 2);
}

/* Each pass has one attempt, and may be sent elsewhere; the line has room for two of them. */
Test(redirects, A8_one_more_than_there_is_room_for_is_not_followed_and_said)
{
    const struct hf_action *report;

    registered();
    for (uint64_t request = 1; request <= HF_LINE_REDIRECTS; request++) {
        rig_request(&rig, request);
        redirect_to((uint8_t)(50 + request));
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    }
    rig_request(&rig, HF_LINE_REDIRECTS + 1);
    redirect_to(60);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
    cr_assert_neq(rig_decision(&rig, HF_WHY_REDIRECT_UNUSABLE), NULL);
    report = rig_action(&rig, HF_ACTION_REPORT_REQUEST, 0);
    cr_assert_neq(report, NULL);
    cr_assert_eq(report->u.request.request, HF_LINE_REDIRECTS + 1);
}

Test(redirects, A8_where_there_is_no_room_the_candidates_own_target_is_still_followed)
{
    registered();
    for (uint64_t request = 1; request <= HF_LINE_REDIRECTS; request++) {
        rig_request(&rig, request);
        redirect_to((uint8_t)(50 + request));
    }
    redirect((const uint8_t[]){(uint8_t)(50 + HF_LINE_REDIRECTS), 1}, 2);
    cr_assert_eq(rig.last_send.target.address[3], 1);
    cr_assert_eq(n_used(), HF_LINE_REDIRECTS - 1);
}

/* A9, A10: it is the target that was tried which rests. */
Test(redirects, A10_the_target_it_was_sent_to_rests)
{
    rig_init_servers(&rig, 2);
    rig.config.quarantine_s = 30;
    rig_begin(&rig);
    redirect_to(50);
    rig_fail(&rig, HF_CAUSE_REFUSED);
    cr_assert_eq(rig.line.candidates[0].rest_until_us, 0);
    cr_assert_eq(rig.line.n_candidates, 3, "remembered behind the live ones");
    cr_assert_eq(rig.line.candidates[2].target.address[3], 50);
}
