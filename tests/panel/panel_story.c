/* SPDX-License-Identifier: Apache-2.0 */
/*
 * panel_story [--tell] FILE...: whether stories of the panel come true. With --tell, what happens
 * in them and how the phone looks at their end.
 */
#include <stdio.h>
#include <string.h>

#include "story.h"

static struct story story;

static void show(void)
{
    struct hf_panel_picture picture;

    hf_panel_picture(&story.panel, &picture);
    printf("\n  +----------------------------------+\n");
    for (unsigned row = 0; row < HF_HAL_DISPLAY_ROWS; row++) {
        unsigned cells = 0;

        for (const char *at = picture.rows[row]; *at != '\0'; at++)
            cells += (*at & 0xc0) != 0x80;
        printf("  | %s%*s |\n", picture.rows[row], (int)(HF_HAL_DISPLAY_CELLS - cells), "");
    }
    printf("  +----------------------------------+\n  tone %s, bell %s, lamps",
           story_tones[picture.tone], picture.ringer ? "on" : "off");
    for (unsigned line = 0; line < story.panel.n_lines; line++)
        printf(" %s", story_lamps[picture.line_lamps[line]]);
    printf("\n");
}

int main(int n, char **arguments)
{
    const int tell = n > 1 && strcmp(arguments[1], "--tell") == 0;
    int passed = 0, failed = 0;

    for (int i = 1 + tell; i < n; i++) {
        const int result = story_run(&story, arguments[i], tell ? stdout : NULL, NULL);

        if (tell)
            show();
        printf(result == 0 ? "ok %s\n" : "FAIL %s\n", result == 0 ? arguments[i] : story.error);
        passed += result == 0;
        failed += result < 0;
    }
    if (passed + failed == 0)
        fprintf(stderr, "usage: panel_story [--tell] FILE...\n");
    else
        printf("%d passed, %d failed\n", passed, failed);
    return passed + failed == 0 ? 2 : failed > 0;
}
