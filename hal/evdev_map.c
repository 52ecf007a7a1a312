/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input codes as keys. The table is written in the names that key scripts use; libevdev knows the
 * names of the codes.
 */
#include "evdev_map.h"
#include "backend.h"

#include <errno.h>
#include <libevdev/libevdev.h>
#include <stdio.h>
#include <string.h>

#define MAP_LINES 1024

static const struct {
    uint16_t type, code;
    const char *means;
} table[] = {
    {EV_KEY, KEY_0, "0"},
    {EV_KEY, KEY_KP0, "0"},
    {EV_KEY, KEY_NUMERIC_0, "0"},
    {EV_KEY, KEY_1, "1"},
    {EV_KEY, KEY_KP1, "1"},
    {EV_KEY, KEY_NUMERIC_1, "1"},
    {EV_KEY, KEY_2, "2"},
    {EV_KEY, KEY_KP2, "2"},
    {EV_KEY, KEY_NUMERIC_2, "2"},
    {EV_KEY, KEY_3, "3"},
    {EV_KEY, KEY_KP3, "3"},
    {EV_KEY, KEY_NUMERIC_3, "3"},
    {EV_KEY, KEY_4, "4"},
    {EV_KEY, KEY_KP4, "4"},
    {EV_KEY, KEY_NUMERIC_4, "4"},
    {EV_KEY, KEY_5, "5"},
    {EV_KEY, KEY_KP5, "5"},
    {EV_KEY, KEY_NUMERIC_5, "5"},
    {EV_KEY, KEY_6, "6"},
    {EV_KEY, KEY_KP6, "6"},
    {EV_KEY, KEY_NUMERIC_6, "6"},
    {EV_KEY, KEY_7, "7"},
    {EV_KEY, KEY_KP7, "7"},
    {EV_KEY, KEY_NUMERIC_7, "7"},
    {EV_KEY, KEY_8, "8"},
    {EV_KEY, KEY_KP8, "8"},
    {EV_KEY, KEY_NUMERIC_8, "8"},
    {EV_KEY, KEY_9, "9"},
    {EV_KEY, KEY_KP9, "9"},
    {EV_KEY, KEY_NUMERIC_9, "9"},
    /* Number pads have no '#': their slash is it. */
    {EV_KEY, KEY_KPASTERISK, "*"},
    {EV_KEY, KEY_NUMERIC_STAR, "*"},
    {EV_KEY, KEY_KPSLASH, "#"},
    {EV_KEY, KEY_NUMERIC_POUND, "#"},
    {EV_KEY, KEY_NUMERIC_A, "A"},
    {EV_KEY, KEY_NUMERIC_B, "B"},
    {EV_KEY, KEY_NUMERIC_C, "C"},
    {EV_KEY, KEY_NUMERIC_D, "D"},

    /* HID's hook switch is KEY_PHONE, down while off-hook; a handset in a socket takes a call. */
    {EV_KEY, KEY_PHONE, "off-hook"},
    {EV_SW, SW_HEADPHONE_INSERT, "off-hook"},
    {EV_KEY, KEY_PICKUP_PHONE, "pick-up"},
    {EV_KEY, KEY_HANGUP_PHONE, "hang-up"},

    {EV_KEY, KEY_ENTER, "send"},
    {EV_KEY, KEY_KPENTER, "send"},
    {EV_KEY, KEY_OK, "send"},
    {EV_KEY, KEY_ESC, "cancel"},
    {EV_KEY, KEY_CANCEL, "cancel"},
    {EV_KEY, KEY_EXIT, "cancel"},
    {EV_KEY, KEY_BACKSPACE, "delete"},
    {EV_KEY, KEY_DELETE, "delete"},
    {EV_KEY, KEY_CLEAR, "delete"},
    {EV_KEY, KEY_PAUSE, "hold"},
    {EV_KEY, KEY_MUTE, "mute"},
    {EV_KEY, KEY_MICMUTE, "mute"},
    {EV_KEY, KEY_SOUND, "speaker"},
    {EV_KEY, KEY_REDO, "redial"},
    {EV_KEY, KEY_AGAIN, "redial"},
    {EV_KEY, KEY_MAIL, "messages"},
    {EV_KEY, KEY_VOICEMAIL, "messages"},
    {EV_KEY, KEY_VOLUMEUP, "louder"},
    {EV_KEY, KEY_KPPLUS, "louder"},
    {EV_KEY, KEY_VOLUMEDOWN, "softer"},
    {EV_KEY, KEY_KPMINUS, "softer"},

    {EV_KEY, KEY_F1, "line1"},
    {EV_KEY, KEY_F2, "line2"},
    {EV_KEY, KEY_F3, "line3"},
    {EV_KEY, KEY_F4, "line4"},
    {EV_KEY, KEY_F5, "line5"},
    {EV_KEY, KEY_F6, "line6"},
    {EV_KEY, KEY_F7, "line7"},
    {EV_KEY, KEY_F8, "line8"},
    {EV_KEY, KEY_F9, "line9"},
    {EV_KEY, KEY_F10, "line10"},
    {EV_KEY, KEY_F11, "line11"},
    {EV_KEY, KEY_F12, "line12"},
    {EV_KEY, KEY_F13, "line13"},
    {EV_KEY, KEY_F14, "line14"},
    {EV_KEY, KEY_F15, "line15"},
    {EV_KEY, KEY_F16, "line16"},
};

