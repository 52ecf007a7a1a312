/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log's reader: every flipped byte is found and located, a cut tail is said as such,
 * what is missing is said by number, whatever the file is: plain, compressed, joined, a
 * directory, a pipe, or no log at all.
 */
#define _GNU_SOURCE
#include "log_world.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <zstd.h>

/* One closed log of n notes; its only segment's path (the caller frees). */
static char *make_log(struct world *world, int n)
{
    char text[64];
    world_make(world);
    world_open(world);
    for (int i = 0; i < n; i++) {
        snprintf(text, sizeof(text), "%.*s note %d", i % 30, "..............................", i);
        world_append(world, text);
    }
    world_run(world);
    world_close(world);
    return world_segment_path(world, 0);
}

Test(log_reader, finds_and_locates_one_flipped_byte_anywhere)
{
    struct world world;
    struct sight clean, sight;
    size_t n;
    char *path = make_log(&world, 6);
    uint8_t *bytes = world_read(path, &n);
    world_look_at(&clean, path);
    for (size_t at = 0; at < n; at++) {
        bytes[at] ^= (uint8_t)(1u << at % 8);
        world_write(path, bytes, n);
        bytes[at] ^= (uint8_t)(1u << at % 8);
        world_look_at(&sight, path);
        const struct hf_log_item *damage = &sight.last[HF_LOG_ITEM_DAMAGE];
        const struct hf_log_item *missing = &sight.last[HF_LOG_ITEM_MISSING];
        cr_assert_eq(sight.n[HF_LOG_ITEM_DAMAGE], 1, "byte %zu", at);
        cr_assert(damage->offset <= at && at < damage->offset + damage->length,
                  "byte %zu is said to be in %llu+%llu", at, (unsigned long long)damage->offset,
                  (unsigned long long)damage->length);
        cr_assert_eq(sight.n[HF_LOG_ITEM_MISSING], 1, "byte %zu", at);
        cr_assert_eq(sight.n[HF_LOG_ITEM_TORN], 0, "byte %zu", at);
        cr_assert_eq(sight.n[HF_LOG_ITEM_RECORD] + sight.n[HF_LOG_ITEM_SEGMENT],
                     clean.n[HF_LOG_ITEM_RECORD], "byte %zu: one record is lost", at);
        if (missing->first != 0 && missing->last != UINT64_MAX)
            cr_assert_eq(missing->first, missing->last);
    }
    free(bytes);
    free(path);
    world_end(&world);
}

Test(log_reader, says_a_cut_tail_as_such_at_every_length)
{
    struct world world;
    struct sight sight;
    size_t n;
    char *path = make_log(&world, 3);
    uint8_t *bytes = world_read(path, &n);
    for (size_t cut = 1; cut < n; cut++) {
        world_write(path, bytes, cut);
        world_look_at(&sight, path);
        cr_assert_eq(sight.n[HF_LOG_ITEM_DAMAGE] + sight.n[HF_LOG_ITEM_MISSING], 0, "cut %zu", cut);
        const struct hf_log_item *torn = &sight.last[HF_LOG_ITEM_TORN];
        if (sight.n[HF_LOG_ITEM_TORN])
            cr_assert_eq(torn->offset + torn->length, cut);
        else
            cr_assert_gt(sight.n[HF_LOG_ITEM_SEGMENT], 0);
    }
    free(bytes);
    free(path);
    world_end(&world);
}

/* Packs as the writer does, but in frames of `frame` bytes. */
static void compress_file(const char *from, const char *to, size_t frame)
{
    size_t n;
    uint8_t *bytes = world_read(from, &n);
    size_t room = ZSTD_compressBound(n) + (n / frame + 2) * 64, used = 0;
    uint8_t *packed = malloc(room);
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    for (size_t at = 0; at < n; at += frame) {
        size_t more = n - at < frame ? n - at : frame;
        size_t size = ZSTD_compress2(zstd, packed + used, room - used, bytes + at, more);
        cr_assert_not(ZSTD_isError(size));
        used += size;
    }
    world_write(to, packed, used);
    ZSTD_freeCCtx(zstd);
    free(packed);
    free(bytes);
}

