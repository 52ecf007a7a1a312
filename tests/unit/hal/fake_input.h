/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's side of an input device, for machines that have none: a FIFO whose ioctl() and
 * read() behave as those of evdev(4) do, so that libevdev itself runs.
 */
#ifndef HOLDFAST_TESTS_HAL_FAKE_INPUT_H
#define HOLDFAST_TESTS_HAL_FAKE_INPUT_H

void fake_input_plug(const char *path);
void fake_input_unplug(void);
void fake_input_has(unsigned type, unsigned code);
void fake_input_is_down(unsigned code, int down);
void fake_input_send(unsigned type, unsigned code, int value);
int fake_input_is_grabbed(void);

#endif
