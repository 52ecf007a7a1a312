# B13, D8: idle: the probe that falls due during a call waits for the last call's end; with idle_limit_s that long at
# most.
server c is unreachable
line 1 servers=a a.proxies=c,d failback_when=idle proxy_failback_interval_s=50 idle_limit_s=100
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 40s call arrives line 1 via a call=1
at 70s call ends line 1 call=1
at 100s call arrives line 1 via a call=2
at 200s server c is back
show moves,attempts,sends,world
until 230s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
    20  attempt 1     failed                      why=icmp_unreachable
    20  send          REGISTER to d               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3519040  why=accepted  cause=icmp
    40  proxy_failback  HOME -> AWAY                server=a  probe=50040  why=proxy_probe_waits
 40000  world         call arrives line 1 via a call=1
 50040  proxy_failback  AWAY -> DUE                 server=a  until=150040  why=waits_for_idle
 70000  world         call ends line 1 call=1
 70000  proxy_failback  DUE -> PROBING              server=a  why=line_idle
 70000  send          REGISTER to c               attempt=3  for=probe  why=line_idle
 70020  attempt 3     failed                      why=icmp_unreachable
 70020  proxy_failback  PROBING -> AWAY             server=a  probe=120020  why=proxy_probe_failed
100000  world         call arrives line 1 via a call=2
120020  proxy_failback  AWAY -> DUE                 server=a  until=220020  why=waits_for_idle
200000  world         server c is back
220020  proxy_failback  DUE -> PROBING              server=a  why=idle_limit_over
220020  send          REGISTER to c               attempt=4  for=probe  why=idle_limit_over
220040  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3739040  why=proxy_probe_accepted
220040  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
