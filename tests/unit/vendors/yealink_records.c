/* SPDX-License-Identifier: Apache-2.0 */
/* B11a: static DNS records of Yealink files. */
#include "support.h"

#include "holdfast/event.h"

#define WHOLE                                                                                      \
    "dns_cache_a.1.name = pbx.example.com\ndns_cache_a.1.ip = 192.0.2.1\n"                         \
    "dns_cache_srv.1.name = _sip._udp.example.com\ndns_cache_srv.1.target = pbx.example.com\n"     \
    "dns_cache_naptr.1.name = example.com\ndns_cache_naptr.1.replace = _sip._udp.example.com\n"    \
    "dns_cache_naptr.1.service = SIP+D2U\n"

/* What the record's field reads. */
struct record_case {
    const char *key, *value, *effective; /* NULL: refused */
};

static const struct record_case cases[] = {
    {"dns_cache_a.1.ttl", "", "300"},
    {"dns_cache_a.1.ttl", "0", "0"},
    {"dns_cache_a.1.ttl", "2147483647", "2147483647"},
    {"dns_cache_a.1.ttl", "2147483648", NULL},
    {"dns_cache_a.1.ttl", "-1", NULL},
    {"dns_cache_a.1.ttl", "1 h", NULL},
    {"dns_cache_a.1.ip", "2001:db8::1", NULL},
    {"dns_cache_a.1.ip", "192.0.2.256", NULL},
    {"dns_cache_a.1.ip", "pbx.example.com", NULL},
    {"dns_cache_a.1.name", "pbx example", NULL},
    {"dns_cache_srv.1.ttl", "60", "60"},
    {"dns_cache_srv.1.port", "", "0"},
    {"dns_cache_srv.1.port", "65535", "65535"},
    {"dns_cache_srv.1.port", "65536", NULL},
    {"dns_cache_srv.1.port", "sip", NULL},
    {"dns_cache_srv.1.priority", "", "0"},
    {"dns_cache_srv.1.priority", "65535", "65535"},
    {"dns_cache_srv.1.priority", "65536", NULL},
    {"dns_cache_srv.1.weight", "", "0"},
    {"dns_cache_srv.1.weight", "65535", "65535"},
    {"dns_cache_srv.1.weight", "-1", NULL},
    {"dns_cache_srv.1.target", "a..b", NULL},
    {"dns_cache_srv.1.target", "192.0.2.256", NULL},
    {"dns_cache_naptr.1.replace", "a b", NULL},
    {"dns_cache_naptr.1.service", "SIP\x01", NULL},
    {"dns_cache_naptr.1.order", "", "0"},
    {"dns_cache_naptr.1.order", "65535", "65535"},
    {"dns_cache_naptr.1.order", "65536", NULL},
    {"dns_cache_naptr.1.preference", "", "0"},
    {"dns_cache_naptr.1.preference", "65535", "65535"},
    {"dns_cache_naptr.1.preference", "first", NULL},
    {"dns_cache_naptr.1.ttl", "2147483648", NULL},
    {"dns_cache_naptr.1.flags", "", "s"},
    {"dns_cache_naptr.1.flags", "S", "s"},
    {"dns_cache_naptr.1.flags", "a", "a"},
    {"dns_cache_naptr.1.flags", "x", NULL},
    {"dns_cache_naptr.1.flags", "ss", NULL},
};

static const struct hf_static_record *record_of(const struct hf_phone_config *phone, unsigned type)
{
    for (size_t i = 0; i < phone->n_records; i++)
        if (phone->records[i].type == type)
            return &phone->records[i];
    return NULL;
}

static void field_of(const struct hf_phone_config *phone, const char *key, char text[64])
{
    int is_naptr = strstr(key, "_naptr.") != NULL;
    const struct hf_static_record *record = record_of(phone, is_naptr ? HF_DNS_NAPTR
                                                             : strstr(key, "_a.") != NULL
                                                                 ? HF_DNS_A
                                                                 : HF_DNS_SRV);
    const char *name = strrchr(key, '.') + 1;

    cr_assert_not_null(record, "%s", key);
    if (strcmp(name, "flags") == 0)
        snprintf(text, 64, "%s", record->flags);
    else
        snprintf(text, 64, "%u",
                 strcmp(name, "ttl") == 0                                      ? record->ttl_s
                 : strcmp(name, "port") == 0                                   ? record->port
                 : strcmp(name, "order") == 0 || strcmp(name, "priority") == 0 ? record->priority
                                                                               : record->weight);
}

