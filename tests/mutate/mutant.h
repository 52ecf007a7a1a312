/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The switch between a source and its mutants. Mutated sources (tests/mutate/mutate.py writes them)
 * include this before anything else and ask at each place whether its mutant is the chosen one.
 * Asking notes that somebody came there, so that only tests that do are run against it.
 */
#ifndef HF_MUTANT_H
#define HF_MUTANT_H

#define HF_MUTANTS_MAX 65536

extern unsigned hf_mutant;                /* the chosen one, from HF_MUTANT; 0 is none */
extern unsigned char *hf_mutants_reached; /* a byte each, in the file HF_MUTANTS_REACHED if set */

#define HF_M(n) (hf_mutants_reached[n] = 1, hf_mutant == (n))

#endif
