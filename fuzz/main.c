/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over files instead of a fuzzer: every file of the named directories, and
 * the named files. A target that finds its property broken aborts, so the file being run is
 * printed first. An empty corpus is a failure: it would test nothing; and so is a file that cannot
 * be run whole, or an entry that is none.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX (1u << 22)
#define PATH_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *whole = malloc(INPUT_MAX);
    uint8_t *exact = NULL;
    int ran = -1;

    if (file != NULL && whole != NULL) {
        size_t n = fread(whole, 1, INPUT_MAX, file);
        exact = malloc(n > 0 ? n : 1); /* its own block, so that a sanitizer sees its end */
        if (n == INPUT_MAX)
            errno = EFBIG;
        else if (!ferror(file) && exact != NULL) {
            memcpy(exact, whole, n);
            fprintf(stderr, "%s (%zu bytes)\n", path, n);
            LLVMFuzzerTestOneInput(exact, n);
            ran = 1;
        }
    }
    if (ran < 0)
        fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(errno));
    free(exact);
    free(whole);
    if (file != NULL)
        fclose(file);
    return ran;
}

/* Not the directory itself, and not what AFL++ keeps beside its inputs. */
static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Runs the files of a directory; returns how many, or -1. */
static int run_directory(const char *path)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_input, alphasort);
    int ran = n < 0 ? -1 : 0;

    for (int i = 0; i < n; i++) {
        char file[PATH_SIZE];
        struct stat status;
        int length = snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        int runs = length > 0 && (size_t)length < sizeof file && stat(file, &status) == 0 &&
                   S_ISREG(status.st_mode);
        if (!runs)
            fprintf(stderr, "%s: no file that could be run\n", file);
        if (ran >= 0)
            ran = runs && run_file(file) > 0 ? ran + 1 : -1;
        free(entries[i]);
    }
    free(entries);
    return ran;
}

int main(int argc, char **argv)
{
    int ran = 0;

    for (int i = 1; i < argc; i++) {
        struct stat status;
        if (stat(argv[i], &status) != 0) {
            fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
            return 2;
        }
        int n = S_ISDIR(status.st_mode) ? run_directory(argv[i]) : run_file(argv[i]);
        if (n < 0)
            return 2;
        ran += n;
    }
    if (ran == 0) {
        fprintf(stderr, "usage: %s CORPUS-DIRECTORY|FILE... (there was no input)\n", argv[0]);
        return 2;
    }
    printf("%d passed, 0 failed\n", ran);
    return 0;
}
