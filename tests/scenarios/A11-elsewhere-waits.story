# A11, C6: a, always too late, must not undo waits: b, where the line works, rests for ten minutes (Retry-After), c is
# dead, and a is asked no more often than without its late answers.
name pbx.example A a,c,b
server a delays 9s
server c is unreachable
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30 keepalive_s=0
start line 1
at 9s server b answers INVITE 503 retry-after=600
at 30s call line 1
show moves,attempts,sends,world
until 120s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to c               attempt=2  why=next_candidate
  7540  attempt 2     failed                      why=icmp_unreachable
  7540  send          REGISTER to b               attempt=3  why=next_candidate
  7560  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3477060  why=accepted  cause=icmp
  9000  world         server b answers INVITE 503 retry-after=600
  9020  registration  REGISTERED -> REGISTERING   server=pbx.example  why=late_binding
  9020  send          REGISTER to b               attempt=4  why=working_candidate
  9040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3478540  why=accepted
 30000  world         call line 1
 30000  send          INVITE to b                 attempt=5  request=1  why=call_wanted
 30020  attempt 5     failed                      why=failover_status  status=503
 30020  send          INVITE to a                 attempt=6  request=1  why=next_candidate
 30020  registration  REGISTERED -> REGISTERING   server=pbx.example  why=status_to_request
 30020  send          REGISTER to a               attempt=7  why=next_candidate
 30520  resend        INVITE to a                 attempt=6
 30520  resend        REGISTER to a               attempt=7
 31520  resend        INVITE to a                 attempt=6
 31520  resend        REGISTER to a               attempt=7
 33520  resend        INVITE to a                 attempt=6
 33520  resend        REGISTER to a               attempt=7
 37520  attempt 7     failed                      why=silence
 37520  send          REGISTER to c               attempt=8  why=next_candidate
 37520  attempt 6     failed                      why=silence
 37520  send          INVITE to c                 attempt=9  request=1  why=next_candidate
 37540  attempt 8     failed                      why=icmp_unreachable
 37540  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=3478540  why=stays_in_service  cause=icmp
 37540  attempt 9     failed                      why=icmp_unreachable
 39020  order         End                         attempt=6  why=late_call_ended
