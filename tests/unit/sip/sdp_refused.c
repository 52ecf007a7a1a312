/* SPDX-License-Identifier: Apache-2.0 */
/* Offer and answer: several m= lines, what is refused and why, settings that cannot be. */
#include "sdp_support.h"

#define AUDIO     "m=audio 5004 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
#define HEAD_IPV6 "v=0\r\no=- 1 1 IN IP6 2001:db8::9\r\ns=-\r\nc=IN IP6 2001:db8::9\r\nt=0 0\r\n"

static struct hf_sdp_state state;
static struct hf_sdp_settings settings;

static void start(void)
{
    state = sdp_state();
    settings = sdp_settings();
}

static void refused(const char *offer, unsigned why)
{
    struct sdp_said said;
    struct hf_sdp_state before = state;
    sdp_listen(&said);
    cr_assert_eq(hf_sdp_answer(&state, &settings, sdp_parsed(offer), &said.out), HF_E_UNSUPPORTED,
                 "%s", offer);
    cr_assert_eq(state.why, why, "%s instead of %s, of\n%s", hf_sdp_why_text(state.why),
                 hf_sdp_why_text(why), offer);
    cr_assert_eq(said.out.length, 0);
    before.why = state.why;
    cr_assert_eq(memcmp(&before, &state, sizeof state), 0);
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

/* ---- several m= lines ---- */

Test(sdp_refused, the_first_audio_that_can_be_had_is_taken, .init = start)
{
    const struct hf_sdp *answer = sdp_parsed(
        sdp_answer(&state, &settings,
                   SDP_HEAD "m=audio 5000 RTP/SAVP 0\r\nm=audio 5002 RTP/AVP 18\r\n"
                            "m=audio 5004 RTP/AVP 0\r\nm=audio 5006 RTP/AVP 0\r\n"));
    cr_assert_eq(answer->n_media, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(answer->media[i].port, i == 2 ? 4000 : 0);
    }
    assert_slice(answer->media[0].transport, "RTP/SAVP");
    assert_slice(answer->media[1].formats, "18");
    sdp_assert_target(&state.agreed.remote, "192.0.2.9", 5004);
}

Test(sdp_refused, audio_stays_where_it_was, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD "m=audio 5000 RTP/SAVP 0\r\nm=audio 5004 RTP/AVP 0\r\n");
    cr_assert_eq(state.audio_slot, 1);
    sdp_answer(&state, &settings, SDP_HEAD "m=audio 5000 RTP/AVP 0\r\nm=audio 5004 RTP/AVP 0\r\n");
    cr_assert_eq(state.audio_slot, 1);
    sdp_answer(&state, &settings, SDP_HEAD "m=audio 5000 RTP/AVP 0\r\nm=audio 0 RTP/AVP 0\r\n");
    cr_assert_eq(state.audio_slot, 0);
}

/* RFC 3264 8.2: the call goes on without audio, and gets it back. */
Test(sdp_refused, a_re_offer_turns_audio_off_and_on, .init = start)
{
    static const struct hf_sdp_agreed off = {.family = HF_FAMILY_IPV4};
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    const char *answer = sdp_answer(&state, &settings,
                                    SDP_HEAD "m=video 0 RTP/AVP 31\r\nm=audio 0 RTP/AVP 8\r\n");
    sdp_assert_has(answer, "m=video 0 RTP/AVP 31\r\nm=audio 0 RTP/AVP 8\r\n");
    sdp_assert_lacks(answer, "4000");
    cr_assert_eq(memcmp(&state.agreed, &off, sizeof off), 0);
    cr_assert_eq(state.audio_slot, 1);
    sdp_assert_has(sdp_offer(&state, &settings),
                   "m=video 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 0 8 96 101 102\r\n");
    sdp_take(&state, &settings, SDP_HEAD "m=video 0 RTP/AVP 0\r\nm=audio 5004 RTP/AVP 0\r\n");
    cr_assert(state.agreed.active);
}

