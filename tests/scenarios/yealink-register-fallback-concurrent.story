# C2, A4, C6: Yealink guide, concurrent registration (the default): both servers are registered at
# the same time; while the working server is down the fallback server works, and when the working
# server registers again (every 30 s, reg_fail_retry_interval) it is the working one at once (D7).
server a is silent
line 1 like yealink servers=a,b
start line 1
at 50s server a is back
show moves,attempts,sends,answers,reports,world
until 70s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=2  expires=3600
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
    20  working       on b                        why=working_changed
    20  report        line ON_BACKUP              server=b  since=20  why=started
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
 32000  registration  REGISTERING -> WAITING      of=a  next_try=62000  why=no_candidate_left  cause=silence
 32000  report        line ON_BACKUP              server=b  since=20  why=silence  cause=silence
 50000  world         server a is back
 62000  registration  WAITING -> REGISTERING      of=a  why=wait_over
 62000  send          REGISTER to a               attempt=3  why=first_candidate
 62020  answer        200                         attempt=3  expires=3600
 62020  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3620520  why=accepted
 62020  working       on a                        from=b  why=working_changed
 62020  report        line REGISTERED             server=a  since=62020  why=accepted
