/* SPDX-License-Identifier: Apache-2.0 */
/* Two configurations beside one another: what differs in effect is found, nothing else is, and no
 * secret is in it. */
#include "holdfast/vendors/compare.h"

#include "holdfast/event.h"
#include "random_phone.h"
#include "support.h"

#define NAMED                                                                                      \
    YEALINK "account.1.enable = 1\naccount.1.user_name = 1001\n"                                   \
            "account.1.sip_server.1.address = pbx.example.com\n"
#define KEY  "account.1.sip_server.1."
#define KEY2 "account.1.sip_server.2."
#define TWO  "account.1.sip_server.2.address = 192.0.2.2\naccount.1.fallback.redundancy_type = 1\n"

struct two {
    struct hf_phone_config a, b;
    struct hf_differences differences, mirrored;
};

static void compare(struct two *two, const char *a, const char *b)
{
    cr_assert_eq(read_text(&two->a, a), 0, "%s", a);
    cr_assert_eq(read_text(&two->b, b), 0, "%s", b);
    hf_compare(&two->a, &two->b, &two->differences);
    hf_compare(&two->b, &two->a, &two->mirrored);
}

static void end(struct two *two)
{
    hf_differences_free(&two->differences);
    hf_differences_free(&two->mirrored);
    hf_phone_config_free(&two->a);
    hf_phone_config_free(&two->b);
}

static const struct hf_difference *find(const struct hf_differences *differences, const char *what)
{
    for (size_t i = 0; i < differences->n; i++)
        if (strcmp(differences->list[i].what, what) == 0)
            return &differences->list[i];
    return NULL;
}

static size_t count(const struct hf_differences *differences, enum hf_difference_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < differences->n; i++)
        n += differences->list[i].kind == kind;
    return n;
}

static void is_mirrored(const struct two *two)
{
    cr_assert_eq(two->differences.n, two->mirrored.n);
    for (size_t i = 0; i < two->differences.n; i++) {
        const struct hf_difference *one = &two->differences.list[i];
        size_t k = 0;

        while (k < two->mirrored.n && (two->mirrored.list[k].kind != one->kind ||
                                       strcmp(two->mirrored.list[k].what, one->what) != 0 ||
                                       two->mirrored.list[k].place != one->place ||
                                       strcmp(two->mirrored.list[k].a_text, one->b_text) != 0 ||
                                       strcmp(two->mirrored.list[k].b_text, one->a_text) != 0))
            k++;
        cr_assert(k < two->mirrored.n || strcmp(one->what, "password") == 0, "%s", one->what);
    }
}

struct comparing {
    const char *a, *b, *what; /* what NULL: no difference at all */
    const char *a_text, *b_text, *rule;
    unsigned place;
    enum hf_difference_kind kind;
};

