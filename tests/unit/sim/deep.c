/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deep worlds: whole phones over a virtual network. What is tried here is that the worlds do what
 * they say; `holdfast_lab deep --seeds A..B` tries the phones, and ctest runs it as `deep`.
 */
#include "holdfast/sim/deep.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS 30 /* HF_SEEDS and HF_FIRST_SEED widen it */

static struct hf_deep_plan *read_plan(const char *text, struct hf_sim_complaint *complaint)
{
    const struct hf_sim_source source = {.name = "plan", .bytes = text, .n_bytes = strlen(text)};

    return hf_deep_plan_read(&source, complaint);
}

static struct hf_deep_result play(const char *text)
{
    const struct hf_deep_staging staging = {.replay = 1};
    struct hf_sim_complaint complaint;
    struct hf_deep_plan *plan = read_plan(text, &complaint);
    struct hf_deep_result result;

    cr_assert(plan != NULL, "%s", complaint.text);
    hf_deep_play(plan, &staging, &result);
    hf_deep_plan_free(plan);
    return result;
}

#define BEINGS                                                                                     \
    "deep seed=5 heal=30000 stay=10000 phones=2\n"                                                 \
    "server 1 auth=1 expires_max=300 nonce_life=300\n"                                             \
    "server 2 auth=0 expires_max=300 nonce_life=300\n"                                             \
    "policy 1 server1=192.0.2.1 server2=192.0.2.2 failback_interval_s=20 ring_timeout_s=30\n"      \
    "phone 1 policy=1 clock=0\n"                                                                   \
    "phone 2 policy=1 clock=9000000000\n"                                                          \
    "at 0 start phone=1\n"                                                                         \
    "at 100 start phone=2\n"

Test(deep, two_phones_talk_and_both_know_it)
{
    const struct hf_deep_result result = play(BEINGS "at 5000 dial phone=1 to=2\n");

    cr_expect_str_eq(result.kind, "", "%s: %s", result.kind, result.text);
    cr_expect_eq(result.calls_up, 2, "the one of the plan and the one at the end: %u",
                 result.calls_up);
}

Test(deep, a_call_survives_what_a_network_does)
{
    static const char *const troubles[] = {
        "at 2000 link loss=200\nat 5000 dial phone=1 to=2\n",
        "at 2000 link delay=300 jitter=400 twice=500\nat 5000 dial phone=1 to=2\n",
        "at 2000 halt server=1 how=1\nat 4000 register phone=1\nat 4000 register phone=2\n"
        "at 9000 dial phone=1 to=2\n",
        "at 2000 drop server=1\nat 4000 register phone=1\nat 4000 register phone=2\n"
        "at 16000 dial phone=1 to=2\n"};

    for (unsigned i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        char text[2048];
        struct hf_deep_result result;

        snprintf(text, sizeof(text), "%s%s", BEINGS, troubles[i]);
        result = play(text);
        cr_expect_str_eq(result.kind, "", "%u: %s: %s", i, result.kind, result.text);
        cr_expect_eq(result.calls_up, 2, "%u: %u calls talk", i, result.calls_up);
    }
}

/* A registrar that nobody can please: the line does not come home, and whatever else the plan says
 * is left out of the least one. */
Test(deep, a_complaint_is_shrunk_to_what_it_needs)
{
    static const char text[] =
        "deep seed=5 heal=30000 stay=10000 phones=3\n"
        "server 1 expires_min=3600 expires_max=7200 nonce_life=300\n"
        "policy 1 server1=192.0.2.1 server1.expires_s=86400 failback_servers=0\n"
        "policy 2 server1=203.0.113.9 failback_servers=0\n"
        "phone 1 policy=1\nphone 2 policy=2\nphone 3 policy=1\n"
        "at 0 start phone=1\nat 10 start phone=2\nat 20 start phone=3\n"
        "at 500 link phone=1 loss=100\nat 900 wipe server=1\nat 2000 dial phone=1 to=3\n"
        "at 9000 hang-up phone=1\nat 9500 register phone=3\n";
    const struct hf_deep_staging staging = {.replay = 1};
    struct hf_sim_complaint complaint;
    struct hf_deep_plan *plan = read_plan(text, &complaint);
    struct hf_deep_result result;
    char *bytes = NULL;
    size_t n = 0;
    FILE *file;

    cr_assert(plan != NULL, "%s", complaint.text);
    hf_deep_play(plan, &staging, &result);
    cr_assert_str_eq(result.kind, "a line does not come home (H10)", "%s", result.text);
    cr_assert_eq(result.phone, 2);
    cr_expect_gt(hf_deep_shrink(plan, &staging, &result), 0);
    cr_expect_str_eq(result.kind, "a line does not come home (H10)");
    file = open_memstream(&bytes, &n);
    hf_deep_plan_write(plan, file);
    fclose(file);
    cr_expect(strstr(bytes, "phone 2 policy=2") != NULL, "%s", bytes);
    cr_expect(strstr(bytes, "phone 1 ") == NULL && strstr(bytes, "\nat ") == NULL, "%s", bytes);
    free(bytes);
    hf_deep_plan_free(plan);
}

static char *written(const struct hf_deep_plan *plan)
{
    char *bytes = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&bytes, &n);

    hf_deep_plan_write(plan, file);
    fclose(file);
    return bytes;
}