Test(log_reader, finds_one_flipped_byte_in_a_compressed_file, .timeout = 30)
{
    struct world world;
    struct sight clean, sight;
    char packed[128];
    size_t n;
    char *path = make_log(&world, 60);
    snprintf(packed, sizeof(packed), "%s/packed", world.directory);
    compress_file(path, packed, 512);
    world_look_at(&clean, packed);
    cr_assert_eq(clean.n[HF_LOG_ITEM_RECORD], 61);
    int unchanged = 0;
    uint8_t *bytes = world_read(packed, &n);
    for (size_t at = 4; at < n; at++) { /* without its magic number it is no compressed file */
        bytes[at] ^= 0x20;
        world_write(packed, bytes, n);
        bytes[at] ^= 0x20;
        world_look_at(&sight, packed);
        cr_assert_eq(sight.n[HF_LOG_ITEM_TORN], 0, "byte %zu", at);
        /* Some bits say the same content in another way: then nothing was changed. */
        if (sight.n[HF_LOG_ITEM_DAMAGE] == 0) {
            cr_assert_eq(sight.n[HF_LOG_ITEM_RECORD], clean.n[HF_LOG_ITEM_RECORD], "byte %zu", at);
            unchanged++;
        }
        cr_assert_gt(sight.n[HF_LOG_ITEM_RECORD], 20, "byte %zu: the other frames are read", at);
    }
    cr_expect_lt(unchanged, (int)n / 20, "%d of %zu", unchanged, n);
    free(bytes);
    free(path);
    world_end(&world);
}

Test(log_reader, a_compressed_file_that_was_cut_is_damaged)
{
    struct world world;
    struct sight sight;
    char packed[128];
    size_t n;
    char *path = make_log(&world, 60);
    snprintf(packed, sizeof(packed), "%s/packed", world.directory);
    compress_file(path, packed, 1 << 20);
    uint8_t *bytes = world_read(packed, &n);
    for (size_t cut = 5; cut < n; cut += 3) {
        world_write(packed, bytes, cut);
        world_look_at(&sight, packed);
        cr_assert_gt(sight.n[HF_LOG_ITEM_DAMAGE], 0, "cut at %zu", cut);
        cr_assert_eq(sight.n[HF_LOG_ITEM_TORN], 0, "cut at %zu", cut);
    }
    free(bytes);
    free(path);
    world_end(&world);
}

/* Puts records of its own making into a file. */
struct maker {
    uint8_t *bytes;
    size_t n, room;
    uint64_t sequence;
};

static void make_record(struct maker *maker, const uint8_t *payload, size_t length)
{
    struct hf_record_write record = {
        .payload = payload, .length = length, .sequence = maker->sequence++};
    if (maker->n + length + HF_RECORD_OVERHEAD > maker->room) {
        maker->room = (maker->room + length + 1024) * 2;
        maker->bytes = realloc(maker->bytes, maker->room);
    }
    maker->n += hf_record_write(&record, maker->bytes + maker->n, maker->room - maker->n);
}

static void make_note(struct maker *maker, const char *text)
{
    uint8_t payload[1024];
    make_record(maker, payload, world_payload(payload, sizeof(payload), 1, text));
}

static void make_header(struct maker *maker, uint64_t log_id, uint32_t schema)
{
    uint8_t payload[256];
    struct hf_log_segment segment = {.log_id = log_id,
                                     .number = 1,
                                     .wall_us = maker->sequence,
                                     .limits = hf_log_limits_here(),
                                     .schema = schema,
                                     .semantics = 1,
                                     .abi = 1,
                                     .writer = "test"};
    make_record(maker, payload, hf_log_segment_write(&segment, payload, sizeof(payload)));
}

