/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line's status, derived from its machines after each step and reported when it changed (F1).
 * It holds no state of its own but the last report.
 */
#include "report.h"

#include <stdbool.h>
#include <string.h>

#include "binding.h"
#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"

static enum hf_line_state in_service(uint8_t server)
{
    return server == 1 ? HF_LINE_REGISTERED : HF_LINE_ON_BACKUP;
}

static enum hf_line_state state_now(const struct hf_line *line)
{
    uint8_t server = hf_candidate_server(line, line->registration.working);

    switch ((enum hf_registration_state)line->registration.state) {
    case HF_REGISTRATION_OFF: return HF_LINE_DISABLED;
    case HF_REGISTRATION_REGISTERING: /* a refresh does not take the line out of service */
        if (server != 0 && hf_binding_is_held(line, server))
            return in_service(server);
        return HF_LINE_REGISTERING;
    case HF_REGISTRATION_REGISTERED: return in_service(server);
    case HF_REGISTRATION_WAITING:
    case HF_REGISTRATION_REFUSED: return HF_LINE_FAILED;
    case HF_REGISTRATION_STOPPING: /* until the bindings are gone */
        return (enum hf_line_state)line->reported.state;
    case HF_REGISTRATION_COUNT: break;
    }
    HF_UNREACHABLE();
}

static bool is_in_service(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED || status->state == HF_LINE_ON_BACKUP;
}

static void set_where(const struct hf_line *line, struct hf_line_status *status)
{
    const struct hf_candidate *working = &line->candidates[line->registration.working];

    status->target = working->target;
    status->server = working->server;
    status->proxy = working->proxy;
}

static bool same_place(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->state == b->state && a->server == b->server && a->proxy == b->proxy &&
           hf_target_equal(&a->target, &b->target);
}

void hf_report_settle(struct hf_context *x)
{
    const struct hf_registration *r = &x->line->registration;
    struct hf_line_status *reported = &x->line->reported;
    struct hf_line_status now;

    if (r->state == HF_REGISTRATION_STOPPING)
        return;
    memset(&now, 0, sizeof now);
    now.state = (uint8_t)state_now(x->line);
    now.next_us = now.state == HF_LINE_FAILED ? r->deadline_us : HF_NEVER;
    now.why = r->why;
    now.status = r->status;
    now.cause = r->cause;
    if (is_in_service(&now))
        set_where(x->line, &now);
    now.since_us = same_place(&now, reported) ? reported->since_us : x->now_us;
    if (memcmp(&now, reported, sizeof now) == 0)
        return;
    *reported = now;
    hf_emit(x, HF_ACTION_REPORT_LINE)->u.line = now;
}
