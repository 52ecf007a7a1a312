/* SPDX-License-Identifier: Apache-2.0 */
/* Where the settings that decide stand (G2b): a line's own list, as short as it is, and the names
 * of the files, which lines share. */
#include <stdlib.h>
#include <string.h>

#include "explain.h"

struct hf_explain_origin {
    const char *file;
    uint32_t line;
    uint8_t setting, server;
};

/* The one copy of a file's name; NULL: no memory, or too many files. */
static const char *file_named(struct hf_explain *explain, const char *name)
{
    char *copy;

    for (unsigned i = 0; i < explain->n_files; i++)
        if (strcmp(explain->files[i], name) == 0)
            return explain->files[i];
    if (explain->n_files == HF_EXPLAIN_FILES)
        return NULL;
    copy = malloc(strlen(name) + 1);
    if (copy != NULL) {
        strcpy(copy, name);
        explain->files[explain->n_files++] = copy;
    }
    return copy;
}

void hf_explain_forget_origins(struct hf_explain_line *line)
{
    free(line->origins);
    line->origins = NULL;
    line->n_origins = 0;
    line->origins_cut = 0;
}

void hf_explain_take_origins(struct hf_explain *explain, struct hf_explain_line *line,
                             const struct hf_log_line_added *added)
{
    if (added->n_origins == 0)
        return; /* of a writer that does not say them: what is known stays */
    hf_explain_forget_origins(line);
    line->origins = calloc(added->n_origins, sizeof *line->origins);
    for (uint32_t i = 0; line->origins != NULL && i < added->n_origins; i++) {
        const struct hf_log_origin *origin = &added->origins[i];
        const char *name = origin->file >= 1 && origin->file <= added->n_files
                               ? file_named(explain, added->files[origin->file - 1])
                               : NULL;

        line->origins_cut |= name == NULL || origin->proxy != 0;
        if (name == NULL || origin->proxy != 0)
            continue;
        line->origins[line->n_origins++] = (struct hf_explain_origin){.file = name,
                                                                      .line = origin->line,
                                                                      .setting = origin->setting,
                                                                      .server = origin->server};
    }
}

struct hf_setting_said hf_explain_said(const struct hf_explain_line *line,
                                       const struct hf_decision *d)
{
    const unsigned server = d->to_server != 0 ? d->to_server : d->from_server;
    struct hf_setting_said said = {.setting = d->setting, .value = d->setting_value};
    unsigned found = 0; /* the server's own counts before the line's */

    for (uint32_t i = 0; i < line->n_origins && d->setting != HF_SETTING_NONE; i++) {
        const struct hf_explain_origin *origin = &line->origins[i];

        if (origin->setting != d->setting || (origin->server != 0 && origin->server != server) ||
            (origin->server == 0 && found != 0))
            continue;
        found = origin->server;
        said.file = origin->file;
        said.line = origin->line;
    }
    said.by_default = d->setting != HF_SETTING_NONE && line->n_origins > 0 && !line->origins_cut &&
                      said.file == NULL;
    return said;
}

void hf_explain_free(struct hf_explain *explain)
{
    hf_explain_forget_lines(explain);
    for (unsigned i = 0; i < explain->n_files; i++)
        free(explain->files[i]);
}
