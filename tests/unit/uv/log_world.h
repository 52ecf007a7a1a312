/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the event log's tests share: a log in a directory of its own with a real loop, and a
 * record of what the log said. Functions are static: each test file is its own program part.
 */
#ifndef HF_TEST_LOG_WORLD_H
#define HF_TEST_LOG_WORLD_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "holdfast/uv/log.h"
#include "holdfast/uv/log_reader.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/record.h"

#define WORLD_RELEASES  100000
#define UNUSED_FUNCTION __attribute__((unused))

struct world {
    char directory[64];
    uv_loop_t loop;
    struct hf_log *log;
    struct hf_log_options options;
    uint64_t released; /* the last one */
    int n_releases, out_of_order;
    char trouble[2048]; /* all texts, a line each */
    int n_troubles, stops, segments;
    int snapshots; /* records to append at each segment's beginning */
};

UNUSED_FUNCTION static size_t world_payload(uint8_t *out, size_t size, uint32_t line,
                                            const char *text)
{
    struct hf_log_entry entry = {.kind = HF_LOG_NOTE, .line = line, .wall_us = 1};
    entry.u.note.kind = 9;
    entry.u.note.text = text;
    return hf_log_entry_write(&entry, out, size);
}

UNUSED_FUNCTION static uint64_t world_append(struct world *world, const char *text)
{
    uint8_t payload[1024];
    size_t n = world_payload(payload, sizeof(payload), 1, text);
    cr_assert_gt(n, 0);
    return hf_log_append(world->log, payload, n);
}

static void world_released(void *context, uint64_t sequence)
{
    struct world *world = context;
    if (sequence <= world->released)
        world->out_of_order++;
    world->released = sequence;
    world->n_releases++;
}

static void world_trouble(void *context, const char *text, int stop)
{
    struct world *world = context;
    strncat(world->trouble, text, sizeof(world->trouble) - strlen(world->trouble) - 2);
    strcat(world->trouble, "\n");
    world->n_troubles++;
    world->stops += stop;
}

static void world_segment(void *context)
{
    struct world *world = context;
    world->segments++;
    for (int i = 0; i < world->snapshots; i++)
        world_append(world, "snapshot");
}

UNUSED_FUNCTION static void world_make(struct world *world)
{
    memset(world, 0, sizeof(*world));
    strcpy(world->directory, "/tmp/hf-log-XXXXXX");
    cr_assert_not_null(mkdtemp(world->directory));
    cr_assert_eq(uv_loop_init(&world->loop), 0);
    world->options.directory = world->directory;
    world->options.context = world;
    world->options.released = world_released;
    world->options.trouble = world_trouble;
    world->options.segment = world_segment;
}

UNUSED_FUNCTION static void world_open(struct world *world)
{
    char error[512] = "";
    world->released = 0;
    world->log = hf_log_open(&world->loop, &world->options, error, sizeof(error));
    cr_assert_not_null(world->log, "%s", error);
}

/* Runs the loop until nothing is under way. */
UNUSED_FUNCTION static void world_run(struct world *world)
{
    uv_run(&world->loop, UV_RUN_DEFAULT);
}

UNUSED_FUNCTION static void world_close(struct world *world)
{
    hf_log_close(world->log);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    world->log = NULL;
}

/* The n-th segment by name (from 0), or NULL. The caller frees. */
UNUSED_FUNCTION static char *world_segment_path(const struct world *world, int n)
{
    struct dirent **names;
    char *found = NULL;
    int count = scandir(world->directory, &names, NULL, alphasort), seen = 0;
    for (int i = 0; i < count; i++) {
        if (strncmp(names[i]->d_name, "hf-", 3) == 0 && strstr(names[i]->d_name, ".log") &&
            seen++ == n && asprintf(&found, "%s/%s", world->directory, names[i]->d_name) < 0)
            found = NULL;
        free(names[i]);
    }
    free(names);
    return found;
}

UNUSED_FUNCTION static int world_count(const struct world *world, const char *suffix)
{
    struct dirent **names;
    int count = scandir(world->directory, &names, NULL, alphasort), n = 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name);
        if (length > strlen(suffix) &&
            strcmp(names[i]->d_name + length - strlen(suffix), suffix) == 0)
            n++;
        free(names[i]);
    }
    free(names);
    return n;
}

UNUSED_FUNCTION static void world_remove_directory(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, NULL);
    for (int i = 0; i < count; i++) {
        char file[512];
        snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
        unlink(file);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    rmdir(path);
}

UNUSED_FUNCTION static void world_end(struct world *world)
{
    if (world->log)
        world_close(world);
    cr_expect_eq(uv_loop_close(&world->loop), 0, "the log left handles on the loop");
    cr_expect_eq(world->out_of_order, 0, "releases came out of order");
    world_remove_directory(world->directory);
}

UNUSED_FUNCTION static uint8_t *world_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*n + 1);
    cr_assert_eq(fread(bytes, 1, *n, file), *n);
    fclose(file);
    return bytes;
}

UNUSED_FUNCTION static void world_write(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

/* What a reader finds: how often each kind, and the last of each. */
struct sight {
    int n[HF_LOG_ITEM_COUNT];
    struct hf_log_item last[HF_LOG_ITEM_COUNT];
    uint64_t first_sequence, last_sequence;
    char error[512];
};

UNUSED_FUNCTION static void world_look(struct sight *sight, const char *const *paths, size_t n)
{
    struct hf_log_item item;
    memset(sight, 0, sizeof(*sight));
    struct hf_log_reader *reader = hf_log_reader_open(paths, n, sight->error, sizeof(sight->error));
    cr_assert_not_null(reader, "%s", sight->error);
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END) {
        sight->n[item.kind]++;
        sight->last[item.kind] = item;
        sight->last[item.kind].file = NULL;
        sight->last[item.kind].payload = NULL;
        if (item.kind == HF_LOG_ITEM_RECORD || item.kind == HF_LOG_ITEM_SEGMENT) {
            if (!sight->first_sequence)
                sight->first_sequence = item.sequence;
            sight->last_sequence = item.sequence;
        }
    }
    hf_log_reader_close(reader);
}

UNUSED_FUNCTION static void world_look_at(struct sight *sight, const char *path)
{
    const char *paths[1] = {path};
    world_look(sight, paths, 1);
}

#endif
