#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`holdfast convert`, and configuration in our own format: what goes where, what is said, what is
never written, and phones that run on it."""
import json
import os
import re
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

import case
import kamailio
import phone as phones
import waiting

DATA = Path(__file__).parent.parent / "data" / "vendors"
PROXY = Path(__file__).with_name("proxy.cfg")
FORMATS = ("native", "yealink", "fanvil")
SECRET = "correct horse"
FIRST_LINES = {"native": "holdfast: 1", "yealink": "#!version:1.0.0.1",
               "fanvil": "<<VOIP CONFIG FILE>>Version:2.0000000000"}

FANVIL = """<<VOIP CONFIG FILE>>Version:2.0000000000
<SIP CONFIG MODULE>
Reg Fail Interval       :33
SIP1 Phone Number       :1001
SIP1 Register Addr      :192.0.2.1
SIP1 Register Pswd      :correct horse
SIP1 Backup Addr        :192.0.2.2
SIP1 Enable Reg         :1
SIP1 Ring Type          :3
<<END OF FILE>>
"""

NATIVE = """holdfast: 1
lines:
  - user: "{user}"
    password: "{password}"
    t1_ms: 50
    retry_base_s: 1
    retry_max_s: 1
{more}    servers:
"""

# What a person may hand in by mistake: (name, bytes, the line of the remark, a part of it).
BAD = (
    ("empty.yaml", b"", None, "empty"),
    ("blank.cfg", b" \r\n\t\n", None, "empty"),
    ("picture.bin", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3, "zero byte"),
    ("utf16.cfg", "#!version:1.0.0.1\n".encode("utf-16"), 1, "UTF-16"),
    ("letter.txt", b"Dear phone,\nplease register.\n", 1, "the format is not known"),
    ("value.txt", FANVIL.replace(":33", ":soon").encode(), 3, "soon"),
    ("value.cfg", b"#!version:1.0.0.1\naccount.1.enable = 1\n"
                  b"account.1.sip_server.1.address = 192.0.2.1\n"
                  b"account.1.sip_server.1.expires = 29\n", 4, "30"),
    ("value.yaml", b"holdfast: 1\nlines:\n  - user: a\n    t1_ms: 0\n"
                   b"    servers: [{host: 192.0.2.1}]\n", 4, "1 to 60000"),
    ("section.yaml", b"holdfast: 1\nlines:\n  user: a\n", 3, "lines"),
    ("type.yaml", b"holdfast: 1\nlines:\n  - user: [a, b]\n    servers: [{host: 192.0.2.1}]\n", 3,
     "user"),
    ("version.yaml", b"holdfast: 2\nlines: []\n", 1, "2"),
    ("cut.yaml", b"holdfast: 1\nlines:\n  - user: \"1001\n", None, ""),
    ("bomb.yaml", b"holdfast: 1\na: &a [x,x,x,x,x,x,x,x,x]\n"
                  + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9))
                             for c in range(98, 107)) + b"lines: *j\n", None, ""),
    ("loop.yaml", b"holdfast: 1\nlines: &a\n  - *a\n", None, ""),
    ("deep.yaml", b"holdfast: 1\nlines: " + b"[" * 100000, None, ""),
    ("latin.yaml", b"holdfast: 1\nlines:\n  - user: K\xfcche\n", 3, "UTF-8"),
    ("cut.xml", b"<sysConf>\n<sip>\n<line index=\"1\"><RegisterAddr>192.0", None, ""),
    ("nesting.xml", b"<sysConf>\n<sip><line index=\"1\"></sip></line>\n</sysConf>\n", 2, ""),
    ("bomb.xml", b"<?xml version=\"1.0\"?>\n<!DOCTYPE sysConf [<!ENTITY a \"aaaaaaaaaa\">"
                 + b"".join(b"<!ENTITY %c \"%s\">" % (c, b"&%c;" % (c - 1) * 10)
                            for c in range(98, 107)) + b"]>\n<sysConf>&j;</sysConf>\n", 2, ""),
    ("external.xml", b"<?xml version=\"1.0\"?>\n<!DOCTYPE sysConf [\n"
                     b"<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<sysConf><sip>"
                     b"<line index=\"1\"><RegisterAddr>&x;</RegisterAddr></line></sip></sysConf>\n",
     2, ""),
    ("value.xml", b"<sysConf><sip><line index=\"1\">\n<RegisterAddr>192.0.2.1</RegisterAddr>\n"
                  b"<RegisterTTL>soon</RegisterTTL></line></sip></sysConf>\n", 3, "soon"),
    ("index.xml", b"<sysConf><sip>\n<line index=\"one\"><RegisterAddr>192.0.2.1</RegisterAddr>"
                  b"</line></sip></sysConf>\n", 2, "one"),
    ("value.kv", b"#<Voip Config File>#\nsip.line.1.RegisterAddr = 192.0.2.1\n"
                 b"sip.line.1.RegisterTTL = soon\n", 3, "soon"),
)


def native(servers, more="", **values):
    """A native file of one line; servers: (address or name, port, its outbound proxies)."""
    text = NATIVE.format(more=more, **{"user": kamailio.USER, "password": kamailio.PASSWORD,
                                       **values})
    for host, port, *proxies in servers:
        text += f"      - host: {host}\n        port: {port}\n        expires_s: 60\n"
        if proxies:
            text += "        outbound_proxies:\n"
        for proxy in proxies:
            text += f"          - {{host: {proxy.address}, port: {proxy.port}}}\n"
    return text


class Convert(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="holdfast-convert-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)], check=False)
        self.source = self.folder / "phone.txt"
        self.source.write_text(FANVIL, encoding="utf-8")

    def run_it(self, *arguments, command="convert", **options):
        options = {"stdout": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options}
        run = subprocess.run([case.PROGRAM, command, *map(str, arguments)], cwd=self.folder,
                             stderr=subprocess.PIPE, timeout=30, check=False, **options)
        self.assertNotIn(SECRET, run.stderr.decode())
        return run

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_what_is_the_phones_own_is_kept_or_told(self):
        path = self.folder / "own.yaml"
        path.write_text('holdfast: 1\nphone:\n  emergency_numbers: [110]\n  dial_plan: "x.T"\n'
                        'lines:\n  - {user: a, voicemail: "*97", servers: [{host: 192.0.2.1}]}\n',
                        encoding="utf-8")
        same = self.run_it(path, "--to", "native")
        self.assertIn(b'emergency_numbers: ["110"]', same.stdout)
        self.assertIn(b'dial_plan: "x.T"', same.stdout)
        self.assertNotIn(b"phone.", same.stderr)
        other = self.run_it(path, "--to", "yealink")
        self.assertIn(b"voice_mail.number.1 = *97\n", other.stdout)
        self.assertIn(f"phone.emergency_numbers = 110 ({path}:3) is left out: yealink cannot say "
                      "it [E11]".encode(), other.stderr)
        self.assertIn(b"phone.dial_plan = x.T", other.stderr)
        self.assertIn(b"SIP1 MWI Num", self.run_it(path, "--to", "fanvil").stdout)

    def test_each_format_goes_to_each_and_reads_again(self):
        for first in FORMATS:
            once = self.run_it(self.source, "--to", first)
            self.assertEqual(once.returncode, 0, once.stderr)
            self.assertEqual(rows_of(once.stdout)[0], FIRST_LINES[first])
            self.assertIn(SECRET, once.stdout.decode())
            between = self.folder / first
            between.write_bytes(once.stdout)
            checked = self.run_it(between, command="check")
            self.assertEqual(checked.returncode, 0, checked.stderr)
            for second in FORMATS:
                with self.subTest(first, to=second):
                    twice = self.run_it(between, "--to", second)
                    self.assertEqual(twice.returncode, 0, twice.stderr)
                    direct = self.run_it(self.source, "--to", second)
                    if "native" in (first, second) and first != "yealink":
                        self.assertEqual(rows_of(twice.stdout), rows_of(direct.stdout))

    def test_native_says_all_of_every_file(self):
        names = [["yealink-common.cfg", "yealink-phone.cfg"],
                 ["yealink-old-common.cfg", "yealink-old-phone.cfg"], ["yealink-office.boot"]]
        names += [[path.name] for path in sorted(DATA.glob("*-*"))
                  if path.name.startswith("fanvil") or "guide" in path.name]
        for files in names:
            with self.subTest(files):
                run = self.run_it("--strict", "--to", "native", *(DATA / name for name in files))
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertNotIn(b"cannot say", run.stderr)
                (self.folder / "made.yaml").write_bytes(run.stdout)
                said = self.run_it(*(DATA / name for name in files), "--against", "made.yaml",
                                   command="check").stdout.decode()
                self.assertIn("no difference in effect", said)

    def test_the_readmes_own_example_says_what_it_says(self):
        readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
        example = readme.split("```yaml\n", 1)[1].split("```", 1)[0]
        (self.folder / "example.yaml").write_text(example, encoding="utf-8")
        run = self.run_it("example.yaml", "--strict", command="check")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout.decode(), r"server 2, outbound proxy 1\n *host +192\.0\.2\.9")
        self.assertRegex(run.stdout.decode(), r"expires_s +600 .* example\.yaml:2")

    def test_the_readmes_rows_are_those_that_come_out(self):
        top = Path(__file__).parents[2]
        blocks = (top / "README.md").read_text(encoding="utf-8").split("```\n$ holdfast ")[1:]
        blocks = [block for block in blocks if not block.startswith("what-if")]
        self.assertEqual(len(blocks), 3)
        for block in blocks:
            command, *rows = block.split("```", 1)[0].splitlines()
            words = command.replace("-o ", f"-o {self.folder}/").split()
            run = subprocess.run([case.PROGRAM, *words], cwd=top, capture_output=True, text=True,
                                 timeout=10, check=True)
            said = (run.stdout + run.stderr).splitlines()
            for row in rows:
                with self.subTest(command):
                    self.assertIn(row, said)

    def test_what_the_other_format_cannot_say_is_listed_with_its_place(self):
        run = self.run_it(self.source, "--to", "yealink")
        said = run.stderr.decode()
        self.assertEqual(run.returncode, 0, said)
        # Yealink's files mean 503 alone; Fanvil's mean 500, too (A6).
        self.assertRegex(said, r"SIP1: register_failover_statuses = 500 503 "
                               r"\(default of fanvil\) becomes 503: yealink cannot say it \[A6\]")
        self.assertRegex(said, r"\nkeys left behind, .*: 1\n")

    def test_lines_that_lose_the_same_are_one_row(self):
        self.source.write_text(phones.lines_of(["1001", "1002", "1003"], FANVIL.replace(
            "SIP1 Phone", "--SIP Line List--  :\nSIP1 Phone")), encoding="utf-8")
        said = self.run_it(self.source, "--to", "yealink").stderr.decode()
        self.assertEqual(said.count("register_failover_statuses"), 1, said)
        self.assertIn("SIP1 and 2 more: register_failover_statuses", said)
        run = self.run_it(self.source, "--to", "yealink", "--json")
        lost = [item for item in map(json.loads, run.stdout.splitlines())
                if item.get("what") == "register_failover_statuses"]
        self.assertEqual([item["line"] for item in lost], ["SIP1", "SIP2", "SIP3"])

    def test_json_says_the_same_as_objects(self):
        run = self.run_it(self.source, "--to", "yealink", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        said = [json.loads(row) for row in run.stdout.splitlines()]
        lost = next(item for item in said if item.get("what") == "register_failover_statuses")
        self.assertEqual((lost["kind"], lost["lost"], lost["line"], lost["value"], lost["becomes"],
                          lost["rule"], lost["file"], lost["idle"]),
                         ("lost", "setting", "SIP1", "500 503", "503", "A6", None, False))
        self.assertIn({"kind": "left", "unknown_keys": 1}, said)
        self.assertEqual((said[-1]["kind"], said[-1]["format"], said[-1]["file"]),
                         ("text", "yealink", None))
        self.assertTrue(said[-1]["text"].startswith(FIRST_LINES["yealink"]))
        for item in said[:-1]:
            self.assertNotIn(SECRET, repr(item))

    def test_strict_writes_nothing_when_something_is_lost(self):
        for more in ((), ("-o", "made.cfg"), ("--json",)):
            with self.subTest(more):
                run = self.run_it(self.source, "--to", "yealink", "--strict", *more)
                self.assertEqual(run.returncode, 1, run.stderr)
                self.assertNotIn(SECRET.encode(), run.stdout)
                self.assertEqual(self.files(), ["phone.txt"])
        run = self.run_it(self.source, "--to", "native", "--strict")
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_file_is_its_owners_alone_and_replaced_as_a_whole(self):
        made = self.folder / "made.yaml"
        made.write_text("older", encoding="utf-8")
        made.chmod(0o644)
        run = self.run_it(self.source, "--to", "native", "-o", "made.yaml")
        self.assertEqual((run.returncode, run.stdout), (0, b""), run.stderr)
        self.assertEqual(stat.S_IMODE(made.stat().st_mode), 0o600)
        self.assertEqual(made.read_bytes(), self.run_it(self.source, "--to", "native").stdout)
        self.assertEqual(self.files(), ["made.yaml", "phone.txt"])

    def test_a_link_stays_a_link(self):
        (self.folder / "there").mkdir()
        made = self.folder / "there" / "made.yaml"
        made.write_text("older", encoding="utf-8")
        (self.folder / "link.yaml").symlink_to(made)
        run = self.run_it(self.source, "--to", "native", "-o", "link.yaml")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue((self.folder / "link.yaml").is_symlink())
        self.assertIn("holdfast: 1", made.read_text(encoding="utf-8"))
        self.assertEqual(sorted(os.listdir(self.folder / "there")), ["made.yaml"])
        made.unlink()
        run = self.run_it(self.source, "--to", "native", "-o", "link.yaml")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"is a link that leads to no file", run.stderr)
        self.assertTrue((self.folder / "link.yaml").is_symlink())

    def test_a_file_that_was_read_is_never_written_over(self):
        (self.folder / "link.txt").symlink_to(self.source)
        os.link(self.source, self.folder / "twin.txt")
        for name in ("phone.txt", "./phone.txt", "link.txt", "twin.txt"):
            with self.subTest(name):
                run = self.run_it("phone.txt", "--to", "fanvil", "-o", name)
                self.assertEqual(run.returncode, 2)
                self.assertIn(b"which was read", run.stderr)
                self.assertEqual(self.source.read_text(encoding="utf-8"), FANVIL)
        with open(self.source, "ab") as output:
            run = self.run_it("phone.txt", "--to", "fanvil", stdout=output)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(self.source.read_text(encoding="utf-8"), FANVIL)

    def test_included_files_are_read_and_never_written_over(self):
        (self.folder / "a.yaml").write_text("holdfast: 1\ninclude: phone.txt\n", encoding="utf-8")
        run = self.run_it("a.yaml", "--to", "native", "-o", "phone.txt")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"phone.txt, which was read", run.stderr)
        run = self.run_it("a.yaml", "--to", "native")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(b"192.0.2.1", run.stdout)

    def test_what_cannot_be_written_is_said(self):
        run = self.run_it(self.source, "--to", "native", "-o", "nowhere/made.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"nowhere/made.yaml: No such file or directory", run.stderr)
        for name in (".", "/dev/null"):
            run = self.run_it(self.source, "--to", "native", "-o", name)
            self.assertEqual(run.returncode, 2)
            self.assertIn(b"is not a file", run.stderr)
        for more, why in (((), b": No space left"), (("--json",), b"")):
            with open("/dev/full", "wb") as full:
                run = self.run_it(self.source, "--to", "native", *more, stdout=full)
            self.assertEqual(run.returncode, 1)
            self.assertIn(b"standard output" + why, run.stderr)
            reader, writer = os.pipe()
            os.close(reader)
            run = self.run_it(self.source, "--to", "native", *more, stdout=writer,
                              preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
            os.close(writer)
            self.assertEqual(run.returncode, 1)
            self.assertIn(b"standard output" + (b": Broken pipe" if why else b""), run.stderr)

    def test_a_full_disk_leaves_the_older_file(self):
        made = self.folder / "made.yaml"
        made.write_text("older", encoding="utf-8")

        def no_room(how):  # files of this process may have no bytes
            import resource
            signal.signal(signal.SIGXFSZ, how)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

        for how in (signal.SIG_IGN, signal.SIG_DFL):  # the latter ends who does not look after it
            run = self.run_it(self.source, "--to", "native", "-o", "made.yaml",
                              preexec_fn=lambda how=how: no_room(how))
            self.assertEqual(run.returncode, 1)
            self.assertIn(b"made.yaml: File too large", run.stderr)
            self.assertEqual(made.read_text(encoding="utf-8"), "older")
            self.assertEqual(self.files(), ["made.yaml", "phone.txt"])

    def test_wrong_usage_is_said(self):
        for arguments, part in (((), "no file named"), (("phone.txt",), "--to"),
                                (("phone.txt", "--to"), "--to needs"),
                                (("phone.txt", "--to", "grandstream"), "native, yealink, fanvil"),
                                (("phone.txt", "--to", "native", "-o"), "-o needs"),
                                (("phone.txt", "--to", "native", "--fast"), "--fast")):
            with self.subTest(arguments):
                run = self.run_it(*arguments)
                self.assertEqual((run.returncode, run.stdout), (2, b""))
                self.assertIn(part, run.stderr.decode())
                self.assertIn("usage: holdfast convert", run.stderr.decode())
        self.assertIn(b"usage: holdfast convert", self.run_it("--help").stdout)

    def test_lines_of_two_vendors_with_one_number_are_refused(self):
        (self.folder / "phone.cfg").write_text(
            "#!version:1.0.0.1\naccount.1.enable = 1\naccount.1.user_name = 1001\n"
            "account.1.sip_server.1.address = 192.0.2.3\n", encoding="utf-8")
        run = self.run_it("phone.txt", "phone.cfg", "--to", "native")
        self.assertEqual((run.returncode, run.stdout), (2, b""))
        self.assertIn(b"SIP1 (phone.txt:5) and account.1 (phone.cfg:4) are both line 1",
                      run.stderr)

    def test_bad_input_names_its_place_and_writes_nothing(self):
        for name, content, line, part in BAD:
            path = self.folder / name
            path.write_bytes(content)
            before = self.files()
            for arguments in ((name, "--to", "native"), (name, "--to", "fanvil", "-o", "made"),
                              ("phone.txt", name, "--to", "yealink")):
                with self.subTest(name, arguments=arguments):
                    run = self.run_it(*arguments)
                    said = run.stderr.decode()
                    self.assertEqual((run.returncode, run.stdout), (2, b""), said)
                    place = f"{name}:{line}: " if line else f"{name}:"
                    rows = [row for row in said.splitlines()
                            if row.startswith(f"holdfast: {place}") and " warning: " not in row]
                    self.assertTrue(rows and any(part in row for row in rows), said)
                    self.assertLess(len(said), 4000)
                    self.assertEqual(self.files(), before)

    def test_what_is_no_file_is_said(self):
        for name, part in ((".", "is a directory"), ("missing.cfg", "No such file")):
            run = self.run_it(name, "--to", "native")
            self.assertEqual((run.returncode, run.stdout), (2, b""))
            self.assertIn(part, run.stderr.decode())


def rows_of(text):
    """A file's rows that mean something: the remarks may name another source."""
    rows = (re.sub(r"(- number: \d+) #.*", r"\1", row) for row in text.decode().splitlines())
    return [row for row in rows if row and (row.startswith("#!") or not row.startswith("#"))]


