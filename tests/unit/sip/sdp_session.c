/* SPDX-License-Identifier: Apache-2.0 */
/* Offer and answer: what is agreed each way, hold and resume, late offers, payload types. */
#include "sdp_support.h"

#define AUDIO     "m=audio 5004 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
#define HEAD_ZERO "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
#define HEAD_IPV6 "v=0\r\no=- 1 1 IN IP6 2001:db8::9\r\ns=-\r\nc=IN IP6 2001:db8::9\r\nt=0 0\r\n"

static struct hf_sdp_state state;
static struct hf_sdp_settings settings;

static void start(void)
{
    state = sdp_state();
    settings = sdp_settings();
}

static void no_answer(const char *answer, unsigned why)
{
    struct hf_sdp_state before = state;
    cr_assert_eq(hf_sdp_take_answer(&state, &settings, sdp_parsed(answer)), HF_E_UNSUPPORTED, "%s",
                 answer);
    cr_assert_eq(state.why, why, "%s, of\n%s", hf_sdp_why_text(state.why), answer);
    before.why = state.why;
    cr_assert_eq(memcmp(&before, &state, sizeof state), 0);
}

/* ---- what is agreed ---- */

Test(sdp_session, our_answer_takes_the_peer_s_types_both_ways, .init = start)
{
    const struct hf_sdp_agreed *agreed = &state.agreed;
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 111 101 110 0\r\na=rtpmap:111 opus/48000/2\r\n"
                        "a=rtpmap:110 telephone-event/48000\r\na=fmtp:110 0-11\r\n"
                        "a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n");
    cr_assert(agreed->active);
    sdp_assert_target(&agreed->remote, "192.0.2.9", 5004);
    sdp_assert_target(&agreed->remote_rtcp, "192.0.2.9", 5005);
    cr_assert_eq(agreed->codec, OPUS);
    cr_assert_eq(agreed->send_type, 111);
    cr_assert_eq(agreed->receive_type, 111);
    cr_assert_eq(agreed->event_send_type, 110);
    cr_assert_eq(agreed->event_receive_type, 110);
    cr_assert_eq(agreed->event_clock_hz, 48000);
    cr_assert_eq(agreed->events, 0x0FFF);
    cr_assert_eq(agreed->n_receive, 2);
    cr_assert_eq(agreed->receive[0].codec, OPUS);
    cr_assert_eq(agreed->receive[1].codec, EVENT_48);
    cr_assert_eq(agreed->ptime_ms, 20);
    cr_assert_eq(agreed->direction, HF_SDP_SENDRECV);
    cr_assert_eq(agreed->family, HF_FAMILY_IPV4);
    cr_assert_not(agreed->held);
    cr_assert_not(agreed->rtcp_mux);
}

Test(sdp_session, an_answer_has_types_of_its_own, .init = start)
{
    const struct hf_sdp_agreed *agreed = &state.agreed;
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings,
             SDP_HEAD "m=audio 5004 RTP/AVP 120 8 121\r\na=rtpmap:120 opus/48000/2\r\n"
                      "a=rtpmap:121 telephone-event/48000\r\n");
    cr_assert_eq(agreed->codec, OPUS);
    cr_assert_eq(agreed->send_type, 120);
    cr_assert_eq(agreed->receive_type, 96);
    cr_assert_eq(agreed->event_send_type, 121);
    cr_assert_eq(agreed->event_receive_type, 102);
    cr_assert_eq(agreed->events, 0xFFFF);
    static const uint8_t receive[][2] = {{OPUS, 96}, {ALAW, 8}, {EVENT_48, 102}, {EVENT, 101}};
    cr_assert_eq(agreed->n_receive, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(agreed->receive[i].codec, receive[i][0]);
        cr_assert_eq(agreed->receive[i].type, receive[i][1]);
    }
}

