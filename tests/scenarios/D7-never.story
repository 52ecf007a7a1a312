# D7: never, as Yealink files: C6 alone, the wait of 100 s, whatever failback_interval_s says.
server a is unreachable
line 1 servers=a,b mode=concurrent failback_servers=never failback_interval_s=20 retry_base_s=100 retry_max_s=100
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 35s server a is back
show moves,attempts,sends,reports,world
until 101s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=icmp_unreachable
    20  registration  REGISTERING -> WAITING      of=a  next_try=100020  why=no_candidate_left  cause=icmp
    20  report        line REGISTERING            since=0  why=icmp_unreachable  cause=icmp
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
    20  working       on b                        why=working_changed
    20  report        line ON_BACKUP              server=b  since=20  why=icmp_unreachable  cause=icmp
 35000  world         server a is back
100020  registration  WAITING -> REGISTERING      of=a  why=wait_over
100020  send          REGISTER to a               attempt=3  why=first_candidate
100040  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3658540  why=accepted
100040  working       on a                        from=b  why=working_changed
100040  report        line REGISTERED             server=a  since=100040  why=accepted
