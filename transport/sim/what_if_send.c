/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of a played line. One that is the log's own is answered as there, as far as the log
 * goes; of any other, and beyond that, each packet meets its target as it was then, until one is
 * answered. What is given up is watched as a shell does (A11).
 */
#include <string.h>

#include "what_if_play.h"

struct life *send_find(struct played_line *line, uint64_t attempt)
{
    for (size_t i = line->n_lives; i > 0; i--)
        if (line->lives[i - 1].send.attempt == attempt)
            return &line->lives[i - 1];
    return NULL;
}

static void release(struct played_line *line, struct life *life)
{
    *life = line->lives[--line->n_lives];
}

static uint64_t lifetime_us(const struct life *life)
{
    return TIMER_US * life->send.t1_ms;
}

/* ---- answers on their way ---- */

static int ends(const struct said *said)
{
    return said->kind == HF_EVENT_RESPONSE_RECEIVED || said->kind == HF_EVENT_ATTEMPT_FAILED ||
           said->kind == HF_EVENT_ABANDONED || said->kind == HF_EVENT_CHALLENGED;
}

static void post_said(struct stage *stage, uint32_t line, struct life *life,
                      const struct item *like)
{
    struct item item = *like;

    item.kind = ITEM_SAID;
    item.line = line;
    item.id = life->send.attempt;
    item.serial = life->serial;
    if (item.rank == 0)
        item.rank = stage_rank(stage);
    if (ends(&item.said) && life->n_due < UINT8_MAX)
        life->n_due++;
    stage_post(stage, &item);
}

/* All that came of the log's exchange, since at_us. */
static void post_all(struct stage *stage, uint32_t line, struct life *life,
                     const struct exchange *as)
{
    for (uint32_t i = 0; i < as->n_said; i++) {
        const struct said *said = &as->said[i];
        struct item item = {.at_us = stage->now_us + said->after_us, .said = *said};

        if (as == life->own)
            item.rank = said->rank;
        else if (said->kind == HF_EVENT_ABANDONED && said->how != HF_ABANDONED_ANSWERED)
            continue; /* that was the log's shell */
        post_said(stage, line, life, &item);
    }
}

static void post_reply(struct stage *stage, uint32_t line, struct life *life,
                       const struct reply *reply)
{
    struct said ringing = {.kind = HF_EVENT_PROVISIONAL, .status = 180};
    struct item item = {.at_us = stage->now_us + reply->said.after_us, .said = reply->said};

    if (reply->as == NULL && reply->said.kind == HF_EVENT_NONE)
        return;
    life->is_answered = 1;
    if (reply->as != NULL) {
        post_all(stage, line, life, reply->as);
        return;
    }
    if (life->send.kind == HF_REQUEST_INVITE && reply->said.status == 200)
        post_said(stage, line, life,
                  &(struct item){.at_us = stage->now_us + SECOND_US / 20, .said = ringing});
    post_said(stage, line, life, &item);
}

static void ask(struct stage *stage, uint32_t line, struct life *life)
{
    const struct question question = {.at_us = stage->now_us,
                                      .call = life->send.request,
                                      .target = &life->send.target,
                                      .line = line,
                                      .kind = life->send.kind,
                                      .purpose = life->send.purpose,
                                      .is_removal = life->send.kind == HF_REQUEST_REGISTER &&
                                                    life->send.expires_s == 0,
                                      .unknown = (uint8_t)stage->play->unknown};
    const struct reply reply = what_if_reply(stage->again, &question);

    stage->play->guessed += reply.is_guess != 0;
    post_reply(stage, line, life, &reply);
}

static int is_down(const struct played_line *line, const struct hf_target *target)
{
    const unsigned family = target->family == HF_FAMILY_IPV6 ? HF_FAMILIES_IPV6 : HF_FAMILIES_IPV4;

    return (line->families & family) == 0;
}

/* ---- sending ---- */

