/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges and credentials: order, quotes, and what must be refused. */
#include "support.h"

Test(auth, parameters_come_in_any_order_and_quoting)
{
    static const char *const cases[] = {
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\", opaque=\"\"",
        "digest  OPAQUE = \"\" ,qop = auth , algorithm=\"MD5\",nonce=n,realm=r",
        "Digest\r\n realm=\"r\",\r\n nonce=\"n\", x=\"y,z\", algorithm=MD5,opaque=\"\",qop=auth,",
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
        cr_assert(auth.has_opaque && auth.has_qop);
    }
}

Test(auth, other_schemes_are_named_and_left_alone)
{
    struct hf_sip_auth auth;
    cr_assert_eq(hf_sip_auth_parse(hf_slice_text("NoOneKnows opaque-data=here"), &auth, NULL), 0);
    assert_slice(auth.scheme, "NoOneKnows");
    cr_assert_eq(auth.realm.length, 0);
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
