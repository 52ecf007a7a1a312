/* SPDX-License-Identifier: Apache-2.0 */
/* What `holdfast check` knows as JSON; the usage text in check.c says what each key is. */
#include <stdio.h>
#include <string.h>

#include "check.h"

#include "json.h"

static void put_origin(struct hf_json *json, const struct hf_phone_config *phone,
                       struct hf_origin at, const char *const keys[2])
{
    if (at.file == 0)
        hf_json_null(json, keys[0]);
    else
        hf_json_string(json, keys[0], phone->files[at.file - 1]);
    if (at.line == 0)
        hf_json_null(json, keys[1]);
    else
        hf_json_unsigned(json, keys[1], at.line);
}

static const char *const own_keys[] = {"file", "file_line"};

/* A host can be longer than the other values. */
static void value_of(const struct hf_account *account, unsigned setting, unsigned place,
                     char text[HF_NAME_MAX + 1])
{
    char brief[64];

    if (setting == HF_SETTING_HOST) {
        hf_policy_host(&account->config, place, text);
        return;
    }
    hf_policy_value(&account->config, setting, place, brief);
    memcpy(text, brief, sizeof(brief));
}

static void put_setting(const struct hf_phone_config *phone, const struct hf_account *account,
                        unsigned setting, unsigned place)
{
    struct hf_json json;
    char value[HF_NAME_MAX + 1], text[HF_NAME_MAX + 1], key[96];

    value_of(account, setting, place, value);
    hf_policy_words(&account->config, setting, place, text);
    hf_policy_key(account, setting, place, key);
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "setting");
    hf_json_string(&json, "line", account->name);
    hf_json_unsigned(&json, "server", hf_place_server(place));
    hf_json_unsigned(&json, "proxy", hf_place_proxy(place));
    hf_json_string(&json, "setting", hf_setting_token(setting));
    hf_json_string(&json, "value", value);
    hf_json_string(&json, "text", text);
    hf_json_bool(&json, "counts", hf_policy_counts(&account->config, setting, place));
    hf_json_string(&json, "rule", hf_policy_rule(setting, place));
    hf_json_string(&json, "key", key[0] != '\0' ? key : NULL);
    put_origin(&json, phone, account->origins[setting][place], own_keys);
    hf_json_end(&json);
}

static void put_settings(const struct hf_phone_config *phone, const struct hf_account *account)
{
    for (unsigned place = 0; place < HF_PLACES; place++)
        for (unsigned setting = 0;
             setting < HF_SETTING_COUNT && hf_policy_has_place(&account->config, place); setting++)
            if (hf_policy_stands_at(setting, place))
                put_setting(phone, account, setting, place);
}

static void put_tls(const struct hf_phone_config *phone, const struct hf_account *account)
{
    for (unsigned which = 0; which < HF_TLS_SETTINGS; which++) {
        const char *value = hf_account_tls_value(account, which);
        struct hf_json json;
        char key[96];

        if (!hf_check_shows_tls(account, which, key))
            continue;
        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "setting");
        hf_json_string(&json, "line", account->name);
        hf_json_unsigned(&json, "server", 0);
        hf_json_unsigned(&json, "proxy", 0);
        hf_json_string(&json, "setting", hf_account_tls_token(which));
        hf_json_string(&json, "value", value);
        hf_json_string(&json, "text", value);
        hf_json_bool(&json, "counts", hf_account_tls_counts(account, which));
        hf_json_string(&json, "rule", "B14");
        hf_json_string(&json, "key", key[0] != '\0' ? key : NULL);
        put_origin(&json, phone, account->tls.at[which], own_keys);
        hf_json_end(&json);
    }
}

/* A setting of none of the policy's. */
struct plain {
    const char *setting, *value, *text, *rule, *key;
    struct hf_origin at;
};

static void put_plain(const struct hf_phone_config *phone, const char *line,
                      const struct plain *plain)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "setting");
    hf_json_string(&json, "line", line);
    hf_json_unsigned(&json, "server", 0);
    hf_json_unsigned(&json, "proxy", 0);
    hf_json_string(&json, "setting", plain->setting);
    hf_json_string(&json, "value", plain->value);
    hf_json_string(&json, "text", plain->text);
    hf_json_bool(&json, "counts", 1);
    hf_json_string(&json, "rule", plain->rule);
    hf_json_string(&json, "key", plain->key);
    put_origin(&json, phone, plain->at, own_keys);
    hf_json_end(&json);
}

static void put_own(const struct hf_phone_config *phone)
{
    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        const struct hf_own *own = &phone->own[setting];
        const struct plain plain = {
            hf_own_token(setting), own->text, own->text, hf_own_rule(setting),
            hf_own_token(setting), own->at};

        if (own->text != NULL)
            put_plain(phone, NULL, &plain);
    }
}

