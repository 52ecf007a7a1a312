/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a line, in sentences; see words_story.h. Their parts are in words_parts.c. */
#include "words_story.h"

#include <inttypes.h>
#include <string.h>

#include "holdfast/line.h"
#include "words_parts.h"

/* ---- beginnings ---- */

void hf_story_begin(struct hf_prose *prose, const struct hf_log_segment *segment)
{
    hf_prose_add(prose, "A log of %s begins.",
                 segment->writer[0] != '\0' ? segment->writer : "an unnamed writer");
    if (segment->semantics != HF_SEMANTICS)
        hf_prose_add(prose,
                     " It was written under another set of rules (semantics %u, here %u); what "
                     "follows is what the log says.",
                     segment->semantics, (unsigned)HF_SEMANTICS);
}

void hf_story_switched_on(struct hf_prose *prose, hf_story_line line)
{
    int any = 0;

    hf_prose_add(prose, "Switched on");
    if (line->concurrent)
        hf_prose_add(prose, ", to be registered at every server at the same time");
    hf_prose_add(prose, ".");
    for (unsigned k = 1; k <= line->n_servers; k++) {
        if (line->servers[k - 1].host[0] == '\0')
            continue;
        hf_prose_add(prose, "%s %u is %s", any ? ", server" : " Server", k,
                     line->servers[k - 1].host);
        any = 1;
    }
    if (any)
        hf_prose_add(prose, ".");
}

void hf_story_registered(struct hf_prose *prose, hf_story_line line, uint64_t after_us)
{
    hf_prose_add(prose, "Registered at ");
    hf_part_place(prose, line, &line->status);
    hf_prose_add(prose, ", ");
    hf_part_duration(prose, after_us);
    hf_prose_add(prose, " after it was switched on");
    hf_part_failures(prose, line, "; ");
    hf_prose_add(prose, ".");
    hf_part_probe_next(prose, line);
}

void hf_story_already(struct hf_prose *prose, hf_story_line line)
{
    switch ((enum hf_explain_phase)line->phase) {
    case HF_PHASE_IN:
        hf_prose_add(prose, "At this point the line is registered at ");
        hf_part_place(prose, line, &line->status);
        break;
    case HF_PHASE_OUT: hf_prose_add(prose, "At this point the line is out of service"); break;
    case HF_PHASE_OFF: hf_prose_add(prose, "At this point the line is switched off"); break;
    case HF_PHASE_UNKNOWN: return;
    }
    if (line->stay.since_wall_us + 1000000 < prose->wall_us) {
        hf_prose_add(prose, ", since ");
        hf_part_moment(prose, line->stay.since_wall_us);
    }
    if (line->phase == HF_PHASE_OUT && hf_explain_n_failed(line) == 0)
        hf_prose_add(prose, ", because %s", hf_words_why(line->status.why));
    if (line->phase == HF_PHASE_OUT)
        hf_part_failures(prose, line, ": ");
    hf_prose_add(prose, ".");
    if (line->phase == HF_PHASE_OUT)
        hf_part_rests(prose, line);
}

/* ---- quiet times ---- */

/* "Asked 3 times, 2 min apart," */
static void add_asked(struct hf_prose *prose, uint32_t n, uint64_t lasted_us)
{
    hf_prose_add(prose, " Asked ");
    hf_part_times(prose, n);
    if (n <= 1)
        return;
    hf_prose_add(prose, ", ");
    hf_part_duration(prose, lasted_us / (n - 1));
    hf_prose_add(prose, " apart,");
}

static void add_proxy_probes(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_proxy *proxy = &line->stay.proxy;
    const struct hf_words_failure failure = {
        .server = line->status.server, .why = proxy->why, .status = proxy->status};
    char text[HF_WORDS_MAX];
    const char *failed = hf_words_failed(&failure, text);

    add_asked(prose, proxy->n, proxy->last_us - proxy->first_us);
    hf_prose_add(prose, " whether its proxy 1 answers again");
    hf_part_setting(prose, &line->proxy_by);
    if (proxy->n_failed > 0 && proxy->accepted)
        hf_prose_add(prose, ": not until the last time");
    else if (proxy->n_failed > 0)
        hf_prose_add(prose, ": not yet");
    if (proxy->n_failed > 0 && failed != NULL)
        hf_prose_add(prose, proxy->accepted ? " (before, it %s)" : ", it %s", failed);
    hf_prose_add(prose, ".");
}

