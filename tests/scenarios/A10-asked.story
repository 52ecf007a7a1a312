# A10, A14: a pass waits for a name at one of whose targets it was to start (D4). Another line finds that one dead: the
# pass goes past it, to a server that needs no name.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
server c at udp:192.0.2.3:5060
name pbx.example A b,c ttl=5
line 1 servers=a,pbx.example address_family=ipv4 failback_servers=never failback_mode=registration expires_s=120 jitter_percent=0 quarantine_s=5 keepalive_s=0
line 2 servers=b jitter_percent=0 quarantine_s=60 keepalive_s=0
server a is unreachable
server b is unreachable
start line 1
at 10s name pbx.example answers after=2s
at 10s server a is back
at 61s start line 2
show moves,attempts,sends,rests
until 75s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
    20  line 1  attempt 1     failed                      why=icmp_unreachable
    20  line 1  rest          of a                        until=5020  why=quarantined
    20  line 1  rest          shared of a                 until=5020  cause=icmp
    20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    20  line 2  rest          heard of a                  until=5020  cause=icmp
    40  line 1  attempt 2     failed                      why=icmp_unreachable
    40  line 1  rest          of b                        until=5040  why=quarantined
    40  line 1  rest          shared of b                 until=5040  cause=icmp
    40  line 1  send          REGISTER to c               attempt=3  why=next_candidate
    40  line 2  rest          heard of b                  until=5040  cause=icmp
    60  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=60060  why=accepted  cause=icmp
 60060  line 1  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 61000  line 2  registration  OFF -> REGISTERING          why=started
 61000  line 2  send          REGISTER to b               attempt=1  why=first_candidate
 61020  line 2  attempt 1     failed                      why=icmp_unreachable
 61020  line 2  rest          of b                        until=121020  why=quarantined
 61020  line 2  rest          shared of b                 until=121020  cause=icmp
 61020  line 2  registration  REGISTERING -> WAITING      next_try=121020  why=no_candidate_left  cause=icmp
 61020  line 1  rest          heard of b                  until=121020  cause=icmp
 61020  line 1  send          REGISTER to a               attempt=4  why=next_candidate
 61040  line 1  registration  REGISTERING -> REGISTERED   server=a  from=pbx.example  refresh=121040  why=accepted
