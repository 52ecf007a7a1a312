/* SPDX-License-Identifier: Apache-2.0 */
/* What stands at a row of the ladder, and in the box that opens over it. Like words.c, the place
 * for such text. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ladder_rows.h"
#include "words.h"
#include "words_story.h"

#define US_IN_S 1000000u

void hf_ladder_put(struct hf_ladder_out out, const char *format, ...)
{
    const size_t used = strlen(out.text);
    va_list values;

    va_start(values, format);
    (void)vsnprintf(out.text + used, out.size - used, format, values);
    va_end(values);
}

/* ---- parts ---- */

static const char *moment(uint64_t wall_us, uint64_t near_us, char text[HF_WORDS_MOMENT])
{
    const struct hf_moment at = {.wall_us = wall_us, .near_us = near_us};

    return hf_words_moment(&at, text);
}

static void put_span(struct hf_ladder_out out, uint64_t us)
{
    char text[HF_WORDS_SPAN];

    hf_ladder_put(out, "%s", hf_words_duration(us, 0, text));
}

/* A deadline of the line's time, as people read it. */
static void put_until(struct hf_ladder_out out, const struct hf_ladder_mark *mark, uint64_t until)
{
    char text[HF_WORDS_MOMENT];
    const uint64_t ahead_us = until > mark->at_us ? until - mark->at_us : 0;

    hf_ladder_put(out, "%s", moment(mark->wall_us + ahead_us, mark->wall_us, text));
}

static void put_target(struct hf_ladder_out out, const struct hf_target *target)
{
    char text[HF_WORDS_TARGET];

    hf_ladder_put(out, "%s",
                  target->family == HF_FAMILY_NONE ? "nowhere" : hf_words_target(target, text));
}

static unsigned why_of_cause(unsigned cause)
{
    static const uint16_t reasons[HF_CAUSE_COUNT] = {
        [HF_CAUSE_SILENCE] = HF_WHY_SILENCE,
        [HF_CAUSE_ICMP] = HF_WHY_ICMP_UNREACHABLE,
        [HF_CAUSE_REFUSED] = HF_WHY_CONNECTION_REFUSED,
        [HF_CAUSE_RESET] = HF_WHY_CONNECTION_RESET,
        [HF_CAUSE_CLOSED] = HF_WHY_CONNECTION_CLOSED,
        [HF_CAUSE_TLS] = HF_WHY_TLS_FAILED,
        [HF_CAUSE_CERTIFICATE] = HF_WHY_CERTIFICATE_FAILED,
        [HF_CAUSE_LOCAL] = HF_WHY_LOCAL_ERROR,
        [HF_CAUSE_CREDENTIALS] = HF_WHY_WRONG_CREDENTIALS,
        [HF_CAUSE_UNRESOLVED] = HF_WHY_NAME_UNKNOWN,
    };

    return cause < HF_CAUSE_COUNT ? reasons[cause] : HF_WHY_NONE;
}

static unsigned cause_named(const char *name)
{
    for (unsigned cause = 1; cause < HF_CAUSE_COUNT; cause++)
        if (strcmp(hf_cause_name(cause), name) == 0)
            return cause;
    return HF_CAUSE_NONE;
}

/* ---- messages ---- */

static void label_request(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    static const char *const purposes[HF_PURPOSE_COUNT] = {
        [HF_PURPOSE_REGISTER] = "",
        [HF_PURPOSE_PROBE] = ": is it back?",
        [HF_PURPOSE_REMOVE] = ": remove the registration",
        [HF_PURPOSE_REQUEST] = "",
        [HF_PURPOSE_KEEPALIVE] = ": does it live?"};

    hf_ladder_put(out, "%s%s%s",
                  mark->n_sends == 0 && mark->text[0] != '\0' ? mark->text
                                                              : hf_request_kind_name(mark->request),
                  mark->late ? " with credentials" : "",
                  mark->purpose < HF_PURPOSE_COUNT ? purposes[mark->purpose] : "");
    if (mark->column == HF_LADDER_OTHERS || mark->unsent) { /* no arrow says whereto */
        hf_ladder_put(out, ", to ");
        put_target(out, &mark->peer);
    }
    if (mark->unsent)
        hf_ladder_put(out, ": not sent");
}