static const struct comparing cases[] = {
    {YEALINK_LINE, YEALINK_LINE, .what = NULL},
    {NAMED,
     YEALINK "account.1.enable = 1\naccount.1.user_name = 1001\n" KEY
             "address = PBX.Example.COM.\n",
     .what = NULL},
    {YEALINK_LINE KEY "address = 2001:db8::1\n", YEALINK_LINE KEY "address = 2001:DB8:0::0:1\n",
     .what = NULL},
    /* Said otherwise, meant alike: B1, D5. */
    {YEALINK_LINE, YEALINK_LINE KEY "port = 0\n", .what = NULL},
    {YEALINK_LINE, YEALINK_LINE "account.1.transport = 3\n", .what = NULL},
    {NAMED KEY "invite_retry_counts = 3\n", NAMED, .what = NULL},
    {NAMED KEY "port = 0\n", NAMED, "port", "0", "5060", "B1", 1, HF_DIFFERS_SETTING},
    {NAMED "account.1.transport = 1\n", NAMED, "transport", "tcp", "udp", "B1", 1,
     HF_DIFFERS_SETTING},
    {NAMED KEY "retry_counts = 5\n", NAMED, "retry_counts", "5", "3", "A1", 1, HF_DIFFERS_SETTING},
    {NAMED KEY "retry_counts = 5\n", NAMED, "address_leave_server_1", "15.5 s", "7.5 s", "B10", 1,
     HF_DIFFERS_EFFECT},
    {NAMED TWO KEY "retry_counts = 5\n", NAMED TWO, "register_leave_server_1", "15.5 s", "7.5 s",
     "A1", 1, HF_DIFFERS_EFFECT},
    {NAMED TWO KEY "retry_counts = 5\n", NAMED TWO, "call_leave_server_1", "15.5 s", "7.5 s", "A5",
     1, HF_DIFFERS_EFFECT},
    /* A4, C2: in concurrent mode a registration has no other server to go to. */
    {YEALINK_LINE TWO, YEALINK_LINE KEY2 "address = 192.0.2.2\n", "register_leave_server_1",
     "7.5 s", "32 s", "A1", 1, HF_DIFFERS_EFFECT},
    /* A1: neither budget can be longer than 64*T1. */
    {YEALINK_LINE KEY "retry_counts = 20\n", YEALINK_LINE KEY "retry_counts = 19\n", .what = NULL},
    {NAMED KEY "failback_mode = 1\n", NAMED, "failback_mode", "dns_ttl", "new_requests", "D2", 1,
     HF_DIFFERS_SETTING},
    {YEALINK_LINE KEY "failback_mode = 1\n", YEALINK_LINE, "failback_mode", "dns_ttl",
     "new_requests", "D2", 1, HF_DIFFERS_IDLE},
    {NAMED KEY "failback_timeout = 90\n", NAMED, "failback_timeout_s", "90", "3600", "D5", 1,
     HF_DIFFERS_IDLE},
    {NAMED KEY "failback_mode = 3\n" KEY "failback_timeout = 90\n", NAMED KEY "failback_mode = 3\n",
     "failback_timeout_s", "90", "3600", "D5", 1, HF_DIFFERS_SETTING},
    {YEALINK_LINE "account.1.naptr_build = 1\n", YEALINK_LINE, "naptr_build", "tls tcp", "udp",
     "B6", 0, HF_DIFFERS_IDLE},
    {YEALINK_LINE TWO, YEALINK_LINE TWO "account.1.fallback.timeout = 60\n", "failback_interval_s",
     "120", "60", "D1", 0, HF_DIFFERS_SETTING},
    {YEALINK_LINE TWO, YEALINK_LINE TWO "account.1.fallback.timeout = 60\n", "found", "124 s",
     "64 s", "D1", 0, HF_DIFFERS_EFFECT},
    {YEALINK_LINE TWO, YEALINK_LINE, "server", "192.0.2.2", "", "C1", 2, HF_DIFFERS_PLACE},
    {YEALINK_LINE, YEALINK_LINE KEY "address = 192.0.2.9\n", "host", "192.0.2.1", "192.0.2.9", "B1",
     1, HF_DIFFERS_SETTING},
    {YEALINK_LINE, YEALINK_LINE "account.1.enable = 0\n", "enabled", "on", "off", "G", 0,
     HF_DIFFERS_IDENTITY},
    {YEALINK_LINE, YEALINK_LINE "account.1.user_name = 1002\n", "user", "1001", "1002", "G", 0,
     HF_DIFFERS_IDENTITY},
    {YEALINK_LINE "account.1.password = s3cret\n", YEALINK_LINE, "password", "set", "not set", "G3",
     0, HF_DIFFERS_IDENTITY},
    {YEALINK_LINE "account.1.password = s3cret\n", YEALINK_LINE "account.1.password = s3cre7\n",
     "password", "one", "another", "G3", 0, HF_DIFFERS_IDENTITY},
    {YEALINK_LINE, YEALINK_LINE "account.2.sip_server.1.address = 192.0.2.7\n", "line", "",
     "account.2", "G", 0, HF_DIFFERS_LINE},
    {YEALINK_LINE, YEALINK "account.2.enable = 1\naccount.2.sip_server.1.address = 192.0.2.1\n",
     "line", "account.1", "", "G", 0, HF_DIFFERS_LINE},
    {FANVIL_LINE FANVIL_END, YEALINK_LINE, "register_first", "on", "off", "E2", 0,
     HF_DIFFERS_SETTING},
    {FANVIL_LINE FANVIL_END, YEALINK_LINE, "register_failover_statuses", "500 503", "503", "A6", 0,
     HF_DIFFERS_SETTING},
};

