# SPDX-License-Identifier: Apache-2.0
"""What the interoperability tests share: addresses of their own, cleaning up, and the promise
that every log which a test made replays and holds no password.

A test file is run as  test_X.py HOLDFAST [unittest arguments]  and ends with "N passed, N failed".
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import kamailio
import names
import phone
import wire

PROGRAM = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None


def address(last):
    """An address of this process's own part of the loopback net."""
    pid = os.getpid()
    return f"127.{16 + (pid >> 8) % 200}.{pid & 255}.{last}"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="holdfast-interop-"))
        self.phones = []
        self.addCleanup(shutil.rmtree, self.folder, True)

    def tearDown(self):
        for one in self.phones:
            self.assertIn(one.quit(), (None, 0), f"exit code: {one.complaint()}")
        for one in self.phones:
            self.check_log(one)

    def registrar(self, last, **options):
        """A started kamailio; killed at the test's end."""
        made = kamailio.Kamailio(self.folder, address(last), **options)
        self.addCleanup(made.kill)
        return made.start()

    def pair(self, **options):
        return self.registrar(21, **options), self.registrar(22, **options)

    def shared(self, **options):
        """A kamailio with two listeners and one table."""
        return self.registrar(21, beside=address(22), **options)

    def name_server(self, records, ttl_s=60):
        made = names.NameServer(address(53), records, ttl_s)
        self.addCleanup(made.close)
        return made

    def socket_server(self, last, status=None):
        made = wire.Server(address(last), status)
        self.addCleanup(made.close)
        return made

    def observer(self, *servers):
        made = wire.Observer(*((server.address, server.port) for server in servers))
        self.addCleanup(made.close)
        return made

    def phone(self, primary, backup, **settings):
        """A phone with one line, not yet started."""
        return self.phone_of(phone.config(primary, backup, **settings))

    def phone_of(self, text):
        """A phone with this file, not yet started."""
        folder = self.folder / f"phone-{len(self.phones)}"
        folder.mkdir()
        made = phone.Phone(PROGRAM, folder, address(31), text)
        self.phones.append(made)
        self.addCleanup(made.kill)
        return made

    def registered_phone(self, primary, backup, **settings):
        made = self.phone(primary, backup, **settings).start()
        made.wait_in_service(1, 5)
        return made

    def replay(self, one):
        return subprocess.run([PROGRAM, "replay", str(one.log)], capture_output=True, text=True,
                              timeout=60, check=False)

    def check_log(self, one):
        """Replays identical, and the password is nowhere: not in the log, not in what it said."""
        if not one.log.is_dir():
            return
        replayed = self.replay(one)
        self.assertIn(replayed.returncode, (0, 1) if one.loses_records else (0,),
                         f"replay diverges:\n{replayed.stdout[-3000:]}{replayed.stderr[-3000:]}")
        secret = kamailio.PASSWORD.encode()
        for path in one.log.iterdir():
            self.assertNotIn(secret, path.read_bytes(), f"{path.name} holds the password")
        self.assertNotIn(kamailio.PASSWORD, repr(one.said))
        self.assertNotIn(secret, one.errors.read_bytes())


def main():
    if PROGRAM is None or not os.access(PROGRAM, os.X_OK):
        print(f"usage: {sys.argv[0]} HOLDFAST [unittest arguments]: "
              f"{PROGRAM or 'HOLDFAST'} is no program", file=sys.stderr)
        print("0 passed, 1 failed")
        sys.exit(2)
    program = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False)
    result = program.result
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    if result.testsRun == 0 or result.skipped:
        failed += 1
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(1 if failed else 0)
