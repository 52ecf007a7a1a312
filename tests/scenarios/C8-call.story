# C8: a line that stops ends what nobody has answered, and hangs up what talks, within its 2 s.
server a rings then answers after=1s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 3s server a rings
at 3s call line 1
at 4s call arrives line 1
at 5s stop line 1
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
  2010  callee        talks                       via=a  call=1
  2020  answer        200                         attempt=2
  2020  report        request 1 accepted          server=a
  2020  report        call 1 TALKING              server=a  why=call_answered
  3000  world         server a rings
  3000  world         call line 1
  3000  report        call 2 CALLING              why=call_wanted
  3000  send          INVITE to a                 attempt=3  request=2  why=call_wanted
  3010  callee        rings                       via=a  call=2
  3020  answer        180                         attempt=3
  3020  order         Extend                      attempt=3  why=call_rings
  3020  report        call 2 RINGING              server=a  why=call_rings
  4000  world         call arrives line 1
  4000  report        call 3 RINGING              server=a  why=call_arrived
  5000  world         stop line 1
  5000  report        call 1 ENDING               server=a  why=stopped
  5000  send          BYE to a                    attempt=4  request=1  in_dialog  why=stopped
  5000  order         Abandon                     attempt=3  why=stopped
  5000  report        request 2 disabled
  5000  report        call 2 OVER                 server=a  why=stopped
  5000  report        call 3 OVER                 server=a  why=stopped
  5000  registration  REGISTERED -> STOPPING      until=7000  why=stopped
  5000  send          REGISTER to a               attempt=5  for=remove  expires=0  why=stopped
  5000  send          CANCEL to a                 of attempt=3
  5010  callee        talks no longer             call=1
  5010  callee        rings no longer             via=a  call=2
  5020  answer        200                         attempt=4
  5020  report        call 1 OVER                 server=a  why=bye_answered
  5020  answer        cancelled                   attempt=3
  5020  answer        200                         attempt=5  expires=0
  5020  registration  STOPPING -> OFF             why=binding_removed
  5020  report        line DISABLED               since=5020  why=stopped
