/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Offers in the style of phones, servers and browsers that one meets, what we answer, and what is
 * agreed; and answers in their style to our offer. Written here, with addresses for documentation.
 */
#include "sdp_support.h"

#define NONE HF_SDP_TYPE_NONE

struct offer {
    const char *who, *text;
    const char *answer; /* our m= lines and direction, or the reason */
    const char *address;
    uint16_t port;
    uint8_t codec, type, event;
    uint8_t direction;
};

static const struct offer offers[] = {
    {"a Fanvil phone",
     "v=0\r\no=2001 1685432100 1685432100 IN IP4 192.0.2.21\r\ns=call\r\nc=IN IP4 192.0.2.21\r\n"
     "t=0 0\r\nm=audio 10014 RTP/AVP 9 0 8 18 4 101\r\na=rtpmap:9 G722/8000\r\n"
     "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:18 G729/8000\r\n"
     "a=fmtp:18 annexb=no\r\na=rtpmap:4 G723/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
     "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
     "m=audio 4000 RTP/AVP 0 101|a=sendrecv", "192.0.2.21", 10014, ULAW, 0, 101, HF_SDP_SENDRECV},
    {"a Fanvil phone that holds",
     "v=0\r\no=2001 1685432100 1685432101 IN IP4 192.0.2.21\r\ns=call\r\nc=IN IP4 0.0.0.0\r\n"
     "t=0 0\r\nm=audio 10014 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
     "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n",
     "m=audio 4000 RTP/AVP 8 101|a=recvonly", NULL, 0, ALAW, 8, 101, HF_SDP_RECVONLY},
    {"a Yealink phone, SRTP where it can be had",
     "v=0\r\no=- 20001 20001 IN IP4 192.0.2.22\r\ns=SDP data\r\nc=IN IP4 192.0.2.22\r\nt=0 0\r\n"
     "m=audio 11780 RTP/SAVP 9 0 8 18 101\r\n"
     "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5\r\n"
     "a=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
     "a=ptime:20\r\na=sendrecv\r\n"
     "m=audio 11780 RTP/AVP 9 0 8 18 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\n"
     "a=rtpmap:8 PCMA/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n"
     "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
     "m=audio 0 RTP/SAVP 9|m=audio 4000 RTP/AVP 0 101|a=sendrecv", "192.0.2.22", 11780, ULAW, 0,
     101, HF_SDP_SENDRECV},
    {"a Yealink video phone",
     "v=0\r\no=- 20002 20002 IN IP4 192.0.2.22\r\ns=SDP data\r\nc=IN IP4 "
     "192.0.2.22\r\nb=AS:1024\r\n"
     "t=0 0\r\nm=audio 11782 RTP/AVP 107 8 101\r\na=rtpmap:107 opus/48000/2\r\n"
     "a=fmtp:107 maxplaybackrate=16000\r\na=rtpmap:8 PCMA/8000\r\n"
     "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
     "m=video 11784 RTP/AVP 106 97\r\na=rtpmap:106 H264/90000\r\n"
     "a=fmtp:106 profile-level-id=42E01F; packetization-mode=1\r\na=rtpmap:97 H265/90000\r\n"
     "a=rtcp-fb:* nack pli\r\na=sendrecv\r\nm=application 50000 UDP/BFCP *\r\na=floorctrl:c-s\r\n",
     "m=audio 4000 RTP/AVP 107 101|a=sendrecv|m=video 0 RTP/AVP 106|m=application 0 UDP/BFCP *",
     "192.0.2.22", 11782, OPUS, 107, 101, HF_SDP_SENDRECV},
    {"linphone",
     "v=0\r\no=alice 3921 1177 IN IP4 192.0.2.23\r\ns=Talk\r\nc=IN IP4 192.0.2.23\r\nt=0 0\r\n"
     "a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics\r\n"
     "a=record:off\r\nm=audio 7078 RTP/AVP 96 97 98 0 8 18 101 99\r\n"
     "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtpmap:97 speex/16000\r\n"
     "a=fmtp:97 vbr=on\r\na=rtpmap:98 speex/8000\r\na=fmtp:98 vbr=on\r\na=fmtp:18 annexb=yes\r\n"
     "a=rtpmap:101 telephone-event/48000\r\na=rtpmap:99 telephone-event/8000\r\n"
     "a=rtcp:37541\r\n",
     "m=audio 4000 RTP/AVP 96 101|a=sendrecv", "192.0.2.23", 7078, OPUS, 96, 101, HF_SDP_SENDRECV},
    {"linphone with RTP feedback and ICE",
     "v=0\r\no=alice 3922 1178 IN IP4 192.0.2.23\r\ns=Talk\r\nc=IN IP4 192.0.2.23\r\nt=0 0\r\n"
     "a=ice-pwd:0123456789abcdef01234567\r\na=ice-ufrag:0123abcd\r\n"
     "m=audio 7078 RTP/AVPF 96 0 8 101\r\na=rtpmap:96 opus/48000/2\r\n"
     "a=rtpmap:101 telephone-event/48000\r\na=candidate:1 1 UDP 2130706303 192.0.2.23 7078 typ host"
     "\r\na=rtcp-fb:* trr-int 5000\r\n",
     "no audio over RTP/AVP", NULL, 0, 0, 0, 0, 0},
    {"baresip",
     "v=0\r\no=- 2147483648 123456789 IN IP4 192.0.2.24\r\ns=-\r\nc=IN IP4 192.0.2.24\r\nt=0 0\r\n"
     "a=tool:baresip 1.0.0\r\nm=audio 22042 RTP/AVP 96 0 8 101\r\na=rtpmap:96 opus/48000/2\r\n"
     "a=fmtp:96 stereo=1;sprop-stereo=1\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
     "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=rtcp:22043\r\na=sendrecv\r\n"
     "a=label:1\r\na=rtcp-rsize\r\na=ssrc:1234567 cname:sip:bob@192.0.2.24\r\na=minptime:10\r\n"
     "a=ptime:20\r\n",
     "m=audio 4000 RTP/AVP 96 101|a=sendrecv", "192.0.2.24", 22042, OPUS, 96, 101, HF_SDP_SENDRECV},
    {"Asterisk",
     "v=0\r\no=- 1234567890 1234567890 IN IP4 192.0.2.25\r\ns=Asterisk\r\nc=IN IP4 192.0.2.25\r\n"
     "t=0 0\r\nm=audio 17662 RTP/AVP 8 0 3 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
     "a=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"
     "a=maxptime:140\r\na=sendrecv\r\n",
     "m=audio 4000 RTP/AVP 8 101|a=sendrecv", "192.0.2.25", 17662, ALAW, 8, 101, HF_SDP_SENDRECV},
    {"FreeSWITCH",
     "v=0\r\no=FreeSWITCH 1700000000 1700000001 IN IP4 192.0.2.26\r\ns=FreeSWITCH\r\n"
     "c=IN IP4 192.0.2.26\r\nt=0 0\r\nm=audio 27354 RTP/AVP 102 9 0 8 103 101\r\n"
     "a=rtpmap:102 opus/48000/2\r\na=fmtp:102 useinbandfec=1; maxaveragebitrate=30000; "
     "maxplaybackrate=48000; ptime=20; minptime=10; maxptime=40\r\na=rtpmap:9 G722/8000\r\n"
     "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:103 telephone-event/48000\r\n"
     "a=fmtp:103 0-16\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n",
     "m=audio 4000 RTP/AVP 102 103|a=sendrecv", "192.0.2.26", 27354, OPUS, 102, 103,
     HF_SDP_SENDRECV},
    {"FreeSWITCH with music on hold",
     "v=0\r\no=FreeSWITCH 1700000000 1700000002 IN IP4 192.0.2.26\r\ns=FreeSWITCH\r\n"
     "c=IN IP4 192.0.2.26\r\nt=0 0\r\na=sendonly\r\nm=audio 27354 RTP/AVP 0 101 13\r\n"
     "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n",
     "m=audio 4000 RTP/AVP 0 101|a=recvonly", "192.0.2.26", 27354, ULAW, 0, 101, HF_SDP_RECVONLY},
    {"pjsua",
     "v=0\r\no=- 3840000000 3840000000 IN IP4 192.0.2.27\r\ns=pjmedia\r\nb=AS:84\r\nt=0 0\r\n"
     "a=X-nat:0\r\nm=audio 4006 RTP/AVP 96 97 3 0 8 120\r\nc=IN IP4 192.0.2.27\r\nb=TIAS:64000\r\n"
     "a=rtcp:4007 IN IP4 192.0.2.27\r\na=sendrecv\r\na=rtpmap:96 speex/16000\r\n"
     "a=rtpmap:97 speex/8000\r\na=rtpmap:3 GSM/8000\r\na=rtpmap:0 PCMU/8000\r\n"
     "a=rtpmap:8 PCMA/8000\r\na=rtpmap:120 telephone-event/8000\r\na=fmtp:120 0-16\r\n"
     "a=ssrc:123456 cname:0123456789abcdef\r\n",
     "m=audio 4000 RTP/AVP 0 120|a=sendrecv", "192.0.2.27", 4006, ULAW, 0, 120, HF_SDP_SENDRECV},
    {"a border controller, LF alone and fields doubled",
     "v=0\no=- 6 7  IN IP4 192.0.2.28\ns= \nc=IN IP4 192.0.2.28\nb=AS:80\nt=0 0\n"
     "m=audio 30000 RTP/AVP 8 100 \na=rtpmap:100 TELEPHONE-EVENT/8000/1\na=fmtp:100 0-15 \n"
     "a=maxptime:20\na=ptime:20 \n",
     "m=audio 4000 RTP/AVP 8 100|a=sendrecv", "192.0.2.28", 30000, ALAW, 8, 100, HF_SDP_SENDRECV},
    {"a gateway without rtpmaps",
     "v=0\r\no=gw 1 1 IN IP4 192.0.2.29\r\nm=audio 16384 RTP/AVP 18 0\r\nc=IN IP4 192.0.2.29\r\n",
     "m=audio 4000 RTP/AVP 0|a=sendrecv", "192.0.2.29", 16384, ULAW, 0, NONE, HF_SDP_SENDRECV},
    {"a fax",
     "v=0\r\no=gw 1 2 IN IP4 192.0.2.29\r\ns=-\r\nc=IN IP4 192.0.2.29\r\nt=0 0\r\n"
     "m=image 16386 udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n",
     "no audio stream", NULL, 0, 0, 0, 0, 0},
    {"a Teams-like trunk, which has SRTP alone",
     "v=0\r\no=- 1 0 IN IP4 192.0.2.30\r\ns=session\r\nc=IN IP4 192.0.2.30\r\nb=CT:10000000\r\n"
     "t=0 0\r\nm=audio 53012 RTP/SAVP 104 9 0 8 13 97 101\r\na=rtcp:53013\r\na=ice-ufrag:x8\r\n"
     "a=ice-pwd:0123456789abcdef01234567\r\na=candidate:1 1 UDP 2130706431 192.0.2.30 53012 typ "
     "host"
     "\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 "
     "inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5|2^31\r\na=rtpmap:104 SILK/16000\r\n"
     "a=rtpmap:13 CN/8000\r\na=rtpmap:97 RED/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
     "a=fmtp:101 0-16\r\na=ptime:20\r\n",
     "no audio over RTP/AVP", NULL, 0, 0, 0, 0, 0},
    {"a browser",
     "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2\r\n"
     "a=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n"
     "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\n"
     "a=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:4ZcD\r\na=ice-pwd:2/1muCWoOi3uLifh0NuRHlzz\r\n"
     "a=ice-options:trickle\r\na=fingerprint:sha-256 75:74:5A\r\na=setup:actpass\r\na=mid:0\r\n"
     "a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
     "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n"
     "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\n"
     "a=sctp-port:5000\r\n",
     "no audio over RTP/AVP", NULL, 0, 0, 0, 0, 0},
    {"a gateway of browsers that undoes DTLS but leaves the rest",
     "v=0\r\no=- 4611731400430051336 3 IN IP4 192.0.2.31\r\ns=-\r\nc=IN IP4 192.0.2.31\r\nt=0 0\r\n"
     "a=group:BUNDLE 0 1\r\na=ice-lite\r\nm=audio 31000 RTP/AVP 111 110\r\na=mid:0\r\n"
     "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
     "a=rtpmap:110 telephone-event/48000\r\na=rtcp-mux\r\na=ice-ufrag:4ZcD\r\n"
     "a=ice-pwd:2/1muCWoOi3uLifh0NuRHlzz\r\n"
     "m=video 31000 RTP/AVP 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n",
     "m=audio 4000 RTP/AVP 111 110|a=sendrecv|m=video 0 RTP/AVP 96", "192.0.2.31", 31000, OPUS, 111,
     110, HF_SDP_SENDRECV},
    {"a call that is announced one way",
     "v=0\r\no=pager 1 1 IN IP4 192.0.2.32\r\ns=page\r\nc=IN IP4 192.0.2.32\r\nt=0 0\r\n"
     "m=audio 32000 RTP/AVP 0\r\na=sendonly\r\na=ptime:20\r\n",
     "m=audio 4000 RTP/AVP 0|a=recvonly", "192.0.2.32", 32000, ULAW, 0, NONE, HF_SDP_RECVONLY},
};

