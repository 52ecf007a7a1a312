/* SPDX-License-Identifier: Apache-2.0 */
/* The native format's keys: every setting, by its token. */
#include "import.h"

#include <stdio.h>

static const struct hf_key keys[] = {
    {.name = "enabled", .kind = HF_KEY_WORD},
};

static void name_line(uint32_t number, char text[32])
{
    snprintf(text, 32, "line %u", (unsigned)number);
}

static void spell(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME])
{
    (void)dialect;
    snprintf(text, HF_KEY_NAME, "lines[%u].%s", (unsigned)number, key->name);
}

static int is_line(struct hf_import *import)
{
    (void)import;
    return 0;
}

static void finish(struct hf_import *import)
{
    (void)import;
}

const struct hf_vendor hf_vendor_native = {
    .maker = HF_MAKER_NATIVE,
    .inherits = 1,
    .name = name_line,
    .spell = spell,
    .keys = keys,
    .n_keys = sizeof(keys) / sizeof(keys[0]),
    .is_line = is_line,
    .finish = finish,
};
