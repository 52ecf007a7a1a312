# SPDX-License-Identifier: Apache-2.0
"""Certificates that the tests make for themselves, with the openssl program."""
import shutil
import subprocess
import time
from pathlib import Path


def openssl(*words):
    if not shutil.which("openssl"):
        raise RuntimeError("openssl is not installed (./run test installs it)")
    run = subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=30,
                         check=False)
    assert run.returncode == 0, f"openssl {' '.join(words)}:\n{run.stderr}"
    return run.stdout


class Pair:
    """A certificate (its chain behind it) and its key, as PEM files. clients: for a server that
    wants its peers to have one, the CA of those."""

    def __init__(self, certificate, key):
        self.certificate, self.key, self.clients = certificate, key, None


class Authority:
    """A CA of its own, in a folder of the test."""

    def __init__(self, folder, name="Holdfast Test CA"):
        self.folder = Path(folder) / f"ca-{time.monotonic_ns()}"
        self.folder.mkdir(parents=True)
        self.certificate = self.folder / "ca.pem"
        self.key = self.folder / "ca.key"
        self.n = 0
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", str(self.key), "-out", str(self.certificate), "-days", "30",
                "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def pair(self, *names, days=30, common_name="server", usage="serverAuth"):
        """names: subject alternative names, such as DNS:pbx.test, IP:127.0.0.1, URI:sip:pbx.test.
        days below 0: it has expired."""
        self.n += 1
        base = self.folder / f"leaf{self.n}"
        request, extensions = f"{base}.csr", f"{base}.ext"
        pair = Pair(f"{base}.pem", f"{base}.key")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", pair.key, "-out", request, "-subj", f"/CN={common_name}")
        rows = ["basicConstraints=CA:FALSE", f"extendedKeyUsage={usage}"]
        rows += [f"subjectAltName={','.join(names)}"] if names else []
        Path(extensions).write_text("\n".join(rows) + "\n", encoding="utf-8")
        openssl("x509", "-req", "-in", request, "-CA", str(self.certificate), "-CAkey",
                str(self.key), "-set_serial", str(1000 + self.n), "-out", pair.certificate,
                "-extfile", extensions, "-days", str(days))
        return pair
