/* SPDX-License-Identifier: Apache-2.0 */
/* URIs in parts, and errors with their place. */
#include "support.h"

Test(uri, parts)
{
    static const struct {
        const char *text, *user, *password, *host, *params, *headers;
        unsigned port;
        int kind;
    } cases[] = {
        {"sip:example.com", "", "", "example.com", "", "", 0, HF_SCHEME_SIP},
        {"SIPS:a:b@h:5071;x=y;lr?h=1&i=2", "a", "b", "h", ";x=y;lr", "h=1&i=2", 5071,
         HF_SCHEME_SIPS},
        {"sip:user;par=u%40example.net@example.com", "user;par=u%40example.net", "", "example.com",
         "", "", 0, HF_SCHEME_SIP},
        {"sip:a?b/c@h", "a?b/c", "", "h", "", "", 0, HF_SCHEME_SIP},
        {"sip:+1;x@[2001:db8::10]:5070;transport=udp", "+1;x", "", "2001:db8::10", ";transport=udp",
         "", 5070, HF_SCHEME_SIP},
        {"sip:[2001:db8:::192.0.2.1]", "", "", "2001:db8:::192.0.2.1", "", "", 0, HF_SCHEME_SIP},
        {"tel:+1-201-555-0123;phone-context=x", "+1-201-555-0123", "", "", ";phone-context=x", "",
         0, HF_SCHEME_TEL},
        {"nobodyKnowsThisScheme:totallyopaquecontent", "", "", "", "", "", 0, HF_SCHEME_OTHER},
        {"sip:*61:x%20y@h_1", "*61", "x%20y", "h_1", "", "", 0, HF_SCHEME_SIP},
        {"sip:*21#@h", "*21#", "", "h", "", "", 0, HF_SCHEME_SIP}, /* as phones send it */
        {"sip:a:@h", "a", "", "h", "", "", 0, HF_SCHEME_SIP},
        {"sip:&=+$,;?/-_.!~*'()@h", "&=+$,;?/-_.!~*'()", "", "h", "", "", 0, HF_SCHEME_SIP},
        {"sip:192.0.2.1:1;a=[::1]/:&+$;b", "", "", "192.0.2.1", ";a=[::1]/:&+$;b", "", 1,
         HF_SCHEME_SIP},
        {"sip:h?a=b&c=%3B", "", "", "h", "", "a=b&c=%3B", 0, HF_SCHEME_SIP},
        {"tel:+(1).2-3", "+(1).2-3", "", "", "", "", 0, HF_SCHEME_TEL},
        {"tel:*A#", "*A#", "", "", "", "", 0, HF_SCHEME_TEL},
        {"urn:service:sos", "", "", "", "", "", 0, HF_SCHEME_OTHER},
        {"a+.-1:", "", "", "", "", "", 0, HF_SCHEME_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_uri uri;
        cr_assert_eq(hf_sip_uri_parse(hf_slice_text(cases[i].text), &uri, NULL), 0, "%s",
                     cases[i].text);
        cr_assert_eq(uri.kind, cases[i].kind);
        assert_slice(uri.user, cases[i].user);
        assert_slice(uri.password, cases[i].password);
        assert_slice(uri.host, cases[i].host);
        assert_slice(uri.params, cases[i].params);
        assert_slice(uri.headers, cases[i].headers);
        cr_assert_eq(uri.port, cases[i].port);
    }
}

Test(uri, errors_say_where)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"", 0},
        {"sip", 0},
        {":a", 0},
        {"1sip:a", 0},
        {"sip:", 4},
        {"sip:@h", 4},
        {"sip:a@", 6},
        {"sip:a b@h", 5},
        {"sip:a@h:", 8},
        {"sip:h:70000", 6},
        {"sip:h:0", 6},
        {"sip:2001:db8::10", 9},
        {"sip:[::1", 4},
        {"sip:[]", 4},
        {"sip:h;;=", 5},
        {"sip:h;=", 5},
        {"sip:a<@h", 5},
        {"sip:a@b@c", 7},
        {"tel:", 4},
        {"sip:a[@h", 5},
        {"urn:a<b", 5},
        {"urn:a>b", 5},
        {"urn:a\"b", 5},
        {"urn:a b", 5},
        {"urn:\x7F\t", 5},
        {"sip:h;a=<", 8},
        {"sip:h;a=\"b\"", 8},
        {"sip:h;a= b", 8},
        {"sip:h?a=>", 8},
        {"sip:h?a=\"", 8},
        {"tel:1;a=\"b\"", 8},
        {"tel:+", 5},
        {"tel:-", 4},
        {"tel:1+2", 5},
        {"tel:12x", 6},
        {"tel:+12a", 7},
        {"tel:+1#", 6},
        {"tel:1%32", 5},
        {"sip:[1:2]", 4},
        {"sip:[h]", 4},
        {"sip:[1::2::3]", 4},
        {"sip:::@h", 4},
        {"sip:h;a b", 7},
        {"sip:\xC3@h", 4},
        {"sip:a:\"@h", 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_uri uri;
        struct hf_sip_error error = {NULL, 99};
        cr_assert_eq(hf_sip_uri_parse(hf_slice_text(cases[i].text), &uri, &error), HF_E_MALFORMED,
                     "%s", cases[i].text);
        cr_assert_eq(error.at, cases[i].at, "%s: %s at %zu", cases[i].text, error.what, error.at);
    }
}
