# E5: another request inside the dialog (re-INVITE, UPDATE, INFO) goes to its next hop alone, and fails to the user: by
# silence after 64*T1, since it has no other candidate (A4). The call and its media go on (E9).
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a is silent for OTHER
at 5s hold line 1
at 40s hang up line 1
show attempts,sends,answers,reports,calls,world
until 42s
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
  5000  world         server a is silent for OTHER
  5000  world         hold line 1
  5000  send          OTHER to a                  attempt=3  for=request  in_dialog  why=in_dialog
  5500  resend        OTHER to a                  attempt=3
  6500  resend        OTHER to a                  attempt=3
  8500  resend        OTHER to a                  attempt=3
 12500  order         Extend                      attempt=3  why=last_candidate
 12500  resend        OTHER to a                  attempt=3
 16500  resend        OTHER to a                  attempt=3
 20500  resend        OTHER to a                  attempt=3
 24500  resend        OTHER to a                  attempt=3
 28500  resend        OTHER to a                  attempt=3
 32500  resend        OTHER to a                  attempt=3
 36500  resend        OTHER to a                  attempt=3
 37000  attempt 3     failed                      why=silence
 37000  report        request 2 failed            cause=silence
 40000  world         hang up line 1
 40000  report        call 1 ENDING               server=a  why=hangs_up
 40000  send          BYE to a                    attempt=4  request=3  in_dialog  why=hangs_up
 40010  callee        talks no longer             call=1
 40020  answer        200                         attempt=4
 40020  report        request 3 accepted          server=a
 40020  report        call 1 OVER                 server=a  why=bye_answered
