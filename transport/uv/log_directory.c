/* SPDX-License-Identifier: Apache-2.0 */
/* Names of segments, and what a log's directory holds. */
#define _GNU_SOURCE
#include "log_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ID_DIGITS     16
#define NUMBER_DIGITS 8 /* at least; a log with more segments has longer names */
#define NUMBER_MAX    18
#define ENTRIES_MAX   (1u << 20)

void hf_log_name_write(const struct hf_log_name *name, char text[HF_LOG_FILE_NAME])
{
    (void)snprintf(text, HF_LOG_FILE_NAME, "hf-%016" PRIx64 "-%08" PRIu64 ".log%s", name->log_id,
                   name->number, name->compressed ? ".zst" : "");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hf_log_name_read(const char *text, struct hf_log_name *name)
{
    memset(name, 0, sizeof(*name));
    if (strncmp(text, "hf-", 3) != 0)
        return -1;
    text += 3;
    for (int i = 0; i < ID_DIGITS; i++, text++) {
        int digit = hex_digit(*text);
        if (digit < 0)
            return -1;
        name->log_id = name->log_id << 4 | (unsigned)digit;
    }
    if (*text++ != '-')
        return -1;
    int n = 0;
    for (; *text >= '0' && *text <= '9' && n < NUMBER_MAX; n++, text++)
        name->number = name->number * 10 + (unsigned)(*text - '0');
    name->compressed = strcmp(text, ".log.zst") == 0;
    return n >= NUMBER_DIGITS && (name->compressed || strcmp(text, ".log") == 0) ? 0 : -1;
}

const char *hf_log_directory_error(int error)
{
    return error == ENOTDIR ? "it is a file, or a file is in the way to it; right is a directory, "
                              "which is made where it is missing"
                            : strerror(error);
}

static int by_name(const void *a, const void *b)
{
    const struct hf_log_name *x = a, *y = b;
    if (x->log_id != y->log_id)
        return x->log_id < y->log_id ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->compressed - y->compressed;
}

/* A crash between a finished compression and the removal of its source leaves both: the source
 * counts, until the next tidying compresses it again. */
static void drop_doubles(struct hf_log_listing *listing)
{
    size_t kept = 0;
    for (size_t i = 0; i < listing->n; i++) {
        const struct hf_log_name *name = &listing->names[i];
        if (kept > 0 && listing->names[kept - 1].log_id == name->log_id &&
            listing->names[kept - 1].number == name->number)
            continue;
        listing->names[kept++] = *name;
    }
    listing->n = kept;
}

static int add_name(struct hf_log_listing *listing, size_t *room, const struct hf_log_name *name)
{
    if (listing->n == *room) {
        size_t more = *room ? *room * 2 : 64;
        struct hf_log_name *names = realloc(listing->names, more * sizeof(*names));
        if (!names)
            return -ENOMEM;
        listing->names = names;
        *room = more;
    }
    listing->names[listing->n++] = *name;
    return 0;
}

int hf_log_list(int directory, struct hf_log_listing *listing)
{
    *listing = (struct hf_log_listing){0};
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int error = -errno;
        close(fd);
        return error;
    }
    size_t room = 0;
    int error = 0;
    for (unsigned i = 0; i < ENTRIES_MAX && !error; i++) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry) {
            error = -errno;
            break;
        }
        struct hf_log_name name;
        if (hf_log_name_read(entry->d_name, &name) == 0)
            error = add_name(listing, &room, &name);
    }
    closedir(dir);
    if (error) {
        hf_log_listing_free(listing);
        return error;
    }
    if (listing->n > 0)
        qsort(listing->names, listing->n, sizeof(*listing->names), by_name);
    drop_doubles(listing);
    return 0;
}

void hf_log_listing_free(struct hf_log_listing *listing)
{
    free(listing->names);
    *listing = (struct hf_log_listing){0};
}
