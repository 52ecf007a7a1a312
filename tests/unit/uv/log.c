/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log's writer on real files and a real loop: what is promised about order, levels,
 * rotation, recovery, death at any moment, and a second process. Disks that fail: log_file.c.
 */
#define _GNU_SOURCE
#include "log_world.h"

#include <signal.h>
#include <sys/wait.h>

static void write_some(enum hf_log_sync sync)
{
    struct world world;
    struct sight sight;
    char text[32];
    world_make(&world);
    world.options.sync = sync;
    world_open(&world);
    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof(text), "note %d", i);
        cr_assert_eq(world_append(&world, text), (uint64_t)i + 2, "the header is record 1");
        if (i % 50 == 0)
            uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    world_run(&world);
    cr_expect_eq(world.released, 301);
    world_close(&world);
    cr_expect_eq(world.released, 302, "the clean end is released inside close");
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 301);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SEGMENT], 1);
    cr_expect_eq(sight.n[HF_LOG_ITEM_TORN] + sight.n[HF_LOG_ITEM_DAMAGE], 0);
    cr_expect_eq(sight.last_sequence, 302);
    cr_expect_str_empty(world.trouble);
    world_end(&world);
}

Test(log, releases_in_order_at_level_off)
{
    write_some(HF_LOG_SYNC_OFF);
}

Test(log, releases_in_order_at_level_group)
{
    write_some(HF_LOG_SYNC_GROUP);
}

Test(log, releases_in_order_at_level_always)
{
    write_some(HF_LOG_SYNC_ALWAYS);
}

Test(log, what_is_released_is_in_the_file)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    world_open(&world);
    for (int i = 0; i < 200; i++) {
        world_append(&world, "something");
        while (world.released < (uint64_t)i + 2)
            uv_run(&world.loop, UV_RUN_ONCE);
        if (i % 20 == 0) {
            world_look_at(&sight, world.directory);
            cr_assert_geq(sight.last_sequence, world.released);
        }
    }
    world_end(&world);
}

Test(log, always_releases_record_by_record_within_a_burst)
{
    struct world world;
    world_make(&world);
    world.options.sync = HF_LOG_SYNC_ALWAYS;
    world_open(&world);
    for (int i = 0; i < 400; i++)
        world_append(&world, "burst");
    world_run(&world);
    cr_expect_eq(world.released, 401);
    cr_expect_gt(world.n_releases, 2, "400 syncs were released in %d steps", world.n_releases);
    world_end(&world);
}

Test(log, segments_rotate_by_size_with_their_snapshots_and_replay_alone)
{
    struct world world;
    struct sight all, one;
    world_make(&world);
    world.options.segment_bytes = 4096;
    world.snapshots = 3;
    world_open(&world);
    for (int i = 0; i < 1000; i++) {
        world_append(&world, "a note of some length, so that segments fill");
        if (i % 10 == 0)
            world_run(&world);
    }
    world_run(&world);
    world_close(&world);
    cr_expect_gt(world.segments, 5);
    cr_expect_eq(world_count(&world, ".log") + world_count(&world, ".log.zst"), world.segments + 1);
    world_look_at(&all, world.directory);
    cr_expect_eq(all.n[HF_LOG_ITEM_SEGMENT], world.segments + 1);
    cr_expect_eq(all.n[HF_LOG_ITEM_RECORD], 1000 + 3 * world.segments + 1);
    cr_expect_eq(all.n[HF_LOG_ITEM_MISSING] + all.n[HF_LOG_ITEM_REPEATED], 0);
    char *path = world_segment_path(&world, 2);
    world_look_at(&one, path);
    cr_expect_eq(one.n[HF_LOG_ITEM_SEGMENT], 1);
    cr_expect_eq(one.last[HF_LOG_ITEM_SEGMENT].segment.number, 3);
    cr_expect_gt(one.n[HF_LOG_ITEM_RECORD], 3);
    free(path);
    world_end(&world);
}

Test(log, snapshots_larger_than_a_segment_do_not_rotate_for_ever)
{
    struct world world;
    world_make(&world);
    world.options.segment_bytes = 1024;
    world.snapshots = 200;
    world_open(&world);
    for (int i = 0; i < 40; i++) {
        world_append(&world, "a note of some length, so that segments fill");
        world_run(&world);
    }
    cr_expect_leq(world.segments, 2);
    cr_expect_gt(world.segments, 0);
    world_end(&world);
}

Test(log, segments_rotate_by_age)
{
    struct world world;
    world_make(&world);
    world.options.segment_age_s = 1;
    world_open(&world);
    world_append(&world, "young");
    world_run(&world);
    cr_expect_eq(world.segments, 0);
    usleep(1100000);
    world_append(&world, "old");
    world_run(&world);
    cr_expect_eq(world.segments, 1);
    world_end(&world);
}

