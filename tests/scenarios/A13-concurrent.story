# A13, C2: concurrent: a failover status to a request starts a registration pass at the server that gave it, at no
# other. It keeps its binding: the line works there on. It says 503 to that too: the line works at b.
server a answers OTHER 503
line 1 servers=a,b mode=concurrent retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s request line 1
at 20s server a answers REGISTER 503
at 20s request line 1
at 25s request line 1
show moves,attempts,sends,reports
until 26s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3558520  why=accepted
    20  working       on a                        why=working_changed
    20  report        line REGISTERED             server=a  since=20  why=accepted
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
 10000  send          OTHER to a                  attempt=3  for=request  why=request_wanted
 10020  attempt 3     failed                      why=failover_status  status=503
 10020  send          OTHER to b                  attempt=4  for=request  why=next_candidate
 10020  registration  REGISTERED -> REGISTERING   of=a  server=a  why=status_to_request
 10020  send          REGISTER to a               attempt=5  why=status_to_request
 10040  report        request 1 accepted          server=b
 10040  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3568540  why=accepted
 20000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
 20020  attempt 6     failed                      why=failover_status  status=503
 20020  send          OTHER to b                  attempt=7  for=request  why=next_candidate
 20020  registration  REGISTERED -> REGISTERING   of=a  server=a  why=status_to_request
 20020  send          REGISTER to a               attempt=8  why=status_to_request
 20040  report        request 2 accepted          server=b
 20040  attempt 8     failed                      why=failover_status  status=503
 20040  registration  REGISTERING -> WAITING      of=a  next_try=50040  why=no_candidate_left  status=503
 20040  working       on b                        from=a  why=working_changed
 20040  report        line ON_BACKUP              server=b  since=20040  why=failover_status  status=503
 25000  send          OTHER to b                  attempt=9  for=request  why=request_wanted
 25020  report        request 3 accepted          server=b
