/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast simulate FILE --lines N --seeds A..B --threads T --report out.html`: the same scenario
 * for a whole fleet of phones, with jitter and without.
 */
#define _GNU_SOURCE 1
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

#include "cli.h"
#include "simulate_storm.h"

#define LINES_USUAL 1000
#define SEEDS_MAX   100000

static int wrong_usage(const char *what, const char *argument)
{
    fprintf(stderr,
            "holdfast: simulate: %s%s; right would be `holdfast simulate FILE --lines 10000 "
            "--seeds 1..10 --threads 2 --report out.html`\n",
            what, argument);
    return HF_EXIT_USAGE;
}

int hf_simulate_is_fleet(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lines") == 0 || strcmp(argv[i], "--seeds") == 0 ||
            strcmp(argv[i], "--threads") == 0 || strcmp(argv[i], "--report") == 0)
            return 1;
    }
    return 0;
}

/* ---- arguments ---- */

static int read_count(const char *text, uint64_t most, uint64_t *number)
{
    const size_t digits = strspn(text, "0123456789");

    *number = strtoull(text, NULL, 10);
    return digits > 0 && digits < 19 && text[digits] == 0 && *number >= 1 && *number <= most ? 0
                                                                                             : -1;
}

/* "1..1000", or "7". */
static int read_seeds(const char *text, struct hf_storm_order *order)
{
    const char *dots = strstr(text, "..");
    char first[24];
    const size_t length = dots == NULL ? strlen(text) : (size_t)(dots - text);

    if (length >= sizeof(first))
        return -1;
    snprintf(first, sizeof(first), "%.*s", (int)length, text);
    if (read_count(first, UINT64_MAX, &order->first_seed) < 0 ||
        read_count(dots == NULL ? first : dots + 2, UINT64_MAX, &order->last_seed) < 0)
        return -1;
    return order->last_seed >= order->first_seed && order->last_seed - order->first_seed < SEEDS_MAX
               ? 0
               : -1;
}

/* 0, or the exit code after a complaint. */
static int read_valued(struct hf_storm_order *order, const char *option, const char *value)
{
    uint64_t threads = 1;

    if (value == NULL || value[0] == 0)
        return wrong_usage("a value is missing behind ", option);
    if (strcmp(option, "--report") == 0)
        order->report = value;
    else if (strcmp(option, "--lines") == 0 &&
             read_count(value, HF_FLEET_LINES_MAX, &order->lines) < 0)
        return wrong_usage("--lines takes 1 to 10000000, not ", value);
    else if (strcmp(option, "--seeds") == 0 && read_seeds(value, order) < 0)
        return wrong_usage("--seeds takes a range of 100000 at most, such as 1..1000, not ", value);
    else if (strcmp(option, "--threads") == 0 &&
             read_count(value, HF_FLEET_PARTS_MAX, &threads) < 0)
        return wrong_usage("--threads takes 1 to 64, not ", value);
    if (strcmp(option, "--threads") == 0)
        order->threads = (unsigned)threads;
    return HF_EXIT_DONE;
}

static int read_arguments(struct hf_storm_order *order, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            order->json = 1;
        } else if (strcmp(argv[i], "--lines") == 0 || strcmp(argv[i], "--seeds") == 0 ||
                   strcmp(argv[i], "--threads") == 0 || strcmp(argv[i], "--report") == 0) {
            const int result = read_valued(order, argv[i], i + 1 < argc ? argv[i + 1] : NULL);

            if (result != HF_EXIT_DONE)
                return result;
            i++;
        } else if (argv[i][0] == '-') {
            return wrong_usage("an option that a fleet has not: ", argv[i]);
        } else if (order->path != NULL) {
            return wrong_usage("one scenario at a time for a fleet, not also ", argv[i]);
        } else {
            order->path = argv[i];
        }
    }
    return order->path != NULL ? HF_EXIT_DONE : wrong_usage("no scenario", "");
}

/* ---- the scenario ---- */

static int complain(const char *path, const char *what)
{
    fprintf(stderr, "holdfast: %s: %s\n", path, what);
    return -1;
}

