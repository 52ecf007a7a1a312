# C6, A9: the network coming back ends the wait, also where everything rests.
line 1 servers=a,b jitter_percent=0 quarantine_s=300
start line 1
at 10s server a is silent
at 10s server b is silent
at 10s register line 1
at 60s server a is back
at 60s server b is back
at 61s network lost line 1
at 62s network back line 1
show moves,attempts,sends,reports
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10500  resend        REGISTER to a               attempt=2
 11500  resend        REGISTER to a               attempt=2
 13500  resend        REGISTER to a               attempt=2
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
 49500  registration  REGISTERING -> WAITING      next_try=317500  why=no_candidate_left  cause=silence
 49500  report        request 1 failed            cause=silence
 49500  report        line FAILED                 since=49500  next_try=317500  why=silence  cause=silence
 62000  registration  WAITING -> REGISTERING      why=network_back
 62000  send          REGISTER to a               attempt=4  why=first_to_wake
 62000  report        line REGISTERING            since=62000  why=silence  cause=silence
 62020  registration  REGISTERING -> REGISTERED   server=a  refresh=3581020  why=accepted
 62020  report        line REGISTERED             server=a  since=62020  why=accepted
