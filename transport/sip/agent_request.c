/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints the requests of an attempt: REGISTER, OPTIONS (RFC 3261 10.2, 11.1), and the shell's own.
 * All of it comes from the attempt's fields, so that a retransmission is the same bytes and none
 * are kept.
 */
#include "agent_state.h"

#include <string.h>

#include "lex.h"

#define CALL_ID_BYTES 16
#define TAG_BYTES     8
#define CNONCE_BYTES  (HF_AGENT_CNONCE_LENGTH / 2)

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

/* An IPv6 address needs brackets (RFC 3261 25.1, host). */
void hf_agent_put_domain(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         struct hf_sip_out *out)
{
    struct hf_slice host = hf_agent_host(agent, hf_agent_profile_of(agent, attempt),
                                         attempt->server);
    bool bare = host.length != 0 && host.at[0] != '[' && memchr(host.at, ':', host.length) != NULL;
    hf_sip_put_text(out, bare ? "[" : "");
    hf_sip_put(out, host);
    hf_sip_put_text(out, bare ? "]" : "");
}

void hf_agent_put_address_of_record(const struct hf_agent *agent,
                                    const struct hf_agent_attempt *attempt, struct hf_sip_out *out)
{
    struct hf_slice user = hf_agent_text(agent, hf_agent_profile_of(agent, attempt)->user);
    hf_sip_put_text(out, "sip:");
    if (user.length != 0) {
        put_user(out, user);
        hf_sip_put_text(out, "@");
    }
    hf_agent_put_domain(agent, attempt, out);
}

static const struct hf_agent_request *text_of(const struct hf_agent *agent,
                                              const struct hf_agent_attempt *attempt)
{
    return attempt->kind == HF_REQUEST_OTHER && attempt->request != HF_AGENT_NONE
               ? agent->others[attempt->request].text
               : NULL;
}

static struct hf_slice body_of(const struct hf_agent_request *text)
{
    struct hf_slice none = {"", 0};
    return text != NULL && text->n_body != 0 ? hf_lex_slice(text->body, text->body + text->n_body)
                                             : none;
}

bool hf_agent_can_print(const struct hf_agent_attempt *attempt)
{
    return attempt->age != HF_AGENT_GONE &&
           (attempt->kind != HF_REQUEST_OTHER || attempt->request != HF_AGENT_NONE);
}

struct hf_slice hf_agent_method(const struct hf_agent *agent,
                                const struct hf_agent_attempt *attempt)
{
    const struct hf_agent_request *text = text_of(agent, attempt);
    if (attempt->kind == HF_REQUEST_OTHER) {
        return hf_slice_text(text != NULL ? text->method : "");
    }
    return hf_slice_text(hf_request_kind_name(attempt->kind));
}

static void put_request_uri(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                            struct hf_sip_out *out)
{
    if (attempt->kind == HF_REQUEST_OTHER) {
        hf_agent_put_other_uri(agent, attempt, out);
        return;
    }
    hf_sip_put_text(out, "sip:");
    hf_agent_put_domain(agent, attempt, out);
}

/* RFC 3261 18.1.1: where a server connects to when our connection is gone; nobody can at the port
 * that the system has drawn for it. */
static void put_via(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                    struct hf_sip_out *out)
{
    static const char *const transports[] = {"UDP ", "TCP ", "TLS "};
    struct hf_agent_branch branch = hf_agent_branch(agent, attempt->branch);
    struct hf_target sent_by = attempt->local;
    hf_sip_put_text(out, "Via: SIP/2.0/");
    hf_sip_put_text(out, transports[attempt->target.transport]);
    if (attempt->target.transport == HF_TRANSPORT_TCP && agent->sent_by != 0) {
        sent_by.port = agent->sent_by;
    }
    hf_sip_put_host_port(out, &sent_by);
    hf_sip_put_text(out, ";rport;branch="); /* RFC 3581 3 */
    hf_sip_put(out, hf_lex_slice(branch.text, branch.text + sizeof branch.text));
    hf_sip_put_text(out, "\r\n");
}

/* A series of REGISTERs has one Call-ID (C1a), and with it one tag; an OPTIONS has its own, and all
 * attempts of a request of the shell's have one. */
static void draw_identity(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          uint8_t drawn[32])
{
    if (attempt->kind == HF_REQUEST_REGISTER) {
        hf_agent_draw(agent, 'r', attempt->series, drawn);
    } else if (attempt->kind == HF_REQUEST_OTHER) {
        hf_agent_draw(agent, 'q', agent->others[attempt->request].id, drawn);
    } else {
        hf_agent_draw(agent, 'o', attempt->id, drawn);
    }
}

