# E11: and of an unanswered other call, where there is nothing else.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 1s server a is silent
at 1s call line 1
at 1s call line 1
at 1s call line 1
at 1s call line 1
at 2s call line 1 emergency=1
show sends,reports,calls,world
until 3s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a is silent
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1000  world         call line 1
  1000  report        call 2 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=3  request=2  why=call_wanted
  1000  world         call line 1
  1000  report        call 3 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=4  request=3  why=call_wanted
  1000  world         call line 1
  1000  report        call 4 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=5  request=4  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  1500  resend        INVITE to a                 attempt=3
  1500  resend        INVITE to a                 attempt=4
  1500  resend        INVITE to a                 attempt=5
  2000  world         call line 1 emergency=1
  2000  order         Abandon                     attempt=2  why=gave_way
  2000  report        request 1 failed            why=gave_way
  2000  report        call 1 OVER                 why=gave_way
  2000  report        call 5 CALLING              why=call_wanted
  2000  send          INVITE to a                 attempt=6  request=5  why=call_wanted
  2500  resend        INVITE to a                 attempt=3
  2500  resend        INVITE to a                 attempt=4
  2500  resend        INVITE to a                 attempt=5
  2500  resend        INVITE to a                 attempt=6
