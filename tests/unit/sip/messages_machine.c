/* SPDX-License-Identifier: Apache-2.0 */
/* The subscription's machine: each event once in each state, and the moves that are made are those
 * of its table, all of them and no others. */
#include "agent_support.h"

#include "messages_state.h"

struct bench {
    struct stage stage; /* the agent, and the server that answers */
    struct hf_messages *messages;
    struct hf_agent_out out;
    uint64_t next_id;
    unsigned seen[HF_MESSAGES_STATE_COUNT];
};

static const char letters[] = "OASRWL"; /* of the states in their order */

static struct hf_messages_at bench_at(struct bench *b)
{
    struct hf_messages_at at = {b->stage.agent, &b->next_id, b->stage.now_us};
    return at;
}

static void act_on_it(struct bench *b, const struct hf_action *action)
{
    struct hf_messages_at at = bench_at(b);
    struct hf_agent_order order = {.now_us = b->stage.now_us, .action = action};
    order.way.local = b->stage.local;
    (void)hf_messages_act(b->messages, &at, &order, &b->out);
}

static void line_is(struct bench *b, unsigned state, const struct hf_target *target)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_LINE};
    action.u.line.state = (uint8_t)state;
    action.u.line.server = target != NULL ? 1 : 0;
    if (target != NULL) {
        action.u.line.target = *target;
    }
    act_on_it(b, &action);
}

static void report(struct bench *b, unsigned outcome, unsigned status)
{
    struct hf_action action = {.kind = HF_ACTION_REPORT_REQUEST};
    action.u.request.request = b->messages->request;
    action.u.request.outcome = (uint8_t)outcome;
    action.u.request.status = (uint16_t)status;
    action.u.request.server = outcome == HF_DONE_ACCEPTED ? 1 : 0;
    act_on_it(b, &action);
}

/* The SUBSCRIBE leaves and its server says 200; the core has not heard of it yet. */
static void server_accepts(struct bench *b)
{
    static char text[4096];
    struct hf_messages_at at = bench_at(b);
    struct hf_action send = register_to(&b->stage, b->messages->request + 1000);
    struct hf_sip_out out;
    struct hf_sip_reply reply = {&b->stage.request, hf_slice_text("192.0.2.100"), 5066,
                                 hf_slice_text("srv")};
    send.u.send.kind = HF_REQUEST_OTHER;
    send.u.send.request = b->messages->request;
    send.u.send.in_dialog = b->messages->state != HF_MESSAGES_ASKING;
    act(&b->stage, &send);
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_text(&out, "SIP/2.0 200 OK\r\n");
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, "Contact: <sip:n@192.0.2.1>\r\nExpires: 600\r\n");
    hf_sip_put_end(&out, hf_slice_text(""));
    struct hf_agent_received received = {.now_us = b->stage.now_us,
                                         .bytes = (const uint8_t *)text,
                                         .n_bytes = out.length,
                                         .from = b->stage.server,
                                         .local = b->stage.local};
    cr_assert(hf_messages_receive(b->messages, &at, &received, &b->out));
}

static void notify_rejected(struct bench *b)
{
    char text[2048], uri[256];
    struct hf_messages_at at = bench_at(b);
    const struct hf_dialog *dialog = &b->messages->dialog;
    if (dialog->state == HF_DIALOG_NONE) {
        return;
    }
    struct hf_slice call_id = hf_dialog_text(dialog, &dialog->call_id);
    struct hf_slice tag = hf_dialog_text(dialog, &dialog->local_tag);
    int n = snprintf(text, sizeof text,
                     "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKn\r\n"
                     "From: <sip:a@h>;tag=srv\r\nTo: <sip:a@h>;tag=%.*s\r\nCall-ID: %.*s\r\n"
                     "CSeq: 1 NOTIFY\r\nMax-Forwards: 70\r\nEvent: message-summary\r\n"
                     "Subscription-State: terminated;reason=rejected\r\n\r\n",
                     contact_uri(&b->stage, uri, sizeof uri), (int)tag.length, tag.at,
                     (int)call_id.length, call_id.at);
    struct hf_agent_received received = {.now_us = b->stage.now_us,
                                         .bytes = (const uint8_t *)text,
                                         .n_bytes = (size_t)n,
                                         .from = b->stage.server,
                                         .local = b->stage.local};
    cr_assert(hf_messages_receive(b->messages, &at, &received, &b->out));
}

static void set(struct bench *b, uint8_t subscribe)
{
    struct hf_messages_at at = bench_at(b);
    struct hf_messages_settings settings = {.uri = "", .subscribe = subscribe};
    cr_assert_eq(hf_messages_configure(b->messages, &at, &settings, &b->out), HF_OK);
}

static void wake_it(struct bench *b)
{
    uint64_t due_us = hf_messages_deadline(b->messages);
    b->stage.now_us = due_us != HF_NEVER ? due_us : b->stage.now_us + 3600ull * S;
    struct hf_messages_at at = bench_at(b);
    hf_messages_wake(b->messages, &at, &b->out);
}

