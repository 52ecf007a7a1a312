# E7: 481 to BYE, and every other final answer, ends the call normally; so does a challenge that cannot be met.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a answers BYE 481
at 1s call line 1
at 4s hang up line 1
at 5s server a answers BYE 500
at 5s call line 1
at 8s hang up line 1
at 9s server a answers BYE 200
at 9s call line 1
at 12s server a challenges realm=x
at 12s server a rejects credentials
at 12s hang up line 1
show attempts,sends,answers,reports,calls,world
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a answers BYE 481
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
  4000  world         hang up line 1
  4000  report        call 1 ENDING               server=a  why=hangs_up
  4000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
  4010  callee        talks no longer             call=1
  4020  answer        481                         attempt=3
  4020  attempt 3     failed                      why=rejected  status=481
  4020  report        request 2 rejected          status=481
  4020  report        call 1 OVER                 server=a  why=bye_answered  status=481
  5000  world         server a answers BYE 500
  5000  world         call line 1
  5000  report        call 3 CALLING              why=call_wanted
  5000  send          INVITE to a                 attempt=4  request=3  why=call_wanted
  5010  callee        rings                       via=a  call=3
  5020  answer        180                         attempt=4
  5020  order         Extend                      attempt=4  why=call_rings
  5020  report        call 3 RINGING              server=a  why=call_rings
  7010  callee        talks                       via=a  call=3
  7020  answer        200                         attempt=4
  7020  report        request 3 accepted          server=a
  7020  report        call 3 TALKING              server=a  why=call_answered
  8000  world         hang up line 1
  8000  report        call 3 ENDING               server=a  why=hangs_up
  8000  send          BYE to a                    attempt=5  request=4  in_dialog  why=hangs_up
  8020  answer        500                         attempt=5
  8020  attempt 5     failed                      why=rejected  status=500
  8020  report        request 4 rejected          status=500
  8020  report        call 3 OVER                 server=a  why=bye_answered  status=500
  9000  world         server a answers BYE 200
  9000  world         call line 1
  9000  report        call 5 CALLING              why=call_wanted
  9000  send          INVITE to a                 attempt=6  request=5  why=call_wanted
  9010  callee        rings                       via=a  call=5
  9020  answer        180                         attempt=6
  9020  order         Extend                      attempt=6  why=call_rings
  9020  report        call 5 RINGING              server=a  why=call_rings
 11010  callee        talks                       via=a  call=5
 11020  answer        200                         attempt=6
 11020  report        request 5 accepted          server=a
 11020  report        call 5 TALKING              server=a  why=call_answered
 12000  world         server a challenges realm=x
 12000  world         server a rejects credentials
 12000  world         hang up line 1
 12000  report        call 5 ENDING               server=a  why=hangs_up
 12000  send          BYE to a                    attempt=7  request=6  in_dialog  why=hangs_up
 12020  answer        401                         attempt=7  realm=x
 12020  order         Authenticate                attempt=7  why=challenged
 12040  answer        401                         attempt=7  realm=x  after_credentials
 12040  attempt 7     failed                      why=wrong_credentials  status=401
 12040  order         Abandon                     attempt=7  why=wrong_credentials
 12040  report        request 6 rejected          status=401
 12040  report        call 5 OVER                 server=a  why=bye_answered  status=401
