/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's front: keys, hook, lines and calls in; wishes and a picture out. Pure: no clock, no
 * socket, no memory of its own; time comes with each input.
 *
 *     hf_panel_init(&panel, &config, &problem);
 *     an event of the HAL, news of a line, news of a call, or hf_panel_deadline has come:
 *         hf_panel_key / _line / _call / _time(&panel, ..., &actions);
 *         carry the actions out in their order, and report what came of them by hf_panel_call
 *         hf_panel_picture(&panel, &picture);   send the HAL what differs from the last one
 *
 * A picture is a function of the panel: it never has to remember what the HAL was told, and two
 * pictures of one size are compared by memcmp.
 *
 * What the caller promises: an id stands for one call, and is never used again; each DIAL is
 * answered by reports of a call that carries its wish, a refused one by GONE; the last report of
 * each call is GONE. Actions are wishes: the reports say what became of them, and a HOLD of a call
 * on hold, or a RESUME of one that talks, does nothing.
 */
#ifndef HOLDFAST_PANEL_H
#define HOLDFAST_PANEL_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/digit_map.h"
#include "holdfast/hal.h"

#define HF_PANEL_LINES          HF_HAL_LINE_KEYS /* line n (0..) has the line key n + 1 */
#define HF_PANEL_CALLS_A_LINE   4                /* E10; emergency calls come on top (E11) */
#define HF_PANEL_CALLS          (HF_PANEL_LINES * HF_PANEL_CALLS_A_LINE + 4)
#define HF_PANEL_OVER           64 /* ids of calls that the user is done with: no news */
#define HF_PANEL_DIGITS         31
#define HF_PANEL_TEXT           64 /* bytes of a name, number or reason, without its end */
#define HF_PANEL_EMERGENCY      8
#define HF_PANEL_EMERGENCY_SIZE 16
#define HF_PANEL_ACTIONS_MAX    8
#define HF_PANEL_PLAN           "[0-9*].T" /* anything; # or four seconds send it */
#define HF_PANEL_NEVER          UINT64_MAX

#define HF_PANEL_CRITICAL_US 4000000ull  /* the number may be whole: T */
#define HF_PANEL_PARTIAL_US  16000000ull /* it is not: RFC 3435's default */
#define HF_PANEL_TYPED_US    30000000ull /* digits typed on-hook are forgotten */
#define HF_PANEL_SENT_US     5000000ull  /* the caller owes a report of the call */
#define HF_PANEL_TONE_US     30000000ull /* busy and congestion */

/* ---- settings ---- */

struct hf_panel_config {
    const char *dial_plan;                     /* NULL or "": HF_PANEL_PLAN */
    const char *emergency[HF_PANEL_EMERGENCY]; /* up to the first NULL; digits, at most 15 */
    uint16_t reject_status;                    /* CANCEL while it rings: 486 (or 0), or 603 */
    uint8_t n_lines;                           /* 0..HF_PANEL_LINES */
    uint8_t reserved[5];
};

struct hf_panel_problem {
    const char *setting; /* "dial plan", ...; all three live for ever */
    const char *what;    /* what is wrong */
    const char *right;   /* what would be right */
    unsigned column;     /* 1.. in a dial plan or a number; 0: the whole */
    unsigned number;     /* 1..: which of several; 0: there is one */
};

/* ---- in ---- */

enum hf_panel_line_state {
    HF_PANEL_LINE_OFF = 0,    /* disabled */
    HF_PANEL_LINE_FAILED = 1, /* no server answers */
    HF_PANEL_LINE_MOVING = 2, /* on the way to a server: starting, failing over, going back */
    HF_PANEL_LINE_BACKUP = 3,
    HF_PANEL_LINE_PRIMARY = 4,
    HF_PANEL_LINE_STATES
};

struct hf_panel_line {
    uint8_t index;                       /* 0..n_lines - 1 */
    uint8_t state;                       /* enum hf_panel_line_state */
    uint16_t messages;                   /* new ones */
    char label[HF_PANEL_TEXT + 1];       /* UTF-8 */
    char voicemail[HF_PANEL_DIGITS + 1]; /* the number that the messages key dials, or "" */
    uint8_t reserved[3];
};