static void label_answer(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const char *name = hf_words_status(mark->status);

    hf_ladder_put(out, "%u %s", mark->status, name[0] != '\0' ? name : mark->text);
    if (mark->status == 100)
        hf_ladder_put(out, "Trying");
    if (mark->status == 180)
        hf_ladder_put(out, "Ringing");
    if (mark->took_us >= 1000) {
        hf_ladder_put(out, ", after ");
        put_span(out, mark->took_us);
    }
    if (mark->has_value) {
        hf_ladder_put(out, mark->status == 423   ? "; at least "
                           : mark->status >= 300 ? "; not again for "
                                                 : "; valid ");
        put_span(out, (uint64_t)mark->value * US_IN_S);
    }
    if (mark->late)
        hf_ladder_put(out, mark->status == 401 || mark->status == 407 ? "; its nonce is stale"
                                                                      : "; too late");
}

static void label_failure(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const unsigned cause = mark->cause != 0 ? mark->cause : cause_named(mark->text);

    if (cause == HF_CAUSE_NONE && mark->text[0] != '\0') { /* a connection, in its own words */
        hf_ladder_put(out, "connection lost: %s", mark->text);
        return;
    }
    hf_ladder_put(out, "%s: %s", hf_cause_name(cause), hf_words_why(why_of_cause(cause)));
}

static void label_incoming(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    hf_ladder_put(out, "%s", mark->text[0] != '\0' ? mark->text : "a request");
    if (mark->status != 0)
        hf_ladder_put(out, ", answered %u %s", mark->status, hf_words_status(mark->status));
}

static void label_dropped(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    hf_ladder_put(out, "dropped");
    if (mark->peer.family != HF_FAMILY_NONE && mark->column == HF_LADDER_OTHERS) {
        hf_ladder_put(out, ", from ");
        put_target(out, &mark->peer);
    }
    if (mark->text[0] != '\0')
        hf_ladder_put(out, ": %s", mark->text);
}

static void label_found(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    static const char *const outcomes[HF_DNS_COUNT] = {
        [HF_DNS_ANSWER] = "",
        [HF_DNS_NO_NAME] = "there is no such name",
        [HF_DNS_NO_DATA] = "there is none",
        [HF_DNS_TIMEOUT] = "no answer",
        [HF_DNS_SERVFAIL] = "the name server failed",
        [HF_DNS_REFUSED] = "the name server refused",
        [HF_DNS_MALFORMED] = "an answer that cannot be read"};

    if (mark->text[0] != '\0')
        hf_ladder_put(out, "%s: ", mark->text);
    if (mark->outcome != HF_DNS_ANSWER || mark->number == 0) {
        hf_ladder_put(out, "%s",
                      mark->outcome >= HF_DNS_COUNT        ? "unknown"
                      : outcomes[mark->outcome][0] != '\0' ? outcomes[mark->outcome]
                                                           : "nothing found");
        return;
    }
    hf_ladder_put(out, "%u %s", mark->number, mark->number == 1 ? "record" : "records");
    if (mark->has_value) {
        hf_ladder_put(out, ", valid ");
        put_span(out, (uint64_t)mark->value * US_IN_S);
    }
}

/* ---- at the phone ---- */

static void label_decision(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const struct hf_decision *d = &mark->decision;
    const int failed = d->why >= HF_WHY_SILENCE && d->why <= HF_WHY_LOCAL_ERROR;
    const struct hf_words_failure failure = {
        .after_us = mark->took_us, .server = mark->server, .why = d->why, .status = d->status};
    char text[HF_WORDS_MAX];

    if (d->why == HF_WHY_RETRY_AFTER || d->why == HF_WHY_QUARANTINED) {
        hf_ladder_put(out, "server %u is left alone until ", d->from_server);
        put_until(out, mark, d->until_us != HF_NEVER ? d->until_us : mark->at_us);
        hf_ladder_put(out, d->why == HF_WHY_RETRY_AFTER ? ", as it asked to be  [%s]" : "  [%s]",
                      hf_why_rule(d->why));
        return;
    }
    if (d->from_server != 0 && (d->why == HF_WHY_NAME_UNKNOWN || d->why == HF_WHY_NAME_NONE ||
                                d->why == HF_WHY_NO_SERVICE || d->why == HF_WHY_ANSWER_STALE))
        hf_ladder_put(out, "server %u: ", d->from_server);
    hf_ladder_put(out, "%s", failed ? hf_words_failure(&failure, text) : hf_words_why(d->why));
    if (d->until_us != HF_NEVER && d->until_us > mark->at_us &&
        (d->machine != HF_MACHINE_ATTEMPT || d->why == HF_WHY_LAST_CANDIDATE)) {
        hf_ladder_put(out,
                      d->machine == HF_MACHINE_REGISTRATION || d->machine == HF_MACHINE_FAILBACK
                          ? "; next at "
                          : ", until ");
        put_until(out, mark, d->until_us);
    }
    hf_ladder_put(out, "  [%s]", hf_why_rule(d->why));
}

