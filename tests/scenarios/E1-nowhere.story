# E1: where no candidate works, at the first: the line is refused by both, and the call goes out all the same.
server a answers REGISTER 403
server b answers REGISTER 403
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s call line 1
show attempts,sends,reports,calls,world
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=rejected  status=403
    20  report        line FAILED                 since=20  next_try=52557  why=rejected  status=403
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
 10010  callee        rings                       via=a  call=1
 10020  order         Extend                      attempt=2  why=call_rings
 10020  report        call 1 RINGING              server=a  why=call_rings
 12010  callee        talks                       via=a  call=1
 12020  report        request 1 accepted          server=a
 12020  report        call 1 TALKING              server=a  why=call_answered