Test(sdp_refused, fewer_lines_than_before_are_answered_as_they_are, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD "m=video 2 RTP/AVP 31\r\n" AUDIO);
    const struct hf_sdp *answer = sdp_parsed(sdp_answer(&state, &settings, SDP_HEAD AUDIO));
    cr_assert_eq(answer->n_media, 1);
    cr_assert_eq(answer->media[0].port, 4000);
}

/* ---- what is refused ---- */

Test(sdp_refused, offers_that_are_refused_say_why)
{
    static const struct {
        const char *offer;
        unsigned why;
    } cases[] = {
        {SDP_HEAD, HF_SDP_WHY_NO_AUDIO},
        {SDP_HEAD "m=video 5004 RTP/AVP 0\r\n", HF_SDP_WHY_NO_AUDIO},
        {SDP_HEAD "m=image 5004 udptl t38\r\n", HF_SDP_WHY_NO_AUDIO},
        {SDP_HEAD "m=audio 0 RTP/AVP 0\r\n", HF_SDP_WHY_OFF},
        {SDP_HEAD "m=audio 5004 RTP/SAVP 0\r\n", HF_SDP_WHY_PROFILE},
        {SDP_HEAD "m=audio 5004 RTP/AVPF 0\r\nm=audio 0 RTP/AVP 0\r\n", HF_SDP_WHY_PROFILE},
        {"v=0\r\no=- 1 1 IN IP4 h\r\n" AUDIO, HF_SDP_WHY_ADDRESS},
        {HEAD_IPV6 AUDIO, HF_SDP_WHY_FAMILY},
        {SDP_HEAD "m=audio 5004 RTP/AVP 18\r\n", HF_SDP_WHY_CODEC},
        {SDP_HEAD "m=audio 5004 RTP/AVP 18\r\nm=audio 5006 RTP/SAVP 0\r\n", HF_SDP_WHY_CODEC},
        {SDP_HEAD "m=audio 5004 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
         HF_SDP_WHY_CODEC},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start();
        refused(cases[i].offer, cases[i].why);
        cr_assert_eq(state.phase, HF_SDP_NEW);
    }
}

Test(sdp_refused, a_refused_re_offer_leaves_what_was_agreed, .init = start)
{
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    refused(SDP_HEAD "m=image 5004 udptl t38\r\n", HF_SDP_WHY_NO_AUDIO);
    refused(SDP_HEAD "m=audio 5004 RTP/AVP 18\r\n", HF_SDP_WHY_CODEC);
    refused(HEAD_IPV6 AUDIO, HF_SDP_WHY_FAMILY);
    sdp_answer(&state, &settings, SDP_HEAD AUDIO);
    cr_assert_eq(state.why, HF_SDP_WHY_NONE);
}

