/* SPDX-License-Identifier: Apache-2.0 */
/* Which dialect a file is in, and what those that are made of lines share. */
#include "reading.h"

#include <string.h>

#include "xml_encoding.h"

#define FANVIL_FIRST  "<<VOIP CONFIG FILE>>Version:"
#define YEALINK_FIRST "#!version:"
#define KV_FIRST      "#<Voip Config File>#"
#define NATIVE_KEY    "holdfast:"
#define SNIFF_LINES   200 /* how far a dialect is looked for where no first line says it */

static int begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum hf_dialect dialect_of_line(const char *line)
{
    if (begins(line, NATIVE_KEY))
        return HF_DIALECT_NATIVE;
    if (begins(line, "sip.line.") && strchr(line, '=') != NULL)
        return HF_DIALECT_FANVIL_KV;
    if (begins(line, "account.") || begins(line, "sip.timer_"))
        return strchr(line, '=') != NULL ? HF_DIALECT_YEALINK_CFG : HF_DIALECT_UNKNOWN;
    if (begins(line, "SIP") && line[3] >= '1' && line[3] <= '9')
        return strchr(line, ':') != NULL ? HF_DIALECT_FANVIL_TEXT : HF_DIALECT_UNKNOWN;
    return HF_DIALECT_UNKNOWN;
}

static enum hf_dialect dialect_of_xml(const char *bytes, size_t length)
{
    static const struct {
        const char *name;
        enum hf_dialect dialect;
    } roots[] = {{"VOIP_CONFIG_FILE", HF_DIALECT_FANVIL_XML_OLD},
                 {"sysConf", HF_DIALECT_FANVIL_XML_NEW},
                 {"!DOCTYPE", HF_DIALECT_FANVIL_XML_NEW}}; /* of whatever root: the reader refuses
                                                              it, and says why */
    size_t root_length = 0;
    const char *root = hf_xml_root(bytes, length, &root_length);

    for (size_t i = 0; root != NULL && i < sizeof(roots) / sizeof(roots[0]); i++)
        if (root_length == strlen(roots[i].name) && memcmp(root, roots[i].name, root_length) == 0)
            return roots[i].dialect;
    return HF_DIALECT_UNKNOWN;
}

enum hf_dialect hf_reading_dialect(const char *bytes, size_t length, int *marked)
{
    struct hf_lines lines;
    enum hf_dialect dialect = HF_DIALECT_UNKNOWN;

    *marked = 1;
    hf_lines_start(&lines, bytes, length);
    if (!hf_lines_next(&lines))
        return HF_DIALECT_UNKNOWN;
    if (begins(lines.text, FANVIL_FIRST))
        return HF_DIALECT_FANVIL_TEXT;
    if (begins(lines.text, YEALINK_FIRST))
        return HF_DIALECT_YEALINK_CFG;
    if (begins(lines.text, KV_FIRST))
        return HF_DIALECT_FANVIL_KV;
    dialect = dialect_of_xml(bytes, length);
    if (dialect != HF_DIALECT_UNKNOWN)
        return dialect;
    *marked = 0;
    do {
        dialect = dialect_of_line(lines.text);
        *marked = dialect == HF_DIALECT_NATIVE;
    } while (dialect == HF_DIALECT_UNKNOWN && lines.number < SNIFF_LINES && hf_lines_next(&lines));
    return dialect;
}

uint32_t hf_reading_number(struct hf_reading *reading, const struct hf_lines *lines,
                           const char *text, const char **rest)
{
    struct hf_spot spot = {{reading->file, lines->number}, "G1"};
    size_t digits = strspn(text, "0123456789");
    uint32_t number = 0;

    if (digits == 0 || text[0] == '0' || (text[digits] != '.' && text[digits] != ' '))
        return 0;
    for (size_t i = 0; i < digits && number <= HF_PHONE_LINES; i++)
        number = number * 10 + (uint32_t)(text[i] - '0');
    *rest = text + digits + 1;
    if (number <= HF_PHONE_LINES)
        return number;
    hf_remark_error(&reading->remarks, spot, "line number %.*s: too great; allowed: 1 to %d",
                    digits > 20 ? 20 : (int)digits, text, HF_PHONE_LINES);
    return 0;
}

int hf_reading_too_long(struct hf_reading *reading, const struct hf_lines *lines)
{
    struct hf_spot spot = {{reading->file, lines->number}, "G1"};

    if (lines->too_long)
        hf_remark_error(&reading->remarks, spot, "the line is too long; allowed: at most %d bytes",
                        HF_VENDOR_LINE_MAX);
    return lines->too_long;
}