Test(yealink_records, each_key_takes_its_range_and_refuses_the_rest)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct record_case *c = &cases[i];
        struct hf_phone_config phone;
        char text[1024], value[64];

        snprintf(text, sizeof(text), YEALINK_LINE WHOLE "%s = %s\n", c->key, c->value);
        if (c->effective == NULL) {
            cr_assert_eq(read_text(&phone, text), -1, "%s = %s is taken", c->key, c->value);
            cr_assert_eq(remarks_of(&phone, HF_SEVERITY_ERROR), 1u);
            cr_assert_eq(phone.n_records, 0u, "nothing is applied");
            cr_assert(remark_with(&phone, "allowed: ") != NULL ||
                          remark_with(&phone, "not a host; ") != NULL,
                      "%s = %s: %s", c->key, c->value, remark_with(&phone, c->key)->text);
            cr_assert_eq(remark_with(&phone, c->key)->line, 12u);
        } else {
            cr_assert_eq(read_text(&phone, text), 0, "%s = %s is refused", c->key, c->value);
            cr_assert_eq(phone.n_records, 3u);
            field_of(&phone, c->key, value);
            cr_assert_str_eq(value, c->effective, "%s = %s gives %s", c->key, c->value, value);
        }
        hf_phone_config_free(&phone);
    }
}

Test(yealink_records, whole_ones_are_kept_with_their_place)
{
    struct hf_phone_config phone;
    const struct hf_static_record *record;

    cr_assert_eq(read_text(&phone, YEALINK_LINE WHOLE), 0);
    cr_assert_eq(phone.n_records, 3u);
    record = record_of(&phone, HF_DNS_A);
    cr_assert_str_eq(record->name, "pbx.example.com");
    cr_assert_str_eq(record->target, "192.0.2.1");
    cr_assert_str_eq(record->service, "");
    cr_assert_eq(record->at.line, 5u);
    cr_assert_eq(record->at.file, 1u);
    record = record_of(&phone, HF_DNS_NAPTR);
    cr_assert_str_eq(record->service, "SIP+D2U");
    cr_assert_str_eq(record->target, "_sip._udp.example.com");
    cr_assert_eq(phone.unknown_keys, 0u);
    cr_assert_eq(phone.n_remarks, 0u);
    hf_phone_config_free(&phone);
}

Test(yealink_records, incomplete_ones_say_what_is_missing)
{
    static const struct {
        const char *text, *missing;
    } texts[] = {
        {"dns_cache_a.3.name = a.example.com\n", "set dns_cache_a.3.ip"},
        {"dns_cache_a.3.ip = 192.0.2.1\n", "set dns_cache_a.3.name"},
        {"dns_cache_srv.12.name = _sip._tcp.example.com\ndns_cache_srv.12.port = 5060\n",
         "set dns_cache_srv.12.target"},
        {"dns_cache_naptr.2.name = example.com\ndns_cache_naptr.2.service = SIP+D2T\n",
         "set dns_cache_naptr.2.replace"},
        {"dns_cache_naptr.2.name = example.com\ndns_cache_naptr.2.replace = a.example.com\n",
         "set dns_cache_naptr.2.service"},
        {"account.7.dns_cache_a.1.name = a.example.com\n", "set account.7.dns_cache_a.1.ip"},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct hf_phone_config phone;
        char text[512];

        snprintf(text, sizeof(text), YEALINK_LINE "%s", texts[i].text);
        cr_assert_eq(read_text(&phone, text), -1, "case %zu", i);
        cr_assert_not_null(remark_with(&phone, texts[i].missing), "case %zu: %s", i,
                           phone.remarks[0].text);
        cr_assert_eq(remark_with(&phone, texts[i].missing)->line, 5u, "case %zu", i);
        hf_phone_config_free(&phone);
    }
}

