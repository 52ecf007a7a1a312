/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The situations of RFC 4317, with addresses in place of its host names (a phone that would look
 * them up could be pointed at anything) and with a phone that has PCMU, PCMA and one audio stream.
 */
#include "sdp_support.h"

#define ALICE                                                                                      \
    "v=0\r\no=alice 2890844526 2890844526 IN IP4 192.0.2.1\r\ns=\r\nc=IN IP4 192.0.2.1\r\n"        \
    "t=0 0\r\n"
#define BOB                                                                                        \
    "v=0\r\no=bob 2808844564 2808844564 IN IP4 192.0.2.9\r\ns=\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
#define ALICE_AUDIO                                                                                \
    "m=audio 49170 RTP/AVP 0 8 97\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"             \
    "a=rtpmap:97 iLBC/8000\r\n"
#define ALICE_VIDEO                                                                                \
    "m=video 51372 RTP/AVP 31 32\r\na=rtpmap:31 H261/90000\r\na=rtpmap:32 MPV/90000\r\n"

static struct hf_sdp_state state;
static struct hf_sdp_settings settings;

static void start(void)
{
    state = sdp_state();
    settings = sdp_settings();
}

static void assert_ports(const char *text, size_t n, const unsigned *ports)
{
    const struct hf_sdp *sdp = sdp_parsed(text);
    cr_assert_eq(sdp->n_media, n, "%s", text);
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(sdp->media[i].port, ports[i], "line %zu of\n%s", i, text);
    }
}

#define ASSERT_PORTS(text, ...)                                                                    \
    assert_ports(text, sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned),                 \
                 (const unsigned[]){__VA_ARGS__})

/* 2.1, 2.2 and 2.3: of audio and video audio is taken, with one codec, so that no second offer is
 * needed for that. */
Test(sdp_rfc4317, audio_and_video, .init = start)
{
    const char *answer = sdp_answer(&state, &settings, ALICE ALICE_AUDIO ALICE_VIDEO);
    ASSERT_PORTS(answer, 4000, 0);
    sdp_assert_has(answer, "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n");
    sdp_assert_has(answer, "m=video 0 RTP/AVP 31\r\n");
    cr_assert_eq(state.agreed.codec, ULAW);
}

/* 2.1, from the other side: our offer is answered by one of its codecs. */
Test(sdp_rfc4317, an_answer_with_one_codec, .init = start)
{
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings, BOB "m=audio 49174 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n");
    cr_assert_eq(state.agreed.codec, ULAW);
    cr_assert_eq(state.agreed.n_receive, 1);
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 49174);
}

/* 2.2 and 2.3: answered with several, one is fixed by a second offer of the peer's. */
Test(sdp_rfc4317, an_answer_with_several_codecs_and_an_offer_with_one, .init = start)
{
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings, BOB "m=audio 49172 RTP/AVP 0 8\r\n");
    cr_assert_eq(state.agreed.n_receive, 2);
    sdp_answer(&state, &settings, BOB "m=audio 49172 RTP/AVP 8\r\n");
    cr_assert_eq(state.agreed.codec, ALAW);
    cr_assert_eq(state.agreed.n_receive, 1);
}

/* 2.4: two audio streams, the second for telephone-events alone: it is refused. */
Test(sdp_rfc4317, two_audio_streams, .init = start)
{
    const char *answer = sdp_answer(&state, &settings,
                                    ALICE ALICE_AUDIO
                                    "m=audio 49172 RTP/AVP 98\r\na=rtpmap:98 telephone-event/8000"
                                    "\r\na=sendonly\r\n");
    ASSERT_PORTS(answer, 4000, 0);
    cr_assert_eq(state.agreed.event_send_type, HF_SDP_TYPE_NONE);
}

/* 2.5 to 2.8: the streams that lack have port 0, from the begin or from an answer on. */
Test(sdp_rfc4317, a_stream_without_a_port_stays_so, .init = start)
{
    ASSERT_PORTS(sdp_answer(&state, &settings, ALICE ALICE_AUDIO "m=video 0 RTP/AVP 31\r\n"), 4000,
                 0);
    ASSERT_PORTS(sdp_offer(&state, &settings), 4000, 0);
}