static void add_probes(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_stay *stay = &line->stay;
    const struct hf_words_failure failure = {
        .server = stay->probe_failed_server, .why = stay->probe_why, .status = stay->probe_status};
    char text[HF_WORDS_MAX];

    add_asked(prose, stay->probes, stay->last_probe_us - stay->first_probe_us);
    hf_prose_add(prose, " whether server %u is back",
                 stay->probe_failed_server != 0 ? stay->probe_failed_server : stay->probe_server);
    hf_part_setting(prose, &line->probe_by);
    if (stay->probes_failed > 0 && stay->probe_accepted != stay->probe_failed_server &&
        (stay->probe_accepted != 0 || stay->probes_failed >= stay->probes))
        hf_prose_add(prose, ": not yet, %s", hf_words_failure(&failure, text));
    else if (stay->probes_failed > 0 && stay->probe_accepted == stay->probe_failed_server)
        hf_prose_add(prose, ": not until the last time (before: %s)",
                     hf_words_failure(&failure, text));
    hf_prose_add(prose, ".");
}

void hf_story_stay(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_stay *stay = &line->stay;

    hf_prose_add(prose, "Registered at ");
    hf_part_place(prose, line, &line->status);
    if (stay->renewals > 0) {
        hf_prose_add(prose, "%s renewed ", line->status.server > 1 ? ";" : ",");
        hf_part_times(prose, stay->renewals);
    }
    hf_prose_add(prose, ".");
    if (stay->calls > 0)
        hf_prose_add(prose, " %" PRIu32 " %s came in.", stay->calls,
                     stay->calls == 1 ? "call" : "calls");
    if (stay->dialled > 0)
        hf_prose_add(prose, " %" PRIu32 " %s made.", stay->dialled,
                     stay->dialled == 1 ? "call was" : "calls were");
    if (stay->networks > 0) {
        hf_prose_add(prose, " The phone's network changed ");
        hf_part_times(prose, stay->networks);
        hf_prose_add(prose, " more.");
    }
    if (stay->probes > 0)
        add_probes(prose, line);
    if (stay->proxy.n > 0)
        add_proxy_probes(prose, line);
}

/* ---- moves ---- */

static int same_server(const struct hf_line_status *a, const struct hf_line_status *b)
{
    return a->server == b->server && a->proxy == b->proxy;
}

/* "because its address 192.0.2.1 gave no answer for 7.5 s" */
static void add_address_failure(struct hf_prose *prose, hf_story_line line,
                                const struct hf_line_status *from)
{
    const struct hf_explain_server *server = &line->servers[from->server - 1];
    const struct hf_words_failure failure = {
        .after_us = server->took_us, .why = server->why, .status = server->status};
    char text[HF_WORDS_MAX];

    hf_part_address(prose, &server->failed_at);
    if (hf_words_failed(&failure, text) != NULL)
        hf_prose_add(prose, " %s", text);
    else
        hf_prose_add(prose, " failed: %s", hf_words_why(server->why));
    hf_part_detail(prose, server);
    hf_part_setting(prose, &server->by);
}

static void add_failed_renewals(struct hf_prose *prose, const struct hf_explain_trouble *trouble)
{
    if (trouble->passes == 0 || trouble->from_wall_us + 1000000 > prose->wall_us)
        return;
    hf_prose_add(prose, " Before that, registering had failed ");
    hf_part_times(prose, trouble->passes);
    hf_prose_add(prose, " since ");
    hf_part_moment(prose, trouble->from_wall_us);
    hf_prose_add(prose, ".");
}

static void add_passed_over(struct hf_prose *prose, hf_story_line line, uint32_t passed_over)
{
    for (unsigned k = 1; k <= HF_LINE_SERVERS; k++) {
        const struct hf_explain_server *server = &line->servers[k - 1];

        if ((passed_over & (1u << k)) == 0 || server->n_failed > 0)
            continue;
        hf_prose_add(prose, " Server %u was passed over.", k);
        hf_part_rest(prose, line, k);
    }
}

