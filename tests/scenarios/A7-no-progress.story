# A7: 64*T1 after a lone 100 it is cancelled; the CANCEL is answered: the call ends, "no progress".
server a provisional 100 to INVITE then silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
show attempts,sends,answers,reports,calls,world
until 40s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  answer        100                         attempt=2
  1020  order         Extend                      attempt=2  why=server_lives
 33020  order         Abandon                     attempt=2  why=no_progress
 33020  send          CANCEL to a                 of attempt=2
 33040  answer        cancelled                   attempt=2
 33040  attempt 2     failed                      why=no_progress
 33040  report        request 1 failed            why=no_progress
 33040  report        call 1 OVER                 why=no_progress
