#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Calls through `holdfast server`: sip_lab and sipp at both ends, over UDP, TCP and TLS."""
import socket
import time

import case
import kamailio
import sip_server
import test_server
import test_sip_calls
from test_sip_calls import place


class Through(test_sip_calls.Calls):
    """A server, and two ends that call each other through it."""

    def server(self, *options, last=25, transports=("udp",)):
        made = sip_server.Server(case.PROGRAM,
                                 *(f"{one}:{case.address(last)}:0" for one in transports),
                                 options=options)
        made.address = case.address(last)
        self.addCleanup(made.close)
        return made

    def at(self, server, index=0):
        """It, as a place that sip_lab and sipp can be given."""
        class Place:
            address = server.address
            port = server.port(index)
        return Place

    def register(self, server, there, user="bob"):
        """There is where bob's phone is, from now on."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.settimeout(3)
            mine = "%s:%d" % place(there)
            phone.sendto(test_server.register(mine, user, "UDP").replace(b"Via:", b"Via:").replace(
                b";branch=", b";rport;branch="), (server.address, server.port()))
            self.assertTrue(phone.recv(4096).startswith(b"SIP/2.0 200 "))

    def call(self, server, *arguments, last=31):
        at = self.at(server)
        return self.caller(at, *arguments, to=f"sip:bob@{at.address}:{at.port}", last=last)

    def forwarded(self, server, method):
        return [item["to"] for item in server.requests()
                if item["method"] == method and item["to"]]

    def finish(self, *labs):
        for lab in labs:
            lab.wait_for("dialog over")


class Labs(Through):
    def test_the_caller_hangs_up(self):
        server, callee = self.server(), self.callee("--ring", "100")
        self.register(server, callee)
        caller = self.call(server, "--hang-up", "100")
        self.finish(caller, callee)
        for lab in caller, callee:
            self.assertEqual(lab.end(), 0)
        for method in "INVITE", "ACK", "BYE":
            self.assertEqual(self.forwarded(server, method), ["udp:%s:%d" % place(callee)])
        heard = [row.split()[1] for row in caller.said if row.startswith("in ")]
        self.assertEqual(heard, ["180", "200", "200"], caller.complaint())


if __name__ == "__main__":
    case.main()
