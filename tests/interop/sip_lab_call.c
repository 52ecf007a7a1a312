/* SPDX-License-Identifier: Apache-2.0 */
/* The caller of sip_lab: one INVITE, whatever becomes of it, and the end of a call. */
#include "sip_lab.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRIES_MAX 2 /* INVITEs that answer a challenge */

static const char *const verdicts[] = {"none", "early", "answered", "again", "also", "full"};

static void draw(char *text, size_t digits)
{
    uint8_t bytes[16];
    if (getentropy(bytes, sizeof bytes) != 0) {
        memset(bytes, 0, sizeof bytes);
    }
    for (size_t i = 0; i < digits / 2; i++) {
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    }
}

void lab_call(struct lab *lab)
{
    lab->has_begun = true;
    lab->caller.cseq = 1;
    draw(lab->caller.call_id, sizeof lab->caller.call_id - 1);
    draw(lab->caller.tag, sizeof lab->caller.tag - 1);
    lab->cancel_us = lab_after(lab, lab->options.cancel_ms);
    lab->caller.invite = lab_send_invite(lab);
}

struct hf_dialog *lab_winner(struct lab *lab)
{
    struct hf_fork *fork = &lab->caller.fork;
    struct hf_dialog *dialog = fork->winner != 0 ? &fork->dialogs[fork->winner - 1] : NULL;
    return dialog != NULL && dialog->state == HF_DIALOG_CONFIRMED ? dialog : NULL;
}

void lab_bye(struct lab *lab, struct hf_dialog *dialog)
{
    struct lab_request bye = {"BYE", hf_dialog_next_cseq(dialog), "", dialog};
    lab->bye = lab_send(lab, &bye);
    hf_dialog_end(dialog);
    lab_say(lab, "dialog over");
}

static void acknowledge(struct lab *lab, const struct hf_dialog *dialog)
{
    /* RFC 3261 13.2.2.4: the INVITE's CSeq, and its credentials. */
    struct lab_request ack = {"ACK", dialog->invite_cseq, lab->caller.credentials, dialog};
    lab_send(lab, &ack);
}

/* RFC 3262 4: a provisional response that is to be acknowledged, in its order. */
static void hear_reliable(struct lab *lab, struct hf_dialog *dialog)
{
    char rack[64];
    uint32_t rseq;
    if (!hf_sip_has_option(&lab->message, HF_HEADER_REQUIRE, "100rel") ||
        hf_sip_number(&lab->message, HF_HEADER_RSEQ, &rseq) != 1) {
        return;
    }
    if (!hf_dialog_hear_rseq(dialog, rseq)) {
        lab_say(lab, "rseq %u absorbed", rseq);
        return;
    }
    snprintf(rack, sizeof rack, "RAck: %u %u INVITE\r\n", rseq, lab->caller.cseq);
    struct lab_request prack = {"PRACK", hf_dialog_next_cseq(dialog), rack, dialog};
    lab_send(lab, &prack);
}

static void hear_dialog(struct lab *lab, const struct hf_fork_news *news)
{
    struct hf_dialog *dialog = &lab->caller.fork.dialogs[news->at];
    switch ((enum hf_fork_verdict)news->verdict) {
    case HF_FORK_NONE:
    case HF_FORK_FULL: break;
    case HF_FORK_EARLY: hear_reliable(lab, dialog); break;
    case HF_FORK_ANSWERED:
        acknowledge(lab, dialog);
        lab->hang_up_us = lab_after(lab,
                                    lab->caller.cancelled ? LAB_AT_ONCE : lab->options.hang_up_ms);
        break;
    case HF_FORK_AGAIN: acknowledge(lab, dialog); break;
    case HF_FORK_ALSO:
        acknowledge(lab, dialog);
        lab_bye(lab, dialog);
        break;
    }
}

/* The INVITE's text is the layer's: what its Via says belongs to the dialog's request too. */
static bool read_request(struct lab *lab, uint64_t id)
{
    struct hf_slice text = hf_layer_text(lab->layer, id);
    return text.length != 0 && hf_sip_parse(&lab->caller.request, text.at, text.length) == 0;
}

static void hear_invite(struct lab *lab)
{
    struct hf_fork_news news = {0};
    unsigned status = lab->message.status;
    if ((status == 401 || status == 407) && lab->caller.tries < TRIES_MAX &&
        lab_answer_challenge(lab)) {
        lab->caller.tries++;
        lab->caller.cseq++;
        lab->caller.invite = lab_send_invite(lab);
        return;
    }
    if (status >= 300) {
        lab->cancel_us = HF_NEVER;
        return;
    }
    if (!read_request(lab, lab->caller.invite)) {
        lab_say(lab, "error no text of the INVITE");
        return;
    }
    if (lab_is_fine(lab, "dialog",
                    hf_fork_hear(&lab->caller.fork, &lab->caller.request, &lab->message, &news))) {
        lab_say(lab, "fork %s %u", verdicts[news.verdict], news.at);
        hear_dialog(lab, &news);
    }
}

void lab_hear_response(struct lab *lab, const struct hf_layer_news *news)
{
    lab_say(lab, "response %u %llu", news->status, (unsigned long long)news->id);
    if (news->id == lab->caller.invite) {
        hear_invite(lab);
    }
}

void lab_on_cancel_timer(struct lab *lab)
{
    if (lab_winner(lab) != NULL) {
        return; /* too late */
    }
    lab->caller.cancelled = true;
    if (lab_is_fine(lab, "cancel",
                    hf_layer_cancel(lab->layer, lab->caller.invite, lab->now_us, &lab->out))) {
        lab_flush(lab);
    }
}

void lab_on_hang_up_timer(struct lab *lab)
{
    struct hf_dialog *dialog = lab_winner(lab);
    if (dialog == NULL && lab->callee.dialog.state == HF_DIALOG_CONFIRMED) {
        dialog = &lab->callee.dialog;
    }
    if (dialog != NULL) {
        lab_bye(lab, dialog);
    }
}
