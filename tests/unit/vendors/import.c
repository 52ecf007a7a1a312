/* SPDX-License-Identifier: Apache-2.0 */
/* From raw texts to fields, by a small table of its own: each kind of key, each kind of place. */
#include "import.h"

#include "holdfast/line.h"
#include "support.h"

static const char *const words[] = {"udp", "tcp", NULL, "dns-naptr"};
static const char *const switches[] = {"off", "on", "no", "yes"};
static const int8_t switch_of[] = {0, 1, 0, 1};
static const int8_t choices[] = {HF_FAILBACK_NEW_REQUESTS, -1, HF_FAILBACK_REGISTRATION};

enum {
    K_NUMBER,
    K_SECONDS,
    K_CHOICE,
    K_WORD,
    K_SWITCH,
    K_STATUSES,
    K_PROXY,
    K_PROXY_WORDS,
    K_PROXY_CHOICE,
    K_SECRET,
    K_WIDE,
    K_COUNT
};

static const struct hf_key keys[K_COUNT] = {
    [K_NUMBER] = {.name = "number",
                  .kind = HF_KEY_NUMBER,
                  .setting = HF_SETTING_PORT,
                  .greatest = 65535,
                  .preset = 5060,
                  HF_SERVER_FIELD(port)},
    [K_SECONDS] = {.name = "seconds",
                   .kind = HF_KEY_SECONDS,
                   .setting = HF_SETTING_T1,
                   .least = 10,
                   .greatest = 10000,
                   .preset = 500,
                   HF_LINE_FIELD(t1_ms)},
    [K_CHOICE] = {.name = "choice",
                  .kind = HF_KEY_CHOICE,
                  .allowed = "0 this, 2 that",
                  .choices = choices,
                  .greatest = 2,
                  .setting = HF_SETTING_FAILBACK_MODE,
                  HF_SERVER_FIELD(failback_mode)},
    [K_WORD] = {.name = "word",
                .kind = HF_KEY_WORD,
                .words = words,
                .greatest = 3,
                .preset = 1,
                .setting = HF_SETTING_TRANSPORT,
                HF_SERVER_FIELD(transport)},
    [K_SWITCH] = {.name = "switch",
                  .kind = HF_KEY_WORD,
                  .words = switches,
                  .choices = switch_of,
                  .greatest = 3,
                  .preset = 1,
                  .setting = HF_SETTING_FLAP_DAMPING,
                  HF_LINE_FIELD(flap_damping)},
    [K_STATUSES] = {.name = "statuses",
                    .kind = HF_KEY_STATUSES,
                    .setting = HF_SETTING_INVITE_FAILOVER_STATUSES,
                    HF_LINE_FIELD(invite_failover_statuses)},
    [K_PROXY] = {.name = "proxy",
                 .kind = HF_KEY_NUMBER,
                 .setting = HF_SETTING_FAILBACK_TIMEOUT,
                 .greatest = 65535,
                 .preset = HF_AS_SERVER,
                 HF_PROXY_FIELD(failback_timeout_s)},
    [K_PROXY_WORDS] = {.name = "proxy_words",
                       .kind = HF_KEY_NUMBER,
                       .setting = HF_SETTING_RETRY_COUNTS,
                       .greatest = 20,
                       .preset = HF_AS_SERVER,
                       .preset_word = "as server",
                       HF_PROXY_FIELD(retry_counts)},
    [K_PROXY_CHOICE] = {.name = "proxy_choice",
                        .kind = HF_KEY_CHOICE,
                        .allowed = "0 this, 2 that, -1 as the server",
                        .choices = choices,
                        .greatest = 2,
                        .preset = HF_AS_SERVER,
                        .setting = HF_SETTING_FAILBACK_MODE,
                        HF_PROXY_FIELD(failback_mode)},
    [K_SECRET] = {.name = "secret", .kind = HF_KEY_SECRET},
    [K_WIDE] = {.name = "wide",
                .kind = HF_KEY_NUMBER,
                .phone_wide = 1,
                .least = 10,
                .greatest = INT32_MAX,
                .preset = 3600,
                .setting = HF_SETTING_EXPIRES,
                HF_SERVER_FIELD(expires_s)},
};

