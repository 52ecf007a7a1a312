/* SPDX-License-Identifier: Apache-2.0 */
/* Values with parameters, options, RAck, Timestamp, Warning, routes, as tables of cases. */
#include "support.h"

#define HEAD "SIP/2.0 200 OK\r\n"

static struct hf_sip_message with(const char *fields)
{
    static char text[2048];
    struct hf_sip_message m;
    snprintf(text, sizeof text, HEAD "%s\r\n", fields);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0, "%s", m.error.what);
    return m;
}

Test(item, a_value_and_its_parameters)
{
    static const struct {
        const char *text, *value, *params; /* value NULL: malformed */
        size_t at;
    } cases[] = {
        {"presence", "presence", "", 0},
        {"message-summary ;id=7", "message-summary", ";id=7", 0},
        {"application/sdp;charset=\"utf-8\"", "application/sdp", ";charset=\"utf-8\"", 0},
        {"text / plain", "text / plain", "", 0},
        {"text\r\n /\tplain ; a", "text\r\n /\tplain", "; a", 0},
        {"*/*", "*/*", "", 0},
        {"active;expires=600;reason = deactivated", "active", ";expires=600;reason = deactivated",
         0},
        {"1800;refresher=uac", "1800", ";refresher=uac", 0},
        {"SIP ;cause=200 ;text=\"Call; elsewhere\"", "SIP", ";cause=200 ;text=\"Call; elsewhere\"",
         0},
        {"a\"<9@h;to-tag=1;from-tag=2;early-only", "a\"<9@h", ";to-tag=1;from-tag=2;early-only", 0},
        {"", NULL, NULL, 0},
        {";a", NULL, NULL, 0},
        {"a b", NULL, NULL, 0},
        {"a, b", NULL, NULL, 0},
        {"a,b", NULL, NULL, 0},
        {"/ a b", NULL, NULL, 0},
        {"a;;b=;", "a", ";;b=;", 0},
        {"a;=b", NULL, NULL, 1},
        {"a;b=\"c", NULL, NULL, 1},
        {"a;b c", NULL, NULL, 4},
        {"a;b=c,d", NULL, NULL, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_item item;
        struct hf_sip_error error = {NULL, 99};
        int result = hf_sip_item_parse(hf_slice_text(cases[i].text), &item, &error);
        cr_assert_eq(result, cases[i].value != NULL ? 0 : HF_E_MALFORMED, "%s", cases[i].text);
        if (result == 0) {
            assert_slice(item.value, cases[i].value);
            assert_slice(item.params, cases[i].params);
        } else {
            cr_assert_eq(error.at, cases[i].at, "%s: %s at %zu", cases[i].text, error.what,
                         error.at);
        }
    }
}

Test(item, of_a_field_that_stands_once)
{
    struct hf_sip_message m = with("c: application/sdp\r\nEvent: x y\r\no: presence\r\n");
    struct hf_sip_item item;
    struct hf_sip_error error = {NULL, 0};
    cr_assert_eq(hf_sip_item(&m, HF_HEADER_CONTENT_TYPE, &item, NULL), 1);
    assert_slice(item.value, "application/sdp");
    cr_assert_eq(hf_sip_item(&m, HF_HEADER_CONTENT_DISPOSITION, &item, NULL), 0);
    cr_assert_eq(hf_sip_item(&m, HF_HEADER_EVENT, &item, &error), HF_E_MALFORMED);
    cr_assert_eq(memcmp(m.bytes + error.at, "x y", 3), 0, "at %zu", error.at);
}

Test(item, lists_are_gone_through_without_their_empty_elements)
{
    static const char *const expected[] = {"application/sdp", "text/*", "*/*", "a/b"};
    struct hf_sip_message m = with("Accept: application/sdp;q=1,, text/*\r\nAccept:\r\n"
                                   "Accept: */*;q=\"a,b\"\r\nAccept: bad one\r\nAccept: a/b,\r\n");
    struct hf_sip_each each;
    struct hf_sip_item item;
    hf_sip_each_start(&each, &m, HF_HEADER_ACCEPT);
    for (size_t i = 0; i < 4; i++) {
        if (i == 3) { /* what is malformed does not end the list */
            cr_assert_eq(hf_sip_item_next(&each, &item, NULL), HF_E_MALFORMED);
        }
        cr_assert_eq(hf_sip_item_next(&each, &item, NULL), 1);
        assert_slice(item.value, expected[i]);
    }
    cr_assert_eq(hf_sip_item_next(&each, &item, NULL), 0);
}

Test(item, a_media_type_is_known_with_white_space_in_it)
{
    static const struct {
        const char *value, *text;
        bool is;
    } cases[] = {
        {"application/sdp", "application/sdp", true},
        {"Application /\tSDP", "application/sdp", true},
        {"application/sdp", "application/sd", false},
        {"application/sd", "application/sdp", false},
        {"application/sdq", "application/sdp", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_item item;
        cr_assert_eq(hf_sip_item_parse(hf_slice_text(cases[i].value), &item, NULL), 0);
        cr_assert_eq(hf_sip_item_is(&item, cases[i].text), cases[i].is, "%s", cases[i].value);
    }
}

Test(item, options_are_found_in_every_field_of_their_list)
{
    struct hf_sip_message m = with(
        "Supported: timer , replaces\r\nk: 100REL,\r\nRequire:\r\nAllow: INVITE,ACK\r\n"
        "Accept-Encoding: gzip;q=0.5, identity\r\nUnsupported: a b, foo\r\n");
    static const struct {
        unsigned id;
        const char *option;
        bool has;
    } cases[] = {
        {HF_HEADER_SUPPORTED, "timer", true},      {HF_HEADER_SUPPORTED, "replaces", true},
        {HF_HEADER_SUPPORTED, "100rel", true},     {HF_HEADER_SUPPORTED, "100", false},
        {HF_HEADER_SUPPORTED, "", false},          {HF_HEADER_REQUIRE, "timer", false},
        {HF_HEADER_PROXY_REQUIRE, "timer", false}, {HF_HEADER_ALLOW, "ACK", true},
        {HF_HEADER_ALLOW, "ack", false},           {HF_HEADER_ACCEPT_ENCODING, "GZIP", true},
        {HF_HEADER_UNSUPPORTED, "foo", true},      {HF_HEADER_UNSUPPORTED, "a", false},
        {HF_HEADER_OTHER, "timer", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_sip_has_option(&m, cases[i].id, cases[i].option), cases[i].has, "%s: %s",
                     hf_sip_header_name(cases[i].id), cases[i].option);
    }
}

Test(item, rack)
{
    static const struct {
        const char *text;
        int result;
        uint32_t rseq, cseq;
        const char *method;
    } cases[] = {
        {"RAck: 776656 1 INVITE\r\n", 1, 776656, 1, "INVITE"},
        {"rack: 4294967295\r\n 4294967295\tX\r\n", 1, UINT32_MAX, UINT32_MAX, "X"},
        {"", 0, 0, 0, NULL},
        {"RAck: 1 INVITE\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck: 1 2\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck: 1 2 INVITE x\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck: 4294967296 2 INVITE\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck: 1 4294967296 INVITE\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck: 1,2 INVITE\r\n", HF_E_MALFORMED, 0, 0, NULL},
        {"RAck:\r\n", HF_E_MALFORMED, 0, 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_sip_message m = with(cases[i].text);
        struct hf_sip_rack rack;
        struct hf_sip_error error = {NULL, 0};
        cr_assert_eq(hf_sip_rack(&m, &rack, &error), cases[i].result, "%s", cases[i].text);
        if (cases[i].result == 1) {
            cr_assert_eq(rack.rseq, cases[i].rseq);
            cr_assert_eq(rack.cseq.number, cases[i].cseq);
            assert_slice(rack.cseq.method, cases[i].method);
        } else if (cases[i].result < 0) {
            cr_assert_eq(error.at, strlen(HEAD "RAck:") + (cases[i].text[5] == ' '));
        }
    }
}

Test(item, timestamp)
{
    static const struct {
        const char *text, *at, *delay; /* at NULL: malformed */
    } cases[] = {
        {"54", "54", ""},      {"54.21", "54.21", ""}, {"54. 0.3", "54.", "0.3"},
        {"5 .3", "5", ".3"},   {"5\r\n  2", "5", "2"}, {"5 .", "5", "."},
        {"", NULL, NULL},      {".5", NULL, NULL},     {"5.3.1", NULL, NULL},
        {"5 1 2", NULL, NULL}, {"x", NULL, NULL},      {"5x", NULL, NULL},
        {"-1", NULL, NULL},    {"5 x", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[64];
        struct hf_sip_timestamp timestamp;
        snprintf(field, sizeof field, "Timestamp: %s\r\n", cases[i].text);
        struct hf_sip_message m = with(field);
        int result = hf_sip_timestamp(&m, &timestamp, NULL);
        cr_assert_eq(result, cases[i].at != NULL ? 1 : HF_E_MALFORMED, "%s", cases[i].text);
        if (result == 1) {
            assert_slice(timestamp.at, cases[i].at);
            assert_slice(timestamp.delay, cases[i].delay);
        }
    }
    struct hf_sip_message m = with("");
    struct hf_sip_timestamp timestamp;
    cr_assert_eq(hf_sip_timestamp(&m, &timestamp, NULL), 0);
}

Test(item, warnings)
{
    struct hf_sip_message m = with(
        "Warning: 307 isi.edu \"Session parameter 'foo', not understood\",\r\n"
        " 301 [2001:db8::1]:5060 \"a \\\"b\\\"\"\r\nWarning: 399  phone\t\"\"\r\n"
        "Warning: 100 x \"\"\r\nWarning: 999 x \"\"\r\n");
    static const struct {
        unsigned code;
        const char *agent, *text;
    } expected[] = {{307, "isi.edu", "Session parameter 'foo', not understood"},
                    {301, "[2001:db8::1]:5060", "a \\\"b\\\""},
                    {399, "phone", ""},
                    {100, "x", ""},
                    {999, "x", ""}};
    struct hf_sip_each each;
    struct hf_sip_warning warning;
    hf_sip_each_start(&each, &m, HF_HEADER_WARNING);
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(hf_sip_warning_next(&each, &warning, NULL), 1);
        cr_assert_eq(warning.code, expected[i].code);
        assert_slice(warning.agent, expected[i].agent);
        assert_slice(warning.text, expected[i].text);
    }
    cr_assert_eq(hf_sip_warning_next(&each, &warning, NULL), 0);
}

Test(item, what_is_no_warning_is_refused)
{
    static const char *const cases[] = {
        ";",          "307",           "307 h",         "307 h text", "37 h \"t\"",  "3070 h \"t\"",
        "307h \"t\"", "307 h\"t\"",    "307 h \"t\" x", "307 h \"t",  "099 h \"t\"", "307 \"t\"",
        "x h \"t\"",  "307 h i \"t\"",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[64];
        snprintf(field, sizeof field, "Warning: %s\r\n", cases[i]);
        struct hf_sip_message m = with(field);
        struct hf_sip_each each;
        struct hf_sip_warning warning;
        struct hf_sip_error error = {NULL, 0};
        hf_sip_each_start(&each, &m, HF_HEADER_WARNING);
        cr_assert_eq(hf_sip_warning_next(&each, &warning, &error), HF_E_MALFORMED, "%s", cases[i]);
        cr_assert_not_null(error.what);
    }
}

Test(item, routes_in_their_order_with_what_kind_of_router_they_are)
{
    struct hf_sip_message m = with("Record-Route: <sip:p1;lr>;x=y , \"P, 2\" <sips:p2:5071>\r\n"
                                   "Record-Route: <sip:p3;transport=tcp;lr=on>\r\n");
    static const struct {
        const char *host;
        unsigned port;
        bool loose;
    } expected[] = {{"p1", 0, true}, {"p2", 5071, false}, {"p3", 0, true}};
    struct hf_sip_each each;
    struct hf_sip_route route;
    hf_sip_each_start(&each, &m, HF_HEADER_RECORD_ROUTE);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(hf_sip_route_next(&each, &route, NULL), 1);
        assert_slice(route.uri.host, expected[i].host);
        cr_assert_eq(route.uri.port, expected[i].port);
        cr_assert_eq(route.loose, expected[i].loose, "%s", expected[i].host);
    }
    cr_assert_eq(hf_sip_route_next(&each, &route, NULL), 0);
}

Test(item, what_is_no_route_is_refused_where_it_is_wrong)
{
    static const struct {
        const char *text;
        size_t at; /* behind "Route: " */
    } cases[] = {
        {"sip:p1;lr", 0}, {";", 0},          {"*", 0},          {"<sip:p1", 0},
        {"<p1;lr>", 1},   {"<sip:p1:0>", 8}, {"<sip:p1>;=", 8}, {"<sip:p1> x", 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[64];
        snprintf(field, sizeof field, "Route: %s\r\n", cases[i].text);
        struct hf_sip_message m = with(field);
        struct hf_sip_each each;
        struct hf_sip_route route;
        struct hf_sip_error error = {NULL, 0};
        hf_sip_each_start(&each, &m, HF_HEADER_ROUTE);
        cr_assert_eq(hf_sip_route_next(&each, &route, &error), HF_E_MALFORMED, "%s", cases[i].text);
        size_t begin = strlen(HEAD "Route: ");
        cr_assert_eq(error.at, begin + cases[i].at, "%s: %s at %zu", cases[i].text, error.what,
                     error.at - begin);
    }
}