static int is_same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* E2, C2, A13: it moved because a call's request failed there, and another server took it. */
static int was_asked(hf_story_line line, const struct hf_line_status *from)
{
    return from->server != 0 && line->asked.failure.server == from->server &&
           is_same_target(&line->asked.target, &from->target) &&
           (line->trigger == HF_WHY_REGISTERED_FIRST || line->trigger == HF_WHY_SUSPECT ||
            line->trigger == HF_WHY_ANSWERED_ELSEWHERE);
}

static void add_move_reason(struct hf_prose *prose, hf_story_line line,
                            const struct hf_line_status *from)
{
    const struct hf_line_status *now = &line->status;
    const int known = from->server >= 1 && from->server <= HF_LINE_SERVERS;
    const struct hf_explain_server *left = known ? &line->servers[from->server - 1] : NULL;
    const int failed = known && left->n_failed > 0;
    const int failed_here = failed && is_same_target(&left->failed_at, &from->target);

    hf_prose_add(prose, ", because ");
    if (line->gone && !failed_here) {
        hf_prose_add(prose, "%s", hf_words_why(HF_WHY_TARGET_GONE));
        hf_part_failures(prose, line, "; ");
    } else if (was_asked(line, from)) {
        hf_part_asked(prose, line);
    } else if (failed_here && same_server(from, now)) {
        add_address_failure(prose, line, from);
        hf_part_trigger(prose, line->trigger);
    } else if (hf_explain_n_failed(line) > 0 && !same_server(from, now)) {
        hf_part_failures(prose, line, "");
        if (failed)
            hf_part_trigger(prose, line->trigger);
    } else {
        hf_prose_add(prose, "%s",
                     hf_words_why(line->trigger != HF_WHY_NONE ? line->trigger : now->why));
        hf_part_failures(prose, line, "; ");
    }
}

void hf_story_moved(struct hf_prose *prose, hf_story_line line, const struct hf_line_status *from,
                    uint32_t passed_over)
{
    const struct hf_line_status *now = &line->status;
    const int known = from->server >= 1 && from->server <= HF_LINE_SERVERS;

    if (same_server(from, now)) {
        hf_prose_add(prose, "Moved to another address of server %u, ", now->server);
        hf_part_address(prose, &now->target);
    } else {
        hf_prose_add(prose, "Moved to ");
        hf_part_place(prose, line, now);
    }
    add_move_reason(prose, line, from);
    hf_prose_add(prose, ".");
    if (known)
        hf_part_last_answer(prose, line, from->server);
    add_failed_renewals(prose, &line->trouble);
    add_passed_over(prose, line, passed_over);
    if (known)
        hf_part_rest(prose, line, from->server);
    hf_part_probe_next(prose, line);
}

void hf_story_came_back(struct hf_prose *prose, hf_story_line line,
                        const struct hf_line_status *from)
{
    const int between_addresses = from->server == line->status.server;

    hf_prose_add(prose, "Back at ");
    hf_part_place(prose, line, &line->status);
    hf_prose_add(prose, ", which answers again, after ");
    hf_part_duration(prose, line->now_us - line->stay.since_us);
    if (between_addresses) {
        hf_prose_add(prose, " at ");
        hf_part_address(prose, &from->target);
    } else {
        hf_prose_add(prose, " at server %u", from->server);
    }
    hf_part_failures(prose, line, "; ");
    hf_prose_add(prose, ".");
}

void hf_story_renumbered(struct hf_prose *prose, hf_story_line line, unsigned before)
{
    hf_prose_add(prose, "The line stays where it is: what was server %u is ", before);
    hf_part_place(prose, line, &line->status);
    hf_prose_add(prose, " in the new settings.");
}

/* ---- outages ---- */

static void add_next_try(struct hf_prose *prose, const struct hf_explain_trouble *trouble)
{
    if (trouble->next_wall_us == HF_NEVER || trouble->next_wall_us == 0)
        return;
    hf_prose_add(prose, " Next try at ");
    hf_part_moment(prose, trouble->next_wall_us);
    hf_part_setting(prose, &trouble->by);
    hf_prose_add(prose, ".");
}

