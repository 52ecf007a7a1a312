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

static void take_out(struct deep_line *line, const struct hf_target *reply_on);

/* ---- memory ---- */

static struct hf_calls_at at_of(struct deep_line *line)
{
    return (struct hf_calls_at){
        .agent = line->agent, .next_id = &line->phone->next_id, .now_us = deep_now(line->phone)};
}

static void prepare(struct deep_line *line)
{
    const struct hf_config *config = hf_line_config(line->core);
    struct hf_calls_setup setup = {
        .line = line->number,
        .t1_ms = (uint16_t)config->t1_ms,
        .t2_ms = (uint16_t)config->t2_ms,
        .t4_ms = (uint16_t)config->t4_ms,
        .session_s = DEEP_SESSION_S,
        .sdp = {.codecs = codecs, .n_codecs = 2, .ptime_ms = FRAME_MS, .rtcp_mux = true}};
    uint64_t state = line->world->plan->seed * 31337 + (line->who - DEEP_WHO) * 65537 +
                     line->phone->n_random++;
    int result;

    if (line->calls != NULL)
        return;
    for (unsigned i = 0; i < sizeof(setup.random); i++)
        setup.random[i] = (uint8_t)deep_draw(&state);
    line->calls = malloc(hf_calls_size());
    if (line->calls == NULL)
        abort();
    result = hf_calls_init(line->calls, hf_calls_size(), &setup);
    if (result < 0)
        deep_object(line->world, line->who, "calls cannot be made: %s", hf_error_text(result));
}

void deep_calls_tidy(struct deep_line *line)
{
    if (line->calls != NULL && line->n_queued == 0 && hf_calls_is_idle(line->calls))
        deep_calls_forget(line);
}

void deep_calls_forget(struct deep_line *line)
{
    free(line->calls);
    line->calls = NULL;
}

/* ---- the user's side ---- */

struct deep_call *deep_call(struct deep_line *line, uint64_t id)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++)
        if (line->users[i].id == id && line->users[i].life == line->phone->lives)
            return id != 0 ? &line->users[i] : NULL;
    return NULL;
}

/* The place of the one that is over longest gives way. */
static struct deep_call *new_call(struct deep_line *line, uint64_t id)
{
    struct deep_call *place = NULL;

    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        struct deep_call *call = &line->users[i];

        if (call->id == 0) {
            place = call;
            break;
        }
        if (call->over_us != HF_NEVER && (place == NULL || call->over_us < place->over_us))
            place = call;
    }
    if (place == NULL) {
        deep_object(line->world, line->who, "has more calls than a line may have (E10): %u",
                    DEEP_CALLS);
        place = &line->users[0];
    }
    *place = (struct deep_call){.id = id,
                                .since_us = line->world->now_us,
                                .over_us = HF_NEVER,
                                .life = line->phone->lives,
                                .n_configured = line->n_configured,
                                .port = (uint16_t)(10000 + 2 * (line->phone->next_port++ % 20000))};
    return place;
}

