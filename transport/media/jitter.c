/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The jitter buffer: what becomes of a packet that comes, and of the next piece that is asked for.
 * Its header has the theory. Sequence numbers and timestamps are extended to 64 bits when a packet
 * comes, by the newest one before it, so that nothing behind that point wraps.
 */
#include "holdfast/media/jitter.h"

#include <string.h>

#include "jitter_state.h"
#include "media_assert.h"

#define JUMP_SEQUENCE 1000 /* packets; 20 s at 20 ms */
#define JUMP_MS       1000 /* of transit */
#define STOP_MS       1000 /* with nothing at hand: whatever comes then begins anew */
#define OVERLONG_MS   60   /* above the largest delay: thrown away, not shortened */
#define URGENT_MS     100  /* above the target: shortened even where it will be heard */
#define RATE_MAX      192000u

void hf_jitter_init(struct hf_jitter *j, const struct hf_jitter_setup *setup)
{
    HF_ASSERT(setup->clock_rate >= 1000 && setup->clock_rate <= RATE_MAX);
    HF_ASSERT(setup->min_ms <= setup->max_ms && setup->max_ms < JUMP_MS);
    memset(j, 0, sizeof *j);
    j->setup = *setup;
}

void hf_jitter_reset(struct hf_jitter *j)
{
    struct hf_jitter_counts counts = j->counts;
    struct hf_jitter_setup setup = j->setup;
    hf_jitter_init(j, &setup);
    j->counts = counts;
}

/* ---- packets come ---- */

static void set_seen(struct hf_jitter *j, int64_t sequence, bool is_seen)
{
    uint32_t at = (uint32_t)((uint64_t)sequence % HF_JITTER_SEEN);
    uint64_t bit = (uint64_t)1 << at % 64;
    j->seen[at / 64] = is_seen ? j->seen[at / 64] | bit : j->seen[at / 64] & ~bit;
}

/* Of a sequence number not older than HF_JITTER_SEEN. */
static bool was_seen(const struct hf_jitter *j, int64_t sequence)
{
    uint32_t at = (uint32_t)((uint64_t)sequence % HF_JITTER_SEEN);
    return sequence <= j->highest && (j->seen[at / 64] >> at % 64 & 1) != 0;
}

/* Extended values begin high enough to go down from. */
#define EXTENSION ((int64_t)1 << 40)

static void begin(struct hf_jitter *j, const struct hf_jitter_packet *packet, uint64_t now_us)
{
    j->has_begun = true;
    j->epoch_us = now_us;
    j->highest = EXTENSION + packet->sequence;
    j->newest = EXTENSION + packet->timestamp;
}

static int64_t extend_sequence(const struct hf_jitter *j, uint16_t sequence)
{
    return j->highest + (int16_t)(uint16_t)(sequence - (uint16_t)j->highest);
}

static int64_t extend_timestamp(const struct hf_jitter *j, uint32_t timestamp)
{
    return j->newest + (int32_t)(timestamp - (uint32_t)j->newest);
}

static bool differs(int64_t a, int64_t b, int64_t limit)
{
    return a - b > limit || b - a > limit;
}

/* Out of the order of the others, or out of their time. */
static bool is_far(const struct hf_jitter *j, const struct hf_jitter_packet *packet, int64_t now)
{
    int64_t transit = now - extend_timestamp(j, packet->timestamp);
    if (differs(extend_sequence(j, packet->sequence), j->highest, JUMP_SEQUENCE)) {
        return true;
    }
    return packet->ticks != 0 && j->n_transits != 0 &&
           differs(transit, hf_jitter_base(j), hf_jitter_from_ms(j, JUMP_MS));
}

/* Whether a packet that is far from the others follows the last one that was. */
static bool follows_stray(const struct hf_jitter *j, const struct hf_jitter_packet *packet)
{
    uint32_t between = packet->timestamp - j->stray_timestamp;
    return j->has_stray && packet->sequence == j->stray_next &&
           between <= (uint32_t)hf_jitter_from_ms(j, JUMP_MS);
}

static void note_stray(struct hf_jitter *j, const struct hf_jitter_packet *packet)
{
    j->has_stray = true;
    j->stray_next = (uint16_t)(packet->sequence + 1u);
    j->stray_timestamp = packet->timestamp;
    j->counts.strays++;
}

/* True when it came before, or is too old for anybody to know. */
static bool note_sequence(struct hf_jitter *j, int64_t sequence)
{
    if (sequence <= j->highest - HF_JITTER_SEEN || was_seen(j, sequence)) {
        return true;
    }
    if (sequence < j->highest) {
        j->counts.reordered++;
    }
    for (; j->highest < sequence; j->highest++) {
        set_seen(j, j->highest + 1, false);
    }
    set_seen(j, sequence, true);
    return false;
}

static struct hf_jitter_slot *oldest(struct hf_jitter *j)
{
    struct hf_jitter_slot *found = NULL;
    for (uint32_t i = 0; i < HF_JITTER_PACKETS; i++) {
        struct hf_jitter_slot *slot = &j->slots[i];
        if (slot->ticks != 0 && (found == NULL || slot->timestamp < found->timestamp)) {
            found = slot;
        }
    }
    return found;
}

