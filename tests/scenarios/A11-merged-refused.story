# A11: 482, and the sibling's own late answer is what the user hears: 486.
server a answers INVITE 486 after=12s
server b answers INVITE 482
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
  1500  resend        INVITE to a                 attempt=2
  2500  resend        INVITE to a                 attempt=2
  4500  resend        INVITE to a                 attempt=2
  8500  attempt 2     failed                      why=silence
  8500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  8520  answer        482                         attempt=3
  8520  attempt 3     failed                      why=rejected  status=482
 13020  answer        486, too late               attempt=2
 13020  report        request 1 rejected          status=486
 13020  report        call 1 OVER                 why=rejected  status=486
