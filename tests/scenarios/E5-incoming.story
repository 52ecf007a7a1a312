# E5: the BYE of a call that came in goes to the candidate of the server that delivered it, also when the line works
# elsewhere.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call arrives line 1 via b
at 2s answer line 1
at 5s hang up line 1
show attempts,sends,answers,reports,calls,world
until 8s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call arrives line 1 via b
  1000  report        call 1 RINGING              server=b  why=call_arrived
  2000  world         answer line 1
  2000  report        call 1 TALKING              server=b  why=call_answered
  5000  world         hang up line 1
  5000  report        call 1 ENDING               server=b  why=hangs_up
  5000  send          BYE to b                    attempt=2  request=2  in_dialog  why=hangs_up
  5020  answer        200                         attempt=2
  5020  report        request 2 accepted          server=b
  5020  report        call 1 OVER                 server=b  why=bye_answered
