# A4, A12.
# Fanvil guide, Failover, 4 "Failover Failure", for a call: each server the configured number of times, the last one 64*T1
# (32 s), then the user hears of it. At the backup it is the REGISTER before the INVITE that is not answered. A4, A12, E2.
line 1 like fanvil servers=a,b retry_counts=3
start line 1
at 10s server a is silent
at 10s server b is silent
at 10s call line 1
show attempts,sends,reports,calls,world
until 1min
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is silent
 10000  world         server b is silent
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
 10500  resend        INVITE to a                 attempt=2
 11500  resend        INVITE to a                 attempt=2
 13500  resend        INVITE to a                 attempt=2
 17500  attempt 2     failed                      why=silence
 17500  send          REGISTER to b               attempt=3  why=next_candidate
 18000  resend        REGISTER to b               attempt=3
 19000  resend        REGISTER to b               attempt=3
 21000  resend        REGISTER to b               attempt=3
 25000  order         Extend                      attempt=3  why=last_candidate
 25000  resend        REGISTER to b               attempt=3
 29000  resend        REGISTER to b               attempt=3
 33000  resend        REGISTER to b               attempt=3
 37000  resend        REGISTER to b               attempt=3
 41000  resend        REGISTER to b               attempt=3
 45000  resend        REGISTER to b               attempt=3
 49000  resend        REGISTER to b               attempt=3
 49500  attempt 3     failed                      why=silence
 49500  report        request 1 failed            cause=silence
 49500  report        call 1 OVER                 why=no_candidate_left
