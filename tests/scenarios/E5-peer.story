# E5, E7: the peer hangs up while our BYE runs: the BYE is given up, and both are over.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a is silent
at 5s hang up line 1
at 7s call ends line 1
show attempts,sends,answers,reports,calls,world
until 20s
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
  5000  world         server a is silent
  5000  world         hang up line 1
  5000  report        call 1 ENDING               server=a  why=hangs_up
  5000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
  5500  resend        BYE to a                    attempt=3
  6500  resend        BYE to a                    attempt=3
  7000  world         call ends line 1
  7000  order         Abandon                     attempt=3  why=call_ended
  7000  report        request 2 failed            why=call_ended
  7000  report        call 1 OVER                 server=a  why=call_ended
  7000  callee        talks no longer             call=1
