/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold after each step, by the names of behaviour.md H. Beside hf_line_check, which looks
 * at one state, these look at what an event made of one: nobody is forgotten (checks_rules.c: and
 * nothing goes where it must not). And where the policy wants the line, once servers answer.
 */
#include <string.h>

#include "model.h"

#define IDS_MOST 64u

struct ids {
    uint64_t of[IDS_MOST];
    unsigned n;
};

static bool has(const struct ids *ids, uint64_t id)
{
    for (unsigned i = 0; i < ids->n; i++) {
        if (ids->of[i] == id)
            return true;
    }
    return false;
}

static void take(struct ids *ids, uint64_t id)
{
    if (id != 0 && !has(ids, id) && ids->n < IDS_MOST)
        ids->of[ids->n++] = id;
}

static bool drop(struct ids *ids, uint64_t id)
{
    for (unsigned i = 0; i < ids->n; i++) {
        if (ids->of[i] != id)
            continue;
        ids->of[i] = ids->of[--ids->n];
        return true;
    }
    return false;
}

static bool is_same(const struct ids *a, const struct ids *b)
{
    for (unsigned i = 0; i < a->n; i++) {
        if (!has(b, a->of[i]))
            return false;
    }
    return a->n == b->n;
}

/* ---- H3, H4: attempts: what is ordered is owed an answer, until it is heard ---- */

static struct ids open_of(const struct hf_line *line)
{
    struct ids ids = {.n = 0};

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].attempt.state != HF_ATTEMPT_CANCELLING)
            take(&ids, line->passes[i].attempt.id);
    }
    return ids;
}

static struct ids abandoned_of(const struct hf_line *line)
{
    struct ids ids = {.n = 0};

    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0)
            take(&ids, line->first_id + line->watched[i].number - 1);
    }
    return ids;
}

static void hear(struct ids *open, struct ids *abandoned, const struct hf_event *event)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: (void)drop(open, event->u.response.attempt); break;
    case HF_EVENT_ATTEMPT_FAILED: (void)drop(open, event->u.failed.attempt); break;
    case HF_EVENT_ABANDONED: (void)drop(abandoned, event->u.abandoned.attempt); break;
    case HF_EVENT_RESTORED:
        open->n = 0;
        abandoned->n = 0;
        break;
    default: break;
    }
}

static bool attempts_are_kept(const struct hf_line *before, const struct hf_event *event,
                              const struct hf_line *after, const struct hf_actions *actions)
{
    struct ids open = open_of(before), abandoned = abandoned_of(before);
    const struct ids open_now = open_of(after), abandoned_now = abandoned_of(after);

    hear(&open, &abandoned, event);
    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_action *a = &actions->items[i];
        if (a->kind == HF_ACTION_SEND)
            take(&open, a->u.send.attempt);
        if (a->kind == HF_ACTION_ABANDON) {
            (void)drop(&open, a->u.attempt.attempt);
            take(&abandoned, a->u.attempt.attempt);
        }
        if (a->kind == HF_ACTION_KEEP) {
            (void)drop(&abandoned, a->u.attempt.attempt);
            take(&open, a->u.attempt.attempt);
        }
    }
    return is_same(&open, &open_now) && is_same(&abandoned, &abandoned_now);
}

/* ---- H3: requests of the user ---- */

static struct ids requests_of(const struct hf_line *line)
{
    struct ids ids = {.n = 0};

    for (uint8_t i = 0; i < HF_LINE_REQUESTS; i++)
        take(&ids, line->wishes.requests[i]);
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        take(&ids, line->passes[i].request);
    return ids;
}

static struct ids calls_of(const struct hf_line *line)
{
    struct ids ids = {.n = 0};

    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        take(&ids, line->calls[i].id);
    return ids;
}

static bool reports(const struct hf_action *a, bool calls, uint64_t id)
{
    if (calls)
        return a->kind == HF_ACTION_REPORT_CALL && a->u.call.call == id &&
               a->u.call.state == HF_CALL_OVER;
    return a->kind == HF_ACTION_REPORT_REQUEST && a->u.request.request == id;
}

