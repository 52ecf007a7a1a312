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
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=32148  why=stays_in_service  cause=icmp
 32148  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 32168  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=50040  why=all_rest
 50040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 50060  send          REGISTER to b               attempt=3  why=name_answered
 50080  attempt 3     failed                      why=icmp_unreachable
 50080  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=75203  why=stays_in_service  cause=icmp
 75203  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 75223  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=80080  why=all_rest
 80080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 80080  send          REGISTER to b               attempt=4  why=next_candidate
 80100  attempt 4     failed                      why=icmp_unreachable
 80100  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=133753  why=stays_in_service  cause=icmp
133753  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
133773  send          REGISTER to b               attempt=5  why=name_answered
133793  attempt 5     failed                      why=icmp_unreachable
133793  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=221235  why=stays_in_service  cause=icmp
221235  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
221255  send          REGISTER to b               attempt=6  why=name_answered
221275  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3769775  why=accepted
