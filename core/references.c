/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References: every index into the table of candidates that a line holds. When the table changes,
 * they follow the server, proxy and target that they named. A machine that comes to keep a
 * candidate's index in its state adds it here, in each of the three functions.
 *
 * Rules: B12, C14 (what stands at a target that left).
 */
#include "references.h"

static uint32_t bit_of(uint8_t candidate)
{
    return candidate < HF_LINE_TARGETS ? 1u << candidate : 0;
}

/* A pass that waits for a name stands nowhere yet. */
static bool stands_somewhere(const struct hf_pass *pass)
{
    return pass->state != HF_PASS_IDLE && pass->state != HF_PASS_LOCATING;
}

static uint32_t held_by_passes(const struct hf_line *line)
{
    uint32_t held = 0;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &line->passes[i];
        if (stands_somewhere(p))
            held |= bit_of(p->candidate);
        if (p->attempt.state != HF_ATTEMPT_IDLE)
            held |= bit_of(p->attempt.candidate);
    }
    return held;
}

struct hf_references hf_references_of(const struct hf_line *line)
{
    struct hf_references found = {.held = held_by_passes(line)};

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        found.held |= bit_of(line->bindings[i].candidate) | bit_of(line->bindings[i].kept) |
                      bit_of(line->registrations[i].working);
    }
    found.held |= bit_of(line->service.working) | bit_of(line->service.accused) |
                  bit_of(line->service.answered) | bit_of(line->options.candidate);
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0)
            found.held |= bit_of(line->calls[i].candidate);
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0)
            found.watched |= bit_of(line->watched[i].candidate);
    }
    found.watched &= ~found.held;
    return found;
}

bool hf_references_serve(const struct hf_line *line, uint8_t candidate)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (line->registrations[i].working == candidate || line->bindings[i].candidate == candidate)
            return true;
    }
    return false;
}

/* ---- following ---- */

static void follow(uint8_t *candidate, const uint8_t to[HF_LINE_TARGETS])
{
    if (*candidate < HF_LINE_TARGETS)
        *candidate = to[*candidate];
}

static uint16_t mapped_bits(uint16_t bits, const uint8_t to[HF_LINE_TARGETS])
{
    uint32_t mapped = 0;

    for (uint8_t i = 0; i < HF_LINE_TARGETS; i++) {
        if ((bits & bit_of(i)) != 0)
            mapped |= bit_of(to[i]);
    }
    return (uint16_t)mapped;
}

static void remap_pass(struct hf_pass *p, const uint8_t to[HF_LINE_TARGETS], uint8_t n_live)
{
    if (p->attempt.state != HF_ATTEMPT_IDLE)
        follow(&p->attempt.candidate, to);
    if (p->state == HF_PASS_IDLE)
        return;
    follow(&p->candidate, to);
    if (p->state == HF_PASS_LOCATING && p->candidate >= n_live)
        p->candidate = HF_NONE;
    p->tried = mapped_bits(p->tried, to);
    p->failed = mapped_bits(p->failed, to);
}

void hf_references_remap(struct hf_line *line, const uint8_t to[HF_LINE_TARGETS], uint8_t n_live)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        remap_pass(&line->passes[i], to, n_live);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        follow(&line->bindings[i].candidate, to);
        follow(&line->bindings[i].kept, to);
        follow(&line->registrations[i].working, to);
    }
    follow(&line->service.working, to);
    follow(&line->service.accused, to);
    follow(&line->service.answered, to);
    follow(&line->options.candidate, to);
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) {
        if (line->calls[i].id != 0)
            follow(&line->calls[i].candidate, to);
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0)
            follow(&line->watched[i].candidate, to);
    }
}
