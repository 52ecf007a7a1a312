/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layer's server side: requests of others (RFC 3261 8.2, 9.2, 17.2), and their times. Our
 * responses are layer_answer.c's.
 *
 * A place keeps the last response alone. It begins as a 100 with all that other responses copy
 * from the request (Via, From, To with our tag, Call-ID, CSeq, Record-Route, Timestamp), and each
 * response is made from the one before: so the request itself need not be kept.
 *
 * Answered without a place: what cannot be acted upon (400), a request that came over two ways
 * (482, 8.2.2.2; or what refused the first one), a CANCEL (200 or 481, 9.2), what no place is left
 * for (503) or what is too large for one (513). Their To tag is drawn from the request, so that it
 * is the same each time.
 */
#include "layer_state.h"

#include <string.h>

#include "address.h"
#include "clock.h"
#include "holdfast/line.h"
#include "lex.h"

#define PORT_SIP 5060u

bool hf_layer_server_is_free(const struct hf_layer_server *server)
{
    return server->is_invite ? server->u.invite.state == HF_INVITE_SERVER_IDLE ||
                                   server->u.invite.state == HF_INVITE_SERVER_OVER
                             : server->u.other.state == HF_SERVER_TRANSACTION_IDLE ||
                                   server->u.other.state == HF_SERVER_TRANSACTION_OVER;
}

void hf_layer_server_on_response(struct hf_layer_server *server, unsigned status, uint64_t now_us)
{
    if (server->is_invite) {
        hf_invite_server_on_response(&server->u.invite, status, now_us);
    } else {
        hf_server_transaction_on_response(&server->u.other, status, now_us);
    }
}

void hf_layer_server_say_over(struct hf_layer_server *server, struct hf_layer_out *out)
{
    HF_ASSERT(!hf_reliable_is_waiting(&server->reliable)); /* a final response ended it */
    hf_layer_say(out, HF_LAYER_OVER, server->id);
}

/* ---- requests ---- */

struct hf_layer_route hf_layer_way_back(const struct hf_layer_arrival *arrival)
{
    struct hf_layer_route route;
    memset(&route, 0, sizeof route);
    route.target = hf_sip_reply_target(&arrival->via, &arrival->received->from);
    route.local = arrival->received->local;
    route.flow = arrival->received->flow;
    route.reply = 1;
    if (route.target.transport == HF_TRANSPORT_TCP) {
        route.sent_by = arrival->via.port != 0 ? arrival->via.port : PORT_SIP;
    }
    return route;
}

static struct hf_layer_server *find_key(const struct hf_layer *layer, uint64_t key)
{
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        struct hf_layer_server *server = &layer->servers[i];
        if (!hf_layer_server_is_free(server) && server->key == key) {
            return server;
        }
    }
    return NULL;
}

static struct hf_layer_server *free_place(const struct hf_layer *layer)
{
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        if (hf_layer_server_is_free(&layer->servers[i])) {
            return &layer->servers[i];
        }
    }
    return NULL;
}

static bool is_done(const struct hf_layer_server *server)
{
    return !server->is_invite && server->u.other.state == HF_SERVER_TRANSACTION_COMPLETED;
}

static bool is_refused(const struct hf_layer_server *server)
{
    return server->is_invite && (server->u.invite.state == HF_INVITE_SERVER_COMPLETED ||
                                 server->u.invite.state == HF_INVITE_SERVER_CONFIRMED);
}

/* A change within a dialog whose 2xx was acknowledged. */
static bool is_changed(const struct hf_layer_server *server)
{
    return server->is_invite && !server->has_tag &&
           server->u.invite.state == HF_INVITE_SERVER_ANSWERED;
}

/* Grows with the time at which it was answered. */
static uint64_t answered_us(const struct hf_layer_server *server)
{
    return server->is_invite ? server->u.invite.since_us : server->u.other.deadline_us;
}

