/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps and prints remarks. */
#include "remark.h"

#include <stdarg.h>
#include <string.h>

#include "memory.h"

#define SAID_WINDOW 64

/* One key can be read for several lines or servers: what was just said is not said again. */
static int is_said(const struct hf_phone_config *phone, struct hf_spot spot, const char *text)
{
    size_t first = phone->n_remarks > SAID_WINDOW ? phone->n_remarks - SAID_WINDOW : 0;

    for (size_t i = first; i < phone->n_remarks; i++) {
        const struct hf_remark *remark = &phone->remarks[i];

        if (remark->line == spot.at.line && remark->file == spot.at.file &&
            strcmp(remark->text, text) == 0)
            return 1;
    }
    return 0;
}

static void keep(struct hf_phone_config *phone, struct hf_spot spot, enum hf_severity severity,
                 const char *text)
{
    struct hf_remark *remark;

    phone->remarks = hf_memory_room(phone->remarks, phone->n_remarks, sizeof(*phone->remarks));
    remark = &phone->remarks[phone->n_remarks++];
    remark->text = hf_memory_text(text, strlen(text));
    remark->rule = spot.rule;
    remark->file = spot.at.file;
    remark->line = spot.at.line;
    remark->severity = severity;
}

void hf_remark_error(struct hf_remarks *remarks, struct hf_spot spot, const char *format, ...)
{
    char text[HF_REMARK_TEXT];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    remarks->n_faults++;
    if (is_said(remarks->phone, spot, text))
        return;
    if (++remarks->n_errors <= HF_REMARKS_MAX)
        keep(remarks->phone, spot, HF_SEVERITY_ERROR, text);
}

void hf_remark_warning(struct hf_remarks *remarks, struct hf_spot spot, const char *format, ...)
{
    char text[HF_REMARK_TEXT];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    if (is_said(remarks->phone, spot, text))
        return;
    if (++remarks->n_warnings <= HF_REMARKS_MAX)
        keep(remarks->phone, spot, HF_SEVERITY_WARNING, text);
}

static void say_rest(struct hf_remarks *remarks, size_t n, enum hf_severity severity)
{
    struct hf_spot nowhere = {{0, 0}, "G1"};
    char text[96];

    if (n <= HF_REMARKS_MAX)
        return;
    snprintf(text, sizeof(text), "%zu more %s like these", n - HF_REMARKS_MAX,
             severity == HF_SEVERITY_ERROR ? "errors" : "warnings");
    keep(remarks->phone, nowhere, severity, text);
}

void hf_remark_finish(struct hf_remarks *remarks)
{
    say_rest(remarks, remarks->n_warnings, HF_SEVERITY_WARNING);
    say_rest(remarks, remarks->n_errors, HF_SEVERITY_ERROR);
}

void hf_phone_config_print_remarks(const struct hf_phone_config *phone, FILE *to)
{
    for (size_t i = 0; i < phone->n_remarks; i++) {
        const struct hf_remark *remark = &phone->remarks[i];

        if (remark->file > 0)
            fprintf(to, "%s:", phone->files[remark->file - 1]);
        if (remark->line > 0)
            fprintf(to, "%u:", (unsigned)remark->line);
        fprintf(to, "%s%s: %s [%s]\n", remark->file > 0 ? " " : "",
                remark->severity == HF_SEVERITY_ERROR ? "error" : "warning", remark->text,
                remark->rule);
    }
}
