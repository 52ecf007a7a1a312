# D11: between servers: new_requests: every new request starts at the first server, and so does a refresh; never: the
# line stays; a probe comes with neither.
server a is unreachable
server b answers REGISTER 200 expires=100
line 1 servers=a,b failback_servers=new_requests failback_interval_s=20 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a,b failback_servers=never failback_interval_s=20 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 10s server a is back
at 30s request line 1
at 30s request line 2
show moves,attempts,sends,world
until 60s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
    20  line 1  attempt 1     failed                      why=icmp_unreachable
    20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    20  line 2  attempt 1     failed                      why=icmp_unreachable
    20  line 2  send          REGISTER to b               attempt=2  why=next_candidate
    40  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=50040  why=accepted  cause=icmp
    40  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=50040  why=accepted  cause=icmp
 10000          world         server a is back
 30000          world         request line 1
 30000  line 1  send          OTHER to a                  attempt=3  for=request  why=new_request_first
 30000          world         request line 2
 30000  line 2  send          OTHER to b                  attempt=3  for=request  why=request_wanted
 50040  line 1  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
 50040  line 1  send          REGISTER to a               attempt=4  why=first_candidate
 50040  line 2  registration  REGISTERED -> REGISTERING   server=b  why=refresh_due
 50040  line 2  send          REGISTER to b               attempt=4  why=working_candidate
 50060  line 1  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3569060  why=accepted
 50060  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=100060  why=accepted