static void put_voicemail(const struct hf_phone_config *phone, const struct hf_account *account)
{
    const char *number = account->messages.voicemail;
    const struct plain plain = {"voicemail", number, number, "E12", NULL, {0, 0}};

    if (number[0] != '\0')
        put_plain(phone, account->name, &plain);
}

static void put_messages(const struct hf_phone_config *phone, const struct hf_account *account)
{
    char key[96];
    const struct plain plain = {"message_waiting",
                                "on",
                                account->messages.mailbox,
                                "E12",
                                account->dialect == HF_DIALECT_NATIVE ? key : NULL,
                                account->messages.at};

    if (!account->messages.subscribe)
        return;
    snprintf(key, sizeof key, "lines[%u].message_waiting", (unsigned)account->number);
    put_plain(phone, account->name, &plain);
}

static void put_of_servers(struct hf_json *json, const char *what, const uint64_t *ms, unsigned n)
{
    char key[48];

    for (unsigned k = 0; k < n; k++) {
        snprintf(key, sizeof(key), "%s_server_%u_ms", what, k + 1);
        hf_json_unsigned(json, key, ms[k]);
    }
}

static void put_effect(const struct hf_account *account)
{
    unsigned n = account->config.n_servers;
    struct hf_json json;
    struct hf_effect effect;

    hf_policy_effect(&account->config, &effect);
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "effect");
    hf_json_string(&json, "line", account->name);
    put_of_servers(&json, "register_leave", effect.register_leave_ms, n);
    put_of_servers(&json, "call_leave", effect.call_leave_ms, n);
    hf_json_unsigned(&json, "last_ms", effect.last_ms);
    hf_json_unsigned(&json, "pass_ms", effect.pass_ms);
    hf_json_unsigned(&json, "longest_pass_ms", effect.longest_ms);
    hf_json_unsigned(&json, "call_silent_ms", effect.call_silent_ms);
    hf_json_unsigned(&json, "call_longest_ms", effect.call_longest_ms);
    hf_json_unsigned(&json, "resolve_ms", effect.resolve_ms);
    hf_json_unsigned(&json, "refresh_ms", effect.refresh_ms[0]);
    put_of_servers(&json, "refresh", effect.refresh_ms, n);
    put_of_servers(&json, "fit", effect.fit_ms, n);
    put_of_servers(&json, "proxy_back", effect.proxy_back_ms, n);
    put_of_servers(&json, "address_leave", effect.address_leave_ms, n);
    put_of_servers(&json, "address_found", effect.address_found_ms, n);
    put_of_servers(&json, "address_fit", effect.address_fit_ms, n);
    hf_json_unsigned(&json, "retry_least_ms", effect.retry_least_ms);
    hf_json_unsigned(&json, "retry_most_ms", effect.retry_most_ms);
    hf_json_unsigned(&json, "probe_ms", effect.probe_ms);
    hf_json_unsigned(&json, "again_ms", effect.again_ms);
    hf_json_unsigned(&json, "found_ms", effect.found_ms);
    hf_json_bool(&json, "pass_fits", effect.pass_fits);
    hf_json_end(&json);
}

static void put_meaning(const struct hf_account *account)
{
    struct hf_sentence sentences[HF_SENTENCES_MAX];
    size_t n = hf_policy_meaning(&account->config, sentences);

    for (size_t i = 0; i < n; i++) {
        struct hf_json json;

        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "meaning");
        hf_json_string(&json, "line", account->name);
        hf_json_string(&json, "rule", sentences[i].rule);
        hf_json_string(&json, "text", sentences[i].text);
        hf_json_end(&json);
    }
}

static void put_line(const struct hf_account *account)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "line");
    hf_json_string(&json, "line", account->name);
    hf_json_unsigned(&json, "number", account->number);
    hf_json_string(&json, "label", account->label);
    hf_json_string(&json, "user", account->user);
    hf_json_string(&json, "vendor", hf_dialect_vendor(account->dialect));
    hf_json_string(&json, "dialect", hf_dialect_name(account->dialect));
    hf_json_bool(&json, "enabled", account->enabled);
    hf_json_unsigned(&json, "servers", account->config.n_servers);
    hf_json_end(&json);
}

void hf_check_print_json(const struct hf_check *check)
{
    const struct hf_phone_config *phone = &check->a.phone;

    put_own(phone);
    for (size_t i = 0; i < phone->n_accounts; i++) {
        put_line(&phone->accounts[i]);
        put_settings(phone, &phone->accounts[i]);
        put_tls(phone, &phone->accounts[i]);
        put_messages(phone, &phone->accounts[i]);
        put_voicemail(phone, &phone->accounts[i]);
        put_effect(&phone->accounts[i]);
        put_meaning(&phone->accounts[i]);
    }
}

