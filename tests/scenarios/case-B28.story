# E6 (behaviour case 28): the CANCEL of an INVITE that went to server 2 goes to server 2.
server a answers INVITE 503
server b rings
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s hang up line 1
show attempts,sends,answers,reports,calls,world
until 6s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        503                         attempt=2
  1020  attempt 2     failed                      why=failover_status  status=503
  1020  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  1020  send          REGISTER to a               attempt=4  why=status_to_request
  1030  callee        rings                       via=b  call=1
  1040  answer        200                         attempt=4  expires=3600
  1040  answer        180                         attempt=3
  1040  order         Extend                      attempt=3  why=call_rings
  1040  report        call 1 RINGING              server=b  why=call_rings
  5000  world         hang up line 1
  5000  order         Abandon                     attempt=3  why=call_given_up
  5000  report        request 1 withdrawn
  5000  report        call 1 OVER                 server=b  why=call_given_up
  5000  send          CANCEL to b                 of attempt=3
  5010  callee        rings no longer             via=b  call=1
  5020  answer        cancelled                   attempt=3
