/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of dialogs share: limits of the RFC, and pieces of the printer. */
#ifndef HF_SIP_DIALOG_STATE_H
#define HF_SIP_DIALOG_STATE_H

#include "holdfast/sip/dialog.h"

#define HF_DIALOG_CSEQ_MAX 0x7fffffffu /* RFC 3261 8.1.1.5: below 2^31 */

/* Do they belong together: same Call-ID, From tag and CSeq? */
bool hf_dialog_is_answer(const struct hf_sip_message *request,
                         const struct hf_sip_message *response);

/* Prints parameters as they stand, folds undone, but those of this name. */
void hf_dialog_put_params_but(struct hf_sip_out *out, struct hf_slice params, const char *name);

#endif
