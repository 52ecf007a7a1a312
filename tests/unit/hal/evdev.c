/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "fake_input.h"
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int wire; /* what is written here, the phone reads as input */

static struct world *open_socket(const char *more)
{
    char text[256];
    int ends[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    wire = ends[0];
    snprintf(text, sizeof text, "evdev:fd=%d%s", ends[1], more);
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    hf_hal_turn(world->hal, 1000000);
    return world;
}

static void send_input(unsigned type, unsigned code, int value)
{
    const struct input_event events[] = {
        {.type = (uint16_t)type, .code = (uint16_t)code, .value = value},
        {.type = EV_SYN, .code = SYN_REPORT}};

    cr_assert_eq(write(wire, events, sizeof events), sizeof events);
}

static void press(unsigned code)
{
    send_input(EV_KEY, code, 1);
    send_input(EV_KEY, code, 0);
}

Test(evdev, keys_of_a_keypad_are_a_phones, .fini = world_close)
{
    struct world *world = open_socket("");

    cr_assert_eq(hf_hal_has(world->hal),
                 HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_FUNCTIONS | HF_HAS_LINE_KEYS);
    press(KEY_1);
    press(KEY_KP0);
    press(KEY_KPASTERISK);
    press(KEY_NUMERIC_POUND);
    press(KEY_KPSLASH);
    press(KEY_NUMERIC_D);
    press(KEY_F16);
    press(KEY_VOLUMEUP);
    press(KEY_Q); /* means nothing */
    hf_hal_turn(world->hal, 1500000);
    cr_assert_str_eq(world_told(world),
                     "1 dn 0.500|1 up 0.500|0 dn 0.500|0 up 0.500|* dn 0.500|* up 0.500|"
                     "# dn 0.500|# up 0.500|# dn 0.500|# up 0.500|D dn 0.500|D up 0.500|"
                     "line16 dn 0.500|line16 up 0.500|louder dn 0.500|louder up 0.500");
}

Test(evdev, a_key_that_repeats_itself_is_pressed_once, .fini = world_close)
{
    struct world *world = open_socket("");

    send_input(EV_KEY, KEY_5, 1);
    send_input(EV_KEY, KEY_5, 2);
    send_input(EV_KEY, KEY_5, 2);
    send_input(EV_KEY, KEY_5, 1);
    send_input(EV_KEY, KEY_5, 0);
    send_input(EV_KEY, KEY_5, 0);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world_told(world), "5 dn 0.000|5 up 0.000");
}

Test(evdev, hooks_of_all_sorts_are_one_hook, .fini = world_close)
{
    struct world *world = open_socket("");

    send_input(EV_KEY, KEY_PHONE, 1);
    send_input(EV_SW, SW_HEADPHONE_INSERT, 1); /* is off-hook already */
    send_input(EV_KEY, KEY_PHONE, 0);
    press(KEY_PICKUP_PHONE);
    press(KEY_HANGUP_PHONE);
    send_input(EV_SW, SW_HEADPHONE_INSERT, 1);
    send_input(EV_SW, SW_HEADPHONE_INSERT, 0);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world_told(world), "off-hook 0.000|on-hook 0.000|off-hook 0.000|on-hook 0.000|"
                                        "off-hook 0.000|on-hook 0.000");
}

Test(evdev, a_map_changes_what_codes_mean, .fini = world_close)
{
    char more[256];

    snprintf(more, sizeof more, ",map=%s",
             world_text("map", "# a cradle whose contact is closed while the handset lies there\n"
                               "SW_HEADPHONE_INSERT on-hook\n\nKEY_Q hold\nKEY_5 -\n"
                               "KEY_MEDIA hook\nBTN_TRIGGER_HAPPY1 line1\n"));
    struct world *world = open_socket(more);
    send_input(EV_SW, SW_HEADPHONE_INSERT, 0);
    send_input(EV_SW, SW_HEADPHONE_INSERT, 1);
    press(KEY_5);
    press(KEY_Q);
    press(KEY_MEDIA);
    press(KEY_MEDIA);
    press(BTN_TRIGGER_HAPPY1);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world_told(world),
                     "off-hook 0.000|on-hook 0.000|hold dn 0.000|hold up 0.000|"
                     "off-hook 0.000|on-hook 0.000|line1 dn 0.000|line1 up 0.000");
}

Test(evdev, the_map_is_said_when_asked_for, .fini = world_close)
{
    struct world *world = open_socket(",say");

    cr_assert_not_null(strstr(world->remarks, "evdev: KEY_KPSLASH #\n"));
    cr_assert_not_null(strstr(world->remarks, "evdev: KEY_PHONE off-hook\n"));
}

Test(evdev, what_ends_is_lost_and_its_keys_come_up, .fini = world_close)
{
    struct world *world = open_socket("");
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];

    cr_assert_eq(hf_hal_descriptors(world->hal, list), 1);
    send_input(EV_KEY, KEY_5, 1);
    close(wire);
    hf_hal_turn(world->hal, 1000000);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world_told(world), "5 dn 0.000|5 up 0.000|keys-lost 0.000");
    cr_assert_str_eq(world->remarks, "evdev: the descriptor: it has ended\n");
    cr_assert_eq(hf_hal_descriptors(world->hal, list), 0);
    cr_assert_eq(hf_hal_deadline(world->hal), UINT64_MAX);
}

Test(evdev, what_is_no_input_event_is_lost, .fini = world_close)
{
    struct world *world = open_socket("");

    cr_assert_eq(write(wire, "hello", 5), 5);
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world->remarks, "evdev: the descriptor: what came is no struct input_event\n");
}