enum hf_panel_call_state {
    HF_PANEL_CALL_TRYING = 1,
    HF_PANEL_CALL_RINGING = 2,      /* at the far end */
    HF_PANEL_CALL_INCOMING = 3,     /* here */
    HF_PANEL_CALL_UP = 4,           /* both talk */
    HF_PANEL_CALL_HELD = 5,         /* by us */
    HF_PANEL_CALL_HELD_BY_PEER = 6, /* we hear what it plays to us */
    HF_PANEL_CALL_ENDING = 7,
    HF_PANEL_CALL_GONE = 8, /* the last word of a call */
    HF_PANEL_CALL_STATES
};

enum hf_panel_direction { HF_PANEL_IN = 0, HF_PANEL_OUT = 1 };

struct hf_panel_call {
    uint32_t id;         /* not 0 */
    uint32_t wish;       /* of the DIAL that asked for it; 0: nobody at this panel did */
    uint16_t code;       /* GONE: the final response, 408 for silence; 0 or 200: it was hung up */
    uint8_t line;        /* 0..n_lines - 1; of the first report alone */
    uint8_t direction;   /* enum hf_panel_direction; of the first report alone */
    uint8_t state;       /* enum hf_panel_call_state */
    uint8_t early_media; /* RINGING: the far end sends its own ringback */
    uint8_t muted;
    uint8_t on_backup; /* it has moved, or was placed there */
    char name[HF_PANEL_TEXT + 1];
    char number[HF_PANEL_TEXT + 1];
    char words[HF_PANEL_TEXT + 1]; /* GONE: the reason for people, or "" */
    uint8_t reserved[1];
};

/* ---- out ---- */

enum hf_panel_action_kind {
    HF_PANEL_DIAL = 1, /* line, digits, wish, emergency */
    HF_PANEL_ANSWER = 2,
    HF_PANEL_REJECT = 3, /* status: 486 or 603 */
    HF_PANEL_HANGUP = 4, /* whatever state it is in; cancels what is not yet answered */
    HF_PANEL_HOLD = 5,
    HF_PANEL_RESUME = 6,
    HF_PANEL_DTMF = 7,     /* digit; on: pressed, else released */
    HF_PANEL_AUDIO_TO = 8, /* call, 0: none. Until the next one; the panel begins with none */
    HF_PANEL_MUTE = 9,     /* on, or off */
    HF_PANEL_VOLUME = 10,  /* on: louder, else softer */
    HF_PANEL_ACTION_KINDS
};

struct hf_panel_action {
    uint32_t call;
    uint32_t wish;
    uint16_t status;
    uint8_t kind; /* enum hf_panel_action_kind */
    uint8_t line;
    uint8_t digit; /* as in struct hf_hal_event */
    uint8_t on;
    uint8_t emergency;
    uint8_t reserved[1];
    char digits[HF_PANEL_DIGITS + 1];
};

struct hf_panel_actions {
    struct hf_panel_action list[HF_PANEL_ACTIONS_MAX];
    uint32_t n;
};

struct hf_panel_picture {
    char rows[HF_HAL_DISPLAY_ROWS][HF_HAL_ROW_BYTES]; /* zeroed behind their ends */
    uint8_t line_lamps[HF_HAL_LINE_KEYS];             /* enum hf_hal_lamp; [0]: key 1 */
    uint8_t message_lamp;
    uint8_t tone; /* enum hf_hal_tone */
    uint8_t ringer;
    uint8_t audio;    /* a call has the microphone and the earpiece; a tone needs no microphone */
    uint8_t off_hook; /* by handset or speaker */
    uint8_t speaker;  /* else the handset */
};

/* ---- the panel itself: flat, the caller's memory, for nobody else to look into ---- */

/* What is before the user. hal/panel/front.c has the moves. */
enum hf_panel_front {
    HF_FRONT_REST = 0,  /* on-hook; digits may have been typed ahead */
    HF_FRONT_DIAL = 1,  /* off-hook: dial tone, or digits */
    HF_FRONT_SENT = 2,  /* DIAL went out, its call is not reported yet */
    HF_FRONT_CALL = 3,  /* a call, in whatever state */
    HF_FRONT_OVER = 4,  /* a call is over, or a number was no good: busy or congestion tone */
    HF_FRONT_QUIET = 5, /* off-hook, and nothing but calls on hold */
    HF_FRONT_COUNT
};

