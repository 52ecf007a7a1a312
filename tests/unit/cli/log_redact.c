/* SPDX-License-Identifier: Apache-2.0 */
/* What stands for what in a redacted log: consistent, different for different things, and never a
 * thing that had to go. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "log_redact.h"

#define MANY 3000

static const uint8_t key[HF_REDACT_KEY] = {1, 2, 3};

static const char *changed(struct hf_redact_map *map, enum hf_redact_text_kind kind,
                           const char *text)
{
    static char outs[4][512];
    static unsigned next;
    char *out = outs[next++ % 4];
    struct hf_redact_text change = {
        .in = (const uint8_t *)text, .n_in = strlen(text), .out = (uint8_t *)out, .size = 511};

    cr_assert_eq(hf_redact_text(map, kind, &change), 0);
    out[change.n_out] = '\0';
    return out;
}

Test(log_redact, parts_of_names_stay_equal)
{
    struct hf_redact_map *map = hf_redact_map_new(key);
    const char *one, *two, *again;

    cr_expect_str_eq(changed(map, HF_REDACT_HOST, "one.example.test"), "one.example.test",
                     "nothing is replaced while things are collected");
    hf_redact_map_close(map);
    one = changed(map, HF_REDACT_HOST, "one.example.test");
    two = changed(map, HF_REDACT_HOST, "TWO.Example.test");
    cr_expect_str_neq(one, two);
    cr_expect_str_eq(strchr(one, '.'), strchr(two, '.'));
    again = changed(map, HF_REDACT_FREELY, "one.example.test");
    cr_expect_str_eq(one, again);
    cr_expect_null(strstr(one, "test"));
    hf_redact_map_free(map);
}

Test(log_redact, shape_stays)
{
    struct hf_redact_map *map = hf_redact_map_new(key);
    const char *text;
    char word[32];
    unsigned number;

    hf_redact_map_close(map);
    text = changed(map, HF_REDACT_HOST, "_sip._udp.example.test.");
    cr_expect_eq(strncmp(text, "_sip._udp.", 10), 0);
    cr_expect_eq(text[strlen(text) - 1], '.');
    text = changed(map, HF_REDACT_HOST, "_mustermann._tcp._hospital.test");
    cr_expect_null(strstr(text, "mustermann"));
    cr_expect_null(strstr(text, "hospital"));
    cr_expect_not_null(strstr(text, "._tcp."));
    cr_expect_null(strstr(changed(map, HF_REDACT_HOST, "_s.test"), "_s"));
    text = changed(map, HF_REDACT_HOST, "192.0.2.1");
    cr_expect_eq(sscanf(text, "10.%u.", &number), 1);
    text = changed(map, HF_REDACT_HOST, "[2001:db8::1]");
    cr_expect_eq(strncmp(text, "[fd", 3), 0);
    cr_expect_eq(text[strlen(text) - 1], ']');
    cr_expect_eq(strncmp(changed(map, HF_REDACT_HOST, "2001:db8::1"), "fd", 2), 0);
    text = changed(map, HF_REDACT_NOTE, "a response without a sound Via from smithers, 4711");
    cr_expect_eq(sscanf(text, "a response without a sound Via from %31[a-z], %u", word, &number),
                 2);
    cr_expect_str_neq(word, "smithers");
    cr_expect_neq(number, 4711);
    hf_redact_map_free(map);
}

Test(log_redact, a_word_of_ours_that_is_a_name_goes_too)
{
    struct hf_redact_map *map = hf_redact_map_new(key);

    changed(map, HF_REDACT_HOST, "server.test");
    hf_redact_map_close(map);
    cr_expect_null(strstr(changed(map, HF_REDACT_NOTE, "no such server or target"), "server"));
    hf_redact_map_free(map);
}

/* Short words and small numbers: what is put in comes from a small space. */
Test(log_redact, different_things_stay_different_and_none_comes_back)
{
    struct hf_redact_map *map = hf_redact_map_new(key);
    static char froms[MANY][16], tos[MANY][512];

    for (unsigned i = 0; i < MANY; i++) {
        snprintf(froms[i], sizeof(froms[i]), "%u", i);
        changed(map, HF_REDACT_FREELY, froms[i]);
    }
    hf_redact_map_close(map);
    for (unsigned i = 0; i < MANY; i++)
        strcpy(tos[i], changed(map, HF_REDACT_FREELY, froms[i]));
    for (unsigned i = 0; i < MANY; i++) {
        cr_assert_str_eq(tos[i], changed(map, HF_REDACT_FREELY, froms[i]));
        for (unsigned k = 0; k < MANY; k++) {
            cr_assert(i == k || strcmp(tos[i], tos[k]) != 0, "%s and %s", froms[i], froms[k]);
            cr_assert_str_neq(tos[i], froms[k]);
        }
    }
    cr_expect_not(hf_redact_map_failed(map));
    cr_expect_eq(hf_redact_map_different(map, HF_REDACT_NUMBER), MANY);
    cr_expect_eq(hf_redact_map_times(map, HF_REDACT_NUMBER), 2 * MANY);
    hf_redact_map_free(map);
}

/* B7: by where SRV targets stand among one another; as texts, addresses too. */
Test(log_redact, hosts_stay_in_their_order)
{
    static const char *const hosts[] = {"192.0.2.1",  "192.0.2.10",   "192.0.2.100", "192.0.2.2",
                                        "192.0.2.30", "198.51.100.9", "alpha",       "beta"};
    struct hf_redact_map *map = hf_redact_map_new(key);
    char before[512] = "";

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
        changed(map, HF_REDACT_HOST, hosts[i]);
    hf_redact_map_close(map);
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        const char *now = changed(map, HF_REDACT_HOST, hosts[i]);

        cr_assert_lt(strcmp(before, now), 0, "%s behind %s", now, before);
        snprintf(before, sizeof(before), "%s", now);
    }
    hf_redact_map_free(map);
}

Test(log_redact, what_the_tables_do_not_name_is_left_out)
{
    struct hf_redact_map *map = hf_redact_map_new(key);
    /* Event {at_us 5, started {}, member 60: bytes "name"}. */
    static const uint8_t event[] = {0x08, 5, 0x1A, 0, 0xE2, 0x03, 4, 'n', 'a', 'm', 'e'};
    uint8_t out[64];
    struct hf_redact_wire wire = {
        .in = event, .n_in = sizeof(event), .out = out, .size = sizeof(out)};

    hf_redact_map_close(map);
    cr_assert_eq(hf_redact_wire(map, HF_REDACT_EVENT, &wire), 0);
    cr_expect_eq(wire.dropped, 1);
    cr_assert_eq(wire.n_out, 4);
    cr_expect_arr_eq(out, event, 4);
    for (size_t n = 0; n < sizeof(event); n++) { /* cut anywhere: refused, or less of it */
        wire.n_in = n;
        (void)hf_redact_wire(map, HF_REDACT_EVENT, &wire);
        cr_expect_leq(wire.n_out, n);
    }
    wire.n_in = sizeof(event);
    wire.size = 3;
    cr_expect_eq(hf_redact_wire(map, HF_REDACT_EVENT, &wire), -1);
    hf_redact_map_free(map);
}
