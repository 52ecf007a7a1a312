/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: reading any bytes as a vendor's configuration ends in exactly one of two ways. Either
 * there is an error with a place, and no account (G1); or every account is one that the core
 * takes, unless an obstacle says why not, with each setting shown, each origin inside the file
 * (G2b), and sentences that say what the policy means. Reading the same bytes again gives the same
 * policies.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/action.h"
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
             account->display_name != NULL,
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
    hf_phone_config_free(&phone);
    hf_phone_config_free(&again);
    return 0;
}
