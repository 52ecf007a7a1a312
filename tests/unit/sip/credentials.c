/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials as they are printed, and a server's proof of itself; the digests were computed apart
 * from this code, with the formulas of RFC 7616. */
#include "holdfast/sip/digest.h"

#include "support.h"

#define BEGIN                                                                                      \
    "Authorization: Digest username=\"1001\", realm=\"pbx.example.com\", "                         \
    "nonce=\"bm9uY2UtMDAwMQ\", uri=\"sip:pbx.example.com\", response=\""

static struct hf_digest digest_of(unsigned algorithm, unsigned qop)
{
    struct hf_digest digest = {.username = hf_slice_text("1001"),
                               .realm = hf_slice_text("pbx.example.com"),
                               .password = hf_slice_text("s3cret"),
                               .nonce = hf_slice_text("bm9uY2UtMDAwMQ"),
                               .cnonce = hf_slice_text("0a4f113b"),
                               .nc = hf_slice_text("00000001"),
                               .method = hf_slice_text("REGISTER"),
                               .uri = hf_slice_text("sip:pbx.example.com"),
                               .algorithm = (uint8_t)algorithm,
                               .qop = (uint8_t)qop};
    return digest;
}

Test(credentials, are_printed_whole)
{
    static const struct {
        unsigned algorithm, qop;
        const char *body, *opaque; /* NULL: none */
        const char *text;
    } cases[] = {
        {HF_DIGEST_MD5, HF_QOP_AUTH, "", NULL,
         BEGIN "239511d329e922e73b6d34a2bce69051\", algorithm=MD5, cnonce=\"0a4f113b\", "
               "qop=auth, nc=00000001\r\n"},
        {HF_DIGEST_MD5, HF_QOP_NONE, "", "", /* RFC 2617 3.2.2: no cnonce without qop */
         BEGIN "f099bbd1cdb1894667eaa81ceedeb1dc\", algorithm=MD5, opaque=\"\"\r\n"},
        {HF_DIGEST_MD5_SESS, HF_QOP_NONE, "", NULL, /* but it is in the session's key */
         BEGIN "5664ceed3679a7aa434fdb5bbbef1b52\", algorithm=MD5-sess, cnonce=\"0a4f113b\"\r\n"},
        {HF_DIGEST_SHA_256_SESS, HF_QOP_AUTH_INT, "hello", "a\\\"b",
         BEGIN "da8b85a7693e881cc42bc3d0dfe1e1a62359cd6fc189f6c907fcd170ff2a6d11\", "
               "algorithm=SHA-256-sess, opaque=\"a\\\"b\", cnonce=\"0a4f113b\", qop=auth-int, "
               "nc=00000001\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_digest digest = digest_of(cases[i].algorithm, cases[i].qop);
        struct hf_slice opaque = hf_slice_text(cases[i].opaque != NULL ? cases[i].opaque : "");
        struct hf_sip_out out;
        char text[1024];
        digest.body = hf_slice_text(cases[i].body);
        hf_sip_out_start(&out, text, sizeof text);
        cr_assert_eq(hf_digest_put_credentials(&out, "Authorization", &digest,
                                               cases[i].opaque != NULL ? &opaque : NULL),
                     HF_OK);
        assert_slice(bytes_of(text, out.length), cases[i].text);
    }
}

Test(credentials, of_an_unknown_algorithm_are_not_printed)
{
    struct hf_digest digest = digest_of(HF_DIGEST_UNKNOWN, HF_QOP_AUTH);
    struct hf_sip_out out;
    char text[64];
    hf_sip_out_start(&out, text, sizeof text);
    cr_assert_eq(hf_digest_put_credentials(&out, "Authorization", &digest, NULL), HF_E_UNSUPPORTED);
    cr_assert_eq(out.length, 0);
}

/* What is printed is read back as it was meant, by the parser that servers have. */
Test(credentials, are_read_back)
{
    struct hf_digest digest = digest_of(HF_DIGEST_MD5, HF_QOP_AUTH);
    struct hf_slice opaque = hf_slice_text("");
    struct hf_sip_auth auth;
    struct hf_sip_out out;
    char text[1024];
    hf_sip_out_start(&out, text, sizeof text);
    cr_assert_eq(hf_digest_put_credentials(&out, "X", &digest, &opaque), HF_OK);
    cr_assert_eq(hf_sip_auth_parse(bytes_of(text + 3, out.length - 5), &auth, NULL), 0);
    assert_slice(auth.username, "1001");
    assert_slice(auth.cnonce, "0a4f113b");
    assert_slice(auth.nc, "00000001");
    assert_slice(auth.qop, "auth");
    cr_assert(auth.has_opaque && auth.has_qop);
}

/* RFC 7616 3.5: as the request's response, with no method; auth-int takes the response's body. */
Test(credentials, a_servers_proof_is_checked)
{
    static const struct {
        unsigned algorithm, qop;
        struct {
            const char *qop, *rspauth, *cnonce, *nc;
        } info;
        enum hf_digest_proof proof;
    } cases[] = {
        {HF_DIGEST_MD5, HF_QOP_AUTH, {"", "", "", ""}, HF_DIGEST_UNPROVEN},
        {HF_DIGEST_MD5, HF_QOP_AUTH, {"", "", "0a4f113b", "00000001"}, HF_DIGEST_UNPROVEN},
        {HF_DIGEST_MD5,
         HF_QOP_AUTH,
         {"auth", "38cddc4fbd2e86d4e0594ee3689e2bf0", "0a4f113b", "00000001"},
         HF_DIGEST_PROVEN},
        {HF_DIGEST_MD5,
         HF_QOP_AUTH,
         {"", "38CDDC4FBD2E86D4E0594EE3689E2BF0", "", ""},
         HF_DIGEST_PROVEN},
        {HF_DIGEST_MD5,
         HF_QOP_AUTH,
         {"auth", "38cddc4fbd2e86d4e0594ee3689e2bf0", "0a4f113c", "00000001"},
         HF_DIGEST_WRONG}, /* of another request */
        {HF_DIGEST_MD5,
         HF_QOP_AUTH,
         {"auth", "38cddc4fbd2e86d4e0594ee3689e2bf0", "0a4f113b", "00000002"},
         HF_DIGEST_WRONG},
        {HF_DIGEST_MD5, HF_QOP_AUTH, {"", "", "x", ""}, HF_DIGEST_WRONG},
        {HF_DIGEST_MD5, /* the request's own response, sent back */
         HF_QOP_AUTH,
         {"auth", "239511d329e922e73b6d34a2bce69051", "", ""},
         HF_DIGEST_WRONG},
        {HF_DIGEST_MD5,
         HF_QOP_AUTH,
         {"auth", "38cddc4fbd2e86d4e0594ee3689e2bf", "", ""},
         HF_DIGEST_WRONG},
        {HF_DIGEST_MD5, /* a server that says another qop than the request had */
         HF_QOP_AUTH,
         {"auth-int", "ef9ac007dada4ba403172dd9fc2885e1", "", ""},
         HF_DIGEST_PROVEN},
        {HF_DIGEST_MD5,
         HF_QOP_AUTH_INT,
         {"", "ef9ac007dada4ba403172dd9fc2885e1", "", ""},
         HF_DIGEST_PROVEN},
        {HF_DIGEST_MD5,
         HF_QOP_NONE,
         {"auth", "156f7ecb4c6762c34e722ca747869541", "", ""},
         HF_DIGEST_PROVEN},
        {HF_DIGEST_SHA_256_SESS,
         HF_QOP_AUTH,
         {"auth", "57e5f90d2cb7b53e58fe38e9ea430edfae85c0fccc0411641e1d275c92cf406b", "", ""},
         HF_DIGEST_PROVEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_digest sent = digest_of(cases[i].algorithm, cases[i].qop);
        struct hf_digest_info info = {.qop = hf_slice_text(cases[i].info.qop),
                                      .rspauth = hf_slice_text(cases[i].info.rspauth),
                                      .cnonce = hf_slice_text(cases[i].info.cnonce),
                                      .nc = hf_slice_text(cases[i].info.nc)};
        sent.body = hf_slice_text("what the request said");
        sent.body_hash = hf_slice_text("of the request too");
        cr_assert_eq(hf_digest_prove(&sent, &info, hf_slice_text("ok")), cases[i].proof, "%zu", i);
    }
    struct hf_digest sent = digest_of(HF_DIGEST_MD5, HF_QOP_AUTH_INT);
    struct hf_digest_info info = {.rspauth = hf_slice_text("ef9ac007dada4ba403172dd9fc2885e1")};
    cr_assert_eq(hf_digest_prove(&sent, &info, hf_slice_text("ko")), HF_DIGEST_WRONG);
}
