# D5. Case 43, Yealink: failback_timeout 30 means 60 s (line 1), 0 means until the next failover
# (line 2): the second address serves on, although the first is back, until it fails itself.
name pbx.example A a,b ttl=3600
server a is unreachable
line 1 like yealink servers=x=pbx.example x.failback_mode=duration x.failback_timeout_s=30 x.expires_s=150
line 2 like yealink servers=x=pbx.example x.failback_mode=duration x.failback_timeout_s=0 x.expires_s=150
start line 1
start line 2
at 10s server a is back
at 70s server b is unreachable
show moves,sends,world
until 80s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
    20  line 1  send          REGISTER to a               attempt=1  why=name_answered
    20  line 2  send          REGISTER to a               attempt=1  why=name_answered
    40  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    40  line 2  send          REGISTER to b               attempt=2  why=next_candidate
    60  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=75060  why=accepted  cause=icmp
    60  line 1  target_failback  FIRST -> AWAY               server=pbx.example  back=60060  why=duration_runs
    60  line 1  working       on pbx.example              why=working_changed
    60  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=75060  why=accepted  cause=icmp
    60  line 2  working       on pbx.example              why=working_changed
 10000          world         server a is back
 60060  line 1  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
 60060  line 1  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
 60060  line 1  send          REGISTER to a               attempt=3  why=duration_over
 60080  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=135080  why=accepted
 60080  line 1  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 60080  line 1  working       on pbx.example              why=working_changed
 70000          world         server b is unreachable
 75060  line 2  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 75060  line 2  send          REGISTER to b               attempt=3  why=working_candidate
 75080  line 2  send          REGISTER to a               attempt=4  why=next_candidate
 75100  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=150100  why=accepted  cause=icmp
 75100  line 2  working       on pbx.example              why=working_changed
