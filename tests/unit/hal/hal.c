/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(hal, what_it_cannot_open_is_refused_with_words, .fini = world_close)
{
    static char long_text[2000];
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "\"\" is no part of a phone that this build knows; it has null, wav, alsa, terminal, "
             "evdev, board"},
        {"nul", "\"nul\" is no part of a phone that this build knows"},
        {"null:x", "null: \"x\": it takes no options"},
        {"null+null", "null and null both have a microphone; one of them is enough"},
        {"null+", "\"\" is no part of a phone"},
        {"wav:show=/dev/null+wav:show=/dev/null+wav:show=/dev/null+wav:show=/dev/null+null",
         "\"null\" is one part too many; 4 are enough"},
        {long_text, "the HAL's text has 1999 bytes, 1023 at most"},
    };

    memset(long_text, 'x', sizeof long_text - 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(world_open(cases[i].text));
        cr_expect_eq(strncmp(world_get()->error, cases[i].says, strlen(cases[i].says)), 0, "%s",
                     world_get()->error);
    }
    const struct hf_hal_callbacks none = {0};
    cr_expect_null(hf_hal_open("no", &none, NULL)); /* nobody asks why */
}

Test(hal, parts_are_one_phone, .fini = world_close)
{
    char text[512];

    snprintf(text, sizeof text, "wav:show=%s+null+wav:keys=%s", world_path("show"),
             world_text("keys", "1s hold\n"));
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    cr_assert_eq(hf_hal_has(world->hal), HF_HAS_MICROPHONE | HF_HAS_EARPIECE | HF_HAS_RINGER |
                                             HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS |
                                             HF_HAS_LAMPS | HF_HAS_DISPLAY | HF_HAS_FUNCTIONS);
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0);
    world_run(world, 1200);
    cr_assert_str_eq(world_told(world), "hold dn 1.000|hold up 1.100");
    cr_assert_eq(world->frames, 61);
}

Test(hal, callbacks_may_be_missing, .fini = world_close)
{
    char text[512];
    const struct hf_hal_callbacks none = {0};

    snprintf(text, sizeof text, "null+wav:keys=%s", world_text("keys", "0s hold\n"));
    struct hf_hal *hal = hf_hal_open(text, &none, NULL);
    cr_assert_not_null(hal);
    hf_hal_audio(hal, 8000, NULL);
    hf_hal_turn(hal, 1000);
    hf_hal_turn(hal, 100000);
    hf_hal_close(hal);
    hf_hal_close(NULL);
}

Test(hal, any_text_is_opened_or_refused, .fini = world_close)
{
    static const char *const pieces[] = {"null",
                                         "wav",
                                         ":",
                                         "+",
                                         ",",
                                         "in=",
                                         "out=",
                                         "loop",
                                         "\\",
                                         "alsa",
                                         "evdev",
                                         "x",
                                         "fd=",
                                         "99",
                                         "show=/dev/null",
                                         "rate=8000",
                                         "keys=/dev/null",
                                         "ringer=",
                                         "capture="};
    unsigned seed = 3;

    for (unsigned round = 0; round < 5000; round++) {
        char text[256] = "";
        for (unsigned i = 0; i < 1 + round % 9; i++) {
            seed = seed * 1103515245u + 12345u;
            strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        struct world *world = world_open(text);
        cr_assert((world != NULL) == (world_get()->error[0] == '\0'), "%s: %s", text,
                  world_get()->error);
        if (world != NULL) {
            hf_hal_turn(world->hal, 1000);
            hf_hal_close(world->hal);
            world->hal = NULL;
        }
    }
}