/* A free one; where there is none, the oldest packet is thrown away. */
static struct hf_jitter_slot *free_slot(struct hf_jitter *j)
{
    for (uint32_t i = 0; i < HF_JITTER_PACKETS; i++) {
        if (j->slots[i].ticks == 0) {
            return &j->slots[i];
        }
    }
    j->counts.discarded++;
    return oldest(j);
}

/* A sound packet of which nobody knows that it came before. */
static enum hf_jitter_put keep(struct hf_jitter *j, const struct hf_jitter_packet *packet,
                               int64_t now)
{
    int64_t timestamp = extend_timestamp(j, packet->timestamp);
    j->newest = timestamp > j->newest ? timestamp : j->newest;
    hf_jitter_note_transit(j, now - timestamp);
    if (j->is_playing && timestamp < j->next) {
        j->counts.late++;
        return HF_PUT_LATE;
    }
    struct hf_jitter_slot *slot = free_slot(j);
    slot->sequence = extend_sequence(j, packet->sequence);
    slot->timestamp = timestamp;
    slot->ticks = packet->ticks;
    slot->tag = packet->tag;
    slot->n_bytes = (uint32_t)packet->payload.n_bytes;
    memcpy(slot->bytes, packet->payload.bytes, packet->payload.n_bytes);
    j->counts.taken++;
    return HF_PUT_TAKEN;
}

enum hf_jitter_put hf_jitter_put(struct hf_jitter *j, const struct hf_jitter_packet *packet,
                                 uint64_t now_us)
{
    bool is_restart = false;
    HF_ASSERT(packet->payload.n_bytes <= HF_MEDIA_PAYLOAD_MAX);
    if (j->has_begun && is_far(j, packet, hf_jitter_units(j, now_us))) {
        if (!follows_stray(j, packet)) {
            note_stray(j, packet);
            return HF_PUT_STRAY;
        }
        hf_jitter_reset(j);
        j->counts.restarts++;
        is_restart = true;
    }
    if (!j->has_begun) {
        begin(j, packet, now_us);
    }
    j->has_stray = false;
    if (note_sequence(j, extend_sequence(j, packet->sequence))) {
        j->counts.duplicates++;
        return HF_PUT_DUPLICATE;
    }
    if (packet->ticks == 0) {
        return HF_PUT_TAKEN;
    }
    enum hf_jitter_put put = keep(j, packet, hf_jitter_units(j, now_us));
    return is_restart ? HF_PUT_RESTARTED : put;
}

/* ---- pieces are asked for ---- */

/* How much later than need be a packet is played that is due now. */
static int64_t delay_of(const struct hf_jitter *j, int64_t now, int64_t timestamp)
{
    return now - timestamp - hf_jitter_base(j);
}

static void throw_away(struct hf_jitter *j, int64_t before)
{
    for (uint32_t i = 0; i < HF_JITTER_PACKETS; i++) {
        if (j->slots[i].ticks != 0 && j->slots[i].timestamp < before) {
            j->slots[i].ticks = 0;
            j->counts.discarded++;
        }
    }
}

/* A delay beyond all that is wanted: to the target at once. */
static void catch_up(struct hf_jitter *j, int64_t now)
{
    int64_t limit = hf_jitter_from_ms(j, j->setup.max_ms + OVERLONG_MS);
    const struct hf_jitter_slot *first = oldest(j);
    if (first == NULL || delay_of(j, now, first->timestamp) <= limit) {
        return;
    }
    int64_t due = now - hf_jitter_base(j) - hf_jitter_target(j);
    throw_away(j, due);
    first = oldest(j);
    if (j->is_playing) {
        j->next = first != NULL ? first->timestamp : due;
        j->counts.waited_us += hf_jitter_to_us(j, j->starved);
        j->starved = 0;
    }
}

static bool may_begin(struct hf_jitter *j, const struct hf_jitter_slot *first, int64_t now)
{
    if (first == NULL || delay_of(j, now, first->timestamp) < hf_jitter_target(j)) {
        return false;
    }
    j->is_playing = true;
    j->next = first->timestamp;
    j->played = first->sequence - 1;
    j->is_pausing = false;
    j->starved = 0;
    return true;
}

/* Nothing is at hand: the position stands still. */
static void starve(struct hf_jitter *j, struct hf_jitter_piece *piece, uint32_t ticks)
{
    piece->kind = HF_JITTER_EMPTY;
    piece->ticks = ticks;
    j->starved += ticks;
    if (j->starved > hf_jitter_from_ms(j, STOP_MS)) {
        j->counts.paused_us += hf_jitter_to_us(j, j->starved);
        j->is_playing = false;
    }
}

/* Whether the gap before a packet is a loss rather than a pause: the numbers that are missing would
 * fill at least half of it. */
