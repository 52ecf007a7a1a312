/* SPDX-License-Identifier: Apache-2.0 */
/* Every story of tests/panel. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#include "story.h"

#define STORIES HF_TESTS_DATA "/../panel"

static struct story story;

static unsigned run_all(unsigned moves[HF_FRONT_COUNT])
{
    DIR *folder = opendir(STORIES);
    struct dirent *entry;
    unsigned n = 0;

    cr_assert(folder != NULL, "no stories in %s", STORIES);
    while ((entry = readdir(folder)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');
        char path[4096];

        if (end == NULL || strcmp(end, ".story") != 0)
            continue;
        n++;
        snprintf(path, sizeof path, "%s/%s", STORIES, entry->d_name);
        cr_expect(story_run(&story, path, NULL, moves) == 0, "%s", story.error);
    }
    closedir(folder);
    return n;
}

Test(stories, every_one_of_them_comes_true)
{
    unsigned moves[HF_FRONT_COUNT] = {0};

    cr_assert(run_all(moves) >= 40);
}

/* The panel itself asserts that it makes no other move. */
Test(stories, make_each_move_that_the_front_may_make)
{
    unsigned moves[HF_FRONT_COUNT] = {0};

    run_all(moves);
    for (unsigned from = 0; from < HF_FRONT_COUNT; from++)
        for (unsigned to = 0; to < HF_FRONT_COUNT; to++)
            if (from != to && (hf_panel_front_moves(from) >> to & 1u) != 0)
                cr_expect((moves[from] >> to & 1u) != 0, "no story goes from %s to %s",
                          hf_panel_front_name(from), hf_panel_front_name(to));
}