class Run(case.Case):
    """Phones on our own format."""

    def proxy(self, last, registrar):
        made = self.registrar(last, template=PROXY)
        made.command("pv.shvSet", "next", "str", f"sip:{registrar.address}:{registrar.port}")
        return made

    def test_a_native_file_registers_and_moves_to_its_second_server(self):
        primary, backup = self.pair()
        phone = self.phone_of(native([(primary.address, primary.port),
                                      (backup.address, backup.port)])).start()
        status = phone.wait_in_service(1, 5)
        self.assertEqual((status["name"], status["user"]), ("line 1", kamailio.USER))
        self.assertEqual(len(primary.contacts()), 1)
        primary.kill()
        mark = len(phone.said)
        phone.say("register line 1")
        phone.wait_in_service(2, 10, mark)
        self.assertEqual(len(backup.contacts()), 1)

    def test_a_native_file_registers_through_its_outbound_proxy(self):
        registrar = self.registrar(21)
        proxy = self.proxy(25, registrar)
        # The server is a name that nobody knows: it is the domain, and is not looked up (B13).
        phone = self.phone_of(native([("pbx.example.com", 5060, proxy)])).start()
        phone.wait_in_service(1, 5)
        self.assertEqual(len(registrar.contacts()), 1)
        self.assertEqual({request.source for request in registrar.requests()},
                         {(proxy.address, proxy.port)})
        self.assertEqual([request.source for request in proxy.requests()][0],
                         (phone.address, phone.port))

    def test_the_second_outbound_proxy_is_used_when_the_first_is_dead(self):
        registrar = self.registrar(21)
        dead, alive = self.proxy(25, registrar), self.proxy(26, registrar)
        dead.kill()
        phone = self.phone_of(native([("pbx.example.com", 5060, dead, alive)])).start()
        phone.wait_in_service(1, 5)
        self.assertEqual({request.source for request in registrar.requests()},
                         {(alive.address, alive.port)})

    def test_a_converted_file_runs_as_its_source_does(self):
        primary, backup = self.pair()
        source = self.folder / "phone.txt"
        source.write_text(phones.config(primary, backup), encoding="utf-8")
        for format_ in FORMATS:
            with self.subTest(format_):
                made = subprocess.run([case.PROGRAM, "convert", str(source), "--to", format_],
                                      capture_output=True, text=True, timeout=10, check=True)
                phone = self.phone_of(made.stdout).start()
                phone.wait_in_service(1, 5)
                self.assertEqual(phone.quit(), 0)

    def test_a_native_file_is_read_again(self):
        server = self.socket_server(21, 200)
        text = native([(server.address, server.port)])
        phone = self.phone_of(text).start()
        phone.wait_in_service(1, 5)
        second = f"  - user: two\n    servers: [{{host: {server.address}, port: {server.port}}}]\n"
        for change, answer in ((text, "0 changed, 0 new, 0 removed, 1 as before"),
                               (text.replace("t1_ms: 50", "t1_ms: 60"),
                                "1 changed, 0 new, 0 removed, 0 as before"),
                               (text + second, "1 changed, 1 new, 0 removed, 0 as before"),
                               (text + "oops\n", "nothing was changed"),
                               (text, "0 changed, 0 new, 1 removed, 1 as before")):
            mark = len(phone.said)
            phone.config.write_text(change, encoding="utf-8")
            phone.say("reload")
            said = phone.wait_for(lambda item: item.get("kind") == "answer", 5, mark)["text"]
            self.assertIn(answer, said)
        waiting.until(lambda: any(b"two" in message for _, message, *_ in server.received), 5,
                      phone.complaint)

    def test_no_line_enabled_names_every_formats_way(self):
        server = self.socket_server(21, 200)
        phone = self.phone_of(native([(server.address, server.port)],
                                     more="    enabled: false\n")).start()
        self.assertEqual(phone.finish(5), 2)
        said = phone.errors.read_text(encoding="utf-8")
        self.assertIn("no account is enabled", said)
        self.assertIn("enabled: true", said)


if __name__ == "__main__":
    case.main()
