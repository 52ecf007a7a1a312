/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of session descriptions share: a phone's settings, and both sides' moves. */
#ifndef TESTS_SIP_SDP_SUPPORT_H
#define TESTS_SIP_SDP_SUPPORT_H

#include "holdfast/config.h"
#include "holdfast/sip/sdp.h"
#include "support.h"

/* What stands before the m= lines of a peer whose address is 192.0.2.9. */
#define SDP_HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"

enum { ULAW, ALAW, OPUS, EVENT, EVENT_48, SDP_CODECS };
static const struct hf_sdp_codec sdp_codecs[SDP_CODECS] = {
    [ULAW] = {"PCMU", NULL, 8000, 1, 0},
    [ALAW] = {"PCMA", NULL, 8000, 1, 8},
    [OPUS] = {"opus", "useinbandfec=1", 48000, 2, 96},
    [EVENT] = {"telephone-event", "0-15", 8000, 1, 101},
    [EVENT_48] = {"telephone-event", "0-15", 48000, 1, 102},
};

static inline struct hf_target sdp_target(const char *address, uint16_t port)
{
    struct hf_target target = {.port = port};
    cr_assert(hf_target_parse(&target, address, strlen(address)), "%s", address);
    return target;
}

static inline struct hf_sdp_settings sdp_settings(void)
{
    struct hf_sdp_settings settings = {.codecs = sdp_codecs,
                                       .n_codecs = SDP_CODECS,
                                       .local = sdp_target("198.51.100.7", 4000),
                                       .ptime_ms = 20,
                                       .direction = HF_SDP_SENDRECV};
    return settings;
}

static inline struct hf_sdp_state sdp_state(void)
{
    struct hf_sdp_state state;
    hf_sdp_start(&state, 77);
    return state;
}

/* One at a time: the next call takes its place. */
static inline const struct hf_sdp *sdp_parsed(const char *text)
{
    static struct hf_sdp sdp;
    cr_assert_eq(hf_sdp_parse(&sdp, text, strlen(text)), 0, "%s at %zu of\n%s", sdp.error.what,
                 sdp.error.at, text);
    return &sdp;
}

/* What we print, terminated; one at a time. */
struct sdp_said {
    char text[HF_SDP_PRINT_MAX + 1];
    struct hf_sip_out out;
};

static inline void sdp_listen(struct sdp_said *said)
{
    memset(said->text, 0, sizeof said->text);
    hf_sip_out_start(&said->out, said->text, HF_SDP_PRINT_MAX);
}

static inline const char *sdp_offer(struct hf_sdp_state *state,
                                    const struct hf_sdp_settings *settings)
{
    static struct sdp_said said;
    sdp_listen(&said);
    cr_assert_eq(hf_sdp_offer(state, settings, &said.out), 0);
    cr_assert_eq(state->phase, HF_SDP_OFFERED);
    return said.text;
}

static inline const char *sdp_answer(struct hf_sdp_state *state,
                                     const struct hf_sdp_settings *settings, const char *offer)
{
    static struct sdp_said said;
    sdp_listen(&said);
    int result = hf_sdp_answer(state, settings, sdp_parsed(offer), &said.out);
    cr_assert_eq(result, 0, "%d: %s, to\n%s", result, hf_sdp_why_text(state->why), offer);
    cr_assert_eq(state->phase, HF_SDP_AGREED);
    return said.text;
}

static inline void sdp_take(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                            const char *answer)
{
    int result = hf_sdp_take_answer(state, settings, sdp_parsed(answer));
    cr_assert_eq(result, 0, "%d: %s, of\n%s", result, hf_sdp_why_text(state->why), answer);
    cr_assert_eq(state->phase, HF_SDP_ANSWERED);
}

static inline void sdp_assert_target(const struct hf_target *target, const char *address,
                                     uint16_t port)
{
    struct hf_target wanted = sdp_target(address, port);
    cr_assert_eq(memcmp(target, &wanted, sizeof wanted), 0, "not %s:%u but port %u", address, port,
                 target->port);
}

static inline void sdp_assert_has(const char *text, const char *part)
{
    cr_assert_not_null(strstr(text, part), "no \"%s\" in\n%s", part, text);
}

static inline void sdp_assert_lacks(const char *text, const char *part)
{
    cr_assert_null(strstr(text, part), "\"%s\" in\n%s", part, text);
}

#endif
