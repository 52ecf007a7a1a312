# Fanvil guide, Failover, 4 "Failover Failure". A1, A4, A12, C6.
# Each server is tried in order as often as configured; the last one for 64*T1 = 32 s. Then the user is told.
server a is silent
server b is silent
line 1 like fanvil servers=a,b
start line 1
at 5s register line 1
show moves,attempts,sends,reports
until 45s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  8000  resend        REGISTER to b               attempt=2
  9000  resend        REGISTER to b               attempt=2
 11000  resend        REGISTER to b               attempt=2
 15000  order         Extend                      attempt=2  why=last_candidate
 15000  resend        REGISTER to b               attempt=2
 19000  resend        REGISTER to b               attempt=2
 23000  resend        REGISTER to b               attempt=2
 27000  resend        REGISTER to b               attempt=2
 31000  resend        REGISTER to b               attempt=2
 35000  resend        REGISTER to b               attempt=2
 39000  resend        REGISTER to b               attempt=2
 39500  attempt 2     failed                      why=silence
 39500  registration  REGISTERING -> WAITING      next_try=71500  why=no_candidate_left  cause=silence
 39500  report        request 1 failed            cause=silence
 39500  report        line FAILED                 since=39500  next_try=71500  why=silence  cause=silence
