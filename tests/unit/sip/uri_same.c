/* SPDX-License-Identifier: Apache-2.0 */
/* Which URIs mean the same (RFC 3261 19.1.4, RFC 3966 4), and escapes undone. */
#include "lex.h"

#include "support.h"

static struct hf_sip_uri uri_of(const char *text)
{
    struct hf_sip_uri uri;
    struct hf_sip_error error = {NULL, 0};
    cr_assert_eq(hf_sip_uri_parse(hf_slice_text(text), &uri, &error), 0, "%s: %s at %zu", text,
                 error.what, error.at);
    return uri;
}

static void assert_same(const char *a, const char *b, bool same)
{
    struct hf_sip_uri x = uri_of(a), y = uri_of(b);
    cr_assert_eq(hf_sip_uri_same(&x, &y), same, "%s and %s", a, b);
    cr_assert_eq(hf_sip_uri_same(&y, &x), same, "%s and %s", b, a);
    cr_assert(hf_sip_uri_same(&x, &x) && hf_sip_uri_same(&y, &y), "%s or %s and itself", a, b);
}

struct pair {
    const char *a, *b;
};

/* "The URIs within each of the following sets are equivalent". */
Test(uri_same, the_examples_of_19_1_4_that_are_equivalent)
{
    static const struct pair cases[] = {
        {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"},
        {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"},
        {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on"},
        {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"},
        {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
         "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"},
        {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
         "sip:alice@atlanta.com?priority=urgent&subject=project%20x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_same(cases[i].a, cases[i].b, true);
    }
}

Test(uri_same, the_examples_of_19_1_4_that_are_not)
{
    static const struct pair cases[] = {
        {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"},
        {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"},
        {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"},
        {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"},
        {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_same(cases[i].a, cases[i].b, false);
    }
}

Test(uri_same, each_rule_of_19_1_4)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"sip:a@h", "sips:a@h", false},
        {"sip:a@h", "sip:h", false}, /* what one omits the other must omit */
        {"sip:a:b@h", "sip:a@h", false},
        {"sip:a:@h", "sip:a@h", false},
        {"sip:a:b@h", "sip:a:B@h", false},
        {"sip:a:%62@h", "sip:a:b@h", true},
        {"sip:a;x=Y@h", "sip:a;x=y@h", false}, /* a user's parameters are the user's text */
        {"sip:a;x=y@h", "sip:a@h;x=y", false},
        {"sip:h:5061", "sip:h:05061", true},
        {"sip:h:5061", "sip:h:5062", false},
        {"sip:h;ttl=1", "sip:h", false},
        {"sip:h;user=phone", "sip:h", false},
        {"sip:h;method=INVITE", "sip:h", false},
        {"sip:h;maddr=239.255.255.1", "sip:h", false},
        {"sip:h;maddr=a", "sip:h;MADDR=A", true},
        {"sip:h;maddr=a", "sip:h;maddr=b", false},
        {"sip:h;%74tl=1", "sip:h", false},
        {"sip:h;lr", "sip:h", true},
        {"sip:h;lr", "sip:h;lr=on", false},
        {"sip:h;x=%61", "sip:h;%78=A", true},
        {"sip:h;x=1;x=2", "sip:h;x=2;x=1", true},
        {"sip:h;x=1;x=2", "sip:h;x=1", false},
        {"sip:h?a=1&b=2", "sip:h?a=1", false},
        {"sip:h?a=1&a=1&b=2", "sip:h?a=1&b=2&b=2", false},
        {"sip:h?a=1", "sip:h?A=1", true},
        {"sip:h?a", "sip:h?a=", true},
        {"sip:h?subject=A", "sip:h?subject=a", true},
        {"sip:h?body=A", "sip:h?body=a", false},
        {"sip:h?body=A%20", "sip:h?body=%41%20", true},
        {"sip:[2001:DB8::1]", "sip:[2001:db8:0:0::0:1]", true},
        {"sip:[2001:db8:::192.0.2.1]", "sip:[2001:db8::c000:201]", true},
        {"sip:[2001:db8::1]", "sip:[2001:db8::2]", false},
        {"sip:[::ffff:192.0.2.1]", "sip:192.0.2.1", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_same(cases[i].a, cases[i].b, cases[i].same);
    }
}

/* RFC 3261 19.1.4: characters but reserved ones are equal to their escapes. */
Test(uri_same, escapes_of_reserved_characters_are_others)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"sip:a%2Db@h", "sip:a-b@h", true},     {"sip:%7E@h", "sip:~@h", true},
        {"sip:a%2ab@h", "sip:a%2Ab@h", true},   {"sip:a%2Bb@h", "sip:a+b@h", false},
        {"sip:a%3Bb@h", "sip:a;b@h", false},    {"sip:a%40b@h", "sip:a%40b@h", true},
        {"sip:a%24@h", "sip:a$@h", false},      {"sip:%41@h", "sip:a@h", false},
        {"sip:a%@h", "sip:a%25@h", true}, /* a '%' that begins no escape is itself */
        {"sip:a%4@h", "sip:a%254@h", true},     {"sip:a%00b@h", "sip:a%00c@h", false},
        {"sip:%C3%A4@h", "sip:%c3%a4@h", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_same(cases[i].a, cases[i].b, cases[i].same);
    }
}

Test(uri_same, telephone_numbers)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"tel:+1-201-555-0123", "TEL:+1(201)555.0123", true},
        {"tel:+12015550123", "tel:12015550123", false}, /* a global number and a local one */
        {"tel:+12015550123", "tel:+12015550124", false},
        {"tel:+1201555012", "tel:+12015550123", false},
        {"tel:*a1#;phone-context=h", "tel:*A1#;phone-context=h", true},
        {"tel:7042;phone-context=Example.com", "tel:70-42;PHONE-context=example.com", true},
        {"tel:7042;phone-context=+1-914", "tel:7042;phone-context=+1914", true},
        {"tel:7042;phone-context=a-b.com", "tel:7042;phone-context=ab.com", false},
        {"tel:7042;phone-context=+1914", "tel:7042;phone-context=+1915", false},
        {"tel:7042;phone-context=a", "tel:7042", false},
        {"tel:+1;ext=12-3;isub=9", "tel:+1;isub=9;ext=1.23", true},
        {"tel:+1;ext=12", "tel:+1;ext=13", false},
        {"tel:+1;x=A", "tel:+1;X=a", true},
        {"tel:+1;x=1-2", "tel:+1;x=12", false}, /* no number that is known to be one */
        {"tel:+1;x", "tel:+1", false},          /* one more parameter is another number */
        {"tel:+1", "sip:+1@h;user=phone", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_same(cases[i].a, cases[i].b, cases[i].same);
    }
}

Test(uri_same, other_schemes_byte_for_byte)
{
    assert_same("http://h/a", "HTTP://h/a", true);
    assert_same("http://h/a", "http://h/A", false);
    assert_same("http://h/a", "https://h/a", false);
    assert_same("urn:service:sos", "sip:h", false);
}

Test(uri_same, escapes_are_undone)
{
    static const struct {
        const char *text;
        int length; /* or a status */
        const char *plain;
    } cases[] = {
        {"", 0, ""},
        {"a%20b", 3, "a b"},
        {"%41%6a%6A", 3, "Ajj"},
        {"%25", 1, "%"},
        {"%2525", 3, "%25"},
        {"12345678", 8, "12345678"},
        {"%31%32%33%34%35%36%37%38", 8, "12345678"},
        {"123456789", HF_E_SPACE, NULL},
        {"%", HF_E_MALFORMED, NULL},
        {"a%4", HF_E_MALFORMED, NULL},
        {"%4g", HF_E_MALFORMED, NULL},
        {"%g4", HF_E_MALFORMED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[9] = "########";
        int result = hf_sip_unescape(hf_slice_text(cases[i].text), out, 8);
        cr_assert_eq(result, cases[i].length, "%s: %d", cases[i].text, result);
        cr_assert_eq(out[8], '\0');
        if (result >= 0) {
            assert_slice(bytes_of(out, (size_t)result), cases[i].plain);
        }
    }
    char zero[1] = {'x'};
    cr_assert_eq(hf_sip_unescape(hf_slice_text("%00"), zero, 1), 1);
    cr_assert_eq(zero[0], '\0');
}

Test(uri_same, a_loose_router_says_so)
{
    static const struct {
        const char *text;
        bool loose;
    } cases[] = {
        {"sip:h;%6c%72", true}, {"sip:h;lr", true},      {"sip:h;x=y;LR;z", true},
        {"sip:h;lr=on", true},  {"sip:h", false},        {"sip:h;lrx", false},
        {"sip:h;x=lr", false},  {"sip:a;lr@h;x", false}, {"sip:h?lr=1", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_uri uri = uri_of(cases[i].text);
        cr_assert_eq(hf_sip_uri_is_loose(&uri), cases[i].loose, "%s", cases[i].text);
    }
}
