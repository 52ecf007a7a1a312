# A7, A12: nor by a lost connection. It rang, and its answer will not come: the call is over.
server a at tcp:192.0.2.1
server a rings then answers after=9s
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s call line 1
at 3s connection to a breaks
show attempts,sends,answers,reports,calls,world
until 20s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        connected                   attempt=1
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3000  world         connection to a breaks
  3000  answer        reset                       attempt=2
  3000  attempt 2     failed                      why=connection_reset
  3000  report        request 1 failed            cause=reset
  3000  report        call 1 OVER                 server=a  why=connection_reset
  3000  flow          lost to a                   cause=closed
  3000  send          REGISTER to a               attempt=3  why=working_candidate
  3020  answer        connected                   attempt=3
  3040  answer        200                         attempt=3  expires=3600
 10010  callee        talks                       via=a  call=1
 10030  callee        talks no longer             via=a  call=1
