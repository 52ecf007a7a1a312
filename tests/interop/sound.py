# SPDX-License-Identifier: Apache-2.0
"""WAV files of tones, and what tone is in one."""
import array
import math
import wave

RATE = 8000
HEAD = 44  # bytes of a file before its samples


def write_tone(path, hz, level_db=-12, seconds=60):
    """A sine at a level below full scale."""
    top = 32767 * 10 ** (level_db / 20)
    period = [int(top * math.sin(2 * math.pi * hz * i / RATE)) for i in range(RATE)]
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(array.array("h", period).tobytes() * seconds)


def read(path):
    """Samples of a file that may still be growing."""
    with wave.open(str(path), "rb") as source:
        assert source.getframerate() == RATE and source.getnchannels() == 1
        samples = array.array("h")
        samples.frombytes(source.readframes(source.getnframes()))
        return samples


def level_of(samples, hz):
    """dB below full scale of a sine of hz in them; -inf: none."""
    n = len(samples)
    if n == 0:
        return -math.inf
    turn = 2 * math.pi * hz / RATE
    x = sum(s * math.cos(turn * i) for i, s in enumerate(samples)) * 2 / n
    y = sum(s * math.sin(turn * i) for i, s in enumerate(samples)) * 2 / n
    top = math.hypot(x, y)
    return 20 * math.log10(top / 32767) if top > 0 else -math.inf


def loudness(samples):
    """dB below full scale of all that is in them, as a sine of the same power."""
    power = sum(s * s for s in samples) / max(1, len(samples))
    return 20 * math.log10(math.sqrt(2 * power) / 32767) if power > 0 else -math.inf


def windows(samples, seconds=0.1):
    size = int(RATE * seconds)
    return [samples[at:at + size] for at in range(0, len(samples) - size + 1, size)]


def heard(samples, hz, level_db, seconds=0.1):
    """One character a window: '#' the tone alone at its level; '~' the same with a seam in it,
    where a jitter buffer has made its delay longer or shorter; '.' silence; '?' anything else."""
    said = ""
    for window in windows(samples, seconds):
        all_of_it = loudness(window)
        tone = level_of(window, hz)
        if all_of_it < level_db - 40:
            said += "."
        elif abs(tone - level_db) < 1 and abs(all_of_it - tone) < 0.5:
            said += "#"
        else:
            said += "~" if abs(all_of_it - level_db) < 1.5 and tone > level_db - 8 else "?"
    return said


def longest_gap_ms(samples, level_db, step_ms=5):
    """The longest stretch, between the first sound and the last, in which nothing is as loud as
    half of the level."""
    size = RATE * step_ms // 1000
    loud = [loudness(samples[at:at + size]) > level_db - 6
            for at in range(0, len(samples) - size + 1, size)]
    if True not in loud:
        return math.inf
    text = "".join("#" if one else "." for one in loud).strip(".")
    return max(map(len, text.split("#"))) * step_ms
