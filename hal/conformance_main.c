/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hal_conformance: tries a back end, on the device that it is for.
 */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void told(void *context, const char *claim, const char *wrong)
{
    (void)context;
    if (wrong == NULL) {
        printf("ok    %s\n", claim);
    } else {
        printf("FAIL  %s: %s\n", claim, wrong);
    }
    fflush(stdout);
}

static int usage(void)
{
    fputs(
        "usage: hal_conformance [--keys SECONDS] [--may-lack-audio] TEXT\n\n"
        "Tries whether the HAL that TEXT names (such as alsa:default) does what every back end\n"
        "must do; takes about six seconds. With --keys it then waits for keys to be pressed, one\n"
        "of each sort. With --may-lack-audio a missing device is no failure.\n",
        stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct hf_conformance_asks asks = {.has = HF_CONFORMANCE_ALL, .told = told};

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--keys") == 0 && i + 1 < argc && atoi(argv[i + 1]) > 0) {
            asks.keys_s = (unsigned)atoi(argv[++i]);
        } else if (strcmp(argv[i], "--may-lack-audio") == 0) {
            asks.may_lack_audio = 1;
        } else if (argv[i][0] != '-' && asks.text == NULL) {
            asks.text = argv[i];
        } else {
            return usage();
        }
    }
    if (asks.text == NULL) {
        return usage();
    }
    struct hf_conformance_result result = hf_conformance_run(&asks);
    printf("%u passed, %u failed; %.1f frames and %u wakeups a second, the loudest sample heard "
           "was %d\n",
           result.passed, result.failed, result.frames_a_second, result.wakeups, result.loudest);
    return result.failed == 0 && result.passed > 0 ? 0 : 1;
}