static void look_at_made(struct sight *sight, const struct maker *maker)
{
    char path[] = "/tmp/hf-made-XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    close(fd);
    world_write(path, maker->bytes, maker->n);
    world_look_at(sight, path);
    unlink(path);
}

Test(log_reader, says_which_numbers_are_missing)
{
    struct maker maker = {.sequence = 1};
    struct sight sight;
    make_header(&maker, 7, HF_LOG_SCHEMA);
    make_note(&maker, "a");
    maker.sequence += 5;
    make_note(&maker, "b");
    look_at_made(&sight, &maker);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING], 1);
    cr_expect_eq(sight.last[HF_LOG_ITEM_MISSING].first, 3);
    cr_expect_eq(sight.last[HF_LOG_ITEM_MISSING].last, 7);
    cr_expect_eq(sight.n[HF_LOG_ITEM_DAMAGE], 0);
    free(maker.bytes);
}

Test(log_reader, says_repeated_records_once_a_run_and_skips_them)
{
    struct maker maker = {.sequence = 1};
    struct sight sight;
    make_header(&maker, 7, HF_LOG_SCHEMA);
    for (int i = 0; i < 4; i++)
        make_note(&maker, "a");
    maker.sequence = 3;
    for (int i = 0; i < 5; i++)
        make_note(&maker, "b");
    look_at_made(&sight, &maker);
    cr_expect_eq(sight.n[HF_LOG_ITEM_REPEATED], 1);
    cr_expect_eq(sight.last[HF_LOG_ITEM_REPEATED].sequence, 3);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 6);
    cr_expect_eq(sight.last_sequence, 7);
    free(maker.bytes);
}

Test(log_reader, a_log_joined_behind_another_log_is_not_out_of_order)
{
    struct maker maker = {.sequence = 100};
    struct sight sight;
    make_header(&maker, 7, HF_LOG_SCHEMA);
    make_note(&maker, "a");
    maker.sequence = 1;
    make_header(&maker, 8, HF_LOG_SCHEMA);
    make_note(&maker, "b");
    make_header(&maker, 8, HF_LOG_SCHEMA);
    make_note(&maker, "c");
    look_at_made(&sight, &maker);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SEGMENT], 3);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 3);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING] + sight.n[HF_LOG_ITEM_REPEATED], 0);
    free(maker.bytes);
}

Test(log_reader, skips_a_segment_of_an_unknown_schema_and_says_so)
{
    struct maker maker = {.sequence = 1};
    struct sight sight;
    char text[512];
    make_header(&maker, 7, HF_LOG_SCHEMA + 1);
    make_note(&maker, "not ours to read");
    make_header(&maker, 7, HF_LOG_SCHEMA);
    make_note(&maker, "ours");
    look_at_made(&sight, &maker);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SCHEMA], 1);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SEGMENT], 1);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 1);
    sight.last[HF_LOG_ITEM_SCHEMA].file = "f";
    hf_log_item_say(&sight.last[HF_LOG_ITEM_SCHEMA], text, sizeof(text));
    cr_expect_str_eq(text, "f: at byte 0: the segment's schema is 2, this build reads 1; skipped");
    free(maker.bytes);
}

struct odd {
    const char *what, *content;
    size_t n;
    enum hf_log_item_kind kind;
};

