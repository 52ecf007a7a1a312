# A10, A9: one server alone, quarantined from 32 to 62 s: the wait of C6 (10 s) ends at 42 s, and the line's own pass
# waits until it wakes. The user's tries it all the same.
server a is silent
line 1 servers=a quarantine_s=30 retry_base_s=10 retry_max_s=10 jitter_percent=0 keepalive_s=0
start line 1
at 50s server a is unreachable
at 50s register line 1
at 60s server a is back
show moves,attempts,sends,world
until 85s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  order         Extend                      attempt=1  why=last_candidate
  7500  resend        REGISTER to a               attempt=1
 11500  resend        REGISTER to a               attempt=1
 15500  resend        REGISTER to a               attempt=1
 19500  resend        REGISTER to a               attempt=1
 23500  resend        REGISTER to a               attempt=1
 27500  resend        REGISTER to a               attempt=1
 31500  resend        REGISTER to a               attempt=1
 32000  attempt 1     failed                      why=silence
 32000  registration  REGISTERING -> WAITING      next_try=62000  why=no_candidate_left  cause=silence
 50000  world         server a is unreachable
 50000  world         register line 1
 50000  registration  WAITING -> REGISTERING      why=user_wish
 50000  send          REGISTER to a               attempt=2  why=first_to_wake
 50020  attempt 2     failed                      why=icmp_unreachable
 50020  registration  REGISTERING -> WAITING      next_try=80020  why=no_candidate_left  cause=icmp
 60000  world         server a is back
 80020  registration  WAITING -> REGISTERING      why=rest_over
 80020  send          REGISTER to a               attempt=3  why=first_candidate
 80040  registration  REGISTERING -> REGISTERED   server=a  refresh=3638540  why=accepted
