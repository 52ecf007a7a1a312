/* SPDX-License-Identifier: Apache-2.0 */
/* Each limit of sdp.h: the largest that is taken, and one beyond; and what has no limit of its own,
 * as large as a body can hold it. */
#include "sdp_support.h"

static char text[HF_SDP_BYTES_MAX + 16];
static struct hf_sdp sdp;

static void add(size_t *at, const char *part, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        cr_assert_lt(*at + strlen(part), sizeof text);
        memcpy(text + *at, part, strlen(part) + 1);
        *at += strlen(part);
    }
}

/* The answer to text, of settings with SENDRECV; NULL where it was refused. */
static const char *answered(struct hf_sdp_state *state, size_t n)
{
    static struct sdp_said said;
    struct hf_sdp_settings settings = sdp_settings();
    cr_assert_eq(hf_sdp_parse(&sdp, text, n), 0, "%s", sdp.error.what);
    sdp_listen(&said);
    return hf_sdp_answer(state, &settings, &sdp, &said.out) == 0 ? said.text : NULL;
}

Test(sdp_limits, bytes_of_a_description)
{
    size_t n = 0;
    add(&n, SDP_HEAD "a=", 1);
    memset(text + n, 'x', sizeof text - n);
    cr_assert_eq(hf_sdp_parse(&sdp, text, HF_SDP_BYTES_MAX), 0);
    cr_assert_eq(hf_sdp_parse(&sdp, text, HF_SDP_BYTES_MAX + 1), HF_E_LIMIT);
    cr_assert_eq(sdp.error.at, HF_SDP_BYTES_MAX);
}

/* A hundred media lines are each answered, in their order: ours at its place. */
Test(sdp_limits, media_lines)
{
    for (size_t before = HF_SDP_MEDIA_MAX - 1; before <= HF_SDP_MEDIA_MAX; before++) {
        size_t n = 0;
        add(&n, SDP_HEAD, 1);
        add(&n, "m=video 9 RTP/AVP 31\r\n", before);
        size_t last = n + 2;
        add(&n, "m=audio 9 RTP/AVP 0\r\n", 1);
        if (before == HF_SDP_MEDIA_MAX) {
            cr_assert_eq(hf_sdp_parse(&sdp, text, n), HF_E_LIMIT);
            cr_assert_str_eq(sdp.error.what, "more than 100 m= lines");
            cr_assert_eq(sdp.error.at, last);
            continue;
        }
        struct hf_sdp_state state = sdp_state();
        const struct hf_sdp *answer = sdp_parsed(answered(&state, n));
        cr_assert_eq(answer->n_media, HF_SDP_MEDIA_MAX);
        for (size_t i = 0; i < HF_SDP_MEDIA_MAX; i++) {
            assert_slice(answer->media[i].medium, i < before ? "video" : "audio");
            cr_assert_eq(answer->media[i].port, i < before ? 0 : 4000);
        }
    }
}