static void post_packet(struct stage *stage, uint32_t line, const struct life *life)
{
    if (life->packets.at_us < lifetime_us(life))
        stage_post(stage, &(struct item){.at_us = life->sent_us + life->packets.at_us,
                                         .rank = stage_rank(stage),
                                         .id = life->send.attempt,
                                         .line = line,
                                         .serial = life->serial,
                                         .kind = ITEM_PACKET});
}

static void plan_packet(struct stage *stage, uint32_t line, struct life *life)
{
    what_if_next_packet(&life->packets, life->send.t2_ms, life->send.kind == HF_REQUEST_INVITE);
    post_packet(stage, line, life);
}

/* It was answered, be it after a challenge. */
static int is_heard(const struct exchange *exchange)
{
    int heard = 0;

    for (uint32_t i = 0; i < exchange->n_said; i++) {
        const struct said *said = &exchange->said[i];

        if (said->kind == HF_EVENT_CHALLENGED)
            heard = 0;
        else if (said->kind != HF_EVENT_CONNECTED &&
                 (said->kind != HF_EVENT_ABANDONED || said->how == HF_ABANDONED_ANSWERED))
            heard = 1;
    }
    return heard;
}

/* The log has nothing to say of it behind its end. */
static int is_told_by_log(const struct life *life, uint64_t now_us)
{
    return life->own != NULL && (life->own->end_us == HF_NEVER || is_heard(life->own) ||
                                 now_us - life->sent_us < life->own->end_us + SAME_US);
}

void send_begin(struct stage *stage, uint32_t number, const struct hf_send *send)
{
    struct played_line *line = &stage->lines[number - 1];
    const struct question question = {.at_us = stage->now_us,
                                      .target = &send->target,
                                      .line = number,
                                      .kind = send->kind,
                                      .purpose = send->purpose,
                                      .is_removal = send->kind == HF_REQUEST_REGISTER &&
                                                    send->expires_s == 0};
    void *lives = line->lives;
    struct life *life;

    if (!what_if_grow(&lives, line->n_lives, &line->lives_room, sizeof(*line->lives))) {
        stage->failed = 1;
        return;
    }
    line->lives = lives;
    life = &line->lives[line->n_lives++];
    *life = (struct life){.send = *send,
                          .sent_us = stage->now_us,
                          .limit = send->retransmissions,
                          .packets = what_if_packet(send->t1_ms),
                          .serial = ++stage->serial};
    if (send->target.transport != HF_TRANSPORT_UDP)
        life->limit = HF_RETRANSMIT_FREELY; /* TCP sends again of itself */
    life->own = what_if_own(stage->again, &question);
    if (life->own != NULL) {
        stage->play->from_log++;
        post_all(stage, number, life, life->own);
    } else if (is_down(line, &send->target)) {
        life->is_answered = 1;
        post_said(
            stage, number, life,
            &(struct item){.at_us = stage->now_us,
                           .said = {.kind = HF_EVENT_ATTEMPT_FAILED, .cause = HF_CAUSE_LOCAL}});
    } else {
        ask(stage, number, life);
    }
    if (!life->is_answered)
        plan_packet(stage, number, life);
}

void send_packet(struct stage *stage, const struct item *item)
{
    struct life *life = send_find(&stage->lines[item->line - 1], item->id);
    int may;

    if (life == NULL || life->serial != item->serial || life->is_answered || life->is_abandoned ||
        life->was_told)
        return;
    may = life->limit == HF_RETRANSMIT_FREELY || life->sent < life->limit;
    life->sent += may != 0;
    if (may && !is_told_by_log(life, stage->now_us) &&
        !is_down(&stage->lines[item->line - 1], &life->send.target))
        ask(stage, item->line, life);
    if (!life->is_answered)
        plan_packet(stage, item->line, life);
}

/* ---- what the line orders ---- */

