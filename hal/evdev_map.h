/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an input device's codes mean on a phone: a table for common keypads and handsets, which a
 * map file may change:
 *
 *     KEY_KPSLASH #              a key
 *     KEY_F1 line5
 *     KEY_PHONE off-hook         off-hook while it is down (or the switch closed)
 *     SW_HEADPHONE_INSERT on-hook     off-hook while it is up (or open)
 *     KEY_MEDIA hook             each press takes the handset off, or puts it back
 *     KEY_MUTE -                 nothing
 */
#ifndef HOLDFAST_HAL_EVDEV_MAP_H
#define HOLDFAST_HAL_EVDEV_MAP_H

#include "keys.h"

#include <linux/input.h>

enum hf_evdev_hook {
    HF_EVDEV_KEY = 0,      /* no hook: struct hf_key */
    HF_EVDEV_OFF_HOOK = 1, /* 1: off-hook, 0: on-hook */
    HF_EVDEV_ON_HOOK = 2,  /* 1: on-hook, 0: off-hook */
    HF_EVDEV_TOGGLE = 3,   /* 1: the other */
    HF_EVDEV_PICK_UP = 4,  /* 1: off-hook; 0: nothing */
    HF_EVDEV_HANG_UP = 5   /* 1: on-hook; 0: nothing */
};

struct hf_evdev_meaning {
    struct hf_key key; /* kind 0: none */
    uint8_t hook;      /* enum hf_evdev_hook */
};

struct hf_evdev_map {
    struct hf_evdev_meaning keys[KEY_MAX + 1];
    struct hf_evdev_meaning switches[SW_MAX + 1];
};

void hf_evdev_map_init(struct hf_evdev_map *map);

/* Reads a map file over what is there. Errors name file and line. */
int hf_evdev_map_read(struct hf_evdev_map *map, const char *path,
                      const struct hf_hal_problem *problem);

/* NULL where the code means nothing. */
const struct hf_evdev_meaning *hf_evdev_meaning(const struct hf_evdev_map *map, unsigned type,
                                                unsigned code);

/* "KEY_PHONE off-hook", a line for each code that means something, for people. */
void hf_evdev_map_say(const struct hf_evdev_map *map, void (*say)(void *, const char *),
                      void *context);

#endif
