# C14: an INVITE that runs at a removed server is abandoned, and the pass goes on in the new list. What comes late from
# the old one is ended: the call has another phone of the callee's ringing.
server a rings after=5s
server c reaches another phone
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 3s configure line 1 servers=c
at 9s hang up line 1
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
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  3000  world         configure line 1 servers=c
  3000  order         Abandon                     attempt=2  why=server_removed
  3000  send          REGISTER to a               attempt=3  for=remove  former  expires=0  why=server_removed
  3000  send          REGISTER to c               attempt=4  why=first_candidate
  3000  send          INVITE to c                 attempt=5  request=1  why=next_candidate
  3000  report        line REGISTERING            since=3000  why=config_changed
  3010  callee        rings                       via=c  call=1
  3020  answer        200                         attempt=3  expires=0
  3020  answer        200                         attempt=4  expires=3600
  3020  report        line REGISTERED             server=c  since=3020  why=accepted
  3020  answer        180                         attempt=5
  3020  order         Extend                      attempt=5  why=call_rings
  3020  report        call 1 RINGING              server=c  why=call_rings
  5010  callee        talks                       via=c  call=1
  5020  answer        200                         attempt=5
  5020  report        request 1 accepted          server=c
  5020  report        call 1 TALKING              server=c  why=call_answered
  6010  callee        rings                       via=a  call=1
  6020  answer        180, late                   attempt=2
  6020  order         End                         attempt=2  why=late_call_ended
  6020  send          CANCEL to a                 of attempt=2
  6030  callee        rings no longer             via=a  call=1
  6040  answer        cancelled                   attempt=2
  9000  world         hang up line 1
  9000  report        call 1 ENDING               server=c  why=hangs_up
  9000  send          BYE to c                    attempt=6  request=2  in_dialog  why=hangs_up
  9010  callee        talks no longer             call=1
  9020  answer        200                         attempt=6
  9020  report        request 2 accepted          server=c
  9020  report        call 1 OVER                 server=c  why=bye_answered
