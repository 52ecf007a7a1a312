# A11: the same with a late 2xx. b has not said anything: there is nothing to cancel, and b's late 482 changes nothing.
server a answers INVITE 200 after=8s
server b rings after=3s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 15s hang up line 1
show attempts,sends,answers,reports,calls,world
until 45s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  8500  attempt 2     failed                      why=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  9000  resend        INVITE to b                 attempt=3
  9010  callee        talks                       via=a  call=1
  9020  answer        200, late                   attempt=2
  9020  order         Abandon                     attempt=3  why=late_call_kept
  9020  order         Keep                        attempt=2  why=late_call_kept
  9020  answer        200                         attempt=2
  9020  report        request 1 accepted          server=a
  9020  report        call 1 TALKING              server=a  why=call_answered
 11520  answer        482, too late               attempt=3
 15000  world         hang up line 1
 15000  report        call 1 ENDING               server=a  why=hangs_up
 15000  send          BYE to a                    attempt=4  request=2  in_dialog  why=hangs_up
 15010  callee        talks no longer             call=1
 15020  answer        200                         attempt=4
 15020  report        request 2 accepted          server=a
 15020  report        call 1 OVER                 server=a  why=bye_answered
