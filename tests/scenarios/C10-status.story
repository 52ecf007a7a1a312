# C10: any response to OPTIONS counts as alive, except a failover status: 503 starts a registration pass at the first.
server a answers OPTIONS 503
line 1 servers=a,b options_interval_s=20 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a answers REGISTER 503
show moves,attempts,sends,answers,world
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  options       OFF -> WAITING              server=a  next=20020  why=options_waits
 10000  world         server a answers REGISTER 503
 20020  options       WAITING -> ASKING           server=a  why=options_due
 20020  send          OPTIONS to a                attempt=2  for=keepalive  why=options_due
 20040  answer        503                         attempt=2
 20040  attempt 2     failed                      why=failover_status  status=503
 20040  options       ASKING -> DOUBTED           server=a  why=options_failed  status=503
 20040  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 20040  send          REGISTER to a               attempt=3  why=first_candidate
 20060  answer        503                         attempt=3
 20060  attempt 3     failed                      why=failover_status  status=503
 20060  send          REGISTER to b               attempt=4  why=next_candidate
 20080  answer        200                         attempt=4  expires=3600
 20080  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3539080  why=accepted  status=503
 20080  options       DOUBTED -> WAITING          server=b  next=40080  why=options_waits
 40080  options       WAITING -> ASKING           server=b  why=options_due
 40080  send          OPTIONS to b                attempt=5  for=keepalive  why=options_due
 40100  answer        200                         attempt=5
 40100  options       ASKING -> WAITING           server=b  next=60100  why=options_answered
