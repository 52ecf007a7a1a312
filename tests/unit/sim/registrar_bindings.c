/* SPDX-License-Identifier: Apache-2.0 */
/* The table of bindings in virtual time: what a REGISTER may and may not do to it. */
#include "registrar_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(registrar_bindings, .fini = rt_clean);

Test(registrar_bindings, answers_a_register_with_the_binding)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    rt_plain();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT "Expires: 600\r\n"), 200);
    hf_sip_each_start(&each, &rt.reply, HF_HEADER_CONTACT);
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 1);
    cr_assert(hf_slice_is(contact.address.uri, "sip:t@192.0.2.9:5060"));
    cr_assert_eq(contact.expires_s, 600);
    cr_assert_eq(hf_sip_contact_next(&each, &contact, NULL), 0);
    cr_assert_eq(rt.answer.expires_s, 600);
    cr_assert_eq(rt.answer.n_bindings, 1);
    cr_assert_str_eq(rt.answer.user, "1001");
}

Test(registrar_bindings, grants_by_contact_then_field_then_default_then_maximum)
{
    static const struct {
        const char *fields;
        unsigned granted_s;
    } cases[] = {
        {"Contact: <sip:a@192.0.2.1>;expires=20\r\nExpires: 30\r\n", 20},
        {"Contact: <sip:a@192.0.2.1>\r\nExpires: 30\r\n", 30},
        {"Contact: <sip:a@192.0.2.1>\r\n", 100},
        {"Contact: <sip:a@192.0.2.1>;expires=101\r\n", 100},
        {"Contact: <sip:a@192.0.2.1>;expires=4294967295\r\n", 100},
    };
    rt_make(&(struct hf_registrar_options){.expires_max_s = 100});
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(rt_register(0, i + 1, cases[i].fields), 200);
        cr_expect_eq(rt.answer.expires_s, cases[i].granted_s, "case %u: %u", i,
                     rt.answer.expires_s);
        cr_expect_eq(rt_left_s(0), cases[i].granted_s);
    }
}

Test(registrar_bindings, forgets_a_binding_at_its_expiry_and_not_before)
{
    rt_plain();
    cr_assert_eq(rt_register(5, 1, RT_CONTACT "Expires: 10\r\n"), 200);
    cr_assert_eq(rt_count_bindings(4 + 10 * RT_SECOND), 1);
    cr_assert_eq(rt_count_bindings(5 + 10 * RT_SECOND), 0);
    cr_assert_eq(rt_register(5 + 10 * RT_SECOND, 2, ""), 200);
    cr_assert_null(hf_sip_find(&rt.reply, HF_HEADER_CONTACT));
}

Test(registrar_bindings, refreshes_a_binding_in_place)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT "Expires: 10\r\n"), 200);
    cr_assert_eq(rt_register(5 * RT_SECOND, 2, RT_CONTACT "Expires: 10\r\n"), 200);
    cr_assert_eq(rt.answer.n_bindings, 1);
    cr_assert_eq(rt_left_s(5 * RT_SECOND), 10);
}

Test(registrar_bindings, refuses_a_cseq_that_is_not_higher_and_changes_nothing)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 5, RT_CONTACT "Expires: 10\r\n"), 200);
    cr_assert_eq(rt_register(0, 5, RT_CONTACT "Expires: 90\r\n"), 500);
    cr_assert_eq(rt_register(0, 4, RT_CONTACT "Expires: 0\r\n"), 500);
    cr_assert_eq(rt_register(0, 4, "Contact: *\r\nExpires: 0\r\n"), 500);
    cr_assert_eq(rt_left_s(0), 10);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.cseq = 1,
                                                .call_id = "other",
                                                .fields = RT_CONTACT "Expires: 90\r\n"}),
                 200);
    cr_assert_eq(rt_left_s(0), 90);
}

Test(registrar_bindings, changes_nothing_when_one_of_two_contacts_is_refused)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 5, RT_CONTACT "Expires: 10\r\n"), 200);
    cr_assert_eq(rt_register(0, 5, "Contact: <sip:new@192.0.2.1>, <sip:t@192.0.2.9:5060>\r\n"),
                 500);
    cr_assert_eq(rt_count_bindings(0), 1);
}

Test(registrar_bindings, removes_one_contact_by_expires_0)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 1, "Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.1>\r\n"), 200);
    cr_assert_eq(rt.answer.n_bindings, 2);
    cr_assert_eq(rt_register(0, 2, "Contact: <sip:a@192.0.2.1>;expires=0\r\n"), 200);
    cr_assert_eq(rt.answer.n_bindings, 1);
    cr_assert_eq(rt.answer.expires_s, 0);
}

Test(registrar_bindings, removes_all_of_one_address_by_star)
{
    rt_plain();
    cr_assert_eq(rt_register(0, 1, "Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.1>\r\n"), 200);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.cseq = 1,
                                                .from_to = "<sip:1002@example.com>",
                                                .fields = RT_CONTACT}),
                 200);
    cr_assert_eq(rt_register(0, 2, "Contact: *\r\nExpires: 0\r\n"), 200);
    cr_assert_eq(rt.answer.n_bindings, 0);
    cr_assert_eq(rt_count_bindings(0), 1);
}

