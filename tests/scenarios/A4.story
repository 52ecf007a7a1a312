# A4: the last attempt of a pass, its budget over, goes on to 64*T1 = 32 s, retransmitting as the RFC says.
# A budget that ends before 7.5 s leaves the retransmission of that moment due: it is sent then.
server a is silent
server b is silent
line 1 servers=a,b retry_counts=1 jitter_percent=0 quarantine_s=0
start line 1
show attempts,sends,moves
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to b               attempt=2  why=next_candidate
  2000  resend        REGISTER to b               attempt=2
  3000  order         Extend                      attempt=2  why=last_candidate
  3000  resend        REGISTER to b               attempt=2
  5000  resend        REGISTER to b               attempt=2
  9000  resend        REGISTER to b               attempt=2
 13000  resend        REGISTER to b               attempt=2
 17000  resend        REGISTER to b               attempt=2
 21000  resend        REGISTER to b               attempt=2
 25000  resend        REGISTER to b               attempt=2
 29000  resend        REGISTER to b               attempt=2
 33000  resend        REGISTER to b               attempt=2
 33500  attempt 2     failed                      why=silence
 33500  registration  REGISTERING -> WAITING      next_try=86037  why=no_candidate_left  cause=silence