Test(sdp_session, without_telephone_event_there_is_none, .init = start)
{
    const struct hf_sdp_agreed *agreed = &state.agreed;
    sdp_answer(&state, &settings, SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n");
    cr_assert_eq(agreed->event_send_type, HF_SDP_TYPE_NONE);
    cr_assert_eq(agreed->event_receive_type, HF_SDP_TYPE_NONE);
    cr_assert_eq(agreed->event_clock_hz, 0);
    cr_assert_eq(agreed->events, 0);
    cr_assert_eq(agreed->n_receive, 1);
}

/* RFC 4733 2.1 wants one clock; there are phones with Opus and events at 8000 alone. */
Test(sdp_session, an_event_of_another_clock_is_better_than_none, .init = start)
{
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\n"
                        "a=rtpmap:101 telephone-event/8000\r\n");
    cr_assert_eq(state.agreed.codec, OPUS);
    cr_assert_eq(state.agreed.event_send_type, 101);
    cr_assert_eq(state.agreed.event_clock_hz, 8000);
}

/* They answer under the number of the one at 48000 what they mean at 8000. */
Test(sdp_session, a_phone_that_takes_one_event_for_the_other_is_heard, .init = start)
{
    const struct hf_sdp_agreed *agreed = &state.agreed;
    bool heard = false;
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings,
             SDP_HEAD "m=audio 5004 RTP/AVP 8 102\r\na=rtpmap:102 telephone-event/8000\r\n");
    cr_assert_eq(agreed->event_send_type, 102);
    cr_assert_eq(agreed->event_clock_hz, 8000);
    for (size_t i = 0; i < agreed->n_receive; i++) {
        heard = heard || agreed->receive[i].type == 102;
    }
    cr_assert(heard);
}

Test(sdp_session, packet_times_are_whole_frames_that_both_can, .init = start)
{
    static const struct {
        unsigned most_ms;
        const char *said;
        unsigned agreed_ms;
    } cases[] = {
        {0, "", 20},
        {0, "a=ptime:20\r\n", 20},
        {0, "a=ptime:30\r\n", 20},
        {0, "a=ptime:60\r\n", 20},
        {0, "a=ptime:10\r\n", 20},
        {60, "", 20},
        {60, "a=ptime:30\r\n", 20},
        {60, "a=ptime:40\r\n", 40},
        {60, "a=ptime:60\r\n", 60},
        {60, "a=ptime:100\r\n", 60},
        {60, "a=ptime:60\r\na=maxptime:40\r\n", 40},
        {60, "a=ptime:60\r\na=maxptime:50\r\n", 40},
        {60, "a=ptime:60\r\na=maxptime:10\r\n", 20},
        {50, "a=ptime:60\r\n", 40},
        {60, "a=maxptime:200\r\n", 20},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        start();
        settings.ptime_max_ms = (uint16_t)cases[i].most_ms;
        snprintf(text, sizeof text, SDP_HEAD AUDIO "%s", cases[i].said);
        sdp_answer(&state, &settings, text);
        cr_assert_eq(state.agreed.ptime_ms, cases[i].agreed_ms, "%u %s", cases[i].most_ms,
                     cases[i].said);
    }
}

/* RFC 5761: both must say it. */
Test(sdp_session, rtcp_mux_is_for_both, .init = start)
{
    for (int ours = 0; ours <= 1; ours++) {
        for (int theirs = 0; theirs <= 1; theirs++) {
            const char *text = theirs ? SDP_HEAD AUDIO "a=rtcp:9000\r\na=rtcp-mux\r\n"
                                      : SDP_HEAD AUDIO "a=rtcp:9000\r\n";
            start();
            settings.rtcp_mux = ours;
            const char *answer = sdp_answer(&state, &settings, text);
            cr_assert_eq(strstr(answer, "a=rtcp-mux") != NULL, ours && theirs);
            cr_assert_eq(state.agreed.rtcp_mux, ours && theirs);
            sdp_assert_target(&state.agreed.remote_rtcp, "192.0.2.9", ours && theirs ? 5004 : 9000);
            start();
            settings.rtcp_mux = ours;
            sdp_offer(&state, &settings);
            sdp_take(&state, &settings, text);
            cr_assert_eq(state.agreed.rtcp_mux, ours && theirs);
        }
    }
}

