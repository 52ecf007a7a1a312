# C2: each server fails over among its own targets only. From the silence of a until the 2xx of c the first server is
# suspect and b works; then c does, at once.
name pbx.example A a,c ttl=3600
line 1 servers=pbx.example,b mode=concurrent address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 expires_s=200 retry_counts=1
start line 1
at 30s server a is silent
at 30s server c delays 500ms
show moves,attempts,sends,reports,world
until 160s
----
     0  registration  OFF -> REGISTERING          of=pbx.example  why=started
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=2  why=name_answered
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=164520  why=accepted
    20  working       on b                        why=working_changed
    20  report        line ON_BACKUP              server=b  since=20  why=started
    40  registration  REGISTERING -> REGISTERED   of=pbx.example  server=pbx.example  at=a  refresh=121040  why=accepted
    40  working       on pbx.example              from=b  why=working_changed
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 30000  world         server a is silent
 30000  world         server c delays 500ms
121040  registration  REGISTERED -> REGISTERING   of=pbx.example  server=pbx.example  why=refresh_due
121040  send          REGISTER to a               attempt=3  why=working_candidate
121540  resend        REGISTER to a               attempt=3
122540  attempt 3     failed                      why=silence
122540  send          REGISTER to c               attempt=4  why=next_candidate
122540  working       on b                        from=pbx.example  why=suspect
122540  report        line ON_BACKUP              server=b  since=122540  why=silence  cause=silence
123040  registration  REGISTERING -> REGISTERED   of=pbx.example  server=pbx.example  at=c  refresh=244040  why=accepted  cause=silence
123040  working       on pbx.example              from=b  why=working_changed
123040  report        line REGISTERED             server=pbx.example  at=c  since=123040  why=silence  cause=silence
