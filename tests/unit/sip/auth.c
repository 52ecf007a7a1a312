/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges and credentials: order, quotes, and what must be refused. */
#include "holdfast/sip/digest.h"

#include "support.h"

Test(auth, parameters_come_in_any_order_and_quoting)
{
    static const char *const cases[] = {
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\", opaque=\"\"",
        "digest  OPAQUE = \"\" ,qop = auth , algorithm=\"MD5\",nonce=n,realm=r",
        "Digest\r\n realm=\"r\",\r\n nonce=\"n\", x=\"y,z\", algorithm=MD5,opaque=\"\",qop=auth,",
        "Digest , realm=r,,nonce=n, ,algorithm=MD5,opaque=,domain= , stale=,qop=auth,x=,",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_auth auth;
        struct hf_sip_error error = {"", 0};
        cr_assert_eq(hf_sip_auth_parse(hf_slice_text(cases[i]), &auth, &error), 0, "%s: %s",
                     cases[i], error.what);
        assert_slice(auth.realm, "r");
        assert_slice(auth.nonce, "n");
        assert_slice(auth.algorithm, "MD5");
        assert_slice(auth.qop, "auth");
        assert_slice(auth.stale, "");
        cr_assert(auth.has_opaque && auth.has_qop && auth.has_realm);
    }
}

Test(auth, other_schemes_are_named_and_left_alone)
{
    struct hf_sip_auth auth;
    cr_assert_eq(hf_sip_auth_parse(hf_slice_text("NoOneKnows opaque-data=here"), &auth, NULL), 0);
    assert_slice(auth.scheme, "NoOneKnows");
    cr_assert(auth.realm.length == 0 && !auth.has_realm);
}

