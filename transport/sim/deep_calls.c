/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone's calls in the circle of its events and actions, as transport/uv/phone_calls_flow.c has
 * them: their memory is there from the first call to the last thing that SIP owes, and they have
 * what belongs to them before the agent has it. What the user does with a call that comes in is his
 * habit: answers, rejects, or lets it ring.
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/message.h"

#define FRAME_MS 20

static const struct hf_target nowhere = {.family = HF_FAMILY_NONE};

static const struct hf_sdp_codec codecs[] = {
    {.name = "PCMU", .clock_hz = 8000, .channels = 1, .type = 0},
    {.name = "telephone-event", .fmtp = "0-16", .clock_hz = 8000, .channels = 1, .type = 101}};

static void take_out(struct deep_phone *phone, const struct hf_target *reply_on);

/* ---- memory ---- */

static struct hf_calls_at at_of(struct deep_phone *phone)
{
    return (struct hf_calls_at){
        .agent = phone->agent, .next_id = &phone->next_id, .now_us = deep_now(phone)};
}

static void prepare(struct deep_phone *phone)
{
    const struct hf_config *config = hf_line_config(phone->line);
    struct hf_calls_setup setup = {
        .line = 1,
        .t1_ms = (uint16_t)config->t1_ms,
        .t2_ms = (uint16_t)config->t2_ms,
        .t4_ms = (uint16_t)config->t4_ms,
        .session_s = DEEP_SESSION_S,
        .sdp = {.codecs = codecs, .n_codecs = 2, .ptime_ms = FRAME_MS, .rtcp_mux = true}};
    uint64_t state = phone->world->plan->seed * 31337 + phone->number * 65537 + phone->n_random++;
    int result;

    if (phone->calls != NULL)
        return;
    for (unsigned i = 0; i < sizeof(setup.random); i++)
        setup.random[i] = (uint8_t)deep_draw(&state);
    phone->calls = malloc(hf_calls_size());
    if (phone->calls == NULL)
        abort();
    result = hf_calls_init(phone->calls, hf_calls_size(), &setup);
    if (result < 0)
        deep_object(phone->world, phone->number, "calls cannot be made: %s", hf_error_text(result));
}

void deep_calls_tidy(struct deep_phone *phone)
{
    if (phone->calls != NULL && phone->n_queued == 0 && hf_calls_is_idle(phone->calls))
        deep_calls_forget(phone);
}

void deep_calls_forget(struct deep_phone *phone)
{
    free(phone->calls);
    phone->calls = NULL;
}

/* ---- the user's side ---- */

struct deep_call *deep_call(struct deep_phone *phone, uint64_t id)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (phone->users[i].id == id && phone->users[i].life == phone->lives)
            return id != 0 ? &phone->users[i] : NULL;
    return NULL;
}

/* The place of the one that is over longest gives way. */
static struct deep_call *new_call(struct deep_phone *phone, uint64_t id)
{
    struct deep_call *place = NULL;

    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        struct deep_call *call = &phone->users[i];

        if (call->id == 0) {
            place = call;
            break;
        }
        if (call->over_us != HF_NEVER && (place == NULL || call->over_us < place->over_us))
            place = call;
    }
    if (place == NULL) {
        deep_object(phone->world, phone->number, "has more calls than a line may have (E10): %u",
                    DEEP_CALLS);
        place = &phone->users[0];
    }
    *place = (struct deep_call){.id = id,
                                .since_us = phone->world->now_us,
                                .over_us = HF_NEVER,
                                .life = phone->lives,
                                .n_configured = phone->n_configured,
                                .port = (uint16_t)(10000 + 2 * (phone->next_port++ % 20000))};
    return place;
}

static struct hf_target media_of(const struct deep_phone *phone, const struct deep_call *call)
{
    struct hf_target local = deep_phone_address(phone);

    local.port = call->port;
    return local;
}

uint64_t deep_call_id_mark(const uint8_t *bytes, size_t n)
{
    struct hf_sip_message message;
    struct hf_slice call_id;

    if (hf_sip_parse(&message, bytes, n) != 0)
        return 0;
    call_id = hf_sip_value(&message, HF_HEADER_CALL_ID);
    return deep_hash(call_id.at, call_id.length);
}

int deep_wish(struct deep_phone *phone, deep_do *what, const struct hf_calls_wish *wish)
{
    struct hf_calls_at at = at_of(phone);
    int result;

    if (phone->calls == NULL || !phone->is_running)
        return HF_E_UNKNOWN_ID;
    result = what(phone->calls, &at, wish, &phone->world->calls_out);
    if (result < 0) {
        deep_trace(phone->world, phone->number, "  wish refused: %s", hf_error_text(result));
        return result;
    }
    take_out(phone, &nowhere);
    deep_settle(phone);
    return result;
}