/* The one that was answered first of those that may give way. */
static struct hf_layer_server *oldest_of(const struct hf_layer *layer,
                                         bool (*may)(const struct hf_layer_server *))
{
    struct hf_layer_server *oldest = NULL;
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        struct hf_layer_server *server = &layer->servers[i];
        if (may(server) && (oldest == NULL || answered_us(server) < answered_us(oldest))) {
            oldest = server;
        }
    }
    return oldest;
}

/* Where every place is taken, a request that was answered gives way: it stands only for its own
 * repetitions (17.2.2), and a burst of OPTIONS must not keep a call out until Timer J. So does an
 * acknowledged change of a call, whose copies the dialog's CSeq refuses (12.2.2): who holds and
 * resumes every few seconds is not to be refused. An INVITE that was refused gives way to what is
 * none, or a flood of them would keep the BYE of a call out; not to the flood's next INVITE. */
static struct hf_layer_server *make_place(const struct hf_layer *layer, bool for_invite,
                                          struct hf_layer_out *out)
{
    struct hf_layer_server *oldest = oldest_of(layer, is_done);
    if (oldest != NULL) {
        hf_server_transaction_on_end(&oldest->u.other);
        hf_layer_server_say_over(oldest, out);
        return oldest;
    }
    oldest = oldest_of(layer, is_changed);
    if (oldest == NULL && !for_invite) {
        oldest = oldest_of(layer, is_refused);
    }
    if (oldest != NULL) {
        hf_invite_server_on_end(&oldest->u.invite);
        hf_layer_server_say_over(oldest, out);
    }
    return oldest;
}

/* Is the message, an ACK or another copy of the request, of the dialog that the last response
 * names? Call-ID, From tag and CSeq number are compared by key. */
static bool has_to_tag_of(const struct hf_layer *layer, const struct hf_layer_server *server,
                          const struct hf_sip_message *m)
{
    struct hf_sip_message last;
    struct hf_sip_party ours, theirs;
    hf_layer_read_last(layer, server, &last);
    return hf_sip_to(&last, &ours, NULL) == 1 && hf_sip_to(m, &theirs, NULL) == 1 &&
           hf_slice_same(ours.tag, theirs.tag); /* 7.3.1 */
}

/* The INVITE whose 2xx an ACK is for (13.2.2.4): by dialog and CSeq, since its branch is new. */
static struct hf_layer_server *find_accepted(const struct hf_layer *layer,
                                             const struct hf_layer_arrival *arrival)
{
    uint64_t request_key = hf_match_request(&layer->match, arrival->message);
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        struct hf_layer_server *server = &layer->servers[i];
        if (server->is_invite && server->request_key == request_key && request_key != 0 &&
            (server->u.invite.state == HF_INVITE_SERVER_ACCEPTED ||
             server->u.invite.state == HF_INVITE_SERVER_ANSWERED) &&
            has_to_tag_of(layer, server, arrival->message)) {
            return server;
        }
    }
    return NULL;
}

/* Never answered (17), and sound enough where it matches an INVITE: to drop it for a field that
 * does not matter would lose the call. One whose branch is that of an INVITE that was accepted, as
 * a peer without the cookie may have it, is for its 2xx all the same. */
static void hear_ack(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                     struct hf_layer_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    uint64_t now_us = arrival->received->now_us;
    if (m->error.what != NULL) {
        hf_layer_say_dropped(out, m->error.what, 0);
        return;
    }
    uint64_t key = hf_match_transaction(&layer->match, m);
    struct hf_layer_server *server = key == 0 ? NULL : find_key(layer, key);
    if (server != NULL && server->is_invite && server->status >= 300) {
        hf_invite_server_on_ack(&server->u.invite, now_us);
        return;
    }
    server = find_accepted(layer, arrival);
    if (server == NULL) {
        hf_layer_say_dropped(out, "an ACK that matches no INVITE", 0);
    } else if (hf_invite_server_on_ack(&server->u.invite, now_us)) {
        hf_layer_say(out, HF_LAYER_ACK, server->id);
    }
}

