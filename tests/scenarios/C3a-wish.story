# C3a, A13: the user's own try does not make a line forget that nothing may come in by its binding.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30
start line 1
server b is unreachable
at 10s name pbx.example A b ttl=5
at 20s network back line 1 address=changed
at 30s register line 1
at 70s server b is back
show moves,attempts,sends,reports
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 20020  send          REGISTER to b               attempt=2  why=name_answered
 20040  attempt 2     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=72577  why=stays_in_service  cause=icmp
 30000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 30020  send          REGISTER to b               attempt=3  why=name_answered
 30040  attempt 3     failed                      why=icmp_unreachable
 30040  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=83152  why=stays_in_service  cause=icmp
 30040  report        request 1 failed            cause=icmp
 83152  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
 83172  send          REGISTER to b               attempt=4  why=name_answered
 83192  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3631692  why=accepted
 83192  report        line REGISTERED             server=pbx.example  at=b  since=83192  why=accepted
