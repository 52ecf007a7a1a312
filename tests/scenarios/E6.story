# E6: hanging up before an answer ends the call for the user at once: no further candidate, and the next call finds room
# (E10). Nothing has been heard of a, so that nothing may be CANCELled (RFC 3261 9.1): A11's watch goes on, and what rings
# late is ended.
server a rings after=6s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 2s hang up line 1
at 3s call line 1
at 12s hang up line 1
show attempts,sends,answers,reports,calls,world
until 15s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2000  world         hang up line 1
  2000  order         Abandon                     attempt=2  why=call_given_up
  2000  report        request 1 withdrawn
  2000  report        call 1 OVER                 why=call_given_up
  3000  world         call line 1
  3000  report        call 3 CALLING              why=call_wanted
  3000  send          INVITE to a                 attempt=3  request=3  why=call_wanted
  3500  resend        INVITE to a                 attempt=3
  4500  resend        INVITE to a                 attempt=3
  6500  resend        INVITE to a                 attempt=3
  7010  callee        rings                       via=a  call=1
  7020  answer        180, late                   attempt=2
  7020  order         End                         attempt=2  why=late_call_ended
  7020  send          CANCEL to a                 of attempt=2
  7030  callee        rings no longer             via=a  call=1
  7040  answer        cancelled                   attempt=2
  9010  callee        rings                       via=a  call=3
  9020  answer        180                         attempt=3
  9020  order         Extend                      attempt=3  why=call_rings
  9020  report        call 3 RINGING              server=a  why=call_rings
 12000  world         hang up line 1
 12000  order         Abandon                     attempt=3  why=call_given_up
 12000  report        request 3 withdrawn
 12000  report        call 3 OVER                 server=a  why=call_given_up
 12000  send          CANCEL to a                 of attempt=3
 12010  callee        rings no longer             via=a  call=3
 12020  answer        cancelled                   attempt=3
