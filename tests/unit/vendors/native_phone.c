/* SPDX-License-Identifier: Apache-2.0 */
/* What a native file says of the phone itself: read, refused, written again, compared. */
#include "support.h"

#include "holdfast/vendors/convert.h"

#define LINE       "lines:\n  - user: a\n    servers: [{host: 192.0.2.1}]\n"
#define PHONE(own) "holdfast: 1\nphone:\n" own LINE

static const char all[] = PHONE("  emergency_numbers: [110, \"112\"]\n"
                                "  dial_plan: \"[1-9]xxx|0x.T\"\n"
                                "  codecs: [OPUS, pcma]\n"
                                "  country: DE\n"
                                "  rtp_ports: 20000-20099\n"
                                "  hal: \"wav:in=a b.wav\"\n");

static const char *const meant[HF_OWN_SETTINGS] = {
    [HF_OWN_EMERGENCY] = "110,112",     [HF_OWN_DIAL_PLAN] = "[1-9]xxx|0x.T",
    [HF_OWN_CODECS] = "opus,pcma",      [HF_OWN_COUNTRY] = "de",
    [HF_OWN_RTP_PORTS] = "20000-20099", [HF_OWN_HAL] = "wav:in=a b.wav"};

Test(native_phone, each_key_is_read_with_its_line)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, all), 0, "%s", phone.remarks[0].text);
    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        cr_assert_str_eq(phone.own[setting].text, meant[setting]);
        cr_assert_eq(phone.own[setting].at.file, 1u);
        cr_assert_eq(phone.own[setting].at.line, 3 + setting);
        cr_assert_eq(strncmp(hf_own_token(setting), "phone.", 6), 0);
        cr_assert_neq(hf_own_rule(setting)[0], '\0');
    }
    cr_assert_eq(phone.unknown_keys, 0u);
    hf_phone_config_free(&phone);
}

