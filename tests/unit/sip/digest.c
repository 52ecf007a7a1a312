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

/* ---- edge-headers.jsonl: what must be handled and not trusted ---- */

static struct hf_slice edge(const char *id)
{
    static char file[DATA_MAX], header[512];
    struct hf_slice line;
    char id_text[64];
    read_data("digest-vectors/edge-headers.jsonl", file);
    const char *p = file;
    while (next_line(&p, &line)) {
        if (hf_slice_is(member(line, "id", id_text), id)) {
            return member(line, "header", header);
        }
    }
    cr_assert_fail("no %s", id);
    return line;
}

/* Each of them has its test below; what is done about it as a challenge to an attempt is in
 * agent_credential.c. */
Test(digest, every_edge_header_has_a_test)
{
    static char file[DATA_MAX];
    static const char *const known[] = {"neg-rfc3665", "neg-unknown-scheme", "neg-auth-int-only",
                                        "neg-unknown-algorithm", "neg-two-challenges-order"};
    struct hf_slice line;
    size_t n = 0;
    read_data("digest-vectors/edge-headers.jsonl", file);
    const char *p = file;
    while (next_line(&p, &line)) {
        char text[64];
        assert_slice(member(line, "id", text), known[n]);
        n++;
    }
    cr_assert_eq(n, sizeof known / sizeof known[0]);
    printf("digest-vectors: %zu of 5 edge headers are handled\n", n);
}

Test(digest, credentials_without_commas_are_refused)
{
    struct hf_sip_auth auth;
    struct hf_sip_error error = {"", 0};
    cr_assert_eq(hf_sip_auth_parse(edge("neg-rfc3665"), &auth, &error), HF_E_MALFORMED);
    cr_assert_not_null(strstr(error.what, "comma"), "%s", error.what);
    cr_assert_eq(error.at, 51); /* "nonce" */
}

Test(digest, a_scheme_that_nobody_knows_is_named_and_not_answered)
{
    struct hf_digest_choice choice;
    struct hf_sip_auth auth;
    struct hf_slice header = edge("neg-unknown-scheme");
    cr_assert_eq(hf_sip_auth_parse(header, &auth, NULL), 0);
    assert_slice(auth.scheme, "NoOneKnowsThisScheme");
    cr_assert(!hf_digest_answerable(header, &choice));
}

Test(digest, auth_int_alone_is_answered_with_auth_int)
{
    struct hf_digest_choice choice;
    cr_assert(hf_digest_answerable(edge("neg-auth-int-only"), &choice));
    cr_assert_eq(choice.qop, HF_QOP_AUTH_INT);
}

Test(digest, an_algorithm_that_nobody_knows_is_skipped)
{
    struct hf_digest_choice choice;
    cr_assert(!hf_digest_answerable(edge("neg-unknown-algorithm"), &choice));
}

static struct hf_sip_message with(const char *fields);

/* As two fields, as one, and the other way round: the strongest, with its own nonce. */
Test(digest, of_two_challenges_the_stronger_is_answered_in_any_order)
{
    struct hf_slice both = edge("neg-two-challenges-order");
    const char *bar = memchr(both.at, '|', both.length);
    const char *const formats[] = {
        "WWW-Authenticate: %.*s\r\nWWW-Authenticate: %.*s\r\n",
        "WWW-Authenticate: %.*s, %.*s\r\n",
    };
    cr_assert_not_null(bar);
    struct hf_slice parts[] = {
        hf_slice_trim(bytes_of(both.at, (size_t)(bar - both.at))),
        hf_slice_trim(bytes_of(bar + 1, both.length - (size_t)(bar + 1 - both.at)))};
    for (size_t i = 0; i < 4; i++) {
        struct hf_slice first = parts[i >> 1], second = parts[1 - (i >> 1)];
        struct hf_digest_choice choice;
        char fields[512];
        snprintf(fields, sizeof fields, formats[i & 1], (int)first.length, first.at,
                 (int)second.length, second.at);
        struct hf_sip_message m = with(fields);
        cr_assert(hf_digest_choose(&m, HF_HEADER_WWW_AUTHENTICATE, &choice), "%s", fields);
        cr_assert_eq(choice.algorithm, HF_DIGEST_SHA_256);
        assert_slice(choice.auth.nonce, "n1");
    }
}