static const char *const hooks[] = {[HF_EVDEV_OFF_HOOK] = "off-hook",
                                    [HF_EVDEV_ON_HOOK] = "on-hook",
                                    [HF_EVDEV_TOGGLE] = "hook",
                                    [HF_EVDEV_PICK_UP] = "pick-up",
                                    [HF_EVDEV_HANG_UP] = "hang-up"};

static int read_meaning(const char *word, struct hf_evdev_meaning *meaning)
{
    *meaning = (struct hf_evdev_meaning){0};
    if (strcmp(word, "-") == 0) {
        return 0;
    }
    for (uint8_t i = HF_EVDEV_OFF_HOOK; i <= HF_EVDEV_HANG_UP; i++) {
        if (strcmp(word, hooks[i]) == 0) {
            *meaning = (struct hf_evdev_meaning){{HF_HAL_HOOK, 0, 0}, i};
            return 0;
        }
    }
    return hf_key_named(word, &meaning->key);
}

static struct hf_evdev_meaning *place(struct hf_evdev_map *map, unsigned type, unsigned code)
{
    if (type == EV_KEY && code <= KEY_MAX) {
        return &map->keys[code];
    }
    return type == EV_SW && code <= SW_MAX ? &map->switches[code] : NULL;
}

const struct hf_evdev_meaning *hf_evdev_meaning(const struct hf_evdev_map *map, unsigned type,
                                                unsigned code)
{
    const struct hf_evdev_meaning *meaning = place((struct hf_evdev_map *)map, type, code);

    return meaning != NULL && meaning->key.kind != 0 ? meaning : NULL;
}

void hf_evdev_map_init(struct hf_evdev_map *map)
{
    memset(map, 0, sizeof *map);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        read_meaning(table[i].means, place(map, table[i].type, table[i].code));
    }
}

struct reading {
    struct hf_evdev_map *map;
    const char *path;
    unsigned line;
    const struct hf_hal_problem *problem;
};

static int read_line(const struct reading *r, const char *line)
{
    char name[64], word[64], rest[2];
    int words = sscanf(line, "%63s %63s %1s", name, word, rest);
    unsigned type = strncmp(name, "SW_", 3) == 0 ? EV_SW : EV_KEY;

    if (words <= 0 || name[0] == '#') {
        return 0;
    }
    if (words != 2) {
        return hf_problem(r->problem, "%s:%u: a code and a key would be right: KEY_KPSLASH #",
                          r->path, r->line);
    }
    int code = libevdev_event_code_from_name(type, name);
    struct hf_evdev_meaning meaning;
    if (code < 0 || place(r->map, type, (unsigned)code) == NULL) {
        return hf_problem(r->problem,
                          "%s:%u: \"%s\" is no code; KEY_PHONE, SW_HEADPHONE_INSERT "
                          "and others of linux/input-event-codes.h would be right",
                          r->path, r->line, name);
    }
    if (read_meaning(word, &meaning) != 0) {
        return hf_problem(r->problem,
                          "%s:%u: \"%s\" is no key; %s, hook, pick-up, hang-up or - "
                          "would be right",
                          r->path, r->line, word, HF_KEY_NAMES);
    }
    *place(r->map, type, (unsigned)code) = meaning;
    return 0;
}

int hf_evdev_map_read(struct hf_evdev_map *map, const char *path,
                      const struct hf_hal_problem *problem)
{
    struct reading r = {.map = map, .path = path, .problem = problem};
    char line[256];
    int result = 0;

    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return hf_problem(problem, "%s: %s", path, strerror(errno));
    }
    while (result == 0 && fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(line);
        r.line++;
        if (length == 0 || (line[length - 1] != '\n' && !feof(file)) || r.line > MAP_LINES) {
            result = hf_problem(problem,
                                "%s:%u: a line of more than %zu bytes, a zero byte, or "
                                "more than %d lines",
                                path, r.line, sizeof line - 2, MAP_LINES);
        } else {
            result = read_line(&r, line);
        }
    }
    if (result == 0 && ferror(file)) {
        result = hf_problem(problem, "%s: %s", path, strerror(errno));
    }
    fclose(file);
    return result;
}

void hf_evdev_map_say(const struct hf_evdev_map *map, void (*say)(void *, const char *),
                      void *context)
{
    static const struct {
        unsigned type, last;
    } kinds[] = {{EV_KEY, KEY_MAX}, {EV_SW, SW_MAX}};

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (unsigned code = 0; code <= kinds[k].last; code++) {
            const struct hf_evdev_meaning *meaning = hf_evdev_meaning(map, kinds[k].type, code);
            const char *name = libevdev_event_code_get_name(kinds[k].type, code);
            char line[128], key[16];
            if (meaning == NULL || name == NULL) {
                continue;
            }
            snprintf(line, sizeof line, "%s %s", name,
                     meaning->hook != 0 ? hooks[meaning->hook] : hf_key_name(&meaning->key, key));
            say(context, line);
        }
    }
}