Test(sdp_limits, bytes_of_a_medium_and_of_a_transport)
{
    static const char token[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    for (int n = HF_SDP_TOKEN_MAX; n <= HF_SDP_TOKEN_MAX + 1; n++) {
        int wanted = n > HF_SDP_TOKEN_MAX ? HF_E_LIMIT : 0;
        snprintf(text, sizeof text, SDP_HEAD "m=%.*s 9 RTP/AVP 0\r\n", n, token);
        cr_assert_eq(hf_sdp_parse(&sdp, text, strlen(text)), wanted);
        snprintf(text, sizeof text, SDP_HEAD "m=audio 9 %.*s 0\r\n", n, token);
        cr_assert_eq(hf_sdp_parse(&sdp, text, strlen(text)), wanted);
    }
    cr_assert_str_eq(sdp.error.what, "a medium or a transport of more than 32 bytes");
}

Test(sdp_limits, ports)
{
    cr_assert_eq(sdp_parsed(SDP_HEAD "m=audio 65535 RTP/AVP 0\r\n")->media[0].port,
                 HF_SDP_PORT_MAX);
    snprintf(text, sizeof text, SDP_HEAD "m=audio 65536 RTP/AVP 0\r\n");
    cr_assert_eq(hf_sdp_parse(&sdp, text, strlen(text)), HF_E_MALFORMED);
}

Test(sdp_limits, payload_types)
{
    static const struct {
        const char *type;
        bool taken;
    } cases[] = {{"127", true}, {"128", false}, {"4294967424", false}, {"x", false}, {"-1", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sdp_state state = sdp_state();
        snprintf(text, sizeof text, SDP_HEAD "m=audio 9 RTP/AVP %s\r\na=rtpmap:%s PCMA/8000\r\n",
                 cases[i].type, cases[i].type);
        cr_assert_eq(answered(&state, strlen(text)) != NULL, cases[i].taken, "%s", text);
        cr_assert_eq(state.why, cases[i].taken ? HF_SDP_WHY_NONE : HF_SDP_WHY_CODEC);
    }
}

Test(sdp_limits, packet_times)
{
    static const struct {
        const char *ptime;
        unsigned agreed_ms;
    } cases[] = {{"1000", 1000}, {"1001", 20}, {"0", 20}, {"99999999999999999999", 20}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sdp_state state = sdp_state();
        struct hf_sdp_settings settings = sdp_settings();
        settings.ptime_max_ms = HF_SDP_PTIME_MAX;
        snprintf(text, sizeof text, SDP_HEAD "m=audio 9 RTP/AVP 0\r\na=ptime:%s\r\n",
                 cases[i].ptime);
        sdp_answer(&state, &settings, text);
        cr_assert_eq(state.agreed.ptime_ms, cases[i].agreed_ms, "%s", text);
    }
}

/* Refused lines are as long as they can be; what is printed still fits. */
Test(sdp_limits, the_longest_answer_fits)
{
    struct hf_sdp_state state = sdp_state();
    size_t n = 0;
    add(&n,
        SDP_HEAD "m=audio 9 RTP/AVP 96 97\r\na=rtpmap:96 opus/48000/2\r\na=rtcp-mux\r\n"
                 "a=rtpmap:97 telephone-event/48000\r\n",
        1);
    add(&n,
        "m=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx 9 yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy "
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\r\n",
        HF_SDP_MEDIA_MAX - 1);
    const char *answer = answered(&state, n);
    cr_assert_not_null(answer);
    cr_assert_gt(strlen(answer), HF_SDP_PRINT_MAX - 2000);
    cr_assert_eq(sdp_parsed(answer)->n_media, HF_SDP_MEDIA_MAX);
}

/* A refused format of any length is not repeated. */
Test(sdp_limits, a_long_format_is_replaced)
{
    static char format[HF_SDP_TOKEN_MAX + 2];
    for (size_t length = HF_SDP_TOKEN_MAX; length <= HF_SDP_TOKEN_MAX + 1; length++) {
        struct hf_sdp_state state = sdp_state();
        memset(format, 'z', length);
        snprintf(text, sizeof text,
                 SDP_HEAD "m=audio 9 RTP/AVP 0\r\nm=application 9 TCP/MSRP %s\r\n", format);
        const struct hf_sdp *answer = sdp_parsed(answered(&state, strlen(text)));
        assert_slice(answer->media[1].formats, length > HF_SDP_TOKEN_MAX ? "*" : format);
    }
}

/* As many formats and lines as a body holds: each is looked at once. */
Test(sdp_limits, formats_and_lines_have_none)
{
    struct hf_sdp_state state = sdp_state();
    size_t n = 0;
    add(&n, SDP_HEAD "m=audio 9 RTP/AVP", 1);
    add(&n, " 99", 10000);
    add(&n, " 8\r\n", 1);
    add(&n, "a=\r\n", 8000);
    cr_assert_not_null(answered(&state, n));
    cr_assert_eq(state.agreed.codec, ALAW);
}

Test(sdp_limits, a_state_is_small)
{
    cr_assert_leq(sizeof(struct hf_sdp_state), 300);
}
