/* SPDX-License-Identifier: Apache-2.0 */
/* The codecs themselves, for the table that has them. */
#ifndef HF_MEDIA_CODECS_H
#define HF_MEDIA_CODECS_H

#include "holdfast/media/codec.h"

extern const struct hf_codec hf_codec_pcmu, hf_codec_pcma, hf_codec_opus;

#endif
