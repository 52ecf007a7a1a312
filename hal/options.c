/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the HAL's text. What is wrong is named together with everything that would be right, since
 * who types it has no other place to look.
 */
#include "options.h"
#include "backend.h"

#include <stdio.h>
#include <string.h>

/* The first separator that no backslash stands before, or the end. */
static char *seek(char *text, char separator)
{
    while (*text != '\0' && *text != separator) {
        text += text[0] == '\\' && text[1] != '\0' ? 2 : 1;
    }
    return text;
}

static char *cut(char **text, char separator)
{
    char *start = *text;

    if (start == NULL) {
        return NULL;
    }
    char *end = seek(start, separator);
    *text = *end == '\0' ? NULL : end + 1;
    *end = '\0';
    return start;
}

char *hf_options_part(char **text)
{
    return cut(text, '+');
}

static void unescape(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++) {
        if (text[0] == '\\' && text[1] != '\0') {
            text++;
        }
        *to++ = *text;
    }
    *to = '\0';
}

/* The option that a piece is, or NULL. */
static struct hf_option *find(const struct hf_options *options, const char *piece)
{
    for (unsigned i = 0; i < options->n; i++) {
        const char *name = options->list[i].name;
        size_t length = strlen(name);
        if (length == 0) {
            continue;
        }
        if (name[length - 1] == '=' ? strncmp(piece, name, length) == 0
                                    : strcmp(piece, name) == 0) {
            return &options->list[i];
        }
    }
    return NULL;
}

static struct hf_option *bare(const struct hf_options *options)
{
    return options->n > 0 && options->list[0].name[0] == '\0' ? &options->list[0] : NULL;
}

static int refuse(const char *piece, const struct hf_options *options,
                  const struct hf_hal_problem *problem)
{
    char right[256] = "";
    size_t used = 0;

    for (unsigned i = 0; i < options->n && used < sizeof right; i++) {
        used += (size_t)snprintf(right + used, sizeof right - used, "%s%s%s", i > 0 ? ", " : "",
                                 options->list[i].name, options->list[i].means);
    }
    if (options->n == 0) {
        return hf_problem(problem, "%s: \"%s\": it takes no options", options->backend, piece);
    }
    return hf_problem(problem, "%s: \"%s\" is no option of it; %s would be right", options->backend,
                      piece, right);
}

int hf_options_read(char *text, const struct hf_options *options,
                    const struct hf_hal_problem *problem)
{
    char *rest = text != NULL && *text != '\0' ? text : NULL;
    char *before = NULL; /* the value that a comma may belong to */
    char *piece;

    for (int first = 1; (piece = cut(&rest, ',')) != NULL; first = 0) {
        struct hf_option *option = find(options, piece);
        if (option != NULL && option->value != NULL) {
            return hf_problem(problem, "%s: %s is given twice", options->backend, option->name);
        }
        if (option != NULL) {
            before = option->value = piece + strlen(option->name);
        } else if (first && bare(options) != NULL && *piece != '\0') {
            before = bare(options)->value = piece;
        } else if (before != NULL && options->values_have_commas) {
            piece[-1] = ',';
        } else {
            return refuse(piece, options, problem);
        }
    }
    for (unsigned i = 0; i < options->n; i++) {
        if (options->list[i].value == NULL) {
            continue;
        }
        if (options->list[i].name[0] != '\0' && options->list[i].value[0] == '\0' &&
            strchr(options->list[i].name, '=') != NULL) {
            return hf_problem(problem, "%s: %s lacks its value", options->backend,
                              options->list[i].name);
        }
        unescape(options->list[i].value);
    }
    return 0;
}
