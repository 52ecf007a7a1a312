/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of sip_lab. */
#include "sip_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/config.h"

static const char usage[] =
    "usage: sip_lab call --to URI --at HOST:PORT --local ADDRESS[:PORT] [OPTION VALUE]...\n"
    "       sip_lab answer --local ADDRESS[:PORT] [OPTION VALUE]...\n"
    "  --cancel MS       call: CANCEL so long after the INVITE\n"
    "  --hang-up MS      BYE so long after the call was answered\n"
    "  --user NAME       in From and Contact; for a digest too\n"
    "  --password TEXT   call: answer challenges\n"
    "  --think MS        answer: give the 180 so long after the INVITE (0)\n"
    "  --ring MS         answer: give the final response so long after the 180\n"
    "  --status N        answer: which one (200)\n"
    "  --reliable 1      answer: send the 180 reliably where the caller supports it\n"
    "  --drop WAY:WHAT:N lose the first N messages; WAY in or out, WHAT a method, a status or *\n"
    "  --t1 MS --t2 MS   timers (500, 4000)\n"
    "  --timeout S       end at the latest (60)\n";

static bool read_number(const char *text, uint32_t max, uint32_t *number)
{
    uint64_t value;
    if (!hf_slice_number(hf_slice_text(text), max, &value)) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

static bool read_target(const char *text, struct hf_target *target)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon != NULL ? (size_t)(colon - text) : strlen(text);
    uint32_t port = 0;
    memset(target, 0, sizeof *target);
    if ((colon != NULL && !read_number(colon + 1, 65535, &port)) ||
        !hf_target_parse(target, text, length) || target->family != HF_FAMILY_IPV4) {
        return false;
    }
    target->port = (uint16_t)port;
    return true;
}

static bool read_drop(const char *text, struct lab_options *options)
{
    struct lab_drop *drop = &options->drops[options->n_drops];
    const char *what = strchr(text, ':');
    const char *count = what != NULL ? strchr(what + 1, ':') : NULL;
    if (options->n_drops == LAB_DROPS_MAX || count == NULL ||
        (size_t)(count - what) > sizeof drop->what || !read_number(count + 1, 1000, &drop->left)) {
        return false;
    }
    drop->out = strncmp(text, "out:", 4) == 0;
    memcpy(drop->what, what + 1, (size_t)(count - what) - 1);
    options->n_drops++;
    return drop->out || strncmp(text, "in:", 3) == 0;
}

struct number {
    const char *name;
    uint32_t *to;
    uint32_t max;
};

static bool read_one(struct lab_options *options, const char *name, const char *value)
{
    uint32_t reliable = options->reliable;
    const struct number numbers[] = {{"--cancel", &options->cancel_ms, 600000},
                                     {"--ring", &options->ring_ms, 600000},
                                     {"--hang-up", &options->hang_up_ms, 600000},
                                     {"--think", &options->think_ms, 600000},
                                     {"--status", &options->status, 699},
                                     {"--t1", &options->t1_ms, 60000},
                                     {"--t2", &options->t2_ms, 60000},
                                     {"--timeout", &options->timeout_s, 600},
                                     {"--reliable", &reliable, 1}};
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(name, numbers[i].name) == 0) {
            bool good = read_number(value, numbers[i].max, numbers[i].to);
            options->reliable = reliable != 0;
            return good;
        }
    }
    if (strcmp(name, "--to") == 0) {
        options->to = value;
    } else if (strcmp(name, "--user") == 0) {
        options->user = value;
    } else if (strcmp(name, "--password") == 0) {
        options->password = value;
    } else if (strcmp(name, "--at") == 0) {
        return read_target(value, &options->at);
    } else if (strcmp(name, "--local") == 0) {
        return read_target(value, &options->local);
    } else {
        return strcmp(name, "--drop") == 0 && read_drop(value, options);
    }
    return true;
}

int lab_options_read(struct lab_options *options, int argc, char **argv)
{
    memset(options, 0, sizeof *options);
    options->user = "lab";
    options->cancel_ms = options->hang_up_ms = LAB_NOT_AT_ALL;
    options->status = 200;
    options->t1_ms = 500;
    options->t2_ms = 4000;
    options->timeout_s = 60;
    bool calls = argc > 1 && strcmp(argv[1], "call") == 0;
    bool good = argc % 2 == 0 && (calls || strcmp(argv[1], "answer") == 0);
    for (int i = 2; good && i < argc; i += 2) {
        good = read_one(options, argv[i], argv[i + 1]);
    }
    good = good && options->local.family != HF_FAMILY_NONE && calls == (options->to != NULL) &&
           calls == (options->at.port != 0);
    if (!good) {
        fputs(usage, stderr);
    }
    return good ? 0 : -1;
}