void hf_story_out(struct hf_prose *prose, hf_story_line line)
{
    const unsigned left = line->left.server;

    if (left == 0)
        hf_prose_add(prose, "Not registered");
    else
        hf_prose_add(prose, "Out of service");
    if (line->stay.since_wall_us + 1000000 < prose->wall_us) {
        hf_prose_add(prose, " since ");
        hf_part_moment(prose, line->stay.since_wall_us);
    }
    if (hf_explain_n_failed(line) == 0)
        hf_prose_add(prose, ", because %s", hf_words_why(line->status.why));
    hf_part_failures(prose, line, ": ");
    if (left != 0 && (hf_explain_n_failed(line) > 0 || line->trigger != line->status.why))
        hf_part_trigger(prose, line->trigger);
    hf_prose_add(prose, ".");
    for (unsigned k = 1; k <= HF_LINE_SERVERS; k++)
        if (k == left && line->servers[k - 1].n_failed > 0)
            hf_part_last_answer(prose, line, k);
    hf_part_rests(prose, line);
    if (line->status.why == HF_WHY_WRONG_CREDENTIALS)
        hf_prose_add(prose, " The user name and the password in the phone should be checked.");
    add_next_try(prose, &line->trouble);
}

void hf_story_tried(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_trouble *trouble = &line->trouble;

    hf_prose_add(prose, "Tried ");
    hf_part_times(prose, trouble->passes);
    hf_prose_add(prose, " to register");
    if (hf_explain_n_failed(line) > 0)
        hf_prose_add(prose, " at ");
    if (hf_explain_n_failed(line) > 0)
        hf_part_who_failed(prose, line);
    if (trouble->passes > 1) {
        hf_prose_add(prose, ", ");
        hf_part_waits(prose, trouble);
        hf_part_setting(prose, &trouble->by);
    }
    hf_part_failures(prose, line, ": ");
    hf_prose_add(prose, ".");
    hf_part_rests(prose, line);
}

void hf_story_in_again(struct hf_prose *prose, hf_story_line line)
{
    const uint64_t out_us = line->now_us - line->stay.since_us;

    if (!line->stay.told) {
        hf_prose_add(prose, "Out of service for ");
        hf_part_duration(prose, out_us);
        hf_part_trigger(prose, line->trigger);
        hf_part_failures(prose, line, ": ");
        hf_prose_add(prose, "; in service again at ");
        hf_part_place(prose, line, &line->status);
    } else {
        hf_prose_add(prose, line->left.server != 0 ? "In service again at " : "Registered at ");
        hf_part_place(prose, line, &line->status);
        hf_prose_add(prose, line->left.server != 0    ? ", after "
                            : line->status.server > 1 ? ", at last, after "
                                                      : " at last, after ");
        hf_part_duration(prose, out_us);
    }
    if (line->trigger == HF_WHY_USER_WISH || line->trigger == HF_WHY_CREDENTIALS_CHANGED ||
        line->trigger == HF_WHY_NETWORK_BACK || line->trigger == HF_WHY_CONFIG_CHANGED)
        hf_prose_add(prose, ", tried then because %s",
                     line->trigger == HF_WHY_USER_WISH ? "somebody asked for it"
                                                       : hf_words_why(line->trigger));
    hf_prose_add(prose, ".");
    hf_part_probe_next(prose, line);
}

void hf_story_not_renewed(struct hf_prose *prose, hf_story_line line)
{
    if (line->concurrent)
        hf_prose_add(prose, "Not every server accepts the line");
    else
        hf_prose_add(prose, "The registration could not be renewed");
    if (hf_explain_n_failed(line) == 0)
        hf_prose_add(prose, ", because %s", hf_words_why(line->trouble.why));
    hf_part_failures(prose, line, ": ");
    hf_prose_add(prose, line->concurrent ? ". It stays in service at "
                                         : ". It is still valid, so the line stays in service at ");
    hf_part_place(prose, line, &line->status);
    hf_prose_add(prose, ".");
    add_next_try(prose, &line->trouble);
}

