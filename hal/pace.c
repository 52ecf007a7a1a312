/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time. Frames are due every 20 ms of the caller's clock; a device with a clock of its own says how
 * much sound it has beyond what is wanted, and the frames lean towards it, by 1 % at most, so that
 * nothing is ever cut out or filled in for a clock's sake. A turn does what is due in the order of
 * its times, keys and frames interleaved, so that a script and a file give the same result on a
 * busy machine as on an idle one.
 */
#include "state.h"

#include <string.h>

#define STEPS_MAX     64 /* deadlines of parts within one turn; what is left is done in the next */
#define LEAN_MAX_US   200
#define LEAN_SMOOTH   16 /* frames */
#define LEAN_STRENGTH 64 /* frames until a surplus is worked off */

/* ---- devices on and off ---- */

static int rings_by_earpiece(const struct hf_hal *hal)
{
    return hf_tone_sounds(&hal->ringer);
}

static unsigned rate_wanted(const struct hf_hal *hal)
{
    if (hal->wanted != 0) {
        return hal->wanted;
    }
    /* A tone alone, where nobody could hear it, needs no frames. */
    int sounds = hal->tone != HF_TONE_NONE || (hal->rings && rings_by_earpiece(hal));
    return sounds && hal->earpiece != NULL ? HF_HAL_TONE_RATE : 0;
}

static int switch_microphone(struct hf_hal *hal, unsigned rate,
                             const struct hf_hal_problem *problem)
{
    const struct hf_part *part = hal->microphone;

    if (part == NULL || (rate == 0 && !hal->hears)) {
        return 0;
    }
    hal->hears = rate != 0;
    return part->kind->microphone == NULL ? 0 : part->kind->microphone(part->self, rate, problem);
}

static int switch_earpiece(struct hf_hal *hal, unsigned rate, const struct hf_hal_problem *problem)
{
    const struct hf_part *part = hal->earpiece;

    if (part == NULL || (rate == 0 && !hal->plays)) {
        return 0;
    }
    hal->plays = rate != 0;
    return part->kind->earpiece == NULL ? 0 : part->kind->earpiece(part->self, rate, problem);
}

int hf_pace_settle(struct hf_hal *hal, const struct hf_hal_problem *problem)
{
    const unsigned rate = rate_wanted(hal);
    int result = 0;

    if (hal->hears && (hal->wanted == 0 || rate != hal->rate)) {
        switch_microphone(hal, 0, NULL);
    }
    if (rate != hal->rate) {
        switch_earpiece(hal, 0, NULL);
        hal->changes++;
        if (hal->rate == 0) { /* within a turn at its time, else at the next turn's */
            hal->starting = !hal->turning;
            hal->due_us = hal->now_us;
        }
        hal->rate = rate;
        hal->leaning_us = 0;
    }
    if (rate == 0) {
        hal->starting = 0;
        hf_tone_play(&hal->tones, NULL);
        hal->tones.level[0] = hal->tones.level[1] = 0; /* nobody hears it fade */
        return 0;
    }
    if (!hal->plays) {
        result = switch_earpiece(hal, rate, problem);
    }
    if (hal->wanted != 0 && !hal->hears && switch_microphone(hal, rate, problem) != 0) {
        result = -1;
    }
    return result;
}

/* ---- frames ---- */

static int64_t surplus(const struct hf_hal *hal)
{
    const struct hf_part *part = hal->hears ? hal->microphone : hal->plays ? hal->earpiece : NULL;

    return part == NULL || part->kind->surplus == NULL ? 0 : part->kind->surplus(part->self);
}

/* How much sooner than 20 ms the next frame comes. What the device holds because the caller came
 * late is not its clock's doing. */
static int64_t lean(struct hf_hal *hal, uint64_t late_us)
{
    int64_t held = surplus(hal);

    if (held == 0) {
        return 0;
    }
    hal->leaning_us += (held - (int64_t)late_us - hal->leaning_us) / LEAN_SMOOTH;
    int64_t by = hal->leaning_us / LEAN_STRENGTH;
    return by > LEAN_MAX_US ? LEAN_MAX_US : by < -LEAN_MAX_US ? -LEAN_MAX_US : by;
}

static void frame(struct hf_hal *hal, uint64_t now_us)
{
    int16_t heard[HF_HAL_FRAME_MAX] = {0};
    int16_t played[HF_HAL_FRAME_MAX] = {0};
    const unsigned rate = hal->rate;
    const unsigned changes = hal->changes;
    const size_t n = rate / (1000000 / HF_HAL_FRAME_US);

    if (hal->hears && hal->microphone->kind->hear != NULL) {
        hal->microphone->kind->hear(hal->microphone->self, heard, n);
    }
    if (hal->wanted != 0 && hal->callbacks.frame != NULL) {
        hal->callbacks.frame(hal->callbacks.context, heard, played, n);
    }
    if (hal->changes != changes) { /* the callback turned audio off, or to another rate */
        return;
    }
    hf_tone_add(&hal->tones, played, n, rate);
    hf_tone_add(&hal->ringer, played, n, rate);
    if (hal->plays && hal->earpiece->kind->play != NULL) {
        hal->earpiece->kind->play(hal->earpiece->self, played, n);
    }
    uint64_t late_us = now_us - hal->due_us;
    hal->due_us += HF_HAL_FRAME_US;
    hal->due_us -= (uint64_t)lean(hal, late_us);
}

