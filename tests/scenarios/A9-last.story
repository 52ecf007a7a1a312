# A9, A4: what rests is not left for the line's own pass: b, at its refresh, is the last, and has 64*T1. For the pass
# that the user waits for a is left: b has 7.5 s, then a is tried, which wakes first.
server a answers REGISTER 503 retry-after=1000
server b answers REGISTER 200 expires=100
line 1 servers=a,b failback_servers=never retry_base_s=10 retry_max_s=10 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 40s server b is silent
at 83s register line 1
show moves,attempts,sends,reports
until 91s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=failover_status  status=503
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=50040  why=accepted  status=503
    40  report        line ON_BACKUP              server=b  since=40  why=failover_status  status=503
 50040  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
 50040  send          REGISTER to b               attempt=3  why=working_candidate
 50540  resend        REGISTER to b               attempt=3
 51540  resend        REGISTER to b               attempt=3
 53540  resend        REGISTER to b               attempt=3
 57540  order         Extend                      attempt=3  why=last_candidate
 57540  resend        REGISTER to b               attempt=3
 61540  resend        REGISTER to b               attempt=3
 65540  resend        REGISTER to b               attempt=3
 69540  resend        REGISTER to b               attempt=3
 73540  resend        REGISTER to b               attempt=3
 77540  resend        REGISTER to b               attempt=3
 81540  resend        REGISTER to b               attempt=3
 82040  attempt 3     failed                      why=silence
 82040  registration  REGISTERING -> WAITING      next_try=92040  why=no_candidate_left  cause=silence
 82040  report        line FAILED                 since=82040  next_try=92040  why=silence  cause=silence
 83000  registration  WAITING -> REGISTERING      why=user_wish
 83000  send          REGISTER to b               attempt=4  why=first_candidate
 83000  report        line REGISTERING            since=83000  why=silence  cause=silence
 83500  resend        REGISTER to b               attempt=4
 84500  resend        REGISTER to b               attempt=4
 86500  resend        REGISTER to b               attempt=4
 90500  attempt 4     failed                      why=silence
 90500  send          REGISTER to a               attempt=5  why=first_to_wake
 90520  attempt 5     failed                      why=failover_status  status=503
 90520  registration  REGISTERING -> WAITING      next_try=100520  why=no_candidate_left  status=503
 90520  report        request 1 failed            status=503
 90520  report        line FAILED                 since=90520  next_try=100520  why=failover_status  status=503