Test(compare, finds_what_differs_in_effect_and_nothing_else)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct comparing *c = &cases[i];
        const struct hf_difference *found;
        struct two two;

        compare(&two, c->a, c->b);
        is_mirrored(&two);
        found = c->what != NULL ? find(&two.differences, c->what) : NULL;
        if (c->what == NULL) {
            cr_assert_eq(two.differences.n, 0u, "case %zu: %s: %s, %s", i,
                         two.differences.list[0].what, two.differences.list[0].a_text,
                         two.differences.list[0].b_text);
            end(&two);
            continue;
        }
        cr_assert_not_null(found, "case %zu: %s", i, c->what);
        cr_assert_str_eq(found->a_text, c->a_text, "case %zu: %s", i, found->a_text);
        cr_assert_str_eq(found->b_text, c->b_text, "case %zu: %s", i, found->b_text);
        cr_assert_str_eq(found->rule, c->rule, "case %zu: %s", i, found->rule);
        cr_assert_eq(found->place, c->place, "case %zu", i);
        cr_assert_eq(found->kind, c->kind, "case %zu: kind %d", i, (int)found->kind);
        end(&two);
    }
}

Test(compare, what_does_nothing_in_either_changes_no_second)
{
    struct two two;

    compare(&two, YEALINK_LINE KEY "failback_mode = 3\nsip.timer_t1 = 0.5\n",
            YEALINK_LINE "account.1.naptr_build = 1\n");
    cr_assert_gt(two.differences.n, 0u);
    cr_assert_eq(count(&two.differences, HF_DIFFERS_IDLE), two.differences.n);
    end(&two);
}

Test(compare, the_kinds_come_in_their_order)
{
    struct two two;

    compare(&two, NAMED TWO KEY "retry_counts = 1\naccount.1.password = a\n",
            FANVIL_LINE "SIP1 Display Name:b\nSIP2 Register Addr:192.0.2.8\nSIP2 Enable Reg:1\n"
                        "SIP2 Phone Number:2\n" FANVIL_END);
    for (size_t i = 1; i < two.differences.n; i++) {
        const struct hf_difference *before = &two.differences.list[i - 1];
        const struct hf_difference *now = &two.differences.list[i];

        if (before->a == now->a && before->b == now->b)
            cr_assert_leq(before->kind, now->kind, "%s before %s", before->what, now->what);
    }
    cr_assert_eq(count(&two.differences, HF_DIFFERS_LINE), 1u);
    cr_assert_eq(count(&two.differences, HF_DIFFERS_PLACE), 1u);
    end(&two);
}

Test(compare, G3_no_secret_is_in_a_difference)
{
    struct two two;

    compare(&two, YEALINK_LINE "account.1.password = s3cret\n",
            YEALINK_LINE "account.1.password = other1\naccount.1.auth_name = x\n");
    for (size_t i = 0; i < two.differences.n; i++) {
        cr_assert_null(strstr(two.differences.list[i].a_text, "s3cret"));
        cr_assert_null(strstr(two.differences.list[i].b_text, "other1"));
    }
    end(&two);
}

/* ---- native policies ---- */

static void proxy(struct hf_account *account, unsigned place, const char *host)
{
    struct hf_config *config = &account->config;
    struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    struct hf_proxy_config *entry = &server->proxies[hf_place_proxy(place) - 1];

    hf_config_init_proxy(entry);
    server->n_proxies = (uint8_t)hf_place_proxy(place);
    cr_assert_eq(hf_config_name(config, &entry->host, host, strlen(host)), 0);
}

Test(compare, B13_a_proxys_value_is_its_servers_where_it_says_so)
{
    struct hf_differences differences;
    struct two two;

    compare(&two, NAMED, NAMED);
    proxy(&two.a.accounts[0], hf_place_of(1, 1), "proxy.example.com");
    proxy(&two.b.accounts[0], hf_place_of(1, 1), "proxy.example.com");
    two.b.accounts[0].config.servers[0].proxies[0].retry_counts = 3;
    two.b.accounts[0].config.servers[0].proxies[0].failback_timeout_s = 3600;
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_eq(differences.n, 0u);
    two.a.accounts[0].config.servers[0].retry_counts = 4;
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_str_eq(find(&differences, "retry_counts")->a_text, "4 (as server)");
    cr_assert_eq(find(&differences, "retry_counts")->place, hf_place_of(1, 1));
    cr_assert_eq(count(&differences, HF_DIFFERS_SETTING), 1u,
                 "INVITE follows, the server's is idle");
    cr_assert_gt(count(&differences, HF_DIFFERS_EFFECT), 0u);
    hf_differences_free(&differences);
    end(&two);
}

