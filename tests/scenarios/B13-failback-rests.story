# B13, A9: proxy 1 said for how long it is to be left alone: it is not probed before that. Rests of proxy 2's are no
# reason to wait.
server c answers REGISTER 503 retry-after=150
line 1 servers=a a.proxies=c,d proxy_failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s server c answers REGISTER 200
show moves,attempts,sends,rests,world
until 160s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=failover_status  status=503
    20  rest          of c                        until=150020  why=retry_after  status=503
    20  rest          shared of c                 until=150020
    20  send          REGISTER to d               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3519040  why=accepted  status=503
    40  proxy_failback  HOME -> AWAY                server=a  probe=60040  why=proxy_probe_waits
 60040  proxy_failback  (AWAY)                      server=a  probe=150020  why=all_rest
100000  world         server c answers REGISTER 200
150020  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
150020  send          REGISTER to c               attempt=3  for=probe  why=proxy_probe_due
150040  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3669040  why=proxy_probe_accepted
150040  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
