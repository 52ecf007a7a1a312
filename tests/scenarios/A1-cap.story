# A1: intervals are capped at T2, and no attempt lasts longer than 64*T1.
# T1 100 ms, T2 400 ms: 0.1, 0.3, 0.7, 1.1 ... and with n = 20 the end is 6.4 s, not 7.9 s.
server a is silent
line 1 servers=a,b t1_ms=100 t2_ms=400 a.retry_counts=20 jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends
until 7s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
   100  resend        REGISTER to a               attempt=1
   300  resend        REGISTER to a               attempt=1
   700  resend        REGISTER to a               attempt=1
  1100  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  1900  resend        REGISTER to a               attempt=1
  2300  resend        REGISTER to a               attempt=1
  2700  resend        REGISTER to a               attempt=1
  3100  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  3900  resend        REGISTER to a               attempt=1
  4300  resend        REGISTER to a               attempt=1
  4700  resend        REGISTER to a               attempt=1
  5100  resend        REGISTER to a               attempt=1
  5500  resend        REGISTER to a               attempt=1
  5900  resend        REGISTER to a               attempt=1
  6300  resend        REGISTER to a               attempt=1
  6400  attempt 1     failed                      why=silence
  6400  send          REGISTER to b               attempt=2  why=next_candidate
