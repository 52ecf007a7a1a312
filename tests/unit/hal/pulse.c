/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ALSA over a sound server whose null sink is really paced: what is played comes back by the sink's
 * monitor, and the server goes and comes. Left out, and said, where pulseaudio is not installed.
 */
#define _GNU_SOURCE 1
#include "world.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t server;
static char native[256], sink[] = "module-null-sink sink_name=spk rate=16000 channels=1";

static void start_server(void)
{
    const char *socket = world_path("pa.sock");
    char load[320];

    snprintf(load, sizeof load, "--load=%s", native);
    char load_sink[128];
    snprintf(load_sink, sizeof load_sink, "--load=%s", sink);
    server = fork();
    if (server == 0) {
        unsetenv("ASAN_OPTIONS");
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(1);
        }
        execlp("pulseaudio", "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1",
               "--use-pid-file=no", load, load_sink, (char *)NULL);
        _exit(1);
    }
    for (unsigned i = 0; i < 300 && access(socket, F_OK) != 0; i++) {
        usleep(10000);
    }
    cr_assert_eq(access(socket, F_OK), 0, "pulseaudio did not start within 3 s");
}

static void stop_server(void)
{
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    unlink(world_path("pa.sock"));
    server = 0;
}

static void begin(void)
{
    char text[1024], url[256];

    if (system("command -v pulseaudio >/dev/null 2>&1") != 0 ||
        system("ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so >/dev/null 2>&1") != 0) {
        cr_skip("pulseaudio and libasound2-plugins are not installed");
    }
    setenv("HOME", world_path(""), 1);
    setenv("XDG_RUNTIME_DIR", world_path(""), 1);
    /* Its shared memory can lock up a client whose server is killed. */
    setenv("PULSE_CLIENTCONFIG", world_text("client.conf", "enable-shm = no\nautospawn = no\n"), 1);
    snprintf(url, sizeof url, "unix:%s", world_path("pa.sock"));
    setenv("PULSE_SERVER", url, 1);
    snprintf(native, sizeof native, "module-native-protocol-unix socket=%s auth-anonymous=1",
             world_path("pa.sock"));
    snprintf(text, sizeof text,
             "</usr/share/alsa/alsa.conf>\n"
             "pcm.server { type pulse }\n"
             "pcm.loop { type asym playback.pcm { type pulse device spk }\n"
             "  capture.pcm { type pulse device spk.monitor } }\n");
    setenv("ALSA_CONFIG_PATH", world_text("alsa.conf", text), 1);
    start_server();
}

static void end(void)
{
    hf_hal_close(world_get()->hal);
    world_get()->hal = NULL;
    if (server > 0) {
        stop_server();
    }
    world_close();
}

/* An idle null sink renders two seconds ahead; until those are over nothing is heard. */
static void until_heard(struct world *world)
{
    for (unsigned i = 0; i < 50; i++) {
        world_live(world, 100);
        if (world->n_heard > 800 &&
            meter_amplitude(world->heard + world->n_heard - 800, 800, 700, 8000) > 1000) {
            return;
        }
    }
    cr_assert(0, "nothing was heard within 5 s");
}

TestSuite(pulse, .init = begin, .fini = end, .timeout = 60);

/* What the microphone of the loop hears is what the earpiece played, some time later. */
Test(pulse, a_tone_goes_round_with_its_frequency_and_level)
{
    static const unsigned rates[] = {8000, 16000, 48000};

    for (unsigned i = 0; i < 3; i++) {
        struct world *world = world_open("alsa:loop");
        cr_assert_not_null(world, "%s", world_get()->error);
        world->play_hz = 700;
        cr_assert_eq(hf_hal_audio(world->hal, rates[i], &world->problem), 0, "%s", world->error);
        for (unsigned k = 0;
             k < 50 && world->heard[world->n_heard > 0 ? world->n_heard - 1 : 0] == 0; k++) {
            world_live(world, 100);
        }
        world_live(world, 1500);
        const size_t second = rates[i];
        cr_assert_geq(world->n_heard, 2 * second);
        const int16_t *last = world->heard + world->n_heard - second;
        double hz = meter_loudest(last, second, rates[i], 700);
        double amplitude = meter_amplitude(last, second, 700, rates[i]);
        cr_log_info("%u: %.0f Hz, %.2f dB", rates[i], hz, 20 * log10(amplitude / 10000));
        cr_expect_eq(hz, 700);
        cr_expect(fabs(20 * log10(amplitude / 10000)) < 0.5, "%u: %.2f dB", rates[i],
                  20 * log10(amplitude / 10000));
        cr_expect_str_eq(world->remarks, "");
        cr_expect_eq(hf_hal_dropped(world->hal), 0);
        hf_hal_close(world->hal);
        world->hal = NULL;
    }
}

/* Silence, then sound: the samples between playing and hearing it. */
Test(pulse, the_way_round_is_short)
{
    struct world *world = world_open("alsa:loop");
    cr_assert_not_null(world, "%s", world_get()->error);
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0, "%s", world->error);
    world->play_hz = 700;
    until_heard(world);
    world->play_hz = 0;
    world_live(world, 1000);
    size_t from = world->n_heard, at = from;
    world->play_hz = 1000;
    world_live(world, 1000);
    while (at < world->n_heard && abs(world->heard[at]) < 2000) {
        at++;
    }
    cr_log_info("earpiece to microphone: %zu ms", (at - from) / 8);
    cr_expect_lt(at - from, 8 * 300, "%zu ms", (at - from) / 8);
}

Test(pulse, a_server_that_dies_is_lost_and_comes_back_in_the_middle_of_a_call)
{
    struct world *world = world_open("alsa:loop");
    cr_assert_not_null(world, "%s", world_get()->error);
    world->play_hz = 700;
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), 0, "%s", world->error);
    until_heard(world);
    cr_assert_eq(world->n_events, 0);
    stop_server();
    const unsigned before = world->frames;
    world_live(world, 1500);
    cr_assert_eq(world->n_events, 1, "%s", world_told(world));
    cr_assert_eq(world->events[0].kind, HF_HAL_AUDIO_LOST);
    cr_assert(world->frames - before >= 70 && world->frames - before <= 80, "%u frames in 1.5 s",
              world->frames - before);
    start_server();
    until_heard(world);
    cr_assert_eq(world->n_events, 2, "%s", world_told(world));
    cr_assert_eq(world->events[1].kind, HF_HAL_AUDIO_BACK);
    world_live(world, 1000);
    double amplitude = meter_amplitude(world->heard + world->n_heard - 4000, 4000, 700, 8000);
    cr_assert(fabs(20 * log10(amplitude / 10000)) < 0.5, "%.0f", amplitude);
}

Test(pulse, a_server_that_comes_late_is_found)
{
    stop_server();
    struct world *world = world_open("alsa:loop");
    cr_assert_not_null(world, "%s", world_get()->error);
    cr_assert_eq(hf_hal_audio(world->hal, 8000, &world->problem), -1);
    cr_assert_not_null(strstr(world->error, "Connection refused"), "%s", world->error);
    world_live(world, 300);
    start_server();
    world_live(world, 1500);
    cr_assert_eq(world->n_events, 1, "%s", world_told(world));
    cr_assert_eq(world->events[0].kind, HF_HAL_AUDIO_BACK);
}
