# B13, D4, D5: a proxy that is a name has several targets. The ways back between targets are those of the proxy that
# the line works through; the probe is proxy 1's. A failover from one of proxy 2's targets to the other lets the
# interval run on.
name one.example A c,d ttl=3600
name two.example A e,f ttl=3600
server c is unreachable
server d is unreachable
server e is unreachable
line 1 servers=a a.proxies=one.example,two.example expires_s=100 retry_counts=0 proxy_failback_interval_s=120
line 1 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 40s server e is back
at 100s server d is back
show moves,attempts,sends,world
until 130s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to c               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to d               attempt=2  why=next_candidate
    60  attempt 2     failed                      why=icmp_unreachable
    60  send          REGISTER to e               attempt=3  why=next_candidate
    80  attempt 3     failed                      why=icmp_unreachable
    80  send          REGISTER to f               attempt=4  why=next_candidate
   100  registration  REGISTERING -> REGISTERED   server=a  at=f  refresh=50100  why=accepted  cause=icmp
   100  proxy_failback  HOME -> AWAY                server=a  probe=120100  why=proxy_probe_waits
 40000  world         server e is back
 50100  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 50100  send          REGISTER to e               attempt=5  why=refresh_first
 50120  registration  REGISTERING -> REGISTERED   server=a  at=e  refresh=100120  why=accepted
100000  world         server d is back
100120  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
100120  send          REGISTER to e               attempt=6  why=working_candidate
100140  registration  REGISTERING -> REGISTERED   server=a  at=e  refresh=150140  why=accepted
120100  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
120100  send          REGISTER to c               attempt=7  for=probe  why=proxy_probe_due
120120  attempt 7     failed                      why=icmp_unreachable
120120  send          REGISTER to d               attempt=8  for=probe  why=next_candidate
120140  registration  REGISTERED -> REGISTERED    server=a  at=d  refresh=170140  why=proxy_probe_accepted  cause=icmp
120140  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted
