/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests from outside, answered as RFC 3261 8.2 says and without keeping anything: the same
 * request again gets the same answer, To tag included, and so needs no server transaction
 * (RFC 3261 8.2.7). Replies go to where the request came from, to the port that it asks for
 * (hf_sip_reply_target).
 *
 * Who is answered (E8): anybody whose Request-URI is a Contact of the line, which nobody can
 * guess; and what comes on the connection that the line registered over. With trust `any` also
 * anybody who names the line's user, and whatever a server of the line asks for, but a Contact of
 * before, whose call another Contact gets. Else a server of the line gets the 404 of E8 (RFC 3261
 * 8.2.2.1); from elsewhere a request is dropped without a word, since a sender's address is easily
 * forged, and a phone that answers everybody helps to flood those whose address it was. For the
 * same reason no reply is much larger than its request, and one that does not come from a server
 * gets an answer only when it is sound, with what an answer must say.
 *
 * OPTIONS is answered here; NOTIFY where an hf_messages stands beside the agent (messages.h). The
 * other methods of RFC 3261 and its extensions are recognized but not allowed: 405 with Allow
 * (21.4.6); a method nobody knows is 501 (21.5.2). With calls (calls.h) beside the agent, what
 * comes here of theirs is of a call that is not there: 481 (12.2.2).
 */
#include "agent_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

#define TAG_DIGITS  16
#define ADDRESS_MAX 48
#define PORT_SIP    5060u

/* Replies copy what the request says, and add little: who sends under a forged address shall not
 * make us send much more than he did. */
#define OPTIONS_SAID_MAX 256 /* bytes of option tags in a 420: one is enough to know why */
#define REPLY_OVERHEAD   512 /* bytes that our own fields may add to one and a half requests */
#define TO_STRANGERS     128 /* the same where no server asks */

/* A tag that the same request always gets: over what names its transaction. */
static void put_tag(const struct hf_agent *agent, const struct hf_sip_message *m,
                    struct hf_sip_out *out)
{
    struct hf_slice call_id = hf_sip_value(m, HF_HEADER_CALL_ID);
    struct hf_slice from = hf_sip_value(m, HF_HEADER_FROM);
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: the secret comes in with the draw */
    uint8_t drawn[32];
    for (size_t i = 0; i < call_id.length; i++) {
        hash = (hash ^ (uint8_t)call_id.at[i]) * 0x100000001b3u;
    }
    for (size_t i = 0; i < from.length; i++) {
        hash = (hash ^ (uint8_t)from.at[i]) * 0x100000001b3u;
    }
    hf_agent_draw(agent, 't', hash, drawn);
    hf_sip_put_hex(out, drawn, TAG_DIGITS / 2);
}

static bool is_option(struct hf_slice text)
{
    const char *end = text.at + text.length;
    return text.length <= OPTIONS_SAID_MAX && hf_lex_skip(text.at, end, HF_LEX_TOKEN) == end;
}

/* What Require makes of a request: 0, nothing; 420, since we have no extension; or 400 where it
 * says something and no option, for a 420 would have to name one (RFC 3261 8.2.2.3). */
static unsigned status_for_required(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_slice option;
    unsigned status = 0;
    hf_sip_each_start(&each, m, HF_HEADER_REQUIRE);
    while (status != 420 && hf_sip_each_next(&each, &option)) {
        status = is_option(option) ? 420 : 400;
    }
    return status;
}

/* Option tags that we do not have, which are all (RFC 3261 8.2.2.3); as many as there is room
 * for, since one is enough to know why. */
static void put_unsupported(const struct hf_sip_message *m, struct hf_sip_out *out)
{
    struct hf_sip_each each;
    struct hf_slice option;
    size_t said = 0;
    hf_sip_each_start(&each, m, HF_HEADER_REQUIRE);
    while (hf_sip_each_next(&each, &option)) {
        if (!is_option(option) || said + option.length > OPTIONS_SAID_MAX) {
            continue;
        }
        hf_sip_put_text(out, said == 0 ? "Unsupported: " : ", ");
        hf_sip_put(out, option);
        said += option.length + 2;
    }
    hf_sip_put_text(out, said == 0 ? "" : "\r\n");
}

