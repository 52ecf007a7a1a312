/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words for what came in: answers, failures, addresses, flows that are lost.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- answers to attempts ---- */

static struct hf_sim_story_line *add_event(struct hf_sim_story *story,
                                           const struct hf_sim_note *note, uint64_t attempt)
{
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_ANSWERS, note->line);

    snprintf(line->what, sizeof(line->what), "answer");
    if (attempt != 0)
        story_attribute(line, "attempt=%" PRIu64, story_number(story, note->line, attempt));
    return line;
}

static void add_status(struct hf_sim_story_line *line, unsigned status)
{
    snprintf(line->text, sizeof(line->text), "%u", status);
}

static void tell_response(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_response *response = &note->event->u.response;
    struct hf_sim_story_line *line = add_event(story, note, response->attempt);

    add_status(line, response->status);
    if (response->expires_s != HF_EXPIRES_NONE)
        story_attribute(line, "expires=%" PRIu32, response->expires_s);
    if (response->contact_missing)
        story_attribute(line, "contact=missing");
    if (response->status == 423)
        story_attribute(line, "min_expires=%" PRIu32, response->min_expires_s);
    if (response->retry_after_s != HF_RETRY_AFTER_NONE)
        story_attribute(line, "retry_after=%" PRIu32, response->retry_after_s);
    for (unsigned i = 0; i < response->n_redirects && i < HF_EVENT_REDIRECTS; i++)
        story_attribute(line, "contact=%s", name_target(story, &response->redirects[i]).text);
}

static void tell_challenge(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_challenged *challenged = &note->event->u.challenged;
    struct hf_sim_story_line *line = add_event(story, note, challenged->attempt);

    add_status(line, 401);
    story_attribute(line, "realm=%.*s", (int)challenged->realm.length, challenged->realm.at);
    if (challenged->stale)
        story_attribute(line, "stale");
    if (challenged->after_credentials)
        story_attribute(line, "after_credentials");
}

static void tell_abandoned(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_abandoned *abandoned = &note->event->u.abandoned;

    if (abandoned->how == HF_ABANDONED_NOTHING && (story->show & HF_SIM_SHOW_DECISIONS) == 0)
        return; /* the usual end of a silent attempt */
    struct hf_sim_story_line *line = add_event(story, note, abandoned->attempt);
    switch ((enum hf_abandoned_how)abandoned->how) {
    case HF_ABANDONED_ANSWERED:
        snprintf(line->text, sizeof(line->text), "%u, too late", abandoned->status);
        break;
    case HF_ABANDONED_CANCELLED: snprintf(line->text, sizeof(line->text), "cancelled"); break;
    case HF_ABANDONED_CANCEL_TIMED_OUT:
        snprintf(line->text, sizeof(line->text), "CANCEL unanswered");
        break;
    case HF_ABANDONED_LATE_CALL_ENDED:
        snprintf(line->text, sizeof(line->text), "late call ended");
        break;
    case HF_ABANDONED_NOTHING:
    case HF_ABANDONED_COUNT: snprintf(line->text, sizeof(line->text), "nothing more"); break;
    }
}

/* ---- names ---- */

static void add_text(struct hf_sim_story_line *line, const char *text)
{
    const size_t used = strlen(line->text);

    snprintf(line->text + used, sizeof(line->text) - used, "%s%s", used == 0 ? "" : ",", text);
}

static const char *name_service(unsigned service)
{
    switch (service) {
    case HF_TRANSPORT_UDP: return "SIP+D2U";
    case HF_TRANSPORT_TCP: return "SIP+D2T";
    case HF_TRANSPORT_TLS: return "SIPS+D2T";
    case HF_TRANSPORT_NAPTR: return "\"\"";
    default: return "other";
    }
}

/* As a scenario writes them, the root with its dot. */
static void add_pointer(struct hf_sim_story_line *line, const struct hf_dns_record *record)
{
    const int is_root = record->name.length == 0;
    const char flag[] = {record->flag, 0};
    char name[HF_NAME_MAX + 1];
    char text[HF_NAME_MAX + 64];

    snprintf(name, sizeof(name), "%.*s", (int)record->name.length, is_root ? "" : record->name.at);
    if (record->type == HF_DNS_SRV)
        snprintf(text, sizeof(text), "%s%u %u %u %s", line->text[0] == 0 ? "" : " ",
                 record->priority, record->weight, record->port, is_root ? "." : name);
    else
        snprintf(text, sizeof(text), "%s%u %u \"%s\" %s%s %s", line->text[0] == 0 ? "" : " ",
                 record->priority, record->weight, flag, name_service(record->service),
                 record->has_regexp ? " regexp" : "", is_root ? "." : name);
    add_text(line, text);
}

