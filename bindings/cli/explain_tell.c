/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paragraphs on paper: a heading where the day changes, the clock in a column of its own, text
 * wrapped beside it. Or an object a line.
 */
#include <string.h>

#include "explain.h"
#include "words_story.h"

#define WIDTH        100
#define COLUMN       22 /* of the clock; */
#define COLUMN_EXACT 30 /* to the millisecond */
#define US_IN_S      1000000u

struct hf_telling *hf_telling_of(const struct hf_explain_line *line, const char *what,
                                 uint64_t from_wall_us)
{
    static struct hf_telling telling; /* one at a time */

    memset(&telling, 0, offsetof(struct hf_telling, text));
    telling.text[0] = '\0';
    telling.line = line;
    telling.what = what;
    telling.from_us = from_wall_us;
    return &telling;
}

struct hf_prose hf_explain_prose(struct hf_explain *explain, struct hf_telling *telling)
{
    telling->text[0] = '\0';
    return (struct hf_prose){.text = telling->text,
                             .size = sizeof telling->text,
                             .wall_us = telling->from_us,
                             .exact = explain->options.verbose};
}

void hf_telling_number(struct hf_telling *telling, const char *key, uint64_t value)
{
    if (telling->n < HF_TELLING_NUMBERS)
        telling->numbers[telling->n++] = (struct hf_number){.key = key, .value = value};
}

/* ---- text ---- */

/* Of UTF-8, what continues nothing and the controls beyond ASCII count too. */
static void clean(char *text)
{
    unsigned follow = 0;

    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        const int continues = *at >= 0x80 && *at < 0xC0;

        if (*at < 0x20 || *at == 0x7F || (continues && follow == 0)) {
            *at = '?';
        } else if (continues && *at < 0xA0 && at[-1] == 0xC2) {
            at[-1] = '?';
            *at = '?';
        }
        if (*at >= 0xC0)
            follow = *at < 0xE0 ? 1 : *at < 0xF0 ? 2 : 3;
        else
            follow = continues && follow > 0 ? follow - 1 : 0;
    }
}

void hf_tell_put(const char *text, size_t n)
{
    static char copy[HF_EXPLAIN_PROSE + 128];

    snprintf(copy, sizeof copy, "%.*s", (int)(n < sizeof copy ? n : sizeof copy - 1), text);
    clean(copy);
    fputs(copy, stdout);
}

void hf_tell_wrapped(const char *lead, const char *text)
{
    const size_t indent = strlen(lead);
    const size_t width = indent + 20 < WIDTH ? WIDTH - indent : WIDTH / 2;

    hf_tell_put(lead, indent);
    while (strlen(text) > width) {
        size_t n = width;

        while (n > 0 && text[n] != ' ')
            n--;
        if (n == 0)
            n = strcspn(text, " ");
        hf_tell_put(text, n);
        printf("\n%*s", (int)indent, "");
        text += n;
        text += strspn(text, " ");
    }
    hf_tell_put(text, strlen(text));
    puts("");
}

void hf_tell_day(struct hf_explain *explain, uint64_t wall_us)
{
    char day[HF_WORDS_DAY];

    hf_words_day(wall_us, day);
    if (strcmp(day, explain->said_day) == 0)
        return;
    printf("%s%s\n", explain->said_day[0] != '\0' ? "\n" : "", day);
    snprintf(explain->said_day, sizeof explain->said_day, "%s", day);
}