/* 3.1: hold and unhold, by us and by the peer. */
Test(sdp_rfc4317, hold_and_unhold, .init = start)
{
    sdp_answer(&state, &settings, ALICE ALICE_AUDIO);
    settings.direction = HF_SDP_SENDONLY;
    sdp_assert_has(sdp_offer(&state, &settings), "a=sendonly\r\n");
    sdp_take(&state, &settings, ALICE ALICE_AUDIO "a=recvonly\r\n");
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDONLY);
    settings.direction = HF_SDP_SENDRECV;
    sdp_assert_has(sdp_offer(&state, &settings), "a=sendrecv\r\n");
    sdp_take(&state, &settings, ALICE ALICE_AUDIO "a=sendrecv\r\n");
    cr_assert_eq(state.agreed.direction, HF_SDP_SENDRECV);
    sdp_assert_has(sdp_answer(&state, &settings, ALICE ALICE_AUDIO "a=sendonly\r\n"),
                   "a=recvonly\r\n");
    sdp_assert_has(sdp_answer(&state, &settings, ALICE ALICE_AUDIO), "a=sendrecv\r\n");
}

/* 3.2: hold of one of two streams is hold of ours or nothing to us. */
Test(sdp_rfc4317, hold_with_two_streams, .init = start)
{
    sdp_answer(&state, &settings, ALICE ALICE_AUDIO ALICE_VIDEO);
    sdp_assert_has(sdp_answer(&state, &settings,
                              ALICE ALICE_AUDIO "a=sendonly\r\n" ALICE_VIDEO "a=sendonly\r\n"),
                   "a=recvonly\r\nm=video 0 ");
    sdp_assert_has(sdp_answer(&state, &settings, ALICE ALICE_AUDIO ALICE_VIDEO "a=sendonly\r\n"),
                   "a=sendrecv\r\nm=video 0 ");
}

/* 4.1: a stream is added, and refused; 4.2 and 4.3: one goes, and its line stays. */
Test(sdp_rfc4317, streams_come_and_go, .init = start)
{
    ASSERT_PORTS(sdp_answer(&state, &settings, ALICE ALICE_AUDIO), 4000);
    ASSERT_PORTS(sdp_answer(&state, &settings, ALICE ALICE_AUDIO ALICE_VIDEO), 4000, 0);
    ASSERT_PORTS(sdp_answer(&state, &settings, ALICE ALICE_AUDIO "m=video 0 RTP/AVP 31\r\n"), 4000,
                 0);
    ASSERT_PORTS(sdp_answer(&state, &settings,
                            ALICE "m=audio 0 RTP/AVP 0\r\n" ALICE_VIDEO
                                  "m=audio 49176 RTP/AVP 8\r\n"),
                 0, 0, 4000);
    sdp_assert_target(&state.agreed.remote, "192.0.2.1", 49176);
}

/* 5.1: a controller offers no media at first. A call of a phone is audio: 488. */
Test(sdp_rfc4317, an_offer_without_media_is_refused, .init = start)
{
    struct sdp_said said;
    sdp_listen(&said);
    cr_assert_eq(hf_sdp_answer(&state, &settings, sdp_parsed(ALICE), &said.out), HF_E_UNSUPPORTED);
    cr_assert_eq(state.why, HF_SDP_WHY_NO_AUDIO);
}

/* 5.2 and 5.3: a controller holds by an address of zeros, or asks for an offer late. */
Test(sdp_rfc4317, a_controller_holds_and_connects_anew, .init = start)
{
    sdp_offer(&state, &settings);
    sdp_take(&state, &settings,
             "v=0\r\no=3pcc 1 1 IN IP4 192.0.2.3\r\ns=\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
             "m=audio 49170 RTP/AVP 0\r\n");
    cr_assert(state.agreed.held);
    cr_assert_eq(state.agreed.remote.family, HF_FAMILY_NONE);
    sdp_offer(&state, &settings); /* in the 200 to an INVITE without a body */
    sdp_take(&state, &settings, BOB "m=audio 49174 RTP/AVP 8\r\n");
    cr_assert_not(state.agreed.held);
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 49174);
}
