/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The display:
 *
 *   row 0      the selected line and where it stands
 *   row 1 ..   digits that are being dialled, or why the last call ended
 *   .. row 5   calls, the active one first: who, and its state or how long it lasts
 *   row 5      trouble with the device, or messages; calls give way to it
 */
#include "inside.h"

#include <string.h>

#include "text.h"

#define CELLS HF_HAL_DISPLAY_CELLS
#define LAST  (HF_HAL_DISPLAY_ROWS - 1)

/* Cut short on the left, so that the right stays whole. */
static void put_row(struct hf_panel_picture *picture, unsigned row, const struct row *left,
                    const struct row *right)
{
    struct row whole;

    hf_panel_row_begin(&whole);
    if (right->cells > 0)
        whole.limit = CELLS - right->cells - 1;
    hf_panel_row_put(&whole, left->text);
    whole.limit = CELLS;
    if (right->cells > 0)
        hf_panel_row_fill(&whole, CELLS - right->cells);
    hf_panel_row_put(&whole, right->text);
    memcpy(picture->rows[row], whole.text, sizeof picture->rows[row]);
}

static void put_text(struct hf_panel_picture *picture, unsigned row, const char *text)
{
    struct row left, none;

    hf_panel_row_begin(&left);
    hf_panel_row_begin(&none);
    hf_panel_row_put(&left, text);
    put_row(picture, row, &left, &none);
}

/* ---- line ---- */

static const char *const standing[HF_PANEL_LINE_STATES] = {
    [HF_PANEL_LINE_OFF] = "off",
    [HF_PANEL_LINE_FAILED] = "no server",
    [HF_PANEL_LINE_MOVING] = "moving",
    [HF_PANEL_LINE_BACKUP] = "on backup",
    [HF_PANEL_LINE_PRIMARY] = "on primary",
};

static void put_line(const struct hf_panel *p, struct hf_panel_picture *picture)
{
    struct row left, right;

    if (p->n_lines == 0) {
        put_text(picture, 0, "no lines");
        return;
    }
    hf_panel_row_begin(&left);
    hf_panel_row_begin(&right);
    hf_panel_row_put_number(&left, p->selected + 1u);
    hf_panel_row_put(&left, " ");
    hf_panel_row_put(&left, p->lines[p->selected].label);
    hf_panel_row_put(&right, standing[p->lines[p->selected].state]);
    put_row(picture, 0, &left, &right);
}

/* ---- digits, and words of an end ---- */

static int put_digits(const struct hf_panel *p, struct hf_panel_picture *picture)
{
    if (p->front == HF_FRONT_OVER)
        put_text(picture, 1, p->over_words);
    else if (p->n_digits > 0)
        put_text(picture, 1, p->digits);
    else
        return 0;
    return 1;
}

/* ---- calls ---- */

static uint64_t seconds_of(const struct hf_panel *p, const struct hf_panel_slot *slot)
{
    return (p->now_us - slot->up_us) / 1000000;
}

static const char *state_words(const struct hf_panel_slot *slot)
{
    switch (slot->state) {
    case HF_PANEL_CALL_TRYING: return "calling";
    case HF_PANEL_CALL_RINGING: return "ringing";
    case HF_PANEL_CALL_INCOMING: return slot->answering ? "answering" : "incoming";
    case HF_PANEL_CALL_HELD: return "on hold";
    case HF_PANEL_CALL_HELD_BY_PEER: return slot->parked ? "on hold" : "held by peer";
    case HF_PANEL_CALL_ENDING: return "ending";
    case HF_PANEL_CALL_UP: break;
    }
    return slot->parked ? "on hold" : "";
}

static void add_word(struct row *row, const char *word)
{
    if (row->cells > 0 && word[0] != '\0')
        hf_panel_row_put(row, " ");
    hf_panel_row_put(row, word);
}

static void put_call(const struct hf_panel *p, const struct hf_panel_slot *slot,
                     struct hf_panel_picture *picture, unsigned row)
{
    struct row left, right;

