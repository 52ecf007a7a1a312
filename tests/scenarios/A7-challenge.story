# A7, A8: a challenge proves life too, and the request with credentials has a fresh budget:
# a answers the first request after 6 s with a challenge, and falls silent; 7.5 s from then it has failed.
server a challenges realm=office
server a delays 6s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 5s server a is silent
show attempts,sends,answers
until 20s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  6000  answer        401                         attempt=1  realm=office
  6000  order         Authenticate                attempt=1  why=challenged
  6500  resend        REGISTER to a               attempt=1
  7500  resend        REGISTER to a               attempt=1
  9500  resend        REGISTER to a               attempt=1
 13500  attempt 1     failed                      why=silence
 13500  send          REGISTER to b               attempt=2  why=next_candidate
 13520  answer        200                         attempt=2  expires=3600
