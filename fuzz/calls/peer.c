/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h. */
#include "peer.h"

#include <string.h>

#define SDP                                                                                        \
    "v=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"                    \
    "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
#define HELD                                                                                       \
    "v=0\r\no=p 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"                    \
    "m=audio 4002 RTP/AVP 0\r\na=sendonly\r\n"

static const char *const bodies[] = {"", SDP, HELD, "v=0\r\n", "m=", SDP "m=video 1 RTP/AVP 9\r\n"};
static const char *const fields[] = {
    "",
    "Contact: <sip:p@192.0.2.9>\r\n",
    "Contact: <sip:p@192.0.2.9:5070>\r\nRecord-Route: <sip:192.0.2.8;lr>, <sip:192.0.2.7;lr>\r\n",
    "Contact: <sip:p@192.0.2.9>\r\nRequire: 100rel\r\nRSeq: 1\r\n",
    "Contact: <sip:p@192.0.2.9>\r\nRequire: 100rel\r\nRSeq: 2\r\n",
    "Contact: <sip:p@192.0.2.9>\r\nSession-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n",
    "Contact: <sip:p@192.0.2.9>\r\nSession-Expires: 90;refresher=uas\r\nSupported: timer\r\n",
    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n",
    "Proxy-Authenticate: Digest realm=\"p\", nonce=\"m\", stale=true\r\n",
    "Min-SE: 2400\r\n",
    "Contact: <sip:p@names.example.com>\r\nRetry-After: 5\r\n",
    "Contact: <tel:5>\r\nRequire: magic\r\n",
    "RAck: 1 1 INVITE\r\nContact: <sip:p@192.0.2.9>\r\n",
    "RAck: 2 1 INVITE\r\n",
};
static const char *const methods[] = {"INVITE", "ACK",  "CANCEL",  "BYE",   "PRACK",
                                      "UPDATE", "INFO", "OPTIONS", "NOTIFY"};
static const uint16_t statuses[] = {100, 180, 183, 200, 200, 302, 401, 407, 408, 422,
                                    481, 482, 486, 487, 488, 491, 500, 503, 603, 699};
static const char *const tags[] = {"a", "b", "c", ""};

#define PICK(table, by) (table)[(by) % (sizeof(table) / sizeof *(table))]

void peer_keep(struct peer *peer, const uint8_t *bytes, size_t n)
{
    struct hf_sip_message m;
    struct hf_sip_party to;
    if (n > PEER_TEXT || hf_sip_parse(&m, bytes, n) < 0) {
        return;
    }
    if (m.is_request && m.method_id != HF_METHOD_ACK) {
        unsigned at = peer->n_kept++ % PEER_KEPT;
        memcpy(peer->requests[at], bytes, n);
        peer->n_request[at] = n;
    }
    if (hf_sip_to(&m, &to, NULL) == 1 && to.tag.length != 0) {
        memcpy(peer->inside, bytes, n);
        peer->n_inside = n;
    }
}

static void put_body(struct hf_sip_out *out, const char *body)
{
    hf_sip_put_text(out, *body != '\0' ? "Content-Type: application/sdp\r\n" : "");
    hf_sip_put_end(out, hf_slice_text(body));
}

size_t peer_answer(struct peer *peer, const uint8_t how[4], char *text)
{
    struct hf_sip_message m;
    struct hf_sip_out out;
    unsigned at = how[0] % PEER_KEPT;
    hf_sip_out_start(&out, text, PEER_TEXT);
    if (peer->n_request[at] == 0 || hf_sip_parse(&m, peer->requests[at], peer->n_request[at]) < 0) {
        return 0;
    }
    struct hf_sip_reply reply = {.request = &m,
                                 .source_address = hf_slice_text("192.0.2.1"),
                                 .source_port = 5060,
                                 .to_tag = hf_slice_text(PICK(tags, how[0] >> 5))};
    hf_sip_put_status_line(&out, PICK(statuses, how[1]), hf_slice_text("So"));
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, PICK(fields, how[2]));
    put_body(&out, PICK(bodies, how[3]));
    return out.overflow ? 0 : out.length;
}

static void put_tagged(struct hf_sip_out *out, const char *name, struct hf_slice value,
                       const char *otherwise)
{
    hf_sip_put_text(out, name);
    if (value.length != 0) {
        hf_sip_put(out, value);
    } else {
        hf_sip_put_text(out, otherwise);
    }
    hf_sip_put_text(out, "\r\n");
}

/* Who asks inside a dialog says From what it has of itself, whoever sent the message last. */
static void put_parties(const struct peer *peer, bool inside, struct hf_sip_out *out)
{
    struct hf_slice from = {"", 0}, to = {"", 0}, call_id = {"", 0};
    struct hf_sip_message m;
    if (inside && peer->n_inside != 0 && hf_sip_parse(&m, peer->inside, peer->n_inside) == 0) {
        from = hf_sip_value(&m, m.is_request ? HF_HEADER_TO : HF_HEADER_FROM);
        to = hf_sip_value(&m, m.is_request ? HF_HEADER_FROM : HF_HEADER_TO);
        call_id = hf_sip_value(&m, HF_HEADER_CALL_ID);
    }
    put_tagged(out, "From: ", from, "<sip:p@192.0.2.9>;tag=them");
    put_tagged(out, "To: ", to, "<sip:alice@192.0.2.1>");
    hf_sip_put_text(out, "Call-ID: ");
    if (call_id.length != 0) {
        hf_sip_put(out, call_id);
    } else {
        hf_sip_put_text(out, "theirs");
        hf_sip_put_number(out, peer->branch / 4);
    }
    hf_sip_put_text(out, "\r\n");
}

size_t peer_ask(struct peer *peer, const uint8_t how[4], char *text)
{
    struct hf_sip_out out;
    const char *method = PICK(methods, how[0]);
    bool inside = (how[0] & 128) != 0,
         is_same = strcmp(method, "ACK") == 0 || strcmp(method, "CANCEL") == 0;
    peer->cseq += (how[1] & 7) != 7 && !is_same;
    peer->branch += (how[1] & 8) == 0 && strcmp(method, "CANCEL") != 0;
    hf_sip_out_start(&out, text, PEER_TEXT);
    hf_sip_put_text(&out, method);
    hf_sip_put_text(&out, " sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;"
                          "branch=z9hG4bK");
    hf_sip_put_number(&out, peer->branch);
    hf_sip_put_text(&out, "\r\nMax-Forwards: 70\r\n");
    put_parties(peer, inside, &out);
    hf_sip_put_text(&out, "CSeq: ");
    hf_sip_put_number(&out, inside ? peer->cseq : 1);
    hf_sip_put_text(&out, " ");
    hf_sip_put_text(&out, method);
    hf_sip_put_text(&out, "\r\n");
    hf_sip_put_text(&out, PICK(fields, how[2]));
    put_body(&out, PICK(bodies, how[3]));
    return out.overflow ? 0 : out.length;
}
