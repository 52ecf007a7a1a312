# SPDX-License-Identifier: Apache-2.0
"""Phones of others as a test drives them: baresip by its control socket, linphone's console phone
by its standard input. Neither knows a second server for what is inside a call: where a server is
lost, the leg that survives is ours, and they are only asked to go on with what reaches them."""
import json
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import kamailio
import sound
import waiting

BARESIP = """poll_method epoll
net_interface {address}
sip_listen {address}:{port}
call_local_timeout 120
call_max_calls 4
audio_path {folder}
audio_source aufile,{folder}/said.wav
audio_player aubridge,speaker
audio_alert aubridge,bell
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
audio_level no
audio_buffer 20-160
rtp_ports {rtp}-{rtp_end}
rtcp_mux no
jitter_buffer_delay 1-10
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
snd_path {folder}
module_tmp uuid.so
module_tmp account.so
module_app ctrl_tcp.so
module_app menu.so
ctrl_tcp_listen {address}:{control}
"""
LINPHONE = """[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
bind_address={address}
guess_hostname=1
default_proxy=0
media_encryption=none
use_ipv6=0
[rtp]
audio_rtp_port={rtp}
bind_address={address}
nortp_timeout=60
[sound]
remote_ring=
local_ring=
echocancellation=0
[net]
mtu=1300
[misc]
log_collection_upload_server_url=
[audio_codec_0]
mime=PCMU
rate=8000
enabled=1
{no_codecs}
[proxy_0]
reg_proxy=<sip:{server.address}:{server.port};transport=udp>
reg_identity=sip:{user}@{server.address}
reg_expires=60
reg_sendregister=1
publish=0
[auth_info_0]
username={user}
passwd={password}
realm=holdfast.test
"""
# What it would offer before G.711; its recorder writes them with other rates and channels.
NO_CODECS = "".join(f"[audio_codec_{number}]\nmime={name}\nrate={rate}\nchannels={channels}\n"
                    "enabled=0\n" for number, (name, rate, channels) in
                    enumerate((("opus", 48000, 2), ("speex", 16000, 1), ("speex", 8000, 1)), 1))


def program(name):
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is not installed (./run test installs it)")
    return found


def modules():
    """Where baresip's modules lie."""
    return next(path for path in (Path(program("baresip")).parents[1] / "lib").rglob("modules")
                if (path / "ctrl_tcp.so").exists())


def rtp_ports(address):
    """An even port that is free, and the next one too."""
    while True:
        port = kamailio.free_port(address) & ~1
        try:
            for one in port, port + 1:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind((address, one))
        except OSError:
            continue
        return port


class Peer:
    """A phone that has a tone of its own at its microphone and writes what it hears."""

    def __init__(self, folder, address, user, hz):
        self.folder = Path(folder) / f"peer-{user}"
        self.folder.mkdir()
        self.address = address
        self.user = user
        self.said = []
        self.process = None
        self.reader = None
        self.port = kamailio.free_port(address)
        self.values = {"address": address, "port": self.port, "user": user, "folder": self.folder,
                       "password": kamailio.PASSWORD}
        sound.write_tone(self.folder / "said.wav", hz)

    def run(self, *arguments):
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            cwd=self.folder, env={**os.environ, "HOME": str(self.folder), "TERM": "dumb"},
            preexec_fn=waiting.die_with_parent)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for row in self.process.stdout:
            self.said.append(row.decode(errors="replace").rstrip("\n"))

    def complaint(self):
        return f"the peer (exit code {self.process.poll()}) said:\n" + "\n".join(self.said[-60:])

    def wait_for(self, text):
        """The first thing said that holds the text."""
        return waiting.until(lambda: next((row for row in list(self.said) if text in row), None),
                             10, self.complaint)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait(10)
            self.reader.join(5)
            for pipe in self.process.stdin, self.process.stdout:
                pipe.close()


