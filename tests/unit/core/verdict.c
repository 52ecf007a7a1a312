/* SPDX-License-Identifier: Apache-2.0 */
/* What answers mean, by themselves (A6, A8). */
#include "verdict.h"

#include "rig.h"

static struct rig rig;

static const struct kind_and_status {
    uint16_t status;
    uint8_t registers, others; /* 1: fails over */
} native[] = {{400, 0, 0}, {403, 0, 0}, {408, 0, 0}, {500, 1, 0}, {501, 0, 0}, {502, 1, 0},
              {503, 1, 1}, {504, 1, 0}, {505, 0, 0}, {600, 0, 0}, {603, 0, 0}};

Test(verdict, A6_each_kind_of_request_has_its_list)
{
    rig_init(&rig);
    rig.line.config = rig.config;
    for (size_t i = 0; i < sizeof native / sizeof *native; i++) {
        for (uint8_t kind = 0; kind < HF_REQUEST_COUNT; kind++) {
            struct hf_attempt a = {.kind = kind};
            bool registers = kind == HF_REQUEST_REGISTER || kind == HF_REQUEST_OPTIONS;
            cr_assert_eq(hf_verdict_is_failover(&rig.line, &a, native[i].status),
                         registers ? native[i].registers : native[i].others, "%s %u",
                         hf_request_kind_name(kind), native[i].status);
        }
    }
}

Test(verdict, A6_a_class_means_all_its_codes_but_challenges_and_423)
{
    const struct hf_attempt a = {.kind = HF_REQUEST_OTHER};

    rig.line.config.invite_failover_statuses = (struct hf_statuses){.classes = 7u << 4};
    for (uint16_t status = 300; status < 700; status++) {
        bool never = status < 400 || status == 401 || status == 407 || status == 423;
        cr_assert_eq(hf_verdict_is_failover(&rig.line, &a, status), !never, "%u", status);
    }
}

Test(verdict, A6_a_single_code_is_meant_even_where_its_class_is_not)
{
    const struct hf_attempt a = {.kind = HF_REQUEST_OTHER};

    rig.line.config.invite_failover_statuses = (struct hf_statuses){.codes = {480}, .n_codes = 1};
    cr_assert(hf_verdict_is_failover(&rig.line, &a, 480));
    cr_assert_not(hf_verdict_is_failover(&rig.line, &a, 481));
}

static struct hf_target at(uint8_t last, uint8_t transport)
{
    return (struct hf_target){{192, 0, 2, last}, 5060, transport, HF_FAMILY_IPV4};
}

Test(verdict, A8_a_redirect_never_leads_to_a_less_secure_transport_nor_where_it_has_just_been)
{
    struct hf_target at_first, to;

    for (uint8_t from = 0; from < HF_TRANSPORT_NAPTR; from++) {
        for (uint8_t by = 0; by < HF_TRANSPORT_NAPTR; by++) {
            at_first = at(1, from);
            to = at(2, by);
            cr_assert_eq(hf_verdict_may_follow(&at_first, &to),
                         from != HF_TRANSPORT_TLS || by == HF_TRANSPORT_TLS);
        }
        to = at(1, from);
        cr_assert_not(hf_verdict_may_follow(&at_first, &to));
    }
    to = (struct hf_target){.port = 5060};
    cr_assert_not(hf_verdict_may_follow(&at_first, &to), "no address at all");
}

static const struct challenge {
    uint8_t n_realms, answered, stale, after, stale_used;
    enum hf_why verdict;
} challenges[] = {
    {0, 0, 0, 0, 0, HF_WHY_NONE},              /* the first one */
    {0, 0, 0, 1, 0, HF_WHY_NONE},              /* credentials from earlier are refused */
    {0, 0, 1, 1, 0, HF_WHY_NONE},              /* or called stale */
    {1, 0, 0, 0, 0, HF_WHY_NONE},              /* a second realm */
    {2, 0, 0, 0, 0, HF_WHY_CHALLENGE_LOOP},    /* a third */
    {1, 1, 1, 1, 0, HF_WHY_NONE},              /* one stale */
    {1, 1, 1, 1, 1, HF_WHY_CHALLENGE_LOOP},    /* no second one */
    {1, 1, 0, 1, 0, HF_WHY_WRONG_CREDENTIALS}, /* what answered it in this attempt is refused */
    {1, 1, 0, 1, 1, HF_WHY_WRONG_CREDENTIALS},
    {1, 1, 0, 0, 0, HF_WHY_CHALLENGE_LOOP}, /* answered, and asked again as if not */
};

Test(verdict, A8_one_answer_for_each_realm_and_one_stale_in_an_attempt)
{
    for (size_t i = 0; i < sizeof challenges / sizeof *challenges; i++) {
        const struct challenge *c = &challenges[i];
        struct hf_attempt a = {.n_realms = c->n_realms, .stale_used = c->stale_used};
        struct hf_challenged said = {.stale = c->stale, .after_credentials = c->after};
        cr_assert_eq(hf_verdict_of_challenge(&a, &said, c->answered != 0), c->verdict, "row %zu",
                     i);
    }
}

Test(verdict, A8_a_realm_is_known_once_it_was_answered)
{
    const struct hf_attempt a = {.realms = {11, 22}, .n_realms = 1};

    cr_assert(hf_verdict_knows_realm(&a, 11));
    cr_assert_not(hf_verdict_knows_realm(&a, 22), "beyond the count");
}

Test(verdict, E11_a_redirection_and_the_callees_own_no_are_answers_to_an_emergency)
{
    static const uint16_t answers[] = {300, 302, 380, 399, 486, 600, 603};
    static const uint16_t others[] = {400, 403, 404, 480, 487, 500, 503, 601, 606};

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        cr_assert(hf_verdict_is_the_callees(answers[i]), "%u", answers[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_not(hf_verdict_is_the_callees(others[i]), "%u", others[i]);
}
