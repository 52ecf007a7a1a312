# A9: everything rests: the line's own pass waits until the first one wakes, at 100.02 s; the pass that the user
# waits for tries the first to wake, then the other.
server a answers REGISTER 503 retry-after=100
server b answers REGISTER 503 retry-after=200
line 1 servers=a,b retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 60s register line 1
at 90s server a answers REGISTER 200
show moves,attempts,sends,reports,world
until 170s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=failover_status  status=503
    40  registration  REGISTERING -> WAITING      next_try=100020  why=no_candidate_left  status=503
    40  report        line FAILED                 since=40  next_try=100020  why=failover_status  status=503
 60000  world         register line 1
 60000  registration  WAITING -> REGISTERING      why=user_wish
 60000  send          REGISTER to a               attempt=3  why=first_to_wake
 60000  report        line REGISTERING            since=60000  why=failover_status  status=503
 60020  attempt 3     failed                      why=failover_status  status=503
 60020  send          REGISTER to b               attempt=4  why=first_to_wake
 60040  attempt 4     failed                      why=failover_status  status=503
 60040  registration  REGISTERING -> WAITING      next_try=160020  why=no_candidate_left  status=503
 60040  report        request 1 failed            status=503
 60040  report        line FAILED                 since=60040  next_try=160020  why=failover_status  status=503
 90000  world         server a answers REGISTER 200
160020  registration  WAITING -> REGISTERING      why=rest_over
160020  send          REGISTER to a               attempt=5  why=first_candidate
160020  report        line REGISTERING            since=160020  why=failover_status  status=503
160040  registration  REGISTERING -> REGISTERED   server=a  refresh=3679040  why=accepted
160040  report        line REGISTERED             server=a  since=160040  why=accepted
