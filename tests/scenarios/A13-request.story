# A13: a failover status to another request moves that request only, and starts a registration pass at the
# candidate that gave it. It accepts: the line stays. It says 503 as well: the line moves.
server a answers OTHER 503
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s server a answers REGISTER 503
at 20s request line 1
at 30s request line 1
show moves,attempts,sends,reports,world
until 31s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         request line 1
 10000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10020  attempt 2     failed                      why=failover_status  status=503
 10020  send          OTHER to b                  attempt=3  for=request  why=next_candidate
 10020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
 10020  send          REGISTER to a               attempt=4  why=status_to_request
 10040  report        request 1 accepted          server=b
 10040  registration  REGISTERING -> REGISTERED   server=a  refresh=3529040  why=accepted
 20000  world         server a answers REGISTER 503
 20000  world         request line 1
 20000  send          OTHER to a                  attempt=5  for=request  why=request_wanted
 20020  attempt 5     failed                      why=failover_status  status=503
 20020  send          OTHER to b                  attempt=6  for=request  why=next_candidate
 20020  registration  REGISTERED -> REGISTERING   server=a  why=status_to_request
 20020  send          REGISTER to a               attempt=7  why=status_to_request
 20040  report        request 2 accepted          server=b
 20040  attempt 7     failed                      why=failover_status  status=503
 20040  send          REGISTER to b               attempt=8  why=next_candidate
 20060  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3539060  why=accepted  status=503
 20060  report        line ON_BACKUP              server=b  since=20060  why=failover_status  status=503
 30000  world         request line 1
 30000  send          OTHER to b                  attempt=9  for=request  why=request_wanted
 30020  report        request 3 accepted          server=b