/* 9.2: the 200 has the To tag that the INVITE's own response has. */
static void hear_cancel(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                        struct hf_layer_out *out)
{
    uint64_t key = hf_match_cancelled(&layer->match, arrival->message);
    struct hf_layer_server *server = key == 0 ? NULL : find_key(layer, key);
    struct hf_layer_answer answer = {.why = "a CANCEL for no INVITE of ours", .status = 481};
    if (server == NULL || !server->is_invite) {
        hf_layer_answer(layer, arrival, &answer, out);
        return;
    }
    bool is_news = !server->is_cancelled && hf_invite_server_is_open(&server->u.invite);
    answer.status = 200;
    answer.to_tag = hf_lex_slice(server->tag, server->tag + sizeof server->tag);
    answer.why = is_news ? NULL : "a CANCEL that came again, or too late";
    if (is_news) {
        server->is_cancelled = 1;
        hf_layer_say(out, HF_LAYER_CANCEL, server->id);
    }
    hf_layer_answer(layer, arrival, &answer, out);
}

static bool has_method_of(const struct hf_layer *layer, const struct hf_layer_server *server,
                          const struct hf_sip_message *m)
{
    struct hf_sip_message last;
    struct hf_sip_cseq cseq;
    hf_layer_read_last(layer, server, &last);
    return hf_sip_cseq(&last, &cseq, NULL) == 1 && hf_slice_equal(cseq.method, m->method);
}

/* 8.2.2.2: the request without a To tag that is equal to another transaction in From tag, Call-ID
 * and CSeq, which is returned: a proxy forked, and both branches lead to us. */
static struct hf_layer_server *find_merged(const struct hf_layer *layer,
                                           const struct hf_sip_message *m)
{
    uint64_t request_key = hf_match_request(&layer->match, m);
    struct hf_sip_party to;
    if (request_key == 0 || hf_sip_to(m, &to, NULL) != 1 || to.tag.length != 0) {
        return NULL;
    }
    for (uint32_t i = 0; i < layer->setup.n_servers; i++) {
        struct hf_layer_server *server = &layer->servers[i];
        if (!hf_layer_server_is_free(server) && server->request_key == request_key &&
            has_method_of(layer, server, m)) {
            return server;
        }
    }
    return NULL;
}

/* 482 while the first one is under way or accepted (E8). Behind a refusal that refusal again: a
 * proxy that tries its ways one after the other would take the 482 for a loop. */
static void answer_merged(struct hf_layer *layer, const struct hf_layer_server *first,
                          const struct hf_layer_arrival *arrival, struct hf_layer_out *out)
{
    struct hf_sip_message last;
    struct hf_layer_answer answer = {.why = "a request that came over two ways", .status = 482};
    if (first->status >= 300) {
        hf_layer_read_last(layer, first, &last);
        answer.why = "a request that was refused when it came over another way";
        answer.like = &last;
        answer.status = first->status;
    }
    hf_layer_answer(layer, arrival, &answer, out);
}

static struct hf_server_order order_of(const struct hf_layer *layer,
                                       const struct hf_layer_arrival *arrival)
{
    struct hf_server_order order = {
        .now_us = arrival->received->now_us,
        .t1_ms = layer->setup.t1_ms,
        .t2_ms = layer->setup.t2_ms,
        .t4_ms = layer->setup.t4_ms,
        .reliable = arrival->received->from.transport != HF_TRANSPORT_UDP,
    };
    return order;
}

/* The 100 that begins a place, into its text. False when it leaves no room there for a refusal,
 * which the place could never be rid of then, or is not whole because the request has more fields
 * and elements than a message may. */
static bool put_first(struct hf_layer *layer, struct hf_layer_server *server,
                      const struct hf_layer_arrival *arrival)
{
    struct hf_sip_message made;
    struct hf_sip_out out;
    struct hf_layer_head head = {
        arrival->message, hf_lex_slice(server->tag, server->tag + sizeof server->tag), 0, 100};
    size_t size = layer->setup.message_bytes;
    size = size < HF_LAYER_OUT_BYTES ? size : HF_LAYER_OUT_BYTES;
    hf_sip_out_start(&out, hf_layer_server_text(layer, server), size - HF_LAYER_OF_REFUSAL);
    hf_layer_put_head(server, &head, &out);
    hf_sip_put_end(&out, hf_slice_text(""));
    server->n_text = (uint32_t)out.length;
    return !out.overflow && hf_sip_parse(&made, out.at, out.length) == 0 &&
           hf_sip_check(&made, NULL) == 0;
}