static void label_network(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const unsigned families = mark->outcome;

    if (families == 0)
        hf_ladder_put(out, "the network is gone");
    else
        hf_ladder_put(out, "the network: %s%s%s usable", families & HF_FAMILIES_IPV4 ? "IPv4" : "",
                      families == (HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6) ? " and " : "",
                      families & HF_FAMILIES_IPV6 ? "IPv6" : "");
    if (mark->late)
        hf_ladder_put(out, "; the phone's address has changed");
    hf_ladder_put(out, "  [%s]", hf_why_rule(HF_WHY_NETWORK_LOST));
}

static void label_of_target(const struct hf_ladder_mark *mark, const char *what,
                            struct hf_ladder_out out)
{
    hf_ladder_put(out, "%s ", what);
    put_target(out, &mark->peer);
    hf_ladder_put(out, ": %s", hf_words_why(why_of_cause(mark->cause)));
}

static void label_event(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    switch (mark->event) {
    case HF_EVENT_CONFIGURED: hf_ladder_put(out, "settings taken"); break;
    case HF_EVENT_STARTED: hf_ladder_put(out, "switched on"); break;
    case HF_EVENT_STOPPED: hf_ladder_put(out, "switched off"); break;
    case HF_EVENT_WANTED:
        hf_ladder_put(out, "the user wants: %s", hf_request_kind_name(mark->request));
        break;
    case HF_EVENT_WITHDRAWN: hf_ladder_put(out, "the user gave a request up"); break;
    case HF_EVENT_NETWORK_CHANGED: label_network(mark, out); break;
    case HF_EVENT_FLOW_LOST: label_of_target(mark, "connection lost to", out); break;
    case HF_EVENT_TARGET_RESTED: label_of_target(mark, "another line says of", out); break;
    case HF_EVENT_CREDENTIALS_CHANGED:
        hf_ladder_put(out, "there is a new password  [%s]",
                      hf_why_rule(HF_WHY_CREDENTIALS_CHANGED));
        break;
    case HF_EVENT_CALL_ARRIVED:
        hf_ladder_put(out, "a call came in over server %u", mark->server);
        break;
    case HF_EVENT_CALL_ANSWERED: hf_ladder_put(out, "the user answers the call"); break;
    case HF_EVENT_CALL_ENDED:
        hf_ladder_put(out, mark->server != 0 ? "a call over server %u is over" : "a call is over",
                      mark->server);
        break;
    case HF_EVENT_RESTORED:
        hf_ladder_put(out, "the phone was started again");
        if (mark->took_us != HF_ELAPSED_UNKNOWN) {
            hf_ladder_put(out, ", after ");
            put_span(out, mark->took_us);
        }
        break;
    case HF_EVENT_ABANDONED:
        hf_ladder_put(out, mark->outcome == HF_ABANDONED_CANCELLED ? "the old attempt is cancelled"
                           : mark->outcome == HF_ABANDONED_LATE_CALL_ENDED
                               ? "a call that came about too late was ended"
                               : "cancelling the old attempt was not answered");
        break;
    default: hf_ladder_put(out, "%s", hf_event_name(mark->event)); break;
    }
}

static void label_report(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    switch (mark->outcome) {
    case HF_DONE_ACCEPTED:
        hf_ladder_put(out, "the user's request was accepted by server %u", mark->server);
        break;
    case HF_DONE_REJECTED:
        hf_ladder_put(out, "the user's request was rejected: %u %s", mark->status,
                      hf_words_status(mark->status));
        break;
    case HF_DONE_FAILED:
        hf_ladder_put(out, "the user's request failed everywhere");
        if (mark->cause != 0)
            hf_ladder_put(out, ": %s", hf_words_why(why_of_cause(mark->cause)));
        else if (mark->status != 0)
            hf_ladder_put(out, ": %u %s", mark->status, hf_words_status(mark->status));
        break;
    case HF_DONE_DISABLED: hf_ladder_put(out, "the user's request: the line is off"); break;
    default: hf_ladder_put(out, "the user's request is withdrawn"); break;
    }
}

