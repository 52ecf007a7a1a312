/* SPDX-License-Identifier: Apache-2.0 */
/* What happens around a line, and sums, in sentences; see words_story.h. */
#include <inttypes.h>
#include <string.h>

#include "words_parts.h"
#include "words_story.h"

/* ---- what happens to the phone ---- */

void hf_story_restarted(struct hf_prose *prose, int elapsed_unknown)
{
    hf_prose_add(prose, "The phone was restarted%s.",
                 elapsed_unknown ? "; by itself it could not tell how long it had not run" : "");
}

void hf_story_not_running(struct hf_prose *prose, hf_story_line line)
{
    hf_prose_add(prose, "The phone was off, or did not log, for ");
    hf_part_duration(prose, line->wall_us - line->dark_wall_us);
    hf_prose_add(prose, ": nothing is known of the line in that time.");
}

void hf_story_network(struct hf_prose *prose, const struct hf_network_changed *network)
{
    if (network->families_usable == 0)
        hf_prose_add(prose, "The phone has no network any more.");
    else
        hf_prose_add(prose, "The phone has a network, for %s%s.",
                     network->families_usable == HF_FAMILIES_IPV4   ? "IPv4 addresses"
                     : network->families_usable == HF_FAMILIES_IPV6 ? "IPv6 addresses"
                                                                    : "IPv4 and IPv6 addresses",
                     network->address_changed ? ", and its own address has changed" : "");
}

void hf_story_clock_set(struct hf_prose *prose, uint64_t before_us, uint64_t now_us)
{
    const struct hf_moment from = {.wall_us = before_us}, to = {.wall_us = now_us};
    char texts[2][HF_WORDS_MOMENT];

    hf_prose_add(prose,
                 "The phone's clock was set here, from %s to %s. Times before are by the clock as "
                 "it was; durations are right all the same.",
                 hf_words_moment(&from, texts[0]), hf_words_moment(&to, texts[1]));
}

void hf_story_missing(struct hf_prose *prose, const struct hf_log_item *item)
{
    if (item->kind == HF_LOG_ITEM_SCHEMA) {
        hf_prose_add(prose, "A part of the log is of a form that this program does not know; what "
                            "happened meanwhile is not told.");
        return;
    }
    if (item->kind == HF_LOG_ITEM_MISSING && item->first == 0)
        hf_prose_add(prose, "The beginning of the log is missing.");
    else if (item->kind == HF_LOG_ITEM_MISSING && item->last == UINT64_MAX)
        hf_prose_add(prose, "Records are missing here, from number %" PRIu64 " on.", item->first);
    else if (item->kind == HF_LOG_ITEM_MISSING)
        hf_prose_add(prose,
                     "Records are missing here: numbers %" PRIu64 " to %" PRIu64
                     ". What happened meanwhile is not known.",
                     item->first, item->last);
    else
        hf_prose_add(prose, "A record here cannot be read. What it said is not known.");
}

/* ---- remarks ---- */

static const char *opening(unsigned why)
{
    switch (why) {
    case HF_WHY_ALL_REST: return "Every server is being left alone for a while";
    case HF_WHY_PUT_OFF:
        return "Too many registrations went to one server within a minute, so the "
               "next one waits";
    case HF_WHY_WAITS_FOR_IDLE:
        return "Going back to a better place waits, because a call is in "
               "progress";
    case HF_WHY_START_SPREAD:
        return "Many phones may be starting at this moment, so this one waits";
    case HF_WHY_STORM_SPREAD: return "Many phones may be moving at this moment, so this one waits";
    case HF_WHY_REMOVED_ELSEWHERE:
        return "Removing the old registration may have removed the new "
               "one too, so that is renewed at once";
    default: return NULL;
    }
}

static int has_until(const struct hf_decision *d)
{
    return d->until_us != HF_NEVER && d->why != HF_WHY_REMOVED_ELSEWHERE && opening(d->why) != NULL;
}

void hf_story_remark(struct hf_prose *prose, hf_story_line line, const struct hf_decision *d)
{
    const unsigned server = d->to_server != 0 ? d->to_server : d->from_server;
    const struct hf_setting_said by = hf_explain_said(line, d);
    const char *clause = hf_words_why(d->why);

    if (d->why == HF_WHY_ALL_REST && d->machine == HF_MACHINE_FAILBACK)
        hf_prose_add(prose, "It would be time to ask whether a better server is back, but that one "
                            "is being left alone");
    else if (opening(d->why) != NULL)
        hf_prose_add(prose, "%s", opening(d->why));
    else if (server != 0 && strncmp(clause, "the server ", 11) == 0)
        hf_prose_add(prose, "Server %u%s", server, clause + 10);
    else if (server != 0)
        hf_prose_add(prose, "Server %u: %s", server, clause);
    else
        hf_prose_add(prose, "%c%s", clause[0] >= 'a' ? clause[0] - 'a' + 'A' : clause[0],
                     clause + 1);
    if (d->why != HF_WHY_ALL_REST)
        hf_part_setting(prose, &by);
    if (has_until(d) && d->until_us > line->at_us && d->why != HF_WHY_ALL_REST) {
        hf_prose_add(prose, d->why == HF_WHY_WAITS_FOR_IDLE ? ", at most until " : ", until ");
        hf_part_moment(prose, hf_explain_wall(line, d->until_us));
    }
    hf_prose_add(prose, ".");
    for (unsigned k = 1; k <= line->n_servers && d->why == HF_WHY_ALL_REST; k++)
        hf_part_rest(prose, line, k);
}

