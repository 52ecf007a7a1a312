/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fleet of one line does what the world of scenarios does: every story of a line that a fleet can
 * play is played in both, with the same seed, and the requests that come to each server in each
 * second, and the line's state at the end, are the same. The fleet's lean shell, its servers and
 * its resolver have no other reference than that.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_help.h"

#define TEXT_MAX 65536
#define LEAST    120 /* stories compared: with far fewer the comparison has come to nothing */

struct sent { /* what an observer of the world has seen */
    const struct hf_fleet_plan *plan;
    const struct hf_sim_play *play;
    struct hf_fleet_tally tally;
    uint64_t until_us;
};

static void observe(void *context, const struct hf_sim_note *note)
{
    struct sent *sent = context;

    if (note->kind != HF_SIM_NOTE_SENT && note->kind != HF_SIM_NOTE_RESEND)
        return;
    for (unsigned i = 0; i < hf_fleet_servers(sent->plan); i++) {
        const struct hf_sim_server *server = hf_sim_server_named(sent->play->world,
                                                                 hf_fleet_server(sent->plan, i));
        const uint64_t at_us = note->at_us + server->round_trip_us / 2;

        if (memcmp(&server->target, &note->target, sizeof(note->target)) != 0 ||
            at_us > sent->until_us)
            continue;
        sent->tally.n_requests++;
        sent->tally.rates[i * HF_FLEET_COUNTS * sent->tally.n_seconds + at_us / 1000000]++;
    }
}

/* Puts the seed of a fleet's first line into each line. */
static void seeded(const char *text, char *to, size_t size)
{
    size_t n = 0;

    while (*text != 0 && n + 64 < size) {
        const size_t length = strcspn(text, "\n");

        const char *rest = strncmp(text, "line 1 ", 7) == 0 ? text + 7 : text;

        if (strncmp(text, "----", 4) == 0)
            return;
        if (rest != text)
            n += (size_t)snprintf(to + n, size - n, "line 1 seed=%" PRIu64 " ",
                                  hf_fleet_line_seed(1, 1));
        n += (size_t)snprintf(to + n, size - n, "%.*s\n", (int)(length - (size_t)(rest - text)),
                              rest);
        text += length + (text[length] == '\n');
    }
}

static int compare(const char *path, const char *text)
{
    struct hf_sim_complaint complaint;
    const struct hf_sim_source source = {.name = path, .bytes = text, .n_bytes = strlen(text)};
    struct hf_fleet_plan *plan = hf_fleet_read(&source, &complaint);
    struct hf_fleet_order order = {.lines = 1, .seed = 1, .parts = 1};

    if (plan == NULL)
        return 0;
    order.without_jitter = strstr(text, "jitter_percent=0") != NULL ||
                           strstr(text, "like fanvil") != NULL ||
                           strstr(text, "like yealink") != NULL;
    struct hf_fleet_tally tally = fleet_tally(plan, &order);
    struct hf_sim_scenario *scenario = hf_sim_scenario_read(&source, &complaint);
    struct sent sent = {.plan = plan};
    struct hf_sim_play play;
    const struct hf_sim_witness witness = {.observe = observe, .context = &sent};

    hf_fleet_tally_init(&sent.tally, plan);
    sent.until_us = hf_fleet_phase(plan, hf_fleet_phases(plan) - 1)->until_us;
    cr_assert_not_null(scenario);
    sent.play = &play;
    cr_assert_eq(hf_sim_scenario_play_before(scenario, &play, &complaint, &witness), 0, "%s",
                 complaint.text);
    cr_expect_eq(tally.n_requests, sent.tally.n_requests, "%s: %" PRIu64 " requests, %" PRIu64,
                 path, tally.n_requests, sent.tally.n_requests);
    if (strstr(text, "\nname ") == NULL) /* its resolver keeps nothing: times to live differ */
        cr_expect_eq(tally.lines_digest, hf_line_digest(hf_sim_line(play.world, 1)),
                     "%s: other state", path);
    for (unsigned i = 0; i < hf_fleet_servers(plan); i++)
        cr_expect_arr_eq(hf_fleet_rate(&tally, i, HF_FLEET_REQUESTS),
                         hf_fleet_rate(&sent.tally, i, HF_FLEET_REQUESTS),
                         tally.n_seconds * sizeof(uint32_t), "%s: server %s", path,
                         hf_fleet_server(plan, i));
    hf_sim_play_free(&play);
    hf_sim_scenario_free(scenario);
    hf_fleet_tally_free(&tally);
    hf_fleet_tally_free(&sent.tally);
    hf_fleet_plan_free(plan);
    return 1;
}

Test(fleet_world, every_story_that_a_fleet_can_play)
{
    static char text[TEXT_MAX], changed[2 * TEXT_MAX];
    unsigned n_compared = 0;
    glob_t found;

    cr_assert_eq(glob(HF_TESTS_DATA "/../scenarios/*.story", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "rb");
        const size_t n = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);

        cr_assert_not_null(file);
        fclose(file);
        text[n] = 0;
        if (strstr(text, "\nline 2 ") != NULL || strstr(text, "storm_spread") != NULL ||
            strstr(text, " seed=") != NULL)
            continue; /* lines of one phone tell one another (A10); a seed of its own */
        seeded(text, changed, sizeof(changed));
        n_compared += (unsigned)compare(strrchr(found.gl_pathv[i], '/') + 1, changed);
    }
    globfree(&found);
    fprintf(stderr, "%u stories compared\n", n_compared);
    cr_assert_geq(n_compared, LEAST);
}
