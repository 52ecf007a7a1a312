# A7: a provisional answer proves that the server lives: no budget any more, on to Timer F (32 s).
# Silence until then is a failure, and the next candidate is tried.
server a provisional 100 then silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends,answers
until 40s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        100                         attempt=1
    20  order         Extend                      attempt=1  why=server_lives
   500  resend        REGISTER to a               attempt=1
   520  answer        100                         attempt=1
  4500  resend        REGISTER to a               attempt=1
  4520  answer        100                         attempt=1
  8500  resend        REGISTER to a               attempt=1
  8520  answer        100                         attempt=1
 12500  resend        REGISTER to a               attempt=1
 12520  answer        100                         attempt=1
 16500  resend        REGISTER to a               attempt=1
 16520  answer        100                         attempt=1
 20500  resend        REGISTER to a               attempt=1
 20520  answer        100                         attempt=1
 24500  resend        REGISTER to a               attempt=1
 24520  answer        100                         attempt=1
 28500  resend        REGISTER to a               attempt=1
 28520  answer        100                         attempt=1
 32000  attempt 1     failed                      why=silence
 32000  send          REGISTER to b               attempt=2  why=next_candidate
 32020  answer        200                         attempt=2  expires=3600
