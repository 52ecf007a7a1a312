# A6, A12. Cases 03, 05: three TCP servers refuse the connection. A6: each failure leads to the next
# one at once, in order, without waiting for Timer F; A12: after the third the user is told at once.
server a at tcp:192.0.2.1
server b at tcp:192.0.2.2
server c at tcp:192.0.2.3
server a fails with refused
server b fails with refused
server c fails with refused
line 1 servers=a,b,c jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s register line 1
until 2s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        refused                     attempt=1
    20  attempt 1     failed                      why=connection_refused
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        refused                     attempt=2
    40  attempt 2     failed                      why=connection_refused
    40  send          REGISTER to c               attempt=3  why=next_candidate
    60  answer        refused                     attempt=3
    60  attempt 3     failed                      why=connection_refused
    60  registration  REGISTERING -> WAITING      next_try=52597  why=no_candidate_left  cause=refused
    60  report        line FAILED                 since=60  next_try=52597  why=connection_refused  cause=refused
  1000  world         register line 1
  1000  registration  WAITING -> REGISTERING      why=user_wish
  1000  send          REGISTER to a               attempt=4  why=first_candidate
  1000  report        line REGISTERING            since=1000  why=connection_refused  cause=refused
  1020  answer        refused                     attempt=4
  1020  attempt 4     failed                      why=connection_refused
  1020  send          REGISTER to b               attempt=5  why=next_candidate
  1040  answer        refused                     attempt=5
  1040  attempt 5     failed                      why=connection_refused
  1040  send          REGISTER to c               attempt=6  why=next_candidate
  1060  answer        refused                     attempt=6
  1060  attempt 6     failed                      why=connection_refused
  1060  registration  REGISTERING -> WAITING      next_try=84087  why=no_candidate_left  cause=refused
  1060  report        request 1 failed            cause=refused
  1060  report        line FAILED                 since=1060  next_try=84087  why=connection_refused  cause=refused
