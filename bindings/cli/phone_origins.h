/* SPDX-License-Identifier: Apache-2.0 */
/* Where the settings of an account stand, as the phone's log wants to know it (G2b). */
#ifndef HOLDFAST_CLI_PHONE_ORIGINS_H
#define HOLDFAST_CLI_PHONE_ORIGINS_H

#include "holdfast/uv/phone.h"
#include "holdfast/vendors/vendors.h"

struct hf_cli_origins { /* what the result points into, beside the configuration's file names */
    const char *files[HF_LOG_FILES_MAX];
    struct hf_log_origin items[HF_LOG_ORIGINS_MAX];
};

/* Settings that stand in a file alone; the files are those that one of them stands in. */
struct hf_phone_origins hf_cli_origins_of(struct hf_cli_origins *room,
                                          const struct hf_phone_config *config,
                                          const struct hf_account *account);

#endif
