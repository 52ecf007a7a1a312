/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A 3xx by which the server that was asked wants another user asked for: calls that are forwarded
 * (RFC 3261 8.1.3.4). The INVITE goes there again with the Contact's URI as its own, in the same
 * attempt, as behind a 422; of that the core knows only that the server lives. To, From tag and
 * Call-ID stay. What points to another server is the core's to follow. Rule A8.
 */
#include "calls_state.h"

#include "address.h"
#include "holdfast/line.h"

#define HOPS_MAX 5u /* A8 */

/* The best one yet: where it points, and how much it is wanted. */
struct choice {
    struct hf_slice uri;
    uint16_t q;
    bool is_here, is_any;
};

/* The server of the attempt, by its address or by the line's domain. A Contact that says no
 * transport, or no port, means that way, and not another one to the same host. */
static bool is_here(const struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                    struct hf_slice text, const struct hf_sip_uri *uri)
{
    struct hf_target target = attempt->target;
    struct hf_sip_param transport;
    bool is_tls = attempt->target.transport == HF_TRANSPORT_TLS;
    if ((uri->kind == HF_SCHEME_SIPS && !is_tls) ||
        hf_sip_param_find(uri->params, "maddr", &transport)) {
        return false;
    }
    if (hf_sip_param_find(uri->params, "transport", &transport) &&
        !hf_slice_is(transport.value, attempt->target.transport == HF_TRANSPORT_UDP ? "udp"
                                      : is_tls                                      ? "tls"
                                                                                    : "tcp")) {
        return false;
    }
    if (!hf_target_parse(&target, uri->host.at, uri->host.length)) {
        return hf_agent_has_line_domain(x->agent, text);
    }
    target.transport = attempt->target.transport;
    target.port = uri->port != 0 ? uri->port : attempt->target.port;
    return hf_sip_same_target(&target, &attempt->target);
}

static void weigh(const struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                  const struct hf_sip_contact *contact, struct choice *choice)
{
    struct hf_sip_uri uri;
    struct hf_target target;
    struct hf_slice text = contact->address.uri;
    if (contact->address.star || hf_sip_uri_parse(text, &uri, NULL) < 0 ||
        (uri.kind != HF_SCHEME_SIP && uri.kind != HF_SCHEME_SIPS) ||
        (choice->is_any && choice->q >= contact->q)) {
        return;
    }
    bool here = uri.headers.length == 0 && is_here(x, attempt, text, &uri);
    if (here || hf_sip_uri_target(&uri, &target)) {
        *choice = (struct choice){text, contact->q, here, true};
    }
}

static struct choice choose(const struct hf_calls_x *x, const struct hf_calls_attempt *attempt)
{
    struct choice choice = {{NULL, 0}, 0, false, false};
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    unsigned n_read = 0;
    int found;
    hf_sip_each_start(&each, x->message, HF_HEADER_CONTACT);
    while (n_read++ < HF_AGENT_CONTACTS_READ &&
           (found = hf_sip_contact_next(&each, &contact, NULL)) != 0) {
        if (found > 0) {
            weigh(x, attempt, &contact, &choice);
        }
    }
    return choice;
}

/* Asked for just now: nobody goes in a circle of one. */
static bool was_asked(const struct hf_calls_x *x, const struct hf_calls_attempt *attempt,
                      struct hf_slice text)
{
    struct hf_slice before = hf_layer_text(hf_calls_layer(x->calls), attempt->layer);
    struct hf_sip_message m;
    struct hf_sip_uri asked, wanted;
    return before.length == 0 || hf_sip_parse(&m, before.at, before.length) < 0 ||
           hf_sip_uri_parse(m.uri, &asked, NULL) < 0 || hf_sip_uri_parse(text, &wanted, NULL) < 0 ||
           hf_sip_uri_same(&asked, &wanted);
}

bool hf_calls_redirected(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call)
{
    struct choice choice = choose(x, attempt);
    struct hf_calls_again again = {.uri = choice.uri};
    if (!choice.is_here || attempt->hops >= HOPS_MAX || was_asked(x, attempt, choice.uri)) {
        return false;
    }
    again.cseq = ++call->cseq;
    if (hf_calls_leave_again(x, attempt, &again) < 0) {
        return false;
    }
    attempt->hops++;
    hf_calls_note(x, attempt, HF_NOTE_OTHER, "the call is forwarded");
    hf_calls_attempt_lives(x, attempt);
    return true;
}
