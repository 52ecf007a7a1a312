/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chooses a mutant when a program begins, by its environment. What is reached is noted in a file
 * that processes share: Criterion's tests are processes of their own.
 */
#include "mutant.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

unsigned hf_mutant;
static unsigned char nowhere[HF_MUTANTS_MAX];
unsigned char *hf_mutants_reached = nowhere;

__attribute__((constructor)) static void choose(void)
{
    const char *number = getenv("HF_MUTANT");
    const char *path = getenv("HF_MUTANTS_REACHED");
    int file;
    void *map;

    if (number != NULL)
        hf_mutant = (unsigned)strtoul(number, NULL, 10);
    if (path == NULL)
        return;
    file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, HF_MUTANTS_MAX) != 0)
        abort();
    map = mmap(NULL, HF_MUTANTS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        abort();
    hf_mutants_reached = map;
    close(file);
}
