# A2: retry_period_ms replaces the count: retransmitted as the RFC says until the period is over.
server a is silent
line 1 servers=a,b a.retry_period_ms=10000 a.retry_counts=0 jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends
until 11s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  resend        REGISTER to a               attempt=1
 10000  attempt 1     failed                      why=silence
 10000  send          REGISTER to b               attempt=2  why=next_candidate