/* Who is to blame, where a failure brought the line here. */
static void put_reason(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const struct hf_words_failure failure = {
        .server = mark->outcome, .why = mark->is.why, .status = mark->is.status};
    char text[HF_WORDS_MAX];

    if (mark->outcome != 0 && mark->outcome == mark->is.server &&
        hf_words_failed(&failure, text) != NULL)
        hf_ladder_put(out,
                      mark->late ? "; another address of server %u %s" : "; server %u %s before",
                      mark->outcome, text);
    else if (mark->outcome != 0 && hf_words_failed(&failure, text) != NULL)
        hf_ladder_put(out, "; %s", hf_words_failure(&failure, text));
    else
        hf_ladder_put(out, "; %s", hf_words_why(mark->is.why));
}

static void label_state(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    const struct hf_line_status *is = &mark->is;

    if (mark->moved && mark->server != is->server)
        hf_ladder_put(out, "MOVED from server %u to server %u, ", mark->server, is->server);
    else if (mark->moved)
        hf_ladder_put(out, "MOVED to another address of server %u, ", is->server);
    else
        hf_ladder_put(out, "%s", hf_words_line_state(is->state));
    if (is->server != 0 && !mark->moved)
        hf_ladder_put(out, ": server %u, ", is->server);
    if (is->server != 0)
        put_target(out, &is->target);
    if (mark->step == 0 || is->why == HF_WHY_NONE || is->why == HF_WHY_ACCEPTED)
        return;
    if (is->state == HF_LINE_REGISTERING && mark->was.state == HF_LINE_FAILED)
        return; /* the reason is still that of the failure before */
    put_reason(mark, out);
    if (is->next_us != HF_NEVER && is->state == HF_LINE_FAILED) {
        hf_ladder_put(out, "; next try at ");
        put_until(out, mark, is->next_us);
    }
    hf_ladder_put(out, "  [%s]", hf_why_rule(is->why));
}

void hf_ladder_label(const struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                     struct hf_ladder_out out)
{
    (void)ladder;
    out.text[0] = '\0';
    switch ((enum hf_mark_kind)mark->kind) {
    case HF_MARK_REQUEST: label_request(mark, out); break;
    case HF_MARK_AGAIN: hf_ladder_put(out, "again (%u)", mark->number); break;
    case HF_MARK_ANSWER: label_answer(mark, out); break;
    case HF_MARK_FAILURE: label_failure(mark, out); break;
    case HF_MARK_CONNECT: hf_ladder_put(out, "connected"); break;
    case HF_MARK_INCOMING: label_incoming(mark, out); break;
    case HF_MARK_DROPPED: label_dropped(mark, out); break;
    case HF_MARK_REMARK:
    case HF_MARK_GAP:
    case HF_MARK_QUERY: hf_ladder_put(out, "%s", mark->text); break;
    case HF_MARK_FOUND: label_found(mark, out); break;
    case HF_MARK_DECISION: label_decision(mark, out); break;
    case HF_MARK_EVENT: label_event(mark, out); break;
    case HF_MARK_REPORT: label_report(mark, out); break;
    case HF_MARK_STATE: label_state(mark, out); break;
    case HF_MARK_GROUP:
    case HF_MARK_COUNT: break;
    }
}

/* ---- the box ---- */

static void put_passed_over(const struct hf_decision *d, struct hf_ladder_out out)
{
    const char *lead = "; passed over: candidate ";

    for (unsigned i = 0; i < 32; i++) {
        if ((d->passed_over & (UINT32_C(1) << i)) == 0)
            continue;
        hf_ladder_put(out, "%s%u", lead, i + 1);
        lead = ", ";
    }
}

/* "; setting retry_counts 3 (fanvil.txt:12)" */
static void put_setting(const struct hf_ladder *ladder, const struct hf_decision *d,
                        struct hf_ladder_out out)
{
    uint32_t line = 0;
    const char *file = hf_ladder_origin(ladder, d, &line);

    if (d->setting == HF_SETTING_NONE)
        return;
    hf_ladder_put(out, "; setting %s %" PRIu64, hf_setting_token(d->setting), d->setting_value);
    if (file != NULL)
        hf_ladder_put(out, " (%s:%" PRIu32 ")", file, line);
}

