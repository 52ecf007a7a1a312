/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The back ends that there are. Where a library is missing, absent.c stands in for the back end and
 * refuses to open, naming the library: a text that is right elsewhere is not called a typing error.
 */
#ifndef HOLDFAST_HAL_BACKENDS_H
#define HOLDFAST_HAL_BACKENDS_H

#include "backend.h"

extern const struct hf_backend hf_backend_null;
extern const struct hf_backend hf_backend_wav;
extern const struct hf_backend hf_backend_alsa;
extern const struct hf_backend hf_backend_terminal;
extern const struct hf_backend hf_backend_evdev;

#endif
