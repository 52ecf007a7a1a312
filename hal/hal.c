/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HAL's door: opens the parts that a text names, passes outputs on to each part that has a use
 * for them, and says what the parts say. Time is pace.c's.
 */
#include "holdfast/hal.h"
#include "options.h"
#include "state.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int hf_problem(const struct hf_hal_problem *problem, const char *format, ...)
{
    if (problem != NULL && problem->size > 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(problem->error, problem->size, format, arguments);
        va_end(arguments);
    }
    return -1;
}

/* ---- what parts say ---- */

void hf_port_event(struct hf_port *port, const struct hf_hal_event *event)
{
    struct hf_hal *hal = port->hal;

    if (hal->turning) {
        if (hal->callbacks.event != NULL) {
            hal->callbacks.event(hal->callbacks.context, event);
        }
    } else if (hal->n_news < HF_HAL_NEWS) {
        hal->news[hal->n_news++] = *event;
    }
}

uint64_t hf_port_now_us(const struct hf_port *port)
{
    return port->hal->now_us;
}

void hf_port_news(struct hf_port *port, uint64_t at_us, enum hf_hal_event_kind kind)
{
    const struct hf_hal_event event = {.at_us = at_us, .kind = (uint8_t)kind};
    hf_port_event(port, &event);
}

void hf_port_remark(struct hf_port *port, const char *format, ...)
{
    struct hf_hal *hal = port->hal;
    char text[HF_HAL_REMARK];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!hal->turning) {
        if (hal->remark[0] == '\0') { /* the first says most */
            memcpy(hal->remark, text, sizeof text);
        }
    } else if (hal->callbacks.remark != NULL) {
        hal->callbacks.remark(hal->callbacks.context, text);
    }
}

/* ---- opening ---- */

static const struct hf_backend *find(const char *name)
{
    for (unsigned i = 0; hf_backends[i] != NULL; i++) {
        if (strcmp(hf_backends[i]->name, name) == 0) {
            return hf_backends[i];
        }
    }
    return NULL;
}

static int unknown(const char *name, const struct hf_hal_problem *problem)
{
    char names[128] = "";
    size_t used = 0;

    for (unsigned i = 0; hf_backends[i] != NULL && used < sizeof names; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 hf_backends[i]->name);
    }
    return hf_problem(problem, "\"%s\" is no part of a phone that this build knows; it has %s",
                      name, names);
}

/* Audio comes from one part and goes to one. */
static int take_audio(struct hf_hal *hal, const struct hf_part *part,
                      const struct hf_hal_problem *problem)
{
    const struct {
        unsigned bit;
        const char *name;
        const struct hf_part **owner;
    } ways[] = {{HF_HAS_MICROPHONE, "a microphone", &hal->microphone},
                {HF_HAS_EARPIECE, "an earpiece", &hal->earpiece}};

    for (unsigned i = 0; i < 2; i++) {
        if ((part->has & ways[i].bit) == 0) {
            continue;
        }
        if (*ways[i].owner != NULL) {
            return hf_problem(problem, "%s and %s both have %s; one of them is enough",
                              (*ways[i].owner)->kind->name, part->kind->name, ways[i].name);
        }
        *ways[i].owner = part;
    }
    return 0;
}

static int open_part(struct hf_hal *hal, char *text, const struct hf_hal_problem *problem)
{
    struct hf_part *part = &hal->parts[hal->n_parts];
    char *colon = strchr(text, ':');
    char none[] = "";

    if (hal->n_parts == HF_HAL_PARTS) {
        return hf_problem(problem, "\"%s\" is one part too many; %d are enough", text,
                          HF_HAL_PARTS);
    }
    if (colon != NULL) {
        *colon = '\0';
    }
    part->kind = find(text);
    if (part->kind == NULL) {
        return unknown(text, problem);
    }
    struct hf_opening opening = {
        .port = &hal->port, .options = colon != NULL ? colon + 1 : none, .problem = problem};
    part->self = part->kind->open(&opening);
    if (part->self == NULL) {
        return -1;
    }
    part->has = opening.has;
    hal->has |= opening.has;
    hal->n_parts++;
    return take_audio(hal, part, problem);
}

