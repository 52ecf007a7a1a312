/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the panel share. They know each other in one direction:
 * panel -> keys, reports -> dial -> front -> calls; and, beside them, picture -> lamps, tones,
 * rows, which only look.
 */
#ifndef HF_PANEL_INSIDE_H
#define HF_PANEL_INSIDE_H

#include "holdfast/panel.h"

void hf_assert_failed(const char *file, int line, const char *what); /* the core's hook */

#define HF_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : (hf_assert_failed(__FILE__, __LINE__, #condition), __builtin_trap()))

#define BUSY_HERE 486u

/* One input on its way through the panel. */
struct step {
    struct hf_panel *panel;
    struct hf_panel_actions *out;
};

/* ---- calls.c: the table ---- */

struct hf_panel_slot *hf_panel_find(struct hf_panel *panel, uint32_t id);
struct hf_panel_slot *hf_panel_active(struct hf_panel *panel);
struct hf_panel_slot *hf_panel_add(struct hf_panel *panel, const struct hf_panel_call *call);
void hf_panel_forget(struct hf_panel *panel, struct hf_panel_slot *slot);
void hf_panel_forget_id(struct hf_panel *panel, uint32_t id);
int hf_panel_is_over(const struct hf_panel *panel, uint32_t id);
unsigned hf_panel_calls_on(const struct hf_panel *panel, unsigned line);

int hf_panel_is_waiting(const struct hf_panel_slot *slot); /* it rings here, unanswered */
int hf_panel_is_held(const struct hf_panel_slot *slot);    /* the user can come back to it */
int hf_panel_can_hear(const struct hf_panel_slot *slot);   /* audio may go to it */

#define ANY_LINE HF_PANEL_LINES

struct hf_panel_slot *hf_panel_waiting(struct hf_panel *panel, unsigned line);
struct hf_panel_slot *hf_panel_held_first(struct hf_panel *panel, unsigned line);
struct hf_panel_slot *hf_panel_held_last(struct hf_panel *panel);
int hf_panel_any(const struct hf_panel *panel, unsigned line,
                 int (*is)(const struct hf_panel_slot *slot));

/* ---- front.c: the machine, and what moves take with them ---- */

struct hf_panel_action *hf_panel_emit(struct step *x, unsigned kind, uint32_t call);

void hf_panel_enter_rest(struct step *x);
void hf_panel_enter_dial(struct step *x);
void hf_panel_enter_sent(struct step *x);
void hf_panel_enter_call(struct step *x, struct hf_panel_slot *slot);
void hf_panel_enter_over(struct step *x, unsigned tone, const char *words);
void hf_panel_enter_quiet(struct step *x);

void hf_panel_turn_away(struct step *x); /* from what is before the user, to something else */
void hf_panel_drop(struct step *x, struct hf_panel_slot *slot, unsigned status);
void hf_panel_answer(struct step *x, struct hf_panel_slot *slot);
void hf_panel_resume(struct step *x, struct hf_panel_slot *slot);
void hf_panel_put_down(struct step *x);
void hf_panel_step_back(struct step *x); /* no call before the user: tone, silence or on-hook */
void hf_panel_release_key(struct step *x);
void hf_panel_settle(struct step *x);

/* ---- dial.c ---- */

void hf_panel_digit(struct step *x, char digit);
void hf_panel_undo_digit(struct step *x);
void hf_panel_send_digits(struct step *x);
void hf_panel_redial(struct step *x);
void hf_panel_dial_messages(struct step *x);

/* ---- keys.c, reports.c ---- */

int hf_panel_hear_key(struct step *x, const struct hf_hal_event *event);
int hf_panel_hear_call(struct step *x, const struct hf_panel_call *call);
int hf_panel_can_report(const struct hf_panel *panel, const struct hf_panel_call *call);
void hf_panel_front_over(struct step *x); /* the deadline of the front's state has come */

/* ---- lamps.c, tones.c, rows.c: pictures ---- */

unsigned hf_panel_line_lamp(const struct hf_panel *panel, unsigned line);
uint64_t hf_panel_lamps_deadline(const struct hf_panel *panel);
unsigned hf_panel_tone_of_end(unsigned code, int was_up);
unsigned hf_panel_tone(const struct hf_panel *panel);
int hf_panel_rings(const struct hf_panel *panel);
void hf_panel_rows(const struct hf_panel *panel, struct hf_panel_picture *picture);
uint64_t hf_panel_rows_deadline(const struct hf_panel *panel);

#endif
