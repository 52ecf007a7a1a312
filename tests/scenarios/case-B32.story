# E5 (behaviour case 32): a re-INVITE that fails with another status than 408 and 481: the session goes on with the old
# parameters.
server a answers OTHER 500
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s re-invite line 1
at 6s server a answers OTHER 488
at 6s re-invite line 1
at 8s hang up line 1
show attempts,sends,answers,reports,calls,world
until 9s
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
  5000  world         re-invite line 1
  5000  send          OTHER to a                  attempt=3  for=request  in_dialog  why=in_dialog
  5020  answer        500                         attempt=3
  5020  attempt 3     failed                      why=rejected  status=500
  5020  report        request 2 rejected          status=500
  6000  world         server a answers OTHER 488
  6000  world         re-invite line 1
  6000  send          OTHER to a                  attempt=4  for=request  in_dialog  why=in_dialog
  6020  answer        488                         attempt=4
  6020  attempt 4     failed                      why=rejected  status=488
  6020  report        request 3 rejected          status=488
  8000  world         hang up line 1
  8000  report        call 1 ENDING               server=a  why=hangs_up
  8000  send          BYE to a                    attempt=5  request=4  in_dialog  why=hangs_up
  8010  callee        talks no longer             call=1
  8020  answer        200                         attempt=5
  8020  report        request 4 accepted          server=a
  8020  report        call 1 OVER                 server=a  why=bye_answered
