/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of dialogs share: limits of the RFC, what is kept, and pieces of the printer. */
#ifndef HF_SIP_DIALOG_STATE_H
#define HF_SIP_DIALOG_STATE_H

#include "holdfast/sip/dialog.h"

#define HF_DIALOG_CSEQ_MAX 0x7fffffffu /* RFC 3261 8.1.1.5: below 2^31 */

/* ---- dialog_parts.c ---- */

struct hf_dialog_parts { /* slices of messages, or of the dialog's texts */
    struct hf_slice call_id, local, remote, local_tag, remote_tag, target;
    struct hf_slice routes[HF_DIALOG_ROUTES];
    size_t n_routes;
};

/* Into the dialog; the parts may stand in the dialog itself. HF_E_LIMIT: they do not fit. */
int hf_dialog_lay_down(struct hf_dialog *dialog, const struct hf_dialog_parts *parts);
/* What is kept already. */
void hf_dialog_read(const struct hf_dialog *dialog, struct hf_dialog_parts *parts);

/* From and To: their values, and the tags. */
int hf_dialog_read_party(const struct hf_sip_message *m, unsigned id, struct hf_slice *value,
                         struct hf_slice *tag);
/* White space in a Call-ID is no Call-ID (25.1), and would not survive a fold. */
int hf_dialog_read_call_id(const struct hf_sip_message *m, struct hf_slice *call_id);
bool hf_dialog_is_target(struct hf_slice text); /* a URI of sip or sips */
/* The first Contact's URI (12.1: exactly one, of sip or sips). 1 found; 0 absent, HF_E_MALFORMED:
 * target is what it was. */
int hf_dialog_read_target(const struct hf_sip_message *m, struct hf_slice *target);

enum hf_dialog_care {
    HF_DIALOG_STRICT = 0, /* HF_E_MALFORMED for an element that is no route */
    HF_DIALOG_LENIENT = 1 /* it is passed over, and more than are kept are none */
};
/* The route set: of a response in reverse, since the caller goes the way back (12.1.2). Empty
 * elements, as behind a comma too many, are passed over. HF_E_LIMIT for too many. */
int hf_dialog_read_routes(const struct hf_sip_message *m, enum hf_dialog_care care,
                          struct hf_dialog_parts *parts);

/* ---- dialog.c, dialog_parts.c ---- */

/* 12.1.1, 12.1.2: the request that makes a dialog went to a sips URI. */
bool hf_dialog_is_secure(struct hf_slice request_uri);
/* Do they belong together: same Call-ID, From tag and CSeq? */
bool hf_dialog_is_answer(const struct hf_sip_message *request,
                         const struct hf_sip_message *response);

/* Prints parameters, folds undone, but those of this name. */
void hf_dialog_put_params_but(struct hf_sip_out *out, struct hf_slice params, const char *name);

#endif
