# C2: concurrent mode: a binding with every server at once; the working one is the first that is not suspect. a fails
# its refresh: b works at once, and a is asked again by C6's wait. With its next 2xx a works again.
server a answers REGISTER 200 expires=100
line 1 servers=a,b mode=concurrent retry_base_s=10 retry_max_s=10 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a is unreachable
at 60s request line 1
at 65s server a is back
at 75s request line 1
show moves,attempts,sends,reports,world
until 80s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=58520  why=accepted
    20  working       on a                        why=working_changed
    20  report        line REGISTERED             server=a  since=20  why=accepted
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
 30000  world         server a is unreachable
 58520  registration  REGISTERED -> REGISTERING   of=a  server=a  why=refresh_due
 58520  send          REGISTER to a               attempt=3  why=working_candidate
 58540  attempt 3     failed                      why=icmp_unreachable
 58540  registration  REGISTERING -> WAITING      of=a  next_try=68540  why=no_candidate_left  cause=icmp
 58540  working       on b                        from=a  why=working_changed
 58540  report        line ON_BACKUP              server=b  since=58540  why=icmp_unreachable  cause=icmp
 60000  world         request line 1
 60000  send          OTHER to b                  attempt=4  for=request  why=request_wanted
 60020  report        request 1 accepted          server=b
 65000  world         server a is back
 68540  registration  WAITING -> REGISTERING      of=a  why=wait_over
 68540  send          REGISTER to a               attempt=5  why=first_candidate
 68560  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=127060  why=accepted
 68560  working       on a                        from=b  why=working_changed
 68560  report        line REGISTERED             server=a  since=68560  why=accepted
 75000  world         request line 1
 75000  send          OTHER to a                  attempt=6  for=request  why=request_wanted
 75020  report        request 2 accepted          server=a