const char *hf_agent_allow(const struct hf_agent *agent)
{
    if (agent->calls) {
        return agent->messages ? "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS, NOTIFY"
                               : "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS";
    }
    return agent->messages ? "OPTIONS, NOTIFY" : "OPTIONS";
}

static void put_details(const struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                        const struct hf_agent_reply *reply, struct hf_sip_out *out)
{
    bool is_about_us = reply->status == 200 && arrival->message->method_id == HF_METHOD_OPTIONS;
    hf_sip_put_text(out, reply->fields);
    if (is_about_us || reply->status == 405 || reply->status == 501) {
        hf_sip_put_header_text(out, "Allow", hf_agent_allow(agent));
    }
    if (is_about_us) { /* RFC 3261 11.2 */
        hf_sip_put_header_text(out, "Accept", "application/sdp");
        hf_sip_put_header_text(out, "Supported", agent->calls ? "100rel, timer" : "");
    }
    if (is_about_us && agent->messages) {
        hf_sip_put_header_text(out, "Allow-Events", "message-summary"); /* RFC 6665 8.2.2 */
    }
    if (reply->status == 420) {
        put_unsupported(arrival->message, out);
    }
    if (!arrival->is_from_server) {
        return;
    }
    if (reply->detail != NULL) {
        hf_sip_put_text(out, "Warning: 399 holdfast ");
        hf_sip_put_quoted(out, hf_slice_text(reply->detail));
        hf_sip_put_text(out, "\r\n");
    }
    hf_sip_put_header_text(out, "User-Agent", HF_AGENT_USER_AGENT);
}

/* RFC 3261 18.2.2: where nobody hears it on its connection any more, at the port of sent-by. */
static struct hf_target way_back(const struct hf_agent_arrival *arrival)
{
    struct hf_target target = hf_sip_reply_target(&arrival->via, &arrival->received->from);
    if (target.transport == HF_TRANSPORT_TCP) {
        target.port = arrival->via.port != 0 ? arrival->via.port : PORT_SIP;
    }
    return target;
}

static void put_reply(const struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                      const struct hf_agent_reply *reply, struct hf_agent_out *out)
{
    char tag[TAG_DIGITS], address[ADDRESS_MAX];
    struct hf_sip_out printer, tag_out, address_out;
    struct hf_slice none = {"", 0};
    hf_sip_out_start(&tag_out, tag, sizeof tag);
    put_tag(agent, arrival->message, &tag_out);
    hf_sip_out_start(&address_out, address, sizeof address);
    hf_sip_put_address(&address_out, &arrival->received->from);
    struct hf_target target = way_back(arrival);
    struct hf_sip_reply fields = {
        .request = arrival->message,
        .source_address = hf_lex_slice(address, address + address_out.length),
        .source_port = arrival->received->from.port,
        .to_tag = hf_lex_slice(tag, tag + sizeof tag),
    };
    printer = hf_agent_print(out);
    hf_sip_put_status_line(&printer, reply->status, hf_slice_text(hf_sip_reason(reply->status)));
    hf_sip_put_reply_fields(&printer, &fields);
    put_details(agent, arrival, reply, &printer);
    hf_sip_put_end(&printer, none);
    size_t n_request = arrival->received->n_bytes;
    size_t overhead = arrival->is_from_server ? REPLY_OVERHEAD : TO_STRANGERS;
    if (printer.length > n_request + n_request / 2 + overhead) {
        hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from,
                      "a request whose answer would be much larger than itself");
        return;
    }
    struct hf_agent_datagram *datagram = hf_agent_datagram(out, &printer, &target);
    if (datagram == NULL) {
        hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from,
                      "a request too large to be answered");
        return;
    }
    datagram->reply = 1;
    datagram->flow = arrival->received->flow;
}