static void spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME])
{
    (void)dialect;
    snprintf(text, HF_KEY_NAME, "line%u.%s", (unsigned)number, key->name);
}

static struct hf_vendor vendor = {
    .maker = HF_MAKER_NATIVE, .keys = keys, .n_keys = K_COUNT, .spell = spell};

struct bench {
    struct hf_phone_config phone;
    struct hf_remarks remarks;
    struct hf_draft *line, *wide;
    struct hf_account account;
    struct hf_import import;
};

static void begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    bench->line = calloc(1, sizeof(struct hf_draft) + K_COUNT * sizeof(struct hf_raw));
    bench->wide = calloc(1, sizeof(struct hf_draft) + K_COUNT * sizeof(struct hf_raw));
    bench->line->number = 3;
    bench->remarks.phone = &bench->phone;
    bench->import = (struct hf_import){&bench->remarks, &vendor,         bench->wide,
                                       bench->line,     &bench->account, 1};
    hf_config_init(&bench->account.config);
}

static void set(struct hf_draft *draft, size_t key, const char *text)
{
    draft->raw[key].text = (char *)(uintptr_t)text;
    draft->raw[key].at = (struct hf_origin){1, 7};
}

static void end(struct bench *bench)
{
    free(bench->line);
    free(bench->wide);
    hf_phone_config_free(&bench->phone);
}

