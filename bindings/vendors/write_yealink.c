/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts as a file of this format; see writing.h. */
#include "writing.h"

void hf_write_yealink(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    (void)phone;
    hf_write(writing, "#!version:1.0.0.1\n");
}
