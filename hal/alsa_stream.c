/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much a device holds decides. Recording: a frame is taken when it and a period more are there,
 * so that the device may deliver unevenly by a period. Playing: a frame is written on top of a
 * cushion of one period; where that ran dry the cushion grows, and where the device held more than
 * a frame too much for a second (a burst after the caller was late, two clocks that differ) one
 * frame is left out.
 */
#include "alsa_stream.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PERIODS_A_FRAME 2 /* 10 ms */
#define BUFFER_FRAMES   4
#define STALLED_FRAMES  150 /* 3 s without a sample: the device stands still */
#define WATCH_FRAMES    50

/* ---- opening ---- */

static int configure(struct hf_alsa_stream *stream)
{
    snd_pcm_hw_params_t *hw;
    snd_pcm_sw_params_t *sw;
    snd_pcm_uframes_t period = stream->frame / PERIODS_A_FRAME;
    snd_pcm_uframes_t buffer = stream->frame * BUFFER_FRAMES, boundary;
    snd_pcm_t *pcm = stream->pcm;
    int error;

    snd_pcm_hw_params_alloca(&hw);
    snd_pcm_sw_params_alloca(&sw);
    if ((error = snd_pcm_hw_params_any(pcm, hw)) < 0 ||
        (error = snd_pcm_hw_params_set_access(pcm, hw, SND_PCM_ACCESS_RW_INTERLEAVED)) < 0 ||
        (error = snd_pcm_hw_params_set_format(pcm, hw, SND_PCM_FORMAT_S16)) < 0 ||
        (error = snd_pcm_hw_params_set_channels(pcm, hw, 1)) < 0 ||
        (error = snd_pcm_hw_params_set_rate(pcm, hw, stream->rate, 0)) < 0 ||
        (error = snd_pcm_hw_params_set_period_size_near(pcm, hw, &period, NULL)) < 0 ||
        (error = snd_pcm_hw_params_set_buffer_size_near(pcm, hw, &buffer)) < 0 ||
        (error = snd_pcm_hw_params(pcm, hw)) < 0 ||
        (error = snd_pcm_hw_params_get_period_size(hw, &stream->period, NULL)) < 0 ||
        (error = snd_pcm_hw_params_get_buffer_size(hw, &stream->buffer)) < 0) {
        return error;
    }
    if (stream->buffer < 2 * stream->frame) {
        return -EINVAL;
    }
    /* Started by hand, when the cushion lies there. */
    if ((error = snd_pcm_sw_params_current(pcm, sw)) < 0 ||
        (error = snd_pcm_sw_params_get_boundary(sw, &boundary)) < 0 ||
        (error = snd_pcm_sw_params_set_start_threshold(pcm, sw, boundary)) < 0) {
        return error;
    }
    return snd_pcm_sw_params(pcm, sw);
}

static int open_as(struct hf_alsa_stream *stream, const char *device)
{
    int error = snd_pcm_open(&stream->pcm, device, stream->way, SND_PCM_NONBLOCK);

    if (error < 0) {
        stream->pcm = NULL;
        return error;
    }
    error = configure(stream);
    if (error < 0) {
        snd_pcm_close(stream->pcm);
        stream->pcm = NULL;
    }
    return error;
}

int hf_alsa_stream_open(struct hf_alsa_stream *stream, snd_pcm_stream_t way, const char *device,
                        unsigned rate)
{
    char converted[288];

    *stream = (struct hf_alsa_stream){.way = way, .rate = rate, .frame = rate / 50};
    int error = open_as(stream, device);
    if (error == -EINVAL &&
        snprintf(converted, sizeof converted, "plug:SLAVE='%s'", device) < (int)sizeof converted) {
        error = open_as(stream, converted);
    }
    if (error < 0) {
        return error;
    }
    stream->cushion = stream->period;
    stream->least = INT32_MAX;
    return 0;
}

void hf_alsa_stream_close(struct hf_alsa_stream *stream)
{
    if (stream->pcm != NULL) {
        snd_pcm_drop(stream->pcm); /* what is left is not waited for */
        snd_pcm_close(stream->pcm);
    }
    stream->pcm = NULL;
}

/* ---- mending ---- */

/* After an overrun or a suspend the stream begins anew; snd_pcm_recover would wait for a device
 * that is not awake yet. 0, or an error that needs a new open. */
static int mend(struct hf_alsa_stream *stream, long error)
{
    if (error == -EAGAIN || error == -EINTR) {
        return 0; /* it runs on: started again, it would refuse */
    }
    stream->started = 0;
    if (error == -ESTRPIPE) {
        int resumed = snd_pcm_resume(stream->pcm);
        if (resumed == -EAGAIN) {
            return 0; /* not yet awake: the next frame asks again */
        }
    } else if (error != -EPIPE) {
        return (int)error;
    }
    stream->xruns++;
    return snd_pcm_prepare(stream->pcm);
}

/* A device that brings nothing, nor takes anything, for long has gone without saying so. */
static int idle(struct hf_alsa_stream *stream)
{
    return ++stream->idle < STALLED_FRAMES ? 0 : -EIO;
}

static int64_t in_us(const struct hf_alsa_stream *stream, snd_pcm_sframes_t samples)
{
    return (int64_t)samples * 1000000 / (int64_t)stream->rate;
}

