/* SPDX-License-Identifier: Apache-2.0 */
/* What a line's records say of its servers, and of the requests under way to them. */
#include <string.h>

#include "explain.h"
#include "holdfast/sip/agent.h"

void hf_explain_configure(struct hf_explain_line *line, const struct hf_config *config)
{
    line->n_servers = config->n_servers <= HF_LINE_SERVERS ? config->n_servers : HF_LINE_SERVERS;
    line->concurrent = config->mode == HF_MODE_CONCURRENT;
    line->configured = 1;
    memset(line->candidates, 0, sizeof line->candidates);
    for (unsigned k = 0; k < HF_LINE_SERVERS; k++) {
        struct hf_explain_server *server = &line->servers[k];
        const struct hf_server_config *entry = &config->servers[k];
        const int known = k < line->n_servers && entry->host.length > 0 &&
                          (size_t)entry->host.at + entry->host.length <= sizeof config->names;

        snprintf(server->host, sizeof server->host, "%.*s", known ? (int)entry->host.length : 0,
                 known ? config->names + entry->host.at : "");
        if (known && entry->port != 0 && entry->port != 5060)
            snprintf(server->host + strlen(server->host),
                     sizeof server->host - strlen(server->host), ":%u", (unsigned)entry->port);
    }
}

/* Never NULL: what has no number, or one that this build has no room for, counts as the first. */
struct hf_explain_server *hf_explain_server(struct hf_explain_line *line, unsigned number)
{
    return &line->servers[number >= 1 && number <= HF_LINE_SERVERS ? number - 1 : 0];
}

/* ---- attempts under way ---- */

static struct hf_explain_attempt *find(struct hf_explain_line *line, uint64_t id)
{
    for (unsigned i = 0; i < HF_EXPLAIN_ATTEMPTS && id != 0; i++)
        if (line->attempts[i].id == id)
            return &line->attempts[i];
    return NULL;
}

/* The decision that sent it says what limits its time. */
static struct hf_setting_said limit_of(const struct hf_explain_line *line,
                                       const struct hf_actions *actions, uint64_t attempt)
{
    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_decision *d = &actions->items[i].u.decision;

        if (actions->items[i].kind == HF_ACTION_EXPLAIN && d->machine == HF_MACHINE_ATTEMPT &&
            d->attempt == attempt && d->from_state != d->to_state)
            return hf_explain_said(line, d);
    }
    return (struct hf_setting_said){.setting = HF_SETTING_NONE};
}

/* Of an INVITE its own id is the call's, and of a BYE that the line sends by itself (C8). */
static uint64_t call_of(const struct hf_explain_line *line, const struct hf_send *send)
{
    if (send->kind == HF_REQUEST_BYE)
        for (unsigned i = 0; i < HF_EXPLAIN_REQUESTS; i++)
            if (line->requests[i].id == send->request)
                return line->requests[i].call;
    return send->request;
}

void hf_explain_send(struct hf_explain_line *line, const struct hf_send *send,
                     const struct hf_actions *actions)
{
    struct hf_explain_attempt *free = find(line, send->attempt);

    for (unsigned i = 0; i < HF_EXPLAIN_ATTEMPTS && free == NULL; i++)
        if (line->attempts[i].id == 0)
            free = &line->attempts[i];
    for (unsigned i = 0; i < HF_EXPLAIN_ATTEMPTS && free == NULL; i++)
        if (i + 1 == HF_EXPLAIN_ATTEMPTS ||
            line->attempts[i].asked_us <= line->attempts[0].asked_us)
            free = &line->attempts[i]; /* whose end the log did not say */
    *free = (struct hf_explain_attempt){.id = send->attempt,
                                        .call = call_of(line, send),
                                        .kind = send->kind,
                                        .asked_us = line->now_us,
                                        .target = send->target,
                                        .by = limit_of(line, actions, send->attempt),
                                        .purpose = send->purpose,
                                        .server = send->server};
    hf_explain_server(line, send->server)->target = send->target;
}

void hf_explain_asked_again(struct hf_explain_line *line, uint64_t id)
{
    struct hf_explain_attempt *attempt = find(line, id);

    if (attempt == NULL)
        return;
    attempt->asked_us = line->now_us;
    attempt->n_sent = 0;
}

void hf_explain_answered(struct hf_explain_line *line, uint64_t id)
{
    const struct hf_explain_attempt *attempt = find(line, id);

    if (attempt != NULL && attempt->server != 0)
        hf_explain_server(line, attempt->server)->answered_wall_us = line->wall_us;
}

