/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What client and server prove to one another: credentials, printed for any request and any agent,
 * and the server's own proof in Authentication-Info (RFC 7616 3.4, 3.5).
 */
#include "holdfast/sip/digest.h"

#include "holdfast/line.h"

static void put_quoted(struct hf_sip_out *out, const char *name, struct hf_slice value)
{
    hf_sip_put_text(out, name);
    hf_sip_put_text(out, "=\"");
    hf_sip_put(out, value); /* as it came, escapes included */
    hf_sip_put_text(out, "\"");
}

int hf_digest_put_credentials(struct hf_sip_out *out, const char *name,
                              const struct hf_digest *digest, const struct hf_slice *opaque)
{
    struct hf_digest_hex response;
    if (hf_digest_response(digest, &response) < 0) {
        return HF_E_UNSUPPORTED;
    }
    hf_sip_put_text(out, name);
    put_quoted(out, ": Digest username", digest->username);
    put_quoted(out, ", realm", digest->realm);
    put_quoted(out, ", nonce", digest->nonce);
    put_quoted(out, ", uri", digest->uri);
    put_quoted(out, ", response", hf_slice_text(response.text));
    hf_sip_put_text(out, ", algorithm=");
    hf_sip_put_text(out, hf_digest_algorithm_name(digest->algorithm));
    if (opaque != NULL) {
        put_quoted(out, ", opaque", *opaque);
    }
    if (digest->qop != HF_QOP_NONE || hf_digest_is_session(digest->algorithm)) {
        put_quoted(out, ", cnonce", digest->cnonce);
    }
    if (digest->qop != HF_QOP_NONE) {
        hf_sip_put_text(out,
                        digest->qop == HF_QOP_AUTH ? ", qop=auth, nc=" : ", qop=auth-int, nc=");
        hf_sip_put(out, digest->nc);
    }
    hf_sip_put_text(out, "\r\n");
    return HF_OK;
}

/* The request's own, but for a server that says it used another one (RFC 7616 3.5). */
static uint8_t qop_of(const struct hf_digest *sent, const struct hf_digest_info *info)
{
    if (sent->qop == HF_QOP_NONE) {
        return HF_QOP_NONE; /* no nc and no cnonce to go with it */
    }
    return hf_slice_is(info->qop, "auth")       ? HF_QOP_AUTH
           : hf_slice_is(info->qop, "auth-int") ? HF_QOP_AUTH_INT
                                                : sent->qop;
}

enum hf_digest_proof hf_digest_prove(const struct hf_digest *sent,
                                     const struct hf_digest_info *info, struct hf_slice body)
{
    struct hf_digest expected = *sent;
    struct hf_digest_hex rspauth;
    if ((info->cnonce.length != 0 && !hf_slice_equal(info->cnonce, sent->cnonce)) ||
        (info->nc.length != 0 && !hf_slice_same(info->nc, sent->nc))) {
        return HF_DIGEST_WRONG;
    }
    if (info->rspauth.length == 0) {
        return HF_DIGEST_UNPROVEN;
    }
    expected.method = hf_slice_text(""); /* A2 has none (RFC 7616 3.5) */
    expected.qop = qop_of(sent, info);
    expected.body = body;
    expected.body_hash = hf_slice_text("");
    if (hf_digest_response(&expected, &rspauth) < 0 ||
        !hf_slice_same(info->rspauth, hf_slice_text(rspauth.text))) {
        return HF_DIGEST_WRONG;
    }
    return HF_DIGEST_PROVEN;
}
