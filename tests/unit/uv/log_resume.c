/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log as a fold: what was logged is what this build decides, wherever one begins; and what a
 * restart takes up is the state after the last record.
 */
#define _GNU_SOURCE
#include "log_line.h"

static struct bench *make_bench(void)
{
    struct bench *bench = aligned_alloc(alignof(struct bench), sizeof(*bench));
    cr_assert_not_null(bench);
    memset(bench, 0, sizeof(*bench));
    return bench;
}

static void end_bench(struct bench *bench)
{
    world_end(&bench->world);
    free(bench);
}

struct folding {
    int n[HF_FOLD_REFUSED + 1];
    int missing;
    uint64_t differs_at; /* sequence */
    uint8_t *memory;
};

static void fold_path(struct folding *folding, const char *path)
{
    char error[512];
    struct hf_log_item item;
    struct hf_log_entry entry;
    struct hf_log_reader *reader = hf_log_reader_open(&path, 1, error, sizeof(error));
    struct hf_log_fold *fold = hf_log_fold_new();
    struct hf_log_scratch scratch = {malloc(1 << 21), 1 << 21, 0};
    memset(folding, 0, sizeof(*folding));
    cr_assert_not_null(reader, "%s", error);
    while (hf_log_reader_next(reader, &item) != HF_LOG_ITEM_END) {
        if (item.kind == HF_LOG_ITEM_MISSING) {
            hf_log_fold_gap(fold);
            folding->missing++;
        }
        if (item.kind != HF_LOG_ITEM_RECORD)
            continue;
        cr_assert_eq(hf_log_entry_read(item.payload, item.n_payload, &scratch, &entry), 0);
        enum hf_fold_kind kind = hf_log_fold_take(fold, &entry).kind;
        folding->n[kind]++;
        if (kind == HF_FOLD_DIFFERS)
            folding->differs_at = item.sequence;
    }
    free(scratch.bytes);
    hf_log_fold_free(fold);
    hf_log_reader_close(reader);
}

Test(log_fold, a_log_replays_identical_across_segments)
{
    struct bench *bench = make_bench();
    struct folding folding;

    bench->segment_bytes = 20000;
    bench_open(bench);
    bench_run(bench, 3000);
    world_close(&bench->world);
    cr_expect_gt(bench->world.segments, 3);
    fold_path(&folding, bench->world.directory);
    cr_expect_eq(folding.n[HF_FOLD_IDENTICAL], bench->steps);
    cr_expect_eq(folding.n[HF_FOLD_SAME_STATE], LINES * bench->world.segments);
    cr_expect_eq(folding.n[HF_FOLD_RESTORED], LINES);
    cr_expect_eq(folding.n[HF_FOLD_DIFFERS] + folding.n[HF_FOLD_SKIPPED] +
                     folding.n[HF_FOLD_OTHER_STATE] + folding.n[HF_FOLD_REFUSED],
                 0);
    end_bench(bench);
}

/* The number is in the digest: a log from before it was raised must still be read. */
Test(log_fold, a_snapshot_of_an_earlier_semantics_number_is_taken)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    struct hf_log_fold *fold = hf_log_fold_new();
    struct hf_line *line = aligned_alloc(64, (hf_line_size() + 63) / 64 * 64);
    struct hf_log_entry entry = {.kind = HF_LOG_SNAPSHOT, .line = 1};
    struct hf_config config;
    struct hf_event event = {.at_us = 5, .kind = HF_EVENT_CONFIGURED};
    static struct hf_actions actions;
    hf_config_init(&config);
    hf_config_init_server(&config.servers[0]);
    hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9);
    config.n_servers = 1;
    event.u.configured.config = &config;
    cr_assert_eq(hf_line_init(line, hf_line_size(), HF_ABI), HF_OK);
    cr_assert_eq(hf_line_step(line, &event, &actions), HF_OK);
    entry.u.snapshot.bytes = bytes;
    entry.u.snapshot.n_bytes = (size_t)hf_line_snapshot(line, bytes, sizeof(bytes));
    entry.u.snapshot.digest = hf_line_digest_under(line, 1);
    cr_expect_eq(hf_log_fold_take(fold, &entry).kind, HF_FOLD_RESTORED);
    cr_expect_eq(hf_log_fold_take(fold, &entry).kind, HF_FOLD_SAME_STATE);
    entry.u.snapshot.digest++;
    cr_expect_eq(hf_log_fold_take(fold, &entry).kind, HF_FOLD_REFUSED);
    free(line);
    hf_log_fold_free(fold);
}

Test(log_fold, each_segment_replays_alone)
{
    struct bench *bench = make_bench();
    struct folding folding;
    char *path;
    int identical = 0;
    bench->segment_bytes = 20000;
    bench_open(bench);
    bench_run(bench, 2000);
    world_close(&bench->world);
    for (int i = 0; (path = world_segment_path(&bench->world, i)) != NULL; i++) {
        fold_path(&folding, path);
        cr_expect_eq(folding.n[HF_FOLD_RESTORED], LINES, "segment %d", i);
        cr_expect_eq(folding.n[HF_FOLD_SKIPPED] + folding.n[HF_FOLD_DIFFERS], 0, "segment %d", i);
        identical += folding.n[HF_FOLD_IDENTICAL];
        free(path);
    }
    cr_expect_eq(identical, bench->steps);
    end_bench(bench);
}

