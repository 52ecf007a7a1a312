/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps a HAL running and watches everything that it says, whatever claim is being tried: frames of
 * the right size, from within turns alone, silent on entry; keys that go down before they come up;
 * times that do not go back.
 */
#include "conformance_state.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

uint64_t hf_conformance_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void hf_conformance_wrong(struct hf_conformance *c, const char *format, ...)
{
    va_list arguments;

    if (c->wrong[0] == '\0') {
        va_start(arguments, format);
        vsnprintf(c->wrong, sizeof c->wrong, format, arguments);
        va_end(arguments);
    }
}

/* ---- callbacks ---- */

static void on_frame(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct hf_conformance *c = context;

    c->frames++;
    if (!c->turning) {
        hf_conformance_wrong(c, "a frame came outside of a turn");
    }
    if (c->rate == 0) {
        hf_conformance_wrong(c, "a frame came while audio was off");
    } else if (n != c->rate / 50) {
        hf_conformance_wrong(c, "a frame has %zu samples at %u a second, not %u", n, c->rate,
                             c->rate / 50);
    }
    for (size_t i = 0; i < n; i++) {
        int loud = heard[i] < 0 ? -heard[i] : heard[i];
        c->result.loudest = loud > c->result.loudest ? loud : c->result.loudest;
        if (played[i] != 0) {
            hf_conformance_wrong(c, "a frame to play is not silent on entry");
            break;
        }
    }
    if (c->stop_in_frame) {
        c->stop_in_frame = 0;
        c->rate = 0;
        hf_hal_audio(c->hal, 0, NULL);
    }
}

static int key_exists(const struct hf_hal_event *event)
{
    static const char digits[] = "0123456789*#ABCD";

    switch (event->kind) {
    case HF_HAL_DIGIT: return event->key != 0 && strchr(digits, event->key) != NULL;
    case HF_HAL_FUNCTION: return event->key >= 1 && event->key < HF_KEY_FUNCTIONS;
    case HF_HAL_LINE_KEY: return event->key >= 1 && event->key <= HF_HAL_LINE_KEYS;
    default: return event->key == 0;
    }
}

static void on_event(void *context, const struct hf_hal_event *event)
{
    static const unsigned bits[HF_HAL_EVENT_KINDS] = {[HF_HAL_HOOK] = HF_HAS_HOOK,
                                                      [HF_HAL_DIGIT] = HF_HAS_DIGITS,
                                                      [HF_HAL_FUNCTION] = HF_HAS_FUNCTIONS,
                                                      [HF_HAL_LINE_KEY] = HF_HAS_LINE_KEYS};
    struct hf_conformance *c = context;

    if (!c->turning) {
        hf_conformance_wrong(c, "an event came outside of a turn");
    }
    if (event->kind == HF_HAL_NOTHING || event->kind >= HF_HAL_EVENT_KINDS || !key_exists(event) ||
        event->pressed > 1) {
        hf_conformance_wrong(c, "an event of kind %u, key %u, pressed %u does not exist",
                             event->kind, event->key, event->pressed);
        return;
    }
    if (event->at_us < c->last_event_us || event->at_us > hf_conformance_now()) {
        hf_conformance_wrong(c, "an event's time lies before the one before it, or in the future");
    }
    c->last_event_us = event->at_us;
    c->has_seen |= bits[event->kind];
    if (bits[event->kind] == 0) {
        return;
    }
    if (bits[event->kind] & ~hf_hal_has(c->hal)) {
        hf_conformance_wrong(c, "a key of a sort came that hf_hal_has does not name");
    }
    if (c->down[event->key][event->kind] == event->pressed) {
        hf_conformance_wrong(c, "key %u of kind %u went %s twice", event->key, event->kind,
                             event->pressed ? "down" : "up");
    }
    c->down[event->key][event->kind] = event->pressed;
}

static void on_remark(void *context, const char *text)
{
    struct hf_conformance *c = context;

    if (!c->turning || text[0] == '\0') {
        hf_conformance_wrong(c, "a remark came outside of a turn, or without words");
    }
}

/* ---- the loop ---- */

void hf_conformance_turn(struct hf_conformance *c)
{
    const unsigned before = c->frames;
    const uint64_t now = hf_conformance_now();

    c->turning = 1;
    hf_hal_turn(c->hal, now);
    c->turning = 0;
    c->turns++;
    if (c->frames - before > c->most_frames) {
        c->most_frames = c->frames - before;
    }
    if (hf_conformance_now() - now > 200000) {
        hf_conformance_wrong(c, "a turn took %u ms: something blocks",
                             (unsigned)((hf_conformance_now() - now) / 1000));
    }
}

void hf_conformance_loop(struct hf_conformance *c, unsigned ms)
{
    const uint64_t until = hf_conformance_now() + ms * 1000ull;
    struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS];
    struct pollfd polled[HF_HAL_DESCRIPTORS];

    for (uint64_t now = hf_conformance_now(); now < until; now = hf_conformance_now()) {
        uint64_t wake = hf_hal_deadline(c->hal);
        wake = wake > until ? until : wake < now ? now : wake;
        if (c->asks->meanwhile != NULL && wake > now + 50000) {
            wake = now + 50000;
        }
        unsigned n = hf_hal_descriptors(c->hal, list);
        for (unsigned i = 0; i < n; i++) {
            polled[i] = (struct pollfd){.fd = list[i].fd, .events = list[i].events};
        }
        const struct timespec wait = {(time_t)((wake - now) / 1000000),
                                      (long)((wake - now) % 1000000 * 1000)};
        ppoll(polled, n, &wait, NULL);
        if (c->asks->meanwhile != NULL) {
            c->asks->meanwhile(c->asks->context);
        }
        hf_conformance_turn(c);
    }
}

struct hf_conformance_result hf_conformance_run(const struct hf_conformance_asks *asks)
{
    struct hf_conformance c = {.asks = asks};
    const struct hf_hal_callbacks callbacks = {
        .context = &c, .event = on_event, .frame = on_frame, .remark = on_remark};
    char error[256] = "";
    const struct hf_hal_problem problem = {error, sizeof error};

    c.hal = hf_hal_open(asks->text, &callbacks, &problem);
    for (unsigned i = 0; i < hf_claims_count; i++) {
        if (asks->only != NULL && strstr(hf_claims[i].claim, asks->only) == NULL) {
            continue;
        }
        c.wrong[0] = '\0';
        if (c.hal == NULL) {
            hf_conformance_wrong(&c, "%s", error);
        } else {
            hf_claims[i].check(&c);
        }
        c.result.passed += c.wrong[0] == '\0';
        c.result.failed += c.wrong[0] != '\0';
        if (asks->told != NULL) {
            asks->told(asks->context, hf_claims[i].claim, c.wrong[0] != '\0' ? c.wrong : NULL);
        }
        if (c.hal == NULL) {
            return c.result;
        }
    }
    hf_hal_close(c.hal);
    return c.result;
}
