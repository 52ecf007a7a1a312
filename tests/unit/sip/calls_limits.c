/* SPDX-License-Identifier: Apache-2.0 */
/* What calls cost, and where they end: memory, floods, messages that are too large; and the tables
 * of legal moves. */
#include "calls_support.h"

#include <signal.h>

#include "calls_state.h"

Test(calls_limits, memory_is_bounded)
{
    size_t size = hf_calls_size();
    printf("calls of a line: %zu bytes; of these %u calls of %zu, %u requests of ours and %u of "
           "others of %u and more, %zu for the rest\n",
           size, (unsigned)HF_CALLS_MAX, sizeof(struct hf_calls_call), (unsigned)HF_CALLS_CLIENTS,
           (unsigned)HF_CALLS_SERVERS, (unsigned)HF_CALLS_MESSAGE,
           sizeof(struct hf_calls) - HF_CALLS_MAX * sizeof(struct hf_calls_call));
    cr_assert_lt(size, 96 * 1024);
}

static void invite(struct calls_world *w, unsigned number, const char *fields)
{
    char text[CALLS_TEXT];
    snprintf(text, sizeof text,
             "INVITE sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%u\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=%u\r\nTo: <sip:alice@192.0.2.1>\r\n"
             "Call-ID: flood%u\r\nCSeq: 1 INVITE\r\nContact: <sip:p@192.0.2.9>\r\n%s" TYPE
             "\r\n" SDP,
             number, number, number, fields);
    calls_peer_says(w, ALICE, text);
}

/* 486 beyond the calls, 503 with Retry-After beyond the places; and a BYE still finds one. */
Test(calls_limits, a_flood_of_calls_is_bounded)
{
    struct calls_world w;
    unsigned busy = 0, later = 0;
    calls_open_alone(&w);
    for (unsigned i = 0; i < 50; i++) {
        w.heard[0] = '\0';
        invite(&w, i, "");
        calls_run(&w, HOP_US + MS);
        calls_run(&w, HOP_US);
        busy += strncmp(w.heard, "SIP/2.0 486", 11) == 0;
        later += strncmp(w.heard, "SIP/2.0 503", 11) == 0 &&
                 strstr(w.heard, "Retry-After: ") != NULL;
    }
    cr_assert_eq(busy, HF_CALLS_SERVERS - HF_LINE_CALLS, "%u", busy);
    cr_assert_geq(later, 50 - HF_CALLS_SERVERS - 12, "%u", later);
    struct hf_slice tag = {"", 0};
    uint64_t ids[HF_CALLS_MAX];
    cr_assert_eq(hf_calls_list(w.phones[ALICE].calls, ids), HF_LINE_CALLS);
    struct hf_calls_call *call = hf_calls_find(w.phones[ALICE].calls, ids[0]);
    tag = hf_layer_tag(hf_calls_layer(w.phones[ALICE].calls), call->invited);
    char text[1024];
    snprintf(text, sizeof text,
             "BYE sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKbye\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=0\r\nTo: <sip:a@b>;tag=%.*s\r\n"
             "Call-ID: flood0\r\nCSeq: 2 BYE\r\n\r\n",
             (int)tag.length, tag.at);
    calls_peer_says(&w, ALICE, text);
    calls_run(&w, HOP_US);
    cr_assert_not_null(strstr(w.phones[ALICE].said, "Ended, OVER by peer"));
    for (unsigned i = 1; i < HF_LINE_CALLS; i++) {
        WISH(&w, ALICE, reject, .call = ids[i]);
    }
    calls_close(&w);
}

/* What does not fit into an answer is 513 (the layer) or refused (ours); nothing is cut. */
Test(calls_limits, a_message_that_is_too_large_is_refused)
{
    static char fields[6000];
    struct calls_world w;
    calls_open_alone(&w);
    strcpy(fields, "Record-Route: <sip:192.0.2.9;lr>\r\n");
    for (unsigned i = 0; i < 40; i++) {
        strcat(fields,
               "Record-Route: <sip:192.0.2.9;lr;x=01234567890123456789012345678901234>\r\n");
    }
    invite(&w, 1, fields);
    calls_run(&w, 2 * HOP_US);
    cr_assert_eq(w.heard_m.status, 513);
    calls_expect(&w, ALICE, "");
    strcpy(fields, "");
    for (unsigned i = 0; i < 17; i++) { /* room for a refusal, and not for an answer */
        strcat(fields, "Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK0123456789012345678901234567890123"
                       "456789012345678901234567890123456789\r\n");
    }
    invite(&w, 2, fields);
    calls_run(&w, 2 * HOP_US);
    calls_expect(&w, ALICE, "Arrived 1, INCOMING");
    struct hf_calls_wish wish = {.call = w.phones[ALICE].last.call, .local.port = 16384};
    cr_assert_eq(calls_wish(&w, ALICE, hf_calls_answer, wish), HF_E_LIMIT);
    WISH(&w, ALICE, reject, .call = wish.call);
    calls_close(&w);
}

Test(calls_limits, more_attempts_than_there_is_room_for_fail)
{
    struct calls_world w;
    unsigned n = HF_CALLS_CLIENTS + 2;
    calls_open_alone(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    alice->silent = true;
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    alice->said[0] = '\0';
    w.cut = true;
    for (unsigned i = 0; i < n; i++) {
        uint64_t attempt = calls_send(&w, ALICE,
                                      (struct hf_send){.kind = HF_REQUEST_INVITE, .request = call});
        calls_order(&w, ALICE, HF_ACTION_ABANDON, attempt);
    }
    calls_expect(&w, ALICE, "Failed local, Failed local");
    alice->silent = false;
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 33 * (uint64_t)S);
    calls_close(&w);
}

/* ---- machines ---- */

static bool moves_to(uint8_t moves, unsigned to)
{
    return (moves & (1u << to)) != 0;
}

Test(calls_limits, every_state_has_a_way_back_to_free)
{
    for (unsigned from = 1; from < HF_CALLS_STATE_COUNT; from++) {
        cr_assert(moves_to(hf_calls_moves[from], HF_CALLS_FREE), "%u", from);
        cr_assert(!moves_to(hf_calls_moves[from], from), "%u", from);
    }
    for (unsigned from = 1; from < HF_CALLS_ATTEMPT_COUNT; from++) {
        cr_assert(moves_to(hf_calls_attempt_moves[from], HF_CALLS_ATTEMPT_FREE), "%u", from);
        cr_assert(!moves_to(hf_calls_attempt_moves[from], from), "%u", from);
    }
}

static void move_call(unsigned from, unsigned to)
{
    struct hf_calls_call call = {.state = (uint8_t)from};
    hf_calls_move(&call, to);
    cr_assert_eq(call.state, to);
    cr_assert_eq(call.retry_us, HF_NEVER); /* no deadline outlives its state */
}

Test(calls_limits, legal_moves_are_made)
{
    for (unsigned from = 0; from < HF_CALLS_STATE_COUNT; from++) {
        for (unsigned to = 0; to < HF_CALLS_STATE_COUNT; to++) {
            if (moves_to(hf_calls_moves[from], to)) {
                move_call(from, to);
            }
        }
    }
}

Test(calls_limits, an_illegal_move_asserts, .signal = SIGILL)
{
    move_call(HF_CALLS_OFFERED, HF_CALLS_ENDING);
}