/* From, To, Call-ID, CSeq. */
static void put_identity(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         struct hf_sip_out *out)
{
    struct hf_slice display = hf_agent_text(agent,
                                            hf_agent_profile_of(agent, attempt)->display_name);
    uint8_t drawn[32];
    draw_identity(agent, attempt, drawn);
    hf_sip_put_text(out, "From: ");
    if (display.length != 0) {
        hf_sip_put_quoted(out, display);
        hf_sip_put_text(out, " ");
    }
    hf_sip_put_text(out, "<");
    hf_agent_put_address_of_record(agent, attempt, out);
    hf_sip_put_text(out, ">;tag=");
    hf_sip_put_hex(out, drawn, TAG_BYTES);
    hf_sip_put_text(out, "\r\nTo: <");
    if (attempt->kind == HF_REQUEST_OTHER) {
        hf_agent_put_other_uri(agent, attempt, out); /* RFC 3261 8.1.1.1 */
    } else {
        hf_agent_put_address_of_record(agent, attempt, out);
    }
    hf_sip_put_text(out, ">\r\nCall-ID: ");
    hf_sip_put_hex(out, drawn + TAG_BYTES, CALL_ID_BYTES);
    hf_sip_put_text(out, "\r\nCSeq: ");
    hf_sip_put_number(out, attempt->cseq);
    hf_sip_put_text(out, " ");
    hf_sip_put(out, hf_agent_method(agent, attempt));
    hf_sip_put_text(out, "\r\n");
}

static void put_contact(const struct hf_agent *agent, const struct hf_agent_contact *contact,
                        bool removed, struct hf_sip_out *out)
{
    hf_sip_put_text(out, "Contact: <");
    hf_agent_put_contact_uri(agent, contact, out);
    hf_sip_put_text(out, removed ? ">;expires=0\r\n" : ">\r\n"); /* RFC 3261 10.2.2 */
}

/* The requests that other methods' dialogs begin with need one (RFC 3261 8.1.1.8, RFC 3515,
 * RFC 6665); a MESSAGE must not have one (RFC 3428 4). */
static bool has_contact(const struct hf_agent *agent, const struct hf_agent_attempt *attempt)
{
    static const char *const methods[] = {"SUBSCRIBE", "REFER", "NOTIFY"};
    struct hf_slice method = hf_agent_method(agent, attempt);
    bool found = attempt->kind != HF_REQUEST_OTHER;
    for (unsigned i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        found = found || hf_slice_equal(method, hf_slice_text(methods[i]));
    }
    return found;
}

static void put_contacts(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         struct hf_sip_out *out)
{
    bool registers = attempt->kind == HF_REQUEST_REGISTER;
    struct hf_target at = registers ? attempt->local : hf_agent_listens_at(agent, &attempt->local);
    struct hf_agent_contact contact = hf_agent_contact(hf_agent_profile_of(agent, attempt),
                                                       attempt->server, &at);
    struct hf_agent_taken_back back = hf_agent_contact_taken_back(agent, attempt);
    if (has_contact(agent, attempt)) {
        put_contact(agent, &contact, registers && attempt->expires_s == 0, out);
    }
    if (back.known != NULL) { /* C3a */
        put_contact(agent, back.known, true, out);
    }
    if (back.stray != NULL) {
        put_contact(agent, back.stray, true, out);
    }
    if (registers) {
        hf_sip_put_header_number(out, "Expires", attempt->expires_s);
    }
    if (attempt->kind == HF_REQUEST_OPTIONS) {
        hf_sip_put_header_text(out, "Accept", "application/sdp"); /* RFC 3261 11.1 */
    }
}

static struct hf_slice hex_of(const uint8_t *bytes, size_t n, char *text)
{
    struct hf_sip_out printer;
    hf_sip_out_start(&printer, text, 2 * n);
    hf_sip_put_hex(&printer, bytes, n);
    return hf_lex_slice(text, text + printer.length);
}

/* The user name is hashed as it is printed, escapes included (RFC 7616 3.3, unq()). The cnonce
 * belongs to the nonce, so that -sess keeps its session over several requests (3.4.2). */
static struct hf_digest digest_of(const struct hf_agent *agent,
                                  const struct hf_agent_attempt *attempt,
                                  const struct hf_agent_said *said,
                                  struct hf_agent_digest_texts *buffers)
{
    const struct hf_agent_profile *profile = hf_agent_profile_of(agent, attempt);
    unsigned slot = said->slot;
    const struct hf_agent_credential *credential = &agent->credentials[attempt->credential[slot]];
    struct hf_agent_challenge_texts texts = hf_agent_challenge_texts(agent, credential);
    uint32_t nc = attempt->nc[slot];
    uint8_t count[4] = {(uint8_t)(nc >> 24), (uint8_t)(nc >> 16), (uint8_t)(nc >> 8), (uint8_t)nc};
    uint8_t drawn[32];
    struct hf_sip_out user;
    struct hf_digest digest;

