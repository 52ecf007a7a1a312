# A9, B10. Case 51: a failure is remembered of an address, port and transport, never of a name: one.example and
# two.example share the host a by their SRV records. When a rests for line 1, its other host serves there; c of
# two.example is not touched.
server z at udp:192.0.2.1:5070
name _sip._udp.one.example SRV 1 1 5060 a.example, 2 1 5060 b.example ttl=3600
name _sip._udp.two.example SRV 1 1 5060 a.example, 1 0 5070 a.example, 2 1 5060 c.example ttl=3600
name a.example A 192.0.2.1 ttl=3600
name b.example A b ttl=3600
name c.example A c ttl=3600
server a is unreachable
line 1 servers=one.example,two.example port=0 srv_order=heaviest_first quarantine_s=100 address_family=ipv4 keepalive_s=0
line 1 jitter_percent=0 failback_servers=never
line 2 servers=two.example port=0 srv_order=heaviest_first quarantine_s=100 address_family=ipv4 keepalive_s=0
line 2 jitter_percent=0
start line 1
at 1s start line 2
show moves,attempts,sends,rests
until 2s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
    40  line 1  send          REGISTER to a               attempt=1  why=name_answered
    60  line 1  attempt 1     failed                      why=icmp_unreachable
    60  line 1  rest          of a                        until=100060  why=quarantined
    60  line 1  rest          shared of a                 until=100060  cause=icmp
    60  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    60  line 2  rest          heard of a                  until=100060  cause=icmp
    80  line 1  registration  REGISTERING -> REGISTERED   server=one.example  at=b  refresh=3390580  why=accepted  cause=icmp
  1000  line 2  registration  OFF -> REGISTERING          why=started
  1000  line 2  send          REGISTER to z               attempt=1  why=name_answered
  1020  line 2  registration  REGISTERING -> REGISTERED   server=two.example  at=z  refresh=3470520  why=accepted