static void post_end(struct stage *stage, uint32_t line, struct life *life, const struct said *how)
{
    post_said(stage, line, life,
              &(struct item){.at_us = stage->now_us + how->after_us, .said = *how});
}

/* Nothing is on its way that would end it. */
static void abandon(struct stage *stage, uint32_t line, struct life *life)
{
    struct said how = {.kind = HF_EVENT_ABANDONED, .expires_s = HF_EXPIRES_NONE};
    const uint64_t until_us = life->sent_us + lifetime_us(life);

    life->is_abandoned = 1;
    if (life->n_due > 0)
        return;
    if (life->send.kind == HF_REQUEST_INVITE && life->was_told) {
        how.how = HF_ABANDONED_CANCELLED;
        how.after_us = SECOND_US / 20;
    } else if (until_us > stage->now_us) {
        how.after_us = until_us - stage->now_us;
    }
    post_end(stage, line, life, &how);
}

/* Its answer is the last word: what else was on its way belongs to nobody. */
static void end_late(struct stage *stage, uint32_t line, struct life *life)
{
    struct said how = {.kind = HF_EVENT_ABANDONED,
                       .expires_s = HF_EXPIRES_NONE,
                       .after_us = SECOND_US / 20,
                       .how = life->was_told >= 2 ? HF_ABANDONED_LATE_CALL_ENDED
                                                  : HF_ABANDONED_CANCELLED};

    if (life->own != NULL && life->n_due > 0)
        return; /* the log knows how that went on */
    life->serial = ++stage->serial;
    life->n_due = 0;
    post_end(stage, line, life, &how);
}

void send_order(struct stage *stage, uint32_t number, const struct hf_action *action)
{
    struct life *life = send_find(&stage->lines[number - 1], action->u.attempt.attempt);

    if (life == NULL)
        return;
    switch (action->kind) {
    case HF_ACTION_EXTEND: life->limit = HF_RETRANSMIT_FREELY; break;
    case HF_ACTION_ABANDON: abandon(stage, number, life); break;
    case HF_ACTION_KEEP: life->is_abandoned = 0; break;
    case HF_ACTION_END: end_late(stage, number, life); break;
    case HF_ACTION_AUTHENTICATE:
        if (life->n_due == 0 && !is_told_by_log(life, stage->now_us)) {
            life->is_answered = 0;
            ask(stage, number, life);
        }
        break;
    default: break;
    }
}

/* ---- what comes in ---- */

static int is_ordered(const struct hf_actions *actions, unsigned kind, uint64_t attempt)
{
    for (uint32_t i = 0; i < actions->n && i < HF_ACTIONS_MAX; i++)
        if (actions->items[i].kind == kind && actions->items[i].u.attempt.attempt == attempt)
            return 1;
    return 0;
}

void send_say(struct stage *stage, const struct item *item)
{
    struct played_line *line = &stage->lines[item->line - 1];
    struct life *life = send_find(line, item->id);
    const uint32_t serial = item->serial;
    uint32_t kind;

    if (life == NULL || life->serial != serial)
        return;
    if (ends(&item->said) && life->n_due > 0)
        life->n_due--;
    if (!event_of(stage, life, &item->said))
        return;
    kind = stage->event.kind;
    if (kind == HF_EVENT_PROVISIONAL || kind == HF_EVENT_LATE)
        life->was_told = item->said.status >= 200 ? 2 : 1;
    if (kind == HF_EVENT_RESPONSE_RECEIVED || kind == HF_EVENT_ATTEMPT_FAILED ||
        kind == HF_EVENT_ABANDONED)
        release(line, life);
    (void)stage_step(stage, item->line, &stage->event);
    if (kind != HF_EVENT_CHALLENGED)
        return;
    life = send_find(line, item->id);
    if (life != NULL && life->serial == serial && !life->is_abandoned &&
        !is_ordered(&stage->actions, HF_ACTION_AUTHENTICATE, item->id))
        release(line, life); /* A8: the line took it for the end */
}
