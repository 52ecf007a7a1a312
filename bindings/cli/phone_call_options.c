/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of `holdfast phone` that are about calls, audio and keys. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "holdfast/panel.h"

#define PORT_MIN 1024

static int wrong(const char *what, const char *value, const char *right)
{
    fprintf(stderr, "holdfast: phone: %s \"%s\"; %s\n", what, value, right);
    return HF_EXIT_USAGE;
}

static int read_country(struct hf_cli_phone_options *options, const char *text)
{
    static const char *const names[] = {"itu", "us", "uk", "de", "cn"};

    for (unsigned i = 0; i < HF_COUNTRY_COUNT; i++) {
        if (strcasecmp(text, names[i]) == 0) {
            options->country = (enum hf_hal_country)i;
            return 0;
        }
    }
    return wrong("no tones of", text, "--country wants itu, us, uk, de or cn");
}

/* A name between commas; more says whether others follow. */
static size_t next_name(const char **text, char *name, size_t size)
{
    size_t length = strcspn(*text, ",");

    snprintf(name, size, "%.*s", (int)(length < size ? length : size - 1), *text);
    *text += length + ((*text)[length] == ',');
    return length;
}

static int add_number(struct hf_cli_phone_options *options, const char *number, size_t length)
{
    static const char right[] =
        "--emergency wants numbers of digits with commas between them, such "
        "as 110,112; 8 at most";

    if (length == 0 || length > HF_CLI_NUMBER_MAX || strspn(number, "0123456789*#") != length)
        return wrong("no number:", number, right);
    if (options->n_emergency == HF_CLI_EMERGENCY_MAX)
        return wrong("too many emergency numbers at", number, right);
    memcpy(options->emergency[options->n_emergency++], number, length + 1);
    return 0;
}

static int read_emergency(struct hf_cli_phone_options *options, const char *text)
{
    char number[HF_CLI_NUMBER_MAX + 2];
    int result = 0;

    while (*text != '\0' && result == 0) {
        size_t length = next_name(&text, number, sizeof number);

        result = add_number(options, number, length);
    }
    return result;
}

static int add_codec(struct hf_cli_phone_options *options, const char *name)
{
    static const char right[] = "--codecs wants pcmu, pcma or opus with commas between them, the "
                                "best one first";

    for (unsigned id = 0; id < HF_CODEC_COUNT; id++) {
        const struct hf_codec *codec = hf_codec_get((enum hf_codec_id)id);

        if (codec == NULL || strcasecmp(codec->name, name) != 0)
            continue;
        for (unsigned i = 0; i < options->n_codecs; i++)
            if (options->codecs[i] == id)
                return wrong("twice:", name, right);
        options->codecs[options->n_codecs++] = (uint8_t)id;
        return 0;
    }
    return wrong("this build has no codec", name, right);
}

static int read_codecs(struct hf_cli_phone_options *options, const char *text)
{
    char name[16];
    int result = 0;

    while (*text != '\0' && result == 0) {
        (void)next_name(&text, name, sizeof name);
        result = add_codec(options, name);
    }
    return result;
}

/* FIRST-LAST, with room for a pair of ports. */
static int read_ports(struct hf_cli_phone_options *options, const char *text)
{
    char *end;
    unsigned long first = strtoul(text, &end, 10), last = 0;

    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        last = strtoul(end + 1, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || first < PORT_MIN || last > 65535 ||
        last < ((first + 1) & ~1ul) + 1)
        return wrong("no range of ports:", text,
                     "--rtp-ports wants the first and the last one, such as 16384-32767, at least "
                     "an even one and the one above it, from 1024 on");
    options->rtp_first = (uint16_t)first;
    options->rtp_last = (uint16_t)last;
    return 0;
}

static int read_plan(struct hf_cli_phone_options *options, const char *text)
{
    struct hf_digit_map map;
    struct hf_digit_map_error error;

    options->dial_plan = text;
    if (hf_digit_map_read(&map, text, &error) == 0)
        return 0;
    fprintf(stderr, "holdfast: phone: --dial-plan \"%s\", column %u: %s; %s\n", text, error.column,
            error.what, error.right);
    return HF_EXIT_USAGE;
}

static int read_voicemail(struct hf_cli_phone_options *options, const char *text)
{
    if (strlen(text) > HF_PANEL_DIGITS || strspn(text, "0123456789*#") != strlen(text))
        return wrong("no number:", text, "--voicemail wants digits, * and #, 31 at most");
    options->voicemail = text;
    return 0;
}

static int read_hal(struct hf_cli_phone_options *options, const char *text)
{
    options->hal = text;
    return 0;
}

static const struct {
    const char *name;
    int (*read)(struct hf_cli_phone_options *options, const char *text);
} values[] = {{"--hal", read_hal},
              {"--country", read_country},
              {"--emergency", read_emergency},
              {"--codecs", read_codecs},
              {"--rtp-ports", read_ports},
              {"--dial-plan", read_plan},
              {"--voicemail", read_voicemail}};

int hf_cli_is_call_option(const char *name)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i].name, name) == 0)
            return 1;
    return 0;
}

int hf_cli_call_option(struct hf_cli_phone_options *options, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i].name, name) == 0)
            return values[i].read(options, value);
    return wrong("unknown argument", name, "see holdfast help phone");
}
