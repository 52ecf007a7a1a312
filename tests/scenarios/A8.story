# A8: any other final answer is an answer, not a failure: no failover, and the user hears the server's word.
server a answers REGISTER 403
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s register line 1
until 11s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        403                         attempt=1
    20  attempt 1     failed                      why=rejected  status=403
    20  registration  REGISTERING -> WAITING      next_try=52557  why=registration_rejected  status=403
    20  report        line FAILED                 since=20  next_try=52557  why=rejected  status=403
 10000  world         register line 1
 10000  registration  WAITING -> REGISTERING      why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10000  report        line REGISTERING            since=10000  why=rejected  status=403
 10020  answer        403                         attempt=2
 10020  attempt 2     failed                      why=rejected  status=403
 10020  registration  REGISTERING -> WAITING      next_try=93047  why=registration_rejected  status=403
 10020  report        request 1 rejected          status=403
 10020  report        line FAILED                 since=10020  next_try=93047  why=rejected  status=403