Test(native_phone, a_list_can_be_one_text)
{
    static const char *const cases[][2] = {
        {"  emergency_numbers: 112\n", "112"},
        {"  emergency_numbers: \"110 ,112,  *1# \"\n", "110,112,*1#"},
        {"  emergency_numbers: \" \"\n", NULL},
        {"  emergency_numbers: []\n", NULL},
        {"  emergency_numbers: 0123\n", "0123"},
        {"  emergency_numbers:\n", NULL},
        {"  country: us\n", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        char text[256];

        snprintf(text, sizeof(text), PHONE("%s"), cases[i][0]);
        cr_assert_eq(read_text(&phone, text), 0, "%zu", i);
        if (cases[i][1] == NULL)
            cr_assert_null(phone.own[HF_OWN_EMERGENCY].text, "%zu", i);
        else
            cr_assert_str_eq(phone.own[HF_OWN_EMERGENCY].text, cases[i][1]);
        hf_phone_config_free(&phone);
    }
}

Test(native_phone, what_is_wrong_is_refused_with_line_and_key)
{
    static const char *const cases[][2] = {
        {"  emergency_numbers: [110, 11a]\n", "phone.emergency_numbers = 110,11a: not numbers"},
        {"  emergency_numbers: [1,2,3,4,5,6,7,8,9]\n", "too many numbers"},
        {"  emergency_numbers: [1234567890123456]\n", "a number that is too long"},
        {"  emergency_numbers: [110, 112, 110]\n", "a number twice"},
        {"  emergency_numbers: [[110]]\n", "phone.emergency_numbers: a list where one value"},
        {"  emergency_numbers: {a: 110}\n", "phone.emergency_numbers: a mapping where"},
        {"  emergency_numbers: [\"\"]\n", "not one of a list"},
        {"  emergency_numbers: [\"1,2\"]\n", "not one of a list"},
        {"  emergency_numbers: [\"1 2\"]\n", "not numbers"},
        {"  codecs: [pcmu, g729]\n", "phone.codecs = pcmu,g729: not known; allowed: pcmu"},
        {"  codecs: [pcmu, PCMU]\n", "a codec twice"},
        {"  codecs: [pcmuuuuuuuuuuuuu]\n", "not known"},
        {"  country: fr\n", "phone.country = fr: not known; allowed: itu, us, uk, de, cn"},
        {"  country: [de]\n", "phone.country: a list where one value"},
        {"  rtp_ports: 16384\n", "not a range of ports"},
        {"  rtp_ports: 1-70000000000\n", "not a range of ports"},
        {"  rtp_ports: 20000-\n", "not a range of ports"},
        {"  rtp_ports: -20000\n", "not a range of ports"},
        {"  rtp_ports: 30001-30002\n", "not a range with room"},
        {"  rtp_ports: 80-90\n", "not a range with room"},
        {"  rtp_ports: 65000-65536\n", "not a range with room"},
        {"  dial_plan: [1-9]\n", "phone.dial_plan: a list where one value (in quotes"},
        {"  hal: {wav: a}\n", "phone.hal: a mapping where one value"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *said;
        char text[256];

        snprintf(text, sizeof(text), PHONE("%s"), cases[i][0]);
        cr_assert_eq(read_text(&phone, text), -1, "%zu", i);
        said = remark_with(&phone, cases[i][1]);
        cr_assert_not_null(said, "%zu: %s", i, phone.remarks[0].text);
        cr_assert_eq(said->line, 3u, "%zu", i);
        cr_assert_eq(phone.n_accounts, 0u);
        for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++)
            cr_assert_null(phone.own[setting].text);
        hf_phone_config_free(&phone);
    }
}

Test(native_phone, a_mistaken_key_is_told)
{
    static const char *const cases[][2] = {
        {PHONE("  emergency_number: 112\n"), "did you mean emergency_numbers?"},
        {"holdfast: 1\ncodecs: pcmu\n" LINE, "it belongs into phone"},
        {PHONE("  voicemail: 5\n"), "it belongs into lines"},
        {"holdfast: 1\nphone: 5\n" LINE, "phone: one value where a mapping"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;

        (void)read_text(&phone, cases[i][0]);
        cr_assert_not_null(remark_with(&phone, cases[i][1]), "%zu", i);
        hf_phone_config_free(&phone);
    }
}

/* Key by key; an empty text empties what an earlier one says. */
Test(native_phone, the_later_file_counts_over_the_earlier_one)
{
    char folder[] = "/tmp/hf-native-phone-XXXXXX", paths[2][64];
    const char *const files[] = {paths[0], paths[1]};
    static const char *const texts[] = {
        PHONE("  country: de\n  codecs: pcmu\n  hal: terminal\n"),
        "holdfast: 1\nphone:\n  country: uk\n  hal: \"\"\nlines: []\n"};
    struct hf_phone_config phone;

    cr_assert_not_null(mkdtemp(folder));
    for (unsigned i = 0; i < 2; i++) {
        FILE *file;

        snprintf(paths[i], sizeof(paths[i]), "%s/%u", folder, i);
        file = fopen(paths[i], "w");
        cr_assert_not_null(file);
        fputs(texts[i], file);
        fclose(file);
    }
    cr_assert_eq(hf_vendors_read(&phone, files, 2), 0);
    cr_assert_str_eq(phone.own[HF_OWN_COUNTRY].text, "uk");
    cr_assert_eq(phone.own[HF_OWN_COUNTRY].at.file, 2u);
    cr_assert_str_eq(phone.own[HF_OWN_CODECS].text, "pcmu");
    cr_assert_eq(phone.own[HF_OWN_CODECS].at.file, 1u);
    cr_assert_null(phone.own[HF_OWN_HAL].text);
    hf_phone_config_free(&phone);
    for (unsigned i = 0; i < 2; i++)
        remove(paths[i]);
    remove(folder);
}

/* Our own format keeps all of it; another one tells each loss, with where it stood. */
Test(native_phone, it_is_written_as_it_was_read)
{
    static const enum hf_dialect formats[] = {HF_DIALECT_NATIVE, HF_DIALECT_YEALINK_CFG,
                                              HF_DIALECT_FANVIL_TEXT};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct hf_phone_config phone;
        struct hf_conversion made;
        unsigned n_told = 0;

        cr_assert_eq(read_text(&phone, all), 0);
        cr_assert_eq(hf_convert(&phone, formats[i], &made), 0);
        for (unsigned setting = 0; setting < HF_OWN_SETTINGS && i == 0; setting++)
            cr_assert_str_eq(made.again.own[setting].text, meant[setting]);
        for (size_t k = 0; k < made.lost.n; k++) {
            if (made.lost.list[k].kind != HF_DIFFERS_PHONE)
                continue;
            n_told++;
            cr_assert_eq(hf_difference_own_origin(&phone, &made.lost.list[k]).file, 1u);
            cr_assert_null(made.lost.list[k].a);
        }
        cr_assert_eq(n_told, i == 0 ? 0u : (unsigned)HF_OWN_SETTINGS);
        hf_conversion_free(&made);
        hf_phone_config_free(&phone);
    }
}

Test(native_phone, what_is_said_and_what_is_the_default_are_the_same)
{
    struct hf_phone_config said, unsaid;
    struct hf_differences differences;

    cr_assert_eq(read_text(&said, PHONE("  country: itu\n  rtp_ports: 16384-32767\n"
                                        "  hal: \"null\"\n")),
                 0);
    cr_assert_eq(read_text(&unsaid, "holdfast: 1\n" LINE), 0);
    hf_compare(&said, &unsaid, &differences);
    cr_assert_eq(differences.n, 0u);
    hf_differences_free(&differences);
    hf_phone_config_free(&said);
    hf_phone_config_free(&unsaid);
}
