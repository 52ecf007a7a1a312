/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Standard output and standard error of a running phone, which never wait for their reader: a
 * full pipe, a stopped terminal or a slow disk must not keep the lines from their servers.
 * Lines go into a bounded buffer, from which a thread of the output's own writes them, since
 * only a thread can wait for a file or a terminal without changing how others see it.
 */
#ifndef HOLDFAST_CLI_PHONE_OUTPUT_H
#define HOLDFAST_CLI_PHONE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct hf_cli_output;

/* What goes wrong with it is said once on complaints (NULL: nowhere), which is to be closed
 * later. NULL: no memory, or no thread. */
struct hf_cli_output *hf_cli_output_open(int fd, struct hf_cli_output *complaints);

/* Prints lines: all that is written to the stream between begin and end. Where they find no
 * room they are dropped as a whole. */
FILE *hf_cli_output_begin(struct hf_cli_output *output);
void hf_cli_output_end(struct hf_cli_output *output);
void hf_cli_output_put(struct hf_cli_output *output, const char *lines);

/* How many lines were dropped, each counted once; 0 for as long as the buffer stays full. */
uint64_t hf_cli_output_dropped(struct hf_cli_output *output);

/* Waits until all is written or uv_hrtime() reaches deadline_ns. 0, or -1 when something that
 * was printed did not get out. NULL is nothing to close. */
int hf_cli_output_close(struct hf_cli_output *output, uint64_t deadline_ns);

#endif