Test(sdp_session, the_answer_has_the_family_of_the_offer, .init = start)
{
    settings.other = sdp_target("2001:db8::7", 4000);
    sdp_assert_has(sdp_answer(&state, &settings, HEAD_IPV6 AUDIO), "c=IN IP6 2001:db8::7\r\n");
    cr_assert_eq(state.agreed.family, HF_FAMILY_IPV6);
    sdp_assert_target(&state.agreed.remote, "2001:db8::9", 5004);
    sdp_assert_has(sdp_offer(&state, &settings), "c=IN IP6 2001:db8::7\r\n");
    hf_sdp_offer_failed(&state);
    settings.other.family = HF_FAMILY_NONE; /* E13: it has gone */
    sdp_assert_has(sdp_offer(&state, &settings), "c=IN IP4 198.51.100.7\r\n");
}

/* ---- directions ---- */

Test(sdp_session, an_answer_s_direction_is_what_both_want)
{
    static const struct {
        uint8_t ours;
        const char *theirs, *answer;
        uint8_t agreed;
        bool held;
    } cases[] = {
        {HF_SDP_SENDRECV, "a=sendrecv\r\n", "a=sendrecv\r\n", HF_SDP_SENDRECV, false},
        {HF_SDP_SENDRECV, "a=sendonly\r\n", "a=recvonly\r\n", HF_SDP_RECVONLY, true},
        {HF_SDP_SENDRECV, "a=recvonly\r\n", "a=sendonly\r\n", HF_SDP_SENDONLY, false},
        {HF_SDP_SENDRECV, "a=inactive\r\n", "a=inactive\r\n", HF_SDP_INACTIVE, true},
        {HF_SDP_SENDONLY, "a=sendrecv\r\n", "a=sendonly\r\n", HF_SDP_SENDONLY, false},
        {HF_SDP_SENDONLY, "a=sendonly\r\n", "a=inactive\r\n", HF_SDP_INACTIVE, true},
        {HF_SDP_SENDONLY, "a=recvonly\r\n", "a=sendonly\r\n", HF_SDP_SENDONLY, false},
        {HF_SDP_SENDONLY, "a=inactive\r\n", "a=inactive\r\n", HF_SDP_INACTIVE, true},
        {HF_SDP_RECVONLY, "a=sendrecv\r\n", "a=recvonly\r\n", HF_SDP_RECVONLY, false},
        {HF_SDP_RECVONLY, "a=recvonly\r\n", "a=inactive\r\n", HF_SDP_INACTIVE, false},
        {HF_SDP_INACTIVE, "a=sendrecv\r\n", "a=inactive\r\n", HF_SDP_INACTIVE, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        start();
        settings.direction = cases[i].ours;
        snprintf(text, sizeof text, SDP_HEAD AUDIO "%s", cases[i].theirs);
        sdp_assert_has(sdp_answer(&state, &settings, text), cases[i].answer);
        cr_assert_eq(state.agreed.direction, cases[i].agreed, "%zu", i);
        cr_assert_eq(state.agreed.held, cases[i].held, "%zu", i);
    }
}

Test(sdp_session, we_hold_and_resume, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    settings.direction = HF_SDP_SENDONLY;
    const char *offer = sdp_offer(&state, &settings);
    sdp_assert_has(offer, "a=sendonly\r\n");
    sdp_assert_has(offer, "o=- 77 2 ");
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDRECV); /* until the answer */
    sdp_take(&state, &settings, SDP_HEAD AUDIO "a=recvonly\r\n");
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDONLY);
    cr_assert_not(state.agreed.held);
    settings.direction = HF_SDP_SENDRECV;
    offer = sdp_offer(&state, &settings);
    sdp_assert_has(offer, "a=sendrecv\r\n");
    sdp_assert_has(offer, "o=- 77 3 ");
    sdp_take(&state, &settings, SDP_HEAD AUDIO);
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDRECV);
}

/* RFC 3264 8.4: who is held and holds is inactive; each resumes alone. */
Test(sdp_session, both_hold, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    sdp_answer(&state, &settings, SDP_HEAD AUDIO "a=sendonly\r\n");
    cr_assert(state.agreed.held);
    settings.direction = HF_SDP_SENDONLY;
    sdp_assert_has(sdp_offer(&state, &settings), "a=inactive\r\n");
    sdp_take(&state, &settings, SDP_HEAD AUDIO "a=inactive\r\n");
    cr_assert(state.agreed.held, "an inactive answer to inactive says nothing");
    settings.direction = HF_SDP_SENDRECV;
    sdp_assert_has(sdp_offer(&state, &settings), "a=sendrecv\r\n");
    sdp_take(&state, &settings, SDP_HEAD AUDIO "a=sendonly\r\n");
    cr_assert(state.agreed.held);
    cr_assert_eq(state.agreed.direction, HF_SDP_RECVONLY);
    sdp_assert_has(sdp_answer(&state, &settings, SDP_HEAD AUDIO), "a=sendrecv\r\n");
    cr_assert_not(state.agreed.held);
}

