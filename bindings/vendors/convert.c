/* SPDX-License-Identifier: Apache-2.0 */
/* Written, read again, compared; see convert.h. */
#include "holdfast/vendors/convert.h"

#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "memory.h"
#include "remark.h"
#include "writing.h"

/* Lines of two vendors may have one number, but not in one file. */
static int has_clash(const struct hf_phone_config *phone, struct hf_phone_config *again)
{
    struct hf_remarks remarks = {.phone = again};
    struct hf_spot nowhere = {{0, 0}, "G1"};
    const struct hf_account **seen;
    char one[HF_ACCOUNT_SHOWN], other_one[HF_ACCOUNT_SHOWN];
    int clash = 0;

    seen = hf_memory_new(HF_PHONE_LINES + 1, sizeof(*seen));
    for (size_t i = 0; i < phone->n_accounts && !clash; i++) {
        const struct hf_account *account = &phone->accounts[i];
        const struct hf_account **other = &seen[account->number];

        clash = *other != NULL;
        if (clash) {
            hf_account_show(phone, *other, one);
            hf_account_show(phone, account, other_one);
            hf_remark_error(&remarks, nowhere,
                            "%s and %s are both line %u of the phone; convert the files of one "
                            "vendor at a time",
                            one, other_one, (unsigned)account->number);
        }
        *other = account;
    }
    free(seen);
    return clash;
}

static void write_as(struct hf_writing *writing, enum hf_dialect to,
                     const struct hf_phone_config *phone)
{
    if (to == HF_DIALECT_FANVIL_TEXT)
        hf_write_fanvil(writing, phone);
    else if (to == HF_DIALECT_YEALINK_CFG)
        hf_write_yealink(writing, phone);
    else
        hf_write_native(writing, phone);
}

int hf_convert(const struct hf_phone_config *phone, enum hf_dialect to,
               struct hf_conversion *conversion)
{
    struct hf_writing writing = {.bytes = NULL};
    int result;

    memset(conversion, 0, sizeof(*conversion));
    if (has_clash(phone, &conversion->again))
        return -1;
    write_as(&writing, to, phone);
    conversion->text = writing.bytes;
    conversion->length = writing.length;
    result = hf_vendors_read_bytes(&conversion->again, hf_dialect_vendor(to), writing.bytes,
                                   writing.length);
    if (result == 0)
        hf_compare(phone, &conversion->again, &conversion->lost);
    return result;
}

void hf_conversion_free(struct hf_conversion *conversion)
{
    hf_differences_free(&conversion->lost);
    for (size_t i = 0; i < conversion->again.n_accounts; i++) {
        char *password = conversion->again.accounts[i].password;

        hf_memory_wipe(password, strlen(password));
    }
    hf_phone_config_free(&conversion->again);
    hf_memory_wipe(conversion->text, conversion->length);
    free(conversion->text);
    memset(conversion, 0, sizeof(*conversion));
}