static bool same_address(const struct hf_target *a, const struct hf_target *b)
{
    return a->family != HF_FAMILY_NONE && a->family == b->family &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* Does it come from a server's address, as configured, as asked lately, or where a server took our
 * Contact? Ports may differ. The place of an attempt that is over keeps where it went until another
 * one takes it. */
static bool is_from_server(const struct hf_agent *agent, const struct hf_target *from)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (same_address(&agent->attempts[i].target, from)) {
            return true;
        }
    }
    return hf_agent_server_at(agent, from) != 0;
}

/* What an attempt of a former configuration asked does not tell a server of now. */
static unsigned asked_at(const struct hf_agent *agent, const struct hf_target *from)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->age == HF_AGENT_NOW && same_address(&attempt->target, from)) {
            return attempt->server;
        }
    }
    return 0;
}

unsigned hf_agent_server_at(const struct hf_agent *agent, const struct hf_target *address)
{
    const struct hf_agent_profile *now = &agent->profiles[HF_AGENT_NOW];
    for (unsigned server = 1; server <= now->n_servers; server++) {
        struct hf_slice host = hf_agent_host(agent, now, server);
        struct hf_target target = {.family = HF_FAMILY_NONE};
        if (hf_target_parse(&target, host.at, host.length) && same_address(&target, address)) {
            return server;
        }
    }
    unsigned server = hf_agent_contact_server(agent, address);
    return server != 0 ? server : asked_at(agent, address);
}

/* ---- whom it is for (E8) ---- */

/* A request that names nobody names no line: one without a user is not for the line without. */
static bool is_user(const struct hf_agent *agent, const struct hf_agent_asked *asked)
{
    struct hf_slice user = hf_agent_user(agent);
    return user.length != 0 && hf_slice_equal(user, hf_slice_text(asked->user));
}

unsigned hf_agent_fit(const struct hf_agent *agent, const struct hf_agent_asked *asked,
                      const struct hf_target *from)
{
    if (agent->profiles[HF_AGENT_NOW].trust != HF_TRUST_ANY || asked->is_token) {
        return HF_FIT_NONE;
    }
    return (is_user(agent, asked) ? HF_FIT_USER : HF_FIT_NONE) |
           (is_from_server(agent, from) ? HF_FIT_SERVER : HF_FIT_NONE);
}

static bool is_ours(const struct hf_agent *agent, const struct hf_agent_arrival *arrival)
{
    struct hf_agent_token token = hf_agent_token(agent);
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(arrival->message->uri, &uri, NULL) < 0) {
        return false;
    }
    struct hf_agent_asked asked = hf_agent_asked_of(&uri);
    return hf_slice_equal(uri.user, hf_lex_slice(token.text, token.text + sizeof token.text)) ||
           (!asked.is_token && hf_agent_contact_is_on(agent, arrival->received)) ||
           hf_agent_fit(agent, &asked, &arrival->received->from) != HF_FIT_NONE;
}

bool hf_agent_is_for_us(const struct hf_agent *agent, struct hf_agent_arrival *arrival)
{
    arrival->is_ours = is_ours(agent, arrival);
    arrival->is_from_server = is_from_server(agent, &arrival->received->from);
    return arrival->is_ours || arrival->is_from_server;
}

/* ---- the answer ---- */

/* With calls beside us these are theirs, but for a call that is not there (RFC 3261 12.2.2, 9.2).
 * */
static bool is_of_a_call(const struct hf_agent *agent, const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    switch (m->method_id) {
    case HF_METHOD_CANCEL: return true;
    case HF_METHOD_BYE:
    case HF_METHOD_PRACK:
    case HF_METHOD_UPDATE:
    case HF_METHOD_INFO: return agent->calls != 0;
    case HF_METHOD_INVITE:
        return agent->calls != 0 && hf_sip_to(m, &to, NULL) == 1 && to.tag.length != 0;
    default: return false;
    }
}