Test(sdp_session, a_peer_that_resumes_while_we_hold_stays_held, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD AUDIO "a=inactive\r\n");
    settings.direction = HF_SDP_SENDONLY;
    sdp_assert_has(sdp_answer(&state, &settings, SDP_HEAD AUDIO), "a=sendonly\r\n");
    cr_assert_not(state.agreed.held);
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDONLY);
}

/* RFC 3264 8.4, RFC 2543 B.5: an address of zeros holds; neither RTP nor RTCP goes there. */
Test(sdp_session, hold_by_an_address_of_zeros, .init = start)
{
    static const struct hf_target none;
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    sdp_assert_has(sdp_answer(&state, &settings, HEAD_ZERO AUDIO), "a=recvonly\r\n");
    cr_assert(state.agreed.active);
    cr_assert(state.agreed.held);
    cr_assert_eq(state.agreed.direction, HF_SDP_RECVONLY);
    cr_assert_eq(memcmp(&state.agreed.remote, &none, sizeof none), 0);
    cr_assert_eq(memcmp(&state.agreed.remote_rtcp, &none, sizeof none), 0);
    cr_assert_eq(state.agreed.family, HF_FAMILY_IPV4);
    sdp_assert_has(sdp_answer(&state, &settings, SDP_HEAD AUDIO), "a=sendrecv\r\n");
    cr_assert_not(state.agreed.held);
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 5004);
}

Test(sdp_session, an_answer_says_more_than_was_offered, .init = start)
{
    settings.direction = HF_SDP_SENDONLY;
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings, SDP_HEAD AUDIO "a=sendrecv\r\n");
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDONLY);
}

Test(sdp_session, who_is_not_offered_our_audio_does_not_hold_us, .init = start)
{
    settings.direction = HF_SDP_RECVONLY;
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings, SDP_HEAD AUDIO "a=sendonly\r\n");
    cr_assert_eq(state.agreed.direction, HF_SDP_RECVONLY);
    cr_assert_not(state.agreed.held);
}

/* ---- offers that come to nothing, and come late ---- */

Test(sdp_session, a_failed_re_offer_leaves_what_was_agreed, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    struct hf_sdp_agreed before = state.agreed;
    settings.direction = HF_SDP_SENDONLY;
    sdp_offer(&state, &settings);
    hf_sdp_offer_failed(&state);
    cr_assert_eq(state.phase, HF_SDP_AGREED);
    cr_assert_eq(memcmp(&state.agreed, &before, sizeof before), 0);
    settings.direction = HF_SDP_SENDRECV;
    sdp_assert_has(sdp_offer(&state, &settings), "o=- 77 3 "); /* version 2 was said */
    hf_sdp_offer_failed(&state);
    hf_sdp_offer_failed(&state);
    cr_assert_eq(state.phase, HF_SDP_AGREED);
}

Test(sdp_session, a_failed_first_offer_leaves_nothing, .init = start)
{
    sdp_offer(&state, &settings);
    hf_sdp_offer_failed(&state);
    cr_assert_eq(state.phase, HF_SDP_NEW);
    sdp_answer(&state, &settings, SDP_HEAD "m=video 2 RTP/AVP 31\r\n" AUDIO);
    cr_assert_eq(state.audio_slot, 1);
}