Test(compare, B13_a_proxy_that_one_lacks_is_a_place)
{
    struct hf_differences differences;
    struct two two;

    compare(&two, NAMED, NAMED);
    proxy(&two.b.accounts[0], hf_place_of(1, 1), "198.51.100.1");
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_str_eq(differences.list[0].what, "proxy");
    cr_assert_str_eq(differences.list[0].b_text, "198.51.100.1");
    cr_assert_eq(differences.list[0].place, hf_place_of(1, 1));
    hf_differences_free(&differences);
    end(&two);
}

Test(compare, D5_never_and_a_duration_of_nothing_are_one)
{
    struct hf_differences differences;
    struct two two;

    compare(&two, NAMED KEY "failback_mode = 3\n" KEY "failback_timeout = 0\n", NAMED);
    two.b.accounts[0].config.servers[0].failback_mode = HF_FAILBACK_NEVER;
    two.b.accounts[0].config.failback_when = HF_WHEN_IDLE;
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_eq(count(&differences, HF_DIFFERS_SETTING), 0u, "%s", differences.list[0].what);
    cr_assert_eq(count(&differences, HF_DIFFERS_IDLE), 1u, "the timeout");
    hf_differences_free(&differences);
    end(&two);
}

Test(compare, A6_statuses_are_sets)
{
    struct hf_differences differences;
    struct two two;

    compare(&two, NAMED, NAMED);
    two.a.accounts[0].config.register_failover_statuses = (struct hf_statuses){
        .codes = {503, 500}, .n_codes = 2, .classes = 1 << 6};
    two.b.accounts[0].config.register_failover_statuses = (struct hf_statuses){
        .codes = {500, 503, 603}, .n_codes = 3, .classes = 1 << 6};
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_eq(differences.n, 0u);
    two.b.accounts[0].config.register_failover_statuses.n_codes = 1;
    hf_compare(&two.a, &two.b, &differences);
    cr_assert_eq(differences.n, 1u);
    hf_differences_free(&differences);
    end(&two);
}

static struct hf_static_record record(char *name, char *target, uint8_t type)
{
    static char nothing[] = "";

    return (struct hf_static_record){.name = name,
                                     .target = target,
                                     .service = nothing,
                                     .flags = nothing,
                                     .ttl_s = 300,
                                     .type = type};
}

Test(compare, B11a_records_are_compared_in_any_order)
{
    char name[] = "pbx.example.com", capital[] = "PBX.example.com.", one[] = "192.0.2.1",
         other[] = "2001:db8::1", same[] = "2001:DB8:0:0::1";
    struct hf_static_record of_a[] = {record(name, one, HF_DNS_A),
                                      record(name, other, HF_DNS_AAAA)};
    struct hf_static_record of_b[] = {record(capital, same, HF_DNS_AAAA),
                                      record(capital, one, HF_DNS_A)};
    struct hf_phone_config a = {.records = of_a, .n_records = 2};
    struct hf_phone_config b = {.records = of_b, .n_records = 2};
    struct hf_differences differences;

    hf_compare(&a, &b, &differences);
    cr_assert_eq(differences.n, 0u);
    of_b[1].ttl_s = 60;
    hf_compare(&a, &b, &differences);
    cr_assert_eq(differences.n, 2u);
    cr_assert_str_eq(differences.list[0].a_text, "A pbx.example.com 192.0.2.1, ttl 300 s");
    cr_assert_str_eq(differences.list[1].b_text, "A pbx.example.com 192.0.2.1, ttl 60 s");
    cr_assert_null(differences.list[0].a);
    hf_differences_free(&differences);
}

/* ---- random phones ---- */

#define SEEDS 400

