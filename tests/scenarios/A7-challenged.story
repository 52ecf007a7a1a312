# A7, A8: a challenge to an INVITE gives the re-sent one a fresh budget: its answer at 10 s is in time, where the first one's
# budget is over at 7.5 s.
server a rings then answers after=1s
server a challenges realm=x
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 5s server a forgets nonces
at 5s server a delays 5s
at 5s call line 1
show attempts,sends,answers,reports,calls,world
until 18s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        401                         attempt=1  realm=x
    20  order         Authenticate                attempt=1  why=challenged
    40  answer        200                         attempt=1  expires=3600
    40  report        line REGISTERED             server=a  since=40  why=accepted
  5000  world         server a forgets nonces
  5000  world         server a delays 5s
  5000  world         call line 1
  5000  report        call 1 CALLING              why=call_wanted
  5000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  5500  resend        INVITE to a                 attempt=2
  6500  resend        INVITE to a                 attempt=2
  8500  resend        INVITE to a                 attempt=2
 10000  answer        401                         attempt=2  realm=x  stale  after_credentials
 10000  order         Authenticate                attempt=2  why=challenged
 10500  resend        INVITE to a                 attempt=2
 11500  resend        INVITE to a                 attempt=2
 12500  callee        rings                       via=a  call=1
 13500  callee        talks                       via=a  call=1
 13500  resend        INVITE to a                 attempt=2
 15000  answer        180                         attempt=2
 15000  order         Extend                      attempt=2  why=call_rings
 15000  report        call 1 RINGING              server=a  why=call_rings
 15500  answer        180                         attempt=2
 16000  answer        200                         attempt=2
 16000  report        request 1 accepted          server=a
 16000  report        call 1 TALKING              server=a  why=call_answered
