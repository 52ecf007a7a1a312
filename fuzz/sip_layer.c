/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever its user asks and whatever datagrams come, at any time and in any order, the
 * transaction layer does not crash and sends nothing but whole SIP messages; each id that it gives
 * has one end and one OVER, of each kind only what may be said of it; it takes what is asked of an
 * id when and only when that is still awaited; and once time has passed, everything is over.
 *
 * The input is a script: four bytes that say what kind of layer, then a byte that says what
 * happens, and bytes that say how.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/line.h"
#include "holdfast/sip/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define IDS       256 /* of both sides */
#define KEPT      8   /* messages that it sent, to answer and to splice */
#define STEPS_MAX 300
#define WAKES_MAX 20000
#define TEXT_MAX  4096

enum side { CLIENT = 1, SERVER = 2 };

struct known { /* an id */
    uint64_t id;
    uint8_t side, is_invite, is_over;
    uint8_t ended; /* CLIENT: final response, TIMED_OUT or FAILED; SERVER: a final response given */
    uint8_t heard; /* CLIENT: that was a response */
    uint8_t cancelled, acked;
    uint32_t rseq;
};

struct kept {
    char text[TEXT_MAX];
    size_t length;
    struct hf_target target;
};

struct world {
    const uint8_t *bytes;
    size_t n_bytes, at;
    struct hf_layer *layer;
    struct hf_layer_out out;
    uint64_t now_us;
    unsigned n_known, n_kept;
    struct known known[IDS];
    struct kept kept[KEPT];
    uint8_t lost; /* 1: a flow was lost, and not every failure is told yet */
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static uint8_t take(struct world *w)
{
    return w->at < w->n_bytes ? w->bytes[w->at++] : 0;
}

static struct hf_target target_of(uint8_t number)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    target.family = number & 1 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
    target.address[target.family == HF_FAMILY_IPV6 ? 15 : 3] = (uint8_t)(1 + (number >> 1 & 1));
    target.port = 5060;
    target.transport = number >> 2 & 1 ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP;
    return target;
}

static struct known *find(struct world *w, uint64_t id)
{
    for (unsigned i = 0; i < w->n_known; i++) {
        if (w->known[i].id == id) {
            return &w->known[i];
        }
    }
    return NULL;
}

static struct known *learn(struct world *w, uint64_t id, enum side side)
{
    must(id != 0 && find(w, id) == NULL && w->n_known < IDS);
    struct known *known = &w->known[w->n_known++];
    memset(known, 0, sizeof *known);
    known->id = id;
    known->side = (uint8_t)side;
    return known;
}

/* ---- what is promised of the news ---- */

static void hear_response(struct known *known, unsigned status)
{
    must(known->side == CLIENT && status >= 100 && status < 700);
    if (status >= 200) {
        must(!known->ended || (known->heard && known->is_invite && status < 300));
        known->ended = known->heard = 1;
    }
}

static void hear_about_server(struct known *known, const struct hf_layer_news *news)
{
    must(known->side == SERVER);
    if (news->kind == HF_LAYER_ACK) {
        must(known->is_invite && known->ended && !known->acked);
        known->acked = 1;
    } else if (news->kind == HF_LAYER_CANCEL) {
        must(known->is_invite && !known->ended && !known->cancelled);
        known->cancelled = 1;
    } else if (news->kind == HF_LAYER_NO_ACK) {
        must(known->is_invite && known->ended && !known->acked);
    } else if (news->kind == HF_LAYER_NO_PRACK) {
        must(known->is_invite && !known->ended && known->rseq != 0);
    } else {
        must(news->kind == HF_LAYER_UNANSWERED && !known->is_invite && !known->ended);
        known->ended = 1;
    }
}

