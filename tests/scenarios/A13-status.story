# A13, C3: a failover status moves that INVITE only, and starts a registration pass at the server that gave it.
server a answers INVITE 503
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s hang up line 1
at 6s call line 1
show moves,attempts,sends,reports,calls,world
until 7s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  attempt 2     failed                      why=failover_status  status=503
  1020  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  1020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  1020  send          REGISTER to a               attempt=4  why=status_to_request
  1030  callee        rings                       via=b  call=1
  1040  registration  REGISTERING -> REGISTERED   server=a  refresh=3520040  why=accepted
  1040  order         Extend                      attempt=3  why=call_rings
  1040  report        call 1 RINGING              server=b  why=call_rings
  3030  callee        talks                       via=b  call=1
  3040  report        request 1 accepted          server=b
  3040  report        call 1 TALKING              server=b  why=call_answered
  5000  world         hang up line 1
  5000  report        call 1 ENDING               server=b  why=hangs_up
  5000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
  5010  callee        talks no longer             call=1
  5020  report        request 2 accepted          server=b
  5020  report        call 1 OVER                 server=b  why=bye_answered
  6000  world         call line 1
  6000  report        call 3 CALLING              why=call_wanted
  6000  send          INVITE to a                 attempt=6  request=3  why=call_wanted
  6020  attempt 6     failed                      why=failover_status  status=503
  6020  send          INVITE to b                 attempt=7  request=3  why=next_candidate
  6020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  6020  send          REGISTER to a               attempt=8  why=status_to_request
  6030  callee        rings                       via=b  call=3
  6040  registration  REGISTERING -> REGISTERED   server=a  refresh=3525040  why=accepted
  6040  order         Extend                      attempt=7  why=call_rings
  6040  report        call 3 RINGING              server=b  why=call_rings