void hf_check_remark_json(const struct hf_check_side *side, const struct hf_check_remark *remark)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "remark");
    hf_json_string(&json, "side", side->name);
    hf_json_string(&json, "severity", remark->severity == HF_SEVERITY_ERROR ? "error" : "warning");
    hf_json_string(&json, "rule", remark->rule);
    put_origin(&json, &side->phone, remark->at, own_keys);
    hf_json_string(&json, "line", remark->line);
    hf_json_string(&json, "text", remark->text);
    hf_json_end(&json);
}

void hf_check_summary_json(const struct hf_check *check)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "summary");
    hf_json_unsigned(&json, "warnings", check->n_warnings);
    hf_json_unsigned(&json, "errors", check->n_errors);
    hf_json_end(&json);
}

/* ---- differences ---- */

static const char *kind_name(enum hf_difference_kind kind)
{
    switch (kind) {
    case HF_DIFFERS_LINE: return "line";
    case HF_DIFFERS_IDENTITY: return "identity";
    case HF_DIFFERS_PLACE: return "place";
    case HF_DIFFERS_SETTING:
    case HF_DIFFERS_IDLE: return "setting";
    case HF_DIFFERS_EFFECT: return "effect";
    case HF_DIFFERS_PHONE: return "phone";
    case HF_DIFFERS_RECORD: break;
    }
    return "record";
}

struct keys { /* of one side's origin */
    const struct hf_check_side *side;
    const struct hf_account *account;
    const char *key, *at[2];
};

static void put_side(struct hf_json *json, const struct hf_difference *difference,
                     const struct keys *keys)
{
    struct hf_origin at = {0, 0};
    char key[96] = "";

    if (keys->account != NULL)
        at = hf_difference_origin(keys->account, difference);
    else if (difference->kind == HF_DIFFERS_PHONE)
        at = hf_difference_own_origin(&keys->side->phone, difference);
    if (difference->kind == HF_DIFFERS_PHONE && at.file > 0)
        snprintf(key, sizeof(key), "%s", difference->what);
    if (keys->account != NULL && difference->setting != HF_SETTING_NONE)
        hf_policy_key(keys->account, difference->setting, difference->place, key);
    hf_json_string(json, keys->key, key[0] != '\0' ? key : NULL);
    put_origin(json, &keys->side->phone, at, keys->at);
}

static void put_difference(const struct hf_check *check, const struct hf_difference *difference)
{
    const struct hf_account *a = difference->a, *b = difference->b;
    const struct keys of_a = {&check->a, a, "a_key", {"a_file", "a_file_line"}};
    const struct keys of_b = {&check->b, b, "b_key", {"b_file", "b_file_line"}};
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "difference");
    if (a == NULL && b == NULL)
        hf_json_null(&json, "number");
    else
        hf_json_unsigned(&json, "number", a != NULL ? a->number : b->number);
    hf_json_string(&json, "a", a != NULL ? a->name : NULL);
    hf_json_string(&json, "b", b != NULL ? b->name : NULL);
    hf_json_string(&json, "differs", kind_name(difference->kind));
    hf_json_string(&json, "what", difference->what);
    hf_json_unsigned(&json, "server", hf_place_server(difference->place));
    hf_json_unsigned(&json, "proxy", hf_place_proxy(difference->place));
    hf_json_bool(&json, "counts", difference->kind != HF_DIFFERS_IDLE);
    hf_json_string(&json, "a_value", difference->a_text[0] != '\0' ? difference->a_text : NULL);
    hf_json_string(&json, "b_value", difference->b_text[0] != '\0' ? difference->b_text : NULL);
    hf_json_string(&json, "rule", difference->rule);
    put_side(&json, difference, &of_a);
    put_side(&json, difference, &of_b);
    hf_json_end(&json);
}

void hf_check_differences_json(const struct hf_check *check,
                               const struct hf_differences *differences)
{
    size_t n_idle = 0;
    struct hf_json json;

    for (size_t i = 0; i < differences->n; i++) {
        put_difference(check, &differences->list[i]);
        n_idle += differences->list[i].kind == HF_DIFFERS_IDLE;
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "comparison");
    hf_json_bool(&json, "same", differences->n == n_idle);
    hf_json_unsigned(&json, "differences", differences->n - n_idle);
    hf_json_unsigned(&json, "idle", n_idle);
    hf_json_end(&json);
}
