/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings: what a key without a value hides, and what merging costs. */
#include "native_map.h"

#include "support.h"

Test(native_map, a_key_without_a_value_hides_no_other)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "holdfast: 1\nx-a: &a {keepalive_s: 77}\nlines:\n"
                                   "  - <<: *a\n    keepalive_s: ~\n    user: a\n"
                                   "    t1_ms: 400\n    t1_ms:\n"
                                   "    servers: [{host: 192.0.2.1}]\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.keepalive_s, 77u);
    cr_assert_eq(phone.accounts[0].config.t1_ms, 400u);
    hf_phone_config_free(&phone);
}

/* What an alias makes of a value of so many bytes, in so many lines; `key: value`. */
static int read_merged(struct hf_phone_config *phone, const char *key, size_t bytes, unsigned lines)
{
    static const char line[] = "  - {<<: *a, servers: [{host: 192.0.2.1}]}\n";
    char *text = malloc(bytes + lines * strlen(line) + 100), *end = text;
    int result;

    cr_assert_not_null(text);
    end += sprintf(end, "holdfast: 1\nx-a: &a\n  %s: ", key);
    memset(end, 'v', bytes);
    end += bytes;
    end += sprintf(end, "\nlines:\n");
    for (unsigned i = 0; i < lines; i++)
        end += sprintf(end, "%s", line);
    result = read_text(phone, text);
    free(text);
    return result;
}

Test(native_map, what_merging_makes_is_bounded_by_bytes)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;
    size_t bytes = 0;

    cr_assert_eq(read_merged(&phone, "not_known", 1u << 20, 2000), 0);
    cr_assert_eq(phone.unknown_keys, 2000u);
    for (size_t i = 0; i < phone.n_unknown; i++)
        bytes += strlen(phone.unknown[i].value);
    cr_assert_gt(bytes, 0u);
    cr_assert_leq(bytes, HF_UNKNOWN_BYTES);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_merged(&phone, "label", 1u << 20, 200), -1);
    remark = remark_with(&phone, "the aliases (*) of the files make too much text");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 3u, "%u", remark->line);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_merged(&phone, "label", 100, 2000), 0);
    hf_phone_config_free(&phone);
}
