/* SPDX-License-Identifier: Apache-2.0 */
/* Elements, parameters, addresses, quoted strings. */
#include "support.h"

static struct hf_sip_message message_of(const char *text)
{
    struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0, "%s", m.error.what);
    return m;
}

Test(value, elements_end_at_commas_outside_quotes_and_brackets)
{
    struct hf_sip_message m = message_of("SIP/2.0 200 OK\r\n"
                                         "Contact: \"a, b\" <sip:x@h;p=1,2>;q=1 , <sip:y@h>\r\n"
                                         "m: *\r\nContact: \"\\\",\" <sip:z@h>\r\n\r\n");
    static const char *const expected[] = {"\"a, b\" <sip:x@h;p=1,2>;q=1", "<sip:y@h>", "*",
                                           "\"\\\",\" <sip:z@h>"};
    struct hf_sip_each each;
    struct hf_slice element;
    hf_sip_each_start(&each, &m, HF_HEADER_CONTACT);
    for (size_t i = 0; i < 4; i++) {
        cr_assert(hf_sip_each_next(&each, &element));
        assert_slice(element, expected[i]);
    }
    cr_assert(!hf_sip_each_next(&each, &element));
}

Test(value, empty_elements_are_passed_over)
{
    struct hf_sip_message m = message_of("SIP/2.0 200 OK\r\nContact:\r\nm: ,, <sip:x@h> , ,\r\n"
                                         "Contact: ,\r\nm: *,\r\n\r\n");
    static const char *const expected[] = {"<sip:x@h>", "*"};
    struct hf_sip_each each;
    struct hf_slice element;
    hf_sip_each_start(&each, &m, HF_HEADER_CONTACT);
    for (size_t i = 0; i < 2; i++) {
        cr_assert(hf_sip_each_next(&each, &element));
        assert_slice(element, expected[i]);
    }
    cr_assert(!hf_sip_each_next(&each, &element));
}

Test(value, parameters_are_read_with_and_without_values)
{
    struct hf_slice params = hf_slice_text(" ; lr;a = b;c=\"d;\\\"e\" ;received=[2001:db8::1]");
    struct hf_sip_param p;
    cr_assert(hf_sip_param_next(&params, &p));
    assert_slice(p.name, "lr");
    cr_assert(!p.has_value);
    cr_assert(hf_sip_param_next(&params, &p));
    assert_slice(p.name, "a");
    assert_slice(p.value, "b");
    cr_assert(hf_sip_param_next(&params, &p));
    assert_slice(p.value, "d;\\\"e");
    cr_assert(p.quoted);
    cr_assert(hf_sip_param_next(&params, &p));
    assert_slice(p.value, "[2001:db8::1]");
    cr_assert(!hf_sip_param_next(&params, &p));
    cr_assert_eq(params.length, 0);
}

Test(value, empty_parameters_and_values_are_passed_over)
{
    struct hf_slice params = hf_slice_text(";; a ; ;b=;c= ;d= 1;\r\n ;");
    static const struct {
        const char *name, *value;
    } expected[] = {{"a", ""}, {"b", ""}, {"c", ""}, {"d", "1"}};
    struct hf_sip_param p;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        cr_assert(hf_sip_param_next(&params, &p), "%s", expected[i].name);
        assert_slice(p.name, expected[i].name);
        assert_slice(p.value, expected[i].value);
        cr_assert_eq(p.has_value, expected[i].value[0] != '\0', "%s", expected[i].name);
    }
    cr_assert(!hf_sip_param_next(&params, &p));
    cr_assert_eq(params.length, 0);
    params = hf_slice_text(";;");
    cr_assert(!hf_sip_param_next(&params, &p));
    cr_assert_eq(params.length, 0);
}