    hf_sip_out_start(&user, buffers->user, sizeof buffers->user);
    hf_sip_put_quoted(
        &user,
        hf_agent_text(agent, profile->auth_name.length != 0 ? profile->auth_name : profile->user));
    HF_ASSERT(!user.overflow);
    hf_agent_draw(agent, 'n', credential->serial, drawn);

    memset(&digest, 0, sizeof digest);
    digest.algorithm = credential->algorithm;
    digest.qop = credential->qop;
    digest.realm = texts.realm;
    digest.nonce = texts.nonce;
    digest.password = hf_agent_text(agent, profile->password);
    digest.method = said->method;
    digest.username = hf_lex_slice(buffers->user + 1, buffers->user + user.length - 1);
    digest.uri = said->uri;
    digest.cnonce = hex_of(drawn, CNONCE_BYTES, buffers->cnonce);
    digest.nc = hex_of(count, sizeof count, buffers->nc);
    digest.body = said->body;
    return digest;
}

/* What an attempt's own request says; its Request-URI stands in the buffers. */
static struct hf_agent_said said_by(const struct hf_agent *agent,
                                    const struct hf_agent_attempt *attempt, unsigned slot,
                                    struct hf_agent_digest_texts *buffers)
{
    struct hf_sip_out uri;
    hf_sip_out_start(&uri, buffers->uri, sizeof buffers->uri);
    put_request_uri(agent, attempt, &uri);
    HF_ASSERT(!uri.overflow);
    struct hf_agent_said said = {
        .method = hf_agent_method(agent, attempt),
        .uri = hf_lex_slice(buffers->uri, buffers->uri + uri.length),
        .body = body_of(text_of(agent, attempt)),
        .slot = slot,
    };
    return said;
}

struct hf_digest hf_agent_digest_of(const struct hf_agent *agent,
                                    const struct hf_agent_attempt *attempt, unsigned slot,
                                    struct hf_agent_digest_texts *buffers)
{
    struct hf_agent_said said = said_by(agent, attempt, slot, buffers);
    return digest_of(agent, attempt, &said, buffers);
}

void hf_agent_put_credentials(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                              const struct hf_agent_said *said, struct hf_sip_out *out)
{
    const struct hf_agent_credential *credential =
        &agent->credentials[attempt->credential[said->slot]];
    struct hf_agent_digest_texts buffers;
    struct hf_digest digest = digest_of(agent, attempt, said, &buffers);
    struct hf_slice opaque = hf_agent_challenge_texts(agent, credential).opaque;
    int result = hf_digest_put_credentials(
        out, credential->proxy ? "Proxy-Authorization" : "Authorization", &digest,
        credential->has_opaque ? &opaque : NULL);
    HF_ASSERT(result == 0); /* only known algorithms are kept */
}

/* Request line, Via, Max-Forwards, From, To, Call-ID, CSeq; in a dialog Route. */
static void put_head(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                     struct hf_sip_out *out)
{
    const struct hf_dialog *dialog = hf_agent_dialog_of(agent, attempt);
    struct hf_dialog_request inside = {
        .method = hf_agent_method(agent, attempt), .cseq = attempt->cseq, .next_hop = {"", 0}};
    if (dialog != NULL) {
        hf_dialog_put_request(dialog, &inside, out);
        put_via(agent, attempt, out);
        return;
    }
    hf_sip_put(out, inside.method);
    hf_sip_put_text(out, " ");
    put_request_uri(agent, attempt, out);
    hf_sip_put_text(out, " SIP/2.0\r\n");
    put_via(agent, attempt, out);
    hf_sip_put_text(out, "Max-Forwards: 70\r\n");
    put_identity(agent, attempt, out);
}

bool hf_agent_put_request(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          struct hf_agent_out *out)
{
    const struct hf_agent_request *text = text_of(agent, attempt);
    struct hf_sip_out printer = hf_agent_print(out);
    HF_ASSERT(hf_agent_can_print(attempt));
    put_head(agent, attempt, &printer);
    put_contacts(agent, attempt, &printer);
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        if (attempt->credential[slot] != HF_AGENT_NONE) {
            struct hf_agent_digest_texts buffers;
            struct hf_agent_said said = said_by(agent, attempt, slot, &buffers);
            hf_agent_put_credentials(agent, attempt, &said, &printer);
        }
    }
    hf_sip_put_header_text(&printer, "Allow", hf_agent_allow(agent));
    hf_sip_put_header_text(&printer, "User-Agent", HF_AGENT_USER_AGENT);
    if (text != NULL) {
        hf_sip_put_text(&printer, text->fields);
        if (text->content_type[0] != '\0') {
            hf_sip_put_header_text(&printer, "Content-Type", text->content_type);
        }
    }
    hf_sip_put_end(&printer, body_of(text));
    struct hf_agent_datagram *datagram = hf_agent_datagram(out, &printer, &attempt->target);
    if (datagram != NULL) {
        datagram->flow = attempt->flow;
    }
    return datagram != NULL;
}
