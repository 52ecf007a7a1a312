/* SPDX-License-Identifier: Apache-2.0 */
/* Whether each value of a draft is sound (G1), for all vendors by their tables: a wrong value is
 * refused also where nothing asks for it, such as the port of a backup that has no address. And
 * which of them become nothing. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "memory.h"
#include "value.h"

static void check_statuses(struct hf_import *import, size_t key)
{
    struct hf_statuses statuses;
    const char *wrong = hf_value_statuses(hf_import_raw(import, key), &statuses);

    if (wrong != NULL)
        hf_import_refuse(import, key, wrong, HF_STATUSES_ALLOWED);
}

static void check_host(struct hf_import *import, size_t key)
{
    const char *fault = hf_value_host_fault(hf_import_raw(import, key));

    if (fault != NULL)
        hf_import_refuse(import, key, "not a host", fault);
}

static void check(struct hf_import *import, size_t key)
{
    const struct hf_key *spec = &import->vendor->keys[key];
    int64_t value;

    switch ((enum hf_key_kind)spec->kind) {
    case HF_KEY_STATUSES: check_statuses(import, key); return;
    case HF_KEY_HOST: check_host(import, key); return;
    case HF_KEY_TEXT:
    case HF_KEY_SECRET: hf_memory_forget(hf_import_text(import, key)); return;
    case HF_KEY_PATH: free(hf_import_path(import, key)); return;
    case HF_KEY_NUMBER:
        if (spec->noted != NULL && spec->greatest == 0)
            return; /* the guide does not say what is allowed */
        break;
    case HF_KEY_SECONDS:
    case HF_KEY_CHOICE:
    case HF_KEY_WORD: break;
    }
    hf_import_number(import, key, &value);
}

void hf_import_check(struct hf_import *import)
{
    const struct hf_vendor *vendor = import->vendor;

    for (size_t key = 0; key < vendor->n_keys; key++)
        if (import->line->raw[key].text != NULL && hf_import_raw(import, key) != NULL &&
            (vendor->checks == NULL || !vendor->checks(import, key)))
            check(import, key);
}

static int is_host_of(const struct hf_account *account, size_t key)
{
    unsigned place = 1;

    while (place < HF_PLACES && account->keys[HF_SETTING_HOST][place] != key + 1)
        place++;
    return place < HF_PLACES;
}

static int is_left(const struct hf_import *import, size_t key)
{
    const struct hf_key *spec = &import->vendor->keys[key];
    const char *raw = hf_import_raw(import, key);
    int64_t value;

    if (raw == NULL)
        return 0;
    if (spec->kind == HF_KEY_HOST)
        return import->account != NULL && !is_host_of(import->account, key);
    return spec->rule != NULL && (spec->kind == HF_KEY_TEXT || spec->kind == HF_KEY_SECRET ||
                                  !hf_value_integer(raw, &value) || value != spec->preset);
}

size_t hf_import_left(const struct hf_import *import)
{
    size_t n = 0;

    for (size_t key = 0; key < import->vendor->n_keys; key++)
        n += import->line->raw[key].text != NULL && is_left(import, key);
    return n;
}
