# E10: at most 4 calls a line, whichever way they go: the next dial is refused at once with a reason, and so is the next
# incoming call (the shell answers 486). One that is over makes room.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s call line 1
at 2s call line 1
at 3s call arrives line 1
at 4s call arrives line 1
at 5s call line 1
at 6s call arrives line 1
at 7s hang up line 1
at 8s call line 1
show sends,reports,world
until 9s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  2000  world         call line 1
  2000  report        call 2 CALLING              why=call_wanted
  2000  send          INVITE to a                 attempt=3  request=2  why=call_wanted
  2020  order         Extend                      attempt=3  why=call_rings
  2020  report        call 2 RINGING              server=a  why=call_rings
  3000  world         call arrives line 1
  3000  report        call 3 RINGING              server=a  why=call_arrived
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  4000  world         call arrives line 1
  4000  report        call 4 RINGING              server=a  why=call_arrived
  4020  report        request 2 accepted          server=a
  4020  report        call 2 TALKING              server=a  why=call_answered
  5000  world         call line 1
  5000  refused       Wanted                      more than the limits of this build  Wanted: too many calls=4
  6000  world         call arrives line 1
  6000  refused       CallArrived                 more than the limits of this build  CallArrived: too many calls=4
  7000  world         hang up line 1
  7000  report        call 1 ENDING               server=a  why=hangs_up
  7000  send          BYE to a                    attempt=4  request=7  in_dialog  why=hangs_up
  7020  report        request 7 accepted          server=a
  7020  report        call 1 OVER                 server=a  why=bye_answered
  8000  world         call line 1
  8000  report        call 8 CALLING              why=call_wanted
  8000  send          INVITE to a                 attempt=5  request=8  why=call_wanted
  8020  order         Extend                      attempt=5  why=call_rings
  8020  report        call 8 RINGING              server=a  why=call_rings
