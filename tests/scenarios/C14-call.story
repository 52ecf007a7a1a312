# C14: running calls keep their server's old entry until they end: b carries the call, and is taken out of the list
# while it talks. Hold and BYE still go there.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a answers INVITE 503
at 1s call line 1
at 5s configure line 1 servers=a,c
at 6s hold line 1
at 10s hang up line 1
show moves,attempts,sends,answers,reports,calls,world
until 12s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a answers INVITE 503
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        503                         attempt=2
  1020  attempt 2     failed                      why=failover_status  status=503
  1020  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  1020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  1020  send          REGISTER to a               attempt=4  why=status_to_request
  1030  callee        rings                       via=b  call=1
  1040  answer        200                         attempt=4  expires=3600
  1040  registration  REGISTERING -> REGISTERED   server=a  refresh=3520040  why=accepted
  1040  answer        180                         attempt=3
  1040  order         Extend                      attempt=3  why=call_rings
  1040  report        call 1 RINGING              server=b  why=call_rings
  3030  callee        talks                       via=b  call=1
  3040  answer        200                         attempt=3
  3040  report        request 1 accepted          server=b
  3040  report        call 1 TALKING              server=b  why=call_answered
  5000  world         configure line 1 servers=a,c
  5000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
  5000  send          REGISTER to a               attempt=5  why=working_candidate
  5020  answer        200                         attempt=5  expires=3600
  5020  registration  REGISTERING -> REGISTERED   server=a  refresh=3524020  why=accepted
  6000  world         hold line 1
  6000  send          OTHER to a                  attempt=6  for=request  in_dialog  next_hop=b  why=in_dialog
  6020  answer        200                         attempt=6
  6020  report        request 2 accepted          server=a
 10000  world         hang up line 1
 10000  report        call 1 ENDING               why=hangs_up
 10000  send          BYE to a                    attempt=7  request=3  in_dialog  next_hop=b  why=hangs_up
 10010  callee        talks no longer             call=1
 10020  answer        200                         attempt=7
 10020  report        request 3 accepted          server=a
 10020  report        call 1 OVER                 why=bye_answered
