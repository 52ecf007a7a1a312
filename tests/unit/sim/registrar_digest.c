/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges, nonces and their age, in virtual time. */
#include "registrar_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/sip/digest.h"

TestSuite(registrar_digest, .fini = rt_clean);

struct credentials {
    const char *name, *password, *nc;
};

/* The nonce of the challenge last seen. */
static char nonce[128];

static void learn_nonce(bool stale)
{
    struct hf_sip_auth auth;
    cr_assert_eq(
        hf_sip_auth_parse(hf_sip_value(&rt.reply, HF_HEADER_WWW_AUTHENTICATE), &auth, NULL), 0);
    cr_assert(hf_slice_is(auth.realm, "holdfast"));
    cr_assert(hf_slice_is(auth.qop, "auth"));
    cr_assert_eq(hf_slice_is(auth.stale, "true"), stale);
    snprintf(nonce, sizeof nonce, "%.*s", (int)auth.nonce.length, auth.nonce.at);
}

static void put_credentials(char *fields, size_t size, const struct credentials *credentials)
{
    struct hf_digest_hex hex;
    struct hf_digest digest = {
        .username = hf_slice_text(credentials->name),
        .password = hf_slice_text(credentials->password),
        .realm = hf_slice_text("holdfast"),
        .nonce = hf_slice_text(nonce),
        .cnonce = hf_slice_text("c"),
        .nc = hf_slice_text(credentials->nc),
        .method = hf_slice_text("REGISTER"),
        .uri = hf_slice_text("sip:example.com"),
        .algorithm = HF_DIGEST_MD5,
        .qop = HF_QOP_AUTH,
    };
    cr_assert_eq(hf_digest_response(&digest, &hex), 0);
    snprintf(fields, size,
             RT_CONTACT "Authorization: Digest username=\"%s\", realm=\"holdfast\", nonce=\"%s\", "
                        "uri=\"sip:example.com\", response=\"%s\", algorithm=MD5, qop=auth, "
                        "cnonce=\"c\", nc=%s\r\n",
             credentials->name, nonce, hex.text, credentials->nc);
}

static unsigned ask_with(uint64_t now_us, unsigned cseq, const struct credentials *credentials)
{
    char fields[1024];
    put_credentials(fields, sizeof fields, credentials);
    return rt_register(now_us, cseq, fields);
}

static const struct credentials right = {"1001", "secret", "00000001"};
static const struct credentials right_again = {"1001", "secret", "00000002"};

Test(registrar_digest, challenges_and_takes_the_right_password)
{
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    cr_assert_eq(rt_count_bindings(0), 0);
    cr_assert_eq(ask_with(0, 2, &right), 200);
    cr_assert_eq(ask_with(RT_SECOND, 3, &right_again), 200);
    cr_assert_eq(rt_count_bindings(0), 1);
}

Test(registrar_digest, challenges_a_wrong_password_or_name_without_stale)
{
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    cr_assert_eq(ask_with(0, 2, &(struct credentials){"1001", "guess", "00000001"}), 401);
    learn_nonce(false);
    cr_assert_eq(ask_with(0, 3, &(struct credentials){"1002", "secret", "00000001"}), 401);
    learn_nonce(false);
    cr_assert_eq(rt_count_bindings(0), 0);
}

Test(registrar_digest, says_stale_when_the_nonce_is_too_old)
{
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    cr_assert_eq(ask_with(60 * RT_SECOND - 1, 2, &right), 200);
    cr_assert_eq(ask_with(60 * RT_SECOND, 3, &right_again), 401);
    learn_nonce(true);
    cr_assert_eq(ask_with(60 * RT_SECOND, 4, &right), 200);
}

Test(registrar_digest, says_stale_when_a_count_is_used_again)
{
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    cr_assert_eq(ask_with(0, 2, &right_again), 200);
    cr_assert_eq(ask_with(0, 3, &right), 401);
    learn_nonce(true);
}

Test(registrar_digest, says_stale_to_right_credentials_of_before_its_restart)
{
    rt_with_user();
    snprintf(nonce, sizeof nonce, "made-by-another");
    cr_assert_eq(ask_with(0, 1, &right), 401);
    learn_nonce(true);
    cr_assert_eq(ask_with(0, 2, &right), 200);
}

Test(registrar_digest, forgets_the_oldest_nonce_and_says_stale)
{
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    for (unsigned i = 0; i < HF_REGISTRAR_NONCES; i++)
        cr_assert_eq(rt_register(0, i + 2, RT_CONTACT), 401);
    cr_assert_eq(ask_with(0, 5000, &right), 401);
    learn_nonce(true);
}

Test(registrar_digest, lets_nobody_register_for_somebody_else)
{
    char fields[1024];
    rt_with_user();
    cr_assert_eq(rt_register(0, 1, RT_CONTACT), 401);
    learn_nonce(false);
    put_credentials(fields, sizeof fields, &right);
    cr_assert_eq(rt_ask(0, &(struct rt_request){.cseq = 2,
                                                .from_to = "<sip:1002@example.com>",
                                                .fields = fields}),
                 403);
    cr_assert_eq(rt_count_bindings(0), 0);
}

Test(registrar_digest, refuses_a_user_twice_or_without_a_name)
{
    rt_with_user();
    cr_assert_eq(hf_registrar_add_user(rt.registrar, "1001", "other"), -1);
    cr_assert_eq(hf_registrar_add_user(rt.registrar, "", "other"), -1);
}
