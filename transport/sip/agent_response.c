/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses: which attempt one is for (RFC 3261 17.1.3), and what it says to the core. A response
 * counts only when it comes from the address and port that was asked: over UDP nothing else tells
 * the server from anybody who saw or guessed a branch. Over TCP and TLS the port does not count: a
 * server whose connection is gone makes one of its own (RFC 3261 18.2.2).
 */
#include "agent_state.h"

#include <string.h>

#include "address.h"
#include "holdfast/line.h"
#include "lex.h"

static const char ALREADY_OVER[] = "a response that matches no request under way";

struct match { /* one of the two, or neither with why */
    struct hf_agent_attempt *attempt;
    struct hf_agent_watched *watched;
    const char *why;
};

/* The branch of the only Via; more than one, and the response went astray (RFC 3261 8.1.3.3). */
static const char *read_branch(const struct hf_agent *agent, const struct hf_sip_message *m,
                               uint32_t *branch)
{
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    if (hf_sip_via(m, &via, NULL) != 1) {
        return "a response without a sound Via";
    }
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    if (hf_sip_each_next(&each, &element) && hf_sip_each_next(&each, &element)) {
        return "a response with more than one Via";
    }
    return hf_agent_branch_number(agent, via.branch, branch) ? NULL : ALREADY_OVER;
}

static void find_by_branch(struct hf_agent *agent, uint32_t branch, struct match *match)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (agent->attempts[i].state == HF_AGENT_WAITING && agent->attempts[i].branch == branch) {
            match->attempt = &agent->attempts[i];
            return;
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (agent->watched[i].deadline_us != HF_NEVER && agent->watched[i].branch == branch) {
            match->watched = &agent->watched[i];
            return;
        }
    }
}

/* RFC 3261 17.1.3: the method is that of the request, which the shell may have forgotten; the
 * number of a watched one is not kept, since nobody can guess its branch. */
static bool is_cseq_of(const struct hf_agent *agent, const struct match *match,
                       const struct hf_sip_message *m)
{
    const struct hf_agent_attempt *attempt = match->attempt;
    struct hf_sip_cseq cseq;
    struct hf_slice method;
    if (hf_sip_cseq(m, &cseq, NULL) != 1) {
        return false;
    }
    if (attempt == NULL) {
        method = hf_slice_text(match->watched->kind == HF_REQUEST_OTHER
                                   ? ""
                                   : hf_request_kind_name(match->watched->kind));
    } else {
        method = hf_agent_method(agent, attempt);
    }
    return (attempt == NULL || cseq.number == attempt->cseq) &&
           (method.length == 0 || hf_slice_equal(cseq.method, method));
}

static bool is_from_target(const struct hf_agent *agent, const struct match *match,
                           const struct hf_target *from)
{
    struct hf_target there = *from;
    if (match->attempt == NULL) {
        return hf_agent_target_mark(agent, from) == match->watched->target_mark;
    }
    if (from->transport != HF_TRANSPORT_UDP) {
        there.port = match->attempt->target.port;
    }
    return hf_sip_same_target(&there, &match->attempt->target);
}

static struct match find(struct hf_agent *agent, const struct hf_agent_arrival *arrival)
{
    struct match match = {NULL, NULL, NULL};
    uint32_t branch;
    match.why = read_branch(agent, arrival->message, &branch);
    if (match.why != NULL) {
        return match;
    }
    find_by_branch(agent, branch, &match);
    if (match.attempt == NULL && match.watched == NULL) {
        match.why = ALREADY_OVER;
    } else if (!is_cseq_of(agent, &match, arrival->message)) {
        match.why = "a response with another CSeq than its request";
    } else if (!is_from_target(agent, &match, &arrival->received->from)) {
        match.why = "a response from an address that was not asked";
    }
    return match;
}

const struct hf_agent_attempt *hf_agent_answered(struct hf_agent *agent,
                                                 const struct hf_agent_arrival *arrival)
{
    struct match match = find(agent, arrival);
    return match.why == NULL ? match.attempt : NULL;
}

/* The Contact of a REGISTER. That of a server which is gone for good has no key: what nobody can
 * guess in it still tells it. */
