# A9, C2: concurrent: each server's own passes wait for its own rest: a from 20 ms to 50.02 s, whatever C6 says.
server a answers REGISTER 503 retry-after=50
line 1 servers=a,b mode=concurrent retry_base_s=10 retry_max_s=10 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 40s server a answers REGISTER 200
show moves,attempts,sends,reports
until 60s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=failover_status  status=503
    20  registration  REGISTERING -> WAITING      of=a  next_try=50020  why=no_candidate_left  status=503
    20  report        line REGISTERING            since=0  why=failover_status  status=503
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
    20  working       on b                        why=working_changed
    20  report        line ON_BACKUP              server=b  since=20  why=failover_status  status=503
 50020  registration  WAITING -> REGISTERING      of=a  why=rest_over
 50020  send          REGISTER to a               attempt=3  why=first_candidate
 50040  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3608540  why=accepted
 50040  working       on a                        from=b  why=working_changed
 50040  report        line REGISTERED             server=a  since=50040  why=accepted
