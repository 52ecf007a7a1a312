# E11: 486 is the callee's own: it goes no further. And when all fail, that is what the user hears.
server a answers INVITE 486
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1 emergency=1
at 3s server a answers INVITE 500
at 3s server b answers INVITE 404
at 3s call line 1 emergency=1
show attempts,sends,answers,reports,calls,world
until 5s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1 emergency=1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        486                         attempt=2
  1020  attempt 2     failed                      why=rejected  status=486
  1020  report        request 1 rejected          status=486
  1020  report        call 1 OVER                 why=rejected  status=486
  3000  world         server a answers INVITE 500
  3000  world         server b answers INVITE 404
  3000  world         call line 1 emergency=1
  3000  report        call 2 CALLING              why=call_wanted
  3000  send          INVITE to a                 attempt=3  request=2  why=call_wanted
  3020  answer        500                         attempt=3
  3020  attempt 3     failed                      why=rejected  status=500
  3020  send          INVITE to b                 attempt=4  request=2  why=next_candidate
  3040  answer        404                         attempt=4
  3040  attempt 4     failed                      why=rejected  status=404
  3040  report        request 2 failed            status=404
  3040  report        call 2 OVER                 why=no_candidate_left  status=404
