/* SPDX-License-Identifier: Apache-2.0 */
/* The begin of an XML document. */
#include "xml_encoding.h"

#include "support.h"

#define DECLARED(name) "<?xml version=\"1.0\" encoding=\"" name "\"?>\n"

static const struct {
    const char *text, *encoding;
    size_t skip;
    unsigned lines, latin1_line;
} cases[] = {
    {"<a/>", "UTF-8", 0, 0, 0},
    {"\xEF\xBB\xBF<a>\xC3\xBC</a>", "UTF-8", 3, 0, 0},
    {"\xEF\xBB\xBF" DECLARED("ISO-8859-1") "<a>\xC3\xBC</a>", "UTF-8", 3, 0, 0},
    {"\xEF\xBB\xBF" DECLARED("GB2312") "<a>\xFC</a>", "ISO-8859-1", 3, 0, 2},
    {" \r\n\r\n<a/>", "UTF-8", 5, 2, 0},
    {"<a>\xC3\xBC</a>", NULL, 0, 0, 0},
    {"<a>\n\xFC</a>", "ISO-8859-1", 0, 0, 2},
    {"\r\n<a>\n\xFC</a>", "ISO-8859-1", 2, 1, 3},
    {DECLARED("UTF-8") "<a>\xFC</a>", "ISO-8859-1", 0, 0, 2},
    {DECLARED("utf-8") "<a>\xFC</a>", "ISO-8859-1", 0, 0, 2},
    {"<?xml version='1.0' encoding = 'UTF-8' ?><a>\xFC</a>", "ISO-8859-1", 0, 0, 1},
    {"<?xml version='1.0'?><a encoding='ISO-8859-1'>\xFC</a>", "ISO-8859-1", 0, 0, 1},
    {DECLARED("ISO-8859-1") "<a>\xFC</a>", NULL, 0, 0, 0},
    {DECLARED("ISO-8859-1") "<a>\xC3\xBC</a>", NULL, 0, 0, 0},
    {DECLARED("UTF-80") "<a>\xFC</a>", NULL, 0, 0, 0},
    {DECLARED("GB2312") "<a>u</a>", "UTF-8", 0, 0, 0},
    {"<?xml encoding=\"\xFC", "ISO-8859-1", 0, 0, 1},
    {"", "UTF-8", 0, 0, 0},
};

Test(xml_encoding, is_what_the_document_says_unless_its_bytes_say_otherwise)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_xml_start start = hf_xml_start(cases[i].text, strlen(cases[i].text));

        cr_assert_eq(start.encoding == NULL, cases[i].encoding == NULL, "case %zu", i);
        if (start.encoding != NULL)
            cr_assert_str_eq(start.encoding, cases[i].encoding, "case %zu", i);
        cr_assert_eq(start.skip, cases[i].skip, "case %zu", i);
        cr_assert_eq(start.lines, cases[i].lines, "case %zu", i);
        cr_assert_eq(start.latin1_line, cases[i].latin1_line, "case %zu: %u", i, start.latin1_line);
    }
}

static const struct {
    const char *text, *root; /* NULL: no XML */
} roots[] = {
    {"<sysConf>", "sysConf"},
    {"<sysConf", "sysConf"},
    {"<sysConf/>", "sysConf"},
    {"<sysConf a='1'>", "sysConf"},
    {"\xEF\xBB\xBF\r\n <?xml version='1.0'?>\n<!-- <a> -->\n<b>", "b"},
    {"<!DOCTYPE sysConf [<!ENTITY a \"b\">]><sysConf/>", "!DOCTYPE"},
    {"<!DOCTYPE[", "!DOCTYPE"},
    {"<", ""},
    {"<!-- no end", NULL},
    {"<?xml no end", NULL},
    {"<?xml ?", NULL},
    {"text <a>", NULL},
    {"", NULL},
};

Test(xml_encoding, the_root_is_the_first_element_or_a_document_type)
{
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        size_t length = 0;
        const char *root = hf_xml_root(roots[i].text, strlen(roots[i].text), &length);

        cr_assert_eq(root == NULL, roots[i].root == NULL, "case %zu", i);
        if (root != NULL)
            cr_assert(length == strlen(roots[i].root) && memcmp(root, roots[i].root, length) == 0,
                      "case %zu: %.*s", i, (int)length, root);
    }
}
