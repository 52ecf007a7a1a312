# C2: the second server is dead from the beginning: the line works on the first, and keeps asking the second (D7).
# Then the first dies as well: "registration failed" is said when no binding is left that is not suspect.
server b is unreachable
server a answers REGISTER 200 expires=60
line 1 servers=a,b mode=concurrent failback_interval_s=25 retry_base_s=30 retry_max_s=30
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s server a is unreachable
show moves,attempts,sends,reports,world
until 70s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=30020  why=accepted
    20  working       on a                        why=working_changed
    20  report        line REGISTERED             server=a  since=20  why=accepted
    20  attempt 2     failed                      why=icmp_unreachable
    20  registration  REGISTERING -> WAITING      of=b  next_try=25020  why=no_candidate_left  cause=icmp
 20000  world         server a is unreachable
 25020  registration  WAITING -> REGISTERING      of=b  why=wait_over
 25020  send          REGISTER to b               attempt=3  why=first_candidate
 25040  attempt 3     failed                      why=icmp_unreachable
 25040  registration  REGISTERING -> WAITING      of=b  next_try=50040  why=no_candidate_left  cause=icmp
 30020  registration  REGISTERED -> REGISTERING   of=a  server=a  why=refresh_due
 30020  send          REGISTER to a               attempt=4  why=working_candidate
 30040  attempt 4     failed                      why=icmp_unreachable
 30040  registration  REGISTERING -> WAITING      of=a  next_try=55040  why=no_candidate_left  cause=icmp
 30040  working       nowhere                     from=a  why=working_changed
 30040  report        line FAILED                 since=30040  next_try=50040  why=icmp_unreachable  cause=icmp
 50040  registration  WAITING -> REGISTERING      of=b  why=wait_over
 50040  send          REGISTER to b               attempt=5  why=first_candidate
 50040  report        line REGISTERING            since=50040  why=icmp_unreachable  cause=icmp
 50060  attempt 5     failed                      why=icmp_unreachable
 50060  registration  REGISTERING -> WAITING      of=b  next_try=75060  why=no_candidate_left  cause=icmp
 50060  report        line FAILED                 since=50060  next_try=55040  why=icmp_unreachable  cause=icmp
 55040  registration  WAITING -> REGISTERING      of=a  why=wait_over
 55040  send          REGISTER to a               attempt=6  why=first_candidate
 55040  report        line REGISTERING            since=55040  why=icmp_unreachable  cause=icmp
 55060  attempt 6     failed                      why=icmp_unreachable
 55060  registration  REGISTERING -> WAITING      of=a  next_try=80060  why=no_candidate_left  cause=icmp
 55060  report        line FAILED                 since=55060  next_try=75060  why=icmp_unreachable  cause=icmp
