/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scenario file: read, played, compared with the story that stands below its dashes, or
 * rewritten there.
 */
#include "holdfast/sim/scenario.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "difference.h"

#define DONE   0
#define FAILED 1
#define WRONG  2

struct text { /* grows */
    char *bytes;
    size_t n, room;
};

static int append(struct text *text, const char *bytes, size_t n)
{
    if (text->n + n + 1 > text->room) {
        const size_t room = 2 * (text->n + n + 1);
        char *grown = realloc(text->bytes, room);

        if (grown == NULL)
            return -1;
        text->bytes = grown;
        text->room = room;
    }
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
    text->bytes[text->n] = 0;
    return 0;
}

static int read_file(const struct hf_sim_run *run, struct text *text)
{
    char chunk[4096];
    size_t n;
    FILE *file = fopen(run->path, "rb");

    if (file == NULL) {
        fprintf(run->error, "holdfast: %s: %s\n", run->path, strerror(errno));
        return -1;
    }
    append(text, "", 0);
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        if (text->n + n > HF_SIM_SCENARIO_BYTES_MAX || append(text, chunk, n) < 0)
            break;
    }
    const int is_whole = n == 0 && feof(file) && text->bytes != NULL;
    const int error = ferror(file) ? errno : 0;
    fclose(file);
    if (is_whole)
        return 0;
    fprintf(run->error, "holdfast: %s: %s\n", run->path,
            error ? strerror(error) : "too long for a scenario: 1 MiB at most");
    return -1;
}

/* ---- printing ---- */

static void print_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *at = text; *at != 0; at++) {
        if (*at == '"' || *at == '\\')
            fprintf(out, "\\%c", *at);
        else if ((unsigned char)*at < 0x20)
            fprintf(out, "\\u%04x", (unsigned char)*at);
        else
            fputc(*at, out);
    }
    fputc('"', out);
}

static void print_json_line(const struct hf_sim_run *run, const struct hf_sim_story_line *line)
{
    fprintf(run->out, "{\"kind\":\"story\",\"file\":");
    print_json_text(run->out, run->path);
    fprintf(run->out, ",\"at_us\":%" PRIu64 ",\"line\":%u,\"what\":", line->at_us, line->line);
    print_json_text(run->out, line->what);
    fprintf(run->out, ",\"text\":");
    print_json_text(run->out, line->text);
    fprintf(run->out, ",\"attributes\":");
    print_json_text(run->out, line->attributes);
    fprintf(run->out, "}\n");
}

/* The story as text; printed as well unless that is not wanted. */
static int tell(const struct hf_sim_run *run, const struct hf_sim_play *play, struct text *told)
{
    char line[HF_SIM_STORY_TEXT];

    for (size_t i = 0; i < hf_sim_story_length(play->story); i++) {
        hf_sim_story_render(play->story, i, line, sizeof(line));
        if (append(told, line, strlen(line)) < 0 || append(told, "\n", 1) < 0)
            return -1;
        if (run->json)
            print_json_line(run, hf_sim_story_line(play->story, i));
        else if (!run->quiet)
            fprintf(run->out, "%s\n", line);
    }
    return append(told, "", 0);
}

static void print_end(const struct hf_sim_run *run, const char *verdict, uint64_t steps)
{
    if (run->json) {
        fprintf(run->out, "{\"kind\":\"scenario\",\"file\":");
        print_json_text(run->out, run->path);
        fprintf(run->out, ",\"verdict\":\"%s\",\"steps\":%" PRIu64 "}\n", verdict, steps);
    } else {
        fprintf(run->out, "%s: %s\n", run->path, verdict);
    }
}

/* ---- rewriting ---- */

