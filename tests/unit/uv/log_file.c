/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log's writer on disks that are full, cut a write short, or do not answer: a phone
 * goes on and says so once, one that syncs always stops, and no half record is left behind.
 */
#define _GNU_SOURCE
#include "log_world.h"

#include <errno.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

static void mount_small(const struct world *world)
{
    cr_assert_eq(mount("none", world->directory, "tmpfs", 0, "size=64k"), 0,
                 "this test mounts a small tmpfs and needs root: %s", strerror(errno));
}

static char *make_full(const struct world *world)
{
    char *path = NULL;
    cr_assert_gt(asprintf(&path, "%s/filler", world->directory), 0);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    char block[4096] = {1};
    while (write(fd, block, sizeof(block)) > 0)
        continue;
    close(fd);
    return path;
}

Test(log_file, a_full_disk_is_said_once_and_the_phone_goes_on)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    mount_small(&world);
    world.options.retry_ms = 1;
    world_open(&world);
    world_append(&world, "before");
    world_run(&world);
    char *filler = make_full(&world);
    uint64_t last = 0;
    for (int i = 0; i < 300; i++) {
        uint64_t sequence = world_append(&world, "a note of some length, until the page is full");
        last = sequence ? sequence : last;
        world_run(&world);
    }
    cr_expect_geq(world.released, last, "dropped records are released too");
    cr_expect_not_null(strstr(world.trouble, "No space left"), "%s", world.trouble);
    cr_expect_eq(world.n_troubles, 1, "%s", world.trouble);
    cr_expect_eq(world.stops, 0);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_TORN] + sight.n[HF_LOG_ITEM_DAMAGE], 0,
                 "half a record was left in the file");
    unlink(filler);
    free(filler);
    usleep(2000);
    world_append(&world, "tries again");
    world_run(&world);
    cr_expect_eq(world.segments, 1, "snapshots are asked for once there is room");
    cr_expect_not_null(strstr(world.trouble, "is written again"), "%s", world.trouble);
    cr_expect_neq(world_append(&world, "after"), 0);
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_geq(sight.n[HF_LOG_ITEM_MISSING], 1, "the gap is seen");
    cr_expect_eq(sight.n[HF_LOG_ITEM_DAMAGE] + sight.n[HF_LOG_ITEM_REPEATED], 0);
    world_remove_directory(world.directory);
    cr_expect_eq(umount2(world.directory, MNT_DETACH), 0);
    world_end(&world);
}

Test(log_file, a_disk_that_is_full_at_the_start_is_said_and_the_phone_goes_on)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    mount_small(&world);
    world.options.retry_ms = 1;
    world_open(&world);
    world_append(&world, "an earlier run");
    world_close(&world);
    char *filler = make_full(&world);
    world_open(&world);
    cr_expect_not_null(strstr(world.trouble, "No space left"), "%s", world.trouble);
    cr_expect_not_null(strstr(world.trouble, "the phone goes on"), "%s", world.trouble);
    cr_expect_eq(world.stops, 0);
    uint64_t last = world_append(&world, "is not written, and released all the same");
    world_run(&world);
    cr_expect_geq(world.released, last);
    unlink(filler);
    free(filler);
    usleep(2000);
    world_append(&world, "tries again");
    world_run(&world);
    cr_expect_eq(world.segments, 1, "snapshots are asked for once there is room");
    cr_expect_not_null(strstr(world.trouble, "is written again"), "%s", world.trouble);
    cr_expect_neq(world_append(&world, "after"), 0);
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_geq(sight.n[HF_LOG_ITEM_MISSING], 1, "the gap is seen");
    cr_expect_eq(sight.n[HF_LOG_ITEM_DAMAGE] + sight.n[HF_LOG_ITEM_REPEATED], 0);
    world_remove_directory(world.directory);
    cr_expect_eq(umount2(world.directory, MNT_DETACH), 0);
    world_end(&world);
}

Test(log_file, a_disk_that_is_full_at_the_start_refuses_a_phone_that_syncs_always)
{
    struct world world;
    char error[512] = "";
    world_make(&world);
    mount_small(&world);
    world.options.sync = HF_LOG_SYNC_ALWAYS;
    char *filler = make_full(&world);
    world.options.directory = world.directory;
    cr_expect_null(hf_log_open(&world.loop, &world.options, error, sizeof(error)));
    cr_expect_not_null(strstr(error, "No space left"), "%s", error);
    unlink(filler);
    free(filler);
    world_remove_directory(world.directory);
    cr_expect_eq(umount2(world.directory, MNT_DETACH), 0);
    world_end(&world);
}

Test(log_file, a_full_disk_stops_a_phone_that_syncs_always)
{
    struct world world;
    world_make(&world);
    mount_small(&world);
    world.options.sync = HF_LOG_SYNC_ALWAYS;
    world_open(&world);
    char *filler = make_full(&world);
    uint64_t last = 0;
    for (int i = 0; i < 300; i++) {
        last = world_append(&world, "a note of some length, until the page is full");
        cr_assert_neq(last, 0, "0 would release it");
        world_run(&world);
    }
    cr_expect_eq(world.stops, 1);
    cr_expect_lt(world.released, last, "what is not on the disk is not released");
    struct sight sight;
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.last_sequence, world.released);
    free(filler);
    world_close(&world);
    world_remove_directory(world.directory);
    cr_expect_eq(umount2(world.directory, MNT_DETACH), 0);
    world_end(&world);
}