static struct hf_agent_contact contact_at(const struct hf_agent *agent, unsigned age,
                                          unsigned server, const struct hf_target *local)
{
    struct hf_agent_contact contact;
    if (age != HF_AGENT_GONE) {
        return hf_agent_contact(&agent->profiles[age], server, local);
    }
    memset(&contact, 0, sizeof contact);
    contact.local = *local;
    return contact;
}

/* What the server has of us from now on, unless a request under way says otherwise. */
static void learn_contact(struct hf_agent *agent, const struct hf_agent_contact *contact,
                          bool removed)
{
    if (contact->key == 0 || hf_agent_contact_is_taken_back(agent, contact->key)) {
        return;
    }
    if (removed) {
        hf_agent_contact_drop(agent, contact->key);
    } else {
        hf_agent_contact_keep(agent, contact);
    }
}

/* A Contact of a 3xx as a target. */
static bool redirect_target(const struct hf_sip_contact *contact, struct hf_target *target)
{
    struct hf_sip_uri uri;
    return !contact->address.star && hf_sip_uri_parse(contact->address.uri, &uri, NULL) == 0 &&
           hf_sip_uri_target(&uri, target);
}

/* RFC 3261 8.1.3.4: in order of q, those of equal q as they came; what is over the event's limit
 * is the least wanted. */
void hf_agent_read_redirects(const struct hf_sip_message *m, struct hf_response *response)
{
    uint16_t q[HF_EVENT_REDIRECTS];
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    struct hf_target target;
    unsigned n = 0, n_read = 0;
    int found;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while (n_read++ < HF_AGENT_CONTACTS_READ &&
           (found = hf_sip_contact_next(&each, &contact, NULL)) != 0) {
        unsigned at = n;
        if (found < 0 || !redirect_target(&contact, &target)) {
            continue;
        }
        while (at > 0 && q[at - 1] < contact.q) {
            at--;
        }
        if (at == HF_EVENT_REDIRECTS) {
            continue;
        }
        n = n < HF_EVENT_REDIRECTS ? n + 1 : n;
        for (unsigned i = n - 1; i > at; i--) {
            q[i] = q[i - 1];
            response->redirects[i] = response->redirects[i - 1];
        }
        q[at] = contact.q;
        response->redirects[at] = target;
    }
    response->n_redirects = (uint8_t)n;
}

/* C4: the server counts from when it read the request. The answer may have waited for a phone that
 * slept: the whole seconds since the request was sent are gone. */
static uint32_t left_of(uint32_t granted_s, const struct hf_agent_attempt *attempt, uint64_t now_us)
{
    uint64_t started_us = attempt->transaction.started_us;
    uint64_t gone_s = now_us > started_us ? (now_us - started_us) / 1000000 : 0;
    uint32_t s = granted_s < attempt->expires_s ? granted_s : attempt->expires_s;
    if (gone_s == 0 || s == 0) {
        return granted_s;
    }
    return s > gone_s ? s - (uint32_t)gone_s : 1;
}

/* A 2xx to REGISTER; the attempt is over. */
static void read_grant(struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                       const struct hf_agent_arrival *arrival, struct hf_response *response)
{
    bool removes = attempt->expires_s == 0;
    struct hf_agent_contact ours = contact_at(agent, attempt->age, attempt->server,
                                              &attempt->local);
    struct hf_agent_taken_back back = hf_agent_contact_taken_back(agent, attempt);
    struct hf_agent_grant grant = hf_agent_grant(agent, arrival->message, &ours, &back);
    hf_agent_contact_accepted(agent, &ours, &attempt->target);
    response->expires_s = left_of(grant.expires_s, attempt, arrival->received->now_us);
    response->contact_missing = grant.missing && !removes; /* removed: rightly so */
    learn_contact(agent, &ours, removes || (!grant.missing && grant.expires_s == 0));
    if (back.stray != NULL && !hf_agent_contact_is_taken_back(agent, ours.key)) {
        hf_agent_contact_strays_no_more(agent, ours.key);
    }
}

