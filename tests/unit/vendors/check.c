/* SPDX-License-Identifier: Apache-2.0 */
/* Every key of every table: a wrong value is refused where nothing uses it (G1), and the factory's
 * value written out is as if it were left out. */
#include <inttypes.h>
#include <stdarg.h>

#include "fanvil_dialects.h"
#include "import.h"
#include "native_keys.h"
#include "support.h"

struct text {
    char bytes[32768];
    size_t n;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    text->n += (size_t)vsnprintf(text->bytes + text->n, sizeof(text->bytes) - text->n, format,
                                 list);
    va_end(list);
    cr_assert_lt(text->n, sizeof(text->bytes));
}

static const char *wrong_value(const struct hf_key *key)
{
    static char long_text[HF_VENDOR_PATH_MAX + 2];
    size_t most = key->kind == HF_KEY_PATH ? HF_VENDOR_PATH_MAX : HF_VENDOR_TEXT_MAX;

    if (key->kind == HF_KEY_HOST)
        return "not a host!";
    if (key->kind != HF_KEY_TEXT && key->kind != HF_KEY_SECRET && key->kind != HF_KEY_PATH)
        return "bogus";
    memset(long_text, 'x', most + 1);
    long_text[most + 1] = '\0';
    return long_text;
}

static int has_no_range(const struct hf_key *key)
{
    return key->noted != NULL && key->greatest == 0;
}

/* Refused, and said once, with the file's line. */
static void check_refused(const char *text, const char *name)
{
    struct hf_phone_config phone;
    size_t named = 0;

    cr_assert_eq(read_text(&phone, text), -1, "%s is taken", name);
    cr_assert_eq(phone.n_accounts, 0u);
    for (size_t i = 0; i < phone.n_remarks; i++) {
        if (phone.remarks[i].severity != HF_SEVERITY_ERROR ||
            strstr(phone.remarks[i].text, name) == NULL)
            continue;
        named++;
        cr_assert_str_eq(phone.remarks[i].rule, "G1");
        cr_assert_gt(phone.remarks[i].line, 0u);
    }
    cr_assert_eq(named, 1u, "%s is named in %zu errors", name, named);
    hf_phone_config_free(&phone);
}

/* In a line that is not used, and in one that is. */
static void check_key(const struct hf_vendor *vendor, size_t key, const char *before,
                      const char *sign)
{
    const char *after = vendor->maker == HF_MAKER_FANVIL ? FANVIL_END : "";
    enum hf_dialect dialect = vendor->maker == HF_MAKER_FANVIL ? HF_DIALECT_FANVIL_TEXT
                                                               : HF_DIALECT_YEALINK_CFG;
    char name[HF_KEY_NAME], text[2048];

    for (unsigned number = 1; number <= 3; number += 2) {
        vendor->spell(dialect, number, &vendor->keys[key], name);
        snprintf(text, sizeof(text), "%s%s%s%s\n%s", before, name, sign,
                 wrong_value(&vendor->keys[key]), after);
        check_refused(text, name);
    }
}

Test(check, a_wrong_value_of_fanvil_is_refused_where_nothing_uses_it)
{
    for (size_t key = 0; key < hf_vendor_fanvil.n_keys; key++)
        if (!has_no_range(&hf_vendor_fanvil.keys[key]))
            check_key(&hf_vendor_fanvil, key, FANVIL_LINE, " :");
}

Test(check, a_wrong_value_of_yealink_is_refused_where_nothing_uses_it)
{
    for (size_t key = 0; key < hf_vendor_yealink.n_keys; key++)
        if (!has_no_range(&hf_vendor_yealink.keys[key]))
            check_key(&hf_vendor_yealink, key, YEALINK_LINE, " = ");
}

