# SPDX-License-Identifier: Apache-2.0
"""Cases of servers that are found by DNS and reached over any transport: knot serves the zone,
kamailios the service, and the phone has our own format, which can say everything."""
import json

import case
import certificates
import kamailio
import knot
import phone as phones

ZONE = "example.test"
QUICK = {"t1_ms": 50, "t2_ms": 400, "t4_ms": 500, "retry_base_s": 1, "retry_max_s": 2,
         "failback_interval_s": 2, "jitter_percent": 0, "quarantine_s": 0, "address_family": "ipv4",
         "keepalive_s": 0}


def native(servers, lines=1, more="", **keys):
    """A file of our own format: servers are mappings, keys those of each line; more: its end."""
    rows = ["holdfast: 1", "lines:"]
    for number in range(lines):
        user = kamailio.USER if number == 0 else str(2000 + number)
        rows.append(f'  - user: "{user}"')
        rows.append(f'    password: "{kamailio.PASSWORD}"')
        rows += [f"    {key}: {json.dumps(value)}" for key, value in {**QUICK, **keys}.items()]
        rows.append("    servers:")
        rows += [f"      - {json.dumps(server)}" for server in servers]
    return "\n".join(rows) + "\n" + more


def by_dns(host=ZONE, transport="dns-naptr", **keys):
    return {"host": host, "port": 0, "transport": transport, **keys}


class Located(case.Case):
    def authority(self, name="Holdfast Test CA"):
        return certificates.Authority(self.folder, name)

    def knot(self, rows, zone=ZONE, ttl_s=60, **options):
        made = knot.Knot(self.folder, options.get("addresses", case.address(53)), {zone: rows},
                         ttl_s)
        self.addCleanup(made.stop)
        return made.start()

    def phone_by(self, names, text, *options):
        """A started phone that asks this name server."""
        return self.phone_of(text).start("--dns", names.option(), *options)

    def on(self, phone, place, limit_s=6, since=0):
        """Until the line says that it is in service at this target: "tcp:192.0.2.1:5060"."""
        return phone.wait_status(lambda item: item["state"] in phones.IN_SERVICE and
                                 item["target"] == place, limit_s, since)

    def remarked(self, phone, *words):
        """The remarks of the phone that have all of the words."""
        return [item for item in phone.said if item.get("kind") == "remark" and
                all(word in item["text"] for word in words)]


def place(transport, server):
    """How a status names this server's target."""
    address = kamailio.bracketed(server.address)
    return f"{transport}:{address}:{server.tls_port if transport == 'tls' else server.port}"
