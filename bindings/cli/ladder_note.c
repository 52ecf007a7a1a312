/* SPDX-License-Identifier: Apache-2.0 */
/* Notes to marks: what the agent saw. A note and the step that it leads to are one mark. */
#include <string.h>

#include "holdfast/sip/agent.h"
#include "ladder_rows.h"

struct hf_ladder_mark *hf_ladder_noted(struct hf_ladder *ladder, enum hf_mark_kind kind,
                                       uint64_t attempt)
{
    for (unsigned i = ladder->n_marks; i > 0; i--) {
        struct hf_ladder_mark *mark = &ladder->marks[i - 1];

        if (mark->kind == kind && mark->attempt == attempt)
            return mark->stepped ? NULL : mark;
    }
    return NULL;
}

static unsigned column_of(struct hf_ladder *ladder, const struct hf_ladder_open *open,
                          const struct hf_target *peer)
{
    if (open != NULL)
        return open->column;
    for (unsigned i = HF_LADDER_TARGETS; i < ladder->n_columns; i++)
        if (memcmp(&ladder->columns[i].target, peer, sizeof *peer) == 0)
            return i;
    return peer->family == HF_FAMILY_NONE ? HF_LADDER_PHONE : HF_LADDER_OTHERS;
}

/* A Send and its first sending are one mark; after a challenge it is sent anew. */
static int take_first_send(struct hf_ladder *ladder, const struct hf_log_note *note)
{
    for (unsigned i = ladder->n_marks; i > 0; i--) {
        struct hf_ladder_mark *mark = &ladder->marks[i - 1];

        if (mark->kind != HF_MARK_REQUEST || mark->attempt != note->attempt)
            continue;
        if (mark->stepped)
            return 0;
        mark->stepped = 1;
        mark->n_notes++;
        return 1;
    }
    return 0;
}

/* Giving up is the step's before it. */
static int take_abandon(struct hf_ladder *ladder)
{
    for (unsigned i = ladder->n_marks; i > 0; i--) {
        if (ladder->marks[i - 1].step == 0 || ladder->marks[i - 1].n_notes == UINT8_MAX)
            continue;
        ladder->marks[i - 1].n_notes++;
        return 1;
    }
    return 0;
}

/* A challenge is noted as the answer that it came in, too. */
static int take_challenge(struct hf_ladder *ladder, const struct hf_log_note *note,
                          struct hf_ladder_open *open)
{
    struct hf_ladder_mark *mark = hf_ladder_noted(ladder, HF_MARK_ANSWER, note->attempt);

    if (open != NULL)
        open->challenged = 1;
    if (mark == NULL || (note->status != 0 && note->status != mark->status))
        return 0;
    mark->n_notes++;
    return 1;
}

static enum hf_mark_kind kind_of(const struct hf_log_note *note)
{
    switch ((enum hf_note_kind)note->kind) {
    case HF_NOTE_FIRST_SEND: return HF_MARK_REQUEST;
    case HF_NOTE_RETRANSMISSION: return HF_MARK_AGAIN;
    case HF_NOTE_RESPONSE:
    case HF_NOTE_CHALLENGE: return HF_MARK_ANSWER;
    case HF_NOTE_ICMP:
    case HF_NOTE_CONNECTION_LOST: return HF_MARK_FAILURE;
    case HF_NOTE_CONNECT: return HF_MARK_CONNECT;
    case HF_NOTE_DROPPED: return HF_MARK_DROPPED;
    case HF_NOTE_INCOMING_REQUEST: return HF_MARK_INCOMING;
    case HF_NOTE_ABANDON:
    case HF_NOTE_OTHER: break;
    }
    return HF_MARK_REMARK;
}

static void fill(struct hf_ladder_mark *mark, const struct hf_log_note *note,
                 struct hf_ladder_open *open)
{
    mark->attempt = note->attempt;
    mark->status = note->status;
    mark->took_us = note->round_trip_us;
    mark->peer = note->peer;
    mark->n_notes = 1;
    hf_ladder_text(mark->text, note->kind == HF_NOTE_ABANDON ? "given up" : note->text);
    if (open == NULL)
        return;
    mark->request = open->request;
    mark->purpose = open->purpose;
    mark->server = open->server;
    mark->proxy = open->proxy;
    if (mark->kind == HF_MARK_AGAIN)
        mark->number = ++open->again;
    if (mark->kind == HF_MARK_REQUEST)
        mark->late = open->challenged; /* with credentials */
    if (mark->kind == HF_MARK_REQUEST)
        open->again = 0;
}

void hf_ladder_take_note(struct hf_ladder *ladder, const struct hf_log_note *note)
{
    struct hf_ladder_open *open = hf_ladder_find(ladder, note->attempt, 0);
    const enum hf_mark_kind kind = kind_of(note);

    ladder->at_us = note->at_us > ladder->at_us ? note->at_us : ladder->at_us;
    ladder->totals.notes += ladder->in_range;
    ladder->totals.requests += ladder->in_range && note->kind == HF_NOTE_FIRST_SEND;
    ladder->totals.again += ladder->in_range && note->kind == HF_NOTE_RETRANSMISSION;
    if (note->kind == HF_NOTE_FIRST_SEND && take_first_send(ladder, note))
        return;
    if (note->kind == HF_NOTE_ABANDON && take_abandon(ladder))
        return;
    if (note->kind == HF_NOTE_CHALLENGE && take_challenge(ladder, note, open))
        return;
    fill(hf_ladder_add(ladder, kind, column_of(ladder, open, &note->peer)), note, open);
}