static void hear_one(struct world *w, const struct hf_layer_news *news,
                     const struct hf_sip_message *m)
{
    must((news->why != NULL) == (news->kind == HF_LAYER_DROPPED));
    if (news->kind == HF_LAYER_DROPPED) {
        must(news->id == 0);
        return;
    }
    if (news->kind == HF_LAYER_REQUEST) {
        must(m != NULL && m->is_request && m->error.what == NULL);
        learn(w, news->id, SERVER)->is_invite = m->method_id == HF_METHOD_INVITE;
        return;
    }
    struct known *known = find(w, news->id);
    must(known != NULL && !known->is_over);
    if (news->kind == HF_LAYER_RESPONSE) {
        must(m != NULL && m->status == news->status);
        hear_response(known, news->status);
    } else if (news->kind == HF_LAYER_TIMED_OUT || news->kind == HF_LAYER_FAILED) {
        must(known->side == CLIENT && !known->ended);
        known->ended = 1;
    } else if (news->kind == HF_LAYER_OVER) {
        must(known->ended);
        known->is_over = 1;
    } else {
        hear_about_server(known, news);
    }
}

static void keep(struct world *w, const struct hf_layer_datagram *datagram)
{
    struct kept *kept = &w->kept[w->n_kept++ % KEPT];
    kept->length = datagram->length < TEXT_MAX ? datagram->length : 0;
    memcpy(kept->text, w->out.bytes + datagram->at, kept->length);
    kept->target = datagram->target;
}

static void hear(struct world *w, const struct hf_sip_message *message)
{
    static struct hf_sip_message m;
    must(w->out.n_news <= HF_LAYER_OUT_NEWS && w->out.n_datagrams <= HF_LAYER_OUT_DATAGRAMS);
    for (uint32_t i = 0; i < w->out.n_news; i++) {
        hear_one(w, &w->out.news[i], message);
    }
    for (uint32_t i = 0; i < w->out.n_datagrams; i++) {
        const struct hf_layer_datagram *d = &w->out.datagrams[i];
        must(d->at + d->length <= w->out.n_bytes && w->out.n_bytes <= HF_LAYER_OUT_BYTES);
        must(d->target.family != HF_FAMILY_NONE && d->target.port != 0);
        int result = hf_sip_parse(&m, w->out.bytes + d->at, d->length);
        must(result == 0 || (m.n_left_out != 0 && m.status == 400) || m.status == 513);
        must(!m.is_request || hf_sip_check(&m, NULL) == 0);
        keep(w, d);
    }
}

/* ---- what its user does ---- */

static bool is_awaited(const struct known *known)
{
    return known != NULL && known->side == CLIENT && !known->ended;
}

static void request(struct world *w)
{
    static const char *const methods[] = {"INVITE", "INVITE", "OPTIONS", "ACK", "CANCEL", "x"};
    static const char *const more[] = {"", "Route: <sip:p;lr>\r\n", "Via: SIP/2.0/UDP a\r\n", "x"};
    char text[TEXT_MAX];
    struct hf_sip_out out;
    uint8_t how = take(w), where = take(w);
    struct hf_slice method = hf_slice_text(methods[(how & 7) % 6]);
    if (w->n_known == IDS) {
        return;
    }
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_request_line(&out, method, hf_slice_text("sip:b"));
    hf_sip_put_text(&out,
                    "Max-Forwards: 70\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: c\r\n");
    hf_sip_put_text(&out, "CSeq: 5 ");
    hf_sip_put(&out, method);
    hf_sip_put_text(&out, "\r\n");
    hf_sip_put_text(&out, more[how >> 3 & 3]);
    hf_sip_put_end(&out, hf_slice_text(""));
    struct hf_layer_request order = {
        .now_us = w->now_us,
        .text = {text, out.length},
        .target = target_of(where),
        .local = target_of(where),
        .retransmissions = how & 32 ? HF_RETRANSMIT_FREELY : where >> 6,
    };
    uint64_t id = 1;
    int result = hf_layer_request(w->layer, &order, &id, &w->out);
    must((result == HF_OK) == (w->out.n_datagrams == 1));
    must(w->out.n_news == 0 || (result == HF_OK && w->out.news[0].kind == HF_LAYER_OVER));
    must(result == HF_OK || id == 0);
    if (result == HF_OK && id != 0) {
        learn(w, id, CLIENT)->is_invite = hf_slice_is(method, "INVITE");
        must(hf_layer_text(w->layer, id).length == w->out.datagrams[0].length);
    }
    hear(w, NULL);
}