static void put_decision(const struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                         const struct hf_decision *d, struct hf_ladder_out out)
{
    hf_ladder_put(out, "\n%s", hf_machine_name(d->machine));
    if (d->subject != 0)
        hf_ladder_put(out, " %u", d->subject);
    if (d->from_state == d->to_state)
        hf_ladder_put(out, " stays %s", hf_state_name(d->machine, d->to_state));
    else
        hf_ladder_put(out, ": %s to %s", hf_state_name(d->machine, d->from_state),
                      hf_state_name(d->machine, d->to_state));
    hf_ladder_put(out, ", because %s (%s %s)", hf_words_why(d->why), hf_why_rule(d->why),
                  hf_why_token(d->why));
    if (d->status != 0)
        hf_ladder_put(out, "; answer %u", d->status);
    put_setting(ladder, d, out);
    if (d->until_us != HF_NEVER) {
        hf_ladder_put(out, "; until ");
        put_until(out, mark, d->until_us);
    }
    if (d->from_server != 0 && d->to_server != 0 && d->from_server != d->to_server)
        hf_ladder_put(out, "; from server %u to server %u", d->from_server, d->to_server);
    put_passed_over(d, out);
}

static void put_message(const struct hf_ladder_mark *mark, struct hf_ladder_out out)
{
    if (mark->peer.family != HF_FAMILY_NONE) {
        hf_ladder_put(out, mark->kind == HF_MARK_REQUEST || mark->kind == HF_MARK_AGAIN
                               ? "\nto "
                               : "\nfrom ");
        put_target(out, &mark->peer);
    }
    if (mark->server != 0)
        hf_ladder_put(out, ", server %u", mark->server);
    if (mark->proxy != 0)
        hf_ladder_put(out, " by way of its proxy %u", mark->proxy);
    if (mark->text[0] != '\0' && mark->kind != HF_MARK_QUERY && mark->kind != HF_MARK_GAP)
        hf_ladder_put(out, "\nnote: %s", mark->text);
    if (mark->attempt != 0)
        hf_ladder_put(out, "\nattempt %" PRIu64, mark->attempt);
}

void hf_ladder_detail(const struct hf_ladder *ladder, const struct hf_ladder_mark *mark,
                      struct hf_ladder_out out)
{
    static char label[HF_LADDER_LABEL];
    char text[HF_WORDS_MOMENT];
    const struct hf_moment at = {.wall_us = mark->wall_us, .exact = 1};

    out.text[0] = '\0';
    hf_ladder_label(ladder, mark, (struct hf_ladder_out){label, sizeof label});
    hf_ladder_put(out, "%s\n%s", hf_words_moment(&at, text), label);
    if (mark->kind != HF_MARK_STATE && mark->kind != HF_MARK_DECISION)
        put_message(mark, out);
    for (unsigned i = 0; i < mark->n_decisions; i++)
        put_decision(ladder, mark, &ladder->decisions[mark->first_decision + i], out);
}

/* ---- groups ---- */

/* "3 renewals at server 1": `many` is behind one, or the ending of the plural. */
static void put_count(struct hf_ladder_out out, uint32_t n, const char *one, const char *behind)
{
    if (n == 0)
        return;
    hf_ladder_put(out, "%s%" PRIu32 " %s%s%s", out.text[0] != '\0' ? ", " : "", n, one,
                  n == 1 ? "" : "s", behind);
}

/* Routine comes last: where the room is short, it is what is cut; the box has all. */
void hf_ladder_group_label(const struct hf_ladder_tally *tally, struct hf_ladder_out out)
{
    char at[24];

    out.text[0] = '\0';
    put_count(out, tally->outages, "outage", "");
    put_count(out, tally->moves, "move", "");
    put_count(out, tally->networks, "change", " of the network");
    put_count(out, tally->passwords, "new password", "");
    put_count(out, tally->calls, "call", " in");
    put_count(out, tally->requests_of_user, "request", " of the user");
    for (unsigned i = 0; i <= HF_LINE_SERVERS; i++) {
        snprintf(at, sizeof at, " at server %u", i);
        put_count(out, tally->renewed[i], "renewal", at);
    }
    put_count(out, tally->passes_failed, "round", " of registering in vain");
    put_count(out, tally->probes_failed, "look", " for a better server in vain");
    put_count(out, tally->keepalives, "sign", " of life");
    put_count(out, tally->removals, "registration", " removed");
    put_count(out, tally->lookups, "name lookup", "");
    put_count(out, tally->dropped, "message", " dropped");
    put_count(out, tally->others, "other thing", "");
}

void hf_ladder_group_detail(const struct hf_ladder_tally *tally, struct hf_ladder_out out)
{
    hf_ladder_put(out,
                  "\n%" PRIu64 " requests sent, %" PRIu64 " of them again; %" PRIu64
                  " answers; what went so before is not shown again",
                  tally->requests + tally->again, tally->again, tally->answers);
}
