/* SPDX-License-Identifier: Apache-2.0 */
/* Without a terminal: one table, JSON objects, or a row of text for each change. */
#define _GNU_SOURCE
#include "top.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "json.h"
#include "top_table.h"
#include "top_text.h"
#include "top_words.h"

/* ---- JSON ---- */

static void put_or_null(struct hf_json *json, const char *key, uint64_t value, int known)
{
    if (known)
        hf_json_unsigned(json, key, value);
    else
        hf_json_null(json, key);
}

static void put_next(struct hf_json *json, const struct hf_top_row *row)
{
    const struct hf_deadline *next = &row->line->deadline;
    int known = row->next_wall_us != HF_NEVER;

    put_or_null(json, "next_wall_us", row->next_wall_us, known);
    hf_json_string(json, "next_machine", known ? hf_machine_name(next->machine) : NULL);
    hf_json_string(json, "next_state", known ? hf_state_name(next->machine, next->state) : NULL);
}

static void put_line(const struct hf_top_rows *rows, const struct hf_top_row *row)
{
    const struct hf_top_line *line = row->line;
    const struct hf_line_status *status = &line->status;
    int placed = line->known && status->target.family != HF_FAMILY_NONE;
    char target[HF_WORDS_TARGET], text[HF_TOP_WORDS];
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "line");
    hf_json_unsigned(&json, "line", line->number);
    hf_json_string(&json, "name", line->name);
    hf_json_string(&json, "state", line->known ? hf_line_state_name(status->state) : NULL);
    put_or_null(&json, "server", status->server, line->known && status->server != 0);
    hf_json_string(&json, "target", placed ? hf_words_target(&status->target, target) : NULL);
    hf_json_string(&json, "why", line->known ? hf_why_token(status->why) : NULL);
    hf_json_string(&json, "rule", line->known ? hf_why_rule(status->why) : NULL);
    hf_json_unsigned(&json, "status", status->status);
    hf_json_string(&json, "cause",
                   status->cause != HF_CAUSE_NONE ? hf_cause_name(status->cause) : NULL);
    put_or_null(&json, "since_wall_us", row->since_wall_us, row->since_wall_us != HF_NEVER);
    put_or_null(&json, "out_since_wall_us", row->out_wall_us, row->out_wall_us != HF_NEVER);
    put_or_null(&json, "from_server", line->from, line->from != 0);
    put_next(&json, row);
    hf_json_unsigned(&json, "sent_1h", row->sent);
    hf_json_unsigned(&json, "failed_1h", row->failed);
    hf_json_string(&json, "text", hf_top_words_place(rows, row, text));
    hf_json_string(&json, "next_text", hf_top_words_next(line));
    (void)hf_json_end(&json); /* a failed stream is found at the end */
}

static void put_totals(const struct hf_top *top)
{
    const struct hf_top_rows *rows = &top->rows;
    const char *trouble = hf_top_lines_trouble(top->lines);
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "totals");
    hf_json_unsigned(&json, "lines", rows->n_lines);
    hf_json_unsigned(&json, "disabled", rows->n_state[HF_LINE_DISABLED]);
    hf_json_unsigned(&json, "registering", rows->n_state[HF_LINE_REGISTERING]);
    hf_json_unsigned(&json, "registered", rows->n_state[HF_LINE_REGISTERED]);
    hf_json_unsigned(&json, "on_backup", rows->n_state[HF_LINE_ON_BACKUP]);
    hf_json_unsigned(&json, "failed", rows->n_state[HF_LINE_FAILED]);
    hf_json_unsigned(&json, "unknown", rows->n_unknown);
    hf_json_unsigned(&json, "sent_1h", rows->sent);
    hf_json_unsigned(&json, "failed_1h", rows->failed);
    if (rows->running < 0)
        hf_json_null(&json, "running");
    else
        hf_json_bool(&json, "running", rows->running);
    hf_json_bool(&json, "ended", hf_top_lines_ended(top->lines));
    hf_json_string(&json, "trouble", trouble[0] != '\0' ? trouble : NULL);
    hf_json_string(&json, "writer", hf_top_lines_writer(top->lines));
    hf_json_unsigned(&json, "wall_us", rows->now_wall_us);
    (void)hf_json_end(&json);
}

/* ---- once ---- */

static void print_table(const struct hf_top *top)
{
    char head[HF_TOP_HEAD][HF_TOP_HEAD_TEXT], text[HF_TOP_ROW_TEXT];
    struct hf_top_table table = {.total = 0};

    hf_top_head(top, head);
    for (int i = 0; i < HF_TOP_HEAD; i++)
        if (head[i][0] != '\0')
            puts(hf_top_text_show(head[i], 0, text, sizeof text));
    hf_top_table_fit(&table, &top->rows, 0, top->rows.n);
    puts(hf_top_table_row(&table, &top->rows, NULL, text));
    for (size_t i = 0; i < top->rows.n; i++)
        puts(hf_top_table_row(&table, &top->rows, &top->rows.items[i], text));
}

static int result_of(const struct hf_top *top)
{
    if (top->rows.n_lines > 0 || hf_top_lines_trouble(top->lines)[0] == '\0')
        return HF_EXIT_DONE;
    return HF_EXIT_FAILED; /* there is a log, but nothing of it could be read */
}

int hf_top_print_once(struct hf_top *top)
{
    if (!top->json) {
        print_table(top);
        return result_of(top);
    }
    for (size_t i = 0; i < top->rows.n; i++)
        put_line(&top->rows, &top->rows.items[i]);
    put_totals(top);
    return result_of(top);
}

/* ---- changes ---- */

static void print_line(const struct hf_top *top, const struct hf_top_row *row)
{
    char moment[HF_WORDS_SPAN], place[HF_TOP_WORDS], name[HF_TOP_WORDS], shown[HF_TOP_WORDS];

    if (top->json) {
        put_line(&top->rows, row);
        return;
    }
    printf("%s  line %u (%s): %s\n",
           hf_top_words_since(row->line->wall_us, top->rows.now_wall_us, moment), row->line->number,
           hf_top_text_show(row->line->name, 0, name, sizeof name),
           hf_top_text_show(hf_top_words_place(&top->rows, row, place), 0, shown, sizeof shown));
    fflush(stdout);
}

static void on_change(void *context, const struct hf_top_line *line)
{
    struct hf_top *top = context;
    struct hf_top_row row;

    if (top->choice.line != 0 && top->choice.line != line->number)
        return;
    top->rows.now_wall_us = line->wall_us;
    row = hf_top_row_of(&top->rows, top->lines, line);
    print_line(top, &row);
}

static void wait_us(uint64_t us)
{
    struct timespec left = {.tv_sec = (time_t)(us / 1000000),
                            .tv_nsec = (long)(us % 1000000) * 1000};

    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
        continue;
}

int hf_top_print_changes(struct hf_top *top)
{
    for (size_t i = 0; i < top->rows.n; i++)
        print_line(top, &top->rows.items[i]);
    hf_top_lines_tell(top->lines, top, on_change);
    while (!ferror(stdout)) { /* until a signal ends it, or nobody reads */
        wait_us(top->interval_us);
        if (hf_top_refresh(top) < 0)
            return HF_EXIT_FAILED;
    }
    return HF_EXIT_FAILED;
}