static uint64_t some_id(struct world *w)
{
    uint8_t which = take(w);
    return w->n_known == 0 || which == 255 ? which : w->known[which % w->n_known].id;
}

/* While a failure is still to be told, its id may be refused already. */
static void steer(struct world *w, uint8_t what)
{
    uint64_t id = some_id(w);
    struct known *known = find(w, id);
    int result;
    w->out.n_news = w->out.n_datagrams = 0;
    if (what == 0) {
        result = hf_layer_cancel(w->layer, id, w->now_us, &w->out);
        must(result != HF_E_STATE || (is_awaited(known) && !known->is_invite));
        result = result == HF_E_STATE ? HF_OK : result;
    } else if (what == 1) {
        result = hf_layer_extend(w->layer, id, w->now_us, &w->out);
    } else {
        result = hf_layer_abandon(w->layer, id);
    }
    must(result == HF_OK || result == HF_E_UNKNOWN_ID);
    must(result == HF_OK ? is_awaited(known) : (!is_awaited(known) || w->lost));
    must(w->out.n_news == 0);
    hear(w, NULL);
}

static const char *large(struct world *w)
{
    static char text[2048];
    size_t n = 300 + (size_t)take(w) * 5;
    memset(text, 'x', n);
    text[n] = '\0';
    return text;
}

static void respond(struct world *w)
{
    static const uint16_t statuses[] = {100, 180, 183, 200, 202, 302, 486, 503};
    static const char *const fields[] = {"", "Contact: <sip:a>\r\n", "A: b\r\n\r\nc", "To: x\r\n"};
    uint64_t id = some_id(w);
    uint8_t how = take(w), rseq = take(w);
    struct hf_layer_response response = {.now_us = w->now_us,
                                         .id = id,
                                         .status = statuses[how & 7],
                                         .rseq = rseq & 0x80 ? rseq & 0x7Fu : 0,
                                         .fields = fields[how >> 3 & 3],
                                         .body = hf_slice_text(how & 32   ? "body"
                                                               : how & 64 ? large(w)
                                                                          : "")};
    struct known *known = find(w, id);
    must(hf_layer_tag(w->layer, id).length % HF_LAYER_TAG_LENGTH == 0);
    int result = hf_layer_respond(w->layer, &response, &w->out);
    must((result == HF_OK) == (w->out.n_datagrams == 1));
    must(result == HF_OK || w->out.n_news == 0);
    must((result == HF_E_UNKNOWN_ID) == (known == NULL || known->side != SERVER || known->is_over));
    if (result == HF_OK) {
        must(!known->ended && known->side == SERVER && (how >> 3 & 3) < 2);
        known->ended = response.status >= 200;
        known->rseq = response.rseq != 0 ? response.rseq : known->rseq;
    }
    hear(w, NULL);
}

static void prack(struct world *w)
{
    uint64_t id = some_id(w);
    struct known *known = find(w, id);
    uint32_t rseq = known == NULL ? 1 : known->rseq;
    int result = hf_layer_pracked(w->layer, id, rseq);
    must(result == HF_E_UNKNOWN_ID || (result == HF_OK && known != NULL && known->rseq == rseq));
    must(hf_layer_pracked(w->layer, id, rseq) == HF_E_UNKNOWN_ID);
}

/* ---- what comes ---- */

static void receive(struct world *w, const char *text, size_t length, struct hf_target from)
{
    static struct hf_sip_message m;
    struct hf_layer_received received = {w->now_us, &m, from, target_of(0), 0};
    if (w->n_known == IDS) {
        return;
    }
    char *exact = malloc(length == 0 ? 1 : length); /* a sanitizer sees its end */
    must(exact != NULL);
    memcpy(exact, text, length);
    hf_sip_parse(&m, exact, length);
    hf_layer_receive(w->layer, &received, &w->out);
    hear(w, &m);
    free(exact);
}

static void receive_raw(struct world *w)
{
    size_t n = (size_t)take(w) * 8;
    struct hf_target from = target_of(take(w));
    size_t left = w->n_bytes - w->at;
    n = n < left ? n : left;
    receive(w, (const char *)w->bytes + w->at, n, from);
    w->at += n;
}