/* An INVITE without a body: our offer goes with the 200, the answer comes with the ACK. */
Test(sdp_session, a_late_offer_in_a_call_has_the_session_s_lines, .init = start)
{
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 8 99\r\na=rtpmap:99 telephone-event/8000\r\n"
                        "m=video 5006 RTP/AVP 31\r\n");
    const char *offer = sdp_offer(&state, &settings);
    sdp_assert_has(offer, "m=audio 4000 RTP/AVP 8 0 96 99 102\r\n"); /* agreed codec first */
    sdp_assert_has(offer, "a=rtpmap:99 telephone-event/8000\r\n");
    sdp_assert_has(offer, "m=video 0 RTP/AVP 0\r\n");
    sdp_take(&state, &settings,
             SDP_HEAD "m=audio 5010 RTP/AVP 8 99\r\na=rtpmap:99 telephone-event/8000\r\n"
                      "m=video 0 RTP/AVP 31\r\n");
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 5010);
}

Test(sdp_session, while_our_offer_is_out_there_is_no_other, .init = start)
{
    struct sdp_said said;
    sdp_listen(&said);
    sdp_offer(&state, &settings);
    struct hf_sdp_state before = state;
    cr_assert_eq(hf_sdp_offer(&state, &settings, &said.out), HF_E_STATE);
    cr_assert_eq(hf_sdp_answer(&state, &settings, sdp_parsed(SDP_HEAD AUDIO), &said.out),
                 HF_E_STATE);
    cr_assert_eq(memcmp(&before, &state, sizeof state), 0);
    cr_assert_eq(said.out.length, 0);
}

Test(sdp_session, an_answer_needs_an_offer, .init = start)
{
    const struct hf_sdp *sdp = sdp_parsed(SDP_HEAD AUDIO);
    cr_assert_eq(hf_sdp_take_answer(&state, &settings, sdp), HF_E_STATE);
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    cr_assert_eq(hf_sdp_take_answer(&state, &settings, sdp), HF_E_STATE);
}

/* A 183 from a gateway, the 200 from the phone behind it. */
Test(sdp_session, an_answer_may_be_followed_by_another, .init = start)
{
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings, SDP_HEAD "m=audio 5004 RTP/AVP 8\r\n");
    sdp_take(&state, &settings, SDP_HEAD "m=audio 6004 RTP/AVP 0\r\n");
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 6004);
    cr_assert_eq(state.agreed.codec, ULAW);
    no_answer(SDP_HEAD "m=audio 6004 RTP/AVP 18\r\n", HF_SDP_WHY_CODEC);
    cr_assert_eq(state.phase, HF_SDP_ANSWERED);
}

Test(sdp_session, a_bad_first_answer_may_be_followed_by_a_good_one, .init = start)
{
    sdp_offer(&state, &settings);
    no_answer(SDP_HEAD "m=audio 0 RTP/AVP 8\r\n", HF_SDP_WHY_OFF);
    cr_assert_eq(state.phase, HF_SDP_OFFERED);
    sdp_take(&state, &settings, SDP_HEAD "m=audio 6004 RTP/AVP 0\r\n");
    cr_assert_eq(state.why, HF_SDP_WHY_NONE);
}

/* Forking: each early dialog has a copy of the state that made the offer. */
Test(sdp_session, copies_take_answers_of_their_own, .init = start)
{
    sdp_offer(&state, &settings);
    struct hf_sdp_state other = state;
    sdp_take(&state, &settings, SDP_HEAD "m=audio 5004 RTP/AVP 8\r\n");
    sdp_take(&other, &settings, SDP_HEAD "m=audio 6004 RTP/AVP 0\r\n");
    cr_assert_eq(state.agreed.codec, ALAW);
    cr_assert_eq(other.agreed.codec, ULAW);
}

/* ---- payload types stay what they were (RFC 3264 8.3.2) ---- */

Test(sdp_session, types_that_the_peer_gave_stay_in_our_offers, .init = start)
{
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 101 96\r\na=rtpmap:101 opus/48000/2\r\n"
                        "a=rtpmap:96 telephone-event/48000\r\n");
    const char *offer = sdp_offer(&state, &settings);
    /* 101 is opus, so telephone-event/8000 takes the first that is free behind 96. */
    sdp_assert_has(offer, "m=audio 4000 RTP/AVP 101 0 8 97 96\r\n");
    sdp_assert_has(offer, "a=rtpmap:101 opus/48000/2\r\n");
    sdp_assert_has(offer, "a=rtpmap:97 telephone-event/8000\r\n");
    sdp_assert_has(offer, "a=rtpmap:96 telephone-event/48000\r\n");
}

