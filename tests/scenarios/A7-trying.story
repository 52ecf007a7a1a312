# A7: after a 100 alone it is moved by a failover status.
server a provisional 100 to INVITE then answers 503 after=10s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        100                         attempt=2
  1020  order         Extend                      attempt=2  why=server_lives
 11020  answer        503                         attempt=2
 11020  attempt 2     failed                      why=failover_status  status=503
 11020  send          INVITE to b                 attempt=3  request=1  why=next_candidate
 11020  send          REGISTER to a               attempt=4  why=status_to_request
 11030  callee        rings                       via=b  call=1
 11040  answer        200                         attempt=4  expires=3600
 11040  answer        180                         attempt=3
 11040  order         Extend                      attempt=3  why=call_rings
 11040  report        call 1 RINGING              server=b  why=call_rings
 13030  callee        talks                       via=b  call=1
 13040  answer        200                         attempt=3
 13040  report        request 1 accepted          server=b
 13040  report        call 1 TALKING              server=b  why=call_answered
