# A11, C4: a late 2xx from another target of the server where the line works: that server may keep this way in place of
# the one which the line lives by. The refresh comes at once, where the line works.
server a delays 9s
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30
name pbx.example A a,b
start line 1
at 8s server b delays 20ms
show moves,attempts,sends,bindings
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  binding       ABSENT -> HELD              server=pbx.example  expires=3607540  why=accepted
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516540  why=accepted  cause=silence
  9020  registration  REGISTERED -> REGISTERING   server=pbx.example  why=late_binding
  9020  send          REGISTER to b               attempt=3  why=working_candidate
  9040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3518040  why=accepted