Test(log_fold, one_forged_action_is_found_at_its_record)
{
    struct bench *bench = make_bench();
    struct folding folding;
    bench_open(bench);
    bench->forge_at = 100;
    bench_run(bench, 300);
    world_close(&bench->world);
    fold_path(&folding, bench->world.directory);
    cr_expect_eq(folding.n[HF_FOLD_DIFFERS], 1);
    cr_expect_gt(folding.differs_at, 100);
    cr_expect_eq(folding.n[HF_FOLD_IDENTICAL], bench->steps - 1);
    end_bench(bench);
}

Test(log_fold, after_damage_each_line_goes_on_from_its_next_snapshot)
{
    struct bench *bench = make_bench();
    struct folding folding;
    size_t n;
    bench_open(bench);
    bench->world.options.segment = NULL;
    bench_run(bench, 200);
    bench_segment(bench); /* snapshots in the middle of a segment serve as well */
    bench_run(bench, 200);
    world_close(&bench->world);
    char *path = world_segment_path(&bench->world, 0);
    uint8_t *bytes = world_read(path, &n);
    bytes[n / 4] ^= 4;
    world_write(path, bytes, n);
    fold_path(&folding, path);
    cr_expect_eq(folding.missing, 1);
    cr_expect_gt(folding.n[HF_FOLD_SKIPPED], 10);
    cr_expect_gt(folding.n[HF_FOLD_IDENTICAL], 200);
    cr_expect_eq(folding.n[HF_FOLD_RESTORED], 2 * LINES);
    cr_expect_eq(folding.n[HF_FOLD_DIFFERS], 0);
    free(bytes);
    free(path);
    end_bench(bench);
}

/* ---- resume ---- */

struct taken {
    int n, stale;
    uint64_t digests[LINES], wall_us[LINES];
    char names[LINES][16];
};

static void take_line(void *context, const struct hf_log_resumed *resumed)
{
    struct taken *taken = context;
    static alignas(max_align_t) uint8_t memory[HF_LINE_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {resumed->snapshot, resumed->n_snapshot, scratch, sizeof(scratch), {0}};
    cr_assert_eq(hf_line_restore(memory, sizeof(memory), &wire), HF_OK);
    cr_assert_leq(resumed->line, LINES);
    taken->n++;
    taken->stale += resumed->stale;
    taken->digests[resumed->line - 1] = hf_line_digest((struct hf_line *)(void *)memory);
    taken->wall_us[resumed->line - 1] = resumed->wall_us;
    snprintf(taken->names[resumed->line - 1], 16, "%s", resumed->name);
}

static int resume(const char *directory, struct taken *taken)
{
    char error[512] = "";
    struct hf_log_resume asked = {directory, taken, take_line, error, sizeof(error)};
    memset(taken, 0, sizeof(*taken));
    int n = hf_log_last_snapshots(&asked);
    cr_expect(n >= 0 || error[0] != '\0');
    return n;
}

Test(log_resume, gives_the_state_after_the_last_record)
{
    struct bench *bench = make_bench();
    struct taken taken;
    bench->segment_bytes = 20000;
    bench_open(bench);
    bench_run(bench, 1000);
    world_close(&bench->world);
    cr_expect_eq(resume(bench->world.directory, &taken), LINES);
    cr_expect_eq(taken.stale, 0);
    for (uint32_t line = 1; line <= LINES; line++) {
        char name[16];
        snprintf(name, sizeof(name), "line-%u", line);
        cr_expect_eq(taken.digests[line - 1], hf_line_digest(bench_core(bench, line)));
        cr_expect_eq(taken.wall_us[line - 1], 1000000000 + bench->lines[line - 1].now_us);
        cr_expect_str_eq(taken.names[line - 1], name);
    }
    end_bench(bench);
}

Test(log_resume, gives_the_last_good_state_as_stale_behind_damage)
{
    struct bench *bench = make_bench();
    struct taken taken;
    size_t n;
    bench_open(bench);
    bench_run(bench, 300);
    world_close(&bench->world);
    char *path = world_segment_path(&bench->world, 0);
    uint8_t *bytes = world_read(path, &n);
    bytes[n / 2] ^= 4;
    world_write(path, bytes, n);
    cr_expect_eq(resume(bench->world.directory, &taken), LINES);
    cr_expect_eq(taken.stale, LINES);
    cr_expect_gt(taken.wall_us[0], 1000000000);
    cr_expect_lt(taken.wall_us[0], 1000000000 + bench->lines[0].now_us);
    free(bytes);
    free(path);
    end_bench(bench);
}

Test(log_resume, a_tail_cut_anywhere_gives_a_state_that_is_not_stale)
{
    struct bench *bench = make_bench();
    struct taken taken;
    size_t n;
    bench_open(bench);
    bench_run(bench, 60);
    world_close(&bench->world);
    char *path = world_segment_path(&bench->world, 0);
    uint8_t *bytes = world_read(path, &n);
    for (size_t cut = n - 1; cut > n / 2; cut -= 37) {
        world_write(path, bytes, cut);
        cr_assert_eq(resume(bench->world.directory, &taken), LINES, "cut %zu", cut);
        cr_assert_eq(taken.stale, 0, "cut %zu", cut);
    }
    free(bytes);
    free(path);
    end_bench(bench);
}

Test(log_resume, nothing_is_there_to_resume)
{
    struct world world;
    struct taken taken;
    world_make(&world);
    cr_expect_eq(resume(world.directory, &taken), 0);
    cr_expect_eq(resume("/nowhere/at/all", &taken), 0);
    cr_expect_eq(resume("/dev/null", &taken), -1);
    world_end(&world);
}
