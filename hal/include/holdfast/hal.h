/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a phone is made of: audio in and out, tones, ringer, hook, keys, lamps, display. One
 * interface, a back end a file; who uses it cannot tell which one it is, but by what it lacks.
 * Nothing here knows SIP, lines or calls; the phone's front is hal/panel.
 *
 *     hal = hf_hal_open("wav:in=caller.wav,out=heard.wav", &callbacks, &problem);
 *     poll hf_hal_descriptors, until hf_hal_deadline at the latest; then
 *     hf_hal_turn(hal, now_us);                 events and frames come from within it
 *     hf_hal_close(hal);
 *
 * One thread. No back end makes threads that call back. Times are microseconds of the caller's
 * clock, the same that lines live in. Callbacks may call anything here; hf_hal_close within one
 * takes place when the turn ends.
 *
 * The microphone is open only between hf_hal_audio with a rate and hf_hal_audio with 0. A tone or
 * the ringer alone opens the earpiece, nothing else.
 */
#ifndef HOLDFAST_HAL_H
#define HOLDFAST_HAL_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/cells.h"

#define HF_HAL_FRAME_US      20000u /* one frame of audio */
#define HF_HAL_FRAME_MAX     960    /* samples of one, at 48 kHz */
#define HF_HAL_DESCRIPTORS   16
#define HF_HAL_LINE_KEYS     16 /* each with a lamp */
#define HF_HAL_DISPLAY_ROWS  6
#define HF_HAL_DISPLAY_CELLS 32                             /* characters of a row */
#define HF_HAL_ROW_BYTES     (4 * HF_HAL_DISPLAY_CELLS + 1) /* UTF-8, terminated */

struct hf_hal;

/* ---- in ---- */

enum hf_hal_event_kind {
    HF_HAL_NOTHING = 0,
    HF_HAL_HOOK = 1,       /* pressed 1: off-hook */
    HF_HAL_DIGIT = 2,      /* key: '0'..'9', '*', '#', 'A'..'D' */
    HF_HAL_FUNCTION = 3,   /* key: enum hf_hal_function */
    HF_HAL_LINE_KEY = 4,   /* key: 1..HF_HAL_LINE_KEYS */
    HF_HAL_AUDIO_LOST = 5, /* the device is gone: silence from now on, frames go on */
    HF_HAL_AUDIO_BACK = 6,
    HF_HAL_KEYS_LOST = 7, /* the keypad is gone; keys that were down have come up before */
    HF_HAL_KEYS_BACK = 8, /* it is there again; the hook is told where it has moved */
    HF_HAL_EVENT_KINDS
};

enum hf_hal_function {
    HF_KEY_HOLD = 1,
    HF_KEY_MUTE = 2,
    HF_KEY_SPEAKER = 3,
    HF_KEY_REDIAL = 4,
    HF_KEY_MESSAGES = 5,
    HF_KEY_SEND = 6,   /* dial now, or answer */
    HF_KEY_CANCEL = 7, /* hang up, or back */
    HF_KEY_DELETE = 8, /* the last digit */
    HF_KEY_LOUDER = 9,
    HF_KEY_SOFTER = 10,
    HF_KEY_FUNCTIONS
};

struct hf_hal_event {
    uint64_t at_us;
    uint8_t kind;    /* enum hf_hal_event_kind */
    uint8_t key;     /* see there */
    uint8_t pressed; /* HOOK, keys: 1 down, 0 up */
    uint8_t reserved[5];
};

struct hf_hal_callbacks { /* called from within hf_hal_turn alone */
    void *context;
    void (*event)(void *context, const struct hf_hal_event *event);
    /* Every 20 ms while audio is on, though not for a tone alone: what the microphone heard, and
     * what the earpiece shall play, n samples each. played is zero at first; a tone that is on is
     * added behind it. */
    void (*frame)(void *context, const int16_t *heard, int16_t *played, size_t n);
    /* Trouble in words, for people. */
    void (*remark)(void *context, const char *text);
};