/* ---- which one is taken ---- */

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
        {"WWW-Authenticate: Digest realm=r, nonce=a, Digest realm=r, nonce=b, algorithm=SHA-256\r\n"
         "WWW-Authenticate: Digest realm=r, nonce=c, algorithm=SHA-256-sess, Digest realm=r\r\n",
         HF_DIGEST_SHA_256_SESS, "c"},
        {"WWW-Authenticate: Digest realm=r nonce=a, algorithm=SHA-256, Digest realm=r, nonce=b\r\n",
         HF_DIGEST_MD5, "b"}, /* one is malformed, the other is not */
        {"WWW-Authenticate: Digest realm=r, nonce=a, userhash=true, charset=\"UTF-8\"\r\n",
         HF_DIGEST_MD5, "a"},
        {"WWW-Authenticate: Digest realm=r, nonce=a, userhash=maybe, charset=ISO-8859-1\r\n",
         HF_DIGEST_MD5, "a"}, /* RFC 7616 3.3 gives neither a meaning */
        {"WWW-Authenticate: Digest realm=r, nonce=a, qop=\"auth-conf\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"WWW-Authenticate: Digest realm=r, nonce=\"\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"WWW-Authenticate: Digest nonce=\"x\"\r\n", HF_DIGEST_UNKNOWN, ""},
        {"WWW-Authenticate: Digest realm=\"\", nonce=\"x\"\r\n", HF_DIGEST_MD5, "x"},
        {"WWW-Authenticate: Digest realm=r, nonce=x, qop=\"auth\", Negotiate\r\n", HF_DIGEST_MD5,
         "x"},
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

Test(digest, the_qop_is_auth_where_it_is_offered)
{
    static const struct {
        const char *qop;
        int result; /* -1: cannot be answered */
    } cases[] = {
        {"", HF_QOP_NONE},
        {", qop=\"\"", HF_QOP_NONE},
        {", qop=auth", HF_QOP_AUTH},
        {", qop=\"auth\"", HF_QOP_AUTH},
        {", qop=\"auth-int,auth\"", HF_QOP_AUTH},
        {", qop=\" auth-int , AUTH \"", HF_QOP_AUTH},
        {", qop=auth-int,auth", HF_QOP_AUTH},
        {", qop=\"auth-int\"", HF_QOP_AUTH_INT},
        {", qop=\"x,auth-int,\"", HF_QOP_AUTH_INT},
        {", qop=\"authentic\"", -1},
        {", qop=\"auth auth-int\"", -1},
        {", qop=\",\"", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_digest_choice choice;
        char text[128];
        snprintf(text, sizeof text, "Digest realm=r, nonce=n%s", cases[i].qop);
        bool found = hf_digest_answerable(hf_slice_text(text), &choice);
        cr_assert_eq(found ? (int)choice.qop : -1, cases[i].result, "%s", text);
    }
}

Test(digest, stale_is_true_and_nothing_else)
{
    static const struct {
        const char *stale;
        bool result;
    } cases[] = {
        {"", false},
        {", stale=true", true},
        {", stale=\"TRUE\"", true},
        {", stale=false", false},
        {", stale=1", false},
        {", stale=\"\"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_digest_choice choice;
        char text[128];
        snprintf(text, sizeof text, "Digest realm=r, nonce=n%s", cases[i].stale);
        cr_assert(hf_digest_answerable(hf_slice_text(text), &choice), "%s", text);
        cr_assert_eq(choice.stale, cases[i].result, "%s", text);
    }
}

Test(digest, beside_one_realm_another_is_chosen)
{
    struct hf_sip_message m = with(
        "WWW-Authenticate: Digest realm=a, nonce=1, algorithm=SHA-256\r\n"
        "WWW-Authenticate: Digest realm=b, nonce=2, "
        "Digest realm=c, nonce=3, algorithm=MD5-sess\r\n"
        "WWW-Authenticate: Digest realm=A, nonce=4\r\n");
    struct hf_digest_choice choice;
    cr_assert(hf_digest_choose_beside(&m, HF_HEADER_WWW_AUTHENTICATE, hf_slice_text("a"), &choice));
    assert_slice(choice.auth.nonce, "3"); /* the strongest of the others; case counts in realms */
    m = with("WWW-Authenticate: Digest realm=a, nonce=1\r\n");
    cr_assert(
        !hf_digest_choose_beside(&m, HF_HEADER_WWW_AUTHENTICATE, hf_slice_text("a"), &choice));
}