static int read_file(const char *path, char *bytes, size_t *n)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return complain(path, strerror(errno));
    *n = fread(bytes, 1, HF_SIM_SCENARIO_BYTES_MAX + 1, file);
    const int error = ferror(file) ? errno : 0;
    fclose(file);
    if (error != 0)
        return complain(path, strerror(error));
    return *n <= HF_SIM_SCENARIO_BYTES_MAX
               ? 0
               : complain(path, "too long for a scenario: 1 MiB at most");
}

static struct hf_fleet_plan *read_plan(const char *path)
{
    char *bytes = malloc(HF_SIM_SCENARIO_BYTES_MAX + 1);
    struct hf_sim_source source = {.name = path, .bytes = bytes};
    struct hf_sim_complaint complaint;
    struct hf_fleet_plan *plan = NULL;

    if (bytes == NULL) {
        complain(path, "out of memory");
    } else if (read_file(path, bytes, &source.n_bytes) == 0) {
        plan = hf_fleet_read(&source, &complaint);
        if (plan == NULL)
            fprintf(stderr, "holdfast: %s\n", complaint.text);
    }
    free(bytes);
    return plan;
}

/* ---- running ---- */

static int run_all(struct hf_storm *storm)
{
    const struct hf_storm_order *order = &storm->order;
    /* More parts than lines would have nothing to do. */
    const unsigned parts = order->threads < order->lines ? order->threads : (unsigned)order->lines;

    for (unsigned variant = 0; variant < HF_STORM_VARIANTS; variant++) {
        for (uint64_t seed = order->first_seed; seed <= order->last_seed; seed++) {
            const struct hf_fleet_order one = {.lines = order->lines,
                                               .seed = seed,
                                               .parts = parts,
                                               .without_jitter = variant == 1};
            struct hf_fleet_tally tally = {.n_servers = 0};
            const int result = hf_crew_run(storm, &one, &tally);

            if (result == 0)
                hf_storm_add(storm, variant, seed, &tally);
            hf_fleet_tally_free(&tally);
            if (result < 0)
                return -1;
        }
    }
    hf_storm_end(storm);
    return 0;
}

static int write_report(const struct hf_storm *storm)
{
    FILE *file = fopen(storm->order.report, "wb");

    if (file == NULL)
        return complain(storm->order.report, strerror(errno));
    const int result = hf_storm_page(storm, file);
    if (fclose(file) != 0 || result < 0)
        return complain(storm->order.report, "not all of it could be written");
    return 0;
}

static double seconds_of(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static int simulate(struct hf_storm *storm)
{
    const uint64_t began = uv_hrtime();
    struct rusage usage;

    if (hf_storm_init(storm) < 0)
        return complain(storm->order.path, "out of memory; right would be fewer --seeds");
    if (run_all(storm) < 0)
        return -1;
    storm->seconds = (double)(uv_hrtime() - began) / 1e9;
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        storm->bytes = (uint64_t)usage.ru_maxrss * 1024;
        storm->processor = seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
    }
    if (storm->order.report != NULL && write_report(storm) < 0)
        return -1;
    if (storm->order.json)
        hf_storm_json(storm, stdout);
    else
        hf_storm_say(storm, stdout);
    return 0;
}

int hf_simulate_fleet(int argc, char **argv)
{
    struct hf_storm storm = {.order = {.lines = LINES_USUAL, .first_seed = 1, .last_seed = 1}};
    int result = read_arguments(&storm.order, argc, argv);

    if (result != HF_EXIT_DONE)
        return result;
    if (storm.order.threads == 0) {
        const unsigned cores = uv_available_parallelism();

        storm.order.threads = cores < HF_FLEET_PARTS_MAX ? cores : HF_FLEET_PARTS_MAX;
    }
    struct hf_fleet_plan *plan = read_plan(storm.order.path);
    if (plan == NULL)
        return HF_EXIT_USAGE;
    const char *slash = strrchr(storm.order.path, '/');
    storm.name = slash != NULL ? slash + 1 : storm.order.path;
    storm.plan = plan;
    storm.n_servers = hf_fleet_servers(plan);
    storm.n_phases = hf_fleet_phases(plan);
    storm.n_seconds = hf_fleet_seconds(plan);
    result = simulate(&storm) < 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
    hf_storm_free(&storm);
    hf_fleet_plan_free(plan);
    return result;
}
