/* SPDX-License-Identifier: Apache-2.0 */
/* Digest responses against published vectors, and which challenge is taken. */
#include "holdfast/sip/digest.h"

#include "support.h"

/* The text of a string member in a line of JSON, escapes undone; empty for null. */
static struct hf_slice member(struct hf_slice line, const char *name, char *out)
{
    char key[64];
    size_t length = 0;
    snprintf(key, sizeof key, "\"%s\": ", name);
    char *copy = strndup(line.at, line.length);
    const char *p = strstr(copy, key);
    if (p != NULL && p[strlen(key)] == '"') {
        for (p += strlen(key) + 1; *p != '"'; p++) {
            p += *p == '\\';
            out[length++] = *p;
        }
    }
    free(copy);
    return bytes_of(out, length);
}

static void check_vector(struct hf_slice line, int *passed)
{
    static char text[16][512];
    struct hf_digest d;
    struct hf_digest_hex hex;
    struct hf_slice qop = member(line, "qop", text[0]);
    struct hf_slice id = member(line, "id", text[1]);
    memset(&d, 0, sizeof d);
    d.algorithm = (uint8_t)hf_digest_algorithm(member(line, "algorithm", text[2]));
    cr_assert_neq(d.algorithm, HF_DIGEST_UNKNOWN, "%.*s", (int)id.length, id.at);
    d.username = member(line, "username", text[3]);
    d.realm = member(line, "realm", text[4]);
    d.password = member(line, "password", text[5]);
    d.nonce = member(line, "nonce", text[6]);
    d.method = member(line, "method", text[7]);
    d.uri = member(line, "uri", text[8]);
    d.nc = member(line, "nc", text[9]);
    d.cnonce = member(line, "cnonce", text[10]);
    d.body_hash = member(line, "body_hash", text[11]);
    d.qop = hf_slice_is(qop, "auth")       ? HF_QOP_AUTH
            : hf_slice_is(qop, "auth-int") ? HF_QOP_AUTH_INT
                                           : HF_QOP_NONE;
    struct hf_slice session = member(line, "session_ha1", text[12]);
    cr_assert_eq(hf_digest_ha1(&d, &hex), 0);
    assert_slice(session.length != 0 ? session : member(line, "ha1", text[13]), hex.text);
    cr_assert_eq(hf_digest_ha2(&d, &hex), 0);
    assert_slice(member(line, "ha2", text[14]), hex.text);
    cr_assert_eq(hf_digest_response(&d, &hex), 0);
    assert_slice(member(line, "response", text[15]), hex.text);
    (*passed)++;
}

Test(digest, the_published_and_computed_vectors)
{
    static char file[DATA_MAX];
    struct hf_slice line;
    int passed = 0;
    read_data("digest-vectors/vectors.jsonl", file);
    const char *p = file;
    while (next_line(&p, &line)) {
        check_vector(line, &passed);
    }
    cr_assert_eq(passed, 19);
    printf("digest-vectors: %d of 19 responses are right\n", passed);
}

Test(digest, an_empty_body_is_hashed_for_auth_int)
{
    struct hf_digest d = {.username = hf_slice_text("1001"),
                          .realm = hf_slice_text("pbx.example.com"),
                          .password = hf_slice_text("s3cret"),
                          .nonce = hf_slice_text("bm9uY2UtMDAwMQ"),
                          .cnonce = hf_slice_text("0a4f113b"),
                          .nc = hf_slice_text("00000001"),
                          .method = hf_slice_text("INVITE"),
                          .uri = hf_slice_text("sip:1002@pbx.example.com"),
                          .algorithm = HF_DIGEST_MD5,
                          .qop = HF_QOP_AUTH_INT};
    struct hf_digest_hex hex;
    cr_assert_eq(hf_digest_response(&d, &hex), 0);
    cr_assert_str_eq(hex.text, "843bb69f656a33b286c2575977cab173");
    d.algorithm = HF_DIGEST_UNKNOWN;
    cr_assert_eq(hf_digest_response(&d, &hex), HF_E_UNSUPPORTED);
}

/* edge-headers.jsonl: what must be handled and not trusted. */
Test(digest, edge_headers_are_handled)
{
    static char file[DATA_MAX], text[512];
    struct hf_slice line;
    struct hf_digest_choice choice;
    int seen = 0;
    read_data("digest-vectors/edge-headers.jsonl", file);
    const char *p = file;
    while (next_line(&p, &line)) {
        char id_text[64];
        struct hf_slice id = member(line, "id", id_text);
        struct hf_slice header = member(line, "header", text);
        seen++;
        if (hf_slice_is(id, "neg-two-challenges-order")) {
            const char *bar = memchr(header.at, '|', header.length);
            cr_assert(hf_digest_answerable(
                hf_slice_trim(bytes_of(header.at, (size_t)(bar - header.at))), &choice));
            cr_assert_eq(choice.algorithm, HF_DIGEST_SHA_256);
            assert_slice(choice.auth.nonce, "n1");
        } else if (hf_slice_is(id, "neg-auth-int-only")) {
            cr_assert(hf_digest_answerable(header, &choice));
            cr_assert_eq(choice.qop, HF_QOP_AUTH_INT); /* we have it; never answered with auth */
        } else {
            cr_assert(!hf_digest_answerable(header, &choice), "%.*s", (int)id.length, id.at);
        }
    }
    cr_assert_eq(seen, 5);
}

static struct hf_sip_message with(const char *fields)
{
    static char text[1024];
    struct hf_sip_message m;
    snprintf(text, sizeof text, "SIP/2.0 401 Unauthorized\r\n%s\r\n", fields);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    return m;
}

Test(digest, the_strongest_challenge_is_chosen)
{
    static const struct {
        const char *fields;
        int algorithm; /* UNKNOWN: none */
        const char *nonce;
    } cases[] = {
        {"WWW-Authenticate: Digest realm=r, nonce=a\r\n", HF_DIGEST_MD5, "a"},
        {"WWW-Authenticate: Digest realm=r, nonce=a\r\n"
         "WWW-Authenticate: Digest realm=r, nonce=b, algorithm=SHA-256\r\n"
         "WWW-Authenticate: Digest realm=r, nonce=c, algorithm=sha-512-256, qop=auth\r\n",
         HF_DIGEST_SHA_512_256, "c"},
        {"WWW-Authenticate: Digest realm=r, nonce=a, algorithm=FOO\r\n"
         "WWW-Authenticate: Basic realm=x\r\n"
         "WWW-Authenticate: Digest realm=r, nonce=b\r\n"
         "WWW-Authenticate: Digest realm=r, nonce=c\r\n",
         HF_DIGEST_MD5, "b"},
        {"WWW-Authenticate: Digest realm=r, nonce=a, qop=\"auth-conf\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"WWW-Authenticate: Digest realm=r, nonce=\"\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"WWW-Authenticate: Digest nonce=\"x\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"Proxy-Authenticate: Digest realm=r, nonce=a\r\n", HF_DIGEST_UNKNOWN, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m = with(cases[i].fields);
        struct hf_digest_choice choice;
        bool found = hf_digest_choose(&m, HF_HEADER_WWW_AUTHENTICATE, &choice);
        cr_assert_eq(found, cases[i].algorithm != HF_DIGEST_UNKNOWN, "%s", cases[i].fields);
        if (found) {
            cr_assert_eq(choice.algorithm, cases[i].algorithm);
            assert_slice(choice.auth.nonce, cases[i].nonce);
        }
    }
}