Test(import, each_kind_is_read_or_refused_with_what_is_allowed)
{
    static const struct {
        size_t key;
        const char *text; /* NULL: missing */
        int64_t value;
        const char *refused; /* what the remark ends with; NULL: it is read */
    } cases[] = {
        {K_NUMBER, NULL, 5060, NULL},
        {K_NUMBER, "", 5060, NULL},
        {K_NUMBER, "0", 0, NULL},
        {K_NUMBER, "65536", 0, ": out of range; allowed: 0 to 65535"},
        {K_NUMBER, "sip", 0, ": not a whole number; allowed: 0 to 65535"},
        {K_SECONDS, NULL, 500, NULL},
        {K_SECONDS, "0.01", 10, NULL},
        {K_SECONDS, "10.001", 0,
         ": out of range; allowed: 0.010 to 10.000 seconds, in steps of 0.001"},
        {K_CHOICE, NULL, HF_FAILBACK_NEW_REQUESTS, NULL},
        {K_CHOICE, "2", HF_FAILBACK_REGISTRATION, NULL},
        {K_CHOICE, "1", 0, ": not known; allowed: 0 this, 2 that"},
        {K_CHOICE, "3", 0, ": not known; allowed: 0 this, 2 that"},
        {K_CHOICE, "-1", 0, ": not known; allowed: 0 this, 2 that"},
        {K_WORD, NULL, 1, NULL},
        {K_WORD, "udp", 0, NULL},
        {K_WORD, "DNS-NAPTR", 3, NULL},
        {K_WORD, "tls", 0, ": not known; allowed: udp, tcp, dns-naptr"},
        {K_WORD, "0", 0, ": not known; allowed: udp, tcp, dns-naptr"},
        {K_SWITCH, NULL, 1, NULL},
        {K_SWITCH, "no", 0, NULL},
        {K_SWITCH, "yes", 1, NULL},
        {K_SWITCH, "1", 0, ": not known; allowed: off, on, no, yes"},
        {K_PROXY, NULL, HF_AS_SERVER, NULL},
        {K_PROXY, "-1", HF_AS_SERVER, NULL},
        {K_PROXY, "0", 0, NULL},
        {K_PROXY, "-2", 0, ": out of range; allowed: 0 to 65535, or -1"},
        {K_PROXY, "as server", 0, ": not a whole number; allowed: 0 to 65535, or -1"},
        {K_PROXY_WORDS, NULL, HF_AS_SERVER, NULL},
        {K_PROXY_WORDS, "As Server", HF_AS_SERVER, NULL},
        {K_PROXY_WORDS, "20", 20, NULL},
        {K_PROXY_WORDS, "-1", 0, ": out of range; allowed: 0 to 20, or as server"},
        {K_PROXY_CHOICE, "-1", HF_AS_SERVER, NULL},
        {K_PROXY_CHOICE, "1", 0, ": not known; allowed: 0 this, 2 that, -1 as the server"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bench bench;
        int64_t value = 0;
        int result;

        begin(&bench);
        set(bench.line, cases[i].key, cases[i].text);
        result = hf_import_number(&bench.import, cases[i].key, &value);
        cr_assert_eq(result, cases[i].refused == NULL, "case %zu", i);
        if (result) {
            cr_assert_eq(value, cases[i].value, "case %zu: %d", i, (int)value);
            cr_assert_eq(bench.phone.n_remarks, 0u);
        } else {
            char whole[160];

            snprintf(whole, sizeof(whole), "line3.%s = %s%s", keys[cases[i].key].name,
                     cases[i].text, cases[i].refused);
            cr_assert_str_eq(bench.phone.remarks[0].text, whole);
            cr_assert_str_eq(bench.phone.remarks[0].rule, "G1");
            cr_assert_eq(bench.phone.remarks[0].line, 7u);
        }
        end(&bench);
    }
}

Test(import, a_field_is_stored_at_its_place_with_its_origin)
{
    struct bench bench;
    struct hf_config *config = &bench.account.config;
    unsigned proxy = hf_place_of(3, 2);

    begin(&bench);
    set(bench.line, K_NUMBER, "5070");
    set(bench.line, K_SECONDS, "0.3");
    set(bench.line, K_PROXY, "9");
    set(bench.line, K_PROXY_WORDS, "as server");
    hf_import_field(&bench.import, K_NUMBER, 2);
    hf_import_field(&bench.import, K_SECONDS, 4);
    hf_import_field(&bench.import, K_PROXY, proxy);
    hf_import_field(&bench.import, K_PROXY_WORDS, proxy);
    cr_assert_eq(config->servers[1].port, 5070);
    cr_assert_eq(config->servers[0].port, 5060);
    cr_assert_eq(config->t1_ms, 300u);
    cr_assert_eq(config->servers[2].proxies[1].failback_timeout_s, 9);
    cr_assert_eq(config->servers[2].proxies[0].failback_timeout_s, HF_AS_SERVER);
    cr_assert_eq(config->servers[2].proxies[1].retry_counts, HF_AS_SERVER);
    cr_assert_eq(bench.account.origins[HF_SETTING_PORT][2].line, 7u);
    cr_assert_eq(bench.account.origins[HF_SETTING_T1][0].line, 7u, "of the line, at place 0");
    cr_assert_eq(bench.account.origins[HF_SETTING_FAILBACK_TIMEOUT][proxy].line, 7u);
    cr_assert_eq(bench.account.keys[HF_SETTING_FAILBACK_TIMEOUT][proxy], K_PROXY + 1);
    end(&bench);
}

Test(import, statuses_are_stored_or_refused_whole)
{
    struct bench bench;
    struct hf_statuses *statuses = &bench.account.config.invite_failover_statuses;

    begin(&bench);
    hf_import_field(&bench.import, K_STATUSES, 0);
    cr_assert_eq(statuses->codes[0], 503, "missing: as it was");
    set(bench.line, K_STATUSES, "500 4xx");
    hf_import_field(&bench.import, K_STATUSES, 0);
    cr_assert_eq(statuses->n_codes, 1);
    cr_assert_eq(statuses->codes[0], 500);
    cr_assert_eq(statuses->classes, 0x10);
    cr_assert_eq(bench.account.origins[HF_SETTING_INVITE_FAILOVER_STATUSES][0].line, 7u);
    set(bench.line, K_STATUSES, "502 often");
    hf_import_field(&bench.import, K_STATUSES, 0);
    cr_assert_eq(statuses->codes[0], 500, "nothing of it is applied");
    cr_assert_not_null(remark_with(
        &bench.phone, "line3.statuses = 502 often: not a list of statuses; allowed: none, or"));
    end(&bench);
}

Test(import, a_blank_text_is_missing_and_yealinks_words_for_it_too)
{
    static const char *const blank[] = {"", "%NULL%", "%EMPTY%"};

    for (size_t i = 0; i < 3; i++) {
        struct bench bench;

        begin(&bench);
        set(bench.line, K_NUMBER, blank[i]);
        vendor.maker = HF_MAKER_YEALINK;
        cr_assert_null(hf_import_raw(&bench.import, K_NUMBER));
        cr_assert_eq(hf_import_origin(&bench.import, K_NUMBER).file, 0u);
        vendor.maker = HF_MAKER_FANVIL;
        cr_assert_eq(hf_import_raw(&bench.import, K_NUMBER) == NULL, i == 0);
        vendor.maker = HF_MAKER_NATIVE;
        end(&bench);
    }
}

Test(import, where_a_vendor_inherits_what_is_phone_wide_counts_for_all_lines)
{
    struct bench bench;

    begin(&bench);
    set(bench.wide, K_NUMBER, "5070");
    set(bench.wide, K_WIDE, "60");
    cr_assert_null(hf_import_raw(&bench.import, K_NUMBER));
    cr_assert_str_eq(hf_import_raw(&bench.import, K_WIDE), "60");
    cr_assert_eq(hf_vendor_find(&vendor, "number", 1), (size_t)K_COUNT);
    vendor.inherits = 1;
    cr_assert_str_eq(hf_import_raw(&bench.import, K_NUMBER), "5070");
    set(bench.line, K_NUMBER, "5080");
    cr_assert_str_eq(hf_import_raw(&bench.import, K_NUMBER), "5080");
    cr_assert_eq(hf_vendor_find(&vendor, "number", 1), (size_t)K_NUMBER);
    vendor.inherits = 0;
    end(&bench);
}

Test(import, the_later_of_two_keys_is_the_one_that_was_read_later)
{
    struct bench bench;

    begin(&bench);
    cr_assert_not(hf_import_is_later(&bench.import, K_NUMBER, K_WORD), "neither is set");
    set(bench.line, K_NUMBER, "1");
    cr_assert(hf_import_is_later(&bench.import, K_NUMBER, K_WORD));
    cr_assert_not(hf_import_is_later(&bench.import, K_WORD, K_NUMBER));
    set(bench.line, K_WORD, "udp");
    bench.line->raw[K_NUMBER].order = 2;
    bench.line->raw[K_WORD].order = 1;
    bench.line->raw[K_WORD].at = (struct hf_origin){2, 9}; /* of an included file */
    cr_assert(hf_import_is_later(&bench.import, K_NUMBER, K_WORD));
    cr_assert_not(hf_import_is_later(&bench.import, K_WORD, K_NUMBER));
    end(&bench);
}

Test(import, a_secret_is_refused_without_its_text)
{
    struct bench bench;
    char *text;

    begin(&bench);
    set(bench.line, K_SECRET, "topsecret\x01");
    text = hf_import_text(&bench.import, K_SECRET);
    cr_assert_str_eq(text, "");
    free(text);
    cr_assert_not_null(remark_with(&bench.phone, "line3.secret: holds a control character"));
    cr_assert_null(remark_with(&bench.phone, "topsecret"));
    end(&bench);
}