Test(value, what_is_no_parameter_stays_unread)
{
    static const char *const cases[] = {";=",   ";;=a",   ";a=\"b", "x",
                                        ";a b", ";a=b,c", ";a= <",  ";,"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_slice params = hf_slice_text(cases[i]);
        struct hf_sip_param p;
        while (hf_sip_param_next(&params, &p)) {
        }
        cr_assert_neq(params.length, 0, "%s", cases[i]);
    }
}

Test(value, addresses)
{
    static const struct {
        const char *text, *display, *uri, *params; /* uri NULL: malformed */
    } cases[] = {
        {"<sip:a@b>", "", "sip:a@b", ""},
        {"sip:a@b;tag=1", "", "sip:a@b", ";tag=1"},
        {"Bob Smith <sip:a@b;x=y>;tag=1", "Bob Smith", "sip:a@b;x=y", ";tag=1"},
        {"\"B, \\\"<x>\" <sip:a@b> ;tag=1", "B, \\\"<x>", "sip:a@b", ";tag=1"},
        {"\"\"<sip:a@b>", "", "sip:a@b", ""},
        {"*", "", "*", ""},
        {"tel:+1-201", "", "tel:+1-201", ""},
        {"J\xC3\xB6rg <sip:a@b>", "J\xC3\xB6rg", "sip:a@b", ""},
        {"\"J\xC3\xB6rg\"<sip:a@b>", "J\xC3\xB6rg", "sip:a@b", ""},
        {"100@pbx (hall) <sip:a@b>", "100@pbx (hall)", "sip:a@b", ""},
        {"A\r\n B\t<\tsip:a@b >\r\n ; tag = 1", "A\r\n B", "sip:a@b", "; tag = 1"},
        {"<sip:a,b;c?d=e@b>", "", "sip:a,b;c?d=e@b", ""},
        {"<http://h/a?b,c>;x", "", "http://h/a?b,c", ";x"},
        {"<sip:a@b>;;x;", "", "sip:a@b", ";;x;"},
        {"sip:c@d <sip:a@b>", NULL, NULL, NULL},
        {"a;b <sip:a@b>", NULL, NULL, NULL},
        {"a\\ <sip:a@b>", NULL, NULL, NULL},
        {"a> <sip:a@b>", NULL, NULL, NULL},
        {"a\"b\" <sip:a@b>", NULL, NULL, NULL},
        {"\"a\" b <sip:a@b>", NULL, NULL, NULL},
        {"sip:a@b,c", NULL, NULL, NULL},
        {"Bell, Alexander <sip:a@b>", NULL, NULL, NULL},
        {"<sip:a@b", NULL, NULL, NULL},
        {"\"a <sip:a@b>", NULL, NULL, NULL},
        {"\"a\" sip:a@b", NULL, NULL, NULL},
        {"<>", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
        {";tag=1", NULL, NULL, NULL},
        {"sip:a@b?x=y", NULL, NULL, NULL},
        {"<sip:a@b>;=x", NULL, NULL, NULL},
        {"<sip:a@b> x", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_address address;
        struct hf_sip_error error = {NULL, 0};
        int result = hf_sip_address_parse(hf_slice_text(cases[i].text), &address, &error);
        cr_assert_eq(result == 0, cases[i].uri != NULL, "%s", cases[i].text);
        if (result < 0) {
            cr_assert_not_null(error.what);
            cr_assert_leq(error.at, strlen(cases[i].text));
            continue;
        }
        assert_slice(address.display, cases[i].display);
        assert_slice(address.uri, cases[i].uri);
        assert_slice(address.params, cases[i].params);
        cr_assert_eq(address.star, strcmp(cases[i].text, "*") == 0);
    }
}

Test(value, escapes_of_a_quoted_string_are_undone)
{
    char text[8];
    cr_assert_eq(hf_sip_unquote(hf_slice_text("a\\\"b\\\\"), text, sizeof text), 4);
    cr_assert_eq(memcmp(text, "a\"b\\", 4), 0);
    cr_assert_eq(hf_sip_unquote(hf_slice_text("123456789"), text, sizeof text), HF_E_SPACE);
}