/* Each part of "a|b|c", in this order, as a line. */
static void assert_lines(const struct offer *offer, const char *answer)
{
    const char *at = answer;
    const char *part = offer->answer;
    while (*part != '\0') {
        size_t length = strcspn(part, "|");
        char line[128];
        snprintf(line, sizeof line, "\r\n%.*s\r\n", (int)length, part);
        at = strstr(at, line);
        cr_assert_not_null(at, "%s: no %s in\n%s", offer->who, line, answer);
        part += length + (part[length] == '|');
    }
}

Test(sdp_phones, their_offers_are_answered)
{
    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++) {
        const struct offer *offer = &offers[i];
        struct hf_sdp_state state = sdp_state();
        struct hf_sdp_settings settings = sdp_settings();
        static struct sdp_said said;
        sdp_listen(&said);
        const struct hf_sdp *remote = sdp_parsed(offer->text);
        uint32_t n_media = remote->n_media;
        if (hf_sdp_answer(&state, &settings, remote, &said.out) != 0) {
            cr_assert_str_eq(offer->answer, hf_sdp_why_text(state.why), "%s", offer->who);
            continue;
        }
        assert_lines(offer, said.text);
        sdp_assert_lacks(said.text, "a=group");
        sdp_assert_lacks(said.text, "a=mid");
        sdp_assert_lacks(said.text, "a=ice");
        sdp_assert_lacks(said.text, "a=rtcp-mux"); /* settings have it not */
        cr_assert_eq(sdp_parsed(said.text)->n_media, n_media);
        if (offer->address != NULL) {
            sdp_assert_target(&state.agreed.remote, offer->address, offer->port);
        }
        cr_assert_eq(state.agreed.codec, offer->codec, "%s", offer->who);
        cr_assert_eq(state.agreed.send_type, offer->type, "%s", offer->who);
        cr_assert_eq(state.agreed.event_send_type, offer->event, "%s", offer->who);
        cr_assert_eq(state.agreed.direction, offer->direction, "%s", offer->who);
    }
}

