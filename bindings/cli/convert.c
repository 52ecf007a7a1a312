/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast convert FILE... --to FORMAT`: reads configuration as `check` does, prints it in another
 * format, and says what that format cannot say. Nothing is written unless everything worked, and a
 * file that is replaced is replaced as a whole. The text holds the passwords; messages never do
 * (G3).
 */
#define _GNU_SOURCE 1
#include "convert.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "phone.h"

static const char usage[] =
    "usage: holdfast convert FILE... --to native|yealink|fanvil [-o FILE] [--strict] [--json]\n"
    "\n"
    "Reads configuration files as check does and prints the same lines in another format: our own\n"
    "(YAML, which can say everything), Yealink's or Fanvil's (text). The result is read again and\n"
    "compared: what the other format cannot say is listed on standard error, with the value that\n"
    "counts there instead. Keys that are not about server redundancy are left behind.\n"
    "The result holds the passwords.\n"
    "\n"
    "  --to FORMAT  native, yealink or fanvil\n"
    "  -o FILE      write to this file, not to standard output: readable by its owner alone, and\n"
    "               replaced only when everything worked; never one of the files read\n"
    "  --strict     write nothing, and exit with 1, when something that counts is lost\n"
    "  --json       one JSON object a line on standard output, its \"kind\":\n"
    "    \"lost\"     line, what (a setting, or line, user, password, ...), lost: line, identity,\n"
    "               place, setting, record or phone (its own, of no line); server (0: the\n"
    "               line's), proxy (0: none), value, becomes (null: left out), rule, file,\n"
    "               file_line, text; idle: true where the setting does nothing\n"
    "    \"left\"     unknown_keys: how many keys are left behind\n"
    "    \"text\"     format, file (null: not written to one), text\n"
    "    \"remark\"   as check prints it\n"
    "\n"
    "Exit codes: 0 written, also with losses; 1 losses under --strict, or it cannot be written;\n"
    "2 unusable input or wrong usage.\n";

static int say_wrong(const char *what, const char *word)
{
    fprintf(stderr, "holdfast: convert: %s%s\n%s", what, word, usage);
    return 0;
}

static int set_format(struct hf_cli_conversion *convert, const char *word)
{
    static const enum hf_dialect formats[] = {HF_DIALECT_NATIVE, HF_DIALECT_YEALINK_CFG,
                                              HF_DIALECT_FANVIL_TEXT};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(word, hf_dialect_vendor(formats[i])) == 0)
            convert->to = formats[i];
    return convert->to != HF_DIALECT_UNKNOWN
               ? 1
               : say_wrong("allowed after --to: native, yealink, fanvil; not ", word);
}

/* An option with a value, "--to X" or "--to=X". False: it is another option. */
static int value_of(const char *option, char **argv, int *i, const char **value)
{
    size_t length = strlen(option);

    if (strncmp(argv[*i], option, length) != 0)
        return 0;
    if (argv[*i][length] == '=' && option[1] == '-') {
        *value = argv[*i] + length + 1;
        return 1;
    }
    if (argv[*i][length] != '\0')
        return 0;
    *value = argv[*i + 1];
    *i += *value != NULL;
    return 1;
}

/* False after wrong usage was said. */
static int read_option(struct hf_cli_conversion *convert, char **argv, int *i)
{
    const char *value, *option = argv[*i];

    if (value_of("--to", argv, i, &value))
        return value != NULL ? set_format(convert, value) : say_wrong("--to needs a format", "");
    if (value_of("-o", argv, i, &value)) {
        convert->output = value;
        return value != NULL && value[0] != '\0' ? 1 : say_wrong("-o needs a file", "");
    }
    if (strcmp(option, "--json") == 0)
        convert->json = 1;
    else if (strcmp(option, "--strict") == 0)
        convert->strict = 1;
    else if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)
        convert->help = 1;
    else
        return say_wrong("unknown option ", option);
    return 1;
}

static int read_arguments(struct hf_cli_conversion *convert, int argc, char **argv)
{
    int only_files = 0;

    for (int i = 1; i < argc; i++) {
        if (only_files || argv[i][0] != '-' || argv[i][1] == '\0')
            convert->paths[convert->n_paths++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_files = 1;
        else if (!read_option(convert, argv, &i))
            return 0;
    }
    if (convert->help)
        return 1;
    if (convert->n_paths == 0)
        return say_wrong("no file named", "");
    return convert->to != HF_DIALECT_UNKNOWN ? 1 : say_wrong("--to FORMAT is missing", "");
}

/* Everything is known by now; nothing has been written. */
static int finish(struct hf_cli_conversion *convert)
{
    size_t n_lost = hf_cli_convert_count(convert);

    hf_cli_convert_say(convert);
    if (convert->strict && n_lost > 0) {
        fprintf(stderr, "holdfast: convert: %s cannot say all of it: nothing is written\n",
                hf_dialect_vendor(convert->to));
        return HF_EXIT_FAILED;
    }
    if (convert->output != NULL && hf_cli_convert_write(convert) < 0)
        return HF_EXIT_FAILED;
    if (convert->json)
        hf_cli_convert_json_text(convert);
    else if (convert->output == NULL)
        return hf_cli_convert_print(convert) < 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
    return HF_EXIT_DONE;
}

static int run(struct hf_cli_conversion *convert)
{
    int result = HF_EXIT_USAGE;
    int unusable = hf_vendors_read(&convert->phone, convert->paths, convert->n_paths) < 0;

    hf_cli_convert_remarks(convert, &convert->phone);
    if (!unusable && convert->phone.n_accounts == 0) {
        fputs("holdfast: convert: no line is configured: no account has a server address\n",
              stderr);
        unusable = 1;
    }
    if (!unusable && hf_cli_convert_may_write(convert) == 0) {
        if (hf_convert(&convert->phone, convert->to, &convert->made) == 0)
            result = finish(convert);
        else
            hf_cli_convert_remarks(convert, &convert->made.again);
        hf_conversion_free(&convert->made);
    }
    hf_cli_forget_config(&convert->phone);
    return result;
}

int hf_cli_convert(int argc, char **argv)
{
    struct hf_cli_conversion convert;
    int result = HF_EXIT_USAGE;

    memset(&convert, 0, sizeof(convert));
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is said, and is a failure */
    signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow */
    convert.paths = calloc((size_t)argc + 1, sizeof(*convert.paths));
    if (convert.paths == NULL) {
        perror("holdfast: convert");
        return HF_EXIT_FAILED;
    }
    if (read_arguments(&convert, argc, argv)) {
        if (convert.help)
            fputs(usage, stdout);
        result = convert.help ? HF_EXIT_DONE : run(&convert);
    }
    free(convert.paths);
    return result;
}
