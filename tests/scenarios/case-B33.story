# E5, E2 (behaviour case 33): the call is up by the primary, which dies; the user hangs up: BYE N times to the primary,
# REGISTER to the backup, BYE by the backup, 200.
line 1 like fanvil servers=a,b retry_counts=2
start line 1
at 1s call line 1
at 5s server a is silent
at 6s hang up line 1
show attempts,sends,answers,reports,calls,world
until 12s
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
  6000  world         hang up line 1
  6000  report        call 1 ENDING               server=a  why=hangs_up
  6000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
  6500  resend        BYE to a                    attempt=3
  7500  resend        BYE to a                    attempt=3
  9500  attempt 3     failed                      why=silence
  9500  send          REGISTER to b               attempt=4  why=next_candidate
  9520  answer        200                         attempt=4  expires=3600
  9520  send          BYE to b                    attempt=5  request=2  in_dialog=first_hop_replaced  why=registered_first
  9520  report        line ON_BACKUP              server=b  since=9520  why=silence  cause=silence
  9530  callee        talks no longer             call=1
  9540  answer        200                         attempt=5
  9540  report        request 2 accepted          server=b
  9540  report        call 1 OVER                 server=a  why=bye_answered
