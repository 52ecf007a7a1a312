/* SPDX-License-Identifier: Apache-2.0 */
/* Answers with challenges, proofs, next nonces, Contacts and too many fields; requests for the
 * line's Contact, its user and anybody. */
#include "peer.h"

#include "holdfast/sip/digest.h"

#define TOO_MANY 130 /* header fields */

static const char *const answer_fields[PEER_FIELDS] = {
    "",
    "WWW-Authenticate: Digest realm=r, nonce=a, qop=\"auth,auth-int\"\r\n",
    "WWW-Authenticate: Digest realm=r, nonce=b, stale=true, algorithm=SHA-256\r\n",
    "Proxy-Authenticate: Digest realm=p, nonce=\"c\\\"\", opaque=\"\"\r\n",
    "Contact: <sip:192.0.2.9>, <sips:[::9]>;q=0.2\r\nExpires: 60\r\n",
    "Retry-After: 5 (x)\r\n",
    "Min-Expires: 900\r\nContact: *\r\n",
    "WWW-Authenticate: Digest realm=\"other\", nonce=\"d\"\r\n",
    "WWW-Authenticate: Digest realm=r, nonce=a, Digest realm=q, nonce=b, qop=auth,auth-int\r\n",
    "WWW-Authenticate: Digest realm=r, nonce=e\r\nProxy-Authenticate: Digest realm=p, nonce=f\r\n",
    "WWW-Authenticate: Digest realm=r, nonce=g, qop=auth, algorithm=MD5-sess\r\n",
    "WWW-Authenticate: Digest realm=r, qop=auth, opaque=o, "
    "nonce=\"000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "000000000000000000000000000000000000000000000000000000000000000000000000000000000000\"\r\n",
    "Proxy-Authenticate: Digest realm=p, qop=auth-int, nonce=\"11111111111111111111111111111111111"
    "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
    "111111111111111111111111111111111111111111111111111111111111111111111111111111111\"\r\n",
    "Authentication-Info: nextnonce=\"n\"\r\n",
    "Authentication-Info: nextnonce=\"a\", qop=auth\r\n",
    "Authentication-Info: nextnonce=n, rspauth=\"00\"\r\n",
    "Authentication-Info: nextnonce=x, cnonce=\"y\", nc=00000001\r\n",
    "Proxy-Authentication-Info: nextnonce=m\r\n",
    "Authentication-Info: nextnonce=n1\r\nProxy-Authentication-Info: nextnonce=m1\r\n",
    "Authentication-Info: nextnonce=\"2222222222222222222222222222222222222222222222222222222222222"
    "2222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222"
    "2222222222222222222222222222222222222222222222222222222222222222222222222222222\"\r\n",
    "Authentication-Info: \"\r\n",
};
enum { PROVEN = 30, MANY = 31 }; /* places of PEER_FIELDS that are made here */

static const char *const uris[PEER_URIS] = {
    NULL, /* the Contact */
    "sip:al%20ice@192.0.2.100",
    "sip:b@h",
    "sip:192.0.2.100",
    "sip:hf00000003000000000000000000000000@h",
    "tel:+1",
    "urn:x",
    "sip:a-longer-one:p@h;x?y=z",
};

static void put_many(struct hf_sip_out *out)
{
    for (unsigned i = 0; i < TOO_MANY; i++) {
        hf_sip_put_text(out, "X: y\r\n");
    }
}

/* What a server says that knows the password (RFC 7616 3.5). */
static void put_proof(struct hf_sip_out *out, const struct peer_choice *choice)
{
    struct hf_sip_auth auth;
    struct hf_digest_hex hex;
    if (hf_sip_auth_parse(hf_sip_value(choice->request, HF_HEADER_AUTHORIZATION), &auth, NULL) <
        0) {
        return;
    }
    struct hf_digest digest = {
        .username = auth.username,
        .realm = auth.realm,
        .password = hf_slice_text(choice->password),
        .nonce = auth.nonce,
        .cnonce = auth.cnonce,
        .nc = auth.nc,
        .method = hf_slice_text(""),
        .uri = auth.uri,
        .algorithm = (uint8_t)hf_digest_algorithm(auth.algorithm),
        .qop = hf_slice_is(auth.qop, "auth") ? HF_QOP_AUTH : HF_QOP_NONE,
    };
    if (hf_digest_response(&digest, &hex) < 0) {
        return;
    }
    hf_sip_put_text(out, "Authentication-Info: nextnonce=\"proven\", rspauth=\"");
    hf_sip_put_text(out, hex.text);
    hf_sip_put_text(out, "\"\r\n");
}

void peer_put_answer(struct hf_sip_out *out, const struct peer_choice *choice)
{
    static const unsigned statuses[PEER_STATUSES] = {100, 180, 200, 302, 401, 407, 423, 503};
    struct hf_sip_reply reply = {choice->request, hf_slice_text("192.0.2.1"), 5060,
                                 hf_slice_text("t")};
    unsigned fields = choice->fields % PEER_FIELDS;
    hf_sip_put_status_line(out, statuses[choice->status % PEER_STATUSES], hf_slice_text(""));
    hf_sip_put_reply_fields(out, &reply);
    if (fields == PROVEN) {
        put_proof(out, choice);
    } else if (fields == MANY) {
        put_many(out);
    } else if (answer_fields[fields] != NULL) {
        hf_sip_put_text(out, answer_fields[fields]);
    }
    hf_sip_put_end(out, hf_slice_text(""));
}

/* The Contact's URI in what the agent sent last, or none. */
static struct hf_slice contact_of(const struct hf_sip_message *request)
{
    struct hf_sip_address address;
    struct hf_slice none = hf_slice_text("sip:x");
    return hf_sip_address_parse(hf_sip_value(request, HF_HEADER_CONTACT), &address, NULL) == 0
               ? address.uri
               : none;
}

void peer_put_request(struct hf_sip_out *out, const struct peer_choice *choice)
{
    static const char *const methods[] = {"OPTIONS", "ACK", "INVITE", "CANCEL", "FOO", "NOTIFY"};
    static const char *const vias[] = {"SIP/2.0/UDP 10.0.0.9:5080;rport;branch=z9hG4bKq",
                                       "SIP/2.0/UDP 10.0.0.9",
                                       "SIP/2.0/UDP [::9]:7, a",
                                       "SIP/2.0/TCP a:9;maddr=b",
                                       "wrong",
                                       ""};
    struct hf_slice method = hf_slice_text(methods[choice->method % 6]);
    const char *uri = uris[choice->uri % PEER_URIS];
    hf_sip_put_request_line(out, method,
                            uri == NULL ? contact_of(choice->request) : hf_slice_text(uri));
    hf_sip_put_header_text(out, "v", vias[choice->status % 6]);
    hf_sip_put_text(out, "f: <sip:x>;tag=1\r\nt: <sip:y>\r\ni: 1\r\nCSeq: 1 ");
    hf_sip_put(out, method);
    hf_sip_put_text(out, "\r\n");
    if (choice->fields & 1) {
        hf_sip_put_text(out, "Require: a, b\r\n");
    }
    if (choice->fields & 2) {
        put_many(out);
    }
    hf_sip_put_end(out, hf_slice_text(choice->fields & 4 ? "body" : ""));
}
