/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds whatever is pressed, and whatever lines and calls do: a user with quick fingers, and
 * a caller that keeps the contract of panel.h and nothing else. A failure names the seed and the
 * step that show it.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"

#define STEPS 400
#define LINES 3
#define CALLS 20

/* The caller's calls, and what the panel has said of them. */
struct other {
    struct hf_panel_call call;
    int dropped; /* HANGUP or REJECT came: no action may name it again */
    int key;     /* a DTMF digit is down */
};

static struct world {
    struct hf_panel panel;
    struct hf_panel_actions actions;
    struct other calls[CALLS];
    uint64_t now_us;
    uint64_t seed;
    uint32_t next_id, wish, audio;
    unsigned wish_line, step;
    int handset;
    unsigned dials, answers, holds, audios, tones, full; /* that the worlds are not empty */
} w;

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static unsigned draw(unsigned n)
{
    return (unsigned)rand() % n;
}

#define HOLDS(condition)                                                                           \
    cr_assert(condition, "seed %lu, step %u: %s", (unsigned long)w.seed, w.step, #condition)

static struct other *find(uint32_t id)
{
    for (unsigned i = 0; i < CALLS; i++)
        if (id != 0 && w.calls[i].call.id == id)
            return &w.calls[i];
    return NULL;
}

/* ---- what the panel says ---- */

static void hear_dtmf(const struct hf_panel_action *action, struct other *other)
{
    HOLDS(hf_digit_index((char)action->digit) >= 0);
    HOLDS(action->on ? other->key == 0 : other->key == action->digit);
    other->key = action->on ? action->digit : 0;
}

static void hear_call_action(const struct hf_panel_action *action)
{
    struct other *other = find(action->call);

    HOLDS(other != NULL); /* GONE leaves the caller's table */
    HOLDS(!other->dropped);
    if (action->kind == HF_PANEL_HANGUP || action->kind == HF_PANEL_REJECT) {
        HOLDS(action->kind == HF_PANEL_HANGUP || other->call.state == HF_PANEL_CALL_INCOMING);
        HOLDS(action->kind == HF_PANEL_HANGUP || action->status == 486 || action->status == 603);
        other->dropped = 1;
        other->key = 0;
    }
    if (action->kind == HF_PANEL_DTMF)
        hear_dtmf(action, other);
    w.answers += action->kind == HF_PANEL_ANSWER;
    w.holds += action->kind == HF_PANEL_HOLD;
}

static void hear_dial(const struct hf_panel_action *action)
{
    const size_t n = strlen(action->digits);

    HOLDS(action->line < LINES && n > 0 && n <= HF_PANEL_DIGITS && action->wish != w.wish);
    HOLDS((strcmp(action->digits, "112") == 0) == (action->emergency != 0));
    w.wish = action->wish;
    w.wish_line = action->line;
    w.dials++;
}

static void hear_actions(void)
{
    for (unsigned i = 0; i < w.actions.n; i++) {
        const struct hf_panel_action *action = &w.actions.list[i];

        HOLDS(action->kind > 0 && action->kind < HF_PANEL_ACTION_KINDS);
        if (action->kind == HF_PANEL_DIAL)
            hear_dial(action);
        else if (action->call != 0)
            hear_call_action(action);
        else
            HOLDS(action->kind == HF_PANEL_AUDIO_TO || action->kind == HF_PANEL_VOLUME);
        if (action->kind == HF_PANEL_AUDIO_TO)
            w.audio = action->call;
    }
}

/* ---- what holds behind each step ---- */

static void check_audio(void)
{
    const struct other *other = find(w.audio);

    if (w.audio == 0)
        return;
    w.audios++;
    HOLDS(other != NULL && !other->dropped);
    HOLDS(other->call.state == HF_PANEL_CALL_UP ||
          other->call.state == HF_PANEL_CALL_HELD_BY_PEER ||
          (other->call.state == HF_PANEL_CALL_RINGING && other->call.early_media));
}

static void check_state(const struct hf_panel *p)
{
    unsigned on[LINES] = {0}, talking = 0;

    HOLDS((p->front == HF_FRONT_REST) == (!p->handset && !p->speaker));
    HOLDS(p->handset == w.handset);
    HOLDS((p->front == HF_FRONT_SENT) == (p->awaited != 0));
    HOLDS((p->front == HF_FRONT_CALL) == (p->active != 0));
    HOLDS(p->n_digits == 0 || p->front == HF_FRONT_REST || p->front == HF_FRONT_DIAL);
    HOLDS(p->selected < LINES);
    for (unsigned i = 0; i < HF_PANEL_CALLS; i++) {
        const struct hf_panel_slot *slot = &p->calls[i];
        const struct other *other = find(slot->id);

        if (slot->id == 0)
            continue;
        HOLDS(other != NULL && !other->dropped && other->call.state == slot->state);
        HOLDS(slot->id == p->active || slot->parked || hf_panel_is_waiting(slot) ||
              slot->state == HF_PANEL_CALL_ENDING);
        HOLDS(slot->id != p->active || !slot->parked);
        on[slot->line]++;
        talking += hf_panel_can_hear(slot) && !slot->parked;
    }
    HOLDS(talking <= 1); /* never two */
    for (unsigned line = 0; line < LINES; line++)
        w.full += on[line] == HF_PANEL_CALLS_A_LINE;
}

static void check_row(const char *row)
{
    unsigned cells = 0;

    HOLDS(memchr(row, '\0', HF_HAL_ROW_BYTES) != NULL);
    for (; *row != '\0'; row++) {
        HOLDS((unsigned char)*row >= 0x20);
        cells += (*row & 0xc0) != 0x80;
    }
    HOLDS(cells <= HF_HAL_DISPLAY_CELLS);
}

static void check_picture(const struct hf_panel *p, const struct hf_panel_picture *picture)
{
    const int quiet = p->front == HF_FRONT_SENT || p->front == HF_FRONT_CALL || p->n_digits > 0;
    int any = 0;

    for (unsigned i = 0; i < HF_PANEL_CALLS; i++)
        any |= p->calls[i].id != 0 && p->calls[i].state != HF_PANEL_CALL_ENDING;
    HOLDS(picture->off_hook == (picture->speaker || w.handset));
    HOLDS(picture->audio == (w.audio != 0));
    HOLDS(picture->off_hook || !picture->audio);
    HOLDS(picture->tone < HF_TONE_COUNT);
    HOLDS(picture->off_hook || picture->tone == HF_TONE_NONE);
    HOLDS(!picture->off_hook || any || quiet || picture->tone != HF_TONE_NONE);
    HOLDS(picture->ringer == (!picture->off_hook && any));
    for (unsigned line = 0; line < HF_HAL_LINE_KEYS; line++)
        HOLDS(picture->line_lamps[line] <= HF_LAMP_FAST);
    for (unsigned row = 0; row < HF_HAL_DISPLAY_ROWS; row++)
        check_row(picture->rows[row]);
    w.tones += picture->tone != HF_TONE_NONE;
}

/* Until its deadline a panel does nothing by itself, and looks the same. */
static void check_deadline(const struct hf_panel_picture *picture)
{
    static struct hf_panel later;
    struct hf_panel_actions actions;
    struct hf_panel_picture then;
    const uint64_t deadline = hf_panel_deadline(&w.panel);

    HOLDS(deadline > w.panel.now_us);
    later = w.panel;
    hf_panel_time(&later, deadline == HF_PANEL_NEVER ? w.now_us + 86400000000ull : deadline - 1,
                  &actions);
    hf_panel_picture(&later, &then);
    HOLDS(actions.n == 0);
    HOLDS(memcmp(picture, &then, sizeof then) == 0);
}

static void check(void)
{
    struct hf_panel_picture picture, again;

    hear_actions();
    check_audio();
    check_state(&w.panel);
    memset(&again, 0xff, sizeof again);
    hf_panel_picture(&w.panel, &picture);
    hf_panel_picture(&w.panel, &again);
    HOLDS(memcmp(&picture, &again, sizeof picture) == 0);
    check_picture(&w.panel, &picture);
    check_deadline(&picture);
}

/* ---- what happens ---- */

static void report(struct other *other)
{
    for (unsigned i = 0; i + 1 < sizeof other->call.name; i++)
        other->call.name[i] = (char)(draw(8) == 0 ? 0 : 1 + draw(255));
    HOLDS(hf_panel_call(&w.panel, &other->call, w.now_us, &w.actions) == 0);
    if (other->call.state == HF_PANEL_CALL_GONE)
        memset(other, 0, sizeof *other);
}

static struct other *free_call(void)
{
    for (unsigned i = 0; i < CALLS; i++)
        if (w.calls[i].call.id == 0)
            return &w.calls[i];
    return NULL;
}

static void begin_call(void)
{
    static const uint8_t out[] = {HF_PANEL_CALL_TRYING, HF_PANEL_CALL_RINGING, HF_PANEL_CALL_UP,
                                  HF_PANEL_CALL_GONE, HF_PANEL_CALL_TRYING};
    struct other *other = free_call();

    if (other == NULL)
        return;
    memset(other, 0, sizeof *other);
    other->call.id = ++w.next_id;
    other->call.line = (uint8_t)draw(LINES);
    other->call.state = HF_PANEL_CALL_INCOMING;
    if (w.wish != 0 && draw(2) == 0) {
        other->call.wish = w.wish;
        other->call.line = (uint8_t)w.wish_line;
        w.wish = 0; /* each is answered once */
    }
    if (other->call.wish != 0 || draw(8) == 0) {
        other->call.direction = HF_PANEL_OUT;
        other->call.state = out[draw(sizeof out)];
        other->call.code = (uint16_t)(draw(2) == 0 ? 486 : 503);
        other->call.early_media = draw(2) == 0;
    }
    report(other);
}

static void move_call(struct other *other)
{
    static const uint8_t early[] = {HF_PANEL_CALL_TRYING, HF_PANEL_CALL_RINGING, HF_PANEL_CALL_UP,
                                    HF_PANEL_CALL_UP, HF_PANEL_CALL_GONE};
    static const uint8_t up[] = {HF_PANEL_CALL_UP,   HF_PANEL_CALL_HELD, HF_PANEL_CALL_HELD_BY_PEER,
                                 HF_PANEL_CALL_HELD, HF_PANEL_CALL_UP,   HF_PANEL_CALL_ENDING,
                                 HF_PANEL_CALL_GONE};
    struct hf_panel_call *call = &other->call;

    if (call->state == HF_PANEL_CALL_INCOMING)
        call->state = draw(2) == 0 ? HF_PANEL_CALL_UP : HF_PANEL_CALL_GONE;
    else if (call->state < HF_PANEL_CALL_INCOMING)
        call->state = early[draw(sizeof early)];
    else if (call->state < HF_PANEL_CALL_ENDING)
        call->state = up[draw(sizeof up)];
    else
        call->state = HF_PANEL_CALL_GONE;
    call->early_media = draw(2) == 0;
    call->muted = draw(4) == 0;
    call->on_backup = draw(4) == 0;
    call->code = (uint16_t)(draw(2) == 0 ? 0 : 400 + draw(300));
    report(other);
}

static void press(void)
{
    static const uint8_t kinds[] = {HF_HAL_HOOK,     HF_HAL_DIGIT,    HF_HAL_DIGIT,
                                    HF_HAL_DIGIT,    HF_HAL_FUNCTION, HF_HAL_FUNCTION,
                                    HF_HAL_FUNCTION, HF_HAL_LINE_KEY, HF_HAL_LINE_KEY};
    static const char digits[] = "111222333*#0";
    struct hf_hal_event event = {.at_us = w.now_us, .pressed = draw(4) != 0};

    event.kind = draw(30) == 0 ? (uint8_t)draw(HF_HAL_EVENT_KINDS) : kinds[draw(sizeof kinds)];
    if (event.kind == HF_HAL_DIGIT)
        event.key = (uint8_t)digits[draw(sizeof digits - 1)];
    else if (event.kind == HF_HAL_FUNCTION)
        event.key = (uint8_t)(1 + draw(HF_KEY_FUNCTIONS - 1));
    else
        event.key = (uint8_t)(1 + draw(LINES));
    if (event.kind == HF_HAL_HOOK)
        event.pressed = w.handset = draw(2) == 0;
    hf_panel_key(&w.panel, &event, &w.actions);
}

static void tell_line(void)
{
    struct hf_panel_line line = {.index = (uint8_t)draw(LINES),
                                 .state = (uint8_t)draw(HF_PANEL_LINE_STATES),
                                 .messages = (uint16_t)draw(2),
                                 .label = "Empfang"};

    strcpy(line.voicemail, draw(2) == 0 ? "500" : "");
    HOLDS(hf_panel_line(&w.panel, &line, w.now_us, &w.actions) == 0);
}

static void step(void)
{
    struct other *other = &w.calls[draw(CALLS)];
    const unsigned kind = draw(10);

    w.actions.n = 0;
    w.now_us += draw(3) == 0 ? draw(20000000) : draw(300000);
    if (kind < 5)
        press();
    else if (kind < 7 && other->call.id != 0)
        move_call(other);
    else if (kind < 8)
        begin_call();
    else if (kind < 9)
        tell_line();
    else
        hf_panel_time(&w.panel, w.now_us, &w.actions);
    check();
}

static void run(uint64_t seed)
{
    static const char *const plans[] = {"", "112|1xx|2x.T|3[1-3]", "xxx", "x.", "1|11|111T"};
    struct hf_panel_config config = {.n_lines = LINES, .emergency = {"112"}};
    struct hf_panel_problem problem;

    memset(&w.panel, 0xa5, sizeof w.panel);
    memset(w.calls, 0, sizeof w.calls);
    w.seed = seed;
    w.audio = w.wish = 0;
    w.handset = 0;
    w.now_us = 0;
    srand((unsigned)seed);
    config.dial_plan = plans[draw(sizeof plans / sizeof *plans)];
    cr_assert(hf_panel_init(&w.panel, &config, &problem) == 0);
    for (w.step = 0; w.step < STEPS; w.step++)
        step();
}

/* HF_SEEDS and HF_FIRST_SEED widen the run: CI and `./run soak` set them. */
Test(property, holds_whatever_happens)
{
    const uint64_t first = number_from("HF_FIRST_SEED", 1);
    const uint64_t n = number_from("HF_SEEDS", 150);

    for (uint64_t seed = first; seed < first + n; seed++)
        run(seed);
    if (n < 100)
        return;
    cr_expect(w.dials > 100 && w.answers > 100 && w.holds > 100, "%u dials, %u answers, %u holds",
              w.dials, w.answers, w.holds);
    cr_expect(w.audios > 1000 && w.tones > 1000 && w.full > 10, "%u audios, %u tones, %u full",
              w.audios, w.tones, w.full);
}
