/* SPDX-License-Identifier: Apache-2.0 */
/* What accounts and their keys are called: as the files have it. */
#include <stdio.h>
#include <string.h>

#include "import.h"
#include "memory.h"

static void keep(struct hf_account *account, size_t key, const char *text)
{
    struct hf_spelling *spelling;

    account->spellings = hf_memory_room(account->spellings, account->n_spellings,
                                        sizeof(*account->spellings));
    spelling = &account->spellings[account->n_spellings++];
    spelling->text = hf_memory_text(text, strlen(text));
    spelling->key = (uint16_t)(key + 1);
}

void hf_account_keep_spellings(const struct hf_import *import)
{
    struct hf_account *account = import->account;
    char read[HF_KEY_NAME], usual[HF_KEY_NAME];

    for (size_t key = 0; key < import->vendor->n_keys; key++) {
        if (hf_import_raw(import, key) == NULL)
            continue;
        hf_import_key(import, key, read);
        import->vendor->spell(account->dialect, account->number, &import->vendor->keys[key], usual);
        if (strcmp(read, usual) != 0)
            keep(account, key, read);
    }
}

void hf_account_spell(const struct hf_account *account, size_t key, char text[HF_KEY_NAME])
{
    const struct hf_vendor *vendor = hf_vendor_of(account->dialect);

    text[0] = '\0';
    for (size_t i = 0; i < account->n_spellings; i++)
        if (account->spellings[i].key == key + 1)
            snprintf(text, HF_KEY_NAME, "%s", account->spellings[i].text);
    if (text[0] == '\0' && vendor != NULL)
        vendor->spell(account->dialect, account->number, &vendor->keys[key], text);
}

void hf_account_show(const struct hf_phone_config *phone, const struct hf_account *account,
                     char text[HF_ACCOUNT_SHOWN])
{
    struct hf_origin at = account->origins[HF_SETTING_SERVERS][0];
    int n = snprintf(text, HF_ACCOUNT_SHOWN, "%s", account->name);

    if (at.file > 0 && at.file <= phone->n_files)
        snprintf(text + n, HF_ACCOUNT_SHOWN - (size_t)n, " (%s:%u)", phone->files[at.file - 1],
                 (unsigned)at.line);
}