static void take(struct hf_layer *layer, struct hf_layer_server *server,
                 const struct hf_layer_arrival *arrival, struct hf_layer_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_server_order order = order_of(layer, arrival);
    struct hf_sip_party to;
    server->key = arrival->key;
    server->request_key = hf_match_request(&layer->match, m);
    server->arrived_us = order.now_us;
    server->rseq = 0;
    server->status = 100;
    server->is_invite = m->method_id == HF_METHOD_INVITE;
    server->is_cancelled = 0;
    server->has_tag = hf_sip_to(m, &to, NULL) == 1 && to.tag.length == 0;
    server->id = hf_layer_next_id(layer,
                                  HF_LAYER_SERVER_PLACE | (unsigned)(server - layer->servers));
    layer->serial++;
    memset(&server->u, 0, sizeof server->u);
    if (server->is_invite) {
        hf_invite_server_start(&server->u.invite, &order);
    } else {
        hf_server_transaction_start(&server->u.other, &order);
    }
    hf_layer_say(out, HF_LAYER_REQUEST, server->id);
}

static void hear_new(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                     struct hf_layer_out *out)
{
    struct hf_layer_answer answer = {.why = "no place for a request", .status = 503};
    const struct hf_layer_server *first = find_merged(layer, arrival->message);
    if (first != NULL) {
        answer_merged(layer, first, arrival, out);
        return;
    }
    struct hf_layer_server *server = free_place(layer);
    if (server == NULL) {
        server = make_place(layer, arrival->message->method_id == HF_METHOD_INVITE, out);
    }
    if (server == NULL) {
        hf_layer_answer(layer, arrival, &answer, out);
        return;
    }
    server->route = hf_layer_way_back(arrival);
    hf_layer_draw_tag(layer, arrival->key, server->tag);
    if (!put_first(layer, server, arrival)) {
        answer.why = "a request too large to be answered";
        answer.status = 513;
        server->id = 0; /* the text of who was here is gone */
        hf_layer_answer(layer, arrival, &answer, out);
        return;
    }
    take(layer, server, arrival, out);
}

/* 18.2.2, RFC 3581 4: responses go where the last copy came from. A NAT may have bound anew, and
 * the connection be another. Over UDP not to another address: that anybody could say. */
static void follow(struct hf_layer_server *server, const struct hf_layer_arrival *arrival)
{
    const struct hf_target *from = &arrival->received->from;
    struct hf_target there = server->route.target;
    there.port = from->port;
    if (from->transport == server->route.target.transport &&
        (from->transport != HF_TRANSPORT_UDP || hf_sip_same_target(from, &there))) {
        server->route = hf_layer_way_back(arrival);
    }
}

static void hear_again(struct hf_layer *layer, struct hf_layer_server *server,
                       const struct hf_layer_arrival *arrival, struct hf_layer_out *out)
{
    enum hf_server_news news = server->is_invite
                                   ? hf_invite_server_on_request(&server->u.invite)
                                   : hf_server_transaction_on_request(&server->u.other);
    follow(server, arrival);
    if (news == HF_SERVER_REPEAT) {
        hf_layer_send_last(layer, server, out);
    }
}

/* The body begins behind the empty line; without one there is none. What ends before is a piece of
 * something, and who would read the answer is not known. */
static bool has_whole_header(const struct hf_sip_message *m)
{
    return m->body.at != m->bytes;
}