class Baresip(Peer):
    """It registers with every server it is told of (RFC 5626). Its sound leaves from the address
    that the kernel likes best, so that it has to be told the same one."""

    def __init__(self, folder, user, hz):
        super().__init__(folder, "127.0.0.1", user, hz)
        self.socket = None
        self.servers = ()
        self.events = []

    def start(self, *servers):
        self.servers = servers
        control = kamailio.free_port(self.address, socket.SOCK_STREAM)
        rtp = rtp_ports(self.address)
        (self.folder / "config").write_text(
            BARESIP.format(control=control, rtp=rtp, rtp_end=rtp + 20, modules=modules(),
                           **self.values), encoding="utf-8")
        outbound = "".join(f';outbound{n}="sip:{one.address}:{one.port}"'
                           for n, one in zip(("", 2), servers))
        (self.folder / "accounts").write_text(
            f'<sip:{self.user}@{servers[0].address};transport=udp>;auth_user={self.user};'
            f'auth_pass="{kamailio.PASSWORD}";regint=60;sipnat=outbound;audio_codecs=pcmu'
            f'{outbound}\n', encoding="utf-8")
        (self.folder / "contacts").write_text("", encoding="utf-8")
        self.run(program("baresip"), "-f", str(self.folder))
        self.wait_for("baresip is ready")
        self.socket = socket.create_connection((self.address, control), timeout=10)
        self.socket.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()
        for number in range(1, len(servers) + 1):
            self.wait_for("{%d/UDP/v4} 200 OK" % number)
        return self

    def listen(self):
        """Netstrings with an object each."""
        data = b""
        try:
            while more := self.socket.recv(65536):
                data += more
                while b":" in data:
                    size, rest = data.split(b":", 1)
                    if len(rest) <= int(size):
                        break
                    self.said.append(rest[:int(size)].decode(errors="replace"))
                    self.events.append(json.loads(rest[:int(size)], strict=False))
                    data = rest[int(size) + 1:]
        except OSError:
            pass

    def command(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters}).encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def event(self, kind):
        return waiting.until(
            lambda: next((item for item in self.events if item.get("type") == kind), None), 10,
            self.complaint)

    def dial(self, user, server):
        self.command("dial", f"sip:{user}@{server.address}:{server.port}")

    def rings(self):
        self.event("CALL_INCOMING")

    def answer(self):
        self.command("accept")

    def is_up(self):
        self.event("CALL_ESTABLISHED")

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def key(self, key):
        self.command("sndcode", key)

    def hears_key(self, key):
        waiting.until(lambda: any(item.get("type") == "CALL_DTMF_START" and item["param"] == key
                                  for item in self.events), 10, self.complaint)

    def hang_up(self):
        self.command("hangup")

    def is_over(self):
        self.event("CALL_CLOSED")

    def hears(self):
        return next(iter(sorted(self.folder.glob("dump-*-dec.wav"))), None)

    def kill(self):
        if self.socket:
            self.socket.close()
        super().kill()


class Linphone(Peer):
    """It knows one server."""

    def start(self, *servers):
        server = servers[0]
        (self.folder / ".local" / "share" / "linphone").mkdir(parents=True)  # of its database
        (self.folder / "rc").write_text(
            LINPHONE.format(server=server, rtp=rtp_ports(self.address), no_codecs=NO_CODECS,
                            **self.values),
            encoding="utf-8")
        # Its words come when they are said, not when a page of them is full.
        self.run("stdbuf", "-oL", program("linphonec"), "-S", "-c", str(self.folder / "rc"))
        self.command("soundcard use files")
        self.command(f"play {self.folder}/said.wav")
        self.command(f"record {self.folder}/heard.wav")
        waiting.until(lambda: any(f":{self.port}" in one for one in server.contacts()), 10,
                      self.complaint)
        return self

    def command(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def dial(self, user, server):
        self.command(f"call sip:{user}@{server.address}:{server.port}")

    def rings(self):
        self.wait_for("Receiving new incoming call")

    def answer(self):
        self.command("answer")

    def is_up(self):
        self.wait_for("Media streams established")

    def hold(self):
        self.command("pause")
        self.wait_for("is now paused")

    def resume(self):
        self.command("resume")

    def key(self, key):
        self.command(key)

    def hears_key(self, key):
        self.wait_for(f"Receiving tone {key} from")

    def hang_up(self):
        self.command("terminate")

    def is_over(self):
        self.wait_for(" ended (")

    def hears(self):
        path = self.folder / "heard.wav"
        return path if path.exists() else None
