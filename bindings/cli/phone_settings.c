/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What files say of the phone itself and of no line (HF_OWN_SETTINGS): emergency numbers, dial
 * plan, tones, codecs, ports, HAL. An option counts over it. Read again (C14), what the panel dials
 * by is another at once, and what was opened with the phone stays until it is started again.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#define WRONG_SIZE 1024

static void free_texts(char *texts[HF_OWN_SETTINGS])
{
    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        free(texts[setting]);
        texts[setting] = NULL;
    }
}

static void say_fault(const struct hf_phone_config *config, unsigned setting, const char *fault,
                      FILE *to)
{
    const struct hf_origin *at = &config->own[setting].at;

    fprintf(to, "holdfast: %s:%u: %s\n", config->files[at->file - 1], at->line, fault);
}

/* Into the options, which point to the texts from then on. 0; or -1 after it was said. */
static int take(struct hf_cli_phone_options *options, char *texts[HF_OWN_SETTINGS],
                const struct hf_phone_config *config, FILE *to)
{
    int result = 0;

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        char error[WRONG_SIZE] = "no memory";
        struct hf_phone_problem problem = {.error = error, .size = sizeof error};
        const char *text = config->own[setting].text;

        if (text == NULL || options->said[setting])
            continue;
        texts[setting] = strdup(text);
        if (texts[setting] != NULL &&
            hf_cli_own_option(options, setting, texts[setting], &problem) == 0)
            continue;
        say_fault(config, setting, error, to);
        result = -1;
    }
    return result;
}

int hf_cli_own_take(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to)
{
    cli->given = cli->options;
    return take(&cli->options, cli->own, config, to);
}

void hf_cli_own_free(struct hf_cli_phone *cli)
{
    free_texts(cli->own);
}

int hf_cli_own_fault(const struct hf_phone_config *config, unsigned setting,
                     const struct hf_phone_problem *problem)
{
    struct hf_cli_phone_options unused = {.hal = "null"};
    const char *text = config->own[setting].text;

    return text != NULL && hf_cli_own_option(&unused, setting, text, problem) < 0;
}

/* ---- read again ---- */

static int is_other_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") != 0;
}

/* What was opened with the phone. */
static int needs_start(const struct hf_cli_phone_options *now,
                       const struct hf_cli_phone_options *wanted)
{
    return now->rtp_first != wanted->rtp_first || now->rtp_last != wanted->rtp_last ||
           now->n_codecs != wanted->n_codecs ||
           memcmp(now->codecs, wanted->codecs, sizeof now->codecs) != 0 ||
           is_other_text(now->hal, wanted->hal);
}

static int is_other(const struct hf_cli_phone_options *now,
                    const struct hf_cli_phone_options *wanted)
{
    return now->country != wanted->country || now->n_emergency != wanted->n_emergency ||
           memcmp(now->emergency, wanted->emergency, sizeof now->emergency) != 0 ||
           is_other_text(now->dial_plan, wanted->dial_plan);
}

/* The text of the HAL stays: it is the one that runs. */
static void put(struct hf_cli_phone *cli, const struct hf_cli_phone_options *wanted,
                char *texts[HF_OWN_SETTINGS])
{
    struct hf_cli_phone_options *now = &cli->options;
    char *hal = cli->own[HF_OWN_HAL];

    now->country = wanted->country;
    now->n_emergency = wanted->n_emergency;
    memcpy(now->emergency, wanted->emergency, sizeof now->emergency);
    now->dial_plan = wanted->dial_plan;
    cli->own[HF_OWN_HAL] = NULL;
    free_texts(cli->own);
    free(texts[HF_OWN_HAL]);
    memcpy(cli->own, texts, sizeof cli->own);
    cli->own[HF_OWN_HAL] = hal;
    hf_cli_panel_settings(cli);
}

int hf_cli_own_take_again(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to)
{
    struct hf_cli_phone_options wanted = cli->given;
    char *texts[HF_OWN_SETTINGS] = {NULL};
    int other;

    if (take(&wanted, texts, config, to) < 0) {
        free_texts(texts);
        return -1;
    }
    if (needs_start(&cli->options, &wanted))
        fprintf(to, "holdfast: codecs, rtp_ports and hal of the phone count when it is started "
                    "again\n");
    other = is_other(&cli->options, &wanted);
    put(cli, &wanted, texts);
    return other;
}
