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
        {"a", "Accept-Contact"},
        {"b", "Referred-By"},
        {"c", "Content-Type"},
        {"d", "Request-Disposition"},
        {"e", "Content-Encoding"},
        {"f", "From"},
        {"i", "Call-ID"},
        {"j", "Reject-Contact"},
        {"k", "Supported"},
        {"l", "Content-Length"},
        {"m", "Contact"},
        {"n", "Identity-Info"},
        {"o", "Event"},
        {"r", "Refer-To"},
        {"s", "Subject"},
        {"t", "To"},
        {"u", "Allow-Events"},
        {"v", "Via"},
        {"x", "Session-Expires"},
        {"y", "Identity"},
        {"V", "Via"},
        {"g", ""},
        {"h", ""},
        {"p", ""},
        {"q", ""},
        {"w", ""},
        {"z", ""},
        {"1", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned id = hf_sip_header_lookup(hf_slice_text(cases[i].compact));
        cr_assert_str_eq(hf_sip_header_name(id), cases[i].name);
    }
}

/* RFC 3261 20, in its order. */
Test(header, every_field_of_section_20_is_known)
{
    static const char *const names[] = {
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Alert-Info",
        "Allow",
        "Authentication-Info",
        "Authorization",
        "Call-ID",
        "Call-Info",
        "Contact",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Type",
        "CSeq",
        "Date",
        "Error-Info",
        "Expires",
        "From",
        "In-Reply-To",
        "Max-Forwards",
        "Min-Expires",
        "MIME-Version",
        "Organization",
        "Priority",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Require",
        "Record-Route",
        "Reply-To",
        "Require",
        "Retry-After",
        "Route",
        "Server",
        "Subject",
        "Supported",
        "Timestamp",
        "To",
        "Unsupported",
        "User-Agent",
        "Via",
        "Warning",
        "WWW-Authenticate",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsigned id = hf_sip_header_lookup(hf_slice_text(names[i]));
        cr_assert_neq(id, HF_HEADER_OTHER, "%s", names[i]);
        cr_assert_str_eq(hf_sip_header_name(id), names[i]);
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
