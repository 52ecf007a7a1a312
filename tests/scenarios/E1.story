# E1: a call starts at the working candidate, which is b; the other one comes behind it (A14).
server a is silent
server b answers INVITE 503
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s server a is back
at 10s call line 1
show attempts,sends,reports,calls,world
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 10000  world         server a is back
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 10020  attempt 3     failed                      why=failover_status  status=503
 10020  send          INVITE to a                 attempt=4  request=1  why=next_candidate
 10020  send          REGISTER to b               attempt=5  why=status_to_request
 10030  callee        rings                       via=a  call=1
 10040  order         Extend                      attempt=4  why=call_rings
 10040  report        call 1 RINGING              server=a  why=call_rings
 12030  callee        talks                       via=a  call=1
 12040  report        request 1 accepted          server=a
 12040  report        call 1 TALKING              server=a  why=call_answered
