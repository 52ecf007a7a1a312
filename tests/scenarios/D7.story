# D7: concurrent: a server that lost its binding is asked by C6's waits, and failback_interval_s at the longest
# (probe): 20 s, though the wait would be 100 s. Once it is back, requests use it at once.
server a is unreachable
line 1 servers=a,b mode=concurrent failback_interval_s=20 retry_base_s=100 retry_max_s=100
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s request line 1
at 35s server a is back
at 45s request line 1
show moves,attempts,sends,reports,world
until 46s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=icmp_unreachable
    20  registration  REGISTERING -> WAITING      of=a  next_try=20020  why=no_candidate_left  cause=icmp
    20  report        line REGISTERING            since=0  why=icmp_unreachable  cause=icmp
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
    20  working       on b                        why=working_changed
    20  report        line ON_BACKUP              server=b  since=20  why=icmp_unreachable  cause=icmp
 20020  registration  WAITING -> REGISTERING      of=a  why=wait_over
 20020  send          REGISTER to a               attempt=3  why=first_candidate
 20040  attempt 3     failed                      why=icmp_unreachable
 20040  registration  REGISTERING -> WAITING      of=a  next_try=40040  why=no_candidate_left  cause=icmp
 30000  world         request line 1
 30000  send          OTHER to b                  attempt=4  for=request  why=request_wanted
 30020  report        request 1 accepted          server=b
 35000  world         server a is back
 40040  registration  WAITING -> REGISTERING      of=a  why=wait_over
 40040  send          REGISTER to a               attempt=5  why=first_candidate
 40060  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3598560  why=accepted
 40060  working       on a                        from=b  why=working_changed
 40060  report        line REGISTERED             server=a  since=40060  why=accepted
 45000  world         request line 1
 45000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
 45020  report        request 2 accepted          server=a
