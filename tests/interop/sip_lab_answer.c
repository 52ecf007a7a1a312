/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that come to sip_lab: the INVITE that it answers, and what is inside a dialog. */
#include "sip_lab.h"

#include <string.h>

#define FIRST_RSEQ 1

/* The dialog of either side that the message belongs to; NULL: none. */
static struct hf_dialog *dialog_of(struct lab *lab)
{
    struct hf_fork *fork = &lab->caller.fork;
    if (lab->callee.dialog.state != HF_DIALOG_NONE &&
        hf_dialog_has(&lab->callee.dialog, &lab->message)) {
        return &lab->callee.dialog;
    }
    for (unsigned i = 0; i < fork->n; i++) {
        if (hf_dialog_has(&fork->dialogs[i], &lab->message)) {
            return &fork->dialogs[i];
        }
    }
    return NULL;
}

void lab_on_ring_timer(struct lab *lab)
{
    lab->callee.rseq = lab->options.reliable && lab->callee.may_prack ? FIRST_RSEQ : 0;
    lab_respond(lab, lab->callee.invite, 180, lab->callee.rseq);
    lab->final_us = lab_after(lab, lab->options.ring_ms);
}

static void hear_invite(struct lab *lab, uint64_t id)
{
    if (lab->callee.invite != 0 || lab->options.to != NULL) {
        lab_respond(lab, id, 486, 0);
        return;
    }
    lab->callee.invite = id;
    lab->callee.from = lab->from;
    if (!lab_is_fine(lab, "dialog",
                     hf_dialog_make_callee(&lab->callee.dialog, &lab->message,
                                           hf_layer_tag(lab->layer, id)))) {
        lab_respond(lab, id, 400, 0);
        return;
    }
    lab->callee.may_prack = hf_sip_has_option(&lab->message, HF_HEADER_SUPPORTED, "100rel") ||
                            hf_sip_has_option(&lab->message, HF_HEADER_REQUIRE, "100rel");
    lab->ring_us = lab_after(lab, lab->options.think_ms);
}

void lab_on_final_timer(struct lab *lab)
{
    lab->callee.answered = true;
    lab_respond(lab, lab->callee.invite, lab->options.status, 0);
    if (lab->options.status < 300) {
        hf_dialog_confirm(&lab->callee.dialog);
    } else {
        hf_dialog_end(&lab->callee.dialog);
    }
}

void lab_hear_ack(struct lab *lab)
{
    lab_say(lab, "acked");
    lab->hang_up_us = lab_after(lab, lab->options.hang_up_ms);
}

static void refuse(struct lab *lab, uint64_t id, unsigned status)
{
    if (id != lab->callee.invite || lab->callee.answered) {
        return; /* RFC 3261 9.2: a final response was given */
    }
    lab->callee.answered = true;
    lab->ring_us = lab->final_us = HF_NEVER;
    lab_respond(lab, id, status, 0);
    hf_dialog_end(&lab->callee.dialog);
}

void lab_hear_cancel(struct lab *lab, uint64_t id)
{
    lab_say(lab, "cancelled");
    refuse(lab, id, 487);
}

void lab_refuse_unpracked(struct lab *lab, uint64_t id)
{
    lab_say(lab, "no-prack");
    refuse(lab, id, 504); /* RFC 3262 3: a 5xx */
}

static void hear_prack(struct lab *lab, uint64_t id)
{
    struct hf_sip_rack rack;
    bool known = hf_sip_rack(&lab->message, &rack, NULL) == 1 && lab->callee.rseq != 0 &&
                 rack.rseq == lab->callee.rseq &&
                 hf_layer_pracked(lab->layer, lab->callee.invite, rack.rseq) == 0;
    lab_say(lab, known ? "pracked" : "prack of nothing");
    lab_respond(lab, id, known ? 200 : 481, 0);
}

static void hear_bye(struct lab *lab, uint64_t id, struct hf_dialog *dialog)
{
    lab_respond(lab, id, 200, 0);
    lab->hang_up_us = HF_NEVER;
    hf_dialog_end(dialog);
    lab_say(lab, "dialog over");
}

static void hear_in_dialog(struct lab *lab, uint64_t id, struct hf_dialog *dialog)
{
    int verdict = hf_dialog_hear_request(dialog, &lab->message);
    if (verdict != HF_DIALOG_TAKEN) {
        lab_respond(lab, id, verdict < 0 ? 400 : 500, 0);
        return;
    }
    switch ((enum hf_sip_method)lab->message.method_id) {
    case HF_METHOD_BYE: hear_bye(lab, id, dialog); break;
    case HF_METHOD_PRACK: hear_prack(lab, id); break;
    default: lab_respond(lab, id, 200, 0); break;
    }
}

void lab_hear_request(struct lab *lab, const struct hf_layer_news *news)
{
    struct hf_sip_party to;
    bool is_inside = hf_sip_to(&lab->message, &to, NULL) == 1 && to.tag.length != 0;
    struct hf_dialog *dialog = is_inside ? dialog_of(lab) : NULL;
    lab_say(lab, "request %.*s %llu", (int)lab->message.method.length, lab->message.method.at,
            (unsigned long long)news->id);
    if (dialog != NULL) {
        hear_in_dialog(lab, news->id, dialog);
    } else if (is_inside || lab->message.method_id == HF_METHOD_BYE) {
        lab_respond(lab, news->id, 481, 0);
    } else if (lab->message.method_id == HF_METHOD_INVITE) {
        hear_invite(lab, news->id);
    } else {
        lab_respond(lab, news->id, lab->message.method_id == HF_METHOD_OPTIONS ? 200 : 405, 0);
    }
}