/* Their offers as answers: what they say of addresses and codecs is read in the same way. */
Test(sdp_phones, they_answer_our_offer)
{
    static const struct {
        const char *who, *text;
        uint8_t codec, type, event;
        uint8_t n_receive;
    } answers[] = {
        {"a Yealink phone",
         "v=0\r\no=- 20003 20003 IN IP4 192.0.2.22\r\ns=SDP data\r\nc=IN IP4 192.0.2.22\r\n"
         "t=0 0\r\nm=audio 11790 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n"
         "a=sendrecv\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n",
         ALAW, 8, 101, 3},
        {"baresip, with all that both have",
         "v=0\r\no=- 1 1 IN IP4 192.0.2.24\r\ns=-\r\nc=IN IP4 192.0.2.24\r\nt=0 0\r\n"
         "m=audio 22050 RTP/AVP 0 8 96 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
         "a=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
         "a=rtcp:22051\r\na=sendrecv\r\na=ptime:20\r\n",
         ULAW, 0, 101, 5},
        {"linphone, with numbers of its own",
         "v=0\r\no=bob 1 1 IN IP4 192.0.2.23\r\ns=Talk\r\nc=IN IP4 192.0.2.23\r\nt=0 0\r\n"
         "m=audio 7080 RTP/AVP 120 121\r\na=rtpmap:120 opus/48000/2\r\n"
         "a=rtpmap:121 telephone-event/48000\r\n",
         OPUS, 120, 121, 3},
        {"an old gateway",
         "v=0\r\no=gw 1 1 IN IP4 192.0.2.29\r\nc=IN IP4 192.0.2.29\r\nm=audio 16390 RTP/AVP 0\r\n",
         ULAW, 0, NONE, 1},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct hf_sdp_state state = sdp_state();
        struct hf_sdp_settings settings = sdp_settings();
        sdp_offer(&state, &settings);
        sdp_take(&state, &settings, answers[i].text);
        cr_assert_eq(state.agreed.codec, answers[i].codec, "%s", answers[i].who);
        cr_assert_eq(state.agreed.send_type, answers[i].type, "%s", answers[i].who);
        cr_assert_eq(state.agreed.event_send_type, answers[i].event, "%s", answers[i].who);
        cr_assert_eq(state.agreed.n_receive, answers[i].n_receive, "%s", answers[i].who);
        cr_assert_eq(state.agreed.direction, HF_SDP_SENDRECV);
    }
}