Test(check, wrong_native_defaults_are_refused_where_no_line_uses_them)
{
    for (size_t key = 0; key < hf_vendor_native.n_keys; key++) {
        const struct hf_key *spec = &hf_vendor_native.keys[key];
        const char *word = hf_native_word(spec);
        const char *of = spec->proxy > 0 ? "outbound_proxy" : "server";
        char text[2048], name[HF_KEY_NAME];

        if (key == HF_NATIVE_NUMBER || spec->kind == HF_KEY_HOST || spec->server > 1 ||
            spec->proxy > 1)
            continue;
        if (spec->server == 0) {
            snprintf(name, sizeof(name), "defaults.%s", word);
            snprintf(text, sizeof(text), "holdfast: 1\ndefaults: {%s: %s}\n", word,
                     wrong_value(spec));
        } else {
            snprintf(name, sizeof(name), "defaults.%s.%s", of, word);
            snprintf(text, sizeof(text), "holdfast: 1\ndefaults:\n  %s: {%s: %s}\n", of, word,
                     wrong_value(spec));
        }
        check_refused(text, name);
    }
}

/* ---- the factory's values ---- */

static void preset_of(const struct hf_key *key, char value[64])
{
    if (key->kind == HF_KEY_SECONDS)
        snprintf(value, 64, "%" PRId64 ".%03" PRId64, key->preset / 1000, key->preset % 1000);
    else
        snprintf(value, 64, "%" PRId64, key->preset);
}

/* False: a host or a text, which has none, or a number that a file cannot say (A5). */
static int has_preset(const struct hf_key *key)
{
    return key->kind != HF_KEY_HOST && key->kind != HF_KEY_TEXT && key->kind != HF_KEY_SECRET &&
           key->kind != HF_KEY_PATH && key->kind != HF_KEY_STATUSES &&
           ((key->preset >= key->least && key->preset <= key->greatest) || has_no_range(key) ||
            key->preset_word != NULL || key->of == HF_KEY_OF_PROXY);
}

/* Two configurations of one line each, the second one with all keys at their presets. */
static void check_same(struct hf_phone_config phones[2], const char *what)
{
    struct hf_config configs[2];

    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(phones[i].n_accounts, 1u, "%s: %s", what,
                     phones[i].n_remarks > 0 ? phones[i].remarks[0].text : "");
        hf_config_copy(&configs[i], &phones[i].accounts[0].config);
    }
    cr_assert_eq(phones[1].unknown_keys, 0u);
    cr_assert_eq(phones[0].accounts[0].enabled, phones[1].accounts[0].enabled);
    cr_assert_eq(memcmp(&configs[0], &configs[1], sizeof(configs[0])), 0, "%s", what);
    hf_phone_config_free(&phones[0]);
    hf_phone_config_free(&phones[1]);
}

Test(check, yealinks_presets_written_out_change_nothing)
{
    static const char base[] = YEALINK "account.1.sip_server.1.address = a.example.com\n"
                                       "account.1.sip_server.2.address = b.example.com\n"
                                       "account.1.outbound_proxy.1.address = c.example.com\n"
                                       "account.1.outbound_proxy.2.address = d.example.com\n"
                                       "account.1.outbound_proxy_enable = 1\n";
    struct hf_phone_config phones[2];
    struct text text = {.n = 0};
    unsigned n = 0;

    put(&text, "%s", base);
    for (size_t key = 0; key < hf_vendor_yealink.n_keys; key++) {
        char name[HF_KEY_NAME], value[64];

        hf_vendor_yealink.spell(HF_DIALECT_YEALINK_CFG, 1, &hf_vendor_yealink.keys[key], name);
        if (!has_preset(&hf_vendor_yealink.keys[key]) || strstr(base, name) != NULL)
            continue;
        preset_of(&hf_vendor_yealink.keys[key], value);
        put(&text, "%s = %s\n", name, value);
        n++;
    }
    cr_assert_gt(n, 60u);
    cr_assert_eq(read_text(&phones[0], base), 0);
    cr_assert_eq(read_text(&phones[1], text.bytes), 0);
    cr_assert_eq(phones[0].accounts[0].config.servers[1].n_proxies, 2);
    check_same(phones, "Yealink");
}

