/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast simulate SCENARIO...`: scenarios in virtual time. Returns the exit code. */
#ifndef HOLDFAST_CLI_SIMULATE_H
#define HOLDFAST_CLI_SIMULATE_H

int hf_cli_simulate(int argc, char **argv);

#endif