static void write_lead(const struct hf_explain *explain, const struct hf_telling *telling,
                       char *lead, size_t size)
{
    const int exact = explain->options.verbose;
    const struct hf_moment from = {
        .wall_us = telling->from_us, .near_us = telling->from_us, .exact = exact};
    const struct hf_moment to = {
        .wall_us = telling->to_us, .near_us = telling->from_us, .exact = exact};
    char clock[HF_WORDS_MOMENT], until[HF_WORDS_MOMENT + 8] = "", text[HF_WORDS_MOMENT];

    hf_words_moment(&from, clock);
    if (telling->to_us != 0)
        snprintf(until, sizeof until, " to %s", hf_words_moment(&to, text));
    snprintf(lead, size, "%s%s", clock, until);
    snprintf(lead + strlen(lead), size - strlen(lead), "%*s",
             (int)strlen(lead) + 2 < (exact ? COLUMN_EXACT : COLUMN)
                 ? (exact ? COLUMN_EXACT : COLUMN) - (int)strlen(lead)
                 : 2,
             "");
}

static void tell_text(struct hf_explain *explain, const struct hf_telling *telling)
{
    static char text[HF_EXPLAIN_PROSE + 64];
    char lead[3 * HF_WORDS_MOMENT];

    hf_tell_day(explain, telling->from_us);
    write_lead(explain, telling, lead, sizeof lead);
    if (telling->line != NULL && explain->n_lines > 1 && explain->options.line == 0)
        snprintf(text, sizeof text, "Line %u%s%s%s: %s", telling->line->number,
                 telling->line->name[0] != '\0' ? " (" : "", telling->line->name,
                 telling->line->name[0] != '\0' ? ")" : "", telling->text);
    else
        snprintf(text, sizeof text, "%s", telling->text);
    hf_tell_wrapped(lead, text);
}

/* ---- objects ---- */

static void write_place(struct hf_json *json, const struct hf_telling *telling)
{
    char target[HF_WORDS_TARGET];

    if (telling->server != 0)
        hf_json_unsigned(json, "server", telling->server);
    if (telling->from_server != 0)
        hf_json_unsigned(json, "from_server", telling->from_server);
    if (telling->target.family != HF_FAMILY_NONE)
        hf_json_string(json, "target", hf_words_target(&telling->target, target));
    if (telling->status != 0)
        hf_json_unsigned(json, "status", telling->status);
}

static void tell_json(const struct hf_telling *telling)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "paragraph");
    hf_json_string(&json, "what", telling->what);
    if (telling->line != NULL) {
        hf_json_unsigned(&json, "line", telling->line->number);
        hf_json_string(&json, "name", telling->line->name);
    }
    hf_json_unsigned(&json, "from_us", telling->from_us);
    if (telling->to_us != 0)
        hf_json_unsigned(&json, "to_us", telling->to_us);
    write_place(&json, telling);
    if (telling->why != NULL) {
        hf_json_string(&json, "why", telling->why);
        hf_json_string(&json, "rule", telling->rule);
    }
    if (telling->by.setting != HF_SETTING_NONE) {
        hf_json_string(&json, "setting", hf_setting_token(telling->by.setting));
        hf_json_unsigned(&json, "setting_value", telling->by.value);
    }
    if (telling->by.file != NULL) {
        hf_json_string(&json, "setting_file", telling->by.file);
        hf_json_unsigned(&json, "setting_line", telling->by.line);
    }
    for (unsigned i = 0; i < telling->n; i++)
        hf_json_unsigned(&json, telling->numbers[i].key, telling->numbers[i].value);
    hf_json_string(&json, "text", telling->text);
    (void)hf_json_end(&json);
}

void hf_tell_alone(struct hf_explain *explain, const struct hf_telling *telling)
{
    explain->told_us = telling->to_us != 0 ? telling->to_us : telling->from_us;
    if (explain->options.json)
        tell_json(telling);
    else
        tell_text(explain, telling);
}

int hf_explain_each_line(const struct hf_explain *explain)
{
    return explain->options.verbose || explain->options.line != 0 || explain->n_lines <= 2;
}

void hf_tell(struct hf_explain *explain, struct hf_telling *telling)
{
    const struct hf_explain_line *line = telling->line;

    if (line != NULL && (!line->in_range || line->over))
        return;
    if (line == NULL || hf_explain_each_line(explain))
        hf_tell_alone(explain, telling);
    else
        hf_crowd_take(explain, telling);
}
