# A11, E4: 482 to an INVITE with a watched sibling is no answer: the callee has the call by a already, whose 180 takes
# 5 s back. The call waits for it, and it is kept: he rings once.
server a rings then answers after=2s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a delays 10s
at 1s call line 1
at 15s server a delays 20ms
at 15s hang up line 1
show attempts,sends,answers,reports,calls,world
until 20s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a delays 10s
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  6000  callee        rings                       via=a  call=1
  8000  callee        talks                       via=a  call=1
  8500  attempt 2     failed                      why=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  8520  answer        482                         attempt=3
  8520  attempt 3     failed                      why=rejected  status=482
 11000  answer        180, late                   attempt=2
 11000  order         Keep                        attempt=2  why=late_call_kept
 11000  answer        180                         attempt=2
 11000  report        call 1 RINGING              server=a  why=call_rings
 11500  answer        180                         attempt=2
 12500  answer        180                         attempt=2
 13000  answer        200                         attempt=2
 13000  report        request 1 accepted          server=a
 13000  report        call 1 TALKING              server=a  why=call_answered
 15000  world         server a delays 20ms
 15000  world         hang up line 1
 15000  report        call 1 ENDING               server=a  why=hangs_up
 15000  send          BYE to a                    attempt=4  request=2  in_dialog  why=hangs_up
 15010  callee        talks no longer             call=1
 15020  answer        200                         attempt=4
 15020  report        request 2 accepted          server=a
 15020  report        call 1 OVER                 server=a  why=bye_answered
