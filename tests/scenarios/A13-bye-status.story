# A13, C3: a failover status to a BYE moves that request only, and starts a registration pass at the server that gave it.
server a answers BYE 503
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
  1010  callee        rings                       via=a  call=1
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  5000  world         hang up line 1
  5000  report        call 1 ENDING               server=a  why=hangs_up
  5000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
  5020  attempt 3     failed                      why=failover_status  status=503
  5020  send          BYE to b                    attempt=4  request=2  in_dialog=first_hop_replaced  why=next_candidate
  5020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
  5020  send          REGISTER to a               attempt=5  why=status_to_request
  5030  callee        talks no longer             call=1
  5040  report        request 2 accepted          server=b
  5040  report        call 1 OVER                 server=a  why=bye_answered
  5040  registration  REGISTERING -> REGISTERED   server=a  refresh=3524040  why=accepted
  6000  world         call line 1
  6000  report        call 3 CALLING              why=call_wanted
  6000  send          INVITE to a                 attempt=6  request=3  why=call_wanted
  6010  callee        rings                       via=a  call=3
  6020  order         Extend                      attempt=6  why=call_rings
  6020  report        call 3 RINGING              server=a  why=call_rings
