/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codecs: what SDP names, found. */
#include "holdfast/media/codec.h"

#include "codecs.h"

static const struct hf_codec *const codecs[HF_CODEC_COUNT] = {
    [HF_CODEC_PCMU] = &hf_codec_pcmu,
    [HF_CODEC_PCMA] = &hf_codec_pcma,
#ifdef HF_HAVE_OPUS
    [HF_CODEC_OPUS] = &hf_codec_opus,
#endif
};

const struct hf_codec *hf_codec_get(enum hf_codec_id id)
{
    return (uint32_t)id < HF_CODEC_COUNT ? codecs[id] : NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

const struct hf_codec *hf_codec_find(const char *name, uint32_t clock_rate, uint32_t channels)
{
    for (uint32_t i = 0; i < HF_CODEC_COUNT; i++) {
        const struct hf_codec *codec = codecs[i];
        if (codec != NULL && codec->clock_rate == clock_rate && codec->channels == channels &&
            same_name(codec->name, name)) {
            return codec;
        }
    }
    return NULL;
}

const struct hf_codec *hf_codec_static(uint8_t payload_type)
{
    for (uint32_t i = 0; i < HF_CODEC_COUNT; i++) {
        if (codecs[i] != NULL && codecs[i]->payload_type == payload_type &&
            payload_type != HF_PAYLOAD_TYPE_DYNAMIC) {
            return codecs[i];
        }
    }
    return NULL;
}
