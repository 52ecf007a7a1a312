# A7: after 101..199 an INVITE is never moved, by anything: its final answer is the user's, a failover status too.
server a rings then answers 503 after=5s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 10s
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
  6010  callee        rings no longer             via=a  call=1
  6020  answer        503                         attempt=2
  6020  attempt 2     failed                      why=rejected  status=503
  6020  report        request 1 rejected          status=503
  6020  report        call 1 OVER                 server=a  why=rejected  status=503
