/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast log cat|stats|verify|redact`: each takes its own argv, whose first is its name. */
#ifndef HOLDFAST_CLI_LOG_H
#define HOLDFAST_CLI_LOG_H

int hf_cli_log_cat(int argc, char **argv);
int hf_cli_log_stats(int argc, char **argv);
int hf_cli_log_verify(int argc, char **argv);
int hf_cli_log_redact(int argc, char **argv);

#endif