static void answer(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                   const struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_event *event = hf_agent_event(out, HF_EVENT_RESPONSE_RECEIVED,
                                            arrival->received->now_us);
    struct hf_response *response = &event->u.response;
    response->attempt = attempt->id;
    response->status = m->status;
    response->expires_s = HF_EXPIRES_NONE;
    response->retry_after_s = HF_RETRY_AFTER_NONE;
    if (hf_sip_number(m, HF_HEADER_RETRY_AFTER, &response->retry_after_s) != 1) {
        response->retry_after_s = HF_RETRY_AFTER_NONE;
    }
    if (hf_sip_number(m, HF_HEADER_MIN_EXPIRES, &response->min_expires_s) != 1) {
        response->min_expires_s = 0;
    }
    hf_agent_attempt_answered(attempt);
    if (m->status < 300) {
        hf_agent_hear_info(agent, attempt, arrival, out);
    }
    if (m->status < 300 && attempt->kind == HF_REQUEST_REGISTER) {
        read_grant(agent, attempt, arrival, response);
    } else if (m->status >= 300 && m->status < 400) {
        hf_agent_read_redirects(m, response);
    }
}

/* What the core hears as the realm. RFC 3261 22.1, 22.3: a proxy and a server that say the same
 * realm are two protection spaces, each of which may ask once (A8). A realm has no quote in it that
 * is not escaped, so that none reads like a proxy's here. */
static struct hf_slice protection_space(const struct hf_agent_challenge *challenge,
                                        struct hf_agent_out *out)
{
    struct hf_sip_out printer = hf_agent_print(out);
    if (!challenge->proxy) {
        return challenge->realm;
    }
    hf_sip_put_text(&printer, "proxy \"");
    hf_sip_put(&printer, challenge->realm);
    hf_sip_put_text(&printer, "\"");
    HF_ASSERT(!printer.overflow); /* nothing else is printed while a response is heard */
    out->n_bytes += (uint32_t)printer.length;
    return hf_lex_slice(printer.at, printer.at + printer.length);
}

/* A challenge that finds no room: it comes again when the request does. The server lives (A7). */
static void pass_over(struct hf_agent_attempt *attempt, const struct hf_agent_received *received,
                      struct hf_agent_out *out)
{
    hf_agent_note(out, HF_NOTE_DROPPED, &received->from, "a challenge too many at once");
    hf_transaction_on_unread(&attempt->transaction, received->now_us);
    if (attempt->provisional != 0) {
        return; /* the core knows */
    }
    attempt->provisional = 100;
    struct hf_event *event = hf_agent_event(out, HF_EVENT_PROVISIONAL, received->now_us);
    event->u.provisional.attempt = attempt->id;
    event->u.provisional.status = 100;
    hf_transaction_on_provisional(&attempt->transaction, received->now_us);
}

/* 401 and 407: the core is asked whether to answer; with nothing that we could answer it is a
 * response like others (A8). */
static void challenged(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                       const struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    const struct hf_agent_received *received = arrival->received;
    struct hf_agent_challenge challenge;
    switch (hf_agent_challenge(agent, attempt, arrival->message, &challenge)) {
    case HF_CHALLENGE_UNANSWERABLE:
        hf_agent_note(out, HF_NOTE_OTHER, &received->from, challenge.why)->attempt = attempt->id;
        answer(agent, attempt, arrival, out);
        return;
    case HF_CHALLENGE_NO_ROOM: pass_over(attempt, received, out); return;
    case HF_CHALLENGE_TAKEN: break;
    }
    struct hf_slice realm = protection_space(&challenge, out);
    struct hf_agent_note *note = hf_agent_note(out, HF_NOTE_CHALLENGE, &received->from, "");
    note->attempt = attempt->id;
    hf_agent_note_text(note, realm);
    struct hf_event *event = hf_agent_event(out, HF_EVENT_CHALLENGED, received->now_us);
    event->u.challenged.attempt = attempt->id;
    event->u.challenged.realm.at = realm.at;
    event->u.challenged.realm.length = (uint32_t)realm.length;
    event->u.challenged.stale = challenge.choice.stale;
    event->u.challenged.after_credentials = challenge.after_credentials;
    hf_agent_attempt_challenged(attempt);
}

