/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dialog that a NOTIFY makes, before the 2xx of the SUBSCRIBE that it belongs to (RFC 6665
 * 4.1.2.4, 4.4.1): ours are the SUBSCRIBE's parts, the server's are the NOTIFY's.
 */
#include "holdfast/sip/dialog.h"

#include <string.h>

#include "dialog_state.h"
#include "holdfast/line.h"

static bool belongs_to(const struct hf_sip_message *request, const struct hf_sip_message *notify,
                       const struct hf_dialog_parts *parts)
{
    struct hf_slice value, tag;
    return request->is_request && notify->is_request && notify->method_id == HF_METHOD_NOTIFY &&
           hf_dialog_read_party(notify, HF_HEADER_TO, &value, &tag) == 0 && tag.length != 0 &&
           hf_slice_same(tag, parts->local_tag) &&
           hf_slice_equal(hf_sip_value(notify, HF_HEADER_CALL_ID), parts->call_id);
}

int hf_dialog_make_notified(struct hf_dialog *dialog, const struct hf_sip_message *request,
                            const struct hf_sip_message *notify)
{
    struct hf_dialog_parts parts;
    struct hf_sip_cseq ours, theirs;
    struct hf_slice none;
    memset(dialog, 0, sizeof *dialog);
    if (hf_dialog_read_call_id(request, &parts.call_id) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_FROM, &parts.local, &parts.local_tag) < 0 ||
        hf_dialog_read_party(request, HF_HEADER_TO, &parts.remote, &none) < 0 ||
        hf_dialog_read_party(notify, HF_HEADER_FROM, &none, &parts.remote_tag) < 0 ||
        !belongs_to(request, notify, &parts) || parts.remote_tag.length == 0 ||
        hf_sip_cseq(request, &ours, NULL) != 1 || hf_sip_cseq(notify, &theirs, NULL) != 1 ||
        ours.number > HF_DIALOG_CSEQ_MAX || hf_dialog_read_target(notify, &parts.target) != 1) {
        return HF_E_MALFORMED;
    }
    int result = hf_dialog_read_routes(notify, HF_DIALOG_STRICT, &parts);
    if (result < 0 || (result = hf_dialog_lay_down(dialog, &parts)) < 0) {
        memset(dialog, 0, sizeof *dialog);
        return result;
    }
    dialog->is_caller = 1;
    dialog->is_secure = hf_dialog_is_secure(request->uri);
    dialog->local_cseq = ours.number;
    dialog->remote_cseq = theirs.number;
    dialog->has_remote_cseq = 1;
    dialog->has_contact = 1;
    dialog->state = HF_DIALOG_EARLY;
    hf_dialog_confirm(dialog);
    return HF_OK;
}
