# A9, D1, C6, C13. Field pain 30 (also 40, case 15): a 503 with Retry-After ended registration; or
# the time was ignored. A9: the target rests for that long. Line 1 goes on at b, and its probe waits
# until a wakes (D1); line 2, with nowhere else to go, registers by itself when the time is over
# (C6, C13).
server a answers REGISTER 503 retry-after=300
line 1 servers=a,b share_rests=off jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a share_rests=off jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 10s server a answers REGISTER 200
show moves,attempts,sends,rests,reports,world
until 310s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  attempt 1     failed                      why=failover_status  status=503
    20  line 1  rest          of a                        until=300020  why=retry_after  status=503
    20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    20  line 2  attempt 1     failed                      why=failover_status  status=503
    20  line 2  rest          of a                        until=300020  why=retry_after  status=503
    20  line 2  registration  REGISTERING -> WAITING      next_try=300020  why=no_candidate_left  status=503
    20  line 2  report        line FAILED                 since=20  next_try=300020  why=failover_status  status=503
    40  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  status=503
    40  line 1  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  line 1  report        line ON_BACKUP              server=b  since=40  why=failover_status  status=503
 10000          world         server a answers REGISTER 200
120040  line 1  failback      (AWAY)                      probe=300020  why=all_rest
300020  line 1  failback      AWAY -> PROBING             server=a  why=probe_due
300020  line 1  send          REGISTER to a               attempt=3  for=probe  why=probe_due
300020  line 2  registration  WAITING -> REGISTERING      why=rest_over
300020  line 2  send          REGISTER to a               attempt=2  why=first_candidate
300020  line 2  report        line REGISTERING            since=300020  why=failover_status  status=503
300040  line 1  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3819040  why=probe_accepted
300040  line 1  failback      PROBING -> HOME             why=came_back
300040  line 1  report        line REGISTERED             server=a  since=300040  why=came_back
300040  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3858540  why=accepted
300040  line 2  report        line REGISTERED             server=a  since=300040  why=accepted