/* A caller that was away for long finds the present, not its past. */
static void skip_missed(struct hf_hal *hal, uint64_t now_us)
{
    if (hal->rate == 0 || now_us < hal->due_us) {
        return;
    }
    uint64_t waiting = (now_us - hal->due_us) / HF_HAL_FRAME_US + 1;
    if (waiting <= HF_HAL_CATCH_UP) {
        return;
    }
    uint64_t missed = waiting - HF_HAL_CATCH_UP;
    unsigned said = missed > UINT32_MAX ? UINT32_MAX : (unsigned)missed;
    hal->due_us += missed * HF_HAL_FRAME_US;
    hal->dropped += missed;
    if (hal->hears && hal->microphone->kind->miss != NULL) {
        hal->microphone->kind->miss(hal->microphone->self, said);
    }
    if (hal->plays && hal->earpiece->kind->miss != NULL && hal->earpiece != hal->microphone) {
        hal->earpiece->kind->miss(hal->earpiece->self, said);
    }
}

/* ---- a turn ---- */

static uint64_t parts_deadline(const struct hf_hal *hal)
{
    uint64_t first = UINT64_MAX;

    for (unsigned i = 0; i < hal->n_parts; i++) {
        const struct hf_part *part = &hal->parts[i];
        uint64_t wants = part->kind->deadline != NULL ? part->kind->deadline(part->self) : first;
        first = wants < first ? wants : first;
    }
    return first;
}

static void parts_turn(struct hf_hal *hal, uint64_t at_us)
{
    hal->now_us = at_us;
    for (unsigned i = 0; i < hal->n_parts; i++) {
        if (hal->parts[i].kind->turn != NULL) {
            hal->parts[i].kind->turn(hal->parts[i].self, at_us);
        }
    }
}

static void tell_news(struct hf_hal *hal)
{
    char remark[HF_HAL_REMARK];

    memcpy(remark, hal->remark, sizeof remark);
    hal->remark[0] = '\0';
    if (remark[0] != '\0' && hal->callbacks.remark != NULL) {
        hal->callbacks.remark(hal->callbacks.context, remark);
    }
    for (unsigned i = 0; i < hal->n_news; i++) {
        if (hal->callbacks.event != NULL) {
            hal->callbacks.event(hal->callbacks.context, &hal->news[i]);
        }
    }
    hal->n_news = 0;
}

/* One step: the parts' when theirs is due no later than the frame, so that a key pressed as a frame
 * begins is in time for it. 0 when nothing is due any more. */
static int step(struct hf_hal *hal, uint64_t now_us)
{
    uint64_t wanted = parts_deadline(hal);
    uint64_t due = hal->rate != 0 ? hal->due_us : UINT64_MAX;

    if (wanted <= now_us && wanted <= due) {
        uint64_t at_us = wanted == 0 ? now_us : wanted; /* 0: at once, whenever that is */
        parts_turn(hal, at_us > hal->now_us ? at_us : hal->now_us);
        return 1;
    }
    if (due <= now_us) {
        hal->now_us = due > hal->now_us ? due : hal->now_us;
        frame(hal, now_us);
        return 1;
    }
    return 0;
}

void hf_hal_turn(struct hf_hal *hal, uint64_t now_us)
{
    if (hal->turning) {
        return;
    }
    hal->turning = 1;
    now_us = now_us < hal->now_us ? hal->now_us : now_us;
    if (hal->starting) {
        hal->starting = 0;
        hal->due_us = now_us;
    }
    tell_news(hal);
    skip_missed(hal, now_us);
    for (unsigned i = 0; i < STEPS_MAX && step(hal, now_us) && !hal->closing; i++) {
    }
    if (!hal->closing) {
        parts_turn(hal, now_us);
    }
    hal->turning = 0;
    if (hal->closing) {
        hf_hal_close(hal);
    }
}

uint64_t hf_hal_deadline(const struct hf_hal *hal)
{
    if (hal->starting || hal->n_news > 0 || hal->remark[0] != '\0') {
        return 0;
    }
    uint64_t wanted = parts_deadline(hal);
    return hal->rate != 0 && hal->due_us < wanted ? hal->due_us : wanted;
}

unsigned hf_hal_descriptors(const struct hf_hal *hal,
                            struct hf_hal_descriptor list[HF_HAL_DESCRIPTORS])
{
    unsigned n = 0;

    for (unsigned i = 0; i < hal->n_parts; i++) {
        const struct hf_part *part = &hal->parts[i];
        if (part->kind->descriptors != NULL) {
            n += part->kind->descriptors(part->self, list + n, HF_HAL_DESCRIPTORS - n);
        }
    }
    return n;
}
