# E11: emergencies ignore rests and the lack of a registration: each candidate is tried once, in order, whatever rests.
# A final answer but 2xx, 3xx, 486, 600, 603 goes on to the next.
server a answers REGISTER 503 retry-after=1000
server b answers REGISTER 403
server a answers OTHER 404
server b answers OTHER 603
line 1 servers=a,b,c retry_base_s=1000 retry_max_s=1000 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s request line 1 emergency=1
at 30s server b answers OTHER 408
at 30s request line 1 emergency=1
show moves,attempts,sends,reports,world
until 31s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=rejected  status=403
    40  registration  REGISTERING -> WAITING      next_try=1000040  why=registration_rejected  status=403
    40  report        line FAILED                 since=40  next_try=1000040  why=rejected  status=403
 10000  world         request line 1
 10000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 10020  attempt 3     failed                      why=rejected  status=603
 10020  report        request 1 rejected          status=603
 20000  world         request line 1 emergency=1
 20000  send          OTHER to a                  attempt=4  for=request  why=request_wanted
 20020  attempt 4     failed                      why=rejected  status=404
 20020  send          OTHER to b                  attempt=5  for=request  why=next_candidate
 20040  attempt 5     failed                      why=rejected  status=603
 20040  report        request 2 rejected          status=603
 30000  world         server b answers OTHER 408
 30000  world         request line 1 emergency=1
 30000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
 30020  attempt 6     failed                      why=rejected  status=404
 30020  send          OTHER to b                  attempt=7  for=request  why=next_candidate
 30040  attempt 7     failed                      why=rejected  status=408
 30040  send          OTHER to c                  attempt=8  for=request  why=next_candidate
 30060  report        request 3 accepted          server=c
