# SPDX-License-Identifier: Apache-2.0
"""Cases of a server that is a name with two addresses: two kamailios on one port, and a DNS server
of our own."""
import socket

import case
import kamailio
import phone as phones

NAME = "pbx.example.test"
SOON_S = 6
EARLY_S = 0.1
NEW_REQUESTS, DNS_TTL, REGISTRATION, DURATION = range(4)  # Yealink's failback_mode


def common_port(*addresses):
    """A UDP port that is free on all of them."""
    for _ in range(50):
        port = kamailio.free_port(addresses[0])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((addresses[1], port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free on both addresses")


class Named(case.Case):
    def targets(self, **options):
        """Two kamailios, the targets of one name."""
        port = common_port(case.address(21), case.address(22))
        return [self.registrar(last, port=port, **options) for last in (21, 22)]

    def named_phone(self, targets, ttl_s=60, **keys):
        """A started phone whose one server is the name, and the DNS server."""
        names = self.name_server({NAME: [one.address for one in targets]}, ttl_s)
        phone = self.phone_of(phones.yealink([(NAME, targets[0].port)], **keys))
        return phone.start("--dns", names.option()), names

    def place(self, server):
        return f"udp:{server.address}:{server.port}"

    def on(self, phone, server, limit_s, since=0):
        """Until the line says that it is in service at this target."""
        return phone.wait_status(lambda item: item["state"] in phones.IN_SERVICE and
                                 item["target"] == self.place(server), limit_s, since)

    def moved(self, mode, ttl_s=60, expires_s=3600, **keys):
        """A phone that works on the second target, since the first one refuses."""
        first, second = self.targets(max_expires=expires_s)
        phone, names = self.named_phone((first, second), ttl_s,
                                        **{"server.failback_mode": mode, **keys})
        self.on(phone, first, 5)
        mark = len(phone.said)
        first.reject(503)
        phone.say("register")
        self.on(phone, second, SOON_S, mark)
        return phone, first, second, names
