/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every back end keeps what conformance.h claims; a back end that does not is found out.
 */
#define _GNU_SOURCE 1
#include "conformance.h"

#include "board.h"
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/input.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char failed[1024];
static int wire;
static char drain[65536];

static void told(void *context, const char *claim, const char *wrong)
{
    (void)context;
    if (wrong != NULL) {
        snprintf(failed + strlen(failed), sizeof failed - strlen(failed), "%s: %s\n", claim, wrong);
    }
}

static struct hf_conformance_result run(struct hf_conformance_asks asks)
{
    asks.told = told;
    failed[0] = '\0';
    return hf_conformance_run(&asks);
}

static void passes(struct hf_conformance_asks asks)
{
    struct hf_conformance_result result = run(asks);

    cr_assert_eq(result.failed, 0, "%s", failed);
    cr_assert_eq(result.passed, 16);
}

TestSuite(conformance, .fini = world_close, .timeout = 60);

Test(conformance, null)
{
    passes(
        (struct hf_conformance_asks){.text = "null", .has = HF_HAS_MICROPHONE | HF_HAS_EARPIECE});
}

Test(conformance, wav)
{
    char text[512];

    snprintf(text, sizeof text, "wav:out=%s,keys=%s,show=%s", world_path("out.wav"),
             world_text("keys", "0.5s off-hook\n1s 5\n2s line3\n3s press hold\n4s release hold\n"),
             world_path("show"));
    passes((struct hf_conformance_asks){.text = text,
                                        .has = HF_HAS_EARPIECE | HF_HAS_RINGER | HF_HAS_HOOK |
                                               HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_LAMPS |
                                               HF_HAS_DISPLAY | HF_HAS_FUNCTIONS,
                                        .keys_s = 2});
}

Test(conformance, alsa)
{
    char text[1024];

    snprintf(text, sizeof text,
             "</usr/share/alsa/alsa.conf>\npcm.nothing { type null }\n"
             "pcm.ear { type file slave.pcm nothing file \"%s\" format raw }\n",
             world_path("played.raw"));
    setenv("ALSA_CONFIG_PATH", world_text("alsa.conf", text), 1);
    passes(
        (struct hf_conformance_asks){.text = "alsa:capture=nothing,playback=ear,ringer=nothing",
                                     .has = HF_HAS_MICROPHONE | HF_HAS_EARPIECE | HF_HAS_RINGER});
}

Test(conformance, alsa_without_its_device)
{
    setenv("ALSA_CONFIG_PATH",
           world_text("alsa.conf", "</usr/share/alsa/alsa.conf>\npcm.gone { type hw card 77 }\n"),
           1);
    passes((struct hf_conformance_asks){
        .text = "alsa:gone", .has = HF_CONFORMANCE_ALL, .may_lack_audio = 1});
}

static void type_keys(void *context)
{
    static const char *const keys[] = {" ", "5", "h", "\x1bOP"};
    unsigned *at = context;

    while (read(wire, drain, sizeof drain) > 0) {
    }
    if (*at < 4) {
        const char *key = keys[(*at)++];
        cr_assert_eq(write(wire, key, strlen(key)), (ssize_t)strlen(key));
    }
}

Test(conformance, terminal)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    int slave;
    char text[64];
    unsigned at = 0;

    cr_assert_eq(openpty(&wire, &slave, NULL, NULL, &size), 0);
    fcntl(wire, F_SETFL, O_NONBLOCK);
    snprintf(text, sizeof text, "terminal:fd=%d+null", slave);
    passes((struct hf_conformance_asks){.text = text,
                                        .has = HF_HAS_MICROPHONE | HF_HAS_EARPIECE | HF_HAS_RINGER |
                                               HF_HAS_HOOK | HF_HAS_DIGITS | HF_HAS_LINE_KEYS |
                                               HF_HAS_LAMPS | HF_HAS_DISPLAY | HF_HAS_FUNCTIONS,
                                        .keys_s = 2,
                                        .meanwhile = type_keys,
                                        .context = &at});
}

