# A7: `ring_timeout_s` cancels a call that only rings.
server a rings
line 1 servers=a,b jitter_percent=0 quarantine_s=0 ring_timeout_s=30
start line 1
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 40s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
 31020  attempt 2     failed                      why=rang_too_long
 31020  order         Abandon                     attempt=2  why=rang_too_long
 31020  report        request 1 failed            why=rang_too_long
 31020  report        call 1 OVER                 server=a  why=rang_too_long
 31020  send          CANCEL to a                 of attempt=2
 31030  callee        rings no longer             via=a  call=1
 31040  answer        cancelled                   attempt=2