Test(compare, a_phone_does_not_differ_from_itself)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct hf_phone_config a, b;
        struct hf_differences differences;

        random_phone(seed, &a);
        random_phone(seed, &b);
        hf_compare(&a, &b, &differences);
        cr_assert_eq(differences.n, 0u, "seed %u: %s", (unsigned)seed, differences.list[0].what);
        hf_differences_free(&differences);
        hf_phone_config_free(&a);
        hf_phone_config_free(&b);
    }
}

Test(compare, differs_as_much_from_either_side)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct two two;

        random_phone(seed, &two.a);
        random_phone(seed + SEEDS, &two.b);
        hf_compare(&two.a, &two.b, &two.differences);
        hf_compare(&two.b, &two.a, &two.mirrored);
        is_mirrored(&two);
        end(&two);
    }
}

/* One part of the policy becomes another's. */
static void take_part(struct hf_config *to, const struct hf_config *from, uint64_t part)
{
    struct hf_server_config *server = &to->servers[0];
    const struct hf_server_config *other = &from->servers[0];

    switch (part % 12) {
    case 0: to->t1_ms = from->t1_ms; break;
    case 1: to->retry_max_s = from->retry_max_s; break;
    case 2: to->failback_interval_s = from->failback_interval_s; break;
    case 3: to->mode = from->mode; break;
    case 4: to->register_first = from->register_first; break;
    case 5: to->failback_servers = from->failback_servers; break;
    case 6: server->retry_counts = other->retry_counts; break;
    case 7: server->invite_retry_counts = other->invite_retry_counts; break;
    case 8: server->expires_s = other->expires_s; break;
    case 9: server->transport = other->transport; break;
    case 10: server->retry_period_ms = other->retry_period_ms; break;
    default: server->register_on_enable = other->register_on_enable; break;
    }
}

Test(compare, no_second_changes_without_a_setting_that_counts)
{
    unsigned n_changed = 0;

    for (uint64_t seed = 1; seed <= 12 * SEEDS; seed++) {
        struct hf_phone_config a, b, other;
        struct hf_differences differences = {.list = NULL};
        size_t settings, effects;

        random_phone(seed, &a);
        random_phone(seed, &b);
        random_phone(seed + SEEDS, &other);
        take_part(&b.accounts[0].config, &other.accounts[0].config, seed);
        hf_compare_accounts(&a.accounts[0], &b.accounts[0], &differences);
        settings = count(&differences, HF_DIFFERS_SETTING);
        effects = count(&differences, HF_DIFFERS_EFFECT);
        cr_assert(settings > 0 || effects == 0, "seed %u: %s", (unsigned)seed,
                  differences.list[differences.n - 1].what);
        n_changed += effects > 0;
        hf_differences_free(&differences);
        hf_phone_config_free(&a);
        hf_phone_config_free(&b);
        hf_phone_config_free(&other);
    }
    cr_assert_gt(n_changed, 100u);
}

static void config_of(struct hf_config *config, uint32_t interval_s, uint32_t retry_max_s)
{
    hf_config_init(config);
    config->n_servers = 2;
    config->mode = HF_MODE_CONCURRENT;
    config->failback_interval_s = interval_s;
    config->retry_max_s = retry_max_s;
    for (unsigned k = 0; k < 2; k++)
        cr_assert_eq(hf_config_name(config, &config->servers[k].host, "192.0.2.1", 9), 0);
}

Test(compare, D7_an_interval_behind_the_waits_of_registration_is_that_of_the_waits)
{
    struct hf_account a, b;
    struct hf_differences differences = {.list = NULL};

    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));
    a.label = b.label = a.user = b.user = a.auth_name = b.auth_name = a.password = b.password = "";
    a.display_name = b.display_name = "";
    config_of(&a.config, 400, 300);
    config_of(&b.config, 900, 300);
    hf_compare_accounts(&a, &b, &differences);
    cr_assert_eq(differences.n, 0u, "%s", differences.list[0].what);
    cr_assert_eq(hf_compare_fingerprint(&a.config), hf_compare_fingerprint(&b.config));
    config_of(&b.config, 200, 300);
    hf_compare_accounts(&a, &b, &differences);
    cr_assert_not_null(find(&differences, "failback_interval_s"));
    hf_differences_free(&differences);
}
