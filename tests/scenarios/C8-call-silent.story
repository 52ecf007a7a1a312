# C8, E5: when nobody answers the BYE in that time, the call is over all the same, "not confirmed".
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a is silent
at 6s stop line 1
show moves,sends,answers,reports,calls,world
until 10s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
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
  6000  world         stop line 1
  6000  report        call 1 ENDING               server=a  why=stopped
  6000  send          BYE to a                    attempt=3  request=1  in_dialog  why=stopped
  6000  registration  REGISTERED -> STOPPING      until=8000  why=stopped
  6000  send          REGISTER to a               attempt=4  for=remove  expires=0  why=stopped
  6500  resend        BYE to a                    attempt=3
  6500  resend        REGISTER to a               attempt=4
  7500  resend        BYE to a                    attempt=3
  7500  resend        REGISTER to a               attempt=4
  8000  order         Abandon                     attempt=4  why=removal_timed_out
  8000  order         Abandon                     attempt=3  why=bye_not_confirmed
  8000  report        call 1 OVER                 server=a  why=bye_not_confirmed
  8000  registration  STOPPING -> OFF             why=removal_timed_out
  8000  report        line DISABLED               since=8000  why=stopped