/* What came from outside is in it: printed as far as it can be. */
static void keep_noted(struct hf_explain_line *line, const struct hf_log_note *note)
{
    size_t n = 0;

    line->noted_attempt = note->attempt;
    for (; note->text != NULL && note->text[n] != '\0' && n + 1 < sizeof line->noted; n++)
        line->noted[n] = note->text[n] >= ' ' && note->text[n] <= '~' ? note->text[n] : '?';
    line->noted[n] = '\0';
}

/* Of what the connection failed, where that says more than the reason. */
static void take_detail(const struct hf_explain_line *line, struct hf_explain_server *server,
                        const struct hf_decision *d)
{
    const int more = d->why == HF_WHY_TLS_FAILED || d->why == HF_WHY_CERTIFICATE_FAILED;

    server->detail[0] = '\0';
    if (more && line->noted_attempt == d->attempt &&
        strcmp(line->noted, hf_cause_name(d->cause)) != 0)
        memcpy(server->detail, line->noted, sizeof server->detail);
}

void hf_explain_take_note(struct hf_explain_line *line, const struct hf_log_note *note)
{
    struct hf_explain_attempt *attempt;
    const int sent = note->kind == HF_NOTE_FIRST_SEND, again = note->kind == HF_NOTE_RETRANSMISSION;

    if (note->kind == HF_NOTE_ICMP || note->kind == HF_NOTE_CONNECTION_LOST)
        keep_noted(line, note);
    if (!sent && !again)
        return;
    attempt = find(line, note->attempt);
    if (attempt != NULL && attempt->n_sent < UINT16_MAX)
        attempt->n_sent++;
    if (!line->in_range || line->over)
        return;
    line->totals.sends += (unsigned)sent;
    line->totals.repeats += (unsigned)again;
}

/* ---- what became of them ---- */

static int is_failure(const struct hf_decision *d)
{
    if (d->why == HF_WHY_EXPIRY_TOO_BRIEF)
        return 0; /* it says what it would accept, and is asked for that */
    return d->cause != HF_CAUSE_NONE || d->status >= 300 || d->why == HF_WHY_CONTACT_REMOVED ||
           d->why == HF_WHY_CONTACT_MISSING || d->why == HF_WHY_WRONG_CREDENTIALS;
}

static void fail_server(struct hf_explain_line *line, const struct hf_explain_attempt *attempt,
                        const struct hf_decision *d)
{
    struct hf_explain_server *server = hf_explain_server(line, attempt->server);

    const struct hf_target *at = &line->status.target;
    const int is_other = server->n_failed > 0 && at->family != HF_FAMILY_NONE &&
                         memcmp(&server->failed_at, at, sizeof *at) == 0 &&
                         memcmp(&attempt->target, at, sizeof *at) != 0;

    server->mixed = server->n_failed > 0 &&
                    (server->mixed || server->why != d->why || server->status != d->status);
    server->n_failed++;
    line->failed_us = line->now_us;
    line->failed_why = d->why;
    line->failed_status = d->status;
    line->failed_server = attempt->server;
    if (is_other)
        return; /* that the address in use failed says more */
    server->why = d->why;
    server->status = d->status;
    take_detail(line, server, d);
    server->failed_at = attempt->target;
    server->lives = attempt->lives;
    server->took_us = line->now_us - attempt->asked_us;
    server->n_sent = attempt->n_sent;
    server->by = d->why == HF_WHY_SILENCE ? attempt->by : hf_explain_said(line, d);
}

static void fail_probe(struct hf_explain_line *line, const struct hf_explain_attempt *attempt,
                       const struct hf_decision *d)
{
    if (line->stay.proxy.under_way) { /* a line has one probe at a time */
        line->stay.proxy.why = d->why;
        line->stay.proxy.status = d->status;
        return;
    }
    line->stay.probe_failed_server = attempt->server;
    line->stay.probe_why = d->why;
    line->stay.probe_status = d->status;
}

static void fail_request(struct hf_explain_line *line, const struct hf_explain_attempt *attempt,
                         const struct hf_decision *d)
{
    line->asked = (struct hf_explain_try){.failure = {.after_us = line->now_us - attempt->asked_us,
                                                      .server = attempt->server,
                                                      .why = d->why,
                                                      .status = d->status},
                                          .target = attempt->target};
    line->asked_kind = attempt->kind;
    hf_explain_call_tried(line, attempt, &line->asked);
}