/* RFC 3261 12.2.2: of a dialog that we do not have, whatever its Request-URI is: the Contact that
 * it names may be that of our last life. E8 is about requests outside of dialogs. */
static bool is_inside(const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    return hf_sip_to(m, &to, NULL) == 1 && to.tag.length != 0;
}

/* In the order of RFC 3261 8.2: method, Request-URI, Require. */
static unsigned status_for(const struct hf_agent *agent, const struct hf_agent_arrival *arrival)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_sip_uri uri;
    if (m->method_id == HF_METHOD_OTHER) {
        return 501;
    }
    if (hf_sip_uri_parse(m->uri, &uri, NULL) < 0) {
        return 400;
    }
    if (uri.kind == HF_SCHEME_OTHER) {
        return 416;
    }
    if (is_of_a_call(agent, m) && (arrival->is_ours || is_inside(m))) {
        return 481;
    }
    if (!arrival->is_ours) {
        return 404;
    }
    unsigned status = status_for_required(m);
    if (status != 0) {
        return status;
    }
    return m->method_id == HF_METHOD_OPTIONS ? 200 : 405;
}

static void note_request(const struct hf_agent_arrival *arrival, unsigned status,
                         struct hf_agent_out *out)
{
    struct hf_agent_note *note = hf_agent_note(out, HF_NOTE_INCOMING_REQUEST,
                                               &arrival->received->from, "");
    struct hf_slice method = arrival->message->method;
    hf_agent_note_text(note, method);
    note->status = (uint16_t)status;
}

bool hf_agent_find_way_back(struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    struct hf_sip_error error = {"a request without Via", 0};
    if (hf_sip_via(arrival->message, &arrival->via, &error) == 1) {
        return true;
    }
    hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from, error.what);
    return false;
}

void hf_agent_put_reply(const struct hf_agent *agent, const struct hf_agent_arrival *arrival,
                        const struct hf_agent_reply *reply, struct hf_agent_out *out)
{
    note_request(arrival, reply->status, out);
    put_reply(agent, arrival, reply, out);
}

void hf_agent_request(struct hf_agent *agent, struct hf_agent_arrival *arrival,
                      struct hf_agent_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_sip_error error = {NULL, 0};
    struct hf_agent_reply reply = {400, NULL, ""};
    if (!hf_agent_is_for_us(agent, arrival)) {
        hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from,
                      "a request for no Contact of this line");
        return;
    }
    if (m->method_id == HF_METHOD_ACK) {
        note_request(arrival, 0, out); /* never answered (RFC 3261 17) */
        return;
    }
    if (!hf_agent_find_way_back(arrival, out)) {
        return;
    }
    if (hf_sip_check(m, &error) == 0) {
        reply.status = status_for(agent, arrival);
    } else if (!arrival->is_from_server) {
        hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from, error.what);
        return;
    }
    reply.detail = error.what;
    hf_agent_put_reply(agent, arrival, &reply, out);
}

/* The body begins behind the empty line; without one there is none. What ends before is a piece
 * of something, and who would read the answer is not known. */
static bool has_whole_header(const struct hf_sip_message *m)
{
    return m->body.at != m->bytes;
}

/* To servers: RFC 3261 21.4.1; 21.5.7 where nothing is wrong but that it has too many fields. */
void hf_agent_bad_request(struct hf_agent *agent, struct hf_agent_arrival *arrival, int error,
                          struct hf_agent_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_agent_reply reply = {error == HF_E_LIMIT ? 513 : 400, m->error.what, ""};
    hf_agent_note(out, HF_NOTE_DROPPED, &arrival->received->from, m->error.what);
    if (m->is_request && m->method_id != HF_METHOD_ACK && has_whole_header(m) &&
        hf_agent_is_for_us(agent, arrival) && arrival->is_from_server &&
        hf_sip_via(m, &arrival->via, NULL) == 1) {
        put_reply(agent, arrival, &reply, out);
    }
}