Test(auth, what_could_be_read_in_two_ways_is_refused)
{
    static const struct {
        const char *text, *what;
        size_t at;
    } cases[] = {
        {"", "scheme", 0},
        {"=x", "scheme", 0},
        {"Digest realm=\"a\", realm=\"b\"", "twice", 18},
        {"Digest realm=\"a\" nonce=\"b\"", "comma", 17},
        {"Digest realm=\"a", "closed", 7},
        {"Digest realm", "name", 7},
        {"Digest realm=", "value", 7},
        {"Digest realm= , nonce=n", "value", 7},
        {"Digest realm=r, nonce=, qop=auth", "value", 16},
        {"Digest realm=r\\, nonce=n", "value", 7}, /* read otherwise when printed in quotes */
        {"Digest realm=r, opaque=\\", "value", 16},
        {"Digest =\"a\"", "name", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_auth auth;
        struct hf_sip_error error = {"", 0};
        cr_assert_eq(hf_sip_auth_parse(hf_slice_text(cases[i].text), &auth, &error), HF_E_MALFORMED,
                     "%s", cases[i].text);
        cr_assert_not_null(strstr(error.what, cases[i].what), "%s: %s", cases[i].text, error.what);
        cr_assert_eq(error.at, cases[i].at, "%s: at %zu", cases[i].text, error.at);
    }
}

/* A list that should have had quotes (RFC 7616 3.3): nothing else can be meant. */
Test(auth, a_qop_list_without_quotes_is_read)
{
    static const struct {
        const char *text, *qop;
    } cases[] = {
        {"Digest realm=r, nonce=n, qop=auth,auth-int", "auth,auth-int"},
        {"Digest qop=auth , auth-int, realm=r, nonce=n", "auth , auth-int"},
        {"Digest qop=auth-int,auth,x ,realm=r,nonce=n", "auth-int,auth,x"},
        {"Digest realm=r,nonce=n,qop=auth,", "auth"},
        {"Digest realm=r,qop=\"auth\",nonce=n", "auth"},
        {"Digest realm=r, nonce=n, qop=auth,nc=1", "auth"},
        {"Digest realm=r, nonce=n, qop=auth,,nc=1", "auth"},
        {"Digest realm=r, nonce=n, qop=,nc=1", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_auth auth;
        cr_assert_eq(hf_sip_auth_parse(hf_slice_text(cases[i].text), &auth, NULL), 0, "%s",
                     cases[i].text);
        assert_slice(auth.qop, cases[i].qop);
        assert_slice(auth.realm, "r");
        assert_slice(auth.nonce, "n");
    }
    static const char *const wrong[] = {"Digest realm=r,auth-int", "Digest qop=\"auth\",auth-int",
                                        "Digest opaque=a,b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct hf_sip_auth auth;
        cr_assert_eq(hf_sip_auth_parse(hf_slice_text(wrong[i]), &auth, NULL), HF_E_MALFORMED, "%s",
                     wrong[i]);
    }
}

/* Commas part parameters and challenges; a scheme has white space behind it, a name its '='. */
Test(auth, several_challenges_in_one_field_are_told_apart)
{
    static const struct {
        const char *value;
        const char *challenges[4]; /* NULL: the end */
    } cases[] = {
        {"Digest realm=\"a\", nonce=\"b\"", {"Digest realm=\"a\", nonce=\"b\""}},
        {"Digest realm=a, nonce=b, Digest realm=c, nonce=d",
         {"Digest realm=a, nonce=b", "Digest realm=c, nonce=d"}},
        {"Digest realm=a,nonce=b,Basic realm=c,Digest realm=d , nonce = e",
         {"Digest realm=a,nonce=b", "Basic realm=c", "Digest realm=d , nonce = e"}},
        {"Digest realm=\"a, Basic b=c\", nonce=\"\\\", Digest x=y\"",
         {"Digest realm=\"a, Basic b=c\", nonce=\"\\\", Digest x=y\""}},
        {"Negotiate abc==, Digest realm=a", {"Negotiate abc==", "Digest realm=a"}},
        {"Digest realm=a,\r\n Digest\r\n realm=b", {"Digest realm=a", "Digest\r\n realm=b"}},
        {"Digest realm=a, nonce \"b\"", {"Digest realm=a, nonce \"b\""}},
        {"Digest realm=a, qop=auth,auth-int", {"Digest realm=a, qop=auth,auth-int"}},
        {"Digest realm=\"a, Digest realm=b", {"Digest realm=\"a, Digest realm=b"}},
        {"Digest realm=a,", {"Digest realm=a"}},
        {", ,Digest realm=a,,Digest realm=b", {"Digest realm=a", "Digest realm=b"}},
        {"Digest realm=a, Negotiate", {"Digest realm=a", "Negotiate"}},
        {"Negotiate, NTLM ,Digest realm=a", {"Negotiate", "NTLM", "Digest realm=a"}},
        {"Digest qop=\"auth\", Negotiate", {"Digest qop=\"auth\"", "Negotiate"}},
        {"Digest qop=auth, auth-int,x, nc=1, Negotiate",
         {"Digest qop=auth, auth-int,x, nc=1", "Negotiate"}},
        {"Digest QOP = auth,auth-int, Basic a=b", {"Digest QOP = auth,auth-int", "Basic a=b"}},
        {"Digest realm=a, , nonce=b", {"Digest realm=a, , nonce=b"}},
        {"  ", {NULL}},
        {"", {NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_slice rest = hf_slice_text(cases[i].value), challenge;
        for (size_t k = 0; cases[i].challenges[k] != NULL; k++) {
            cr_assert(hf_digest_challenge_next(&rest, &challenge), "%s", cases[i].value);
            assert_slice(challenge, cases[i].challenges[k]);
        }
        cr_assert(!hf_digest_challenge_next(&rest, &challenge), "%s", cases[i].value);
    }
}

Test(auth, what_a_server_says_of_itself)
{
    static const struct {
        const char *fields;
        int result;
        const char *nextnonce, *rspauth;
    } cases[] = {
        {"", 0, "", ""},
        {"Authentication-Info: nextnonce=\"a\\\"b\"\r\n", 1, "a\\\"b", ""},
        {"authentication-info: QOP=auth, rspauth=\"0f\",cnonce=\"c\" , nc=00000001\r\n", 1, "",
         "0f"},
        {"Authentication-Info: nextnonce=a\r\nX: y\r\nAuthentication-Info: rspauth=b\r\n", 1, "a",
         "b"}, /* one list (RFC 3261 7.3.1) */
        {"Authentication-Info: future=\"x\", nextnonce=\"n\"\r\n", 1, "n", ""},
        {"Authentication-Info:\r\n", 1, "", ""},
        {"Authentication-Info: nextnonce=a\r\nAuthentication-Info: nextnonce=b\r\n", HF_E_MALFORMED,
         NULL, NULL},
        {"Authentication-Info: nextnonce=\"a\r\n", HF_E_MALFORMED, NULL, NULL},
        {"Authentication-Info: nextnonce=a rspauth=b\r\n", HF_E_MALFORMED, NULL, NULL},
        {"Authentication-Info: Digest nextnonce=a\r\n", HF_E_MALFORMED, NULL, NULL},
        {"Proxy-Authentication-Info: nextnonce=a\r\n", 0, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m;
        struct hf_digest_info info;
        char text[512];
        snprintf(text, sizeof text, "SIP/2.0 200 OK\r\n%s\r\n", cases[i].fields);
        cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
        cr_assert_eq(hf_digest_info(&m, HF_HEADER_AUTHENTICATION_INFO, &info), cases[i].result,
                     "%s", cases[i].fields);
        if (cases[i].result >= 0) {
            assert_slice(info.nextnonce, cases[i].nextnonce);
            assert_slice(info.rspauth, cases[i].rspauth);
        }
    }
}
