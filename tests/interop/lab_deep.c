/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast_lab deep`: deep worlds (holdfast/sim/deep.h) for developers. The linker puts
 * __wrap_main before the command line's own main.
 *
 *     holdfast_lab deep [--trace] FILE         plays a plan
 *     holdfast_lab deep --seeds A..B [--threads N] [--out DIR]
 *     holdfast_lab deep --print SEED           the plan of a seed, as text
 *
 * A failing seed is shrunk, and its least plan is written to DIR/deep-SEED.plan. Exit codes: 0 all
 * checkers are content, 1 one is not, 2 wrong usage or a file that is no plan.
 */
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "holdfast/sim/deep.h"

#define THREADS 64
#define LARGE   (1 << 20) /* bytes: from the system, which gives only what is used of it */

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

static int wrong_usage(const char *what)
{
    fprintf(stderr,
            "holdfast_lab: deep: %s; right would be `deep FILE`, `deep --seeds 1..1000 [--threads "
            "2] [--out DIR]` or `deep --print SEED`\n",
            what);
    return 2;
}

static void say(FILE *file, const struct hf_deep_result *result)
{
    char line[16] = "";

    if (result->line > 1)
        snprintf(line, sizeof(line), " line %u", result->line);
    if (result->kind[0] != 0)
        fprintf(file, "%" PRIu64 ".%06u s, phone %u%s: %s: %s\n", result->at_us / 1000000u,
                (unsigned)(result->at_us % 1000000u), result->phone, line, result->kind,
                result->text);
}

/* ---- one file ---- */

/* NULL, and errno says why. */
static char *read_file(const char *name, size_t *n)
{
    FILE *file = fopen(name, "rb");
    char *bytes = file != NULL ? malloc(HF_SIM_SCENARIO_BYTES_MAX) : NULL;
    int error;

    if (bytes != NULL)
        *n = fread(bytes, 1, HF_SIM_SCENARIO_BYTES_MAX, file);
    error = bytes != NULL && !ferror(file) ? 0 : errno;
    if (file != NULL)
        fclose(file);
    if (error == 0)
        return bytes;
    free(bytes);
    errno = error;
    return NULL;
}

static int play_file(const char *name, int trace)
{
    struct hf_sim_source source = {.name = name};
    struct hf_sim_complaint complaint;
    struct hf_deep_staging staging = {.trace = trace ? stdout : NULL, .replay = 1};
    struct hf_deep_result result;
    struct hf_deep_plan *plan;
    char *bytes = read_file(name, &source.n_bytes);

    if (bytes == NULL) {
        fprintf(stderr, "holdfast_lab: deep: %s cannot be read: %s\n", name, strerror(errno));
        return 2;
    }
    source.bytes = bytes;
    plan = hf_deep_plan_read(&source, &complaint);
    free(bytes);
    if (plan == NULL) {
        fprintf(stderr, "holdfast_lab: %s\n", complaint.text);
        return 2;
    }
    hf_deep_play(plan, &staging, &result);
    hf_deep_plan_free(plan);
    say(stdout, &result);
    printf("%" PRIu64 " steps, %" PRIu64 " packets, %u calls up, digest %016" PRIx64 "\n",
           result.steps, result.packets, result.calls_up, result.digest);
    return result.kind[0] != 0;
}

static int print_seed(uint64_t seed)
{
    struct hf_deep_plan *plan = hf_deep_plan_make(seed);

    if (plan == NULL)
        return 1;
    hf_deep_plan_write(plan, stdout);
    hf_deep_plan_free(plan);
    return 0;
}

/* ---- seeds ---- */

struct run {
    uint64_t first, n;
    unsigned n_threads;
    const char *out;
    struct seed_done {
        struct hf_deep_result result;
        uint64_t ns; /* of the processor */
    } * done;        /* [seed - first] */
};

struct worker {
    pthread_t thread;
    struct run *run;
    unsigned number;
};

static uint64_t thread_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Worlds share nothing: which thread plays which changes nothing. */
static void *work(void *context)
{
    const struct worker *worker = context;
    struct run *run = worker->run;

    for (uint64_t i = worker->number; i < run->n; i += run->n_threads) {
        const uint64_t begun_ns = thread_ns();

        hf_deep_try(run->first + i, &run->done[i].result);
        run->done[i].ns = thread_ns() - begun_ns;
    }
    return NULL;
}

