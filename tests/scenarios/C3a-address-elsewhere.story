# C3a: the address changes, and the name has other addresses by then, where nobody listens: nothing comes in by the
# binding any more. The REGISTER goes on by C6's waits, not with the next refresh.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30
start line 1
server b is unreachable
at 10s name pbx.example A b ttl=5
at 20s network back line 1 address=changed
at 70s server b is back
show moves,attempts,sends
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 20020  send          REGISTER to b               attempt=2  why=name_answered
 20040  attempt 2     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=72577  why=stays_in_service  cause=icmp
 72577  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 72597  send          REGISTER to b               attempt=3  why=name_answered
 72617  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3621117  why=accepted
