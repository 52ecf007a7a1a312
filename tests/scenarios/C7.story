# C7: a 404 ends the pass without failover (A8), is reported, and is retried with the waits of C6.
server a answers REGISTER 404
line 1 servers=a,b retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0
start line 1
at 40s server a answers REGISTER 200
show moves,attempts,sends,reports,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=rejected  status=404
    20  registration  REGISTERING -> WAITING      next_try=30020  why=registration_rejected  status=404
    20  report        line FAILED                 since=20  next_try=30020  why=rejected  status=404
 30020  registration  WAITING -> REGISTERING      why=wait_over
 30020  send          REGISTER to a               attempt=2  why=first_candidate
 30020  report        line REGISTERING            since=30020  why=rejected  status=404
 30040  attempt 2     failed                      why=rejected  status=404
 30040  registration  REGISTERING -> WAITING      next_try=60040  why=registration_rejected  status=404
 30040  report        line FAILED                 since=30040  next_try=60040  why=rejected  status=404
 40000  world         server a answers REGISTER 200
 60040  registration  WAITING -> REGISTERING      why=wait_over
 60040  send          REGISTER to a               attempt=3  why=first_candidate
 60040  report        line REGISTERING            since=60040  why=rejected  status=404
 60060  registration  REGISTERING -> REGISTERED   server=a  refresh=3579060  why=accepted
 60060  report        line REGISTERED             server=a  since=60060  why=accepted