/* RFC 4475 3.2.1 would have the bare cookie be no branch of ours, and so a name of nothing. */
static const char *find_fault(struct hf_layer *layer, struct hf_layer_arrival *arrival)
{
    const struct hf_sip_message *m = arrival->message;
    struct hf_sip_error error = {NULL, 0};
    if (m->error.what != NULL) {
        return m->error.what;
    }
    if (hf_sip_check(m, &error) < 0) {
        return error.what;
    }
    if (hf_slice_is(arrival->via.branch, "z9hG4bK")) {
        return "a branch that is nothing but the magic cookie";
    }
    arrival->key = hf_match_transaction(&layer->match, m);
    return arrival->key == 0 ? "a request without what names its transaction" : NULL;
}

void hf_layer_hear_request(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                           struct hf_layer_out *out)
{
    const struct hf_sip_message *m = arrival->message;
    if (m->method_id == HF_METHOD_ACK) {
        hear_ack(layer, arrival, out);
        return;
    }
    if (!has_whole_header(m) || hf_sip_via(m, &arrival->via, NULL) != 1) {
        hf_layer_say_dropped(
            out, m->error.what != NULL ? m->error.what : "a request without a sound Via", 0);
        return;
    }
    const char *fault = find_fault(layer, arrival);
    if (fault != NULL) {
        struct hf_layer_answer answer = {.why = fault, .detail = fault, .status = 400};
        hf_layer_answer(layer, arrival, &answer, out);
        return;
    }
    struct hf_layer_server *server = find_key(layer, arrival->key);
    if (m->method_id == HF_METHOD_CANCEL) {
        hear_cancel(layer, arrival, out);
    } else if (server != NULL) {
        hear_again(layer, server, arrival, out);
    } else {
        hear_new(layer, arrival, out);
    }
}

/* ---- time ---- */

uint64_t hf_layer_server_deadline(const struct hf_layer_server *server)
{
    return hf_sip_earlier(server->reliable.deadline_us, server->is_invite
                                                            ? server->u.invite.deadline_us
                                                            : server->u.other.deadline_us);
}

static void wake_reliable(struct hf_layer *layer, struct hf_layer_server *server, uint64_t now_us,
                          struct hf_layer_out *out)
{
    switch (hf_reliable_on_deadline(&server->reliable, now_us)) {
    case HF_RELIABLE_SEND_AGAIN: hf_layer_send_last(layer, server, out); break;
    case HF_RELIABLE_GIVEN_UP: hf_layer_say(out, HF_LAYER_NO_PRACK, server->id); break;
    case HF_RELIABLE_NOTHING: break;
    }
}

static void wake_machine(struct hf_layer *layer, struct hf_layer_server *server, uint64_t now_us,
                         struct hf_layer_out *out)
{
    enum hf_server_news news = server->is_invite
                                   ? hf_invite_server_on_deadline(&server->u.invite, now_us)
                                   : hf_server_transaction_on_deadline(&server->u.other, now_us);
    switch (news) {
    case HF_SERVER_SEND_100:
        hf_layer_server_on_response(server, 100, now_us);
        hf_layer_send_last(layer, server, out);
        break;
    case HF_SERVER_REPEAT: hf_layer_send_last(layer, server, out); break;
    case HF_SERVER_UNANSWERED: hf_layer_say(out, HF_LAYER_UNANSWERED, server->id); break;
    case HF_SERVER_NO_ACK: hf_layer_say(out, HF_LAYER_NO_ACK, server->id); break;
    case HF_SERVER_ENDED:
    case HF_SERVER_NOTHING: break;
    }
    if (hf_layer_server_is_free(server)) {
        hf_layer_server_say_over(server, out);
    }
}

bool hf_layer_server_wake(struct hf_layer *layer, struct hf_layer_server *server, uint64_t now_us,
                          struct hf_layer_out *out)
{
    if (now_us >= server->reliable.deadline_us) {
        if (!hf_layer_out_has_room(out, server->n_text)) {
            return false;
        }
        wake_reliable(layer, server, now_us, out);
    }
    if (hf_layer_server_is_free(server) || now_us < hf_layer_server_deadline(server)) {
        return true;
    }
    if (!hf_layer_out_has_room(out, server->n_text)) {
        return false;
    }
    wake_machine(layer, server, now_us, out);
    return true;
}
