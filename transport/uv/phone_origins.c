/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the settings of each line stand (G2b), kept for the log alone: a segment that begins says
 * it again. Files are kept once a phone, settings take eight bytes each; without a log nothing is
 * kept.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdlib.h>
#include <string.h>

#define FILES_MOST UINT16_MAX

/* ---- files ---- */

static uint32_t hash_of(const char *name) /* FNV-1a */
{
    uint32_t hash = 0x811C9DC5u;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 0x01000193u;
    return hash;
}

static int make_file_room(struct hf_phone_kept_origins *kept)
{
    uint32_t size = kept->files_size > 0 ? 2 * kept->files_size : 4;
    uint32_t *hashes;
    char **files;

    if (kept->n_files < kept->files_size)
        return 0;
    files = realloc(kept->files, size * sizeof *files);
    if (files != NULL)
        kept->files = files;
    hashes = realloc(kept->hashes, size * sizeof *hashes);
    if (hashes != NULL)
        kept->hashes = hashes;
    if (files == NULL || hashes == NULL)
        return -1;
    kept->files_size = size;
    return 0;
}

/* Its index, or FILES_MOST where there is no room. */
static uint16_t keep_file(struct hf_phone_kept_origins *kept, const char *name)
{
    uint32_t hash = hash_of(name);
    char *copy;

    for (uint32_t i = 0; i < kept->n_files; i++)
        if (kept->hashes[i] == hash && strcmp(kept->files[i], name) == 0)
            return (uint16_t)i;
    copy = kept->n_files < FILES_MOST && make_file_room(kept) == 0 ? strdup(name) : NULL;
    if (copy == NULL)
        return FILES_MOST;
    kept->files[kept->n_files] = copy;
    kept->hashes[kept->n_files] = hash;
    return (uint16_t)kept->n_files++;
}

/* ---- lines ---- */

static int make_line_room(struct hf_phone_kept_origins *kept, uint32_t line)
{
    uint32_t size = kept->n_lines > 0 ? kept->n_lines : 4;
    struct hf_phone_line_origins **grown;

    if (line <= kept->n_lines)
        return 0;
    while (size < line)
        size *= 2;
    grown = realloc(kept->lines, size * sizeof(struct hf_phone_line_origins *));
    if (grown == NULL)
        return -1;
    for (uint32_t i = kept->n_lines; i < size; i++)
        grown[i] = NULL;
    kept->lines = grown;
    kept->n_lines = size;
    return 0;
}

static struct hf_phone_line_origins *of(const struct hf_phone *phone, uint32_t line)
{
    return line <= phone->origins.n_lines ? phone->origins.lines[line - 1] : NULL;
}

/* NULL: there are none, or no memory. */
static struct hf_phone_line_origins *make(struct hf_phone_kept_origins *kept,
                                          const struct hf_phone_origins *origins)
{
    uint32_t n = origins->n_origins < HF_LOG_ORIGINS_MAX ? origins->n_origins : HF_LOG_ORIGINS_MAX;
    uint32_t n_files = origins->n_files < HF_LOG_FILES_MAX ? origins->n_files : HF_LOG_FILES_MAX;
    struct hf_phone_line_origins *made;
    uint16_t files[HF_LOG_FILES_MAX];

    for (uint32_t i = 0; i < n_files; i++)
        files[i] = keep_file(kept, origins->files[i]);
    made = n > 0 ? malloc(sizeof *made + n * sizeof made->items[0]) : NULL;
    if (made == NULL)
        return NULL;
    made->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct hf_log_origin *from = &origins->origins[i];

        if (from->file < 1 || from->file > n_files || files[from->file - 1] == FILES_MOST)
            continue;
        made->items[made->n++] = (struct hf_phone_kept_origin){
            .line = from->line,
            .file = files[from->file - 1],
            .setting = from->setting,
            .place = (uint8_t)(from->server * 16 + from->proxy)};
    }
    return made;
}

static int same(const struct hf_phone_line_origins *a, const struct hf_phone_line_origins *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->n == b->n && memcmp(a->items, b->items, a->n * sizeof a->items[0]) == 0;
}

int hf_phone_origins_take(struct hf_phone *phone, uint32_t line,
                          const struct hf_phone_origins *origins)
{
    struct hf_phone_line_origins *made;

    if (phone->log == NULL || make_line_room(&phone->origins, line) < 0)
        return 0;
    made = make(&phone->origins, origins);
    if (same(made, of(phone, line))) {
        free(made);
        return 0;
    }
    free(of(phone, line));
    phone->origins.lines[line - 1] = made;
    return 1;
}

void hf_phone_origins_forget(struct hf_phone *phone, uint32_t line)
{
    if (line > phone->origins.n_lines)
        return;
    free(of(phone, line));
    phone->origins.lines[line - 1] = NULL;
}

void hf_phone_origins_free(struct hf_phone *phone)
{
    struct hf_phone_kept_origins *kept = &phone->origins;

    for (uint32_t i = 0; i < kept->n_lines; i++)
        free(kept->lines[i]);
    for (uint32_t i = 0; i < kept->n_files; i++)
        free(kept->files[i]);
    free(kept->lines);
    free(kept->files);
    free(kept->hashes);
    *kept = (struct hf_phone_kept_origins){.n_files = 0};
}

/* ---- for the record ---- */

/* The number in the record of one of the phone's files, from 1. */
static uint8_t number_of(struct hf_log_line_added *added, struct hf_phone_origins_room *room,
                         const char *file)
{
    uint32_t i = 0;

    while (i < added->n_files && room->files[i] != file)
        i++;
    if (i == added->n_files)
        room->files[added->n_files++] = file; /* one line has HF_LOG_FILES_MAX at most */
    return (uint8_t)(i + 1);
}

void hf_phone_origins_fill(const struct hf_phone *phone, uint32_t line,
                           struct hf_log_line_added *added, struct hf_phone_origins_room *room)
{
    const struct hf_phone_line_origins *kept = of(phone, line);

    added->n_files = 0;
    added->n_origins = kept != NULL ? kept->n : 0;
    added->files = room->files;
    added->origins = room->items;
    for (uint32_t i = 0; i < added->n_origins; i++) {
        const struct hf_phone_kept_origin *from = &kept->items[i];

        room->items[i] = (struct hf_log_origin){
            .line = from->line,
            .setting = from->setting,
            .server = from->place / 16,
            .proxy = from->place % 16,
            .file = number_of(added, room, phone->origins.files[from->file])};
    }
}
