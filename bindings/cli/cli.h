/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of `holdfast`: argv[0] is the command's name. The result is the exit code:
 * 0 done; 1 what was asked for failed; 2 wrong usage or input; 3 a replay diverged.
 * Errors go to stderr: `holdfast: file:line: what is wrong, and what would be right`.
 */
#ifndef HOLDFAST_CLI_H
#define HOLDFAST_CLI_H

enum hf_exit { HF_EXIT_DONE = 0, HF_EXIT_FAILED = 1, HF_EXIT_USAGE = 2, HF_EXIT_DIVERGED = 3 };

int hf_cli_phone(int argc, char **argv);
int hf_cli_check(int argc, char **argv);
int hf_cli_convert(int argc, char **argv);
int hf_cli_explain(int argc, char **argv);
int hf_cli_log(int argc, char **argv);
int hf_cli_replay(int argc, char **argv);
int hf_cli_simulate(int argc, char **argv);
int hf_cli_server(int argc, char **argv);
int hf_cli_top(int argc, char **argv);

#endif
