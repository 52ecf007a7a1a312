/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The back ends of this build, in the order that messages list them. A board's own goes here.
 */
#include "backends.h"

#include <stddef.h>

const struct hf_backend *const hf_backends[] = {
    &hf_backend_null,     &hf_backend_wav,   &hf_backend_alsa,
    &hf_backend_terminal, &hf_backend_evdev, NULL,
};
