/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: reading any bytes as a vendor's configuration ends in exactly one of two ways. Either
 * there is an error with a place, and no account (G1); or every account is one that the core
 * takes, unless an obstacle says why not, with each setting shown, each origin inside the file
 * (G2b), and sentences that say what the policy means. Reading the same bytes again gives the same
 * policies. Written in our own format and read again, nothing is lost: the same lines, policies and
 * static records. Written in any format, it reads without an error; a vendor's own file loses
 * nothing in that vendor's format; and what was written means the same when it is written again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/vendors/convert.h"
#include "holdfast/vendors/policy.h"
#include "holdfast/vendors/vendors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "vendor_files: does not hold: %s\n", what);
    abort();
}

static void check_origins(const struct hf_account *account, size_t size)
{
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        for (unsigned server = 0; server < HF_PLACES; server++) {
            struct hf_origin at = account->origins[setting][server];

            must(at.file <= 1, "an origin is in the one file");
            must(at.line <= size, "an origin is a line of the file");
            must((at.file == 0) == (at.line == 0), "an origin is a place or none");
        }
    }
}

static void check_values(const struct hf_account *account)
{
    char value[64], key[96];

    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        for (unsigned place = 0; place < HF_PLACES; place++) {
            if (!hf_policy_has_place(&account->config, place) ||
                !hf_policy_stands_at(setting, place))
                continue;
            hf_policy_value(&account->config, setting, place, value);
            must(strcmp(value, "unknown") != 0 && value[0] != '\0', "a value can be said");
            hf_policy_key(account, setting, place, key);
        }
    }
}

static void check_meaning(const struct hf_config *config)
{
    static struct hf_sentence sentences[HF_SENTENCES_MAX];
    const size_t n = hf_policy_meaning(config, sentences);

    must(n > 0 && n <= HF_SENTENCES_MAX, "a policy means something");
    for (size_t i = 0; i < n; i++) {
        const char *end = memchr(sentences[i].text, '\0', sizeof(sentences[i].text));

        must(sentences[i].rule != NULL && sentences[i].rule[0] != '\0', "a sentence has its rule");
        must(end != NULL && end != sentences[i].text && end[-1] != '.', "a sentence can be said");
    }
}

static void check_account(const struct hf_account *account, size_t size)
{
    struct hf_refusal refusal;
    struct hf_effect effect;
    char text[512];

    memset(&refusal, 0, sizeof(refusal));
    must(account->name != NULL && account->label != NULL && account->user != NULL &&
             account->auth_name != NULL && account->password != NULL &&
             account->display_name != NULL && account->tls.ca_file != NULL &&
             account->tls.certificate_file != NULL && account->tls.key_file != NULL,
         "texts are never NULL");
    must(account->config.n_servers > 0, "an account has a server");
    if (hf_account_runnable(account, text, sizeof(text)))
        must(hf_config_check(&account->config, &refusal) == 0, "what can run, the core takes");
    else
        must(text[0] != '\0', "what cannot run says why");
    hf_policy_effect(&account->config, &effect);
    must(effect.pass_ms >= effect.last_ms, "a pass has a last candidate");
    check_meaning(&account->config);
    check_origins(account, size);
    check_values(account);
}

/* ---- there and back ---- */

static void say_losses(const struct hf_conversion *made)
{
    for (size_t i = 0; i < made->lost.n; i++)
        fprintf(stderr, "lost: kind %d, %s, place %u: \"%s\" becomes \"%s\"\n",
                (int)made->lost.list[i].kind, made->lost.list[i].what, made->lost.list[i].place,
                made->lost.list[i].a_text, made->lost.list[i].b_text);
    hf_phone_config_print_remarks(&made->again, stderr);
    fprintf(stderr, "%s", made->text != NULL ? made->text : "");
}

static int is_same_line(const struct hf_account *a, const struct hf_account *b)
{
    static struct hf_config whole_a, whole_b;

    if (a->number != b->number || (a->enabled != 0) != (b->enabled != 0) ||
        strcmp(a->label, b->label) != 0 || strcmp(a->user, b->user) != 0 ||
        strcmp(a->auth_name, b->auth_name) != 0 || strcmp(a->password, b->password) != 0 ||
        strcmp(a->display_name, b->display_name) != 0 ||
        strcmp(a->tls.ca_file, b->tls.ca_file) != 0 ||
        strcmp(a->tls.certificate_file, b->tls.certificate_file) != 0 ||
        strcmp(a->tls.key_file, b->tls.key_file) != 0 || a->tls.verify_off != b->tls.verify_off)
        return 0;
    hf_config_copy(&whole_a, &a->config);
    hf_config_copy(&whole_b, &b->config);
    return memcmp(&whole_a, &whole_b, sizeof(whole_a)) == 0;
}

