/* SPDX-License-Identifier: Apache-2.0 */
/* What another format cannot say. Lines that lose the same are one row: a phone has many. */
#define _POSIX_C_SOURCE 200809L
#include "convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* ---- remarks ---- */

static void json_place(struct hf_json *json, const struct hf_phone_config *phone,
                       struct hf_origin at)
{
    hf_json_string(json, "file", at.file > 0 ? phone->files[at.file - 1] : NULL);
    if (at.line > 0)
        hf_json_unsigned(json, "file_line", at.line);
    else
        hf_json_null(json, "file_line");
}

static void json_remark(const struct hf_phone_config *phone, const struct hf_remark *remark)
{
    const struct hf_origin at = {remark->file, remark->line};
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "remark");
    hf_json_string(&json, "severity", remark->severity == HF_SEVERITY_ERROR ? "error" : "warning");
    hf_json_string(&json, "rule", remark->rule);
    json_place(&json, phone, at);
    hf_json_null(&json, "line");
    hf_json_string(&json, "text", remark->text);
    hf_json_end(&json);
}

void hf_cli_convert_remarks(const struct hf_cli_conversion *convert,
                            const struct hf_phone_config *phone)
{
    for (size_t i = 0; i < phone->n_remarks; i++) {
        const struct hf_remark *remark = &phone->remarks[i];

        if (convert->json) {
            json_remark(phone, remark);
            continue;
        }
        fputs("holdfast: ", stderr);
        if (remark->file > 0)
            fprintf(stderr, "%s:", phone->files[remark->file - 1]);
        if (remark->line > 0)
            fprintf(stderr, "%u:", (unsigned)remark->line);
        fprintf(stderr, "%s%s%s [%s]\n", remark->file > 0 ? " " : "",
                remark->severity == HF_SEVERITY_ERROR ? "" : "warning: ", remark->text,
                remark->rule);
    }
}

/* ---- one loss ---- */

static int is_lost(const struct hf_difference *lost)
{
    switch (lost->kind) {
    case HF_DIFFERS_LINE:
    case HF_DIFFERS_IDENTITY:
    case HF_DIFFERS_PLACE:
    case HF_DIFFERS_SETTING:
    case HF_DIFFERS_PHONE:
    case HF_DIFFERS_RECORD: return 1;
    case HF_DIFFERS_IDLE:
    case HF_DIFFERS_EFFECT: break; /* the latter follows from what is said */
    }
    return 0;
}

static int is_secret(const struct hf_difference *lost)
{
    return lost->kind == HF_DIFFERS_IDENTITY && strcmp(lost->what, "password") == 0;
}

/* Where the setting stands in the files that were read; file 0: nowhere. */
static struct hf_origin origin_of(const struct hf_cli_conversion *convert,
                                  const struct hf_difference *lost)
{
    if (lost->kind == HF_DIFFERS_PHONE)
        return hf_difference_own_origin(&convert->phone, lost);
    return hf_difference_origin(lost->a, lost);
}

/* " (file:line)", or whose default it is. */
static void write_origin(const struct hf_cli_conversion *convert, const struct hf_difference *lost,
                         FILE *to)
{
    struct hf_origin at = origin_of(convert, lost);

    if (at.file > 0)
        fprintf(to, " (%s:%u)", convert->phone.files[at.file - 1], (unsigned)at.line);
    else if (lost->kind == HF_DIFFERS_SETTING && lost->a != NULL)
        fprintf(to, " (default of %s)", hf_dialect_vendor(lost->a->dialect));
}

/* "server 2", "server 2, outbound proxy 1", "". */
static void place_text(unsigned place, char text[48])
{
    text[0] = '\0';
    if (place > 0 && hf_place_proxy(place) > 0)
        snprintf(text, 48, "server %u, outbound proxy %u", hf_place_server(place),
                 hf_place_proxy(place));
    else if (place > 0)
        snprintf(text, 48, "server %u", hf_place_server(place));
}

/* All but the line's name. */
static void write_loss(const struct hf_cli_conversion *convert, const struct hf_difference *lost,
                       FILE *to)
{
    const char *format = hf_dialect_vendor(convert->to);
    char place[48];

    place_text(lost->place, place);
    if (place[0] != '\0')
        fprintf(to, "%s%s", place, lost->kind == HF_DIFFERS_PLACE ? " " : ": ");
    if (lost->kind == HF_DIFFERS_LINE) {
        fputs("the line", to);
    } else if (lost->kind == HF_DIFFERS_PLACE) {
        fprintf(to, "%s%s%s", lost->a_text[0] != '\0' ? "(" : "", lost->a_text,
                lost->a_text[0] != '\0' ? ")" : "");
    } else if (lost->kind == HF_DIFFERS_RECORD) {
        fprintf(to, "the static record %s", lost->a_text);
    } else if (is_secret(lost)) {
        fputs("the password", to);
    } else {
        fprintf(to, "%s = %s", lost->what, lost->a_text[0] != '\0' ? lost->a_text : "\"\"");
    }
    write_origin(convert, lost, to);
    if (is_secret(lost))
        fputs(" becomes another", to);
    else if (lost->b_text[0] != '\0')
        fprintf(to, " becomes %s", lost->b_text);
    else
        fputs(" is left out", to);
    fprintf(to, ": %s cannot say it", format);
    if (lost->rule[0] != '\0')
        fprintf(to, " [%s]", lost->rule);
}