/* ---- out ---- */

enum hf_hal_tone {
    HF_TONE_NONE = 0,
    HF_TONE_DIAL = 1,
    HF_TONE_RINGBACK = 2,
    HF_TONE_BUSY = 3,
    HF_TONE_CONGESTION = 4,
    HF_TONE_CALL_WAITING = 5,
    HF_TONE_MESSAGES = 6, /* dial tone where a message waits */
    HF_TONE_COUNT
};

enum hf_hal_country { /* ITU-T E.180 and its supplement 2; ITU: what E.180 recommends */
                      HF_COUNTRY_ITU = 0,
                      HF_COUNTRY_US = 1,
                      HF_COUNTRY_UK = 2,
                      HF_COUNTRY_DE = 3,
                      HF_COUNTRY_CN = 4,
                      HF_COUNTRY_COUNT
};

enum hf_hal_lamp { HF_LAMP_OFF = 0, HF_LAMP_ON = 1, HF_LAMP_SLOW = 2, HF_LAMP_FAST = 3 };

enum hf_hal_has { /* bits of hf_hal_has */
                  HF_HAS_MICROPHONE = 1,
                  HF_HAS_EARPIECE = 2,
                  HF_HAS_RINGER = 4,
                  HF_HAS_HOOK = 8,
                  HF_HAS_DIGITS = 16,
                  HF_HAS_LINE_KEYS = 32,
                  HF_HAS_LAMPS = 64,
                  HF_HAS_DISPLAY = 128,
                  HF_HAS_FUNCTIONS = 256 /* some of the function keys */
};

struct hf_hal_problem { /* where a refusal says why */
    char *error;
    size_t size;
};

/* "null", "wav:in=FILE,out=FILE,keys=FILE", "alsa:DEVICE" (or playback=,capture=), "terminal",
 * "evdev:DEVICE" (or fd=N), or several with '+' between: audio of one, keys of another. README.md
 * has each one's options. NULL: the problem names the part of the text that is wrong, or the device
 * and what it said. */
struct hf_hal *hf_hal_open(const char *text, const struct hf_hal_callbacks *callbacks,
                           const struct hf_hal_problem *problem);
unsigned hf_hal_has(const struct hf_hal *hal);

/* Audio on, at 8000, 16000 or 48000 samples a second, or off with 0. 0, or -1 with the reason: then
 * frames come all the same, with silence where a device is missing, so that a call lives on; the
 * device is tried again, and AUDIO_BACK comes when it is there. Another rate is refused and changes
 * nothing. */
int hf_hal_audio(struct hf_hal *hal, unsigned rate, const struct hf_hal_problem *problem);

/* Until another, or NONE; the same again goes on. Where audio is off, the earpiece alone is opened
 * for it, at 8000. */
void hf_hal_tone(struct hf_hal *hal, enum hf_hal_tone tone, enum hf_hal_country country);
void hf_hal_ring(struct hf_hal *hal, int on);
void hf_hal_line_lamp(struct hf_hal *hal, unsigned key, enum hf_hal_lamp lamp);
void hf_hal_message_lamp(struct hf_hal *hal, enum hf_hal_lamp lamp);
void hf_hal_display(struct hf_hal *hal, unsigned row, const char *text); /* cut where too long */

/* ---- the loop ---- */

struct hf_hal_descriptor {
    int fd;
    short events; /* poll(2) */
    short reserved;
};
unsigned hf_hal_descriptors(const struct hf_hal *hal,
                            struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS]);
uint64_t hf_hal_deadline(const struct hf_hal *hal); /* 0: at once; UINT64_MAX: nothing waits */

/* Does what is due, in the order of its times. A caller that comes late gets the frames that it
 * missed, at most 5; what is beyond is dropped and counted. Coming early does no harm. */
void hf_hal_turn(struct hf_hal *hal, uint64_t now_us);
uint64_t hf_hal_dropped(const struct hf_hal *hal); /* frames */

void hf_hal_close(struct hf_hal *hal);

#endif