Test(registrar_bindings, refuses_a_star_that_is_not_alone_or_has_no_expires_0)
{
    static const char *const cases[] = {
        "Contact: *\r\n",
        "Contact: *\r\nExpires: 5\r\n",
        "Contact: *, <sip:a@192.0.2.1>\r\nExpires: 0\r\n",
        "Contact: <sip:a@192.0.2.1>\r\nContact: *\r\nExpires: 0\r\n",
    };
    rt_plain();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 200);
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(rt_register(0, i + 2, cases[i]), 400, "case %u", i);
    cr_assert_eq(rt_count_bindings(0), 1);
}

Test(registrar_bindings, says_423_below_the_minimum_and_below_an_hour_only)
{
    uint32_t least_s = 0;
    rt_make(&(struct hf_registrar_options){.expires_min_s = 7200, .expires_max_s = 9000});
    cr_assert_eq(rt_register(0, 1, RT_CONTACT "Expires: 3599\r\n"), 423);
    cr_assert_eq(hf_sip_number(&rt.reply, HF_HEADER_MIN_EXPIRES, &least_s), 1);
    cr_assert_eq(least_s, 7200);
    cr_assert_eq(rt_count_bindings(0), 0);
    cr_assert_eq(rt_register(0, 2, RT_CONTACT "Expires: 3600\r\n"), 200); /* RFC 3261 10.3 */
    cr_assert_eq(rt_register(0, 3, RT_CONTACT "Expires: 0\r\n"), 200);
}

Test(registrar_bindings, takes_uris_for_the_same_as_rfc_3261_19_1_4_does)
{
    static const struct {
        const char *a, *b;
        unsigned n_bindings;
    } cases[] = {
        {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp", 1},
        {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", 1},
        {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5", 1},
        {"sip:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtlanTa.CoM;Transport=UDP", 2},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", 2},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", 2},
        {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", 2},
        {"sip:bob@biloxi.com", "sips:bob@biloxi.com", 2},
        {"sip:biloxi.com", "sip:bob@biloxi.com", 2},
    };
    rt_plain();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char fields[256];
        snprintf(fields, sizeof fields, "Contact: <%s>\r\n", cases[i].a);
        cr_assert_eq(rt_register(0, 3 * i + 1, fields), 200);
        snprintf(fields, sizeof fields, "Contact: <%s>\r\n", cases[i].b);
        cr_assert_eq(rt_register(0, 3 * i + 2, fields), 200);
        cr_expect_eq(rt.answer.n_bindings, cases[i].n_bindings, "%s %s", cases[i].a, cases[i].b);
        cr_assert_eq(rt_register(0, 3 * i + 3, "Contact: *\r\nExpires: 0\r\n"), 200);
    }
}

Test(registrar_bindings, keeps_addresses_apart_by_user_and_host)
{
    static const char *const same[] = {"<sip:1001@example.com>", "<sip:1001@EXAMPLE.com;x=y>",
                                       "\"n\" <sip:%31001@example.com>"};
    rt_plain();
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(
            rt_ask(0,
                   &(struct rt_request){.cseq = i + 1, .from_to = same[i], .fields = RT_CONTACT}),
            200);
        cr_expect_eq(rt.answer.n_bindings, 1);
    }
    cr_assert_eq(rt_count_bindings(0), 1);
    rt_ask(0, &(struct rt_request){
                  .cseq = 1, .from_to = "<sip:1001@example.org>", .fields = RT_CONTACT});
    cr_assert_eq(rt_count_bindings(0), 2);
}

Test(registrar_bindings, refuses_more_contacts_of_one_address_than_it_keeps)
{
    char fields[64];
    rt_plain();
    for (unsigned i = 0; i < HF_REGISTRAR_CONTACTS; i++) {
        snprintf(fields, sizeof fields, "Contact: <sip:a@192.0.2.1:%u>\r\n", i + 1);
        cr_assert_eq(rt_register(0, i + 1, fields), 200);
    }
    cr_assert_eq(rt_register(0, 99, RT_CONTACT), 403);
    cr_assert_eq(rt_count_bindings(0), HF_REGISTRAR_CONTACTS);
}

Test(registrar_bindings, says_500_when_the_table_is_full_and_takes_the_place_of_expired_ones)
{
    char party[64];
    struct rt_request request = {
        .cseq = 1, .from_to = party, .fields = RT_CONTACT "Expires: 60\r\n"};
    rt_plain();
    for (unsigned i = 0; i <= HF_REGISTRAR_BINDINGS; i++) {
        snprintf(party, sizeof party, "<sip:u%u@example.com>", i);
        cr_assert_eq(rt_ask(i, &request), i < HF_REGISTRAR_BINDINGS ? 200 : 500);
    }
    cr_assert_eq(rt_ask(60 * RT_SECOND, &request), 200);
}