static int is_same_record(const struct hf_static_record *a, const struct hf_static_record *b)
{
    return a->type == b->type && a->ttl_s == b->ttl_s && a->priority == b->priority &&
           a->weight == b->weight && a->port == b->port && strcmp(a->name, b->name) == 0 &&
           strcmp(a->target, b->target) == 0 && strcmp(a->service, b->service) == 0 &&
           strcmp(a->flags, b->flags) == 0;
}

static int is_same_phone(const struct hf_phone_config *a, const struct hf_phone_config *b)
{
    if (a->n_accounts != b->n_accounts || a->n_records != b->n_records)
        return 0;
    for (size_t i = 0; i < a->n_accounts; i++)
        if (!is_same_line(&a->accounts[i], &b->accounts[i]))
            return 0;
    for (size_t i = 0; i < a->n_records; i++)
        if (!is_same_record(&a->records[i], &b->records[i]))
            return 0;
    return 1;
}

/* A vendor's file may say what the core refuses, such as T2 below T1; ours cannot. */
static int is_sound(const struct hf_phone_config *phone)
{
    struct hf_refusal refusal;
    int sound = 1;

    memset(&refusal, 0, sizeof(refusal));
    for (size_t i = 0; i < phone->n_accounts; i++)
        sound = sound && hf_config_check(&phone->accounts[i].config, &refusal) == 0;
    return sound;
}

/* All its lines came in files of that vendor. */
static int is_own_format(const struct hf_phone_config *phone, enum hf_dialect to)
{
    for (size_t i = 0; i < phone->n_accounts; i++)
        if (strcmp(hf_dialect_vendor(phone->accounts[i].dialect), hf_dialect_vendor(to)) != 0)
            return 0;
    return phone->n_accounts > 0;
}

static size_t n_losses(const struct hf_differences *lost)
{
    size_t n = 0;

    for (size_t i = 0; i < lost->n; i++)
        n += lost->list[i].kind != HF_DIFFERS_IDLE;
    return n;
}

static void must_convert(int holds, const struct hf_conversion *made, const char *what)
{
    if (!holds)
        say_losses(made);
    must(holds, what);
}

static void check_conversion(const struct hf_phone_config *phone, enum hf_dialect to)
{
    struct hf_conversion made, twice;

    must_convert(hf_convert(phone, to, &made) == 0, &made, "what was written can be read");
    if (to == HF_DIALECT_NATIVE && is_sound(phone))
        must_convert(made.lost.n == 0 && is_same_phone(phone, &made.again), &made,
                     "our own format can say everything");
    if (is_own_format(phone, to))
        must_convert(n_losses(&made.lost) == 0, &made, "a vendor's file is said by its own format");
    must_convert(hf_convert(&made.again, to, &twice) == 0, &twice, "and written and read again");
    must_convert(n_losses(&twice.lost) == 0, &twice, "the second time nothing is lost");
    hf_conversion_free(&twice);
    hf_conversion_free(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hf_phone_config phone, again;
    size_t n_errors = 0;
    int result = hf_vendors_read_bytes(&phone, "fuzz", (const char *)data, size);

    must(hf_vendors_read_bytes(&again, "fuzz", (const char *)data, size) == result,
         "the same bytes end the same way");
    for (size_t i = 0; i < phone.n_remarks; i++) {
        must(phone.remarks[i].text[0] != '\0', "a remark says something");
        n_errors += phone.remarks[i].severity == HF_SEVERITY_ERROR;
    }
    must((n_errors > 0) == (result < 0), "an error is remarked, and nothing else is one");
    must(result == 0 || phone.n_accounts == 0, "on an error nothing is applied");
    must(phone.n_accounts == again.n_accounts, "the same bytes give the same accounts");
    for (size_t i = 0; i < phone.n_accounts; i++) {
        must(memcmp(&phone.accounts[i].config, &again.accounts[i].config,
                    sizeof(struct hf_config)) == 0,
             "the same bytes give the same policy");
        check_account(&phone.accounts[i], size);
    }
    if (result == 0) {
        check_conversion(&phone, HF_DIALECT_NATIVE);
        check_conversion(&phone, HF_DIALECT_YEALINK_CFG);
        check_conversion(&phone, HF_DIALECT_FANVIL_TEXT);
    }
    hf_phone_config_free(&phone);
    hf_phone_config_free(&again);
    return 0;
}
