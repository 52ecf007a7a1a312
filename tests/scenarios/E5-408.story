# E5: so does 408 to a re-INVITE. The other one under way with it is given up.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a answers OTHER 408 after=1s
at 5s hold line 1
at 5500ms hold line 1
show attempts,sends,answers,reports,calls,world
until 8s
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
  3010  callee        talks                       via=a  call=1
  3020  answer        200                         attempt=2
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  5000  world         server a answers OTHER 408 after=1s
  5000  world         hold line 1
  5000  send          OTHER to a                  attempt=3  for=request  in_dialog  why=in_dialog
  5500  world         hold line 1
  5500  send          OTHER to a                  attempt=4  for=request  in_dialog  why=in_dialog
  5500  resend        OTHER to a                  attempt=3
  6000  resend        OTHER to a                  attempt=4
  6020  answer        408                         attempt=3
  6020  attempt 3     failed                      why=rejected  status=408
  6020  report        request 2 rejected          status=408
  6020  order         Abandon                     attempt=4  why=dialog_gone
  6020  report        request 3 failed            status=408
  6020  report        call 1 OVER                 server=a  why=dialog_gone  status=408
  6020  callee        talks no longer             call=1
  6520  answer        408, too late               attempt=4