struct hf_hal *hf_hal_open(const char *text, const struct hf_hal_callbacks *callbacks,
                           const struct hf_hal_problem *problem)
{
    if (strlen(text) >= HF_HAL_TEXT_BYTES) {
        hf_problem(problem, "the HAL's text has %zu bytes, %d at most", strlen(text),
                   HF_HAL_TEXT_BYTES - 1);
        return NULL;
    }
    struct hf_hal *hal = calloc(1, sizeof *hal);
    if (hal == NULL) {
        hf_problem(problem, "out of memory");
        return NULL;
    }
    hal->callbacks = *callbacks;
    hal->port.hal = hal;
    hf_tone_init(&hal->tones);
    hf_tone_init(&hal->ringer);
    strcpy(hal->text, text);

    char *rest = hal->text;
    char *part;
    while ((part = hf_options_part(&rest)) != NULL) {
        if (open_part(hal, part, problem) != 0) {
            hf_hal_close(hal);
            return NULL;
        }
    }
    return hal;
}

void hf_hal_close(struct hf_hal *hal)
{
    if (hal == NULL) {
        return;
    }
    if (hal->turning) {
        hal->closing = 1;
        return;
    }
    for (unsigned i = hal->n_parts; i > 0; i--) {
        hal->parts[i - 1].kind->close(hal->parts[i - 1].self);
    }
    free(hal);
}

unsigned hf_hal_has(const struct hf_hal *hal)
{
    return hal->has;
}

uint64_t hf_hal_dropped(const struct hf_hal *hal)
{
    return hal->dropped;
}

/* ---- out ---- */

/* A tone or the ringer has no caller to tell, so what is wrong becomes a remark. */
static void settle_and_say(struct hf_hal *hal)
{
    char error[HF_HAL_REMARK] = "";
    const struct hf_hal_problem problem = {error, sizeof error};

    if (hf_pace_settle(hal, &problem) != 0) {
        hf_port_remark(&hal->port, "%s", error);
    }
}

int hf_hal_audio(struct hf_hal *hal, unsigned rate, const struct hf_hal_problem *problem)
{
    if (rate != 0 && rate != 8000 && rate != 16000 && rate != 48000) {
        return hf_problem(problem,
                          "audio at %u samples a second; 8000, 16000, 48000, or 0 for off, would "
                          "be right",
                          rate);
    }
    hal->wanted = rate;
    if (rate == 0) { /* what a tone then lacks is not audio's concern */
        settle_and_say(hal);
        return 0;
    }
    int result = hf_pace_settle(hal, problem);
    if (hal->microphone == NULL && hal->earpiece == NULL) {
        return hf_problem(problem, "no part of this phone has audio: frames are silent");
    }
    return result;
}

void hf_hal_tone(struct hf_hal *hal, enum hf_hal_tone tone, enum hf_hal_country country)
{
    const struct hf_tone_plan *plan = hf_tone_plan(tone, country);

    hal->tone = plan != NULL ? tone : HF_TONE_NONE;
    hal->country = country;
    hf_tone_play(&hal->tones, plan);
    settle_and_say(hal);
}

void hf_hal_ring(struct hf_hal *hal, int on)
{
    if (!!on == hal->rings) {
        return;
    }
    hal->rings = !!on;
    for (unsigned i = 0; i < hal->n_parts; i++) {
        const struct hf_part *part = &hal->parts[i];
        const int rang = part->kind->ring != NULL && part->kind->ring(part->self, hal->rings);
        if (!rang && part == hal->earpiece && part->has & HF_HAS_RINGER) {
            hf_tone_play(&hal->ringer, on ? hf_tone_ringer() : NULL);
            settle_and_say(hal);
        }
    }
}

static void set_lamp(struct hf_hal *hal, unsigned key, enum hf_hal_lamp lamp)
{
    for (unsigned i = 0; i < hal->n_parts && (unsigned)lamp <= HF_LAMP_FAST; i++) {
        if (hal->parts[i].kind->lamp != NULL) {
            hal->parts[i].kind->lamp(hal->parts[i].self, key, lamp);
        }
    }
}

void hf_hal_line_lamp(struct hf_hal *hal, unsigned key, enum hf_hal_lamp lamp)
{
    if (key >= 1 && key <= HF_HAL_LINE_KEYS) {
        set_lamp(hal, key, lamp);
    }
}

void hf_hal_message_lamp(struct hf_hal *hal, enum hf_hal_lamp lamp)
{
    set_lamp(hal, 0, lamp);
}

void hf_hal_display(struct hf_hal *hal, unsigned row, const char *text)
{
    char clean[HF_HAL_ROW_BYTES];

    if (row >= HF_HAL_DISPLAY_ROWS) {
        return;
    }
    hf_text_clean(text, HF_HAL_DISPLAY_CELLS, clean, sizeof clean);
    for (unsigned i = 0; i < hal->n_parts; i++) {
        if (hal->parts[i].kind->display != NULL) {
            hal->parts[i].kind->display(hal->parts[i].self, row, clean);
        }
    }
}
