# C1a: REGISTERs to one server share a Call-ID (a series), whichever attempt they belong to; each server
# has its own; each probe has its own until it succeeds, and then it is that server's.
server a is silent
line 1 servers=a,b retry_counts=0 jitter_percent=0 quarantine_s=0
start line 1
at 10s register line 1
at 130s server a is back
at 140s register line 1
show sends,world,series
until 260s
----
     0  send          REGISTER to a               attempt=1  series=1  why=first_candidate
   500  send          REGISTER to b               attempt=2  series=2  why=next_candidate
 10000  world         register line 1
 10000  send          REGISTER to a               attempt=3  series=1  why=first_candidate
 10500  send          REGISTER to b               attempt=4  series=2  why=next_candidate
120520  send          REGISTER to a               attempt=5  for=probe  series=3  why=probe_due
121020  order         Extend                      attempt=5  why=last_candidate
121020  resend        REGISTER to a               attempt=5
122020  resend        REGISTER to a               attempt=5
124020  resend        REGISTER to a               attempt=5
128020  resend        REGISTER to a               attempt=5
130000  world         server a is back
132020  resend        REGISTER to a               attempt=5
140000  world         register line 1
140000  send          REGISTER to a               attempt=6  series=3  why=first_candidate