Test(log_reader, says_what_is_no_log)
{
    static const struct odd cases[] = {
        {"an empty file", "", 0, HF_LOG_ITEM_EMPTY},
        {"a text", "Dear reader, this is a letter and no log.", 41, HF_LOG_ITEM_NOT_LOG},
        {"one byte", "x", 1, HF_LOG_ITEM_NOT_LOG},
        {"zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 26, HF_LOG_ITEM_NOT_LOG},
        {"only a zstd magic number", "\x28\xB5\x2F\xFD", 4, HF_LOG_ITEM_NOT_LOG},
        {"the beginning of a header", "HfR1\x20", 5, HF_LOG_ITEM_TORN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct maker maker = {.n = cases[i].n};
        struct sight sight;
        maker.bytes = malloc(cases[i].n + 1);
        memcpy(maker.bytes, cases[i].content, cases[i].n);
        look_at_made(&sight, &maker);
        cr_expect_eq(sight.n[cases[i].kind], 1, "%s", cases[i].what);
        cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD] + sight.n[HF_LOG_ITEM_SEGMENT], 0);
        free(maker.bytes);
    }
}

struct unopenable {
    const char *path, *reason;
};

Test(log_reader, refuses_paths_with_the_reason)
{
    static const struct unopenable cases[] = {
        {"/nowhere/log", "No such file or directory"},
        {"", "(empty path)"},
        {"/proc/self/fdinfo", "holds no segment"},
        {"/dev/null/x", "Not a directory"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char error[512] = "";
        const char *paths[1] = {cases[i].path};
        cr_expect_null(hf_log_reader_open(paths, 1, error, sizeof(error)));
        cr_expect_not_null(strstr(error, cases[i].reason), "%s: %s", cases[i].path, error);
    }
}

static unsigned draw(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* The same file, framed in one piece: what the window must not change. */
static void expect_as_in_one_piece(const struct maker *maker, const struct sight *sight)
{
    struct hf_record_reader frames = {.bytes = maker->bytes, .n_bytes = maker->n};
    struct hf_record record;
    int found = 0, stretches = 0;
    size_t behind = SIZE_MAX;
    for (;;) {
        record = hf_record_next(&frames);
        if (record.kind == HF_RECORD_END || record.kind == HF_RECORD_TORN)
            break;
        if (record.kind == HF_RECORD_FOUND)
            found++;
        else if (record.at != behind)
            stretches++;
        behind = record.kind == HF_RECORD_DAMAGE ? record.at + record.length : SIZE_MAX;
    }
    cr_assert_eq(sight->n[HF_LOG_ITEM_RECORD] + sight->n[HF_LOG_ITEM_SEGMENT], found);
    cr_assert_eq(sight->n[HF_LOG_ITEM_DAMAGE], stretches);
    cr_assert_eq(sight->n[HF_LOG_ITEM_TORN], record.kind == HF_RECORD_TORN);
}

Test(log_reader, a_window_over_a_large_file_sees_what_one_piece_shows, .timeout = 60)
{
    unsigned state = 11;
    for (int round = 0; round < 4; round++) {
        struct maker maker = {.sequence = 1};
        struct sight sight;
        uint8_t *payload = calloc(1, HF_RECORD_PAYLOAD_MAX);
        make_header(&maker, 7, HF_LOG_SCHEMA);
        while (maker.n < 14u << 20) {
            size_t length = 16 + draw(&state) % (round % 2 ? 3000 : HF_RECORD_PAYLOAD_MAX - 16);
            payload[0] = 0x08;
            payload[1] = 1; /* line 1, then an unknown field that takes the rest */
            make_record(&maker, payload, length);
        }
        for (int i = 0; i < 40 * round; i++)
            maker.bytes[draw(&state) % maker.n] ^= 0x40;
        if (round > 1) { /* a long stretch across a window's end */
            size_t at = (4u << 20) - 700000 + draw(&state) % 600000;
            memset(maker.bytes + at, 'H', 900000);
        }
        maker.n -= draw(&state) % 2 ? 7 : 0;
        look_at_made(&sight, &maker);
        expect_as_in_one_piece(&maker, &sight);
        free(payload);
        free(maker.bytes);
    }
}

Test(log_reader, reads_a_log_larger_than_its_memory)
{
    struct world world;
    struct maker maker = {.sequence = 1};
    struct rusage before, after;
    char path[128], packed[128];
    struct sight sight;
    world_make(&world);
    uint8_t *payload = calloc(1, 100000);
    payload[0] = 0x08;
    payload[1] = 1;
    make_header(&maker, 7, HF_LOG_SCHEMA);
    while (maker.n < 96u << 20)
        make_record(&maker, payload, 100000);
    snprintf(path, sizeof(path), "%s/large", world.directory);
    snprintf(packed, sizeof(packed), "%s/packed", world.directory);
    world_write(path, maker.bytes, maker.n);
    compress_file(path, packed, 1 << 20);
    free(maker.bytes);
    free(payload);
    pid_t child = fork();
    if (child == 0) { /* its own peak: the parent's has held the whole log */
        getrusage(RUSAGE_SELF, &before);
        world_look_at(&sight, path);
        world_look_at(&sight, packed);
        getrusage(RUSAGE_SELF, &after);
        _exit(sight.n[HF_LOG_ITEM_RECORD] > 1000 && after.ru_maxrss - before.ru_maxrss < 32 << 10
                  ? 0
                  : 1);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "more than 32 MiB, or not read");
    world_end(&world);
}

Test(log_reader, reads_a_directory_of_plain_and_compressed_segments_in_order)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    world.options.segment_bytes = 2048;
    world_open(&world);
    for (int i = 0; i < 400; i++) {
        world_append(&world, "a note of some length, so that segments fill");
        if (i % 7 == 0)
            world_run(&world);
    }
    world_run(&world);
    world_close(&world);
    cr_assert_gt(world_count(&world, ".zst"), 3);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 401);
    cr_expect_eq(sight.first_sequence, 1);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING] + sight.n[HF_LOG_ITEM_REPEATED], 0);
    char *second = world_segment_path(&world, 1);
    unlink(second); /* a segment that somebody removed is missing by its numbers */
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING], 1);
    free(second);
    world_end(&world);
}