    hf_panel_row_begin(&left);
    hf_panel_row_begin(&right);
    hf_panel_row_put(&left, slot->id == p->active ? ">" : " ");
    hf_panel_row_put_number(&left, slot->line + 1u);
    if (slot->name[0] != '\0')
        add_word(&left, slot->name);
    if (slot->number[0] != '\0' && strcmp(slot->name, slot->number) != 0)
        add_word(&left, slot->number);
    if (slot->name[0] == '\0' && slot->number[0] == '\0')
        add_word(&left, "unknown");
    if (slot->muted && slot->id == p->active)
        add_word(&right, "muted");
    if (slot->on_backup)
        add_word(&right, "backup");
    add_word(&right, state_words(slot));
    if (slot->up_us != HF_PANEL_NEVER && slot->state != HF_PANEL_CALL_ENDING) {
        hf_panel_row_put(&right, right.cells > 0 ? " " : "");
        hf_panel_row_put_time(&right, seconds_of(p, slot));
    }
    put_row(picture, row, &left, &right);
}

/* Active first, then those that ring, then the others, each by age. */
static uint64_t rank(const struct hf_panel *p, const struct hf_panel_slot *slot)
{
    const uint64_t group = slot->id == p->active ? 0 : hf_panel_is_waiting(slot) ? 1 : 2;

    return group << 32 | slot->order;
}

/* The call with the lowest rank that is not below from. */
static const struct hf_panel_slot *next_call(const struct hf_panel *p, uint64_t from)
{
    const struct hf_panel_slot *best = NULL;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        const struct hf_panel_slot *slot = &p->calls[i];

        if (slot->id != 0 && rank(p, slot) >= from &&
            (best == NULL || rank(p, slot) < rank(p, best)))
            best = slot;
    }
    return best;
}

static unsigned count_calls(const struct hf_panel *p)
{
    unsigned n = 0;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++)
        n += p->calls[i].id != 0;
    return n;
}

static void put_more(struct hf_panel_picture *picture, unsigned row, unsigned n)
{
    struct row left, none;

    hf_panel_row_begin(&left);
    hf_panel_row_begin(&none);
    hf_panel_row_put(&left, "and ");
    hf_panel_row_put_number(&left, n);
    hf_panel_row_put(&left, " more calls");
    put_row(picture, row, &left, &none);
}

/* Rows row..end - 1. */
static void put_calls(const struct hf_panel *p, struct hf_panel_picture *picture, unsigned row,
                      unsigned end)
{
    unsigned left = count_calls(p);
    uint64_t from = 0;

    for (; left > 0 && row < end; row++) {
        const struct hf_panel_slot *slot = next_call(p, from);

        if (row + 1 == end && left > 1) {
            put_more(picture, row, left);
            return;
        }
        put_call(p, slot, picture, row);
        from = rank(p, slot) + 1;
        left--;
    }
}

/* ---- trouble and messages ---- */

static int put_notice(const struct hf_panel *p, struct hf_panel_picture *picture)
{
    struct row left, none;
    uint64_t messages = 0;

    for (unsigned line = 0; line < p->n_lines; line++)
        messages += p->lines[line].messages;
    if (p->audio_lost || p->keys_lost) {
        put_text(picture, LAST,
                 !p->keys_lost    ? "no audio device"
                 : !p->audio_lost ? "no keypad"
                                  : "no audio device, no keypad");
        return 1;
    }
    if (messages == 0)
        return 0;
    hf_panel_row_begin(&left);
    hf_panel_row_begin(&none);
    hf_panel_row_put_number(&left, messages);
    hf_panel_row_put(&left, messages == 1 ? " new message" : " new messages");
    put_row(picture, LAST, &left, &none);
    return 1;
}

void hf_panel_rows(const struct hf_panel *p, struct hf_panel_picture *picture)
{
    const unsigned end = put_notice(p, picture) ? LAST : HF_HAL_DISPLAY_ROWS;

    put_line(p, picture);
    put_calls(p, picture, put_digits(p, picture) ? 2 : 1, end);
}

/* When a duration that is shown is a second longer. */
uint64_t hf_panel_rows_deadline(const struct hf_panel *p)
{
    uint64_t first = HF_PANEL_NEVER;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        const struct hf_panel_slot *slot = &p->calls[i];
        uint64_t next;

        if (slot->id == 0 || slot->up_us == HF_PANEL_NEVER || slot->state == HF_PANEL_CALL_ENDING)
            continue;
        next = slot->up_us + (seconds_of(p, slot) + 1) * 1000000;
        first = next < first ? next : first;
    }
    return first;
}
