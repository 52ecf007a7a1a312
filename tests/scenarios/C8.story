# C8: stopping removes the binding (expires 0) and waits 2 s at most. A server that answers ends it sooner.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s stop line 1
at 20s start line 1
at 30s server a is silent
at 30s stop line 1
show moves,sends,answers,reports,world,bindings
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         stop line 1
 10000  registration  REGISTERED -> STOPPING      until=12000  why=stopped
 10000  send          REGISTER to a               attempt=2  for=remove  expires=0  why=stopped
 10020  answer        200                         attempt=2  expires=0
 10020  binding       HELD -> ABSENT              server=a  why=binding_removed
 10020  registration  STOPPING -> OFF             why=binding_removed
 10020  report        line DISABLED               since=10020  why=stopped
 20000  world         start line 1
 20000  registration  OFF -> REGISTERING          why=started
 20000  send          REGISTER to a               attempt=3  why=first_candidate
 20000  report        line REGISTERING            since=20000  why=started
 20020  answer        200                         attempt=3  expires=3600
 20020  binding       ABSENT -> HELD              server=a  expires=3620020  why=accepted
 20020  registration  REGISTERING -> REGISTERED   server=a  refresh=3539020  why=accepted
 20020  report        line REGISTERED             server=a  since=20020  why=accepted
 30000  world         server a is silent
 30000  world         stop line 1
 30000  registration  REGISTERED -> STOPPING      until=32000  why=stopped
 30000  send          REGISTER to a               attempt=4  for=remove  expires=0  why=stopped
 30500  resend        REGISTER to a               attempt=4
 31500  resend        REGISTER to a               attempt=4
 32000  order         Abandon                     attempt=4  why=removal_timed_out
 32000  binding       HELD -> ABSENT              server=a  why=removal_timed_out
 32000  registration  STOPPING -> OFF             why=removal_timed_out
 32000  report        line DISABLED               since=32000  why=stopped