/* " (DNS was asked for SRV of _sip._udp.pbx.example)": where it was not for the host alone. */
static void add_unanswered(struct hf_prose *prose, const struct hf_explain_server *server)
{
    const struct hf_explain_found *found = &server->found;
    const int is_plain = strcmp(found->failed, server->host) == 0 &&
                         (found->failed_type == HF_DNS_A || found->failed_type == HF_DNS_AAAA);
    const char *type = found->failed_type == HF_DNS_A       ? "A"
                       : found->failed_type == HF_DNS_AAAA  ? "AAAA"
                       : found->failed_type == HF_DNS_SRV   ? "SRV"
                       : found->failed_type == HF_DNS_NAPTR ? "NAPTR"
                                                            : NULL;

    if (type != NULL && !is_plain)
        hf_prose_add(prose, " (DNS was asked for %s of %s)", type, found->failed);
}

void hf_story_found(struct hf_prose *prose, hf_story_line line, unsigned number)
{
    const struct hf_explain_server *server = &line->servers[number - 1];
    const struct hf_explain_found *found = &server->found;
    const char *host = server->host[0] != '\0' ? server->host : "its name";

    hf_prose_add(prose, "DNS gave %u %s for server %u, %s%s, with %u %s in all%s.", found->services,
                 found->services == 1 ? "place" : "places", number, host,
                 found->naptrs > 0 ? ", by NAPTR and SRV" : ", by SRV", found->addresses,
                 found->addresses == 1 ? "address" : "addresses",
                 found->from_static ? "; some of it is from the configuration's own records" : "");
}

void hf_story_name(struct hf_prose *prose, hf_story_line line, unsigned number)
{
    const struct hf_explain_server *server = &line->servers[number - 1];
    const char *host = server->host[0] != '\0' ? server->host : "its name";

    switch (server->name_why) {
    case HF_WHY_NONE:
        hf_prose_add(prose, "The name of server %u, %s, can be looked up again.", number, host);
        break;
    case HF_WHY_ANSWER_STALE:
        hf_prose_add(prose,
                     "The name of server %u, %s, cannot be looked up; the address last known of it "
                     "is used",
                     number, host);
        add_unanswered(prose, server);
        hf_prose_add(prose, ".");
        break;
    case HF_WHY_NO_SERVICE:
        hf_prose_add(prose, "DNS says that there is no SIP service at the name of server %u, %s.",
                     number, host);
        break;
    case HF_WHY_NAME_NONE:
        hf_prose_add(prose, "The name of server %u, %s, leads to no address.", number, host);
        break;
    default:
        hf_prose_add(prose,
                     "The name of server %u, %s, cannot be looked up, and no address of it is "
                     "known",
                     number, host);
        add_unanswered(prose, server);
        hf_prose_add(prose, ".");
        break;
    }
}

/* ---- several lines ---- */

static void add_between(struct hf_prose *prose, const struct hf_explain_crowd *crowd)
{
    if (crowd->last_us - crowd->from_us < 1000000)
        return;
    hf_prose_add(prose, ", between ");
    hf_part_moment(prose, crowd->from_us);
    hf_prose_add(prose, " and ");
    hf_part_moment(prose, crowd->last_us);
}

static void add_crowd_reason(struct hf_prose *prose, const struct hf_explain_crowd *crowd)
{
    const struct hf_words_failure failure = {
        .server = crowd->from_server, .why = crowd->why, .status = crowd->status};
    char text[HF_WORDS_MAX];

    if (crowd->why != HF_WHY_NONE)
        hf_prose_add(prose, ", because %s", hf_words_failure(&failure, text));
}

