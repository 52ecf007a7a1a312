# C3a, A9: the address changes, and the name has other addresses by then, where nobody listens. When all that is left
# rests (A10), the REGISTER goes on when that is over, and by C6's waits, not with the next refresh.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=30 retry_base_s=10
start line 1
server b is unreachable
at 10s name pbx.example A b ttl=5
at 20s network back line 1 address=changed
at 140s server b is back
show moves,attempts,sends
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 20020  send          REGISTER to b               attempt=2  why=name_answered
 20040  attempt 2     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=20040  why=stays_in_service  cause=icmp
 20040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=50040  why=all_rest
 50040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 50060  send          REGISTER to b               attempt=3  why=name_answered
 50080  attempt 3     failed                      why=icmp_unreachable
 50080  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=62188  why=stays_in_service  cause=icmp
 62188  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 62208  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=80080  why=all_rest
 80080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 80100  send          REGISTER to b               attempt=4  why=name_answered
 80120  attempt 4     failed                      why=icmp_unreachable
 80120  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=105243  why=stays_in_service  cause=icmp
105243  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
105263  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=110120  why=all_rest
110120  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
110120  send          REGISTER to b               attempt=5  why=next_candidate
110140  attempt 5     failed                      why=icmp_unreachable
110140  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=163793  why=stays_in_service  cause=icmp
163793  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
163813  send          REGISTER to b               attempt=6  why=name_answered
163833  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3712333  why=accepted
