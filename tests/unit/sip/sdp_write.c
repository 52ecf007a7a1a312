/* SPDX-License-Identifier: Apache-2.0 */
/* Our own descriptions, byte for byte; their version; lines that are refused. */
#include "sdp_write.h"

#include "sdp_support.h"

#define OFFER_LINES                                                                                \
    "m=audio 4000 RTP/AVP 0 8 96 101 102\r\n"                                                      \
    "a=rtpmap:0 PCMU/8000\r\n"                                                                     \
    "a=rtpmap:8 PCMA/8000\r\n"                                                                     \
    "a=rtpmap:96 opus/48000/2\r\n"                                                                 \
    "a=fmtp:96 useinbandfec=1\r\n"                                                                 \
    "a=rtpmap:101 telephone-event/8000\r\n"                                                        \
    "a=fmtp:101 0-15\r\n"                                                                          \
    "a=rtpmap:102 telephone-event/48000\r\n"                                                       \
    "a=fmtp:102 0-15\r\n"                                                                          \
    "a=ptime:20\r\n"

Test(sdp_write, the_whole_offer)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    cr_assert_str_eq(sdp_offer(&state, &settings), "v=0\r\n"
                                                   "o=- 77 1 IN IP4 198.51.100.7\r\n"
                                                   "s=-\r\n"
                                                   "c=IN IP4 198.51.100.7\r\n"
                                                   "t=0 0\r\n" OFFER_LINES "a=sendrecv\r\n");
}

Test(sdp_write, the_whole_answer)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    const char *answer = sdp_answer(&state, &settings,
                                    SDP_HEAD "m=video 5006 RTP/SAVP 34 31\r\n"
                                             "m=audio 5004 RTP/AVP 18 8 0 97\r\n"
                                             "a=rtpmap:97 telephone-event/8000\r\n"
                                             "m=application 9 UDP/BFCP *\r\n");
    cr_assert_str_eq(answer, "v=0\r\n"
                             "o=- 77 1 IN IP4 198.51.100.7\r\n"
                             "s=-\r\n"
                             "c=IN IP4 198.51.100.7\r\n"
                             "t=0 0\r\n"
                             "m=video 0 RTP/SAVP 34\r\n"
                             "m=audio 4000 RTP/AVP 8 97\r\n"
                             "a=rtpmap:8 PCMA/8000\r\n"
                             "a=rtpmap:97 telephone-event/8000\r\n"
                             "a=fmtp:97 0-15\r\n"
                             "a=ptime:20\r\n"
                             "a=sendrecv\r\n"
                             "m=application 0 UDP/BFCP *\r\n");
}

Test(sdp_write, what_settings_add)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    settings.local = sdp_target("2001:db8::7", 4002);
    settings.rtcp_port = 4010;
    settings.ptime_max_ms = 60;
    settings.rtcp_mux = true;
    settings.direction = HF_SDP_RECVONLY;
    const char *text = sdp_offer(&state, &settings);
    sdp_assert_has(text, "o=- 77 1 IN IP6 2001:db8::7\r\n");
    sdp_assert_has(text, "c=IN IP6 2001:db8::7\r\n");
    sdp_assert_has(text, "m=audio 4002 ");
    sdp_assert_has(text, "a=ptime:20\r\na=maxptime:60\r\na=rtcp:4010\r\na=rtcp-mux\r\n"
                         "a=recvonly\r\n");
}

Test(sdp_write, the_usual_rtcp_port_is_not_said)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    settings.rtcp_port = 4001;
    sdp_assert_lacks(sdp_offer(&state, &settings), "a=rtcp");
}

/* RFC 3264 8: the session's id stays, its version grows by one with each change, and only then. */
Test(sdp_write, the_version_grows_with_each_change)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    static const struct {
        uint8_t direction;
        uint16_t port;
        const char *origin;
    } steps[] = {
        {HF_SDP_SENDRECV, 4000, "o=- 77 1 "},  {HF_SDP_SENDRECV, 4000, "o=- 77 1 "},
        {HF_SDP_SENDONLY, 4000, "o=- 77 2 "},  {HF_SDP_SENDONLY, 4000, "o=- 77 2 "},
        {HF_SDP_SENDRECV, 4000, "o=- 77 3 "},  {HF_SDP_SENDRECV, 4002, "o=- 77 4 "},
        {HF_SDP_SENDRECV, 4000, "o=- 77 5 "},  {HF_SDP_SENDONLY, 4000, "o=- 77 6 "},
        {HF_SDP_SENDRECV, 4000, "o=- 77 7 "},  {HF_SDP_SENDONLY, 4000, "o=- 77 8 "},
        {HF_SDP_SENDRECV, 4000, "o=- 77 9 "},  {HF_SDP_SENDONLY, 4000, "o=- 77 10 "},
        {HF_SDP_SENDONLY, 4000, "o=- 77 10 "},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        settings.direction = steps[i].direction;
        settings.local.port = steps[i].port;
        sdp_assert_has(sdp_offer(&state, &settings), steps[i].origin);
        hf_sdp_offer_failed(&state);
    }
}

