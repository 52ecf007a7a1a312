/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WAV files, one channel. Read: 16-bit PCM and G.711 (A-law, mu-law) at 8000, 16000 or 48000
 * samples a second. Written: 16-bit PCM, valid after every frame, so that a file is whole even
 * where the program was killed.
 */
#ifndef HOLDFAST_HAL_WAVFILE_H
#define HOLDFAST_HAL_WAVFILE_H

#include "holdfast/hal.h"

enum hf_wav_format { HF_WAV_PCM = 1, HF_WAV_ALAW = 6, HF_WAV_ULAW = 7 };

struct hf_wav_source {
    int fd;
    enum hf_wav_format format;
    unsigned rate;
    uint64_t start; /* byte where samples begin */
    uint64_t n, at; /* samples; the next one to read */
};

struct hf_wav_sink {
    int fd;
    unsigned rate;
    uint64_t n; /* samples written */
};

/* Errors name the file and the byte. */
int hf_wav_source_open(struct hf_wav_source *source, const char *path,
                       const struct hf_hal_problem *problem);
/* The next n samples; returns how many there were. */
size_t hf_wav_source_read(struct hf_wav_source *source, int16_t *samples, size_t n);
void hf_wav_source_close(struct hf_wav_source *source);

int hf_wav_sink_open(struct hf_wav_sink *sink, const char *path, unsigned rate,
                     const struct hf_hal_problem *problem);
/* 0, or -1 with errno: EFBIG at the 4 GiB that a WAV file can have. What was written stays. */
int hf_wav_sink_write(struct hf_wav_sink *sink, const int16_t *samples, size_t n);
void hf_wav_sink_close(struct hf_wav_sink *sink);

int16_t hf_wav_from_ulaw(uint8_t code); /* G.711 */
int16_t hf_wav_from_alaw(uint8_t code);

#endif
