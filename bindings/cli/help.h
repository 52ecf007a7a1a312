/* SPDX-License-Identifier: Apache-2.0 */
/* What `holdfast help` prints. */
#ifndef HOLDFAST_CLI_HELP_H
#define HOLDFAST_CLI_HELP_H

#include <stdio.h>

/* Prints the help on a topic; "" is the list of commands. 0, or -1 when there is no such topic. */
int hf_cli_help(const char *topic, FILE *to);

#endif