static struct hf_target media_of(const struct deep_line *line, const struct deep_call *call)
{
    struct hf_target local = deep_phone_address(line->phone);

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

int deep_wish(struct deep_line *line, deep_do *what, const struct hf_calls_wish *wish)
{
    struct hf_calls_at at = at_of(line);
    int result;

    if (line->calls == NULL || !line->phone->is_running)
        return HF_E_UNKNOWN_ID;
    result = what(line->calls, &at, wish, &line->world->calls_out);
    if (result < 0) {
        deep_trace(line->world, line->who, "  wish refused: %s", hf_error_text(result));
        return result;
    }
    take_out(line, &nowhere);
    deep_settle(line->phone);
    return result;
}

void deep_dial(struct deep_line *line, const struct deep_op *op)
{
    const struct hf_config *config = hf_line_config(line->core);
    const struct hf_name *host = &config->servers[0].host;
    struct hf_calls_wish wish = {
        .call = line->phone->next_id++, .emergency = op->how == 2, .late_offer = op->how == 1};
    struct deep_call *call;
    char uri[HF_NAME_MAX + 32];

    snprintf(uri, sizeof(uri), "sip:%u@%.*s",
             DEEP_WHO * (op->to_line > 0 ? op->to_line : 1) + op->to, (int)host->length,
             config->names + host->at);
    prepare(line);
    call = new_call(line, wish.call);
    call->to = op->to;
    call->emergency = wish.emergency;
    wish.uri = uri;
    wish.local = media_of(line, call);
    if (deep_wish(line, hf_calls_dial, &wish) < 0) {
        call->id = 0;
        deep_calls_tidy(line);
    }
}

void deep_hang_up(struct deep_line *line, uint64_t id)
{
    const struct hf_calls_wish wish = {.call = id};
    struct deep_call *call = deep_call(line, id);

    if (call == NULL || call->over_us != HF_NEVER)
        return;
    call->hung_up = 1;
    (void)deep_wish(line, hf_calls_hangup, &wish);
}

void deep_habit(struct deep_line *line, uint64_t id)
{
    struct hf_calls_wish wish = {.call = id};
    const struct deep_call *call = deep_call(line, id);

    if (call == NULL || call->over_us != HF_NEVER || line->phone->habit == 2)
        return;
    wish.local = media_of(line, call);
    deep_trace(line->world, line->who, "user %s call %u",
               line->phone->habit == 0 ? "answers" : "rejects", (unsigned)id);
    (void)deep_wish(line, line->phone->habit == 0 ? hf_calls_answer : hf_calls_reject, &wish);
}

void deep_calls_move(struct deep_line *line)
{
    for (unsigned i = 0; i < DEEP_CALLS; i++) {
        const struct deep_call *call = &line->users[i];
        const struct hf_calls_wish wish = {.call = call->id, .local = media_of(line, call)};

        if (call->id != 0 && call->life == line->phone->lives && call->over_us == HF_NEVER)
            (void)deep_wish(line, hf_calls_readdress, &wish);
    }
}

/* ---- news ---- */

static void begin_incoming(struct deep_line *line, const struct hf_calls_news *news)
{
    struct deep_world *world = line->world;
    struct deep_call *call = new_call(line, news->call);
    const struct hf_calls_wish wish = {.call = news->call, .local = media_of(line, call)};
    struct hf_calls_at at = at_of(line);
    struct deep_packet *packet = deep_packet_new(DEEP_USER, NULL, 0);

    call->incoming = 1;
    call->mark = line->heard_mark;
    deep_flow_use(world, &call->flow, line->heard_flow);
    deep_ghost_rings(line, call);
    packet->phone = (uint8_t)line->phone->number;
    packet->life = line->phone->lives;
    packet->id = news->call;
    deep_push(world, packet, world->now_us + line->phone->habit_ms * DEEP_MS);
    if (line->calls != NULL && hf_calls_ring(line->calls, &at, &wish, &world->calls_out) == 0)
        take_out(line, &nowhere);
}

static void hear_news(struct deep_line *line, const struct hf_calls_news *news)
{
    struct deep_call *call = deep_call(line, news->call);

    deep_trace(line->world, line->who, "  news %u of call %u status %u %s", news->kind,
               (unsigned)news->call, news->status, news->text);
    if (call == NULL && news->kind == HF_CALLS_INCOMING) {
        begin_incoming(line, news);
        return;
    }
    if (call == NULL || call->over_us != HF_NEVER) {
        deep_object(line->world, line->who,
                    "news of a call that is over or never was (F2): "
                    "kind %u of call %u",
                    news->kind, (unsigned)news->call);
        return;
    }
    if (news->kind == HF_CALLS_UP)
        call->up = call->was_up = 1;
    if (news->kind == HF_CALLS_OVER) {
        call->up = 0;
        call->over_us = line->world->now_us;
        deep_flow_use(line->world, &call->flow, 0);
        call->ended_here = news->by == HF_CALLS_US;
    }
}

/* ---- what the line refuses ---- */

void deep_calls_note_refused(struct deep_line *line, const struct hf_event *event)
{
    if (line->n_refused < 4 &&
        (event->kind == HF_EVENT_WANTED || event->kind == HF_EVENT_CALL_ARRIVED))
        line->refused[line->n_refused++] = *event;
}

static uint64_t begun_by(const struct hf_event *event)
{
    if (event->kind == HF_EVENT_CALL_ARRIVED)
        return event->u.call.call;
    return event->u.wanted.kind == HF_REQUEST_INVITE ? event->u.wanted.request : 0;
}

static void take_out(struct deep_line *line, const struct hf_target *reply_on)
{
    struct deep_world *world = line->world;
    struct hf_calls_news news[HF_CALLS_OUT_NEWS];
    struct hf_event refused[4];
    const uint32_t n_news = world->calls_out.n_news;
    uint32_t n_refused;

    memcpy(news, world->calls_out.news, n_news * sizeof(news[0]));
    line->n_refused = 0;
    deep_take_out(line, reply_on);
    n_refused = line->n_refused;
    memcpy(refused, line->refused, sizeof(refused));
    for (uint32_t i = 0; i < n_refused; i++) {
        struct deep_call *call = deep_call(line, begun_by(&refused[i]));
        struct hf_calls_at at = at_of(line);

        if (call != NULL)
            call->id = 0;
        hf_calls_refused(line->calls, &at, &refused[i], &world->calls_out);
        take_out(line, &nowhere);
    }
    for (uint32_t i = 0; i < n_news; i++) {
        bool is_refused = false;

        for (uint32_t k = 0; k < n_refused; k++)
            is_refused |= begun_by(&refused[k]) == news[i].call;
        if (!is_refused &&
            (deep_call(line, news[i].call) != NULL || news[i].kind == HF_CALLS_INCOMING))
            hear_news(line, &news[i]);
    }
}

/* ---- in ---- */

bool deep_calls_receive(struct deep_line *line, const struct hf_agent_received *received)
{
    struct hf_calls_at at = at_of(line);

    if (line->calls == NULL && hf_calls_begins(received->bytes, received->n_bytes))
        prepare(line);
    if (line->calls == NULL)
        return false;
    if (!hf_calls_receive(line->calls, &at, received, &line->world->calls_out)) {
        deep_calls_tidy(line);
        return false;
    }
    take_out(line, &received->local);
    return true;
}

uint32_t deep_calls_unreachable(struct deep_line *line, const struct hf_agent_unreachable *what)
{
    struct hf_calls_at at = at_of(line);
    uint32_t n_events;

    if (line->calls == NULL)
        return 0;
    hf_calls_unreachable(line->calls, &at, what, &line->world->calls_out);
    n_events = line->world->calls_out.sip.n_events;
    take_out(line, &nowhere);
    return n_events;
}

void deep_calls_connected(struct deep_line *line, const struct hf_agent_connected *what)
{
    struct hf_calls_at at = at_of(line);

    if (line->calls == NULL)
        return;
    hf_calls_connected(line->calls, &at, what, &line->world->calls_out);
    take_out(line, &nowhere);
}

uint64_t deep_calls_deadline(const struct deep_line *line)
{
    return line->calls != NULL ? hf_calls_deadline(line->calls) : HF_NEVER;
}

void deep_calls_wake(struct deep_line *line)
{
    struct hf_calls_at at = at_of(line);

    if (deep_calls_deadline(line) > at.now_us)
        return;
    hf_calls_wake(line->calls, &at, &line->world->calls_out);
    take_out(line, &nowhere);
}

/* ---- out ---- */

static bool is_of_calls(const struct hf_send *send)
{
    return send->kind == HF_REQUEST_INVITE || send->kind == HF_REQUEST_BYE || send->in_dialog != 0;
}

/* Of the INVITE that has just been made: its Call-ID tells both ends of a call. */
static void mark_call(struct deep_line *line, uint64_t id)
{
    const struct hf_agent_out *out = &line->world->out;
    struct deep_call *call = deep_call(line, id);

    for (uint32_t i = 0; call != NULL && call->mark == 0 && i < out->n_datagrams; i++)
        call->mark = deep_call_id_mark(out->bytes + out->datagrams[i].at, out->datagrams[i].length);
}

bool deep_calls_act(struct deep_line *line, const struct hf_action *action)
{
    struct hf_agent_order order = {.now_us = deep_now(line->phone), .action = action};
    struct hf_calls_at at = at_of(line);

    if (line->calls == NULL || (action->kind == HF_ACTION_SEND && !is_of_calls(&action->u.send)))
        return false;
    if (action->kind == HF_ACTION_SEND) {
        struct hf_send goes = action->u.send;

        goes.target = hf_calls_target(line->calls, &action->u.send);
        order.way = deep_way(line, &goes);
    } else if (action->kind == HF_ACTION_AUTHENTICATE) {
        order.way = deep_way_anew(line, action->u.attempt.attempt);
    }
    if (!hf_calls_act(line->calls, &at, &order, &line->world->calls_out))
        return false;
    if (action->kind == HF_ACTION_SEND && action->u.send.kind == HF_REQUEST_INVITE)
        mark_call(line, action->u.send.request);
    take_out(line, &nowhere);
    return true;
}

uint64_t deep_calls_flow(const struct deep_line *line, uint64_t attempt)
{
    struct hf_agent_place place;

    if (line->calls == NULL || !hf_calls_place(line->calls, line->agent, attempt, &place))
        return 0;
    return place.flow;
}
