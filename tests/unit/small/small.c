/* SPDX-License-Identifier: Apache-2.0 */
/* The small profile (limits.h, HF_SMALL): the same line in 2 KiB, and snapshots across profiles. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/line.h"
#include "state.h"

static struct hf_line line;
static struct hf_actions actions;
static struct hf_config config;
static uint64_t attempt;

static int step(struct hf_event event)
{
    int result = hf_line_step(&line, &event, &actions);

    cr_assert_eq(hf_line_check(&line), 0);
    for (uint32_t i = 0; i < actions.n; i++) {
        if (actions.items[i].kind == HF_ACTION_SEND)
            attempt = actions.items[i].u.send.attempt;
    }
    return result;
}

static void start(void)
{
    hf_config_init(&config);
    config.jitter_percent = 0; /* exact times */
    config.quarantine_s = 0;
    config.n_servers = 2;
    hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9);
    hf_config_name(&config, &config.servers[1].host, "192.0.2.2", 9);
    cr_assert_eq(hf_line_init(&line, sizeof line, HF_ABI), HF_OK);
    cr_assert_eq(step((struct hf_event){.kind = HF_EVENT_CONFIGURED,
                                        .u.configured = {.config = &config, .seed = 1}}),
                 HF_OK);
    cr_assert_eq(step((struct hf_event){.kind = HF_EVENT_STARTED}), HF_OK);
}

static void accept_at(uint64_t at_us)
{
    struct hf_event event = {.kind = HF_EVENT_RESPONSE_RECEIVED, .at_us = at_us};

    event.u.response = (struct hf_response){
        .attempt = attempt, .status = 200, .expires_s = 600, .retry_after_s = HF_RETRY_AFTER_NONE};
    cr_assert_eq(step(event), HF_OK);
}

Test(small, a_line_takes_two_kibibytes)
{
    cr_assert_leq(hf_line_size(), 2048);
}

Test(small, fails_over_and_comes_back)
{
    start();
    step((struct hf_event){.kind = HF_EVENT_TIME_PASSED, .at_us = 7500000});
    accept_at(7520000);
    cr_assert_eq(hf_line_status(&line).state, HF_LINE_ON_BACKUP);
    step((struct hf_event){.kind = HF_EVENT_TIME_PASSED, .at_us = 127520000});
    accept_at(127540000);
    cr_assert_eq(hf_line_status(&line).state, HF_LINE_REGISTERED);
}

Test(small, its_snapshot_brings_it_back)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    static uint64_t scratch[HF_WIRE_SCRATCH / 8];
    static struct hf_line again;
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};
    int n;

    start();
    n = hf_line_snapshot(&line, bytes, sizeof bytes);
    cr_assert_gt(n, 0);
    wire.n_bytes = (size_t)n;
    cr_assert_eq(hf_line_restore(&again, sizeof again, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(memcmp(&again, &line, sizeof line), 0);
}

/* The corpus of the snapshot fuzz target was written under the default limits. */
static int restore_file(const char *path, struct hf_refusal *refusal)
{
    static uint8_t bytes[65536];
    static uint64_t scratch[HF_WIRE_SCRATCH / 8];
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};
    FILE *file = fopen(path, "rb");
    int result;

    cr_assert_not_null(file);
    wire.n_bytes = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    result = hf_line_restore(&line, sizeof line, &wire);
    *refusal = wire.refusal;
    return result;
}

Test(small, refuses_a_snapshot_of_larger_limits_by_the_limits_name)
{
    DIR *folder = opendir(HF_CORPUS "/snapshot");
    unsigned refused = 0;

    cr_assert_not_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char path[1024];
        struct hf_refusal refusal;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, HF_CORPUS "/snapshot/%s", entry->d_name);
        if (restore_file(path, &refusal) == HF_E_LIMIT) {
            cr_assert_not_null(refusal.what);
            refused++;
        }
    }
    closedir(folder);
    cr_assert_gt(refused, 0);
}

/* Six names may share 47 bytes of the arena; the line keeps each by itself, and has 256. */
Test(small, refuses_names_that_fit_only_while_they_share_their_bytes)
{
    static const char host[] = "[0000:0000:0000:0000:0000:0000:255.255.255.255]";
    struct hf_refusal refusal;

    hf_config_init(&config);
    config.n_servers = 2;
    cr_assert_eq(hf_config_name(&config, &config.servers[0].host, host, sizeof host - 1), HF_OK);
    for (unsigned i = 0; i < 2; i++) {
        config.servers[i].host = config.servers[0].host;
        config.servers[i].n_proxies = 2;
        for (unsigned p = 0; p < 2; p++)
            config.servers[i].proxies[p].host = config.servers[0].host;
    }
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_LIMIT);
    cr_assert_str_eq(refusal.what, "host: all names together");
}