/* What is there no more has been reported once, and what is there still has not. */
static bool are_reported(const struct ids *all, const struct ids *now, bool calls,
                         const struct hf_actions *actions)
{
    for (unsigned i = 0; i < now->n; i++) {
        if (!has(all, now->of[i]))
            return false;
    }
    for (unsigned i = 0; i < all->n; i++) {
        unsigned n = 0;
        for (uint32_t k = 0; k < actions->n; k++)
            n += reports(&actions->items[k], calls, all->of[i]);
        if (n != (has(now, all->of[i]) ? 0u : 1u))
            return false;
    }
    return true;
}

static bool requests_are_reported(const struct hf_line *before, const struct hf_event *event,
                                  const struct hf_line *after, const struct hf_actions *actions)
{
    struct ids requests = requests_of(before), calls = calls_of(before);
    const struct ids requests_now = requests_of(after), calls_now = calls_of(after);

    if (event->kind == HF_EVENT_WANTED) {
        take(&requests, event->u.wanted.request);
        if (event->u.wanted.kind == HF_REQUEST_INVITE)
            take(&calls, event->u.wanted.request);
    }
    if (event->kind == HF_EVENT_CALL_ARRIVED)
        take(&calls, event->u.call.call);
    return are_reported(&requests, &requests_now, false, actions) &&
           are_reported(&calls, &calls_now, true, actions);
}

/* ---- all ---- */

static const char *invariant(const struct hf_line *line)
{
    static const char *const names[] = {NULL, "H1", "H2", "H3",  "H4",  "H5",  "H6",
                                        "H7", "H8", "H9", "H10", "H11", "H12", "H13"};

    return names[hf_line_check(line)];
}

const char *check_step(const struct hf_line *before, const struct hf_event *event,
                       const struct hf_line *after, const struct hf_actions *actions)
{
    const char *broken = invariant(after);

    if (broken != NULL)
        return broken;
    if (actions->late_events != 0)
        return "H2: an answer that is owed counts as late";
    if (actions->n > HF_ACTIONS_MAX)
        return "H9: too many actions";
    if (!attempts_are_kept(before, event, after, actions))
        return "H3: an attempt has no end, or two";
    if (!requests_are_reported(before, event, after, actions))
        return "H3: a request of the user is reported not once";
    return check_rules(before, event, after, actions);
}

static bool is_off(const struct hf_line *line)
{
    uint8_t state = line->registrations[0].state;

    return state == HF_REGISTRATION_OFF || state == HF_REGISTRATION_STOPPING;
}

static bool is_calm(const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].state != HF_PASS_IDLE)
            return false;
    }
    return true;
}

/* H3: what the user asked for is answered some day, and a line that is off has forgotten nothing
 * anywhere (C8). */
static bool owes_nothing(const struct hf_line *line)
{
    const struct ids requests = requests_of(line), calls = calls_of(line);
    bool owes = requests.n != 0 || calls.n != 0;

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        owes = owes || (is_off(line) && line->bindings[i].state != HF_BINDING_ABSENT);
    return !owes;
}

static bool is_held(const struct hf_line *line, uint8_t server)
{
    return line->bindings[server - 1].state == HF_BINDING_HELD;
}

/* On the best server that answers, and by its first proxy, on its first target where a setting
 * leads back there; in concurrent mode at each server that answers. */
static bool is_there(const struct hf_line *line, uint8_t healed)
{
    uint8_t working = line->service.working;
    const struct hf_candidate *c = &line->candidates[working < HF_LINE_TARGETS ? working : 0];
    uint8_t wanted = healed == HEALED_SECOND ? 2 : 1;
    const struct hf_server_config *server = &line->config.servers[0]; /* those of two are alone */
    bool leads_back = server->failback_mode != HF_FAILBACK_NEVER || server->n_proxies > 1;

    if (healed == HEALED_ALL && line->config.failback_servers == HF_FAILBACK_NEVER && c->server > 0)
        wanted = c->server;
    if (working == HF_NONE || c->server != wanted || !is_held(line, wanted))
        return false;
    if (line->config.mode == HF_MODE_CONCURRENT && healed == HEALED_ALL) {
        for (uint8_t i = 1; i <= line->config.n_servers; i++) {
            if (!is_held(line, i))
                return false;
        }
    }
    return !leads_back || working == 0;
}

uint8_t home_of(const struct hf_line *line, uint8_t healed)
{
    if (!owes_nothing(line) || (!is_off(line) && !is_there(line, healed)))
        return HOME_NOT;
    return is_calm(line) ? HOME_SETTLED : HOME_IS;
}
