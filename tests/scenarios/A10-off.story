# A10: share_rests off: line 2's quarantine is its own, line 1 hears nothing of it. quarantine_s 0: nothing rests, and
# line 1's next pass asks a again.
server a is unreachable
line 1 servers=a,b quarantine_s=0 failback_servers=never jitter_percent=0 keepalive_s=0
line 2 servers=a,b quarantine_s=30 share_rests=off failback_servers=never jitter_percent=0 keepalive_s=0
start line 1
start line 2
at 10s register line 1
at 10s register line 2
show attempts,sends,rests,world
until 30s
----
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
    20  line 1  attempt 1     failed                      why=icmp_unreachable
    20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    20  line 2  attempt 1     failed                      why=icmp_unreachable
    20  line 2  rest          of a                        until=30020  why=quarantined
    20  line 2  send          REGISTER to b               attempt=2  why=next_candidate
 10000          world         register line 1
 10000  line 1  send          REGISTER to a               attempt=3  why=first_candidate
 10000          world         register line 2
 10000  line 2  send          REGISTER to b               attempt=3  why=first_candidate
 10020  line 1  attempt 3     failed                      why=icmp_unreachable
 10020  line 1  send          REGISTER to b               attempt=4  why=next_candidate