/* ---- recording ---- */

int hf_alsa_stream_hear(struct hf_alsa_stream *stream, int16_t *heard)
{
    const snd_pcm_sframes_t wanted = (snd_pcm_sframes_t)(stream->frame + stream->period);

    stream->surplus_us = 0;
    if (!stream->started) {
        int error = snd_pcm_start(stream->pcm);
        if (error < 0) {
            return mend(stream, error);
        }
        stream->started = 1;
        return 0;
    }
    snd_pcm_sframes_t held = snd_pcm_avail(stream->pcm);
    if (held < 0) {
        return mend(stream, held);
    }
    if (held < (snd_pcm_sframes_t)stream->frame) {
        return idle(stream);
    }
    if (stream->idle > 0 && held < wanted) { /* after a pause, until the device may be uneven */
        return 0;
    }
    stream->idle = 0;
    memset(heard, 0, stream->frame * sizeof *heard); /* ALSA's null device leaves it as it was */
    snd_pcm_sframes_t got = snd_pcm_readi(stream->pcm, heard, stream->frame);
    if (got < 0) {
        return mend(stream, got);
    }
    stream->unpaced = held == (snd_pcm_sframes_t)stream->buffer &&
                      snd_pcm_avail(stream->pcm) == held; /* full again at once */
    stream->surplus_us = stream->unpaced ? 0 : in_us(stream, held - wanted);
    return 0;
}

void hf_alsa_stream_miss(struct hf_alsa_stream *stream, unsigned frames)
{
    int16_t past[HF_HAL_FRAME_MAX];
    snd_pcm_sframes_t held = stream->started ? snd_pcm_avail(stream->pcm) : 0;

    for (; frames > 0 && held >= (snd_pcm_sframes_t)stream->frame && !stream->unpaced; frames--) {
        snd_pcm_sframes_t got = snd_pcm_readi(stream->pcm, past, stream->frame);
        if (got <= 0) {
            return; /* the next frame finds out why */
        }
        held -= got;
    }
}

/* ---- playing ---- */

static int write_silence(struct hf_alsa_stream *stream, snd_pcm_uframes_t n)
{
    const int16_t silence[HF_HAL_FRAME_MAX] = {0};

    while (n > 0) {
        snd_pcm_uframes_t some = n < HF_HAL_FRAME_MAX ? n : HF_HAL_FRAME_MAX;
        snd_pcm_sframes_t put = snd_pcm_writei(stream->pcm, silence, some);
        if (put <= 0) {
            return put == 0 || put == -EAGAIN ? 0 : (int)put;
        }
        n -= (snd_pcm_uframes_t)put;
    }
    return 0;
}

/* What the device holds too much of is left out, once a second and a frame at a time. */
static void watch(struct hf_alsa_stream *stream, snd_pcm_sframes_t held)
{
    stream->least = held < stream->least ? held : stream->least;
    if (++stream->seen < WATCH_FRAMES) {
        return;
    }
    stream->drops = stream->least >= (snd_pcm_sframes_t)(stream->cushion + stream->frame);
    stream->seen = 0;
    stream->least = INT32_MAX;
}

static int begin(struct hf_alsa_stream *stream)
{
    int error = write_silence(stream, stream->cushion);

    stream->seen = 0;
    stream->least = INT32_MAX;
    return error;
}

static int start(struct hf_alsa_stream *stream)
{
    int error = snd_pcm_state(stream->pcm) == SND_PCM_STATE_RUNNING ? 0
                                                                    : snd_pcm_start(stream->pcm);

    if (error < 0) {
        return mend(stream, error);
    }
    stream->started = 1;
    return 0;
}

int hf_alsa_stream_play(struct hf_alsa_stream *stream, const int16_t *played)
{
    snd_pcm_sframes_t room = snd_pcm_avail(stream->pcm);

    stream->surplus_us = 0;
    if (room == -EPIPE && stream->cushion < stream->buffer - 2 * stream->frame) {
        stream->cushion += stream->period; /* it ran dry: what waits shall be more */
    }
    if (room < 0) {
        int error = mend(stream, room);
        room = error == 0 ? snd_pcm_avail(stream->pcm) : error;
    }
    if (room < 0) {
        return mend(stream, room);
    }
    if (!stream->started) {
        int error = begin(stream);
        if (error < 0) {
            return mend(stream, error);
        }
    }
    const snd_pcm_sframes_t held = (snd_pcm_sframes_t)stream->buffer - room;
    if (stream->drops) {
        stream->drops = 0;
        return 0;
    }
    if (room < (snd_pcm_sframes_t)stream->frame) { /* full: this frame is lost, the device is not */
        return idle(stream);
    }
    snd_pcm_sframes_t put = snd_pcm_writei(stream->pcm, played, stream->frame);
    if (put < 0) {
        return mend(stream, put);
    }
    stream->idle = 0;
    if (!stream->started) {
        return start(stream);
    }
    stream->unpaced = room == (snd_pcm_sframes_t)stream->buffer &&
                      snd_pcm_avail(stream->pcm) == room; /* empty again at once */
    if (!stream->unpaced) {
        watch(stream, held);
        stream->surplus_us = in_us(stream, (snd_pcm_sframes_t)stream->cushion - held);
    }
    return 0;
}
