/* SPDX-License-Identifier: Apache-2.0 */
/* Records of configuration that are wrong, and what is said about them. */
#include "dns_records.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct hf_dns_answer found;

static struct hf_dns_records *make(const struct hf_phone_record *records, size_t n, char error[256])
{
    struct hf_phone_problem problem = {error, 256};

    error[0] = '\0';
    return hf_dns_records_new(records, n, &problem);
}

Test(dns_records, what_is_wrong_is_named)
{
    static const struct {
        struct hf_phone_record record;
        const char *error;
    } cases[] = {
        {{.name = NULL, .type = HF_DNS_A, .target = "192.0.2.1"},
         "DNS record 2 ( A): its name is no name: labels of letters, digits, hyphens and "
         "underscores, with dots between them"},
        {{.name = "a..b", .type = HF_DNS_A, .target = "192.0.2.1"},
         "DNS record 2 (a..b A): its name is no name: labels of letters, digits, hyphens and "
         "underscores, with dots between them"},
        {{.name = "a.test", .type = HF_DNS_A, .target = "2001:db8::1"},
         "DNS record 2 (a.test A): '2001:db8::1' is no IPv4 address"},
        {{.name = "a.test", .type = HF_DNS_AAAA, .target = "192.0.2.1"},
         "DNS record 2 (a.test AAAA): '192.0.2.1' is no IPv6 address"},
        {{.name = "a.test", .type = HF_DNS_A}, "DNS record 2 (a.test A): '' is no IPv4 address"},
        {{.name = "a.test", .type = HF_DNS_SRV, .target = "b c"},
         "DNS record 2 (a.test SRV): 'b c' is no host name"},
        {{.name = "a.test", .type = HF_DNS_SRV}, "DNS record 2 (a.test SRV): '' is no host name"},
        {{.name = "a.test", .type = HF_DNS_NAPTR, .flags = "u", .target = "b"},
         "DNS record 2 (a.test NAPTR): 'u' are no flags for SIP: s, a, or none"},
        {{.name = "a.test", .type = 5, .target = "b"},
         "DNS record 2 (a.test ?): type 5 cannot be given: A (1), AAAA (28), SRV (33), NAPTR (35) "
         "can"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_phone_record records[2] = {
            {.name = "good.test", .type = HF_DNS_A, .target = "192.0.2.1"}, cases[i].record};
        char error[256];

        cr_expect_null(make(records, 2, error));
        cr_expect_str_eq(error, cases[i].error);
    }
}

Test(dns_records, a_service_may_be_said_not_to_exist)
{
    struct hf_phone_record record = {.name = "_sip._udp.a.test", .type = HF_DNS_SRV, .target = "."};
    char error[256];
    struct hf_dns_records *records = make(&record, 1, error);

    cr_assert_not_null(records, "%s", error);
    cr_expect(hf_dns_records_find(records, "_sip._udp.a.test", HF_DNS_SRV, &found));
    cr_expect_eq(found.records[0].name.length, 0);
    cr_expect(!hf_dns_records_find(records, "_sip._udp.a.test", HF_DNS_A, &found));
    cr_expect(hf_dns_records_know(records, "a.test") && hf_dns_records_know(records, "_x.a.test"));
    cr_expect(!hf_dns_records_know(records, "test") && !hf_dns_records_know(records, "b.a.test"));
    hf_dns_records_free(records);
}

Test(dns_records, they_have_bounds)
{
    struct hf_phone_record *many = calloc(HF_DNS_RECORDS_MAX + 1, sizeof *many);
    struct hf_dns_records *records;
    char error[256];

    for (unsigned i = 0; i <= HF_DNS_RECORDS_MAX; i++)
        many[i] = (struct hf_phone_record){
            .name = "a.test", .type = HF_DNS_A, .ttl_s = 1000000, .target = "192.0.2.1"};
    cr_expect_null(make(many, HF_DNS_RECORDS_MAX + 1, error));
    cr_expect_str_eq(error, "1025 DNS records: 1024 at most");
    records = make(many, HF_DNS_RECORDS_MAX, error);
    cr_assert_not_null(records, "%s", error);
    cr_expect(hf_dns_records_find(records, "a.test", HF_DNS_A, &found));
    cr_expect_eq(found.n_records, HF_EVENT_RECORDS);
    cr_expect_eq(found.ttl_s, 86400);
    hf_dns_records_free(records);
    records = make(NULL, 0, error);
    cr_expect(records != NULL && !hf_dns_records_know(records, "a.test"));
    hf_dns_records_free(records);
    free(many);
}
