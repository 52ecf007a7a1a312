# SPDX-License-Identifier: Apache-2.0
"""Arrows between rooms go one way: what each room may include."""
import os
import re

from tree import Finding

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# C11 4.6, and string.h, which the core may use though it is not freestanding.
FREESTANDING = {"float.h", "iso646.h", "limits.h", "stdalign.h", "stdarg.h", "stdbool.h",
                "stddef.h", "stdint.h", "stdnoreturn.h", "string.h"}
CORE_PUBLIC = {f"holdfast/{name}" for name in (
    "action.h", "budget.h", "config.h", "event.h", "limits.h", "line.h", "record.h", "setting.def",
    "status.h", "target.h",
    "why.def")}
WIRE = re.compile(r"core/(wire\w*|snapshot)\.[ch]$")
GENERATED = re.compile(r"^(protobuf-c/protobuf-c\.h|\w+\.pb-c\.h)$")
LIBRARIES = {"ares": r"^ares", "tls": r"^openssl/", "zstd": r"^zstd", "protobuf": GENERATED.pattern}
WORLD = re.compile(r"^(uv\.h|ares|openssl/|sys/socket|netinet/|pthread|poll\.h|sys/epoll|"
                   r"holdfast/uv/)")

# Includes inside the core run from a lower number to a higher one; files that are not named here
# (state, context, time, asserts) are for all.
CORE_RANK = {"line": 0, "check": 0, "check_passes": 0, "restored": 1, "reconfigure": 1, "report": 1,
             "validate": 1, "registration": 2, "registration_facts": 2, "registration_hear": 2,
             "registration_states": 2, "target_failback": 2, "options": 2, "requests": 2, "flow": 2,
             "call": 2, "removal": 3, "failback": 3, "wishes": 3, "pass": 4, "turns": 5,
             "attempt": 5, "attempt_rest": 5, "binding": 6, "service": 6, "candidates": 6,
             "rests": 6, "table": 6, "references": 6, "hosts": 6, "locate": 6, "lookup": 6,
             "queries": 6, "answer": 6, "verdict": 6, "calls": 7, "pace": 7, "backoff": 7,
             "decision": 7, "random": 7}


def room_of(path):
    for room in ("core", "transport/sip", "transport/media", "transport/uv", "transport/sim",
                 "hal/panel", "hal",
                 "bindings/vendors", "bindings/cli", "fuzz", "tests"):
        if path.startswith(room + "/"):
            return room
    return None


def neighbours(tree, path):
    """Names that a quoted include can mean inside the file's own room."""
    room = room_of(path)
    found = set()
    for other in tree.c_files(room):
        found.add(os.path.relpath(other, os.path.dirname(path)))
        found.add(os.path.relpath(other, room))
        found.add(os.path.relpath(other, room + "/include"))
    return found


def core_refuses(path, name, own):
    if name in FREESTANDING or name in CORE_PUBLIC:
        return None
    if WIRE.search(path) and GENERATED.match(name):
        return None
    if name in own:
        return core_order(path, name)
    return "the core may use freestanding C headers, string.h and its own headers only"


def core_order(path, name):
    source = re.sub(r"\.[ch]$", "", os.path.basename(path))
    target = re.sub(r"\.h$", "", os.path.basename(name))
    if source == target or source not in CORE_RANK or target not in CORE_RANK:
        return None
    if {source, target} == {"registration", "call"}:
        return "registration and call do not know each other"
    if CORE_RANK[target] < CORE_RANK[source]:
        return f"includes run downward: {source} may not know {target}"
    return None


# transport/sip: machines know no messages, and those who use messages do not know each other.
SIP_MACHINES = {"clock", "invite_client", "invite_server", "reliable", "server_transaction",
                "transaction"}
SIP_USERS = {"agent": "agent", "layer": "layer", "dialog": "dialog", "fork": "dialog",
             "calls": "calls", "messages": "messages"}
SIP_ABOVE = {"calls": {"agent", "layer", "dialog"}, "messages": {"agent", "dialog"},
             "agent": {"dialog"}}  # who may use others than himself


def stem(path):
    return os.path.basename(path).rsplit(".", 1)[0]


def inside_sip_refuses(path, name):
    source, target = stem(path), stem(name)
    if source in SIP_MACHINES and target not in SIP_MACHINES | {"sip_assert"}:
        return "a machine of transactions knows no messages"
    user = SIP_USERS.get(source.split("_", 1)[0])
    used = SIP_USERS.get(target.split("_", 1)[0])
    may_know = {None, user} | SIP_ABOVE.get(user, set())
    return None if used in may_know else f"{source} may not know the {used}"


def sip_refuses(path, name, own):
    if name in FREESTANDING or name in CORE_PUBLIC:
        return None
    if name in own:
        return inside_sip_refuses(path, name)
    if name.startswith("openssl/"):
        return None if re.match(r"openssl/(md5|sha|siphash|digest|evp|hmac|mem)\.h$", name) else \
            "of BoringSSL only the digest functions"
    return "sip may use the core's public headers, digest functions and its own headers only"


def media_refuses(path, name, own):
    if name in FREESTANDING or name in CORE_PUBLIC or name in own:
        return None
    if stem(path).startswith("codec_") and name == "opus/opus.h":
        return None
    return "media may use the core's public headers, its own, and in a codec's file its library"


def shell_refuses(room, allowed, world=()):
    """Rooms that use libc freely, but only some of our own rooms and no foreign world."""
    def refuses(_path, name, own):
        if name in CORE_PUBLIC or name in own or name in world:
            return None
        if name.startswith("holdfast/") and not name.startswith(allowed):
            return f"{room} may not use this room"
        if WORLD.search(name) and not name.startswith(allowed):
            return f"{room} does not touch sockets, loops or TLS"
        return None
    return refuses


def panel_refuses(_path, name, own):
    if name in FREESTANDING or name in own or name == "holdfast/hal.h":
        return None
    return "the panel may use freestanding C headers, hal.h and its own headers only"


RULES = {
    "core": core_refuses,
    "transport/sip": sip_refuses,
    "transport/media": media_refuses,
    "transport/sim": shell_refuses("sim", ("holdfast/sip/", "holdfast/sim/")),
    "bindings/vendors": shell_refuses("vendors", ("holdfast/vendors/",)),
    "hal/panel": panel_refuses,
    "hal": shell_refuses("hal", ("holdfast/hal/",), world=("poll.h",)),
}


def includes(tree, path):
    """(line, name) of each include; literals are read from the text, comments are skipped."""
    code = tree.code(path).split("\n")
    for number, line in enumerate(tree.text(path).split("\n"), 1):
        match = INCLUDE.match(line)
        if match and code[number - 1].lstrip().startswith("#"):
            yield number, match[2]


def check_rooms(tree):
    """Each room includes only what it may use."""
    found = []
    for room, refuses in RULES.items():
        for path in tree.c_files(room):
            if room_of(path) != room:
                continue
            own = neighbours(tree, path)
            for line, name in includes(tree, path):
                why = refuses(path, name, own)
                if why:
                    found.append(Finding(path, line, f"includes {name}: {why}"))
    return found


def check_uv(tree):
    """transport/uv: one library a file, beside libuv."""
    found = []
    for path in tree.c_files("transport/uv"):
        used = {}
        for line, name in includes(tree, path):
            for library, pattern in LIBRARIES.items():
                if re.search(pattern, name):
                    used.setdefault(library, line)
        if len(used) > 1:
            found.append(Finding(path, max(used.values()),
                                 "one library a file, not " + " and ".join(sorted(used))))
    return found


CHECKS = [("rooms", check_rooms), ("one library a file", check_uv)]
