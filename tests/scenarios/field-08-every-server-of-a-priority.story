# B7, A14. Field pain 08: only one server of a priority was kept. All three of one priority are tried, each once, in the
# order that was drawn, before the one of the next priority.
name _sip._udp.pbx.example SRV 1 3 5060 a.example, 1 2 5060 b.example, 1 1 5060 c.example, 2 9 5060 d.example
name a.example A a
name b.example A b
name c.example A c
name d.example A d
server a is unreachable
server b is unreachable
server c is unreachable
line 1 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
    40  send          REGISTER to a               attempt=1  why=name_answered
    60  attempt 1     failed                      why=icmp_unreachable
    60  send          REGISTER to c               attempt=2  why=next_candidate
    80  attempt 2     failed                      why=icmp_unreachable
    80  send          REGISTER to b               attempt=3  why=next_candidate
   100  attempt 3     failed                      why=icmp_unreachable
   100  send          REGISTER to d               attempt=4  why=next_candidate
   120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=d  refresh=3430120  why=accepted  cause=icmp
