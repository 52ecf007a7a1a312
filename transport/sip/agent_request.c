/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints the requests of an attempt: REGISTER and OPTIONS (RFC 3261 10.2, 11.1). All of it comes
 * from the attempt's fields, so that a retransmission is the same bytes and none are kept.
 */
#include "agent_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

#define USER_AGENT    "Holdfast/0.1"
#define ALLOW         "OPTIONS" /* what agent_incoming.c answers */
#define CALL_ID_BYTES 16
#define TAG_BYTES     8
#define CNONCE_BYTES  16
#define URI_MAX       (HF_NAME_MAX + 8)

/* Characters that a user part may hold as they are (RFC 3261 25.1: unreserved and
 * user-unreserved); the others are escaped. */
static void put_user(struct hf_sip_out *out, struct hf_slice user)
{
    for (size_t i = 0; i < user.length; i++) {
        struct hf_slice one = {user.at + i, 1};
        if (user.at[i] != '%' && hf_lex_is(user.at[i], HF_LEX_USER)) {
            hf_sip_put(out, one);
            continue;
        }
        hf_sip_put_text(out, "%");
        hf_sip_put_hex(out, (const uint8_t *)one.at, 1);
    }
}

/* The domain of a server's requests: an IPv6 address needs brackets (RFC 3261 25.1, host). */
static void put_domain(struct hf_sip_out *out, struct hf_slice host)
{
    bool bare = host.length != 0 && host.at[0] != '[' && memchr(host.at, ':', host.length) != NULL;
    hf_sip_put_text(out, bare ? "[" : "");
    hf_sip_put(out, host);
    hf_sip_put_text(out, bare ? "]" : "");
}

static void put_address_of_record(const struct hf_agent *agent, unsigned server,
                                  struct hf_sip_out *out)
{
    struct hf_slice user = hf_agent_text(agent, agent->user);
    hf_sip_put_text(out, "<sip:");
    if (user.length != 0) {
        put_user(out, user);
        hf_sip_put_text(out, "@");
    }
    put_domain(out, hf_agent_host(agent, server));
    hf_sip_put_text(out, ">");
}

void hf_agent_put_contact_uri(const struct hf_agent *agent, unsigned server,
                              const struct hf_target *local, struct hf_sip_out *out)
{
    struct hf_agent_token token = hf_agent_token(agent);
    hf_sip_put_text(out, "sip:");
    hf_sip_put(out, hf_lex_slice(token.text, token.text + sizeof token.text));
    hf_sip_put_text(out, "@");
    hf_sip_put_host_port(out, local);
    if (local->transport != HF_TRANSPORT_UDP) {
        hf_sip_put_text(out,
                        local->transport == HF_TRANSPORT_TCP ? ";transport=tcp" : ";transport=tls");
    }
    if (agent->contact_per_server) { /* C1a */
        hf_sip_put_text(out, ";server=");
        hf_sip_put_number(out, server);
    }
}

static const char *method_of(const struct hf_agent_attempt *attempt)
{
    return attempt->kind == HF_REQUEST_REGISTER ? "REGISTER" : "OPTIONS";
}

static void put_via(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                    struct hf_sip_out *out)
{
    static const char *const transports[] = {"UDP ", "TCP ", "TLS "};
    struct hf_agent_branch branch = hf_agent_branch(agent, attempt->branch);
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put_text(out, transports[attempt->target.transport]);
    hf_sip_put_host_port(out, &attempt->local);
    hf_sip_put_text(out, ";rport;branch="); /* RFC 3581 3 */
    hf_sip_put(out, hf_lex_slice(branch.text, branch.text + sizeof branch.text));
    hf_sip_put_text(out, "\r\nMax-Forwards: 70\r\n");
}

/* From, To, Call-ID, CSeq. A series of REGISTERs has one Call-ID (C1a), and with it one tag; an
 * OPTIONS has its own. */
static void put_identity(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         struct hf_sip_out *out)
{
    struct hf_slice display = hf_agent_text(agent, agent->display_name);
    bool registers = attempt->kind == HF_REQUEST_REGISTER;
    uint8_t drawn[32];
    hf_agent_draw(agent, registers ? 'r' : 'o', registers ? attempt->series : attempt->id, drawn);
    hf_sip_put_text(out, "From: ");
    if (display.length != 0) {
        hf_sip_put_quoted(out, display);
        hf_sip_put_text(out, " ");
    }
    put_address_of_record(agent, attempt->server, out);
    hf_sip_put_text(out, ";tag=");
    hf_sip_put_hex(out, drawn, TAG_BYTES);
    hf_sip_put_text(out, "\r\nTo: ");
    put_address_of_record(agent, attempt->server, out);
    hf_sip_put_text(out, "\r\nCall-ID: ");
    hf_sip_put_hex(out, drawn + TAG_BYTES, CALL_ID_BYTES);
    hf_sip_put_text(out, "\r\nCSeq: ");
    hf_sip_put_number(out, attempt->cseq);
    hf_sip_put_text(out, " ");
    hf_sip_put_text(out, method_of(attempt));
    hf_sip_put_text(out, "\r\n");
}

static void put_contact(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                        struct hf_sip_out *out)
{
    hf_sip_put_text(out, "Contact: <");
    hf_agent_put_contact_uri(agent, attempt->server, &attempt->local, out);
    hf_sip_put_text(out, ">");
    if (attempt->kind == HF_REQUEST_REGISTER) {
        if (attempt->expires_s == 0) {
            hf_sip_put_text(out, ";expires=0"); /* RFC 3261 10.2.2 */
        }
        hf_sip_put_text(out, "\r\n");
        hf_sip_put_header_number(out, "Expires", attempt->expires_s);
    } else {
        hf_sip_put_text(out, "\r\nAccept: application/sdp\r\n"); /* RFC 3261 11.1 */
    }
}

