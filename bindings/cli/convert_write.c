/* SPDX-License-Identifier: Apache-2.0 */
/* Where a converted text goes. It holds passwords: nobody else may read the file, and no buffer of
 * standard output keeps it. */
#define _GNU_SOURCE 1
#include "convert.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"

/* The file that was read and is this one, or NULL. */
static const char *file_that_is(const struct hf_phone_config *phone, const struct stat *output)
{
    struct stat input;

    for (size_t i = 0; i < phone->n_files; i++)
        if (stat(phone->files[i], &input) == 0 && input.st_dev == output->st_dev &&
            input.st_ino == output->st_ino)
            return phone->files[i];
    return NULL;
}

int hf_cli_convert_may_write(const struct hf_cli_conversion *convert)
{
    const char *name = convert->output != NULL ? convert->output : "standard output";
    struct stat output;
    const char *read;

    if (convert->output != NULL && stat(convert->output, &output) != 0) {
        if (lstat(convert->output, &output) != 0 || !S_ISLNK(output.st_mode))
            return 0; /* it is not there yet, or will say why not */
        fprintf(stderr,
                "holdfast: convert: %s is a link that leads to no file; name the file itself\n",
                name);
        return -1;
    }
    if (convert->output == NULL && fstat(STDOUT_FILENO, &output) != 0)
        return 0;
    if (convert->output != NULL && !S_ISREG(output.st_mode)) {
        fprintf(stderr,
                "holdfast: convert: %s is not a file; name one after -o, or leave -o away to "
                "print\n",
                name);
        return -1;
    }
    read = S_ISREG(output.st_mode) ? file_that_is(&convert->phone, &output) : NULL;
    if (read == NULL)
        return 0;
    fprintf(stderr, "holdfast: convert: %s is %s, which was read: it is not written over\n", name,
            read);
    return -1;
}

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

static int fail(const char *path)
{
    fprintf(stderr, "holdfast: convert: %s: %s\n", path, strerror(errno));
    return -1;
}

/* Beside the file, so that renaming it is one step; mkstemp gives it to its owner alone. */
static int write_beside(const struct hf_cli_conversion *convert, const char *path, char *beside)
{
    int fd = mkstemp(beside), error;

    if (fd < 0)
        return fail(path);
    if (write_all(fd, convert->made.text, convert->made.length) == 0 && fsync(fd) == 0) {
        error = close(fd) != 0 || rename(beside, path) != 0 ? errno : 0;
    } else {
        error = errno;
        close(fd);
    }
    if (error == 0)
        return 0;
    unlink(beside);
    errno = error;
    return fail(path);
}

int hf_cli_convert_write(const struct hf_cli_conversion *convert)
{
    char *known = realpath(convert->output, NULL); /* a link stays, and what it names changes */
    const char *path = known != NULL ? known : convert->output;
    const char *slash = strrchr(path, '/');
    char *beside = NULL;
    int directory = slash != NULL ? (int)(slash - path) + 1 : 0;
    int result = -1;

    if (asprintf(&beside, "%.*s.holdfast-XXXXXX", directory, path) < 0)
        fprintf(stderr, "holdfast: convert: no memory\n");
    else
        result = write_beside(convert, path, beside);
    free(beside);
    free(known);
    return result;
}

int hf_cli_convert_print(const struct hf_cli_conversion *convert)
{
    return write_all(STDOUT_FILENO, convert->made.text, convert->made.length) == 0
               ? 0
               : fail("standard output");
}

void hf_cli_convert_json_text(const struct hf_cli_conversion *convert)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "text");
    hf_json_string(&json, "format", hf_dialect_vendor(convert->to));
    hf_json_string(&json, "file", convert->output);
    hf_json_text(&json, "text", convert->made.text, convert->made.length);
    hf_json_end(&json);
}
