# SPDX-License-Identifier: Apache-2.0
"""Waiting with an end, and processes that do not outlive the tests."""
import ctypes
import signal
import time

STEP_S = 0.02
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_parent():
    """For preexec_fn: a test that is killed leaves no server behind."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def until(condition, limit_s, complaint):
    """Waits until condition() is true and returns what it gave; AssertionError(complaint()) when
    limit_s is over."""
    end = time.monotonic() + limit_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() >= end:
            raise AssertionError(f"not within {limit_s} s: {complaint()}")
        time.sleep(STEP_S)
