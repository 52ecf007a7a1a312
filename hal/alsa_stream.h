/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One direction of a sound device by ALSA, a frame of 20 ms at a time, never blocking. What goes
 * wrong within a device that is there (an overrun, a suspended computer) is mended here; what only
 * a new open can mend is told as an error.
 */
#ifndef HOLDFAST_HAL_ALSA_STREAM_H
#define HOLDFAST_HAL_ALSA_STREAM_H

#include "holdfast/hal.h"

#include <alsa/asoundlib.h>

struct hf_alsa_stream {
    snd_pcm_t *pcm; /* NULL: closed */
    snd_pcm_stream_t way;
    unsigned rate;
    snd_pcm_uframes_t frame, period, buffer; /* samples */
    snd_pcm_uframes_t cushion; /* playing: held beyond a frame; grows where it was too small */
    int started;
    int unpaced;   /* it takes and gives whatever is asked: no clock of its own */
    int drops;     /* playing: the next frame is left out, for the device holds too much */
    unsigned idle; /* frames in a row that brought nothing: a device that stands still */
    unsigned seen; /* playing: frames since `least` began anew */
    snd_pcm_sframes_t least; /* playing: the least that it held, of the last second */
    int64_t surplus_us;
    uint64_t xruns;
};

/* Opens at the rate, one channel of 16 bits; where the device cannot, through ALSA's converters.
 * 0, or what ALSA said: a negative errno. */
int hf_alsa_stream_open(struct hf_alsa_stream *stream, snd_pcm_stream_t way, const char *device,
                        unsigned rate);
void hf_alsa_stream_close(struct hf_alsa_stream *stream);

/* One frame. 0, also where there was none to hear or no room to play; else a negative errno, and
 * the stream must be closed. */
int hf_alsa_stream_hear(struct hf_alsa_stream *stream, int16_t *heard);
int hf_alsa_stream_play(struct hf_alsa_stream *stream, const int16_t *played);

/* Drops what was recorded in time that the caller missed. */
void hf_alsa_stream_miss(struct hf_alsa_stream *stream, unsigned frames);

#endif