static const char *kind_name(enum hf_difference_kind kind)
{
    switch (kind) {
    case HF_DIFFERS_LINE: return "line";
    case HF_DIFFERS_IDENTITY: return "identity";
    case HF_DIFFERS_PLACE: return "place";
    case HF_DIFFERS_RECORD: return "record";
    case HF_DIFFERS_PHONE: return "phone";
    case HF_DIFFERS_SETTING:
    case HF_DIFFERS_IDLE: return "setting";
    case HF_DIFFERS_EFFECT: break;
    }
    return "effect";
}

static void json_loss(const struct hf_cli_conversion *convert, const struct hf_difference *lost)
{
    struct hf_json json;
    char *text = NULL;
    size_t length = 0;
    FILE *words = open_memstream(&text, &length);

    if (words != NULL) {
        write_loss(convert, lost, words);
        fclose(words);
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "lost");
    hf_json_string(&json, "line", lost->a != NULL ? lost->a->name : NULL);
    hf_json_string(&json, "what", lost->what);
    hf_json_string(&json, "lost", kind_name(lost->kind));
    hf_json_unsigned(&json, "server", hf_place_server(lost->place));
    hf_json_unsigned(&json, "proxy", hf_place_proxy(lost->place));
    hf_json_string(&json, "value", lost->a_text);
    hf_json_string(&json, "becomes", lost->b_text[0] != '\0' ? lost->b_text : NULL);
    hf_json_string(&json, "rule", lost->rule);
    json_place(&json, &convert->phone, origin_of(convert, lost));
    hf_json_bool(&json, "idle", lost->kind == HF_DIFFERS_IDLE);
    hf_json_string(&json, "text", text);
    hf_json_end(&json);
    free(text);
}

/* ---- rows ---- */

struct row {
    const struct hf_difference *lost;
    size_t first, n; /* of its equals: the first one's place in the list, and how many they are */
};

static int compare_losses(const struct hf_difference *a, const struct hf_difference *b)
{
    int order = (a->kind > b->kind) - (a->kind < b->kind);

    if (order == 0)
        order = (a->place > b->place) - (a->place < b->place);
    if (order == 0)
        order = strcmp(a->what, b->what);
    if (order == 0)
        order = strcmp(a->a_text, b->a_text);
    return order != 0 ? order : strcmp(a->b_text, b->b_text);
}

static int by_equality(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int order = compare_losses(a->lost, b->lost);

    return order != 0 ? order : (a->first > b->first) - (a->first < b->first);
}

static int by_order(const void *left, const void *right)
{
    const struct row *a = left, *b = right;

    return (a->first > b->first) - (a->first < b->first);
}

/* A row for each loss, equal ones together, in the order of their first. */
static size_t make_rows(const struct hf_differences *differences, struct row *rows)
{
    size_t n = 0, n_rows = 0;

    for (size_t i = 0; i < differences->n; i++)
        if (is_lost(&differences->list[i]))
            rows[n++] = (struct row){&differences->list[i], i, 1};
    qsort(rows, n, sizeof(*rows), by_equality);
    for (size_t i = 0; i < n; i++) {
        if (n_rows > 0 && compare_losses(rows[n_rows - 1].lost, rows[i].lost) == 0)
            rows[n_rows - 1].n++;
        else
            rows[n_rows++] = rows[i];
    }
    qsort(rows, n_rows, sizeof(*rows), by_order);
    return n_rows;
}

static void say_rows(const struct hf_cli_conversion *convert)
{
    struct row *rows = calloc(convert->made.lost.n + 1, sizeof(*rows));
    size_t n = rows != NULL ? make_rows(&convert->made.lost, rows) : 0;

    for (size_t i = 0; i < n; i++) {
        const struct hf_account *account = rows[i].lost->a;

        if (account != NULL && rows[i].lost->kind != HF_DIFFERS_RECORD)
            fputs(account->name, stderr);
        if (rows[i].n > 1)
            fprintf(stderr, " and %zu more", rows[i].n - 1);
        if (account != NULL && rows[i].lost->kind != HF_DIFFERS_RECORD)
            fputs(": ", stderr);
        write_loss(convert, rows[i].lost, stderr);
        fputc('\n', stderr);
    }
    if (rows == NULL)
        fputs("holdfast: convert: no memory to list what is lost\n", stderr);
    free(rows);
}

/* ---- all of it ---- */

size_t hf_cli_convert_count(const struct hf_cli_conversion *convert)
{
    size_t n = 0;

    for (size_t i = 0; i < convert->made.lost.n; i++)
        n += is_lost(&convert->made.lost.list[i]) != 0;
    return n;
}

static void say_json(const struct hf_cli_conversion *convert)
{
    struct hf_json json;

    for (size_t i = 0; i < convert->made.lost.n; i++)
        if (convert->made.lost.list[i].kind != HF_DIFFERS_EFFECT)
            json_loss(convert, &convert->made.lost.list[i]);
    if (convert->phone.unknown_keys == 0)
        return;
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "left");
    hf_json_unsigned(&json, "unknown_keys", convert->phone.unknown_keys);
    hf_json_end(&json);
}

void hf_cli_convert_say(const struct hf_cli_conversion *convert)
{
    size_t n_idle = 0;

    if (convert->json) {
        say_json(convert);
        return;
    }
    say_rows(convert);
    for (size_t i = 0; i < convert->made.lost.n; i++)
        n_idle += convert->made.lost.list[i].kind == HF_DIFFERS_IDLE;
    if (n_idle > 0)
        fprintf(stderr,
                "settings that do nothing here, and have another value in the result: %zu\n",
                n_idle);
    if (convert->phone.unknown_keys > 0)
        fprintf(stderr,
                "keys left behind, which are not about server redundancy, or not known: %zu\n",
                convert->phone.unknown_keys);
}
