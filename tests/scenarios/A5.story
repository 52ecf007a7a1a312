# A5: an INVITE has `invite_retry_counts` where its server has one, else retry_counts: once more at a, failed after 1.5 s;
# three times more at b, and another request at a too.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 a.invite_retry_counts=1
start line 1
at 1s server a is silent
at 1s server b is silent
at 1s call line 1
at 20s hang up line 1
at 21s request line 1
show attempts,sends,reports,world
until 29s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         server a is silent
  1000  world         server b is silent
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1500  resend        INVITE to a                 attempt=2
  2500  attempt 2     failed                      why=silence
  2500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
  3000  resend        INVITE to b                 attempt=3
  4000  resend        INVITE to b                 attempt=3
  6000  resend        INVITE to b                 attempt=3
 10000  order         Extend                      attempt=3  why=last_candidate
 10000  resend        INVITE to b                 attempt=3
 18000  resend        INVITE to b                 attempt=3
 20000  world         hang up line 1
 20000  order         Abandon                     attempt=3  why=call_given_up
 20000  report        request 1 withdrawn
 20000  report        call 1 OVER                 why=call_given_up
 21000  world         request line 1
 21000  send          OTHER to a                  attempt=4  for=request  why=request_wanted
 21500  resend        OTHER to a                  attempt=4
 22500  resend        OTHER to a                  attempt=4
 24500  resend        OTHER to a                  attempt=4
 28500  attempt 4     failed                      why=silence
 28500  send          OTHER to b                  attempt=5  for=request  why=next_candidate
 29000  resend        OTHER to b                  attempt=5
