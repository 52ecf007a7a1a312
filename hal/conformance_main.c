/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hal_conformance: tries a back end, on the device that it is for.
 */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was found: printed at once, or, where the HAL draws into a terminal, when it has left. */
struct report {
    int later;
    size_t used;
    char text[8192];
};

static void told(void *context, const char *claim, const char *wrong)
{
    struct report *report = context;
    const size_t room = sizeof report->text - report->used;
    int length = wrong == NULL
                     ? snprintf(report->text + report->used, room, "ok    %s\n", claim)
                     : snprintf(report->text + report->used, room, "FAIL  %s: %s\n", claim, wrong);

    report->used += (size_t)length < room ? (size_t)length : room - 1;
    if (!report->later) {
        fputs(report->text, stdout);
        fflush(stdout);
        report->used = 0;
    }
}

static int usage(void)
{
    fputs(
        "usage: hal_conformance [--keys SECONDS] [--may-lack-audio] TEXT\n\n"
        "Tries whether the HAL that TEXT names (such as alsa:default) does what every back end\n"
        "must do; takes about six seconds. With --keys it then waits for keys to be pressed, one\n"
        "of each sort. With --may-lack-audio a missing device is no failure. With\n"
        "--only, claims that hold these words.\n",
        stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static struct report report;
    struct hf_conformance_asks asks = {.has = HF_CONFORMANCE_ALL, .told = told, .context = &report};

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--keys") == 0 && i + 1 < argc && atoi(argv[i + 1]) > 0) {
            asks.keys_s = (unsigned)atoi(argv[++i]);
        } else if (strcmp(argv[i], "--may-lack-audio") == 0) {
            asks.may_lack_audio = 1;
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            asks.only = argv[++i];
        } else if (argv[i][0] != '-' && asks.text == NULL) {
            asks.text = argv[i];
        } else {
            return usage();
        }
    }
    if (asks.text == NULL) {
        return usage();
    }
    report.later = strstr(asks.text, "terminal") != NULL;
    struct hf_conformance_result result = hf_conformance_run(&asks);
    if (report.later) {
        fputs(report.text, stdout);
    }
    printf("%u passed, %u failed; %.1f frames and %u wakeups a second, the loudest sample heard "
           "was %d\n",
           result.passed, result.failed, result.frames_a_second, result.wakeups, result.loudest);
    return result.failed == 0 && result.passed > 0 ? 0 : 1;
}
