# E11: an emergency call ignores rests, register_first and the lack of a registration. Any final answer but 2xx, 3xx, 486,
# 600, 603 goes on to the next candidate, each once, with A1's budget.
server a answers REGISTER 503 retry-after=1000
server b answers REGISTER 403
server c answers REGISTER 403
line 1 servers=a,b,c jitter_percent=0 quarantine_s=0 register_first=on
start line 1
at 10s server a answers INVITE 404
at 10s server b is silent for INVITE
at 10s call line 1 emergency=1
show attempts,sends,answers,reports,calls,world
until 25s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        503                         attempt=1  retry_after=1000
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  answer        403                         attempt=2
    40  attempt 2     failed                      why=rejected  status=403
    40  report        line FAILED                 since=40  next_try=52577  why=rejected  status=403
 10000  world         server a answers INVITE 404
 10000  world         server b is silent for INVITE
 10000  world         call line 1 emergency=1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=3  request=1  why=call_wanted
 10020  answer        404                         attempt=3
 10020  attempt 3     failed                      why=rejected  status=404
 10020  send          INVITE to b                 attempt=4  request=1  why=next_candidate
 10520  resend        INVITE to b                 attempt=4
 11520  resend        INVITE to b                 attempt=4
 13520  resend        INVITE to b                 attempt=4
 17520  attempt 4     failed                      why=silence
 17520  send          INVITE to c                 attempt=5  request=1  why=next_candidate
 17530  callee        rings                       via=c  call=1
 17540  answer        180                         attempt=5
 17540  order         Extend                      attempt=5  why=call_rings
 17540  report        call 1 RINGING              server=c  why=call_rings
 19530  callee        talks                       via=c  call=1
 19540  answer        200                         attempt=5
 19540  report        request 1 accepted          server=c
 19540  report        call 1 TALKING              server=c  why=call_answered
