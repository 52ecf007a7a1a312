# SPDX-License-Identifier: Apache-2.0
"""A registrar that keeps mailboxes: it takes every REGISTER and SUBSCRIBE over UDP, with the right
password alone where it has one, and tells who subscribed how many messages wait (RFC 3842). It dies
on command, and lives again with nothing remembered."""
import hashlib
import re
import socket
import threading
import time

import kamailio
import waiting


class Dialog:
    """A subscription: what NOTIFYs are made of."""

    def __init__(self, request, number, source):
        self.call_id = request.field("Call-ID")
        self.theirs = request.field("From")
        self.ours = f"{request.field('To')};tag=n{number}"
        self.contact = re.search(r"<([^>]*)>", request.field("Contact")).group(1)
        self.source = source
        self.cseq = 100
        self.expires_s = 0


class Message:
    def __init__(self, text):
        head, _, self.body = text.partition("\r\n\r\n")
        self.start, *rows = head.split("\r\n")
        self.rows = [tuple(part.strip() for part in row.split(":", 1)) for row in rows]
        self.method = self.start.split(" ", 1)[0]
        self.at_s = time.monotonic()

    def field(self, name):
        return next((value for key, value in self.rows if key.lower() == name.lower()), None)


class NotifyServer:
    """`requests` are those that came, `answers` the phone's to our NOTIFYs."""

    def __init__(self, address, password=None, expires_s=None, first=True):
        self.address, self.password, self.expires_s = address, password, expires_s
        self.first = first  # it notifies at once
        self.summary = {"waiting": "no", "voice": "0/0"}
        self.refuses = None  # status of SUBSCRIBE
        self.requests, self.answers, self.dialogs = [], [], {}
        self.socket, self.port, self.n, self.contact = None, 0, 0, None
        self.open()

    # ---- life and death ----

    def open(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, self.port))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.run, args=(self.socket,), daemon=True)
        self.thread.start()

    def die(self):
        """Its port is closed: who asks it hears so by ICMP."""
        self.dialogs.clear()
        wake, self.socket = self.socket, None
        if wake is not None:
            wake.sendto(b"", wake.getsockname())
            self.thread.join(5)
            wake.close()

    def close(self):
        self.die()

    def run(self, own):
        while self.socket is own:
            data, source = own.recvfrom(65535)
            if self.socket is own and len(data) > 4:
                self.hear(Message(data.decode(errors="replace")), source)

    # ---- what it answers ----

    def hear(self, message, source):
        if message.start.startswith("SIP/2.0"):
            self.answers.append(message)
            return
        self.requests.append(message)
        if self.password and not self.is_proven(message):
            self.answer(message, source, "401 Unauthorized",
                        'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"')
        elif message.method == "REGISTER":
            self.register(message, source)
        elif message.method == "SUBSCRIBE":
            self.subscribe(message, source)
        elif message.method == "INVITE":
            self.answer(message, source, "486 Busy Here")
        elif message.method == "ACK":
            pass
        else:
            self.answer(message, source, "405 Method Not Allowed")

    def is_proven(self, message):
        given = message.field("Authorization")
        if given is None:
            return False
        values = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
        def md5(*parts):
            return hashlib.md5(":".join(parts).encode()).hexdigest()
        wanted = md5(md5(kamailio.USER, "r", self.password), "n", values["nc"], values["cnonce"],
                     "auth", md5(message.method, values["uri"]))
        return values["response"] == wanted and values["uri"] == message.start.split(" ")[1]

    def register(self, message, source):
        contact = message.field("Contact")
        expires = message.field("Expires") or "60"
        gone = expires == "0" or "expires=0" in contact
        if not gone:
            self.contact = re.search(r"<([^>]*)>", contact).group(1)
            self.place = source
        self.answer(message, source, "200 OK",
                    *([] if gone else [f"Contact: <{self.contact}>;expires={expires}"]))

    def subscribe(self, message, source):
        if self.refuses:
            self.answer(message, source, self.refuses)
            return
        is_inside = ";tag=" in message.field("To")
        key = message.field("Call-ID")
        if is_inside and key not in self.dialogs:
            self.answer(message, source, "481 Subscription Does Not Exist")
            return
        if not is_inside:
            self.n += 1
            self.dialogs[key] = Dialog(message, self.n, source)
        dialog = self.dialogs[key]
        asked_s = int(message.field("Expires"))
        dialog.expires_s = min(asked_s, self.expires_s or asked_s)
        self.answer(message, source, "200 OK", f"Expires: {dialog.expires_s}",
                    f"Contact: <sip:vm@{self.address}:{self.port}>", to=dialog.ours)
        if dialog.expires_s == 0:
            del self.dialogs[key]
            self.notify(dialog, "terminated;reason=timeout")
        elif self.first:
            self.notify(dialog)

    def answer(self, request, source, status, *fields, to=None):
        rows = [f"SIP/2.0 {status}"]
        rows += [f"{key}: {value}" for key, value in request.rows
                 if key.lower() in ("via", "from", "call-id", "cseq")]
        tag = "" if ";tag=" in request.field("To") else ";tag=s"
        rows += [f"To: {to or request.field('To') + tag}", *fields, "Content-Length: 0"]
        self.send("\r\n".join(rows) + "\r\n\r\n", source)

    def send(self, text, target):
        if self.socket is not None:
            self.socket.sendto(text.encode(), target)

    # ---- what it tells ----

    def body(self):
        return (f"Messages-Waiting: {self.summary['waiting']}\r\n"
                f"Message-Account: sip:vm@{self.address}\r\n"
                f"Voice-Message: {self.summary['voice']}\r\n")

    def notify(self, dialog, state=None):
        dialog.cseq += 1
        self.tell(dialog, f"Subscription-State: {state or f'active;expires={dialog.expires_s}'}")

    def tell(self, dialog, *fields):
        body = self.body()
        rows = [f"NOTIFY {dialog.contact} SIP/2.0",
                f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{time.monotonic_ns()}",
                "Max-Forwards: 70", f"From: {dialog.ours}", f"To: {dialog.theirs}",
                f"Call-ID: {dialog.call_id}", f"CSeq: {dialog.cseq} NOTIFY",
                f"Contact: <sip:vm@{self.address}:{self.port}>", "Event: message-summary", *fields,
                "Content-Type: application/simple-message-summary",
                f"Content-Length: {len(body)}"]
        self.send("\r\n".join(rows) + "\r\n\r\n" + body, dialog.source)

    def leave(self, waiting, voice):
        """Somebody leaves a message, or hears one."""
        self.summary = {"waiting": waiting, "voice": voice}
        for dialog in list(self.dialogs.values()):
            self.notify(dialog)

    def say_unasked(self, waiting, voice):
        """As servers do that wait for no SUBSCRIBE."""
        self.summary = {"waiting": waiting, "voice": voice}
        text = (f"X x SIP/2.0\r\nCall-ID: u{time.monotonic_ns()}\r\n"
                f"From: <sip:{kamailio.USER}@{self.address}>\r\nTo: <sip:vm@{self.address}>\r\n"
                f"Contact: <{self.contact}>\r\n\r\n")
        self.tell(Dialog(Message(text), "u", self.place))

    def ask_options(self):
        """Whether the phone is there, and what it can do: the answer's fields."""
        rows = [f"OPTIONS {self.contact} SIP/2.0",
                f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{time.monotonic_ns()}",
                "Max-Forwards: 70", f"From: <sip:{self.address}>;tag=o", f"To: <{self.contact}>",
                f"Call-ID: o{time.monotonic_ns()}", "CSeq: 1 OPTIONS", "Content-Length: 0"]
        self.send("\r\n".join(rows) + "\r\n\r\n", self.place)
        def told():
            return [one for one in self.answers if "OPTIONS" in one.field("CSeq")]
        waiting.until(told, 5, lambda: "no answer to OPTIONS")
        return told()[-1]

    def invite(self, display="", limit_s=5, then=lambda: None):
        """Calls the phone; its final answer, which is acknowledged. A display name can be bytes."""
        key = f"i{time.monotonic_ns()}"
        body = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                "m=audio 4000 RTP/AVP 0\r\n")
        rows = [f"INVITE {self.contact} SIP/2.0",
                f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{key}",
                "Max-Forwards: 70", f"From: DISPLAY<sip:caller@{self.address}>;tag={key}",
                f"To: <{self.contact}>", f"Call-ID: {key}", "CSeq: 1 INVITE",
                f"Contact: <sip:caller@{self.address}:{self.port}>",
                "Content-Type: application/sdp", f"Content-Length: {len(body.encode())}"]
        name = display if isinstance(display, bytes) else display.encode()
        def text_of(rows, body=""):
            return ("\r\n".join(rows) + "\r\n\r\n" + body).encode().replace(b"DISPLAY", name)
        self.socket.sendto(text_of(rows, body), self.place)
        then()
        def final():
            return [one for one in self.answers if one.field("Call-ID") == key and
                    one.start.split(" ")[1] >= "200"]
        waiting.until(final, limit_s, lambda: f"no answer to INVITE: {self.answers}")
        answer = final()[0]
        self.socket.sendto(text_of([rows[0].replace("INVITE", "ACK", 1), *rows[1:4],
                                    f"To: {answer.field('To')}", rows[5], "CSeq: 1 ACK",
                                    "Content-Length: 0"]), self.place)
        return answer

    def asked(self, method, since=0):
        return [one for one in self.requests[since:] if one.method == method]

    def subscribes(self):
        """The SUBSCRIBEs that were taken or refused, not those that a 401 answered."""
        return [one for one in self.asked("SUBSCRIBE")
                if not self.password or one.field("Authorization")]
