# A11 (behaviour case 35): a late 200 from server 1 after moving on is ACKed and ended with BYE: server 2 has answered
# the call meanwhile.
server a answers INVITE 200 after=9s
server b answers INVITE 200
server b reaches another phone
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 15s hang up line 1
show attempts,sends,answers,reports,calls,world
until 17s
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
  8510  callee        talks                       via=b  call=1
  8520  answer        200                         attempt=3
  8520  report        request 1 accepted          server=b
  8520  report        call 1 TALKING              server=b  why=call_answered
  8520  send          REGISTER to b               attempt=4  why=answered_elsewhere
  8540  answer        200                         attempt=4  expires=3600
  8540  report        line ON_BACKUP              server=b  since=8540  why=accepted
 10010  callee        talks                       via=a  call=1
 10020  answer        200, late                   attempt=2
 10020  order         End                         attempt=2  why=late_call_ended
 10020  send          BYE to a                    of attempt=2
 10030  callee        talks no longer             via=a  call=1
 10040  answer        late call ended             attempt=2
 15000  world         hang up line 1
 15000  report        call 1 ENDING               server=b  why=hangs_up
 15000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 15010  callee        talks no longer             call=1
 15020  answer        200                         attempt=5
 15020  report        request 2 accepted          server=b
 15020  report        call 1 OVER                 server=b  why=bye_answered
