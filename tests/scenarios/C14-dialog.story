# C14: what is said inside a dialog stays where it is when timers change. A T1 that has grown since does not make its
# transaction longer (the shell's own Timer F ends it), one that has shrunk makes it shorter.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 5s server a is silent for OTHER
at 6s hold line 1
at 7s configure line 1 t1_ms=1000
at 60s hold line 1
at 61s configure line 1 t1_ms=100
show attempts,sends,reports,calls,world
until 80s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  5000  world         server a is silent for OTHER
  6000  world         hold line 1
  6000  send          OTHER to a                  attempt=3  for=request  in_dialog  why=in_dialog
  6500  resend        OTHER to a                  attempt=3
  7000  world         configure line 1 t1_ms=1000
  7000  send          REGISTER to a               attempt=4  why=working_candidate
  7500  resend        OTHER to a                  attempt=3
  9500  resend        OTHER to a                  attempt=3
 13500  order         Extend                      attempt=3  why=last_candidate
 13500  resend        OTHER to a                  attempt=3
 17500  resend        OTHER to a                  attempt=3
 21500  resend        OTHER to a                  attempt=3
 25500  resend        OTHER to a                  attempt=3
 29500  resend        OTHER to a                  attempt=3
 33500  resend        OTHER to a                  attempt=3
 37500  resend        OTHER to a                  attempt=3
 38000.001  attempt 3     failed                      why=silence
 38000.001  report        request 2 failed            cause=silence
 60000  world         hold line 1
 60000  send          OTHER to a                  attempt=5  for=request  in_dialog  why=in_dialog
 61000  world         configure line 1 t1_ms=100
 61000  send          REGISTER to a               attempt=6  why=working_candidate
 61000  resend        OTHER to a                  attempt=5
 63000  resend        OTHER to a                  attempt=5
 66400  order         Extend                      attempt=5  why=last_candidate
 66400  attempt 5     failed                      why=silence
 66400  report        request 3 failed            cause=silence
