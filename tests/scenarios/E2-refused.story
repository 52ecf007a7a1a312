# E2: any final answer but 2xx to that REGISTER fails the candidate, and the pass goes on with the reason kept: b's 403 and
# c's 404 are no answers to the INVITE.
server b answers REGISTER 403
server c answers REGISTER 404
line 1 servers=a,b,c jitter_percent=0 quarantine_s=0 register_first=on
start line 1
at 1s server a fails with icmp
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 4s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a fails with icmp
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        icmp                        attempt=2
  1020  attempt 2     failed                      why=icmp_unreachable
  1020  send          REGISTER to b               attempt=3  why=next_candidate
  1040  answer        403                         attempt=3
  1040  attempt 3     failed                      why=rejected  status=403
  1040  send          REGISTER to c               attempt=4  why=next_candidate
  1060  answer        404                         attempt=4
  1060  attempt 4     failed                      why=rejected  status=404
  1060  report        request 1 failed            status=404
  1060  report        call 1 OVER                 why=no_candidate_left  status=404
