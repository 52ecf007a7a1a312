#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the cases of this folder as configurations of a line, one word list a line, for
tests/unit/core/server_location.c; with --uris those that are a URI's own, for
tests/unit/sip/uri_target.c: those without NAPTR and SRV, their names replaced by their addresses.

A line has no URI. What a URI says is said by its settings:

  host          the server's host. `maddr` replaces the host as target while the host stays the
                domain: an outbound proxy does just that (B13), so the proxy's host is the maddr
  port          the port; none is 0 (B3, B4), and so is an empty one
  ;transport=   the transport, which is then fixed (B4)
  sips          transport tls; with ;transport=tcp too, since sips over TCP is TLS. With
                ;transport=udp there is no such configuration, and there must be no target, since
                over UDP there is no TLS (RFC 3263 4.1): `refused` is printed with the URI
  neither       transport naptr (B3)
  srv:NAME      SRV records alone: asked for by a NAPTR record of our own, flag "s", TCP

`supported` is what a client can do, and a line can do all three. A client that has UDP, TCP and
perhaps TLS is a line with naptr_build all: that one more transport could be used changes no case.
A client with one transport alone is a line whose transport is that one, unless NAPTR records of
the name lead to it and to no other, when they are asked (naptr, and naptr_build as the client has
it). `families` becomes address_family; `strength` vendor means the vendor's srv_order,
heaviest-first, all others weighted; `unavailable` targets rest (A10).
"""
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SRV_HOST = "srv.holdfast.test"
SERVICES = {"SIP+D2U": "udp", "SIP+D2T": "tcp", "SIPS+D2T": "tls"}


def records(zone):
    """The records of a zone file: (owner, type, fields)."""
    found = []
    with open(os.path.join(HERE, "zones", zone + ".zone"), encoding="ascii") as lines:
        for line in lines:
            words = line.split(";")[0].split()
            if words:
                owner, _, _, kind, *fields = words
                found.append((owner.rstrip("."), kind, fields))
    return found


def name(text):
    return text.rstrip(".") or "."


def parse(uri):
    """scheme, host, port, parameters of a URI; the host without brackets."""
    scheme, rest = uri.split(":", 1)
    rest, *parameters = rest.split(";")
    host, port = re.fullmatch(r"(\[[^]]*\]|[^:]*):?(\d*)", rest.split("@")[-1]).groups()
    return scheme, host.strip("[]"), int(port or 0), dict(
        part.split("=", 1) if "=" in part else (part, "") for part in parameters)


def one_transport(case, host, zone):
    """The setting `transport` of a client that has one transport alone."""
    only = case["supported"][0].lower()
    services = {SERVICES.get(fields[3].strip('"').upper())
                for owner, kind, fields in zone if kind == "NAPTR" and owner == host}
    return "naptr" if services == {only} else only


def configuration(case, zone):
    """The settings that ask what the case asks; None where none do."""
    scheme, host, port, parameters = parse(case["uri"])
    asked = parameters.get("transport", "").lower()
    several = len(case["supported"]) > 1
    if scheme == "srv":
        zone.append((SRV_HOST, "NAPTR", ["0", "0", '"s"', '"SIP+D2T"', '""', host + "."]))
        host, transport = SRV_HOST, "naptr"
    elif scheme == "sips" and asked == "udp":
        return None
    elif scheme == "sips":
        transport = "tls"
    elif asked:
        transport = asked
    else:
        transport = "naptr" if several else one_transport(case, host, zone)
    families = case["families"]
    return {"host": host, "proxy": parameters.get("maddr", "-").strip("[]"), "port": port,
            "transport": transport, "build": "all" if several else "udp",
            "order": "heaviest" if case["strength"] == "vendor" else "weighted",
            "family": "any" if len(families) > 1 else families[0].lower()}


def print_record(owner, kind, fields):
    if kind == "NAPTR":
        order, preference, flag, service, regexp, replacement = fields
        print("record", owner, kind, order, preference, 0, flag.strip('"').lower() or "-",
              SERVICES.get(service.strip('"').upper(), "other"), int(regexp != '""'),
              name(replacement))
    elif kind == "SRV":
        print("record", owner, kind, *fields[:3], "-", "-", 0, name(fields[3]))
    else:
        print("record", owner, kind, 0, 0, 0, "-", "-", 0, name(fields[0]))


def print_case(case):
    zone = records(case["zone"]) if case["zone"] else []
    made = configuration(case, zone)
    print("case", case["id"], case["strength"], case["match"])
    if made is None:
        print("refused", case["uri"])
        zone = []
    else:
        print("line", *made.values())
        print("dns", case.get("dns", "-"), case.get("samples", 1), case.get("tolerance", 0))
    for record in zone:
        print_record(*record)
    for down in case.get("unavailable", []):
        print("down", *down.split())
    for number, group in enumerate(case["expect"]):
        for target in group:
            print("expect", number, target["transport"], target["ip"], target["port"], 0)
    for target, share in case.get("share", {}).items():
        print("expect", 0, *target.split(), share)
    print("end")


def print_uri(case):
    """`uri ID URI TARGET`, the target as `nowhere` or `transport address port`."""
    if case["strength"] == "policy":
        return
    zone = records(case["zone"]) if case["zone"] else []
    addresses = {owner: fields[0] for owner, kind, fields in zone}
    names = parse(case["uri"])[1], parse(case["uri"])[3].get("maddr", "")
    if case["match"] == "distribution" or any(kind != "A" for _, kind, _ in zone) or \
            case["match"] == "error" and not any(name in addresses for name in names):
        return
    uri = re.sub(r"(?<=[:=])[a-z][a-z.-]*(?=[:;]|$)",
                 lambda found: addresses.get(found[0], found[0]), case["uri"])
    target = case["expect"][0][0] if case["expect"] else None
    print("uri", case["id"], uri,
          *([target["transport"], target["ip"], target["port"]] if target else ["nowhere"]))


def main(show):
    with open(os.path.join(HERE, "cases.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            show(json.loads(line))
    sys.stdout.flush()


main(print_uri if "--uris" in sys.argv else print_case)