Test(deep, a_plan_that_is_written_and_read_is_the_same)
{
    const struct hf_deep_staging staging = {0};

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct hf_deep_plan *plan = hf_deep_plan_make(seed), *again;
        struct hf_sim_complaint complaint;
        char *text = written(plan), *text_again;
        struct hf_deep_result one, other;

        again = read_plan(text, &complaint);
        cr_assert(again != NULL, "seed %u: %s", (unsigned)seed, complaint.text);
        text_again = written(again);
        cr_expect_str_eq(text, text_again);
        hf_deep_play(plan, &staging, &one);
        hf_deep_play(again, &staging, &other);
        cr_expect_eq(one.digest, other.digest, "seed %u plays otherwise from its text",
                     (unsigned)seed);
        free(text);
        free(text_again);
        hf_deep_plan_free(plan);
        hf_deep_plan_free(again);
    }
}

Test(deep, what_means_nothing_is_refused_with_its_line)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "plan:0: a plan has a server and a phone at least"},
        {"deep phones=0\n", "plan:1: phones=0: right would be 1 to 20"},
        {"deep phones=2\nserver 9\n", "plan:2: `server 9`: right would be a number from 1 to 4"},
        {"deep phones=2\nserver 1 colour=3\n", "plan:2: `colour` is not known here"},
        {"deep phones=2\nserver 1\npolicy 1 t1_ms=abc server1=a.b\n", "plan:3: `abc` is no number"},
        {"deep phones=2\nserver 1\npolicy 1 wit=1\n", "plan:3: `wit` is no setting"},
        {"deep phones=2\nserver 1\npolicy 1 server2=a.b\n",
         "plan:3: `server2`: servers are numbered from 1 on"},
        {"deep phones=2\nserver 1\npolicy 1\n", "plan:3: no line takes this policy"},
        {"deep phones=2\nserver 1\nphone 1 policy=1\n", "plan:3: there is no policy 1 above"},
        {"deep phones=2\nserver 1\nline 2 policy=1\n", "plan:3: there is no phone above"},
        {BEINGS "line 2 policy=7\n", "plan:9: there is no policy 7 above"},
        {BEINGS "line 4 policy=1\n", "plan:9: `line 4`: right would be a number from 2 to 3"},
        {BEINGS "at 500 start phone=1 line=4\n", "plan:9: a phone has 3 lines at most"},
        {BEINGS "at 50 start phone=1\n", "plan:9: time goes back"},
        {BEINGS "at 500 start phone=3\n", "plan:9: there is no phone 3"},
        {BEINGS "at 500 halt server=3\n", "plan:9: there is no server 3"},
        {BEINGS "at 500 dial phone=1 to=7\n", "plan:9: there is no phone 7 to dial"},
        {BEINGS "at 500 fly phone=1\n", "plan:9: `fly` is nothing that happens"},
        {BEINGS "at 500 start phone=1 loss=3\n", "plan:9: `loss` is not known here"},
        {BEINGS "nonsense\n",
         "plan:9: `nonsense`: right would be deep, server, policy, phone, line"},
    };

    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_sim_complaint complaint;
        struct hf_deep_plan *plan = read_plan(cases[i].text, &complaint);

        cr_expect(plan == NULL, "%s", cases[i].text);
        cr_expect(strncmp(complaint.text, cases[i].says, strlen(cases[i].says)) == 0,
                  "%s: it says \"%s\"", cases[i].says, complaint.text);
        hf_deep_plan_free(plan);
    }
}

/* The same bytes on every machine, with every compiler, in every build. Who changes what phones say
 * or decide changes this number, and puts the one that is printed here: a line in the commit says
 * why. */
#define DIGEST UINT64_C(0x515002576197581f)

Test(deep, the_same_plans_give_the_same_bytes_everywhere)
{
    const struct hf_deep_staging staging = {0};
    uint64_t digest = 0;

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct hf_deep_plan *plan = hf_deep_plan_make(seed);
        struct hf_deep_result result;

        hf_deep_play(plan, &staging, &result);
        digest = digest * UINT64_C(1099511628211) + result.digest;
        hf_deep_plan_free(plan);
    }
    cr_expect_eq(digest, DIGEST, "the digest of seeds 1 to 12 is 0x%016lx", (unsigned long)digest);
}

/* Worlds that have found something, each as small as it still did. */
#define PLANS HF_TESTS_DATA "/../scenarios/deep"

static struct hf_deep_result play_file(const char *name)
{
    static char text[32768];
    char path[512];
    FILE *file;
    size_t n;

    snprintf(path, sizeof(path), "%s/%s", PLANS, name);
    file = fopen(path, "r");
    cr_assert(file != NULL, "%s cannot be read", path);
    n = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    cr_assert(n < sizeof(text) - 1, "%s is too long", path);
    text[n] = '\0';
    return play(text);
}

Test(deep, what_was_found_once_is_not_found_again)
{
    DIR *folder = opendir(PLANS);
    unsigned n = 0;

    cr_assert(folder != NULL, "%s", PLANS);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct hf_deep_result result;

        if (strstr(entry->d_name, ".plan") == NULL)
            continue;
        result = play_file(entry->d_name);
        cr_expect_str_eq(result.kind, "", "%s: %s: %s", entry->d_name, result.kind, result.text);
        n++;
    }
    closedir(folder);
    cr_expect_gt(n, 0);
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

Test(deep, every_seed_is_content)
{
    const uint64_t first = number_from("HF_FIRST_SEED", 1), n = number_from("HF_SEEDS", SEEDS);

    for (uint64_t seed = first; seed < first + n; seed++) {
        struct hf_deep_result result;

        hf_deep_try(seed, &result);
        cr_expect_str_eq(result.kind, "", "seed %lu: phone %u at %lu us: %s: %s",
                         (unsigned long)seed, result.phone, (unsigned long)result.at_us,
                         result.kind, result.text);
    }
}