static void note_rest(struct hf_explain_line *line, const struct hf_decision *d)
{
    struct hf_explain_server *server = hf_explain_server(line, d->to_server);

    if (d->to_server == 0 || d->until_us == HF_NEVER)
        return;
    server->rest_until_wall_us = hf_explain_wall(line, d->until_us);
    server->rest_why = d->why;
    server->rests = hf_explain_said(line, d);
}

static void note_passed_over(struct hf_explain_step *step, const struct hf_decision *d)
{
    for (unsigned i = 0; i < sizeof step->line->candidates; i++)
        if ((d->passed_over & (1u << i)) != 0 && step->line->candidates[i] != 0)
            step->passed_over |= 1u << step->line->candidates[i];
}

static void end_attempt(struct hf_explain_line *line, const struct hf_decision *d)
{
    struct hf_explain_attempt *attempt = find(line, d->attempt);
    const struct hf_explain_attempt unseen = {
        .purpose = d->subject, .server = d->from_server, .asked_us = line->now_us};
    const struct hf_explain_attempt *ended = attempt != NULL ? attempt : &unseen;

    if (is_failure(d) && ended->purpose == HF_PURPOSE_REGISTER)
        fail_server(line, ended, d);
    else if (is_failure(d) && ended->purpose == HF_PURPOSE_PROBE)
        fail_probe(line, ended, d);
    else if (is_failure(d) && ended->purpose == HF_PURPOSE_REQUEST)
        fail_request(line, ended, d);
    if (attempt != NULL)
        *attempt = (struct hf_explain_attempt){.id = 0};
}

/* A4, A7: the protocol's own time counts, no setting of how often to ask. */
static void extend(struct hf_explain_line *line, uint64_t id, uint8_t lives)
{
    struct hf_explain_attempt *attempt = find(line, id);

    if (attempt == NULL)
        return;
    attempt->by.setting = HF_SETTING_NONE;
    attempt->lives |= lives;
}

void hf_explain_attempt_decided(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;

    if (d->to_candidate >= 1 && d->to_candidate <= sizeof line->candidates && d->to_server >= 1 &&
        d->to_server <= HF_LINE_SERVERS)
        line->candidates[d->to_candidate - 1] = d->to_server;
    if (d->why == HF_WHY_RETRY_AFTER || d->why == HF_WHY_QUARANTINED)
        note_rest(line, d);
    else if (d->to_state == step->explain->states.ended && d->from_state != d->to_state)
        end_attempt(line, d);
    else if (d->why == HF_WHY_LAST_CANDIDATE || d->why == HF_WHY_SERVER_LIVES)
        extend(line, d->attempt, d->why == HF_WHY_SERVER_LIVES);
    else if (d->passed_over != 0 && d->subject == HF_PURPOSE_REGISTER)
        note_passed_over(step, d);
}

void hf_explain_forget_failures(struct hf_explain_line *line)
{
    for (unsigned k = 0; k < HF_LINE_SERVERS; k++)
        line->servers[k].n_failed = 0;
}

/* A name that cannot be looked up is news once, and once more when it can. */
void hf_explain_located(struct hf_explain_step *step, const struct hf_decision *d)
{
    struct hf_explain_line *line = step->line;
    struct hf_explain_server *server = hf_explain_server(line, d->subject);
    const struct hf_explain_states *states = &step->explain->states;
    uint16_t why;

    if (d->subject < 1 || d->subject > HF_LINE_SERVERS)
        return; /* no server of ours: the log was not written by a line */
    if (d->to_state == states->known && step->event->kind != HF_EVENT_DNS_ANSWERED &&
        step->event->kind != HF_EVENT_LOCATED)
        return; /* put aside, not answered */
    if (d->to_state == states->known)
        why = HF_WHY_NONE;
    else if (d->to_state == states->stale || d->to_state == states->none)
        why = d->why == HF_WHY_NAME_ASKED ? server->name_why : d->why;
    else
        return;
    if (d->to_state == states->none && d->from_state != d->to_state) {
        server->n_failed++;
        server->why = d->why;
        server->status = 0;
        server->detail[0] = '\0';
        server->by.setting = HF_SETTING_NONE;
    }
    if (d->to_state != states->known)
        hf_explain_not_found(line, d->subject);
    if (why == server->name_why)
        return;
    server->name_why = why;
    hf_explain_name_changed(step, d->subject);
}