static void stop(struct bench *b)
{
    struct hf_messages_at at = bench_at(b);
    hf_messages_stop(b->messages, &at, &b->out);
}

/* ---- the walk ---- */

enum event {
    HERE,
    ELSEWHERE,
    FAILED,
    ACCEPTED,
    REFUSED,
    SILENT,
    GONE,
    DISABLED,
    DUE,
    STOPPED,
    ENDED,
    WANTED,
    UNWANTED,
    EVENTS
};

static const char *const table[HF_MESSAGES_STATE_COUNT] = {
    [HF_MESSAGES_OFF] = "AA...........",        [HF_MESSAGES_ASKING] = ".aOSWWWO.O.aO",
    [HF_MESSAGES_SUBSCRIBED] = ".AO.....RLWAL", [HF_MESSAGES_REFRESHING] = ".AOSWAAO.LWAL",
    [HF_MESSAGES_WAITING] = ".AO.....AO.AO",    [HF_MESSAGES_LEAVING] = ".A.OOOOO...A.",
};

static void feed(struct bench *b, enum event event)
{
    switch (event) {
    case HERE: line_is(b, HF_LINE_REGISTERED, &b->stage.server); break;
    case ELSEWHERE: line_is(b, HF_LINE_ON_BACKUP, &b->stage.server6); break;
    case FAILED: line_is(b, HF_LINE_FAILED, NULL); break;
    case ACCEPTED:
        if (b->messages->request != 0) {
            server_accepts(b);
        }
        report(b, HF_DONE_ACCEPTED, 0);
        break;
    case REFUSED: report(b, HF_DONE_REJECTED, 403); break;
    case SILENT: report(b, HF_DONE_FAILED, 0); break;
    case GONE: report(b, HF_DONE_REJECTED, 481); break;
    case DISABLED: report(b, HF_DONE_DISABLED, 0); break;
    case DUE: wake_it(b); break;
    case STOPPED: stop(b); break;
    case ENDED: notify_rejected(b); break;
    case WANTED: set(b, 1); break;
    case UNWANTED: set(b, 0); break;
    case EVENTS: break;
    }
}

static void reach(struct bench *b, unsigned state)
{
    static const enum event ways[HF_MESSAGES_STATE_COUNT][4] = {
        [HF_MESSAGES_OFF] = {EVENTS},
        [HF_MESSAGES_ASKING] = {HERE, EVENTS},
        [HF_MESSAGES_SUBSCRIBED] = {HERE, ACCEPTED, EVENTS},
        [HF_MESSAGES_REFRESHING] = {HERE, ACCEPTED, DUE, EVENTS},
        [HF_MESSAGES_WAITING] = {HERE, REFUSED, EVENTS},
        [HF_MESSAGES_LEAVING] = {HERE, ACCEPTED, STOPPED, EVENTS},
    };
    memset(b, 0, sizeof *b);
    stage_open(&b->stage, "secret");
    b->next_id = 1;
    b->messages = malloc(hf_messages_size());
    cr_assert_eq(hf_messages_init(b->messages, hf_messages_size()), HF_OK);
    set(b, 1);
    for (unsigned i = 0; i < 4 && ways[state][i] != EVENTS; i++) {
        feed(b, ways[state][i]);
        b->stage.now_us += 1 * S;
    }
    cr_assert_eq(b->messages->state, state, "%s", hf_messages_state_name(state));
}

Test(messages_machine, each_event_in_each_state)
{
    static struct bench b;
    uint8_t made[HF_MESSAGES_STATE_COUNT] = {0};
    for (unsigned state = 0; state < HF_MESSAGES_STATE_COUNT; state++) {
        for (unsigned event = 0; event < EVENTS; event++) {
            char expected = table[state][event];
            reach(&b, state);
            uint64_t request = b.messages->request;
            feed(&b, (enum event)event);
            unsigned now = b.messages->state;
            bool again = now == state && b.messages->request != request;
            char got = now != state ? letters[now] : again ? 'a' : '.';
            cr_assert_eq(got, expected, "%s, event %u: %c", hf_messages_state_name(state), event,
                         got);
            made[state] |= now != state || again ? (uint8_t)(1u << now) : 0;
            cr_assert_eq(hf_messages_deadline(b.messages) != HF_NEVER,
                         now == HF_MESSAGES_SUBSCRIBED || now == HF_MESSAGES_WAITING);
            cr_assert_eq(b.messages->request != 0, now == HF_MESSAGES_ASKING ||
                                                       now == HF_MESSAGES_REFRESHING ||
                                                       now == HF_MESSAGES_LEAVING);
            free(b.messages);
            stage_close(&b.stage);
        }
    }
    cr_assert_eq(memcmp(made, hf_messages_moves, sizeof made), 0);
}
