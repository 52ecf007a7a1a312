# A11, A9: the same while the target where the line works rests: the refresh waits until that may be asked, and does not
# go to the other one.
server a delays 12s
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=20 retry_base_s=30 invite_retry_counts=1
name pbx.example A a,b
start line 1
at 7600ms server b is silent
at 7700ms server a fails with icmp
at 7800ms call line 1
at 15s server b is back
show moves,attempts,sends,bindings,world
until 40s
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
  7600  world         server b is silent
  7700  world         server a fails with icmp
  7800  world         call line 1
  7800  send          INVITE to b                 attempt=3  request=1  why=call_wanted
  8300  resend        INVITE to b                 attempt=3
  9300  attempt 3     failed                      why=silence
  9300  send          INVITE to a                 attempt=4  request=1  why=first_to_wake
  9800  resend        INVITE to a                 attempt=4
 10800  order         Extend                      attempt=4  why=last_candidate
 10800  resend        INVITE to a                 attempt=4
 12800  resend        INVITE to a                 attempt=4
 15000  world         server b is back
 16800  resend        INVITE to a                 attempt=4
 21300  attempt 4     failed                      why=icmp_unreachable
 29300  registration  REGISTERED -> REGISTERING   server=pbx.example  why=late_binding
 29300  send          REGISTER to b               attempt=5  why=working_candidate
 29320  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3538320  why=accepted