void deep_dial(struct deep_phone *phone, const struct deep_op *op)
{
    const struct hf_config *config = hf_line_config(phone->line);
    const struct hf_name *host = &config->servers[0].host;
    struct hf_calls_wish wish = {
        .call = phone->next_id++, .emergency = op->how == 2, .late_offer = op->how == 1};
    struct deep_call *call;
    char uri[HF_NAME_MAX + 32];

    snprintf(uri, sizeof(uri), "sip:%u@%.*s", 100 + op->to, (int)host->length,
             config->names + host->at);
    prepare(phone);
    call = new_call(phone, wish.call);
    call->to = op->to;
    call->emergency = wish.emergency;
    wish.uri = uri;
    wish.local = media_of(phone, call);
    if (deep_wish(phone, hf_calls_dial, &wish) < 0) {
        call->id = 0;
        deep_calls_tidy(phone);
    }
}

void deep_hang_up(struct deep_phone *phone, uint64_t id)
{
    const struct hf_calls_wish wish = {.call = id};
    struct deep_call *call = deep_call(phone, id);

    if (call == NULL || call->over_us != HF_NEVER)
        return;
    call->hung_up = 1;
    (void)deep_wish(phone, hf_calls_hangup, &wish);
}

void deep_habit(struct deep_phone *phone, uint64_t id)
{
    struct hf_calls_wish wish = {.call = id};
    const struct deep_call *call = deep_call(phone, id);

    if (call == NULL || call->over_us != HF_NEVER || phone->habit == 2)
        return;
    wish.local = media_of(phone, call);
    deep_trace(phone->world, phone->number, "user %s call %u",
               phone->habit == 0 ? "answers" : "rejects", (unsigned)id);
    (void)deep_wish(phone, phone->habit == 0 ? hf_calls_answer : hf_calls_reject, &wish);
}

void deep_calls_move(struct deep_phone *phone)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &phone->users[i];
        const struct hf_calls_wish wish = {.call = call->id, .local = media_of(phone, call)};

        if (call->id != 0 && call->life == phone->lives && call->over_us == HF_NEVER)
            (void)deep_wish(phone, hf_calls_readdress, &wish);
    }
}

/* ---- news ---- */

static void begin_incoming(struct deep_phone *phone, const struct hf_calls_news *news)
{
    struct deep_world *world = phone->world;
    struct deep_call *call = new_call(phone, news->call);
    const struct hf_calls_wish wish = {.call = news->call, .local = media_of(phone, call)};
    struct hf_calls_at at = at_of(phone);
    struct deep_packet *packet = deep_packet_new(DEEP_USER, NULL, 0);

    call->incoming = 1;
    call->mark = phone->heard_mark;
    deep_ghost_rings(phone, call);
    packet->phone = (uint8_t)phone->number;
    packet->life = phone->lives;
    packet->id = news->call;
    deep_push(world, packet, world->now_us + phone->habit_ms * DEEP_MS);
    if (phone->calls != NULL && hf_calls_ring(phone->calls, &at, &wish, &world->calls_out) == 0)
        take_out(phone, &nowhere);
}

static void hear_news(struct deep_phone *phone, const struct hf_calls_news *news)
{
    struct deep_call *call = deep_call(phone, news->call);

    deep_trace(phone->world, phone->number, "  news %u of call %u status %u %s", news->kind,
               (unsigned)news->call, news->status, news->text);
    if (call == NULL && news->kind == HF_CALLS_INCOMING) {
        begin_incoming(phone, news);
        return;
    }
    if (call == NULL || call->over_us != HF_NEVER) {
        deep_object(phone->world, phone->number,
                    "news of a call that is over or never was (F2): "
                    "kind %u of call %u",
                    news->kind, (unsigned)news->call);
        return;
    }
    if (news->kind == HF_CALLS_UP)
        call->up = call->was_up = 1;
    if (news->kind == HF_CALLS_OVER) {
        call->up = 0;
        call->over_us = phone->world->now_us;
        call->ended_here = news->by == HF_CALLS_US;
    }
}

/* ---- what the line refuses ---- */

void deep_calls_note_refused(struct deep_phone *phone, const struct hf_event *event)
{
    if (phone->n_refused < 4 &&
        (event->kind == HF_EVENT_WANTED || event->kind == HF_EVENT_CALL_ARRIVED))
        phone->refused[phone->n_refused++] = *event;
}

static uint64_t begun_by(const struct hf_event *event)
{
    if (event->kind == HF_EVENT_CALL_ARRIVED)
        return event->u.call.call;
    return event->u.wanted.kind == HF_REQUEST_INVITE ? event->u.wanted.request : 0;
}