/* A server can send the same provisional response without end, and each would become an event
 * and a record of the log: only one that is further than all before it says something new. */
static bool is_further(const struct hf_sip_message *m, uint8_t *told)
{
    if (m->status <= *told) {
        return false;
    }
    *told = (uint8_t)m->status;
    return true;
}

static void to_attempt(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                       const struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    uint64_t now_us = arrival->received->now_us;
    uint64_t started_us = attempt->transaction.started_us;
    if (m->status < 200 && !is_further(m, &attempt->provisional)) {
        return;
    }
    struct hf_agent_note *note = hf_agent_note(out, HF_NOTE_RESPONSE, &arrival->received->from,
                                               hf_sip_reason(m->status));
    note->attempt = attempt->id;
    note->status = m->status;
    note->round_trip_us = now_us > started_us ? now_us - started_us : 0;
    if (m->status < 200) {
        struct hf_event *event = hf_agent_event(out, HF_EVENT_PROVISIONAL, now_us);
        event->u.provisional.attempt = attempt->id;
        event->u.provisional.status = m->status;
        hf_transaction_on_provisional(&attempt->transaction, now_us);
    } else if (m->status == 401 || m->status == 407) {
        challenged(agent, attempt, arrival, out);
    } else {
        answer(agent, attempt, arrival, out);
    }
}

/* A late 2xx to a REGISTER: the granted expiry. To one that removes, there is none to read. */
static uint32_t read_late_grant(struct hf_agent *agent, const struct hf_agent_watched *watched,
                                const struct hf_agent_arrival *arrival)
{
    if (watched->local.family == HF_FAMILY_NONE) {
        return HF_EXPIRES_NONE;
    }
    struct hf_agent_contact ours = contact_at(agent, watched->age, watched->server,
                                              &watched->local);
    struct hf_agent_taken_back none = {NULL, NULL};
    struct hf_agent_grant grant = hf_agent_grant(agent, arrival->message, &ours, &none);
    hf_agent_contact_accepted(agent, &ours, &arrival->received->from);
    learn_contact(agent, &ours, !grant.missing && grant.expires_s == 0);
    return grant.expires_s;
}

/* A11: a late answer to an abandoned REGISTER still tells of a binding. */
static void to_watched(struct hf_agent *agent, struct hf_agent_watched *watched,
                       const struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    if (m->status < 200 && !is_further(m, &watched->provisional)) {
        return;
    }
    struct hf_agent_note *note = hf_agent_note(out, HF_NOTE_RESPONSE, &arrival->received->from,
                                               "late");
    note->attempt = watched->id;
    note->status = m->status;
    if (m->status < 200) {
        return;
    }
    hf_agent_abandoned(out, watched->id, arrival->received->now_us);
    struct hf_abandoned *abandoned = &out->events[out->n_events - 1].u.abandoned;
    abandoned->how = HF_ABANDONED_ANSWERED;
    abandoned->status = m->status;
    if (m->status < 300 && watched->kind == HF_REQUEST_REGISTER) {
        abandoned->expires_s = read_late_grant(agent, watched, arrival);
    }
    watched->deadline_us = HF_NEVER;
}

void hf_agent_response(struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                       struct hf_agent_out *out)
{
    struct match match = find(agent, arrival);
    if (match.why != NULL) {
        hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from, match.why)->status =
            arrival->message->status;
    } else if (match.attempt != NULL) {
        to_attempt(agent, match.attempt, arrival, out);
    } else {
        to_watched(agent, match.watched, arrival, out);
    }
    const struct hf_sip_message *m = arrival->message;
    if (match.why != NULL || out->n_notes == 0) {
        return;
    }
    /* A server that says too much, or something odd, lives all the same: what was read counts. */
    if (m->n_left_out != 0) {
        hf_agent_note(out, HF_NOTE_OTHER, &arrival->received->from, m->error.what);
    }
    if (m->n_unreadable != 0) {
        hf_agent_note(out, HF_NOTE_OTHER, &arrival->received->from,
                      "a line that is no header field, passed over");
    }
}