void hf_story_renewed_at_last(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_trouble *trouble = &line->trouble;

    hf_prose_add(prose, line->concurrent ? "The other server accepts the line again, after "
                                         : "The registration is renewed at last, after ");
    hf_prose_add(prose, "%" PRIu32 " failed %s since ", trouble->passes,
                 trouble->passes == 1 ? "try" : "tries");
    hf_part_moment(prose, trouble->from_wall_us);
    if (trouble->passes > 1) {
        hf_prose_add(prose, ", ");
        hf_part_waits(prose, trouble);
        hf_part_setting(prose, &trouble->by);
    }
    hf_prose_add(prose, ". All the time the line was in service at ");
    hf_part_place(prose, line, &line->status);
    hf_prose_add(prose, ".");
}

static void add_apart(struct hf_prose *prose, const struct hf_explain_flaps *flaps)
{
    const uint32_t n = flaps->moves + flaps->outages;

    if (n < 2)
        return;
    hf_prose_add(prose, ", ");
    hf_part_duration(prose, (flaps->last_wall_us - flaps->from_wall_us) / (n - 1));
    hf_prose_add(prose, " apart on average");
}

void hf_story_flapped(struct hf_prose *prose, hf_story_line line)
{
    const struct hf_explain_flaps *flaps = &line->flaps;
    const struct hf_words_failure failure = {
        .server = flaps->failed_server, .why = flaps->failed_why, .status = flaps->failed_status};
    char text[HF_WORDS_MAX];

    hf_prose_add(prose, "It went on like this: the line ");
    if (flaps->moves > 0) {
        hf_prose_add(prose, "moved ");
        hf_part_times(prose, flaps->moves);
        hf_prose_add(prose, " more");
    }
    if (flaps->outages > 0) {
        hf_prose_add(prose, "%swas out of service ", flaps->moves > 0 ? " and " : "");
        hf_part_times(prose, flaps->outages);
        hf_prose_add(prose, ", for ");
        hf_part_duration(prose, flaps->out_us);
        hf_prose_add(prose, flaps->outages > 1 ? " in all" : "");
    }
    if (flaps->moves == 0 && flaps->outages == 0)
        hf_prose_add(prose, "came back into service");
    add_apart(prose, flaps);
    if (flaps->failed_why != HF_WHY_NONE)
        hf_prose_add(prose, "%s because %s",
                     flaps->moves + flaps->outages > 1 ? ", the last time" : ",",
                     hf_words_failure(&failure, text));
    hf_prose_add(prose, ".");
    if (hf_explain_serves(&flaps->place)) {
        hf_prose_add(prose, " Then it was at ");
        hf_part_place(prose, line, &flaps->place);
        hf_prose_add(prose, ".");
    }
}

/* ---- the end ---- */

void hf_story_end(struct hf_prose *prose, hf_story_line line, int at_end)
{
    const char *where = at_end ? "The log ends" : "The time asked for ends";

    switch ((enum hf_explain_phase)line->phase) {
    case HF_PHASE_IN:
        hf_prose_add(prose, "%s: registered at ", where);
        hf_part_place(prose, line, &line->status);
        hf_prose_add(prose, ".");
        if (line->trouble.passes > 0) {
            hf_prose_add(prose, " Registering fails since ");
            hf_part_moment(prose, line->trouble.from_wall_us);
            hf_part_failures(prose, line, ": ");
            hf_prose_add(prose, ".");
            add_next_try(prose, &line->trouble);
        }
        hf_part_probe_next(prose, line);
        break;
    case HF_PHASE_OUT:
        hf_prose_add(prose, "%s: out of service, for ", where);
        hf_part_duration(prose, line->now_us - line->stay.since_us);
        hf_prose_add(prose, " by now.");
        if (line->trouble.next_wall_us <= prose->wall_us)
            hf_prose_add(prose, " It is trying again.");
        else
            add_next_try(prose, &line->trouble);
        break;
    case HF_PHASE_OFF: hf_prose_add(prose, "%s: switched off.", where); break;
    case HF_PHASE_UNKNOWN:
        hf_prose_add(prose, "%s, and does not say how the line is.", where);
        break;
    }
}