static void put_param(struct hf_sip_out *out, const char *name, struct hf_slice value)
{
    hf_sip_put_text(out, name);
    hf_sip_put(out, value);
    hf_sip_put_text(out, "\"");
}

/* What stands behind the user name: the challenge's own values as they came, escapes included. */
static void put_answer(const struct hf_agent_credential *credential, const struct hf_digest *digest,
                       struct hf_sip_out *out)
{
    struct hf_digest_hex response;
    int result = hf_digest_response(digest, &response);
    HF_ASSERT(result == 0); /* only known algorithms are kept */
    put_param(out, ", realm=\"", digest->realm);
    put_param(out, ", nonce=\"", digest->nonce);
    put_param(out, ", uri=\"", digest->uri);
    put_param(out, ", response=\"", hf_slice_text(response.text));
    hf_sip_put_text(out, ", algorithm=");
    hf_sip_put_text(out, hf_digest_algorithm_name(credential->algorithm));
    if (credential->has_opaque) {
        const char *opaque = digest->nonce.at + digest->nonce.length;
        put_param(out, ", opaque=\"", hf_lex_slice(opaque, opaque + credential->opaque));
    }
    put_param(out, ", cnonce=\"", digest->cnonce);
    if (credential->qop != HF_QOP_NONE) {
        hf_sip_put_text(out,
                        credential->qop == HF_QOP_AUTH ? ", qop=auth, nc=" : ", qop=auth-int, nc=");
        hf_sip_put(out, digest->nc);
    }
    hf_sip_put_text(out, "\r\n");
}

/* One Authorization or Proxy-Authorization. The user name is hashed as it is printed, escapes
 * included (RFC 7616 3.3, unq()). The cnonce belongs to the nonce, so that -sess keeps its session
 * over several requests (3.4.2). */
static void put_credentials(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            unsigned slot, struct hf_sip_out *out)
{
    const struct hf_agent_credential *credential = &agent->credentials[attempt->credential[slot]];
    const struct hf_name name = agent->auth_name.length != 0 ? agent->auth_name : agent->user;
    char user[2 * HF_AGENT_TEXT_MAX + 2], uri[URI_MAX], cnonce[2 * CNONCE_BYTES], nc[8];
    struct hf_sip_out printer;
    struct hf_digest digest;
    uint8_t drawn[32];
    uint8_t count[4] = {(uint8_t)(attempt->nc[slot] >> 24), (uint8_t)(attempt->nc[slot] >> 16),
                        (uint8_t)(attempt->nc[slot] >> 8), (uint8_t)attempt->nc[slot]};
    memset(&digest, 0, sizeof digest);
    digest.algorithm = credential->algorithm;
    digest.qop = credential->qop;
    digest.realm = hf_lex_slice(credential->text, credential->text + credential->realm);
    digest.nonce.at = credential->text + credential->realm;
    digest.nonce.length = credential->nonce;
    digest.password = hf_agent_text(agent, agent->password);
    digest.method = hf_slice_text(method_of(attempt));

    hf_sip_out_start(&printer, user, sizeof user);
    hf_sip_put_quoted(&printer, hf_agent_text(agent, name));
    digest.username = hf_lex_slice(user + 1, user + printer.length - 1);
    hf_sip_out_start(&printer, uri, sizeof uri);
    hf_sip_put_text(&printer, "sip:");
    put_domain(&printer, hf_agent_host(agent, attempt->server));
    digest.uri = hf_lex_slice(uri, uri + printer.length);
    hf_agent_draw(agent, 'n', credential->serial, drawn);
    hf_sip_out_start(&printer, cnonce, sizeof cnonce);
    hf_sip_put_hex(&printer, drawn, CNONCE_BYTES);
    digest.cnonce = hf_lex_slice(cnonce, cnonce + printer.length);
    hf_sip_out_start(&printer, nc, sizeof nc);
    hf_sip_put_hex(&printer, count, sizeof count);
    digest.nc = hf_lex_slice(nc, nc + printer.length);

    hf_sip_put_text(out, credential->proxy ? "Proxy-Authorization: Digest username=\""
                                           : "Authorization: Digest username=\"");
    hf_sip_put(out, digest.username);
    hf_sip_put_text(out, "\"");
    put_answer(credential, &digest, out);
}

bool hf_agent_put_request(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          struct hf_agent_out *out)
{
    struct hf_sip_out printer = hf_agent_print(out);
    struct hf_slice none = {"", 0};
    hf_sip_put_text(&printer, method_of(attempt));
    hf_sip_put_text(&printer, " sip:");
    put_domain(&printer, hf_agent_host(agent, attempt->server));
    hf_sip_put_text(&printer, " SIP/2.0\r\n");
    put_via(agent, attempt, &printer);
    put_identity(agent, attempt, &printer);
    put_contact(agent, attempt, &printer);
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        if (attempt->credential[slot] != HF_AGENT_NONE) {
            put_credentials(agent, attempt, slot, &printer);
        }
    }
    hf_sip_put_header_text(&printer, "Allow", ALLOW);
    hf_sip_put_header_text(&printer, "User-Agent", USER_AGENT);
    hf_sip_put_end(&printer, none);
    return hf_agent_datagram(out, &printer, &attempt->target);
}
