# A12: each failure is reported with its cause; a pass that runs out of candidates reports one failure
# to the user, with the last cause, to every request that waited for it. No request is lost.
server a is unreachable
server b answers REGISTER 503
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 5ms register line 1
at 15ms register line 1
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
     5  world         register line 1
    15  world         register line 1
    20  answer        icmp                        attempt=1
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        503                         attempt=2
    40  attempt 2     failed                      why=failover_status  status=503
    40  registration  REGISTERING -> WAITING      next_try=52577  why=no_candidate_left  status=503
    40  report        request 1 failed            status=503
    40  report        request 2 failed            status=503
    40  report        line FAILED                 since=40  next_try=52577  why=failover_status  status=503