Test(sdp_write, another_address_is_another_version)
{
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    sdp_offer(&state, &settings);
    hf_sdp_offer_failed(&state);
    settings.local = sdp_target("198.51.100.8", 4000);
    sdp_assert_has(sdp_offer(&state, &settings), "o=- 77 2 IN IP4 198.51.100.8\r\n");
}

/* Too little space by a byte at a time: nothing is appended, nothing has changed. */
Test(sdp_write, without_space_nothing_happens)
{
    char text[HF_SDP_PRINT_MAX];
    struct hf_sdp_state state = sdp_state(), before = state;
    struct hf_sdp_settings settings = sdp_settings();
    struct hf_sip_out out;
    size_t needed;
    {
        struct hf_sdp_state other = state;
        needed = strlen(sdp_offer(&other, &settings));
    }
    for (size_t size = 0; size < needed; size++) {
        hf_sip_out_start(&out, text, size);
        cr_assert_eq(hf_sdp_offer(&state, &settings, &out), HF_E_SPACE, "%zu", size);
        cr_assert(out.overflow);
        cr_assert_eq(out.length, 0);
        cr_assert_eq(memcmp(&state, &before, sizeof state), 0);
    }
    hf_sip_out_start(&out, text, needed);
    cr_assert_eq(hf_sdp_offer(&state, &settings, &out), 0);
    cr_assert_eq(out.length, needed);
}

Test(sdp_write, it_is_appended_to_what_is_there)
{
    char text[HF_SDP_PRINT_MAX];
    struct hf_sdp_state state = sdp_state();
    struct hf_sdp_settings settings = sdp_settings();
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_text(&out, "before");
    cr_assert_eq(hf_sdp_offer(&state, &settings, &out), 0);
    cr_assert_eq(memcmp(text, "beforev=0\r\n", 11), 0);
}

/* What was refused in an answer stands refused in our later offers, in its place (RFC 3264 8). */
Test(sdp_write, refused_lines_are_remembered)
{
    static const struct {
        const char *offered, *later;
    } cases[] = {
        {"m=video 1 RTP/AVP 31 34", "m=video 0 RTP/AVP 0"},
        {"m=video 1 RTP/AVPF 96", "m=video 0 RTP/AVPF 0"},
        {"m=audio 1 RTP/SAVP 0", "m=audio 0 RTP/SAVP 0"},
        {"m=audio 1 RTP/SAVPF 0", "m=audio 0 RTP/SAVPF 0"},
        {"m=audio 1 UDP/TLS/RTP/SAVP 0", "m=audio 0 UDP/TLS/RTP/SAVP 0"},
        {"m=video 1 udp/tls/rtp/savpf 96", "m=video 0 UDP/TLS/RTP/SAVPF 0"},
        {"m=audio 1 TCP/RTP/AVP 0", "m=audio 0 TCP/RTP/AVP 0"},
        {"m=image 1 udptl t38", "m=image 0 udptl t38"},
        {"m=image 1 UDP/TLS/UDPTL t38", "m=image 0 UDP/TLS/UDPTL t38"},
        {"m=application 1 UDP/DTLS/SCTP webrtc-datachannel",
         "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"},
        {"m=application 1 TCP/DTLS/SCTP webrtc-datachannel",
         "m=application 0 TCP/DTLS/SCTP webrtc-datachannel"},
        {"m=application 1 DTLS/SCTP 5000", "m=application 0 DTLS/SCTP 5000"},
        {"m=message 1 TCP/MSRP *", "m=message 0 TCP/MSRP *"},
        {"m=message 1 TCP/TLS/MSRP *", "m=message 0 TCP/TLS/MSRP *"},
        {"m=application 1 TCP/BFCP *", "m=application 0 TCP/BFCP *"},
        {"m=application 1 UDP/BFCP *", "m=application 0 UDP/BFCP *"},
        {"m=text 1 RTP/AVP 98", "m=text 0 RTP/AVP 0"},
        {"m=audio 0 RTP/AVP 0", "m=audio 0 RTP/AVP 0"},
        {"m=hologram 1 RTP/AVP 98", "m=audio 0 RTP/AVP 0"},
        {"m=video 1 H.320 *", "m=audio 0 RTP/AVP 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512], wanted[128];
        struct hf_sdp_state state = sdp_state();
        struct hf_sdp_settings settings = sdp_settings();
        snprintf(text, sizeof text, SDP_HEAD "%s\r\nm=audio 9 RTP/AVP 0\r\n", cases[i].offered);
        sdp_answer(&state, &settings, text);
        snprintf(wanted, sizeof wanted, "\r\n%s\r\nm=audio 4000 RTP/AVP 0 8 ", cases[i].later);
        sdp_assert_has(sdp_offer(&state, &settings), wanted);
    }
}