Test(evdev, any_events_give_keys_that_exist, .fini = world_close)
{
    struct world *world = open_socket("");
    unsigned seed = 11;

    for (unsigned i = 0; i < 20000; i++) {
        seed = seed * 1103515245u + 12345u;
        const struct input_event event = {.type = (seed >> 8) % 8,
                                          .code = (uint16_t)(seed >> 12),
                                          .value = (int)(seed >> 28) - 2};
        cr_assert_eq(write(wire, &event, sizeof event), sizeof event);
        world->n_events = 0;
        hf_hal_turn(world->hal, 1000000);
    }
}

Test(evdev, mistakes_are_refused_with_their_reason, .fini = world_close)
{
    char with_map[3][256];
    const char *path = world_text("map", "KEY_NONE 5\n");
    snprintf(with_map[0], 256, "evdev:fd=0,map=%s", path);
    static const char *const says[] = {":1: \"KEY_NONE\" is no code", ":2: \"five\" is no key",
                                       ":1: a code and a key would be right: KEY_KPSLASH #"};
    snprintf(with_map[1], 256, "evdev:fd=0,map=%s", world_text("map2", "KEY_5 6\nKEY_5 five\n"));
    snprintf(with_map[2], 256, "evdev:fd=0,map=%s", world_text("map3", "KEY_5\n"));
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"evdev", "evdev: either a device or fd= would be right: evdev:/dev/input/event0"},
        {"evdev:/dev/x,fd=3", "evdev: either a device or fd="},
        {"evdev:fd=-1", "evdev: fd=-1 is no descriptor"},
        {"evdev:fd=9999", "evdev: fd=9999: Bad file descriptor"},
        {"evdev:/nowhere", "evdev: /nowhere: No such file or directory"},
        {"evdev:/dev/null", "evdev: /dev/null: no input device"},
        {"evdev:No Such Keypad", "evdev: No Such Keypad: No such device"},
        {"evdev:fd=0,map=/nowhere", "/nowhere: No such file or directory"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(world_open(cases[i].text));
        cr_expect_eq(strncmp(world_get()->error, cases[i].says, strlen(cases[i].says)), 0, "%s",
                     world_get()->error);
    }
    for (size_t i = 0; i < 3; i++) {
        cr_expect_null(world_open(with_map[i]));
        cr_expect_not_null(strstr(world_get()->error, says[i]), "%s", world_get()->error);
    }
}

/* ---- with libevdev, over a device whose kernel side is fake_input.c ---- */

static struct world *open_fake(const char *more)
{
    char text[256];

    fake_input_plug(world_path("event7"));
    fake_input_has(EV_KEY, KEY_5);
    fake_input_has(EV_KEY, KEY_PHONE);
    snprintf(text, sizeof text, "evdev:%s%s", world_path("event7"), more);
    struct world *world = world_open(text);
    cr_assert_not_null(world, "%s", world_get()->error);
    return world;
}

Test(evdev, a_device_has_what_its_kernel_says, .fini = world_close)
{
    struct world *world = open_fake(",grab");

    cr_assert_eq(hf_hal_has(world->hal), HF_HAS_HOOK | HF_HAS_DIGITS);
    cr_assert(fake_input_is_grabbed());
    hf_hal_turn(world->hal, 1000000);
    fake_input_send(EV_KEY, KEY_5, 1);
    fake_input_send(EV_KEY, KEY_5, 0);
    hf_hal_turn(world->hal, 1100000);
    cr_assert_str_eq(world_told(world), "5 dn 0.100|5 up 0.100");
}

Test(evdev, a_handset_that_lies_beside_the_phone_is_told_at_the_start, .fini = world_close)
{
    fake_input_plug(world_path("event7"));
    fake_input_has(EV_KEY, KEY_PHONE);
    fake_input_is_down(KEY_PHONE, 1);
    struct world *world = open_fake("");
    hf_hal_turn(world->hal, 1000000);
    cr_assert_str_eq(world_told(world), "off-hook 0.000");
}

Test(evdev, an_unplugged_device_is_told_and_found_again, .fini = world_close)
{
    struct world *world = open_fake("");

    hf_hal_turn(world->hal, 1000000);
    fake_input_send(EV_KEY, KEY_5, 1);
    hf_hal_turn(world->hal, 1000000);
    fake_input_unplug();
    hf_hal_turn(world->hal, 1100000);
    cr_assert_str_eq(world_told(world), "5 dn 0.000|5 up 0.100|keys-lost 0.100");
    cr_assert_str_eq(world->remarks, "evdev: Fake Keypad: No such device\n");
    world->now_us = 1100000;
    world_run(world, 2500); /* it is looked for each second, in vain */
    cr_assert_eq(world->n_events, 3);

    fake_input_plug(world_path("event7"));
    fake_input_is_down(KEY_PHONE, 1);
    world_run(world, 1000);
    fake_input_send(EV_KEY, KEY_5, 1);
    world_run(world, 100);
    cr_assert_str_eq(world_told(world), "5 dn 0.000|5 up 0.100|keys-lost 0.100|keys-back 3.100|"
                                        "off-hook 3.100|5 dn 3.700");
}

/* The kernel's buffer ran over: what libevdev finds out afterwards is told. */
Test(evdev, an_overflow_loses_no_release, .fini = world_close)
{
    struct world *world = open_fake("");

    hf_hal_turn(world->hal, 1000000);
    fake_input_send(EV_KEY, KEY_5, 1);
    hf_hal_turn(world->hal, 1000000);
    fake_input_send(EV_SYN, SYN_DROPPED, 0); /* the release was among what was dropped */
    hf_hal_turn(world->hal, 1200000);
    cr_assert_str_eq(world_told(world), "5 dn 0.000|5 up 0.200");
}