Test(check, fanvils_presets_written_out_change_nothing)
{
    static const struct fanvil_pair base[] = {{"SIP1 Register Addr", "a.example.com"},
                                              {"SIP1 Backup Addr", "b.example.com"},
                                              {"SIP1 Proxy Addr", "c.example.com"},
                                              {"SIP1 BakProxy Addr", "d.example.com"}};
    const size_t n_base = sizeof(base) / sizeof(base[0]);
    struct fanvil_pair pairs[64];
    char names[64][HF_KEY_NAME], values[64][64];
    struct hf_phone_config phones[2];
    size_t n = n_base;

    memcpy(pairs, base, sizeof(base));
    for (size_t key = 0; key < hf_vendor_fanvil.n_keys; key++) {
        if (!has_preset(&hf_vendor_fanvil.keys[key]))
            continue;
        cr_assert_lt(n, 64u);
        hf_vendor_fanvil.spell(HF_DIALECT_FANVIL_TEXT, 1, &hf_vendor_fanvil.keys[key], names[n]);
        preset_of(&hf_vendor_fanvil.keys[key], values[n]);
        pairs[n] = (struct fanvil_pair){names[n], values[n]};
        n++;
    }
    cr_assert_gt(n, 30u);
    for (size_t i = 0; i < N_FANVIL_DIALECTS; i++) {
        cr_assert_eq(fanvil_read(&phones[0], fanvil_dialects[i], base, n_base), 0);
        cr_assert_eq(fanvil_read(&phones[1], fanvil_dialects[i], pairs, n), 0);
        if (fanvil_dialects[i] == HF_DIALECT_FANVIL_XML_OLD)
            phones[1].unknown_keys = 0; /* three timers share one cut name, which is none */
        check_same(phones, hf_dialect_name(fanvil_dialects[i]));
    }
}

static void put_native(struct text *text, unsigned server, unsigned proxy, const char *before)
{
    struct hf_config defaults;

    hf_native_defaults(&defaults);
    for (size_t key = 0; key < hf_vendor_native.n_keys; key++) {
        const struct hf_key *spec = &hf_vendor_native.keys[key];
        char value[64];

        if (spec->width == 0 || spec->server != server || spec->proxy != proxy)
            continue;
        hf_policy_value(&defaults, spec->setting, hf_native_place(spec), value);
        put(text, "%s%s: %s\n", before, hf_native_word(spec), value);
    }
}

Test(check, native_defaults_written_out_change_nothing)
{
    struct hf_phone_config phones[2];

    for (int written = 0; written < 2; written++) {
        struct text text = {.n = 0};

        put(&text, "holdfast: 1\nlines:\n  - user: a\n");
        if (written)
            put_native(&text, 0, 0, "    ");
        put(&text, "    servers:\n");
        for (unsigned server = 1; server <= HF_LINE_SERVERS; server++) {
            put(&text, "      - host: a.example.com\n");
            if (written)
                put_native(&text, server, 0, "        ");
            put(&text, "        outbound_proxies:\n");
            for (unsigned proxy = 1; proxy <= HF_SERVER_PROXIES; proxy++) {
                put(&text, "          - host: b.example.com\n");
                if (written)
                    put_native(&text, server, proxy, "            ");
            }
        }
        cr_assert_eq(read_text(&phones[written], text.bytes), 0, "%s",
                     phones[written].remarks[0].text);
    }
    check_same(phones, "native");
}

/* ---- what becomes nothing ---- */

Test(check, known_keys_that_become_nothing_are_counted)
{
    static const struct {
        const char *text;
        size_t left;
    } cases[] = {
        {YEALINK_LINE, 0},
        {YEALINK_LINE "account.1.sip_server.1.failback_subscribe.enable = 1\n"
                      "account.1.redundancy_with_reg_fail.enable = 1\n"
                      "account.1.subscribe_register = 1\naccount.1.unregister_on_reboot = 1\n"
                      "account.1.srv_ttl_timer_enable = 1\n"
                      "account.1.outbound_proxy.1.address = p.example.com\n"
                      "account.1.outbound_proxy_enable = 0\nsip.dns_transport_type = 1\n",
         7},
        {YEALINK_LINE "account.1.subscribe_register = 0\naccount.1.dns_cache_type = 1\n"
                      "account.1.register_expires_overlap = -1\n"
                      "account.1.outbound_proxy.1.address =\n",
         0},
        {FANVIL_LINE "SIP1 Proxy Addr :p.example.com\nSIP1 Proxy User :u\nSIP1 Proxy Pswd :p\n"
                     "SIP1 Backup Mode :1\nSIP1 Failback Hold :1\n" FANVIL_END,
         3},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        cr_assert_eq(phone.left_keys, cases[i].left, "case %zu: %zu", i, phone.left_keys);
        hf_phone_config_free(&phone);
    }
}