Test(log_file, a_short_write_is_cut_back_to_whole_records)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    world_open(&world);
    world_append(&world, "before");
    world_run(&world);
    struct rlimit limit = {700, 700}; /* a file may not grow beyond: a write becomes short */
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 20; i++) /* one batch */
        world_append(&world, "a note of some length, so that the file ends inside it");
    world_run(&world);
    cr_expect_not_null(strstr(world.trouble, "File too large"), "%s", world.trouble);
    char *path = world_segment_path(&world, 0);
    world_look_at(&sight, path);
    cr_expect_gt(sight.n[HF_LOG_ITEM_RECORD], 3, "whole records of the batch are kept");
    cr_expect_eq(sight.n[HF_LOG_ITEM_TORN] + sight.n[HF_LOG_ITEM_DAMAGE], 0);
    free(path);
    world_end(&world);
}

Test(log_file, more_pending_than_the_bound_is_dropped_and_made_good_by_snapshots)
{
    struct world world;
    struct sight sight;
    world_make(&world);
    world.options.pending_bytes = 4096;
    world.options.retry_ms = 1;
    world_open(&world);
    uint64_t last = 0;
    for (int i = 0; i < 500; i++) { /* the loop does not run: nothing is taken over */
        uint64_t sequence = world_append(&world, "a note of some length, to fill the bound");
        last = sequence ? sequence : last;
    }
    cr_expect_eq(last, 501);
    world_run(&world);
    cr_expect_eq(world.released, 501);
    cr_expect_not_null(strstr(world.trouble, "waiting for the disk"), "%s", world.trouble);
    usleep(2000);
    world_append(&world, "tries again");
    world_run(&world);
    cr_expect_eq(world.segments, 1);
    world_append(&world, "after");
    world_close(&world);
    world_look_at(&sight, world.directory);
    cr_expect_geq(sight.n[HF_LOG_ITEM_MISSING], 1);
    cr_expect_gt(sight.n[HF_LOG_ITEM_RECORD], 20, "what was within the bound is written");
    world_end(&world);
}

Test(log_file, a_record_that_is_too_long_is_refused_and_said)
{
    struct world world;
    world_make(&world);
    world_open(&world);
    uint8_t *payload = calloc(1, HF_RECORD_PAYLOAD_MAX + 1);
    hf_log_append(world.log, payload, HF_RECORD_PAYLOAD_MAX + 1);
    cr_expect_not_null(strstr(world.trouble, "longer than 1 MiB"), "%s", world.trouble);
    world_run(&world);
    free(payload);
    world_end(&world);
}

/* A worker thread that is kept busy stands for a disk that does not answer. */
static uv_sem_t stuck;

static void stay_stuck(uv_work_t *work)
{
    (void)work;
    uv_sem_wait(&stuck);
}

static void unstuck(uv_work_t *work, int status)
{
    (void)work;
    (void)status;
}

Test(log_file, a_stalled_disk_does_not_stall_the_phone)
{
    struct world world;
    uv_work_t work[8];
    setenv("UV_THREADPOOL_SIZE", "2", 1);
    world_make(&world);
    world.options.stall_ms = 20;
    world_open(&world);
    world_run(&world);
    uv_sem_init(&stuck, 0);
    for (int i = 0; i < 2; i++)
        uv_queue_work(&world.loop, &work[i], stay_stuck, unstuck);
    uint64_t sequence = world_append(&world, "waits");
    for (int i = 0; i < 2000 && world.released < sequence; i++) {
        uv_run(&world.loop, UV_RUN_NOWAIT);
        usleep(1000);
    }
    cr_expect_eq(world.released, sequence, "released though unwritten");
    cr_expect_not_null(strstr(world.trouble, "does not answer"), "%s", world.trouble);
    cr_expect_eq(world_append(&world, "at once"), 0);
    for (int i = 0; i < 2; i++)
        uv_sem_post(&stuck);
    world_run(&world);
    cr_expect_neq(world_append(&world, "back"), 0);
    world_run(&world);
    cr_expect_eq(world.released, sequence + 2);
    world_close(&world);
    struct sight sight;
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 4, "the stall lost nothing");
    uv_sem_destroy(&stuck);
    world_end(&world);
}

Test(log_file, close_writes_a_batch_that_no_worker_has_taken)
{
    struct world world;
    struct sight sight;
    uv_work_t work[2];
    setenv("UV_THREADPOOL_SIZE", "2", 1);
    world_make(&world);
    world_open(&world);
    world_run(&world);
    uv_sem_init(&stuck, 0);
    for (int i = 0; i < 2; i++)
        uv_queue_work(&world.loop, &work[i], stay_stuck, unstuck);
    world_append(&world, "first batch");
    world_append(&world, "second batch");
    hf_log_close(world.log);
    world.log = NULL;
    cr_expect_eq(world.released, 4);
    for (int i = 0; i < 2; i++)
        uv_sem_post(&stuck);
    uv_run(&world.loop, UV_RUN_DEFAULT);
    world_look_at(&sight, world.directory);
    cr_expect_eq(sight.n[HF_LOG_ITEM_RECORD], 3);
    cr_expect_eq(sight.last_sequence, 4);
    uv_sem_destroy(&stuck);
    world_end(&world);
}