static bool is_loss(const struct hf_jitter *j, const struct hf_jitter_slot *first)
{
    int64_t gap = first->timestamp - j->next;
    int64_t missing = 0;
    if (first->sequence - j->played > HF_JITTER_SEEN) {
        return true;
    }
    for (int64_t between = j->played + 1; between < first->sequence; between++) {
        missing += was_seen(j, between) ? 0 : 1;
    }
    return missing * first->ticks * 2 > gap;
}

/* Accounts for what was concealed while nothing was at hand, now that the next packet tells. */
static void settle(struct hf_jitter *j, const struct hf_jitter_slot *first, bool is_lost)
{
    int64_t gap = first->timestamp - j->next;
    int64_t told = j->starved < gap ? j->starved : gap;
    uint64_t us = hf_jitter_to_us(j, (uint64_t)told);
    j->counts.lost_us += is_lost ? us : 0;
    j->counts.paused_us += is_lost ? 0 : us;
    j->counts.waited_us += hf_jitter_to_us(j, (uint64_t)(j->starved - told));
    j->next += told;
    j->starved = 0;
    j->is_pausing |= told != 0 && !is_lost;
}

static void play(struct hf_jitter *j, struct hf_jitter_slot *slot, struct hf_jitter_piece *piece)
{
    piece->kind = HF_JITTER_PACKET;
    piece->ticks = slot->ticks;
    piece->tag = slot->tag;
    piece->payload = (struct hf_payload){slot->bytes, slot->n_bytes};
    j->next = slot->timestamp + slot->ticks;
    j->played = slot->sequence;
    j->is_pausing = false;
    j->counts.played++;
    slot->ticks = 0; /* its bytes stay until the next packet comes */
}

static void wish(const struct hf_jitter *j, const struct hf_jitter_asked *asked, int64_t delay,
                 struct hf_jitter_piece *piece)
{
    int64_t target = hf_jitter_target(j);
    int64_t frame = asked->ticks;
    if (delay < target) {
        piece->wish = HF_WISH_LENGTHEN;
        piece->is_urgent = delay < target - frame;
    } else if (delay + asked->ahead > target + frame + frame / 2) {
        piece->wish = HF_WISH_SHORTEN;
        piece->is_urgent = delay > target + hf_jitter_from_ms(j, URGENT_MS);
    }
}

/* A piece of what is lost before the packet that comes next. */
static void conceal(struct hf_jitter *j, const struct hf_jitter_slot *first,
                    struct hf_jitter_piece *piece)
{
    int64_t gap = first->timestamp - j->next;
    piece->kind = HF_JITTER_LOST;
    piece->ticks = piece->ticks < gap ? piece->ticks : (uint32_t)gap;
    if (piece->ticks == gap) {
        piece->tag = first->tag;
        piece->payload = (struct hf_payload){first->bytes, first->n_bytes};
    }
    j->next += piece->ticks;
    j->counts.lost_us += hf_jitter_to_us(j, piece->ticks);
}

/* A piece of the sender's pause, in which nobody hears that the delay goes to the target: the pause
 * is made longer or shorter by it. */
static void pause_on(struct hf_jitter *j, const struct hf_jitter_slot *first, int64_t delay,
                     struct hf_jitter_piece *piece)
{
    int64_t gap = first->timestamp - j->next;
    int64_t target = hf_jitter_target(j);
    piece->kind = HF_JITTER_PAUSE;
    j->is_pausing = true;
    if (delay >= target) {
        int64_t n = piece->ticks < gap ? piece->ticks : gap;
        piece->ticks = (uint32_t)n;
        j->next += delay > target + n && 2 * n <= gap ? 2 * n : n;
    }
    j->counts.paused_us += hf_jitter_to_us(j, piece->ticks);
}

void hf_jitter_get(struct hf_jitter *j, const struct hf_jitter_asked *asked,
                   struct hf_jitter_piece *piece)
{
    *piece = (struct hf_jitter_piece){.kind = HF_JITTER_IDLE, .ticks = asked->ticks};
    HF_ASSERT(asked->ticks != 0);
    if (j->n_transits == 0) {
        return;
    }
    int64_t now = hf_jitter_units(j, asked->now_us);
    catch_up(j, now);
    struct hf_jitter_slot *first = oldest(j);
    if (!j->is_playing && !may_begin(j, first, now)) {
        return;
    }
    if (first != NULL && first->timestamp < j->next) { /* overlaps what was played: played too */
        throw_away(j, j->next);
        first = oldest(j);
    }
    if (first == NULL) {
        starve(j, piece, asked->ticks);
        return;
    }
    bool is_lost = is_loss(j, first);
    settle(j, first, is_lost);
    int64_t delay = delay_of(j, now, j->next);
    if (first->timestamp > j->next && is_lost) {
        conceal(j, first, piece);
    } else if (first->timestamp > j->next || (j->is_pausing && delay < hf_jitter_target(j))) {
        pause_on(j, first, delay, piece);
    } else {
        play(j, first, piece);
        wish(j, asked, delay, piece);
    }
}