Test(log, closed_segments_are_compressed_and_only_so_many_kept)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    world.options.segment_bytes = 4096;
    world.options.keep_segments = 4;
    world_open(&world);
    for (int i = 0; i < 2000; i++) {
        world_append(&world, "a note of some length, so that segments fill");
        if (i % 10 == 0)
            world_run(&world);
    }
    world_run(&world);
    cr_expect_gt(world.segments, 10);
    cr_expect_eq(world_count(&world, ".log"), 1);
    cr_expect_eq(world_count(&world, ".log.zst"), 4);
    cr_expect_eq(world_count(&world, ".tmp"), 0);
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SEGMENT], 5);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING], 0, "what retention removed is not missing");
    cr_expect_eq(sight.last_sequence, 2000 + 1 + (uint64_t)world.segments + 1);
    cr_expect_str_empty(world.trouble);
    world_end(&world);
}

Test(log, goes_on_with_the_same_log_after_a_clean_end)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    for (int i = 0; i < 3; i++) {
        world_open(&world);
        world_append(&world, "one");
        world_run(&world);
        world_close(&world);
    }
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_SEGMENT], 3);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 6);
    cr_expect_eq(sight.last_sequence, 9);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING] + sight.n[HF_LOG_ITEM_REPEATED], 0);
    cr_expect_eq(sight.last[HF_LOG_ITEM_SEGMENT].segment.number, 3);
    cr_expect_str_empty(world.trouble);
    world_end(&world);
}

Test(log, recovers_a_tail_cut_at_every_length)
{
    struct world world;
    struct sight sight;
    size_t n;
    world_make(&world);
    world_open(&world);
    for (int i = 0; i < 3; i++)
        world_append(&world, "abc");
    world_close(&world);
    char *path = world_segment_path(&world, 0);
    uint8_t *bytes = world_read(path, &n);
    for (size_t cut = 0; cut < n; cut++) {
        world_remove_directory(world.directory);
        cr_assert_eq(mkdir(world.directory, 0700), 0);
        world_write(path, bytes, cut);
        world_look_at(&sight, path);
        int whole = sight.n[HF_LOG_ITEM_RECORD] + sight.n[HF_LOG_ITEM_SEGMENT];
        int torn = sight.n[HF_LOG_ITEM_TORN];
        cr_assert_eq(sight.n[HF_LOG_ITEM_DAMAGE], 0, "a cut at %zu is not damage", cut);
        world.trouble[0] = '\0';
        world_open(&world);
        cr_assert_eq(torn, strstr(world.trouble, "were cut") != NULL, "cut at %zu: %s", cut,
                     world.trouble);
        uint64_t sequence = world_append(&world, "after");
        cr_assert_eq(sequence, (uint64_t)whole + 2, "cut at %zu", cut);
        world_run(&world);
        world_close(&world);
        world_look_at(&sight, world.directory);
        cr_assert_eq(sight.n[HF_LOG_ITEM_TORN] + sight.n[HF_LOG_ITEM_DAMAGE] +
                         sight.n[HF_LOG_ITEM_MISSING] + sight.n[HF_LOG_ITEM_REPEATED],
                     0, "after a cut at %zu", cut);
        cr_assert_eq(sight.last_sequence, (uint64_t)whole + 3);
    }
    free(bytes);
    free(path);
    world_end(&world);
}

Test(log, keeps_damage_and_says_it_and_uses_no_number_twice)
{
    struct world world;
    struct sight sight;
    size_t n;
    world_make(&world);
    world_open(&world);
    for (int i = 0; i < 4; i++)
        world_append(&world, "abc");
    world_close(&world);
    char *path = world_segment_path(&world, 0);
    uint8_t *bytes = world_read(path, &n);
    bytes[n - 3] ^= 0x10; /* in the last record */
    world_write(path, bytes, n);
    world_open(&world);
    cr_expect_not_null(strstr(world.trouble, "damage"), "%s", world.trouble);
    cr_expect_gt(world_append(&world, "after"), 7);
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_DAMAGE], 1);
    cr_expect_eq(sight.n[HF_LOG_ITEM_MISSING], 1);
    cr_expect_eq(sight.last[HF_LOG_ITEM_MISSING].first, 6);
    cr_expect_eq(sight.n[HF_LOG_ITEM_REPEATED], 0);
    free(bytes);
    free(path);
    world_end(&world);
}

Test(log, a_directory_of_unreadable_segments_begins_a_new_log_and_keeps_them)
{
    struct world world;
    char path[128];
    world_make(&world);
    snprintf(path, sizeof(path), "%s/hf-00000000000000aa-00000007.log", world.directory);
    world_write(path, (const uint8_t *)"this is no log at all, whatever its name", 40);
    world_open(&world);
    cr_expect_not_null(strstr(world.trouble, "a new log begins"), "%s", world.trouble);
    cr_expect_eq(world_append(&world, "first"), 2);
    cr_expect_eq(access(path, F_OK), 0);
    world_end(&world);
}

