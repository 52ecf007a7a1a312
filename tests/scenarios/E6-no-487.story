# E6: 64*T1 after the CANCEL the INVITE counts as ended: a, which has lost it, answers the CANCEL, and never says 487.
server a provisional 100 to INVITE then rings after=2s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 2s server a is silent
at 4s server a is back
at 5s hang up line 1
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
  2000  world         server a is silent
  4000  world         server a is back
  5000  world         hang up line 1
  5000  order         Abandon                     attempt=2  why=call_given_up
  5000  report        request 1 withdrawn
  5000  report        call 1 OVER                 why=call_given_up
  5000  send          CANCEL to a                 of attempt=2
 37000  answer        cancelled                   attempt=2
