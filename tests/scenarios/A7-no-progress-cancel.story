# A7, C3: 64*T1 after a lone 100 it is cancelled; a CANCEL unanswered for A1's budget is silence, and the pass goes on.
# A CANCEL that times out starts a registration pass as well.
server a provisional 100 to INVITE then silent
server a is silent for CANCEL
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
show moves,attempts,sends,answers,reports,calls,world
until 45s
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
  1020  answer        100                         attempt=2
  1020  order         Extend                      attempt=2  why=server_lives
 33020  order         Abandon                     attempt=2  why=no_progress
 33020  send          CANCEL to a                 of attempt=2
 33520  resend        CANCEL to a                 of attempt=2
 34520  resend        CANCEL to a                 of attempt=2
 36520  resend        CANCEL to a                 of attempt=2
 40520  answer        CANCEL unanswered           attempt=2
 40520  registration  REGISTERED -> REGISTERING   server=a  why=cancel_ignored
 40520  send          REGISTER to a               attempt=3  why=first_candidate
 40520  attempt 2     failed                      why=silence
 40520  send          INVITE to b                 attempt=4  request=1  why=next_candidate
 40530  callee        rings                       via=b  call=1
 40540  answer        200                         attempt=3  expires=3600
 40540  registration  REGISTERING -> REGISTERED   server=a  refresh=3559540  why=accepted
 40540  answer        180                         attempt=4
 40540  order         Extend                      attempt=4  why=call_rings
 40540  report        call 1 RINGING              server=b  why=call_rings
 42530  callee        talks                       via=b  call=1
 42540  answer        200                         attempt=4
 42540  report        request 1 accepted          server=b
 42540  report        call 1 TALKING              server=b  why=call_answered
