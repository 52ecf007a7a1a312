# D5, D6, D8: Yealink guide, failback_mode 3: requests go to the server that works until
# failback_timeout (here 60 s) has passed since the failover; later guides: only when the line is idle.
name pbx.example A a,b ttl=3600
server a is silent
line 1 like yealink servers=x=pbx.example x.failback_mode=duration x.failback_timeout_s=60
start line 1
at 10s request line 1
at 50s server a is back
at 60s call arrives line 1
at 90s call ends line 1
show moves,attempts,sends,world
until 100s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516540  why=accepted  cause=silence
  7540  target_failback  FIRST -> AWAY               server=pbx.example  back=67540  why=duration_runs
  7540  working       on pbx.example              why=working_changed
 10000  world         request line 1
 10000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 50000  world         server a is back
 60000  world         call arrives line 1
 67540  target_failback  AWAY -> DUE                 server=pbx.example  why=waits_for_idle
 90000  world         call ends line 1
 90000  target_failback  DUE -> TRYING               server=pbx.example  why=line_idle
 90000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
 90000  send          REGISTER to a               attempt=4  why=duration_over
 90020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3599020  why=accepted
 90020  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 90020  working       on pbx.example              why=working_changed
