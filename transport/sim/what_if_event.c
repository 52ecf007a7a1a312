/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer is to an attempt, as event.h has it: to one that runs what it says; to one that
 * was given up the end of it, or, of an INVITE, the question whether it is the call after all. The
 * log may have given up what the played line has not, and the other way round.
 */
#include <string.h>

#include "what_if_play.h"

static void set_attempt(struct hf_event *event, uint64_t attempt)
{
    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: event->u.response.attempt = attempt; break;
    case HF_EVENT_ATTEMPT_FAILED: event->u.failed.attempt = attempt; break;
    case HF_EVENT_PROVISIONAL: event->u.provisional.attempt = attempt; break;
    case HF_EVENT_CHALLENGED: event->u.challenged.attempt = attempt; break;
    case HF_EVENT_CONNECTED: event->u.connected.attempt = attempt; break;
    case HF_EVENT_ABANDONED: event->u.abandoned.attempt = attempt; break;
    case HF_EVENT_LATE: event->u.late.attempt = attempt; break;
    default: break;
    }
}

/* The event of that kind, from what is told of it. */
static void make(struct hf_event *event, const struct said *said, uint32_t kind)
{
    *event = (struct hf_event){.kind = kind};
    switch (kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
        event->u.response.status = said->status;
        event->u.response.expires_s = said->expires_s;
        event->u.response.retry_after_s = said->retry_after_s;
        break;
    case HF_EVENT_ATTEMPT_FAILED: event->u.failed.cause = said->cause; break;
    case HF_EVENT_PROVISIONAL: event->u.provisional.status = said->status; break;
    case HF_EVENT_CHALLENGED:
        event->u.challenged.realm = (struct hf_text){.at = "", .length = 0};
        break;
    case HF_EVENT_LATE: event->u.late.status = said->status; break;
    case HF_EVENT_ABANDONED:
        event->u.abandoned.how = said->how;
        event->u.abandoned.status = said->how == HF_ABANDONED_ANSWERED ? said->status : 0;
        event->u.abandoned.expires_s = said->how == HF_ABANDONED_ANSWERED ? said->expires_s
                                                                          : HF_EXPIRES_NONE;
        break;
    default: break;
    }
}

/* Which kind of event it is to an attempt that runs; NONE: nothing. */
static uint32_t to_running(const struct said *said)
{
    switch (said->kind) {
    case HF_EVENT_LATE:
        return said->status < 200 ? HF_EVENT_PROVISIONAL : HF_EVENT_RESPONSE_RECEIVED;
    case HF_EVENT_ABANDONED:
        if (said->how != HF_ABANDONED_ANSWERED)
            return HF_EVENT_NONE;
        return said->status == 401 || said->status == 407 ? HF_EVENT_CHALLENGED
                                                          : HF_EVENT_RESPONSE_RECEIVED;
    default: return said->kind;
    }
}

static uint32_t to_abandoned(const struct life *life, const struct said *said)
{
    const int is_invite = life->send.kind == HF_REQUEST_INVITE;

    switch (said->kind) {
    case HF_EVENT_PROVISIONAL:
        return is_invite && said->status > 100 ? HF_EVENT_LATE : HF_EVENT_NONE;
    case HF_EVENT_RESPONSE_RECEIVED:
        return is_invite && said->status < 300 ? HF_EVENT_LATE : HF_EVENT_ABANDONED;
    case HF_EVENT_CHALLENGED:
    case HF_EVENT_ATTEMPT_FAILED: return HF_EVENT_ABANDONED;
    case HF_EVENT_CONNECTED: return HF_EVENT_NONE;
    default: return said->kind;
    }
}

int event_of(struct stage *stage, const struct life *life, const struct said *said)
{
    const uint32_t kind = life->is_abandoned ? to_abandoned(life, said) : to_running(said);
    struct said as = *said;

    if (kind == HF_EVENT_NONE)
        return 0;
    if (kind == said->kind && said->bytes != NULL) {
        if (stage_decode(stage, said->bytes, said->n_bytes) < 0)
            return 0;
    } else {
        if (kind == HF_EVENT_ABANDONED && kind != said->kind)
            as.how = said->kind == HF_EVENT_ATTEMPT_FAILED ? HF_ABANDONED_NOTHING
                                                           : HF_ABANDONED_ANSWERED;
        if (kind == HF_EVENT_RESPONSE_RECEIVED && as.retry_after_s == 0)
            as.retry_after_s = HF_RETRY_AFTER_NONE;
        make(&stage->event, &as, kind);
    }
    set_attempt(&stage->event, life->send.attempt);
    return 1;
}
