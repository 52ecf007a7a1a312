/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `holdfast phone` is told about calls, audio and keys: by options, and by what a file says of
 * the phone itself, where no option says it. Both are read by the same words.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "holdfast/panel.h"

#define PORT_MIN   1024
#define WRONG_SIZE 1024

struct asked { /* one setting, and who sets it */
    struct hf_cli_phone_options *options;
    const char *name; /* "--country", "phone.country" */
    struct hf_phone_problem wrong;
};

static int wrong(struct asked *asked, const char *what, const char *value, const char *right)
{
    snprintf(asked->wrong.error, asked->wrong.size, "%s \"%s\"; %s wants %s", what, value,
             asked->name, right);
    return -1;
}

static int read_country(struct asked *asked, const char *text)
{
    static const char *const names[] = {"itu", "us", "uk", "de", "cn"};

    for (unsigned i = 0; i < HF_COUNTRY_COUNT; i++) {
        if (strcasecmp(text, names[i]) == 0) {
            asked->options->country = (enum hf_hal_country)i;
            return 0;
        }
    }
    return wrong(asked, "no tones of", text, "itu, us, uk, de or cn");
}

/* A name between commas; more says whether others follow. */
static size_t next_name(const char **text, char *name, size_t size)
{
    size_t length = strcspn(*text, ",");

    snprintf(name, size, "%.*s", (int)(length < size ? length : size - 1), *text);
    *text += length + ((*text)[length] == ',');
    return length;
}

static int add_number(struct asked *asked, const char *number, size_t length)
{
    static const char right[] = "numbers of digits with commas between them, such as 110,112; 8 at "
                                "most";
    struct hf_cli_phone_options *options = asked->options;

    if (length == 0 || length > HF_CLI_NUMBER_MAX || strspn(number, "0123456789*#") != length)
        return wrong(asked, "no number:", number, right);
    if (options->n_emergency == HF_CLI_EMERGENCY_MAX)
        return wrong(asked, "too many emergency numbers at", number, right);
    memcpy(options->emergency[options->n_emergency++], number, length + 1);
    return 0;
}

static int read_emergency(struct asked *asked, const char *text)
{
    char number[HF_CLI_NUMBER_MAX + 2];
    int result = 0;

    while (*text != '\0' && result == 0) {
        size_t length = next_name(&text, number, sizeof number);

        result = add_number(asked, number, length);
    }
    return result;
}

static int add_codec(struct asked *asked, const char *name)
{
    static const char right[] = "pcmu, pcma or opus with commas between them, the best one first";
    struct hf_cli_phone_options *options = asked->options;

    for (unsigned id = 0; id < HF_CODEC_COUNT; id++) {
        const struct hf_codec *codec = hf_codec_get((enum hf_codec_id)id);

        if (codec == NULL || strcasecmp(codec->name, name) != 0)
            continue;
        for (unsigned i = 0; i < options->n_codecs; i++)
            if (options->codecs[i] == id)
                return wrong(asked, "twice:", name, right);
        options->codecs[options->n_codecs++] = (uint8_t)id;
        return 0;
    }
    return wrong(asked, "this build has no codec", name, right);
}

static int read_codecs(struct asked *asked, const char *text)
{
    char name[16];
    int result = 0;

    while (*text != '\0' && result == 0) {
        (void)next_name(&text, name, sizeof name);
        result = add_codec(asked, name);
    }
    return result;
}

/* FIRST-LAST, with room for a pair of ports. */
static int read_ports(struct asked *asked, const char *text)
{
    char *end;
    unsigned long first = strtoul(text, &end, 10), last = 0;

    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        last = strtoul(end + 1, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || first < PORT_MIN || last > 65535 ||
        last < ((first + 1) & ~1ul) + 1)
        return wrong(asked, "no range of ports:", text,
                     "the first and the last one, such as 16384-32767, at least an even one and "
                     "the one above it, from 1024 on");
    asked->options->rtp_first = (uint16_t)first;
    asked->options->rtp_last = (uint16_t)last;
    return 0;
}

static int read_plan(struct asked *asked, const char *text)
{
    struct hf_digit_map map;
    struct hf_digit_map_error error;

    asked->options->dial_plan = text;
    if (hf_digit_map_read(&map, text, &error) == 0)
        return 0;
    snprintf(asked->wrong.error, asked->wrong.size, "%s \"%s\", column %u: %s; %s", asked->name,
             text, error.column, error.what, error.right);
    return -1;
}

static int read_voicemail(struct asked *asked, const char *text)
{
    if (strlen(text) > HF_PANEL_DIGITS || strspn(text, "0123456789*#") != strlen(text))
        return wrong(asked, "no number:", text, "digits, * and #, 31 at most");
    asked->options->voicemail = text;
    return 0;
}

static int read_hal(struct asked *asked, const char *text)
{
    asked->options->hal = text;
    return 0;
}

static const struct value {
    const char *name;
    int (*read)(struct asked *asked, const char *text);
    unsigned own; /* which of the phone's own settings it is; HF_OWN_SETTINGS: none */
} values[] = {{"--hal", read_hal, HF_OWN_HAL},
              {"--country", read_country, HF_OWN_COUNTRY},
              {"--emergency", read_emergency, HF_OWN_EMERGENCY},
              {"--codecs", read_codecs, HF_OWN_CODECS},
              {"--rtp-ports", read_ports, HF_OWN_RTP_PORTS},
              {"--dial-plan", read_plan, HF_OWN_DIAL_PLAN},
              {"--voicemail", read_voicemail, HF_OWN_SETTINGS}};

#define N_VALUES (sizeof values / sizeof values[0])

static const struct value *value_of(const char *name)
{
    for (size_t i = 0; i < N_VALUES; i++)
        if (strcmp(values[i].name, name) == 0)
            return &values[i];
    return NULL;
}

int hf_cli_is_call_option(const char *name)
{
    return value_of(name) != NULL;
}

int hf_cli_call_option(struct hf_cli_phone_options *options, const char *name, const char *text)
{
    char error[WRONG_SIZE];
    struct asked asked = {options, name, {error, sizeof error}};
    const struct value *value = value_of(name);

    if (value->read(&asked, text) == 0) {
        if (value->own < HF_OWN_SETTINGS)
            options->said[value->own] = 1;
        return 0;
    }
    fprintf(stderr, "holdfast: phone: %s\n", error);
    return HF_EXIT_USAGE;
}

int hf_cli_own_option(struct hf_cli_phone_options *options, unsigned setting, const char *text,
                      const struct hf_phone_problem *problem)
{
    struct asked asked = {options, hf_own_token(setting), *problem};

    for (size_t i = 0; i < N_VALUES; i++)
        if (values[i].own == setting)
            return values[i].read(&asked, text);
    return 0;
}
