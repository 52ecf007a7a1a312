/* SPDX-License-Identifier: Apache-2.0 */
/* Names of header fields and methods, compact forms too. */
#include "support.h"

Test(header, every_known_name_is_found_in_any_case)
{
    for (unsigned id = 1; id < HF_HEADER_COUNT; id++) {
        char name[64];
        snprintf(name, sizeof name, "%s", hf_sip_header_name(id));
        cr_assert_eq(hf_sip_header_lookup(hf_slice_text(name)), id, "%s", name);
        for (char *c = name; *c != '\0'; c++) {
            *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
        }
        cr_assert_eq(hf_sip_header_lookup(hf_slice_text(name)), id, "%s", name);
    }
}

Test(header, compact_forms_mean_their_long_names)
{
    static const struct {
        const char *compact, *name;
    } cases[] = {
        {"v", "Via"},          {"f", "From"},
        {"t", "To"},           {"i", "Call-ID"},
        {"m", "Contact"},      {"l", "Content-Length"},
        {"c", "Content-Type"}, {"e", "Content-Encoding"},
        {"k", "Supported"},    {"s", "Subject"},
        {"o", "Event"},        {"r", "Refer-To"},
        {"b", "Referred-By"},  {"x", "Session-Expires"},
        {"V", "Via"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned id = hf_sip_header_lookup(hf_slice_text(cases[i].compact));
        cr_assert_str_eq(hf_sip_header_name(id), cases[i].name);
    }
}

Test(header, other_names_are_other)
{
    static const char *const names[] = {"",      "Vi",        "Viaa",    "z",  "@",
                                        "Froms", "C%6Fntact", "Call_ID", "Tp", "X-Via"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cr_assert_eq(hf_sip_header_lookup(hf_slice_text(names[i])), HF_HEADER_OTHER, "%s",
                     names[i]);
    }
}

Test(header, methods_are_found_and_case_counts)
{
    for (unsigned id = 1; id < HF_METHOD_COUNT; id++) {
        cr_assert_eq(hf_sip_method_lookup(hf_slice_text(hf_sip_method_name(id))), id);
    }
    cr_assert_eq(hf_sip_method_lookup(hf_slice_text("register")), HF_METHOD_OTHER);
    cr_assert_eq(hf_sip_method_lookup(hf_slice_text("RE%47IST%45R")), HF_METHOD_OTHER);
}