static void add_record(const struct hf_sim_story *story, struct hf_sim_story_line *line,
                       const struct hf_dns_record *record)
{
    struct hf_target address = {.family = record->type == HF_DNS_A ? HF_FAMILY_IPV4
                                                                   : HF_FAMILY_IPV6};

    if (record->type == HF_DNS_SRV || record->type == HF_DNS_NAPTR) {
        add_pointer(line, record);
        return;
    }
    memcpy(address.address, record->address, sizeof(address.address));
    add_text(line, name_address(story, &address).text);
}

static void tell_dns(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_dns_answered *dns = &note->event->u.dns;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_NAMES, note->line);

    snprintf(line->what, sizeof(line->what), "answer");
    story_attribute(line, "query=%" PRIu64, story_query_number(story, note->line, dns->query));
    if (dns->outcome != HF_DNS_ANSWER)
        add_text(line, name_dns_outcome(dns->outcome));
    for (unsigned i = 0; i < dns->n_records && dns->outcome == HF_DNS_ANSWER; i++)
        add_record(story, line, &dns->records[i]);
    if (dns->outcome == HF_DNS_ANSWER)
        story_attribute(line, "ttl=%" PRIu32, dns->ttl_s);
    if (dns->from_static)
        story_attribute(line, "static");
}

static void tell_located(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_located *located = &note->event->u.located;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_NAMES, note->line);

    snprintf(line->what, sizeof(line->what), "located");
    for (unsigned i = 0; i < located->n_targets && i < HF_EVENT_TARGETS; i++)
        add_text(line, name_target(story, &located->targets[i]).text);
    if (located->n_targets == 0)
        add_text(line, "nothing");
    add_server(story, note, line, located->server);
    if (located->n_targets != 0 && located->ttl_s != HF_TTL_UNKNOWN)
        story_attribute(line, "ttl=%" PRIu32, located->ttl_s);
}

/* ---- flows and rests ---- */

static void tell_flow_lost(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_flow_lost *lost = &note->event->u.flow_lost;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_ANSWERS, note->line);

    snprintf(line->what, sizeof(line->what), "flow");
    snprintf(line->text, sizeof(line->text), "lost to %s", name_target(story, &lost->target).text);
    story_attribute(line, "cause=%s", hf_cause_name(lost->cause));
}

static void tell_rested(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_target_rested *rested = &note->event->u.rested;
    struct hf_sim_story_line *line = story_add(story, HF_SIM_SHOW_RESTS, note->line);

    snprintf(line->what, sizeof(line->what), "rest");
    snprintf(line->text, sizeof(line->text), "heard of %s",
             name_target(story, &rested->target).text);
    add_time(note, line, "until", rested->until_us);
    if (rested->cause != HF_CAUSE_NONE)
        story_attribute(line, "cause=%s", hf_cause_name(rested->cause));
}

/* ---- which ---- */

static void tell_failed(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_attempt_failed *failed = &note->event->u.failed;
    struct hf_sim_story_line *line = add_event(story, note, failed->attempt);

    snprintf(line->text, sizeof(line->text), "%s", hf_cause_name(failed->cause));
    if (failed->reused)
        story_attribute(line, "reused");
}

void tell_event(struct hf_sim_story *story, const struct hf_sim_note *note)
{
    const struct hf_event *event = note->event;
    struct hf_sim_story_line *line = NULL;

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: tell_response(story, note); break;
    case HF_EVENT_CHALLENGED: tell_challenge(story, note); break;
    case HF_EVENT_ABANDONED: tell_abandoned(story, note); break;
    case HF_EVENT_ATTEMPT_FAILED: tell_failed(story, note); break;
    case HF_EVENT_DNS_ANSWERED: tell_dns(story, note); break;
    case HF_EVENT_LOCATED: tell_located(story, note); break;
    case HF_EVENT_FLOW_LOST: tell_flow_lost(story, note); break;
    case HF_EVENT_TARGET_RESTED: tell_rested(story, note); break;
    case HF_EVENT_PROVISIONAL:
        line = add_event(story, note, event->u.provisional.attempt);
        add_status(line, event->u.provisional.status);
        break;
    case HF_EVENT_LATE:
        line = add_event(story, note, event->u.late.attempt);
        snprintf(line->text, sizeof(line->text), "%u, late", event->u.late.status);
        break;
    case HF_EVENT_CONNECTED:
        line = add_event(story, note, event->u.connected.attempt);
        snprintf(line->text, sizeof(line->text), "connected");
        break;
    default: break; /* what the user and the clock do is told by what follows from it */
    }
}