Test(log, refuses_a_second_opener_and_says_who_has_it)
{
    struct world world;
    char error[512] = "", pid[32];
    world_make(&world);
    world_open(&world);
    cr_expect_null(hf_log_open(&world.loop, &world.options, error, sizeof(error)));
    snprintf(pid, sizeof(pid), "process %ld writes it", (long)getpid());
    cr_expect_not_null(strstr(error, pid), "%s", error);
    cr_expect_not_null(strstr(error, world.directory), "%s", error);
    world_close(&world);
    world_open(&world);
    world_end(&world);
}

struct refused {
    const char *directory, *reason;
};

Test(log, refuses_directories_it_cannot_use_with_the_reason)
{
    static const struct refused cases[] = {
        {"/nowhere/at/all", "No such file or directory"},
        {"/proc/self/hf-log", "cannot make the directory"},
        {"/dev/null", "right is a directory"},
        {"/proc/sys/kernel", "hf-lock"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world;
        char error[512] = "";
        world_make(&world);
        world.options.directory = cases[i].directory;
        cr_expect_null(hf_log_open(&world.loop, &world.options, error, sizeof(error)));
        cr_expect_not_null(strstr(error, cases[i].reason), "%s: %s", cases[i].directory, error);
        cr_expect_not_null(strstr(error, cases[i].directory), "%s", error);
        world_end(&world);
    }
}

/* ---- a writer that dies ---- */

static void child_writes(const char *directory, int pipe_end)
{
    struct world world;
    memset(&world, 0, sizeof(world));
    uv_loop_init(&world.loop);
    world.options.directory = directory;
    world.options.context = &world;
    world.options.segment_bytes = 20000;
    world.options.segment = world_segment;
    world.options.released = world_released;
    char error[512] = "";
    world.log = hf_log_open(&world.loop, &world.options, error, sizeof(error));
    for (int i = 0; world.log; i++) { /* until it is killed */
        uint8_t payload[1024];
        char text[200];
        memset(text, 'x', sizeof(text));
        text[(i * 7) % 199] = '\0';
        text[199] = '\0';
        hf_log_append(world.log, payload, world_payload(payload, sizeof(payload), 1, text));
        uv_run(&world.loop, UV_RUN_NOWAIT);
        if (write(pipe_end, &world.released, sizeof(world.released)) < 0)
            _exit(1);
    }
    _exit(2);
}

static uint64_t kill_a_writer(const char *directory, unsigned delay_us)
{
    int ends[2];
    uint64_t released = 0, value;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        close(ends[0]);
        child_writes(directory, ends[1]);
    }
    close(ends[1]);
    cr_assert_eq(read(ends[0], &value, sizeof(value)), (ssize_t)sizeof(value));
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    for (unsigned waited = 0; waited < delay_us; waited += 200) {
        usleep(200);
        while (read(ends[0], &value, sizeof(value)) == (ssize_t)sizeof(value))
            released = value;
    }
    kill(child, SIGKILL);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status), "the writer ended by itself: %d", status);
    while (read(ends[0], &value, sizeof(value)) == (ssize_t)sizeof(value))
        released = value;
    close(ends[0]);
    return released;
}

Test(log, survives_kill_9_at_random_moments, .timeout = 60)
{
    struct world world;
    struct sight sight;
    uint64_t before = 0;
    world_make(&world);
    srand(20);
    for (int round = 0; round < 25; round++) {
        uint64_t released = kill_a_writer(world.directory, 500 + (unsigned)rand() % 20000);
        world_look_at(&sight, world.directory);
        cr_assert_geq(sight.last_sequence, released, "a released record is gone");
        cr_assert_eq(sight.n[HF_LOG_ITEM_DAMAGE] + sight.n[HF_LOG_ITEM_MISSING] +
                         sight.n[HF_LOG_ITEM_REPEATED],
                     0, "round %d", round);
        cr_assert_gt(sight.last_sequence, before, "the next writer goes on");
        before = sight.last_sequence;
    }
    world_open(&world);
    world_append(&world, "alive");
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_TORN], 0);
    world_end(&world);
}

Test(log, pending_records_stay_out_of_a_core_dump)
{
    struct world world;
    char line[512], flags[512] = "";
    int inside = 0;
    world_make(&world);
    world_open(&world);
    for (int i = 0; i < 20000; i++) /* a few MB, so that the area is easy to find */
        world_append(&world, "who called whom is nobody's business");
    FILE *maps = fopen("/proc/self/smaps", "r");
    cr_assert_not_null(maps);
    while (fgets(line, sizeof(line), maps)) {
        unsigned long size;
        if (sscanf(line, "Size: %lu kB", &size) == 1)
            inside = size >= 1024 && size <= 8192;
        if (inside && strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " dd"))
            strcpy(flags, line);
    }
    fclose(maps);
    cr_expect_str_not_empty(flags, "no area is marked as not to be dumped");
    world_run(&world);
    world_end(&world);
}
