# A1: n retransmissions at T1, 2*T1, 4*T1 ...; failed when the interval after the last one is over.
# T1 500 ms, n = 3: sent at 0, 0.5, 1.5, 3.5 s, failed at 7.5 s. n = 0 at b: failed 0.5 s later.
server a is silent
server b is silent
line 1 servers=a,b,c b.retry_counts=0 jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends
until 10s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  8000  attempt 2     failed                      why=silence
  8000  send          REGISTER to c               attempt=3  why=next_candidate