Test(sdp_refused, answers_that_are_refused_say_why)
{
    static const struct {
        const char *answer;
        unsigned why;
    } cases[] = {
        {SDP_HEAD, HF_SDP_WHY_NO_AUDIO},
        {SDP_HEAD "m=video 5004 RTP/AVP 0\r\n" AUDIO, HF_SDP_WHY_NO_AUDIO},
        {SDP_HEAD "m=audio 0 RTP/AVP 0\r\n", HF_SDP_WHY_OFF},
        {SDP_HEAD "m=audio 5004 RTP/SAVP 0\r\n", HF_SDP_WHY_PROFILE},
        {SDP_HEAD "c=IN IP4 a.example.com\r\nm=audio 5004 RTP/AVP 0\r\n", HF_SDP_WHY_NONE},
        {SDP_HEAD "m=audio 5004 RTP/AVP 0\r\nc=IN IP4 a.example.com\r\n", HF_SDP_WHY_ADDRESS},
        {HEAD_IPV6 AUDIO, HF_SDP_WHY_FAMILY},
        {SDP_HEAD "m=audio 5004 RTP/AVP 18\r\n", HF_SDP_WHY_CODEC},
        {SDP_HEAD AUDIO "m=video 0 RTP/AVP 31\r\n", HF_SDP_WHY_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start();
        sdp_offer(&state, &settings);
        if (cases[i].why == HF_SDP_WHY_NONE) {
            sdp_take(&state, &settings, cases[i].answer);
        } else {
            no_answer(cases[i].answer, cases[i].why);
        }
    }
}

Test(sdp_refused, each_reason_has_a_text_and_a_warning)
{
    static const unsigned warnings[] = {399, 304, 304, 302, 301, 301, 305};
    for (unsigned i = 0; i < HF_SDP_WHY_COUNT; i++) {
        cr_assert_str_not_empty(hf_sdp_why_text(i));
        cr_assert_eq(hf_sdp_why_warning(i), warnings[i]);
    }
    cr_assert_str_eq(hf_sdp_why_text(HF_SDP_WHY_COUNT), hf_sdp_why_text(0));
    cr_assert_eq(hf_sdp_why_warning(255), 399);
}

/* ---- settings that cannot be ---- */

static void set_wrong(int which)
{
    static const struct hf_sdp_codec events[] = {{"telephone-event", NULL, 8000, 1, 101}};
    static const struct hf_sdp_codec high[] = {{"PCMU", NULL, 8000, 1, 128}};
    static const struct hf_sdp_codec silent[] = {{"PCMU", NULL, 8000, 0, 0}};
    start();
    switch (which) {
    case 0: settings.n_codecs = 0; break;
    case 1: settings.n_codecs = HF_SDP_CODECS_MAX + 1; break;
    case 2: settings.local.family = HF_FAMILY_NONE; break;
    case 3: settings.local.port = 0; break;
    case 4:
        settings.other = settings.local;
        settings.other.port = 0;
        break;
    case 5: settings.ptime_ms = 0; break;
    case 6: settings.ptime_max_ms = 10; break;
    case 7: settings.direction = 4; break;
    default:
        settings.codecs = which == 8 ? events : which == 9 ? high : silent;
        settings.n_codecs = 1;
        break;
    }
}

Test(sdp_refused, settings_that_cannot_be_are_refused)
{
    for (int i = 0; i <= 10; i++) {
        struct sdp_said said;
        sdp_listen(&said);
        set_wrong(i);
        cr_assert_eq(hf_sdp_offer(&state, &settings, &said.out), HF_E_VALUE, "%d", i);
        cr_assert_eq(hf_sdp_answer(&state, &settings, sdp_parsed(SDP_HEAD AUDIO), &said.out),
                     HF_E_VALUE, "%d", i);
        state.phase = HF_SDP_OFFERED;
        cr_assert_eq(hf_sdp_take_answer(&state, &settings, sdp_parsed(SDP_HEAD AUDIO)), HF_E_VALUE,
                     "%d", i);
        cr_assert_eq(said.out.length, 0);
    }
}

/* Eight codecs whose numbers collide are numbered anew. */
Test(sdp_refused, colliding_types_are_told_apart, .init = start)
{
    struct hf_sdp_codec codecs[HF_SDP_CODECS_MAX];
    static const char *const names[HF_SDP_CODECS_MAX] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (size_t i = 0; i < HF_SDP_CODECS_MAX; i++) {
        codecs[i] = (struct hf_sdp_codec){names[i], NULL, 8000, 1, 96};
    }
    settings.codecs = codecs;
    settings.n_codecs = HF_SDP_CODECS_MAX;
    sdp_assert_has(sdp_offer(&state, &settings), " RTP/AVP 96 97 98 99 100 101 102 103\r\n");
}

/* Without space for the answer nothing was agreed. */
Test(sdp_refused, an_answer_without_space_agrees_on_nothing, .init = start)
{
    char text[100];
    struct hf_sip_out out;
    struct hf_sdp_state before = state;
    hf_sip_out_start(&out, text, sizeof text);
    cr_assert_eq(hf_sdp_answer(&state, &settings, sdp_parsed(SDP_HEAD AUDIO), &out), HF_E_SPACE);
    cr_assert_eq(out.length, 0);
    cr_assert_eq(memcmp(&before, &state, sizeof state), 0);
}
