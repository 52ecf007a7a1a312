# E8: a call belongs to the server that delivered it. It rings, is answered, and the peer hangs up; the next one is rejected
# by the user, and the peer gives the third up.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call arrives line 1 via b
at 3s answer line 1
at 5s call ends line 1
at 6s call arrives line 1 via a
at 7s hang up line 1
at 8s call arrives line 1
at 9s call ends line 1
show attempts,sends,answers,reports,calls,world
until 10s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call arrives line 1 via b
  1000  report        call 1 RINGING              server=b  why=call_arrived
  3000  world         answer line 1
  3000  report        call 1 TALKING              server=b  why=call_answered
  5000  world         call ends line 1
  5000  report        call 1 OVER                 server=b  why=call_ended
  6000  world         call arrives line 1 via a
  6000  report        call 2 RINGING              server=a  why=call_arrived
  7000  world         hang up line 1
  7000  report        call 2 OVER                 server=a  why=call_ended
  8000  world         call arrives line 1
  8000  report        call 4 RINGING              server=a  why=call_arrived
  9000  world         call ends line 1
  9000  report        call 4 OVER                 server=a  why=call_ended
