/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RIFF chunks are walked, bounded by the file's size, whatever their lengths say. Bytes are taken
 * and put little-endian by hand: the file's order is not the machine's.
 */
#include "wavfile.h"
#include "backend.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 44
#define CHUNKS_MAX   64
#define EXTENSIBLE   0xfffe
#define DATA_MAX     0xffffff00u /* what the 32-bit sizes of RIFF can say */

static uint32_t take32(const uint8_t *b)
{
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint16_t take16(const uint8_t *b)
{
    return (uint16_t)(b[0] | b[1] << 8);
}

static void put32(uint8_t *b, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        b[i] = (uint8_t)(value >> 8 * i);
    }
}

static void put16(uint8_t *b, uint16_t value)
{
    b[0] = (uint8_t)value;
    b[1] = (uint8_t)(value >> 8);
}

/* ---- G.711 ---- */

int16_t hf_wav_from_ulaw(uint8_t code)
{
    const unsigned bits = (unsigned)~code & 0xff;
    const int value = (int)((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;

    return (int16_t)(bits & 0x80 ? -value : value);
}

int16_t hf_wav_from_alaw(uint8_t code)
{
    const unsigned bits = code ^ 0x55u;
    const unsigned segment = (bits & 0x70) >> 4;
    unsigned value = ((bits & 0x0f) << 4) + 8;

    if (segment > 0) {
        value = (value + 0x100) << (segment - 1);
    }
    return (int16_t)(bits & 0x80 ? (int)value : -(int)value);
}

/* ---- reading ---- */

struct opening {
    struct hf_wav_source *source;
    const char *path;
    uint64_t size;
    const struct hf_hal_problem *problem;
};

static int refuse(const struct opening *o, uint64_t byte, const char *what)
{
    return hf_problem(o->problem, "%s: byte %llu: %s", o->path, (unsigned long long)byte, what);
}

static int read_at(const struct opening *o, uint8_t *bytes, size_t n, uint64_t at)
{
    ssize_t got = pread(o->source->fd, bytes, n, (off_t)at);

    if (got < 0) {
        return hf_problem(o->problem, "%s: %s", o->path, strerror(errno));
    }
    return (size_t)got == n ? 0 : refuse(o, at + (uint64_t)got, "the file ends within its header");
}

static int read_format(const struct opening *o, uint64_t at, uint32_t length)
{
    uint8_t b[26];
    struct hf_wav_source *source = o->source;

    if (length < 16) {
        return refuse(o, at - 4, "the format chunk is shorter than 16 bytes");
    }
    if (read_at(o, b, 16, at) != 0) {
        return -1;
    }
    unsigned format = take16(b), bits = take16(b + 14);
    if (format == EXTENSIBLE && length >= 26) { /* the first two bytes of its GUID say which */
        if (read_at(o, b, 26, at) != 0) {
            return -1;
        }
        format = take16(b + 24);
    }
    source->rate = take32(b + 4);
    source->format = (enum hf_wav_format)format;
    if (take16(b + 2) != 1) {
        return refuse(o, at + 2, "not one channel; mono would be right");
    }
    if (!(format == HF_WAV_PCM && bits == 16) &&
        !((format == HF_WAV_ALAW || format == HF_WAV_ULAW) && bits == 8)) {
        return refuse(o, at, "neither 16-bit PCM nor G.711 (A-law or mu-law of 8 bits)");
    }
    if (source->rate != 8000 && source->rate != 16000 && source->rate != 48000) {
        return refuse(o, at + 4, "not 8000, 16000 or 48000 samples a second");
    }
    return 0;
}

static int read_chunks(const struct opening *o)
{
    struct hf_wav_source *source = o->source;
    uint8_t b[12];
    uint64_t at = 12;

    if (read_at(o, b, 12, 0) != 0) {
        return -1;
    }
    if (memcmp(b, "RIFF", 4) != 0 || memcmp(b + 8, "WAVE", 4) != 0) {
        return refuse(o, 0, "no WAV file: it does not begin with RIFF and WAVE");
    }
    for (unsigned i = 0; i < CHUNKS_MAX; i++) {
        if (read_at(o, b, 8, at) != 0) {
            return -1;
        }
        uint32_t length = take32(b + 4);
        at += 8;
        if (memcmp(b, "fmt ", 4) == 0 && read_format(o, at, length) != 0) {
            return -1;
        }
        if (memcmp(b, "data", 4) == 0) {
            uint64_t bytes = length < o->size - at ? length : o->size - at; /* a cut file too */
            source->start = at;
            source->n = bytes / (source->format == HF_WAV_PCM ? 2 : 1);
            return source->rate != 0 ? 0 : refuse(o, at - 8, "samples come before their format");
        }
        at += length + (length & 1);
    }
    return refuse(o, at, "too many chunks, and none with samples");
}

int hf_wav_source_open(struct hf_wav_source *source, const char *path,
                       const struct hf_hal_problem *problem)
{
    struct stat about;

    *source = (struct hf_wav_source){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (source->fd < 0 || fstat(source->fd, &about) != 0) {
        hf_problem(problem, "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(about.st_mode)) {
        hf_problem(problem, "%s: not a file", path);
    } else {
        const struct opening o = {source, path, (uint64_t)about.st_size, problem};
        if (read_chunks(&o) == 0) {
            return 0;
        }
    }
    hf_wav_source_close(source);
    return -1;
}

size_t hf_wav_source_read(struct hf_wav_source *source, int16_t *samples, size_t n)
{
    uint8_t bytes[2 * HF_HAL_FRAME_MAX];
    const size_t each = source->format == HF_WAV_PCM ? 2 : 1;

    n = n > HF_HAL_FRAME_MAX ? HF_HAL_FRAME_MAX : n;
    n = source->n - source->at < n ? (size_t)(source->n - source->at) : n;
    ssize_t got = pread(source->fd, bytes, n * each, (off_t)(source->start + source->at * each));
    n = got < 0 ? 0 : (size_t)got / each;
    for (size_t i = 0; i < n; i++) {
        samples[i] = each == 2                       ? (int16_t)take16(bytes + 2 * i)
                     : source->format == HF_WAV_ALAW ? hf_wav_from_alaw(bytes[i])
                                                     : hf_wav_from_ulaw(bytes[i]);
    }
    source->at += n;
    return n;
}

void hf_wav_source_close(struct hf_wav_source *source)
{
    if (source->fd >= 0) {
        close(source->fd);
    }
    source->fd = -1;
}

/* ---- writing ---- */

static int write_header(const struct hf_wav_sink *sink)
{
    uint8_t b[HEADER_BYTES];
    const uint32_t bytes = (uint32_t)(2 * sink->n);

    memcpy(b, "RIFF....WAVEfmt ", 16);
    put32(b + 4, bytes + HEADER_BYTES - 8);
    put32(b + 16, 16);
    put16(b + 20, HF_WAV_PCM);
    put16(b + 22, 1);
    put32(b + 24, sink->rate);
    put32(b + 28, 2 * sink->rate);
    put16(b + 32, 2);
    put16(b + 34, 16);
    memcpy(b + 36, "data", 4);
    put32(b + 40, bytes);
    return pwrite(sink->fd, b, sizeof b, 0) == (ssize_t)sizeof b ? 0 : -1;
}

int hf_wav_sink_open(struct hf_wav_sink *sink, const char *path, unsigned rate,
                     const struct hf_hal_problem *problem)
{
    *sink = (struct hf_wav_sink){
        .fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666),
        .rate = rate};
    if (sink->fd < 0 || write_header(sink) != 0) {
        hf_problem(problem, "%s: %s", path, strerror(errno));
        hf_wav_sink_close(sink);
        return -1;
    }
    return 0;
}

/* Samples first, then the header that counts them: at no moment does it count too many. */
int hf_wav_sink_write(struct hf_wav_sink *sink, const int16_t *samples, size_t n)
{
    uint8_t bytes[2 * HF_HAL_FRAME_MAX];

    n = n > HF_HAL_FRAME_MAX ? HF_HAL_FRAME_MAX : n;
    if (2 * (sink->n + n) > DATA_MAX - HEADER_BYTES) {
        errno = EFBIG;
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        put16(bytes + 2 * i, (uint16_t)samples[i]);
    }
    ssize_t put = pwrite(sink->fd, bytes, 2 * n, (off_t)(HEADER_BYTES + 2 * sink->n));
    if (put != (ssize_t)(2 * n)) {
        errno = put < 0 ? errno : ENOSPC;
        return -1;
    }
    sink->n += n;
    return write_header(sink);
}

void hf_wav_sink_close(struct hf_wav_sink *sink)
{
    if (sink->fd >= 0) {
        close(sink->fd);
    }
    sink->fd = -1;
}