/* A B2BUA connects us with another phone, which numbers in its own way. */
Test(sdp_session, a_re_offer_may_number_anew, .init = start)
{
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 0 97\r\na=rtpmap:97 telephone-event/8000\r\n");
    const char *answer = sdp_answer(&state, &settings,
                                    SDP_HEAD
                                    "m=audio 5004 RTP/AVP 97 98\r\na=rtpmap:97 opus/48000/2\r\n"
                                    "a=rtpmap:98 telephone-event/8000\r\n");
    sdp_assert_has(answer, "m=audio 4000 RTP/AVP 97 98\r\n");
    cr_assert_eq(state.agreed.codec, OPUS);
    cr_assert_eq(state.agreed.receive_type, 97);
    cr_assert_eq(state.agreed.event_receive_type, 98);
    /* 97 is opus now, and telephone-event at 8000 is 98 alone. */
    sdp_assert_has(sdp_offer(&state, &settings), "m=audio 4000 RTP/AVP 97 0 8 98 102\r\n");
    hf_sdp_offer_failed(&state);
    sdp_answer(&state, &settings,
               SDP_HEAD "m=audio 5004 RTP/AVP 98 0\r\na=rtpmap:98 opus/48000/2\r\n");
    sdp_assert_has(sdp_offer(&state, &settings), "m=audio 4000 RTP/AVP 98 0 8 101 102\r\n");
}

/* Two of us, through hold, resume and a changed address: what one sends the other receives. */
static void assert_mirrored(const struct hf_sdp_state *a, const struct hf_sdp_state *b)
{
    cr_assert_eq(a->agreed.codec, b->agreed.codec);
    cr_assert_eq(a->agreed.send_type, b->agreed.receive_type);
    cr_assert_eq(a->agreed.receive_type, b->agreed.send_type);
    cr_assert_eq(a->agreed.event_send_type, b->agreed.event_receive_type);
    cr_assert_eq(a->agreed.event_receive_type, b->agreed.event_send_type);
    cr_assert_eq((a->agreed.direction & HF_SDP_SENDONLY) << 1,
                 b->agreed.direction & HF_SDP_RECVONLY);
    cr_assert_eq((b->agreed.direction & HF_SDP_SENDONLY) << 1,
                 a->agreed.direction & HF_SDP_RECVONLY);
}

Test(sdp_session, two_of_us_agree)
{
    static const struct {
        uint8_t a, b, from_a;
        uint16_t port;
        uint8_t direction; /* a's */
    } steps[] = {
        {HF_SDP_SENDRECV, HF_SDP_SENDRECV, 1, 4000, HF_SDP_SENDRECV},
        {HF_SDP_SENDONLY, HF_SDP_SENDRECV, 1, 4000, HF_SDP_SENDONLY},
        {HF_SDP_SENDONLY, HF_SDP_SENDONLY, 0, 4000, HF_SDP_INACTIVE},
        {HF_SDP_SENDRECV, HF_SDP_SENDONLY, 1, 4000, HF_SDP_RECVONLY},
        {HF_SDP_SENDRECV, HF_SDP_SENDRECV, 0, 4000, HF_SDP_SENDRECV},
        {HF_SDP_SENDRECV, HF_SDP_SENDRECV, 1, 4800, HF_SDP_SENDRECV},
    };
    struct hf_sdp_state a = sdp_state(), b = sdp_state();
    struct hf_sdp_settings ours = sdp_settings(), theirs = sdp_settings();
    theirs.local = sdp_target("192.0.2.9", 5000);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        ours.direction = steps[i].a;
        theirs.direction = steps[i].b;
        ours.local.port = steps[i].port;
        if (steps[i].from_a) {
            sdp_take(&a, &ours, sdp_answer(&b, &theirs, sdp_offer(&a, &ours)));
        } else {
            sdp_take(&b, &theirs, sdp_answer(&a, &ours, sdp_offer(&b, &theirs)));
        }
        assert_mirrored(&a, &b);
        cr_assert_eq(a.agreed.direction, steps[i].direction, "step %zu", i);
        sdp_assert_target(&a.agreed.remote, "192.0.2.9", 5000);
        sdp_assert_target(&b.agreed.remote, "198.51.100.7", steps[i].port);
    }
}
