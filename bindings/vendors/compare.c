/* SPDX-License-Identifier: Apache-2.0 */
/* Two configurations beside one another; see compare.h. */
#include "holdfast/vendors/compare.h"

#include <stdlib.h>
#include <string.h>

void hf_compare(const struct hf_phone_config *a, const struct hf_phone_config *b,
                struct hf_differences *differences)
{
    memset(differences, 0, sizeof(*differences));
    for (size_t i = 0; i < a->n_accounts && i < b->n_accounts; i++)
        hf_compare_accounts(&a->accounts[i], &b->accounts[i], differences);
}

void hf_compare_accounts(const struct hf_account *a, const struct hf_account *b,
                         struct hf_differences *differences)
{
    (void)a;
    (void)b;
    (void)differences;
}

void hf_differences_free(struct hf_differences *differences)
{
    for (size_t i = 0; i < differences->n; i++) {
        free(differences->list[i].a_text);
        free(differences->list[i].b_text);
    }
    free(differences->list);
    memset(differences, 0, sizeof(*differences));
}
