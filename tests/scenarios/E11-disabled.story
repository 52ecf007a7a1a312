# E11: also when the line is disabled.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
at 1s call line 1
at 2s call line 1 emergency=1
at 6s hang up line 1
show attempts,sends,answers,reports,calls,world
until 8s
----
  1000  world         call line 1
  1000  report        request 1 disabled
  2000  world         call line 1 emergency=1
  2000  report        call 2 CALLING              why=call_wanted
  2000  send          INVITE to a                 attempt=1  request=2  why=call_wanted
  2010  callee        rings                       via=a  call=2
  2020  answer        180                         attempt=1
  2020  order         Extend                      attempt=1  why=call_rings
  2020  report        call 2 RINGING              server=a  why=call_rings
  4010  callee        talks                       via=a  call=2
  4020  answer        200                         attempt=1
  4020  report        request 2 accepted          server=a
  4020  report        call 2 TALKING              server=a  why=call_answered
  6000  world         hang up line 1
  6000  report        call 2 ENDING               server=a  why=hangs_up
  6000  send          BYE to a                    attempt=2  request=3  in_dialog  why=hangs_up
  6010  callee        talks no longer             call=2
  6020  answer        200                         attempt=2
  6020  report        request 3 accepted          server=a
  6020  report        call 2 OVER                 server=a  why=bye_answered