Test(yealink_records, those_with_nothing_set_are_none)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "dns_cache_a.1.name = \ndns_cache_a.1.ip = \n"
                                                "dns_cache_a.1.ttl = 300\n"
                                                "dns_cache_srv.1.port = 0\n"
                                                "dns_cache_naptr.1.name = %NULL%\n"),
                 0);
    cr_assert_eq(phone.n_records, 0u);
    cr_assert_eq(phone.n_remarks, 0u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, YEALINK_LINE "dns_cache_srv.1.port = 70000\n"), -1);
    hf_phone_config_free(&phone);
}

Test(yealink_records, of_two_accounts_the_same_record_is_kept_once)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.dns_cache_a.1.name = a.example.com\n"
                                                "account.1.dns_cache_a.1.ip = 192.0.2.1\n"
                                                "account.2.dns_cache_a.9.name = a.example.com\n"
                                                "account.2.dns_cache_a.9.ip = 192.0.2.1\n"
                                                "account.2.dns_cache_a.1.name = a.example.com\n"
                                                "account.2.dns_cache_a.1.ip = 192.0.2.2\n"),
                 0);
    cr_assert_eq(phone.n_records, 2u);
    cr_assert_eq(phone.n_accounts, 1u, "records make no account");
    hf_phone_config_free(&phone);
}

Test(yealink_records, a_key_set_twice_counts_as_the_last_and_is_said)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE WHOLE "dns_cache_a.1.ip = 192.0.2.7\n"), 0);
    cr_assert_str_eq(record_of(&phone, HF_DNS_A)->target, "192.0.2.7");
    cr_assert_not_null(remark_with(&phone, "dns_cache_a.1.ip: set twice"));
    cr_assert_eq(remark_with(&phone, "set twice")->line, 12u);
    hf_phone_config_free(&phone);
}

Test(yealink_records, a_target_can_say_that_there_is_none)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE WHOLE "dns_cache_srv.1.target = .\n"), 0);
    cr_assert_str_eq(record_of(&phone, HF_DNS_SRV)->target, ".");
    hf_phone_config_free(&phone);
}

Test(yealink_records, many_keys_set_twice_are_counted)
{
    static char text[20000] = YEALINK_LINE;
    size_t length = strlen(text);
    struct hf_phone_config phone;

    for (unsigned i = 0; i < 31; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "dns_cache_a.1.ttl = %u\n",
                                   i);
    cr_assert_eq(read_text(&phone, text), 0);
    cr_assert_eq(phone.n_remarks, 11u);
    cr_assert_not_null(remark_with(&phone, "20 more keys of records are set twice"));
    hf_phone_config_free(&phone);
}

Test(yealink_records, what_looks_like_one_and_is_none_is_an_unknown_key)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "dns_cache_a.0.name = a\ndns_cache_a.x.name = a\n"
                                                "dns_cache_a.1.color = a\ndns_cache_a.1 = a\n"
                                                "dns_cache_a.99999.name = a\n"
                                                "account.1.dns_cache_srv.1.name = a\n"),
                 0);
    cr_assert_eq(phone.unknown_keys, 6u);
    cr_assert_eq(phone.n_records, 0u);
    hf_phone_config_free(&phone);
}

Test(yealink_records, an_address_is_no_name_of_a_record)
{
    static const char *const names[] = {"192.0.2.1", "2001:db8::1", "[2001:db8::1]"};
    struct hf_phone_config phone;
    const struct hf_remark *remark;
    char text[512];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(text, sizeof(text),
                 YEALINK_LINE "dns_cache_a.3.name = %s\n"
                              "dns_cache_a.3.ip = 192.0.2.1\n",
                 names[i]);
        cr_assert_eq(read_text(&phone, text), -1, "%s", names[i]);
        remark = remark_with(&phone, "an address is no name; allowed: a host name");
        cr_assert_not_null(remark, "%s", names[i]);
        cr_assert_eq(remark->line, 5u);
        cr_assert_eq(remark->file, 1u);
        hf_phone_config_free(&phone);
    }
}
