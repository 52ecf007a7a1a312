# E2: REGISTER and the request behind it have together 64*T1 at most: b answers the REGISTER after 4 s and the INVITE never,
# and as the last one (A4) has what is left of 32 s.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 register_first=on
start line 1
at 1s server b answers REGISTER 200 after=4s
at 1s server b is silent for INVITE
at 1s server a fails with icmp
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 40s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server b answers REGISTER 200 after=4s
  1000  world         server b is silent for INVITE
  1000  world         server a fails with icmp
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        icmp                        attempt=2
  1020  attempt 2     failed                      why=icmp_unreachable
  1020  send          REGISTER to b               attempt=3  why=next_candidate
  1520  resend        REGISTER to b               attempt=3
  2520  resend        REGISTER to b               attempt=3
  4520  resend        REGISTER to b               attempt=3
  5040  answer        200                         attempt=3  expires=3600
  5040  send          INVITE to b                 attempt=4  request=1  why=registered_first
  5040  report        line ON_BACKUP              server=b  since=5040  why=icmp_unreachable  cause=icmp
  5540  resend        INVITE to b                 attempt=4
  6540  resend        INVITE to b                 attempt=4
  8540  resend        INVITE to b                 attempt=4
 12540  order         Extend                      attempt=4  why=last_candidate
 12540  resend        INVITE to b                 attempt=4
 20540  resend        INVITE to b                 attempt=4
 33020  attempt 4     failed                      why=silence
 33020  report        request 1 failed            cause=silence
 33020  report        call 1 OVER                 why=no_candidate_left
