/* SPDX-License-Identifier: Apache-2.0 */
/* Places: each has a number of its own, and the number says what it is. */
#include "support.h"

Test(places, are_numbered_without_gaps_and_back)
{
    int seen[HF_PLACES] = {0};

    seen[0] = 1; /* the line */
    for (unsigned server = 1; server <= HF_LINE_SERVERS; server++) {
        for (unsigned proxy = 0; proxy <= HF_SERVER_PROXIES; proxy++) {
            unsigned place = hf_place_of(server, proxy);

            cr_assert_lt(place, (unsigned)HF_PLACES);
            cr_assert_eq(seen[place]++, 0, "place %u stands for two", place);
            cr_assert_eq(hf_place_server(place), server);
            cr_assert_eq(hf_place_proxy(place), proxy);
        }
    }
    for (unsigned place = 0; place < HF_PLACES; place++)
        cr_assert_eq(seen[place], 1, "place %u stands for nothing", place);
    cr_assert_eq(hf_place_server(0), 0u);
    cr_assert_eq(hf_place_proxy(0), 0u);
}

Test(places, each_dialect_has_a_vendor_and_a_name)
{
    for (int dialect = HF_DIALECT_UNKNOWN + 1; dialect < HF_DIALECT_COUNT; dialect++) {
        cr_assert_str_neq(hf_dialect_vendor((enum hf_dialect)dialect), "unknown");
        cr_assert_str_neq(hf_dialect_name((enum hf_dialect)dialect), "unknown");
    }
    cr_assert_str_eq(hf_dialect_vendor(HF_DIALECT_FANVIL_XML_OLD), "fanvil");
    cr_assert_str_eq(hf_dialect_vendor(HF_DIALECT_NATIVE), "native");
    cr_assert_str_eq(hf_dialect_vendor(HF_DIALECT_UNKNOWN), "unknown");
}