static int rewrite(const struct hf_sim_run *run, const struct text *text, size_t told_at,
                   const struct text *story)
{
    const int has_dashes = told_at >= 4 && memcmp(text->bytes + told_at - 4, "----", 4) == 0;
    const int has_dashes_line = told_at >= 5 && memcmp(text->bytes + told_at - 5, "----\n", 5) == 0;
    char path[4096];

    if (snprintf(path, sizeof(path), "%s.rewriting", run->path) >= (int)sizeof(path)) {
        fprintf(run->error, "holdfast: %s: the path is too long\n", run->path);
        return FAILED;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        fprintf(run->error, "holdfast: %s: %s\n", path, strerror(errno));
        return FAILED;
    }
    fwrite(text->bytes, 1, told_at, file);
    if (!has_dashes && !has_dashes_line)
        fputs(told_at > 0 && text->bytes[told_at - 1] != '\n' ? "\n----\n" : "----\n", file);
    else if (!has_dashes_line)
        fputs("\n", file);
    fwrite(story->bytes, 1, story->n, file);
    const int failed = ferror(file);
    if (fclose(file) != 0 || failed || rename(path, run->path) != 0) {
        fprintf(run->error, "holdfast: %s: %s\n", run->path, strerror(errno));
        remove(path);
        return FAILED;
    }
    return DONE;
}

/* ---- comparing ---- */

static unsigned lines_before(const struct text *text, size_t at)
{
    unsigned lines = 0;

    for (size_t i = 0; i < at; i++)
        lines += text->bytes[i] == '\n';
    return lines;
}

static int compare(const struct hf_sim_run *run, const struct text *text, size_t told_at,
                   const struct text *story)
{
    const struct difference difference = {
        .name = run->path,
        .expected = text->bytes + told_at,
        .n_expected = text->n - told_at,
        .got = story->bytes,
        .n_got = story->n,
        .first_line = lines_before(text, told_at) + 1,
    };

    if (difference.n_expected == difference.n_got &&
        memcmp(difference.expected, difference.got, difference.n_got) == 0)
        return DONE;
    difference_print(&difference, run->error);
    return FAILED;
}

static int play_file(const struct hf_sim_run *run, const struct text *text,
                     const struct hf_sim_scenario *scenario)
{
    const struct hf_sim_source source = {run->path, text->bytes, text->n};
    const size_t told_at = hf_sim_scenario_told_at(&source);
    const int has_dashes = told_at < text->n ||
                           (told_at >= 5 && memcmp(text->bytes + told_at - 5, "----\n", 5) == 0);
    struct hf_sim_complaint complaint;
    struct hf_sim_play play;
    struct text story = {0};
    int result = FAILED;

    const int played = hf_sim_scenario_play_before(scenario, &play, &complaint, &run->witness);
    if (play.story == NULL || tell(run, &play, &story) < 0) {
        fprintf(run->error, "holdfast: %s: out of memory\n", run->path);
    } else if (played < 0) {
        fprintf(run->error, "holdfast: %s\n", complaint.text);
        print_end(run, "a checker objects", hf_sim_steps(play.world));
    } else if (run->rewrite) {
        result = rewrite(run, text, told_at, &story);
        print_end(run, result == DONE ? "rewritten" : "not rewritten", hf_sim_steps(play.world));
    } else {
        result = has_dashes ? compare(run, text, told_at, &story) : DONE;
        print_end(run,
                  result != DONE ? "differs"
                  : has_dashes   ? "as told"
                                 : "nothing told",
                  hf_sim_steps(play.world));
    }
    free(story.bytes);
    hf_sim_play_free(&play);
    return result;
}

int hf_sim_scenario_run(const struct hf_sim_run *run)
{
    struct text text = {0};
    struct hf_sim_complaint complaint;
    struct hf_sim_scenario *scenario = NULL;
    int result = WRONG;

    if (read_file(run, &text) == 0) {
        const struct hf_sim_source source = {run->path, text.bytes, text.n};

        scenario = hf_sim_scenario_read(&source, &complaint);
        if (scenario == NULL)
            fprintf(run->error, "holdfast: %s\n", complaint.text);
        else
            result = play_file(run, &text, scenario);
    }
    hf_sim_scenario_free(scenario);
    free(text.bytes);
    return result;
}
