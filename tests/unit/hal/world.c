/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "world.h"

#include "keys.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct world the_world;
static int16_t the_heard[WORLD_SAMPLES];
static char folder[64];

static void on_event(void *context, const struct hf_hal_event *event)
{
    struct world *world = context;

    if (world->n_events < WORLD_EVENTS) {
        world->events[world->n_events++] = *event;
    }
    if (world->on_event != NULL) {
        world->on_event(world, event);
    }
}

static void on_frame(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct world *world = context;

    world->frames++;
    world->frame_sizes = (unsigned)n;
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(played[i], 0);
        if (world->n_heard < WORLD_SAMPLES) {
            world->heard[world->n_heard++] = heard[i];
        }
        if (world->play_hz != 0) {
            double at = 6.283185307179586 * world->play_hz * world->play_at++ / (n * 50.0);
            played[i] = (int16_t)lrint(10000 * sin(at));
        }
    }
    if (world->on_frame != NULL) {
        world->on_frame(world);
    }
}

static void on_remark(void *context, const char *text)
{
    struct world *world = context;
    size_t used = strlen(world->remarks);

    snprintf(world->remarks + used, sizeof world->remarks - used, "%s\n", text);
}

struct world *world_get(void)
{
    return &the_world;
}

struct world *world_open(const char *text)
{
    const struct hf_hal_callbacks callbacks = {&the_world, on_event, on_frame, on_remark};

    memset(&the_world, 0, sizeof the_world);
    the_world.heard = the_heard;
    the_world.problem = (struct hf_hal_problem){the_world.error, sizeof the_world.error};
    the_world.now_us = 1000000;
    the_world.hal = hf_hal_open(text, &callbacks, &the_world.problem);
    return the_world.hal != NULL ? &the_world : NULL;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about, (void)type, (void)walk;
    return remove(path);
}

void world_close(void)
{
    hf_hal_close(the_world.hal);
    the_world.hal = NULL;
    if (folder[0] != '\0') {
        nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
        folder[0] = '\0';
    }
}

void world_run(struct world *world, unsigned ms)
{
    const uint64_t until = world->now_us + ms * 1000ull;

    for (unsigned i = 0; i < 100000; i++) {
        uint64_t wake = hf_hal_deadline(world->hal);
        if (wake > until) {
            break;
        }
        world->now_us = wake > world->now_us ? wake : world->now_us;
        hf_hal_turn(world->hal, world->now_us);
    }
    world->now_us = until;
    hf_hal_turn(world->hal, until);
}

uint64_t world_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void world_live(struct world *world, unsigned ms)
{
    const uint64_t until = world_clock() + ms * 1000ull;
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];
    struct pollfd polled[HF_HAL_DESCRIPTORS];

    for (uint64_t now = world_clock(); now < until; now = world_clock()) {
        uint64_t wake = hf_hal_deadline(world->hal);
        wake = wake > until ? until : wake < now ? now : wake;
        unsigned n = hf_hal_descriptors(world->hal, list);
        for (unsigned i = 0; i < n; i++) {
            polled[i] = (struct pollfd){list[i].fd, list[i].events, 0};
        }
        const struct timespec wait = {(time_t)((wake - now) / 1000000),
                                      (long)((wake - now) % 1000000 * 1000)};
        ppoll(polled, n, &wait, NULL);
        hf_hal_turn(world->hal, world_clock());
    }
}

const char *world_told(const struct world *world)
{
    static const char *const others[] = {[HF_HAL_AUDIO_LOST] = "audio-lost",
                                         [HF_HAL_AUDIO_BACK] = "audio-back",
                                         [HF_HAL_KEYS_LOST] = "keys-lost",
                                         [HF_HAL_KEYS_BACK] = "keys-back"};
    static char told[8192];
    size_t used = 0;

    told[0] = '\0';
    for (unsigned i = 0; i < world->n_events; i++) {
        const struct hf_hal_event *event = &world->events[i];
        const struct hf_key key = {event->kind, event->key, event->pressed};
        const uint64_t ms = (event->at_us - 1000000) / 1000;
        char name[16];
        used += (size_t)snprintf(told + used, sizeof told - used, "%s%s", i > 0 ? "|" : "",
                                 event->kind >= HF_HAL_AUDIO_LOST ? others[event->kind]
                                                                  : hf_key_name(&key, name));
        if (event->kind >= HF_HAL_DIGIT && event->kind <= HF_HAL_LINE_KEY) {
            used += (size_t)snprintf(told + used, sizeof told - used, "%s",
                                     event->pressed ? " dn" : " up");
        }
        if (event->at_us >= 1000000 && ms < 1000000) {
            used += (size_t)snprintf(told + used, sizeof told - used, " %u.%03u",
                                     (unsigned)(ms / 1000), (unsigned)(ms % 1000));
        }
    }
    return told;
}

const char *world_path(const char *name)
{
    static char paths[8][160];
    static unsigned next;
    char *path = paths[next++ % 8];

    if (folder[0] == '\0') {
        strcpy(folder, "/tmp/hal-XXXXXX");
        cr_assert_not_null(mkdtemp(folder));
    }
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *world_file(const char *name, const void *bytes, size_t n)
{
    const char *path = world_path(name);
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, n, file), n);
    fclose(file);
    return path;
}

const char *world_text(const char *name, const char *text)
{
    return world_file(name, text, strlen(text));
}

const char *world_read(const char *path, size_t *n)
{
    static char bytes[2000000];
    FILE *file = fopen(path, "r");

    cr_assert_not_null(file, "%s", path);
    size_t got = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[got] = '\0';
    if (n != NULL) {
        *n = got;
    }
    return bytes;
}

double meter_amplitude(const int16_t *samples, size_t n, double hz, double rate)
{
    const double w = 6.283185307179586 * hz / rate;
    double s = 0, before = 0;

    for (size_t i = 0; i < n; i++) {
        double now = samples[i] + 2 * cos(w) * s - before;
        before = s;
        s = now;
    }
    double power = s * s + before * before - 2 * cos(w) * s * before;
    return 2 * sqrt(power > 0 ? power : 0) / (double)n;
}

double meter_loudest(const int16_t *samples, size_t n, double rate, double around)
{
    double loudest = 0, at = 0;

    for (double hz = around - 150; hz <= around + 150; hz += 1) {
        double amplitude = meter_amplitude(samples, n, hz, rate);
        if (amplitude > loudest) {
            loudest = amplitude;
            at = hz;
        }
    }
    return at;
}

double meter_dbm0(const int16_t *samples, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        sum += (double)samples[i] * samples[i];
    }
    return 20 * log10(sqrt(sum / (double)n) * sqrt(2) / 32767 + 1e-9) + 3.14;
}