static const struct kept *some_kept(struct world *w)
{
    unsigned n = w->n_kept < KEPT ? w->n_kept : KEPT;
    uint8_t which = take(w);
    return n == 0 ? NULL : &w->kept[which % n];
}

/* A well-formed answer to something that it sent. */
static void receive_answer(struct world *w)
{
    static const unsigned statuses[] = {100, 180, 183, 200, 202, 302, 486, 503};
    static struct hf_sip_message m;
    const struct kept *kept = some_kept(w);
    char text[TEXT_MAX * 2];
    struct hf_sip_out out;
    uint8_t how = take(w);
    if (kept == NULL || hf_sip_parse(&m, kept->text, kept->length) != 0 || !m.is_request) {
        return;
    }
    struct hf_sip_reply reply = {&m, hf_slice_text("192.0.2.1"), 5060, hf_slice_text("t")};
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_status_line(&out, statuses[how & 7], hf_slice_text(""));
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, how & 8 ? "Require: 100rel\r\nRSeq: 1\r\n" : "");
    hf_sip_put_end(&out, hf_slice_text(""));
    must(!out.overflow);
    receive(w, text, out.length, how & 128 ? target_of(how) : kept->target);
}

/* A well-formed request; its To tag may be one that we gave. */
static void receive_request(struct world *w)
{
    static const char *const methods[] = {"INVITE", "ACK", "CANCEL", "OPTIONS",
                                          "INVITE", "ACK", "PRACK",  "x"};
    static const char *const vias[] = {"a;branch=z9hG4bK1", "a;branch=z9hG4bK2;rport", "a",
                                       "a;branch=z9hG4bK"};
    static const char *const more[] = {"", "Record-Route: <sip:p>\r\n", "Timestamp: 1 2\r\n",
                                       "Max-Forwards: x\r\n"};
    static struct hf_sip_message m;
    struct hf_sip_party to;
    char text[TEXT_MAX * 2];
    struct hf_sip_out out;
    uint8_t how = take(w), who = take(w);
    const struct kept *kept = who & 16 ? some_kept(w) : NULL;
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_request_line(&out, hf_slice_text(methods[how & 7]), hf_slice_text("sip:b"));
    hf_sip_put_header_text(&out, "From", who & 1 ? "<sip:a>;tag=1" : "<sip:a>;tag=2");
    hf_sip_put_text(&out, "Via: SIP/2.0/UDP ");
    hf_sip_put_text(&out, vias[how >> 3 & 3]);
    hf_sip_put_text(&out, "\r\nCall-ID: c\r\nTo: <sip:b>");
    if (kept != NULL && hf_sip_parse(&m, kept->text, kept->length) == 0 &&
        hf_sip_to(&m, &to, NULL) == 1 && to.tag.length != 0) {
        hf_sip_put_text(&out, ";tag=");
        hf_sip_put(&out, to.tag);
    }
    hf_sip_put_text(&out, who & 2 ? "\r\nCSeq: 1 " : "\r\nCSeq: 2 ");
    hf_sip_put_text(&out, methods[how & 7]);
    hf_sip_put_text(&out, "\r\n");
    hf_sip_put_text(&out, more[how >> 6]);
    if (who & 8) { /* more than some places hold */
        hf_sip_put_header(&out, "Record-Route", hf_slice_text(large(w)));
    }
    hf_sip_put_end(&out, hf_slice_text(""));
    must(!out.overflow);
    receive(w, text, out.length, target_of(who >> 5));
}

/* What it sent, with a piece of the script or of itself in place of another. */
static void receive_splice(struct world *w)
{
    const struct kept *kept = some_kept(w);
    size_t from = (size_t)take(w) * 2, cut = take(w), n = take(w) & 31;
    char text[TEXT_MAX * 2];
    uint8_t who = take(w);
    if (kept == NULL || kept->length == 0) {
        return;
    }
    from %= kept->length;
    cut = cut < kept->length - from ? cut : kept->length - from;
    memcpy(text, kept->text, from);
    size_t length = from;
    for (size_t i = 0; i < n; i++) {
        text[length++] = (char)take(w);
    }
    memcpy(text + length, kept->text + from + cut, kept->length - from - cut);
    receive(w, text, length + kept->length - from - cut, who & 128 ? target_of(who) : kept->target);
}