struct hf_panel_slot {
    uint64_t up_us; /* when it was answered, or HF_PANEL_NEVER */
    uint32_t id;    /* 0: free */
    uint32_t order; /* of its coming, or of its having been put on hold */
    uint8_t line;   /* as in struct hf_panel_call, and so are the next five */
    uint8_t outgoing;
    uint8_t state;
    uint8_t early_media;
    uint8_t muted;
    uint8_t on_backup;
    uint8_t parked;    /* the user turned away from it: it is on hold, or shall be */
    uint8_t answering; /* ANSWER went out */
    char name[HF_PANEL_TEXT + 1];
    char number[HF_PANEL_TEXT + 1];
    uint8_t reserved[6];
};

struct hf_panel {
    uint64_t now_us;
    uint64_t front_us; /* deadline of the front's state, or HF_PANEL_NEVER */
    struct hf_panel_slot calls[HF_PANEL_CALLS];
    struct hf_panel_line lines[HF_PANEL_LINES];
    struct hf_digit_map plan;
    char emergency[HF_PANEL_EMERGENCY][HF_PANEL_EMERGENCY_SIZE]; /* up to the first "" */
    uint32_t over[HF_PANEL_OVER];                                /* a ring */
    uint32_t n_over;
    uint32_t order;
    uint32_t wishes;  /* the last one's number */
    uint32_t awaited; /* SENT: the wish whose call shall come */
    uint32_t active;  /* CALL: its id; else 0 */
    uint32_t audio;   /* whom AUDIO_TO named last */
    uint32_t key_call;
    uint16_t reject_status;
    uint8_t n_lines;
    uint8_t front; /* enum hf_panel_front */
    uint8_t handset;
    uint8_t speaker;
    uint8_t selected; /* line */
    uint8_t over_tone;
    uint8_t key; /* the digit that key_call was told is pressed, or 0 */
    uint8_t audio_lost;
    uint8_t keys_lost;
    uint8_t n_digits;
    uint8_t last_line; /* of last_digits */
    char digits[HF_PANEL_DIGITS + 1];
    char last_digits[HF_PANEL_DIGITS + 1]; /* for REDIAL */
    char over_words[HF_PANEL_TEXT + 1];
    uint8_t reserved[2];
};

/* On-hook, all lines off. 0, or -1 with the problem. */
int hf_panel_init(struct hf_panel *panel, const struct hf_panel_config *config,
                  struct hf_panel_problem *problem);

/* Other settings for a panel that is in use; calls go on. -1: all is as it was. Lines beyond a
 * smaller n_lines must have no calls. */
int hf_panel_configure(struct hf_panel *panel, const struct hf_panel_config *config,
                       struct hf_panel_problem *problem);

/* Each input clears the actions and fills in its own. One that is older than the panel's time is
 * taken at the panel's time. -1: there is no such key, line or state, or a call's state goes back
 * behind its answer; nothing is changed but the time. */
int hf_panel_key(struct hf_panel *panel, const struct hf_hal_event *event,
                 struct hf_panel_actions *actions);
int hf_panel_line(struct hf_panel *panel, const struct hf_panel_line *line, uint64_t now_us,
                  struct hf_panel_actions *actions);
int hf_panel_call(struct hf_panel *panel, const struct hf_panel_call *call, uint64_t now_us,
                  struct hf_panel_actions *actions);
void hf_panel_time(struct hf_panel *panel, uint64_t now_us, struct hf_panel_actions *actions);

/* When hf_panel_time is wanted, and another picture with it. Earlier does no harm. */
uint64_t hf_panel_deadline(const struct hf_panel *panel);

void hf_panel_picture(const struct hf_panel *panel, struct hf_panel_picture *picture);

/* "DIAL"; the states that may follow a front's, a bit each: for tests and diagrams. */
const char *hf_panel_front_name(unsigned front);
unsigned hf_panel_front_moves(unsigned front);

#endif