static void press_keys(void *context)
{
    static const uint16_t keys[] = {KEY_PHONE, KEY_5, KEY_PAUSE, KEY_F1};
    unsigned *at = context;

    if (*at < 8) {
        const struct input_event event = {
            .type = EV_KEY, .code = keys[*at / 2], .value = *at % 2 == 0};
        (*at)++;
        cr_assert_eq(write(wire, &event, sizeof event), sizeof event);
    }
}

Test(conformance, evdev)
{
    int ends[2];
    char text[64];
    unsigned at = 0;

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    wire = ends[0];
    snprintf(text, sizeof text, "null+evdev:fd=%d", ends[1]);
    passes((struct hf_conformance_asks){.text = text,
                                        .has = HF_HAS_MICROPHONE | HF_HAS_EARPIECE | HF_HAS_HOOK |
                                               HF_HAS_DIGITS | HF_HAS_LINE_KEYS | HF_HAS_FUNCTIONS,
                                        .keys_s = 2,
                                        .meanwhile = press_keys,
                                        .context = &at});
}

/* ---- it finds out who does not ---- */

Test(conformance, keys_that_never_come_are_missed)
{
    char text[256];

    snprintf(text, sizeof text, "null+wav:keys=%s",
             world_text("keys", "0.5s off-hook\n1s 5\n2s press hold\n"));
    struct hf_conformance_result result = run(
        (struct hf_conformance_asks){.text = text, .has = HF_CONFORMANCE_ALL, .keys_s = 1});
    cr_assert_eq(result.failed, 1, "%s", failed);
    cr_assert_not_null(strstr(failed, "0x20 never came"), "%s", failed);
}

Test(conformance, a_key_that_comes_up_twice_is_noticed)
{
    char text[256];

    snprintf(text, sizeof text, "wav:keys=%s", world_text("keys", "0s release 5\n0.1s on-hook\n"));
    run((struct hf_conformance_asks){
        .text = text, .has = HF_CONFORMANCE_ALL, .only = "before audio is on"});
    cr_assert_not_null(strstr(failed, "went up twice"), "%s", failed);
}

Test(conformance, a_board_that_breaks_a_rule_is_found_out)
{
    static const struct {
        struct board board;
        const char *only, *says;
    } rules[] = {
        {{.blocks_us = 250000}, "has what", "a turn took 25"},
        {{.never_sleeps = 1}, "sleeps", "turns in 500 ms in which nothing happened"},
        {{.closed_descriptor = 1}, "descriptors", "descriptor 987 is not open"},
        {{.no_such_key = 1},
         "before audio",
         "an event of kind 2, key 120, pressed 1 does not exist"},
        {{.from_the_future = 1}, "before audio", "in the future"},
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        board = rules[i].board;
        run((struct hf_conformance_asks){
            .text = "board", .has = HF_CONFORMANCE_ALL, .only = rules[i].only});
        cr_expect_not_null(strstr(failed, rules[i].says), "rule %zu: %s", i, failed);
    }
    board = (struct board){0};
    passes((struct hf_conformance_asks){
        .text = "board", .has = HF_HAS_MICROPHONE | HF_HAS_DIGITS, .keys_s = 1});
}

Test(conformance, what_it_lacks_is_noticed)
{
    run((struct hf_conformance_asks){.text = "null", .has = HF_HAS_MICROPHONE, .only = "has what"});
    cr_assert_not_null(strstr(failed, "it has 0x3, expected was 0x1"), "%s", failed);
    run((struct hf_conformance_asks){.text = "nothing", .has = HF_CONFORMANCE_ALL});
    cr_assert_not_null(strstr(failed, "\"nothing\" is no part of a phone"), "%s", failed);
}

Test(conformance, a_missing_device_is_noticed)
{
    setenv("ALSA_CONFIG_PATH",
           world_text("alsa.conf", "</usr/share/alsa/alsa.conf>\npcm.gone { type hw card 77 }\n"),
           1);
    run((struct hf_conformance_asks){
        .text = "alsa:gone", .has = HF_CONFORMANCE_ALL, .only = "at 16000"});
    cr_assert_not_null(strstr(failed, "alsa: microphone gone"), "%s", failed);
}