static void write_least(const struct run *run, uint64_t seed, struct hf_deep_result *result)
{
    const struct hf_deep_staging staging = {.replay = 1};
    struct hf_deep_plan *plan = hf_deep_plan_make(seed);
    char name[512];
    FILE *file;
    unsigned n;

    snprintf(name, sizeof(name), "%s/deep-%" PRIu64 ".plan", run->out, seed);
    file = plan != NULL ? fopen(name, "w") : NULL;
    if (file == NULL) {
        hf_deep_plan_free(plan);
        fprintf(stderr, "holdfast_lab: %s cannot be written\n", name);
        return;
    }
    n = hf_deep_shrink(plan, &staging, result);
    fprintf(file, "# %s, of seed %" PRIu64 "\n# ", result->kind, seed);
    say(file, result);
    hf_deep_plan_write(plan, file);
    fclose(file);
    hf_deep_plan_free(plan);
    printf("  least plan after %u plays: %s\n", n, name);
}

static int compare(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

static int report(struct run *run)
{
    uint64_t digest = 0, steps = 0, packets = 0, calls = 0, failed = 0;
    uint64_t *ns = calloc(run->n, sizeof(*ns));

    for (uint64_t i = 0; i < run->n; i++) {
        struct hf_deep_result *result = &run->done[i].result;

        digest = digest * UINT64_C(1099511628211) + result->digest;
        steps += result->steps;
        packets += result->packets;
        calls += result->calls_up;
        if (ns != NULL)
            ns[i] = run->done[i].ns;
        if (result->kind[0] == 0)
            continue;
        failed++;
        printf("seed %" PRIu64 ": ", run->first + i);
        say(stdout, result);
        if (run->out != NULL)
            write_least(run, run->first + i, result);
    }
    if (ns != NULL)
        qsort(ns, run->n, sizeof(*ns), compare);
    printf("seeds %" PRIu64 "..%" PRIu64 ": %" PRIu64 " failed; %" PRIu64 " steps, %" PRIu64
           " packets, %" PRIu64 " calls up, digest %016" PRIx64 "\n",
           run->first, run->first + run->n - 1, failed, steps, packets, calls, digest);
    if (ns != NULL && run->n > 0)
        printf("a seed takes %.1f ms in the median, %.1f ms at most\n",
               (double)ns[run->n / 2] / 1e6, (double)ns[run->n - 1] / 1e6);
    free(ns);
    return failed > 0;
}

static int run_seeds(struct run *run)
{
    struct worker workers[THREADS];
    int result;

    run->done = calloc(run->n, sizeof(*run->done));
    if (run->done == NULL)
        return 1;
    for (unsigned i = 0; i < run->n_threads; i++) {
        workers[i] = (struct worker){.run = run, .number = i};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    for (unsigned i = 0; i < run->n_threads; i++)
        pthread_join(workers[i].thread, NULL);
    result = report(run);
    free(run->done);
    return result;
}

static int read_range(struct run *run, const char *text)
{
    char *end;

    run->first = strtoull(text, &end, 10);
    if (strncmp(end, "..", 2) != 0)
        return -1;
    run->n = strtoull(end + 2, &end, 10) - run->first + 1;
    return *end == 0 && run->n > 0 && run->n < 100000000u ? 0 : -1;
}

static int deep(int argc, char **argv)
{
    struct run run = {.n_threads = 1};
    const char *file = NULL;
    int trace = 0;

    for (int i = 0; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--trace") == 0) {
            trace = 1;
        } else if (strcmp(argv[i], "--print") == 0) {
            return print_seed(strtoull(value, NULL, 10));
        } else if (strcmp(argv[i], "--seeds") == 0) {
            if (read_range(&run, value) < 0)
                return wrong_usage("--seeds wants A..B");
            i++;
        } else if (strcmp(argv[i], "--threads") == 0) {
            run.n_threads = (unsigned)strtoul(value, NULL, 10);
            if (run.n_threads == 0 || run.n_threads > THREADS)
                return wrong_usage("--threads wants a number from 1 to 64");
            i++;
        } else if (strcmp(argv[i], "--out") == 0) {
            run.out = value;
            i++;
        } else {
            file = argv[i];
        }
    }
    if (run.n > 0)
        return run_seeds(&run);
    return file != NULL ? play_file(file, trace) : wrong_usage("nothing to play");
}

int __wrap_main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "deep") == 0) {
        (void)mallopt(M_MMAP_THRESHOLD, LARGE);
        return deep(argc - 2, argv + 2);
    }
    return __real_main(argc, argv);
}
