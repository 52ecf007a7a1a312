/* SPDX-License-Identifier: Apache-2.0 */
/* The reference in bindings/vendors/README.md says what the table of keys does: each key with its
 * values, its default and its rule, and no other. */
#include "native_keys.h"
#include "native_map.h"

#include "support.h"

#define README HF_TESTS_DATA "/../../bindings/vendors/README.md"

static const struct {
    const char *heading;
    unsigned server, proxy;
} sections[] = {
    {"### Keys of a line\n", 0, 0},
    {"### Keys of a server\n", 1, 0},
    {"### Keys of an outbound proxy\n", 1, 1},
};

static char *load(void)
{
    char *text = calloc(1, 1 << 16);
    FILE *file = fopen(README, "rb");

    cr_assert_not_null(text);
    cr_assert_not_null(file, "%s", README);
    cr_assert_lt(fread(text, 1, 1 << 16, file), (size_t)(1 << 16));
    fclose(file);
    return text;
}

/* What the column "values" says. */
static void values_of(const struct hf_key *key, char text[256])
{
    size_t n = 0;

    text[0] = '\0';
    if (key->kind == HF_KEY_NUMBER)
        snprintf(text, 256, "%lld to %lld", (long long)key->least, (long long)key->greatest);
    else if (key->kind == HF_KEY_STATUSES)
        snprintf(text, 256, "codes, classes, none");
    else if (key->kind == HF_KEY_HOST)
        snprintf(text, 256, "host");
    else if (key->kind == HF_KEY_TEXT || key->kind == HF_KEY_SECRET)
        snprintf(text, 256, "text, %d bytes", HF_VENDOR_TEXT_MAX);
    else if (key->kind == HF_KEY_PATH)
        snprintf(text, 256, "path, %d bytes", HF_VENDOR_PATH_MAX);
    else if (key->allowed != NULL)
        snprintf(text, 256, "on, off");
    for (int64_t i = 0; key->kind == HF_KEY_WORD && key->allowed == NULL && i <= key->greatest; i++)
        if (key->words[i] != NULL)
            n += (size_t)snprintf(text + n, 256 - n, "%s%s", n > 0 ? ", " : "", key->words[i]);
}

/* What the row of a key begins with, but for the default of what is no setting. */
static void row_of(const struct hf_key *key, char text[512])
{
    struct hf_config config;
    char values[256], by_default[64];
    unsigned place = hf_native_place(key);

    values_of(key, values);
    hf_native_defaults(&config);
    if (key->width > 0) {
        hf_policy_value(&config, key->setting, place, by_default);
        snprintf(text, 512, "\n| `%s` | %s | %s | %s | ", hf_native_word(key), values, by_default,
                 hf_policy_rule(key->setting, place));
    } else {
        snprintf(text, 512, "\n| `%s` | %s | ", hf_native_word(key), values);
    }
}

Test(native_reference, each_key_stands_there_as_the_table_has_it)
{
    char *readme = load();

    for (size_t s = 0; s < sizeof(sections) / sizeof(sections[0]); s++) {
        char *section = strstr(readme, sections[s].heading);
        char *end;
        char kept;
        unsigned n_keys = 0, n_rows = 0;

        cr_assert_not_null(section, "%s", sections[s].heading);
        end = strstr(section + 4, "\n### ");
        cr_assert_not_null(end);
        kept = *end;
        *end = '\0';
        for (size_t i = 0; i < hf_vendor_native.n_keys; i++) {
            const struct hf_key *key = &hf_vendor_native.keys[i];
            char row[512];

            if (key->server != sections[s].server || key->proxy != sections[s].proxy)
                continue;
            n_keys++;
            row_of(key, row);
            cr_assert_not_null(strstr(section, row), "%s lacks%s", sections[s].heading, row);
        }
        for (const char *row = strstr(section, "\n| `"); row != NULL;
             row = strstr(row + 1, "\n| `"))
            n_rows++;
        cr_assert_eq(n_rows, n_keys, "%s has %u rows for %u keys", sections[s].heading, n_rows,
                     n_keys);
        *end = kept;
    }
    free(readme);
}

Test(native_reference, each_key_of_the_phone_stands_there)
{
    char *readme = load();
    char *section = strstr(readme, "### Keys of the phone\n"), *end;
    unsigned n_keys = 0, n_rows = 0;

    cr_assert_not_null(section);
    end = strstr(section + 4, "\n### ");
    cr_assert_not_null(end);
    *end = '\0';
    for (; hf_map_phone_key(n_keys) != NULL; n_keys++) {
        char row[80];

        snprintf(row, sizeof(row), "\n| `%s` | ", hf_map_phone_key(n_keys));
        cr_assert_not_null(strstr(section, row), "lacks%s", row);
    }
    for (const char *row = strstr(section, "\n| `"); row != NULL; row = strstr(row + 1, "\n| `"))
        n_rows++;
    cr_assert_eq(n_rows, n_keys);
    cr_assert_eq(n_keys, (unsigned)HF_OWN_SETTINGS);
    free(readme);
}

Test(native_reference, its_example_is_read_without_an_error)
{
    char *readme = load();
    char *example = strstr(readme, "```yaml\n");
    struct hf_phone_config phone;

    cr_assert_not_null(example);
    example += strlen("```yaml\n");
    cr_assert_not_null(strstr(example, "```"));
    cr_assert_eq(hf_vendors_read_bytes(&phone, "README", example,
                                       (size_t)(strstr(example, "```") - example)),
                 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_eq(phone.n_records, 1u);
    cr_assert_eq(phone.unknown_keys, 0u);
    hf_phone_config_free(&phone);
    free(readme);
}
