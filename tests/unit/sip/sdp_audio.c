/* SPDX-License-Identifier: Apache-2.0 */
/* What an m=audio line says, as tables of cases: addresses, directions, codecs, packet times. */
#include "sdp_audio.h"

#include "sdp_support.h"

#define V       "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\n"
#define C4      "c=IN IP4 192.0.2.9\r\n"
#define M       "m=audio 5004 RTP/AVP 0\r\n"
#define NOWHERE ""

static struct hf_sdp_audio audio;

static unsigned read_from(const char *text)
{
    return hf_sdp_audio_read(sdp_parsed(text), 0, &audio);
}

static void assert_place(const struct hf_target *target, const char *address, unsigned port)
{
    if (address[0] == '\0') {
        static const struct hf_target none;
        cr_assert_eq(memcmp(target, &none, sizeof none), 0);
    } else {
        sdp_assert_target(target, address, (uint16_t)port);
    }
}

Test(sdp_audio, the_medium_s_own_address_comes_before_the_session_s)
{
    static const struct {
        const char *text, *rtp;
        unsigned family;
    } cases[] = {
        {V C4 M, "192.0.2.9", HF_FAMILY_IPV4},
        {V C4 M "c=IN IP4 192.0.2.1\r\n", "192.0.2.1", HF_FAMILY_IPV4},
        {V M "c=IN IP6 2001:db8::1\r\n", "2001:db8::1", HF_FAMILY_IPV6},
        {V "c=in ip4 192.0.2.9 \r\n" M, "192.0.2.9", HF_FAMILY_IPV4},
        {V M C4 "c=IN IP4 192.0.2.2\r\n", "192.0.2.9", HF_FAMILY_IPV4},
        {V "c=IN IP4 0.0.0.0\r\n" M, NOWHERE, HF_FAMILY_IPV4},
        {V "c=IN IP6 ::\r\n" M, NOWHERE, HF_FAMILY_IPV6},
        {V "c=IN IP6 black.hole.Invalid\r\n" M, NOWHERE, HF_FAMILY_IPV6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(read_from(cases[i].text), HF_SDP_WHY_NONE, "%s", cases[i].text);
        assert_place(&audio.rtp, cases[i].rtp, 5004);
        assert_place(&audio.rtcp, cases[i].rtp, 5005);
        cr_assert_eq(audio.family, cases[i].family);
    }
}

Test(sdp_audio, a_stream_that_cannot_be_had_says_why)
{
    static const struct {
        const char *text;
        unsigned why;
    } cases[] = {
        {V C4 "m=video 5004 RTP/AVP 0\r\n", HF_SDP_WHY_NO_AUDIO},
        {V C4 "m=audio 0 RTP/AVP 0\r\n", HF_SDP_WHY_OFF},
        {V C4 "m=audio 5004 RTP/AVPF 0\r\n", HF_SDP_WHY_PROFILE},
        {V C4 "m=audio 5004 RTP/SAVP 0\r\n", HF_SDP_WHY_PROFILE},
        {V C4 "m=audio 5004 UDP/TLS/RTP/SAVPF 0\r\n", HF_SDP_WHY_PROFILE},
        {V C4 "m=audio 5004 RTP 0\r\n", HF_SDP_WHY_PROFILE},
        {V M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 phone.example.com\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 .invalid.example\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 2001:db8::1\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP6 192.0.2.1\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 192.0.2\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 224.2.36.42/127\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 239.255.255.255\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP4 255.255.255.255\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP6 ff02::1\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=ATM NSAP 47.0091\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP5 192.0.2.1\r\n" M, HF_SDP_WHY_ADDRESS},
        {V "c=IN IP5 x.invalid\r\n" M, HF_SDP_WHY_ADDRESS},
        {V C4 M "c=IN IP4 nowhere\r\n", HF_SDP_WHY_ADDRESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(read_from(cases[i].text), cases[i].why, "%s", cases[i].text);
    }
}

/* RFC 3605, and what is left of it when it makes no sense. */
Test(sdp_audio, rtcp_has_its_own_place_or_the_next_port)
{
    static const struct {
        const char *text, *address;
        unsigned port;
    } cases[] = {
        {V C4 M, "192.0.2.9", 5005},
        {V C4 M "a=rtcp:53020\r\n", "192.0.2.9", 53020},
        {V C4 M "a=rtcp:53020 IN IP4 192.0.2.4\r\n", "192.0.2.4", 53020},
        {V C4 M "a=rtcp:53020 IN IP6 2001:db8::1\r\n", "192.0.2.9", 53020},
        {V C4 M "a=rtcp:53020 IN IP4 host\r\n", "192.0.2.9", 53020},
        {V C4 M "a=rtcp:x\r\n", "192.0.2.9", 5005},
        {V C4 M "a=rtcp:65536\r\n", "192.0.2.9", 5005},
        {V C4 M "a=rtcp:\r\n", "192.0.2.9", 5005},
        {V C4 M "a=rtcp:0\r\n", NOWHERE, 0},
        {V C4 M "a=rtcp:9 IN IP4 0.0.0.0\r\n", NOWHERE, 0},
        {V C4 "a=rtcp:1\r\n" M, "192.0.2.9", 5005},
        {V "c=IN IP4 0.0.0.0\r\n" M "a=rtcp:53020 IN IP4 192.0.2.4\r\n", NOWHERE, 0},
        {V C4 "m=audio 65535 RTP/AVP 0\r\n", NOWHERE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(read_from(cases[i].text), HF_SDP_WHY_NONE, "%s", cases[i].text);
        assert_place(&audio.rtcp, cases[i].address, cases[i].port);
    }
}

Test(sdp_audio, the_medium_s_direction_comes_before_the_session_s)
{
    static const struct {
        const char *text;
        unsigned direction;
    } cases[] = {
        {V C4 M, HF_SDP_SENDRECV},
        {V C4 M "a=sendrecv\r\n", HF_SDP_SENDRECV},
        {V C4 M "a=sendonly\r\n", HF_SDP_SENDONLY},
        {V C4 M "a=recvonly\r\n", HF_SDP_RECVONLY},
        {V C4 M "a=inactive\r\n", HF_SDP_INACTIVE},
        {V C4 M "a=SendOnly \r\n", HF_SDP_SENDONLY},
        {V C4 M "b=sendonly\r\na=sendonlyx\r\n", HF_SDP_SENDRECV},
        {V C4 M "a=recvonly\r\na=sendonly\r\n", HF_SDP_RECVONLY},
        {V C4 "a=sendonly\r\n" M, HF_SDP_SENDONLY},
        {V C4 "a=sendonly\r\n" M "a=sendrecv\r\n", HF_SDP_SENDRECV},
        {V C4 "a=recvonly\r\n" M "a=inactive\r\n", HF_SDP_INACTIVE},
        {V C4 M "m=video 2 RTP/AVP 31\r\na=inactive\r\n", HF_SDP_SENDRECV},
        /* hold of RFC 2543: nothing can be sent there */
        {V "c=IN IP4 0.0.0.0\r\n" M, HF_SDP_SENDONLY},
        {V "c=IN IP4 0.0.0.0\r\n" M "a=recvonly\r\n", HF_SDP_INACTIVE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(read_from(cases[i].text), HF_SDP_WHY_NONE);
        cr_assert_eq(audio.direction, cases[i].direction, "%s", cases[i].text);
    }
}

Test(sdp_audio, packet_times)
{
    static const struct {
        const char *text;
        unsigned ptime_ms, ptime_max_ms;
    } cases[] = {
        {V C4 M, 0, 0},
        {V C4 M "a=ptime:20\r\n", 20, 0},
        {V C4 M "a=ptime: 30 \r\na=maxptime:150\r\n", 30, 150},
        {V C4 M "a=ptime:2.5\r\n", 2, 0},
        {V C4 M "a=ptime:20ms\r\n", 0, 0},
        {V C4 M "a=ptime:\r\na=maxptime\r\n", 0, 0},
        {V C4 M "a=ptime:-20\r\n", 0, 0},
        {V C4 "a=ptime:30\r\n" M, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(read_from(cases[i].text), HF_SDP_WHY_NONE);
        cr_assert_eq(audio.ptime_ms, cases[i].ptime_ms, "%s", cases[i].text);
        cr_assert_eq(audio.ptime_max_ms, cases[i].ptime_max_ms, "%s", cases[i].text);
    }
}

Test(sdp_audio, rtcp_mux)
{
    read_from(V C4 M);
    cr_assert_not(audio.rtcp_mux);
    read_from(V C4 M "a=rtcp-mux\r\n");
    cr_assert(audio.rtcp_mux);
    read_from(V C4 "a=rtcp-mux\r\n" M);
    cr_assert_not(audio.rtcp_mux);
}

Test(sdp_audio, a_codec_is_its_name_its_clock_and_its_channels)
{
    static const struct {
        const char *name;
        int codec;
    } cases[] = {
        {"PCMU/8000", ULAW},
        {"pcmu/8000", ULAW},
        {"PCMU/8000/1", ULAW},
        {"PCMA / 8000", ALAW},
        {"opus/48000/2", OPUS},
        {"OPUS/48000/2", OPUS},
        {"telephone-event/8000", EVENT},
        {"telephone-event/8000/1", EVENT},
        {"telephone-event/48000", EVENT_48},
        {"opus/48000", -1},
        {"opus/48000/1", -1},
        {"opus/48000/258", -1},
        {"opus/48000/x", -1},
        {"PCMU/16000", -1},
        {"PCMU/4294975296", -1},
        {"PCMU/8000/2", -1},
        {"PCMU", -1},
        {"PCMU/", -1},
        {"/8000", -1},
        {"PCM/8000", -1},
        {"PCMUX/8000", -1},
        {"G729/8000", -1},
        {"", -1},
    };
    struct hf_sdp_settings settings = sdp_settings();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_sdp_codec_find(&settings, hf_slice_text(cases[i].name)), cases[i].codec,
                     "%s", cases[i].name);
    }
}

/* In the peer's order, each once, with the number that it gave. */
Test(sdp_audio, codecs_that_both_have)
{
    static const struct {
        const char *media, *found; /* "codec:type ..." */
    } cases[] = {
        {"m=audio 1 RTP/AVP 0 8\r\n", "0:0 1:8 "},
        {"m=audio 1 RTP/AVP 8 0\r\n", "1:8 0:0 "},
        {"m=audio 1 RTP/AVP 18 8 3\r\n", "1:8 "},
        {"m=audio 1 RTP/AVP 96 0\r\na=rtpmap:96 opus/48000/2\r\n", "2:96 0:0 "},
        {"m=audio 1 RTP/AVP 96 0\r\n", "0:0 "},
        {"m=audio 1 RTP/AVP 0\r\na=rtpmap:96 opus/48000/2\r\n", "0:0 "},
        {"m=audio 1 RTP/AVP 97 101\r\na=rtpmap:97 PCMU/8000\r\na=rtpmap:101 telephone-event/8000"
         "\r\n",
         "0:97 3:101 "},
        {"m=audio 1 RTP/AVP 0 97\r\na=rtpmap:97 PCMU/8000\r\n", "0:0 "},
        {"m=audio 1 RTP/AVP 0 0 8 0\r\n", "0:0 1:8 "},
        {"m=audio 1 RTP/AVP 0\r\na=rtpmap:0 PCMA/8000\r\n", "1:0 "},
        {"m=audio 1 RTP/AVP 96\r\na=rtpmap:96 GSM/8000\r\na=rtpmap:96 opus/48000/2\r\n", ""},
        {"m=audio 1 RTP/AVP 96\r\na=rtpmap:96\r\na=rtpmap:x\r\na=rtpmap\r\n", ""},
        {"m=audio 1 RTP/AVP *\r\n", ""},
        {"m=audio 1 RTP/AVP\r\n", ""},
        {"m=audio 1 RTP/AVP 0\r\nm=audio 2 RTP/AVP 8\r\n", "0:0 "},
    };
    struct hf_sdp_settings settings = sdp_settings();
    struct hf_sdp_payload found[HF_SDP_CODECS_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512], list[64] = "";
        snprintf(text, sizeof text, V C4 "%s", cases[i].media);
        cr_assert_eq(read_from(text), HF_SDP_WHY_NONE);
        size_t n = hf_sdp_common(&settings, &audio, found);
        for (size_t k = 0; k < n; k++) {
            snprintf(list + strlen(list), sizeof list - strlen(list), "%u:%u ", found[k].codec,
                     found[k].type);
        }
        cr_assert_str_eq(list, cases[i].found, "%s", cases[i].media);
    }
}

/* RFC 3551 6: all static types of audio have their names. */
Test(sdp_audio, static_types_need_no_rtpmap)
{
    static const struct {
        unsigned type;
        const char *name;
    } cases[] = {{0, "PCMU/8000"},  {3, "GSM/8000"},  {4, "G723/8000"},
                 {8, "PCMA/8000"},  {9, "G722/8000"}, {10, "L16/44100/2"},
                 {11, "L16/44100"}, {13, "CN/8000"},  {15, "G728/8000"},
                 {18, "G729/8000"}, {1, ""},          {2, ""},
                 {19, ""},          {96, ""},         {127, ""}};
    read_from(V C4 M);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert(hf_slice_is(audio.names[cases[i].type], cases[i].name), "%u", cases[i].type);
    }
}

Test(sdp_audio, telephone_events)
{
    static const struct {
        const char *fmtp;
        unsigned events;
    } cases[] = {
        {"", 0xFFFF},     {"0-15", 0xFFFF},        {"0-16", 0xFFFF},
        {"0-11", 0x0FFF}, {"0-11,16", 0x0FFF},     {"0-9, 11", 0x0BFF},
        {"5", 0x0020},    {"0-15,66,70", 0xFFFF},  {"15-0", 0},
        {"16-66", 0},     {"0-255", 0xFFFF},       {"0-256", 0xFFFF},
        {"x", 0xFFFF},    {"events=0-11", 0xFFFF}, {"0-11,", 0x0FFF},
        {",", 0xFFFF},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_sdp_events(hf_slice_text(cases[i].fmtp)), cases[i].events, "%s",
                     cases[i].fmtp);
    }
}