static void take_out(struct deep_phone *phone, const struct hf_target *reply_on)
{
    struct deep_world *world = phone->world;
    struct hf_calls_news news[HF_CALLS_OUT_NEWS];
    struct hf_event refused[4];
    const uint32_t n_news = world->calls_out.n_news;
    uint32_t n_refused;

    memcpy(news, world->calls_out.news, n_news * sizeof(news[0]));
    phone->n_refused = 0;
    deep_take_out(phone, reply_on);
    n_refused = phone->n_refused;
    memcpy(refused, phone->refused, sizeof(refused));
    for (uint32_t i = 0; i < n_refused; i++) {
        struct deep_call *call = deep_call(phone, begun_by(&refused[i]));
        struct hf_calls_at at = at_of(phone);

        if (call != NULL)
            call->id = 0;
        hf_calls_refused(phone->calls, &at, &refused[i], &world->calls_out);
        take_out(phone, &nowhere);
    }
    for (uint32_t i = 0; i < n_news; i++) {
        bool is_refused = false;

        for (uint32_t k = 0; k < n_refused; k++)
            is_refused |= begun_by(&refused[k]) == news[i].call;
        if (!is_refused &&
            (deep_call(phone, news[i].call) != NULL || news[i].kind == HF_CALLS_INCOMING))
            hear_news(phone, &news[i]);
    }
}

/* ---- in ---- */

bool deep_calls_receive(struct deep_phone *phone, const struct hf_agent_received *received)
{
    struct hf_calls_at at = at_of(phone);

    if (phone->calls == NULL && hf_calls_begins(received->bytes, received->n_bytes))
        prepare(phone);
    if (phone->calls == NULL)
        return false;
    if (!hf_calls_receive(phone->calls, &at, received, &phone->world->calls_out)) {
        deep_calls_tidy(phone);
        return false;
    }
    take_out(phone, &received->local);
    return true;
}

uint32_t deep_calls_unreachable(struct deep_phone *phone, const struct hf_agent_unreachable *what)
{
    struct hf_calls_at at = at_of(phone);
    uint32_t n_events;

    if (phone->calls == NULL)
        return 0;
    hf_calls_unreachable(phone->calls, &at, what, &phone->world->calls_out);
    n_events = phone->world->calls_out.sip.n_events;
    take_out(phone, &nowhere);
    return n_events;
}

void deep_calls_connected(struct deep_phone *phone, const struct hf_agent_connected *what)
{
    struct hf_calls_at at = at_of(phone);

    if (phone->calls == NULL)
        return;
    hf_calls_connected(phone->calls, &at, what, &phone->world->calls_out);
    take_out(phone, &nowhere);
}

uint64_t deep_calls_deadline(const struct deep_phone *phone)
{
    return phone->calls != NULL ? hf_calls_deadline(phone->calls) : HF_NEVER;
}

void deep_calls_wake(struct deep_phone *phone)
{
    struct hf_calls_at at = at_of(phone);

    if (deep_calls_deadline(phone) > at.now_us)
        return;
    hf_calls_wake(phone->calls, &at, &phone->world->calls_out);
    take_out(phone, &nowhere);
}

/* ---- out ---- */

static bool is_of_calls(const struct hf_send *send)
{
    return send->kind == HF_REQUEST_INVITE || send->kind == HF_REQUEST_BYE || send->in_dialog != 0;
}

/* Of the INVITE that has just been made: its Call-ID tells both ends of a call. */
static void mark_call(struct deep_phone *phone, uint64_t id)
{
    const struct hf_agent_out *out = &phone->world->out;
    struct deep_call *call = deep_call(phone, id);

    for (uint32_t i = 0; call != NULL && call->mark == 0 && i < out->n_datagrams; i++)
        call->mark = deep_call_id_mark(out->bytes + out->datagrams[i].at, out->datagrams[i].length);
}

bool deep_calls_act(struct deep_phone *phone, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = deep_now(phone), .action = action};
    struct hf_calls_at at = at_of(phone);

    if (phone->calls == NULL || (action->kind == HF_ACTION_SEND && !is_of_calls(&action->u.send)))
        return false;
    if (action->kind == HF_ACTION_SEND) {
        struct hf_send goes = action->u.send;

        goes.target = hf_calls_target(phone->calls, &action->u.send);
        order.way = deep_way(phone, &goes);
    } else if (action->kind == HF_ACTION_AUTHENTICATE) {
        order.way = deep_way_anew(phone, action->u.attempt.attempt);
    }
    if (!hf_calls_act(phone->calls, &at, &order, &phone->world->calls_out))
        return false;
    if (action->kind == HF_ACTION_SEND && action->u.send.kind == HF_REQUEST_INVITE)
        mark_call(phone, action->u.send.request);
    take_out(phone, &nowhere);
    return true;
}

uint64_t deep_calls_flow(const struct deep_phone *phone, uint64_t attempt)
{
    struct hf_agent_place place;

    if (phone->calls == NULL || !hf_calls_place(phone->calls, phone->agent, attempt, &place))
        return 0;
    return place.flow;
}
