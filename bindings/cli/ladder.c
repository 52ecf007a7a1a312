/* SPDX-License-Identifier: Apache-2.0 */
/* The ladder's file: written beside and renamed; see ladder.h. */
#define _GNU_SOURCE 1
#include "ladder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "json.h"
#include "ladder_ink.h"

#define PATH_ROOM 4096

static int ends_with(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);

    return n > m && strcmp(path + n - m, ending) == 0 && path[n - m - 1] != '/';
}

int hf_ladder_check(const struct hf_log_options *options, const char *path)
{
    if (ends_with(path, ".svg") || ends_with(path, ".html"))
        return HF_EXIT_DONE;
    fprintf(stderr,
            "holdfast: %s: --ladder \"%s\": the name must end in .svg or .html; right is --ladder "
            "out.svg\n",
            options->command, path);
    return HF_EXIT_USAGE;
}

/* ---- which line ---- */

static uint32_t choose(const struct hf_log_options *options, const struct hf_ladder_scout *scout)
{
    uint32_t line = scout->out != 0 ? scout->out : scout->moved;
    const char *why = scout->out != 0     ? "the first one that fell out of service"
                      : scout->moved != 0 ? "the first one that left its server"
                                          : "the first one, none had an outage";

    if (options->line != 0)
        return options->line;
    line = line != 0 ? line : scout->first;
    if (scout->others > 0 || (line != scout->first && line != 0))
        fprintf(stderr,
                "holdfast: %s: the picture shows line %" PRIu32 ", %s; --line N draws another\n",
                options->command, line, why);
    return line;
}

/* ---- the file ---- */

static int complain(const struct hf_log_options *options, const char *path)
{
    fprintf(stderr, "holdfast: %s: %s: cannot be written: %s\n", options->command, path,
            strerror(errno));
    return HF_EXIT_FAILED;
}

/* With the rights that a new file has; mkstemp gives fewer. */
static FILE *open_beside(char beside[PATH_ROOM])
{
    const int fd = mkstemp(beside);
    const mode_t mask = umask(0);
    FILE *file;

    (void)umask(mask);
    if (fd < 0)
        return NULL;
    (void)fchmod(fd, 0666 & ~mask);
    file = fdopen(fd, "w");
    if (file == NULL)
        (void)close(fd);
    return file;
}

static int write_file(struct hf_ink *ink, const char *path)
{
    const struct hf_log_options *options = ink->ladder->options;
    char beside[PATH_ROOM];
    int failed;

    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside) {
        errno = ENAMETOOLONG;
        return complain(options, path);
    }
    ink->to = open_beside(beside);
    if (ink->to == NULL)
        return complain(options, path);
    ink->is_html = ends_with(path, ".html");
    if (ink->is_html)
        hf_ink_html(ink);
    else
        hf_ink_svg(ink);
    failed = ferror(ink->to);
    if (fclose(ink->to) != 0 || failed || rename(beside, path) != 0) {
        (void)complain(options, path);
        (void)unlink(beside);
        return HF_EXIT_FAILED;
    }
    return HF_EXIT_DONE;
}

static void say_done(const struct hf_ladder *ladder, const char *path)
{
    struct hf_json json;

    if (!ladder->options->json) {
        printf("%s shows line %" PRIu32 " in %" PRIu32 " row%s%s\n", path, ladder->line,
               ladder->n_rows, ladder->n_rows == 1 ? "" : "s",
               ladder->level > 0 ? "; a part is only counted, --from and --to show less in full"
                                 : "");
        return;
    }
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "ladder");
    hf_json_string(&json, "file", path);
    hf_json_unsigned(&json, "line", ladder->line);
    hf_json_unsigned(&json, "rows", ladder->n_rows);
    hf_json_unsigned(&json, "gathered", ladder->level);
    (void)hf_json_end(&json);
}

static int draw(struct hf_ladder *ladder, const char *path)
{
    struct hf_ink ink = {.ladder = ladder};
    int result = hf_ladder_read(ladder);

    if (result != HF_EXIT_DONE)
        return result;
    if (ladder->n_rows == 0) {
        fprintf(stderr, "holdfast: %s: %s: not drawn, nothing happened to line %" PRIu32 "\n",
                ladder->options->command, path, ladder->line);
        return HF_EXIT_USAGE;
    }
    if (hf_ink_lay_out(&ink) == 0) {
        result = write_file(&ink, path);
    } else {
        fprintf(stderr, "holdfast: %s: no memory\n", ladder->options->command);
        result = HF_EXIT_FAILED;
    }
    hf_ink_free(&ink);
    if (result == HF_EXIT_DONE)
        say_done(ladder, path);
    return result;
}

int hf_ladder_draw(const struct hf_log_options *options, const struct hf_ladder_scout *scout,
                   const char *path)
{
    struct hf_ladder *ladder = calloc(1, sizeof *ladder);
    int result;

    if (ladder == NULL) {
        fprintf(stderr, "holdfast: %s: no memory\n", options->command);
        return HF_EXIT_FAILED;
    }
    ladder->options = options;
    ladder->opening_state = HF_LINE_STATE_COUNT;
    ladder->line = choose(options, scout);
    result = draw(ladder, path);
    hf_ladder_free(ladder);
    return result;
}