Test(log_reader, segments_joined_into_one_file_read_as_the_directory_does)
{
    struct world world;
    struct sight apart, joined;
    char path[128];
    world_make(&world);
    world.options.segment_bytes = 2048;
    world_open(&world);
    for (int i = 0; i < 100; i++) {
        world_append(&world, "a note of some length, so that segments fill");
        if (i % 5 == 0)
            world_run(&world);
    }
    world_close(&world);
    world_look_at(&apart, world.directory);
    snprintf(path, sizeof(path), "%s/joined", world.directory);
    struct maker maker = {0};
    char *segment;
    for (int i = 0; (segment = world_segment_path(&world, i)) != NULL; i++) {
        const char *plain = segment;
        char unpacked[160], command[400];
        if (strstr(segment, ".zst")) {
            snprintf(unpacked, sizeof(unpacked), "%s/unpacked", world.directory);
            snprintf(command, sizeof(command), "zstd -q -d -f -o %s %s", unpacked, segment);
            cr_assert_eq(system(command), 0, "needs the zstd program");
            plain = unpacked;
        }
        size_t n;
        uint8_t *bytes = world_read(plain, &n);
        maker.bytes = realloc(maker.bytes, maker.n + n);
        memcpy(maker.bytes + maker.n, bytes, n);
        maker.n += n;
        free(bytes);
        free(segment);
    }
    look_at_made(&joined, &maker);
    cr_expect_gt(joined.n[HF_LOG_ITEM_SEGMENT], 2);
    cr_expect_eq(joined.n[HF_LOG_ITEM_SEGMENT], apart.n[HF_LOG_ITEM_SEGMENT]);
    cr_expect_eq(joined.n[HF_LOG_ITEM_RECORD], apart.n[HF_LOG_ITEM_RECORD]);
    cr_expect_eq(joined.n[HF_LOG_ITEM_MISSING] + joined.n[HF_LOG_ITEM_DAMAGE], 0);
    free(maker.bytes);
    world_end(&world);
}