void hf_story_crowd(struct hf_prose *prose, const struct hf_explain_crowd *crowd)
{
    const char *what = crowd->first.what;

    hf_prose_add(prose, "%" PRIu32 " lines ", crowd->n_lines);
    if (strcmp(what, "moved") == 0) {
        hf_prose_add(prose, "lost server %u and moved to server %u", crowd->from_server,
                     crowd->to_server);
        add_between(prose, crowd);
        add_crowd_reason(prose, crowd);
    } else if (strcmp(what, "came_back") == 0) {
        hf_prose_add(prose, "came back to server %u, which answers again", crowd->to_server);
        add_between(prose, crowd);
    } else if (strcmp(what, "out_of_service") == 0) {
        hf_prose_add(prose, "went out of service");
        add_between(prose, crowd);
        add_crowd_reason(prose, crowd);
    } else if (strcmp(what, "in_service_again") == 0) {
        hf_prose_add(prose, "came into service again, at server %u", crowd->to_server);
        add_between(prose, crowd);
        hf_prose_add(prose, "; the longest had been out for ");
        hf_part_duration(prose, crowd->longest_us);
    } else if (strcmp(what, "registered") == 0) {
        hf_prose_add(prose, "registered at server %u", crowd->to_server);
        add_between(prose, crowd);
        if (crowd->why != HF_WHY_NONE)
            add_crowd_reason(prose, crowd);
    } else if (strcmp(what, "end") == 0) {
        hf_prose_add(prose, "%s",
                     crowd->why == HF_PHASE_IN    ? "are registered"
                     : crowd->why == HF_PHASE_OUT ? "are out of service"
                     : crowd->why == HF_PHASE_OFF ? "are switched off"
                                                  : "are in a state that is not known");
        if (crowd->why == HF_PHASE_IN)
            hf_prose_add(prose, " at server %u", crowd->to_server);
        hf_prose_add(prose, " at the end");
    } else if (strcmp(what, "not_running") == 0) {
        hf_prose_add(prose, "were off with the phone, or it did not log");
        add_between(prose, crowd);
    } else {
        hf_prose_add(prose, "%s",
                     strcmp(what, "switched_on") == 0    ? "were switched on"
                     : strcmp(what, "switched_off") == 0 ? "were switched off"
                     : strcmp(what, "restarted") == 0    ? "were started again with the phone"
                     : strcmp(what, "network") == 0      ? "heard of a change of the network"
                     : strcmp(what, "request_lost") == 0 ? "lost a call or another request"
                                                         : "got other settings");
        add_between(prose, crowd);
    }
    if (crowd->n_events > crowd->n_lines)
        hf_prose_add(prose, " (%" PRIu32 " times in all)", crowd->n_events);
    hf_prose_add(prose, ".");
}

/* ---- sums ---- */

static void add_counts(struct hf_prose *prose, const struct hf_explain_totals *totals)
{
    if (totals->moves == 0)
        hf_prose_add(prose, " No move to another server.");
    else
        hf_prose_add(prose, " %" PRIu32 " %s to another server or address.", totals->moves,
                     totals->moves == 1 ? "move" : "moves");
    hf_prose_add(prose, " %" PRIu64 " %s sent", totals->sends,
                 totals->sends == 1 ? "request" : "requests");
    if (totals->repeats > 0)
        hf_prose_add(prose, ", and %" PRIu64 " sent again because no answer had come",
                     totals->repeats);
    if (totals->unanswered_us > 0) {
        hf_prose_add(prose, ". Before moves, servers had not answered for ");
        hf_part_duration(prose, totals->unanswered_us);
        hf_prose_add(prose, ", in which calls may have been missed");
    }
    hf_prose_add(prose, ". Calls lost: %" PRIu32 "; other requests lost: %" PRIu32 ".",
                 totals->calls_lost, totals->requests_lost);
}

void hf_story_total(struct hf_prose *prose, const struct hf_explain_totals *totals)
{
    hf_prose_add(prose, "In service for ");
    hf_part_duration(prose, totals->in_service_us);
    if (totals->backup_us > 0) {
        hf_prose_add(prose, ", of it ");
        hf_part_duration(prose, totals->backup_us);
        hf_prose_add(prose, " at a backup");
    }
    if (totals->outages == 0 && totals->out_us == 0) {
        hf_prose_add(prose, "; never out of service.");
    } else {
        hf_prose_add(prose, "; out of service ");
        hf_part_times(prose, totals->outages);
        hf_prose_add(prose, ", ");
        hf_part_duration(prose, totals->out_us);
        if (totals->outages > 1) {
            hf_prose_add(prose, " in all, ");
            hf_part_duration(prose, totals->longest_out_us);
            hf_prose_add(prose, " at most");
        }
        hf_prose_add(prose, ".");
    }
    if (totals->no_network_us > 0) {
        hf_prose_add(prose, " The phone had no network for ");
        hf_part_duration(prose, totals->no_network_us);
        hf_prose_add(prose, " of it, whatever it believed.");
    }
    if (totals->off_us > 0) {
        hf_prose_add(prose, " Switched off for ");
        hf_part_duration(prose, totals->off_us);
        hf_prose_add(prose, ".");
    }
    if (totals->not_running_us > 0) {
        hf_prose_add(prose, " The phone was off, or did not log, for ");
        hf_part_duration(prose, totals->not_running_us);
        hf_prose_add(prose, ".");
    }
    if (totals->unknown_us > 0) {
        hf_prose_add(prose, " Not known for ");
        hf_part_duration(prose, totals->unknown_us);
        hf_prose_add(prose, ".");
    }
    add_counts(prose, totals);
}
