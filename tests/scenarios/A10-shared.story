# A10: lines of one phone tell one another of rests (share_rests): line 3, which starts meanwhile, does not try a.
# But a rest heard of never moves what works: line 2 refreshes at a.
line 1 servers=a,b quarantine_s=30 failback_servers=never jitter_percent=0 keepalive_s=0
line 2 servers=a,b a.expires_s=40 failback_servers=never jitter_percent=0 keepalive_s=0
line 3 servers=a,b failback_servers=never jitter_percent=0 keepalive_s=0
start line 2
at 30s server a is unreachable
at 30s start line 1
at 30.1s server a is back
at 31s start line 3
show moves,attempts,sends,rests,world
until 50s
----
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
    20  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=20020  why=accepted
 20020  line 2  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 20020  line 2  send          REGISTER to a               attempt=2  why=working_candidate
 20040  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=40040  why=accepted
 30000          world         server a is unreachable
 30000          world         start line 1
 30000  line 1  registration  OFF -> REGISTERING          why=started
 30000  line 1  send          REGISTER to a               attempt=1  why=first_candidate
 30020  line 1  attempt 1     failed                      why=icmp_unreachable
 30020  line 1  rest          of a                        until=60020  why=quarantined
 30020  line 1  rest          shared of a                 until=60020  cause=icmp
 30020  line 1  send          REGISTER to b               attempt=2  why=next_candidate
 30020  line 2  rest          heard of a                  until=60020  cause=icmp
 30020  line 3  rest          heard of a                  until=60020  cause=icmp
 30040  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3549040  why=accepted  cause=icmp
 30100          world         server a is back
 31000          world         start line 3
 31000  line 3  registration  OFF -> REGISTERING          why=started
 31000  line 3  send          REGISTER to b               attempt=1  why=first_candidate
 31020  line 3  registration  REGISTERING -> REGISTERED   server=b  refresh=3550020  why=accepted
 40040  line 2  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 40040  line 2  send          REGISTER to a               attempt=3  why=working_candidate
 40060  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=60060  why=accepted
