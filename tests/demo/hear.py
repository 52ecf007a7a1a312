#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The sound of the demo: a tone for a phone's microphone, and whether another phone has heard it.

usage: hear.py write FILE HZ SECONDS
       hear.py check FILE HZ LOST_AT      LOST_AT: bytes of FILE when the server was lost

check says how long the tone was heard, before and after the server was lost, at which level, and
how many milliseconds of it were missing; it fails when the tone is not there, not alone, or has a
gap that one would hear.
"""
import math
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "interop"))

import sound

LEVEL_DB = -12
PIECE_MS = 10
FAINT_DB = 6             # so much below its level a piece of the tone counts as missing
GAP_MS = 400             # a busy machine's are shorter, those of a lost way are longer
PURE = 0.8               # of the tenths of a second with the tone: nothing else is in them
LEAST_S = 1              # before and after the server was lost
HEADER_BYTES = 44


def present(samples, hz):
    """For each piece whether the tone is in it; nothing before its beginning and behind its end."""
    said = [sound.level_of(piece, hz) > LEVEL_DB - FAINT_DB
            for piece in sound.windows(samples, PIECE_MS / 1000)]
    if True not in said:
        return 0, []
    first = said.index(True)
    return first, said[first:len(said) - said[::-1].index(True)]


def longest(said):
    """Of the gaps, in pieces."""
    return max((len(gap) for gap in "".join("#" if one else "." for one in said).split("#")),
               default=0)


def middle(values):
    return sorted(values)[len(values) // 2] if values else -math.inf


def check(name, hz, lost_at):
    samples = sound.read(name)
    first, said = present(samples, hz)
    lost = min(max(0, (lost_at - HEADER_BYTES) // 2 * 1000 // sound.RATE // PIECE_MS - first),
               len(said))
    before_s, after_s = (sum(part) * PIECE_MS / 1000 for part in (said[:lost], said[lost:]))
    size = sound.RATE * PIECE_MS // 1000
    of_call = samples[first * size:(first + len(said)) * size]
    tenths = sound.heard(of_call, hz, LEVEL_DB)
    level = middle([sound.level_of(window, hz) for window in sound.windows(of_call)])
    missing_ms = said.count(False) * PIECE_MS
    print(f"{Path(name).name}: {hz} Hz at {level:.1f} dB, {before_s:.1f} s before the server was "
          f"lost and {after_s:.1f} s after; missing: {missing_ms} ms"
          f"{f', at most {longest(said) * PIECE_MS} ms at once' if missing_ms else ''}")
    if before_s < LEAST_S or after_s < LEAST_S:
        return f"{name}: the tone of {hz} Hz was not heard before and after the server was lost"
    if longest(said) * PIECE_MS > GAP_MS:
        return f"{name}: a gap of {longest(said) * PIECE_MS} ms in the tone"
    if tenths.count("#") < PURE * len(tenths):
        return f"{name}: something else than the tone was heard: {tenths}"
    return None


def main(words):
    if len(words) == 4 and words[0] == "write":
        sound.write_tone(words[1], int(words[2]), LEVEL_DB, int(words[3]))
        return 0
    if len(words) == 4 and words[0] == "check":
        wrong = check(words[1], int(words[2]), int(words[3]))
        if wrong:
            print(f"hear.py: {wrong}", file=sys.stderr)
        return 1 if wrong else 0
    print(__doc__.split("\n\n")[1], file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