/* ---- time ---- */

static void wake(struct world *w)
{
    hf_layer_wake(w->layer, w->now_us, &w->out);
    hear(w, NULL);
    w->lost = w->lost && w->out.n_news != 0;
}

static void pass(struct world *w, uint64_t us)
{
    w->now_us = us > HF_NEVER - 2 - w->now_us ? HF_NEVER - 2 : w->now_us + us;
    wake(w);
}

static void reach_deadline(struct world *w)
{
    uint64_t deadline_us = hf_layer_deadline(w->layer);
    w->now_us = deadline_us != HF_NEVER && deadline_us > w->now_us ? deadline_us : w->now_us;
    wake(w);
}

static void lose(struct world *w)
{
    struct hf_target target = target_of(take(w));
    hf_layer_unreachable(w->layer, &target, &w->out);
    w->lost = 1;
    hear(w, NULL);
}

static void step(struct world *w)
{
    uint8_t what = take(w) % 14;
    if (what < 3) {
        steer(w, what);
        return;
    }
    switch (what) {
    case 3: request(w); break;
    case 4: respond(w); break;
    case 5: prack(w); break;
    case 6: receive_raw(w); break;
    case 7: receive_answer(w); break;
    case 8: receive_request(w); break;
    case 9: receive_splice(w); break;
    case 10: lose(w); break;
    case 11: pass(w, (uint64_t)take(w) * 100000u); break;
    case 12: reach_deadline(w); break;
    default: receive_request(w); break;
    }
}

/* What is open is cancelled or refused, and time passes. */
static void finish(struct world *w)
{
    for (unsigned i = 0; i < w->n_known; i++) {
        struct known *known = &w->known[i];
        struct hf_layer_response response = {.now_us = w->now_us,
                                             .id = known->id,
                                             .status = 500,
                                             .fields = "",
                                             .body = hf_slice_text("")};
        int result = known->side == CLIENT
                         ? hf_layer_cancel(w->layer, known->id, w->now_us, &w->out)
                         : hf_layer_respond(w->layer, &response, &w->out);
        must(known->side == CLIENT || result != HF_E_LIMIT); /* a refusal always has room */
        known->ended = known->ended || (known->side == SERVER && result == HF_OK);
        hear(w, NULL);
    }
    for (unsigned i = 0; i < WAKES_MAX && hf_layer_deadline(w->layer) != HF_NEVER; i++) {
        reach_deadline(w);
    }
    must(hf_layer_deadline(w->layer) == HF_NEVER);
    for (unsigned i = 0; i < w->n_known; i++) {
        must(w->known[i].is_over);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct world w;
    struct hf_layer_setup setup;
    memset(&w, 0, sizeof w);
    w.bytes = bytes;
    w.n_bytes = n_bytes;
    memset(&setup, 0, sizeof setup);
    uint8_t places = take(&w), size = take(&w), timers = take(&w), when = take(&w);
    setup.n_clients = places & 15;
    setup.n_servers = places >> 4;
    setup.message_bytes = HF_LAYER_MESSAGE_MIN + (uint32_t)size * 8;
    setup.t1_ms = timers & 1 ? 500 : (uint16_t)(1 + timers);
    setup.t2_ms = timers & 2 ? 4000 : setup.t1_ms;
    setup.t4_ms = timers & 4 ? 5000 : 1;
    w.now_us = when == 255 ? HF_NEVER - 60000000u : (uint64_t)when << 40 | 1;
    w.layer = malloc(hf_layer_size(&setup));
    must(w.layer != NULL && hf_layer_init(w.layer, hf_layer_size(&setup), &setup) == HF_OK);
    for (unsigned i = 0; i < STEPS_MAX && w.at < n_bytes; i++) {
        step(&w);
    }
    finish(&w);
    free(w.layer);
    return 0;
}
